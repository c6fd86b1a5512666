//! Speaker annotations, joined to the gold articles they are about.
//!
//! One JSON object an article: its speakers with names, aliases and roles, and for each attribution
//! of the corpus, by its id, who made it, whom to, and who passed it on. The ids are those of one
//! annotator's file, which the object names.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use super::{GoldArticle, GoldError, GoldFault, files, has_extension, read_text, stem};
use crate::{Gender, SpeakerKind, output::names};

/// Who speaks in an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoldSpeakers {
    /// Everybody and everything statements are attributed to.
    pub speakers: Vec<GoldSpeaker>,
    /// Who made each attribution, by [`GoldAttribution::id`](super::GoldAttribution).
    pub attributions: BTreeMap<String, SpeakersOf>,
}

/// A speaker as annotated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldSpeaker {
    /// Unique in the article.
    pub id: String,
    /// The fullest name the article gives, without honorific; a description if it names nobody.
    pub name: String,
    /// What the speaker is.
    #[serde(with = "names")]
    pub kind: SpeakerKind,
    /// Whether the article names it.
    pub named: bool,
    /// Other names and nominals, as written.
    pub aliases: Vec<String>,
    /// Roles, as stated.
    pub roles: Vec<GoldRole>,
    /// Gender, as the article states it.
    #[serde(with = "names")]
    pub gender: Gender,
}

/// A role as annotated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldRole {
    /// The title; `None` where the article says only whose side somebody is on: "of the harbour board".
    pub title: Option<String>,
    /// The organisation it is held in.
    pub organisation: Option<String>,
}

/// Who took part in one attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeakersOf {
    /// Ids of who made it; several when they speak jointly, none when nobody can be named.
    pub speakers: Vec<String>,
    /// Whom it was said to, as written.
    #[serde(default)]
    pub addressees: Vec<String>,
    /// Id of who reported that they said it.
    #[serde(default)]
    pub reported_by: Option<String>,
}

#[derive(Deserialize)]
struct Sheet {
    article: String,
    #[serde(default)]
    annotation_file: Option<String>,
    speakers: Vec<GoldSpeaker>,
    attributions: BTreeMap<String, SpeakersOf>,
}

/// Joins the speakers in a file, or in the JSON files of a folder, to the articles they are about.
///
/// Files about other articles are passed over. Returns the faults met: a file that cannot be read
/// or is about another annotator's attributions is left out, and so is what is said of an
/// attribution that the article does not have or with speakers that the file does not have.
///
/// # Errors
/// If `path` cannot be read.
pub fn attach(articles: &mut [GoldArticle], path: &Path) -> Result<Vec<GoldError>, GoldError> {
    let mut paths = if path.is_file() { vec![path.to_owned()] } else { files(path)? };
    paths.retain(|file| file == path || has_extension(file, "json"));
    let mut errors = Vec::new();
    for path in paths {
        let sheet = read_text(&path).and_then(|json| {
            serde_json::from_str::<Sheet>(&json).map_err(|error| GoldError::new(&path, GoldFault::Json(error)))
        });
        match sheet {
            Ok(sheet) => {
                let about = articles.iter_mut().filter(|article| article.name == sheet.article);
                let faults = join(about, &sheet);
                errors.extend(faults.into_iter().map(|fault| GoldError::new(&path, fault)));
            }
            Err(error) => errors.push(error),
        }
    }
    Ok(errors)
}

/// Joins to the article by the annotator that the sheet names, among several articles of one text.
fn join<'a>(articles: impl Iterator<Item = &'a mut GoldArticle>, sheet: &Sheet) -> Vec<GoldFault> {
    let annotator = sheet.annotation_file.as_ref().and_then(|file| {
        let stem = stem(Path::new(file));
        stem.strip_prefix(&*sheet.article)?.strip_prefix('_').map(str::to_owned)
    });
    let mut other = None;
    for article in articles {
        match (&annotator, &article.annotator) {
            (Some(given), Some(found)) if given != found => {
                other = Some(GoldFault::OtherAnnotator { given: given.clone(), found: found.clone() });
            }
            _ => {
                let (speakers, faults) = checked(article, sheet);
                article.speakers = Some(speakers);
                return faults;
            }
        }
    }
    other.into_iter().collect()
}

