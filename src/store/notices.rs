//! What moderators are to be told: receipts, faults and missed posts. Each is
//! written where what it tells is written, and told once.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::{Store, StoreError, instant, millis, value};
use crate::community::{Community, Place, Platform};
use crate::language::Languages;
use crate::remembrance::Post;

/// So many of a community's notices are seen together where many are looked
/// through; more of them come in the next turn.
const EACH: i64 = 8;

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
    /// The scheduled event could not be removed.
    EventStays,
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
        Self::EventStays,
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
            Self::EventStays => "event-stays",
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

/// Writes notices, to be told from `now` on: what is of one post once for it, a
/// receipt only where a log is set.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    notices: &[&Notice],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if notices.is_empty() {
        return Ok(());
    }
    let words = notices.iter().map(|notice| {
        json!({
            "community": notice.community,
            "channel": notice.place.channel,
            "topic": notice.place.topic,
            "post": notice.post.map(|(post, _)| post.name()),
            "year": notice.post.map(|(_, year)| year),
            "kind": notice.kind.name(),
            "detail": notice.detail,
        })
    });
    let (words, now) = (words.collect::<Value>().to_string(), millis(now));
    sqlx::query!(
        "insert into notices (community, platform, channel, topic, post, year, kind, detail, at, wake)
         select communities.id, platform, value ->> 'channel', value ->> 'topic', value ->> 'post',
            value ->> 'year', value ->> 'kind', value ->> 'detail', ?2, ?2
         from json_each(?1) as each
         join communities on communities.id = value ->> 'community'
         where (value ->> 'kind' <> 'receipt' or log_channel is not null)
            and (value ->> 'post' is null or not exists (
                select 1
                from notices
                where community = communities.id and kind = each.value ->> 'kind'
                    and channel = each.value ->> 'channel' and topic = each.value ->> 'topic'
                    and post = each.value ->> 'post' and year = each.value ->> 'year'
            ))",
        words,
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
        let notices: Vec<&Notice> = notices.iter().collect();
        write(&mut *self.writer.acquire().await?, &notices, now).await
    }

    /// When the first notice of a platform is to be told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_notice(&self, platform: Platform) -> Result<Option<DateTime<Utc>>, StoreError> {
        let platform = platform.name();
        let wake = sqlx::query_scalar!(
            r#"select min(wake) as "wake: i64"
             from notices
             where told_at is null and wake is not null and platform = ?"#,
            platform
        )
        .fetch_one(&self.readers)
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
        let (name, now, window) = (platform.name(), millis(now), most.saturating_mul(EACH));
        let rows = sqlx::query!(
            r#"select communities.id as "id!", native as "native!", log_channel, log_topic,
                coalesce(languages, app_language, 'en') as "languages!: String",
                (select person
                 from changes
                 where changes.community = communities.id
                 order by changes.id desc
                 limit 1) as "person: i64"
             from (
                select community, min(wake) as wake
                from (
                    select community, wake
                    from notices
                    where told_at is null and wake is not null and wake <= ?1 and platform = ?2
                    order by wake
                    limit ?4 + 0
                )
                group by community
             ) as waiting
             join communities on communities.id = waiting.community
             order by waiting.wake
             limit ?3 + 0"#,
            now,
            name,
            most,
            window
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

    /// What a community is to be told, the oldest first: what was put off for a
    /// while goes along with what came since.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn to_tell(&self, community: Community) -> Result<Vec<Untold>, StoreError> {
        let untold = self.all_untold(community).await?;
        Ok(untold.into_iter().filter(|each| each.wake.is_some()).collect())
    }

    /// What a community could not be told, for nobody could be reached, the
    /// oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn untold(&self, community: Community) -> Result<Vec<Untold>, StoreError> {
        let untold = self.all_untold(community).await?;
        Ok(untold.into_iter().filter(|each| each.wake.is_none()).collect())
    }

    async fn all_untold(&self, community: Community) -> Result<Vec<Untold>, StoreError> {
        let platform = community.platform.name();
        let rows = sqlx::query_as!(
            Row,
            r#"select notices.id as "id!", community, channel, topic, post, year, kind, detail, at, wake
             from notices
             join communities on communities.id = notices.community
             where told_at is null and communities.platform = ? and native = ?
             order by notices.id"#,
            platform,
            community.native
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(Row::untold).collect()
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
        let each: Vec<_> = notices.iter().map(|id| (*id, wake)).collect();
        self.tell_each_later(&each).await
    }

    /// Each of these is told at its own hour.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tell_each_later(&self, notices: &[(i64, Option<DateTime<Utc>>)]) -> Result<(), StoreError> {
        if notices.is_empty() {
            return Ok(());
        }
        let each: Vec<_> = notices.iter().map(|(id, wake)| (id, wake.map(millis))).collect();
        let each = serde_json::to_string(&each).unwrap_or_default();
        sqlx::query!(
            "update notices
             set wake = each.value ->> 1
             from json_each(?) as each
             where notices.id = each.value ->> 0 and told_at is null",
            each
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

/// A notice as its table has it.
struct Row {
    id: i64,
    community: i64,
    channel: i64,
    topic: i64,
    post: Option<String>,
    year: Option<i64>,
    kind: String,
    detail: String,
    at: i64,
    wake: Option<i64>,
}

impl Row {
    fn untold(self) -> Result<Untold, StoreError> {
        let post = match (self.post, self.year) {
            (Some(post), Some(year)) => Some((value(&post)?, i32::try_from(year).unwrap_or_default())),
            _ => None,
        };
        let place = Place { channel: self.channel, topic: self.topic };
        let (kind, detail) = (value(&self.kind)?, self.detail);
        let notice = Notice { community: self.community, place, post, kind, detail };
        Ok(Untold { id: self.id, at: instant(self.at), wake: self.wake.map(instant), notice })
    }
}
