//! Records and gold articles to figures: spans, attributions, speakers, profiles, calibration.
//!
//! Everything is compared by letters and digits alone, so that a comma more or less at the end of a
//! span is no error. Statements are matched one to one, the closest first. The kind of a statement
//! (direct, indirect, mixed) is told from the quotation marks of the text by one simple rule for
//! both sides, not taken from the record: the scorer must not depend on what it scores.
//!
//! A statement is nested if its content lies in the larger content of another, else outer; each is matched among its
//! own. Where a corpus marks only outer statements, nested ones of a record are passed over.
//!
//! Left out: acts, addressees, `reported_by` and `repeats`, for which there is no gold.

mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use thiserror::Error;

pub use report::{
    Bin, Calibration, FormScores, KindScores, LevelScores, Prf, ProfileScores, Report, Share, SpanScores, SpeakerScores,
};

use super::{
    GoldArticle, GoldSpeakers, Levels,
    letters::{Letters, Set, shared, size},
    speakers::GoldSpeaker,
};
use crate::{
    Gender, Span, SpeakerKind, StatementKind,
    output::{Record, SpeakerRecord, StatementRecord},
    text::Offsets,
};

/// How many bins of equal width the calibration error is computed over.
const BINS: usize = 10;

/// Words in front of a name that are no part of it, as [`name_key`] writes them.
const HONORIFICS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "doctor",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "madam",
    "rev",
    "reverend",
    "hon",
    "sen",
    "senator",
    "rep",
    "representative",
    "congressman",
    "congresswoman",
    "gov",
    "governor",
    "pres",
    "president",
    "gen",
    "general",
    "lt",
    "col",
    "colonel",
    "maj",
    "major",
    "capt",
    "captain",
    "sgt",
    "sergeant",
    "adm",
    "admiral",
    "judge",
    "justice",
];

/// Why a record cannot be scored.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// The record was made from another text.
    #[error("article `{article}`: the record's text is not the gold text (they differ from byte {byte} on)")]
    TextDiffers {
        /// Name of the gold article.
        article: String,
        /// The first byte that differs.
        byte: usize,
    },
    /// A span of the record does not fit its own text.
    #[error("article `{article}`: statement `{statement}` has the span {start}..{end}, which does not fit the text")]
    BadSpan {
        /// Name of the gold article.
        article: String,
        /// Id of the statement.
        statement: String,
        /// Offset of the first unit, in the record's unit.
        start: usize,
        /// Offset one past the last unit.
        end: usize,
    },
}

/// Scores records against the gold articles they were read from, in any offset unit.
///
/// Figures over speakers are computed on the articles with [`GoldArticle::speakers`].
///
/// # Errors
/// If a record's text is not that of its gold article, or a span does not fit its text.
pub fn score(pairs: &[(GoldArticle, Record)]) -> Result<Report, ScoreError> {
    let mut tally = Tally::default();
    for (gold, record) in pairs {
        tally.add(gold, record)?;
    }
    Ok(tally.report())
}

/// For each statement of a record, whether it is right: its content matches gold one to one, and its
/// speakers are right or, where gold names no speakers, its source agrees. What confidence means. `None` for one inside
/// another where gold marks only outer ones.
///
/// # Errors
/// As [`score`].
pub fn right_statements(gold: &GoldArticle, record: &Record) -> Result<Vec<Option<bool>>, ScoreError> {
    Tally::default().add(gold, record)
}

/// The parts of an attribution, on either side, as letters.
#[derive(Clone)]
struct Parts {
    source: Set,
    cue: Set,
    content: Set,
    kind: StatementKind,
}

impl Parts {
    fn new(letters: &Letters, [source, cue, content]: [Vec<Span>; 3]) -> Self {
        let content = letters.set(content);
        Self { source: letters.set(source), cue: letters.set(cue), kind: letters.kind(&content), content }
    }

