//! brat standoff to gold articles: PolNeAR's folders, and plain ones.
//!
//! PolNeAR keeps `text/NAME.txt` apart from `attributions/NAME_ANNOTATOR.ann`; a plain folder has
//! `NAME.txt` and `NAME.ann` side by side. An event with the roles `Source`, `Cue` or `Content`
//! (`Content2`, … for further parts) is an attribution, whatever the event is called; its trigger
//! counts only where it has such a role. Offsets are code points of the text as the file has it.
//!
//! A span's words may run over several lines of the annotation file, as they do in some of
//! PolNeAR's: lines that continue them are no fault. Relations, attributes and other events are passed
//! over; notes count only where an article is to become a record ([`super::records`]).

use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::Entry},
    path::{Path, PathBuf},
};

use super::{
    GoldArticle, GoldAttribution, GoldError, GoldFault, Levels, files, has_extension, read_text, squashed, stem,
};
use crate::{
    Span,
    text::{OffsetUnit, Offsets},
};

/// Reads a folder; of several annotators of an article, the first by name.
///
/// Returns the articles in order of name, and the faults met: none is fatal.
pub fn read_folder(path: &Path) -> (Vec<GoldArticle>, Vec<GoldError>) {
    read_chosen(path, true)
}

/// Reads a folder, an article for every annotator of a text, in order of name and annotator.
///
/// Returns the articles, and the faults met: none is fatal.
pub fn read_annotators(path: &Path) -> (Vec<GoldArticle>, Vec<GoldError>) {
    read_chosen(path, false)
}

/// Whether a folder has PolNeAR's shape.
pub(super) fn is_polnear(path: &Path) -> bool {
    path.join("text").is_dir() && path.join("attributions").is_dir()
}

/// The texts of a folder, each with its name and the file that annotates it; of several, the first by annotator.
pub(super) fn pairs(path: &Path) -> (Vec<Pair>, Vec<GoldError>) {
    let mut errors = Vec::new();
    let pairs = sheets(path, &mut errors).into_iter().filter_map(|(name, Sheets { text, annotations })| {
        let annotations = annotations.into_values().next()?;
        Some(Pair { name, text, annotations })
    });
    (pairs.collect(), errors)
}

/// A text and the file that annotates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The stem of the text's file.
    pub name: String,
    /// The text.
    pub text: PathBuf,
    /// Its annotations.
    pub annotations: PathBuf,
}

/// Notes on events, by the event's id, in the order of the file.
pub(super) type Notes = HashMap<String, Vec<String>>;

