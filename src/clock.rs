//! The hour, read in one place: whoever acts reads it once and hands it down as
//! a value, so that tests and rehearsals may hand down any other.

use chrono::{DateTime, Utc};

/// The system's hour.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the hour")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
