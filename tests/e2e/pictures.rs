//! Pictures through the front doors: the command line's files, and what goes
//! with an answer.

use std::fs;
use std::process::{Command, Output};
use std::sync::Arc;

use january20::app::App;
use january20::built_in;
use january20::pictures::Cards;
use january20::render::discord;
use rstest::rstest;
use tempfile::TempDir;

use super::village::{AIDA, Village, composer};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

fn january20(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_january20"))
        .args(arguments)
        .env("LC_ALL", "C")
        .output()
        .expect("the program starts")
}

/// Width and height, which stand right after a PNG's signature and the head of
/// its first chunk.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(SIGNATURE), "it is a PNG");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (side(16), side(20))
}

async fn with_pictures() -> Village {
    let mut village = Village::on_discord().await;
    let composer = composer();
    let cards = Cards::new(&built_in::files(), Arc::clone(&composer.texts));
    let app = App::new(composer, village.store.clone(), village.clock.clone(), Arc::default());
    village.app = app.with_cards(cards);
    village
}

#[rstest]
#[case::eve("eve")]
#[case::day("day")]
#[case::silence("silence")]
fn preview_writes_the_card_that_goes_with_the_post(#[case] post: &str) {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("card.png");
    let path = file.to_str().expect("a plain path");
    let output = january20(&["preview", post, "--lang", "az", "--year", "2031", "--card", path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let png = fs::read(&file).expect("the card is there");
    assert_eq!(size(&png), (1200, 675));
    assert!(png.len() <= 250_000, "{} bytes", png.len());
}

#[test]
fn the_picture_of_the_figures_is_written_where_it_is_wanted() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("figures.png");
    let output = january20(&["picture", "figures", "--lang", "ru", file.to_str().expect("a plain path")]);
    assert!(output.status.success() && output.stdout.is_empty());
    let (width, height) = size(&fs::read(&file).expect("the picture is there"));
    assert!(width == 1600 && height > 800, "{width}x{height}");
}

#[rstest]
#[case::card(&["preview", "day", "--card", "/nowhere/card.png"])]
#[case::figures(&["picture", "figures", "/nowhere/figures.png"])]
fn what_cannot_be_written_is_said_in_one_sentence(#[case] arguments: &[&str]) {
    let output = january20(arguments);
    let said = String::from_utf8(output.stderr).expect("errors are UTF-8");
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(said.contains("/nowhere/") && said.trim_end().lines().count() == 1, "{said}");
}

#[tokio::test]
async fn figures_carries_the_chart_in_the_language_of_the_answer() {
    let village = with_pictures().await;
    let reply = village.replies(AIDA, "/figures lang:tr").await;
    let [chart] = reply.message.files.as_slice() else { panic!("one picture") };
    assert_eq!((chart.media, size(&chart.bytes).0), ("image/png", 1600));
    let alt = chart.alt.as_deref().expect("it says what it shows");
    assert!(alt.contains("Öldürülenler") && alt.contains("131") && alt.contains("150"), "{alt}");
    let again = village.replies(AIDA, "/figures lang:tr").await;
    assert!(Arc::ptr_eq(&again.message.files[0].bytes, &chart.bytes), "drawn once");
}

#[tokio::test]
async fn a_preview_in_a_chat_carries_the_picture_that_will_be_posted() {
    let village = with_pictures().await;
    village.hears(AIDA, "/remembrance set language:az+en").await;
    let reply = village.replies(AIDA, "/remembrance preview silence").await;
    let [card] = reply.message.files.as_slice() else { panic!("one picture for one message") };
    size(&card.bytes);
    let post = reply.post.expect("the post itself");
    let body =
        &discord::preview(&reply.message, &post.composed, post.form, post.mention.map(i64::cast_unsigned))[0];
    assert_eq!(body["embeds"][0]["image"]["url"], format!("attachment://{}", card.name));
    assert_eq!(body["attachments"][0]["description"].as_str(), card.alt.as_deref());
}
