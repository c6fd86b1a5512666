//! Names that a newsroom already knows: speakers to the names it keeps for them.
//!
//! Applied to a reading when everything else is done, so that it changes what speakers are called and which of them
//! are one, and nothing of what was found. A speaker is known by the name the record would give, or by a mention of two
//! words or more; a surname alone is not enough, unless the article gives no more and the list has it.

use std::collections::{BTreeMap, HashMap};

use thiserror::Error;

use crate::output::SpeakerRecord;
use crate::people::line_of;
use crate::types::{MentionForm, Reading, Speaker, SpeakerId};

/// Primary names and the other names of each.
///
/// ```
/// use inquit::{Aliases, Pipeline, model::DEFAULT};
///
/// let aliases = Aliases::from_csv("Robert J. Hale,Bob Hale,Bulldog Hale\n")?;
/// let pipeline = Pipeline::embedded(DEFAULT)?.with_aliases(aliases);
/// let record = pipeline.parse("“The bridge stays shut,” said Bob Hale.");
/// assert_eq!(record.speakers[0].name, "Robert J. Hale");
/// assert_eq!(record.speakers[0].aliases, ["Bob Hale"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    /// Key of every name to its primary name, as written.
    primary: HashMap<String, String>,
}

/// Why a list of aliases cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AliasError {
    /// The table is not CSV.
    #[error("line {line}: {reason}")]
    Csv {
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A row does not begin with a name.
    #[error("line {line}: the primary name is empty")]
    NoPrimary {
        /// The line, from 1.
        line: u64,
    },
    /// A name stands for two.
    #[error("line {line}: `{name}` is already a name of `{first}`, it cannot be one of `{second}` too")]
    Ambiguous {
        /// The line of the second, from 1.
        line: u64,
        /// The name.
        name: String,
        /// Whose it is.
        first: String,
        /// Who claims it as well.
        second: String,
    },
}

