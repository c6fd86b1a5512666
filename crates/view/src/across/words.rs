//! A text to words as they are compared: what a quotation keeps when it is trimmed, shortened or reported.
//!
//! Case, diacritics, punctuation and marks are dropped, contractions are written out. Forms of tense and number become
//! one ("will" and "would", "plans" and "planned"), and so do the pronouns that change in reported speech ("I", "she").
//! "That" and "this" are dropped, which reports put in or change. Stems need not be words, only the same for all forms.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::names::{folded, is_apostrophe};

/// A word as it is compared: a hash, of which the lowest bit says whether it is one of those that every text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Word(u32);

impl Word {
    fn new(word: &str) -> Word {
        let is_common = TELL_LITTLE.contains(word);
        // FNV-1a, whose lowest bit gives way.
        let hash = word.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Word(hash & !1 | u32::from(is_common))
    }

    /// Whether every text has it, so that it tells little.
    pub(super) fn is_common(self) -> bool {
        self.0 & 1 == 1
    }

    pub(super) fn hash(self) -> u32 {
        self.0
    }
}

/// The words of a text, added to others.
pub(super) fn add_words(text: &str, words: &mut Vec<Word>) {
    each_word(text, &mut |word| words.push(Word::new(word)));
}

fn each_word(text: &str, take: &mut dyn FnMut(&str)) {
    // Commas and stops within numbers part none.
    let is_part = |letter: char| letter.is_alphanumeric() || is_apostrophe(letter) || is_mark(letter);
    for written in text.split(|letter: char| !is_part(letter) && !matches!(letter, ',' | '.')) {
        let is_number = written.starts_with(|letter: char| letter.is_ascii_digit());
        for part in written.split(|letter: char| !is_number && matches!(letter, ',' | '.')) {
            let part = part.trim_matches(|letter: char| is_apostrophe(letter) || matches!(letter, ',' | '.'));
            match part {
                "" => {}
                number if is_number => take(&number.replace(',', "")),
                word => contracted(word, take),
            }
        }
    }
}

/// Marks that are part of the letter before them.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// A word that may be two.
fn contracted(written: &str, take: &mut dyn FnMut(&str)) {
    let (word, end) = match written.char_indices().rev().find(|(_, letter)| is_apostrophe(*letter)) {
        Some((at, mark)) => (&written[..at], folded(&written[at + mark.len_utf8()..])),
        None => (written, String::new()),
    };
    let is_denied = end == "t" && word.ends_with(['n', 'N']);
    let base = match (is_denied, &*folded(word)) {
        (true, "won") => "will".to_owned(),
        (true, "can" | "shan") => folded(word),
        (true, base) => base.strip_suffix('n').unwrap_or(base).to_owned(),
        (false, _) if matches!(&*end, "s" | "ll" | "re" | "m" | "ve" | "d" | "") => folded(word),
        (false, _) => folded(written),
    };
    take_form(&base, take);
    match &*end {
        "t" if is_denied => take("not"),
        "ll" | "d" => take("will"),
        "re" | "m" => take("be"),
        "ve" => take("have"),
        "s" if matches!(&*base, "it" | "he" | "she" | "that" | "there" | "what" | "who" | "here") => take("be"),
        _ => {}
    }
}

fn take_form(word: &str, take: &mut dyn FnMut(&str)) {
    match word {
        "" | "that" | "this" => {}
        "cannot" => ["can", "not"].into_iter().for_each(take),
        word => match FORMS.get(word) {
            Some(base) => take(base),
            None => take(&stem(word)),
        },
    }
}

/// A word without the endings of its forms.
fn stem(word: &str) -> String {
    let cut = |word: &str, end: &str, least: usize| {
        word.strip_suffix(end).filter(|stem| stem.len() >= least && stem.contains(is_vowel)).map(str::to_owned)
    };
    let y = |stem: String| stem + "y";
    let mut stem = cut(word, "ies", 2)
        .or_else(|| cut(word, "ied", 2))
        .map(y)
        .or_else(|| cut(word, "ing", 3).or_else(|| cut(word, "ed", 2)).map(single))
        .or_else(|| cut(word, "ches", 1).map(|stem| stem + "ch"))
        .or_else(|| cut(word, "shes", 1).map(|stem| stem + "sh"))
        .or_else(|| cut(word, "sses", 1).map(|stem| stem + "ss"))
        .or_else(|| if word.ends_with("ss") || word.ends_with("us") { None } else { cut(word, "s", 3) })
        .unwrap_or_else(|| word.to_owned());
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    stem
}

