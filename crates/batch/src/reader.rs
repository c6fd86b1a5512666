//! An item to a record in its format: what every thread does.

use std::time::{Duration, Instant};

use inquit::{Article, Note, NoteCode, Pipeline, Span, input::FieldMap, output::Record, text::OffsetUnit};

use crate::{
    articles::{Laid, article},
    fault::{Fault, Loss, kept, ours},
    form::{Form, Made},
    items::{Body, Item},
    ordered::contained,
};

/// Reads items.
pub struct Reader {
    /// What reads.
    pub pipeline: Pipeline,
    /// What offsets count.
    pub unit: OffsetUnit,
    /// Statements below it are left out.
    pub min_confidence: f64,
    /// Whether `why` is filled.
    pub explain: bool,
    /// What fields are called in the input.
    pub map: FieldMap,
    /// What records are made into.
    pub form: Box<dyn Form>,
    /// Whether failed records are kept in their faults.
    pub keep_failed: bool,
}

/// An item, read.
#[derive(Debug)]
pub struct Done {
    /// The number of its input.
    pub input: usize,
    /// The record, or why there is none.
    pub made: Result<Made, Fault>,
    /// Words of the article, parted by white space.
    pub words: u64,
    /// What it took to decode and lay out the article.
    pub laying: Duration,
    /// What it took to read it.
    pub reading: Duration,
}

impl Reader {
    /// Reads an item. Does not fail otherwise than in its fault.
    pub fn read(&self, item: Item) -> Done {
        let Item { input, file, entry, at, id, alone, body } = item;
        let mut done = Done {
            input,
            made: Ok(Made::Bytes(Vec::new())),
            words: 0,
            laying: Duration::ZERO,
            reading: Duration::ZERO,
        };
        let loss = if let Body::Fault(_, loss) = body { loss } else { Loss::Record };
        // Reading does not panic. If it should, that must not cost the rest of a batch.
        let read = contained(|| {
            let began = Instant::now();
            let Laid { article, malformed } = article(&body, id.as_deref(), &self.map)?;
            let words = article.text.split_whitespace().count() as u64;
            let laid = Instant::now();
            let record = self.record(article, malformed);
            let made = self.form.record(record, alone).map_err(|reason| (0, reason))?;
            Ok((made, words, laid - began, laid.elapsed()))
        });
        let (below, reason) = match read {
            Ok(Ok((made, words, laying, reading))) => {
                return Done { made: Ok(made), words, laying, reading, ..done };
            }
            Ok(Err(fault)) => fault,
            Err(panic) => (0, ours(&panic)),
        };
        let record = match &body {
            Body::Text(bytes) | Body::Json(bytes) if self.keep_failed => kept(bytes),
            _ => None,
        };
        let at = at.map(|at| at.below(below));
        done.made = Err(Fault { file, entry, at, id, reason, loss, record });
        done
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::form::Records;

    #[test]
    fn notes_the_first_character_that_could_not_be_decoded() {
        let reader = Reader {
            pipeline: Pipeline::embedded("fast").unwrap(),
            unit: OffsetUnit::Byte,
            min_confidence: 0.0,
            explain: false,
            map: FieldMap::new(),
            form: Box::new(Records("jsonl")),
            keep_failed: false,
        };
        let read = |bytes: &[u8]| {
            let body = Body::Text(bytes.to_vec());
            let item = Item { input: 0, file: "a".to_owned(), entry: None, at: None, id: None, alone: true, body };
            match reader.read(item).made {
                Ok(Made::Record(record)) => record,
                made => panic!("{made:?}"),
            }
        };
        assert!(read("“Né à Orlé,” she said.".as_bytes()).notes.is_empty());
        let record = read(b"Ren\xc3\xa9 and Zo\xc3\xab \xff agreed.");
        let note = record.notes.iter().find(|note| note.code == "undecodable-bytes").unwrap();
        assert_eq!((note.start, note.end), (Some(15), Some(18)));
    }
}
