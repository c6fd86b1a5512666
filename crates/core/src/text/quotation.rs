//! Quotation marks to quotations.
//!
//! Double marks (and guillemets) are paired with a stack: each mark opens or closes by what
//! touches it, then by its shape, then by what is open. Single marks are paired after them,
//! inside the same double quotation only, since most of them are apostrophes: a closing mark
//! after punctuation wins over one after a letter, and that over a plural possessive. Every block
//! starts anew, so a mark that is never closed derails nothing beyond its paragraph; only a
//! quotation that the next paragraph opens again (or closes without opening) runs on.

use std::{collections::HashSet, ops::Range};

use super::{Block, Shape, Word, words::MARK_ENTITIES};
use crate::types::{Note, NoteCode, Place};

/// A stretch in quotation marks within one block. A quotation that runs over paragraphs is one
/// of these a paragraph, each but the first with `continues` set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Word indices, both marks included where they stand.
    pub words: Range<usize>,
    /// Whether a mark opens it.
    pub opened: bool,
    /// Whether a mark closes it; a quotation continued in the next paragraph is not closed in this one.
    pub closed: bool,
    /// Nesting depth, 0 for the outermost.
    pub depth: usize,
    /// Whether its marks are single ones.
    pub single: bool,
    /// Whether it continues the last quotation of the paragraph before.
    pub continues: bool,
}

/// How a word stands to quotation marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum QuotationState {
    /// Outside any quotation.
    #[default]
    Outside,
    /// Inside a quotation in double marks (or guillemets), marks included.
    Double,
    /// Inside a quotation in single marks only, marks included.
    Single,
}

/// How deep quotations nest before an outer one counts as never closed.
const MAX_DEPTH: usize = 8;

/// Pairs the marks of every block; marks the words that are quotation marks with [`Shape::Mark`].
/// Quotations come in order of their first word, outer before inner.
pub(super) fn pair(text: &str, words: &mut [Word], blocks: &[Block]) -> (Vec<Quotation>, Vec<Note>) {
    let mut pairing =
        Pairing { text, words, quotations: Vec::new(), notes: Vec::new(), left_open: None, excerpts: Vec::new() };
    for (index, block) in blocks.iter().enumerate() {
        pairing.block(block, blocks.get(index + 1));
    }
    pairing.give_up_left_open();
    pairing.spread_excerpts(blocks);
    let Pairing { mut quotations, mut notes, .. } = pairing;
    quotations.sort_by_key(|quotation| (quotation.words.start, std::cmp::Reverse(quotation.words.end)));
    set_depths(&mut quotations);
    notes.sort_by_key(|note| note.span);
    (quotations, notes)
}

struct Pairing<'t, 'w> {
    text: &'t str,
    words: &'w mut [Word],
    quotations: Vec<Quotation>,
    notes: Vec<Note>,
    /// The quotation that the last block left open, and the word of its mark.
    left_open: Option<Open>,
    /// The first words of blocks that are excerpts of another text.
    excerpts: Vec<usize>,
}

/// An opening mark waiting for its closing one.
#[derive(Clone, Copy)]
struct Open {
    word: usize,
    single: bool,
    straight: bool,
    low: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Opens,
    Closes,
    Either,
}

#[derive(Clone, Copy)]
struct Mark {
    word: usize,
    /// By what touches it alone.
    touch: Turn,
    /// By its shape alone.
    form: Turn,
}

impl Pairing<'_, '_> {
    fn block(&mut self, block: &Block, next: Option<&Block>) {
        let continues_next =
            next.is_some_and(|next| block.place == Place::Body && next.place == Place::Body && !next.byline);
        let next_opens = |single: bool| continues_next && next.is_some_and(|next| self.opens_block(next, single));
        let (next_opens_double, next_opens_single) = (next_opens(false), next_opens(true));
        let from = self.quotations.len();

        let open = self.double_marks(block, next_opens_double);
        let regions = self.regions(block, from);
        let open_single = self.single_marks(block, &regions, next_opens_single);

        // Does this block go on with what the last one left open?
        let mut went_on = false;
        if let Some(left) = self.left_open {
            for quotation in &mut self.quotations[from..] {
                if quotation.words.start == block.words.start && quotation.single == left.single {
                    quotation.continues = true;
                    went_on = true;
                }
            }
        }
        if !went_on {
            self.give_up_left_open();
        }
        self.left_open = open.or(open_single);
        if !continues_next {
            self.give_up_left_open();
        }
    }

