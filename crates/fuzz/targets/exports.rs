//! Exports of Lexis, Nexis Uni and Factiva to articles, and the kinds of documents by their first bytes.

#![no_main]

use inquit::input::{
    decode,
    exports::{factiva, factiva_display, factiva_page, lexis, looks_like_factiva_page, nexis},
    sniff,
};
use inquit_fuzz::hold_article;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    sniff(data);
    let text = decode(data).text;
    let n_lines = text.lines().count();
    for document in lexis(&text).chain(nexis(&text)).chain(factiva(&text)).chain(factiva_display(&text)) {
        let line = match document {
            Ok((line, fields)) => {
                hold_article(fields.into_article(None));
                line
            }
            Err(error) => error.line(),
        };
        assert!((1..=n_lines.max(1)).contains(&line), "line {line} of {n_lines}");
    }
    looks_like_factiva_page(&text);
    for (_, fields) in factiva_page(&text).into_iter().flatten() {
        hold_article(fields.into_article(None));
    }
});
