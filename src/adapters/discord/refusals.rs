//! The budget of refusals. Discord bans an address after 10,000 answers of 401,
//! 403 and 429 within ten minutes; this bot stops far before: what was refused
//! before waits once the budget is used up, what is known to be well never does.
//! Pure: the moment comes in as a value.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

/// Over how long refusals are counted.
const WINDOW: Duration = Duration::from_mins(10);
/// How many are allowed in it.
const MOST: usize = 500;
/// How many of them are left to places that were well until now.
const RESERVE: usize = 50;

/// Refusals within the window, and where they happened.
#[derive(Debug, Default)]
pub struct Refusals {
    at: VecDeque<Instant>,
    /// Attempts on their way that may be refused.
    open: usize,
    /// Places that refused, and have accepted nothing since.
    refused: HashSet<u64>,
    /// Places that accepted something, and have refused nothing since.
    well: HashSet<u64>,
}

/// What is asked for, as the budget sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Never waits: an answer to a person, who must have it within seconds.
    Free,
    /// A place; whether it was found in order when last looked at.
    Place(u64, bool),
    /// Anything else.
    Other,
}

/// An attempt that was begun.
#[derive(Debug, PartialEq, Eq)]
pub struct Attempt {
    counted: bool,
}

impl Refusals {
    /// Begins an attempt, or says how long it has to wait.
    ///
    /// # Errors
    /// The time until there is room in the budget.
    pub fn begin(&mut self, standing: Standing, now: Instant) -> Result<Attempt, Duration> {
        while self.at.front().is_some_and(|at| *at + WINDOW <= now) {
            self.at.pop_front();
        }
        if !self.waits(standing) {
            return Ok(Attempt { counted: false });
        }
        let most = MOST - RESERVE;
        if self.at.len() + self.open >= most {
            let until = self.at.get(self.at.len().saturating_sub(most)).map(|at| *at + WINDOW);
            return Err(until.map_or(Duration::from_secs(1), |until| until.saturating_duration_since(now)));
        }
        self.open += 1;
        Ok(Attempt { counted: true })
    }

    /// Ends an attempt that was begun.
    pub fn end(&mut self, attempt: &Attempt, refused: bool, now: Instant) {
        if attempt.counted {
            self.open = self.open.saturating_sub(1);
        }
        if refused {
            self.at.push_back(now);
        }
    }

    /// Learns whether a place refuses.
    pub fn place(&mut self, place: u64, refuses: bool) {
        let (to, from) =
            if refuses { (&mut self.refused, &mut self.well) } else { (&mut self.well, &mut self.refused) };
        from.remove(&place);
        to.insert(place);
    }

    fn waits(&self, standing: Standing) -> bool {
        match standing {
            Standing::Free => false,
            Standing::Place(place, healthy) => {
                self.refused.contains(&place) || !(healthy || self.well.contains(&place))
            }
            Standing::Other => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_holds_what_was_refused_and_never_what_is_well() {
        let mut refusals = Refusals::default();
        let now = Instant::now();
        let bad = Standing::Place(1, false);
        for _ in 0..MOST - RESERVE {
            let attempt = refusals.begin(bad, now).expect("there is room");
            refusals.end(&attempt, true, now);
            refusals.place(1, true);
        }
        let later = now + Duration::from_mins(4);
        assert_eq!(refusals.begin(bad, later), Err(Duration::from_mins(6)));
        assert_eq!(refusals.begin(Standing::Place(1, true), later), Err(Duration::from_mins(6)));
        assert!(refusals.begin(Standing::Place(2, true), later).is_ok());
        assert!(refusals.begin(Standing::Free, later).is_ok());
        assert!(refusals.begin(bad, now + WINDOW).is_ok());
    }

    #[test]
    fn attempts_on_their_way_count() {
        let mut refusals = Refusals::default();
        let now = Instant::now();
        let begun: Vec<Attempt> = (0..(MOST - RESERVE) as u64)
            .map(|place| refusals.begin(Standing::Place(place, false), now).expect("there is room"))
            .collect();
        assert_eq!(refusals.begin(Standing::Other, now), Err(Duration::from_secs(1)));
        refusals.end(&begun[0], false, now);
        assert!(refusals.begin(Standing::Other, now).is_ok());
    }
}
