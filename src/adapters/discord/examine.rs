//! What `doctor` asks Discord: whose token it is, and how the application is
//! set in the developer portal.

use serde_json::Value;
use serenity::model::Permissions;

use super::Discord;
use super::sender::{Call, Failure};

/// The rights that the link to invite the bot asks for: without the first two
/// (in threads the third) nothing is posted, without the others less.
const RIGHTS: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::CREATE_EVENTS);

/// What Discord says of the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Its name.
    pub name: String,
    /// The application's id.
    pub id: String,
    /// How it is set in the portal, where Discord says so.
    pub portal: Option<Portal>,
    /// Connections that may still be begun today, where Discord says so.
    pub connections_left: Option<u64>,
}

/// The switches of the developer portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own there")]
pub struct Portal {
    /// Anybody may add the bot.
    pub public: bool,
    /// Whoever adds it must pass a code, which nobody here takes.
    pub needs_code: bool,
    /// Servers may install it.
    pub by_servers: bool,
    /// Persons may install it.
    pub by_persons: bool,
    /// Interactions go to an address instead of the gateway.
    pub interactions_elsewhere: bool,
}

impl Examined {
    /// The link by which a server is joined, with the rights that are needed.
    #[must_use]
    pub fn server_link(&self) -> String {
        let (id, rights) = (&self.id, RIGHTS.bits());
        format!(
            "https://discord.com/oauth2/authorize?client_id={id}&scope=bot+applications.commands&permissions={rights}&integration_type=0"
        )
    }

    /// The link by which a person installs it.
    #[must_use]
    pub fn person_link(&self) -> String {
        let id = &self.id;
        format!(
            "https://discord.com/oauth2/authorize?client_id={id}&scope=applications.commands&integration_type=1"
        )
    }
}

impl Discord {
    /// Asks Discord about the bot.
    ///
    /// # Errors
    /// In words, without the token; `true` beside them when it was refused.
    pub async fn examine(&self) -> Result<Examined, (String, bool)> {
        let told = |failure: Failure| {
            let refused = matches!(failure, Failure::Refused { status: 401, .. });
            (failure.to_string(), refused)
        };
        let own = self.sender().call(Call::get("/users/@me")).await.map_err(told)?;
        let application = self.sender().call(Call::get("/applications/@me")).await.ok();
        let gateway = self.sender().call(Call::get("/gateway/bot")).await.ok();
        let text = |name: &str| own[name].as_str().unwrap_or_default().to_owned();
        Ok(Examined {
            name: text("username"),
            id: application_id(&own, application.as_ref()),
            portal: application.as_ref().map(portal),
            connections_left: gateway
                .and_then(|gateway| gateway["session_start_limit"]["remaining"].as_u64()),
        })
    }
}

/// An old application's id is not that of its bot; a new one's is.
fn application_id(own: &Value, application: Option<&Value>) -> String {
    let id = application.and_then(|application| application["id"].as_str()).or(own["id"].as_str());
    id.unwrap_or_default().to_owned()
}

/// <https://docs.discord.com/developers/resources/application>
fn portal(application: &Value) -> Portal {
    let installs = application["integration_types_config"].as_object();
    let has = |kind: &str| installs.is_none_or(|installs| installs.contains_key(kind));
    Portal {
        public: application["bot_public"].as_bool().unwrap_or(true),
        needs_code: application["bot_require_code_grant"].as_bool().unwrap_or(false),
        by_servers: has("0"),
        by_persons: has("1"),
        interactions_elsewhere: application["interactions_endpoint_url"]
            .as_str()
            .is_some_and(|url| !url.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_links_name_the_application_and_the_bot_where_that_is_not_told() {
        let (bot, application) = (json!({"id": "2"}), json!({"id": "1"}));
        assert_eq!(application_id(&bot, Some(&application)), "1");
        assert_eq!(application_id(&bot, None), "2");
    }
}
