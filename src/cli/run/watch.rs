//! What the program looks at beside its work: posts held back by the operator,
//! the length of the queue, the health of destinations; for the log and the
//! figures.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::operate::names;
use crate::clock::Clock;
use crate::community::Platform;
use crate::metrics;
use crate::remembrance::Post;
use crate::store::{State, Store, StoreError};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(2);
/// The states that posts are counted in.
const COUNTED: [State; 5] = [State::Sent, State::Waiting, State::Missed, State::Failed, State::Cancelled];

/// Begins to look, until told to stop.
pub(super) fn begin(
    tasks: &TaskTracker,
    store: &Store,
    clock: &Clock,
    platforms: &[Platform],
    stop: &CancellationToken,
) {
    let mut watch = Watch {
        store: store.clone(),
        clock: clock.clone(),
        platforms: platforms.to_vec(),
        held: Vec::new(),
        failing: false,
    };
    for platform in platforms {
        for post in Post::ALL {
            for state in COUNTED {
                metrics::begin_posts(platform.name(), post.name(), state.name());
            }
        }
    }
    let stop = stop.clone();
    tasks.spawn(async move {
        loop {
            watch.look().await;
            metrics::tasks(Handle::current().metrics().num_alive_tasks());
            if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
                return;
            }
        }
    });
}

struct Watch {
    store: Store,
    clock: Clock,
    platforms: Vec<Platform>,
    held: Vec<Post>,
    failing: bool,
}

impl Watch {
    async fn look(&mut self) {
        let looked = self.try_look().await;
        match (&looked, self.failing) {
            (Err(error), false) => tracing::error!(%error, "the database cannot be read; looking again"),
            (Ok(()), true) => tracing::info!("the database can be read again"),
            _ => (),
        }
        self.failing = looked.is_err();
    }

    async fn try_look(&mut self) -> Result<(), StoreError> {
        let held = self.store.held().await?;
        if held != self.held {
            match held.as_slice() {
                [] => tracing::info!("released: nothing is held back any longer"),
                held => {
                    tracing::warn!(
                        posts = names(held),
                        "held back by the operator until `january20 release`"
                    );
                }
            }
            self.held = held;
        }
        for post in Post::ALL {
            metrics::held(post.name(), self.held.contains(post));
        }
        for platform in &self.platforms {
            let name = platform.name();
            let queue = self.store.queue(*platform, self.clock.now().hour).await?;
            metrics::queue(name, queue.posts, queue.oldest);
            for (health, count) in self.store.wellbeing(*platform).await? {
                metrics::destinations(name, health, count);
            }
        }
        Ok(())
    }
}