/// "plann" of "planned" as "plan"; "sell" of "selling" as it is, which its other forms are too.
fn single(mut stem: String) -> String {
    let mut ends = stem.chars().rev();
    if let (Some(last), Some(before)) = (ends.next(), ends.next())
        && last == before
        && !is_vowel(last)
        && !matches!(last, 'l' | 's' | 'z' | 'f')
    {
        stem.pop();
    }
    stem
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Forms that no ending tells, and pronouns, to one of them.
static FORMS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    IRREGULAR
        .iter()
        .flat_map(|forms| {
            let mut forms = forms.split(' ');
            let base = forms.next().unwrap_or_default();
            std::iter::once(base).chain(forms).map(move |form| (form, base))
        })
        .collect()
});

const IRREGULAR: [&str; 66] = [
    "he i me my she him his her hers we us our ours they them their theirs",
    "self myself himself herself ourselves themselves",
    "be am is are was were been being",
    "have has had having",
    "do does did done doing",
    "will would",
    "can could",
    "may might",
    "shall should",
    "those these",
    "say says said saying",
    "go goes went gone going",
    "get gets got gotten getting",
    "make makes made making",
    "take takes took taken taking",
    "come comes came coming",
    "know knows knew known knowing",
    "think thinks thought thinking",
    "see sees saw seen seeing",
    "give gives gave given giving",
    "find finds found finding",
    "tell tells told telling",
    "become becomes became becoming",
    "leave leaves left leaving",
    "feel feels felt feeling",
    "keep keeps kept keeping",
    "begin begins began begun beginning",
    "hold holds held holding",
    "bring brings brought bringing",
    "buy buys bought buying",
    "stand stands stood standing",
    "lose loses lost losing",
    "pay pays paid paying",
    "meet meets met meeting",
    "run runs ran running",
    "win wins won winning",
    "fight fights fought fighting",
    "build builds built building",
    "send sends sent sending",
    "spend spends spent spending",
    "sell sells sold selling",
    "lead leads led leading",
    "grow grows grew grown growing",
    "fall falls fell fallen falling",
    "rise rises rose risen rising",
    "speak speaks spoke spoken speaking",
    "break breaks broke broken breaking",
    "choose chooses chose chosen choosing",
    "write writes wrote written writing",
    "understand understands understood understanding",
    "drive drives drove driven driving",
    "eat eats ate eaten eating",
    "die dies died dying",
    "lie lies lay lain lying",
    "draw draws drew drawn drawing",
    "fly flies flew flown flying",
    "teach teaches taught teaching",
    "seek seeks sought seeking",
    "show shows showed shown showing",
    "sit sits sat sitting",
    "steal steals stole stolen stealing",
    "throw throws threw thrown throwing",
    "wear wears wore worn wearing",
    "man men",
    "woman women",
    "child children",
];

/// Words, as they are compared, that tell little of what a text is about.
static TELL_LITTLE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut words = HashSet::new();
    each_word(COMMON, &mut |word| {
        words.insert(word.to_owned());
    });
    words
});

const COMMON: &str = "
    a about after again all also an and any anybody anyone anything are as at away back be because been before but by can
    come do down each even ever every everybody everyone everything for from get go good have he her here him his how i
    if in into it its just know like lot make many may me more most much my never no nobody not nothing now of off on
    one only or other our out over own put really say see self shall should so some somebody someone something still
    such sure take than that the their them then there these they thing think those to today too up us very want was way
    we well what when where whether which who why will with would yes yet you your";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut words = Vec::new();
        each_word(text, &mut |word| words.push(word.to_owned()));
        assert_eq!(words.join(" "), expected, "{text}");
    }

    #[test]
    fn marks_and_case_are_dropped_and_numbers_stay_whole() {
        check("“Née À Årvik — 1,000.5 ‘tonnes’, …”", "nee a arvik 1000.5 tonn");
        check("U.S. state-run mines in 2024.", "u s stat run min in 2024");
    }

    #[test]
    fn contractions_are_written_out() {
        check("Won’t can't cannot don’t isn't", "will not can not can not do not be not");
        check("I'm we’ll they'd you've it's O’Brien’s", "he be he will he will you have it be obrien");
    }

    #[test]
    fn reported_speech_has_the_same_words() {
        let both = |one: &str, other: &str| {
            let words = |text| {
                let mut words = Vec::new();
                add_words(text, &mut words);
                words
            };
            assert_eq!(words(one), words(other), "{one} / {other}");
        };
        both("I will never close my mine", "that she would never close her mine");
        both("We are planning what is needed", "they were planning what was needed");
        both("This plan hurts families", "that plan hurt family");
        both("He tries, stops and passes", "he tried, stopped and passed");
        both("We hope it changes", "They hoped it changed");
    }

    #[test]
    fn words_that_every_text_has_are_told_in_all_their_forms() {
        let tells = |text: &str| {
            let mut words = Vec::new();
            add_words(text, &mut words);
            words.iter().filter(|word| !word.is_common()).count()
        };
        assert_eq!(tells("I am so very happy with everything, because she came"), 1);
        assert_eq!(tells("Steel does not care about our timetable"), 3);
    }
}
