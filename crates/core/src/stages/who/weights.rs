//! What features weigh: a small network of one layer, learned by `trainer who`.
//!
//! A candidate's score is linear in its features, plus what the layer makes of them together and of the states of three
//! mentions (the one that asks, the candidate's last and its fullest), plus the product of what the first looks for and what
//! the others offer. The work per pair is a sum of rows, so nothing is gained by a runtime.

use super::{
    clusters::Candidate,
    features::{Features, N_FEATURES, feature_name},
};

/// Weights of features and of states.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// How many units the layer has.
    units: usize,
    /// How many values what a mention looks for has, and what others offer.
    keys: usize,
    /// A row per feature: what it adds to each unit, and to the score itself.
    rows: Vec<f32>,
    bias: Vec<f32>,
    out: Vec<f32>,
}

impl Weights {
    /// Reads weights as the trainer writes them: the number of units and that of keys as four bytes each, then
    /// single-precision numbers, lowest byte first: the rows of the features, the bias of the units, what each adds to the
    /// score.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, []) = bytes.as_chunks::<4>() else { return None };
        let ([units, keys], rest) = words.split_first_chunk()?;
        let (units, keys) = (u32::from_le_bytes(*units) as usize, u32::from_le_bytes(*keys) as usize);
        let values: Vec<f32> = rest.iter().map(|word| f32::from_le_bytes(*word)).collect();
        let rows = N_FEATURES.checked_mul(units.checked_add(1)?)?;
        let fits = units > 0 && keys <= 1 << 16 && values.len() == rows + 2 * units;
        (fits && values.iter().all(|value| value.is_finite())).then(|| Self {
            units,
            keys,
            rows: values[..rows].to_vec(),
            bias: values[rows..rows + units].to_vec(),
            out: values[rows + units..].to_vec(),
        })
    }

    /// How many values the state of a word has.
    pub fn width(&self) -> usize {
        States::PARTS * (self.units + self.keys)
    }

    /// The states of words, of [`width`](Self::width).
    pub(super) fn states<'a>(&self, words: &'a WordStates) -> States<'a> {
        States { words, units: self.units, keys: self.keys }
    }

    /// The score of a candidate for the mention that a word heads.
    pub(super) fn score(&self, candidate: &Candidate, head: usize, states: &States) -> f32 {
        let (units, linear) = self.sums(&candidate.features, states.added(candidate, head));
        linear + self.activated(&units) + states.product(candidate, head)
    }

    /// What speaks most for a candidate, by name and value, the most first; and the share of the states in all that speaks
    /// for or against it, 0..=1. What something is worth is how much lower the score is without it.
    pub(super) fn reasons(&self, candidate: &Candidate, head: usize, states: &States) -> (Vec<Reason>, f32) {
        let features = &candidate.features;
        let (units, linear) = self.sums(features, states.added(candidate, head));
        let (whole, product) = (linear + self.activated(&units), states.product(candidate, head));
        let mut found: Vec<(Reason, f32)> = Vec::new();
        for feature in &features.0 {
            let row = self.row(*feature);
            let rest: Vec<f32> = units.iter().zip(row).map(|(unit, value)| unit - value).collect();
            let worth = whole - (linear - row[self.units] + self.activated(&rest));
            let reason = feature_name(*feature);
            match found.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, sum)) => *sum += worth,
                None => found.push((reason, worth)),
            }
        }
        let (rest, _) = self.sums(features, [&[]; 3]);
        let of_states = (whole - linear - self.activated(&rest) + product).abs();
        let all = found.iter().map(|(_, worth)| worth.abs()).sum::<f32>() + of_states;
        found.retain(|(_, worth)| *worth > 0.0);
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        (found.into_iter().map(|(reason, _)| reason).collect(), if all > 0.0 { of_states / all } else { 0.0 })
    }

    fn row(&self, feature: u16) -> &[f32] {
        let width = self.units + 1;
        &self.rows[usize::from(feature) * width..][..width]
    }

    /// The units before they are activated, and what the features add to the score by themselves.
    fn sums(&self, features: &Features, states: [&[Short]; 3]) -> (Vec<f32>, f32) {
        let mut units = self.bias.clone();
        let mut linear = 0.0;
        for feature in &features.0 {
            let row = self.row(*feature);
            units.iter_mut().zip(row).for_each(|(unit, value)| *unit += value);
            linear += row[self.units];
        }
        for states in states {
            units.iter_mut().zip(states).for_each(|(unit, state)| *unit += state.value());
        }
        (units, linear)
    }

    fn activated(&self, units: &[f32]) -> f32 {
        units.iter().zip(&self.out).map(|(unit, out)| unit.max(0.0) * out).sum()
    }
}

/// What speaks for a pair: the name of a feature, and its value.
pub(super) type Reason = (&'static str, &'static str);

/// States of words to compare mentions by, each of one width: of all words from some place on, and of those before it that
/// were kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordStates {
    width: usize,
    kept: Vec<u32>,
    of_kept: Vec<Short>,
    from: usize,
    rest: Vec<Short>,
}

