//! Planning ahead: sweeps over all destinations, the newest rules of zones, the
//! word of a backup, and the queue before a minute of silence.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Courier, LONGEST_REST};
use crate::clock::Now;
use crate::community::Platform;
use crate::ports::{Repeats, Transport};
use crate::remembrance::BREATH;
use crate::store::{Silence, StoreError};
use crate::zones::Rules;

/// Between two sweeps.
const DAILY: Duration = Duration::from_hours(24);
/// How many destinations are planned in one step of a sweep …
const PORTION: i64 = 1_000;
/// … and how many where posts are waiting meanwhile: so few that the next departs
/// in time …
const PORTION_BETWEEN: i64 = 25;
/// … and so seldom that posts that departed late are caught up in between.
const BETWEEN: Duration = Duration::from_millis(100);
/// Between two looks at the queue before a minute of silence.
const OFTEN: Duration = Duration::from_mins(5);
/// How far ahead that queue is looked at.
const AHEAD: TimeDelta = TimeDelta::hours(24);
/// What of the ceiling the silences are counted on to get.
const SHARE: f64 = 0.9;
/// For what has to be tried again.
const SPARE: TimeDelta = TimeDelta::seconds(30);

/// How far planning has come.
#[derive(Debug, Default)]
pub(super) struct Planning {
    /// A sweep under way: the last destination that was planned.
    cursor: Option<i64>,
    /// When its next step may begin.
    next_step: Duration,
    next_sweep: Duration,
    next_silence: Duration,
    /// The hour up to which the copy that this database was is doubted.
    copied: Copied,
}

/// Whether this database was a copy of another.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Copied {
    #[default]
    NotAsked,
    At(DateTime<Utc>),
    No,
}

impl Planning {
    /// Everything is planned anew soon.
    pub(super) fn again(&mut self) {
        self.next_sweep = Duration::ZERO;
        self.next_silence = Duration::ZERO;
    }

    /// Whether anything may begin: not before a copy's posts are doubted.
    pub(super) fn is_ready(&self) -> bool {
        self.copied == Copied::No
    }
}

impl<T: Transport> Courier<T> {
    /// One step of planning; how long until the next.
    pub(super) async fn plan(&mut self, now: Now) -> Result<Duration, StoreError> {
        if self.planning.copied == Copied::NotAsked {
            let copied = self.means.store.copied_at(self.means.transport.platform()).await?;
            self.planning.copied = copied.map_or(Copied::No, Copied::At);
        }
        if self.planning.cursor.is_none() && now.steady >= self.planning.next_sweep {
            self.renew_rules();
            self.planning.cursor = Some(0);
        }
        if let Some(after) = self.planning.cursor {
            let platform = self.means.transport.platform();
            let (portion, rest) =
                if self.posts_wait(now) { (PORTION_BETWEEN, BETWEEN) } else { (PORTION, Duration::ZERO) };
            if !rest.is_zero() && now.steady < self.planning.next_step {
                return Ok(self.planning.next_step.saturating_sub(now.steady));
            }
            self.planning.next_step = now.steady + rest;
            let part = (after, portion);
            let swept = self.means.store.sweep(platform, part, &self.means.composer.rules, now.hour).await?;
            self.planning.cursor = swept.last;
            if swept.last.is_some() {
                return Ok(rest);
            }
            self.planning.next_sweep = now.steady + DAILY;
        }
        if let Copied::At(copied) = self.planning.copied {
            self.doubt(copied, now.hour).await?;
        }
        if now.steady >= self.planning.next_silence {
            self.pull_silences(now.hour).await?;
            self.planning.next_silence = now.steady + OFTEN;
        }
        Ok(LONGEST_REST)
    }

    /// Whether posts are under way or due, which only a copy's wait for planning.
    fn posts_wait(&self, now: Now) -> bool {
        let is_due = self.outlook.wake.is_some_and(|wake| wake <= now.hour);
        self.planning.is_ready() && (self.in_flight() > 0 || is_due)
    }

    /// The rules of zones as the machine has them today.
    fn renew_rules(&mut self) {
        let rules = Rules::newest();
        if rules.version() != self.means.composer.rules.version() {
            let (before, version) = (self.means.composer.rules.version(), rules.version());
            tracing::info!(before, version, "the rules of zones have changed; everything is planned anew");
            self.means.composer.rules = rules;
            self.composed.clear();
        }
    }

    async fn doubt(&mut self, copied: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let blind = self.means.transport.repeats() == Repeats::Blind;
        let platform = self.means.transport.platform();
        let found = self.means.store.doubt_since(platform, (copied, now), blind).await?;
        self.planning.copied = Copied::No;
        if found > 0 {
            tracing::warn!(
                platform = platform.name(),
                posts = found,
                "this database is a copy, and posts fell due since it was made: where the bot may look, it looks whether they stand; the others wait for `january20 run --since-backup sent` or `unsent`"
            );
        }
        Ok(())
    }

    /// Where the queue before a moment of silence is longer than the time from
    /// its hour on, it begins earlier.
    async fn pull_silences(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let platform = self.means.transport.platform();
        let two = platform == Platform::Telegram;
        let silences = self.means.store.silences(platform, (now, now + AHEAD), two).await?;
        let rate = f64::from(self.means.pace.ceiling().get()) * SHARE;
        for (moment, start) in starts(&silences, rate) {
            self.means.store.pull_silence(platform, moment, start).await?;
        }
        Ok(())
    }
}

/// The moments whose posts must begin before they fall due, and when: each
/// queue ends before its moment, and before the next queue begins.
fn starts(silences: &[Silence], rate: f64) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut early = Vec::new();
    let mut next: Option<DateTime<Utc>> = None;
    for silence in silences {
        let last = silence.moment - BREATH;
        let end = next.map_or(last, |next| last.min(next));
        #[expect(clippy::cast_possible_truncation, reason = "a queue of seconds is small")]
        let takes = TimeDelta::seconds((f64::from(silence.messages) / rate).ceil() as i64) + SPARE;
        let start = (end - takes).min(silence.due);
        if start < silence.due {
            early.push((silence.moment, start));
        }
        next = Some(start);
    }
    early
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn silence(moment: &str, messages: u32) -> Silence {
        let moment = at(moment);
        Silence { moment, due: moment - crate::remembrance::AHEAD, messages }
    }

    #[test]
    fn a_queue_that_fits_begins_when_it_falls_due() {
        assert!(starts(&[silence("2027-01-20T08:00:00Z", 12_000)], 25.2).is_empty());
    }

    #[test]
    fn a_long_queue_begins_so_early_that_its_last_is_in_time() {
        let found = starts(&[silence("2027-01-20T08:00:00Z", 25_200)], 25.2);
        // 1,000 seconds and some to spare, before 07:59:45.
        assert_eq!(found, [(at("2027-01-20T08:00:00Z"), at("2027-01-20T07:42:35Z"))]);
    }

    #[test]
    fn two_long_queues_do_not_stand_in_each_others_way() {
        let both = [silence("2027-01-20T08:15:00Z", 25_200), silence("2027-01-20T08:00:00Z", 25_200)];
        let found = starts(&both, 25.2);
        assert_eq!(found[0].1, at("2027-01-20T07:57:35Z"));
        assert_eq!(found[1].1, at("2027-01-20T07:40:25Z"));
    }
}
