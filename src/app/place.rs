//! How places, zones and moments are named to people.

use chrono::{DateTime, Datelike, Timelike, Utc};

use super::errand::Errand;
use crate::community::{Destination, Place, Platform};
use crate::language::{Language, Languages};
use crate::locale::Value;
use crate::message::{Block, Line, Span};
use crate::ports::{Right, SendError, Venue};
use crate::remembrance::Window;
use crate::store::Known;
use crate::zones::Zone;

impl<V: Venue> Errand<'_, V> {
    /// A place as people know it.
    pub(super) fn place_name(&self, place: Place) -> Span {
        if self.venue.platform() == Platform::Discord {
            return Span::Channel(place.channel);
        }
        Span::Text(match place {
            _ if place == self.place && !self.is_afar() => self.text("place-here"),
            Place { topic: 0, .. } => self.text("place-chat"),
            Place { topic, .. } => self.format("place-topic", &[("topic", Value::Words(&topic.to_string()))]),
        })
    }

    /// A text with one place in it, where `{ $place }` stands.
    pub(super) fn about_place(&self, key: &str, place: Place) -> Block {
        self.with_span(key, &[], self.place_name(place))
    }

    /// A text with a span in it, where `{ $place }` stands.
    pub(super) fn with_span(&self, key: &str, values: &[(&'static str, Value<'_>)], span: Span) -> Block {
        const HERE: &str = "\u{e000}";
        let values: Vec<_> = values.iter().copied().chain([("place", Value::Words(HERE))]).collect();
        let text = self.format(key, &values);
        let mut spans = Vec::new();
        match text.split_once(HERE) {
            Some((before, after)) => {
                spans.extend([Span::Text(before.to_owned()), span, Span::Text(after.to_owned())]);
            }
            None => spans.push(Span::Text(text)),
        }
        spans.retain(|span| !matches!(span, Span::Text(text) if text.is_empty()));
        Block::Words(Line::of(spans))
    }

    /// An instant in a zone's hours, with the zone's name.
    pub(super) fn hour(&self, at: DateTime<Utc>, zone: Zone) -> String {
        let local = self.app.composer.rules.local(zone, at);
        let hour = local.format("%H:%M").to_string();
        let year = local.year().to_string();
        let values = [
            ("day", Value::Number(u64::from(local.day()))),
            ("month", Value::Number(u64::from(local.month()))),
            ("year", Value::Words(&year)),
            ("hour", Value::Words(&hour)),
        ];
        format!("{} ({})", self.format("date-hour", &values), self.place_of(zone))
    }

    /// What the city that a zone is named after is called.
    pub(super) fn place_of(&self, zone: Zone) -> &str {
        self.app.composer.places.name(zone, self.language)
    }

    /// A zone by its city and its name.
    pub(super) fn zone_name(&self, zone: Zone) -> String {
        let place = self.place_of(zone);
        if place == zone.name() { place.to_owned() } else { format!("{place} ({})", zone.name()) }
    }

    /// A post's hour as an item of a list: in the zone's hours, and where the
    /// platform can in each reader's own.
    pub(super) fn post_line(&self, window: &Window, zone: Zone) -> Block {
        let name = self.text(&format!("post-{}", window.post));
        let hour = self.hour(window.due, zone);
        let mut text =
            self.format("post-at", &[("post", Value::Words(&name)), ("hour", Value::Words(&hour))]);
        if let Some(moment) = window.moment {
            let hour = self.hour(moment, zone);
            text.push_str(&self.format("post-moment", &[("hour", Value::Words(&hour))]));
        }
        text.push(' ');
        Block::Words(Line { item: true, spans: vec![Span::Text(text), Span::Moment(window.due)] })
    }

    /// Whether an instant is in the hours of sleep there.
    pub(super) fn is_night(&self, at: DateTime<Utc>, zone: Zone) -> bool {
        let hour = self.app.composer.rules.local(zone, at).hour();
        !(7..22).contains(&hour)
    }

    /// The destinations of a community, by name, for whoever named none.
    pub(super) fn destination_names(&self, known: Option<&Known>) -> Block {
        let places: Vec<Span> = known
            .into_iter()
            .flat_map(|known| &known.destinations)
            .map(|destination: &Destination| self.place_name(destination.place))
            .collect();
        let mut spans = vec![Span::Text(format!("{} ", self.text("destinations-are")))];
        for (at, place) in places.into_iter().enumerate() {
            spans.extend((at > 0).then(|| Span::Text(", ".to_owned())));
            spans.push(place);
        }
        Block::Words(Line::of(spans))
    }

    /// Why something could not be sent to a place, and what to do.
    pub(super) fn send_error(&self, error: &SendError) -> String {
        match error {
            SendError::Forbidden(right) => self.missing_rights(&[*right]),
            SendError::Gone(gone) => self.text(&format!("gone-{}", gone.name())),
            SendError::PerhapsGone => self.text("gone-perhaps"),
            SendError::TopicLost => self.text("topic-lost"),
            SendError::Limited { after, .. } => {
                self.format("send-limited", &[("seconds", Value::Number(after.as_secs().max(1)))])
            }
            SendError::Unknown => self.text("send-unknown"),
            _ => self.text("send-refused"),
        }
    }

    /// Rights that are missing, and where to grant them.
    pub(super) fn missing_rights(&self, rights: &[Right]) -> String {
        let there = match self.venue.platform() {
            Platform::Discord => "rights-missing-discord",
            Platform::Telegram | Platform::Console => "rights-missing-telegram",
        };
        let sentence = |key: &str, of_server: bool| {
            let names = rights.iter().filter(|right| right.is_of_server() == of_server);
            let names: Vec<String> =
                names.map(|right| self.text(&format!("right-{}", right.name()))).collect();
            (!names.is_empty()).then(|| self.format(key, &[("rights", Value::Words(&names.join(", ")))]))
        };
        let sentences = [sentence(there, false), sentence("rights-missing-server", true)];
        sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Languages by their names.
pub(super) fn language_names(languages: Languages) -> String {
    languages.iter().map(Language::own_name).collect::<Vec<_>>().join(" + ")
}
