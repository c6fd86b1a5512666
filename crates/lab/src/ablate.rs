//! Measures what each rule of the reading is worth: figures with all of them, and what changes without each.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use inquit::{
    Pipeline,
    gold::{
        GoldArticle,
        cases::{self, Case},
        score::score,
    },
    output::Record,
    stages::Rule,
    text::OffsetUnit,
};

use crate::{
    corpus::{article, read_gold},
    spec,
};

/// What a pipeline is measured on.
enum Gold {
    Articles(String, Vec<GoldArticle>),
    Cases(String, Vec<Case>),
}

/// A table with a row for the model with all rules, and one per rule that is left out, in points of difference.
///
/// # Errors
/// If something cannot be read.
pub fn table(gold: &[PathBuf], specifications: &Path, pipeline: &Pipeline) -> Result<String> {
    let gold: Vec<Gold> = gold.iter().map(|path| Gold::read(path)).collect::<Result<_>>()?;
    let all = figures(&gold, specifications, pipeline)?;
    let names: Vec<&str> = all.iter().map(|(name, _)| &**name).collect();
    let mut out = format!("| | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    let shown = |value: &Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"));
    let cells: Vec<String> = all.iter().map(|(_, value)| shown(value)).collect();
    writeln!(out, "| all rules | {} |", cells.join(" | "))?;
    for rule in Rule::ALL {
        let without = figures(&gold, specifications, &pipeline.clone().without(rule))?;
        let points = without.iter().zip(&all).map(|((_, value), (_, of_all))| Some((*value)? - (*of_all)?));
        let cells: Vec<String> = points
            .map(|points| match points {
                Some(points) if points.abs() < 0.05 => "·".to_owned(),
                Some(points) => format!("{points:+.1}"),
                None => "–".to_owned(),
            })
            .collect();
        writeln!(out, "| without {} | {} |", rule.name(), cells.join(" | "))?;
    }
    Ok(out)
}

/// Every figure with its name: F1 or shares in per cent, specifications as cases that are read right.
fn figures(gold: &[Gold], specifications: &Path, pipeline: &Pipeline) -> Result<Vec<(String, Option<f64>)>> {
    let mut found = Vec::new();
    for gold in gold {
        match gold {
            Gold::Articles(name, articles) => {
                let pairs: Vec<(GoldArticle, Record)> = articles
                    .iter()
                    .map(|gold| (gold.clone(), Record::new(&pipeline.read(article(gold)), OffsetUnit::Byte)))
                    .collect();
                let report = score(&pairs)?;
                let mut add = |what: &str, value: Option<f64>| {
                    found.push((format!("{name}: {what}"), value.map(|value| 100.0 * value)));
                };
                match &report.levels {
                    Some(levels) => {
                        add("outer", levels.outer.f1);
                        add("nested", levels.nested.f1);
                    }
                    None => add("outer", report.attribution.f1),
                }
                add("direct", report.kinds.direct.f1);
                add("content", report.spans.content.f1);
                if let Some(speakers) = &report.speakers {
                    add("named", speakers.named.share);
                    add("roles", speakers.profiles.roles.share);
                }
            }
            Gold::Cases(name, cases) => {
                let read = |case: &Case| (case.clone(), pipeline.parse(&case.text));
                let report = cases::score(&cases.iter().map(read).collect::<Vec<_>>());
                let share = report.content_and_kind.share.map(|share| 100.0 * share);
                found.push((format!("{name}: content and kind"), share));
                found.push((format!("{name}: right"), report.right.share.map(|share| 100.0 * share)));
            }
        }
    }
    let (right, _) = spec::right(specifications, pipeline)?;
    found.push(("specifications".to_owned(), Some(right as f64)));
    Ok(found)
}

impl Gold {
    fn read(path: &Path) -> Result<Self> {
        let last_two: PathBuf = path.components().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
        let name = last_two.display().to_string();
        let cases = cases::read(path).with_context(|| format!("{}", path.display()))?;
        Ok(match cases {
            Some(cases) => Self::Cases(name, cases),
            None => Self::Articles(name, read_gold(path, false)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_what_is_lost_without_a_rule() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("gold")).unwrap();
        let marked = "{q1:“The ferry was never safe, not for one day.”} {c1:―} {s1:Ada Lund, Delby}\n=====\n1: Ada Lund\n=====\n\
            Ada Lund | person | unknown | | \n";
        std::fs::write(folder.path().join("gold/a.marked"), marked).unwrap();
        let pipeline = Pipeline::embedded("fast").unwrap();
        let table = table(&[folder.path().join("gold")], &folder.path().join("gold"), &pipeline).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 3 + Rule::ALL.len(), "{table}");
        assert!(lines[0].contains("/gold: direct |") && lines[0].ends_with("| specifications |"), "{table}");
        assert!(lines[2].starts_with("| all rules |") && lines[3].starts_with("| without signed |"), "{table}");
        let columns = lines[2].matches('|').count();
        assert!(lines.iter().all(|line| line.matches('|').count() == columns), "{table}");
    }
}
