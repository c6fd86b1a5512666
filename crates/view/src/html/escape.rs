//! Text to what stands for it in HTML, in elements and in attributes between double quotation marks alike.

use std::fmt::{self, Write as _};

/// A text that writes itself escaped.
pub struct Escaped<'t>(&'t str);

/// The text, escaped when it is written. What no document may hold (controls, but for tab and line breaks) becomes `�`.
pub fn escaped(text: &str) -> Escaped<'_> {
    Escaped(text)
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // Templates of notebooks' renderers would take a dollar for mathematics.
                '$' => f.write_str("&#36;")?,
                '\t' | '\n' => f.write_char(character)?,
                '\r' => f.write_str("&#13;")?,
                control if control.is_control() => f.write_char('\u{fffd}')?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
