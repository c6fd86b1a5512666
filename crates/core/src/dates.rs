//! Parses the date of publication, as an input gives it, to a calendar day.
//!
//! Read are ISO 8601 (`2024-05-01…`), `20240501`, `2024/05/01`, and dates with the month's name in English, in any order of
//! their parts ("Wed, 01 May 2024 10:00 GMT", "May 1, 2024"). `13/05/2024` can mean only one day; `01/05/2024` means two, and
//! is a date only where the user says which order the input has. One calendar for everything: 2024-02-31 is never a day.
//!
//! Seconds since 1970 are read too, and thousandths, millionths and billionths of them, if they are between 1990 and 2100; the day is
//! that of UTC.
//!
//! Left out: years of two digits, and time zones (the day is the one that the input names).

use std::str::FromStr;

use jiff::Span;
pub use jiff::civil::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// More days than a calendar of four digits has after 1970.
const MOST: i64 = 5_000_000;

/// The first day of 1970.
const FIRST: Date = Date::constant(1970, 1, 1);

/// The order of day and month in dates such as `01/05/2024`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOrder {
    /// Day, month, year: 1 May.
    Dmy,
    /// Month, day, year: 5 January.
    Mdy,
}

impl DateOrder {
    /// Its name: "dmy", "mdy".
    pub fn as_str(self) -> &'static str {
        match self {
            DateOrder::Dmy => "dmy",
            DateOrder::Mdy => "mdy",
        }
    }
}

/// The order of dates has no such name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown date order `{given}`, expected dmy or mdy")]
pub struct DateOrderError {
    /// What was given.
    pub given: String,
}

impl FromStr for DateOrder {
    type Err = DateOrderError;

    fn from_str(given: &str) -> Result<DateOrder, DateOrderError> {
        let orders = [DateOrder::Dmy, DateOrder::Mdy].into_iter();
        let order = orders.into_iter().find(|order| order.as_str().eq_ignore_ascii_case(given));
        order.ok_or_else(|| DateOrderError { given: given.to_owned() })
    }
}

/// The day that a date names; `None` if it names none, names two and no `order` decides, or names one that no calendar has.
///
/// ```
/// use inquit::dates::{DateOrder, day};
///
/// assert_eq!(day("Wed, 01 May 2024 10:00 GMT", None).map(|day| day.to_string()).as_deref(), Some("2024-05-01"));
/// assert_eq!(day("01/05/2024", None), None);
/// assert_eq!(day("01/05/2024", Some(DateOrder::Dmy)).map(|day| day.to_string()).as_deref(), Some("2024-05-01"));
/// ```
pub fn day(date: &str, order: Option<DateOrder>) -> Option<Date> {
    let date = date.trim();
    of_seconds(date).or_else(|| of_numbers(date)).or_else(|| of_names(date)).or_else(|| match (either(date)?, order) {
        ([Some(one), Some(other)], None) if one != other => None,
        ([one, other], Some(DateOrder::Mdy)) => other.or(one),
        ([one, other], _) => one.or(other),
    })
}

/// Whether a date names two days, one by each order of day and month.
pub fn is_ambiguous(date: &str) -> bool {
    matches!(either(date.trim()), Some([Some(one), Some(other)]) if one != other)
}

/// The month of a day, as `2024-05`.
pub fn year_and_month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The week of a day as ISO 8601 has it, as `2024-W18`: it begins on a Monday, and its year is that of its Thursday.
pub fn year_and_week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// Days since the first of January 1970.
pub fn number(day: Date) -> i64 {
    i64::from((day - FIRST).get_days())
}

/// The day so many days after the first of January 1970; the first or the last one there is for those beyond.
pub fn of_number(number: i64) -> Date {
    FIRST.saturating_add(Span::new().days(number.clamp(-MOST, MOST)))
}

/// Two numbers and a year as a day, by day and month, and by month and day; `None` for what has another form.
fn either(date: &str) -> Option<[Option<Date>; 2]> {
    let (number, _) = date.split_once(|letter: char| letter.is_whitespace() || letter == ',').unwrap_or((date, ""));
    let mark = number.chars().find(|letter| !letter.is_ascii_digit()).filter(|mark| ['/', '-', '.'].contains(mark))?;
    let parts: Vec<&str> = number.split(mark).collect();
    let &[one, other, year] = &parts[..] else { return None };
    let is_number =
        |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(one, 2) || !is_number(other, 2) || !is_number(year, 4) || year.len() < 4 {
        return None;
    }
    let of = |day: &str, month: &str| new(year, month.parse().ok()?, day);
    Some([of(one, other), of(other, one)])
}

fn new(year: &str, month: u8, day: &str) -> Option<Date> {
    let year = year.parse().ok().filter(|year| (1000..=9999).contains(year))?;
    Date::new(year, i8::try_from(month).ok()?, day.parse().ok()?).ok()
}

/// Seconds since 1970, or a part of them by a thousand, a million or a billion, with or without a point and zero after it.
fn of_seconds(date: &str) -> Option<Date> {
    let digits = date.strip_suffix(".0").unwrap_or(date);
    if !(9..=19).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let parts = [1, 1_000, 1_000_000, 1_000_000_000];
    let day = |per_second: i64| of_number(number / per_second / 86_400);
    parts.into_iter().map(day).find(|day| (1990..=2100).contains(&day.year()))
}

