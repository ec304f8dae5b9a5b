//! Telegram over real sockets, against the fake of the tests: how long from an
//! update's arrival there to the answer's, at 200 updates a second with a
//! broadcast going on; and a broadcast at the default ceiling to a platform that
//! enforces Telegram's documented limits. `cargo bench --bench telegram`, or to
//! another number of chats `cargo bench --bench telegram -- 500`. The fake runs in
//! the same process, on the same cores.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

#[path = "../../tests/e2e/fake_telegram/mod.rs"]
#[expect(dead_code, clippy::needless_pass_by_value, reason = "the tests use all of it, and hand values over")]
mod fake_telegram;

use std::collections::HashMap;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::ensure;
use january20::adapters::link::Link;
use january20::adapters::telegram::{Options, Telegram};
use january20::app::App;
use january20::built_in;
use january20::clock::{Clock, Hand};
use january20::community::{Actor, Community, Place, Platform, Role};
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{self, Courier, Means};
use january20::pictures::Cards;
use january20::remembrance::compose::Composer;
use january20::store::{Deed, Store};
use january20::zones::Rules;
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use fake_telegram::{FakeTelegram, TOKEN};

/// Chats that the broadcast goes to.
const CHATS: i64 = 5_000;
/// Telegram's default ceiling.
const CEILING: u32 = 28;
/// Updates a second, and how many of them.
const UPDATES: u32 = 200;
const ASKED: u32 = 4_000;
/// Updates after which the clock counts: before, connections are made.
const WARM: usize = 200;
/// Shortly before the posts fall due.
const BEFORE: &str = "2027-01-19T15:59:58Z";
/// What is asked.
const QUESTIONS: [&str; 4] = [
    "how many people were killed?",
    "yanvarın 20-də neçə nəfər həlak oldu?",
    "когда советские войска вошли в Баку?",
    "kaç kişi yaralandı?",
];

fn main() -> anyhow::Result<()> {
    let chats = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(CHATS);
    let composer = Composer::built_in(Rules::newest());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        answers(&composer).await?;
        broadcast(&composer, chats).await
    })
}

/// The bot and its courier, by a clock that goes as fast as the machine's.
struct City {
    fake: FakeTelegram,
    stop: CancellationToken,
    wound_down: Arc<AtomicBool>,
    _folder: TempDir,
}

impl City {
    async fn new(composer: &Composer, chats: i64) -> anyhow::Result<Self> {
        let fake = FakeTelegram::start().await;
        let (clock, hand) = Clock::told(BEFORE.parse()?);
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite://{}", folder.path().join("january20.db").display());
        let store = Store::open(&url, clock.now().hour).await?;
        settle(&fake, &store, &clock, chats).await?;
        let pace = Pace::new(Platform::Telegram, NonZeroU32::new(CEILING).unwrap_or(NonZeroU32::MIN));
        let stop = CancellationToken::new();
        let options = Options {
            token: TOKEN.into(),
            api: fake.url(),
            clock: clock.clone(),
            link: Link::new(Platform::Telegram),
            pace: pace.clone(),
        };
        let telegram = Telegram::connect(options, &stop).await?;
        let wake = Arc::new(Notify::new());
        let app = App::new(composer.clone(), store.clone(), clock.clone(), Arc::clone(&wake));
        let courier = Courier::new(Means {
            transport: Arc::new(telegram.clone()),
            store,
            composer: composer.clone(),
            cards: Some(Cards::new(&built_in::files(), Arc::clone(&composer.texts))),
            pace,
            guard: Guard::Unshared,
            clock,
        });
        let wound_down = Arc::new(AtomicBool::new(false));
        wind(hand, Arc::clone(&wound_down));
        tokio::spawn({
            let stop = stop.clone();
            async move { telegram.serve(Arc::new(app), stop).await }
        });
        tokio::spawn(delivery::run(courier, wake, stop.clone()));
        Ok(Self { fake, stop, wound_down, _folder: folder })
    }

