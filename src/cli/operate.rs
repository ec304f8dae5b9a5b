//! What the operator does beside the running program: hold back and release,
//! copy the database, ask whether it is alive.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::config::{Config, Flags, OnlyDatabase, OnlyHttp};
use crate::adapters::http;
use crate::clock;
use crate::remembrance::Post;
use crate::store::Store;

/// `january20 health`.
#[derive(Debug, Args)]
pub(super) struct Health {
    #[command(flatten)]
    settings: Flags<OnlyHttp>,
}

/// `january20 hold`.
#[derive(Debug, Args)]
pub(super) struct Hold {
    /// eve, day or silence; several, or none for all three
    #[arg(value_name = "POST")]
    posts: Vec<Post>,
    #[command(flatten)]
    settings: Flags<OnlyDatabase>,
}

/// `january20 release`.
#[derive(Debug, Args)]
pub(super) struct Release {
    #[command(flatten)]
    settings: Flags<OnlyDatabase>,
}

/// `january20 backup`.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where the copy goes; an older copy there is replaced when the new one is whole
    file: PathBuf,
    #[command(flatten)]
    settings: Flags<OnlyDatabase>,
}

/// Runs something that waits, on this thread.
pub(super) fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("the system gives no event loop")?.block_on(work)
}

pub(super) fn health(asked: &Health) -> anyhow::Result<ExitCode> {
    let config = Config::of(&asked.settings)?;
    let Some(listen) = config.http_listen else {
        anyhow::bail!("HTTP_LISTEN is not set, here or for the running program; set it for both");
    };
    let address = reachable(&listen);
    wait(async {
        if let Err(problem) = http::probe(&address).await {
            writeln!(io::stderr(), "january20: the program at {address} is not well: {problem}")?;
            return Ok(ExitCode::from(1));
        }
        writeln!(io::stdout(), "the program at {address} is alive")?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Where a program that listens everywhere can be reached from here.
fn reachable(listen: &str) -> String {
    match listen.rsplit_once(':') {
        Some(("0.0.0.0" | "*", port)) => format!("127.0.0.1:{port}"),
        Some(("[::]", port)) => format!("[::1]:{port}"),
        _ => listen.to_owned(),
    }
}

pub(super) fn hold(asked: &Hold) -> anyhow::Result<ExitCode> {
    let config = Config::of(&asked.settings)?;
    let posts = if asked.posts.is_empty() { Post::ALL.to_vec() } else { asked.posts.clone() };
    wait(async {
        let store = Store::open_existing(&config.database_url, clock::now()).await?;
        store.hold(&posts).await?;
        let held = names(&store.held().await?);
        store.close().await;
        writeln!(io::stdout(), "held back until `january20 release`: {held}; their windows go on")?;
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn release(asked: &Release) -> anyhow::Result<ExitCode> {
    let config = Config::of(&asked.settings)?;
    wait(async {
        let store = Store::open_existing(&config.database_url, clock::now()).await?;
        let held = store.held().await?;
        store.release().await?;
        store.close().await;
        match held.as_slice() {
            [] => writeln!(io::stdout(), "nothing was held back")?,
            held => writeln!(io::stdout(), "released: {}", names(held))?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn backup(asked: &Backup) -> anyhow::Result<ExitCode> {
    let config = Config::of(&asked.settings)?;
    wait(async {
        Store::back_up(&config.database_url, &asked.file, clock::now()).await?;
        writeln!(io::stdout(), "copied to {} and read through: it is whole", asked.file.display())?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Posts by name, with commas between.
pub(super) fn names(posts: &[Post]) -> String {
    posts.iter().map(|post| post.name()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_listens_everywhere_is_asked_on_this_machine() {
        assert_eq!(reachable("0.0.0.0:9120"), "127.0.0.1:9120");
        assert_eq!(reachable("[::]:9120"), "[::1]:9120");
        assert_eq!(reachable("10.0.0.2:9120"), "10.0.0.2:9120");
    }
}
