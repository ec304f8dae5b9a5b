//! What moderators decide, through the front door.

use std::time::Duration;

use january20::app::{Input, SceneKind};
use january20::commands::{Surface, parse};
use january20::community::{Actor, Platform};
use january20::language::Language;
use january20::ports::{Gone, Right, SendError};
use january20::remembrance::Post;
use january20::store::{Kind, Notice, State};
use rstest::rstest;

use super::village::{AIDA, MURAD, NATIVE, Village, lacks, place, shown};

#[tokio::test]
async fn the_first_setting_names_the_next_dates_and_says_that_nobody_chose_a_zone() {
    let village = Village::on_discord().await;
    let reply = village.replies(AIDA, "/remembrance set").await;
    assert!(reply.private);
    let text = shown(&reply);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines,
        [
            "Saved: #1",
            "Nobody has chosen a time zone yet, so Baku's hours count; choose one with timezone, for example \
             timezone:Berlin.",
            "- Language: English",
            "- Time zone: Baku (Asia/Baku)",
            "- Evening before (eve): 19 January 2027, 20:00 (Baku)",
            "- Morning of 20 January (day): 20 January 2027, 09:00 (Baku)",
            "- Minute of silence (silence): 20 January 2027, 11:50 (Baku), for the silence of 20 January 2027, \
             12:00 (Baku)",
        ]
    );
}

#[tokio::test]
async fn only_what_is_named_changes_and_the_community_is_followed_not_copied() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set eve:19:00 note:\"Bizimlə olun\"").await;
    let second = village.hears(AIDA, "/remembrance set day:08:00").await;
    assert!(
        second.contains("19:00") && second.contains("08:00") && second.contains("Bizimlə olun"),
        "{second}"
    );
    village.hears(AIDA, "/remembrance defaults language:ru timezone:Berlin").await;
    let status = village.hears(AIDA, "/remembrance status").await;
    assert!(status.contains("19 января 2027, 19:00 (Берлин)"), "{status}");
    let known = village.store.community(village.community()).await.expect("it reads").expect("it is known");
    assert_eq!(known.destinations[0].settings.languages, None, "the destination has none of its own");
    assert_eq!(known.destinations[0].settings.zone, None);
}

#[tokio::test]
async fn a_member_decides_nothing_and_nothing_is_stored() {
    let village = Village::on_telegram().await;
    for line in
        ["set", "status", "preview day", "test", "pause", "resume", "remove", "defaults log:here", "history"]
    {
        let refused = village.hears(MURAD, &format!("/remembrance {line}")).await;
        assert!(refused.starts_with("Only administrators"), "{line}: {refused}");
    }
    for line in ["", " export", " forget"] {
        let refused = village.hears(MURAD, &format!("/remembrance{line}")).await;
        assert!(refused.starts_with("Only administrators"), "{line}: {refused}");
    }
    assert!(village.hears(MURAD, "/language tr").await.starts_with("Only administrators"));
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
}

#[tokio::test]
async fn where_the_platform_does_not_say_who_decides_nothing_is_done() {
    let village = Village::on_telegram().await;
    village.ways.ground().silent_about_roles = true;
    let refused = village.hears(AIDA, "/remembrance set").await;
    assert!(refused.contains("make me an administrator"), "{refused}");
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
}