    /// Whether both name a source in the same place, or neither names one.
    fn source_agrees(&self, other: &Parts) -> bool {
        if self.source.is_empty() || other.source.is_empty() {
            self.source.is_empty() && other.source.is_empty()
        } else {
            shared(&self.source, &other.source) > 0
        }
    }
}

/// Counts of right ones among the gold and among those read.
#[derive(Clone, Copy, Default)]
struct Counts {
    gold: usize,
    read: usize,
    gold_right: usize,
    read_right: usize,
}

impl Counts {
    /// Adds as many pairs as were found.
    fn add(&mut self, gold: usize, read: usize, pairs: usize) {
        self.gold += gold;
        self.read += read;
        self.gold_right += pairs;
        self.read_right += pairs;
    }

    fn prf(self) -> Prf {
        Prf::new(self.gold, self.read, self.gold_right, self.read_right)
    }
}

#[derive(Clone, Copy, Default)]
struct BinCounts {
    statements: usize,
    right: usize,
    confidence: f64,
}

#[derive(Default)]
struct Tally {
    articles: usize,
    /// Source, cue, content.
    spans: [Counts; 3],
    attribution: Counts,
    outer: Counts,
    nested: Counts,
    /// Whether some article marks nested statements.
    all_levels: bool,
    content_only: Counts,
    /// By [`kind_index`].
    kinds: [Counts; 3],
    speakers: SpeakerCounts,
    bins: [BinCounts; BINS],
}

/// Right ones, and of how many.
#[derive(Clone, Copy, Default)]
struct ShareCounts {
    right: usize,
    of: usize,
}

impl ShareCounts {
    fn add(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    fn share(self) -> Share {
        Share::new(self.right, self.of)
    }
}

#[derive(Default)]
struct SpeakerCounts {
    articles: usize,
    matched: ShareCounts,
    matched_named: ShareCounts,
    /// By [`form_index`], of those with named speakers only.
    forms: [ShareCounts; 4],
    end_to_end: ShareCounts,
    end_to_end_outer: ShareCounts,
    persons: ShareCounts,
    bodies: ShareCounts,
    roles: ShareCounts,
    organisations: ShareCounts,
    other_names: ShareCounts,
    genders: ShareCounts,
}

impl Tally {
    /// Adds an article; returns which statements of its record are right.
    fn add(&mut self, gold: &GoldArticle, record: &Record) -> Result<Vec<Option<bool>>, ScoreError> {
        if gold.text != record.article.text {
            let same = gold.text.bytes().zip(record.article.text.bytes()).take_while(|(a, b)| a == b).count();
            return Err(ScoreError::TextDiffers { article: gold.name.clone(), byte: same });
        }
        let letters = Letters::new(&gold.text);
        let golden: Vec<Parts> = gold
            .attributions
            .iter()
            .map(|one| Parts::new(&letters, [&one.source, &one.cue, &one.content].map(Vec::clone)))
            .collect();
        let mut read: Vec<(usize, Parts)> = parts_of(gold, record, &letters)?.into_iter().enumerate().collect();
        self.articles += 1;
        self.all_levels |= gold.levels == Levels::All;
        if gold.levels == Levels::Outer {
            let mut inner = nested(read.iter().map(|(_, one)| one)).into_iter();
            read.retain(|_| !inner.next().unwrap_or_default());
        }
        self.add_spans(&golden, read.iter().map(|(_, one)| one));

        // From here on, attributions without content are left out on both sides.
        let (gold_indices, golden) = with_content(golden.into_iter().enumerate());
        let (read_indices, read) = with_content(read.into_iter());
        let content_matches = matches(&golden, &read, false).len();
        let full_matches = matches(&golden, &read, true);
        for (counts, found) in [(&mut self.content_only, content_matches), (&mut self.attribution, full_matches.len())]
        {
            counts.add(golden.len(), read.len(), found);
        }
        golden.iter().for_each(|one| self.kinds[kind_index(one.kind)].gold += 1);
        read.iter().for_each(|one| self.kinds[kind_index(one.kind)].read += 1);
        for (g, p) in &full_matches {
            self.kinds[kind_index(golden[*g].kind)].gold_right += 1;
            self.kinds[kind_index(read[*p].kind)].read_right += 1;
        }
        let is_nested = if gold.levels == Levels::All { nested(golden.iter()) } else { vec![false; golden.len()] };
        let level_matches = self.add_levels(gold.levels, &golden, &is_nested, &read);

        let mut right: Vec<bool> = vec![false; read.len()];
        if let Some(speakers) = &gold.speakers {
            let statement = |p: usize| &record.statements[read_indices[p]];
            for (g, index) in gold_indices.iter().enumerate() {
                let matched = level_matches.get(&g).copied();
                let Some(of) = speakers.attributions.get(&gold.attributions[*index].id) else {
                    // Nobody said who it was: the source has to do.
                    if let Some(p) = matched {
                        right[p] = golden[g].source_agrees(&read[p]);
                    }
                    continue;
                };
                let wanted: Vec<&GoldSpeaker> =
                    speakers.speakers.iter().filter(|speaker| of.speakers.contains(&speaker.id)).collect();
                let is_right = |p: usize| speakers_agree(&wanted, statement(p), record);
                self.speakers.end_to_end.add(matched.is_some_and(is_right));
                if !is_nested[g] {
                    self.speakers.end_to_end_outer.add(matched.is_some_and(is_right));
                }
                if let Some(p) = matched {
                    right[p] = is_right(p);
                    self.speakers.matched.add(right[p]);
                    if !wanted.is_empty() && wanted.iter().all(|speaker| speaker.named) {
                        self.speakers.matched_named.add(right[p]);
                        let source = &gold.attributions[*index].source;
                        let source = source.iter().map(|span| span.of(&gold.text)).collect::<Vec<_>>().join(" ");
                        self.speakers.forms[form_index(&source, &wanted)].add(right[p]);
                    }
                }
            }
            self.add_profiles(speakers, record);
        } else {
            full_matches.iter().for_each(|(_, p)| right[*p] = true);
        }
        let mut all = vec![None; record.statements.len()];
        for (index, right) in read_indices.into_iter().zip(right) {
            self.add_confidence(record.statements[index].confidence, right);
            all[index] = Some(right);
        }
        Ok(all)
    }

