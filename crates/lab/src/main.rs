//! The lab's commands: what inquit's models are trained from, and the files that its tests compare.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand};
use inquit::{Pipeline, model::EMBEDDED};
use inquit_lab::{
    ablate, calibrate, compare, export, export::Sources, gap, golden, groups, html, marks, mentions, speakers, spec,
    who, windows,
};

/// Prepares what inquit's models are trained from, and keeps the files its tests compare.
#[derive(Parser)]
#[command(version, about)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes training examples, one JSON line an article, to standard output.
    Export {
        /// Folders of annotated articles, as `inquit eval` reads them, or of written ones.
        gold: Vec<PathBuf>,
        /// Machine labels of the same articles (entities, parts of speech), gzipped JSON lines.
        #[arg(long)]
        silver: Option<PathBuf>,
        /// Articles that nobody has marked: JSON lines, plain or gzipped.
        #[arg(long)]
        unlabelled: Option<PathBuf>,
        /// Leave out of these the articles that are annotated in this folder; may be given again.
        #[arg(long, requires = "unlabelled")]
        except: Vec<PathBuf>,
        /// Who is mentioned in them, as `mentions` writes it.
        #[arg(long)]
        mentions: Option<PathBuf>,
        /// A table of GAP, whose passages are written too, without marks.
        #[arg(long)]
        gap: Option<PathBuf>,
        /// The WordPiece vocabulary.
        #[arg(long, default_value = "crates/core/models/en-fast-3/vocab.txt")]
        vocab: PathBuf,
        /// Write what every annotator marked, each reading of an article counting for its share.
        #[arg(long)]
        annotators: bool,
    },
    /// Joins stored marks with their texts into a folder of marked articles.
    Join {
        /// The marks, as `split` writes them.
        #[arg(default_value = "crates/lab/data/news-marks/marks.jsonl")]
        marks: PathBuf,
        /// The pool that holds the texts, JSON lines with `id` and `text`, plain or gzipped.
        #[arg(long)]
        pool: PathBuf,
        /// The folder.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Writes the marks of a folder of marked articles without their texts.
    Split {
        /// A folder of marked articles of the pool.
        folder: PathBuf,
        /// Where the marks go.
        #[arg(short, long, default_value = "crates/lab/data/news-marks/marks.jsonl")]
        output: PathBuf,
    },
    /// Writes who is mentioned in the articles of folders, without their texts.
    Mentions {
        /// Folders of articles with their mentions marked (`NAME.mentions`).
        #[arg(required = true)]
        folders: Vec<PathBuf>,
        /// Where the marks go.
        #[arg(short, long, default_value = "crates/lab/data/mention-marks/marks.jsonl")]
        output: PathBuf,
    },
    /// Measures how results change without each rule of the reading.
    Ablate {
        /// Folders of annotated articles, or files of cases, as `inquit eval` reads them.
        gold: Vec<PathBuf>,
        /// The model: a built-in one by name, else a folder.
        #[arg(long, default_value = "accurate")]
        model: PathBuf,
        /// The folder of specifications.
        #[arg(long, default_value = "tests/spec")]
        spec: PathBuf,
    },
    /// Compares two ways of reading, each by the records of one or several runs: figures, and how sure their difference is.
    Compare {
        /// A folder of annotated articles.
        gold: PathBuf,
        /// Records of the one, JSON lines, a file per run.
        #[arg(long, required = true, num_args = 1..)]
        first: Vec<PathBuf>,
        /// Records of the other.
        #[arg(long, required = true, num_args = 1..)]
        second: Vec<PathBuf>,
    },
    /// Fits confidence on annotated articles that no model was trained on; completes the model's manifest.
    Calibrate {
        /// A folder of annotated articles.
        gold: PathBuf,
        /// Who is behind their attributions.
        #[arg(long)]
        speakers: Option<PathBuf>,
        /// The model's folder.
        #[arg(long, default_value = "crates/core/models/en-fast-3")]
        bundle: PathBuf,
    },
    /// Tells how annotated articles are read, by publisher or style.
    Groups {
        /// A folder of annotated articles.
        gold: PathBuf,
        /// Who is behind their attributions.
        #[arg(long)]
        speakers: Option<PathBuf>,
        /// The model: a built-in one by name, else a folder.
        #[arg(long, default_value = "fast")]
        model: PathBuf,
    },
    /// Tells how much of the articles' bodies is read from pages of HTML and how much beside, and how often authors and date are right.
    Html {
        /// A folder of pages and of their bodies as marked by hand.
        pages: PathBuf,
        /// Authors and dates of the pages, as marked by hand.
        #[arg(long, default_value = "crates/lab/data/html-marks/marks.jsonl")]
        marks: PathBuf,
    },
    /// Lists the statements whose speaker is wrong: source, who was wanted, who was read, and why.
    Speakers {
        /// A folder of annotated articles.
        gold: PathBuf,
        /// Who is behind their attributions.
        #[arg(long)]
        speakers: Option<PathBuf>,
        /// The model: a built-in one by name, else a folder.
        #[arg(long, default_value = "accurate")]
        model: PathBuf,
    },
    /// Writes what a model learns of who is who: for each marked mention whom it may mean, and whom it does.
    Who {
        /// Folders of annotated articles.
        #[arg(required = true)]
        gold: Vec<PathBuf>,
        /// Who is behind the attributions of those that do not say it themselves.
        #[arg(long)]
        speakers: Option<PathBuf>,
        /// Who is mentioned in them, as `mentions` writes it.
        #[arg(long, default_value = "crates/lab/data/mention-marks/marks.jsonl")]
        mentions: PathBuf,
        /// A model that knows who is who: write what it meets after its own choices, too.
        #[arg(long)]
        model: Option<PathBuf>,
        /// A table of GAP: write what the model meets at its pronouns, too.
        #[arg(long, requires = "model")]
        gap: Option<PathBuf>,
    },
    /// Tells how a model reads the pronouns of GAP.
    Gap {
        /// A table of passages, gzipped or not.
        table: PathBuf,
        /// The model: a built-in one by name, else a folder.
        #[arg(long, default_value = "accurate")]
        model: PathBuf,
    },
    /// Writes the windows in which a model reads articles, or the seconds it takes over them.
    Windows {
        /// Articles, JSON lines.
        texts: PathBuf,
        /// The model: a built-in one by name, else a folder.
        #[arg(long, default_value = "accurate")]
        model: PathBuf,
        /// Print the seconds of one reading on one thread instead, the model loaded and warm.
        #[arg(long)]
        time: bool,
    },
    /// Tells how each model reads the specifications, a line a file.
    Spec {
        /// The folder of specifications.
        #[arg(default_value = "tests/spec")]
        folder: PathBuf,
        /// Notes what reads wrong today as fixmes.
        #[arg(long)]
        write: bool,
    },
    /// Tells how each model's records of the golden articles stand to the notes beside them.
    Review {
        /// The folder of articles.
        #[arg(default_value = "tests/golden")]
        folder: PathBuf,
    },
    /// Writes each model's records of the golden articles.
    Golden {
        /// The folder of articles.
        #[arg(default_value = "tests/golden")]
        folder: PathBuf,
    },
}

