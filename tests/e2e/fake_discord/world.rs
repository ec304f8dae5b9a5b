//! What is so in the small Discord, and what happened there.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{ALL_RIGHTS, fields, json as sent};

/// Discord shows "did not respond" after this long.
const DEADLINE: Duration = Duration::from_secs(3);

#[derive(Debug, Default)]
pub struct World {
    pub guilds: BTreeMap<u64, Guild>,
    pub channels: BTreeMap<u64, Channel>,
    pub messages: Vec<Message>,
    pub commands: Value,
    /// How often commands were registered.
    pub registrations: usize,
    pub events: Vec<Value>,
    pub interactions: BTreeMap<String, Pending>,
    /// People who take no direct messages.
    pub closed: BTreeSet<u64>,
    pub faults: VecDeque<(String, Fault)>,
    pub violations: Vec<String>,
    /// Every request, with its answer's status.
    pub log: Vec<String>,
    /// What the gateway told, in order.
    pub told: Vec<(String, Value)>,
    pub sessions: BTreeMap<String, Session>,
    pub identified: Vec<Value>,
    pub resumed: usize,
    pub cuts: usize,
    /// How many shards are recommended; 0 is 1.
    pub shards: u64,
    /// The code with which identifying is refused.
    pub refuses: Option<u16>,
    /// The code with which connections that stand are closed.
    pub closes: Option<u16>,
    /// The token is of no use any longer, as REST sees it.
    pub revoked: bool,
    pub published: Vec<u64>,
    last: u64,
}

/// A session of a shard.
#[derive(Debug, Clone, Default)]
pub struct Session {
    pub shard: Value,
    /// What was sent, with its number.
    pub sent: Vec<Value>,
    /// How much of what was told it has passed on.
    pub passed: usize,
}

#[derive(Debug, Clone)]
pub struct Guild {
    pub id: u64,
    pub locale: String,
    pub system: Option<u64>,
    /// What everybody may do in it.
    pub rights: u64,
    /// Roles, and whether anybody may notify them.
    pub roles: Vec<(u64, bool)>,
}

impl Guild {
    pub fn new(id: u64) -> Self {
        Self { id, locale: "en-US".into(), system: None, rights: ALL_RIGHTS, roles: Vec::new() }
    }
}

#[derive(Debug, Clone)]
pub struct Channel {
    pub id: u64,
    pub guild: u64,
    pub kind: u8,
    pub name: String,
    /// What the bot may do there.
    pub rights: u64,
    pub parent: u64,
    pub locked: bool,
    pub archived: bool,
}

impl Channel {
    pub fn text(id: u64, guild: u64) -> Self {
        let name = format!("channel-{id}");
        Self { id, guild, kind: 0, name, rights: ALL_RIGHTS, parent: 0, locked: false, archived: false }
    }

    pub fn thread(id: u64, of: &Self) -> Self {
        Self { kind: 11, parent: of.id, rights: of.rights, ..Self::text(id, of.guild) }
    }

    pub fn with(self, rights: u64) -> Self {
        Self { rights, ..self }
    }

    pub fn is_thread(&self) -> bool {
        (10..=12).contains(&self.kind)
    }
}

/// Somebody, in a place.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: u64,
    pub guild: Option<u64>,
    pub channel: u64,
    pub locale: String,
    pub moderator: bool,
}

impl Person {
    pub fn member(id: u64, guild: u64, channel: u64) -> Self {
        Self { id, guild: Some(guild), channel, locale: "en-US".into(), moderator: false }
    }

    pub fn moderator(id: u64, guild: u64, channel: u64) -> Self {
        Self { moderator: true, ..Self::member(id, guild, channel) }
    }

    pub fn speaking(self, locale: &str) -> Self {
        Self { locale: locale.into(), ..self }
    }
}

#[derive(Debug, Clone)]
pub struct Message {
    pub channel: u64,
    pub nonce: Option<String>,
    /// The body as sent.
    pub body: Value,
    /// The message as Discord tells it.
    pub json: Value,
    pub read: bool,
    pub deleted: bool,
}

/// What goes wrong, once.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Refused with this status and body.
    Status(u16, Value),
    /// 429.
    Limited { after: f64, scope: &'static str },
    /// Done, and the answer is lost.
    Lost,
    /// Done, and answered with this status all the same: so Discord does at times.
    Broken(u16),
    /// Answered only after a while.
    Slow(Duration),
    /// Done at once, and answered only after a while.
    Late(Duration),
}

