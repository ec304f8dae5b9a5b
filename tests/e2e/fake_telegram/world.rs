//! The world that the fake serves: chats, people, what was said, and what is to
//! go wrong.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The bot itself.
pub const BOT: i64 = 4_200_001;
pub const NAME: &str = "january20_bot";
/// Before this, in Telegram's own seconds, nothing happens.
const BEGINNING: i64 = 1_800_000_000;

/// A message, an edit or a document of the bot.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    pub method: String,
    pub chat: i64,
    pub topic: Option<i64>,
    pub id: i64,
    /// The text or caption after parsing.
    pub text: String,
    pub marks: Vec<(String, String)>,
    pub body: Value,
    pub at: Instant,
}

impl Outgoing {
    /// The labels of its buttons with what they carry.
    pub fn buttons(&self) -> Vec<(String, String)> {
        let rows = self.body["reply_markup"]["inline_keyboard"].as_array().cloned().unwrap_or_default();
        let buttons = rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        buttons
            .map(|button| {
                let carries = if button["url"].is_null() { &button["callback_data"] } else { &button["url"] };
                (text(&button["text"]), text(carries))
            })
            .collect()
    }

    /// What the button whose label contains these words carries.
    pub fn button(&self, words: &str) -> String {
        let found = self.buttons().into_iter().find(|(label, _)| label.contains(words));
        found.unwrap_or_else(|| panic!("no button {words:?} under {self:?}")).1
    }

    pub fn replies_to(&self) -> Option<i64> {
        self.body["reply_parameters"]["message_id"].as_i64()
    }

    pub fn is_silent(&self) -> bool {
        self.body["disable_notification"] == true
    }
}

/// Something that goes wrong with a method.
#[derive(Debug, Clone)]
pub enum Fault {
    /// A complete answer of this status, with this description and parameters.
    Refuses(u16, &'static str, Value),
    /// The connection ends before it is carried out.
    Cuts,
    /// It is carried out, and the connection ends before the answer does.
    Loses,
    /// It takes so long.
    Waits(Duration),
    /// It is carried out at once, and the answer takes so long.
    Late(Duration),
}

#[derive(Debug, Default)]
pub struct Chat {
    pub kind: &'static str,
    pub title: String,
    pub username: Option<String>,
    pub forum: bool,
    /// Status by person; anonymous administrators have a flag.
    pub members: BTreeMap<i64, (&'static str, bool)>,
    /// Whether members may send messages and photos.
    pub permissions: (bool, bool),
    /// Topics and whether they are open; a deleted one is not there.
    pub topics: BTreeMap<i64, bool>,
    pub moved_to: Option<i64>,
    /// A private chat whose owner blocked the bot.
    pub blocked: bool,
}

#[derive(Debug)]
pub struct World {
    pub chats: HashMap<i64, Chat>,
    pub updates: VecDeque<(i64, Value)>,
    pub sent: Vec<Outgoing>,
    pub unread: VecDeque<Outgoing>,
    /// What was done, by method, in lower case.
    pub calls: Vec<(String, Value)>,
    /// What the bot must not do.
    pub violations: Vec<String>,
    pub faults: Vec<(String, Option<i64>, Fault)>,
    /// Presses and inline queries that wait for their answer.
    pub pressed: HashSet<String>,
    pub answered: VecDeque<(String, Value)>,
    pub menus: HashMap<String, Value>,
    pub date: i64,
    /// Whether Telegram's documented limits are enforced.
    pub limits: bool,
    pub departures: VecDeque<(Instant, i64)>,
    pub refused: usize,
    pub polls: u64,
    pub webhook: bool,
    next_update: i64,
    next_message: i64,
    next_query: i64,
}

impl Default for World {
    fn default() -> Self {
        Self {
            chats: HashMap::new(),
            updates: VecDeque::new(),
            sent: Vec::new(),
            unread: VecDeque::new(),
            calls: Vec::new(),
            violations: Vec::new(),
            faults: Vec::new(),
            pressed: HashSet::new(),
            answered: VecDeque::new(),
            menus: HashMap::new(),
            date: BEGINNING,
            limits: false,
            departures: VecDeque::new(),
            refused: 0,
            polls: 0,
            webhook: false,
            next_update: 1_000,
            next_message: 100,
            next_query: 1,
        }
    }
}

impl World {
    pub fn group(&mut self, id: i64, title: &str) {
        self.chat(id, if id < -1_000_000_000_000 { "supergroup" } else { "group" }, title);
    }

