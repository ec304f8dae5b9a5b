//! Telegram as the rooms inside know it: a [`Transport`] that posts, and a
//! [`Venue`] that says who somebody is. Every look-up goes through our own
//! sender, so that its outcome is exact.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::Telegram;
use super::keyboard;
use super::sender::Upload;
use crate::community::{Actor, Community, Place, Platform, Role};
use crate::message::Form;
use crate::ports::{
    Address, Content, Event, Gone, Needs, Parcel, Picture, Right, Rights, RoleUnknown, SendError, Sent,
    Transport, Venue,
};
use crate::render::telegram as markup;

/// How long a look-up may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Supergroups and channels have ids below this; Telegram's own links leave
/// this part out.
const SUPERGROUPS: i64 = -1_000_000_000_000;

impl Transport for Telegram {
    fn platform(&self) -> Platform {
        Platform::Telegram
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        let patience = parcel.patience;
        let departure = departure(parcel)?;
        let answer = match departure.file {
            Some(file) => self.sender().upload(departure.method, &departure.body, file, patience).await?,
            None => self.sender().call(departure.method, &Value::Object(departure.body), patience).await?,
        };
        // The id alone is read: the rest of a message changes with the Bot API.
        let message = answer["message_id"].as_i64().ok_or(SendError::Unknown)?;
        let sizes = answer["photo"].as_array();
        let file = sizes.and_then(|sizes| sizes.last()).and_then(|size| size["file_id"].as_str());
        Ok(Sent { message, file: file.map(str::to_owned), form: departure.form })
    }

    async fn find(&self, _: &Parcel) -> Result<Option<i64>, SendError> {
        // Bots cannot read what stands in a chat.
        Err(SendError::Forbidden(Right::History))
    }

    async fn publish(&self, _: Community, _: Place, _: i64) -> Result<(), SendError> {
        Err(SendError::Refused("Telegram publishes nothing".to_owned()))
    }

    async fn schedule(&self, _: Community, _: Event) -> Result<i64, SendError> {
        Err(SendError::Refused("Telegram has no scheduled events".to_owned()))
    }

    async fn unschedule(&self, _: Community, _: i64) -> Result<(), SendError> {
        Ok(())
    }

    async fn hail(&self) -> Result<(), SendError> {
        self.sender().call("getMe", &json!({}), PATIENCE).await.map(drop)
    }

    async fn look(&self, _: Community, place: Place, _: Needs) -> Result<Rights, SendError> {
        let missing = if place.channel > 0 { Ok(Vec::new()) } else { self.missing(place.channel).await };
        let missing = match missing {
            Err(SendError::Gone(why)) => return Err(self.gone(place.channel, why).await),
            missing => missing?,
        };
        let closed = missing.contains(&Right::Send);
        // A person may have blocked the bot, and a topic be closed or deleted:
        // an action in it says so, and nobody is notified of it.
        if !closed && (place.channel > 0 || place.topic != 0) {
            let mut action = addressed(place.channel, place.topic);
            action.insert("action".to_owned(), json!("typing"));
            self.ask("sendChatAction", &Value::Object(action)).await?;
        }
        Ok(Rights { missing, ..Rights::default() })
    }

    fn link(&self, _: Community, place: Place, message: i64) -> Option<String> {
        let inner = SUPERGROUPS.checked_sub(place.channel).filter(|inner| *inner > 0)?;
        let topic = if place.topic == 0 { String::new() } else { format!("{}/", place.topic) };
        Some(format!("https://t.me/c/{inner}/{topic}{message}"))
    }
}

impl Venue for Telegram {
    async fn role(&self, community: Community, actor: Actor) -> Result<Role, RoleUnknown> {
        let person = match actor {
            // Told by the platform itself: a post of the channel, or a message
            // in the name of the group.
            Actor::Anonymous => return Ok(Role::Unnamed),
            Actor::Program => return Ok(Role::Member),
            Actor::Person(person) => person,
        };
        // A private conversation is its owner's; a channel that writes in a
        // group is nobody's administrator.
        if person == community.native || person < 0 {
            return Ok(if person == community.native { Role::Moderator } else { Role::Member });
        }
        let asked = json!({"chat_id": community.native, "user_id": person});
        match self.ask("getChatMember", &asked).await {
            Ok(member) => Ok(role_of(&member)),
            Err(_) => self.among_administrators(community.native, person).await,
        }
    }

    async fn title(&self, community: Community) -> Option<String> {
        let chat = self.ask("getChat", &json!({"chat_id": community.native})).await.ok()?;
        chat["title"].as_str().map(str::to_owned)
    }

    fn private_link(&self, payload: &str) -> Option<String> {
        Some(format!("https://t.me/{}?start={payload}", self.username()))
    }
}

