//! Numbers in half the room, where there are tens of thousands: the first half of
//! an `f32` (“bfloat16”), which has its range and two to three digits.

use serde::{Deserialize, Serialize};

/// A number to eight binary digits.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Half(u16);

impl From<f32> for Half {
    /// Of a number that is finite; to the nearest.
    fn from(number: f32) -> Self {
        let [first, second, ..] = (f32::from_bits(number.to_bits().saturating_add(0x8000))).to_be_bytes();
        Self(u16::from_be_bytes([first, second]))
    }
}

impl From<Half> for f32 {
    fn from(half: Half) -> Self {
        Self::from_bits(u32::from(half.0) << 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_is_kept_to_a_part_in_256(number in -1e30_f32..1e30) {
            let kept = f32::from(Half::from(number));
            prop_assert!((kept - number).abs() <= number.abs() / 256.0, "{} {}", number, kept);
        }
    }
}
