//! Mentions to those whom they mean: two walks through the text, which ask of each mention which of those already known it
//! means, or whether it is somebody new.
//!
//! The first walk sees only names; the second descriptions, pronouns and places where somebody speaks unmentioned, which
//! may mean a name that is still to come ("the mayor … Jo Bell said"). Each walks the body first, then headline and
//! standfirst, which look forward to it. Whom a mention is compared with is bounded: those met last, the next names, some
//! whom only the headline names, and those with whose names or nouns it shares a word. So the work grows with the text only.

use std::{collections::HashMap, ops::Range};

use super::{
    features::{Asked, Features, Titled, class, matching, number, titles},
    mentions::{BODY, Form, GROUP, Mention, PERSON, likeliest},
    names::{Relation, acronyms},
    scene::Scene,
    units::{parts, units, unknown},
    weights::{States, Weights},
};
use crate::{
    lang::{Pronoun, lexicon},
    stages::{Attribution, Rule, Rules},
    text::Shape,
    types::Gender,
};

/// The cluster of the article's own writer, who is there before anybody is mentioned.
pub(super) const AUTHOR: usize = 0;

/// How many of those met last a mention is compared with, and of those of whose names it has a word.
const MOST_RECENT: usize = 14;
const MOST_MATCHES: usize = 12;

/// How many of those whose first name is still to come a description, a place where somebody speaks unmentioned, and a
/// pronoun are compared with.
const MOST_AHEAD: [usize; 3] = [8, 4, 2];

/// How many of those whom only headline and standfirst name a mention in the body is compared with.
const MOST_FRONT: usize = 4;

/// The recency of one who was not met lately.
const FAR: usize = 20;

/// How much of a cluster is kept to compare with.
const MOST_NAMES: usize = 8;
const MOST_NOUNS: usize = 16;
const MOST_SAID: usize = 48;

/// Somebody, as far as the walk has met them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cluster {
    /// Indices of its mentions, in the order of the walk, as far as it has come.
    pub(super) mentions: Vec<usize>,
    /// The mention by which the first walk met it.
    pub(super) first: Option<usize>,
    /// How many names in the article mean it.
    pub(super) named: usize,
    /// The mention that says most of who it is: that of its longest name, else its first description.
    pub(super) main: Option<usize>,
    /// Those who are meant together; empty for one.
    pub(super) members: Vec<usize>,
    /// Whether these are people.
    pub(super) of_people: bool,
    /// The different names, folded parts each.
    pub(super) names: Vec<Vec<String>>,
    /// What parts a son from his father, where a name says it.
    pub(super) suffix: Option<String>,
    /// Nouns of descriptions and titles.
    pub(super) nouns: Vec<String>,
    /// Those of descriptions only.
    pub(super) described: Vec<String>,
    /// Titles and descriptions as they are said, without their article: "deputy mayor".
    pub(super) phrases: Vec<String>,
    /// Words of names, titles and descriptions.
    pub(super) said: Vec<String>,
    pub(super) kinds: [f32; 5],
    /// What is said for a woman and for a man.
    pub(super) genders: [f32; 2],
    pub(super) plural: bool,
}

impl Cluster {
    /// The kind that its mentions speak for most.
    pub(super) fn kind(&self) -> Option<usize> {
        likeliest(&self.kinds)
    }