    /// An excerpt runs over the neighbouring paragraphs that a straight mark opens and none closes.
    fn spread_excerpts(&mut self, blocks: &[Block]) {
        if self.excerpts.is_empty() {
            return;
        }
        let excerpts: HashSet<usize> = self.excerpts.drain(..).collect();
        let left_open: HashSet<usize> =
            self.quotations.iter().filter(|it| it.opened && !it.closed).map(|it| it.words.start).collect();
        let runs_on = |block: &Block| {
            left_open.contains(&block.words.start) && double_form(self.word(block.words.start)) == Some(Turn::Either)
        };
        let mut spread = vec![false; blocks.len()];
        for backwards in [false, true] {
            let mut inside = false;
            for step in 0..blocks.len() {
                let at = if backwards { blocks.len() - 1 - step } else { step };
                inside = excerpts.contains(&blocks[at].words.start) || inside && runs_on(&blocks[at]);
                spread[at] |= inside;
            }
        }
        let starts = |shift: usize| -> HashSet<usize> {
            let blocks = blocks.iter().skip(shift).zip(&spread).filter(|(_, spread)| **spread);
            blocks.map(|(block, _)| block.words.start).collect()
        };
        let (dropped, behind) = (starts(0), starts(1));
        self.quotations.retain(|quotation| quotation.closed || !dropped.contains(&quotation.words.start));
        for quotation in self.quotations.iter_mut().filter(|quotation| behind.contains(&quotation.words.start)) {
            quotation.continues = false;
        }
    }

    fn give_up_left_open(&mut self) {
        if let Some(open) = self.left_open.take() {
            self.note(open.word, "this quotation mark opens a quotation that is never closed");
        }
    }

    fn note(&mut self, word: usize, message: &str) {
        let span = Some(self.words[word].span);
        self.notes.push(Note { code: NoteCode::UnpairedQuotationMark, span, message: message.to_owned() });
    }

    fn word(&self, word: usize) -> &str {
        self.words[word].span.of(self.text)
    }

    fn opens_block(&self, block: &Block, single: bool) -> bool {
        let first = block.words.start;
        if block.words.is_empty() {
            return false;
        }
        let word = self.word(first);
        if single { single_form(word).is_some() && !self.is_elision(block, first) } else { double_form(word).is_some() }
    }

    /// The character before or after a word, past other marks that touch it.
    fn touching(&self, block: &Block, word: usize, forward: bool) -> Option<char> {
        let mut at = word;
        for _ in 0..MAX_DEPTH {
            let span = self.words[at].span;
            let neighbour = if forward {
                at + 1 < block.words.end && self.words[at + 1].span.start == span.end
            } else {
                at > block.words.start && self.words[at - 1].span.end == span.start
            };
            if !neighbour {
                // White space, a sign that prints nothing, or the end of the block.
                return None;
            }
            at = if forward { at + 1 } else { at - 1 };
            let word = self.word(at);
            if double_form(word).is_none() && single_form(word).is_none() {
                return if forward { word.chars().next() } else { word.chars().next_back() };
            }
        }
        None
    }

    fn touch(&self, block: &Block, word: usize) -> Turn {
        let before = self.touching(block, word, false);
        let after = self.touching(block, word, true);
        let may_open = before.is_none_or(|c| "([{<—–-―/…:=*_".contains(c))
            && after.is_some_and(|c| c.is_alphanumeric() || "([{$£€#@…*_¿¡.-—–".contains(c));
        let may_close = before.is_some() && after.is_none_or(|c| !c.is_alphanumeric() && !"([{".contains(c));
        match (may_open, may_close) {
            (true, false) => Turn::Opens,
            (false, true) => Turn::Closes,
            _ => Turn::Either,
        }
    }

