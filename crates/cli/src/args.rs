//! The command line.

mod check;
mod look;

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::LazyLock,
    thread,
};

use clap::{Parser, Subcommand, ValueEnum, builder::PossibleValuesParser, builder::TypedValueParser as _};
use inquit::{
    PeopleTable,
    dates::DateOrder,
    input::FieldMap,
    output::{Column, RowsOf, TableShape, formats::Format},
    text::OffsetUnit,
};
use inquit_batch::{
    items::ReadOptions,
    kind::{Kind, NAMED},
};

pub(crate) use check::*;
pub(crate) use look::*;

/// "0.1.0", and the built-in models on a line of their own.
static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{}\nmodels: {}", env!("CARGO_PKG_VERSION"), inquit::model::EMBEDDED.join(", ")));

const EXIT_STATUS: &str = "\
Exit status:
  0  everything was read
  1  some records failed; standard error names each, the rest were read
  2  wrong usage, or a file, a folder or the output cannot be read or written
  130, 143  ended by Ctrl-C, by a request to end";

const PARSE_ABOUT: &str = "\
Reads articles into records: their parts, their speakers, their statements. One article gives an \
indented record; several inputs, a folder or a file of many records give JSON Lines, in the order \
of the input.";

const EVAL_ABOUT: &str = "\
Reads the articles of GOLD, or takes their records from PRED, and prints how well they agree with \
what people marked: spans, attributions, speakers, calibration.";

const PARSE_HELP: &str = "\
Inputs, told by what is in them, then by their names:
  .txt           one article, plain text in any encoding
  .json          a record, an array of records, a service's answer, JSON Lines
  .jsonl .ndjson a record a line
  .csv .tsv      a record a row; the header names the fields
  .parquet       a record a row; the columns are the fields
  .xlsx          a record a row of the first sheet, or of --sheet
  .warc .wacz    the pages of a web archive
  .html .htm     a page
  .rss .xml      the items of a feed (RSS, Atom), or NITF and NewsML-G2
  .eml .mbox     mail; .srt .vtt subtitles
  .gz .zst .bz2  any of these, compressed
  .zip .tar      any of these, in an archive, four levels deep at most
  DIR            every such file below it, in sorted order; others are counted on
                 standard error, hidden ones skipped, links to folders not followed
  'news/**/*.txt'  files by pattern, where the shell leaves it alone
  -              standard input; like a file of any other name, an article
                 unless it begins like one of the above

A record is an object with a text field (text, maintext, articleBody, body,
content, …); title, author, date, url and the like are used where they are
there, and other fields handed through in `extra`. `--map` names yours.

An article's id is the record's own, else its URL, else the file's name:
`story` for story.txt, `news#3` for the third record of news.jsonl,
`news/mon/lead` for mon/lead.txt in news.zip, the path below DIR where two
files have the same name; else a hash of the text.

With -o FILE a run that was ended leaves FILE.partial and FILE.partial.json;
the same command with --resume goes on from there, and ends in the same bytes.
Formats (docs/formats.md shows each):
  jsonl, json    the records, a line each or in one array
  csv, tsv, parquet  a row a statement; for Parquet with a table of speakers
                 beside it, FILE.speakers.parquet
  brat, labelstudio  for correcting by hand; brat needs a folder
  citron, webanno, jsonld, tei  Citron, W3C Web Annotation, schema.org, TEI P5

Examples:
  inquit parse story.txt
  inquit parse -o records.jsonl news/
  inquit parse -o records.jsonl --errors failed.jsonl --resume news.jsonl.gz
  inquit parse --output-dir records --keep-dirs 'news/**/*.txt'
  inquit parse --map text=Volltext --sample 100 export.csv > records.jsonl
  inquit parse -o statements.parquet crawl.warc.gz archive.zip
  inquit parse -f brat -o to-correct/ news/
  inquit parse --offsets utf16 story.json > story.record.json
  inquit parse story.txt | jq -r '.statements[].content[].text'
  inquit parse --people people.csv news/ > records.jsonl
  inquit parse -o rows.csv --rows speakers --add extra.section export.jsonl
  inquit parse --explain story.txt | jq -r '.statements[].why'
";

const EVAL_HELP: &str = "\
GOLD is a folder with `text` and `attributions` (PolNeAR), a folder of .txt
and .ann files (brat), Citron's JSON (a file or a folder of them), or Label
Studio's JSON export. Gold articles that PRED has no record for count as read
without statements.

