//! Which of the posts that are due may begin now, and how each is sent.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::Means;
use super::attempt::{self, Card, Drawn};
use super::fate::{self, Step};
use super::pace::{Attempt, Wait};
use super::quiet;
use crate::clock::Now;
use crate::community::{Place, Platform};
use crate::language::Languages;
use crate::ports::{Repeats, SendError, Sent, Transport};
use crate::remembrance::Post;
use crate::remembrance::compose::{Composed, Composer, Wanted};
use crate::store::{Admission, Due, LOOKED_FOR, SINCE_BACKUP, Topic};
use crate::zones::{Rules, Zone};

/// The least that an attempt before the silence may take.
const LEAST: TimeDelta = TimeDelta::seconds(1);
/// A place whose attempt is under way is looked at again after this.
const OCCUPIED: TimeDelta = TimeDelta::milliseconds(300);
/// While a picture is uploaded, others that carry it wait: at most so long.
const UPLOADING: Duration = Duration::from_secs(3);
/// At night Telegram's posts arrive without a sound: from this hour …
const NIGHT: u32 = 22;
/// … to this.
const MORNING: u32 = 7;

/// What keeps posts from beginning.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Attempts under way.
    pub under_way: usize,
    /// How long nothing may depart.
    pub wait: Option<Duration>,
    /// The attempts admitted in this turn.
    pub admitted: Vec<Attempt>,
    /// A picture that is to be drawn before anything else may begin.
    pub wanted: Option<Card>,
    /// Pictures that were drawn, or waited for as long as one waits.
    pub drawn: HashSet<Card>,
    /// Pictures that the platform has.
    known: HashSet<String>,
    /// Pictures being uploaded, since when.
    uploads: HashMap<String, Duration>,
}

impl Gate {
    /// What came of a picture that went along.
    pub(super) fn went_along(&mut self, drawn: &Drawn, outcome: &Result<Sent, SendError>) {
        let Some(name) = &drawn.name else { return };
        self.uploads.remove(name);
        match outcome {
            Ok(_) => _ = self.known.insert(name.clone()),
            Err(SendError::StalePicture) => _ = self.known.remove(name),
            // A place that refuses says nothing of the picture.
            Err(_) => {}
        }
    }

    /// What to do with each post that is due.
    pub(super) fn admission<'a, T: Transport>(
        &'a mut self,
        means: &'a Means<T>,
        now: Now,
    ) -> impl FnMut(&Due) -> Admission<(Attempt, Step)> + Send + 'a {
        self.admitted.clear();
        self.wanted = None;
        move |due| self.admit(due, means, now)
    }

    fn admit<T: Transport>(&mut self, due: &Due, means: &Means<T>, now: Now) -> Admission<(Attempt, Step)> {
        let step = fate::step(due, means.transport.repeats(), now.hour);
        if let Some(verdict) = over(due, step, means.transport.repeats(), now.hour) {
            return verdict;
        }
        if step == Step::Send {
            if let Some(end) = quiet::until(due, &means.composer.rules, now.hour) {
                return Admission::Later(end);
            }
            if due.topic == Topic::LostAndServed {
                return Admission::Cancel("topic-lost");
            }
            if self.waits_for_picture(due, means, now) {
                return Admission::Later(now.hour + OCCUPIED);
            }
            self.wanted = self.undrawn(due, means);
            if self.wanted.is_some() {
                return Admission::Stop;
            }
        }
        match means.pace.admit(due.place.channel, now.steady) {
            Ok(attempt) => {
                self.admitted.push(attempt);
                if step == Step::Send {
                    self.uploads(due, means, now);
                }
                Admission::Begin((attempt, step))
            }
            Err(Wait::Place(wait)) => {
                let wait = wait.and_then(|wait| TimeDelta::from_std(wait).ok()).unwrap_or(OCCUPIED);
                Admission::Later(now.hour + wait.max(TimeDelta::milliseconds(1)))
            }
            Err(Wait::Platform(wait)) => {
                self.wait = Some(wait);
                Admission::Stop
            }
        }
    }

    /// Whether another upload of the same picture is under way. Nothing waits
    /// for one before the minute of silence.
    fn waits_for_picture<T: Transport>(&self, due: &Due, means: &Means<T>, now: Now) -> bool {
        let Some(name) = picture(due, means) else { return false };
        due.window.post != Post::Silence
            && !self.known.contains(&name)
            && self.uploads.get(&name).is_some_and(|since| *since + UPLOADING > now.steady)
    }

    /// The picture that a post waits for: those that began meanwhile would
    /// leave all at once when it is there.
    fn undrawn<T: Transport>(&self, due: &Due, means: &Means<T>) -> Option<Card> {
        let (language, name) = attempt::card(due).filter(|_| means.cards.is_some() && !due.progress.plain)?;
        let card = (due.window.post, language, due.window.year);
        (!self.drawn.contains(&card) && !self.known.contains(&name)).then_some(card)
    }

    fn uploads<T: Transport>(&mut self, due: &Due, means: &Means<T>, now: Now) {
        if let Some(name) = picture(due, means).filter(|name| !self.known.contains(name)) {
            self.uploads.insert(name, now.steady);
        }
    }
}

