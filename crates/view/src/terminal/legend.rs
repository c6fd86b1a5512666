//! Below an article: who speaks in it, as what, and how much.

use std::cmp::Reverse;

use inquit::output::{Record, SpeakerRecord};

use super::{Look, Setting, UNKNOWN, name, plain};
use crate::{
    measure::{Voice, per_cent, voices},
    palette::Colour,
    table::{Align, Cell, Column, Table},
};

const COLUMNS: [Column; 5] = [
    Column::new("Speaker", Align::Left).at_least(12),
    Column::new("Role", Align::Left).at_least(4),
    Column::new("Statements", Align::Right),
    Column::new("Words", Align::Right),
    Column::new("Share", Align::Right),
];

pub(super) fn legend(record: &Record, colours: &[Option<&'static Colour>], setting: Setting, out: &mut String) {
    let voices = voices(record);
    let rule = "─".repeat(setting.width);
    out.push_str(&Look { dim: true, ..Look::default() }.paint(&rule, setting.colour));
    out.push('\n');
    let mut order: Vec<usize> = (0..record.speakers.len()).filter(|&one| voices.speakers[one].statements > 0).collect();
    order.sort_by_key(|&one| (Reverse(voices.speakers[one].words), one));
    let mut table = Table::new(&COLUMNS);
    for one in order {
        let speaker = &record.speakers[one];
        let look = Look { colour: colours[one].map(|colour| colour.ansi256), bold: true, ..Look::default() };
        table.push(row(name(speaker), look, role(speaker), voices.speakers[one], voices.all));
    }
    if voices.unknown.statements > 0 {
        table.push(row(UNKNOWN.to_owned(), Look::default(), String::new(), voices.unknown, voices.all));
    }
    out.push_str(&table.lines(setting.width, setting.colour));
    out.push('\n');
    key(setting, out);
}

fn row(name: String, look: Look, role: String, voice: Voice, all: Voice) -> Vec<Cell> {
    vec![
        Cell { text: name, look },
        role.into(),
        voice.statements.to_string().into(),
        voice.words.to_string().into(),
        format!("{:.0} %", per_cent(voice.words, all.words)).into(),
    ]
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
