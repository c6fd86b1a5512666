//! Spans to attributions: which source and which contents belong to each cue.
//!
//! A linear model chooses, by softmax, a source (or none) for every cue and a head for every
//! content: a cue, a source where the text has no cue, or nothing. With correct spans this pairs
//! 98% of attributions, as well as pointer heads inside the encoder do, at no cost. Features are
//! hashed into a table of `2^16` weights, learned by `inquit-lab linker` from annotated articles.
//! What the marks themselves settle is no choice: a quotation that runs over paragraphs is one
//! content.

use std::ops::Range;

use super::{Attribution, Evidence, Role, TaggedSpan};
use crate::text::{QuotationState, Shape, Words};

/// Weights of the features, as many as hashes there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Linker {
    weights: Vec<f32>,
}

/// Why a linker's weights could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkerError {
    /// The first eight bytes are not `INQLINK1`.
    #[error("not a linker file: it should begin with `INQLINK1`")]
    Magic,
    /// The file is too short or too long.
    #[error("linker file has {found} bytes, expected {expected}")]
    Length {
        /// Bytes found.
        found: usize,
        /// Bytes that a linker has.
        expected: usize,
    },
}

const BITS: u32 = 16;
const N_WEIGHTS: usize = 1 << BITS;
const MAGIC: &[u8] = b"INQLINK1";
/// How far a source may lie from its cue, and a cue from its content, in words, when not in the same block.
const SOURCE_REACH: usize = 40;
const CONTENT_REACH: usize = 60;
/// How many heads are weighed in each direction, so that time stays linear in one endless paragraph.
const MAX_HEADS: usize = 12;

impl Linker {
    /// A linker that knows nothing.
    pub fn untrained() -> Self {
        Self { weights: vec![0.0; N_WEIGHTS] }
    }

    /// The mean of several: what the last rounds of a training agree on.
    pub fn mean(linkers: &[Self]) -> Self {
        let share = 1.0 / linkers.len().max(1) as f32;
        let mean = |index| linkers.iter().map(|linker| linker.weights[index]).sum::<f32>() * share;
        Self { weights: (0..N_WEIGHTS).map(mean).collect() }
    }

    /// Reads what [`Linker::to_bytes`] wrote: magic, a little-endian f32 scale, then an i16 a weight.
    ///
    /// # Errors
    /// If the bytes are no linker, or too many or too few.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LinkerError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(LinkerError::Magic)?;
        let expected = MAGIC.len() + 4 + 2 * N_WEIGHTS;
        if bytes.len() != expected {
            return Err(LinkerError::Length { found: bytes.len(), expected });
        }
        let scale = f32::from_le_bytes([rest[0], rest[1], rest[2], rest[3]]);
        let weights = rest[4..].chunks_exact(2).map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) * scale);
        Ok(Self { weights: weights.collect() })
    }

    /// The weights, rounded to 16 bits.
    pub fn to_bytes(&self) -> Vec<u8> {
        let largest = self.weights.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        let scale = if largest > 0.0 { largest / f32::from(i16::MAX) } else { 1.0 };
        let mut bytes = MAGIC.to_vec();
        bytes.extend(scale.to_le_bytes());
        for weight in &self.weights {
            bytes.extend(((weight / scale).round() as i16).to_le_bytes());
        }
        bytes
    }

    /// The sum of the features' weights.
    pub fn score(&self, features: &[u32]) -> f32 {
        features.iter().map(|feature| self.weights[*feature as usize]).sum()
    }

    /// Adds `step` to each feature's weight; for training.
    pub fn update(&mut self, features: &[u32], step: f32) {
        for feature in features {
            self.weights[*feature as usize] += step;
        }
    }

    /// Probabilities of a choice's heads; they sum to one.
    pub fn probabilities(&self, choice: &Choice) -> Vec<f32> {
        let scores: Vec<f32> = choice.features.iter().map(|features| self.score(features)).collect();
        let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let exp: Vec<f32> = scores.iter().map(|score| (score - best).exp()).collect();
        let sum: f32 = exp.iter().sum();
        exp.into_iter().map(|value| value / sum).collect()
    }
}

/// A span that needs a head, and what it could be.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Index of the span: a cue, which needs a source, or a content.
    pub span: usize,
    /// Indices of the spans that could be its head; `None`, always the first, for nothing.
    pub heads: Vec<Option<usize>>,
    /// Hashed features, a list a head.
    pub features: Vec<Vec<u32>>,
}

