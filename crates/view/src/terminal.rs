//! A record to lines for a terminal: the article set as one, each speaker in a colour of their own.
//!
//! The speaker's name stands in the margin where their statement begins, a bar beside the lines that it takes: whole
//! where words are quoted, broken where the paper puts them in its own. With colour, quoted words are bold,
//! reported ones in italics, cues underlined; without it, marks stand around the latter two, so that a page of plain
//! text says the same. On a narrow terminal the margin gives way, and names stand before the words.
//!
//! Only attributes that every terminal of the last twenty years has are used, and colours that are legible on light and
//! dark grounds alike (`palette.rs`), since a program cannot ask which it writes on.

mod legend;
mod paint;
mod plain;
mod wrap;

use std::collections::HashSet;

use inquit::output::{Record, SpeakerRecord};

use crate::{
    layers::{Block, Part, Run, blocks, speakers_of},
    palette::{Colour, colours},
};
pub use paint::Look;
pub use plain::{fitted, plain, width};
use wrap::{Piece, wrap};

/// Narrower than this, names stand before the words and not in a margin.
const COMPACT: usize = 60;
/// The widest a margin gets.
const MARGIN: usize = 18;
/// Who speaks where nobody can be named.
pub const NOBODY: &str = "nobody named";

/// How an article is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Columns of the terminal, 20 at least.
    pub width: usize,
    /// Whether colours and other attributes are used.
    pub colour: bool,
}

/// An article as lines for a terminal, each with its line break.
pub fn article(record: &Record, setting: Setting) -> String {
    let width = setting.width.max(20);
    let page = Page::new(record, Setting { width, ..setting });
    let mut out = String::new();
    page.head(&mut out);
    let mut shown = HashSet::new();
    for (index, block) in blocks(record).iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        page.block(block, &mut shown, &mut out);
    }
    if !record.statements.is_empty() {
        out.push('\n');
        legend::legend(record, &page.colours, page.setting, &mut out);
    }
    out
}

/// What a page is set with.
struct Page<'r> {
    record: &'r Record,
    setting: Setting,
    speakers_of: Vec<Vec<usize>>,
    colours: Vec<Option<&'static Colour>>,
    /// Columns of the margin; nought for none.
    margin: usize,
}

impl<'r> Page<'r> {
    fn new(record: &'r Record, setting: Setting) -> Self {
        let speakers_of = speakers_of(record);
        let colours = colours(record);
        let mut page = Page { record, setting, speakers_of, colours, margin: 0 };
        if setting.width >= COMPACT {
            let labels = (0..record.statements.len()).map(|statement| plain::width(&page.label(statement, MARGIN)));
            page.margin = labels.max().unwrap_or_default();
        }
        page
    }

    /// Where the article is from, on a line.
    fn head(&self, out: &mut String) {
        let article = &self.record.article;
        let day = article.day().map(|day| day.to_string()).or_else(|| article.published.clone());
        let known = [Some(article.id.clone()), article.outlet.clone(), day];
        let line = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let line = plain(&line);
        let line = fitted(&line, self.setting.width);
        out.push_str(&self.paint(Look { dim: true, ..Look::default() }, &line));
        out.push_str("\n\n");
    }

    fn block(&self, block: &Block<'_>, shown: &mut HashSet<usize>, out: &mut String) {
        let begins: Vec<Vec<usize>> = block
            .runs
            .iter()
            .map(|run| run.statements.iter().copied().filter(|statement| shown.insert(*statement)).collect())
            .collect();
        let texts: Vec<String> = (0..block.runs.len()).map(|at| self.text(block, at, &begins[at])).collect();
        let gap = if self.margin > 0 { self.margin + 3 } else { 0 };
        let lines = wrap(&texts, self.setting.width - gap);
        if self.margin == 0 {
            for line in &lines {
                self.line(line, block, out);
            }
            return;
        }
        let labels = self.labels(&lines, &begins);
        for at in 0..lines.len().max(labels.len()) {
            let pieces = lines.get(at).map_or(&[][..], |line| line);
            self.margin_of(labels.get(at).and_then(Option::as_ref), out);
            out.push_str(&self.bar(pieces, block));
            let end = out.len();
            self.line(pieces, block, out);
            if out[end..].trim().is_empty() {
                out.truncate(out[..end].trim_end().len());
                out.push('\n');
            }
        }
    }

