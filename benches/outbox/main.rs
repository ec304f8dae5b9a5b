//! The outbox at thousands of destinations: planning, choosing, a broadcast as
//! fast as the platform answers, and one at each default ceiling. It runs the
//! courier's own loop over a real database file against a platform that answers
//! after 20 ms, and counts where the requests arrive:
//! `cargo bench --bench outbox`, or with other sizes
//! `cargo bench --bench outbox -- 1000000`. The file stands in `TMPDIR`.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod fake;
mod measure;
mod village;

use std::io::{self, Write};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::Datelike;
use january20::built_in;
use january20::clock::{Clock, Hand};
use january20::community::Platform;
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{self, Courier, Means};
use january20::language::Language;
use january20::pictures::Cards;
use january20::remembrance::Post;
use january20::remembrance::compose::Composer;
use january20::store::{Admission, Authority, Claim, Store};
use january20::zones::Rules;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use fake::{Arrivals, Fake};
use measure::Percentiles;
use village::Village;

/// How many destinations there are, one after another.
const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
/// The platform answers after this long.
const ANSWER: Duration = Duration::from_millis(20);
/// A ceiling that is never reached: no setting allows it.
const LIFTED: u32 = 100_000;
/// The default ceilings.
const CEILINGS: [(Platform, u32); 2] = [(Platform::Telegram, 28), (Platform::Discord, 40)];
/// A broadcast with the ceiling lifted is watched at most so long: 100,000 posts
/// are done before.
const LONGEST: Duration = Duration::from_mins(3);
/// How long a broadcast at a default ceiling is watched.
const WATCHED: Duration = Duration::from_secs(30);
/// Ticks with nothing due, and choices.
const OFTEN: u32 = 1_000;

fn main() -> anyhow::Result<()> {
    let asked: Vec<u32> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    let composer = Composer::built_in(Rules::newest());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        for size in sizes {
            grown(size, &composer).await?;
        }
        for (platform, ceiling) in CEILINGS {
            at_ceiling(platform, ceiling, &composer).await?;
        }
        Ok(())
    })
}

/// Everything that may depend on the number of destinations.
async fn grown(size: u32, composer: &Composer) -> anyhow::Result<()> {
    let village = Village::new(Platform::Discord, size).await?;
    let mut out = io::stdout();
    writeln!(out, "\n{size} destinations")?;
    let (clock, _hand) = Clock::told(village::BEFORE.parse()?);
    let mut courier = Play::new(&village, composer, LIFTED).courier(&clock);
    let planned = plan(&mut courier, &clock).await;
    let mut again = Play::new(&village, composer, LIFTED).courier(&clock);
    let looked_over = plan(&mut again, &clock).await;
    writeln!(out, "  planning the year: {planned:?}; over again: {looked_over:?}")?;
    writeln!(out, "  a tick with nothing due: {}", idle(&mut courier, &clock).await)?;
    let (outlook, choice) = choose(&village.store).await?;
    writeln!(out, "  when the next is due: {outlook}")?;
    writeln!(out, "  choosing the next due row: {choice}")?;
    drop((courier, again));
    village.leave_day_alone().await?;
    measure::forget_peak()?;
    let before = measure::peak()?;
    let played = Play::new(&village, composer, LIFTED).broadcast(u64::from(size), LONGEST).await?;
    played.tell(&mut out)?;
    writeln!(out, "  resident: {before} kB before, {} kB at most", measure::peak()?)?;
    village.confirm(played.posts).await
}

/// A broadcast at a default ceiling, watched for a while.
async fn at_ceiling(platform: Platform, ceiling: u32, composer: &Composer) -> anyhow::Result<()> {
    let village = Village::new(platform, 10_000).await?;
    let mut out = io::stdout();
    let (clock, _hand) = Clock::told(village::BEFORE.parse()?);
    plan(&mut Play::new(&village, composer, ceiling).courier(&clock), &clock).await;
    village.leave_day_alone().await?;
    let played = Play::new(&village, composer, ceiling).broadcast(u64::MAX, WATCHED).await?;
    let share = 100.0 * played.rate() / f64::from(ceiling);
    writeln!(out, "\n{platform} at its ceiling of {ceiling}: {share:.1}% of it")?;
    Ok(played.tell(&mut out)?)
}

