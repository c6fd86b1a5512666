//! Lists what is different in two sets of records, as a table for a terminal or as rows.

use anyhow::Result;
use inquit::{
    gold::diff::{Change, Diff, Difference},
    output::{ColumnKind, Value},
};
use inquit_view::{
    table::{Align, Cell, Column, Table},
    terminal::{Look, NOBODY},
};

use crate::rows::{Sheet, Target};

/// What the two sides are called.
pub(crate) type Sides = [&'static str; 2];

/// Words of a content that both sides have, beside those in which they differ.
const CONTEXT: usize = 1;

/// The columns of rows.
const HEADS: [&str; 8] = ["article_id", "change", "old_id", "new_id", "text", "old", "new", "start"];

/// What a row of an article as a whole says, in rows and in a table.
fn of_articles<'d>(diff: &'d Diff, [old, new]: Sides) -> impl Iterator<Item = (&'d str, &'static str, String)> {
    let of = |ids: &'d [String], name: &'static str, words: String| {
        ids.iter().map(move |id| (&**id, name, words.clone())).collect::<Vec<_>>()
    };
    [
        of(&diff.only_in_old, "only-in-old", format!("only in {old}")),
        of(&diff.only_in_new, "only-in-new", format!("only in {new}")),
        of(&diff.other_text, "other-text", "other text".to_owned()),
    ]
    .into_iter()
    .flatten()
}

/// Writes the differences as rows, and after them the articles that only one side has.
pub(crate) fn write_rows(diff: &Diff, target: Target) -> Result<()> {
    let limit = target.limit;
    let kind = |name: &str| if name == "start" { ColumnKind::Integer } else { ColumnKind::Text };
    let columns = HEADS.map(|name| (name.to_owned(), kind(name)));
    let mut sheet = Sheet::begin(target, columns.into(), "Differences")?;
    for one in diff.differences.iter().take(limit) {
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, |text| Value::Text(text.into()));
        sheet.put(&[
            Value::Text((&*one.article_id).into()),
            Value::Text(one.change.as_str().into()),
            text(&one.old_id),
            text(&one.new_id),
            Value::Text((&*one.text).into()),
            text(&one.old),
            text(&one.new),
            Value::Integer(i64::try_from(one.start).unwrap_or(i64::MAX)),
        ])?;
    }
    let left = limit.saturating_sub(diff.differences.len());
    for (id, name, _) in of_articles(diff, ["", ""]).take(left) {
        let mut row = [const { Value::Null }; HEADS.len()];
        [row[0], row[1]] = [id, name].map(|text| Value::Text(text.into()));
        sheet.put(&row)?;
    }
    Ok(sheet.finish()?)
}

/// As a table, the differences of an article below its id, with a summary as its last lines.
pub(crate) fn table(diff: &Diff, sides: Sides, limit: usize, width: usize, colour: bool) -> String {
    let [old, new] = sides;
    let columns = [
        Column::new("Change", Align::Left),
        Column::new("Statement", Align::Left).at_least(14),
        Column::new(old, Align::Left).at_least(10),
        Column::new(new, Align::Left).at_least(10),
    ];
    let row = |one: &Difference| {
        let [before, after] = sides_of(one);
        let change =
            Cell { text: format!("  {}", name(one.change, sides)), look: Look { bold: true, ..Look::default() } };
        vec![change, on_one_line(&one.text).into(), before, after]
    };
    let dim = Look { dim: true, ..Look::default() };
    let whole = |(id, _, words): (&str, _, String)| {
        let cells = [words, id.to_owned(), String::new(), String::new()];
        cells.map(|text| Cell { text, look: dim }).into()
    };
    let shown = diff.differences.get(..limit.min(diff.differences.len())).unwrap_or_default();
    let mut rest = Table::new(&columns);
    of_articles(diff, sides).take(limit - shown.len()).for_each(|article| rest.push(whole(article)));
    let mut all = rest.clone();
    shown.iter().for_each(|one| all.push(row(one)));
    if all.is_empty() {
        return summary(diff, sides).join("\n") + "\n";
    }
    // All rows say how wide columns are.
    let widths = all.widths(width);
    let mut lines = all.head(&widths, colour);
    let ids = [Column::new("", Align::Left).at_least(8)];
    for article in shown.chunk_by(|one, other| one.article_id == other.article_id) {
        let mut id = Table::new(&ids);
        let look = Look { underline: true, ..Look::default() };
        id.push(article.first().map(|one| Cell { text: one.article_id.clone(), look }).into_iter().collect());
        lines += &id.body(&id.widths(width), colour);
        let mut rows = Table::new(&columns);
        article.iter().for_each(|one| rows.push(row(one)));
        lines += &rows.body(&widths, colour);
    }
    format!("{lines}{}\n{}\n", rest.body(&widths, colour), summary(diff, sides).join("\n"))
}