    fn double_marks(&mut self, block: &Block, next_opens: bool) -> Option<Open> {
        let marks: Vec<Mark> = block
            .words
            .clone()
            .filter_map(|word| {
                let form = double_form(self.word(word))?;
                (!self.is_inches(block, word)).then(|| Mark { word, touch: self.touch(block, word), form })
            })
            .collect();
        // How many more marks close than open from each mark on, by touch and form.
        let mut surplus = vec![0_i64; marks.len() + 1];
        for (index, mark) in marks.iter().enumerate().rev() {
            let turn = if mark.touch == Turn::Either { mark.form } else { mark.touch };
            surplus[index] = surplus[index + 1]
                + match turn {
                    Turn::Opens => -1,
                    Turn::Closes => 1,
                    Turn::Either => 0,
                };
        }
        let from = self.quotations.len();
        let mut stack: Vec<Open> = Vec::new();
        for (index, mark) in marks.iter().enumerate() {
            self.words[mark.word].shape = Shape::Mark;
            let word = self.word(mark.word);
            let straight = mark.form == Turn::Either;
            let open = Open { word: mark.word, single: false, straight, low: matches!(word, "„" | ",," | "»") };
            let guillemet = matches!(word, "«" | "»");
            let opens = match (mark.touch, mark.form) {
                // „Wort“, »Wort«: the high mark closes what the low one opened.
                (_, _) if stack.last().is_some_and(|top| top.low) && matches!(word, "“" | "«") => false,
                (_, Turn::Opens) if guillemet => true,
                (Turn::Opens, Turn::Closes) => stack.is_empty(),
                (Turn::Closes, Turn::Opens) => stack.is_empty() && word != "“",
                (Turn::Opens, Turn::Either) if !stack.is_empty() => {
                    // A straight mark that looks opening while one is open: the open one was never
                    // closed if this one has a closing mark of its own.
                    marks.get(index + 1).is_some_and(|next| next.touch == Turn::Closes)
                }
                (Turn::Opens, _) => true,
                (Turn::Closes, _) => false,
                (Turn::Either, Turn::Opens) => true,
                (Turn::Either, Turn::Closes) => false,
                (Turn::Either, Turn::Either) => stack.is_empty(),
            };
            if opens {
                let enough = stack.len() < MAX_DEPTH && surplus[index + 1] + i64::from(next_opens) > stack.len() as i64;
                if let Some(top) = stack.last().copied()
                    && (straight && top.straight || !enough)
                {
                    stack.pop();
                    self.push(top.word..mark.word, true, false, false);
                    self.note(top.word, "this quotation mark opens a quotation that is never closed");
                }
                stack.push(open);
            } else if let Some(top) = stack.pop() {
                self.push(top.word..mark.word + 1, true, true, false);
            } else if index == 0 && self.left_open.is_some_and(|left| !left.single) {
                // The last paragraph's quotation goes on, without a mark at the head of this one.
                self.push(block.words.start..mark.word + 1, false, true, false);
            } else {
                self.note(mark.word, "this quotation mark closes a quotation that was never opened");
            }
        }
        // A straight mark never closed over curly pairs stands for the excerpt of another text, which has its own
        // quotations: it is none itself. Elsewhere double marks do not stand within double ones.
        let curly = |quotation: &Quotation| {
            quotation.closed && double_form(self.word(quotation.words.start)) == Some(Turn::Opens)
        };
        let excerpt = |open: &Open| {
            let inside = |quotation: &&Quotation| open.word < quotation.words.start;
            open.straight && self.quotations[from..].iter().filter(inside).any(curly)
        };
        if let Some(at) = stack.iter().position(excerpt) {
            let open = stack.remove(at);
            self.excerpts.push(block.words.start);
            self.note(open.word, "this quotation mark opens a quotation that is never closed");
        }
        // What is still open reaches to the end of the block; the outermost may go on in the next.
        for open in stack.iter().skip(1) {
            self.note(open.word, "this quotation mark opens a quotation that is never closed");
        }
        for open in &stack {
            self.push(open.word..block.words.end, true, false, false);
        }
        stack.first().copied()
    }

