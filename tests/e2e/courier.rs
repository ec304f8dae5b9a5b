//! A courier over a real database, a scripted platform and a clock that moves
//! only when told.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use january20::built_in;
use january20::clock::{Clock, Hand};
use january20::community::{Actor, Community, Defaults, Place, Platform, Role, Settings};
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{Courier, Means};
use january20::message::Form;
use january20::pictures::Cards;
use january20::ports::{Address, Content, Event, Needs, Parcel, Rights, SendError, Sent, Transport};
use january20::remembrance::compose::Composer;
use january20::render::plain::plain;
use january20::store::{Deed, Entry, State, Store, Turn};
use january20::zones::Rules;
use tokio::sync::Semaphore;

/// Something that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub at: DateTime<Utc>,
    pub to: Address,
    pub nonce: Option<String>,
    pub words: String,
    pub form: Form,
    pub silent: bool,
}

impl Arrived {
    /// The channel or chat; of a person, the person.
    pub fn place(&self) -> i64 {
        match self.to {
            Address::Place(_, place) => place.channel,
            Address::Person(_, person) => person,
        }
    }
}

type Script = Box<dyn Fn(&Arrived, usize) -> Answer + Send + Sync>;

/// What the platform does with what arrives.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It accepts it and says so.
    Accept,
    /// It accepts it, and the answer is lost.
    AcceptUnheard,
    /// It accepts nothing and says this.
    Refuse(SendError),
    /// It never answers.
    Hang,
    /// It accepts it, and says so after so long.
    Slow(Duration),
    /// It accepts it, and says so when the test lets it.
    Gate(Arc<Semaphore>),
}

/// A platform: what it accepted, and how it answers.
pub struct Fake {
    platform: Platform,
    clock: Clock,
    script: Mutex<Script>,
    pub accepted: Mutex<Vec<Arrived>>,
    tried: Mutex<HashMap<i64, usize>>,
    pub hails: Mutex<Vec<DateTime<Utc>>>,
    pub looks: Mutex<Vec<DateTime<Utc>>>,
    /// Each request to publish, and to make an event.
    pub publishing: Mutex<Vec<DateTime<Utc>>>,
    pub scheduling: Mutex<Vec<(DateTime<Utc>, Event)>>,
    pub events: Mutex<HashSet<i64>>,
    pub health: Mutex<Result<Rights, SendError>>,
    /// What it says instead of doing what it is asked besides posts.
    pub refusals: Mutex<Refusals>,
}

/// See [`Fake::refusals`].
#[derive(Debug, Default)]
pub struct Refusals {
    pub find: Option<SendError>,
    pub publish: Option<SendError>,
    pub schedule: Option<SendError>,
}

fn refused(refusal: Option<&SendError>) -> Result<(), SendError> {
    refusal.map_or(Ok(()), |error| Err(error.clone()))
}

pub fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fake {
    fn take(&self, arrived: Arrived) -> i64 {
        let mut accepted = held(&self.accepted);
        // As Discord: the same key makes no second message for some minutes.
        let same = accepted.iter().position(|before| {
            self.platform == Platform::Discord
                && before.nonce.is_some()
                && before.nonce == arrived.nonce
                && before.place() == arrived.place()
                && arrived.at - before.at < TimeDelta::minutes(3)
        });
        let at = same.unwrap_or_else(|| {
            accepted.push(arrived);
            accepted.len() - 1
        });
        i64::try_from(at).expect("small") + 1
    }
}

impl Transport for Fake {
    fn platform(&self) -> Platform {
        self.platform
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        let words = match &parcel.content {
            Content::Post { composed, part, .. } => plain(&composed.parts[*part]),
            Content::Words(message) => plain(message),
        };
        assert!(parcel.nonce.as_ref().is_none_or(|nonce| nonce.len() <= 25), "{:?}", parcel.nonce);
        let arrived = Arrived {
            at: self.clock.now().hour,
            to: parcel.to,
            nonce: parcel.nonce,
            words,
            form: parcel.form,
            silent: parcel.silent,
        };
        let nth = {
            let mut tried = held(&self.tried);
            let nth = tried.entry(arrived.place()).or_insert(0);
            *nth += 1;
            *nth
        };
        let answer = held(&self.script)(&arrived, nth);
        match answer {
            Answer::Accept => Ok(Sent { message: self.take(arrived), file: None, form: parcel.form }),
            Answer::AcceptUnheard => {
                self.take(arrived);
                Err(SendError::Unknown)
            }
            Answer::Refuse(error) => Err(error),
            Answer::Hang => std::future::pending().await,
            Answer::Slow(time) => {
                let message = self.take(arrived);
                tokio::time::sleep(time).await;
                Ok(Sent { message, file: None, form: parcel.form })
            }
            Answer::Gate(gate) => {
                let message = self.take(arrived);
                gate.acquire().await.expect("it stays").forget();
                Ok(Sent { message, file: None, form: parcel.form })
            }
        }
    }

