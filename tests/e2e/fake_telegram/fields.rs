//! The methods and their parameters, as published:
//! <https://core.telegram.org/bots/api>. What is not here, the bot may not use.

use serde_json::Value;

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Id,
    Number,
    Text,
    Flag,
    Object(&'static [(&'static str, Kind)]),
    List,
    /// An uploaded file, or the id of one.
    File,
    /// A reply markup of any of the four kinds.
    Markup,
}

use Kind::{File, Flag, Id, List, Markup, Number, Object, Text};

const PREVIEW: Kind = Object(&[("is_disabled", Flag)]);
const REPLY: Kind = Object(&[("message_id", Number), ("chat_id", Id), ("allow_sending_without_reply", Flag)]);
const SCOPE: Kind = Object(&[("type", Text), ("chat_id", Id), ("user_id", Id)]);
const BUTTON: Kind = Object(&[("text", Text), ("start_parameter", Text)]);

/// A method, and its parameters; those that begin with `!` are needed.
pub const METHODS: &[(&str, &[(&str, Kind)])] = &[
    ("getme", &[]),
    ("deletewebhook", &[("drop_pending_updates", Flag)]),
    ("getupdates", &[("offset", Number), ("limit", Number), ("timeout", Number), ("allowed_updates", List)]),
    (
        "sendmessage",
        &[
            ("!chat_id", Id),
            ("!text", Text),
            ("message_thread_id", Number),
            ("parse_mode", Text),
            ("link_preview_options", PREVIEW),
            ("disable_notification", Flag),
            ("reply_parameters", REPLY),
            ("reply_markup", Markup),
        ],
    ),
    (
        "sendphoto",
        &[
            ("!chat_id", Id),
            ("!photo", File),
            ("caption", Text),
            ("message_thread_id", Number),
            ("parse_mode", Text),
            ("disable_notification", Flag),
            ("reply_parameters", REPLY),
            ("reply_markup", Markup),
        ],
    ),
    (
        "senddocument",
        &[
            ("!chat_id", Id),
            ("!document", File),
            ("caption", Text),
            ("message_thread_id", Number),
            ("parse_mode", Text),
            ("disable_notification", Flag),
            ("reply_parameters", REPLY),
            ("reply_markup", Markup),
        ],
    ),
    (
        "editmessagetext",
        &[
            ("!chat_id", Id),
            ("!message_id", Number),
            ("!text", Text),
            ("parse_mode", Text),
            ("link_preview_options", PREVIEW),
            ("reply_markup", Markup),
        ],
    ),
    ("sendchataction", &[("!chat_id", Id), ("!action", Text), ("message_thread_id", Number)]),
    (
        "answercallbackquery",
        &[("!callback_query_id", Text), ("text", Text), ("show_alert", Flag), ("cache_time", Number)],
    ),
    (
        "answerinlinequery",
        &[
            ("!inline_query_id", Text),
            ("!results", List),
            ("cache_time", Number),
            ("is_personal", Flag),
            ("next_offset", Text),
            ("button", BUTTON),
        ],
    ),
    ("getchat", &[("!chat_id", Id)]),
    ("getchatmember", &[("!chat_id", Id), ("!user_id", Id)]),
    ("getchatadministrators", &[("!chat_id", Id)]),
    ("getmycommands", &[("scope", SCOPE), ("language_code", Text)]),
    ("setmycommands", &[("!commands", List), ("scope", SCOPE), ("language_code", Text)]),
    ("getmydescription", &[("language_code", Text)]),
    ("setmydescription", &[("description", Text), ("language_code", Text)]),
    ("getmyshortdescription", &[("language_code", Text)]),
    ("setmyshortdescription", &[("short_description", Text), ("language_code", Text)]),
];

/// What is wrong with the parameters of a method.
pub fn check(method: &str, body: &Value) -> Result<(), String> {
    let known = METHODS.iter().find(|(name, _)| *name == method);
    let (_, fields) = known.ok_or_else(|| format!("unknown method {method}"))?;
    for (name, kind) in *fields {
        let needed = name.strip_prefix('!');
        let value = &body[needed.unwrap_or(name)];
        if value.is_null() {
            if needed.is_some() {
                return Err(format!("{method} needs {name}"));
            }
        } else if !fits(value, *kind) {
            return Err(format!("{method}: {name} cannot be {value}"));
        }
    }
    let given = body.as_object().into_iter().flatten();
    for (name, _) in given {
        if !fields.iter().any(|(field, _)| field.trim_start_matches('!') == name) {
            return Err(format!("{method} has no parameter {name}"));
        }
    }
    Ok(())
}

fn fits(value: &Value, kind: Kind) -> bool {
    match kind {
        Id => value.is_i64() || value.as_str().is_some_and(|text| text.starts_with('@')),
        Number => value.is_i64(),
        Text => value.as_str().is_some_and(|text| !text.is_empty()),
        Flag => value.is_boolean(),
        List => value.is_array(),
        File => value.is_string() || value["file"].is_string(),
        Markup => markup(value),
        Object(fields) => value.as_object().is_some_and(|object| {
            object
                .iter()
                .all(|(name, value)| fields.iter().any(|(field, kind)| field == name && fits(value, *kind)))
        }),
    }
}

fn markup(value: &Value) -> bool {
    if let Some(rows) = value["inline_keyboard"].as_array() {
        let buttons = rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
        return !rows.is_empty() && buttons.clone().count() <= 100 && buttons.into_iter().all(inline_button);
    }
    if let Some(rows) = value["keyboard"].as_array() {
        let mut buttons = rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
        return buttons.all(|button| {
            let request = &button["request_chat"];
            request["request_id"].is_i64()
                && request["chat_is_channel"].is_boolean()
                && request["bot_is_member"] == true
        });
    }
    value["force_reply"] == true || value["remove_keyboard"] == true
}

fn inline_button(button: &Value) -> bool {
    let named = button["text"].as_str().is_some_and(|text| !text.is_empty());
    let data = button["callback_data"].as_str();
    let address = button["url"].as_str();
    let one = match (data, address) {
        (Some(data), None) => (1..=64).contains(&data.len()),
        (None, Some(address)) => address.starts_with("https://"),
        _ => false,
    };
    named && one && button.as_object().is_some_and(|object| object.len() == 2)
}
