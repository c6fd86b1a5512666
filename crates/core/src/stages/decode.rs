//! Scores to spans: the likeliest labelling that breaks no constraint, and how likely each part of it is.
//!
//! Viterbi over each block with the model's learned transitions; the forward-backward algorithm
//! over the same lattice gives marginal probabilities.
//!
//! Constraints, exact in both:
//! - a part begins with `B` and goes on with `I` of its own role;
//! - no part crosses the end of a block;
//! - no part goes on into the next sentence, unless a quotation holds it together (or a settled label);
//! - a quotation mark that closes a quotation belongs to the content before it, and one that
//!   opens a quotation to the content behind it;
//! - bylines and datelines hold nothing.

use super::{
    Hint, Label, Role, Scores, TaggedSpan, Transitions,
    lattice::{Lattice, Learned},
};
use crate::text::{QuotationState, Words, is_day};

const N: usize = 7;
const OUTSIDE: usize = 0;
const BEGIN_CONTENT: usize = 5;
const INSIDE_CONTENT: usize = 6;

/// What a word may not be because of the marks at it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Rule {
    /// The word behind an opening mark: no content begins here, it began at the mark.
    after_opening: bool,
    /// A closing mark: goes on with the content before it.
    closing: bool,
    /// A word of the dateline: in no part.
    silent: bool,
    /// The first word of a sentence behind one outside of quotation marks: no content goes on here.
    new_sentence: bool,
}

/// How much a label is raised for which a word's form speaks, and lowered against which it speaks, in logits.
const SETTLED: f32 = 8.0;

/// The parts of every block, in text order. `hints` tell what the form of words speaks for and against.
pub fn decode(words: &Words, scores: &Scores, hints: &[Hint], transitions: &Transitions) -> Vec<TaggedSpan> {
    let mut rules = rules(words);
    let mut logits = scores.labels.clone();
    for hint in hints {
        match *hint {
            Hint::For(word, label) => {
                rules[word].new_sentence &= label != Label::Inside(Role::Content);
                logits[word][label.index()] += SETTLED;
            }
            Hint::Against(word, role) => {
                for label in [Label::Begin(role), Label::Inside(role)] {
                    logits[word][label.index()] -= SETTLED;
                }
            }
        }
    }
    let mut spans = Vec::new();
    for block in words.blocks.iter().filter(|block| !block.byline && !block.words.is_empty()) {
        let lattice = lattice(&logits[block.words.clone()], &rules[block.words.clone()], transitions);
        let labels = lattice.best();
        let (forward, backward) = lattice.forward_backward();
        let mut at = 0;
        while at < labels.len() {
            let Label::Begin(role) = Label::ALL[labels[at]] else {
                at += 1;
                continue;
            };
            let mut end = at + 1;
            while end < labels.len() && labels[end] == labels[at] + 1 {
                end += 1;
            }
            let (exact, mean) = lattice.probability(&forward, &backward, at..end, labels[at]);
            let part = block.words.start + at..block.words.start + end;
            spans.push(TaggedSpan { role, words: trimmed(words, role, part), exact, mean });
            at = end;
        }
    }
    spans
}

/// A part without the signs at its ends that belong to the sentence around it: outer commas, the colon of a cue. A
/// part of signs alone stays.
fn trimmed(words: &Words, role: Role, part: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let outside = |word: usize| words.states[word] == QuotationState::Outside;
    let outer = |word: usize| {
        outside(word)
            && match words.word(word) {
                "," | ";" | ":" => true,
                "—" | "–" | "--" | "-" | "." => role != Role::Content,
                _ => false,
            }
    };
    let bare = |part: std::ops::Range<usize>| match part.clone().find(|word| !outer(*word)) {
        Some(start) => start..1 + part.rev().find(|word| !outer(*word)).unwrap_or(start),
        None => part,
    };
    let part = bare(part);
    let end = if role == Role::Content {
        let end = whole_quotation(words, &part).unwrap_or(part.end);
        // What joins it to the next statement belongs to neither.
        let joint = end > part.start + 1 && outside(end - 1) && matches!(words.word(end - 1), "and" | "but" | "or");
        end - usize::from(joint)
    } else {
        part.end - time_at_end(words, &part)
    };
    bare(part.start..end)
}