Examples:
  inquit eval polnear/dev
  inquit eval polnear/dev --speakers speakers-dev --json > figures.json
  inquit parse -o records.jsonl polnear/dev/text
  inquit eval polnear/dev records.jsonl
";

const CONVERT_ABOUT: &str = "\
Writes records and annotations in another format. No model is needed: what was read once, or \
corrected by hand, is written anew.";

const CONVERT_HELP: &str = "\
Inputs, told apart by what is in them:
  records     JSON, an array, or JSON Lines, as `inquit parse` writes them
  brat        a folder of .txt and .ann files (PolNeAR's too), or one of a pair
  citron      Citron's JSON documents: one, an array, or JSON Lines
  labelstudio Label Studio's JSON export: the latest annotation of each task
  DIR         a folder of brat's, else every .json and .jsonl file below it
  -           standard input, JSON

Formats:
  jsonl        records, a line an article
  json         an array of records
  csv, tsv     a row a statement
  brat         a .txt and an .ann an article, to correct; -o is a folder
  citron       Citron's JSON, a line an article
  webanno      W3C Web Annotations, a page an article, a line each
  jsonld       schema.org: NewsArticle and Quotation, a line an article
  labelstudio  tasks with predictions, an array
  tei          TEI P5, a corpus of articles

Where -o is a folder, it gets a file an article, named for its id, in any
format. It must be new or empty: what people corrected is never replaced.

With --base, each corrected article is found again among the records it was
exported from, by id, file name or text, and comes back as that record with
what was changed: statements, extents, cues, sources, kinds, speakers. All
else stays, ids and confidences too. Records come in the order of RECORDS, which
are held in memory. `inquit diff` says what changed.

Examples:
  inquit convert records.jsonl -t csv -o quotes.csv
  inquit convert records.jsonl -t brat -o to-correct/
  inquit convert to-correct/ --base records.jsonl -t jsonl -o corrected.jsonl
  inquit convert export.json --base records.jsonl --keep-rest -t jsonl -o all.jsonl
  inquit parse news/ | inquit convert -t tei -o news.xml
";

const SCHEMA_ABOUT: &str = "\
Prints the JSON Schema (2020-12) of the records that `inquit parse` writes, with a description of \
every field.";

const SCHEMA_AFTER: &str = "\
Example:
  inquit schema > record.schema.json";

static PARSE_AFTER: LazyLock<String> = LazyLock::new(|| format!("{PARSE_HELP}\n{EXIT_STATUS}"));
static CONVERT_AFTER: LazyLock<String> = LazyLock::new(|| format!("{CONVERT_HELP}\n{EXIT_STATUS}"));
static EVAL_AFTER: LazyLock<String> = LazyLock::new(|| format!("{EVAL_HELP}\n{EXIT_STATUS}"));

/// Reads news articles into records of who said what.
#[derive(Debug, Parser)]
#[command(name = "inquit", version = VERSION.as_str(), max_term_width = 80)]
#[command(
    after_help = "Examples:\n  inquit view story.txt\n  inquit parse -o records.jsonl news/\n  inquit stats records.jsonl --by speaker\n\n`inquit COMMAND --help` says more."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The command line of this process; ends it where that is wrong. Whoever names a file where a command should be is told
/// which command reads one.
pub(crate) fn parse() -> Args {
    Args::try_parse().unwrap_or_else(|error| {
        let first = std::env::args().nth(1).unwrap_or_default();
        let is_command = error.kind() != clap::error::ErrorKind::InvalidSubcommand;
        if is_command || !Path::new(&first).exists() {
            error.exit();
        }
        let _ = error.print();
        crate::complaint::say(format_args!("`{first}` is a file: try `inquit view {first}`"));
        std::process::exit(error.exit_code())
    })
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read articles into records
    #[command(long_about = PARSE_ABOUT, after_long_help = PARSE_AFTER.as_str())]
    Parse(ParseArgs),
    /// Show an article with what was said in it
    #[command(long_about = VIEW_ABOUT, after_long_help = VIEW_AFTER.as_str())]
    View(ViewArgs),
    /// List statements
    #[command(long_about = QUOTES_ABOUT, after_long_help = QUOTES_AFTER.as_str())]
    Quotes(QuotesArgs),
    /// List who speaks, over all articles
    #[command(long_about = SPEAKERS_ABOUT, after_long_help = SPEAKERS_AFTER.as_str())]
    Speakers(SpeakersArgs),
    /// Count what is said: by speaker, outlet, month, party or any column
    #[command(long_about = STATS_ABOUT, after_long_help = STATS_AFTER.as_str())]
    Stats(StatsArgs),
    /// List who speaks beside a table of people: who is in it, who is missing
    #[command(long_about = PEOPLE_ABOUT, after_long_help = PEOPLE_AFTER.as_str())]
    People(PeopleArgs),
    /// Write records and annotations in another format
    #[command(long_about = CONVERT_ABOUT, after_long_help = CONVERT_AFTER.as_str())]
    Convert(ConvertArgs),
    /// Show many articles as one page: who is heard, where, when, how
    #[command(long_about = REPORT_ABOUT, after_long_help = REPORT_AFTER.as_str())]
    Report(ReportArgs),
    /// Score a model, or records, against annotated articles
    #[command(long_about = EVAL_ABOUT, after_long_help = EVAL_AFTER.as_str())]
    Eval(EvalArgs),
    /// Say what is different in two sets of records
    #[command(long_about = DIFF_ABOUT, after_long_help = DIFF_AFTER.as_str())]
    Diff(DiffArgs),
    /// Measure how far two coders agree
    #[command(long_about = AGREE_ABOUT, after_long_help = AGREE_AFTER.as_str())]
    Agree(AgreeArgs),
    /// Draw statements to check by hand
    #[command(long_about = SAMPLE_ABOUT, after_long_help = SAMPLE_AFTER.as_str())]
    Sample(SampleArgs),
    /// Estimate accuracy from statements that were checked
    #[command(long_about = ESTIMATE_ABOUT, after_long_help = ESTIMATE_AFTER.as_str())]
    Estimate(EstimateArgs),
    /// Print the JSON Schema of the record
    #[command(long_about = SCHEMA_ABOUT, after_long_help = SCHEMA_AFTER)]
    Schema,
    /// Print completions for a shell
    #[command(long_about = COMPLETIONS_ABOUT, after_long_help = COMPLETIONS_AFTER)]
    Completions(CompletionsArgs),
    /// Write manual pages
    #[command(long_about = MAN_ABOUT, after_long_help = MAN_AFTER)]
    Man(ManArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ParseArgs {
    /// What to read; standard input if nothing is named
    #[arg(value_name = "FILE|DIR|-")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// What offsets count: code points (Python), UTF-16 units (JavaScript, Java) or UTF-8 bytes (Rust, Go)
    #[arg(long, value_name = "UNIT", default_value = "codepoint", value_parser = offset_unit())]
    pub(crate) offsets: OffsetUnit,
    /// Leave out statements with a confidence below P, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, hide_default_value = true, value_parser = probability)]
    pub(crate) min_confidence: f64,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    /// What the rows of csv, tsv and parquet are [default: statements]
    #[arg(long, value_name = "WHAT", default_value = "statements", hide_default_value = true)]
    pub(crate) rows: RowsArg,
    #[command(flatten)]
    pub(crate) add: AddArgs,
    /// Say of every statement what its speakers were found by, and who came next, in its field `why`
    #[arg(long)]
    pub(crate) explain: bool,
    /// The format to write: jsonl, json, csv, tsv, parquet, brat, citron, webanno, jsonld, labelstudio or tei
    /// [default: what FILE ends with, else jsonl]
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true, value_parser = format())]
    pub(crate) format: Option<Target>,
    /// Write to FILE, which appears when all is done, or to a new folder (brat)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write a file for every input file to DIR, called by the input's id
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub(crate) output_dir: Option<PathBuf>,
    /// Put these files where the inputs lie below the folders named
    #[arg(long, requires = "output_dir")]
    pub(crate) keep_dirs: bool,
    /// Go on with a run that was ended; with --output-dir, leave out inputs that have their file
    #[arg(long)]
    pub(crate) resume: bool,
    #[command(flatten)]
    pub(crate) given: GivenArgs,
    /// Read the first N records alone
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Read N records drawn from all, the same ones each time; they are held in memory
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<usize>,
    /// Write what failed to FILE, a JSON object a line: file, line, id, reason, record
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) errors: Option<PathBuf>,
    /// Stop at the first record that fails
    #[arg(long)]
    pub(crate) fail_fast: bool,
    /// Stop when more than N records have failed
    #[arg(long, value_name = "N")]
    pub(crate) max_errors: Option<u64>,
    /// Say on standard error at the end what it took
    #[arg(long)]
    pub(crate) timings: bool,
    /// Say on standard error how far it is also where that is no terminal
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) progress: bool,
    /// Say nothing of progress and of single records
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConvertArgs {
    /// What to convert; standard input if nothing is named
    #[arg(value_name = "FILE|DIR|-")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The format to write [default: what FILE ends with]
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true, value_parser = format())]
    pub(crate) to: Option<Target>,
    /// What the rows of csv, tsv and parquet are [default: statements]
    #[arg(long, value_name = "WHAT", default_value = "statements", hide_default_value = true)]
    pub(crate) rows: RowsArg,
    #[command(flatten)]
    pub(crate) add: AddArgs,
    /// People and organisations with their attributes, which records and tables get, as in `inquit parse`
    #[arg(long, value_name = "FILE")]
    pub(crate) people: Option<PathBuf>,
    /// What the inputs are, where it cannot be told from them
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) from: Option<Origin>,
    /// Write to FILE, which appears when all is done, or to a new folder
    #[arg(short, long, value_name = "FILE|DIR")]
    pub(crate) output: Option<PathBuf>,
    /// The records that were corrected in brat or Label Studio: write them with what was changed, and all else as it was
    #[arg(long, value_name = "RECORDS")]
    pub(crate) base: Option<PathBuf>,
    /// Write the other records of --base too, as they are
    #[arg(long, requires = "base")]
    pub(crate) keep_rest: bool,
    /// Read what this annotator of Label Studio's did, by number, e-mail address or name [default: the latest]
    #[arg(long, value_name = "WHO")]
    pub(crate) annotator: Option<String>,
    /// Read the predictions of Label Studio's tasks that nobody has annotated
    #[arg(long)]
    pub(crate) predictions: bool,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A format of the library.
    Format(Format),
    /// Two tables, of statements and of speakers.
    Parquet,
}

