//! What the gateway tells: interactions are answered, and what befalls a server
//! becomes a request like any other.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serenity::all::ShardId;
use serenity::client::{Context, RawEventHandler};
use serenity::model::event::Event;
use serenity::model::gateway::Ready;
use serenity::model::guild::Guild;
use serenity::model::id::{ChannelId, GuildId};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
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

/// The longest pause between two attempts to register the commands.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);

/// Hears what the gateway tells.
pub(super) struct Watcher {
    counter: Counter,
    link: Link,
    shards: u32,
    /// Servers that the bot is known to be in.
    servers: Mutex<HashSet<u64>>,
    /// Shards that said which servers are theirs: what is told before that is
    /// no news.
    ready: watch::Sender<HashSet<ShardId>>,
    pub tasks: TaskTracker,
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
    pub fn new(discord: Discord, app: Arc<App>, link: Link, shards: u32) -> Self {
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
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
