//! Whoever `intake` hands updates to: it has them read and answered, and keeps
//! those that have to wait as the JSON that Telegram sent. An inline query is not
//! kept: its time is over in seconds.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use teloxide::types::{MaybeInaccessibleMessage, Update, UpdateKind};
use thiserror::Error;

use super::Telegram;
use super::desk::{Attendant, Line};
use crate::app::App;
use crate::community::Platform;
use crate::store::{StoreError, Waiting};

/// The bot, with what answers.
#[derive(Debug, Clone)]
pub(super) struct Clerk {
    pub telegram: Telegram,
    pub app: Arc<App>,
}

/// Updates are not kept, read or let go.
#[derive(Debug, Error)]
pub(super) enum Unkept {
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Read again it would not be what it was.
    #[error("an update cannot be written down faithfully")]
    Unfaithful,
}

impl Attendant for Clerk {
    type Fault = Unkept;

    fn notice(&self, batch: &[Update]) {
        self.telegram.notice(batch);
    }

    async fn handle(self, update: Arc<Update>, arrived: Duration) {
        self.telegram.handle(&self.app, &update, arrived).await;
    }

    async fn excuse(self, update: Arc<Update>, arrived: Duration) {
        self.telegram.excuse(&self.app, &update, arrived).await;
    }

    async fn keep(&self, updates: &[Arc<Update>]) -> Result<(), Unkept> {
        let kept = updates.iter().filter(|update| !matches!(update.kind, UpdateKind::InlineQuery(_)));
        let kept: Option<Vec<Waiting>> = kept.map(|update| waiting(update)).collect();
        let kept = kept.ok_or(Unkept::Unfaithful)?;
        Ok(self.app.keep_waiting(Platform::Telegram, &kept).await?)
    }

    async fn kept(&self) -> Result<Vec<Update>, Unkept> {
        let bodies = self.app.waiting(Platform::Telegram).await?;
        Ok(bodies.iter().filter_map(|body| read(body)).collect())
    }

    async fn let_go(&self, updates: &[u32]) -> Result<(), Unkept> {
        let updates: Vec<i64> = updates.iter().copied().map(i64::from).collect();
        Ok(self.app.remove_waiting(Platform::Telegram, &updates).await?)
    }
}

/// An update as it is kept; none where it could not be read again as it is.
fn waiting(update: &Update) -> Option<Waiting> {
    let mut body = match &update.kind {
        // What the library cannot read it gives as it came.
        UpdateKind::Error(raw) => raw.clone(),
        _ => serde_json::to_value(update).ok()?,
    };
    if let UpdateKind::CallbackQuery(query) = &update.kind
        && let Some(MaybeInaccessibleMessage::Inaccessible(_)) = query.message
    {
        // By which it is known, and which the library leaves out.
        body["callback_query"]["message"]["date"] = json!(0);
    }
    let body = body.to_string();
    let faithful = read(&body).as_ref() == Some(update);
    faithful.then(|| Waiting { update: update.id.0.into(), chat: Line::of(update).id(), body })
}