#[derive(Debug, Clone)]
pub struct Pending {
    pub kind: u8,
    pub channel: u64,
    created: Instant,
    /// The message whose button was pressed.
    message: Option<Value>,
    deferred: Option<u64>,
    ephemeral: bool,
    pub answer: Option<Value>,
    callback: u64,
    further: Vec<Value>,
}

/// An answer, as whoever asked hears it.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The kind of callback: 4 a message, 7 an update, 8 choices.
    pub kind: u64,
    /// Whether nobody else sees it.
    pub private: bool,
    /// As sent.
    pub body: Value,
    /// As Discord tells it.
    pub message: Value,
    /// What followed in further messages.
    pub further: Vec<Value>,
    pub took: Duration,
}

impl Heard {
    /// The words, without markup for buttons and files.
    pub fn text(&self) -> String {
        words(&self.body)
    }

    /// All of it, as a reader sees it.
    pub fn shown(&self) -> String {
        let seen = if self.private { "(only you see this)\n" } else { "" };
        let further: Vec<String> = self.further.iter().map(shown).collect();
        format!("{seen}{}{}", shown(&self.body), further.concat())
    }
}

/// A body's content and embeds.
pub fn words(body: &Value) -> String {
    let embeds = body["embeds"].as_array().into_iter().flatten();
    let texts = embeds.flat_map(|embed| [&embed["title"], &embed["description"]]);
    let texts = std::iter::once(&body["content"]).chain(texts).filter_map(Value::as_str);
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The same with buttons and files below.
pub fn shown(body: &Value) -> String {
    let mut lines = vec![words(body)];
    for file in body["attachments"].as_array().into_iter().flatten() {
        lines.push(format!("(file {})", file["filename"].as_str().unwrap_or_default()));
    }
    for row in body["components"].as_array().into_iter().flatten() {
        let buttons = row["components"].as_array().into_iter().flatten();
        let labels: Vec<String> =
            buttons.map(|button| format!("[{}]", button["label"].as_str().unwrap_or_default())).collect();
        lines.push(labels.join(" "));
    }
    lines.join("\n")
}

/// A refusal: status, Discord's code, words.
pub type Refusal = (u16, u32, String);

impl World {
    pub fn next(&mut self) -> u64 {
        self.last += 1;
        100_000 + self.last
    }

    pub fn tell(&mut self, event: &str, data: Value) {
        self.told.push((event.to_owned(), data));
    }

    pub fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// The oldest message of a channel that nobody has read.
    pub fn read(&mut self, channel: u64) -> Option<Value> {
        let unread = |message: &&mut Message| message.channel == channel && !message.read;
        let found = self.messages.iter_mut().find(unread)?;
        found.read = true;
        Some(found.json.clone())
    }

    /// Whether a request had this answer.
    pub fn has_logged(&self, line: &str) -> bool {
        self.log.iter().any(|logged| logged == line)
    }

    /// How many messages stand in a channel.
    pub fn standing(&self, channel: u64) -> usize {
        self.messages.iter().filter(|message| message.channel == channel && !message.deleted).count()
    }

    /// The fault that is due for a request.
    pub fn fault(&mut self, request: &str) -> Option<Fault> {
        let at = self.faults.iter().position(|(prefix, _)| request.starts_with(prefix.as_str()))?;
        self.faults.remove(at).map(|(_, fault)| fault)
    }

    /// So many times, requests that begin so go wrong.
    pub fn fail(&mut self, request: &str, fault: Fault, times: usize) {
        self.faults.extend(std::iter::repeat_n((request.to_owned(), fault), times));
    }

    pub fn may(&self, channel: u64, right: u64) -> bool {
        self.channels.get(&channel).is_some_and(|channel| channel.rights & right == right)
    }

    /// Posts a message, as strictly as Discord.
    pub fn post(&mut self, channel: u64, body: Value) -> Result<Value, Refusal> {
        self.may_post(channel, &body)?;
        if let Err(what) = fields::message(&body) {
            self.violation(format!("in {channel}: {what}"));
            return Err((400, 50_035, what));
        }
        let nonce = body["nonce"].as_str().map(str::to_owned);
        if body["enforce_nonce"] == true {
            let same = |message: &&Message| message.channel == channel && message.nonce == nonce;
            match self.messages.iter().find(same) {
                Some(message) if message.deleted => return Err((404, 10_008, "Unknown Message".into())),
                Some(message) => return Ok(message.json.clone()),
                None => {}
            }
        }
        if let Some(place) = self.channels.get_mut(&channel) {
            // Whoever writes in an archived thread opens it again.
            place.archived = false;
        }
        let json = sent::message(self.next(), channel, &body);
        self.messages.push(Message { channel, nonce, body, json: json.clone(), read: false, deleted: false });
        Ok(json)
    }

    fn may_post(&self, channel: u64, body: &Value) -> Result<(), Refusal> {
        if let Some(person) = channel.checked_sub(5_000_000) {
            let closed = self.closed.contains(&person);
            return if closed {
                Err((403, 50_007, "Cannot send messages to this user".into()))
            } else {
                Ok(())
            };
        }
        let Some(place) = self.channels.get(&channel) else {
            return Err((404, 10_003, "Unknown Channel".into()));
        };
        if !self.guilds.contains_key(&place.guild) || !self.may(channel, super::VIEW) {
            return Err((403, 50_001, "Missing Access".into()));
        }
        let send = if place.is_thread() { super::SEND_IN_THREADS } else { super::SEND };
        let embeds = body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty());
        let files = body["attachments"].as_array().is_some_and(|files| !files.is_empty());
        let needs = send | if embeds { super::EMBED } else { 0 } | if files { super::ATTACH } else { 0 };
        if !self.may(channel, needs) {
            return Err((403, 50_013, "Missing Permissions".into()));
        }
        if place.locked { Err((400, 160_005, "This thread is locked".into())) } else { Ok(()) }
    }

    /// A new interaction; its token, and the event that tells it.
    pub fn interaction(
        &mut self,
        person: &Person,
        kind: u8,
        data: Value,
        message: Option<Value>,
    ) -> (String, Value) {
        let id = self.next();
        let token = format!("interaction-{id}");
        let mut event = sent::interaction(self, person, id, &token);
        event["type"] = json!(kind);
        event["data"] = data;
        if let Some(message) = &message {
            event["message"] = message.clone();
        }
        let pending = Pending {
            kind,
            channel: person.channel,
            created: Instant::now(),
            message,
            deferred: None,
            ephemeral: false,
            answer: None,
            callback: 0,
            further: Vec::new(),
        };
        self.interactions.insert(token.clone(), pending);
        (token, event)
    }

    /// Takes the one answer of an interaction.
    pub fn callback(&mut self, token: &str, body: &Value) -> Result<(), Refusal> {
        let Some(pending) = self.interactions.get_mut(token) else {
            return Err((404, 10_062, "Unknown interaction".into()));
        };
        if pending.answer.is_some() || pending.deferred.is_some() {
            return Err((400, 40_060, "Interaction has already been acknowledged.".into()));
        }
        let (kind, data) = (body["type"].as_u64().unwrap_or(0), &body["data"]);
        let mut wrong = Vec::new();
        if pending.created.elapsed() > DEADLINE {
            wrong.push(format!("answered after {:?}", pending.created.elapsed()));
        }
        let fits = match pending.kind {
            2 => matches!(kind, 4 | 5),
            3 => matches!(kind, 4..=7),
            _ => kind == 8,
        };
        if !fits {
            wrong.push(format!("a callback of type {kind} to an interaction of type {}", pending.kind));
        }
        pending.callback = kind;
        let base = pending.message.as_ref().filter(|_| matches!(kind, 6 | 7));
        let flags = &base.map_or(data, |message| message)["flags"];
        pending.ephemeral = flags.as_u64().unwrap_or(0) & 64 != 0;
        match kind {
            5 | 6 => pending.deferred = Some(kind),
            8 => pending.answer = Some(data.clone()),
            _ => {
                wrong.extend(fields::answer(data).err());
                pending.answer = Some(data.clone());
            }
        }
        if kind == 8 {
            wrong.extend(fields::choices(data).err());
        }
        self.violations.extend(wrong);
        Ok(())
    }

    /// Edits an answer that was put off.
    pub fn edit(&mut self, token: &str, body: Value) -> Result<Value, Refusal> {
        let wrong = fields::answer(&body).err();
        self.violations.extend(wrong);
        let Some(pending) = self.interactions.get_mut(token).filter(|one| one.deferred.is_some()) else {
            return Err((404, 10_015, "Unknown Webhook".into()));
        };
        pending.answer = Some(body.clone());
        let channel = pending.channel;
        let id = self.next();
        Ok(sent::message(id, channel, &body))
    }

    /// Deletes an answer that was put off.
    pub fn withdraw(&mut self, token: &str) {
        if let Some(pending) = self.interactions.get_mut(token) {
            pending.ephemeral = true;
        }
    }

    /// A further message to an interaction.
    pub fn follow_up(&mut self, token: &str, body: Value) -> Result<Value, Refusal> {
        let wrong = fields::answer(&body).err();
        self.violations.extend(wrong);
        let Some(pending) = self.interactions.get_mut(token) else {
            return Err((404, 10_015, "Unknown Webhook".into()));
        };
        match pending.answer {
            None => pending.answer = Some(body.clone()),
            Some(_) => pending.further.push(body.clone()),
        }
        let channel = pending.channel;
        let id = self.next();
        Ok(sent::message(id, channel, &body))
    }

    /// The answer to an interaction, once it is there.
    pub fn answered(&mut self, token: &str) -> Option<Heard> {
        let id = self.next();
        let pending = self.interactions.get(token)?;
        let body = pending.answer.clone()?;
        let base = pending.message.as_ref().filter(|_| pending.callback == 7);
        let id = base.and_then(|message| message["id"].as_str()?.parse().ok()).unwrap_or(id);
        Some(Heard {
            kind: pending.callback,
            private: pending.ephemeral,
            message: sent::message(id, pending.channel, &body),
            body,
            further: pending.further.clone(),
            took: Duration::ZERO,
        })
    }

    /// A command line as the client turns it into data: it lets people give only
    /// what is registered.
    pub fn typed(&self, person: &Person, line: &str) -> Value {
        let (call, rest) =
            match line.find(' ').and_then(|at| line[at + 1..].find(' ').map(|next| at + 1 + next)) {
                Some(end) => line.split_at(end),
                None => (line, ""),
            };
        let (command, subcommand) = call.trim_start_matches('/').split_once(' ').expect("a subcommand");
        let named = |list: &Value, name: &str| {
            let list = list.as_array().cloned().unwrap_or_default();
            list.into_iter()
                .find(|one| one["name"] == name)
                .unwrap_or_else(|| panic!("{name} is not registered"))
        };
        let known = named(&named(&self.commands, command)["options"], subcommand);
        let options: Vec<Value> = pairs(rest, &known)
            .into_iter()
            .map(|(name, text)| value(&named(&known["options"], &name), &text))
            .collect();
        let mut data = json!({
            "id": "1", "name": command, "type": 1,
            "options": [{"name": subcommand, "type": 1, "options": options}],
        });
        if let Some(guild) = person.guild {
            data["guild_id"] = json!(guild.to_string());
        }
        data
    }
}

/// `name:value` pairs, values up to the next name.
fn pairs(text: &str, known: &Value) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let options = known["options"].as_array().cloned().unwrap_or_default();
    for word in text.split_whitespace() {
        let name =
            word.split_once(':').filter(|(name, _)| options.iter().any(|option| option["name"] == *name));
        match (name, pairs.last_mut()) {
            (Some((name, value)), _) => pairs.push((name.to_owned(), value.to_owned())),
            (None, Some((_, value))) => {
                value.push(' ');
                value.push_str(word);
            }
            (None, None) => panic!("{word:?} belongs to no option"),
        }
    }
    pairs
}

fn value(option: &Value, text: &str) -> Value {
    let name = option["name"].as_str().unwrap_or_default();
    let length = text.chars().count() as u64;
    assert!(
        option["max_length"].as_u64().is_none_or(|most| length <= most),
        "{name} takes no {length} characters"
    );
    if let Some(choices) = option["choices"].as_array() {
        assert!(choices.iter().any(|choice| choice["value"] == text), "{name} has no choice {text}");
    }
    let value = if option["type"] == 5 { json!(text == "true") } else { json!(text) };
    json!({"name": name, "type": option["type"], "value": value})
}
