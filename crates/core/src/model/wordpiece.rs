//! A word to the wordpieces a BERT-family model was trained on.
//!
//! The same ids as the reference tokenizer of the uncased models (Hugging Face `tokenizers`:
//! `BertNormalizer`, `BertPreTokenizer`, `WordPiece`), to the code point: what it drops, strips and
//! splits is generated from it (`tests/wordpiece/generate.py`), because its Unicode tables are
//! older than the standard library's, and a model should meet the pieces it was trained on.
//! Pieces are found in one open-addressing table over the vocabulary file itself, so that looking
//! one up allocates nothing and loading costs one pass over the file.
//!
//! Left out: the reference's added tokens. A "[SEP]" written in a text is pieces like any other,
//! never the separator.

use unicode_normalization::UnicodeNormalization;

use super::unicode::{ACCENTS, DROPPED, IDEOGRAPHS, PUNCTUATION};

/// A run of letters longer than this, in characters, is one unknown piece.
const LONGEST_RUN: usize = 100;

/// Why a text is no vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    /// A piece that every vocabulary must have is not there.
    #[error("vocabulary has no token `{0}`")]
    Missing(&'static str),
    /// A token stands twice.
    #[error("vocabulary has token `{token}` twice, on lines {first} and {second}")]
    Twice {
        /// The token.
        token: String,
        /// The line of the first, counted from 1.
        first: usize,
        /// The line of the second, counted from 1.
        second: usize,
    },
    /// The file is longer than offsets of 32 bits reach.
    #[error("vocabulary has {0} bytes, expected at most {max}", max = u32::MAX)]
    TooLong(usize),
}

/// A vocabulary of wordpieces: words to piece ids.
#[derive(Clone, Debug)]
pub struct WordPiece {
    /// The vocabulary file.
    text: Box<str>,
    /// Byte ranges of the tokens in it, by id, without the `##` of a continuation.
    tokens: Vec<(u32, u32)>,
    /// Ids by hash; [`EMPTY`] where there is none. A power of two long, at most half full.
    slots: Vec<u32>,
    /// Length in bytes of the longest token.
    longest: usize,
    unknown: u32,
    start: u32,
    separator: u32,
}

const EMPTY: u32 = u32::MAX;

impl WordPiece {
    /// A vocabulary from its file: one token a line, ids counted from 0; tokens that continue a
    /// word start with `##`.
    ///
    /// # Errors
    /// When a token stands twice, or `[UNK]`, `[CLS]` or `[SEP]` is missing.
    pub fn new(vocab: &str) -> Result<Self, VocabularyError> {
        if u32::try_from(vocab.len()).is_err() {
            return Err(VocabularyError::TooLong(vocab.len()));
        }
        let n_tokens = vocab.lines().count();
        let mut pieces = Self {
            text: vocab.into(),
            tokens: Vec::with_capacity(n_tokens),
            slots: vec![EMPTY; (n_tokens * 2).next_power_of_two().max(2)],
            longest: 0,
            unknown: 0,
            start: 0,
            separator: 0,
        };
        for line in vocab.lines() {
            // `lines` yields slices of `vocab`, so the difference of addresses is the offset.
            let mut offset = line.as_ptr() as usize - vocab.as_ptr() as usize;
            let (token, continues) = split_token(line);
            offset += line.len() - token.len();
            let id = pieces.tokens.len() as u32;
            let slot = match pieces.slot(token.as_bytes(), continues) {
                Ok(first) => {
                    return Err(VocabularyError::Twice {
                        token: line.to_owned(),
                        first: first as usize + 1,
                        second: id as usize + 1,
                    });
                }
                Err(slot) => slot,
            };
            pieces.slots[slot] = id;
            pieces.tokens.push((offset as u32, (offset + token.len()) as u32));
            pieces.longest = pieces.longest.max(token.len());
        }
        let special =
            |token: &'static str| pieces.slot(token.as_bytes(), false).map_err(|_| VocabularyError::Missing(token));
        let (unknown, start, separator) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Ok(Self { unknown, start, separator, ..pieces })
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are none; never true of a vocabulary that loaded.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Id of the piece for what has no pieces, `[UNK]`.
    pub fn unknown(&self) -> u32 {
        self.unknown
    }

    /// Id of the piece before a text, `[CLS]`.
    pub fn start(&self) -> u32 {
        self.start
    }

    /// Id of the piece after a block of text, `[SEP]`.
    pub fn separator(&self) -> u32 {
        self.separator
    }

    /// Appends the pieces of a word to `out`. A word of nothing but control characters and accents
    /// has none. White space, punctuation and ideographs inside the word split it, as they do in
    /// the reference tokenizer. Time is linear in the length of the word.
    pub fn encode_word(&self, word: &str, out: &mut Vec<u32>) {
        if word.is_ascii() { self.encode_ascii(word.as_bytes(), out) } else { self.encode_any(word, out) }
    }

    /// Without copying anything but one run, in small letters, to the stack.
    fn encode_ascii(&self, word: &[u8], out: &mut Vec<u32>) {
        let mut run = [0; LONGEST_RUN];
        let mut len = 0;
        for &byte in word {
            let sign = byte.is_ascii_punctuation();
            if sign || matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                self.encode_ascii_run(&run, len, out);
                len = 0;
                if sign {
                    self.encode_run(&[byte], out);
                }
            } else if !byte.is_ascii_control() {
                if let Some(place) = run.get_mut(len) {
                    *place = byte.to_ascii_lowercase();
                }
                len += 1;
            }
        }
        self.encode_ascii_run(&run, len, out);
    }

