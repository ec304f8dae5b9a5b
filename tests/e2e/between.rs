//! The program itself between both fakes, as an operator runs it: its own
//! process, a real database, and lines to the platforms that can be cut.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use crate::fake_discord::{self, Channel, FakeDiscord};
use crate::fake_telegram::{self, FakeTelegram};
use crate::program::{Running, free_address, get, january20};

/// Somebody with a private chat, in which the bot does as told.
pub const LEYLA: i64 = 501;
/// The server and the channel on Discord.
pub const SERVER: u64 = 7;
pub const CHANNEL: u64 = 70;

/// A line to a fake: the same address whether it is cut or not.
pub struct Line {
    from: SocketAddr,
    to: SocketAddr,
    open: Option<JoinHandle<()>>,
}

impl Line {
    /// A line that is not there yet: whoever tries it is refused.
    fn cut_to(url: &str) -> Self {
        let to = url.trim_start_matches("http://").trim_end_matches('/').parse().expect("an address");
        Self { from: lasting_address(), to, open: None }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.from)
    }

    pub async fn mend(&mut self) {
        if self.open.is_some() {
            return;
        }
        let (listener, to) = (TcpListener::bind(self.from).await.expect("the port is still free"), self.to);
        self.open = Some(tokio::spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                talks.spawn(async move {
                    if let Ok(mut far) = TcpStream::connect(to).await {
                        let _ = copy_bidirectional(&mut near, &mut far).await;
                    }
                });
                while talks.try_join_next().is_some() {}
            }
        }));
    }

    /// Whatever is under way breaks off, and connections are refused.
    pub async fn cut(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
            let _ = open.await;
        }
    }
}

/// An address that stays free while nobody listens there: the system gives it to
/// nobody who connects to somewhere.
fn lasting_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 10_000).expect("small");
    let free = |port| std::net::TcpListener::bind(("127.0.0.1", port)).and_then(|free| free.local_addr());
    let mut ports = (0..2_000).map(|_| first + NEXT.fetch_add(1, Ordering::Relaxed));
    ports.find_map(|port| free(port).ok()).expect("one of them is free")
}

/// Both fakes, the lines to them, and the folder that the program runs in.
pub struct Between {
    pub discord: FakeDiscord,
    pub telegram: FakeTelegram,
    pub to_discord: Line,
    pub to_telegram: Line,
    pub folder: TempDir,
}

impl Between {
    /// With both lines whole.
    pub async fn start() -> Self {
        let mut between = Self::apart().await;
        between.to_discord.mend().await;
        between.to_telegram.mend().await;
        between
    }

    /// With both lines cut.
    pub async fn apart() -> Self {
        let (discord, telegram) = (FakeDiscord::start().await, FakeTelegram::start().await);
        discord.server(SERVER);
        discord.channel(Channel::text(CHANNEL, SERVER));
        telegram.change(|world| world.person(LEYLA));
        let (to_discord, to_telegram) = (Line::cut_to(discord.url()), Line::cut_to(telegram.url().as_str()));
        let folder = tempfile::tempdir().expect("a folder");
        Self { discord, telegram, to_discord, to_telegram, folder }
    }

    /// `january20 run` there, with an address for its endpoints.
    pub fn command(&self, address: &str) -> Command {
        let mut command = january20(self.folder.path(), &["run"]);
        self.set(&mut command);
        command.env("HTTP_LISTEN", address);
        command
    }

    /// Gives a call what it needs to reach the fakes.
    pub fn set(&self, command: &mut Command) {
        command.env("DISCORD_TOKEN", fake_discord::TOKEN).env("DISCORD_API_URL", self.to_discord.url());
        command.env("TELEGRAM_TOKEN", fake_telegram::TOKEN).env("TELEGRAM_API_URL", self.to_telegram.url());
    }

    /// The program, connected to both.
    pub async fn run(&self) -> (Running, String) {
        let address = free_address();
        let program = Running::start(&mut self.command(&address));
        ready(&program, &address).await;
        self.has_commands().await;
        (program, address)
    }

    /// Waits until people on Discord have commands to give.
    pub async fn has_commands(&self) {
        self.discord.until("commands", |world| world.commands.is_array().then_some(())).await;
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("january20.db")
    }

    /// The database, as somebody beside the program sees it.
    pub async fn database(&self) -> SqliteConnection {
        let url = format!("sqlite://{}", self.file().display());
        SqliteConnection::connect(&url).await.expect("it is there")
    }

    /// Posts fall due at this moment in these places, and the couriers are woken.
    pub async fn fall_due(&self, platform: &str, places: &[i64]) {
        let mut db = self.database().await;
        for place in places {
            due(&mut db, platform, *place, 0).await;
        }
        db.close().await.expect("it closes");
        self.stir().await;
    }

    /// A change of settings, which wakes the couriers.
    pub async fn stir(&self) {
        self.telegram.says(LEYLA, LEYLA, "/remembrance set eve:19:00");
        self.telegram.reads(LEYLA).await;
    }

    /// How the posts of a platform stand.
    pub async fn states(&self, platform: &str) -> Vec<String> {
        let mut db = self.database().await;
        let states =
            sqlx::query_scalar("select state from posts where platform = ? and post = 'day' and year = 2026");
        let states = states.bind(platform).fetch_all(&mut db).await.expect("they are read");
        db.close().await.expect("it closes");
        states
    }
}

/// A post of this year falls due in a place so many milliseconds from now, with
/// the community and the destination that it needs.
pub async fn due(db: &mut SqliteConnection, platform: &str, place: i64, after: i64) {
    let community = "insert into communities (platform, native, languages, zone, created_at)
        values (?, ?, 'en', 'Asia/Baku', unixepoch() * 1000)
        on conflict do update set languages = 'en' returning id";
    let native = if platform == "discord" { i64::from(u32::try_from(SERVER).expect("small")) } else { place };
    let community: i64 =
        sqlx::query_scalar(community).bind(platform).bind(native).fetch_one(&mut *db).await.expect("written");
    let destination = "insert into destinations (community, platform, channel, created_at)
        values (?, ?, ?, unixepoch() * 1000) returning id";
    let destination: i64 = sqlx::query_scalar(destination)
        .bind(community)
        .bind(platform)
        .bind(place)
        .fetch_one(&mut *db)
        .await
        .expect("written");
    let post =
        "insert into posts (community, destination, platform, channel, topic, post, year, due, until, wake)
        select ?1, ?2, ?3, ?4, 0, 'day', 2026, at, at + 3600000, at
        from (select unixepoch('subsec') * 1000 + ?5 as at)";
    let post = sqlx::query(post).bind(community).bind(destination).bind(platform).bind(place).bind(after);
    post.execute(db).await.expect("written");
}

/// Waits until the program says that it is ready.
pub async fn ready(program: &Running, address: &str) {
    eventually(&format!("ready at {address}"), Duration::from_secs(90), || {
        let ready = get(address, "/readyz").is_some_and(|(status, _)| status == 200);
        assert!(ready || !program.log().contains("ERROR"), "{}", program.log());
        ready
    })
    .await;
}

/// Waits until something holds, and gives how long it took.
pub async fn eventually(what: &str, most: Duration, mut holds: impl FnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < most, "not within {most:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

/// Waits until every post of a platform is recorded as sent.
pub async fn eventually_sent(between: &Between, platform: &str) {
    eventually_stand(between, platform, |states| states == ["sent"]).await;
}

pub async fn eventually_stand(between: &Between, platform: &str, holds: impl Fn(&[String]) -> bool) {
    for _ in 0..300 {
        if holds(&between.states(platform).await) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not sent: {:?}", between.states(platform).await);
}
