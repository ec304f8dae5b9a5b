//! The texts of the yearly posts say nothing that their facts do not say.

use std::collections::{BTreeMap, HashSet};

use super::{Inspector, Place, numbers, sources};
use crate::knowledge::{FactKey, SourceKey};
use crate::language::Language;

/// Two at least, or two years running would be alike.
const FEWEST_VARIANTS: usize = 2;

impl Inspector<'_> {
    pub(super) fn posts(&mut self) {
        let knowledge = self.knowledge;
        let mut of_post: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for variant in knowledge.variants() {
            of_post.entry(&variant.post).or_insert((0, &variant.id)).0 += 1;
            for (language, text) in variant.texts.iter() {
                let place = Place::VariantText(variant.id.clone(), language);
                self.same(&variant.id, &place, &variant.texts[Language::REFERENCE], text);
                let (cited, told) = self.of_facts(&variant.facts, language);
                for source in sources(text).difference(&cited) {
                    let source = &knowledge[*source].id;
                    self.fault(&place, format!("`{}`: none of its facts cites `{source}`", variant.id));
                }
                for number in numbers(text).difference(&told) {
                    self.fault(
                        &place,
                        format!("`{}`: none of its facts has the number {number}", variant.id),
                    );
                }
            }
        }
        for (post, (variants, one)) in of_post {
            if variants < FEWEST_VARIANTS {
                let problem = format!("`{post}` has {variants} text; two years running would be alike");
                self.fault(&Place::Variant(one.to_owned()), problem);
            }
        }
    }

    /// What the facts cite, and the numbers in their statements.
    fn of_facts(&self, facts: &[FactKey], language: Language) -> (HashSet<SourceKey>, HashSet<String>) {
        let statements = || facts.iter().map(|fact| &self.knowledge[*fact].texts[language].statement);
        (statements().flat_map(sources).collect(), statements().flat_map(numbers).collect())
    }
}
