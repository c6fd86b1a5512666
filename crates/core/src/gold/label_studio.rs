//! Reads tasks of Label Studio's JSON export into gold articles, with the answers about their regions.
//!
//! Regions labelled `Content`, `Cue` and `Source` become statements by the relations between them. What a relation means
//! follows from the labels at its ends, so neither the direction of an arrow nor a missing relation label loses
//! anything: a content and a cue, a content and a source, two contents of which one `continues` the other. A source
//! joined to a cue belongs to the contents of that cue. The answers `kind` and `speaker` count on any part of a content;
//! speakers may be a text area of names or a choice of names, and a choice, where there is one, replaces the text area.
//! Regions with other labels are passed over.
//!
//! Of several annotations of a task the latest that was not cancelled counts, or the latest of one annotator.
//! Predictions count only if asked for: nobody has looked at them. `completions`, as Label Studio
//! called annotations until its release 1.0, are read too. The reduced export (JSON-MIN) has no relations and is refused.
//!
//! Offsets are code points, as since release 1.6. Where the words beside the regions say so for all of them, they are
//! read as UTF-16 units, which earlier releases counted. Where they agree with neither, the whole task is at fault: a
//! region left out would look like a statement that somebody has removed.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use serde::Deserialize;
use serde_json::Value;

use super::{
    GoldArticle, GoldAttribution, GoldError, GoldFault, GoldSpeakers, Levels, read_text, records, squashed, stem,
};
use crate::{
    Span, StatementKind,
    output::names::Named as _,
    text::{OffsetUnit, Offsets},
};

/// Which annotation of a task is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whose: the annotator's number, e-mail address or name, as `completed_by` has it. The latest one for `None`.
    pub annotator: Option<String>,
    /// Whether a task without annotations has those of its first prediction.
    pub predictions: bool,
}

/// What annotators answered about the attributions of an article, by their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    /// Whose words it is in.
    pub(super) kinds: Vec<Option<StatementKind>>,
    /// The names of who said it.
    pub(super) speakers: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Task {
    #[serde(default)]
    id: Value,
    data: serde_json::Map<String, Value>,
    #[serde(default, alias = "completions")]
    annotations: Option<Vec<Annotation>>,
    #[serde(default)]
    predictions: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    result: Option<Vec<Outcome>>,
    #[serde(default)]
    was_cancelled: Option<bool>,
    #[serde(default)]
    created_at: Value,
    #[serde(default)]
    updated_at: Value,
    #[serde(default)]
    completed_by: Value,
}

/// An entry of `result`: a region, an answer about one, or a relation.
#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    id: Option<String>,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    from_name: String,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    from_id: Option<String>,
    #[serde(default)]
    to_id: Option<String>,
    #[serde(default)]
    direction: Option<String>,
    #[serde(default)]
    labels: Option<Vec<String>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Content,
    Cue,
    Source,
}

impl Label {
    fn of(name: &str) -> Option<Label> {
        match name {
            "Content" => Some(Label::Content),
            "Cue" => Some(Label::Cue),
            "Source" => Some(Label::Source),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Label::Content => "Content",
            Label::Cue => "Cue",
            Label::Source => "Source",
        }
    }
}

struct Region {
    id: String,
    label: Label,
    span: Span,
}

/// Whether JSON is an export of Label Studio, by the keys of its first task.
pub(super) fn is_export(json: &Value) -> bool {
    let first = json.as_array().and_then(|tasks| tasks.first());
    first.is_some_and(|task| {
        task.get("data").is_some()
            && ["annotations", "completions", "predictions"].iter().any(|key| task.get(key).is_some())
    })
}

