//! What the methods do to the world, and what they refuse.

use std::time::Instant;

use serde_json::{Value, json};

use super::markup::{self, Parsed};
use super::world::{BOT, NAME, Outgoing, World};

/// A refusal: status, description, parameters.
pub type Refusal = (u16, String, Value);

fn bad(description: &str) -> Refusal {
    (400, format!("Bad Request: {description}"), Value::Null)
}

fn forbidden(description: &str) -> Refusal {
    (403, format!("Forbidden: {description}"), Value::Null)
}

pub fn carry_out(world: &mut World, method: &str, body: &Value) -> Result<Value, Refusal> {
    match method {
        "getme" => Ok(json!({"id": BOT, "is_bot": true, "first_name": "January 20", "username": NAME,
            "can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": true,
            "can_connect_to_business": false, "has_main_web_app": false})),
        "deletewebhook" => {
            world.webhook = false;
            Ok(json!(true))
        }
        "sendmessage" | "sendphoto" | "senddocument" => send(world, method, body),
        "editmessagetext" => edit(world, body),
        "sendchataction" => {
            let chat = body["chat_id"].as_i64().unwrap_or_default();
            writable(world, chat, body["message_thread_id"].as_i64())?;
            Ok(json!(true))
        }
        "answercallbackquery" => answer(world, body["callback_query_id"].as_str(), body),
        "answerinlinequery" => inline(world, body),
        "getchat" => chat(world, body),
        "getchatmember" => member(world, body),
        "getchatadministrators" => administrators(world, body),
        "getmycommands" => {
            let key = menu_key("commands", body);
            Ok(world.menus.get(&key).cloned().unwrap_or_else(|| json!([])))
        }
        "setmycommands" => {
            commands(&body["commands"])?;
            world.menus.insert(menu_key("commands", body), body["commands"].clone());
            Ok(json!(true))
        }
        other => described(world, other, body),
    }
}

fn menu_key(what: &str, body: &Value) -> String {
    format!(
        "{what} {} {}",
        body["scope"]["type"].as_str().unwrap_or(""),
        body["language_code"].as_str().unwrap_or("")
    )
}

fn described(world: &mut World, method: &str, body: &Value) -> Result<Value, Refusal> {
    let (verb, what) = method.split_at(5);
    let (field, most) = if what == "description" { ("description", 512) } else { ("short_description", 120) };
    let key = menu_key(what, body);
    if verb == "getmy" {
        return Ok(json!({field: world.menus.get(&key).cloned().unwrap_or_else(|| json!(""))}));
    }
    let text = body[field].as_str().unwrap_or_default();
    if markup::units(text) > most {
        return Err(bad("description is too long"));
    }
    world.menus.insert(key, json!(text));
    Ok(json!(true))
}

