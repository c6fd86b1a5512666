//! Invented news, with sources `<1s Jo Bell>`, cues `<1c said>` and contents `<1t she won>` marked in
//! it, and whom each attribution means. The tagger is undecided about every word unless a test says
//! otherwise: what is tested is what the words and their places say.

#![allow(clippy::single_range_in_vec_init, reason = "parts are lists of word ranges, often of one")]

use super::*;
use crate::types::{Section, SpeakerKind};

struct Case {
    article: Article,
    /// Byte spans: attribution, part, span.
    marks: Vec<(usize, char, Span)>,
}

/// Lines are paragraphs; one that starts with `#` is the headline.
fn case(lines: &str) -> Case {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut headline = None;
    let mut paragraphs = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let start = text.len();
        let (is_headline, mut rest) = match line.strip_prefix('#') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, line),
        };
        while let Some(open) = rest.find('<') {
            text.push_str(&rest[..open]);
            let close = open + rest[open..].find('>').unwrap();
            let (tag, inner) = rest[open + 1..close].split_once(' ').unwrap();
            let (number, part) = tag.split_at(tag.len() - 1);
            let span = Span::new(text.len(), text.len() + inner.len());
            text.push_str(inner);
            marks.push((number.parse().unwrap(), part.chars().next().unwrap(), span));
            rest = &rest[close + 1..];
        }
        text.push_str(rest);
        let span = Span::new(start, text.len());
        if is_headline {
            headline = Some(span);
        } else {
            paragraphs.push(span);
        }
        text.push('\n');
    }
    let sections = vec![Section { heading: None, paragraphs }];
    Case { article: Article { text, headline, sections, ..Article::default() }, marks }
}

/// Resolves a case; `tags` are names with the kind the tagger takes them for.
fn resolved(case: &Case, tags: &[(&str, usize)]) -> Resolution {
    let (words, _) = Words::new(&case.article);
    let mut entities = vec![[0.2; 5]; words.len()];
    for (name, kind) in tags {
        for (at, _) in case.article.text.match_indices(name) {
            for word in words.in_span(Span::new(at, at + name.len())) {
                entities[word] = [0.05; 5];
                entities[word][*kind] = 0.8;
            }
        }
    }
    let n = case.marks.iter().map(|(number, ..)| *number).max().unwrap_or(0);
    let mut attributions = Vec::new();
    for number in 1..=n {
        let part = |part: char| -> Vec<Range<usize>> {
            let spans = case.marks.iter().filter(|mark| mark.0 == number && mark.1 == part);
            spans.map(|mark| words.in_span(mark.2)).filter(|range| !range.is_empty()).collect()
        };
        attributions.push(Attribution {
            source: part('s'),
            cue: part('c').into_iter().next(),
            content: part('t'),
            evidence: Default::default(),
        });
    }
    resolve(&case.article, &words, &entities, &attributions)
}

fn names(resolution: &Resolution) -> Vec<String> {
    let one = |found: &AttributionSpeakers| {
        let names: Vec<&str> = found.speakers.iter().map(|id| resolution.speakers[id.0].name.as_str()).collect();
        names.join(" + ")
    };
    resolution.attributions.iter().map(one).collect()
}

/// The speakers of the attributions, in order of their numbers.
#[track_caller]
fn check(lines: &str, expected: &[&str]) {
    assert_eq!(names(&resolved(&case(lines), &[])), expected, "{lines}");
}

/// The roles of the first speaker: title, or title @ organisation.
#[track_caller]
fn check_roles(lines: &str, expected: &[&str]) {
    let case = case(lines);
    let resolution = resolved(&case, &[]);
    let roles: Vec<String> = resolution.speakers[0]
        .roles
        .iter()
        .map(|role| match &role.organisation {
            Some(organisation) => format!("{} @ {organisation}", role.title),
            None => role.title.clone(),
        })
        .collect();
    assert_eq!(roles, expected, "{lines}");
    for role in &resolution.speakers[0].roles {
        assert!(role.span.of(&case.article.text).contains(role.title.as_str()), "{role:?}");
    }
}

