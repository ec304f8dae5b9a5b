//! The lease: one copy of the program acts, any other waits and watches. Only
//! steady time is compared, never anybody's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, Now};
use crate::metrics;
use crate::store::{Authority, Counter, Lease, Store, StoreError};

/// How often the holder raises the counter.
const RAISE: Duration = Duration::from_secs(3);
/// A counter that stood still for so long belongs to nobody any more.
const STILL: Duration = Duration::from_secs(11);
/// A holder that could not raise it for so long begins nothing.
const STALE: Duration = Duration::from_secs(8);
/// How often whoever waits looks.
const LOOK: Duration = Duration::from_millis(500);
/// Bytes of a holder's name.
const NAME: usize = 16;

/// Watches the counter until it may be taken.
#[derive(Debug)]
pub struct Seeker {
    name: String,
    seen: Option<(Counter, Duration)>,
}

impl Default for Seeker {
    fn default() -> Self {
        let mut bytes = [0; NAME];
        // Without a random number the name is the process's own: other copies
        // on the same machine have others.
        let name = match getrandom::fill(&mut bytes) {
            Ok(()) => format!("{:032x}", u128::from_le_bytes(bytes)),
            Err(_) => format!("process-{}", std::process::id()),
        };
        Self { name, seen: None }
    }
}

impl Seeker {
    /// Looks once: the lease, if it is free or its counter has stood still.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn step(&mut self, store: &Store, steady: Duration) -> Result<Option<Hold>, StoreError> {
        let counter = store.lease_counter().await?;
        let since = match &self.seen {
            Some((seen, since)) if *seen == counter => *since,
            _ => steady,
        };
        let stood_still = since + STILL <= steady;
        let is_free = counter.is_free();
        self.seen = Some((counter.clone(), since));
        if !is_free && !stood_still {
            return Ok(None);
        }
        Ok(store.take_lease(&counter, &self.name).await?.map(|lease| Hold::new(lease, steady)))
    }
}

/// The lease, held. Clones share when it was raised last.
#[derive(Debug, Clone)]
pub struct Hold {
    lease: Lease,
    raised: Arc<AtomicU64>,
    lost: CancellationToken,
}

impl Hold {
    fn new(lease: Lease, steady: Duration) -> Self {
        let hold = Self { lease, raised: Arc::default(), lost: CancellationToken::new() };
        hold.note(steady);
        hold
    }

    /// Cancelled when another copy has taken the lease.
    #[must_use]
    pub fn lost(&self) -> &CancellationToken {
        &self.lost
    }

    /// Whether it was raised lately enough for something to begin.
    #[must_use]
    pub fn is_fresh(&self, steady: Duration) -> bool {
        let raised = Duration::from_millis(self.raised.load(Ordering::Relaxed));
        !self.lost.is_cancelled() && steady.saturating_sub(raised) < STALE
    }

    /// Raises the counter once.
    ///
    /// # Errors
    /// [`StoreError`]; if another copy has the lease, it is lost for good.
    pub async fn step(&self, store: &Store, now: Now) -> Result<(), StoreError> {
        let raised = store.raise_lease(&self.lease).await;
        match &raised {
            Ok(()) => self.note(now.steady),
            Err(StoreError::LeaseLost) => self.lost.cancel(),
            Err(_) => {}
        }
        raised
    }

    fn note(&self, steady: Duration) {
        let millis = u64::try_from(steady.as_millis()).unwrap_or(u64::MAX);
        self.raised.fetch_max(millis, Ordering::Relaxed);
    }
}

/// By what right a courier acts.
#[derive(Debug, Clone)]
pub enum Guard {
    /// By the lease.
    Held(Hold),
    /// Nobody else delivers these posts: the terminal's own, and a rehearsal's.
    Unshared,
}

impl Guard {
    pub(super) fn authority(&self) -> Authority {
        match self {
            Self::Held(hold) => Authority::Lease(hold.lease.clone()),
            Self::Unshared => Authority::Unshared,
        }
    }

    pub(super) fn may_begin(&self, steady: Duration) -> bool {
        match self {
            Self::Held(hold) => hold.is_fresh(steady),
            Self::Unshared => true,
        }
    }
}

/// Waits until this copy may act; none when told to stop before. While another
/// copy acts, it says so.
pub async fn seek(store: &Store, clock: &Clock, stop: &CancellationToken) -> Option<Hold> {
    let mut seeker = Seeker::default();
    let (mut told, mut failing) = (false, false);
    metrics::leader(false);
    loop {
        match seeker.step(store, clock.now().steady).await {
            Ok(Some(hold)) => {
                metrics::leader(true);
                tracing::info!("this copy holds the lease and acts");
                return Some(hold);
            }
            Ok(None) if !told => {
                tracing::warn!(
                    "another copy of the program acts on this database, or ended without a word; this one waits and takes over when it is silent for 11 seconds"
                );
                told = true;
            }
            Ok(None) => failing = false,
            Err(_) if failing => {}
            Err(error) => {
                tracing::warn!(%error, "the lease cannot be looked at; looking until it can");
                failing = true;
            }
        }
        stop.run_until_cancelled(tokio::time::sleep(LOOK)).await?;
    }
}

/// Raises the counter until told to stop, then gives the lease up; ends early
/// when another copy has taken it.
pub async fn keep(hold: &Hold, store: &Store, clock: &Clock, stop: &CancellationToken) {
    let mut failing = false;
    loop {
        if stop.run_until_cancelled(tokio::time::sleep(RAISE)).await.is_none() {
            break;
        }
        match hold.step(store, clock.now()).await {
            Ok(()) if failing => {
                tracing::info!("the lease can be raised again");
                failing = false;
            }
            Ok(()) => {}
            Err(StoreError::LeaseLost) => {
                tracing::error!("another copy of the program has taken the lease; this one stops acting");
                metrics::leader(false);
                return;
            }
            Err(_) if failing => {}
            Err(error) => {
                tracing::warn!(%error, "the lease could not be raised; trying until it can");
                failing = true;
            }
        }
    }
    if let Err(error) = store.leave_lease(&hold.lease).await {
        tracing::warn!(%error, "the lease could not be given up; the next copy waits 11 seconds");
    }
    metrics::leader(false);
}
