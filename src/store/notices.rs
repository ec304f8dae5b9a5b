//! What moderators are to be told: receipts, faults and missed posts. Each is
//! written where what it tells is written, and told once.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{Store, StoreError, instant, millis, value};
use crate::community::{Community, Place, Platform};
use crate::language::Languages;
use crate::remembrance::Post;

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A post was sent.
    Receipt,
    /// A post's window ended.
    Missed,
    /// A part was sent again and may stand twice.
    Uncertain,
    /// A post counts as sent, though nobody knows.
    Assumed,
    /// The bot lacks something in a place.
    Unwell,
    /// A place is gone.
    Gone,
    /// The platform refuses a post and says no known reason.
    Refused,
    /// A topic is closed or deleted.
    TopicLost,
    /// A post could not be published.
    Unpublished,
    /// The scheduled event could not be made.
    NoEvent,
}

impl Kind {
    const ALL: &[Self] = &[
        Self::Receipt,
        Self::Missed,
        Self::Uncertain,
        Self::Assumed,
        Self::Unwell,
        Self::Gone,
        Self::Refused,
        Self::TopicLost,
        Self::Unpublished,
        Self::NoEvent,
    ];

    /// Its name, as the database and the text `notice-<name>` have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Missed => "missed",
            Self::Uncertain => "uncertain",
            Self::Assumed => "assumed",
            Self::Unwell => "unwell",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::TopicLost => "topic-lost",
            Self::Unpublished => "unpublished",
            Self::NoEvent => "no-event",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).ok_or_else(|| name.to_owned())
    }
}

/// Something that moderators are to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The community's row.
    pub community: i64,
    /// Where.
    pub place: Place,
    /// Of which post and year, if of one.
    pub post: Option<(Post, i32)>,
    /// What it is about.
    pub kind: Kind,
    /// More of it: a reason, what is missing.
    pub detail: String,
}

/// A notice that stands in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// Its row.
    pub id: i64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it is to be told; none: nobody could be reached.
    pub wake: Option<DateTime<Utc>>,
    /// What it says.
    pub notice: Notice,
}

/// A community that is to be told something, and how it can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Its row.
    pub row: i64,
    /// Which it is.
    pub community: Community,
    /// Where receipts and warnings go.
    pub log: Option<Place>,
    /// Whoever last changed its settings, where that is a named person.
    pub person: Option<i64>,
    /// In which languages it is spoken to; the first is used.
    pub languages: Languages,
}

