//! Attributions and speakers to statements.
