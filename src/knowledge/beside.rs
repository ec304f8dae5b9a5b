//! Two pieces of work beside each other: whoever asks one question from a shell
//! waits for the start, and hardly a machine has one processor only.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

/// Does both at once; a panic in either goes on here.
pub(crate) fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Does so many in two halves at once.
pub(super) fn halves<T: Send>(count: usize, part: impl Fn(Range<usize>) -> T + Sync) -> (T, T) {
    both(|| part(0..count / 2), || part(count / 2..count))
}
