//! Many short texts, kept as one: one by one they would take twice the memory.

use serde::{Deserialize, Serialize};

use super::rising;

/// Texts in their order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Strings {
    texts: Box<str>,
    #[serde(with = "rising")]
    ends: Vec<u32>,
}

impl Strings {
    /// The one that stands first.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.iter().next()
    }

    /// Forgets all but the first.
    pub(super) fn forget_others(&mut self) {
        *self = self.first().into_iter().collect();
    }

    /// The one at a place.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.texts.get(begin as usize..end as usize)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<T: AsRef<str>> FromIterator<T> for Strings {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let all: Vec<T> = texts.into_iter().collect();
        // As long as it must be at once: what grows leaves gaps in the memory.
        let texts = all.iter().map(AsRef::as_ref).collect::<Vec<&str>>().concat();
        let mut end = 0;
        let ends = all.iter().map(|text| {
            end += text.as_ref().len();
            u32::try_from(end).expect("these texts are far shorter than 4 GB")
        });
        Self { ends: ends.collect(), texts: texts.into() }
    }
}
