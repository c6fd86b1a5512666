//! Names in capitals to names as one writes them: “MARY MCKAY-O’BRIEN” to “Mary McKay-O’Brien”.
//!
//! Agencies, captions, transcripts and old databases print names in capitals, and who folds speakers over articles
//! wants one spelling. Only how letters are written changes, never a letter. What capitals cannot tell is decided
//! by what is commoner: “Macdonald”, “de Souza”. Left out: names in small letters, which some choose.

/// Small words inside names.
const PARTICLES: [&str; 20] = [
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "bin", "ibn", "bint",
    "ter", "ten", "y", "e",
];
/// Names of two letters or without a vowel, which other words of the kind are initials.
const SHORT: [&str; 24] = [
    "al", "bo", "cy", "ed", "el", "hu", "jo", "le", "li", "lo", "lu", "ma", "ng", "oz", "ty", "un", "vi", "wu", "xi",
    "xu", "ye", "yi", "yo", "yu",
];
/// Small words inside the names of bodies.
const JOINTS: [&str; 8] = ["of", "the", "and", "for", "in", "on", "at", "to"];
/// Short words of such names that are no initials.
const PLAIN: [&str; 20] = [
    "army", "arts", "bank", "city", "club", "fire", "fund", "gas", "home", "hall", "navy", "news", "park", "port",
    "post", "rail", "road", "tax", "town", "zoo",
];

/// A person's name. Words that are not all capitals stay, as do initials, and, unless a longer word is in capitals
/// too, words that may be initials (“JFK”).
pub(crate) fn person(name: &str) -> String {
    let shouts = name.split(' ').any(|word| is_shouted(word) && letters(word) > 3);
    if !shouts {
        return name.to_owned();
    }
    restored(name, |at, word| {
        let low = word.to_lowercase();
        let bare = low.trim_end_matches('.');
        if !is_shouted(word) || matches!(bare, "ii" | "iii" | "iv" | "vi" if at > 1) {
            word.to_owned()
        } else if at > 0 && PARTICLES.contains(&bare) {
            low
        } else if matches!(bare, "jr" | "sr") || is_name(bare) {
            in_parts(&low)
        } else {
            word.to_owned()
        }
    })
}

/// A place's name: "PORT ELLERY", but not "USA".
pub(crate) fn place(name: &str) -> String {
    restored(
        name,
        |_, word| if is_shouted(word) && letters(word) > 3 { in_parts(&word.to_lowercase()) } else { word.to_owned() },
    )
}

/// A name in small letters, with capitals: "the united states" to "The United States".
pub(crate) fn titled(name: &str) -> String {
    restored(name, |at, word| if at > 0 && JOINTS.contains(&word) { word.to_owned() } else { in_parts(word) })
}

/// A body's name, where the line is in capitals: longer words only, since short ones may be initials (“BBC”).
pub(crate) fn body(name: &str) -> String {
    if name.split(' ').filter(|word| is_shouted(word)).count() < 2 {
        return name.to_owned();
    }
    restored(name, |at, word| {
        let low = word.to_lowercase();
        match is_shouted(word) {
            true if at > 0 && JOINTS.contains(&&*low) => low,
            true if letters(word) > 4 || PLAIN.contains(&&*low) => in_parts(&low),
            _ => word.to_owned(),
        }
    })
}

fn restored(name: &str, word: impl Fn(usize, &str) -> String) -> String {
    name.split(' ').enumerate().map(|(at, one)| word(at, one)).collect::<Vec<_>>().join(" ")
}

/// Two letters or more, all capitals but for the “c” of “McKAY”.
fn is_shouted(word: &str) -> bool {
    let word = word.strip_prefix("Mc").or_else(|| word.strip_prefix("Mac")).unwrap_or(word);
    letters(word) > 1 && !word.chars().any(char::is_lowercase) && !word.chars().any(|c| c.is_ascii_digit())
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether a word can be read aloud and is no row of initials, such as “J.R.” or “PJ”.
fn is_name(low: &str) -> bool {
    let vowel =
        |c: char| !matches!(c, 'b'..='d' | 'f'..='h' | 'j'..='n' | 'p'..='t' | 'v'..='x' | 'z') && c.is_alphabetic();
    !low.contains('.') && (SHORT.contains(&low) || letters(low) > 2 && low.chars().any(vowel))
}

/// “mckay-o’brien” to “McKay-O’Brien”.
fn in_parts(low: &str) -> String {
    let mut out = String::with_capacity(low.len());
    let mut opens = true;
    for (at, letter) in low.char_indices() {
        if opens && letter.is_alphabetic() {
            out.extend(letter.to_uppercase());
        } else {
            out.push(letter);
        }
        let before = &low[..at];
        let part = before.rsplit('-').next().unwrap_or_default();
        // “O’Brien” and “D’Angelo”, but “Sa’ad”; “McKay”, but “Mack”.
        opens = match letter {
            '-' => true,
            '\'' | '’' => letters(part) == 1,
            'c' => part == "m" && low[at + 1..].chars().take_while(|c| c.is_alphabetic()).count() > 2,
            _ => false,
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)], restore: fn(&str) -> String) {
        for (given, expected) in cases {
            assert_eq!(restore(given), *expected);
        }
    }

    #[test]
    fn writes_small_names_with_capitals() {
        assert_eq!(["PORT ELLERY", "USA", "Delby"].map(place), ["Port Ellery", "USA", "Delby"]);
        assert_eq!(["france", "trinidad and tobago"].map(titled), ["France", "Trinidad and Tobago"]);
    }

    #[test]
    fn restores_a_persons_name() {
        check(
            &[
                ("NADIA OKAFOR", "Nadia Okafor"),
                ("Nadia OKAFOR", "Nadia Okafor"),
                ("OKAFOR", "Okafor"),
                ("MARY MCKAY-O’BRIEN", "Mary McKay-O’Brien"),
                ("McKAY", "McKay"),
                ("J.R. HALE III", "J.R. Hale III"),
                ("PJ HALE JR.", "PJ Hale Jr."),
                ("ED LI WONG", "Ed Li Wong"),
                ("JOSÉ DE SOUZA", "José de Souza"),
                ("ÉMILE D'ARCY", "Émile D'Arcy"),
            ],
            person,
        );
    }

    #[test]
    fn leaves_names_that_are_written_so() {
        check(
            &[("JFK", "JFK"), ("MIA", "MIA"), ("bell hooks", "bell hooks"), ("Ann McKay", "Ann McKay"), ("", "")],
            person,
        );
    }

    #[test]
    fn restores_the_longer_words_of_a_body() {
        check(
            &[
                ("BANK OF EASTMERE", "Bank of Eastmere"),
                ("NORTHERN COURIER", "Northern Courier"),
                ("BBC NORTHERN", "BBC Northern"),
                ("UNESCO", "UNESCO"),
                ("Halden Rail", "Halden Rail"),
            ],
            body,
        );
    }
}
