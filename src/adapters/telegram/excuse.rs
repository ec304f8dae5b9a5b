//! Where answering broke off by a fault of the program, whoever asked gets a
//! word all the same, every press its answer and every inline query an empty
//! one.

use std::time::Duration;

use teloxide::payloads::AnswerInlineQuerySetters;
use teloxide::requests::Requester;
use teloxide::types::{InlineQuery, Update};

use super::Telegram;
use super::inbound::{Event, Incoming};
use crate::app::{App, Input};

/// How long Telegram may keep an empty answer, in seconds.
const SOON: u32 = 5;

impl Telegram {
    /// Says to whoever waits for an update that it went wrong here.
    pub(super) async fn excuse(&self, app: &App, update: &Update, arrived: Duration) {
        match self.read(app, update) {
            Event::Request(incoming) => self.excuse_to(app, *incoming, arrived).await,
            Event::Inline(query) => self.offer_nothing(&query).await,
            Event::Stray(query) => self.hush(query).await,
            Event::Nothing => {}
        }
    }

    async fn excuse_to(&self, app: &App, incoming: Incoming, arrived: Duration) {
        // Nobody waits for a word about what befell a chat.
        if matches!(incoming.request.input, Ok(Input::Life(_))) {
            return;
        }
        let reply = app.excuse(&incoming.request).await;
        let mut origin = incoming.origin;
        origin.arrived = arrived;
        if let Err(error) = self.say(&origin, &reply).await {
            tracing::warn!(%error, "that an answer broke off could not be said either");
        }
    }

    async fn offer_nothing(&self, query: &InlineQuery) {
        let request = self.people().answer_inline_query(query.id.clone(), []);
        if let Err(error) = self.insist(request.cache_time(SOON).is_personal(true)).await {
            tracing::debug!(%error, "an inline query was not answered");
        }
    }
}
