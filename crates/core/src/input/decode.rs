//! Bytes to text.
//!
//! A byte order mark decides; then UTF-16 shows by its NUL bytes, UTF-8 by being valid; what is
//! left is guessed by `chardetng`, the detector Firefox ships, and decoded by `encoding_rs`, both
//! of which follow the WHATWG Encoding Standard. Text that is UTF-8 but for a few broken bytes
//! stays UTF-8: a guess would turn every accent in it to rubbish to save those few.
//!
//! A page of HTML can declare its encoding ([`decode_html`]). Bytes that are valid UTF-8 beyond ASCII
//! are that all the same: pages are converted more often than their declarations are.
//!
//! Left out: UTF-32, and the encodings that an HTTP header declares.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text and the encoding it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text exactly as decoded, NUL and control characters included; only a byte order mark is dropped.
    pub text: String,
    /// The encoding's name in the WHATWG Encoding Standard: "UTF-8", "UTF-16LE", "windows-1252".
    pub encoding: &'static str,
    /// Whether some bytes were no valid text in that encoding; they became U+FFFD.
    pub malformed: bool,
}

/// Decodes bytes of any origin. Never fails: what cannot be decoded becomes U+FFFD.
///
/// ```
/// let decoded = inquit::input::decode::decode(b"caf\xe9, he said");
/// assert_eq!((decoded.text.as_str(), decoded.encoding), ("café, he said", "windows-1252"));
/// ```
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes.get(mark..).unwrap_or_default());
    }
    let utf8 = std::str::from_utf8(bytes);
    // ASCII in UTF-16 is valid UTF-8 too, so the NULs are looked at first; bytes that are no
    // UTF-8 need fewer of them.
    if let Some(encoding) = utf_16_by_nuls(bytes, if utf8.is_ok() { 0.5 } else { 0.05 }) {
        return decode_as(encoding, bytes);
    }
    match utf8 {
        Ok(text) => Decoded { text: text.to_owned(), encoding: UTF_8.name(), malformed: false },
        Err(_) if nearly_utf8(bytes) => decode_as(UTF_8, bytes),
        Err(_) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
            detector.feed(bytes, true);
            decode_as(detector.guess(None, Utf8Detection::Allow), bytes)
        }
    }
}

/// Decodes a page of HTML or XML, whose head may declare its encoding. Never fails.
///
/// ```
/// let page = b"<meta charset=\"iso-8859-2\"><p>\xbbupa";
/// assert_eq!(inquit::input::decode_html(page).text, "<meta charset=\"iso-8859-2\"><p>\u{165}upa");
/// ```
pub fn decode_html(bytes: &[u8]) -> Decoded {
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    if Encoding::for_bom(bytes).is_some() || utf_16_by_nuls(bytes, if is_utf8 { 0.5 } else { 0.05 }).is_some() {
        return decode(bytes);
    }
    match declared(bytes) {
        // A page that was read as bytes is not in UTF-16, whatever it declares.
        Some(encoding) if encoding != UTF_8 && encoding.is_ascii_compatible() && (!is_utf8 || bytes.is_ascii()) => {
            decode_as(encoding, bytes)
        }
        _ => decode(bytes),
    }
}

/// What `charset=` or `encoding=` says at the head of a page.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const HEAD: usize = 4096;
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).to_ascii_lowercase();
    let after = |key: &str, within: &str| -> Option<&'static Encoding> {
        within.match_indices(key).find_map(|(at, _)| {
            let value = within[at + key.len()..].trim_start().strip_prefix('=')?.trim_start();
            let value = value.trim_start_matches(['"', '\'']);
            let label =
                value.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))).next()?;
            Encoding::for_label(label.as_bytes())
        })
    };
    let xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(xml, _)| xml);
    xml.and_then(|xml| after("encoding", xml)).or_else(|| {
        head.match_indices("<meta").find_map(|(at, _)| {
            let tag = &head[at..];
            after("charset", tag.split_once('>').map_or(tag, |(tag, _)| tag))
        })
    })
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: Cow::into_owned(text), encoding: encoding.name(), malformed }
}

/// UTF-16 without a byte order mark: at least `share` of the pairs have a NUL on one side, and
/// next to none on the other.
fn utf_16_by_nuls(bytes: &[u8], share: f64) -> Option<&'static Encoding> {
    const SAMPLE: usize = 64 * 1024;
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (mut first, mut second) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    let enough = (sample.len() as f64 / 2.0 * share).max(2.0);
    let clear = |many: usize, few: usize| many as f64 >= enough && few * 20 <= many;
    if clear(second, first) {
        Some(UTF_16LE)
    } else if clear(first, second) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether well-formed UTF-8 sequences of several bytes outnumber the broken ones, or the only
