//! Annotated articles to training examples: pieces and features as the library's own runtime
//! makes them, and what people marked, in words.

use std::{
    collections::{HashMap, HashSet},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use inquit::{
    gold::Levels,
    model::{WordPiece, windows},
    stages::{
        reach,
        who::{FEATURES_PER_WORD, word_features},
    },
    text::Words,
};
use serde::Serialize;

use crate::{
    corpus::{Parts, article, read_articles, read_golds, statements},
    gap,
    mentions::{self, Mentions},
    silver,
};

#[derive(Serialize)]
struct Example {
    name: String,
    pieces: Vec<i32>,
    features: Vec<[i32; 3]>,
    /// For each word, the position of its first piece.
    first: Vec<u32>,
    /// Positions of the separators that end blocks.
    block_end: Vec<usize>,
    /// For each of these blocks, the words in which the parts of what is reported in it may lie, as `[start, end]`.
    reach: Vec<(usize, usize)>,
    /// Whether somebody has marked the article.
    marked: bool,
    entities: Vec<i32>,
    pos: Vec<i32>,
    relations: Vec<i32>,
    heads: Vec<i32>,
    /// What was marked; a word may be in parts of several.
    statements: Vec<Parts>,
    /// Whether reports inside contents are marked too.
    all_levels: bool,
    /// How much each word counts; absent where every word counts once.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<Vec<f32>>,
    /// Who is mentioned, and where; absent where nobody has marked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<Mentions>,
    /// What is known of each word before any model has read it.
    word_features: Vec<[u16; FEATURES_PER_WORD]>,
}

/// What to make examples of.
pub struct Sources<'a> {
    /// Folders of annotated articles.
    pub gold: &'a [PathBuf],
    /// Machine labels of the same articles.
    pub silver: Option<&'a Path>,
    /// Articles that nobody has marked: a file of records as `inquit parse` takes them, a line each, or gzipped.
    pub unlabelled: Option<&'a Path>,
    /// Folders of annotated articles, which are left out of these.
    pub except: &'a [PathBuf],
    /// Who is mentioned in these articles, where that is marked, by their names.
    pub mentions: Option<&'a Path>,
    /// A table of GAP, whose passages are examples without marks.
    pub gap: Option<&'a Path>,
    /// Whether every annotator's reading of an article is an example, or the first one's alone.
    pub annotators: bool,
}

/// Writes one example a line: an article as its first annotator read it, or as each of its annotators did, every
/// reading counting for its share; then the articles that nobody has marked.
///
/// # Errors
/// If something cannot be read or written.
pub fn run(sources: &Sources, vocab: &Path) -> Result<()> {
    let vocab = std::fs::read_to_string(vocab).with_context(|| format!("{}", vocab.display()))?;
    let wordpiece = WordPiece::new(&vocab)?;
    let silver = sources.silver.map(silver::read).transpose()?;
    let mentions = sources.mentions.map(mentions::read).transpose()?.unwrap_or_default();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let articles = read_golds(sources.gold, sources.annotators)?;
    let mut readings: HashMap<String, usize> = HashMap::new();
    for article in &articles {
        *readings.entry(article.name.clone()).or_default() += 1;
    }
    let mut write = |example: &Example| {
        serde_json::to_writer(&mut out, example)?;
        out.write_all(b"\n").map_err(anyhow::Error::from)
    };
    for gold in articles {
        let article = article(&gold);
        let (words, _) = Words::new(&article);
        let mut example = Example::new(gold.name.clone(), &words, &wordpiece);
        if let Some(silver) = silver.as_ref().and_then(|silver| silver.get(&gold.name)) {
            let labels = silver.labels(&words);
            example.entities = labels.entities;
            example.pos = labels.pos;
            example.relations = labels.relations;
            example.heads = labels.heads;
        }
        example.marked = true;
        example.statements = statements(&gold, &words);
        example.all_levels = gold.levels == Levels::All;
        example.weight = sources.annotators.then(|| vec![1.0 / readings[&gold.name] as f32; words.len()]);
        example.who =
            mentions::of_text(&mentions, &gold.text).map(|marked| marked.of(&gold.text, &words)).transpose()?;
        write(&example)?;
    }
    for passage in sources.gap.map(gap::read).transpose()?.unwrap_or_default() {
        let (words, _) = Words::new(&passage.article);
        write(&Example::new(passage.id, &words, &wordpiece))?;
    }
    if let Some(path) = sources.unlabelled {
        let except: HashSet<_> = read_golds(sources.except, false)?.into_iter().map(|gold| gold.name).collect();
        for article in read_articles(path)? {
            let article = article?;
            if except.contains(&*article.id) {
                continue;
            }
            let (words, _) = Words::new(&article);
            write(&Example::new(article.id.clone(), &words, &wordpiece))?;
        }
    }
    out.flush()?;
    Ok(())
}

impl Example {
    /// An article as the library reads it, nothing marked.
    fn new(name: String, words: &Words, wordpiece: &WordPiece) -> Self {
        let encoding = windows::encode(words, wordpiece);
        let none = || vec![-1; words.len()];
        Self {
            name,
            block_end: block_ends(words, &encoding),
            reach: reaches(words),
            first: encoding.first,
            pieces: encoding.pieces,
            features: encoding.features,
            marked: false,
            entities: none(),
            pos: none(),
            relations: none(),
            heads: none(),
            statements: Vec::new(),
            all_levels: false,
            weight: None,
            who: None,
            word_features: word_features(words),
        }
    }
}

/// The positions of the separators that end the blocks that have words.
fn block_ends(words: &Words, encoding: &windows::Encoding) -> Vec<usize> {
    let blocks = words.blocks.iter().zip(&encoding.ends);
    blocks.filter(|(block, _)| !block.words.is_empty()).map(|(_, end)| end - 1).collect()
}

/// The words that each block with words reaches.
fn reaches(words: &Words) -> Vec<(usize, usize)> {
    let reach = reach(words).into_iter().zip(&words.blocks).filter(|(_, block)| !block.words.is_empty());
    reach.map(|(words, _)| (words.start, words.end)).collect()
}
