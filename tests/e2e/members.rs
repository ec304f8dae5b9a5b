//! What everybody may ask, through the front door.

use std::time::Duration;

use january20::app::{App, Input, Limits, SceneKind};
use january20::commands::catalogue::Offer;
use january20::commands::{Surface, parse};
use january20::community::{Actor, Platform};
use january20::language::Language;
use january20::message::Block;

use super::village::{AIDA, MURAD, Village, shown};

fn has_statement(reply: &january20::app::Reply) -> bool {
    reply.message.blocks.iter().any(|block| matches!(block, Block::Passage(_)))
}

#[tokio::test]
async fn a_question_is_answered_in_its_own_language_else_the_communitys_else_the_apps() {
    let village = Village::on_discord().await;
    let reply = village.replies(MURAD, "/ask сколько человек погибло?").await;
    assert_eq!((reply.language, has_statement(&reply), reply.private), (Language::Russian, true, false));
    assert_eq!(village.replies(MURAD, "/timeline").await.language, Language::English);
    village.hears(AIDA, "/remembrance defaults language:az").await;
    assert_eq!(village.replies(MURAD, "/timeline").await.language, Language::Azerbaijani);
    assert_eq!(village.replies(MURAD, "/timeline lang:tr").await.language, Language::Turkish);
    assert_eq!(village.replies(MURAD, "/ask lang:tr how many died?").await.language, Language::Turkish);
    assert_eq!(village.store.changes(village.community(), 10).await.expect("they read").len(), 1);
}

#[tokio::test]
async fn pages_turn_for_whoever_asked_and_on_telegram_for_administrators_too() {
    for (platform, administrator) in [(Platform::Discord, false), (Platform::Telegram, true)] {
        let village = Village::on(platform, "2026-11-25T12:00:00Z").await;
        let turns = |reply: &january20::app::Reply| reply.replaces && !reply.private;
        let last = village.replies(MURAD, "/timeline").await.message.choices.len() - 1;
        assert!(turns(&village.presses(MURAD, last).await));
        village.replies(MURAD, "/timeline").await;
        let stranger = village.presses(103, last).await;
        assert!(stranger.private && shown(&stranger).contains("belong to whoever asked"));
        village.replies(MURAD, "/timeline").await;
        assert_eq!(turns(&village.presses(AIDA, last).await), administrator, "{platform}");
    }
}

#[tokio::test]
async fn beyond_the_limit_there_is_one_short_private_sentence_and_moderators_go_on() {
    let mut village = Village::on_discord().await;
    village.app = App::over(
        std::sync::Arc::clone(village.app.answers()),
        super::village::composer(),
        village.store.clone(),
        (village.clock.clone(), std::sync::Arc::default()),
    )
    .limited(Limits { per_person: 3, per_community: 5 });
    for _ in 0..3 {
        assert!(!village.hears(MURAD, "/figures").await.contains("more questions"));
    }
    let refused = village.replies(MURAD, "/figures").await;
    assert!(refused.private && shown(&refused).contains("more questions than I can take"));
    for _ in 0..2 {
        assert!(!village.hears(AIDA, "/figures").await.contains("more questions"));
    }
    assert!(village.hears(AIDA, "/figures").await.contains("more questions"), "the community's is used up");
    assert!(village.hears(AIDA, "/remembrance set").await.contains("Saved"));
    village.hand.pass(Duration::from_mins(1));
    assert!(!village.hears(MURAD, "/figures").await.contains("more questions"));
}

#[tokio::test]
async fn a_flood_on_telegram_is_answered_with_the_sentence_once_a_minute() {
    let mut village = Village::on_telegram().await;
    village.app = App::over(
        std::sync::Arc::clone(village.app.answers()),
        super::village::composer(),
        village.store.clone(),
        (village.clock.clone(), std::sync::Arc::default()),
    )
    .limited(Limits { per_person: 1, per_community: 1_000 });
    let request = village.request(
        Actor::Person(MURAD),
        parse::line("/ask how many died?", Surface::Telegram).map(Input::Command),
    );
    let asks = async || village.answers(&request).await.map(|reply| shown(&reply));
    assert!(asks().await.is_some_and(|answer| answer.contains("[1]")));
    assert!(asks().await.is_some_and(|word| word.contains("more questions than I can take")));
    for _ in 0..20 {
        assert_eq!(asks().await, None);
    }
    village.hand.pass(Duration::from_mins(1));
    assert!(asks().await.is_some_and(|answer| answer.contains("[1]")));
    assert!(asks().await.is_some_and(|word| word.contains("more questions than I can take")));
}

