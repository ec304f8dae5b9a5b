//! Reads the texts of the yearly posts.

use super::raw::{RawVariantText, RawVariants};
use super::{Loader, Place};
use crate::knowledge::Variant;

impl Loader<'_> {
    pub(super) fn variants(&mut self) -> Vec<Variant> {
        let file = "posts.toml";
        let Some(RawVariants { variant }) = self.parse(file) else { return Vec::new() };
        let mut texts = self.each_language::<RawVariantText>(file);
        let mut variants = Vec::with_capacity(variant.len());
        for raw in variant {
            let facts = self.fact_list(file, &raw.facts);
            self.place(|| Place::Variant(raw.id.get_ref().clone()), file, raw.id.span().start);
            let Some(texts) = self.in_each_language(&raw.id, file, file, &mut texts) else { continue };
            let id = raw.id.into_inner();
            let texts = texts.map(|language, RawVariantText { text }| {
                let file = format!("{language}/{file}");
                self.place(|| Place::VariantText(id.clone(), language), &file, text.span().start);
                self.statement(&id, &file, &text)
            });
            if let Some(texts) = texts.all() {
                variants.push(Variant { id, post: raw.post, facts, texts });
            }
        }
        self.left_over(&texts, file);
        variants
    }
}
