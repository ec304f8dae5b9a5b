//! The command line: what may be typed, and the only place that builds the bot
//! and wires it to the world. Its own help and errors are in English; what the
//! bot says is in the reader's language.

mod check;
mod config;
mod doctor;
mod evaluate;
mod logs;
mod operate;
mod picture;
mod preview;
mod query;
pub mod questions;
mod rehearse;
mod report;
mod run;
mod schedule;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::adapters::console;
use crate::built_in;
use crate::clock::Clock;
use crate::files::Files;
use crate::language::Language;
use crate::remembrance::compose::Composer;
use crate::zones::Rules;
use config::{Config, Flags, OnlyDatabase};

/// Cited answers about 20 January 1990 in Baku, in four languages.
#[derive(Debug, Parser)]
#[command(name = "january20", version, about)]
struct Cli {
    #[command(subcommand)]
    call: Call,
}

#[derive(Debug, Subcommand)]
enum Call {
    /// The whole bot in this terminal: type a question, or /help
    Console {
        /// Language of the bot's own words [default: the terminal's, else English]
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
        #[command(flatten)]
        settings: Flags<OnlyDatabase>,
    },
    /// Answer one question, or with --batch one JSON object a line
    Ask(query::Ask),
    /// The knowledge base as the bot tells it
    Facts(query::Facts),
    /// Accuracy on files of questions
    Evaluate(evaluate::Evaluate),
    /// What would be posted when, for a community in a zone
    Schedule(schedule::Dates),
    /// Play the days of remembrance on a copy of the database, in seconds
    Rehearse(rehearse::Rehearse),
    /// A post exactly as it will be sent
    Preview(preview::Preview),
    /// A picture that the bot shows
    Picture(picture::Drawn),
    /// Validate the knowledge base and the texts
    Check {
        /// A directory laid out like data/ [default: what is built in]
        #[arg(long)]
        data: Option<PathBuf>,
        /// Print the table of claims and the facts that carry them
        #[arg(long)]
        claims: bool,
    },
    /// Serve every platform whose token is set
    Run(run::Run),
    /// Say of each thing that run needs whether it is in order; links to invite the bot
    Doctor(doctor::Doctor),
    /// Exit 0 when the program at `HTTP_LISTEN` is alive
    Health(operate::Health),
    /// Begin nothing more of these posts until release, in the running program too
    Hold(operate::Hold),
    /// Let everything that is held back go
    Release(operate::Release),
    /// A consistent copy of the database, while the program runs on
    Backup(operate::Backup),
    /// What was due in a year: sent, late, missed
    Report(report::Ask),
}

/// Runs the program with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let outcome = match cli.call {
        Call::Console { lang, settings } => talk(lang, &settings),
        Call::Ask(ask) => query::ask(&ask),
        Call::Facts(facts) => query::facts(&facts),
        Call::Evaluate(evaluate) => evaluate::run(&evaluate),
        Call::Schedule(dates) => schedule::run(&dates),
        Call::Rehearse(asked) => rehearse::run(&asked),
        Call::Preview(preview) => preview::run(&preview),
        Call::Picture(drawn) => picture::run(&drawn),
        Call::Check { data, claims } => check::run(data.as_deref(), claims),
        Call::Run(wanted) => run::run(&wanted),
        Call::Doctor(doctor) => doctor::run(&doctor),
        Call::Health(health) => operate::health(&health),
        Call::Hold(hold) => operate::hold(&hold),
        Call::Release(release) => operate::release(&release),
        Call::Backup(backup) => operate::backup(&backup),
        Call::Report(report) => report::run(&report),
    };
    match outcome {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "january20: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Help and version as clap prints them; a fault in one sentence.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // A reader that has seen enough of the help is a normal end.
        return match error.print() {
            Err(fault) if fault.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
            _ => ExitCode::SUCCESS,
        };
    }
    let text = error.render().to_string();
    let sentence = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = writeln!(io::stderr(), "january20: {sentence}; see january20 --help");
    ExitCode::from(2)
}

fn talk(language: Option<Language>, settings: &Flags<OnlyDatabase>) -> anyhow::Result<ExitCode> {
    let config = Config::of(settings)?;
    let composer = Composer::built_in(Rules::newest());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let means = console::Means {
        composer,
        database_url: config.database_url,
        clock: Clock::system(),
        contact: config.contact,
        language: language.or_else(terminal_language),
    };
    console::run(means, runtime.context("the system gives no event loop")?)?;
    Ok(ExitCode::SUCCESS)
}

/// The data in a directory, or inside the program.
fn data(directory: Option<&Path>) -> anyhow::Result<Files> {
    let Some(directory) = directory else { return Ok(built_in::files()) };
    Files::read(directory).with_context(|| {
        format!("{} cannot be read; name a directory laid out like data/", directory.display())
    })
}

/// The language of the terminal, by the usual variables in their usual order.
fn terminal_language() -> Option<Language> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set)?;
    Language::from_tag(&tag)
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        format!("choose one of {}", known.join(", "))
    })
}

/// A reader that went away is a normal end, not an error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        io.or_else(|| cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind))
    };
    error.chain().any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}
