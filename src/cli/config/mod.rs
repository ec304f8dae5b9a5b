//! Every setting once: its name, where it may stand, what it may be. Flags win
//! over the environment, the environment over `--config FILE`, the file over
//! what is built in. A secret may stand in a file of its own, and is shown by
//! nothing: not by an error, not by `{:?}`, not by the log.

mod file;
mod flags;
mod table;

use std::fmt;

use secrecy::SecretString;

pub(super) use flags::{All, Flags, OnlyDatabase, OnlyHttp, Scope};
use table::{Given, Setting};

/// What the program runs with.
#[derive(Debug, Clone)]
pub(super) struct Config {
    /// The Discord bot's token.
    pub discord_token: Option<SecretString>,
    /// The Telegram bot's token.
    pub telegram_token: Option<SecretString>,
    /// Where the database is.
    pub database_url: String,
    /// Where Discord's API is, without a slash at its end.
    pub discord_api_url: String,
    /// Where Telegram's API is, without a slash at its end.
    pub telegram_api_url: String,
    /// Where `/healthz`, `/readyz` and `/metrics` are served.
    pub http_listen: Option<String>,
    /// The most that a broadcast sends to Discord in any second.
    pub discord_posts_per_second: u32,
    /// The same for Telegram.
    pub telegram_posts_per_second: u32,
    /// Questions a minute.
    pub questions_per_person: u32,
    /// Questions a minute of everybody together.
    pub questions_per_community: u32,
    /// Whom to write to about mistakes and privacy.
    pub contact: Option<String>,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What is logged, as `RUST_LOG` says it.
    pub rust_log: String,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

/// What is wrong with a setting, in one sentence without any secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong(String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

impl Config {
    /// Puts the layers together; what is out of `given`'s scope keeps its
    /// default.
    ///
    /// # Errors
    /// The first setting that cannot be what it is said to be.
    pub(super) fn of<S: Scope>(given: &Flags<S>) -> Result<Self, Wrong> {
        let mut file = given.config.as_deref().map(file::read).transpose()?.unwrap_or_default();
        file.retain(|given| S::has(&given.name));
        let layers = Layers { given: given.values(), file };
        Ok(Self {
            discord_token: layers.secret("DISCORD_TOKEN")?,
            telegram_token: layers.secret("TELEGRAM_TOKEN")?,
            database_url: layers.text("DATABASE_URL")?.unwrap_or_default(),
            discord_api_url: layers.url("DISCORD_API_URL")?,
            telegram_api_url: layers.url("TELEGRAM_API_URL")?,
            http_listen: layers.text("HTTP_LISTEN")?,
            discord_posts_per_second: layers.number("DISCORD_POSTS_PER_SECOND")?,
            telegram_posts_per_second: layers.number("TELEGRAM_POSTS_PER_SECOND")?,
            questions_per_person: layers.number("QUESTIONS_PER_PERSON")?,
            questions_per_community: layers.number("QUESTIONS_PER_COMMUNITY")?,
            contact: layers.text("CONTACT")?,
            log_format: match layers.text("LOG_FORMAT")?.as_deref() {
                Some("json") => LogFormat::Json,
                _ => LogFormat::Text,
            },
            rust_log: layers.text("RUST_LOG")?.unwrap_or_default(),
        })
    }

    /// Everything that the log must never show.
    pub(super) fn secrets(&self) -> Vec<SecretString> {
        [&self.discord_token, &self.telegram_token].into_iter().flatten().cloned().collect()
    }
}

/// What was given, before anything is made of it.
struct Layers {
    /// From flags and the environment, with what each was called there.
    given: Vec<Given>,
    /// From the file.
    file: Vec<Given>,
}

impl Layers {
    /// What counts for a name, and where it was given.
    fn find(&self, name: &str) -> Option<&Given> {
        self.given.iter().chain(&self.file).find(|given| given.name == name)
    }

    fn text(&self, name: &'static str) -> Result<Option<String>, Wrong> {
        let setting = Setting::called(name);
        match self.find(name) {
            Some(given) => setting.kind.check(given).map(|()| Some(given.value.clone())),
            None => Ok(setting.default.map(str::to_owned)),
        }
    }

    fn url(&self, name: &'static str) -> Result<String, Wrong> {
        Ok(self.text(name)?.unwrap_or_default().trim_end_matches('/').to_owned())
    }

    fn number(&self, name: &'static str) -> Result<u32, Wrong> {
        let text = self.text(name)?.unwrap_or_default();
        Ok(text.parse().expect("numbers are checked, and the defaults are numbers"))
    }

    /// A secret, or what stands in the file that holds it; the one that is
    /// given nearer to the command line wins.
    fn secret(&self, name: &'static str) -> Result<Option<SecretString>, Wrong> {
        let (own, held) = (self.find(name), self.find(&format!("{name}_FILE")));
        let given = match (own, held) {
            (None, None) => return Ok(None),
            (Some(own), Some(held)) if own.layer == held.layer => {
                return Err(Wrong(format!("{own} and {held} are both set; leave one of them out")));
            }
            (Some(own), Some(held)) => {
                if own.layer < held.layer {
                    own
                } else {
                    held
                }
            }
            (Some(given), None) | (None, Some(given)) => given,
        };
        let value = if given.name == name { given.value.clone() } else { file::secret(given)? };
        let value = value.trim();
        if value.is_empty() || !value.chars().all(|letter| letter.is_ascii_graphic()) {
            return Err(Wrong(format!("{given} holds no token; give it as the platform shows it")));
        }
        Ok(Some(SecretString::from(value.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::table::{Kind, SETTINGS};
    use super::*;

    #[test]
    fn every_setting_has_its_own_name_and_a_default_that_it_may_be() {
        for (at, setting) in SETTINGS.iter().enumerate() {
            assert!(SETTINGS[at + 1..].iter().all(|other| other.env != setting.env), "{}", setting.env);
            assert!(setting.help.ends_with(|last: char| last != '.'), "{}", setting.env);
            if let Some(default) = setting.default {
                let given = Given::of_default(setting.env, default);
                assert_eq!(setting.kind.check(&given), Ok(()), "{}", setting.env);
                assert!(!matches!(setting.kind, Kind::Secret | Kind::SecretFile));
            }
        }
    }
}