/// fault is a sequence cut off by the end.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut well_formed, mut broken) = (0_usize, 0_usize);
    let mut cut_off = false;
    for chunk in bytes.utf8_chunks() {
        well_formed += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        if !chunk.invalid().is_empty() {
            broken += 1;
            cut_off = chunk.invalid().len() > 1;
        }
    }
    well_formed > broken || (broken == 1 && cut_off)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], text: &str, encoding: &str, malformed: bool) {
        let decoded = decode(bytes);
        assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.malformed), (text, encoding, malformed));
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn takes_valid_utf8_as_it_is() {
        check("“Café 😀,” she said.\r\n".as_bytes(), "“Café 😀,” she said.\r\n", "UTF-8", false);
        check(b"", "", "UTF-8", false);
    }

    #[test]
    fn keeps_nul_and_control_characters() {
        check(b"a\0b \x07 c\x0c", "a\0b \u{7} c\u{c}", "UTF-8", false);
        check(b"\0\0\0\0", "\0\0\0\0", "UTF-8", false);
    }

    #[test]
    fn drops_only_a_byte_order_mark() {
        check(b"\xef\xbb\xbfBudget passed", "Budget passed", "UTF-8", false);
        check("x\u{feff}y".as_bytes(), "x\u{feff}y", "UTF-8", false);
        let mut little = vec![0xff, 0xfe];
        little.extend(utf_16("Zoë 😀", u16::to_le_bytes));
        check(&little, "Zoë 😀", "UTF-16LE", false);
        let mut big = vec![0xfe, 0xff];
        big.extend(utf_16("Zoë 😀", u16::to_be_bytes));
        check(&big, "Zoë 😀", "UTF-16BE", false);
    }

    #[test]
    fn recognises_utf_16_without_a_mark() {
        let text = "The mayor said: “No — never.”\nCouncillors cheered.";
        check(&utf_16(text, u16::to_le_bytes), text, "UTF-16LE", false);
        check(&utf_16(text, u16::to_be_bytes), text, "UTF-16BE", false);
    }

    #[test]
    fn guesses_legacy_encodings() {
        check(
            b"\x93We won,\x94 M\xfcller said in Caf\xe9 Orlo.",
            "“We won,” Müller said in Café Orlo.",
            "windows-1252",
            false,
        );
        let (bytes, _, _) =
            encoding_rs::SHIFT_JIS.encode("市長は火曜日に予算案を発表しました。町の人々は喜んでいます。");
        check(&bytes, "市長は火曜日に予算案を発表しました。町の人々は喜んでいます。", "Shift_JIS", false);
    }

    #[test]
    fn marks_malformed_sequences() {
        check(b"Andr\xc3\xa9 and Ren\xc3\xa9 \xff agreed", "André and René \u{fffd} agreed", "UTF-8", true);
        check(b"\xef\xbb\xbfbad \xff", "bad \u{fffd}", "UTF-8", true);
        check(b"cut off \xe2\x80", "cut off \u{fffd}", "UTF-8", true);
        check(b"\xff\xfea\0\x00\xd8", "a\u{fffd}", "UTF-16LE", true);
    }

    #[test]
    fn heeds_what_a_page_declares() {
        let check = |bytes: &[u8], text: &str, encoding: &str| {
            let decoded = decode_html(bytes);
            assert!(decoded.text.ends_with(text), "{}", decoded.text);
            assert_eq!(decoded.encoding, encoding);
        };
        check(
            b"<META http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>\x93caf\xe9\x94",
            "\u{201c}caf\u{e9}\u{201d}",
            "windows-1252",
        );
        check(b"<?xml version='1.0' encoding=\"windows-1251\"?><p>\xe4\xe0", "\u{434}\u{430}", "windows-1251");
        check("<meta charset=latin1>caf\u{e9}".as_bytes(), "caf\u{e9}", "UTF-8");
        check(b"<meta charset=utf-8>caf\xe9 was shut", "caf\u{e9} was shut", "windows-1252");
        check(b"<meta charset=nonsense>plain", "plain", "UTF-8");
        check(b"<meta charset=utf-16>plain", "plain", "UTF-8");
    }

    proptest! {
        #[test]
        fn decodes_any_page(bytes in proptest::collection::vec(any::<u8>(), 0..60), label in "[a-z0-9-]{0,12}") {
            let mut page = format!("<meta charset={label}>").into_bytes();
            page.extend(bytes);
            decode_html(&page);
        }

        #[test]
        fn decodes_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let decoded = decode(&bytes);
            prop_assert!(Encoding::for_label(decoded.encoding.as_bytes()).is_some());
        }

        #[test]
        fn returns_any_utf8_text_without_nul(text in "[^\0\u{feff}]{0,80}") {
            let decoded = decode(text.as_bytes());
            prop_assert_eq!(decoded, Decoded { text, encoding: "UTF-8", malformed: false });
        }
    }
}
