//! What came and is not handled yet: updates of one chat in their order,
//! different chats side by side, none twice. What is handled may be confirmed;
//! what hanging chats wait for in vain may be, once it is kept elsewhere. It knows
//! nothing of what updates say.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use teloxide::types::{MaybeInaccessibleMessage, Update, UpdateKind};
use tokio::sync::Notify;

use crate::metrics;

/// So many updates are kept at most while they wait; with more Telegram keeps the
/// rest.
const MOST_KEPT: usize = 1_000;

/// Whoever handles updates, and keeps those that have to wait.
pub(super) trait Attendant: Clone + Send + Sync + 'static {
    /// Why updates are not kept, read or let go.
    type Fault: Display + Send;

    /// Sees a batch before any of it is handled.
    fn notice(&self, batch: &[Update]);

    /// Handles an update, which came at this time of the steady clock.
    fn handle(self, update: Arc<Update>, arrived: Duration) -> impl Future<Output = ()> + Send;

    /// Says a word to whoever waits for an update whose handling broke off.
    fn excuse(self, update: Arc<Update>, arrived: Duration) -> impl Future<Output = ()> + Send;

    /// Keeps updates where a kill does not reach them: all of them, or none.
    fn keep(&self, updates: &[Arc<Update>]) -> impl Future<Output = Result<(), Self::Fault>> + Send;

    /// What is kept, in its order.
    fn kept(&self) -> impl Future<Output = Result<Vec<Update>, Self::Fault>> + Send;

    /// Keeps updates no longer.
    fn let_go(&self, updates: &[u32]) -> impl Future<Output = Result<(), Self::Fault>> + Send;
}

/// Whose order an update belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Line {
    Chat(i64),
    Asker(u64),
    Nobody,
}

impl Line {
    /// The chat's id, or the person's.
    pub fn id(self) -> i64 {
        match self {
            Self::Chat(id) => id,
            Self::Asker(id) => i64::try_from(id).unwrap_or_default(),
            Self::Nobody => 0,
        }
    }

    pub fn of(update: &Update) -> Self {
        match &update.kind {
            UpdateKind::Message(message) | UpdateKind::ChannelPost(message) => Self::Chat(message.chat.id.0),
            UpdateKind::MyChatMember(change) => Self::Chat(change.chat.id.0),
            UpdateKind::CallbackQuery(query) => match &query.message {
                Some(MaybeInaccessibleMessage::Regular(message)) => Self::Chat(message.chat.id.0),
                Some(MaybeInaccessibleMessage::Inaccessible(message)) => Self::Chat(message.chat.id.0),
                None => Self::Asker(query.from.id.0),
            },
            UpdateKind::InlineQuery(query) => Self::Asker(query.from.id.0),
            // What the library cannot read.
            UpdateKind::Error(raw) => raw["message"]["chat"]["id"].as_i64().map_or(Self::Nobody, Self::Chat),
            _ => Self::Nobody,
        }
    }
}

/// An update, and when it came.
type Arrival = (Arc<Update>, Duration);

/// What came and is not confirmed yet.
#[derive(Debug, Default)]
pub(super) struct Desk {
    papers: Mutex<Papers>,
    handled: Notify,
}

#[derive(Debug, Default)]
struct Papers {
    /// Not handled yet, and not confirmed.
    open: BTreeMap<u32, Arc<Update>>,
    /// Not handled yet, but kept, so that they may be confirmed.
    passed: HashSet<u32>,
    /// Handled, and kept still.
    kept: HashSet<u32>,
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
    pub fn standing(&self) -> (Option<i32>, bool) {
        let papers = self.papers();
        let open = papers.open.first_key_value().map(|(id, _)| *id);
        let next = open.or(papers.last.map(|last| last.wrapping_add(1)));
        (next.and_then(|id| i32::try_from(id).ok()), open.is_some())
    }

    /// Telegram has heard that everything below was handled.
    pub fn confirmed(&self, offset: Option<i32>) {
        if let Some(offset) = offset.and_then(|offset| u32::try_from(offset).ok()) {
            self.papers().done.retain(|id| *id >= offset);
        }
    }

    /// Those that were not seen before.
    pub fn take(&self, updates: Vec<Update>) -> Vec<Arc<Update>> {
        let mut papers = self.papers();
        let mut fresh = Vec::new();
        for update in updates {
            let id = update.id.0;
            papers.last = Some(id);
            let known =
                papers.done.contains(&id) || papers.passed.contains(&id) || papers.open.contains_key(&id);
            if !known {
                let update = Arc::new(update);
                papers.open.insert(id, Arc::clone(&update));
                fresh.push(update);
            }
        }
        fresh
    }

