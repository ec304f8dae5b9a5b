//! A year in numbers, for the operator. The terminal's own posts are left out.

use chrono::{DateTime, Utc};

use super::{Store, StoreError};

/// Sent later than this after it fell due is late.
const LATE_MS: i64 = 10 * 60 * 1000;
/// How many of the slowest are told.
const SLOWEST: i64 = 10;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// What became of the posts of a year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct YearInNumbers {
    /// How many, by everything that they are told apart by.
    pub counts: Vec<Count>,
    /// Those that took the longest.
    pub slowest: Vec<Slow>,
    /// Why what was not sent was not, the most frequent first.
    pub reasons: Vec<Reason>,
    /// How late those that were sent were.
    pub lateness: Vec<Lateness>,
    /// How many were sent in each hour.
    pub hours: Vec<Hour>,
}

/// So many posts of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Where.
    pub platform: String,
    /// In which languages: `az+en`.
    pub languages: String,
    /// Which post.
    pub post: String,
    /// What became of them.
    pub state: String,
    /// How many.
    pub posts: i64,
    /// How many of these have fallen due by now.
    pub due: i64,
    /// How many of these were sent more than ten minutes after.
    pub late: i64,
    /// How many of these may stand twice.
    pub uncertain: i64,
}

/// A post that took long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slow {
    /// Where.
    pub platform: String,
    /// The platform's id of the channel or chat.
    pub channel: i64,
    /// Which post.
    pub post: String,
    /// When it fell due.
    pub due: DateTime<Utc>,
    /// How long after that it was sent, in milliseconds.
    pub late_ms: i64,
}

/// Why posts were not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Where.
    pub platform: String,
    /// What became of them.
    pub state: String,
    /// Why.
    pub reason: String,
    /// How many.
    pub posts: i64,
}

/// So many posts were so late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lateness {
    /// Where.
    pub platform: String,
    /// The least lateness of the class in seconds: 0, 1, 5, 15, 60, 600 or 3600.
    pub from_seconds: i64,
    /// How many.
    pub posts: i64,
}

/// So many posts were sent in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hour {
    /// Where.
    pub platform: String,
    /// The beginning of the hour.
    pub at: DateTime<Utc>,
    /// How many.
    pub posts: i64,
}

impl Store {
    /// What became of the posts of a year.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn year_in_numbers(&self, year: i32, now: DateTime<Utc>) -> Result<YearInNumbers, StoreError> {
        let mut counts = self.counts(year, now).await?;
        counts.extend(self.tallied(year).await?);
        Ok(YearInNumbers {
            counts,
            slowest: self.slowest(year).await?,
            reasons: self.reasons(year).await?,
            lateness: self.lateness(year).await?,
            hours: self.hours(year).await?,
        })
    }

    async fn counts(&self, year: i32, now: DateTime<Utc>) -> Result<Vec<Count>, StoreError> {
        let now = now.timestamp_millis();
        let counts = sqlx::query_as!(
            Count,
            r#"select posts.platform,
                coalesce(posts.languages, destinations.languages, communities.languages,
                    communities.app_language, 'en') as "languages!: String",
                post,
                state,
                count(*) as "posts!: i64",
                sum(due <= ?1 or state in ('sent', 'missed', 'failed')) as "due!: i64",
                sum(state = 'sent' and done_at - due > ?2) as "late!: i64",
                sum(uncertain) as "uncertain!: i64"
             from posts
             join communities on communities.id = posts.community
             left join destinations on destinations.id = posts.destination
             where year = ?3 and posts.platform <> 'console'
             group by 1, 2, 3, 4
             order by 1, 2, 3, 4"#,
            now,
            LATE_MS,
            year
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(counts)
    }

    /// What is left of years whose posts are not kept one by one any longer.
    async fn tallied(&self, year: i32) -> Result<Vec<Count>, StoreError> {
        let counts = sqlx::query_as!(
            Count,
            r#"select platform, languages, post, state, count as posts,
                case when state in ('sent', 'missed', 'failed') then count else 0 end as "due!: i64",
                0 as "late!: i64",
                0 as "uncertain!: i64"
             from tallies
             where year = ? and platform <> 'console'
             order by platform, languages, post, state"#,
            year
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(counts)
    }

    async fn slowest(&self, year: i32) -> Result<Vec<Slow>, StoreError> {
        let rows = sqlx::query!(
            r#"select platform, channel, post, due, done_at - due as "late!: i64"
             from posts
             where year = ? and platform <> 'console' and state = 'sent' and done_at > due
             order by done_at - due desc, id
             limit ?"#,
            year,
            SLOWEST
        )
        .fetch_all(&self.readers)
        .await?;
        let slow = rows.into_iter().map(|row| Slow {
            platform: row.platform,
            channel: row.channel,
            post: row.post,
            due: DateTime::from_timestamp_millis(row.due).unwrap_or_default(),
            late_ms: row.late,
        });
        Ok(slow.collect())
    }

    async fn reasons(&self, year: i32) -> Result<Vec<Reason>, StoreError> {
        let reasons = sqlx::query_as!(
            Reason,
            r#"select platform, state, coalesce(reason, '') as "reason!: String", count(*) as "posts!: i64"
             from posts
             where year = ? and platform <> 'console' and state in ('missed', 'failed', 'cancelled')
             group by 1, 2, 3
             order by 4 desc, 1, 2, 3"#,
            year
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(reasons)
    }

    async fn lateness(&self, year: i32) -> Result<Vec<Lateness>, StoreError> {
        let classes = sqlx::query_as!(
            Lateness,
            r#"select platform,
                case
                    when done_at - due < 1000 then 0
                    when done_at - due < 5000 then 1
                    when done_at - due < 15000 then 5
                    when done_at - due < 60000 then 15
                    when done_at - due < 600000 then 60
                    when done_at - due < 3600000 then 600
                    else 3600
                end as "from_seconds!: i64",
                count(*) as "posts!: i64"
             from posts
             where year = ? and platform <> 'console' and state = 'sent'
             group by 1, 2
             order by 1, 2"#,
            year
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(classes)
    }

    async fn hours(&self, year: i32) -> Result<Vec<Hour>, StoreError> {
        let rows = sqlx::query!(
            r#"select platform, done_at / ?1 as "hour!: i64", count(*) as "posts!: i64"
             from posts
             where year = ?2 and platform <> 'console' and state = 'sent'
             group by 1, 2
             order by 2, 1"#,
            HOUR_MS,
            year
        )
        .fetch_all(&self.readers)
        .await?;
        let hour = rows.into_iter().map(|row| Hour {
            platform: row.platform,
            at: DateTime::from_timestamp_millis(row.hour * HOUR_MS).unwrap_or_default(),
            posts: row.posts,
        });
        Ok(hour.collect())
    }
}
