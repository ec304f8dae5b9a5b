//! What was done about a community, and what became of its posts.

use chrono::{DateTime, Utc};

use super::outbox::State;
use super::{Store, StoreError, instant, value};
use crate::community::{Actor, Community, Place, Platform};
use crate::remembrance::Window;

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

/// A post, as `status` and `history` tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its destination's row.
    pub destination: i64,
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
    /// The messages that stand there.
    pub messages: Vec<i64>,
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
            "select destination, posts.channel, posts.topic, post, year, due, until, moment, state, reason,
                done_at, messages, uncertain
             from posts
             join communities on communities.id = posts.community
             where communities.platform = ? and native = ? and year >= ?
             order by due, posts.id",
            platform,
            community.native,
            from_year
        )
        .fetch_all(&self.readers)
        .await?;
        let entry = rows.into_iter().map(|row| {
            Ok(Entry {
                destination: row.destination,
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
                messages: serde_json::from_str(&row.messages)
                    .map_err(|_| StoreError::Value(row.messages.clone()))?,
                uncertain: row.uncertain != 0,
            })
        });
        entry.collect()
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
        .fetch_all(&self.readers)
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

    /// The communities of a platform whose settings a person has changed, the
    /// latest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn communities_of(
        &self,
        platform: Platform,
        person: i64,
        most: i64,
    ) -> Result<Vec<Community>, StoreError> {
        let name = platform.name();
        let rows = sqlx::query!(
            r#"select native as "native!"
             from communities
             join changes on changes.community = communities.id
             where platform = ? and person = ? and left_at is null
             group by communities.id
             order by max(changes.id) desc
             limit ?"#,
            name,
            person,
            most
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|row| Community { platform, native: row.native }).collect())
    }
}