    /// Counts outer and nested statements, each matched among its own; returns the pairs of contents.
    fn add_levels(
        &mut self,
        levels: Levels,
        golden: &[Parts],
        gold_nested: &[bool],
        read: &[Parts],
    ) -> BTreeMap<usize, usize> {
        let read_nested = nested(read.iter());
        let mut pairs = BTreeMap::new();
        for inner in [false, true] {
            let of_level = |parts: &[Parts], nested: &[bool]| -> (Vec<usize>, Vec<Parts>) {
                let here = parts.iter().enumerate().zip(nested).filter(|(_, nested)| **nested == inner);
                here.map(|((at, one), _)| (at, one.clone())).unzip()
            };
            let (gold_at, gold) = of_level(golden, gold_nested);
            let (read_at, read) = of_level(read, &read_nested);
            if levels == Levels::All || !inner {
                let counts = if inner { &mut self.nested } else { &mut self.outer };
                counts.add(gold.len(), read.len(), matches(&gold, &read, true).len());
            }
            pairs.extend(matches(&gold, &read, false).into_iter().map(|(g, p)| (gold_at[g], read_at[p])));
        }
        pairs
    }

    /// A source shared by several attributions is one span.
    fn add_spans<'p>(&mut self, gold: &[Parts], read: impl Iterator<Item = &'p Parts> + Clone) {
        let roles: [fn(&Parts) -> &Set; 3] = [|one| &one.source, |one| &one.cue, |one| &one.content];
        for (counts, role) in self.spans.iter_mut().zip(roles) {
            let (gold, read) = (spans(gold.iter(), role), spans(read.clone(), role));
            counts.add(gold.len(), read.len(), gold.intersection(&read).count());
        }
    }

