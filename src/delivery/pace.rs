//! How fast a platform's broadcast may go: departures as `spacing` has them; so
//! many requests in flight, one to a place; holds after a refusal that says to
//! wait; people's answers first. It has no clock: `steady` comes in as a value.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::spacing::{Departures, FULL, SOONEST};
use crate::community::Platform;

/// The most requests in flight.
pub(super) const FLIGHT: usize = 16;
/// An attempt without an answer for so long no longer counts towards them …
const SLOW: Duration = Duration::from_secs(3);
/// … up to so many.
const MOST_SLOW: usize = 64;
/// One chat of Telegram takes a message a second …
const APART: Duration = Duration::from_secs(1);
/// … and a group twenty a minute.
const APART_IN_GROUPS: Duration = Duration::from_secs(3);
/// So many places told to wait within [`TOGETHER`] mean the whole platform.
const SEVERAL: usize = 3;
/// See [`SEVERAL`].
const TOGETHER: Duration = Duration::from_secs(2);
/// How long half the ceiling is kept after the whole platform was held.
const EASED: Duration = Duration::from_mins(1);
/// However much people ask, a post departs so many distances after the last one:
/// with 28 a second two, which is what that leaves of Telegram's thirty.
const SHARE: u32 = 14;

/// The pace of one platform. Clones share it.
#[derive(Clone)]
pub struct Pace(Arc<Mutex<State>>);

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace").finish_non_exhaustive()
    }
}

/// An attempt under way; it counts until [`Pace::end`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attempt(u64);

/// Why nothing may depart now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// This place alone waits: for so long, or until its attempt ends.
    Place(Option<Duration>),
    /// Nothing may depart for so long.
    Platform(Duration),
}

struct State {
    platform: Platform,
    ceiling: NonZeroU32,
    departures: Departures,
    /// Half the ceiling until then.
    eased: Option<Duration>,
    /// Nothing departs until then.
    held: Duration,
    places: HashMap<i64, Duration>,
    flight: Vec<Flight>,
    next: u64,
    /// The last second's answers to people where they count, no more of them than
    /// the ceiling.
    answers: VecDeque<Duration>,
    told_to_wait: Vec<(Duration, i64, Duration)>,
}

#[derive(Debug, Clone, Copy)]
struct Flight {
    attempt: Attempt,
    place: i64,
    since: Duration,
    departed: bool,
}

impl Pace {
    /// At most `ceiling` departures in any second.
    #[must_use]
    pub fn new(platform: Platform, ceiling: NonZeroU32) -> Self {
        Self(Arc::new(Mutex::new(State {
            platform,
            ceiling,
            departures: Departures::new(ceiling),
            eased: None,
            held: Duration::ZERO,
            places: HashMap::new(),
            flight: Vec::new(),
            next: 0,
            answers: VecDeque::new(),
            told_to_wait: Vec::new(),
        })))
    }

    /// How many may depart in a second.
    #[must_use]
    pub fn ceiling(&self) -> NonZeroU32 {
        self.state().ceiling
    }

    /// Something departed to a person who is waiting for it: where the platform
    /// counts it with the rest (Telegram), posts yield, though not for ever.
    pub fn answer(&self, steady: Duration) {
        let mut state = self.state();
        state.departures.tell(steady);
        if state.platform == Platform::Telegram {
            let now = state.departures.now();
            state.answers.push_back(now);
            if state.answers.len() > state.ceiling.get() as usize {
                state.answers.pop_front();
            }
        }
    }

    /// What has just departed asks so many times more: that is paid for before
    /// anything else departs.
    pub fn further(&self, requests: u32) {
        self.state().departures.further(requests);
    }

    /// Takes a seat for a place. It departs by [`Pace::depart`], as soon as it
    /// is written down, and nobody else before.
    ///
    /// # Errors
    /// Why it may not depart now.
    pub fn admit(&self, place: i64, steady: Duration) -> Result<Attempt, Wait> {
        self.state().admit(place, steady)
    }

    /// What was admitted departs: the next one's distance is counted from here.
    pub fn depart(&self, attempt: Attempt, steady: Duration) {
        self.state().depart(attempt, steady);
    }

    /// How many may be in flight at once.
    #[must_use]
    pub fn seats(&self, steady: Duration) -> usize {
        FLIGHT + self.state().slow(steady)
    }

