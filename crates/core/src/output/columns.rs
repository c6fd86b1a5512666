//! Names the columns of tables, and gives the value that a row has in each.
//!
//! One list per table says what its columns are called, what they hold and in what order, so that CSV, Arrow, filters and
//! counts cannot differ. Tables have two shapes: a row per statement, and a row per statement and speaker. The second has its
//! own names for what the table of speakers has too (`statement_kind`, `speaker_gender`), so that joining the two by
//! `article_id` and `speaker_id` mixes nothing up.
//!
//! Beside the listed columns there are fields of the input (`extra.section`), attributes of speakers (`people.party`), and
//! parts of the date (`week`, `month`, `year`), by name.

use std::{borrow::Cow, convert::Infallible, fmt, str::FromStr};

use serde_json::Value as Json;

use super::{
    Record, Row,
    rows::{self, joined, rows, speaker_rows},
};
use crate::dates::{self, Date};

/// What a row has in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'r> {
    /// Nothing is known.
    Null,
    /// A text.
    Text(Cow<'r, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
}

impl<'r> Value<'r> {
    /// The value, without borrowing from its row.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Integer(number) => Value::Integer(number),
            Value::Number(number) => Value::Number(number),
            Value::Boolean(is) => Value::Boolean(is),
        }
    }

    /// The value in JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Null => Json::Null,
            Value::Text(text) => Json::from(&**text),
            Value::Integer(number) => Json::from(*number),
            Value::Number(number) => Json::from(*number),
            Value::Boolean(is) => Json::from(*is),
        }
    }

    /// The value as a cell of a table of text; `None` for [`Value::Null`].
    pub fn to_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Value::Null => None,
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Integer(number) => Some(Cow::Owned(number.to_string())),
            // As JSON writes it: 1.0, not 1.
            Value::Number(number) => Some(Cow::Owned(format!("{number:?}"))),
            Value::Boolean(is) => Some(Cow::Borrowed(if *is { "true" } else { "false" })),
        }
    }
}

impl<'r> From<&'r str> for Value<'r> {
    fn from(text: &'r str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'r> From<&'r Cow<'r, str>> for Value<'r> {
    fn from(text: &'r Cow<'r, str>) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Value::Number(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(is: bool) -> Self {
        Value::Boolean(is)
    }
}

impl<'r, T: Into<Value<'r>>> From<Option<T>> for Value<'r> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Texts.
    Text,
    /// Whole numbers of 64 bits.
    Long,
    /// Whole numbers of 32 bits.
    Integer,
    /// Numbers.
    Number,
    /// Yes or no.
    Boolean,
}

/// A column that every table of its shape has.
#[derive(Clone, Copy)]
struct Listed {
    /// Its name in the table of statements; empty if that does not have it.
    name: &'static str,
    /// Its name in the table of statements and speakers.
    by_speaker: &'static str,
    kind: ColumnKind,
    /// Whether values may be unknown.
    nullable: bool,
    get: for<'a> fn(&'a Row<'a>) -> Value<'a>,
}

/// `name`, or `name as name_in_the_other_table`, then what it holds, `or null` where that may be unknown, and the value.
macro_rules! listed {
    ($($name:literal $(as $other:literal)? : $kind:ident $(or $nullable:ident)?, |$row:ident| $value:expr;)*) => {
        &[$(Listed {
            name: $name,
            by_speaker: listed!(@or $name $($other)?),
            kind: ColumnKind::$kind,
            nullable: listed!(@nullable $($nullable)?),
            get: |$row| $value.into(),
        }),*]
    };
    (@or $name:literal) => { $name };
    (@or $name:literal $other:literal) => { $other };
    (@nullable) => { false };
    (@nullable null) => { true };
}