    fn add(&mut self, scene: &Scene, at: usize, mention: &Mention) {
        self.mentions.push(at);
        self.named += usize::from(mention.form == Form::Name);
        if mention.form == Form::Name && self.names.iter().all(|known| known.len() < mention.parts.len())
            || mention.form == Form::Description && self.main.is_none()
        {
            self.main = Some(at);
        }
        // A name says more of what it names than a noun, the more the longer it is, and a pronoun nothing.
        let weight = 1.0 + mention.parts.len() as f32;
        for (sum, kind) in self.kinds.iter_mut().zip(mention.kinds) {
            *sum += weight * kind;
        }
        match mention.gender {
            Gender::Female => self.genders[0] += 1.0,
            Gender::Male => self.genders[1] += 1.0,
            _ => {}
        }
        if mention.form == Form::Name && self.names.len() < MOST_NAMES && !self.names.contains(&mention.parts) {
            self.names.push(mention.parts.clone());
        }
        self.suffix = self.suffix.take().or_else(|| mention.suffix.clone());
        let noun = |noun: &str, nouns: &mut Vec<String>| {
            if !noun.is_empty() && nouns.len() < MOST_NOUNS && !nouns.iter().any(|known| known == noun) {
                nouns.push(noun.to_owned());
            }
        };
        noun(&mention.noun, &mut self.nouns);
        noun(&mention.noun, &mut self.described);
        // "drinks maker | Halvorsen"
        for at in mention.words.start..mention.name.start {
            let word = scene.word(at);
            if mention.form == Form::Name && scene.shape(at) == Some(Shape::Lower) && !lexicon().is_function_word(word)
            {
                noun(&super::mentions::noun(word), &mut self.nouns);
            }
        }
        for title in &mention.titles {
            noun(&super::mentions::noun(scene.word(title.end - 1)), &mut self.nouns);
            noun(&super::mentions::noun(scene.word(title.start)), &mut self.nouns);
        }
        for phrase in mention.titles.iter().chain(&mention.phrases()) {
            let said = scene.said(phrase);
            if self.phrases.len() < MOST_NOUNS && !self.phrases.contains(&said) {
                self.phrases.push(said);
            }
        }
        if !matches!(mention.form, Form::Pronoun(_) | Form::Silent) {
            self.plural |= mention.plural;
            for word in mention.words.clone().map(|at| scene.word(at)) {
                if self.said.len() < MOST_SAID && word.len() > 2 && !self.said.iter().any(|known| known == word) {
                    self.said.push(word.to_owned());
                }
            }
        }
    }
}

/// One whom a mention may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Which cluster; `None` for somebody new, or for nobody.
    pub cluster: Option<usize>,
    /// The word that heads the cluster's last mention.
    pub last: Option<usize>,
    /// The word that heads the mention that says most of who it is.
    pub main: Option<usize>,
    /// What is known of the two.
    pub features: Features,
}

/// A walk through the mentions.
pub(super) struct Walk<'a> {
    pub(super) scene: &'a Scene<'a>,
    /// The mentions, with those who speak without being mentioned.
    pub(super) mentions: &'a [Mention],
    pub(super) clusters: Vec<Cluster>,
    /// For each mention its cluster.
    pub(super) of: Vec<Option<usize>>,
    /// Those met last, the latest last.
    recent: Vec<usize>,
    /// Those who spoke last, the latest first.
    spoke: Vec<usize>,
    /// Who is the source of each attribution.
    pub(super) sources: Vec<Vec<usize>>,
    /// Words of names and nouns to those who have them.
    by_word: HashMap<String, Vec<usize>>,
    /// For each mention, the attributions that it is a source of.
    speaks_for: Vec<Vec<usize>>,
    /// Several who are meant together to their cluster.
    joints: HashMap<Vec<usize>, usize>,
    /// Where mentions end, the outermost first.
    ends: HashMap<usize, usize>,
    /// Where names end.
    name_ends: HashMap<usize, usize>,
    /// Those whom the first walk met in the body, each with the head of its first mention, in the order of these.
    ahead: Vec<(usize, usize)>,
    /// Those whom it met only in headline and standfirst, the last first.
    front: Vec<usize>,
    /// The two people and the two bodies that the article names most.
    leading: [Vec<usize>; 2],
}

/// What is done next on the walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// A mention is asked for whom it means.
    Ask(usize),
    /// The second walk begins.
    Turn,
    /// A mention whose meaning the first walk has found is passed.
    Pass(usize),
}

/// The steps of the two walks.
fn steps(scene: &Scene, mentions: &[Mention]) -> Vec<Step> {
    let mut order: Vec<usize> = (0..mentions.len()).collect();
    // An outer mention begins first, but what is inside it is read before: "his" of "his deputy".
    order.sort_by_key(|at| (scene.is_front(mentions[*at].head), mentions[*at].head, mentions[*at].words.start));
    let is_name = |at: &usize| mentions[*at].form == Form::Name;
    let first = order.iter().copied().filter(is_name).map(Step::Ask);
    let second = order.iter().map(|at| if is_name(at) { Step::Pass(*at) } else { Step::Ask(*at) });
    first.chain([Step::Turn]).chain(second).collect()
}

