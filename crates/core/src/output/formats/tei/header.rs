//! The article's facts and its speakers to a `teiHeader`.

use std::fmt::Write as _;

use super::{Ids, Placed, escaped};
use crate::{Gender, SpeakerKind, output::SpeakerRecord};

/// The header.
pub(super) fn header(placed: &Placed, ids: &Ids) -> String {
    let (record, article) = (placed.record, &placed.record.article);
    let title = article.headline.as_ref().map_or(&*article.id, |headline| &*headline.text);
    let title = format!("<title>{}</title>", escaped(title));
    let authors: String =
        article.authors.iter().map(|author| format!("<author>{}</author>", escaped(author))).collect();
    let optional = |tag: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("<{tag}>{}</{}>", escaped(value), tag.split(' ').next().unwrap_or_default()))
    };
    let publisher = optional("publisher", &article.outlet).unwrap_or_default();
    let date = optional("date", &article.published).unwrap_or_default();
    let url = optional("idno type=\"URL\"", &article.url).unwrap_or_default();
    let generator = &record.generator;
    let language = language(placed)
        .map(|language| format!("    <langUsage><language ident=\"{language}\">{language}</language></langUsage>\n"));
    let language = language.unwrap_or_default();
    let speakers = speakers(placed, ids);
    let profile = if language.is_empty() && speakers.is_empty() {
        String::new()
    } else {
        format!("  <profileDesc>\n{language}{speakers}  </profileDesc>\n")
    };
    format!(
        "<teiHeader>\n  <fileDesc>\n    \
         <titleStmt>{title}{authors}</titleStmt>\n    \
         <publicationStmt><p>Made by a program from a news article.</p></publicationStmt>\n    \
         <sourceDesc><bibl>{title}{authors}{publisher}{date}<idno type=\"id\">{}</idno>{url}</bibl></sourceDesc>\n  \
         </fileDesc>\n  <encodingDesc>\n    <appInfo>\n      \
         <application ident=\"{}\" version=\"{}\"><label>model {}</label></application>\n    \
         </appInfo>\n  </encodingDesc>\n{profile}</teiHeader>\n",
        escaped(&article.id),
        name(&generator.name),
        version(&generator.version),
        escaped(&generator.model),
    )
}

/// The article's language, if it is written as TEI writes languages.
pub(super) fn language<'r>(placed: &Placed<'r>) -> Option<&'r str> {
    let language = placed.record.article.language.as_deref()?;
    let mut parts = language.split('-');
    let primary =
        parts.next().is_some_and(|tag| (2..=8).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphabetic()));
    let others = parts.all(|tag| (1..=8).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric()));
    (primary && others).then_some(language)
}

/// The generator's name as an XML name.
fn name(name: &str) -> String {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("x{name}") }
}

/// The generator's version, as far as TEI's versions go: numbers with dots between.
fn version(version: &str) -> String {
    let numbers = version.split(|c: char| !c.is_ascii_digit()).take_while(|part| !part.is_empty()).take(4);
    let version = numbers.collect::<Vec<_>>().join(".");
    if version.is_empty() { "0".to_owned() } else { version }
}

fn speakers(placed: &Placed, ids: &Ids) -> String {
    let list: String = placed
        .record
        .speakers
        .iter()
        .zip(&ids.speakers)
        .map(|(speaker, id)| format!("        {}\n", listed(speaker, id)))
        .collect();
    if list.is_empty() {
        return list;
    }
    format!("    <particDesc>\n      <listPerson>\n{list}      </listPerson>\n    </particDesc>\n")
}

/// A speaker in the list.
fn listed(speaker: &SpeakerRecord, id: &str) -> String {
    let (element, kind, name) = match speaker.kind {
        SpeakerKind::Person => ("person", "", "persName"),
        SpeakerKind::Author => ("person", " role=\"author\"", "persName"),
        SpeakerKind::Group => ("personGrp", "", "name"),
        SpeakerKind::Organisation => ("org", "", "orgName"),
        SpeakerKind::Document => ("org", " type=\"document\"", "name"),
        SpeakerKind::Unknown => ("org", " type=\"unknown\"", "name"),
    };
    let mut out = format!("<{element} xml:id=\"{id}\"{kind}>");
    let own = if speaker.named { "full" } else { "description" };
    let _ = write!(out, "<{name} type=\"{own}\">{}</{name}>", escaped(&speaker.name));
    for alias in &speaker.aliases {
        let _ = write!(out, "<{name} type=\"alias\">{}</{name}>", escaped(alias));
    }
    if element == "person" {
        if speaker.gender != Gender::Unknown {
            // Not `sex`: it is what the article's pronouns and titles say.
            let _ = write!(out, "<trait type=\"gender\"><p>{}</p></trait>", speaker.gender.as_str());
        }
        for role in &speaker.roles {
            let organisation = role
                .organisation
                .as_ref()
                .map(|name| format!("<orgName>{}</orgName>", escaped(name)))
                .unwrap_or_default();
            let _ =
                write!(out, "<affiliation><roleName>{}</roleName>{organisation}</affiliation>", escaped(&role.title));
        }
    }
    let _ = write!(out, "</{element}>");
    out
}
