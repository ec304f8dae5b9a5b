//! The development questions, with floors that only rise.

use std::collections::BTreeMap;
use std::path::Path;

use january20::app::Answers;
use january20::built_in;
use january20::cli::questions::{self, Kind, Question};
use january20::knowledge::index::Weights;
use january20::knowledge::search::Search;
use january20::language::Language;

/// The sets in the order in which they were written.
const SETS: [&str; 14] = [
    "dev", "own", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen",
];

fn app() -> Answers {
    Answers::load(&built_in::files()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn asked() -> Vec<Question> {
    set("dev")
}

fn set(name: &str) -> Vec<Question> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions");
    Language::ALL
        .iter()
        .flat_map(|language| {
            questions::read(&folder.join(format!("{name}.{language}.jsonl"))).expect("they can be read")
        })
        .collect()
}

fn right(app: &Answers, question: &Question) -> bool {
    question.accepts(app, &app.answer(&question.q, None, None))
}

/// Right answers and questions, by whatever `key` says.
fn counted<'a>(
    app: &Answers,
    asked: &'a [Question],
    key: impl Fn(&'a Question) -> &'a str,
) -> BTreeMap<&'a str, (usize, usize)> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for question in asked {
        let count = counts.entry(key(question)).or_default();
        count.0 += usize::from(right(app, question));
        count.1 += 1;
    }
    counts
}

#[test]
fn questions_in_scope_are_answered_rightly_in_each_language() {
    let mut asked = asked();
    asked.retain(|question| question.kind == Kind::In);
    for (language, (right, of)) in counted(&app(), &asked, |question| &question.lang) {
        assert_eq!(of, 32);
        assert!(right >= 31, "{language}: {right} of {of}");
    }
}

#[test]
fn what_no_source_answers_gets_no_fact() {
    let mut asked = asked();
    asked.retain(|question| question.kind != Kind::In);
    for (kind, (right, of)) in counted(&app(), &asked, |question| question.kind.name()) {
        assert_eq!(right, of, "{kind}");
    }
}

#[test]
fn a_language_without_phrasings_of_its_own_is_still_answered_by_the_others() {
    for &without in Language::ALL {
        let app = app().searching(|knowledge| {
            Search::with(knowledge, Weights::default(), &|_, language, _| language != without)
        });
        let mut asked = asked();
        asked.retain(|question| question.kind == Kind::In && question.lang == without.code());
        let answered = asked.iter().filter(|question| right(&app, question)).count();
        assert!(answered >= 16, "{without}: {answered} of {}", asked.len());
    }
}

#[test]
fn questions_written_from_the_sources_alone_are_answered_and_refused_rightly() {
    let app = app();
    let asked: Vec<Question> = SETS[1..].iter().copied().flat_map(set).collect();
    let counts = counted(&app, &asked, |question| if question.kind == Kind::In { "in" } else { "other" });
    let (right, of) = counts["in"];
    assert!(right >= 2312 && of == 2352, "in scope: {right} of {of}");
    let (right, of) = counts["other"];
    assert!(right >= 876 && of == 886, "the others: {right} of {of}");
}

#[test]
fn a_questions_language_is_known_however_it_is_typed() {
    let app = app();
    let asked: Vec<Question> = SETS.into_iter().flat_map(set).collect();
    let (mut wrong, mut of) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for question in &asked {
        let known = app.search().language(&question.q);
        if known.is_some_and(|language| language.code() != question.lang) {
            wrong.push(format!("{} ({})", question.id, question.style));
        }
        *of.entry(&question.style).or_default() += 1;
    }
    assert!(of["translit"] >= 24 && of["no-diacritics"] >= 40, "{of:?}");
    assert!(wrong.len() <= 10, "{wrong:?}");
}

#[test]
fn a_bare_question_is_about_what_leads() {
    let app = app();
    let bare = [
        ("casualties", "killed-total"),
        ("How many died?", "killed-total"),
        ("what happened", "night-of-entry"),
        ("ölü sayı", "killed-total"),
        ("nə vaxt olub", "night-of-entry"),
        ("жертвы", "killed-total"),
        ("skolko ubito", "killed-total"),
        ("похороны", "funeral-22-january"),
        ("kaç kişi öldü", "killed-total"),
        ("kara ocak nedir", "name-black-january"),
    ];
    for (question, fact) in bare {
        let answer = app.answer(question, None, None);
        let told = answer.facts.first().map(|key| app.knowledge()[*key].id.as_str());
        assert_eq!(told, Some(fact), "{question}");
    }
}