/// The places where somebody speaks without being mentioned, as attribution and word.
fn silent(attributions: &[Attribution], n_words: usize) -> Vec<(usize, usize)> {
    let place = |(at, attribution): (usize, &Attribution)| {
        let none = attribution.source.iter().all(|range| range.is_empty());
        let word = attribution.cue.as_ref().or(attribution.content.first()).map(|range| range.start);
        word.filter(|word| none && *word < n_words).map(|word| (at, word))
    };
    attributions.iter().enumerate().filter_map(place).collect()
}

impl<'a> Walk<'a> {
    /// `units` gives, for each attribution, the mentions that are its sources.
    pub(super) fn new(scene: &'a Scene<'a>, mentions: &'a [Mention], units: &[Vec<usize>]) -> Self {
        let mut speaks_for = vec![Vec::new(); mentions.len()];
        for (attribution, units) in units.iter().enumerate() {
            units.iter().for_each(|unit| speaks_for[*unit].push(attribution));
        }
        let mut ends: HashMap<usize, usize> = HashMap::new();
        for (at, mention) in mentions.iter().enumerate().filter(|(_, mention)| mention.form != Form::Silent) {
            ends.entry(mention.words.end).or_insert(at);
        }
        let names = (0..mentions.len()).filter(|at| mentions[*at].form == Form::Name);
        let name_ends = names.map(|at| (mentions[at].name.end, at)).collect();
        Self {
            scene,
            mentions,
            clusters: vec![Cluster { kinds: [0.01, 0.0, 0.0, 0.0, 0.0], ..Cluster::default() }],
            of: vec![None; mentions.len()],
            recent: Vec::new(),
            spoke: Vec::new(),
            sources: vec![Vec::new(); units.len()],
            by_word: HashMap::new(),
            joints: HashMap::new(),
            speaks_for,
            ends,
            name_ends,
            ahead: Vec::new(),
            front: Vec::new(),
            leading: Default::default(),
        }
    }

    /// Goes back to the beginning. What the first walk has found remains known, but nobody has been met.
    fn turn(&mut self) {
        for (cluster, of) in self.clusters.iter_mut().enumerate() {
            of.first = of.mentions.first().copied();
            of.mentions.clear();
            self.ahead.extend(of.first.map(|first| (self.mentions[first].head, cluster)));
        }
        self.ahead.sort_unstable();
        let (front, ahead): (Vec<_>, Vec<_>) = self.ahead.drain(..).partition(|(head, _)| self.scene.is_front(*head));
        self.front = front.into_iter().rev().take(MOST_FRONT).map(|(_, cluster)| cluster).collect();
        self.ahead = ahead;
        self.leading = [PERSON, BODY].map(|kind| {
            let mut found: Vec<usize> = (1..self.clusters.len()).filter(|at| self.is_one(*at, kind)).collect();
            found.sort_by_key(|at| std::cmp::Reverse(self.clusters[*at].named));
            found.truncate(2);
            found.sort_unstable();
            found
        });
        self.recent.clear();
        self.spoke.clear();
    }

    /// Whether a cluster is one person, or one body.
    fn is_one(&self, cluster: usize, kind: usize) -> bool {
        let of = &self.clusters[cluster];
        of.kind() == Some(kind) && !of.plural && of.members.is_empty()
    }

    /// Takes a step; the mention that is asked for, if one is.
    fn step(&mut self, step: Step) -> Option<usize> {
        match step {
            Step::Ask(at) => return Some(at),
            Step::Turn => self.turn(),
            Step::Pass(at) => self.pass(at),
        }
        None
    }

    /// Passes a mention of whom the first walk has found.
    fn pass(&mut self, at: usize) {
        if let Some(cluster) = self.of[at] {
            self.clusters[cluster].mentions.push(at);
            self.meet(at, cluster);
        }
    }

