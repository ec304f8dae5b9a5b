//! Every fact is found by its own phrasings, or nobody finds it.

use super::{Inspector, Place};
use crate::fold;
use crate::knowledge::index::{Index, Target, Weights};

/// A phrasing must lead to its fact among this many.
const FOUND_AMONG: usize = 3;
/// Parts that a fact's phrasings are divided into to be tried.
const PARTS: usize = 3;
/// Share of its phrasings that must lead to a fact that is not known by them.
const FOUND_SHARE: f32 = 0.4;
/// So many phrasings of a fact and language are tried, spread over all of them.
const TRIED: usize = 8;

impl Inspector<'_> {
    /// A fact is found by its own phrasings: by each third of them when it is
    /// known only by the others, as by a question nobody wrote down.
    pub(super) fn findable(&mut self) {
        let knowledge = self.knowledge;
        let parts: Vec<Index> = (0..PARTS)
            .map(|part| Index::with(knowledge, Weights::default(), &|_, _, at| at % PARTS != part))
            .collect();
        for (key, fact) in knowledge.facts() {
            let asked = fact.texts.iter().flat_map(|(_, text)| {
                let every = text.ask.len().div_ceil(TRIED).max(1);
                text.ask.iter().enumerate().filter(move |(at, _)| (at / PARTS).is_multiple_of(every))
            });
            let (mut found, mut of) = (0_usize, 0_usize);
            for (at, ask) in asked {
                let hits = parts[at % PARTS].reader().hits(&fold::words(ask));
                of += 1;
                found +=
                    usize::from(hits.iter().take(FOUND_AMONG).any(|hit| hit.target == Target::Fact(key)));
            }
            if (found as f32) < FOUND_SHARE * of as f32 {
                let problem = format!(
                    "`{}`: only {found} of {of} phrasings lead to it when they are not known word for word; \
                     make them more its own, or add more",
                    fact.id
                );
                self.fault(&Place::Fact(fact.id.clone()), problem);
            }
        }
    }
}
