//! Annotated articles in the library's own words.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use inquit::{
    Article,
    gold::{GoldArticle, GoldAttribution},
    input::fields::Fields,
    text::Words,
    types::Span,
};
use serde::Serialize;

use crate::silver;

/// An annotated attribution in word ranges, split where a block ends.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Parts {
    /// Who is said to have said it.
    #[serde(serialize_with = "pairs")]
    pub source: Vec<Range<usize>>,
    /// The words that report it.
    #[serde(serialize_with = "pairs")]
    pub cue: Vec<Range<usize>>,
    /// What was said.
    #[serde(serialize_with = "pairs")]
    pub content: Vec<Range<usize>>,
}

/// Ranges as `[start, end]`.
pub(crate) fn pairs<S: serde::Serializer>(ranges: &[Range<usize>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(ranges.iter().map(|range| (range.start, range.end)))
}

/// Reads annotated articles, of several annotators of one the first or all. Reports what cannot be read on standard
/// error and leaves it out.
pub fn read_gold(path: &Path, annotators: bool) -> Result<Vec<GoldArticle>> {
    let (articles, errors) =
        if annotators { inquit::gold::brat::read_annotators(path) } else { inquit::gold::read(path)? };
    for error in errors {
        eprintln!("inquit-lab: {error}");
    }
    Ok(articles)
}

/// Reads the annotated articles of several folders, one after the other, as [`read_gold`] does.
pub fn read_golds(paths: &[PathBuf], annotators: bool) -> Result<Vec<GoldArticle>> {
    let read: Result<Vec<_>> = paths.iter().map(|path| read_gold(path, annotators)).collect();
    Ok(read?.into_iter().flatten().collect())
}

/// Reads annotated articles, of several annotators the first, with who is behind their attributions.
pub fn read_with_speakers(path: &Path, speakers: Option<&Path>) -> Result<Vec<GoldArticle>> {
    read_golds_with_speakers(std::slice::from_ref(&path.to_owned()), speakers)
}

/// The same of several folders, one after the other.
pub fn read_golds_with_speakers(paths: &[PathBuf], speakers: Option<&Path>) -> Result<Vec<GoldArticle>> {
    let mut articles = read_golds(paths, false)?;
    if let Some(speakers) = speakers {
        for error in inquit::gold::speakers::attach(&mut articles, speakers)? {
            eprintln!("inquit-lab: {error}");
        }
    }
    Ok(articles)
}

/// The articles of a file of records as `inquit parse` takes them, a JSON line each, plain or gzipped.
pub fn read_articles(path: &Path) -> Result<impl Iterator<Item = Result<Article>>> {
    Ok(silver::lines(path)?.map(move |line| {
        let record = serde_json::from_str(&line?).with_context(|| format!("{}", path.display()))?;
        Ok(Fields::from_json(record).with_context(|| format!("{}", path.display()))?.into_article(None))
    }))
}

/// The laid-out article of a gold text.
pub fn article(gold: &GoldArticle) -> Article {
    Fields::from_text(gold.text.clone()).into_article(Some(&gold.name))
}

/// The attributions in words, at every level: a word may belong to parts of several.
pub fn statements(gold: &GoldArticle, words: &Words) -> Vec<Parts> {
    let ranges = |spans: &[Span]| {
        let mut out: Vec<Range<usize>> = Vec::new();
        for word in covered(words, spans) {
            match out.last_mut() {
                Some(last) if last.end == word && words.block_of(word - 1) == words.block_of(word) => last.end += 1,
                _ => out.push(word..word + 1),
            }
        }
        out
    };
    let parts = |one: &GoldAttribution| Parts {
        source: ranges(&one.source),
        cue: ranges(&one.cue),
        content: ranges(&one.content),
    };
    gold.attributions.iter().map(parts).collect()
}

/// Index of the word at a byte, or of the next.
pub fn word_at(words: &Words, byte: usize) -> usize {
    words.words.partition_point(|word| word.span.end <= byte)
}

/// The words that lie at least by half in one of the spans.
pub(crate) fn covered(words: &Words, spans: &[Span]) -> Vec<usize> {
    let mut covered = Vec::new();
    for span in spans {
        let mut word = word_at(words, span.start);
        while word < words.len() && words.words[word].span.start < span.end {
            let at = words.words[word].span;
            if (at.end.min(span.end) - at.start.max(span.start)) * 2 >= at.len() {
                covered.push(word);
            }
            word += 1;
        }
    }
    covered.sort_unstable();
    covered.dedup();
    covered
}
