//! The faults that only the whole base shows. Loading has already refused what
//! is not well-formed; here each rule of a good base is one function.

mod found;
mod posts;

use std::collections::{HashMap, HashSet};

use super::claims::carriers;
use super::load::{self, Fault, Place, Places};
use super::{Fact, Knowledge, SourceKey, Standing, Statement};
use crate::files::Files;
use crate::fold;
use crate::language::Language;
use crate::locale::Texts;

/// Longest statement, in characters: with its sources it stays within one
/// Telegram message (4096) and one Discord embed's description (4096).
const LONGEST_STATEMENT: usize = 1_300;
/// Longest question on a button, in characters (Discord's limit for labels).
const LONGEST_LABEL: usize = 80;
/// Telegram's limit for a message, in UTF-16 units.
const LONGEST_MESSAGE: usize = 4_096;

/// A base without faults.
#[derive(Debug)]
pub struct Checked {
    /// The base.
    pub knowledge: Knowledge,
}

impl Checked {
    /// What was looked at, one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let carried = carriers(&self.knowledge).len();
        let left_out = self.knowledge.claims().iter().filter(|claim| claim.left_out.is_some()).count();
        let phrasings: usize = self
            .knowledge
            .facts()
            .flat_map(|(_, fact)| fact.texts.iter().map(|(_, text)| text.ask.len()).collect::<Vec<_>>())
            .sum();
        format!(
            "no faults: {} facts in {} topics and {} languages, {} phrasings, {} sources, {} claims ({carried} carried, {left_out} left out)",
            self.knowledge.facts().len(),
            self.knowledge.topics().len(),
            Language::ALL.len(),
            phrasings,
            self.knowledge.sources().len(),
            self.knowledge.claims().len(),
        )
    }
}

/// Looks at everything.
///
/// # Errors
/// Every fault, in order of file and line.
pub fn check(files: &Files) -> Result<Checked, Vec<Fault>> {
    let texts = load::texts(files);
    let (knowledge, places) = match load::load_with_places(files) {
        Ok(loaded) => loaded,
        Err(mut faults) => {
            faults.extend(texts.err().unwrap_or_default());
            faults.sort();
            return Err(faults);
        }
    };
    let mut inspector = Inspector { knowledge: &knowledge, places: &places, faults: Vec::new() };
    inspector.facts();
    inspector.claims();
    inspector.sources();
    inspector.phrasings();
    inspector.posts();
    if inspector.faults.is_empty() {
        // The dear one: it says little of a base whose faults above are still to be mended.
        inspector.findable();
    }
    let mut faults = inspector.faults;
    match texts {
        Ok(texts) => faults.extend(own_words(&knowledge, &texts, &places)),
        Err(more) => faults.extend(more),
    }
    if faults.is_empty() {
        return Ok(Checked { knowledge });
    }
    faults.sort();
    faults.dedup();
    Err(faults)
}

struct Inspector<'a> {
    knowledge: &'a Knowledge,
    places: &'a Places<'a>,
    faults: Vec<Fault>,
}

