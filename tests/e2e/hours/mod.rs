//! The program itself on 20 January: the hour that the system tells it is the
//! test's, and steps while it runs.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::process::Command;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use tempfile::TempDir;

use crate::between::{Between, CHANNEL, LEYLA, SERVER, eventually, ready};
use crate::fake_discord::{ALL_RIGHTS, Channel, HISTORY, Person};
use crate::program::{Running, Said, free_address, get, january20};

/// A courier rests a minute at most before it looks at the hour again.
const A_REST: Duration = Duration::from_secs(90);
/// A channel whose history the bot may not read.
const BLIND: u64 = 71;

/// The hour that the programs it governs are told.
struct Wall {
    folder: TempDir,
    ahead: File,
}

impl Wall {
    fn at(hour: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/hours/shift.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(folder.path().join("shift.so")).arg(source);
        assert!(compiler.status().expect("a C compiler is there").success());
        let ahead = File::create(folder.path().join("ahead")).expect("a file");
        let wall = Self { folder, ahead };
        wall.set(hour);
        wall
    }

    /// The clock is set, forward or back; no time passes.
    fn set(&self, hour: &str) {
        let hour: DateTime<Utc> = hour.parse().expect("an instant");
        let ahead = (hour - Utc::now()).num_milliseconds();
        self.ahead.write_all_at(&ahead.to_ne_bytes(), 0).expect("written");
    }

    fn governs(&self, mut command: Command) -> Command {
        command.env("LD_PRELOAD", self.folder.path().join("shift.so"));
        command.env("WALL_CLOCK", self.folder.path().join("ahead"));
        command
    }
}

/// Both fakes, and the program at the hour of the wall.
struct Day {
    between: Between,
    wall: Wall,
}

impl Day {
    async fn at(hour: &str) -> Self {
        Self { between: Between::start().await, wall: Wall::at(hour) }
    }

    async fn begin(&self, arguments: &[&str]) -> (Running, String) {
        let address = free_address();
        let mut command = self.wall.governs(self.between.command(&address));
        let program = Running::start(command.args(arguments));
        ready(&program, &address).await;
        self.between.has_commands().await;
        (program, address)
    }

    /// A moderator sets up the channel, and Leyla her own chat.
    async fn set_up(&self, channel: u64) {
        let moderator = Person::moderator(9, SERVER, channel);
        let heard = self.between.discord.command(&moderator, "/remembrance set timezone:Baku").await;
        assert!(heard.text().contains("Baku"), "{}", heard.text());
        self.stir().await;
    }

    async fn stir(&self) {
        self.between.telegram.says(LEYLA, LEYLA, "/remembrance set timezone:Baku");
        let answer = self.between.telegram.reads(LEYLA).await;
        assert!(answer.text.contains("Baku"), "{}", answer.text);
    }

    /// How many messages stand in each channel, and how many posts in Leyla's chat.
    fn stand(&self) -> [usize; 3] {
        let on_telegram = self.between.telegram.world();
        let posts = on_telegram.sent.iter().filter(|sent| sent.chat == LEYLA && sent.method == "sendphoto");
        let posts = posts.count();
        let on_discord = self.between.discord.world();
        [on_discord.standing(CHANNEL), on_discord.standing(BLIND), posts]
    }

    async fn until_there_stand(&self, wanted: [usize; 3]) {
        eventually(&format!("{wanted:?}"), A_REST, || self.stand() == wanted).await;
    }

    /// What stands was looked at.
    fn read(&self) {
        for channel in [CHANNEL, BLIND] {
            while self.between.discord.world().read(channel).is_some() {}
        }
    }

    /// What another call says, at the same hour.
    fn call(&self, arguments: &[&str]) -> Said {
        let mut command = self.wall.governs(january20(self.between.folder.path(), arguments));
        Said::of(command.output().expect("the program starts"))
    }

    /// How many posts of the year were due, sent, late and missed.
    fn report(&self) -> [u64; 4] {
        let said = self.call(&["report", "--year", "2027", "--json"]);
        let report: Value = serde_json::from_str(&said.out).expect("it is JSON");
        ["due", "sent", "late", "missed"].map(|name| report[name].as_u64().expect("a number"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_steps_by_hours_neither_doubles_nor_loses_a_post() {
    let day = Day::at("2027-01-20T02:00:00Z").await;
    let (program, address) = day.begin(&[]).await;
    day.set_up(CHANNEL).await;
    // Nobody wakes the couriers: they see for themselves that it is past nine in Baku.
    day.wall.set("2027-01-20T05:00:30Z");
    day.until_there_stand([1, 0, 1]).await;
    // Back before nine, and somebody changes settings, so that everything is planned anew.
    day.wall.set("2027-01-20T01:00:00Z");
    day.stir().await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    day.wall.set("2027-01-20T05:30:00Z");
    day.stir().await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(day.stand(), [1, 0, 1]);
    assert_eq!(get(&address, "/readyz").map(|(status, _)| status), Some(200));
    // Ten minutes before the minute of silence.
    day.wall.set("2027-01-20T07:50:10Z");
    day.until_there_stand([2, 0, 2]).await;
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(said.err.matches("this copy holds the lease").count(), 1, "{}", said.err);
    assert!(!said.err.contains("WARN january20") && !said.err.contains("ERROR"), "{}", said.err);
    assert_eq!(day.report(), [4, 4, 0, 0]);
    day.read();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_restored_on_the_day_looks_or_waits_and_sends_the_rest_on_time() {
    let day = Day::at("2027-01-20T04:50:00Z").await;
    day.between.discord.channel(Channel::text(BLIND, SERVER).with(ALL_RIGHTS & !HISTORY));
    let (program, _) = day.begin(&[]).await;
    day.set_up(CHANNEL).await;
    day.set_up(BLIND).await;
    let said = day.call(&["backup", "copy.db"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    day.wall.set("2027-01-20T05:00:05Z");
    day.until_there_stand([1, 1, 1]).await;
    program.end("-TERM");
    let folder = day.between.folder.path();
    for beside in ["january20.db-wal", "january20.db-shm"] {
        let _ = fs::remove_file(folder.join(beside));
    }
    fs::rename(folder.join("copy.db"), folder.join("january20.db")).expect("restored");

    // Longer after the posts than Discord knows their nonces.
    day.wall.set("2027-01-20T05:05:00Z");
    let (program, _) = day.begin(&[]).await;
    let looked = |log: &[String]| log.iter().any(|line| line.starts_with("GET /channels/70/messages"));
    eventually("it looks where it may", A_REST, || looked(&day.between.discord.world().log)).await;
    eventually("it waits where it may not", A_REST, || {
        day.call(&["doctor"]).out.contains("may have been sent: 2;")
    })
    .await;
    assert_eq!(day.stand(), [1, 1, 1]);
    // What falls due from now on goes by itself.
    day.wall.set("2027-01-20T07:50:05Z");
    day.until_there_stand([2, 2, 2]).await;
    let (said, _) = program.end("-TERM");
    assert_eq!(said.err.matches("this database is a copy").count(), 2, "{}", said.err);
    assert_eq!(day.report(), [6, 4, 0, 0]);

    let (program, _) = day.begin(&["--since-backup", "sent"]).await;
    // When they went out nobody knows any longer.
    let heeded = || matches!(day.report(), [6, 6, _, 0]);
    eventually("the word is heeded", A_REST, heeded).await;
    assert_eq!(day.stand(), [2, 2, 2]);
    program.end("-TERM");
    day.read();
}
