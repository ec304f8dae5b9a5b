//! REST: every route that the bot may use, and no other.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::world::{Fault, Refusal, World};
use super::{APPLICATION, OWN, Shared, TOKEN, fields, json as sent};

pub fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(handle).layer(DefaultBodyLimit::disable()).with_state(shared)
}

struct Asked {
    method: Method,
    path: String,
    body: Value,
    authorized: bool,
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let request = format!("{method} {}", uri.path().trim_start_matches("/api/v10"));
    let fault = shared.world().fault(&request);
    if let Some(Fault::Slow(time)) = fault {
        tokio::time::sleep(time).await;
    }
    let (status, body, headers) = match &fault {
        Some(Fault::Status(status, body)) => (*status, body.clone(), vec![]),
        Some(Fault::Limited { after, scope }) => limited(*after, scope),
        _ => {
            let mut world = shared.world();
            let asked = asked(&mut world, method, &uri, &headers, &bytes);
            let outcome = asked.and_then(|asked| route(&mut world, &shared.gateway, &asked));
            match outcome {
                Ok(body) => (if body.is_null() { 204 } else { 200 }, body, vec![]),
                Err((status, code, message)) => (status, json!({"code": code, "message": message}), vec![]),
            }
        }
    };
    let (status, body) = match fault {
        Some(Fault::Broken(status)) => (status, json!({"code": 0, "message": "Internal Server Error"})),
        _ => (status, body),
    };
    shared.world().log.push(format!("{request} {status}"));
    shared.news.notify_waiters();
    if let Some(Fault::Late(time)) = fault {
        tokio::time::sleep(time).await;
    }
    if let Some(Fault::Lost) = fault {
        let broken = serenity::futures::stream::once(async { Err::<Bytes, _>(std::io::Error::other("cut")) });
        return Response::new(Body::from_stream(broken));
    }
    let status = StatusCode::from_u16(status).expect("a status");
    let mut response =
        if body.is_null() { status.into_response() } else { (status, axum::Json(body)).into_response() };
    for (name, value) in headers {
        response.headers_mut().insert(name, value.parse().expect("a header"));
    }
    response
}