#[rstest]
#[case("set timezone:Berlni", "nearest are Europe/Berlin")]
#[case("set timezone:USA", "several time zones")]
#[case("set timezone:qqqqqq", "I know no place")]
#[case("set eve:25:00", "no hour for eve")]
#[case("set day:9.00", "no hour for day")]
#[case("set eve:19:00 language:de", "no language")]
#[case("set eve:19:00 eve:20:00", "given twice")]
#[case("set evee:19:00", "perhaps you meant “eve”")]
#[case("set mention:7", "does not exist on this platform")]
#[case("defaults log:there", "here, me, off")]
#[tokio::test]
async fn one_wrong_value_changes_nothing_and_is_named(#[case] line: &str, #[case] says: &str) {
    let village = Village::on_telegram().await;
    let refused = village.replies(AIDA, &format!("/remembrance {line}")).await;
    assert!(shown(&refused).contains(says), "{}", shown(&refused));
    assert!(
        shown(&refused).contains("Nothing was changed") || shown(&refused).contains("nothing was changed")
    );
    assert!(refused.private);
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_language_of_the_community() {
    let village = Village::on_telegram().await;
    for (language, says) in [
        ("az", "Heç nə dəyişmədi."),
        ("ru", "Ничего не изменено."),
        ("tr", "Hiçbir şey değişmedi."),
        ("en", "Nothing was changed."),
    ] {
        village.hears(AIDA, &format!("/language {language}")).await;
        let refused = village.hears(AIDA, "/remembrance set eve:25:00").await;
        assert!(refused.contains(says), "{refused}");
    }
}

#[tokio::test]
async fn a_place_that_does_not_exist_is_not_set_up_and_one_without_rights_is_but_told() {
    let village = Village::on_discord().await;
    let set = |channel: i64| {
        let options = [("channel", parse::Value::Id(channel))];
        let command = parse::named(&["remembrance", "set"], options).expect("it is read");
        village.request(Actor::Person(AIDA), Ok(Input::Command(command)))
    };
    let refused = shown(&village.answers(&set(77)).await.expect("an answer"));
    assert!(refused.contains("no such place"), "{refused}");
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
    village.ways.ground().places.insert(place(2), Ok(lacks(Right::Attach)));
    let told = shown(&village.answers(&set(2)).await.expect("an answer"));
    assert!(told.contains("Missing there: Attach Files") && told.contains("without their picture"), "{told}");
    village.ways.ground().places.insert(place(2), Err(SendError::Forbidden(Right::View)));
    let told = shown(&village.answers(&set(2)).await.expect("an answer"));
    assert!(told.contains("Missing there: View Channel"), "{told}");
}

#[tokio::test]
async fn everyone_is_never_mentioned() {
    let village = Village::on_discord().await;
    let options = [("mention", parse::Value::Id(NATIVE))];
    let command = parse::named(&["remembrance", "set"], options).expect("it is read");
    let request = village.request(Actor::Person(AIDA), Ok(Input::Command(command)));
    let refused = shown(&village.answers(&request).await.expect("an answer"));
    assert!(refused.contains("Everyone cannot be mentioned"), "{refused}");
}

#[tokio::test]
async fn elsewhere_the_destinations_are_named_and_nothing_changes() {
    let mut village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set").await;
    village.here = place(2);
    for line in ["pause", "resume", "remove", "preview day", "test"] {
        let refused = village.hears(AIDA, &format!("/remembrance {line}")).await;
        assert!(refused.contains("No posts are set up here: #2"), "{line}: {refused}");
        assert!(refused.contains("Posts are set up in: #1"), "{line}: {refused}");
    }
}

#[tokio::test]
async fn a_pause_stops_the_posts_until_they_are_resumed() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set").await;
    assert!(village.hears(AIDA, "/remembrance pause").await.contains("Paused"));
    let entries = village.store.entries(village.community(), 2027).await.expect("they read");
    assert!(entries.iter().all(|entry| entry.state == State::Cancelled), "{entries:?}");
    assert!(village.hears(AIDA, "/remembrance status").await.contains("Paused since 25 November 2026"));
    assert!(village.hears(AIDA, "/remembrance resume").await.contains("19 January 2027"));
    let entries = village.store.entries(village.community(), 2027).await.expect("they read");
    assert!(entries.iter().all(|entry| entry.state == State::Planned), "{entries:?}");
}

#[tokio::test]
async fn what_was_removed_can_be_had_back_for_fifteen_minutes_with_all_its_settings() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set language:az+en eve:18:30").await;
    let removed = village.hears(AIDA, "/remembrance remove").await;
    assert!(removed.contains("for 15 minutes this can be undone"), "{removed}");
    let entries = village.store.entries(village.community(), 2027).await.expect("they read");
    assert!(entries.iter().all(|entry| entry.state == State::Cancelled), "{entries:?}");
    village.hand.pass(Duration::from_mins(14));
    let refused = shown(&village.presses(MURAD, 0).await);
    assert!(refused.starts_with("Only members"), "{refused}");
    village.hears(AIDA, "/remembrance set").await;
    let again = village.hears(AIDA, "/remembrance status").await;
    assert!(again.contains("20:00"), "a new one has settings of its own: {again}");
}

#[tokio::test]
async fn the_undo_button_brings_back_and_comes_too_late_after_fifteen_minutes() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set eve:18:30").await;
    village.hears(AIDA, "/remembrance remove").await;
    village.hand.pass(Duration::from_mins(14));
    let back = village.presses(AIDA, 0).await;
    assert!(shown(&back).contains("18:30") && back.replaces, "{}", shown(&back));
    village.hears(AIDA, "/remembrance remove").await;
    village.hand.pass(Duration::from_mins(16));
    assert!(shown(&village.presses(AIDA, 0).await).contains("15 minutes are over"));
}