impl Aliases {
    /// Reads a table: a line each, the primary name first, then its aliases; fields with commas in double quotation
    /// marks. Empty lines, empty aliases and lines that begin with `#` are skipped. Names are compared without case, stops,
    /// accents' encoding and a leading "the".
    ///
    /// # Errors
    /// If the table is no CSV, a primary name is empty, or one name stands for two.
    pub fn from_csv(table: &str) -> Result<Aliases, AliasError> {
        let table = table.strip_prefix('\u{feff}').unwrap_or(table);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(table.as_bytes());
        let mut aliases = Aliases::default();
        let mut row = csv::StringRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_record(&mut row) {
                Ok(false) => return Ok(aliases),
                Ok(true) => {
                    let line = row.position().map_or(line, |position| line_of(table, position));
                    aliases.insert(row.get(0).unwrap_or_default(), row.iter().skip(1), line)?;
                }
                Err(error) => {
                    let line = error.position().map_or(line, |position| line_of(table, position));
                    return Err(AliasError::Csv { line, reason: error.to_string() });
                }
            }
        }
    }

    /// The aliases of each primary name.
    ///
    /// # Errors
    /// As [`Aliases::from_csv`]; lines count the pairs.
    pub fn from_pairs<'a, I, A>(pairs: I) -> Result<Aliases, AliasError>
    where
        I: IntoIterator<Item = (&'a str, A)>,
        A: IntoIterator<Item = &'a str>,
    {
        let mut aliases = Aliases::default();
        for (index, (primary, others)) in pairs.into_iter().enumerate() {
            aliases.insert(primary, others, index as u64 + 1)?;
        }
        Ok(aliases)
    }

    /// Every primary name with the names that lead to it, as they are compared, in order: what
    /// [`Aliases::from_pairs`] makes the same aliases of.
    pub fn to_pairs(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut pairs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (key, primary) in &self.primary {
            pairs.entry(primary).or_default().push(key);
        }
        pairs.values_mut().for_each(|names| names.sort_unstable());
        pairs
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.primary.is_empty()
    }

    /// The primary name that a name stands for, if the list has it.
    pub fn primary(&self, name: &str) -> Option<&str> {
        self.primary.get(&key(name)).map(String::as_str)
    }

    /// The primary name of a record's speaker, if the list has it: by the name that the record gives, or by a mention of
    /// two words or more.
    pub fn primary_of(&self, speaker: &SpeakerRecord) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        names_of(speaker).find_map(|name| self.primary(name))
    }

    /// Names as they are compared, each with its primary name.
    pub(crate) fn from_keys(primary: HashMap<String, String>) -> Aliases {
        Aliases { primary }
    }

    /// These names, and where both have one, that of `others`.
    #[must_use]
    pub fn with(mut self, others: &Aliases) -> Aliases {
        self.primary.extend(others.primary.iter().map(|(key, primary)| (key.clone(), primary.clone())));
        self
    }

    fn insert<'a>(
        &mut self,
        primary: &'a str,
        others: impl IntoIterator<Item = &'a str>,
        line: u64,
    ) -> Result<(), AliasError> {
        if key(primary).is_empty() {
            return Err(AliasError::NoPrimary { line });
        }
        for name in std::iter::once(primary).chain(others) {
            let key = key(name);
            if key.is_empty() {
                continue;
            }
            let known = self.primary.entry(key).or_insert_with(|| primary.to_owned());
            if known != primary {
                let (name, first, second) = (name.to_owned(), known.clone(), primary.to_owned());
                return Err(AliasError::Ambiguous { line, name, first, second });
            }
        }
        Ok(())
    }

    /// The primary name of a speaker, if the list has one.
    fn of(&self, speaker: &Speaker, text: &str) -> Option<&String> {
        let by_name = self.primary.get(&key(&speaker.name));
        by_name.or_else(|| {
            let names = speaker.mentions.iter().filter(|mention| mention.form == MentionForm::Name);
            let mut keys = names.map(|mention| key(mention.span.of(text))).filter(|key| key.contains(' '));
            keys.find_map(|key| self.primary.get(&key))
        })
    }

    /// Gives the speakers of a reading their primary names, and makes those of one name one speaker.
    pub fn fold(&self, reading: &mut Reading) {
        if self.primary.is_empty() {
            return;
        }
        let mut kept: Vec<Speaker> = Vec::with_capacity(reading.speakers.len());
        let mut ids: Vec<SpeakerId> = Vec::with_capacity(reading.speakers.len());
        let mut by_primary: HashMap<&str, SpeakerId> = HashMap::new();
        for mut speaker in std::mem::take(&mut reading.speakers) {
            let next = SpeakerId(kept.len());
            let Some(primary) = self.of(&speaker, &reading.article.text) else {
                ids.push(next);
                kept.push(speaker);
                continue;
            };
            let written = std::mem::replace(&mut speaker.name, primary.clone());
            speaker.named = true;
            speaker.aliases.retain(|alias| alias != primary);
            if written != *primary && !speaker.aliases.contains(&written) {
                speaker.aliases.insert(0, written);
            }
            match by_primary.get(primary.as_str()) {
                Some(&id) => {
                    merge(&mut kept[id.0], speaker);
                    ids.push(id);
                }
                None => {
                    by_primary.insert(primary, next);
                    ids.push(next);
                    kept.push(speaker);
                }
            }
        }
        reading.speakers = kept;
        let id = |speaker: SpeakerId| ids.get(speaker.0).copied().unwrap_or(speaker);
        for statement in &mut reading.statements {
            let mut speakers: Vec<SpeakerId> = Vec::with_capacity(statement.speakers.len());
            for speaker in statement.speakers.iter().copied().map(id) {
                if !speakers.contains(&speaker) {
                    speakers.push(speaker);
                }
            }
            statement.speakers = speakers;
            statement.reported_by = statement.reported_by.map(id);
            for addressee in &mut statement.addressees {
                addressee.speaker = addressee.speaker.map(id);
            }
        }
    }
}

/// What both were called, are and did.
fn merge(into: &mut Speaker, other: Speaker) {
    for alias in other.aliases {
        if !into.aliases.contains(&alias) {
            into.aliases.push(alias);
        }
    }
    into.mentions.extend(other.mentions);
    into.mentions.sort_by_key(|mention| (mention.span.start, mention.span.end));
    into.roles.extend(
        other
            .roles
            .into_iter()
            .filter(|role| {
                !into.roles.iter().any(|known| known.title == role.title && known.organisation == role.organisation)
            })
            .collect::<Vec<_>>(),
    );
    into.roles.sort_by_key(|role| role.span.start);
    if into.gender == Default::default() {
        into.gender = other.gender;
    }
}

