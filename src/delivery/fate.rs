//! What an attempt's outcome means: a pure function from a claimed post and
//! what the platform said to what becomes of both.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rustc_hash::FxHasher;

use super::health::{new_in, united};
use crate::ports::{Gone, Repeats, Right, SendError, Sent};
use crate::remembrance::Post;
use crate::store::{Bearing, Due, Kind, Notice, Ruling, SINCE_BACKUP, State, Topic};

/// Before a part is sent again that may stand already and has no key.
const BLIND: Duration = Duration::from_secs(5);
/// Within this, the same key makes no second message.
const KEYED: TimeDelta = TimeDelta::minutes(2);
/// So many unknown outcomes of one part count as sent, where nobody can look.
const UNKNOWNS: u32 = 3;
/// Two refusals that only together mean that a place is gone are this far apart.
const DOUBT: TimeDelta = TimeDelta::minutes(5);
/// The longest pause after an outage.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Pauses after refusals that nobody has a name for; then the last again.
const REFUSED: [Duration; 4] =
    [Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(15), Duration::from_hours(1)];
/// Between attempts where a right is missing.
const FORBIDDEN: Duration = Duration::from_mins(10);
/// The same before the minute of silence.
const FORBIDDEN_SILENCE: Duration = Duration::from_mins(1);
/// After a refused token.
pub(super) const TOKEN: Duration = Duration::from_secs(10);

/// What is to be done next for a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Its part is sent.
    Send,
    /// It may stand already: the bot looks whether it does.
    Find,
    /// So often nobody knew what came of it, kills included, that it counts as
    /// sent where nobody can look.
    Assume,
}

/// How an attempt was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    /// When it began.
    pub began: DateTime<Utc>,
    /// How many parts the post has.
    pub parts: usize,
    /// What a repeated attempt may rely on.
    pub repeats: Repeats,
}

/// What is to be done for a post that is due.
pub(super) fn step(due: &Due, repeats: Repeats, now: DateTime<Utc>) -> Step {
    match (repeats, due.progress.unknown_at) {
        (Repeats::Keyed, Some(at)) if at > now || now - at >= KEYED => Step::Find,
        (Repeats::Blind, Some(_)) if due.progress.unknowns >= UNKNOWNS => Step::Assume,
        _ => Step::Send,
    }
}

/// What the outcome of sending a part means.
pub(super) fn sent(due: Due, outcome: Result<Sent, SendError>, made: Made, now: DateTime<Utc>) -> Ruling {
    let mut ruling = Ruling {
        state: State::Waiting,
        reason: None,
        wake: now,
        pause: Duration::ZERO,
        progress: due.progress.clone(),
        place: Bearing::None,
        notices: Vec::new(),
        file: None,
        due,
    };
    match outcome {
        Ok(sent) => ruling.accepted(Some(sent.message), made),
        Err(SendError::SentAndDeleted) => ruling.accepted(None, made),
        Err(SendError::Unknown) => ruling.unknown(made, now),
        Err(error) => ruling.refused(&error, made, now),
    }
    ruling
}

/// What a look whether a part stands means.
pub(super) fn found(
    due: Due,
    outcome: Result<Option<i64>, SendError>,
    made: Made,
    now: DateTime<Utc>,
) -> Ruling {
    let window_over = now >= due.window.until;
    let unable = |due: Due, error| sent(due, Err(error), made, now);
    let mut ruling = sent(due, Err(SendError::NotAccepted(String::new())), made, now);
    match outcome {
        Ok(Some(message)) => {
            ruling.progress = ruling.due.progress.clone();
            ruling.accepted(Some(message), made);
        }
        // It does not stand: it is sent as if for the first time.
        Ok(None) => {
            ruling.progress = ruling.due.progress.clone();
            ruling.progress.unknown_at = None;
            ruling.wait("unknown", Duration::ZERO, now);
        }
        Err(SendError::Forbidden(Right::History)) if ruling.due.since_backup => ruling.left_to_operator(now),
        // The bot may not look: it is sent once more, and told.
        Err(SendError::Forbidden(Right::History)) => {
            ruling.progress = ruling.due.progress.clone();
            if window_over || (ruling.progress.uncertain && ruling.progress.unknowns >= UNKNOWNS) {
                ruling.assumed(made);
            } else {
                ruling.progress.unknown_at = None;
                ruling.doubtful();
                ruling.wait("unknown", Duration::ZERO, now);
            }
        }
        // Nobody answered: it is looked for again, and nothing else is known.
        Err(SendError::Unknown | SendError::NotAccepted(_)) => {}
        Err(SendError::Limited { after, .. }) => ruling.wait("limited", after, now),
        Err(error) => ruling = unable(ruling.due, error),
    }
    // As long as nobody knows, it stays what a copy cannot know.
    if ruling.due.since_backup && ruling.state == State::Waiting && ruling.progress.unknown_at.is_some() {
        ruling.reason = Some(SINCE_BACKUP.to_owned());
    }
    ruling
}

