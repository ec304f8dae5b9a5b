//! An update becomes a [`Request`], with where its answer goes. What is not for
//! the bot becomes nothing: other bots' commands, talk in groups, edits,
//! captions, forwards. It asks nobody and says nothing.

use std::time::Duration;

use teloxide::types::{
    CallbackQueryId, Chat, ChatId, InlineQuery, MediaKind, Message, MessageId, MessageKind, ThreadId, Update,
    UpdateKind, User,
};

use super::happened::{life, member, press, unreadable};
use crate::app::{Input, Request, Scene, SceneKind};
use crate::commands::{Command, Remembrance, Surface, UsageError, Verb, parse};
use crate::community::{Actor, Community, Place, Platform};
use crate::language::Language;

/// Questions older than this, by Telegram's own times, are not answered in
/// groups.
const STALE: Duration = Duration::from_mins(10);

/// What an update comes to.
#[derive(Debug)]
pub enum Event {
    /// Somebody wants something, or something befell a chat.
    Request(Box<Incoming>),
    /// Somebody types after the bot's name, in whatever conversation.
    Inline(Box<InlineQuery>),
    /// A button of no message that the bot has: it is answered, with nothing.
    Stray(CallbackQueryId),
    /// Nothing for the bot.
    Nothing,
}

/// A request, and where its answer goes.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// What is wanted.
    pub request: Request,
    /// Where the answer goes.
    pub origin: Origin,
    /// Whether the platform's library could not read what came.
    pub unreadable: bool,
}

/// Where an answer goes.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The chat.
    pub chat: ChatId,
    /// The forum topic.
    pub topic: Option<ThreadId>,
    /// What it replies to.
    pub reply_to: Option<MessageId>,
    /// What kind of place it is.
    pub kind: SceneKind,
    /// Whose private conversation it may go to instead.
    pub person: Option<i64>,
    /// What that person is called.
    pub name: Option<String>,
    /// The button that was pressed.
    pub press: Option<Pressed>,
    /// When it came, by the steady clock: nobody waits for an answer for ever.
    pub arrived: Duration,
}

impl Origin {
    /// Where a word about what befell a chat goes: nobody writes into a channel
    /// of its own accord, so to whoever did it.
    #[must_use]
    pub fn for_whom_it_concerns(self) -> Self {
        match (self.kind, self.person) {
            (SceneKind::Broadcast, Some(person)) => {
                Self { chat: ChatId(person), topic: None, kind: SceneKind::Private, ..self }
            }
            _ => self,
        }
    }
}

/// A button that was pressed.
#[derive(Debug, Clone)]
pub struct Pressed {
    /// To be answered, whatever comes.
    pub id: CallbackQueryId,
    /// The message that it stands under.
    pub message: Option<MessageId>,
}

/// What reading needs to know beside the update itself.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The bot's name, without `@`.
    pub username: &'a str,
    /// The newest time that Telegram has named, in seconds of its own clock.
    pub newest: i64,
    /// What a person's reply to a message means, where that was an invitation
    /// of the bot and this person was invited: what is typed before it.
    pub invited: &'a (dyn Fn(&Message, i64) -> Option<String> + Sync),
}

