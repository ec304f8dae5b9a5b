//! The numbers of features: where each stands among all, in the order of their
//! hashes.

use serde::{Deserialize, Serialize};

use super::super::rising;

/// Features that share so many leading bits stand together.
const LEADING: u32 = 14;

/// The hashes of all features. They are spread evenly: of those with the same
/// leading bits there are a few, so that none is searched for long.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Numbers {
    #[serde(with = "rising")]
    hashes: Vec<u32>,
    /// Where in `hashes` those with these leading bits begin, and the last's end.
    #[serde(with = "rising")]
    begins: Vec<u32>,
}

impl Numbers {
    /// Numbers hashes, each of which comes once.
    pub(super) fn new(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        let mut begins = Vec::with_capacity((1 << LEADING) + 1);
        let mut at = 0;
        for leading in 0..1 << LEADING {
            begins.push(at);
            let together = hashes[at as usize..].iter().take_while(|hash| group(**hash) == leading);
            at += u32::try_from(together.count()).expect("a base has fewer than 2^32 features");
        }
        begins.push(at);
        Self { hashes, begins }
    }

    /// The number of a hash, if it has one.
    pub(super) fn of(&self, hash: u32) -> Option<u32> {
        let group = group(hash);
        let (begin, end) = (self.begins[group], self.begins[group + 1]);
        (begin..end).find(|number| self.hashes[*number as usize] == hash)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }
}

fn group(hash: u32) -> usize {
    (hash >> (u32::BITS - LEADING)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hash_has_its_place_and_no_other_has_one() {
        let numbers = Numbers::new(vec![7, u32::MAX, 0x1_0000, 0]);
        assert_eq!(numbers.len(), 4);
        for (number, hash) in (0..).zip([0, 7, 0x1_0000, u32::MAX]) {
            assert_eq!(numbers.of(hash), Some(number));
        }
        for hash in [1, 8, 0xffff, 0x1_0001, u32::MAX - 1] {
            assert_eq!(numbers.of(hash), None);
        }
    }
}
