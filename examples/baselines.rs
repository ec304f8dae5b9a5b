//! The search compared with `SQLite` FTS5 and with tantivy on the same questions:
//! `cargo run --release --example baselines -- tests/questions/dev.*.jsonl`.
//!
//! Every engine indexes the same phrasings and gets the same questions. "First"
//! counts in-scope questions whose first fact answers them rightly. "Kept"
//! counts those still answered when a line is drawn so that at most three in a
//! hundred of the other questions get a fact: each engine's best line, drawn on
//! these very questions.

use std::io::{self, Write};
use std::path::Path;

use january20::app::Answers;
use january20::built_in;
use january20::cli::questions::{self, Kind, Question};
use january20::fold;
use january20::knowledge::FactKey;
use january20::knowledge::index::Target;
use january20::knowledge::search::{Found, Outcome};
use sqlx::sqlite::SqlitePool;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{STORED, Schema, TEXT, Value};
use tantivy::{Index, TantivyDocument, doc};

/// Of a hundred questions without an answer, how many may get a fact.
const WRONG_IN_A_HUNDRED: usize = 3;

/// A question's best fact with its score.
type Best = Option<(FactKey, f64)>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let app =
        Answers::load(&built_in::files()).map_err(|faults| anyhow::anyhow!("{} faults", faults.len()))?;
    let mut asked = Vec::new();
    for file in std::env::args().skip(1) {
        asked.extend(questions::read(Path::new(&file))?);
    }
    let mut out = io::stdout().lock();
    writeln!(out, "| engine | first | kept |\n| --- | --- | --- |")?;
    let fts = [
        ("SQLite FTS5, unicode61, bm25, text as typed", "unicode61", false),
        ("SQLite FTS5, unicode61, bm25, folded", "unicode61", true),
        ("SQLite FTS5, trigram, bm25, text as typed", "trigram", false),
        ("SQLite FTS5, trigram, bm25, folded", "trigram", true),
    ];
    for (name, tokenizer, folded) in fts {
        let best = with_fts5(&app, &asked, tokenizer, folded).await?;
        row(&mut out, name, &app, &asked, &best)?;
    }
    for (name, folded) in [("tantivy, bm25, text as typed", false), ("tantivy, bm25, folded", true)] {
        let best = with_tantivy(&app, &asked, folded)?;
        row(&mut out, name, &app, &asked, &best)?;
    }
    let ours = asked.iter().map(|question| ours(&app, question)).collect::<Vec<_>>();
    row(&mut out, "january20", &app, &asked, &ours)?;
    Ok(())
}

fn row(out: &mut impl Write, name: &str, app: &Answers, asked: &[Question], best: &[Best]) -> io::Result<()> {
    let mut right: Vec<f64> = Vec::new();
    let mut other: Vec<f64> = Vec::new();
    let (mut in_scope, mut without) = (0_usize, 0_usize);
    for (question, best) in asked.iter().zip(best) {
        match (question.kind, best) {
            (Kind::In, Some((fact, score))) => {
                in_scope += 1;
                let found =
                    Found { outcome: Outcome::Answered(vec![*fact]), confidence: 1.0, nearest: Vec::new() };
                if question.accepts(app, &app.answer_from(&question.q, None, None, found)) {
                    right.push(*score);
                }
            }
            (Kind::In, None) => in_scope += 1,
            (Kind::Out | Kind::Chat, best) => {
                without += 1;
                other.extend(best.map(|(_, score)| score));
            }
            (Kind::False, _) => {}
        }
    }
    other.sort_by(|one, two| two.total_cmp(one));
    let allowed = without * WRONG_IN_A_HUNDRED / 100;
    let line = other.get(allowed).copied().unwrap_or(f64::MIN);
    let kept = right.iter().filter(|score| **score > line).count();
    writeln!(out, "| {name} | {} of {in_scope} | {kept} |", right.len())
}

fn ours(app: &Answers, question: &Question) -> Best {
    let hits = app.search().hits(&question.q);
    let against =
        hits.iter().find(|hit| matches!(hit.target, Target::Refusal(_))).map_or(0.0, |hit| hit.score);
    hits.iter().find_map(|hit| match hit.target {
        Target::Fact(fact) => {
            let above = hit.score - against.max(0.0);
            Some((fact, f64::from(above.min(hit.score))))
        }
        Target::Refusal(_) => None,
    })
}

fn prepared(text: &str, folded: bool) -> String {
    if folded { fold::words(text).join(" ") } else { text.to_owned() }
}

/// The words of a question, each in quotes, joined by OR.
fn any_word(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    words.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" OR ")
}

fn phrasings(app: &Answers) -> Vec<(FactKey, String)> {
    let facts = app.knowledge().facts();
    let all = facts.flat_map(|(key, fact)| {
        let asks =
            fact.texts.iter().flat_map(|(_, text)| text.ask.iter().map(str::to_owned).collect::<Vec<_>>());
        asks.map(move |ask| (key, ask)).collect::<Vec<_>>()
    });
    all.collect()
}

async fn with_fts5(
    app: &Answers,
    asked: &[Question],
    tokenizer: &str,
    folded: bool,
) -> anyhow::Result<Vec<Best>> {
    let pool = SqlitePool::connect("sqlite::memory:").await?;
    let mut connection = pool.acquire().await?;
    let create =
        format!("create virtual table phrasing using fts5(fact unindexed, text, tokenize = '{tokenizer}')");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&mut *connection).await?;
    for (key, ask) in phrasings(app) {
        sqlx::query("insert into phrasing (fact, text) values (?, ?)")
            .bind(&app.knowledge()[key].id)
            .bind(prepared(&ask, folded))
            .execute(&mut *connection)
            .await?;
    }
    let mut best = Vec::with_capacity(asked.len());
    for question in asked {
        let query = any_word(&prepared(&question.q, folded));
        let hit: Option<(String, f64)> =
            sqlx::query_as("select fact, -bm25(phrasing) from phrasing where phrasing match ? order by bm25(phrasing) limit 1")
                .bind(query)
                .fetch_optional(&mut *connection)
                .await?;
        best.push(hit.and_then(|(id, score)| Some((app.knowledge().fact_key(&id)?, score))));
    }
    Ok(best)
}

fn with_tantivy(app: &Answers, asked: &[Question], folded: bool) -> anyhow::Result<Vec<Best>> {
    let mut schema = Schema::builder();
    let fact = schema.add_text_field("fact", STORED);
    let text = schema.add_text_field("text", TEXT);
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 20_000_000)?;
    for (key, ask) in phrasings(app) {
        writer.add_document(doc!(fact => app.knowledge()[key].id.clone(), text => prepared(&ask, folded)))?;
    }
    writer.commit()?;
    let searcher = index.reader()?.searcher();
    let parser = QueryParser::for_index(&index, vec![text]);
    let mut best = Vec::with_capacity(asked.len());
    for question in asked {
        let (query, _) = parser.parse_query_lenient(&any_word(&prepared(&question.q, folded)));
        let hits = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
        best.push(match hits.first() {
            Some((score, address)) => {
                let document: TantivyDocument = searcher.doc(*address)?;
                let id = document.get_first(fact).and_then(|value| value.as_str()).unwrap_or_default();
                app.knowledge().fact_key(id).map(|key| (key, f64::from(*score)))
            }
            None => None,
        });
    }
    Ok(best)
}