#[test]
fn names_a_speaker_by_the_fullest_name_without_honorific() {
    check("<1s Mr. Ivo Lund> <1c said> <1t it rained>.", &["Ivo Lund"]);
    check("<1s Lund> <1c said> <1t no>. Then Ivo Lund left.", &["Ivo Lund"]);
    check("<1s Dr. Ann B. Rao> <1c said> <1t yes>.", &["Ann B. Rao"]);
    check("<1s Bob Hale Jr.> <1c said> <1t yes>. <2s Hale> <2c added> <2t no>.", &["Bob Hale Jr.", "Bob Hale Jr."]);
    check("<1s Mayor Lena de Boer> <1c said> <1t yes>.", &["Lena de Boer"]);
    check(
        "<1s Omar al-Nouri> <1c said> <1t yes>. <2s Al-Nouri> <2c added> <2t no>.",
        &["Omar al-Nouri", "Omar al-Nouri"],
    );
    check("<1s Sean O’Dowd> <1c said> <1t yes>. <2s O'Dowd> <2c left>, <2t smiling>.", &["Sean O’Dowd", "Sean O’Dowd"]);
    check("<1s Bob “Bulldog” Hale> <1c said> <1t yes>.", &["Bob “Bulldog” Hale"]);
    check("<1s Mary Smith-Jones> <1c said> <1t yes>. <2s Smith-Jones> <2c added> <2t no>.", &["Mary Smith-Jones"; 2]);
}

#[test]
fn joins_surname_first_name_and_short_form_to_the_full_name() {
    check("<1s William Rao> <1c said> <1t it rained>. <2s Bill Rao> <2c said> <2t it poured>.", &["William Rao"; 2]);
    check("<1s Ann Rao> <1c said> <1t it rained>. “<2t it poured>,” <2c said> <2s Ann>.", &["Ann Rao"; 2]);
    check("# <1s Lund> <1c says> <1t yes>\nIvo Lund spoke. <2s Lund> <2c added> <2t no>.", &["Ivo Lund"; 2]);
    check(
        "<1s Ana Ruiz Ortega> <1c said> <1t it rained>. <2s Ruiz Ortega> <2c said> <2t it poured>.",
        &["Ana Ruiz Ortega"; 2],
    );
    check("<1s Kim Dae-ho> <1c said> <1t it rained>. <2s Mr. Kim> <2c said> <2t it poured>.", &["Kim Dae-ho"; 2]);
    check("<1s Ivo Brandeis> <1c said> <1t it rained>. <2s Brandes> <2c said> <2t it poured>.", &["Ivo Brandeis"; 2]);
    check("<1s RAO>: <1t Yes.>\n<2s LUND>: <2t No.>\nAnn Rao met Ivo Lund.", &["Ann Rao", "Ivo Lund"]);
}

#[test]
fn keeps_two_people_of_one_surname_apart() {
    check(
        "<1s Ann Rao> <1c said> <1t it rained>. <2s Ivo Rao> <2c said> <2t it poured>. <3s Mrs. Rao> <3c said> <3t it froze>. She left. <4s Mr. Rao> <4c stayed>, <4t glad>.",
        &["Ann Rao", "Ivo Rao", "Ann Rao", "Ivo Rao"],
    );
    check(
        "<1s Ann Rao> <1c said> <1t it rained>.\nIvo Rao is a baker.\n<2s Ann Rao> <2c said> <2t it poured>.",
        &["Ann Rao"; 2],
    );
    check("<1s Ann and Ivo Rao> <1c said> <1t it rained>.", &["Ann + Ivo Rao"]);
}

#[test]
fn follows_pronouns_to_who_speaks() {
    check("<1s Ann Rao> <1c said> <1t it rained>. <2s She> <2c added> <2t it poured>.", &["Ann Rao"; 2]);
    check("<1s Ann Rao> <1c said> <1t it rained>.\n“<2t Then b>,” <2s she> <2c said>.", &["Ann Rao"; 2]);
    check("<1s Ann Rao> <1c said> <1t Ivo Lund had won>. “<2t I am glad>,” <2s she> <2c said>.", &["Ann Rao"; 2]);
    check(
        "<1s Mr. Lund> <1c met> <1t Mrs. Rao>. <2s She> <2c said> <2t it poured>. <3s He> <3c said> <3t it froze>.",
        &["Lund", "Rao", "Lund"],
    );
    check("<1s Ivo Lund, who> <1c said> <1t it rained>, left.", &["Ivo Lund"]);
    check("It was Ivo Lund, <1s who> <1c said> <1t it rained>.", &["Ivo Lund"]);
    check("The Delby Council met. <1s It> <1c said> <1t it rained>.", &["Delby Council"]);
    check("<1s Critics> <1c said> <1t it rained>. <2s They> <2c called> <2t it poured>.", &["Critics"; 2]);
    check(
        "<1s Jo Bell and Ann Rao> <1c said> <1t it rained>. <2s They> <2c added> <2t it poured>.",
        &["Jo Bell + Ann Rao"; 2],
    );
}

