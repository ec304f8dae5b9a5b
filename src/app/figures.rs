//! Each figure with who gives it, one thing counted at a time, so that
//! disagreement is seen at a glance.

use super::Answers;
use super::browse::Pages;
use super::press::View;
use crate::knowledge::bibliography::Bibliography;
use crate::knowledge::{SourceKey, amount};
use crate::language::Language;
use crate::message::{Block, Line, Message, Passage, Span};

/// Values on a page: with their sources one message of every platform.
const ROWS_A_PAGE: usize = 20;

/// A value with everybody who gives it.
struct Row {
    value: u64,
    shown: String,
    scope: String,
    sources: Vec<SourceKey>,
}

impl Answers {
    pub(super) fn figures(&self, language: Language, page: usize) -> Message {
        let all = self.figure_pages(language);
        let pages = Pages::new(all.len(), 1, page);
        let mut message = Message::default();
        message.blocks.push(Block::Heading(self.texts.text(language, "figures-heading")));
        let mut bibliography = Bibliography::default();
        for (unit, rows) in pages.of(&all) {
            message.blocks.push(Block::Heading(self.texts.text(language, &format!("unit-{unit}"))));
            let lines = rows.iter().map(|row| self.row(language, row, &mut bibliography));
            // A figure has at least one source, so a page of figures has a mark.
            message.blocks.extend(Passage::new(lines.collect()).ok().map(Block::Passage));
        }
        self.add_sources(language, &mut message, &bibliography);
        self.turn(language, &mut message, pages, |page| View::Figures { page });
        message
    }

    /// What is counted, page by page: what many values are given for has several.
    fn figure_pages(&self, language: Language) -> Vec<(String, Vec<Row>)> {
        let mut pages = Vec::new();
        for unit in self.units() {
            let mut rest = self.rows(language, &unit);
            while !rest.is_empty() {
                let later = rest.split_off(rest.len().min(ROWS_A_PAGE));
                pages.push((unit.clone(), std::mem::replace(&mut rest, later)));
            }
        }
        pages
    }

    /// What is counted, the dead first, then as the topics tell it.
    fn units(&self) -> Vec<String> {
        let mut units: Vec<String> = vec!["killed".to_owned()];
        for figure in self.knowledge.facts().flat_map(|(_, fact)| &fact.figures) {
            if !units.contains(&figure.unit) {
                units.push(figure.unit.clone());
            }
        }
        units
    }

    fn rows(&self, language: Language, unit: &str) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for (_, fact) in self.knowledge.facts() {
            for (figure, scope) in fact.figures.iter().zip(&fact.texts[language].scopes) {
                if figure.unit != unit {
                    continue;
                }
                let shown = amount::shown(&self.texts, language, figure);
                let same = rows.iter_mut().find(|row| {
                    row.shown == shown && (row.scope == *scope || covers(&row.sources, &figure.sources))
                });
                match same {
                    Some(row) => row.sources.extend(
                        figure
                            .sources
                            .iter()
                            .filter(|source| !row.sources.contains(source))
                            .copied()
                            .collect::<Vec<_>>(),
                    ),
                    None => rows.push(Row {
                        value: figure.value,
                        shown,
                        scope: scope.clone(),
                        sources: figure.sources.clone(),
                    }),
                }
            }
        }
        rows.sort_by_key(|row| row.value);
        rows
    }

    fn row(&self, language: Language, row: &Row, bibliography: &mut Bibliography) -> Line {
        let mut spans = vec![Span::Text(format!("{} — {}: ", row.shown, row.scope))];
        for (at, source) in row.sources.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            let name = &self.knowledge[*source].texts[language].name;
            spans.push(Span::Text(format!("{comma}{name} ")));
            spans.push(Span::Mark(bibliography.number(*source)));
        }
        Line { item: true, spans }
    }
}

fn covers(held: &[SourceKey], all: &[SourceKey]) -> bool {
    all.iter().all(|source| held.contains(source))
}