fn read_chosen(path: &Path, first_only: bool) -> (Vec<GoldArticle>, Vec<GoldError>) {
    let (mut articles, mut errors) = (Vec::new(), Vec::new());
    for (name, Sheets { text: text_path, annotations }) in sheets(path, &mut errors) {
        let text = match read_text(&text_path) {
            Ok(text) => text,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let chosen = if first_only { 1 } else { annotations.len() };
        for (annotator, path) in annotations.into_iter().take(chosen) {
            match read_text(&path) {
                Ok(annotations) => {
                    let (text, attributions, notes) = parse(&path, &text, &annotations, &mut errors);
                    let mut article = GoldArticle {
                        name: name.clone(),
                        annotator,
                        text: text.to_owned(),
                        attributions,
                        speakers: None,
                        levels: Levels::Outer,
                    };
                    article.speakers = super::records::speakers_of_notes(&article, &notes);
                    articles.push(article);
                }
                Err(error) => errors.push(error),
            }
        }
    }
    (articles, errors)
}

/// A text and the files that annotate it, by annotator.
struct Sheets {
    text: PathBuf,
    annotations: BTreeMap<Option<String>, PathBuf>,
}

/// What a folder holds, by the name of the text.
fn sheets(path: &Path, errors: &mut Vec<GoldError>) -> BTreeMap<String, Sheets> {
    let (texts, annotations) =
        if is_polnear(path) { (path.join("text"), path.join("attributions")) } else { (path.into(), path.into()) };
    let mut list = |folder: &Path, extension| {
        let mut files = files(folder).unwrap_or_else(|error| {
            errors.push(error);
            Vec::new()
        });
        files.retain(|file| has_extension(file, extension));
        files
    };
    let mut sheets: BTreeMap<String, Sheets> = list(&texts, "txt")
        .into_iter()
        .map(|text| (stem(&text), Sheets { text, annotations: BTreeMap::new() }))
        .collect();
    for file in list(&annotations, "ann") {
        let stem = stem(&file);
        let (name, annotator) = match stem.rsplit_once('_') {
            Some((name, annotator)) if !sheets.contains_key(&stem) => (name, Some(annotator.to_owned())),
            _ => (&*stem, None),
        };
        match sheets.get_mut(name) {
            Some(sheets) => {
                sheets.annotations.insert(annotator, file);
            }
            None => errors.push(GoldError::new(&file, GoldFault::NoText)),
        }
    }
    for sheets in sheets.values().filter(|sheets| sheets.annotations.is_empty()) {
        errors.push(GoldError::new(&sheets.text, GoldFault::NoAnnotations));
    }
    sheets
}

/// A part of an attribution, as its role in an event names it.
#[derive(Clone, Copy)]
enum Part {
    Source,
    Cue,
    Content,
}

impl Part {
    fn of_role(role: &str) -> Option<Part> {
        match role.trim_end_matches(|character: char| character.is_ascii_digit()) {
            "Source" => Some(Part::Source),
            "Cue" => Some(Part::Cue),
            "Content" => Some(Part::Content),
            _ => None,
        }
    }
}

/// What an annotation file is read against.
struct Frame<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
    /// What the file's offsets count in front of the text: 1 if they count its byte order mark.
    shift: usize,
}

impl Frame<'_> {
    /// The spans of `309 353;365 413`, `None` if they are not such.
    fn spans(&self, offsets: &str) -> Option<Vec<Span>> {
        let byte = |offset: &str| self.offsets.to_byte(offset.parse::<usize>().ok()?.checked_sub(self.shift)?);
        offsets
            .split(';')
            .map(|range| {
                let (start, end) = range.trim().split_once(' ')?;
                let (start, end) = (byte(start)?, byte(end)?);
                (start < end).then(|| Span::new(start, end))
            })
            .collect()
    }

    fn words(&self, spans: &[Span]) -> String {
        spans.iter().map(|span| span.of(self.text)).collect::<Vec<_>>().join(" ")
    }
}

/// A text-bound annotation's line: `T1<TAB>Source 0 4<TAB>Poll`.
struct Bound<'l> {
    id: &'l str,
    offsets: &'l str,
    words: Option<&'l str>,
}

impl<'l> Bound<'l> {
    fn of_line(line: &'l str) -> Option<Self> {
        let mut columns = line.splitn(3, '\t');
        let id = columns.next().filter(|id| id.starts_with('T'))?;
        let (_, offsets) = columns.next()?.split_once(' ')?;
        Some(Self { id, offsets, words: columns.next() })
    }
}

/// The text without its byte order mark, the attributions that `annotations` marks in it, and what is noted on them.
pub(super) fn parse<'t>(
    path: &Path,
    raw: &'t str,
    annotations: &str,
    errors: &mut Vec<GoldError>,
) -> (&'t str, Vec<GoldAttribution>, Notes) {
    let text = raw.strip_prefix('\u{feff}').unwrap_or(raw);
    let annotations = annotations.strip_prefix('\u{feff}').unwrap_or(annotations);
    let mut frame = Frame { text, offsets: Offsets::new(text, OffsetUnit::Codepoint), shift: 0 };
    if text.len() < raw.len() {
        // Some tools count the mark and some do not: the words beside the spans tell.
        let agreeing = |shift| {
            let frame = Frame { shift, offsets: frame.offsets.clone(), ..frame };
            let agrees = |bound: &Bound| {
                let spans = frame.spans(bound.offsets)?;
                Some(squashed(&frame.words(&spans)) == squashed(bound.words?))
            };
            annotations.lines().filter_map(Bound::of_line).filter(|bound| agrees(bound) == Some(true)).count()
        };
        frame.shift = usize::from(agreeing(1) > agreeing(0));
    }
    let (bounds, events) = parse_lines(path, &frame, annotations, errors);
    let mut notes = Notes::new();
    for line in annotations.lines().filter(|line| line.starts_with('#') && is_other(line)) {
        let mut columns = line.splitn(3, '\t').skip(1);
        if let (Some(target), Some(note)) = (columns.next().and_then(|column| column.split_once(' ')), columns.next()) {
            notes.entry(target.1.trim().to_owned()).or_default().push(note.to_owned());
        }
    }
    (text, attributions(path, &bounds, &events, errors), notes)
}

