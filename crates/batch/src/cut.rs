//! A stream of JSON to its values, cut out but not parsed.
//!
//! Brackets and strings alone tell where a value ends, so an array of any length passes through in
//! the memory of one element. Whether a value is sound is for its reader to say; a value over the
//! limit is passed over to its end.

use std::io::{self, BufRead};

/// Cuts values out of a stream.
pub(crate) struct Cutter<R> {
    bytes: R,
    /// The line of the next byte, counted from 1.
    pub(crate) line: usize,
    limit: usize,
}

/// A value as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// The line it begins on.
    pub(crate) line: usize,
    /// Its bytes, `None` if they are more than the limit.
    pub(crate) bytes: Option<Vec<u8>>,
    /// Whether it ended before the stream did.
    pub(crate) whole: bool,
}

impl<R: BufRead> Cutter<R> {
    pub(crate) fn new(bytes: R, line: usize, limit: usize) -> Self {
        Self { bytes, line, limit }
    }

    /// The next byte that is no white space, not taken.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.byte()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.take(byte);
        }
        Ok(None)
    }

    /// Takes the byte that was peeked at.
    pub(crate) fn take(&mut self, byte: u8) {
        self.line += usize::from(byte == b'\n');
        self.bytes.consume(1);
    }

    /// What was not cut.
    pub(crate) fn into_rest(self) -> R {
        self.bytes
    }

    /// The value that begins with the next byte; call it where there is one.
    pub(crate) fn value(&mut self) -> io::Result<Cut> {
        let line = self.line;
        let mut value = Vec::new();
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        let (mut is_first, mut is_scalar, mut is_large) = (true, false, false);
        loop {
            let buffer = match self.bytes.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            if buffer.is_empty() {
                return Ok(Cut { line, bytes: (!is_large).then_some(value), whole: is_scalar });
            }
            let (mut used, mut done) = (0, false);
            for byte in buffer {
                if is_scalar && (byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}' | b'{' | b'[')) {
                    done = true;
                    break;
                }
                used += 1;
                self.line += usize::from(*byte == b'\n');
                if in_string {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => in_string = false,
                        _ => {}
                    }
                    done = !in_string && depth == 0;
                } else {
                    match byte {
                        b'"' if !is_scalar => in_string = true,
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' => {
                            depth = depth.saturating_sub(1);
                            done = depth == 0;
                        }
                        _ => is_scalar |= is_first,
                    }
                }
                is_first = false;
                if done {
                    break;
                }
            }
            is_large |= value.len() + used > self.limit;
            if is_large {
                value = Vec::new();
            } else {
                value.extend_from_slice(&buffer[..used]);
            }
            self.bytes.consume(used);
            if done {
                return Ok(Cut { line, bytes: (!is_large).then_some(value), whole: true });
            }
        }
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.bytes.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                buffer => return Ok(buffer?.first().copied()),
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Cuts a sequence in buffers of every size; gives line and value, `~` before one that is not whole and `!` for one
    /// that is too large.
    fn check(text: &str, expected: &[(usize, &str)]) {
        for capacity in [1, 2, 7, 1000] {
            let mut cutter = Cutter::new(BufReader::with_capacity(capacity, text.as_bytes()), 1, 30);
            let mut found = Vec::new();
            while cutter.peek().unwrap().is_some() {
                let cut = cutter.value().unwrap();
                let value = cut.bytes.map_or("!".to_owned(), |bytes| String::from_utf8(bytes).unwrap());
                found.push((cut.line, if cut.whole { value } else { format!("~{value}") }));
            }
            let expected: Vec<_> = expected.iter().map(|(line, value)| (*line, (*value).to_owned())).collect();
            assert_eq!(found, expected, "{text} in buffers of {capacity}");
        }
    }

    #[test]
    fn cuts_values_at_their_ends() {
        check("{\"a\": [1, {}]}\n\n {\"b\": 2}3 4", &[(1, "{\"a\": [1, {}]}"), (3, "{\"b\": 2}"), (3, "3"), (3, "4")]);
        check("", &[]);
        check("\"a b\" true", &[(1, "\"a b\""), (1, "true")]);
    }

    #[test]
    fn brackets_in_strings_do_not_count() {
        check(r#"{"a": "}\"]\\"} {}"#, &[(1, r#"{"a": "}\"]\\"}"#), (1, "{}")]);
    }

    #[test]
    fn what_is_cut_off_is_said_to_be() {
        check("{} {\"a\": [1", &[(1, "{}"), (1, "~{\"a\": [1")]);
    }

    #[test]
    fn a_value_over_the_limit_is_passed_over_to_its_end() {
        check("{\"a\": \"\n0123456789012345678901234567890\n\"}\n{}", &[(1, "!"), (4, "{}")]);
    }
}