    fn encode_ascii_run(&self, run: &[u8; LONGEST_RUN], len: usize, out: &mut Vec<u32>) {
        match run.get(..len) {
            Some([]) => {}
            Some(run) => self.encode_run(run, out),
            None => out.push(self.unknown),
        }
    }

    fn encode_any(&self, word: &str, out: &mut Vec<u32>) {
        let mut run = String::with_capacity(word.len());
        let mut n_chars = 0;
        let end_run = |run: &mut String, n_chars: &mut usize, out: &mut Vec<u32>| {
            match *n_chars {
                0 => {}
                1..=LONGEST_RUN => self.encode_run(run.as_bytes(), out),
                _ => out.push(self.unknown),
            }
            run.clear();
            *n_chars = 0;
        };
        // The order of the reference: clean, set ideographs apart, decompose and strip, lower,
        // split. Spaces stand for what splits; decomposition leaves them where they are.
        let cleaned = word.chars().filter(|&c| !is_in(DROPPED, c)).flat_map(|c| {
            let apart = is_in(IDEOGRAPHS, c).then_some(' ');
            apart.into_iter().chain([if c.is_whitespace() { ' ' } else { c }]).chain(apart)
        });
        let lowered = cleaned.nfd().filter(|&c| !is_in(ACCENTS, c)).flat_map(char::to_lowercase);
        for c in lowered {
            if c.is_whitespace() {
                end_run(&mut run, &mut n_chars, out);
            } else if is_in(PUNCTUATION, c) {
                end_run(&mut run, &mut n_chars, out);
                self.encode_run(c.encode_utf8(&mut [0; 4]).as_bytes(), out);
            } else {
                // What comes after the limit cannot change the answer, so it is not kept.
                if n_chars <= LONGEST_RUN {
                    run.push(c);
                }
                n_chars += 1;
            }
        }
        end_run(&mut run, &mut n_chars, out);
    }

    /// Greedy longest match from the left; one unknown piece for the whole run if that fails
    /// anywhere. No piece starts inside a character, because no token of valid UTF-8 does.
    fn encode_run(&self, run: &[u8], out: &mut Vec<u32>) {
        let n_before = out.len();
        let mut start = 0;
        while start < run.len() {
            let rest = &run[start..];
            let longest = rest.len().min(self.longest);
            let Some((id, len)) =
                (1..=longest).rev().find_map(|len| Some((self.slot(&rest[..len], start > 0).ok()?, len)))
            else {
                out.truncate(n_before);
                out.push(self.unknown);
                return;
            };
            out.push(id);
            start += len;
        }
    }