    async fn find(&self, parcel: &Parcel) -> Result<Option<i64>, SendError> {
        refused(held(&self.refusals).find.as_ref())?;
        let at = held(&self.accepted).iter().position(|arrived| arrived.nonce == parcel.nonce);
        Ok(at.map(|at| i64::try_from(at).expect("small") + 1))
    }

    async fn publish(&self, _: Community, _: Place, _: i64) -> Result<(), SendError> {
        held(&self.publishing).push(self.clock.now().hour);
        refused(held(&self.refusals).publish.as_ref())
    }

    async fn schedule(&self, community: Community, event: Event) -> Result<i64, SendError> {
        held(&self.scheduling).push((self.clock.now().hour, event));
        refused(held(&self.refusals).schedule.as_ref())?;
        held(&self.events).insert(community.native);
        Ok(community.native)
    }

    async fn unschedule(&self, _: Community, event: i64) -> Result<(), SendError> {
        held(&self.events).remove(&event);
        Ok(())
    }

    async fn hail(&self) -> Result<(), SendError> {
        held(&self.hails).push(self.clock.now().hour);
        Ok(())
    }

    async fn look(&self, _: Community, _: Place, _: Needs) -> Result<Rights, SendError> {
        held(&self.looks).push(self.clock.now().hour);
        held(&self.health).clone()
    }

