//! What befalls a community: the bot is removed and invited again, a channel
//! is deleted, a group becomes a supergroup, a topic is closed.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::communities::row_of;
use super::outbox::plan;
use super::{Store, StoreError, millis, waiting};
use crate::community::{Community, Place, Platform};
use crate::zones::Rules;

/// Why a place is gone: the bot was removed from the community.
const REMOVED: &str = "removed";
/// The place was deleted.
const DELETED: &str = "deleted";

/// How the bot comes into a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Nothing is stored of the community.
    New,
    /// It was never away: the community has another id now, or its leaving was
    /// not seen.
    Never,
    /// It was removed before and is invited again.
    Again {
        /// Whether there is anything to resume.
        paused: bool,
    },
}

impl Store {
    /// The bot was removed: the destinations are closed, and everything is
    /// kept for a while. Whether anything was stored.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn left(&self, community: Community, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        let Some(row) = row_of(&mut write, community).await? else { return Ok(false) };
        let at = millis(now);
        sqlx::query!(
            "update communities
             set left_at = coalesce(left_at, ?)
             where id = ?",
            at,
            row
        )
        .execute(&mut *write)
        .await?;
        for place in open_places(&mut write, row).await? {
            close(&mut write, row, place, REMOVED, now).await?;
        }
        write.commit().await?;
        Ok(true)
    }

    /// The bot came in again: what stood when it was removed stands again,
    /// paused.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn back(&self, community: Community, now: DateTime<Utc>) -> Result<Came, StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        let Some(row) = row_of(&mut write, community).await? else { return Ok(Came::New) };
        let (now, why) = (millis(now), REMOVED);
        let opened = sqlx::query!(
            "update destinations
             set closed_at = null, closed_why = null, doubted_at = null, paused_at = coalesce(paused_at, ?)
             where community = ? and closed_why = ? and removed_at is null",
            now,
            row,
            why
        )
        .execute(&mut *write)
        .await?;
        let returned = sqlx::query!(
            "update communities
             set left_at = null
             where id = ? and left_at is not null",
            row
        )
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(match returned.rows_affected() {
            0 => Came::Never,
            _ => Came::Again { paused: opened.rows_affected() > 0 },
        })
    }

    /// A place is gone. Whether it was a destination.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn deleted(
        &self,
        community: Community,
        place: Place,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        let Some(row) = row_of(&mut write, community).await? else { return Ok(false) };
        let closed = close(&mut write, row, place, DELETED, now).await?;
        sqlx::query!(
            "update communities
             set log_channel = null, log_topic = null
             where id = ? and log_channel = ? and log_topic = ?",
            row,
            place.channel,
            place.topic
        )
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(closed)
    }

    /// Communities with ids in a range, those first whose settings a person has
    /// changed: at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn communities_within(
        &self,
        platform: Platform,
        (first, last): (i64, i64),
        person: i64,
        most: i64,
    ) -> Result<Vec<Community>, StoreError> {
        let name = platform.name();
        let rows = sqlx::query!(
            r#"select native as "native!"
             from communities
             where platform = ?1 and native between ?2 and ?3 and left_at is null
             order by exists (
                select 1 from changes where changes.community = communities.id and person = ?4
             ) desc, id desc
             limit ?5"#,
            name,
            first,
            last,
            person,
            most
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|row| Community { platform, native: row.native }).collect())
    }

    /// A community has another id now (a Telegram group became a supergroup):
    /// everything moves there. Done already, it changes nothing.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn moved(&self, from: Community, to: Community) -> Result<(), StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        moved(&mut write, from, to).await?;
        waiting::follow(&mut write, from, to).await?;
        write.commit().await?;
        Ok(())
    }

    /// A forum topic was closed or deleted, or can be written in again.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn topic(
        &self,
        community: Community,
        place: Place,
        lost: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let (platform, lost) = (community.platform.name(), lost.map(millis));
        sqlx::query!(
            "update destinations
             set topic_lost_at = ?
             where channel = ? and topic = ?
                and community in (select id from communities where platform = ? and native = ?)",
            lost,
            place.channel,
            place.topic,
            platform,
            community.native
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Rights changed: what waits in a community may be tried at once, and its
    /// destinations are looked at soon, those that are well at most hourly
    /// (servers change something all the time).
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn rights_changed(&self, community: Community, now: DateTime<Utc>) -> Result<(), StoreError> {
        const MINUTE: i64 = 60_000;
        const HOUR: i64 = 60 * MINUTE;
        let (platform, now) = (community.platform.name(), millis(now));
        let mut write = self.writer.begin_with("begin immediate").await?;
        sqlx::query!(
            "update posts
             set wake = min(wake, ?)
             where state = 'waiting' and reason like 'forbidden%'
                and community in (select id from communities where platform = ? and native = ?)",
            now,
            platform,
            community.native
        )
        .execute(&mut *write)
        .await?;
        sqlx::query!(
            "update destinations
             set look_at = min(look_at, max(?, looked_at + case when health is null then ? else ? end))
             where look_at is not null and looked_at is not null
                and community in (select id from communities where platform = ? and native = ?)",
            now,
            HOUR,
            MINUTE,
            platform,
            community.native
        )
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(())
    }

    /// Plans a community's posts anew.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn replan(
        &self,
        community: Community,
        rules: &Rules,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        if let Some(row) = row_of(&mut write, community).await? {
            plan(&mut write, row, rules, now).await?;
        }
        write.commit().await?;
        Ok(())
    }
}

