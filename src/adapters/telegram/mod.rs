//! Telegram.

pub mod intake;
pub mod sender;
