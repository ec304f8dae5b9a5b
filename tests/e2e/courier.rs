//! A courier over a real database, a scripted platform and a clock that moves
//! only when told.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use january20::clock::{Clock, Hand};
use january20::community::{Actor, Community, Defaults, Place, Platform, Role, Settings};
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{Courier, Means};
use january20::files::Files;
use january20::message::Form;
use january20::pictures::Cards;
use january20::ports::{Address, Content, Event, Needs, Parcel, Repeats, Rights, SendError, Sent, Transport};
use january20::remembrance::compose::{Composed, Composer};
use january20::render::plain::plain;
use january20::store::{Deed, Entry, State, Store, Turn};
use january20::zones::Rules;

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
    pub published: Mutex<Vec<i64>>,
    pub events: Mutex<HashSet<i64>>,
    pub health: Mutex<Result<Rights, SendError>>,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
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

    fn parts(&self, composed: &Composed) -> usize {
        if self.platform == Platform::Telegram { composed.parts.len() } else { 1 }
    }

    fn repeats(&self) -> Repeats {
        if self.platform == Platform::Telegram { Repeats::Blind } else { Repeats::Keyed }
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
        }
    }

    async fn find(&self, parcel: &Parcel) -> Result<Option<i64>, SendError> {
        let at = held(&self.accepted).iter().position(|arrived| arrived.nonce == parcel.nonce);
        Ok(at.map(|at| i64::try_from(at).expect("small") + 1))
    }

    async fn publish(&self, _: Community, _: Place, message: i64) -> Result<(), SendError> {
        held(&self.published).push(message);
        Ok(())
    }

    async fn schedule(&self, community: Community, _: Event) -> Result<i64, SendError> {
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

fn composer() -> Composer {
    static COMPOSER: OnceLock<Composer> = OnceLock::new();
    COMPOSER
        .get_or_init(|| Composer::load(&Files::built_in(), Rules::newest()).expect("the base is whole"))
        .clone()
}

/// A bot on one platform.
pub struct World {
    _folder: tempfile::TempDir,
    url: String,
    pub platform: Platform,
    pub store: Store,
    pub fake: Arc<Fake>,
    clock: Clock,
    pub hand: Hand,
    pub courier: Courier<Fake>,
}

impl World {
    pub async fn new(platform: Platform, hour: &str) -> Self {
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
            published: Mutex::default(),
            events: Mutex::default(),
            health: Mutex::new(Ok(Rights::default())),
        });
        let courier = courier(&store, &fake, &clock);
        Self { _folder: folder, url, platform, store, fake, clock, hand, courier }
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

    fn deed<'a>(&self, native: i64, place: Option<Place>, rules: &'a Rules) -> Deed<'a> {
        let by = Role::Moderator.moderator(Actor::Person(7), self.community(native)).expect("a moderator");
        let now = self.clock.now().hour;
        Deed { by, place, action: "set", detail: "", update: None, app_language: None, rules, now }
    }

    /// One step, now.
    pub async fn tick(&mut self) {
        self.courier.tick(self.clock.now()).await;
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

    /// The program ends without a word and is started again.
    pub fn restart(&mut self) {
        self.courier = courier(&self.store, &self.fake, &self.clock);
    }

    /// From now on posts have pictures.
    pub fn draws(&mut self) {
        let cards = Cards::new(&Files::built_in(), composer().texts);
        let pace = Pace::new(self.platform, NonZeroU32::new(28).expect("not zero"));
        let means = means(&self.store, &self.fake, &self.clock, pace);
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

fn courier(store: &Store, fake: &Arc<Fake>, clock: &Clock) -> Courier<Fake> {
    let pace = Pace::new(fake.platform, NonZeroU32::new(28).expect("not zero"));
    with_pace(store, fake, clock, pace)
}

fn with_pace(store: &Store, fake: &Arc<Fake>, clock: &Clock, pace: Pace) -> Courier<Fake> {
    Courier::new(means(store, fake, clock, pace))
}

fn means(store: &Store, fake: &Arc<Fake>, clock: &Clock, pace: Pace) -> Means<Fake> {
    Means {
        transport: Arc::clone(fake),
        store: store.clone(),
        composer: composer(),
        cards: None,
        pace,
        guard: Guard::Unshared,
        clock: clock.clone(),
    }
}
