//! Discord's scheduled events for the minute of silence: which are to be made,
//! which to be removed. One that stands is remembered for as long as it does,
//! whatever becomes of the destination that wanted it.

use chrono::{DateTime, Utc};

use super::{Store, StoreError, instant, millis, value};
use crate::community::{Community, Place, Platform};
use crate::language::Languages;
use crate::zones::Zone;

/// A scheduled event that is to be made or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDue {
    /// The destination's row.
    pub destination: i64,
    /// The year.
    pub year: i32,
    /// Its community's row.
    pub community_row: i64,
    /// Where.
    pub community: Community,
    /// Where.
    pub place: Place,
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// In which languages; the first is used.
    pub languages: Languages,
    /// Where its readers are.
    pub zone: Zone,
    /// To be removed: the platform's id of it; none: to be made.
    pub remove: Option<i64>,
    /// Another destination of the community wants the same one and keeps it.
    pub shared: bool,
    /// How often it was refused.
    pub refusals: u32,
}

impl Store {
    /// Events that are to be made now, with those to be removed before them:
    /// each destination that wants one has one a year, from `horizon` before it
    /// begins.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn events_due(
        &self,
        platform: Platform,
        now: DateTime<Utc>,
        horizon: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<EventDue>, StoreError> {
        self.want_events(platform, now, horizon).await?;
        let (name, now) = (platform.name(), millis(now));
        let rows = sqlx::query!(
            r#"with all_of_them as (
                select events.destination, events.year, events.community, communities.native as community_native,
                    events.channel, events.topic, starts, events.refusals, events.native, events.wake,
                    coalesce(destinations.languages, communities.languages, app_language, 'en') as languages,
                    coalesce(destinations.zone, communities.zone) as zone,
                    destinations.id is not null and event and removed_at is null and closed_at is null
                        and paused_at is null
                        and exists (select 1 from posts where posts.destination = destinations.id
                            and post = 'silence' and posts.year = events.year and moment = starts
                            and state <> 'cancelled') as wanted
                from events
                join communities on communities.id = events.community
                left join destinations on destinations.id = events.destination
                where events.platform = ?1 and starts > ?2 and left_at is null
             )
             select destination as "destination!", year as "year!", community as "community!",
                community_native as "community_native!", channel as "channel!", topic as "topic!",
                starts as "starts!", refusals as "refusals!", native, languages as "languages!: String",
                zone as "zone?: String", not wanted as "unwanted!: bool",
                exists (select 1 from all_of_them as others where others.native = it.native
                    and others.destination <> it.destination and others.wanted) as "shared!: bool"
             from all_of_them as it
             where coalesce(wake, 0) <= ?2 and (not wanted or native is null)
             order by wanted, destination
             limit ?3 + 0"#,
            name,
            now,
            most
        )
        .fetch_all(&self.readers)
        .await?;
        let due = rows.into_iter().map(|row| {
            Ok(EventDue {
                destination: row.destination,
                year: i32::try_from(row.year).unwrap_or_default(),
                community_row: row.community,
                community: Community { platform, native: row.community_native },
                place: Place { channel: row.channel, topic: row.topic },
                starts: instant(row.starts),
                languages: value(&row.languages)?,
                zone: row.zone.as_deref().map(value).transpose()?.unwrap_or(Zone::BAKU),
                // Unwanted and never made: there is nothing to ask of the platform.
                remove: row.unwanted.then(|| row.native.unwrap_or(0)),
                shared: row.shared || (row.unwanted && row.native.is_none()),
                refusals: u32::try_from(row.refusals).unwrap_or(0),
            })
        });
        due.collect()
    }

    /// Each destination that wants an event has a row for it.
    async fn want_events(
        &self,
        platform: Platform,
        now: DateTime<Utc>,
        horizon: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (name, now, horizon) = (platform.name(), millis(now), millis(horizon));
        sqlx::query!(
            "insert into events (destination, year, community, platform, channel, topic, starts, wake)
             select destination, year, destinations.community, destinations.platform, destinations.channel,
                destinations.topic, moment, ?2
             from destinations
             cross join posts on posts.destination = destinations.id
             where destinations.platform = ?1 and event and paused_at is null and post = 'silence'
                and state in ('planned', 'waiting') and moment > ?2 + 60000 and moment <= ?3
             on conflict (destination, year) do nothing",
            name,
            now,
            horizon
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// A community's events that stand and have not begun: the destination that
    /// wanted each, and the platform's id of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn events_of(
        &self,
        community: Community,
        now: DateTime<Utc>,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let (platform, now) = (community.platform.name(), millis(now));
        let rows = sqlx::query!(
            r#"select events.destination as "destination!", events.native as "native!"
             from events
             join communities on communities.id = events.community
             where communities.platform = ? and communities.native = ? and events.native is not null
                and starts > ?"#,
            platform,
            community.native,
            now
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|row| (row.destination, row.native)).collect())
    }

    /// An event was made; whether it was still known to be wanted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn event_made(&self, (destination, year): (i64, i32), native: i64) -> Result<bool, StoreError> {
        let made = sqlx::query!(
            "update events set native = ?, wake = null, refusals = 0 where destination = ? and year = ?",
            native,
            destination,
            year
        )
        .execute(&self.writer)
        .await?;
        Ok(made.rows_affected() > 0)
    }

    /// An event is no more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn event_removed(&self, (destination, year): (i64, i32)) -> Result<(), StoreError> {
        sqlx::query!("delete from events where destination = ? and year = ?", destination, year)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// An event is to be tried again; `refused`: for a reason that does not pass
    /// by itself.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn event_later(
        &self,
        (destination, year): (i64, i32),
        wake: DateTime<Utc>,
        refused: bool,
    ) -> Result<(), StoreError> {
        let wake = millis(wake);
        sqlx::query!(
            "update events set wake = ?, refusals = refusals + ? where destination = ? and year = ?",
            wake,
            refused,
            destination,
            year
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }
}