/// Closes the destination at a place; what it still was to get has failed.
/// Whether there was one.
pub(super) async fn close(
    connection: &mut SqliteConnection,
    community: i64,
    place: Place,
    why: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let now = millis(now);
    let closed = sqlx::query!(
        "update destinations
         set closed_at = ?, closed_why = ?
         where community = ? and channel = ? and topic = ? and closed_at is null and removed_at is null",
        now,
        why,
        community,
        place.channel,
        place.topic
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update posts
         set state = 'failed', reason = ?, done_at = ?
         where community = ? and channel = ? and topic = ? and state in ('planned', 'waiting')",
        why,
        now,
        community,
        place.channel,
        place.topic
    )
    .execute(connection)
    .await?;
    Ok(closed.rows_affected() > 0)
}

async fn open_places(connection: &mut SqliteConnection, community: i64) -> Result<Vec<Place>, StoreError> {
    let rows = sqlx::query!(
        "select channel, topic
         from destinations
         where community = ? and closed_at is null and removed_at is null",
        community
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Place { channel: row.channel, topic: row.topic }).collect())
}

/// Moves a community to another id, with its destinations, its log and its
/// posts. Where the new id has settings of its own already, what does not
/// stand there too is added to them.
pub(super) async fn moved(
    connection: &mut SqliteConnection,
    from: Community,
    to: Community,
) -> Result<(), StoreError> {
    let Some(old) = row_of(connection, from).await? else { return Ok(()) };
    let Some(new) = row_of(connection, to).await? else {
        sqlx::query!("update communities set native = ? where id = ?", to.native, old)
            .execute(&mut *connection)
            .await?;
        return follow(connection, old, from.native, to.native).await;
    };
    follow(connection, old, from.native, to.native).await?;
    for query in [
        sqlx::query!("update or ignore destinations set community = ? where community = ?", new, old),
        sqlx::query!("update or ignore posts set community = ? where community = ?", new, old),
        sqlx::query!("update changes set community = ? where community = ?", new, old),
        sqlx::query!("update notices set community = ? where community = ?", new, old),
    ] {
        query.execute(&mut *connection).await?;
    }
    sqlx::query!("delete from communities where id = ?", old).execute(connection).await?;
    Ok(())
}

async fn follow(
    connection: &mut SqliteConnection,
    community: i64,
    from: i64,
    to: i64,
) -> Result<(), StoreError> {
    for query in [
        sqlx::query!(
            "update destinations set channel = ? where community = ? and channel = ?",
            to,
            community,
            from
        ),
        sqlx::query!("update posts set channel = ? where community = ? and channel = ?", to, community, from),
        sqlx::query!(
            "update notices set channel = ? where community = ? and channel = ?",
            to,
            community,
            from
        ),
        sqlx::query!(
            "update changes set channel = ? where community = ? and channel = ?",
            to,
            community,
            from
        ),
        sqlx::query!(
            "update communities set log_channel = ? where id = ? and log_channel = ?",
            to,
            community,
            from
        ),
    ] {
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
