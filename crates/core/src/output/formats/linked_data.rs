//! A record to schema.org's vocabulary as JSON-LD: a `NewsArticle` that has `Quotation`s as parts.
//!
//! A quotation's `creator` is whom it is attributed to, with name, other names, gender where the article states it,
//! and the first role stated. The same speaker has the same blank node throughout an article, so that a reader joins
//! what is said of them. `genre` tells direct from indirect speech, which schema.org has no property for.
//!
//! Left out: every offset, cue, source and confidence; addressees.

use serde_json::{Map, Value, json};

use super::{Placed, iri};
use crate::{
    Gender, MentionForm, SpeakerKind,
    output::{SpanRecord, SpeakerRecord, StatementRecord},
};

/// Between the parts of a content.
const GAP: &str = " … ";

/// The article.
pub(super) fn article(placed: &Placed) -> Value {
    let article = &placed.record.article;
    let words = |span: &Option<SpanRecord>| span.as_ref().map(|span| span.text.clone());
    let named = |kind: &str, name: &str| json!({"@type": kind, "name": name});
    let authors: Vec<Value> = article.authors.iter().map(|author| named("Person", author)).collect();
    let quotations: Vec<Value> =
        placed.record.statements.iter().map(|statement| quotation(placed, statement)).collect();
    object([
        ("@context", Some("https://schema.org".into())),
        ("@type", Some("NewsArticle".into())),
        ("@id", Some(iri::of_article(article).into())),
        ("identifier", Some(article.id.clone().into())),
        ("url", article.url.as_deref().and_then(iri::absolute).map(Value::from)),
        ("headline", words(&article.headline).map(Value::from)),
        ("alternativeHeadline", words(&article.standfirst).map(Value::from)),
        ("author", (!authors.is_empty()).then_some(Value::Array(authors))),
        ("publisher", article.outlet.as_deref().map(|outlet| named("Organization", outlet))),
        ("datePublished", article.published.clone().map(Value::from)),
        ("inLanguage", article.language.clone().map(Value::from)),
        ("articleBody", Some(article.text.clone().into())),
        ("hasPart", Some(Value::Array(quotations))),
    ])
}

fn quotation(placed: &Placed, statement: &StatementRecord) -> Value {
    let mut creators: Vec<Value> = placed.speakers(statement).map(|(index, speaker)| creator(index, speaker)).collect();
    let creator = if creators.len() > 1 { Some(Value::Array(creators)) } else { creators.pop() };
    let parts: Vec<&str> = statement.content.iter().map(|part| &*part.text).collect();
    let article = iri::of_article(&placed.record.article);
    object([
        ("@type", Some("Quotation".into())),
        ("@id", Some(iri::with_fragment(&article, &statement.id).into())),
        ("text", Some(parts.join(GAP).into())),
        ("genre", Some(format!("{} speech", statement.kind.as_str()).into())),
        ("creator", creator),
        ("isBasedOn", Some(json!({"@id": article}))),
    ])
}

fn creator(index: usize, speaker: &SpeakerRecord) -> Value {
    let kind = match speaker.kind {
        SpeakerKind::Person | SpeakerKind::Author => "Person",
        SpeakerKind::Organisation | SpeakerKind::Group => "Organization",
        SpeakerKind::Document => "CreativeWork",
        SpeakerKind::Unknown => "Thing",
    };
    let person = kind == "Person";
    // Names only: "the mayor" is nobody's name.
    let is_name = |alias: &&String| {
        let mut mentions = speaker.mentions.iter().filter(|mention| mention.text == ***alias).peekable();
        mentions.peek().is_none() || mentions.any(|mention| mention.form == MentionForm::Name)
    };
    let aliases: Vec<Value> = speaker.aliases.iter().filter(is_name).map(|alias| alias.clone().into()).collect();
    let role = speaker.roles.first().filter(|_| person);
    let organisation = role.and_then(|role| role.organisation.as_deref());
    object([
        ("@type", Some(kind.into())),
        ("@id", Some(format!("_:s{}", index + 1).into())),
        ("name", Some(speaker.name.clone().into())),
        ("alternateName", (!aliases.is_empty()).then_some(Value::Array(aliases))),
        ("gender", (person && speaker.gender != Gender::Unknown).then(|| speaker.gender.as_str().into())),
        ("jobTitle", role.map(|role| role.title.clone().into())),
        ("affiliation", organisation.map(|name| json!({"@type": "Organization", "name": name}))),
    ])
}

/// An object of those fields that are there.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(fields.collect::<Map<_, _>>())
}