#[test]
fn reads_the_first_person_as_whoever_speaks() {
    check(
        "<1s Ann Rao> <1c said>: “<1t Nobody asked>.” “<2t Well,> <2s I> <2c think> <2t so>,” she added.",
        &["Ann Rao"; 2],
    );
    let found = resolved(&case("<1s I> <1c believe> <1t in rain>."), &[]);
    assert_eq!(found.speakers[0].kind, SpeakerKind::Author);
    check("<1s I> <1c believe> <1t in rain>.\nMuch more.\nJo Bell teaches law in Delby.", &["Jo Bell"]);
}

#[test]
fn follows_descriptions_to_the_role_they_repeat() {
    check("<1s Mayor Jo Bell> <1c said> <1t it rained>. <2s The mayor> <2c added> <2t it poured>.", &["Jo Bell"; 2]);
    check(
        "<1s Sen. Jo Bell> <1c said> <1t it rained>.\nIvo Lund left.\n<2s The senator> <2c added> <2t it poured>.",
        &["Jo Bell"; 2],
    );
    check(
        "<1s Ivo Lund, Secretary of Norway's Fish Council,> <1c said> <1t it rained>. <2s The Norwegian diplomat> <2c added> <2t it poured>.",
        &["Ivo Lund"; 2],
    );
    check(
        "<1s Ann Rao, a professor,> <1c said> <1t it rained>.\nIvo Lund, the mayor, left.\n<2s The professor> <2c added> <2t it poured>.",
        &["Ann Rao"; 2],
    );
    check("<1s The minister of the economy, Mr. Lund,> <1c said> <1t it rained>.", &["Lund"]);
    check("<1s Acme's chief executive, Jo Bell,> <1c said> <1t it rained>.", &["Jo Bell"]);
    check(
        "<1s Senators Jo Bell and Ann Rao> <1c said> <1t it rained>. <2s The senators> <2c added> <2t it poured>.",
        &["Jo Bell + Ann Rao"; 2],
    );
    check(
        "# <1s Former mayor> <1c warns> <1t of floods>\n<2s A former mayor> <2c says> <2t floods will come>.\n“<3t They will come>,” <3c said> <3s Jo Bell, who ran Delby for years>.",
        &["Jo Bell"; 3],
    );
    check("In Delby, <1s the mayor> <1c said> <1t it rained>.", &["the mayor"]);
}

#[test]
fn keeps_people_apart_from_their_campaigns_and_their_lawyers() {
    let persons = [("Jo Bell", 1), ("Bell", 1)];
    let case = case(
        "<1s Jo Bell> <1c said> <1t it rained>. <2s The Bell campaign> <2c denied> <2t it poured>. <3s Bell's lawyer> <3c said> <3t it froze>. <4s A spokesman for the campaign> <4c said> <4t it thawed>.",
    );
    let found = resolved(&case, &persons);
    assert_eq!(names(&found), ["Jo Bell", "Bell campaign", "Bell's lawyer", "A spokesman for the campaign"]);
    let kinds: Vec<SpeakerKind> = found.speakers.iter().map(|speaker| speaker.kind).collect();
    use SpeakerKind::{Organisation, Person};
    assert_eq!(kinds, [Person, Organisation, Person, Person]);
    assert!(found.speakers[1].named && !found.speakers[3].named);
    check("<1s Bell campaign spokesman Ivo Lund> <1c said> <1t it rained>.", &["Ivo Lund"]);
    check("<1s Bell supporters> <1c said> <1t it rained>.", &["Bell supporters"]);
}

#[test]
fn knows_bodies_by_their_letters_and_heads() {
    check(
        "<1s The Delby River Society (DRS)> <1c said> <1t it rained>. <2s The DRS> <2c added> <2t it poured>.",
        &["Delby River Society"; 2],
    );
    check(
        "<1s The Delby River Society> <1c said> <1t it rained>. <2s The society> <2c added> <2t it poured>.",
        &["Delby River Society"; 2],
    );
    check(
        "<1s The Department of Rivers> <1c said> <1t it rained>. <2s The department> <2c added> <2t it poured>.",
        &["Department of Rivers"; 2],
    );
    check("<1s A Delby Council report> <1c found> <1t it rained>.", &["Delby Council"]);
    check("<1s a study by Delby University> <1c found> <1t it rained>.", &["Delby University"]);
}

#[test]
fn reads_lists_as_speaking_jointly() {
    check("<1s Jo Bell, Ann Rao and Ivo Lund> <1c said> <1t it rained>.", &["Jo Bell + Ann Rao + Ivo Lund"]);
    check("<1s Jo Bell and other residents> <1c said> <1t it rained>.", &["Jo Bell + other residents"]);
    check("With <1s Ivo Lund, the mayor, Jo Bell> <1c praised> <1t the cod>.", &["Jo Bell"]);
    check("# <1s Bell, Lund> <1c agree> <1t on fish>\nJo Bell met Ivo Lund and both smiled.", &["Jo Bell + Ivo Lund"]);
}

