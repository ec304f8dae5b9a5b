//! Our own way to the Bot API, for posts and for whatever must know exactly what
//! became of a request: the status is read before the body, and every answer
//! becomes one of [`SendError`]'s kinds. It keeps no queue and never tries
//! again. The token is part of every address, so no address is ever shown.

use std::sync::Arc;
use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::ports::{Gone, Right, SendError};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// The wait after a 429 that names none.
const UNNAMED_WAIT: Duration = Duration::from_secs(5);

/// The way to the Bot API. Clones share connections.
#[derive(Clone)]
pub struct Sender {
    client: reqwest::Client,
    base: Url,
    token: Arc<SecretString>,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

/// A file to be uploaded.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The parameter that it is.
    pub field: &'static str,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// What is in it.
    pub bytes: Arc<Vec<u8>>,
}

/// An answer of the Bot API: <https://core.telegram.org/bots/api#making-requests>.
#[derive(Debug, Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

/// <https://core.telegram.org/bots/api#responseparameters>
#[derive(Debug, Default, Deserialize)]
struct Parameters {
    migrate_to_chat_id: Option<i64>,
    retry_after: Option<u64>,
}

impl Sender {
    /// A way to the Bot API at an address.
    ///
    /// # Errors
    /// TLS cannot be used on this machine.
    pub fn new(base: Url, token: SecretString) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            // A post that was redirected would be sent twice, or as a GET.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { client, base, token: Arc::new(token) })
    }

    /// Calls a method with parameters, and gives its result.
    ///
    /// # Errors
    /// [`SendError`], exact about whether it may have been carried out.
    pub async fn call(&self, method: &str, body: &Value, patience: Duration) -> Result<Value, SendError> {
        self.finish(self.client.post(self.address(method)?).json(body), patience).await
    }

    /// Calls a method with parameters and a file.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub async fn upload(
        &self,
        method: &str,
        body: &Map<String, Value>,
        file: Upload,
        patience: Duration,
    ) -> Result<Value, SendError> {
        let mut form = Form::new();
        for (name, value) in body {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            form = form.text(name.clone(), text);
        }
        let part = Part::bytes(file.bytes.as_ref().clone()).file_name(file.name);
        let part = part.mime_str(file.media).map_err(|_| SendError::BadForm)?;
        let form = form.part(file.field, part);
        self.finish(self.client.post(self.address(method)?).multipart(form), patience).await
    }

    fn address(&self, method: &str) -> Result<Url, SendError> {
        let mut address = self.base.clone();
        let bot = format!("bot{}", self.token.expose_secret());
        match address.path_segments_mut() {
            Ok(mut path) => path.pop_if_empty().push(&bot).push(method),
            Err(()) => {
                return Err(SendError::NotAccepted("the address of the Bot API is unusable".to_owned()));
            }
        };
        Ok(address)
    }

    async fn finish(&self, request: RequestBuilder, patience: Duration) -> Result<Value, SendError> {
        let response = request.timeout(patience).send().await.map_err(|error| before_the_answer(&error))?;
        let status = response.status();
        // Only a complete answer says anything for sure.
        let body = response.bytes().await.map_err(|_| SendError::Unknown)?;
        read(status, &body)
    }
}

/// No answer began: whether the request may have arrived all the same.
fn before_the_answer(error: &reqwest::Error) -> SendError {
    if error.is_connect() || error.is_builder() {
        // The cause without the address, which holds the token.
        let cause =
            std::error::Error::source(error).map_or_else(|| "no connection".to_owned(), ToString::to_string);
        return SendError::NotAccepted(cause);
    }
    SendError::Unknown
}

/// What a complete answer says.
fn read(status: StatusCode, body: &[u8]) -> Result<Value, SendError> {
    if status.is_server_error() {
        return Err(SendError::NotAccepted(format!("status {}", status.as_u16())));
    }
    let answer = match serde_json::from_slice::<Answer>(body) {
        Ok(answer) => answer,
        // Something between us and Telegram answered.
        Err(_) if status.is_success() => return Err(SendError::Unknown),
        Err(_) => Answer {
            ok: false,
            result: Value::Null,
            description: String::new(),
            parameters: Parameters::default(),
        },
    };
    if answer.ok { Ok(answer.result) } else { Err(refusal(status, &answer)) }
}

fn refusal(status: StatusCode, answer: &Answer) -> SendError {
    if let Some(id) = answer.parameters.migrate_to_chat_id {
        return SendError::Moved(id);
    }
    if status == StatusCode::TOO_MANY_REQUESTS || answer.parameters.retry_after.is_some() {
        let after = answer.parameters.retry_after.map_or(UNNAMED_WAIT, Duration::from_secs);
        return SendError::Limited { after, whole_platform: false };
    }
    let said = answer.description.to_ascii_lowercase();
    let token =
        status == StatusCode::UNAUTHORIZED || (status == StatusCode::NOT_FOUND && said == "not found");
    if token {
        return SendError::Unauthorized;
    }
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return SendError::BadForm;
    }
    let known = KINDS.iter().find(|(words, _)| words.iter().any(|words| said.contains(words)));
    known.map_or_else(
        || SendError::Refused(format!("{} {}", status.as_u16(), answer.description)),
        |(_, kind)| kind.clone(),
    )
}

