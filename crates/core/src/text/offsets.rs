//! Byte offsets to the unit a consumer counts in.

/// The unit in which the record counts offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OffsetUnit {
    /// Unicode code points, as Python counts.
    #[default]
    Codepoint,
    /// UTF-16 units, as JavaScript and Java count.
    Utf16,
    /// UTF-8 bytes, as Rust and Go count.
    Byte,
}

impl OffsetUnit {
    /// The record's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            OffsetUnit::Codepoint => "codepoint",
            OffsetUnit::Utf16 => "utf16",
            OffsetUnit::Byte => "byte",
        }
    }

    /// The unit of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "codepoint" => Some(OffsetUnit::Codepoint),
            "utf16" => Some(OffsetUnit::Utf16),
            "byte" => Some(OffsetUnit::Byte),
            _ => None,
        }
    }
}

/// Converts between UTF-8 byte offsets of one text and another unit, in O(1) to O(64) a call.
#[derive(Clone, Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// Units before each `STRIDE`-th byte (moved back to a character boundary).
    marks: Vec<usize>,
    ascii: bool,
}

const STRIDE: usize = 64;

impl<'t> Offsets<'t> {
    /// Prepares conversion for a text.
    pub fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let ascii = text.is_ascii();
        let mut marks = Vec::new();
        if !ascii && unit != OffsetUnit::Byte {
            let mut units = 0;
            let mut next = 0;
            for (byte, character) in text.char_indices() {
                // The mark of a stride that starts inside a character belongs to the character after it.
                while byte >= next {
                    marks.push(units);
                    next += STRIDE;
                }
                units += size(character, unit);
            }
            while next <= text.len() {
                marks.push(units);
                next += STRIDE;
            }
        }
        Self { text, unit, marks, ascii }
    }

    /// The offset in this unit of a byte offset that lies on a character boundary.
    pub fn from_byte(&self, byte: usize) -> usize {
        if self.ascii || self.unit == OffsetUnit::Byte {
            return byte;
        }
        let mut start = byte / STRIDE * STRIDE;
        let units = self.marks[byte / STRIDE];
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        if start >= byte {
            return units;
        }
        units + self.text[start..byte].chars().map(|character| size(character, self.unit)).sum::<usize>()
    }

    /// The byte offset of an offset in this unit; `None` where it is past the end or splits a character.
    pub fn to_byte(&self, offset: usize) -> Option<usize> {
        if self.ascii || self.unit == OffsetUnit::Byte {
            return self.text.is_char_boundary(offset).then_some(offset);
        }
        let stride = self.marks.partition_point(|units| *units <= offset).checked_sub(1)?;
        let mut byte = stride * STRIDE;
        while !self.text.is_char_boundary(byte) {
            byte += 1;
        }
        let mut units = self.marks[stride];
        for character in self.text[byte..].chars() {
            if units >= offset {
                break;
            }
            units += size(character, self.unit);
            byte += character.len_utf8();
        }
        (units == offset).then_some(byte)
    }
}

fn size(character: char, unit: OffsetUnit) -> usize {
    match unit {
        OffsetUnit::Codepoint => 1,
        OffsetUnit::Utf16 => character.len_utf16(),
        OffsetUnit::Byte => character.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNITS: [OffsetUnit; 3] = [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte];

    #[test]
    fn counts_each_unit_past_accents_and_emoji() {
        let text = "“Café 😀,” she said.";
        let she = text.find("she").unwrap();
        assert_eq!(UNITS.map(|unit| Offsets::new(text, unit).from_byte(she)), [10, 11, 18]);
    }

    #[test]
    fn refuses_offsets_that_split_a_character_or_lie_past_the_end() {
        let offsets = Offsets::new("a😀b", OffsetUnit::Utf16);
        assert_eq!(
            (0..6).map(|offset| offsets.to_byte(offset)).collect::<Vec<_>>(),
            [Some(0), Some(1), None, Some(5), Some(6), None]
        );
    }

    proptest! {
        #[test]
        fn agrees_with_counting_from_the_start(text in "(?s)(.{0,40}|[a-z]{60,70}|é|😀){0,8}") {
            for unit in UNITS {
                let offsets = Offsets::new(&text, unit);
                for byte in (0..=text.len()).filter(|byte| text.is_char_boundary(*byte)) {
                    let counted: usize = text[..byte].chars().map(|character| size(character, unit)).sum();
                    prop_assert_eq!(offsets.from_byte(byte), counted);
                    prop_assert_eq!(offsets.to_byte(counted), Some(byte));
                }
            }
        }
    }
}