/// The parts that belong together, in text order of their first content. Cues without a content are left out, and
/// contents that nothing attributes.
pub fn link(words: &Words, spans: &[TaggedSpan], linker: &Linker) -> Vec<Attribution> {
    let spans = &subjects(words, spans);
    // The chosen head of each span and its probability.
    let mut heads: Vec<(Option<usize>, f32)> = vec![(None, 1.0); spans.len()];
    for choice in choices(words, spans) {
        let probabilities = linker.probabilities(&choice);
        let mut best = 0;
        for (index, probability) in probabilities.iter().enumerate() {
            if *probability > probabilities[best] {
                best = index;
            }
        }
        heads[choice.span] = (choice.heads[best], probabilities[best]);
    }
    punctuated(words, spans, &mut heads);
    closed(words, spans, &mut heads);
    resumed(words, spans, &mut heads);
    participles(words, spans, &mut heads);
    detach(words, spans, &mut heads);
    part_ways(words, spans, &mut heads);
    let groups = groups(words, spans, &heads);
    let mut attributions: Vec<Attribution> = groups
        .into_iter()
        .filter_map(|group| attribution(spans, &heads, &group))
        .filter(|attribution| is_attributed(words, attribution))
        .collect();
    for attribution in &mut attributions {
        close_holes(words, attribution);
    }
    attributions.sort_by_key(|attribution| attribution.content[0].start);
    attributions
}

/// Whether anything says that the content is somebody's words: a cue, a source, or quotation marks. Without any, one
/// content in twelve is one.
fn is_attributed(words: &Words, attribution: &Attribution) -> bool {
    let quoted = |word: usize| words.states[word] != QuotationState::Outside;
    attribution.cue.is_some()
        || !attribution.source.is_empty()
        || attribution.content.iter().cloned().flatten().any(quoted)
}

/// Joins parts between which a word or two are missing that are neither cue nor source of theirs: “said | the clerk had
/// told | *her* | that …”, where “her” looks like a part of another report.
fn close_holes(words: &Words, attribution: &mut Attribution) {
    const WIDEST: usize = 3;
    let Attribution { source, cue, content, .. } = attribution;
    let own = |word: &usize| source.iter().chain(cue.iter()).any(|part| part.contains(word));
    let outside = |word: usize| words.states[word] == QuotationState::Outside;
    let plain = |word: usize| {
        outside(word) && !own(&word) && !matches!(words.words[word].shape, Shape::Punctuation | Shape::Mark)
    };
    content.dedup_by(|next, last| {
        let hole = last.end..next.start;
        let joins = (1..=WIDEST).contains(&hole.len())
            && outside(last.end - 1)
            && outside(next.start)
            && words.sentence_of(last.start) == words.sentence_of(next.start)
            && hole.clone().all(plain);
        if joins {
            last.end = next.end;
        }
        joins
    });
}

/// The spans, with what stands behind an inverted verb as its source: in "…, says its owner, Calder
/// Resources." the verb follows what was said, so what follows the verb is its subject, and a model
/// that takes it for more of the content has confused the two.
fn subjects(words: &Words, spans: &[TaggedSpan]) -> Vec<TaggedSpan> {
    let mut spans = spans.to_vec();
    for index in 1..spans.len().saturating_sub(1) {
        let (said, cue, next) = (&spans[index - 1], &spans[index], &spans[index + 1]);
        let roles = (said.role, cue.role, next.role) == (Role::Content, Role::Cue, Role::Content);
        if !roles || words.block_of(said.words.start) != words.block_of(next.words.end - 1) {
            continue;
        }
        let verb = words.word(cue.words.start);
        // Only a comma or the closing mark stands between what was said and the verb.
        let touches = said.words.end == cue.words.start && words.words[said.words.end - 1].shape == Shape::Mark
            || said.words.end + 1 == cue.words.start && words.word(said.words.end) == ",";
        let one_verb =
            cue.words.len() <= 2 && words.words[cue.words.start].shape == Shape::Lower && !verb.ends_with("ing");
        let subject = next.words.start == cue.words.end
            && next.words.len() <= LONGEST_SUBJECT
            && words.states[next.words.start] == QuotationState::Outside
            && !matches!(words.word(next.words.start), "that" | "to" | "it" | "there" | "if" | "whether");
        if touches && one_verb && subject {
            spans[index + 1].role = Role::Source;
        }
    }
    spans
}