/// What a courier is made of.
struct Play {
    store: Store,
    composer: Composer,
    cards: Cards,
    fake: Arc<Fake>,
    platform: Platform,
    ceiling: NonZeroU32,
}

impl Play {
    fn new(village: &Village, composer: &Composer, ceiling: u32) -> Self {
        Self {
            store: village.store.clone(),
            composer: composer.clone(),
            cards: Cards::new(&built_in::files(), Arc::clone(&composer.texts)),
            fake: Arc::new(Fake::new(village.platform, ANSWER)),
            platform: village.platform,
            ceiling: NonZeroU32::new(ceiling).unwrap_or(NonZeroU32::MIN),
        }
    }

    fn courier(&self, clock: &Clock) -> Courier<Fake> {
        Courier::new(Means {
            transport: Arc::clone(&self.fake),
            store: self.store.clone(),
            composer: self.composer.clone(),
            cards: Some(self.cards.clone()),
            pace: Pace::new(self.platform, self.ceiling),
            guard: Guard::Unshared,
            clock: clock.clone(),
        })
    }

    /// The courier's own loop, at an hour at which every `day` is due, until so
    /// many posts have arrived or the time is over. Its pictures are drawn, as
    /// they are when the first of a broadcast have departed.
    async fn broadcast(&self, posts: u64, time: Duration) -> anyhow::Result<Arrivals> {
        let (clock, hand) = Clock::told(village::DUE.parse()?);
        let year = clock.now().hour.year();
        for language in Language::ALL {
            self.cards.card(Post::Day, *language, year).await;
        }
        let moving = Moving::start(hand);
        let stop = CancellationToken::new();
        let running =
            tokio::spawn(delivery::run(self.courier(&clock), Arc::new(Notify::new()), stop.clone()));
        let begun = Instant::now();
        while self.fake.arrivals().posts < posts && begun.elapsed() < time {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.cancel();
        running.await?;
        drop(moving);
        Ok(self.fake.arrivals())
    }
}

/// Lets a told clock go as fast as time does, until dropped.
struct Moving(Arc<AtomicBool>);

impl Moving {
    fn start(hand: Hand) -> Self {
        const STEP: Duration = Duration::from_micros(200);
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        thread::spawn(move || {
            let mut last = Instant::now();
            while !seen.load(Ordering::Relaxed) {
                thread::sleep(STEP);
                let now = Instant::now();
                hand.pass(now - last);
                last = now;
            }
        });
        Self(over)
    }
}

impl Drop for Moving {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Ticks until a sweep over all destinations is done; how long it took.
async fn plan(courier: &mut Courier<Fake>, clock: &Clock) -> Duration {
    let begun = Instant::now();
    while courier.tick(clock.now()).await.after.is_zero() {}
    begun.elapsed()
}

async fn idle(courier: &mut Courier<Fake>, clock: &Clock) -> Percentiles {
    let mut times = Vec::new();
    for _ in 0..OFTEN {
        let begun = Instant::now();
        courier.tick(clock.now()).await;
        times.push(begun.elapsed());
    }
    Percentiles::of(times)
}

/// How long it takes to see when the next post is due, and to choose it when
/// everything is: chosen, and then left where it is.
async fn choose(store: &Store) -> anyhow::Result<(Percentiles, Percentiles)> {
    let claim = Claim {
        authority: &Authority::Unshared,
        platform: Platform::Discord,
        now: village::FIRST.parse()?,
        rulings: &[],
        over: true,
        most: 1,
    };
    let (mut outlooks, mut choices) = (Vec::new(), Vec::new());
    for _ in 0..OFTEN {
        let begun = Instant::now();
        store.outlook(Platform::Discord).await?;
        outlooks.push(begun.elapsed());
        let begun = Instant::now();
        store.take_turn(&claim, |_| Admission::<()>::Stop).await?;
        choices.push(begun.elapsed());
    }
    Ok((Percentiles::of(outlooks), Percentiles::of(choices)))
}
