//! Everything outward: connections and couriers, begun only while this copy of
//! the program holds the lease.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{FAREWELL, supervise, tell_connected};
use crate::adapters::discord::Discord;
use crate::adapters::link::Link;
use crate::app::App;
use crate::cli::config::Config;
use crate::clock::Clock;
use crate::community::Platform;
use crate::remembrance::compose::Composer;
use crate::store::Store;

/// What is outward is made of.
pub(super) struct Outside {
    pub config: Config,
    pub composer: Composer,
    pub store: Store,
    pub clock: Clock,
    pub app: Arc<App>,
    pub wake: Arc<Notify>,
    pub links: Vec<Link>,
}