fn commands(commands: &Value) -> Result<(), Refusal> {
    let commands =
        commands.as_array().filter(|all| all.len() <= 100).ok_or_else(|| bad("too many commands"))?;
    for command in commands {
        let name = command["command"].as_str().unwrap_or_default();
        let letters = name.bytes().all(|letter| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        let described =
            command["description"].as_str().is_some_and(|text| (1..=256).contains(&markup::units(text)));
        if !letters || !(1..=32).contains(&name.len()) || !described {
            return Err(bad("BOT_COMMAND_INVALID"));
        }
    }
    Ok(())
}

/// The id of a chat, or of a public one by its name.
fn chat_id(world: &World, given: &Value) -> Option<i64> {
    let name = given.as_str().map(|name| name.trim_start_matches('@'));
    let found = || world.chats.iter().find(|(_, chat)| chat.username.as_deref() == name).map(|(id, _)| *id);
    given.as_i64().or_else(|| name.and_then(|_| found()))
}

/// Whether the bot may write there.
fn writable(world: &World, id: i64, topic: Option<i64>) -> Result<(), Refusal> {
    let chat = world.chats.get(&id).ok_or_else(|| bad("chat not found"))?;
    if let Some(to) = chat.moved_to {
        let parameters = json!({"migrate_to_chat_id": to});
        return Err((
            400,
            "Bad Request: group chat was upgraded to a supergroup chat".to_owned(),
            parameters,
        ));
    }
    if chat.kind == "private" {
        return if chat.blocked { Err(forbidden("bot was blocked by the user")) } else { Ok(()) };
    }
    match chat.members.get(&BOT).map(|(status, _)| *status) {
        Some("administrator") => {}
        Some("member") if chat.kind == "channel" => {
            return Err(bad("need administrator rights in the channel chat"));
        }
        Some("member") if chat.permissions.0 => {}
        Some("member") => return Err(bad("not enough rights to send text messages to the chat")),
        _ => return Err(forbidden(&format!("bot was kicked from the {} chat", chat.kind))),
    }
    match topic.map(|topic| chat.topics.get(&topic)) {
        None | Some(Some(true)) => Ok(()),
        Some(Some(false)) => Err(bad("TOPIC_CLOSED")),
        Some(None) => Err(bad("message thread not found")),
    }
}

fn parsed(body: &Value, field: &str, most: usize) -> Result<Parsed, Refusal> {
    let text = body[field].as_str().unwrap_or_default();
    let parsed = match body["parse_mode"].as_str() {
        Some("HTML") => markup::parse(text).map_err(|problem| bad(&problem))?,
        None => Parsed { text: text.to_owned(), marks: Vec::new() },
        Some(other) => return Err(bad(&format!("unsupported parse_mode {other}"))),
    };
    let length = markup::units(&parsed.text);
    if length > most {
        return Err(bad(if field == "text" { "message is too long" } else { "message caption is too long" }));
    }
    Ok(parsed)
}

fn send(world: &mut World, method: &str, body: &Value) -> Result<Value, Refusal> {
    let chat = chat_id(world, &body["chat_id"]).ok_or_else(|| bad("chat not found"))?;
    let topic = body["message_thread_id"].as_i64();
    let (field, most) = if method == "sendmessage" { ("text", 4096) } else { ("caption", 1024) };
    let Parsed { text, marks } = parsed(body, field, most)?;
    if method == "sendmessage" && text.trim().is_empty() {
        return Err(bad("message text is empty"));
    }
    writable(world, chat, topic)?;
    if method == "sendphoto" && world.chats.get(&chat).is_some_and(|chat| !chat.permissions.1) {
        return Err(bad("not enough rights to send photos to the chat"));
    }
    let at = Instant::now();
    world.departs(chat, at).map_err(|wait| {
        (429, format!("Too Many Requests: retry after {wait}"), json!({"retry_after": wait}))
    })?;
    let id = world.next_message();
    let sent = Outgoing {
        method: method.to_owned(),
        chat,
        topic,
        id,
        text: text.clone(),
        marks,
        body: body.clone(),
        at,
    };
    world.sent.push(sent.clone());
    world.unread.push_back(sent);
    let mut message = json!({"message_id": id, "date": world.date, "chat": world.shown(chat),
        "from": {"id": BOT, "is_bot": true, "first_name": "January 20", "username": NAME}});
    match method {
        "sendmessage" => message["text"] = json!(text),
        "sendphoto" => {
            let file = body["photo"].as_str().map_or_else(|| format!("photo-{id}"), str::to_owned);
            message["photo"] = json!([
                {"file_id": format!("{file}-s"), "file_unique_id": "s", "width": 90, "height": 50},
                {"file_id": file, "file_unique_id": "l", "width": 1200, "height": 675},
            ]);
        }
        _ => message["document"] = json!({"file_id": format!("document-{id}"), "file_unique_id": "d"}),
    }
    if let Some(topic) = topic {
        message["message_thread_id"] = json!(topic);
        message["is_topic_message"] = json!(true);
    }
    Ok(message)
}

fn edit(world: &mut World, body: &Value) -> Result<Value, Refusal> {
    let (chat, id) = (body["chat_id"].as_i64(), body["message_id"].as_i64());
    let Parsed { text, marks } = parsed(body, "text", 4096)?;
    let found = world.sent.iter().rev().find(|sent| Some(sent.chat) == chat && Some(sent.id) == id).cloned();
    let found = found.ok_or_else(|| bad("message to edit not found"))?;
    if found.text == text && found.body["reply_markup"] == body["reply_markup"] {
        return Err(bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a \
             current content and reply markup of the message",
        ));
    }
    let edited = Outgoing {
        method: "editmessagetext".to_owned(),
        text: text.clone(),
        marks,
        body: body.clone(),
        ..found
    };
    world.sent.push(edited.clone());
    world.unread.push_back(edited);
    Ok(
        json!({"message_id": id, "date": world.date, "edit_date": world.date, "chat": world.shown(chat.unwrap_or(0)), "text": text}),
    )
}