/// The most words of a subject that [`subjects`] believes in.
const LONGEST_SUBJECT: usize = 12;

/// Links what a mark joins: a source, a colon or dash as the cue, and a content that touch each
/// other, in this order or the reverse, belong together.
fn punctuated(words: &Words, spans: &[TaggedSpan], heads: &mut [(Option<usize>, f32)]) {
    for index in 1..spans.len().saturating_sub(1) {
        let (left, cue, right) = (&spans[index - 1], &spans[index], &spans[index + 1]);
        let is_mark =
            cue.role == Role::Cue && cue.words.len() == 1 && words.words[cue.words.start].shape == Shape::Punctuation;
        let touch = left.words.end == cue.words.start
            && right.words.start == cue.words.end
            && words.block_of(left.words.start) == words.block_of(right.words.start);
        let (source, content) = match (left.role, right.role) {
            (Role::Source, Role::Content) => (index - 1, index + 1),
            (Role::Content, Role::Source) => (index + 1, index - 1),
            _ => continue,
        };
        if is_mark && touch {
            heads[index] = (Some(source), 1.0);
            heads[content] = (Some(index), 1.0);
        }
    }
}

/// Gives a quotation to the speaker and verb that follow its closing mark at once: “We sail,” said Lund. “We sail,” Lund
/// said.
fn closed(words: &Words, spans: &[TaggedSpan], heads: &mut [(Option<usize>, f32)]) {
    for index in 0..spans.len().saturating_sub(2) {
        let (quotation, next, last) = (&spans[index], &spans[index + 1], &spans[index + 2]);
        let (cue, source) = match (next.role, last.role) {
            (Role::Cue, Role::Source) => (index + 1, index + 2),
            (Role::Source, Role::Cue) => (index + 2, index + 1),
            _ => continue,
        };
        let follow = quotation.role == Role::Content
            && quotation.words.len() > 3
            && words.words[quotation.words.start].shape == Shape::Mark
            && words.words[quotation.words.end - 1].shape == Shape::Mark
            && matches!(words.word(quotation.words.end - 2), "," | "?" | "!")
            && quotation.words.end == next.words.start
            && next.words.end == last.words.start
            && words.block_of(quotation.words.start) == words.block_of(last.words.start);
        if follow {
            heads[index] = (Some(cue), 1.0);
            heads[cue] = (Some(source), 1.0);
        }
    }
}

/// Gives a quotation that goes on in small letters behind its cue, “I slept,” Lund said, “until the bell rang,” to the
/// cue that interrupts it, whatever other cue follows.
fn resumed(words: &Words, spans: &[TaggedSpan], heads: &mut [(Option<usize>, f32)]) {
    for index in 3..spans.len() {
        let (said, rest) = (&spans[index - 3], &spans[index]);
        let between = [index - 2, index - 1];
        let Some(cue) = between.into_iter().find(|at| spans[*at].role == Role::Cue) else { continue };
        let Some(source) = between.into_iter().find(|at| spans[*at].role == Role::Source) else { continue };
        let small = |word: usize| words.words.get(word).is_some_and(|word| word.shape == Shape::Lower);
        let resumes = (said.role, rest.role) == (Role::Content, Role::Content)
            && words.words[said.words.end - 1].shape == Shape::Mark
            && words.words[rest.words.start].shape == Shape::Mark
            && small(rest.words.start + 1)
            && said.words.end == spans[index - 2].words.start
            && spans[index - 2].words.end == spans[index - 1].words.start
            && spans[index - 1].words.end + 1 == rest.words.start
            && words.word(rest.words.start - 1) == ",";
        if resumes {
            heads[cue] = (Some(source), heads[cue].1);
            heads[index - 3] = (Some(cue), 1.0);
            heads[index] = (Some(cue), 1.0);
        }
    }
}

/// Gives a participle without a source, …, adding that …, the last source before it in its sentence.
fn participles(words: &Words, spans: &[TaggedSpan], heads: &mut [(Option<usize>, f32)]) {
    let mut source: Option<usize> = None;
    for (index, span) in spans.iter().enumerate() {
        let sentence = words.sentence_of(span.words.start);
        if span.role == Role::Source && words.states[span.words.start] == QuotationState::Outside {
            source = Some(index);
        }
        let here = source.filter(|source| words.sentence_of(spans[*source].words.start) == sentence);
        let is_participle = span.role == Role::Cue
            && words.states[span.words.start] == QuotationState::Outside
            && words.word(span.words.start).ends_with("ing");
        if is_participle && heads[index].0.is_none() && here.is_some() {
            heads[index].0 = here;
        }
    }
}