fn pipeline(model: &Path) -> Result<Pipeline> {
    let built_in = model.to_str().and_then(|name| Pipeline::embedded(name).ok());
    Ok(built_in.map_or_else(|| Pipeline::load(model), Ok)?)
}

/// A pipeline with each built-in model.
fn pipelines() -> Result<Vec<Pipeline>> {
    Ok(EMBEDDED.iter().map(|name| Pipeline::embedded(name)).collect::<Result<_, _>>()?)
}

fn main() -> Result<()> {
    match Args::parse().command {
        Command::Export { gold, silver, unlabelled, except, mentions, vocab, annotators, gap } => {
            let (silver, unlabelled) = (silver.as_deref(), unlabelled.as_deref());
            let mentions = mentions.as_deref();
            let sources =
                Sources { gold: &gold, silver, unlabelled, except: &except, mentions, annotators, gap: gap.as_deref() };
            export::run(&sources, &vocab)
        }
        Command::Join { marks, pool, output } => {
            eprintln!("{} articles", marks::join(&marks, &pool, &output)?);
            Ok(())
        }
        Command::Split { folder, output } => {
            eprintln!("{} articles", marks::split(&folder, &output)?);
            Ok(())
        }
        Command::Mentions { folders, output } => {
            eprintln!("{} articles", mentions::split(&folders, &output)?);
            Ok(())
        }
        Command::Ablate { gold, model, spec } => {
            eprint!("{}", ablate::table(&gold, &spec, &pipeline(&model)?)?);
            Ok(())
        }
        Command::Compare { gold, first, second } => {
            eprint!("{}", compare::table(&gold, &first, &second)?);
            Ok(())
        }
        Command::Calibrate { gold, speakers, bundle } => calibrate::run(&gold, speakers.as_deref(), &bundle),
        Command::Groups { gold, speakers, model } => {
            eprint!("{}", groups::table(&gold, speakers.as_deref(), &pipeline(&model)?)?);
            Ok(())
        }
        Command::Html { pages, marks } => {
            match html::table(&pages, &marks)? {
                Some(table) => eprint!("{table}"),
                None => eprintln!("no pages to measure: {} is not there", pages.join("ground-truth.json").display()),
            }
            Ok(())
        }
        Command::Speakers { gold, speakers, model } => {
            eprint!("{}", speakers::wrong(&gold, speakers.as_deref(), &pipeline(&model)?)?);
            Ok(())
        }
        Command::Who { gold, speakers, mentions, model, gap } => {
            let pipeline = model.map(|model| pipeline(&model)).transpose()?;
            who::run(&gold, speakers.as_deref(), &mentions, pipeline.as_ref(), gap.as_deref())
        }
        Command::Gap { table, model } => {
            eprint!("{}", gap::figures(&table, &pipeline(&model)?)?);
            Ok(())
        }
        Command::Windows { texts, model, time } => {
            let pipeline = pipeline(&model)?;
            let found = windows::of_articles(&texts, pipeline.model())?;
            if time {
                windows::seconds(&found[..found.len().min(4)], pipeline.model());
                eprintln!("{:.4}", windows::seconds(&found, pipeline.model()));
                return Ok(());
            }
            windows::write(&found)
        }
        Command::Spec { folder, write } => {
            for pipeline in pipelines()? {
                if write {
                    for path in spec::files(&folder)? {
                        spec::rewrite(&path, &pipeline)?;
                    }
                }
                eprint!("{}\n{}", pipeline.model_name(), spec::table(&folder, &pipeline)?);
            }
            Ok(())
        }
        Command::Review { folder } => {
            for pipeline in pipelines()? {
                eprint!("{}\n{}", pipeline.model_name(), golden::review(&folder, &pipeline)?);
            }
            Ok(())
        }
        Command::Golden { folder } => {
            for pipeline in pipelines()? {
                eprintln!("{}: {} records written", pipeline.model_name(), golden::rewrite(&folder, &pipeline)?);
            }
            Ok(())
        }
    }
}
