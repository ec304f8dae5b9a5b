//! What people do, as requests, and what is said to it, as answers to
//! interactions: each answered once and within Discord's three seconds, put off
//! first where that needs longer. It decides nothing about what is said.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use serenity::FutureExt;
use serenity::model::Permissions;
use serenity::model::application::{
    AuthorizingIntegrationOwner, AuthorizingIntegrationOwners, CommandInteraction, ComponentInteraction,
    Interaction, InteractionContext,
};
use serenity::model::channel::MessageFlags;
use serenity::model::guild::Member;
use serenity::model::id::{ChannelId, GuildId, UserId};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::Discord;
use super::given::{offer, path};
use super::port::moderates;
use super::rights::signed;
use super::sender::{Body, Call, Failure};
use super::venue::Visit;
use crate::app::{App, Input, Reply, Request, Scene, SceneKind, Shown};
use crate::commands::UsageError;
use crate::commands::catalogue::Group;
use crate::commands::parse::{Value as Given, named};
use crate::community::{Actor, Community, Place, Platform, Role};
use crate::language::Language;
use crate::message::File;
use crate::metrics;
use crate::render::discord;

/// Discord shows "did not respond" after three seconds.
const DEADLINE: Duration = Duration::from_millis(2_800);
/// What is not answered by then is put off.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// How long an answer that was put off may be given: Discord's fifteen minutes,
/// a little less.
const TOKEN: Duration = Duration::from_mins(14);

/// Kinds of answers to an interaction.
const MESSAGE: u8 = 4;
const DEFERRED: u8 = 5;
const DEFERRED_UPDATE: u8 = 6;
const UPDATE: u8 = 7;
const CHOICES: u8 = 8;
const EPHEMERAL: u64 = 1 << 6;

/// Discord's codes for an interaction that is over, and one that has its answer.
const TOO_LATE: u32 = 10_062;
const ANSWERED: u32 = 40_060;

/// Everything that answering needs.
#[derive(Debug, Clone)]
pub struct Counter {
    /// The way out.
    pub discord: Discord,
    /// What answers.
    pub app: Arc<App>,
}

/// What every kind of interaction brings.
struct Caller<'a> {
    id: u64,
    token: &'a str,
    application: u64,
    guild: Option<GuildId>,
    channel: ChannelId,
    member: Option<&'a Member>,
    user: UserId,
    locale: &'a str,
    guild_locale: Option<&'a str>,
    owners: &'a AuthorizingIntegrationOwners,
    context: Option<InteractionContext>,
    arrived: Instant,
}

macro_rules! caller {
    ($interaction:expr, $member:expr, $arrived:expr) => {
        Caller {
            id: $interaction.id.get(),
            token: &$interaction.token,
            application: $interaction.application_id.get(),
            guild: $interaction.guild_id,
            channel: $interaction.channel_id,
            member: $member,
            user: $interaction.user.id,
            locale: &$interaction.locale,
            guild_locale: $interaction.guild_locale.as_deref(),
            owners: &$interaction.authorizing_integration_owners,
            context: $interaction.context,
            arrived: $arrived,
        }
    };
}

/// How an answer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// A command's: a new message, private or not where it must be put off.
    Command { private: bool },
    /// A button's: beside the message that it stands under, or in its place.
    Press {
        /// Whether only whoever pressed sees that message.
        private: bool,
    },
}

/// What a task broke off with.
type Fault = Box<dyn Any + Send>;

/// One request that answers.
struct Answer<'a> {
    method: Method,
    path: &'a str,
    body: &'a Value,
    files: &'a [File],
}

impl Answer<'_> {
    fn call(&self) -> Call {
        let body = match (self.body, self.files) {
            (Value::Null, _) => Body::None,
            (body, []) => Body::Json(body.clone()),
            (body, files) => Body::Files(body.clone(), files.to_vec()),
        };
        Call::of(self.method.clone(), self.path, body).free()
    }
}

impl Manner {
    /// Whether the reply takes the place of the message whose button was
    /// pressed: never a private one that of a message that everybody sees.
    fn replaces(self, reply: &Reply) -> bool {
        matches!(self, Self::Press { private } if reply.replaces && (private || !reply.private))
    }
}

impl Counter {
    /// Answers one interaction, whatever it is.
    pub async fn answer(&self, interaction: Interaction, arrived: Instant) {
        match interaction {
            Interaction::Command(command) => self.command(&command, arrived).await,
            Interaction::Autocomplete(typing) => self.typing(&typing, arrived).await,
            Interaction::Component(press) => self.press(&press, arrived).await,
            // Pings come over HTTP alone, and no form of ours is ever shown.
            _ => {}
        }
    }

