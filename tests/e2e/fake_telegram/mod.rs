//! A small Telegram: the Bot API over real sockets, strict where the platform
//! is. Unknown methods and parameters are refused and remembered, markup is
//! parsed, lengths are counted, updates are acknowledged by offset, and what
//! was not read by a test fails it. Failure is a property of the fake.

pub mod fields;
pub mod markup;
pub mod methods;
pub mod world;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use serenity::futures::stream;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use self::world::{BOT, Fault, NAME, Outgoing, World, person};

pub const TOKEN: &str = "4200001:AAtest-token-of-the-fake";
/// How long a test waits for the bot.
const PATIENCE: Duration = Duration::from_secs(20);

/// The fake; clones are the same.
#[derive(Clone)]
pub struct FakeTelegram {
    address: SocketAddr,
    world: Arc<Mutex<World>>,
    news: Arc<Notify>,
    stirred: Arc<Notify>,
}

impl FakeTelegram {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let fake = Self { address, world: Arc::default(), news: Arc::default(), stirred: Arc::default() };
        let router =
            Router::new().route("/{bot}/{method}", axum::routing::any(serve)).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    pub fn url(&self) -> reqwest::Url {
        format!("http://{}", self.address).parse().expect("an address")
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("no test panicked with the world in its hands")
    }

