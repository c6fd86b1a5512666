//! Runs of text to lines that are no wider than they may be.
//!
//! Lines break at white space, after hyphens and dashes, and between the wide characters of languages without spaces.
//! A word that is wider than a line is broken anywhere.

use unicode_segmentation::UnicodeSegmentation as _;

use super::plain::width;

/// A piece of a line, all of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The number of the run.
    pub(super) run: usize,
    pub(super) text: String,
}

/// The lines of runs, which hold no control characters.
pub(super) fn wrap(runs: &[String], columns: usize) -> Vec<Vec<Piece>> {
    let columns = columns.max(2);
    let mut lines = Lines { columns, done: Vec::new(), line: Vec::new(), taken: 0 };
    let mut word = Word::default();
    for (run, text) in runs.iter().enumerate() {
        for grapheme in text.graphemes(true) {
            if grapheme.chars().all(|letter| letter == ' ') {
                lines.put(std::mem::replace(&mut word, Word { space: Some(run), ..Word::default() }));
                continue;
            }
            // Nothing follows on a wide letter or precedes one that it could not be parted from, but its punctuation.
            let is_wide = width(grapheme) > 1 && grapheme.chars().any(char::is_alphanumeric);
            if is_wide || word.breaks {
                if !word.pieces.is_empty() && (is_wide || grapheme.chars().any(char::is_alphanumeric)) {
                    lines.put(std::mem::take(&mut word));
                }
                word.breaks = is_wide;
            }
            word.breaks |= matches!(grapheme, "-" | "—" | "–" | "/") && !word.pieces.is_empty();
            word.push(run, grapheme);
        }
    }
    lines.put(word);
    lines.end();
    lines.done
}

/// What is not broken, unless it is wider than a line.
#[derive(Default)]
struct Word {
    /// The run of the space before it.
    space: Option<usize>,
    pieces: Vec<(usize, String)>,
    columns: usize,
    /// Whether a line may end behind it.
    breaks: bool,
}

impl Word {
    fn push(&mut self, run: usize, grapheme: &str) {
        self.columns += width(grapheme);
        self.pieces.push((run, grapheme.to_owned()));
    }
}

struct Lines {
    columns: usize,
    done: Vec<Vec<Piece>>,
    line: Vec<Piece>,
    taken: usize,
}

impl Lines {
    fn put(&mut self, word: Word) {
        if word.pieces.is_empty() {
            return;
        }
        let space = usize::from(word.space.is_some());
        if self.taken > 0 && self.taken + space + word.columns > self.columns {
            self.end();
        }
        if let Some(run) = word.space.filter(|_| self.taken > 0) {
            self.push(run, " ");
        }
        for (run, grapheme) in word.pieces {
            if self.taken + width(&grapheme) > self.columns {
                self.end();
            }
            self.push(run, &grapheme);
        }
    }

    fn push(&mut self, run: usize, text: &str) {
        self.taken += width(text);
        match self.line.last_mut().filter(|last| last.run == run) {
            Some(last) => last.text.push_str(text),
            None => self.line.push(Piece { run, text: text.to_owned() }),
        }
    }

    fn end(&mut self) {
        if !self.line.is_empty() {
            self.done.push(std::mem::take(&mut self.line));
        }
        self.taken = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(runs: &[&str], columns: usize, expected: &[&str]) {
        let runs: Vec<String> = runs.iter().map(|run| (*run).to_owned()).collect();
        let shown =
            |line: &Vec<Piece>| line.iter().map(|piece| format!("{}:{}", piece.run, piece.text)).collect::<Vec<_>>();
        let lines: Vec<String> = wrap(&runs, columns).iter().map(|line| shown(line).join("|")).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn lines_break_at_spaces_and_dashes_and_runs_go_on() {
        check(&["the har", "bour  wall ", "held"], 8, &["0:the", "0:har|1:bour", "1:wall", "2:held"]);
        check(&["a ", "b c"], 8, &["0:a |1:b c"]);
        check(&["state-run"], 7, &["0:state-", "0:run"]);
        check(&["ten—no"], 5, &["0:ten—", "0:no"]);
    }

    #[test]
    fn wide_letters_break_anywhere_but_before_their_punctuation() {
        check(&["港の壁。港"], 6, &["0:港の", "0:壁。港"]);
        check(&["harbourwall"], 4, &["0:harb", "0:ourw", "0:all"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-zé港 —-]{0,60}", cut in 0_usize..60, columns in 2_usize..20) {
            let cut = text.char_indices().nth(cut).map_or(text.len(), |(at, _)| at);
            let lines = wrap(&[text[..cut].to_owned(), text[cut..].to_owned()], columns);
            let texts: Vec<String> = lines.iter().map(|line| line.iter().map(|piece| &*piece.text).collect()).collect();
            prop_assert!(texts.iter().all(|line| width(line) <= columns && !line.starts_with(' ') && !line.ends_with(' ')));
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&texts.concat()), letters(&text));
        }
    }
}
