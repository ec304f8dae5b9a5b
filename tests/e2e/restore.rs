//! A backup, and its restore on 20 January itself, on both platforms: what fell
//! due since the copy was made is looked for where the bot may look, and waits
//! for the operator's word elsewhere; nothing is doubled.

use std::fs;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use january20::adapters::discord::Discord;
use january20::clock::{Clock, Hand};
use january20::community::Platform;
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{Courier, Means};
use january20::ports::Transport;
use january20::store::{SinceBackup, Store};
use rstest::rstest;

use crate::between::{Between, CHANNEL, due, eventually, eventually_sent, ready};
use crate::discord_bot;
use crate::fake_discord::{self, ALL_RIGHTS, Channel, FakeDiscord, HISTORY, Person};
use crate::fake_telegram::FakeTelegram;
use crate::program::{Running, Said, free_address, january20};
use crate::telegram_bot::{Bot, composer, hour};

const LEYLA: i64 = 501;
const SERVER: u64 = 7;
/// Where the bot may look among its own messages, and where it may not.
const OPEN: u64 = 70;
const BLIND: u64 = 71;
const PLACES: [u64; 2] = [OPEN, BLIND];

fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("bot.db").display())
}

/// The couriers of both platforms over one database.
struct Couriers {
    store: Store,
    clock: Clock,
    discord: Courier<Discord>,
    telegram: Courier<january20::adapters::telegram::Telegram>,
}

impl Couriers {
    fn new(store: &Store, clock: &Clock, fake: &FakeDiscord, bot: &Bot) -> Self {
        let discord = Discord::connect(fake.url(), fake_discord::TOKEN.into()).expect("a way out");
        Self {
            store: store.clone(),
            clock: clock.clone(),
            discord: courier(discord, store, clock),
            telegram: courier(bot.telegram.clone(), store, clock),
        }
    }

    /// Works for a while at this hour.
    async fn work(&mut self, hand: &Hand) {
        for _ in 0..30 {
            self.discord.tick(self.clock.now()).await;
            self.telegram.tick(self.clock.now()).await;
            tokio::time::sleep(Duration::from_millis(10)).await;
            hand.pass(Duration::from_millis(400));
        }
    }
}

fn courier<T: Transport>(transport: T, store: &Store, clock: &Clock) -> Courier<T> {
    let pace = Pace::new(transport.platform(), NonZeroU32::new(28).expect("not zero"));
    Courier::new(Means {
        transport: Arc::new(transport),
        store: store.clone(),
        composer: composer(),
        cards: None,
        pace,
        guard: Guard::Unshared,
        clock: clock.clone(),
    })
}

fn pass_to(clock: &Clock, hand: &Hand, at: &str) {
    hand.pass((hour(at) - clock.now().hour).to_std().expect("later"));
}

/// Reads one post in each place.
async fn read_everywhere(discord: &FakeDiscord, telegram: &FakeTelegram) {
    for place in PLACES {
        discord.message(place).await;
    }
    telegram.reads(LEYLA).await;
}

