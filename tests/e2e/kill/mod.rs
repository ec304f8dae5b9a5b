//! The program is killed in the middle of a broadcast, as by `kill -9`, and
//! started again until it is done: 500 destinations, a real process, a real
//! file, each of the three posts in turn. The platform outlives it and counts.

mod platform;
mod program;
mod toll;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use january20::community::{Actor, Community, Defaults, Place, Role, Settings};
use january20::remembrance::Post;
use january20::store::{Deed, Store};
use january20::zones::Rules;
use rstest::rstest;
use sqlx::{Connection, Row, SqliteConnection};
use tempfile::TempDir;

use crate::courier::at;
use platform::{Platform, Seen};
use program::{Orders, kind};
use toll::Toll;

/// How many destinations there are, each the only one of its community.
const DESTINATIONS: i64 = 500;
/// Whoever set up a community: this, and the community's own number.
const MODERATOR: i64 = 1_000_000;
/// Where the log of every tenth is: this, and the community's own number.
const LOG: i64 = 2_000_000;
/// Beyond this no attempt before the minute of silence may reach.
const DEADLINE: &str = "2027-01-20T07:59:45Z";
/// The most kills in one run.
const KILLS: u64 = 3;

/// Chance that can be had again: the same seed gives the same.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// When the program is started for the first time, and when all is done, the
/// last notices included.
const fn hours(post: Post) -> (&'static str, &'static str) {
    match post {
        Post::Eve => ("2027-01-19T15:59:50Z", "2027-01-19T16:30:00Z"),
        Post::Day => ("2027-01-20T04:59:50Z", "2027-01-20T05:30:00Z"),
        Post::Silence => ("2027-01-20T07:49:50Z", "2027-01-20T08:30:00Z"),
    }
}

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

/// A database with all that was set up: each run has a copy of it.
async fn set_up(folder: &Path, keyed: bool) -> PathBuf {
    let (file, now, rules) = (folder.join("set-up.db"), at("2027-01-19T12:00:00Z"), Rules::newest());
    let store = Store::open(&url(&file), now).await.expect("it opens");
    for native in 1..=DESTINATIONS {
        let community = Community { platform: kind(keyed), native };
        let moderator = Role::Moderator.moderator(Actor::Person(MODERATOR + native), community);
        let by = moderator.expect("a moderator");
        let place = Place { channel: native, topic: 0 };
        let deed = |place| Deed {
            by,
            place,
            action: "set",
            detail: "",
            update: None,
            app_language: None,
            rules: &rules,
            now,
        };
        let languages = (native % 10 == 0).then(|| "az+en".parse().expect("languages"));
        let set = |settings| Settings { languages, ..settings };
        store.set(&deed(Some(place)), place, set).await.expect("it is set");
        if native % 10 == 5 {
            let log = Some(Place { channel: LOG + native, topic: 0 });
            let set = |defaults| Defaults { log, ..defaults };
            store.set_defaults(&deed(None), set).await.expect("they are set");
        }
    }
    store.close().await;
    // To look at places takes its time, and nothing of it.
    let mut db = SqliteConnection::connect(&url(&file)).await.expect("it is there");
    sqlx::query("update destinations set look_at = null").execute(&mut db).await.expect("it is written");
    db.close().await.expect("it closes");
    file
}

/// One run: a post of the remembrance, with kills on the way.
struct Run {
    folder: TempDir,
    keyed: bool,
    post: Post,
    platform: Platform,
    chance: Chance,
    toll: Toll,
    /// The parts that were under way in a place when the program was killed.
    doubtful: HashMap<i64, usize>,
}

impl Run {
    async fn new(set_up: &Path, (keyed, post): (bool, Post), seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::copy(set_up, folder.path().join("january20.db")).expect("it is copied");
        let mut chance = Chance(seed);
        let platform = Platform::start(keyed, Chance(chance.next())).await;
        let toll = Toll { runs: 1, ..Toll::default() };
        let run = Self { folder, keyed, post, platform, chance, toll, doubtful: HashMap::new() };
        run.leave_alone().await;
        run
    }

    /// What fell due before stands already.
    async fn leave_alone(&self) {
        let mut db = SqliteConnection::connect(&self.database()).await.expect("it is there");
        let sent = "update posts set state = 'sent', done_at = due where due < ?";
        let start = at(hours(self.post).0).timestamp_millis();
        sqlx::query(sent).bind(start).execute(&mut db).await.expect("it is written");
        db.close().await.expect("it closes");
    }

    fn database(&self) -> String {
        url(&self.folder.path().join("january20.db"))
    }

    fn orders(&self, hour: DateTime<Utc>) -> Orders {
        Orders {
            database: self.database(),
            platform: self.platform.url.clone(),
            keyed: self.keyed,
            draws: self.post == Post::Day,
            hour,
            end: at(hours(self.post).1),
        }
    }