#[test]
fn gives_a_quotation_without_source_to_whoever_has_been_speaking() {
    check("“<1t We won>,” <1s Ann Rao> <1c said>.\n<2t “And we will win again.”>", &["Ann Rao"; 2]);
    check("It rained. <1t It would not stop>.", &[""]);
}

#[test]
fn states_roles_as_the_article_does() {
    check_roles("<1s Iranian President Sam Tahan> <1c said> <1t it rained>.", &["Iranian President"]);
    check_roles(
        "<1s Major General Sam Tahan, chief of staff of the Delby Armed Forces,> <1c said> <1t it rained>.",
        &["Major General", "chief of staff @ Delby Armed Forces"],
    );
    check_roles(
        "<1s Ivo Lund, Secretary of Norway's Fish Council,> <1c said> <1t it rained>.",
        &["Secretary @ Norway's Fish Council"],
    );
    check_roles(
        "“<1t it rained>,” <1c said> <1s Jo Bell, a professor of law at Delby University>.",
        &["professor of law @ Delby University"],
    );
    check_roles("<1s Jo Bell, 41, of Delby, a nurse,> <1c said> <1t it rained>.", &["nurse"]);
    check_roles("<1s Acme's chief executive, Jo Bell,> <1c said> <1t it rained>.", &["chief executive @ Acme"]);
    check_roles("<1s Rep. Jo Bell, D-Delby,> <1c said> <1t it rained>.", &["Rep."]);
    check_roles(
        "<1s Jo Bell> <1c said> <1t it rained>. Bell is the director of the Delby Museum.",
        &["director @ Delby Museum"],
    );
    check_roles("<1s Jo Bell, who chairs the Delby Board,> <1c said> <1t it rained>.", &["chairs @ Delby Board"]);
    check_roles("<1s former secretary of state Jo Bell> <1c said> <1t it rained>.", &["former secretary of state"]);
    check_roles("With Ivo Lund, Secretary of Norway's Fish Council, <1s Jo Bell> <1c praised> <1t the cod>.", &[]);
    check_roles("In <1s Jo Bell>'s city, the mayor <1c said> <1t it rained>.", &[]);
}

#[test]
fn states_a_gender_only_where_titles_or_pronouns_do() {
    for (lines, gender) in [
        ("<1s Mary Bell> <1c said> <1t it rained>.", Gender::Unknown),
        ("<1s Mrs. Bell> <1c said> <1t it rained>.", Gender::Female),
        ("<1s Mary Bell> <1c said> <1t it rained>. <2s He> <2c added> <2t it poured>.", Gender::Male),
        ("<1s Sam Bell> <1c said> <1t it rained>. <2s She> <2c added> <2t it poured>.", Gender::Female),
        ("<1s spokesman Sam Bell> <1c said> <1t it rained>.", Gender::Unknown),
        ("<1s Sam Bell> <1c said> <1t it rained>. <2s They> <2c added> <2t it poured>.", Gender::Nonbinary),
        ("<1s Sam Bell> <1c met> <1t villagers>. <2s They> <2c said> <2t it poured>.", Gender::Unknown),
    ] {
        let found = resolved(&case(lines), &[]);
        assert_eq!(found.speakers[0].gender, gender, "{lines}");
    }
}

/// The addressees of the first attribution, as written.
#[track_caller]
fn check_addressees(lines: &str, expected: &[&str]) {
    let marked = case(lines);
    let found = resolved(&marked, &[]);
    let addressees = &found.attributions[0].addressees;
    let written: Vec<&str> = addressees.iter().map(|addressee| addressee.span.of(&marked.article.text)).collect();
    assert_eq!(written, expected, "{lines}");
}

#[test]
fn finds_whom_somebody_told() {
    check_addressees("<1s Jo Bell> <1c told> the Delby Post <1t the river rose>.", &["the Delby Post"]);
    check_addressees("<1t “It rose,”> <1s Jo Bell> <1c told> Channel Nine on Monday.", &["Channel Nine"]);
    check_addressees("<1s Jo Bell> <1c told> a crowd of 20,000 <1t that it rose>.", &["a crowd of 20,000"]);
    check_addressees("<1t “It rose,”> <1s Jo Bell> <1c told> parents in Delby.", &["parents in Delby"]);
    check_addressees(
        "<1t “It rose,”> <1s she> <1c told> journalists at the airport after the flood.",
        &["journalists at the airport"],
    );
    check_addressees("<1t “It rose,”> <1s she> <1c told> reporters in a statement.", &["reporters"]);
    check_addressees("<1s Jo Bell> <1c told> her <1t that it rose>.", &["her"]);
    check_addressees("<1s Jo Bell> <1c told> her sister <1t that it rose>.", &["her sister"]);
    check_addressees("<1s Jo Bell> <1c warned> <1t Mayor Ann Rao that it rose>.", &["Mayor Ann Rao"]);
    check_addressees("<1s Jo Bell> <1c warned> <1t that it rose>.", &[]);
    check_addressees("<1t “It rose,”> <1s Jo Bell> <1c warned> on Monday.", &[]);
    check_addressees("<1t “It rose,”> <1s Jo Bell> <1c warned> the next day.", &[]);
}

