//! Records of other tools to articles.
//!
//! Scrapers and archives agree on what an article has and on nothing else, so each part has a family
//! of keys, gathered from the tools' own sources, and the first of a family that is not empty wins.
//! Keys are compared without case, `-` and `_` alike. What tools print for a missing value ("None", "nan", "NULL") is empty.
//! A record that has no text but a summary has that for its text, with a note.
//!
//! Shapes that nest are made flat first, in `nested.rs`. A text that is mark-up is read as such, and a
//! page of HTML only where a record has no text.
//!
//! Left out: nested shapes that are not known; they stay in [`Fields::extra`].

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    body::{self, Block},
    compose::{Composed, compose},
    damage,
    field_map::{Field, FieldMap},
    names::names,
    nested,
};
use crate::{
    dates,
    layout::{authors, lay_out, lay_out_below, lay_out_blocks},
    types::{Article, Note, NoteCode, Span},
};

const TEXT: &[&str] = &[
    "text",
    "maintext",
    "plain_text",
    "plaintext",
    "articleBody",
    "body_text",
    "body",
    "content",
    "article",
    "full_text",
    "story",
    "bodyText",
    "content_text",
];
/// What says no more than what an article is about.
const SHORT: &[&str] =
    &["summary", "description", "abstract", "excerpt", "lead_paragraph", "snippet", "trailText", "teaser"];
const HEADLINE: &[&str] = &["headline", "title", "HD", "webTitle"];
const STANDFIRST: &[&str] = &[
    "standfirst",
    "dek",
    "deck",
    "subtitle",
    "alternativeHeadline",
    "trailText",
    "excerpt",
    "description",
    "meta_description",
    "abstract",
    "teaser",
];
const AUTHORS: &[&str] = &["byline", "authors", "author", "by", "creator"];
const PUBLISHED: &[&str] = &[
    "date_publish",
    "publish_date",
    "published_date",
    "publishing_date",
    "datePublished",
    "date_published",
    "published",
    "date",
    "PD",
    "publishedAt",
    "published_at",
    "pub_date",
    "pubDate",
    "webPublicationDate",
    "dateTimePub",
    "dateTime",
    "seendate",
    "created_at",
    "createdAt",
];
const OUTLET: &[&str] = &[
    "outlet",
    "publisher",
    "media_name",
    "sitename",
    "meta_site_name",
    "source_hostname",
    "source_domain",
    "domain",
    "Newspaper",
    "SN",
    "provider",
];
const ID: &[&str] = &["id", "uri", "AN", "_id", "guid", "article_id"];
const URL: &[&str] = &["url", "article_url", "link", "canonical_link", "web_url", "webUrl", "permalink"];
/// What tools print where a value is missing.
const MISSING: &[&str] = &["None", "nan", "NaN", "<NA>", "NaT", "NULL", "null", "\\N"];
/// What a news service puts in the place of an article that it took down.
const REMOVED: &str = "[Removed]";
const LANGUAGE: &[&str] = &["language", "lang", "inLanguage"];
/// Pages as they were fetched.
#[cfg(feature = "html")]
const PAGE: &[&str] = &["html", "raw_html", "rawHtml", "page_html", "html_content", "content_html", "body_html"];

/// What a record says of an article, before its text is laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    /// The record's own id.
    pub id: Option<String>,
    /// Where the article was published.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Language tag, as given.
    pub language: Option<String>,
    /// Date of publication, as given.
    pub published: Option<String>,
    /// Authors, one name each.
    pub authors: Vec<String>,
    /// The headline, where it has a field of its own.
    pub headline: Option<String>,
    /// The summary under the headline, where it has a field of its own.
    pub standfirst: Option<String>,
    /// The text.
    pub text: String,
    /// What mark-up said of the text; heeded as long as the text is made of it.
    pub(crate) blocks: Vec<Block>,
    /// Every field that was not used, untouched: those not known, those that another of their family
    /// came before, and those whose value is of a shape not known.
    pub extra: Map<String, Value>,
    /// What is odd about the input. A note without a place concerns the whole text.
    pub notes: Vec<Note>,
}

