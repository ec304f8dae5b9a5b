//! What `doctor` asks Telegram: whose token it is, and how the bot is set at
//! `BotFather`.

use reqwest::Url;
use secrecy::SecretString;
use serde_json::json;

use super::PATIENCE;
use super::sender::Sender;
use crate::ports::SendError;

/// What Telegram says of the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own there")]
pub struct Examined {
    /// Its name, without `@`.
    pub username: String,
    /// Whether it may be added to groups.
    pub joins_groups: bool,
    /// Whether it sees every message of a group, which it does not need.
    pub reads_everything: bool,
    /// Whether it can be asked inline.
    pub inline: bool,
    /// Updates go to an address instead of being asked for.
    pub webhook: bool,
}

impl Examined {
    /// The link by which a group is joined.
    #[must_use]
    pub fn group_link(&self) -> String {
        format!("https://t.me/{}?startgroup=true", self.username)
    }

    /// The link by which a channel is joined, with the one right that is needed.
    #[must_use]
    pub fn channel_link(&self) -> String {
        format!("https://t.me/{}?startchannel=true&admin=post_messages", self.username)
    }
}

/// Asks Telegram about the bot.
///
/// # Errors
/// In words, without the token; `true` beside them when it was refused.
pub async fn examine(api: Url, token: SecretString) -> Result<Examined, (String, bool)> {
    let sender = Sender::new(api, token).map_err(|error| (error.without_url().to_string(), false))?;
    let told = |error: SendError| (error.to_string(), error == SendError::Unauthorized);
    let own = sender.call("getMe", &json!({}), PATIENCE).await.map_err(told)?;
    let webhook = sender.call("getWebhookInfo", &json!({}), PATIENCE).await.ok();
    let is = |name: &str| own[name].as_bool().unwrap_or_default();
    Ok(Examined {
        username: own["username"].as_str().unwrap_or_default().to_owned(),
        joins_groups: own["can_join_groups"].as_bool().unwrap_or(true),
        reads_everything: is("can_read_all_group_messages"),
        inline: is("supports_inline_queries"),
        webhook: webhook.is_some_and(|info| info["url"].as_str().is_some_and(|url| !url.is_empty())),
    })
}
