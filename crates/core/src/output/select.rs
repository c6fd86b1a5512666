//! Chooses what is looked at: articles by day, articles and statements by what they have in a column.

use std::str::FromStr;

use thiserror::Error;

use super::{
    Column, Record, Row, StatementRecord, Value,
    rows::{article_row, speaker_rows},
};
use crate::dates::Date;

/// Which articles and statements are looked at: those of which every condition is true. Default: all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// What is asked of columns.
    pub conditions: Vec<Condition>,
    /// The first day of publication.
    pub from: Option<Date>,
    /// The last day of publication.
    pub to: Option<Date>,
}

/// What is asked of a column: `outlet=Post`, `kind!=indirect`, `words>=20`.
///
/// Texts are compared without case. A value that is not known is equal to nothing but the empty text. Of joint speakers one is
/// enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    column: Column,
    test: Test,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Is,
    IsNot,
    Below,
    AtMost,
    Above,
    AtLeast,
}

const TESTS: [(&str, Test); 6] = [
    ("!=", Test::IsNot),
    ("<=", Test::AtMost),
    (">=", Test::AtLeast),
    ("=", Test::Is),
    ("<", Test::Below),
    (">", Test::Above),
];

/// The text is not a condition.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{given}` is not of the form COLUMN=VALUE, nor with !=, <, <=, > or >=")]
pub struct ConditionError {
    /// What was given.
    pub given: String,
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(given: &str) -> Result<Condition, ConditionError> {
        let at = given.find(['!', '<', '>', '=']);
        let found = at.and_then(|at| {
            let (name, rest) = given.split_at(at);
            let (mark, test) = TESTS.into_iter().find(|(mark, _)| rest.starts_with(mark))?;
            Some((name.trim(), test, rest[mark.len()..].trim().to_owned()))
        });
        let Some((name, test, value)) = found.filter(|(name, ..)| !name.is_empty()) else {
            return Err(ConditionError { given: given.to_owned() });
        };
        let Ok(column) = name.parse::<Column>();
        Ok(Condition { column, test, value })
    }
}

impl Condition {
    /// The column it asks.
    pub fn column(&self) -> &Column {
        &self.column
    }

    /// Whether it is true of something that has these rows.
    fn is_true_of(&self, rows: &[Row<'_>]) -> bool {
        match self.test {
            Test::IsNot => !rows.iter().any(|row| self.holds(Test::Is, &self.column.value(row))),
            test => rows.iter().any(|row| self.holds(test, &self.column.value(row))),
        }
    }

    fn holds(&self, test: Test, value: &Value<'_>) -> bool {
        let text = value.to_text();
        let Some(text) = text.as_deref() else { return test == Test::Is && self.value.is_empty() };
        let order = match (text.parse::<f64>(), self.value.parse::<f64>()) {
            (Ok(one), Ok(other)) => one.partial_cmp(&other),
            _ if test == Test::Is => return text.to_lowercase() == self.value.to_lowercase(),
            _ => Some(text.cmp(&self.value)),
        };
        order.is_some_and(|order| match test {
            Test::Is => order.is_eq(),
            Test::IsNot => order.is_ne(),
            Test::Below => order.is_lt(),
            Test::AtMost => order.is_le(),
            Test::Above => order.is_gt(),
            Test::AtLeast => order.is_ge(),
        })
    }
}

impl Selection {
    /// Whether everything is looked at.
    pub fn is_all(&self) -> bool {
        *self == Selection::default()
    }

    /// Leaves out of a record the statements that are not looked at, as [`Record::retain`] does; whether the article is looked at.
    pub fn keep(&self, record: &mut Record) -> bool {
        if self.is_all() {
            return true;
        }
        let day = record.article.day();
        let is_within = |day: Date| self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to);
        if (self.from.is_some() || self.to.is_some()) && !day.is_some_and(is_within) {
            return false;
        }
        let (of_article, of_statements): (Vec<_>, Vec<_>) =
            self.conditions.iter().partition(|condition| condition.column.is_of_article());
        let row = article_row(record);
        if !of_article.into_iter().all(|condition| condition.is_true_of(std::slice::from_ref(&row))) {
            return false;
        }
        drop(row);
        if of_statements.is_empty() {
            return true;
        }
        let mut kept: Vec<bool> = Vec::with_capacity(record.statements.len());
        let rows: Vec<Row<'_>> = speaker_rows(record).collect();
        for rows in rows.chunk_by(|one, other| one.statement_id == other.statement_id) {
            kept.push(of_statements.iter().all(|condition| condition.is_true_of(rows)));
        }
        let mut kept = kept.into_iter();
        record.retain(|_: &StatementRecord| kept.next().unwrap_or(true));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{output::record::tests::reading, text::OffsetUnit};

    fn kept(conditions: &[&str], days: [Option<&str>; 2]) -> Option<Vec<String>> {
        let mut record = Record::new(&reading(), OffsetUnit::Codepoint);
        let conditions = conditions.iter().map(|one| one.parse().unwrap()).collect();
        let [from, to] = days.map(|day| day.map(|day| day.parse().unwrap()));
        let selection = Selection { conditions, from, to };
        let is_kept = selection.keep(&mut record);
        is_kept.then(|| record.statements.into_iter().map(|statement| statement.id).collect())
    }

    #[test]
    fn statements_are_chosen_by_what_they_have_in_a_column() {
        let ids = |ids: &[&str]| Some(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        let by = |condition: &str| kept(&[condition], [None, None]);
        assert_eq!(by("kind=DIRECT"), ids(&["Q2"]));
        assert_eq!(by("kind!=direct"), ids(&["Q1", "Q3"]));
        // Q3 is joint: one of its speakers is enough, and one is too many.
        assert_eq!(by("speaker=Olav Ek"), ids(&["Q3"]));
        assert_eq!(by("speaker!=Olav Ek"), ids(&["Q1", "Q2"]));
        assert_eq!(by("words >= 6"), ids(&["Q2"]));
        assert_eq!(by("confidence<0.34"), by("confidence<=0.3333"));
        assert_eq!(by("place=headline"), by("paragraph="));
        assert_eq!(kept(&["kind=direct", "words<6"], [None, None]), ids(&[]));
    }

    #[test]
    fn articles_are_chosen_by_what_they_have_in_a_column_and_by_day() {
        assert!(kept(&["outlet=fjordposten", "tags=", "year=2026"], [None, None]).is_none_or(|ids| ids.len() == 3));
        assert_eq!(kept(&["outlet=Echo"], [None, None]), None);
        assert_eq!(kept(&["outlet!=Fjordposten"], [None, None]), None);
        assert_eq!(kept(&["section="], [None, None]).map(|ids| ids.len()), Some(3));
        assert_eq!(kept(&["section=City"], [None, None]), None);
        for (from, to, is_kept) in [
            (Some("2026-05-03"), Some("2026-05-03"), true),
            (Some("2026-05-04"), None, false),
            (None, Some("2026-05-02"), false),
            (None, Some("2026-05-03"), true),
        ] {
            assert_eq!(kept(&[], [from, to]).is_some(), is_kept, "{from:?} {to:?}");
        }
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for given in ["", "outlet", "=Post", " >= 3"] {
            let error = given.parse::<Condition>().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("`{given}` is not of the form COLUMN=VALUE, nor with !=, <, <=, > or >=")
            );
        }
    }
}
