//! Seats: so many attempts are in flight at once. What is claimed already stands
//! in line for one, and a seat whose attempt went well goes on with the first in
//! line: it does not wait for the courier, who may be waiting for the disk.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;

use super::attempt::{Crew, Done, Job};
use super::pace::Attempt;
use crate::ports::Transport;

/// An attempt that may depart.
#[derive(Debug)]
pub(super) struct Flying {
    pub attempt: Attempt,
    pub place: i64,
    pub job: Job,
}

/// Those in line for a seat.
#[derive(Debug, Clone, Default)]
struct Line(Arc<Mutex<VecDeque<Flying>>>);

impl Line {
    fn with<V>(&self, act: impl FnOnce(&mut VecDeque<Flying>) -> V) -> V {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The seats, and the line before them.
#[derive(Debug)]
pub(super) struct Seats<T> {
    crew: Crew<T>,
    taken: JoinSet<()>,
    line: Line,
    heard: UnboundedSender<Done>,
}

impl<T: Transport> Seats<T> {
    /// What ends is told to `heard`.
    pub(super) fn new(crew: Crew<T>, heard: UnboundedSender<Done>) -> Self {
        Self { crew, taken: JoinSet::new(), line: Line::default(), heard }
    }

    pub(super) fn line_up(&self, flying: Flying) {
        self.line.with(|line| line.push_back(flying));
    }

    /// Lets those in line take seats, of which there are `all`, while
    /// `under_way` attempts are in line, in a seat or not looked at yet.
    pub(super) fn fill(&mut self, under_way: usize, all: usize) {
        while self.taken.try_join_next().is_some() {}
        let next =
            || self.line.with(|line| if under_way < all + line.len() { line.pop_front() } else { None });
        while let Some(flying) = next() {
            self.taken.spawn(fly(flying, self.crew.clone(), self.line.clone(), self.heard.clone()));
        }
    }
}

/// Makes attempts one after another, in one seat.
async fn fly<T: Transport>(first: Flying, crew: Crew<T>, line: Line, heard: UnboundedSender<Done>) {
    let mut flying = Some(first);
    while let Some(Flying { attempt, place, job }) = flying {
        let outcome = crew.clone().go(job).await;
        // It leaves the line before the other's end is known: nobody takes this
        // seat for free. What a refusal means for others is the courier's to say.
        flying = if outcome.error().is_none() { line.with(VecDeque::pop_front) } else { None };
        // The courier itself is gone when nobody listens.
        let _ = heard.send(Done { attempt, place, outcome });
    }
}
