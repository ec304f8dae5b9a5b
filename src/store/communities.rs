//! Communities and their destinations, and every change of them with who made
//! it: a change, its place in the history and the planning that follows from it
//! are one transaction.

use chrono::{DateTime, NaiveTime, Utc};
use sqlx::SqliteConnection;

use super::outbox::{Planner, plan};
use super::{Store, StoreError, instant, millis, value};
use crate::community::{Actor, Community, Defaults, Destination, Moderator, Place, Settings};
use crate::remembrance::{Noon, Schedule};

/// What is stored of a community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its row.
    pub id: i64,
    /// What its destinations follow.
    pub defaults: Defaults,
    /// Its destinations, the removed ones left out, the oldest first.
    pub destinations: Vec<Destination>,
    /// When the bot was removed from it.
    pub left_at: Option<DateTime<Utc>>,
}

/// A line of a community's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: Actor,
    /// Where, if it was about one destination.
    pub place: Option<Place>,
    /// What was done: `set`, `pause` …
    pub action: String,
    /// In the words it was typed in.
    pub detail: String,
}

/// What is done to a destination, and how the history tells it.
#[derive(Debug, Clone)]
pub struct Deed<'a> {
    /// Who does it.
    pub by: Moderator,
    /// Where.
    pub place: Place,
    /// `set`, `pause` …
    pub action: &'static str,
    /// In the words it was typed in.
    pub detail: &'a str,
}

impl Store {
    /// What is stored of a community, if anything.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn community(&self, community: Community) -> Result<Option<Known>, StoreError> {
        let mut read = self.read.acquire().await?;
        known(&mut read, community).await
    }

    /// Gives a destination other settings; makes it, and its community, where
    /// there is none. Whatever is not yet sent is planned anew.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn set(
        &self,
        deed: &Deed<'_>,
        change: impl FnOnce(Settings) -> Settings,
        planner: &Planner<'_>,
    ) -> Result<(), StoreError> {
        let mut write = self.write.begin_with("begin immediate").await?;
        let community = make_community(&mut write, deed.by.community(), planner.now).await?;
        let found = destination(&mut write, community, deed.place).await?;
        let settings = change(found.map(|found| found.settings).unwrap_or_default());
        save(&mut write, community, deed.place, &settings, planner.now).await?;
        record(&mut write, community, deed, planner.now).await?;
        plan(&mut write, community, planner).await?;
        write.commit().await?;
        Ok(())
    }

    /// Gives a community other defaults; its destinations follow.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn set_defaults(
        &self,
        deed: &Deed<'_>,
        change: impl FnOnce(Defaults) -> Defaults,
        planner: &Planner<'_>,
    ) -> Result<(), StoreError> {
        let mut write = self.write.begin_with("begin immediate").await?;
        let community = make_community(&mut write, deed.by.community(), planner.now).await?;
        let before = known(&mut write, deed.by.community()).await?;
        let defaults = change(before.map(|known| known.defaults).unwrap_or_default());
        let languages = defaults.languages.map(|languages| languages.to_string());
        let zone = defaults.zone.map(|zone| zone.name());
        let (channel, topic) = (defaults.log.map(|log| log.channel), defaults.log.map(|log| log.topic));
        sqlx::query!(
            "update communities
             set languages = ?, zone = ?, log_channel = ?, log_topic = ?
             where id = ?",
            languages,
            zone,
            channel,
            topic,
            community
        )
        .execute(&mut *write)
        .await?;
        record(&mut write, community, deed, planner.now).await?;
        plan(&mut write, community, planner).await?;
        write.commit().await?;
        Ok(())
    }

    /// Stops a destination's posts, or lets them go on.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn pause(&self, deed: &Deed<'_>, paused: bool, planner: &Planner<'_>) -> Result<(), StoreError> {
        let since = paused.then(|| millis(planner.now));
        let mut write = self.write.begin_with("begin immediate").await?;
        let community = make_community(&mut write, deed.by.community(), planner.now).await?;
        sqlx::query!(
            "update destinations
             set paused_at = ?
             where community = ? and channel = ? and topic = ? and removed_at is null",
            since,
            community,
            deed.place.channel,
            deed.place.topic
        )
        .execute(&mut *write)
        .await?;
        record(&mut write, community, deed, planner.now).await?;
        plan(&mut write, community, planner).await?;
        write.commit().await?;
        Ok(())
    }

    /// Removes a destination, or takes that back.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn remove(&self, deed: &Deed<'_>, removed: bool, planner: &Planner<'_>) -> Result<(), StoreError> {
        let since = removed.then(|| millis(planner.now));
        let mut write = self.write.begin_with("begin immediate").await?;
        let community = make_community(&mut write, deed.by.community(), planner.now).await?;
        sqlx::query!(
            "update destinations
             set removed_at = ?
             where community = ? and channel = ? and topic = ?",
            since,
            community,
            deed.place.channel,
            deed.place.topic
        )
        .execute(&mut *write)
        .await?;
        record(&mut write, community, deed, planner.now).await?;
        plan(&mut write, community, planner).await?;
        write.commit().await?;
        Ok(())
    }

    /// Whether a removed destination stands there that can still be had back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn was_removed(&self, community: Community, place: Place, since: DateTime<Utc>) -> Result<bool, StoreError> {
        let (platform, since) = (community.platform.name(), millis(since));
        let found = sqlx::query!(
            "select destinations.id
             from destinations
             join communities on communities.id = destinations.community
             where platform = ? and native = ? and channel = ? and topic = ? and removed_at >= ?",
            platform,
            community.native,
            place.channel,
            place.topic,
            since
        )
        .fetch_optional(&self.read)
        .await?;
        Ok(found.is_some())
    }

    /// What was done about a community, the latest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes(&self, community: Community, most: i64) -> Result<Vec<Change>, StoreError> {
        let platform = community.platform.name();
        let rows = sqlx::query!(
            "select at, person, anonymous, channel, topic, action, detail
             from changes
             join communities on communities.id = changes.community
             where platform = ? and native = ?
             order by changes.id desc
             limit ?",
            platform,
            community.native,
            most
        )
        .fetch_all(&self.read)
        .await?;
        let change = rows.into_iter().map(|row| Change {
            at: instant(row.at),
            actor: match (row.person, row.anonymous) {
                (Some(person), _) => Actor::Person(person),
                (None, 0) => Actor::Program,
                (None, _) => Actor::Anonymous,
            },
            place: row.channel.map(|channel| Place { channel, topic: row.topic.unwrap_or(0) }),
            action: row.action,
            detail: row.detail,
        });
        Ok(change.collect())
    }
}