/// Spans by id, and the events' lines with their numbers.
type Lines<'l> = (HashMap<&'l str, Vec<Span>>, Vec<(usize, &'l str)>);

fn parse_lines<'l>(path: &Path, frame: &Frame, annotations: &'l str, errors: &mut Vec<GoldError>) -> Lines<'l> {
    let mut bounds = HashMap::new();
    let mut events = Vec::new();
    let mut open: Option<Open> = None;
    for (index, line) in annotations.lines().enumerate() {
        let number = index + 1;
        let bound = Bound::of_line(line);
        let event = line.starts_with('E') && line.contains('\t');
        if bound.is_none() && !event && !is_other(line) {
            let letters = squashed(line);
            if !letters.is_empty() && !open.as_mut().is_some_and(|open| open.continues(&letters)) {
                let fault = GoldFault::NotBrat(line.chars().take(60).collect());
                errors.push(GoldError::at_line(path, number, fault));
            }
            continue;
        }
        errors.extend(open.take().and_then(|open| open.close(path)));
        if event {
            events.push((number, line));
        }
        let Some(bound) = bound else { continue };
        let fault = match (frame.spans(bound.offsets), bounds.entry(bound.id)) {
            (None, _) => {
                let length = frame.offsets.from_byte(frame.text.len());
                GoldFault::BadSpan { offsets: bound.offsets.to_owned(), length }
            }
            (_, Entry::Occupied(_)) => GoldFault::Repeated(bound.id.to_owned()),
            (Some(spans), Entry::Vacant(entry)) => {
                let spans = entry.insert(spans);
                open = bound.words.map(|words| Open::new(number, bound.id, words, frame.words(spans)));
                continue;
            }
        };
        errors.push(GoldError::at_line(path, number, fault));
    }
    errors.extend(open.and_then(|open| open.close(path)));
    (bounds, events)
}

/// A span whose words the lines below may continue.
struct Open<'l> {
    number: usize,
    id: &'l str,
    given: &'l str,
    found: String,
    /// Those letters of the text that no line has shown yet; `None` where the lines disagree with it.
    rest: Option<String>,
}

impl<'l> Open<'l> {
    fn new(number: usize, id: &'l str, given: &'l str, found: String) -> Self {
        let rest = squashed(&found).strip_prefix(&*squashed(given)).map(str::to_owned);
        Self { number, id, given, found, rest }
    }

    /// Takes a further line's letters, if they come next.
    fn continues(&mut self, letters: &str) -> bool {
        let next = self.rest.as_ref().and_then(|rest| rest.strip_prefix(letters)).map(str::to_owned);
        let continues = next.is_some();
        self.rest = next.or_else(|| self.rest.take());
        continues
    }

    /// The fault, if the lines and the text differ.
    fn close(self, path: &Path) -> Option<GoldError> {
        let agrees = self.rest.is_some_and(|rest| rest.is_empty());
        (!agrees).then(|| {
            let fault =
                GoldFault::TextDiffers { id: self.id.to_owned(), given: self.given.to_owned(), found: self.found };
            GoldError::at_line(path, self.number, fault)
        })
    }
}

