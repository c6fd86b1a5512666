//! Small cases, each a text and what is to be read in it, to shares of what is read right.
//!
//! A case is a line of JSON: `{"id": …, "text": …, "expected": [{"speaker": …, "content": …, "kind": …}],
//! "not_statements": [ … ]}`. Speakers are joined by ` + `; a field that is `null` is open. An expected statement is
//! found if one that was read holds at least half of its words; of those, the one with the largest overlap (shared words
//! over all words) counts, if that is above 0.4. What is not to be a statement counts too, as one more thing to get
//! right.

use std::{collections::BTreeMap, fmt, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    GoldError, GoldFault, read_text,
    score::{Share, name_key, words_of},
};
use crate::{
    StatementKind,
    output::{Record, SpeakerRecord, StatementRecord, names},
};

/// A text and what is to be read in it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Case {
    /// What it shows and which case of that it is: `headlines/colon`.
    pub id: String,
    /// The article.
    pub text: String,
    /// The statements that are to be read.
    #[serde(default)]
    pub expected: Vec<Expected>,
    /// Words that are not to be read as a statement of their own.
    #[serde(default)]
    pub not_statements: Vec<String>,
}

/// A statement that is to be read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Expected {
    /// Who makes it, several joined by ` + `, empty or `-` for nobody; `None` where that is open.
    pub speaker: Option<String>,
    /// What is said.
    pub content: String,
    /// Whether it is quoted; `None` where that is open.
    #[serde(default)]
    pub kind: Option<Kind>,
}

/// A kind of statement by its name in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Kind(#[serde(with = "names")] pub StatementKind);

/// How cases are read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CaseReport {
    /// How many cases.
    pub cases: usize,
    /// Expected statements read with the right content and kind, and what was rightly not read as a statement.
    pub content_and_kind: Share,
    /// The same with the right speakers too.
    pub right: Share,
    /// What was wrongly read as a statement.
    pub wrongly_read: usize,
    /// Ids of the cases in which something is not right.
    pub failing: Vec<String>,
}

/// Whether a file holds cases: its first line is one.
fn is_cases(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| {
        let value: Option<serde_json::Value> = serde_json::from_str(line).ok();
        value.is_some_and(|value| value.get("expected").is_some() && value.get("text").is_some())
    })
}

/// Reads a file of cases, a line of JSON each; `None` if it holds something else.
///
/// # Errors
/// If the file cannot be read, or a line is not a case.
pub fn read(path: &Path) -> Result<Option<Vec<Case>>, GoldError> {
    if !path.is_file() || !super::has_extension(path, "jsonl") {
        return Ok(None);
    }
    let text = read_text(path)?;
    if !is_cases(&text) {
        return Ok(None);
    }
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let case = |(line, number)| {
        serde_json::from_str(line).map_err(|error| GoldError::at_line(path, number, GoldFault::Json(error)))
    };
    lines.map(case).collect::<Result<_, _>>().map(Some)
}

/// Scores the records of cases, in the same order.
pub fn score(pairs: &[(Case, Record)]) -> CaseReport {
    let mut report = CaseReport { cases: pairs.len(), ..CaseReport::default() };
    let (mut kinds, mut right, mut all) = (0, 0, 0);
    for (case, record) in pairs {
        let read: Vec<(&StatementRecord, Bag)> =
            record.statements.iter().map(|statement| (statement, Bag::new(&content(statement)))).collect();
        let before = all - right;
        for expected in &case.expected {
            all += 1;
            let Some(found) = closest(&Bag::new(&expected.content), &read) else { continue };
            let kind = expected.kind.is_none_or(|Kind(kind)| found.kind == kind || found.kind == StatementKind::Mixed);
            kinds += usize::from(kind);
            right += usize::from(kind && speakers_agree(expected.speaker.as_deref(), found, record));
        }
        for words in &case.not_statements {
            all += 1;
            let is_read = closest(&Bag::new(words), &read).is_some();
            report.wrongly_read += usize::from(is_read);
            kinds += usize::from(!is_read);
            right += usize::from(!is_read);
        }
        if all - right > before {
            report.failing.push(case.id.clone());
        }
    }
    report.content_and_kind = Share::new(kinds, all);
    report.right = Share::new(right, all);
    report
}

fn content(statement: &StatementRecord) -> String {
    statement.content.iter().map(|part| &*part.text).collect::<Vec<_>>().join(" ")
}

/// The statement that holds at least half of these words and overlaps with them most, by more than 0.4.
fn closest<'r>(wanted: &Bag, read: &[(&'r StatementRecord, Bag)]) -> Option<&'r StatementRecord> {
    let overlaps = read.iter().filter_map(|(statement, words)| {
        let shared = wanted.shared(words);
        let overlap = shared as f64 / (wanted.size + words.size - shared).max(1) as f64;
        (2 * shared >= wanted.size && overlap > 0.4).then_some((overlap, *statement))
    });
    overlaps.reduce(|best, one| if one.0 > best.0 { one } else { best }).map(|(_, statement)| statement)
}

fn speakers_agree(wanted: Option<&str>, statement: &StatementRecord, record: &Record) -> bool {
    let Some(wanted) = wanted else { return true };
    let wanted: Vec<String> = wanted.split(" + ").map(name_key).filter(|name| !name.is_empty()).collect();
    let of_id = |id: &String| record.speakers.iter().find(|speaker| speaker.id == *id);
    let mut given: Vec<_> = statement.speakers.iter().filter_map(of_id).collect();
    given.len() == wanted.len()
        && wanted.iter().all(|wanted| {
            let goes_by = |given: &&SpeakerRecord| {
                let aliases = given.aliases.iter().filter(|_| !given.named);
                [&given.name].into_iter().chain(aliases).any(|name| name_key(name) == *wanted)
            };
            given.iter().position(goes_by).map(|at| given.swap_remove(at)).is_some()
        })
}

