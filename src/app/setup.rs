//! Setting up: where, in which language and zone, and which posts; what the
//! community's own settings are; which language is spoken here.

use super::errand::Errand;
use super::{Reply, SceneKind};
use crate::commands::{Change, Log, Preferences, Set, values};
use crate::community::{Defaults, Moderator, Place, Platform, Settings};
use crate::language::Language;
use crate::locale::Value;
use crate::message::{Block, Message};
use crate::ports::{Needs, Right, Rights, SendError, Venue};
use crate::store::{Deed, StoreError};
use crate::zones::Zone;

impl<V: Venue> Errand<'_, V> {
    pub(super) async fn set(&self, by: Moderator, wish: &Set) -> Result<Reply, StoreError> {
        let zone = match self.zone(&wish.zone) {
            Ok(zone) => zone,
            Err(refusal) => return Ok(refusal),
        };
        // Discord gives @everyone the id of the server.
        if wish.mention == Change::To(by.community().native) {
            return Ok(self.word(self.text("mention-everyone")));
        }
        let place = self.meant(wish.channel);
        let looked = self.look_for(by, place, wish).await?;
        if let Some(key) = no_place(&looked) {
            return Ok(self.said(vec![self.about_place(key, place)]));
        }
        let detail = wish.typed(zone_of(zone));
        let deed = self.deed(by, Some(place), ("set", &detail));
        self.app.store.set(&deed, place, |before| changed(before, wish, zone)).await?;
        self.app.wake.notify_waiters();
        self.settled(by, place, "set-done", Some(looked)).await
    }

    /// What the bot may do there, with the settings that will be.
    async fn look_for(
        &self,
        by: Moderator,
        place: Place,
        wish: &Set,
    ) -> Result<Result<Rights, SendError>, StoreError> {
        let known = self.app.store.community(by.community()).await?;
        let before = known.as_ref().and_then(|known| known.at(place)).map(|found| &found.settings);
        let mention = wish.mention.over(before.and_then(|before| before.mention));
        let event = wish.event.unwrap_or(before.is_some_and(|before| before.event));
        Ok(self.venue.look(by.community(), place, Needs { mention, event }).await)
    }

    pub(super) async fn defaults(&self, by: Moderator, wish: &Preferences) -> Result<Reply, StoreError> {
        let zone = match self.zone(&wish.zone) {
            Ok(zone) => zone,
            Err(refusal) => return Ok(refusal),
        };
        let log = match wish.log {
            Change::To(log) => match self.log_place(log) {
                Some(place) => Change::To(place),
                None => return Ok(self.word(self.text("log-me-nameless"))),
            },
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
        };
        let mut blocks = Vec::new();
        let named = !(wish.languages.is_keep() && wish.zone.is_keep() && wish.log.is_keep());
        if named {
            if let Change::To(place) = log
                && let Some(refused) = self.log_fault(by, place).await
            {
                return Ok(self.said(refused));
            }
            let detail = wish.typed(zone_of(zone));
            let deed = self.deed(by, None, ("defaults", &detail));
            let change = |before: Defaults| Defaults {
                languages: wish.languages.over(before.languages),
                zone: zone.over(before.zone),
                log: log.over(before.log),
                ..before
            };
            self.app.store.set_defaults(&deed, change).await?;
            self.app.wake.notify_waiters();
            blocks.push(Block::Notice(self.text("defaults-done")));
        }
        self.defaults_shown(by, blocks, !zone.is_keep()).await
    }

    /// Why receipts and warnings cannot go to a place, if they cannot.
    async fn log_fault(&self, by: Moderator, place: Place) -> Option<Vec<Block>> {
        let looked = self.venue.look(by.community(), place, Needs::default()).await;
        if let Some(key) = no_place(&looked) {
            return Some(vec![self.about_place(key, place)]);
        }
        let missing = match looked {
            Ok(rights) => rights.missing,
            Err(SendError::Forbidden(right)) => vec![right],
            Err(_) => Vec::new(),
        };
        let essential: Vec<Right> = missing.into_iter().filter(|right| right.is_essential()).collect();
        let words = || [self.missing_rights(&essential), self.text("nothing-changed")];
        (!essential.is_empty()).then(|| words().map(Block::Notice).to_vec())
    }

    /// The language of the bot here: one's own in private, the community's by a
    /// moderator.
    pub(super) async fn speak(mut self, choice: Option<Language>) -> Result<Reply, StoreError> {
        let Some(choice) = choice else {
            let key = if self.is_own() { "language-own" } else { "language-here" };
            let name = self.own.own_name();
            return Ok(self.word(self.format(key, &[("language", Value::Words(name))])));
        };
        let by = match self.moderator().await {
            Ok(by) => by,
            Err(refusal) => return Ok(refusal),
        };
        let detail = format!("language:{choice}");
        let deed = self.deed(by, None, ("language", &detail));
        let change = |before| Defaults { languages: Some(choice.into()), ..before };
        self.app.store.set_defaults(&deed, change).await?;
        self.app.wake.notify_waiters();
        self.language = choice;
        let key = if self.is_own() { "language-own-done" } else { "language-here-done" };
        Ok(self.word(self.format(key, &[("language", Value::Words(choice.own_name()))])))
    }

    /// Whether the community is one person's own.
    fn is_own(&self) -> bool {
        matches!(self.request.scene.kind, SceneKind::Private | SceneKind::Console) && !self.is_afar()
    }

    /// The place that a command is about.
    pub(super) fn meant(&self, channel: Option<i64>) -> Place {
        channel.map_or(self.place, |channel| Place { channel, topic: 0 })
    }

    /// What a moderator does, as the history tells it.
    pub(super) fn deed<'d>(
        &'d self,
        by: Moderator,
        place: Option<Place>,
        (action, detail): (&'static str, &'d str),
    ) -> Deed<'d> {
        let app_language = self.venue.community_language().or(self.request.app_language);
        Deed {
            by,
            place,
            action,
            detail,
            update: self.request.update,
            app_language,
            rules: &self.app.composer.rules,
            now: self.now.hour,
        }
    }

    /// A private answer of these blocks.
    pub(super) fn said(&self, blocks: Vec<Block>) -> Reply {
        Reply::new(self.language, Message::of(blocks)).private_if(true)
    }

    fn log_place(&self, log: Log) -> Option<Place> {
        match (log, self.request.actor) {
            (Log::Channel(channel), _) => Some(Place { channel, topic: 0 }),
            (Log::Here, _) => Some(self.place),
            (Log::Me, crate::community::Actor::Person(person))
                if self.venue.platform() == Platform::Telegram =>
            {
                Some(Place { channel: person, topic: 0 })
            }
            (Log::Me, _) => None,
        }
    }

    /// The zone that was typed, or the refusal that says what is wrong with it.
    fn zone(&self, typed: &Change<String>) -> Result<Change<Zone>, Reply> {
        let composer = &self.app.composer;
        match typed {
            Change::Keep => Ok(Change::Keep),
            Change::Clear => Ok(Change::Clear),
            Change::To(typed) => values::zone(typed, &composer.places, &composer.rules, self.now.hour)
                .map(Change::To)
                .map_err(|error| self.word(self.app.answers.usage(self.language, &error))),
        }
    }
}

/// What is said of a place where nothing can be posted at all.
fn no_place(looked: &Result<Rights, SendError>) -> Option<&'static str> {
    match looked {
        Err(SendError::Gone(_) | SendError::PerhapsGone) => Some("no-such-place"),
        Err(SendError::Unfit) => Some("unfit-place"),
        _ => None,
    }
}

fn zone_of(zone: Change<Zone>) -> Option<Zone> {
    zone.over(None)
}

fn changed(before: Settings, wish: &Set, zone: Change<Zone>) -> Settings {
    let mut settings = before;
    settings.languages = wish.languages.over(settings.languages);
    settings.zone = zone.over(settings.zone);
    settings.schedule.eve = wish.eve.over(settings.schedule.eve);
    settings.schedule.day = wish.day.over(settings.schedule.day);
    settings.schedule.silence = wish.silence.over(settings.schedule.silence);
    settings.mention = wish.mention.over(settings.mention);
    settings.note = wish.note.clone().over(settings.note);
    settings.publish = wish.publish.unwrap_or(settings.publish);
    settings.event = wish.event.unwrap_or(settings.event);
    settings
}