#[tokio::test]
async fn what_is_past_this_year_is_said_first_and_posted_now_only_while_its_window_is_open() {
    let village = Village::on(Platform::Discord, "2027-01-20T06:00:00Z").await;
    let reply = village.replies(AIDA, "/remembrance set").await;
    let text = shown(&reply);
    assert!(
        text.starts_with("Evening before (eve): its time this year was 19 January 2027, 20:00 (Baku)"),
        "{text}"
    );
    assert!(
        text.contains("20 January 2028, 09:00 (Baku)") && text.contains("20 January 2027, 11:50 (Baku)"),
        "{text}"
    );
    let labels: Vec<&str> = reply.message.choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["Post now: Morning of 20 January (day)"]);
    let done = village.presses(AIDA, 0).await;
    assert!(shown(&done).contains("goes out now"), "{}", shown(&done));
    let entries = village.store.entries(village.community(), 2027).await.expect("they read");
    let day = entries.iter().find(|entry| entry.window.post.name() == "day" && entry.window.year == 2027);
    assert_eq!(day.map(|day| day.state), Some(State::Planned));
    let again = village.hears(AIDA, "/remembrance set note:x").await;
    assert!(!again.contains("Morning of 20 January (day): its time"), "it stands already: {again}");
}

#[tokio::test]
async fn what_was_posted_this_year_comes_next_year_whatever_its_hour_is_set_to() {
    use sqlx::Connection;
    let village = Village::on(Platform::Discord, "2027-01-20T06:00:00Z").await;
    let reply = village.replies(AIDA, "/remembrance set").await;
    let Some(january20::message::Act::Press(button)) =
        reply.message.choices.first().map(|one| one.act.clone())
    else {
        panic!("no button: {}", shown(&reply))
    };
    village.presses(AIDA, 0).await;
    let url = format!("sqlite://{}", village.folder.path().join("village.db").display());
    let mut db = sqlx::SqliteConnection::connect(&url).await.expect("it is there");
    let sent = "update posts set state = 'sent', done_at = wake where post = 'day' and year = 2027";
    sqlx::query(sent).execute(&mut db).await.expect("it was posted");
    let request = village.request(Actor::Person(AIDA), Ok(Input::Press(button)));
    let again = shown(&village.answers(&request).await.expect("an answer"));
    assert_eq!(again, "Morning of 20 January (day) was posted already: #1.");
    for line in ["/remembrance set day:11:00", "/remembrance status"] {
        let text = village.hears(AIDA, line).await;
        assert!(text.contains("(day): 20 January 2028, 11:00 (Baku)"), "{line}: {text}");
        assert!(!text.contains("(day): 20 January 2027"), "{line}: {text}");
    }
}

#[tokio::test]
async fn what_a_pause_calls_off_before_its_hour_is_no_result_yet() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set").await;
    village.hears(AIDA, "/remembrance pause").await;
    for line in ["/remembrance status", "/remembrance history"] {
        let text = village.hears(AIDA, line).await;
        assert!(!text.contains("paused at its time"), "{line}: {text}");
    }
}

#[tokio::test]
async fn a_silence_at_night_is_told_with_its_hour_and_the_way_out() {
    let village = Village::on_discord().await;
    let night = village.hears(AIDA, "/remembrance set timezone:New York").await;
    assert!(night.contains("02:50 (New York)") && night.contains("silence:local"), "{night}");
    let noon = village.hears(AIDA, "/remembrance set silence:local").await;
    assert!(noon.contains("11:50 (New York)") && !noon.contains("silence:local"), "{noon}");
}

#[tokio::test]
async fn a_rehearsal_is_posted_at_once_says_so_and_counts_for_nothing() {
    let village = Village::on_telegram().await;
    village.hears(AIDA, "/remembrance set language:az+en").await;
    let before = village.store.entries(village.community(), 0).await.expect("they read");
    let reply = village.replies(AIDA, "/remembrance test silence").await;
    assert!(shown(&reply).contains("The rehearsal was posted"), "{}", shown(&reply));
    let posted = village.posted();
    assert_eq!(posted.len(), 2, "one message a language");
    assert!(format!("{:?}", posted[0].1.parts[0]).contains("MƏŞQ"));
    assert_eq!(village.store.entries(village.community(), 0).await.expect("they read"), before);
    village.ways.ground().places.insert(village.here, Err(SendError::Gone(Gone::Removed)));
    assert!(village.hears(AIDA, "/remembrance test").await.contains("I was removed from there"));
}

#[tokio::test]
async fn a_preview_is_the_post_itself_with_the_note_as_typed() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set language:tr note:\"<b>@everyone</b>\"").await;
    let reply = village.replies(AIDA, "/remembrance preview day").await;
    assert!(shown(&reply).contains("37. yıl dönümü") && shown(&reply).contains("<b>@everyone</b>"));
    let post = reply.post.expect("the post itself");
    assert_eq!(
        (post.composed.parts.len(), post.composed.note.as_ref().map(|note| note.text.as_str())),
        (1, Some("<b>@everyone</b>"))
    );
}