    /// Those whom a mention may mean, and somebody new.
    pub(super) fn candidates(&mut self, at: usize) -> Vec<Candidate> {
        let mention = &self.mentions[at];
        let pairs = if mention.plural { self.pairs() } else { Vec::new() };
        let asked = Asked {
            scene: self.scene,
            mentions: self.mentions,
            at,
            phrases: mention.phrases().iter().map(|phrase| self.scene.said(phrase)).collect(),
            number: number(self.scene, mention),
            spoke: &self.spoke,
            sources: &self.sources,
            ends: &self.ends,
        };
        let mut found: Vec<(usize, usize)> = if self.scene.is_front(mention.head) && mention.form != Form::Silent {
            let first =
                |cluster: usize| self.clusters[cluster].mentions.first().map(|first| self.mentions[*first].head);
            let mut met: Vec<_> = (1..self.clusters.len()).filter_map(|one| Some((first(one)?, one))).collect();
            met.sort_unstable();
            met.into_iter().take(MOST_RECENT).enumerate().map(|(rank, (_, cluster))| (cluster, rank)).collect()
        } else {
            self.recent.iter().rev().take(MOST_RECENT).enumerate().map(|(rank, cluster)| (*cluster, rank)).collect()
        };
        let add = |found: &mut Vec<(usize, usize)>, cluster: usize, rank: usize| {
            let new = found.iter().all(|(other, _)| *other != cluster);
            if new {
                found.push((cluster, rank));
            }
            new
        };
        for (rank, (_, cluster)) in self.ahead(mention).iter().enumerate() {
            add(&mut found, *cluster, rank);
        }
        let front: &[usize] = if self.scene.is_front(mention.head) { &[] } else { &self.front };
        for cluster in front {
            add(&mut found, *cluster, FAR);
        }
        let mut matches = 0;
        for key in keys(mention) {
            for &cluster in self.by_word.get(&key).map_or(&[][..], Vec::as_slice).iter().rev() {
                if matches == MOST_MATCHES {
                    break;
                }
                matches += usize::from(add(&mut found, cluster, FAR));
            }
        }
        let first_person =
            matches!(mention.form, Form::Pronoun(Pronoun::I | Pronoun::We | Pronoun::You) | Form::Silent);
        let author = (first_person || self.scene.is_byline(mention.head)).then_some((AUTHOR, FAR));
        let around = self.scene.content(mention.head).and_then(|around| self.sources.get(around));
        let speakers = around.into_iter().flatten().chain(self.spoke.iter().take(2)).map(|speaker| (*speaker, FAR));
        let bracketed = self.bracketed(mention);
        let beside = bracketed.map(|cluster| (cluster, FAR));
        for (cluster, rank) in author.into_iter().chain(pairs).chain(speakers).chain(beside) {
            add(&mut found, cluster, rank);
        }
        let (mut closest, mut by_noun) = (None::<Relation>, false);
        let mut candidates = Vec::with_capacity(found.len() + 1);
        for (cluster, recency) in found {
            let of = &self.clusters[cluster];
            let matched = matching(mention, of);
            // Two names without anything in common are not one's; whoever else they may mean has none yet.
            if mention.form == Form::Name
                && matched.0.is_none_or(|relation| relation == Relation::Other)
                && cluster != AUTHOR
                && bracketed != Some(cluster)
            {
                continue;
            }
            closest = [closest, matched.0].into_iter().flatten().min();
            by_noun |= matches!(matched.1, 1..=3);
            let last = self.last(of);
            candidates.push(Candidate {
                cluster: Some(cluster),
                last: last.map(|last| self.mentions[last].head),
                main: of.main.map(|main| self.mentions[main].head),
                features: asked.pair(cluster, of, last, recency, matched),
            });
        }
        let features = asked.nobody_met(candidates.len(), closest, by_noun);
        candidates.push(Candidate { cluster: None, last: None, main: None, features });
        candidates
    }

