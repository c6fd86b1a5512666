//! An article's blocks to words, sentences and quotation state.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Quotation, QuotationState};
use crate::types::{Article, Note, Place, Span};

/// One word, number, mark or other sign, without white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// What it looks like.
    pub shape: Shape,
    /// Whether white space, or the start of its block, stands before it.
    pub space_before: bool,
}

/// The words of the article's dateline and of the signs that end it.
fn dateline(article: &Article, words: &[Word]) -> Range<usize> {
    let Some(dateline) = &article.dateline else { return 0..0 };
    let start = words.partition_point(|word| word.span.end <= dateline.span.start);
    let mut end = words.partition_point(|word| word.span.start < dateline.span.end);
    while words.get(end).is_some_and(|word| matches!(word.span.of(&article.text), "—" | "–" | "-" | "--" | ":")) {
        end += 1;
    }
    start..end
}

/// What a word looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Letters, none of them a capital: "said".
    Lower,
    /// First letter a capital: "Smith", "McKay", "O'Neill"; also one capital alone.
    Title,
    /// Two letters or more, all of them capitals: "BBC", "U.S.".
    Upper,
    /// Starts with a digit: "41-year-old", "3.5".
    Digit,
    /// A quotation mark (not an apostrophe).
    Mark,
    /// Any other sign.
    Punctuation,
}

/// A stretch of words read on its own: the headline, a crosshead, a paragraph …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands.
    pub span: Span,
    /// Word indices.
    pub words: Range<usize>,
    /// The part of the article it is.
    pub place: Place,
    /// Whether it is the byline, which is no place for statements.
    pub byline: bool,
    /// Index into the article's sections, for headings and paragraphs.
    pub section: Option<usize>,
    /// Index into the section's paragraphs, for paragraphs.
    pub paragraph: Option<usize>,
}

/// An article's words, in text order, and what is known of them before any model has read them.
#[derive(Clone, Debug)]
pub struct Words<'t> {
    /// The article's text.
    pub text: &'t str,
    /// The words.
    pub words: Vec<Word>,
    /// The blocks, in text order; every word lies in exactly one.
    pub blocks: Vec<Block>,
    /// Word ranges of the sentences, in text order; each lies in one block, every word in one.
    pub sentences: Vec<Range<usize>>,
    /// The quotations, in order of their first word.
    pub quotations: Vec<Quotation>,
    /// For each word, how it stands to quotation marks.
    pub states: Vec<QuotationState>,
    /// The words of the dateline and the dash that ends it, which is no place for statements.
    pub dateline: Range<usize>,
    block_of: Vec<u32>,
    sentence_of: Vec<u32>,
}

impl<'t> Words<'t> {
    /// Words, sentences and quotations of a laid-out article, with a note for each mark left over.
    pub fn new(article: &'t Article) -> (Self, Vec<Note>) {
        let text = article.text.as_str();
        let mut words = Vec::with_capacity(text.len() / 5);
        let mut blocks = Vec::new();
        let mut sentences = Vec::new();
        for block in blocks_of(article) {
            let start = words.len();
            split(text, block.span, &mut words);
            let range = start..words.len();
            super::sentences::sentences(text, block.span, &words, range.clone(), &mut sentences);
            blocks.push(Block { words: range, ..block });
        }
        let (quotations, notes) = super::quotation::pair(text, &mut words, &blocks);
        let mut states = vec![QuotationState::Outside; words.len()];
        for single in [true, false] {
            let state = if single { QuotationState::Single } else { QuotationState::Double };
            // They come in order of their first words: what lies in another is filled with it.
            let mut until = 0;
            for quotation in quotations.iter().filter(|quotation| quotation.single == single) {
                let range = quotation.words.start.max(until)..quotation.words.end;
                if !range.is_empty() {
                    until = range.end;
                    states[range].fill(state);
                }
            }
        }
        let block_of = owners(blocks.iter().map(|block| &block.words), words.len());
        let sentence_of = owners(sentences.iter(), words.len());
        let dateline = dateline(article, &words);
        (Self { text, words, blocks, sentences, quotations, states, dateline, block_of, sentence_of }, notes)
    }

    /// Words made by hand. States are left at their default.
    #[cfg(test)]
    pub(crate) fn from_parts(
        text: &'t str,
        words: Vec<Word>,
        blocks: Vec<Block>,
        sentences: Vec<Range<usize>>,
        quotations: Vec<Quotation>,
    ) -> Self {
        let index_of = |ranges: Vec<Range<usize>>| {
            let mut of = vec![0; words.len()];
            for (index, range) in ranges.into_iter().enumerate() {
                of[range].fill(index as u32);
            }
            of
        };
        let block_of = index_of(blocks.iter().map(|block| block.words.clone()).collect());
        let sentence_of = index_of(sentences.clone());
        let states = vec![QuotationState::default(); words.len()];
        Self { text, words, blocks, sentences, quotations, states, dateline: 0..0, block_of, sentence_of }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word as written.
    pub fn word(&self, index: usize) -> &'t str {
        self.words[index].span.of(self.text)
    }

