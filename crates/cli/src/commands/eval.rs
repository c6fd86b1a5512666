//! `inquit eval`: records against gold.

use std::{collections::HashMap, fmt::Display, ops::ControlFlow, path::Path, process::ExitCode};

use anyhow::{Result, bail};
use inquit::{
    Article, Pipeline, Reading,
    gold::{
        self, GoldArticle, GoldError, Levels,
        cases::{self, Case},
        score::{ScoreError, score},
        speakers,
    },
    input::fields::Fields,
    output::Record,
    text::OffsetUnit,
};
use serde::Serialize;

use inquit_batch::{
    fault::{At, Fault, Loss, ours},
    inputs::Input,
    items::{self, Body, Item, ReadOptions},
    ordered,
    output::Output,
};

use crate::{
    args::EvalArgs,
    complaint::{Status, say},
    model,
};

pub(crate) fn run(args: EvalArgs) -> Result<ExitCode> {
    let mut status = Status::default();
    if let Some(found) = cases::read(&args.gold).map_err(unreadable)? {
        if args.speakers.is_some() {
            bail!("{}: cases name their speakers, so --speakers says nothing of them", args.gold.display());
        }
        return eval_cases(found, &args, status);
    }
    let mut articles = read_gold(&args.gold)?;
    if let Some(path) = &args.speakers {
        warn(&speakers::attach(&mut articles, path).map_err(unreadable)?);
        if !articles.iter().any(|article| article.speakers.is_some()) {
            say(format_args!("{}: speakers of none of the gold articles", path.display()));
        }
    }
    let records = records_of(&articles, &args, &mut status)?;
    let pairs: Vec<_> = articles.into_iter().zip(records).collect();

    print(&score(&pairs)?, args.json)?;
    Ok(status.into())
}

/// Reads cases now, or takes their records from a file, and prints how many are right.
fn eval_cases(found: Vec<Case>, args: &EvalArgs, mut status: Status) -> Result<ExitCode> {
    let article = |case: &Case| GoldArticle {
        name: case.id.clone(),
        annotator: None,
        text: case.text.clone(),
        attributions: Vec::new(),
        speakers: None,
        levels: Levels::All,
    };
    let articles: Vec<GoldArticle> = found.iter().map(article).collect();
    let records = records_of(&articles, args, &mut status)?;
    let pairs: Vec<_> = found.into_iter().zip(records).collect();
    print(&cases::score(&pairs), args.json)?;
    Ok(status.into())
}

/// The articles' records: those of the file that was given, else as they are read now; one without statements for an
/// article that has none.
fn records_of(articles: &[GoldArticle], args: &EvalArgs, status: &mut Status) -> Result<Vec<Record>> {
    let records = match &args.pred {
        Some(path) => match_up(articles, path, status),
        None => read(articles, model::load(&args.reading.model)?, args.reading.threads(), status)?,
    };
    let whole = |(record, article): (Option<Record>, _)| record.unwrap_or_else(|| without_statements(article));
    Ok(records.into_iter().zip(articles).map(whole).collect())
}

/// Prints figures as JSON or as a table.
fn print(report: &(impl Serialize + Display), json: bool) -> Result<()> {
    let mut output = Output::open(None)?;
    if json {
        output.line(&serde_json::to_string_pretty(report)?)?;
    } else {
        output.line(report.to_string().trim_end())?;
    }
    Ok(output.finish()?)
}

/// The gold articles. Faults in a corpus are told, but are not ours: published ones are never quite clean.
fn read_gold(path: &Path) -> Result<Vec<GoldArticle>> {
    let (articles, faults) = gold::read(path).map_err(unreadable)?;
    warn(&faults);
    if articles.is_empty() {
        bail!("{}: no annotated articles", path.display());
    }
    Ok(articles)
}

fn unreadable(error: GoldError) -> anyhow::Error {
    anyhow::Error::msg(complaint(&error).to_string())
}

fn warn(faults: &[GoldError]) {
    for fault in faults {
        say(complaint(fault));
    }
}

fn complaint(error: &GoldError) -> Fault {
    let (file, reason) = (error.path().display().to_string(), error.fault().to_string());
    Fault::new(file, error.line().map(At::Line), reason, Loss::Input)
}

