//! Attempts: each is a task of its own that asks the platform one thing and
//! says what came of it. Nothing here decides anything.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crate::community::{Community, Place, Platform};
use crate::language::Language;
use crate::message::{Form, Message};
use crate::metrics;
use crate::pictures::Cards;
use crate::ports::{Address, Content, Event, Needs, Parcel, Picture, Rights, SendError, Sent, Transport};
use crate::remembrance::Post;
use crate::remembrance::compose::Composed;
use crate::store::{Due, EventDue, LookDue, PublishDue, Store};

use super::fate::{Made, Step};
use super::pace::Attempt;

/// How long an attempt may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// The same with a picture to be uploaded.
const UPLOAD: Duration = Duration::from_secs(30);
/// How long posts wait for their picture to be made.
const DRAWING: Duration = Duration::from_secs(2);
/// What the transport itself may take beyond an attempt's patience, so that its
/// more exact word comes first.
const GRACE: Duration = Duration::from_millis(250);

/// One thing to ask of the platform.
#[derive(Debug)]
pub(super) enum Job {
    /// A part of a post, or a look whether it stands.
    Post(Box<Posting>),
    /// A harmless call.
    Hail,
    /// A message to be published.
    Publish(PublishDue),
    /// An event to be made, or removed.
    Event(EventDue, Option<Event>),
    /// Words to moderators.
    Tell(Telling),
    /// A look at a place.
    Look(LookDue),
}

/// A part of a post on its way.
#[derive(Debug)]
pub(super) struct Posting {
    pub due: Due,
    pub step: Step,
    pub made: Made,
    pub composed: Arc<Composed>,
    pub to: Place,
    pub silent: bool,
    /// How long it may take at most.
    pub patience: Duration,
}

/// Words on their way to moderators.
#[derive(Debug)]
pub(super) struct Telling {
    pub community_row: i64,
    pub notices: Vec<i64>,
    /// How often they were turned away before.
    pub turned_away: usize,
    pub to: Address,
    pub words: Message,
    pub silent: bool,
    /// Dropped rather than told elsewhere.
    pub receipt: bool,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Done {
    pub attempt: Attempt,
    pub place: i64,
    pub outcome: Outcome,
}

#[derive(Debug)]
pub(super) enum Outcome {
    Sent(Box<Posting>, Result<Sent, SendError>, Drawn),
    Found(Box<Posting>, Result<Option<i64>, SendError>),
    Hailed(Result<(), SendError>),
    Published(PublishDue, Result<(), SendError>),
    Scheduled(EventDue, Result<i64, SendError>),
    Unscheduled(EventDue, Result<(), SendError>),
    Told(Telling, Result<Sent, SendError>),
    Looked(LookDue, Result<Rights, SendError>),
}

impl Outcome {
    /// The refusal, if it is one.
    pub(super) fn error(&self) -> Option<&SendError> {
        match self {
            Self::Sent(_, outcome, _) | Self::Told(_, outcome) => outcome.as_ref().err(),
            Self::Found(_, outcome) => outcome.as_ref().err(),
            Self::Hailed(outcome) | Self::Published(_, outcome) | Self::Unscheduled(_, outcome) => {
                outcome.as_ref().err()
            }
            Self::Scheduled(_, outcome) => outcome.as_ref().err(),
            Self::Looked(_, outcome) => outcome.as_ref().err(),
        }
    }
}

/// The picture that went along.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Drawn {
    /// What it is called.
    pub name: Option<String>,
    /// Whether the platform had it already.
    pub known: bool,
}

/// What every attempt needs.
#[derive(Debug)]
pub(super) struct Crew<T> {
    pub transport: Arc<T>,
    pub store: Store,
    pub cards: Option<Cards>,
}

impl<T> Clone for Crew<T> {
    fn clone(&self) -> Self {
        Self { transport: Arc::clone(&self.transport), store: self.store.clone(), cards: self.cards.clone() }
    }
}

impl<T: Transport> Crew<T> {
    /// Does a job. A fault of the program in it leaves its outcome unknown.
    pub(super) async fn go(self, job: Job) -> Outcome {
        match job {
            Job::Post(posting) => self.post(posting).await,
            Job::Hail => Outcome::Hailed(within(PATIENCE, self.transport.hail()).await),
            Job::Publish(due) => {
                let outcome =
                    within(PATIENCE, self.transport.publish(due.community, due.place, due.message)).await;
                Outcome::Published(due, outcome)
            }
            Job::Event(due, Some(event)) => {
                let outcome = within(PATIENCE, self.transport.schedule(due.community, event)).await;
                Outcome::Scheduled(due, outcome)
            }
            Job::Event(due, None) => {
                let native = due.remove.unwrap_or_default();
                let outcome = within(PATIENCE, self.transport.unschedule(due.community, native)).await;
                Outcome::Unscheduled(due, outcome)
            }
            Job::Tell(telling) => {
                let parcel = telling.parcel();
                let outcome = within(PATIENCE, self.transport.send(parcel)).await;
                Outcome::Told(telling, outcome)
            }
            Job::Look(look) => {
                let needs = Needs { mention: look.mention, event: look.event };
                let outcome = within(PATIENCE, self.transport.look(look.community, look.place, needs)).await;
                Outcome::Looked(look, outcome)
            }
        }
    }