#[tokio::test]
async fn history_names_who_changed_what_and_in_a_telegram_group_goes_to_the_asker_alone() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set eve:19:00").await;
    let history = village.hears(AIDA, "/remembrance history").await;
    assert!(history.contains("set up: eve:19:00") && history.contains("@101"), "{history}");
    let mut village = Village::on_telegram().await;
    village.hears(AIDA, "/remembrance set").await;
    let reply = village.replies(AIDA, "/remembrance history").await;
    assert!(!shown(&reply).contains("101"));
    let aside = reply.aside.expect("it goes aside");
    let text = format!("{:?}", aside.message.blocks);
    assert!(text.contains("Person(101)"), "{text}");
    assert!(format!("{:?}", aside.closed.choices).contains("start=history_-1001"));
    village.kind = SceneKind::Broadcast;
    let reply = village.replies(AIDA, "/remembrance export").await;
    assert!(reply.aside.is_none() && reply.message.files.is_empty(), "a channel's post has no author");
    assert!(format!("{:?}", reply.message.choices).contains("start=export_-1001"));
}

#[tokio::test]
async fn the_same_update_changes_once_and_is_answered_the_same() {
    let village = Village::on_telegram().await;
    village.hears(AIDA, "/remembrance set").await;
    let mut texts = Vec::new();
    for _ in 0..2 {
        let command = parse::line("/remembrance remove", Surface::Telegram).map(Input::Command);
        let mut request = village.request(Actor::Person(AIDA), command);
        request.update = Some(9_001);
        texts.push(shown(&village.answers(&request).await.expect("an answer")));
    }
    assert!(texts[0].starts_with("Removed") && texts[0] == texts[1], "{texts:?}");
    let changes = village.store.changes(village.community(), 10).await.expect("they read");
    assert_eq!(changes.iter().filter(|change| change.action == "remove").count(), 1);
}

#[tokio::test]
async fn an_anonymous_administrator_decides_and_is_recorded_as_that() {
    let village = Village::on_telegram().await;
    let command = parse::line("/remembrance set", Surface::Telegram).map(Input::Command);
    village.answers(&village.request(Actor::Anonymous, command)).await.expect("an answer");
    let changes = village.store.changes(village.community(), 10).await.expect("they read");
    assert_eq!(changes[0].actor, Actor::Anonymous);
    let log = village.store.community(village.community()).await.expect("it reads");
    assert_eq!(log.expect("it is known").defaults.log, None);
    let command = parse::line("/remembrance defaults log:me", Surface::Telegram).map(Input::Command);
    let reply = village.answers(&village.request(Actor::Anonymous, command)).await.expect("an answer");
    assert!(shown(&reply).contains("without a name"), "{}", shown(&reply));
}

#[tokio::test]
async fn a_new_community_speaks_the_language_of_its_app_until_one_is_chosen() {
    let village = Village::on_discord().await;
    village.ways.ground().app_language = Some(Language::Turkish);
    let set = village.hears(AIDA, "/remembrance set").await;
    assert!(set.contains("Language: Türkçe"), "{set}");
    village.hears(AIDA, "/remembrance defaults language:az").await;
    let status = village.hears(AIDA, "/remembrance status").await;
    assert!(status.contains("Dil: Azərbaycanca"), "{status}");
}

#[tokio::test]
async fn what_nobody_could_be_told_is_told_with_the_first_answer_and_only_once() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set").await;
    let community =
        village.store.community(village.community()).await.expect("it reads").expect("it is known");
    let notice = Notice {
        community: community.id,
        place: place(1),
        post: Some((Post::Eve, 2027)),
        kind: Kind::Missed,
        detail: "outage".to_owned(),
    };
    let now = village.clock.now().hour;
    village.store.write_notices(std::slice::from_ref(&notice), now).await.expect("it is written");
    let untold = village.store.to_tell(village.community()).await.expect("they read");
    let ids: Vec<i64> = untold.iter().map(|untold| untold.id).collect();
    for _ in 0..2 {
        let status = village.hears(AIDA, "/remembrance status").await;
        assert!(status.contains("could not be reached"), "what is still to be told stands in it: {status}");
    }
    village.store.tell_later(&ids, None).await.expect("nobody could be reached");
    let told = village.hears(AIDA, "/remembrance pause").await;
    assert!(told.starts_with("Paused") && told.contains("Not told to anybody yet"), "{told}");
    assert!(told.contains("Evening before (eve) 2027") && told.contains("could not be reached"), "{told}");
    let again = village.hears(AIDA, "/remembrance resume").await;
    assert!(!again.contains("Not told"), "{again}");
}
