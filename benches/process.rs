//! `cargo bench --bench process`: the program as it is started by hand and as
//! it is run for a year. How long a whole `ask` takes and how much memory; how
//! many lines of a batch a second; when `run` is ready with both platforms
//! (fakes on this machine), and what it holds when nothing happens.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::needless_pass_by_value,
    reason = "a benchmark reads the clock; the tests' fakes can do more than it needs"
)]

#[path = "../tests/e2e/fake_discord/mod.rs"]
mod fake_discord;
#[path = "../tests/e2e/fake_telegram/mod.rs"]
mod fake_telegram;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

const PROGRAM: &str = env!("CARGO_BIN_EXE_january20");
const QUESTION: &str = "how many people died";
/// How often a whole process is timed.
const STARTS: usize = 20;
/// Lines of a batch.
const LINES: usize = 10_000;
/// How long `run` is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(10);

fn main() -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "the program: {:.1} MB", std::fs::metadata(PROGRAM)?.len() as f64 / 1e6)?;
    whole(&mut out)?;
    batch(&mut out)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (discord, telegram) = runtime.block_on(async {
        let discord = fake_discord::FakeDiscord::start().await;
        discord.server(1);
        (discord, fake_telegram::FakeTelegram::start().await)
    });
    let urls = (discord.url().to_owned(), telegram.url().to_string());
    idle(&mut out, &urls)?;
    Ok(())
}

/// A whole `ask`, from its start to its end; then the memory of one that has
/// answered and waits for the next line.
fn whole(out: &mut impl Write) -> anyhow::Result<()> {
    let mut times = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let begun = Instant::now();
        let status = Command::new(PROGRAM).args(["ask", QUESTION]).stdout(Stdio::null()).status()?;
        times.push(begun.elapsed());
        anyhow::ensure!(status.success(), "the question is answered");
    }
    times.sort_unstable();
    writeln!(out, "a whole ask: fastest {:?}, median {:?}", times[0], times[STARTS / 2])?;
    let mut child = batching()?;
    let mut asked = child.stdin.take().context("piped")?;
    let mut answers = BufReader::new(child.stdout.take().context("piped")?);
    writeln!(asked, "{{\"q\":\"{QUESTION}\"}}")?;
    answers.read_line(&mut String::new())?;
    let peak = kilobytes(&child, "VmHWM:")?;
    writeln!(out, "its memory: {} kB resident at most, {:?} of processor time", peak, processor(&child)?)?;
    drop(asked);
    child.wait()?;
    Ok(())
}

fn batch(out: &mut impl Write) -> anyhow::Result<()> {
    let lines = questions()?;
    let begun = Instant::now();
    let mut child = batching()?;
    let mut asked = child.stdin.take().context("piped")?;
    let answers = BufReader::new(child.stdout.take().context("piped")?);
    let writer = std::thread::spawn(move || {
        lines.iter().cycle().take(LINES).try_for_each(|line| writeln!(asked, "{line}"))
    });
    let answered = answers.lines().count();
    writer.join().map_err(|_| anyhow::anyhow!("the writer panicked"))??;
    child.wait()?;
    anyhow::ensure!(answered == LINES, "every line is answered");
    let rate = LINES as f64 / begun.elapsed().as_secs_f64();
    writeln!(out, "ask --batch: {rate:.0} lines a second, loading included")?;
    Ok(())
}

/// `run` with both platforms, and nothing happening.
fn idle(out: &mut impl Write, (discord, telegram): &(String, String)) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let begun = Instant::now();
    let mut child = Command::new(PROGRAM)
        .arg("run")
        .current_dir(folder.path())
        .env("DISCORD_TOKEN", fake_discord::TOKEN)
        .env("DISCORD_API_URL", discord)
        .env("TELEGRAM_TOKEN", fake_telegram::TOKEN)
        .env("TELEGRAM_API_URL", telegram)
        .env("HTTP_LISTEN", &listen)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    while !is_ready(&listen) {
        anyhow::ensure!(begun.elapsed() < Duration::from_mins(1), "run is ready within a minute");
        std::thread::sleep(Duration::from_millis(5));
    }
    let ready = begun.elapsed();
    std::thread::sleep(IDLE);
    let (now, most) = (kilobytes(&child, "VmRSS:")?, kilobytes(&child, "VmHWM:")?);
    child.kill()?;
    child.wait()?;
    writeln!(
        out,
        "run with both platforms: ready after {ready:?}; idle {now} kB resident, {most} kB at most"
    )?;
    Ok(())
}

fn batching() -> anyhow::Result<Child> {
    let mut command = Command::new(PROGRAM);
    command.args(["ask", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().context("the program starts")
}

/// The development questions as lines of a batch.
fn questions() -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    for language in ["en", "az", "ru", "tr"] {
        let file = format!("{}/tests/questions/dev.{language}.jsonl", env!("CARGO_MANIFEST_DIR"));
        for line in std::fs::read_to_string(file)?.lines().filter(|line| !line.trim().is_empty()) {
            let question: serde_json::Value = serde_json::from_str(line)?;
            lines.push(serde_json::json!({"id": question["id"], "q": question["q"]}).to_string());
        }
    }
    Ok(lines)
}

fn is_ready(address: &str) -> bool {
    let ask = || -> io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// A line of what the system knows of a process's memory.
fn kilobytes(child: &Child, name: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("the line is there")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// The processor time a process has taken, with its threads that have ended, in
/// steps of a hundredth of a second.
fn processor(child: &Child) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id()))?;
    let after_name = stat.rsplit_once(')').context("a name")?.1;
    let mut ticks = 0;
    for field in after_name.split_whitespace().skip(11).take(2) {
        ticks += field.parse::<u64>()?;
    }
    Ok(Duration::from_millis(10 * ticks))
}
