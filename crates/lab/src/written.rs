//! Names of the invented articles in `crates/lab/data`: style and number.

/// The style of an article by its name: `wire` of `wire-07`.
pub fn style(name: &str) -> &str {
    name.rsplit_once('-').map_or(name, |(style, _)| style)
}