/// The names that a speaker may be known by: the one that the record gives, and mentions of two words or more.
pub(crate) fn names_of(speaker: &SpeakerRecord) -> impl Iterator<Item = &str> {
    let mentions = speaker.mentions.iter().filter(|mention| mention.form == MentionForm::Name);
    let names = mentions.map(|mention| &*mention.text).filter(|name| key(name).contains(' '));
    std::iter::once(&*speaker.name).chain(names)
}

/// A name as it is compared: small letters and digits, words apart, without a leading "the".
pub(crate) fn key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let letters: String = name
        .nfkd()
        .filter(|letter| letter.is_alphanumeric() || letter.is_whitespace() || *letter == '-')
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == '-' { ' ' } else { letter })
        .collect();
    let mut words: Vec<&str> = letters.split_whitespace().collect();
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Article, Gender, Mention, Span, SpeakerKind, Statement, StatementKind};

    const TEXT: &str = "Bob Hale said no. Bulldog Hale left. Hale said yes. Ann Rao agreed.";

    fn speaker(name: &str, mentions: &[&str]) -> Speaker {
        let mention = |slice: &&str| {
            let start = TEXT.find(slice).unwrap();
            Mention { span: Span::new(start, start + slice.len()), form: MentionForm::Name }
        };
        Speaker {
            name: name.to_owned(),
            kind: SpeakerKind::Person,
            named: true,
            aliases: Vec::new(),
            gender: Gender::Unknown,
            roles: Vec::new(),
            mentions: mentions.iter().map(mention).collect(),
        }
    }

    fn statement(speakers: &[usize]) -> Statement {
        Statement {
            kind: StatementKind::Indirect,
            content: vec![Span::new(0, 3)],
            quoted: Vec::new(),
            cue: None,
            source: Vec::new(),
            speakers: speakers.iter().copied().map(SpeakerId).collect(),
            addressees: Vec::new(),
            reported_by: Some(SpeakerId(2)),
            place: crate::types::Place::Body,
            section: None,
            paragraph: None,
            repeats: None,
            inside: None,
            confidence: 0.5,
            note: None,
            why: String::new(),
        }
    }

    fn reading() -> Reading {
        Reading {
            model: String::new(),
            article: Article { text: TEXT.to_owned(), ..Article::default() },
            speakers: vec![
                speaker("Bob Hale", &["Bob Hale"]),
                speaker("Bulldog Hale", &["Bulldog Hale"]),
                speaker("Ann Rao", &["Ann Rao"]),
            ],
            statements: vec![statement(&[0, 1]), statement(&[2])],
            notes: Vec::new(),
        }
    }

    #[test]
    fn folds_speakers_of_one_name_into_one() {
        let mut reading = reading();
        Aliases::from_csv("Robert J. Hale, \"Hale, Bob\", bob hale, Bulldog Hale\n").unwrap().fold(&mut reading);
        let names: Vec<&str> = reading.speakers.iter().map(|speaker| &*speaker.name).collect();
        assert_eq!(names, ["Robert J. Hale", "Ann Rao"]);
        assert_eq!(reading.speakers[0].aliases, ["Bob Hale", "Bulldog Hale"]);
        assert_eq!(reading.speakers[0].mentions.len(), 2);
        assert_eq!(reading.statements[0].speakers, [SpeakerId(0)]);
        assert_eq!(reading.statements[1].speakers, [SpeakerId(1)]);
        assert_eq!(reading.statements[1].reported_by, Some(SpeakerId(1)));
    }

    #[test]
    fn leaves_alone_whom_only_a_surname_would_tell() {
        let mut reading = reading();
        Aliases::from_csv("Ida Hale,Hale\n").unwrap().fold(&mut reading);
        assert_eq!(reading, self::reading());
    }

    #[test]
    fn says_what_is_wrong_with_a_table_and_where() {
        let wrong = |table: &str| Aliases::from_csv(table).unwrap_err().to_string();
        assert_eq!(wrong("Ann Rao,Annie\n\n, Rao\n"), "line 3: the primary name is empty");
        assert_eq!(
            wrong("# known\nAnn Rao,A. Rao\nAda Rao,A Rao\n"),
            "line 3: `A Rao` is already a name of `Ann Rao`, it cannot be one of `Ada Rao` too"
        );
        assert!(Aliases::from_csv("").unwrap().is_empty());
    }
}
