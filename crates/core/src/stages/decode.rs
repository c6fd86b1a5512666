//! Scores to spans.
