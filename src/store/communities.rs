//! What is stored of communities: their settings and destinations, read, and
//! the pieces that changes of them are made of.

use chrono::{DateTime, NaiveTime, Utc};
use sqlx::SqliteConnection;

use super::{Store, StoreError, instant, millis, value};
use crate::community::{Community, Defaults, Destination, Place, Settings};
use crate::language::Language;
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
    /// When it was first set up.
    pub created_at: DateTime<Utc>,
    /// When the bot was removed from it.
    pub left_at: Option<DateTime<Utc>>,
}

impl Known {
    /// The destination at a place.
    #[must_use]
    pub fn at(&self, place: Place) -> Option<&Destination> {
        self.destinations.iter().find(|destination| destination.place == place)
    }
}

impl Store {
    /// What is stored of a community, if anything.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn community(&self, community: Community) -> Result<Option<Known>, StoreError> {
        let mut read = self.readers.acquire().await?;
        known(&mut read, community).await
    }

    /// The language that moderators chose for a community, if any did.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chosen_language(&self, community: Community) -> Result<Option<Language>, StoreError> {
        let platform = community.platform.name();
        let row = sqlx::query!(
            "select languages
             from communities
             where platform = ? and native = ?",
            platform,
            community.native
        )
        .fetch_optional(&self.readers)
        .await?;
        let languages: Option<crate::language::Languages> =
            row.and_then(|row| row.languages).as_deref().map(value).transpose()?;
        Ok(languages.map(crate::language::Languages::first))
    }

    /// The row of a destination that was removed from a place and can be had
    /// back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn removed_at(
        &self,
        community: Community,
        place: Place,
        since: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        let (platform, since) = (community.platform.name(), millis(since));
        let found = sqlx::query_scalar!(
            r#"select destinations.id as "id!"
             from destinations
             join communities on communities.id = destinations.community
             where communities.platform = ? and native = ? and channel = ? and topic = ? and removed_at >= ?"#,
            platform,
            community.native,
            place.channel,
            place.topic,
            since
        )
        .fetch_optional(&self.readers)
        .await?;
        Ok(found)
    }

    /// Where a removed destination stood that can be had back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn removed(
        &self,
        community: Community,
        destination: i64,
        since: DateTime<Utc>,
    ) -> Result<Option<Place>, StoreError> {
        let (platform, since) = (community.platform.name(), millis(since));
        let found = sqlx::query!(
            "select channel, topic
             from destinations
             join communities on communities.id = destinations.community
             where communities.platform = ? and native = ? and destinations.id = ? and removed_at >= ?",
            platform,
            community.native,
            destination,
            since
        )
        .fetch_optional(&self.readers)
        .await?;
        Ok(found.map(|row| Place { channel: row.channel, topic: row.topic }))
    }
}

pub(super) async fn known(
    connection: &mut SqliteConnection,
    community: Community,
) -> Result<Option<Known>, StoreError> {
    let platform = community.platform.name();
    let row = sqlx::query!(
        "select id, languages, zone, app_language, log_channel, log_topic, created_at, left_at
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
        app_language: row.app_language.as_deref().and_then(Language::from_tag),
    };
    let destinations = destinations(connection, row.id).await?;
    let (created_at, left_at) = (instant(row.created_at), row.left_at.map(instant));
    Ok(Some(Known { id: row.id, defaults, destinations, created_at, left_at }))
}

/// The destinations of a community's row, the removed ones left out, the
/// oldest first.
pub(super) async fn destinations(
    connection: &mut SqliteConnection,
    community: i64,
) -> Result<Vec<Destination>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id!", channel, topic, languages, zone, eve, day, silence, mention, note, publish, event,
                paused_at, closed_at, closed_why, health, looked_at, topic_lost_at
         from destinations
         where community = ? and removed_at is null
         order by id"#,
        community
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::destination).collect()
}

