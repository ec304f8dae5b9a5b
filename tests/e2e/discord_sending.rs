//! What goes out by itself, as the courier sends it: forms, rights, refusals
//! and lost answers.

use std::sync::Arc;
use std::time::Duration;

use january20::adapters::discord::Discord;
use january20::community::{Community, Place, Platform};
use january20::language::Languages;
use january20::message::Form;
use january20::ports::{
    Address, Content, Event, Needs, Parcel, Picture, Right, Rights, SendError, Transport,
};
use january20::remembrance::Post;
use january20::remembrance::compose::{Composed, Wanted};
use january20::zones::Zone;
use rstest::rstest;
use serde_json::json;

use crate::discord_bot::{composer, hour};
use crate::fake_discord::{
    ALL_RIGHTS, ATTACH, Channel, EMBED, FakeDiscord, Fault, HISTORY, SEND, SEND_IN_THREADS, TOKEN, VIEW,
};

const SERVER: Community = Community { platform: Platform::Discord, native: 7 };

fn place(channel: u64) -> Place {
    Place { channel: channel.cast_signed(), topic: 0 }
}

fn composed() -> Composed {
    composer().compose(&Wanted {
        post: Post::Day,
        year: 2027,
        languages: "az+en".parse::<Languages>().expect("languages"),
        zone: Zone::BAKU,
        moment: None,
        note: Some("@everyone **here** <@&3>"),
        rehearsal: false,
    })
}

fn parcel(channel: u64, picture: bool) -> Parcel {
    let picture = picture.then(|| Picture::New { bytes: Arc::new(vec![1, 2, 3]), alt: "A card".into() });
    let content = Content::Post { composed: Arc::new(composed()), part: 0, mention: Some(3), picture };
    Parcel {
        to: Address::Place(SERVER, place(channel)),
        content,
        form: Form::Rich,
        nonce: Some("1-day-2027-0".into()),
        silent: false,
        found: Some(Rights::default()),
        patience: Duration::from_secs(5),
    }
}

async fn fake(rights: u64) -> (FakeDiscord, Discord) {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    fake.channel(Channel::text(70, 7).with(rights));
    let discord = Discord::connect(fake.url(), TOKEN.into()).expect("a way out");
    (fake, discord)
}

#[tokio::test]
async fn a_post_carries_both_languages_its_card_and_the_chosen_role_alone() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    let sent = discord.send(parcel(70, true)).await.expect("it is sent");
    assert_eq!(sent.form, Form::Rich);
    let message = fake.message(70).await;
    assert_eq!(message["id"], sent.message.to_string());
    let body = fake.world().messages[0].body.clone();
    assert_eq!(body["allowed_mentions"], json!({"parse": [], "roles": ["3"]}));
    assert_eq!(body["content"], "<@&3>");
    assert_eq!(body["embeds"].as_array().map(Vec::len), Some(2));
    assert_eq!(body["embeds"][0]["image"]["url"], "attachment://january20.png");
    assert_eq!(body["attachments"][0]["description"], "A card");
    assert!(
        body["embeds"][1]["description"].as_str().expect("text").contains("\\@everyone \\*\\*here\\*\\*")
    );
}

#[tokio::test]
async fn a_repeated_nonce_makes_no_second_message() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    fake.world().fail("POST /channels/70/messages", Fault::Lost, 1);
    assert_eq!(discord.send(parcel(70, false)).await, Err(SendError::Unknown));
    let again = discord.send(parcel(70, false)).await.expect("it stands");
    assert_eq!(fake.message(70).await["id"], again.message.to_string());
    assert_eq!(fake.world().standing(70), 1);
}

#[tokio::test]
async fn a_post_is_found_by_its_words_where_no_nonce_comes_back() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    assert_eq!(discord.find(&parcel(70, false)).await, Ok(None));
    let sent = discord.send(parcel(70, true)).await.expect("it is sent");
    fake.message(70).await;
    assert_eq!(discord.find(&parcel(70, true)).await, Ok(Some(sent.message)));
    let mut other = parcel(70, false);
    other.content = Content::Words(january20::message::Message::default());
    assert_eq!(discord.find(&other).await, Ok(None));
}

