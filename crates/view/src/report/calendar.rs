//! Dates of publication, as inputs give them, to days, and these to the bars of a timeline.

/// Days since the first of January 1970.
pub(super) type Day = i64;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day that a date names: `2026-11-12`, with or without a time; `20261112`; `12 November 2026`, `Nov. 12, 2026`. A
/// month alone is its first day.
pub(super) fn day(published: &str) -> Option<Day> {
    let parts: Vec<&str> =
        published.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let first = *parts.first()?;
    if first.len() == 8 && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return civil(first[..4].parse().ok()?, first[4..6].parse().ok()?, first[6..].parse().ok()?);
    }
    if first.len() == 4 {
        let month = parts.get(1).and_then(|part| part.parse().ok())?;
        let digits = |part: &&&str| part.bytes().take(2).filter(u8::is_ascii_digit).count();
        let day = parts.get(2).filter(|part| digits(part) > 0).and_then(|part| part.get(..digits(&part))?.parse().ok());
        return civil(first.parse().ok()?, month, day.unwrap_or(1));
    }
    let month_at = parts.iter().take(3).position(|part| month_of(part).is_some())?;
    let month = month_of(parts[month_at])?;
    let year = parts.iter().skip(month_at + 1).take(2).find(|part| part.len() == 4)?.parse().ok()?;
    let neighbours = [month_at.checked_sub(1), Some(month_at + 1)];
    let day = neighbours.into_iter().flatten().filter_map(|at| parts.get(at)).find(|part| part.len() <= 2);
    civil(year, month, day.map_or(Some(1), |day| day.parse().ok())?)
}

fn month_of(word: &str) -> Option<u32> {
    let found = MONTHS.iter().position(|month| {
        word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(month))
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    })?;
    u32::try_from(found + 1).ok()
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
            ..=420 => Step::Week,
            ..=1900 => Step::Month,
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
        for given in [
            "2026-11-12",
            "2026-11-12T08:30:00Z",
            "2026-11-12 08:30",
            "20261112",
            "12 November 2026",
            "Nov. 12, 2026",
            "Thu, 12 Nov 2026 08:00",
        ] {
            assert_eq!(day(given).as_deref(), Some("12 Nov 2026"), "{given}");
        }
        assert_eq!(day("2026-02").as_deref(), Some("1 Feb 2026"));
        assert_eq!(day("March 2026").as_deref(), Some("1 Mar 2026"));
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
