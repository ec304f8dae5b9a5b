//! A turn at the database: outcomes are written, what is over is missed, what
//! is due is claimed, and only then started.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::attempt::{self, Job, Posting};
use super::pace::Attempt;
use super::{COMPOSED, Courier, LONGEST_REST, admit, fate};
use crate::clock::Now;
use crate::metrics;
use crate::ports::Transport;
use crate::store::{Claim, Due, Outlook, State, StoreError};

/// Whether an hour, if there is one, has come.
fn is_due(now: Now) -> impl Fn(Option<DateTime<Utc>>) -> bool {
    move |at| at.is_some_and(|at| at <= now.hour)
}

impl<T: Transport> Courier<T> {
    /// Writes outcomes, misses what is over, claims what is due and starts it.
    pub(super) async fn deliver(&mut self, now: Now) -> Result<Duration, StoreError> {
        let platform = self.means.transport.platform();
        let may = self.may_go_out(now) && !self.hail.wanted && self.planning.is_ready();
        let is_due = is_due(now);
        self.gate.wait = None;
        // What was due already needs no other look: what is due besides is seen
        // when that is on its way.
        let known = is_due(self.outlook.until) || (may && is_due(self.outlook.wake));
        if self.rulings.is_empty() && !known {
            self.outlook = self.means.store.outlook(platform).await?;
        }
        let most = if may && is_due(self.outlook.wake) { self.room(now) } else { 0 };
        if !self.rulings.is_empty() || is_due(self.outlook.until) || most > 0 {
            self.turn(now, most).await?;
            self.outlook = self.means.store.outlook(platform).await?;
        }
        Ok(self.rest(&self.outlook, may, now))
    }

    /// How many posts may depart now.
    fn room(&mut self, now: Now) -> usize {
        match self.means.pace.room(now.steady) {
            Ok(room) => room,
            Err(wait) => {
                self.gate.wait = Some(wait);
                0
            }
        }
    }

    /// Writes outcomes, misses what is over and begins at most so many posts.
    pub(super) async fn turn(&mut self, now: Now, most: usize) -> Result<(), StoreError> {
        let authority = self.means.guard.authority();
        let claim = Claim {
            authority: &authority,
            platform: self.means.transport.platform(),
            now: now.hour,
            rulings: &self.rulings,
            over: is_due(now)(self.outlook.until),
            most,
        };
        let admit = self.gate.admission(&self.means, now);
        let turn = self.means.store.take_turn(&claim, admit).await;
        match &turn {
            Ok(_) | Err(StoreError::LeaseLost) => self.rulings.clear(),
            Err(_) => {}
        }
        let seats = std::mem::take(&mut self.gate.admitted);
        let turn = match turn {
            Ok(turn) => turn,
            Err(error) => {
                // Nothing of it was claimed: their seats are free again.
                for attempt in seats {
                    self.means.pace.end(attempt);
                }
                return Err(error);
            }
        };
        for missed in &turn.missed {
            metrics::post(self.name(), missed.post.name(), State::Missed.name());
        }
        self.depart(turn.begun, now);
        if let (Some(card), Some(cards)) = (self.gate.wanted.take(), &self.means.cards) {
            attempt::draw(cards, card).await;
            self.gate.drawn.insert(card);
        }
        Ok(())
    }

    /// Starts what is claimed.
    fn depart(&mut self, begun: Vec<(Due, (Attempt, fate::Step))>, now: Now) {
        if begun.is_empty() {
            return;
        }
        let steady = self.departure(now);
        for (due, (attempt, step)) in begun {
            let posting = self.posting(due, step, now);
            self.means.pace.depart(attempt, steady);
            self.start(attempt, posting.due.place.channel, Job::Post(Box::new(posting)), now);
        }
        self.gate.wait = self.means.pace.room(steady).err();
    }

    fn posting(&mut self, due: Due, step: fate::Step, now: Now) -> Posting {
        if self.composed.len() >= COMPOSED {
            self.composed.clear();
        }
        let text = admit::Text::of(&due);
        let writer = &self.means.composer;
        let composed = Arc::clone(self.composed.entry(text).or_insert_with(|| admit::compose(writer, &due)));
        let made = fate::Made {
            began: now.hour,
            parts: self.means.transport.parts(&composed),
            repeats: self.means.transport.repeats(),
        };
        let (to, silent) = (admit::to(&due), admit::is_silent(&due, &self.means.composer.rules, now.hour));
        let patience = admit::patience(&due, now.hour);
        Posting { due, step, made, composed, to, silent, patience }
    }

    /// How long until something of a post is to be done.
    fn rest(&self, outlook: &Outlook, may: bool, now: Now) -> Duration {
        let until = |at: DateTime<Utc>| (at - now.hour).to_std().unwrap_or_default();
        let wake = outlook.wake.filter(|_| may).map(until);
        let wake = wake.map(|wake| wake.max(self.gate.wait.unwrap_or_default()));
        let ends = outlook.until.map(until).map(|end| end.max(Duration::from_millis(1)));
        [wake, ends, self.gate.wait].into_iter().flatten().min().unwrap_or(LONGEST_REST)
    }
}
