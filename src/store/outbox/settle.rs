//! What came of attempts, and of posts that nobody could send in time.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::super::notices::{self, Kind, Notice};
use super::super::{StoreError, life, millis, value};
use super::{Due, Progress, State};
use crate::community::{Community, Platform};
use crate::remembrance::Post;

/// What came of an attempt: the row's new state, and what it means for its
/// place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The row as it was claimed.
    pub due: Due,
    /// What it is now.
    pub state: State,
    /// Why, where it is not sent.
    pub reason: Option<String>,
    /// When to look at it again.
    pub wake: DateTime<Utc>,
    /// How long before that this was decided.
    pub pause: Duration,
    /// How far it has come.
    pub progress: Progress,
    /// What it means for its place.
    pub place: Bearing,
    /// What moderators are to be told.
    pub notices: Vec<Notice>,
    /// The picture that the platform has now, by its name and the platform's id
    /// of it.
    pub file: Option<(String, String)>,
}

/// What an attempt means for its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bearing {
    /// Nothing.
    None,
    /// It is there.
    There,
    /// It may be gone; this is the first sign.
    Doubted,
    /// It is gone, and why.
    Gone(&'static str),
    /// The topic is closed or deleted.
    TopicLost,
    /// The community has this id now.
    Moved(i64),
    /// The bot lacks something there.
    Unwell(String),
}

/// A post that was missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Its row.
    pub id: i64,
    /// Which post.
    pub post: Post,
}

/// A ruling as its row takes it.
#[derive(Serialize)]
struct Outcome<'a> {
    id: i64,
    state: &'static str,
    reason: Option<&'a str>,
    wake: i64,
    pause: i64,
    refusals: u32,
    outages: u32,
    unknowns: u32,
    unknown_at: Option<i64>,
    parts: usize,
    messages: &'a [i64],
    uncertain: bool,
    plain: bool,
    done_at: Option<i64>,
    publish_wake: Option<i64>,
}

impl<'a> Outcome<'a> {
    fn of(ruling: &'a Ruling, now: DateTime<Utc>) -> Self {
        let Ruling { due, state, reason, wake, pause, progress, .. } = ruling;
        let over = !matches!(state, State::Planned | State::Waiting | State::Sending);
        Self {
            id: due.id,
            state: state.name(),
            reason: reason.as_deref(),
            wake: millis(*wake),
            pause: i64::try_from(pause.as_millis()).unwrap_or(i64::MAX),
            refusals: progress.refusals,
            outages: progress.outages,
            unknowns: progress.unknowns,
            unknown_at: progress.unknown_at.map(millis),
            parts: progress.parts,
            messages: &progress.messages,
            uncertain: progress.uncertain,
            plain: progress.plain,
            done_at: over.then(|| millis(now)),
            publish_wake: (*state == State::Sent && due.publish).then(|| millis(now)),
        }
    }
}

/// Writes what came of attempts: all their rows and all their notices in one
/// statement each, since a broadcast has many a second.
pub(super) async fn settle(
    connection: &mut SqliteConnection,
    rulings: &[Ruling],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    rows(connection, rulings, now).await?;
    for ruling in rulings {
        bear(connection, ruling, now).await?;
        if let Some((name, file)) = &ruling.file {
            let platform = ruling.due.community.platform.name();
            super::super::files::keep(connection, (platform, name), file, now).await?;
        }
    }
    let notices: Vec<&Notice> = rulings.iter().flat_map(|ruling| &ruling.notices).collect();
    notices::write(connection, &notices, now).await
}

