//! What Discord sends, with every field that its documentation promises.

use serde_json::{Value, json};

use super::world::{Channel, Guild, Person, World};
use super::{APPLICATION, OWN};

pub fn user(id: u64, name: &str, bot: bool) -> Value {
    json!({
        "id": id.to_string(), "username": name, "discriminator": "0", "global_name": name, "avatar": null,
        "bot": bot, "public_flags": 0,
    })
}

pub fn own() -> Value {
    user(OWN, "january20", true)
}

pub fn member(user: Value, roles: &[u64], permissions: Option<u64>) -> Value {
    let roles: Vec<String> = roles.iter().map(u64::to_string).collect();
    let mut member = json!({
        "user": user, "nick": null, "avatar": null, "roles": roles, "joined_at": "2026-01-01T00:00:00+00:00",
        "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
        "communication_disabled_until": null,
    });
    if let Some(permissions) = permissions {
        member["permissions"] = json!(permissions.to_string());
    }
    member
}

pub fn role(id: u64, permissions: u64, mentionable: bool) -> Value {
    json!({
        "id": id.to_string(), "name": format!("role {id}"), "color": 0,
        "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
        "hoist": false, "managed": false, "mentionable": mentionable, "icon": null, "unicode_emoji": null,
        "permissions": permissions.to_string(), "position": 0, "flags": 0,
    })
}

pub fn channel(channel: &Channel) -> Value {
    let own = json!({
        "id": OWN.to_string(), "type": 1, "allow": channel.rights.to_string(),
        "deny": (!channel.rights & ((1 << 53) - 1) & !8).to_string(),
    });
    let mut json = json!({
        "id": channel.id.to_string(), "guild_id": channel.guild.to_string(), "type": channel.kind,
        "name": channel.name, "position": 0, "nsfw": false, "topic": null, "rate_limit_per_user": 0,
        "last_message_id": null, "flags": 0,
    });
    if channel.is_thread() {
        json["parent_id"] = json!(channel.parent.to_string());
        json["owner_id"] = json!("1");
        json["message_count"] = json!(1);
        json["member_count"] = json!(1);
        json["thread_metadata"] = json!({
            "archived": channel.archived, "auto_archive_duration": 1440, "locked": channel.locked,
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
        });
    } else {
        json["parent_id"] = Value::Null;
        json["permission_overwrites"] = json!([own]);
    }
    json
}

/// As `GET /guilds/{id}` gives it.
pub fn guild(guild: &Guild) -> Value {
    let everybody = role(guild.id, guild.rights, false);
    let roles: Vec<Value> =
        guild.roles.iter().map(|(id, loud)| role(*id, 0, *loud)).chain([everybody]).collect();
    json!({
        "id": guild.id.to_string(), "name": format!("server {}", guild.id), "icon": null, "splash": null,
        "discovery_splash": null, "owner_id": "1", "afk_channel_id": null, "afk_timeout": 300,
        "verification_level": 1, "default_message_notifications": 0, "explicit_content_filter": 0,
        "roles": roles, "emojis": [], "features": [], "mfa_level": 0, "application_id": null,
        "system_channel_id": guild.system.map(|id| id.to_string()), "system_channel_flags": 0,
        "rules_channel_id": null, "vanity_url_code": null, "description": null, "banner": null,
        "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": guild.locale,
        "public_updates_channel_id": null, "nsfw_level": 0, "stickers": [],
        "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null, "incidents_data": null,
    })
}

/// As `GUILD_CREATE` gives it.
pub fn guild_create(world: &World, guild: &Guild) -> Value {
    let mut json = self::guild(guild);
    let channels = || world.channels.values().filter(|channel| channel.guild == guild.id);
    json["joined_at"] = json!("2026-01-01T00:00:00+00:00");
    json["large"] = json!(false);
    json["unavailable"] = json!(false);
    json["member_count"] = json!(2);
    json["voice_states"] = json!([]);
    json["members"] = json!([member(own(), &[], None)]);
    json["channels"] = channels().filter(|one| !one.is_thread()).map(channel).collect();
    json["threads"] = channels().filter(|one| one.is_thread()).map(channel).collect();
    json["presences"] = json!([]);
    json["stage_instances"] = json!([]);
    json["guild_scheduled_events"] = json!([]);
    json
}

