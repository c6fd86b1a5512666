//! A record of another tool to an article: a line of a field map (`text=a.b, id=n`), then JSON, which may hold several.

#![no_main]

use inquit::input::{
    FieldMap, Fields,
    json::{Slips, parse},
    wrapper,
};
use inquit_fuzz::hold_article;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(end) = data.iter().position(|byte| *byte == b'\n') else { return };
    let Ok(map) = std::str::from_utf8(&data[..end]) else { return };
    let map: FieldMap = map.split(',').filter_map(|entry| entry.parse::<FieldMap>().ok()).collect();
    let Ok(json) = std::str::from_utf8(&data[end + 1..]) else { return };
    let Ok(value) = parse(json, Slips::All) else { return };
    let held = wrapper::articles(value.clone());
    assert!(held.is_none() || wrapper::may_hold_articles(&value.to_string()), "articles that were not looked for");
    for record in held.unwrap_or_else(|| vec![value]) {
        if let Ok(fields) = Fields::from_json_with(record, &map) {
            hold_article(fields.clone().into_article(Some("story")));
            hold_article(fields.into_article(None));
        }
    }
});
