//! Words, names and attributions to speakers: who each statement is attributed to.
//!
//! Mentions are found ([`mentions`](self)), names that name the same one are chained, what the
//! article says each is becomes its roles, and a walk through the text settles descriptions and
//! pronouns; then every attribution's source is looked up. Rules over the tagger's scores and word
//! lists, because the cases that matter are few and regular (a surname, a title, a pronoun whose
//! antecedent has just spoken), because each reading can be explained ([`AttributionSpeakers::why`]), and because it
//! costs microseconds; only the weights of what speaks for an antecedent are learned ([`antecedents`]). Left out: knowledge from outside the article (who the prime minister is), and
//! names that change within it.
//!
//! A gender is only ever what titles, nouns and pronouns of the article say, never a given name.

pub(super) mod addressees;
pub mod antecedents;
pub(super) mod capitals;
mod chains;
pub(super) mod lexicon;
pub(super) mod mentions;
mod profiles;
mod resolve;
mod sources;
mod turns;
pub(super) mod why;

use std::{collections::HashMap, ops::Range};

use chains::Chains;
use mentions::{Determiner, Nominal, Pronoun, Text};
pub(super) use resolve::role_form;
use resolve::{Entity, Ground, Inputs, Item, Meaning, Resolver};
use sources::{NameIndex, Unit};

use super::Attribution;
use crate::{
    text::Words,
    types::{Addressee, Article, Gender, Mention, MentionForm, Place, Role, Span, Speaker, SpeakerId, SpeakerKind},
};

/// Whether a word is a pronoun that can stand for a speaker.
pub fn is_pronoun(word: &str) -> bool {
    word != "US" && Pronoun::of(&word.to_lowercase()).is_some()
}

/// Who is who, and whom each attribution means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolution {
    /// Everybody the attributions refer to, in order of first mention.
    pub speakers: Vec<Speaker>,
    /// One a given attribution, in the same order.
    pub attributions: Vec<AttributionSpeakers>,
}

/// Who is behind one attribution.
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
    /// What the speakers were found by.
    pub evidence: SpeakerEvidence,
    /// The same as a line for a person, with the runner-up.
    pub why: String,
}

/// What a speaker was found by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SpeakerEvidence {
    /// The fullest name the article gives.
    Named,
    /// A part of that name.
    Surname,
    /// Its letters, or another short form.
    Acronym,
    /// A description.
    Nominal,
    /// A pronoun; so many antecedents came close.
    Pronoun {
        /// How many, the chosen one included.
        candidates: usize,
    },
    /// No source: the one who had been speaking.
    RunningSpeaker,
    /// Nothing.
    #[default]
    None,
}

/// Finds who each attribution is attributed to, and what the article says of them.
///
/// `entities` holds probabilities over [`EntityLabel::ALL`](super::EntityLabel::ALL), one row per word; missing rows count as
/// undecided. Ranges of attributions beyond the words are cut. Never fails: where nobody can be named, `speakers` is
/// empty.
pub fn resolve(article: &Article, words: &Words, entities: &[[f32; 5]], attributions: &[Attribution]) -> Resolution {
    resolved(article, words, entities, attributions, antecedents::weights(), None)
}

/// What there was to choose from for each pronoun that [`resolve`] follows, with other weights than the built-in ones:
/// what they are learned from.
pub fn lessons(
    article: &Article,
    words: &Words,
    entities: &[[f32; 5]],
    attributions: &[Attribution],
    weights: &antecedents::Weights,
) -> Vec<antecedents::Lesson> {
    let mut lessons = Vec::new();
    resolved(article, words, entities, attributions, weights, Some(&mut lessons));
    lessons
}