pub fn ready(world: &World, shard: &Value, session: &str, gateway: &str) -> Value {
    let (number, total) = (shard[0].as_u64().unwrap_or(0), shard[1].as_u64().unwrap_or(1));
    let ours = world.guilds.keys().filter(|id| (**id >> 22) % total == number);
    let guilds: Vec<Value> = ours.map(|id| json!({"id": id.to_string(), "unavailable": true})).collect();
    json!({
        "v": 10, "user": own(), "guilds": guilds, "session_id": session, "resume_gateway_url": gateway,
        "shard": shard, "application": {"id": APPLICATION.to_string(), "flags": 0},
    })
}

/// An interaction around its data.
pub fn interaction(world: &World, person: &Person, id: u64, token: &str) -> Value {
    let user = user(person.id, "somebody", false);
    let mut json = json!({
        "id": id.to_string(), "application_id": APPLICATION.to_string(), "token": token, "version": 1,
        "channel_id": person.channel.to_string(), "locale": person.locale, "entitlements": [],
        "app_permissions": super::ALL_RIGHTS.to_string(), "attachment_size_limit": 10_485_760,
    });
    if let Some(channel) = world.channels.get(&person.channel) {
        json["channel"] = channel_for(channel);
    }
    let Some(guild) = person.guild else {
        json["user"] = user;
        json["context"] = json!(1);
        json["authorizing_integration_owners"] = json!({"1": person.id.to_string()});
        return json;
    };
    let permissions = if person.moderator { super::MANAGE_GUILD | super::VIEW } else { super::VIEW };
    json["guild_id"] = json!(guild.to_string());
    json["guild_locale"] = json!(world.guilds.get(&guild).map_or("en-US", |guild| &guild.locale));
    json["member"] = member(user, &[], Some(permissions));
    json["context"] = json!(0);
    let by_server = world.guilds.contains_key(&guild);
    let (install, owner) = if by_server { ("0", guild) } else { ("1", person.id) };
    json["authorizing_integration_owners"] = json!({install: owner.to_string()});
    json
}

fn channel_for(of: &Channel) -> Value {
    let mut json = channel(of);
    json["permissions"] = json!(super::VIEW.to_string());
    json
}

/// A message around its body.
pub fn message(id: u64, channel: u64, body: &Value) -> Value {
    let attachments = body["attachments"].as_array().cloned().unwrap_or_default();
    let attachments: Vec<Value> = attachments
        .iter()
        .map(|one| {
            let name = &one["filename"];
            let url = format!("https://cdn.discordapp.com/{id}/{}", name.as_str().unwrap_or_default());
            json!({"id": "1", "filename": name, "description": one["description"], "size": 1,
                "url": url, "proxy_url": url})
        })
        .collect();
    let notified: Vec<&Value> = body["allowed_mentions"]["roles"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|role| {
            let named = format!("<@&{}>", role.as_str().unwrap_or_default());
            body["content"].as_str().is_some_and(|text| text.contains(&named))
        })
        .collect();
    let embeds = body["embeds"].as_array().cloned().unwrap_or_default();
    let embeds: Vec<Value> = embeds
        .into_iter()
        .map(|mut embed| {
            embed["type"] = json!("rich");
            embed
        })
        .collect();
    json!({
        "id": id.to_string(), "channel_id": channel.to_string(), "author": own(),
        "content": body["content"].as_str().unwrap_or_default(),
        "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": null, "tts": false,
        "mention_everyone": false, "mentions": [], "mention_roles": notified, "attachments": attachments,
        "embeds": embeds, "pinned": false, "type": 0, "flags": body["flags"].as_u64().unwrap_or(0),
        "components": body["components"].as_array().cloned().unwrap_or_default(),
    })
}
