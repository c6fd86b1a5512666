//! What a speaker was found by, as a line for a person.
//!
//! “she”: Ada Lund (0.91), for gender: agrees, spoke: last, sentences between: 1; network 21%; runner-up Jo Rao (0.05)
//!
//! The figures are the walk's own, 0 to 1: they rank the candidates and are not calibrated, as a statement's confidence is.

use std::fmt::Write as _;

use super::{
    clusters::Link,
    mentions::{Form, Mention},
    profiles::Profiles,
    weights::{States, Weights},
};

/// How many reasons are given.
const REASONS: usize = 3;

/// The line for one source of an attribution.
pub(super) fn why(profiles: &Profiles, weights: &Weights, states: &States, mention: &Mention, link: &Link) -> String {
    let written = match mention.form {
        Form::Silent => "no source".to_owned(),
        Form::Name => format!("“{}”", short(&profiles.written(&mention.name))),
        _ => format!("“{}”", short(&profiles.written(&mention.words))),
    };
    let Some(cluster) = link.cluster else { return format!("{written}: nobody in the article is known to be meant") };
    let who = short(&profiles.label(cluster));
    let mut line =
        if link.new { format!("{written} is mentioned for the first time") } else { format!("{written}: {who}") };
    // Writing into a string cannot fail.
    let _ = write!(line, " ({:.2})", link.probability.clamp(0.0, 1.0));
    if let Some(chosen) = link.chosen.as_ref().filter(|_| !link.new) {
        let (reasons, share) = weights.reasons(chosen, mention.head, states);
        let said: Vec<String> = reasons.iter().take(REASONS).map(|(name, value)| format!("{name}: {value}")).collect();
        let _ = write!(line, ", for {}; network {:.0}%", said.join(", "), share * 100.0);
    }
    if let Some((other, probability)) = link.runner_up.filter(|(_, probability)| *probability >= 0.005) {
        let _ = write!(line, "; runner-up {} ({probability:.2})", short(&profiles.label(other)));
    }
    line
}

/// A long description by its first words: the line is to be read at a glance.
fn short(text: &str) -> String {
    const MOST: usize = 48;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{} …", whole.trim_end_matches(','))
}