#[rstest]
#[case::sent(SinceBackup::Sent)]
#[case::unsent(SinceBackup::Unsent)]
#[tokio::test]
async fn a_copy_restored_on_the_day_doubles_nothing_and_waits_for_a_word_where_it_cannot_look(
    #[case] word: SinceBackup,
) {
    let (discord, telegram) = (FakeDiscord::start().await, FakeTelegram::start().await);
    discord.server(SERVER);
    discord.channel(Channel::text(OPEN, SERVER));
    discord.channel(Channel::text(BLIND, SERVER).with(ALL_RIGHTS & !HISTORY));
    let bot = discord_bot::Bot::start(&discord).await;
    for place in PLACES {
        let moderator = Person::moderator(9, SERVER, place);
        discord.command(&moderator, "/remembrance set timezone:Baku").await;
    }
    let bot = Bot::over(&telegram, bot.stop().await).await;
    telegram.says(LEYLA, LEYLA, "/remembrance set timezone:Baku");
    telegram.reads(LEYLA).await;

    let mut couriers = Couriers::new(&bot.store, &bot.clock, &discord, &bot);
    pass_to(&bot.clock, &bot.hand, "2027-01-19T16:00:00Z");
    couriers.work(&bot.hand).await;
    read_everywhere(&discord, &telegram).await;
    pass_to(&bot.clock, &bot.hand, "2027-01-20T04:00:00Z");
    let restored = tempfile::tempdir().expect("a folder");
    let copy = restored.path().join("bot.db");
    Store::back_up(&url(bot.folder.path()), &copy, bot.clock.now().hour).await.expect("a copy");
    pass_to(&bot.clock, &bot.hand, "2027-01-20T05:00:00Z");
    couriers.work(&bot.hand).await;
    read_everywhere(&discord, &telegram).await;
    couriers.store.close().await;

    // The disk is lost an hour later, and the copy takes its place.
    pass_to(&bot.clock, &bot.hand, "2027-01-20T06:00:00Z");
    let store = Store::open(&url(restored.path()), bot.clock.now().hour).await.expect("it opens");
    let mut couriers = Couriers::new(&store, &bot.clock, &discord, &bot);
    couriers.work(&bot.hand).await;
    assert_eq!(store.waiting_since_backup().await.expect("it is read"), 2);
    assert_eq!((discord.world().standing(OPEN), discord.world().standing(BLIND)), (2, 2), "none is doubled");
    let said = doctor(restored.path(), "sqlite://bot.db");
    assert!(said.out.contains("may have been sent: 2; look into a place or two"), "{}", said.out);

    // What falls due later goes out by itself and on time.
    pass_to(&bot.clock, &bot.hand, "2027-01-20T07:50:00Z");
    couriers.work(&bot.hand).await;
    read_everywhere(&discord, &telegram).await;

    let settled = store.settle_backup(word, bot.clock.now().hour).await.expect("it is written");
    assert_eq!(settled, 2);
    couriers.work(&bot.hand).await;
    if word == SinceBackup::Unsent {
        discord.message(BLIND).await;
        telegram.reads(LEYLA).await;
    }
    let entries =
        store.entries(january20::community::Community { platform: Platform::Telegram, native: LEYLA }, 2027);
    let entries = entries.await.expect("they are read");
    assert!(entries.iter().all(|entry| entry.state == january20::store::State::Sent), "{entries:?}");
    telegram.done().await;
    bot.stop().await;
}

fn doctor(folder: &Path, database: &str) -> Said {
    let mut command = january20(folder, &["doctor", "--database-url", database]);
    Said::of(command.output().expect("the program starts"))
}

#[rstest]
#[case::sent("sent", 1)]
#[case::unsent("unsent", 2)]
#[tokio::test(flavor = "multi_thread")]
async fn run_takes_the_operators_word_about_a_restored_copy(#[case] word: &str, #[case] stands: usize) {
    let between = Between::start().await;
    between.telegram.change(|world| world.group(-2_001, "Family"));
    let blind = Channel::text(CHANNEL, 7).with(ALL_RIGHTS & !HISTORY);
    between.discord.channel(blind);
    let (program, _) = between.run().await;
    let mut db = between.database().await;
    due(&mut db, "discord", 70, 6_000).await;
    due(&mut db, "telegram", -2_001, 6_000).await;
    // In November nothing is due by the calendar; what is begun stays as it is.
    sqlx::query("update posts set uncertain = 1").execute(&mut db).await.expect("written");
    drop(db);
    let said = crate::program::run(between.folder.path(), &["backup", "copy.db"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    tokio::time::sleep(Duration::from_secs(6)).await;
    between.stir().await;
    between.discord.message(CHANNEL).await;
    between.telegram.reads(-2_001).await;
    program.end("-TERM");
    for beside in ["january20.db-wal", "january20.db-shm"] {
        let _ = fs::remove_file(between.folder.path().join(beside));
    }
    fs::rename(between.folder.path().join("copy.db"), between.folder.path().join("january20.db"))
        .expect("restored");

    let (program, _) = between.run().await;
    eventually("it says so on both", Duration::from_secs(20), || {
        program.log().matches("this database is a copy, and posts fell due since it was made").count() == 2
    })
    .await;
    // Within two minutes Discord knows the nonce, and there is nothing to ask.
    eventually_sent(&between, "discord").await;
    let said = doctor(between.folder.path(), "sqlite://january20.db");
    assert!(said.out.contains("may have been sent: 1;"), "{}", said.out);
    let (said, _) = program.end("-TERM");
    assert!(said.err.contains("posts=1"), "{}", said.err);
    assert_eq!(between.discord.world().standing(CHANNEL), 1);

    let address = free_address();
    let mut command = between.command(&address);
    let program = Running::start(command.args(["--since-backup", word]));
    ready(&program, &address).await;
    eventually_sent(&between, "telegram").await;
    for _ in 1..stands {
        between.telegram.reads(-2_001).await;
    }
    assert_eq!(between.discord.world().standing(CHANNEL), 1);
    program.end("-TERM");
    between.telegram.done().await;
}
