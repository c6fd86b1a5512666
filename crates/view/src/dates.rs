//! The date of publication, as an input gave it, to a day.
//!
//! Read are ISO 8601 (`2024-05-01…`), `20240501`, `2024/05/01`, and dates with the month's name in English, in any order of
//! their parts ("Wed, 01 May 2024 10:00 GMT", "May 1, 2024"). `01/05/2024` is left out: it means two days.

use std::fmt;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The year, four digits.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Day {
    /// The day of a date; `None` if it does not say one, or says two.
    pub fn of(date: &str) -> Option<Day> {
        let date = date.trim();
        Day::of_numbers(date).or_else(|| Day::of_names(date))
    }

    /// Its month, as `2024-05`.
    pub fn year_and_month(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    fn new(year: &str, month: u8, day: &str) -> Option<Day> {
        let (year, day) = (year.parse().ok()?, day.parse().ok()?);
        let is_one = (1000..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        is_one.then_some(Day { year, month, day })
    }

    fn of_numbers(date: &str) -> Option<Day> {
        let digits =
            |from: usize, to: usize| date.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
        let year = digits(0, 4)?;
        if let Some(rest) = digits(4, 8) {
            let ends = date.as_bytes().get(8).is_none_or(|byte| !byte.is_ascii_digit());
            return if ends { Day::new(year, rest[..2].parse().ok()?, &rest[2..]) } else { None };
        }
        let (mark, other) = (date.as_bytes().get(4)?, date.as_bytes().get(7)?);
        if mark != other || !matches!(mark, b'-' | b'/' | b'.') {
            return None;
        }
        Day::new(year, digits(5, 7)?.parse().ok()?, digits(8, 10)?)
    }

    fn of_names(date: &str) -> Option<Day> {
        let (mut year, mut month, mut day) = (None, None, None);
        for part in date.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()) {
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
        Day::new(year?, month?, day?)
    }
}

fn month_of(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| word.starts_with(month))?;
    let names = ["january", "february", "march", "april", "may", "june", "july", "august", "september"];
    let name = names.iter().copied().chain(["october", "november", "december"]).nth(index)?;
    let is_month = name.starts_with(&word) || word == "sept";
    is_month.then(|| u8::try_from(index + 1).ok()).flatten()
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
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
        ] {
            assert_eq!(Day::of(date).map(|day| day.to_string()).as_deref(), Some("2024-05-01"), "{date}");
        }
        assert_eq!(Day::of("Sept. 3, 2024").map(Day::year_and_month).as_deref(), Some("2024-09"));
    }

    #[test]
    fn says_nothing_of_others() {
        for date in
            ["", "01/05/2024", "2024", "2024-13-01", "1714557600", "202405011", "yesterday", "Marx 1, 2024", "☂☂☂☂☂"]
        {
            assert_eq!(Day::of(date), None, "{date}");
        }
    }
}