    async fn through(mut self) -> Toll {
        let mut kills = 1 + self.chance.below(KILLS);
        let mut hour = at(hours(self.post).0);
        loop {
            if !self.lives(&self.orders(hour), kills > 0).await {
                break;
            }
            kills -= 1;
            self.look_at_the_dead().await;
            let seen = DateTime::from_timestamp_millis(self.platform.seen().hour).expect("an hour");
            hour = self.restart(hour.max(seen));
        }
        self.count().await
    }

    /// When somebody starts it again; beyond two minutes a key is no help, and
    /// the silence may be over.
    fn restart(&mut self, killed: DateTime<Utc>) -> DateTime<Utc> {
        let down = match self.chance.below(5) {
            0 => 0,
            1 => 2,
            2 => 40,
            3 => 150,
            _ if self.post != Post::Silence => 300,
            _ => {
                let about = at(DEADLINE) - TimeDelta::seconds(30);
                let about = about + TimeDelta::milliseconds(self.chance.below(45_000).cast_signed());
                return about.max(killed);
            }
        };
        killed + TimeDelta::seconds(down)
    }

    /// One life of the program; whether it was killed.
    async fn lives(&mut self, orders: &Orders, mortal: bool) -> bool {
        let before = self.platform.seen().arrivals;
        // After so many have arrived, or at some time: also while it starts.
        let more = self.chance.below(DESTINATIONS.unsigned_abs());
        let after = before + usize::try_from(more).expect("small");
        let at_some_time = (self.chance.below(8) == 0).then(|| self.chance.below(1_000));
        let and_then = Duration::from_millis(self.chance.below(16));
        let mut program = orders.start();
        for millis in 0_u64.. {
            if program.has_ended() {
                let (ended, said) = program.end();
                assert!(ended.success(), "it ended by itself: {ended}\n{said}");
                return false;
            }
            let due = match at_some_time {
                Some(time) => millis >= time,
                None => self.platform.seen().arrivals > after,
            };
            if mortal && due {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(and_then).await;
        program.kill();
        let (ended, _) = program.end();
        // What it had sent arrives, also when nobody waits any longer.
        tokio::time::sleep(Duration::from_millis(30)).await;
        if ended.success() {
            return false;
        }
        self.toll.kills += 1;
        true
    }

    /// What was under way.
    async fn look_at_the_dead(&mut self) {
        let mut db = SqliteConnection::connect(&self.database()).await.expect("it is whole");
        let rows = sqlx::query("select channel from posts where state = 'sending'").fetch_all(&mut db).await;
        for row in rows.expect("they are read") {
            *self.doubtful.entry(row.get("channel")).or_default() += 1;
            self.toll.in_flight += 1;
        }
        db.close().await.expect("it closes");
    }

    /// What became of the post in each place, and why.
    async fn fates(&self) -> HashMap<i64, (String, Option<String>)> {
        let mut db = SqliteConnection::connect(&self.database()).await.expect("it is whole");
        let rows = sqlx::query("select channel, state, reason from posts where year = 2027 and post = ?");
        let rows = rows.bind(self.post.name()).fetch_all(&mut db).await.expect("they are read");
        let untold: i64 = sqlx::query_scalar("select count(*) from notices where told_at is null")
            .fetch_one(&mut db)
            .await
            .expect("it is read");
        assert_eq!(untold, 0, "somebody was not told");
        db.close().await.expect("it closes");
        rows.iter().map(|row| (row.get("channel"), (row.get("state"), row.get("reason")))).collect()
    }

    async fn count(mut self) -> Toll {
        let fates = self.fates().await;
        let seen = self.platform.seen();
        for native in 1..=DESTINATIONS {
            let parts = if !self.keyed && native % 10 == 0 { 2 } else { 1 };
            let copies = seen.copies(native);
            let doubled = copies.values().sum::<usize>() - copies.len();
            let doubtful = self.doubtful.get(&native).copied().unwrap_or(0);
            assert!(doubled <= doubtful, "{native} was not under way: {copies:?}");
            self.toll.posts += copies.len();
            self.toll.doubled += doubled;
            let where_to = if native % 10 == 5 { LOG + native } else { MODERATOR + native };
            match (fates[&native].0.as_str(), fates[&native].1.as_deref()) {
                ("sent", _) => {
                    self.toll.lost += parts - copies.len();
                    self.toll.told += told(&seen, where_to, &copies);
                    let receipts = if native % 10 == 5 { seen.read(where_to, "Posted:") } else { 1 };
                    assert!(receipts > 0, "the receipt of {native} is lost");
                }
                ("missed", reason) if self.post == Post::Silence => {
                    self.toll.missed += 1;
                    assert!(seen.read(where_to, "Not posted:") > 0, "{native} was missed, and nobody told");
                    // Whoever reads that it is not known looks.
                    if reason != Some("unknown") {
                        assert!(copies.len() < parts, "{native} stands: {copies:?}");
                        self.toll.told += told(&seen, where_to, &copies);
                    }
                }
                fate => panic!("{native}: {fate:?}"),
            }
        }
        assert_eq!(seen.strange, 0, "pictures that the platform never had");
        if self.post == Post::Silence {
            let end = at(DEADLINE).timestamp_millis();
            let late = seen.stands.iter().filter(|sent| sent.nonce.is_some() && sent.hour >= end);
            assert_eq!(late.count(), 0, "sent when its time was over");
        }
        drop(seen);
        self.toll
    }
}

/// Of how many posts of a community its moderators read that they may stand
/// twice: at least of those that do.
fn told(seen: &Seen, where_to: i64, copies: &HashMap<&str, usize>) -> usize {
    let told = seen.read(where_to, "may stand twice") + seen.read(where_to, "look whether it stands");
    let twice = copies.iter().filter(|(_, count)| **count > 1);
    let posts: HashSet<&str> =
        twice.map(|(nonce, _)| nonce.rsplit_once('-').expect("a key of a part").0).collect();
    assert!(told >= posts.len(), "{where_to}: it stands twice, and nobody was told: {copies:?}");
    told
}

async fn play(keyed: bool, seeds: impl Iterator<Item = u64>) -> Toll {
    let folder = tempfile::tempdir().expect("a folder");
    let set_up = set_up(folder.path(), keyed).await;
    let mut all = Toll::default();
    for seed in seeds {
        let post = Post::ALL[usize::try_from(seed).expect("small") % Post::ALL.len()];
        let toll = Run::new(&set_up, (keyed, post), seed).await.through().await;
        eprintln!("seed {seed}, {post}: {toll}");
        all += toll;
    }
    all.holds(keyed);
    all
}

#[rstest]
#[case::where_keys_are_known(true)]
#[case::where_nothing_is_keyed(false)]
#[tokio::test]
async fn whoever_is_killed_in_a_broadcast_loses_nothing_and_doubles_only_what_cannot_be_known(
    #[case] keyed: bool,
) {
    play(keyed, 1..=3).await;
}

#[rstest]
#[case::where_keys_are_known(true)]
#[case::where_nothing_is_keyed(false)]
#[tokio::test]
async fn a_disk_that_takes_nothing_more_delays_a_broadcast_is_told_and_loses_and_doubles_nothing(
    #[case] keyed: bool,
) {
    let folder = tempfile::tempdir().expect("a folder");
    let run = Run::new(&set_up(folder.path(), keyed).await, (keyed, Post::Eve), 1).await;
    // The disk is full long before all is sent.
    run.platform.slows_down(20);
    let mut program = run.orders(at(hours(Post::Eve).0)).start();
    let arrived = |run: &Run| run.platform.seen().arrivals;
    let wait = async |most: usize| {
        while arrived(&run) < most {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    wait(100).await;
    files_grow_to(program.id(), "0:");
    let mut before = arrived(&run);
    loop {
        tokio::time::sleep(Duration::from_millis(400)).await;
        match arrived(&run) {
            now if now == before => break,
            now => before = now,
        }
    }
    assert!(before < 500, "nothing is begun that cannot be written first");
    assert!(!program.has_ended(), "it waits");
    files_grow_to(program.id(), "unlimited:");
    run.platform.slows_down(1);
    while !program.has_ended() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let (ended, said) = program.end();
    assert!(ended.success(), "{said}");
    assert!(said.contains("the outbox cannot be worked on"), "{said}");
    let toll = run.count().await;
    assert_eq!((toll.lost, toll.doubled, toll.told), (0, 0, 0), "{toll}");
}

/// To which size a process's files may grow.
fn files_grow_to(process: u32, size: &str) {
    let limit = Command::new("prlimit")
        .args([format!("--pid={process}"), format!("--fsize={size}")])
        .status()
        .expect("it is there (util-linux)");
    assert!(limit.success());
}

/// `cargo test --release --test e2e three_hundred -- --ignored --nocapture`; with
/// `KILL_SEEDS=101..201` in the environment those of the 300 alone.
#[rstest]
#[case::where_keys_are_known(true)]
#[case::where_nothing_is_keyed(false)]
#[tokio::test]
#[ignore = "a quarter of an hour or more; the same with fewer runs is in every `cargo test`"]
async fn three_hundred_broadcasts_are_killed(#[case] keyed: bool) {
    let seeds = std::env::var("KILL_SEEDS").unwrap_or_else(|_| "1..301".into());
    let (first, end) = seeds.split_once("..").expect("two seeds");
    let toll = play(keyed, first.parse().expect("a seed")..end.parse().expect("a seed")).await;
    eprintln!("{}: {toll}", if keyed { "with keys" } else { "without keys" });
}