/// What the sheet says, without references to what is not there.
fn checked(article: &GoldArticle, sheet: &Sheet) -> (GoldSpeakers, Vec<GoldFault>) {
    let mut faults = Vec::new();
    let mut speakers = GoldSpeakers { speakers: sheet.speakers.clone(), attributions: BTreeMap::new() };
    for (id, of) in &sheet.attributions {
        let unknown = of
            .speakers
            .iter()
            .chain(&of.reported_by)
            .find(|id| sheet.speakers.iter().all(|speaker| speaker.id != **id));
        if let Some(missing) = unknown {
            faults.push(GoldFault::Dangling { id: id.clone(), missing: missing.clone() });
        } else if article.attributions.iter().all(|attribution| attribution.id != *id) {
            faults.push(GoldFault::Dangling { id: sheet.article.clone(), missing: id.clone() });
        } else {
            speakers.attributions.insert(id.clone(), of.clone());
        }
    }
    (speakers, faults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gold::{GoldAttribution, Levels};

    fn article(name: &str, annotator: Option<&str>) -> GoldArticle {
        GoldArticle {
            name: name.into(),
            annotator: annotator.map(str::to_owned),
            text: String::new(),
            attributions: ["E1", "E2"].map(|id| GoldAttribution { id: id.into(), ..Default::default() }).into(),
            speakers: None,
            levels: Levels::Outer,
        }
    }

    const SHEET: &str = r#"{"article": "fog", "annotation_file": "fog_1a.ann",
        "speakers": [{"id": "S1", "name": "Ulla Berg", "kind": "person", "named": true, "aliases": ["Berg"],
            "roles": [{"title": "pilot", "organisation": null}], "gender": "female"}],
        "attributions": {"E1": {"speakers": ["S1"], "addressees": ["us"], "reported_by": null},
            "E2": {"speakers": ["S9"], "addressees": [], "reported_by": null},
            "E3": {"speakers": [], "addressees": [], "reported_by": "S1"}}}"#;

    fn check(articles: &mut [GoldArticle], sheets: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, sheet) in sheets {
            std::fs::write(folder.path().join(name), sheet).unwrap();
        }
        let errors = attach(articles, folder.path()).unwrap();
        errors.iter().map(|error| format!("{}: {}", stem(error.path()), error.fault())).collect()
    }

    #[test]
    fn joins_by_article_and_leaves_out_what_refers_to_nothing() {
        let mut articles = [article("dew", None), article("fog", Some("1a"))];
        let errors = check(&mut articles, &[("fog.json", SHEET), ("notes.md", "")]);
        assert_eq!(articles[0].speakers, None);
        let speakers = articles[1].speakers.as_ref().unwrap();
        assert_eq!(speakers.speakers[0].name, "Ulla Berg");
        assert_eq!((speakers.speakers[0].kind, speakers.speakers[0].gender), (SpeakerKind::Person, Gender::Female));
        assert_eq!(speakers.attributions.keys().collect::<Vec<_>>(), ["E1"]);
        assert_eq!(speakers.attributions["E1"].addressees, ["us"]);
        assert_eq!(
            errors,
            ["fog: `E2` refers to `S9`, which is not there", "fog: `fog` refers to `E3`, which is not there"]
        );
    }

    #[test]
    fn does_not_join_the_ids_of_another_annotator() {
        let mut articles = [article("fog", Some("2b"))];
        let errors = check(&mut articles, &[("fog.json", SHEET)]);
        assert_eq!(errors, ["fog: is about the annotations of `1a`, but those read are of `2b`"]);
        assert_eq!(articles[0].speakers, None);
        let mut articles = [article("fog", Some("2b")), article("fog", Some("1a"))];
        check(&mut articles, &[("fog.json", SHEET)]);
        assert_eq!(articles.each_ref().map(|article| article.speakers.is_some()), [false, true]);
    }

    #[test]
    fn reports_files_it_cannot_read() {
        let mut articles = [article("fog", None)];
        let errors = check(&mut articles, &[("a.json", "{}"), ("b.json", SHEET)]);
        assert!(errors[0].starts_with("a: is not of the expected shape: missing field"), "{errors:?}");
        assert!(articles[0].speakers.is_some());
        assert!(attach(&mut articles, Path::new("no such folder")).is_err());
    }
}
