//! `ask` and `facts`: whoever only asks.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::{language, terminal_language};
use crate::app::{Answer, Answers, Asked, Cited, Input};
use crate::commands::{Verb, parse};
use crate::knowledge::{Bound, Fact, FactKey, Standing};
use crate::language::Language;
use crate::render::terminal::{Page, render};

/// Columns of an answer that is not shown by the console.
const WIDTH: usize = 88;

/// `january20 ask`.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// Language of the answer [default: the question's own]
    #[arg(long, value_parser = language)]
    lang: Option<Language>,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// Read `{"id", "q", "lang"?}` a line and print an answer a line
    #[arg(long, conflicts_with = "question")]
    batch: bool,
    /// The question; several words need no quotes
    question: Vec<String>,
}

/// `january20 facts`.
#[derive(Debug, Args)]
pub(super) struct Facts {
    /// Language of the texts
    #[arg(long, value_parser = language)]
    lang: Option<Language>,
    /// Only the facts of this topic
    #[arg(long)]
    topic: Option<String>,
    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

/// An answer as programs read it.
#[derive(Debug, Serialize)]
struct AnswerJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<serde_json::Value>,
    question: String,
    language: &'static str,
    answered: bool,
    confidence: f64,
    text: String,
    facts: Vec<FactJson>,
    citations: Vec<Cited>,
    related: Vec<String>,
    suggestions: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FactJson {
    id: String,
    topic: String,
    standing: Standing,
}

#[derive(Debug, Deserialize)]
struct BatchLine {
    #[serde(default)]
    id: Option<serde_json::Value>,
    q: String,
    #[serde(default)]
    lang: Option<String>,
}

#[derive(Debug, Serialize)]
struct BatchError {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<serde_json::Value>,
    error: String,
}

pub(super) fn ask(ask: &Ask) -> anyhow::Result<ExitCode> {
    let app = Answers::built_in();
    let app_language = terminal_language();
    if ask.batch {
        batch(&app, ask.lang, &mut io::stdin().lock(), &mut io::stdout().lock())?;
        return Ok(ExitCode::SUCCESS);
    }
    if ask.question.is_empty() {
        anyhow::bail!("write the question after `ask`, or use --batch to read questions from standard input");
    }
    let command = parse::question(&ask.question.join(" "), ask.lang).map_err(|error| {
        anyhow::anyhow!(app.usage(ask.lang.or(app_language).unwrap_or(Language::REFERENCE), &error))
    })?;
    let Verb::Ask { question } = &command.verb else { unreachable!("parse::question makes only questions") };
    let answer = app.answer(question, ask.lang, app_language);
    let answered = answer.refusal.is_none();
    let mut out = io::stdout().lock();
    if ask.json {
        serde_json::to_writer(&mut out, &json(&app, question, &answer, None))?;
        writeln!(out)?;
    } else {
        let mut message = app.reply(&Asked { app_language, input: Ok(Input::Command(command)) }).message;
        if answered {
            message.choices.clear();
        }
        writeln!(out, "{}", render(&message, Page { width: WIDTH, colour: false }))?;
    }
    Ok(if answered { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Answers each line as it comes; a line that cannot be read gets an error and
/// the rest goes on.
fn batch(
    app: &Answers,
    language: Option<Language>,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(());
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        match batch_line(app, language, &bytes) {
            Ok(answer) => serde_json::to_writer(&mut *out, &answer)?,
            Err(error) => serde_json::to_writer(&mut *out, &error)?,
        }
        writeln!(out)?;
        out.flush()?;
    }
}

fn batch_line(app: &Answers, language: Option<Language>, bytes: &[u8]) -> Result<AnswerJson, BatchError> {
    let line: BatchLine = serde_json::from_slice(bytes).map_err(|error| {
        let value: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
        let id = value.and_then(|value| value.get("id").cloned());
        BatchError { id, error: format!("this line is not {{\"id\", \"q\", \"lang\"?}}: {error}") }
    })?;
    let refuse = |error: String| BatchError { id: line.id.clone(), error };
    let asked = line
        .lang
        .as_deref()
        .map(super::language)
        .transpose()
        .map_err(|error| refuse(format!("lang: {error}")))?;
    let command =
        parse::question(&line.q, None).map_err(|error| refuse(app.usage(Language::REFERENCE, &error)))?;
    let Verb::Ask { question } = &command.verb else { unreachable!("parse::question makes only questions") };
    let answer = app.answer(question, asked.or(language), None);
    Ok(json(app, &line.q, &answer, line.id))
}

/// The answer in the form of the public interface.
fn json(app: &Answers, question: &str, answer: &Answer, id: Option<serde_json::Value>) -> AnswerJson {
    let knowledge = app.knowledge();
    let ids = |facts: &[FactKey]| facts.iter().map(|key| knowledge[*key].id.clone()).collect();
    let facts = answer.facts.iter().map(|key| {
        let Fact { id, topic, standing, .. } = &knowledge[*key];
        FactJson { id: id.clone(), topic: topic.clone(), standing: *standing }
    });
    let suggestion = |key: &FactKey| knowledge[*key].texts[answer.language].question().to_owned();
    AnswerJson {
        id,
        question: question.to_owned(),
        language: answer.language.code(),
        answered: answer.refusal.is_none(),
        confidence: (f64::from(answer.confidence) * 100.0).round() / 100.0,
        text: app.answer_text(answer),
        facts: facts.collect(),
        citations: answer.citations.clone(),
        related: ids(&answer.related),
        suggestions: answer.suggestions.iter().map(suggestion).collect(),
    }
}

/// A fact in the form of the public interface.
#[derive(Debug, Serialize)]
struct ToldFact {
    id: String,
    topic: String,
    standing: Standing,
    claims: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    text: String,
    figures: Vec<ToldFigure>,
    citations: Vec<Cited>,
}

#[derive(Debug, Serialize)]
struct ToldFigure {
    value: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<Bound>,
    unit: String,
    scope: String,
    sources: Vec<String>,
}

pub(super) fn facts(wanted: &Facts) -> anyhow::Result<ExitCode> {
    let app = Answers::built_in();
    let language = wanted.lang.or_else(terminal_language).unwrap_or(Language::REFERENCE);
    let topic = wanted.topic.as_deref().map(|typed| app.topic_called(typed)).transpose();
    let topic = topic.map_err(|_| {
        let typed = wanted.topic.as_deref().unwrap_or_default();
        anyhow::anyhow!("there is no topic `{typed}`; choose one of {}", app.knowledge().topics().join(", "))
    })?;
    let keys =
        app.knowledge().facts().filter(|(_, fact)| topic.as_ref().is_none_or(|topic| fact.topic == *topic));
    let keys: Vec<FactKey> = keys.map(|(key, _)| key).collect();
    let mut out = io::stdout().lock();
    if wanted.json {
        let told: Vec<ToldFact> = keys.iter().map(|key| told_fact(&app, *key, language)).collect();
        serde_json::to_writer_pretty(&mut out, &told)?;
        writeln!(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    for key in keys {
        let message = app.fact(language, key);
        let message = crate::message::Message { choices: Vec::new(), ..message };
        writeln!(out, "{}\n", render(&message, Page { width: WIDTH, colour: false }))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told_fact(app: &Answers, key: FactKey, language: Language) -> ToldFact {
    let knowledge = app.knowledge();
    let fact = &knowledge[key];
    let (passage, citations) = app.told(key, language);
    let scopes = &fact.texts[language].scopes;
    let figures = fact.figures.iter().zip(scopes).map(|(figure, scope)| ToldFigure {
        value: figure.value,
        to: figure.to,
        bound: figure.bound,
        unit: figure.unit.clone(),
        scope: scope.clone(),
        sources: figure.sources.iter().map(|source| knowledge[*source].id.clone()).collect(),
    });
    ToldFact {
        id: fact.id.clone(),
        topic: fact.topic.clone(),
        standing: fact.standing,
        claims: fact.claims.clone(),
        date: fact.when.map(|when| when.to_string()),
        text: passage.plain(),
        figures: figures.collect(),
        citations,
    }
}
