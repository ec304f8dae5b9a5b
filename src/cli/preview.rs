//! `preview`: a post exactly as it will be sent.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::Value;

use super::schedule::{next_year, zone};
use super::terminal_language;
use crate::built_in;
use crate::clock;
use crate::language::{Language, Languages};
use crate::message::Form;
use crate::pictures::{Cards, Picture};
use crate::remembrance::compose::{Composed, Composer, Wanted};
use crate::remembrance::{Noon, Post, moment};
use crate::render::terminal::{Page, render};
use crate::render::{discord, telegram};
use crate::zones::Rules;

/// Columns of a preview as text.
const WIDTH: usize = 80;

/// `january20 preview`.
#[derive(Debug, Args)]
pub(super) struct Preview {
    /// eve, day or silence
    post: Post,
    /// One language, or two as in az+en [default: the terminal's, else en]
    #[arg(long)]
    lang: Option<Languages>,
    /// Its year [default: that of the next 20 January]
    #[arg(long, value_parser = clap::value_parser!(i32).range(1991..=9000))]
    year: Option<i32>,
    /// Where its readers are: an IANA name, or a city or country
    #[arg(long, default_value = "Asia/Baku")]
    timezone: String,
    /// In which form; discord and telegram: the bodies of the requests
    #[arg(long = "as", value_enum, default_value_t = Surface::Text)]
    surface: Surface,
    /// Write the picture that goes with its first language to this file
    #[arg(long, value_name = "FILE.png")]
    card: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Surface {
    Text,
    Discord,
    Telegram,
}

pub(super) fn run(wanted: &Preview) -> anyhow::Result<ExitCode> {
    let now = clock::now();
    let rules = Rules::newest();
    let zone = zone(&wanted.timezone, &rules, now)?;
    let year = wanted.year.unwrap_or_else(|| next_year(zone, now, &rules));
    let composer = Composer::built_in(rules.clone());
    let languages =
        wanted.lang.unwrap_or_else(|| Languages::from(terminal_language().unwrap_or(Language::REFERENCE)));
    let cards = Cards::new(&built_in::files(), Arc::clone(&composer.texts));
    if let Some(file) = &wanted.card {
        let card = cards.draw(wanted.post, languages.first(), year)?;
        write_picture(file, &card)?;
    }
    let post = composer.compose(&Wanted {
        post: wanted.post,
        year,
        languages,
        zone,
        moment: (wanted.post == Post::Silence).then(|| moment(Noon::Baku, zone, year, &rules)),
        note: None,
        rehearsal: false,
    });
    let mut out = io::stdout().lock();
    match wanted.surface {
        Surface::Text => writeln!(out, "{}", text(&post))?,
        Surface::Discord => {
            let mut body = discord::post(&post, Form::Rich, None, "preview");
            discord::attach(&mut body, &cards.alt(wanted.post, languages.first(), year));
            serde_json::to_writer_pretty(&mut out, &[body])?;
            writeln!(out)?;
        }
        Surface::Telegram => {
            // Each language's text is the caption of its own card.
            let mut bodies = telegram::post(&post, Form::Rich, false);
            bodies.iter_mut().filter_map(Value::as_object_mut).for_each(telegram::caption);
            serde_json::to_writer_pretty(&mut out, &bodies)?;
            writeln!(out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a picture where the caller wants it.
pub(super) fn write_picture(file: &Path, picture: &Picture) -> anyhow::Result<()> {
    std::fs::write(file, picture.png.as_slice())
        .with_context(|| format!("the picture cannot be written to {}", file.display()))
}

fn text(composed: &Composed) -> String {
    let parts = composed.parts.iter().map(|part| render(part, Page { width: WIDTH, colour: false }));
    parts.collect::<Vec<_>>().join("\n\n")
}