fn resolved(
    article: &Article,
    words: &Words,
    entities: &[[f32; 5]],
    attributions: &[Attribution],
    weights: &antecedents::Weights,
    lessons: Option<&mut Vec<antecedents::Lesson>>,
) -> Resolution {
    if words.is_empty() || attributions.is_empty() {
        return Resolution { speakers: Vec::new(), attributions: vec![unknown(); attributions.len()] };
    }
    let text = Text::new(words, entities, attributions);
    let names = mentions::names(&text);
    let Chains { chains, of_name: chain_of, rivals } = chains::chains(&text, &names);

    // Mentions, in the order of the walk.
    let index = NameIndex { names: &names };
    let mut nominals = mentions::nominals(&text, &names);
    let units: Vec<Vec<Unit>> = attributions
        .iter()
        .map(|attribution| {
            let sources = attribution.source.iter().map(|range| mentions::clamp(range, words.len()));
            sources.filter(|range| !range.is_empty()).flat_map(|range| sources::units(&text, &index, range)).collect()
        })
        .collect();
    let by_head: HashMap<usize, usize> = nominals.iter().enumerate().map(|(at, nominal)| (nominal.head, at)).collect();
    let mut by_head = by_head;
    for unit in units.iter().flatten() {
        if let Unit::Nominal(nominal) = unit {
            match by_head.get(&nominal.head) {
                Some(&at) => merge(&mut nominals[at], nominal),
                None => {
                    by_head.insert(nominal.head, nominals.len());
                    nominals.push(nominal.clone());
                }
            }
        }
    }
    let mut items: Vec<Item> = Vec::new();
    items.extend((0..names.len()).map(Item::Name));
    items.extend((0..nominals.len()).map(Item::Nominal));
    let sourced: std::collections::HashSet<usize> = units
        .iter()
        .flatten()
        .filter_map(|unit| if let Unit::Pronoun(word, _) = unit { Some(*word) } else { None })
        .collect();
    for word in 0..text.len() {
        if let Some(pronoun) = text.pronoun(word) {
            // "it", "they", "who", "that" stand for too much to follow them outside sources.
            let followed = matches!(pronoun, Pronoun::He | Pronoun::She);
            if followed || sourced.contains(&word) {
                items.push(Item::Pronoun(word, pronoun));
            }
        }
    }
    let position = |item: &Item| match item {
        Item::Name(name) => (names[*name].words.start, 1),
        Item::Nominal(nominal) => (nominals[*nominal].words.start, 0),
        Item::Pronoun(word, _) => (*word, 2),
    };
    items.sort_by_key(position);

    // Which item is a source of which attribution.
    let mut item_at: HashMap<(u8, usize), usize> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        let key = match item {
            Item::Name(name) => (0, *name),
            Item::Nominal(nominal) => (1, *nominal),
            Item::Pronoun(word, _) => (2, *word),
        };
        item_at.insert(key, at);
    }
    let mut source_of = vec![None; items.len()];
    let item_units: Vec<Vec<usize>> = units
        .iter()
        .enumerate()
        .map(|(attribution, units)| {
            let mut found = Vec::new();
            for unit in units {
                let key = match unit {
                    Unit::Name(name) => (0, *name),
                    Unit::Nominal(nominal) => (1, by_head.get(&nominal.head).copied().unwrap_or(usize::MAX)),
                    Unit::Pronoun(word, _) => (2, *word),
                };
                if let Some(&at) = item_at.get(&key) {
                    source_of[at] = Some(attribution);
                    found.push(at);
                }
            }
            found
        })
        .collect();

    let nesting = Nesting::new(attributions, words.len());
    let linked = appositions(&text, &names, &chains, &chain_of, &nominals);
    let mut roles: Vec<Vec<profiles::StatedRole>> = vec![Vec::new(); chains.len()];
    for (chain, chain_roles) in chains.iter().zip(&mut roles) {
        if chain.is_person() {
            for name in &chain.names {
                chain_roles.extend(profiles::roles(&text, &names[*name]));
            }
        }
    }
    for (name, role) in profiles::shared_titles(&text, &names) {
        if chains.get(chain_of[name]).is_some_and(chains::Chain::is_person) {
            roles[chain_of[name]].push(role);
        }
    }
    let mut resolver = Resolver::new(
        Inputs {
            text: &text,
            names: &names,
            chains: &chains,
            chain_of: &chain_of,
            nominals: &nominals,
            items: &items,
            source_of: &source_of,
            content_of: &nesting.content_of,
            linked: &linked,
            rivals: &rivals,
            weights,
        },
        roles,
    );
    resolver.lessons = lessons.is_some().then(Vec::new);
    resolver.run();
    let Resolver { mut entities, meanings, lessons: learned, .. } = resolver;
    if let (Some(lessons), Some(learned)) = (lessons, learned) {
        *lessons = learned;
    }

    let writer = writer(&text, &names, &chain_of);
    let turns = interview_turns(&text, &names, &chains, &chain_of, attributions);
    let mut assigned =
        assign(&text, attributions, &units, &item_units, &meanings, &nesting, &turns, writer, &mut entities);
    let view = View {
        article,
        text: &text,
        names: &names,
        chains: &chains,
        chain_of: &chain_of,
        nominals: &nominals,
        items: &items,
        meanings: &meanings,
    };
    reports_of_headlines(&text, attributions, &units, &mut assigned);
    for (attribution, assigned) in attributions.iter().zip(&mut assigned) {
        if assigned.reported_by.is_none() {
            let quoting = quoted_by(&text, &index, attribution).map(|name| chain_of[name]);
            assigned.reported_by =
                quoting.filter(|chain| *chain < chains.len() && !assigned.meaning.entities.contains(chain));
        }
    }
    let by_start: HashMap<usize, &Nominal> = nominals.iter().map(|nominal| (nominal.words.start, nominal)).collect();
    let addressed: Vec<Vec<(Span, Option<usize>)>> = attributions
        .iter()
        .map(|attribution| addressees::addressees(&text, &index, &by_start, attribution, |start| view.entity_at(start)))
        .collect();

    // Only those who take part are speakers.
    let mut used: Vec<usize> = Vec::new();
    for meaning in &assigned {
        used.extend(&meaning.meaning.entities);
        used.extend(meaning.reported_by);
    }
    used.sort_by_key(|entity| (first_of(&entities[*entity]), *entity));
    used.dedup();
    let mut ids: HashMap<usize, SpeakerId> = HashMap::new();
    let mut speakers = Vec::with_capacity(used.len());
    for entity in used {
        ids.entry(entity).or_insert_with(|| {
            speakers.push(view.speaker(&entities[entity]));
            SpeakerId(speakers.len() - 1)
        });
    }
    let attributions = assigned
        .into_iter()
        .zip(addressed)
        .zip(attributions)
        .map(|((assigned, addressed), attribution)| AttributionSpeakers {
            why: view.why(&assigned, attribution, &entities),
            speakers: assigned.meaning.entities.iter().filter_map(|entity| ids.get(entity).copied()).collect(),
            addressees: addressed
                .into_iter()
                .map(|(span, entity)| Addressee { span, speaker: entity.and_then(|entity| ids.get(&entity).copied()) })
                .collect(),
            reported_by: assigned.reported_by.and_then(|entity| ids.get(&entity).copied()),
            score: assigned.meaning.score.clamp(0.0, 1.0),
            evidence: assigned.meaning.evidence,
        })
        .collect();
    Resolution { speakers, attributions }
}

