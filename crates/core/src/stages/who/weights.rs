//! What features weigh: a small network of one layer, learned by `trainer who`.
//!
//! A candidate's score is linear in its features, plus what the layer makes of them together and of the states of the two
//! mentions. The work per pair is a sum of rows, so nothing is gained by a runtime.

use super::features::{Features, N_FEATURES, feature_name};

/// Weights of features and of states.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// How many units the layer has.
    pub(super) hidden: usize,
    /// A row per feature: what it adds to each unit, and to the score itself.
    rows: Vec<f32>,
    bias: Vec<f32>,
    out: Vec<f32>,
}

impl Weights {
    /// Reads weights as the trainer writes them: the number of units as four bytes, then single-precision numbers, lowest
    /// byte first: the rows of the features, the bias of the units, what each adds to the score.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, []) = bytes.as_chunks::<4>() else { return None };
        let (first, rest) = words.split_first()?;
        let hidden = u32::from_le_bytes(*first) as usize;
        let values: Vec<f32> = rest.iter().map(|word| f32::from_le_bytes(*word)).collect();
        let rows = N_FEATURES.checked_mul(hidden.checked_add(1)?)?;
        let whole = hidden > 0 && values.len() == rows + 2 * hidden && values.iter().all(|value| value.is_finite());
        whole.then(|| Self {
            hidden,
            rows: values[..rows].to_vec(),
            bias: values[rows..rows + hidden].to_vec(),
            out: values[rows + hidden..].to_vec(),
        })
    }

    /// How many units the layer has.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// The score of a pair; `asks` and `answers` are what the states of the mention and of the candidate's last one add to
    /// each unit, where there are any.
    pub(super) fn score(&self, features: &Features, asks: &[f32], answers: &[f32]) -> f32 {
        let (units, linear) = self.sums(features, asks, answers);
        linear + self.activated(&units)
    }

    /// What speaks most for a pair, by name and value, the most first; and the share of the states in all that speaks for or
    /// against it, 0..=1. What something is worth is how much lower the score is without it.
    pub(super) fn reasons(&self, features: &Features, asks: &[f32], answers: &[f32]) -> (Vec<Reason>, f32) {
        let (units, linear) = self.sums(features, asks, answers);
        let whole = linear + self.activated(&units);
        let mut found: Vec<(Reason, f32)> = Vec::new();
        for feature in &features.0 {
            let row = self.row(*feature);
            let rest: Vec<f32> = units.iter().zip(row).map(|(unit, value)| unit - value).collect();
            let worth = whole - (linear - row[self.hidden] + self.activated(&rest));
            let reason = feature_name(*feature);
            match found.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, sum)) => *sum += worth,
                None => found.push((reason, worth)),
            }
        }
        let states = if asks.is_empty() && answers.is_empty() {
            0.0
        } else {
            let (rest, _) = self.sums(features, &[], &[]);
            (whole - linear - self.activated(&rest)).abs()
        };
        let all = found.iter().map(|(_, worth)| worth.abs()).sum::<f32>() + states;
        found.retain(|(_, worth)| *worth > 0.0);
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        (found.into_iter().map(|(reason, _)| reason).collect(), if all > 0.0 { states / all } else { 0.0 })
    }

    fn row(&self, feature: u16) -> &[f32] {
        let width = self.hidden + 1;
        &self.rows[usize::from(feature) * width..][..width]
    }

    /// The units before they are activated, and what the features add to the score by themselves.
    fn sums(&self, features: &Features, asks: &[f32], answers: &[f32]) -> (Vec<f32>, f32) {
        let mut units = self.bias.clone();
        let mut linear = 0.0;
        for feature in &features.0 {
            let row = self.row(*feature);
            units.iter_mut().zip(row).for_each(|(unit, value)| *unit += value);
            linear += row[self.hidden];
        }
        for states in [asks, answers] {
            units.iter_mut().zip(states).for_each(|(unit, value)| *unit += value);
        }
        (units, linear)
    }

    fn activated(&self, units: &[f32]) -> f32 {
        units.iter().zip(&self.out).map(|(unit, out)| unit.max(0.0) * out).sum()
    }
}

/// What speaks for a pair: the name of a feature, and its value.
pub(super) type Reason = (&'static str, &'static str);

/// What the states of words add to the units of the layer, as one who is asked about and as one who answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct States<'a> {
    /// `2 * hidden` values per word.
    pub(super) values: &'a [f32],
    pub(super) hidden: usize,
}

impl<'a> States<'a> {
    pub(super) fn asks(&self, word: usize) -> &'a [f32] {
        self.values.get(2 * word * self.hidden..(2 * word + 1) * self.hidden).unwrap_or_default()
    }

    pub(super) fn answers(&self, word: usize) -> &'a [f32] {
        self.values.get((2 * word + 1) * self.hidden..2 * (word + 1) * self.hidden).unwrap_or_default()
    }
}
