//! What a speaker was found by, as a line for a person.
//!
//! “she” agrees with Ada Lund, named 1 sentence before (0.71); runner-up Jo Rao (0.18)
//!
//! The figures are the resolver's own, 0 to 1: they rank the candidates and are not calibrated, as a statement's
//! confidence is.

use std::fmt::Write as _;

use super::{
    Assigned, View,
    resolve::{Entity, Ground, Item, Meaning},
};
use crate::stages::Attribution;

/// A long description by its first words: the line is to be read at a glance.
pub(in crate::stages) fn short(text: &str) -> String {
    const MOST: usize = 48;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{} …", whole.trim_end_matches(','))
}

impl View<'_> {
    /// The line for one attribution.
    pub(super) fn why(&self, assigned: &Assigned, attribution: &Attribution, entities: &[Entity]) -> String {
        let whole = &assigned.meaning;
        let parts: Vec<&usize> =
            assigned.parts.iter().filter(|part| !self.meanings[**part].entities.is_empty()).collect();
        // What settles the whole, or each mention for itself.
        if !matches!(whole.ground, Ground::None) || parts.is_empty() {
            let source = attribution.source.first().map(|source| self.written(source));
            return self.line(source.as_deref(), whole, entities);
        }
        let lines = parts.into_iter().map(|part| {
            let range = match &self.items[*part] {
                Item::Name(name) => self.names[*name].words.clone(),
                Item::Nominal(nominal) => self.nominals[*nominal].words.clone(),
                Item::Pronoun(word, _) => *word..word + 1,
            };
            self.line(Some(&self.written(&range)), &self.meanings[*part], entities)
        });
        lines.collect::<Vec<_>>().join("; ")
    }

    fn line(&self, mention: Option<&str>, meaning: &Meaning, entities: &[Entity]) -> String {
        let label =
            |entity: &usize| entities.get(*entity).map_or_else(String::new, |entity| short(&self.label(entity)));
        let who = meaning.entities.iter().map(label).collect::<Vec<_>>().join(" and ");
        let mention = mention.map_or_else(|| "no source".to_owned(), |mention| format!("“{}”", short(mention)));
        let mut line = match &meaning.ground {
            Ground::None if meaning.entities.is_empty() => {
                format!("{mention}: nobody in the article is known to be meant")
            }
            Ground::None => format!("{mention}: {who}"),
            Ground::FullName => format!("{mention} is the full name"),
            Ground::PartOfName => format!("{mention} is part of the name {who}"),
            Ground::ShortForm => format!("{mention} is short for {who}"),
            Ground::Apposition => format!("{mention} stands beside the name {who}"),
            Ground::Role => format!("{mention} fits what is said of {who}"),
            Ground::SameWords => format!("{mention} repeats the description “{who}”"),
            Ground::Members => format!("{mention} takes up {who}"),
            Ground::HeadOfName => format!("{mention} is the last or first word of {who}"),
            Ground::InView => format!("{mention} takes up {who}, the nearest that fits"),
            Ground::NamedNext => format!("{mention} is named next: {who}"),
            Ground::New => format!("{mention} describes somebody the article has not named"),
            Ground::Agreement(antecedent, distance) => {
                let near = match distance {
                    0 => "in the same sentence".to_owned(),
                    1 => "one sentence before".to_owned(),
                    more => format!("{more} sentences before"),
                };
                let antecedent = self.written(antecedent);
                let named = if antecedent == who { String::new() } else { format!(" as “{antecedent}”") };
                format!("{mention} agrees with {who}, last mentioned{named} {near}")
            }
            Ground::Relative => format!("{mention} follows {who}"),
            Ground::Running => format!("{mention}: {who} has been speaking"),
            Ground::FirstPerson => format!("{mention} in what {who} says"),
            Ground::Author => format!("{mention} outside of what others say is the author"),
            Ground::Turn if who.is_empty() => format!("{mention}: nobody says who takes this turn"),
            Ground::Turn => format!("{mention}: {who} takes this turn of the interview"),
            Ground::Headline => format!("{mention} of the headline is the one the story names: {who}"),
        };
        if !meaning.entities.is_empty() {
            // Writing into a string cannot fail.
            let _ = write!(line, " ({:.2})", meaning.score.clamp(0.0, 1.0));
            if let Some((entity, score)) = meaning.runner_up.filter(|(entity, _)| !meaning.entities.contains(entity)) {
                let _ = write!(line, "; runner-up {} ({score:.2})", label(&entity));
            }
        }
        line
    }

    /// What to call somebody.
    fn label(&self, entity: &Entity) -> String {
        let mut mentions = entity.mentions.clone();
        mentions.sort_by_key(|(range, _)| (range.start, range.end));
        self.name(entity, &mentions)
    }
}