/// Takes paraphrase off a cue that touches a whole quotation: “We sail,” she said is all that she said.
fn part_ways(words: &Words, spans: &[TaggedSpan], heads: &mut [(Option<usize>, f32)]) {
    /// How many words, such as a comma or a colon, may stand between parts that touch.
    const GAP: usize = 1;
    const SHORTEST: usize = 5;
    let touch = |a: &TaggedSpan, b: &TaggedSpan| {
        let (a, b) = if a.words.start < b.words.start { (a, b) } else { (b, a) };
        a.words.end + GAP >= b.words.start
    };
    let near = |content: usize, cue: usize, source: Option<usize>| {
        touch(&spans[content], &spans[cue])
            || source.is_some_and(|source| touch(&spans[content], &spans[source]) && touch(&spans[source], &spans[cue]))
    };
    let marked = |content: usize| {
        spans[content].words.clone().filter(|word| words.states[*word] != QuotationState::Outside).count()
    };
    let mut quotes = vec![false; spans.len()];
    for (index, (head, _)) in heads.iter().enumerate().filter(|(index, _)| spans[*index].role == Role::Content) {
        let n_words = spans[index].words.len();
        if let Some(cue) = head.filter(|head| spans[*head].role == Role::Cue) {
            quotes[cue] |= n_words >= SHORTEST && marked(index) == n_words && near(index, cue, heads[cue].0);
        }
    }
    for index in (0..spans.len()).filter(|index| spans[*index].role == Role::Content) {
        if let Some(cue) = heads[index].0
            && quotes[cue]
            && marked(index) == 0
            && !near(index, cue, heads[cue].0)
        {
            heads[index].0 = None;
        }
    }
}

/// Takes a quotation that opens and closes in its own paragraph off a cue in another paragraph that
/// has a content of its own: it is a statement by itself.
fn detach(words: &Words, spans: &[TaggedSpan], heads: &mut [(Option<usize>, f32)]) {
    let at_home = |content: usize, head: usize| {
        words.block_of(spans[content].words.start) == words.block_of(spans[head].words.start)
    };
    let mut busy = vec![false; spans.len()];
    for (index, (head, _)) in heads.iter().enumerate() {
        if let Some(head) = head.filter(|head| spans[index].role == Role::Content && at_home(index, *head)) {
            busy[head] = true;
        }
    }
    for (index, (head, _)) in heads.iter_mut().enumerate().filter(|(index, _)| spans[*index].role == Role::Content) {
        if head.is_some_and(|head| busy[head] && !at_home(index, head)) {
            *head = None;
        }
    }
}

/// Contents by the head they share, each with that head.
struct Group {
    head: Option<usize>,
    contents: Vec<usize>,
}

fn groups(words: &Words, spans: &[TaggedSpan], heads: &[(Option<usize>, f32)]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of_head = vec![usize::MAX; spans.len()];
    let mut group_of = vec![usize::MAX; spans.len()];
    let mut last_content: Option<usize> = None;
    for (index, span) in spans.iter().enumerate().filter(|(_, span)| span.role == Role::Content) {
        let (head, _) = heads[index];
        let before = last_content.filter(|last| {
            let earlier = groups[group_of[*last]].head;
            runs_on(words, &spans[*last].words, &span.words) && !other_speaker(words, spans, heads, earlier, head)
        });
        last_content = Some(index);
        let group = match (before, head) {
            (Some(before), _) => {
                // One quotation over two paragraphs: one content, under whichever head it has.
                let group = group_of[before];
                if let (None, Some(head)) = (groups[group].head, head)
                    && group_of_head[head] == usize::MAX
                {
                    groups[group].head = Some(head);
                    group_of_head[head] = group;
                }
                group
            }
            (None, Some(head)) if group_of_head[head] != usize::MAX => group_of_head[head],
            (None, head) => {
                groups.push(Group { head, contents: Vec::new() });
                if let Some(head) = head {
                    group_of_head[head] = groups.len() - 1;
                }
                groups.len() - 1
            }
        };
        groups[group].contents.push(index);
        group_of[index] = group;
    }
    groups
}