/// Where a content ends that begins with a quotation which is whole, its stop or comma inside it, and goes on in other
/// words: “Hold on,” until the boat turned.
fn whole_quotation(words: &Words, part: &std::ops::Range<usize>) -> Option<usize> {
    const SHORTEST: usize = 5;
    let at = words.quotations.partition_point(|quotation| quotation.words.start < part.start);
    let quotation = &words.quotations.get(at)?;
    let end = quotation.words.end;
    let opens = quotation.words.start == part.start && quotation.opened && quotation.closed;
    let stops = || matches!(words.word(end - 2), "," | "." | "!" | "?" | "…" | "...");
    let rest = end..part.end;
    let other_words = !rest.is_empty() && rest.clone().all(|word| words.states[word] == QuotationState::Outside);
    (opens && quotation.words.len() >= SHORTEST && other_words && stops()).then_some(end)
}

/// How many words at the end of a source or cue tell when: "the mayor on Monday", "insisted last night".
fn time_at_end(words: &Words, part: &std::ops::Range<usize>) -> usize {
    const UNITS: [&str; 7] = ["night", "week", "month", "year", "spring", "summer", "autumn"];
    let word = |back: usize| part.end.checked_sub(back).filter(|at| *at > part.start).map_or("", |at| words.word(at));
    // "a report published on Friday": the day is the participle's.
    if word(2).ends_with("ed") || word(3).ends_with("ed") && word(2) == "on" {
        return 0;
    }
    match (word(2), word(1)) {
        ("on", day) if is_day(day) => 2,
        ("last" | "this" | "next", unit) if UNITS.contains(&unit) || is_day(unit) => 2,
        (_, "yesterday" | "today" | "tonight") => 1,
        (_, day) if is_day(day) => 1,
        _ => 0,
    }
}

fn rules(words: &Words) -> Vec<Rule> {
    let mut rules = vec![Rule::default(); words.len()];
    for quotation in words.quotations.iter().filter(|quotation| quotation.opened && quotation.closed) {
        // The rule speaks of marks that hold at least one word.
        if quotation.words.len() >= 3 {
            rules[quotation.words.start + 1].after_opening = true;
            rules[quotation.words.end - 1].closing = true;
        }
    }
    for sentence in words.sentences.iter().filter(|sentence| sentence.start > 0) {
        let first = sentence.start;
        rules[first].new_sentence = words.states[first - 1] == QuotationState::Outside;
    }
    for rule in &mut rules[words.dateline.clone()] {
        *rule = Rule { silent: true, ..Rule::default() };
    }
    rules
}

/// The lattice of a block.
fn lattice<'r>(
    scores: &[[f32; N]],
    rules: &'r [Rule],
    transitions: &Transitions,
) -> Lattice<N, impl Fn(usize, usize, usize) -> bool + 'r> {
    let biased = scores.iter().map(|scores| std::array::from_fn(|label| scores[label] + transitions.bias[label]));
    let role = |label: usize| match Label::ALL[label] {
        Label::Outside => None,
        Label::Begin(role) | Label::Inside(role) => Some(role),
    };
    let follows = move |from: usize, to: usize| !matches!(Label::ALL[to], Label::Inside(_)) || role(from) == role(to);
    let silent = rules.first().is_some_and(|rule| rule.silent);
    let starts = |label: usize| !matches!(Label::ALL[label], Label::Inside(_)) && (!silent || label == OUTSIDE);
    let learned = Learned { between: transitions.between, start: transitions.start, end: transitions.end };
    Lattice::new(biased, &learned, follows, starts, move |word, from, to| rules[word].allows(from, to))
}

impl Rule {
    /// Whether a word of this rule may go from one label to another.
    fn allows(self, from: usize, to: usize) -> bool {
        let Rule { after_opening, closing, silent, new_sentence } = self;
        let in_content = from == BEGIN_CONTENT || from == INSIDE_CONTENT;
        !(silent && to != OUTSIDE
            || after_opening && to == BEGIN_CONTENT
            || closing && in_content && to != INSIDE_CONTENT
            || new_sentence && to == INSIDE_CONTENT)
    }
}

