//! Groups that become supergroups: whichever says so first, an error, a service
//! message or the new chat itself, moves everything; the others change nothing.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::inbound::Incoming;
use super::port::is_supergroup;
use super::{PATIENCE, Telegram};
use crate::app::{App, Input, Life, Request};
use crate::community::{Actor, Community, Platform};
use crate::ports::SendError;

/// How long a supergroup that the bot came into may turn out to be an old group.
const PERHAPS_MOVED: Duration = Duration::from_secs(2);
/// The ids of groups that are no supergroups.
const GROUPS: (i64, i64) = (-999_999_999_999, -1);
/// So many groups are asked whether they are a new supergroup now.
const MOST: i64 = 20;

/// What is known of groups that have another id now.
#[derive(Debug, Default)]
pub struct Moves {
    /// Supergroups that were groups before.
    moved: Mutex<HashSet<i64>>,
    /// From where to where, as errors said, and nobody inside has heard of yet.
    learned: Mutex<Vec<(i64, i64)>>,
}

impl Moves {
    /// A service message said so.
    pub fn told(&self, to: i64) {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner).insert(to);
    }

    /// An error said so.
    pub fn learned(&self, from: i64, to: i64) {
        self.told(to);
        self.learned.lock().unwrap_or_else(PoisonError::into_inner).push((from, to));
    }

    fn is_known(&self, chat: i64) -> bool {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner).contains(&chat)
    }

    fn unheard(&self) -> Vec<(i64, i64)> {
        std::mem::take(&mut *self.learned.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Telegram {
    /// Asks Telegram something about a chat; a new id of the chat is remembered.
    ///
    /// # Errors
    /// [`SendError`].
    pub(super) async fn ask(&self, method: &str, body: &Value) -> Result<Value, SendError> {
        let said = self.sender().call(method, body, PATIENCE).await;
        if let (Err(SendError::Moved(to)), Some(from)) = (&said, body["chat_id"].as_i64()) {
            self.moves().learned(from, *to);
        }
        said
    }

    /// Lets everything follow what errors said.
    pub(super) async fn follow(&self, app: &App, request: &Request) {
        for (from, to) in self.moves().unheard() {
            app.respond(&moved(request, from, to), self).await;
        }
    }

    /// Whether a chat that the bot came into was a group before: then
    /// everything follows. It may take a moment until Telegram says so.
    pub(super) async fn was_moved(&self, app: &App, incoming: &Incoming) -> bool {
        let chat = incoming.origin.chat.0;
        if !is_supergroup(chat) {
            return false;
        }
        if self.moves().is_known(chat) {
            return true;
        }
        let person = incoming.origin.person.unwrap_or_default();
        if let Some(old) = self.before(app, chat, person).await {
            self.moves().told(chat);
            app.respond(&moved(&incoming.request, old, chat), self).await;
            return true;
        }
        let mut waited = Duration::ZERO;
        while !self.moves().is_known(chat) && waited < PERHAPS_MOVED {
            tokio::time::sleep(PERHAPS_MOVED / 20).await;
            waited += PERHAPS_MOVED / 20;
        }
        self.moves().is_known(chat)
    }

    /// Whether the bot is in a group still: nobody there notices that it asks.
    async fn is_in(&self, group: i64) -> bool {
        let asked = json!({"chat_id": group, "user_id": self.id()});
        self.depart();
        let said = self.sender().call("getChatMember", &asked, PATIENCE).await;
        said.is_ok_and(|member| {
            matches!(member["status"].as_str(), Some("member" | "administrator" | "restricted"))
        })
    }

    /// The group that a supergroup was, if one of those that are set up says
    /// so: writing in a group that is one no more names the new one.
    async fn before(&self, app: &App, chat: i64, person: i64) -> Option<i64> {
        for (group, own) in app.settled_within(GROUPS, person, MOST).await {
            if !own && self.is_in(group.native).await {
                continue;
            }
            let asked = json!({"chat_id": group.native, "action": "typing"});
            self.depart();
            let said = self.sender().call("sendChatAction", &asked, PATIENCE).await;
            if said == Err(SendError::Moved(chat)) {
                return Some(group.native);
            }
        }
        None
    }
}

/// The news that a group is a supergroup now.
fn moved(request: &Request, from: i64, to: i64) -> Request {
    let chat = |native| Community { platform: Platform::Telegram, native };
    let mut request = request.clone();
    request.scene.community = Some(chat(from));
    request.actor = Actor::Program;
    request.input = Ok(Input::Life(Life::Moved { to: chat(to) }));
    request
}
