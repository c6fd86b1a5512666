//! Bytes to text: an encoding that exists, UTF-8 as it is, no more text than the bytes can hold.

#![no_main]

use inquit::input::{decode, decode_html};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for decoded in [decode(data), decode_html(data)] {
        assert!(decoded.text.len() <= 4 * data.len() + 4, "{} bytes of {}", decoded.text.len(), data.len());
        assert!(!decoded.encoding.is_empty());
    }
    if let Ok(text) = std::str::from_utf8(data)
        && !text.contains(['\0', '\u{feff}', '\u{1b}'])
    {
        let decoded = decode(data);
        assert_eq!((&*decoded.text, decoded.malformed), (text, false));
    }
});
