//! Reads what stands beside the facts: sources, lexicons, claims, refusals.

use super::raw::{RawClaims, RawLexicon, RawRefusalText, RawRefusals, RawSource, RawSourceText};
use super::{Loader, Place, Table, in_written_order};
use crate::knowledge::{Claim, Lexicon, Refusal, Source, SourceKey, SourceText};
use crate::language::Language;

impl Loader<'_> {
    pub(super) fn sources(&mut self) -> Vec<Source> {
        let file = "sources.toml";
        let records: Table<RawSource> = self.parse(file).unwrap_or_default();
        let mut texts = self.each_language::<RawSourceText>(file);
        let mut sources = Vec::new();
        for (id, raw) in in_written_order(records) {
            self.place(|| Place::Source(id.get_ref().clone()), file, id.span().start);
            let date = raw.date.and_then(|date| self.when(file, &date));
            let Some(texts) = self.in_each_language(&id, file, file, &mut texts) else { continue };
            self.source_keys.insert(id.get_ref().clone(), SourceKey(sources.len()));
            sources.push(Source {
                origin: raw.origin.unwrap_or_else(|| id.get_ref().clone()),
                id: id.into_inner(),
                label: raw.label,
                title: raw.title,
                author: raw.author,
                publisher: raw.publisher,
                date,
                kind: raw.kind,
                seen: raw.seen,
                url: raw.url,
                texts: texts.map(|_, RawSourceText { name, title, via, about }| SourceText {
                    name,
                    title,
                    via,
                    about,
                }),
            });
        }
        self.left_over(&texts, file);
        sources
    }

    pub(super) fn lexicon(&mut self, language: Language) -> Lexicon {
        let raw: Option<RawLexicon> = self.parse(&format!("{language}/lexicon.toml"));
        raw.map_or_else(Lexicon::default, |raw| Lexicon {
            concepts: raw.concepts.into_iter().collect(),
            attribution: raw.attribution,
            function: raw.function,
        })
    }

    pub(super) fn claims(&mut self) -> Vec<Claim> {
        let file = "claims.toml";
        let Some(RawClaims { claim }) = self.parse(file) else { return Vec::new() };
        let mut claims = Vec::with_capacity(claim.len());
        for raw in claim {
            self.place(|| Place::Claim(raw.id.get_ref().clone()), file, raw.id.span().start);
            let sources = self.source_list(file, &raw.sources);
            claims.push(Claim { id: raw.id.into_inner(), sources, left_out: raw.left_out });
        }
        claims
    }

    pub(super) fn refusals(&mut self) -> Vec<Refusal> {
        let file = "refusals.toml";
        let Some(RawRefusals { refusal }) = self.parse(file) else { return Vec::new() };
        let mut texts = self.each_language::<RawRefusalText>(file);
        let mut refusals = Vec::with_capacity(refusal.len());
        for raw in refusal {
            let id = raw.id.get_ref().clone();
            let Some(texts) = self.in_each_language(&raw.id, file, file, &mut texts) else { continue };
            let ask = texts.map(|language, text| {
                self.phrasings(&format!("{language}/{file}"), &text.ask, |at| {
                    Place::RefusalAsk(id.clone(), language, at)
                })
            });
            refusals.push(Refusal { id, kind: raw.kind, ask });
        }
        self.left_over(&texts, file);
        refusals
    }
}