    /// Whom a name in brackets comes right after: "Delby Institute of Weather | (KDMI)", "Ofcom (the | Office of Communications)".
    fn bracketed(&self, mention: &Mention) -> Option<usize> {
        let before = mention.name.start.checked_sub(1)?;
        let open = if self.scene.word(before) == "the" { before.checked_sub(1)? } else { before };
        let brackets = self.scene.word(open) == "(" && self.scene.word(mention.name.end) == ")";
        let name = self.name_ends.get(&open).filter(|_| brackets && mention.form == Form::Name)?;
        self.of[*name]
    }

    /// Those whose first name comes next after a mention in the body, the next first.
    fn ahead(&self, mention: &Mention) -> &[(usize, usize)] {
        let most = match mention.form {
            Form::Description => MOST_AHEAD[0],
            Form::Silent => MOST_AHEAD[1],
            Form::Pronoun(Pronoun::He | Pronoun::She | Pronoun::It | Pronoun::They) => MOST_AHEAD[2],
            Form::Name | Form::Pronoun(_) => 0,
        };
        let from = self.ahead.partition_point(|(head, _)| *head <= mention.head);
        let most = if self.scene.is_front(mention.head) { 0 } else { most };
        &self.ahead[from..self.ahead.len().min(from + most)]
    }

    /// The last mention of a cluster, or of its members where they have not been mentioned together; the first one where
    /// none has been met.
    fn last(&self, of: &Cluster) -> Option<usize> {
        let members = || of.members.iter().filter_map(|member| self.clusters[*member].mentions.last()).max();
        of.mentions.last().or_else(members).copied().or(of.first)
    }

    /// The two people and the two bodies met last, and those that the article names most, each as one whom "both" or "they"
    /// may mean, with how many were met since the earlier of the two.
    fn pairs(&mut self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for kind in [PERSON, BODY] {
            let near = self.recent.iter().rev().take(MOST_RECENT).enumerate();
            let two: Vec<_> =
                near.filter(|(_, of)| self.is_one(**of, kind)).take(2).map(|(rank, of)| (rank, *of)).collect();
            if let [(_, a), (rank, b)] = two[..] {
                found.push((self.joint(&[a.min(b), a.max(b)]), rank));
            }
        }
        for kind in 0..self.leading.len() {
            if let [a, b] = self.leading[kind][..] {
                found.push((self.joint(&[a, b]), FAR));
            }
        }
        found
    }

    /// Lets a mention mean a cluster, or somebody new; the cluster. Who speaks unmentioned is nobody new.
    pub(super) fn link(&mut self, at: usize, cluster: Option<usize>) -> Option<usize> {
        let mention = &self.mentions[at];
        if mention.form == Form::Silent {
            self.of[at] = cluster;
            if let Some(cluster) = cluster {
                self.speaks(at, cluster);
            }
            return cluster;
        }
        let cluster = cluster.unwrap_or_else(|| {
            self.clusters.push(Cluster::default());
            self.clusters.len() - 1
        });
        self.of[at] = Some(cluster);
        self.clusters[cluster].add(self.scene, at, mention);
        for key in keys(mention) {
            let clusters = self.by_word.entry(key).or_default();
            if !clusters.contains(&cluster) {
                clusters.push(cluster);
            }
        }
        self.meet(at, cluster);
        Some(cluster)
    }

    fn meet(&mut self, at: usize, cluster: usize) {
        self.met(cluster);
        self.speaks(at, cluster);
        self.join(at, cluster);
    }

    fn met(&mut self, cluster: usize) {
        if let Some(place) = self.recent.iter().rev().take(64).position(|other| *other == cluster) {
            self.recent.remove(self.recent.len() - 1 - place);
        }
        self.recent.push(cluster);
    }

    /// Notes that whom a mention means speaks, where it is a source.
    fn speaks(&mut self, at: usize, cluster: usize) {
        for &attribution in &self.speaks_for[at] {
            if !self.sources[attribution].contains(&cluster) {
                self.sources[attribution].push(cluster);
            }
        }
        if !self.speaks_for[at].is_empty() {
            self.spoke.retain(|other| *other != cluster);
            self.spoke.insert(0, cluster);
            self.spoke.truncate(4);
        }
    }

