//! The program that is killed: this test binary started again. It delivers as
//! `run` does, from a real file, under the lease, over HTTP. Its clock starts at
//! an hour that the test gives it and runs as the machine's does while anything
//! is under way; waiting takes no time.

use std::env;
use std::io::Read;
use std::num::NonZeroU32;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use january20::built_in;
use january20::clock::{Clock, Hand};
use january20::community::{Community, Place, Platform};
use january20::delivery::lease::{Guard, Hold, Seeker};
use january20::delivery::pace::Pace;
use january20::delivery::{Courier, Means};
use january20::pictures::Cards;
use january20::ports::{Address, Content, Event, Needs, Parcel, Picture, Rights, SendError, Sent, Transport};
use january20::render::plain::plain;
use january20::store::Store;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::platform::{Accepted, Drawn, Sending};
use crate::courier::composer;

/// Where the program finds what it is to do.
const ORDERS: &str = "JANUARY20_KILL_TEST";
/// So fast that the sockets and the disk set the pace.
const CEILING: NonZeroU32 = NonZeroU32::new(4_000).expect("not zero");
/// A courier that rests so long has nothing to do now.
const RESTS: Duration = Duration::from_mins(1);
/// How often the lease is raised.
const RAISE: Duration = Duration::from_secs(3);

/// What the program is to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Orders {
    pub database: String,
    pub platform: String,
    pub keyed: bool,
    /// Whether its posts have pictures.
    pub draws: bool,
    /// Which hour it is.
    pub hour: DateTime<Utc>,
    /// When it is done.
    pub end: DateTime<Utc>,
}

impl Orders {
    /// Starts the program. A file that may not grow is an error to it, and not
    /// the end of it.
    pub fn start(&self) -> Running {
        let own = env::current_exe().expect("the test's own file");
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(own)
            .args(["--ignored", "--exact", "--nocapture", "kill::program::the_program_that_is_killed"])
            .env(ORDERS, serde_json::to_string(self).expect("it is written"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut voice = child.stderr.take().expect("it has a voice");
        let said = thread::spawn(move || {
            let mut said = String::new();
            voice.read_to_string(&mut said).expect("it is text");
            said
        });
        Running { child, said }
    }

    pub fn kind(&self) -> Platform {
        kind(self.keyed)
    }
}

/// The program while it runs.
pub struct Running {
    child: Child,
    said: JoinHandle<String>,
}

impl Running {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("it is looked at").is_some()
    }

    /// `kill -9`, if it still lives.
    pub fn kill(&mut self) {
        self.child.kill().expect("it is killed");
    }

    /// How it ended, and what it said.
    pub fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("it is dead");
        (status, self.said.join().expect("it was heard"))
    }
}

pub fn kind(keyed: bool) -> Platform {
    if keyed { Platform::Discord } else { Platform::Telegram }
}

#[tokio::test]
#[ignore = "the kill test starts it, with orders"]
async fn the_program_that_is_killed() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).expect("they are orders");
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).init();
    let (clock, hand) = Clock::told(orders.hour);
    let store = Store::open(&orders.database, orders.hour).await.expect("it opens");
    let hold = take_over(&store, &clock, &hand).await;
    let mut courier = Courier::new(Means {
        transport: Arc::new(Wire {
            http: reqwest::Client::new(),
            url: orders.platform.clone(),
            platform: orders.kind(),
            clock: clock.clone(),
        }),
        store: store.clone(),
        composer: composer(),
        cards: orders.draws.then(|| Cards::new(&built_in::files(), composer().texts)),
        pace: Pace::new(orders.kind(), CEILING),
        guard: Guard::Held(hold.clone()),
        clock: clock.clone(),
    });
    let mut raised = clock.now().steady;
    loop {
        if clock.now().steady >= raised + RAISE && hold.step(&store, clock.now()).await.is_ok() {
            raised = clock.now().steady;
        }
        let began = Instant::now();
        let next = courier.tick(clock.now()).await;
        if courier.in_flight() > 0 {
            tokio::select! {
                () = courier.ended() => {}
                () = tokio::time::sleep(next.after) => {}
            }
            hand.pass(began.elapsed());
        } else if next.after < RESTS {
            hand.pass(next.after.max(Duration::from_millis(1)));
        } else {
            let Ok(left) = (orders.end - clock.now().hour).to_std() else { return };
            hand.pass(left.min(RESTS).max(Duration::from_millis(1)));
        }
    }
}

/// The predecessor was killed and left the lease: it is taken when its counter
/// has stood still, as by any other copy.
async fn take_over(store: &Store, clock: &Clock, hand: &Hand) -> Hold {
    let mut seeker = Seeker::default();
    loop {
        if let Some(hold) = seeker.step(store, clock.now().steady).await.expect("it is looked at") {
            return hold;
        }
        hand.pass(Duration::from_millis(500));
    }
}

/// The way out: HTTP to the platform of the test.
struct Wire {
    http: reqwest::Client,
    url: String,
    platform: Platform,
    clock: Clock,
}

impl Wire {
    async fn ask<T: DeserializeOwned>(&self, path: &str, body: &Sending) -> Result<T, SendError> {
        let request = self.http.post(format!("{}{path}", self.url)).json(body);
        let response = request.send().await.map_err(|error| {
            if error.is_connect() { SendError::NotAccepted(error.to_string()) } else { SendError::Unknown }
        })?;
        response.json().await.map_err(|_| SendError::Unknown)
    }

    fn sending(&self, parcel: &Parcel) -> Sending {
        let place = match parcel.to {
            Address::Place(_, place) => place.channel,
            Address::Person(_, person) => person,
        };
        let words = match &parcel.content {
            Content::Post { composed, part, .. } => plain(&composed.parts[*part]),
            Content::Words(message) => plain(message),
        };
        let picture = match &parcel.content {
            Content::Post { picture: Some(Picture::New { .. }), .. } => Some(Drawn::New),
            Content::Post { picture: Some(Picture::Known(number)), .. } => {
                Some(Drawn::Known(number.parse().expect("a number")))
            }
            _ => None,
        };
        let hour = self.clock.now().hour.timestamp_millis();
        Sending { place, nonce: parcel.nonce.clone(), words, picture, hour }
    }
}

impl Transport for Wire {
    fn platform(&self) -> Platform {
        self.platform
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        let accepted: Accepted = self.ask("/send", &self.sending(&parcel)).await?;
        let message = i64::try_from(accepted.message).expect("small");
        Ok(Sent { message, file: accepted.file.map(|file| file.to_string()), form: parcel.form })
    }

    async fn find(&self, parcel: &Parcel) -> Result<Option<i64>, SendError> {
        self.ask("/find", &self.sending(parcel)).await
    }

    async fn publish(&self, _: Community, _: Place, _: i64) -> Result<(), SendError> {
        Ok(())
    }

    async fn schedule(&self, community: Community, _: Event) -> Result<i64, SendError> {
        Ok(community.native)
    }

    async fn unschedule(&self, _: Community, _: i64) -> Result<(), SendError> {
        Ok(())
    }

    async fn hail(&self) -> Result<(), SendError> {
        let hour = self.clock.now().hour.timestamp_millis();
        let nothing = Sending { place: 0, nonce: None, words: String::new(), picture: None, hour };
        self.ask::<usize>("/hail", &nothing).await.map(|_| ())
    }

    async fn look(&self, _: Community, _: Place, _: Needs) -> Result<Rights, SendError> {
        Ok(Rights::default())
    }

    fn link(&self, _: Community, place: Place, message: i64) -> Option<String> {
        Some(format!("https://example.org/{}/{message}", place.channel))
    }
}
