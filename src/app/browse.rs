//! The base page by page: topics, timeline, figures, sources, and what the bot
//! is. Every page can be reached again by a button after a restart.

use super::press::{Press, View};
use super::{Answers, Reply};
use crate::commands::Surface;
use crate::commands::catalogue::{Entry, Group};
use crate::fold::{self, nearest};
use crate::knowledge::bibliography::{self, Bibliography};
use crate::knowledge::{Fact, FactKey, SourceKey};
use crate::language::Language;
use crate::locale::Value;
use crate::message::{Block, Choice, Message};

/// Facts on a page of a topic or the timeline.
const FACTS_A_PAGE: usize = 4;
/// Sources on a page of their list.
const SOURCES_A_PAGE: usize = 12;
/// Questions on a page of what rests on a source.
const QUESTIONS_A_PAGE: usize = 8;

impl Answers {
    /// Shows what a button, or a command without a question, leads to.
    pub(super) fn pressed(&self, press: &Press) -> Reply {
        let language = press.language;
        let message = match &press.view {
            View::Fact { fact } => self.knowledge.fact_key(fact).map(|fact| self.fact(language, fact)),
            View::Topics => Some(self.topics(language)),
            View::Topic { topic, page } => self.topic(language, topic, *page),
            View::Timeline { page } => Some(self.timeline(language, *page)),
            View::Figures { page } => Some(self.figures(language, *page)),
            View::Sources { page } => Some(self.sources(language, *page)),
            View::Source { source, page } => {
                self.knowledge.source_key(source).map(|key| self.source(language, key, *page))
            }
        };
        match message {
            Some(message) => Reply::new(language, message),
            None => Reply::word(language, self.texts.text(language, "button-stale")),
        }
    }

    /// One fact under its question, with its sources.
    #[must_use]
    pub fn fact(&self, language: Language, fact: FactKey) -> Message {
        let mut message = Message::default();
        message.blocks.push(Block::Heading(self.knowledge[fact].texts[language].question().to_owned()));
        let mut bibliography = Bibliography::default();
        message.blocks.push(Block::Passage(self.passage(fact, language, &mut bibliography)));
        self.add_sources(language, &mut message, &bibliography);
        message.choices = self.fact_choices(language, &self.related(&[fact]));
        message
    }

    fn topics(&self, language: Language) -> Message {
        let mut message = Message::default();
        message.blocks.push(Block::Heading(self.texts.text(language, "topics-heading")));
        message.choices = self
            .knowledge
            .topics()
            .iter()
            .map(|topic| {
                let view = View::Topic { topic: topic.clone(), page: 0 };
                Choice::press(self.topic_name(language, topic), Press::new(view, language).data())
            })
            .collect();
        message
    }

    fn topic(&self, language: Language, topic: &str, page: usize) -> Option<Message> {
        let facts: Vec<FactKey> = self.facts_where(|fact| fact.topic == topic);
        if facts.is_empty() {
            return None;
        }
        let view = |page| View::Topic { topic: topic.to_owned(), page };
        let heading = self.topic_name(language, topic);
        let title = |_: &Fact| None;
        Some(self.page_of_facts((language, page), (heading, &facts), view, title))
    }

    fn timeline(&self, language: Language, page: usize) -> Message {
        let mut facts = self.facts_where(|fact| fact.when.is_some());
        facts.sort_by_key(|fact| self.knowledge[*fact].when);
        let heading = self.texts.text(language, "timeline-heading");
        let view = |page| View::Timeline { page };
        let date = |fact: &Fact| fact.when.map(|when| bibliography::date(&self.texts, language, &when));
        self.page_of_facts((language, page), (heading, &facts), view, date)
    }

    fn facts_where(&self, wanted: impl Fn(&Fact) -> bool) -> Vec<FactKey> {
        self.knowledge.facts().filter(|(_, fact)| wanted(fact)).map(|(key, _)| key).collect()
    }

    fn page_of_facts(
        &self,
        (language, page): (Language, usize),
        (heading, facts): (String, &[FactKey]),
        view: impl Fn(usize) -> View,
        title: impl Fn(&Fact) -> Option<String>,
    ) -> Message {
        let pages = Pages::new(facts.len(), FACTS_A_PAGE, page);
        let mut message = Message::default();
        message.blocks.push(Block::Heading(heading));
        let mut bibliography = Bibliography::default();
        for fact in pages.of(facts) {
            message.blocks.extend(title(&self.knowledge[*fact]).map(Block::Heading));
            message.blocks.push(Block::Passage(self.passage(*fact, language, &mut bibliography)));
        }
        self.add_sources(language, &mut message, &bibliography);
        self.turn(language, &mut message, pages, view);
        message
    }

