//! The connection through which Discord tells what happens: its address and the
//! number of shards are asked for here, with patience; serenity keeps the
//! shards. What befalls a server becomes a request like any other. Posts do not
//! pass through here, and do not wait for it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::ExposeSecret;
use serde::Deserialize;
use serenity::all::{GatewayError, GatewayIntents, ShardId};
use serenity::client::{Context, RawEventHandler};
use serenity::futures::StreamExt;
use serenity::gateway::{ConnectionStage, ShardManager, ShardManagerOptions};
use serenity::http::HttpBuilder;
use serenity::model::event::Event;
use serenity::model::gateway::Ready;
use serenity::model::guild::Guild;
use serenity::model::id::{ChannelId, GuildId};
use serenity::prelude::TypeMap;
use thiserror::Error;
use tokio::sync::{RwLock, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::inbound::Counter;
use super::rights::signed;
use super::sender::{Body, Call, Failure};
use super::venue::Visit;
use super::{Discord, menu};
use crate::adapters::link::Link;
use crate::app::{App, Input, Life, Request, Scene, SceneKind};
use crate::community::{Actor, Community, Place, Platform};
use crate::language::Language;
use crate::message::Form;
use crate::render::discord;

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
                Ok(answer) => match serde_json::from_value::<Gateway>(answer) {
                    Ok(gateway) if gateway.session_start_limit.remaining > 0 => return Ok(gateway),
                    Ok(gateway) => {
                        pause = Duration::from_millis(gateway.session_start_limit.reset_after);
                        "no more connections are allowed today".to_owned()
                    }
                    Err(error) => error.to_string(),
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
        let token = self.sender().token().expose_secret().to_owned();
        // It carries the token to the shards, "Bot " before it: the gateway takes both
        // (discord-api-docs, issue 119). No request goes out through it.
        let http = HttpBuilder::new(token).ratelimiter_disabled(true).build();
        let (shards, mut ended) = ShardManager::new(ShardManagerOptions {
            data: Arc::new(RwLock::new(TypeMap::new())),
            event_handlers: Vec::new(),
            raw_event_handlers: vec![Arc::clone(&watcher) as Arc<dyn RawEventHandler>],
            shard_index: 0,
            shard_init: 0,
            shard_total: 0,
            ws_url: Arc::clone(&address),
            http: Arc::new(http),
            intents: GatewayIntents::GUILDS,
            presence: None,
        });
        shards.set_shards(0, gateway.shards, gateway.shards).await;
        // It cannot fail in this version of serenity.
        let _ = shards.initialize();
        let outcome = tokio::select! {
            () = stop.cancelled() => Some(Ok(())),
            error = ended.next() => verdict(error.as_ref()),
            () = abandoned(&shards, gateway.shards) => None,
        };
        // Shards ask for the address before they connect: none does any more.
        std::mem::forget(address.lock_owned().await);
        watcher.tasks.close();
        let _ = timeout(LAST_ANSWERS, watcher.tasks.wait()).await;
        let _ = timeout(LAST_ANSWERS, shards.shutdown_all()).await;
        outcome
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

/// Hears what the gateway tells.
struct Watcher {
    counter: Counter,
    link: Link,
    shards: u32,
    /// Servers that the bot is known to be in.
    servers: Mutex<HashSet<u64>>,
    /// Shards that said which servers are theirs: what is told before that is
    /// no news.
    ready: watch::Sender<HashSet<ShardId>>,
    tasks: TaskTracker,
}

#[serenity::async_trait]
impl RawEventHandler for Watcher {
    async fn raw_event(&self, context: Context, event: Event) {
        // serenity hands each event to a task of its own, as it arrives.
        let arrived = Instant::now();
        match event {
            Event::InteractionCreate(event) => {
                self.tasks.track_future(self.counter.answer(event.interaction, arrived)).await;
            }
            Event::Ready(event) => self.ready(context.shard_id, event.ready).await,
            Event::Resumed(_) => self.link.up(),
            Event::GuildCreate(event) => self.joined(context.shard_id, event.guild).await,
            Event::GuildDelete(event) if !event.guild.unavailable => self.left(event.guild.id).await,
            Event::ChannelDelete(event) => self.deleted(event.channel.guild_id, event.channel.id).await,
            Event::ThreadDelete(event) => self.deleted(event.thread.guild_id, event.thread.id).await,
            Event::ChannelUpdate(event) => self.rights(event.channel.guild_id).await,
            Event::ThreadUpdate(event) => self.rights(event.thread.guild_id).await,
            Event::GuildRoleUpdate(event) => self.rights(event.role.guild_id).await,
            Event::GuildRoleDelete(event) => self.rights(event.guild_id).await,
            Event::GuildMemberUpdate(event) if self.is_own(event.user.id) => {
                self.rights(event.guild_id).await;
            }
            _ => {}
        }
    }
}

impl Watcher {
    fn new(discord: Discord, app: Arc<App>, link: Link, shards: u32) -> Self {
        let counter = Counter { discord, app };
        let (servers, ready) = (Mutex::default(), watch::Sender::new(HashSet::new()));
        Self { counter, link, shards, servers, ready, tasks: TaskTracker::new() }
    }

    fn is_own(&self, user: serenity::model::id::UserId) -> bool {
        self.counter.discord.known_own() == Some(user)
    }

    async fn ready(&self, shard: ShardId, ready: Ready) {
        self.counter.discord.remember_own(ready.user.id);
        let present: HashSet<u64> = ready.guilds.iter().map(|guild| guild.id.get()).collect();
        let known = self.counter.app.communities(Platform::Discord).await;
        // One that it was removed from and is in again is news when it is told.
        let back: HashSet<u64> =
            known.iter().filter(|(_, left)| *left).map(|(native, _)| native.cast_unsigned()).collect();
        self.servers().extend(present.difference(&back));
        let mut first = false;
        self.ready.send_modify(|shards| first = shards.insert(shard));
        tracing::info!(shard = shard.get(), servers = present.len(), "connected to Discord");
        if self.ready.borrow().len() >= self.shards as usize {
            self.link.up();
        }
        if first && shard.get() == 0 {
            let (discord, app) = (self.counter.discord.clone(), Arc::clone(&self.counter.app));
            let application = ready.application.id.get();
            self.tasks.spawn(register(discord, app, application));
        }
        let gone =
            known.into_iter().filter(|(native, left)| !left && self.is_absent(*native, shard, &present));
        for (native, _) in gone {
            self.tell(native, ChannelId::new(1), None, Life::Left).await;
        }
    }

    /// Whether a server belongs to this shard, and is not there.
    fn is_absent(&self, native: i64, shard: ShardId, present: &HashSet<u64>) -> bool {
        let id = native.cast_unsigned();
        (id >> 22) % u64::from(self.shards) == u64::from(shard.get()) && !present.contains(&id)
    }

    /// A server that is there: news only where its shard had not named it.
    async fn joined(&self, shard: ShardId, guild: Guild) {
        let mut ready = self.ready.subscribe();
        let said = ready.wait_for(|shards| shards.contains(&shard)).await.is_ok();
        if !said || !self.servers().insert(guild.id.get()) {
            return;
        }
        let language = Language::from_tag(&guild.preferred_locale);
        let channel = guild.system_channel_id.filter(|channel| self.is_writable(&guild, *channel));
        let place = channel.unwrap_or(ChannelId::new(1));
        let reply = self.tell(signed(guild.id.get()), place, language, Life::Joined).await;
        if let (Some(message), Some(channel)) = (reply, channel) {
            let path = format!("/channels/{channel}/messages");
            let body = Body::Json(discord::words(&message, Form::Plain));
            let call = Call::of(reqwest::Method::POST, path, body).at(channel.get(), false);
            if let Err(failure) = self.counter.discord.sender().call(call).await {
                tracing::debug!("the greeting of a server was not sent: {failure}");
            }
        }
    }

    fn is_writable(&self, guild: &Guild, channel: ChannelId) -> bool {
        let own = self.counter.discord.known_own().and_then(|own| guild.members.get(&own));
        let (Some(channel), Some(own)) = (guild.channels.get(&channel), own) else { return false };
        let may = guild.user_permissions_in(channel, own);
        may.view_channel() && may.send_messages()
    }

    async fn left(&self, guild: GuildId) {
        self.servers().remove(&guild.get());
        self.tell(signed(guild.get()), ChannelId::new(1), None, Life::Left).await;
    }

    async fn deleted(&self, guild: GuildId, channel: ChannelId) {
        let place = Place { channel: signed(channel.get()), topic: 0 };
        self.tell(signed(guild.get()), channel, None, Life::Deleted(place)).await;
    }

    async fn rights(&self, guild: GuildId) {
        self.counter.discord.forget_rights(guild.get());
        self.tell(signed(guild.get()), ChannelId::new(1), None, Life::Rights).await;
    }

    /// Hands on what befell a server, and gives what is to be said to it.
    async fn tell(
        &self,
        native: i64,
        channel: ChannelId,
        language: Option<Language>,
        life: Life,
    ) -> Option<crate::message::Message> {
        let community = Community { platform: Platform::Discord, native };
        let place = Place { channel: signed(channel.get()), topic: 0 };
        let request = Request {
            scene: Scene { community: Some(community), place, kind: SceneKind::Shared },
            actor: Actor::Program,
            app_language: language,
            input: Ok(Input::Life(life)),
            update: None,
        };
        let visit = Visit::by(self.counter.discord.clone(), None).in_language(language);
        let reply = self.counter.app.respond(&request, &visit).await;
        reply.map(|reply| reply.message)
    }

    fn servers(&self) -> std::sync::MutexGuard<'_, HashSet<u64>> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Registers the commands, again until it is done.
async fn register(discord: Discord, app: Arc<App>, application: u64) {
    let mut pause = Duration::from_secs(2);
    let mut told = false;
    loop {
        match menu::register(discord.sender(), application, app.answers().texts()).await {
            Ok(changed) => {
                tracing::info!(changed, "the commands on Discord are in order");
                return;
            }
            Err(failure) => {
                if let Failure::Limited { after, .. } = failure {
                    pause = pause.max(after);
                }
                if !std::mem::replace(&mut told, true) {
                    tracing::warn!("the commands on Discord are not registered yet, trying on: {failure}");
                }
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE * 10);
    }
}