    /// The id of a token, or the free slot where it would stand.
    fn slot(&self, token: &[u8], continues: bool) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash(token, continues) as usize & mask;
        loop {
            let id = self.slots[slot];
            if id == EMPTY {
                return Err(slot);
            }
            let (start, end) = self.tokens[id as usize];
            if self.text.as_bytes()[start as usize..end as usize] == *token && self.continues(id) == continues {
                return Ok(id);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Whether a token continues a word: its range then starts after a `##` on its line.
    fn continues(&self, id: u32) -> bool {
        let start = self.tokens[id as usize].0 as usize;
        start > 0 && self.text.as_bytes()[start - 1] != b'\n'
    }
}

/// The token on a line of the vocabulary, and whether it continues a word. A `##` with nothing
/// after it is no continuation but two signs.
fn split_token(line: &str) -> (&str, bool) {
    match line.strip_prefix("##") {
        Some(token) if !token.is_empty() => (token, true),
        _ => (line, false),
    }
}

/// FNV-1a, with the kind of token as its first byte, folded so that the low bits are good.
fn hash(token: &[u8], continues: bool) -> u32 {
    let start = 0xcbf2_9ce4_8422_2325 ^ u64::from(continues);
    let hash = token.iter().fold(start, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 32)) as u32
}

fn is_in(ranges: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let after = ranges.partition_point(|&(first, _)| first <= c);
    after > 0 && c <= ranges[after - 1].1
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOCAB: &str = include_str!("../../models/en-fast-3/vocab.txt");

    fn encode(word: &str) -> Vec<u32> {
        let mut out = Vec::new();
        WordPiece::new(VOCAB).unwrap().encode_word(word, &mut out);
        out
    }

    #[test]
    fn gives_the_ids_of_the_reference_tokenizer() {
        let cases: Vec<(String, Vec<u32>)> =
            serde_json::from_str(include_str!("../../tests/wordpiece/cases.json")).unwrap();
        let pieces = WordPiece::new(VOCAB).unwrap();
        assert!(cases.len() >= 300, "{} cases", cases.len());
        for (text, expected) in cases {
            let mut found = Vec::new();
            pieces.encode_word(&text, &mut found);
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn takes_ascii_and_other_words_through_the_same_rules() {
        let pieces = WordPiece::new(VOCAB).unwrap();
        for word in ["Said", "don't", "a\u{0}b\tc\r\u{b}d", "U.S.", &"x".repeat(100), &"x".repeat(101), "  ", "##ing"] {
            let (mut fast, mut any) = (Vec::new(), Vec::new());
            pieces.encode_ascii(word.as_bytes(), &mut fast);
            pieces.encode_any(word, &mut any);
            assert_eq!(fast, any, "{word:?}");
        }
    }

    #[test]
    fn appends_to_what_is_there() {
        let mut out = vec![7];
        WordPiece::new(VOCAB).unwrap().encode_word("zz\u{10400}", &mut out);
        assert_eq!(out, [7, 100]);
    }

    #[test]
    fn never_reads_a_separator_out_of_the_text() {
        assert!(!encode("[SEP]").contains(&102));
        assert!(!encode("[CLS] \u{301}[UNK]").contains(&101));
    }

    #[test]
    fn reads_a_very_long_word_in_linear_time() {
        assert_eq!(encode(&"q".repeat(1_000_000)), [100]);
        assert_eq!(encode(&"é".repeat(1_000_000)), [100]);
        assert_eq!(encode(&"-".repeat(100_000)).len(), 100_000);
    }

    #[test]
    fn refuses_what_is_no_vocabulary() {
        let refused = |vocab: &str| WordPiece::new(vocab).unwrap_err();
        assert_eq!(refused(""), VocabularyError::Missing("[UNK]"));
        assert_eq!(refused("[UNK]\n[CLS]\nsaid"), VocabularyError::Missing("[SEP]"));
        let twice = VocabularyError::Twice { token: "##ing".into(), first: 2, second: 4 };
        assert_eq!(refused("ing\n##ing\n[UNK]\n##ing"), twice);
        assert_eq!(twice.to_string(), "vocabulary has token `##ing` twice, on lines 2 and 4");
    }

    #[test]
    fn accepts_line_ends_of_any_system() {
        let pieces = WordPiece::new("[UNK]\r\n[CLS]\r\n[SEP]\r\nsay\r\n##ing\r\n##").unwrap();
        let mut out = Vec::new();
        pieces.encode_word("Saying", &mut out);
        assert_eq!((pieces.len(), out), (6, vec![3, 4]));
    }
}
