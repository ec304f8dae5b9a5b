//! An hour's worth of traffic in some seconds: people ask on both platforms,
//! settings change, posts fall due in places that fail, both platforms are
//! started anew. Nobody goes unanswered, and neither memory nor tasks pile up.
//! The longer run: `SOAK_MINUTES=60 cargo test --release --test e2e
//! the_longer_soak -- --ignored --nocapture`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::Connection;
use tokio::sync::RwLock;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::between::{Between, SERVER, due, eventually, ready};
use crate::fake_discord::{self, Channel, Guild, Person, VIEW};
use crate::fake_telegram::world;
use crate::program::{Running, free_address, get, run};

/// Questions a second on Discord, and on Telegram: there all that leaves shares
/// thirty messages a second, of which posts need some, and half of them when
/// chats are told to wait.
const DISCORD_RATE: u32 = 90;
const TELEGRAM_RATE: u32 = 10;
/// People who ask at once, on each platform.
const PEOPLE: u32 = 10;
/// Where settings change on Discord.
const OTHER_SERVER: u64 = 8;
const MODERATOR: i64 = 40_000;
/// Destinations of each platform that fall due at once, one of each kind.
const BATCH: i64 = 5;
/// How long posts may be outstanding when all else has come to rest.
/// The longest pauses after a fault are some seconds; a busy machine adds its own.
const LAST_POSTS: Duration = Duration::from_mins(3);
const QUESTIONS: [&str; 8] = [
    "How many people were killed?",
    "When was it?",
    "20 Yanvarda neçə nəfər həlak oldu?",
    "Fövqəladə vəziyyət nə vaxt elan olundu?",
    "Сколько человек погибло?",
    "Kaç kişi öldü?",
    "What will the weather be tomorrow?",
    "hello",
];

