//! The days of remembrance as an operator sees them beforehand: `schedule`, and
//! `rehearse` in bad weather.

use std::collections::HashMap;

use january20::community::Platform;
use rstest::rstest;
use tempfile::TempDir;

use crate::courier::World;
use crate::program::run;

#[rstest]
// Its clocks went back between `eve` and `day`.
#[case("Pacific/Fiji", "2013", [
    ("eve", "2013-01-19T20:00:00+13:00", "2013-01-19T07:00:00Z"),
    ("day", "2013-01-20T09:00:00+12:00", "2013-01-19T21:00:00Z"),
    ("silence", "2013-01-20T19:50:00+12:00", "2013-01-20T07:50:00Z"),
])]
// The rules of 2025 say 17:00.
#[case("America/Vancouver", "2027", [
    ("eve", "2027-01-19T20:00:00-07:00", "2027-01-20T03:00:00Z"),
    ("silence", "2027-01-20T00:50:00-07:00", "2027-01-20T07:50:00Z"),
    ("day", "2027-01-20T09:00:00-07:00", "2027-01-20T16:00:00Z"),
])]
#[case("Pacific/Auckland", "2027", [
    ("eve", "2027-01-19T20:00:00+13:00", "2027-01-19T07:00:00Z"),
    ("day", "2027-01-20T09:00:00+13:00", "2027-01-19T20:00:00Z"),
    ("silence", "2027-01-20T20:50:00+13:00", "2027-01-20T07:50:00Z"),
])]
fn a_schedule_is_right_to_the_second(
    #[case] zone: &str,
    #[case] year: &str,
    #[case] expected: [(&str, &str, &str); 3],
) {
    let folder = TempDir::new().expect("a folder");
    let said = run(folder.path(), &["schedule", "--timezone", zone, "--year", year, "--json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&said.out).expect("an array");
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let told: Vec<_> =
        rows.iter().map(|row| (text(row, "post"), text(row, "local"), text(row, "utc"))).collect();
    let expected = expected.map(|(post, local, utc)| (post.to_owned(), local.to_owned(), utc.to_owned()));
    assert_eq!(told, expected);
    let moments: Vec<String> =
        rows.iter().map(|row| text(row, "moment")).filter(|at| !at.is_empty()).collect();
    assert_eq!(moments, [format!("{year}-01-20T08:00:00Z")], "noon in Baku, for `silence` alone");
}

#[rstest]
#[case(Platform::Discord)]
#[case(Platform::Telegram)]
#[tokio::test]
async fn a_rehearsal_in_bad_weather_loses_nothing_and_doubles_nothing_that_has_a_key(
    #[case] platform: Platform,
) {
    const ZONES: [&str; 4] = ["Asia/Baku", "Europe/Berlin", "America/New_York", "Pacific/Auckland"];
    let world = World::new(platform, "2027-01-10T00:00:00Z").await;
    for native in 1..=40 {
        let zone = ZONES[usize::try_from(native).expect("small") % ZONES.len()].parse().expect("a zone");
        world.set(native, |settings| january20::community::Settings { zone: Some(zone), ..settings }).await;
    }
    let folder = TempDir::new().expect("a folder");
    let weather = "429:5%,500:2%,timeout:1%,crash:3";
    let arguments = ["rehearse", "--db", world.url(), "--from", "2027-01-18T09:00:00Z", "--fail", weather];
    let said = run(folder.path(), &arguments);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let total = "in all: 120 due, 120 sent, 0 late, 0 missed; 3 kills";
    assert!(said.out.contains(total), "{}", said.out);
    assert_eq!(said.err.matches("killed, and started again").count(), 3, "{}", said.err);
    assert!(said.err.contains("messages arrived, 120 posts due in all"), "{}", said.err);

    // A line for each message: the hour, the platform, the place and the title.
    let mut stands: HashMap<&str, usize> = HashMap::new();
    let place = |line: &&str| line.split_whitespace().nth(4).is_some_and(|place| place.contains('/'));
    for line in said.out.lines().filter(|line| line.contains(" UTC  ")).filter(place) {
        *stands.entry(line.split_once(" UTC  ").map_or(line, |(_, what)| what)).or_default() += 1;
    }
    assert_eq!(stands.len(), 120, "{}", said.out);
    let twice = stands.values().map(|count| count - 1).sum::<usize>();
    if platform == Platform::Discord {
        assert_eq!(twice, 0, "{}", said.out);
    } else {
        let told = format!("{platform}: {twice} messages stand twice");
        assert!(twice == 0 || said.out.contains(&told), "{}", said.out);
    }
}