impl Telegram {
    /// What the bot lacks in a group or channel.
    async fn missing(&self, chat: i64) -> Result<Vec<Right>, SendError> {
        let asked = json!({"chat_id": chat, "user_id": self.id()});
        let member = self.ask("getChatMember", &asked).await?;
        let may = |what: &str| member[what].as_bool().unwrap_or(false);
        match member["status"].as_str().unwrap_or_default() {
            "creator" => Ok(Vec::new()),
            // Only channels have this right, and there nothing can be posted without it.
            "administrator" => {
                let lacks = member.get("can_post_messages").is_some_and(|may| *may == json!(false));
                Ok(if lacks { vec![Right::Send] } else { Vec::new() })
            }
            "restricted" if !may("is_member") => Err(SendError::Gone(Gone::Removed)),
            "restricted" => Ok(lacking(may("can_send_messages"), may("can_send_photos"))),
            "member" => self.missing_to_members(chat).await,
            _ => Err(SendError::Gone(Gone::Removed)),
        }
    }

    /// Whether a group is gone that the bot is in no longer: nobody is in one
    /// that is a supergroup now, and writing there names the new one.
    async fn gone(&self, chat: i64, why: Gone) -> SendError {
        if is_supergroup(chat) {
            return SendError::Gone(why);
        }
        self.depart();
        match self.ask("sendChatAction", &json!({"chat_id": chat, "action": "typing"})).await {
            Err(error) if error.passes() || matches!(error, SendError::Moved(_)) => error,
            _ => SendError::Gone(why),
        }
    }

    /// What everybody lacks who is only a member.
    async fn missing_to_members(&self, chat: i64) -> Result<Vec<Right>, SendError> {
        let chat = self.ask("getChat", &json!({"chat_id": chat})).await?;
        if chat["type"] == "channel" {
            return Ok(vec![Right::Send]);
        }
        let may = |what: &str| chat["permissions"][what].as_bool().unwrap_or(true);
        Ok(lacking(may("can_send_messages"), may("can_send_photos")))
    }

    async fn among_administrators(&self, chat: i64, person: i64) -> Result<Role, RoleUnknown> {
        let asked = json!({"chat_id": chat});
        let all = self.ask("getChatAdministrators", &asked).await.map_err(|_| RoleUnknown)?;
        let all = all.as_array().ok_or(RoleUnknown)?;
        let found = all.iter().find(|member| member["user"]["id"].as_i64() == Some(person));
        Ok(found.map_or(Role::Member, role_of))
    }
}

/// Whether an id is a supergroup's or a channel's.
pub(super) fn is_supergroup(chat: i64) -> bool {
    chat < SUPERGROUPS
}

fn lacking(text: bool, photos: bool) -> Vec<Right> {
    let all = [(text, Right::Send), (photos, Right::Attach)];
    all.into_iter().filter(|(may, _)| !may).map(|(_, right)| right).collect()
}

/// <https://core.telegram.org/bots/api#chatmember>
fn role_of(member: &Value) -> Role {
    match (member["status"].as_str(), member["is_anonymous"].as_bool()) {
        (Some("creator" | "administrator"), Some(true)) => Role::Unnamed,
        (Some("creator" | "administrator"), _) => Role::Moderator,
        _ => Role::Member,
    }
}

/// A request that makes a message.
struct Departure {
    method: &'static str,
    body: Map<String, Value>,
    file: Option<Upload>,
    form: Form,
}

fn addressed(chat: i64, topic: i64) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("chat_id".to_owned(), json!(chat));
    if topic != 0 {
        body.insert("message_thread_id".to_owned(), json!(topic));
    }
    body
}

fn departure(parcel: Parcel) -> Result<Departure, SendError> {
    let mut body = match parcel.to {
        Address::Place(_, place) => addressed(place.channel, place.topic),
        Address::Person(_, person) => addressed(person, 0),
    };
    match parcel.content {
        Content::Words(message) => {
            let text = markup::texts(&message, parcel.form).into_iter().next().ok_or(SendError::BadForm)?;
            body.extend(markup::body(&text, parcel.form, parcel.silent));
            if let Some(keyboard) = keyboard::inline(&message.choices) {
                let keyboard = serde_json::to_value(keyboard).map_err(|_| SendError::BadForm)?;
                body.insert("reply_markup".to_owned(), keyboard);
            }
            Ok(Departure { method: "sendMessage", body, file: None, form: parcel.form })
        }
        Content::Post { composed, part, picture, .. } => {
            let parts = markup::post(&composed, parcel.form, parcel.silent);
            let Some(Value::Object(post)) = parts.into_iter().nth(part) else {
                return Err(SendError::BadForm);
            };
            body.extend(post);
            let picture = picture.filter(|_| parcel.form == Form::Rich);
            Ok(with_picture(body, picture, parcel.form))
        }
    }
}

/// The text as the picture's caption.
fn with_picture(mut body: Map<String, Value>, picture: Option<Picture>, form: Form) -> Departure {
    let Some(picture) = picture else {
        return Departure { method: "sendMessage", body, file: None, form };
    };
    markup::caption(&mut body);
    let file = match picture {
        Picture::Known(id) => {
            body.insert("photo".to_owned(), json!(id));
            None
        }
        Picture::New { bytes, .. } => {
            Some(Upload { field: "photo", name: "january20.png".to_owned(), media: "image/png", bytes })
        }
    };
    Departure { method: "sendPhoto", body, file, form }
}