    fn over(self) {
        self.stop.cancel();
        self.wound_down.store(true, Ordering::Relaxed);
    }
}

/// Groups with settings: a post each at the same hour.
async fn settle(fake: &FakeTelegram, store: &Store, clock: &Clock, chats: i64) -> anyhow::Result<()> {
    let rules = Rules::newest();
    for number in 1..=chats {
        let native = -number;
        fake.world().group(native, "Family");
        let community = Community { platform: Platform::Telegram, native };
        let by = Role::Moderator.moderator(Actor::Person(7), community);
        let by = by.ok_or_else(|| anyhow::anyhow!("nobody decides"))?;
        let place = Place { channel: native, topic: 0 };
        let now = clock.now().hour;
        let deed = Deed {
            by,
            place: Some(place),
            action: "set",
            detail: "",
            update: None,
            app_language: None,
            rules: &rules,
            now,
        };
        store.set(&deed, place, |settings| settings).await?;
    }
    Ok(())
}

/// Lets the clock go on by itself, from now on.
fn wind(hand: Hand, stop: Arc<AtomicBool>) {
    thread::spawn(move || {
        let mut last = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_micros(200));
            let now = Instant::now();
            hand.pass(now - last);
            last = now;
        }
    });
}

/// From the moment at which Telegram has an update to the arrival of its answer.
async fn answers(composer: &Composer) -> anyhow::Result<()> {
    let city = City::new(composer, 1_000).await?;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let mut asked: HashMap<i64, Instant> = HashMap::new();
    let begun = tokio::time::Instant::now();
    for number in 0..ASKED {
        tokio::time::sleep_until(begun + Duration::from_secs(1) * number / UPDATES).await;
        let question = QUESTIONS[usize::try_from(number)? % QUESTIONS.len()];
        let person = 1_000_000 + i64::from(number);
        let at = Instant::now();
        asked.insert(city.fake.says(person, person, question), at);
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let world = city.fake.world();
    let mut times: Vec<(i64, Duration)> = Vec::new();
    for sent in &world.sent {
        if let Some((question, at)) = sent.replies_to().and_then(|id| Some((id, asked.get(&id)?))) {
            times.push((question, sent.at - *at));
        }
    }
    let posts = world.sent.iter().filter(|sent| sent.chat < 0).count();
    ensure!(times.len() == asked.len(), "{} of {} were answered", times.len(), asked.len());
    drop(world);
    times.sort_unstable_by_key(|(question, _)| *question);
    let mut times: Vec<Duration> = times.into_iter().skip(WARM).map(|(_, time)| time).collect();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{UPDATES} updates a second, {posts} posts beside them: median {:?}, p90 {:?}, p99 {:?}, slowest {:?}",
        at(50),
        at(90),
        at(99),
        at(100)
    )?;
    city.over();
    Ok(())
}

/// As fast as the ceiling allows, and no faster than Telegram does.
async fn broadcast(composer: &Composer, chats: i64) -> anyhow::Result<()> {
    let city = City::new(composer, chats).await?;
    city.fake.world().limits = true;
    let expected = usize::try_from(chats)?;
    let departed = |fake: &FakeTelegram| fake.world().sent.len();
    while departed(&city.fake) < expected {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let world = city.fake.world();
    let times: Vec<Instant> = world.sent.iter().map(|sent| sent.at).collect();
    let refused = world.refused;
    drop(world);
    city.over();
    let took = times[times.len() - 1] - times[0];
    let rate = (times.len() - 1) as f64 / took.as_secs_f64();
    let within = |from: &Instant| {
        times.iter().filter(|at| *at >= from && **at < *from + Duration::from_secs(1)).count()
    };
    let most = times.iter().map(within).max().unwrap_or_default();
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "a broadcast to {} chats: {rate:.2} a second, {:.1} % of {CEILING}; at most {most} in a second; {refused} times 429",
        times.len(),
        rate * 100.0 / f64::from(CEILING)
    )?;
    Ok(())
}
