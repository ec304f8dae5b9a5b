//! Planning: what each destination is to get next has a row. It is done for a
//! community whenever its settings change, and for everybody in a sweep: at the
//! start, once a day, and when the rules of zones have changed.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Utc};
use sqlx::SqliteConnection;

use super::super::communities::{hour, noon};
use super::super::{Store, StoreError, instant, millis, value};
use super::rows::{Cancelled, Wanted, cancel, cancel_removed, note, want};
use crate::community::Platform;
use crate::remembrance::{self, Post, Schedule, Window};
use crate::zones::{Rules, Zone};

/// Why there is planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// Somebody changed settings: what is past already means next year.
    Settings,
    /// Time has passed, or the rules of zones are others: what fell due since
    /// the last planning is still owed.
    Sweep,
}

/// What a step of a sweep has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// The last destination of the step; none where no more can follow: the sweep
    /// is done.
    pub last: Option<i64>,
}

/// A destination as planning sees it.
#[derive(Clone, Copy)]
struct Subject {
    id: i64,
    community: i64,
    channel: i64,
    topic: i64,
    zone: Zone,
    schedule: Schedule,
    paused_at: Option<DateTime<Utc>>,
    planned_at: DateTime<Utc>,
}

struct OpenRow {
    id: i64,
    post: Post,
    year: i32,
    due: DateTime<Utc>,
    /// A part of it stands, or may stand: its hour is settled.
    begun: bool,
}

impl OpenRow {
    /// Whether it is this window's, and nothing of it is to be changed.
    fn is(&self, window: &Window) -> bool {
        (self.post, self.year) == (window.post, window.year) && (self.due == window.due || self.begun)
    }
}

/// When posts fall due, each reckoned once: many destinations share their zone
/// and their hours.
struct Almanac<'a> {
    rules: &'a Rules,
    now: DateTime<Utc>,
    years: HashMap<Zone, i32>,
    windows: HashMap<(Zone, Schedule, i32), Vec<Window>>,
}

impl<'a> Almanac<'a> {
    fn new(rules: &'a Rules, now: DateTime<Utc>) -> Self {
        Self { rules, now, years: HashMap::new(), windows: HashMap::new() }
    }

    /// The year that it is where a destination's readers are.
    fn year(&mut self, subject: &Subject) -> i32 {
        let Self { rules, now, .. } = *self;
        *self.years.entry(subject.zone).or_insert_with(|| rules.local(subject.zone, now).year())
    }

    fn window(&mut self, subject: &Subject, post: Post, year: i32) -> Option<Window> {
        let (rules, Subject { zone, schedule, .. }) = (self.rules, *subject);
        let of_year = self.windows.entry((zone, schedule, year));
        let of_year = of_year.or_insert_with(|| remembrance::windows(&schedule, zone, year, rules));
        of_year.iter().find(|window| window.post == post).copied()
    }
}

/// What planning comes to.
#[derive(Default)]
struct Decisions {
    /// Rows to be there as they are here.
    wanted: Vec<Wanted>,
    /// Rows to be there if there is none.
    noted: Vec<Wanted>,
    cancelled: Vec<Cancelled>,
}

/// Plans a community's posts anew after a change of its settings: each
/// destination's next window of each post has a row, and rows that nobody wants
/// any longer are cancelled. The health of its destinations is looked at soon.
pub(in crate::store) async fn plan(
    connection: &mut SqliteConnection,
    community: i64,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let destinations = sqlx::query_scalar!(
        "select id from destinations where community = ? and removed_at is null and closed_at is null",
        community
    )
    .fetch_all(&mut *connection)
    .await?;
    let at = millis(now);
    sqlx::query!("update destinations set look_at = ? where community = ?", at, community)
        .execute(&mut *connection)
        .await?;
    apply(connection, &destinations, Cause::Settings, (rules, now)).await?;
    cancel_removed(connection, community, now).await
}

impl Store {
    /// One step of a sweep over a platform's destinations, at most `most` from
    /// the one after `after` on: everything that is to have a row has one, what fell due
    /// while nobody planned included. What ended meanwhile is recorded as
    /// missed, and is to be told.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn sweep(
        &self,
        platform: Platform,
        (after, most): (i64, i64),
        rules: &Rules,
        now: DateTime<Utc>,
    ) -> Result<Swept, StoreError> {
        let name = platform.name();
        let mut write = self.writer.begin_with("begin immediate").await?;
        let destinations = sqlx::query_scalar!(
            "select destinations.id
             from destinations
             join communities on communities.id = destinations.community
             where destinations.id > ? and destinations.platform = ? and removed_at is null and closed_at is null
                and left_at is null
             order by destinations.id
             limit ? + 0",
            after,
            name,
            most
        )
        .fetch_all(&mut *write)
        .await?;
        apply(&mut write, &destinations, Cause::Sweep, (rules, now)).await?;
        write.commit().await?;
        let is_full = i64::try_from(destinations.len()).is_ok_and(|swept| swept >= most);
        Ok(Swept { last: destinations.last().copied().filter(|_| is_full) })
    }
}

struct Row {
    id: i64,
    community: i64,
    channel: i64,
    topic: i64,
    zone: Option<String>,
    eve: String,
    day: String,
    silence: String,
    paused_at: Option<i64>,
    planned_at: i64,
}

