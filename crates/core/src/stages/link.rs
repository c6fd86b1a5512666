//! Spans to attributions.
