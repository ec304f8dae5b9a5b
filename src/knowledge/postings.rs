//! Who has what: the inverted lists of the index.

/// For each of many, whom it has, or who has it. All lists stand in one piece of
/// memory.
#[derive(Debug, Default)]
pub(super) struct Postings<T> {
    starts: Vec<u32>,
    entries: Vec<T>,
}

impl<T: Copy + Default> Postings<T> {
    /// So many lists. `walk` names every list and entry, and is gone through twice:
    /// first to count, so that then each has its place, and no list of all pairs is
    /// ever held beside the lists that they become.
    pub(super) fn new(lists: usize, walk: impl Fn(&mut dyn FnMut(u32, T))) -> Self {
        // Each list's start stands one place to the right, and moves to its end as
        // it fills: to where the next begins.
        let mut starts = vec![0_u32; lists + 2];
        walk(&mut |list, _| starts[list as usize + 2] += 1);
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        starts.pop();
        let mut entries = vec![T::default(); end as usize];
        walk(&mut |list, entry| {
            let next = &mut starts[list as usize + 1];
            entries[*next as usize] = entry;
            *next += 1;
        });
        Self { starts, entries }
    }

    /// One of the lists, in the order in which it was named.
    pub(super) fn of(&self, list: u32) -> &[T] {
        let at = list as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