/// Why a record is no article.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldsError {
    /// The JSON value is no object.
    #[error("record is {found}, expected an object of fields")]
    NotAnObject {
        /// What it is: "an array", "a string".
        found: &'static str,
    },
    /// No field of the text family is there.
    #[error("no text field: looked for {}", list(.looked_for))]
    NoText {
        /// The keys looked for, in the order they are preferred.
        looked_for: &'static [&'static str],
    },
    /// Every field of the text family that is there is empty.
    #[error("text field `{field}` is empty")]
    EmptyText {
        /// The key, as the record writes it.
        field: String,
    },
    /// The service that gave the record has taken the article down.
    #[error("text field `{field}` says only `{REMOVED}`: the service has taken the article down")]
    Removed {
        /// The key, as the record writes it.
        field: String,
    },
    /// The only fields of the text family hold something other than a string.
    #[error("text field `{field}` is {found}, expected a string")]
    TextNotAString {
        /// The key, as the record writes it.
        field: String,
        /// What it is: "an array", "an object".
        found: &'static str,
    },
    /// The field that is said to hold the text is not there, is empty or holds something else.
    #[error("no text in field `{field}`")]
    NoMappedText {
        /// The key, as it was given.
        field: String,
    },
    /// The only field that holds the article is a page of HTML, and no article is on it.
    #[error("field `{field}`: {message}")]
    Page {
        /// The key, as the record writes it.
        field: String,
        /// Why there is none.
        message: String,
    },
}