impl Target {
    /// What a file's name asks for; `.json` says too little, because many formats end with it.
    pub(crate) fn of_name(path: &Path) -> Option<Target> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match &*extension {
            "parquet" => Some(Target::Parquet),
            "csv" => Some(Target::Format(Format::Csv)),
            "tsv" => Some(Target::Format(Format::Tsv)),
            "jsonl" | "ndjson" => Some(Target::Format(Format::JsonLines)),
            _ => None,
        }
    }
}

/// Whether a file's name ends with one of these, in letters of either case.
pub(crate) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|extension| extensions.iter().any(|one| extension.eq_ignore_ascii_case(one)))
}

/// What an input of `convert` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Origin {
    /// Records, as `inquit parse` writes them
    Records,
    /// Texts with brat's annotations
    Brat,
    /// Citron's JSON
    Citron,
    /// Label Studio's JSON export
    Labelstudio,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EvalArgs {
    /// Gold: a folder of marked articles, or of brat's, PolNeAR's or Citron's files; a file of records; or cases (JSON
    /// Lines with `text` and `expected`)
    pub(crate) gold: PathBuf,
    /// Records to score, as `inquit parse` writes them, `-` for standard input; without it, the gold
    /// articles are read now
    pub(crate) pred: Option<PathBuf>,
    /// Who made each gold statement: a JSON file an article
    #[arg(long, value_name = "DIR")]
    pub(crate) speakers: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Print the figures as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is known before anything is read.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct KnownArgs {
    /// Names that are known already: a CSV table, a primary name and its aliases per line
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) aliases: Option<PathBuf>,
    /// People and organisations with their attributes: CSV, TSV, JSON or Parquet with a column `name`, any number of `alias`
    /// columns, and others (party, gender, …), which records get as `attributes` and tables as `people.party`
    #[arg(long, value_name = "FILE")]
    pub(crate) people: Option<PathBuf>,
}

