//! The limits and fields of what is sent, as Discord's documentation has them.

use serde_json::Value;

/// Checks a value's fields: no other than these.
fn known(what: &str, value: &Value, fields: &[&str]) -> Result<(), String> {
    let object = value.as_object().ok_or_else(|| format!("{what} is no object: {value}"))?;
    match object.keys().find(|key| !fields.contains(&key.as_str())) {
        Some(key) => Err(format!("{what} has no field {key}")),
        None => Ok(()),
    }
}

fn within(what: &str, value: &Value, least: usize, most: usize) -> Result<(), String> {
    let length = value.as_str().map_or(0, |text| text.chars().count());
    let fits = value.is_null() || (least..=most).contains(&length);
    if fits { Ok(()) } else { Err(format!("{what} has {length} characters")) }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The body of a message in a channel.
pub fn message(body: &Value) -> Result<(), String> {
    let fields = ["content", "embeds", "flags", "allowed_mentions", "attachments", "components"];
    known("a message", body, &[&fields[..], &["nonce", "enforce_nonce"]].concat())?;
    within("the nonce", &body["nonce"], 1, 25)?;
    content(body)
}

/// The data of an answer to an interaction, or of an edit of it.
pub fn answer(body: &Value) -> Result<(), String> {
    let fields = ["content", "embeds", "flags", "allowed_mentions", "attachments", "components"];
    known("an answer", body, &fields)?;
    content(body)
}

fn content(body: &Value) -> Result<(), String> {
    within("the content", &body["content"], 0, 2_000)?;
    mentions(&body["allowed_mentions"])?;
    let mut all = 0;
    for embed in items(&body["embeds"]) {
        known("an embed", embed, &["title", "description", "color", "image", "footer"])?;
        within("a title", &embed["title"], 0, 256)?;
        within("a description", &embed["description"], 0, 4_096)?;
        all += ["title", "description"]
            .iter()
            .filter_map(|name| embed[name].as_str())
            .map(|t| t.chars().count())
            .sum::<usize>();
    }
    if all > 6_000 || items(&body["embeds"]).count() > 10 {
        return Err(format!("{all} characters of embeds"));
    }
    for (at, attachment) in items(&body["attachments"]).enumerate() {
        known("an attachment", attachment, &["id", "filename", "description"])?;
        within("a picture's description", &attachment["description"], 0, 1_024)?;
        if attachment["id"] != at.to_string().as_str() {
            return Err(format!("an attachment of another id: {attachment}"));
        }
    }
    let attached = items(&body["attachments"]).next().is_some();
    let empty = body["content"].as_str().unwrap_or_default().trim().is_empty() && all == 0 && !attached;
    if empty {
        return Err("an empty message".to_owned());
    }
    components(&body["components"])
}

/// Always said, never everybody, at most one role.
fn mentions(allowed: &Value) -> Result<(), String> {
    known("allowed_mentions", allowed, &["parse", "roles"])?;
    let none = allowed["parse"].as_array().is_some_and(Vec::is_empty);
    if none && items(&allowed["roles"]).count() <= 1 { Ok(()) } else { Err(format!("mentions: {allowed}")) }
}

fn components(rows: &Value) -> Result<(), String> {
    if items(rows).count() > 5 {
        return Err("more than five rows".to_owned());
    }
    let mut ids = Vec::new();
    for row in items(rows) {
        known("a row", row, &["type", "components"])?;
        let buttons: Vec<&Value> = items(&row["components"]).collect();
        if !(1..=5).contains(&buttons.len()) {
            return Err(format!("{} buttons in a row", buttons.len()));
        }
        for button in buttons {
            known("a button", button, &["type", "style", "label", "custom_id", "url"])?;
            within("a label", &button["label"], 1, 80)?;
            within("a custom id", &button["custom_id"], 1, 100)?;
            within("an address", &button["url"], 1, 512)?;
            let link = button["style"] == 5;
            if link == button["url"].is_null() || link != button["custom_id"].is_null() {
                return Err(format!("a button of the wrong style: {button}"));
            }
            ids.extend(button["custom_id"].as_str());
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() == count { Ok(()) } else { Err("a custom id twice".to_owned()) }
}

/// What is offered while somebody types.
pub fn choices(data: &Value) -> Result<(), String> {
    known("an offer", data, &["choices"])?;
    if data["choices"].as_array().is_none_or(|choices| choices.len() > 25) {
        return Err("more than 25 choices".to_owned());
    }
    items(&data["choices"]).try_for_each(|choice| {
        known("a choice", choice, &["name", "value"])?;
        within("a choice", &choice["name"], 1, 100)?;
        within("a choice's value", &choice["value"], 1, 100)
    })
}

/// The commands, as they are registered in bulk.
pub fn commands(commands: &Value) -> Result<(), String> {
    for command in items(commands) {
        let fields = ["name", "type", "description", "description_localizations", "options", "contexts"];
        let more = ["integration_types", "default_member_permissions"];
        known("a command", command, &[&fields[..], &more].concat())?;
        within("a description", &command["description"], 1, 100)?;
        let permissions = &command["default_member_permissions"];
        if !permissions.is_null() && !permissions.is_u64() {
            return Err(format!("permissions: {permissions}"));
        }
        for subcommand in items(&command["options"]) {
            known(
                "a subcommand",
                subcommand,
                &["name", "type", "description", "description_localizations", "options"],
            )?;
            within("a description", &subcommand["description"], 1, 100)?;
            items(&subcommand["options"]).try_for_each(option)?;
        }
    }
    Ok(())
}

fn option(option: &Value) -> Result<(), String> {
    let fields = ["name", "type", "description", "description_localizations", "required", "choices"];
    let more = ["autocomplete", "min_length", "max_length", "channel_types"];
    known("an option", option, &[&fields[..], &more].concat())?;
    within("a description", &option["description"], 1, 100)?;
    if option["autocomplete"] == true && items(&option["choices"]).next().is_some() {
        return Err("choices and autocomplete".to_owned());
    }
    for choice in items(&option["choices"]) {
        known("a choice", choice, &["name", "name_localizations", "value"])?;
        within("a choice", &choice["name"], 1, 100)?;
    }
    Ok(())
}

/// A scheduled event.
pub fn event(event: &Value) -> Result<(), String> {
    let fields = ["name", "description", "entity_type", "entity_metadata", "privacy_level"];
    known("an event", event, &[&fields[..], &["scheduled_start_time", "scheduled_end_time"]].concat())?;
    within("a name", &event["name"], 1, 100)?;
    within("a description", &event["description"], 1, 1_000)?;
    within("a location", &event["entity_metadata"]["location"], 1, 100)?;
    let external = event["entity_type"] == 3 && event["privacy_level"] == 2;
    if external && event["scheduled_end_time"].is_string() {
        Ok(())
    } else {
        Err(format!("an event: {event}"))
    }
}
