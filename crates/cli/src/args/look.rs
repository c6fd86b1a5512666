//! The command line of what is there to be looked at.

use std::{path::PathBuf, sync::LazyLock};

use clap::ValueEnum;
use clap_complete::Shell;
use inquit::{
    dates::{self, Date},
    output::Condition,
};
use inquit_view::{measure::CountRule, stats};

use super::{AddArgs, EXIT_STATUS, GivenArgs, KnownArgs, ReadingArgs, RowsArg, probability};

pub(crate) const VIEW_ABOUT: &str = "\
Shows an article with what was said in it: who says what stands in the margin, quoted words are \
bold, reported ones in italics, cues underlined; below it who speaks, as what, and how much.";

const VIEW_HELP: &str = "\
Inputs are articles, anything `inquit parse` reads, and records it has
written, for which no model is loaded. Of many the first is shown.

Colours appear on a terminal, unless NO_COLOR is set; CLICOLOR_FORCE has them
elsewhere too. Without them ⟨reported⟩ words and _cues_ have marks around
them. Control characters in articles are never sent to the terminal.

Examples:
  inquit view story.txt
  inquit view records.jsonl --id story-17
  inquit view --all news/ --color always | less -R
  curl -s https://example.org/story.html | inquit view
";

pub(crate) const QUOTES_ABOUT: &str = "\
Lists statements: a table on a terminal, CSV in a pipe or a file, with the columns of `inquit \
convert -t csv`.";

const QUOTES_HELP: &str = "\
Inputs are articles, anything `inquit parse` reads, and records it has
written, for which no model is loaded. Statements that repeat a fuller one of
their article are left out unless --with-repeats is given, as in all counts.

Examples:
  inquit quotes story.txt
  inquit quotes records.jsonl --speaker Okafor --kind direct
  inquit quotes records.jsonl --sort words --limit 20
  inquit quotes news/ -o quotes.xlsx
  inquit quotes records.jsonl --rows speakers --add extra.section -o rows.parquet
  inquit quotes records.jsonl --where outlet=Echo --from 2026-11-01 --json
";

pub(crate) const SPEAKERS_ABOUT: &str = "\
Lists who speaks, in as many articles as there are: roles, articles, statements, words. A table on \
a terminal, CSV in a pipe or a file.";

const SPEAKERS_HELP: &str = "\
A person is the same over articles by full name, whatever the honorifics and
diacritics; --aliases adds names. Somebody of whom an article gives one name
alone, or only a description, has a row for that article.

`Distinct` counts a statement once that many articles carry, trimmed or put
into reported speech. `Share` is of all words, `Quoted` of the speaker's.
What counts is what counts in `inquit stats`.

Examples:
  inquit speakers story.txt
  inquit speakers records.jsonl --limit 20
  inquit speakers records.jsonl --people people.csv -o speakers.csv
";

pub(crate) const STATS_ABOUT: &str = "\
Counts what is said: over all, or by speaker, outlet, month, party, or any other column. A table on a \
terminal, CSV in a pipe or a file.";

const STATS_HELP: &str = "\
A statement that many articles carry, trimmed or put into reported speech,
is one of `Distinct`, and each time one of `Statements`. `Share` is of all
statements and of all words, `Quoted` the words in quotation marks, `Unknown`
the statements of which nobody is known to have made them. By speaker, those
whom no other article can mean share three rows.

What counts is the same in `stats`, `speakers`, `quotes` and `report`: a
statement that repeats a fuller one of its article, as headlines do, does not,
unless --with-repeats is given; one inside another does, unless --outer is;
one of several speakers counts for each of them, and once in the sum of all.

Columns are those of `inquit quotes`, and date, week, month, year, fields of
the input (`extra.section`, or `section`) and attributes (`people.party`).

Articles are not held in memory: some bytes a word of what was said are, and
of every speaker the name: about 400 MB for 100,000 articles.

Examples:
  inquit stats records.jsonl
  inquit stats records.jsonl --by speaker --limit 20
  inquit stats records.jsonl --by month -o months.csv
  inquit stats records.jsonl --by outlet,gender --from 2026-01-01
  inquit stats records.jsonl --people people.csv --by people.party --outer
  inquit stats news/ --by outlet --sort words
";

pub(crate) const PEOPLE_ABOUT: &str = "\
Lists who speaks with a full name, beside what a table of people has for them: the table to fill in, or to \
complete. A table on a terminal, CSV in a pipe or a file.";