/// The upper half of a number in single precision: exact to one part in 256, which is finer than what a model's integers leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Short(u16);

impl Short {
    /// The nearest to a number.
    pub fn new(value: f32) -> Self {
        let bits = value.to_bits();
        // Half of the last place, so that what is cut off rounds; a tie goes to the even one.
        Self((bits.wrapping_add(0x7fff + (bits >> 16 & 1)) >> 16) as u16)
    }

    /// The number.
    pub fn value(self) -> f32 {
        f32::from_bits(u32::from(self.0) << 16)
    }
}

impl WordStates {
    /// No states yet, of a width.
    pub(crate) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// Adds the states of the next words.
    pub(crate) fn extend(&mut self, values: &[f32]) {
        self.rest.extend(values.iter().copied().map(Short::new));
    }

    /// Adds words without states.
    pub(crate) fn skip(&mut self, n_words: usize) {
        self.rest.resize(self.rest.len() + n_words * self.width, Short::default());
    }

    /// Of the words from some place on, forgets all but these, which rise.
    pub(crate) fn keep(&mut self, words: &[usize]) {
        let n_words = self.rest.len().checked_div(self.width).unwrap_or(0);
        let within = |word: &&usize| (self.from..self.from + n_words).contains(*word);
        for word in words.iter().filter(within) {
            let at = (word - self.from) * self.width;
            self.kept.push(*word as u32);
            self.of_kept.extend_from_slice(&self.rest[at..at + self.width]);
        }
        self.from += n_words;
        self.rest.clear();
    }

    /// The state of a word, if it has one.
    pub fn word(&self, word: usize) -> Option<&[Short]> {
        let (values, at) = match word.checked_sub(self.from) {
            Some(at) => (&self.rest, at),
            None => (&self.of_kept, self.kept.binary_search(&(word as u32)).ok()?),
        };
        values.get(at * self.width..(at + 1) * self.width)
    }
}

/// What a graph makes of words to compare mentions by. A word has a part for each place that its mention may take: the one
/// that asks, a candidate's last, a candidate's fullest; first what each adds to the units, then what it looks for or offers.
#[derive(Clone, Copy, Debug)]
pub(super) struct States<'a> {
    words: &'a WordStates,
    units: usize,
    keys: usize,
}

impl<'a> States<'a> {
    const PARTS: usize = 3;

    /// What the states of the mentions add to the units; empty for a mention that is missing.
    fn added(&self, candidate: &Candidate, head: usize) -> [&'a [Short]; 3] {
        let of = |part: usize, word: Option<usize>| {
            word.and_then(|word| self.word(word)?.get(part * self.units..(part + 1) * self.units)).unwrap_or_default()
        };
        [of(0, Some(head)), of(1, candidate.last), of(2, candidate.main)]
    }

    /// How far what the mention looks for is what the candidate offers.
    fn product(&self, candidate: &Candidate, head: usize) -> f32 {
        let key = |part: usize, word: Option<usize>| {
            let start = Self::PARTS * self.units + part * self.keys;
            word.and_then(|word| self.word(word)?.get(start..start + self.keys)).unwrap_or_default()
        };
        let wanted = key(0, Some(head));
        let with = |offered: &[Short]| wanted.iter().zip(offered).map(|(a, b)| a.value() * b.value()).sum::<f32>();
        with(key(1, candidate.last)) + with(key(2, candidate.main))
    }

    fn word(&self, word: usize) -> Option<&'a [Short]> {
        self.words.word(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens_numbers_to_the_nearest() {
        for value in [0.0, 1.0, -2.5, 0.1, -0.3333, 1e-20, 3e38] {
            assert!((Short::new(value).value() - value).abs() <= value.abs() / 256.0, "{value}");
        }
        assert_eq!(Short::new(1.0 + 1.0 / 256.0).value(), 1.0);
        assert_eq!(Short::new(1.0 + 3.0 / 256.0).value(), 1.0 + 4.0 / 256.0);
    }

    #[test]
    fn keeps_the_states_of_some_words() {
        let mut states = WordStates::new(2);
        let of =
            |states: &WordStates, word: usize| states.word(word).map(|state| [0, 1].map(|at: usize| state[at].value()));
        states.extend(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!([0, 2, 3].map(|word| of(&states, word)), [Some([0.0, 1.0]), Some([4.0, 5.0]), None]);
        states.keep(&[1, 7]);
        states.extend(&[6.0, 7.0]);
        states.skip(1);
        let expected = [None, Some([2.0, 3.0]), None, Some([6.0, 7.0]), Some([0.0, 0.0]), None];
        assert_eq!([0, 1, 2, 3, 4, 5].map(|word| of(&states, word)), expected);
        states.keep(&[4]);
        assert_eq!([1, 3, 4].map(|word| of(&states, word)), [Some([2.0, 3.0]), None, Some([0.0, 0.0])]);
    }
}
