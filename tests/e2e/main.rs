//! The whole bot against fakes of the platforms, over real sockets.

#![expect(clippy::needless_pass_by_value, reason = "a test hands its values over")]
#![expect(clippy::disallowed_methods, reason = "fakes keep time of their own, as the platforms do")]

mod between;
mod breaking;
mod console;
mod courier;
mod courses;
mod delivery;
mod discord_bot;
mod discord_connection;
mod discord_events;
mod discord_moderators;
mod discord_posts;
mod discord_questions;
mod discord_sending;
mod discord_servers;
mod discord_town;
mod discord_transcript;
mod fake_discord;
mod fake_telegram;
mod hours;
mod kill;
mod life;
mod members;
mod migrations;
mod moderators;
mod operate;
mod outages;
mod parity;
mod pictures;
mod program;
mod rehearsal;
mod restore;
mod servers;
mod settings;
mod soak;
mod telegram_bot;
mod telegram_faults;
mod telegram_intake;
mod telegram_posts;
mod telegram_questions;
mod telegram_settings;
mod telegram_town;
mod village;
mod weather;
