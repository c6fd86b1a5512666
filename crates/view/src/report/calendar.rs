//! Dates of publication to days that can be counted, and these to the bars of a timeline.

use inquit::dates;

/// Days since the first of January 1970.
pub(super) type Day = i64;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day as people write it: `12 Nov 2026`.
pub(super) fn written(day: Day) -> String {
    dates::of_number(day).strftime("%-d %b %Y").to_string()
}

/// How long the bars of a timeline are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Day,
    Week,
    Month,
    Year,
}

impl Step {
    /// What gives a timeline at most some sixty bars.
    pub(super) fn of(first: Day, last: Day) -> Step {
        match last - first {
            ..=62 => Step::Day,
            63..=420 => Step::Week,
            421..=1900 => Step::Month,
            _ => Step::Year,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
            Step::Year => "year",
        }
    }

    /// The number of the bar that a day is in; those of days that follow each other do so too.
    pub(super) fn bar(self, day: Day) -> i64 {
        let date = dates::of_number(day);
        match self {
            Step::Day => day,
            // The first of January 1970 was a Thursday; weeks begin on Mondays.
            Step::Week => (day + 3).div_euclid(7),
            Step::Month => i64::from(date.year()) * 12 + i64::from(date.month()) - 1,
            Step::Year => date.year().into(),
        }
    }

    /// What a bar stands for.
    pub(super) fn label(self, bar: i64) -> String {
        match self {
            Step::Day => written(bar),
            Step::Week => written(bar * 7 - 3),
            Step::Month => format!("{} {}", MONTHS[bar.rem_euclid(12) as usize], bar.div_euclid(12)),
            Step::Year => bar.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str) -> Option<Day> {
        dates::day(date, None).map(dates::number)
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        assert_eq!(day("2026-11-12").map(written).as_deref(), Some("12 Nov 2026"));
        assert_eq!(day("2026-02-03").map(written).as_deref(), Some("3 Feb 2026"));
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let monday = day("2026-11-09").unwrap();
        assert_eq!(Step::Week.bar(monday), Step::Week.bar(monday + 6));
        assert_eq!(Step::Week.label(Step::Week.bar(monday + 6)), "9 Nov 2026");
        assert_ne!(Step::Week.bar(monday), Step::Week.bar(monday - 1));
    }
}
