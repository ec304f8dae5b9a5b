//! What is offered while somebody types a value (Discord's autocomplete).

use super::App;
use crate::commands::catalogue::Offer;
use crate::fold;
use crate::language::Language;
use crate::zones::Zone;

/// The most that Discord shows.
const MOST: usize = 25;
/// The longest name or value of a choice, in characters (Discord's limit).
const LONGEST: usize = 100;
/// Where most of those live who remember, for when nothing is typed yet.
const LIKELY: &[&str] = &[
    "Asia/Baku",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "Asia/Tbilisi",
    "Europe/Kyiv",
    "Europe/Paris",
    "Europe/Amsterdam",
    "Europe/Stockholm",
    "Asia/Almaty",
    "Asia/Tashkent",
    "Asia/Dubai",
    "Asia/Jerusalem",
    "America/Toronto",
    "America/Chicago",
    "America/Los_Angeles",
];

/// Something offered: what is shown, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// At most 100 characters.
    pub name: String,
    /// At most 100 characters.
    pub value: String,
}

impl App {
    /// What `typed` may become, the likeliest first, at most 25, in `own`
    /// language ([`App::language_in`]).
    #[must_use]
    pub fn suggest(&self, offer: Offer, typed: &str, own: Option<Language>) -> Vec<Suggestion> {
        let language = own.unwrap_or(Language::REFERENCE);
        let mut found = match offer {
            Offer::Questions => {
                let questions = self.answers.complete(typed, own, MOST);
                questions.into_iter().map(|text| Suggestion { name: text.clone(), value: text }).collect()
            }
            Offer::Topics => self.topics(language, typed),
            Offer::Sources => self.sources(language, typed),
            Offer::Zones => self.zones(language, typed),
            Offer::Languages => languages(typed),
        };
        found.truncate(MOST);
        found
    }

    fn topics(&self, language: Language, typed: &str) -> Vec<Suggestion> {
        let name = |topic: &String| self.answers.topic_name(language, topic);
        let all = self.answers.knowledge.topics().iter();
        let all = all.map(|topic| Suggestion { name: shortened(&name(topic)), value: topic.clone() });
        sifted(all.collect(), typed)
    }

    fn sources(&self, language: Language, typed: &str) -> Vec<Suggestion> {
        let all = self.answers.knowledge.sources().map(|(_, source)| {
            let name = shortened(&source.texts[language].name);
            Suggestion { name, value: source.id.clone() }
        });
        sifted(all.collect(), typed)
    }

    fn zones(&self, language: Language, typed: &str) -> Vec<Suggestion> {
        let places = &self.composer.places;
        let zones: Vec<Zone> = if typed.trim().is_empty() {
            LIKELY.iter().filter_map(|name| name.parse().ok()).collect()
        } else {
            places.complete(typed, MOST)
        };
        let shown = |zone: &Zone| match places.name(*zone, language) {
            place if place == zone.name() => place.to_owned(),
            place => format!("{place} ({})", zone.name()),
        };
        let suggestion =
            |zone: &Zone| Suggestion { name: shortened(&shown(zone)), value: zone.name().to_owned() };
        zones.iter().map(suggestion).collect()
    }
}

/// Each language, then each pair of two.
fn languages(typed: &str) -> Vec<Suggestion> {
    let one = Language::ALL.iter().map(|language| Suggestion {
        name: language.own_name().to_owned(),
        value: language.code().to_owned(),
    });
    let two = Language::ALL.iter().flat_map(|first| {
        let others = Language::ALL.iter().filter(move |second| *second != first);
        others.map(move |second| Suggestion {
            name: format!("{} + {}", first.own_name(), second.own_name()),
            value: format!("{first}+{second}"),
        })
    });
    sifted(one.chain(two).collect(), typed)
}

/// Those that begin so, then those that hold it.
fn sifted(all: Vec<Suggestion>, typed: &str) -> Vec<Suggestion> {
    let wanted = fold::words(typed).join(" ");
    let folded = |text: &str| fold::words(text).join(" ");
    let begins = |each: &Suggestion| {
        folded(&each.name).starts_with(&wanted) || folded(&each.value).starts_with(&wanted)
    };
    let holds = |each: &Suggestion| folded(&each.name).contains(&wanted) || each.value.contains(typed.trim());
    let (mut first, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(begins);
    first.extend(rest.into_iter().filter(holds));
    first
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
