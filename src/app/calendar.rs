//! The next dates of remembrance, where they are asked for, and a file for
//! calendars.

use super::Reply;
use super::errand::Errand;
use crate::community::Settings;
use crate::locale::Value;
use crate::message::{Block, Message};
use crate::ports::Venue;
use crate::remembrance::{self, ics};
use crate::store::StoreError;

impl<V: Venue> Errand<'_, V> {
    /// The next dates in the community's zone, those of its posts where this is
    /// one of its destinations.
    pub(super) async fn calendar(&self) -> Result<Reply, StoreError> {
        let known = match self.community {
            Some(community) => self.app.store.community(community).await?,
            None => None,
        };
        let here = known.as_ref().and_then(|known| known.at(self.place)).map(|here| here.settings.clone());
        let settings: Settings = here.unwrap_or_default();
        let defaults = known.map(|known| known.defaults).unwrap_or_default();
        let (zone, schedule) = (settings.zone(&defaults), settings.schedule);
        let composer = &self.app.composer;
        let next = remembrance::next(&schedule, zone, self.now.hour, &composer.rules);
        let mut message = Message::default();
        let name = self.zone_name(zone);
        let heading = self.format("calendar-heading", &[("zone", Value::Words(&name))]);
        message.blocks.push(Block::Heading(heading));
        message.blocks.extend(next.iter().map(|window| self.post_line(window, zone)));
        if settings.zone.or(defaults.zone).is_none() {
            message.blocks.push(Block::Notice(self.text("calendar-baku")));
        }
        message.files.push(ics::file(composer, self.language, (&schedule, zone), self.now.hour));
        Ok(Reply::new(self.language, message))
    }
}
