//! A restored backup on both platforms, through the program: what fell due since
//! the copy was made is told and waits for the operator's word; nothing is
//! doubled without it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rstest::rstest;

use crate::between::{Between, CHANNEL, due, eventually, eventually_sent, ready};
use crate::fake_discord::{ALL_RIGHTS, Channel, HISTORY};
use crate::program::{Running, Said, free_address, january20};

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