    /// The text of a run as it is shown, with names before it and marks around it where these say what colour does not.
    fn text(&self, block: &Block<'_>, at: usize, begins: &[usize]) -> String {
        let run = &block.runs[at];
        let text = plain(run.text);
        let mut shown = String::new();
        if self.margin == 0 {
            for &statement in begins {
                shown.push_str(&format!("[{}] ", self.label(statement, self.setting.width / 2)));
            }
        }
        if self.setting.colour {
            shown.push_str(&text);
            return shown;
        }
        let beside = |at: Option<usize>| at.and_then(|at| block.runs.get(at));
        let (before, after) = (beside(at.checked_sub(1)), beside(Some(at + 1)));
        let is_reported = |run: &Run<'_>| !run.statements.is_empty() && !run.quoted;
        let (blank_before, words) = text.split_at(text.len() - text.trim_start().len());
        let (words, blank_after) = words.split_at(words.trim_end().len());
        shown.push_str(blank_before);
        if is_reported(run) && !before.is_some_and(is_reported) {
            shown.push('⟨');
        }
        if is_cue(run) && !before.is_some_and(is_cue) {
            shown.push('_');
        }
        shown.push_str(words);
        if is_cue(run) && !after.is_some_and(is_cue) {
            shown.push('_');
        }
        if is_reported(run) && !after.is_some_and(is_reported) {
            shown.push('⟩');
        }
        shown.push_str(blank_after);
        shown
    }

    fn line(&self, pieces: &[Piece], block: &Block<'_>, out: &mut String) {
        for piece in pieces {
            out.push_str(&self.paint(self.look(block, &block.runs[piece.run]), &piece.text));
        }
        out.push('\n');
    }

    fn look(&self, block: &Block<'_>, run: &Run<'_>) -> Look {
        let mut look = match block.part {
            Part::Headline | Part::Heading { .. } => Look { bold: true, ..Look::default() },
            Part::Standfirst => Look { italic: true, ..Look::default() },
            Part::Byline => Look { dim: true, ..Look::default() },
            Part::Paragraph { .. } => Look { dim: run.dateline, ..Look::default() },
        };
        if let Some(&statement) = run.statements.last() {
            look = Look { colour: self.colour_of(statement), bold: run.quoted, italic: !run.quoted, ..look };
            look.bold |= matches!(block.part, Part::Headline | Part::Heading { .. });
        }
        if let Some(statement) = run.source {
            look.colour = look.colour.or(self.colour_of(statement));
        }
        if let Some(statement) = run.cue.filter(|_| is_cue(run)) {
            look = Look { colour: self.colour_of(statement), underline: true, ..look };
        }
        look
    }

    /// The bar beside a line: whole beside quoted words, broken beside reported ones.
    fn bar(&self, pieces: &[Piece], block: &Block<'_>) -> String {
        let runs = || pieces.iter().map(|piece| &block.runs[piece.run]).filter(|run| !run.statements.is_empty());
        let quoted = runs().find(|run| run.quoted);
        let Some(run) = quoted.or_else(|| runs().next()) else { return "   ".to_owned() };
        let colour = run.statements.last().and_then(|&statement| self.colour_of(statement));
        let bar = if run.quoted { "┃" } else { "┊" };
        format!(" {} ", self.paint(Look { colour, ..Look::default() }, bar))
    }

