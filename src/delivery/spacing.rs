//! How departures are spaced under a ceiling: evenly, at the pace of a rate
//! limiter; what departs late is caught up, though never with more than the
//! ceiling in any second, nor closer than at twice the pace.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// What the ceilings are counted in.
pub(super) const SECOND: Duration = Duration::from_secs(1);
/// The limiter gives a second's departures in so much more than a second …
const SLACK: Duration = Duration::from_millis(10);
/// … and one more than the ceiling never depart in less than this: what is left
/// of the slack is there to catch up what departed late, and this for ways to
/// the platform that are not equally long.
pub(super) const FULL: Duration = Duration::from_millis(1_003);
/// What is caught up at most: so long the disk may stand still at no loss.
const CATCH_UP: Duration = Duration::from_millis(100);
/// When nothing departed for so long, nothing was late: nothing is caught up.
const IDLE: Duration = Duration::from_millis(500);
/// A departure costs at least so many cells of the limiter …
const LEAST_COST: u32 = 4;
/// … and at least so many that there are about a hundred cells to a second: what
/// is late is counted in cells.
const CELLS: u32 = 100;
/// A ceiling of thousands, as no platform has, may have saved up what departs in
/// a thousandth of a second, and as much may be claimed before there is a seat
/// for it: one turn at the database takes longer.
const TURNS: u32 = 1_000;
/// Who could not depart asks again after this at the soonest.
pub(super) const SOONEST: Duration = Duration::from_micros(100);

/// The rate limiter, with a clock that is told.
type Limiter = RateLimiter<NotKeyed, InMemoryState, Steady, NoOpMiddleware<Duration>>;

/// The limiter's clock: it says what it was told last.
#[derive(Debug, Clone, Default)]
struct Steady(Arc<AtomicU64>);

impl Clock for Steady {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

impl Steady {
    /// Never back.
    fn tell(&self, steady: Duration) {
        let nanos = u64::try_from(steady.as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_max(nanos, Ordering::Relaxed);
    }
}

/// A ceiling in the limiter's cells.
#[derive(Debug, Clone, Copy)]
struct Spacing {
    ceiling: NonZeroU32,
    /// The time of a cell.
    cell: Duration,
    /// Cells of a departure.
    cost: NonZeroU32,
    /// Cells that may be saved up.
    saved: NonZeroU32,
}

impl Spacing {
    fn of(ceiling: NonZeroU32) -> Self {
        let cost = CELLS.div_ceil(ceiling.get()).max(LEAST_COST);
        let known = |cells| NonZeroU32::new(cells).unwrap_or(NonZeroU32::MIN);
        let cell = (SECOND + SLACK) / ceiling.get().saturating_mul(cost);
        let late = u32::try_from(CATCH_UP.as_nanos() / cell.as_nanos().max(1)).unwrap_or(u32::MAX);
        Self { ceiling, cell, cost: known(cost), saved: known((at_once(ceiling) * cost).max(late)) }
    }

    /// From one departure to the next.
    fn distance(&self) -> Duration {
        self.cell * self.cost.get()
    }

    fn limiter(&self, clock: &Steady) -> Limiter {
        let quota = Quota::with_period(self.cell).unwrap_or(Quota::per_second(NonZeroU32::MIN));
        RateLimiter::direct_with_clock(quota.allow_burst(self.saved), clock.clone())
    }
}

/// How many may depart at once.
fn at_once(ceiling: NonZeroU32) -> u32 {
    (ceiling.get() / TURNS).max(1)
}

/// What departed lately, and when the next may.
pub(super) struct Departures {
    clock: Steady,
    spacing: Spacing,
    limiter: Limiter,
    /// The next one is taken out of the limiter already.
    paid: bool,
    /// What the limiter said last of when there is another.
    next: Duration,
    /// Those of the last second; the last one stays.
    lately: VecDeque<Duration>,
    /// Requests that the limiter has not been told of: what an attempt asked
    /// beside its first.
    owed: u32,
    /// When the last of them departed.
    owed_at: Duration,
}

impl Departures {
    pub(super) fn new(ceiling: NonZeroU32) -> Self {
        let clock = Steady::default();
        let spacing = Spacing::of(ceiling);
        let limiter = spacing.limiter(&clock);
        Self {
            clock,
            spacing,
            limiter,
            paid: false,
            next: Duration::ZERO,
            lately: VecDeque::new(),
            owed: 0,
            owed_at: Duration::ZERO,
        }
    }

