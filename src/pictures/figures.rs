//! The figures at a glance: for what sources count differently, every value
//! with whoever gives it and when, on one scale. A plain chart that prefers
//! nobody; the works it rests on are printed under it.

use std::cmp::Reverse;

use super::chart::{Chart, Mark, Panel, Row};
use super::{Picture, PictureError, canvas};
use crate::knowledge::bibliography::{self, Bibliography};
use crate::knowledge::{Bound, Fact, Figure, Knowledge, SourceKey, amount};
use crate::language::Language;
use crate::locale::{Texts, Value};

/// What is counted on the chart, in its order: what people ask of most.
const UNITS: &[&str] = &["killed", "injured", "missing", "arrested"];
/// The most that a description of a picture may have on Discord.
const LONGEST_ALT: usize = 1024;

/// Draws the chart.
///
/// # Errors
/// If it cannot be drawn.
pub fn draw(knowledge: &Knowledge, texts: &Texts, language: Language) -> Result<Picture, PictureError> {
    let teller = Teller { knowledge, texts, language };
    let chart = teller.chart();
    Ok(Picture { png: canvas::png(&chart.svg()?)?.into(), alt: teller.alt(&chart.panels) })
}

/// Tells figures in a language.
struct Teller<'a> {
    knowledge: &'a Knowledge,
    texts: &'a Texts,
    language: Language,
}

impl Teller<'_> {
    fn chart(&self) -> Chart {
        let text = |key| self.texts.text(self.language, key);
        let mut cited = Bibliography::default();
        Chart {
            title: text("figures-heading"),
            lead: text("figures-lead"),
            key: ["figures-exact", "figures-above", "figures-about"].map(text),
            panels: UNITS.iter().filter_map(|unit| self.panel(unit, &mut cited)).collect(),
            sources: cited.numbered().map(|(number, key)| (number, self.record(key))).collect(),
        }
    }

    /// The values of the fact that gives most different ones of a unit: the one
    /// that sets the totals side by side.
    fn panel(&self, unit: &str, cited: &mut Bibliography) -> Option<Panel> {
        let of = |fact: &Fact| fact.figures.iter().filter(|figure| figure.unit == unit).count();
        let facts = self.knowledge.facts().map(|(_, fact)| fact).filter(|fact| of(fact) > 1);
        // Of equals the first: the base tells totals before their parts.
        let fact = facts.min_by_key(|fact| Reverse(of(fact)))?;
        let scopes = &fact.texts[self.language].scopes;
        let mut figures: Vec<(&Figure, &String)> =
            fact.figures.iter().zip(scopes).filter(|(figure, _)| figure.unit == unit).collect();
        figures.sort_by_key(|(figure, _)| figure.value);
        let rows = figures.into_iter().map(|(figure, scope)| self.row(figure, scope, cited)).collect();
        Some(Panel { heading: self.texts.text(self.language, &format!("unit-{unit}")), rows })
    }

    fn row(&self, figure: &Figure, scope: &str, cited: &mut Bibliography) -> Row {
        let source = |key: &SourceKey| {
            let short = bibliography::short(self.texts, self.language, &self.knowledge[*key]);
            format!("{}\u{a0}[{}]", self.begun(&short), cited.number(*key))
        };
        Row {
            shown: self.signed(figure),
            told: amount::shown(self.texts, self.language, figure),
            mark: Mark {
                from: figure.value,
                to: figure.to,
                above: matches!(figure.bound, Some(Bound::MoreThan | Bound::AtLeast)),
                about: figure.bound.is_some(),
            },
            scope: scope.to_owned(),
            sources: figure.sources.iter().map(source).collect(),
        }
    }

    /// Words that begin a line: names begin small where a sentence goes on.
    fn begun(&self, words: &str) -> String {
        let mut letters = words.chars();
        let dotted = matches!(self.language, Language::Azerbaijani | Language::Turkish);
        let first: String = match letters.next() {
            Some('i') if dotted => "İ".to_owned(),
            first => first.into_iter().flat_map(char::to_uppercase).collect(),
        };
        first + letters.as_str()
    }

    /// The value as a reader of any language takes it in at a glance.
    fn signed(&self, figure: &Figure) -> String {
        let grouped = |value| amount::grouped(self.texts, self.language, value);
        let sign = match figure.bound {
            None => "",
            Some(Bound::MoreThan) => ">\u{2009}",
            Some(Bound::AtLeast) => "≥\u{2009}",
            Some(Bound::About | Bound::Nearly) => "≈\u{2009}",
            Some(Bound::UpTo) => "≤\u{2009}",
        };
        let to = figure.to.map(|to| format!("–{}", grouped(to))).unwrap_or_default();
        format!("{sign}{}{to}", grouped(figure.value))
    }

    fn record(&self, key: SourceKey) -> String {
        bibliography::line(self.texts, self.language, &self.knowledge[key])
    }

    fn alt(&self, panels: &[Panel]) -> String {
        let told = panels.iter().map(|panel| {
            let values: Vec<&str> = panel.rows.iter().map(|row| row.told.as_str()).collect();
            format!("{}: {}", panel.heading, values.join(", "))
        });
        let told = told.collect::<Vec<_>>().join("; ");
        let alt = self.texts.format(self.language, "figures-alt", &[("figures", Value::Words(&told))]);
        alt.chars().take(LONGEST_ALT).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::built_in;

    fn base() -> (Knowledge, Texts) {
        built_in::both()
    }

    #[test]
    fn the_chart_gives_every_total_of_the_dead_with_everybody_who_gives_it() {
        let (knowledge, texts) = base();
        let fact = &knowledge[knowledge.fact_key("killed-total").expect("the base tells the totals")];
        for language in Language::ALL {
            let chart = Teller { knowledge: &knowledge, texts: &texts, language: *language }.chart();
            assert_eq!(chart.panels.len(), UNITS.len());
            let rows = &chart.panels[0].rows;
            assert_eq!(rows.len(), fact.figures.len());
            assert!(rows.is_sorted_by_key(|row| row.mark.from), "by value, and by nothing else");
            for figure in &fact.figures {
                let given =
                    |row: &&Row| row.mark.from == figure.value && row.sources.len() == figure.sources.len();
                let row = rows.iter().find(given).expect("the value, with as many sources");
                for (source, line) in figure.sources.iter().zip(&row.sources) {
                    let (_, mark) = line.rsplit_once('\u{a0}').expect("a mark");
                    let number: usize = mark[1..mark.len() - 1].parse().expect("a number");
                    let record = bibliography::line(&texts, *language, &knowledge[*source]);
                    assert_eq!(chart.sources[number - 1], (number, record), "{line}");
                }
            }
        }
    }

    #[test]
    fn it_is_drawn_in_every_language_within_what_platforms_take() {
        let (knowledge, texts) = base();
        for language in Language::ALL {
            let picture = draw(&knowledge, &texts, *language).expect("it can be drawn");
            assert!(picture.png.len() <= 500_000, "{language}: {} bytes", picture.png.len());
            assert!(picture.alt.contains("131") && picture.alt.chars().count() <= LONGEST_ALT);
            // A PNG's size stands right after its signature and the first chunk's head.
            let side =
                |at: usize| picture.png[at..at + 4].iter().fold(0, |side, byte| side << 8 | u32::from(*byte));
            let (width, height) = (side(16), side(20));
            assert!(width + height <= 10_000 && height <= 2 * width, "{width}x{height}");
        }
    }
}