    fn sources(&self, language: Language, page: usize) -> Message {
        let all: Vec<SourceKey> = self.knowledge.sources().map(|(key, _)| key).collect();
        let pages = Pages::new(all.len(), SOURCES_A_PAGE, page);
        let mut message = self.listed(language, pages.of(&all));
        self.turn(language, &mut message, pages, |page| View::Sources { page });
        message
    }

    /// Sources, each with a button that shows it.
    fn listed(&self, language: Language, sources: &[SourceKey]) -> Message {
        let mut message = Message::default();
        message.blocks.push(Block::Heading(self.texts.text(language, "sources-heading")));
        for key in sources {
            let source = &self.knowledge[*key];
            message.blocks.push(Block::Item(bibliography::line(&self.texts, language, source)));
            let view = View::Source { source: source.id.clone(), page: 0 };
            let label = shortened(&source.texts[language].name);
            message.choices.push(Choice::press(label, Press::new(view, language).data()));
        }
        message
    }

    fn source(&self, language: Language, key: SourceKey, page: usize) -> Message {
        let source = &self.knowledge[key];
        let text = &source.texts[language];
        let resting = self.facts_where(|fact| fact.texts[language].statement.sources().contains(&key));
        let pages = Pages::new(resting.len(), QUESTIONS_A_PAGE, page);
        let kind = self.texts.text(language, &format!("kind-{}", kind_key(source.kind)));
        let mut message = Message::default();
        message.blocks.push(Block::Heading(text.name.clone()));
        message
            .blocks
            .push(Block::Notice(format!("{} ({kind})", bibliography::line(&self.texts, language, source))));
        message.blocks.extend(source.url.clone().map(Block::Notice));
        message.blocks.push(Block::Notice(text.about.clone()));
        let count = ("count", Value::Number(resting.len() as u64));
        message.blocks.push(Block::Notice(self.texts.format(language, "source-carries", &[count])));
        message.choices = self.fact_choices(language, pages.of(&resting));
        let id = source.id.clone();
        self.turn(language, &mut message, pages, |page| View::Source { source: id.clone(), page });
        message
    }

    /// What the bot is, what it stores, whose texts it uses, whom to write to,
    /// and the commands there are on a surface.
    pub(super) fn about(&self, language: Language, surface: Surface, contact: Option<&str>) -> Reply {
        let mut message = Message::default();
        message.blocks.push(Block::Heading(self.texts.text(language, "about-heading")));
        let facts = ("facts", Value::Number(self.knowledge.facts().len() as u64));
        let sources = ("sources", Value::Number(self.knowledge.sources().len() as u64));
        for key in ["about-what", "about-how", "about-stores", "about-texts"] {
            message.blocks.push(Block::Notice(self.texts.format(language, key, &[facts, sources])));
        }
        let contact = contact.map(|contact| [("contact", Value::Words(contact))]);
        message.blocks.extend(
            contact.map(|contact| Block::Notice(self.texts.format(language, "about-contact", &contact))),
        );
        message.blocks.push(Block::Heading(self.texts.text(language, "commands-heading")));
        for entry in Entry::on(surface) {
            let does = self.texts.text(language, &entry.text());
            let call = match (surface, entry.group) {
                (Surface::Discord, Group::January20) => format!("{} {}", entry.group.name(), entry.name),
                _ => format!("{}{}", entry.call(), self.after(language, entry)),
            };
            message.blocks.push(Block::Item(format!("/{call} — {does}")));
        }
        let key = if surface == Surface::Discord { "about-language-discord" } else { "about-language" };
        message.blocks.push(Block::Notice(self.texts.text(language, key)));
        Reply::new(language, message)
    }

    /// What stands after a command's name where it is typed.
    fn after(&self, language: Language, entry: &Entry) -> String {
        let Some(option) = entry.first() else { return String::new() };
        let name = self.texts.text(language, &format!("option-{}", option.name));
        if option.required { format!(" {name}") } else { format!(" [{name}]") }
    }

    /// Adds the page's number and the buttons that turn it.
    pub(super) fn turn(
        &self,
        language: Language,
        message: &mut Message,
        pages: Pages,
        view: impl Fn(usize) -> View,
    ) {
        if pages.count < 2 {
            return;
        }
        let at = ("page", Value::Number(pages.at as u64 + 1));
        let of = ("pages", Value::Number(pages.count as u64));
        message.blocks.push(Block::Notice(self.texts.format(language, "page", &[at, of])));
        let mut button = |key: &str, page: usize| {
            let press = Press::new(view(page), language).data();
            message.choices.push(Choice::press(self.texts.text(language, key), press));
        };
        if pages.at + 1 < pages.count {
            button("page-next", pages.at + 1);
        }
        if pages.at > 0 {
            button("page-previous", pages.at - 1);
        }
    }

