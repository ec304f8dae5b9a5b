//! What an interaction carries: a command's path and the values given with it.

use serenity::model::application::{CommandDataOption, CommandDataOptionValue, CommandInteraction};

use super::rights::signed;
use crate::commands::Surface;
use crate::commands::catalogue::{Entry, Kind, Offer};
use crate::commands::parse::Value as Given;

/// The command with its subcommand, and what was given with it.
pub(super) fn path(command: &CommandInteraction) -> (Vec<&str>, Vec<(&str, Given)>) {
    let mut path = vec![command.data.name.as_str()];
    let mut options: &[CommandDataOption] = &command.data.options;
    while let [CommandDataOption { name, value, .. }] = options {
        let (CommandDataOptionValue::SubCommand(inner) | CommandDataOptionValue::SubCommandGroup(inner)) =
            value
        else {
            break;
        };
        path.push(name);
        options = inner;
    }
    (path, options.iter().filter_map(|option| Some((option.name.as_str(), given(&option.value)?))).collect())
}

/// What an option offers while somebody types.
pub(super) fn offer(path: &[&str], option: &str) -> Option<Offer> {
    let [group, name] = path else { return None };
    let entry =
        Entry::on(Surface::Discord).find(|entry| entry.group.name() == *group && entry.name == *name)?;
    match entry.options(Surface::Discord).find(|known| known.name == option)?.kind {
        Kind::Text { offers, .. } => offers,
        _ => None,
    }
}

/// One value.
fn given(value: &CommandDataOptionValue) -> Option<Given> {
    Some(match value {
        CommandDataOptionValue::String(text) | CommandDataOptionValue::Autocomplete { value: text, .. } => {
            Given::Text(text.clone())
        }
        CommandDataOptionValue::Boolean(flag) => Given::Flag(*flag),
        CommandDataOptionValue::Channel(id) => Given::Id(signed(id.get())),
        CommandDataOptionValue::Role(id) => Given::Id(signed(id.get())),
        _ => return None,
    })
}