const LISTED: &[Listed] = listed! {
    "article_id": Text, |row| row.article_id;
    "url": Text or null, |row| row.url;
    "outlet": Text or null, |row| row.outlet;
    "published": Text or null, |row| row.published;
    "headline": Text or null, |row| row.headline;
    "statement_id": Text, |row| row.statement_id;
    "kind" as "statement_kind": Text, |row| row.kind.as_str();
    "act": Text or null, |row| row.act.map(|act| act.as_str());
    "negated": Boolean or null, |row| row.negated;
    "speaker_id": Text or null, |row| row.speaker_id.as_ref();
    "speaker": Text or null, |row| row.speaker.as_ref();
    "speaker_kind": Text or null, |row| row.speaker_kind.as_ref();
    "role": Text or null, |row| row.role.as_ref();
    "organisation": Text or null, |row| row.organisation.as_ref();
    "source": Text or null, |row| row.source.as_ref();
    "cue": Text or null, |row| row.cue;
    "text": Text, |row| &row.text;
    "quoted_text": Text or null, |row| row.quoted_text.as_ref();
    "start": Long, |row| row.start;
    "end": Long, |row| row.end;
    "place": Text, |row| row.place.as_str();
    "paragraph": Integer or null, |row| row.paragraph;
    "words" as "statement_words": Integer, |row| row.words;
    "confidence": Number, |row| row.confidence;
    "inside": Text or null, |row| row.inside;
    "nested": Boolean, |row| row.nested;
    "repeats": Text or null, |row| row.repeats;
    "reported_by_id": Text or null, |row| row.reported_by_id;
    "reported_by": Text or null, |row| row.reported_by;
    "gender" as "speaker_gender": Text or null, |row| row.gender.as_ref();
    "named" as "speaker_named": Boolean or null, |row| row.named;
    "date": Text or null, |row| row.date.as_ref();
    "" as "speaker_share": Number, |row| row.share;
};

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RowsOf {
    /// One per statement.
    #[default]
    Statements,
    /// One per statement and speaker; one for a statement without speakers.
    Speakers,
}

/// A column of a table, or one that can be made for each of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column(Of);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    /// Its number among [`LISTED`].
    Listed(usize),
    Week,
    Month,
    Year,
    Extra(String),
    People(String),
}

impl FromStr for Column {
    type Err = Infallible;

    /// The column of that name in either shape of table. Any other name is a field of the input, with or without `extra.`
    /// before it, where dots lead into nested ones.
    fn from_str(name: &str) -> Result<Column, Infallible> {
        let listed = LISTED.iter().position(|one| !name.is_empty() && (one.name == name || one.by_speaker == name));
        Ok(Column(match (listed, name) {
            (Some(at), _) => Of::Listed(at),
            (_, "week") => Of::Week,
            (_, "month") => Of::Month,
            (_, "year") => Of::Year,
            _ => match (name.strip_prefix("people."), name.strip_prefix("extra.")) {
                (Some(name), _) => Of::People(name.to_owned()),
                (_, field) => Of::Extra(field.unwrap_or(name).to_owned()),
            },
        }))
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name(RowsOf::Statements))
    }
}

impl Column {
    /// Every column of a table, in order.
    pub fn all(of: RowsOf) -> impl Iterator<Item = Column> {
        let of_table = move |one: &Listed| of == RowsOf::Speakers || !one.name.is_empty();
        LISTED.iter().enumerate().filter(move |(_, one)| of_table(one)).map(|(at, _)| Column(Of::Listed(at)))
    }

    /// An attribute that a table of people gives to speakers.
    pub fn of_people(attribute: &str) -> Column {
        Column(Of::People(attribute.to_owned()))
    }

    /// Whether tables have it only where it is asked for by name.
    pub fn is_added(&self) -> bool {
        !matches!(self.0, Of::Listed(_))
    }

    /// Whether all statements of an article have the same in it.
    pub fn is_of_article(&self) -> bool {
        match &self.0 {
            Of::Listed(at) => {
                let of_article = ["article_id", "url", "outlet", "published", "headline", "date"];
                of_article.contains(&LISTED[*at].name)
            }
            Of::Week | Of::Month | Of::Year | Of::Extra(_) => true,
            Of::People(_) => false,
        }
    }

    /// Whether joint speakers can differ in it.
    pub fn is_of_speakers(&self) -> bool {
        match &self.0 {
            Of::Listed(at) => {
                let name = LISTED[*at].by_speaker;
                name.starts_with("speaker") || matches!(name, "role" | "organisation")
            }
            Of::People(_) => true,
            _ => false,
        }
    }

