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
/// Progress is told this often on the way …
const STEPS: i32 = 20;
/// … and whenever so many more have arrived.
const MANY: u64 = 1_000;
/// The platforms answer after this long: after the next post of a broadcast has
/// begun, so that both share a turn at the database.
const ANSWER: Duration = Duration::from_millis(50);

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
    /// Each with the steady time of its next step.
    couriers: Vec<(Courier<Stage>, Duration)>,
    arrived: Arc<AtomicU64>,
    faults: Faults,
    crashed: u32,
    told: Told,
}

/// The progress that was told last.
struct Told {
    hour: DateTime<Utc>,
    arrived: u64,
}

impl Play {
    async fn new(
        store: Store,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        faults: Faults,
    ) -> anyhow::Result<Self> {
        let composer = Composer::built_in(Rules::newest());
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
        let mut play = Self {
            store,
            composer,
            clock,
            hand,
            span: (from, to),
            stages,
            couriers: Vec::new(),
            arrived,
            faults,
            crashed: 0,
            told: Told { hour: from, arrived: 0 },
        };
        play.start();
        Ok(play)
    }

    /// Starts the program; whatever ran before is cut off.
    fn start(&mut self) {
        let courier = |stage: &Arc<Stage>| {
            let ceiling = CEILINGS.iter().find(|(platform, _)| *platform == stage.platform);
            let ceiling = ceiling.and_then(|(_, ceiling)| NonZeroU32::new(*ceiling));
            let courier = Courier::new(Means {
                transport: Arc::clone(stage),
                store: self.store.clone(),
                composer: self.composer.clone(),
                cards: None,
                pace: Pace::new(stage.platform, ceiling.unwrap_or(NonZeroU32::MIN)),
                guard: Guard::Unshared,
                clock: self.clock.clone(),
            });
            (courier, Duration::ZERO)
        };
        self.couriers = self.stages.iter().map(courier).collect();
    }

    async fn play(&mut self) -> anyhow::Result<()> {
        self.plan().await;
        let due: u64 = self.store.rehearsed(self.span).await?.iter().map(|row| row.due).sum();
        loop {
            let now = self.clock.now();
            self.tell(now.hour, due)?;
            if now.hour >= self.span.1 {
                return Ok(());
            }
            for (courier, next) in &mut self.couriers {
                if *next <= now.steady {
                    *next = now.steady + courier.tick(now).await.after.max(Duration::from_millis(1));
                }
            }
            if self.crash(due) {
                continue;
            }
            for (courier, next) in &mut self.couriers {
                // Every answer comes; what came of them is written with what begins next.
                for _ in 0..courier.in_flight() {
                    courier.ended().await;
                    *next = (*next).min(now.steady + ANSWER);
                }
            }
            if self.stages.iter().any(|stage| stage.is_deaf()) {
                return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
            }
            let next = self.couriers.iter().map(|(_, next)| *next).min().unwrap_or_default();
            let rest = (self.span.1 - now.hour).to_std().unwrap_or_default();
            self.hand.pass(next.saturating_sub(now.steady).min(rest));
        }
    }

    /// Everything is planned before anything is counted.
    async fn plan(&mut self) {
        let now = self.clock.now();
        for (courier, _) in &mut self.couriers {
            while courier.in_flight() == 0 && courier.tick(now).await.after.is_zero() {}
        }
    }

    fn tell(&mut self, hour: DateTime<Utc>, due: u64) -> io::Result<()> {
        let (from, to) = self.span;
        let arrived = self.arrived.load(Ordering::Relaxed);
        if hour < self.told.hour && arrived < self.told.arrived + MANY {
            return Ok(());
        }
        self.told = Told { hour: hour + (to - from) / STEPS, arrived };
        writeln!(
            io::stderr(),
            "{} UTC: {arrived} messages arrived, {due} posts due in all",
            hour.format("%Y-%m-%d %H:%M")
        )
    }

    /// Kills the program, if it is time and something is under way: so often
    /// that as many posts lie between two kills.
    fn crash(&mut self, due: u64) -> bool {
        let (made, all) = (u64::from(self.crashed), u64::from(self.faults.crashes));
        let at = (due * (made + 1) / (all + 1)).max(1);
        let is_time = made < all && self.arrived.load(Ordering::Relaxed) >= at;
        if !is_time || self.couriers.iter().all(|(courier, _)| courier.in_flight() == 0) {
            return false;
        }
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
        writeln!(
            out,
            "in all: {} due, {} sent, {} late, {} missed; {} kills",
            sum(|row| row.due),
            sum(|row| row.sent),
            sum(|row| row.late),
            sum(|row| row.missed),
            self.crashed
        )?;
        for stage in self.stages.iter().filter(|stage| stage.doubled() > 0) {
            writeln!(out, "{}: {} messages stand twice", stage.platform, stage.doubled())?;
        }
        if rows.is_empty() {
            writeln!(out, "nothing falls due in this time; choose another --from and --to")?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
