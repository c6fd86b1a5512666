//! The order of the stages: an article in, a reading out. No other file knows it.

use std::{ops::Range, path::Path, sync::Arc};

use crate::{
    Aliases, PeopleTable,
    dates::{self, DateOrder},
    input::fields::Fields,
    model::{Model, ModelError},
    output::Record,
    stages::{
        Anchor, Attribution, Resolution, Rule, Rules, anchors,
        anonymity::anonymity,
        arguments::{arguments, sort},
        cues,
        forms::{Forms, distinct, lone, signed},
        interviews, reach,
        statements::statements,
        stretches,
        who::{self, Labels},
    },
    text::{OffsetUnit, Words},
    types::{Article, Cue, Note, NoteCode, Reading},
};

/// How many words are read at once at least, before the states of words are forgotten that no mention needs.
const STRETCH: usize = 4096;

/// Reads articles with one model. Cheap to clone and to share between threads.
///
/// ```
/// use inquit::{Pipeline, model::DEFAULT};
///
/// let pipeline = Pipeline::embedded(DEFAULT)?;
/// let record = pipeline.parse("“The bridge stays shut,” said Nadia Okafor, the city’s chief engineer.");
/// let statement = &record.statements[0];
/// assert_eq!(statement.content[0].text, "“The bridge stays shut,”");
/// assert_eq!(record.speakers[0].name, "Nadia Okafor");
/// # Ok::<(), inquit::model::ModelError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pipeline {
    model: Arc<Model>,
    aliases: Arc<Aliases>,
    people: Arc<PeopleTable>,
    date_order: Option<DateOrder>,
    rules: Rules,
}

/// What each stage made of an article, for those who study the reading and not the record.
#[derive(Clone, Debug)]
pub struct Layers {
    /// Where the model finds something reported, in text order; in each stretch of blocks that it reads at once, these are
    /// followed by places that only a form suggests.
    pub anchors: Vec<Anchor>,
    /// What belongs to the anchors, in the order of the contents.
    pub attributions: Vec<Attribution>,
    /// The cue of each attribution, read.
    pub cues: Vec<Option<Cue>>,
    /// What words are to mentions.
    pub labels: Labels,
    /// The speakers, and who made each attribution.
    pub resolution: Resolution,
}

impl Pipeline {
    /// A pipeline that reads with `model`.
    pub fn new(model: Model) -> Self {
        Self {
            model: Arc::new(model),
            aliases: Arc::default(),
            people: Arc::default(),
            date_order: None,
            rules: Rules::all(),
        }
    }

    /// A pipeline with one of the models built into the library, by name or alias: "accurate", "fast",
    /// or [`DEFAULT`](crate::model::DEFAULT).
    ///
    /// # Errors
    /// If no model of that name is built in.
    pub fn embedded(name: &str) -> Result<Self, ModelError> {
        Model::embedded(name).map(Self::new)
    }

