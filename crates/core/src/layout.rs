//! Plain text, or blocks that mark-up tells, to the parts of an article: headline, standfirst, byline, dateline,
//! crossheads, paragraphs.
//!
//! Lines become units (a paragraph, a headline, any other line), the first units become the front of
//! the article, and the rest its body, divided at crossheads. Every rule is about form, since no
//! mark-up is left in plain text to go by, and errs toward a paragraph of the body: a part that was
//! not found costs less than a paragraph that was lost to a part. Trailing credits, captions and
//! lines over a headline ("EXCLUSIVE") are paragraphs of the body, in text order.
//!
//! Where mark-up told the blocks and the crossheads (`lay_out_blocks`), only what it does not tell is
//! looked for: byline, dateline, and a standfirst that has no field of its own.
//!
//! Left out: parts that share a line, such as a headline with its byline, and anything that only
//! the page's design told.

mod byline;
mod crosshead;
mod dateline;
mod front;
mod lines;
pub(crate) mod look;

pub(crate) use byline::authors;

use crate::types::{Dateline, Section, Span};
use front::{Known, Part};
use lines::Unit;

/// What mark-up says that a block of the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// A paragraph, quoted or not.
    Paragraph,
    /// A crosshead over what follows.
    Heading,
    /// An item of a list, a paragraph of its own.
    Item,
}

/// Where the parts of an article lie in its text.
///
/// **Invariant**: headline, standfirst, byline, headings and paragraphs do not overlap, have no
/// white space at their ends, and together cover every character of the text that is no white
/// space. The dateline lies in the first paragraph that is part of the story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The headline; a text that begins with its first paragraph has none.
    pub headline: Option<Span>,
    /// The summary under the headline.
    pub standfirst: Option<Span>,
    /// The line or lines that name the authors.
    pub byline: Option<Span>,
    /// Place, agency and date at the head of the first paragraph.
    pub dateline: Option<Dateline>,
    /// The body. Empty only where the text holds nothing but white space.
    pub sections: Vec<Section>,
}

/// Finds the parts of an article in plain text, in time linear in its length.
///
/// ```
/// let text = "Ferry fares to rise\nBy Jane Doe\nOSTBURG (AP) — Fares rise in May, the port said.";
/// let layout = inquit::layout::lay_out(text);
/// assert_eq!(layout.headline.unwrap().of(text), "Ferry fares to rise");
/// assert_eq!(layout.byline.unwrap().of(text), "By Jane Doe");
/// assert_eq!(layout.dateline.unwrap().agency.as_deref(), Some("AP"));
/// assert_eq!(layout.sections[0].paragraphs.len(), 1);
/// ```
pub fn lay_out(text: &str) -> Layout {
    lay_out_below(text, 0, None, None)
}

/// Lays out the text from byte `from` on, under a headline and a standfirst that are known to lie
/// before it. No other headline or standfirst is looked for where one is known.
pub(crate) fn lay_out_below(text: &str, from: usize, headline: Option<Span>, standfirst: Option<Span>) -> Layout {
    arrange(text, &lines::units(text, from), None, Known { headline, standfirst })
}

/// Lays out blocks whose kinds are known, under a headline and a standfirst that are known to lie
/// before them. A heading is one because it is marked as such; other crossheads are looked for only
/// where nothing is.
pub(crate) fn lay_out_blocks(
    text: &str,
    blocks: &[(Span, BlockKind)],
    headline: Option<Span>,
    standfirst: Option<Span>,
) -> Layout {
    let units: Vec<Unit> = blocks.iter().map(|(span, _)| Unit { span: *span, gap_before: true }).collect();
    let kinds: Vec<BlockKind> = blocks.iter().map(|(_, kind)| *kind).collect();
    arrange(text, &units, Some(&kinds), Known { headline, standfirst })
}

