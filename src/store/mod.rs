//! The database: the only code that names sqlx. One connection writes, a few
//! read, so that no two writers ever wait for one another. No transaction is
//! held while the network is waited for.
//!
//! A statement that is asked often has `limit ? + 0`: `SQLite` looks at the value
//! of a bare `limit ?` when it plans, and plans the statement anew each time
//! that one is bound.

mod changes;
mod communities;
mod erase;
mod events;
mod export;
mod files;
mod history;
mod keys;
mod lease;
mod life;
mod notices;
mod open;
mod operate;
mod outbox;
mod presence;
mod report;
mod waiting;
mod works;

use chrono::{DateTime, Utc};
use sqlx::SqlitePool;
use thiserror::Error;

pub use changes::{Deed, Done, Turn};
pub use communities::Known;
pub use events::EventDue;
pub use history::{Change, Entry};
pub use lease::{Authority, Counter, Lease};
pub use life::Came;
pub use notices::{Addressee, Kind, Notice, Untold};
pub use operate::{Queue, Standing};
pub use outbox::{
    Admission, Bearing, Begun, Claim, Due, LOOKED_FOR, Missed, Outlook, Progress, Rehearsed, Ruling,
    SINCE_BACKUP, Silence, SinceBackup, State, Swept, Topic,
};
pub use report::{Count, Hour, Lateness, Reason, Slow, YearInNumbers};
pub use waiting::Waiting;
pub use works::{LookDue, PublishDue};

/// The database of communities and posts.
#[derive(Debug, Clone)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
}

/// The database cannot be opened, or did not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// It was made by a newer version of the program.
    #[error(
        "the database at {path} was made by a newer january20; install that version, or name another database"
    )]
    Newer {
        /// Where it is.
        path: String,
    },
    /// It was made by an older version of the program.
    #[error("the database at {path} is not up to date; start january20 run once, which brings it up to date")]
    Older {
        /// Where it is.
        path: String,
    },
    /// A copy cannot be written there.
    #[error("{path} is not written: {problem}; name another file")]
    Taken {
        /// Where it was to be.
        path: String,
        /// What stands there.
        problem: &'static str,
    },
    /// It is no database, or a broken one.
    #[error("{path} is no usable database ({problem}); restore a backup, or name another file")]
    Damaged {
        /// Where it is.
        path: String,
        /// What `SQLite` says.
        problem: String,
    },
    /// There is none.
    #[error("there is no database at {path}; name another, or let january20 run make it")]
    Missing {
        /// Where it would be.
        path: String,
    },
    /// Its place cannot be used.
    #[error("{path} cannot be opened or written ({problem}); check the folder and its rights")]
    Unusable {
        /// Where it is.
        path: String,
        /// What the system says.
        problem: String,
        /// Whether it may pass: a lock, a full disk.
        passes: bool,
    },
    /// This copy does not hold the lease, so it may not act.
    #[error("another copy of the program holds the lease")]
    LeaseLost,
    /// A value in it is none of ours.
    #[error("the database holds a value that is none of ours: {0}")]
    Value(String),
    /// A statement failed.
    #[error("the database failed: {0}")]
    Sql(#[from] sqlx::Error),
}

/// An instant as the database has it.
fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// What [`millis`] wrote.
fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
}

/// A name that the database has.
fn value<T: std::str::FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Value(text.to_owned()))
}
