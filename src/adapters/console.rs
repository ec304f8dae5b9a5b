//! The bot in a terminal. On a terminal it has editing, completion, the
//! session's history and colour; with its input piped it answers line by line,
//! each line of input shown first, so that the whole reads as a conversation.
//!
//! Nothing typed is kept: the history ends with the session.

use std::borrow::Cow;
use std::io::{self, BufRead, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::app::{Answers, Asked, Input, Reply};
use crate::commands::catalogue::CATALOGUE;
use crate::commands::{Surface, parse};
use crate::language::Language;
use crate::message::Choice;
use crate::render::terminal::{Page, render};

/// Columns of text where the terminal's width is unknown, and at most.
const WIDTH: usize = 88;
/// Questions offered on completion.
const COMPLETIONS: usize = 12;

/// Talks until the input ends.
///
/// # Errors
/// If the terminal cannot be read or written; a reader that went away is a
/// normal end.
pub fn run(app: &Answers, language: Option<Language>) -> io::Result<()> {
    let input = io::stdin();
    let colour = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    let width = if io::stdout().is_terminal() { textwrap::termwidth().min(WIDTH) } else { WIDTH };
    let mut talk = Talk { app, language, choices: Vec::new(), page: Page { width, colour } };
    let mut out = io::stdout();
    let ended = if input.is_terminal() && io::stdout().is_terminal() {
        talk.on_terminal(&mut out)
    } else {
        talk.line_by_line(&mut input.lock(), &mut out)
    };
    match ended {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        ended => ended,
    }
}

struct Talk<'a> {
    app: &'a Answers,
    language: Option<Language>,
    choices: Vec<Choice>,
    page: Page,
}

impl Talk<'_> {
    fn on_terminal(&mut self, out: &mut impl Write) -> io::Result<()> {
        let config = Config::builder().completion_type(CompletionType::List).build();
        let mut editor: Editor<Completions<'_>, MemHistory> =
            Editor::with_history(config, MemHistory::new()).map_err(io::Error::other)?;
        editor.set_helper(Some(Completions { app: self.app, language: self.language }));
        writeln!(out, "{}\n", self.welcome())?;
        loop {
            match editor.readline("> ") {
                Ok(line) => {
                    if !line.trim().is_empty() {
                        editor.add_history_entry(&line).map_err(io::Error::other)?;
                        writeln!(out, "\n{}\n", self.answer(&line))?;
                    }
                }
                Err(ReadlineError::Eof | ReadlineError::Interrupted) => return Ok(()),
                Err(ReadlineError::Io(error)) => return Err(error),
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    fn line_by_line(&mut self, input: &mut impl BufRead, out: &mut impl Write) -> io::Result<()> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            if input.read_until(b'\n', &mut bytes)? == 0 {
                return Ok(());
            }
            let line = String::from_utf8_lossy(&bytes);
            let line = line.trim();
            if !line.is_empty() {
                let shown: String = line.chars().filter(|letter| !letter.is_control()).take(400).collect();
                writeln!(out, "> {shown}\n\n{}\n", self.answer(line))?;
                out.flush()?;
            }
        }
    }

    fn welcome(&self) -> String {
        self.app.texts().text(self.language.unwrap_or(Language::REFERENCE), "console-welcome")
    }

    fn answer(&mut self, line: &str) -> String {
        let input = match self.pressed(line) {
            Some(press) => Ok(Input::Press(press)),
            None => parse::line(line, Surface::Console).map(Input::Command),
        };
        let Reply { message, .. } = self.app.reply(&Asked { app_language: self.language, input });
        let text = render(&message, self.page);
        self.choices = message.choices;
        text
    }

    /// A number is a press of the choice that has it.
    fn pressed(&self, line: &str) -> Option<String> {
        let number: usize = line.trim().parse().ok()?;
        let choice = self.choices.get(number.checked_sub(1)?)?;
        choice.data().map(str::to_owned)
    }
}

/// Commands after a slash, known questions otherwise.
struct Completions<'a> {
    app: &'a Answers,
    language: Option<Language>,
}

impl Completer for Completions<'_> {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = line.get(..at).unwrap_or(line);
        let pair = |text: String| Pair { display: text.clone(), replacement: text };
        if let Some(name) = typed.strip_prefix('/') {
            let commands = CATALOGUE.iter().filter(|entry| entry.name.starts_with(name));
            return Ok((0, commands.map(|entry| pair(format!("/{} ", entry.name))).collect()));
        }
        Ok((0, self.app.complete(typed, self.language, COMPLETIONS).into_iter().map(pair).collect()))
    }
}

impl Hinter for Completions<'_> {
    type Hint = String;
}

impl Highlighter for Completions<'_> {
    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        Cow::Borrowed(candidate)
    }
}

impl Validator for Completions<'_> {}

impl Helper for Completions<'_> {}