#[test]
fn finds_whom_a_talk_or_message_was_with() {
    check_addressees("<1s Jo Bell> <1c said> to reporters <1t the river rose>.", &["reporters"]);
    check_addressees("<1s Jo Bell> <1c vowed> <1t to reporters’ surprise to go>.", &[]);
    check_addressees(
        "In an interview with the Delby Post, <1s Jo Bell> <1c said> <1t the river rose>.",
        &["the Delby Post"],
    );
    check_addressees(
        "Explaining the flood to shareholders, <1s Jo Bell> <1c said> <1t the river rose>.",
        &["shareholders"],
    );
    check_addressees("According to plan, <1s Jo Bell> <1c said> <1t the river rose>.", &[]);
}

#[test]
fn tells_who_quoted_the_speaker() {
    let found = resolved(
        &case("The Delby News Agency quoted <1s General Ivo Lund> <1c as saying> <1t the border was quiet>."),
        &[("Delby News Agency", 2)],
    );
    let reporter = found.attributions[0].reported_by.unwrap();
    assert_eq!(found.speakers[reporter.0].name, "Delby News Agency");
    assert_eq!(names(&found), ["Ivo Lund"]);
}

#[test]
fn reads_a_list_of_bodies_with_their_articles() {
    let bodies = [("Delby Alliance", 2), ("Harbour Party", 2), ("Greens", 2)];
    let found = resolved(
        &case("<1s The Delby Alliance, the Harbour Party and the Greens> <1c called for> <1t a vote>."),
        &bodies,
    );
    assert_eq!(names(&found), ["Delby Alliance + Harbour Party + Greens"]);
}

#[test]
fn counts_members_named_after_a_group_as_speaking_with_it() {
    check(
        "<1s Many residents, including Jo Bell and Ivo Lund,> <1c said> <1t it rained>.",
        &["Many residents + Jo Bell + Ivo Lund"],
    );
    check("<1s The critics, like Mayor Ann Rao,> <1c said> <1t it rained>.", &["The critics + Ann Rao"]);
    check("<1s Anglers and sailors in Delby> <1c said> <1t it rained>.", &["Anglers + sailors in Delby"]);
    check("On Monday <1s federal and state officials> <1c said> <1t it rained>.", &["federal and state officials"]);
}

#[test]
fn does_not_take_the_word_that_modifies_a_noun_for_the_speaker() {
    check("<1s Coast guard officials> <1c said> <1t it rained>.", &["Coast guard officials"]);
    let found = resolved(&case("<1s Many Karsens> <1c said> <1t it rained>."), &[("Karsens", 4)]);
    assert_eq!(names(&found), ["Many Karsens"]);
}

#[test]
fn leaves_dates_out_of_descriptions() {
    check("<1s city inspectors in April> <1c found> <1t it leaked>.", &["city inspectors"]);
    check("<1s A group of doctors in 2015> <1c said> <1t it leaked>.", &["A group of doctors"]);
    check("It was Ivo Lund, <1s who in 2010> <1c said> <1t it rained>.", &["Ivo Lund"]);
}

#[test]
fn knows_work_that_no_list_has_as_a_role() {
    check_roles("<1s Harbour cooper Jo Bell> <1c said> <1t it rained>.", &["Harbour cooper"]);
    check_roles("<1s lead hairdresser Jo Bell> <1c said> <1t it rained>.", &["lead hairdresser"]);
    check_roles("<1s Halden Rail spokesman Jo Bell> <1c said> <1t it rained>.", &["spokesman @ Halden Rail"]);
    check_roles("“<1t Yes>,” <1c said> <1s 9/11 widow Jo Bell>.", &["9/11 widow"]);
    check_roles(
        "<1s Jo Bell> <1c said> <1t yes>. Bell served as director of the Delby Museum and is now president of the Delby Board.",
        &["director @ Delby Museum", "president @ Delby Board"],
    );
}

