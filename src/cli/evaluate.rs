//! `evaluate`: accuracy on files of questions, by language, kind and style; and
//! what it would be on questions the thresholds have not seen.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hasher;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use rustc_hash::FxHasher;

use super::questions::{self, Kind, Question};
use super::{data, language};
use crate::app::Answers;
use crate::knowledge::index::{Hit, Weights};
use crate::knowledge::search::{Search, Thresholds};
use crate::language::Language;

/// `january20 evaluate`.
#[derive(Debug, Args)]
pub(super) struct Evaluate {
    /// Files of questions, one JSON object a line
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Also choose the thresholds anew on all folds but one, and count on that one
    #[arg(long, value_name = "FOLDS", value_parser = clap::value_parser!(u64).range(2..=20))]
    cross_validate: Option<u64>,
    /// Leave out the phrasings of this language, to see what carries over from the others
    #[arg(long, value_parser = language, value_name = "LANG")]
    without: Option<Language>,
    /// Leave out every second phrasing
    #[arg(long)]
    half: bool,
    /// A directory laid out like data/ [default: what is built in]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Show each wrong answer
    #[arg(long)]
    show: bool,
}

pub(super) fn run(evaluate: &Evaluate) -> anyhow::Result<ExitCode> {
    let mut questions = Vec::new();
    for file in &evaluate.files {
        questions.extend(questions::read(file)?);
    }
    let app = read(evaluate.data.as_deref())?;
    let app = app.searching(|knowledge| {
        Search::with(knowledge, Weights::default(), &|_, language, at| {
            evaluate.without != Some(language) && !(evaluate.half && at % 2 == 1)
        })
    });
    let mut out = io::stdout().lock();
    let trials: Vec<Trial<'_>> = questions.iter().map(|question| Trial::new(&app, question)).collect();
    let fitted = Thresholds::default();
    let verdicts: Vec<bool> = trials.iter().map(|trial| trial.right(&app, fitted)).collect();
    tables(&mut out, &questions, &verdicts)?;
    failures(&mut out, evaluate.show, &app, &trials, &verdicts)?;
    if let Some(folds) = evaluate.cross_validate {
        let held_out = cross_validate(&app, &trials, folds);
        writeln!(out, "\ncross-validated in {folds} folds (thresholds chosen on the others):\n")?;
        tables(&mut out, &questions, &held_out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The bot with the data in a directory, or inside the program, and all ways of
/// asking.
fn read(directory: Option<&Path>) -> anyhow::Result<Answers> {
    Answers::load(&data(directory)?).map_err(|faults| {
        let named = directory.unwrap_or(Path::new("data")).display();
        anyhow::anyhow!("{named} has {} faults; january20 check --data names them", faults.len())
    })
}

/// A question with what the search scored for it.
struct Trial<'a> {
    question: &'a Question,
    hits: Vec<Hit>,
    /// Verdicts by what was told, so that many thresholds can be tried.
    known: std::cell::RefCell<HashMap<Option<Vec<String>>, bool>>,
}

impl<'a> Trial<'a> {
    fn new(app: &Answers, question: &'a Question) -> Self {
        let hits = app.search().hits(&question.q);
        Self { question, hits, known: std::cell::RefCell::default() }
    }

    fn right(&self, app: &Answers, thresholds: Thresholds) -> bool {
        let found = app.search().judge(&self.hits, thresholds);
        let answer = app.answer_from(&self.question.q, None, None, found);
        let told: Option<Vec<String>> = answer
            .refusal
            .is_none()
            .then(|| answer.facts.iter().map(|key| app.knowledge()[*key].id.clone()).collect());
        if let Some(verdict) = self.known.borrow().get(&told) {
            return *verdict;
        }
        let verdict = self.question.accepts(app, &answer);
        self.known.borrow_mut().insert(told, verdict);
        verdict
    }
}

/// For each question whether it is right with thresholds chosen without it.
fn cross_validate(app: &Answers, trials: &[Trial<'_>], folds: u64) -> Vec<bool> {
    let fold = |trial: &Trial<'_>| {
        let mut hasher = FxHasher::default();
        hasher.write(trial.question.id.as_bytes());
        hasher.finish() % folds
    };
    let chosen: Vec<Thresholds> = (0..folds)
        .map(|held| {
            let others: Vec<&Trial<'_>> = trials.iter().filter(|trial| fold(trial) != held).collect();
            choose(app, &others)
        })
        .collect();
    let at = |held: u64| chosen[usize::try_from(held).unwrap_or_default()];
    trials.iter().map(|trial| trial.right(app, at(fold(trial)))).collect()
}

/// The thresholds that are right most often; of equals the middle one.
fn choose(app: &Answers, trials: &[&Trial<'_>]) -> Thresholds {
    let mut best: Vec<Thresholds> = Vec::new();
    let mut most = 0;
    for thresholds in grid() {
        let right = trials.iter().filter(|trial| trial.right(app, thresholds)).count();
        if right > most {
            most = right;
            best.clear();
        }
        if right == most {
            best.push(thresholds);
        }
    }
    best.get(best.len() / 2).copied().unwrap_or_default()
}

fn grid() -> impl Iterator<Item = Thresholds> {
    let steps = |from: f32, step: f32, count: u8| (0..count).map(move |at| from + step * f32::from(at));
    steps(0.16, 0.02, 8).flat_map(move |least| {
        steps(0.02, 0.01, 12).flat_map(move |margin| {
            steps(0.05, 0.025, 3).map(move |together| Thresholds { least, margin, together })
        })
    })
}

fn tables(out: &mut impl Write, questions: &[Question], verdicts: &[bool]) -> io::Result<()> {
    let by = |name: &str, key: &dyn Fn(&Question) -> String| {
        let mut rows: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (question, right) in questions.iter().zip(verdicts) {
            let row = rows.entry(key(question)).or_default();
            row.0 += usize::from(*right);
            row.1 += 1;
        }
        (name.to_owned(), rows)
    };
    let tables = [
        by("language and kind", &|question| format!("{} {}", question.lang, question.kind.name())),
        by("kind", &|question| question.kind.name().to_owned()),
        by("style, in scope", &|question| {
            if question.kind == Kind::In { question.style.clone() } else { "(not in scope)".to_owned() }
        }),
    ];
    for (name, rows) in tables {
        writeln!(out, "{name:<24} right    of       %")?;
        for (row, (right, of)) in rows {
            writeln!(out, "  {row:<20} {right:>7} {of:>5} {:>7.1}", percent(right, of))?;
        }
    }
    let right = verdicts.iter().filter(|right| **right).count();
    writeln!(
        out,
        "all                    {right:>7} {:>5} {:>7.1}",
        verdicts.len(),
        percent(right, verdicts.len())
    )
}

fn percent(right: usize, of: usize) -> f64 {
    100.0 * right as f64 / of.max(1) as f64
}

fn failures(
    out: &mut impl Write,
    show: bool,
    app: &Answers,
    trials: &[Trial<'_>],
    verdicts: &[bool],
) -> io::Result<()> {
    let wrong: Vec<&Trial<'_>> =
        trials.iter().zip(verdicts).filter(|(_, right)| !**right).map(|(trial, _)| trial).collect();
    let ids: Vec<&str> = wrong.iter().map(|trial| trial.question.id.as_str()).collect();
    writeln!(out, "wrong: {}", if ids.is_empty() { "none".to_owned() } else { ids.join(" ") })?;
    if !show {
        return Ok(());
    }
    for trial in wrong {
        let question = trial.question;
        writeln!(out, "\n{} ({}, {}) {}", question.id, question.kind.name(), question.style, question.q)?;
        for hit in trial.hits.iter().take(5) {
            writeln!(
                out,
                "    {:.3} covered {:.2}  {}",
                hit.score,
                hit.coverage,
                hit.target.name(app.knowledge())
            )?;
        }
        let answer = app.answer(&question.q, None, None);
        writeln!(
            out,
            "  {} in {}: {}",
            if answer.refusal.is_none() { "answered" } else { "refused" },
            answer.language,
            app.answer_text(&answer).replace('\n', " ")
        )?;
    }
    Ok(())
}
