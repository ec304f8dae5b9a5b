//! Everything outward: connections and couriers, one tree of tasks a platform,
//! begun only while this copy of the program holds the lease.

use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{FAREWELL, retain, supervise, tell_connected};
use crate::adapters::discord::Discord;
use crate::adapters::link::Link;
use crate::adapters::telegram::{ConnectError, Options, Telegram};
use crate::app::App;
use crate::cli::config::Config;
use crate::clock::Clock;
use crate::community::Platform;
use crate::delivery::lease::{self, Guard, Hold};
use crate::delivery::pace::Pace;
use crate::delivery::{self, Courier, Means};
use crate::pictures::Cards;
use crate::ports::Transport;
use crate::remembrance::compose::Composer;
use crate::store::{SinceBackup, Store};

/// How often the operator's word about a restored copy is applied: what it is
/// about is found by the couriers, some of it only after they have looked.
const WORD: Duration = Duration::from_secs(2);

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
    /// What the operator says of the posts since a copy was made.
    pub since_backup: Option<SinceBackup>,
}

impl Outside {
    /// Serves every platform whenever this copy may act, until told to stop, or
    /// until no platform can be served any longer.
    pub(super) async fn keep(&self, stop: &CancellationToken) -> ExitCode {
        // A free lease is taken even by whoever has been told to stop.
        while !stop.is_cancelled() {
            let Some(hold) = lease::seek(&self.store, &self.clock, stop).await else { break };
            let lost = hold.lost().clone();
            let over = self.act(hold, stop).await;
            if over && !stop.is_cancelled() && !lost.is_cancelled() {
                tracing::error!(
                    "no platform can be served any longer; mend what the lines above name, and start anew"
                );
                // As a fault of the settings: starting it anew mends nothing, and a
                // supervisor that knows this code leaves it.
                return ExitCode::from(2);
            }
        }
        ExitCode::SUCCESS
    }

    /// Acts by the lease until told to stop or the lease is lost; whether
    /// everything ended by itself before.
    async fn act(&self, hold: Hold, stop: &CancellationToken) -> bool {
        // The lease is raised until the last outcome is written.
        let leave = CancellationToken::new();
        let raising = tokio::spawn({
            let (hold, outside, leave) = (hold.clone(), self.clone(), leave.clone());
            async move { lease::keep(&hold, &outside.store, &outside.clock, &leave).await }
        });
        let acting = stop.child_token();
        let tasks = TaskTracker::new();
        for link in &self.links {
            tasks.spawn(tell_connected(link.clone(), self.clock.clone(), acting.clone()));
            let (outside, hold, link, acting) = (self.clone(), hold.clone(), link.clone(), acting.clone());
            tasks.spawn(async move { outside.platform(hold, &link, &acting).await });
        }
        tasks.close();
        let beside = acting.child_token();
        let retaining = tokio::spawn({
            let (outside, beside) = (self.clone(), beside.clone());
            async move {
                tokio::join!(
                    retain::keep(&outside.store, &outside.clock, &beside),
                    outside.apply_word(&beside)
                )
            }
        });
        let over = tokio::select! {
            biased;
            () = stop.cancelled() => false,
            () = hold.lost().cancelled() => false,
            () = tasks.wait() => true,
        };
        acting.cancel();
        if tokio::time::timeout(FAREWELL, tasks.wait()).await.is_err() {
            tracing::warn!("not everything ended in time; what was being sent is unknown at the next start");
        }
        leave.cancel();
        let _ = tokio::join!(raising, retaining);
        over
    }

    /// Applies what the operator says of the posts since a copy was made.
    async fn apply_word(&self, stop: &CancellationToken) {
        let Some(word) = self.since_backup else { return };
        let mut failing = false;
        while stop.run_until_cancelled(tokio::time::sleep(WORD)).await.is_some() {
            match self.store.settle_backup(word, self.clock.now().hour).await {
                Ok(0) => failing = false,
                Ok(posts) => {
                    failing = false;
                    tracing::info!(
                        posts,
                        ?word,
                        "the operator's word about the posts since the copy was made"
                    );
                    self.wake.notify_waiters();
                }
                Err(_) if failing => {}
                Err(error) => {
                    tracing::warn!(%error, "the operator's word could not be written; trying until it can");
                    failing = true;
                }
            }
        }
    }

    async fn platform(&self, hold: Hold, link: &Link, stop: &CancellationToken) {
        match link.platform() {
            Platform::Discord => self.discord(hold, link, stop).await,
            Platform::Telegram => self.telegram(hold, link, stop).await,
            Platform::Console => {}
        }
    }

    async fn discord(&self, hold: Hold, link: &Link, stop: &CancellationToken) {
        let Some(token) = self.config.discord_token.clone() else { return };
        let discord = match Discord::connect(&self.config.discord_api_url, token) {
            Ok(discord) => discord,
            Err(error) => return over(link, &error.without_url()),
        };
        let pace = pace(Platform::Discord, self.config.discord_posts_per_second);
        // Posts do not wait for the gateway.
        let delivering = stop.child_token();
        let posts = self.deliver("discord-posts", &discord, (hold, pace), &delivering);
        let people = supervise::keep("discord", stop, || {
            let (discord, app, link, stop) =
                (discord.clone(), Arc::clone(&self.app), link.clone(), stop.clone());
            async move { discord.serve(app, link, stop).await }
        });
        // A refused token is refused for posts too.
        let people = async {
            if people.await {
                delivering.cancel();
            }
        };
        tokio::join!(posts, people);
    }

    async fn telegram(&self, hold: Hold, link: &Link, stop: &CancellationToken) {
        let pace = pace(Platform::Telegram, self.config.telegram_posts_per_second);
        let telegram = match self.connect_telegram(link, pace.clone(), stop).await {
            Ok(Some(telegram)) => telegram,
            Ok(None) => return,
            Err(error) => return over(link, &error),
        };
        let delivering = stop.child_token();
        let posts = self.deliver("telegram-posts", &telegram, (hold, pace), &delivering);
        let people = supervise::keep("telegram", stop, || {
            let (telegram, app, stop) = (telegram.clone(), Arc::clone(&self.app), stop.clone());
            async move { telegram.serve(app, stop).await }
        });
        // A refused token is refused for posts too.
        let people = async {
            if people.await {
                delivering.cancel();
            }
        };
        tokio::join!(posts, people);
    }

    /// Delivers a platform's posts until told to stop.
    async fn deliver<T: Transport + Clone>(
        &self,
        name: &'static str,
        transport: &T,
        (hold, pace): (Hold, Pace),
        stop: &CancellationToken,
    ) {
        supervise::keep(name, stop, || {
            let courier = Courier::new(Means {
                transport: Arc::new(transport.clone()),
                store: self.store.clone(),
                composer: self.composer.clone(),
                cards: Some(self.cards.clone()),
                pace: pace.clone(),
                guard: Guard::Held(hold.clone()),
                clock: self.clock.clone(),
            });
            let (wake, stop) = (Arc::clone(&self.wake), stop.clone());
            async move {
                delivery::run(courier, wake, stop).await;
                Ok::<(), String>(())
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

fn pace(platform: Platform, ceiling: u32) -> Pace {
    Pace::new(platform, NonZeroU32::new(ceiling).unwrap_or(NonZeroU32::MIN))
}

/// Nothing more can be done for a platform.
fn over(link: &Link, error: &dyn std::fmt::Display) {
    link.over();
    tracing::error!(platform = link.platform().name(), %error, "cannot be served until the program is started anew");
}
