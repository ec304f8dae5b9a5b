//! Bad weather for a rehearsal: `429:5%,500:2%,timeout:1%,crash:3`.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::str::FromStr;

use rustc_hash::FxHasher;

/// Shares are counted in ten-thousandths.
const WHOLE: u64 = 10_000;

/// How often what goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Faults {
    limited: u64,
    failed: u64,
    timeout: u64,
    /// How often the program is killed.
    pub crashes: u32,
}

/// What becomes of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weather {
    /// It is accepted.
    Fair,
    /// The platform says to wait.
    Limited,
    /// The platform answers with a status of 500.
    Failed,
    /// Nobody answers; whether it was accepted.
    Timeout(bool),
}

impl Faults {
    /// What becomes of the attempt of this number: the same in every rehearsal.
    pub(super) fn weather(&self, attempt: u64) -> Weather {
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one((attempt, "weather"));
        let drawn = (hash >> 20) % WHOLE;
        let (limited, failed) = (self.limited, self.limited + self.failed);
        match drawn {
            _ if drawn < limited => Weather::Limited,
            _ if drawn < failed => Weather::Failed,
            _ if drawn < failed + self.timeout => Weather::Timeout(hash & 1 == 0),
            _ => Weather::Fair,
        }
    }
}

impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut faults = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let wrong = || {
                format!(
                    "`{part}` is no fault; write 429:5%, 500:2%, timeout:1% or crash:3, with commas between"
                )
            };
            let (name, value) = part.split_once(':').ok_or_else(wrong)?;
            match name {
                "429" => faults.limited = share(value).ok_or_else(wrong)?,
                "500" => faults.failed = share(value).ok_or_else(wrong)?,
                "timeout" => faults.timeout = share(value).ok_or_else(wrong)?,
                "crash" => {
                    faults.crashes = value.parse().ok().filter(|count| *count <= 1_000).ok_or_else(wrong)?;
                }
                _ => return Err(wrong()),
            }
        }
        if faults.limited + faults.failed + faults.timeout > WHOLE * 9 / 10 {
            return Err("at most 90% of all attempts may fail, or the rehearsal never ends".to_owned());
        }
        Ok(faults)
    }
}

/// A share such as `2.5%`, in ten-thousandths.
fn share(text: &str) -> Option<u64> {
    let number: f64 = text.strip_suffix('%')?.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10,000")]
    (0.0..=100.0).contains(&number).then(|| (number * 100.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_how_often_it_goes_wrong() {
        let faults: Faults = "429:5%, 500:2.5%,timeout:1%,crash:3".parse().expect("they are faults");
        assert_eq!(faults, Faults { limited: 500, failed: 250, timeout: 100, crashes: 3 });
        let count =
            |wanted: fn(&Weather) -> bool| (0..100_000).map(|at| faults.weather(at)).filter(wanted).count();
        assert!(count(|weather| *weather == Weather::Limited).abs_diff(5_000) < 400);
        assert!(count(|weather| *weather == Weather::Failed).abs_diff(2_500) < 300);
        assert!(count(|weather| matches!(weather, Weather::Timeout(_))).abs_diff(1_000) < 200);
    }

    #[test]
    fn what_is_no_fault_is_named() {
        for wrong in ["429", "429:5", "rain:5%", "crash:-1", "429:101%", "429:60%,500:40%"] {
            assert!(wrong.parse::<Faults>().is_err(), "{wrong}");
        }
    }
}
