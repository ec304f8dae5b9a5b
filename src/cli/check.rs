//! `check`: every fault of the knowledge base and the texts, with file and line.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use super::data;
use crate::knowledge::{check, claims};
use crate::locale::Texts;
use crate::pictures::Cards;

pub(super) fn run(directory: Option<&Path>, table: bool) -> anyhow::Result<ExitCode> {
    let files = data(directory)?;
    let mut out = io::stdout().lock();
    // Texts that cannot be read are faults of the base already.
    let cards = Texts::new(|path| files.get(path)).map(|texts| Cards::new(&files, texts.into()));
    let drawn = cards.map(|cards| cards.faults()).unwrap_or_default();
    let checked = match check::check(&files) {
        Ok(checked) if drawn.is_empty() => Ok(checked),
        base => Err(base.err().into_iter().flatten().chain(drawn).collect::<Vec<_>>()),
    };
    match checked {
        Ok(checked) if table => {
            write!(out, "{}", claims::table(&checked.knowledge))?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(checked) => {
            writeln!(out, "{}", checked.summary())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            for fault in &faults {
                writeln!(out, "{fault}")?;
            }
            writeln!(io::stderr(), "january20: {} to mend", counted(faults.len()))?;
            Ok(ExitCode::from(1))
        }
    }
}

fn counted(faults: usize) -> String {
    if faults == 1 { "1 fault".to_owned() } else { format!("{faults} faults") }
}
