//! Labels and weights made by hand, so that what is tested is the walk and not what a model has learned.

use proptest::prelude::*;

use super::*;
use crate::{
    input::fields::Fields,
    stages::who::features::feature_name,
    types::{Gender, SpeakerKind},
};

/// Weights that know names, genders and who is near.
fn weights() -> Weights {
    let of = |feature: u16| match feature_name(feature) {
        ("name", "the same" | "the last part" | "initials") => 4.0,
        ("name", "another" | "another first name") => -4.0,
        ("gender", "agrees") => 2.0,
        ("gender", "disagrees") => -6.0,
        ("noun", "the same description" | "the title") => 3.0,
        ("stands", "beside" | "before, beside") => 2.0,
        ("sentences to the first name", "0") => 2.0,
        ("words", "in the other's words") => 3.0,
        ("kinds agree", "no") => -4.0,
        ("kind", "place" | "document") => -3.0,
        ("sentences between", "0" | "1") => 0.5,
        ("spoke", "last") => 1.0,
        ("somebody new", "yes") => 3.0,
        ("noun", "another") => -1.0,
        _ => 0.0,
    };
    let mut bytes = [1_u32, 0].map(u32::to_le_bytes).concat();
    for feature in 0..N_FEATURES {
        bytes.extend([0.0, of(feature as u16)].into_iter().flat_map(f32::to_le_bytes));
    }
    bytes.extend([0.0, 0.0].into_iter().flat_map(f32::to_le_bytes));
    Weights::from_bytes(&bytes).unwrap()
}

/// An article read from text in which `<…>` marks what is labelled: `<P Mary Orrin>` a name of a person (`B` body, `L` place,
/// `W` work), `<p mayor>` a noun for a person (`g` people, `b` a body, `d` a document), `<t …>` a title, `<o …>` an
/// organisation, `<i she>` a pronoun, `<m …>` a mention from its first to its last word, `<x …>` one around another,
/// `<c …>` a cue; and `[…]` sources, `{…}` contents.
struct Case {
    article: Article,
    labels: Vec<(char, Range<usize>)>,
    attributions: Vec<Said>,
    /// The bytes of cues.
    cues: Vec<Range<usize>>,
}

/// The bytes of sources and contents.
type Said = [Vec<Range<usize>>; 2];

