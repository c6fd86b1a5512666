//! An input's bytes to items: one article, or one record, each with its place in the file.
//!
//! Everything that can be read as a stream is, since archives of news are larger than memory. Items are
//! only cut out here; the workers parse them. A line that is no JSON costs itself alone; in an
//! array, what follows a fault cannot be told apart and is lost, and named.
//!
//! What is in a file is settled layer by layer: what its magic bytes say, then what was asked for, then
//! what its name says, then how it begins (`kind.rs`). Compressed files and archives are opened and
//! begun anew, a few levels deep.

mod archives;
mod cells;
#[cfg(feature = "parquet")]
mod columns;
mod records;
mod sheets;
mod warc;

use std::{
    fs::File,
    io::{self, Cursor, Read},
    ops::ControlFlow,
    path::{Component, Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
};

use inquit::input::{decode::decode, fields::Fields};

use crate::{
    bounded::{Counted, read_all, too_large},
    fault::{At, Loss, unreadable},
    inputs::{Input, Source},
    kind::{Kind, known_binary},
    members::is_passed,
    ordered::Emit,
    pages,
};

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// What all inputs are, whatever they look like; what they are packed in is still found out.
    pub kind: Option<Kind>,
    /// The sheet of a workbook that is read, by its name; the first one if nothing is said.
    pub sheet: Option<String>,
    /// Whether damaged texts are mended.
    pub repair: bool,
    /// The most bytes a record may have.
    pub max_record: usize,
    /// How many bytes of the files were read so far, for others to see.
    pub progress: Arc<AtomicU64>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { kind: None, sheet: None, repair: false, max_record: 64 << 20, progress: Arc::default() }
    }
}

/// What becomes one record, or one fault.
#[derive(Debug, PartialEq)]
pub struct Item {
    /// The number of the input, counted from 0.
    pub input: usize,
    /// The file.
    pub file: String,
    /// The entry within an archive.
    pub entry: Option<String>,
    /// Where a record starts; `None` for what fills its file.
    pub at: Option<At>,
    /// What the record is called if it does not say.
    pub id: Option<String>,
    /// Whether the input holds just this.
    pub alone: bool,
    /// Whether its text is mended where it is damaged.
    pub repair: bool,
    /// The article.
    pub body: Body,
}

/// An article as it came.
#[derive(Debug, PartialEq)]
pub enum Body {
    /// Plain text in any encoding.
    Text(Vec<u8>),
    /// JSON, not yet looked into, in any encoding.
    Json(Vec<u8>),
    /// A page.
    Html(Page),
    /// A document of an export, its fields already told apart.
    Document(Box<Fields>),
    /// None.
    Fault(String, Loss),
}

impl Body {
    /// About how many bytes it holds.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Json(bytes) => bytes.len(),
            Self::Html(page) => page.bytes.len(),
            Self::Document(fields) => fields.text.len(),
            Self::Fault(..) => 0,
        }
    }
}

/// A page, and what is known of it from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its bytes, in any encoding.
    pub bytes: Vec<u8>,
    /// Where it was found.
    pub url: Option<String>,
    /// The encoding that its server named.
    pub charset: Option<String>,
}

/// Why binary data is refused.
pub const BINARY: &str = "binary data, not text";

/// How many archives and compressed files may be in each other.
const LEVELS: usize = 4;

/// So many names in a folder are held against one that is not there.
const NEIGHBOURS: usize = 10_000;

/// How much of a file is looked at to tell what it is.
const START: usize = 4096;

/// Whether a text is binary data that was decoded all the same: one character in twenty is a
/// control character or could not be decoded. Compressed data has about one in nine.
pub fn is_binary(text: &str) -> bool {
    let (mut odd, mut all) = (0_usize, 0_usize);
    for character in text.chars() {
        all += 1;
        odd += usize::from(character == '\u{fffd}' || (character.is_control() && !character.is_whitespace()));
    }
    odd * 20 > all && (odd >= 4 || odd == all)
}

