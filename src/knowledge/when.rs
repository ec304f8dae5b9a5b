//! Dates as sources give them: a year, a month, a day, or a day and an hour in
//! Baku. It keeps the precision it was given and never adds to it.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A moment as precise as its source, ordered by time; the less precise comes
/// before the more precise of the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct When {
    /// The year, as written.
    pub year: i32,
    /// 1 to 12.
    pub month: Option<u32>,
    /// 1 to 31; never without a month.
    pub day: Option<u32>,
    /// Baku's hour; never without a day.
    pub hour: Option<NaiveTime>,
}

/// A text is not a date this base can hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a date; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM")]
pub struct NotADate(String);

impl FromStr for When {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let wrong = || NotADate(text.to_owned());
        let (date, hour) = match text.split_once('T') {
            Some((date, hour)) if hour.len() == 5 => {
                let hour = NaiveTime::parse_from_str(hour, "%H:%M").map_err(|_| wrong())?;
                (date, Some(hour))
            }
            Some(_) => return Err(wrong()),
            None => (text, None),
        };
        let digits = |part: &str, length: usize| {
            let plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            if plain { part.parse::<u32>().map_err(|_| wrong()) } else { Err(wrong()) }
        };
        let mut parts = date.split('-');
        let year = digits(parts.next().unwrap_or_default(), 4)?;
        let month = parts.next().map(|part| digits(part, 2)).transpose()?;
        let day = parts.next().map(|part| digits(part, 2)).transpose()?;
        let year = i32::try_from(year).map_err(|_| wrong())?;
        let exists = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some();
        if !exists || parts.next().is_some() || (hour.is_some() && day.is_none()) {
            return Err(wrong());
        }
        Ok(Self { year, month, day, hour })
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        if let Some(hour) = self.hour {
            write!(f, "T{}", hour.format("%H:%M"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("1990")]
    #[case("1990-01")]
    #[case("1990-01-20")]
    #[case("1990-01-20T05:30")]
    fn a_date_keeps_the_precision_it_was_given(#[case] text: &str) -> Result<(), NotADate> {
        assert_eq!(text.parse::<When>()?.to_string(), text);
        Ok(())
    }

    #[rstest]
    #[case("")]
    #[case("90")]
    #[case("1990-1")]
    #[case("1990-13")]
    #[case("1990-02-30")]
    #[case("1990-01T05:30")]
    #[case("1990-01-20T24:00")]
    #[case("1990-01-20T5:30")]
    #[case("1990-01-20-01")]
    #[case("20 January 1990")]
    fn what_is_no_date_is_refused(#[case] text: &str) {
        assert!(text.parse::<When>().is_err(), "{text}");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,20}") {
            let _ = text.parse::<When>();
        }
    }
}
