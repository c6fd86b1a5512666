//! Statements to how much was said, and by whom.

use inquit::output::{Record, SpanRecord, StatementRecord};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::layers::speakers_of;

/// How much was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// Statements.
    pub statements: u64,
    /// Their words.
    pub words: u64,
    /// The words among these that stand in quotation marks.
    pub quoted: u64,
}

impl Voice {
    /// One statement.
    pub fn of(statement: &StatementRecord) -> Voice {
        let count =
            |parts: &[SpanRecord]| parts.iter().map(|part| part.text.unicode_words().count() as u64).sum::<u64>();
        let words = count(&statement.content);
        Voice { statements: 1, words, quoted: count(&statement.quoted).min(words) }
    }

    /// With another.
    pub fn add(&mut self, other: Voice) {
        self.statements += other.statements;
        self.words += other.words;
        self.quoted += other.quoted;
    }
}

/// Which statements count, wherever statements are counted.
///
/// One that repeats a fuller one of its article, as headlines do, does not count unless asked for: it would count twice. A report
/// inside another counts as any other does, unless only outer statements are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountRule {
    /// Whether those count that repeat a fuller one.
    pub with_repeats: bool,
    /// Whether only those count that no other holds.
    pub outer_only: bool,
}

/// Statements that were left out of a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Those that repeat a fuller one of their article.
    pub repeats: u64,
    /// Those inside others.
    pub nested: u64,
}

impl CountRule {
    /// Whether a statement counts.
    pub fn counts(self, statement: &StatementRecord) -> bool {
        let mut left_out = LeftOut::default();
        self.counts_or(statement, &mut left_out)
    }

    /// Whether a statement counts; if not, it is added to those left out.
    pub fn counts_or(self, statement: &StatementRecord, left_out: &mut LeftOut) -> bool {
        let is_repeat = !self.with_repeats && statement.repeats.is_some();
        let is_nested = !is_repeat && self.outer_only && statement.inside.is_some();
        left_out.repeats += u64::from(is_repeat);
        left_out.nested += u64::from(is_nested);
        !is_repeat && !is_nested
    }

    /// The rule in a sentence, with what it left out.
    pub fn sentence(self, left_out: LeftOut) -> String {
        let of = |count: u64, one: &str, many: &str| match count {
            1 => format!("1 statement that {one}"),
            count => format!("{count} statements that {many}"),
        };
        let LeftOut { repeats, nested } = left_out;
        let repeats = of(repeats, "repeats a fuller one of its article", "repeat a fuller one of their article");
        let nested = of(nested, "is inside another", "are inside others");
        match (self.with_repeats, self.outer_only) {
            (false, false) => format!("Left out: {repeats}."),
            (false, true) => format!("Left out: {repeats}, and {nested}."),
            (true, true) => format!("Left out: {nested}."),
            (true, false) => "Nothing is left out: statements that repeat a fuller one count too.".to_owned(),
        }
    }
}

/// How much everybody says in an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voices {
    /// Each speaker, by index. What several say jointly counts for each of them.
    pub speakers: Vec<Voice>,
    /// Those of whom the article does not say who they are.
    pub unknown: Voice,
    /// All statements, each once.
    pub all: Voice,
}

/// How much everybody says in an article, of the statements that count by the [default rule](CountRule).
pub fn voices(record: &Record) -> Voices {
    let mut voices = Voices { speakers: vec![Voice::default(); record.speakers.len()], ..Voices::default() };
    for (statement, speakers) in record.statements.iter().zip(speakers_of(record)) {
        if !CountRule::default().counts(statement) {
            continue;
        }
        let voice = Voice::of(statement);
        voices.all.add(voice);
        speakers.iter().for_each(|&speaker| voices.speakers[speaker].add(voice));
        if speakers.is_empty() {
            voices.unknown.add(voice);
        }
    }
    voices
}

/// A part of a whole in per cent, nought of nothing.
pub fn per_cent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_records::Sketch;

    #[test]
    fn echoes_do_not_count_and_joint_statements_count_for_each() {
        let sketch = Sketch::new("Rain, say Roe and Lie\n\n“Rain is near,” Roe and Lie said. It was not, said others.")
            .speaker("Roe", &["Roe"])
            .speaker("Lie", &["Lie"])
            .statement(&["Rain"], "", &[0])
            .repeats(1)
            .statement(&["“Rain is near,”"], "said", &[0, 1])
            .statement(&["It was not"], "", &[]);
        let voices = voices(&sketch.record());
        let voice = |words, quoted| Voice { statements: 1, words, quoted };
        assert_eq!(voices.speakers, [voice(3, 3), voice(3, 3)]);
        assert_eq!(voices.unknown, voice(3, 0));
        assert_eq!(voices.all, Voice { statements: 2, words: 6, quoted: 3 });
    }
}
