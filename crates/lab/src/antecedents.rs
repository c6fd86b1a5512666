//! Learns what tells whom a pronoun stands for: from gold chains (GUM), machine-made ones (CoreNLP's of PolNeAR) and the
//! speakers of the written articles.
//!
//! A softmax over the candidates in view, each scored by its best mention, with the weights set by hand as the prior:
//! what the data does not speak of stays as it was.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use anyhow::{Context, Result};
use inquit::{
    Article, Pipeline,
    stages::speakers::{
        antecedents::{Lesson, N_FEATURES, SHARPNESS, Weights},
        lessons,
    },
    text::{OffsetUnit, Offsets, Words},
    types::{Section, Span},
};

use crate::{
    corpus::{article, read_gold, word_at},
    silver,
};

/// How often the lessons are gone through, with what rate at first, and how strongly the hand holds.
const EPOCHS: usize = 8;
const RATE: f32 = 0.0005;
const PRIOR: f32 = 0.01;
/// How much a pronoun of CoreNLP's chains counts, and one of the written articles.
const SILVER: f32 = 0.2;
const WRITTEN: f32 = 1.0;

/// The weights set by hand, from which learning starts.
const BY_HAND: &str = include_str!("antecedents.tsv");

/// A lesson with who is right, and how much it counts.
struct Known {
    lesson: Lesson,
    right: Vec<bool>,
    weight: f32,
}

/// Chains of an article: for each word, the chains that it is the head of a mention of.
type Heads = HashMap<usize, Vec<usize>>;

/// Learns from what is given and writes the table of weights.
///
/// # Errors
/// If the data cannot be read or the table not be written.
pub fn run(
    gum: Option<&Path>,
    polnear: Option<(&Path, &Path)>,
    written: Option<&Path>,
    pipeline: &Pipeline,
    output: &Path,
) -> Result<()> {
    let hand = Weights::from_table(BY_HAND);
    let mut sets: Vec<(&str, Vec<Vec<Known>>)> = Vec::new();
    if let Some(path) = gum {
        sets.push(("GUM", of_gum(path, pipeline, &hand)?));
    }
    if let Some((gold, silver)) = polnear {
        sets.push(("PolNeAR, silver", of_silver(gold, silver, pipeline, &hand)?));
    }
    if let Some(path) = written {
        sets.push(("written", of_written(path, pipeline, &hand)?));
    }
    // Every fifth article is left out first, to see what learning gives.
    let parted = |test: bool| -> Vec<&Known> {
        let articles = sets.iter().flat_map(|(_, articles)| articles.iter().enumerate());
        articles.filter(|(at, _)| (at % 5 == 0) == test).flat_map(|(_, known)| known).collect()
    };
    let held_out = learn(&parted(false), &hand);
    for (name, articles) in &sets {
        let test: Vec<&Known> = articles.iter().step_by(5).flatten().collect();
        let (before, after) = (accuracy(&test, &hand), accuracy(&test, &held_out));
        eprintln!("{name}: {} pronouns left out; right {before} by hand, {after} learned", test.len());
    }
    let all: Vec<&Known> = sets.iter().flat_map(|(_, articles)| articles.iter().flatten()).collect();
    let weights = learn(&all, &hand);
    let head =
        "# Weights of what speaks for an antecedent, learned by `inquit-lab antecedents`: feature, he/she, it, they\n";
    std::fs::write(output, format!("{head}{}", weights.to_table()))
        .with_context(|| format!("cannot write {}", output.display()))
}

/// The share of pronouns, by class and of all, whose best candidate is right, in per cent.
fn accuracy(known: &[&Known], weights: &Weights) -> String {
    let mut counts = [[0usize; 2]; 4];
    for known in known {
        let own = &weights.0[known.lesson.class as usize];
        let scores = known.lesson.candidates.iter().map(|candidate| candidate.score(own).0);
        let best = scores.enumerate().fold(None, |best: Option<(usize, f32)>, (at, score)| {
            if best.is_some_and(|(_, other)| other >= score) { best } else { Some((at, score)) }
        });
        let right = best.is_some_and(|(at, _)| known.right[at]);
        for class in [known.lesson.class as usize, 3] {
            counts[class][0] += 1;
            counts[class][1] += usize::from(right);
        }
    }
    let share = |[all, right]: [usize; 2]| format!("{:.1}", 100.0 * right as f32 / all.max(1) as f32);
    let [person, thing, several, all] = counts.map(share);
    format!("{all} (he/she {person}, it {thing}, they {several})")
}

