//! `inquit parse`: articles to records.

use std::{
    io::{self, IsTerminal as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, anyhow, bail};
use inquit::{
    Aliases, Article, Note, NoteCode, Pipeline, Span,
    input::{
        decode::{Decoded, decode},
        fields::{Fields, FieldsError},
    },
    output::Record,
    text::OffsetUnit,
};

use crate::{
    args::ParseArgs,
    complaint::{Complaint, Loss, Status},
    inputs,
    items::{self, BINARY, Body, Item, is_binary, json_fault},
    model, ordered,
    output::Output,
};

pub(crate) fn run(args: ParseArgs) -> Result<ExitCode> {
    let stdin = Path::new("-");
    let mut paths = args.inputs;
    if paths.is_empty() {
        if io::stdin().is_terminal() {
            bail!("nothing to read: name files or folders, or give an article on standard input");
        }
        paths.push(stdin.to_owned());
    }
    if paths.iter().filter(|path| *path == stdin).count() > 1 {
        bail!("`-` is named twice, but standard input can be read once");
    }
    // One article may be meant for the eye; what can be many must not change its form with their number.
    let one = matches!(&paths[..], [path] if !path.is_dir());
    if let Some(output) = &args.output {
        inputs::spare(&paths, output)?;
    }
    let threads = args.reading.threads();
    let mut pipeline = model::load(&args.reading.model)?;
    if let Some(path) = &args.aliases {
        pipeline = pipeline.with_aliases(aliases(path)?);
    }
    let (unit, min_confidence, explain) = (args.offsets, args.min_confidence, args.explain);
    let reader = Reader { pipeline, unit, min_confidence, explain, indent: one };
    let output = Output::open(args.output.as_deref())?;
    read_all(paths, args.output, threads, reader, output)
}

/// The table of names that are known already.
fn aliases(path: &Path) -> Result<Aliases> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let Decoded { text, .. } = decode(&bytes);
    Aliases::from_csv(&text).map_err(|error| anyhow!("{}: {error}", path.display()))
}

