//! What a button carries: a view and its language, so that it still works after
//! a restart. At most 64 bytes of ASCII (Telegram's callback data; the limit of
//! Discord's custom ids is 100).

use crate::language::Language;

/// A button's meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// What to show.
    pub view: View,
    /// In which language.
    pub language: Language,
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
    /// What the button carries.
    #[must_use]
    pub fn data(&self) -> String {
        let (name, id, page) = match &self.view {
            View::Fact { fact } => ("fact", fact.as_str(), 0),
            View::Topics => ("topics", "", 0),
            View::Topic { topic, page } => ("topic", topic.as_str(), *page),
            View::Timeline { page } => ("timeline", "", *page),
            View::Figures { page } => ("figures", "", *page),
            View::Sources { page } => ("sources", "", *page),
            View::Source { source, page } => ("source", source.as_str(), *page),
        };
        format!("{name}:{}:{id}:{page}", self.language)
    }

    /// Reads what a button carried; `None` if no button of ours carries it.
    #[must_use]
    pub fn parse(data: &str) -> Option<Self> {
        let [name, language, id, page] = data.split(':').collect::<Vec<_>>().try_into().ok()?;
        let language = Language::from_tag(language)?;
        let page = page.parse().ok()?;
        let id = id.to_owned();
        let view = match name {
            "fact" => View::Fact { fact: id },
            "topics" => View::Topics,
            "topic" => View::Topic { topic: id, page },
            "timeline" => View::Timeline { page },
            "figures" => View::Figures { page },
            "sources" => View::Sources { page },
            "source" => View::Source { source: id, page },
            _ => return None,
        };
        Some(Self { view, language })
    }
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
            let press = Press { view, language: Language::Azerbaijani };
            assert!(press.data().len() <= 64, "{}", press.data());
            assert_eq!(Press::parse(&press.data()), Some(press));
        }
    }

    proptest! {
        #[test]
        fn no_data_makes_the_parser_panic(data in "[a-z]{0,8}:?[a-z]{0,3}:?\\PC{0,30}") {
            let _ = Press::parse(&data);
        }
    }
}
