//! Records to tables: Arrow batches, and Parquet files of them.
//!
//! One table has the flat rows of `inquit::output::rows`, one per statement, or per statement and speaker; the other the speakers of every
//! article, with how much they say. Columns have the types of what they hold, and null where the article
//! says nothing. Numbers are signed, since Spark knows no others. Files are compressed by Zstandard, in row groups
//! that are written when they are full, so memory does not grow with the number of articles.

use std::{io, path::Path, sync::Arc};

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, ListBuilder, StringBuilder, StructBuilder},
};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use inquit::output::{Column, ColumnKind, Record, TableShape, Value, rows};
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

/// The columns of the table of statements that every such table has.
pub fn statements_schema() -> SchemaRef {
    schema(&TableShape::default())
}

/// The columns of a table of statements, or of statements and speakers.
pub fn schema(shape: &TableShape) -> SchemaRef {
    Rows::of(shape).schema
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

/// The values of one column, while they are collected.
enum Cells {
    Text(StringBuilder),
    Long(Int64Builder),
    Integer(Int32Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
}

impl Cells {
    fn new(kind: ColumnKind) -> Cells {
        match kind {
            ColumnKind::Text => Cells::Text(StringBuilder::new()),
            ColumnKind::Long => Cells::Long(Int64Builder::new()),
            ColumnKind::Integer => Cells::Integer(Int32Builder::new()),
            ColumnKind::Number => Cells::Number(Float64Builder::new()),
            ColumnKind::Boolean => Cells::Boolean(BooleanBuilder::new()),
        }
    }

    /// Appends a value; null if the column cannot hold it.
    fn push(&mut self, value: &Value<'_>) {
        match (self, value) {
            (Cells::Text(cells), value) => cells.append_option(value.to_text()),
            (Cells::Long(cells), Value::Integer(number)) => cells.append_value(*number),
            (Cells::Integer(cells), Value::Integer(number)) => {
                cells.append_value(i32::try_from(*number).unwrap_or(i32::MAX));
            }
            (Cells::Number(cells), Value::Number(number)) => cells.append_value(*number),
            (Cells::Number(cells), Value::Integer(number)) => cells.append_value(*number as f64),
            (Cells::Boolean(cells), Value::Boolean(is)) => cells.append_value(*is),
            (Cells::Long(cells), _) => cells.append_null(),
            (Cells::Integer(cells), _) => cells.append_null(),
            (Cells::Number(cells), _) => cells.append_null(),
            (Cells::Boolean(cells), _) => cells.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Cells::Text(cells) => Arc::new(cells.finish()),
            Cells::Long(cells) => Arc::new(cells.finish()),
            Cells::Integer(cells) => Arc::new(cells.finish()),
            Cells::Number(cells) => Arc::new(cells.finish()),
            Cells::Boolean(cells) => Arc::new(cells.finish()),
        }
    }
}

/// Collects rows into the columns of an Arrow batch.
pub struct Rows {
    schema: SchemaRef,
    cells: Vec<Cells>,
    len: usize,
}

impl Rows {
    /// No rows yet, of columns with a name, what they hold and whether that may be unknown.
    pub fn new(columns: impl IntoIterator<Item = (String, ColumnKind, bool)>) -> Rows {
        let (mut fields, mut cells) = (Vec::new(), Vec::new());
        for (name, kind, nullable) in columns {
            let kind_of = match kind {
                ColumnKind::Text => DataType::Utf8,
                ColumnKind::Long => DataType::Int64,
                ColumnKind::Integer => DataType::Int32,
                ColumnKind::Number => DataType::Float64,
                ColumnKind::Boolean => DataType::Boolean,
            };
            fields.push(Field::new(name, kind_of, nullable));
            cells.push(Cells::new(kind));
        }
        Rows { schema: Arc::new(Schema::new(fields)), cells, len: 0 }
    }

    /// No rows yet of a table of records.
    pub fn of(shape: &TableShape) -> Rows {
        let of = |column: &Column| (column.name(shape.rows).into_owned(), column.kind(), column.is_nullable());
        Rows::new(shape.columns.iter().map(of))
    }

    /// The columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// How many rows are held.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no rows are held.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends a row, a value for each column.
    pub fn push<'v>(&mut self, values: impl IntoIterator<Item = Value<'v>>) {
        let mut values = values.into_iter();
        for cells in &mut self.cells {
            cells.push(&values.next().unwrap_or(Value::Null));
        }
        self.len += 1;
    }

    /// The rows as a batch; none are held afterwards.
    ///
    /// # Errors
    /// If the columns do not fit in an Arrow array, which holds two gibibytes of text.
    pub fn finish(&mut self) -> Result<RecordBatch, Error> {
        self.len = 0;
        let columns = self.cells.iter_mut().map(Cells::finish).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(|error| Error::new(error.to_string()))
    }
}

/// The statements of records as one batch.
///
/// # Errors
/// If the columns do not fit in an Arrow array, which holds two gibibytes of text.
pub fn statements<'r>(records: impl IntoIterator<Item = &'r Record>) -> Result<RecordBatch, Error> {
    batch(&TableShape::default(), records)
}