    /// Lets "A and B" be somebody whom "they" may mean.
    fn join(&mut self, at: usize, cluster: usize) {
        let (scene, mention) = (self.scene, &self.mentions[at]);
        let start = mention.words.start;
        if !matches!(mention.form, Form::Name | Form::Description)
            || start < 2
            || !matches!(scene.word(start - 1), "and" | "&")
        {
            return;
        }
        let end = if scene.word(start - 2) == "," { start - 2 } else { start - 1 };
        let mut members = vec![cluster];
        let mut end = Some(end);
        while let Some(before) = end.and_then(|end| self.ends.get(&end)) {
            let before = self.holder(mention, *before);
            let Some(other) = self.of[before] else { break };
            if members.contains(&other) || members.len() > 5 {
                break;
            }
            members.push(other);
            let start = self.mentions[before].words.start;
            end = (start > 1 && scene.word(start - 1) == ",").then(|| start - 1);
        }
        if members.len() > 1 {
            members.sort_unstable();
            let joint = self.joint(&members);
            self.clusters[joint].mentions.push(at);
            self.met(joint);
        }
    }

    /// The person of whom a body or place before "and" only says more: "Jo Bell of the Delby Post | and Tom Hale".
    fn holder(&self, mention: &Mention, before: usize) -> usize {
        let (scene, other) = (self.scene, &self.mentions[before]);
        let person = |one: &Mention| one.form == Form::Name && one.kind() == Some(PERSON);
        let at = other.name.start.saturating_sub(1);
        let at = if scene.word(at) == "the" { at.saturating_sub(1) } else { at };
        let attached = person(mention) && !person(other) && matches!(scene.word(at), "of" | "at" | "from" | "for");
        let holder = self.ends.get(&at).filter(|holder| attached && person(&self.mentions[**holder]));
        holder.copied().unwrap_or(before)
    }

    /// Whether a mention by one part of a name, "Gov. Lowe", has the title of one whom it may mean.
    fn titled(&self, at: usize, candidate: &Candidate) -> Titled {
        let mention = &self.mentions[at];
        let short = mention.form == Form::Name && mention.parts.len() == 1;
        let cluster = candidate.cluster.filter(|_| short);
        cluster.map_or(Titled::Neither, |cluster| titles(self.scene, mention, &self.clusters[cluster]))
    }

    /// The cluster of several at once.
    pub(super) fn joint(&mut self, members: &[usize]) -> usize {
        if let Some(known) = self.joints.get(members) {
            return *known;
        }
        let mut kinds = [0.0; 5];
        kinds[GROUP] = 1.0;
        let of_people = members.iter().all(|member| self.clusters[*member].kind() == Some(PERSON));
        self.clusters.push(Cluster { members: members.to_vec(), of_people, kinds, plural: true, ..Cluster::default() });
        self.joints.insert(members.to_vec(), self.clusters.len() - 1);
        self.clusters.len() - 1
    }
}

/// What a mention is looked up by.
fn keys(mention: &Mention) -> Vec<String> {
    let mut keys: Vec<String> = mention.parts.iter().filter(|part| part.len() > 1).cloned().collect();
    if mention.parts.len() > 1 {
        keys.extend(acronyms(&mention.parts));
    }
    if !mention.parts.is_empty()
        && let Some(country) = lexicon().country(&mention.parts.join(" "))
    {
        keys.push(country.to_owned());
    }
    if !mention.noun.is_empty() {
        keys.push(mention.noun.clone());
    }
    keys
}

/// A choice that the walk was taught.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The word that heads the mention.
    pub head: usize,
    /// The class of the mention.
    pub class: usize,
    /// Whether the mention is in a source, or is a place where somebody speaks unmentioned.
    pub source: bool,
    /// Whom it may mean; the last is somebody new.
    pub candidates: Vec<Candidate>,
    /// The right one of these.
    pub right: usize,
}

impl Lesson {
    fn new(scene: &Scene, mention: &Mention, candidates: Vec<Candidate>, right: usize) -> Self {
        let source = mention.form == Form::Silent || scene.source(mention.head).is_some();
        Self { head: mention.head, class: class(mention), source, candidates, right }
    }
}

