//! A look to the sequences that a terminal shows it by.

/// How a text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// One of a terminal's 256 colours.
    pub colour: Option<u8>,
    /// Heavier.
    pub bold: bool,
    /// Fainter.
    pub dim: bool,
    /// In italics.
    pub italic: bool,
    /// With a line below.
    pub underline: bool,
}

impl Look {
    /// A text that looks like this, and what follows it not; as it is if there are no colours.
    pub fn paint(self, text: &str, colour: bool) -> String {
        let codes = [
            self.bold.then(|| "1".to_owned()),
            self.dim.then(|| "2".to_owned()),
            self.italic.then(|| "3".to_owned()),
            self.underline.then(|| "4".to_owned()),
            self.colour.map(|colour| format!("38;5;{colour}")),
        ];
        let codes: Vec<String> = codes.into_iter().flatten().collect();
        if !colour || codes.is_empty() || text.is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{}m{text}\u{1b}[0m", codes.join(";"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_what_it_begins_and_is_silent_without_colour() {
        let look = Look { colour: Some(33), bold: true, ..Look::default() };
        assert_eq!(look.paint("said", true), "\u{1b}[1;38;5;33msaid\u{1b}[0m");
        assert_eq!(look.paint("said", false), "said");
        assert_eq!(Look::default().paint("said", true), "said");
    }
}