impl Ruling {
    fn accepted(&mut self, message: Option<i64>, made: Made) {
        if made.repeats == Repeats::Blind && self.progress.unknown_at.is_some() {
            self.doubtful();
        }
        self.progress.messages.extend(message);
        self.progress.parts += 1;
        self.progress.unknown_at = None;
        (self.progress.refusals, self.progress.outages, self.progress.unknowns) = (0, 0, 0);
        self.place = Bearing::There;
        self.reason = None;
        if self.progress.parts < made.parts {
            // The next part goes before what falls due later.
            self.wake = self.wake.min(self.due.window.due);
            return;
        }
        self.state = State::Sent;
        self.tell(Kind::Receipt, self.progress.messages.last().map_or_else(String::new, i64::to_string));
    }

    fn unknown(&mut self, made: Made, now: DateTime<Utc>) {
        self.progress.unknowns += 1;
        self.progress.unknown_at = Some(self.progress.unknown_at.unwrap_or(made.began));
        match made.repeats {
            Repeats::Blind if self.progress.unknowns >= UNKNOWNS => self.assumed(made),
            Repeats::Blind => {
                if self.progress.unknowns > 1 {
                    self.doubtful();
                }
                self.wait("unknown", BLIND, now);
            }
            Repeats::Keyed => self.wait("unknown", self.growing(self.progress.unknowns), now),
        }
    }

    /// Nobody but the operator knows whether it stands: it waits for a word
    /// until its window ends.
    fn left_to_operator(&mut self, now: DateTime<Utc>) {
        self.progress = self.due.progress.clone();
        match (self.due.window.until - now).to_std() {
            Ok(left) if !left.is_zero() => self.wait(SINCE_BACKUP, left, now),
            _ => self.missed(SINCE_BACKUP),
        }
    }

    /// It counts as sent, though nobody knows.
    fn assumed(&mut self, made: Made) {
        self.progress.uncertain = true;
        self.progress.unknown_at = None;
        self.accepted(None, made);
        self.notices.retain(|notice| notice.kind != Kind::Receipt);
        self.tell(Kind::Assumed, String::new());
    }

    /// A part of it may stand twice.
    fn doubtful(&mut self) {
        self.progress.uncertain = true;
        self.tell(Kind::Uncertain, String::new());
    }

