//! The languages the bot speaks, one line each. It knows nothing of texts:
//! they live in `data/<code>/` and are read by [`crate::locale`] and
//! [`crate::knowledge`].

use std::fmt;
use std::ops::{Index, IndexMut};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Declares [`Language`]: variant, ISO 639-1 code, its own name for itself.
/// The first is the language that every translation is compared with.
macro_rules! languages {
    ($($variant:ident = $code:literal, $name:literal;)+) => {
        /// A language the bot answers in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Language { $(
            #[doc = $name]
            $variant,
        )+ }

        impl Language {
            /// Every language, the reference language first.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The ISO 639-1 code, as people type it after `lang:`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What its speakers call it.
            #[must_use]
            pub const fn own_name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

languages! {
    English = "en", "English";
    Azerbaijani = "az", "Azərbaycanca";
    Russian = "ru", "Русский";
    Turkish = "tr", "Türkçe";
}

impl Language {
    /// The language whose texts are the original of every translation.
    pub const REFERENCE: Self = Self::ALL[0];

    /// The language of a tag such as `az`, `AZ`, `az-Latn` or `tr_TR.UTF-8`:
    /// its first subtag decides. `None` for a language the bot does not speak.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let first = tag.trim().split(['-', '_', '.']).next()?;
        Self::ALL.iter().copied().find(|language| first.eq_ignore_ascii_case(language.code()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The languages of a post: one, or two of which the first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Languages {
    first: Language,
    second: Option<Language>,
}

/// Not `az`, nor `az+en`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no language or pair of languages")]
pub struct NotLanguages(pub String);

impl Languages {
    /// They, in order.
    pub fn iter(self) -> impl Iterator<Item = Language> {
        std::iter::once(self.first).chain(self.second)
    }

    /// The one that comes first.
    #[must_use]
    pub fn first(self) -> Language {
        self.first
    }

    /// The one that comes last.
    #[must_use]
    pub fn last(self) -> Language {
        self.second.unwrap_or(self.first)
    }
}

impl From<Language> for Languages {
    fn from(first: Language) -> Self {
        Self { first, second: None }
    }
}

impl FromStr for Languages {
    type Err = NotLanguages;

    /// Reads `az` or `az+en`; two must differ.
    fn from_str(text: &str) -> Result<Self, NotLanguages> {
        let wrong = || NotLanguages(text.to_owned());
        let code = |code: &str| {
            let called = |language: &Language| language.code().eq_ignore_ascii_case(code.trim());
            Language::ALL.iter().copied().find(called)
        };
        let (first, second) = match text.split_once('+') {
            Some((first, second)) => (first, Some(code(second).ok_or_else(wrong)?)),
            None => (text, None),
        };
        let first = code(first).ok_or_else(wrong)?;
        if second == Some(first) { Err(wrong()) } else { Ok(Self { first, second }) }
    }
}

impl fmt::Display for Languages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.second {
            Some(second) => write!(f, "{}+{second}", self.first),
            None => self.first.fmt(f),
        }
    }
}

/// One value for each language; there is always one for every language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<T>")]
pub struct PerLanguage<T>(Vec<T>);

/// Values were read that are not one for each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there are {0} values, and not one for each language")]
pub struct NotOneEach(usize);

impl<T> TryFrom<Vec<T>> for PerLanguage<T> {
    type Error = NotOneEach;

    fn try_from(values: Vec<T>) -> Result<Self, NotOneEach> {
        if values.len() == Language::ALL.len() { Ok(Self(values)) } else { Err(NotOneEach(values.len())) }
    }
}

impl<T> PerLanguage<T> {
    /// Builds the value of each language with `make`.
    #[must_use]
    pub fn new(make: impl FnMut(Language) -> T) -> Self {
        Self(Language::ALL.iter().copied().map(make).collect())
    }

    /// Turns each value into another.
    #[must_use]
    pub fn map<U>(self, mut turn: impl FnMut(Language, T) -> U) -> PerLanguage<U> {
        let turned = Language::ALL.iter().copied().zip(self.0);
        PerLanguage(turned.map(|(language, value)| turn(language, value)).collect())
    }

    /// Every language with its value.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &T)> {
        Language::ALL.iter().copied().zip(&self.0)
    }

    /// Every language with its value, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Language, &mut T)> {
        Language::ALL.iter().copied().zip(&mut self.0)
    }
}

impl<T> PerLanguage<Option<T>> {
    /// All values, if every language has one.
    #[must_use]
    pub fn all(self) -> Option<PerLanguage<T>> {
        self.0.into_iter().collect::<Option<_>>().map(PerLanguage)
    }
}

impl<T> Index<Language> for PerLanguage<T> {
    type Output = T;
    fn index(&self, language: Language) -> &T {
        &self.0[language as usize]
    }
}

impl<T> IndexMut<Language> for PerLanguage<T> {
    fn index_mut(&mut self, language: Language) -> &mut T {
        &mut self.0[language as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_by_its_first_subtag() {
        assert_eq!(Language::from_tag("az-Latn"), Some(Language::Azerbaijani));
        assert_eq!(Language::from_tag("tr_TR.UTF-8"), Some(Language::Turkish));
        assert_eq!(Language::from_tag(" RU "), Some(Language::Russian));
        assert_eq!(Language::from_tag("de"), None);
        assert_eq!(Language::from_tag(""), None);
    }

    #[test]
    fn a_post_has_a_language_or_two_that_differ() -> Result<(), NotLanguages> {
        let pair: Languages = "AZ+en".parse()?;
        assert_eq!(pair.to_string(), "az+en");
        assert_eq!((pair.first(), pair.last()), (Language::Azerbaijani, Language::English));
        assert_eq!("ru".parse::<Languages>()?.iter().count(), 1);
        for wrong in ["", "de", "az+", "az+az", "az+en+ru", "az,en"] {
            assert!(wrong.parse::<Languages>().is_err(), "{wrong}");
        }
        Ok(())
    }
}
