//! What is stored about a community: all of it as a file, or all of it erased.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Reply;
use super::errand::Errand;
use super::press::Pull;
use crate::community::Moderator;
use crate::locale::Value;
use crate::message::{Block, File, Message};
use crate::ports::{SendError, Venue};
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

    /// Erases everything, and names the copies that it cannot reach. What the
    /// bot made in the server goes first: nobody knows of it afterwards.
    pub(super) async fn forgotten(&self, by: Moderator) -> Result<Reply, StoreError> {
        let removed = self.unscheduled(by).await?;
        self.app.store.forget(by.community()).await?;
        self.app.wake.notify_waiters();
        let mut blocks = vec![Block::Notice(self.text("forget-done"))];
        blocks.extend(removed.map(|removed| Block::Notice(self.event_word(&removed))));
        let copies = self.app.store.copies();
        if copies > 0 {
            let copies = [("count", Value::Number(copies as u64))];
            blocks.push(Block::Notice(self.format("forget-copies", &copies)));
        }
        Ok(self.said(blocks).in_place())
    }

    /// Removes the events that stand, and says what came of it: the first
    /// refusal, if there is one; none where no event stands.
    async fn unscheduled(&self, by: Moderator) -> Result<Option<Result<(), SendError>>, StoreError> {
        let events = self.app.store.events_of(by.community(), self.now.hour).await?;
        let events: BTreeSet<i64> = events.into_iter().map(|(_, event)| event).collect();
        let mut outcome = None;
        for event in events {
            let removed = self.venue.unschedule(by.community(), event).await;
            outcome = Some(outcome.unwrap_or(Ok(())).and(removed));
        }
        Ok(outcome)
    }

    fn event_word(&self, removed: &Result<(), SendError>) -> String {
        let Err(error) = removed else { return self.text("forget-event-gone") };
        let why = self.text(&format!("event-fault-{}", error.event_fault()));
        self.format("forget-event-stays", &[("detail", Value::Words(&why))])
    }
}
