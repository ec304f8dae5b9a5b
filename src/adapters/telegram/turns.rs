//! When the next answer may go to a group: at most twenty messages a minute
//! (<https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>).
//! Times are values; it waits for nothing itself.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The messages that a group takes in [`MINUTE`].
const MOST: usize = 20;
const MINUTE: Duration = Duration::from_mins(1);
/// Groups remembered before the quiet ones are forgotten.
const REMEMBERED: usize = 1_000;

/// The departures of each group's last minute.
#[derive(Debug, Default)]
pub struct Turns(Mutex<HashMap<i64, VecDeque<Duration>>>);

impl Turns {
    /// When a message may go to a group, if that is at most so late: its place
    /// is taken then.
    pub fn take(&self, group: i64, now: Duration, latest: Duration) -> Option<Duration> {
        let mut groups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if groups.len() > REMEMBERED {
            groups.retain(|_, departures| departures.back().is_some_and(|last| *last + MINUTE > now));
        }
        let departures = groups.entry(group).or_default();
        while departures.front().is_some_and(|first| *first + MINUTE <= now) {
            departures.pop_front();
        }
        let full = departures.len().checked_sub(MOST).and_then(|at| departures.get(at));
        let at = full.map_or(now, |first| now.max(*first + MINUTE));
        if at > latest {
            return None;
        }
        departures.push_back(at);
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn second(number: u64) -> Duration {
        Duration::from_secs(number)
    }

    #[test]
    fn the_twenty_first_message_of_a_minute_waits_and_other_groups_do_not() {
        let turns = Turns::default();
        for number in 0..20 {
            assert_eq!(turns.take(1, second(number), second(90)), Some(second(number)));
        }
        assert_eq!(turns.take(1, second(20), second(90)), Some(second(60)));
        assert_eq!(turns.take(1, second(20), second(90)), Some(second(61)));
        assert_eq!(turns.take(2, second(20), second(90)), Some(second(20)));
    }

    #[test]
    fn what_would_wait_too_long_takes_no_place() {
        let turns = Turns::default();
        for _ in 0..20 {
            turns.take(1, second(0), second(60));
        }
        assert_eq!(turns.take(1, second(0), second(59)), None);
        assert_eq!(turns.take(1, second(0), second(60)), Some(second(60)));
    }
}
