//! Scores of a sequence of words to its likeliest labelling, and how likely each part of it is.
//!
//! Viterbi and the forward-backward algorithm over one lattice. Both work on one matrix of factors per step, in linear
//! space with a scale per word, so a step costs multiplications only. Labels come in the order outside, then `B` and
//! `I` of each kind of part, so the label that goes on with a part is the one after the label that begins it.

#![allow(clippy::needless_range_loop, reason = "a label or word indexes several tables in one step")]

use std::ops::Range;

const OUTSIDE: usize = 0;

/// What a model learned of sequences of labels.
pub(super) struct Learned<const N: usize> {
    /// From one label (row) to the next (column).
    pub(super) between: [[f32; N]; N],
    /// Of the first label.
    pub(super) start: [f32; N],
    /// Of the last label.
    pub(super) end: [f32; N],
}

/// A sequence of words with the factors of their labels.
pub(super) struct Lattice<const N: usize> {
    /// exp(score - the word's best score), per word; 0 for a label that it may not have.
    emissions: Vec<[f64; N]>,
    between: [[f64; N]; N],
    start: [f64; N],
    end: [f64; N],
}

impl<const N: usize> Lattice<N> {
    /// A lattice of at least one word. `follows` says which label may follow which, `starts` which one may come first, and
    /// `allows` which ones a word may have.
    pub(super) fn new(
        scores: impl Iterator<Item = [f32; N]>,
        learned: &Learned<N>,
        follows: impl Fn(usize, usize) -> bool,
        starts: impl Fn(usize) -> bool,
        allows: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let emission = |(word, scores): (usize, [f32; N])| {
            let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let factor = |label: usize| (f64::from(scores[label]) - f64::from(best)).exp();
            std::array::from_fn(|label| if allows(word, label) { factor(label) } else { 0.0 })
        };
        let factor = |allowed: bool, score: f32| if allowed { f64::from(score).exp() } else { 0.0 };
        let between =
            std::array::from_fn(|from| std::array::from_fn(|to| factor(follows(from, to), learned.between[from][to])));
        let start = std::array::from_fn(|label| factor(starts(label), learned.start[label]));
        let end = learned.end.map(|score| f64::from(score).exp());
        Self { emissions: scores.enumerate().map(emission).collect(), between, start, end }
    }

    /// The likeliest labels, as indices.
    pub(super) fn best(&self) -> Vec<usize> {
        let n = self.emissions.len();
        let mut back = vec![[OUTSIDE as u8; N]; n];
        let mut scores: [f64; N] = std::array::from_fn(|label| self.start[label] * self.emissions[0][label]);
        for word in 1..n {
            let mut next = [0.0; N];
            for to in 0..N {
                let mut best = -1.0;
                for from in 0..N {
                    let score = scores[from] * self.between[from][to];
                    if score > best {
                        best = score;
                        back[word][to] = from as u8;
                    }
                }
                next[to] = best * self.emissions[word][to];
            }
            rescale(&mut next);
            scores = next;
        }
        let mut label = OUTSIDE;
        let mut best = -1.0;
        for last in 0..N {
            if scores[last] * self.end[last] > best {
                best = scores[last] * self.end[last];
                label = last;
            }
        }
        let mut labels = vec![OUTSIDE; n];
        for word in (0..n).rev() {
            labels[word] = label;
            label = usize::from(back[word][label]);
        }
        labels
    }

    /// Forward and backward factors, each row scaled on its own.
    pub(super) fn forward_backward(&self) -> (Vec<[f64; N]>, Vec<[f64; N]>) {
        let n = self.emissions.len();
        let mut forward = vec![[0.0; N]; n];
        forward[0] = std::array::from_fn(|label| self.start[label] * self.emissions[0][label]);
        rescale(&mut forward[0]);
        for word in 1..n {
            for to in 0..N {
                let sum: f64 = (0..N).map(|from| forward[word - 1][from] * self.between[from][to]).sum();
                forward[word][to] = sum * self.emissions[word][to];
            }
            rescale(&mut forward[word]);
        }
        let mut backward = vec![[0.0; N]; n];
        backward[n - 1] = self.end;
        rescale(&mut backward[n - 1]);
        for word in (0..n - 1).rev() {
            for from in 0..N {
                backward[word][from] = (0..N)
                    .map(|to| self.between[from][to] * self.emissions[word + 1][to] * backward[word + 1][to])
                    .sum();
            }
            rescale(&mut backward[word]);
        }
        (forward, backward)
    }

    /// Probability that exactly these words are a part beginning with label `begin`, and the mean
    /// probability of each to lie in one.
    pub(super) fn probability(
        &self,
        forward: &[[f64; N]],
        backward: &[[f64; N]],
        words: Range<usize>,
        begin: usize,
    ) -> (f32, f32) {
        let inside = begin + 1;
        let posterior = |word: usize, label: usize| {
            let sum: f64 = (0..N).map(|label| forward[word][label] * backward[word][label]).sum();
            ratio(forward[word][label] * backward[word][label], sum)
        };
        let mean = words.clone().map(|word| posterior(word, begin) + posterior(word, inside)).sum::<f64>()
            / words.len() as f64;
        // The chance of beginning here, then of each next label given the one before it, then of stopping.
        let mut exact = posterior(words.start, begin);
        let mut label = begin;
        for word in words.start + 1..=words.end {
            if word == self.emissions.len() {
                break;
            }
            let next: [f64; N] =
                std::array::from_fn(|to| self.between[label][to] * self.emissions[word][to] * backward[word][to]);
            let goes_on = ratio(next[inside], next.iter().sum());
            exact *= if word == words.end { 1.0 - goes_on } else { goes_on };
            label = inside;
        }
        (exact.clamp(0.0, 1.0) as f32, mean.clamp(0.0, 1.0) as f32)
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Scales a row to a sum of one. A row of zeros (no label is possible, which the constraints rule
/// out, or scores beyond any a model makes) becomes all `Outside`, so that reading goes on.
fn rescale<const N: usize>(row: &mut [f64; N]) {
    let sum: f64 = row.iter().sum();
    if sum.is_finite() && sum > 0.0 {
        row.iter_mut().for_each(|value| *value /= sum);
    } else {
        *row = [0.0; N];
        row[OUTSIDE] = 1.0;
    }
}
