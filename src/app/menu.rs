//! The menu of `/remembrance`: what can be done, as buttons that say in words
//! what a command would, page by page in one message.

use super::errand::Errand;
use super::place::language_names;
use super::press::Pull;
use super::{Answers, Reply};
use crate::commands::{Surface, UsageError};
use crate::community::{Moderator, Platform};
use crate::fold;
use crate::language::{Language, Languages};
use crate::locale::Value;
use crate::message::{Block, Choice, Message};
use crate::ports::Venue;
use crate::store::StoreError;
use crate::zones::Zone;

/// The rest of the menu's buttons: the text of each, and the command it gives.
const COMMANDS: &[(&str, &str)] = &[
    ("menu-preview", "preview day"),
    ("menu-test", "test day"),
    ("menu-status", "status"),
    ("menu-history", "history"),
    ("menu-export", "export"),
    ("menu-forget", "forget"),
];
/// The pages of settings, by the text of their button.
const PAGES: &[(&str, &str)] = &[
    ("menu-language", "language"),
    ("menu-zone", "zone"),
    ("menu-hours", "hours"),
    ("menu-silence", "silence"),
    ("menu-topic", "topic"),
];
/// The hours that the menu offers; any other can be typed.
const EVES: &[&str] = &["18:00", "19:00", "20:00", "21:00", "off"];
const DAYS: &[&str] = &["08:00", "09:00", "10:00", "12:00", "off"];
const NOONS: &[&str] = &["baku", "local", "off"];
/// The texts that invite a question, or a zone, as a reply.
const INVITES_QUESTION: &str = "invite-question";
const INVITES_ZONE: &str = "menu-zone-invites";
/// What stands before a question that is typed as a reply.
const BEFORE_QUESTION: &str = "/ask ";
/// The parts of the world that zones are named after.
const REGIONS: &[&str] =
    &["Europe", "Asia", "America", "Africa", "Australia", "Pacific", "Atlantic", "Indian", "Antarctica"];
/// Zones on a page.
const ZONES_A_PAGE: usize = 20;