/// The line, counted from 1, and the reason of a JSON error.
pub fn json_fault(error: &serde_json::Error) -> (usize, String) {
    let (line, column) = (error.line().max(1), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message);
    (line, format!("invalid JSON at column {column}: {message}"))
}

/// Emits the items of an input, the `index`th, until there are none or no more are wanted.
pub fn read(input: Input, index: usize, options: &ReadOptions, emit: &mut Emit<'_, Item>) -> ControlFlow<()> {
    let Input { name, id, source, below } = input;
    let mut maker = Maker {
        input: index,
        file: name,
        entry: None,
        id,
        options,
        level: 0,
        patient: matches!(source, Source::File(_)),
        emit,
    };
    match source {
        Source::Fault(reason) => maker.fault(None, reason, Loss::Input),
        Source::LeftOut(told) => maker.fault(None, told, Loss::LeftOut),
        Source::Stdin => {
            let mut bytes = Counted::new(io::stdin(), Arc::clone(&options.progress));
            maker.stream(&mut bytes, Path::new(""), None)
        }
        Source::File(path) => {
            let open = || Ok((File::open(&path)?, File::open(&path)?));
            match open() {
                Ok((file, seekable)) => {
                    let seekable = seekable.metadata().is_ok_and(|found| found.is_file()).then_some(seekable);
                    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
                    maker.stream(&mut Counted::new(file, Arc::clone(&options.progress)), &name, seekable)
                }
                Err(error) => {
                    // What was found in a folder is not mistyped.
                    let plain =
                        |path: &Path| path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
                    let meant = if plain(&below) == plain(&path) { nearest(&path, &error) } else { None };
                    let is_address = ["http:", "https:"].iter().any(|scheme| below.starts_with(scheme));
                    let advice = match meant {
                        _ if is_address => "; addresses are not fetched: save the page, and name its file".to_owned(),
                        Some(name) => format!("; is it `{name}`?"),
                        None => String::new(),
                    };
                    maker.fault(None, unreadable(&error) + &advice, Loss::Input)
                }
            }
        }
    }
}

/// The file in the same folder whose name is almost the one that is not there.
fn nearest(path: &Path, error: &io::Error) -> Option<String> {
    if error.kind() != io::ErrorKind::NotFound {
        return None;
    }
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let distance = |name: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &wanted.to_lowercase());
    let names = std::fs::read_dir(folder).ok()?.flatten().take(NEIGHBOURS);
    let names = names.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| !name.starts_with('.'));
    let nearest = names.map(|name| (distance(&name), name)).min()?;
    // One letter in five may be another; a name with nothing in common is no advice.
    let is_near = nearest.0 * 5 <= wanted.chars().count().max(5);
    is_near.then(|| path.with_file_name(nearest.1).display().to_string())
}

/// Makes items of one input.
struct Maker<'m, 'e> {
    input: usize,
    file: String,
    entry: Option<String>,
    id: Option<String>,
    options: &'m ReadOptions,
    /// How many layers were opened to get here.
    level: usize,
    /// Whether more bytes may be waited for: not where somebody is still writing them.
    patient: bool,
    emit: &'m mut Emit<'e, Item>,
}

impl Maker<'_, '_> {
    fn fault(&mut self, at: Option<At>, reason: impl Into<String>, loss: Loss) -> ControlFlow<()> {
        self.item(at, None, true, Body::Fault(reason.into(), loss))
    }

    fn unreadable(&mut self, error: &io::Error) -> ControlFlow<()> {
        self.fault(None, unreadable(error), Loss::Input)
    }

    fn item(&mut self, at: Option<At>, id: Option<String>, alone: bool, body: Body) -> ControlFlow<()> {
        let (input, file, entry) = (self.input, self.file.clone(), self.entry.clone());
        (self.emit)(Item { input, file, entry, at, id, alone, repair: self.options.repair, body })
    }