    async fn command(&self, command: &CommandInteraction, arrived: Instant) {
        let (path, options) = path(command);
        let moderators = path.first() == Some(&Group::Remembrance.name());
        let asked_in_private =
            options.iter().any(|(name, value)| *name == "private" && *value == Given::Flag(true));
        let input = named(&path, options).map(Input::Command);
        let caller = caller!(command, command.member.as_deref(), arrived);
        let manner = Manner::Command { private: moderators || asked_in_private };
        self.serve(&caller, input, manner).await;
    }

    async fn press(&self, press: &ComponentInteraction, arrived: Instant) {
        let caller = caller!(press, press.member.as_ref(), arrived);
        let input = Ok(Input::Press(press.data.custom_id.clone()));
        let private = press.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
        self.serve(&caller, input, Manner::Press { private }).await;
    }

    async fn typing(&self, typing: &CommandInteraction, arrived: Instant) {
        let caller = caller!(typing, typing.member.as_deref(), arrived);
        let Some(typed) = typing.data.autocomplete() else { return };
        let suggestions = match offer(&path(typing).0, typed.name) {
            Some(offer) => {
                let language = self.app.language_in(caller.community(), caller.app_language()).await;
                let suggest = AssertUnwindSafe(|| self.app.suggest(offer, typed.value, language));
                catch_unwind(suggest).unwrap_or_else(|_| {
                    tell_fault();
                    Vec::new()
                })
            }
            None => Vec::new(),
        };
        let choices = suggestions.iter().map(|each| json!({"name": each.name, "value": each.value}));
        let choices: Vec<Value> = choices.collect();
        self.callback(&caller, json!({"type": CHOICES, "data": {"choices": choices}}), &[]).await;
    }

    async fn serve(&self, caller: &Caller<'_>, input: Result<Input, UsageError>, manner: Manner) {
        let request = Request {
            scene: caller.scene(),
            actor: caller.actor(),
            app_language: caller.app_language(),
            input,
            update: None,
        };
        let visit = caller.visit(&self.discord);
        let respond = AssertUnwindSafe(self.app.respond(&request, &visit)).catch_unwind();
        let mut respond = std::pin::pin!(respond);
        let reply = tokio::select! {
            reply = &mut respond => Some(reply),
            () = sleep_until(caller.arrived + PATIENCE) => None,
        };
        match reply {
            Some(reply) => {
                let reply = self.or_excuse(reply, &request).await;
                self.show(caller, &reply, manner).await;
            }
            None => self.put_off(caller, (&request, respond), manner).await,
        }
        metrics::interaction(Platform::Discord.name(), caller.arrived.elapsed());
    }

    /// A fault of ours is answered too.
    async fn or_excuse(&self, reply: Result<Option<Reply>, Fault>, request: &Request) -> Reply {
        if reply.is_err() {
            tell_fault();
        }
        match reply.ok().flatten() {
            Some(reply) => reply,
            None => self.app.excuse(request).await,
        }
    }

    /// The answer, where it is there in time.
    async fn show(&self, caller: &Caller<'_>, reply: &Reply, manner: Manner) {
        let mut bodies = bodies(reply).into_iter();
        let Some(mut first) = bodies.next() else { return };
        let kind = if manner.replaces(reply) { UPDATE } else { MESSAGE };
        if reply.private && kind == MESSAGE {
            flag(&mut first, EPHEMERAL);
        }
        let alone = bodies.len() == 0;
        let files = if alone { reply.message.files.as_slice() } else { &[] };
        self.callback(caller, json!({"type": kind, "data": first}), files).await;
        self.follow_up(caller, bodies.collect(), reply).await;
    }

    /// Says that the answer will come, and gives it when it is there.
    async fn put_off(
        &self,
        caller: &Caller<'_>,
        (request, respond): (&Request, impl Future<Output = Result<Option<Reply>, Fault>>),
        manner: Manner,
    ) {
        let deferral = match manner {
            Manner::Command { private: true } => json!({"type": DEFERRED, "data": {"flags": EPHEMERAL}}),
            Manner::Command { private: false } => json!({"type": DEFERRED}),
            Manner::Press { .. } => json!({"type": DEFERRED_UPDATE}),
        };
        let (reply, ()) = tokio::join!(timeout(TOKEN, respond), self.callback(caller, deferral, &[]));
        let Ok(reply) = reply else { return };
        let reply = self.or_excuse(reply, request).await;
        let edits = match manner {
            Manner::Press { .. } => manner.replaces(&reply),
            // What everybody was told to wait for cannot become private.
            Manner::Command { private } => private || !reply.private,
        };
        let mut bodies = bodies(&reply);
        if edits {
            let first = bodies.remove(0);
            let files = if bodies.is_empty() { reply.message.files.clone() } else { Vec::new() };
            self.edit(caller, Method::PATCH, first, files).await;
        } else if matches!(manner, Manner::Command { .. }) {
            self.edit(caller, Method::DELETE, Value::Null, Vec::new()).await;
        }
        self.follow_up(caller, bodies, &reply).await;
    }

