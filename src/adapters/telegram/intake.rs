//! What comes in: `getUpdates` by hand, since an update is confirmed by asking
//! for the next ones, and only what was handled may be, or what `desk` has put
//! where a kill does not reach it. It knows nothing of what updates say.

use std::sync::Arc;
use std::time::Duration;

use teloxide::payloads::GetUpdatesSetters;
use teloxide::requests::Requester;
use teloxide::types::{AllowedUpdate, Update};
use teloxide::{ApiError, Bot, RequestError};
use tokio_util::sync::CancellationToken;

use super::desk::{Attendant, Desk};
use crate::adapters::link::{Link, State};
use crate::clock::Clock;

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
/// After so many looks at it in vain, about half a second, a batch that few
/// chats hold up is no longer waited for.
const IN_VAIN: u32 = 8;
/// The pause after what waits could not be kept, read or let go.
const UNKEPT: Duration = Duration::from_secs(5);

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
    /// Looks in vain at the same full batch.
    in_vain: u32,
    /// Whether what was kept before is taken in.
    resumed: bool,
    /// Until when keeping is not tried again.
    unkept: Option<Duration>,
}

impl Intake {
    /// An intake for a bot whose client waits longer than [`LONG_POLL`].
    #[must_use]
    pub fn new(bot: Bot, link: Link, clock: Clock) -> Self {
        let (complained, refused, unkept) = (None, None, None);
        let (desk, pause, in_vain, resumed) = (Arc::default(), AGAIN, 0, false);
        Self { bot, link, clock, desk, pause, complained, refused, in_vain, resumed, unkept }
    }

    /// Hands updates on until told to stop, those first that were kept and never
    /// handled; what was begun then is finished and confirmed.
    ///
    /// # Errors
    /// [`TokenRefused`].
    pub async fn run<A: Attendant>(
        mut self,
        attendant: A,
        stop: &CancellationToken,
    ) -> Result<(), TokenRefused> {
        let mut short = SHORT;
        while !stop.is_cancelled() {
            let began = self.clock.now().steady;
            self.see_to_kept(&attendant, began).await;
            let Some(asked) = stop.run_until_cancelled(self.ask()).await else { break };
            match asked {
                Ok(updates) => {
                    self.well();
                    let arrived = self.clock.now().steady;
                    let is_fresh = self.begin((updates, arrived), &attendant);
                    // A server that does not hold the request is not asked in a whirl.
                    let news = is_fresh || arrived.saturating_sub(began) > SHORT_MOST;
                    short = if news { SHORT } else { (short * 2).min(SHORT_MOST) };
                    let rest = self.desk.rest(short, news);
                    stop.run_until_cancelled(rest).await;
                }
                Err(error) => {
                    let pause = self.trouble(&error).await?;
                    stop.run_until_cancelled(tokio::time::sleep(pause)).await;
                }
            }
        }
        self.finish(&attendant).await;
        Ok(())
    }

    /// Begins what of a batch is new; whether anything is.
    fn begin<A: Attendant>(&mut self, (updates, arrived): (Vec<Update>, Duration), attendant: &A) -> bool {
        attendant.notice(&updates);
        let full = updates.len() >= BATCH;
        let fresh = self.desk.take(updates);
        let news = !fresh.is_empty();
        self.in_vain = if full && !news { self.in_vain + 1 } else { 0 };
        Desk::begin(&self.desk, (fresh, arrived), attendant);
        news
    }

    /// Takes in what was kept before, keeps what has to wait, and lets go of
    /// what was handled. Where that fails everything waits in its place.
    async fn see_to_kept<A: Attendant>(&mut self, attendant: &A, steady: Duration) {
        if self.unkept.is_some_and(|until| steady < until) {
            return;
        }
        let seen = self.try_kept(attendant, steady).await;
        self.unkept = match seen {
            Ok(()) => None,
            Err(error) => {
                tracing::warn!(%error, "updates that wait cannot be kept, read or let go; trying again");
                Some(self.clock.now().steady + UNKEPT)
            }
        };
    }

    async fn try_kept<A: Attendant>(&mut self, attendant: &A, steady: Duration) -> Result<(), A::Fault> {
        if !self.resumed {
            let kept = attendant.kept().await?;
            self.resumed = true;
            attendant.notice(&kept);
            let waiting = self.desk.resume(kept);
            Desk::begin(&self.desk, (waiting, steady), attendant);
        }
        if self.in_vain >= IN_VAIN {
            self.desk.pass(attendant).await?;
        }
        self.desk.clear(attendant).await
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
    async fn finish<A: Attendant>(&self, attendant: &A) {
        if tokio::time::timeout(LAST, self.desk.idle()).await.is_err() {
            tracing::warn!("some answers could not be finished; they are begun anew at the next start");
        }
        if let Err(error) = self.desk.clear(attendant).await {
            tracing::warn!(%error, "updates that were handled are kept still; they may be answered again");
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
