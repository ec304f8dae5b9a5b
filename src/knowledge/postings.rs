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
        Counted::new(lists, &walk).fill(walk)
    }

    /// One of the lists, in the order in which it was named.
    pub(super) fn of(&self, list: u32) -> &[T] {
        let at = list as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
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
    pub(super) fn fill<T: Copy + Default>(self, walk: impl Fn(&mut dyn FnMut(u32, T))) -> Postings<T> {
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
