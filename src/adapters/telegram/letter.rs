//! What the requests that make messages have in common: where they go.

use teloxide::payloads::{SendDocument, SendMessage, SendPhoto};
use teloxide::requests::Payload;
use teloxide::types::Message;

use super::inbound::Origin;

/// A request that makes a message.
pub(super) trait Letter: Payload<Output = Message> {
    /// Says where it goes: chat, topic, what it replies to, and whether silently.
    fn address(&mut self, origin: &Origin);
}

/// The parameters are the same, but the payloads have no trait in common.
macro_rules! letters {
    ($($payload:ty),*) => {$(
        impl Letter for $payload {
            fn address(&mut self, origin: &Origin) {
                self.chat_id = origin.chat.into();
                self.message_thread_id = origin.topic;
                self.reply_parameters = origin.reply_parameters();
                self.disable_notification = origin.is_silent();
            }
        }
    )*};
}

letters!(SendMessage, SendPhoto, SendDocument);