    /// One of several of an input: `nth`, counted from 1.
    fn one(&mut self, at: Option<At>, nth: usize, body: Body) -> ControlFlow<()> {
        let id = self.id.as_ref().map(|id| format!("{id}#{nth}"));
        self.item(at, id, false, body)
    }

    /// What fills its file, or its entry.
    fn whole(&mut self, body: Body) -> ControlFlow<()> {
        let (id, alone) = (self.id.clone(), self.entry.is_none());
        self.item(None, id, alone, body)
    }

    fn max(&self) -> usize {
        self.options.max_record
    }

    /// Bytes of which `name` may say something; `file` if they are all of a file.
    fn stream(&mut self, bytes: &mut dyn Read, name: &Path, file: Option<File>) -> ControlFlow<()> {
        match self.try_stream(bytes, name, file) {
            Ok(flow) => flow,
            Err(error) => self.unreadable(&error),
        }
    }

    fn try_stream(&mut self, bytes: &mut dyn Read, name: &Path, file: Option<File>) -> io::Result<ControlFlow<()>> {
        let (mut start, gap) = begin(bytes, if self.patient { START } else { 6 })?;
        let mut bytes = Gap(gap).chain(bytes);
        let bytes: &mut dyn Read = &mut bytes;
        // The mark of a tar archive stands after a name that NUL bytes fill up.
        if start.len() < 512 && start.contains(&0) && !self.patient {
            let more = start_of(bytes, 512 - start.len())?;
            start.extend(more);
        }
        let magic = Kind::of_magic(&start);
        if let Some(kind) = magic.filter(|kind| kind.is_wrapper()) {
            if self.level == LEVELS {
                let reason = format!("more than {LEVELS} archives and compressed files in each other");
                return Ok(self.fault(None, reason, Loss::Input));
            }
            self.level += 1;
            let flow = self.open(kind, &mut Cursor::new(start).chain(bytes), name, file);
            self.level -= 1;
            return Ok(flow);
        }
        if let Some(what) = known_binary(&start) {
            return Ok(self.fault(None, format!("{what}, which is not read"), Loss::Input));
        }
        let named = self.options.kind.or(magic).or_else(|| kind_inside(name));
        let kind = match named {
            Some(Kind::Text) if self.options.kind.is_none() => Kind::of_plain(&text_of(&start)),
            Some(kind @ (Kind::Html | Kind::Feed)) if self.options.kind.is_none() => {
                kind.of_named_mark_up(&text_of(&start))
            }
            Some(kind) => kind,
            None => sniff(&mut start, bytes)?,
        };
        let mut bytes = Cursor::new(start).chain(bytes);
        let bytes: &mut dyn Read = &mut bytes;
        Ok(match kind {
            Kind::Text => match read_all(bytes, self.max())? {
                Some(text) => self.whole(Body::Text(text)),
                None => self.fault(None, too_large(self.max()), Loss::Input),
            },
            Kind::Html => match read_all(bytes, self.max())? {
                Some(bytes) => self.whole(Body::Html(Page { bytes, ..Page::default() })),
                None => self.fault(None, too_large(self.max()), Loss::Input),
            },
            Kind::Feed | Kind::Mail | Kind::Subtitles => match read_all(bytes, self.max())? {
                Some(bytes) => self.news(kind, &bytes),
                None => self.fault(None, too_large(self.max()), Loss::Input),
            },
            Kind::Lexis | Kind::Nexis | Kind::Factiva => match read_all(bytes, self.max())? {
                Some(bytes) => self.documents(kind, &bytes),
                None => self.fault(None, too_large(self.max()), Loss::Input),
            },
            Kind::Json | Kind::JsonLines => self.records(bytes, kind == Kind::JsonLines, named.is_some())?,
            Kind::Csv | Kind::Tsv => self.cells(bytes, kind == Kind::Tsv)?,
            Kind::Warc => self.warc(bytes)?,
            #[cfg(feature = "parquet")]
            Kind::Parquet => self.columns(bytes, file)?,
            #[cfg(not(feature = "parquet"))]
            Kind::Parquet => self.fault(None, "a Parquet file, which this build does not read", Loss::Input),
            Kind::Xlsx => self.fault(None, "no Excel workbook, whatever its name says", Loss::Input),
            Kind::Gzip | Kind::Zstd | Kind::Bzip2 | Kind::Zip | Kind::Tar => self.fault(None, BINARY, Loss::Input),
        })
    }

