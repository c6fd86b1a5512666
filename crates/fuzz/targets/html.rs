//! A page of HTML in any encoding to an article.

#![no_main]

use inquit::input::html;
use inquit_fuzz::hold_article;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(fields) = html::read(data) {
        assert!(!fields.text.trim().is_empty());
        hold_article(fields.into_article(None));
    }
});