#[test]
fn knows_whose_leader_its_leader_is() {
    let lines = "The Delby Party met. <1s Its leader, Jo Bell,> <1c said> <1t it rained>.";
    let found = resolved(&case(lines), &[("Delby Party", 2), ("Jo Bell", 1)]);
    let role = &found.speakers[0].roles[0];
    assert_eq!((role.title.as_str(), role.organisation.as_deref()), ("leader", Some("Delby Party")));
}

#[test]
fn takes_what_opens_a_sentence_before_a_name_for_its_description() {
    check_roles("As a nurse at a Delby hospital, <1s Jo Bell> <1c said> <1t it rained>.", &["nurse @ Delby hospital"]);
    check_roles("Now the top prosecutor in the county, <1s Jo Bell> <1c said> <1t it rained>.", &["top prosecutor"]);
    check_roles("“<1t Yes>,” <1c said> <1s Jo Bell, now a baker>.", &["baker"]);
    check_roles("<1s Jo Bell, the president's daughter,> <1c said> <1t it rained>.", &[]);
}

#[test]
fn names_people_written_all_in_small_letters() {
    check(
        "<1t “the ferry will not run,”> <1s harbour master dora quill> <1c said>.\n<2t “go home,”> <2s quill> <2c added>.",
        &["dora quill"; 2],
    );
    check("<1s the harbour master> <1c said> <1t no>.", &["the harbour master"]);
}

#[test]
fn gives_the_turns_of_an_interview_to_who_asks_and_answers() {
    check(
        "The novelist Jo Bell talks to Ann Rao about bees.\n<1s Q>: <1t Why bees?>\n<2s A>: <2t They work.>",
        &["Ann Rao", "Jo Bell"],
    );
    check("Jo Bell keeps bees. Bell likes them.\n<1s Q>: <1t Why?>\n<2s A>: <2t They work.>", &["", "Jo Bell"]);
    check("<1s Q>: <1t Why?>\n<2s A>: <2t They work.>", &["", ""]);
}

#[test]
fn gives_brothers_the_surname_they_share() {
    let lines = "Brothers Luca and Pietro Sand won. <1s Luca> <1c said> <1t yes>.";
    let found = resolved(&case(lines), &[("Brothers", 0), ("Luca", 1), ("Pietro Sand", 1)]);
    assert_eq!(names(&found), ["Luca Sand"]);
}

#[test]
fn takes_two_ministries_for_no_two_countries() {
    let lines = "Veldoria and Karsenia agree, <1s the two foreign ministries> <1c said> <1t so>.";
    let found = resolved(&case(lines), &[("Veldoria", 1), ("Karsenia", 1)]);
    assert_eq!(names(&found), ["the two foreign ministries"]);
}

#[test]
fn takes_the_company_for_the_subject_of_its_sentence() {
    let found =
        resolved(&case("<1t Halden Rail will close two yards>, <1s the company> <1c said>."), &[("Halden Rail", 2)]);
    assert_eq!(names(&found), ["Halden Rail"]);
    assert_eq!(found.speakers[0].kind, SpeakerKind::Organisation);
    let found = resolved(&case("<1t Jo Bell will close two yards>, <1s the company> <1c said>."), &[("Jo Bell", 1)]);
    assert_eq!(names(&found), ["the company"]);
}

#[test]
fn tells_the_subject_from_the_description_of_the_name_before() {
    check(
        "Meeting Ivo Lund, <1s Secretary of Karsenia's Security Council, Jo Bell> <1c praised> <1t the cod>.",
        &["Jo Bell"],
    );
}

#[test]
fn cuts_a_headline_down_to_the_name_the_story_has() {
    let lines = "# Angry Mom Corners Rao on Flood Wall\n<1s Jo Rao> <1c said> <1t yes>. <2s Rao> <2c added> <2t no>.";
    let found = resolved(&case(lines), &[("Angry Mom Corners Rao", 1), ("Flood Wall", 0)]);
    assert_eq!(names(&found), ["Jo Rao"; 2]);
}

#[test]
fn gives_everybody_of_a_list_the_role_its_plural_states() {
    let lines = "<1s Two Delby bakers, Jo Bell and Ann Rao,> <1c said> <1t it rained>.";
    let found = resolved(&case(lines), &[("Two", 0), ("Delby", 3), ("Jo Bell", 1), ("Ann Rao", 1)]);
    assert_eq!(names(&found), ["Jo Bell + Ann Rao"]);
    for speaker in &found.speakers {
        let titles: Vec<&str> = speaker.roles.iter().map(|role| role.title.as_str()).collect();
        assert_eq!(titles, ["Delby bakers"], "{}", speaker.name);
    }
}

