//! The figures, as data and as a table.

use std::fmt;

use serde::Serialize;

/// How well records agree with gold. Shares are 0..=1, `None` where there is nothing to divide by.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Articles scored.
    pub articles: usize,
    /// Exact spans, each compared after dropping other characters than letters and digits at its ends.
    pub spans: SpanScores,
    /// Attributions: contents share half of their letters or more, and sources overlap or are both missing.
    pub attribution: Prf,
    /// Outer and nested attributions, each matched among its own; `None` if no article marks nested ones, where those of
    /// records are passed over.
    pub levels: Option<LevelScores>,
    /// The same by kind: precision by the kind of what was read, recall by the kind of gold.
    pub kinds: KindScores,
    /// Attributions without the condition on sources.
    pub content_only: Prf,
    /// Who said it; `None` if no article has gold speakers.
    pub speakers: Option<SpeakerScores>,
    /// Whether confidence is the share that is right.
    pub calibration: Calibration,
}

/// Exact spans by role.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpanScores {
    /// Sources.
    pub source: Prf,
    /// Cues.
    pub cue: Prf,
    /// Parts of contents.
    pub content: Prf,
}

/// Attributions by level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelScores {
    /// Their content lies in no other.
    pub outer: Prf,
    /// Their content lies in a larger one: reports inside reports.
    pub nested: Prf,
}

/// Attributions by kind, as told from double quotation marks in the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindScores {
    /// More than 90% of the content's letters and digits stand in quotation marks.
    pub direct: Prf,
    /// Anything between.
    pub mixed: Prf,
    /// Less than 5% do.
    pub indirect: Prf,
}

/// Speakers, on the articles with gold speakers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeakerScores {
    /// Articles with gold speakers.
    pub articles: usize,
    /// Of the attributions whose content was matched, those whose speakers are right.
    pub all: Share,
    /// The same of those whose gold speakers are all named.
    pub named: Share,
    /// The same of those with named speakers, by how their source refers to them.
    pub forms: FormScores,
    /// Of all gold attributions, those matched and with the right speakers.
    pub end_to_end: Share,
    /// The same of the outer ones, matched among their own; `None` if no article marks nested ones.
    pub end_to_end_outer: Option<Share>,
    /// The speakers themselves.
    pub profiles: ProfileScores,
}

/// Speakers by the form of the source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormScores {
    /// A capitalised word of it is a word of the name: "Okafor", "Ms Okafor, who runs the port".
    pub name: Share,
    /// A description: "the mayor".
    pub nominal: Share,
    /// A pronoun: "she", "who".
    pub pronoun: Share,
    /// No source is stated.
    pub none: Share,
}

/// Speakers' profiles.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProfileScores {
    /// Of the gold persons with a name, those with a profile of that name.
    pub persons: Share,
    /// Of the gold organisations and groups with a name, those with a profile of that name.
    pub bodies: Share,
    /// Of the roles of all gold persons with a name, those in the profile of that name (one title holding the other).
    pub roles: Share,
    /// Of their roles with an organisation, those found with it (one name holding the other).
    pub organisations: Share,
    /// Of the other names of these persons and bodies, those in the profile.
    pub other_names: Share,
    /// Of the genders that gold states, those in the profile.
    pub genders: Share,
}

/// Precision, recall and F.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Prf {
    /// How many gold has.
    pub gold: usize,
    /// How many were read.
    pub read: usize,
    /// Share of those read that are right.
    pub precision: Option<f64>,
    /// Share of gold that was found.
    pub recall: Option<f64>,
    /// Their harmonic mean, 0 where one of them is missing.
    pub f1: Option<f64>,
}

impl Prf {
    pub(super) fn new(gold: usize, read: usize, gold_right: usize, read_right: usize) -> Self {
        let (precision, recall) = (ratio(read_right, read), ratio(gold_right, gold));
        let f1 = match (precision, recall) {
            (None, None) => None,
            (Some(precision), Some(recall)) if precision + recall > 0.0 => {
                Some(2.0 * precision * recall / (precision + recall))
            }
            _ => Some(0.0),
        };
        Self { gold, read, precision, recall, f1 }
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// How many are right.
    pub right: usize,
    /// Of how many.
    pub of: usize,
    /// `right / of`.
    pub share: Option<f64>,
}

impl Share {
    pub(in crate::gold) fn new(right: usize, of: usize) -> Self {
        Self { right, of, share: ratio(right, of) }
    }
}

/// Confidence against correctness. A statement is right if its content matches gold and its
/// speakers are right; where gold names no speakers, if its source agrees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Expected calibration error: over the bins, the mean gap between confidence and share right,
    /// weighted by statements.
    pub error: Option<f64>,
    /// Ten bins of equal width, by confidence.
    pub bins: Vec<Bin>,
}

