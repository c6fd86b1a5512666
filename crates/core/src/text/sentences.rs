//! Words to sentences.
