//! `inquit estimate`: how accurate all statements are, from those that were checked.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use csv::{ReaderBuilder, StringRecord};
use inquit::input::decode::decode;
use inquit_batch::{
    fault::{At, Fault, Loss},
    output::Output,
};
use inquit_view::{
    estimate::{Accuracy, Checked, Estimate, answer, estimate},
    table::{Align, Cell, Column, Table},
    terminal::Look,
};

use crate::{args::EstimateArgs, complaint::Status, screen};

pub(crate) fn run(args: EstimateArgs) -> Result<ExitCode> {
    let EstimateArgs { sheet, json, screen } = args;
    let name = if sheet == Path::new("-") { "<stdin>".to_owned() } else { sheet.display().to_string() };
    let mut bytes = Vec::new();
    if sheet == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        bytes = fs::read(&sheet)
            .map_err(|error| Fault::new(name.clone(), None, inquit_batch::fault::unreadable(&error), Loss::Input))
            .map_err(anyhow::Error::msg)?;
    }
    let mut status = Status::default();
    let rows = match rows(&decode(&bytes).text) {
        Ok(rows) => rows,
        Err(faults) => {
            // A row left out would shift the figures.
            for (line, reason) in faults {
                status.report(&Fault::new(name.clone(), line.map(At::Line), reason, Loss::Input));
            }
            return Ok(status.into());
        }
    };
    if rows.is_empty() {
        bail!("{name}: no rows");
    }
    let found = estimate(&rows);
    let mut output = Output::open(None)?;
    if json {
        output.line(&serde_json::to_string_pretty(&found)?)?;
    } else {
        output.put(tables(&found, screen::width(&screen), screen::colour(&screen, false)).as_bytes())?;
    }
    output.finish()?;
    Ok(status.into())
}

/// What is wrong, and in which line.
type Faults = Vec<(Option<usize>, String)>;

/// Where the columns of a sheet are.
struct Columns {
    stratum: usize,
    stratum_size: Option<usize>,
    weight: usize,
    confidence: usize,
    content: usize,
    speaker: usize,
}

impl Columns {
    fn of(heads: &StringRecord) -> Result<Columns, String> {
        let find = |name: &str| heads.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
        let column =
            |name: &str| find(name).ok_or_else(|| format!("no column `{name}`: is it a sheet of `inquit sample`?"));
        Ok(Columns {
            stratum: column("stratum")?,
            stratum_size: find("stratum_size"),
            weight: column("weight")?,
            confidence: column("confidence")?,
            content: column("content_right")?,
            speaker: column("speaker_right")?,
        })
    }

    fn row(&self, row: &StringRecord) -> Result<Checked, String> {
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let number = |at: usize, name: &str| {
            // Spreadsheets of many countries write a comma.
            let number =
                cell(at).replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
            number.ok_or_else(|| format!("`{}` in {name} is no number", cell(at)))
        };
        let answer = |at: usize, name: &str| {
            answer(cell(at)).ok_or_else(|| {
                format!("`{}` in {name}: expected yes or no (y, n, 1, 0, true, false; x is yes), or nothing", cell(at))
            })
        };
        Ok(Checked {
            stratum: cell(self.stratum).to_owned(),
            stratum_size: self.stratum_size.map(|at| number(at, "stratum_size")).transpose()?,
            weight: number(self.weight, "weight")?,
            confidence: number(self.confidence, "confidence")?,
            content: answer(self.content, "content_right")?,
            speaker: answer(self.speaker, "speaker_right")?,
        })
    }
}

