//! Messages that invite a reply. They are recognised again by what they say and
//! whom they mention, so that a restart forgets none; what is remembered beside
//! that spares the reading.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use teloxide::types::{Message, MessageEntityKind, MessageId};

use super::Telegram;
use super::inbound::Origin;
use crate::app::{App, SceneKind};
use crate::render::telegram::escape;

/// Invitations remembered.
const MOST: usize = 10_000;

/// The chat and message of each: the person invited, and what is typed before
/// what they reply.
#[derive(Debug, Default)]
pub struct Invitations(Mutex<HashMap<(i64, i32), (i64, String)>>);

impl Telegram {
    /// Remembers that a message invites a reply.
    pub(super) fn invite(&self, origin: &Origin, message: MessageId, before: String) {
        let person = origin.person.unwrap_or(origin.chat.0);
        let mut known = self.invitations().0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((origin.chat.0, message.0), (person, before));
    }

    /// What is typed before a person's reply to a message, if that message
    /// invited it.
    pub(super) fn invited(&self, app: &App, to: &Message, person: i64) -> Option<String> {
        let known = self.invitations().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((invited, before)) = known.get(&(to.chat.id.0, to.id.0)) {
            return (*invited == person).then(|| before.clone());
        }
        drop(known);
        let own = to.from.as_ref().is_some_and(|user| i64::try_from(user.id.0) == Ok(self.id()));
        if !own || !concerns(to, person) {
            return None;
        }
        app.answers().invitation(to.text()?)
    }
}

/// Whether an invitation concerns a person: whom it mentions, and nobody else.
fn concerns(to: &Message, person: i64) -> bool {
    let mut mentioned = to.entities().into_iter().flatten().filter_map(|entity| match &entity.kind {
        MessageEntityKind::TextMention { user } => i64::try_from(user.id.0).ok(),
        _ => None,
    });
    match mentioned.next() {
        Some(mentioned) => mentioned == person,
        // Who is not named cannot be mentioned.
        None => to.chat.is_private() || person < 0,
    }
}

/// The text of an invitation: in a group it mentions whom it invites.
pub(super) fn addressed(origin: &Origin, text: &str) -> String {
    let name = origin.name.as_deref().unwrap_or_default();
    // A name may not mention anybody else.
    let name: String = name.chars().filter(|letter| !matches!(letter, '@' | '/' | '#')).collect();
    match origin.person {
        Some(person) if origin.kind == SceneKind::Shared && !name.trim().is_empty() => {
            format!("<a href=\"tg://user?id={person}\">{}</a>\n{text}", escape(name.trim()))
        }
        _ => text.to_owned(),
    }
}
