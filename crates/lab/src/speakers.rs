//! Statements whose speaker is wrong, for those who mend it.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use anyhow::Result;
use inquit::{
    gold::{GoldArticle, score::right_statements},
    output::{Record, StatementRecord},
    pipeline::Pipeline,
    text::OffsetUnit,
};

use crate::corpus::{article, read_with_speakers};

/// A line a statement that is wrong though its content meets gold, in the order of the articles.
///
/// # Errors
/// If the articles cannot be read.
pub fn wrong(gold: &Path, speakers: Option<&Path>, pipeline: &Pipeline) -> Result<String> {
    let mut out = String::new();
    for gold in read_with_speakers(gold, speakers)? {
        let reading = pipeline.read(article(&gold));
        let mut record = Record::new(&reading, OffsetUnit::Byte);
        record.explain(&reading);
        let right = right_statements(&gold, &record)?;
        let names: BTreeMap<&str, &str> =
            record.speakers.iter().map(|speaker| (&*speaker.id, &*speaker.name)).collect();
        for statement in
            record.statements.iter().zip(right).filter(|(_, right)| *right == Some(false)).map(|(one, _)| one)
        {
            let Some((source, wanted)) = wanted(&gold, statement) else { continue };
            let given: Vec<&str> = statement.speakers.iter().filter_map(|id| names.get(&**id).copied()).collect();
            let read: Vec<&str> = statement.source.iter().map(|span| &*span.text).collect();
            let why = statement.why.as_deref().unwrap_or_default();
            let _ = writeln!(
                out,
                "{}:{} [{}] read [{}] | wanted {} | read {} | {why}",
                gold.name,
                statement.id,
                source,
                read.join(" … "),
                wanted.join(" + "),
                given.join(" + ")
            );
        }
    }
    Ok(out)
}

/// Source and speakers of the gold attribution whose content shares half of its bytes with the statement's.
fn wanted(gold: &GoldArticle, statement: &StatementRecord) -> Option<(String, Vec<String>)> {
    let speakers = gold.speakers.as_ref()?;
    let length = |spans: &mut dyn Iterator<Item = (usize, usize)>| spans.map(|(start, end)| end - start).sum::<usize>();
    let read = length(&mut statement.content.iter().map(|span| (span.start, span.end)));
    let overlap = |at: &usize| {
        let parts = gold.attributions[*at].content.iter();
        let pairs = parts.flat_map(|a| statement.content.iter().map(move |b| (a, b)));
        pairs.map(|(a, b)| a.end.min(b.end).saturating_sub(a.start.max(b.start))).sum::<usize>()
    };
    let best = (0..gold.attributions.len()).max_by_key(overlap)?;
    let one = &gold.attributions[best];
    let whole = length(&mut one.content.iter().map(|span| (span.start, span.end)));
    if 3 * overlap(&best) < read + whole {
        return None;
    }
    let ids = &speakers.attributions.get(&one.id)?.speakers;
    let name =
        |id: &String| speakers.speakers.iter().find(|speaker| speaker.id == *id).map(|speaker| speaker.name.clone());
    let source = one.source.iter().map(|span| span.of(&gold.text)).collect::<Vec<_>>().join(" … ");
    Some((source, ids.iter().filter_map(name).collect()))
}