/// As the library reads it in a batch.
fn read(body: &str) -> Option<Update> {
    let mut update: Update = serde_json::from_str(body).ok()?;
    if let UpdateKind::Error(raw) = &mut update.kind {
        *raw = serde_json::from_str::<Value>(body).ok()?;
    }
    Some(update)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes, as Telegram sends it: of every kind that is used.
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn kinds() -> Vec<Value> {
        let leyla = json!({"id": 501, "is_bot": false, "first_name": "Leyla", "username": "leyla",
            "language_code": "az", "is_premium": true});
        let bot = json!({"id": 42, "is_bot": true, "first_name": "January 20", "username": "january20_bot"});
        let private = json!({"id": 501, "type": "private", "first_name": "Leyla", "username": "leyla"});
        let group = json!({"id": -100_123, "type": "supergroup", "title": "Family", "is_forum": true});
        let old = json!({"id": -123, "type": "group", "title": "Family",
            "all_members_are_administrators": true});
        let channel = json!({"id": -100_456, "type": "channel", "title": "News", "username": "news"});
        let said = |chat: &Value, more: Value| {
            let mut message = json!({"message_id": 7, "date": 1_800_000_000, "chat": chat, "from": leyla});
            for (name, value) in more.as_object().into_iter().flatten() {
                message[name] = value.clone();
            }
            message
        };
        let question = said(
            &private,
            json!({"text": "/ask who?", "entities":
            [{"type": "bot_command", "offset": 0, "length": 4}, {"type": "text_mention", "offset": 5, "length": 3,
              "user": leyla}, {"type": "text_link", "offset": 5, "length": 3, "url": "https://example.org/"},
             {"type": "pre", "offset": 5, "length": 3, "language": "c"}],
            "link_preview_options": {"is_disabled": true}}),
        );
        let mut messages = vec![question.clone()];
        messages.extend(
            [
                json!({"text": "a reply", "reply_to_message": question, "message_thread_id": 5,
                    "is_topic_message": true}),
                json!({"text": "quoting", "quote": {"text": "who", "position": 3, "is_manual": true},
                    "reply_to_message": question, "has_protected_content": true}),
                json!({"text": "of the group", "sender_chat": group, "author_signature": "chief"}),
                json!({"text": "forwarded", "is_automatic_forward": true, "sender_chat": channel,
                    "forward_origin": {"type": "channel", "chat": channel, "message_id": 5, "date": 1}}),
                json!({"text": "by way of a bot", "via_bot": bot}),
                json!({"text": "edited", "edit_date": 1_800_000_001}),
                json!({"migrate_to_chat_id": -100_123}),
                json!({"migrate_from_chat_id": -123}),
                json!({"forum_topic_closed": {}}),
                json!({"forum_topic_reopened": {}}),
                json!({"forum_topic_created": {"name": "News", "icon_color": 7_322_096}}),
                json!({"chat_shared": {"request_id": 1, "chat_id": -100_123}}),
                json!({"new_chat_members": [bot]}),
                json!({"left_chat_member": bot}),
                json!({"new_chat_title": "Family 2"}),
                json!({"pinned_message": question}),
                json!({"group_chat_created": true}),
                json!({"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "file_size": 5}],
                    "caption": "a picture", "media_group_id": "1"}),
                json!({"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1,
                    "height": 1, "is_animated": false, "is_video": false, "emoji": "🕯"}}),
                json!({"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3,
                    "mime_type": "audio/ogg", "file_size": 5}}),
                json!({"video": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "duration": 3,
                    "mime_type": "video/mp4"}}),
                json!({"document": {"file_id": "a", "file_unique_id": "b", "file_name": "a.pdf",
                    "mime_type": "application/pdf"}}),
                json!({"location": {"latitude": 40.4, "longitude": 49.9}}),
                json!({"contact": {"phone_number": "1", "first_name": "Leyla"}}),
                json!({"dice": {"emoji": "🎲", "value": 3}}),
                json!({"something": {"that": "no library knows yet"}}),
            ]
            .map(|more| said(&group, more)),
        );
        let presses = [
            json!({"message": said(&group, json!({"text": "a page", "from": bot, "reply_markup":
                {"inline_keyboard": [[{"text": "next", "callback_data": "w:en::1"}]]}}))}),
            json!({"message": {"chat": group, "message_id": 7, "date": 0}}),
            json!({"inline_message_id": "5"}),
        ];
        let standing = |before: Value, after: Value| {
            json!({"my_chat_member": {"chat": group, "from": leyla, "date": 1_800_000_000,
                "old_chat_member": before, "new_chat_member": after}})
        };
        let member = json!({"status": "member", "user": bot});
        let administrator = json!({"status": "administrator", "user": bot, "can_be_edited": false,
            "is_anonymous": false, "can_manage_chat": true, "can_delete_messages": true,
            "can_manage_video_chats": false, "can_restrict_members": false, "can_promote_members": false,
            "can_change_info": false, "can_invite_users": true, "can_post_stories": false,
            "can_edit_stories": false, "can_delete_stories": false, "can_manage_topics": true});
        let restricted = json!({"status": "restricted", "user": bot, "is_member": true, "until_date": 0,
            "can_send_messages": false, "can_send_audios": false, "can_send_documents": false,
            "can_send_photos": false, "can_send_videos": false, "can_send_video_notes": false,
            "can_send_voice_notes": false, "can_send_polls": false, "can_send_other_messages": false,
            "can_add_web_page_previews": false, "can_change_info": false, "can_invite_users": false,
            "can_pin_messages": false, "can_manage_topics": false});
        let mut kinds: Vec<Value> = messages.into_iter().map(|message| json!({"message": message})).collect();
        kinds.push(json!({"message": said(&old, json!({"text": "/ask"}))}));
        kinds.push(json!({"channel_post": {"message_id": 7, "date": 1_800_000_000, "chat": channel,
            "sender_chat": channel, "text": "/remembrance", "author_signature": "Leyla"}}));
        kinds.extend(presses.map(|more| {
            let mut query = json!({"id": "77", "from": leyla, "chat_instance": "5", "data": "w:en::1"});
            for (name, value) in more.as_object().into_iter().flatten() {
                query[name] = value.clone();
            }
            json!({"callback_query": query})
        }));
        kinds.push(standing(json!({"status": "left", "user": bot}), member.clone()));
        kinds.push(standing(member.clone(), administrator));
        kinds.push(standing(member.clone(), restricted));
        kinds.push(standing(member, json!({"status": "kicked", "user": bot, "until_date": 0})));
        kinds.push(json!({"message": {"message_id": 7, "of": "no form that is known"}}));
        kinds.push(json!({"of_another_year": {}}));
        kinds
    }

    /// Reads an update as it comes.
    fn arrives(mut kind: Value, id: u32) -> Update {
        kind["update_id"] = json!(id);
        read(&kind.to_string()).expect("an update")
    }

    #[test]
    fn whatever_comes_is_written_down_faithfully() {
        let unreadable = kinds().into_iter().map(|kind| arrives(kind, 5));
        let unreadable = unreadable.filter(|update| matches!(update.kind, UpdateKind::Error(_)));
        assert_eq!(unreadable.collect::<Vec<_>>().len(), 2, "those that are no form that is known");
        let unfaithful: Vec<Value> =
            kinds().into_iter().filter(|kind| waiting(&arrives(kind.clone(), 5)).is_none()).collect();
        assert!(unfaithful.is_empty(), "{} of {}: {unfaithful:#?}", unfaithful.len(), kinds().len());
    }
}
