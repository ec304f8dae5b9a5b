//! A platform that answers at once: the few routes that a running bot asks for,
//! and a gateway that tells of servers and interactions. It checks nothing; the
//! fake of the tests does.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};
use serenity::futures::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Message;

/// The bot's id, and its application's.
const OWN: &str = "900";
const APPLICATION: &str = "901";
/// A server that asks.
const ASKING: &str = "1";
/// In the queue of a connection: it has heard of all its servers.
const HEARD_ALL: &str = "";
/// How long Discord takes for a message.
const MESSAGE: Duration = Duration::from_millis(30);
/// Channels and roles of a server.
const CHANNELS: u64 = 25;
const ROLES: u64 = 15;

/// What people ask, in turn.
const QUESTIONS: [&str; 10] = [
    "How many people died?",
    "Neçə nəfər həlak oldu?",
    "Кто ввёл войска в Баку?",
    "Olağanüstü hâl ne zaman ilan edildi?",
    "what happened on 20 january 1990",
    "Кто такой Ильхам и Фариза?",
    "What will the weather be tomorrow?",
    "20 yanvar faciəsi nə vaxt baş verib",
    "who was wounded",
    "Which army units took part and what did the independent experts find about them?",
];

/// A running platform.
pub struct Platform {
    shared: Arc<Shared>,
    pub url: String,
}

struct Shared {
    gateway: String,
    servers: u64,
    shards: u64,
    /// Connections that have heard of all their servers.
    ready: watch::Sender<u64>,
    identified: watch::Sender<Option<Instant>>,
    answered: watch::Sender<Option<Instant>>,
    posted: watch::Sender<u32>,
    /// The gateway to the first shard.
    out: Mutex<Option<mpsc::UnboundedSender<(&'static str, Value)>>>,
    asked: Mutex<HashMap<u64, Instant>>,
    took: Mutex<Vec<Duration>>,
    last: AtomicU64,
    messages: AtomicU32,
    own_time: Mutex<Duration>,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Platform {
    /// A platform on which the bot is in so many servers.
    pub async fn start(servers: u64, shards: u64) -> anyhow::Result<Self> {
        let rest = TcpListener::bind("127.0.0.1:0").await?;
        let sockets = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", rest.local_addr()?);
        let shared = Arc::new(Shared {
            gateway: format!("ws://{}", sockets.local_addr()?),
            servers,
            shards,
            ready: watch::Sender::new(0),
            identified: watch::Sender::new(None),
            answered: watch::Sender::new(None),
            posted: watch::Sender::new(0),
            out: Mutex::default(),
            asked: Mutex::default(),
            took: Mutex::default(),
            last: AtomicU64::new(1_000),
            messages: AtomicU32::new(0),
            own_time: Mutex::default(),
        });
        let router = Router::new().fallback(answer).layer(DefaultBodyLimit::disable());
        let router = router.with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(rest, router).await });
        tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                while let Ok((stream, _)) = sockets.accept().await {
                    tokio::spawn(talk(stream, Arc::clone(&shared)));
                }
            }
        });
        Ok(Self { shared, url })
    }

    /// Every shard has heard of all its servers.
    pub async fn ready(&self) {
        let shards = self.shared.shards;
        let _ = self.shared.ready.subscribe().wait_for(|ready| *ready >= shards).await;
    }

    /// When the first shard identified.
    pub async fn identified(&self) -> Instant {
        first(&self.shared.identified).await
    }

    /// When the first interaction was answered.
    pub async fn answered(&self) -> Instant {
        first(&self.shared.answered).await
    }

    /// A broadcast is going on.
    pub async fn posting(&self) {
        let _ = self.shared.posted.subscribe().wait_for(|posted| *posted >= 100).await;
    }

    /// Messages so far.
    pub fn posts(&self) -> u32 {
        self.shared.messages.load(Ordering::Relaxed)
    }

    /// What the gateway itself took until the first shard had heard of all.
    pub fn own_time(&self) -> Duration {
        *held(&self.shared.own_time)
    }

    /// Somebody asks the next question.
    pub fn interact(&self) {
        let id = self.shared.last.fetch_add(1, Ordering::Relaxed);
        let Some(out) = held(&self.shared.out).clone() else { return };
        held(&self.shared.asked).insert(id, Instant::now());
        let _ = out.send(("INTERACTION_CREATE", interaction(id)));
    }

    /// What was answered so far does not count.
    pub fn forget(&self) {
        held(&self.shared.asked).clear();
        held(&self.shared.took).clear();
    }

    /// How long each answer took, the shortest first.
    pub fn took(&self) -> Vec<Duration> {
        let mut took = held(&self.shared.took).clone();
        took.sort_unstable();
        took
    }
}

