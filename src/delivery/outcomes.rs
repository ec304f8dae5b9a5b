//! What came of attempts: for the platform as a whole, and for what each was
//! about.

use std::time::Duration;

use super::attempt::{Done, Outcome, Posting};
use super::{Courier, Hail, Token, fate};
use crate::clock::Now;
use crate::metrics;
use crate::ports::{Repeats, SendError, Transport};
use crate::store::{Bearing, Ruling, State, StoreError};

impl<T: Transport> Courier<T> {
    /// Looks at the attempts that ended.
    pub(super) async fn take_in(&mut self, now: Now) -> Result<(), StoreError> {
        while let Ok(done) = self.ended.try_recv() {
            self.inbox.push(done);
        }
        let mut seen = Ok(());
        let mut inbox = std::mem::take(&mut self.inbox).into_iter();
        while seen.is_ok()
            && let Some(done) = inbox.next()
        {
            self.means.pace.end(done.attempt);
            self.gate.under_way -= 1;
            self.heed(&done, now);
            seen = self.look_at(done, now).await;
        }
        // The others wait until the database does what is asked.
        self.inbox.extend(inbox);
        self.fill(now);
        seen
    }

    /// What an outcome means for the whole platform.
    fn heed(&mut self, done: &Done, now: Now) {
        if let Outcome::Sent(_, Ok(_), _) | Outcome::Told(_, Ok(_)) = &done.outcome {
            self.means.pace.stands(done.place, now.steady);
        }
        match done.outcome.error() {
            Some(SendError::Limited { after, whole_platform }) => {
                metrics::rate_limit(self.name(), *after);
                self.means.pace.limited(done.place, *after, *whole_platform, now.steady);
            }
            Some(SendError::Unauthorized) => match self.token {
                Token::Fine => {
                    self.token = Token::Refused(now.steady);
                    self.means.pace.hold(fate::TOKEN, now.steady);
                }
                Token::Refused(since) if now.steady >= since + fate::TOKEN => {
                    self.token = Token::Stopped;
                    // The connection finds it out, too, and says what to do.
                    tracing::info!(platform = self.name(), "nothing more is posted: the token is refused");
                }
                Token::Refused(_) | Token::Stopped => {}
            },
            None if self.token != Token::Stopped => self.token = Token::Fine,
            _ => {}
        }
    }

    async fn look_at(&mut self, done: Done, now: Now) -> Result<(), StoreError> {
        match done.outcome {
            Outcome::Sent(posting, outcome, drawn) => {
                self.gate.went_along(&drawn, &outcome);
                let asked = posting.step == fate::Step::Send;
                if asked && outcome == Err(SendError::Unknown) && posting.made.repeats == Repeats::Blind {
                    self.hail = Hail { wanted: true, ..Hail::default() };
                }
                let file = outcome.as_ref().ok().and_then(|sent| sent.file.clone()).filter(|_| !drawn.known);
                let mut forgotten = Ok(());
                let outcome = match (outcome, &drawn.name) {
                    (Err(SendError::StalePicture), Some(name)) if drawn.known => {
                        let store = &self.means.store;
                        forgotten = store.forget_file(posting.due.community.platform, name).await;
                        Err(SendError::StalePicture)
                    }
                    // It was not named by an id: then its form is refused.
                    (Err(SendError::StalePicture), _) => Err(SendError::BadForm),
                    (outcome, _) => outcome,
                };
                let Posting { due, made, .. } = *posting;
                let mut ruling = fate::sent(due, outcome, made, now.hour);
                ruling.file = drawn.name.zip(file);
                self.rule(ruling, now);
                forgotten?;
            }
            Outcome::Found(posting, outcome) => {
                let Posting { due, made, .. } = *posting;
                self.rule(fate::found(due, outcome, made, now.hour), now);
            }
            Outcome::Hailed(outcome) => {
                self.hail.under_way = false;
                self.hail.wanted = outcome.is_err();
                self.hail.tries += 1;
                self.hail.next = now.steady + Duration::from_secs(1 << self.hail.tries.min(5));
            }
            Outcome::Published(due, outcome) => self.published(due, outcome, now).await?,
            Outcome::Scheduled(due, outcome) => self.scheduled(due, outcome, now).await?,
            Outcome::Unscheduled(due, outcome) => self.unscheduled(due, outcome, now).await?,
            Outcome::Told(telling, outcome) => self.told(telling, outcome, now).await?,
            Outcome::Looked(look, outcome) => self.looked(look, outcome, now).await?,
        }
        Ok(())
    }

    fn rule(&mut self, ruling: Ruling, now: Now) {
        let (platform, window) = (self.name(), &ruling.due.window);
        metrics::post(platform, window.post.name(), ruling.state.name());
        match ruling.state {
            State::Sent => {
                metrics::lateness(platform, (now.hour - window.due).to_std().unwrap_or_default());
            }
            State::Waiting => metrics::retry(platform, reason_kind(ruling.reason.as_deref())),
            _ => {}
        }
        if let Bearing::Moved(to) = ruling.place {
            tracing::info!(
                platform,
                community = ruling.due.community.native,
                to,
                "the group has another id now"
            );
        }
        self.rulings.push(ruling);
    }
}

/// The kind of a reason, without what it names.
fn reason_kind(reason: Option<&str>) -> &'static str {
    const KINDS: &[&str] = &[
        "outage",
        "unknown",
        "limited",
        "forbidden",
        "perhaps-gone",
        "moved",
        "topic-lost",
        "form",
        "token",
        "since-backup",
    ];
    let first = reason.and_then(|reason| reason.split(' ').next()).unwrap_or("part");
    KINDS.iter().copied().find(|kind| *kind == first).unwrap_or("refused")
}
