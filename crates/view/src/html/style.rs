//! The palette and the sheets beside this file to one style.

use std::{fmt::Write as _, sync::LazyLock};

use crate::palette::COLOURS;

/// The grounds that the palette was made for.
const LIGHT: [u8; 3] = [0xff, 0xff, 0xff];
const DARK: [u8; 3] = [0x16, 0x18, 0x1d];

/// How much of a colour its tint has.
const TINT: f64 = 0.15;

static WHOLE: LazyLock<String> = LazyLock::new(|| palette_style(".inquit") + article_style());

/// The style of a fragment.
pub(super) fn whole() -> &'static str {
    &WHOLE
}

/// How articles are set: what stands in `.inquit`, but for the colours.
pub fn article_style() -> &'static str {
    include_str!("article.css")
}

/// The colours as properties of `scope`, for light and dark pages, and the classes that use them.
pub fn palette_style(scope: &str) -> String {
    let (light, dark) = (properties(false), properties(true));
    let on = |signs: &[&str]| signs.iter().map(|sign| format!("{sign} {scope}")).collect::<Vec<_>>().join(",");
    let by_light = on(&["[data-jp-theme-light=\"true\"]", ".vscode-light", "html[theme=\"light\"]"]);
    let by_dark =
        on(&["[data-jp-theme-light=\"false\"]", ".vscode-dark", ".vscode-high-contrast", "html[theme=\"dark\"]"]);
    let mut css = format!(
        "{scope}{{{light}}}\n@media (prefers-color-scheme:dark){{{scope}{{{dark}}}}}\n{by_light}{{{light}}}\n\
         {by_dark}{{{dark}}}\n"
    );
    for colour in COLOURS {
        let name = colour.name;
        let _ = writeln!(css, "{scope} .s-{name}{{--ink:var(--{name});--tint:var(--{name}-tint)}}");
        let _ = writeln!(css, "{scope} .m-{name}{{--who:var(--{name})}}");
    }
    css
}

fn properties(dark: bool) -> String {
    let mut css = String::from(if dark {
        "color-scheme:dark;--ground:#16181d;--text:#e8e6e1;--quiet:#a6a9b3;--line:#343841;--raised:#1e2128;--plain:#c9ccd4;--plain-tint:#2a2e36;"
    } else {
        "color-scheme:light;--ground:#fff;--text:#1b1c1e;--quiet:#5d6068;--line:#dcdcd8;--raised:#f6f5f1;--plain:#4a4d55;--plain-tint:#ececea;"
    });
    for colour in COLOURS {
        let (ink, ground) = if dark { (colour.on_dark, DARK) } else { (colour.on_light, LIGHT) };
        let _ = write!(css, "--{0}:{1};--{0}-tint:{2};", colour.name, hex(ink), hex(mixed(ink, ground)));
    }
    css
}

fn mixed(ink: [u8; 3], ground: [u8; 3]) -> [u8; 3] {
    std::array::from_fn(|at| (f64::from(ink[at]) * TINT + f64::from(ground[at]) * (1.0 - TINT)).round() as u8)
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: [u8; 3]) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour[0]) + 0.7152 * channel(colour[1]) + 0.0722 * channel(colour[2])
    }

    fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_colour_is_legible_on_its_ground_and_text_on_every_tint() {
        for colour in COLOURS {
            for (ink, ground, text) in
                [(colour.on_light, LIGHT, [0x1b, 0x1c, 0x1e]), (colour.on_dark, DARK, [0xe8, 0xe6, 0xe1])]
            {
                assert!(contrast(ink, ground) >= 4.5, "{} on its ground", colour.name);
                assert!(contrast(text, mixed(ink, ground)) >= 7.0, "text on {}", colour.name);
            }
        }
    }
}
