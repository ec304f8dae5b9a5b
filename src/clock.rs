//! The hour and the passing of time, read in one place: whoever acts reads them
//! once and hands them down as values, so that tests and rehearsals may hand
//! down any other. The hour comes from the system, which may step; waiting is
//! measured by a clock that never does.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// The hour, and how much time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The hour; it may step in either direction.
    pub hour: DateTime<Utc>,
    /// Time passed since some fixed moment; it never goes back.
    pub steady: Duration,
}

/// Where the hour comes from.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System(Instant),
    Told(Arc<Mutex<Now>>),
}

impl Clock {
    /// The system's.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the passing of time")]
    pub fn system() -> Self {
        Self(Source::System(Instant::now()))
    }

    /// One that moves only when told, by whoever holds the hand: for rehearsals
    /// and tests.
    #[must_use]
    pub fn told(hour: DateTime<Utc>) -> (Self, Hand) {
        let now = Arc::new(Mutex::new(Now { hour, steady: Duration::ZERO }));
        (Self(Source::Told(Arc::clone(&now))), Hand(now))
    }

    /// The hour and the time passed.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the hour")]
    pub fn now(&self) -> Now {
        match &self.0 {
            Source::System(start) => Now { hour: Utc::now(), steady: start.elapsed() },
            Source::Told(now) => *now.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }
}

/// Moves a clock that moves only when told.
#[derive(Debug, Clone)]
pub struct Hand(Arc<Mutex<Now>>);

impl Hand {
    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        now.steady += time;
        now.hour += time;
    }

    /// Sets the hour, as somebody who sets a wrong clock right: no time passes.
    pub fn set(&self, hour: DateTime<Utc>) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).hour = hour;
    }
}

/// The system's hour.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the hour")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
