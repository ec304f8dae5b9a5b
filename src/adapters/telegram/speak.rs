//! A [`Reply`] goes out: as a reply in the topic where it was asked, in place of
//! the page whose button was pressed, or as a word to whoever pressed it. These
//! are answers to people: teloxide's own requests, repeated where they surely
//! or probably did not arrive.

use std::time::Duration;

use teloxide::payloads::{AnswerCallbackQuerySetters, EditMessageTextSetters, SendMessageSetters};
use teloxide::requests::{HasPayload, Payload, Request, Requester};
use teloxide::types::{
    ChatId, ForceReply, InputFile, LinkPreviewOptions, MessageId, ParseMode, ReplyMarkup, ReplyParameters,
};
use teloxide::{ApiError, RequestError};
use thiserror::Error;

use super::Telegram;
use super::happened::privately;
use super::inbound::{Origin, Pressed};
use super::invitations::addressed;
use super::keyboard;
use super::letter::Letter;
use crate::app::{Aside, Reply, SceneKind};
use crate::message::{Block, File, Form, Message};
use crate::remembrance::compose::Composed;
use crate::render::plain::units;
use crate::render::telegram as markup;

/// The most units of the word that a press is answered with:
/// <https://core.telegram.org/bots/api#answercallbackquery>
const LONGEST_WORD: usize = 200;
/// How often an answer is tried.
const ATTEMPTS: u32 = 5;
/// The pause before it is tried again, twice as long each time.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest wait that a 429 may ask of an answer.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Why an answer was not said.
#[derive(Debug, Error)]
pub(super) enum Unsaid {
    /// Telegram refuses it, or does not answer, still after some attempts.
    #[error(transparent)]
    Refused(#[from] RequestError),
    /// A group takes so many messages a minute, and its turn would have come
    /// too late for anybody to wait for.
    #[error("its group's turn would have come too late")]
    Late,
}

/// What stands under the last text of a message.
#[derive(Clone, Default)]
struct Under {
    markup: Option<ReplyMarkup>,
}

impl Telegram {
    /// Says a reply where it belongs, and answers the press that asked for it.
    /// Gives the last message that it became.
    ///
    /// # Errors
    /// [`Unsaid`].
    pub(super) async fn say(&self, origin: &Origin, reply: &Reply) -> Result<Option<MessageId>, Unsaid> {
        let invites = reply.invites.is_some();
        if let Some(aside) = &reply.aside {
            return self.say_aside(origin, reply, aside).await;
        }
        if let Some(post) = &reply.post {
            return self.show(origin, reply, &post.composed).await;
        }
        let Some(press) = &origin.press else {
            return self.send(origin, &reply.message, invites).await;
        };
        if let Some(word) = word(reply) {
            self.answer(press, Some(word)).await?;
            return Ok(None);
        }
        self.answer(press, None).await?;
        match press.message.filter(|_| reply.replaces) {
            Some(message) => self.edit(origin, message, &reply.message).await,
            None => self.send(origin, &reply.message, invites).await,
        }
    }

    /// Shows a post exactly as it will be sent, after the word that says so.
    async fn show(
        &self,
        origin: &Origin,
        reply: &Reply,
        post: &Composed,
    ) -> Result<Option<MessageId>, Unsaid> {
        if let Some(press) = &origin.press {
            self.answer(press, None).await?;
        }
        let word = Message::of(reply.message.blocks.iter().take(1).cloned().collect());
        let mut last = self.send(origin, &word, false).await?;
        let alone = Origin { reply_to: None, ..origin.clone() };
        for (at, body) in markup::post(post, Form::Rich, false).into_iter().enumerate() {
            let text = body["text"].as_str().unwrap_or_default().to_owned();
            let shown = match reply.message.files.get(at) {
                Some(card) => self.picture(&alone, card, Some(&text)).await?,
                None => None,
            };
            last = match shown {
                Some(message) => Some(message),
                None => Some(self.text(&alone, text, Under::default()).await?),
            };
        }
        Ok(last)
    }

    /// Answers a press with nothing, so that its button stops waiting.
    ///
    /// # Errors
    /// What Telegram says.
    pub(super) async fn quiet(&self, press: &Pressed) -> Result<(), Unsaid> {
        Ok(self.answer(press, None).await?)
    }

