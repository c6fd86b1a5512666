//! A speaker to a colour of their own.
//!
//! Eight hues in three shades each: for light grounds and for dark ones with a contrast of at least 4.5 : 1 (against white
//! and `#16181d`), and of a terminal's 256 colours one that has 3 : 1 against white and `#1e1e1e` alike. They were found by
//! search for the greatest least distance (in OKLab) between any two, as readers with full colour vision and with
//! each of three forms of colour blindness see them (simulated after Machado et al., 2009); a test holds them to it. No eight
//! hues are far apart for everybody, and the ninth speaker has the first colour again: colour is never the only
//! sign of anything.

use std::cmp::Reverse;

use inquit::output::Record;

use crate::layers::speakers_of;

/// One speaker's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// A short name, unique in the palette: `blue`.
    pub name: &'static str,
    /// Red, green and blue on a light ground.
    pub on_light: [u8; 3],
    /// Red, green and blue on a dark ground.
    pub on_dark: [u8; 3],
    /// The one of a terminal's 256 colours that is legible on light and dark grounds alike.
    pub ansi256: u8,
}

/// The colours, in the order in which speakers get them.
pub const COLOURS: [Colour; 8] = [
    Colour { name: "blue", on_light: [0x11, 0x3d, 0x9f], on_dark: [0x43, 0x7c, 0xff], ansi256: 33 },
    Colour { name: "vermilion", on_light: [0x74, 0x32, 0x06], on_dark: [0xfc, 0x82, 0x1b], ansi256: 160 },
    Colour { name: "green", on_light: [0x09, 0x74, 0x55], on_dark: [0x85, 0xd4, 0xa6], ansi256: 65 },
    Colour { name: "purple", on_light: [0xaf, 0x10, 0xd6], on_dark: [0xbe, 0x98, 0xde], ansi256: 98 },
    Colour { name: "ochre", on_light: [0x85, 0x57, 0x00], on_dark: [0xff, 0xd5, 0x14], ansi256: 136 },
    Colour { name: "rose", on_light: [0xe1, 0x04, 0x6c], on_dark: [0xff, 0x30, 0x5f], ansi256: 168 },
    Colour { name: "sky", on_light: [0x16, 0x7c, 0xa5], on_dark: [0x19, 0xef, 0xfb], ansi256: 31 },
    Colour { name: "slate", on_light: [0x43, 0x45, 0x4e], on_dark: [0x89, 0x8b, 0x97], ansi256: 242 },
];

/// A colour for each speaker of a record: those with most statements get theirs first, so that the eight colours go to
/// those whom the article quotes. `None` for speakers without a statement.
pub fn colours(record: &Record) -> Vec<Option<&'static Colour>> {
    let mut counts = vec![0_usize; record.speakers.len()];
    speakers_of(record).iter().flatten().for_each(|&speaker| counts[speaker] += 1);
    let mut order: Vec<usize> = (0..counts.len()).filter(|&index| counts[index] > 0).collect();
    order.sort_by_key(|&index| (Reverse(counts[index]), index));
    let mut colours = vec![None; counts.len()];
    for (rank, index) in order.into_iter().enumerate() {
        colours[index] = Some(&COLOURS[rank % COLOURS.len()]);
    }
    colours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_records::Sketch;

    type Rgb = [u8; 3];
    type Shade = fn(&Colour) -> Rgb;

    const WHITE: Rgb = [0xff; 3];

    fn linear(colour: Rgb) -> [f64; 3] {
        colour.map(|value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// As WCAG 2 has it.
    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let luminance = |colour: Rgb| {
            let [red, green, blue] = linear(colour);
            0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
        };
        let (one, other) = (luminance(one), luminance(other));
        one.max(other) / one.min(other)
    }

    fn rgb_of(ansi256: u8) -> Rgb {
        const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
        match ansi256 {
            232.. => [8 + 10 * (ansi256 - 232); 3],
            16.. => {
                let cube = usize::from(ansi256 - 16);
                [STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6]]
            }
            _ => panic!("{ansi256} is what the terminal makes of it"),
        }
    }

    fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(one, other)| one * other).sum())
    }

    /// Full sight, and without one of the three kinds of cones.
    const SIGHTS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ];

    /// A hundred times the distance in OKLab, by the sight to which it is least.
    fn distance(one: Rgb, other: Rgb) -> f64 {
        let lab = |colour: Rgb, sight: [[f64; 3]; 3]| {
            let seen = times(sight, linear(colour)).map(|value| value.clamp(0.0, 1.0));
            let cones = times(
                [
                    [0.4122214708, 0.5363325363, 0.0514459929],
                    [0.2119034982, 0.6806995451, 0.1073969566],
                    [0.0883024619, 0.2817188376, 0.6299787005],
                ],
                seen,
            );
            times(
                [
                    [0.2104542553, 0.7936177850, -0.0040720468],
                    [1.9779984951, -2.4285922050, 0.4505937099],
                    [0.0259040371, 0.7827717662, -0.8086757660],
                ],
                cones.map(f64::cbrt),
            )
        };
        let by = |sight| {
            let pairs = lab(one, sight).into_iter().zip(lab(other, sight));
            100.0 * pairs.map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
        };
        SIGHTS.map(by).into_iter().fold(f64::MAX, f64::min)
    }

    #[test]
    fn every_colour_is_legible_on_its_grounds() {
        for colour in COLOURS {
            assert!(contrast(colour.on_light, WHITE) >= 4.5, "{colour:?}");
            assert!(contrast(colour.on_dark, [0x16, 0x18, 0x1d]) >= 4.5, "{colour:?}");
            let ansi = rgb_of(colour.ansi256);
            assert!(contrast(ansi, WHITE) >= 3.0 && contrast(ansi, [0x1e; 3]) >= 3.0, "{colour:?}");
        }
    }

    #[test]
    fn colours_stay_apart_for_the_colour_blind() {
        let shades: [(&str, f64, Shade); 3] = [
            ("light", 6.0, |colour| colour.on_light),
            ("dark", 9.5, |colour| colour.on_dark),
            ("256", 5.0, |colour| rgb_of(colour.ansi256)),
        ];
        for (shade, least, of) in shades {
            for (index, one) in COLOURS.iter().enumerate() {
                for other in &COLOURS[..index] {
                    let apart = distance(of(one), of(other));
                    assert!(apart >= least, "{shade}: {} and {}: {apart:.1}", one.name, other.name);
                }
            }
        }
    }

    #[test]
    fn those_who_say_most_get_the_first_colours() {
        let sketch = Sketch::new("Ann Rao nodded. Bo Lie said a b c d.")
            .speaker("Ann Rao", &["Ann Rao"])
            .speaker("Bo Lie", &["Bo Lie"])
            .speaker("Cy Dee", &[])
            .statement(&["b"], "", &[2])
            .statement(&["c"], "", &[1])
            .statement(&["d"], "", &[1]);
        let names: Vec<_> = colours(&sketch.record()).iter().map(|colour| colour.map(|colour| colour.name)).collect();
        assert_eq!(names, [None, Some("blue"), Some("vermilion")]);
    }
}