    /// Its name in a table.
    pub fn name(&self, of: RowsOf) -> Cow<'static, str> {
        match &self.0 {
            Of::Listed(at) => match of {
                RowsOf::Statements if !LISTED[*at].name.is_empty() => LISTED[*at].name.into(),
                _ => LISTED[*at].by_speaker.into(),
            },
            Of::Week => "week".into(),
            Of::Month => "month".into(),
            Of::Year => "year".into(),
            Of::Extra(field) => format!("extra.{field}").into(),
            Of::People(attribute) => format!("people.{attribute}").into(),
        }
    }

    /// What its values are.
    pub fn kind(&self) -> ColumnKind {
        if let Of::Listed(at) = self.0 { LISTED[at].kind } else { ColumnKind::Text }
    }

    /// Whether its values may be unknown.
    pub fn is_nullable(&self) -> bool {
        if let Of::Listed(at) = self.0 { LISTED[at].nullable } else { true }
    }

    /// What a row has in it. Joint speakers that share a row have their values joined by "; ".
    pub fn value<'a>(&self, row: &'a Row<'a>) -> Value<'a> {
        let of_date = |write: fn(Date) -> String| {
            let day = row.date.as_deref().and_then(|date| date.parse().ok());
            day.map_or(Value::Null, |day| Value::Text(write(day).into()))
        };
        match &self.0 {
            Of::Listed(at) => (LISTED[*at].get)(row),
            Of::Week => of_date(dates::year_and_week),
            Of::Month => of_date(dates::year_and_month),
            Of::Year => of_date(|day| day.year().to_string()),
            Of::Extra(field) => {
                let extra = &row.record.article.extra;
                extra.get(field).or_else(|| nested(extra, field)).map_or(Value::Null, written)
            }
            Of::People(attribute) => {
                let of = |speaker: &'a super::SpeakerRecord| speaker.attributes.get(attribute).map(written);
                let values: Vec<Value<'a>> = row
                    .speakers
                    .iter()
                    .filter_map(|speaker| of(speaker))
                    .filter(|value| *value != Value::Null)
                    .collect();
                match <[Value<'a>; 1]>::try_from(values) {
                    Ok([value]) => value,
                    Err(values) => {
                        let texts: Vec<Cow<'_, str>> = values.iter().filter_map(Value::to_text).collect();
                        let texts = texts.iter().map(|text| &**text);
                        joined(texts, rows::AND).map_or(Value::Null, |text| Value::Text(text.into_owned().into()))
                    }
                }
            }
        }
    }
}

/// The field that a path with dots leads to.
fn nested<'r>(extra: &'r serde_json::Map<String, Json>, path: &str) -> Option<&'r Json> {
    let (first, rest) = path.split_once('.')?;
    rest.split('.').try_fold(extra.get(first)?, |value, key| match value {
        Json::Array(values) => values.get(key.parse::<usize>().ok()?),
        value => value.get(key),
    })
}

/// A value of JSON in a cell: lists of plain values are joined, what nests is left as JSON.
fn written(value: &Json) -> Value<'_> {
    match value {
        Json::Null => Value::Null,
        Json::String(text) => Value::from(&**text),
        Json::Bool(is) => Value::Boolean(*is),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Value::Integer(number),
            (None, number) => Value::Number(number.unwrap_or(f64::NAN)),
        },
        Json::Array(values) if values.iter().all(|value| !value.is_object() && !value.is_array()) => {
            let texts: Vec<Value<'_>> = values.iter().map(written).collect();
            let texts: Vec<Cow<'_, str>> = texts.iter().filter_map(Value::to_text).collect();
            let text = joined(texts.iter().map(|text| &**text), rows::AND);
            text.map_or(Value::Null, |text| Value::Text(text.into_owned().into()))
        }
        other => Value::Text(other.to_string().into()),
    }
}

/// A shape of table, and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// What rows are.
    pub rows: RowsOf,
    /// The columns, in order.
    pub columns: Vec<Column>,
}

impl Default for TableShape {
    /// A row per statement, with the columns that every such table has.
    fn default() -> Self {
        TableShape::new(RowsOf::Statements, &[])
    }
}

impl TableShape {
    /// The columns that every such table has, then those `added` that it does not have yet.
    pub fn new(rows: RowsOf, added: &[Column]) -> TableShape {
        let mut columns: Vec<Column> = Column::all(rows).collect();
        for column in added {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        TableShape { rows, columns }
    }

    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = Cow<'static, str>> {
        self.columns.iter().map(|column| column.name(self.rows))
    }

