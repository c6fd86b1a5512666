//! Records to tables: Arrow batches, and Parquet files of them.
//!
//! One table has the flat rows of `inquit::output::rows`, a statement each; the other the speakers of every
//! article, with how much they say. Columns have the types of what they hold, and null where the article
//! says nothing. Numbers are signed, since Spark knows no others. Files are compressed by Zstandard, in row groups
//! that are written when they are full, so memory does not grow with the number of articles.

use std::{io, path::Path, sync::Arc};

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, ListBuilder, StringBuilder, StructBuilder},
};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use inquit::output::{Record, rows};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::properties::WriterProperties,
};

use crate::{fault::Error, form::Made, journal::Mark, output::Output, sink::Sink};

/// Rows that are handed to the writer at once.
const BATCH: usize = 4096;
/// The most bytes that a row group takes in memory.
const GROUP: usize = 64 << 20;

fn text(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Utf8, nullable)
}

/// The columns of the table of statements, in order.
pub fn statements_schema() -> SchemaRef {
    let count = |name: &str, nullable| Field::new(name, DataType::Int64, nullable);
    Arc::new(Schema::new(vec![
        text("article_id", false),
        text("url", true),
        text("outlet", true),
        text("published", true),
        text("headline", true),
        text("statement_id", false),
        text("kind", false),
        text("act", true),
        Field::new("negated", DataType::Boolean, true),
        text("speaker_id", true),
        text("speaker", true),
        text("speaker_kind", true),
        text("role", true),
        text("organisation", true),
        text("source", true),
        text("cue", true),
        text("text", false),
        text("quoted_text", true),
        count("start", false),
        count("end", false),
        text("place", false),
        Field::new("paragraph", DataType::Int32, true),
        Field::new("words", DataType::Int32, false),
        Field::new("confidence", DataType::Float64, false),
        text("inside", true),
    ]))
}

/// What a role has in the table of speakers.
fn role_fields() -> Fields {
    Fields::from(vec![text("title", false), text("organisation", true)])
}

/// The columns of the table of speakers, in order. `statements` and `words` count what the speaker says alone or
/// with others, `words` those of the content as the table of statements does.
pub fn speakers_schema() -> SchemaRef {
    let number = |name: &str| Field::new(name, DataType::Int32, false);
    let list = |name: &str, item: Field| Field::new(name, DataType::List(Arc::new(item)), false);
    Arc::new(Schema::new(vec![
        text("article_id", false),
        text("speaker_id", false),
        text("name", false),
        text("kind", false),
        Field::new("named", DataType::Boolean, false),
        text("gender", false),
        list("aliases", text("item", false)),
        list("roles", Field::new("item", DataType::Struct(role_fields()), false)),
        number("mentions"),
        number("statements"),
        number("words"),
    ]))
}

fn number(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The statements of records as one batch.
///
/// # Errors
/// If the columns do not fit in an Arrow array, which holds two gibibytes of text.
pub fn statements<'r>(records: impl IntoIterator<Item = &'r Record>) -> Result<RecordBatch, Error> {
    let mut texts: [StringBuilder; 19] = Default::default();
    let [mut starts, mut ends] = [Int64Builder::new(), Int64Builder::new()];
    let [mut paragraphs, mut words] = [Int32Builder::new(), Int32Builder::new()];
    let (mut negated, mut confidence) = (BooleanBuilder::new(), Float64Builder::new());
    for record in records {
        for row in rows(record) {
            let cells: [Option<&str>; 19] = [
                Some(row.article_id),
                row.url,
                row.outlet,
                row.published,
                row.headline,
                Some(row.statement_id),
                Some(row.kind.as_str()),
                row.act.map(|act| act.as_str()),
                row.speaker_id.as_deref(),
                row.speaker.as_deref(),
                row.speaker_kind.as_deref(),
                row.role.as_deref(),
                row.organisation.as_deref(),
                row.source.as_deref(),
                row.cue,
                Some(&*row.text),
                row.quoted_text.as_deref(),
                Some(row.place.as_str()),
                row.inside,
            ];
            for (column, cell) in texts.iter_mut().zip(cells) {
                column.append_option(cell);
            }
            negated.append_option(row.negated);
            starts.append_value(row.start as i64);
            ends.append_value(row.end as i64);
            paragraphs.append_option(row.paragraph.map(number));
            words.append_value(number(row.words));
            confidence.append_value(row.confidence);
        }
    }
    let mut texts = texts.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
    let mut columns: Vec<ArrayRef> = texts.by_ref().take(8).collect();
    columns.push(Arc::new(negated.finish()));
    columns.extend(texts.by_ref().take(9));
    columns.push(Arc::new(starts.finish()));
    columns.push(Arc::new(ends.finish()));
    columns.extend(texts.by_ref().take(1));
    columns.push(Arc::new(paragraphs.finish()));
    columns.push(Arc::new(words.finish()));
    columns.push(Arc::new(confidence.finish()));
    columns.extend(texts);
    RecordBatch::try_new(statements_schema(), columns).map_err(|error| Error::new(error.to_string()))
}