    pub(super) fn topic_name(&self, language: Language, topic: &str) -> String {
        self.texts.text(language, &format!("topic-{topic}"))
    }

    /// The topic that people mean: its key, or its name in any language.
    ///
    /// # Errors
    /// The nearest name there is, if any is like it.
    pub fn topic_called(&self, typed: &str) -> Result<String, Option<String>> {
        let names = |topic: &String| {
            let names = Language::ALL.iter().map(|language| self.topic_name(*language, topic));
            names.chain([topic.clone()]).collect::<Vec<_>>()
        };
        let wanted = fold::words(typed);
        let topics = self.knowledge.topics();
        let called = topics.iter().find(|topic| names(topic).iter().any(|name| fold::words(name) == wanted));
        if let Some(topic) = called {
            return Ok(topic.clone());
        }
        let holds = |topic: &&String| {
            names(topic).iter().any(|name| wanted.iter().all(|word| fold::words(name).contains(word)))
        };
        let holding: Vec<&String> = topics.iter().filter(holds).collect();
        if let ([topic], false) = (holding.as_slice(), wanted.is_empty()) {
            return Ok((*topic).clone());
        }
        let all: Vec<String> = topics.iter().flat_map(names).collect();
        Err(nearest(typed, all.iter().map(String::as_str)).map(str::to_owned))
    }

    pub(super) fn unknown_topic(&self, language: Language, typed: &str, nearest: Option<&str>) -> Reply {
        let typed = ("typed", Value::Words(typed));
        let text = match nearest {
            Some(nearest) => self.texts.format(
                language,
                "unknown-topic-nearest",
                &[typed, ("nearest", Value::Words(nearest))],
            ),
            None => self.texts.format(language, "unknown-topic", &[typed]),
        };
        let mut message = self.topics(language);
        message.blocks = vec![Block::Notice(text)];
        Reply::new(language, message).private_if(true)
    }

    /// The source that people mean: its id, its label, its name or title in any
    /// language, or the only one whose record holds what they typed.
    ///
    /// # Errors
    /// All those whose record holds it, if it is not one alone.
    pub(super) fn source_called(&self, typed: &str) -> Result<String, Vec<SourceKey>> {
        let wanted = fold::words(typed).join(" ");
        let mut holding = Vec::new();
        for (key, source) in self.knowledge.sources() {
            if source.id == typed || source.label.eq_ignore_ascii_case(typed) {
                return Ok(source.id.clone());
            }
            let of = |language: Language| {
                let text = &source.texts[language];
                format!("{} {}", text.name, source.shown_title(language))
            };
            let record = Language::ALL.iter().map(|language| of(*language)).collect::<Vec<_>>().join(" ");
            let record = format!(
                "{record} {} {}",
                source.author.as_deref().unwrap_or_default(),
                source.publisher.as_deref().unwrap_or_default()
            );
            if !wanted.is_empty() && fold::words(&record).join(" ").contains(&wanted) {
                holding.push(key);
            }
        }
        match holding.as_slice() {
            [key] => Ok(self.knowledge[*key].id.clone()),
            _ => Err(holding),
        }
    }

    /// There is no single source of that name: those that hold it to choose
    /// from, as far as one page shows them all; else the first page of all.
    pub(super) fn unknown_source(&self, language: Language, typed: &str, holding: &[SourceKey]) -> Reply {
        let mut message = match holding.len() {
            1..=SOURCES_A_PAGE => self.listed(language, holding),
            _ => self.sources(language, 0),
        };
        let text = self.texts.format(language, "unknown-source", &[("typed", Value::Words(typed))]);
        message.blocks.insert(0, Block::Notice(text));
        Reply::new(language, message).private_if(true)
    }
}

/// Where a page stands among all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pages {
    at: usize,
    count: usize,
    size: usize,
}

impl Pages {
    /// A page beyond the last is the last: the base may have shrunk since the
    /// button was made.
    pub(super) fn new(entries: usize, size: usize, page: usize) -> Self {
        let count = entries.div_ceil(size).max(1);
        Self { at: page.min(count - 1), count, size }
    }

    pub(super) fn of<'a, T>(&self, entries: &'a [T]) -> &'a [T] {
        let start = (self.at * self.size).min(entries.len());
        &entries[start..entries.len().min(start + self.size)]
    }
}

/// A label for a button: at most 80 characters (Discord's limit).
fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

fn kind_key(kind: crate::knowledge::SourceKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