/// What a change is called in a table.
fn name(change: Change, [old, new]: Sides) -> String {
    match change {
        // Of two coders neither has added anything.
        Change::Added if old == "A" => format!("only {new}"),
        Change::Removed if old == "A" => format!("only {old}"),
        Change::Added | Change::Removed => change.as_str().to_owned(),
        _ => format!("other {}", change.as_str()),
    }
}

/// The cells of what was and what is.
fn sides_of(one: &Difference) -> [Cell; 2] {
    let dim = Look { dim: true, ..Look::default() };
    let [old, new] = match (one.change, &one.old, &one.new) {
        (Change::Extent, Some(old), Some(new)) => differing(old, new).map(Some),
        (_, old, new) => [old, new].map(|text| text.as_deref().map(on_one_line)),
    };
    [old, new].map(|text| match text {
        Some(text) if !text.is_empty() => text.into(),
        Some(_) if matches!(one.change, Change::Speaker | Change::Added | Change::Removed) => {
            Cell { text: NOBODY.to_owned(), look: dim }
        }
        Some(_) => Cell { text: "(none)".to_owned(), look: dim },
        None => String::new().into(),
    })
}

/// Two texts without most of the words that both begin and end with.
fn differing(old: &str, new: &str) -> [String; 2] {
    let [old, new] = [old, new].map(|text| text.split_whitespace().collect::<Vec<_>>());
    let same = |one: &mut dyn Iterator<Item = (&&str, &&str)>| one.take_while(|(one, other)| one == other).count();
    let before = same(&mut old.iter().zip(&new));
    let after = same(&mut old.iter().rev().zip(new.iter().rev())).min(old.len().min(new.len()) - before);
    let (before, after) = (before.saturating_sub(CONTEXT), after.saturating_sub(CONTEXT));
    [old, new].map(|words| {
        let middle = words.get(before..words.len() - after).unwrap_or_default().join(" ");
        let [left, right] =
            [(before, "… "), (after, " …")].map(|(left_out, dots)| if left_out > 0 { dots } else { "" });
        format!("{left}{middle}{right}")
    })
}

/// How many differences there are, in two lines.
pub(crate) fn summary(diff: &Diff, sides: Sides) -> [String; 2] {
    let counts = diff.counts();
    let plural = |count: usize, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    let (mut alone, mut others) = (Vec::new(), Vec::new());
    for change in Change::ALL {
        match (change, counts.get(&change)) {
            (_, None) => {}
            (Change::Added | Change::Removed, Some(count)) => alone.push(format!("{count} {}", name(change, sides))),
            (_, Some(count)) => others.push(plural(*count, change.as_str())),
        }
    }
    if name(Change::Removed, sides) != Change::Removed.as_str() {
        // "only A" before "only B".
        alone.reverse();
    }
    let changes = match (alone.is_empty(), others.is_empty()) {
        (true, true) => "no statement differs".to_owned(),
        (false, true) => alone.join(", "),
        (_, false) => [alone, vec![format!("other: {}", others.join(", "))]].concat().join(", "),
    };
    let mut articles = format!(
        "{}, {} of {} in both the same",
        plural(diff.articles, "article"),
        diff.unchanged,
        plural(diff.in_both, "statement"),
    );
    for (count, words) in [
        (diff.only_in_old.len(), format!("only in {}", sides[0])),
        (diff.only_in_new.len(), format!("only in {}", sides[1])),
        (diff.other_text.len(), "with another text".to_owned()),
    ] {
        if count > 0 {
            articles += &format!("; {} {words}", plural(count, "article"));
        }
    }
    [changes, articles]
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_are_shown_where_they_differ() {
        let check = |old: &str, new: &str, expected: [&str; 2]| assert_eq!(differing(old, new), expected, "{old}");
        check("It snows", "snows", ["It snows", "snows"]);
        check("so it snows", "that it snows", ["so it …", "that it …"]);
        check("the wall will hold", "the wall will hold for years", ["… hold", "… hold for years"]);
        check("a b c d x", "q b c d x", ["a b …", "q b …"]);
        check("a a", "a a a", ["… a", "… a a"]);
        check("", "a", ["", "a"]);
    }
}