fn arrange(text: &str, units: &[Unit], kinds: Option<&[BlockKind]>, known: Known) -> Layout {
    let kind = |unit: usize| kinds.and_then(|kinds| kinds.get(unit)).copied();
    let marked = kinds.is_some_and(|kinds| kinds.contains(&BlockKind::Heading));
    // The front ends where the mark-up opens a section or a list.
    let n_front = kinds
        .and_then(|kinds| kinds.iter().position(|kind| *kind != BlockKind::Paragraph))
        .map_or(units.len(), |first| first.min(units.len()));
    let parts = front::front(text, &units[..n_front], known);
    let mut layout = Layout { headline: known.headline, standfirst: known.standfirst, ..Layout::default() };
    let mut is_body = vec![true; units.len()];
    for (unit, part) in parts {
        let place = match part {
            Part::Headline => &mut layout.headline,
            Part::Standfirst => &mut layout.standfirst,
            Part::Byline => &mut layout.byline,
        };
        let span = units[unit].span;
        *place = Some(place.map_or(span, |known| known.hull(span)));
        is_body[unit] = false;
    }
    let front_end = is_body.iter().rposition(|body| !body).map_or(0, |last| last + 1);
    let body: Vec<(usize, Span)> =
        units.iter().enumerate().filter(|(index, _)| is_body[*index]).map(|(index, unit)| (index, unit.span)).collect();
    let mut first_of_story = true;
    for (position, (index, span)) in body.iter().enumerate() {
        let before = position.checked_sub(1).map(|before| body[before]).filter(|(before, _)| *before >= front_end);
        let after = body.get(position + 1).map(|(_, after)| after.of(text));
        let looks_like_heading = *index >= front_end
            && !marked
            && kind(*index) != Some(BlockKind::Item)
            && (before.is_some() || layout.headline.is_some())
            && after.is_some_and(|after| {
                crosshead::is_crosshead(before.map(|(_, before)| before.of(text)), span.of(text), after)
            });
        if looks_like_heading || kind(*index) == Some(BlockKind::Heading) {
            layout.sections.push(Section { heading: Some(*span), paragraphs: Vec::new() });
            continue;
        }
        if first_of_story && *index >= front_end && !look::is_stamp(span.of(text)) {
            layout.dateline = dateline::dateline(text, *span);
            first_of_story = false;
        }
        match layout.sections.last_mut() {
            Some(section) => section.paragraphs.push(*span),
            None => layout.sections.push(Section { heading: None, paragraphs: vec![*span] }),
        }
    }
    layout
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One line a block, in text order: "H ", "S ", "B ", "# " for a crosshead, "  " for a paragraph.
    fn outline(text: &str) -> String {
        let layout = lay_out(text);
        let mut lines: Vec<(Span, &str)> = Vec::new();
        lines.extend(layout.headline.map(|span| (span, "H ")));
        lines.extend(layout.standfirst.map(|span| (span, "S ")));
        lines.extend(layout.byline.map(|span| (span, "B ")));
        for section in &layout.sections {
            lines.extend(section.heading.map(|span| (span, "# ")));
            lines.extend(section.paragraphs.iter().map(|span| (*span, "  ")));
        }
        lines.sort();
        let short = |span: Span| span.of(text).chars().take(24).collect::<String>().replace('\n', "⏎");
        lines.into_iter().map(|(span, mark)| format!("{mark}{}\n", short(span).trim_end())).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let expected: String =
            expected.lines().skip(1).map(|line| format!("{}\n", line.get(12..).unwrap_or(""))).collect();
        assert_eq!(outline(text), expected);
    }

    const LEAD: &str = "Councillors in Westford voted late on Tuesday to close the swing bridge until spring, after engineers \
                        found cracks in both of its girders.";
    const SECOND: &str = "“We had no choice,” Maria Orlo, who leads the council, told reporters outside the hall.";
    const THIRD: &str = "The bridge carries 9,000 cars a day, and the nearest other crossing is eleven miles upstream.";

    #[test]
    fn lays_out_a_broadsheet_story_without_blank_lines() {
        check(
            &format!(
                "Orlo, Hale agree to shut Westford bridge\n\
                 From Westford, the leader of the council says the crossing was \"an accident that was waiting to happen.\"\n\
                 Council and county will share the cost of the repairs, said council leader Maria Orlo, who met the county's head on Tuesday.\n\
                 {THIRD}\n\
                 She called the crossing \"an accident that was waiting to happen,\" and said so twice.\n\
                 County will pay ‘its fair share’: Hale\n\
                 Speaking for the county, Ana Hale said that money had been set aside for the girders in the last budget.\n\
                 {THIRD}\n"
            ),
            "
            H Orlo, Hale agree to shut
            S From Westford, the leade
              Council and county will
              The bridge carries 9,000
              She called the crossing
            # County will pay ‘its fai
              Speaking for the county,
              The bridge carries 9,000",
        );
    }

    #[test]
    fn lays_out_a_wire_story() {
        let text = format!(
            "Westford shuts bridge after cracks found.\n\nWESTFORD, Aug 5 (Reuters) - {LEAD}\n\n{SECOND}\n\n(Reporting by Jane Doe; editing by John Roe)"
        );
        check(
            &text,
            "
            H Westford shuts bridge af
              WESTFORD, Aug 5 (Reuters
              “We had no choice,” Mari
              (Reporting by Jane Doe;",
        );
        let dateline = lay_out(&text).dateline.unwrap();
        assert_eq!(dateline.span.of(&text), "WESTFORD, Aug 5 (Reuters)");
        assert_eq!(
            (dateline.place.as_deref(), dateline.agency.as_deref(), dateline.date.as_deref()),
            (Some("WESTFORD"), Some("Reuters"), Some("Aug 5"))
        );
    }

    #[test]
    fn finds_no_headline_before_a_dateline_or_a_lead() {
        check(
            &format!("WESTFORD — {LEAD}\n\n{SECOND}"),
            "
              WESTFORD — Councillors i
              “We had no choice,” Mari",
        );
        check(
            &format!("{LEAD}\n\n{SECOND}"),
            "
              Councillors in Westford
              “We had no choice,” Mari",
        );
        check(
            &format!("The bridge at Westford was closed on Tuesday night.\n\n{SECOND}\n\n{THIRD}"),
            "
              The bridge at Westford w
              “We had no choice,” Mari
              The bridge carries 9,000",
        );
    }

    #[test]
    fn takes_one_line_for_a_paragraph() {
        check(
            "Westford bridge to close",
            "
              Westford bridge to close",
        );
        check(
            &format!("\n\n  {LEAD}  \n"),
            "
              Councillors in Westford",
        );
    }

    #[test]
    fn takes_a_deck_after_a_semicolon() {
        check(
            &format!("Bridge shut until spring;\nCracks in girders worry the council.\n\n{LEAD}\n\n{SECOND}"),
            "
            H Bridge shut until spring
            S Cracks in girders worry
              Councillors in Westford
              “We had no choice,” Mari",
        );
    }

    #[test]
    fn takes_a_deck_without_a_stop_and_one_over_a_byline() {
        check(
            &format!(
                "Bridge shut until spring\nCouncil leader says repairs will cost twice as much as planned\n\n{LEAD}\n{SECOND}"
            ),
            "
            H Bridge shut until spring
            S Council leader says repa
              Councillors in Westford
              “We had no choice,” Mari",
        );
        check(
            &format!(
                "Bridge Shut Until Spring\n\nThe council had no choice, its leader says.\n\nBy Jane Doe and John Roe in Westford\n\n{LEAD}"
            ),
            "
            H Bridge Shut Until Spring
            S The council had no choic
            B By Jane Doe and John Roe
              Councillors in Westford",
        );
    }

    #[test]
    fn keeps_an_ordinary_lead_in_the_body() {
        check(
            &format!("Bridge shut until spring\n\n{LEAD}\n\n{SECOND}\n\n{THIRD}"),
            "
            H Bridge shut until spring
              Councillors in Westford
              “We had no choice,” Mari
              The bridge carries 9,000",
        );
    }

    #[test]
    fn joins_a_headline_over_two_lines() {
        check(
            &format!("Westford Council Votes to Close\nIts Bridge After Cracks Found\n\n{LEAD}"),
            "
            H Westford Council Votes t
              Councillors in Westford",
        );
        check(
            &format!("Westford council votes to close bridge\nafter cracks found in girders\n\n{LEAD}"),
            "
            H Westford council votes t
              Councillors in Westford",
        );
    }

    #[test]
    fn reads_bylines_of_every_house() {
        for byline in [
            "By Jane Doe",
            "By Jane Doe, Political Editor",
            "JANE DOE\nStaff Writer",
            "Jane Doe in Westford",
            "Jane Doe, BBC News correspondent",
        ] {
            let text = format!("Bridge shut until spring\n{byline}\n\n{LEAD}\n\n{SECOND}");
            let layout = lay_out(&text);
            assert_eq!(layout.byline.map(|span| span.of(&text)), Some(byline));
            assert_eq!(layout.sections[0].paragraphs.len(), 2, "{byline}");
        }
    }

    #[test]
    fn takes_a_name_alone_for_the_author_unless_the_story_is_about_it() {
        let text = format!("Bridge shut until spring\nJane Doe\n{LEAD}\n{SECOND}");
        assert_eq!(lay_out(&text).byline.map(|span| span.of(&text)), Some("Jane Doe"));
        let text = format!("Bridge shut until spring\nMaria Orlo\n{LEAD}\n{SECOND}");
        assert_eq!(lay_out(&text).byline, None);
    }

    #[test]
    fn passes_dates_between_headline_and_story() {
        let text =
            format!("Bridge shut until spring\nBy Jane Doe\nPublished 3 May 2024, 10.15 BST\n\nWESTFORD (AP) — {LEAD}");
        check(
            &text,
            "
            H Bridge shut until spring
            B By Jane Doe
              Published 3 May 2024, 10
              WESTFORD (AP) — Councill",
        );
        assert_eq!(lay_out(&text).dateline.unwrap().agency.as_deref(), Some("AP"));
    }

    #[test]
    fn lays_out_a_press_release() {
        let text = format!(
            "FOR IMMEDIATE RELEASE\n\nOrlo Marine Wins Westford Bridge Contract\n\nWESTFORD, Ohio, March 4, 2024 /PRNewswire/ -- Orlo Marine today said it had won.\n\n{THIRD}\n\nContact: Ana Hale, 555-0100"
        );
        check(
            &text,
            "
              FOR IMMEDIATE RELEASE
            H Orlo Marine Wins Westfor
              WESTFORD, Ohio, March 4,
              The bridge carries 9,000
              Contact: Ana Hale, 555-0",
        );
        assert_eq!(lay_out(&text).dateline.unwrap().agency.as_deref(), Some("PRNewswire"));
    }

    #[test]
    fn keeps_the_turns_of_a_transcript_in_the_body() {
        check(
            "ORLO: Good evening, and welcome.\nHALE: Thank you for having me here tonight.\nORLO: Is the bridge safe?\nHALE: No.",
            "
              ORLO: Good evening, and
              HALE: Thank you for havi
              ORLO: Is the bridge safe
              HALE: No.",
        );
    }

    #[test]
    fn keeps_an_interview_in_the_body_under_its_headline() {
        check(
            "Interview: Ana Hale on bridges\n\nQ: Why bridges?\n\nA: Because they join things, and people like that.",
            "
            H Interview: Ana Hale on b
              Q: Why bridges?
              A: Because they join thi",
        );
    }

    #[test]
    fn lays_out_a_tabloid_story_with_a_quoting_crosshead() {
        check(
            &format!(
                "EXCLUSIVE\nBridge of sighs!\n{LEAD}\n‘Not my fault’\n{SECOND}\nPicture: John Roe/Getty Images\n{THIRD}"
            ),
            "
              EXCLUSIVE
            H Bridge of sighs!
              Councillors in Westford
            # ‘Not my fault’
              “We had no choice,” Mari
              Picture: John Roe/Getty
              The bridge carries 9,000",
        );
    }

    #[test]
    fn keeps_lists_and_tables_in_the_body() {
        check(
            &format!(
                "Bridge shut until spring\n{LEAD}\nThe other crossings are:\n- Hale ferry\n- Vane tunnel\n{THIRD}\nOrlo City 3-1 Vane\nHale Rovers 0-0 Westford"
            ),
            "
            H Bridge shut until spring
              Councillors in Westford
              The other crossings are:
              - Hale ferry
              - Vane tunnel
              The bridge carries 9,000
              Orlo City 3-1 Vane
              Hale Rovers 0-0 Westford",
        );
    }

    #[test]
    fn lays_out_hard_wrapped_text() {
        check(
            "Bridge shut until spring\n\n\
             Councillors in Westford voted late on Tuesday to close the swing bridge\n\
             until spring, after engineers found cracks in both of its girders, and\n\
             a ferry will run.\n\n\
             What the engineers found\n\n\
             The cracks are as long as a hand, and were seen first in June by a boy\n\
             who was fishing.\n",
            "
            H Bridge shut until spring
              Councillors in Westford
            # What the engineers found
              The cracks are as long a",
        );
    }

    #[test]
    fn has_no_parts_where_there_is_no_text() {
        assert_eq!(lay_out(""), Layout::default());
        assert_eq!(lay_out(" \r\n\t\u{2029}\u{c}\u{a0}\n"), Layout::default());
    }

    #[test]
    fn lays_out_very_long_texts() {
        let paragraphs = format!("Bridge shut until spring\n\n{}", format!("{LEAD}\n\n").repeat(10_000));
        assert_eq!(lay_out(&paragraphs).sections[0].paragraphs.len(), 10_000);
        let line = "word ".repeat(200_000);
        assert_eq!(lay_out(&line).sections[0].paragraphs, [Span::new(0, line.len() - 1)]);
        let short = "Word\n".repeat(100_000);
        assert_eq!(lay_out(&short).sections[0].paragraphs.len(), 100_000);
    }

    fn covers(text: &str, layout: &Layout) -> Result<(), TestCaseError> {
        let mut blocks: Vec<Span> = [layout.headline, layout.standfirst, layout.byline].into_iter().flatten().collect();
        let mut body = Vec::new();
        for section in &layout.sections {
            body.extend(section.heading);
            body.extend(&section.paragraphs);
        }
        prop_assert!(body.is_sorted());
        blocks.extend(body);
        blocks.sort();
        let mut end = 0;
        for block in blocks {
            prop_assert!(block.start >= end && !block.is_empty());
            prop_assert_eq!(text[end..block.start].trim(), "");
            prop_assert_eq!(text[block.start..block.end].trim(), &text[block.start..block.end]);
            end = block.end;
        }
        prop_assert_eq!(text[end..].trim(), "");
        if let Some(dateline) = &layout.dateline {
            let holds = |section: &Section| {
                section
                    .paragraphs
                    .iter()
                    .any(|paragraph| paragraph.contains(dateline.span) && paragraph.start == dateline.span.start)
            };
            prop_assert!(layout.sections.iter().any(holds));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_character_lies_in_one_block_of_any_string(text in "(?s).{0,120}") {
            covers(&text, &lay_out(&text))?;
        }

        #[test]
        fn every_character_lies_in_one_block_of_any_lines(
            lines in proptest::collection::vec(
                prop_oneof![
                    Just("By Jane Doe"), Just("JANE DOE"), Just("Staff Writer"), Just("Bridge shut until spring"), Just("Bridge shut;"), Just("3 May 2024"),
                    Just("EXCLUSIVE"), Just("after cracks found"), Just(LEAD), Just(SECOND), Just("LONDON (AP) — It rained."), Just("(Reuters) -"),
                    Just("‘Not my fault’"), Just("- item"), Just(""), Just(" "), Just("\0"), Just("\u{200b}"), Just("é😀"), Just("\u{c}"),
                    Just("voted late on Tuesday to close the swing bridge at"),
                ],
                0..14,
            ),
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n"), Just("\u{2028}"), Just("\u{2029}")],
        ) {
            let text = lines.join(end);
            covers(&text, &lay_out(&text))?;
        }
    }
}
