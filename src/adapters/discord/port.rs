//! Discord as a [`Transport`]: posts and words go out, and what came back
//! becomes a [`SendError`]. It chooses the richest form that the bot's rights
//! are known to allow, and knows neither settings nor schedules.

use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use serenity::model::Permissions;
use serenity::model::id::UserId;

use super::Discord;
use super::fate;
use super::rights::{self, Channel, Member, Server, Standing};
use super::sender::{Body, Call, Failure};
use crate::community::{Community, Place, Platform};
use crate::message::{File, Form};
use crate::ports::{
    Address, Content, Event, Needs, Parcel, Picture, Right, Rights, SendError, Sent, Transport,
};
use crate::render::discord;

/// How many of the last messages are looked through for a post: all that one
/// request gives.
const LOOKED_THROUGH: usize = 100;
/// How long a look-up for a person may wait for its turn.
const PERSON: Duration = Duration::from_secs(2);
/// Discord's kind of event that takes place outside of it.
const EXTERNAL: u8 = 3;
/// Visible to the members of the server.
const GUILD_ONLY: u8 = 2;

/// What is known of the bot's rights in a channel, by the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowed {
    embed: bool,
    attach: bool,
}

/// Whatever has an id.
#[derive(Debug, Deserialize)]
struct Identified {
    #[serde(deserialize_with = "rights::id")]
    id: u64,
}

impl Allowed {
    fn of(rights: &Rights) -> Self {
        Self { embed: !rights.lacks(Right::Embed), attach: !rights.lacks(Right::Attach) }
    }
}

impl Transport for Discord {
    fn platform(&self) -> Platform {
        Platform::Discord
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        let channel = self.channel(&parcel).await?;
        let (body, form) = self.body(&parcel, channel);
        let path = format!("/channels/{channel}/messages");
        let call = Call::of(Method::POST, path, body).at(channel, parcel.is_well());
        match self.sender().call(Call { patience: parcel.patience, ..call }).await {
            Ok(message) => {
                let message = number(&message["id"]).ok_or(SendError::Unknown)?;
                Ok(Sent { message, file: None, form })
            }
            Err(failure) => Err(self.refused(&parcel, channel, form, failure).await),
        }
    }

    async fn find(&self, parcel: &Parcel) -> Result<Option<i64>, SendError> {
        let own = self.own().await.map_err(fate::of_look)?;
        let channel = self.channel(parcel).await?;
        let path = format!("/channels/{channel}/messages?limit={LOOKED_THROUGH}");
        let read = self.sender().call(Call::get(path).at(channel, parcel.is_well())).await;
        let messages = read.map_err(|failure| match fate::of_look(failure) {
            SendError::Forbidden(_) => SendError::Forbidden(Right::History),
            other => other,
        })?;
        let messages = messages.as_array().map_or(&[][..], Vec::as_slice);
        if let Address::Place(community, place) = parcel.to
            && messages.is_empty()
            && !self.may_read(community, place).await?
        {
            return Err(SendError::Forbidden(Right::History));
        }
        let ours = |message: &&Value| message["author"]["id"] == json!(own.to_string());
        let found = messages.iter().filter(ours).find(|message| says(message, parcel));
        Ok(found.and_then(|message| number(&message["id"])))
    }

    async fn publish(&self, _: Community, place: Place, message: i64) -> Result<(), SendError> {
        let channel = place.channel.cast_unsigned();
        let path = format!("/channels/{channel}/messages/{message}/crosspost");
        let call = Call::of(Method::POST, path, Body::None).at(channel, false);
        match self.sender().call(call).await {
            Ok(_) | Err(Failure::Refused { code: fate::ALREADY_PUBLISHED, .. }) => Ok(()),
            Err(failure) => Err(fate::of_post(failure)),
        }
    }

    async fn schedule(&self, community: Community, event: Event) -> Result<i64, SendError> {
        let own = self.own().await.map_err(fate::of_look)?;
        let path = format!("/guilds/{}/scheduled-events", community.native);
        let standing = self.sender().call(Call::get(path.as_str())).await.map_err(fate::of_event)?;
        let ours = |found: &&Value| {
            let starts = found["scheduled_start_time"].as_str().and_then(|at| at.parse().ok());
            found["creator_id"] == json!(own.to_string()) && starts == Some(event.starts)
        };
        if let Some(found) = standing.as_array().into_iter().flatten().find(ours) {
            return number(&found["id"]).ok_or(SendError::Unknown);
        }
        let body = json!({
            "name": event.name,
            "description": event.description,
            "entity_type": EXTERNAL,
            "entity_metadata": {"location": event.location},
            "privacy_level": GUILD_ONLY,
            "scheduled_start_time": event.starts.to_rfc3339(),
            "scheduled_end_time": event.ends.to_rfc3339(),
        });
        let call = Call::of(Method::POST, path, Body::Json(body));
        let made = self.sender().call(call).await.map_err(fate::of_event)?;
        number(&made["id"]).ok_or(SendError::Unknown)
    }

