//! Markup, pure: a [`Message`](crate::message::Message) becomes the text that a
//! surface shows. Nothing here knows what is said.

pub mod discord;
pub mod plain;
pub mod telegram;
pub mod terminal;
