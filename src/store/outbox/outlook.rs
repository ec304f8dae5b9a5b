//! What is to come, and what the courier sets right when it starts or when a
//! clock has been set.

use chrono::{DateTime, Utc};

use super::super::communities::noon;
use super::super::{Store, StoreError, instant, millis, value};
use crate::community::{Place, Platform};
use crate::remembrance::Noon;
use crate::zones::Zone;

/// When there is something to do for a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outlook {
    /// The next post that is not held back.
    pub wake: Option<DateTime<Utc>>,
    /// The next end of a window in which nothing may stand already.
    pub until: Option<DateTime<Utc>>,
    /// The next look at a destination's health.
    pub look: Option<DateTime<Utc>>,
    /// The next message to be published.
    pub publish: Option<DateTime<Utc>>,
}

/// Posts of one moment of silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// The moment.
    pub moment: DateTime<Utc>,
    /// When they fall due.
    pub due: DateTime<Utc>,
    /// How many messages they are.
    pub messages: u32,
}

impl Store {
    /// When there is something to do for a platform.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn outlook(&self, platform: Platform) -> Result<Outlook, StoreError> {
        let platform = platform.name();
        let row = sqlx::query!(
            r#"select
                (select min(wake) from posts where platform = ?1 and post = 'eve'
                    and state in ('planned', 'waiting') and 'eve' not in (select post from holds)) as "eve: i64",
                (select min(wake) from posts where platform = ?1 and post = 'day'
                    and state in ('planned', 'waiting') and 'day' not in (select post from holds)) as "day: i64",
                (select min(wake) from posts where platform = ?1 and post = 'silence'
                    and state in ('planned', 'waiting') and 'silence' not in (select post from holds))
                    as "silence: i64",
                (select min(until) from posts where platform = ?1 and state in ('planned', 'waiting')
                    and unknown_at is null) as "until: i64",
                (select min(look_at) from destinations where platform = ?1 and look_at is not null
                    and removed_at is null and closed_at is null) as "look: i64",
                (select min(publish_wake) from posts where platform = ?1 and publish_wake is not null)
                    as "publish: i64""#,
            platform
        )
        .fetch_one(&self.readers)
        .await?;
        let wake = [row.eve, row.day, row.silence].into_iter().flatten().min();
        Ok(Outlook {
            wake: wake.map(instant),
            until: row.until.map(instant),
            look: row.look.map(instant),
            publish: row.publish.map(instant),
        })
    }

    /// Rows that are `sending` with nobody behind them: their outcome is
    /// unknown, and they are looked at from `wake` on. How many there were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn recover(
        &self,
        platform: Platform,
        now: DateTime<Utc>,
        wake: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let (platform, wake) = (platform.name(), millis(wake));
        let pause = wake - millis(now);
        let found = sqlx::query!(
            "update posts
             set state = 'waiting', reason = iif(reason = 'since-backup', reason, 'unknown'), wake = ?, pause = ?, unknowns = unknowns + 1,
                unknown_at = coalesce(unknown_at, began_at)
             where platform = ? and state = 'sending'",
            wake,
            pause,
            platform
        )
        .execute(&self.writer)
        .await?;
        Ok(found.rows_affected())
    }

    /// What waits for longer than was ever decided is due now: a clock that was
    /// ahead decided it, and has been set right since.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_right(&self, platform: Platform, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let (platform, now) = (platform.name(), millis(now));
        let found = sqlx::query!(
            "update posts
             set wake = max(?1, due)
             where platform = ?2 and state = 'waiting' and wake - pause > ?1 + 1000",
            now,
            platform
        )
        .execute(&self.writer)
        .await?;
        Ok(found.rows_affected())
    }

    /// The silences of a platform that are not sent and whose moment comes
    /// before `until`, the last first; `two`: a post in two languages is two
    /// messages.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn silences(
        &self,
        platform: Platform,
        (now, until): (DateTime<Utc>, DateTime<Utc>),
        two: bool,
    ) -> Result<Vec<Silence>, StoreError> {
        let (name, now, until) = (platform.name(), millis(now), millis(until));
        let rows = sqlx::query!(
            r#"select moment as "moment!: i64", min(due) as "due!: i64",
                sum(1 + (?1 and instr(coalesce(destinations.languages, communities.languages, ''), '+') > 0))
                    as "messages!: i64"
             from posts
             join destinations on destinations.id = posts.destination
             join communities on communities.id = posts.community
             where posts.platform = ?2 and post = 'silence' and state in ('planned', 'waiting')
                and wake <= ?4 and moment > ?3 and moment <= ?4
             group by moment
             order by moment desc"#,
            two,
            name,
            now,
            until
        )
        .fetch_all(&self.readers)
        .await?;
        let silence = rows.into_iter().map(|row| Silence {
            moment: instant(row.moment),
            due: instant(row.due),
            messages: u32::try_from(row.messages).unwrap_or(u32::MAX),
        });
        Ok(silence.collect())
    }

    /// Of each destination of a community: where it is, which noon its minute of
    /// silence is at (none: it has no such post), and where its readers are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn noons(&self, community: i64) -> Result<Vec<(Place, Option<Noon>, Zone)>, StoreError> {
        let rows = sqlx::query!(
            "select channel, topic, silence, coalesce(destinations.zone, communities.zone) as zone
             from destinations
             join communities on communities.id = destinations.community
             where community = ? and removed_at is null and closed_at is null",
            community
        )
        .fetch_all(&self.readers)
        .await?;
        let noon = rows.into_iter().map(|row| {
            let zone = row.zone.as_deref().map(value).transpose()?.unwrap_or(Zone::BAKU);
            Ok((Place { channel: row.channel, topic: row.topic }, noon(&row.silence), zone))
        });
        noon.collect()
    }

    /// The silences of a moment may be sent from `wake` on: their queue is long.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn pull_silence(
        &self,
        platform: Platform,
        moment: DateTime<Utc>,
        wake: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (platform, moment, wake) = (platform.name(), millis(moment), millis(wake));
        sqlx::query!(
            "update posts
             set wake = ?1
             where platform = ?2 and post = 'silence' and state = 'planned' and moment = ?3 and wake > ?1",
            wake,
            platform,
            moment
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }
}
