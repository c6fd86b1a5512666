//! The command line of what is there to be looked at.

use std::{path::PathBuf, sync::LazyLock};

use clap::ValueEnum;
use clap_complete::Shell;
use inquit_view::stats;

use super::{EXIT_STATUS, GivenArgs, ReadingArgs, probability};

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
written, for which no model is loaded.

Examples:
  inquit quotes story.txt
  inquit quotes records.jsonl --speaker Okafor --kind direct
  inquit quotes records.jsonl --sort words --limit 20
  inquit quotes news/ -o quotes.csv
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

Examples:
  inquit speakers story.txt
  inquit speakers records.jsonl --limit 20
  inquit speakers records.jsonl --aliases people.csv -o speakers.csv
";

pub(crate) const STATS_ABOUT: &str = "\
Counts what is said: over all, or by speaker, outlet, month, act or kind. A table on a terminal, CSV \
in a pipe or a file.";

const STATS_HELP: &str = "\
A statement that many articles carry, trimmed or put into reported speech,
is one of `Distinct`, and each time one of `Statements`. `Share` is of all
statements and of all words, `Quoted` the words in quotation marks, `Unknown`
the statements of which nobody is known to have made them. By speaker, those
whom no other article can mean share three rows.

Articles are not held in memory: some bytes a word of what was said are, and
of every speaker the name: about 400 MB for 100,000 articles.

Examples:
  inquit stats records.jsonl
  inquit stats records.jsonl --by speaker --limit 20
  inquit stats records.jsonl --by month -o months.csv
  inquit stats news/ --by outlet --sort words --aliases people.csv
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
  inquit report records/ --aliases people.csv --min-confidence 0.5 > report.html
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
pub(crate) static STATS_AFTER: LazyLock<String> = LazyLock::new(|| format!("{STATS_HELP}\n{EXIT_STATUS}"));

pub(crate) static REPORT_AFTER: LazyLock<String> = LazyLock::new(|| format!("{REPORT_HELP}\n{EXIT_STATUS}"));

#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// Write to FILE.html, which appears when all is done; standard output by default
    #[arg(short, long, value_name = "FILE.html")]
    pub(crate) output: Option<PathBuf>,
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
    /// What to sort by
    #[arg(long, value_name = "BY", default_value = "statements")]
    pub(crate) sort: RowOrder,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// What rows are of; without it, all in one
    #[arg(long, value_name = "WHAT")]
    pub(crate) by: Option<ByArg>,
    /// What to sort by [default: statements; months are in their order]
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
    /// Names that are known already: a CSV table, a primary name and its aliases a line
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) aliases: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) given: GivenArgs,
}

/// Where a table goes.
#[derive(Debug, clap::Args)]
pub(crate) struct TableArgs {
    /// List the first N rows alone
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// What to write [default: a table on a terminal, what FILE ends with, else CSV]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<TableFormat>,
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

/// What rows are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByArg {
    /// Who says it, over all articles
    Speaker,
    /// Who published it
    Outlet,
    /// When it was published
    Month,
    /// What kind of speech act its cue reports
    Act,
    /// Whether it is direct, indirect or mixed
    Kind,
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

impl From<ByArg> for stats::By {
    fn from(by: ByArg) -> Self {
        match by {
            ByArg::Speaker => stats::By::Speaker,
            ByArg::Outlet => stats::By::Outlet,
            ByArg::Month => stats::By::Month,
            ByArg::Act => stats::By::Act,
            ByArg::Kind => stats::By::Kind,
        }
    }
}
