//! CoreNLP's labels for an article, mapped onto the library's words.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read as _},
    path::Path,
};

use anyhow::{Context, Result};
use inquit::text::{OffsetUnit, Offsets, Words};
use serde::Deserialize;

/// One article of a silver file.
#[derive(Deserialize)]
pub struct Silver {
    article: String,
    sentences: Vec<Sentence>,
    /// Chains of mentions.
    #[serde(default)]
    coref: Vec<Vec<SilverMention>>,
}

/// Sentence, first token, one past the last, head, whether it stands for its chain.
type SilverMention = (usize, usize, usize, usize, bool);

#[derive(Deserialize)]
struct Sentence {
    /// Start and end in code points, part of speech, lemma, entity.
    tokens: Vec<(usize, usize, String, String, String)>,
    /// Head and dependent, from 1 (0 is the root), and relation.
    deps: Vec<(usize, usize, String)>,
}

/// Silver labels, one a word; -1 where there is none.
pub struct Labels {
    /// Index into `EntityLabel::ALL`.
    pub entities: Vec<i32>,
    /// Index into [`POS`], counted from 1; 0 for the rest.
    pub pos: Vec<i32>,
    /// Index into [`RELATIONS`], counted from 1; 0 for the rest.
    pub relations: Vec<i32>,
    /// Where the head stands: 0 the root, 1..=6 to the left (1, 2, 3-4, 5-8, 9-16, further), 7..=12 to the right.
    pub heads: Vec<i32>,
}

const POS: [&[&str]; 20] = [
    &["NN", "NNS"],
    &["NNP", "NNPS"],
    &["VBD"],
    &["VBZ", "VBP"],
    &["VB"],
    &["VBG"],
    &["VBN"],
    &["MD"],
    &["JJ", "JJR", "JJS"],
    &["RB", "RBR", "RBS"],
    &["IN"],
    &["TO"],
    &["DT", "PDT", "EX"],
    &["PRP"],
    &["PRP$", "WP$"],
    &["CC"],
    &["WDT", "WP", "WRB"],
    &["CD"],
    &["POS"],
    &["RP"],
];

const RELATIONS: [&str; 28] = [
    "acl",
    "acl:relcl",
    "advcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "auxpass",
    "case",
    "cc",
    "ccomp",
    "compound",
    "conj",
    "cop",
    "csubj",
    "dep",
    "det",
    "dobj",
    "iobj",
    "mark",
    "neg",
    "nmod",
    "nmod:poss",
    "nsubj",
    "nsubjpass",
    "parataxis",
    "root",
    "xcomp",
];

/// The lines of a file, which is gzipped if its name ends in `.gz`.
///
/// # Errors
/// If it cannot be opened.
pub fn lines(path: &Path) -> Result<std::io::Lines<Box<dyn BufRead>>> {
    Ok(reader(path)?.lines())
}

/// The bytes of a file, which is gzipped if its name ends in `.gz`.
///
/// # Errors
/// If it cannot be read.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader(path)?.read_to_end(&mut bytes).with_context(|| format!("{}", path.display()))?;
    Ok(bytes)
}

fn reader(path: &Path) -> Result<Box<dyn BufRead>> {
    if path.extension().is_none_or(|extension| extension != "gz") {
        return Ok(Box::new(BufReader::new(std::fs::File::open(path).with_context(|| format!("{}", path.display()))?)));
    }
    // Inflating is left to the tool every machine has; the lab alone reads such files.
    let child = std::process::Command::new("gzip")
        .arg("-dc")
        .arg(path)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .context("cannot run gzip")?;
    Ok(Box::new(BufReader::new(child.stdout.context("gzip has no output")?)))
}

/// Reads a silver file: one article a JSON line.
pub fn read(path: &Path) -> Result<HashMap<String, Silver>> {
    let mut articles = HashMap::new();
    for (number, line) in lines(path)?.enumerate() {
        let silver: Silver = serde_json::from_str(&line?)
            .with_context(|| format!("{}: line {}: not a silver article", path.display(), number + 1))?;
        articles.insert(silver.article.clone(), silver);
    }
    Ok(articles)
}

impl Silver {
    /// The chain of each mention, and the code point at which its head starts.
    pub fn heads(&self) -> Vec<(usize, usize)> {
        let start = |sentence: usize, token: usize| Some(self.sentences.get(sentence)?.tokens.get(token)?.0);
        let chains = self.coref.iter().enumerate();
        chains
            .flat_map(|(chain, mentions)| {
                mentions.iter().filter_map(move |(sentence, _, _, head, _)| Some((chain, start(*sentence, *head)?)))
            })
            .collect()
    }

    /// The labels of the token that covers each word's first character.
    pub fn labels(&self, words: &Words) -> Labels {
        let offsets = Offsets::new(words.text, OffsetUnit::Codepoint);
        let n = words.len();
        let mut labels = Labels { entities: vec![-1; n], pos: vec![-1; n], relations: vec![-1; n], heads: vec![-1; n] };
        let mut next = 0;
        for sentence in &self.sentences {
            let mut heads = vec![(-1, -1); sentence.tokens.len()];
            for (head, dependent, relation) in &sentence.deps {
                if let Some(slot) = dependent.checked_sub(1).and_then(|index| heads.get_mut(index)) {
                    let relation = RELATIONS.iter().position(|name| name == relation).map_or(0, |index| index + 1);
                    *slot = (relation as i32, head_bucket(*head, *dependent));
                }
            }
            for ((start, end, pos, _, entity), head) in sentence.tokens.iter().zip(heads) {
                let (Some(start), Some(end)) = (offsets.to_byte(*start), offsets.to_byte(*end)) else { continue };
                while next < n && words.words[next].span.start < start {
                    next += 1;
                }
                while next < n && words.words[next].span.start < end {
                    labels.entities[next] = match entity.as_str() {
                        "PERSON" => 1,
                        "ORGANIZATION" => 2,
                        "LOCATION" => 3,
                        "MISC" => 4,
                        _ => 0,
                    };
                    labels.pos[next] =
                        POS.iter().position(|tags| tags.contains(&pos.as_str())).map_or(0, |index| index as i32 + 1);
                    (labels.relations[next], labels.heads[next]) = head;
                    next += 1;
                }
            }
        }
        labels
    }
}

fn head_bucket(head: usize, dependent: usize) -> i32 {
    if head == 0 {
        return 0;
    }
    let bucket = match head.abs_diff(dependent) {
        0 | 1 => 1,
        2 => 2,
        3..=4 => 3,
        5..=8 => 4,
        9..=16 => 5,
        _ => 6,
    };
    if head < dependent { bucket } else { bucket + 6 }
}
