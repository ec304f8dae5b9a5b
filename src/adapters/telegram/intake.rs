//! What comes in: `getUpdates` by hand, since an update is confirmed by asking
//! for the next ones, and only what was handled may be. Updates of one chat are
//! handled in their order, different chats side by side, none twice. It knows
//! nothing of what updates say.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use teloxide::payloads::GetUpdatesSetters;
use teloxide::requests::Requester;
use teloxide::types::{AllowedUpdate, MaybeInaccessibleMessage, Update, UpdateKind};
use teloxide::{ApiError, Bot, RequestError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::adapters::link::{Link, State};
use crate::clock::Clock;
use crate::metrics;

/// How long Telegram may hold a request for which there is nothing yet.
pub const LONG_POLL: Duration = Duration::from_secs(25);
/// The pause before asking again while something is being handled: Telegram
/// answers at once then, with what is known already.
const SHORT: Duration = Duration::from_millis(4);
const SHORT_MOST: Duration = Duration::from_millis(100);
/// The pauses after a failure.
const AGAIN: Duration = Duration::from_secs(1);
const AGAIN_MOST: Duration = Duration::from_secs(30);
/// The pause after another program took the updates.
const OTHER: Duration = Duration::from_secs(5);
/// How often that is said.
const SAY: Duration = Duration::from_mins(1);
/// A token is refused for good when it is refused again after this long.
const REFUSED_AGAIN: Duration = Duration::from_secs(10);
/// How long what was begun may take to end when the program stops.
const LAST: Duration = Duration::from_secs(8);

/// Updates in a batch at most: what is not confirmed stands in the way of what
/// comes behind it.
const BATCH: usize = 100;
/// A batch in which so few chats hold up all others is no longer waited for …
const FEW: usize = 10;
/// … after so many looks at it in vain, about half a second.
const IN_VAIN: u32 = 8;

/// The kinds of update that are used.
const KINDS: [AllowedUpdate; 5] = [
    AllowedUpdate::Message,
    AllowedUpdate::ChannelPost,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::InlineQuery,
    AllowedUpdate::MyChatMember,
];

/// The token was refused twice: the platform is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Telegram refuses the token; get a valid one from @BotFather and set TELEGRAM_TOKEN")]
pub struct TokenRefused;

/// Asks for updates and hands them on.
#[derive(Debug)]
pub struct Intake {
    bot: Bot,
    link: Link,
    clock: Clock,
    desk: Arc<Desk>,
    pause: Duration,
    /// When another program was last complained of, and when the token was
    /// first refused.
    complained: Option<Duration>,
    refused: Option<Duration>,
}

impl Intake {
    /// An intake for a bot whose client waits longer than [`LONG_POLL`].
    #[must_use]
    pub fn new(bot: Bot, link: Link, clock: Clock) -> Self {
        Self { bot, link, clock, desk: Arc::default(), pause: AGAIN, complained: None, refused: None }
    }

    /// Hands updates to `handle`, each with when it came by the steady clock,
    /// until told to stop; what was begun then is finished and confirmed.
    /// `batch` sees each batch before it is handled.
    ///
    /// # Errors
    /// [`TokenRefused`].
    pub async fn run<H, F>(
        mut self,
        batch: impl Fn(&[Update]),
        handle: H,
        stop: &CancellationToken,
    ) -> Result<(), TokenRefused>
    where
        H: Fn(Update, Duration) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let mut short = SHORT;
        let mut in_vain = 0;
        while !stop.is_cancelled() {
            let began = self.clock.now().steady;
            let Some(asked) = stop.run_until_cancelled(self.ask()).await else { break };
            match asked {
                Ok(updates) => {
                    self.well();
                    batch(&updates);
                    let full = updates.len() >= BATCH;
                    let fresh = self.desk.take(updates);
                    in_vain = if full && fresh.is_empty() { in_vain + 1 } else { 0 };
                    if in_vain >= IN_VAIN {
                        self.desk.pass();
                    }
                    // A server that does not hold the request is not asked in a whirl.
                    let arrived = self.clock.now().steady;
                    let held = arrived.saturating_sub(began) > SHORT_MOST;
                    let news = held || !fresh.is_empty();
                    short = if news { SHORT } else { (short * 2).min(SHORT_MOST) };
                    Desk::begin(&self.desk, (fresh, arrived), &handle);
                    let rest = self.desk.rest(short, news);
                    stop.run_until_cancelled(rest).await;
                }
                Err(error) => {
                    let pause = self.trouble(&error).await?;
                    stop.run_until_cancelled(tokio::time::sleep(pause)).await;
                }
            }
        }
        self.finish().await;
        Ok(())
    }

    async fn ask(&self) -> Result<Vec<Update>, RequestError> {
        let (offset, busy) = self.desk.standing();
        // Before it is known to be connected it does not wait for news to be so.
        let wait = if busy || self.link.state() != State::Up { 0 } else { LONG_POLL.as_secs() };
        let mut request =
            self.bot.get_updates().timeout(u32::try_from(wait).unwrap_or(0)).allowed_updates(KINDS);
        request.offset = offset;
        let updates = request.await?;
        self.desk.confirmed(offset);
        Ok(updates)
    }

    fn well(&mut self) {
        self.pause = AGAIN;
        self.refused = None;
        self.link.up();
    }

    /// Says what is wrong, once, and how long to wait before asking again.
    async fn trouble(&mut self, error: &RequestError) -> Result<Duration, TokenRefused> {
        let steady = self.clock.now().steady;
        self.link.down();
        match error {
            RequestError::RetryAfter(seconds) => return Ok(seconds.duration()),
            RequestError::Api(ApiError::InvalidToken) => return self.refused(steady),
            RequestError::Api(api) if is_conflict(api) => {
                self.conflict(api, steady).await;
                return Ok(OTHER);
            }
            // The error names no address: teloxide leaves the token out.
            error if self.link.is_news() => {
                tracing::warn!(%error, "Telegram's updates cannot be had; asking until they are");
            }
            error => tracing::debug!(%error, "Telegram's updates still cannot be had"),
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(AGAIN_MOST);
        Ok(pause)
    }

    fn refused(&mut self, steady: Duration) -> Result<Duration, TokenRefused> {
        let first = *self.refused.get_or_insert(steady);
        if steady.saturating_sub(first) < REFUSED_AGAIN {
            tracing::warn!("Telegram refused the token; asking once more in ten seconds");
            return Ok(REFUSED_AGAIN);
        }
        tracing::error!("{TokenRefused}");
        self.link.over();
        Err(TokenRefused)
    }

    /// Another program asks for the same updates, or they are sent elsewhere.
    async fn conflict(&mut self, error: &ApiError, steady: Duration) {
        if error.to_string().contains("webhook") {
            tracing::warn!(
                "Telegram sends this bot's updates to a webhook; removing it, since this program asks for them"
            );
            if let Err(error) = self.bot.delete_webhook().await {
                tracing::warn!(%error, "the webhook cannot be removed");
            }
            return;
        }
        let due = self.complained.is_none_or(|last| steady.saturating_sub(last) >= SAY);
        if due {
            self.complained = Some(steady);
            tracing::warn!(
                "another program uses this bot's token; stop it, or give one of them another token. Waiting for it to end"
            );
        }
    }

    /// Lets what was begun end, and confirms it.
    async fn finish(&self) {
        if tokio::time::timeout(LAST, self.desk.idle()).await.is_err() {
            tracing::warn!("some answers could not be finished; Telegram will send their questions again");
        }
        let (offset, _) = self.desk.standing();
        if offset.is_some() {
            let mut request = self.bot.get_updates().timeout(0).limit(1).allowed_updates(KINDS);
            request.offset = offset;
            if let Err(error) = request.await {
                tracing::warn!(%error, "the last updates could not be confirmed; Telegram may send them again");
            }
        }
    }
}

fn is_conflict(error: &ApiError) -> bool {
    let known = matches!(error, ApiError::TerminatedByOtherGetUpdates | ApiError::CantGetUpdates);
    known || matches!(error, ApiError::Unknown(words) if words.starts_with("Conflict"))
}

/// Whose order an update belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Line {
    Chat(i64),
    Asker(u64),
    Nobody,
}

