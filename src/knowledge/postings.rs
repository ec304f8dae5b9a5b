//! Who has a feature: the inverted lists of the index.

/// For each feature, who has it and with what weight.
#[derive(Debug, Default)]
pub(super) struct Postings {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Postings {
    /// From (feature, who, weight), in order of who.
    pub(super) fn new(features: usize, triples: &[(u32, u32, f32)]) -> Self {
        let mut starts = vec![0_u32; features + 1];
        for (feature, ..) in triples {
            starts[*feature as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); triples.len()];
        for (feature, who, weight) in triples {
            let at = &mut next[*feature as usize];
            entries[*at as usize] = (*who, *weight);
            *at += 1;
        }
        Self { starts, entries }
    }

    /// Who has this feature.
    pub(super) fn of(&self, feature: u32) -> &[(u32, f32)] {
        let at = feature as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