const PEOPLE_HELP: &str = "\
A table of people has a column `name`, any number of columns `alias` (or one
with `;` between the names), and any others: party, gender, wikidata. It is
CSV, TSV, JSON or Parquet. Columns that begin with `_` are notes for people,
and are not read. Speakers match by full name or alias, organisations too,
never by surname only; a name that two rows have matches neither, and is
reported. With --people, records get `attributes`, tables `people.party`, and
`stats --by people.party` counts by it.

Examples:
  inquit people records.jsonl -o people.csv
  inquit people records.jsonl --people people.csv --missing > todo.csv
  inquit stats records.jsonl --people people.csv --by people.party
  inquit quotes records.jsonl --people people.csv --where people.party=Greens
";

pub(crate) const REPORT_ABOUT: &str = "\
Makes one page of many articles, an HTML file that works offline and fetches nothing: who is heard, \
when, where and how, who speaks of whom, what is carried widely, how sure it is, and every article \
with what was said in it in colour.";

const REPORT_HELP: &str = "\
Inputs are records, as `inquit parse` has written them, for which no model is
loaded, and articles, which are read first: to read them once, keep the
records.

A person is the same over articles by full name; --aliases adds names.
Memory: some 20 kB an article; 10,000 articles give a file of about 40 MB.

Examples:
  inquit parse -o records.jsonl news/
  inquit report records.jsonl -o report.html
  inquit report records.jsonl -o report.html --title 'The bridge, 2026'
  inquit report records/ --people people.csv --min-confidence 0.5 > report.html
  inquit report records.jsonl --by extra.section,gender -o report.html
";

pub(crate) const COMPLETIONS_ABOUT: &str = "\
Prints what a shell needs to complete the command line of inquit.";

pub(crate) const COMPLETIONS_AFTER: &str = "\
Examples:
  inquit completions bash > ~/.local/share/bash-completion/completions/inquit
  inquit completions zsh > ~/.zfunc/_inquit
  inquit completions fish > ~/.config/fish/completions/inquit.fish";

pub(crate) const MAN_ABOUT: &str = "\
Writes the manual pages of inquit and of every command of it to a folder, or prints the first.";

pub(crate) const MAN_AFTER: &str = "\
Examples:
  inquit man | man -l -
  inquit man /usr/local/share/man/man1";

pub(crate) static VIEW_AFTER: LazyLock<String> = LazyLock::new(|| format!("{VIEW_HELP}\n{EXIT_STATUS}"));
pub(crate) static QUOTES_AFTER: LazyLock<String> = LazyLock::new(|| format!("{QUOTES_HELP}\n{EXIT_STATUS}"));
pub(crate) static SPEAKERS_AFTER: LazyLock<String> = LazyLock::new(|| format!("{SPEAKERS_HELP}\n{EXIT_STATUS}"));
pub(crate) static PEOPLE_AFTER: LazyLock<String> = LazyLock::new(|| format!("{PEOPLE_HELP}\n{EXIT_STATUS}"));
pub(crate) static STATS_AFTER: LazyLock<String> = LazyLock::new(|| format!("{STATS_HELP}\n{EXIT_STATUS}"));

pub(crate) static REPORT_AFTER: LazyLock<String> = LazyLock::new(|| format!("{REPORT_HELP}\n{EXIT_STATUS}"));

#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// Write to FILE.html, which appears when all is done; standard output by default
    #[arg(short, long, value_name = "FILE.html")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) count: CountArgs,
    /// Add a panel for a column: people.party, gender, extra.section, place, …; commas between several [default: the attributes of
    /// --people]
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', value_parser = column)]
    pub(crate) by: Vec<stats::By>,
    /// What the report is called
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) title: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ViewArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// Show the article with this id
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    pub(crate) id: Option<String>,
    /// Show all articles, one after the other
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct QuotesArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// List what somebody says, by a name or a part of it
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,
    /// List statements of a kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<KindArg>,
    #[command(flatten)]
    pub(crate) count: CountArgs,
    /// What rows are
    #[arg(long, value_name = "WHAT", default_value = "statements")]
    pub(crate) rows: RowsArg,
    #[command(flatten)]
    pub(crate) add: AddArgs,
    /// What to sort by; without it, the order of the articles
    #[arg(long, value_name = "BY")]
    pub(crate) sort: Option<QuoteOrder>,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SpeakersArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    #[command(flatten)]
    pub(crate) count: CountArgs,
    /// What to sort by
    #[arg(long, value_name = "BY", default_value = "statements")]
    pub(crate) sort: RowOrder,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PeopleArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// List only those who are not in the table, or ambiguous in it
    #[arg(long)]
    pub(crate) missing: bool,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// What rows are of: `speaker`, or any column, as outlet, month, gender, people.party, extra.section; commas between several;
    /// without it, all in one
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) by: Vec<stats::By>,
    #[command(flatten)]
    pub(crate) count: CountArgs,
    /// What to sort by [default: statements; days, weeks, months and years are in their order]
    #[arg(long, value_name = "BY")]
    pub(crate) sort: Option<RowOrder>,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// Where the pages go; without it, the first is printed
    pub(crate) dir: Option<PathBuf>,
}