    async fn post(self, posting: Box<Posting>) -> Outcome {
        match posting.step {
            Step::Send => {}
            Step::Find => {
                let parcel = posting.parcel(None, PATIENCE);
                let outcome = within(PATIENCE, self.transport.find(&parcel)).await;
                return Outcome::Found(posting, outcome);
            }
            Step::Assume => return Outcome::Sent(posting, Err(SendError::Unknown), Drawn::default()),
        }
        let (picture, drawn) = self.picture(&posting).await;
        let upload = matches!(picture, Some(Picture::New { .. }));
        let patience = posting.patience.min(if upload { UPLOAD } else { PATIENCE });
        let parcel = posting.parcel(picture, patience);
        let outcome = within(patience, self.transport.send(parcel)).await;
        Outcome::Sent(posting, outcome, drawn)
    }

    /// The card of a part: by the platform's id of it, or to be uploaded. One
    /// that cannot be had at once is left out.
    async fn picture(&self, posting: &Posting) -> (Option<Picture>, Drawn) {
        let none = (None, Drawn::default());
        let (Some(cards), false) = (&self.cards, posting.due.progress.plain) else { return none };
        let Some((language, name)) = posting.card() else { return none };
        let platform = posting.due.community.platform;
        if numbers_pictures(platform)
            && let Ok(Some(file)) = self.store.file(platform, &name).await
        {
            return (Some(Picture::Known(file)), Drawn { name: Some(name), known: true });
        }
        let window = &posting.due.window;
        // It was drawn before this began, or not in time.
        let card = cards.card(window.post, language, window.year);
        match tokio::time::timeout(Duration::ZERO, card).await {
            Ok(Some(card)) => {
                let new = Picture::New { bytes: Arc::clone(&card.png), alt: card.alt.clone() };
                (Some(new), Drawn { name: Some(name), known: false })
            }
            _ => none,
        }
    }
}

impl Posting {
    /// The language of this part's card, and what the card is called.
    pub(super) fn card(&self) -> Option<(Language, String)> {
        card(&self.due)
    }

    fn parcel(&self, picture: Option<Picture>, patience: Duration) -> Parcel {
        let due = &self.due;
        let found = Rights::found(due.looked_at, due.health.as_deref());
        let deaf = found.as_ref().is_some_and(|found| found.deaf_role);
        let content = Content::Post {
            composed: Arc::clone(&self.composed),
            part: due.progress.parts,
            // Moderators are told of a role that cannot be notified.
            mention: due.mention.filter(|_| !deaf),
            picture,
        };
        Parcel {
            to: Address::Place(due.community, self.to),
            content,
            form: if due.progress.plain { Form::Plain } else { Form::Rich },
            nonce: Some(nonce(due)),
            silent: self.silent,
            found,
            patience,
        }
    }
}

/// Whether a platform gives a picture an id by which it can be sent again.
pub(super) const fn numbers_pictures(platform: Platform) -> bool {
    matches!(platform, Platform::Telegram)
}

/// A card: of which post, in which language and year.
pub(super) type Card = (Post, Language, i32);

/// Has a card drawn, and waits until it is, though not for long: it is drawn to
/// its end for whoever comes later.
pub(super) async fn draw(cards: &Cards, (post, language, year): Card) {
    let cards = cards.clone();
    let drawing = tokio::spawn(async move { cards.card(post, language, year).await });
    if tokio::time::timeout(DRAWING, drawing).await.is_err() {
        tracing::warn!(%post, %language, "a picture takes long; posts go without it until it is there");
    }
}

/// The language of the card of a post's next part, and what the card is called.
pub(super) fn card(due: &Due) -> Option<(Language, String)> {
    let language = due.languages.iter().nth(due.progress.parts)?;
    Some((language, format!("{}-{language}-{}", due.window.post, due.window.year)))
}

impl Telling {
    fn parcel(&self) -> Parcel {
        Parcel {
            to: self.to,
            content: Content::Words(self.words.clone()),
            form: Form::Rich,
            nonce: None,
            silent: self.silent,
            found: None,
            patience: PATIENCE,
        }
    }
}

/// The key of a part, the same for every attempt: at most 25 characters.
fn nonce(due: &Due) -> String {
    let post = match due.window.post {
        Post::Eve => 'e',
        Post::Day => 'd',
        Post::Silence => 's',
    };
    format!("{:x}-{post}{}-{}", due.destination, due.window.year, due.progress.parts)
}

/// Within an attempt's patience, and a little more for the transport's own word.
async fn within<V>(
    patience: Duration,
    attempt: impl Future<Output = Result<V, SendError>>,
) -> Result<V, SendError> {
    let attempt = tokio::time::timeout(patience + GRACE, attempt);
    let mut attempt = std::pin::pin!(attempt);
    let ended = poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| attempt.as_mut().poll(context)));
        if polled.is_err() {
            metrics::panicked("attempt");
        }
        polled.map_or(Poll::Ready(None), |poll| poll.map(Result::ok))
    });
    ended.await.unwrap_or(Err(SendError::Unknown))
}

/// A community as an address of its own: a Telegram chat.
pub(super) fn chat(community: Community) -> Address {
    Address::Place(community, Place { channel: community.native, topic: 0 })
}