    /// A pipeline with the model in a folder, as the trainer makes it.
    ///
    /// # Errors
    /// If a file of it is missing, damaged, of another format or of the wrong shape.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        Model::load(folder).map(Self::new)
    }

    /// The same pipeline, which gives the speakers the names that `aliases` has for them.
    #[must_use]
    pub fn with_aliases(self, aliases: Aliases) -> Self {
        Self { aliases: Arc::new(aliases), ..self }
    }

    /// The same pipeline, which knows the speakers of a table of people: it gives them their names, as
    /// [`with_aliases`](Self::with_aliases) does, and [`record`](Self::record) their attributes.
    #[must_use]
    pub fn with_people(self, people: PeopleTable) -> Self {
        let aliases = Aliases::clone(&self.aliases).with(people.aliases());
        Self { aliases: Arc::new(aliases), people: Arc::new(people), ..self }
    }

    /// The same pipeline, which reads dates such as `01/05/2024` in an order of day and month, if there is one.
    #[must_use]
    pub fn with_date_order(self, date_order: Option<DateOrder>) -> Self {
        Self { date_order, ..self }
    }

    /// The same pipeline without one of its rules, to measure what that is worth.
    #[must_use]
    pub fn without(self, rule: Rule) -> Self {
        Self { rules: self.rules.without(rule), ..self }
    }

    /// The names it gives to speakers that are known already.
    pub fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// The people whose attributes it knows.
    pub fn people(&self) -> &PeopleTable {
        &self.people
    }

    /// The order of day and month in dates that do not say it.
    pub fn date_order(&self) -> Option<DateOrder> {
        self.date_order
    }

    /// The model it reads with.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The full name of the model: "en-fast-3".
    pub fn model_name(&self) -> &str {
        self.model.name()
    }

    /// Reads a laid-out article. Cannot fail: doubt becomes a note.
    pub fn read(&self, mut article: Article) -> Reading {
        article.date = article.date.or_else(|| dates::day(article.published.as_deref()?, self.date_order));
        let mut notes = std::mem::take(&mut article.notes);
        let (words, found) = Words::new(&article);
        notes.extend(found);
        notes.sort_by_key(|note| note.span.map(|span| span.start));
        if !article.text.chars().any(char::is_alphabetic) {
            let message = "the text has no letters to read".to_owned();
            notes.push(Note { code: NoteCode::NoText, span: None, message });
        }
        notes.extend(other_language(&article.text));
        notes.extend(ambiguous_date(&article));
        let layers = self.layers(&article, &words);
        let anonymous = anonymity(&words, &layers.attributions, &layers.resolution);
        let statements = statements(
            &words,
            &layers.attributions,
            &layers.cues,
            &layers.resolution.attributions,
            anonymous,
            self.model.calibration(),
        );
        let speakers = layers.resolution.speakers;
        let mut reading = Reading { model: self.model.name().to_owned(), speakers, statements, notes, article };
        self.aliases.fold(&mut reading);
        reading
    }

    /// Every layer of a reading but the last.
    pub fn layers(&self, article: &Article, words: &Words) -> Layers {
        self.layers_by(STRETCH, article, words)
    }

    /// The layers, read in stretches of at least so many words.
    fn layers_by(&self, stretch: usize, article: &Article, words: &Words) -> Layers {
        let model = &*self.model;
        let reach = reach(words);
        let mut begun = model.begin(words);
        let mut forms = Forms::new(words);
        let (mut anchors, mut attributions) = (Vec::new(), Vec::new());
        for blocks in stretches(words, &reach, stretch) {
            let first = words.blocks[blocks.start].words.start;
            begun.advance(words.blocks[blocks.end - 1].words.end);
            let (encoded, labels) = (begun.encoded(), begun.labels());
            forms.see(labels.persons_from(first));
            let mut here = anchors::anchors(words, blocks.clone(), &reach, &encoded.anchors, model.bias());
            here.extend(signed(&forms, blocks.clone(), &reach, &here, self.rules));
            let argued = |anchors: &[Anchor]| {
                arguments(words, anchors, &model.argue(encoded, anchors), model.transitions(), self.rules)
            };
            let mut found = argued(&here);
            if self.rules.has(Rule::Lone) {
                let lone = lone(words, blocks.clone(), &reach, &found);
                if !lone.is_empty() {
                    found.extend(distinct(argued(&lone)));
                    sort(&mut found);
                    here.extend(lone);
                }
            }
            let mut heads = labels.heads_from(words, first);
            heads.extend(places(words, blocks, &found));
            heads.sort_unstable();
            heads.dedup();
            begun.forget(&heads);
            anchors.extend(here);
            attributions.extend(found);
        }
        let labels = begun.finish();
        if self.rules.has(Rule::Interviews) {
            interviews::add(words, &mut attributions);
        }
        let cues = read_cues(words, &attributions);
        let resolution = who::resolve(article, words, &labels, &attributions, model.antecedents(), self.rules);
        Layers { anchors, attributions, cues, labels, resolution }
    }

    /// Reads plain text into a record with code point offsets.
    pub fn parse(&self, text: &str) -> Record {
        let article = Fields::from_text(text.to_owned()).into_article(None);
        self.record(&self.read(article), OffsetUnit::Codepoint)
    }

    /// The record of what it has read, with offsets in `unit` and the attributes of the speakers that its people have.
    pub fn record(&self, reading: &Reading, unit: OffsetUnit) -> Record {
        let mut record = Record::new(reading, unit);
        self.people.apply(&mut record);
        record
    }
}