/// Whether the cues of two quotations name different people: the mark that should close the first one was forgotten.
fn other_speaker(
    words: &Words,
    spans: &[TaggedSpan],
    heads: &[(Option<usize>, f32)],
    first: Option<usize>,
    second: Option<usize>,
) -> bool {
    let names = |head: Option<usize>| -> Vec<&str> {
        let cue = head.filter(|head| spans[*head].role == Role::Cue);
        let source = cue.and_then(|cue| heads[cue].0).map_or(0..0, |source| spans[source].words.clone());
        source.filter(|word| words.words[*word].shape == Shape::Title).map(|word| words.word(word)).collect()
    };
    let (first, second) = (names(first), names(second));
    let pronoun = |name: &&str| matches!(*name, "He" | "She" | "They" | "It" | "I" | "We");
    !first.is_empty() && !second.is_empty() && !second.iter().any(|name| pronoun(name) || first.contains(name))
}

/// Whether `next` goes on with the quotation that `last` leaves open at the end of its block.
fn runs_on(words: &Words, last: &Range<usize>, next: &Range<usize>) -> bool {
    let block = words.block_of(last.start);
    last.end == words.blocks[block].words.end
        && words.block_of(next.start) == block + 1
        && next.start == words.blocks[block + 1].words.start
        && words.quotations.binary_search_by_key(&next.start, |quotation| quotation.words.start).is_ok_and(|at| {
            // Of several quotations that start here the search may find any; they lie side by side.
            let from = words.quotations[..at].iter().rposition(|q| q.words.start != next.start).map_or(0, |i| i + 1);
            words.quotations[from..].iter().take_while(|q| q.words.start == next.start).any(|q| q.continues)
        })
}

fn attribution(spans: &[TaggedSpan], heads: &[(Option<usize>, f32)], group: &Group) -> Option<Attribution> {
    let head = group.head.map(|head| &spans[head]);
    let cue = group.head.filter(|head| spans[*head].role == Role::Cue);
    let source = match (cue, group.head) {
        (Some(cue), _) => heads[cue].0,
        (None, head) => head,
    };
    let least = |value: &dyn Fn(usize) -> f32| group.contents.iter().map(|index| value(*index)).fold(1.0, f32::min);
    let mut content: Vec<Range<usize>> = group.contents.iter().map(|index| spans[*index].words.clone()).collect();
    content.sort_by_key(|words| words.start);
    (!content.is_empty()).then(|| Attribution {
        source: source.map(|source| spans[source].words.clone()).into_iter().collect(),
        cue: cue.map(|cue| spans[cue].words.clone()),
        content,
        evidence: Evidence {
            content_exact: least(&|index| spans[index].exact),
            content_mean: least(&|index| spans[index].mean),
            cue_mean: head.filter(|head| head.role == Role::Cue).map_or(0.0, |head| head.mean),
            source_mean: source.map_or(0.0, |source| spans[source].mean),
            content_link: least(&|index| heads[index].1),
            source_link: cue.map_or(1.0, |cue| heads[cue].1),
        },
    })
}

/// Every cue's and content's choice of a head, cues first; spans must be in text order.
pub fn choices(words: &Words, spans: &[TaggedSpan]) -> Vec<Choice> {
    let context = Context::new(words, spans);
    let mut choices = Vec::new();
    for (role, head_roles, reach) in
        [(Role::Cue, &[Role::Source][..], SOURCE_REACH), (Role::Content, &[Role::Cue, Role::Source][..], CONTENT_REACH)]
    {
        for (index, span) in spans.iter().enumerate().filter(|(_, span)| span.role == role) {
            let mut heads = vec![None];
            heads.extend(context.near(index, head_roles, reach).into_iter().map(Some));
            let features = heads
                .iter()
                .map(|head| match head {
                    Some(head) => context.pair(index, *head),
                    None => context.alone(index, span),
                })
                .collect();
            choices.push(Choice { span: index, heads, features });
        }
    }
    choices
}

/// Counts and hashes that the features are made of.
struct Context<'a> {
    words: &'a Words<'a>,
    spans: &'a [TaggedSpan],
    /// Hash of each word in small letters.
    hashes: Vec<u32>,
    /// How many quotation marks stand before each word, and how many sentence stops.
    marks: Vec<u32>,
    stops: Vec<u32>,
    /// How many spans of each role there are before each span.
    before: Vec<[u32; 3]>,
}

