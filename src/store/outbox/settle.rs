//! What came of attempts, and of posts that nobody could send in time.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
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

pub(super) async fn settle(
    connection: &mut SqliteConnection,
    rulings: &[Ruling],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for ruling in rulings {
        row(connection, ruling, now).await?;
        bear(connection, ruling, now).await?;
        for notice in &ruling.notices {
            tell(connection, notice, now).await?;
        }
        if let Some((name, file)) = &ruling.file {
            let platform = ruling.due.community.platform.name();
            super::super::files::keep(connection, (platform, name), file, now).await?;
        }
    }
    Ok(())
}

async fn row(
    connection: &mut SqliteConnection,
    ruling: &Ruling,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Ruling { due, state, reason, wake, pause, progress, .. } = ruling;
    let over = !matches!(state, State::Planned | State::Waiting | State::Sending);
    let done_at = over.then(|| millis(now));
    let publish_wake = (*state == State::Sent && due.publish).then(|| millis(now));
    let (state, wake) = (state.name(), millis(*wake));
    let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
    let (unknown_at, parts) = (progress.unknown_at.map(millis), i64::try_from(progress.parts).unwrap_or(0));
    let messages = serde_json::to_string(&progress.messages).unwrap_or_default();
    sqlx::query!(
        "update posts
         set state = ?, reason = ?, wake = ?, pause = ?, refusals = ?, unknowns = ?, unknown_at = ?, parts = ?,
            messages = ?, uncertain = ?, plain = ?, done_at = ?, publish_wake = ?
         where id = ? and state = 'sending'",
        state,
        reason,
        wake,
        pause,
        progress.refusals,
        progress.unknowns,
        unknown_at,
        parts,
        messages,
        progress.uncertain,
        progress.plain,
        done_at,
        publish_wake,
        due.id
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

/// Writes a notice; a receipt only where a log is set.
async fn tell(
    connection: &mut SqliteConnection,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if notice.kind == Kind::Receipt {
        let log = sqlx::query_scalar!("select log_channel from communities where id = ?", notice.community)
            .fetch_optional(&mut *connection)
            .await?;
        if log.flatten().is_none() {
            return Ok(());
        }
    }
    notices::write(connection, notice, now).await
}

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
         where platform = ?2 and state in ('planned', 'waiting') and until <= ?1 and unknown_at is null
         returning id as "id!", post"#,
        at,
        platform
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
    let at = millis(now);
    let mut all = Vec::new();
    for (id, reason) in missed {
        let row = sqlx::query!(
            r#"update posts set state = 'missed', reason = ?, done_at = ? where id = ? returning post"#,
            reason,
            at,
            id
        )
        .fetch_one(&mut *connection)
        .await?;
        all.push(Missed { id: *id, post: value(&row.post)? });
    }
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
        "insert into notices (community, channel, topic, post, year, kind, detail, at, wake)
         select community, channel, topic, post, year, ?1, coalesce(reason, 'down'), ?2, ?2
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
