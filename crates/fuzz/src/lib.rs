//! What the fuzz targets share: articles, records and items to the properties that must hold of them.
//!
//! Everything here panics where a property is broken, which is how a target reports.

#![warn(missing_docs)]

use std::{
    io::{Seek, Write},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind, set_hook},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, Once, PoisonError},
};

use inquit::{Article, Reading, Span, input::FieldMap, output::Record, text::OffsetUnit};
use inquit_batch::{
    articles::{Laid, article},
    inputs::{Input, Source},
    items::{self, Item, ReadOptions},
    kind::Kind,
};
use tempfile::NamedTempFile;

/// The most bytes a record has in these targets.
pub const MAX_RECORD: usize = 1 << 16;

/// How many items of one input are laid out; all of them are cut out.
const LAID_OUT: usize = 64;

/// Holds an article to what its readers rely on: parts in order, each a slice of the text, in every unit.
pub fn hold_article(article: Article) {
    let order: Vec<Span> = article
        .sections
        .iter()
        .flat_map(|section| section.heading.iter().chain(&section.paragraphs))
        .copied()
        .collect();
    for pair in order.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{pair:?} are out of order");
    }
    for span in order {
        assert!(!span.of(&article.text).trim().is_empty(), "{span:?} is blank");
    }
    let reading =
        Reading { model: "fuzz".to_owned(), article, speakers: Vec::new(), statements: Vec::new(), notes: Vec::new() };
    for unit in [OffsetUnit::Byte, OffsetUnit::Utf16, OffsetUnit::Codepoint] {
        hold_record(&Record::new(&reading, unit));
    }
}

/// Holds a record of the library's own making to what its readers rely on, and reads it back.
pub fn hold_record(record: &Record) {
    if let Err(fault) = record.check() {
        panic!("{fault}");
    }
    for statement in &record.statements {
        let (id, confidence) = (&statement.id, statement.confidence);
        assert!((0.0..=1.0).contains(&confidence), "confidence of {id} is {confidence}");
        assert!(!statement.content.is_empty(), "{id} has no content");
    }
    let back = Record::from_json(&record.to_json()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(back.article.text, record.article.text);
    assert_eq!(back.statements, record.statements);
}

/// Reads bytes as a file of a kind, or of the kind that they look like, to the articles in it.
pub fn read_file(kind: Option<Kind>, bytes: &[u8]) {
    let path = laid_down(bytes);
    let input = Input { name: "fuzz".to_owned(), id: None, source: Source::File(path), below: PathBuf::new() };
    let options = ReadOptions { kind, max_record: MAX_RECORD, ..ReadOptions::default() };
    let mut count = 0;
    let flow = items::read(input, 0, &options, &mut |Item { id, body, .. }: Item| {
        count += 1;
        if count <= LAID_OUT
            && let Ok(Laid { article, .. }) = article(&body, id.as_deref(), &FieldMap::new(), true)
        {
            hold_article(article);
        }
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    assert!(count > 0, "neither an item nor a fault came of it");
}

/// Runs a target whose code contains panics of others' by intention: only one that comes out is told.
pub fn contained(target: impl FnOnce()) {
    static HOOK: Once = Once::new();
    static LAST: Mutex<String> = Mutex::new(String::new());

    HOOK.call_once(|| set_hook(Box::new(|panic| *lock(&LAST) = panic.to_string())));
    if catch_unwind(AssertUnwindSafe(target)).is_err() {
        eprintln!("{}", lock(&LAST));
        std::process::abort();
    }
}

/// A file with these bytes, the same each time.
fn laid_down(bytes: &[u8]) -> PathBuf {
    static FILE: Mutex<Option<NamedTempFile>> = Mutex::new(None);

    let mut file = lock(&FILE);
    let file = file.get_or_insert_with(|| must(NamedTempFile::new()));
    must(file.as_file().set_len(0));
    must(file.as_file_mut().rewind());
    must(file.as_file_mut().write_all(bytes));
    Path::to_owned(file.path())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a target itself needs of the system.
pub fn must<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("the target cannot run: {error}"))
}
