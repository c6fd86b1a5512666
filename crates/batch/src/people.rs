//! Reads a table of people from a file: CSV and its like, JSON, or Parquet, told apart by what is in it.

use std::{fs, ops::ControlFlow, path::Path};

use inquit::{Aliases, PeopleTable, input::decode::decode};
use serde_json::Value;

use crate::{
    fault::Error,
    inputs,
    items::{self, Body, ReadOptions},
};

/// What is known of speakers before anything is read: names, and attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Primary names, by other names.
    pub aliases: Aliases,
    /// People, with their attributes.
    pub people: PeopleTable,
    /// What the files hold, for those who need to know whether it has changed.
    pub bytes: Vec<u8>,
}

impl Known {
    /// Reads the files that are given: a list of aliases, and a table of people. A list of aliases whose first line has a column
    /// `name` is a table of people.
    ///
    /// # Errors
    /// If a file cannot be read, or is not of its kind: with its name and, where there is one, the line.
    pub fn read(aliases: Option<&Path>, people: Option<&Path>) -> Result<Known, Error> {
        let mut known = Known::default();
        let mut table = people.map(|path| self::people(path, &mut known.bytes)).transpose()?;
        if let Some(path) = aliases {
            let bytes = read(path)?;
            let text = decode(&bytes).text;
            if PeopleTable::is_one(&text) {
                if table.is_some() {
                    let message = "has a column `name`, so it is a table of people too, and one is enough";
                    return Err(Error::new(format!("{}: {message}", path.display())));
                }
                table = Some(PeopleTable::from_csv(&text).map_err(|error| at_fault(path, &error))?);
            } else {
                known.aliases = Aliases::from_csv(&text).map_err(|error| at_fault(path, &error))?;
            }
            known.bytes.extend(bytes);
        }
        if let Some(table) = table {
            known.aliases = std::mem::take(&mut known.aliases).with(table.aliases());
            known.people = table;
        }
        Ok(known)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| Error::new(format!("cannot read {}: {error}", path.display())))
}

fn at_fault(path: &Path, error: &dyn std::error::Error) -> Error {
    Error::new(format!("{}: {error}", path.display()))
}

/// Reads a table of people; what the file holds is added to `held`.
fn people(path: &Path, held: &mut Vec<u8>) -> Result<PeopleTable, Error> {
    let bytes = read(path)?;
    let table = if bytes.starts_with(b"PAR1") {
        PeopleTable::from_entries(rows(path)?)
    } else {
        let text = decode(&bytes).text;
        match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
            Some('[' | '{') => PeopleTable::from_json(&text),
            _ => PeopleTable::from_csv(&text),
        }
    };
    held.extend(bytes);
    table.map_err(|error| at_fault(path, &error))
}

/// The rows of a Parquet file.
fn rows(path: &Path) -> Result<Vec<Value>, Error> {
    let (mut rows, mut fault) = (Vec::new(), None);
    for input in inputs::find(&[path.to_owned()], &[]) {
        let _ = items::read(input, 0, &ReadOptions::default(), &mut |item| {
            match item.body {
                Body::Json(json) => match serde_json::from_slice(&json) {
                    Ok(row) => rows.push(row),
                    Err(error) => fault = Some(error.to_string()),
                },
                Body::Fault(reason, _) => fault = Some(reason),
                _ => {}
            }
            if fault.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
    }
    match fault {
        Some(reason) => Err(Error::new(format!("{}: {reason}", path.display()))),
        None => Ok(rows),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn known(files: &[(&str, &str)], aliases: bool, people: bool) -> Result<Known, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        files.iter().for_each(|(name, text)| fs::write(path(name), text).unwrap());
        let known = Known::read(aliases.then(|| path("a.csv")).as_deref(), people.then(|| path("p.csv")).as_deref());
        known.map_err(|error| error.to_string().rsplit('/').next().unwrap_or_default().to_owned())
    }

    #[test]
    fn aliases_and_people_are_told_apart_by_the_header() {
        let (list, table) = (("a.csv", "Ann Rao,Annie Rao\n"), ("p.csv", "name,party\nIvo Lund,Greens\n"));
        let both = known(&[list, table], true, true).unwrap();
        assert_eq!(
            (both.aliases.primary("annie rao"), both.aliases.primary("ivo lund")),
            (Some("Ann Rao"), Some("Ivo Lund"))
        );
        assert_eq!(both.people.columns(), ["party"]);
        let one = known(&[("a.csv", table.1)], true, false).unwrap();
        assert_eq!((one.people.columns(), one.aliases.primary("greens")), (both.people.columns(), None));
        assert_eq!(
            known(&[("p.csv", list.1)], false, true),
            Err("p.csv: line 1: no column `name`; the columns are `Ann Rao`, `Annie Rao`".to_owned())
        );
        assert!(known(&[("a.csv", table.1), table], true, true).unwrap_err().contains("one is enough"));
        assert!(known(&[("p.csv", r#"[{"name": "Ivo Lund", "party": "Greens"}]"#)], false, true).is_ok());
    }
}
