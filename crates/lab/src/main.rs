//! The lab's commands: what inquit's models are trained from, and the files that its tests compare.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand};
use inquit::Pipeline;
use inquit_lab::{calibrate, export, golden, groups, linker, spec};

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
        #[arg(required = true)]
        gold: Vec<PathBuf>,
        /// Machine labels of the same articles (entities, parts of speech), gzipped JSON lines.
        #[arg(long)]
        silver: Option<PathBuf>,
        /// The WordPiece vocabulary.
        #[arg(long, default_value = "crates/core/models/en-fast-1/vocab.txt")]
        vocab: PathBuf,
        /// Write what every annotator marked, each reading of an article counting for its share.
        #[arg(long)]
        annotators: bool,
    },
    /// Trains the linker on the gold spans of annotated articles and writes its weights.
    Linker {
        /// A folder of annotated articles to learn from.
        gold: PathBuf,
        /// Where the weights go.
        #[arg(short, long)]
        output: PathBuf,
        /// A folder of annotated articles to score on.
        #[arg(long)]
        dev: Option<PathBuf>,
    },
    /// Fits confidence on annotated articles that no model was trained on; writes it into a manifest.
    Calibrate {
        /// A folder of annotated articles.
        gold: PathBuf,
        /// Who is behind their attributions.
        #[arg(long)]
        speakers: Option<PathBuf>,
        /// The model's folder.
        #[arg(long, default_value = "crates/core/models/en-fast-1")]
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
    /// Tells how the specifications read, a line a file.
    Spec {
        /// The folder of specifications.
        #[arg(default_value = "tests/spec")]
        folder: PathBuf,
        /// Notes what reads wrong today as fixmes.
        #[arg(long)]
        write: bool,
    },
    /// Tells how the records of the golden articles stand to the notes beside them.
    Review {
        /// The folder of articles.
        #[arg(default_value = "tests/golden")]
        folder: PathBuf,
    },
    /// Writes the records of the golden articles.
    Golden {
        /// The folder of articles.
        #[arg(default_value = "tests/golden")]
        folder: PathBuf,
    },
}

fn pipeline(model: &Path) -> Result<Pipeline> {
    Ok(if model.is_dir() { Pipeline::load(model)? } else { Pipeline::embedded(&model.to_string_lossy())? })
}

fn main() -> Result<()> {
    match Args::parse().command {
        Command::Export { gold, silver, vocab, annotators } => {
            export::run(&gold, silver.as_deref(), &vocab, annotators)
        }
        Command::Linker { gold, output, dev } => linker::run(&gold, &output, dev.as_deref()),
        Command::Calibrate { gold, speakers, bundle } => calibrate::run(&gold, speakers.as_deref(), &bundle),
        Command::Groups { gold, speakers, model } => {
            eprint!("{}", groups::table(&gold, speakers.as_deref(), &pipeline(&model)?)?);
            Ok(())
        }
        Command::Spec { folder, write } => {
            let pipeline = Pipeline::embedded("fast")?;
            if write {
                for path in spec::files(&folder)? {
                    spec::rewrite(&path, &pipeline)?;
                }
            }
            eprint!("{}", spec::table(&folder, &pipeline)?);
            Ok(())
        }
        Command::Review { folder } => {
            eprint!("{}", golden::review(&folder, &Pipeline::embedded("fast")?)?);
            Ok(())
        }
        Command::Golden { folder } => {
            let n = golden::rewrite(&folder, &Pipeline::embedded("fast")?)?;
            eprintln!("{n} records written");
            Ok(())
        }
    }
}