fn list(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

impl Fields {
    /// A text of which nothing else is known.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Reads a record of another tool.
    ///
    /// `source` is a URL where it looks like one, else an outlet; the fields that only mean one of
    /// these come before it. A record with a `maintext` comes from news-please, whose `text` is the
    /// poorer of the two, so there `maintext` wins.
    ///
    /// # Errors
    ///
    /// The value is no object, or holds no text.
    ///
    /// ```
    /// use inquit::input::fields::Fields;
    ///
    /// let record = serde_json::json!({"Title": "Fares rise", "maintext": "Fares rise in May.", "date_publish": "None", "pages": 2});
    /// let fields = Fields::from_json(record).unwrap();
    /// assert_eq!(fields.headline.as_deref(), Some("Fares rise"));
    /// assert_eq!(fields.published, None);
    /// assert_eq!(fields.extra["pages"], 2);
    /// ```
    pub fn from_json(value: Value) -> Result<Self, FieldsError> {
        Self::from_json_with(value, &FieldMap::default())
    }

    /// Reads a record of another tool, some of whose keys are told; these win over the families.
    ///
    /// # Errors
    ///
    /// The value is no object, or holds no text where it should.
    pub fn from_json_with(value: Value, map: &FieldMap) -> Result<Self, FieldsError> {
        let Value::Object(mut record) = value else { return Err(FieldsError::NotAnObject { found: kind(&value) }) };
        let mut told = |field: Field| map.key(field).and_then(|key| take_path(&mut record, key));
        let text_told = told(Field::Text);
        let headline_told = told(Field::Headline).as_ref().and_then(worded);
        let standfirst_told = told(Field::Standfirst).as_ref().and_then(worded);
        let authors_told = told(Field::Authors).as_ref().and_then(names);
        let published_told = told(Field::Published).as_ref().and_then(scalar);
        let id_told = told(Field::Id).as_ref().and_then(number_or_name);
        let language_told = told(Field::Language).as_ref().and_then(string);
        let url_told = told(Field::Url).as_ref().and_then(string);
        let outlet_told = told(Field::Outlet).as_ref().and_then(outlet_name);
        let mut blocks = Vec::new();
        let mut text = None;
        if let Some(field) = map.key(Field::Text) {
            let found = text_told.as_ref().and_then(Value::as_str).filter(|text| !is_empty(text));
            text = Some(found.ok_or_else(|| FieldsError::NoMappedText { field: field.to_owned() })?.to_owned());
        } else {
            blocks = nested::flatten(&mut record);
        }
        let mut record = Record::new(record);
        let (mut page, mut is_short) = (None, false);
        let mut text = match text {
            Some(text) => text,
            None if !blocks.is_empty() => body::compose(&blocks),
            None => match record.take_text() {
                Ok(text) => text,
                Err(error @ FieldsError::Removed { .. }) => return Err(error),
                Err(error) => match record.take_page() {
                    Some(read) => {
                        page = Some(read?);
                        String::new()
                    }
                    None => {
                        is_short = true;
                        record.take(SHORT, worded).ok_or(error)?
                    }
                },
            },
        };
        let is_cut = cut(&mut text);
        if blocks.is_empty() && nested::is_markup(&text) {
            blocks = nested::markup(&text);
        }
        let headline = headline_told.or_else(|| record.take(HEADLINE, worded));
        let standfirst = standfirst_told.or_else(|| record.take(STANDFIRST, worded).map(|text| nested::plain(&text)));
        let authors = authors_told.or_else(|| record.take(AUTHORS, names)).unwrap_or_default();
        let published = published_told.or_else(|| record.take(PUBLISHED, scalar));
        let id = id_told.or_else(|| record.take(ID, number_or_name));
        let language = language_told.or_else(|| record.take(LANGUAGE, string));
        let mut url = url_told.or_else(|| record.take(URL, string));
        let mut outlet = outlet_told.or_else(|| record.take(OUTLET, outlet_name));
        // Only what is still wanted is taken; the rest of `source` stays in `extra`.
        if url.is_none() {
            url = record.take(&["source"], |value| string(value).filter(|source| looks_like_url(source)));
        }
        if outlet.is_none() {
            outlet = record.take(&["source"], |value| outlet_name(value).filter(|source| !looks_like_url(source)));
        }
        if url.is_none() {
            url = record.take(&["mainEntityOfPage"], |value| {
                nested::name_of(value, &["@id", "url"]).filter(|url| looks_like_url(url))
            });
        }
        let extra = record.rest();
        let outlet_of_title = outlet.clone();
        let mut fields = Self {
            id,
            url,
            outlet,
            language,
            published,
            authors,
            headline: headline.map(|headline| without_outlet(&nested::plain(&headline), outlet_of_title.as_deref())),
            standfirst,
            text,
            blocks: Vec::new(),
            extra,
            notes: Vec::new(),
        };
        if is_cut {
            fields.note(NoteCode::TruncatedText, "the text is cut off: whoever gave it counts the characters left out");
        } else if is_short {
            fields.note(NoteCode::TruncatedText, "the record has no text; its summary was read");
        }
        if !blocks.is_empty() {
            fields.set_blocks(blocks);
        }
        Ok(match page {
            Some(page) => fields.over(page),
            None => fields,
        })
    }

    /// What mark-up said of the text, block by block; empty where the text came plain.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Gives the article a body of blocks; the text is then theirs, an empty line between two.
    pub fn set_blocks(&mut self, blocks: Vec<Block>) {
        self.text = body::compose(&blocks);
        self.blocks = blocks;
    }

    /// Mends what is [damaged](super::damage) in headline, standfirst and text, and notes that it has.
    pub fn repair(&mut self) {
        let mut codes: Vec<NoteCode> = damage::inspect(&self.text).into_iter().map(|note| note.code).collect();
        let mut is_mended = false;
        if self.blocks.is_empty() {
            if let Some(mended) = damage::repair(&self.text) {
                (self.text, is_mended) = (mended, true);
            }
        } else {
            let mut blocks = std::mem::take(&mut self.blocks);
            for block in &mut blocks {
                codes.extend(damage::inspect(&block.text).into_iter().map(|note| note.code));
                if let Some(mended) = damage::repair(&block.text) {
                    (block.text, is_mended) = (mended, true);
                }
            }
            self.set_blocks(blocks);
        }
        for part in [&mut self.headline, &mut self.standfirst].into_iter().flatten() {
            if let Some(mended) = damage::repair(part) {
                *part = mended;
            }
        }
        for code in codes.into_iter().filter(|_| is_mended) {
            self.note(code, "the text was damaged, and mended before it was read");
        }
    }

    /// Notes something odd about the input, once.
    pub fn note(&mut self, code: NoteCode, message: impl Into<String>) {
        if self.notes.iter().all(|note| note.code != code) {
            self.notes.push(Note { code, span: None, message: message.into() });
        }
    }

    /// The text of `page`, and whatever else it knows that these fields do not.
    fn over(self, page: Self) -> Self {
        Self {
            id: self.id.or(page.id),
            url: self.url.or(page.url),
            outlet: self.outlet.or(page.outlet),
            language: self.language.or(page.language),
            published: self.published.or(page.published),
            authors: if self.authors.is_empty() { page.authors } else { self.authors },
            headline: self.headline.or(page.headline),
            standfirst: self.standfirst.or(page.standfirst),
            text: page.text,
            blocks: page.blocks,
            extra: self.extra,
            notes: page.notes,
        }
    }

    /// Composes the article's text and lays it out.
    ///
    /// Offsets are into the composed text. A headline and a standfirst that come as fields of their
    /// own are put before the text, each followed by an empty line, and what follows them is laid out
    /// below; so `article.text` is then headline, standfirst and text. Nothing is put before a text
    /// that already begins with its headline, compared without case, white space and punctuation: it
    /// is the article's text as it is, and the headline's span points into it. A standfirst is
    /// likewise looked for at the head of the text, below the headline. Where it is not there and
    /// cannot be put there, or where it is only the beginning of the first paragraph, as web pages'
    /// descriptions often are, it is handed on as `extra["standfirst"]`.
    ///
    /// The article's id is the record's own, else its URL, else `fallback_id`, else the first 16
    /// hexadecimal digits of the SHA-256 of its text. Where no authors are given, those that a byline
    /// in the text names are.
    pub fn into_article(self, fallback_id: Option<&str>) -> Article {
        let Self {
            id,
            url,
            outlet,
            language,
            published,
            mut authors,
            headline,
            standfirst,
            text,
            blocks,
            mut extra,
            mut notes,
        } = self;
        let composed = compose(headline.as_deref(), standfirst.as_deref(), text);
        if let (true, Some(standfirst)) = (composed.standfirst_left_over, standfirst) {
            extra.entry("standfirst").or_insert(Value::String(standfirst));
        }
        let Composed { text, headline, standfirst, rest, .. } = composed;
        notes.extend(damage::inspect(&text));
        let located = if blocks.is_empty() { None } else { located(&blocks, &text, rest) };
        let layout = match (located, headline, standfirst) {
            (Some(blocks), ..) => lay_out_blocks(&text, &blocks, headline, standfirst),
            (None, None, None) => lay_out(&text),
            _ => lay_out_below(&text, rest, headline, standfirst),
        };
        if let (true, Some(byline)) = (authors.is_empty(), layout.byline) {
            authors = self::authors(byline.of(&text));
        }
        let id = id.or_else(|| url.clone()).or_else(|| fallback_id.map(str::to_owned)).unwrap_or_else(|| hash(&text));
        Article {
            id,
            url,
            outlet,
            language,
            date: published.as_deref().and_then(|published| dates::day(published, None)),
            published,
            authors,
            headline: layout.headline,
            standfirst: layout.standfirst,
            byline: layout.byline,
            dateline: layout.dateline,
            sections: layout.sections,
            extra,
            notes,
            text,
        }
    }
}

impl From<Fields> for Article {
    /// The article of a record that no file or stream gives an id.
    fn from(fields: Fields) -> Self {
        fields.into_article(None)
    }
}

/// Where the blocks below byte `rest` lie in a text that ends with all of them.
fn located(blocks: &[Block], text: &str, rest: usize) -> Option<Vec<(Span, body::BlockKind)>> {
    let len = body::compose(blocks).len();
    let mut located = body::locate(blocks, text, text.len().checked_sub(len)?)?;
    // The first of them can be the headline or the standfirst, as fields of their own told.
    located.retain(|(span, _)| span.start >= rest);
    Some(located)
}

/// Takes what a key or a path of keys leads to.
fn take_path(record: &mut Map<String, Value>, path: &str) -> Option<Value> {
    let wanted = common(path);
    let key =
        record.keys().find(|key| *key == path).or_else(|| record.keys().find(|key| common(key) == wanted)).cloned();
    if let Some(key) = key {
        return record.shift_remove(&key);
    }
    let mut steps = path.split('.');
    let first = common(steps.next()?);
    let key = record.keys().find(|key| common(key) == first)?;
    let mut value = record.get(key)?;
    for step in steps {
        value = match value {
            Value::Object(object) => object.iter().find(|(key, _)| common(key) == common(step))?.1,
            Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value.clone())
}

/// The fields not yet used.
struct Record {
    /// Key in its common form, key as written, value; `None` once used.
    fields: Vec<(String, Option<(String, Value)>)>,
}

impl Record {
    fn new(record: Map<String, Value>) -> Self {
        Self { fields: record.into_iter().map(|(key, value)| (common(&key), Some((key, value)))).collect() }
    }

    /// Takes the first field of a family, in the family's order, of which `read` makes something;
    /// empty ones of the family are dropped on the way out.
    fn take<T>(&mut self, family: &[&str], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        for key in family.iter().map(|key| common(key)) {
            for (name, field) in &mut self.fields {
                if *name == key
                    && let Some(found) = field.as_ref().and_then(|(_, value)| read(value))
                {
                    *field = None;
                    return Some(found);
                }
            }
        }
        None
    }

    fn take_text(&mut self) -> Result<String, FieldsError> {
        let text = |value: &Value| match value {
            // White space of a text is its own.
            Value::String(text) => Some(text).filter(|text| !is_empty(text)).cloned(),
            other => worded(other),
        };
        if let Some(field) = self.removed() {
            return Err(FieldsError::Removed { field });
        }
        if let Some(text) = self.take(&["maintext"], text).or_else(|| self.take(TEXT, text)) {
            return Ok(text);
        }
        let mut error = FieldsError::NoText { looked_for: TEXT };
        for key in TEXT.iter().rev().map(|key| common(key)) {
            for (_, field) in self.fields.iter().filter(|(name, _)| *name == key) {
                let Some((field, value)) = field else { continue };
                let field = field.clone();
                error = match value {
                    Value::String(_) | Value::Null => FieldsError::EmptyText { field },
                    other => FieldsError::TextNotAString { field, found: kind(other) },
                };
            }
        }
        Err(error)
    }

    /// The first field of the text family that says that the article was removed.
    fn removed(&self) -> Option<String> {
        let is_removed = |value: &Value| value.as_str().is_some_and(|text| text.trim() == REMOVED);
        let mut texts =
            self.fields.iter().filter(|(name, _)| is_text_key(name)).filter_map(|(_, field)| field.as_ref());
        texts.find(|(_, value)| is_removed(value)).map(|(name, _)| name.clone())
    }

    /// Reads the article of a page that the record holds; `None` where it holds none.
    fn take_page(&mut self) -> Option<Result<Fields, FieldsError>> {
        #[cfg(feature = "html")]
        for key in PAGE.iter().map(|key| common(key)) {
            for (_, field) in self.fields.iter_mut().filter(|(name, _)| *name == key) {
                let Some((name, Value::String(html))) = field else { continue };
                if is_empty(html) {
                    continue;
                }
                let page = super::html::read_str(html);
                let page = page.map_err(|error| FieldsError::Page { field: name.clone(), message: error.to_string() });
                *field = None;
                return Some(page);
            }
        }
        None
    }

    fn rest(self) -> Map<String, Value> {
        let known =
            [TEXT, SHORT, HEADLINE, STANDFIRST, AUTHORS, PUBLISHED, OUTLET, ID, URL, LANGUAGE, &["source"]].concat();
        let known: Vec<String> = known.into_iter().map(common).collect();
        let is_void = |value: &Value| match value {
            Value::Null => true,
            Value::String(text) => is_empty(text) || text.trim() == "[]",
            Value::Array(values) => values.is_empty(),
            _ => false,
        };
        self.fields
            .into_iter()
            .filter(|(name, field)| !(known.contains(name) && field.as_ref().is_none_or(|(_, value)| is_void(value))))
            .filter_map(|(_, field)| field)
            .collect()
    }
}

/// Whether a key is one of those that hold an article's text.
///
/// ```
/// assert!(inquit::input::fields::is_text_key("Full-Text") && !inquit::input::fields::is_text_key("title"));
/// ```
pub fn is_text_key(key: &str) -> bool {
    is_of(TEXT, key)
}

/// Whether a key is one of those that hold a headline.
pub(super) fn is_headline_key(key: &str) -> bool {
    is_of(HEADLINE, key)
}

/// Whether a key is one of those that hold a summary.
pub(super) fn is_short_key(key: &str) -> bool {
    is_of(SHORT, key)
}

fn is_of(family: &[&str], key: &str) -> bool {
    let key = common(key);
    family.iter().any(|known| common(known) == key)
}

pub(super) fn common(key: &str) -> String {
    key.trim().to_lowercase().replace('-', "_")
}

pub(super) fn is_empty(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || MISSING.contains(&text)
}

/// Takes the count of what was cut off from the end of a text: `… [+1834 chars]`.
fn cut(text: &mut String) -> bool {
    let Some((before, count)) = text.trim_end().rsplit_once("[+") else { return false };
    let Some(number) = count.strip_suffix(" chars]") else { return false };
    let is_cut = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_cut {
        *text = before.trim_end().to_owned();
    }
    is_cut
}

/// A headline without the outlet's name that aggregators put after it: "Fares rise - Ostburg Echo".
fn without_outlet(headline: &str, outlet: Option<&str>) -> String {
    let stripped = outlet.and_then(|outlet| headline.trim_end().strip_suffix(outlet)).and_then(|rest| {
        let rest = rest.trim_end();
        [" -", " |", " –", " —"].iter().find_map(|mark| rest.strip_suffix(mark)).map(str::trim_end)
    });
    stripped.filter(|rest| !rest.is_empty()).unwrap_or(headline).to_owned()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

pub(super) fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !is_empty(text)).map(str::to_owned)
}

/// A string, or the one that content systems put in an object: `{"rendered": "…"}`, `{"main": "…"}`.
pub(super) fn worded(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => {
            ["rendered", "main", "original", "value"].iter().find_map(|key| string(object.get(*key)?))
        }
        other => string(other),
    }
}

/// A string, or the name of an object.
fn outlet_name(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => ["name", "title", "uri"].iter().find_map(|key| string(object.get(*key)?)),
        other => string(other),
    }
}

/// A string, or a number without the point that tables of numbers print after it: `17.0`.
fn number_or_name(value: &Value) -> Option<String> {
    let name = scalar(value)?;
    let digits =
        name.strip_suffix(".0").filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    Some(digits.map(str::to_owned).unwrap_or(name))
}

/// A string, or a number as its digits.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        other => string(other),
    }
}

fn looks_like_url(source: &str) -> bool {
    let source = source.trim();
    !source.contains(char::is_whitespace)
        && (source.contains("://")
            || source.starts_with("www.")
            || source.split_once('/').is_some_and(|(host, _)| host.contains('.')))
}

/// Sixteen hexadecimal digits that the same text always gives.
fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
