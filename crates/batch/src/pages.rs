//! Pages and exports to fields: the one place that waits for the library's own readers of them.
//!
//! Until `inquit::input` reads HTML and exports, both are refused here, in their place, and the rest of
//! a batch is read. Nothing else in this crate needs to change when it does.

use inquit::input::fields::Fields;

use crate::{items::Page, kind::Kind};

/// The article on a page, and whether some of its bytes could not be decoded.
///
/// # Errors
/// In the words of a fault, if there is none.
pub fn page(page: &Page) -> Result<(Fields, bool), String> {
    let _ = page;
    Err("HTML is not read yet".to_owned())
}

/// A document of an export and the line it begins on, or what is wrong with it.
pub type Document = Result<(usize, Fields), (usize, String)>;

/// The documents of an export.
///
/// # Errors
/// In the words of a fault, if there are none.
pub fn documents(kind: Kind, bytes: &[u8]) -> Result<Vec<Document>, String> {
    let _ = bytes;
    let name = if kind == Kind::Lexis { "LexisNexis" } else { "Factiva" };
    Err(format!("exports of {name} are not read yet"))
}
