//! What else a courier does once no post waits: it publishes, sees to events,
//! tells, and looks at the health of destinations. Each departure is
//! one of the same pace.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::attempt::Job;
use super::notices::Tellings;
use super::pace::Wait;
use super::{Courier, LONGEST_REST};
use crate::clock::Now;
use crate::ports::{SendError, Transport};
use crate::store::{Kind, Notice, PublishDue, StoreError};

/// Between two looks at what is to be done besides posts.
pub(super) const OFTEN: Duration = Duration::from_secs(5);
/// A message that could not be published in this time is not.
const PUBLISHED_WITHIN: TimeDelta = TimeDelta::hours(12);
/// How many are looked at in a turn.
const MOST: i64 = 32;

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
    /// Servers in which an event is being made or removed.
    pub events: HashSet<i64>,
    pub next_events: Duration,
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
        // A queue of posts has every departure, and every seat.
        if let Some(wait) = self.gate.wait.or_else(|| self.means.pace.room(now.steady).err()) {
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
            match self.set_off(due.place.channel, now) {
                Ok(attempt) => {
                    self.works.publishing.insert(due.id);
                    let place = due.place.channel;
                    self.start(attempt, place, Job::Publish(due), now);
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
            Err(SendError::Limited { after, .. }) => TimeDelta::from_std(after).unwrap_or(PUBLISHED_WITHIN),
            Err(SendError::Unknown | SendError::NotAccepted(_) | SendError::Unauthorized) => {
                TimeDelta::seconds(30)
            }
            Err(_) => PUBLISHED_WITHIN,
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
}

/// Nothing is to be done before that.
pub(super) fn until(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Step> {
    match at {
        None => Some(Step::Idle),
        Some(at) if at > now => Some(Step::In((at - now).to_std().unwrap_or_default())),
        Some(_) => None,
    }
}
