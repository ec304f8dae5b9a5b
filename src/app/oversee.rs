//! Pausing, resuming, removing and taking that back; posting now what was due
//! already.

use chrono::TimeDelta;

use super::Reply;
use super::errand::Errand;
use super::press::Pull;
use crate::community::{Destination, Moderator, Place};
use crate::locale::Value;
use crate::message::{Block, Message};
use crate::ports::Venue;
use crate::remembrance::{self, Post};
use crate::store::{Known, State, StoreError, Turn};

/// For how long a removed destination can be had back.
pub(super) const UNDO: TimeDelta = TimeDelta::minutes(15);

impl<V: Venue> Errand<'_, V> {
    pub(super) async fn pause(&self, by: Moderator, channel: Option<i64>) -> Result<Reply, StoreError> {
        let place = match self.destination(channel).await? {
            Ok((_, destination)) => destination.place,
            Err(refusal) => return Ok(refusal),
        };
        self.app.store.turn(&self.deed(by, Some(place), ("pause", "")), Turn::Pause).await?;
        self.app.wake.notify_waiters();
        Ok(self.said(vec![self.about_place("pause-done", place)]))
    }

    pub(super) async fn resume(&self, by: Moderator, channel: Option<i64>) -> Result<Reply, StoreError> {
        let place = match self.destination(channel).await? {
            Ok((_, destination)) => destination.place,
            Err(refusal) => return Ok(refusal),
        };
        self.app.store.turn(&self.deed(by, Some(place), ("resume", "")), Turn::Resume).await?;
        self.app.wake.notify_waiters();
        self.settled(by, place, "resume-done", None).await
    }

    /// Lets everything go on that stands paused since the bot came back.
    pub(super) async fn resume_all(&self, by: Moderator) -> Result<Reply, StoreError> {
        self.app.store.turn(&self.deed(by, None, ("resume", "")), Turn::Resume).await?;
        self.app.wake.notify_waiters();
        let blocks = vec![Block::Notice(self.text("resume-all-done"))];
        Ok(self.defaults_shown(by, blocks, true).await?.in_place())
    }

    pub(super) async fn remove(&self, by: Moderator, channel: Option<i64>) -> Result<Reply, StoreError> {
        let meant = self.meant(channel);
        let since = self.now.hour - UNDO;
        let found = match self.destination(channel).await? {
            Ok((_, destination)) => Some(destination.id),
            Err(refusal) => {
                let before = self.app.store.was_made(by.community().platform, self.request.update).await?;
                let removed = self.app.store.removed_at(by.community(), meant, since).await?;
                match removed.filter(|_| before) {
                    Some(id) => Some(id),
                    None => return Ok(refusal),
                }
            }
        };
        self.app.store.turn(&self.deed(by, Some(meant), ("remove", "")), Turn::Remove).await?;
        self.app.wake.notify_waiters();
        let mut message = Message::of(vec![self.about_place("remove-done", meant)]);
        let events = self.app.store.events_of(by.community(), self.now.hour).await?;
        if is_alone(found, &events) {
            message.blocks.push(Block::Notice(self.text("remove-event")));
        }
        let pull = found.map(|destination| Pull::Undo { destination });
        message.choices.extend(pull.map(|pull| self.lever(self.text("button-undo"), pull)));
        Ok(Reply::new(self.language, message).private_if(true))
    }

    /// Takes back that a destination was removed.
    pub(super) async fn undo(&self, by: Moderator, destination: i64) -> Result<Reply, StoreError> {
        let since = self.now.hour - UNDO;
        let store = &self.app.store;
        let Some(place) = store.removed(by.community(), destination, since).await? else {
            let known = store.community(by.community()).await?;
            let stands = known
                .as_ref()
                .and_then(|known| known.destinations.iter().find(|found| found.id == destination));
            return match stands {
                Some(found) => Ok(self.settled(by, found.place, "undo-done", None).await?.in_place()),
                None => Ok(self.word(self.text("undo-too-late")).in_place()),
            };
        };
        store.turn(&self.deed(by, Some(place), ("undo", "")), Turn::Restore).await?;
        self.app.wake.notify_waiters();
        Ok(self.settled(by, place, "undo-done", None).await?.in_place())
    }

    /// Posts now what was due already, while its window is open.
    pub(super) async fn post_now(
        &self,
        by: Moderator,
        destination: i64,
        (post, year): (Post, i32),
    ) -> Result<Reply, StoreError> {
        let known = self.app.store.community(by.community()).await?;
        let found = known.as_ref().and_then(|known| {
            let found = known.destinations.iter().find(|found| found.id == destination)?;
            Some((known, found)).filter(|_| found.paused_at.is_none() && found.closed.is_none())
        });
        let Some((known, found)) = found else { return Ok(self.word(self.text("button-stale"))) };
        let zone = found.settings.zone(&known.defaults);
        let schedule = &found.settings.schedule;
        let window = remembrance::window(post, schedule, zone, year, &self.app.composer.rules);
        let open = window.filter(|window| window.due <= self.now.hour && self.now.hour < window.until);
        let name = self.text(&format!("post-{post}"));
        let values = [("post", Value::Words(name.as_str()))];
        let Some(window) = open else {
            return Ok(self.word(self.format("post-now-too-late", &values)).in_place());
        };
        let detail = format!("{post} {year}");
        let deed = self.deed(by, Some(found.place), ("post-now", &detail));
        let made = self.app.store.post_now(&deed, window.post).await?;
        self.app.wake.notify_waiters();
        let entries = self.this_year(known, by).await?;
        let is_sent = !made
            && entries.iter().any(|entry| {
                (entry.place, entry.window.post, entry.window.year, entry.state)
                    == (found.place, post, year, State::Sent)
            });
        let key = if is_sent { "post-now-already" } else { "post-now-done" };
        Ok(self.said(vec![self.with_span(key, &values, self.place_name(found.place))]).in_place())
    }

    /// The destination that is meant; else the refusal that names what there is.
    pub(super) async fn destination(
        &self,
        channel: Option<i64>,
    ) -> Result<Result<(Known, Destination), Reply>, StoreError> {
        let place = self.meant(channel);
        let known = match self.community {
            Some(community) => self.app.store.community(community).await?,
            None => None,
        };
        let found = known.as_ref().and_then(|known| known.at(place)).cloned();
        Ok(match (known, found) {
            (Some(known), Some(found)) => Ok((known, found)),
            (known, _) => Err(self.nowhere(place, known.as_ref())),
        })
    }

    fn nowhere(&self, place: Place, known: Option<&Known>) -> Reply {
        let some = known.is_some_and(|known| !known.destinations.is_empty());
        let then =
            if some { self.destination_names(known) } else { Block::Notice(self.text("no-destinations")) };
        self.said(vec![self.about_place("no-destination", place), then])
    }
}

/// Whether a destination has an event that no other destination has, too.
fn is_alone(destination: Option<i64>, events: &[(i64, i64)]) -> bool {
    let own = events.iter().filter(|(of, _)| Some(*of) == destination);
    let mut own = own.map(|(_, event)| event);
    own.any(|event| events.iter().all(|(of, other)| Some(*of) == destination || other != event))
}
