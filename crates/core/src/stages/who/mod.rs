//! Who is who: mentions, whom they mean, and what the article says of them.

mod addressees;
mod clusters;
mod features;
mod issuers;
mod mentions;
pub(super) mod names;
mod profiles;
mod scene;
mod turns;
mod units;
mod weights;
mod why;
mod word_features;

use std::{collections::HashMap, ops::Range};

pub use clusters::{Candidate, Lesson};
pub use features::{Features, N_FEATURES};
pub use mentions::{HEAD_LABELS, Labels, NAME_LABELS, ROLE_LABELS};

pub use crate::lang::is_pronoun;
pub use weights::{Short, Weights, WordStates};
pub use word_features::{FEATURES_PER_WORD, N_WORD_FEATURES};

use super::{Attribution, Rule, Rules};
use crate::{
    text::Words,
    types::{Addressee, Article, Speaker, SpeakerId},
};
use mentions::{Form, Mention};
use profiles::Profiles;
use scene::Scene;

/// Who is who, and whom each attribution means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolution {
    /// Everybody the attributions refer to, in order of first mention.
    pub speakers: Vec<Speaker>,
    /// One per attribution, in the same order.
    pub attributions: Vec<AttributionSpeakers>,
}

/// Who made one attribution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributionSpeakers {
    /// Who it is attributed to; several when they speak jointly, none when nobody can be named.
    pub speakers: Vec<SpeakerId>,
    /// Whom it was said to.
    pub addressees: Vec<Addressee>,
    /// A reported that B had said it: on B's attribution, A.
    pub reported_by: Option<SpeakerId>,
    /// Probability, 0..=1, that the speakers are right; not yet calibrated.
    pub score: f32,
    /// What the speakers were found by, as a line for a person, with the runner-up.
    pub why: String,
}

/// A mention that a person has marked.
#[derive(Clone, Debug)]
pub struct MarkedMention {
    /// Its words.
    pub words: Range<usize>,
    /// The word that heads it.
    pub head: usize,
    /// The words of the name in it.
    pub name: Range<usize>,
    /// Titles in it.
    pub titles: Vec<Range<usize>>,
    /// The organisations these belong to.
    pub organisations: Vec<Range<usize>>,
    /// Whom it means, by number.
    pub of: Vec<usize>,
    /// What it is: 0 a person, 1 a body, 2 people, 3 a place, 4 a document or other work.
    pub kind: usize,
}

/// What there is to choose from for each mention of an article, and what is right: what [`Weights`] are learned from.
///
/// `speakers` gives, for each attribution, who made it, by number; `author` is the number of the article's writer.
pub fn lessons(
    words: &Words,
    attributions: &[Attribution],
    marked: &[MarkedMention],
    speakers: &[Vec<usize>],
    author: Option<usize>,
) -> Vec<Lesson> {
    let scene = Scene::new(words, attributions);
    let mention = |one: &MarkedMention| {
        let mut kinds = [0.0; 5];
        kinds[one.kind] = 1.0;
        let roles = [one.titles.clone(), one.organisations.clone()];
        Mention::new(&scene, one.words.clone(), one.head, one.name.clone(), roles, kinds)
    };
    let (mentions, units) = clusters::with_sources(&scene, marked.iter().map(mention).collect(), attributions);
    let meant = meant(&mentions, &units, marked, speakers);
    clusters::lessons(&scene, &mentions, &meant, &units, author)
}

/// What [`lessons`] gives where a model has labelled the words and says whom each mention means: what it has to choose from
/// after its own errors.
pub fn rollout(
    words: &Words,
    attributions: &[Attribution],
    marked: &[MarkedMention],
    speakers: &[Vec<usize>],
    labels: &Labels,
    weights: &Weights,
) -> Vec<Lesson> {
    let scene = Scene::new(words, attributions);
    let (mentions, units) = clusters::with_sources(&scene, mentions::read(&scene, labels, Rules::all()), attributions);
    let meant = meant(&mentions, &units, marked, speakers);
    let states = weights.states(&labels.states);
    clusters::rollout(&scene, &mentions, &meant, &units, weights, &states)
}

/// Whom each mention means by what has been marked: that with the same head. Nobody for mentions that nobody has marked.
fn meant(
    mentions: &[Mention],
    units: &[Vec<usize>],
    marked: &[MarkedMention],
    speakers: &[Vec<usize>],
) -> Vec<Vec<usize>> {
    let by_head: HashMap<usize, &MarkedMention> = marked.iter().map(|one| (one.head, one)).collect();
    let mut meant = vec![Vec::new(); mentions.len()];
    for (attribution, units) in units.iter().enumerate() {
        for unit in units.iter().filter(|unit| mentions[**unit].form == Form::Silent) {
            meant[*unit].clone_from(&speakers[attribution]);
        }
    }
    for (mention, meant) in mentions.iter().zip(&mut meant).filter(|(mention, _)| mention.form != Form::Silent) {
        if let Some(one) = by_head.get(&mention.head) {
            meant.clone_from(&one.of);
        }
    }
    meant.iter_mut().for_each(|meant| meant.sort_unstable());
    meant
}

