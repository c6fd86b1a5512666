//! Annotated articles to the linker's weights: softmax regression on the gold spans.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use inquit::{
    stages::{
        Role, TaggedSpan,
        link::{Choice, Linker, choices, link},
    },
    text::Words,
};

use crate::{
    bundle,
    corpus::{Parts, article, parts, read_gold, read_golds},
};

const EPOCHS: usize = 8;
/// How many of the last epochs' weights are averaged: single ones differ by chance.
const AVERAGED: usize = 4;
const RATE: f32 = 0.15;

/// Learns from `gold`, scores on `dev`, writes the weights.
pub fn run(gold: &[PathBuf], output: &Path, dev: Option<&Path>) -> Result<()> {
    let mut lessons = Vec::new();
    for gold in read_golds(gold, false)? {
        let article = article(&gold);
        let (words, _) = Words::new(&article);
        let parts = parts(&gold, &words);
        let (spans, owners) = spans(&parts);
        for choice in choices(&words, &spans) {
            let right = right_heads(&choice, &spans, &owners);
            if choice.heads.len() > 1 {
                lessons.push((choice.features, right));
            }
        }
    }
    eprintln!("{} choices", lessons.len());
    let mut linker = Linker::untrained();
    let mut rounds = Vec::with_capacity(EPOCHS);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut seed = 1_u64;
    for epoch in 0..EPOCHS {
        // Fisher-Yates with a fixed seed: the same weights from the same articles.
        for index in (1..order.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(index, (seed >> 33) as usize % (index + 1));
        }
        let mut loss = 0.0;
        for index in &order {
            let (features, right) = &lessons[*index];
            let choice = Choice { span: 0, heads: vec![None; features.len()], features: features.clone() };
            let probabilities = linker.probabilities(&choice);
            let mass: f32 = right.iter().map(|head| probabilities[*head]).sum::<f32>() + 1e-9;
            loss -= mass.ln();
            for (head, features) in features.iter().enumerate() {
                let wanted = if right.contains(&head) { probabilities[head] / mass } else { 0.0 };
                let gradient = wanted - probabilities[head];
                if gradient.abs() > 1e-4 {
                    linker.update(features, RATE / (1.0 + epoch as f32) * gradient);
                }
            }
        }
        rounds.push(linker.clone());
        eprintln!("epoch {}: loss {:.4}", epoch + 1, loss / lessons.len() as f32);
    }
    let bytes = Linker::mean(&rounds[EPOCHS - AVERAGED..]).to_bytes();
    std::fs::write(output, &bytes).with_context(|| format!("cannot write {}", output.display()))?;
    if let Some(folder) = output.parent().filter(|folder| folder.join("manifest.json").is_file()) {
        bundle::seal(folder)?;
    }
    if let Some(dev) = dev {
        let linker = Linker::from_bytes(&bytes)?;
        let (mut right, mut of) = (0, 0);
        for gold in read_gold(dev, false)? {
            let article = article(&gold);
            let (words, _) = Words::new(&article);
            let parts = parts(&gold, &words);
            let found = link(&words, &spans(&parts).0, &linker);
            for parts in parts.iter().filter(|parts| !parts.content.is_empty()) {
                of += 1;
                right += usize::from(found.iter().any(|found| {
                    let same = found.content.iter().filter(|content| parts.content.contains(content)).count();
                    2 * same >= found.content.len().max(parts.content.len()) && found.source == parts.source
                }));
            }
        }
        eprintln!("gold spans linked right on dev: {right} of {of}, {:.1}%", 100.0 * right as f32 / of as f32);
    }
    Ok(())
}

/// Every part as a span, in text order, with the attributions it belongs to.
fn spans(parts: &[Parts]) -> (Vec<TaggedSpan>, Vec<Vec<usize>>) {
    let mut found: Vec<(TaggedSpan, Vec<usize>)> = Vec::new();
    for (index, parts) in parts.iter().enumerate() {
        for (role, ranges) in [(Role::Source, &parts.source), (Role::Cue, &parts.cue), (Role::Content, &parts.content)]
        {
            for range in ranges {
                match found.iter_mut().find(|(span, _)| span.words == *range) {
                    Some((_, owners)) => owners.push(index),
                    None => {
                        let span = TaggedSpan { role, words: range.clone(), exact: 1.0, mean: 1.0 };
                        found.push((span, vec![index]));
                    }
                }
            }
        }
    }
    found.sort_by_key(|(span, _)| (span.words.start, span.words.end));
    found.into_iter().unzip()
}

/// Positions of the heads that share an attribution with the span: its cues, else its sources, else "nothing".
fn right_heads(choice: &Choice, spans: &[TaggedSpan], owners: &[Vec<usize>]) -> Vec<usize> {
    let shares = |head: usize| owners[head].iter().any(|owner| owners[choice.span].contains(owner));
    for role in [Role::Cue, Role::Source] {
        let is_right = |head: usize| spans[head].role == role && shares(head);
        let right: Vec<usize> =
            (1..choice.heads.len()).filter(|index| choice.heads[*index].is_some_and(is_right)).collect();
        if !right.is_empty() {
            return right;
        }
    }
    vec![0]
}
