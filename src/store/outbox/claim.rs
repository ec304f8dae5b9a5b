//! Claiming: in one transaction that tests the lease, what came of earlier
//! attempts is written, what can no longer be sent is missed, and rows that are
//! due are turned into `sending`. Only then is anything begun.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::super::communities::noon;
use super::super::lease::Authority;
use super::super::{Store, StoreError, instant, millis, value};
use super::due::{Due, Progress, Topic};
use super::rows::{Cancelled, cancel};
use super::settle::{self, Missed, Ruling};
use crate::community::{Community, Place, Platform};
use crate::remembrance::Window;
use crate::zones::Zone;

/// More rows than wanted are read, since some may have to wait for their place.
const SPARE: i64 = 4;

/// What to do with a row that is due.
#[derive(Debug)]
pub enum Admission<T> {
    /// It is begun, with this.
    Begin(T),
    /// It waits until then.
    Later(DateTime<Utc>),
    /// It can no longer be sent, for this reason.
    Miss(String),
    /// It is somebody's doing that it is not sent, for this reason.
    Cancel(&'static str),
    /// Nothing more may begin now.
    Stop,
}

/// What a turn at the database is about.
#[derive(Debug)]
pub struct Claim<'a> {
    /// By what right.
    pub authority: &'a Authority,
    /// Whose posts.
    pub platform: Platform,
    /// The hour.
    pub now: DateTime<Utc>,
    /// What came of earlier attempts.
    pub rulings: &'a [Ruling],
    /// Whether a window may have ended.
    pub over: bool,
    /// How many may begin at most; 0: nothing does.
    pub most: usize,
}

/// What a turn came to.
#[derive(Debug)]
pub struct Begun<T> {
    /// What is `sending` now.
    pub begun: Vec<(Due, T)>,
    /// What was missed.
    pub missed: Vec<Missed>,
}

impl Store {
    /// Writes what came of earlier attempts, misses what can no longer be sent
    /// and claims what is due and `admit` lets begin.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is written and nothing may begin.
    /// [`StoreError::LeaseLost`]: the outcomes are written, and nothing began.
    pub async fn take_turn<T: Send>(
        &self,
        claim: &Claim<'_>,
        mut admit: impl FnMut(&Due) -> Admission<T> + Send,
    ) -> Result<Begun<T>, StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        settle::settle(&mut write, claim.rulings, claim.now).await?;
        if !may(&mut write, claim.authority).await? {
            write.commit().await?;
            return Err(StoreError::LeaseLost);
        }
        let mut missed = Vec::new();
        if claim.over {
            missed.extend(settle::expire(&mut write, claim.platform, claim.now).await?);
        }
        let mut sorted = Sorted::default();
        if claim.most > 0 {
            for due in due(&mut write, claim).await? {
                if !sorted.sort(due, claim, &mut admit) {
                    break;
                }
            }
        }
        missed.extend(sorted.write(&mut write, claim.now).await?);
        write.commit().await?;
        Ok(Begun { begun: sorted.begun, missed })
    }
}

/// Rows by what becomes of them.
struct Sorted<T> {
    begun: Vec<(Due, T)>,
    later: Vec<(i64, i64)>,
    missed: Vec<(i64, String)>,
    cancelled: Vec<Cancelled>,
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Self { begun: Vec::new(), later: Vec::new(), missed: Vec::new(), cancelled: Vec::new() }
    }
}

impl<T> Sorted<T> {
    /// Whether to go on.
    fn sort(&mut self, due: Due, claim: &Claim<'_>, admit: &mut impl FnMut(&Due) -> Admission<T>) -> bool {
        match admit(&due) {
            Admission::Begin(ticket) => self.begun.push((due, ticket)),
            Admission::Later(at) => self.later.push((due.id, millis(at))),
            Admission::Miss(reason) => self.missed.push((due.id, reason)),
            Admission::Cancel(reason) => self.cancelled.push(Cancelled { id: due.id, reason }),
            Admission::Stop => return false,
        }
        self.begun.len() < claim.most
    }

    async fn write(
        &mut self,
        connection: &mut SqliteConnection,
        now: DateTime<Utc>,
    ) -> Result<Vec<Missed>, StoreError> {
        begin(connection, &self.begun, now).await?;
        put_off(connection, &self.later).await?;
        cancel(connection, &self.cancelled, now).await?;
        settle::miss(connection, &self.missed, now).await
    }
}

/// Whether whoever claims may.
async fn may(connection: &mut SqliteConnection, authority: &Authority) -> Result<bool, StoreError> {
    let Authority::Lease(lease) = authority else { return Ok(true) };
    let holder = lease.holder();
    let held = sqlx::query!("select counter from lease where id = 1 and holder = ?", holder)
        .fetch_optional(connection)
        .await?;
    Ok(held.is_some())
}

