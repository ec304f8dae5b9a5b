//! Markup, pure: a [`Message`](crate::message::Message) becomes the text that a
//! surface shows. Nothing here knows what is said.

pub mod terminal;