#[tokio::test]
async fn without_a_right_to_the_history_nothing_can_be_found() {
    let (_fake, discord) = fake(ALL_RIGHTS & !HISTORY).await;
    assert_eq!(discord.find(&parcel(70, false)).await, Err(SendError::Forbidden(Right::History)));
}

#[tokio::test]
async fn where_nothing_but_words_is_allowed_the_plain_text_goes_once_that_is_known() {
    let (fake, discord) = fake(VIEW | SEND).await;
    assert_eq!(discord.send(parcel(70, true)).await, Err(SendError::BadForm));
    let sent = discord.send(parcel(70, true)).await.expect("it is sent");
    assert_eq!(sent.form, Form::Plain);
    let message = fake.message(70).await;
    assert_eq!(message["embeds"], json!([]));
    assert_eq!(message["attachments"], json!([]));
    assert!(message["content"].as_str().expect("text").chars().count() <= 2_000);
}

#[tokio::test]
async fn without_attach_files_the_embeds_go_without_their_card() {
    let (fake, discord) = fake(VIEW | SEND | EMBED | HISTORY).await;
    let rights = discord.look(SERVER, place(70), Needs::default()).await.expect("a look");
    assert_eq!(rights.missing, [Right::Attach]);
    let sent = discord.send(parcel(70, true)).await.expect("it is sent");
    assert_eq!(sent.form, Form::Rich);
    assert_eq!(fake.message(70).await["attachments"], json!([]));
}

#[rstest]
#[case(Fault::Status(404, json!({"code": 10_003})), SendError::PerhapsGone)]
#[case(Fault::Status(403, json!({"code": 50_001})), SendError::Forbidden(Right::View))]
#[case(Fault::Status(401, json!({"code": 0})), SendError::Unauthorized)]
#[case(Fault::Status(404, json!({"code": 10_008})), SendError::SentAndDeleted)]
#[case(Fault::Status(400, json!({"code": 50_035})), SendError::BadForm)]
#[case(Fault::Status(500, json!({})), SendError::Unknown)]
#[case(Fault::Status(503, json!({})), SendError::Unknown)]
#[case(Fault::Lost, SendError::Unknown)]
#[case(Fault::Limited { after: 2.5, scope: "user" }, limited(2_500, false))]
#[case(Fault::Limited { after: 1.0, scope: "global" }, limited(1_000, true))]
#[tokio::test]
async fn each_answer_has_its_name(#[case] fault: Fault, #[case] error: SendError) {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    let lost = matches!(fault, Fault::Lost);
    fake.world().fail("POST /channels/70/messages", fault, 1);
    assert_eq!(discord.send(parcel(70, false)).await, Err(error));
    if lost {
        fake.message(70).await;
    }
}

fn limited(millis: u64, whole_platform: bool) -> SendError {
    SendError::Limited { after: Duration::from_millis(millis), whole_platform }
}

#[tokio::test]
async fn after_a_429_its_channel_waits_without_asking_again_and_others_do_not() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    fake.channel(Channel::text(71, 7));
    fake.world().fail("POST /channels/70/messages", Fault::Limited { after: 0.4, scope: "user" }, 1);
    assert!(matches!(discord.send(parcel(70, false)).await, Err(SendError::Limited { .. })));
    assert!(matches!(discord.send(parcel(70, false)).await, Err(SendError::Limited { .. })));
    assert_eq!(fake.world().log.len(), 1);
    discord.send(parcel(71, false)).await.expect("it is sent");
    fake.message(71).await;
    tokio::time::sleep(Duration::from_millis(450)).await;
    discord.send(parcel(70, false)).await.expect("it is sent");
    fake.message(70).await;
}

#[tokio::test]
async fn a_refused_connection_surely_accepted_nothing() {
    let discord = Discord::connect("http://127.0.0.1:9", TOKEN.into()).expect("a way out");
    assert!(matches!(discord.send(parcel(70, false)).await, Err(SendError::NotAccepted(_))));
}

#[tokio::test]
async fn an_attempt_is_given_up_when_its_patience_ends() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    fake.world().fail("POST /channels/70/messages", Fault::Slow(Duration::from_secs(1)), 1);
    let short = Parcel { patience: Duration::from_millis(200), ..parcel(70, false) };
    assert_eq!(discord.send(short).await, Err(SendError::Unknown));
}

