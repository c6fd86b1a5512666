//! Articles a second: each stage of the reading, and the whole, on one thread.
//!
//! ```sh
//! cargo bench -p inquit --bench reading
//! INQUIT_BENCH_MODEL=fast INQUIT_BENCH_TEXTS=FOLDER cargo bench -p inquit --bench reading
//! ```
//!
//! The articles are invented ([`news`]), of about 750 words. With `INQUIT_BENCH_TEXTS`, those of the
//! folder's `.txt` files are read instead; without `INQUIT_BENCH_MODEL`, the default model reads. An
//! item of the throughput is an article. A stage is timed alone, on what the stages before it made. Figures of whole processes come from
//! `tests/bench`.

use std::{path::Path, sync::LazyLock};

use divan::{Bencher, counter::ItemsCount};
use inquit::{
    Article, Pipeline, Reading,
    input::{decode, fields::Fields},
    model::{DEFAULT, Encoded, Model},
    output::Record,
    pipeline::Layers,
    stages::{
        Rules, anchors::anchors, anonymity::anonymity, arguments::arguments, reach, statements::statements,
        who::resolve,
    },
    text::{OffsetUnit, Words},
};

mod news;

const N_ARTICLES: u64 = 16;

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| match std::env::var_os("INQUIT_BENCH_TEXTS") {
    Some(folder) => texts_of(Path::new(&folder)),
    None => (0..N_ARTICLES).map(news::article).collect(),
});
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::embedded(&model()).expect("the built-in model loads"));
static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded(&model()).expect("the built-in model loads"));
static ARTICLES: LazyLock<Vec<Article>> =
    LazyLock::new(|| TEXTS.iter().map(|text| Fields::from_text(text.clone()).into_article(None)).collect());
static WORDS: LazyLock<Vec<Words<'static>>> =
    LazyLock::new(|| ARTICLES.iter().map(|article| Words::new(article).0).collect());
static LAYERS: LazyLock<Vec<Layers>> = LazyLock::new(|| {
    ARTICLES.iter().zip(WORDS.iter()).map(|(article, words)| PIPELINE.layers(article, words)).collect()
});
static ENCODED: LazyLock<Vec<Encoded>> = LazyLock::new(|| WORDS.iter().map(|words| MODEL.encode(words)).collect());
static READINGS: LazyLock<Vec<Reading>> =
    LazyLock::new(|| ARTICLES.iter().map(|article| PIPELINE.read(article.clone())).collect());

fn model() -> String {
    std::env::var("INQUIT_BENCH_MODEL").unwrap_or_else(|_| DEFAULT.to_owned())
}

fn main() {
    let n_words: usize = WORDS.iter().map(Words::len).sum();
    let n_statements: usize = READINGS.iter().map(|reading| reading.statements.len()).sum();
    eprintln!(
        "{} articles, {} words and marks and {} statements an article, model {}",
        TEXTS.len(),
        n_words / TEXTS.len(),
        n_statements / TEXTS.len(),
        PIPELINE.model_name(),
    );
    divan::main();
}

fn texts_of(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().unwrap_or_else(|error| panic!("INQUIT_BENCH_TEXTS: {}: {error}", folder.display()));
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "INQUIT_BENCH_TEXTS: {} has no .txt files", folder.display());
    let read = |path| std::fs::read(path).unwrap_or_else(|error| panic!("INQUIT_BENCH_TEXTS: {error}"));
    paths.iter().map(|path| decode(&read(path)).text).collect()
}

/// Times `stage` over all articles; `stage` is given an article's number.
fn bench<T>(bencher: Bencher, stage: impl Fn(usize) -> T + Sync) {
    let n = TEXTS.len();
    LazyLock::force(&READINGS);
    LazyLock::force(&LAYERS);
    LazyLock::force(&ENCODED);
    bencher.counter(ItemsCount::new(n)).bench(|| {
        for index in 0..n {
            divan::black_box(stage(index));
        }
    });
}

/// A text to an article with its parts.
#[divan::bench]
fn a_layout(bencher: Bencher) {
    bench(bencher, |index| Fields::from_text(TEXTS[index].clone()).into_article(None));
}

/// Words, sentences and quotations.
#[divan::bench]
fn b_words(bencher: Bencher) {
    bench(bencher, |index| Words::new(&ARTICLES[index]));
}

/// Wordpieces and the encoder.
#[divan::bench(sample_count = 10)]
fn c_encode(bencher: Bencher) {
    bench(bencher, |index| MODEL.encode(&WORDS[index]));
}

/// Scores of the words around each anchor.
#[divan::bench(sample_count = 10)]
fn d_argue(bencher: Bencher) {
    bench(bencher, |index| MODEL.argue(&ENCODED[index], &LAYERS[index].anchors));
}

/// Scores to anchors, and to their sources and contents.
#[divan::bench]
fn e_decode(bencher: Bencher) {
    let argue = |(encoded, layers): (&Encoded, &Layers)| MODEL.argue(encoded, &layers.anchors);
    let scores: Vec<_> = ENCODED.iter().zip(&*LAYERS).map(argue).collect();
    bench(bencher, |index| {
        let (words, layers) = (&WORDS[index], &LAYERS[index]);
        let found = anchors(words, 0..words.blocks.len(), &reach(words), &ENCODED[index].anchors, MODEL.bias());
        (found, arguments(words, &layers.anchors, &scores[index], MODEL.transitions(), Rules::all()))
    });
}

/// What words are to mentions.
#[divan::bench(sample_count = 10)]
fn f_label(bencher: Bencher) {
    bench(bencher, |index| MODEL.labels(&WORDS[index], &ENCODED[index]));
}

/// Whom mentions mean, and profiles.
#[divan::bench]
fn f_who(bencher: Bencher) {
    bench(bencher, |index| {
        let Layers { labels, attributions, .. } = &LAYERS[index];
        resolve(&ARTICLES[index], &WORDS[index], labels, attributions, MODEL.antecedents(), Rules::all())
    });
}

#[divan::bench]
fn g_statements(bencher: Bencher) {
    bench(bencher, |index| {
        let Layers { attributions, cues, resolution, .. } = &LAYERS[index];
        let notes = anonymity(&WORDS[index], attributions, resolution);
        statements(&WORDS[index], attributions, cues, &resolution.attributions, notes, MODEL.calibration())
    });
}

/// Speakers of one article that is so many as long: pages a second, which should not fall.
#[divan::bench(args = [1, 10, 100, 1000], sample_count = 5, sample_size = 1)]
fn who_by_pages(bencher: Bencher, pages: u64) {
    let text: String = (0..pages).map(|page| news::article(page) + "\n\n").collect();
    let article = Fields::from_text(text).into_article(None);
    let words = Words::new(&article).0;
    // The fast model, whatever the rest is timed with: the network is not what is timed here.
    let fast = Pipeline::embedded("fast").expect("the built-in model loads");
    let Layers { labels, attributions, .. } = fast.layers(&article, &words);
    let weights = fast.model().antecedents();
    bencher
        .counter(ItemsCount::new(pages))
        .bench(|| resolve(&article, &words, &labels, &attributions, weights, Rules::all()));
}

/// A reading to the record's JSON.
#[divan::bench]
fn h_record(bencher: Bencher) {
    bench(bencher, |index| Record::new(&READINGS[index], OffsetUnit::Codepoint).to_json());
}

/// A text to the record's JSON.
#[divan::bench(sample_count = 10)]
fn whole(bencher: Bencher) {
    bench(bencher, |index| PIPELINE.parse(&TEXTS[index]).to_json());
}