/// The picture of a post's next part, where it is uploaded once and sent again
/// by its id.
fn picture<T: Transport>(due: &Due, means: &Means<T>) -> Option<String> {
    let once = attempt::numbers_pictures(due.community.platform);
    (once && means.cards.is_some() && !due.progress.plain)
        .then(|| attempt::card(due))
        .flatten()
        .map(|(_, name)| name)
}

/// What becomes of a post whose window is over.
fn over(due: &Due, step: Step, repeats: Repeats, now: DateTime<Utc>) -> Option<Admission<(Attempt, Step)>> {
    let least = if due.window.post == Post::Silence { LEAST } else { TimeDelta::zero() };
    if now + least < due.window.until || step == Step::Assume {
        return None;
    }
    let doubtful = due.progress.unknown_at.is_some();
    if doubtful && repeats == Repeats::Keyed && now < due.window.until + LOOKED_FOR {
        // It may stand: that can be seen, but nothing more is sent.
        let quiet = step == Step::Send && now < due.window.until + TimeDelta::minutes(2);
        return quiet.then(|| Admission::Later(due.window.until + TimeDelta::minutes(2)));
    }
    let reason = match doubtful {
        true if due.since_backup => SINCE_BACKUP,
        true => "unknown",
        false => "late",
    };
    Some(Admission::Miss(reason.to_owned()))
}

/// How long an attempt may take at most: before the silence, never beyond its
/// window.
pub(super) fn patience(due: &Due, now: DateTime<Utc>) -> Duration {
    if due.window.post == Post::Silence {
        (due.window.until - now).to_std().unwrap_or_default()
    } else {
        Duration::MAX / 4
    }
}

/// Where a post goes: where its topic is lost, to the chat itself.
pub(super) fn to(due: &Due) -> Place {
    match due.topic {
        Topic::Open => due.place,
        Topic::Lost | Topic::LostAndServed => Place { topic: 0, ..due.place },
    }
}

/// Whether it arrives without a sound.
pub(super) fn is_silent(due: &Due, rules: &Rules, now: DateTime<Utc>) -> bool {
    let hour = rules.local(due.zone, now).hour();
    due.community.platform == Platform::Telegram && !(MORNING..NIGHT).contains(&hour)
}

/// What a post's text depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Text {
    post: Post,
    year: i32,
    languages: String,
    /// The hours of the minute of silence are those of its readers.
    silence: Option<(Zone, DateTime<Utc>)>,
    note: Option<String>,
}

impl Text {
    pub(super) fn of(due: &Due) -> Self {
        let languages: &Languages = &due.languages;
        Self {
            post: due.window.post,
            year: due.window.year,
            languages: languages.to_string(),
            silence: due.window.moment.map(|moment| (due.zone, moment)),
            note: due.note.clone(),
        }
    }
}

pub(super) fn compose(composer: &Composer, due: &Due) -> Arc<Composed> {
    Arc::new(composer.compose(&Wanted {
        post: due.window.post,
        year: due.window.year,
        languages: due.languages,
        zone: due.zone,
        moment: due.window.moment,
        note: due.note.as_deref(),
        rehearsal: false,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Form;

    #[test]
    fn a_place_that_refuses_leaves_a_known_picture_known() {
        let mut gate = Gate::default();
        let known = |gate: &mut Gate, outcome| {
            gate.went_along(&Drawn { name: Some("day".into()), known: true }, &outcome);
            gate.known.contains("day")
        };
        assert!(known(&mut gate, Ok(Sent { message: 1, file: None, form: Form::Rich })));
        assert!(known(&mut gate, Err(SendError::Unknown)));
        assert!(known(&mut gate, Err(SendError::NotAccepted(String::new()))));
        assert!(!known(&mut gate, Err(SendError::StalePicture)));
    }
}