#[test]
fn does_not_take_the_country_for_the_pronoun() {
    let found = resolved(&case("<1s The US> <1c said> <1t it rained>."), &[("US", 3)]);
    assert_eq!(names(&found), ["US"]);
    assert_eq!(found.speakers[0].kind, SpeakerKind::Organisation);
}

#[test]
fn takes_any_word_behind_a_courtesy_title_for_a_name() {
    check("<1s Jo Carpenter> <1c said> <1t yes>. <2s Dr Carpenter> <2c added> <2t no>.", &["Jo Carpenter"; 2]);
}

#[test]
fn keeps_verbs_out_of_titles() {
    check_roles("Reporters covering <1s singer Jo Bell> <1c said> <1t yes>.", &["singer"]);
    check_roles("He has signed defender Jo Bell. <1s Bell> <1c said> <1t yes>.", &["defender"]);
    check_roles("<1s chief operating officer Jo Bell> <1c said> <1t yes>.", &["chief operating officer"]);
    check_roles("<1s Jo Bell> <1c said> <1t yes>. Bell is the largest tourist attraction here.", &[]);
}

#[test]
fn takes_the_name_at_the_end_of_its_title_for_the_speaker() {
    check("<1s Acme's head of research Jo Bell> <1c said> <1t it rained>.", &["Jo Bell"]);
    check("<1s a spokesman for singer Jo Bell> <1c said> <1t it rained>.", &["a spokesman for singer Jo Bell"]);
    check("<1s Dr Jo Bell head of research> <1c said> <1t it rained>.", &["Jo Bell"]);
}

#[test]
fn tells_a_company_by_what_is_said_of_it() {
    for lines in [
        "<1s Halden, the drinks maker,> <1c said> <1t it grew>.",
        "Drinks giant <1s Halden> <1c said> <1t it grew>.",
        "<1s Halden> <1c said> <1t its sales fell>. Halden's shares fell.",
    ] {
        let found = resolved(&case(lines), &[("Halden", 1)]);
        assert_eq!(found.speakers[0].kind, SpeakerKind::Organisation, "{lines}");
    }
    let found = resolved(&case("<1s Bell, an analyst with the bank,> <1c said> <1t it grew>."), &[("Bell", 1)]);
    assert_eq!(found.speakers[0].kind, SpeakerKind::Person);
}

#[test]
fn keeps_father_and_son_apart() {
    check(
        "<1s Ivo Lund Sr.> <1c said> <1t yes>. <2s Ivo Lund Jr.> <2c said> <2t no>.",
        &["Ivo Lund Sr.", "Ivo Lund Jr."],
    );
}

#[test]
fn gives_a_couple_the_surname_they_share() {
    let lines = "<1s Tom and Ellen Rao> <1c said> <1t yes>. <2s Tom> <2c added> <2t no>.";
    let found = resolved(&case(lines), &[("Tom", 1), ("Ellen Rao", 1)]);
    assert_eq!(names(&found), ["Tom Rao + Ellen Rao", "Tom Rao"]);
}

#[test]
fn joins_a_surname_whose_particle_opens_the_sentence() {
    check(
        "<1s Jo van der Rao> <1c said> <1t yes>. <2s Van der Rao> <2c said> <2t no>.",
        &["Jo van der Rao", "Jo van der Rao"],
    );
}

#[test]
fn takes_a_nickname_in_marks_for_part_of_the_name() {
    check("Former champion <1s Bob “Bulldog” Hale> <1c said> <1t no>.", &["Bob “Bulldog” Hale"]);
}

#[test]
fn gives_he_and_she_to_two_people() {
    check(
        "Minister Anton Greb and his deputy, Lisbet Faro, came. <1s He> <1c said> <1t yes>. <2s She> <2c said> <2t no>.",
        &["Anton Greb", "Lisbet Faro"],
    );
}

#[test]
fn gives_he_to_the_subject_of_the_reported_clause() {
    check(
        "<1s Mayor Jo Bell> <1c said> <1t Ivo Lund left because he was tired>. “<2t It is late>,” <2s she> <2c said>.",
        &["Jo Bell"; 2],
    );
}

#[test]
fn gives_a_lead_description_to_whoever_the_next_paragraph_names() {
    check(
        "# <1s Lawmaker> <1c urges> <1t calm>\n<2s Member of Delby panel> <2c says> <2t stay calm>.\n<3s Rep. Jo Bell, the top member of the Delby Council,> <3c said> <3t stay calm>.",
        &["Jo Bell"; 3],
    );
}

#[test]
fn gives_they_to_people_who_open_the_sentence_before() {
    check("Residents blocked the road. <1s They> <1c said> <1t lorries shook the walls>.", &["Residents"]);
}