async fn first(of: &watch::Sender<Option<Instant>>) -> Instant {
    let mut there = of.subscribe();
    let seen = there.wait_for(Option::is_some).await.map(|at| *at);
    seen.ok().flatten().unwrap_or_else(Instant::now)
}

async fn answer(State(shared): State<Arc<Shared>>, method: Method, uri: Uri, body: Bytes) -> Response {
    let path = uri.path().trim_start_matches("/api/v10/").to_owned();
    let segments: Vec<&str> = path.split('/').collect();
    match (method.as_str(), segments.as_slice()) {
        ("POST", ["interactions", id, ..]) => {
            let asked = id.parse().ok().and_then(|id| held(&shared.asked).remove(&id));
            if let Some(asked) = asked {
                held(&shared.took).push(asked.elapsed());
                shared.answered.send_if_modified(|first| {
                    let new = first.is_none();
                    first.get_or_insert_with(Instant::now);
                    new
                });
            }
            StatusCode::NO_CONTENT.into_response()
        }
        ("POST", ["channels", _, "messages"]) => {
            tokio::time::sleep(MESSAGE).await;
            shared.messages.fetch_add(1, Ordering::Relaxed);
            shared.posted.send_modify(|posted| *posted += 1);
            let id = shared.last.fetch_add(1, Ordering::Relaxed);
            Json(json!({"id": id.to_string()})).into_response()
        }
        ("GET", ["gateway", "bot"]) => Json(json!({
            "url": shared.gateway, "shards": shared.shards,
            "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1},
        }))
        .into_response(),
        ("GET", ["users", "@me"]) => Json(user(OWN)).into_response(),
        ("GET", ["applications", ..]) => Json(json!([])).into_response(),
        ("PUT", ["applications", ..]) => {
            Json(serde_json::from_slice::<Value>(&body).unwrap_or_default()).into_response()
        }
        ("GET", ["channels", id]) => Json(channel(id, id)).into_response(),
        ("GET", ["guilds", _, "members", _]) => Json(member(OWN)).into_response(),
        ("GET", ["guilds", id]) => Json(guild(id)).into_response(),
        _ => (StatusCode::NOT_FOUND, Json(json!({"code": 0, "message": "404: Not Found"}))).into_response(),
    }
}

/// One shard's connection.
async fn talk(stream: TcpStream, shared: Arc<Shared>) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let Ok(socket) = tokio_tungstenite::accept_async(stream).await else { return };
    let (mut sink, mut heard) = socket.split();
    let (out, mut due) = mpsc::unbounded_channel::<(&'static str, Value)>();
    let hello = json!({"op": 10, "d": {"heartbeat_interval": 41_250}});
    if sink.send(Message::text(hello.to_string())).await.is_err() {
        return;
    }
    let (mut number, mut begun) = (0_u64, Instant::now());
    loop {
        tokio::select! {
            Some((event, data)) = due.recv() => {
                if event == HEARD_ALL {
                    if data == 0 {
                        *held(&shared.own_time) = begun.elapsed();
                        *held(&shared.out) = Some(out.clone());
                    }
                    shared.ready.send_modify(|ready| *ready += 1);
                    continue;
                }
                number += 1;
                let payload = json!({"op": 0, "t": event, "s": number, "d": data});
                if sink.send(Message::text(payload.to_string())).await.is_err() {
                    return;
                }
            }
            message = heard.next() => {
                let Some(Ok(message)) = message else { return };
                let Ok(text) = message.into_text() else { return };
                let payload: Value = serde_json::from_str(&text).unwrap_or_default();
                let sent = match payload["op"].as_u64() {
                    Some(1) => sink.send(Message::text(json!({"op": 11}).to_string())).await,
                    Some(2) => {
                        begun = Instant::now();
                        identify(&shared, &payload["d"]["shard"], &out);
                        Ok(())
                    }
                    _ => Ok(()),
                };
                if sent.is_err() {
                    return;
                }
            }
        }
    }
}

