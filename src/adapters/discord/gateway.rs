//! The connection through which Discord tells what happens: its address and the
//! number of shards are asked for here, with patience; serenity keeps the
//! shards. Posts do not pass through here, and do not wait for it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;
use serenity::all::{GatewayError, GatewayIntents};
use serenity::client::RawEventHandler;
use serenity::futures::StreamExt;
use serenity::gateway::{ConnectionStage, ShardManager, ShardManagerOptions};
use serenity::http::{Http, HttpBuilder};
use serenity::prelude::TypeMap;
use thiserror::Error;
use tokio::sync::RwLock;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::Discord;
use super::sender::{Call, Failure};
use super::watcher::Watcher;
use crate::adapters::link::Link;
use crate::app::App;

/// Between two refusals of the token, before it is believed.
const SECOND_THOUGHT: Duration = Duration::from_secs(10);
/// The longest pause between two questions for the gateway's address.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// How often the shards are looked after, and how many looks in a row may find
/// one unconnected before all begin anew with an address asked for again.
const LOOK: Duration = Duration::from_mins(1);
const PATIENT_LOOKS: u32 = 5;
/// What answers to people may still need at the end.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

/// Why the connection ended for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Ended {
    /// The token is refused.
    #[error(
        "Discord refuses the token; copy it anew from the Bot page of the developer portal into DISCORD_TOKEN"
    )]
    Token,
    /// The intents are refused.
    #[error(
        "Discord refuses the connection's intents; this program asks for GUILDS alone, so check in the developer portal that the application is not restricted"
    )]
    Intents,
}

/// What `GET /gateway/bot` answers.
#[derive(Debug, Clone, Deserialize)]
struct Gateway {
    url: String,
    shards: u32,
    session_start_limit: StartLimit,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct StartLimit {
    remaining: u32,
    /// In milliseconds.
    reset_after: u64,
}

impl Discord {
    /// Serves what people do on Discord until told to stop.
    ///
    /// # Errors
    /// [`Ended`], when trying again is of no use.
    pub async fn serve(&self, app: Arc<App>, link: Link, stop: CancellationToken) -> Result<(), Ended> {
        let served = stop.run_until_cancelled(self.gateway(&link)).await;
        let ended = match served {
            None => Ok(()),
            Some(Err(ended)) => Err(ended),
            Some(Ok(first)) => self.keep(first, &app, &link, &stop).await,
        };
        match ended {
            Ok(()) => link.down(),
            Err(_) => link.over(),
        }
        ended
    }

    /// Keeps the shards connected; begins anew where one stays away.
    async fn keep(
        &self,
        first: Gateway,
        app: &Arc<App>,
        link: &Link,
        stop: &CancellationToken,
    ) -> Result<(), Ended> {
        let mut gateway = first;
        loop {
            match self.connected(&gateway, app, link, stop).await {
                Some(ended) => return ended,
                None => link.down(),
            }
            match stop.run_until_cancelled(self.gateway(link)).await {
                None => return Ok(()),
                Some(asked) => gateway = asked?,
            }
        }
    }

