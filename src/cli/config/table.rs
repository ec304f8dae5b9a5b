//! The one table of settings, and what each may be.

use std::fmt;

use super::Wrong;

/// A setting.
#[derive(Debug)]
pub(super) struct Setting {
    /// Its name in the environment; in the file and as a flag the same in
    /// small letters.
    pub env: &'static str,
    /// What stands for its value in the help.
    pub value: &'static str,
    /// What it is when nobody says.
    pub default: Option<&'static str>,
    /// What it may be.
    pub kind: Kind,
    /// What it is for.
    pub help: &'static str,
}

/// What a setting may be.
#[derive(Debug)]
pub(super) enum Kind {
    /// Never shown.
    Secret,
    /// A file that holds a secret. Its path is not shown either: somebody may
    /// have put the secret itself there.
    SecretFile,
    /// A line of text of at most so many characters.
    Line(usize),
    /// A whole number within bounds.
    Number(u32, u32),
    /// An address that begins with one of these.
    Url(&'static [&'static str]),
    /// A host and a port.
    Address,
    /// One of these.
    Choice(&'static [&'static str]),
}

/// Every setting.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        env: "DISCORD_TOKEN",
        value: "TOKEN",
        default: None,
        kind: Kind::Secret,
        help: "The Discord bot's token; better in a file, since others on the machine can see flags",
    },
    Setting {
        env: "DISCORD_TOKEN_FILE",
        value: "FILE",
        default: None,
        kind: Kind::SecretFile,
        help: "A file that holds it",
    },
    Setting {
        env: "TELEGRAM_TOKEN",
        value: "TOKEN",
        default: None,
        kind: Kind::Secret,
        help: "The Telegram bot's token; better in a file",
    },
    Setting {
        env: "TELEGRAM_TOKEN_FILE",
        value: "FILE",
        default: None,
        kind: Kind::SecretFile,
        help: "A file that holds it",
    },
    Setting {
        env: "DATABASE_URL",
        value: "URL",
        default: Some("sqlite://january20.db"),
        kind: Kind::Url(&["sqlite:"]),
        help: "The database, made where there is none",
    },
    Setting {
        env: "DISCORD_API_URL",
        value: "URL",
        default: Some("https://discord.com"),
        kind: Kind::Url(&["https://", "http://"]),
        help: "A proxy or a test server in Discord's place",
    },
    Setting {
        env: "TELEGRAM_API_URL",
        value: "URL",
        default: Some("https://api.telegram.org"),
        kind: Kind::Url(&["https://", "http://"]),
        help: "A Bot API server of your own or a test server in Telegram's place",
    },
    Setting {
        env: "HTTP_LISTEN",
        value: "HOST:PORT",
        default: None,
        kind: Kind::Address,
        help: "Where /healthz, /readyz and /metrics are served, such as 127.0.0.1:9120",
    },
    Setting {
        env: "DISCORD_POSTS_PER_SECOND",
        value: "NUMBER",
        default: Some("40"),
        kind: Kind::Number(1, 45),
        help: "The most that posts may cause there in any second",
    },
    Setting {
        env: "TELEGRAM_POSTS_PER_SECOND",
        value: "NUMBER",
        default: Some("28"),
        kind: Kind::Number(1, 30),
        help: "The most that posts may cause there in any second",
    },
    Setting {
        env: "QUESTIONS_PER_PERSON",
        value: "NUMBER",
        default: Some("20"),
        kind: Kind::Number(1, 1_000_000),
        help: "Questions a minute that a person gets answered",
    },
    Setting {
        env: "QUESTIONS_PER_COMMUNITY",
        value: "NUMBER",
        default: Some("600"),
        kind: Kind::Number(1, 1_000_000),
        help: "Questions a minute that a server or chat gets answered",
    },
    Setting {
        env: "CONTACT",
        value: "TEXT",
        default: None,
        kind: Kind::Line(200),
        help: "An address or link that /about gives for mistakes and privacy",
    },
    Setting {
        env: "LOG_FORMAT",
        value: "FORMAT",
        default: Some("text"),
        kind: Kind::Choice(&["text", "json"]),
        help: "text, or json for one object a line",
    },
    Setting {
        env: "RUST_LOG",
        value: "FILTER",
        default: Some("info"),
        kind: Kind::Line(1000),
        help: "What is logged: error, warn, info, debug or trace; libraries only where a target is named (info,serenity=info)",
    },
];

impl Setting {
    /// The setting of this name, which is in the table.
    pub(super) fn called(env: &str) -> &'static Self {
        SETTINGS.iter().find(|setting| setting.env == env).expect("only names of the table are asked for")
    }

    /// Its name in the file.
    pub(super) fn key(&self) -> String {
        self.env.to_ascii_lowercase()
    }

    /// Its name as a flag, without the dashes before it.
    pub(super) fn flag(&self) -> String {
        self.key().replace('_', "-")
    }
}

/// Where a value comes from, the nearest to the command line first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// A flag.
    Flag,
    /// The environment.
    Environment,
    /// The file.
    File,
}

/// A value as it was given. `Display` names it by where it stands.
#[derive(Clone)]
pub(super) struct Given {
    /// The setting's name in the environment.
    pub name: String,
    /// The value.
    pub value: String,
    /// Where it comes from.
    pub layer: Layer,
}

impl Given {
    #[cfg(test)]
    pub(super) fn of_default(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned(), layer: Layer::Environment }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = Setting::called(&self.name);
        match self.layer {
            Layer::Flag => write!(f, "--{}", setting.flag()),
            Layer::Environment => write!(f, "{} in the environment", setting.env),
            Layer::File => write!(f, "{} in the settings file", setting.key()),
        }
    }
}

impl Kind {
    /// Whether a value is what it may be.
    pub(super) fn check(&self, given: &Given) -> Result<(), Wrong> {
        let value = given.value.as_str();
        let (holds, wanted) = match self {
            Self::Secret | Self::SecretFile => return Ok(()),
            Self::Line(most) => {
                let holds = !value.chars().any(char::is_control) && value.chars().count() <= *most;
                (holds, format!("one line of at most {most} characters"))
            }
            Self::Number(least, most) => {
                let holds = value.parse().is_ok_and(|number: u32| (*least..=*most).contains(&number));
                (holds, format!("a whole number from {least} to {most}"))
            }
            Self::Url(schemes) => {
                (is_url(value, schemes), format!("an address that begins with {}", schemes[0]))
            }
            Self::Address => (is_address(value), "a host and a port, such as 127.0.0.1:9120".to_owned()),
            Self::Choice(known) => (known.contains(&value), format!("one of {}", known.join(", "))),
        };
        // An address may hold a password: only what cannot is shown.
        let shown = match self {
            Self::Number(..) | Self::Choice(_) | Self::Address => format!("is `{value}`"),
            _ => "cannot be used".to_owned(),
        };
        if holds { Ok(()) } else { Err(Wrong(format!("{given} {shown}; it must be {wanted}"))) }
    }
}

fn is_url(value: &str, schemes: &[&str]) -> bool {
    let rest = schemes.iter().find_map(|scheme| value.strip_prefix(scheme));
    rest.is_some_and(|rest| !rest.is_empty() && !value.contains(char::is_whitespace))
}

fn is_address(value: &str) -> bool {
    let parts = value.rsplit_once(':');
    parts.is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}