    async fn say_aside(
        &self,
        origin: &Origin,
        reply: &Reply,
        aside: &Aside,
    ) -> Result<Option<MessageId>, Unsaid> {
        if let Some(press) = &origin.press {
            self.answer(press, None).await?;
        }
        let person = origin.person.filter(|person| ChatId(*person) != origin.chat);
        let private =
            person.map(|person| Origin { arrived: origin.arrived, ..privately(person, Some(person)) });
        let there = match &private {
            Some(private) => self.send(private, &aside.message, false).await.is_ok(),
            None => false,
        };
        self.send(origin, if there { &reply.message } else { &aside.closed }, false).await
    }

    async fn answer(&self, press: &Pressed, word: Option<String>) -> Result<(), RequestError> {
        let mut request = self.people().answer_callback_query(press.id.clone());
        if let Some(word) = word {
            request = request.text(word).show_alert(true);
        }
        match self.insist(request).await {
            // Pressed long ago: nobody waits any more.
            Err(RequestError::Api(ApiError::InvalidQueryId)) => Ok(()),
            other => other.map(drop),
        }
    }

    /// Puts a page in place of another; what does not fit follows it.
    async fn edit(
        &self,
        origin: &Origin,
        message: MessageId,
        page: &Message,
    ) -> Result<Option<MessageId>, Unsaid> {
        let mut texts = markup::texts(page, Form::Rich);
        // A keyboard with which a chat is chosen comes with a new message alone.
        let new = !page.files.is_empty() || keyboard::choosing(&page.choices).is_some();
        if texts.len() != 1 || new {
            return self.send(origin, page, false).await;
        }
        let text = texts.remove(0);
        let request = self.people().edit_message_text(origin.chat, message, text);
        let mut request = request.parse_mode(ParseMode::Html).link_preview_options(no_preview());
        if let Some(buttons) = keyboard::inline(&page.choices) {
            request = request.reply_markup(buttons);
        }
        match self.insist(request).await {
            Ok(_) | Err(RequestError::Api(ApiError::MessageNotModified)) => Ok(Some(message)),
            // Too old, deleted, or no text: the page goes under what is there.
            Err(RequestError::Api(_)) => self.send(origin, page, false).await,
            Err(error) => Err(error.into()),
        }
    }

    /// Sends a message in as many texts as it needs, its files after it.
    async fn send(
        &self,
        origin: &Origin,
        message: &Message,
        invites: bool,
    ) -> Result<Option<MessageId>, Unsaid> {
        let mut last = None;
        for picture in message.files.iter().filter(|file| file.media == "image/png") {
            self.picture(origin, picture, None).await?;
        }
        for (part, under) in parts(message, invites, origin.kind) {
            let texts = markup::texts(&part, Form::Rich);
            let end = texts.len().saturating_sub(1);
            for (at, text) in texts.into_iter().enumerate() {
                let under = if at == end { under.clone() } else { Under::default() };
                let text = if invites && at == 0 { addressed(origin, &text) } else { text };
                last = Some(self.text(origin, text, under).await?);
            }
        }
        for file in message.files.iter().filter(|file| file.media != "image/png") {
            self.document(origin, file).await?;
        }
        Ok(last)
    }

    async fn text(&self, origin: &Origin, text: String, under: Under) -> Result<MessageId, Unsaid> {
        let mut request = self.people().send_message(origin.chat, text);
        request = request.parse_mode(ParseMode::Html).link_preview_options(no_preview());
        request.payload_mut().reply_markup = under.markup;
        self.deliver(origin, request).await
    }

