//! The rows that planning wants, written many at a time.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::super::{StoreError, millis};

/// A row to be there.
#[derive(Serialize)]
pub(super) struct Wanted {
    pub(super) community: i64,
    pub(super) destination: i64,
    pub(super) channel: i64,
    pub(super) topic: i64,
    pub(super) post: &'static str,
    pub(super) year: i32,
    pub(super) due: i64,
    pub(super) until: i64,
    pub(super) moment: Option<i64>,
    pub(super) state: &'static str,
    pub(super) reason: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Cancelled {
    pub(super) id: i64,
    pub(super) reason: &'static str,
}

/// Makes rows what is wanted: new, moved to another hour, or wanted again. What
/// was missed by a clock that has been set back since is wanted again too.
pub(super) async fn want(
    connection: &mut SqliteConnection,
    wanted: &[Wanted],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let (rows, now) = (serde_json::to_string(wanted).unwrap_or_default(), millis(now));
    sqlx::query!(
        "insert into posts
            (community, destination, platform, channel, topic, post, year, due, until, moment, wake)
         select value ->> 'community', value ->> 'destination', communities.platform, value ->> 'channel',
            value ->> 'topic', value ->> 'post', value ->> 'year', value ->> 'due', value ->> 'until',
            value ->> 'moment', value ->> 'due'
         from json_each(?1)
         join communities on communities.id = value ->> 'community'
         where true
         on conflict (community, channel, topic, post, year) do update
         set destination = excluded.destination, due = excluded.due, until = excluded.until,
            moment = excluded.moment, wake = excluded.wake, pause = 0, state = 'planned', reason = null,
            done_at = null, refusals = 0, outages = 0, plain = 0
         where (state in ('planned', 'waiting') and due <> excluded.due
                and unknown_at is null and parts = 0 and not uncertain)
            or state in ('cancelled', 'failed')
            or (state = 'missed' and done_at > ?2)",
        rows,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes rows where there are none; what is missed among them is to be told.
pub(super) async fn note(
    connection: &mut SqliteConnection,
    noted: &[Wanted],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if noted.is_empty() {
        return Ok(());
    }
    let (rows, now) = (serde_json::to_string(noted).unwrap_or_default(), millis(now));
    let made = sqlx::query!(
        r#"insert into posts
            (community, destination, platform, channel, topic, post, year, due, until, moment, wake, state,
             reason, done_at)
         select value ->> 'community', value ->> 'destination', communities.platform, value ->> 'channel',
            value ->> 'topic', value ->> 'post', value ->> 'year', value ->> 'due', value ->> 'until',
            value ->> 'moment', value ->> 'due', value ->> 'state', value ->> 'reason',
            iif(value ->> 'state' = 'planned', null, ?2)
         from json_each(?1)
         join communities on communities.id = value ->> 'community'
         where true
         on conflict (community, channel, topic, post, year) do nothing
         returning id as "id!", state"#,
        rows,
        now
    )
    .fetch_all(&mut *connection)
    .await?;
    let missed: Vec<i64> = made.into_iter().filter(|row| row.state == "missed").map(|row| row.id).collect();
    super::settle::tell_missed(connection, &missed, now).await
}

pub(super) async fn cancel(
    connection: &mut SqliteConnection,
    cancelled: &[Cancelled],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if cancelled.is_empty() {
        return Ok(());
    }
    let (rows, now) = (serde_json::to_string(cancelled).unwrap_or_default(), millis(now));
    sqlx::query!(
        "update posts
         set state = 'cancelled', reason = each.reason, done_at = ?2
         from (select value ->> 'id' as id, value ->> 'reason' as reason from json_each(?1)) as each
         where posts.id = each.id and state in ('planned', 'waiting')",
        rows,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn cancel_removed(
    connection: &mut SqliteConnection,
    community: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let now = millis(now);
    sqlx::query!(
        "update posts
         set state = 'cancelled', reason = 'removed', done_at = ?
         where community = ? and state in ('planned', 'waiting')
            and destination in (select id from destinations where community = ? and removed_at is not null)",
        now,
        community,
        community
    )
    .execute(connection)
    .await?;
    Ok(())
}
