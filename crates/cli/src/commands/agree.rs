//! `inquit agree`: how far two coders agree.

use std::process::ExitCode;

use anyhow::Result;
use inquit::gold::agree::{Agreement, Coefficients, SpanF, agree};
use inquit_batch::output::Output;
use inquit_view::table::{Align, Cell, Column, Table};

use crate::{
    annotated::{self, How},
    args::{AgreeArgs, TableArgs, TableFormat},
    complaint::Status,
    differences::{self, Sides},
    given,
    rows::Target,
    screen,
};

const SIDES: Sides = ["A", "B"];

pub(crate) fn run(args: AgreeArgs) -> Result<ExitCode> {
    let AgreeArgs { a, b, table, screen } = args;
    let paths = given::paths(vec![a, b], "records")?;
    let mut status = Status::default();
    // Figures are for people, in a pipe too; the disagreements are rows where a file or a format asks for them.
    let table = match (table.format, table.json, &table.output) {
        (None, false, None) => TableArgs { format: Some(TableFormat::Table), ..table },
        _ => table,
    };
    let mut target = Target::open(&table, &paths)?;
    let [a, b] = annotated::both(&paths, &How::default(), &mut status)?;
    let agreement = agree(&a, &b);
    let width = screen::width(&screen);
    let figures = figures(&agreement, width, screen::colour(&screen, false));
    match target.format {
        TableFormat::Table => {
            let colour = screen::colour(&screen, target.is_file);
            let list = differences::table(&agreement.differences, SIDES, target.limit, width, colour);
            target.output.put(format!("{figures}\n{list}").as_bytes())?;
            target.output.finish()?;
        }
        TableFormat::Json => {
            target.output.line(&serde_json::to_string_pretty(&agreement)?)?;
            target.output.finish()?;
        }
        _ => {
            if target.is_file {
                let summary = differences::summary(&agreement.differences, SIDES).join("\n");
                let mut output = Output::open(None)?;
                output.line(&format!("{figures}\n{summary}"))?;
                output.finish()?;
            }
            differences::write_rows(&agreement.differences, target)?;
        }
    }
    Ok(status.into())
}

fn figures(agreement: &Agreement, width: usize, colour: bool) -> String {
    let right = |title| Column::new(title, Align::Right);
    let figure =
        |figure: Option<f64>| -> Cell { figure.map_or("–".to_owned(), |figure| format!("{figure:.3}")).into() };
    let number = |number: usize| -> Cell { number.to_string().into() };
    let name = |name: &str| -> Cell { name.to_owned().into() };

    let columns = [
        Column::new("Spans", Align::Left),
        right("A"),
        right("B"),
        right("Same"),
        right("F1"),
        right("Overlapping"),
        right("F1"),
    ];
    let mut spans = Table::new(&columns);
    let all = agreement.spans;
    for (title, SpanF { a, b, exact, overlapping, exact_f1, overlapping_f1 }) in
        [("content", all.content), ("source", all.source), ("cue", all.cue)]
    {
        let same = [number(exact), figure(exact_f1), number(overlapping), figure(overlapping_f1)];
        spans.push([name(title), number(a), number(b)].into_iter().chain(same).collect());
    }
    let columns = [
        Column::new("Values", Align::Left),
        right("Statements"),
        right("Same"),
        right("Share"),
        right("Alpha"),
        right("Kappa"),
    ];
    let mut values = Table::new(&columns);
    for (title, Coefficients { units, agreed, share, alpha, kappa }) in
        [("kind", agreement.kind), ("speaker", agreement.speaker)]
    {
        values.push(vec![name(title), number(units), number(agreed), figure(share), figure(alpha), figure(kappa)]);
    }
    format!("{}\n{}", spans.lines(width, colour), values.lines(width, colour))
}
