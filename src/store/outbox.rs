//! The outbox: one row for each place, post and year. Planning is idempotent
//! and follows every change of settings, of zone rules and of the year; what
//! was sent is never planned again.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::communities::destinations;
use super::{StoreError, instant, millis, value};
use crate::community::{Defaults, Destination, Place};
use crate::language::Language;
use crate::remembrance::{self, Post, Window};
use crate::zones::Rules;

/// What became of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// To be sent when it falls due.
    Planned,
    /// An attempt is under way.
    Sending,
    /// An attempt failed; another follows.
    Waiting,
    /// It stands.
    Sent,
    /// Its window ended.
    Missed,
    /// Its destination is gone.
    Failed,
    /// Somebody's doing.
    Cancelled,
}

impl State {
    const ALL: &[Self] = &[
        Self::Planned,
        Self::Sending,
        Self::Waiting,
        Self::Sent,
        Self::Missed,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Its name, as the database, metrics and texts have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Missed => "missed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl std::str::FromStr for State {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|state| state.name() == name).ok_or_else(|| name.to_owned())
    }
}

/// Plans a community's posts anew: each destination's next window of each post
/// has a row; rows that nobody wants any longer are cancelled.
pub(super) async fn plan(
    connection: &mut SqliteConnection,
    community: i64,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = sqlx::query!(
        "select languages, zone, app_language
         from communities
         where id = ?",
        community
    )
    .fetch_one(&mut *connection)
    .await?;
    let defaults = Defaults {
        languages: row.languages.as_deref().map(value).transpose()?,
        zone: row.zone.as_deref().map(value).transpose()?,
        log: None,
        app_language: row.app_language.as_deref().and_then(Language::from_tag),
    };
    for destination in destinations(connection, community).await? {
        if destination.closed.is_none() {
            plan_destination(connection, community, (&destination, &defaults), (rules, now)).await?;
        }
    }
    cancel_removed(connection, community, now).await
}

async fn plan_destination(
    connection: &mut SqliteConnection,
    community: i64,
    (destination, defaults): (&Destination, &Defaults),
    (rules, now): (&Rules, DateTime<Utc>),
) -> Result<(), StoreError> {
    let zone = destination.settings.zone(defaults);
    let schedule = &destination.settings.schedule;
    for open in open_rows(connection, destination.id).await? {
        let wanted = remembrance::window(open.post, schedule, zone, open.year, rules);
        match wanted {
            // Nothing about it has changed, late or not.
            Some(window) if window.due == open.due => {}
            // Its new hour is still to come.
            Some(window) if window.due > now => {
                insert(connection, community, destination, &window).await?;
            }
            Some(_) => cancel(connection, open.id, "rescheduled", now).await?,
            None => cancel(connection, open.id, "off", now).await?,
        }
    }
    for window in remembrance::next(schedule, zone, now, rules) {
        insert(connection, community, destination, &window).await?;
    }
    Ok(())
}

struct OpenRow {
    id: i64,
    post: Post,
    year: i32,
    due: DateTime<Utc>,
}

async fn open_rows(connection: &mut SqliteConnection, destination: i64) -> Result<Vec<OpenRow>, StoreError> {
    let rows = sqlx::query!(
        r#"select id as "id!", post, year, due
         from posts
         where destination = ? and state in ('planned', 'waiting')"#,
        destination
    )
    .fetch_all(connection)
    .await?;
    let open = rows.into_iter().map(|row| {
        let year = i32::try_from(row.year).unwrap_or_default();
        Ok(OpenRow { id: row.id, post: value(&row.post)?, year, due: instant(row.due) })
    });
    open.collect()
}

/// Plans a window: a new row, or one that is not sent yet or was cancelled.
async fn insert(
    connection: &mut SqliteConnection,
    community: i64,
    destination: &Destination,
    window: &Window,
) -> Result<(), StoreError> {
    let (due, until, moment) = (millis(window.due), millis(window.until), window.moment.map(millis));
    let (post, Place { channel, topic }) = (window.post.name(), destination.place);
    sqlx::query!(
        "insert into posts (community, destination, platform, channel, topic, post, year, due, until, moment, wake)
         select ?1, ?2, platform, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?7
         from communities
         where id = ?1
         on conflict (community, channel, topic, post, year) do update
         set destination = excluded.destination, due = excluded.due, until = excluded.until,
            moment = excluded.moment, wake = excluded.wake, state = 'planned', reason = null, done_at = null,
            refusals = 0
         where state in ('planned', 'waiting', 'cancelled', 'failed')
            and (due <> excluded.due or state not in ('planned', 'waiting'))",
        community,
        destination.id,
        channel,
        topic,
        post,
        window.year,
        due,
        until,
        moment
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn cancel(
    connection: &mut SqliteConnection,
    id: i64,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let now = millis(now);
    sqlx::query!(
        "update posts set state = 'cancelled', reason = ?, done_at = ? where id = ?",
        reason,
        now,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn cancel_removed(
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