fn limited(after: f64, scope: &str) -> (u16, Value, Vec<(&'static str, String)>) {
    let body =
        json!({"message": "You are being rate limited.", "retry_after": after, "global": scope == "global"});
    let headers = vec![("retry-after", after.ceil().to_string()), ("x-ratelimit-scope", scope.to_owned())];
    (429, body, headers)
}

fn asked(
    world: &mut World,
    method: Method,
    uri: &Uri,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Asked, Refusal> {
    let text =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let Some(path) = uri
        .path_and_query()
        .map(axum::http::uri::PathAndQuery::as_str)
        .and_then(|path| path.strip_prefix("/api/v10"))
    else {
        world.violation(format!("not below /api/v10: {uri}"));
        return Err((404, 0, "404: Not Found".into()));
    };
    if !text("user-agent").starts_with("DiscordBot (") {
        world.violation(format!("the user agent {:?}", text("user-agent")));
    }
    let authorized = !world.revoked && text("authorization") == format!("Bot {TOKEN}");
    let body = match text("content-type").split_once("boundary=") {
        Some((_, boundary)) => multipart(bytes, boundary),
        None if bytes.is_empty() => Ok(Value::Null),
        None => serde_json::from_slice(bytes).map_err(|error| error.to_string()),
    };
    match body {
        Ok(body) => Ok(Asked { method, path: path.to_owned(), body, authorized }),
        Err(what) => {
            world.violation(format!("{path}: {what}"));
            Err((400, 50_109, what))
        }
    }
}

/// The `payload_json` of a form; each attachment that it names has its file.
fn multipart(bytes: &[u8], boundary: &str) -> Result<Value, String> {
    let text = String::from_utf8_lossy(bytes);
    let mut payload = Value::Null;
    let mut files = 0;
    for part in text.split(&format!("--{boundary}")) {
        let Some((head, content)) = part.split_once("\r\n\r\n") else { continue };
        if head.contains("name=\"payload_json\"") {
            payload =
                serde_json::from_str(content.trim_end_matches("\r\n")).map_err(|error| error.to_string())?;
        } else if head.contains(&format!("name=\"files[{files}]\"")) {
            files += 1;
        } else {
            return Err(format!("an unknown part: {head}"));
        }
    }
    let body = if payload["data"].is_object() { &payload["data"] } else { &payload };
    let named = body["attachments"].as_array().map_or(0, Vec::len);
    if named == files { Ok(payload) } else { Err(format!("{named} attachments and {files} files")) }
}

fn route(world: &mut World, gateway: &str, asked: &Asked) -> Result<Value, Refusal> {
    let path = asked.path.split('?').next().unwrap_or_default().trim_start_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    if let Some(outcome) = interactive(world, asked, &segments) {
        return outcome;
    }
    if !asked.authorized {
        return Err((401, 0, "401: Unauthorized".into()));
    }
    let id = |at: usize| segments.get(at).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    match (asked.method.as_str(), segments.as_slice()) {
        ("GET", ["gateway", "bot"]) => Ok(json!({
            "url": gateway, "shards": world.shards.max(1),
            "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1},
        })),
        ("GET", ["users", "@me"]) => Ok(sent::own()),
        ("POST", ["users", "@me", "channels"]) => {
            let person: u64 = asked.body["recipient_id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
            Ok(json!({"id": (5_000_000 + person).to_string(), "type": 1}))
        }
        ("GET", ["channels", _]) => channel(world, id(1)),
        ("GET", ["channels", _, "messages"]) => messages(world, id(1)),
        ("POST", ["channels", _, "messages"]) => world.post(id(1), asked.body.clone()),
        ("POST", ["channels", _, "messages", _, "crosspost"]) => crosspost(world, id(1), id(3)),
        ("GET", ["guilds", guild]) if world.guilds.contains_key(&id(1)) && guild.parse::<u64>().is_ok() => {
            Ok(sent::guild(&world.guilds[&id(1)]))
        }
        ("GET", ["guilds", _, "members", own])
            if *own == OWN.to_string() && world.guilds.contains_key(&id(1)) =>
        {
            Ok(sent::member(sent::own(), &[], None))
        }
        ("GET", ["guilds", guild, "scheduled-events"]) => {
            Ok(world.events.iter().filter(|event| event["guild_id"] == **guild).cloned().collect())
        }
        ("POST", ["guilds", _, "scheduled-events"]) => schedule(world, id(1), &asked.body),
        ("DELETE", ["guilds", _, "scheduled-events", event]) => unschedule(world, id(1), event),
        ("GET" | "PUT", ["applications", _, "commands"]) if id(1) == APPLICATION => commands(world, asked),
        ("GET", ["guilds", ..]) => Err((404, 10_004, "Unknown Guild".into())),
        _ => {
            world.violation(format!("no such route: {} {}", asked.method, asked.path));
            Err((404, 0, "404: Not Found".into()))
        }
    }
}

/// What a token of an interaction allows.
fn interactive(world: &mut World, asked: &Asked, segments: &[&str]) -> Option<Result<Value, Refusal>> {
    let body = || asked.body.clone();
    Some(match (asked.method.as_str(), segments) {
        ("POST", ["interactions", _, token, "callback"]) => {
            world.callback(token, &asked.body).map(|()| Value::Null)
        }
        ("POST", ["webhooks", _, token]) => world.follow_up(token, body()),
        ("PATCH", ["webhooks", _, token, "messages", "@original"]) => world.edit(token, body()),
        ("DELETE", ["webhooks", _, token, "messages", "@original"]) => {
            world.withdraw(token);
            Ok(Value::Null)
        }
        _ => return None,
    })
}

fn channel(world: &World, id: u64) -> Result<Value, Refusal> {
    let Some(channel) = world.channels.get(&id) else { return Err((404, 10_003, "Unknown Channel".into())) };
    let there = world.guilds.contains_key(&channel.guild) && world.may(id, super::VIEW);
    if there { Ok(sent::channel(channel)) } else { Err((403, 50_001, "Missing Access".into())) }
}

/// The newest first, without nonces: Discord does not promise to give them back.
/// Whoever may not read the history is refused nothing and sees nothing.
fn messages(world: &World, id: u64) -> Result<Value, Refusal> {
    channel(world, id)?;
    if !world.may(id, super::HISTORY) {
        return Ok(json!([]));
    }
    let there = world.messages.iter().filter(|message| message.channel == id && !message.deleted);
    Ok(there.rev().map(|message| message.json.clone()).collect())
}

fn crosspost(world: &mut World, channel: u64, message: u64) -> Result<Value, Refusal> {
    if world.channels.get(&channel).is_none_or(|channel| channel.kind != 5) {
        return Err((400, 50_024, "Cannot execute action on this channel type".into()));
    }
    if world.published.contains(&message) {
        return Err((400, 40_033, "This message has already been crossposted.".into()));
    }
    let text = message.to_string();
    let same = |one: &&super::world::Message| one.json["id"].as_str() == Some(text.as_str());
    let found = world.messages.iter().find(same).map(|one| one.json.clone());
    let found = found.ok_or((404, 10_008, "Unknown Message".to_owned()))?;
    world.published.push(message);
    Ok(found)
}

/// Whoever may create events may remove their own.
fn may_create_events(world: &World, guild: u64) -> Result<(), Refusal> {
    match world.guilds.get(&guild) {
        None => Err((404, 10_004, "Unknown Guild".into())),
        Some(guild) if guild.rights & super::CREATE_EVENTS == 0 => {
            Err((403, 50_013, "Missing Permissions".into()))
        }
        Some(_) => Ok(()),
    }
}

fn unschedule(world: &mut World, guild: u64, event: &str) -> Result<Value, Refusal> {
    may_create_events(world, guild)?;
    let before = world.events.len();
    world.events.retain(|known| known["id"] != *event);
    if world.events.len() < before {
        Ok(Value::Null)
    } else {
        Err((404, 10_070, "Unknown Guild Scheduled Event".into()))
    }
}

fn schedule(world: &mut World, guild: u64, event: &Value) -> Result<Value, Refusal> {
    may_create_events(world, guild)?;
    if let Err(what) = fields::event(event) {
        world.violation(what.clone());
        return Err((400, 50_035, what));
    }
    let mut made = event.clone();
    made["id"] = json!(world.next().to_string());
    made["guild_id"] = json!(guild.to_string());
    made["creator_id"] = json!(OWN.to_string());
    world.events.push(made.clone());
    Ok(made)
}

/// With ids and defaults added, as Discord gives them back.
fn commands(world: &mut World, asked: &Asked) -> Result<Value, Refusal> {
    if asked.method == Method::PUT {
        if let Err(what) = fields::commands(&asked.body) {
            world.violation(what.clone());
            return Err((400, 50_035, what));
        }
        world.registrations += 1;
        world.commands = asked.body.clone();
    }
    let mut standing = world.commands.as_array().cloned().unwrap_or_default();
    for command in &mut standing {
        command["id"] = json!("1");
        command["application_id"] = json!(APPLICATION.to_string());
        command["version"] = json!("1");
        command["nsfw"] = json!(false);
        command["name_localizations"] = Value::Null;
        let permissions = command["default_member_permissions"].as_u64().map(|number| number.to_string());
        command["default_member_permissions"] = json!(permissions);
    }
    Ok(Value::Array(standing))
}
