use std::{fs, path::Path};

use inquit::{Aliases, SpeakerKind};

use super::*;
use crate::{across::Persons, test_records::Sketch};

/// Articles with one statement each, by speaker and words, to the number of each one's wording.
fn wordings(statements: &[(&str, &str)]) -> Vec<u32> {
    let record = |(speaker, said): &(&str, &str)| {
        let text = format!("{said} {speaker} said.");
        let sketch = Sketch::new(&text).called("a", "b", "2024-05-01");
        match *speaker {
            "" => sketch.statement(&[said], "", &[]).record(),
            name => sketch.speaker(name, &[name]).statement(&[said], "", &[0]).record(),
        }
    };
    numbers(&statements.iter().map(record).collect::<Vec<_>>())
}

fn grouped(records: &[Record]) -> Groups {
    let (mut persons, mut wordings) = (Persons::new(Aliases::default()), Wordings::new());
    for record in records {
        let ids = persons.add(record);
        wordings.add(record, &ids);
    }
    wordings.finish(&persons.finish())
}

fn numbers(records: &[Record]) -> Vec<u32> {
    grouped(records).all().iter().map(|wording| wording.0).collect()
}

/// Whether two statements of one person are the same words.
fn is_same(one: &str, other: &str) -> bool {
    let numbers = wordings(&[("Ida Roe", one), ("Ida Roe", other)]);
    numbers[0] == numbers[1]
}

const FULL: &str =
    "“We will never sell the harbour to a bank, and whoever signs that contract will answer for it in court.”";

#[test]
fn trimmed_cut_and_reported_words_are_the_same() {
    for variant in [
        "“We will never sell the harbour to a bank.”",
        "“Whoever signs that contract will answer for it in court.”",
        "“We will never sell the harbour ... and whoever signs that contract will answer for it in court.”",
        "she would never sell the harbour to a bank,",
        "that they would never sell the harbour to a bank, and that whoever signed the contract would answer in court",
        "‘WE’LL NEVER SELL THE HARBOUR TO A BANK’",
        "“We will never sell the [town] harbour to a bank, and whoever signs the contract will answer for it.”",
    ] {
        assert!(is_same(FULL, variant), "{variant}");
        assert!(is_same(variant, FULL), "{variant}");
    }
}

#[test]
fn what_shares_a_phrase_or_says_little_is_not() {
    for (one, other) in [
        ("“I am very happy.”", "“I am very happy.”"),
        ("“I am very happy to be here with all of you today.”", "“I am very happy to be here with all of you.”"),
        (FULL, "“We will never do that.”"),
        (FULL, "“We will never sell the railway to a bank, and nobody who owns a ticket should believe the papers.”"),
        (FULL, "“Whoever signs for the parcels will answer for what is missing, the post office told its drivers.”"),
    ] {
        assert!(!is_same(one, other), "{one} / {other}");
    }
}

#[test]
fn short_words_are_the_same_if_all_are_and_their_speaker_is_known() {
    let said = "“Nobody should drive over the bridge.”";
    assert_eq!(wordings(&[("Ida Roe", said), ("Ida Roe", said), ("", said)]), [0, 0, 1]);
}

#[test]
fn speakers_must_be_able_to_be_one() {
    assert_eq!(
        wordings(&[("Ida Roe", FULL), ("Bo Lie", FULL), ("", FULL), ("Roe", FULL), ("Lie", FULL), ("Ida Roe", FULL)]),
        [0, 1, 0, 0, 1, 0]
    );
    // Who says it in one variant says it in all.
    assert_eq!(wordings(&[("", FULL), ("Ida Roe", FULL), ("Bo Lie", FULL)]), [0, 0, 1]);
    let spokesman = Sketch::new(&format!("{FULL} a spokesman said."))
        .speaker("a spokesman", &["a spokesman"])
        .kind(SpeakerKind::Person, false)
        .statement(&[FULL], "", &[0]);
    let named =
        Sketch::new(&format!("{FULL} Ida Roe said.")).speaker("Ida Roe", &["Ida Roe"]).statement(&[FULL], "", &[0]);
    assert_eq!(numbers(&[spokesman.record(), named.record()]), [0, 0]);
}