/// What descriptions contain, in lower case, and what they mean. The first
/// that fits counts. Telegram documents none of them; these are the server's
/// own (<https://github.com/tdlib/telegram-bot-api>) and the ones it passes on.
const KINDS: &[(&[&str], SendError)] = &[
    (&["user is deactivated"], SendError::Gone(Gone::Deactivated)),
    (
        &["group chat was deleted", "group is deactivated", "group chat was deactivated"],
        SendError::Gone(Gone::Deleted),
    ),
    (&["bot was blocked", "bot was kicked", "bot is not a member"], SendError::Gone(Gone::Removed)),
    (&["chat not found", "peer_id_invalid", "channel_private", "channel_invalid"], SendError::PerhapsGone),
    (
        &["message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid", "topic not found"],
        SendError::TopicLost,
    ),
    (&["wrong file", "wrong remote file", "invalid file", "file reference"], SendError::StalePicture),
    (
        &[
            "can't parse",
            "message is too long",
            "caption is too long",
            "caption_too_long",
            "message_too_long",
            "file is too big",
            "photo_",
            "image_process_failed",
            "to send photos",
            "send_photos_forbidden",
            "send_media_forbidden",
            "media_empty",
            "button_",
        ],
        SendError::BadForm,
    ),
    (
        &[
            "not enough rights",
            "have no rights",
            "need administrator rights",
            "chat_write_forbidden",
            "send_plain_forbidden",
            "chat_restricted",
            "chat_admin_required",
            "can't initiate conversation",
            "user_banned_in_channel",
        ],
        SendError::Forbidden(Right::Send),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(status: u16, body: &Value) -> SendError {
        let status = StatusCode::from_u16(status).expect("a status");
        read(status, body.to_string().as_bytes()).expect_err("it is a refusal")
    }

    fn described(status: u16, description: &str) -> SendError {
        refused(status, &json!({"ok": false, "error_code": status, "description": description}))
    }

    #[test]
    fn every_refusal_with_a_name_has_its_kind() {
        for (status, description, kind) in [
            (403, "Forbidden: bot was blocked by the user", SendError::Gone(Gone::Removed)),
            (403, "Forbidden: bot was kicked from the supergroup chat", SendError::Gone(Gone::Removed)),
            (403, "Forbidden: bot is not a member of the channel chat", SendError::Gone(Gone::Removed)),
            (403, "Forbidden: user is deactivated", SendError::Gone(Gone::Deactivated)),
            (403, "Forbidden: the group chat was deleted", SendError::Gone(Gone::Deleted)),
            (400, "Bad Request: chat not found", SendError::PerhapsGone),
            (400, "Bad Request: message thread not found", SendError::TopicLost),
            (400, "Bad Request: TOPIC_CLOSED", SendError::TopicLost),
            (400, "Bad Request: can't parse entities: unsupported start tag", SendError::BadForm),
            (400, "Bad Request: not enough rights to send photos to the chat", SendError::BadForm),
            (
                400,
                "Bad Request: not enough rights to send text messages to the chat",
                SendError::Forbidden(Right::Send),
            ),
            (400, "Bad Request: CHAT_WRITE_FORBIDDEN", SendError::Forbidden(Right::Send)),
            (
                400,
                "Bad Request: need administrator rights in the channel chat",
                SendError::Forbidden(Right::Send),
            ),
            (401, "Unauthorized", SendError::Unauthorized),
            (404, "Not Found", SendError::Unauthorized),
            (502, "Bad Gateway", SendError::NotAccepted("status 502".into())),
            (400, "Bad Request: wrong file identifier/HTTP URL specified", SendError::StalePicture),
            (400, "Bad Request: a new one", SendError::Refused("400 Bad Request: a new one".into())),
        ] {
            assert_eq!(described(status, description), kind, "{description}");
        }
    }

    #[test]
    fn what_the_parameters_say_counts_before_the_words() {
        let moved = json!({"ok": false, "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": -100_123}});
        assert_eq!(refused(400, &moved), SendError::Moved(-100_123));
        let later = json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 17",
            "parameters": {"retry_after": 17}});
        let after = Duration::from_secs(17);
        assert_eq!(refused(429, &later), SendError::Limited { after, whole_platform: false });
    }

    #[test]
    fn an_answer_that_is_not_telegrams_is_unknown_only_if_it_says_success() {
        assert_eq!(read(StatusCode::OK, b"<html>"), Err(SendError::Unknown));
        assert_eq!(
            read(StatusCode::BAD_GATEWAY, b"<html>"),
            Err(SendError::NotAccepted("status 502".into()))
        );
        assert_eq!(read(StatusCode::FORBIDDEN, b"<html>"), Err(SendError::Refused("403 ".into())));
    }
}
