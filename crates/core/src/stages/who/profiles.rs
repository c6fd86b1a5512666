//! What the article says of somebody: the fullest name, other names, roles with their organisations, gender.

use std::{cell::OnceCell, ops::Range};

use super::{
    clusters::{AUTHOR, Cluster, Walk},
    mentions::{BODY, Form, GROUP, Mention, PERSON, PLACE, WORK},
    scene::Scene,
};
use crate::{
    lang::{Class, capitals, lexicon},
    stages::Attribution,
    text::Shape,
    types::{Article, Gender, Mention as Place, MentionForm, Role, Speaker, SpeakerKind},
};

/// The most other names and roles that are kept.
const MOST_NAMES: usize = 64;
const MOST_ROLES: usize = 24;

/// How many words after "of" the name of an organisation may begin.
const FARTHEST: usize = 5;

/// How far before a name its mention may begin.
const WIDEST: usize = 48;

/// What the speakers of an article are made from.
pub(super) struct Profiles<'a> {
    article: &'a Article,
    scene: &'a Scene<'a>,
    walk: &'a Walk<'a>,
    /// What is reported.
    attributions: &'a [Attribution],
    /// For each of these the mentions that are its sources.
    units: &'a [Vec<usize>],
    /// The name of each cluster, once it is asked for.
    names: Vec<OnceCell<String>>,
}

impl<'a> Profiles<'a> {
    pub(super) fn new(
        article: &'a Article,
        walk: &'a Walk<'a>,
        attributions: &'a [Attribution],
        units: &'a [Vec<usize>],
    ) -> Self {
        let names = vec![OnceCell::new(); walk.clusters.len()];
        Self { article, scene: walk.scene, walk, attributions, units, names }
    }

    /// The speaker that a cluster is.
    pub(super) fn speaker(&self, at: usize) -> Speaker {
        let mentions = self.mentions(at);
        let kind = self.kind(at);
        let name = self.name(at).to_owned();
        let named = !self.walk.clusters[at].names.is_empty();
        let mut aliases: Vec<String> = Vec::new();
        let mut alias = |written: String| {
            if written != name && !written.is_empty() && !aliases.contains(&written) && aliases.len() < MOST_NAMES {
                aliases.push(written);
            }
        };
        for mention in &mentions {
            match mention.form {
                Form::Name => {
                    alias(self.written(&mention.name));
                    // "Sen. Bell", but not "England captain Jo Bell of the town".
                    alias(self.written(&(mention.words.start..mention.name.end)));
                }
                Form::Description => {
                    alias(self.written(&self.whole(mention)));
                    alias(self.written(&mention.words));
                    // "a | senior minister | from Delby": what a table of names has for it.
                    if !named {
                        alias(self.written(&self.bare(mention)));
                    }
                }
                Form::Pronoun(_) | Form::Silent => {}
            }
        }
        let form = |mention: &Mention| match mention.form {
            Form::Name => MentionForm::Name,
            Form::Description => MentionForm::Nominal,
            Form::Pronoun(_) | Form::Silent => MentionForm::Pronoun,
        };
        let words = |mention: &Mention| match mention.form {
            Form::Name => mention.name.clone(),
            _ => mention.words.clone(),
        };
        let place = |mention: &&Mention| Place { span: self.scene.words.span(&words(mention)), form: form(mention) };
        let mut places: Vec<Place> = mentions.iter().map(place).collect();
        places.dedup_by_key(|place| place.span);
        Speaker {
            name: name.clone(),
            kind,
            named,
            aliases,
            gender: self.gender(at, kind),
            roles: if kind == SpeakerKind::Person { self.roles(&mentions) } else { Vec::new() },
            mentions: places,
        }
    }

    /// A description's words; all of the source that it is about, which says who it is.
    fn whole(&self, mention: &Mention) -> Range<usize> {
        let Some(source) = self.scene.source(mention.head) else { return mention.words.clone() };
        let of = &self.attributions[source];
        let about = |range: &&Range<usize>| {
            range.contains(&mention.head)
                && (range.start..mention.words.start).all(|at| self.scene.source(at) == Some(source))
        };
        let first = |range: &Range<usize>| mention.words.start <= range.start + 1;
        match of.source.iter().find(about) {
            Some(range) if first(range) && self.units[source].len() < 2 => {
                let end = range.end.min(self.scene.len());
                // "an engineer | , who was not authorised to speak"
                let adds =
                    |at: &usize| self.scene.word(*at) == "," && lexicon().is(Class::Adding, self.scene.word(at + 1));
                range.start..(mention.head + 1..end).find(adds).unwrap_or(end)
            }
            _ => mention.words.clone(),
        }
    }

