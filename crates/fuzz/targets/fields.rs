//! A record of another tool to an article: a line of a field map (`text=a.b, id=n`), then JSON.

#![no_main]

use inquit::input::{FieldMap, Fields};
use inquit_fuzz::hold_article;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(end) = data.iter().position(|byte| *byte == b'\n') else { return };
    let Ok(map) = std::str::from_utf8(&data[..end]) else { return };
    let map: FieldMap = map.split(',').filter_map(|entry| entry.parse::<FieldMap>().ok()).collect();
    let Ok(record) = serde_json::from_slice(&data[end + 1..]) else { return };
    if let Ok(fields) = Fields::from_json_with(record, &map) {
        hold_article(fields.clone().into_article(Some("story")));
        hold_article(fields.into_article(None));
    }
});