#[tokio::test]
async fn the_calendar_has_the_next_dates_in_the_communitys_zone_and_a_file() {
    let mut village = Village::on_discord().await;
    let baku = village.replies(MURAD, "/calendar").await;
    assert!(shown(&baku).contains("19 January 2027, 20:00 (Baku)") && shown(&baku).contains("Baku's hours"));
    assert_eq!(baku.message.files[0].media, "text/calendar");
    village.hears(AIDA, "/remembrance defaults timezone:Berlin").await;
    assert!(village.hears(MURAD, "/calendar").await.contains("20:00 (Berlin)"));
    village.kind = SceneKind::Elsewhere;
    let command = parse::line("/calendar", Surface::Discord).map(Input::Command);
    let mut request = village.request(Actor::Person(MURAD), command);
    request.scene.community = None;
    assert!(shown(&village.answers(&request).await.expect("an answer")).contains("(Baku)"));
}

#[tokio::test]
async fn asking_stores_nothing() {
    let village = Village::on_telegram().await;
    for line in ["/ask how many died?", "/topic", "/figures", "/sources", "/calendar", "/about", "/language"]
    {
        village.hears(MURAD, line).await;
    }
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
    let bytes = village.bytes();
    assert!(!bytes.windows(14).any(|window| window == b"how many died?"));
}

#[tokio::test]
async fn while_somebody_types_the_likeliest_comes_first() {
    let village = Village::on_discord().await;
    let suggest = |offer, typed, language| {
        let found = village.app.suggest(offer, typed, Some(language));
        assert!(found.len() <= 25);
        assert!(
            found.iter().all(|each| each.name.chars().count() <= 100 && each.value.chars().count() <= 100)
        );
        found.into_iter().map(|each| each.value).collect::<Vec<_>>()
    };
    assert_eq!(suggest(Offer::Zones, "", Language::English)[0], "Asia/Baku");
    assert_eq!(suggest(Offer::Zones, "Берл", Language::Russian)[0], "Europe/Berlin");
    assert_eq!(suggest(Offer::Zones, "germ", Language::English)[0], "Europe/Berlin");
    assert_eq!(suggest(Offer::Languages, "az", Language::English)[0], "az");
    let pairs = suggest(Offer::Languages, "az+", Language::English);
    assert_eq!(pairs.iter().filter(|pair| pair.starts_with("az+")).count(), 3);
    assert_eq!(suggest(Offer::Topics, "", Language::English).len(), 19);
    assert!(!suggest(Offer::Sources, "news", Language::English).is_empty());
    assert!(!suggest(Offer::Questions, "how many", Language::English).is_empty());
    // The beginning of a word says little of the language that it is in.
    assert!(suggest(Offer::Questions, "kil", Language::English)[0].contains("killed"));
    assert!(suggest(Offer::Questions, "сколько", Language::English)[0].starts_with("Сколько"));
    assert!(suggest(Offer::Questions, "kaç kişi", Language::English)[0].contains("kişi"));
}

#[tokio::test]
async fn a_name_that_several_sources_bear_offers_these_alone() {
    let village = Village::on_discord().await;
    let reply = village.replies(MURAD, "/sources news.az").await;
    let text = shown(&reply);
    assert!(text.starts_with("There is no single source “news.az”"), "{text}");
    let items: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
    assert!(items.len() > 1 && items.iter().all(|item| item.to_lowercase().contains("news.az")), "{text}");
    assert_eq!(reply.message.choices.len(), items.len());
}
