//! Pages, exports, feeds, mail and subtitles to fields, by the library's own readers of them.

use encoding_rs::Encoding;
use inquit::input::{
    Fields, decode,
    decode::{Decoded, decode_html},
    exports::{ExportError, factiva, factiva_display, factiva_page, lexis, looks_like_factiva_display, nexis},
    feeds::feed,
    html,
    mail::mail,
    subtitles::subtitles,
};

use crate::{items::Page, kind::Kind};

/// The article on a page, and whether some of its bytes could not be decoded. An encoding that a server named counts
/// before the one that the page declares.
///
/// # Errors
/// In the words of a fault, if there is none.
pub fn page(page: &Page) -> Result<(Fields, bool), String> {
    let named = page.charset.as_deref().and_then(|charset| Encoding::for_label(charset.as_bytes()));
    let (text, malformed) = match named {
        Some(encoding) => {
            let (text, _, malformed) = encoding.decode(&page.bytes);
            (text.into_owned(), malformed)
        }
        None => {
            let Decoded { text, malformed, .. } = decode_html(&page.bytes);
            (text, malformed)
        }
    };
    let mut fields = html::read_str(&text).map_err(|error| error.to_string())?;
    // Where it was found, unless it says what it is called for good.
    fields.url = fields.url.or_else(|| page.url.clone());
    Ok((fields, malformed))
}

/// The documents of an export with the lines they begin on, or what is wrong with them.
pub fn documents(kind: Kind, bytes: &[u8]) -> Vec<Result<(usize, Fields), ExportError>> {
    let text = decode_html(bytes).text;
    match kind {
        Kind::Lexis => lexis(&text).collect(),
        Kind::Nexis => nexis(&text).collect(),
        _ if text.trim_start().starts_with('<') => factiva_page(&text),
        _ if looks_like_factiva_display(&text) => factiva_display(&text).collect(),
        _ => factiva(&text).collect(),
    }
}

/// The articles of a feed, of mail or of subtitles, or what is wrong with each of them.
///
/// # Errors
/// In the words of a fault, if there are none.
pub fn news(kind: Kind, bytes: &[u8]) -> Result<Vec<Result<Fields, String>>, String> {
    let told = |found: Result<Fields, &'static str>| found.map_err(str::to_owned);
    match kind {
        Kind::Feed => {
            let items = feed(&decode_html(bytes).text).map_err(|error| error.to_string())?;
            Ok(items.into_iter().map(told).collect())
        }
        Kind::Mail => Ok(mail(bytes).into_iter().map(told).collect()),
        _ => {
            let fields = subtitles(&decode(bytes).text).ok_or("nothing is said in these subtitles")?;
            Ok(vec![Ok(fields)])
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(page: &Page, text: &str, url: Option<&str>) {
        let (fields, malformed) = super::page(page).unwrap();
        assert_eq!((&*fields.text, fields.url.as_deref(), malformed), (text, url, false));
    }

    #[test]
    fn a_page_is_in_the_encoding_that_its_server_names_and_lies_where_it_was_found() {
        let bytes =
            b"<meta charset=utf-8><title>Fares</title><p>Fares rise to 4 \xa4 in May, the port said on Monday.</p>"
                .to_vec();
        let found = Some("https://echo.example/fares".to_owned());
        let page = Page { bytes, url: found, charset: Some("iso-8859-15".to_owned()) };
        check(&page, "Fares rise to 4 € in May, the port said on Monday.", Some("https://echo.example/fares"));
    }
}