    fn add_profiles(&mut self, gold: &GoldSpeakers, record: &Record) {
        self.speakers.articles += 1;
        for wanted in gold.speakers.iter().filter(|speaker| speaker.named) {
            let is_person = wanted.kind == SpeakerKind::Person;
            if !is_person && !matches!(wanted.kind, SpeakerKind::Organisation | SpeakerKind::Group) {
                continue;
            }
            let name = name_key(&wanted.name);
            let found: Vec<&SpeakerRecord> =
                record.speakers.iter().filter(|speaker| name_key(&speaker.name) == name).collect();
            let share = if is_person { &mut self.speakers.persons } else { &mut self.speakers.bodies };
            share.add(!found.is_empty());
            if is_person {
                self.add_roles(wanted, &found);
            }
            let names = found.iter().flat_map(|speaker| speaker.aliases.iter().chain([&speaker.name]));
            let known: Vec<String> = names.map(|name| name_key(name)).collect();
            for other in &wanted.aliases {
                self.speakers.other_names.add(known.contains(&name_key(other)));
            }
            if wanted.gender != Gender::Unknown {
                self.speakers.genders.add(found.iter().any(|speaker| speaker.gender == wanted.gender));
            }
        }
    }

    fn add_roles(&mut self, wanted: &GoldSpeaker, found: &[&SpeakerRecord]) {
        let alike = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && (a.contains(b) || b.contains(a));
        let roles: Vec<(String, String)> = found
            .iter()
            .flat_map(|speaker| &speaker.roles)
            .map(|role| (title_key(&role.title), title_key(role.organisation.as_deref().unwrap_or_default())))
            .collect();
        for role in &wanted.roles {
            let Some(title) = role.title.as_deref().map(title_key) else { continue };
            let same: Vec<_> = roles.iter().filter(|(given, _)| alike(given, &title)).collect();
            self.speakers.roles.add(!same.is_empty());
            if let Some(organisation) = role.organisation.as_deref().map(title_key) {
                self.speakers.organisations.add(same.iter().any(|(_, given)| alike(given, &organisation)));
            }
        }
    }

    fn add_confidence(&mut self, confidence: f64, right: bool) {
        // The cast takes NaN and negatives to the first bin.
        let bin = &mut self.bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.statements += 1;
        bin.right += usize::from(right);
        bin.confidence += confidence;
    }

    fn report(self) -> Report {
        let [source, cue, content] = self.spans.map(Counts::prf);
        let [direct, mixed, indirect] = self.kinds.map(Counts::prf);
        let all_levels = self.all_levels;
        let SpeakerCounts { articles, matched, matched_named, forms, end_to_end, end_to_end_outer, .. } = self.speakers;
        let SpeakerCounts { persons, bodies, roles, organisations, other_names, genders, .. } = self.speakers;
        let [name, nominal, pronoun, none] = forms.map(ShareCounts::share);
        let of_levels = |share: ShareCounts| all_levels.then(|| share.share());
        Report {
            articles: self.articles,
            spans: SpanScores { source, cue, content },
            attribution: self.attribution.prf(),
            levels: all_levels.then(|| LevelScores { outer: self.outer.prf(), nested: self.nested.prf() }),
            kinds: KindScores { direct, mixed, indirect },
            content_only: self.content_only.prf(),
            speakers: (articles > 0).then(|| SpeakerScores {
                articles,
                all: matched.share(),
                named: matched_named.share(),
                forms: FormScores { name, nominal, pronoun, none },
                end_to_end: end_to_end.share(),
                end_to_end_outer: of_levels(end_to_end_outer),
                profiles: ProfileScores {
                    persons: persons.share(),
                    bodies: bodies.share(),
                    roles: roles.share(),
                    organisations: organisations.share(),
                    other_names: other_names.share(),
                    genders: genders.share(),
                },
            }),
            calibration: Calibration::new(
                self.bins.iter().enumerate().map(|(index, bin)| {
                    Bin::new(index as f64 / BINS as f64, bin.statements, bin.right, bin.confidence)
                }),
            ),
        }
    }
}

