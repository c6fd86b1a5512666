//! Documents that only repeat who issued them: in "In a statement, the firm said …. The statement added …", the statement is
//! the firm's.
//!
//! By a rule, because nothing in the mentions of a document says who issued it: only the sentence of its first mention does,
//! where it is beside a source without being one. A document that is a source at first ("a report by the firm found …") is a
//! speaker.

use super::{
    clusters::Walk,
    mentions::{Form, WORK},
    scene::Scene,
};
use crate::{
    lang::{Class, lexicon},
    stages::Attribution,
};

/// The attributions that such a document makes, each with the attribution whose speakers issued it.
pub(super) fn issuers(
    scene: &Scene,
    walk: &Walk,
    attributions: &[Attribution],
    units: &[Vec<usize>],
) -> Vec<(usize, usize)> {
    let issuer = |at: usize| {
        let [unit] = units[at][..] else { return None };
        let mention = &walk.mentions[unit];
        let document = mention.kind() == Some(WORK) || mention.form != Form::Description;
        let cluster = &walk.clusters[walk.of[unit].filter(|_| document)?];
        let issued = cluster.described.iter().any(|noun| lexicon().is(Class::Issued, noun));
        if cluster.kind() != Some(WORK) || !cluster.names.is_empty() || !issued {
            return None;
        }
        let first = cluster.mentions.iter().map(|one| &walk.mentions[*one]).min_by_key(|one| one.head)?;
        if scene.source(first.head).is_some() || scene.content(first.head).is_some() {
            return None;
        }
        let said = |other: &usize| {
            let cue = attributions[*other].cue.as_ref().filter(|_| *other != at);
            cue.is_some_and(|cue| scene.sentence(cue.start) == scene.sentence(first.head))
        };
        (0..attributions.len()).find(said)
    };
    (0..attributions.len()).filter_map(|at| Some((at, issuer(at)?))).collect()
}