    async fn unschedule(&self, community: Community, event: i64) -> Result<(), SendError> {
        let path = format!("/guilds/{}/scheduled-events/{event}", community.native);
        match self.sender().call(Call::of(Method::DELETE, path, Body::None)).await {
            Ok(_) | Err(Failure::Refused { code: fate::UNKNOWN_EVENT, .. }) => Ok(()),
            Err(failure) => Err(fate::of_event(failure)),
        }
    }

    async fn hail(&self) -> Result<(), SendError> {
        self.sender().call(Call::get("/users/@me")).await.map(drop).map_err(fate::of_look)
    }

    async fn look(&self, community: Community, place: Place, needs: Needs) -> Result<Rights, SendError> {
        let id = place.channel.cast_unsigned();
        let channel: Channel = self.read(Call::get(format!("/channels/{id}")).at(id, false)).await?;
        let guild = community.native.cast_unsigned();
        if channel.guild_id.is_none_or(|found| found.get() != guild) || !channel.takes_posts() {
            return Err(SendError::Unfit);
        }
        let parent = self.parent(&channel).await?;
        let rights = self.standing(guild).await?.rights(&channel, parent.as_ref(), needs);
        self.remember(guild, id, Allowed::of(&rights));
        Ok(rights)
    }

    fn link(&self, community: Community, place: Place, message: i64) -> Option<String> {
        let (guild, channel) = (community.native, place.channel);
        Some(format!("https://discord.com/channels/{guild}/{channel}/{message}"))
    }
}

impl Discord {
    /// Of a thread, the channel that it belongs to.
    async fn parent(&self, channel: &Channel) -> Result<Option<Channel>, SendError> {
        match channel.parent_id.filter(|_| channel.is_thread()) {
            Some(parent) => {
                let call = Call::get(format!("/channels/{parent}")).at(parent.get(), false);
                Ok(Some(self.read(call).await?))
            }
            None => Ok(None),
        }
    }

    /// Whether the bot may read what was said in a place before. Where it may
    /// not, Discord refuses nothing and shows no messages:
    /// <https://docs.discord.com/developers/resources/message#get-channel-messages>.
    async fn may_read(&self, community: Community, place: Place) -> Result<bool, SendError> {
        let id = place.channel.cast_unsigned();
        let channel: Channel = self.read(Call::get(format!("/channels/{id}")).at(id, false)).await?;
        let parent = self.parent(&channel).await?;
        let standing = self.standing(community.native.cast_unsigned()).await?;
        let may = standing.within(&parent.as_ref().unwrap_or(&channel).permission_overwrites);
        Ok(may.contains(Permissions::READ_MESSAGE_HISTORY))
    }

    /// The channel that a parcel goes to: a person's private conversation is
    /// opened first, which Discord makes once however often it is asked for.
    async fn channel(&self, parcel: &Parcel) -> Result<u64, SendError> {
        let person = match parcel.to {
            Address::Place(_, place) => return Ok(place.channel.cast_unsigned()),
            Address::Person(_, person) => person.cast_unsigned(),
        };
        if let Some(channel) = self.conversation(person) {
            return Ok(channel);
        }
        let body = Body::Json(json!({"recipient_id": person.to_string()}));
        let made: Identified = self.read(Call::of(Method::POST, "/users/@me/channels", body)).await?;
        self.remember_conversation(person, made.id);
        Ok(made.id)
    }

    /// What is sent, in the richest form that is known to be allowed.
    fn body(&self, parcel: &Parcel, channel: u64) -> (Body, Form) {
        // What is known since the start is newer than what the database had.
        let allowed = self.allowed(channel).or_else(|| parcel.found.as_ref().map(Allowed::of));
        let form = match parcel.form {
            Form::Rich if allowed.is_none_or(|allowed| allowed.embed) => Form::Rich,
            _ => Form::Plain,
        };
        let mut body = rendered(parcel, form);
        let attach = parcel.form == Form::Rich && allowed.is_none_or(|allowed| allowed.attach);
        if let Content::Post { picture: Some(picture), .. } = &parcel.content
            && attach
            && let Some(file) = card(&mut body, picture)
        {
            return (Body::Files(body, vec![file]), form);
        }
        if let Content::Words(message) = &parcel.content
            && !message.files.is_empty()
        {
            return (Body::Files(body, message.files.clone()), form);
        }
        (Body::Json(body), form)
    }