impl<V: Venue> Errand<'_, V> {
    pub(super) async fn menu(&self, by: Moderator) -> Result<Reply, StoreError> {
        let known = self.app.store.community(by.community()).await?;
        let here = known.as_ref().and_then(|known| Some((known, known.at(self.place)?)));
        let mut message = Message::of(vec![Block::Heading(self.text("menu-heading"))]);
        match here {
            Some((known, here)) => {
                message.blocks.extend(self.zone_unchosen(here, &known.defaults));
                message.blocks.extend(self.settings(here, &known.defaults));
                let entries = self.this_year(known, by).await?;
                message.blocks.extend(self.dates(here, &known.defaults, &entries));
                message.blocks.extend(here.paused_at.map(|_| Block::Notice(self.text("menu-paused"))));
            }
            None => message.blocks.push(self.about_place("menu-nothing-here", self.place)),
        }
        message.blocks.push(Block::Notice(self.text("menu-typed")));
        let paused = here.map(|(_, here)| here.paused_at.is_some());
        message.choices = self.menu_buttons(paused);
        Ok(Reply::new(self.language, message).private_if(true))
    }

    /// `paused`: whether the destination here is, if there is one.
    fn menu_buttons(&self, paused: Option<bool>) -> Vec<Choice> {
        let page = |(label, page): &(&str, &str)| self.page_button(self.text(label), page);
        let command = |(label, words): &(&str, &str)| self.command_button(self.text(label), words);
        let mut buttons = Vec::new();
        buttons.extend(paused.is_none().then(|| command(&("menu-set", "set"))));
        let turn =
            paused.map(|paused| if paused { ("menu-resume", "resume") } else { ("menu-pause", "pause") });
        let pairs: Vec<Choice> = PAGES
            .iter()
            .map(page)
            .chain(turn.iter().map(command))
            .chain(COMMANDS.iter().map(command))
            .collect();
        buttons.extend(in_rows(pairs, 2));
        let alone = self.request.scene.kind == super::SceneKind::Private && !self.is_afar();
        let telegram = self.venue.platform() == Platform::Telegram;
        buttons.extend((telegram && alone).then(|| command(&("menu-chats", "chats"))));
        buttons
    }

    /// A page of the menu.
    pub(super) fn page(&self, by: Moderator, page: &str) -> Reply {
        let mut words = page.split(' ');
        let (key, choices) = match (words.next(), words.next(), words.next()) {
            (Some("language"), ..) => ("menu-language-asks", self.languages()),
            (Some("zone"), None, _) => ("menu-zone-asks", self.regions()),
            (Some("zone"), Some("typed"), _) => return self.zone_invitation(by),
            (Some("zone"), Some(region), page) => {
                let page = page.and_then(|page| page.parse().ok()).unwrap_or(0);
                ("menu-city-asks", self.cities(region, page))
            }
            (Some("hours"), ..) => ("menu-hours-asks", self.hours()),
            (Some("silence"), ..) => ("menu-silence-asks", self.noons()),
            _ => return self.word(self.text("button-stale")),
        };
        let mut message = Message::of(vec![Block::Notice(self.text(key))]);
        message.choices = choices;
        message.choices.push(self.back());
        Reply::new(self.language, message).in_place()
    }

    /// Where the posts of the community go, topic by topic, and whether here too.
    pub(super) async fn topics_page(&self, by: Moderator) -> Result<Reply, StoreError> {
        let known = self.app.store.community(by.community()).await?;
        let mut message = Message::of(vec![Block::Notice(self.text("menu-topic-tells"))]);
        if known.as_ref().is_some_and(|known| !known.destinations.is_empty()) {
            message.blocks.push(self.destination_names(known.as_ref()));
        }
        let here = known.as_ref().is_some_and(|known| known.at(self.place).is_some());
        let (label, words) = if here { ("menu-remove", "remove") } else { ("menu-set", "set") };
        message.choices = vec![self.command_button(self.text(label), words), self.back()];
        Ok(Reply::new(self.language, message).in_place())
    }

    /// The way back to the menu.
    pub(super) fn back(&self) -> Choice {
        self.command_button(self.text("menu-back"), "")
    }

    fn languages(&self) -> Vec<Choice> {
        let button = |languages: Languages| {
            let label = language_names(languages);
            self.command_button(label, &format!("set language:{languages}"))
        };
        let all = Language::ALL.iter().copied();
        let alone: Vec<Choice> = all.clone().map(|language| button(language.into())).collect();
        let with = |first: Language| {
            all.clone().filter_map(move |second| format!("{first}+{second}").parse::<Languages>().ok())
        };
        let pairs: Vec<Choice> = with(Language::Azerbaijani).map(button).collect();
        in_rows(alone, 2).into_iter().chain(pairs).collect()
    }

    fn regions(&self) -> Vec<Choice> {
        let button = |region: &&str| {
            let label = self.text(&format!("region-{}", region.to_ascii_lowercase()));
            self.page_button(label, &format!("zone {region}"))
        };
        let mut buttons = in_rows(REGIONS.iter().map(button).collect(), 2);
        let typed = self.surface() == Surface::Telegram;
        buttons.extend(typed.then(|| self.page_button(self.text("menu-zone-typed"), "zone typed")));
        buttons
    }

    fn cities(&self, region: &str, page: usize) -> Vec<Choice> {
        let places = &self.app.composer.places;
        let within = |zone: &Zone| zone.name().strip_prefix(region).is_some_and(|rest| rest.starts_with('/'));
        let mut zones: Vec<Zone> = places.zones().into_iter().filter(within).collect();
        zones.sort_by_cached_key(|zone| fold::words(places.name(*zone, self.language)).join(" "));
        let shown = zones.iter().skip(page * ZONES_A_PAGE).take(ZONES_A_PAGE);
        let button = |zone: &Zone| {
            let label = places.name(*zone, self.language).to_owned();
            self.command_button(label, &format!("set timezone:{}", zone.name()))
        };
        let mut buttons = in_rows(shown.map(button).collect(), 2);
        let turn =
            |label: &str, page: usize| self.page_button(self.text(label), &format!("zone {region} {page}"));
        buttons.extend(page.checked_sub(1).map(|before| turn("page-previous", before)));
        let more = zones.len() > (page + 1) * ZONES_A_PAGE;
        buttons.extend(more.then(|| turn("page-next", page + 1)));
        buttons
    }

    /// Invites the name of a city or country.
    fn zone_invitation(&self, by: Moderator) -> Reply {
        let chat = self.is_afar().then(|| by.community().native);
        let named = chat.map(|chat| {
            let chat = chat.to_string();
            Block::Heading(self.format("notice-chat", &[("chat", Value::Words(&chat))]))
        });
        let invites = Block::Notice(self.text(INVITES_ZONE));
        let message = Message::of(named.into_iter().chain([invites]).collect());
        Reply { invites: Some(before_zone(chat)), ..Reply::new(self.language, message) }
    }

    fn hours(&self) -> Vec<Choice> {
        let row = |post: &'static str, hours: &'static [&str]| {
            let name = self.text(&format!("post-{post}"));
            let button = move |hour: &&str| {
                let off = *hour == "off";
                let label = if off { self.text("choice-silence-off") } else { (*hour).to_owned() };
                self.command_button(format!("{name} {label}"), &format!("set {post}:{hour}"))
            };
            in_rows(hours.iter().map(button).collect(), 2)
        };
        row("eve", EVES).into_iter().chain(row("day", DAYS)).collect()
    }

    fn noons(&self) -> Vec<Choice> {
        let button = |noon: &&str| {
            let label = self.text(&format!("choice-silence-{noon}"));
            self.command_button(label, &format!("set silence:{noon}"))
        };
        NOONS.iter().map(button).collect()
    }

    fn page_button(&self, label: String, page: &str) -> Choice {
        self.lever(label, Pull::Page(page.to_owned()))
    }

    fn command_button(&self, label: String, words: &str) -> Choice {
        self.lever(label, Pull::Do(words.to_owned()))
    }

    /// What is wrong with what was typed; a bare `/ask` invites the question.
    pub(super) fn mistyped(&self, error: &UsageError) -> Reply {
        let word = self.word(self.app.answers.usage(self.language, error));
        let bare = matches!(error, UsageError::Missing { command: "ask", .. });
        if !bare || self.surface() != Surface::Telegram {
            return word;
        }
        let examples = self.app.answers.examples(self.language);
        let mut blocks = vec![Block::Notice(self.text(INVITES_QUESTION))];
        blocks.extend(examples.into_iter().map(Block::Item));
        Reply { invites: Some(BEFORE_QUESTION.to_owned()), ..Reply::new(self.language, Message::of(blocks)) }
    }
}