fn unknown() -> AttributionSpeakers {
    AttributionSpeakers { score: 0.5, ..AttributionSpeakers::default() }
}

/// A source's reading of a description says more than the description alone.
fn merge(nominal: &mut Nominal, source: &Nominal) {
    nominal.words = nominal.words.start.min(source.words.start)..nominal.words.end.max(source.words.end);
    if nominal.class.is_none() {
        nominal.class = source.class;
    }
}

fn first_of(entity: &Entity) -> usize {
    entity.mentions.iter().map(|(range, _)| range.start).min().unwrap_or(entity.first).min(entity.first)
}

/// How contents lie in one another.
struct Nesting {
    /// For each word, the attribution of the innermost content around it.
    content_of: Vec<Option<usize>>,
    /// For each attribution, the one whose content holds its source or cue.
    parent: Vec<Option<usize>>,
    /// Attributions, those with the longest content first.
    outer_first: Vec<usize>,
}

impl Nesting {
    fn new(attributions: &[Attribution], n_words: usize) -> Self {
        let length = |at: usize| attributions[at].content.iter().map(ExactSizeIterator::len).sum::<usize>();
        let mut outer_first: Vec<usize> = (0..attributions.len()).collect();
        outer_first.sort_by_key(|at| (std::cmp::Reverse(length(*at)), *at));
        let mut content_of: Vec<Option<usize>> = vec![None; n_words];
        let mut parent = vec![None; attributions.len()];
        // Painting costs the sum of the contents' lengths: bounded by their depth of nesting.
        for &at in &outer_first {
            let attribution = &attributions[at];
            let anchor = attribution.cue.as_ref().or(attribution.source.first()).or(attribution.content.first());
            if let Some(word) = anchor.map(|range| range.start).filter(|word| *word < n_words) {
                parent[at] = content_of[word].filter(|other| *other != at);
            }
            for range in &attribution.content {
                content_of[mentions::clamp(range, n_words)].fill(Some(at));
            }
        }
        // A longer content painted first never sees a shorter one around its cue: that is no nesting.
        Self { content_of, parent, outer_first }
    }
}

