//! Everything outward: connections and couriers, one tree of tasks a platform.

use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{FAREWELL, supervise, tell_connected};
use crate::adapters::discord::Discord;
use crate::adapters::link::Link;
use crate::adapters::telegram::{ConnectError, Options, Telegram};
use crate::app::App;
use crate::cli::config::Config;
use crate::clock::Clock;
use crate::community::Platform;
use crate::delivery::pace::Pace;
use crate::pictures::Cards;
use crate::remembrance::compose::Composer;
use crate::store::Store;

/// What the outward tasks are made of.
#[derive(Debug, Clone)]
pub(super) struct Outside {
    pub config: Config,
    pub composer: Composer,
    pub cards: Cards,
    pub store: Store,
    pub clock: Clock,
    pub app: Arc<App>,
    pub wake: Arc<Notify>,
    pub links: Vec<Link>,
}

impl Outside {
    /// Serves every platform until told to stop, or until none of them can be
    /// served any longer.
    pub(super) async fn keep(&self, stop: &CancellationToken) -> ExitCode {
        let tasks = TaskTracker::new();
        for link in &self.links {
            tasks.spawn(tell_connected(link.clone(), self.clock.clone(), stop.clone()));
            let (outside, link, stop) = (self.clone(), link.clone(), stop.clone());
            tasks.spawn(async move { outside.platform(&link, &stop).await });
        }
        tasks.close();
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = tasks.wait() => {
                tracing::error!("no platform can be served any longer; mend what the lines above name, and start anew");
                return ExitCode::FAILURE;
            }
        }
        if tokio::time::timeout(FAREWELL, tasks.wait()).await.is_err() {
            tracing::warn!(
                "not everything ended in time; what was being sent is looked at again at the next start"
            );
        }
        ExitCode::SUCCESS
    }

    async fn platform(&self, link: &Link, stop: &CancellationToken) {
        match link.platform() {
            Platform::Discord => self.discord(link, stop).await,
            Platform::Telegram => self.telegram(link, stop).await,
            Platform::Console => {}
        }
    }

    async fn discord(&self, link: &Link, stop: &CancellationToken) {
        let Some(token) = self.config.discord_token.clone() else { return };
        let discord = match Discord::connect(&self.config.discord_api_url, token) {
            Ok(discord) => discord,
            Err(error) => return over(link, &error),
        };
        supervise::keep("discord", stop, || {
            let (discord, app, link, stop) =
                (discord.clone(), Arc::clone(&self.app), link.clone(), stop.clone());
            async move { discord.serve(app, link, stop).await }
        })
        .await;
    }

    async fn telegram(&self, link: &Link, stop: &CancellationToken) {
        let ceiling = self.config.telegram_posts_per_second;
        let pace = Pace::new(Platform::Telegram, NonZeroU32::new(ceiling).unwrap_or(NonZeroU32::MIN));
        supervise::keep("telegram", stop, || {
            let (outside, link, pace, stop) = (self.clone(), link.clone(), pace.clone(), stop.clone());
            async move {
                let Some(telegram) = outside.connect_telegram(&link, pace, &stop).await? else {
                    return Ok(());
                };
                telegram.serve(outside.app, stop).await.map_err(ConnectError::Token)
            }
        })
        .await;
    }

    /// Telegram, once it has said who the bot is; none when told to stop.
    async fn connect_telegram(
        &self,
        link: &Link,
        pace: Pace,
        stop: &CancellationToken,
    ) -> Result<Option<Telegram>, ConnectError> {
        let Some(token) = self.config.telegram_token.clone() else { return Ok(None) };
        let api = match self.config.telegram_api_url.parse() {
            Ok(api) => api,
            Err(error) => {
                over(link, &error);
                return Ok(None);
            }
        };
        let options = Options { token, api, clock: self.clock.clone(), link: link.clone(), pace };
        match Telegram::connect(options, stop).await {
            Ok(telegram) => Ok(Some(telegram)),
            Err(ConnectError::Stopped) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Nothing more can be done for a platform.
fn over(link: &Link, error: &dyn std::fmt::Display) {
    link.over();
    tracing::error!(platform = link.platform().name(), %error, "cannot be served until the program is started anew");
}