impl Case {
    fn new(marked: &str) -> Self {
        let mut text = String::new();
        let (mut open, mut labels, mut cues) = (Vec::new(), Vec::new(), Vec::new());
        let (mut sources, mut contents, mut attributions) = (Vec::new(), Vec::new(), Vec::new());
        let mut letters = marked.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '<' => {
                    open.push((letters.next().unwrap(), text.len()));
                    letters.next();
                }
                '[' | '{' => open.push((letter, text.len())),
                '>' | ']' | '}' => {
                    let (kind, start) = open.pop().unwrap();
                    match kind {
                        'c' => cues.push(start..text.len()),
                        '[' => sources.push(start..text.len()),
                        '{' => contents.push(start..text.len()),
                        kind => labels.push((kind, start..text.len())),
                    }
                }
                '|' => attributions.push([std::mem::take(&mut sources), std::mem::take(&mut contents)]),
                letter => text.push(letter),
            }
        }
        if !contents.is_empty() {
            attributions.push([sources, contents]);
        }
        Self { article: Fields::from_text(text).into_article(None), labels, attributions, cues }
    }

    fn read(&self) -> Resolution {
        let (words, labels, attributions) = self.parts();
        resolve(&self.article, &words, &labels, &attributions, &weights(), Rules::all())
    }

    /// What is known of the choice of the last mention that a word heads: the features of each whom it may mean, in the order
    /// in which they are asked, and those of nobody.
    fn choices(&self, word: &str) -> Vec<Vec<(&'static str, &'static str)>> {
        let (words, labels, attributions) = self.parts();
        // Who is marked does not matter.
        let speakers: Vec<Vec<usize>> = (0..attributions.len()).map(|at| vec![at]).collect();
        let lessons = rollout(&words, &attributions, &[], &speakers, &labels, &weights());
        let lesson = lessons.iter().rfind(|lesson| words.word(lesson.head) == word).unwrap();
        let names = |one: &Candidate| one.features.0.iter().map(|feature| feature_name(*feature)).collect();
        lesson.candidates.iter().map(names).collect()
    }

    fn parts(&self) -> (Words<'_>, Labels, Vec<Attribution>) {
        let (words, _) = Words::new(&self.article);
        let range = |bytes: &Range<usize>| words.in_span(crate::Span::new(bytes.start, bytes.end));
        let mut labels = Labels::default();
        labels.skip(words.len());
        for (kind, bytes) in &self.labels {
            let words = range(bytes);
            let name = "PBLW".find(*kind).map(|at| 2 * at + 1);
            let head = "pgbd_i".find(*kind).map(|at| at + 1);
            let role = "to".find(*kind).map(|at| 2 * at + 1);
            for at in words.clone() {
                let later = usize::from(at > words.start);
                if let Some(label) = name {
                    labels.names[at] = [0.0; 9];
                    labels.names[at][label + later] = 1.0;
                }
                if let Some(label) = role {
                    labels.roles[at] = [0.0; 5];
                    labels.roles[at][label + later] = 1.0;
                }
            }
            if let Some(label) = head {
                labels.heads[words.end - 1] = [0.0; 7];
                labels.heads[words.end - 1][label] = 1.0;
            }
            if name.is_some() || head.is_some() || matches!(kind, 'm' | 'x') {
                labels.bounds[words.end - 1][1] = 1.0;
            }
            if matches!(kind, 'm' | 'x') || name.is_some() && !self.inside(bytes) {
                labels.bounds[words.start][0] = 1.0;
            }
        }
        let attribution = |[source, content]: &Said| Attribution {
            source: source.iter().map(range).collect(),
            content: content.iter().map(range).collect(),
            ..Attribution::default()
        };
        let mut attributions: Vec<Attribution> = self.attributions.iter().map(attribution).collect();
        // The first cue is the first attribution's.
        for (attribution, cue) in attributions.iter_mut().zip(&self.cues) {
            attribution.cue = Some(range(cue));
        }
        (words, labels, attributions)
    }

    /// Whether a mention that begins before holds a name.
    fn inside(&self, name: &Range<usize>) -> bool {
        self.labels.iter().any(|(kind, words)| *kind == 'm' && words.start < name.start && name.end <= words.end)
    }
}

/// Asserts who made each statement.
fn check(marked: &str, expected: &[&[&str]]) -> Resolution {
    let found = Case::new(marked).read();
    let names = |one: &AttributionSpeakers| -> Vec<String> {
        one.speakers.iter().map(|id| found.speakers[id.0].name.clone()).collect()
    };
    assert_eq!(found.attributions.iter().map(names).collect::<Vec<_>>(), expected, "{marked}");
    found
}

#[test]
fn follows_names_titles_and_pronouns() {
    let found = check(
        "[<P Mary Orrin>] said {it rained}.| [<i She>] said {it poured}.| [<P Orrin>] said {it stopped}.| [<P Tom Hale>] said {it had not}.",
        &[&["Mary Orrin"], &["Mary Orrin"], &["Mary Orrin"], &["Tom Hale"]],
    );
    let speaker = &found.speakers[0];
    assert_eq!((speaker.gender, speaker.kind, speaker.mentions.len()), (Gender::Female, SpeakerKind::Person, 3));
    assert_eq!(speaker.aliases, ["Orrin"]);
    assert!(found.attributions[1].why.starts_with("“She”: Mary Orrin (0."), "{}", found.attributions[1].why);
    assert!(found.attributions[1].why.contains("spoke: last"), "{}", found.attributions[1].why);
    assert!(found.attributions[0].why.contains("is mentioned for the first time"));
}