    /// The rows of a record.
    pub fn rows<'r>(&self, record: &'r Record) -> Box<dyn Iterator<Item = Row<'r>> + 'r> {
        match self.rows {
            RowsOf::Statements => Box::new(rows(record)),
            RowsOf::Speakers => Box::new(speaker_rows(record)),
        }
    }

    /// What a row has in each column.
    pub fn values<'a>(&'a self, row: &'a Row<'a>) -> impl Iterator<Item = Value<'a>> {
        self.columns.iter().map(move |column| column.value(row))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{output::record::tests::reading, text::OffsetUnit};

    fn column(name: &str) -> Column {
        name.parse().unwrap()
    }

    #[test]
    fn the_table_of_statements_has_the_fields_of_a_row_in_their_order() {
        let record = Record::new(&reading(), OffsetUnit::Codepoint);
        let row = rows(&record).next().unwrap();
        let json = serde_json::to_value(&row).unwrap();
        let shape = TableShape::default();
        let fields: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(shape.names().collect::<Vec<_>>(), fields);
        for (name, value) in shape.names().zip(shape.values(&row)) {
            let expected = match &json[&*name] {
                Json::Null => None,
                Json::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            };
            assert_eq!(value.to_text().map(Cow::into_owned), expected, "{name}");
        }
    }

    #[test]
    fn the_long_table_shares_two_names_with_the_table_of_speakers_to_join_by() {
        let long = TableShape::new(RowsOf::Speakers, &[]);
        // The columns of `inquit_batch::table::speakers_schema`.
        let of_speakers = [
            "article_id",
            "speaker_id",
            "name",
            "kind",
            "named",
            "gender",
            "aliases",
            "roles",
            "mentions",
            "statements",
            "words",
        ];
        let shared: Vec<_> = long.names().filter(|name| of_speakers.contains(&&**name)).collect();
        assert_eq!(shared, ["article_id", "speaker_id"]);
    }

    #[test]
    fn a_joint_statement_is_a_row_for_each_of_its_speakers() {
        let mut record = Record::new(&reading(), OffsetUnit::Codepoint);
        let mut second = record.speakers[0].clone();
        (second.id, second.name) = ("S9".to_owned(), "Ivo Lund".to_owned());
        record.speakers[0].attributes = serde_json::from_value(json!({"party": "Harbour List", "age": 51})).unwrap();
        second.attributes = serde_json::from_value(json!({"party": "Greens", "age": null})).unwrap();
        record.speakers.push(second);
        record.statements.truncate(2);
        record.statements[0].speakers = vec![record.speakers[0].id.clone(), "S9".to_owned()];
        record.statements[1].speakers.clear();
        let texts = |name: &str, of: RowsOf| -> Vec<Option<String>> {
            let text = |row: Row| column(name).value(&row).to_text().map(Cow::into_owned);
            TableShape::new(of, &[]).rows(&record).map(text).collect()
        };
        let some = |text: &str| Some(text.to_owned());
        let first = &record.speakers[0].name;
        assert_eq!(texts("speaker", RowsOf::Statements), [some(&format!("{first}; Ivo Lund")), None]);
        assert_eq!(texts("speaker", RowsOf::Speakers), [some(first), some("Ivo Lund"), None]);
        assert_eq!(texts("speaker_share", RowsOf::Speakers), [some("0.5"), some("0.5"), some("1.0")]);
        assert_eq!(texts("people.party", RowsOf::Statements), [some("Harbour List; Greens"), None]);
        assert_eq!(texts("people.party", RowsOf::Speakers), [some("Harbour List"), some("Greens"), None]);
        assert_eq!(texts("people.age", RowsOf::Speakers), [some("51"), None, None]);
    }

    #[test]
    fn fields_of_the_input_and_parts_of_the_date_are_columns_by_name() {
        let mut record = Record::new(&reading(), OffsetUnit::Codepoint);
        record.article.date = Some("2024-12-30".to_owned());
        record.article.extra = serde_json::from_value(
            json!({"section": "City", "tags": ["bus", 7], "meta": {"desk": [{"name": "north"}]}, "a.b": 1.5}),
        )
        .unwrap();
        let row = rows(&record).next().unwrap();
        for (name, text) in [
            ("section", "City"),
            ("extra.section", "City"),
            ("extra.tags", "bus; 7"),
            ("extra.meta.desk.0.name", "north"),
            ("extra.meta.desk", r#"[{"name":"north"}]"#),
            ("a.b", "1.5"),
            ("date", "2024-12-30"),
            ("week", "2025-W01"),
            ("month", "2024-12"),
            ("year", "2024"),
            ("statement_words", &row.words.to_string()),
        ] {
            assert_eq!(column(name).value(&row).to_text().as_deref(), Some(text), "{name}");
        }
        for name in ["nothing", "extra.meta.desk.7", "extra.tags.x", "people.party", ""] {
            assert_eq!(column(name).value(&row), Value::Null, "{name}");
        }
        assert_eq!(column("section").name(RowsOf::Statements), "extra.section");
    }
}
