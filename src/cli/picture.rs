//! `picture`: the pictures that the bot shows, as files.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::preview::write_picture;
use super::{language, terminal_language};
use crate::app::Answers;
use crate::language::Language;
use crate::pictures::figures;

/// `january20 picture`.
#[derive(Debug, Args)]
pub(super) struct Drawn {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What the sources count, each value with whoever gives it
    Figures {
        /// Language of its words [default: the terminal's, else en]
        #[arg(long, value_parser = language)]
        lang: Option<Language>,
        /// Where to write it
        #[arg(value_name = "FILE.png")]
        file: PathBuf,
    },
}

pub(super) fn run(drawn: &Drawn) -> anyhow::Result<ExitCode> {
    let What::Figures { lang, file } = &drawn.what;
    let answers = Answers::built_in();
    let language = lang.or_else(terminal_language).unwrap_or(Language::REFERENCE);
    write_picture(file, &figures::draw(answers.knowledge(), answers.texts(), language)?)?;
    Ok(ExitCode::SUCCESS)
}