/// Whether a line is a relation, attribute, modification, normalisation, equivalence or note.
fn is_other(line: &str) -> bool {
    line.starts_with(['R', 'A', 'M', 'N', '*', '#'])
        && line
            .split_once('\t')
            .is_some_and(|(id, _)| id.chars().skip(1).all(|character| character.is_ascii_alphanumeric()))
}

fn attributions(
    path: &Path,
    bounds: &HashMap<&str, Vec<Span>>,
    events: &[(usize, &str)],
    errors: &mut Vec<GoldError>,
) -> Vec<GoldAttribution> {
    let mut attributions: Vec<GoldAttribution> = Vec::new();
    let mut seen = HashSet::new();
    for (number, line) in events {
        let mut report = |fault| errors.push(GoldError::at_line(path, *number, fault));
        let (id, roles) = line.split_once('\t').unwrap_or((line, ""));
        if !seen.insert(id) {
            report(GoldFault::Repeated(id.to_owned()));
            continue;
        }
        let mut attribution = GoldAttribution { id: id.to_owned(), ..GoldAttribution::default() };
        for (role, bound) in roles.split_whitespace().filter_map(|role| role.rsplit_once(':')) {
            let Some(part) = Part::of_role(role) else { continue };
            let Some(spans) = bounds.get(bound) else {
                report(GoldFault::Dangling { id: id.to_owned(), missing: bound.to_owned() });
                continue;
            };
            match part {
                Part::Source => attribution.source.extend(spans),
                Part::Cue => attribution.cue.extend(spans),
                Part::Content => attribution.content.extend(spans),
            }
        }
        for spans in [&mut attribution.source, &mut attribution.cue, &mut attribution.content] {
            spans.sort_unstable();
            spans.dedup();
        }
        if !(attribution.source.is_empty() && attribution.cue.is_empty() && attribution.content.is_empty()) {
            attributions.push(attribution);
        }
    }
    attributions
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const TEXT: &str = "“Ships 😀 are late,”\nMara Øst told us, “again.”";

    /// The attributions of an annotation file, each as its parts' words, and the faults.
    fn check(text: &str, annotations: &str, expected: &[[&str; 3]], faults: &[&str]) {
        let mut errors = Vec::new();
        let (text, attributions, _) = parse(Path::new("a.ann"), text, annotations, &mut errors);
        let words = |spans: &[Span]| spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" | ");
        let found: Vec<_> = attributions
            .iter()
            .map(|attribution| [&attribution.source, &attribution.cue, &attribution.content].map(|spans| words(spans)))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), faults);
    }

    #[test]
    fn reads_discontinuous_spans_and_numbered_roles_in_code_points() {
        check(
            TEXT,
            "T1\tContent 0 19;38 46\t“Ships 😀 are late,” “again.”\n\
             T2\tSource 20 28\tMara Øst\r\n\
             T3\tCue 29 33\ttold\n\
             T4\tContent 34 36\tus\n\
             E1\tAttribution:T3 Content2:T4 Content:T1 Cue:T3 Source:T2\n\
             #1\tAnnotatorNotes T1\tsure?\n\
             A1\tHard E1\n\
             *\tEquiv T1 T2\n",
            &[["Mara Øst", "told", "“Ships 😀 are late,” | us | “again.”"]],
            &[],
        );
    }

    #[test]
    fn takes_the_trigger_for_the_cue_where_that_is_its_role() {
        check(
            TEXT,
            "E1\tCue:T3 Source:T2\nE2\tArrival:T2\nT2\tSource 20 28\tMara Øst\nT3\tCue 29 33\n",
            &[["Mara Øst", "told", ""]],
            &[],
        );
    }

    #[test]
    fn words_may_run_over_lines_of_the_annotation_file() {
        check(
            TEXT,
            "T1\tContent 0 33\t“Ships 😀 are late,”\n\nMara Øst\n told\nE1\tAttribution:T9 Content:T1\n",
            &[["", "", "“Ships 😀 are late,”\nMara Øst told"]],
            &[],
        );
    }

    #[test]
    fn reports_file_line_and_reason_of_each_fault_and_reads_on() {
        check(
            TEXT,
            "T1\tContent 0 x\t“Ships\n\
             T2\tSource 40 99\tMara\n\
             T3\tCue 29 33\ttells\n\
             T4\tCue 33 29\ttold\n\
             T3\tCue 34 36\tus\n\
             garbage\n\
             E1\tAttribution:T3 Cue:T3 Source:T2\n\
             E1\tAttribution:T3 Cue:T3\n\
             T5\tContent 34 46\tus,\n",
            &[["", "told", ""]],
            &[
                "a.ann, line 1: `0 x` is no span of a text of 46 code points",
                "a.ann, line 2: `40 99` is no span of a text of 46 code points",
                "a.ann, line 3: `T3` reads `tells`, but the text there is `told`",
                "a.ann, line 4: `33 29` is no span of a text of 46 code points",
                "a.ann, line 5: `T3` is there twice",
                "a.ann, line 6: `garbage` is not a line of brat standoff",
                "a.ann, line 9: `T5` reads `us,`, but the text there is `us, “again.”`",
                "a.ann, line 7: `E1` refers to `T2`, which is not there",
                "a.ann, line 8: `E1` is there twice",
            ],
        );
    }

    #[test]
    fn drops_a_byte_order_mark_whether_or_not_the_offsets_count_it() {
        let text = format!("\u{feff}{TEXT}");
        for annotations in ["T1\tCue 29 33\ttold\nE1\tX:T1 Cue:T1\n", "T1\tCue 30 34\ttold\nE1\tX:T1 Cue:T1\n"] {
            check(&text, annotations, &[["", "told", ""]], &[]);
        }
    }

    #[test]
    fn keeps_carriage_returns_in_the_text() {
        check("A\r\nB said", "T1\tCue 5 9\tsaid\nE1\tX:T1 Cue:T1", &[["", "said", ""]], &[]);
    }

    #[test]
    fn reads_the_first_annotator_by_name_or_all() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("text/a_b.txt", TEXT);
        write("text/lone.txt", TEXT);
        write("attributions/a_b_9f.ann", "T1\tCue 29 33\ttold\nE1\tX:T1 Cue:T1\n");
        write("attributions/a_b_0c.ann", "");
        write("attributions/gone_0c.ann", "");
        let names = |articles: &[GoldArticle]| {
            let name = |article: &GoldArticle| {
                format!("{} {:?} {}", article.name, article.annotator, article.attributions.len())
            };
            articles.iter().map(name).collect::<Vec<_>>()
        };
        let (articles, errors) = read_folder(folder.path());
        assert_eq!(names(&articles), [r#"a_b Some("0c") 0"#]);
        let faults: Vec<_> =
            errors.iter().map(|error| (error.path().file_name().unwrap().to_str().unwrap(), error.fault())).collect();
        assert!(
            matches!(faults[..], [("gone_0c.ann", GoldFault::NoText), ("lone.txt", GoldFault::NoAnnotations)]),
            "{faults:?}"
        );
        let (articles, _) = read_annotators(folder.path());
        assert_eq!(names(&articles), [r#"a_b Some("0c") 0"#, r#"a_b Some("9f") 1"#]);
    }

    proptest::proptest! {
        #[test]
        fn any_annotation_file_can_be_read(
            text in "\\PC{0,20}",
            annotations in "((T1|T2|E1|#1|x)\t(Cue|X:T1 Cue:T2|Source) ?[0-9; -]{0,8}(\t|\r|\n)\\PC{0,5}\n){0,6}",
        ) {
            let (text, attributions, _) = parse(Path::new("a.ann"), &text, &annotations, &mut Vec::new());
            for span in attributions.iter().flat_map(|attribution| &attribution.cue) {
                proptest::prop_assert!(text.get(span.start..span.end).is_some_and(|words| !words.is_empty()));
            }
        }
    }
}
