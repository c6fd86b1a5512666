//! Scores words as anchors, and the words around each anchor: the two graphs of a model.
//!
//! Two graphs, one phase each. The encoder reads wordpieces and gives, per piece, scores of anchors and of names, and
//! the states that the second graph compares: one of each piece as a word, one of it as an anchor. The second graph is
//! given anchors side by side, each with the words that it reaches, padded to the longest; nothing in it recurs.

use std::{ops::Range, sync::Arc};

use rten::{DataType, Value};

use super::{
    bundle::{ARGUMENTS, ENTITIES, GRAPH},
    error::ModelErrorKind,
    runtime::{PIECES, Runtime, Tensor, Workers, bounds, rows, values},
};
use crate::stages::{ANCHOR_LABELS, ARGUMENT_LABELS, Anchor, AnchorKind};

const N_ANCHORS: usize = ANCHOR_LABELS.len();
const N_ARGUMENTS: usize = ARGUMENT_LABELS.len();
const N_ENTITIES: usize = ENTITIES.len();

/// Words of all the anchors that are scored in one run at most, padding included; one anchor may have more. Anchors are
/// padded to the longest of their run, so larger runs compute more padding and hold more memory.
const CELLS: usize = 512;

/// How many buckets of distance between words and anchors there are; the middle one is for an anchor's own words.
const DISTANCES: usize = 33;

/// Words of a sequence in whose middle an anchor has words at every distance.
const FARTHEST: usize = 600;

/// What the first phase of a model makes of words, from the first one on. The states of words that nothing needs any more
/// may be gone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Encoded {
    /// Logits over [`ANCHOR_LABELS`], one row per word.
    pub anchors: Vec<[f32; N_ANCHORS]>,
    /// Logits over [`EntityLabel::ALL`](crate::stages::EntityLabel::ALL), one row per word.
    pub entities: Vec<[f32; N_ENTITIES]>,
    /// The first word that has states.
    pub(super) from: usize,
    /// `channels` values per word from there on.
    pub(super) words: Vec<f32>,
    /// `2 * channels` values per word from there on.
    pub(super) pointers: Vec<f32>,
}

impl Encoded {
    /// How many words have been encoded.
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// Where values of some words lie that each have a number of them; those are words that have states.
    pub(super) fn values_of(&self, words: &Range<usize>, width: usize) -> Range<usize> {
        (words.start - self.from) * width..(words.end - self.from) * width
    }

    /// Forgets the states of words before one.
    pub(super) fn forget(&mut self, before: usize, channels: usize) {
        let gone = before.min(self.len()).saturating_sub(self.from);
        self.words.drain(..gone * channels);
        self.pointers.drain(..gone * 2 * channels);
        self.from += gone;
    }
}

/// The graphs of a model.
pub(super) struct Reader {
    encoder: Runtime,
    arguments: Runtime,
    channels: usize,
}

