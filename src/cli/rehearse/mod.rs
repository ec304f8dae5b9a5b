//! `rehearse`: the days of remembrance against a copy of the database, with a
//! clock that moves by itself and platforms that only print.

mod faults;
mod stage;

use std::io::{self, Write};
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Datelike, TimeDelta, TimeZone, Utc};
use clap::Args;
use tracing::subscriber::NoSubscriber;

use super::config::{Config, Flags, OnlyDatabase};
use super::operate::wait;
use crate::clock::{self, Clock, Hand};
use crate::community::Platform;
use crate::delivery::lease::Guard;
use crate::delivery::pace::Pace;
use crate::delivery::{Courier, Means};
use crate::files::Files;
use crate::remembrance::compose::Composer;
use crate::store::{Rehearsed, Store};
use crate::zones::Rules;
use faults::Faults;
use stage::Stage;

/// Who takes over after a kill does so after this long.
const TAKEOVER: Duration = Duration::from_secs(12);
/// The ceilings that a program without settings has.
const CEILINGS: [(Platform, u32); 3] =
    [(Platform::Discord, 40), (Platform::Telegram, 28), (Platform::Console, 28)];
/// Progress is told this often on the way.
const STEPS: u32 = 20;

/// `january20 rehearse`.
#[derive(Debug, Args)]
pub(super) struct Rehearse {
    /// When it begins, as in 2027-01-18T10:00:00Z [default: before the first post of the coming 20 January]
    #[arg(long, value_name = "INSTANT")]
    from: Option<DateTime<Utc>>,
    /// When it ends [default: when the last window has closed]
    #[arg(long, value_name = "INSTANT")]
    to: Option<DateTime<Utc>>,
    /// Bad weather, as in 429:5%,500:2%,timeout:1%,crash:3
    #[arg(long, value_name = "SPEC", default_value = "")]
    fail: Faults,
    /// The database to copy, as in `sqlite://january20.db` [default: that of the settings]
    #[arg(long, value_name = "URL")]
    db: Option<String>,
    #[command(flatten)]
    settings: Flags<OnlyDatabase>,
}

pub(super) fn run(asked: &Rehearse) -> anyhow::Result<ExitCode> {
    let url = match &asked.db {
        Some(url) => url.clone(),
        None => Config::of(&asked.settings)?.database_url,
    };
    let now = clock::now();
    let (from, to) = span(asked, now)?;
    let folder = Folder::new()?;
    let copy = folder.0.join("rehearsal.db");
    let quiet = tracing::subscriber::set_default(NoSubscriber::default());
    let outcome = wait(async {
        let store = Store::rehearsal(&url, &copy, now).await?;
        let mut play = Play::new(store, (from, to), asked.fail).await?;
        let played = play.play().await;
        let table = play.table().await;
        play.store.close().await;
        played?;
        table
    });
    drop(quiet);
    outcome
}

/// A folder of its own that goes when the rehearsal does.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random number: {error}"))?;
        let folder = std::env::temp_dir().join(format!("january20-{:016x}", u64::from_le_bytes(bytes)));
        std::fs::create_dir(&folder).with_context(|| {
            format!("{} cannot be made; set TMPDIR to a folder with room", folder.display())
        })?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is the system's to tidy.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// From before the first local evening anywhere to after the last local
/// midnight.
fn span(asked: &Rehearse, now: DateTime<Utc>) -> anyhow::Result<(DateTime<Utc>, DateTime<Utc>)> {
    let january = |year, day, hour| Utc.with_ymd_and_hms(year, 1, day, hour, 0, 0).single().unwrap_or(now);
    let base = asked.from.unwrap_or(now);
    let over = base >= january(base.year(), 21, 13);
    let year = base.year() + i32::from(over);
    let from = asked.from.unwrap_or_else(|| now.max(january(year, 18, 9)));
    let to = asked.to.unwrap_or_else(|| january(year, 21, 13));
    if from >= to {
        anyhow::bail!("--from is not before --to; give the earlier instant first");
    }
    if to - from > TimeDelta::days(60) {
        anyhow::bail!("a rehearsal takes 60 days at most; choose --from and --to nearer to one another");
    }
    Ok((from, to))
}

/// The couriers and their world.
struct Play {
    store: Store,
    composer: Composer,
    clock: Clock,
    hand: Hand,
    span: (DateTime<Utc>, DateTime<Utc>),
    stages: Vec<Arc<Stage>>,
    couriers: Vec<Courier<Stage>>,
    arrived: Arc<AtomicU64>,
    /// When so many posts have arrived, the program is killed.
    crashes: Vec<u64>,
    crashed: u32,
}

