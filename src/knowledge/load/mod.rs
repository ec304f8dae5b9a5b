//! From files to [`Knowledge`], or to every fault with its file and line.
//! Reading is strict: an unknown key, a missing language, a mark that leads to
//! no source, all are faults. Faults that need the whole base (a fact nobody
//! can find, a contested statement without attribution) are
//! [`check`](super::check)'s.

mod fault;
mod posts;
mod raw;
mod records;
mod statement;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use self::raw::{RawAsk, RawFact, RawFactText, RawFacts, RawFigure, RawTopics};
use super::beside::{self, halves};
use super::{Fact, FactKey, FactText, Figure, Knowledge, SourceKey, Statement, Strings, When};
use crate::files::Files;
use crate::language::{Language, PerLanguage};
use crate::locale::{TextFault, Texts};

pub use self::fault::{Fault, Place, Places};

/// Reads the whole base.
///
/// # Errors
/// Every fault found, in order of file and line.
pub fn load(files: &Files) -> Result<Knowledge, Vec<Fault>> {
    read(files, None).0
}

/// Reads the whole base and remembers where each thing stands.
///
/// # Errors
/// As [`load`].
pub fn load_with_places(files: &Files) -> Result<(Knowledge, Places<'_>), Vec<Fault>> {
    let (knowledge, places) = read(files, Some(Places::of(files)));
    Ok((knowledge?, places.unwrap_or_else(|| Places::of(files))))
}

fn read<'a>(
    files: &'a Files,
    places: Option<Places<'a>>,
) -> (Result<Knowledge, Vec<Fault>>, Option<Places<'a>>) {
    let mut loader = Loader {
        files,
        faults: Vec::new(),
        places,
        source_keys: FxHashMap::default(),
        fact_keys: FxHashMap::default(),
    };
    let knowledge = loader.knowledge();
    let Loader { mut faults, places, .. } = loader;
    let read = match knowledge {
        Some(knowledge) if faults.is_empty() => Ok(knowledge),
        _ => {
            faults.sort();
            faults.dedup();
            Err(faults)
        }
    };
    (read, places)
}

/// Reads the bot's own words.
///
/// # Errors
/// Every file of texts that is missing or is not Fluent.
pub fn texts(files: &Files) -> Result<Texts, Vec<Fault>> {
    let fault = |TextFault { file, line, problem }| Fault { file, line, problem };
    Texts::new(|path| files.get(path)).map_err(|faults| faults.into_iter().map(fault).collect())
}

/// Reads the base and the bot's own words.
///
/// # Errors
/// As [`load`] and [`texts`], the base's faults first.
pub fn both(files: &Files) -> Result<(Knowledge, Texts), Vec<Fault>> {
    let (knowledge, texts) = beside::both(|| load(files), || texts(files));
    Ok((knowledge?, texts?))
}

type Table<T> = BTreeMap<Spanned<String>, T>;

struct Loader<'a> {
    files: &'a Files,
    faults: Vec<Fault>,
    /// Kept only for whoever looks for more faults.
    places: Option<Places<'a>>,
    source_keys: FxHashMap<String, SourceKey>,
    fact_keys: FxHashMap<String, FactKey>,
}

impl<'a> Loader<'a> {
    fn knowledge(&mut self) -> Option<Knowledge> {
        let topics: Option<RawTopics> = self.parse("topics.toml");
        let sources = self.sources();
        let lexicons = PerLanguage::new(|language| self.lexicon(language));
        let claims = self.claims();
        let refusals = self.refusals();
        let topics: Vec<Spanned<String>> = topics?.topics;
        let mut raw = Vec::new();
        for topic in &topics {
            if let Some(facts) = self.parse::<RawFacts>(&format!("facts/{}.toml", topic.get_ref())) {
                raw.push((topic.get_ref().clone(), facts.fact));
            }
        }
        self.stray_topics(&topics);
        self.fact_keys(&raw);
        let facts = self.facts(raw);
        let variants = self.variants();
        let fact_keys = std::mem::take(&mut self.fact_keys);
        let source_keys = std::mem::take(&mut self.source_keys);
        let topics = topics.into_iter().map(Spanned::into_inner).collect();
        Some(Knowledge {
            topics,
            sources,
            facts,
            refusals,
            variants,
            claims,
            lexicons,
            fact_keys,
            source_keys,
            searchable: OnceLock::new(),
        })
    }

    fn fault(&mut self, file: &str, span: Range<usize>, problem: String) {
        let line = self.line(file, span.start);
        self.faults.push(Fault { file: file.to_owned(), line, problem });
    }