/// Writes a notice, to be told from `now` on; what is of one post is written
/// once for it.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (post, year) = (notice.post.map(|(post, _)| post.name()), notice.post.map(|(_, year)| year));
    let (kind, now) = (notice.kind.name(), millis(now));
    sqlx::query!(
        "insert into notices (community, channel, topic, post, year, kind, detail, at, wake)
         select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8
         where ?4 is null or not exists (
            select 1
            from notices
            where community = ?1 and channel = ?2 and topic = ?3 and post = ?4 and year = ?5 and kind = ?6
         )",
        notice.community,
        notice.place.channel,
        notice.place.topic,
        post,
        year,
        kind,
        notice.detail,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// Writes notices.
    ///
    /// # Errors
    /// [`StoreError`]; then none is written.
    pub async fn write_notices(&self, notices: &[Notice], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut each = self.writer.begin_with("begin immediate").await?;
        for notice in notices {
            write(&mut each, notice, now).await?;
        }
        each.commit().await?;
        Ok(())
    }

    /// When the first notice of a platform is to be told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_notice(&self, platform: Platform) -> Result<Option<DateTime<Utc>>, StoreError> {
        let platform = platform.name();
        let wake = sqlx::query_scalar!(
            r#"select wake as "wake!"
             from notices
             join communities on communities.id = notices.community
             where told_at is null and wake is not null and platform = ?
             order by wake
             limit 1"#,
            platform
        )
        .fetch_optional(&self.readers)
        .await?;
        Ok(wake.map(instant))
    }

    /// Communities of a platform that are to be told something now, those that
    /// have waited longest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn to_be_told(
        &self,
        platform: Platform,
        now: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<Addressee>, StoreError> {
        let (name, now) = (platform.name(), millis(now));
        let rows = sqlx::query!(
            r#"select communities.id as "id!", native as "native!", log_channel, log_topic,
                coalesce(languages, app_language, 'en') as "languages!: String",
                (select person
                 from changes
                 where changes.community = communities.id
                 order by changes.id desc
                 limit 1) as "person: i64"
             from communities
             join notices on notices.community = communities.id
             where told_at is null and wake <= ? and platform = ?
             group by communities.id
             order by min(wake)
             limit ?"#,
            now,
            name,
            most
        )
        .fetch_all(&self.readers)
        .await?;
        let addressee = rows.into_iter().map(|row| {
            Ok(Addressee {
                row: row.id,
                community: Community { platform, native: row.native },
                log: row.log_channel.map(|channel| Place { channel, topic: row.log_topic.unwrap_or(0) }),
                person: row.person,
                languages: value(&row.languages)?,
            })
        });
        addressee.collect()
    }

    /// What a community is to be told now, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn to_tell(&self, community: Community, now: DateTime<Utc>) -> Result<Vec<Untold>, StoreError> {
        let (platform, now) = (community.platform.name(), millis(now));
        let rows = sqlx::query!(
            r#"select notices.id as "id!", community, channel, topic, post, year, kind, detail, at, wake
             from notices
             join communities on communities.id = notices.community
             where told_at is null and notices.wake <= ? and platform = ? and native = ?
             order by notices.id"#,
            now,
            platform,
            community.native
        )
        .fetch_all(&self.readers)
        .await?;
        let untold = rows.into_iter().map(|row| {
            let post = match (row.post, row.year) {
                (Some(post), Some(year)) => Some((value(&post)?, i32::try_from(year).unwrap_or_default())),
                _ => None,
            };
            let place = Place { channel: row.channel, topic: row.topic };
            let (kind, detail) = (value(&row.kind)?, row.detail);
            let notice = Notice { community: row.community, place, post, kind, detail };
            Ok(Untold { id: row.id, at: instant(row.at), wake: row.wake.map(instant), notice })
        });
        untold.collect()
    }

    /// What a community could not be told, for nobody could be reached, the
    /// oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn untold(&self, community: Community) -> Result<Vec<Untold>, StoreError> {
        let platform = community.platform.name();
        let rows = sqlx::query!(
            r#"select notices.id as "id!", community, channel, topic, post, year, kind, detail, at, wake
             from notices
             join communities on communities.id = notices.community
             where told_at is null and notices.wake is null and platform = ? and native = ?
             order by notices.id"#,
            platform,
            community.native
        )
        .fetch_all(&self.readers)
        .await?;
        let untold = rows.into_iter().map(|row| {
            let post = match (row.post, row.year) {
                (Some(post), Some(year)) => Some((value(&post)?, i32::try_from(year).unwrap_or_default())),
                _ => None,
            };
            let place = Place { channel: row.channel, topic: row.topic };
            let (kind, detail) = (value(&row.kind)?, row.detail);
            let notice = Notice { community: row.community, place, post, kind, detail };
            Ok(Untold { id: row.id, at: instant(row.at), wake: row.wake.map(instant), notice })
        });
        untold.collect()
    }

    /// These were told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn told(&self, notices: &[i64], now: DateTime<Utc>) -> Result<(), StoreError> {
        let (ids, now) = (serde_json::to_string(notices).unwrap_or_default(), millis(now));
        sqlx::query!("update notices set told_at = ? where id in (select value from json_each(?))", now, ids)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// These are told later; `None`: nobody could be reached, so they wait until
    /// a moderator asks.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tell_later(&self, notices: &[i64], wake: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        let (ids, wake) = (serde_json::to_string(notices).unwrap_or_default(), wake.map(millis));
        sqlx::query!(
            "update notices set wake = ? where told_at is null and id in (select value from json_each(?))",
            wake,
            ids
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Whether posts of the same name and year are still under way or about to
    /// be in a community: its receipt waits for them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_under_way(
        &self,
        community: i64,
        (post, year): (Post, i32),
        soon: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (post, soon) = (post.name(), millis(soon));
        let found = sqlx::query_scalar!(
            r#"select id as "id!"
             from posts
             where community = ? and post = ? and year = ?
                and (state in ('sending', 'waiting') or (state = 'planned' and wake <= ?))
             limit 1"#,
            community,
            post,
            year,
            soon
        )
        .fetch_optional(&self.readers)
        .await?;
        Ok(found.is_some())
    }
}
