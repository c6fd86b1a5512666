//! Annotated corpora, and records scored against them.
