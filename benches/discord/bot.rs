//! The bot that is measured while posts go out: put together as the program
//! does it, in the minute in which all its destinations are due.

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use january20::adapters::discord::Discord;
use january20::adapters::link::Link;
use january20::app::{App, Limits};
use january20::built_in;
use january20::clock::Clock;
use january20::community::{Actor, Community, Place, Platform, Role};
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{self, Courier, Means};
use january20::pictures::Cards;
use january20::remembrance::compose::Composer;
use january20::store::{Deed, Store};
use january20::zones::Rules;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Enough that posts go out for as long as is measured.
pub const DESTINATIONS: i64 = 4_000;
/// The default ceiling.
const CEILING: u32 = 40;
/// How finely the hour moves.
const STEP: Duration = Duration::from_millis(1);

/// Serves until it is ended.
pub async fn serve(url: &str, folder: &str) -> anyhow::Result<()> {
    let composer = Composer::built_in(Rules::built_in());
    let (before, due) = ("2027-01-19T12:00:00Z".parse()?, "2027-01-20T05:00:00Z".parse()?);
    let (clock, hand) = Clock::told(before);
    let database = format!("sqlite://{}", Path::new(folder).join("bot.db").display());
    let store = Store::open(&database, before).await?;
    for native in 1..=DESTINATIONS {
        // As the platform numbers its servers.
        let community = Community { platform: Platform::Discord, native: native << 22 };
        let place = Place { channel: native, topic: 0 };
        let by = Role::Moderator.moderator(Actor::Person(7), community).context("a moderator")?;
        let rules = &composer.rules;
        let deed = Deed {
            by,
            place: Some(place),
            action: "set",
            detail: "",
            update: None,
            app_language: None,
            rules,
            now: before,
        };
        store.set(&deed, place, |settings| settings).await?;
    }
    hand.set(due);
    // The hour goes on as it does everywhere.
    tokio::spawn(async move {
        let mut last = Instant::now();
        loop {
            tokio::time::sleep(STEP).await;
            let now = Instant::now();
            hand.pass(now - last);
            last = now;
        }
    });
    let wake = Arc::new(Notify::new());
    let cards = Cards::new(&built_in::files(), Arc::clone(&composer.texts));
    let app = App::new(composer.clone(), store.clone(), clock.clone(), Arc::clone(&wake));
    // One person asks all of it here.
    let app = app.limited(Limits { per_person: u32::MAX, per_community: u32::MAX }).with_cards(cards.clone());
    let discord = Discord::connect(url, "token-of-the-bench".into())?;
    let stop = CancellationToken::new();
    let courier = Courier::new(Means {
        transport: Arc::new(discord.clone()),
        store,
        composer,
        cards: Some(cards),
        pace: Pace::new(Platform::Discord, NonZeroU32::new(CEILING).context("not zero")?),
        guard: Guard::Unshared,
        clock,
    });
    tokio::spawn(delivery::run(courier, wake, stop.clone()));
    discord.serve(Arc::new(app), Link::new(Platform::Discord), stop).await?;
    Ok(())
}