impl Inspector<'_> {
    fn fault(&mut self, place: &Place, problem: String) {
        self.faults.push(self.places.fault(place, problem));
    }

    fn facts(&mut self) {
        let knowledge = self.knowledge;
        for (_, fact) in knowledge.facts() {
            self.standing(fact);
            self.figures(fact);
            for (language, _) in fact.texts.iter() {
                self.translation(fact, language);
                self.length(fact, language);
                if fact.standing == Standing::Contested {
                    self.attribution(fact, language);
                }
            }
        }
    }

    /// Agreed needs two origins, single has one, conflicting needs two sources.
    fn standing(&mut self, fact: &Fact) {
        let sources = fact.texts[Language::REFERENCE].statement.sources();
        let origins: HashSet<&str> = sources.iter().map(|key| self.knowledge[*key].origin.as_str()).collect();
        let problem = match fact.standing {
            Standing::Agreed if origins.len() < 2 => {
                "is `agreed` but rests on one origin; cite a second, independent source or write `single`"
            }
            Standing::Single if origins.len() > 1 => {
                "is `single` but cites sources of different origin; write `agreed`, `conflicting` or `contested`"
            }
            Standing::Conflicting if sources.len() < 2 => {
                "is `conflicting` but cites one source; cite each value's source"
            }
            _ => return,
        };
        self.fault(&Place::Fact(fact.id.clone()), format!("`{}` {problem}", fact.id));
    }

    fn figures(&mut self, fact: &Fact) {
        let cited = fact.texts[Language::REFERENCE].statement.sources();
        for figure in &fact.figures {
            if figure.sources.is_empty() {
                self.fault(
                    &Place::Fact(fact.id.clone()),
                    format!("`{}`: the figure {} has no source", fact.id, figure.value),
                );
            }
            for source in figure.sources.iter().filter(|source| !cited.contains(source)) {
                let source = &self.knowledge[*source].id;
                let problem = format!(
                    "`{}`: the figure {} rests on `{source}`, which the statement does not cite",
                    fact.id, figure.value
                );
                self.fault(&Place::Fact(fact.id.clone()), problem);
            }
        }
    }

    fn translation(&mut self, fact: &Fact, language: Language) {
        let original = &fact.texts[Language::REFERENCE].statement;
        let place = Place::Text(fact.id.clone(), language);
        self.same(&fact.id, &place, original, &fact.texts[language].statement);
    }

    /// A translation has the numbers and the sources of the original.
    fn same(&mut self, id: &str, place: &Place, original: &Statement, translated: &Statement) {
        let reference = Language::REFERENCE;
        let (theirs, ours) = (numbers(original), numbers(translated));
        for number in ours.difference(&theirs) {
            let problem = format!(
                "`{id}`: the number {number} is not in the {reference} text; both must give the same figures"
            );
            self.fault(place, problem);
        }
        for number in theirs.difference(&ours) {
            self.fault(place, format!("`{id}`: the number {number} of the {reference} text is missing"));
        }
        let (theirs, ours) = (sources(original), sources(translated));
        for source in ours.symmetric_difference(&theirs) {
            let source = &self.knowledge[*source].id;
            let problem =
                format!("`{id}`: `{source}` is cited here or in the {reference} text but not in both");
            self.fault(place, problem);
        }
    }

    fn length(&mut self, fact: &Fact, language: Language) {
        let text = &fact.texts[language];
        let place = Place::Text(fact.id.clone(), language);
        let words = text.statement.words();
        let length = words.chars().count();
        if length > LONGEST_STATEMENT {
            self.fault(
                &place,
                format!(
                    "`{}`: {length} characters; {LONGEST_STATEMENT} are the most a reader should get at once",
                    fact.id
                ),
            );
        }
        let cited: usize =
            text.statement.sources().iter().map(|key| record_length(self.knowledge, *key, language)).sum();
        let whole = words.encode_utf16().count() + cited;
        if whole > LONGEST_MESSAGE {
            self.fault(&place, format!("`{}`: with its sources about {whole} units, over Telegram's {LONGEST_MESSAGE}; shorten it or split the fact", fact.id));
        }
        if text.question().chars().count() > LONGEST_LABEL {
            let problem = format!(
                "`{}`: the first phrasing is a button's label and may have {LONGEST_LABEL} characters",
                fact.id
            );
            self.fault(&Place::Ask(fact.id.clone(), language, 0), problem);
        }
    }

    fn attribution(&mut self, fact: &Fact, language: Language) {
        let words = fold::words(&fact.texts[language].statement.words()).join(" ");
        let says = |phrase: &String| words.contains(&fold::words(phrase).join(" "));
        let attributed = self.knowledge.lexicon(language).attribution.iter().any(says);
        if !attributed {
            let problem = format!(
                "`{}` is contested but says of nobody that they say so; write “according to …”",
                fact.id
            );
            self.fault(&Place::Text(fact.id.clone(), language), problem);
        }
    }

    fn claims(&mut self) {
        let knowledge = self.knowledge;
        let carriers = carriers(knowledge);
        let known: HashSet<&str> = knowledge.claims().iter().map(|claim| claim.id.as_str()).collect();
        for claim in knowledge.claims() {
            let place = Place::Claim(claim.id.clone());
            match (carriers.get(claim.id.as_str()), &claim.left_out) {
                (None, None) => self.fault(
                    &place,
                    format!(
                        "no fact carries the claim `{}`; add it to one or leave it out with a reason",
                        claim.id
                    ),
                ),
                (Some(_), Some(_)) => self
                    .fault(&place, format!("the claim `{}` is left out and carried; choose one", claim.id)),
                _ => {}
            }
        }
        for (_, fact) in knowledge.facts() {
            for claim in fact.claims.iter().filter(|claim| !known.contains(claim.as_str())) {
                self.fault(
                    &Place::Fact(fact.id.clone()),
                    format!("`{}`: there is no claim `{claim}`", fact.id),
                );
            }
        }
    }

    fn sources(&mut self) {
        let cited: HashSet<SourceKey> = self
            .knowledge
            .facts()
            .flat_map(|(_, fact)| fact.texts[Language::REFERENCE].statement.sources())
            .copied()
            .collect();
        let knowledge = self.knowledge;
        for (key, source) in knowledge.sources() {
            let place = Place::Source(source.id.clone());
            if !cited.contains(&key) {
                self.fault(&place, format!("no fact cites `{}`; cite it or remove it", source.id));
            }
            let (with, without): (Vec<_>, Vec<_>) =
                source.texts.iter().partition(|(_, text)| text.via.is_some());
            for (language, _) in without.iter().filter(|_| !with.is_empty()) {
                self.fault(
                    &place,
                    format!("`{}` has no `via` in {language}/sources.toml, but in others; add it", source.id),
                );
            }
        }
    }

    /// A phrasing leads to one thing only.
    fn phrasings(&mut self) {
        let knowledge = self.knowledge;
        let mut seen: HashMap<Vec<String>, String> = HashMap::new();
        let mut look = |inspector: &mut Self, id: &str, phrasing: &str, place: Place| {
            let words = fold::words(phrasing);
            if words.is_empty() {
                inspector.fault(&place, format!("`{id}`: an empty phrasing"));
            } else if let Some(other) = seen.get(&words).filter(|other| *other != id) {
                inspector.fault(
                    &place,
                    format!("`{id}`: “{phrasing}” is a phrasing of `{other}` too; keep it in one place"),
                );
            }
            seen.entry(words).or_insert_with(|| id.to_owned());
        };
        for (_, fact) in knowledge.facts() {
            for (language, text) in fact.texts.iter() {
                for (at, ask) in text.ask.iter().enumerate() {
                    look(self, &fact.id, ask, Place::Ask(fact.id.clone(), language, at));
                }
            }
        }
        for refusal in knowledge.refusals() {
            for (language, asks) in refusal.ask.iter() {
                for (at, ask) in asks.iter().enumerate() {
                    look(self, &refusal.id, ask, Place::RefusalAsk(refusal.id.clone(), language, at));
                }
            }
        }
    }
}