async fn rows(
    connection: &mut SqliteConnection,
    rulings: &[Ruling],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if rulings.is_empty() {
        return Ok(());
    }
    let outcomes: Vec<Outcome<'_>> = rulings.iter().map(|ruling| Outcome::of(ruling, now)).collect();
    let outcomes = serde_json::to_string(&outcomes).unwrap_or_default();
    sqlx::query!(
        "update posts
         set state = each.value ->> 'state', reason = each.value ->> 'reason', wake = each.value ->> 'wake',
            pause = each.value ->> 'pause', refusals = each.value ->> 'refusals',
            outages = each.value ->> 'outages', unknowns = each.value ->> 'unknowns',
            unknown_at = each.value ->> 'unknown_at',
            parts = each.value ->> 'parts', messages = each.value ->> 'messages',
            uncertain = each.value ->> 'uncertain', plain = each.value ->> 'plain',
            done_at = each.value ->> 'done_at', publish_wake = each.value ->> 'publish_wake'
         from json_each(?) as each
         where posts.id = each.value ->> 'id' and posts.state = 'sending'",
        outcomes
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn bear(
    connection: &mut SqliteConnection,
    ruling: &Ruling,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (destination, at) = (ruling.due.destination, millis(now));
    match &ruling.place {
        Bearing::None => {}
        Bearing::There => {
            if ruling.due.doubted_at.is_some() {
                sqlx::query!("update destinations set doubted_at = null where id = ?", destination)
                    .execute(connection)
                    .await?;
            }
        }
        Bearing::Doubted => {
            sqlx::query!(
                "update destinations set doubted_at = coalesce(doubted_at, ?) where id = ?",
                at,
                destination
            )
            .execute(connection)
            .await?;
        }
        Bearing::Gone(why) => {
            life::close(connection, ruling.due.community_row, ruling.due.place, why, now).await?;
        }
        Bearing::TopicLost => {
            sqlx::query!(
                "update destinations set topic_lost_at = coalesce(topic_lost_at, ?) where id = ?",
                at,
                destination
            )
            .execute(connection)
            .await?;
        }
        Bearing::Moved(native) => {
            let from = ruling.due.community;
            life::moved(connection, from, Community { native: *native, ..from }).await?;
        }
        Bearing::Unwell(health) => {
            sqlx::query!(
                "update destinations set health = ?, looked_at = ? where id = ?",
                health,
                at,
                destination
            )
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

/// So many are missed in one turn at most; the others in the next.
const MISSED: i64 = 500;

/// Misses what was not sent when its window ended; what may stand already is
/// looked for first, and is not missed here.
pub(super) async fn expire(
    connection: &mut SqliteConnection,
    platform: Platform,
    now: DateTime<Utc>,
) -> Result<Vec<Missed>, StoreError> {
    let (platform, at) = (platform.name(), millis(now));
    let rows = sqlx::query!(
        r#"update posts
         set state = 'missed', done_at = ?1,
            reason = coalesce(iif(post in (select post from holds), 'held', reason), 'down')
         where id in (
            select id
            from posts
            where platform = ?2 and state in ('planned', 'waiting') and until <= ?1 and unknown_at is null
            order by until
            limit ?3 + 0
         )
         returning id as "id!", post"#,
        at,
        platform,
        MISSED
    )
    .fetch_all(&mut *connection)
    .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    tell_missed(connection, &ids, at).await?;
    rows.into_iter().map(|row| Ok(Missed { id: row.id, post: value(&row.post)? })).collect()
}

/// Misses these, for these reasons.
pub(super) async fn miss(
    connection: &mut SqliteConnection,
    missed: &[(i64, String)],
    now: DateTime<Utc>,
) -> Result<Vec<Missed>, StoreError> {
    if missed.is_empty() {
        return Ok(Vec::new());
    }
    let (rows, at) = (serde_json::to_string(missed).unwrap_or_default(), millis(now));
    let rows = sqlx::query!(
        r#"update posts
         set state = 'missed', reason = each.value ->> 1, done_at = ?1
         from json_each(?2) as each
         where posts.id = each.value ->> 0
         returning posts.id as "id!", posts.post"#,
        at,
        rows
    )
    .fetch_all(&mut *connection)
    .await?;
    let all = rows.into_iter().map(|row| Ok(Missed { id: row.id, post: value(&row.post)? }));
    let all: Vec<Missed> = all.collect::<Result<_, StoreError>>()?;
    let ids: Vec<i64> = all.iter().map(|missed| missed.id).collect();
    tell_missed(connection, &ids, at).await?;
    Ok(all)
}

/// Writes the notices of missed posts.
pub(super) async fn tell_missed(
    connection: &mut SqliteConnection,
    posts: &[i64],
    at: i64,
) -> Result<(), StoreError> {
    if posts.is_empty() {
        return Ok(());
    }
    let (ids, kind) = (serde_json::to_string(posts).unwrap_or_default(), Kind::Missed.name());
    sqlx::query!(
        "insert into notices (community, platform, channel, topic, post, year, kind, detail, at, wake)
         select community, platform, channel, topic, post, year, ?1, coalesce(reason, 'down'), ?2, ?2
         from posts
         where id in (select value from json_each(?3))",
        kind,
        at,
        ids
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How long after its window's end what may stand already is looked for.
pub const LOOKED_FOR: TimeDelta = TimeDelta::hours(1);
