//! Looks at destinations: whether each is there, and what the bot may do in it.
//! After a change of settings, once a week, and every day from 6 January until
//! the last window has closed.

use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::Courier;
use super::attempt::Job;
use super::pace::Wait;
use super::works::{Step, until};
use crate::clock::Now;
use crate::community::{Place, Platform};
use crate::ports::{Gone, Rights, SendError, Transport};
use crate::store::{Kind, LookDue, Notice, StoreError};

/// Between two looks in most of the year.
const WEEKLY: TimeDelta = TimeDelta::days(7);
/// Between two looks before the day.
const DAILY: TimeDelta = TimeDelta::days(1);
/// After the platform did not say.
const LATER: TimeDelta = TimeDelta::minutes(10);
/// Two refusals that only together mean that a place is gone are this far apart.
const DOUBT: TimeDelta = TimeDelta::minutes(5);
/// Telegram is asked about one place a second at most.
const APART: Duration = Duration::from_secs(1);
/// How many are begun in a turn.
const MOST: i64 = 16;

impl<T: Transport> Courier<T> {
    /// Begins to look at destinations whose time it is.
    pub(super) async fn look(&mut self, now: Now) -> Result<Step, StoreError> {
        let platform = self.means.transport.platform();
        if let Some(wait) = until(self.outlook.look, now.hour) {
            return Ok(wait);
        }
        if let Some(wait) = self.look_wait(platform, now) {
            return Ok(Step::In(wait));
        }
        let due = self.means.store.to_look_at(platform, now.hour, MOST).await?;
        for look in due {
            let under_way = self.works.looking.contains(&look.destination);
            if under_way || self.is_quiet(look.community_row, Some(look.place), now).await? {
                continue;
            }
            match self.set_off(look.place.channel, now) {
                Ok(attempt) => {
                    self.works.looking.insert(look.destination);
                    self.works.last_look = Some(now.steady);
                    self.means.pace.further(further(platform, look.place));
                    let place = look.place.channel;
                    self.start(attempt, place, Job::Look(look), now);
                    if platform == Platform::Telegram {
                        return Ok(Step::In(APART));
                    }
                }
                Err(Wait::Platform(wait)) => return Ok(Step::In(wait)),
                Err(Wait::Place(_)) => {}
            }
        }
        Ok(Step::In(Duration::from_secs(5)))
    }

    fn look_wait(&self, platform: Platform, now: Now) -> Option<Duration> {
        let last = self.works.last_look.filter(|_| platform == Platform::Telegram)?;
        (last + APART).checked_sub(now.steady).filter(|wait| !wait.is_zero())
    }

    pub(super) async fn looked(
        &mut self,
        look: LookDue,
        outcome: Result<Rights, SendError>,
        now: Now,
    ) -> Result<(), StoreError> {
        self.works.looking.remove(&look.destination);
        let store = &self.means.store;
        let next = next_look(now.hour, look.destination);
        match outcome {
            Ok(rights) => self.found(&look, rights.code(), now, next).await,
            Err(SendError::Forbidden(right)) => {
                self.found(&look, Some(right.name().to_owned()), now, next).await
            }
            Err(SendError::Gone(why)) => self.gone(&look, why, now).await,
            Err(SendError::PerhapsGone) => match look.doubted_at {
                Some(at) if now.hour - at >= DOUBT => self.gone(&look, Gone::Deleted, now).await,
                _ => store.doubt(look.destination, now.hour, now.hour + DOUBT).await,
            },
            Err(SendError::Limited { after, .. }) => {
                let after = TimeDelta::from_std(after).unwrap_or(LATER);
                store.looked(&look, Err(()), (now.hour, now.hour + after)).await
            }
            Err(SendError::Moved(to)) => {
                let from = look.community;
                store.moved(from, crate::community::Community { native: to, ..from }).await?;
                store.looked(&look, Err(()), (now.hour, now.hour)).await
            }
            Err(SendError::TopicLost) => {
                if look.place.topic != 0 {
                    store.topic(look.community, look.place, Some(now.hour)).await?;
                    if !look.topic_lost {
                        self.warn(&look, Kind::TopicLost, String::new(), now).await?;
                    }
                }
                store.looked(&look, Ok(look.health.as_deref()), (now.hour, next)).await
            }
            Err(_) => store.looked(&look, Err(()), (now.hour, now.hour + LATER)).await,
        }
    }

