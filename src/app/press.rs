//! What a button carries, so that it still works after a restart: a page with
//! its language and whose page it is, or something that moderators do. At most
//! 64 bytes of ASCII (Telegram's callback data; the limit of Discord's custom
//! ids is 100).

use crate::language::Language;
use crate::message::{Act, Message};
use crate::remembrance::Post;

/// A page's button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// What to show.
    pub view: View,
    /// In which language.
    pub language: Language,
    /// For whom: a person by the platform's id, if somebody named asked.
    pub asker: Option<i64>,
}

/// Something to show. Pages count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// One fact, by its id.
    Fact {
        /// The fact's id.
        fact: String,
    },
    /// The list of topics.
    Topics,
    /// The facts of a topic.
    Topic {
        /// The topic's key.
        topic: String,
        /// Which page.
        page: usize,
    },
    /// Events in order of time.
    Timeline {
        /// Which page.
        page: usize,
    },
    /// Figures with who gives them.
    Figures {
        /// Which page.
        page: usize,
    },
    /// All sources.
    Sources {
        /// Which page.
        page: usize,
    },
    /// One source and what rests on it.
    Source {
        /// The source's id.
        source: String,
        /// Which page.
        page: usize,
    },
}

impl Press {
    /// A page's button that belongs to nobody yet.
    #[must_use]
    pub fn new(view: View, language: Language) -> Self {
        Self { view, language, asker: None }
    }

    /// What the button carries.
    #[must_use]
    pub fn data(&self) -> String {
        let (name, id, page) = match &self.view {
            View::Fact { fact } => ("f", fact.as_str(), 0),
            View::Topics => ("l", "", 0),
            View::Topic { topic, page } => ("t", topic.as_str(), *page),
            View::Timeline { page } => ("w", "", *page),
            View::Figures { page } => ("n", "", *page),
            View::Sources { page } => ("s", "", *page),
            View::Source { source, page } => ("o", source.as_str(), *page),
        };
        let asker = self.asker.map(|asker| format!(":{}", base36(asker))).unwrap_or_default();
        format!("{name}:{}:{id}:{page}{asker}", self.language)
    }

    /// Reads what a button carried; `None` if no page's button carries it.
    #[must_use]
    pub fn parse(data: &str) -> Option<Self> {
        let mut parts = data.split(':');
        let mut next = || parts.next();
        let (name, language, id, page) = (next()?, Language::from_tag(next()?)?, next()?, next()?);
        let asker = next().map(|asker| i64::from_str_radix(asker, 36).ok());
        if asker == Some(None) || next().is_some() {
            return None;
        }
        let page = page.parse().ok()?;
        let id = id.to_owned();
        let view = match name {
            "f" => View::Fact { fact: id },
            "l" => View::Topics,
            "t" => View::Topic { topic: id, page },
            "w" => View::Timeline { page },
            "n" => View::Figures { page },
            "s" => View::Sources { page },
            "o" => View::Source { source: id, page },
            _ => return None,
        };
        Some(Self { view, language, asker: asker.flatten() })
    }
}

/// The language that a button is answered in.
pub(super) fn language(data: &str) -> Option<Language> {
    let page = || Press::parse(data).map(|press| press.language);
    Lever::parse(data).map(|lever| lever.language).or_else(page)
}

/// Makes the pages' buttons of a message belong to a person.
pub(super) fn belong_to(message: &mut Message, asker: i64) {
    for choice in &mut message.choices {
        if let Act::Press(data) = &mut choice.act
            && let Some(press) = Press::parse(data)
        {
            *data = Press { asker: Some(asker), ..press }.data();
        }
    }
}

/// A moderator's button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lever {
    /// What it does.
    pub pull: Pull,
    /// In which language it is answered.
    pub language: Language,
    /// The community it is about, by the platform's id; none: that in which it
    /// is pressed.
    pub of: Option<i64>,
}

/// What a moderator's button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pull {
    /// A command of `/remembrance`, as typed after it; nothing: the menu.
    Do(String),
    /// A page of the menu: `zone`, `zone Europe 1` …
    Page(String),
    /// Lets everything go on that stands paused since the bot came back.
    ResumeAll,
    /// Takes back that a destination was removed.
    Undo {
        /// Its row.
        destination: i64,
    },
    /// Erases everything.
    Forget,
    /// Posts now what was due already.
    PostNow {
        /// The destination's row.
        destination: i64,
        /// Which post.
        post: Post,
        /// Of which year.
        year: i32,
    },
}

