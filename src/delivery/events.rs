//! Discord's scheduled events for the minute of silence: made in the fortnight
//! before, removed when nobody wants them any longer.

use std::time::Duration;

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::Courier;
use super::attempt::Job;
use super::pace::{Attempt, Wait};
use super::works::{OFTEN, Step};
use crate::clock::Now;
use crate::community::Platform;
use crate::locale::Value;
use crate::ports::{Event, SendError, Transport};
use crate::store::{EventDue, Kind, Notice, StoreError};

/// Between two looks at events.
const EVENTS: Duration = Duration::from_mins(1);
/// How long before it begins an event is made.
const HORIZON: TimeDelta = TimeDelta::days(14);
/// How long an event lasts.
const MINUTE: TimeDelta = TimeDelta::minutes(1);
/// After a refusal.
const LATER: TimeDelta = TimeDelta::hours(6);
/// How many are looked at in a turn, at the least more than can be under way.
const MOST: i64 = 128;

impl<T: Transport> Courier<T> {
    /// Events stand on Discord alone, and are made in the fortnight before.
    pub(super) async fn see_to_events(&mut self, now: Now) -> Result<Step, StoreError> {
        let platform = self.means.transport.platform();
        if platform != Platform::Discord || !is_near(now.hour) {
            return Ok(Step::Idle);
        }
        if now.steady < self.works.next_events {
            return Ok(Step::In(self.works.next_events.saturating_sub(now.steady)));
        }
        let all = self.means.store.events_due(platform, now.hour, now.hour + HORIZON, MOST).await?;
        let mut pause = if i64::try_from(all.len()).is_ok_and(|all| all < MOST) { EVENTS } else { OFTEN };
        for due in all {
            if due.remove.is_some() && due.shared {
                self.means.store.event_removed((due.destination, due.year)).await?;
                continue;
            }
            // One at a time in a server: whoever makes one looks first whether it
            // stands, and that must not be the one that is being removed.
            if self.works.events.contains(&due.community_row) {
                pause = OFTEN;
                continue;
            }
            match self.set_off(due.place.channel, now) {
                Ok(attempt) => {
                    self.means.pace.further(u32::from(due.remove.is_none()));
                    let event = due.remove.is_none().then(|| self.event(&due));
                    self.begin_event(attempt, (due, event), now);
                }
                Err(Wait::Platform(wait)) => return Ok(Step::In(wait)),
                Err(Wait::Place(_)) => pause = OFTEN,
            }
        }
        self.works.next_events = now.steady + pause;
        Ok(Step::In(pause))
    }

    fn begin_event(&mut self, attempt: Attempt, (due, event): (EventDue, Option<Event>), now: Now) {
        self.works.events.insert(due.community_row);
        self.start(attempt, due.place.channel, Job::Event(due, event), now);
    }

    fn event(&self, due: &EventDue) -> Event {
        let (composer, language) = (&self.means.composer, due.languages.first());
        let year = due.year.to_string();
        let local = composer.rules.local(due.zone, due.starts);
        let hour = format!("{} ({})", local.format("%H:%M"), composer.places.name(due.zone, language));
        let values = [("year", Value::Words(year.as_str())), ("hour", Value::Words(&hour))];
        Event {
            name: composer.texts.format(language, "event-name", &values[..1]),
            description: composer.texts.format(language, "event-description", &values[1..]),
            location: composer.texts.text(language, "event-location"),
            starts: due.starts,
            ends: due.starts + MINUTE,
        }
    }

    pub(super) async fn scheduled(
        &mut self,
        due: EventDue,
        outcome: Result<i64, SendError>,
        now: Now,
    ) -> Result<(), StoreError> {
        self.works.events.remove(&due.community_row);
        let native = match outcome {
            Ok(native) => native,
            Err(error) => return self.event_later(&due, Kind::NoEvent, error, now).await,
        };
        let known = self.means.store.event_made((due.destination, due.year), native).await?;
        if !known && let Ok(attempt) = self.set_off(due.place.channel, now) {
            // Its community was forgotten while it was made.
            self.begin_event(attempt, (EventDue { remove: Some(native), ..due }, None), now);
        }
        Ok(())
    }

    pub(super) async fn unscheduled(
        &mut self,
        due: EventDue,
        outcome: Result<(), SendError>,
        now: Now,
    ) -> Result<(), StoreError> {
        self.works.events.remove(&due.community_row);
        match outcome {
            Ok(()) => self.means.store.event_removed((due.destination, due.year)).await,
            Err(error) => self.event_later(&due, Kind::EventStays, error, now).await,
        }
    }

    /// It is tried again; of the first refusal moderators are told.
    async fn event_later(
        &self,
        due: &EventDue,
        kind: Kind,
        error: SendError,
        now: Now,
    ) -> Result<(), StoreError> {
        let (store, refused) = (&self.means.store, !error.passes());
        if refused && due.refusals == 0 {
            let detail = error.event_fault().to_owned();
            let notice = Notice { community: due.community_row, place: due.place, post: None, kind, detail };
            store.write_notices(&[notice], now.hour).await?;
        }
        let pause = match error {
            SendError::Limited { after, .. } => TimeDelta::from_std(after).unwrap_or(LATER),
            _ if refused => LATER,
            _ => TimeDelta::minutes(1),
        };
        store.event_later((due.destination, due.year), now.hour + pause, refused).await
    }
}

/// Whether an event may begin within the horizon, or stand.
fn is_near(now: DateTime<Utc>) -> bool {
    now.month() == 1 && (4..=21).contains(&now.day())
}
