//! The menu of `/remembrance`: what can be done, as buttons that say in words
//! what a command would.

use super::Reply;
use super::errand::Errand;
use super::press::Pull;
use crate::community::Moderator;
use crate::message::{Block, Message};
use crate::ports::Venue;
use crate::store::StoreError;

/// The commands of the menu, each with the text of its button, two a row.
const BUTTONS: &[(&str, &str)] = &[
    ("menu-set", "set"),
    ("menu-status", "status"),
    ("menu-preview", "preview day"),
    ("menu-test", "test day"),
    ("menu-pause", "pause"),
    ("menu-resume", "resume"),
    ("menu-history", "history"),
    ("menu-export", "export"),
    ("menu-forget", "forget"),
];

impl<V: Venue> Errand<'_, V> {
    pub(super) async fn menu(&self, by: Moderator) -> Result<Reply, StoreError> {
        let known = self.app.store.community(by.community()).await?;
        let here = known.as_ref().and_then(|known| Some((known, known.at(self.place)?)));
        let mut message = Message::of(vec![Block::Heading(self.text("menu-heading"))]);
        match here {
            Some((known, here)) => {
                message.blocks.extend(self.zone_unchosen(here, &known.defaults));
                message.blocks.extend(self.settings(here, &known.defaults));
                message.blocks.extend(self.dates(here, &known.defaults));
            }
            None => message.blocks.push(self.about_place("no-destination", self.place)),
        }
        message.blocks.push(Block::Notice(self.text("menu-typed")));
        for (at, (label, words)) in BUTTONS.iter().enumerate() {
            let button = self.lever(self.text(label), Pull::Do((*words).to_owned()));
            message.choices.push(if at % 2 == 1 { button.beside() } else { button });
        }
        Ok(Reply::new(self.language, message).private_if(true))
    }

    /// Other groups and channels, set up from here.
    pub(super) fn chats(&self) -> Reply {
        self.word(self.text("chats-typed"))
    }
}
