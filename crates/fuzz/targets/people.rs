//! Tables of people, dates of publication and conditions on columns, from any text.
//!
//! The first byte says what the rest is: a table as CSV, one as JSON, a date, or conditions with a line each.

#![no_main]

use inquit::{
    PeopleTable,
    dates::{DateOrder, day, is_ambiguous, number, of_number, year_and_month, year_and_week},
    output::{Condition, Selection},
};
use inquit_fuzz::must;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [which, rest @ ..] = data else { return };
    let text = String::from_utf8_lossy(rest);
    match which % 4 {
        0 => PeopleTable::from_csv(&text).into_iter().for_each(held),
        1 => PeopleTable::from_json(&text).into_iter().for_each(held),
        2 => {
            let days = [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)].map(|order| day(&text, order));
            // Without an order there is a day only where both give it, and both give one only where it is one day or two.
            assert!(days[0].is_none() || days[0] == days[1] && days[1] == days[2]);
            assert_eq!(is_ambiguous(&text), days[1] != days[2]);
            for day in days.into_iter().flatten() {
                assert_eq!(of_number(number(day)), day);
                assert_eq!(day.to_string().parse().ok(), Some(day));
                assert!(year_and_month(day).len() == 7 && year_and_week(day).len() == 8);
            }
        }
        _ => {
            let conditions: Vec<Condition> = text.lines().filter_map(|line| line.parse().ok()).collect();
            let mut record = must(inquit::output::Record::from_json(include_str!("../../../tests/golden/en-fast-3/us-wire.json")));
            let before = record.statements.len();
            let is_kept = Selection { conditions, from: None, to: None }.keep(&mut record);
            assert!(record.statements.len() <= before && (is_kept || record.statements.len() == before));
            must(record.check());
        }
    }
});

/// A table gives back what it was made of, and its names stand for one person each.
fn held(people: PeopleTable) {
    let again = must(PeopleTable::from_entries(people.to_entries()));
    assert_eq!(people.people().len(), again.people().len());
    assert_eq!(people.aliases(), again.aliases());
    for person in people.people() {
        assert!(!person.name.is_empty());
        assert!(person.attributes.keys().all(|column| people.columns().contains(column)));
    }
}
