//! The figures of a corpus to the sections of its page, each with a sentence that says what is to be seen.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Write as _};

use inquit::Gender;

use crate::{
    across::{Groups, People, Person},
    html::{counted, escaped, number, share},
    report::{
        Options,
        calendar::Step,
        carried::carried,
        charts::{Column, bar, columns, figure, heat, here, key, list, marks, table},
        figures::{Count, Figures, Kinds, Voice},
        network,
        pack::Packed,
    },
    stats::By,
    terminal::NOBODY,
};

/// Speakers shown.
const TOP: usize = 15;
/// Speakers and outlets of the heat map.
const HEAT: (usize, usize) = (12, 10);
/// Rows of a panel.
const PANEL: usize = 16;
/// Outlets whose manner is shown.
const OUTLETS: usize = 12;
/// Classes of the three kinds.
const KINDS: [&str; 3] = ["k-direct", "k-mixed", "k-para"];

/// What the sections are drawn from.
struct View<'f> {
    figures: &'f Figures,
    people: &'f People,
    voices: Vec<Voice>,
    listed: &'f [Option<usize>],
}

/// All sections.
pub(super) fn sections(
    options: &Options,
    figures: &Figures,
    people: &People,
    groups: &Groups,
    articles: &Packed,
    listed: &[Option<usize>],
) -> String {
    let view = View { figures, people, voices: figures.voices(people), listed };
    let carried = carried(groups, figures, articles)
        .unwrap_or_else(|| "<p class=\"none\">No statement is in more than one article.</p>".to_owned());
    [
        view.strip(),
        section("heard", "Who is heard", &view.heard()),
        view.panels(),
        section("when", "When", &view.when()),
        section("where", "Who is heard where", &view.r#where()),
        section("whom", "Who speaks of whom", &view.whom()),
        section("how", "How it is reported", &view.how()),
        section("sure", "How sure this is", &view.sure()),
        section("carried", "What is carried widely", &carried),
        section("method", "How this was counted", &view.method(options)),
    ]
    .concat()
}

/// A person's role in one line.
pub(super) fn role(person: &Person) -> String {
    match (&person.title, &person.organisation) {
        (Some(title), Some(of)) if !title.contains(of.as_str()) => format!("{title}, {of}"),
        (Some(title), _) => title.clone(),
        (None, Some(of)) => of.clone(),
        (None, None) => String::new(),
    }
}

fn section(id: &str, title: &str, inside: &str) -> String {
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-title\"><h2 id=\"{id}-title\">{title}</h2>\n{inside}</section>\n"
    )
}

fn none(why: &str) -> String {
    format!("<p class=\"none\">{why}</p>")
}