    /// A description's words up to its head, without article and possessor: "Larkland's | senior minister | for ports".
    fn bare(&self, mention: &Mention) -> Range<usize> {
        let owned = (mention.words.start..mention.head).rfind(|at| self.scene.is_possessive(*at));
        let article = mention.phrases().first().map_or(mention.words.start, |phrase| phrase.start);
        owned.map_or(article, |at| at + 1)..mention.head + 1
    }

    /// What a body or a document is called that has a name before its noun: "the | Rao campaign", "a | Delby University poll |
    /// released in May".
    fn called(&self, mention: &Mention) -> Option<Range<usize>> {
        let word = |at: usize| self.scene.words.word(at);
        let from =
            mention.words.start + usize::from(matches!(self.scene.word(mention.words.start), "the" | "a" | "an"));
        let capital = |at: usize| word(at).starts_with(char::is_uppercase);
        let named =
            matches!(mention.kind(), Some(BODY | WORK)) && from < mention.head && (from..mention.head).all(capital);
        named.then(|| from..mention.head + 1)
    }

    /// The cluster's mentions in text order.
    fn mentions(&self, at: usize) -> Vec<&Mention> {
        let mut mentions: Vec<&Mention> =
            self.walk.clusters[at].mentions.iter().map(|mention| &self.walk.mentions[*mention]).collect();
        mentions.sort_by_key(|mention| (mention.words.start, mention.head));
        mentions
    }

    /// The first word that mentions a cluster.
    pub(super) fn first(&self, at: usize) -> usize {
        let starts = self.walk.clusters[at].mentions.iter().map(|mention| self.walk.mentions[*mention].words.start);
        starts.min().unwrap_or(0)
    }

    pub(super) fn kind(&self, at: usize) -> SpeakerKind {
        let cluster = &self.walk.clusters[at];
        if at == AUTHOR {
            return SpeakerKind::Author;
        }
        match cluster.kind() {
            Some(PERSON) if cluster.plural && cluster.names.is_empty() => SpeakerKind::Group,
            Some(PERSON) => SpeakerKind::Person,
            Some(BODY | PLACE) => SpeakerKind::Organisation,
            Some(GROUP) => SpeakerKind::Group,
            Some(WORK) => SpeakerKind::Document,
            _ => SpeakerKind::Unknown,
        }
    }

    /// The fullest name; a description where no name is.
    pub(super) fn name(&self, at: usize) -> &str {
        self.names[at].get_or_init(|| self.find_name(at))
    }

    fn find_name(&self, at: usize) -> String {
        let cluster = &self.walk.clusters[at];
        if at == AUTHOR
            && let [author] = &self.article.authors[..]
            && !author.trim().is_empty()
        {
            return author.trim().to_owned();
        }
        let mentions = self.mentions(at);
        match self.fullest(cluster, &mentions) {
            Some(mention) => {
                let mut written = self.written(&mention.name);
                if let Some(surname) = mention.surname {
                    written = format!("{written} {}", self.scene.words.word(surname));
                }
                if cluster.kind() == Some(PERSON) {
                    capitals::person(&written)
                } else {
                    self.of_body(&mentions, mention, written)
                }
            }
            None => {
                // A headline says less.
                let described = |front: bool| {
                    let mut all = mentions.iter().filter(|mention| mention.form == Form::Description);
                    all.find(|mention| front || !self.scene.is_front(mention.head))
                };
                let described = described(false).or_else(|| described(true));
                if let Some(called) = described.and_then(|mention| self.called(mention)) {
                    return self.written(&called);
                }
                let words = described.or(mentions.first()).map(|mention| self.whole(mention));
                words.map_or_else(String::new, |words| self.written(&words))
            }
        }
    }

    /// What to call a cluster: its name, or those of its members.
    pub(super) fn label(&self, at: usize) -> String {
        match &self.walk.clusters[at].members[..] {
            [] if at == AUTHOR => "the author".to_owned(),
            [] => self.name(at).to_owned(),
            members => members.iter().map(|member| self.name(*member)).collect::<Vec<_>>().join(" and "),
        }
    }