    /// The span from the first to the last of a range of words; empty for an empty range.
    pub fn span(&self, words: &Range<usize>) -> Span {
        match (self.words.get(words.start), words.end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if words.start < words.end => Span::new(first.span.start, last.span.end),
            (Some(first), _) => Span::new(first.span.start, first.span.start),
            _ => Span::new(self.text.len(), self.text.len()),
        }
    }

    /// The text of a range of words, white space between them included.
    pub fn slice(&self, words: &Range<usize>) -> &'t str {
        self.span(words).of(self.text)
    }

    /// The words that lie inside a span of the text.
    pub fn in_span(&self, span: Span) -> Range<usize> {
        let start = self.words.partition_point(|word| word.span.start < span.start);
        let end = self.words.partition_point(|word| word.span.end <= span.end);
        start..end.max(start)
    }

    /// Index of the block a word lies in.
    pub fn block_of(&self, index: usize) -> usize {
        self.block_of[index] as usize
    }

    /// Index of the sentence a word lies in.
    pub fn sentence_of(&self, index: usize) -> usize {
        self.sentence_of[index] as usize
    }
}

/// The parts of an article in text order, their words still to be found.
fn blocks_of(article: &Article) -> Vec<Block> {
    let block = |span, place| Block { span, words: 0..0, place, byline: false, section: None, paragraph: None };
    let mut blocks = Vec::new();
    blocks.extend(article.headline.map(|span| block(span, Place::Headline)));
    blocks.extend(article.standfirst.map(|span| block(span, Place::Standfirst)));
    blocks.extend(article.byline.map(|span| Block { byline: true, ..block(span, Place::Body) }));
    for (section, part) in article.sections.iter().enumerate() {
        let section = Some(section);
        blocks.extend(part.heading.map(|span| Block { section, ..block(span, Place::Heading) }));
        let paragraphs = part.paragraphs.iter().enumerate();
        blocks.extend(paragraphs.map(|(at, span)| Block { section, paragraph: Some(at), ..block(*span, Place::Body) }));
    }
    blocks.sort_by_key(|block| block.span);
    blocks
}

/// For each word, the index of the range that holds it.
fn owners<'a>(ranges: impl Iterator<Item = &'a Range<usize>>, n_words: usize) -> Vec<u32> {
    let mut owners = Vec::with_capacity(n_words);
    for (index, range) in ranges.enumerate() {
        owners.resize(range.end, index as u32);
    }
    owners
}

/// Splits a block into words: the bounds of Unicode Standard Annex 29, with these changes.
///
/// - Clitics are words of their own ("'s", "'ll"), since sources end before them.
/// - Hyphenated words are one word, as are numbers, "@names", "#tags", addresses, runs of dots or
///   of one dash, and the typewriter's marks (`` and '').
/// - Abbreviations keep their stop: "U.S.", "J.", "Gov.".
fn split(text: &str, span: Span, out: &mut Vec<Word>) {
    let block = span.of(text);
    let mut pieces = block
        .split_word_bound_indices()
        .filter(|(_, piece)| !piece.chars().all(|c| c.is_whitespace() || c.is_control() || IGNORABLE.contains(&c)))
        .map(|(at, piece)| Span::new(span.start + at, span.start + at + piece.len()))
        .peekable();
    let mut end_of_last = usize::MAX;
    while let Some(mut word) = pieces.next() {
        // Grow the word over the pieces that belong to it.
        if is_address(word.of(text), &text[word.end..span.end]) {
            let end = text[word.start..span.end].find(char::is_whitespace).map_or(span.end, |len| word.start + len);
            word.end = word.start + text[word.start..end].trim_end_matches(ADDRESS_TAIL).len().max(word.len());
            while pieces.next_if(|piece| piece.start < word.end).is_some() {}
        }
        if let Some(entity) = mark_entity(&text[word.start..span.end]) {
            word.end = word.start + entity.len();
            while pieces.next_if(|piece| piece.start < word.end).is_some() {}
        }
        while let Some(next) = pieces.peek().copied().filter(|next| next.start == word.end) {
            let after = text[next.end..span.end].chars().next();
            if !belongs(word.of(text), next.of(text), after) {
                break;
            }
            word.end = next.end;
            pieces.next();
        }
        // Cut off its clitics.
        for part in clitics(word, text) {
            let slice = part.of(text);
            let space_before = end_of_last != part.start;
            end_of_last = part.end;
            out.push(Word { span: part, shape: shape(slice), space_before });
        }
    }
}