/// Reads an export. A task at fault is left out, and reported beside the articles.
///
/// # Errors
/// If the file cannot be read, or is not an array of JSON.
pub fn read_file(path: &Path, choice: &Choice) -> Result<(Vec<GoldArticle>, Vec<GoldError>), GoldError> {
    let text = read_text(path)?;
    let json = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let tasks: Vec<Value> = serde_json::from_str(json).map_err(|error| GoldError::new(path, GoldFault::Json(error)))?;
    let (mut articles, mut errors) = (Vec::new(), Vec::new());
    for (task, nth) in tasks.into_iter().zip(1..) {
        match parse(path, &format!("{}#{nth}", stem(path)), task, choice) {
            Ok((mut article, answers, faults)) => {
                article.speakers = speakers(&article, &answers);
                articles.push(article);
                errors.extend(faults);
            }
            Err(error) => errors.push(error),
        }
    }
    Ok((articles, errors))
}

/// Who made the attributions, by the names that were answered; `None` if none was.
fn speakers(article: &GoldArticle, answers: &Answers) -> Option<GoldSpeakers> {
    records::speakers_of(article, records::Cast::of_names(article, &answers.speakers))
}

/// Reads one task. The article is called by the `id` in the task's data, else `id`.
///
/// # Errors
/// If the task is of another shape, has no annotation to read, or a region that does not fit its text.
pub(super) fn parse(
    path: &Path,
    id: &str,
    task: Value,
    choice: &Choice,
) -> Result<(GoldArticle, Answers, Vec<GoldError>), GoldError> {
    let error = |fault| GoldError::new(path, fault);
    if task.get("data").is_none() && task.get("annotation_id").is_some() {
        return Err(error(GoldFault::ReducedExport));
    }
    let Task { id: number, data, annotations, predictions } =
        serde_json::from_value(task).map_err(|fault| error(GoldFault::Json(fault)))?;
    let known_as = |key: &str| data.get(key).and_then(text_of).filter(|text| !text.is_empty());
    let name = known_as("id").unwrap_or_else(|| id.to_owned());
    let of_task = {
        let task = text_of(&number).unwrap_or_else(|| name.clone());
        move |fault: GoldFault| error(GoldFault::Task { task: task.clone(), fault: Box::new(fault) })
    };
    let text = data.get("text").and_then(text_of).ok_or_else(|| of_task(GoldFault::NoTaskText))?;
    let result = chosen(annotations.unwrap_or_default(), predictions.unwrap_or_default(), choice).map_err(&of_task)?;
    let regions = regions(&text, &result).map_err(&of_task)?;
    let (attributions, answers, faults) = statements(&regions, &result);
    let errors = faults.into_iter().map(of_task).collect();
    let article = GoldArticle { name, annotator: None, text, attributions, speakers: None, levels: Levels::Outer };
    Ok((article, answers, errors))
}

/// A text or a number as text.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What the annotation that counts has marked.
fn chosen(annotations: Vec<Annotation>, predictions: Vec<Value>, choice: &Choice) -> Result<Vec<Outcome>, GoldFault> {
    let is_theirs = |annotation: &Annotation| {
        choice.annotator.as_deref().is_none_or(|wanted| is_called(&annotation.completed_by, wanted))
    };
    let annotation = annotations
        .into_iter()
        .filter(|annotation| annotation.was_cancelled != Some(true) && is_theirs(annotation))
        // Of several of the same time the last.
        .max_by(|one, other| {
            let time = |annotation: &Annotation| match &annotation.updated_at {
                Value::Null => annotation.created_at.clone(),
                time => time.clone(),
            };
            compare(&time(one), &time(other))
        });
    if let Some(annotation) = annotation {
        return Ok(annotation.result.unwrap_or_default());
    }
    // Some exports have only the numbers of predictions.
    let prediction = predictions.into_iter().find(Value::is_object);
    match prediction {
        Some(prediction) if choice.predictions && choice.annotator.is_none() => {
            let prediction: Annotation = serde_json::from_value(prediction).map_err(GoldFault::Json)?;
            Ok(prediction.result.unwrap_or_default())
        }
        prediction => {
            let (annotator, predicted) = (choice.annotator.clone(), prediction.is_some());
            Err(GoldFault::NotAnnotated { annotator, predicted })
        }
    }
}