#[test]
fn weights_have_a_row_for_each_feature() {
    let bytes = |units: u32, values: usize| {
        let values = (0..values).flat_map(|_| 0.5_f32.to_le_bytes());
        [units, 3].into_iter().flat_map(u32::to_le_bytes).chain(values).collect::<Vec<u8>>()
    };
    let whole = N_FEATURES * 3 + 4;
    assert_eq!(Weights::from_bytes(&bytes(2, whole)).unwrap().width(), 15);
    assert_eq!(Weights::from_bytes(&bytes(2, whole - 1)), None);
    assert_eq!(Weights::from_bytes(&bytes(0, N_FEATURES)), None);
    assert_eq!(Weights::from_bytes(&bytes(u32::MAX, 8)), None);
    assert_eq!(Weights::from_bytes(&bytes(2, whole)[1..]), None);
    assert_eq!(feature_name(0), ("mention", "name of a person"));
    assert_eq!(feature_name(N_FEATURES as u16 - 1), ("title", "the other's"));
}

/// Asserts what is known of the choice of a word for each whom it may mean, and for nobody.
fn check_choice(marked: &str, word: &str, family: &str, expected: &[&str]) {
    let of = |features: &Vec<(&str, &'static str)>| {
        features.iter().find(|(name, _)| *name == family).map_or("", |(_, value)| *value)
    };
    assert_eq!(Case::new(marked).choices(word).iter().map(of).collect::<Vec<_>>(), expected, "{marked}");
}

#[test]
fn a_name_is_compared_by_its_titles() {
    let two = "<m <t Governor> <P Ann Lowe>> and <m <t Senator> <P Tom Lowe>> met. ";
    let titled = |title: &str| format!("{two}<m <t {title}> <P Lowe>> spoke.");
    check_choice(&titled("Senator"), "Lowe", "title", &["the same", "another", ""]);
    check_choice(&titled("Gov."), "Lowe", "title", &["another", "the same", ""]);
    check_choice(&format!("{two}<P Lowe> spoke."), "Lowe", "title", &["the other's", "the other's", ""]);
    check_choice("<P Ann Lowe> rose. <m <t Governor> <P Lowe>> fell.", "Lowe", "title", &["the mention's", ""]);
    check_choice("<P Ann Lowe> rose. <P Lowe> fell.", "Lowe", "title", &["none", ""]);
}

#[test]
fn an_office_parts_two_of_one_surname() {
    let two = "[<m <t Governor> <P Ann Lowe>>] said {it rained}.| [<m <t Senator> <P Tom Lowe>>] said {it poured}.| ";
    let said = |name: &str| format!("{two}[{name}] said {{it stopped}}.");
    check(&said("<m <t Gov.> <P Lowe>>"), &[&["Ann Lowe"], &["Tom Lowe"], &["Ann Lowe"]]);
    check(&said("<m <t Senator> <P Lowe>>"), &[&["Ann Lowe"], &["Tom Lowe"], &["Tom Lowe"]]);
    // A title that neither has: whoever was met last.
    check(&said("<m <t Judge> <P Lowe>>"), &[&["Ann Lowe"], &["Tom Lowe"], &["Tom Lowe"]]);
}

#[test]
fn a_deputy_is_not_whom_she_stands_in_for() {
    let of = |title: &str| format!("<m <t {title}> <P Ann Lowe>> rose. <m The <p mayor>> fell.");
    check_choice(&of("mayor"), "mayor", "description", &["the same", ""]);
    check_choice(&of("harbour mayor"), "mayor", "description", &["shorter than the other's", ""]);
    check_choice(&of("deputy mayor"), "mayor", "description", &["another", ""]);
}

#[test]
fn a_lesson_names_the_right_one_among_those_met() {
    let case = Case::new("[Mary Orrin] said {it rained}.| [She] said {it poured}.");
    let (words, _) = Words::new(&case.article);
    let mention = |words: Range<usize>, name: Range<usize>| MarkedMention {
        head: words.end - 1,
        words,
        name,
        titles: Vec::new(),
        organisations: Vec::new(),
        of: vec![7],
        kind: 0,
    };
    let she = (0..words.len()).find(|at| words.word(*at) == "She").unwrap();
    let marked = [mention(0..2, 0..2), mention(she..she + 1, she..she)];
    let found = lessons(&words, &[], &marked, &[], None);
    assert_eq!(found.len(), 2);
    // The first is new, the second is the only one met so far.
    assert_eq!((found[0].right, found[0].candidates.len()), (0, 1));
    assert_eq!((found[1].right, found[1].candidates.len()), (0, 2));
    assert_eq!(found[1].candidates[0].last, Some(1));
}