/// A note that the date of publication could be two days.
fn ambiguous_date(article: &Article) -> Option<Note> {
    let published = article.published.as_deref().filter(|published| dates::is_ambiguous(published))?;
    let message = format!("`{published}` could be two days; say which order dates have to get one");
    article.date.is_none().then_some(Note { code: NoteCode::AmbiguousDate, span: None, message })
}

/// The words that may mean somebody in attributions of some blocks, whatever their labels: those of sources, and the first of
/// what is said without one. Turns of interviews begin with a block.
fn places(words: &Words, blocks: Range<usize>, attributions: &[Attribution]) -> Vec<usize> {
    let starts = words.blocks[blocks].iter().map(|block| block.words.start);
    let of = |one: &Attribution| {
        let silent = one.cue.iter().chain(one.content.first()).map(|range| range.start);
        silent.chain(one.source.iter().cloned().flatten()).collect::<Vec<_>>()
    };
    starts.chain(attributions.iter().flat_map(of)).collect()
}

/// The cue of each attribution, read.
fn read_cues(words: &Words, attributions: &[Attribution]) -> Vec<Option<Cue>> {
    attributions.iter().map(|attribution| attribution.cue.as_ref().map(|cue| cues::cue(words, cue))).collect()
}

/// A note if a text is long enough to tell its language and that is not English.
fn other_language(text: &str) -> Option<Note> {
    /// How many letters tell, and how many are looked at.
    const ENOUGH: usize = 120;
    const MOST: usize = 4000;

    let start: String = text.chars().take(MOST).collect();
    if start.chars().filter(|letter| letter.is_alphabetic()).count() < ENOUGH {
        return None;
    }
    let found = whatlang::detect(&start).filter(|found| found.is_reliable() && found.lang() != whatlang::Lang::Eng)?;
    let message = format!("the text seems to be {}; it was read as English", found.lang().eng_name());
    Some(Note { code: NoteCode::NotEnglish, span: None, message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_in_stretches_as_at_once() {
        let text = "Ferry users pay more: Ada Lund\n\n\
            Ada Lund, the harbour master of Delby, said the fares would rise in May.\n\n\
            “We held them for six years. The crews know that.\n\n\
            “They know it well,” she said. The mayor answered:\n\n\
            “Nobody asked us.”\n\n\
            The crews of the ferries told Jo Rao that they were not surprised, and that he should ask the board.\n\n\
            “It is a joke.” Rao left.\n\n"
            .repeat(3);
        let article = Fields::from_text(text).into_article(None);
        let (words, _) = Words::new(&article);
        let pipeline = Pipeline::embedded("fast").unwrap();
        let [whole, parts] = [usize::MAX, 1].map(|stretch| pipeline.layers_by(stretch, &article, &words));
        assert!(whole.attributions.len() > 12);
        let found = |layers: &Layers| -> Vec<_> {
            let of = |(one, by): (&Attribution, &who::AttributionSpeakers)| {
                let names =
                    by.speakers.iter().map(|id| layers.resolution.speakers[id.0].name.clone()).collect::<Vec<_>>();
                (one.cue.clone(), one.source.clone(), one.content.clone(), names)
            };
            layers.attributions.iter().zip(&layers.resolution.attributions).map(of).collect()
        };
        assert_eq!(found(&parts), found(&whole));
        // Every mention has the state that it needs, and few other words have one.
        let states =
            |layers: &Layers| (0..words.len()).filter(|word| layers.labels.states.word(*word).is_some()).count();
        assert_eq!(states(&parts), states(&whole));
        assert!(states(&whole) * 3 < words.len() * 2, "{} of {}", states(&whole), words.len());
        assert!(
            parts
                .resolution
                .attributions
                .iter()
                .zip(&whole.resolution.attributions)
                .all(|(a, b)| (a.score - b.score).abs() < 1e-2)
        );
    }
}
