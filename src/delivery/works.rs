//! What else a courier does once no post waits: it publishes, makes and removes
//! events, tells, and looks at the health of destinations. Each departure is
//! one of the same pace.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::attempt::Job;
use super::notices::Tellings;
use super::pace::Wait;
use super::{Courier, LONGEST_REST};
use crate::clock::Now;
use crate::community::Platform;
use crate::locale::Value;
use crate::ports::{Event, SendError, Transport};
use crate::store::{EventDue, Kind, Notice, PublishDue, StoreError};

/// Between two looks at what is to be done besides posts.
const OFTEN: Duration = Duration::from_secs(5);
/// Between two looks at events.
const EVENTS: Duration = Duration::from_mins(1);
/// How long before it begins an event is made.
const HORIZON: TimeDelta = TimeDelta::days(14);
/// How long an event lasts.
const MINUTE: TimeDelta = TimeDelta::minutes(1);
/// A message that could not be published in this time is not.
const PUBLISHED_WITHIN: TimeDelta = TimeDelta::hours(12);
/// How many are looked at in a turn.
const MOST: i64 = 32;
/// How many events are, at the least more than can be under way.
const MOST_EVENTS: i64 = 128;

/// What comes of looking for work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// There is none.
    Idle,
    /// There may be some after this long.
    In(Duration),
}

/// What is being done besides posts.
#[derive(Debug, Default)]
pub(super) struct Works {
    pub tellings: Tellings,
    pub looking: HashSet<i64>,
    pub last_look: Option<Duration>,
    publishing: HashSet<i64>,
    events: HashSet<(i64, i32)>,
    next_events: Duration,
}

impl Works {
    /// Something was changed: events are looked at soon.
    pub(super) fn soon(&mut self) {
        self.next_events = Duration::ZERO;
    }
}

impl<T: Transport> Courier<T> {
    /// Begins what is to be done besides posts; how long until there is more.
    pub(super) async fn work(&mut self, now: Now) -> Result<Duration, StoreError> {
        // A queue of posts has every departure.
        if let Some(wait) = self.gate.wait {
            return Ok(wait);
        }
        let steps = [
            self.publish(now).await?,
            self.see_to_events(now).await?,
            self.tell(now).await?,
            self.look(now).await?,
        ];
        let next = steps.into_iter().filter_map(|step| match step {
            Step::Idle => None,
            Step::In(after) => Some(after.max(Duration::from_millis(1))),
        });
        Ok(next.min().unwrap_or(LONGEST_REST))
    }

    async fn publish(&mut self, now: Now) -> Result<Step, StoreError> {
        let platform = self.means.transport.platform();
        if let Some(wait) = until(self.outlook.publish, now.hour) {
            return Ok(wait);
        }
        for due in self.means.store.to_publish(platform, now.hour, MOST).await? {
            let under_way = self.works.publishing.contains(&due.id);
            if under_way || self.is_quiet(due.community_row, Some(due.place), now).await? {
                continue;
            }
            match self.means.pace.begin(due.place.channel, now.steady) {
                Ok(attempt) => {
                    self.works.publishing.insert(due.id);
                    let place = due.place.channel;
                    self.start(attempt, place, Job::Publish(due));
                }
                Err(Wait::Platform(wait)) => return Ok(Step::In(wait)),
                Err(Wait::Place(_)) => {}
            }
        }
        Ok(Step::In(OFTEN))
    }

    pub(super) async fn published(
        &mut self,
        due: PublishDue,
        outcome: Result<(), SendError>,
        now: Now,
    ) -> Result<(), StoreError> {
        self.works.publishing.remove(&due.id);
        let pause = match outcome {
            Ok(()) => return self.means.store.published(due.id, Some(now.hour), None).await,
            Err(SendError::Limited { after, .. }) => TimeDelta::from_std(after).unwrap_or(HORIZON),
            Err(SendError::Unknown | SendError::NotAccepted(_) | SendError::Unauthorized) => {
                TimeDelta::seconds(30)
            }
            Err(_) => HORIZON,
        };
        if now.hour + pause < due.sent_at + PUBLISHED_WITHIN {
            return self.means.store.published(due.id, None, Some(now.hour + pause)).await;
        }
        self.means.store.published(due.id, None, None).await?;
        let notice = Notice {
            community: due.community_row,
            place: due.place,
            post: Some((due.post, due.year)),
            kind: Kind::Unpublished,
            detail: String::new(),
        };
        self.means.store.write_notices(&[notice], now.hour).await
    }

