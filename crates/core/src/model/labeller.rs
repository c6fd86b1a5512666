//! Labels words with what they are to mentions: the third graph of a model.
//!
//! It is given what the first graph made of the words, and features that no graph has read, and sees a fixed distance to
//! either side; so a long article is labelled in parts that overlap by it, with the result of one run.

use std::sync::Arc;

use rten::{DataType, Value};

use super::{
    bundle::{ENTITIES, MENTIONS},
    error::ModelErrorKind,
    reader::Encoded,
    runtime::{Runtime, Tensor, Workers, rows, values},
    softmax,
};
use crate::stages::who::{
    FEATURES_PER_WORD, HEAD_LABELS, Labels, N_WORD_FEATURES, NAME_LABELS, ROLE_LABELS, WordStates,
};

/// How many words to either side a label depends on at most.
pub(super) const HALO: usize = 16;

/// Words of one run.
const LENGTH: usize = 1024;

/// The graph, and how wide what it gives to compare mentions by is.
pub(super) struct Labeller {
    graph: Runtime,
    channels: usize,
    states: usize,
}

impl Labeller {
    /// The graph of a bundle, tried out on the bounds of its inputs.
    pub(super) fn new(
        graph: Vec<u8>,
        channels: usize,
        states: usize,
        workers: Arc<Workers>,
    ) -> Result<Self, ModelErrorKind> {
        let inputs: [Tensor<'_>; 4] = [
            ("words", DataType::Float, &[Some(1), None, Some(channels)]),
            ("pointers", DataType::Float, &[Some(1), None, Some(2 * channels)]),
            ("entities", DataType::Float, &[Some(1), None, Some(ENTITIES.len())]),
            ("word_features", DataType::Int32, &[Some(1), None, Some(FEATURES_PER_WORD)]),
        ];
        let outputs: [Tensor<'_>; 5] = [
            ("names", DataType::Float, &[Some(1), None, Some(NAME_LABELS.len())]),
            ("heads", DataType::Float, &[Some(1), None, Some(HEAD_LABELS.len())]),
            ("roles", DataType::Float, &[Some(1), None, Some(ROLE_LABELS.len())]),
            ("bounds", DataType::Float, &[Some(1), None, Some(2)]),
            ("states", DataType::Float, &[Some(1), None, Some(states)]),
        ];
        let graph = Runtime::open(MENTIONS, graph, &inputs, &outputs, workers)?;
        let labeller = Self { graph, channels, states };
        for n_words in [1, 2, 40] {
            let encoded = Encoded {
                entities: vec![[0.0; 5]; n_words],
                words: vec![0.0; n_words * channels],
                pointers: vec![0.0; n_words * 2 * channels],
                ..Encoded::default()
            };
            let features = [[0; FEATURES_PER_WORD], [(N_WORD_FEATURES - 1) as u16; FEATURES_PER_WORD]];
            let features: Vec<_> = (0..n_words).map(|at| features[at % 2]).collect();
            let failed = |message| ModelErrorKind::Run { file: MENTIONS, n_pieces: n_words, message };
            let (_, states) = labeller.run(&encoded, &features, 0..n_words).map_err(failed)?;
            if let Some(value) = states.iter().find(|value| !value.is_finite()) {
                return Err(failed(format!("a value is {value}")));
            }
        }
        Ok(labeller)
    }

    /// No labels yet.
    pub(super) fn begin(&self) -> Labels {
        Labels { states: WordStates::new(self.states), ..Labels::default() }
    }

    /// Labels the next words up to `until`; those that the runtime fails on are of no mention. These words and [`HALO`] to
    /// either side have been encoded, as far as the article goes.
    pub(super) fn label(
        &self,
        all: &mut Labels,
        encoded: &Encoded,
        features: &[[u16; FEATURES_PER_WORD]],
        until: usize,
    ) {
        let n_words = encoded.len().min(features.len()).min(until + HALO);
        let until = until.min(n_words);
        while all.names.len() < until {
            let kept = all.names.len();
            let start = kept.saturating_sub(HALO);
            let end = (start + LENGTH).min(n_words);
            let keep = if end == n_words { until } else { (end - HALO).min(until) };
            let (from, to) = (kept - start, keep - start);
            match self.run(encoded, features, start..end) {
                Ok((found, states)) => {
                    all.names.extend_from_slice(&found.names[from..to]);
                    all.heads.extend_from_slice(&found.heads[from..to]);
                    all.roles.extend_from_slice(&found.roles[from..to]);
                    all.bounds.extend_from_slice(&found.bounds[from..to]);
                    all.states.extend(&states[from * self.states..to * self.states]);
                }
                Err(_) => all.skip(keep - kept),
            }
        }
    }