#[test]
fn reads_titles_with_their_organisations() {
    let found =
        check("[<m <o Delby Harbour Board> <t chairwoman> <P Mary Orrin>>] said {it rained}.", &[&["Mary Orrin"]]);
    let [role] = &found.speakers[0].roles[..] else { panic!("{:?}", found.speakers[0].roles) };
    assert_eq!((&*role.title, role.organisation.as_deref()), ("chairwoman", Some("Delby Harbour Board")));
}

#[test]
fn finds_the_organisation_of_a_title_beside_it_or_by_whom_it_means() {
    let organisation = |marked: &str, name: &str| {
        let found = check(marked, &[&[name]]);
        found.speakers[0].roles[0].organisation.clone().unwrap_or_default()
    };
    assert_eq!(
        organisation("[<m <t director> of the <B Harbour Office> <P Jo Bell>>] said {it rained}.", "Jo Bell"),
        "Harbour Office"
    );
    assert_eq!(organisation("<L Larkland>'s [<m <t president> <P Jo Bell>>] said {it rained}.", "Jo Bell"), "Larkland");
    assert_eq!(organisation("[<m <o French> <t minister> <P Jo Bell>>] said {it rained}.", "Jo Bell"), "France");
    assert_eq!(organisation("[<m French <t minister> <P Jo Bell>>] said {it rained}.", "Jo Bell"), "France");
    assert_eq!(organisation("[<m French <t writer> <P Jo Bell>>] said {it rained}.", "Jo Bell"), "");
    assert_eq!(
        organisation("[<m <t Professor> <P Jo Bell>>, of the <B Delby School>,] said {it rained}.", "Jo Bell"),
        "Delby School"
    );
    let head = "[<P Jo Bell>, <m the <t <p head>>> of the city's <B Heat Office>,] said {it rained}.";
    assert_eq!(organisation(head, "Jo Bell"), "Heat Office");
    // "the company" is the one named before.
    let marked = "<m the <b company> <B Delby Steel>> rose. [<m <m the <b company>>'s <t president> <P Jo Bell>>] said {it rained}.";
    let mut case = Case::new(marked);
    let at = case.article.text.rfind("company").unwrap();
    case.labels.push(('o', at..at + 7));
    let found = case.read();
    assert_eq!(found.speakers[0].roles[0].organisation.as_deref(), Some("Delby Steel"));
    assert_eq!(check("[<m <t Dr> <P Jo Bell>>] said {it rained}.", &[&["Jo Bell"]]).speakers[0].roles, []);
    assert_eq!(
        organisation(
            "[<P Jo Bell>, <m an <t <p expert>>> on <o Larkland> at the <B Delby School>,] said {it rained}.",
            "Jo Bell"
        ),
        "Delby School"
    );
    let part = "[<m <t head> of the <o department of history> at <B Delby School>, <P Jo Bell>>] said {it rained}.";
    assert_eq!(organisation(part, "Jo Bell"), "Delby School");
    let school = "<m the <b school> <B Delby Hall>> rose. [<P Jo Bell>, <m a <t <p teacher>>> at <m the <b school>>'s new \
                  hall,] said {it rained}.";
    assert_eq!(organisation(school, "Jo Bell"), "Delby Hall");
    // A label that runs on.
    let role = &check("[<m <t director of> <o hotels at> <P Jo Bell>>] said {it rained}.", &[&["Jo Bell"]]).speakers[0]
        .roles[0];
    assert_eq!((&*role.title, role.organisation.as_deref()), ("director", Some("hotels")));
    // A name that is not beside the title.
    assert_eq!(organisation("[<m <t president> <P Jo Bell>>, in <B Delby Steel>] said {it rained}.", "Jo Bell"), "");
}

#[test]
fn a_handle_after_a_name_is_another_name() {
    let found = check(
        "[<P Jo Bell>] (@jobell) said {it rained}.| Later [@jobell] added {it poured}.| [<P Tom Hale>] (@th) said {no}.",
        &[&["Jo Bell"], &["Jo Bell"], &["Tom Hale"]],
    );
    assert_eq!(found.speakers[0].aliases, ["@jobell"]);
    check("[<P Jo Bell>] (2019) said {it rained}.| [@jobell] added {it poured}.", &[&["Jo Bell"], &[]]);
}