pub(super) async fn known(
    connection: &mut SqliteConnection,
    community: Community,
) -> Result<Option<Known>, StoreError> {
    let platform = community.platform.name();
    let row = sqlx::query!(
        "select id, languages, zone, log_channel, log_topic, left_at
         from communities
         where platform = ? and native = ?",
        platform,
        community.native
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let defaults = Defaults {
        languages: row.languages.as_deref().map(value).transpose()?,
        zone: row.zone.as_deref().map(value).transpose()?,
        log: row.log_channel.map(|channel| Place { channel, topic: row.log_topic.unwrap_or(0) }),
    };
    let destinations = destinations(connection, row.id).await?;
    Ok(Some(Known { id: row.id, defaults, destinations, left_at: row.left_at.map(instant) }))
}

pub(super) async fn destinations(
    connection: &mut SqliteConnection,
    community: i64,
) -> Result<Vec<Destination>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id!", channel, topic, languages, zone, eve, day, silence, mention, note, publish, event,
                paused_at, closed_at, closed_why, health, looked_at
         from destinations
         where community = ? and removed_at is null
         order by id"#,
        community
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::destination).collect()
}

async fn destination(
    connection: &mut SqliteConnection,
    community: i64,
    place: Place,
) -> Result<Option<Destination>, StoreError> {
    let all = destinations(connection, community).await?;
    Ok(all.into_iter().find(|destination| destination.place == place))
}