/// The rows of a sheet, whatever a spreadsheet has put between its cells; else all that is wrong with it.
fn rows(text: &str) -> Result<Vec<Checked>, Faults> {
    let head = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|delimiter| head.bytes().filter(|byte| byte == delimiter).count());
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).flexible(true).from_reader(text.as_bytes());
    let columns = match reader.headers() {
        Ok(heads) => Columns::of(heads).map_err(|reason| vec![(Some(1), reason)])?,
        Err(error) => return Err(vec![(Some(1), error.to_string())]),
    };
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for row in reader.records() {
        match row {
            Ok(row) if row.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(row) => {
                let line = row.position().and_then(|position| usize::try_from(position.line()).ok());
                match columns.row(&row) {
                    Ok(row) => rows.push(row),
                    Err(reason) => faults.push((line, reason)),
                }
            }
            Err(error) => faults.push((None, error.to_string())),
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

fn tables(found: &Estimate, width: usize, colour: bool) -> String {
    let right = |title| Column::new(title, Align::Right);
    let columns = [
        Column::new("Accuracy", Align::Left),
        right("Right"),
        right("Checked"),
        right("Share"),
        right("95 % interval"),
    ];
    let mut all = Table::new(&columns);
    for (name, one) in [("content", found.content), ("speaker", found.speaker), ("both", found.both)] {
        let cell = |text: String| Cell { text, look: Look { bold: name == "both", ..Look::default() } };
        all.push(vec![
            cell(name.to_owned()),
            cell(one.right.to_string()),
            cell(one.checked.to_string()),
            cell(per_cent(one.share)),
            cell(interval(&one)),
        ]);
    }
    let confidence = vec!["confidence claimed".to_owned(), String::new(), String::new(), per_cent(found.confidence)];
    all.push(confidence.into_iter().chain([String::new()]).map(Cell::from).collect());

    let columns = [
        right("Stratum"),
        right("Statements"),
        right("Checked"),
        right("Content"),
        right("Speaker"),
        right("Both"),
        right("95 % interval"),
        right("Claimed"),
    ];
    let mut strata = Table::new(&columns);
    for one in &found.strata {
        let cells = [
            one.stratum.clone(),
            format!("{:.0}", one.statements),
            one.both.checked.to_string(),
            per_cent(one.content.share),
            per_cent(one.speaker.share),
            per_cent(one.both.share),
            interval(&one.both).trim_end_matches(" %").to_owned(),
            per_cent(one.confidence),
        ];
        strata.push(cells.map(Cell::from).into());
    }
    let mut text = format!("{}\n{}", all.lines(width, colour), strata.lines(width, colour));
    for note in notes(found) {
        text += &format!("\n{note}\n");
    }
    text
}

/// What else there is to know.
fn notes(found: &Estimate) -> Vec<String> {
    let mut notes = Vec::new();
    let open = found.sampled - found.checked;
    if open > 0 {
        notes.push(format!(
            "Not checked yet: {open} of {} rows. The others of their stratum stand for them.",
            found.sampled
        ));
    }
    if found.both.covered < 1.0 && found.both.checked > 0 {
        let left_out = per_cent(Some(1.0 - found.both.covered));
        notes
            .push(format!("Nothing is checked in strata with {left_out} of the statements: nothing is said of these."));
    }
    notes
}

fn per_cent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn interval(one: &Accuracy) -> String {
    match (one.low, one.high) {
        (Some(low), Some(high)) => format!("{:.1} to {:.1} %", low * 100.0, high * 100.0),
        _ => "–".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sheets_of_spreadsheets_are_read() {
        for text in [
            "stratum,stratum_size,weight,confidence,content_right,speaker_right\r\n1,10,2.5,0.9,yes,\r\n,,,,,\r\n",
            "Stratum;stratum_size;weight;confidence;context;content_right;speaker_right;comment\n1;10;2,5;0,9;\"a\nb\";TRUE;;\n",
            "stratum\tstratum_size\tweight\tconfidence\tcontent_right\tspeaker_right\n1\t10\t2.5\t0.9\t x\t\n",
        ] {
            let rows = rows(text).unwrap();
            let expected = Checked {
                stratum: "1".to_owned(),
                stratum_size: Some(10.0),
                weight: 2.5,
                confidence: 0.9,
                content: Some(true),
                speaker: None,
            };
            assert_eq!(rows, [expected], "{text}");
        }
    }

    #[test]
    fn every_bad_line_is_named() {
        let head = "stratum,weight,confidence,content_right,speaker_right\n";
        let faults = rows(&format!("{head}1,2,0.9,\"y\",n\n1,2,0.9,maybe,\n1,?,0.9,,\n")).unwrap_err();
        let lines: Vec<_> =
            faults.iter().map(|(line, reason)| (*line, reason.split(':').next().unwrap_or_default())).collect();
        assert_eq!(lines, [(Some(3), "`maybe` in content_right"), (Some(4), "`?` in weight is no number")]);
        let faults = rows("a,b\n1,2\n").unwrap_err();
        assert_eq!(faults, [(Some(1), "no column `stratum`: is it a sheet of `inquit sample`?".to_owned())]);
    }
}