#[test]
fn gives_a_headline_report_to_the_report_the_story_names() {
    check(
        "# <1t Rivers too dirty>, <1s report> <1c finds>\n<2t Most rivers are foul>, <2c according to> <2s a report by the Clear Water Trust>.",
        &["Clear Water Trust", "Clear Water Trust"],
    );
}

#[test]
fn gives_aliases_as_written_and_no_pronouns() {
    let found = resolved(
        &case(
            "<1s Mayor Jo Bell> <1c said> <1t it rained>. <2s The mayor> <2c said> <2t it poured>. <3s She> <3c said> <3t it froze>. <4s Bell> <4c left>, <4t glad>.",
        ),
        &[],
    );
    assert_eq!(found.speakers.len(), 1);
    assert_eq!(found.speakers[0].aliases, ["Mayor Jo Bell", "The mayor", "Bell"]);
    let forms: Vec<MentionForm> = found.speakers[0].mentions.iter().map(|mention| mention.form).collect();
    assert_eq!(forms, [MentionForm::Name, MentionForm::Nominal, MentionForm::Pronoun, MentionForm::Name]);
}

#[test]
fn is_surer_of_names_than_of_pronouns() {
    let found =
        resolved(&case("<1s Jo Bell> <1c said> <1t it rained>. Ann Rao came. <2s She> <2c said> <2t it poured>."), &[]);
    assert!(found.attributions[0].score > 0.9 && found.attributions[1].score < found.attributions[0].score);
    assert_eq!(found.attributions[0].evidence, SpeakerEvidence::Named);
    assert!(matches!(found.attributions[1].evidence, SpeakerEvidence::Pronoun { .. }));
}

#[test]
fn reads_nothing_from_nothing() {
    for text in ["", "\n", "…", "“", "’s", "(", "Mr.", ", and"] {
        let article = Article {
            text: text.into(),
            sections: vec![Section { heading: None, paragraphs: vec![Span::new(0, text.len())] }],
            ..Article::default()
        };
        let (words, _) = Words::new(&article);
        let n = words.len();
        let attribution = Attribution {
            source: vec![0..n, 0..n + 9],
            cue: Some(n..n + 3),
            content: vec![0..n],
            evidence: Default::default(),
        };
        let found = resolve(&article, &words, &[], &[attribution]);
        assert_eq!(found.attributions.len(), 1);
    }
}

#[test]
fn stays_quick_with_many_speakers() {
    let mut lines = String::new();
    for number in 0..1500 {
        let letters: String = [number / 26 / 26 % 26, number / 26 % 26, number % 26]
            .iter()
            .map(|at| (b'a' + *at as u8) as char)
            .collect();
        lines.push_str(&format!(
            "<{0}s Jo B{letters}> <{0}c said> <{0}t the river rose>. She left the mayor.\n",
            number + 1
        ));
    }
    let case = case(&lines);
    let started = std::time::Instant::now();
    let found = resolved(&case, &[]);
    assert!(found.speakers.len() > 1400, "{}", found.speakers.len());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn resolves_any_words(
            text in "([A-Za-z]{1,6}|Mr\\.|Jo Bell|Q:|US|9/11|Acme & Rao|including|for|the mayor|said|who|she|they|his|of|the|and|,|\\.|“|”|'s|\\(|\\)|é|\n| ){0,60}",
            ranges in proptest::collection::vec((0usize..70, 0usize..12, 0usize..70, 0usize..9), 0..6),
        ) {
            let paragraph = Span::new(0, text.len());
            let article = Article { text: text.clone(), sections: vec![Section { heading: None, paragraphs: vec![paragraph] }], ..Article::default() };
            let (words, _) = Words::new(&article);
            let attributions: Vec<Attribution> = ranges
                .iter()
                .map(|(source, length, content, more)| Attribution {
                    source: vec![*source..source + length],
                    cue: Some(source + length..source + length + 1),
                    content: vec![*content..content + more + 1],
                    evidence: Default::default(),
                })
                .collect();
            let entities = vec![[0.2; 5]; words.len()];
            let found = resolve(&article, &words, &entities, &attributions);
            prop_assert_eq!(found.attributions.len(), attributions.len());
            for speaker in &found.speakers {
                prop_assert!(!speaker.name.is_empty());
                for mention in &speaker.mentions {
                    prop_assert!(text.get(mention.span.start..mention.span.end).is_some());
                }
            }
            for attribution in &found.attributions {
                prop_assert!((0.0..=1.0).contains(&attribution.score));
                prop_assert!(attribution.speakers.iter().all(|id| id.0 < found.speakers.len()));
            }
            prop_assert_eq!(found, resolve(&article, &words, &entities, &attributions));
        }
    }
}