/// The role of each word by a labelling of spans; for tests and linking.
pub fn roles(spans: &[TaggedSpan], n_words: usize) -> Vec<Option<Role>> {
    let mut roles = vec![None; n_words];
    for span in spans {
        roles[span.words.clone()].fill(Some(span.role));
    }
    roles
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::types::{Article, Dateline, Section, Span};

    fn article(paragraphs: &[&str]) -> Article {
        let text = paragraphs.join("\n");
        let mut at = 0;
        let paragraphs = paragraphs.iter().map(|paragraph| {
            at += paragraph.len() + 1;
            Span::new(at - 1 - paragraph.len(), at - 1)
        });
        let sections = vec![Section { heading: None, paragraphs: paragraphs.collect() }];
        Article { text, sections, ..Article::default() }
    }

    fn flat() -> Transitions {
        Transitions { between: [[0.0; N]; N], start: [0.0; N], end: [0.0; N], bias: [0.0; N] }
    }

    /// Scores that want the given label at each word, by index into `Label::ALL`; 7 wants none.
    fn wanting(labels: &[usize]) -> Scores {
        let row = |label: &usize| std::array::from_fn(|index| if index == *label { 4.0 } else { 0.0 });
        Scores { labels: labels.iter().map(row).collect(), entities: vec![[1.0, 0.0, 0.0, 0.0, 0.0]; labels.len()] }
    }

    fn check(paragraphs: &[&str], labels: &[usize], expected: &[(Role, &str)]) {
        let article = article(paragraphs);
        let (words, _) = Words::new(&article);
        assert_eq!(words.len(), labels.len(), "one label a word");
        let spans = decode(&words, &wanting(labels), &[], &flat());
        let found: Vec<_> = spans.iter().map(|span| (span.role, words.slice(&span.words))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn takes_closing_and_opening_marks_into_the_content_they_hold() {
        check(
            &["Rao said “we won it all” twice."],
            &[1, 3, 7, 5, 6, 6, 6, 7, 0, 0],
            &[(Role::Source, "Rao"), (Role::Cue, "said"), (Role::Content, "“we won it all”")],
        );
    }

    #[test]
    fn ends_every_part_with_its_sentence_unless_a_quotation_holds_it() {
        check(
            &["Rao said they won. “It was hard.”"],
            &[1, 3, 5, 6, 6, 6, 6, 6, 6, 6, 6],
            &[
                (Role::Source, "Rao"),
                (Role::Cue, "said"),
                (Role::Content, "they won."),
                (Role::Content, "“It was hard.”"),
            ],
        );
        check(&["“We won. It was hard.”"], &[5, 6, 6, 6, 6, 6, 6, 6, 6], &[(Role::Content, "“We won. It was hard.”")]);
    }

    #[test]
    fn finds_nothing_in_a_dateline() {
        let text = "SORN, May 5 — Lund said it rained.";
        let mut article = article(&[text]);
        article.dateline = Some(Dateline { span: Span::new(0, 11), place: None, agency: None, date: None });
        let (words, _) = Words::new(&article);
        let spans = decode(&words, &wanting(&[1, 2, 2, 2, 2, 2, 3, 5, 6, 0]), &[], &flat());
        assert_eq!(words.slice(&words.dateline), "SORN, May 5 —");
        assert_eq!((spans[0].role, words.slice(&spans[0].words)), (Role::Cue, "said"));
    }

    #[test]
    fn leaves_outer_commas_colons_and_days_out() {
        check(
            &["Rao, on Monday, said: it rained,"],
            &[1, 2, 2, 2, 2, 3, 4, 5, 6, 6],
            &[(Role::Source, "Rao"), (Role::Cue, "said"), (Role::Content, "it rained")],
        );
        check(
            &["Rao on Monday said it rained"],
            &[1, 2, 2, 3, 5, 6],
            &[(Role::Source, "Rao"), (Role::Cue, "said"), (Role::Content, "it rained")],
        );
        check(&["a report published on Monday"], &[1, 2, 2, 2, 2], &[(Role::Source, "a report published on Monday")]);
    }

    #[test]
    fn ends_a_content_with_the_quotation_it_is() {
        check(
            &["“Hold on to me,” until the boat turned"],
            &[5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6],
            &[(Role::Content, "“Hold on to me,”")],
        );
        check(&["“bad, mad” and more"], &[5, 6, 6, 6, 6, 6, 6], &[(Role::Content, "“bad, mad” and more")]);
    }

    #[test]
    fn follows_hints_for_and_against_labels() {
        let article = article(&["Rao said it rained"]);
        let (words, _) = Words::new(&article);
        let hints = [Hint::For(1, Label::Begin(Role::Cue)), Hint::Against(0, Role::Source)];
        let spans = decode(&words, &wanting(&[1, 2, 5, 6]), &hints, &flat());
        let found: Vec<_> = spans.iter().map(|span| (span.role, words.slice(&span.words))).collect();
        assert_eq!(found, [(Role::Cue, "said"), (Role::Content, "it rained")]);
    }

    #[test]
    fn ends_every_part_with_its_block() {
        check(
            &["they won", "again today"],
            &[5, 6, 6, 6],
            &[(Role::Content, "they won"), (Role::Content, "again today")],
        );
    }

    #[test]
    fn splits_two_parts_of_one_role_that_touch() {
        check(&["a b c d"], &[5, 6, 5, 6], &[(Role::Content, "a b"), (Role::Content, "c d")]);
    }

    /// All labellings of three words, weighed one by one.
    #[test]
    fn marginals_equal_those_of_full_enumeration() {
        let article = article(&["“a” b"]);
        let (words, _) = Words::new(&article);
        let scores = Scores {
            labels: (0..4).map(|word| std::array::from_fn(|label| ((word * 5 + label * 3) % 7) as f32 * 0.4)).collect(),
            entities: vec![[1.0, 0.0, 0.0, 0.0, 0.0]; 4],
        };
        let transitions = Transitions {
            between: std::array::from_fn(|from| std::array::from_fn(|to| ((from * 2 + to) % 5) as f32 * 0.3)),
            start: std::array::from_fn(|label| label as f32 * 0.1),
            end: std::array::from_fn(|label| 0.5 - label as f32 * 0.1),
            bias: [0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1],
        };
        let rules = rules(&words);
        let lattice = lattice(&scores.labels, &rules, &transitions);
        let mut total = 0.0;
        let mut content = [0.0; 4];
        let mut best = (0.0, Vec::new());
        for code in 0..N.pow(4) {
            let labels: Vec<usize> = (0..4).map(|word| code / N.pow(word) % N).collect();
            let mut weight = lattice.start[labels[0]] * lattice.emissions[0][labels[0]] * lattice.end[labels[3]];
            for word in 1..4 {
                weight *= lattice.step(word, labels[word - 1], labels[word]) * lattice.emissions[word][labels[word]];
            }
            total += weight;
            if labels[0] == 5 && labels[1] == 6 && labels[2] == 6 && labels[3] != 6 {
                content[0] += weight;
            }
            for word in 0..3 {
                content[word + 1] += if labels[word] >= 5 { weight } else { 0.0 };
            }
            if weight > best.0 {
                best = (weight, labels);
            }
        }
        assert_eq!(lattice.best(), best.1);
        let (forward, backward) = lattice.forward_backward();
        let (exact, mean) = lattice.probability(&forward, &backward, 0..3, BEGIN_CONTENT);
        assert!((f64::from(exact) - content[0] / total).abs() < 1e-6);
        assert!((f64::from(mean) - content[1..].iter().sum::<f64>() / 3.0 / total).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn no_scores_break_a_constraint(
            text in "[a-c“”\"' .,]{1,40}",
            seed in proptest::collection::vec(-50.0_f32..50.0, 7 * 40),
            between in proptest::collection::vec(-5.0_f32..5.0, 49),
        ) {
            let article = article(&[text.trim()]);
            let (words, _) = Words::new(&article);
            let labels = (0..words.len()).map(|word| std::array::from_fn(|label| seed[word * 7 + label])).collect();
            let scores = Scores { labels, entities: vec![[1.0, 0.0, 0.0, 0.0, 0.0]; words.len()] };
            let between = std::array::from_fn(|from| std::array::from_fn(|to| between[from * 7 + to]));
            let spans = decode(&words, &scores, &[], &Transitions { between, ..flat() });
            let roles = roles(&spans, words.len());
            for span in &spans {
                prop_assert!((0.0..=1.0).contains(&span.exact) && (0.0..=1.0).contains(&span.mean));
                prop_assert_eq!(words.block_of(span.words.start), words.block_of(span.words.end - 1));
            }
            for quotation in words.quotations.iter().filter(|q| q.opened && q.closed && q.words.len() > 2) {
                let last = quotation.words.end - 1;
                let in_content = |word: usize| roles[word] == Some(Role::Content);
                prop_assert!(!in_content(last - 1) || in_content(last), "a closing mark left out in {}", text);
                let starts = spans.iter().any(|s| s.role == Role::Content && s.words.start == quotation.words.start + 1);
                prop_assert!(!starts, "an opening mark left out in {}", text);
            }
        }
    }
}
