//! `run`: serves every platform whose token is set. The order of the start,
//! with a line in the log for each step: settings, knowledge base, database,
//! endpoints, lease, connections. One platform's failure is its own.

mod outside;
mod retain;

mod supervise;
mod watch;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, ValueEnum};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::config::{All, Config, Flags};
use super::logs;
use crate::adapters::http::{self, Figures, Told};
use crate::adapters::link::{Link, State};
use crate::app::{App, Limits};
use crate::built_in;
use crate::clock::Clock;
use crate::community::Platform;
use crate::pictures::Cards;
use crate::remembrance::compose::Composer;
use crate::store::{SinceBackup, Store, StoreError};
use crate::zones::Rules;
use outside::Outside;

/// How long what is being sent may take to be finished and recorded at the end.
const FAREWELL: Duration = Duration::from_secs(8);
/// The longest pause between two attempts to open the database.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// `january20 run`.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// Of a restored copy: whether the posts that fell due since it was made were sent
    #[arg(long, value_enum, value_name = "WORD")]
    since_backup: Option<Since>,
    #[command(flatten)]
    settings: Flags<All>,
}

/// The operator's word about posts that a restored copy cannot know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Since {
    /// They stand there.
    Sent,
    /// They do not.
    Unsent,
}

pub(super) fn run(asked: &Run) -> anyhow::Result<ExitCode> {
    let config = Config::of(&asked.settings)?;
    logs::begin(&config)?;
    supervise::tell_panics();
    let platforms = platforms(&config);
    if platforms.is_empty() {
        anyhow::bail!(
            "neither DISCORD_TOKEN nor TELEGRAM_TOKEN is set; set one of them at least, or try `january20 console`"
        );
    }
    let names: Vec<&str> = platforms.iter().map(|platform| platform.name()).collect();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), platforms = names.join(","), "settings read");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the system gives no event loop")?;
    let outcome = runtime.block_on(serve(config, &platforms, asked.since_backup));
    // Whatever did not end in time is left behind.
    runtime.shutdown_background();
    outcome
}

fn platforms(config: &Config) -> Vec<Platform> {
    let discord = config.discord_token.as_ref().map(|_| Platform::Discord);
    let telegram = config.telegram_token.as_ref().map(|_| Platform::Telegram);
    discord.into_iter().chain(telegram).collect()
}

async fn serve(config: Config, platforms: &[Platform], since: Option<Since>) -> anyhow::Result<ExitCode> {
    let stop = CancellationToken::new();
    supervise::heed_signals(stop.clone()).context("the system does not let signals be heard")?;
    let figures = Figures::keep().map_err(anyhow::Error::msg)?;
    let links: Vec<Link> = platforms.iter().map(|platform| Link::new(*platform)).collect();
    let clock = Clock::system();
    let (composer, cards) = prepare();
    let Some(store) = open(&config.database_url, &clock, &stop).await? else { return Ok(ExitCode::SUCCESS) };
    let standing = store.standing().await?;
    tracing::info!(
        communities = standing.communities,
        destinations = standing.destinations,
        "database open and up to date"
    );
    // Made before anything is served: it takes a moment in which nothing is heard.
    let wake = Arc::new(Notify::new());
    let limits =
        Limits { per_person: config.questions_per_person, per_community: config.questions_per_community };
    let app = App::new(composer.clone(), store.clone(), clock.clone(), Arc::clone(&wake));
    let app = app.limited(limits).with_cards(cards.clone()).with_contact(config.contact.clone());
    let app = Arc::new(app);
    let always = TaskTracker::new();
    if let Some(address) = &config.http_listen {
        let told = Told { figures: figures.clone(), store: store.clone(), links: links.clone() };
        endpoints(address, told, &always, &stop).await?;
    }
    watch::begin(&always, &store, &clock, platforms, &stop);
    always.spawn({
        let stop = stop.clone();
        async move { figures.tidy(&stop).await }
    });
    let since_backup = since.map(|since| match since {
        Since::Sent => SinceBackup::Sent,
        Since::Unsent => SinceBackup::Unsent,
    });
    let outside =
        Outside { config, composer, cards, store: store.clone(), clock, app, wake, links, since_backup };
    let code = outside.keep(&stop).await;
    stop.cancel();
    always.close();
    let _ = tokio::time::timeout(Duration::from_secs(1), async {
        always.wait().await;
        store.close().await;
    })
    .await;
    tracing::info!("ended");
    Ok(code)
}

/// What the posts are made of, which is inside the program.
fn prepare() -> (Composer, Cards) {
    let composer = Composer::built_in(Rules::newest());
    let cards = Cards::new(&built_in::files(), Arc::clone(&composer.texts));
    tracing::info!(
        facts = composer.knowledge.facts().count(),
        zone_rules = composer.rules.version(),
        "knowledge base read"
    );
    (composer, cards)
}

/// Opens the database, waiting for whatever stands in the way and may pass;
/// none when told to stop meanwhile.
async fn open(url: &str, clock: &Clock, stop: &CancellationToken) -> anyhow::Result<Option<Store>> {
    let mut pause = Duration::from_secs(1);
    let mut told = None;
    loop {
        match Store::open(url, clock.now().hour).await {
            Ok(store) => return Ok(Some(store)),
            Err(error @ StoreError::Unusable { passes: true, .. }) => {
                let problem = error.to_string();
                if told.as_ref() != Some(&problem) {
                    tracing::warn!(error = problem, "waiting for the database");
                    told = Some(problem);
                }
            }
            Err(error) => return Err(error.into()),
        }
        if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return Ok(None);
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn endpoints(
    address: &str,
    told: Told,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let listener = http::listen(address)
        .await
        .with_context(|| format!("HTTP_LISTEN: {address} cannot be listened on; name a free address"))?;
    tracing::info!(address, "listening for /healthz, /readyz and /metrics");
    let stop = stop.clone();
    tasks.spawn(async move {
        if let Err(error) = http::serve(listener, told, stop).await {
            tracing::error!(%error, "the HTTP endpoints ended");
        }
    });
    Ok(())
}

/// Says how long each connection took, once it stands.
async fn tell_connected(link: Link, clock: Clock, stop: CancellationToken) {
    let begun = clock.now().steady;
    if stop.run_until_cancelled(link.settled()).await == Some(State::Up) {
        let took = clock.now().steady.saturating_sub(begun);
        tracing::info!(platform = link.platform().name(), seconds = took.as_secs_f64(), "ready");
    }
}