    /// Lets what hanging chats wait for be confirmed, once it is kept, so that all
    /// others get their turn.
    pub async fn pass<A: Attendant>(&self, attendant: &A) -> Result<(), A::Fault> {
        let open: Vec<Arc<Update>> = {
            let papers = self.papers();
            if papers.passed.len() + papers.open.len() > MOST_KEPT {
                return Ok(());
            }
            papers.open.values().map(Arc::clone).collect()
        };
        attendant.keep(&open).await?;
        let mut papers = self.papers();
        for update in open {
            let id = update.id.0;
            // It may have been handled meanwhile.
            let waits = papers.open.remove(&id).is_some();
            if waits {
                papers.passed.insert(id)
            } else {
                papers.kept.insert(id)
            };
        }
        Ok(())
    }

    /// Takes in what was kept and never handled; gives what is to be begun.
    pub fn resume(&self, kept: Vec<Update>) -> Vec<Arc<Update>> {
        let mut papers = self.papers();
        let mut waiting = Vec::new();
        for update in kept {
            let id = update.id.0;
            if papers.done.contains(&id) {
                papers.kept.insert(id);
            } else if papers.passed.insert(id) && papers.open.remove(&id).is_none() {
                waiting.push(Arc::new(update));
            }
        }
        waiting
    }

    /// Lets go of what was handled and is kept still.
    pub async fn clear<A: Attendant>(&self, attendant: &A) -> Result<(), A::Fault> {
        let handled: Vec<u32> = self.papers().kept.iter().copied().collect();
        if !handled.is_empty() {
            attendant.let_go(&handled).await?;
            let mut papers = self.papers();
            for id in &handled {
                papers.kept.remove(id);
            }
        }
        Ok(())
    }

    pub fn begin<A: Attendant>(
        desk: &Arc<Self>,
        (updates, arrived): (Vec<Arc<Update>>, Duration),
        attendant: &A,
    ) {
        for update in updates {
            let line = Line::of(&update);
            let mut papers = desk.papers();
            if let Some(behind) = papers.lines.get_mut(&line) {
                behind.push_back((update, arrived));
                continue;
            }
            papers.lines.insert(line, VecDeque::new());
            drop(papers);
            tokio::spawn(Arc::clone(desk).work(line, (update, arrived), attendant.clone()));
        }
    }

    /// Handles a line from its head to its end.
    async fn work<A: Attendant>(self: Arc<Self>, line: Line, head: Arrival, attendant: A) {
        let mut next = Some(head);
        while let Some((update, arrived)) = next {
            let id = update.id.0;
            // A task of its own: a fault in one update is not the end of the others.
            let handling = attendant.clone().handle(Arc::clone(&update), arrived);
            if let Err(fault) = tokio::spawn(handling).await
                && fault.is_panic()
            {
                metrics::panicked("telegram-update");
                tracing::error!(update = id, "an update could not be handled, by a fault of this program");
                // What breaks off here too, the panic hook tells.
                let _ = tokio::spawn(attendant.clone().excuse(update, arrived)).await;
            }
            let was_kept;
            (next, was_kept) = self.close(id, line);
            if was_kept && let Err(error) = self.clear(&attendant).await {
                tracing::warn!(%error, "updates that were handled are kept still; trying again");
            }
        }
    }

    /// An update was handled; gives the next of its line, and whether it was
    /// kept.
    fn close(&self, id: u32, line: Line) -> (Option<Arrival>, bool) {
        let mut papers = self.papers();
        papers.open.remove(&id);
        papers.done.insert(id);
        let was_kept = papers.passed.remove(&id);
        if was_kept {
            papers.kept.insert(id);
        }
        let next = papers.lines.get_mut(&line).and_then(VecDeque::pop_front);
        if next.is_none() {
            papers.lines.remove(&line);
        }
        drop(papers);
        self.handled.notify_waiters();
        (next, was_kept)
    }