/// Descriptions in apposition to a name: "Jo Bell, the mayor,", "the mayor, Jo Bell," "Bell is the mayor".
fn appositions(
    text: &Text,
    names: &[mentions::Name],
    chains: &[chains::Chain],
    chain_of: &[usize],
    nominals: &[Nominal],
) -> HashMap<usize, usize> {
    let ends: HashMap<usize, usize> =
        names.iter().enumerate().filter(|(_, name)| !name.modifier).map(|(at, name)| (name.words.end, at)).collect();
    let mut starts: HashMap<usize, usize> = HashMap::new();
    for (at, name) in names.iter().enumerate().filter(|(_, name)| !name.modifier) {
        starts.insert(name.words.start, at);
        if !name.before.is_empty() {
            starts.insert(name.before.start, at);
        }
    }
    let is_person = |name: usize| chains.get(chain_of[name]).is_some_and(chains::Chain::is_person);
    let closes = |at: usize, sentence: &Range<usize>| {
        at >= sentence.end
            || matches!(text.word(at), "," | "." | ";" | ")" | "who" | "that" | "which" | "--" | "—" | "?" | "!")
            || text.is_mark(at)
    };
    let mut linked = HashMap::new();
    for (index, nominal) in nominals.iter().enumerate() {
        use lexicon::NounClass;
        let role = matches!(nominal.class, Some(NounClass::Role | NounClass::Person));
        if !role && nominal.class != Some(NounClass::Body) || nominal.plural {
            continue;
        }
        let start = nominal.words.start;
        let sentence = text.sentence(start);
        let end = profiles::phrase_end(text, start, sentence.end).unwrap_or(nominal.head + 1).max(nominal.head + 1);
        let before = start.checked_sub(1).filter(|before| *before > sentence.start).and_then(|before| {
            if matches!(text.word(before), "," | "--" | "—") {
                let name = *ends.get(&before)?;
                let one_source = text.source_of(names[name].words.start).is_some_and(|source| source.contains(&start));
                let fits = one_source || closes(end, &sentence);
                fits.then_some(name)
            } else if matches!(text.word(before), "is" | "was" | "became" | "remains") {
                ends.get(&before).copied().filter(|_| !profiles::runs_on(text, end))
            } else {
                None
            }
        });
        let after = || {
            let name = (text.word(end) == ",").then(|| starts.get(&(end + 1)).copied()).flatten()?;
            let one_source = text.source_of(start).is_some_and(|source| source.contains(&names[name].words.start));
            (one_source || closes(names[name].words.end, &sentence)).then_some(name)
        };
        if let Some(name) = before.or_else(after)
            && is_person(name) == role
        {
            linked.insert(index, name);
        }
    }
    linked
}

/// The chain of whoever signed the article with a note at its end: "Jo Bell teaches law at Delby University."
fn writer(text: &Text, names: &[mentions::Name], chain_of: &[usize]) -> Option<usize> {
    let block = text.words.blocks.iter().rev().find(|block| !block.words.is_empty())?;
    let from = names.partition_point(|name| name.words.start < block.words.start);
    let name = names.get(from)?;
    let opens = name.words.start == block.words.start && name.parts.len() > 1 && block.words.len() < 80;
    let tells = matches!(
        text.word(name.words.end),
        "is" | "teaches" | "writes" | "works" | "was" | "serves" | "lives" | "covers" | "edits" | "runs"
    ) || text.word(name.words.end) == ",";
    // The note is the first the article hears of its writer.
    let chain = *chain_of.get(from)?;
    let new = names[..from]
        .iter()
        .zip(chain_of)
        .filter(|(name, of)| **of == chain && name.parts.len() > 1 && !byline(text, name.words.start))
        .count()
        == 0;
    (opens && tells && new).then_some(chain)
}

fn byline(text: &Text, word: usize) -> bool {
    text.words.blocks.get(text.words.block_of(word)).is_some_and(|block| block.byline)
}

/// Whom the turns "Q:" and "A:" of an interview mean; `None` for what is no such turn.
fn interview_turns(
    text: &Text,
    names: &[mentions::Name],
    chains: &[chains::Chain],
    chain_of: &[usize],
    attributions: &[Attribution],
) -> Vec<Option<Meaning>> {
    let turns: Vec<_> = attributions.iter().map(|attribution| turns::turn(text, attribution)).collect();
    let Some(first) = turns.iter().flatten().map(|(_, word)| *word).min() else {
        return vec![None; attributions.len()];
    };
    let interview = turns::interview(text, names, chains, chain_of, first);
    let meaning = |turn: turns::Turn| {
        let chain = match turn {
            turns::Turn::Question => interview.asks,
            turns::Turn::Answer => interview.answers,
        };
        let entities: Vec<usize> = chain.into_iter().filter(|chain| *chain < chains.len()).collect();
        let evidence = if entities.is_empty() { SpeakerEvidence::None } else { SpeakerEvidence::Nominal };
        Meaning { entities, score: 0.7, evidence, ground: Ground::Turn, runner_up: None }
    };
    turns.into_iter().map(|turn| turn.map(|(turn, _)| meaning(turn))).collect()
}

/// What is known of an attribution's speakers, as entities.
#[derive(Clone, Debug, Default)]
struct Assigned {
    meaning: Meaning,
    /// The mentions that it was put together from, as indices into the items.
    parts: Vec<usize>,
    reported_by: Option<usize>,
}

