//! How departures are spaced under a ceiling, in the rate limiter's cells.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// A departure costs at least so many cells of the limiter …
const LEAST_COST: u32 = 4;
/// … and at least so many that there are about a hundred cells to a second: one
/// cell more may be saved up. A departure that comes late by no more than a cell
/// does not make the next one late.
const CELLS: u32 = 100;
/// A ceiling of thousands, as no platform has, may have saved up what departs in
/// a thousandth of a second, and as much may be claimed before there is a seat
/// for it: one turn at the database takes longer.
const TURNS: u32 = 1_000;

/// The rate limiter, with a clock that is told.
pub(super) type Limiter = RateLimiter<NotKeyed, InMemoryState, Steady, NoOpMiddleware<Duration>>;

/// The limiter's clock: it says what it was told last.
#[derive(Debug, Clone, Default)]
pub(super) struct Steady(Arc<AtomicU64>);

impl Clock for Steady {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

impl Steady {
    /// Never back.
    pub(super) fn tell(&self, steady: Duration) {
        let nanos = u64::try_from(steady.as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_max(nanos, Ordering::Relaxed);
    }
}

/// How departures are spaced: so that with what may be saved up, one more than
/// the ceiling always take a second or longer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spacing {
    /// Cells of a second.
    cells: NonZeroU32,
    /// Cells of a departure.
    pub cost: NonZeroU32,
    /// Cells that may be saved up.
    pub saved: NonZeroU32,
}

impl Spacing {
    pub(super) fn of(ceiling: NonZeroU32) -> Self {
        let cost = CELLS.div_ceil(ceiling.get()).max(LEAST_COST);
        let at_once = (ceiling.get() / TURNS).max(1);
        let known = |cells| NonZeroU32::new(cells).unwrap_or(NonZeroU32::MIN);
        // So many departures and the cell that is saved take a second.
        let cells = ceiling.get().saturating_mul(cost) - 1;
        Self { cells: known(cells), cost: known(cost), saved: known((at_once * cost).max(cost + 1)) }
    }

    /// How long it takes until there are so many cells.
    pub(super) fn time(&self, cells: NonZeroU32) -> Duration {
        Duration::from_secs(1) * cells.get() / self.cells.get()
    }

    /// How many may depart at once.
    pub(super) fn at_once(&self) -> usize {
        usize::try_from(self.saved.get() / self.cost.get()).unwrap_or(usize::MAX)
    }

    /// How many may be claimed before there is a seat for them.
    pub(super) fn ahead(&self) -> usize {
        if self.at_once() == 1 { 0 } else { self.at_once() }
    }

    pub(super) fn limiter(&self, clock: &Steady) -> Limiter {
        let period = Duration::from_secs(1) / self.cells.get() + Duration::from_nanos(1);
        let quota = Quota::with_period(period);
        let quota = quota.unwrap_or(Quota::per_second(NonZeroU32::MIN));
        RateLimiter::direct_with_clock(quota.allow_burst(self.saved), clock.clone())
    }
}