impl Lever {
    /// What the button carries.
    #[must_use]
    pub fn data(&self) -> String {
        let of = self.of.map(base36).unwrap_or_default();
        let what = match &self.pull {
            Pull::Do(words) => format!("do:{words}"),
            Pull::Page(page) => format!("page:{page}"),
            Pull::ResumeAll => "resume:".to_owned(),
            Pull::Undo { destination } => format!("undo:{destination}"),
            Pull::Forget => "forget:".to_owned(),
            Pull::PostNow { destination, post, year } => format!("now:{destination} {post} {year}"),
        };
        format!("!:{}:{of}:{what}", self.language)
    }

    /// Reads what a button carried; `None` if no moderator's button carries it.
    #[must_use]
    pub fn parse(data: &str) -> Option<Self> {
        let mut parts = data.strip_prefix("!:")?.splitn(4, ':');
        let mut next = || parts.next();
        let (language, of, name, rest) = (Language::from_tag(next()?)?, next()?, next()?, next()?);
        let of = if of.is_empty() { None } else { Some(i64::from_str_radix(of, 36).ok()?) };
        let pull = match name {
            "do" => Pull::Do(rest.to_owned()),
            "page" => Pull::Page(rest.to_owned()),
            "resume" => Pull::ResumeAll,
            "undo" => Pull::Undo { destination: rest.parse().ok()? },
            "forget" => Pull::Forget,
            "now" => {
                let [destination, post, year] = rest.split(' ').collect::<Vec<_>>().try_into().ok()?;
                let destination = destination.parse().ok()?;
                Pull::PostNow { destination, post: post.parse().ok()?, year: year.parse().ok()? }
            }
            _ => return None,
        };
        Some(Self { pull, language, of })
    }
}

/// A number in as few characters as may be.
fn base36(number: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    while rest > 0 || digits.is_empty() {
        digits.extend(u32::try_from(rest % 36).ok().and_then(|digit| char::from_digit(digit, 36)));
        rest /= 36;
    }
    digits.extend((number < 0).then_some('-'));
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_button_carries_is_read_back_and_fits_telegram() {
        let longest = "a".repeat(40);
        for view in [
            View::Fact { fact: longest.clone() },
            View::Topics,
            View::Topic { topic: longest.clone(), page: 999 },
            View::Timeline { page: 3 },
            View::Figures { page: 0 },
            View::Sources { page: 7 },
            View::Source { source: longest, page: 999 },
        ] {
            for asker in [None, Some(0), Some(i64::MAX)] {
                let press = Press { view: view.clone(), language: Language::Azerbaijani, asker };
                assert!(press.data().len() <= 64, "{}", press.data());
                assert_eq!(Press::parse(&press.data()), Some(press));
            }
        }
    }

    #[test]
    fn what_a_moderators_button_carries_is_read_back_and_fits_telegram() {
        for pull in [
            Pull::Do("set language:az+en".into()),
            Pull::Do(String::new()),
            Pull::Do("set timezone:America/North_Dakota/New_Salem".into()),
            Pull::Page("zone Antarctica 12".into()),
            Pull::ResumeAll,
            Pull::Undo { destination: i64::MAX },
            Pull::Forget,
            Pull::PostNow { destination: 9_999_999_999, post: Post::Silence, year: 2027 },
        ] {
            for of in [None, Some(-1_001_234_567_890), Some(77)] {
                let lever = Lever { pull: pull.clone(), language: Language::Russian, of };
                assert!(lever.data().len() <= 64, "{}", lever.data());
                assert_eq!(Lever::parse(&lever.data()), Some(lever.clone()));
                assert_eq!(Press::parse(&lever.data()), None);
            }
        }
    }

    proptest! {
        #[test]
        fn no_data_makes_the_parser_panic(data in "[a-z]{0,8}:?[a-z]{0,3}:?\\PC{0,30}") {
            let _ = (Press::parse(&data), Lever::parse(&data));
        }
    }
}
