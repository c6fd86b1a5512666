//! Words, names and attributions to speakers.