impl Line {
    fn of(update: &Update) -> Self {
        match &update.kind {
            UpdateKind::Message(message) | UpdateKind::ChannelPost(message) => Self::Chat(message.chat.id.0),
            UpdateKind::MyChatMember(change) => Self::Chat(change.chat.id.0),
            UpdateKind::CallbackQuery(query) => match &query.message {
                Some(MaybeInaccessibleMessage::Regular(message)) => Self::Chat(message.chat.id.0),
                Some(MaybeInaccessibleMessage::Inaccessible(message)) => Self::Chat(message.chat.id.0),
                None => Self::Asker(query.from.id.0),
            },
            UpdateKind::InlineQuery(query) => Self::Asker(query.from.id.0),
            _ => Self::Nobody,
        }
    }
}

/// An update, and when it came.
type Arrival = (Update, Duration);

/// What came and is not confirmed yet.
#[derive(Debug, Default)]
struct Desk {
    papers: Mutex<Papers>,
    handled: Notify,
}

#[derive(Debug, Default)]
struct Papers {
    /// Not handled yet, and not confirmed.
    open: BTreeSet<u32>,
    /// Not handled yet, and confirmed all the same.
    passed: HashSet<u32>,
    /// Handled, and perhaps to come again until they are confirmed.
    done: HashSet<u32>,
    /// The last that came.
    last: Option<u32>,
    /// Lines with somebody at their head; the head itself is not in them.
    lines: HashMap<Line, VecDeque<Arrival>>,
}