impl Row {
    fn subject(self) -> Result<Subject, StoreError> {
        Ok(Subject {
            id: self.id,
            community: self.community,
            channel: self.channel,
            topic: self.topic,
            zone: self.zone.as_deref().map(value).transpose()?.unwrap_or(Zone::BAKU),
            schedule: Schedule { eve: hour(&self.eve)?, day: hour(&self.day)?, silence: noon(&self.silence) },
            paused_at: self.paused_at.map(instant),
            planned_at: instant(self.planned_at),
        })
    }
}

async fn apply(
    connection: &mut SqliteConnection,
    destinations: &[i64],
    cause: Cause,
    (rules, now): (&Rules, DateTime<Utc>),
) -> Result<(), StoreError> {
    let ids = serde_json::to_string(destinations).unwrap_or_default();
    let open = open_rows(connection, &ids).await?;
    let (mut decisions, mut almanac) = (Decisions::default(), Almanac::new(rules, now));
    for row in rows(connection, &ids).await? {
        let subject = row.subject()?;
        let open = open.get(&subject.id).map_or(&[][..], Vec::as_slice);
        decisions.decide(&subject, open, cause, &mut almanac);
    }
    cancel(connection, &decisions.cancelled, now).await?;
    want(connection, &decisions.wanted, now).await?;
    note(connection, &decisions.noted, now).await?;
    let now = millis(now);
    sqlx::query!(
        "update destinations set planned_at = ? where id in (select value from json_each(?))",
        now,
        ids
    )
    .execute(connection)
    .await?;
    Ok(())
}

impl Decisions {
    fn decide(&mut self, subject: &Subject, open: &[OpenRow], cause: Cause, almanac: &mut Almanac<'_>) {
        let (now, year) = (almanac.now, almanac.year(subject));
        let mut window = |post, year| almanac.window(subject, post, year);
        for row in open {
            if subject.paused_at.is_some() {
                self.cancelled.push(Cancelled { id: row.id, reason: "paused" });
                continue;
            }
            match window(row.post, row.year) {
                None => self.cancelled.push(Cancelled { id: row.id, reason: "off" }),
                Some(at) if row.is(&at) => {}
                Some(at) if at.due > now || (cause == Cause::Sweep && at.until > now) => {
                    self.wanted.push(subject.wants(&at, "planned", None));
                }
                Some(_) => self.cancelled.push(Cancelled { id: row.id, reason: "rescheduled" }),
            }
        }
        for post in Post::ALL {
            let mut coming = [year, year + 1].into_iter().filter_map(|year| window(*post, year));
            let Some(at) = coming.find(|at| at.due > now) else { continue };
            if subject.paused_at.is_none() && open.iter().any(|row| row.is(&at)) {
                continue;
            }
            match subject.paused_at {
                Some(_) => self.noted.push(subject.wants(&at, "cancelled", Some("paused"))),
                None => self.wanted.push(subject.wants(&at, "planned", None)),
            }
        }
        if cause == Cause::Sweep {
            let owed = Post::ALL.iter().filter_map(|post| window(*post, year));
            self.noted.extend(owed.filter_map(|at| subject.owes(&at, now)));
        }
    }
}

impl Subject {
    fn wants(&self, at: &Window, state: &'static str, reason: Option<&'static str>) -> Wanted {
        Wanted {
            community: self.community,
            destination: self.id,
            channel: self.channel,
            topic: self.topic,
            post: at.post.name(),
            year: at.year,
            due: millis(at.due),
            until: millis(at.until),
            moment: at.moment.map(millis),
            state,
            reason,
        }
    }

    /// What fell due since the last planning, by what becomes of it.
    fn owes(&self, at: &Window, now: DateTime<Utc>) -> Option<Wanted> {
        // A clock that was ahead once and planned then is no reason to forget.
        if at.due <= self.planned_at.min(now) || at.due > now {
            return None;
        }
        Some(match self.paused_at {
            Some(since) if since < at.until => self.wants(at, "cancelled", Some("paused")),
            _ if at.until > now => self.wants(at, "planned", None),
            _ => self.wants(at, "missed", Some("down")),
        })
    }
}

async fn rows(connection: &mut SqliteConnection, destinations: &str) -> Result<Vec<Row>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select destinations.id as "id!", community, channel, topic,
            coalesce(destinations.zone, communities.zone) as zone, eve, day, silence, paused_at,
            coalesce(planned_at, destinations.created_at) as "planned_at!: i64"
         from destinations
         join communities on communities.id = destinations.community
         where destinations.id in (select value from json_each(?))"#,
        destinations
    )
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

async fn open_rows(
    connection: &mut SqliteConnection,
    destinations: &str,
) -> Result<HashMap<i64, Vec<OpenRow>>, StoreError> {
    let rows = sqlx::query!(
        r#"select id as "id!", destination, post, year, due,
            unknown_at is not null or parts > 0 or uncertain as "begun!: bool"
         from posts
         where destination in (select value from json_each(?)) and state in ('planned', 'waiting')"#,
        destinations
    )
    .fetch_all(connection)
    .await?;
    let mut open: HashMap<i64, Vec<OpenRow>> = HashMap::new();
    for row in rows {
        let year = i32::try_from(row.year).unwrap_or_default();
        let (post, due) = (value(&row.post)?, instant(row.due));
        open.entry(row.destination).or_default().push(OpenRow {
            id: row.id,
            post,
            year,
            due,
            begun: row.begun,
        });
    }
    Ok(open)
}
