//! A speaker to a colour of their own.
//!
//! Eight hues that stay apart for readers with any of the common forms of colour blindness (after Okabe and Ito, 2008),
//! each in a darker shade for light grounds and a lighter one for dark, both with a contrast of at least 4.5 : 1 against
//! white and against `#16181d`. The ninth speaker has the first colour again: colour is never the only sign of anything.

use inquit::output::Record;

/// One speaker's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// A short name, unique in the palette: `blue`.
    pub name: &'static str,
    /// Red, green and blue on a light ground.
    pub on_light: [u8; 3],
    /// Red, green and blue on a dark ground.
    pub on_dark: [u8; 3],
    /// The nearest of a terminal's 256 colours that is legible on light and dark grounds alike.
    pub ansi256: u8,
}

/// The colours, in the order in which speakers get them.
pub const COLOURS: [Colour; 8] = [
    Colour { name: "blue", on_light: [0x00, 0x5f, 0xa3], on_dark: [0x62, 0xb0, 0xf0], ansi256: 32 },
    Colour { name: "vermilion", on_light: [0xb3, 0x42, 0x00], on_dark: [0xff, 0x8a, 0x50], ansi256: 166 },
    Colour { name: "green", on_light: [0x00, 0x70, 0x4f], on_dark: [0x3c, 0xc7, 0x9a], ansi256: 29 },
    Colour { name: "purple", on_light: [0x99, 0x3c, 0x76], on_dark: [0xe4, 0x93, 0xc3], ansi256: 132 },
    Colour { name: "ochre", on_light: [0x86, 0x5a, 0x00], on_dark: [0xe5, 0xb3, 0x3d], ansi256: 136 },
    Colour { name: "sky", on_light: [0x1b, 0x6c, 0x86], on_dark: [0x7f, 0xce, 0xe8], ansi256: 37 },
    Colour { name: "slate", on_light: [0x5b, 0x5f, 0x6b], on_dark: [0xb4, 0xba, 0xc8], ansi256: 245 },
    Colour { name: "rose", on_light: [0xb0, 0x2a, 0x4c], on_dark: [0xf7, 0x8c, 0xa4], ansi256: 168 },
];

/// A colour for each speaker of a record: those with most statements get theirs first, so that the eight colours go to
/// those whom the article quotes. `None` for speakers without a statement.
pub fn colours(record: &Record) -> Vec<Option<&'static Colour>> {
    let says =
        |id: &str| record.statements.iter().filter(|one| one.speakers.iter().any(|speaker| speaker == id)).count();
    let counts: Vec<usize> = record.speakers.iter().map(|speaker| says(&speaker.id)).collect();
    let mut order: Vec<usize> = (0..counts.len()).filter(|&index| counts[index] > 0).collect();
    order.sort_by_key(|&index| (std::cmp::Reverse(counts[index]), index));
    let mut colours = vec![None; counts.len()];
    for (rank, index) in order.into_iter().enumerate() {
        colours[index] = Some(&COLOURS[rank % COLOURS.len()]);
    }
    colours
}