/// Gradient ascent of the likelihood of those who are right.
fn learn(known: &[&Known], hand: &Weights) -> Weights {
    let mut weights = hand.clone();
    for epoch in 0..EPOCHS {
        let rate = RATE / (1.0 + epoch as f32);
        for known in known {
            let class = known.lesson.class as usize;
            let own = &mut weights.0[class];
            let scored: Vec<(f32, usize)> =
                known.lesson.candidates.iter().map(|candidate| candidate.score(own)).collect();
            let best = scored.iter().map(|(score, _)| *score).fold(f32::NEG_INFINITY, f32::max);
            let mass: Vec<f32> = scored.iter().map(|(score, _)| (SHARPNESS * (score - best)).exp()).collect();
            let total: f32 = mass.iter().sum();
            let good: f32 = mass.iter().zip(&known.right).filter(|(_, right)| **right).map(|(mass, _)| mass).sum();
            if good <= 0.0 {
                continue;
            }
            let mut gradient = [0.0; N_FEATURES];
            for (at, candidate) in known.lesson.candidates.iter().enumerate() {
                let wanted = if known.right[at] { mass[at] / good } else { 0.0 };
                let pull = SHARPNESS * (wanted - mass[at] / total);
                for (sum, value) in gradient.iter_mut().zip(&candidate.features[scored[at].1].0) {
                    *sum += pull * value;
                }
            }
            for ((weight, gradient), hand) in own.iter_mut().zip(gradient).zip(hand.0[class]) {
                *weight += rate * (known.weight * gradient - PRIOR * (*weight - hand));
            }
        }
    }
    weights
}

/// The lessons of an article whose right candidate the chains tell.
fn of_chains(
    article: &Article,
    words: &Words,
    heads: &Heads,
    weight: f32,
    pipeline: &Pipeline,
    hand: &Weights,
) -> Vec<Known> {
    let layers = pipeline.layers(article, words);
    let lessons = lessons(article, words, &layers.entities, &layers.attributions, hand);
    let known = lessons.into_iter().filter_map(|lesson| {
        let chains = heads.get(&lesson.word)?;
        let right = lesson.candidates.iter().map(|candidate| {
            candidate.mentions.iter().any(|mention| {
                mention
                    .clone()
                    .any(|word| heads.get(&word).is_some_and(|of| of.iter().any(|chain| chains.contains(chain))))
            })
        });
        Known { right: right.collect(), weight, lesson }.useful()
    });
    known.collect()
}

impl Known {
    /// Itself, if there is something to choose and something right.
    fn useful(self) -> Option<Self> {
        let right = self.right.iter().filter(|right| **right).count();
        (right > 0 && right < self.right.len()).then_some(self)
    }
}

/// An article of paragraphs alone.
fn plain(text: String, paragraphs: Vec<Span>) -> Article {
    let sections = vec![Section { heading: None, paragraphs }];
    Article { text, sections, ..Article::default() }
}

/// GUM: gold chains, CoNLL-U with entities in the last column.
fn of_gum(path: &Path, pipeline: &Pipeline, hand: &Weights) -> Result<Vec<Vec<Known>>> {
    let mut articles = Vec::new();
    let mut document = Document::default();
    for line in silver::lines(path)? {
        let line = line?;
        if line.starts_with("# newdoc") {
            articles.extend(std::mem::take(&mut document).known(pipeline, hand));
        }
        document.line(&line);
    }
    articles.extend(document.known(pipeline, hand));
    Ok(articles)
}

/// A document of GUM while it is read.
#[derive(Default)]
struct Document {
    text: String,
    paragraphs: Vec<Span>,
    /// Where each token of the sentence stands, and the index of its head in the sentence, from 1.
    tokens: Vec<(Span, usize)>,
    /// Open and closed mentions of the sentence: chain, first token, last token.
    open: Vec<(usize, usize)>,
    closed: Vec<(usize, usize, usize)>,
    /// Chain and first byte of the head of each mention.
    heads: Vec<(usize, usize)>,
}

