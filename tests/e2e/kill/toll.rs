//! What runs of the kill test came to, and what they must come to.

use std::fmt;

/// What came of runs.
#[derive(Debug, Default, Clone, Copy)]
pub struct Toll {
    pub runs: usize,
    pub kills: usize,
    pub posts: usize,
    /// Those whose time was over before they could be sent, and told.
    pub missed: usize,
    pub lost: usize,
    pub doubled: usize,
    pub in_flight: usize,
    pub told: usize,
}

impl fmt::Display for Toll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runs, kills, posts, missed, lost, doubled, in_flight, told } = self;
        write!(
            f,
            "runs {runs}, kills {kills}, posts {posts}, missed {missed}, lost {lost}, doubled {doubled}, in flight when killed {in_flight}, told {told}"
        )
    }
}

impl std::ops::AddAssign for Toll {
    fn add_assign(&mut self, other: Self) {
        self.runs += other.runs;
        self.kills += other.kills;
        self.posts += other.posts;
        self.missed += other.missed;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.in_flight += other.in_flight;
        self.told += other.told;
    }
}

impl Toll {
    /// Nothing is lost, and doubled is only what nobody can know.
    pub fn holds(self, keyed: bool) {
        assert!(self.kills > 0, "{self}");
        assert_eq!(self.lost, 0, "{self}");
        assert!(self.doubled <= self.in_flight, "{self}");
        if keyed {
            assert_eq!((self.doubled, self.told), (0, 0), "{self}");
        }
    }
}
