//! The figures that the program keeps of itself: their names, their labels and
//! how they are counted, each in one place. It knows no exporter; without one
//! every call here does nothing. No figure holds a text, a name or an id of
//! anybody.

use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

const POSTS: &str = "january20_posts_total";
const LATENESS: &str = "january20_post_lateness_seconds";
const INTERACTION: &str = "january20_interaction_seconds";
const QUESTIONS: &str = "january20_questions_total";
const LEADER: &str = "january20_leader";
const CONNECTED: &str = "january20_connected";
const QUEUE: &str = "january20_queue";
const OLDEST: &str = "january20_queue_oldest_seconds";
const RETRIES: &str = "january20_retries_total";
const RATE_LIMITS: &str = "january20_rate_limits_total";
const RATE_LIMIT_WAIT: &str = "january20_rate_limit_wait_seconds_total";
const DESTINATIONS: &str = "january20_destinations";
const LAST_TICK: &str = "january20_last_tick_timestamp_seconds";
const UNREADABLE: &str = "january20_unreadable_updates_total";
const PANICS: &str = "january20_panics_total";
const HELD: &str = "january20_held";
const TASKS: &str = "january20_tasks";
const BUILD: &str = "january20_build_info";

/// Each histogram with the upper bounds of its buckets, in seconds.
pub const BUCKETS: &[(&str, &[f64])] = &[
    (LATENESS, &[1.0, 5.0, 15.0, 60.0, 180.0, 600.0, 1800.0, 3600.0, 14_400.0, 86_400.0]),
    (INTERACTION, &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 10.0]),
];

/// Says what each figure is, and begins those that are there from the start,
/// so that a figure of nothing is 0 and not absent.
pub fn describe() {
    describe_counter!(POSTS, "Yearly posts by the state they came to");
    describe_histogram!(LATENESS, "How long after it fell due a post was sent");
    describe_histogram!(INTERACTION, "From the arrival of what a person sent to the answer sent");
    describe_counter!(QUESTIONS, "Questions by language and outcome, never their text");
    describe_gauge!(LEADER, "1 while this copy of the program acts, 0 while it waits");
    describe_gauge!(CONNECTED, "1 while the platform is connected");
    describe_gauge!(QUEUE, "Posts that fell due and are not sent yet");
    describe_gauge!(OLDEST, "How long ago the oldest of the queue fell due");
    describe_counter!(RETRIES, "Attempts to be made again, by reason");
    describe_counter!(RATE_LIMITS, "Answers that say to wait");
    describe_counter!(RATE_LIMIT_WAIT, "What those answers say to wait, in all");
    describe_gauge!(DESTINATIONS, "Destinations by what the last look at them found");
    describe_gauge!(LAST_TICK, "When the courier last looked for work and could");
    describe_counter!(UNREADABLE, "What a platform sent and nobody here can read");
    describe_counter!(PANICS, "Faults of the program itself that broke off a task, by task");
    describe_gauge!(HELD, "1 while the operator holds this post back");
    describe_gauge!(TASKS, "Tasks of the program that are under way or wait for something");
    describe_gauge!(BUILD, "The version of the program");
    gauge!(LEADER).set(0.0);
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    for task in ["attempt", "telegram-update"] {
        begin_task(task);
    }
}

/// Begins the figure of a task's faults.
pub fn begin_task(task: &'static str) {
    counter!(PANICS, "task" => task).increment(0);
}

/// Begins the figure of posts of a platform in a state: a counter that begins
/// with its first event has not grown, as Prometheus sees it.
pub fn begin_posts(platform: &'static str, post: &'static str, state: &'static str) {
    counter!(POSTS, "platform" => platform, "post" => post, "state" => state).increment(0);
}

/// Begins the figures of a platform.
pub fn begin(platform: &'static str) {
    gauge!(CONNECTED, "platform" => platform).set(0.0);
    gauge!(QUEUE, "platform" => platform).set(0.0);
    gauge!(OLDEST, "platform" => platform).set(0.0);
    counter!(UNREADABLE, "platform" => platform).increment(0);
    drop(histogram!(LATENESS, "platform" => platform));
    drop(histogram!(INTERACTION, "platform" => platform));
}

