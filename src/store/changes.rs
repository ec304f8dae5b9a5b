//! Every change that moderators make: the change itself, its place in the
//! history, the planning that follows from it and the id of the update that
//! brought it are one transaction.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::communities::{destinations, drop_removed, known, make, save, save_defaults};
use super::outbox::plan;
use super::{Store, StoreError, keys, millis};
use crate::community::{Actor, Defaults, Moderator, Place, Settings};
use crate::language::Language;
use crate::zones::Rules;

/// What a moderator does, and how the history tells it.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    /// Who does it.
    pub by: Moderator,
    /// The place it is about; none: the community.
    pub place: Option<Place>,
    /// `set`, `pause` …
    pub action: &'static str,
    /// In the words it was typed in.
    pub detail: &'a str,
    /// The platform's id of the update that brought it: it is done once.
    pub update: Option<i64>,
    /// The app language of the community, for when it is new.
    pub app_language: Option<Language>,
    /// The rules of zones.
    pub rules: &'a Rules,
    /// The hour.
    pub now: DateTime<Utc>,
}

/// Whether something was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was.
    Now,
    /// The same update had changed it before.
    Before,
}

/// What becomes of a destination besides its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Its posts stop.
    Pause,
    /// Its posts go on.
    Resume,
    /// It is no more, but can be had back for a while.
    Remove,
    /// It is had back.
    Restore,
}

impl Store {
    /// Gives a destination other settings; makes it, and its community, where
    /// there is none. Whatever is not yet sent is planned anew.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn set(
        &self,
        deed: &Deed<'_>,
        place: Place,
        change: impl FnOnce(Settings) -> Settings + Send,
    ) -> Result<Done, StoreError> {
        self.change(deed, async move |write, community| {
            let found = destinations(write, community).await?.into_iter().find(|found| found.place == place);
            if found.is_none() {
                // A removed one does not hand its settings to a new one, and its id is never used again.
                drop_removed(write, community, place).await?;
            }
            let settings = change(found.map(|found| found.settings).unwrap_or_default());
            save(write, community, place, &settings, deed.now).await
        })
        .await
    }

    /// Gives a community other defaults; its destinations follow.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn set_defaults(
        &self,
        deed: &Deed<'_>,
        change: impl FnOnce(Defaults) -> Defaults + Send,
    ) -> Result<Done, StoreError> {
        self.change(deed, async move |write, community| {
            let before = known(write, deed.by.community()).await?.map(|known| known.defaults);
            save_defaults(write, community, &change(before.unwrap_or_default())).await
        })
        .await
    }

    /// Pauses, resumes, removes or restores a destination; all of the
    /// community's where the deed names no place.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn turn(&self, deed: &Deed<'_>, turn: Turn) -> Result<Done, StoreError> {
        self.change(deed, async move |write, community| turned(write, community, deed, turn).await).await
    }

    /// Notes in the history what was done elsewhere.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is noted.
    pub async fn note(&self, deed: &Deed<'_>) -> Result<Done, StoreError> {
        self.change(deed, async |_, _| Ok(())).await
    }

    async fn change(
        &self,
        deed: &Deed<'_>,
        change: impl AsyncFnOnce(&mut SqliteConnection, i64) -> Result<(), StoreError>,
    ) -> Result<Done, StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        let platform = deed.by.community().platform;
        if let Some(update) = deed.update
            && !keys::first(&mut write, platform, update, deed.now).await?
        {
            return Ok(Done::Before);
        }
        let community = make(&mut write, deed.by.community(), deed.app_language, deed.now).await?;
        change(&mut write, community).await?;
        record(&mut write, community, deed).await?;
        plan(&mut write, community, deed.rules, deed.now).await?;
        write.commit().await?;
        Ok(Done::Now)
    }
}

async fn turned(
    connection: &mut SqliteConnection,
    community: i64,
    deed: &Deed<'_>,
    turn: Turn,
) -> Result<(), StoreError> {
    let now = millis(deed.now);
    for found in places(connection, community, deed.place).await? {
        let query = match turn {
            Turn::Pause => sqlx::query!(
                "update destinations
                 set paused_at = coalesce(paused_at, ?)
                 where id = ?",
                now,
                found
            ),
            Turn::Resume => sqlx::query!(
                "update destinations
                 set paused_at = null
                 where id = ?",
                found
            ),
            Turn::Remove => sqlx::query!(
                "update destinations
                 set removed_at = ?
                 where id = ?",
                now,
                found
            ),
            Turn::Restore => sqlx::query!(
                "update destinations
                 set removed_at = null
                 where id = ?",
                found
            ),
        };
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// The rows of the destination at a place, or of all, the removed included.
async fn places(
    connection: &mut SqliteConnection,
    community: i64,
    place: Option<Place>,
) -> Result<Vec<i64>, StoreError> {
    let (channel, topic) = (place.map(|place| place.channel), place.map(|place| place.topic));
    let rows = sqlx::query!(
        r#"select id as "id!"
         from destinations
         where community = ?1 and (?2 is null or (channel = ?2 and topic = ?3))"#,
        community,
        channel,
        topic
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub(super) async fn record(
    connection: &mut SqliteConnection,
    community: i64,
    deed: &Deed<'_>,
) -> Result<(), StoreError> {
    let (person, anonymous) = match deed.by.actor() {
        Actor::Person(person) => (Some(person), false),
        Actor::Anonymous => (None, true),
        Actor::Program => (None, false),
    };
    let (channel, topic) = (deed.place.map(|place| place.channel), deed.place.map(|place| place.topic));
    let now = millis(deed.now);
    sqlx::query!(
        "insert into changes (community, channel, topic, at, person, anonymous, action, detail)
         values (?, ?, ?, ?, ?, ?, ?, ?)",
        community,
        channel,
        topic,
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