    /// How many may depart now at most: 0 is none, and never said.
    ///
    /// # Errors
    /// How long nothing may depart.
    pub fn room(&self, steady: Duration) -> Result<usize, Duration> {
        let mut state = self.state();
        state.refresh(steady);
        state.room(steady)
    }

    /// A message stands in a place: on Telegram the next may not follow at once
    /// (<https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>).
    pub fn stands(&self, place: i64, steady: Duration) {
        let mut state = self.state();
        if state.platform == Platform::Telegram {
            let apart = if place < 0 { APART_IN_GROUPS } else { APART };
            let held = state.places.entry(place).or_default();
            *held = (*held).max(steady + apart);
        }
    }

    /// An attempt has ended.
    pub fn end(&self, attempt: Attempt) {
        self.state().flight.retain(|each| each.attempt != attempt);
    }

    /// A place was told to wait; with `whole_platform`, all of them were.
    pub fn limited(&self, place: i64, after: Duration, whole_platform: bool, steady: Duration) {
        let mut state = self.state();
        if whole_platform {
            state.held = state.held.max(steady + after);
            return;
        }
        let until = steady + after;
        let held = state.places.entry(place).or_default();
        *held = (*held).max(until);
        if state.platform == Platform::Telegram {
            state.perhaps_all(place, after, steady);
        }
    }

    /// Nothing departs for so long.
    pub fn hold(&self, time: Duration, steady: Duration) {
        let mut state = self.state();
        state.held = state.held.max(steady + time);
    }

    /// How many attempts are under way.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.state().flight.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn admit(&mut self, place: i64, steady: Duration) -> Result<Attempt, Wait> {
        self.refresh(steady);
        self.room(steady).map_err(Wait::Platform)?;
        if self.flight.iter().any(|each| each.place == place) {
            return Err(Wait::Place(None));
        }
        if let Some(until) = self.places.get(&place) {
            return Err(Wait::Place(Some(until.saturating_sub(steady))));
        }
        self.next += 1;
        let attempt = Attempt(self.next);
        self.flight.push(Flight { attempt, place, since: steady, departed: false });
        Ok(attempt)
    }

    fn depart(&mut self, attempt: Attempt, steady: Duration) {
        self.departures.tell(steady);
        if let Some(flight) = self.flight.iter_mut().find(|each| each.attempt == attempt) {
            flight.departed = true;
        }
        self.departures.depart();
    }

    fn refresh(&mut self, steady: Duration) {
        self.departures.tell(steady);
        self.places.retain(|_, until| *until > steady);
        if self.eased.is_some_and(|until| until <= steady) {
            self.eased = None;
            self.departures.change_to(self.ceiling);
        }
        while self.answers.front().is_some_and(|at| *at + FULL <= steady) {
            self.answers.pop_front();
        }
    }

    /// Until when posts yield to people's answers: with those of the last second,
    /// none has more than the ceiling.
    fn yields(&self) -> Duration {
        let departed = self.departures.lately();
        let (Some(last), false) = (departed.back(), self.answers.is_empty()) else {
            return Duration::ZERO;
        };
        let share = *last + self.departures.distance() * SHARE;
        let mut taken: Vec<Duration> = self.answers.iter().chain(departed).copied().collect();
        taken.sort_unstable();
        let closes = taken.len().checked_sub(self.departures.ceiling()).and_then(|first| taken.get(first));
        closes.map_or(Duration::ZERO, |at| (*at + FULL).min(share))
    }

    /// How many more the platform has room for; if for none, for how long.
    fn room(&mut self, steady: Duration) -> Result<usize, Duration> {
        let closed = self.held.max(self.departures.next()).max(self.yields());
        if closed > steady {
            return Err(closed.saturating_sub(steady).max(SOONEST));
        }
        let waiting = self.flight.iter().filter(|each| !each.departed).count();
        let departures = self.departures.at_once().saturating_sub(waiting);
        if departures == 0 {
            return Err(SOONEST);
        }
        let seats = FLIGHT + self.departures.ahead().min(FLIGHT) + self.slow(steady);
        match seats.saturating_sub(self.flight.len()) {
            0 => {
                let next = self.flight.iter().map(|each| each.since + SLOW).filter(|at| *at > steady).min();
                Err(next.map_or(SLOW, |at| at.saturating_sub(steady)))
            }
            free => Ok(free.min(departures)),
        }
    }

    /// How many are under way for so long that they take nobody's seat.
    fn slow(&self, steady: Duration) -> usize {
        self.flight.iter().filter(|each| each.since + SLOW <= steady).count().min(MOST_SLOW)
    }

    /// Notes that a place was told to wait; several at once mean all.
    fn perhaps_all(&mut self, place: i64, after: Duration, steady: Duration) {
        self.told_to_wait.retain(|(at, other, _)| *at + TOGETHER >= steady && *other != place);
        self.told_to_wait.push((steady, place, after));
        if self.told_to_wait.len() < SEVERAL {
            return;
        }
        let least = self.told_to_wait.iter().map(|(_, _, after)| *after).min().unwrap_or(after);
        self.told_to_wait.clear();
        self.held = self.held.max(steady + least);
        self.eased = Some(self.held + EASED);
        let half = NonZeroU32::new(self.ceiling.get() / 2).unwrap_or(NonZeroU32::MIN);
        self.departures.change_to(half);
    }
}