/// A post came to a state: `sent`, `missed`, `failed`, `cancelled`, `waiting`.
pub fn post(platform: &'static str, post: &'static str, state: &'static str) {
    counter!(POSTS, "platform" => platform, "post" => post, "state" => state).increment(1);
}

/// A post was sent so long after it fell due.
pub fn lateness(platform: &'static str, late: Duration) {
    histogram!(LATENESS, "platform" => platform).record(late.as_secs_f64());
}

/// Somebody was answered so long after they sent something.
pub fn interaction(platform: &'static str, took: Duration) {
    histogram!(INTERACTION, "platform" => platform).record(took.as_secs_f64());
}

/// A question was put; `outcome`: `answered`, `unanswered`, `limited`; while one
/// is typed inline, `offered`, `not-offered`.
pub fn question(platform: &'static str, language: &'static str, outcome: &'static str) {
    counter!(QUESTIONS, "platform" => platform, "language" => language, "outcome" => outcome).increment(1);
}

/// Whether this copy holds the lease.
pub fn leader(leads: bool) {
    gauge!(LEADER).set(f64::from(u8::from(leads)));
}

/// Whether a platform is connected.
pub fn connected(platform: &'static str, is: bool) {
    gauge!(CONNECTED, "platform" => platform).set(f64::from(u8::from(is)));
}

/// What of a platform fell due and is not sent yet, and for how long.
pub fn queue(platform: &'static str, posts: u64, oldest: Duration) {
    gauge!(QUEUE, "platform" => platform).set(posts as f64);
    gauge!(OLDEST, "platform" => platform).set(oldest.as_secs_f64());
}

/// An attempt is to be made again; `reason`: the kind of refusal.
pub fn retry(platform: &'static str, reason: &'static str) {
    counter!(RETRIES, "platform" => platform, "reason" => reason).increment(1);
}

/// A platform said to wait.
pub fn rate_limit(platform: &'static str, wait: Duration) {
    counter!(RATE_LIMITS, "platform" => platform).increment(1);
    // A counter holds whole numbers: a wait of a part of a second counts as one.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    counter!(RATE_LIMIT_WAIT, "platform" => platform).increment(seconds);
}

/// How many destinations the last looks found in a state: `well`, `unwell`,
/// `closed`, `paused`.
pub fn destinations(platform: &'static str, health: &'static str, count: u64) {
    gauge!(DESTINATIONS, "platform" => platform, "health" => health).set(count as f64);
}

/// The courier of a platform looked for work at this hour and could.
pub fn ticked(platform: &'static str, unix_seconds: i64) {
    gauge!(LAST_TICK, "platform" => platform).set(unix_seconds as f64);
}

/// A platform sent something that nobody here can read.
pub fn unreadable(platform: &'static str) {
    counter!(UNREADABLE, "platform" => platform).increment(1);
}

/// A task of the program broke off by a fault of its own.
pub fn panicked(task: &'static str) {
    counter!(PANICS, "task" => task).increment(1);
}

/// How many tasks of the program there are.
pub fn tasks(count: usize) {
    gauge!(TASKS).set(count as f64);
}

/// Whether the operator holds a post back.
pub fn held(post: &'static str, is: bool) {
    gauge!(HELD, "post" => post).set(f64::from(u8::from(is)));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The figures that a text names, without what a histogram adds.
    fn named(text: &str) -> BTreeSet<String> {
        let names = text.split("january20_").skip(1).map(|rest| {
            let end = rest.find(|letter: char| !letter.is_ascii_lowercase() && letter != '_');
            rest[..end.unwrap_or(rest.len())].trim_end_matches("_bucket").to_owned()
        });
        names.filter(|name| !name.is_empty()).collect()
    }

    fn kept() -> BTreeSet<String> {
        let source = include_str!("metrics.rs");
        let consts = source.lines().filter(|line| line.starts_with("const "));
        named(&consts.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn alerts_rest_on_figures_that_are_kept() {
        let alerts = named(include_str!("../deploy/alerts.yaml"));
        assert!(alerts.len() > 5, "{alerts:?}");
        let kept = kept();
        let unknown: Vec<_> = alerts.difference(&kept).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn every_figure_is_in_the_operators_table() {
        let told = named(include_str!("../docs/operating.md"));
        let untold: Vec<_> = kept().difference(&told).cloned().collect();
        assert!(untold.is_empty(), "{untold:?}");
    }
}
