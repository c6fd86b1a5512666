//! Reads batches of news: everything between paths and records.
//!
//! Paths become [`inputs`], these [`items`] (whatever they are packed in, whatever format they have),
//! these [`articles`] and, by [`reader`] and [`engine`], records in a [`form`], which a [`sink`] writes. The
//! command and the Python package share it. Nothing here prints; what goes wrong is a [`fault`] in its place,
//! and the rest is read.

#![deny(missing_docs)]

pub mod articles;
mod bounded;
mod cut;
pub mod engine;
pub mod fault;
pub mod form;
pub mod formats;
pub mod inputs;
pub mod items;
pub mod journal;
pub mod kind;
mod members;
pub mod ordered;
pub mod output;
pub mod pages;
pub mod people;
pub mod reader;
pub mod records;
pub mod sink;
#[cfg(feature = "parquet")]
pub mod table;