    /// For each word of the block, which innermost double quotation it lies in.
    fn regions(&self, block: &Block, from: usize) -> Vec<usize> {
        let mut regions = vec![usize::MAX; block.words.len()];
        let mut order: Vec<usize> = (from..self.quotations.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(self.quotations[*index].words.len()));
        // Inner quotations are written over outer ones; `MAX_DEPTH` keeps this linear.
        for index in order {
            let words = &self.quotations[index].words;
            regions[words.start - block.words.start..words.end - block.words.start].fill(index);
        }
        regions
    }

    fn single_marks(&mut self, block: &Block, regions: &[usize], next_opens: bool) -> Option<Open> {
        let first = block.words.start;
        let singles: Vec<usize> = block.words.clone().filter(|word| single_form(self.word(*word)).is_some()).collect();
        let mut left_open = None;
        let mut skip_to = 0;
        for (index, &word) in singles.iter().enumerate() {
            if word < skip_to || !self.may_open_single(block, word) {
                continue;
            }
            let mut possessive = None;
            let mut closer = None;
            for &later in &singles[index + 1..] {
                if regions[later - first] != regions[word - first] {
                    // A single quotation does not cross the border of a double one.
                    if self.quotations.get(regions[word - first]).is_some_and(|outer| outer.words.end <= later) {
                        break;
                    }
                    continue;
                }
                match self.close_strength(block, later) {
                    Some(Strength::Possessive) => possessive = possessive.or(Some(later)),
                    Some(_) if later > word + 1 => {
                        closer = Some(later);
                        break;
                    }
                    _ if self.may_open_single(block, later) => break,
                    _ => {}
                }
            }
            let form = single_form(self.word(word));
            if let Some(closer) = closer.or(possessive) {
                self.words[word].shape = Shape::Mark;
                self.words[closer].shape = Shape::Mark;
                self.push(word..closer + 1, true, true, true);
                skip_to = closer + 1;
            } else if next_opens && regions[word - first] == usize::MAX && form != Some(Turn::Closes) {
                self.words[word].shape = Shape::Mark;
                self.push(word..block.words.end, true, false, true);
                left_open = Some(Open { word, single: true, straight: form == Some(Turn::Either), low: false });
                break;
            } else if form == Some(Turn::Opens) {
                self.note(word, "this quotation mark opens a quotation that is never closed");
            }
        }
        left_open
    }

    fn may_open_single(&self, block: &Block, word: usize) -> bool {
        match single_form(self.word(word)) {
            Some(Turn::Closes) => self.touch(block, word) == Turn::Opens && !self.is_elision(block, word),
            Some(Turn::Opens) => self.touch(block, word) != Turn::Closes && !self.is_elision(block, word),
            Some(Turn::Either) => self.touch(block, word) == Turn::Opens && !self.is_elision(block, word),
            None => false,
        }
    }

    fn close_strength(&self, block: &Block, word: usize) -> Option<Strength> {
        if single_form(self.word(word)) == Some(Turn::Opens) || self.touch(block, word) == Turn::Opens {
            return None;
        }
        let before = self.touching(block, word, false)?;
        let after = self.touching(block, word, true);
        if after.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let last = self.word(word - 1);
        Some(if !before.is_alphanumeric() || after.is_some() {
            Strength::Sure
        } else if word + 1 < block.words.end && (before.eq_ignore_ascii_case(&'s') || last.ends_with("in")) {
            Strength::Possessive
        } else {
            Strength::Likely
        })
    }

    /// "’90s", "’em", "rock ’n’ roll": a mark for letters left out.
    fn is_elision(&self, block: &Block, mark: usize) -> bool {
        const ELIDED: [&str; 16] = [
            "appen", "bout", "cause", "cos", "cuz", "em", "ello", "ere", "kay", "n", "neath", "round", "til", "tis",
            "twas", "twere",
        ];
        let next = mark + 1;
        if next >= block.words.end || self.words[next].span.start != self.words[mark].span.end {
            return false;
        }
        let word = self.word(next);
        let digits = word.trim_end_matches('s');
        digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
            || ELIDED.iter().any(|elided| word.eq_ignore_ascii_case(elided))
    }