/// What is under way, shared by all who take part.
struct Soak {
    between: RwLock<Between>,
    answered: AtomicU64,
    /// Destinations made so far, on each platform.
    made: AtomicI64,
    until: Instant,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_hours_traffic_leaves_nobody_unanswered_and_nothing_behind() {
    soak(Duration::from_secs(20)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "takes SOAK_MINUTES"]
async fn the_longer_soak() {
    let minutes = std::env::var("SOAK_MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    soak(Duration::from_mins(minutes)).await;
}

async fn soak(length: Duration) {
    let between = Between::start().await;
    between.discord.world().guilds.insert(OTHER_SERVER, Guild::new(OTHER_SERVER));
    between.discord.channel(Channel::text(80, OTHER_SERVER));
    between.telegram.change(|world| world.person(MODERATOR));
    let address = free_address();
    let mut command = between.command(&address);
    command.env("QUESTIONS_PER_PERSON", "1000000").env("QUESTIONS_PER_COMMUNITY", "1000000");
    let program = Running::start(&mut command);
    ready(&program, &address).await;
    between.has_commands().await;
    let soak = Arc::new(Soak {
        between: RwLock::new(between),
        answered: AtomicU64::new(0),
        made: AtomicI64::new(0),
        until: Instant::now() + length,
    });
    let mut tasks = JoinSet::new();
    for person in 0..PEOPLE {
        tasks.spawn(asks_on_telegram(Arc::clone(&soak), person));
        tasks.spawn(asks_on_discord(Arc::clone(&soak), person));
    }
    tasks.spawn(settings_change(Arc::clone(&soak)));
    tasks.spawn(posts_fall_due(Arc::clone(&soak)));
    tasks.spawn(platforms_restart(Arc::clone(&soak), length / 5, address.clone()));
    let samples = watch(&soak, &mut tasks, &program, &address).await;
    while let Some(ended) = tasks.join_next().await {
        content(ended, &program);
    }
    all_delivered(&soak, &program).await;
    is_flat(&samples);
    // At rest again there is not more than there was while few asked.
    eventually("tasks end", Duration::from_secs(30), || figure(&address, "january20_tasks") < 60.0).await;
    let (answered, took) = (soak.answered.load(Ordering::Relaxed), length.as_secs_f64());
    eprintln!("answered {answered} questions, {:.0} a second", answered as f64 / took);
    assert!(answered > u64::from(PEOPLE) * 10, "{answered}");
    assert!(figure(&address, "january20_panics_total") < 1.0);
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let soak = Arc::into_inner(soak).expect("everybody is gone");
    let between = soak.between.into_inner();
    let report = run(between.folder.path(), &["report", "--year", "2026", "--json"]);
    let report: Value = serde_json::from_str(&report.out).expect("it is JSON");
    assert_eq!((&report["missed"], &report["late"]), (&json!(0), &json!(0)), "{report}");
    forget_the_past(&between);
    between.telegram.done().await;
}

impl Soak {
    fn is_on(&self) -> bool {
        Instant::now() < self.until
    }

    /// A clock for one of those who share a rate.
    fn pace(rate: u32) -> tokio::time::Interval {
        let mut pace = interval(Duration::from_secs(1) * PEOPLE / rate);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pace
    }
}

async fn asks_on_telegram(soak: Arc<Soak>, person: u32) {
    let (mut pace, chat) = (Soak::pace(TELEGRAM_RATE), 50_000 + i64::from(person));
    for question in QUESTIONS.iter().cycle().skip(person as usize) {
        pace.tick().await;
        if !soak.is_on() {
            return;
        }
        let between = soak.between.read().await;
        between.telegram.says(chat, chat, question);
        let answer = between.telegram.reads(chat).await;
        assert!(!answer.text.is_empty());
        soak.answered.fetch_add(1, Ordering::Relaxed);
    }
}

async fn asks_on_discord(soak: Arc<Soak>, person: u32) {
    let (mut pace, person) = (Soak::pace(DISCORD_RATE), u64::from(person));
    for question in QUESTIONS.iter().cycle().skip(usize::try_from(person).expect("small")) {
        pace.tick().await;
        if !soak.is_on() {
            return;
        }
        let between = soak.between.read().await;
        let asker = Person::member(1_000 + person, OTHER_SERVER, 80);
        let heard = between.discord.command(&asker, &format!("/january20 ask question:{question}")).await;
        assert!(!heard.text().is_empty());
        soak.answered.fetch_add(1, Ordering::Relaxed);
    }
}

async fn settings_change(soak: Arc<Soak>) {
    let moderator = Person::moderator(2, OTHER_SERVER, 80);
    for round in 0_u32.. {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if !soak.is_on() {
            return;
        }
        let between = soak.between.read().await;
        let wish = format!("/remembrance set eve:{}:{:02}", 18 + round % 3, round % 60);
        between.telegram.says(MODERATOR, MODERATOR, &wish);
        let answer = between.telegram.reads(MODERATOR).await;
        assert!(answer.text.contains("Baku"), "{}", answer.text);
        let heard = between.discord.command(&moderator, &wish).await;
        assert!(heard.private && heard.text().contains("Baku"), "{}", heard.text());
    }
}

/// Every two seconds some places more have a post due, of which one takes it,
/// the others are slow, lose an answer, turn it away, or are not to be had.
async fn posts_fall_due(soak: Arc<Soak>) {
    while soak.is_on() {
        let between = soak.between.read().await;
        let first = soak.made.fetch_add(BATCH, Ordering::Relaxed);
        for kind in 0..BATCH {
            let place = 10_000 + first + kind;
            prepare_discord(&between, place.cast_unsigned(), kind);
            prepare_telegram(&between, -place, kind);
        }
        let mut db = between.database().await;
        for place in 10_000 + first..10_000 + first + BATCH {
            due(&mut db, "discord", place, 300).await;
            due(&mut db, "telegram", -place, 300).await;
        }
        drop(db);
        drop(between);
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

/// Refusals stay below what the program allows itself in ten minutes
/// (`adapters/discord/refusals.rs`): beyond that, new places would have to wait.
/// Only an eighth of the places not to be had refuse, and go on refusing; the
/// others are not there. Only every second limit counts as a refusal.
fn prepare_discord(between: &Between, place: u64, kind: i64) {
    let channel = Channel::text(place, SERVER);
    let batch = place / BATCH.unsigned_abs();
    match kind {
        4 if batch.is_multiple_of(8) => _ = between.discord.channel(channel.with(VIEW)),
        4 => {}
        _ => _ = between.discord.channel(channel),
    }
    let request = format!("POST /channels/{place}/messages");
    let fault = match kind {
        1 => fake_discord::Fault::Limited {
            after: 0.5,
            scope: if batch.is_multiple_of(2) { "user" } else { "shared" },
        },
        2 => fake_discord::Fault::Lost,
        3 => fake_discord::Fault::Status(502, json!({})),
        _ => return,
    };
    between.discord.world().fail(&request, fault, 1);
}

fn prepare_telegram(between: &Between, chat: i64, kind: i64) {
    between.telegram.change(|world| world.group(chat, "Neighbours"));
    let limited = json!({"retry_after": 1});
    let fault = match kind {
        1 => world::Fault::Refuses(429, "Too Many Requests: retry after 1", limited),
        2 => world::Fault::Cuts,
        3 => world::Fault::Refuses(502, "Bad Gateway", Value::Null),
        4 => world::Fault::Refuses(403, "Forbidden: bot was kicked from the group chat", Value::Null),
        _ => return,
    };
    for method in ["sendphoto", "sendmessage"] {
        between.telegram.fails(method, Some(chat), fault.clone());
    }
}

/// Both platforms go away and come back, one after the other; nobody asks where
/// nobody could be answered.
async fn platforms_restart(soak: Arc<Soak>, every: Duration, address: String) {
    let every = every.min(Duration::from_secs(30));
    for round in 0_usize.. {
        tokio::time::sleep(every).await;
        if !soak.is_on() {
            return;
        }
        let mut between = soak.between.write().await;
        forget_the_past(&between);
        let sessions = between.discord.world().identified.len();
        let wanted = sessions + round % 2;
        if round % 2 == 0 {
            between.to_telegram.cut().await;
        } else {
            between.to_discord.cut().await;
            forget_the_sessions(&between);
        }
        tokio::time::sleep(Duration::from_millis(1500)).await;
        between.to_telegram.mend().await;
        between.to_discord.mend().await;
        eventually("it is connected again", Duration::from_mins(1), || {
            between.discord.world().identified.len() >= wanted
                && get(&address, "/readyz").is_some_and(|(status, _)| status == 200)
        })
        .await;
    }
}

/// The fakes keep all that ever happened; a long run does not need it. What
/// came to the places of posts is read here.
fn forget_the_past(between: &Between) {
    let mut discord = between.discord.world();
    discord.interactions.retain(|_, pending| pending.answer.is_none());
    discord.log.clear();
    for message in &mut discord.messages {
        message.read = true;
    }
    drop(discord);
    between.telegram.change(|world| {
        world.calls.clear();
        world.answered.clear();
        world.unread.retain(|sent| sent.chat > 0);
        world.sent.retain(|sent| sent.chat < 0);
    });
}

/// Discord's gateway is started anew: no session can be resumed.
fn forget_the_sessions(between: &Between) {
    let mut discord = between.discord.world();
    discord.told.clear();
    discord.sessions.clear();
    drop(discord);
    between.discord.cut();
}

/// What the program takes, a sample a second.
struct Sample {
    kilobytes: u64,
    tasks: f64,
    files: usize,
}

/// Ends at once when somebody who takes part is not content. Beside it stands how
/// long the program's threads had to wait for a processor: on a busy machine a
/// question may pass Discord's three seconds for no fault of the program.
async fn watch(soak: &Soak, tasks: &mut JoinSet<()>, program: &Running, address: &str) -> Vec<Sample> {
    let mut samples = Vec::new();
    let (mut said, mut most, mut before) = (Instant::now(), Duration::ZERO, kept_waiting(program.id()));
    while soak.is_on() {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let waited = kept_waiting(program.id());
        most = most.max(waited.saturating_sub(before));
        before = waited;
        while let Some(ended) = tasks.try_join_next() {
            if ended.is_err() {
                eprintln!("in a second its threads waited up to {most:?} for a processor");
            }
            content(ended, program);
        }
        let files = std::fs::read_dir(format!("/proc/{}/fd", program.id())).expect("it lives").count();
        samples.push(Sample {
            kilobytes: resident(program.id()),
            tasks: figure(address, "january20_tasks"),
            files,
        });
        if said.elapsed() >= Duration::from_mins(1) {
            let last = samples.last().expect("just pushed");
            let answered = soak.answered.load(Ordering::Relaxed);
            let (kilobytes, tasks, queue) = (last.kilobytes, last.tasks, figure(address, "january20_queue{"));
            eprintln!(
                "{answered} answered; {kilobytes} KB, {tasks} tasks, {files} files, {queue} posts wait; \
                 in a second its threads waited up to {most:?} for a processor"
            );
            (said, most) = (Instant::now(), Duration::ZERO);
        }
    }
    samples
}

/// Whoever took part is content; where not, what the program said last is told.
fn content(ended: Result<(), JoinError>, program: &Running) {
    assert!(ended.is_ok(), "somebody is not content; the program said\n{}", last_words(program));
}

fn last_words(program: &Running) -> String {
    let log = program.log();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}

/// How long all its threads were ready to run and did not.
fn kept_waiting(id: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{id}/task")).expect("it lives").flatten();
    let texts = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
    Duration::from_nanos(texts.filter_map(|text| text.split(' ').nth(1)?.parse::<u64>().ok()).sum())
}

/// Kilobytes in memory, as the system counts them.
fn resident(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("it lives");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it has memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// The sum of a figure over all its labels.
fn figure(address: &str, name: &str) -> f64 {
    let figures = get(address, "/metrics").expect("it answers").1;
    let own = figures.lines().filter(|line| line.starts_with(name));
    own.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
}

/// The second half takes hardly more than the first, once everything is warm.
fn is_flat(samples: &[Sample]) {
    let median = |of: &[Sample], value: fn(&Sample) -> f64| {
        let mut values: Vec<f64> = of.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let (third, all) = (samples.len() / 3, samples.len());
    let (early, late) = (&samples[third..2 * third], &samples[all - third..]);
    for (what, value, most) in [
        ("kilobytes", (|sample| sample.kilobytes as f64) as fn(&Sample) -> f64, 8_000.0),
        ("tasks", |sample| sample.tasks, 40.0),
        ("files", |sample| sample.files as f64, 20.0),
    ] {
        let (before, after) = (median(early, value), median(late, value));
        eprintln!("{what}: {before} in the second third, {after} in the last");
        assert!(after <= before + most, "{what} grow: {before}, then {after}");
    }
}

/// Every place that can be reached has its post, on Discord once.
async fn all_delivered(soak: &Soak, program: &Running) {
    let between = soak.between.read().await;
    // Posts that are written beside the program are seen when something wakes it.
    between.stir().await;
    let made = usize::try_from(soak.made.load(Ordering::Relaxed)).expect("small");
    for platform in ["discord", "telegram"] {
        let begun = Instant::now();
        loop {
            assert_eq!(between.states(platform).await.len(), made);
            let left = left(&between, platform).await;
            if left.is_empty() {
                break;
            }
            let said = last_words(program);
            assert!(begun.elapsed() < LAST_POSTS, "left on {platform}: {left:#?}\nthe program said\n{said}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        eprintln!("the last post on {platform} stood after {:?}", begun.elapsed());
    }
    let world = between.discord.world();
    for place in (0..made as u64).filter(|place| place % 5 != 4) {
        assert_eq!(world.standing(10_000 + place), 1, "in {place}");
    }
}

/// The posts of a platform that are not sent, though their places can be
/// reached: what each waits for, and for how many seconds yet.
async fn left(between: &Between, platform: &str) -> Vec<String> {
    let mut db = between.database().await;
    let left = sqlx::query_scalar(
        "select printf(
            'kind %d in %d: %s (%s), due %+d s, again %+d s, %d refusals, %d outages, %d unknown',
            abs(channel) % 5, channel, state, coalesce(reason, ''), due / 1000 - unixepoch(),
            wake / 1000 - unixepoch(), refusals, outages, unknowns
        )
        from posts
        where platform = ? and year = 2026 and post = 'day' and abs(channel) % 5 < 4 and state <> 'sent'",
    );
    let left = left.bind(platform).fetch_all(&mut db).await.expect("they are read");
    db.close().await.expect("it closes");
    left
}