impl Reader<'_> {
    /// Reads an update.
    #[must_use]
    pub fn read(&self, update: &Update) -> Event {
        let id = i64::from(update.id.0);
        let incoming = match &update.kind {
            UpdateKind::Message(message) => self.message(id, message),
            UpdateKind::ChannelPost(message) => self.post(id, message),
            UpdateKind::CallbackQuery(query) if query.message.is_none() => {
                return Event::Stray(query.id.clone());
            }
            UpdateKind::CallbackQuery(query) => press(id, query),
            UpdateKind::MyChatMember(change) => member(id, change),
            UpdateKind::InlineQuery(query) => return Event::Inline(Box::new(query.clone())),
            UpdateKind::Error(raw) => unreadable(id, raw),
            _ => None,
        };
        incoming.map_or(Event::Nothing, |incoming| Event::Request(Box::new(incoming)))
    }

    fn message(&self, update: i64, message: &Message) -> Option<Incoming> {
        if let Some(life) = life(message) {
            return Some(incoming(update, message, Ok(Input::Life(life))));
        }
        if message.is_automatic_forward() {
            return None;
        }
        let private = message.chat.is_private();
        let input = match text(message) {
            Some(text) => self.said(message, text)?,
            None if private => unspoken(message)?,
            None => return None,
        };
        if !private && is_question(&input) && self.is_stale(message) {
            return None;
        }
        let unreadable = matches!(message.kind, MessageKind::Empty {});
        Some(Incoming { unreadable, ..incoming(update, message, input) })
    }

    /// A channel's post: only what is addressed to the bot as a command.
    fn post(&self, update: i64, message: &Message) -> Option<Incoming> {
        let text = text(message).filter(|text| text.starts_with('/'))?;
        let input = self.command(message, text)?;
        Some(incoming(update, message, input))
    }

    /// What a text means, if it is for the bot.
    fn said(&self, message: &Message, text: &str) -> Option<Result<Input, UsageError>> {
        if text.starts_with('/') {
            return self.command(message, text);
        }
        if let Some(before) = self.invitation(message) {
            return Some(line(&format!("{before}{text}")));
        }
        if message.chat.is_private() {
            return Some(line(text));
        }
        let question = self.addressed(text)?;
        Some(line(question))
    }

    /// A command, unless it is another bot's or nobody's.
    fn command(&self, message: &Message, text: &str) -> Option<Result<Input, UsageError>> {
        let (call, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let (name, to) = call.split_once('@').map_or((call, None), |(name, to)| (name, Some(to)));
        if to.is_some_and(|to| !to.eq_ignore_ascii_case(self.username)) {
            return None;
        }
        let private = message.chat.is_private();
        if private
            && name.eq_ignore_ascii_case("/start")
            && let Some(command) = deep_link(rest)
        {
            return Some(Ok(Input::Command(command)));
        }
        let start = name.eq_ignore_ascii_case("/start");
        // The link by which the bot was added: the greeting answers it.
        if start && !private && !rest.trim().is_empty() {
            return None;
        }
        let rest = if start { "" } else { rest };
        let input = line(&format!("{name} {rest}"));
        let ours = private || to.is_some() || name.eq_ignore_ascii_case("/remembrance");
        match input {
            Err(UsageError::UnknownCommand { .. }) if !ours => None,
            input => Some(input),
        }
    }

    /// The question after the bot's own name.
    fn addressed<'t>(&self, text: &'t str) -> Option<&'t str> {
        let rest = text.trim_start().strip_prefix('@')?;
        let name = rest.get(..self.username.len()).filter(|name| name.eq_ignore_ascii_case(self.username))?;
        let question = &rest[name.len()..];
        let apart = question.starts_with(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let question = question.trim_start_matches([',', ':', ' ', '\n', '\u{a0}']).trim();
        (apart && !question.is_empty()).then_some(question)
    }

    fn invitation(&self, message: &Message) -> Option<String> {
        (self.invited)(message.reply_to_message()?, sender(message)?)
    }

    fn is_stale(&self, message: &Message) -> bool {
        let old = self.newest.saturating_sub(message.date.timestamp());
        u64::try_from(old).is_ok_and(|old| old > STALE.as_secs())
    }
}

/// What a private message without a text of its own means.
fn unspoken(message: &Message) -> Option<Result<Input, UsageError>> {
    match &message.kind {
        MessageKind::ChatShared(shared) => {
            let menu = Command::new(Verb::Remembrance(Remembrance::Menu));
            let chat = Some(crate::commands::Chat::Id(shared.chat_shared.chat_id.0));
            Some(Ok(Input::Command(Command { chat, ..menu })))
        }
        MessageKind::Common(_) | MessageKind::Empty {} | MessageKind::Dice(_) => {
            Some(Ok(Input::Command(Command::new(Verb::About))))
        }
        _ => None,
    }
}

fn line(text: &str) -> Result<Input, UsageError> {
    parse::line(text, Surface::Telegram).map(Input::Command)
}