    /// Says what a refusal means. One for want of a right may be for the form's
    /// sake alone: then the plain text goes at once, and the rich form is not
    /// tried there again until a look says otherwise.
    async fn refused(&self, parcel: &Parcel, channel: u64, form: Form, failure: Failure) -> SendError {
        let error = fate::of_post(failure);
        let Address::Place(community, place) = parcel.to else { return error };
        let formal = form == Form::Rich || parcel.form == Form::Rich;
        if error != SendError::Forbidden(Right::Send) || !formal {
            return error;
        }
        match self.look(community, place, Needs::default()).await {
            Ok(rights) if rights.missing.iter().any(|right| right.is_essential()) => {
                let right = rights.missing.iter().find(|right| right.is_essential());
                SendError::Forbidden(right.copied().unwrap_or(Right::Send))
            }
            Ok(rights) if !rights.missing.is_empty() => SendError::BadForm,
            // Its rights look well, and yet: plain text is what is left to try.
            Ok(_) => {
                self.remember(
                    community.native.cast_unsigned(),
                    channel,
                    Allowed { embed: false, attach: false },
                );
                SendError::BadForm
            }
            Err(_) => error,
        }
    }

    /// The bot in a server, as it is now.
    async fn standing(&self, guild: u64) -> Result<Standing, SendError> {
        let own = self.own().await.map_err(fate::of_look)?;
        let server: Server = self.read(Call::get(format!("/guilds/{guild}"))).await?;
        let member: Member = self.read(Call::get(format!("/guilds/{guild}/members/{own}"))).await?;
        Ok(Standing { server, member, own })
    }

    /// The bot's own id.
    pub(super) async fn own(&self) -> Result<UserId, Failure> {
        if let Some(own) = self.known_own() {
            return Ok(own);
        }
        let answer = self.sender().call(Call::get("/users/@me").waiting(PERSON)).await?;
        let Identified { id } = parsed(answer)?;
        let own = UserId::new(id);
        self.remember_own(own);
        Ok(own)
    }

    async fn read<T: DeserializeOwned>(&self, call: Call) -> Result<T, SendError> {
        let answer = self.sender().call(call.waiting(PERSON)).await.map_err(fate::of_look)?;
        parsed(answer).map_err(fate::of_look)
    }
}

fn parsed<T: DeserializeOwned>(answer: Value) -> Result<T, Failure> {
    serde_json::from_value(answer)
        .map_err(|error| Failure::Unreached(format!("an unreadable answer: {error}")))
}

/// The body of a parcel without its picture.
fn rendered(parcel: &Parcel, form: Form) -> Value {
    let mut body = match &parcel.content {
        Content::Post { composed, mention, .. } => {
            discord::post(composed, form, mention.map(i64::cast_unsigned), "")
        }
        Content::Words(message) => discord::words(message, form),
    };
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|name, _| name != "nonce" && name != "enforce_nonce");
    }
    if let Some(nonce) = &parcel.nonce {
        body["nonce"] = json!(nonce);
        body["enforce_nonce"] = json!(true);
    }
    body
}

/// Whether a message is what a parcel carries: by its nonce, which Discord does
/// not promise to give back, or word for word in either form.
fn says(message: &Value, parcel: &Parcel) -> bool {
    let nonce = parcel.nonce.as_deref().is_some_and(|nonce| message["nonce"] == json!(nonce));
    let words = wording(message);
    nonce || [Form::Rich, Form::Plain].iter().any(|form| wording(&rendered(parcel, *form)) == words)
}

/// All words of a message, spaces made alike.
fn wording(message: &Value) -> Vec<String> {
    let embeds = message["embeds"].as_array();
    let embeds = embeds.into_iter().flatten().flat_map(|embed| [&embed["title"], &embed["description"]]);
    let texts = std::iter::once(&message["content"]).chain(embeds).filter_map(Value::as_str);
    texts.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

/// Gives a post's body its picture; the file to be sent with it.
fn card(body: &mut Value, picture: &Picture) -> Option<File> {
    let Picture::New { bytes, alt } = picture else { return None };
    let name = discord::attach(body, alt);
    Some(File { name, media: "image/png", alt: Some(alt.clone()), bytes: bytes.clone() })
}

fn number(id: &Value) -> Option<i64> {
    id.as_str()?.parse().ok()
}

/// Whether these permissions, as an interaction brings them, make a moderator.
pub(super) fn moderates(permissions: Permissions) -> bool {
    permissions.intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR)
}
