//! What Discord's rate limits leave, learned from its answers alone: buckets
//! by their headers, waiting times after a 429, the global limit. Pure: the
//! moment comes in as a value, of a clock that never steps back.
//! <https://docs.discord.com/developers/topics/rate-limits>

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// More buckets than this, and those that are over are forgotten.
const MANY: usize = 4_096;

/// Which limit a request falls under: its route, and the server, channel or
/// interaction that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Route {
    /// Method and path, other ids left out.
    pub template: String,
    /// The id that limits are kept apart by.
    pub major: String,
}

impl Route {
    /// The route of a method and a path below the version.
    #[must_use]
    pub fn of(method: &str, path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let major = match segments.as_slice() {
            ["webhooks" | "interactions", id, token, ..] => format!("{id}/{token}"),
            ["channels" | "guilds", id, ..] => (*id).to_owned(),
            _ => String::new(),
        };
        let is_name = |segment: &&str| !segment.starts_with(|first: char| first.is_ascii_digit());
        let names: Vec<&str> = segments.iter().filter(|segment| is_name(segment)).copied().collect();
        let template = match segments.first() {
            Some(&first @ ("webhooks" | "interactions")) => format!("{method} {first} {}", segments.len()),
            _ => format!("{method} {} {}", names.join("/"), segments.len()),
        };
        Self { template, major }
    }
}

/// What an answer's headers say of its bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// The bucket's name, shared by several routes.
    pub bucket: String,
    /// Requests left.
    pub remaining: u32,
    /// When there are new ones.
    pub reset_after: Duration,
}

/// A request has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// How long.
    pub after: Duration,
    /// Why.
    pub kind: Kind,
}

/// What has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Requests like it, in its place.
    Place,
    /// Everything, because Discord says so.
    Everything,
    /// Everything for a moment, so that Discord need not say so.
    Spacing,
}

#[derive(Debug)]
struct Bucket {
    remaining: u32,
    reset: Instant,
}

/// What is known of all limits.
#[derive(Debug, Default)]
pub struct Buckets {
    /// The bucket of a route, by its template.
    names: HashMap<String, String>,
    /// What is left of a bucket for one major id.
    left: HashMap<(String, String), Bucket>,
    /// Until when nothing may be sent at all.
    global: Option<Instant>,
}

impl Buckets {
    /// Takes one request out of its bucket.
    ///
    /// # Errors
    /// The time until it can be taken.
    pub fn take(&mut self, route: &Route, now: Instant) -> Result<(), Wait> {
        if let Some(until) = self.global.filter(|until| *until > now) {
            return Err(Wait { after: until - now, kind: Kind::Everything });
        }
        let Some(bucket) = self.left.get_mut(&key(&self.names, route)) else { return Ok(()) };
        if bucket.reset <= now {
            // What is left after the reset is not known until the next answer.
            return Ok(());
        }
        match bucket.remaining.checked_sub(1) {
            Some(left) => {
                bucket.remaining = left;
                Ok(())
            }
            None => Err(Wait { after: bucket.reset - now, kind: Kind::Place }),
        }
    }

    /// Learns from an answer.
    pub fn learn(&mut self, route: &Route, headers: Headers, now: Instant) {
        self.forget(now);
        self.names.insert(route.template.clone(), headers.bucket);
        let reset = now + headers.reset_after;
        let left = self.left.entry(key(&self.names, route)).or_insert(Bucket { remaining: u32::MAX, reset });
        // Within one window answers may overtake one another: the least counts.
        let same = left.reset > now && reset <= left.reset + Duration::from_millis(100);
        left.remaining = if same { left.remaining.min(headers.remaining) } else { headers.remaining };
        left.reset = reset;
    }

    /// Nothing more on this route, or at all, until then.
    pub fn hold(&mut self, route: &Route, after: Duration, global: bool, now: Instant) {
        self.forget(now);
        if global {
            self.global = Some(now + after);
        } else {
            self.left.insert(key(&self.names, route), Bucket { remaining: 0, reset: now + after });
        }
    }

    fn forget(&mut self, now: Instant) {
        if self.left.len() > MANY {
            self.left.retain(|_, bucket| bucket.reset > now);
        }
    }
}

/// Until a bucket's name is known, the route's own stands for it.
fn key(names: &HashMap<String, String>, route: &Route) -> (String, String) {
    let name = names.get(&route.template).unwrap_or(&route.template);
    (name.clone(), route.major.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(remaining: u32, reset: u64) -> Headers {
        Headers { bucket: "b".into(), remaining, reset_after: Duration::from_secs(reset) }
    }

    #[test]
    fn routes_are_told_apart_by_their_major_id_alone() {
        let one = Route::of("POST", "/channels/1/messages");
        assert_eq!(one.major, "1");
        assert_eq!(one.template, Route::of("POST", "/channels/2/messages").template);
        let crosspost = Route::of("POST", "/channels/1/messages/7/crosspost");
        assert_eq!(crosspost, Route::of("POST", "/channels/1/messages/8/crosspost"));
        assert_ne!(crosspost, one);
        assert_ne!(one.template, Route::of("GET", "/channels/1/messages?limit=50").template);
        assert_eq!(Route::of("PATCH", "/webhooks/1/abc/messages/@original").major, "1/abc");
    }

    #[test]
    fn an_empty_bucket_holds_its_channel_until_its_reset_and_no_other() {
        let mut buckets = Buckets::default();
        let now = Instant::now();
        let (one, two) =
            (Route::of("POST", "/channels/1/messages"), Route::of("POST", "/channels/2/messages"));
        assert_eq!(buckets.take(&one, now), Ok(()));
        buckets.learn(&one, headers(1, 5), now);
        assert_eq!(buckets.take(&one, now), Ok(()));
        assert_eq!(buckets.take(&one, now), Err(Wait { after: Duration::from_secs(5), kind: Kind::Place }));
        assert_eq!(buckets.take(&two, now), Ok(()));
        assert_eq!(buckets.take(&one, now + Duration::from_secs(5)), Ok(()));
    }

    #[test]
    fn an_answer_that_comes_late_gives_nothing_back() {
        let mut buckets = Buckets::default();
        let now = Instant::now();
        let route = Route::of("POST", "/channels/1/messages");
        buckets.learn(&route, headers(0, 5), now);
        buckets.learn(&route, headers(1, 5), now);
        assert!(buckets.take(&route, now).is_err());
    }

    #[test]
    fn a_global_limit_holds_everything() {
        let mut buckets = Buckets::default();
        let now = Instant::now();
        let (one, two) = (Route::of("POST", "/channels/1/messages"), Route::of("GET", "/guilds/2"));
        buckets.hold(&one, Duration::from_secs(3), true, now);
        assert_eq!(
            buckets.take(&two, now),
            Err(Wait { after: Duration::from_secs(3), kind: Kind::Everything })
        );
        assert_eq!(buckets.take(&two, now + Duration::from_secs(3)), Ok(()));
    }
}
