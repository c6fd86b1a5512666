//! Records to counts and to a report, by the crate that the command uses for both.

use std::path::PathBuf;

use inquit::output;
use inquit_batch::{output::Output, table};
use inquit_view::{
    measure::CountRule,
    report::{self, Options},
    stats::{self, By, Tallies},
};
use pyo3::{exceptions::PyValueError, prelude::*};

use crate::{errors, json, record::Record, table::Table};

/// Counts what is said; see `inquit.Records.stats`.
#[pyfunction]
pub(crate) fn count(records: &Bound<'_, PyAny>, by: Vec<String>, with_repeats: bool, outer: bool) -> PyResult<Table> {
    let by = parsed(&by)?;
    let mut tallies =
        Tallies::new(by.clone(), CountRule { with_repeats, outer_only: outer }, inquit::Aliases::default());
    each(records, |record| tallies.add(record))?;
    let stats = tallies.finish();
    let columns = stats::columns(&by).into_iter().map(|(name, kind)| (name, kind, true));
    let mut rows = table::Rows::new(columns);
    stats.lines(&by).into_iter().for_each(|line| rows.push(line));
    let batch = rows.finish().map_err(|error| errors::internal(&error.to_string()))?;
    Ok(Table::new(batch))
}

/// Writes a report; see `inquit.Records.report`.
#[pyfunction]
pub(crate) fn write_report(
    records: &Bound<'_, PyAny>,
    path: PathBuf,
    title: String,
    by: Vec<String>,
    attributes: Vec<String>,
    with_repeats: bool,
    outer: bool,
) -> PyResult<()> {
    let panels = parsed(&by)?;
    if panels.iter().any(|by| !matches!(by, By::Column(_))) {
        return Err(PyValueError::new_err("by: every report has a panel of speakers"));
    }
    let rule = CountRule { with_repeats, outer_only: outer };
    let mut report = report::Report::new(Options { title, rule, panels, attributes, ..Options::default() });
    each(records, |record| report.add(record.clone()))?;
    if report.articles() == 0 {
        return Err(PyValueError::new_err("no records to report on"));
    }
    let failed = |error: &dyn std::error::Error| errors::unwritable(&error.to_string());
    let mut output = Output::open(Some(&path)).map_err(|error| failed(&error))?;
    report.write(&mut output).map_err(|error| failed(&error))?;
    output.finish().map_err(|error| failed(&error))
}

fn parsed(by: &[String]) -> PyResult<Vec<By>> {
    let one = |name: &String| name.parse().map_err(|error| PyValueError::new_err(format!("by: `{name}`: {error}")));
    by.iter().map(one).collect()
}

/// Hands over one record after the other.
fn each(records: &Bound<'_, PyAny>, mut take: impl FnMut(&output::Record)) -> PyResult<()> {
    for (nth, record) in records.try_iter()?.enumerate() {
        let record = record?;
        let Ok(known) = record.cast::<Record>() else {
            let name = json::type_name(&record)?;
            return Err(pyo3::exceptions::PyTypeError::new_err(format!("records: expected records, got {name}")));
        };
        take(known.get().as_ref());
        if nth % 256 == 0 {
            records.py().check_signals()?;
        }
    }
    Ok(())
}