/// The mentions that a model's labels mark, with the number of whom each means.
pub fn clusters(
    words: &Words,
    labels: &Labels,
    attributions: &[Attribution],
    weights: &Weights,
) -> Vec<(Range<usize>, usize)> {
    let scene = Scene::new(words, attributions);
    let (mentions, units) = clusters::with_sources(&scene, mentions::read(&scene, labels, Rules::all()), attributions);
    let (walk, _) = clusters::walk(&scene, &mentions, &units, weights, &weights.states(&labels.states), Rules::all());
    let said = mentions.iter().zip(&walk.of).filter(|(mention, _)| mention.form != Form::Silent);
    said.filter_map(|(mention, cluster)| Some((mention.words.clone(), (*cluster)?))).collect()
}

/// What is known of each word before any model has read it.
pub fn word_features(words: &Words) -> Vec<[u16; FEATURES_PER_WORD]> {
    word_features::word_features(&Scene::new(words, &[]))
}

/// Finds who each attribution is attributed to, and what the article says of them.
///
/// Ranges of attributions beyond the words are cut. Never fails: where nobody can be named, `speakers` is empty.
pub fn resolve(
    article: &Article,
    words: &Words,
    labels: &Labels,
    attributions: &[Attribution],
    weights: &Weights,
    rules: Rules,
) -> Resolution {
    let scene = Scene::new(words, attributions);
    let (mentions, units) = clusters::with_sources(&scene, mentions::read(&scene, labels, rules), attributions);
    debug_assert!(
        mentions.iter().all(|mention| labels.states.word(mention.head).is_some()),
        "a mention without states"
    );
    let states = weights.states(&labels.states);
    let (walk, links) = clusters::walk(&scene, &mentions, &units, weights, &states, rules);
    let profiles = Profiles::new(article, &walk, attributions, &units);
    let meant = |units: &Vec<usize>| {
        let mut found: Vec<usize> = Vec::new();
        for cluster in units.iter().filter_map(|unit| links[*unit].cluster) {
            let members = &walk.clusters[cluster].members;
            let all = if members.is_empty() { std::slice::from_ref(&cluster) } else { &members[..] };
            found.extend(all.iter().filter(|one| !found.contains(one)).copied().collect::<Vec<_>>());
        }
        found
    };
    let mut meant: Vec<Vec<usize>> = units.iter().map(meant).collect();
    let issuers =
        if rules.has(Rule::Issuers) { issuers::issuers(&scene, &walk, attributions, &units) } else { Vec::new() };
    for (at, issuer) in issuers {
        if !meant[issuer].is_empty() {
            meant[at] = meant[issuer].clone();
        }
    }
    let turns = if rules.has(Rule::Interviewees) {
        turns::speakers(&scene, &walk, attributions)
    } else {
        vec![None; attributions.len()]
    };
    for (meant, speaker) in meant.iter_mut().zip(&turns).filter_map(|(meant, speaker)| Some((meant, (*speaker)?))) {
        *meant = vec![speaker];
    }
    let inside: Vec<Option<usize>> = attributions.iter().enumerate().map(|(at, one)| around(&scene, at, one)).collect();
    // Only those who take part are speakers.
    let mut used: Vec<usize> = meant.iter().flatten().copied().collect();
    used.sort_by_key(|cluster| (profiles.first(*cluster), *cluster));
    used.dedup();
    let speakers = used.iter().map(|cluster| profiles.speaker(*cluster)).collect();
    let ids: HashMap<usize, SpeakerId> =
        used.iter().enumerate().map(|(at, cluster)| (*cluster, SpeakerId(at))).collect();
    let id = |cluster: &usize| ids.get(cluster).copied();
    let meant_by = &meant;
    let said = &mentions[..mentions.partition_point(|mention| mention.form != Form::Silent)];
    let found = meant.iter().zip(&units).enumerate().map(|(at, (meant, units))| {
        let addressee = addressees::addressee(&scene, said, &attributions[at]);
        let reporter =
            inside[at].and_then(|outer| meant_by[outer].first()).filter(|reporter| !meant.contains(reporter));
        let of = || units.iter().map(|unit| &links[*unit]);
        let score = of().map(|link| link.probability).fold(1.0, f32::min);
        let why = || {
            units
                .iter()
                .map(|unit| why::why(&profiles, weights, &states, &mentions[*unit], &links[*unit]))
                .collect::<Vec<_>>()
                .join("; ")
        };
        AttributionSpeakers {
            speakers: meant.iter().filter_map(id).collect(),
            score: if units.is_empty() { 0.4 } else { score.clamp(0.0, 1.0) },
            why: turns[at].map_or_else(why, |speaker| format!("a turn of {}", profiles.label(speaker))),
            addressees: addressee
                .map(|addressee| Addressee {
                    span: words.span(&mentions[addressee].words),
                    speaker: links[addressee].cluster.as_ref().and_then(id),
                })
                .into_iter()
                .collect(),
            reported_by: reporter.and_then(id),
        }
    });
    Resolution { speakers, attributions: found.collect() }
}

/// The attribution in whose content another is made.
fn around(scene: &Scene, at: usize, attribution: &Attribution) -> Option<usize> {
    let anchor = attribution.cue.as_ref().or(attribution.source.first()).or(attribution.content.first())?;
    scene.content(anchor.start).filter(|other| *other != at)
}

#[cfg(test)]
mod tests;