/// READY and every server of the shard go out; heartbeats are answered between.
fn identify(shared: &Shared, which: &Value, out: &mpsc::UnboundedSender<(&'static str, Value)>) {
    shared.identified.send_modify(|first| {
        first.get_or_insert_with(Instant::now);
    });
    let part = which[0].as_u64().unwrap_or(0);
    // A server's id says which shard it belongs to.
    let own = (1..=shared.servers).filter(|id| id % shared.shards == part).map(|id| id << 22);
    let own: Vec<u64> = if shared.servers == 1 { vec![1] } else { own.collect() };
    let guilds: Vec<Value> =
        own.iter().map(|id| json!({"id": id.to_string(), "unavailable": true})).collect();
    let ready = json!({
        "v": 10, "user": user(OWN), "guilds": guilds, "session_id": format!("s{part}"),
        "resume_gateway_url": shared.gateway, "shard": which,
        "application": {"id": APPLICATION, "flags": 0},
    });
    let servers = own.iter().map(|id| ("GUILD_CREATE", created(*id)));
    for event in std::iter::once(("READY", ready)).chain(servers).chain([(HEARD_ALL, json!(part))]) {
        // Its connection may be over.
        let _ = out.send(event);
    }
}

fn user(id: &str) -> Value {
    json!({"id": id, "username": "january20", "discriminator": "0", "global_name": null, "avatar": null, "bot": true})
}

fn member(user_id: &str) -> Value {
    json!({
        "user": user(user_id), "nick": null, "avatar": null, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": false, "mute": false, "flags": 0, "pending": false,
    })
}

fn role(id: u64) -> Value {
    json!({
        "id": id.to_string(), "name": format!("a role of its own {id}"), "color": 0,
        "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null}, "hoist": false,
        "managed": false, "mentionable": false, "icon": null, "unicode_emoji": null,
        "permissions": (u64::MAX >> 12).to_string(), "position": 0, "flags": 0,
    })
}

fn channel(id: &str, guild: &str) -> Value {
    json!({
        "id": id, "guild_id": guild, "type": 0, "name": format!("channel-{id}"), "position": 0, "nsfw": false,
        "topic": "What this channel is for, in a sentence or two, as people write it.", "parent_id": null,
        "rate_limit_per_user": 0, "last_message_id": null, "flags": 0,
        "permission_overwrites": [{"id": guild, "type": 0, "allow": "0", "deny": "0"}],
    })
}

fn guild(id: &str) -> Value {
    let first: u64 = id.parse().unwrap_or(0);
    let roles: Vec<Value> = (0..ROLES).map(|role_number| role(first + role_number)).collect();
    json!({
        "id": id, "name": format!("server {id}"), "icon": null, "splash": null, "discovery_splash": null,
        "owner_id": "5", "afk_channel_id": null, "afk_timeout": 300, "verification_level": 1,
        "default_message_notifications": 0, "explicit_content_filter": 0, "roles": roles, "emojis": [],
        "features": ["COMMUNITY", "NEWS"], "mfa_level": 0, "application_id": null, "system_channel_id": null,
        "system_channel_flags": 0, "rules_channel_id": null, "vanity_url_code": null, "description": null,
        "banner": null, "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
        "public_updates_channel_id": null, "nsfw_level": 0, "stickers": [],
        "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
    })
}

/// As the gateway tells of a server.
fn created(id: u64) -> Value {
    let own = id.to_string();
    let mut json = guild(&own);
    let channels = (1..=CHANNELS).map(|number| channel(&(id + number).to_string(), &own));
    json["channels"] = channels.collect();
    json["joined_at"] = json!("2026-01-01T00:00:00+00:00");
    json["large"] = json!(true);
    json["unavailable"] = json!(false);
    json["member_count"] = json!(400);
    json["members"] = json!([member(OWN)]);
    for empty in ["voice_states", "threads", "presences", "stage_instances", "guild_scheduled_events"] {
        json[empty] = json!([]);
    }
    json
}

/// A question, a page or what is typed so far.
fn interaction(id: u64) -> Value {
    let question = QUESTIONS[usize::try_from(id).unwrap_or(0) % QUESTIONS.len()];
    let option = json!({"name": "question", "type": 3, "value": question});
    let (kind, name, options) = match id % 4 {
        0 => (4, "ask", json!([{"name": "question", "type": 3, "value": question, "focused": true}])),
        1 => (2, "timeline", json!([])),
        _ => (2, "ask", json!([option])),
    };
    let mut asker = member("77");
    asker["permissions"] = json!("1024");
    json!({
        "id": id.to_string(), "application_id": APPLICATION, "type": kind, "token": format!("t{id}"), "version": 1,
        "guild_id": ASKING, "channel_id": "70", "locale": "en-US", "guild_locale": "en-US", "context": 0,
        "entitlements": [], "app_permissions": "1024", "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": {"0": ASKING}, "member": asker,
        "data": {
            "id": "1", "name": "january20", "type": 1, "guild_id": ASKING,
            "options": [{"name": name, "type": 1, "options": options}],
        },
    })
}