#[allow(clippy::too_many_arguments)] // the layers of one pass, each needed once
fn assign(
    text: &Text,
    attributions: &[Attribution],
    units: &[Vec<Unit>],
    item_units: &[Vec<usize>],
    meanings: &[Meaning],
    nesting: &Nesting,
    turns: &[Option<Meaning>],
    writer: Option<usize>,
    entities: &mut Vec<Entity>,
) -> Vec<Assigned> {
    let mut assigned: Vec<Assigned> = Vec::with_capacity(attributions.len());
    let mut first_person = vec![None; attributions.len()];
    for (at, units) in units.iter().enumerate() {
        if let Some(meaning) = &turns[at] {
            assigned.push(Assigned { meaning: meaning.clone(), ..Assigned::default() });
            continue;
        }
        let mut meaning = Meaning { score: 1.0, ..Meaning::default() };
        for &item in &item_units[at] {
            let part = &meanings[item];
            for entity in &part.entities {
                if !meaning.entities.contains(entity) {
                    meaning.entities.push(*entity);
                }
            }
            if part.score < meaning.score || meaning.evidence == SpeakerEvidence::None {
                meaning.score = meaning.score.min(part.score);
                meaning.evidence = part.evidence;
            }
        }
        for unit in units {
            if let Unit::Pronoun(word, Pronoun::I | Pronoun::We) = unit {
                first_person[at] = Some(*word);
            }
        }
        if meaning.entities.is_empty() {
            meaning =
                Meaning { score: if attributions[at].source.is_empty() { 0.7 } else { 0.4 }, ..Meaning::default() };
        }
        assigned.push(Assigned { meaning, parts: item_units[at].clone(), reported_by: None });
    }
    running_speakers(text, attributions, &mut assigned);
    // "I" is whoever speaks around it; the outermost first, so that their speaker is known.
    let mut author = writer;
    for &at in &nesting.outer_first {
        let Some(word) = first_person[at] else { continue };
        let around = nesting.content_of[word].filter(|other| *other != at).or(nesting.parent[at]);
        let meaning = match around {
            Some(other) if !assigned[other].meaning.entities.is_empty() => {
                let other = &assigned[other].meaning;
                Meaning {
                    entities: other.entities.clone(),
                    score: other.score * 0.9,
                    evidence: SpeakerEvidence::Pronoun { candidates: 1 },
                    ground: Ground::FirstPerson,
                    runner_up: None,
                }
            }
            _ if text.quoted(word) || around.is_some() => match neighbour(text, attributions, &assigned, at, word) {
                Some(entities) => {
                    let (evidence, ground) = (SpeakerEvidence::RunningSpeaker, Ground::FirstPerson);
                    Meaning { entities, score: 0.6, evidence, ground, runner_up: None }
                }
                None => Meaning { score: 0.3, ..Meaning::default() },
            },
            _ => {
                let author = *author.get_or_insert_with(|| {
                    entities.push(Entity::author(word));
                    entities.len() - 1
                });
                entities[author].mentions.push((word..word + 1, MentionForm::Pronoun));
                let (evidence, ground) = (SpeakerEvidence::Pronoun { candidates: 1 }, Ground::Author);
                Meaning { entities: vec![author], score: 0.7, evidence, ground, runner_up: None }
            }
        };
        for entity in &meaning.entities {
            if entities[*entity].kind != SpeakerKind::Author {
                entities[*entity].mentions.push((word..word + 1, MentionForm::Pronoun));
            }
        }
        assigned[at].meaning = meaning;
    }
    for at in 0..assigned.len() {
        let Some(parent) = nesting.parent[at] else { continue };
        // A quotation that itself is reported speech within reported speech.
        if let Some(&reporter) = assigned[parent].meaning.entities.first()
            && !assigned[at].meaning.entities.contains(&reporter)
        {
            assigned[at].reported_by = Some(reporter);
        }
    }
    assigned
}

/// Gives quotations without a source to whoever has been speaking.
fn running_speakers(text: &Text, attributions: &[Attribution], assigned: &mut [Assigned]) {
    let n_words = text.len();
    let start = |at: usize| attributions[at].content.first().map_or(usize::MAX, |range| range.start.min(n_words));
    let mut order: Vec<usize> = (0..attributions.len()).collect();
    order.sort_by_key(|at| (start(*at), *at));
    // The last attribution with speakers whose content or cue has been passed.
    let mut last: Option<usize> = None;
    for &at in &order {
        let attribution = &attributions[at];
        let word = start(at);
        if word >= n_words {
            continue;
        }
        if attribution.source.is_empty() && assigned[at].meaning.entities.is_empty() {
            let quoted = attribution.content.iter().all(|range| {
                let range = mentions::clamp(range, n_words);
                !range.is_empty() && text.quoted(range.start) && text.quoted(range.end - 1)
            });
            let block = text.words.block_of(word);
            let adding = attribution.cue.as_ref().is_some_and(|cue| text.word(cue.start).ends_with("ing"));
            let same_sentence = |other: usize| {
                let other = start(other).min(n_words - 1);
                text.words.sentence_of(other) == text.words.sentence_of(word)
            };
            if let Some(other) = last {
                let near = block <= text.words.block_of(start(other).min(n_words - 1)) + 1;
                if quoted && attribution.cue.is_none() && near || adding && same_sentence(other) {
                    let entities = assigned[other].meaning.entities.clone();
                    let score = 0.75 * assigned[other].meaning.score;
                    let (evidence, ground) = (SpeakerEvidence::RunningSpeaker, Ground::Running);
                    assigned[at].meaning = Meaning { entities, score, evidence, ground, runner_up: None };
                }
            }
        }
        if !assigned[at].meaning.entities.is_empty() {
            last = Some(at);
        }
    }
}

