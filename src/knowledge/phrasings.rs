//! How people ask for something: thousands of short texts, of which a running
//! bot shows the first of each. Kept as one text, for one by one they would take
//! twice the memory.

use serde::{Deserialize, Serialize};

/// Phrasings in their order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Phrasings {
    texts: Box<str>,
    ends: Box<[u32]>,
}

impl Phrasings {
    /// The well-written one, which stands first.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.iter().next()
    }

    /// Forgets all but the first.
    pub(super) fn forget_others(&mut self) {
        *self = self.first().into_iter().collect();
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut begin = 0;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            let text = &self.texts[begin..end];
            begin = end;
            text
        })
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

impl<T: AsRef<str>> FromIterator<T> for Phrasings {
    fn from_iter<I: IntoIterator<Item = T>>(phrasings: I) -> Self {
        let phrasings: Vec<T> = phrasings.into_iter().collect();
        // As long as it must be at once: what grows leaves gaps in the memory.
        let texts = phrasings.iter().map(AsRef::as_ref).collect::<Vec<&str>>().concat();
        let mut end = 0;
        let ends = phrasings.iter().map(|phrasing| {
            end += phrasing.as_ref().len();
            u32::try_from(end).expect("a fact's phrasings are far shorter than 4 GB")
        });
        Self { ends: ends.collect(), texts: texts.into() }
    }
}