/// What is looked at.
#[derive(Debug, clap::Args)]
pub(crate) struct LookArgs {
    /// Articles or records; standard input if nothing is named
    #[arg(value_name = "FILE|DIR|-")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Leave out statements with a confidence below P, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, hide_default_value = true, value_parser = probability)]
    pub(crate) min_confidence: f64,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    #[command(flatten)]
    pub(crate) given: GivenArgs,
    #[command(flatten)]
    pub(crate) selected: SelectedArgs,
}

/// Which articles and statements are looked at.
#[derive(Debug, clap::Args)]
pub(crate) struct SelectedArgs {
    /// Look only at what has this value in a column: `outlet=Post`, `kind!=indirect`, `words>=20`, `people.party=Greens`; may be
    /// repeated
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub(crate) conditions: Vec<Condition>,
    /// Look only at articles published on this day or later
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) from: Option<Date>,
    /// Look only at articles published on this day or earlier
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) to: Option<Date>,
}

fn day(given: &str) -> Result<Date, String> {
    dates::day(given, None).ok_or_else(|| "expected a day, as 2024-05-01".to_owned())
}

/// Which statements count.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct CountArgs {
    /// Count statements that repeat a fuller one of their article, as headlines do
    #[arg(long)]
    with_repeats: bool,
    /// Count only statements that no other statement holds
    #[arg(long)]
    outer: bool,
}

impl From<CountArgs> for CountRule {
    fn from(args: CountArgs) -> Self {
        CountRule { with_repeats: args.with_repeats, outer_only: args.outer }
    }
}

/// Where a table goes.
#[derive(Debug, clap::Args)]
pub(crate) struct TableArgs {
    /// List only the first N rows
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// What to write [default: a table on a terminal, what FILE ends with, else CSV]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<TableFormat>,
    /// Write JSON: the same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Write to FILE, which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What a terminal is like.
#[derive(Debug, clap::Args)]
pub(crate) struct ScreenArgs {
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Columns to use [default: those of the terminal, 100 at most for articles]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub(crate) width: Option<u16>,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, as NO_COLOR and CLICOLOR_FORCE have it
    Auto,
    /// Anywhere
    Always,
    /// Nowhere
    Never,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Aligned, for the eye
    Table,
    /// Parted by commas
    Csv,
    /// Parted by tabs
    Tsv,
    /// An array of objects
    Json,
    /// An object per line
    Jsonl,
    /// Parquet, to a file
    Parquet,
    /// A workbook for Excel and other spreadsheets, to a file
    Xlsx,
    /// A page
    Html,
}

impl TableFormat {
    /// Its name.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A kind of statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// In the speaker's own words
    Direct,
    /// In the writer's
    Indirect,
    /// In both
    Mixed,
}

/// What statements are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum QuoteOrder {
    /// The speaker's name
    Speaker,
    /// The day of publication, the last first
    Published,
    /// The number of words, the most first
    Words,
    /// How sure the reader is, the surest first
    Confidence,
}

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowOrder {
    /// The name
    Name,
    /// The number of articles
    Articles,
    /// The number of statements
    Statements,
    /// The number of different statements
    Distinct,
    /// The number of words
    Words,
}

impl From<RowOrder> for stats::Order {
    fn from(order: RowOrder) -> Self {
        match order {
            RowOrder::Name => stats::Order::Name,
            RowOrder::Articles => stats::Order::Articles,
            RowOrder::Statements => stats::Order::Statements,
            RowOrder::Distinct => stats::Order::Wordings,
            RowOrder::Words => stats::Order::Words,
        }
    }
}

/// Anything that rows can be of but speakers.
fn column(given: &str) -> Result<stats::By, String> {
    match given.parse() {
        Ok(by @ stats::By::Column(_)) => Ok(by),
        Ok(_) => Err("every report has a panel of speakers".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