/// The row of a community; it is made where there is none.
pub(super) async fn make(
    connection: &mut SqliteConnection,
    community: Community,
    app_language: Option<Language>,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let (platform, now, language) =
        (community.platform.name(), millis(now), app_language.map(Language::code));
    sqlx::query!(
        "insert into communities (platform, native, app_language, created_at)
         values (?, ?, ?, ?)
         on conflict (platform, native) do nothing",
        platform,
        community.native,
        language,
        now
    )
    .execute(&mut *connection)
    .await?;
    row_of(connection, community).await?.ok_or(StoreError::Sql(sqlx::Error::RowNotFound))
}

/// The row of a community, if it has one.
pub(super) async fn row_of(
    connection: &mut SqliteConnection,
    community: Community,
) -> Result<Option<i64>, StoreError> {
    let platform = community.platform.name();
    let row = sqlx::query!(
        r#"select id as "id!"
         from communities
         where platform = ? and native = ?"#,
        platform,
        community.native
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| row.id))
}

/// Saves a destination; one that was removed or closed is there again.
pub(super) async fn save(
    connection: &mut SqliteConnection,
    community: i64,
    place: Place,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let languages = settings.languages.map(|languages| languages.to_string());
    let zone = settings.zone.map(crate::zones::Zone::name);
    let (eve, day) = (written(settings.schedule.eve), written(settings.schedule.day));
    let silence = noon_name(settings.schedule.silence);
    let now = millis(now);
    sqlx::query!(
        "insert into destinations
            (community, platform, channel, topic, languages, zone, eve, day, silence, mention, note, publish,
             event, created_at)
         values (?1, (select platform from communities where id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
            ?12, ?13)
         on conflict (community, channel, topic) do update
         set languages = excluded.languages, zone = excluded.zone, eve = excluded.eve, day = excluded.day,
            silence = excluded.silence, mention = excluded.mention, note = excluded.note,
            publish = excluded.publish, event = excluded.event,
            removed_at = null, closed_at = null, closed_why = null, doubted_at = null",
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

/// Forgets a destination that was removed, whose settings nobody may have back
/// any longer.
pub(super) async fn drop_removed(
    connection: &mut SqliteConnection,
    community: i64,
    place: Place,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from destinations
         where community = ? and channel = ? and topic = ? and removed_at is not null",
        community,
        place.channel,
        place.topic
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves what a community's destinations follow.
pub(super) async fn save_defaults(
    connection: &mut SqliteConnection,
    community: i64,
    defaults: &Defaults,
) -> Result<(), StoreError> {
    let languages = defaults.languages.map(|languages| languages.to_string());
    let zone = defaults.zone.map(crate::zones::Zone::name);
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
    .execute(connection)
    .await?;
    Ok(())
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
    topic_lost_at: Option<i64>,
}

impl Row {
    fn destination(self) -> Result<Destination, StoreError> {
        let settings = Settings {
            languages: self.languages.as_deref().map(value).transpose()?,
            zone: self.zone.as_deref().map(value).transpose()?,
            schedule: Schedule { eve: hour(&self.eve)?, day: hour(&self.day)?, silence: noon(&self.silence) },
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
            topic_lost: self.topic_lost_at.map(instant),
        })
    }
}

const HOUR: &str = "%H:%M";

pub(super) fn hour(text: &str) -> Result<Option<NaiveTime>, StoreError> {
    if text == "off" {
        return Ok(None);
    }
    NaiveTime::parse_from_str(text, HOUR).map(Some).map_err(|_| StoreError::Value(text.to_owned()))
}

fn written(hour: Option<NaiveTime>) -> String {
    hour.map_or_else(|| "off".to_owned(), |hour| hour.format(HOUR).to_string())
}

pub(super) fn noon(name: &str) -> Option<Noon> {
    match name {
        "baku" => Some(Noon::Baku),
        "local" => Some(Noon::Local),
        _ => None,
    }
}

fn noon_name(noon: Option<Noon>) -> &'static str {
    match noon {
        Some(Noon::Baku) => "baku",
        Some(Noon::Local) => "local",
        None => "off",
    }
}
