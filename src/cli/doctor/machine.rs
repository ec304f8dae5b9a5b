//! The machine's part: settings, clock, zone rules, the database.

use std::path::Path;

use chrono::{DateTime, Datelike, Utc};

use super::Finding;
use crate::cli::config::Config;
use crate::cli::operate::names;
use crate::community::Platform;
use crate::store::{Store, StoreError};
use crate::zones::{Rules, Zone};

pub(super) fn settings(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if config.discord_token.is_none() && config.telegram_token.is_none() {
        findings.push(Finding::wrong(
            "settings",
            "no token is set; set DISCORD_TOKEN or TELEGRAM_TOKEN, or both",
        ));
    }
    findings.push(match &config.contact {
        Some(contact) => Finding::well("contact", format!("/about gives {contact}")),
        None => Finding::note(
            "contact",
            "CONTACT is not set; set an address or link where people can write about mistakes and privacy",
        ),
    });
    findings.push(match &config.http_listen {
        Some(address) => {
            Finding::well("http", format!("run serves /healthz, /readyz and /metrics at {address}"))
        }
        None => Finding::note("http", "HTTP_LISTEN is not set: health and /metrics are not served"),
    });
    findings
}

/// The hour, for whoever reads it to compare with a clock on the wall: posts go
/// by it. No platform's clock is asked: it is not this program's hour.
pub(super) fn clock(now: DateTime<Utc>) -> Vec<Finding> {
    let rules = Rules::newest();
    let baku = rules.local(Zone::BAKU, now);
    let words = format!("{} UTC, {} in Baku", now.format("%F %T"), baku.format("%T"));
    // Earlier than the rules inside the program were made.
    let newest = year_of(Rules::built_in().version()).unwrap_or(now.year());
    if now.year() < newest {
        return vec![Finding::wrong(
            "clock",
            format!("{words}: that is before this program was made; set it right"),
        )];
    }
    vec![Finding::well("clock", words)]
}

/// The rules of zones may not be older than a year.
pub(super) fn zones(now: DateTime<Utc>) -> Finding {
    let rules = Rules::newest();
    let version = rules.version();
    if is_stale(version, now) {
        let words = format!(
            "the rules are of {version}, more than a year ago; install the system's newer tzdata package, or a newer january20"
        );
        return Finding::wrong("zones", words);
    }
    Finding::well("zones", format!("the rules are of {version}"))
}

/// Whether a version such as `2026b` is older than a year. It names its year
/// and its place in it; editions come about every two months, the first early
/// in the year.
fn is_stale(version: &str, now: DateTime<Utc>) -> bool {
    let Some(year) = year_of(version) else { return true };
    let letter = version.as_bytes().get(4).copied().unwrap_or(b'a').saturating_sub(b'a');
    let month = (2 * i32::from(letter) + 1).min(12);
    12 * (now.year() - year) + i32::try_from(now.month()).unwrap_or_default() - month > 12
}

fn year_of(version: &str) -> Option<i32> {
    version.get(..4)?.parse().ok()
}

pub(super) async fn database(url: &str, now: DateTime<Utc>) -> Vec<Finding> {
    match Store::open_existing(url, now).await {
        Ok(store) => {
            let found = standing(&store).await;
            let findings = found.unwrap_or_else(|error| vec![Finding::wrong("database", error.to_string())]);
            store.close().await;
            findings
        }
        Err(StoreError::Missing { path }) => vec![new_database(&path)],
        Err(error) => vec![Finding::wrong("database", error.to_string())],
    }
}

/// Whether a database could be made there.
fn new_database(path: &str) -> Finding {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    match tempfile_in(folder) {
        Ok(()) => Finding::note("database", format!("there is none at {path} yet; run makes it")),
        Err(error) => {
            let folder = folder.display();
            Finding::wrong(
                "database",
                format!("none can be made at {path}: {folder} cannot be written ({error})"),
            )
        }
    }
}

/// Makes a file in a folder and takes it away again.
fn tempfile_in(folder: &Path) -> std::io::Result<()> {
    let file = folder.join(format!(".january20-doctor-{}", std::process::id()));
    std::fs::File::create_new(&file)?;
    std::fs::remove_file(&file)
}

async fn standing(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let standing = store.standing().await?;
    let mut findings = vec![if store.is_writable().await {
        let (communities, destinations) = (standing.communities, standing.destinations);
        Finding::well("database", format!("communities: {communities}, destinations: {destinations}"))
    } else {
        Finding::wrong("database", "it cannot be written; look for a full disk, a lock, or missing rights")
    }];
    findings.push(match standing.unwell {
        0 => Finding::well("rights", "the last looks found nothing missing in any destination"),
        unwell => Finding::note(
            "rights",
            format!("destinations where the last look found something missing: {unwell}; /remembrance status there names it"),
        ),
    });
    findings.extend(since_backup(store).await?);
    let held = store.held().await?;
    if !held.is_empty() {
        let held = names(&held);
        findings.push(Finding::note("held", format!("held back until `january20 release`: {held}")));
    }
    Ok(findings)
}

/// What a restored copy cannot know.
async fn since_backup(store: &Store) -> Result<Option<Finding>, StoreError> {
    let waiting = store.waiting_since_backup().await?;
    if waiting > 0 {
        let words = format!(
            "posts that fell due since this copy was made, and may have been sent: {waiting}; look into a place or two, then start `january20 run --since-backup sent` or `unsent`"
        );
        return Ok(Some(Finding::wrong("backup", words)));
    }
    let copied = store.copied_at(Platform::Telegram).await?.or(store.copied_at(Platform::Discord).await?);
    Ok(copied.map(|at| {
        let at = at.format("%F %T");
        Finding::note(
            "backup",
            format!(
                "this is a copy made at {at} UTC; what fell due since then is looked into at the start of run"
            ),
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026f", "2026-11-25T00:00:00Z", false)]
    #[case("2026f", "2027-01-20T00:00:00Z", false)]
    #[case("2026f", "2028-01-20T00:00:00Z", true)]
    #[case("2025b", "2026-11-25T00:00:00Z", true)]
    #[case("2026a", "2027-01-20T00:00:00Z", false)]
    #[case("2026a", "2027-02-20T00:00:00Z", true)]
    #[case("", "2026-11-25T00:00:00Z", true)]
    fn rules_older_than_a_year_are_stale(#[case] version: &str, #[case] now: &str, #[case] stale: bool) {
        assert_eq!(is_stale(version, now.parse().expect("an instant")), stale);
    }

    #[test]
    fn a_clock_before_the_program_was_made_is_wrong() {
        let found = clock("2001-01-01T00:00:00Z".parse().expect("an instant"));
        assert_eq!(found[0].verdict, super::super::Verdict::Wrong);
    }
}
