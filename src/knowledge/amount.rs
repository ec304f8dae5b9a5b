//! Figures as readers see them: the value with its bound, its thousands parted
//! as the language does.

use super::{Bound, Figure};
use crate::language::Language;
use crate::locale::{Texts, Value};

/// A figure's value in words: `131`, `more than 130`, `48–66`.
#[must_use]
pub fn shown(texts: &Texts, language: Language, figure: &Figure) -> String {
    let value = grouped(texts, language, figure.value);
    let value = match figure.to {
        Some(to) => format!("{value}–{}", grouped(texts, language, to)),
        None => value,
    };
    let key = match figure.bound {
        None => return value,
        Some(Bound::MoreThan) => "bound-more-than",
        Some(Bound::AtLeast) => "bound-at-least",
        Some(Bound::About) => "bound-about",
        Some(Bound::Nearly) => "bound-nearly",
        Some(Bound::UpTo) => "bound-up-to",
    };
    texts.format(language, key, &[("value", Value::Words(&value))])
}

/// A number with its thousands parted as the language does.
#[must_use]
pub fn grouped(texts: &Texts, language: Language, value: u64) -> String {
    let digits = value.to_string();
    if digits.len() <= 4 {
        return digits;
    }
    let separator = texts.text(language, "thousands-separator");
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = if first > 0 { vec![&digits[..first]] } else { Vec::new() };
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.join(&separator)
}