#[cfg(test)]
mod tests {
    use super::super::spacing::SECOND;
    use super::*;

    impl Pace {
        /// Departs at once.
        fn begin(&self, place: i64, steady: Duration) -> Result<Attempt, Wait> {
            let attempt = self.admit(place, steady)?;
            self.depart(attempt, steady);
            Ok(attempt)
        }
    }

    fn pace(platform: Platform, ceiling: u32) -> Pace {
        Pace::new(platform, NonZeroU32::new(ceiling).expect("a ceiling"))
    }

    /// The hours at which as many as possible depart, asked every `step`.
    fn departures(pace: &Pace, from: Duration, step: Duration, time: Duration) -> Vec<Duration> {
        let mut at = from;
        let mut departed = Vec::new();
        while at < from + time {
            while let Ok(attempt) = pace.begin(1, at) {
                pace.end(attempt);
                departed.push(at);
            }
            at += step;
        }
        departed
    }

    fn most_in_a_second(departed: &[Duration]) -> usize {
        let within =
            |from: &Duration| departed.iter().filter(|at| *at >= from && **at < *from + SECOND).count();
        departed.iter().map(within).max().unwrap_or(0)
    }

    #[test]
    fn what_an_attempt_asks_beside_its_first_counts_towards_the_ceiling() {
        let pace = Pace::new(Platform::Discord, NonZeroU32::new(10).expect("not zero"));
        let mut requests = 0;
        for at in 0..1_000 {
            let steady = Duration::from_millis(at);
            if let Ok(attempt) = pace.begin(i64::try_from(at).expect("small"), steady) {
                pace.end(attempt);
                pace.further(2);
                requests += 3;
            }
        }
        assert!((9..=12).contains(&requests), "{requests}");
    }

    #[test]
    fn a_ceiling_is_reached_and_in_no_second_passed() {
        for ceiling in [1, 28, 40, 45] {
            for step in [Duration::from_micros(300), Duration::from_millis(1), Duration::from_millis(5)] {
                let pace = pace(Platform::Discord, ceiling);
                let departed = departures(&pace, 100 * SECOND, step, 20 * SECOND);
                let ceiling = usize::try_from(ceiling).expect("small");
                assert!(most_in_a_second(&departed) <= ceiling, "{ceiling} {step:?}");
                assert!(departed.len() * 100 >= ceiling * 20 * 98, "{ceiling} {step:?} {}", departed.len());
            }
        }
    }

    #[test]
    fn what_departs_late_is_caught_up_and_no_second_has_more_than_the_ceiling() {
        for ceiling in [1, 14, 28, 40, 45] {
            let pace = pace(Platform::Discord, ceiling);
            let (mut at, mut departed) = (100 * SECOND, Vec::new());
            while at < 130 * SECOND {
                at += Duration::from_micros(500);
                let Ok(attempt) = pace.admit(1, at) else { continue };
                // The disk takes long now and then, and at times very long.
                let late = departed.len() * 7_919 % 199;
                let late = u64::try_from(late).expect("small");
                at += Duration::from_millis(if late == 0 { 100 } else { 2 + late / 66 });
                pace.depart(attempt, at);
                pace.end(attempt);
                departed.push(at);
            }
            let ceiling = usize::try_from(ceiling).expect("small");
            assert!(most_in_a_second(&departed) <= ceiling, "{ceiling}");
            assert!(departed.len() * 100 >= ceiling * 30 * 98, "{ceiling} {}", departed.len());
            let closest = departed.windows(2).map(|two| two[1].saturating_sub(two[0])).min();
            assert!(closest >= Some(SECOND / (2 * u32::try_from(ceiling).expect("small"))), "{ceiling}");
        }
    }

