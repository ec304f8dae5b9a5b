//! The outbox: one row for each place, post and year. Planning is idempotent
//! and follows every change of settings, of zone rules and of the year; what
//! was sent is never planned again.

mod backup;
mod claim;
mod due;
mod outlook;
mod plan;
mod post_now;
mod rehearsal;
mod rows;
mod settle;

pub use backup::{SINCE_BACKUP, SinceBackup};
pub use claim::{Admission, Begun, Claim};
pub use due::{Due, Progress, Topic};
pub use outlook::{Outlook, Silence};
pub use plan::Swept;
pub(super) use plan::plan;
pub use rehearsal::Rehearsed;
pub use settle::{Bearing, LOOKED_FOR, Missed, Ruling};

/// What became of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// To be sent when it falls due.
    Planned,
    /// An attempt is under way.
    Sending,
    /// An attempt failed; another follows.
    Waiting,
    /// It stands.
    Sent,
    /// Its window ended.
    Missed,
    /// Its destination is gone.
    Failed,
    /// Somebody's doing.
    Cancelled,
}

impl State {
    const ALL: &[Self] = &[
        Self::Planned,
        Self::Sending,
        Self::Waiting,
        Self::Sent,
        Self::Missed,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Its name, as the database, metrics and texts have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Missed => "missed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl std::str::FromStr for State {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|state| state.name() == name).ok_or_else(|| name.to_owned())
    }
}