impl Calibration {
    pub(super) fn new(bins: impl Iterator<Item = Bin>) -> Self {
        let bins: Vec<Bin> = bins.collect();
        let statements: usize = bins.iter().map(|bin| bin.statements).sum();
        let gap = |bin: &Bin| Some(bin.statements as f64 * (bin.confidence? - bin.right?).abs());
        let gaps: f64 = bins.iter().filter_map(gap).sum();
        let error = (statements > 0).then(|| gaps / statements as f64);
        Self { error, bins }
    }
}

/// Statements of about one confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Lowest confidence of the bin; it reaches to the next bin's.
    pub from: f64,
    /// Statements in it.
    pub statements: usize,
    /// Their mean confidence.
    pub confidence: Option<f64>,
    /// The share of them that is right.
    pub right: Option<f64>,
}

impl Bin {
    /// A bin of so many statements, whose confidences sum to `confidence`.
    pub(super) fn new(from: f64, statements: usize, right: usize, confidence: f64) -> Self {
        let mean = (statements > 0).then(|| confidence / statements as f64);
        Self { from, statements, confidence: mean, right: ratio(right, statements) }
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A share in per cent.
struct Percent(Option<f64>);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad` honours the column's width.
        f.pad(&self.0.map_or("–".to_owned(), |share| format!("{:.1}", share * 100.0)))
    }
}

/// A table of at most 80 columns.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<34}{:>10}{:>8}{:>8}{:>9}{:>9}", "per cent", "precision", "recall", "F", "gold", "read")?;
        let levels = self.levels.as_ref();
        for (name, prf) in [
            ("source, exact span", Some(&self.spans.source)),
            ("cue, exact span", Some(&self.spans.cue)),
            ("content, exact span", Some(&self.spans.content)),
            ("attribution", Some(&self.attribution)),
            ("  outer", levels.map(|levels| &levels.outer)),
            ("  nested", levels.map(|levels| &levels.nested)),
            ("  direct", Some(&self.kinds.direct)),
            ("  mixed", Some(&self.kinds.mixed)),
            ("  indirect", Some(&self.kinds.indirect)),
            ("attribution, content only", Some(&self.content_only)),
        ] {
            let Some(Prf { gold, read, precision, recall, f1 }) = prf.copied() else { continue };
            let (precision, recall, f1) = (Percent(precision), Percent(recall), Percent(f1));
            writeln!(f, "{name:<34}{precision:>10}{recall:>8}{f1:>8}{gold:>9}{read:>9}")?;
        }
        writeln!(f, "articles: {}", self.articles)?;

        if let Some(speakers) = &self.speakers {
            writeln!(f, "\n{:<52}{:>8}{:>9}{:>9}", "speakers, per cent", "share", "right", "of")?;
            let profiles = &speakers.profiles;
            for (name, share) in [
                ("speaker right, of matched with a named speaker", Some(&speakers.named)),
                ("  their source a name", Some(&speakers.forms.name)),
                ("  a description", Some(&speakers.forms.nominal)),
                ("  a pronoun", Some(&speakers.forms.pronoun)),
                ("  not stated", Some(&speakers.forms.none)),
                ("speaker right, of matched", Some(&speakers.all)),
                ("statement matched and speaker right, of all", Some(&speakers.end_to_end)),
                ("  of outer statements", speakers.end_to_end_outer.as_ref()),
                ("persons found under their name", Some(&profiles.persons)),
                ("bodies found under their name", Some(&profiles.bodies)),
                ("roles found", Some(&profiles.roles)),
                ("organisations of roles found", Some(&profiles.organisations)),
                ("other names found", Some(&profiles.other_names)),
                ("genders right", Some(&profiles.genders)),
            ] {
                let Some(share) = share else { continue };
                writeln!(f, "{name:<52}{:>8}{:>9}{:>9}", Percent(share.share), share.right, share.of)?;
            }
            writeln!(f, "articles: {}", speakers.articles)?;
        }

        let bins: Vec<&Bin> = self.calibration.bins.iter().filter(|bin| bin.statements > 0).collect();
        if let Some(error) = self.calibration.error {
            writeln!(f, "\n{:<34}{:>18}{:>8}{:>18}", "confidence", "mean", "right", "statements")?;
            for bin in bins {
                let (mean, right) = (Percent(bin.confidence), Percent(bin.right));
                writeln!(f, "{:<34}{mean:>18}{right:>8}{:>18}", format!("from {:.1}", bin.from), bin.statements)?;
            }
            writeln!(f, "expected calibration error: {error:.3}")?;
        }
        Ok(())
    }
}