    /// A picture, with words under it if there are any; none where pictures may
    /// not be sent.
    async fn picture(
        &self,
        origin: &Origin,
        file: &File,
        caption: Option<&str>,
    ) -> Result<Option<MessageId>, Unsaid> {
        let mut request = self.people().send_photo(origin.chat, input(file));
        let payload = request.payload_mut();
        payload.caption = caption.map(str::to_owned);
        payload.parse_mode = caption.map(|_| ParseMode::Html);
        match self.deliver(origin, request).await {
            Ok(message) => Ok(Some(message)),
            // Photos may be forbidden where words are not.
            Err(Unsaid::Refused(RequestError::Api(_))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn document(&self, origin: &Origin, file: &File) -> Result<(), Unsaid> {
        self.deliver(origin, self.people().send_document(origin.chat, input(file))).await.map(drop)
    }

    /// Sends what makes a message, when it is its chat's turn: as a reply in the
    /// topic where it was asked, and to wherever the chat is by now.
    async fn deliver<R>(&self, origin: &Origin, mut request: R) -> Result<MessageId, Unsaid>
    where
        R: Request<Err = RequestError> + Clone,
        R::Payload: Letter,
    {
        self.turn(origin).await?;
        request.payload_mut().address(origin);
        let again = match self.insist(request.clone()).await {
            Err(RequestError::MigrateToChatId(to)) => {
                self.moves().learned(origin.chat.0, to.0);
                Origin { chat: to, reply_to: None, ..origin.clone() }
            }
            Err(RequestError::Api(error)) if origin.topic.is_some() && is_lost_topic(&error) => {
                Origin { topic: None, reply_to: None, ..origin.clone() }
            }
            said => return Ok(said?.id),
        };
        request.payload_mut().address(&again);
        Ok(self.insist(request).await?.id)
    }

    /// Sends a request again where it surely was not carried out, or where
    /// nobody knows: an answer may come twice, and is never missing.
    pub(super) async fn insist<R>(&self, request: R) -> Result<<R::Payload as Payload>::Output, RequestError>
    where
        R: Request<Err = RequestError> + Clone,
    {
        let mut attempt = 1;
        loop {
            self.depart();
            let error = match request.clone().send().await {
                Ok(output) => return Ok(output),
                Err(error) => error,
            };
            let growing = PAUSE * (1 << (attempt - 1));
            let pause = match &error {
                RequestError::RetryAfter(seconds) => {
                    Some(seconds.duration()).filter(|wait| *wait <= LONGEST_WAIT)
                }
                // What was carried out and could not be read is not sent again.
                RequestError::InvalidJson { raw, .. } if raw.contains("\"ok\":true") => None,
                RequestError::Network(_) | RequestError::InvalidJson { .. } => Some(growing),
                RequestError::Api(ApiError::Unknown(words)) if !is_refusal(words) => Some(growing),
                _ => None,
            };
            match pause {
                Some(pause) if attempt < ATTEMPTS => tokio::time::sleep(pause).await,
                _ => return Err(error),
            }
            attempt += 1;
        }
    }
}

/// Whether the topic of an answer is closed or deleted.
fn is_lost_topic(error: &ApiError) -> bool {
    let said = error.to_string().to_ascii_lowercase();
    ["topic_closed", "topic_deleted", "message thread not found"].iter().any(|words| said.contains(words))
}

impl Origin {
    /// It stands as a reply, even if the question was deleted meanwhile.
    pub(super) fn reply_parameters(&self) -> Option<ReplyParameters> {
        self.reply_to.map(|message| ReplyParameters::new(message).allow_sending_without_reply())
    }

    /// What is said in a channel makes no sound.
    pub(super) fn is_silent(&self) -> Option<bool> {
        (self.kind == SceneKind::Broadcast).then_some(true)
    }
}

/// A refusal by its words; everything else passes.
fn is_refusal(words: &str) -> bool {
    ["Bad Request", "Forbidden", "Conflict"].iter().any(|kind| words.starts_with(kind))
}

/// Links in answers show no previews.
pub(super) fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

fn input(file: &File) -> InputFile {
    InputFile::memory(file.bytes.as_ref().clone()).file_name(file.name.clone())
}

/// A reply that is one short sentence for whoever pressed.
fn word(reply: &Reply) -> Option<String> {
    let [Block::Notice(text)] = reply.message.blocks.as_slice() else { return None };
    let alone = reply.private
        && !reply.replaces
        && reply.message.choices.is_empty()
        && reply.message.files.is_empty();
    (alone && units(text) <= LONGEST_WORD).then(|| text.clone())
}

/// The message in the parts that stand over a keyboard each: buttons under a
/// message and the choice of a chat cannot stand under the same one, so the
/// last block goes with the choice.
fn parts(message: &Message, invites: bool, kind: SceneKind) -> Vec<(Message, Under)> {
    let inline = keyboard::inline(&message.choices).map(ReplyMarkup::InlineKeyboard);
    let choosing = keyboard::choosing(&message.choices).map(ReplyMarkup::Keyboard);
    let forced = || ReplyMarkup::ForceReply(forced(kind));
    let whole = || Message::of(message.blocks.clone());
    match (inline, choosing) {
        (Some(inline), Some(choosing)) if message.blocks.len() > 1 => {
            let mut first = whole();
            let second = Message::of(first.blocks.split_off(first.blocks.len() - 1));
            vec![(first, Under { markup: Some(inline) }), (second, Under { markup: Some(choosing) })]
        }
        (None, None) => vec![(whole(), Under { markup: invites.then(forced) })],
        (inline, choosing) => vec![(whole(), Under { markup: inline.or(choosing) })],
    }
}

/// Invites a reply, in a group from the person alone whose message this is a
/// reply to.
fn forced(kind: SceneKind) -> ForceReply {
    let forced = ForceReply::new();
    if kind == SceneKind::Private { forced } else { forced.selective() }
}