/// Whether an annotator has that number, address or name.
fn is_called(annotator: &Value, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let is = |value: &Value| text_of(value).is_some_and(|text| text.to_lowercase() == wanted);
    let Some(fields) = annotator.as_object() else { return is(annotator) };
    let name = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
    let full_name = format!("{} {}", name("first_name"), name("last_name"));
    ["id", "email", "username"].iter().any(|key| fields.get(*key).is_some_and(is))
        || full_name.trim().to_lowercase() == wanted
}

/// Times as Label Studio writes them: texts of one form, seconds in old exports.
fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.cmp(other),
        _ => one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal),
    }
}

/// The labelled regions, in the order of the result.
fn regions(text: &str, result: &[Outcome]) -> Result<Vec<Region>, GoldFault> {
    let read = |unit| {
        let offsets = Offsets::new(text, unit);
        let mut seen = BTreeSet::new();
        let mut regions = Vec::new();
        for outcome in result.iter().filter(|outcome| outcome.kind == "labels") {
            let labels = outcome.value.get("labels").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let label = labels.iter().find_map(|label| Label::of(label.as_str()?));
            let (Some(id), Some(label)) = (&outcome.id, label) else { continue };
            if seen.insert(id) {
                let span = span(text, &offsets, id, &outcome.value)?;
                regions.push(Region { id: id.clone(), label, span });
            }
        }
        Ok(regions)
    };
    let has_words = |outcome: &&Outcome| outcome.kind != "labels" || outcome.value.get("text").is_some();
    read(OffsetUnit::Codepoint).or_else(|fault| {
        let utf16 = result.iter().all(|outcome| has_words(&outcome)).then(|| read(OffsetUnit::Utf16));
        utf16.and_then(Result::ok).ok_or(fault)
    })
}

/// The span of a region, whose words must be those beside it. White space does not count: the editor writes line
/// breaks as `\n`, with a backslash.
fn span(text: &str, offsets: &Offsets, id: &str, value: &Value) -> Result<Span, GoldFault> {
    let number = |key: &str| value.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let (start, end) = (number("start"), number("end"));
    let bytes = start.and_then(|at| offsets.to_byte(at)).zip(end.and_then(|at| offsets.to_byte(at)));
    let Some((first, last)) = bytes.filter(|(first, last)| first < last) else {
        let shown = |number: Option<usize>| number.map_or("?".to_owned(), |number| number.to_string());
        let offsets = format!("{} {}", shown(start), shown(end));
        return Err(GoldFault::BadRegion { id: id.to_owned(), offsets, length: text.chars().count() });
    };
    let span = Span::new(first, last);
    let found = squashed(span.of(text));
    match value.get("text").and_then(Value::as_str) {
        Some(given) if squashed(given) != found && squashed(&given.replace("\\n", "\n")) != found => {
            let found = span.of(text).to_owned();
            Err(GoldFault::TextDiffers { id: id.to_owned(), given: given.to_owned(), found })
        }
        _ => Ok(span),
    }
}