fn kind_index(kind: StatementKind) -> usize {
    match kind {
        StatementKind::Direct => 0,
        StatementKind::Mixed => 1,
        StatementKind::Indirect => 2,
    }
}

/// How a gold source refers to named speakers: by a word of their name (0), a description (1), a pronoun (2), or
/// without a source (3).
fn form_index(source: &str, wanted: &[&GoldSpeaker]) -> usize {
    const PRONOUNS: [&str; 14] =
        ["he", "she", "they", "it", "who", "which", "i", "we", "his", "her", "their", "its", "him", "them"];
    let words = words_of(source);
    let names: BTreeSet<String> =
        wanted.iter().flat_map(|speaker| words_of(&speaker.name)).filter(|word| word != "the").collect();
    // "Okafor’s" holds the name "Okafor", "Ek-led" the name "Ek".
    let pieces = source.split_whitespace().flat_map(|word| {
        let bare = word.trim_end_matches(|character: char| !character.is_alphanumeric());
        let bare = bare.strip_suffix("’s").or(bare.strip_suffix("'s")).unwrap_or(bare);
        bare.split('-').chain([bare])
    });
    let is_name = |word: &str| words_of(word).iter().any(|word| names.contains(word));
    let mut named = pieces.filter(|word| starts_with_capital(word));
    match &words[..] {
        [] => 3,
        [word] if PRONOUNS.contains(&word.as_str()) => 2,
        _ if named.any(is_name) => 0,
        _ => 1,
    }
}

fn starts_with_capital(word: &str) -> bool {
    word.chars().find(|character| character.is_alphanumeric()).is_some_and(char::is_uppercase)
}

/// Whether each content lies in another, larger one.
fn nested<'p>(parts: impl Iterator<Item = &'p Parts> + Clone) -> Vec<bool> {
    let lies_in = |one: &Parts, other: &Parts| {
        let size_of_one = size(&one.content);
        size_of_one > 0 && size_of_one < size(&other.content) && shared(&one.content, &other.content) == size_of_one
    };
    parts.clone().map(|one| parts.clone().any(|other| lies_in(one, other))).collect()
}

/// The extents of one role.
fn spans<'p>(parts: impl Iterator<Item = &'p Parts>, role: fn(&Parts) -> &Set) -> BTreeSet<(u32, u32)> {
    parts.flat_map(|one| role(one).iter().map(|range| (range.start, range.end))).collect()
}

/// The statements of a record as letters of its text.
fn parts_of(gold: &GoldArticle, record: &Record, letters: &Letters) -> Result<Vec<Parts>, ScoreError> {
    let offsets = Offsets::new(&record.article.text, record.article.offset_unit);
    let parts = |statement: &StatementRecord| {
        let span = |start, end| match (offsets.to_byte(start), offsets.to_byte(end)) {
            (Some(first), Some(last)) if first <= last => Ok(Span::new(first, last)),
            _ => Err(ScoreError::BadSpan { article: gold.name.clone(), statement: statement.id.clone(), start, end }),
        };
        let source = statement.source.iter().map(|part| span(part.start, part.end)).collect::<Result<_, _>>()?;
        let cue = statement.cue.iter().map(|part| span(part.start, part.end)).collect::<Result<_, _>>()?;
        let content = statement.content.iter().map(|part| span(part.start, part.end)).collect::<Result<_, _>>()?;
        Ok(Parts::new(letters, [source, cue, content]))
    };
    record.statements.iter().map(parts).collect()
}

/// Those with content, and the indices they had.
fn with_content(parts: impl Iterator<Item = (usize, Parts)>) -> (Vec<usize>, Vec<Parts>) {
    parts.filter(|(_, one)| !one.content.is_empty()).unzip()
}

