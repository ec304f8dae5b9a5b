//! The outbox's worker: what falls due goes out, once. [`Courier::tick`] does
//! one step of all the work and says when to come again; the loop around it
//! only sleeps. It knows platforms by [`Transport`] alone, and `app` not at all.

mod admit;
mod attempt;
mod events;
mod fate;
mod health;
pub mod lease;
mod notices;
mod outcomes;
pub mod pace;
mod planning;
mod quiet;
mod seats;
mod spacing;
mod turn;
mod works;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, Now};
use crate::metrics;
use crate::pictures::Cards;
use crate::ports::{Repeats, Transport};
use crate::remembrance::compose::Composer;
use crate::store::{Outlook, Ruling, Store, StoreError};

use admit::Gate;
use attempt::{Crew, Done, Job};
use lease::Guard;
use pace::{Attempt, Pace};
use seats::{Flying, Seats};

/// The courier never rests longer.
const LONGEST_REST: Duration = Duration::from_mins(1);
/// After the database did not do what was asked.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// What is under way is waited for this long at an orderly end.
const FAREWELL: Duration = Duration::from_secs(8);
/// So often everybody else may go on before a turn, where every seat is taken:
/// a fraction of a thousandth of a second.
const MOMENT: usize = 64;
/// Composed posts that are kept.
const COMPOSED: usize = 256;

/// What a courier works with.
#[derive(Debug)]
pub struct Means<T> {
    /// The way out.
    pub transport: Arc<T>,
    /// The outbox.
    pub store: Store,
    /// Writes the posts.
    pub composer: Composer,
    /// The pictures that go with them, if any do.
    pub cards: Option<Cards>,
    /// How fast.
    pub pace: Pace,
    /// By what right.
    pub guard: Guard,
    /// The hour, for [`run`], and when what is written down departs.
    pub clock: Clock,
}

/// Delivers one platform's posts.
#[derive(Debug)]
pub struct Courier<T> {
    means: Means<T>,
    seats: Seats<T>,
    ended: UnboundedReceiver<Done>,
    /// Attempts that ended and are not looked at yet.
    inbox: Vec<Done>,
    /// Outcomes that are not written yet.
    rulings: Vec<Ruling>,
    composed: HashMap<admit::Text, Arc<crate::remembrance::compose::Composed>>,
    gate: Gate,
    hail: Hail,
    token: Token,
    planning: planning::Planning,
    works: works::Works,
    /// When there is something to do, as the database said last.
    outlook: Outlook,
    began: bool,
    /// The difference of the hour and the steady time when it was looked at last.
    offset: Option<DateTime<Utc>>,
    /// Whether the database failed at the last step, and that was told.
    failing: bool,
}

/// After an unknown outcome without a key, the platform is called until it
/// answers; nothing else goes out before.
#[derive(Debug, Default)]
struct Hail {
    wanted: bool,
    tries: u32,
    under_way: bool,
    next: Duration,
}

/// Whether the platform takes the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Fine,
    /// Refused first at this steady time.
    Refused(Duration),
    /// Refused twice: nothing goes out until the program is started anew.
    Stopped,
}

/// When to come again, unless an attempt ends or something changes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// After this long.
    pub after: Duration,
}

impl<T: Transport> Courier<T> {
    /// A courier that has not begun yet.
    #[must_use]
    pub fn new(means: Means<T>) -> Self {
        let (heard, ended) = unbounded_channel();
        let crew = Crew {
            transport: Arc::clone(&means.transport),
            store: means.store.clone(),
            cards: means.cards.clone(),
        };
        Self {
            means,
            seats: Seats::new(crew, heard),
            ended,
            inbox: Vec::new(),
            rulings: Vec::new(),
            composed: HashMap::new(),
            gate: Gate::default(),
            hail: Hail::default(),
            token: Token::Fine,
            planning: planning::Planning::default(),
            works: works::Works::default(),
            outlook: Outlook::default(),
            began: false,
            offset: None,
            failing: false,
        }
    }

    /// One step: takes in what came of attempts, plans, misses what is over,
    /// claims what is due and starts it. When the database fails, nothing new
    /// begins and no outcome is forgotten.
    pub async fn tick(&mut self, now: Now) -> Next {
        match self.step(now).await {
            Ok(after) => {
                metrics::ticked(self.name(), now.hour.timestamp());
                if std::mem::take(&mut self.failing) {
                    tracing::info!(platform = self.name(), "the outbox can be worked on again");
                }
                Next { after: after.min(LONGEST_REST) }
            }
            Err(error) => {
                if !std::mem::replace(&mut self.failing, true) {
                    tracing::warn!(platform = self.name(), %error, "the outbox cannot be worked on; trying until it can");
                }
                Next { after: AFTER_FAILURE }
            }
        }
    }

    /// Waits until an attempt ends; at once if none is under way.
    pub async fn ended(&mut self) {
        if let Ok(done) = self.ended.try_recv() {
            self.inbox.push(done);
        } else if self.in_flight() > self.inbox.len()
            && let Some(done) = self.ended.recv().await
        {
            self.inbox.push(done);
        }
        // Nothing begins before this one's turn at the database: what ends in
        // the same moment shares it, and its wait for the disk.
        let moment = if self.in_flight() >= pace::FLIGHT { MOMENT } else { 0 };
        for _ in 0..moment {
            tokio::task::yield_now().await;
        }
        while let Ok(done) = self.ended.try_recv() {
            self.inbox.push(done);
        }
    }