/// Walks as a teacher says: whom each mention means, by whatever numbers they have. What there was to choose from, each
/// time.
pub(super) fn lessons(
    scene: &Scene,
    mentions: &[Mention],
    meant: &[Vec<usize>],
    units: &[Vec<usize>],
    author: Option<usize>,
) -> Vec<Lesson> {
    let mut walk = Walk::new(scene, mentions, units);
    let mut known: HashMap<Vec<usize>, usize> = author.map(|author| (vec![author], AUTHOR)).into_iter().collect();
    let mut lessons = Vec::new();
    for step in steps(scene, mentions) {
        let Some(at) = walk.step(step) else { continue };
        let candidates = walk.candidates(at);
        let mut of = meant[at].clone();
        of.sort_unstable();
        let mut target = known.get(&of).copied();
        if target.is_none() && of.len() > 1 {
            let members: Option<Vec<usize>> = of.iter().map(|one| known.get(&vec![*one]).copied()).collect();
            if let Some(mut members) = members {
                members.sort_unstable();
                target = Some(walk.joint(&members));
            }
        }
        // Somebody who is named too far ahead is as good as new.
        let unmet = target.is_none_or(|target| walk.clusters[target].mentions.is_empty() && target != AUTHOR);
        let right = candidates
            .iter()
            .position(|candidate| candidate.cluster == target)
            .or(unmet.then_some(candidates.len() - 1));
        if let Some(right) = right {
            lessons.push(Lesson::new(scene, &mentions[at], candidates, right));
        }
        if let Some(cluster) = walk.link(at, target)
            && !of.is_empty()
        {
            known.entry(of).or_insert(cluster);
        }
    }
    lessons
}

/// Walks by what weights say, whatever a teacher would: what there was to choose from, and what would have been right for
/// each mention among the clusters as they were. What a model learns from these, it learns of its own errors.
pub(super) fn rollout(
    scene: &Scene,
    mentions: &[Mention],
    meant: &[Vec<usize>],
    units: &[Vec<usize>],
    weights: &Weights,
    states: &States,
) -> Vec<Lesson> {
    let mut walk = Walk::new(scene, mentions, units);
    // How often each cluster was linked with a mention of each number; the most frequent says who it is.
    let mut votes: Vec<HashMap<&[usize], usize>> = Vec::new();
    let mut lessons = Vec::new();
    for step in steps(scene, mentions) {
        let Some(at) = walk.step(step) else { continue };
        let candidates = walk.candidates(at);
        let of = &meant[at][..];
        let is = |cluster: usize, of: &[usize]| {
            let votes = votes.get(cluster)?;
            let own = *votes.get(of)?;
            (votes.values().all(|other| *other <= own)).then_some(own)
        };
        let share = |candidate: &Candidate| {
            let cluster = candidate.cluster?;
            let members = &walk.clusters[cluster].members;
            // Two who have not been mentioned together yet are right if each of them is.
            let each = || {
                let one = |of: &usize| members.iter().any(|member| is(*member, std::slice::from_ref(of)).is_some());
                (members.len() == of.len() && !of.is_empty() && of.iter().all(one)).then_some(1)
            };
            is(cluster, of).or_else(each)
        };
        let target = (0..candidates.len())
            .filter_map(|one| Some((share(&candidates[one])?, one)))
            .max_by_key(|(own, one)| (*own, usize::MAX - one));
        let right = if of.is_empty() { None } else { target.map(|(_, one)| one) };
        let known = votes.iter().any(|votes| votes.contains_key(of));
        let score = |one: &Candidate| weights.score(one, mentions[at].head, states);
        let best = (0..candidates.len()).max_by(|a, b| score(&candidates[*a]).total_cmp(&score(&candidates[*b])));
        let cluster = walk.link(at, best.and_then(|best| candidates[best].cluster));
        // Of whom nothing is marked at a place without a source, nothing is known.
        let unknown = of.is_empty() && mentions[at].form == Form::Silent;
        if !unknown && (right.is_some() || of.is_empty() || !known) {
            let right = right.unwrap_or(candidates.len() - 1);
            lessons.push(Lesson::new(scene, &mentions[at], candidates, right));
        }
        votes.resize_with(walk.clusters.len(), HashMap::new);
        if let Some(cluster) = cluster.filter(|_| !of.is_empty()) {
            *votes[cluster].entry(of).or_default() += 1;
        }
    }
    lessons
}