#[tokio::test]
async fn an_archived_thread_is_reopened_by_posting_and_a_locked_one_lacks_a_right() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    let parent = Channel::text(70, 7);
    fake.channel(Channel { archived: true, ..Channel::thread(72, &parent) });
    fake.channel(Channel { archived: true, locked: true, ..Channel::thread(73, &parent) });
    discord.send(parcel(72, false)).await.expect("it is sent");
    fake.message(72).await;
    assert_eq!(discord.send(parcel(73, false)).await, Err(SendError::Forbidden(Right::Unlock)));
    let rights = discord.look(SERVER, place(73), Needs::default()).await.expect("a look");
    assert_eq!(rights.missing, [Right::Unlock]);
}

#[tokio::test]
async fn a_threads_rights_are_its_parents() {
    let (fake, discord) = fake(ALL_RIGHTS & !SEND_IN_THREADS & !ATTACH).await;
    fake.channel(Channel::thread(72, &Channel::text(70, 7)));
    let rights = discord.look(SERVER, place(72), Needs::default()).await.expect("a look");
    assert_eq!(rights.missing, [Right::SendInThreads, Right::Attach]);
}

#[tokio::test]
async fn a_look_says_whether_the_place_is_there() {
    let (fake, discord) = fake(EMBED).await;
    let look = |channel| discord.look(SERVER, place(channel), Needs::default());
    assert_eq!(look(70).await, Err(SendError::Forbidden(Right::View)));
    assert_eq!(look(99).await, Err(SendError::PerhapsGone));
    fake.channel(Channel { kind: 5, ..Channel::text(75, 7) });
    assert!(look(75).await.expect("a look").announcements);
    fake.channel(Channel { kind: 2, ..Channel::text(76, 7) });
    assert_eq!(look(76).await, Err(SendError::Unfit));
}

#[tokio::test]
async fn an_announcement_is_published_once() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    fake.channel(Channel { kind: 5, ..Channel::text(75, 7) });
    let sent = discord.send(parcel(75, false)).await.expect("it is sent");
    fake.message(75).await;
    assert_eq!(discord.publish(SERVER, place(75), sent.message).await, Ok(()));
    assert_eq!(discord.publish(SERVER, place(75), sent.message).await, Ok(()));
    assert_eq!(fake.world().published.len(), 1);
    assert_eq!(discord.publish(SERVER, place(75), 1).await, Err(SendError::SentAndDeleted));
}

#[tokio::test]
async fn the_minute_of_silence_is_one_event_however_often_it_is_made() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    let event = Event {
        name: "Minute of silence".into(),
        description: "In memory.".into(),
        location: "Baku".into(),
        starts: hour("2027-01-20T08:00:00Z"),
        ends: hour("2027-01-20T08:01:00Z"),
    };
    fake.world().fail("POST /guilds/7/scheduled-events", Fault::Lost, 1);
    assert_eq!(discord.schedule(SERVER, event.clone()).await, Err(SendError::Unknown));
    let made = discord.schedule(SERVER, event.clone()).await.expect("it is there");
    assert_eq!(discord.schedule(SERVER, event).await, Ok(made));
    assert_eq!(fake.world().events.len(), 1);
    assert_eq!(discord.unschedule(SERVER, made).await, Ok(()));
    assert_eq!(discord.unschedule(SERVER, made).await, Ok(()));
}

#[tokio::test]
async fn a_person_is_written_to_in_private_and_a_closed_door_is_told() {
    let (fake, discord) = fake(ALL_RIGHTS).await;
    let words = january20::message::Message::of(vec![january20::message::Block::Notice("A word.".into())]);
    let to = |person| Parcel {
        to: Address::Person(Platform::Discord, person),
        content: Content::Words(words.clone()),
        nonce: None,
        ..parcel(70, false)
    };
    discord.send(to(5)).await.expect("it is sent");
    assert_eq!(fake.message(5_000_005).await["content"], "A word.");
    fake.world().closed.insert(6);
    assert_eq!(discord.send(to(6)).await, Err(SendError::Forbidden(Right::Send)));
}