    /// Changes the world, and tells whoever polls.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let changed = change(&mut self.world());
        self.news.notify_waiters();
        changed
    }

    /// A person writes; gives the message's id.
    pub fn says(&self, chat: i64, from: i64, text: &str) -> i64 {
        self.says_with(chat, from, "en", text, json!({}))
    }

    /// A person writes, with more in the message than its text.
    #[expect(clippy::too_many_arguments, reason = "each is a part of one message")]
    pub fn says_with(&self, chat: i64, from: i64, language: &str, text: &str, more: Value) -> i64 {
        self.change(|world| {
            if chat == from {
                world.person(chat);
            }
            let mut message = world.message(chat, Some((from, language)));
            message["text"] = json!(text);
            for (name, value) in more.as_object().into_iter().flatten() {
                message[name] = value.clone();
            }
            let id = message["message_id"].as_i64().expect("an id");
            world.update("message", message);
            id
        })
    }

    /// A person replies to a message of the bot.
    pub fn replies(&self, to: &Outgoing, from: i64, text: &str) -> i64 {
        let kind = self.world().shown(to.chat);
        let mut replied = json!({"message_id": to.id, "date": 1_800_000_000, "text": to.text, "chat": kind,
            "from": {"id": BOT, "is_bot": true, "first_name": "January 20", "username": NAME}});
        // Whom the message mentions.
        let mentioned = to.marks.iter().find_map(|(mark, words)| {
            let id = mark.strip_prefix("a tg://user?id=")?.parse().ok()?;
            let before = to.text.split(words.as_str()).next().unwrap_or_default();
            Some(json!([{"type": "text_mention", "offset": markup::units(before),
                "length": markup::units(words), "user": person(id, "en")}]))
        });
        if let Some(entities) = mentioned {
            replied["entities"] = entities;
        }
        self.says_with(to.chat, from, "en", text, json!({"reply_to_message": replied}))
    }

    /// A channel's post.
    pub fn posts(&self, channel: i64, text: &str) -> i64 {
        self.change(|world| {
            let mut message = world.message(channel, None);
            message["text"] = json!(text);
            let id = message["message_id"].as_i64().expect("an id");
            world.update("channel_post", message);
            id
        })
    }

    /// A person presses the button of a message whose label contains these
    /// words; gives the query's id.
    pub fn presses(&self, from: i64, sent: &Outgoing, words: &str) -> String {
        self.presses_data(from, sent, &sent.button(words))
    }

    pub fn presses_data(&self, from: i64, sent: &Outgoing, data: &str) -> String {
        self.change(|world| {
            let id = world.next_query();
            let mut message = json!({"message_id": sent.id, "date": world.date, "chat": world.shown(sent.chat),
                "text": sent.text, "from": {"id": BOT, "is_bot": true, "first_name": "January 20", "username": NAME}});
            if let Some(topic) = sent.topic {
                message["message_thread_id"] = json!(topic);
                message["is_topic_message"] = json!(true);
            }
            world.pressed.insert(id.clone());
            let query = json!({"id": id, "from": person(from, "en"), "message": message, "chat_instance": "1", "data": data});
            world.update("callback_query", query);
            id
        })
    }

    /// A person types after the bot's name; gives the query's id.
    pub fn types(&self, from: i64, language: &str, query: &str) -> String {
        self.change(|world| {
            let id = world.next_query();
            world.pressed.insert(id.clone());
            let query = json!({"id": id, "from": person(from, language), "query": query, "offset": ""});
            world.update("inline_query", query);
            id
        })
    }

    /// The bot's standing in a chat changes.
    pub fn standing(&self, chat: i64, by: i64, before: &str, after: &'static str) {
        self.change(|world| {
            if let Some(chat) = world.chats.get_mut(&chat) {
                chat.members.insert(BOT, (after, false));
                chat.blocked = chat.kind == "private" && after == "kicked";
            }
            world.date += 1;
            let change = json!({"chat": world.shown(chat), "from": person(by, "en"), "date": world.date,
                "old_chat_member": methods::member_of(BOT, before), "new_chat_member": methods::member_of(BOT, after)});
            world.update("my_chat_member", change);
        });
    }

    /// A service message.
    pub fn service(&self, chat: i64, from: i64, what: Value) {
        self.change(|world| {
            let mut message = world.message(chat, Some((from, "en")));
            for (name, value) in what.as_object().into_iter().flatten() {
                message[name] = value.clone();
            }
            world.update("message", message);
        });
    }

    pub fn fails(&self, method: &str, chat: Option<i64>, fault: Fault) {
        self.world().faults.push((method.to_owned(), chat, fault));
    }

    /// Waits until the world has something.
    pub async fn until<T>(&self, what: &str, mut look: impl FnMut(&mut World) -> Option<T>) -> T {
        let waiting = async {
            loop {
                let stirred = self.stirred.notified();
                tokio::pin!(stirred);
                stirred.as_mut().enable();
                if let Some(found) = look(&mut self.world()) {
                    return found;
                }
                stirred.await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        waited.unwrap_or_else(|_| panic!("waited in vain for {what}; {}", self.state()))
    }

    /// The next message of the bot in a chat.
    pub async fn reads(&self, chat: i64) -> Outgoing {
        self.until(&format!("a message in {chat}"), |world| {
            let at = world.unread.iter().position(|sent| sent.chat == chat)?;
            world.unread.remove(at)
        })
        .await
    }

    /// What a press or an inline query was answered with.
    pub async fn answer(&self, query: &str) -> Value {
        self.until(&format!("an answer to {query}"), |world| {
            let at = world.answered.iter().position(|(id, _)| id == query)?;
            world.answered.remove(at).map(|(_, body)| body)
        })
        .await
    }

    /// Waits until everything that was said to the bot is acknowledged.
    pub async fn settled(&self) {
        self.until("acknowledgement", |world| world.updates.is_empty().then_some(())).await;
    }

    fn state(&self) -> String {
        let world = self.world();
        format!("unread: {:?}; violations: {:#?}", brief(&world), world.violations)
    }

    /// Nothing is left over: no update without acknowledgement, no press
    /// without an answer, no message that nobody read, nothing forbidden done.
    pub async fn done(&self) {
        self.settled().await;
        let world = self.world();
        assert!(world.violations.is_empty(), "{:#?}", world.violations);
        assert!(world.unread.is_empty(), "nobody read {:?}", brief(&world));
        assert!(world.pressed.is_empty(), "never answered: {:?}", world.pressed);
    }
}

/// What nobody read, in a few words each.
fn brief(world: &World) -> Vec<(i64, String)> {
    world.unread.iter().map(|sent| (sent.chat, sent.text.chars().take(200).collect())).collect()
}

async fn serve(
    State(fake): State<FakeTelegram>,
    Path((bot, method)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let method = method.to_ascii_lowercase();
    if bot != format!("bot{TOKEN}") {
        return answer(401, &json!({"ok": false, "error_code": 401, "description": "Unauthorized"}));
    }
    let body = match body(&headers, &bytes) {
        Ok(body) => body,
        Err(problem) => return violated(&fake, problem),
    };
    if let Err(problem) = fields::check(&method, &body) {
        return violated(&fake, problem);
    }
    let fault = fake.fault(&method, &body);
    match &fault {
        Some(Fault::Refuses(status, description, parameters)) => {
            fake.world().calls.push((method, body));
            fake.stirred.notify_waiters();
            return refused(*status, description, parameters);
        }
        Some(Fault::Cuts) => return cut(),
        Some(Fault::Waits(time)) => tokio::time::sleep(*time).await,
        _ => {}
    }
    let carried_out = if method == "getupdates" {
        fake.poll(&body).await
    } else {
        let mut world = fake.world();
        world.calls.push((method.clone(), body.clone()));
        methods::carry_out(&mut world, &method, &body)
    };
    fake.stirred.notify_waiters();
    if let Some(Fault::Late(time)) = fault {
        tokio::time::sleep(time).await;
    }
    match (carried_out, fault) {
        (Ok(_), Some(Fault::Loses)) => cut(),
        (Ok(result), _) => answer(200, &json!({"ok": true, "result": result})),
        (Err((status, description, parameters)), _) => {
            if status == 400 && description.contains("can't parse") {
                fake.world().violations.push(format!("{method}: {description}: {body}"));
            }
            refused(status, &description, &parameters)
        }
    }
}

impl FakeTelegram {
    fn fault(&self, method: &str, body: &Value) -> Option<Fault> {
        let mut world = self.world();
        let chat = body["chat_id"].as_i64();
        let meant = |(name, there, _): &(String, Option<i64>, Fault)| {
            name == method && there.is_none_or(|there| Some(there) == chat)
        };
        let at = world.faults.iter().position(meant)?;
        Some(world.faults.remove(at).2)
    }

    /// <https://core.telegram.org/bots/api#getupdates>
    async fn poll(&self, body: &Value) -> Result<Value, methods::Refusal> {
        let kinds = ["message", "channel_post", "callback_query", "inline_query", "my_chat_member"];
        let own = {
            let mut world = self.world();
            if body["allowed_updates"] != json!(kinds) {
                let problem = format!("getUpdates asks for {}", body["allowed_updates"]);
                world.violations.push(problem);
            }
            if world.webhook {
                let words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
                return Err((409, words.to_owned(), Value::Null));
            }
            world.polls += 1;
            if let Some(offset) = body["offset"].as_i64() {
                world.updates.retain(|(id, _)| *id >= offset);
            }
            world.polls
        };
        self.stirred.notify_waiters();
        let limit = usize::try_from(body["limit"].as_u64().unwrap_or(100)).unwrap_or(100);
        let wait = Duration::from_secs(body["timeout"].as_u64().unwrap_or(0));
        let until = tokio::time::Instant::now() + wait;
        loop {
            let news = self.news.notified();
            tokio::pin!(news);
            news.as_mut().enable();
            {
                let world = self.world();
                if world.polls != own {
                    let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
                    return Err((409, words.to_owned(), Value::Null));
                }
                let batch: Vec<Value> =
                    world.updates.iter().take(limit).map(|(_, update)| update.clone()).collect();
                if !batch.is_empty() {
                    return Ok(json!(batch));
                }
            }
            if tokio::time::timeout_at(until, news).await.is_err() {
                return Ok(json!([]));
            }
        }
    }
}

/// The parameters, from JSON or from a form with files.
fn body(headers: &HeaderMap, bytes: &[u8]) -> Result<Value, String> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if let Some((_, boundary)) = kind.split_once("boundary=") {
        return form(bytes, boundary.trim_matches('"'));
    }
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(bytes).map_err(|error| format!("no JSON: {error}"))
}

/// Files become their name and length; all else is read as JSON where it is.
fn form(bytes: &[u8], boundary: &str) -> Result<Value, String> {
    let mut fields = json!({});
    let mark = format!("--{boundary}");
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    for part in text.split(&mark).skip(1) {
        let Some((head, content)) = part.split_once("\r\n\r\n") else { continue };
        let content = content.strip_suffix("\r\n").unwrap_or(content);
        let quoted = |what: &str| {
            let rest = head.split_once(&format!("{what}=\""))?.1;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        let name = quoted(" name").ok_or("a part without a name")?;
        let raw: Vec<u8> = content.chars().map(|letter| letter as u8).collect();
        fields[&name] = if let Some(file) = quoted("filename") {
            json!({"file": file, "bytes": raw.len(), "text": String::from_utf8_lossy(&raw)})
        } else {
            let text = String::from_utf8(raw).map_err(|_| "a field that is no text".to_owned())?;
            let read = serde_json::from_str(&text).ok().filter(|value: &Value| !value.is_string());
            // Words that look like a number are still words.
            match read {
                Some(value) if !matches!(name.as_str(), "text" | "caption") => value,
                _ => json!(text),
            }
        };
    }
    attached(&mut fields);
    Ok(fields)
}

/// teloxide sends a file as a part of its own and names it `attach://…`.
fn attached(fields: &mut Value) {
    for field in ["photo", "document"] {
        let Some(name) = fields[field].as_str().and_then(|name| name.strip_prefix("attach://")) else {
            continue;
        };
        let name = name.to_owned();
        if let Some(file) = fields.as_object_mut().and_then(|fields| fields.remove(&name)) {
            fields[field] = file;
        }
    }
}

fn violated(fake: &FakeTelegram, problem: String) -> Response {
    fake.world().violations.push(problem.clone());
    fake.stirred.notify_waiters();
    refused(400, &format!("Bad Request: {problem}"), &Value::Null)
}

fn refused(status: u16, description: &str, parameters: &Value) -> Response {
    let mut body = json!({"ok": false, "error_code": status, "description": description});
    if !parameters.is_null() {
        body["parameters"] = parameters.clone();
    }
    answer(status, &body)
}

fn answer(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// The connection ends in the middle of the answer.
fn cut() -> Response {
    let broken = stream::iter([Ok(Bytes::from_static(b"{")), Err(io::Error::other("cut"))]);
    Response::new(Body::from_stream(broken))
}