async fn begin<T>(
    connection: &mut SqliteConnection,
    begun: &[(Due, T)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if begun.is_empty() {
        return Ok(());
    }
    let rows: Vec<(i64, String)> = begun.iter().map(|(due, _)| (due.id, due.languages.to_string())).collect();
    let (rows, now) = (serde_json::to_string(&rows).unwrap_or_default(), millis(now));
    sqlx::query!(
        "update posts
         set state = 'sending', began_at = ?, languages = each.languages
         from (select value ->> 0 as id, value ->> 1 as languages from json_each(?)) as each
         where posts.id = each.id",
        now,
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// These are looked at again when their places are free.
async fn put_off(connection: &mut SqliteConnection, later: &[(i64, i64)]) -> Result<(), StoreError> {
    if later.is_empty() {
        return Ok(());
    }
    let rows = serde_json::to_string(later).unwrap_or_default();
    sqlx::query!(
        "update posts
         set wake = each.value ->> 1
         from json_each(?) as each
         where posts.id = each.value ->> 0",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is due and not held back: the silence before all else, then what has
/// waited longest.
async fn due(connection: &mut SqliteConnection, claim: &Claim<'_>) -> Result<Vec<Due>, StoreError> {
    let (platform, now) = (claim.platform.name(), millis(claim.now));
    let limit = i64::try_from(claim.most).unwrap_or(i64::MAX).saturating_add(SPARE);
    let rows = sqlx::query_as!(
        Row,
        r#"with first as (
            select * from (
                select id, 0 as rank, wake as since
                from posts
                where platform = ?1 and post = 'silence' and state in ('planned', 'waiting') and wake <= ?2
                    and 'silence' not in (select post from holds)
                order by wake limit ?3 + 0)
            union all
            select * from (
                select id, 1, wake
                from posts
                where platform = ?1 and post = 'eve' and state in ('planned', 'waiting') and wake <= ?2
                    and 'eve' not in (select post from holds)
                order by wake limit ?3 + 0)
            union all
            select * from (
                select id, 1, wake
                from posts
                where platform = ?1 and post = 'day' and state in ('planned', 'waiting') and wake <= ?2
                    and 'day' not in (select post from holds)
                order by wake limit ?3 + 0)
            order by 2, 3
            limit ?3 + 0
         )
         select posts.id as "id!", destination, posts.community, native, posts.channel, posts.topic, post, year,
            due, until, moment, refusals, outages, unknowns, unknown_at, parts, messages, uncertain, plain,
            iif(parts > 0 or unknown_at is not null, posts.languages, null) as begun_languages,
            coalesce(destinations.languages, communities.languages, app_language, 'en') as "languages!: String",
            coalesce(destinations.zone, communities.zone) as zone,
            silence, mention, note, publish, topic_lost_at, health, looked_at, doubted_at,
            topic_lost_at is not null and exists (
                select 1
                from posts as others
                join destinations as theirs on theirs.id = others.destination
                where others.community = posts.community and others.channel = posts.channel
                    and others.id <> posts.id and others.post = posts.post and others.year = posts.year
                    and coalesce(others.languages, theirs.languages, communities.languages, app_language, 'en')
                        = coalesce(destinations.languages, communities.languages, app_language, 'en')
                    and ((others.topic = 0 and others.state in ('planned', 'sending', 'waiting', 'sent'))
                        or (theirs.topic_lost_at is not null and others.state in ('sending', 'sent')))
            ) as "stands_in_chat!: bool",
            coalesce(reason = 'since-backup', 0) as "since_backup!: bool"
         from first
         join posts on posts.id = first.id
         join destinations on destinations.id = posts.destination
         join communities on communities.id = posts.community
         order by first.rank, first.since"#,
        platform,
        now,
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| row.due(claim.platform)).collect()
}

/// A row as the tables have it.
struct Row {
    id: i64,
    destination: i64,
    community: i64,
    native: i64,
    channel: i64,
    topic: i64,
    post: String,
    year: i64,
    due: i64,
    until: i64,
    moment: Option<i64>,
    refusals: i64,
    outages: i64,
    unknowns: i64,
    unknown_at: Option<i64>,
    parts: i64,
    messages: String,
    uncertain: i64,
    plain: i64,
    begun_languages: Option<String>,
    languages: String,
    zone: Option<String>,
    silence: String,
    mention: Option<i64>,
    note: Option<String>,
    publish: i64,
    topic_lost_at: Option<i64>,
    stands_in_chat: bool,
    since_backup: bool,
    health: Option<String>,
    looked_at: Option<i64>,
    doubted_at: Option<i64>,
}

impl Row {
    fn due(self, platform: Platform) -> Result<Due, StoreError> {
        let progress = Progress {
            refusals: u32::try_from(self.refusals).unwrap_or(u32::MAX),
            outages: u32::try_from(self.outages).unwrap_or(u32::MAX),
            unknowns: u32::try_from(self.unknowns).unwrap_or(u32::MAX),
            unknown_at: self.unknown_at.map(instant),
            parts: usize::try_from(self.parts).unwrap_or_default(),
            messages: serde_json::from_str(&self.messages).map_err(|_| StoreError::Value(self.messages))?,
            uncertain: self.uncertain != 0,
            plain: self.plain != 0,
        };
        Ok(Due {
            id: self.id,
            destination: self.destination,
            community_row: self.community,
            community: Community { platform, native: self.native },
            place: Place { channel: self.channel, topic: self.topic },
            window: Window {
                post: value(&self.post)?,
                year: i32::try_from(self.year).unwrap_or_default(),
                due: instant(self.due),
                until: instant(self.until),
                moment: self.moment.map(instant),
            },
            progress,
            languages: value(self.begun_languages.as_deref().unwrap_or(&self.languages))?,
            zone: self.zone.as_deref().map(value).transpose()?.unwrap_or(Zone::BAKU),
            noon: noon(&self.silence),
            mention: self.mention,
            note: self.note,
            publish: self.publish != 0,
            topic: match (self.topic_lost_at, self.stands_in_chat) {
                (None, _) => Topic::Open,
                (Some(_), false) => Topic::Lost,
                (Some(_), true) => Topic::LostAndServed,
            },
            health: self.health,
            looked_at: self.looked_at.is_some(),
            doubted_at: self.doubted_at.map(instant),
            since_backup: self.since_backup,
        })
    }
}