    #[test]
    fn what_was_not_wanted_is_not_caught_up() {
        let pace = pace(Platform::Discord, 40);
        departures(&pace, 100 * SECOND, Duration::from_millis(1), 5 * SECOND);
        let departed = departures(&pace, 106 * SECOND, Duration::from_millis(1), SECOND / 4);
        assert!(departed.len() <= 10, "{departed:?}");
    }

    #[test]
    fn what_is_admitted_holds_the_departure_until_it_departs_or_ends() {
        let pace = pace(Platform::Discord, 40);
        let first = pace.admit(1, SECOND).expect("free");
        assert!(matches!(pace.admit(2, 2 * SECOND), Err(Wait::Platform(_))));
        pace.end(first);
        let second = pace.admit(2, 2 * SECOND).expect("the first never departed");
        pace.depart(second, 3 * SECOND);
        assert!(matches!(pace.admit(3, 3 * SECOND), Err(Wait::Platform(_))));
    }

    #[test]
    fn a_ceiling_of_thousands_fills_all_seats_at_once_and_a_line_before_them() {
        let pace = pace(Platform::Discord, 100_000);
        let begun = (0..40).filter(|place| pace.begin(*place, SECOND).is_ok()).count();
        assert_eq!((begun, pace.seats(SECOND)), (2 * FLIGHT, FLIGHT));
    }

    #[test]
    fn nothing_is_saved_up_while_nothing_departs() {
        let pace = pace(Platform::Discord, 40);
        assert!(pace.begin(1, SECOND).is_ok());
        let departed = departures(&pace, 500 * SECOND, Duration::from_millis(1), Duration::from_millis(99));
        assert!(departed.is_empty(), "the place's own attempt is still under way");
        let departed: Vec<_> = (0..99)
            .filter(|at| pace.begin(2 + at, 600 * SECOND + Duration::from_millis(at.unsigned_abs())).is_ok())
            .collect();
        assert!(departed.len() <= 5, "{departed:?}");
    }

    #[test]
    fn answers_to_people_are_taken_out_of_the_same_budget_on_telegram_alone() {
        for (platform, expected) in [(Platform::Telegram, 14), (Platform::Discord, 28)] {
            let pace = pace(platform, 28);
            departures(&pace, 9 * SECOND, Duration::from_millis(1), SECOND);
            for at in 0..14 {
                pace.answer(10 * SECOND + Duration::from_millis(at));
            }
            let departed =
                departures(&pace, 10 * SECOND + Duration::from_millis(14), Duration::from_millis(1), SECOND);
            assert!(departed.len().abs_diff(expected) <= 1, "{platform} {}", departed.len());
        }
    }

    /// How many posts depart in ten seconds in which somebody is answered every
    /// `answer` milliseconds, where departures are asked for every `step`.
    fn beside_answers(ceiling: u32, answer: u64, step: u64) -> usize {
        let pace = pace(Platform::Telegram, ceiling);
        let mut departed = 0;
        for at in 0..10_000 {
            let steady = 10 * SECOND + Duration::from_millis(at);
            if at % answer == answer / 2 {
                pace.answer(steady);
            }
            if at % step == 0
                && let Ok(attempt) = pace.begin(1, steady)
            {
                pace.end(attempt);
                departed += 1;
            }
        }
        departed
    }

    #[test]
    fn however_much_people_ask_posts_go_on_slowly() {
        for (ceiling, least) in [(28, 19), (14, 9), (1, 0)] {
            let departed = beside_answers(ceiling, 20, 1);
            // Half a second of the ceiling is free before the first second is full.
            let most = least + 3 + ceiling as usize / 2;
            assert!((least..=most).contains(&departed), "{ceiling} {departed}");
        }
    }

