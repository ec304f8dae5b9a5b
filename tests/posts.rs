//! The yearly posts: every language and pair, year and zone keeps within what
//! both platforms show, and no two years running are alike.

use january20::language::{Language, Languages};
use january20::message::{Block, Form, Message};
use january20::remembrance::compose::{
    Composed, Composer, LONGEST_FRAMED_NOTE, LONGEST_NOTE, LONGEST_TEXT, Wanted,
};
use january20::remembrance::{Noon, Post, moment};
use january20::render::plain::{plain, units};
use january20::render::{discord, telegram};
use january20::zones::{Rules, Zone};
use serde_json::Value;

struct World {
    composer: Composer,
}

impl World {
    fn new() -> Self {
        Self { composer: Composer::built_in(Rules::built_in()) }
    }

    fn compose(
        &self,
        (post, year): (Post, i32),
        languages: &str,
        zone: Zone,
        note: Option<&str>,
    ) -> Composed {
        self.composer.compose(&Wanted {
            post,
            year,
            languages: languages.parse().expect("languages"),
            zone,
            moment: (post == Post::Silence).then(|| moment(Noon::Baku, zone, year, &self.composer.rules)),
            note,
            rehearsal: false,
        })
    }
}

fn each_pair() -> Vec<String> {
    let mut pairs = Vec::new();
    for first in Language::ALL {
        pairs.push(first.to_string());
        pairs.extend(
            Language::ALL.iter().filter(|second| *second != first).map(|second| format!("{first}+{second}")),
        );
    }
    pairs
}

fn longest_named(world: &World, language: Language) -> Zone {
    Zone::all()
        .max_by_key(|zone| units(world.composer.places.name(*zone, language)))
        .expect("there are zones")
}

/// As Telegram reads it: tags gone, entities one letter each.
fn parsed(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        rest = after.split_once('>').expect("a tag is closed").1;
    }
    out.push_str(rest);
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn every_text_has_at_most_640_units_and_one_message_holds_it_with_the_longest_note() {
    let world = World::new();
    // Each letter of it is markup somewhere, and doubles when escaped for Discord.
    let note: String = "*<[@_&".chars().cycle().take(LONGEST_NOTE).collect();
    for &post in Post::ALL {
        for year in 1991..=2150 {
            for pair in each_pair() {
                let languages: Languages = pair.parse().expect("languages");
                let zone = longest_named(&world, languages.first());
                let composed = world.compose((post, year), &pair, zone, Some(&note));
                for part in &composed.parts {
                    let length = units(&plain(part));
                    assert!(length <= LONGEST_TEXT, "{post} {year} {pair}: {length} units");
                }
                let framed =
                    composed.note.as_ref().map_or(0, |note| units(&note.intro) + units(&note.text) + 4);
                assert!(framed <= LONGEST_FRAMED_NOTE, "{pair}: {framed}");
                for body in telegram::post(&composed, Form::Rich, true) {
                    let length = units(&parsed(body["text"].as_str().expect("text")));
                    assert!(length <= 1024, "{post} {year} {pair}: {length} units on Telegram");
                }
                let body = discord::post(&composed, Form::Plain, Some(u64::MAX), "n");
                let length = body["content"].as_str().expect("content").chars().count();
                assert!(length <= discord::LONGEST_CONTENT, "{post} {year} {pair}: {length} on Discord");
            }
        }
    }
}

#[test]
fn no_two_years_running_are_alike() {
    let world = World::new();
    let passage =
        |part: &Message| part.blocks.iter().find(|block| matches!(block, Block::Passage(_))).cloned();
    for &post in Post::ALL {
        for year in 1991..=2150 {
            let text = |year| passage(&world.compose((post, year), "az", Zone::BAKU, None).parts[0]);
            assert!(text(year).is_some());
            assert_ne!(text(year), text(year + 1), "{post} {year}");
        }
    }
}

#[test]
fn the_anniversary_is_counted_in_each_language() {
    let world = World::new();
    let title =
        |language: &str, year| match world.compose((Post::Day, year), language, Zone::BAKU, None).parts[0]
            .blocks
            .first()
        {
            Some(Block::Heading(text)) => text.clone(),
            other => panic!("{other:?}"),
        };
    assert_eq!(title("en", 2027), "20 January: 37th anniversary");
    assert_eq!(title("az", 2027), "20 Yanvar: 37-ci ildönümü");
    assert_eq!(title("ru", 2027), "20 января: 37-я годовщина");
    assert_eq!(title("tr", 2027), "20 Ocak: 37. yıl dönümü");
    assert_eq!(title("az", 2029), "20 Yanvar: 39-cu ildönümü");
    assert_eq!(title("az", 2030), "20 Yanvar: 40-cı ildönümü");
    assert_eq!(title("az", 2090), "20 Yanvar: 100-cü ildönümü");
    assert_eq!(title("en", 2031), "20 January: 41st anniversary");
}

#[test]
fn the_silence_names_its_moment_in_baku_and_where_its_readers_are() {
    let world = World::new();
    let hours = |zone: &str| {
        let composed = world.compose((Post::Silence, 2027), "az", zone.parse().expect("a zone"), None);
        let hours = composed.parts[0].blocks.iter().find_map(|block| match block {
            Block::Moment { at, text } => Some((at.to_rfc3339(), text.clone())),
            _ => None,
        });
        hours.expect("a moment")
    };
    let at = "2027-01-20T08:00:00+00:00".to_owned();
    assert_eq!(hours("Europe/Berlin"), (at.clone(), "12:00 (Bakı) · 09:00 (Berlin)".into()));
    assert_eq!(hours("Asia/Baku"), (at.clone(), "12:00 (Bakı)".into()));
    assert_eq!(hours("Pacific/Pago_Pago"), (at, "12:00 (Bakı) · 19 yanvar 21:00 (Paqo Paqo)".into()));
}

#[test]
fn only_the_chosen_role_can_be_mentioned_on_discord() {
    let world = World::new();
    let note = "@everyone <@&2> <@3>";
    let composed = world.compose((Post::Day, 2027), "az+en", Zone::BAKU, Some(note));
    for form in [Form::Rich, Form::Plain] {
        let body = discord::post(&composed, form, Some(7), "nonce");
        assert_eq!(body["allowed_mentions"], serde_json::json!({"parse": [], "roles": ["7"]}));
        let everything = body.to_string();
        assert!(!everything.contains("<@&2>") && !everything.contains("<@3>"), "{everything}");
        let plain = discord::post(&composed, form, None, "nonce");
        assert_eq!(plain["allowed_mentions"], serde_json::json!({"parse": [], "roles": []}));
    }
}

#[test]
fn two_languages_are_one_message_on_discord_and_two_on_telegram_with_the_note_once_at_the_end() {
    let world = World::new();
    let composed = world.compose((Post::Day, 2027), "az+en", Zone::BAKU, Some("our words"));
    let rich = discord::post(&composed, Form::Rich, None, "nonce");
    assert_eq!(rich["embeds"].as_array().map(Vec::len), Some(2));
    assert_eq!(rich.to_string().matches("our words").count(), 1);
    let sent = telegram::post(&composed, Form::Rich, false);
    let holds: Vec<bool> = sent.iter().map(|body: &Value| body.to_string().contains("our words")).collect();
    assert_eq!(holds, [false, true]);
}