    fn link(&self, _: Community, place: Place, message: i64) -> Option<String> {
        Some(format!("https://example.org/{}/{message}", place.channel))
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn composer() -> Composer {
    static COMPOSER: OnceLock<Composer> = OnceLock::new();
    COMPOSER.get_or_init(|| Composer::built_in(Rules::newest())).clone()
}

/// A bot on one platform.
pub struct World {
    _folder: tempfile::TempDir,
    url: String,
    pub platform: Platform,
    pub store: Store,
    pub fake: Arc<Fake>,
    clock: Clock,
    ceiling: NonZeroU32,
    pub hand: Hand,
    pub courier: Courier<Fake>,
}

impl World {
    pub async fn new(platform: Platform, hour: &str) -> Self {
        Self::with_ceiling(platform, hour, 28).await
    }

    /// The same, at another pace.
    pub async fn with_ceiling(platform: Platform, hour: &str, ceiling: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("january20.db").display());
        let (clock, hand) = Clock::told(at(hour));
        let store = Store::open(&url, at(hour)).await.expect("it opens");
        let fake = Arc::new(Fake {
            platform,
            clock: clock.clone(),
            script: Mutex::new(Box::new(|_, _| Answer::Accept)),
            accepted: Mutex::default(),
            tried: Mutex::default(),
            hails: Mutex::default(),
            looks: Mutex::default(),
            publishing: Mutex::default(),
            scheduling: Mutex::default(),
            events: Mutex::default(),
            refusals: Mutex::default(),
            health: Mutex::new(Ok(Rights::default())),
        });
        let ceiling = NonZeroU32::new(ceiling).expect("not zero");
        let courier = courier(&store, &fake, &clock, ceiling);
        Self { _folder: folder, url, platform, store, fake, clock, ceiling, hand, courier }
    }

    /// The platform answers so from now on.
    pub fn script(&self, script: impl Fn(&Arrived, usize) -> Answer + Send + Sync + 'static) {
        *held(&self.fake.script) = Box::new(script);
    }

    pub fn community(&self, native: i64) -> Community {
        Community { platform: self.platform, native }
    }

    /// A community and the place in it of the same number.
    pub async fn set(&self, native: i64, change: impl FnOnce(Settings) -> Settings + Send) {
        self.set_at(native, Place { channel: native, topic: 0 }, change).await;
    }

    pub async fn set_at(&self, native: i64, place: Place, change: impl FnOnce(Settings) -> Settings + Send) {
        let rules = Rules::newest();
        self.store.set(&self.deed(native, Some(place), &rules), place, change).await.expect("it is set");
    }

    pub async fn turn(&self, native: i64, turn: Turn) {
        let rules = Rules::newest();
        let place = Place { channel: native, topic: 0 };
        self.store.turn(&self.deed(native, Some(place), &rules), turn).await.expect("it is turned");
    }

    pub async fn defaults(&self, native: i64, change: impl FnOnce(Defaults) -> Defaults + Send) {
        let rules = Rules::newest();
        self.store.set_defaults(&self.deed(native, None, &rules), change).await.expect("they are set");
    }

    pub fn deed<'a>(&self, native: i64, place: Option<Place>, rules: &'a Rules) -> Deed<'a> {
        let by = Role::Moderator.moderator(Actor::Person(7), self.community(native)).expect("a moderator");
        let now = self.clock.now().hour;
        Deed { by, place, action: "set", detail: "", update: None, app_language: None, rules, now }
    }

    /// One step, now.
    pub async fn tick(&mut self) {
        self.courier.tick(self.clock.now()).await;
    }

    /// What its clock says.
    pub fn now(&self) -> january20::clock::Now {
        self.clock.now()
    }

    /// Lets time pass until then, with all that falls due on the way.
    pub async fn until(&mut self, end: &str) {
        let end = at(end);
        let mut steps = 0;
        loop {
            let now = self.clock.now();
            let next = self.courier.tick(now).await;
            if self.courier.in_flight() > 0 {
                self.courier.ended().await;
            } else if now.hour >= end {
                return;
            } else {
                let rest = (end - now.hour).to_std().expect("not past");
                self.hand.pass(next.after.max(Duration::from_millis(1)).min(rest));
            }
            steps += 1;
            assert!(steps < 100_000, "it never rests");
        }
    }

    /// The machine sleeps until then, and goes on a little.
    pub async fn leap(&mut self, to: &str) {
        self.hand.pass((at(to) - self.clock.now().hour).to_std().expect("not past"));
        self.until(&(at(to) + TimeDelta::minutes(3)).to_rfc3339()).await;
    }

    /// Lets time pass until then as the runtime's does, which is paused: what
    /// is slow or hangs takes its time in it.
    pub async fn by_the_clock(&mut self, end: &str) {
        tokio::time::pause();
        let end = at(end);
        loop {
            let now = self.clock.now();
            let next = while_time_stands(self.courier.tick(now)).await;
            if now.hour >= end {
                break;
            }
            let began = tokio::time::Instant::now();
            let rest = (end - now.hour).to_std().expect("not past");
            let busy = self.courier.in_flight() > 0;
            tokio::select! {
                () = self.courier.ended(), if busy => {}
                () = tokio::time::sleep(next.after.max(Duration::from_millis(1)).min(rest)) => {}
            }
            self.hand.pass(began.elapsed());
        }
        tokio::time::resume();
    }

    /// The program ends without a word and is started again.
    pub fn restart(&mut self) {
        self.courier = self.another();
    }

    /// A courier that has not begun yet.
    pub fn another(&self) -> Courier<Fake> {
        courier(&self.store, &self.fake, &self.clock, self.ceiling)
    }

    /// From now on posts have pictures.
    pub fn draws(&mut self) {
        let cards = Cards::new(&built_in::files(), composer().texts);
        let means = means(&self.store, &self.fake, &self.clock, self.ceiling);
        self.courier = Courier::new(Means { cards: Some(cards), ..means });
    }

    /// What stands in a place: when it arrived.
    pub fn stands(&self, place: i64) -> Vec<String> {
        let accepted = held(&self.fake.accepted);
        let there = accepted.iter().filter(|arrived| arrived.place() == place && arrived.nonce.is_some());
        there.map(|arrived| arrived.at.format("%d %H:%M:%S").to_string()).collect()
    }

    /// What moderators were told, where.
    pub fn told(&self) -> Vec<(i64, String)> {
        let accepted = held(&self.fake.accepted);
        let words = accepted.iter().filter(|arrived| arrived.nonce.is_none());
        words.map(|arrived| (arrived.place(), arrived.words.clone())).collect()
    }

    /// The posts of a year that are in a state, with their reasons.
    pub async fn states(&self, native: i64, year: i32) -> Vec<(String, State, Option<String>)> {
        let entries = self.store.entries(self.community(native), year).await.expect("they are read");
        let of_year = entries.into_iter().filter(|entry: &Entry| entry.window.year == year);
        of_year.map(|entry| (entry.window.post.to_string(), entry.state, entry.reason)).collect()
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

/// A paused runtime's time passes when nothing is left to do but to wait; the
/// database's own thread does not count, a blocking task does.
async fn while_time_stands<F: Future>(work: F) -> F::Output {
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let still = tokio::task::spawn_blocking(move || wait.recv().is_err());
    let output = work.await;
    drop(done);
    still.await.expect("it ends");
    output
}

fn courier(store: &Store, fake: &Arc<Fake>, clock: &Clock, ceiling: NonZeroU32) -> Courier<Fake> {
    Courier::new(means(store, fake, clock, ceiling))
}

fn means(store: &Store, fake: &Arc<Fake>, clock: &Clock, ceiling: NonZeroU32) -> Means<Fake> {
    Means {
        transport: Arc::clone(fake),
        store: store.clone(),
        composer: composer(),
        cards: None,
        pace: Pace::new(fake.platform, ceiling),
        guard: Guard::Unshared,
        clock: clock.clone(),
    }
}