impl Reader {
    /// The graphs of a bundle, tried out on every bound of their inputs.
    pub(super) fn new(
        encoder: Vec<u8>,
        arguments: Vec<u8>,
        channels: usize,
        n_pieces: usize,
        workers: Arc<Workers>,
    ) -> Result<Self, ModelErrorKind> {
        let outputs: [Tensor<'_>; 4] = [
            ("anchors", DataType::Float, &[Some(1), None, Some(N_ANCHORS)]),
            ("entities", DataType::Float, &[Some(1), None, Some(N_ENTITIES)]),
            ("words", DataType::Float, &[Some(1), None, Some(channels)]),
            ("pointers", DataType::Float, &[Some(1), None, Some(2 * channels)]),
        ];
        let encoder = Runtime::open(GRAPH, encoder, &PIECES, &outputs, Arc::clone(&workers))?;
        let inputs: [Tensor<'_>; 5] = [
            ("words", DataType::Float, &[None, None, Some(channels)]),
            ("pointers", DataType::Float, &[None, Some(2 * channels)]),
            ("distances", DataType::Int32, &[None, None]),
            ("kinds", DataType::Int32, &[None]),
            ("mask", DataType::Float, &[None, None]),
        ];
        let outputs: [Tensor<'_>; 1] = [("scores", DataType::Float, &[None, None, Some(N_ARGUMENTS)])];
        let arguments = Runtime::open(ARGUMENTS, arguments, &inputs, &outputs, workers)?;
        let reader = Self { encoder, arguments, channels };
        reader.try_out(n_pieces)?;
        Ok(reader)
    }

    fn try_out(&self, n_pieces: usize) -> Result<(), ModelErrorKind> {
        for (pieces, features) in bounds(n_pieces) {
            let n_pieces = pieces.len();
            let failed = |file| move |message| ModelErrorKind::Run { file, n_pieces, message };
            let encoded = self.encode(&pieces, &features).map_err(failed(GRAPH))?;
            let states = encoded.words.iter().chain(&encoded.pointers);
            let mut values = encoded.anchors.as_flattened().iter().chain(encoded.entities.as_flattened()).chain(states);
            if let Some(value) = values.find(|value| !value.is_finite()) {
                return Err(failed(GRAPH)(format!("a value is {value}")));
            }
            let anchor = |at: usize, kind| Anchor { words: at..at + 1, kind, reach: 0..n_pieces, probability: 1.0 };
            let anchors = [anchor(0, AnchorKind::Cue), anchor(n_pieces - 1, AnchorKind::Start)];
            let scores = self.run(&encoded, &[&anchors[0], &anchors[1]]).map_err(failed(ARGUMENTS))?;
            if let Some(value) = scores.iter().flatten().flatten().find(|value| !value.is_finite()) {
                return Err(failed(ARGUMENTS)(format!("a score is {value}")));
            }
        }
        // One word, repeated so often that every distance the graph distinguishes occurs around an anchor in the middle.
        let one = self.encode(&[0], &[[0; 3]]).map_err(|message| ModelErrorKind::Run {
            file: GRAPH,
            n_pieces: 1,
            message,
        })?;
        let (words, pointers) = (one.words.repeat(FARTHEST), one.pointers.repeat(FARTHEST));
        let at = FARTHEST / 2;
        let anchor = Anchor { words: at..at + 1, kind: AnchorKind::Cue, reach: 0..FARTHEST, probability: 1.0 };
        let failed = |message| ModelErrorKind::Run { file: ARGUMENTS, n_pieces: FARTHEST, message };
        self.run(&Encoded { words, pointers, ..Encoded::default() }, &[&anchor]).map_err(failed)?;
        Ok(())
    }

    /// What the encoder makes of one sequence of pieces.
    pub(super) fn encode(&self, pieces: &[i32], features: &[[i32; 3]]) -> Result<Encoded, String> {
        let n = pieces.len();
        let [anchors, entities, words, pointers] =
            <[Value; 4]>::try_from(self.encoder.run_pieces(pieces, features)?)
                .map_err(|outputs| format!("{} outputs, expected 4", outputs.len()))?;
        Ok(Encoded {
            anchors: rows("anchors", anchors, n)?,
            entities: rows("entities", entities, n)?,
            words: values("words", words, n, self.channels)?,
            pointers: values("pointers", pointers, n, 2 * self.channels)?,
            from: 0,
        })
    }

    /// For each anchor, scores over [`ARGUMENT_LABELS`] of the words that it reaches; none where the runtime fails.
    pub(super) fn argue(&self, encoded: &Encoded, anchors: &[Anchor]) -> Vec<Vec<[f32; N_ARGUMENTS]>> {
        let mut order: Vec<usize> = (0..anchors.len()).collect();
        order.sort_by_key(|at| (anchors[*at].reach.len(), *at));
        let mut scores = vec![Vec::new(); anchors.len()];
        let mut rest = &order[..];
        while !rest.is_empty() {
            // They grow, so the last of a group is its longest.
            let fits = |count: &usize| count * anchors[rest[count - 1]].reach.len() <= CELLS;
            let count = (1..=rest.len()).take_while(fits).last().unwrap_or(1);
            let (group, others) = rest.split_at(count);
            let of_group: Vec<&Anchor> = group.iter().map(|at| &anchors[*at]).collect();
            for (at, found) in group.iter().zip(self.run(encoded, &of_group).unwrap_or_default()) {
                if found.as_flattened().iter().all(|score| score.is_finite()) {
                    scores[*at] = found;
                }
            }
            rest = others;
        }
        scores
    }

    /// The scores of a group of anchors.
    fn run(&self, encoded: &Encoded, anchors: &[&Anchor]) -> Result<Vec<Vec<[f32; N_ARGUMENTS]>>, String> {
        let c = self.channels;
        let longest = anchors.iter().map(|anchor| anchor.reach.len()).max().unwrap_or(0);
        let mut words = vec![0.0; anchors.len() * longest * c];
        let mut pointers = Vec::with_capacity(anchors.len() * 2 * c);
        let mut distances = vec![DISTANCES as i32 / 2; anchors.len() * longest];
        let mut mask = vec![0.0; anchors.len() * longest];
        for (row, anchor) in anchors.iter().enumerate() {
            let (from, n) = (row * longest, anchor.reach.len());
            words[from * c..(from + n) * c].copy_from_slice(&encoded.words[encoded.values_of(&anchor.reach, c)]);
            mask[from..from + n].fill(1.0);
            for (place, word) in distances[from..from + n].iter_mut().zip(anchor.reach.clone()) {
                *place = distance(word, anchor);
            }
            let state = |word: usize| &encoded.pointers[encoded.values_of(&(word..word + 1), 2 * c)];
            let (first, last) = (state(anchor.words.start), state(anchor.words.end - 1));
            pointers.extend(first.iter().zip(last).map(|(first, last)| (first + last) / 2.0));
        }
        let kinds: Vec<i32> = anchors.iter().map(|anchor| i32::from(anchor.kind == AnchorKind::Start)).collect();
        let n = anchors.len();
        let inputs = vec![
            Value::from_shape([n, longest, c], words).map_err(|error| error.to_string())?,
            Value::from_shape([n, 2 * c], pointers).map_err(|error| error.to_string())?,
            Value::from_shape([n, longest], distances).map_err(|error| error.to_string())?,
            Value::from_shape([n], kinds).map_err(|error| error.to_string())?,
            Value::from_shape([n, longest], mask).map_err(|error| error.to_string())?,
        ];
        let scores = self.arguments.run_values(inputs)?.pop().ok_or("no output")?;
        let (found, data) = scores.into_shape_vec::<f32, 3>().map_err(|error| error.to_string())?;
        if found != [n, longest, N_ARGUMENTS] {
            return Err(format!("tensor `scores` has shape {found:?}, expected [{n}, {longest}, {N_ARGUMENTS}]"));
        }
        let rows = data.as_chunks().0;
        let of_anchor =
            |(row, anchor): (usize, &&Anchor)| rows[row * longest..row * longest + anchor.reach.len()].to_vec();
        Ok(anchors.iter().enumerate().map(of_anchor).collect())
    }
}

/// The bucket of the distance of a word from an anchor: the middle one for its own words, to either side by half
/// doublings.
fn distance(word: usize, anchor: &Anchor) -> i32 {
    let half = DISTANCES as i32 / 2;
    // The integer part of twice the logarithm.
    let bucket = |gap: usize| ((gap + 1).saturating_mul(gap + 1).ilog2() as i32).min(half);
    if word < anchor.words.start {
        half - bucket(anchor.words.start - word)
    } else if word >= anchor.words.end {
        half + bucket(word - anchor.words.end + 1)
    } else {
        half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &[u8] = include_bytes!("../../tests/model/arguments.onnx");

    /// The message of an encoder that does not load, over a vocabulary of twelve pieces.
    fn check(encoder: &[u8], expected: &str) {
        let error = Reader::new(encoder.to_vec(), WHOLE.to_vec(), 4, 12, Arc::default()).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }

    #[test]
    fn refuses_graphs_with_other_inputs_and_outputs() {
        let no_features = include_bytes!("../../tests/model/no-features.onnx");
        check(no_features, "model.onnx: tensor `features` is missing, expected int32 [1, n, 3]");
        let no_entities = include_bytes!("../../tests/model/no-entities.onnx");
        check(no_entities, "model.onnx: tensor `entities` is missing, expected float32 [1, n, 5]");
        let six_anchors = include_bytes!("../../tests/model/six-anchors.onnx");
        check(six_anchors, "model.onnx: tensor `anchors` is float32 [1, n, 6], expected float32 [1, n, 4]");
        let float_pieces = include_bytes!("../../tests/model/float-pieces.onnx");
        check(float_pieces, "model.onnx: tensor `pieces` is float32 [1, n], expected int32 [1, n]");
        let fixed_length = include_bytes!("../../tests/model/fixed-length.onnx");
        check(fixed_length, "model.onnx: tensor `pieces` is int32 [1, 40], expected int32 [1, n]");
    }

    #[test]
    fn refuses_graphs_that_do_not_run_on_the_vocabulary() {
        check(include_bytes!("../../tests/model/ten-pieces.onnx"), "model.onnx fails on 1 pieces: ");
        check(include_bytes!("../../tests/model/not-a-number.onnx"), "model.onnx fails on 1 pieces: a value is NaN");
    }

    #[test]
    fn distances_grow_by_half_doublings_to_either_side() {
        let anchor = Anchor { words: 100..102, kind: AnchorKind::Cue, reach: 0..2000, probability: 1.0 };
        let at = |word| distance(word, &anchor) - 16;
        assert_eq!([98, 99, 100, 101, 102, 103, 104].map(at), [-3, -2, 0, 0, 2, 3, 4]);
        assert_eq!([at(0), at(1999)], [-13, 16]);
        let middle = Anchor { words: FARTHEST / 2..FARTHEST / 2 + 1, ..anchor };
        assert_eq!([distance(0, &middle), distance(FARTHEST - 1, &middle)], [0, DISTANCES as i32 - 1]);
    }
}