#[test]
fn a_description_before_a_comma_states_the_gender_of_a_name() {
    let gender = |marked: &str| check(marked, &[&["Jo Bell"]]).speakers[0].gender;
    assert_eq!(gender("<m His <p daughter>>, [<P Jo Bell>], said {it rained}."), Gender::Female);
    assert_eq!(gender("<m His <p neighbour>>, [<P Jo Bell>], said {it rained}."), Gender::Unknown);
}

#[test]
fn takes_a_noun_before_a_name_for_part_of_its_mention() {
    check("[<m the state of <L Larkland>>] denied {it}.", &[&["Larkland"]]);
    check("[<m the southern <_ state> of <L Larkland>>] denied {it}.", &[&["Larkland"]]);
    // Two heads of the same words are one mention.
    check("[<m the <b police> <p chief>>] denied {it}.", &[&["the police chief"]]);
    check("[<m the <p minister> for ports <P Jo Bell>>] denied {it}.", &[&["Jo Bell"]]);
    check("[<m the <B Delby Post> <b newspaper>>] reported {it}.", &[&["Delby Post"]]);
}

#[test]
fn finds_whom_a_source_is_about() {
    check("[<L Kyiv> <m <t resident> <P Jo Bell>>] said {it rained}.", &[&["Jo Bell"]]);
    check("[<P Jo Bell> and <P Tom Hale>] said {it rained}.", &[&["Jo Bell", "Tom Hale"]]);
    check("[<P Jo Bell>, who met <P Tom Hale>] said {it rained}.", &[&["Jo Bell"]]);
    check("[<m her <p husband>>, <P Jo Bell>,] said {it rained}.", &[&["Jo Bell"]]);
    check("[<m the <p mayor>>, <P Jo Bell>, and <P Tom Hale>] said {it rained}.", &[&["Jo Bell", "Tom Hale"]]);
    check("[<m its <b owner>>, <B Calder Resources>,] said {it rained}.", &[&["Calder Resources"]]);
    check("[<m two <g members>>, <P Jo Bell> and <P Tom Hale>,] said {it rained}.", &[&["Jo Bell", "Tom Hale"]]);
    // Neither what a person is of nor the places of a document are speakers.
    check(
        "[<P Jo Bell> of the <B Delby Post> and <P Tom Hale> of <L Larkland>] said {it rained}.",
        &[&["Jo Bell", "Tom Hale"]],
    );
    check(
        "[<P Jo Bell> and <B Delby Olympic Board> (DOB) <m <t president> <P Tom Hale>>] said {it rained}.",
        &[&["Jo Bell", "Tom Hale"]],
    );
    check(
        "[<x a <d survey> of <L Delby>>, <L Larkland> and <L Corvela>] said {it rained}.",
        &[&["a survey of Delby, Larkland and Corvela"]],
    );
    check("[<m a <d survey>> and <P Jo Bell>] said {it rained}.", &[&["a survey", "Jo Bell"]]);
    // A part of a name that is known needs no label.
    check("<B Harbour RSE> fell. [RSE] said {it rained}.", &[&["Harbour RSE"]]);
    check("<B Harbour RSE> fell. [TNO] said {it rained}.", &[&["TNO"]]);
    // Nothing is labelled: the words themselves.
    check("[A local source] said {it rained}.", &[&["A local source"]]);
    check("[The head of the <B Port Board>] said {it rained}.", &[&["The head of the Port Board"]]);
}

#[test]
fn tells_one_described_twice_from_two() {
    check(
        "[<m the former <p minister>> and <p ambassador>] said {it rained}.",
        &[&["the former minister and ambassador"]],
    );
    check("[<m her <p husband>> and <m <t manager> <P Jo Bell>>] said {it rained}.", &[&["Jo Bell"]]);
    check("[<m the <p mayor>> and <m the <p clerk>>] said {it rained}.", &[&["the mayor", "the clerk"]]);
    // Where somebody is from is nobody.
    check("[<P Jo Bell>, <L D-Ark.>, and <P Tom Hale>] said {it rained}.", &[&["Jo Bell", "Tom Hale"]]);
    check("[<m <g critics>>, including <P Tom Hale>] said {it rained}.", &[&["critics", "Tom Hale"]]);
}