    #[test]
    fn posts_and_answers_together_keep_to_the_ceiling() {
        for (answer, expected) in [(1_000, 270), (100, 180), (50, 80)] {
            let departed = beside_answers(28, answer, 1);
            assert!(departed.abs_diff(expected) <= 12, "{answer} {departed}");
        }
    }

    #[test]
    fn answers_take_no_more_departures_where_posts_ask_for_them_seldom() {
        assert_eq!(beside_answers(28, 100, 200), 50);
        assert_eq!(beside_answers(28, 41, 400), 25);
    }

    #[test]
    fn sixteen_are_in_flight_and_those_that_hang_count_no_longer() {
        let pace = pace(Platform::Discord, 1_000);
        let begin = |place: i64, at: Duration| {
            pace.begin(place, at + Duration::from_millis(2 * place.unsigned_abs()))
        };
        for place in 0..16 {
            assert!(begin(place, SECOND).is_ok(), "{place}");
        }
        assert!(matches!(begin(16, SECOND), Err(Wait::Platform(_))));
        for round in 1..5 {
            for place in 16 * round..16 * (round + 1) {
                assert!(
                    begin(place, SECOND + SLOW * u32::try_from(round).expect("small")).is_ok(),
                    "{place}"
                );
            }
        }
        // 64 hang, 16 more are under way: that is all.
        assert!(matches!(begin(80, SECOND + SLOW * 9), Err(Wait::Platform(_))));
        assert_eq!(pace.in_flight(), 80);
    }

    #[test]
    fn one_place_has_one_attempt_and_waits_alone() {
        let pace = pace(Platform::Telegram, 28);
        let attempt = pace.begin(1, SECOND).expect("free");
        assert_eq!(pace.begin(1, 2 * SECOND), Err(Wait::Place(None)));
        pace.end(attempt);
        pace.limited(1, 17 * SECOND, false, 2 * SECOND);
        assert_eq!(pace.begin(1, 3 * SECOND), Err(Wait::Place(Some(16 * SECOND))));
        assert!(pace.begin(2, 3 * SECOND).is_ok());
        assert!(pace.begin(1, 19 * SECOND).is_ok());
    }

    #[test]
    fn three_chats_told_to_wait_hold_telegram_then_half_the_ceiling_is_kept() {
        let pace = pace(Platform::Telegram, 28);
        for (place, after) in [(1, 9), (2, 5), (2, 4), (3, 30)] {
            pace.limited(place, after * SECOND, false, 100 * SECOND);
        }
        assert_eq!(pace.begin(9, 101 * SECOND), Err(Wait::Platform(3 * SECOND)));
        let eased = departures(&pace, 110 * SECOND, Duration::from_millis(1), 10 * SECOND).len();
        assert!(eased.abs_diff(140) <= 2, "{eased}");
        let full = departures(&pace, 165 * SECOND, Duration::from_millis(1), 10 * SECOND).len();
        assert!(full.abs_diff(278) <= 2, "{full}");
    }

    #[test]
    fn in_one_chat_of_telegram_messages_stand_a_second_apart_and_in_a_group_three() {
        for (platform, place, apart) in
            [(Platform::Telegram, 5, 1), (Platform::Telegram, -5, 3), (Platform::Discord, 5, 0)]
        {
            let pace = pace(platform, 28);
            let attempt = pace.begin(place, SECOND).expect("free");
            pace.end(attempt);
            pace.stands(place, SECOND);
            let soon = SECOND + Duration::from_millis(50);
            assert_eq!(pace.begin(place, soon).is_ok(), apart == 0, "{platform} {place}");
            assert!(
                pace.begin(place, SECOND + apart * SECOND + Duration::from_millis(100)).is_ok() || apart == 0
            );
        }
    }

    #[test]
    fn three_channels_told_to_wait_do_not_hold_discord() {
        let pace = pace(Platform::Discord, 40);
        for place in 1..=3 {
            pace.limited(place, 9 * SECOND, false, 100 * SECOND);
        }
        assert!(pace.begin(9, 101 * SECOND).is_ok());
        pace.limited(9, 9 * SECOND, true, 101 * SECOND);
        assert!(matches!(pace.begin(10, 102 * SECOND), Err(Wait::Platform(_))));
    }
}