/// What was typed where nobody commands.
fn is_question(input: &Result<Input, UsageError>) -> bool {
    !matches!(input, Ok(Input::Command(Command { verb: Verb::Remembrance(_) | Verb::Language { .. }, .. })))
}

/// The command behind a link that opened the private conversation:
/// `history_-1001`, `preview_day_-1001`.
fn deep_link(payload: &str) -> Option<Command> {
    if payload.trim() == "chats" {
        return Some(Command::new(Verb::Remembrance(Remembrance::Chats)));
    }
    let (call, chat) = payload.trim().rsplit_once('_')?;
    let call = call.replace('_', " ");
    let call = if call == "menu" { String::new() } else { call };
    let chat = chat.parse().ok()?;
    let mut command = parse::line(&format!("/remembrance {call}"), Surface::Telegram).ok()?;
    command.chat = Some(crate::commands::Chat::Id(chat));
    Some(command)
}

/// The text of a message that its sender typed, and nothing else.
fn text(message: &Message) -> Option<&str> {
    let MessageKind::Common(common) = &message.kind else { return None };
    let typed = common.forward_origin.is_none() && message.via_bot.is_none();
    match &common.media_kind {
        MediaKind::Text(text) if typed => Some(text.text.as_str()),
        _ => None,
    }
}

fn incoming(update: i64, message: &Message, input: Result<Input, UsageError>) -> Incoming {
    let life = matches!(input, Ok(Input::Life(_)));
    // Either service message tells of the same move: out of the old group.
    let native = message.migrate_from_chat_id().map_or(message.chat.id.0, |old| old.0);
    let actor = actor(message);
    let request = Request {
        scene: Scene {
            community: Some(Community { platform: Platform::Telegram, native }),
            place: place(message),
            kind: kind(&message.chat),
        },
        actor,
        app_language: message.from.as_ref().and_then(app_language),
        input,
        update: Some(update),
    };
    let origin = Origin {
        chat: message.chat.id,
        topic: message.thread_id.filter(|_| message.is_topic_message),
        reply_to: (!life).then_some(message.id),
        kind: kind(&message.chat),
        person: person(actor),
        name: message.from.as_ref().map(|user| user.first_name.clone()),
        press: None,
        arrived: Duration::ZERO,
    };
    Incoming { request, origin, unreadable: false }
}

pub(super) fn kind(chat: &Chat) -> SceneKind {
    match chat {
        chat if chat.is_private() => SceneKind::Private,
        chat if chat.is_channel() => SceneKind::Broadcast,
        _ => SceneKind::Shared,
    }
}

/// The place of a message: its topic only where it says that it is in one.
pub(super) fn place(message: &Message) -> Place {
    let topic = message.thread_id.filter(|_| message.is_topic_message);
    Place { channel: message.chat.id.0, topic: topic.map_or(0, |topic| i64::from(topic.0.0)) }
}

/// Who sent a message: the group itself is an administrator who is not named,
/// and a channel's post has no author; another chat is nobody's administrator.
fn actor(message: &Message) -> Actor {
    match (&message.sender_chat, &message.from) {
        (Some(chat), _) if chat.id == message.chat.id => Actor::Anonymous,
        (Some(chat), _) => Actor::Person(chat.id.0),
        (None, Some(user)) => i64::try_from(user.id.0).map_or(Actor::Program, Actor::Person),
        (None, None) if message.chat.is_channel() => Actor::Anonymous,
        (None, None) => Actor::Program,
    }
}

fn person(actor: Actor) -> Option<i64> {
    match actor {
        Actor::Person(id) if id > 0 => Some(id),
        _ => None,
    }
}

fn sender(message: &Message) -> Option<i64> {
    match actor(message) {
        Actor::Person(id) => Some(id),
        Actor::Anonymous => Some(message.chat.id.0),
        Actor::Program => None,
    }
}

pub(super) fn app_language(user: &User) -> Option<Language> {
    user.language_code.as_deref().and_then(Language::from_tag)
}