#[test]
fn names_bodies_by_the_name_in_them_and_people_without_their_honours() {
    check("[<m the Orrin <b campaign>>] denied {it}.", &[&["Orrin campaign"]]);
    check("[<m the harbour <b campaign>>] denied {it}.", &[&["the harbour campaign"]]);
    check("[<P Jo Bell KC>] said {it rained}.", &[&["Jo Bell"]]);
    check(
        "<B Securities and Exchange Commission> rose. [<B S.E.C.>] said {it rained}.",
        &[&["Securities and Exchange Commission"]],
    );
    check("[<P Tom> and <P Erica Vaughan>] said {it rained}.", &[&["Tom Vaughan", "Erica Vaughan"]]);
    check("<P Mark Tom> left. [<P Tom> and <P Erica Vaughan>] said {it rained}.", &[&["Mark Tom", "Erica Vaughan"]]);
    check("[<B Dunmore> & <P Pyke>] said {it rained}.", &[&["Dunmore & Pyke"]]);
    check("[<m an <p engineer>>, who asked not to be named,] said {it rained}.", &[&["an engineer"]]);
    // The last two parts of three.
    check("<P Aldo Marr Vidal> rose. [<P Marr Vidal>] said {it rained}.", &[&["Aldo Marr Vidal"]]);
}

#[test]
fn a_description_may_mean_somebody_who_is_named_later() {
    check("[<m The <p mayor>>], <P Jo Bell>, said {it rained}.", &[&["Jo Bell"]]);
    // Too far ahead, and a name of another kind.
    check("[<m The <p mayor>>] said {it rained}. It fell on. <P Jo Bell> rose.", &[&["The mayor"]]);
    check("[<m The <p mayor>>], in <L Larkland>, said {it rained}.", &[&["The mayor"]]);
    // "I" is whoever the words are attributed to, even if that is said after them.
    let mut case = Case::new("{“<i I> told them it rained,”} said [<P Mary Orrin>].");
    let text = case.article.text.clone();
    let bytes = |part: &str| text.find(part).map(|start| start..start + part.len()).into_iter().collect::<Vec<_>>();
    case.attributions.push([bytes("I"), bytes("it rained")]);
    assert_eq!(case.read().attributions[1].speakers, [SpeakerId(0)]);
}

#[test]
fn names_are_cleared_of_ranks_and_of_half_initials() {
    check("[<P Major-Gen Jo Bell>] said {it rained}.", &[&["Jo Bell"]]);
    check("[<B Harbour Office (HO>) figures] said {it rained}.", &[&["Harbour Office"]]);
    check("[<m <g fishers>> and <m <g farmers>>] said {it rained}.", &[&["fishers and farmers"]]);
    // "The" belongs to a name only where it has a capital in the middle of a sentence.
    check("GENEVA — [The <B Delby Post>] said {it rained}.", &[&["Delby Post"]]);
    check("As it said in [The <B Delby Post>], {it rained}.", &[&["The Delby Post"]]);
}

#[test]
fn gives_turns_to_those_whom_the_introduction_names() {
    check(
        "The novelist <P Jo Bell> talks to <P Tom Hale>.\n\n[Q]: {“Why rain?”}|\n\n[A]: {“It fell.”}",
        &[&["Tom Hale"], &["Jo Bell"]],
    );
    check(
        "Interview: <P Jo Bell>\n\n<P Tom Hale> sat down in the rain.\n\n[INTERVIEWER]: {“Why rain?”}|\n\n[A]: {“It fell.”}",
        &[&["Jo Bell"], &["Tom Hale"]],
    );
    check("An interview with <P Jo Bell>.\n\n[A]: {“It fell.”}", &[&["Jo Bell"]]);
    check("An interview with <P Jo Bell>.\n\n[A.] {“It fell.”}", &[&["Jo Bell"]]);
    check("<P Dale Curran> spoke to us.\n\n[D.C.]: {“It fell.”}", &[&["Dale Curran"]]);
    check("<P Dale Curran> met <P Dora Cole>.\n\n[DC]: {“It fell.”}", &[&["DC"]]);
    // A letter that does not open a paragraph is not a turn.
    check("<P Jo Bell> rose. [A] said {it rained}.", &[&["A"]]);
}

