//! Numbers that never fall, written as the steps between them: steps are small,
//! and small numbers take little room.

use serde::{Deserialize, Deserializer, Serializer};

pub(super) fn serialize<S: Serializer>(numbers: &[u32], to: S) -> Result<S::Ok, S::Error> {
    let before = std::iter::once(&0).chain(numbers);
    to.collect_seq(numbers.iter().zip(before).map(|(number, before)| number - before))
}

pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<u32>, D::Error> {
    let mut numbers = Vec::<u32>::deserialize(from)?;
    let mut last = 0_u32;
    for number in &mut numbers {
        last = last.wrapping_add(*number);
        *number = last;
    }
    Ok(numbers)
}
