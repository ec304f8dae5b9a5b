//! Who has a feature: the inverted lists of the index.

/// For each feature, who has it. Made in two rounds over the same pairs: the
/// first counts them, so that the second can put each in its place, and no list
/// of all pairs is ever held beside the lists that they become.
#[derive(Debug, Default)]
pub(super) struct Postings<T> {
    starts: Vec<u32>,
    entries: Vec<T>,
}

impl<T: Copy + Default> Postings<T> {
    /// Empty lists, of which each will take as many as were counted.
    pub(super) fn of_sizes(counts: &[u32]) -> Self {
        // Each list's start stands one place to the right, and moves to its end as
        // it fills: to where the next begins.
        let mut starts = Vec::with_capacity(counts.len() + 2);
        starts.extend([0, 0]);
        let mut end = 0;
        for count in counts {
            end += count;
            starts.push(end);
        }
        starts.pop();
        Self { starts, entries: vec![T::default(); end as usize] }
    }

    /// Adds who has a feature, after those that have it already.
    pub(super) fn add(&mut self, feature: u32, who: T) {
        let next = &mut self.starts[feature as usize + 1];
        self.entries[*next as usize] = who;
        *next += 1;
    }

    /// Who has this feature.
    pub(super) fn of(&self, feature: u32) -> &[T] {
        let at = feature as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