impl Papers {
    fn is_idle(&self) -> bool {
        self.open.is_empty() && self.passed.is_empty()
    }
}

impl Desk {
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lowest that may not be confirmed yet, and whether it is open.
    fn standing(&self) -> (Option<i32>, bool) {
        let papers = self.papers();
        let next = papers.open.first().copied().or(papers.last.map(|last| last.wrapping_add(1)));
        (next.and_then(|id| i32::try_from(id).ok()), !papers.open.is_empty())
    }

    /// Telegram has heard that everything below was handled.
    fn confirmed(&self, offset: Option<i32>) {
        if let Some(offset) = offset.and_then(|offset| u32::try_from(offset).ok()) {
            self.papers().done.retain(|id| *id >= offset);
        }
    }

    /// Those that were not seen before.
    fn take(&self, updates: Vec<Update>) -> Vec<Update> {
        let mut papers = self.papers();
        let mut fresh = Vec::new();
        for update in updates {
            let id = update.id.0;
            let known = papers.done.contains(&id) || papers.passed.contains(&id);
            if !known && papers.open.insert(id) {
                papers.last = Some(id);
                fresh.push(update);
            }
        }
        fresh
    }

    /// Confirms what a few chats still wait for, so that all others get their
    /// turn: only a kill within this time could lose it.
    fn pass(&self) {
        let mut papers = self.papers();
        if papers.lines.len() <= FEW {
            let open = std::mem::take(&mut papers.open);
            papers.passed.extend(open);
        }
    }

    fn begin<H, F>(desk: &Arc<Self>, (updates, arrived): (Vec<Update>, Duration), handle: &H)
    where
        H: Fn(Update, Duration) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        for update in updates {
            let line = Line::of(&update);
            let mut papers = desk.papers();
            if let Some(behind) = papers.lines.get_mut(&line) {
                behind.push_back((update, arrived));
                continue;
            }
            papers.lines.insert(line, VecDeque::new());
            drop(papers);
            tokio::spawn(Arc::clone(desk).work(line, (update, arrived), handle.clone()));
        }
    }

    /// Handles a line from its head to its end.
    async fn work<H, F>(self: Arc<Self>, line: Line, head: Arrival, handle: H)
    where
        H: Fn(Update, Duration) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let mut next = Some(head);
        while let Some((update, arrived)) = next {
            let id = update.id.0;
            // A task of its own: a fault in one update is not the end of the others.
            if let Err(fault) = tokio::spawn(handle(update, arrived)).await
                && fault.is_panic()
            {
                metrics::panicked("telegram-update");
                tracing::error!(update = id, "an update could not be handled, by a fault of this program");
            }
            next = self.close(id, line);
        }
    }

    /// An update was handled; gives the next of its line.
    fn close(&self, id: u32, line: Line) -> Option<Arrival> {
        let mut papers = self.papers();
        if papers.open.remove(&id) {
            papers.done.insert(id);
        }
        papers.passed.remove(&id);
        let next = papers.lines.get_mut(&line).and_then(VecDeque::pop_front);
        if next.is_none() {
            papers.lines.remove(&line);
        }
        drop(papers);
        self.handled.notify_waiters();
        next
    }

    /// Waits until nothing is open.
    async fn idle(&self) {
        loop {
            let handled = self.handled.notified();
            tokio::pin!(handled);
            handled.as_mut().enable();
            if self.papers().is_idle() {
                return;
            }
            handled.await;
        }
    }

    /// Waits at most so long; where there were news, only until nothing is open.
    async fn rest(&self, most: Duration, news: bool) {
        if news {
            let _ = tokio::time::timeout(most, self.idle()).await;
        } else {
            tokio::time::sleep(most).await;
        }
    }
}