impl Document {
    fn line(&mut self, line: &str) {
        if line.starts_with("# newpar") && !line.starts_with("# newpar_block") {
            self.end_paragraph();
        }
        if line.is_empty() {
            self.end_sentence();
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let [number, form, _, _, _, _, head, _, _, misc] = fields[..] else { return };
        let (Ok(number), Ok(head)) = (number.parse::<usize>(), head.parse::<usize>()) else { return };
        let start = self.text.len();
        self.text.push_str(form);
        self.tokens.push((Span::new(start, self.text.len()), head));
        if !misc.contains("SpaceAfter=No") {
            self.text.push(' ');
        }
        let entity = misc.split('|').find_map(|field| field.strip_prefix("Entity="));
        for part in pieces(entity.unwrap_or_default()) {
            let opens = part.starts_with('(');
            let body = part.trim_start_matches('(');
            let id = body.trim_end_matches(')').split('-').next().and_then(|id| id.parse::<usize>().ok());
            let Some(id) = id else { continue };
            if opens {
                self.open.push((id, number));
            }
            if body.ends_with(')')
                && let Some(at) = self.open.iter().rposition(|(other, _)| *other == id)
            {
                let (_, from) = self.open.remove(at);
                self.closed.push((id, from, number));
            }
        }
    }

    fn end_sentence(&mut self) {
        for (chain, from, to) in self.closed.drain(..) {
            let root = (from..=to)
                .find(|token| self.tokens.get(token - 1).is_some_and(|(_, head)| !(from..=to).contains(head)));
            if let Some((span, _)) = root.and_then(|token| self.tokens.get(token - 1)) {
                self.heads.push((chain, span.start));
            }
        }
        self.open.clear();
        self.tokens.clear();
    }

    fn end_paragraph(&mut self) {
        self.end_sentence();
        let start = self.paragraphs.last().map_or(0, |last| last.end);
        let start = start + (self.text.len() - start - self.text[start..].trim_start().len());
        let end = self.text.trim_end().len();
        if start < end {
            self.paragraphs.push(Span::new(start, end));
            self.text.truncate(end);
            self.text.push_str("\n\n");
        }
    }

    fn known(mut self, pipeline: &Pipeline, hand: &Weights) -> Option<Vec<Known>> {
        self.end_paragraph();
        if self.paragraphs.is_empty() {
            return None;
        }
        let article = plain(self.text, self.paragraphs);
        let (words, _) = Words::new(&article);
        let mut heads = Heads::new();
        for (chain, start) in self.heads {
            let word = word_at(&words, start);
            heads.entry(word).or_default().push(chain);
        }
        Some(of_chains(&article, &words, &heads, 1.0, pipeline, hand))
    }
}

/// "(1-person(2-place)" in its pieces: "(1-person", "(2-place)".
fn pieces(entity: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, letter) in entity.char_indices() {
        if letter == '(' && at > start {
            pieces.push(&entity[start..at]);
            start = at;
        } else if letter == ')' {
            pieces.push(&entity[start..=at]);
            start = at + 1;
        }
    }
    if start < entity.len() {
        pieces.push(&entity[start..]);
    }
    pieces
}

/// PolNeAR with CoreNLP's chains, which count half.
fn of_silver(gold: &Path, silver: &Path, pipeline: &Pipeline, hand: &Weights) -> Result<Vec<Vec<Known>>> {
    let silver = silver::read(silver)?;
    let mut articles = Vec::new();
    for gold in read_gold(gold, false)? {
        let Some(chains) = silver.get(&gold.name) else { continue };
        let article = article(&gold);
        let (words, _) = Words::new(&article);
        let offsets = Offsets::new(words.text, OffsetUnit::Codepoint);
        let mut heads = Heads::new();
        for (chain, start) in chains.heads() {
            let Some(start) = offsets.to_byte(start) else { continue };
            let word = word_at(&words, start);
            heads.entry(word).or_default().push(chain);
        }
        articles.push(of_chains(&article, &words, &heads, SILVER, pipeline, hand));
    }
    Ok(articles)
}

/// The written articles: pronouns that are sources, whose speakers are known. They are few, and count four times.
fn of_written(folder: &Path, pipeline: &Pipeline, hand: &Weights) -> Result<Vec<Vec<Known>>> {
    let mut articles = Vec::new();
    for gold in read_gold(folder, false)? {
        let Some(speakers) = &gold.speakers else { continue };
        let article = article(&gold);
        let (words, _) = Words::new(&article);
        let mut wanted: HashMap<usize, HashSet<&str>> = HashMap::new();
        for one in &gold.attributions {
            let (Some(of), [source]) = (speakers.attributions.get(&one.id), &one.source[..]) else { continue };
            let word = word_at(&words, source.start);
            let names = speakers.speakers.iter().filter(|speaker| of.speakers.contains(&speaker.id));
            wanted.entry(word).or_default().extend(names.map(|speaker| speaker.name.as_str()));
        }
        let layers = pipeline.layers(&article, &words);
        let lessons = lessons(&article, &words, &layers.entities, &layers.attributions, hand);
        let known = lessons.into_iter().filter_map(|lesson| {
            let [name] = wanted.get(&lesson.word)?.iter().copied().collect::<Vec<_>>()[..] else { return None };
            let last = name.rsplit(' ').next().unwrap_or(name);
            let right = lesson.candidates.iter().map(|candidate| {
                candidate.mentions.iter().any(|mention| {
                    let mention = words.slice(mention);
                    mention == name || mention == last || mention.ends_with(&format!(" {last}"))
                })
            });
            Known { right: right.collect(), weight: WRITTEN, lesson }.useful()
        });
        articles.push(known.collect());
    }
    Ok(articles)
}