    /// Events stand on Discord alone, and are made in the fortnight before.
    async fn see_to_events(&mut self, now: Now) -> Result<Step, StoreError> {
        let platform = self.means.transport.platform();
        if platform != Platform::Discord || !is_near(now.hour) {
            return Ok(Step::Idle);
        }
        if now.steady < self.works.next_events {
            return Ok(Step::In(self.works.next_events.saturating_sub(now.steady)));
        }
        let all = self.means.store.events_due(platform, now.hour, now.hour + HORIZON, MOST_EVENTS).await?;
        let pause = if i64::try_from(all.len()).is_ok_and(|all| all < MOST_EVENTS) { EVENTS } else { OFTEN };
        for due in all {
            let key = (due.destination, due.year);
            if self.works.events.contains(&key) {
                continue;
            }
            if due.remove.is_some() && due.shared {
                self.means.store.event_removed(key).await?;
                continue;
            }
            match self.means.pace.begin(due.place.channel, now.steady) {
                Ok(attempt) => {
                    self.works.events.insert(key);
                    // It looks first whether the event stands.
                    self.means.pace.further(u32::from(due.remove.is_none()));
                    let (place, event) = (due.place.channel, due.remove.is_none().then(|| self.event(&due)));
                    self.start(attempt, place, Job::Event(due, event));
                }
                Err(Wait::Platform(wait)) => return Ok(Step::In(wait)),
                Err(Wait::Place(_)) => return Ok(Step::In(OFTEN)),
            }
        }
        self.works.next_events = now.steady + pause;
        Ok(Step::In(pause))
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
        let key = (due.destination, due.year);
        self.works.events.remove(&key);
        match outcome {
            Ok(native) => self.means.store.event_made(key, native).await,
            Err(error) => {
                let passes = error.passes();
                if !passes && due.refusals == 0 {
                    let notice = Notice {
                        community: due.community_row,
                        place: due.place,
                        post: None,
                        kind: Kind::NoEvent,
                        detail: String::new(),
                    };
                    self.means.store.write_notices(&[notice], now.hour).await?;
                }
                self.event_later(key, error, now).await
            }
        }
    }

    pub(super) async fn unscheduled(
        &mut self,
        due: EventDue,
        outcome: Result<(), SendError>,
        now: Now,
    ) -> Result<(), StoreError> {
        let key = (due.destination, due.year);
        self.works.events.remove(&key);
        match outcome {
            Ok(()) => self.means.store.event_removed(key).await,
            Err(error) => self.event_later(key, error, now).await,
        }
    }

    async fn event_later(&self, key: (i64, i32), error: SendError, now: Now) -> Result<(), StoreError> {
        let pause = match error {
            SendError::Limited { after, .. } => TimeDelta::from_std(after).unwrap_or(TimeDelta::hours(6)),
            error if error.passes() => TimeDelta::minutes(1),
            _ => TimeDelta::hours(6),
        };
        self.means.store.event_later(key, now.hour + pause).await
    }
}

/// Nothing is to be done before that.
pub(super) fn until(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Step> {
    match at {
        None => Some(Step::Idle),
        Some(at) if at > now => Some(Step::In((at - now).to_std().unwrap_or_default())),
        Some(_) => None,
    }
}

/// Whether an event may begin within the horizon, or stand.
fn is_near(now: DateTime<Utc>) -> bool {
    now.month() == 1 && (4..=21).contains(&now.day())
}