impl<'a> Context<'a> {
    fn new(words: &'a Words<'a>, spans: &'a [TaggedSpan]) -> Self {
        let n = words.len();
        let (mut marks, mut stops) = (vec![0; n + 1], vec![0; n + 1]);
        for index in 0..n {
            let shape = words.words[index].shape;
            marks[index + 1] = marks[index] + u32::from(shape == Shape::Mark);
            let stop = shape == Shape::Punctuation && matches!(words.word(index), "." | "!" | "?" | ";");
            stops[index + 1] = stops[index] + u32::from(stop);
        }
        let mut before = vec![[0; 3]; spans.len() + 1];
        for (index, span) in spans.iter().enumerate() {
            before[index + 1] = before[index];
            before[index + 1][span.role as usize] += 1;
        }
        let hashes = (0..n).map(|index| hash_word(words.word(index))).collect();
        Self { words, spans, hashes, marks, stops, before }
    }

    /// The spans of these roles in the same block, or within reach of words; the nearest of each direction.
    fn near(&self, index: usize, roles: &[Role], reach: usize) -> Vec<usize> {
        let span = &self.spans[index].words;
        let block = self.words.block_of(span.start);
        // What is not quoted does not run on from another paragraph.
        let stays = self.spans[index].role == Role::Content && self.words.states[span.start] == QuotationState::Outside;
        let fits = |other: &usize| {
            let at = self.spans[*other].words.start;
            self.words.block_of(at) == block || !stays && at.abs_diff(span.start) < reach
        };
        let is_head = |other: &usize| roles.contains(&self.spans[*other].role);
        let mut near: Vec<usize> = (0..index).rev().take_while(fits).filter(is_head).take(MAX_HEADS).collect();
        near.reverse();
        near.extend((index + 1..self.spans.len()).take_while(fits).filter(is_head).take(MAX_HEADS));
        near
    }

    fn hash_at(&self, word: usize) -> u32 {
        self.hashes.get(word).copied().unwrap_or(0)
    }

    /// The word before a span, or 1 at the start of its block.
    fn hash_before(&self, span: &Range<usize>) -> u32 {
        let start = self.words.blocks[self.words.block_of(span.start)].words.start;
        if span.start > start { self.hashes[span.start - 1] } else { 1 }
    }

    /// The word behind a span, or 1 at the end of its block.
    fn hash_after(&self, span: &Range<usize>) -> u32 {
        let end = self.words.blocks[self.words.block_of(span.start)].words.end;
        if span.end < end { self.hashes[span.end] } else { 1 }
    }

    fn quoted(&self, span: &Range<usize>) -> u32 {
        let state = |word: usize| u32::from(self.words.states[word] == QuotationState::Double);
        state(span.start) * 2 + state(span.end - 1)
    }

    fn pair(&self, dependent: usize, head: usize) -> Vec<u32> {
        let (a, b) = (&self.spans[dependent], &self.spans[head]);
        let (first, second) = if dependent < head { (dependent, head) } else { (head, dependent) };
        let (low, high) =
            (self.spans[first].words.end, self.spans[second].words.start.max(self.spans[first].words.end));
        let right = u32::from(dependent < head);
        let between: [u32; 3] =
            std::array::from_fn(|role| (self.before[second][role] - self.before[first + 1][role]).min(3));
        let [sources, cues, contents] = between;
        let gap = bucket(high - low);
        let sentences =
            (self.words.sentence_of(a.words.start).abs_diff(self.words.sentence_of(b.words.start)) as u32).min(3);
        let sentences_end =
            (self.words.sentence_of(a.words.end - 1).abs_diff(self.words.sentence_of(b.words.start)) as u32).min(3);
        let blocks = (self.words.block_of(a.words.start).abs_diff(self.words.block_of(b.words.start)) as u32).min(2);
        let marks = (self.marks[high] - self.marks[low]).min(3);
        let stops = (self.stops[high] - self.stops[low]).min(2);
        let cue = if b.role == Role::Cue { b } else { a };
        let kind = (a.role as u32) * 3 + b.role as u32;
        let place = self.words.blocks[self.words.block_of(a.words.start)].place as u32;
        let few = contents.min(2) + 3 * cues.min(2) + 9 * sources.min(2);
        let values = [
            (1, gap, 0),
            (2, cues, 0),
            (3, sources, 0),
            (4, contents, 0),
            (5, sentences, sentences_end),
            (6, blocks, 0),
            (7, marks, 0),
            (8, stops, 0),
            (9, gap, few),
            (10, self.hash_at(cue.words.start), 0),
            (11, self.hash_at(cue.words.end - 1), contents.min(2)),
            (12, self.quoted(&a.words) * 4 + self.quoted(&b.words), marks.min(2)),
            (13, few, sentences * 4 + stops),
            (14, self.hash_before(&a.words), few),
            (15, self.hash_after(&a.words), few),
            (16, self.hash_before(&b.words), few),
            (17, place, few),
            (18, bucket(a.words.len()), few),
            (19, self.quoted(&a.words) * 4 + stops, sentences * 4 + blocks),
            (20, self.hash_at(cue.words.start), few),
            (21, sentences_end * 4 + sentences, few * 4 + self.quoted(&a.words)),
        ];
        let side = kind * 2 + right;
        let mut features: Vec<u32> = values.iter().map(|(id, x, y)| hash(*id + 64 * side, *x, *y)).collect();
        if high - low <= 3 {
            let mid = (low..high).fold(7, |mid, word| hash_step(mid, self.hashes[word]));
            features.push(hash(30 + 64 * side, mid, 0));
        }
        features
    }