impl View<'_> {
    fn strip(&self) -> String {
        let figures = self.figures;
        let known = figures.known;
        let facts = [
            (number(figures.all.words), "words attributed"),
            (number(self.listed.iter().flatten().count()), "speakers with a full name"),
            (share(figures.quoted, figures.all.words), "of the words in quotation marks"),
            (share(known.nobody, figures.all.statements), "of the statements by nobody named"),
        ];
        let items = facts.iter().map(|(value, name)| format!("<div><dt>{name}</dt><dd>{value}</dd></div>"));
        format!("<dl class=\"strip\">{}</dl>\n", items.collect::<String>())
    }

    /// Those whom several articles can mean, who say most first.
    fn top(&self) -> Vec<usize> {
        let mut top: Vec<usize> = (0..self.voices.len())
            .filter(|&at| self.people.all()[at].shared && self.voices[at].count.statements > 0)
            .collect();
        top.sort_by_key(|&at| (Reverse(self.voices[at].count.words), at));
        top
    }

    fn name(&self, at: usize) -> &str {
        &self.people.all()[at].name
    }

    /// A name, as a link to all that they say.
    fn link(&self, at: usize) -> String {
        let name = escaped(self.name(at));
        match self.listed[at] {
            Some(place) => format!("<a href=\"#/speaker/{place}\" title=\"{name}\">{name}</a>"),
            None => format!("<span title=\"{name}\">{name}</span>"),
        }
    }

    fn heard(&self) -> String {
        let all = self.figures.all;
        let top = self.top();
        let Some(&first) = top.first() else { return none("Nobody speaks in these articles.") };
        let of = |count: usize, whole: usize| share(count, whole);
        let ten: usize = top.iter().take(10).map(|&at| self.voices[at].count.words).sum();
        let mut html = format!(
            "<p><strong>{}</strong> has most words, {} of all that are attributed to anybody. {} that \
             have most have {} together.</p>\n",
            escaped(self.name(first)),
            of(self.voices[first].count.words, all.words),
            if top.len() > 10 { "The ten".to_owned() } else { format!("The {}", top.len()) },
            of(ten, all.words)
        );
        // Both bars are shares, on one scale: words of all words beside statements of all statements.
        let scaled = |count: Count| (count.words * all.statements.max(1), count.statements * all.words.max(1));
        let most = top.iter().map(|&at| scaled(self.voices[at].count)).map(|(one, other)| one.max(other)).max();
        let most = most.unwrap_or(0);
        let mut drawn = key(&[("k-words", "share of words"), ("k-statements", "share of statements")]);
        drawn += "<ol class=\"voices\">";
        let mut rows = Vec::new();
        for &at in top.iter().take(TOP) {
            let (person, count) = (&self.people.all()[at], self.voices[at].count);
            let role = role(person);
            let (words, statements) = scaled(count);
            let _ = write!(
                drawn,
                "<li><div class=\"label\">{}<span class=\"quiet\">{}</span></div><div class=\"pair\">{}{}</div>\
                 <div class=\"value\"><span>{}</span><span class=\"quiet\">{}</span></div></li>",
                self.link(at),
                escaped(&role),
                bar(&[("k-words", words)], most),
                bar(&[("k-statements", statements)], most),
                of(count.words, all.words),
                of(count.statements, all.statements)
            );
            rows.push(vec![
                person.name.clone(),
                role,
                number(self.voices[at].articles.len()),
                number(count.statements),
                of(count.statements, all.statements),
                number(count.words),
                of(count.words, all.words),
            ]);
        }
        drawn += "</ol>";
        let head = ["Speaker", "Role", "Articles", "Statements", "Share", "Words", "Share"];
        let left = top.len().saturating_sub(TOP);
        let note = match left {
            0 => String::new(),
            left => {
                here(&format!("{} more are in <a href=\"#/speakers\">the list of all speakers</a>. ", number(left)))
            }
        };
        let note = format!(
            "{note}Shares of all words, and of all statements. A statement of several counts for each of them. {}",
            self.figures.rule.sentence(self.figures.left_out)
        );
        html += &figure("Share of voice", &drawn, &note, &table("Those who have most words", &head, &rows));
        html += &self.kinds_of_speakers();
        html
    }

    fn kinds_of_speakers(&self) -> String {
        let all = self.figures.all;
        let mut kinds: Vec<_> = self.figures.speaker_kinds.iter().collect();
        kinds.sort_by_key(|(name, count)| (Reverse(count.words), **name));
        let nobody = |name: &str| if name == NOBODY { "k-unknown" } else { "k-words" };
        let rows: Vec<_> = kinds.iter().map(|(name, count)| (nobody(name), (**name).to_owned(), count.words)).collect();
        let cells = kinds.iter().map(|(name, count)| {
            let (words, statements) = (share(count.words, all.words), share(count.statements, all.statements));
            vec![(**name).to_owned(), number(count.statements), statements, number(count.words), words]
        });
        let head = ["Kind", "Statements", "Share", "Words", "Share"];
        let cells = table("What speaks", &head, &cells.collect::<Vec<_>>());
        format!("<h3>What speaks, by words</h3>{}", figure("What speaks", &list(&rows, all.words), "", &cells))
    }

    /// A section for each of what else was asked for.
    fn panels(&self) -> String {
        let mut html = String::new();
        for (number, (by, counts)) in self.figures.panels.iter().enumerate() {
            let title = by.title();
            html += &section(
                &format!("by-{number}"),
                &format!("By {}", escaped(&title.to_lowercase())),
                &self.panel(by, counts),
            );
        }
        html
    }

    fn panel(&self, by: &By, counts: &BTreeMap<String, Count>) -> String {
        let all = self.figures.all;
        let is_known = |name: &str| !name.starts_with('(') && name != Gender::Unknown.as_str();
        let mut rows: Vec<(&String, Count)> = counts.iter().map(|(name, count)| (name, *count)).collect();
        // What is not known comes last, whatever its share.
        rows.sort_by_key(|(name, count)| {
            (!is_known(name), if by.is_of_time() { 0 } else { usize::MAX - count.words }, *name)
        });
        let Some((most, count)) = rows.iter().filter(|(name, _)| is_known(name)).max_by_key(|(_, count)| count.words)
        else {
            return none("Nothing is known of it in these articles.");
        };
        let title = by.title();
        let mut html = format!(
            "<p><strong>{}</strong> has most words, {} of all.</p>\n",
            escaped(most),
            share(count.words, all.words)
        );
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|(name, count)| {
                let (statements, words) = (share(count.statements, all.statements), share(count.words, all.words));
                vec![(*name).clone(), number(count.statements), statements, number(count.words), words]
            })
            .collect();
        let left = rows.len().saturating_sub(PANEL);
        let class = |name: &str| if is_known(name) { "k-words" } else { "k-unknown" };
        let shown: Vec<_> =
            rows.iter().take(PANEL).map(|(name, count)| (class(name), (*name).clone(), count.words)).collect();
        let cells = table(&title, &[&title, "Statements", "Share", "Words", "Share"], &cells);
        let more = if left > 0 { here(&format!(" {} more are in the table.", number(left))) } else { String::new() };
        let joint = if by.is_of_speakers() { " A statement of several counts for each of them." } else { "" };
        let note = format!("Words.{joint}{more} {}", self.figures.rule.sentence(self.figures.left_out));
        html += &figure(&format!("By {}", title.to_lowercase()), &list(&shown, all.words), &note, &cells);
        html
    }

    fn when(&self) -> String {
        let days = &self.figures.days;
        let (Some((&first, _)), Some((&last, _))) = (days.first_key_value(), days.last_key_value()) else {
            return none("No article has a date of publication that could be read.");
        };
        let step = Step::of(first, last);
        let mut bars: BTreeMap<i64, [usize; 3]> = (step.bar(first)..=step.bar(last)).map(|bar| (bar, [0; 3])).collect();
        for (day, kinds) in days {
            let bar = bars.entry(step.bar(*day)).or_default();
            bar.iter_mut().zip(kinds.statements()).for_each(|(all, one)| *all += one);
        }
        let columns_of = |(bar, kinds): (&i64, &[usize; 3])| Column {
            label: step.label(*bar),
            parts: KINDS.into_iter().zip(*kinds).collect(),
        };
        let shown: Vec<Column> = bars.iter().map(columns_of).collect();
        let busiest = bars.iter().max_by_key(|(bar, kinds)| (kinds.iter().sum::<usize>(), Reverse(**bar)));
        let (busiest, most) =
            busiest.map(|(bar, kinds)| (step.label(*bar), kinds.iter().sum::<usize>())).unwrap_or_default();
        let alt = format!(
            "Statements per {}, {} to {}; most, {}, in the {} of {busiest}.",
            step.name(),
            step.label(step.bar(first)),
            step.label(step.bar(last)),
            number(most),
            step.name()
        );
        let rows: Vec<Vec<String>> = bars
            .iter()
            .map(|(bar, kinds)| {
                let counts = kinds.iter().map(|count| number(*count));
                std::iter::once(step.label(*bar)).chain(counts).chain([number(kinds.iter().sum())]).collect()
            })
            .collect();
        let drawn = key(&key_of_kinds()) + &columns(&alt, &shown, &marks(&shown));
        let note = match self.figures.undated {
            0 => format!("Statements per {}.", step.name()),
            undated => {
                format!("Statements per {}; {} without a date left out.", step.name(), counted(undated, "article"))
            }
        };
        let head = [step.name(), Kinds::NAMES[0], Kinds::NAMES[1], Kinds::NAMES[2], "all"];
        let said = format!(
            "<p>Most is said in the {} of <strong>{}</strong>: {}.</p>",
            step.name(),
            escaped(&busiest),
            counted(most, "statement")
        );
        let said = if bars.len() > 1 { said } else { String::new() };
        said + &figure("Statements over time", &drawn, &note, &table("Statements over time", &head, &rows))
    }

    fn r#where(&self) -> String {
        let outlets = &self.figures.outlets;
        if outlets.is_empty() {
            return none("No article says which outlet it is from.");
        }
        let mut shown: Vec<usize> = (0..outlets.len()).collect();
        shown.sort_by_key(|&at| (Reverse(outlets[at].count.statements), at));
        shown.truncate(HEAT.1);
        let counts = |person: usize| {
            let mut counts = vec![0; shown.len()];
            for (article, count) in &self.voices[person].articles {
                let outlet = self.figures.articles[*article].outlet;
                if let Some(at) = outlet.and_then(|outlet| shown.iter().position(|one| *one == outlet)) {
                    counts[at] += count.statements;
                }
            }
            counts
        };
        let top: Vec<(usize, Vec<usize>)> = self.top().into_iter().take(HEAT.0).map(|at| (at, counts(at))).collect();
        let most = top.iter().flat_map(|(_, counts)| counts).copied().max().unwrap_or(0);
        let mut html = String::from(
            "<figure aria-label=\"Speakers by outlet\"><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Speakers by outlet\"><table class=\"heat\"><caption class=\"hidden\">\
             Statements of the most heard speakers in each outlet; the stronger the colour, the larger the number</caption><thead><tr><td></td>",
        );
        for at in &shown {
            let _ = write!(html, "<th scope=\"col\"><span>{}</span></th>", escaped(&outlets[*at].name));
        }
        html += "</tr></thead><tbody>";
        for (person, counts) in &top {
            let _ = write!(html, "<tr><th scope=\"row\">{}</th>", self.link(*person));
            for (at, count) in shown.iter().zip(counts) {
                let title =
                    format!("{} in {}: {}", self.name(*person), outlets[*at].name, counted(*count, "statement"));
                html += &heat(*count, most, &title);
            }
            html += "</tr>";
        }
        html += "</tbody></table></div><figcaption>Statements of those who are heard most, by outlet; \
                 the stronger the colour, the more.</figcaption></figure>\n";
        html
    }

    fn whom(&self) -> String {
        let edges = self.figures.spoken_of(self.people);
        network::arcs(self.people, &edges, |at| self.link(at))
            .unwrap_or_else(|| none("Nobody with a full name speaks of another in these articles."))
    }

    fn how(&self) -> String {
        let figures = self.figures;
        let kinds = figures.kinds.statements();
        let all = figures.all.statements;
        let mut html = format!(
            "<p><strong>{}</strong> of the statements are quoted in full, {} in part, {} are paraphrased. \
             Of all words that are attributed, {} are in quotation marks.</p>\n",
            share(kinds[0], all),
            share(kinds[1], all),
            share(kinds[2], all),
            share(figures.quoted, figures.all.words)
        );
        let row = |name: &str, kinds: [usize; 3], nobody: usize| {
            let all = kinds.iter().sum();
            let parts: Vec<(&str, usize)> = KINDS.into_iter().zip(kinds).collect();
            let drawn = format!(
                "<li><span class=\"label\">{}</span>{}<span class=\"value\">{} <span class=\"quiet\">direct</span></span></li>",
                escaped(name),
                bar(&parts, all),
                share(kinds[0], all)
            );
            let cells = kinds.map(|count| share(count, all));
            (drawn, [vec![name.to_owned()], cells.to_vec(), vec![share(nobody, all), number(all)]].concat())
        };
        let mut outlets: Vec<_> = figures.outlets.iter().filter(|outlet| outlet.count.statements > 0).collect();
        outlets.sort_by_key(|outlet| Reverse(outlet.count.statements));
        let rows: Vec<_> = std::iter::once(row("All articles", kinds, figures.known.nobody))
            .chain(outlets.iter().take(OUTLETS).map(|one| row(&one.name, one.kinds.statements(), one.nobody)))
            .collect();
        let (drawn, cells): (Vec<String>, Vec<Vec<String>>) = rows.into_iter().unzip();
        let drawn = key(&key_of_kinds()) + "<ul class=\"bars\">" + &drawn.concat() + "</ul>";
        let head = ["Outlet", Kinds::NAMES[0], Kinds::NAMES[1], Kinds::NAMES[2], "by nobody named", "statements"];
        html += &figure("Direct and paraphrased", &drawn, "", &table("Direct and paraphrased", &head, &cells));
        let mut acts: Vec<_> = figures.acts.iter().collect();
        acts.sort_by_key(|(name, count)| (Reverse(count.statements), **name));
        let rows: Vec<_> =
            acts.iter().map(|(name, count)| ("k-words", (**name).to_owned(), count.statements)).collect();
        let cells = acts
            .iter()
            .map(|(name, count)| vec![(**name).to_owned(), number(count.statements), share(count.statements, all)]);
        let cells = table("Acts", &["Act", "Statements", "Share"], &cells.collect::<Vec<_>>());
        let note = "What the words say that report a statement: “denied” is deny, “according to” is assert.";
        html += "<h3>Acts</h3>";
        html += &figure("Acts", &list(&rows, all), note, &cells);
        html
    }

    fn sure(&self) -> String {
        let known = self.figures.known;
        let all = self.figures.all.statements;
        let steps = self.figures.confidence;
        let sure: usize = steps[8..].iter().sum();
        let unsure: usize = steps[..5].iter().sum();
        let mut html = format!(
            "<p><strong>{}</strong> of the statements have no named speaker: the article names nobody, or leaves it open. \
             The confidence is at least 0.8 for {} of them all, and below 0.5 for {}.</p>\n",
            share(known.nobody, all),
            share(sure, all),
            share(unsure, all)
        );
        let rows = [
            ("k-words", "by somebody with a name".to_owned(), known.named),
            ("k-words", "by somebody described".to_owned(), known.described),
            ("k-unknown", "by nobody named".to_owned(), known.nobody),
        ];
        let cells: Vec<Vec<String>> =
            rows.iter().map(|(_, name, count)| vec![name.clone(), number(*count), share(*count, all)]).collect();
        let cells = table("Whether it is known who speaks", &["Speaker", "Statements", "Share"], &cells);
        html += &figure("Whether it is known who speaks", &list(&rows, all), "", &cells);
        let bounds = |at: usize| format!("{:.1}–{:.1}", at as f64 / 10.0, (at + 1) as f64 / 10.0);
        let shown: Vec<Column> = steps
            .iter()
            .enumerate()
            .map(|(at, count)| Column {
                label: bounds(at),
                parts: vec![(if at < 5 { "k-unsure" } else { "k-words" }, *count)],
            })
            .collect();
        let most = (0..10).max_by_key(|&at| (steps[at], at)).unwrap_or(9);
        let alt =
            format!("Statements by confidence in ten steps; most, {}, from {}.", number(steps[most]), bounds(most));
        let marks = [(0.0, "0"), (5.0, "0.5"), (10.0, "1")].map(|(at, label)| (at, label.to_owned()));
        let cells: Vec<Vec<String>> =
            (0..10).map(|at| vec![bounds(at), number(steps[at]), share(steps[at], all)]).collect();
        let cells = table("Confidence", &["Confidence", "Statements", "Share"], &cells);
        html += "<h3>Confidence</h3>";
        let note = "The confidence is a calibrated probability: of statements with 0.9, nine in ten should be right in content and speaker.";
        html += &figure("Confidence", &columns(&alt, &shown, &marks), note, &cells);
        html
    }

    fn method(&self, options: &Options) -> String {
        let figures = self.figures;
        let models: Vec<String> = figures
            .models
            .iter()
            .map(|(name, articles)| format!("{name} ({})", counted(*articles, "article")))
            .collect();
        let least = match options.min_confidence {
            least if least > 0.0 => format!(" Statements with a confidence below {least} were left out."),
            _ => String::new(),
        };
        let rule = figures.rule.sentence(figures.left_out);
        format!(
            "<p>Who said what was read by inquit, model {}.{least} {rule} The downloads have all. A statement that several make together \
             counts for each. The same full name in different articles is taken for the same person; a surname alone, or \
             a description, stays its article’s own. Reading is a matter of probability: look an article up before you \
             rely on a number that is small.</p>\n",
            escaped(&models.join(", "))
        )
    }
}

fn key_of_kinds() -> [(&'static str, &'static str); 3] {
    [(KINDS[0], Kinds::NAMES[0]), (KINDS[1], Kinds::NAMES[1]), (KINDS[2], Kinds::NAMES[2])]
}