    /// How many attempts are under way, or ended and not looked at yet.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.gate.under_way
    }

    /// Whether the platform refused the token, so that nothing goes out any more.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.token == Token::Stopped
    }

    fn name(&self) -> &'static str {
        self.means.transport.platform().name()
    }

    async fn step(&mut self, now: Now) -> Result<Duration, StoreError> {
        self.begin(now).await?;
        self.set_right(now).await?;
        self.take_in(now).await?;
        let planned = self.plan(now).await?;
        let mut after = self.deliver(now).await?;
        if self.may_go_out(now) && !self.hail.wanted {
            after = after.min(self.work(now).await?);
        } else {
            after = after.min(self.call(now));
        }
        Ok(after.min(planned))
    }

    /// What a predecessor left: rows with nobody behind them are unknown.
    async fn begin(&mut self, now: Now) -> Result<(), StoreError> {
        if self.began {
            return Ok(());
        }
        let platform = self.means.transport.platform();
        let blind = self.means.transport.repeats() == Repeats::Blind;
        let pause = if blind { Duration::from_secs(5) } else { Duration::ZERO };
        let found = self.means.store.recover(platform, now.hour, now.hour + pause).await?;
        if found > 0 {
            tracing::warn!(
                platform = self.name(),
                posts = found,
                "attempts were cut off; their outcome is unknown"
            );
            self.hail.wanted = blind;
        }
        self.began = true;
        Ok(())
    }

    /// A clock that was set back decides nothing for the future.
    async fn set_right(&mut self, now: Now) -> Result<(), StoreError> {
        let offset = now.hour - now.steady;
        let moved = self.offset.is_none_or(|before| (before - offset).abs().num_seconds() >= 1);
        if moved {
            self.means.store.set_right(self.means.transport.platform(), now.hour).await?;
            self.planning.again();
            self.offset = Some(offset);
        }
        Ok(())
    }

    fn may_go_out(&self, now: Now) -> bool {
        self.token != Token::Stopped && self.means.guard.may_begin(now.steady)
    }

    /// Takes a seat for a place, and departs at once.
    fn set_off(&self, place: i64, now: Now) -> Result<Attempt, pace::Wait> {
        let attempt = self.means.pace.admit(place, now.steady)?;
        self.means.pace.depart(attempt, self.departure(now));
        Ok(attempt)
    }

    /// The steady time of what departs in a step that began at `now`: since then
    /// the disk was waited for, and the next one's distance counts from here.
    fn departure(&self, now: Now) -> Duration {
        self.means.clock.now().steady.max(now.steady)
    }

    fn start(&mut self, attempt: Attempt, place: i64, job: Job, now: Now) {
        self.gate.under_way += 1;
        self.seats.line_up(Flying { attempt, place, job });
        self.fill(now);
    }

    /// Lets those in line take the seats that are free.
    fn fill(&mut self, now: Now) {
        self.seats.fill(self.gate.under_way, self.means.pace.seats(now.steady));
    }

    /// Calls the platform, if nothing may go out before it has answered.
    fn call(&mut self, now: Now) -> Duration {
        const NOWHERE: i64 = i64::MIN;
        if !self.hail.wanted || self.hail.under_way || !self.may_go_out(now) {
            return LONGEST_REST;
        }
        if self.hail.next > now.steady {
            return self.hail.next.saturating_sub(now.steady);
        }
        match self.set_off(NOWHERE, now) {
            Ok(attempt) => {
                self.hail.under_way = true;
                self.start(attempt, NOWHERE, Job::Hail, now);
                LONGEST_REST
            }
            Err(pace::Wait::Platform(wait) | pace::Wait::Place(Some(wait))) => wait,
            Err(pace::Wait::Place(None)) => AFTER_FAILURE,
        }
    }
}

/// Delivers until told to stop: sleeps until the next step, an attempt's end or
/// a change, whichever comes first. At the end what is under way is finished
/// and written.
pub async fn run<T: Transport>(mut courier: Courier<T>, wake: Arc<Notify>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        // Whoever changes something while the step runs is heard after it.
        let woken = wake.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        let now = courier.means.clock.now();
        let next = courier.tick(now).await;
        let busy = courier.in_flight() > 0;
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(next.after) => {}
            () = courier.ended(), if busy => {}
            () = &mut woken => courier.works.soon(),
        }
    }
    let _ = tokio::time::timeout(FAREWELL, courier.finish()).await;
}

impl<T: Transport> Courier<T> {
    /// Waits for what is under way and writes what came of it; begins nothing.
    async fn finish(&mut self) {
        while self.in_flight() > 0 || !self.rulings.is_empty() {
            self.ended().await;
            let now = self.means.clock.now();
            let written = match self.take_in(now).await {
                Ok(()) => self.turn(now, 0).await,
                Err(error) => Err(error),
            };
            if written.is_err() {
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}
