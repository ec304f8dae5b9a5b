//! How fast people are answered on Discord while posts go out, how soon the
//! program is ready, and what it holds in memory in ten thousand servers:
//! `cargo bench --bench discord`. The platform is this process, the bot another
//! one, so that the figures of memory are the bot's alone; latencies are seen
//! from the platform's side, both ways through the sockets included.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod bot;
mod platform;

use std::env;
use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use platform::Platform;

/// Interactions a second.
const RATE: u32 = 200;
/// For how long.
const LASTING: Duration = Duration::from_secs(30);
/// What is sent before counting begins.
const WARM_UP: u32 = 400;
/// Servers of the idle bot, and how many shards Discord recommends for them.
const SERVERS: u64 = 10_000;
const SHARDS: u64 = 10;
/// How long the idle bot settles before its memory is read.
const SETTLING: Duration = Duration::from_secs(20);
/// What comes at all comes by then.
const PATIENCE: Duration = Duration::from_mins(4);

/// A process that ends with its measurement.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bot", url, folder] => bot::serve(url, folder).await,
        [] => {
            latency().await?;
            readiness().await?;
            idle().await
        }
        ["latency"] => latency().await,
        ["ready"] => readiness().await,
        ["idle"] => idle().await,
        other => anyhow::bail!("latency, ready, idle or nothing, not {other:?}"),
    }
}

/// Answers to people at a steady rate while posts go out at their ceiling.
async fn latency() -> anyhow::Result<()> {
    let platform = Platform::start(u64::try_from(bot::DESTINATIONS)?, 1).await?;
    let folder = tempfile::tempdir()?;
    let own = env::current_exe()?;
    let mut command = Command::new(own);
    let bot = command.arg("bot").arg(&platform.url).arg(folder.path()).spawn();
    let _bot = Running(bot.context("the bot")?);
    timeout(PATIENCE, platform.ready()).await.context("the bot does not connect")?;
    timeout(PATIENCE, platform.posting()).await.context("no broadcast")?;
    let mut ticks = interval(Duration::from_secs(1) / RATE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for _ in 0..WARM_UP {
        ticks.tick().await;
        platform.interact();
    }
    sleep(Duration::from_secs(1)).await;
    platform.forget();
    // What would have been asked during that second is not asked all at once.
    ticks.reset();
    let (begun, posts) = (Instant::now(), platform.posts());
    let count = RATE * u32::try_from(LASTING.as_secs())?;
    for _ in 0..count {
        ticks.tick().await;
        platform.interact();
    }
    let seconds = begun.elapsed().as_secs_f64();
    let posted = f64::from(platform.posts() - posts) / seconds;
    sleep(Duration::from_secs(3)).await;
    let took = platform.took();
    let at = |share: usize| took.get((took.len() * share / 1_000).min(took.len().saturating_sub(1))).copied();
    writeln!(
        io::stdout(),
        "interactions: {} of {count} answered at {:.0} a second, beside {posted:.1} posts a second; p50 {:?}, p99 {:?}, longest {:?}",
        took.len(),
        f64::from(count) / seconds,
        at(500),
        at(990),
        took.last()
    )?;
    Ok(())
}

/// From the start of the program to its connection, the platform's own time
/// taken off.
async fn readiness() -> anyhow::Result<()> {
    let platform = Platform::start(100, 1).await?;
    let begun = Instant::now();
    let (_bot, _folder) = program(&platform.url)?;
    let identified =
        timeout(PATIENCE, platform.identified()).await.context("the program does not connect")?;
    timeout(PATIENCE, platform.ready()).await?;
    platform.interact();
    let answered = timeout(PATIENCE, platform.answered()).await.context("no answer")?;
    writeln!(
        io::stdout(),
        "start: connecting after {:?}, the first question answered after {:?}; the platform itself took {:?}",
        identified - begun,
        answered - begun,
        platform.own_time()
    )?;
    Ok(())
}

/// Memory in many servers, when nothing happens.
async fn idle() -> anyhow::Result<()> {
    let platform = Platform::start(SERVERS, SHARDS).await?;
    let (bot, _folder) = program(&platform.url)?;
    timeout(PATIENCE, platform.ready()).await.context("not all shards are connected")?;
    sleep(SETTLING).await;
    let status = std::fs::read_to_string(format!("/proc/{}/status", bot.0.id()))?;
    let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    writeln!(io::stdout(), "idle in {SERVERS} servers: {}, {}", line("VmRSS"), line("VmHWM"))?;
    Ok(())
}

/// The program itself, as it is run.
fn program(url: &str) -> anyhow::Result<(Running, tempfile::TempDir)> {
    let folder = tempfile::tempdir()?;
    let program = Command::new(env!("CARGO_BIN_EXE_january20"))
        .arg("run")
        .env_clear()
        .env("DISCORD_TOKEN", "token-of-the-bench")
        .env("DISCORD_API_URL", url)
        .env("DATABASE_URL", format!("sqlite://{}", folder.path().join("bot.db").display()))
        .env("RUST_LOG", "warn")
        .stdout(Stdio::null())
        .spawn();
    Ok((Running(program.context("the program")?), folder))
}