/// Joins regions to statements; names the cues and sources that belong to none.
fn statements(regions: &[Region], result: &[Outcome]) -> (Vec<GoldAttribution>, Answers, Vec<GoldFault>) {
    let index: HashMap<&str, usize> = regions.iter().enumerate().map(|(at, region)| (&*region.id, at)).collect();
    let mut heads: Vec<usize> = (0..regions.len()).collect();
    let mut links: Vec<(usize, usize)> = Vec::new();
    for relation in result.iter().filter(|outcome| outcome.kind == "relation") {
        let end = |id: &Option<String>| index.get(id.as_deref()?).copied();
        let (Some(from), Some(to)) = (end(&relation.from_id), end(&relation.to_id)) else { continue };
        let (from, to) = if relation.direction.as_deref() == Some("left") { (to, from) } else { (from, to) };
        if regions[from].label != Label::Content || regions[to].label != Label::Content {
            links.push((from, to));
            continue;
        }
        let labels = relation.labels.as_deref().unwrap_or_default();
        if labels.is_empty() || labels.iter().any(|label| label == "continues") {
            let (kept, joined) = (heads[from], heads[to]);
            heads.iter_mut().filter(|head| **head == joined).for_each(|head| *head = kept);
        }
    }
    let owners = owners(regions, &heads, &links);
    let answers = answers(result, &index);
    let mut parts_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (part, owners) in owners.iter().enumerate() {
        owners.iter().for_each(|head| parts_of.entry(*head).or_default().push(part));
    }
    let (mut attributions, mut found) = (Vec::new(), Answers::default());
    for (head, mut parts) in parts_of {
        parts.sort_by_key(|at| regions[*at].span);
        let spans = |label: Label| -> Vec<Span> {
            let mut spans: Vec<Span> =
                parts.iter().filter(|at| regions[**at].label == label).map(|at| regions[*at].span).collect();
            spans.dedup();
            spans
        };
        let (source, cue, content) = (spans(Label::Source), spans(Label::Cue), spans(Label::Content));
        let answered = |at: &usize| answers.get(at).filter(|_| regions[*at].label == Label::Content);
        found.kinds.push(parts.iter().filter_map(answered).find_map(|answer| answer.kind));
        let named = |of: fn(&Answer) -> &Vec<String>| {
            parts.iter().filter_map(answered).map(of).find(|names| !names.is_empty()).cloned()
        };
        found
            .speakers
            .push(named(|answer| &answer.chosen).or_else(|| named(|answer| &answer.written)).unwrap_or_default());
        attributions.push(GoldAttribution { id: regions[head].id.clone(), source, cue, content });
    }
    let loose = regions.iter().zip(&owners).filter(|(_, owners)| owners.is_empty());
    let faults = loose.map(|(region, _)| GoldFault::Unlinked { id: region.id.clone(), label: region.label.name() });
    (attributions, found, faults.collect())
}

/// For each region, the first parts of the contents it belongs to.
fn owners(regions: &[Region], heads: &[usize], links: &[(usize, usize)]) -> Vec<BTreeSet<usize>> {
    let mut owners: Vec<BTreeSet<usize>> = regions
        .iter()
        .enumerate()
        .map(|(at, region)| if region.label == Label::Content { BTreeSet::from([heads[at]]) } else { BTreeSet::new() })
        .collect();
    // First what is joined to contents, then what is joined to a cue.
    for through in [Label::Content, Label::Cue] {
        for (one, other) in links.iter().flat_map(|&(from, to)| [(from, to), (to, from)]) {
            let is_wanted = match through {
                Label::Content => regions[other].label != Label::Content,
                _ => regions[other].label == Label::Source && owners[other].is_empty(),
            };
            if regions[one].label == through && is_wanted {
                let of_one = owners[one].clone();
                owners[other].extend(of_one);
            }
        }
    }
    owners
}

/// What was answered about one region.
#[derive(Default)]
struct Answer {
    kind: Option<StatementKind>,
    /// Names that were chosen.
    chosen: Vec<String>,
    /// Names that were written.
    written: Vec<String>,
}

/// The answers, by the region they are about.
fn answers(result: &[Outcome], index: &HashMap<&str, usize>) -> HashMap<usize, Answer> {
    let mut answers: HashMap<usize, Answer> = HashMap::new();
    for outcome in result {
        let Some(at) = outcome.id.as_deref().and_then(|id| index.get(id)) else { continue };
        let texts = |key: &str| -> Vec<String> {
            let texts = match outcome.value.get(key) {
                Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
                Some(Value::String(text)) => vec![&**text],
                _ => Vec::new(),
            };
            texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
        };
        let answer = answers.entry(*at).or_default();
        let is_speaker = outcome.from_name.starts_with("speaker");
        match &*outcome.kind {
            "choices" if is_speaker => answer.chosen.extend(texts("choices")),
            "choices" if outcome.from_name == "kind" => {
                let named = |name: &String| StatementKind::ALL.iter().copied().find(|kind| kind.as_str() == *name);
                answer.kind = texts("choices").iter().find_map(named);
            }
            "textarea" if is_speaker => answer.written.extend(texts("text")),
            _ => {}
        }
    }
    answers
}

#[cfg(test)]
mod tests;
