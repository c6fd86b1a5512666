//! `inquit._native`: the library, as Python sees it.
//!
//! A shell of classes and conversions around the crate `inquit`; what is naturally Python lies in
//! `python/inquit`. Its docstrings are repeated in `_native.pyi`, and tests hold the two together.

mod arguments;
mod batch;
mod corpus;
mod counts;
mod errors;
mod json;
mod pipe;
mod pipeline;
mod record;
mod shown;
mod table;
mod view;

/// The compiled part of inquit. Import from `inquit` instead.
#[pyo3::pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        corpus::{Item, Items, Sources},
        counts::{count, write_report},
        pipeline::{Pipeline, models, parse},
        record::{
            Addressee, Article, Cue, Dateline, Generator, Mention, Note, Record, Role, Section, Span, Speaker,
            Statement, StatementNote,
        },
        table::{Table, tabled},
        view::{parts_html, records_html},
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
