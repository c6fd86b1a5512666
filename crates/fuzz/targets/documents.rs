//! A feed, mail or subtitles to articles, and a text to what is damaged in it: the first byte says which.

#![no_main]

use inquit::input::{
    Fields, damage, decode,
    feeds::{feed, looks_like_feed},
    mail::{looks_like_mail, mail},
    subtitles::{looks_like_subtitles, subtitles},
};
use inquit_fuzz::hold_article;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let text = decode(bytes).text;
    let articles: Vec<Fields> = match which % 4 {
        0 => {
            looks_like_feed(&text);
            feed(&text).unwrap_or_default().into_iter().flatten().collect()
        }
        1 => {
            looks_like_mail(&text);
            mail(bytes).into_iter().flatten().collect()
        }
        2 => {
            looks_like_subtitles(&text);
            subtitles(&text).into_iter().collect()
        }
        _ => {
            for note in damage::inspect(&text) {
                let span = note.span.expect("damage has a place");
                assert!(text.get(span.start..span.end).is_some(), "{span:?} is no slice");
            }
            let mut fields = Fields::from_text(text);
            fields.repair();
            if fields.text.trim().is_empty() { Vec::new() } else { vec![fields] }
        }
    };
    articles.into_iter().for_each(|fields| hold_article(fields.into_article(None)));
});
