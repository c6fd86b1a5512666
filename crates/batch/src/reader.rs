//! An item to a record in its format: what every thread does.
//!
//! Where records are wanted, what is one already is taken as it is, and only for articles is a model loaded.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use inquit::{
    Aliases, Article, Note, NoteCode, PeopleTable, Pipeline, Span,
    dates::{self, DateOrder},
    input::{FieldMap, decode::decode},
    output::{Record, Selection},
    text::OffsetUnit,
};

use crate::{
    articles::{Laid, article},
    fault::{Fault, Loss, kept, ours},
    form::{Form, Made},
    items::{Body, Item},
    ordered::contained,
    records::{self, Shape},
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

impl Done {
    fn new(input: usize) -> Done {
        let (made, words) = (Ok(Made::Bytes(Vec::new())), 0);
        Done { input, made, words, laying: Duration::ZERO, reading: Duration::ZERO }
    }
}

/// How a reader is come by, when there is something to read.
pub type Load = Box<dyn Fn() -> Result<Reader, String> + Send + Sync>;

/// Takes records as they are, and reads articles.
pub struct Either {
    /// Makes what reads articles; asked once, when the first comes.
    load: Load,
    reader: OnceLock<Result<Reader, String>>,
    /// What fields of articles are called.
    map: FieldMap,
    /// Statements below it are left out of records.
    min_confidence: f64,
    /// Names that the speakers of records get.
    aliases: Aliases,
    /// Attributes that they get.
    people: PeopleTable,
    /// The order of day and month in dates of records that have none.
    date_order: Option<DateOrder>,
    /// What is left of records.
    selection: Selection,
}

impl Either {
    /// Reads articles by what `load` makes, which should leave out the same statements and know the same names.
    pub fn new(load: Load, map: FieldMap, min_confidence: f64, aliases: Aliases) -> Either {
        Either {
            load,
            reader: OnceLock::new(),
            map,
            min_confidence,
            aliases,
            people: PeopleTable::default(),
            date_order: None,
            selection: Selection::default(),
        }
    }

    /// The same, with attributes for speakers, an order of dates, and a choice of what is looked at, in articles that are read too.
    #[must_use]
    pub fn with(self, people: PeopleTable, date_order: Option<DateOrder>, selection: Selection) -> Either {
        Either { people, date_order, selection, ..self }
    }

    /// What is looked at of what was read.
    fn selected(&self, mut done: Done) -> Done {
        if let Ok(Made::Record(record)) = &mut done.made
            && !self.selection.keep(record)
        {
            done.made = Ok(Made::Bytes(Vec::new()));
        }
        done
    }

    /// The id of the article in an item, without reading it; `None` if there is none.
    pub fn id_of(&self, item: &Item) -> Option<String> {
        /// Enough of a record to tell whose it is.
        #[derive(serde::Deserialize)]
        struct Known {
            article: Id,
        }
        #[derive(serde::Deserialize)]
        struct Id {
            id: String,
        }

        let known = match &item.body {
            Body::Json(json) => {
                let json = decode(json).text;
                let is_record = Shape::of(&json) == Ok(Shape::Record);
                serde_json::from_str::<Known>(&json).ok().filter(|_| is_record)
            }
            _ => None,
        };
        let laid = || contained(|| article(&item.body, item.id.as_deref(), &self.map, item.repair)).ok()?.ok();
        known.map(|known| known.article.id).or_else(|| laid().map(|laid| laid.article.id))
    }

    /// Reads an item. Does not fail otherwise than in its fault.
    pub fn read(&self, item: Item) -> Done {
        let taken = match &item.body {
            Body::Json(json) => {
                let json = decode(json).text;
                match records::Shape::of(&json) {
                    Ok(Shape::Record) => {
                        Some(contained(|| records::record(&json)).unwrap_or_else(|panic| Err((0, ours(&panic)))))
                    }
                    Ok(_) => None,
                    Err(fault) => Some(Err(fault)),
                }
            }
            _ => None,
        };
        let fault = |item: Item, below: usize, reason: String, loss: Loss| {
            let Item { input, file, entry, at, id, .. } = item;
            let fault = Fault { file, entry, at: at.map(|at| at.below(below)), id, reason, loss, record: None };
            Done { made: Err(fault), ..Done::new(input) }
        };
        if let Body::Fault(reason, loss) = &item.body {
            let (reason, loss) = (reason.clone(), *loss);
            return fault(item, 0, reason, loss);
        }
        match taken {
            Some(Ok(mut record)) => {
                records::rename(&mut record, &self.aliases);
                self.people.apply(&mut record);
                let day = record.article.day();
                let day = day.or_else(|| dates::day(record.article.published.as_deref()?, self.date_order));
                record.article.date = day.map(|day| day.to_string());
                record.keep_confident(self.min_confidence);
                self.selected(Done { made: Ok(Made::Record(Box::new(record))), ..Done::new(item.input) })
            }
            Some(Err((below, reason))) => fault(item, below, reason, Loss::Record),
            None => match self.reader.get_or_init(&self.load) {
                Ok(reader) => self.selected(reader.read(item)),
                Err(reason) => fault(item, 0, reason.clone(), Loss::Input),
            },
        }
    }
}

impl Reader {
    /// Reads an item. Does not fail otherwise than in its fault.
    pub fn read(&self, item: Item) -> Done {
        let Item { input, file, entry, at, id, alone, repair, body } = item;
        let mut done = Done::new(input);
        let loss = if let Body::Fault(_, loss) = body { loss } else { Loss::Record };
        // Reading does not panic. If it should, that must not cost the rest of a batch.
        let read = contained(|| {
            let began = Instant::now();
            let Laid { article, malformed } = article(&body, id.as_deref(), &self.map, repair)?;
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
        let mut record = self.pipeline.record(&reading, self.unit);
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

    fn item(body: Body) -> Item {
        Item {
            input: 0,
            file: "a".to_owned(),
            entry: None,
            at: Some(crate::fault::At::Line(3)),
            id: None,
            alone: true,
            repair: false,
            body,
        }
    }

    #[test]
    fn records_are_taken_as_they_are_and_no_model_is_asked_for() {
        let aliases = Aliases::from_csv("Ida J. Roe,Ida Roe").unwrap();
        let pipeline = Pipeline::embedded("fast").unwrap();
        let mut record = pipeline.parse("“The wall holds,” said Ida Roe. “It will,” she said.");
        record.article.id = "story".to_owned();
        record.statements[1].confidence = 0.2;
        let either = Either::new(Box::new(|| Err("a model was asked for".to_owned())), FieldMap::new(), 0.5, aliases);
        let json = |json: &str| item(Body::Json(json.as_bytes().to_vec()));
        assert_eq!(either.id_of(&json(&record.to_json())).as_deref(), Some("story"));
        match either.read(json(&record.to_json())).made {
            Ok(Made::Record(read)) => {
                assert_eq!((read.statements.len(), &*read.speakers[0].name), (1, "Ida J. Roe"));
            }
            made => panic!("{made:?}"),
        }
        let fault = |body: &str| match either.read(json(body)).made {
            Err(fault) => fault.to_string(),
            made => panic!("{made:?}"),
        };
        let moved = record.to_json().replacen("\"end\":", "\"end\":9", 1);
        assert!(fault(&moved).starts_with("a: line 3: "), "{}", fault(&moved));
        assert_eq!(fault("{\n oops}"), "a: line 4: invalid JSON at column 2: key must be a string");
        assert_eq!(fault("{\"text\": \"Rain\"}"), "a: line 3: a model was asked for");
        assert_eq!(either.read(item(Body::Fault("gone".to_owned(), Loss::Input))).made.unwrap_err().loss, Loss::Input);
    }

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
            match reader.read(item(body)).made {
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