/// The HTML entity of a double quotation mark that a text begins with, left in by whoever took it off its page.
fn mark_entity(text: &str) -> Option<&'static str> {
    MARK_ENTITIES.iter().map(|(entity, _)| *entity).find(|entity| text.starts_with(entity))
}

/// HTML entities of double quotation marks, and the marks.
pub(super) const MARK_ENTITIES: [(&str, &str); 8] = [
    ("&#34;", "\""),
    ("&#8220;", "“"),
    ("&#8221;", "”"),
    ("&laquo;", "«"),
    ("&ldquo;", "“"),
    ("&quot;", "\""),
    ("&raquo;", "»"),
    ("&rdquo;", "”"),
];

/// Signs that print nothing and split no word: zero-width space and joiners, soft hyphen, word
/// joiner, byte order mark.
const IGNORABLE: [char; 8] =
    ['\u{200B}', '\u{200C}', '\u{200D}', '\u{200E}', '\u{200F}', '\u{AD}', '\u{2060}', '\u{FEFF}'];

const ADDRESS_TAIL: [char; 14] = ['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’', '»', '…'];

fn is_address(word: &str, rest: &str) -> bool {
    (word.eq_ignore_ascii_case("http") || word.eq_ignore_ascii_case("https")) && rest.starts_with("://")
        || word.eq_ignore_ascii_case("www") && rest.starts_with('.')
        || word.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("www."))
}

/// Whether `next`, which touches `word`, belongs to the same word; `after` is the character behind it.
fn belongs(word: &str, next: &str, after: Option<char>) -> bool {
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let last = word.chars().next_back();
    match next {
        "." if word.ends_with('.') && word.chars().all(|c| c == '.') => true,
        "." => is_abbreviation(word, after),
        "-" | "‐" | "‑" => {
            alphanumeric(last) && alphanumeric(after) || next == "-" && word.chars().all(|c| c == '-')
        }
        "—" | "–" | "―" => word == next,
        "`" => word == "`",
        // Commas for a low mark: ",,We won"
        "," => word == "," && alphanumeric(after),
        "'" => word == "'",
        "&" => alphanumeric(last) && alphanumeric(after),
        _ => {
            let starts_word = alphanumeric(next.chars().next());
            starts_word
                && (matches!(word, "#" | "@")
                    || word.ends_with(['-', '‐', '‑', '&']) && word.chars().any(char::is_alphanumeric)
                    || is_dotted(word) && next.chars().count() == 1)
        }
    }
}

/// "U.", "U.S": single letters with stops between.
fn is_dotted(word: &str) -> bool {
    let mut letter = true;
    let mut dots = 0;
    for c in word.chars() {
        if letter != c.is_alphabetic() || !letter && c != '.' {
            return false;
        }
        dots += usize::from(!letter);
        letter = !letter;
    }
    dots > 0
}

/// Whether a stop after `word` belongs to it.
fn is_abbreviation(word: &str, after: Option<char>) -> bool {
    if after.is_some_and(char::is_alphanumeric) {
        return word.chars().count() == 1 && word.chars().all(char::is_alphabetic) || is_dotted(word);
    }
    let mut letters = word.chars();
    // An initial ("J. Smith"), but not "I." or a list's "A." at the end of a block.
    let initial =
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() && word != "I" && after == Some(' ');
    initial || is_dotted(word) || ABBREVIATIONS.binary_search(&word).is_ok()
}

/// Abbreviations that keep their stop and stand before a name, a number or a place; in byte order.
const ABBREVIATIONS: [&str; 74] = [
    "Adm", "Ala", "Apr", "Ariz", "Ark", "Atty", "Aug", "Ave", "Bros", "Calif", "Capt", "Co", "Col", "Colo", "Conn",
    "Corp", "Cpl", "Dec", "Del", "Dr", "Feb", "Fla", "Fr", "Ga", "Gen", "Gov", "Hon", "Ill", "Inc", "Insp", "Jan",
    "Jr", "Kan", "Ky", "La", "Lt", "Ltd", "Maj", "Mass", "Md", "Messrs", "Mich", "Minn", "Miss", "Mo", "Mr", "Mrs",
    "Ms", "Mt", "Nev", "No", "Nov", "Oct", "Okla", "Ore", "Pa", "Pfc", "Pres", "Prof", "Pvt", "Rep", "Rev", "Sen",
    "Sept", "Sgt", "Sr", "St", "Supt", "Tenn", "Tex", "Va", "Wash", "Wis", "vs",
];

const CLITICS: [&str; 6] = ["s", "re", "ve", "ll", "d", "m"];

