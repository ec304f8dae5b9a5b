//! The outbox's worker: what is due goes out, once.

pub mod pace;