    /// The gateway's address and the number of shards, asked for until they are
    /// told: there is no other address to fall back to.
    async fn gateway(&self, link: &Link) -> Result<Gateway, Ended> {
        let mut pause = Duration::from_secs(1);
        let mut refused = false;
        loop {
            let problem = match self.sender().call(Call::get("/gateway/bot")).await {
                Ok(answer) => match Gateway::read(answer) {
                    Ok(gateway) if gateway.session_start_limit.remaining > 0 => return Ok(gateway),
                    Ok(gateway) => {
                        pause = Duration::from_millis(gateway.session_start_limit.reset_after);
                        "no more connections are allowed today".to_owned()
                    }
                    Err(unreadable) => unreadable,
                },
                Err(Failure::Refused { status: 401, .. }) if refused => return Err(Ended::Token),
                Err(Failure::Refused { status: 401, message, .. }) => {
                    (refused, pause) = (true, SECOND_THOUGHT);
                    message
                }
                Err(Failure::Limited { after, .. }) => {
                    pause = after;
                    "a rate limit".to_owned()
                }
                Err(failure) => failure.to_string(),
            };
            if link.is_news() {
                tracing::warn!(
                    "the address of Discord's gateway is not known yet, asking until it is: {problem}"
                );
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Runs all shards. `None`: they are to begin anew.
    async fn connected(
        &self,
        gateway: &Gateway,
        app: &Arc<App>,
        link: &Link,
        stop: &CancellationToken,
    ) -> Option<Result<(), Ended>> {
        let watcher = Arc::new(Watcher::new(self.clone(), Arc::clone(app), link.clone(), gateway.shards));
        let address = Arc::new(tokio::sync::Mutex::new(gateway.url.clone()));
        let (shards, mut ended) = ShardManager::new(ShardManagerOptions {
            data: Arc::new(RwLock::new(TypeMap::new())),
            event_handlers: Vec::new(),
            raw_event_handlers: vec![Arc::clone(&watcher) as Arc<dyn RawEventHandler>],
            shard_index: 0,
            shard_init: 0,
            shard_total: 0,
            ws_url: Arc::clone(&address),
            http: Arc::new(self.carrier()),
            intents: GatewayIntents::GUILDS,
            presence: None,
        });
        shards.set_shards(0, gateway.shards, gateway.shards).await;
        // It cannot fail in this version of serenity.
        let _ = shards.initialize();
        let outcome = tokio::select! {
            () = stop.cancelled() => Some(Ok(())),
            error = ended.next() => verdict(error.as_ref()),
            () = self.disowned() => Some(Err(Ended::Token)),
            () = abandoned(&shards, gateway.shards) => None,
        };
        // Shards ask for the address before they connect: none does any more.
        std::mem::forget(address.lock_owned().await);
        watcher.tasks.close();
        let _ = timeout(LAST_ANSWERS, watcher.tasks.wait()).await;
        let _ = timeout(LAST_ANSWERS, shards.shutdown_all()).await;
        outcome
    }

    /// What carries the token to the shards; no request goes out through it.
    /// Discord's documentation shows the token bare in IDENTIFY; serenity 0.12.5
    /// puts "Bot " before every token, here too, and gives no way around it
    /// (`parse_token` in its `http/client.rs`). Discord takes both
    /// (discord-api-docs, issue 119: "we'll take both the prefixed & nonprefixed
    /// version").
    fn carrier(&self) -> Http {
        let token = self.sender().token().expose_secret();
        HttpBuilder::new(token).ratelimiter_disabled(true).build()
    }

    /// Ends when the token that was taken at first is refused: once by whatever
    /// was asked, and again after a moment. The gateway may say nothing of it for
    /// as long as its connection stands.
    async fn disowned(&self) {
        loop {
            self.sender().unauthorized().await;
            sleep(SECOND_THOUGHT).await;
            let again = self.sender().call(Call::get("/users/@me")).await;
            if matches!(again, Err(Failure::Refused { status: 401, .. })) {
                return;
            }
        }
    }
}

impl Gateway {
    /// Reads what Discord answers. Its address becomes what Discord documents,
    /// version and encoding named; serenity appends `?v=10` to whatever it is
    /// given: behind the `#` that ends this, which is not sent.
    /// <https://docs.discord.com/developers/events/gateway#connecting>
    fn read(answer: Value) -> Result<Self, String> {
        let gateway: Self = serde_json::from_value(answer).map_err(|error| error.to_string())?;
        let mut address = Url::parse(&gateway.url).map_err(|error| error.to_string())?;
        address.set_query(Some("v=10&encoding=json"));
        address.set_fragment(Some(""));
        Ok(Self { url: address.into(), ..gateway })
    }
}

fn verdict(error: Option<&Result<(), GatewayError>>) -> Option<Result<(), Ended>> {
    match error {
        Some(Err(GatewayError::InvalidAuthentication)) => Some(Err(Ended::Token)),
        Some(Err(GatewayError::DisallowedGatewayIntents | GatewayError::InvalidGatewayIntents)) => {
            Some(Err(Ended::Intents))
        }
        _ => None,
    }
}

/// Ends when a shard has been away for so long that serenity will not bring it
/// back: an address that is no more, or more shards wanted than there are.
async fn abandoned(shards: &ShardManager, count: u32) {
    let mut away = 0;
    while away < PATIENT_LOOKS {
        sleep(LOOK).await;
        let runners = shards.runners.lock().await;
        let connected = runners.values().filter(|runner| runner.stage == ConnectionStage::Connected).count();
        let all = u32::try_from(connected).is_ok_and(|connected| connected >= count);
        away = if all { 0 } else { away + 1 };
    }
    tracing::warn!("a shard stays unconnected; connecting anew");
}
