//! january20: cited answers about the night of 19-20 January 1990 in Baku, in
//! four languages, and the yearly remembrance, for Discord, Telegram and the
//! terminal.
//!
//! The rooms, in reading order; each may use those below it, never those above
//! (`tests/boundaries.rs` holds them to it).

// Platforms: the only code that names their libraries.
pub mod adapters;
// Use cases: one front door, `App::respond`.
pub mod app;
// What is inside the program: the data files, and the base made of them.
pub mod built_in;
// Command line: the only place that builds and wires.
pub mod cli;
// The hour, read in one place.
pub mod clock;
// Grammar: which commands exist and how a line becomes one.
pub mod commands;
// Communities, their places, and who may decide about them.
pub mod community;
// The outbox's worker: what falls due goes out, once.
pub mod delivery;
// The data files, of a directory or packed.
pub mod files;
// How texts are compared: one skeleton for four languages.
pub mod fold;
// Facts, sources, and how a question finds them.
pub mod knowledge;
// The languages.
pub mod language;
// The bot's own words in each language.
pub mod locale;
// Platform-neutral rich text.
pub mod message;
// The figures the program keeps of itself.
pub mod metrics;
// Images: the cards of the posts, and the figures at a glance.
pub mod pictures;
// What app and delivery need of a platform.
pub mod ports;
// Calendar: which post falls due when.
pub mod remembrance;
// Markup: a message becomes what a surface shows.
pub mod render;
// The database.
pub mod store;
// Time zones: their rules, and the names of places.
pub mod zones;
