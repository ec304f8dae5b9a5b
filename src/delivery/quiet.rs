//! The minute of silence: nothing is begun in a destination in the minute that
//! starts at its moment.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::Courier;
use crate::clock::Now;
use crate::community::Place;
use crate::ports::Transport;
use crate::remembrance::{self, Noon};
use crate::store::{Due, StoreError};
use crate::zones::Rules;

/// How long it lasts.
const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// The end of the minute of silence in a post's destination, if it is that
/// minute.
pub(super) fn until(due: &Due, rules: &Rules, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let moment = match due.window.moment {
        Some(moment) => moment,
        None => remembrance::moment(due.noon.unwrap_or(Noon::Baku), due.zone, due.window.year, rules),
    };
    end(moment, now)
}

impl<T: Transport> Courier<T> {
    /// Whether it is the minute of silence in a destination of a community: in
    /// any, or in the one at `place`.
    pub(super) async fn is_quiet(
        &self,
        community: i64,
        place: Option<Place>,
        now: Now,
    ) -> Result<bool, StoreError> {
        // Noon of the 20th, in every zone from 14 hours ahead to 12 behind.
        if now.hour.month() != 1 || !(19..=21).contains(&now.hour.day()) {
            return Ok(false);
        }
        let rules = &self.means.composer.rules;
        let noons = self.means.store.noons(community).await?;
        let mut meant = noons.iter().filter(|(at, ..)| place.is_none_or(|place| place == *at));
        Ok(meant.any(|(_, noon, zone)| {
            let year = rules.local(*zone, now.hour).year();
            let moment = remembrance::moment(noon.unwrap_or(Noon::Baku), *zone, year, rules);
            end(moment, now.hour).is_some()
        }))
    }
}

fn end(moment: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (moment <= now && now < moment + MINUTE).then(|| moment + MINUTE)
}
