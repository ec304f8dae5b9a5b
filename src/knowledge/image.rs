//! The base in one piece of bytes, settled and searchable: reading and indexing
//! its files takes longer than a whole answer may. The build script writes it,
//! the program reads it.

use std::sync::{Arc, OnceLock};

use postcard::Error;

use super::Knowledge;
use super::detect::Detector;
use super::index::Index;

/// Writes the base as a running bot keeps it: without the lexicons, and of the ways
/// of asking only with the one that is shown.
///
/// # Errors
/// If memory is short: nothing in the base cannot be written.
pub fn write(knowledge: Knowledge) -> Result<Vec<u8>, Error> {
    let (index, detector) = knowledge.searchable();
    postcard::to_allocvec(&(knowledge.settled(), &*index, &*detector))
}

/// Reads what [`write()`] wrote.
///
/// # Errors
/// If it is not what the same version of the program wrote.
pub fn read(bytes: &[u8]) -> Result<Knowledge, Error> {
    let (knowledge, index, detector): (Knowledge, Index, Detector) = postcard::from_bytes(bytes)?;
    Ok(Knowledge { searchable: OnceLock::from((Arc::new(index), Arc::new(detector))), ..knowledge })
}
