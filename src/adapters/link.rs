//! Whether a platform is connected: told by its adapter, read by `/readyz`, the
//! log and whoever waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use crate::community::Platform;
use crate::metrics;

/// A platform's connection, as its adapter tells it. Clones tell the same one.
#[derive(Debug, Clone)]
pub struct Link {
    platform: Platform,
    state: watch::Sender<State>,
    /// Whether what keeps it down was told since it was up last.
    told: Arc<AtomicBool>,
}

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not yet connected, or to be connected again.
    Down,
    /// Connected.
    Up,
    /// It ended for good, until the program is started anew: a refused token.
    Over,
}

impl Link {
    /// The connection of a platform, which is down.
    #[must_use]
    pub fn new(platform: Platform) -> Self {
        metrics::begin(platform.name());
        Self { platform, state: watch::Sender::new(State::Down), told: Arc::default() }
    }

    /// Which platform it is.
    #[must_use]
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self) -> State {
        *self.state.borrow()
    }

    /// Whether what keeps it down is to be told now: once, however often it is
    /// tried again, until it has been up.
    #[must_use]
    pub fn is_news(&self) -> bool {
        !self.told.swap(true, Ordering::Relaxed)
    }

    /// It is connected.
    pub fn up(&self) {
        self.told.store(false, Ordering::Relaxed);
        self.turn(State::Up);
    }

    /// It is not connected, and is to be again.
    pub fn down(&self) {
        self.turn(State::Down);
    }

    /// It ended for good.
    pub fn over(&self) {
        self.turn(State::Over);
    }

    /// Waits until it is connected, or over.
    pub async fn settled(&self) -> State {
        let mut seen = self.state.subscribe();
        match seen.wait_for(|state| *state != State::Down).await {
            Ok(state) => *state,
            Err(_) => State::Over,
        }
    }

    fn turn(&self, to: State) {
        let changed = self.state.send_if_modified(|state| std::mem::replace(state, to) != to);
        if changed {
            metrics::connected(self.platform.name(), to == State::Up);
            tracing::info!(
                platform = self.platform.name(),
                connected = to == State::Up,
                "connection changed"
            );
        }
    }
}
