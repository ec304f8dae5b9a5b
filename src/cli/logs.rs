//! The log: to standard error, as text or as one JSON object a line. No secret
//! is ever in it, at any level: the libraries of the platforms put tokens into
//! addresses, so what they say below `info` is left out, and known secrets are
//! blotted out of whatever is left. What they tell of their own work is left out
//! too, unless somebody asks for it by name.

use std::io::{self, IsTerminal, Write};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt, LevelFilter, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::config::{Config, LogFormat};

/// What stands where a secret stood.
const BLOT: &str = "[secret]";
/// What the program's own targets begin with.
const OURS: &str = "january20";

/// Begins the log.
///
/// # Errors
/// The filter cannot be read.
pub(super) fn begin(config: &Config) -> anyhow::Result<()> {
    let filter = filter(&config.rust_log)
        .context("RUST_LOG is no filter; write a level such as info, or target=level, with commas between")?;
    let filter = filter.and(filter_fn(is_ours_or_rough));
    let writer = Blotting { secrets: config.secrets() };
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    let registry = tracing_subscriber::registry();
    match config.log_format {
        LogFormat::Text => {
            let layer = layer.with_ansi(io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none());
            registry.with(layer.with_filter(filter)).init();
        }
        LogFormat::Json => registry.with(layer.json().flatten_event(true).with_filter(filter)).init(),
    }
    Ok(())
}

/// What is told: a level alone is the program's own, and libraries tell only
/// what is wrong.
fn filter(text: &str) -> Option<Targets> {
    match text.trim().parse::<LevelFilter>() {
        Ok(ours) => Some(Targets::new().with_default(ours.min(LevelFilter::WARN)).with_target(OURS, ours)),
        Err(_) => text.parse().ok(),
    }
}

/// Libraries tell addresses, with tokens in them, below `info`.
fn is_ours_or_rough(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with(OURS) || *metadata.level() <= Level::INFO
}

/// Standard error, with secrets blotted out.
struct Blotting {
    secrets: Vec<SecretString>,
}

impl<'a> MakeWriter<'a> for Blotting {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { secrets: &self.secrets }
    }
}

/// One event: the subscriber writes each in one piece.
struct Line<'a> {
    secrets: &'a [SecretString],
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        io::stderr().lock().write_all(blotted(&text, self.secrets).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// A text without the secrets, as they are and as an address would have them.
pub(super) fn blotted(text: &str, secrets: &[SecretString]) -> String {
    let escaped = |secret: &str| secret.replace(':', "%3A");
    secrets.iter().fold(text.to_owned(), |text, secret| {
        let secret = secret.expose_secret();
        text.replace(secret, BLOT).replace(&escaped(secret), BLOT)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_blotted_out_wherever_it_stands() {
        let secrets = [SecretString::from("123:abc"), SecretString::from("MTk4.x.y")];
        let text = "GET https://api/bot123:abc/getMe and bot123%3Aabc, Bot MTk4.x.y";
        let shown = "GET https://api/bot[secret]/getMe and bot[secret], Bot [secret]";
        assert_eq!(blotted(text, &secrets), shown);
    }
}
