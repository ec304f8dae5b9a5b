//! The bot in a terminal. On a terminal it has editing, completion, the
//! session's history and colour; with its input piped it answers line by line,
//! each line of input shown first, so that the whole reads as a conversation.
//!
//! Nothing typed is kept: the history ends with the session. Settings are, in
//! the same database as those of the other platforms.

mod desk;
mod terminal;

use std::borrow::Cow;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Arc;

use anstream::{AutoStream, ColorChoice};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};
use tokio::runtime::Runtime;

use crate::app::{Answers, Input};
use crate::commands::catalogue::{Entry, Group};
use crate::commands::{Surface, parse};
use crate::language::Language;
use crate::message::{Act, Choice, File};
use crate::render::terminal::{Page, render};
use crate::store::StoreError;
use desk::Desk;
use terminal::Terminal;

pub use desk::Means;

/// Columns of text where the terminal's width is unknown, and at most.
const WIDTH: usize = 88;
/// Questions offered on completion.
const COMPLETIONS: usize = 12;
/// The most of a line that is shown again, in characters.
const ECHOED: usize = 400;

/// The conversation ended before its input did.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// The terminal cannot be read or written.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] StoreError),
}

/// Talks until the input ends.
///
/// # Errors
/// [`Ended`]; a reader that went away is a normal end.
pub fn run(means: Means, runtime: Runtime) -> Result<(), Ended> {
    let input = io::stdin();
    let colour = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    let width = if io::stdout().is_terminal() { textwrap::termwidth().min(WIDTH) } else { WIDTH };
    let page = Page { width, colour };
    let desk = Desk::new(means, runtime, Terminal::new(page))?;
    let mut talk = Talk { desk, choices: Vec::new(), page };
    let ended = if input.is_terminal() && io::stdout().is_terminal() {
        talk.on_terminal()
    } else {
        talk.line_by_line(&mut input.lock())
    };
    match ended {
        Err(Ended::Terminal(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        ended => ended,
    }
}

struct Talk {
    desk: Desk,
    choices: Vec<Choice>,
    page: Page,
}

impl Talk {
    fn on_terminal(&mut self) -> Result<(), Ended> {
        let config = Config::builder().completion_type(CompletionType::List).build();
        let mut editor: Editor<Completions, MemHistory> =
            Editor::with_history(config, MemHistory::new()).map_err(io::Error::other)?;
        editor.set_helper(Some(Completions {
            questions: Arc::clone(self.desk.app().answers()),
            language: self.desk.language(),
        }));
        say(&self.welcome())?;
        loop {
            match editor.readline("> ") {
                Ok(line) => {
                    if !line.trim().is_empty() {
                        editor.add_history_entry(&line).map_err(io::Error::other)?;
                        say("")?;
                        let answer = self.answer(&line)?;
                        say(&answer)?;
                    }
                }
                Err(ReadlineError::Eof | ReadlineError::Interrupted) => return Ok(()),
                Err(ReadlineError::Io(error)) => return Err(error.into()),
                Err(error) => return Err(io::Error::other(error).into()),
            }
        }
    }

    fn line_by_line(&mut self, input: &mut impl BufRead) -> Result<(), Ended> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            if input.read_until(b'\n', &mut bytes)? == 0 {
                return Ok(());
            }
            let line = String::from_utf8_lossy(&bytes);
            let line = line.trim();
            if !line.is_empty() {
                let shown: String = line.chars().filter(|letter| !letter.is_control()).take(ECHOED).collect();
                say(&format!("> {shown}"))?;
                let answer = self.answer(line)?;
                say(&answer)?;
            }
        }
    }

    fn welcome(&self) -> String {
        let language = self.desk.language().unwrap_or(Language::REFERENCE);
        self.desk.app().answers().texts().text(language, "console-welcome")
    }

    fn answer(&mut self, line: &str) -> Result<String, Ended> {
        let input = match self.pressed(line) {
            Some(Act::Open(address)) => return Ok(address),
            Some(Act::Press(data)) => Ok(Input::Press(data)),
            _ => parse::line(line, Surface::Console).map(Input::Command),
        };
        let Some(reply) = self.desk.respond(input)? else { return Ok(String::new()) };
        let mut text = render(&reply.message, self.page);
        for file in &reply.message.files {
            text.push_str(&format!("\n\n{}", shown(file)));
        }
        self.choices = reply.message.choices;
        Ok(text)
    }

    /// A number is a press of the choice that has it.
    fn pressed(&self, line: &str) -> Option<Act> {
        let number: usize = line.trim().parse().ok()?;
        Some(self.choices.get(number.checked_sub(1)?)?.act.clone())
    }
}

/// One thing said, an empty line after it.
fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}{}", if text.is_empty() { "" } else { "\n" })?;
    out.flush()
}

/// A file: what people read is shown; what programs read is put where it can be
/// taken from, for there is nothing to attach it to.
fn shown(file: &File) -> String {
    if file.media == "application/json" {
        return format!("{}:\n{}", file.name, String::from_utf8_lossy(&file.bytes));
    }
    let path = std::env::temp_dir().join(&file.name);
    match std::fs::write(&path, file.bytes.as_slice()) {
        Ok(()) => path.display().to_string(),
        Err(error) => format!("{}: {error}", path.display()),
    }
}

/// Commands after a slash, known questions otherwise.
struct Completions {
    questions: Arc<Answers>,
    language: Option<Language>,
}

impl Completer for Completions {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = line.get(..at).unwrap_or(line);
        let pair = |text: String| Pair { display: text.clone(), replacement: text };
        if let Some(name) = typed.strip_prefix('/') {
            let begins = |entry: &&Entry| entry.call().starts_with(name);
            let commands = Entry::on(Surface::Console).filter(begins);
            let mut calls: Vec<String> = commands.map(|entry| format!("/{} ", entry.call())).collect();
            let group = Group::Remembrance.name();
            calls.extend(group.starts_with(name).then(|| format!("/{group} ")));
            return Ok((0, calls.into_iter().map(pair).collect()));
        }
        Ok((0, self.questions.complete(typed, self.language, COMPLETIONS).into_iter().map(pair).collect()))
    }
}

impl Hinter for Completions {
    type Hint = String;
}

impl Highlighter for Completions {
    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        Cow::Borrowed(candidate)
    }
}

impl Validator for Completions {}

impl Helper for Completions {}
