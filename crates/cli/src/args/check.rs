//! The command line of what compares records and checks them by hand.

use std::{path::PathBuf, sync::LazyLock};

use super::{EXIT_STATUS, ScreenArgs, TableArgs};

pub(crate) const DIFF_ABOUT: &str = "\
Says what is different in two sets of records of the same articles: statements added and removed, \
other extents, speakers, kinds, cues and sources. A table on a terminal, CSV in a pipe or a file.";

const DIFF_HELP: &str = "\
OLD and NEW are anything that `inquit convert` reads: records, brat's folders,
Label Studio's exports, Citron's documents. Articles are matched by id, by the
name of their files or by their text, statements by what they cover. Speakers
are the same if their names are, without case and titles, or if one's name is
an alias of the other. Both sets are held in memory.

Columns of rows: article_id, change (added, removed, extent, speaker, kind, cue,
source; only-in-old, only-in-new and other-text of whole articles), old_id,
new_id, text, old, new, start. The last lines of a table are a summary; with rows
it is on standard error. JSON is one object, with `differences` and `summary`.

Examples:
  inquit diff records.jsonl corrected.jsonl
  inquit diff records.jsonl to-correct/ -o changes.csv
  inquit diff old.jsonl new.jsonl --json | jq .differences[].change

The exit status is 0 whatever is different, and 1 with --exit-code if anything
is.
";

pub(crate) const AGREE_ABOUT: &str = "\
Says how far two coders agree who marked the same articles: F for spans, Krippendorff's alpha and \
Cohen's kappa for kind and speaker, and the list of what they disagree in.";

const AGREE_HELP: &str = "\
A and B are anything that `inquit convert` reads. Of a Label Studio export with
several annotators, take out each first: `inquit convert --annotator WHO`.

Spans    how much of what either marked both have marked. F1 is twice the spans
         that both have, divided by the spans of A and B together: 1 if all are
         the same, 0 if none is. Same: the same letters and digits, commas and
         quotation marks at the ends aside. Overlapping: one covers half of the
         other or more. Chance is left out, for nobody marks the same words of
         a whole article by chance.
Kind     direct, indirect or mixed, and who said it, of the statements that both
Speaker  have marked (overlapping contents). Share: how often they say the same.
         Alpha is that share with what chance would give taken out, and so is
         kappa: 1 if they always agree, 0 if no more often than by chance. They
         are not defined if both say the same of all. Alpha is the one to
         report: it allows for small numbers.

It is usual to ask for an alpha of .80 or more, and to draw tentative conclusions
only from .667 on (Krippendorff). No such bounds are agreed on for F.

The disagreements go to FILE with -o, as CSV, and with -f csv to standard output
instead of the figures. Columns are those of `inquit diff`: A is old, B is new.

Examples:
  inquit agree anna/ ben/
  inquit agree anna.jsonl ben.jsonl -o disagreements.csv
  inquit agree anna.jsonl ben.jsonl --json > agreement.json
";

pub(crate) const SAMPLE_ABOUT: &str = "\
Draws statements to check by hand: a CSV sheet with each in its paragraph, and columns to fill in. \
`inquit estimate` reads it back.";

const SAMPLE_HELP: &str = "\
Statements are drawn at random within strata of confidence, more of those that
are doubtful, so that the same number of checks says more; `weight` says for how
many each stands. The same records and --seed give the same sample. Statements
that repeat a fuller one of their article are not drawn.

Fill in `content_right` and `speaker_right` with yes or no (y, n, 1, 0, true,
false; x is yes); leave what you have not checked empty. In `context` the content
is in [[double brackets]]. The sheet is UTF-8: in Excel, open it by Data, From
Text/CSV, and save it as CSV UTF-8.

Examples:
  inquit sample records.jsonl -n 100 -o checked.csv
  inquit sample corrected.jsonl -n 50 --seed 2 --strata 3 > checked.csv
";

pub(crate) const ESTIMATE_ABOUT: &str = "\
Says how accurate all statements are, with 95 % intervals, from the sheet of `inquit sample` with \
its checks filled in.";

const ESTIMATE_HELP: &str = "\
Accuracy is weighted back to all statements that were drawn from. `Both` are
statements with the right content and the right speaker, which is what confidence
is about: if it is as large as the confidence that the records claim, overall and
in each stratum, confidences can be believed. Intervals are Wilson's, for the
effective number of checks. Rows without an answer are not checked yet; the others
of their stratum stand for them.

Sheets that a spreadsheet has saved are read too: with semicolons or tabs, with a
byte order mark, in the encoding of Windows.

Examples:
  inquit estimate checked.csv
  inquit estimate checked.csv --json > accuracy.json
";

pub(crate) static DIFF_AFTER: LazyLock<String> = LazyLock::new(|| format!("{DIFF_HELP}\n{EXIT_STATUS}"));
pub(crate) static AGREE_AFTER: LazyLock<String> = LazyLock::new(|| format!("{AGREE_HELP}\n{EXIT_STATUS}"));
pub(crate) static SAMPLE_AFTER: LazyLock<String> = LazyLock::new(|| format!("{SAMPLE_HELP}\n{EXIT_STATUS}"));
pub(crate) static ESTIMATE_AFTER: LazyLock<String> = LazyLock::new(|| format!("{ESTIMATE_HELP}\n{EXIT_STATUS}"));

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// Records or annotations before
    pub(crate) old: PathBuf,
    /// Records or annotations after
    pub(crate) new: PathBuf,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    /// End with status 1 if anything is different
    #[arg(long)]
    pub(crate) exit_code: bool,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AgreeArgs {
    /// Records or annotations of one coder
    pub(crate) a: PathBuf,
    /// Records or annotations of the other
    pub(crate) b: PathBuf,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SampleArgs {
    /// Records; standard input if nothing is named
    #[arg(value_name = "FILE|DIR|-")]
    pub(crate) inputs: Vec<PathBuf>,
    /// How many statements to draw
    #[arg(short, long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) number: u32,
    /// Draw another sample for each N
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many strata of confidence to draw from, at most
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    pub(crate) strata: u8,
    /// Write to FILE, which appears when all is done; tabs between the columns if it ends with .tsv
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EstimateArgs {
    /// The sheet, filled in; `-` for standard input
    pub(crate) sheet: PathBuf,
    /// Print the figures as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}