    async fn found(
        &self,
        look: &LookDue,
        health: Option<String>,
        now: Now,
        next: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let store = &self.means.store;
        store.looked(look, Ok(health.as_deref()), (now.hour, next)).await?;
        let (before, lacks) = (look.health.as_deref().unwrap_or_default(), health.unwrap_or_default());
        if !new_in(before, &lacks).is_empty() {
            // What waited for a right may go.
            store.rights_changed(look.community, now.hour).await?;
        }
        match new_in(&lacks, before) {
            nothing if nothing.is_empty() => Ok(()),
            new => self.warn(look, Kind::Unwell, new, now).await,
        }
    }

    async fn gone(&self, look: &LookDue, why: Gone, now: Now) -> Result<(), StoreError> {
        self.means.store.close_place(look.community_row, look.place, why.name(), now.hour).await?;
        self.warn(look, Kind::Gone, why.name().to_owned(), now).await
    }

    async fn warn(&self, look: &LookDue, kind: Kind, detail: String, now: Now) -> Result<(), StoreError> {
        let notice = Notice { community: look.community_row, place: look.place, post: None, kind, detail };
        self.means.store.write_notices(&[notice], now.hour).await
    }
}

/// How many requests a look takes beside its first: on Discord it is about the
/// channel, the server and the bot as its member; on Telegram about the bot in
/// the chat, the chat, and an action in the topic.
fn further(platform: Platform, place: Place) -> u32 {
    match platform {
        Platform::Discord => 2,
        Platform::Telegram if place.channel < 0 => 1 + u32::from(place.topic != 0),
        Platform::Telegram | Platform::Console => 0,
    }
}

/// Names that one list has and another has not.
pub(super) fn new_in(codes: &str, known: &str) -> String {
    let is_new = |code: &&str| known.split(' ').all(|known| known != *code);
    codes.split(' ').filter(is_new).collect::<Vec<_>>().join(" ")
}

/// Two lists of names as one.
pub(super) fn united(known: &str, codes: &str) -> String {
    format!("{known} {}", new_in(codes, known)).trim().to_owned()
}

/// When a destination is looked at next: the daily looks of many are spread
/// over the day.
fn next_look(now: DateTime<Utc>, destination: i64) -> DateTime<Utc> {
    let begins = |year| season(year, 6, 0);
    let ends = |year| season(year, 21, 13);
    let year = now.year();
    if begins(year) <= now && now < ends(year) {
        return now + DAILY;
    }
    let coming = if now < begins(year) { begins(year) } else { begins(year + 1) };
    let spread = TimeDelta::seconds(destination.rem_euclid(DAILY.num_seconds()));
    (now + WEEKLY).min(coming + spread).max(now + TimeDelta::minutes(1))
}

fn season(year: i32, day: u32, hour: u32) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(year, 1, day).and_then(|day| day.and_hms_opt(hour, 0, 0));
    day.map(|at| at.and_utc()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn looks_are_weekly_and_daily_from_the_sixth_until_the_last_window_closes() {
        assert_eq!(next_look(at("2026-11-25T10:00:00Z"), 1), at("2026-12-02T10:00:00Z"));
        assert_eq!(next_look(at("2027-01-03T10:00:00Z"), 60), at("2027-01-06T00:01:00Z"));
        assert_eq!(next_look(at("2027-01-06T10:00:00Z"), 1), at("2027-01-07T10:00:00Z"));
        assert_eq!(next_look(at("2027-01-21T12:00:00Z"), 1), at("2027-01-22T12:00:00Z"));
        assert_eq!(next_look(at("2027-01-21T14:00:00Z"), 1), at("2027-01-28T14:00:00Z"));
    }
}
