//! What is told of a destination after a change: what is past already this
//! year, its settings, its next dates, and what is missing there.

use chrono::{Datelike, NaiveDate};

use super::Reply;
use super::errand::Errand;
use super::place::language_names;
use super::press::{Lever, Pull};
use crate::community::{Defaults, Destination, Moderator, Place, Platform};
use crate::locale::Value;
use crate::message::{Block, Choice, Line, Message, Span};
use crate::ports::{Right, Rights, SendError, Venue};
use crate::remembrance::{self, Noon, Post, Window};
use crate::store::{Entry, Known, State, StoreError};
use crate::zones::Zone;

impl<V: Venue> Errand<'_, V> {
    /// The answer after a destination was changed: first what is past already
    /// this year, then what it is set to, its next dates, and what is missing.
    pub(super) async fn settled(
        &self,
        by: Moderator,
        place: Place,
        key: &str,
        looked: Option<Result<Rights, SendError>>,
    ) -> Result<Reply, StoreError> {
        let known = self.app.store.community(by.community()).await?;
        let Some((known, destination)) = known.as_ref().and_then(|known| Some((known, known.at(place)?)))
        else {
            return Ok(self.word(self.text("apology")));
        };
        let entries = self.this_year(known, by).await?;
        let mut message = Message::default();
        self.add_past(&mut message, known, destination, &entries);
        message.blocks.push(self.about_place(key, place));
        message.blocks.extend(self.zone_unchosen(destination, &known.defaults));
        message.blocks.extend(self.settings(destination, &known.defaults));
        message.blocks.extend(self.dates(destination, &known.defaults, &entries));
        message.blocks.extend(looked.iter().flat_map(|looked| self.faults(destination, looked)));
        Ok(Reply::new(self.language, message).private_if(true))
    }

    /// The answer after the community's own settings were changed.
    pub(super) async fn defaults_shown(
        &self,
        by: Moderator,
        blocks: Vec<Block>,
        with_dates: bool,
    ) -> Result<Reply, StoreError> {
        let known = self.app.store.community(by.community()).await?;
        let mut message = Message::default();
        let mut after = Vec::new();
        for destination in known.iter().flat_map(|known| &known.destinations) {
            let Some(known) = known.as_ref().filter(|_| with_dates) else { continue };
            let entries = self.this_year(known, by).await?;
            self.add_past(&mut message, known, destination, &entries);
            after.push(self.about_place("destination", destination.place));
            after.extend(self.dates(destination, &known.defaults, &entries));
        }
        message.blocks.extend(blocks);
        let defaults = known.map(|known| known.defaults).unwrap_or_default();
        message.blocks.extend(self.defaults_lines(&defaults));
        message.blocks.extend(after);
        Ok(Reply::new(self.language, message).private_if(true))
    }

    pub(super) fn defaults_lines(&self, defaults: &Defaults) -> Vec<Block> {
        let none = crate::community::Settings::default();
        let languages = language_names(none.languages(defaults));
        let zone = self.zone_name(none.zone(defaults));
        let key = |chosen: bool, key: &str| if chosen { key.to_owned() } else { format!("{key}-unchosen") };
        let mut lines = vec![
            Block::Item(self.format(
                &key(defaults.languages.is_some(), "default-language"),
                &[("languages", Value::Words(&languages))],
            )),
            Block::Item(
                self.format(&key(defaults.zone.is_some(), "default-zone"), &[("zone", Value::Words(&zone))]),
            ),
        ];
        lines.push(match defaults.log {
            Some(log) if self.is_asker(log) => Block::Item(self.text("default-log-me")),
            Some(log) => item(self.about_place("default-log", log)),
            None => Block::Item(self.text("default-log-off")),
        });
        lines
    }

    fn is_asker(&self, place: Place) -> bool {
        self.venue.platform() == Platform::Telegram
            && self.request.actor == crate::community::Actor::Person(place.channel)
            && place != self.place
    }

    pub(super) async fn this_year(&self, known: &Known, by: Moderator) -> Result<Vec<Entry>, StoreError> {
        let zone = known.defaults.zone.unwrap_or(Zone::BAKU);
        let year = self.app.composer.rules.local(zone, self.now.hour).year();
        self.app.store.entries(by.community(), year).await
    }

    /// What of this January is past already and was not posted; a button posts
    /// it now while its window is open.
    fn add_past(&self, message: &mut Message, known: &Known, destination: &Destination, entries: &[Entry]) {
        let zone = destination.settings.zone(&known.defaults);
        for window in self.past(destination, zone, entries) {
            let (post, hour) = (self.text(&format!("post-{}", window.post)), self.hour(window.due, zone));
            let values = [("post", Value::Words(&post)), ("hour", Value::Words(&hour))];
            message.blocks.push(Block::Notice(self.format("post-past", &values)));
            if self.now.hour < window.until && destination.paused_at.is_none() {
                let pull =
                    Pull::PostNow { destination: destination.id, post: window.post, year: window.year };
                let label = self.format("button-post-now", &[("post", Value::Words(&post))]);
                message.choices.push(self.lever(label, pull));
            }
        }
    }

    pub(super) fn past(&self, destination: &Destination, zone: Zone, entries: &[Entry]) -> Vec<Window> {
        let (now, rules) = (self.now.hour, &self.app.composer.rules);
        let year = rules.local(zone, now).year();
        let over = NaiveDate::from_ymd_opt(year, 1, 21).map(|day| rules.start_of(zone, day));
        if over.is_none_or(|over| now >= over) {
            return Vec::new();
        }
        let schedule = &destination.settings.schedule;
        let stands = |window: &Window| {
            entries.iter().any(|entry| {
                (entry.place, entry.window.post, entry.window.year)
                    == (destination.place, window.post, window.year)
                    && matches!(entry.state, State::Planned | State::Sending | State::Waiting | State::Sent)
            })
        };
        let windows = remembrance::windows(schedule, zone, year, rules);
        windows.into_iter().filter(|window| window.due <= now && !stands(window)).collect()
    }

    pub(super) fn zone_unchosen(&self, destination: &Destination, defaults: &Defaults) -> Option<Block> {
        let unchosen = destination.settings.zone.or(defaults.zone).is_none();
        unchosen.then(|| Block::Notice(self.text("zone-unchosen")))
    }

    /// What a destination is set to, as items of a list.
    pub(super) fn settings(&self, destination: &Destination, defaults: &Defaults) -> Vec<Block> {
        let settings = &destination.settings;
        let languages = language_names(settings.languages(defaults));
        let zone = self.zone_name(settings.zone(defaults));
        let mut lines = vec![
            Block::Item(self.format("setting-language", &[("languages", Value::Words(&languages))])),
            Block::Item(self.format("setting-zone", &[("zone", Value::Words(&zone))])),
        ];
        lines.extend(
            settings.mention.map(|role| item(self.with_span("setting-mention", &[], Span::Role(role)))),
        );
        lines.extend(
            settings
                .note
                .as_ref()
                .map(|note| item(self.with_span("setting-note", &[], Span::Typed(note.clone())))),
        );
        lines.extend(settings.publish.then(|| Block::Item(self.text("setting-publish"))));
        lines.extend(settings.event.then(|| Block::Item(self.text("setting-event"))));
        lines
    }

    /// The next dates of a destination, what is off, and a suggestion where the
    /// silence falls into the night. What was sent this year comes next year,
    /// whatever its hour is now.
    pub(super) fn dates(
        &self,
        destination: &Destination,
        defaults: &Defaults,
        entries: &[Entry],
    ) -> Vec<Block> {
        let zone = destination.settings.zone(defaults);
        let schedule = &destination.settings.schedule;
        let rules = &self.app.composer.rules;
        let is_sent = |window: &Window| {
            entries.iter().any(|entry| {
                entry.state == State::Sent
                    && (entry.place, entry.window.post, entry.window.year)
                        == (destination.place, window.post, window.year)
            })
        };
        let coming = |window: Window| {
            if is_sent(&window) {
                return remembrance::window(window.post, schedule, zone, window.year + 1, rules);
            }
            Some(window)
        };
        let next = remembrance::next(schedule, zone, self.now.hour, rules);
        let mut next: Vec<Window> = next.into_iter().filter_map(coming).collect();
        next.sort_by_key(|window| (window.due, window.post));
        let mut blocks: Vec<Block> = next.iter().map(|window| self.post_line(window, zone)).collect();
        for post in Post::ALL {
            if !next.iter().any(|window| window.post == *post) {
                let name = self.text(&format!("post-{post}"));
                blocks.push(Block::Item(self.format("post-off", &[("post", Value::Words(&name))])));
            }
        }
        let at_night = |window: &&Window| window.post == Post::Silence && self.is_night(window.due, zone);
        if schedule.silence == Some(Noon::Baku) && next.iter().any(|window| at_night(&window)) {
            blocks.push(Block::Notice(self.text("silence-at-night")));
        }
        blocks
    }

    /// What is missing at a destination, and what to do.
    pub(super) fn faults(&self, destination: &Destination, looked: &Result<Rights, SendError>) -> Vec<Block> {
        let rights = match looked {
            Ok(rights) => rights,
            Err(error) => return vec![Block::Notice(self.send_error(error))],
        };
        let mut blocks = Vec::new();
        if !rights.missing.is_empty() {
            blocks.push(Block::Notice(self.missing_rights(&rights.missing)));
            blocks.extend(lost(rights).into_iter().map(|key| Block::Notice(self.text(key))));
        }
        blocks.extend(rights.deaf_role.then(|| Block::Notice(self.text("role-deaf"))));
        if destination.settings.publish && !rights.announcements {
            blocks.push(Block::Notice(self.text("publish-elsewhere")));
        }
        blocks
    }

    /// A moderator's button.
    pub(super) fn lever(&self, label: String, pull: Pull) -> Choice {
        let native = self.community.map(|community| community.native);
        let of = native.filter(|_| self.community != self.request.scene.community || self.is_afar());
        Choice::press(label, Lever { pull, language: self.language, of }.data())
    }

    /// Whether the community is another than the chat in which this is said.
    pub(super) fn is_afar(&self) -> bool {
        let private = self.request.scene.kind == super::SceneKind::Private;
        let own = match self.request.actor {
            crate::community::Actor::Person(person) => Some(person),
            _ => None,
        };
        private && self.community.map(|community| community.native) != own
    }
}

/// What posts are without until missing rights are granted, where they go out
/// at all.
fn lost(rights: &Rights) -> Vec<&'static str> {
    if rights.missing.iter().any(|right| right.is_essential()) {
        return Vec::new();
    }
    let form = match (rights.lacks(Right::Embed), rights.lacks(Right::Attach)) {
        (true, _) => Some("rights-plain"),
        (false, true) => Some("rights-no-picture"),
        (false, false) => None,
    };
    form.into_iter().chain(rights.lacks(Right::CreateEvents).then_some("rights-no-event")).collect()
}

/// A line as an item of a list.
pub(super) fn item(block: Block) -> Block {
    match block {
        Block::Words(line) => Block::Words(Line { item: true, ..line }),
        other => other,
    }
}