    /// What does not fit the first message; the files are the last one's.
    async fn follow_up(&self, caller: &Caller<'_>, bodies: Vec<Value>, reply: &Reply) {
        let last = bodies.len().saturating_sub(1);
        for (at, mut body) in bodies.into_iter().enumerate() {
            if reply.private {
                flag(&mut body, EPHEMERAL);
            }
            let files = if at == last { reply.message.files.clone() } else { Vec::new() };
            let path = format!("/webhooks/{}/{}", caller.application, caller.token);
            let answer = Answer { method: Method::POST, path: &path, body: &body, files: &files };
            self.deliver(answer, TOKEN).await;
        }
    }

    async fn edit(&self, caller: &Caller<'_>, method: Method, body: Value, files: Vec<File>) {
        let path = format!("/webhooks/{}/{}/messages/@original", caller.application, caller.token);
        self.deliver(Answer { method, path: &path, body: &body, files: &files }, TOKEN).await;
    }

    async fn callback(&self, caller: &Caller<'_>, body: Value, files: &[File]) {
        let path = format!("/interactions/{}/{}/callback", caller.id, caller.token);
        let left = DEADLINE.saturating_sub(caller.arrived.elapsed());
        self.deliver(Answer { method: Method::POST, path: &path, body: &body, files }, left).await;
    }

    /// Sends an answer, again where its fate is not known: Discord takes only
    /// the first.
    async fn deliver(&self, answer: Answer<'_>, within: Duration) {
        let until = Instant::now() + within;
        loop {
            let call = answer.call();
            let patience = call.patience.min(until.saturating_duration_since(Instant::now()));
            let failure = match self.discord.sender().call(Call { patience, ..call }).await {
                Ok(_) | Err(Failure::Refused { code: ANSWERED, .. }) => return,
                Err(failure) => failure,
            };
            let pause = match &failure {
                Failure::Limited { after, .. } => *after,
                Failure::Unreached(_) | Failure::Unknown(_) => Duration::from_millis(150),
                Failure::Refused { .. } => Duration::MAX,
            };
            if until.checked_duration_since(Instant::now()).is_none_or(|left| left <= pause) {
                let late = matches!(failure, Failure::Refused { code: TOO_LATE, .. });
                tracing::warn!(late, "an answer on Discord did not arrive: {failure}");
                return;
            }
            sleep(pause).await;
        }
    }
}

impl Caller<'_> {
    /// The server, where the bot itself is there: a person may have brought it
    /// along for themselves into one that does not know it.
    fn community(&self) -> Option<Community> {
        let guild = self.guild?;
        let installed = self.owners.0.iter().any(
            |owner| matches!(owner, AuthorizingIntegrationOwner::GuildInstall(Some(there)) if *there == guild),
        );
        // Old interactions do not say who installed the bot: a server then.
        let silent = self.owners.0.is_empty();
        (installed || silent)
            .then_some(Community { platform: Platform::Discord, native: signed(guild.get()) })
    }

    fn scene(&self) -> Scene {
        let community = self.community();
        let kind = match (community, self.guild, self.context) {
            (Some(_), ..) => SceneKind::Shared,
            (None, None, Some(InteractionContext::BotDm)) => SceneKind::Private,
            _ => SceneKind::Elsewhere,
        };
        Scene { community, place: Place { channel: signed(self.channel.get()), topic: 0 }, kind }
    }

    fn actor(&self) -> Actor {
        Actor::Person(signed(self.user.get()))
    }

    fn app_language(&self) -> Option<Language> {
        Language::from_tag(self.locale)
    }

    fn visit(&self, discord: &Discord) -> Visit {
        let permissions = self.member.and_then(|member| member.permissions).unwrap_or(Permissions::empty());
        let role = if moderates(permissions) { Role::Moderator } else { Role::Member };
        let person = self.community().map(|community| (community, self.actor(), role));
        let language = self.guild_locale.and_then(Language::from_tag);
        Visit::by(discord.clone(), person).in_language(language)
    }
}

/// Counts and logs that answering broke off.
fn tell_fault() {
    metrics::panicked("discord");
    tracing::error!("answering an interaction failed; please report this with the lines before it");
}

/// What a reply becomes; a post to be shown, as it will be sent.
fn bodies(reply: &Reply) -> Vec<Value> {
    let message = &reply.message;
    match reply.post.as_deref() {
        Some(Shown { composed, mention, form }) => {
            discord::preview(message, composed, *form, mention.map(i64::cast_unsigned))
        }
        None => discord::answer(message),
    }
}

fn flag(body: &mut Value, flag: u64) {
    let flags = body["flags"].as_u64().unwrap_or(0);
    body["flags"] = json!(flags | flag);
}