impl KnownArgs {
    /// The files.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.aliases.iter().chain(&self.people).cloned().collect()
    }
}

/// Columns that a table gets.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct AddArgs {
    /// Add columns to the table: fields of the input (`extra.section`), attributes of people (`people.party`), `week`, `month` or
    /// `year`; commas between several
    #[arg(long = "add", value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) add: Vec<String>,
}

impl AddArgs {
    /// The shape of the table, with the attributes of everybody in a table of people.
    pub(crate) fn shape(&self, rows: RowsArg, people: &PeopleTable) -> TableShape {
        let named = self.add.iter().map(|name| {
            let Ok(column) = name.trim().parse();
            column
        });
        let added: Vec<Column> = people.columns().iter().map(|name| Column::of_people(name)).chain(named).collect();
        TableShape::new(rows.into(), &added)
    }
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowsArg {
    /// One per statement, joint speakers together
    Statements,
    /// One per statement and speaker
    #[value(alias = "attributions")]
    Speakers,
}

impl From<RowsArg> for RowsOf {
    fn from(rows: RowsArg) -> Self {
        match rows {
            RowsArg::Statements => RowsOf::Statements,
            RowsArg::Speakers => RowsOf::Speakers,
        }
    }
}

/// What inputs are, and how they are taken.
#[derive(Debug, clap::Args)]
pub(crate) struct GivenArgs {
    /// What the inputs are, whatever they look like
    #[arg(long, value_name = "KIND", value_parser = input_kind())]
    pub(crate) input_format: Option<Kind>,
    /// The sheet of Excel workbooks to read [default: the first]
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// Mend damaged text before it is read: characters encoded twice, character references, page heads and divided words
    #[arg(long)]
    pub(crate) repair: bool,
    /// What a field is called in the input: `text=body`; may be repeated
    #[arg(long, value_name = "FIELD=NAME")]
    pub(crate) map: Vec<FieldMap>,
    /// The order of day and month in dates such as 01/05/2024, which have no day without it
    #[arg(long, value_name = "dmy|mdy")]
    pub(crate) date_order: Option<DateOrder>,
    /// Leave out records of more bytes than SIZE: `500K`, `2M`, `1G`
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = size)]
    pub(crate) max_record_size: usize,
}

