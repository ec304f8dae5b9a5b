//! A platform that accepts everything, answers after a fixed time to the
//! fraction of a millisecond, and counts what arrives when. It keeps what
//! arrived within the last second and no more, so that its own memory does not
//! grow.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use january20::community::{Community, Place, Platform};
use january20::ports::{Content, Event, Needs, Parcel, Rights, SendError, Sent, Transport};
use tokio::sync::oneshot;

const SECOND: Duration = Duration::from_secs(1);

/// What arrived.
#[derive(Debug, Clone, Default)]
pub struct Arrivals {
    /// Posts; receipts and looks are not counted here.
    pub posts: u64,
    /// When the first and the last of them arrived.
    between: Option<(Instant, Instant)>,
    /// Everything that arrived within the last second.
    lately: VecDeque<Instant>,
    /// The most of it in any second.
    most: usize,
    /// The longest time without anything.
    gap: Duration,
    /// How many posts arrived in each whole second since the first.
    seconds: Vec<u32>,
}

impl Arrivals {
    fn note(&mut self, is_post: bool, now: Instant) {
        self.gap = self.gap.max(self.lately.back().map_or(Duration::ZERO, |last| now - *last));
        self.lately.push_back(now);
        while self.lately.front().is_some_and(|first| *first + SECOND <= now) {
            self.lately.pop_front();
        }
        self.most = self.most.max(self.lately.len());
        if is_post {
            self.posts += 1;
            let first = self.between.map_or(now, |(first, _)| first);
            self.between = Some((first, now));
            let second = usize::try_from((now - first).as_secs()).unwrap_or_default();
            self.seconds.resize(self.seconds.len().max(second + 1), 0);
            self.seconds[second] += 1;
        }
    }

    /// Posts a second, from the first to the last.
    pub fn rate(&self) -> f64 {
        let took = self.between.map_or(Duration::ZERO, |(first, last)| last - first);
        self.posts.saturating_sub(1) as f64 / took.as_secs_f64()
    }

    pub fn tell(&self, out: &mut impl Write) -> std::io::Result<()> {
        let Self { posts, most, gap, .. } = self;
        let rate = self.rate();
        writeln!(out, "  {posts} posts, {rate:.1} a second; at most {most} in any second, {gap:?} apart")?;
        // The last second is not whole.
        let (_, whole) = self.seconds.split_last().unwrap_or((&0, &[]));
        if let [first, rest @ ..] = whole
            && !rest.is_empty()
        {
            let sum: u32 = rest.iter().sum();
            let mean = f64::from(sum) / rest.len() as f64;
            let least = rest.iter().min().unwrap_or(&0);
            writeln!(
                out,
                "  {first} in its first second; after it {mean:.1} a second, in none fewer than {least}"
            )?;
        }
        Ok(())
    }
}

/// The platform.
#[derive(Debug)]
pub struct Fake {
    platform: Platform,
    answers: Sender<(Instant, oneshot::Sender<()>)>,
    answer: Duration,
    arrivals: Mutex<Arrivals>,
    messages: AtomicI64,
}

impl Fake {
    /// One that answers after this long.
    pub fn new(platform: Platform, answer: Duration) -> Self {
        let (answers, asked) = channel::<(Instant, oneshot::Sender<()>)>();
        // A thread of its own: the runtime's timers are a millisecond coarse.
        thread::spawn(move || {
            while let Ok((at, heard)) = asked.recv() {
                thread::sleep(at.saturating_duration_since(Instant::now()));
                // Whoever asked has given up if nobody listens.
                let _ = heard.send(());
            }
        });
        Self { platform, answers, answer, arrivals: Mutex::default(), messages: AtomicI64::new(0) }
    }

    pub fn arrivals(&self) -> Arrivals {
        self.held().clone()
    }

    fn held(&self) -> MutexGuard<'_, Arrivals> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn arrive(&self, is_post: bool) -> Result<(), SendError> {
        let now = Instant::now();
        self.held().note(is_post, now);
        let (heard, answered) = oneshot::channel();
        self.answers.send((now + self.answer, heard)).map_err(|_| SendError::Unknown)?;
        answered.await.map_err(|_| SendError::Unknown)
    }
}

impl Transport for Fake {
    fn platform(&self) -> Platform {
        self.platform
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        self.arrive(matches!(parcel.content, Content::Post { .. })).await?;
        let message = self.messages.fetch_add(1, Ordering::Relaxed) + 1;
        let file = (self.platform == Platform::Telegram).then(|| "file".to_owned());
        Ok(Sent { message, file, form: parcel.form })
    }

    async fn find(&self, _: &Parcel) -> Result<Option<i64>, SendError> {
        self.arrive(false).await.map(|()| None)
    }

    async fn publish(&self, _: Community, _: Place, _: i64) -> Result<(), SendError> {
        self.arrive(false).await
    }

    async fn schedule(&self, community: Community, _: Event) -> Result<i64, SendError> {
        self.arrive(false).await.map(|()| community.native)
    }

    async fn unschedule(&self, _: Community, _: i64) -> Result<(), SendError> {
        self.arrive(false).await
    }

    async fn hail(&self) -> Result<(), SendError> {
        self.arrive(false).await
    }

    async fn look(&self, _: Community, _: Place, _: Needs) -> Result<Rights, SendError> {
        self.arrive(false).await.map(|()| Rights::default())
    }

    fn link(&self, _: Community, _: Place, _: i64) -> Option<String> {
        None
    }
}