impl Play {
    async fn new(
        store: Store,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        faults: Faults,
    ) -> anyhow::Result<Self> {
        let composer =
            Composer::load(&Files::built_in(), Rules::newest()).map_err(|faults| super::damaged(&faults))?;
        let platforms = store.platforms().await?;
        if platforms.is_empty() {
            anyhow::bail!(
                "this database has no destinations; set one up with /remembrance set, on a platform or in `january20 console`"
            );
        }
        let (clock, hand) = Clock::told(from);
        let (attempts, arrived) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let stage = |platform: &Platform| {
            let both = (Arc::clone(&attempts), Arc::clone(&arrived));
            Arc::new(Stage::new(*platform, clock.clone(), faults, both))
        };
        let stages: Vec<Arc<Stage>> = platforms.iter().map(stage).collect();
        let due = store.rehearsed((from, to)).await?.iter().map(|row| row.due).sum::<u64>();
        let parts = u64::from(faults.crashes) + 1;
        let crashes = (1..parts).map(|at| (due * at / parts).max(1)).rev().collect();
        let mut play = Self {
            store,
            composer,
            clock,
            hand,
            span: (from, to),
            stages,
            couriers: Vec::new(),
            arrived,
            crashes,
            crashed: 0,
        };
        play.start();
        Ok(play)
    }

    /// Starts the program; whatever ran before is cut off.
    fn start(&mut self) {
        let courier = |stage: &Arc<Stage>| {
            let ceiling = CEILINGS.iter().find(|(platform, _)| *platform == stage.platform);
            let ceiling = ceiling.and_then(|(_, ceiling)| NonZeroU32::new(*ceiling));
            Courier::new(Means {
                transport: Arc::clone(stage),
                store: self.store.clone(),
                composer: self.composer.clone(),
                cards: None,
                pace: Pace::new(stage.platform, ceiling.unwrap_or(NonZeroU32::MIN)),
                guard: Guard::Unshared,
                clock: self.clock.clone(),
            })
        };
        self.couriers = self.stages.iter().map(courier).collect();
    }

    async fn play(&mut self) -> anyhow::Result<()> {
        let (from, to) = self.span;
        let step = (to - from) / i32::try_from(STEPS)?;
        let mut told = from;
        loop {
            let now = self.clock.now();
            if now.hour >= to {
                return Ok(());
            }
            if now.hour >= told {
                let arrived = self.arrived.load(Ordering::Relaxed);
                writeln!(io::stderr(), "{} UTC: {arrived} arrived", now.hour.format("%Y-%m-%d %H:%M"))?;
                told = now.hour + step;
            }
            let mut next = Duration::from_mins(1);
            for courier in &mut self.couriers {
                next = next.min(courier.tick(now).await.after);
            }
            if self.crash() {
                continue;
            }
            let mut busy = false;
            for courier in &mut self.couriers {
                while courier.in_flight() > 0 {
                    courier.ended().await;
                    courier.tick(now).await;
                    busy = true;
                }
            }
            if self.stages.iter().any(|stage| stage.is_deaf()) {
                return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
            }
            if !busy {
                let rest = (to - now.hour).to_std().unwrap_or_default();
                self.hand.pass(next.max(Duration::from_millis(1)).min(rest));
            }
        }
    }

    /// Kills the program, if it is time and something is under way.
    fn crash(&mut self) -> bool {
        let due = self.crashes.last().is_some_and(|at| self.arrived.load(Ordering::Relaxed) >= *at);
        if !due || self.couriers.iter().all(|courier| courier.in_flight() == 0) {
            return false;
        }
        self.crashes.pop();
        self.crashed += 1;
        let _ = writeln!(io::stderr(), "killed, and started again");
        self.start();
        self.hand.pass(TAKEOVER);
        true
    }

    async fn table(&self) -> anyhow::Result<ExitCode> {
        let rows = self.store.rehearsed(self.span).await?;
        let mut out = io::stdout().lock();
        writeln!(
            out,
            "\n{:10} {:8} {:>8} {:>8} {:>8} {:>8} {:>8}",
            "platform", "post", "due", "sent", "late", "missed", "other"
        )?;
        for Rehearsed { platform, post, due, sent, late, missed } in &rows {
            let other = due - sent - missed;
            writeln!(out, "{platform:10} {post:8} {due:>8} {sent:>8} {late:>8} {missed:>8} {other:>8}")?;
        }
        let sum = |of: fn(&Rehearsed) -> u64| rows.iter().map(of).sum::<u64>();
        let doubled: u64 = self.stages.iter().map(|stage| stage.doubled()).sum();
        writeln!(
            out,
            "in all: {} due, {} sent, {} late, {} missed; {doubled} doubled, {} kills",
            sum(|row| row.due),
            sum(|row| row.sent),
            sum(|row| row.late),
            sum(|row| row.missed),
            self.crashed
        )?;
        if rows.is_empty() {
            writeln!(out, "nothing falls due in this time; choose another --from and --to")?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