fn answer(world: &mut World, id: Option<&str>, body: &Value) -> Result<Value, Refusal> {
    if body["text"].as_str().is_some_and(|text| markup::units(text) > 200) {
        return Err(bad("MESSAGE_TOO_LONG"));
    }
    let id = id.unwrap_or_default().to_owned();
    if !world.pressed.remove(&id) {
        return Err(bad("query is too old and response timeout expired or query id is invalid"));
    }
    world.answered.push_back((id, body.clone()));
    Ok(json!(true))
}

fn inline(world: &mut World, body: &Value) -> Result<Value, Refusal> {
    let results =
        body["results"].as_array().filter(|all| all.len() <= 50).ok_or_else(|| bad("RESULTS_TOO_MUCH"))?;
    let mut ids = std::collections::HashSet::new();
    for result in results {
        let id = result["id"].as_str().unwrap_or_default();
        let content = &result["input_message_content"];
        let html = json!({"text": content["message_text"], "parse_mode": content["parse_mode"]});
        parsed(&html, "text", 4096)?;
        let quiet = content["link_preview_options"]["is_disabled"] == true;
        let titled = result["title"].as_str().is_some_and(|title| !title.is_empty());
        if result["type"] != "article"
            || !(1..=64).contains(&id.len())
            || !ids.insert(id)
            || !quiet
            || !titled
        {
            return Err(bad("RESULT_ID_INVALID"));
        }
    }
    let start = body["button"]["start_parameter"].as_str();
    let letters =
        |text: &str| text.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"_-".contains(&letter));
    if start.is_some_and(|start| !(1..=64).contains(&start.len()) || !letters(start)) {
        return Err(bad("START_PARAM_INVALID"));
    }
    answer(world, body["inline_query_id"].as_str(), body)
}

fn chat(world: &World, body: &Value) -> Result<Value, Refusal> {
    let id = chat_id(world, &body["chat_id"]).ok_or_else(|| bad("chat not found"))?;
    let chat = world.chats.get(&id).ok_or_else(|| bad("chat not found"))?;
    let mut shown = world.shown(id);
    shown["accent_color_id"] = json!(0);
    shown["max_reaction_count"] = json!(11);
    if chat.kind == "group" || chat.kind == "supergroup" {
        shown["permissions"] =
            json!({"can_send_messages": chat.permissions.0, "can_send_photos": chat.permissions.1});
    }
    Ok(shown)
}

fn shown_member(person: i64, status: &str, anonymous: bool) -> Value {
    let mut member = json!({"status": status,
        "user": {"id": person, "is_bot": person == BOT, "first_name": format!("Person {person}")}});
    if matches!(status, "creator" | "administrator") {
        member["is_anonymous"] = json!(anonymous);
    }
    if status == "administrator" {
        for right in [
            "can_be_edited",
            "can_manage_chat",
            "can_change_info",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_invite_users",
            "can_restrict_members",
            "can_promote_members",
            "can_post_messages",
        ] {
            member[right] = json!(true);
        }
    }
    if status == "kicked" {
        member["until_date"] = json!(0);
    }
    member
}

/// A member as updates show it.
pub fn member_of(person: i64, status: &str) -> Value {
    shown_member(person, status, false)
}

fn member(world: &World, body: &Value) -> Result<Value, Refusal> {
    let id = body["chat_id"].as_i64().unwrap_or_default();
    let person = body["user_id"].as_i64().unwrap_or_default();
    let chat = world.chats.get(&id).ok_or_else(|| bad("chat not found"))?;
    if chat.kind != "private"
        && !chat.members.get(&BOT).is_some_and(|(status, _)| matches!(*status, "member" | "administrator"))
    {
        return Err(forbidden("bot is not a member of the supergroup chat"));
    }
    // Nobody is in a group any more that is a supergroup now.
    let known = chat.members.get(&person).copied().filter(|_| chat.moved_to.is_none());
    let (status, anonymous) = known.unwrap_or(("left", false));
    Ok(shown_member(person, status, anonymous))
}

fn administrators(world: &World, body: &Value) -> Result<Value, Refusal> {
    let id = body["chat_id"].as_i64().unwrap_or_default();
    let chat = world.chats.get(&id).ok_or_else(|| bad("chat not found"))?;
    let all = chat.members.iter().filter(|(_, (status, _))| matches!(*status, "creator" | "administrator"));
    Ok(all.map(|(person, (status, anonymous))| shown_member(*person, status, *anonymous)).collect())
}
