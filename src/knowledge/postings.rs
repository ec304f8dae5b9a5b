//! Who has what: the inverted lists of the index.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::rising;

/// What the lists hold: a number, and what little is said beside it.
pub(super) trait Entry: Copy + Default {
    /// Its number, and what is said beside it, if entries of this kind say any.
    fn parts(self) -> (u16, Option<u8>);
    /// The entry of these parts.
    fn of(number: u16, beside: Option<u8>) -> Self;
}

impl Entry for u16 {
    fn parts(self) -> (u16, Option<u8>) {
        (self, None)
    }

    fn of(number: u16, _: Option<u8>) -> Self {
        number
    }
}

/// For each of many, whom it has, or who has it. All lists stand in one piece of
/// memory.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written", bound = "T: Entry")]
pub(super) struct Postings<T> {
    starts: Vec<u32>,
    entries: Vec<T>,
}

impl<T: Entry> Postings<T> {
    /// So many lists. `walk` names every list and entry, and is gone through twice:
    /// first to count, so that then each has its place, and no list of all pairs is
    /// ever held beside the lists that they become.
    pub(super) fn new(lists: usize, walk: impl Fn(&mut dyn FnMut(u32, T))) -> Self {
        Counted::new(lists, &walk).fill(walk)
    }

    /// One of the lists, in the order in which it was named.
    pub(super) fn of(&self, list: u32) -> &[T] {
        let at = list as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Lists as they are written: of numbers that rise the steps between them, which
/// are small and take little room.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(with = "rising")]
    starts: Vec<u32>,
    steps: Vec<u16>,
    beside: Vec<u8>,
}

/// The lists are not as long together as they say.
#[derive(Debug, Error)]
#[error("there are more or fewer entries than the lists should have")]
struct Miscounted;

impl<T: Entry> From<Postings<T>> for Written {
    fn from(postings: Postings<T>) -> Self {
        let (mut steps, mut beside) = (Vec::new(), Vec::new());
        for list in postings.starts.windows(2) {
            let mut last = 0_u16;
            for entry in &postings.entries[list[0] as usize..list[1] as usize] {
                let (number, said) = entry.parts();
                steps.push(number.wrapping_sub(last));
                beside.extend(said);
                last = number;
            }
        }
        Self { starts: postings.starts, steps, beside }
    }
}

impl<T: Entry> TryFrom<Written> for Postings<T> {
    type Error = Miscounted;

    fn try_from(Written { starts, steps, beside }: Written) -> Result<Self, Miscounted> {
        if starts.last().is_some_and(|end| *end as usize != steps.len()) {
            return Err(Miscounted);
        }
        let mut ends = starts.iter().skip(1).copied();
        let (mut at, mut end, mut last) = (0, 0, 0_u16);
        let mut beside = beside.into_iter();
        // Each entry takes the place of its step: nothing is held twice.
        let entries = steps.into_iter().map(|step| {
            while at == end {
                (end, last) = (ends.next().unwrap_or(u32::MAX), 0);
            }
            at += 1;
            last = last.wrapping_add(step);
            T::of(last, beside.next())
        });
        let entries = entries.collect();
        Ok(Self { starts, entries })
    }
}

/// How long each list will be.
pub(super) struct Counted {
    /// Each list's start stands one place to the right, and moves to its end as it
    /// fills: to where the next begins.
    starts: Vec<u32>,
}

impl Counted {
    /// As [`Postings::new`], gone through once.
    pub(super) fn new<T>(lists: usize, walk: impl Fn(&mut dyn FnMut(u32, T))) -> Self {
        let mut starts = vec![0_u32; lists + 2];
        walk(&mut |list, _| starts[list as usize + 2] += 1);
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        Self { starts }
    }

    /// The lengths of all lists.
    pub(super) fn lengths(&self) -> impl Iterator<Item = u32> {
        self.starts.windows(2).skip(1).map(|two| two[1] - two[0])
    }

    /// The lists, gone through a second time.
    pub(super) fn fill<T: Entry>(self, walk: impl Fn(&mut dyn FnMut(u32, T))) -> Postings<T> {
        let mut starts = self.starts;
        let end = starts.pop().unwrap_or_default();
        let mut entries = vec![T::default(); end as usize];
        walk(&mut |list, entry| {
            let next = &mut starts[list as usize + 1];
            entries[*next as usize] = entry;
            *next += 1;
        });
        Postings { starts, entries }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_are_read_as_they_were_written(
            lists in prop::collection::vec(prop::collection::vec(any::<u16>(), 0..5), 0..8),
        ) {
            let postings = Postings::new(lists.len(), |has| {
                for (list, entries) in (0..).zip(&lists) {
                    for entry in entries {
                        has(list, *entry);
                    }
                }
            });
            let bytes = postcard::to_allocvec(&postings).expect("lists can be written");
            let read: Postings<u16> = postcard::from_bytes(&bytes).expect("they can be read");
            prop_assert_eq!(&read, &postings);
            for (list, entries) in (0..).zip(&lists) {
                prop_assert_eq!(read.of(list), entries.as_slice());
            }
        }
    }

    #[test]
    fn lists_that_lack_an_entry_are_refused() {
        let postings = Written { starts: vec![0, 2], steps: vec![7], beside: Vec::new() };
        assert!(Postings::<u16>::try_from(postings).is_err());
    }
}