    /// It is so late now; never earlier than it was.
    pub(super) fn tell(&mut self, steady: Duration) {
        self.clock.tell(steady);
        let now = self.now();
        while self.lately.len() > 1 && self.lately.front().is_some_and(|at| *at + FULL <= now) {
            self.lately.pop_front();
        }
    }

    pub(super) fn now(&self) -> Duration {
        self.clock.now()
    }

    /// Those that may count towards a second that is not over, and the last one.
    pub(super) fn lately(&self) -> &VecDeque<Duration> {
        &self.lately
    }

    /// How many may depart in a second now.
    pub(super) fn ceiling(&self) -> usize {
        self.spacing.ceiling.get() as usize
    }

    /// From one departure to the next.
    pub(super) fn distance(&self) -> Duration {
        self.spacing.distance()
    }

    /// How many may depart at once.
    pub(super) fn at_once(&self) -> usize {
        at_once(self.spacing.ceiling) as usize
    }

    /// How many may be claimed before there is a seat for them.
    pub(super) fn ahead(&self) -> usize {
        if self.at_once() == 1 { 0 } else { self.at_once() }
    }

    /// Another ceiling from now on; what the old one had left is not kept.
    pub(super) fn change_to(&mut self, ceiling: NonZeroU32) {
        self.spacing = Spacing::of(ceiling);
        self.begin_anew();
    }

    /// The next departs a whole distance from now.
    fn begin_anew(&mut self) {
        self.limiter = self.spacing.limiter(&self.clock);
        // A new limiter has all that may be saved up.
        let _ = self.limiter.check_n(self.spacing.saved);
        self.paid = false;
        self.next = Duration::ZERO;
    }

    /// When the next may depart; the hour may be past.
    pub(super) fn next(&mut self) -> Duration {
        self.pay();
        let Some(last) = self.lately.back() else { return self.next };
        // Only a ceiling that no platform has lets several depart at once.
        let apart = if self.at_once() == 1 { self.distance() / 2 } else { Duration::ZERO };
        let first = self.lately.len().checked_sub(self.ceiling()).and_then(|first| self.lately.get(first));
        let room = first.map_or(Duration::ZERO, |first| *first + FULL);
        self.next.max(*last + apart).max(room)
    }

    /// One departs now, whether or not it may.
    pub(super) fn depart(&mut self) {
        let now = self.now();
        let idle = self.at_once() == 1
            && self.lately.back().is_none_or(|last| *last + IDLE.max(self.distance() * 2) <= now);
        self.lately.push_back(now);
        if idle {
            self.begin_anew();
        } else if !std::mem::take(&mut self.paid) && !self.take() {
            // It departs all the same, and the next one pays for it.
            self.owe(1);
        }
    }

    /// What has just departed asks so many times more.
    pub(super) fn further(&mut self, requests: u32) {
        let now = self.now();
        self.lately.extend((0..requests).map(|_| now));
        self.owe(requests);
    }

    fn owe(&mut self, requests: u32) {
        self.owed = self.owed.saturating_add(requests).min(self.spacing.ceiling.get());
        self.owed_at = self.now();
    }

    /// Takes what is owed out of the limiter, and then the next departure: only
    /// what departed within a second can make a second too full.
    fn pay(&mut self) {
        if self.now() >= self.owed_at + SECOND {
            self.owed = 0;
        }
        while (self.owed > 0 || !self.paid) && self.next <= self.now() && self.take() {
            match self.owed.checked_sub(1) {
                Some(left) => self.owed = left,
                None => self.paid = true,
            }
        }
    }

    /// Takes one departure out of the limiter, or learns when there is one.
    fn take(&mut self) -> bool {
        match self.limiter.check_n(self.spacing.cost) {
            Ok(Ok(())) => true,
            Ok(Err(not_until)) => {
                let now = self.now();
                self.next = now + not_until.wait_time_from(now).max(SOONEST);
                false
            }
            // More cells than may ever be saved up: no ceiling has that.
            Err(_) => {
                self.next = self.now() + SECOND;
                false
            }
        }
    }
}
