//! From a question to the facts that answer it, or to an honest refusal.
//!
//! [`Index`] scores; here is decided: which facts are told together, and when
//! the likeness is too small, or the likeness to something that no source
//! answers too great, to tell any.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::detect::Detector;
use super::index::{Hit, Index, Keep, Reader, Target, Weights};
use super::{FactKey, Knowledge, RefusalKind};
use crate::fold;
use crate::language::Language;

/// Facts told together at most, in one answer.
const FACTS_TOGETHER: usize = 3;
/// Fewest words of a sentence that is worth comparing alone.
const FEWEST_WORDS: usize = 4;
/// How much of a sentence's score is that of the whole question.
const CONTEXT: f32 = 0.45;
/// What a sentence that asks gains: a story before it makes everything less alike.
const ASKS: f32 = 0.05;
/// What is lost by a sentence that tells, where another asks, and by a clause.
const TELLS: f32 = 0.13;
/// Questions suggested when there is no answer.
const SUGGESTIONS: usize = 3;
/// Least score of a fact that is suggested.
const NEAR: f32 = 0.3;
/// By how much, in nats, a target grows likelier with its score, from 0 to 1.
const SHARPNESS: f32 = 34.0;
/// From which score on the margin shrinks, and where nothing would be left of it.
const SURE: (f32, f32) = (0.4, 0.9);
/// Of so many best facts and refusals the likelihoods are taken together.
const AMONG: (usize, usize) = (4, 3);
/// How much a refusal loses for each natural unit by which a question leans to
/// being answered.
const LEANING: f32 = 0.02;

/// Where the lines are drawn, in scores. Fitted on held-out phrasings and on the
/// question sets: see `docs/search.md`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Least score of a fact that is told.
    pub least: f32,
    /// How far the facts must stand above the refusals.
    pub margin: f32,
    /// How far below the best fact another may stand that is told with it.
    pub together: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { least: 0.2, margin: 0.065, together: 0.1 }
    }
}

impl Thresholds {
    /// The margin that is asked of a fact with this score: the more of the question
    /// is its own, the less.
    fn margin_at(&self, score: f32) -> f32 {
        let sure = ((score - SURE.0) / (SURE.1 - SURE.0)).clamp(0.0, 1.0);
        self.margin * (1.0 - sure)
    }
}

/// What a question came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// These facts answer it, the best first; never empty.
    Answered(Vec<FactKey>),
    /// No fact does, and why.
    Refused(RefusalKind),
}

/// What was found for a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The facts, or why there are none.
    pub outcome: Outcome,
    /// How sure the outcome is: 0 to 1, one half at the line between answering
    /// and refusing.
    pub confidence: f32,
    /// The facts nearest to the question, those told left out.
    pub nearest: Vec<FactKey>,
}

/// The search over one base.
#[derive(Debug)]
pub struct Search {
    index: Arc<Index>,
    detector: Arc<Detector>,
    thresholds: Thresholds,
    refusals: Vec<RefusalKind>,
    leading: Vec<FactKey>,
}