/// The speakers of records as one batch.
///
/// # Errors
/// If the columns do not fit in an Arrow array, which holds two gibibytes of text.
pub fn speakers<'r>(records: impl IntoIterator<Item = &'r Record>) -> Result<RecordBatch, Error> {
    let mut texts: [StringBuilder; 5] = Default::default();
    let mut named = BooleanBuilder::new();
    let mut aliases = ListBuilder::new(StringBuilder::new()).with_field(text("item", false));
    let role = StructBuilder::from_fields(role_fields(), 0);
    let mut roles = ListBuilder::new(role).with_field(Field::new("item", DataType::Struct(role_fields()), false));
    let mut numbers: [Int32Builder; 3] = Default::default();
    for record in records {
        let said: Vec<(&[String], usize)> = record
            .statements
            .iter()
            .zip(rows(record))
            .map(|(statement, row)| (&*statement.speakers, row.words))
            .collect();
        for speaker in &record.speakers {
            let cells =
                [&record.article.id, &speaker.id, &speaker.name, speaker.kind.as_str(), speaker.gender.as_str()];
            for (column, cell) in texts.iter_mut().zip(cells) {
                column.append_value(cell);
            }
            named.append_value(speaker.named);
            for alias in &speaker.aliases {
                aliases.values().append_value(alias);
            }
            aliases.append(true);
            for role in &speaker.roles {
                let fields = roles.values();
                if let Some(title) = fields.field_builder::<StringBuilder>(0) {
                    title.append_value(&role.title);
                }
                if let Some(organisation) = fields.field_builder::<StringBuilder>(1) {
                    organisation.append_option(role.organisation.as_deref());
                }
                fields.append(true);
            }
            roles.append(true);
            let own = || said.iter().filter(|(speakers, _)| speakers.contains(&speaker.id));
            let counts = [speaker.mentions.len(), own().count(), own().map(|(_, words)| words).sum()];
            for (column, count) in numbers.iter_mut().zip(counts) {
                column.append_value(number(count));
            }
        }
    }
    let mut texts = texts.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
    let mut columns: Vec<ArrayRef> = texts.by_ref().take(4).collect();
    columns.push(Arc::new(named.finish()));
    columns.extend(texts);
    columns.push(Arc::new(aliases.finish()));
    columns.push(Arc::new(roles.finish()));
    columns.extend(numbers.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
    RecordBatch::try_new(speakers_schema(), columns).map_err(|error| Error::new(error.to_string()))
}

/// Two Parquet files: of statements, and of speakers.
pub struct Tables {
    statements: ArrowWriter<Output>,
    speakers: ArrowWriter<Output>,
    /// What they are called, for messages.
    names: [String; 2],
    /// Records that are not yet handed on, and the rows they have.
    held: Vec<Record>,
    n_held: usize,
}

impl Tables {
    /// Begins both files.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn new(statements: &Path, speakers: &Path) -> Result<Self, Error> {
        let names = [statements, speakers].map(|path| path.display().to_string());
        let writer = |path: &Path, schema| {
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .set_created_by(format!("inquit {}", env!("CARGO_PKG_VERSION")))
                .build();
            ArrowWriter::try_new(Output::open(Some(path))?, schema, Some(properties))
                .map_err(|error| failed(&path.display().to_string(), error))
        };
        let statements = writer(statements, statements_schema())?;
        let speakers = writer(speakers, speakers_schema())?;
        Ok(Self { statements, speakers, names, held: Vec::new(), n_held: 0 })
    }

    fn pass(&mut self) -> Result<(), Error> {
        let batches = [(&mut self.statements, statements(&self.held)?), (&mut self.speakers, speakers(&self.held)?)];
        for ((writer, batch), name) in batches.into_iter().zip(&self.names) {
            writer.write(&batch).map_err(|error| failed(name, error))?;
            if writer.in_progress_size() > GROUP {
                writer.flush().map_err(|error| failed(name, error))?;
            }
        }
        self.held.clear();
        self.n_held = 0;
        Ok(())
    }
}