    fn refused(&mut self, error: &SendError, made: Made, now: DateTime<Utc>) {
        match error {
            SendError::NotAccepted(_) => {
                self.progress.outages += 1;
                self.wait("outage", self.growing(self.progress.outages), now);
            }
            SendError::Limited { after, .. } => self.limited(*after, now),
            SendError::Gone(why) => self.gone(*why),
            SendError::PerhapsGone => match self.due.doubted_at {
                Some(at) if now - at >= DOUBT => self.gone(Gone::Deleted),
                at => {
                    let waited = at.map_or(TimeDelta::zero(), |at| (now - at).max(TimeDelta::zero()));
                    self.place = Bearing::Doubted;
                    self.wait("perhaps-gone", (DOUBT - waited).to_std().unwrap_or_default(), now);
                }
            },
            SendError::Moved(to) => {
                self.place = Bearing::Moved(*to);
                self.wait("moved", Duration::ZERO, now);
            }
            SendError::TopicLost if self.due.topic == Topic::Open => {
                self.place = Bearing::TopicLost;
                self.tell(Kind::TopicLost, String::new());
                self.wait("topic-lost", Duration::ZERO, now);
            }
            SendError::Forbidden(right) => self.forbidden(*right, now),
            SendError::BadForm if !self.progress.plain => {
                self.progress.plain = true;
                self.wait("form", Duration::ZERO, now);
            }
            // It is uploaded anew.
            SendError::StalePicture => self.wait("form", Duration::ZERO, now),
            SendError::Unauthorized => self.wait("token", TOKEN, now),
            SendError::Unknown => self.unknown(made, now),
            SendError::SentAndDeleted => self.accepted(None, made),
            SendError::TopicLost
            | SendError::BadForm
            | SendError::Unfit
            | SendError::Full
            | SendError::Refused(_) => {
                self.nameless(error, now);
            }
        }
    }

    fn limited(&mut self, after: Duration, now: DateTime<Utc>) {
        let until = self.due.window.until;
        if TimeDelta::from_std(after).map_or(true, |after| now + after >= until) {
            self.missed("limited");
        } else {
            self.wait("limited", after, now);
        }
    }

    fn missed(&mut self, reason: &str) {
        self.state = State::Missed;
        self.reason = Some(reason.to_owned());
        self.tell(Kind::Missed, reason.to_owned());
    }

    fn gone(&mut self, why: Gone) {
        self.state = State::Failed;
        self.reason = Some(why.name().to_owned());
        self.place = Bearing::Gone(why.name());
        self.notices.push(Notice {
            community: self.due.community_row,
            place: self.due.place,
            post: None,
            kind: Kind::Gone,
            detail: why.name().to_owned(),
        });
    }

    fn forbidden(&mut self, right: Right, now: DateTime<Utc>) {
        let known = self.due.health.as_deref().unwrap_or_default();
        if !new_in(right.name(), known).is_empty() {
            self.notices.push(Notice {
                community: self.due.community_row,
                place: self.due.place,
                post: None,
                kind: Kind::Unwell,
                detail: right.name().to_owned(),
            });
            self.place = Bearing::Unwell(united(known, right.name()));
        }
        let silence = self.due.window.post == Post::Silence;
        let pause = if silence { FORBIDDEN_SILENCE } else { FORBIDDEN };
        self.wait(&format!("forbidden {}", right.name()), pause, now);
    }

    /// A refusal that nobody has a name for.
    fn nameless(&mut self, error: &SendError, now: DateTime<Utc>) {
        tracing::warn!(post = self.due.id, %error, "refused for a reason without a name; to be tried again");
        let at = usize::try_from(self.progress.refusals).unwrap_or(usize::MAX);
        let pause = REFUSED.get(at).or(REFUSED.last()).copied().unwrap_or_default();
        self.progress.refusals += 1;
        self.tell(Kind::Refused, String::new());
        self.wait("refused", pause, now);
    }

    /// It waits; never beyond its window, at whose end it is looked at too.
    fn wait(&mut self, reason: &str, pause: Duration, now: DateTime<Utc>) {
        let until = self.due.window.until;
        let wake = now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::days(1));
        self.state = State::Waiting;
        self.reason = Some(reason.to_owned());
        self.wake = if until > now { wake.min(until) } else { wake };
        self.pause = pause;
    }

    fn tell(&mut self, kind: Kind, detail: String) {
        let due = &self.due;
        let post = Some((due.window.post, due.window.year));
        self.notices.push(Notice { community: due.community_row, place: due.place, post, kind, detail });
    }

    /// Twice as long each time, and by up to a fifth longer, so that those that
    /// failed together do not come back together.
    fn growing(&self, times: u32) -> Duration {
        let pause = Duration::from_secs(1 << times.saturating_sub(1).min(6)).min(LONGEST_PAUSE);
        let scatter = BuildHasherDefault::<FxHasher>::default().hash_one((self.due.id, times));
        pause + pause * u32::try_from(scatter % 20).unwrap_or(0) / 100
    }
}