/// Pairs of gold and read whose contents share half of their letters or more and, where asked for,
/// whose sources agree: one to one, the closest first; of equally close ones those with agreeing
/// sources, then the first in order.
fn matches(gold: &[Parts], read: &[Parts], sources: bool) -> Vec<(usize, usize)> {
    let hull = |one: &Parts| -> Range<u32> {
        one.content.first().map_or(0, |range| range.start)..one.content.last().map_or(0, |range| range.end)
    };
    let mut by_start: Vec<(u32, u32, usize)> =
        read.iter().map(hull).enumerate().map(|(p, hull)| (hull.start, hull.end, p)).collect();
    by_start.sort_unstable();
    let mut candidates = Vec::new();
    for (g, one) in gold.iter().enumerate() {
        let hull = hull(one);
        let before = by_start.partition_point(|(start, ..)| *start < hull.end);
        for (.., p) in by_start[..before].iter().filter(|(_, end, _)| *end > hull.start) {
            let other = &read[*p];
            let both = shared(&one.content, &other.content);
            let either = size(&one.content) + size(&other.content) - both;
            let agrees = one.source_agrees(other);
            if both * 2 >= either && (agrees || !sources) {
                candidates.push((f64::from(both) / f64::from(either), agrees, g, *p));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let (mut gold_taken, mut read_taken) = (vec![false; gold.len()], vec![false; read.len()]);
    let mut pairs = Vec::new();
    for (_, _, g, p) in candidates {
        if !gold_taken[g] && !read_taken[p] {
            gold_taken[g] = true;
            read_taken[p] = true;
            pairs.push((g, p));
        }
    }
    pairs
}

/// Whether a statement's speakers are exactly those wanted.
fn speakers_agree(wanted: &[&GoldSpeaker], statement: &StatementRecord, record: &Record) -> bool {
    // The article's own writer is right, and so is nobody.
    if let [writer] = wanted
        && writer.kind == SpeakerKind::Author
        && statement.speakers.is_empty()
    {
        return true;
    }
    let ids: BTreeSet<&String> = statement.speakers.iter().collect();
    let mut given: Vec<Option<&SpeakerRecord>> =
        ids.iter().map(|id| record.speakers.iter().find(|speaker| speaker.id == **id)).collect();
    given.len() == wanted.len()
        && wanted.iter().all(|wanted| {
            let found = given.iter().position(|given| given.is_some_and(|given| is_same(wanted, given)));
            found.map(|index| given.swap_remove(index)).is_some()
        })
}

/// Whether a speaker goes by the gold name; if that is no name, by any description in gold.
fn is_same(wanted: &GoldSpeaker, given: &SpeakerRecord) -> bool {
    let is = |given: &str, wanted: &str| {
        let given = name_key(given);
        !given.is_empty() && given == name_key(wanted)
    };
    if wanted.kind == SpeakerKind::Author {
        return given.kind == SpeakerKind::Author;
    }
    if wanted.named {
        return is(&given.name, &wanted.name);
    }
    // Of several descriptions either side has made one the name, by no rule they could share.
    let descriptions = given.aliases.iter().filter(|_| !given.named);
    [&given.name]
        .into_iter()
        .chain(descriptions)
        .any(|given| [&wanted.name].into_iter().chain(&wanted.aliases).any(|wanted| is(given, wanted)))
}

/// A name without honorifics, case and anything but letters and digits.
pub(super) fn name_key(name: &str) -> String {
    let words = words_of(name);
    let honorifics = words.iter().take_while(|word| HONORIFICS.contains(&&***word)).count();
    // "The General" is nobody without it.
    words[honorifics.min(words.len().saturating_sub(1))..].join(" ")
}

fn title_key(title: &str) -> String {
    words_of(title).join(" ")
}

pub(super) fn words_of(text: &str) -> Vec<String> {
    let letters = |word: &str| -> String {
        word.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    text.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests;