    /// The mention with the most parts of a name, then the most letters; not in capitals where another is written.
    fn fullest<'m>(&self, cluster: &Cluster, mentions: &[&'m Mention]) -> Option<&'m Mention> {
        let named = || mentions.iter().copied().filter(|mention| mention.form == Form::Name);
        // A name of another kind than the cluster's is some other's that was taken for it.
        let fits = |mention: &&Mention| mention.kind() == cluster.kind();
        let shouted = |mention: &Mention| {
            mention
                .name
                .clone()
                .all(|word| self.scene.shape(word) == Some(Shape::Upper) && self.scene.word(word).len() > 2)
                && mention.name.len() > 1
        };
        // A headline in capitals may say anything: what the body calls somebody in two words or more is surer.
        let is_sure = |mention: &&Mention| !self.scene.is_front(mention.head) && mention.parts.len() > 1;
        let sure = named().any(|mention| fits(&mention) && is_sure(&mention));
        let rank = |mention: &&Mention| {
            let letters: usize = mention.parts.iter().map(|part| part.chars().count()).sum();
            (
                fits(mention),
                !sure || is_sure(mention),
                self.is_country(mention),
                mention.parts.len(),
                !shouted(mention),
                letters,
                std::cmp::Reverse(mention.words.start),
            )
        };
        named().max_by_key(rank)
    }

    /// Whether a name is a country's own, rather than that of its capital.
    fn is_country(&self, mention: &Mention) -> bool {
        let name = mention.parts.join(" ");
        lexicon().country(&name).is_some_and(|country| country == name || !lexicon().is_capital(&name))
    }

    /// A body's name, with the article that belongs to it ("in The Delby Post").
    fn of_body(&self, mentions: &[&Mention], mention: &Mention, written: String) -> String {
        let after = |wanted: &dyn Fn(usize) -> bool| {
            let same = mentions.iter().filter(|other| other.parts == mention.parts && other.name.start > 0);
            same.take(32).any(|other| wanted(other.name.start - 1))
        };
        let word = |at: usize| self.scene.words.word(at);
        // Not "GENEVA — The Delby Post".
        let inside = |at: usize| at > 0 && self.scene.shape(at - 1) == Some(Shape::Lower) && !self.shouts(at);
        let the = after(&|at| word(at) == "The" && inside(at)) && !after(&|at| word(at) == "the");
        let written = match mention.kind() {
            // Datelines have places in capitals.
            Some(PLACE) => capitals::place(&written),
            _ if self.shouts(mention.head) => capitals::body(&written),
            _ => written,
        };
        if let Some(place) = self.place_before(mention) {
            return self.written(&(place..mention.name.end));
        }
        if the && !written.starts_with("The ") { format!("The {written}") } else { written }
    }

    /// Where the place in front of a body's name begins: "Egypt’s Ministry of Health".
    fn place_before(&self, mention: &Mention) -> Option<usize> {
        let before = mention.name.start.checked_sub(1).filter(|before| self.scene.is_possessive(*before))?;
        let place =
            |other: &&Mention| other.form == Form::Name && other.name.end == before && other.kind() == Some(PLACE);
        let from = self
            .walk
            .mentions
            .partition_point(|other| other.form != Form::Silent && other.words.start < mention.words.start);
        let mut inside = self.walk.mentions[from..].iter().take_while(|other| other.words.start < before);
        inside.find(place).map(|found| found.name.start)
    }

    /// Whether no longer word around a word is in small letters.
    fn shouts(&self, at: usize) -> bool {
        let block = &self.scene.words.blocks[self.scene.block(at)];
        block.words.clone().all(|at| self.scene.shape(at) != Some(Shape::Lower) || self.scene.word(at).len() < 4)
    }

    fn gender(&self, at: usize, kind: SpeakerKind) -> Gender {
        let cluster = &self.walk.clusters[at];
        let [she, he] = cluster.genders;
        match kind {
            SpeakerKind::Person if cluster.plural => Gender::Unknown,
            SpeakerKind::Person if she > 2.0 * he => Gender::Female,
            SpeakerKind::Person if he > 2.0 * she => Gender::Male,
            _ => Gender::Unknown,
        }
    }

    /// The titles that the mentions state, each with the organisation nearest to it in its mention.
    fn roles(&self, mentions: &[&Mention]) -> Vec<Role> {
        let mut roles: Vec<Role> = Vec::new();
        for mention in mentions {
            // "Dr." and "Sir" are forms of address.
            let address = |title: &&Range<usize>| {
                title.len() == 1 && lexicon().courtesy(self.scene.word(title.start).trim_end_matches('.')).is_some()
            };
            for title in mention.titles.iter().filter(|title| !address(title)) {
                let gap = |organisation: &&Range<usize>| {
                    let after = organisation.start >= title.end;
                    let gap = if after {
                        organisation.start - title.end
                    } else {
                        title.start.saturating_sub(organisation.end)
                    };
                    (gap, !after)
                };
                let inside = mention.organisations.iter().filter(|organisation| !self.is_subject(organisation));
                let inside = inside.min_by_key(gap).cloned();
                let stated = inside.or_else(|| self.named_beside(title));
                let stated = stated.map(|words| self.named_within(&words).unwrap_or(words));
                // "Australian | professor Jo Bell, of the Delby School"
                let adjective = stated.as_ref().is_some_and(|words| self.is_adjective(words));
                let after = if stated.is_none() || adjective { self.named_after(mention) } else { None };
                let organisation = after.or(stated);
                let organisation = organisation.as_ref();
                let words = organisation.map_or(title.clone(), |organisation| {
                    title.start.min(organisation.start)..title.end.max(organisation.end)
                });
                let written = self.written(title);
                let organisation = organisation.map(|organisation| self.organisation(organisation));
                let known = roles.iter().any(|role| {
                    role.title.eq_ignore_ascii_case(&written)
                        && (organisation.is_none() || role.organisation == organisation)
                });
                if !written.is_empty() && !known && roles.len() < MOST_ROLES {
                    roles.push(Role { title: written, organisation, span: self.scene.words.span(&words) });
                }
            }
        }
        roles
    }

    /// Whether a name is only what somebody knows about: "an expert on | Larkland".
    fn is_subject(&self, words: &Range<usize>) -> bool {
        words.start > 0 && self.scene.word(words.start - 1) == "on"
    }

    /// The named body that a part without a name belongs to: "the department of history | at Delby University".
    fn named_within(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let word = |at: usize| self.scene.words.word(at);
        let named = part.clone().any(|at| word(at).starts_with(char::is_uppercase));
        if named { None } else { self.named_beyond(part.end..part.end + 3) }
    }

    /// The named body after the first "at" or "of" among words.
    fn named_beyond(&self, mut words: Range<usize>) -> Option<Range<usize>> {
        let at = words.find(|at| matches!(self.scene.word(*at), "at" | "of"))?;
        self.name_of(at + 1, &[BODY])
    }

    /// The body or the place whose name a title has beside it: "director of the | Delby Post", "| Larkland 's | president", "the
    /// | Larkish | president".
    fn named_beside(&self, title: &Range<usize>) -> Option<Range<usize>> {
        let word = |at: usize| self.scene.word(at);
        if matches!(word(title.end), "of" | "at" | "for" | "with") {
            let named = self.name_of(title.end + 1, &[BODY, PLACE]);
            return named.or_else(|| self.described(title.end + 1));
        }
        // "an expert on Larkland at | Delby University"
        if word(title.end) == "on" {
            return self.named_beyond(title.end + 1..title.end + 1 + FARTHEST);
        }
        let office = lexicon().is(Class::Offices, word(title.end - 1));
        let ending = |end: usize, kinds: &[usize]| {
            let found = self.names_near(end).find(|(name, kind)| name.end == end && kinds.contains(kind));
            found.map(|(name, _)| name)
        };
        // "the Delby Post's | harbour correspondent"
        let owner = (1..=2).filter_map(|back| title.start.checked_sub(back)).find(|at| self.scene.is_possessive(*at));
        let adjective = title.start.checked_sub(1).filter(|at| office && lexicon().is_demonym(word(*at)));
        ending(title.start, if office { &[BODY, PLACE] } else { &[BODY] })
            .or_else(|| ending(owner?, &[BODY, PLACE]))
            .or(adjective.map(|at| at..at + 1))
    }

    /// The description of a body that begins at a word, where the article names the body: "a professor at | the university 's
    /// department".
    fn described(&self, at: usize) -> Option<Range<usize>> {
        let known = |(index, mention): (usize, &Mention)| {
            let cluster = &self.walk.clusters[self.walk.of[index]?];
            let body = mention.form == Form::Description && mention.kind() == Some(BODY) && !cluster.names.is_empty();
            (body && mention.words.start == at).then(|| mention.words.clone())
        };
        let said = self.walk.mentions.partition_point(|mention| mention.form != Form::Silent);
        let from = self.walk.mentions[..said].partition_point(|mention| mention.words.start < at);
        let near = self.walk.mentions[from..said].iter().enumerate();
        near.take_while(|(_, mention)| mention.words.start == at).find_map(|(offset, one)| known((from + offset, one)))
    }

    /// The body that follows the name of whoever bears a title: "Prof. Jo Bell of | Delby University".
    fn named_after(&self, mention: &Mention) -> Option<Range<usize>> {
        let after = mention.name.end + usize::from(self.scene.word(mention.name.end) == ",");
        let named = mention.form == Form::Name && matches!(self.scene.word(after), "of" | "from" | "at");
        named.then(|| self.name_of(after + 1, &[BODY])).flatten()
    }

    /// The name of a kind that begins at a word or shortly after, with only words between: "the | city 's | Delby Office",
    /// "residents' group the | Friends of Delby".
    fn name_of(&self, at: usize, kinds: &[usize]) -> Option<Range<usize>> {
        let says =
            |at: &usize| self.scene.word(*at).starts_with(char::is_alphanumeric) || self.scene.is_possessive(*at);
        let last = (at..at + FARTHEST).find(|at| !says(at)).unwrap_or(at + FARTHEST);
        let found = |(name, kind): &(Range<usize>, usize)| (at..last).contains(&name.start) && kinds.contains(kind);
        let owns = |name: &Range<usize>| self.scene.is_possessive(name.end);
        let mut names = self.names_near(last).filter(found).map(|(name, _)| name);
        let first = names.next()?;
        // "the city of Larkland's | Delby Office"
        if owns(&first) { names.next().or(Some(first)) } else { Some(first) }
    }

    /// The names around a word, each with its kind.
    fn names_near(&self, at: usize) -> impl Iterator<Item = (Range<usize>, usize)> + use<'_, 'a> {
        let mentions = &self.walk.mentions;
        let from =
            mentions.partition_point(|mention| mention.form != Form::Silent && mention.words.start + WIDEST < at);
        let near = mentions[from..]
            .iter()
            .take_while(move |mention| mention.form != Form::Silent && mention.words.start <= at);
        near.filter(|mention| mention.form == Form::Name)
            .filter_map(|mention| Some((mention.name.clone(), mention.kind()?)))
    }

    /// An organisation as stated, without its article; its name where a pronoun or a description refers to it, and the
    /// country for its adjective.
    fn organisation(&self, words: &Range<usize>) -> String {
        // Who speaks unmentioned comes after all others.
        let said = self.walk.mentions.partition_point(|mention| mention.form != Form::Silent);
        // "| the | company" begins before.
        let from = self.walk.mentions[..said].partition_point(|mention| mention.words.start + 1 < words.start);
        let whole = self.walk.mentions[from..said]
            .iter()
            .enumerate()
            .take_while(|(_, mention)| mention.words.start < words.end);
        for (offset, mention) in whole {
            let same = match mention.form {
                Form::Pronoun(_) => mention.words == *words,
                // "the | company"
                Form::Description => words.contains(&mention.head) && mention.words.end == words.end,
                Form::Name | Form::Silent => false,
            };
            if let Some(cluster) = self.walk.of[from + offset].filter(|_| same)
                && (matches!(mention.form, Form::Pronoun(_)) || !self.walk.clusters[cluster].names.is_empty())
            {
                return self.name(cluster).to_owned();
            }
        }
        if self.is_adjective(words)
            && let Some(country) = lexicon().country(self.scene.word(words.start))
        {
            return capitals::titled(country);
        }
        let written = self.written(words);
        let bare = ["the ", "The ", "a ", "an "].iter().find_map(|article| written.strip_prefix(article));
        let bare = bare.unwrap_or(&written);
        // "the Delby Office (DO)" of which a label has the end only.
        let whole = if bare.contains('(') { bare } else { bare.trim_end_matches(')') };
        whole.to_owned()
    }

    /// Whether words are the adjective of a country.
    fn is_adjective(&self, words: &Range<usize>) -> bool {
        words.len() == 1 && lexicon().is_demonym(self.scene.word(words.start))
    }

    /// Words as they are written, a space for every white space between them.
    pub(super) fn written(&self, words: &Range<usize>) -> String {
        let slice = self.scene.words.slice(words);
        slice.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches([',', ';']).to_owned()
    }
}