impl Sink for Tables {
    fn put(&mut self, _: usize, made: Made) -> Result<(), Error> {
        let Made::Record(record) = made else { return Ok(()) };
        // A record without statements takes memory too.
        self.n_held += 1 + record.statements.len() + record.speakers.len();
        self.held.push(*record);
        if self.n_held >= BATCH { self.pass() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>, _: Mark) -> Result<(), Error> {
        self.pass()?;
        for (writer, name) in [self.statements, self.speakers].into_iter().zip(&self.names) {
            writer.into_inner().map_err(|error| failed(name, error))?.finish()?;
        }
        Ok(())
    }
}

fn failed(name: &str, error: ParquetError) -> Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => Error::unwritable(name, *source),
            Err(source) => Error::new(format!("{name}: cannot be written: {source}")),
        },
        error => Error::new(format!("{name}: cannot be written: {error}")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs::File;

    use arrow_array::{Array as _, cast::AsArray as _, types::Int32Type};
    use inquit::Pipeline;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::*;

    const STORY: &str = "“The bridge stays shut,” said Nadia Okafor, the city’s chief engineer.\n\n\
        Critics disagreed. “It is safe,” Ivo Lund told reporters. “Open it.”\n";

    fn record() -> Record {
        Pipeline::embedded("fast").unwrap().parse(STORY)
    }

    #[test]
    fn a_statement_is_a_row_with_its_values_and_nulls() {
        let record = record();
        let batch = statements([&record, &record]).unwrap();
        assert_eq!(batch.num_rows(), 2 * record.statements.len());
        for (index, row) in rows(&record).enumerate() {
            let column = |name: &str| batch.column_by_name(name).unwrap();
            let text = |name: &str| {
                let cells = column(name).as_string::<i32>();
                cells.is_valid(index).then(|| cells.value(index).to_owned())
            };
            assert_eq!(text("text").as_deref(), Some(&*row.text));
            assert_eq!(text("speaker"), row.speaker.map(|speaker| speaker.into_owned()));
            assert_eq!(text("place").as_deref(), Some("body"));
            assert_eq!(text("url"), None);
            assert_eq!(column("words").as_primitive::<Int32Type>().value(index) as usize, row.words);
        }
    }

    #[test]
    fn files_are_read_back_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two] = ["a.parquet", "b.parquet"].map(|name| folder.path().join(name));
        let record = record();
        let mut tables = Tables::new(&one, &two).unwrap();
        for _ in 0..1000 {
            tables.put(0, Made::Record(Box::new(record.clone()))).unwrap();
        }
        Box::new(tables).finish(Mark::default()).unwrap();
        let read = |path: &Path| -> Vec<RecordBatch> {
            let file = File::open(path).unwrap();
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
            reader.map(|batch| batch.unwrap()).collect()
        };
        let rows = |batches: &[RecordBatch]| batches.iter().map(RecordBatch::num_rows).sum::<usize>();
        let (said, who) = (read(&one), read(&two));
        assert_eq!(rows(&said), 1000 * record.statements.len());
        assert_eq!(rows(&who), 1000 * record.speakers.len());
        assert_eq!(said[0].schema().fields(), statements_schema().fields());
        let speaker = record.speakers.iter().position(|speaker| speaker.name == "Nadia Okafor").unwrap();
        let roles = who[0].column_by_name("roles").unwrap().as_list::<i32>().value(speaker);
        let titles = roles.as_struct().column(0).as_string::<i32>();
        assert_eq!(titles.value(0), record.speakers[speaker].roles[0].title);
        let said = who[0].column_by_name("statements").unwrap().as_primitive::<Int32Type>().value(speaker);
        assert_eq!(said, 1);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
