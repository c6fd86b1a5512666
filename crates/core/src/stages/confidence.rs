//! What speaks for a statement to a calibrated probability that content and speaker are right.
//!
//! A logistic regression over the probabilities that the earlier stages give, fitted on annotated
//! articles no model was trained on (`inquit-lab calibrate`). Its features are few, so that a few
//! thousand statements fit it without fitting themselves.

use super::Evidence;
use crate::types::{Place, StatementKind};

/// How many features there are.
pub const N_FEATURES: usize = 14;

/// The fitted regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Log odds where every feature is zero.
    pub intercept: f32,
    /// Added to the log odds, a unit of each of [`features`].
    pub weights: [f32; N_FEATURES],
}

impl Calibration {
    /// The probability, 0..=1.
    pub fn probability(&self, features: &[f32; N_FEATURES]) -> f32 {
        let odds: f32 = self.intercept + features.iter().zip(&self.weights).map(|(x, weight)| x * weight).sum::<f32>();
        if odds.is_finite() { 1.0 / (1.0 + (-odds).exp()) } else { 0.5 }
    }
}

/// What a statement's confidence is computed from; `speaker` is the speaker's own score, 0..=1.
pub fn features(
    evidence: &Evidence,
    speaker: f32,
    kind: StatementKind,
    place: Place,
    n_words: usize,
) -> [f32; N_FEATURES] {
    let has = |probability: f32| f32::from(u8::from(probability > 0.0));
    let least = evidence.content_mean.min(if evidence.cue_mean > 0.0 { evidence.cue_mean } else { 1.0 });
    [
        sureness(evidence.content_exact),
        sureness(evidence.content_mean),
        sureness(evidence.cue_mean),
        has(evidence.cue_mean),
        sureness(evidence.source_mean),
        has(evidence.source_mean),
        sureness(evidence.content_link),
        sureness(evidence.source_link),
        sureness(speaker),
        least * speaker,
        f32::from(u8::from(kind == StatementKind::Direct)),
        f32::from(u8::from(kind == StatementKind::Mixed)),
        (n_words as f32).ln_1p() / 4.0,
        f32::from(u8::from(place != Place::Body)),
    ]
}

/// How sure a probability is, by the logarithm of what it lacks of 1: that tells the sure from the almost sure. Bounded, since
/// a network is never so sure.
fn sureness(probability: f32) -> f32 {
    const LEAST: f32 = 0.005;
    -(1.0 + LEAST - probability).max(LEAST).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_within_zero_and_one_whatever_the_weights() {
        for weight in [0.0, 1e30, -1e30, f32::NAN, f32::INFINITY] {
            let calibration = Calibration { intercept: 0.3, weights: [weight; N_FEATURES] };
            let evidence = Evidence { content_mean: 0.9, ..Evidence::default() };
            let features = features(&evidence, 0.5, StatementKind::Direct, Place::Body, 7);
            assert!((0.0..=1.0).contains(&calibration.probability(&features)));
        }
    }

    #[test]
    fn surer_parts_give_a_surer_statement_under_positive_weights() {
        let calibration = Calibration { intercept: -3.0, weights: [1.0; N_FEATURES] };
        let at = |content_mean| {
            let evidence = Evidence { content_mean, cue_mean: 0.9, ..Evidence::default() };
            calibration.probability(&features(&evidence, 0.8, StatementKind::Indirect, Place::Body, 12))
        };
        assert!(at(0.5) < at(0.95));
    }
}
