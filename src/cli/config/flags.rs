//! Settings as flags and from the environment: made from the table, a call
//! having those of its scope.

use std::marker::PhantomData;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, value_parser};

use super::table::{Given, Layer, SETTINGS, Setting};

/// Which settings a call has.
pub(in crate::cli) trait Scope {
    /// Whether it has this one.
    fn has(env: &str) -> bool;
}

/// All of them: `run`, `doctor`.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct All;

/// Where the database is.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct OnlyDatabase;

/// Where the program listens.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct OnlyHttp;

impl Scope for All {
    fn has(_: &str) -> bool {
        true
    }
}

impl Scope for OnlyDatabase {
    fn has(env: &str) -> bool {
        env == "DATABASE_URL"
    }
}

impl Scope for OnlyHttp {
    fn has(env: &str) -> bool {
        env == "HTTP_LISTEN"
    }
}

/// The settings of a call as they were typed and as the environment has them.
pub(in crate::cli) struct Flags<S> {
    given: Vec<Given>,
    /// The file of settings.
    pub(super) config: Option<PathBuf>,
    scope: PhantomData<S>,
}

impl<S: Scope> Flags<S> {
    /// What was given of the scope, flags before the environment.
    pub(super) fn values(&self) -> Vec<Given> {
        self.given.clone()
    }
}

// By hand: a value may be a secret.
impl<S> std::fmt::Debug for Flags<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flags").finish_non_exhaustive()
    }
}

impl<S: Scope> Args for Flags<S> {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("A TOML file of these settings, named as in the environment but in small letters");
        SETTINGS
            .iter()
            .filter(|setting| S::has(setting.env))
            .map(argument)
            .fold(command.arg(config), Command::arg)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn argument(setting: &Setting) -> Arg {
    let help = match setting.default {
        Some(default) => format!("{} [default: {default}]", setting.help),
        None => setting.help.to_owned(),
    };
    Arg::new(setting.env)
        .long(setting.flag())
        .env(setting.env)
        .hide_env_values(true)
        .value_name(setting.value)
        .help(help)
}

impl<S: Scope> FromArgMatches for Flags<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given: Vec<Given> = SETTINGS
            .iter()
            .filter(|setting| S::has(setting.env))
            .filter_map(|setting| {
                let value = matches.get_one::<String>(setting.env)?.trim().to_owned();
                let layer = match matches.value_source(setting.env)? {
                    ValueSource::CommandLine => Layer::Flag,
                    _ => Layer::Environment,
                };
                Some(Given { name: setting.env.to_owned(), value, layer })
            })
            // Whoever passes an empty variable on, as compose files do, has not set it.
            .filter(|given| given.layer == Layer::Flag || !given.value.is_empty())
            .collect();
        given.sort_by_key(|given| given.layer);
        let config = matches.get_one::<PathBuf>("config").cloned();
        Ok(Self { given, config, scope: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