    /// What stands in the margin beside each line: a name where a statement begins; on the next lines those for which
    /// there is no room, and what is left of a long name where there is.
    fn labels(&self, lines: &[Vec<Piece>], begins: &[Vec<usize>]) -> Vec<Option<(String, Option<&'static Colour>)>> {
        let mut wanted: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
        let mut told = HashSet::new();
        for (at, line) in lines.iter().enumerate() {
            for piece in line {
                let new = begins[piece.run].iter().copied().filter(|statement| told.insert(*statement));
                wanted[at].extend(new.collect::<Vec<_>>());
            }
        }
        let mut labels: Vec<Option<(String, Option<&'static Colour>)>> = vec![None; lines.len()];
        let is_free: Vec<bool> = wanted.iter().map(Vec::is_empty).collect();
        for (at, statements) in wanted.into_iter().enumerate() {
            let mut said: Vec<String> = Vec::new();
            for statement in statements {
                let label = self.label(statement, self.margin);
                if said.contains(&label) {
                    continue;
                }
                said.push(label.clone());
                let free = (at..).find(|&at| labels.get(at).is_none_or(Option::is_none)).unwrap_or(at);
                labels.resize(labels.len().max(free + 1), None);
                let colour = self.colour(statement);
                labels[free] = match self.in_two(statement) {
                    Some((first, second)) if is_free.get(free + 1) == Some(&true) => {
                        labels[free + 1] = Some((second, colour));
                        Some((first, colour))
                    }
                    _ => Some((label, colour)),
                };
            }
        }
        labels
    }

    /// A label that is too long for the margin, on two lines.
    fn in_two(&self, statement: usize) -> Option<(String, String)> {
        let label = self.label(statement, self.margin);
        if !label.ends_with('…') {
            return None;
        }
        let lines = wrap(&[self.label(statement, usize::MAX)], self.margin);
        let mut lines = lines.into_iter().map(|line| line.into_iter().map(|piece| piece.text).collect::<String>());
        let (first, second) = (lines.next()?, lines.next()?);
        let second = if lines.next().is_some() { second + "…" } else { second };
        Some((first, fitted(&second, self.margin).into_owned()))
    }

    fn margin_of(&self, label: Option<&(String, Option<&'static Colour>)>, out: &mut String) {
        let (text, look) = label.map_or(("", Look::default()), |(text, colour)| {
            (&**text, Look { colour: colour.map(|colour| colour.ansi256), bold: colour.is_some(), ..Look::default() })
        });
        out.push_str(&" ".repeat(self.margin.saturating_sub(plain::width(text))));
        out.push_str(&self.paint(look, text));
    }

    /// Who is behind a statement, in no more columns than there are.
    fn label(&self, statement: usize, columns: usize) -> String {
        let speakers = self.speakers_of.get(statement).map_or(&[][..], |speakers| speakers);
        let full: Vec<String> = speakers.iter().map(|&one| name(&self.record.speakers[one])).collect();
        let label = if full.is_empty() { NOBODY.to_owned() } else { full.join(" + ") };
        if plain::width(&label) <= columns {
            return label;
        }
        let short: Vec<String> = speakers.iter().map(|&one| short_name(&self.record.speakers[one])).collect();
        fitted(&short.join(" + "), columns).into_owned()
    }

    fn colour(&self, statement: usize) -> Option<&'static Colour> {
        let first = self.speakers_of.get(statement)?.first()?;
        self.colours[*first]
    }

    fn colour_of(&self, statement: usize) -> Option<u8> {
        self.colour(statement).map(|colour| colour.ansi256)
    }

    fn paint(&self, look: Look, text: &str) -> String {
        look.paint(text, self.setting.colour)
    }
}

/// Whether a run is a cue in words: a headline's colon is one too.
fn is_cue(run: &Run<'_>) -> bool {
    run.cue.is_some() && run.text.contains(char::is_alphanumeric)
}

/// A speaker's name, or description without its article.
pub(crate) fn name(speaker: &SpeakerRecord) -> String {
    let name = plain(&speaker.name);
    let short = ["a ", "an ", "the ", "A ", "An ", "The "].into_iter().find_map(|article| name.strip_prefix(article));
    short.filter(|_| !speaker.named).unwrap_or(&name).trim().to_owned()
}

/// A person's last name; of others all of it.
fn short_name(speaker: &SpeakerRecord) -> String {
    let name = name(speaker);
    if !speaker.named || speaker.kind != inquit::SpeakerKind::Person {
        return name;
    }
    let is_generation = |word: &&str| matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
    name.split_whitespace().rev().find(|word| !is_generation(word)).unwrap_or(&name).trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests;
