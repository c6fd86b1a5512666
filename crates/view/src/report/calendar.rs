//! Dates of publication to days that can be counted, and these to the bars of a timeline.

use crate::dates;

/// Days since the first of January 1970.
pub(super) type Day = i64;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day that a date names, as [`dates::Day`] reads it; none that no calendar has.
pub(super) fn day(published: &str) -> Option<Day> {
    let dates::Day { year, month, day } = dates::Day::of(published)?;
    civil(year.into(), month.into(), day.into())
}

/// The day of a date in the Gregorian calendar (Hinnant, 2014).
fn civil(year: i64, month: u32, day: u32) -> Option<Day> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(1000..=9999).contains(&year) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let of_era = year.rem_euclid(400);
    let of_year = (153 * i64::from((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    Some(year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Year, month and day of a day.
fn date(day: Day) -> (i64, u32, u32) {
    let day = day + 719_468;
    let of_era = day.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (month, of_month) =
        (if shifted < 10 { shifted + 3 } else { shifted - 9 }, of_year - (153 * shifted + 2) / 5 + 1);
    let year = year_of_era + day.div_euclid(146_097) * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(of_month).unwrap_or(1))
}

/// A day as people write it: `12 Nov 2026`.
pub(super) fn written(day: Day) -> String {
    let (year, month, day) = date(day);
    format!("{day} {} {year}", MONTHS[month as usize - 1])
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
        let (year, month, _) = date(day);
        match self {
            Step::Day => day,
            // The first of January 1970 was a Thursday; weeks begin on Mondays.
            Step::Week => (day + 3).div_euclid(7),
            Step::Month => year * 12 + i64::from(month) - 1,
            Step::Year => year,
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

    #[test]
    fn dates_are_read_as_inputs_write_them() {
        let day = |given| super::day(given).map(written);
        for given in ["2026-11-12", "2026-11-12T08:30:00Z", "20261112", "12 November 2026", "Nov. 12, 2026"] {
            assert_eq!(day(given).as_deref(), Some("12 Nov 2026"), "{given}");
        }
        for given in ["", "today", "2026-13-01", "2026-02-30", "12", "99999999"] {
            assert_eq!(day(given), None, "{given}");
        }
    }

    #[test]
    fn every_day_comes_back_as_itself() {
        for day in (-200_000..60_000).step_by(17) {
            let (year, month, of_month) = date(day);
            assert_eq!(civil(year, month, of_month), Some(day));
        }
        assert_eq!((civil(1970, 1, 1), civil(2000, 3, 1)), (Some(0), Some(11_017)));
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let monday = day("2026-11-09").unwrap();
        assert_eq!(Step::Week.bar(monday), Step::Week.bar(monday + 6));
        assert_eq!(Step::Week.label(Step::Week.bar(monday + 6)), "9 Nov 2026");
        assert_ne!(Step::Week.bar(monday), Step::Week.bar(monday - 1));
    }
}
