//! What the courier does besides posting: messages to be published, and looks
//! at the health of destinations.

use chrono::{DateTime, Utc};

use super::{Store, StoreError, instant, life, millis, value};
use crate::community::{Community, Place, Platform};
use crate::remembrance::Post;

/// A message of an announcement channel that is to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishDue {
    /// The post's row.
    pub id: i64,
    /// Its community's row.
    pub community_row: i64,
    /// Where.
    pub community: Community,
    /// Where.
    pub place: Place,
    /// Which post.
    pub post: Post,
    /// Of which year.
    pub year: i32,
    /// The message.
    pub message: i64,
    /// When the post was sent.
    pub sent_at: DateTime<Utc>,
}

/// A destination whose health is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookDue {
    /// Its row.
    pub destination: i64,
    /// Its community's row.
    pub community_row: i64,
    /// Where.
    pub community: Community,
    /// Where.
    pub place: Place,
    /// The role that is mentioned there.
    pub mention: Option<i64>,
    /// Whether an event is wanted.
    pub event: bool,
    /// What the last look found wrong.
    pub health: Option<String>,
    /// Its topic is known to be closed or deleted.
    pub topic_lost: bool,
    /// The first of two refusals that only together mean that it is gone.
    pub doubted_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Messages to be published now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn to_publish(
        &self,
        platform: Platform,
        now: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<PublishDue>, StoreError> {
        let (name, now) = (platform.name(), millis(now));
        let rows = sqlx::query!(
            r#"select posts.id as "id!", community, native, channel, topic, post, year, messages, done_at
             from posts
             join communities on communities.id = posts.community
             where posts.platform = ? and publish_wake <= ?
             order by publish_wake
             limit ? + 0"#,
            name,
            now,
            most
        )
        .fetch_all(&self.readers)
        .await?;
        let publish = rows.into_iter().map(|row| {
            let messages: Vec<i64> =
                serde_json::from_str(&row.messages).map_err(|_| StoreError::Value(row.messages))?;
            Ok(PublishDue {
                id: row.id,
                community_row: row.community,
                community: Community { platform, native: row.native },
                place: Place { channel: row.channel, topic: row.topic },
                post: value(&row.post)?,
                year: i32::try_from(row.year).unwrap_or_default(),
                message: messages.last().copied().unwrap_or_default(),
                sent_at: row.done_at.map(instant).unwrap_or_default(),
            })
        });
        publish.collect()
    }

    /// A message was published (`at`), or is to be tried again (`wake`).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn published(
        &self,
        post: i64,
        at: Option<DateTime<Utc>>,
        wake: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let (at, wake) = (at.map(millis), wake.map(millis));
        sqlx::query!("update posts set published_at = ?, publish_wake = ? where id = ?", at, wake, post)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Destinations to be looked at now, those that have waited longest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn to_look_at(
        &self,
        platform: Platform,
        now: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<LookDue>, StoreError> {
        let (name, now) = (platform.name(), millis(now));
        let rows = sqlx::query!(
            r#"select destinations.id as "id!", community, native, channel, topic, mention, event, health, doubted_at,
                topic_lost_at
             from destinations
             join communities on communities.id = destinations.community
             where look_at is not null and look_at <= ? and removed_at is null and closed_at is null
                and destinations.platform = ?
             order by look_at
             limit ? + 0"#,
            now,
            name,
            most
        )
        .fetch_all(&self.readers)
        .await?;
        let look = rows.into_iter().map(|row| LookDue {
            destination: row.id,
            community_row: row.community,
            community: Community { platform, native: row.native },
            place: Place { channel: row.channel, topic: row.topic },
            mention: row.mention,
            event: row.event != 0,
            health: row.health,
            topic_lost: row.topic_lost_at.is_some(),
            doubted_at: row.doubted_at.map(instant),
        });
        Ok(look.collect())
    }

    /// What a look found: `Ok` with what is wrong, if anything; `Err`: the
    /// platform did not say. And when to look again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn looked(
        &self,
        look: &LookDue,
        found: Result<Option<&str>, ()>,
        (now, next): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let (now, next) = (millis(now), millis(next));
        let query = match found {
            Ok(health) => sqlx::query!(
                "update destinations
                 set health = ?, looked_at = ?, look_at = ?, doubted_at = null
                 where id = ?",
                health,
                now,
                next,
                look.destination
            ),
            Err(()) => {
                sqlx::query!("update destinations set look_at = ? where id = ?", next, look.destination)
            }
        };
        query.execute(&self.writer).await?;
        Ok(())
    }

    /// A place said that it may be gone; it is looked at again then.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn doubt(
        &self,
        destination: i64,
        now: DateTime<Utc>,
        next: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (now, next) = (millis(now), millis(next));
        sqlx::query!(
            "update destinations
             set doubted_at = coalesce(doubted_at, ?), look_at = ?
             where id = ?",
            now,
            next,
            destination
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// A place is gone: its destination is closed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn close_place(
        &self,
        community_row: i64,
        place: Place,
        why: &'static str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        life::close(&mut write, community_row, place, why, now).await?;
        write.commit().await?;
        Ok(())
    }
}