    pub fn channel(&mut self, id: i64, title: &str) {
        self.chat(id, "channel", title);
        let channel = self.chats.get_mut(&id).expect("just made");
        channel.members.insert(BOT, ("administrator", false));
    }

    fn chat(&mut self, id: i64, kind: &'static str, title: &str) {
        let members = BTreeMap::from([(BOT, ("member", false))]);
        let chat =
            Chat { kind, title: title.to_owned(), members, permissions: (true, true), ..Chat::default() };
        self.chats.insert(id, chat);
    }

    pub fn person(&mut self, id: i64) {
        self.chats.entry(id).or_insert_with(|| Chat {
            kind: "private",
            permissions: (true, true),
            ..Chat::default()
        });
    }

    pub fn member(&mut self, chat: i64, person: i64, status: &'static str) {
        let chat = self.chats.get_mut(&chat).expect("a chat");
        chat.members.insert(person, (status, false));
    }

    /// A chat as updates and answers show it.
    pub fn shown(&self, id: i64) -> Value {
        let Some(chat) = self.chats.get(&id) else { return Value::Null };
        let mut shown = json!({"id": id, "type": chat.kind});
        if chat.kind == "private" {
            shown["first_name"] = json!(format!("Person {id}"));
        } else {
            shown["title"] = json!(chat.title);
        }
        if let Some(username) = &chat.username {
            shown["username"] = json!(username);
        }
        if chat.forum {
            shown["is_forum"] = json!(true);
        }
        shown
    }

    pub fn next_message(&mut self) -> i64 {
        self.next_message += 1;
        self.next_message
    }

    pub fn next_query(&mut self) -> String {
        self.next_query += 1;
        self.next_query.to_string()
    }

    /// Telegram has something for the bot.
    pub fn update(&mut self, kind: &str, value: Value) -> i64 {
        self.next_update += 1;
        self.updates.push_back((self.next_update, json!({"update_id": self.next_update, kind: value})));
        self.next_update
    }

    /// The message that a person sends, without what it says.
    pub fn message(&mut self, chat: i64, from: Option<(i64, &str)>) -> Value {
        self.date += 1;
        let id = self.next_message();
        let mut message = json!({"message_id": id, "date": self.date, "chat": self.shown(chat)});
        if let Some((id, language)) = from {
            message["from"] = person(id, language);
        } else {
            message["sender_chat"] = self.shown(chat);
        }
        message
    }

    /// Whether a departure to a chat is within the documented limits.
    pub fn departs(&mut self, chat: i64, now: Instant) -> Result<(), u64> {
        let minute = Duration::from_mins(1);
        while self.departures.front().is_some_and(|(at, _)| now - *at > minute) {
            self.departures.pop_front();
        }
        let within = |span: Duration| self.departures.iter().filter(move |(at, _)| now - *at < span);
        let overall = within(Duration::from_secs(1)).count();
        let here = within(minute).filter(|(_, there)| *there == chat).count();
        // Short bursts are tolerated in one chat, not for long.
        let lately = within(Duration::from_secs(5)).filter(|(_, there)| *there == chat).count();
        if self.limits && (overall >= 30 || lately >= 5 || (chat < 0 && here >= 20)) {
            self.refused += 1;
            return Err(if chat < 0 && here >= 20 { 30 } else { 1 });
        }
        self.departures.push_back((now, chat));
        Ok(())
    }
}

pub fn person(id: i64, language: &str) -> Value {
    json!({"id": id, "is_bot": false, "first_name": format!("Person {id}"), "language_code": language})
}