fn read_all(
    paths: Vec<PathBuf>,
    skip: Option<PathBuf>,
    threads: usize,
    reader: Reader,
    mut output: Output,
) -> Result<ExitCode> {
    let mut status = Status::default();
    let mut written = Ok(());
    ordered::map(
        threads,
        move |emit| {
            let mut inputs = inputs::find(&paths, skip.as_deref()).into_iter();
            inputs.try_for_each(|input| items::read(input, emit))
        },
        move |item| reader.read(item),
        |record| {
            match record {
                Ok(json) => written = output.line(&json),
                Err(complaint) => status.report(&complaint),
            }
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    )?;
    written?;
    output.finish()?;
    Ok(status.into())
}

/// Turns items into JSON.
struct Reader {
    pipeline: Pipeline,
    unit: OffsetUnit,
    /// Statements below it are left out.
    min_confidence: f64,
    /// Whether `why` is filled.
    explain: bool,
    /// Whether an item that is alone in its input is indented.
    indent: bool,
}

impl Reader {
    fn read(&self, item: Item) -> Result<String, Complaint> {
        let Item { file, line, id, alone, body } = item;
        let complaint = |line, reason, loss| Complaint { file, line, reason, loss };
        let (bytes, is_json) = match body {
            Body::Fault(reason, loss) => return Err(complaint(line, reason, loss)),
            Body::Text(bytes) => (bytes, false),
            Body::Json(bytes) => (bytes, true),
        };
        // Reading does not panic. If it should, that must not cost the rest of a batch.
        let read = ordered::contained(|| {
            let (article, malformed) = article(&bytes, is_json, id.as_deref())?;
            let record = self.record(article, malformed);
            Ok(if self.indent && alone { record.to_json_pretty() } else { record.to_json() })
        });
        match read {
            Ok(Ok(json)) => Ok(json),
            Ok(Err((below, reason))) => Err(complaint(line.map(|line| line + below), reason, Loss::Record)),
            Err(panic) => {
                Err(complaint(line, format!("a fault in inquit itself, please report it: {panic}"), Loss::Record))
            }
        }
    }

    fn record(&self, article: Article, malformed: bool) -> Record {
        let mut reading = self.pipeline.read(article);
        if malformed {
            let mark = reading.article.text.find('\u{fffd}');
            let span = mark.map(|at| Span::new(at, at + '\u{fffd}'.len_utf8()));
            let message = "some bytes are no text in the encoding found; they became U+FFFD".to_owned();
            let at = reading.notes.partition_point(|note| note.span.map(|span| span.start) < mark);
            reading.notes.insert(at, Note { code: NoteCode::UndecodableBytes, span, message });
        }
        let mut record = Record::new(&reading, self.unit);
        if self.explain {
            record.explain(&reading);
        }
        record.keep_confident(self.min_confidence);
        record
    }
}

/// The article in an item, and whether some of its bytes could not be decoded; else what is wrong,
/// and how many lines below the item's first.
fn article(bytes: &[u8], is_json: bool, id: Option<&str>) -> Result<(Article, bool), (usize, String)> {
    let Decoded { text, malformed, .. } = decode(bytes);
    let fields = if is_json {
        let value = serde_json::from_str(&text).map_err(|error| {
            let (line, reason) = json_fault(&error);
            (line - 1, reason)
        })?;
        Fields::from_json(value).map_err(|error| match error {
            FieldsError::EmptyText { field } => (0, format!("empty text in field `{field}`")),
            error => (0, error.to_string()),
        })?
    } else {
        if text.trim().is_empty() {
            return Err((0, "empty text".to_owned()));
        }
        Fields::from_text(text)
    };
    if is_binary(&fields.text) {
        return Err((0, BINARY.to_owned()));
    }
    Ok((fields.into_article(id), malformed))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], is_json: bool, expected: Result<&str, (usize, &str)>) {
        let read = article(bytes, is_json, Some("story")).map(|(article, _)| article.text);
        let expected = expected.map(str::to_owned).map_err(|(line, reason)| (line, reason.to_owned()));
        assert_eq!(read, expected);
    }

    #[test]
    fn reads_texts_and_records() {
        check(b"\xef\xbb\xbfRain, Lund said.\r\n", false, Ok("Rain, Lund said.\r\n"));
        check(br#"{"maintext": "Rain, Lund said."}"#, true, Ok("Rain, Lund said."));
    }

    #[test]
    fn says_what_is_wrong_and_on_which_line() {
        check(b"", false, Err((0, "empty text")));
        check("\u{feff} \r\n\u{a0}".as_bytes(), false, Err((0, "empty text")));
        check(br#"{"text": " "}"#, true, Err((0, "empty text in field `text`")));
        check(b"{\n\"text\": Rain}", true, Err((1, "invalid JSON at column 9: expected value")));
        check(b"[1]", true, Err((0, "record is an array, expected an object of fields")));
        check(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", false, Err((0, BINARY)));
        check(br#"{"text": "\u0000\u0001\u0002\u0003\u0004"}"#, true, Err((0, BINARY)));
    }

    #[test]
    fn notes_the_first_character_that_could_not_be_decoded() {
        let pipeline = Pipeline::embedded("fast").unwrap();
        let reader = Reader { pipeline, unit: OffsetUnit::Byte, min_confidence: 0.0, explain: false, indent: false };
        let (article, malformed) = article("“Né à Orlé,” she said.".as_bytes(), false, None).unwrap();
        assert!(!malformed);
        assert!(reader.record(article, false).notes.is_empty());
        let (article, malformed) = super::article(b"Ren\xc3\xa9 and Zo\xc3\xab \xff agreed.", false, None).unwrap();
        let record = reader.record(article, malformed);
        let note = record.notes.iter().find(|note| note.code == "undecodable-bytes").unwrap();
        assert_eq!((note.start, note.end), (Some(15), Some(18)));
    }
}