    /// `6'2"`, `a 12" record`: a straight mark right after a digit that is no quotation's end.
    fn is_inches(&self, block: &Block, word: usize) -> bool {
        if !matches!(self.word(word), "\"" | "''" | "”") || word == block.words.start {
            return false;
        }
        let touches = |left: usize| self.words[left].span.end == self.words[left + 1].span.start;
        let number = self.word(word - 1);
        if !touches(word - 1) || !number.ends_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let feet = number.contains(['\'', '’', '′']);
        // Without feet, only where no mark before it in the block could have opened a quotation.
        feet || self.touching(block, word, true).is_none()
            && !(block.words.start..word).any(|before| double_form(self.word(before)).is_some())
    }

    fn push(&mut self, words: Range<usize>, opened: bool, closed: bool, single: bool) {
        self.quotations.push(Quotation { words, opened, closed, depth: 0, single, continues: false });
    }
}

#[derive(PartialEq, Eq)]
enum Strength {
    Possessive,
    Likely,
    Sure,
}

/// What the shape of a double mark says; `None` for other words.
fn double_form(word: &str) -> Option<Turn> {
    let entity = || MARK_ENTITIES.iter().find(|(entity, _)| *entity == word);
    let mark = if word.starts_with('&') { entity().map_or(word, |(_, mark)| mark) } else { word };
    Some(match mark {
        "“" | "„" | "‟" | "«" | "``" | ",," => Turn::Opens,
        "”" | "»" | "''" => Turn::Closes,
        "\"" | "＂" => Turn::Either,
        _ => return None,
    })
}

/// What the shape of a single mark says; `None` for other words.
fn single_form(word: &str) -> Option<Turn> {
    Some(match word {
        "‘" | "‛" | "‚" | "‹" => Turn::Opens,
        "’" | "›" => Turn::Closes,
        "'" | "`" => Turn::Either,
        _ => return None,
    })
}

