//! inquit-lab: from annotated corpora to training examples, a trained linker and a calibration.
//!
//! Training runs outside the library, but on its words, offsets and features: whatever the model
//! is taught with is what it will meet. Nothing here is published.

mod export;
mod linker;
mod silver;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Prepares what inquit's models are trained from.
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
        /// A folder of annotated articles, as `inquit eval` reads them.
        gold: PathBuf,
        /// Machine labels of the same articles (entities, parts of speech), gzipped JSON lines.
        #[arg(long)]
        silver: Option<PathBuf>,
        /// The WordPiece vocabulary.
        #[arg(long, default_value = "crates/core/models/en-fast-1/vocab.txt")]
        vocab: PathBuf,
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
}

fn main() -> Result<()> {
    match Args::parse().command {
        Command::Export { gold, silver, vocab } => export::run(&gold, silver.as_deref(), &vocab),
        Command::Linker { gold, output, dev } => linker::run(&gold, &output, dev.as_deref()),
    }
}