    fn line(&self, file: &str, offset: usize) -> usize {
        fault::line(self.files, file, offset)
    }

    fn place(&mut self, place: impl FnOnce() -> Place, file: &str, offset: usize) {
        if let Some(places) = &mut self.places {
            places.insert(place(), file, offset);
        }
    }

    fn parse<T: Deserialize<'a>>(&mut self, file: &str) -> Option<T> {
        parse(self.files, file).map_err(|fault| self.faults.push(fault)).ok()
    }

    /// A file of facts whose topic is not listed would be silently unread.
    fn stray_topics(&mut self, topics: &[Spanned<String>]) {
        let listed = |name: &str| topics.iter().any(|topic| topic.get_ref() == name);
        let stray: Vec<String> = self
            .files
            .paths()
            .filter(|path| {
                let mut parts = path.rsplit('/');
                let name = parts.next().and_then(|file| file.strip_suffix(".toml"));
                parts.next() == Some("facts") && !name.is_some_and(listed)
            })
            .map(str::to_owned)
            .collect();
        for file in stray {
            self.fault(&file, 0..0, "this topic is not listed in topics.toml; add it there".to_owned());
        }
    }

    fn fact_keys(&mut self, topics: &[(String, Vec<RawFact>)]) {
        for (topic, facts) in topics {
            for fact in facts {
                let id = fact.id.get_ref();
                let file = format!("facts/{topic}.toml");
                self.place(|| Place::Fact(id.clone()), &file, fact.id.span().start);
                if !is_id(id) {
                    let problem = format!(
                        "`{id}` is no id; write at most 40 lower-case letters a-z, digits and hyphens"
                    );
                    self.fault(&file, fact.id.span(), problem);
                }
                let next = FactKey(self.fact_keys.len());
                if self.fact_keys.insert(id.clone(), next).is_some() {
                    self.fault(
                        &file,
                        fact.id.span(),
                        format!("the id `{id}` is used twice; give this fact another"),
                    );
                }
            }
        }
    }

    fn facts(&mut self, topics: Vec<(String, Vec<RawFact>)>) -> Vec<Fact> {
        let mut facts = Vec::with_capacity(self.fact_keys.len());
        for (topic, raw_facts) in topics {
            let name = format!("facts/{topic}.toml");
            let mut texts = self.each_language::<RawFactText>(&name);
            for raw in raw_facts {
                let Some(texts) = self.in_each_language(&raw.id, &name, &name, &mut texts) else { continue };
                facts.extend(self.fact(&topic, raw, texts));
            }
            self.left_over(&texts, &name);
        }
        facts
    }

    fn fact(&mut self, topic: &str, raw: RawFact, texts: PerLanguage<RawFactText<'_>>) -> Option<Fact> {
        let name = format!("facts/{topic}.toml");
        let id = raw.id.into_inner();
        let figures: Vec<Figure> = raw.figures.into_iter().map(|figure| self.figure(&name, figure)).collect();
        let when = raw.when.and_then(|when| self.when(&name, &when));
        let related = self.fact_list(&name, &raw.related);
        let texts = texts.map(|language, text| self.fact_text(&id, (language, &name), text, figures.len()));
        let texts = texts.all()?;
        let claims = raw.claims.into_iter().map(Spanned::into_inner).collect();
        Some(Fact {
            id,
            topic: topic.to_owned(),
            claims,
            standing: raw.standing,
            when,
            figures,
            related,
            leading: raw.leading,
            texts,
        })
    }

    fn fact_text(
        &mut self,
        id: &str,
        (language, name): (Language, &str),
        raw: RawFactText<'_>,
        figures: usize,
    ) -> Option<FactText> {
        let file = format!("{language}/{name}");
        let span = raw.text.span();
        self.place(|| Place::Text(id.to_owned(), language), &file, span.start);
        if raw.scopes.len() != figures {
            let problem = format!(
                "`{id}` has {figures} figures but {} scopes; write one scope for each figure",
                raw.scopes.len()
            );
            self.fault(&file, span.clone(), problem);
        }
        let ask = self.phrasings(&file, &raw.ask, |at| Place::Ask(id.to_owned(), language, at));
        if ask.is_empty() {
            self.fault(&file, span.clone(), format!("`{id}` has no phrasings; write how people ask for it"));
        }
        let statement = self.statement(id, &file, &raw.text)?;
        Some(FactText { statement, scopes: raw.scopes, ask })
    }

    fn statement(&mut self, id: &str, file: &str, text: &Spanned<String>) -> Option<Statement> {
        let known = |source: &str| self.source_keys.get(source).copied();
        match statement::parse(text.get_ref(), known) {
            Ok(statement) => Some(statement),
            Err(error) => {
                let line = self.line(file, text.span().start) + error.lines_before(text.get_ref());
                self.faults.push(Fault { file: file.to_owned(), line, problem: format!("`{id}`: {error}") });
                None
            }
        }
    }

    fn fact_list(&mut self, file: &str, names: &[Spanned<String>]) -> Vec<FactKey> {
        let mut keys = Vec::with_capacity(names.len());
        for name in names {
            match self.fact_keys.get(name.get_ref()) {
                Some(key) => keys.push(*key),
                None => self.fault(file, name.span(), format!("no fact has the id `{}`", name.get_ref())),
            }
        }
        keys
    }

    fn phrasings(
        &mut self,
        file: &str,
        raw: &[Spanned<RawAsk<'_>>],
        place: impl Fn(usize) -> Place,
    ) -> Strings {
        for (at, phrasing) in raw.iter().enumerate() {
            self.place(|| place(at), file, phrasing.span().start);
        }
        raw.iter().map(|ask| &ask.get_ref().0).collect()
    }

    fn figure(&mut self, file: &str, raw: RawFigure) -> Figure {
        let RawFigure { value, to, bound, unit, sources: names } = raw;
        Figure { value, to, bound, unit, sources: self.source_list(file, &names) }
    }

    fn source_list(&mut self, file: &str, names: &[Spanned<String>]) -> Vec<SourceKey> {
        let mut keys = Vec::with_capacity(names.len());
        for name in names {
            match self.source_keys.get(name.get_ref()) {
                Some(key) => keys.push(*key),
                None => self.fault(file, name.span(), format!("no source has the id `{}`", name.get_ref())),
            }
        }
        keys
    }

    fn when(&mut self, file: &str, text: &Spanned<String>) -> Option<When> {
        match text.get_ref().parse() {
            Ok(when) => Some(when),
            Err(error) => {
                self.fault(file, text.span(), format!("{error}"));
                None
            }
        }
    }

    /// A table of each language's file of this name, half of the languages read
    /// beside the other half.
    fn each_language<T: Deserialize<'a> + Send>(&mut self, name: &str) -> PerLanguage<Table<T>> {
        let files = self.files;
        let read = |language: &Language| parse(files, &format!("{language}/{name}"));
        let (first, second) = halves(Language::ALL.len(), |part| {
            Language::ALL[part].iter().map(read).collect::<Vec<Result<Table<T>, Fault>>>()
        });
        let mut tables = first.into_iter().chain(second);
        PerLanguage::new(|_| match tables.next() {
            Some(Ok(table)) => table,
            Some(Err(fault)) => {
                self.faults.push(fault);
                Table::new()
            }
            None => Table::new(),
        })
    }

    /// Takes the entry `id`, declared in `file`, out of every language's `name`.
    fn in_each_language<T>(
        &mut self,
        id: &Spanned<String>,
        file: &str,
        name: &str,
        tables: &mut PerLanguage<Table<T>>,
    ) -> Option<PerLanguage<T>> {
        let texts = PerLanguage::new(|language| {
            let text = tables[language].remove(id);
            if text.is_none() {
                let problem = format!("`{}` has no text in {language}/{name}; add it there", id.get_ref());
                self.fault(file, id.span(), problem);
            }
            text
        });
        texts.all()
    }

    fn left_over<T>(&mut self, tables: &PerLanguage<Table<T>>, name: &str) {
        for (language, table) in tables.iter() {
            for id in table.keys() {
                let problem = format!(
                    "`{}` stands here but not in {name}; add it there or remove it here",
                    id.get_ref()
                );
                self.fault(&format!("{language}/{name}"), id.span(), problem);
            }
        }
    }
}

fn parse<'a, T: Deserialize<'a>>(files: &'a Files, file: &str) -> Result<T, Fault> {
    let fault = |line, problem| Fault { file: file.to_owned(), line, problem };
    let text = files.get(file).ok_or_else(|| fault(1, "this file is missing; create it".to_owned()))?;
    toml::from_str(text).map_err(|error| {
        let line = fault::line(files, file, error.span().map_or(0, |span| span.start));
        fault(line, error.message().trim().replace('\n', ", "))
    })
}

fn in_written_order<T>(table: Table<T>) -> Vec<(Spanned<String>, T)> {
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(id, _)| id.span().start);
    entries
}

fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=40).contains(&text.len()) && text.bytes().all(plain)
}