impl Search {
    /// Makes the base searchable.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        let (index, detector) = knowledge.searchable();
        Self {
            index,
            detector,
            thresholds: Thresholds::default(),
            refusals: knowledge.refusals().iter().map(|refusal| refusal.kind).collect(),
            leading: knowledge.facts().filter(|(_, fact)| fact.leading).map(|(key, _)| key).collect(),
        }
    }

    /// As [`Search::new`], with the phrasings that `keep` keeps and other
    /// weights: for measuring.
    #[must_use]
    pub fn with(knowledge: &Knowledge, weights: Weights, keep: Keep<'_>) -> Self {
        Self { index: Arc::new(Index::with(knowledge, weights, keep)), ..Self::new(knowledge) }
    }

    /// The same search with the lines drawn elsewhere.
    #[must_use]
    pub fn redrawn(self, thresholds: Thresholds) -> Self {
        Self { thresholds, ..self }
    }

    /// The language a text is written in, where it is clear.
    #[must_use]
    pub fn language(&self, text: &str) -> Option<Language> {
        self.detector.detect(text)
    }

    /// Answers a question or refuses it.
    #[must_use]
    pub fn find(&self, question: &str) -> Found {
        self.judge(&self.hits(question), self.thresholds)
    }

    /// What [`Search::find`] says of these hits with other thresholds.
    #[must_use]
    pub fn judge(&self, hits: &[Hit], thresholds: Thresholds) -> Found {
        let facts: Vec<(FactKey, &Hit)> = hits
            .iter()
            .filter_map(|hit| match hit.target {
                Target::Fact(key) => Some((key, hit)),
                Target::Refusal(_) => None,
            })
            .collect();
        let refusal = hits.iter().find_map(|hit| match hit.target {
            Target::Fact(_) => None,
            Target::Refusal(at) => Some((at, hit.score)),
        });
        let best = facts.first().map_or(0.0, |(_, hit)| hit.score);
        let against = evidence(hits.iter().filter(|hit| !is_fact(hit)).take(AMONG.1));
        let above =
            evidence(facts.iter().map(|(_, hit)| *hit).take(AMONG.0)) - against - thresholds.margin_at(best);
        let above = above.min(best - thresholds.least);
        let confidence = 1.0 / (1.0 + (-SHARPNESS * above).exp());
        let told: Vec<FactKey> = facts
            .iter()
            .take_while(|(_, hit)| hit.score >= best - thresholds.together)
            .take(FACTS_TOGETHER)
            .map(|(key, _)| *key)
            .collect();
        if above >= 0.0 && !told.is_empty() {
            let nearest = facts
                .iter()
                .map(|(key, _)| *key)
                .filter(|key| !told.contains(key))
                .take(SUGGESTIONS)
                .collect();
            return Found { outcome: Outcome::Answered(told), confidence, nearest };
        }
        let kind = refusal
            .filter(|(_, score)| *score >= best)
            .map_or(RefusalKind::Unsourced, |(at, _)| self.refusals[at]);
        let nearest = self.suggested(&facts);
        Found { outcome: Outcome::Refused(kind), confidence: 1.0 - confidence, nearest }
    }

    /// What may be asked instead: the nearest facts, and the leading ones where
    /// too few are near.
    fn suggested(&self, facts: &[(FactKey, &Hit)]) -> Vec<FactKey> {
        let near = facts.iter().filter(|(_, hit)| hit.score >= NEAR).map(|(key, _)| *key);
        let mut suggested: Vec<FactKey> = near.take(SUGGESTIONS).collect();
        let leading = self.leading.iter().filter(|key| !suggested.contains(key)).copied();
        let leading: Vec<FactKey> = leading.take(SUGGESTIONS - suggested.len()).collect();
        suggested.extend(leading);
        suggested
    }

    /// Every target's fit to the question: to the whole of it, or to one of its
    /// sentences in the light of the whole, whichever is better. A sentence that
    /// asks counts for more than one that tells; small talk counts only where it
    /// is the whole.
    #[must_use]
    pub fn hits(&self, question: &str) -> Vec<Hit> {
        let mut reader = self.index.reader();
        let words = fold::words(question);
        let mut best = reader.hits(&words);
        let sentences = sentences(question);
        if sentences.len() > 1 {
            self.hear(&sentences, &mut reader, &mut best);
        }
        // What leans to being answered speaks against every refusal alike.
        let leaning = LEANING * reader.leaning(&words);
        for refusal in best.iter_mut().filter(|hit| !is_fact(hit)) {
            refusal.score -= leaning;
        }
        best.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.target.cmp(&other.target)));
        best
    }

    /// Raises what fits a sentence better than the whole.
    fn hear(&self, sentences: &[(Vec<String>, f32)], reader: &mut Reader<'_>, best: &mut Vec<Hit>) {
        let whole: Vec<f32> = best.iter().map(|hit| hit.score).collect();
        let mut places: FxHashMap<Target, usize> =
            best.iter().enumerate().map(|(at, hit)| (hit.target, at)).collect();
        for (sentence, loss) in sentences {
            for hit in reader.hits(sentence).into_iter().filter(|hit| !self.is_small_talk(hit.target)) {
                let at = *places.entry(hit.target).or_insert(best.len());
                let of_whole = whole.get(at).copied().unwrap_or(0.0);
                let score = hit.score * (1.0 - CONTEXT) + of_whole * CONTEXT - loss;
                match best.get_mut(at) {
                    Some(known) if known.score < score => *known = Hit { score, ..hit },
                    Some(_) => {}
                    None => best.push(Hit { score, ..hit }),
                }
            }
        }
    }

    fn is_small_talk(&self, target: Target) -> bool {
        matches!(target, Target::Refusal(at) if self.refusals[at] != RefusalKind::Unsourced)
    }
}

fn is_fact(hit: &Hit) -> bool {
    matches!(hit.target, Target::Fact(_))
}

/// How strongly the hits speak together for what they are, in scores: many that
/// are near count for more than one.
fn evidence<'a>(hits: impl Iterator<Item = &'a Hit>) -> f32 {
    let likelihood: f32 = hits.map(|hit| (SHARPNESS * hit.score).exp()).sum();
    likelihood.max(1.0).ln() / SHARPNESS
}

/// The folded words of each sentence worth comparing alone, with what its scores
/// lose; of a long one each clause too.
fn sentences(question: &str) -> Vec<(Vec<String>, f32)> {
    const LONG: usize = 12;
    let mut found = Vec::new();
    let mut rest = question;
    while !rest.is_empty() {
        let end = rest
            .find(['.', '?', '!', '…', '\n'])
            .map_or(rest.len(), |at| at + rest[at..].chars().next().map_or(0, char::len_utf8));
        let (sentence, after) = rest.split_at(end);
        let asks = sentence.ends_with('?') || after.trim().is_empty();
        let loss = if asks { -ASKS } else { TELLS };
        let words = fold::words(sentence);
        if words.len() >= LONG {
            let clauses = sentence.split([',', ';', ':', '—', '–']).map(fold::words);
            found.extend(clauses.map(|words| (words, TELLS)));
        }
        found.push((words, loss));
        rest = after;
    }
    found.retain(|(words, _)| words.len() >= FEWEST_WORDS);
    found
}