impl Answers {
    /// What is typed before a reply to a text of the bot's own, if that text
    /// invites one: invitations are recognised by their words, so that nothing
    /// of them is kept.
    #[must_use]
    pub fn invitation(&self, text: &str) -> Option<String> {
        let says = |key| Language::ALL.iter().any(|language| text.contains(&self.texts.text(*language, key)));
        if says(INVITES_QUESTION) {
            return Some(BEFORE_QUESTION.to_owned());
        }
        let words = || text.split(|letter: char| letter != '-' && !letter.is_ascii_digit());
        let chat = || words().filter_map(|word| word.parse().ok()).find(|chat: &i64| *chat < 0);
        says(INVITES_ZONE).then(|| before_zone(chat()))
    }
}

/// What stands before a zone that is typed as a reply.
fn before_zone(chat: Option<i64>) -> String {
    let chat = chat.map(|chat| format!("chat:{chat} ")).unwrap_or_default();
    format!("/remembrance set {chat}timezone:")
}

/// Buttons so many a row.
fn in_rows(buttons: Vec<Choice>, a_row: usize) -> Vec<Choice> {
    let beside = |(at, button): (usize, Choice)| if at % a_row == 0 { button } else { button.beside() };
    buttons.into_iter().enumerate().map(beside).collect()
}
