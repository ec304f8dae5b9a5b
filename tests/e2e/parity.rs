//! The same conversation on every platform says the same.

use january20::community::Platform;

use super::village::{AIDA, MURAD, Village};

const CONVERSATION: &[(i64, &str)] = &[
    (MURAD, "/ask how many people were killed on 20 January 1990?"),
    (MURAD, "/ask who was the architect of the memorial?"),
    (MURAD, "/timeline"),
    (MURAD, "/calendar"),
    (AIDA, "/remembrance status"),
    (AIDA, "/remembrance set language:az+en timezone:New York eve:19:00 silence:local"),
    (AIDA, "/remembrance set eve:24:00"),
    (AIDA, "/remembrance preview day"),
    (AIDA, "/remembrance pause"),
    (AIDA, "/remembrance resume"),
    (AIDA, "/remembrance defaults timezone:Berlin"),
    (AIDA, "/remembrance status"),
    (AIDA, "/remembrance remove"),
    (AIDA, "/remembrance forget"),
];

#[tokio::test]
async fn what_is_said_does_not_depend_on_the_platform() {
    let mut heard = Vec::new();
    for platform in [Platform::Discord, Platform::Telegram, Platform::Console] {
        let village = Village::on(platform, "2026-11-25T12:00:00Z").await;
        let mut texts = Vec::new();
        for (person, line) in CONVERSATION {
            let text = village.hears(*person, line).await;
            texts.push(text.replace("#1", "this place"));
        }
        heard.push(texts);
    }
    for (at, (_, line)) in CONVERSATION.iter().enumerate() {
        assert_eq!(heard[0][at], heard[1][at], "{line}");
        assert_eq!(heard[0][at], heard[2][at], "{line}");
    }
}
