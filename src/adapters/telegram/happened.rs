//! What happens in a chat without anybody writing: a button is pressed, the
//! bot's standing changes, a group moves, a topic closes; and what the platform's
//! library cannot read.

use std::time::Duration;

use serde_json::Value;
use teloxide::types::{
    CallbackQuery, ChatId, ChatMemberUpdated, MaybeInaccessibleMessage, Message, MessageId, MessageKind,
    Update, UpdateKind,
};

use super::inbound::{Incoming, Origin, Pressed, app_language, kind, place};
use crate::app::{Input, Life, Request, Scene, SceneKind};
use crate::commands::{Command, Verb};
use crate::community::{Actor, Community, Place, Platform};
use crate::language::Language;

/// The time that an update names, in seconds of Telegram's own clock.
#[must_use]
pub fn date(update: &Update) -> Option<i64> {
    match &update.kind {
        UpdateKind::Message(message) | UpdateKind::ChannelPost(message) => Some(message.date.timestamp()),
        UpdateKind::MyChatMember(change) => Some(change.date.timestamp()),
        _ => None,
    }
}

/// The group that a chat was before it became a supergroup, and the new one,
/// where an update says so.
#[must_use]
pub fn migration(update: &Update) -> Option<(i64, i64)> {
    let UpdateKind::Message(message) = &update.kind else { return None };
    let to = message.migrate_to_chat_id().map(|to| (message.chat.id.0, to.0));
    to.or_else(|| message.migrate_from_chat_id().map(|from| (from.0, message.chat.id.0)))
}

/// What befell the chat, where a service message says so.
pub(super) fn life(message: &Message) -> Option<Life> {
    let chat = |id: i64| Community { platform: Platform::Telegram, native: id };
    if let Some(to) = message.migrate_to_chat_id() {
        return Some(Life::Moved { to: chat(to.0) });
    }
    if message.migrate_from_chat_id().is_some() {
        return Some(Life::Moved { to: chat(message.chat.id.0) });
    }
    let open = match &message.kind {
        MessageKind::ForumTopicClosed(_) => false,
        MessageKind::ForumTopicReopened(_) => true,
        _ => return None,
    };
    Some(Life::Topic { place: place(message), open })
}

/// A private message in a form that the library cannot read at all.
pub(super) fn unreadable(update: i64, raw: &Value) -> Option<Incoming> {
    let message = &raw["message"];
    let id = message["from"]["id"].as_i64().filter(|_| message["chat"]["type"] == "private")?;
    let place = Place { channel: id, topic: 0 };
    let tag = message["from"]["language_code"].as_str();
    let request = Request {
        scene: Scene {
            community: Some(Community { platform: Platform::Telegram, native: id }),
            place,
            kind: SceneKind::Private,
        },
        actor: Actor::Person(id),
        app_language: tag.and_then(Language::from_tag),
        input: Ok(Input::Command(Command::new(Verb::About))),
        update: Some(update),
    };
    let reply_to = message["message_id"].as_i64().and_then(|id| i32::try_from(id).ok()).map(MessageId);
    let person = Some(id);
    let origin = Origin { reply_to, ..privately(id, person) };
    Some(Incoming { request, origin, unreadable: true })
}

pub(super) fn press(update: i64, query: &CallbackQuery) -> Option<Incoming> {
    let message = query.message.as_ref()?;
    let data = query.data.clone().unwrap_or_default();
    let id = i64::try_from(query.from.id.0).ok()?;
    let regular = message.regular_message();
    let chat = message.chat();
    let request = Request {
        scene: Scene {
            community: Some(Community { platform: Platform::Telegram, native: chat.id.0 }),
            place: regular.map_or(Place { channel: chat.id.0, topic: 0 }, place),
            kind: kind(chat),
        },
        actor: Actor::Person(id),
        app_language: app_language(&query.from),
        input: Ok(Input::Press(data)),
        update: Some(update),
    };
    let origin = Origin {
        chat: chat.id,
        topic: regular.and_then(|message| message.thread_id.filter(|_| message.is_topic_message)),
        reply_to: None,
        kind: kind(chat),
        person: Some(id),
        name: Some(query.from.first_name.clone()),
        press: Some(Pressed {
            id: query.id.clone(),
            // What can no longer be reached cannot be edited either.
            message: matches!(message, MaybeInaccessibleMessage::Regular(_)).then(|| message.id()),
        }),
        arrived: Duration::ZERO,
    };
    Some(Incoming { request, origin, unreadable: false })
}

/// The bot's own standing in a chat changed.
pub(super) fn member(update: i64, change: &ChatMemberUpdated) -> Option<Incoming> {
    let (before, after) = (change.old_chat_member.is_present(), change.new_chat_member.is_present());
    let life = match (before, after) {
        (false, true) => Life::Joined,
        (true, false) => Life::Left,
        (true, true) => Life::Rights,
        (false, false) => return None,
    };
    let id = i64::try_from(change.from.id.0).ok()?;
    let chat = &change.chat;
    let request = Request {
        scene: Scene {
            community: Some(Community { platform: Platform::Telegram, native: chat.id.0 }),
            place: Place { channel: chat.id.0, topic: 0 },
            kind: kind(chat),
        },
        actor: Actor::Person(id),
        app_language: app_language(&change.from),
        input: Ok(Input::Life(life)),
        update: Some(update),
    };
    let origin = Origin { kind: kind(chat), ..privately(chat.id.0, Some(id)) };
    Some(Incoming { request, origin, unreadable: false })
}

/// A private conversation, outside of any message.
pub(super) fn privately(chat: i64, person: Option<i64>) -> Origin {
    Origin {
        chat: ChatId(chat),
        topic: None,
        reply_to: None,
        kind: SceneKind::Private,
        person,
        name: None,
        press: None,
        arrived: Duration::ZERO,
    }
}