/// The word without its clitic, and the clitic.
fn clitics(word: Span, text: &str) -> impl Iterator<Item = Span> {
    let slice = word.of(text);
    let cut = slice.rfind(['\'', '’']).filter(|at| {
        let tail = slice[*at..].trim_start_matches(['\'', '’']);
        *at > 0 && CLITICS.iter().any(|clitic| tail.eq_ignore_ascii_case(clitic))
    });
    let at = cut.map_or(word.end, |at| word.start + at);
    [Span::new(word.start, at), Span::new(at, word.end)].into_iter().filter(|part| !part.is_empty())
}

fn shape(word: &str) -> Shape {
    let mut letters = 0;
    let mut capitals = 0;
    let mut first = None;
    for c in word.chars().filter(|c| c.is_alphanumeric()) {
        first.get_or_insert(c);
        letters += usize::from(c.is_alphabetic());
        capitals += usize::from(c.is_uppercase());
    }
    match first {
        None => Shape::Punctuation,
        Some(c) if c.is_numeric() => Shape::Digit,
        Some(_) if capitals >= 2 && capitals == letters => Shape::Upper,
        Some(c) if c.is_uppercase() => Shape::Title,
        Some(_) => Shape::Lower,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::types::Section;

    pub(crate) fn article(paragraphs: &[&str]) -> Article {
        let text = paragraphs.join("\n\n");
        let mut spans = Vec::new();
        let mut at = 0;
        for paragraph in paragraphs {
            spans.push(Span::new(at, at + paragraph.len()));
            at += paragraph.len() + 2;
        }
        Article { text, sections: vec![Section { heading: None, paragraphs: spans }], ..Article::default() }
    }

    fn check(paragraph: &str, expected: &[&str]) {
        let article = article(&[paragraph]);
        let (words, _) = Words::new(&article);
        assert_eq!((0..words.len()).map(|index| words.word(index)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn cuts_clitics_off_but_keeps_names_with_apostrophes_whole() {
        check(
            "Rao's aide said they'll meet O'Neill.",
            &["Rao", "'s", "aide", "said", "they", "'ll", "meet", "O'Neill", "."],
        );
        check("It didn’t; the voters’ choice", &["It", "didn’t", ";", "the", "voters", "’", "choice"]);
    }

    #[test]
    fn keeps_abbreviations_numbers_hyphens_tags_and_addresses_whole() {
        check(
            "Gov. J. D. Lund of the U.S. won 3.5%.",
            &["Gov.", "J.", "D.", "Lund", "of", "the", "U.S.", "won", "3.5", "%", "."],
        );
        check(
            "Long-term Iran-Russia ties... #peace @lund",
            &["Long-term", "Iran-Russia", "ties", "...", "#peace", "@lund"],
        );
        check("See https://a.example/b?c=1.", &["See", "https://a.example/b?c=1", "."]);
        check("R&D at AT&T -- he said—", &["R&D", "at", "AT&T", "--", "he", "said", "—"]);
    }

    #[test]
    fn takes_the_entity_of_a_mark_for_one_word() {
        check("&quot;We won,&quot; he said", &["&quot;", "We", "won", ",", "&quot;", "he", "said"]);
        check("R&amp;D &quote;", &["R&amp", ";", "D", "&", "quote", ";"]);
    }

    #[test]
    fn skips_signs_that_print_nothing() {
        check("a\u{200B}\0 b", &["a", "b"]);
    }

    #[test]
    fn keeps_a_quotation_of_two_sentences_and_its_cue_in_one_sentence() {
        let article = article(&["“We won. We did,” said Gov. Rao. Then he left."]);
        let (words, _) = Words::new(&article);
        let sentences: Vec<_> = words.sentences.iter().map(|range| words.slice(range)).collect();
        assert_eq!(sentences, ["“We won. We did,” said Gov. Rao.", "Then he left."]);
    }

    proptest! {
        #[test]
        fn words_blocks_and_sentences_hold_on_any_text(paragraphs in proptest::collection::vec("(?s).{0,60}|[a-z'’‘“”\". -]{0,80}", 1..4)) {
            let paragraphs: Vec<_> = paragraphs.iter().map(String::as_str).collect();
            let article = article(&paragraphs);
            let (words, _) = Words::new(&article);
            for pair in words.words.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
            for index in 0..words.len() {
                prop_assert!(!words.word(index).is_empty());
                prop_assert!(words.blocks[words.block_of(index)].words.contains(&index));
                prop_assert!(words.sentences[words.sentence_of(index)].contains(&index));
            }
            for quotation in &words.quotations {
                prop_assert!(quotation.words.start < quotation.words.end && quotation.words.end <= words.len());
                prop_assert_eq!(words.block_of(quotation.words.start), words.block_of(quotation.words.end - 1));
            }
        }
    }
}
