//! Discord's scheduled event for the minute of silence: it goes when nobody
//! wants it any longer, and what stands in its way is told as it is.

use rstest::rstest;
use serde_json::{Value, json};

use crate::discord_town::{FORTNIGHT, NEWS, SERVER, Town};
use crate::fake_discord::{ALL_RIGHTS, CREATE_EVENTS, Channel, Fault, World};

const OTHER: u64 = 76;

fn none_left(world: &mut World) -> Option<()> {
    world.events.is_empty().then_some(())
}

impl Town {
    /// A town whose event stands.
    async fn with_event() -> Self {
        let mut town = Self::set_up("language:en event:on").await;
        town.until(FORTNIGHT, "event", |world| world.events.first().cloned()).await;
        town.settle().await;
        town
    }

    /// What is answered to whoever confirms that everything is to be erased.
    async fn forgets(&self) -> String {
        let asked = self.fake.command(&self.moderator, "/remembrance forget").await;
        self.fake.press(&self.moderator, &asked.message, "Erase everything").await.text()
    }

    fn rights(&self, rights: u64) {
        self.world().guilds.get_mut(&SERVER).expect("a server").rights = rights;
    }

    /// The rest of what was posted is not this test's matter.
    async fn end(self) {
        self.world().messages.iter_mut().for_each(|message| message.read = true);
        self.bot.stop().await;
    }
}

#[tokio::test]
async fn the_event_goes_when_it_is_switched_off_and_a_missing_right_for_it_is_told() {
    let mut town = Town::with_event().await;
    town.says(&format!("/remembrance set channel:{NEWS} event:off")).await;
    town.until("2027-01-06T09:30:00Z", "end of the event", none_left).await;
    town.rights(ALL_RIGHTS & !CREATE_EVENTS);
    let set = town.says(&format!("/remembrance set channel:{NEWS} event:on")).await;
    assert!(set.contains("Create Events"), "{set}");
    let told = town.told().await;
    assert!(told.contains("reate events") || told.contains("Create Events"), "{told}");
    assert!(town.world().events.is_empty());
    town.end().await;
}

#[rstest]
#[case::the_right((403, 50_013), "grant Create Events")]
#[case::too_many((400, 30_038), "as many events as Discord allows")]
#[case::no_access((403, 50_001), "no access to the server")]
#[case::unknown((400, 99_999), "no reason that the bot knows")]
#[tokio::test]
async fn why_an_event_is_not_made_is_told_as_it_is(#[case] (status, code): (u16, u32), #[case] why: &str) {
    let mut town = Town::set_up("language:en event:on").await;
    let refused = Fault::Status(status, json!({"code": code, "message": "no"}));
    town.world().fail("POST /guilds/7/scheduled-events", refused, 1);
    town.until(FORTNIGHT, "refusal", |world| world.faults.is_empty().then_some(())).await;
    let told = town.told().await;
    assert!(told.contains("could not be made") && told.contains(why), "{told}");
    assert!(code == 50_013 || !told.contains("grant"), "{told}");
    town.until("2027-01-06T15:10:00Z", "event", |world| world.events.first().cloned()).await;
    town.end().await;
}

#[tokio::test]
async fn an_outage_is_no_reason_to_say_nothing_of_the_refusal_after_it() {
    let mut town = Town::set_up("language:en event:on").await;
    town.rights(ALL_RIGHTS & !CREATE_EVENTS);
    town.world().fail("GET /guilds/7/scheduled-events", Fault::Status(503, json!({})), 1);
    town.until(FORTNIGHT, "outage", |world| world.faults.is_empty().then_some(())).await;
    let refused = |world: &mut World| world.has_logged("POST /guilds/7/scheduled-events 403").then_some(());
    town.until("2027-01-06T09:01:30Z", "refusal", refused).await;
    town.settle().await;
    town.told_that("could not be made").await;
    town.end().await;
}

#[tokio::test]
async fn a_removed_destination_takes_its_event_along_and_says_so() {
    let mut town = Town::with_event().await;
    let said = town.says(&format!("/remembrance remove channel:{NEWS}")).await;
    assert!(said.contains("scheduled event for the minute of silence is removed"), "{said}");
    town.until("2027-01-06T09:30:00Z", "end of the event", none_left).await;
    town.end().await;
}

#[tokio::test]
async fn an_event_that_could_not_go_yet_goes_even_when_its_destination_is_erased() {
    let mut town = Town::with_event().await;
    town.rights(ALL_RIGHTS & !CREATE_EVENTS);
    town.says(&format!("/remembrance remove channel:{NEWS}")).await;
    let told = town.told().await;
    assert!(told.contains("could not be removed") && told.contains("grant Create Events"), "{told}");
    town.bot.retain().await;
    town.rights(ALL_RIGHTS);
    town.until("2027-01-06T16:00:00Z", "end of the event", none_left).await;
    town.end().await;
}

#[tokio::test]
async fn a_place_that_is_set_up_anew_without_an_event_does_not_keep_the_old_one() {
    let mut town = Town::with_event().await;
    town.says(&format!("/remembrance remove channel:{NEWS}")).await;
    town.says(&format!("/remembrance set channel:{NEWS} event:off")).await;
    town.until("2027-01-06T09:30:00Z", "end of the event", none_left).await;
    town.end().await;
}

#[tokio::test]
async fn two_destinations_share_an_event_and_the_last_takes_it_along() {
    let mut town = Town::with_event().await;
    town.fake.channel(Channel::text(OTHER, SERVER));
    town.says(&format!("/remembrance set channel:{OTHER} event:on")).await;
    town.until("2027-01-06T09:10:00Z", "a look", |_| Some(())).await;
    town.settle().await;
    let said = town.says(&format!("/remembrance remove channel:{NEWS}")).await;
    assert!(!said.contains("event"), "the other keeps it: {said}");
    town.until("2027-01-06T09:20:00Z", "a look", |_| Some(())).await;
    town.settle().await;
    assert_eq!(town.world().events.len(), 1);
    // Both at once, as when everything is paused.
    town.says(&format!("/remembrance set channel:{NEWS} event:on")).await;
    town.until("2027-01-06T09:30:00Z", "a look", |_| Some(())).await;
    town.settle().await;
    town.says(&format!("/remembrance pause channel:{NEWS}")).await;
    town.says(&format!("/remembrance pause channel:{OTHER}")).await;
    town.until("2027-01-06T09:40:00Z", "end of the event", none_left).await;
    town.end().await;
}

#[tokio::test]
async fn whoever_is_forgotten_keeps_no_event_and_is_told_so() {
    let town = Town::with_event().await;
    let exported = town.says("/remembrance export").await;
    assert!(exported.contains("january20.json"), "{exported}");
    let said = town.forgets().await;
    assert!(said.contains("event for the minute of silence was removed"), "{said}");
    assert_eq!(town.world().events, Vec::<Value>::new());
    town.end().await;
}

#[rstest]
#[case::forbidden(Fault::Status(403, json!({"code": 50_013})), "grant Create Events")]
#[case::an_outage(Fault::Status(503, json!({})), "Discord did not answer")]
#[tokio::test]
async fn an_event_that_cannot_be_removed_is_no_reason_not_to_forget(#[case] fault: Fault, #[case] why: &str) {
    let town = Town::with_event().await;
    town.world().fail("DELETE /guilds/7/scheduled-events", fault, 1);
    let said = town.forgets().await;
    assert!(said.contains("Everything about this community was erased"), "{said}");
    assert!(said.contains("Delete it by hand") && said.contains(why), "{said}");
    town.end().await;
}
