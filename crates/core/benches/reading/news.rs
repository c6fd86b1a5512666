//! A number to a news article: invented, the same every time, and as long as an article is.
//!
//! Made from templates, so that the benchmarks need no texts that belong to a publisher. Its
//! paragraphs mix what news mixes: direct, indirect and interrupted quotations, fragments, second
//! mentions by surname and pronoun, organisations that speak, and paragraphs that report nothing.
//! Left out: the spread of lengths and layouts of real news, for which there is
//! `INQUIT_BENCH_TEXTS`.

/// About as many words as an article has, its front matter apart.
const N_WORDS: usize = 750;

/// The article of a number: headline, byline, dateline and paragraphs, ready to be read.
pub(crate) fn article(number: u64) -> String {
    let mut writer = Writer { state: number.wrapping_mul(0x9E37_79B9_7F4A_7C15) };
    let town = writer.pick(TOWNS);
    let topic = writer.pick(TOPICS);
    let cast: Vec<Person> = (0..4).map(|index| writer.person(index)).collect();

    let mut text = format!(
        "{}: {} of {town} cannot wait\n\nBy {} {}\n\n{} — ",
        cast[0].last,
        capitalised(topic),
        writer.pick(FIRST_NAMES[0]),
        writer.pick(LAST_NAMES),
        town.to_uppercase(),
    );
    text += &format!(
        "The council of {town} put off its decision on {topic} for the third time this year, after {} hours of \
         talks that ended without a vote.\n\n",
        writer.below(9) + 2,
    );
    let mut introduced = [false; 4];
    while text.split_whitespace().count() < N_WORDS {
        let index = writer.below(cast.len());
        let paragraph = if introduced[index] {
            writer.later(&cast[index], &cast[(index + 1) % cast.len()], topic, town)
        } else {
            writer.first(&cast[index], topic, town)
        };
        introduced[index] = true;
        text += &paragraph;
        text += "\n\n";
        if writer.below(3) == 0 {
            text += &writer.narration(topic, town);
            text += "\n\n";
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

struct Person {
    first: &'static str,
    last: &'static str,
    pronoun: &'static str,
    title: &'static str,
    body: &'static str,
}

/// Chooses words; SplitMix64 (Steele, Lea and Flood 2014).
struct Writer {
    state: u64,
}

impl Writer {
    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn pick(&mut self, choices: &[&'static str]) -> &'static str {
        choices[self.below(choices.len())]
    }

    /// Nobody else of the article has the surname: the list is divided among them.
    fn person(&mut self, index: usize) -> Person {
        let pronoun = self.below(2);
        let share = LAST_NAMES.len() / 4;
        Person {
            first: self.pick(FIRST_NAMES[pronoun]),
            last: self.pick(&LAST_NAMES[index * share..(index + 1) * share]),
            pronoun: ["she", "he"][pronoun],
            title: self.pick(TITLES),
            body: self.pick(BODIES),
        }
    }

    /// A paragraph that brings a person in.
    fn first(&mut self, person: &Person, topic: &str, town: &str) -> String {
        let Person { first, last, title, body, pronoun } = person;
        let (said, claim, other) = (self.pick(VERBS), self.pick(CLAIMS), self.pick(CLAIMS));
        match self.below(4) {
            0 => {
                format!("“{},” {said} {first} {last}, {title} of {body}. “{}.”", capitalised(claim), capitalised(other))
            }
            1 => format!(
                "{first} {last}, {title} of {body}, {said} that {claim}. {} added: “{}.”",
                capitalised(pronoun),
                capitalised(other)
            ),
            2 => format!(
                "According to {first} {last}, who has been {title} of {body} for {} years, {claim}. The people of {town} \
                 “will not forget it”, {pronoun} told reporters.",
                self.below(20) + 2,
            ),
            _ => format!(
                "In a letter about {topic}, {body} {said} {claim}. Its {title}, {first} {last}, called the delay “a bad \
                 joke” and urged the council to act before winter.",
            ),
        }
    }

    /// A paragraph with a person who is known by now.
    fn later(&mut self, person: &Person, other: &Person, topic: &str, town: &str) -> String {
        let Person { last, pronoun, title, body, .. } = person;
        let (said, claim, more) = (self.pick(VERBS), self.pick(CLAIMS), self.pick(CLAIMS));
        match self.below(6) {
            0 => format!("“{},” {last} {said}, “and {more}.”", capitalised(claim)),
            1 => format!("{} did not deny that {claim}, but {said} {more}.", capitalised(last)),
            2 => format!(
                "“{},” {pronoun} {said}. “{}. {}.”",
                capitalised(claim),
                capitalised(more),
                capitalised(self.pick(CLAIMS))
            ),
            3 => format!(
                "{} rejected what {last} had said about {topic}. “{},” {} told the Evening Ledger.",
                capitalised(other.last),
                capitalised(claim),
                other.pronoun
            ),
            4 => format!("A spokesman for {body} {said} the {title} believes {claim}, and hopes that {more}."),
            _ => format!(
                "{} {said} {claim}. In {town}, {pronoun} promised, “nobody will pay twice” for {topic}.",
                capitalised(last)
            ),
        }
    }

    /// A paragraph that reports nothing anybody said.
    fn narration(&mut self, topic: &str, town: &str) -> String {
        let number = self.below(900) + 100;
        match self.below(3) {
            0 => format!(
                "The cost of {topic} has grown from {number} million crowns to more than twice that since 2019, and {town} \
                 has borrowed half of it. The loan runs for 30 years.",
            ),
            1 => format!(
                "About {number} families live within sight of the river. Trains stop there twice a day, and the last ferry \
                 leaves at six o'clock in the evening.",
            ),
            _ => format!(
                "Work on {topic} began in the spring of last year with {number} people. It stopped in June, when the wet \
                 season filled the trenches, and did not start again.",
            ),
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

const FIRST_NAMES: [&[&str]; 2] = [
    &["Nadia", "Ingrid", "Delphine", "Ama", "Rosalind", "Yuki", "Marta", "Saoirse"],
    &["Luis", "Henrik", "Tobias", "Kwame", "Edmund", "Kenji", "Pavel", "Declan"],
];

const LAST_NAMES: &[&str] = &[
    "Okafor",
    "Bertrand",
    "Vane",
    "Lindqvist",
    "Arnaud",
    "Mensah",
    "Harcastle",
    "Tanigawa",
    "Novotny",
    "Brannigan",
    "Castellane",
    "Osei",
    "Wetherall",
    "Murakawa",
    "van der Meulen",
    "O’Rourke-Bell",
];

const TOWNS: &[&str] = &["Port Ellery", "Eastmere", "Halden", "Saltwick", "Upper Brandon", "Ravensholm"];

const TOPICS: &[&str] = &["the bridge", "the harbour wall", "the new hospital", "the night trains", "the school roofs"];

const TITLES: &[&str] = &["chief engineer", "director", "treasurer", "head of research", "deputy chair", "president"];

const BODIES: &[&str] = &[
    "Halden Rail",
    "the Harbour Board",
    "the Union of Ferry Workers",
    "Eastmere University",
    "the Saltwick Trust",
    "the Ministry of Works",
];

const VERBS: &[&str] = &["said", "said", "said", "argued", "insisted", "explained", "warned", "noted"];

const CLAIMS: &[&str] = &[
    "the beams are sound for another decade",
    "nobody has shown us a single figure that holds",
    "the money was spent before the first stone was laid",
    "half of the inspections were never made",
    "we had four warnings and did not listen to one of them",
    "the plan would cost every household about 40 crowns a year",
    "there is no other way to reach the north bank in winter",
    "the tests were repeated in three laboratories with the same result",
    "it was wrong to begin in the wet season",
    "steel does not care about a timetable",
    "a ferry is a fine thing until the river freezes",
    "the contract leaves the town with all of the risk",
];