    fn alone(&self, index: usize, span: &TaggedSpan) -> Vec<u32> {
        let kind = span.role as u32;
        let block = &self.words.blocks[self.words.block_of(span.words.start)];
        let sentence = self.words.sentence_of(span.words.start);
        let last_sentence = self.words.sentence_of(span.words.end - 1);
        let fellow = |other: usize, role: Role| {
            self.spans.get(other).is_some_and(|other| {
                other.role == role && (sentence..=last_sentence).contains(&self.words.sentence_of(other.words.start))
            })
        };
        // What stands beside it in its sentences, three spans to each side.
        let mut beside = [0_u32; 3];
        for other in index.saturating_sub(3)..(index + 4).min(self.spans.len()) {
            for role in [Role::Source, Role::Cue, Role::Content] {
                beside[role as usize] += u32::from(other != index && fellow(other, role));
            }
        }
        let few = beside[0].min(2) + 3 * beside[1].min(2) + 9 * beside[2].min(2);
        let whole =
            u32::from(span.words.start == block.words.start) * 2 + u32::from(span.words.end + 1 >= block.words.end);
        let values = [
            (40, 0, 0),
            (41, self.hash_at(span.words.start), 0),
            (42, self.hash_at(span.words.end - 1), 0),
            (43, self.hash_before(&span.words), 0),
            (44, self.hash_after(&span.words), 0),
            (45, few, self.quoted(&span.words)),
            (46, whole, few),
            (47, block.place as u32, few),
            (48, bucket(span.words.len()), self.quoted(&span.words)),
            (49, whole, self.quoted(&span.words)),
            (50, self.hash_at(span.words.start), few),
        ];
        values.iter().map(|(id, x, y)| hash(*id + 64 * kind, *x, *y)).collect()
    }
}

fn bucket(distance: usize) -> u32 {
    match distance {
        0..=5 => distance as u32,
        6..=8 => 6,
        9..=14 => 7,
        15..=29 => 8,
        30..=59 => 9,
        _ => 10,
    }
}

/// FNV-1a over the word in small letters.
fn hash_word(word: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for c in word.chars().flat_map(char::to_lowercase) {
        hash = hash_step(hash, c as u32);
    }
    hash
}

fn hash_step(hash: u32, value: u32) -> u32 {
    (hash ^ value).wrapping_mul(0x0100_0193).rotate_left(5)
}

