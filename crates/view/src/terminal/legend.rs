//! Below an article: who speaks in it, as what, and how much.

use std::cmp::Reverse;

use inquit::output::{Record, SpeakerRecord};

use super::{COMPACT, Look, NOBODY, Setting, name, plain};
use crate::{
    measure::{Voice, per_cent, voices},
    palette::Colour,
    table::{Align, Cell, Column, Table},
};

fn columns(has_roles: bool) -> Vec<Column<'static>> {
    let right = |title| Column::new(title, Align::Right);
    let mut columns = vec![Column::new("Speaker", Align::Left).at_least(12)];
    columns.extend(has_roles.then(|| Column::new("Role", Align::Left).at_least(4)));
    columns.extend([right("Statements"), right("Words"), right("Share")]);
    columns
}

pub(super) fn legend(record: &Record, colours: &[Option<&'static Colour>], setting: Setting, out: &mut String) {
    let voices = voices(record);
    let rule = "─".repeat(setting.width);
    out.push_str(&Look { dim: true, ..Look::default() }.paint(&rule, setting.colour));
    out.push('\n');
    let mut order: Vec<usize> = (0..record.speakers.len()).filter(|&one| voices.speakers[one].statements > 0).collect();
    order.sort_by_key(|&one| (Reverse(voices.speakers[one].words), one));
    // On a narrow terminal there is no room for roles.
    let has_roles = setting.width >= COMPACT;
    let columns = columns(has_roles);
    let mut table = Table::new(&columns);
    for one in order {
        let speaker = &record.speakers[one];
        let look = Look { colour: colours[one].map(|colour| colour.ansi256), bold: true, ..Look::default() };
        let name = Cell { text: name(speaker), look };
        table.push(row(name, has_roles.then(|| role(speaker)), voices.speakers[one], voices.all));
    }
    if voices.unknown.statements > 0 {
        let name = NOBODY.to_owned().into();
        table.push(row(name, has_roles.then(String::new), voices.unknown, voices.all));
    }
    out.push_str(&table.lines(setting.width, setting.colour));
    out.push('\n');
    key(setting, out);
}

fn row(name: Cell, role: Option<String>, voice: Voice, all: Voice) -> Vec<Cell> {
    let numbers =
        [voice.statements.to_string(), voice.words.to_string(), format!("{:.0} %", per_cent(voice.words, all.words))];
    std::iter::once(name).chain(role.map(Cell::from)).chain(numbers.map(Cell::from)).collect()
}

fn role(speaker: &SpeakerRecord) -> String {
    let Some(role) = speaker.roles.first() else { return String::new() };
    let role = match &role.organisation {
        Some(organisation) => format!("{}, {organisation}", role.title),
        None => role.title.clone(),
    };
    plain(&role).into_owned()
}

/// What the signs mean.
fn key(setting: Setting, out: &mut String) {
    let paint = |look: Look, text: &str| look.paint(text, setting.colour);
    let signs = if setting.colour {
        [
            format!("┃ {}", paint(Look { bold: true, ..Look::default() }, "quoted")),
            format!("┊ {}", paint(Look { italic: true, ..Look::default() }, "reported")),
            paint(Look { underline: true, ..Look::default() }, "cue"),
        ]
    } else {
        ["┃ “quoted”".to_owned(), "┊ ⟨reported⟩".to_owned(), "_cue_".to_owned()]
    };
    out.push_str(&signs.join("   "));
    out.push('\n');
}