/// What there is to choose from where a text has these mentions: their words, whom they mean and of which kind that is; the
/// lesson of the last one, if the right one is among them.
fn last_lesson(text: &str, mentions: &[(&str, &[usize], usize)]) -> Option<Lesson> {
    let article = Fields::from_text(text.to_owned()).into_article(None);
    let (words, _) = Words::new(&article);
    let mut from = 0;
    let mut mention = |(text, of, kind): &(&str, &[usize], usize)| {
        let first = text.split(' ').next().unwrap();
        let start = (from..words.len()).find(|at| words.word(*at) == first).unwrap();
        let words = start..start + text.split(' ').count();
        from = words.end;
        let name = if *kind < 2 { words.clone() } else { words.end..words.end };
        let head = words.end - 1;
        let kind = (*kind).min(2);
        MarkedMention { words, head, name, titles: Vec::new(), organisations: Vec::new(), of: of.to_vec(), kind }
    };
    let marked: Vec<MarkedMention> = mentions.iter().map(&mut mention).collect();
    let head = marked.last().unwrap().head;
    lessons(&words, &[], &marked, &[], None).into_iter().find(|lesson| lesson.head == head)
}

/// Whether the right one of a lesson is somebody whom the text has mentioned.
fn is_known(lesson: &Lesson) -> bool {
    lesson.candidates[lesson.right].cluster.is_some()
}

/// The values that the features of a lesson's right one have in a family.
fn said<'a>(lesson: &'a Lesson, family: &'a str) -> impl Iterator<Item = &'static str> + use<'a> {
    let features = lesson.candidates[lesson.right].features.0.iter();
    features.map(|feature| feature_name(*feature)).filter(move |(name, _)| *name == family).map(|(_, value)| value)
}

#[test]
fn two_met_last_are_ones_whom_both_may_mean() {
    let people: [(&str, &[usize], usize); 2] = [("Mary Orrin", &[0], 0), ("Tom Hale", &[1], 0)];
    let met = last_lesson(
        "Mary Orrin met Tom Hale. The two men said it rained.",
        &[people[0], people[1], ("two men", &[0, 1], 2)],
    )
    .unwrap();
    assert!(is_known(&met), "{met:?}");
    assert!(said(&met, "meant together").all(|value| value == "two people, met last"));
    assert!(said(&met, "how many").all(|value| value == "as many"));
    let text = "Mary Orrin of Delby and Tom Hale spoke. All three said it rained.";
    let named = last_lesson(text, &[people[0], ("Delby", &[2], 1), people[1], ("All three", &[0, 1], 2)]).unwrap();
    assert!(said(&named, "meant together").all(|value| value == "two people, named together"), "{named:?}");
    assert!(said(&named, "how many").all(|value| value == "fewer"));
}

#[test]
fn a_name_in_brackets_may_mean_the_one_before() {
    let mentions: [(&str, &[usize], usize); 2] = [("Delby Institute", &[0], 1), ("KDMI", &[0], 1)];
    let known = |text: &str| last_lesson(text, &mentions).is_some_and(|lesson| is_known(&lesson));
    assert!(known("The Delby Institute (KDMI) said it rained."));
    assert!(known("Delby Institute (the KDMI) said it rained."));
    assert!(!known("The Delby Institute, KDMI, said it rained."));
    assert!(!known("The Delby Institute (KDMI agreed) said it rained."));
}

#[test]
fn who_is_only_named_in_the_headline_may_be_meant_in_the_body() {
    let text = "Mary Orrin opens the bridge\n\nIt was built in a year. The mayor said it rained.";
    let mayor = last_lesson(text, &[("Mary Orrin", &[0], 0), ("mayor", &[0], 2)]).unwrap();
    assert!(is_known(&mayor), "{mayor:?}");
    assert!(said(&mayor, "sentences between").all(|value| value == "headline"));
}

