//! Turns notes, names and coreference groups into speakers.

use std::collections::HashMap;

use crate::{
    Gender, Mention, MentionForm, Span, Speaker, SpeakerId, SpeakerKind,
    gold::{GoldArticle, GoldAttribution, brat::Notes, citron::Beside},
    output::{
        formats::notes::{SPEAKERS, UNNAMED},
        names::Named as _,
    },
    stages::who::is_pronoun,
};

/// Who takes part in an article, and who makes each statement.
#[derive(Debug)]
pub(in crate::gold) struct Cast {
    pub(super) speakers: Vec<Speaker>,
    /// By speaker, the id that the annotation gives.
    pub(super) ids: Vec<Option<String>>,
    /// By attribution.
    made_by: Vec<Vec<usize>>,
}

impl Cast {
    /// The speakers of an attribution.
    pub(super) fn of(&self, attribution: usize) -> Vec<SpeakerId> {
        self.made_by.get(attribution).into_iter().flatten().copied().map(SpeakerId).collect()
    }

    /// From notes on events.
    pub(super) fn of_notes(article: &GoldArticle, notes: &Notes) -> Cast {
        let of = |attribution: &GoldAttribution| {
            notes.get(&attribution.id).into_iter().flatten().flat_map(|note| credits(note)).collect()
        };
        Cast::of_credits(article, article.attributions.iter().map(of))
    }

    /// From the names of who made each attribution, which may be followed by an id and a kind as in notes.
    pub(in crate::gold) fn of_names(article: &GoldArticle, names: &[Vec<String>]) -> Cast {
        Cast::of_credits(article, names.iter().map(|names| names.iter().filter_map(|name| credit(name)).collect()))
    }

    /// The same name with the same id is the same speaker; a name without an id is the first speaker of that name. Whoever
    /// writes another name and leaves the id means another speaker.
    fn of_credits<'n>(article: &GoldArticle, credits: impl Iterator<Item = Vec<Credit<'n>>>) -> Cast {
        let (mut speakers, mut ids): (Vec<Speaker>, Vec<Option<String>>) = (Vec::new(), Vec::new());
        let mut known: HashMap<(&str, Option<&str>), usize> = HashMap::new();
        let mut made_by = Vec::with_capacity(article.attributions.len());
        for (attribution, credits) in article.attributions.iter().zip(credits) {
            let mut makers: Vec<usize> = Vec::new();
            for credit in credits {
                let index = *known.entry((credit.name, credit.id)).or_insert_with(|| {
                    speakers.push(speaker(credit.name, credit.kind, credit.named));
                    ids.push(credit.id.map(str::to_owned));
                    speakers.len() - 1
                });
                known.entry((credit.name, None)).or_insert(index);
                if !makers.contains(&index) {
                    makers.push(index);
                }
            }
            if let [maker] = makers[..] {
                speakers[maker].mentions.extend(attribution.source.iter().map(|span| mention(&article.text, *span)));
            }
            made_by.push(makers);
        }
        Cast { speakers, ids, made_by }.in_text_order()
    }

    /// From coreference groups. A source belongs to the group that has it; one that has no group, to those that have a
    /// mention inside it ("Lund and Ek").
    pub(super) fn of_groups(article: &GoldArticle, beside: &Beside) -> Cast {
        let mut speakers: Vec<Speaker> = Vec::new();
        let mut of_span: HashMap<Span, usize> = HashMap::new();
        for group in &beside.groups {
            let mentions: Vec<Mention> = group.iter().map(|span| mention(&article.text, *span)).collect();
            let names = mentions.iter().filter(|mention| mention.form == MentionForm::Name);
            let longest = names.reduce(|a, b| if b.span.len() > a.span.len() { b } else { a });
            let described = || mentions.iter().find(|mention| mention.form == MentionForm::Nominal);
            // Pronouns alone name nobody.
            let Some(name) = longest.or_else(described) else { continue };
            for mention in &mentions {
                of_span.entry(mention.span).or_insert(speakers.len());
            }
            let named = name.form == MentionForm::Name;
            let mut one = speaker(&on_one_line(name.span.of(&article.text)), SpeakerKind::Unknown, named);
            one.mentions = mentions;
            speakers.push(one);
        }
        let meant = |span: &Span| -> Vec<usize> {
            if let Some(index) = of_span.get(span) {
                return vec![*index];
            }
            let inside = |speaker: &Speaker| speaker.mentions.iter().any(|mention| span.contains(mention.span));
            (0..speakers.len()).filter(|index| inside(&speakers[*index])).collect()
        };
        let made_by = article.attributions.iter().zip(&beside.of_quotes).map(|(attribution, others)| {
            let mut makers: Vec<usize> = Vec::new();
            let others = others.iter().filter_map(|span| of_span.get(span).copied());
            for index in attribution.source.iter().flat_map(meant).chain(others) {
                if !makers.contains(&index) {
                    makers.push(index);
                }
            }
            makers
        });
        let (ids, made_by) = (vec![None; speakers.len()], made_by.collect());
        Cast { speakers, ids, made_by }.in_text_order()
    }

    /// In order of first mention, and each with its mentions in order, its other names among them as aliases.
    fn in_text_order(mut self) -> Cast {
        for speaker in &mut self.speakers {
            speaker.mentions.sort_by_key(|mention| (mention.span.start, mention.span.end));
            speaker.mentions.dedup();
        }
        let first = |index: &usize| {
            let first = self.speakers[*index].mentions.first().map(|mention| mention.span.start);
            (first.is_none(), first, *index)
        };
        let mut order: Vec<usize> = (0..self.speakers.len()).collect();
        order.sort_by_key(first);
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        self.made_by.iter_mut().flatten().for_each(|maker| *maker = place[*maker]);
        let mut speakers: Vec<Option<Speaker>> = self.speakers.drain(..).map(Some).collect();
        self.speakers = order.iter().filter_map(|index| speakers[*index].take()).collect();
        self.ids = order.iter().map(|index| self.ids.get_mut(*index).and_then(Option::take)).collect();
        self
    }
}

