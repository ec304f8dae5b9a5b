//! Buttons: a message's choices as Telegram's keyboards.

use teloxide::types::{
    InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, KeyboardButtonRequestChat, KeyboardMarkup,
    RequestId,
};

use crate::message::{Act, Choice};

/// The buttons under a message, if there are any.
#[must_use]
pub fn inline(choices: &[Choice]) -> Option<InlineKeyboardMarkup> {
    let mut rows: Vec<Vec<InlineKeyboardButton>> = Vec::new();
    for choice in choices {
        let Some(button) = button(choice) else { continue };
        match rows.last_mut().filter(|_| choice.beside) {
            Some(row) => row.push(button),
            None => rows.push(vec![button]),
        }
    }
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

/// The keyboard with which a person chooses a chat in which the bot is, if the
/// message asks for one.
#[must_use]
pub fn choosing(choices: &[Choice]) -> Option<KeyboardMarkup> {
    let buttons = choices.iter().filter_map(|choice| match choice.act {
        Act::ChooseChat { number, channel } => {
            let request = KeyboardButtonRequestChat::new(RequestId(number), channel).bot_is_member(true);
            Some(vec![
                KeyboardButton::new(choice.label.clone())
                    .request(teloxide::types::ButtonRequest::RequestChat(request)),
            ])
        }
        _ => None,
    });
    let rows: Vec<_> = buttons.collect();
    (!rows.is_empty()).then(|| KeyboardMarkup::new(rows).resize_keyboard().one_time_keyboard())
}

fn button(choice: &Choice) -> Option<InlineKeyboardButton> {
    let label = choice.label.clone();
    match &choice.act {
        Act::Press(data) => Some(InlineKeyboardButton::callback(label, data.clone())),
        Act::Open(address) => Some(InlineKeyboardButton::url(label, address.parse().ok()?)),
        Act::ChooseChat { .. } => None,
    }
}
