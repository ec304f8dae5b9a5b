//! What `docs/` shows of Discord: the commands as registered, and a transcript
//! of this bot on the fake. Written anew with `UPDATE_DOCS=1`.

use std::fmt::Write as _;
use std::path::PathBuf;

use january20::adapters::discord::menu;
use serde_json::Value;

use crate::discord_bot::{Bot, composer};
use crate::fake_discord::{ALL_RIGHTS, ATTACH, Channel, FakeDiscord, Person, shown};

/// Where the members' part begins: it tells facts, which change with the base.
const MEMBERS: &str = "\n# A member's five questions\n";

fn kept(path: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("docs can be written");
        std::fs::write(&path, text).expect("docs can be written");
    }
    std::fs::read_to_string(path).expect("it is in docs")
}

/// A conversation, as it is written down.
struct Transcript<'a> {
    fake: &'a FakeDiscord,
    text: String,
}

impl Transcript<'_> {
    fn heading(&mut self, text: &str) {
        self.text.push_str(text);
    }

    async fn says(&mut self, person: &Person, line: &str) -> Value {
        let heard = self.fake.command(person, line).await;
        self.write(line, &heard.shown(), &heard.body);
        heard.message
    }

    async fn presses(&mut self, person: &Person, message: &Value, label: &str) {
        let heard = self.fake.press(person, message, label).await;
        self.write(&format!("[{label}]"), &heard.shown(), &heard.body);
    }

    async fn sees(&mut self, channel: u64) {
        self.fake.message(channel).await;
        let body = self.fake.world().messages.last().expect("a message").body.clone();
        self.write(&format!("(in #channel-{channel})"), &shown(&body), &body);
    }

    fn write(&mut self, line: &str, shown: &str, body: &Value) {
        let json = serde_json::to_string_pretty(body).expect("JSON");
        let quoted: Vec<String> =
            shown.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
        let quoted = quoted.join("\n");
        write!(
            self.text,
            "\n**`{line}`**\n\n{quoted}\n\n<details><summary>JSON</summary>\n\n```json\n{json}\n```\n\n</details>\n"
        )
        .expect("text");
    }
}

#[tokio::test]
async fn the_transcript_in_docs_is_what_moderators_read() {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    fake.channel(Channel::text(70, 7));
    fake.channel(Channel::text(71, 7).with(ALL_RIGHTS & !ATTACH));
    let bot = Bot::start(&fake).await;
    let moderator = Person::moderator(2, 7, 70);
    let mut transcript = Transcript { fake: &fake, text: String::new() };
    transcript.heading("# A moderator's first five minutes\n");
    transcript.says(&moderator, "/remembrance status").await;
    transcript.says(&moderator, "/remembrance set channel:71 language:az+en timezone:Berlin").await;
    transcript.says(&moderator, "/remembrance set channel:71 eve:25:00").await;
    transcript.says(&moderator, "/remembrance test channel:71").await;
    transcript.sees(71).await;
    transcript.says(&moderator, "/remembrance defaults log:70").await;
    let removed = transcript.says(&moderator, "/remembrance remove channel:71").await;
    let undo = removed["components"][0]["components"][0]["label"].as_str().expect("a button").to_owned();
    transcript.presses(&moderator, &removed, &undo).await;
    transcript.says(&moderator, "/remembrance status").await;
    transcript.heading(MEMBERS);
    let member = Person::member(1, 7, 70);
    for question in [
        "How many people died?",
        "20 Yanvarda neçə nəfər həlak olub?",
        "Кто ввёл войска в Баку?",
        "Olağanüstü hâl ne zaman ilan edildi?",
        "What will the weather be tomorrow?",
    ] {
        transcript.says(&member, &format!("/january20 ask question:{question}")).await;
    }
    bot.stop().await;
    let text = format!(
        "<!-- Written by tests/e2e/discord_transcript.rs on the test server, from the bodies sent. -->\n\n{}",
        transcript.text
    );
    let own = |text: &str| text.split(MEMBERS).next().unwrap_or_default().to_owned();
    assert_eq!(own(&text), own(&kept("transcripts/discord.md", &text)), "write it anew with UPDATE_DOCS=1");
}

#[test]
fn the_commands_in_docs_are_those_that_are_registered() {
    let commands = menu::commands(&composer().texts);
    let text = serde_json::to_string_pretty(&commands).expect("JSON") + "\n";
    assert_eq!(text, kept("discord-commands.json", &text), "write it anew with UPDATE_DOCS=1");
}
