//! Whole articles and the records the reader makes of them: `tests/golden`.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use inquit::{
    input::{decode::decode, fields::Fields},
    output::Record,
    pipeline::Pipeline,
    text::OffsetUnit,
};

use crate::spec;

/// The articles of a folder, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub fn articles(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{}", folder.display()))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    Ok(files)
}

/// Where the record of an article lies: a folder a model, since another model reads differently.
pub fn record_path(article: &Path, pipeline: &Pipeline) -> PathBuf {
    let stem = article.file_stem().unwrap_or_default();
    let folder = article.parent().unwrap_or(Path::new(".")).join(pipeline.model_name());
    folder.join(stem).with_extension("json")
}

/// The record of an article, as `inquit parse FILE` prints it.
///
/// # Errors
/// If the file cannot be read or has no text.
pub fn read(article: &Path, pipeline: &Pipeline) -> Result<Record> {
    let bytes = std::fs::read(article).with_context(|| format!("{}", article.display()))?;
    let stem = article.file_stem().unwrap_or_default().to_string_lossy();
    let article = Fields::from_text(decode(&bytes).text).into_article(Some(&stem));
    Ok(Record::new(&pipeline.read(article), OffsetUnit::Codepoint))
}

/// Writes the record of every article of a folder; returns how many.
///
/// # Errors
/// If a file cannot be read or written.
pub fn rewrite(folder: &Path, pipeline: &Pipeline) -> Result<usize> {
    let articles = articles(folder)?;
    for article in &articles {
        let path = record_path(article, pipeline);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, read(article, pipeline)?.to_json_pretty() + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(articles.len())
}

/// Every golden article against its notes: a line of figures an article, and what parts the two.
///
/// # Errors
/// If a file cannot be read.
pub fn review(folder: &Path, pipeline: &Pipeline) -> Result<String> {
    let mut out = String::new();
    let (mut right, mut noted, mut found) = (0, 0, 0);
    for article in articles(folder)? {
        let review = spec::review(&article.with_extension("notes.md"), &read(&article, pipeline)?)?;
        let name = article.file_stem().unwrap_or_default().display().to_string();
        writeln!(out, "{name:20} {:3} right of {:3} noted, {:3} read", review.right, review.noted, review.found)?;
        for line in &review.lines {
            writeln!(out, "    {line}")?;
        }
        right += review.right;
        noted += review.noted;
        found += review.found;
    }
    writeln!(out, "{:20} {right:3} right of {noted:3} noted, {found:3} read", "all")?;
    Ok(out)
}
