//! What is known of a word before any model has read it: its form, what the lists say of it, and how the article writes it
//! elsewhere. A model's states say what it means; these say what they leave out.

use std::collections::HashSet;

use super::scene::Scene;
use crate::{
    lang::{NounClass, Pronoun, lexicon},
    text::Shape,
    types::{Gender, Place},
};

/// How many buckets words and their endings fall into.
const WORDS: usize = 2048;
const ENDINGS: usize = 256;

/// The sizes of the families, in order.
const SIZES: [usize; 14] = [12, 7, 8, 8, 4, 2, 2, 2, 10, 4, 6, 2, ENDINGS, WORDS];

/// How many features of words there are.
pub const N_WORD_FEATURES: usize = {
    let (mut total, mut at) = (0, 0);
    while at < SIZES.len() {
        total += SIZES[at];
        at += 1;
    }
    total
};

/// How many features each word has.
pub const FEATURES_PER_WORD: usize = SIZES.len();

/// The features of each word, one of each family.
pub(super) fn word_features(scene: &Scene) -> Vec<[u16; FEATURES_PER_WORD]> {
    let titled: Vec<bool> =
        scene.words.blocks.iter().map(|block| capitals_say_nothing(scene, block.words.clone())).collect();
    let (mut small, mut capitalised) = (HashSet::new(), HashSet::new());
    for at in 0..scene.len() {
        match scene.shape(at) {
            Some(Shape::Lower) => drop(small.insert(scene.word(at))),
            Some(Shape::Title | Shape::Upper) if !titled[scene.block(at)] && !opens(scene, at) => {
                capitalised.insert(scene.word(at));
            }
            _ => {}
        }
    }
    let of = |at: usize| {
        let word = scene.word(at);
        let lexicon = lexicon();
        let shape = scene.shape(at).map_or(5, |shape| shape as usize);
        let place = if scene.is_byline(at) {
            4
        } else {
            match scene.place(at) {
                Place::Headline => 0,
                Place::Standfirst => 1,
                Place::Heading => 2,
                Place::Body => 3,
            }
        };
        let singular = lexicon.singular(word);
        let pronoun = Pronoun::of(word).map_or(0, |pronoun| 1 + pronoun as usize).min(Pronoun::Who as usize + 1);
        let values = [
            shape * 2 + usize::from(opens(scene, at)),
            place + if titled[scene.block(at)] { 2 } else { 0 },
            noun(lexicon.noun(word)),
            singular.as_deref().map_or(7, |singular| noun(lexicon.noun(singular))),
            title(word),
            usize::from(lexicon.is_first_name(word)),
            usize::from(lexicon.country(word).is_some()) + usize::from(lexicon.is_demonym(word)),
            usize::from(lexicon.is_function_word(word)),
            pronoun,
            usize::from(small.contains(word)) * 2 + usize::from(capitalised.contains(word)),
            usize::from(scene.is_possessive(at + 1))
                + 2 * usize::from(lexicon.is_agent(word))
                + usize::from(lexicon.is_body(word)),
            usize::from(scene.is_quoted(at)),
            bucket(ending(word), ENDINGS),
            bucket(word, WORDS),
        ];
        let mut first = 0;
        let mut features = [0; FEATURES_PER_WORD];
        for ((feature, value), size) in features.iter_mut().zip(values).zip(SIZES) {
            *feature = (first + value.min(size - 1)) as u16;
            first += size;
        }
        features
    };
    (0..scene.len()).map(of).collect()
}

fn noun(class: Option<NounClass>) -> usize {
    match class {
        None => 0,
        Some(NounClass::Role) => 1,
        Some(NounClass::Person) => 2,
        Some(NounClass::Group) => 3,
        Some(NounClass::Document) => 4,
        Some(NounClass::Body) => 5,
    }
}

fn title(word: &str) -> usize {
    if lexicon().courtesy(word).is_some() {
        1
    } else if lexicon().title(word).is_some() {
        2
    } else {
        usize::from(lexicon().noun_gender(word) != Gender::Unknown) * 3
    }
}

/// The last three letters.
fn ending(word: &str) -> &str {
    word.char_indices().rev().nth(2).map_or(word, |(at, _)| &word[at..])
}

/// FNV-1a, for a bucket that is the same on every machine.
fn bucket(word: &str, buckets: usize) -> usize {
    let hash = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    (hash % buckets as u64) as usize
}

/// Whether the word is the first of its sentence or after a mark that begins one.
fn opens(scene: &Scene, at: usize) -> bool {
    at == scene.sentence_words(at).start
        || scene.shape(at - 1) == Some(Shape::Mark)
        || matches!(scene.word(at - 1), ":" | "—" | "--" | "–" | "•" | "-" | "(" | "|")
}

/// Whether most longer words are capitalised.
fn capitals_say_nothing(scene: &Scene, words: std::ops::Range<usize>) -> bool {
    let longer = words.filter(|at| scene.word(*at).len() > 3);
    let (mut capitals, mut total) = (0, 0);
    for at in longer {
        let shape = scene.shape(at);
        total += usize::from(matches!(shape, Some(Shape::Lower | Shape::Title | Shape::Upper)));
        capitals += usize::from(matches!(shape, Some(Shape::Title | Shape::Upper)));
    }
    total >= 4 && capitals * 10 >= total * 7
}