/// Words, each with how often it is there.
struct Bag {
    counts: BTreeMap<String, usize>,
    size: usize,
}

impl Bag {
    fn new(text: &str) -> Self {
        let mut counts = BTreeMap::new();
        let words = words_of(text);
        let size = words.len();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
        Self { counts, size }
    }

    fn shared(&self, other: &Bag) -> usize {
        let both = |(word, count): (&String, &usize)| *count.min(other.counts.get(word).unwrap_or(&0));
        self.counts.iter().map(both).sum()
    }
}

/// A table of at most 80 columns, then the cases in which something is not right.
impl fmt::Display for CaseReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<52}{:>8}{:>9}{:>9}", "cases, per cent", "share", "right", "of")?;
        for (name, share) in [("content and kind right", self.content_and_kind), ("speakers right too", self.right)] {
            let per_cent = share.share.map_or("–".to_owned(), |share| format!("{:.1}", share * 100.0));
            writeln!(f, "{name:<52}{per_cent:>8}{:>9}{:>9}", share.right, share.of)?;
        }
        writeln!(f, "wrongly read as a statement: {}", self.wrongly_read)?;
        writeln!(f, "cases: {}", self.cases)?;
        if !self.failing.is_empty() {
            writeln!(f, "\nnot right:")?;
        }
        self.failing.iter().try_for_each(|id| writeln!(f, "  {id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gold::records::from_brat;

    /// A record of two statements: Una Field said (direct) and wants (indirect).
    fn record() -> Record {
        let text = "“Rain is coming to the coast,” Una Field said. She wants a new bell for the pier.";
        let span = |id: &str, role: &str, words: &str| {
            let start = text[..text.find(words).unwrap()].chars().count();
            format!("{id}\t{role} {start} {}\t{words}\n", start + words.chars().count())
        };
        let annotations = [
            span("T1", "Content", "“Rain is coming to the coast,”"),
            span("T2", "Source", "Una Field"),
            span("T3", "Cue", "said"),
            span("T4", "Source", "She"),
            span("T5", "Cue", "wants"),
            span("T6", "Content", "a new bell for the pier"),
            "E1\tCue:T3 Content:T1 Source:T2\nE2\tCue:T5 Content:T6 Source:T4\n".to_owned(),
            "#1\tAnnotatorNotes E1\tspeakers: Una Field\n#2\tAnnotatorNotes E2\tspeakers: Una Field\n".to_owned(),
        ];
        from_brat("rain", text, &annotations.concat()).0
    }

    /// How many are right by content and kind, and by speakers too, of how many.
    fn check(expected: &str, not_statements: &str, counts: (usize, usize, usize)) {
        let json =
            format!(r#"{{"id": "a/b", "text": "", "expected": {expected}, "not_statements": {not_statements}}}"#);
        let case: Case = serde_json::from_str(&json).unwrap();
        let report = score(&[(case, record())]);
        assert_eq!((report.content_and_kind.right, report.right.right, report.right.of), counts, "{json}");
        assert_eq!(report.failing.is_empty(), counts.1 == counts.2);
    }

    #[test]
    fn finds_the_statement_that_holds_half_of_the_words() {
        let rain = |content: &str, kind: &str, speaker: &str| {
            format!(r#"[{{"speaker": {speaker}, "content": "{content}", "kind": {kind}, "cue": null}}]"#)
        };
        check(&rain("Rain is coming to the coast", "\"direct\"", "\"Ms Una FIELD\""), "[]", (1, 1, 1));
        check(&rain("rain is coming", "null", "null"), "[]", (1, 1, 1));
        check(&rain("Rain is coming to the coast", "\"indirect\"", "null"), "[]", (0, 0, 1));
        check(&rain("Rain is coming to the coast", "null", "\"Ivo Lund\""), "[]", (1, 0, 1));
        check(&rain("Rain is coming to the coast", "null", "\"Una Field + Ivo Lund\""), "[]", (1, 0, 1));
        check(&rain("Rain is coming to the coast", "null", "\"\""), "[]", (1, 0, 1));
        // Half of its words, but too few of all.
        check(&rain("rain coming", "null", "null"), "[]", (0, 0, 1));
    }

    #[test]
    fn what_is_not_to_be_read_counts_as_one_to_get_right() {
        check("[]", r#"["the pier", "Una Field said"]"#, (2, 2, 2));
        check("[]", r#"["bell for the pier"]"#, (0, 0, 1));
    }

    #[test]
    fn tells_cases_from_other_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cases.jsonl");
        let check = |text: &str, expected: Result<Option<usize>, &str>| {
            std::fs::write(&path, text).unwrap();
            let found = read(&path).map(|cases| cases.map(|cases| cases.len())).map_err(|error| error.to_string());
            match (found, expected) {
                (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
                (found, expected) => assert_eq!(found, expected.map_err(str::to_owned)),
            }
        };
        check("{\"id\": \"a\", \"text\": \"\", \"expected\": []}\n\n", Ok(Some(1)));
        check("{\"id\": \"a\", \"text\": \"\"}\n", Ok(None));
        check(
            "{\"id\": \"a\", \"text\": \"\", \"expected\": []}\n{}\n",
            Err("cases.jsonl, line 2: is not of the expected shape"),
        );
    }
}