    /// The articles of a feed, of mail, or of subtitles.
    fn news(&mut self, kind: Kind, bytes: &[u8]) -> ControlFlow<()> {
        let found = match pages::news(kind, bytes) {
            Ok(found) => found,
            Err(reason) => return self.fault(None, reason, Loss::Input),
        };
        let is_one = found.len() == 1;
        found.into_iter().zip(1..).try_for_each(|(article, nth)| match article {
            Ok(fields) if is_one => self.whole(Body::Document(Box::new(fields))),
            Ok(fields) => self.one(Some(At::Record(nth)), nth, Body::Document(Box::new(fields))),
            Err(reason) if is_one => self.fault(None, reason, Loss::Input),
            Err(reason) => self.fault(Some(At::Record(nth)), reason, Loss::Record),
        })
    }

    fn documents(&mut self, kind: Kind, bytes: &[u8]) -> ControlFlow<()> {
        let documents = pages::documents(kind, bytes);
        if documents.is_empty() {
            return self.fault(None, "no documents in this export", Loss::Input);
        }
        documents.into_iter().zip(1..).try_for_each(|(document, nth)| match document {
            Ok((line, fields)) => self.one(Some(At::Line(line)), nth, Body::Document(Box::new(fields))),
            Err(error) => self.fault(Some(At::Line(error.line())), error.reason(), Loss::Record),
        })
    }
}

/// What a name says of what is in the file when all it is packed in is taken off.
fn kind_inside(name: &Path) -> Option<Kind> {
    match Kind::of_name(name)? {
        kind if kind.is_wrapper() => kind_inside(&name.with_extension("")),
        kind => Some(kind),
    }
}

/// The first characters of a text, whatever its encoding.
fn text_of(start: &[u8]) -> String {
    // UTF-16 with a mark is two bytes a character.
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return decode(&start[..start.len() & !1]).text;
    }
    String::from_utf8_lossy(start).into_owned()
}

/// What bytes are of which no name tells, with no more of them read than it takes.
fn sniff(start: &mut Vec<u8>, bytes: &mut dyn Read) -> io::Result<Kind> {
    loop {
        // A mark may be cut off.
        let is_mark = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| mark.starts_with(start));
        if !is_mark && let Some(kind) = Kind::of_text(&text_of(start)) {
            return Ok(kind);
        }
        let more = start_of(bytes, 1)?;
        // White space without end is a text, and refused as one that is empty or too large.
        if more.is_empty() || start.len() > 1 << 20 {
            start.extend(more);
            return Ok(Kind::Text);
        }
        start.extend(more);
    }
}

/// The next bytes of a stream: at least so many, unless it ends, and what else is at hand, so that
/// a stream that is still being written is not waited for.
fn start_of(bytes: &mut dyn Read, least: usize) -> io::Result<Vec<u8>> {
    let (start, gap) = begin(bytes, least)?;
    gap.map_or(Ok(start), Err)
}

/// The same, up to a damaged part of the stream; the error that is its place.
fn begin(bytes: &mut dyn Read, least: usize) -> io::Result<(Vec<u8>, Option<io::Error>)> {
    let mut start = vec![0; START.max(least)];
    let (mut filled, mut gap) = (0, None);
    while filled < least {
        match bytes.read(&mut start[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if is_passed(&error) => {
                gap = Some(error);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    start.truncate(filled);
    Ok((start, gap))
}

/// An error in a stream, if there is one.
struct Gap(Option<io::Error>);

impl Read for Gap {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests;