/// The speakers of the attribution in the same paragraph nearest to a word.
fn neighbour(
    text: &Text,
    attributions: &[Attribution],
    assigned: &[Assigned],
    at: usize,
    word: usize,
) -> Option<Vec<usize>> {
    let block = text.block(word);
    let from = at.saturating_sub(6);
    let mut best: Option<(usize, usize)> = None;
    for other in from..(at + 7).min(attributions.len()) {
        let Some(content) = attributions[other].content.first() else { continue };
        if other == at || assigned[other].meaning.entities.is_empty() || !block.contains(&content.start) {
            continue;
        }
        let distance = content.start.abs_diff(word);
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, other));
        }
    }
    best.map(|(_, other)| assigned[other].meaning.entities.clone())
}

/// "report finds" in a headline is the report that the story goes on to name.
fn reports_of_headlines(text: &Text, attributions: &[Attribution], units: &[Vec<Unit>], assigned: &mut [Assigned]) {
    let is_document = |word: usize| lexicon::lexicon().noun(text.word(word)) == Some(lexicon::NounClass::Document);
    let bare = |at: &usize| {
        matches!(&units[*at][..], [Unit::Nominal(nominal)]
            if nominal.class == Some(lexicon::NounClass::Document)
                && matches!(nominal.determiner, Determiner::Bare | Determiner::Indefinite)
                && nominal.words.len() < 3
                && text.place(nominal.head) == Some(Place::Headline))
    };
    let headlines: Vec<usize> = (0..attributions.len()).filter(bare).collect();
    if headlines.is_empty() {
        return;
    }
    let named = (0..attributions.len()).find(|at| {
        let mut source = attributions[*at].source.iter().flat_map(|range| mentions::clamp(range, text.len()));
        !headlines.contains(at)
            && assigned[*at].meaning.entities.len() == 1
            && source.any(|word| is_document(word) && text.place(word) != Some(Place::Headline))
    });
    let Some(named) = named else { return };
    for at in headlines {
        let entities = assigned[named].meaning.entities.clone();
        let (evidence, ground) = (SpeakerEvidence::Nominal, Ground::Headline);
        assigned[at].meaning = Meaning { entities, score: 0.6, evidence, ground, runner_up: None };
    }
}

/// The name of whoever quotes the source: "the Delby Post quoted Jo Bell as saying …".
fn quoted_by(text: &Text, index: &NameIndex, attribution: &Attribution) -> Option<usize> {
    let source = attribution.source.first().filter(|source| source.start > 0 && source.start < text.len())?;
    let cue = attribution.cue.as_ref().filter(|cue| cue.start < text.len())?;
    let sentence = text.sentence(source.start);
    // "quoted" stands before the source, or the cue begins with it.
    let as_saying = (cue.start.min(cue.end)..cue.end.min(text.len())).any(|at| text.word(at) == "as");
    let verb = if text.word(cue.start) == "quoted" && cue.end <= source.start { cue.start } else { source.start - 1 };
    if verb < sentence.start || !as_saying && text.word(cue.end.min(text.len())) != "as" && verb != cue.start {
        return None;
    }
    if !matches!(text.word(verb), "quoted" | "quotes" | "quoting" | "cited" | "cites" | "citing") {
        return None;
    }
    let mut end = verb;
    while end > sentence.start && matches!(text.word(end - 1), "has" | "had" | "have" | "also" | "later" | "earlier") {
        end -= 1;
    }
    let names = index.inside(&(sentence.start..end));
    names.filter(|(_, name)| name.words.end == end && !name.modifier).map(|(at, _)| at).last()
}

/// What speakers are made from.
struct View<'a> {
    article: &'a Article,
    text: &'a Text<'a>,
    names: &'a [mentions::Name],
    chains: &'a [chains::Chain],
    chain_of: &'a [usize],
    nominals: &'a [Nominal],
    items: &'a [Item],
    meanings: &'a [Meaning],
}

