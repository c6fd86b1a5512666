//! Figures by publisher and by style: where a model reads well and where it does not.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use anyhow::Result;
use inquit::{
    gold::{
        GoldArticle,
        score::{Report, score},
    },
    output::Record,
    pipeline::Pipeline,
    text::OffsetUnit,
};

use crate::{
    corpus::{article, read_with_speakers},
    written,
};

/// What an article is counted with: the publisher of PolNeAR's names, the style of the written articles'.
fn group(name: &str) -> &str {
    name.split_once('_').map_or_else(|| written::style(name), |(publisher, _)| publisher)
}

/// A table of the figures of each group of articles and of all, F1 in per cent; shares for speakers, where annotated.
///
/// # Errors
/// If the articles cannot be read.
pub fn table(gold: &Path, speakers: Option<&Path>, pipeline: &Pipeline) -> Result<String> {
    let articles = read_with_speakers(gold, speakers)?;
    let mut groups: BTreeMap<String, Vec<(GoldArticle, Record)>> = BTreeMap::new();
    for gold in articles {
        let record = Record::new(&pipeline.read(article(&gold)), OffsetUnit::Byte);
        groups.entry(group(&gold.name).to_owned()).or_default().push((gold, record));
    }
    let mut out = String::from(
        "| | articles | statements | attribution | direct | mixed | indirect | source | cue | content | named speaker | by name | description | pronoun | none | end to end |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut line = |name: &str, report: &Report| {
        let per_cent =
            |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}", 100.0 * share));
        let (kinds, spans) = (&report.kinds, &report.spans);
        let figures = [
            &report.attribution,
            &kinds.direct,
            &kinds.mixed,
            &kinds.indirect,
            &spans.source,
            &spans.cue,
            &spans.content,
        ];
        let speakers = report.speakers.as_ref();
        let shares = speakers.map_or([None; 6], |it| {
            let forms = &it.forms;
            [it.named, forms.name, forms.nominal, forms.pronoun, forms.none, it.end_to_end].map(|share| share.share)
        });
        let cells: Vec<_> = figures.into_iter().map(|figure| figure.f1).chain(shares).map(per_cent).collect();
        let _ = writeln!(out, "| {name} | {} | {} | {} |", report.articles, report.attribution.gold, cells.join(" | "));
    };
    for (name, pairs) in &groups {
        line(name, &score(pairs)?);
    }
    let all: Vec<_> = groups.into_values().flatten().collect();
    line("all", &score(&all)?);
    Ok(out)
}