fn of_numbers(date: &str) -> Option<Date> {
    let digits = |from: usize, to: usize| date.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let year = digits(0, 4)?;
    if let Some(rest) = digits(4, 8) {
        let ends = date.as_bytes().get(8).is_none_or(|byte| !byte.is_ascii_digit());
        return if ends { new(year, rest[..2].parse().ok()?, &rest[2..]) } else { None };
    }
    let (mark, other) = (date.as_bytes().get(4)?, date.as_bytes().get(7)?);
    if mark != other || !matches!(mark, b'-' | b'/' | b'.') {
        return None;
    }
    new(year, digits(5, 7)?.parse().ok()?, digits(8, 10)?)
}

fn of_names(date: &str) -> Option<Date> {
    let (mut year, mut month, mut day) = (None, None, None);
    // A time may come first: "11:34 PM EST Nov 19, 2019".
    let words = date.split_whitespace().filter(|word| !is_time(word));
    let parts = words.flat_map(|word| word.split(|letter: char| !letter.is_alphanumeric()));
    for part in parts.filter(|part| !part.is_empty()) {
        let ordinal = ["st", "nd", "rd", "th"].into_iter().find_map(|end| part.strip_suffix(end));
        let number = ordinal.filter(|part| part.len() < 3).unwrap_or(part);
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        match number.len() {
            4 if is_number && year.is_none() => year = Some(number),
            1 | 2 if is_number && day.is_none() => day = Some(number),
            _ if is_number => {}
            _ if month.is_none() => month = month_of(part),
            _ => {}
        }
    }
    new(year?, month?, day?)
}

/// Whether a word begins with hours and minutes.
fn is_time(word: &str) -> bool {
    word.split_once(':').is_some_and(|(hours, rest)| {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number(hours) && hours.len() < 3 && rest.get(..2).is_some_and(is_number)
    })
}

/// Whether a word is the name of a month, or short for one.
pub(crate) fn is_month(word: &str) -> bool {
    word.len() >= 3 && month_of(word).is_some()
}

fn month_of(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| word.starts_with(month))?;
    let names = ["january", "february", "march", "april", "may", "june", "july", "august", "september"];
    let name = names.iter().copied().chain(["october", "november", "december"]).nth(index)?;
    let is_month = name.starts_with(&word) || word == "sept";
    is_month.then(|| u8::try_from(index + 1).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_that_say_one_day() {
        for date in [
            "2024-05-01",
            "2024-05-01T10:00:00+02:00",
            " 2024/05/01 ",
            "20240501",
            "20240501T100000Z",
            "Wed, 01 May 2024 10:00:00 GMT",
            "May 1, 2024",
            "1st May 2024",
            "Wednesday 1 May 2024 10.30 BST",
            "10:00:00 PM IST May 1, 2024",
            "Published 11:34 PM EST May 1, 2024",
            "1714557600",
            "1714557600.0",
            "1714557600000",
            "1714557600000000",
            "1714557600000000000",
        ] {
            assert_eq!(day(date, None).map(|day| day.to_string()).as_deref(), Some("2024-05-01"), "{date}");
        }
        assert_eq!(day("Sept. 3, 2024", None).map(year_and_month).as_deref(), Some("2024-09"));
    }

    #[test]
    fn says_nothing_of_others() {
        for date in [
            "",
            "01/05/2024",
            "2024-02-31",
            "31 June 2024",
            "30 February 2024",
            "2024",
            "2024-13-01",
            "202405011",
            "yesterday",
            "Marx 1, 2024",
            "☂☂☂☂☂",
        ] {
            assert_eq!(day(date, None), None, "{date}");
        }
    }

    #[test]
    fn day_and_month_are_in_the_order_that_is_asked_for() {
        let days = |date| {
            [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)]
                .map(|order| day(date, order))
                .map(|day| day.map_or("".to_owned(), |day| day.to_string()))
        };
        for date in ["01/05/2024", "1.5.2024", "01-05-2024", " 1/5/2024 10:30"] {
            assert!(is_ambiguous(date), "{date}");
            assert_eq!(days(date), ["", "2024-05-01", "2024-01-05"], "{date}");
        }
        for (date, day) in
            [("13/05/2024", "2024-05-13"), ("05/13/2024", "2024-05-13"), ("04.04.2024, 9:00", "2024-04-04")]
        {
            assert!(!is_ambiguous(date), "{date}");
            assert_eq!(days(date), [day; 3], "{date}");
        }
        for date in ["31/02/2024", "1/5/24", "1/5-2024", "1/5/2024/6", "1/5", "/", "☂/☂/☂☂☂☂"] {
            assert_eq!(days(date), ["", "", ""], "{date}");
        }
        assert_eq!("MDY".parse(), Ok(DateOrder::Mdy));
        assert_eq!(
            "ymd".parse::<DateOrder>().unwrap_err().to_string(),
            "unknown date order `ymd`, expected dmy or mdy"
        );
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        let week = |date| day(date, None).map(year_and_week).unwrap_or_default();
        assert_eq!(["2024-05-01", "2024-12-30", "2021-01-03"].map(week), ["2024-W18", "2025-W01", "2020-W53"]);
    }

    #[test]
    fn days_are_numbered_from_1970() {
        assert_eq!((number(Date::constant(1970, 1, 1)), number(Date::constant(2000, 3, 1))), (0, 11_017));
        for at in (-200_000..60_000).step_by(17) {
            assert_eq!(number(of_number(at)), at);
        }
        assert_eq!(of_number(i64::MAX), Date::MAX);
    }
}
