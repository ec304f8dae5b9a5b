//! Other groups and channels, set up from a private conversation (Telegram):
//! those that this person has set up, and the platform's own choice of any
//! other in which the bot is.

use super::errand::Errand;
use super::press::{Lever, Pull};
use super::{Reply, SceneKind};
use crate::community::{Actor, Community, Platform, Role};
use crate::message::{Act, Block, Choice, Message};
use crate::ports::Venue;
use crate::store::StoreError;

/// Chats listed at most.
const MOST: usize = 20;
/// What the choice of a group and that of a channel come back with.
const GROUP: i32 = 1;
const CHANNEL: i32 = 2;

impl<V: Venue> Errand<'_, V> {
    /// Lists them; only in private.
    pub(super) async fn chats(&self) -> Result<Reply, StoreError> {
        let Actor::Person(person) = self.request.actor else {
            return Ok(self.word(self.text("chats-private")));
        };
        if self.request.scene.kind != SceneKind::Private {
            return Ok(self.chats_elsewhere());
        }
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        // One more, since the private conversation itself may be among them.
        let all = self.app.store.communities_of(Platform::Telegram, person, most + 1).await?;
        let mut choices = Vec::new();
        for chat in all.into_iter().filter(|chat| chat.native != person).take(MOST) {
            choices.extend(self.chat_button(chat).await);
        }
        let heading = if choices.is_empty() { "chats-none" } else { "chats-known" };
        for (label, number, channel) in
            [("chats-choose-group", GROUP, false), ("chats-choose-channel", CHANNEL, true)]
        {
            let act = Act::ChooseChat { number, channel };
            choices.push(Choice { label: self.text(label), act, beside: false });
        }
        let blocks = [heading, "chats-typed", "chats-choose"].map(|key| Block::Notice(self.text(key)));
        Ok(Reply::new(self.language, Message { blocks: blocks.to_vec(), choices, files: Vec::new() }))
    }

    /// A chat's button, while this person is an administrator there.
    async fn chat_button(&self, chat: Community) -> Option<Choice> {
        let role = self.venue.role(chat, self.request.actor).await.unwrap_or(Role::Member);
        role.moderator(self.request.actor, chat)?;
        let label = self.venue.title(chat).await.unwrap_or_else(|| chat.native.to_string());
        let lever = Lever { pull: Pull::Do(String::new()), language: self.language, of: Some(chat.native) };
        Some(Choice::press(label, lever.data()))
    }

    fn chats_elsewhere(&self) -> Reply {
        let mut message = Message::of(vec![Block::Notice(self.text("chats-private"))]);
        let link = self.venue.private_link("chats");
        message.choices.extend(link.map(|link| Choice {
            label: self.text("button-private"),
            act: Act::Open(link),
            beside: false,
        }));
        Reply::new(self.language, message)
    }
}