    /// Waits until nothing is open.
    pub async fn idle(&self) {
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
    pub async fn rest(&self, most: Duration, news: bool) {
        if news {
            let _ = tokio::time::timeout(most, self.idle()).await;
        } else {
            tokio::time::sleep(most).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    /// Handles what comes, but for one chat's: that hangs.
    #[derive(Debug, Clone, Default)]
    struct Hands(Arc<Mutex<Deeds>>);

    #[derive(Debug, Default)]
    struct Deeds {
        handled: Vec<u32>,
        excused: Vec<u32>,
        kept: BTreeSet<u32>,
        refuses: bool,
    }

    const HANGS: i64 = 1;
    const BREAKS: u32 = 13;

    impl Hands {
        fn deeds(&self) -> MutexGuard<'_, Deeds> {
            self.0.lock().expect("nobody panics with it in hand")
        }

        fn ask(&self) -> Result<MutexGuard<'_, Deeds>, &'static str> {
            let deeds = self.deeds();
            if deeds.refuses { Err("the disk is full") } else { Ok(deeds) }
        }
    }

    impl Attendant for Hands {
        type Fault = &'static str;

        fn notice(&self, _: &[Update]) {}

        async fn handle(self, update: Arc<Update>, _: Duration) {
            if Line::of(&update) == Line::Chat(HANGS) {
                std::future::pending::<()>().await;
            }
            assert_ne!(update.id.0, BREAKS, "on purpose");
            self.deeds().handled.push(update.id.0);
        }

        async fn excuse(self, update: Arc<Update>, _: Duration) {
            self.deeds().excused.push(update.id.0);
            panic!("on purpose");
        }

        async fn keep(&self, updates: &[Arc<Update>]) -> Result<(), &'static str> {
            self.ask()?.kept.extend(updates.iter().map(|update| update.id.0));
            Ok(())
        }

        async fn kept(&self) -> Result<Vec<Update>, &'static str> {
            Ok(Vec::new())
        }

        async fn let_go(&self, updates: &[u32]) -> Result<(), &'static str> {
            self.ask()?.kept.retain(|id| !updates.contains(id));
            Ok(())
        }
    }

    fn update(id: u32, chat: i64) -> Update {
        let message = json!({"message_id": id, "date": 0, "text": "hello",
            "chat": {"id": chat, "type": "private", "first_name": "Leyla"}});
        serde_json::from_str(&json!({"update_id": id, "message": message}).to_string()).expect("an update")
    }

    fn comes(desk: &Arc<Desk>, hands: &Hands, updates: Vec<Update>) {
        let fresh = desk.take(updates);
        Desk::begin(desk, (fresh, Duration::ZERO), hands);
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_is_confirmed_once_it_is_kept_and_not_before() {
        let (desk, hands) = (Arc::new(Desk::default()), Hands::default());
        comes(&desk, &hands, vec![update(7, HANGS), update(8, 2), update(9, HANGS)]);
        desk.rest(Duration::from_secs(1), true).await;
        assert_eq!(hands.deeds().handled, [8]);
        hands.deeds().refuses = true;
        assert!(desk.pass(&hands).await.is_err());
        assert_eq!(desk.standing(), (Some(7), true));
        hands.deeds().refuses = false;
        assert!(desk.pass(&hands).await.is_ok());
        assert_eq!(desk.standing(), (Some(10), false));
        assert_eq!(hands.deeds().kept, BTreeSet::from([7, 9]));
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_is_kept_than_can_be() {
        let (desk, hands) = (Arc::new(Desk::default()), Hands::default());
        let most = u32::try_from(MOST_KEPT).expect("small");
        comes(&desk, &hands, (0..most).map(|id| update(id, HANGS)).collect());
        assert!(desk.pass(&hands).await.is_ok());
        assert_eq!(desk.standing(), (Some(most.cast_signed()), false));
        comes(&desk, &hands, vec![update(most, HANGS)]);
        assert!(desk.pass(&hands).await.is_ok());
        assert_eq!(desk.standing(), (Some(most.cast_signed()), true), "it waits at Telegram");
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_kept_and_is_sent_again_is_handled_once_and_first() {
        let (desk, hands) = (Arc::new(Desk::default()), Hands::default());
        hands.deeds().kept = BTreeSet::from([5, 6]);
        let waiting = desk.resume(vec![update(5, 2), update(6, 2)]);
        Desk::begin(&desk, (waiting, Duration::ZERO), &hands);
        comes(&desk, &hands, vec![update(5, 2), update(6, 2), update(7, 2)]);
        desk.idle().await;
        comes(&desk, &hands, vec![update(5, 2), update(6, 2), update(7, 2)]);
        desk.idle().await;
        assert_eq!(hands.deeds().handled, [5, 6, 7]);
        assert_eq!(desk.standing(), (Some(8), false));
        assert!(desk.clear(&hands).await.is_ok());
        assert!(hands.deeds().kept.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_breaks_off_is_excused_and_the_next_of_its_chat_is_handled() {
        let (desk, hands) = (Arc::new(Desk::default()), Hands::default());
        comes(&desk, &hands, vec![update(12, 2), update(BREAKS, 2), update(14, 2)]);
        desk.idle().await;
        let deeds = hands.deeds();
        assert_eq!((&*deeds.handled, &*deeds.excused), (&[12, 14][..], &[BREAKS][..]));
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_let_go_is_let_go_later() {
        let (desk, hands) = (Arc::new(Desk::default()), Hands::default());
        hands.deeds().kept = BTreeSet::from([5]);
        hands.deeds().refuses = true;
        let waiting = desk.resume(vec![update(5, 2)]);
        Desk::begin(&desk, (waiting, Duration::ZERO), &hands);
        desk.idle().await;
        assert!(desk.clear(&hands).await.is_err());
        hands.deeds().refuses = false;
        assert!(desk.clear(&hands).await.is_ok());
        assert!(hands.deeds().kept.is_empty());
    }
}
