//! What is stored about a community: all of it as a file, or all of it erased.

use std::sync::Arc;

use super::Reply;
use super::errand::Errand;
use super::press::Pull;
use crate::community::Moderator;
use crate::locale::Value;
use crate::message::{Block, File, Message};
use crate::ports::Venue;
use crate::store::StoreError;

const JSON: &str = "application/json";

impl<V: Venue> Errand<'_, V> {
    /// All that is stored about the community, as a JSON file: ids, not names.
    pub(super) async fn export(&self) -> Result<Reply, StoreError> {
        let Some(community) = self.community else { return Ok(self.word(self.text("nowhere-to-set-up"))) };
        let Some(stored) = self.app.store.export(community).await? else {
            return Ok(self.word(self.text("nothing-stored")));
        };
        let text = serde_json::to_string_pretty(&stored).unwrap_or_default();
        let mut message = Message::of(vec![Block::Notice(self.text("export-done"))]);
        message.files.push(File {
            name: "january20.json".to_owned(),
            media: JSON,
            alt: None,
            bytes: Arc::new(text.into_bytes()),
        });
        Ok(self.aside(message, "export"))
    }

    /// Asks whether everything is to be erased.
    pub(super) async fn forget(&self) -> Result<Reply, StoreError> {
        let Some(community) = self.community else { return Ok(self.word(self.text("nowhere-to-set-up"))) };
        let Some(known) = self.app.store.community(community).await? else {
            return Ok(self.word(self.text("nothing-stored")));
        };
        let count = [("count", Value::Number(known.destinations.len() as u64))];
        let mut message = Message::of(vec![Block::Notice(self.format("forget-asks", &count))]);
        message.choices.push(self.lever(self.text("button-forget"), Pull::Forget));
        Ok(Reply::new(self.language, message).private_if(true))
    }

    /// Erases everything, and names the copies that it cannot reach.
    pub(super) async fn forgotten(&self, by: Moderator) -> Result<Reply, StoreError> {
        self.app.store.forget(by.community()).await?;
        self.app.wake.notify_waiters();
        let mut blocks = vec![Block::Notice(self.text("forget-done"))];
        let copies = self.app.store.copies();
        if copies > 0 {
            let copies = [("count", Value::Number(copies as u64))];
            blocks.push(Block::Notice(self.format("forget-copies", &copies)));
        }
        Ok(self.said(blocks).in_place())
    }
}
