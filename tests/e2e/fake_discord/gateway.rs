//! The gateway: HELLO, IDENTIFY, READY, what is told, RESUME after a cut.

use std::sync::Arc;
use std::time::Duration;

use axum::http::uri::PathAndQuery;
use serde_json::{Value, json};
use serenity::futures::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::world::Session;
use super::{Shared, TOKEN, json as sent};

type Socket = WebSocketStream<TcpStream>;

#[expect(clippy::result_large_err, reason = "the library's signature")]
pub async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let heed = |request: &Request, response: Response| {
                let asked = request.uri().path_and_query().map(PathAndQuery::as_str);
                if asked != Some("/?v=10&encoding=json") {
                    shared.world().violation(format!("the gateway is not asked so: {asked:?}"));
                }
                Ok(response)
            };
            if let Ok(socket) = tokio_tungstenite::accept_hdr_async(stream, heed).await {
                talk(socket, &shared).await;
            }
        });
    }
}

/// One connection, until either side ends it.
async fn talk(mut socket: Socket, shared: &Shared) {
    let cuts = shared.world().cuts;
    let hello = json!({"op": 10, "d": {"heartbeat_interval": 41_250}});
    if socket.send(Message::text(hello.to_string())).await.is_err() {
        return;
    }
    let mut session: Option<String> = None;
    loop {
        let news = shared.news.notified();
        tokio::pin!(news);
        news.as_mut().enable();
        if shared.world().cuts != cuts {
            return;
        }
        let closes = shared.world().closes;
        if let Some(code) = closes {
            return close(&mut socket, code).await;
        }
        if let Some(session) = &session
            && !pass_on(&mut socket, shared, session).await
        {
            return;
        }
        tokio::select! {
            () = &mut news => {}
            () = tokio::time::sleep(Duration::from_millis(200)) => {}
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    let payload: Value = serde_json::from_str(&text).unwrap_or_default();
                    if !hear(&mut socket, shared, &payload, &mut session).await {
                        return;
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            }
        }
    }
}

async fn close(socket: &mut Socket, code: u16) {
    let frame = CloseFrame { code: code.into(), reason: "".into() };
    // The bot may be gone already.
    let _ = socket.close(Some(frame)).await;
}

/// What the bot said; whether the connection goes on.
async fn hear(socket: &mut Socket, shared: &Shared, payload: &Value, session: &mut Option<String>) -> bool {
    let data = &payload["d"];
    match payload["op"].as_u64() {
        Some(1) => socket.send(Message::text(json!({"op": 11}).to_string())).await.is_ok(),
        Some(2) => {
            if let Some(code) = identify(shared, data, session) {
                close(socket, code).await;
                return false;
            }
            true
        }
        Some(6) => resume(socket, shared, data, session).await,
        other => {
            shared.world().violation(format!("an unknown opcode: {other:?}"));
            false
        }
    }
}

/// Begins a session; or the code with which it is refused.
fn identify(shared: &Shared, data: &Value, session: &mut Option<String>) -> Option<u16> {
    let mut world = shared.world();
    world.identified.push(data.clone());
    if data["intents"] != 1 {
        world.violation(format!("more intents than GUILDS: {}", data["intents"]));
    }
    if data["token"].as_str().is_none_or(|token| token.trim_start_matches("Bot ") != TOKEN) {
        return Some(4004);
    }
    if let Some(code) = world.refuses {
        return Some(code);
    }
    let name = format!("session-{}", world.next());
    let part = data["shard"].clone();
    let first = sent::ready(&world, &part, &name, &shared.gateway);
    let ours: Vec<_> = world.guilds.values().filter(|guild| belongs(guild.id, &part)).cloned().collect();
    let told = ours.iter().map(|guild| ("GUILD_CREATE", sent::guild_create(&world, guild)));
    let mut begun = Session { shard: part, passed: world.told.len(), ..Session::default() };
    for (event, data) in std::iter::once(("READY", first)).chain(told.collect::<Vec<_>>()) {
        begun.push(event, data);
    }
    world.sessions.insert(name.clone(), begun);
    *session = Some(name);
    drop(world);
    shared.news.notify_waiters();
    None
}

impl Session {
    fn push(&mut self, event: &str, data: Value) {
        let number = self.sent.len() + 1;
        self.sent.push(json!({"op": 0, "t": event, "s": number, "d": data, "pending": true}));
    }
}

fn belongs(guild: u64, shard: &Value) -> bool {
    let (number, total) = (shard[0].as_u64().unwrap_or(0), shard[1].as_u64().unwrap_or(1));
    (guild >> 22) % total == number
}

/// Sends what the session has not sent yet.
async fn pass_on(socket: &mut Socket, shared: &Shared, session: &str) -> bool {
    let payloads: Vec<Value> = {
        let mut world = shared.world();
        let Some(mut own) = world.sessions.remove(session) else { return false };
        for (event, data) in world.told.get(own.passed..).unwrap_or_default() {
            let guild = if event.starts_with("GUILD_CREATE") || event.starts_with("GUILD_DELETE") {
                &data["id"]
            } else {
                &data["guild_id"]
            };
            let guild = guild.as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
            if belongs(guild, &own.shard) {
                own.push(event, data.clone());
            }
        }
        own.passed = world.told.len();
        let due = own.sent.iter_mut().filter(|payload| payload["pending"] == true);
        let due = due.map(|payload| {
            payload["pending"] = json!(false);
            payload.clone()
        });
        let due = due.collect();
        world.sessions.insert(session.to_owned(), own);
        due
    };
    for payload in payloads {
        if socket.send(Message::text(payload.to_string())).await.is_err() {
            return false;
        }
    }
    true
}

async fn resume(socket: &mut Socket, shared: &Shared, data: &Value, session: &mut Option<String>) -> bool {
    let name = data["session_id"].as_str().unwrap_or_default().to_owned();
    let seen = usize::try_from(data["seq"].as_u64().unwrap_or(0)).unwrap_or(0);
    let missed: Option<Vec<Value>> = {
        let mut world = shared.world();
        world.resumed += 1;
        world.sessions.get_mut(&name).map(|own| {
            let missed = own.sent.iter_mut().skip(seen);
            let missed = missed.map(|payload| {
                payload["pending"] = json!(false);
                payload.clone()
            });
            missed.collect()
        })
    };
    let Some(missed) = missed else {
        return socket.send(Message::text(json!({"op": 9, "d": false}).to_string())).await.is_ok();
    };
    let number = seen + missed.len() + 1;
    let resumed = json!({"op": 0, "t": "RESUMED", "s": number, "d": {"_trace": []}, "pending": false});
    if let Some(own) = shared.world().sessions.get_mut(&name) {
        own.sent.push(resumed.clone());
    }
    for payload in missed.into_iter().chain([resumed]) {
        if socket.send(Message::text(payload.to_string())).await.is_err() {
            return false;
        }
    }
    *session = Some(name);
    shared.news.notify_waiters();
    true
}
