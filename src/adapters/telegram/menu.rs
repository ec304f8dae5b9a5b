//! What Telegram shows of the bot before anybody writes to it: the menus of
//! commands, for private chats, groups and their administrators, and the
//! descriptions, each in every language. They are compared first and set only
//! where they differ.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::Telegram;
use crate::app::App;
use crate::commands::catalogue::{Entry, Group};
use crate::commands::{Access, Surface};
use crate::language::Language;
use crate::locale::Texts;
use crate::ports::SendError;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause before it is tried again.
const AGAIN: Duration = Duration::from_mins(1);

/// Who sees a menu: <https://core.telegram.org/bots/api#botcommandscope>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Private,
    Groups,
    Administrators,
}

impl Scope {
    const ALL: [Self; 3] = [Self::Private, Self::Groups, Self::Administrators];

    const fn name(self) -> &'static str {
        match self {
            Self::Private => "all_private_chats",
            Self::Groups => "all_group_chats",
            Self::Administrators => "all_chat_administrators",
        }
    }
}

impl Telegram {
    /// Brings the menus up to date, again and again until it is done.
    pub(super) async fn keep_menus(self, app: Arc<App>, stop: CancellationToken) {
        let mut told = false;
        while let Err(error) = self.menus(app.answers().texts()).await {
            if !std::mem::replace(&mut told, true) {
                tracing::warn!(%error, "the menus of commands could not be compared; trying every minute");
            }
            if stop.run_until_cancelled(tokio::time::sleep(AGAIN)).await.is_none() {
                return;
            }
        }
    }

    async fn menus(&self, texts: &Texts) -> Result<(), SendError> {
        // Without a language: what everybody else sees, in English.
        let languages = Language::ALL.iter().map(|language| (*language, tag(*language)));
        for (language, tag) in languages {
            for scope in Scope::ALL {
                let scoped = with(tag, json!({"scope": {"type": scope.name()}}));
                self.agree("MyCommands", scoped, "commands", commands(texts, language, scope)).await?;
            }
            for (method, field, key) in [
                ("MyDescription", "description", "telegram-description"),
                ("MyShortDescription", "short_description", "telegram-short-description"),
            ] {
                let wanted = json!(texts.text(language, key));
                self.agree(method, with(tag, json!({})), field, wanted).await?;
            }
        }
        Ok(())
    }

    /// Sets something of the bot where it is not as wanted.
    async fn agree(&self, what: &str, of: Value, field: &str, wanted: Value) -> Result<(), SendError> {
        let found = self.sender().call(&format!("get{what}"), &of, PATIENCE).await?;
        if same(if found.is_array() { &found } else { &found[field] }, &wanted) {
            return Ok(());
        }
        let mut body = of;
        body[field] = wanted;
        self.sender().call(&format!("set{what}"), &body, PATIENCE).await.map(drop)
    }
}

/// Whether what was found says all that is wanted; it may say more.
fn same(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| same(found, wanted))
        }
        (Value::Object(found), Value::Object(wanted)) => {
            wanted.iter().all(|(name, value)| found.get(name).is_some_and(|found| same(found, value)))
        }
        _ => found == wanted,
    }
}

fn tag(language: Language) -> Option<&'static str> {
    (language != Language::REFERENCE).then(|| language.code())
}

fn with(tag: Option<&str>, mut body: Value) -> Value {
    if let Some(tag) = tag {
        body["language_code"] = json!(tag);
    }
    body
}

/// The commands of a scope: what is for moderators, to those who can be one.
fn commands(texts: &Texts, language: Language, scope: Scope) -> Value {
    let moderators = scope != Scope::Groups;
    let entries = Entry::on(Surface::Telegram).filter(|entry| entry.group == Group::January20);
    let shown =
        entries.filter(|entry| moderators || (entry.access == Access::Member && entry.name != "language"));
    let mut all: Vec<Value> = shown
        .map(|entry| json!({"command": entry.name, "description": texts.text(language, &entry.text())}))
        .collect();
    if moderators {
        let name = Group::Remembrance.name();
        all.push(json!({"command": name, "description": texts.text(language, &format!("command-{name}"))}));
    }
    json!(all)
}
