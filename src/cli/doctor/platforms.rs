//! The platforms' part: tokens, the switches at `BotFather` and in Discord's
//! portal, the links to invite the bot.

use super::Finding;
use crate::adapters::discord::{self, Discord};
use crate::adapters::telegram;
use crate::cli::config::Config;

/// Where Discord's switches are.
const PORTAL: &str = "https://discord.com/developers/applications";

pub(super) async fn discord(config: &Config) -> Vec<Finding> {
    let Some(token) = config.discord_token.clone() else {
        return vec![Finding::note("discord", "DISCORD_TOKEN is not set: not served")];
    };
    let examined = match Discord::connect(&config.discord_api_url, token) {
        Ok(discord) => discord.examine().await,
        Err(error) => Err((error.without_url().to_string(), false)),
    };
    match examined {
        Ok(examined) => discord_findings(&examined),
        Err((_, true)) => vec![Finding::wrong(
            "discord",
            format!("the token is refused; copy it anew from the Bot page at {PORTAL} into DISCORD_TOKEN"),
        )],
        Err((problem, false)) => vec![Finding::wrong(
            "discord",
            format!("{problem}; look whether this machine reaches {}", shown(&config.discord_api_url)),
        )],
    }
}

fn discord_findings(examined: &discord::examine::Examined) -> Vec<Finding> {
    let mut findings =
        vec![Finding::well("discord", format!("the token is that of {} ({})", examined.name, examined.id))];
    match examined.portal {
        Some(portal) => findings.extend(portal_findings(portal)),
        None => findings.push(Finding::note(
            "discord",
            format!("its switches cannot be seen; at {PORTAL}, Installation, switch on both Guild Install and User Install"),
        )),
    }
    if examined.connections_left == Some(0) {
        findings.push(Finding::wrong("discord", "no more connections may be begun today; wait a day"));
    }
    findings.push(Finding::note("discord", format!("invite it to a server: {}", examined.server_link())));
    findings.push(Finding::note("discord", format!("install it for oneself: {}", examined.person_link())));
    findings
}

fn portal_findings(portal: discord::examine::Portal) -> Vec<Finding> {
    let mut findings = Vec::new();
    if portal.interactions_elsewhere {
        findings.push(Finding::wrong(
            "discord",
            format!("commands go to an address instead of this program; at {PORTAL}, General Information, empty Interactions Endpoint URL"),
        ));
    }
    if portal.needs_code {
        findings.push(Finding::wrong(
            "discord",
            format!("nobody can add the bot; at {PORTAL}, Bot, switch Requires OAuth2 Code Grant off"),
        ));
    }
    if !portal.by_servers {
        findings.push(Finding::wrong(
            "discord",
            format!("servers cannot install it; at {PORTAL}, Installation, switch Guild Install on"),
        ));
    }
    if !portal.by_persons {
        findings.push(Finding::note(
            "discord",
            format!("persons cannot install it for use anywhere; at {PORTAL}, Installation, switch User Install on"),
        ));
    }
    if !portal.public {
        findings.push(Finding::note(
            "discord",
            "only its owner can add it to servers: Public Bot is off in the portal",
        ));
    }
    findings
}

pub(super) async fn telegram(config: &Config) -> Vec<Finding> {
    let Some(token) = config.telegram_token.clone() else {
        return vec![Finding::note("telegram", "TELEGRAM_TOKEN is not set: not served")];
    };
    let Ok(api) = config.telegram_api_url.parse() else {
        return vec![Finding::wrong("telegram", "TELEGRAM_API_URL is no address; write it as https://HOST")];
    };
    match telegram::examine::examine(api, token).await {
        Ok(examined) => telegram_findings(&examined),
        Err((_, true)) => vec![Finding::wrong(
            "telegram",
            "the token is refused; ask @BotFather for it with /token and put it into TELEGRAM_TOKEN",
        )],
        Err((problem, false)) => vec![Finding::wrong(
            "telegram",
            format!("{problem}; look whether this machine reaches {}", shown(&config.telegram_api_url)),
        )],
    }
}

fn telegram_findings(examined: &telegram::examine::Examined) -> Vec<Finding> {
    let mut findings =
        vec![Finding::well("telegram", format!("the token is that of @{}", examined.username))];
    if !examined.joins_groups {
        findings.push(Finding::wrong(
            "telegram",
            "it cannot be added to groups; send @BotFather /setjoingroups and choose Enable",
        ));
    }
    if !examined.inline {
        findings.push(Finding::note("telegram", "it cannot be asked inline; send @BotFather /setinline"));
    }
    if examined.reads_everything {
        findings.push(Finding::note(
            "telegram",
            "it gets every message of its groups and needs none of them; send @BotFather /setprivacy and choose Enable",
        ));
    }
    if examined.webhook {
        findings.push(Finding::note(
            "telegram",
            "a webhook is set, so another program may use this token; run removes it",
        ));
    }
    findings.push(Finding::note("telegram", format!("add it to a group: {}", examined.group_link())));
    findings.push(Finding::note("telegram", format!("add it to a channel: {}", examined.channel_link())));
    findings
}

/// An address without the password that may stand in it.
fn shown(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            format!("{scheme}://{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host))
        }
        None => String::new(),
    }
}