impl View<'_> {
    /// The one entity that the mention starting at a word means.
    fn entity_at(&self, start: usize) -> Option<usize> {
        let position = |item: &Item| match item {
            Item::Name(name) => self.names[*name].words.start,
            Item::Nominal(nominal) => self.nominals[*nominal].words.start,
            Item::Pronoun(word, _) => *word,
        };
        let from = self.items.partition_point(|item| position(item) < start);
        let mut found = None;
        for at in from..self.items.len() {
            if position(&self.items[at]) != start {
                break;
            }
            if let [entity] = self.meanings[at].entities[..] {
                found = Some(entity);
            }
        }
        found
    }

    fn written(&self, range: &Range<usize>) -> String {
        let mut out = String::new();
        for part in self.text.words.slice(range).split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(part);
        }
        out
    }

    fn speaker(&self, entity: &Entity) -> Speaker {
        let mut mentions = entity.mentions.clone();
        mentions.sort_by_key(|(range, _)| (range.start, range.end));
        mentions.dedup_by(|a, b| a.0 == b.0);
        let mut name = self.name(entity, &mentions);
        let mut named = entity.chain.is_some();
        if let Some(title) = self.title_in_marks(&mentions) {
            named = true;
            name = title;
        }
        if entity.kind == SpeakerKind::Document
            && let Some(bare) = self.titled_document(&mentions)
        {
            named = true;
            name = bare;
        }
        let mut aliases: Vec<String> = Vec::new();
        let mut alias = |written: String| {
            if written != name && !written.is_empty() && !aliases.contains(&written) && aliases.len() < 64 {
                aliases.push(written);
            }
        };
        for (range, form) in mentions.iter().filter(|(_, form)| *form != MentionForm::Pronoun) {
            alias(self.written(range));
            if *form == MentionForm::Name
                && let Ok(at) = self.names.binary_search_by_key(&range.start, |name| name.words.start)
                && self.names[at].title.is_some()
            {
                let before = &self.names[at].before;
                alias(self.written(&(before.start..range.end)));
            }
        }
        let roles = self.roles(entity, &mentions);
        let mentions =
            mentions.iter().map(|(range, form)| Mention { span: self.text.words.span(range), form: *form }).collect();
        Speaker { name, kind: entity.kind, named, aliases, gender: self.gender(entity), roles, mentions }
    }

    fn gender(&self, entity: &Entity) -> Gender {
        if entity.kind != SpeakerKind::Person || entity.plural {
            return Gender::Unknown;
        }
        if entity.stated != Gender::Unknown {
            return entity.stated;
        }
        let [she, he] = entity.pronouns;
        if she > 0.5 && she > 2.0 * he {
            Gender::Female
        } else if he > 0.5 && he > 2.0 * she {
            Gender::Male
        } else if entity.they > 0 && entity.noun == Gender::Unknown && she < 0.1 && he < 0.1 {
            Gender::Nonbinary
        } else {
            Gender::Unknown
        }
    }

    /// "Dry County" of "Rao’s “Dry County”": a work by its title.
    fn title_in_marks(&self, mentions: &[(Range<usize>, MentionForm)]) -> Option<String> {
        let (range, _) = mentions.iter().find(|(_, form)| *form == MentionForm::Nominal)?;
        let mark = range.clone().find(|at| self.text.is_mark(*at))?;
        let owned = mark > range.start && self.text.is_possessive(mark - 1);
        let end = (mark + 1..range.end).find(|at| self.text.is_mark(*at)).unwrap_or(range.end);
        (owned && end > mark + 1 && end + 1 >= range.end).then(|| self.written(&(mark + 1..end)))
    }

    /// "Delby University poll" of "a Delby University poll": a document that goes by a name.
    fn titled_document(&self, mentions: &[(Range<usize>, MentionForm)]) -> Option<String> {
        let (range, _) = mentions.first()?;
        let from = self.names.partition_point(|name| name.words.start <= range.start);
        let name = self.names.get(from).filter(|name| name.words.end < range.end && !name.possessive)?;
        let head = name.words.end;
        let opens = name.words.start == range.start + 1 && mentions::determiner(self.text.word(range.start)).is_some();
        let is_head = lexicon::lexicon().noun(self.text.word(head)) == Some(lexicon::NounClass::Document);
        (opens && is_head).then(|| self.written(&(name.words.start..head + 1)))
    }

    /// The fullest name, with the article that belongs to it ("in The Delby Post").
    fn full_name(&self, chain: &chains::Chain) -> String {
        let name = &self.names[chain.fullest];
        let written = self.written(&name.words);
        let written = match chain.is_person() {
            true => capitals::person(&written),
            false if self.text.titled(name.words.start) => capitals::body(&written),
            false => written,
        };
        if let Some(surname) = chain.surname.filter(|_| name.parts.len() == 1) {
            return format!("{written} {}", self.text.words.word(surname));
        }
        let capital =
            |at: usize| self.text.words.word(at) == "The" && !self.text.opens_sentence(at) && !self.text.titled(at);
        let after = |wanted: &dyn Fn(usize) -> bool| {
            chain.names.iter().take(32).any(|name| {
                let start = self.names[*name].words.start;
                self.names[*name].parts == chain.parts && start > 0 && wanted(start - 1)
            })
        };
        let the = !chain.is_person() && after(&capital) && !after(&|at| self.text.words.word(at) == "the");
        if the { format!("The {written}") } else { written }
    }

    fn name(&self, entity: &Entity, mentions: &[(Range<usize>, MentionForm)]) -> String {
        if let Some(chain) = entity.chain.and_then(|chain| self.chains.get(chain)) {
            return self.full_name(chain);
        }
        if entity.kind == SpeakerKind::Author {
            let byline = self.article.byline.map(|byline| self.text.words.in_span(byline));
            let signed: Vec<_> = byline
                .map(|range| self.names.iter().filter(|name| range.contains(&name.words.start)).collect())
                .unwrap_or_default();
            return match (&self.article.authors[..], &signed[..]) {
                ([author], _) if !author.trim().is_empty() => author.trim().to_owned(),
                ([], [name]) => self.written(&name.words),
                _ => self.text.words.word(entity.first.min(self.text.len() - 1)).to_owned(),
            };
        }
        let longest = mentions
            .iter()
            .filter(|(_, form)| *form == MentionForm::Nominal)
            .max_by_key(|(range, _)| (range.len(), std::cmp::Reverse(range.start)));
        let written = longest.map_or_else(
            || self.text.words.word(entity.first.min(self.text.len() - 1)).to_owned(),
            |(range, _)| self.written(range),
        );
        written.trim_end_matches([',', ';', ' ']).to_owned()
    }

    /// The body that "its" stands for in "its leader": the first that the sentence, or the one before, names.
    fn owner_of(&self, role: &profiles::StatedRole) -> Option<String> {
        let word = role.words.start.checked_sub(1).filter(|word| self.text.word(*word) == "its")?;
        let sentence = self.text.words.sentence_of(word);
        let end = self.names.partition_point(|name| name.words.start < word);
        let mut found: Option<(usize, &chains::Chain)> = None;
        for at in (end.saturating_sub(16)..end).rev() {
            let of = self.text.words.sentence_of(self.names[at].words.start);
            let nearest = found.map_or(sentence.saturating_sub(1), |(nearest, _)| nearest);
            if of < nearest {
                break;
            }
            let chain = self.chain_of.get(at).and_then(|chain| self.chains.get(*chain));
            if let Some(chain) = chain.filter(|chain| !chain.is_person() && !self.names[at].modifier) {
                found = Some((of, chain));
            }
        }
        found.map(|(_, chain)| self.full_name(chain))
    }

    fn roles(&self, entity: &Entity, mentions: &[(Range<usize>, MentionForm)]) -> Vec<Role> {
        if entity.kind != SpeakerKind::Person {
            return Vec::new();
        }
        let mut stated = entity.roles.clone();
        for (range, form) in mentions {
            if *form == MentionForm::Nominal {
                stated.extend(profiles::parse(self.text, range.clone()));
            }
        }
        stated.sort_by_key(|role| role.words.start);
        let mut roles: Vec<Role> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for role in stated {
            let title = self.written(&role.title);
            let low = title.to_lowercase();
            let organisation = role.organisation.as_ref().map(|range| {
                let written = self.written(range);
                let bare =
                    ["the ", "The ", "a ", "an ", "its "].iter().find_map(|article| written.strip_prefix(article));
                bare.unwrap_or(&written).to_owned()
            });
            let organisation = organisation.or_else(|| self.owner_of(&role));
            let known = roles.iter().zip(&seen).any(|(other, known)| {
                *known == low && (organisation.is_none() || other.organisation == organisation)
                    || known.contains(&low) && organisation.is_none()
            });
            if title.is_empty() || known || roles.len() >= 24 {
                continue;
            }
            seen.push(low);
            roles.push(Role { title, organisation, span: self.text.words.span(&role.words) });
        }
        roles
    }
}

impl Entity {
    fn author(word: usize) -> Self {
        Self {
            chain: None,
            kind: SpeakerKind::Author,
            plural: false,
            stated: Gender::Unknown,
            noun: Gender::Unknown,
            pronouns: [0.0; 2],
            they: 0,
            roles: Vec::new(),
            heads: Default::default(),
            about: Default::default(),
            mentions: Vec::new(),
            first: word,
        }
    }
}

#[cfg(test)]
mod tests;