/// A destination as its table has it.
struct Row {
    id: i64,
    channel: i64,
    topic: i64,
    languages: Option<String>,
    zone: Option<String>,
    eve: String,
    day: String,
    silence: String,
    mention: Option<i64>,
    note: Option<String>,
    publish: i64,
    event: i64,
    paused_at: Option<i64>,
    closed_at: Option<i64>,
    closed_why: Option<String>,
    health: Option<String>,
    looked_at: Option<i64>,
}

impl Row {
    fn destination(self) -> Result<Destination, StoreError> {
        let settings = Settings {
            languages: self.languages.as_deref().map(value).transpose()?,
            zone: self.zone.as_deref().map(value).transpose()?,
            schedule: Schedule {
                eve: hour(&self.eve)?,
                day: hour(&self.day)?,
                silence: match self.silence.as_str() {
                    "baku" => Some(Noon::Baku),
                    "local" => Some(Noon::Local),
                    _ => None,
                },
            },
            mention: self.mention,
            note: self.note,
            publish: self.publish != 0,
            event: self.event != 0,
        };
        Ok(Destination {
            id: self.id,
            place: Place { channel: self.channel, topic: self.topic },
            settings,
            paused_at: self.paused_at.map(instant),
            closed: self.closed_at.map(|at| (instant(at), self.closed_why.unwrap_or_default())),
            health: self.health,
            looked_at: self.looked_at.map(instant),
        })
    }
}

const HOUR: &str = "%H:%M";

fn hour(text: &str) -> Result<Option<NaiveTime>, StoreError> {
    if text == "off" {
        return Ok(None);
    }
    NaiveTime::parse_from_str(text, HOUR).map(Some).map_err(|_| StoreError::Value(text.to_owned()))
}

fn written(hour: Option<NaiveTime>) -> String {
    hour.map_or_else(|| "off".to_owned(), |hour| hour.format(HOUR).to_string())
}

async fn make_community(
    connection: &mut SqliteConnection,
    community: Community,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let (platform, now) = (community.platform.name(), millis(now));
    sqlx::query!(
        "insert into communities (platform, native, created_at)
         values (?, ?, ?)
         on conflict (platform, native) do nothing",
        platform,
        community.native,
        now
    )
    .execute(&mut *connection)
    .await?;
    let row = sqlx::query!(
        r#"select id as "id!" from communities where platform = ? and native = ?"#,
        platform,
        community.native
    )
    .fetch_one(connection)
    .await?;
    Ok(row.id)
}

/// Saves a destination; one that was removed or closed is there again.
async fn save(
    connection: &mut SqliteConnection,
    community: i64,
    place: Place,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let languages = settings.languages.map(|languages| languages.to_string());
    let zone = settings.zone.map(|zone| zone.name());
    let (eve, day) = (written(settings.schedule.eve), written(settings.schedule.day));
    let silence = match settings.schedule.silence {
        Some(Noon::Baku) => "baku",
        Some(Noon::Local) => "local",
        None => "off",
    };
    let now = millis(now);
    sqlx::query!(
        "insert into destinations
            (community, channel, topic, languages, zone, eve, day, silence, mention, note, publish, event, created_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (community, channel, topic) do update
         set languages = excluded.languages, zone = excluded.zone, eve = excluded.eve, day = excluded.day,
            silence = excluded.silence, mention = excluded.mention, note = excluded.note,
            publish = excluded.publish, event = excluded.event,
            removed_at = null, closed_at = null, closed_why = null",
        community,
        place.channel,
        place.topic,
        languages,
        zone,
        eve,
        day,
        silence,
        settings.mention,
        settings.note,
        settings.publish,
        settings.event,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn record(
    connection: &mut SqliteConnection,
    community: i64,
    deed: &Deed<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (person, anonymous) = match deed.by.actor() {
        Actor::Person(person) => (Some(person), false),
        Actor::Anonymous => (None, true),
        Actor::Program => (None, false),
    };
    let now = millis(now);
    sqlx::query!(
        "insert into changes (community, channel, topic, at, person, anonymous, action, detail)
         values (?, ?, ?, ?, ?, ?, ?, ?)",
        community,
        deed.place.channel,
        deed.place.topic,
        now,
        person,
        anonymous,
        deed.action,
        deed.detail
    )
    .execute(connection)
    .await?;
    Ok(())
}