/// The mentions, followed by whoever speaks without being mentioned; and for each attribution the mentions that are its
/// sources.
pub(super) fn with_sources(
    scene: &Scene,
    mut mentions: Vec<Mention>,
    attributions: &[Attribution],
) -> (Vec<Mention>, Vec<Vec<usize>>) {
    let parts = parts(&mentions);
    let sources = attributions.iter().flat_map(|attribution| &attribution.source);
    let unknown: Vec<Mention> =
        sources.filter_map(|source| unknown(scene, &mentions, &parts, &clamp(source, scene.len()))).collect();
    if !unknown.is_empty() {
        mentions.extend(unknown);
        mentions.sort_by_key(|mention| (mention.words.start, std::cmp::Reverse(mention.words.end), mention.head));
        mentions.dedup_by_key(|mention| (mention.words.clone(), mention.head));
    }
    let mut units = units(scene, &mentions, attributions);
    for (attribution, word) in silent(attributions, scene.len()) {
        units[attribution].push(mentions.len());
        mentions.push(Mention::silent(word));
    }
    (mentions, units)
}

/// Whom a mention was found to mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Link {
    /// The cluster; `None` for nobody.
    pub(super) cluster: Option<usize>,
    /// The probability, 0..=1, that it is this one.
    pub(super) probability: f32,
    /// Whether the mention was the first of it.
    pub(super) new: bool,
    /// The next, with its probability.
    pub(super) runner_up: Option<(usize, f32)>,
    /// The candidate that was chosen.
    pub(super) chosen: Option<Candidate>,
}

/// Walks by what weights say; what each mention was found to mean, and the walk at its end.
pub(super) fn walk<'a>(
    scene: &'a Scene<'a>,
    mentions: &'a [Mention],
    units: &[Vec<usize>],
    weights: &Weights,
    states: &States,
    rules: Rules,
) -> (Walk<'a>, Vec<Link>) {
    let mut walk = Walk::new(scene, mentions, units);
    let mut links = vec![Link::default(); mentions.len()];
    for step in steps(scene, mentions) {
        let Some(at) = walk.step(step) else { continue };
        let candidates = walk.candidates(at);
        let score = |one: &Candidate| weights.score(one, mentions[at].head, states);
        let mut scored: Vec<(f32, Candidate)> = candidates.into_iter().map(|one| (score(&one), one)).collect();
        // Among equals, whoever was met last.
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        if rules.has(Rule::Offices)
            && walk.titled(at, &scored[0].1) == Titled::Another
            && let Some(place) = scored.iter().position(|(_, one)| walk.titled(at, one) == Titled::Same)
        {
            scored[..=place].rotate_right(1);
        }
        let best = scored.iter().map(|(score, _)| *score).fold(f32::NEG_INFINITY, f32::max);
        let total: f32 = scored.iter().map(|(score, _)| (score - best).exp()).sum();
        let share = |score: f32| (score - best).exp() / total;
        let cluster = walk.link(at, scored[0].1.cluster);
        let mut others = scored[1..].iter().filter_map(|(score, other)| Some((other.cluster?, share(*score))));
        links[at] = Link {
            cluster,
            probability: share(scored[0].0),
            new: scored[0].1.cluster.is_none(),
            runner_up: others.next(),
            chosen: None,
        };
        if !walk.speaks_for[at].is_empty() {
            links[at].chosen = Some(scored.swap_remove(0).1);
        }
    }
    (walk, links)
}

/// The range of a source's words.
pub(super) fn clamp(range: &Range<usize>, n_words: usize) -> Range<usize> {
    range.start.min(n_words)..range.end.min(n_words)
}
