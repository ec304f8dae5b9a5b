//! Whether a question is rather such as sources answer, or such as none answers:
//! learned from the phrasings of facts and of refusals. What likeness misses is a
//! word that says little of any one target and much of which kind it is: a
//! calibre, a name that is asked for, a prison term.
//!
//! Logistic regression by stochastic gradient descent over normalised features;
//! steps that shrink to nothing take the place of averaging.

use serde::{Deserialize, Serialize};

use super::super::half::Half;

/// How often all phrasings are gone through.
const ROUNDS: usize = 2;
/// How far a first step goes.
const STEP: f32 = 2.0;
/// How much of a step the start moves.
const OF_START: f32 = 0.1;

/// What each feature says for being answered.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Leaning {
    start: f32,
    weights: Vec<Half>,
}

impl Leaning {
    /// Learns from texts: whether each is answered, and its features with what each
    /// of them weighs there, before rarity. The two kinds count alike, however many
    /// there are of each.
    pub(super) fn learn(
        rarity: &[f32],
        answered: &[bool],
        of_text: impl Fn(usize, &mut dyn FnMut(&[u32], f32)),
    ) -> Self {
        // What each says times how rare it is, and how far that moves in a step.
        let mut weights: Vec<(f32, f32)> = rarity.iter().map(|rarity| (0.0, rarity * rarity)).collect();
        let mut start = 0.0_f32;
        let all = answered.len();
        let facts = answered.iter().filter(|answered| **answered).count();
        let balance = |kind: usize| all as f32 / (2 * kind.max(1)) as f32;
        let (of_fact, of_refusal) = (balance(facts), balance(all - facts));
        let stride = stride(all);
        for turn in 0..all * ROUNDS {
            let text = turn.wrapping_mul(stride) % all;
            let (is, balance) = if answered[text] { (1.0, of_fact) } else { (-1.0, of_refusal) };
            let mut leans = start;
            of_text(text, &mut |features, weight| {
                leans += weight * features.iter().map(|feature| weights[*feature as usize].0).sum::<f32>();
            });
            let left = 1.0 - turn as f32 / (all * ROUNDS) as f32;
            let step = STEP * left * balance * is / (1.0 + (is * leans).exp());
            of_text(text, &mut |features, weight| {
                for feature in features {
                    let (says, moves) = &mut weights[*feature as usize];
                    *says += step * weight * *moves;
                }
            });
            start += OF_START * step;
        }
        let rare = |rarity: &f32| rarity.max(f32::MIN_POSITIVE);
        let weights = weights.iter().zip(rarity).map(|((says, _), rarity)| Half::from(says / rare(rarity)));
        Self { start, weights: weights.collect() }
    }

    /// What a question leans to of which nothing is known.
    pub(super) fn start(&self) -> f32 {
        self.start
    }

    /// What a feature says.
    pub(super) fn of(&self, feature: u32) -> f32 {
        self.weights[feature as usize].into()
    }
}

/// How far the next text is away: so that texts of all targets mix, and each is
/// met once in a round.
fn stride(all: usize) -> usize {
    let shares =
        |stride: usize| (2..=stride).any(|part| all.is_multiple_of(part) && stride.is_multiple_of(part));
    let golden = (all * 618 / 1000).max(1);
    (golden..golden + all).find(|stride| !shares(*stride)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_kind_has_leans_to_it_and_what_both_have_to_neither() {
        let texts = [vec![0, 2], vec![0], vec![0, 2], vec![1, 2]];
        let answered = [true, true, true, false];
        let leaning = Leaning::learn(&[0.7; 3], &answered, |text, tell| tell(&texts[text], 1.0));
        assert!(leaning.of(0) > 0.5, "{leaning:?}");
        assert!(leaning.of(1) < -0.5, "{leaning:?}");
        assert!(leaning.of(2).abs() < leaning.of(0), "{leaning:?}");
    }

    #[test]
    fn each_text_is_met_once_in_a_round() {
        for all in [1, 2, 3, 10, 360, 1000] {
            let stride = stride(all);
            let mut met: Vec<usize> = (0..all).map(|turn| turn * stride % all).collect();
            met.sort_unstable();
            assert_eq!(met, (0..all).collect::<Vec<_>>());
        }
    }
}