fn hash(id: u32, x: u32, y: u32) -> u32 {
    let mixed = u64::from(hash_step(hash_step(hash_step(0x811c_9dc5, id), x), y));
    (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Article, input::fields::Fields};

    fn article(text: &str) -> Article {
        Fields::from_text(text.to_owned()).into_article(None)
    }

    /// The spans of a text marked as `{S Ada Lund}`, `{Q said}`, `{C it rains}`; the text without the marks.
    fn spans(marked: &str) -> (Article, Vec<(Role, usize, usize)>) {
        let (mut text, mut spans) = (String::new(), Vec::new());
        for piece in marked.split_inclusive(['{', '}']) {
            let part = piece.trim_end_matches(['{', '}']);
            if let Some((role, words)) = part.split_once(' ').filter(|_| piece.ends_with('}')) {
                let role = match role {
                    "S" => Role::Source,
                    "Q" => Role::Cue,
                    _ => Role::Content,
                };
                spans.push((role, text.len(), text.len() + words.len()));
                text += words;
            } else {
                text += part;
            }
        }
        (article(&text), spans)
    }

    /// The attributions of a marked text, "source | cue | content … content" each, by a linker that was taught the
    /// heads in `heads` (index of a span, index of its head).
    fn check(marked: &str, heads: &[(usize, usize)], expected: &[&str]) {
        let (article, marks) = spans(marked);
        let (words, _) = Words::new(&article);
        let range = |start: usize, end: usize| {
            words.words.partition_point(|word| word.span.start < start)
                ..words.words.partition_point(|word| word.span.start < end)
        };
        let spans: Vec<TaggedSpan> = marks
            .iter()
            .map(|(role, start, end)| TaggedSpan { role: *role, words: range(*start, *end), exact: 0.9, mean: 0.9 })
            .collect();
        let mut linker = Linker::untrained();
        for choice in choices(&words, &subjects(&words, &spans)) {
            if let Some((_, head)) = heads.iter().find(|(span, _)| *span == choice.span) {
                let at = choice.heads.iter().position(|other| other == &Some(*head)).expect("the head is in reach");
                linker.update(&choice.features[at], 1.0);
                linker.update(&choice.features[0], -1.0);
            }
        }
        let slices =
            |parts: &[Range<usize>]| parts.iter().map(|part| words.slice(part)).collect::<Vec<_>>().join(" … ");
        let found: Vec<String> = link(&words, &spans, &linker)
            .iter()
            .map(|found| {
                let cue = found.cue.as_ref().map_or("-", |cue| words.slice(cue));
                format!("{} | {cue} | {}", slices(&found.source), slices(&found.content))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn closes_a_hole_that_another_report_has_left_in_a_content() {
        check(
            "{S Lund} {Q said} {C the clerk had told} her {C that the roof leaked}.",
            &[(1, 0), (2, 1), (3, 1)],
            &["Lund | said | the clerk had told her that the roof leaked"],
        );
        check(
            "{C The roof,} {S Lund} {Q said}, {C leaked}.",
            &[(2, 1), (0, 2), (3, 2)],
            &["Lund | said | The roof, … leaked"],
        );
    }

    #[test]
    fn joins_an_interrupted_quotation_into_one_statement() {
        check(
            "{C “We sail,”} {S she} {Q said}. {C “Be there at nine.”}",
            &[(2, 1), (0, 2), (3, 2)],
            &["she | said | “We sail,” … “Be there at nine.”"],
        );
    }

    #[test]
    fn gives_a_quotation_resumed_in_small_letters_to_the_cue_it_surrounds() {
        check(
            "{C “I slept,”} {S Lund} {Q said}, {C “until the bell rang,”} and {S she} {Q added}: {C “Twice.”}",
            &[(3, 5), (5, 4), (6, 5)],
            &["Lund | said | “I slept,” … “until the bell rang,”", "she | added | “Twice.”"],
        );
    }

    #[test]
    fn links_what_a_colon_joins() {
        check("{S Lund}{Q :} {C Ferry will sail}", &[], &["Lund | : | Ferry will sail"]);
        check("{C Ferry will sail}{Q :} {S Lund}", &[], &["Lund | : | Ferry will sail"]);
    }

    #[test]
    fn takes_what_follows_an_inverted_verb_for_its_subject() {
        check("{C It rains}, {Q says} {C its owner}.", &[(1, 2), (0, 1)], &["its owner | says | It rains"]);
    }

    #[test]
    fn shares_a_source_between_cues() {
        check(
            "{S She} {Q said} {C it rained} and {Q added} {C that it snowed}.",
            &[(1, 0), (2, 1), (3, 0), (4, 3)],
            &["She | said | it rained", "She | added | that it snowed"],
        );
    }

    #[test]
    fn keeps_quotations_alone_and_leaves_out_what_nothing_attributes() {
        check("{C “We sail at nine.”}", &[], &[" | - | “We sail at nine.”"]);
        check("{C The ferry sails at nine}.", &[], &[]);
    }

    #[test]
    fn reads_the_weights_it_wrote_and_no_others() {
        let mut linker = Linker::untrained();
        linker.update(&[7], 2.0);
        let bytes = linker.to_bytes();
        let read = Linker::from_bytes(&bytes).expect("what was written is read");
        assert!((read.score(&[7]) - 2.0).abs() < 1e-3);
        assert_eq!(Linker::from_bytes(b"INQ"), Err(LinkerError::Magic));
        let found = bytes.len() - 1;
        assert_eq!(Linker::from_bytes(&bytes[..found]), Err(LinkerError::Length { found, expected: bytes.len() }));
    }
}
