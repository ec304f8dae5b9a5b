//! The outbox: one row for each place, post and year. Planning is idempotent
//! and follows every change of settings, of zone rules and of the year; what
//! was sent is never planned again.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::communities::destinations;
use super::{Store, StoreError, instant, millis, value};
use crate::community::{Community, Defaults, Destination, Place};
use crate::remembrance::{self, Post, Window};
use crate::zones::Rules;

/// What planning needs to know of the world.
#[derive(Debug, Clone, Copy)]
pub struct Planner<'a> {
    /// The hour.
    pub now: DateTime<Utc>,
    /// The rules of zones.
    pub rules: &'a Rules,
}

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

/// A row, as `status` and `history` tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it goes.
    pub place: Place,
    /// Which post of which year, when.
    pub window: Window,
    /// What became of it.
    pub state: State,
    /// Why, where it was not sent.
    pub reason: Option<String>,
    /// When it was sent, or ended otherwise.
    pub done_at: Option<DateTime<Utc>>,
    /// Whether a part may stand twice.
    pub uncertain: bool,
}

impl Store {
    /// The posts of a community from a year on, in order of time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn entries(&self, community: Community, from_year: i32) -> Result<Vec<Entry>, StoreError> {
        let platform = community.platform.name();
        let rows = sqlx::query!(
            "select posts.channel, posts.topic, post, year, due, until, moment, state, reason, done_at, uncertain
             from posts
             join communities on communities.id = posts.community
             where communities.platform = ? and native = ? and year >= ?
             order by due, posts.id",
            platform,
            community.native,
            from_year
        )
        .fetch_all(&self.read)
        .await?;
        let entry = rows.into_iter().map(|row| {
            Ok(Entry {
                place: Place { channel: row.channel, topic: row.topic },
                window: Window {
                    post: value(&row.post)?,
                    year: i32::try_from(row.year).unwrap_or_default(),
                    due: instant(row.due),
                    until: instant(row.until),
                    moment: row.moment.map(instant),
                },
                state: value(&row.state)?,
                reason: row.reason,
                done_at: row.done_at.map(instant),
                uncertain: row.uncertain != 0,
            })
        });
        entry.collect()
    }
}

/// Plans a community's posts anew: each destination's next window of each post
/// has a row; rows that nobody wants any longer are cancelled.
pub(super) async fn plan(
    connection: &mut SqliteConnection,
    community: i64,
    planner: &Planner<'_>,
) -> Result<(), StoreError> {
    let row = sqlx::query!("select languages, zone from communities where id = ?", community)
        .fetch_one(&mut *connection)
        .await?;
    let defaults = Defaults {
        languages: row.languages.as_deref().map(value).transpose()?,
        zone: row.zone.as_deref().map(value).transpose()?,
        log: None,
    };
    for destination in destinations(connection, community).await? {
        if destination.closed.is_none() {
            plan_destination(connection, community, (&destination, &defaults), planner).await?;
        }
    }
    cancel_removed(connection, community, planner.now).await
}

async fn plan_destination(
    connection: &mut SqliteConnection,
    community: i64,
    (destination, defaults): (&Destination, &Defaults),
    planner: &Planner<'_>,
) -> Result<(), StoreError> {
    let Planner { now, rules } = *planner;
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
    sqlx::query!("update posts set state = 'cancelled', reason = ?, done_at = ? where id = ?", reason, now, id)
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
