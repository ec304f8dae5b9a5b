//! Many destinations in a database file: one to a community, in many zones and
//! all languages, some with a note, some with a log.

use anyhow::ensure;
use january20::community::Platform;
use january20::store::Store;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tempfile::TempDir;

/// Before anything is due.
pub const BEFORE: &str = "2027-01-10T00:00:00Z";
/// `eve` is due in the east, and no window has ended.
pub const FIRST: &str = "2027-01-19T16:30:00Z";
/// Every `day` of these zones is due, and no such window has ended.
pub const DUE: &str = "2027-01-20T17:30:00Z";

/// From eight hours behind Greenwich to five ahead.
const ZONES: &str = r#"["Asia/Baku", "Europe/Berlin", "Europe/Istanbul", "Europe/Moscow", "America/New_York",
    "Europe/London", "America/Los_Angeles", "Asia/Tashkent", "Europe/Kyiv", "Asia/Dubai", "America/Chicago",
    "Europe/Paris", "Asia/Karachi", "America/Sao_Paulo", "Africa/Cairo", "Asia/Tbilisi", "America/Toronto",
    "Europe/Stockholm", "Asia/Yekaterinburg", "America/Denver"]"#;
const LANGUAGES: &str = r#"["az", "az", "az+en", "ru", "tr", "en", "az+ru"]"#;

/// The database, gone when dropped.
pub struct Village {
    pub store: Store,
    pub platform: Platform,
    url: String,
    _folder: TempDir,
}

impl Village {
    /// So many destinations, nothing of them planned.
    pub async fn new(platform: Platform, size: u32) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite://{}", folder.path().join("january20.db").display());
        let store = Store::open(&url, BEFORE.parse()?).await?;
        let village = Self { store, platform, url, _folder: folder };
        let mut db = village.connect().await?;
        sqlx::query(
            "insert into communities (id, platform, native, languages, zone, log_channel, created_at)
             with recursive each (n) as (select 1 union all select n + 1 from each where n < ?1)
             select n, ?2, 1000000 + n, ?3 ->> ('$[' || (n % 7) || ']'), ?4 ->> ('$[' || (n % 20) || ']'),
                iif(n % 10 = 0, 5000000 + n, null), 0
             from each",
        )
        .bind(size)
        .bind(platform.name())
        .bind(LANGUAGES)
        .bind(ZONES)
        .execute(&mut db)
        .await?;
        sqlx::query(
            "insert into destinations (community, platform, channel, note, created_at, look_at, looked_at)
             select id, platform, native, iif(id % 20 = 0, 'From all of us in ' || native, null), 0, ?, 0
             from communities",
        )
        .bind("2027-02-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>()?.timestamp_millis())
        .execute(&mut db)
        .await?;
        Ok(village)
    }

    /// Everything but `day` was sent.
    pub async fn leave_day_alone(&self) -> anyhow::Result<()> {
        let mut db = self.connect().await?;
        sqlx::query("update posts set state = 'sent', done_at = due where post <> 'day'")
            .execute(&mut db)
            .await?;
        Ok(())
    }

    /// Every `day` is written down as sent.
    pub async fn confirm(&self, posts: u64) -> anyhow::Result<()> {
        let mut db = self.connect().await?;
        let sent: i64 = sqlx::query_scalar(
            "select count(*) from posts where post = 'day' and state = 'sent' and not uncertain",
        )
        .fetch_one(&mut db)
        .await?;
        ensure!(u64::try_from(sent)? == posts, "{posts} arrived, {sent} are written down");
        Ok(())
    }

    async fn connect(&self) -> anyhow::Result<SqliteConnection> {
        Ok(self.url.parse::<SqliteConnectOptions>()?.connect().await?)
    }
}
