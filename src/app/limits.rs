//! How many questions a person and a community may ask: an allowance that a
//! minute fills up again. Time comes in as a value.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::community::{Community, Platform};

const MINUTE: Duration = Duration::from_mins(1);
/// From this many keys on those that are full again are let go.
const MANY: usize = 10_000;

/// Questions a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For each person.
    pub per_person: u32,
    /// For each community, all its people together.
    pub per_community: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_person: 20, per_community: 600 }
    }
}

/// Times a minute that answers are offered to one person while they type
/// (Telegram asks at every pause of the fingers).
const OFFERS: u32 = 60;

/// What people and communities have left.
#[derive(Debug)]
pub(super) struct Allowances {
    offers: Mutex<Cells<i64>>,
    people: Mutex<Cells<(Platform, i64)>>,
    communities: Mutex<Cells<Community>>,
    /// To whom it may be said again that there are none left: once a minute.
    words: Mutex<Cells<(Platform, i64)>>,
}

impl Allowances {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            offers: Mutex::new(Cells::new(OFFERS)),
            people: Mutex::new(Cells::new(limits.per_person)),
            communities: Mutex::new(Cells::new(limits.per_community)),
            words: Mutex::new(Cells::new(1)),
        }
    }

    /// Takes one question from both; whether there was one. What a person may
    /// not ask is not taken from their community.
    pub(super) fn take(
        &self,
        person: Option<(Platform, i64)>,
        community: Option<Community>,
        steady: Duration,
    ) -> bool {
        person.is_none_or(|person| take(&self.people, person, steady))
            && community.is_none_or(|community| take(&self.communities, community, steady))
    }

    /// Takes one of the times that answers are offered while a person types;
    /// whether there was one.
    pub(super) fn offer(&self, person: i64, steady: Duration) -> bool {
        take(&self.offers, person, steady)
    }

    /// Whether a person, or else their community, is to hear that they asked
    /// too much: not again within a minute, or the answers would be the flood.
    pub(super) fn is_news(
        &self,
        person: Option<(Platform, i64)>,
        community: Option<Community>,
        steady: Duration,
    ) -> bool {
        let community = community.map(|community| (community.platform, community.native));
        let whom = person.or(community);
        whom.is_none_or(|whom| take(&self.words, whom, steady))
    }
}

fn take<K: Eq + Hash>(cells: &Mutex<Cells<K>>, key: K, now: Duration) -> bool {
    cells.lock().unwrap_or_else(PoisonError::into_inner).take(key, now)
}

/// An allowance for each key (the generic cell rate algorithm): for each, when
/// it will be full again.
#[derive(Debug)]
struct Cells<K> {
    most: u32,
    full_at: HashMap<K, Duration>,
}

impl<K: Eq + Hash> Cells<K> {
    fn new(most: u32) -> Self {
        Self { most: most.max(1), full_at: HashMap::new() }
    }

    fn take(&mut self, key: K, now: Duration) -> bool {
        if self.full_at.len() >= MANY {
            self.full_at.retain(|_, full| *full > now);
        }
        let full = self.full_at.entry(key).or_insert(now);
        let after = (*full).max(now) + MINUTE / self.most;
        let allowed = after <= now + MINUTE;
        if allowed {
            *full = after;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_so_many_questions_and_no_more() {
        let mut cells = Cells::new(20);
        let at = Duration::from_secs;
        assert_eq!((0..30).filter(|_| cells.take("one", at(100))).count(), 20);
        assert!(cells.take("another", at(100)), "each has an own allowance");
        assert!(!cells.take("one", at(102)));
        assert!(cells.take("one", at(103)), "one comes back every three seconds");
        assert_eq!((0..30).filter(|_| cells.take("one", at(1_000))).count(), 20);
    }

    #[test]
    fn what_a_person_may_not_ask_is_not_taken_from_the_community() {
        let allowances = Allowances::new(Limits { per_person: 1, per_community: 2 });
        let community = Some(Community::CONSOLE);
        let ask = |person| allowances.take(Some((Platform::Console, person)), community, Duration::ZERO);
        assert_eq!([ask(1), ask(1), ask(1), ask(2), ask(3)], [true, false, false, true, false]);
    }
}