fn speaker(name: &str, kind: SpeakerKind, named: bool) -> Speaker {
    let (aliases, roles, mentions) = (Vec::new(), Vec::new(), Vec::new());
    Speaker { name: name.to_owned(), kind, named, aliases, gender: Gender::Unknown, roles, mentions }
}

/// A speaker as a note has it: `Mara Øst [S1 person]`, or a name alone.
#[derive(Debug, PartialEq, Eq)]
struct Credit<'n> {
    name: &'n str,
    id: Option<&'n str>,
    kind: SpeakerKind,
    named: bool,
}

/// The speakers a note names; none if it is about something else.
fn credits(note: &str) -> Vec<Credit<'_>> {
    let note = note.trim();
    let Some((head, mut rest)) = note.split_at_checked(SPEAKERS.len()) else { return Vec::new() };
    if !head.eq_ignore_ascii_case(SPEAKERS) {
        return Vec::new();
    }
    let mut credits = Vec::new();
    while !rest.trim().is_empty() {
        // A name may have a semicolon in it, so one behind a bracket ends it where there is a bracket.
        let (one, others) = match (rest.split_once("];"), rest.trim_end().ends_with(']')) {
            (Some((one, others)), _) => (&rest[..one.len() + 1], others),
            (None, true) => (rest, ""),
            (None, false) => rest.split_once(';').unwrap_or((rest, "")),
        };
        rest = others;
        credits.extend(credit(one.trim()));
    }
    credits
}

fn credit(text: &str) -> Option<Credit<'_>> {
    let bracketed = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')).and_then(|(name, inside)| {
        let mut inside = inside.split_whitespace();
        let (id, kind) = (inside.next()?, inside.next()?);
        let kind = SpeakerKind::ALL.iter().copied().find(|known| known.as_str() == kind)?;
        Some(Credit { name: name.trim(), id: Some(id), kind, named: inside.next() != Some(UNNAMED) })
    });
    let plain = Credit { name: text, id: None, kind: SpeakerKind::Unknown, named: true };
    Some(bracketed.unwrap_or(plain)).filter(|credit| !credit.name.is_empty())
}

fn mention(text: &str, span: Span) -> Mention {
    Mention { span, form: form(span.of(text)) }
}

/// How some words refer, by their capitals: "the mayor" is no name, "The Echo" and "Lund" are.
fn form(words: &str) -> MentionForm {
    let mut words = words.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let words: Vec<&str> = words.by_ref().filter(|word| !word.is_empty()).collect();
    match words[..] {
        [word] if is_pronoun(word) => MentionForm::Pronoun,
        [article, word, ..] if article.eq_ignore_ascii_case("the") => named(word),
        [word, ..] => named(word),
        [] => MentionForm::Nominal,
    }
}

fn named(word: &str) -> MentionForm {
    const DETERMINERS: [&str; 14] =
        ["a", "an", "the", "his", "her", "its", "their", "our", "my", "one", "some", "many", "several", "this"];
    let capital = word.starts_with(char::is_uppercase) && !DETERMINERS.contains(&&*word.to_lowercase());
    if capital { MentionForm::Name } else { MentionForm::Nominal }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_notes_as_written_and_as_people_write_them() {
        let check = |note: &str, expected: &[(&str, Option<&str>, SpeakerKind, bool)]| {
            let expected: Vec<_> =
                expected.iter().map(|&(name, id, kind, named)| Credit { name, id, kind, named }).collect();
            assert_eq!(credits(note), expected, "{note}");
        };
        use SpeakerKind::{Group, Person, Unknown};
        check("speakers: Mara Øst [S1 person]", &[("Mara Øst", Some("S1"), Person, true)]);
        check(
            "speakers: Hale; Co [S2 person]; residents [S3 group unnamed]",
            &[("Hale; Co", Some("S2"), Person, true), ("residents", Some("S3"), Group, false)],
        );
        check("Speakers: Una; Ivo Lund ;", &[("Una", None, Unknown, true), ("Ivo Lund", None, Unknown, true)]);
        check("speakers: Una [who?]", &[("Una [who?]", None, Unknown, true)]);
        check("speakers: ", &[]);
        check("sure?", &[]);
        check("späkers", &[]);
    }

    #[test]
    fn tells_names_from_descriptions_and_pronouns() {
        let check = |words: &str, expected| assert_eq!(form(words), expected, "{words}");
        check("she", MentionForm::Pronoun);
        check("Ivo Lund", MentionForm::Name);
        check("The Echo", MentionForm::Name);
        check("the mayor", MentionForm::Nominal);
        check("A spokesman for Halden Rail", MentionForm::Nominal);
        check("“", MentionForm::Nominal);
    }
}