/// Reads the articles now, in the order they have.
fn read(
    articles: &[GoldArticle],
    pipeline: Pipeline,
    threads: usize,
    status: &mut Status,
) -> Result<Vec<Option<Record>>> {
    let texts: Vec<_> = articles.iter().map(|article| (article.name.clone(), article.text.clone())).collect();
    let mut records = Vec::with_capacity(articles.len());
    ordered::map(
        threads,
        |(_, text): &(String, String)| text.len(),
        |emit| texts.into_iter().try_for_each(emit),
        move |(name, text)| {
            ordered::contained(|| {
                let article = Fields::from_text(text).into_article(Some(&name));
                Record::new(&pipeline.read(article), OffsetUnit::Byte)
            })
        },
        |record| {
            if let Err(panic) = &record {
                let file = articles.get(records.len()).map(|article| article.name.clone()).unwrap_or_default();
                let reason = ours(panic);
                status.report(&Fault::new(file, None, reason, Loss::Record));
            }
            records.push(record.ok());
            ControlFlow::Continue(())
        },
        &|| false,
    )?;
    Ok(records)
}

/// Finds each article's record in a file: the one with its name as id, else the one with its text.
fn match_up(articles: &[GoldArticle], path: &Path, status: &mut Status) -> Vec<Option<Record>> {
    let by_name: HashMap<&str, usize> = articles.iter().enumerate().map(|(at, gold)| (&*gold.name, at)).collect();
    let by_text: HashMap<&str, usize> = articles.iter().enumerate().map(|(at, gold)| (&*gold.text, at)).collect();
    let mut records = vec![None; articles.len()];
    let mut others = 0_usize;
    let input = Input::of(path);
    let name = input.name.clone();
    let _ = items::read(input, 0, &ReadOptions::default(), &mut |Item { file, at, body, .. }| {
        let mut report = |reason: String, loss| status.report(&Fault::new(file.clone(), at, reason, loss));
        let json = match body {
            Body::Json(json) => json,
            Body::Text(_) | Body::Html(_) | Body::Document(_) => {
                report("no JSON Lines of records".to_owned(), Loss::Input);
                return ControlFlow::Continue(());
            }
            Body::Fault(reason, loss) => {
                report(reason, loss);
                return ControlFlow::Continue(());
            }
        };
        let record = match Record::from_json(&String::from_utf8_lossy(&json)) {
            Ok(record) => record,
            Err(error) => {
                report(error.to_string(), Loss::Record);
                return ControlFlow::Continue(());
            }
        };
        let named = by_name.get(&*record.article.id).copied();
        let same_text = |at: &usize| articles[*at].text == record.article.text;
        let found = named.filter(same_text).or_else(|| by_text.get(&*record.article.text).copied()).or(named);
        let Some(at) = found else {
            others += 1;
            return ControlFlow::Continue(());
        };
        if records[at].is_some() {
            report(format!("a second record of `{}`; the first one counts", articles[at].name), Loss::Record);
        } else if let Err(error) = fits(&articles[at], &record) {
            report(error.to_string(), Loss::Record);
        } else {
            records[at] = Some(record);
        }
        ControlFlow::Continue(())
    });
    if others > 0 {
        say(format_args!("{name}: records of no gold article: {others}"));
    }
    for (article, _) in articles.iter().zip(&records).filter(|(_, record)| record.is_none()) {
        let (file, reason) =
            (name.clone(), format!("no record of `{}`: counted as read without statements", article.name));
        status.report(&Fault::new(file, None, reason, Loss::Record));
    }
    records
}

/// Whether a record can be scored against an article.
fn fits(article: &GoldArticle, record: &Record) -> Result<(), ScoreError> {
    score(&[(article.clone(), record.clone())]).map(|_| ())
}

/// What an article counts as that there is no record of.
fn without_statements(gold: &GoldArticle) -> Record {
    let article = Article { id: gold.name.clone(), text: gold.text.clone(), ..Article::default() };
    let (speakers, statements, notes) = (Vec::new(), Vec::new(), Vec::new());
    Record::new(&Reading { model: String::new(), article, speakers, statements, notes }, OffsetUnit::Byte)
}