impl GivenArgs {
    /// How inputs are cut into records.
    pub(crate) fn read_options(&self) -> ReadOptions {
        ReadOptions {
            kind: self.input_format,
            sheet: self.sheet.clone(),
            repair: self.repair,
            max_record: self.max_record_size,
            ..ReadOptions::default()
        }
    }
}

/// How articles are read.
#[derive(Debug, clap::Args)]
pub(crate) struct ReadingArgs {
    /// The model: a built-in one by name, else a folder
    #[arg(long, value_name = "NAME|DIR", default_value = inquit::model::DEFAULT)]
    pub(crate) model: PathBuf,
    /// Articles to read at once; the output does not depend on it [default: the number of cores]
    #[arg(short, long = "jobs", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

impl ReadingArgs {
    /// How many threads read.
    pub(crate) fn threads(&self) -> usize {
        self.jobs.map_or_else(|| thread::available_parallelism().map_or(1, NonZeroUsize::get), usize::from)
    }
}

fn probability(given: &str) -> Result<f64, String> {
    let number = given.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// Bytes from a number and a letter.
fn size(given: &str) -> Result<usize, String> {
    let letters = given.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).len();
    let (number, unit) = given.split_at(letters);
    let shift = match &*unit.to_ascii_uppercase() {
        "" | "B" => Some(0),
        "K" | "KB" | "KIB" => Some(10),
        "M" | "MB" | "MIB" => Some(20),
        "G" | "GB" | "GIB" => Some(30),
        _ => None,
    };
    let size = shift.and_then(|shift| number.parse::<usize>().ok()?.checked_mul(1 << shift));
    size.filter(|size| *size > 0).ok_or_else(|| "expected a number of bytes, as 500K, 2M, 1G".to_owned())
}

fn input_kind() -> impl clap::builder::TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(NAMED.iter().map(|(name, _)| *name)).map(|name| {
        let found = NAMED.iter().find(|(known, _)| *known == name);
        found.map_or(Kind::Text, |(_, kind)| *kind)
    })
}

fn offset_unit() -> impl clap::builder::TypedValueParser<Value = OffsetUnit> {
    PossibleValuesParser::new(["codepoint", "utf16", "byte"])
        .map(|name| OffsetUnit::from_name(&name).unwrap_or_default())
}

fn format() -> impl clap::builder::TypedValueParser<Value = Target> {
    PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name()).chain(["parquet"]))
        .map(|name| Format::from_name(&name).map_or(Target::Parquet, Target::Format))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_offset_unit_it_offers_is_one() {
        for name in offset_unit().possible_values().into_iter().flatten() {
            assert!(OffsetUnit::from_name(name.get_name()).is_some(), "{name:?}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(
            ["64M", "500k", "1GiB", "7"].map(|given| size(given).ok()),
            [Some(64 << 20), Some(512_000), Some(1 << 30), Some(7)]
        );
        assert!(["", "0", "M", "1.5M", "5X", "99999999999G"].iter().all(|given| size(given).is_err()));
    }
}