#[test]
fn chains_do_not_drift() {
    let words: Vec<String> = (0..40)
        .map(|word| format!("w{}ord", char::from(b'a' + word % 26).to_string().repeat(1 + usize::from(word / 26))))
        .collect();
    let windows: Vec<String> = (0..6).map(|start| words[start * 5..start * 5 + 14].join(" ")).collect();
    let statements: Vec<(&str, &str)> = windows.iter().map(|window| ("Ida Roe", &**window)).collect();
    assert_eq!(wordings(&statements), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn the_longest_stands_for_the_others_and_of_those_the_first_published() {
    let record = |day: &str, said: &str| {
        let text = format!("{said} Ida Roe said.");
        Sketch::new(&text).called("a", "b", day).speaker("Ida Roe", &["Ida Roe"]).statement(&[said], "", &[0]).record()
    };
    let half = "“We will never sell the harbour to a bank.”";
    let groups = grouped(&[record("2024-05-03", FULL), record("2024-05-01", half), record("2024-05-02T10:00", FULL)]);
    let place = |article| Place { article, statement: 0 };
    let expected = Carried {
        wording: WordingId(0),
        representative: place(2),
        variants: vec![place(0), place(1), place(2)],
        articles: 3,
    };
    assert_eq!(groups.carried(), [expected]);
    assert_eq!((groups.count(), groups.statements()), (1, 3));
    assert_eq!((groups.wording(place(2)), groups.wording(place(3))), (Some(WordingId(0)), None));
}

#[test]
fn an_echo_in_its_own_article_counts_once() {
    let headline = "Roe: harbour stays";
    let text = format!("{headline}\n\n{FULL} Ida Roe said.");
    let sketch = Sketch::new(&text)
        .speaker("Ida Roe", &["Ida Roe"])
        .statement(&["harbour stays"], "", &[0])
        .repeats(1)
        .statement(&[FULL], "", &[0]);
    let groups = grouped(&[sketch.record()]);
    assert_eq!((groups.count(), groups.carried()[0].articles, groups.carried()[0].variants.len()), (1, 1, 2));
}

fn goldens() -> Vec<Record> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/en-accurate-3");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| Record::from_json(&fs::read_to_string(file).unwrap()).unwrap()).collect()
}

/// Ways in which papers carry what somebody else had in full.
fn variants(said: &str) -> [String; 4] {
    let words: Vec<&str> = said.split_whitespace().collect();
    let (half, third) = (words.len().div_ceil(2), words.len() / 3);
    let reported: Vec<String> = words
        .iter()
        .map(|word| match *word {
            "I" => "she".to_owned(),
            "we" | "We" => "they".to_owned(),
            "my" | "My" => "her".to_owned(),
            "our" | "Our" => "their".to_owned(),
            "is" | "am" => "was".to_owned(),
            "are" => "were".to_owned(),
            "will" => "would".to_owned(),
            "can" => "could".to_owned(),
            "has" | "have" => "had".to_owned(),
            word => word.to_lowercase(),
        })
        .collect();
    [
        words[..half].join(" ") + "…”",
        "“… ".to_owned() + &words[half..].join(" "),
        format!("{} … {}", words[..third].join(" "), words[2 * third..].join(" ")),
        "that ".to_owned() + &reported.join(" "),
    ]
}

#[test]
fn finds_the_variants_of_what_the_invented_articles_say_and_confuses_none() {
    let records = goldens();
    let said: Vec<String> = records
        .iter()
        .flat_map(|record| &record.statements)
        .filter(|one| one.repeats.is_none())
        .map(|one| one.content.iter().map(|part| &*part.text).collect::<Vec<_>>().join(" "))
        .collect();
    let groups = grouped(&records);
    let together: Vec<Vec<&str>> = groups
        .carried()
        .iter()
        .map(|one| {
            let statements =
                one.variants.iter().map(|at| &records[at.article as usize].statements[at.statement as usize]);
            statements.filter(|one| one.repeats.is_none()).map(|one| &*one.content[0].text).collect()
        })
        .filter(|texts: &Vec<&str>| texts.len() > 1)
        .collect();
    assert_eq!(together, Vec::<Vec<&str>>::new());

    let (mut found, mut all) = ([0; 4], [0; 4]);
    for said in &said {
        for (way, variant) in variants(said).iter().enumerate().filter(|(_, variant)| variant.split(' ').count() >= 8) {
            all[way] += 1;
            found[way] += usize::from(is_same(said, variant));
        }
    }
    let shares: Vec<usize> = found.iter().zip(all).map(|(found, all)| found * 100 / all).collect();
    assert!(all.iter().all(|all| *all >= 50), "{all:?}");
    // What is missed has fewer than six words that reports keep, or hardly one that tells something.
    assert!(
        shares.iter().zip([80, 80, 85, 97]).all(|(share, least)| *share >= least),
        "{shares:?}: {found:?} of {all:?}"
    );
}