/// Depths of sorted quotations: how many earlier ones are still open.
fn set_depths(quotations: &mut [Quotation]) {
    let mut ends: Vec<usize> = Vec::new();
    for quotation in quotations {
        while ends.last().is_some_and(|end| *end <= quotation.words.start) {
            ends.pop();
        }
        quotation.depth = ends.len();
        ends.push(quotation.words.end);
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        text::Words,
        types::{Article, Section, Span},
    };

    /// Paragraphs split by "|"; quotations as slices, notes as the marks they stand on.
    fn check(paragraphs: &str, expected: &[&str], notes: &[&str]) {
        let mut spans = Vec::new();
        let mut at = 0;
        for paragraph in paragraphs.split('|') {
            spans.push(Span::new(at, at + paragraph.len()));
            at += paragraph.len() + 1;
        }
        let article = Article {
            text: paragraphs.to_owned(),
            sections: vec![Section { heading: None, paragraphs: spans }],
            ..Article::default()
        };
        let (words, found) = Words::new(&article);
        let quotations: Vec<String> = words
            .quotations
            .iter()
            .map(|quotation| {
                let goes_on = if quotation.continues { "+" } else { "" };
                format!("{goes_on}{}", words.slice(&quotation.words))
            })
            .collect();
        assert_eq!(quotations, expected, "quotations in {paragraphs}");
        let found: Vec<_> = found.iter().map(|note| note.span.unwrap().of(paragraphs)).collect();
        assert_eq!(found, notes, "notes on {paragraphs}");
    }

    #[test]
    fn pairs_marks_of_every_style() {
        check("\"We won,\" she said. \"We did.\"", &["\"We won,\"", "\"We did.\""], &[]);
        check("“We won,” she said.", &["“We won,”"], &[]);
        check("„Wir“, sagte er. «Nous», dit-elle. »Wir«, er.", &["„Wir“", "«Nous»", "»Wir«"], &[]);
        check("``We won,'' she said.", &["``We won,''"], &[]);
        check("‘We won,’ she said.", &["‘We won,’"], &[]);
        check("'We won,' she said.", &["'We won,'"], &[]);
        check(",,We won,\" she said", &[",,We won,\""], &[]);
    }

    #[test]
    fn pairs_mixed_and_wrong_way_marks() {
        check("“We won,\" she said. \"We did,” he said.", &["“We won,\"", "\"We did,”"], &[]);
        check("”We won,” she said.", &["”We won,”"], &[]);
    }

    #[test]
    fn nests_single_in_double_and_double_in_single() {
        check("“He said ‘no’ twice,” she said.", &["“He said ‘no’ twice,”", "‘no’"], &[]);
        check("‘He called it “mad”,’ she said.", &["‘He called it “mad”,’", "“mad”"], &[]);
        check("“‘No’ is no answer,” she said.", &["“‘No’ is no answer,”", "‘No’"], &[]);
        check("“He said “no” twice,” she said.", &["“He said “no” twice,”", "“no”"], &[]);
    }

    #[test]
    fn an_excerpt_of_another_text_has_its_own_quotations() {
        let excerpt = "\"She asked, “Who?” and left.|\"“Nobody,” he said.\"";
        check(excerpt, &["“Who?”", "\"“Nobody,” he said.\"", "“Nobody,”"], &["\""]);
        check(
            "\"She came back.|\"She asked, “Who?” and left.|\"Nobody knew.|“So?”",
            &["“Who?”", "“So?”"],
            &["\"", "\""],
        );
        check("\"She asked who.|\"Nobody,\" he said.", &["\"She asked who.", "+\"Nobody,\""], &[]);
    }

    #[test]
    fn tells_single_marks_from_apostrophes() {
        check("The voters’ ‘no’ came in the ’90s, said Rao’s aide.", &["‘no’"], &[]);
        check("‘It’s the voters’ choice,’ she said, ‘isn’t it?’", &["‘It’s the voters’ choice,’", "‘isn’t it?’"], &[]);
        check("The clubs' rock 'n' roll of the '60s wasn't for the players' wives.", &[], &[]);
        check("'I'm goin' to town,' he said.", &["'I'm goin' to town,'"], &[]);
        check("ties ‘strategic, deep’: Lund", &["‘strategic, deep’"], &[]);
        check("the ‘three sisters’ of Delby", &["‘three sisters’"], &[]);
    }

    #[test]
    fn leaves_feet_and_inches_alone() {
        check("The 6'2\" guard said \"yes\".", &["\"yes\""], &[]);
        check("a 12\" record", &[], &[]);
        check("\"We lost in 1999\" he said", &["\"We lost in 1999\""], &[]);
    }

    #[test]
    fn runs_a_quotation_over_paragraphs() {
        check("“One.|“Two.|“Three,” she said.", &["“One.", "+“Two.", "+“Three,”"], &[]);
        check("\"One.|\"Two,\" she said. \"Three.\"", &["\"One.", "+\"Two,\"", "\"Three.\""], &[]);
        check("‘One.|‘Two,’ she said.", &["‘One.", "+‘Two,’"], &[]);
        check("“One.|Two,” she said.", &["“One.", "+Two,”"], &[]);
    }

    #[test]
    fn a_mark_left_over_derails_nothing_after_it() {
        check("“We won, she said.|“We lost”, he said. “Yes.”", &["“We won, she said.", "+“We lost”", "“Yes.”"], &[]);
        check("\"We won, she said.|He said \"no\".", &["\"We won, she said.", "\"no\""], &["\""]);
        check("We won,” she said. “We did.”", &["“We did.”"], &["”"]);
        check("“We won, she said. “We did,” he said.", &["“We won, she said.", "“We did,”"], &["“"]);
        check("He said \"We won. She said \"No.\"", &["\"We won. She said", "\"No.\""], &["\""]);
        check("‘We won, she said.", &[], &["‘"]);
    }

    #[test]
    fn keeps_brackets_ellipses_and_dashes_inside() {
        check(
            "\"[The bridge] was closed\" – \"...and so on\"",
            &["\"[The bridge] was closed\"", "\"...and so on\""],
            &[],
        );
        check("“We—” she said. “…won.”", &["“We—”", "“…won.”"], &[]);
    }
}
