//! The words around a cue to whom it was said to.
//!
//! The object of telling and asking ("told the Delby Post"), "to reporters" after a cue, and talks and messages before or
//! after it ("in an interview with"). Who that is, the walk has settled: an addressee is a mention like any other. Left out:
//! addressees in another sentence.

use std::ops::Range;

use super::{mentions::Mention, scene::Scene};
use crate::{
    lang::{Class, lexicon},
    stages::Attribution,
};

/// The mention that an attribution was addressed to, as an index.
pub(super) fn addressee(scene: &Scene, mentions: &[Mention], attribution: &Attribution) -> Option<usize> {
    let cue = attribution.cue.as_ref().filter(|cue| cue.start < scene.len() && !cue.is_empty())?;
    let cue = cue.start..cue.end.min(scene.len());
    let sentence = scene.sentence_words(cue.start);
    let content = attribution.content.iter().map(|range| range.start).filter(|start| *start >= cue.end).min();
    let limit = content.unwrap_or(usize::MAX).min(sentence.end);
    let finder = Finder { scene, mentions };
    let told = cue.clone().find(|at| lexicon().is(Class::Telling, scene.word(*at)));
    let found = told
        .and_then(|at| finder.at(at + 1, limit))
        .or_else(|| finder.behind(&cue, limit))
        .or_else(|| finder.opening(attribution, sentence.start..cue.start));
    let own = |at: &usize| {
        let words = &mentions[*at].words;
        attribution.source.iter().any(|source| source.start < words.end && words.start < source.end)
    };
    found.filter(|at| !own(at))
}

struct Finder<'a> {
    scene: &'a Scene<'a>,
    mentions: &'a [Mention],
}

impl Finder<'_> {
    /// The outermost mention that begins at a word and ends before a limit.
    fn at(&self, at: usize, limit: usize) -> Option<usize> {
        let from = self.mentions.partition_point(|mention| mention.words.start < at);
        let mut here = (from..self.mentions.len()).take_while(|mention| self.mentions[*mention].words.start == at);
        here.find(|mention| self.mentions[*mention].words.end <= limit)
    }

    /// "said to reporters", "said in an interview with the Delby Post".
    fn behind(&self, cue: &Range<usize>, limit: usize) -> Option<usize> {
        (cue.start..limit.min(cue.end + 12)).find_map(|at| {
            let to = self.scene.word(at) == "to" && at <= cue.end + 1;
            if to || self.passes_on(at) { self.at(at + 1, limit) } else { None }
        })
    }

    /// "In an interview with the Delby Post, …", "Speaking to reporters, …" before source and cue.
    fn opening(&self, attribution: &Attribution, before: Range<usize>) -> Option<usize> {
        let start = attribution.source.iter().map(|range| range.start).chain([before.end]).min()?;
        let end = before.end.min(start);
        let comma = (before.start..end).find(|at| self.scene.word(*at) == "," && !self.scene.is_quoted(*at))?;
        let clause = before.start..comma;
        if clause.clone().any(|at| self.scene.is_quoted(at)) {
            return None;
        }
        let speaking = lexicon().is(Class::Speaking, self.scene.word(clause.start));
        clause.clone().find_map(|at| {
            let to = speaking && matches!(self.scene.word(at), "to" | "with") || self.passes_on(at);
            if to { self.at(at + 1, comma) } else { None }
        })
    }

    /// Whether the word is the preposition of "interview with" or "letter to".
    fn passes_on(&self, at: usize) -> bool {
        let before = |class: Class| at > 0 && lexicon().is(class, self.scene.word(at - 1));
        self.scene.word(at) == "with" && before(Class::Talks) || self.scene.word(at) == "to" && before(Class::Messages)
    }
}