    fn run(
        &self,
        encoded: &Encoded,
        features: &[[u16; FEATURES_PER_WORD]],
        words: std::ops::Range<usize>,
    ) -> Result<(Labels, Vec<f32>), String> {
        let (n, c) = (words.len(), self.channels);
        let part = |values: &[f32], width: usize| values[encoded.values_of(&words, width)].to_vec();
        let tensor = |width: usize, values: Vec<f32>| {
            Value::from_shape([1, n, width], values).map_err(|error| error.to_string())
        };
        let of_words: Vec<i32> = features[words.clone()].as_flattened().iter().map(|id| i32::from(*id)).collect();
        let inputs = vec![
            tensor(c, part(&encoded.words, c))?,
            tensor(2 * c, part(&encoded.pointers, 2 * c))?,
            tensor(ENTITIES.len(), encoded.entities[words.clone()].as_flattened().to_vec())?,
            Value::from_shape([1, n, FEATURES_PER_WORD], of_words).map_err(|error| error.to_string())?,
        ];
        let [names, heads, roles, bounds, states] = <[Value; 5]>::try_from(self.graph.run_values(inputs)?)
            .map_err(|outputs| format!("{} outputs, expected 5", outputs.len()))?;
        let bounds: Vec<[f32; 2]> = rows("bounds", bounds, n)?;
        let labels = Labels {
            names: rows("names", names, n)?.into_iter().map(softmax).collect(),
            heads: rows("heads", heads, n)?.into_iter().map(softmax).collect(),
            roles: rows("roles", roles, n)?.into_iter().map(softmax).collect(),
            bounds: bounds.into_iter().map(|row| row.map(|score| 1.0 / (1.0 + (-score).exp()))).collect(),
            states: WordStates::default(),
        };
        Ok((labels, values("states", states, n, self.states)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::who::Short;

    const MENTIONS_GRAPH: &[u8] = include_bytes!("../../tests/model/mentions.onnx");

    #[test]
    fn labels_a_long_article_in_parts_as_at_once() {
        let labeller = Labeller::new(MENTIONS_GRAPH.to_vec(), 4, 6, Arc::default()).unwrap();
        let n = 2 * LENGTH + 100;
        let value = |at: usize| ((at * 2_654_435_761) % 1000) as f32 / 1000.0 - 0.5;
        let encoded = Encoded {
            anchors: vec![[0.0; 4]; n],
            entities: (0..n).map(|at| std::array::from_fn(|label| value(at * 5 + label))).collect(),
            words: (0..n * 4).map(value).collect(),
            pointers: (0..n * 8).map(|at| value(at + 1)).collect(),
            ..Encoded::default()
        };
        let features: Vec<_> = (0..n).map(|at| [(at % 2000) as u16; FEATURES_PER_WORD]).collect();
        let (whole, states) = labeller.run(&encoded, &features, 0..n).unwrap();
        let near = |a: &[f32], b: &[f32]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4);
        for steps in [vec![n], vec![10, 700, n - 5, n]] {
            let (mut parts, mut held) = (labeller.begin(), encoded.clone());
            for until in steps {
                labeller.label(&mut parts, &held, &features, until);
                // What is behind is not needed any more.
                held.forget(until.saturating_sub(HALO), 4);
            }
            assert_eq!(parts.names.len(), n);
            assert!(near(parts.names.as_flattened(), whole.names.as_flattened()));
            assert!(near(parts.bounds.as_flattened(), whole.bounds.as_flattened()));
            let short: Vec<_> = states.iter().copied().map(Short::new).collect();
            let close = |a: &Short, b: &Short| (a.value() - b.value()).abs() <= b.value().abs() / 64.0 + 1e-4;
            let same =
                |word: usize| parts.states.word(word).unwrap().iter().zip(&short[6 * word..]).all(|(a, b)| close(a, b));
            assert!((0..n).all(same));
        }
    }

    #[test]
    fn refuses_a_graph_of_another_shape() {
        let check = |channels, states, expected: &str| {
            let error =
                Labeller::new(MENTIONS_GRAPH.to_vec(), channels, states, Arc::default()).map(|_| ()).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        };
        check(3, 6, "mentions.onnx: tensor `words` is float32 [1, n, 4], expected float32 [1, n, 3]");
        check(4, 9, "6], expected float32 [1, n, 9]");
    }
}