#[test]
fn the_statement_is_that_of_whoever_issued_it() {
    let marked =
        |first: &str| format!("{first}{{the tins were safe}}.| [<m The <d statement>>] added {{nobody was at risk}}.");
    let said = "In <m a <d statement>>, [<B Delby Foods>] <c said> ";
    check(&marked(said), &[&["Delby Foods"], &["Delby Foods"]]);
    // One that speaks at first is a speaker.
    check(
        &marked("[<m A <d statement>> of <B Delby Foods>] <c said> "),
        &[&["A statement of Delby Foods"], &["A statement of Delby Foods"]],
    );
}

#[test]
fn whoever_has_no_name_goes_by_the_bare_description_too() {
    let aliases = |marked: &str| {
        let found = Case::new(marked).read();
        found.speakers[0].aliases.clone()
    };
    assert_eq!(
        aliases("[<m A senior <p minister>> from the north] said {it rained}."),
        ["A senior minister", "senior minister"]
    );
    assert_eq!(aliases("[<m <L Larkland>'s <p minister>>] said {it rained}."), ["minister"]);
    assert_eq!(aliases("[<m The <p mayor>>], <P Jo Bell>, said {it rained}."), ["The mayor"]);
}

#[test]
fn a_suffix_parts_a_son_from_his_father() {
    check(
        "<P Arthur Boone Sr.> built it. [<P Arthur Boone Jr.>] said {it rained}.| [<P Arthur Boone Sr.>] said {it had not}.",
        &[&["Arthur Boone Jr."], &["Arthur Boone Sr."]],
    );
    check("<P Arthur Boone Jr.> built it. [<P Arthur Boone>] said {it rained}.", &[&["Arthur Boone Jr."]]);
}

#[test]
fn knows_the_first_person_by_whose_words_it_is_in() {
    // The second statement lies in the content of the first.
    let mut case = Case::new("[<P Mary Orrin>] said: {“<i I> told them it rained.”}");
    let text = case.article.text.clone();
    let bytes = |part: &str| text.find(part).map(|start| start..start + part.len()).into_iter().collect::<Vec<_>>();
    case.attributions.push([bytes("I"), bytes("it rained")]);
    let found = case.read();
    assert_eq!(found.attributions[0].speakers, [SpeakerId(0)]);
    assert_eq!(found.attributions[1].speakers, [SpeakerId(0)]);
    assert_eq!(found.attributions[1].reported_by, None);
}

proptest! {
    /// Whatever a model may say, somebody or nobody is found for every attribution, and every span is a slice.
    #[test]
    fn reads_any_labels(
        text in "[A-Za-z ,.’“”\n]{0,160}",
        seed in prop::collection::vec(0.0f32..1.0, 64),
        ranges in prop::collection::vec((0usize..40, 0usize..6, 0usize..40, 0usize..9), 0..6),
    ) {
        let article = Fields::from_text(text).into_article(None);
        let (words, _) = Words::new(&article);
        let n = words.len();
        let mut at = 0;
        let mut next = || { at += 7; seed[at % seed.len()] };
        let mut labels = Labels::default();
        for _ in 0..n {
            labels.names.push(std::array::from_fn(|_| next()));
            labels.heads.push(std::array::from_fn(|_| next()));
            labels.roles.push(std::array::from_fn(|_| next()));
            labels.bounds.push([next(), next()]);
        }
        let attribution = |(source, length, content, more): &(usize, usize, usize, usize)| Attribution {
            source: std::iter::once(*source..source + length).filter(|range| !range.is_empty()).collect(),
            content: std::iter::once(*content..content + more + 1).collect(),
            ..Attribution::default()
        };
        let attributions: Vec<Attribution> = ranges.iter().map(attribution).collect();
        let found = resolve(&article, &words, &labels, &attributions, &weights(), Rules::all());
        prop_assert_eq!(found.attributions.len(), attributions.len());
        for one in &found.attributions {
            prop_assert!((0.0..=1.0).contains(&one.score));
            prop_assert!(one.speakers.iter().all(|id| id.0 < found.speakers.len()));
        }
        for mention in found.speakers.iter().flat_map(|speaker| &speaker.mentions) {
            prop_assert!(article.text.get(mention.span.start..mention.span.end).is_some());
        }
    }
}
