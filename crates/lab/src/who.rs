//! Marked mentions to what a model learns of them: for each, whom it may mean, and whom it does.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Result;
use inquit::{
    Article, Pipeline,
    gold::GoldArticle,
    stages::{
        Attribution,
        who::{Lesson, MarkedMention, N_FEATURES, lessons, rollout},
    },
    text::Words,
};
use rayon::prelude::*;
use serde::Serialize;

use crate::{
    corpus::{Parts, article, read_golds_with_speakers, statements},
    gap,
    mentions::{self, Kind, Mentions},
};

#[derive(Serialize)]
struct Line {
    name: String,
    /// How many features there are.
    features: usize,
    lessons: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    head: usize,
    class: usize,
    /// Whether the mention is in a source, or where somebody speaks unmentioned.
    source: bool,
    right: usize,
    /// For each candidate the heads of its last mention and of that which says most of who it is (-1 for none), and its
    /// features.
    candidates: Vec<(i64, i64, Vec<u16>)>,
}

impl From<Lesson> for Choice {
    fn from(lesson: Lesson) -> Self {
        let head = |word: Option<usize>| word.map_or(-1, |word| word as i64);
        let candidate = |one: inquit::stages::who::Candidate| (head(one.last), head(one.main), one.features.0);
        Self {
            head: lesson.head,
            class: lesson.class,
            source: lesson.source,
            right: lesson.right,
            candidates: lesson.candidates.into_iter().map(candidate).collect(),
        }
    }
}

/// Writes the choices of each article whose mentions are marked, a JSON line each, to standard output; with a model those that
/// it meets after its own choices, too.
///
/// # Errors
/// If something cannot be read or written.
pub fn run(
    gold: &[PathBuf],
    speakers: Option<&Path>,
    marks: &Path,
    pipeline: Option<&Pipeline>,
    gap: Option<&Path>,
) -> Result<()> {
    let marks = mentions::read(marks)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let line = |name: &str, lessons: Vec<Lesson>| {
        let lessons = lessons.into_iter().map(Choice::from).collect();
        serde_json::to_string(&Line { name: name.to_owned(), features: N_FEATURES, lessons })
    };
    let of_gold = |gold: &GoldArticle| -> Result<Option<String>> {
        let Some(marked) = mentions::of_text(&marks, &gold.text) else { return Ok(None) };
        let article = article(gold);
        let (words, _) = Words::new(&article);
        let found = marked.of(&gold.text, &words)?;
        let lessons = of_article(gold, &article, &words, &found, &statements(gold, &words), pipeline);
        Ok(Some(line(&gold.name, lessons)?))
    };
    let of_articles: Vec<_> = read_golds_with_speakers(gold, speakers)?.par_iter().map(of_gold).collect();
    for line in of_articles.into_iter().filter_map(Result::transpose) {
        writeln!(out, "{}", line?)?;
    }
    if let (Some(path), Some(pipeline)) = (gap, pipeline) {
        let of_passages: Vec<_> =
            gap::read(path)?.par_iter().map(|one| line(&one.id, gap::lessons(one, pipeline))).collect();
        for line in of_passages {
            writeln!(out, "{}", line?)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn of_article(
    gold: &GoldArticle,
    article: &Article,
    words: &Words,
    found: &Mentions,
    parts: &[Parts],
    pipeline: Option<&Pipeline>,
) -> Vec<Lesson> {
    let attributions: Vec<Attribution> = parts.iter().map(attribution).collect();
    let marked: Vec<MarkedMention> = found.mentions.iter().map(|one| marked(one, found)).collect();
    let numbers = numbers(gold, &marked, parts);
    let speakers = |one: &inquit::gold::GoldAttribution| -> Vec<usize> {
        let of = gold.speakers.as_ref().and_then(|speakers| speakers.attributions.get(&one.id));
        of.into_iter().flat_map(|of| &of.speakers).filter_map(|id| numbers.get(id).copied()).collect()
    };
    let speakers: Vec<Vec<usize>> = gold.attributions.iter().map(speakers).collect();
    let inside = |at: usize| parts.iter().any(|one| one.content.iter().any(|range| range.contains(&at)));
    let first_person = |one: &&MarkedMention| {
        let word = words.word(one.head).to_lowercase();
        matches!(word.as_str(), "i" | "me" | "my" | "myself") && one.of.len() == 1 && !inside(one.head)
    };
    let author = marked.iter().find(first_person).map(|one| one.of[0]);
    let mut all = lessons(words, &attributions, &marked, &speakers, author);
    let Some(pipeline) = pipeline else { return all };
    let layers = pipeline.layers(article, words);
    let of = |one: &Attribution| closest(one, &attributions).map_or_else(Vec::new, |at| speakers[at].clone());
    let speakers: Vec<Vec<usize>> = layers.attributions.iter().map(of).collect();
    let weights = pipeline.model().antecedents();
    all.extend(rollout(words, &layers.attributions, &marked, &speakers, &layers.labels, weights));
    all
}

/// The marked statement whose content has most in common with that of one which a model found, at least half.
fn closest(one: &Attribution, marked: &[Attribution]) -> Option<usize> {
    let words = |of: &Attribution| of.content.iter().cloned().flatten().collect::<BTreeSet<usize>>();
    let own = words(one);
    let share = |other: &Attribution| {
        let other = words(other);
        own.intersection(&other).count() as f64 / own.union(&other).count().max(1) as f64
    };
    let shares = marked.iter().map(share).enumerate();
    shares.filter(|(_, share)| *share >= 0.5).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// A marked statement as the model would give it.
fn attribution(parts: &Parts) -> Attribution {
    let cue = parts.cue.iter().max_by_key(|range| range.len()).cloned();
    Attribution { source: parts.source.clone(), cue, content: parts.content.clone(), ..Attribution::default() }
}

fn marked(one: &mentions::InWords, found: &Mentions) -> MarkedMention {
    let kind = match one.of[..] {
        [of] => found.mentioned[of].kind,
        _ => Kind::Group,
    };
    MarkedMention {
        words: one.words.clone(),
        head: one.head,
        name: one.name.first().cloned().unwrap_or(one.head..one.head),
        titles: one.title.clone(),
        organisations: one.organisation.clone(),
        of: one.of.clone(),
        kind: kind.index(),
    }
}

/// The number of each speaker: whom most sources of that speaker's statements mean.
fn numbers(gold: &GoldArticle, marked: &[MarkedMention], parts: &[Parts]) -> HashMap<String, usize> {
    let mut votes: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
    for (one, parts) in gold.attributions.iter().zip(parts) {
        let of = gold.speakers.as_ref().and_then(|speakers| speakers.attributions.get(&one.id));
        let [speaker] = of.map_or(&[][..], |of| &of.speakers[..]) else { continue };
        let held = |mention: &&MarkedMention| parts.source.iter().any(|range| range.contains(&mention.head));
        // In text order, outer ones first: the first is whom the source is about.
        if let Some(mention) = marked.iter().find(held)
            && let [number] = mention.of[..]
        {
            *votes.entry(speaker).or_default().entry(number).or_default() += 1;
        }
    }
    let most =
        |votes: BTreeMap<usize, usize>| votes.into_iter().max_by_key(|(number, count)| (*count, usize::MAX - number));
    votes.into_iter().filter_map(|(speaker, votes)| Some((speaker.to_owned(), most(votes)?.0))).collect()
}