/// The rows of records as one batch of a table of that shape.
///
/// # Errors
/// If the columns do not fit in an Arrow array, which holds two gibibytes of text.
pub fn batch<'r>(shape: &TableShape, records: impl IntoIterator<Item = &'r Record>) -> Result<RecordBatch, Error> {
    let mut rows = Rows::of(shape);
    for record in records {
        shape.rows(record).for_each(|row| rows.push(shape.values(&row)));
    }
    rows.finish()
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

/// Begins a Parquet file.
fn begin(output: Output, name: &str, schema: SchemaRef) -> Result<ArrowWriter<Output>, Error> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(format!("inquit {}", env!("CARGO_PKG_VERSION")))
        .build();
    ArrowWriter::try_new(output, schema, Some(properties)).map_err(|error| failed(name, error))
}

/// One Parquet file of rows.
pub struct RowsFile {
    rows: Rows,
    writer: ArrowWriter<Output>,
    name: String,
}

impl RowsFile {
    /// Begins the file; `name` is what messages call it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(output: Output, name: &str, rows: Rows) -> Result<Self, Error> {
        let writer = begin(output, name, Arc::clone(rows.schema()))?;
        Ok(Self { rows, writer, name: name.to_owned() })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn put<'v>(&mut self, values: impl IntoIterator<Item = Value<'v>>) -> Result<(), Error> {
        self.rows.push(values);
        if self.rows.len() >= BATCH { self.pass() } else { Ok(()) }
    }

    fn pass(&mut self) -> Result<(), Error> {
        let batch = self.rows.finish()?;
        self.writer.write(&batch).map_err(|error| failed(&self.name, error))?;
        if self.writer.in_progress_size() > GROUP {
            self.writer.flush().map_err(|error| failed(&self.name, error))?;
        }
        Ok(())
    }

    /// Ends the file, which appears now.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<(), Error> {
        self.pass()?;
        self.writer.into_inner().map_err(|error| failed(&self.name, error))?.finish()
    }
}

/// Two Parquet files: of statements, and of speakers.
pub struct Tables {
    shape: TableShape,
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
    pub fn new(statements: &Path, speakers: &Path, shape: TableShape) -> Result<Self, Error> {
        let names = [statements, speakers].map(|path| path.display().to_string());
        let statements = begin(Output::open(Some(statements))?, &names[0], schema(&shape))?;
        let speakers = begin(Output::open(Some(speakers))?, &names[1], speakers_schema())?;
        Ok(Self { shape, statements, speakers, names, held: Vec::new(), n_held: 0 })
    }

    fn pass(&mut self) -> Result<(), Error> {
        let batches =
            [(&mut self.statements, batch(&self.shape, &self.held)?), (&mut self.speakers, speakers(&self.held)?)];
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
        let mut tables = Tables::new(&one, &two, TableShape::default()).unwrap();
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