/// Names that the bot's own words must have for the base.
fn own_words(knowledge: &Knowledge, texts: &Texts, places: &Places<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for &language in Language::ALL {
        let file = format!("{language}/texts.ftl");
        for topic in knowledge.topics() {
            let key = format!("topic-{topic}");
            if !texts.has(language, &key) {
                faults.push(Fault {
                    file: file.clone(),
                    line: 1,
                    problem: format!("the text `{key}` is missing; add it"),
                });
            }
        }
        for (_, fact) in knowledge.facts() {
            for figure in &fact.figures {
                let key = format!("unit-{}", figure.unit);
                if !texts.has(language, &key) {
                    let place = Place::Fact(fact.id.clone());
                    faults.push(
                        places.fault(
                            &place,
                            format!("the unit `{}` has no text `{key}` in {file}", figure.unit),
                        ),
                    );
                }
            }
        }
    }
    faults
}

/// The numbers in a statement, without leading zeros.
fn numbers(statement: &Statement) -> HashSet<String> {
    let words = fold::words(&statement.words());
    let digits = words.into_iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    digits.map(|number| number.trim_start_matches('0').to_owned()).collect()
}

fn sources(statement: &Statement) -> HashSet<SourceKey> {
    statement.sources().iter().copied().collect()
}

/// About how long a source's entry is in the list under an answer, in UTF-16
/// units: number, record, note on how it was seen.
fn record_length(knowledge: &Knowledge, key: SourceKey, language: Language) -> usize {
    const FRAME: usize = 60;
    let source = &knowledge[key];
    let parts = [&source.author, &source.publisher, &source.texts[language].via].into_iter().flatten();
    let known: usize = parts.map(|part| part.encode_utf16().count()).sum();
    FRAME + known + source.shown_title(language).encode_utf16().count()
}
