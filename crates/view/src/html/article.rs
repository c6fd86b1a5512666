//! A record to its article, set as one: names beside the paragraphs, everything said marked in its speaker's colour.

use std::{collections::HashMap, fmt::Write as _};

use inquit::output::{Record, StatementRecord};

use super::{counted, escaped, fragment, number, share};
use crate::{
    layers::{self, Block, Part, Run},
    measure::{Voice, Voices, voices},
    palette::{self, Colour},
};

/// Below this a reader should look twice.
pub(crate) const UNSURE: f64 = 0.5;

/// The article of a record with everything that was said in it, and a table of who said how much.
///
/// ```
/// # let json = include_str!("../../../../tests/golden/en-fast-3/us-wire.json");
/// let record = inquit::output::Record::from_json(json)?;
/// let html = inquit_view::html::article(&record);
/// assert!(html.contains("<mark class=\"q s-blue"));
/// # Ok::<(), inquit::output::RecordError>(())
/// ```
pub fn article(record: &Record) -> String {
    let view = View::new(record);
    let mut html = String::from("<article>\n");
    let mut meta = Some(view.meta());
    for block in layers::blocks(record) {
        // What is known of the article stands under its headline, or first where it has none.
        if block.part != Part::Headline {
            html += &meta.take().unwrap_or_default();
        }
        view.block(&block, &mut html);
    }
    html += &meta.take().unwrap_or_default();
    html += "</article>\n";
    view.legend(&mut html);
    let headline = record.article.headline.as_ref().map_or(&*record.article.id, |headline| &*headline.text);
    fragment(&format!("Who says what in: {headline}"), &html)
}

/// A record, and what its view is drawn with.
struct View<'r> {
    record: &'r Record,
    colours: Vec<Option<&'static Colour>>,
    /// Index of each speaker by id.
    index: HashMap<&'r str, usize>,
}

impl<'r> View<'r> {
    fn new(record: &'r Record) -> Self {
        let index = record.speakers.iter().enumerate().map(|(at, speaker)| (&*speaker.id, at)).collect();
        Self { record, colours: palette::colours(record), index }
    }

    fn meta(&self) -> String {
        let article = &self.record.article;
        let mut facts: Vec<String> = article.outlet.iter().cloned().collect();
        // A byline says it already.
        if article.byline.is_none() && !article.authors.is_empty() {
            facts.push(article.authors.join(", "));
        }
        facts.extend(article.published.iter().cloned());
        if facts.is_empty() {
            return String::new();
        }
        format!("<div class=\"block\"><p class=\"meta\">{}</p></div>\n", escaped(&facts.join(" · ")))
    }

    fn block(&self, block: &Block<'_>, html: &mut String) {
        let (tag, class) = match block.part {
            Part::Headline => ("h2", "text"),
            Part::Heading { .. } => ("h3", "text"),
            Part::Standfirst => ("p", "text standfirst"),
            Part::Byline => ("p", "text byline"),
            Part::Paragraph { .. } => ("p", "text"),
        };
        let _ = write!(html, "<div class=\"block\">{}<{tag} class=\"{class}\">", self.margin(block));
        block.runs.iter().for_each(|run| self.run(run, html));
        let _ = writeln!(html, "</{tag}></div>");
    }

    /// Who speaks in a block, in order.
    fn margin(&self, block: &Block<'_>) -> String {
        let mut said: Vec<Option<usize>> = Vec::new();
        for statement in block.runs.iter().flat_map(|run| &run.statements) {
            let statement = &self.record.statements[*statement];
            let speakers = statement.speakers.iter().filter_map(|id| self.index.get(&**id).copied());
            let mut speakers: Vec<Option<usize>> = speakers.map(Some).collect();
            if speakers.is_empty() {
                speakers.push(None);
            }
            for speaker in speakers {
                if !said.contains(&speaker) {
                    said.push(speaker);
                }
            }
        }
        if said.is_empty() {
            return String::new();
        }
        let mut html = String::from("<div class=\"who\">");
        for speaker in said {
            match speaker {
                Some(at) => {
                    let (class, name) = (self.class(at, "s-"), escaped(&self.record.speakers[at].name));
                    let _ = write!(html, "<span class=\"name{class}\">{name}</span>");
                }
                None => html += "<span class=\"name none\">nobody named</span>",
            }
        }
        html + "</div>"
    }

    /// ` s-blue`, for a speaker who has a colour.
    fn class(&self, speaker: usize, prefix: &str) -> String {
        self.colours[speaker].map(|colour| format!(" {prefix}{}", colour.name)).unwrap_or_default()
    }

    fn run(&self, run: &Run<'_>, html: &mut String) {
        let text = escaped(run.text);
        let inner = run.statements.last().map(|&at| &self.record.statements[at]);
        let cue = run.cue.map(|at| &self.record.statements[at]);
        if inner.is_none() && cue.is_none() && run.mention.is_none() && run.source.is_none() {
            let _ = write!(html, "{text}");
            return;
        }
        let mut class = String::new();
        let mut titles = Vec::new();
        let tag = match inner {
            Some(_) if run.quoted => "mark",
            _ if cue.is_some() => "u",
            _ if run.mention.is_some() => "b",
            _ => "span",
        };
        if let Some(statement) = inner {
            class += if run.quoted { " q" } else { " p" };
            if statement.confidence < UNSURE {
                class += " unsure";
            }
        }
        if cue.is_some() {
            class += " cue";
        }
        if let Some(first) = inner.or(cue).and_then(|statement| self.first_speaker(statement)) {
            class += &self.class(first, "s-");
        }
        if let Some(speaker) = run.mention {
            class += " m";
            class += &self.class(speaker, "m-");
            titles.push(self.record.speakers[speaker].name.clone());
        }
        if let Some(statement) = cue {
            titles.push(self.cue_title(statement));
        }
        titles.extend(run.statements.iter().rev().map(|&at| self.title(&self.record.statements[at])));
        let (class, title) = (class.trim_start(), titles.join("\n"));
        let _ = write!(html, "<{tag} class=\"{class}\" title=\"{}\">{text}</{tag}>", escaped(&title));
    }

    fn first_speaker(&self, statement: &StatementRecord) -> Option<usize> {
        statement.speakers.iter().find_map(|id| self.index.get(&**id).copied())
    }

    fn who(&self, statement: &StatementRecord) -> String {
        let names = statement.speakers.iter().filter_map(|id| self.index.get(&**id));
        let names: Vec<&str> = names.map(|&at| &*self.record.speakers[at].name).collect();
        if names.is_empty() { "nobody named".to_owned() } else { names.join(" and ") }
    }

    fn title(&self, statement: &StatementRecord) -> String {
        let kind = statement.kind.as_str();
        let act = statement.cue.as_ref().map(|cue| format!(", {}", cue.act.as_str())).unwrap_or_default();
        format!("{}: {kind}{act}, confidence {:.2}", self.who(statement), statement.confidence)
    }

    fn cue_title(&self, statement: &StatementRecord) -> String {
        let Some(cue) = &statement.cue else { return String::new() };
        let signs = [(cue.negated, "negated"), (cue.hedged, "hedged")];
        let signs: Vec<&str> = signs.iter().filter(|(on, _)| *on).map(|(_, sign)| *sign).collect();
        let signs = if signs.is_empty() { String::new() } else { format!(", {}", signs.join(", ")) };
        format!("{} – {}{signs}", cue.lemma, cue.act.as_str())
    }

    /// Who says how much, those who say most first.
    fn legend(&self, html: &mut String) {
        let Voices { speakers: said, unknown, all } = voices(self.record);
        let mut order: Vec<usize> = (0..said.len()).filter(|&at| said[at].statements > 0).collect();
        order.sort_by_key(|&at| (std::cmp::Reverse(said[at].words), at));
        if all.statements > 0 {
            *html += "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Speaker</th><th scope=\"col\">Role</th>\
                      <th scope=\"col\" class=\"n\">Statements</th><th scope=\"col\" class=\"n\">Words</th>\
                      <th scope=\"col\" class=\"n\">Share</th></tr></thead><tbody>\n";
            for at in order {
                let speaker = &self.record.speakers[at];
                let class = self.class(at, "s-");
                let name = format!("<span class=\"swatch{class}\"></span>{}", escaped(&speaker.name));
                let role = speaker.roles.first().map_or_else(|| speaker.kind.as_str().to_owned(), role);
                legend_row(html, &name, &role, said[at], all);
            }
            if unknown.statements > 0 {
                legend_row(html, "<i class=\"quiet\">nobody named</i>", "", unknown, all);
            }
            *html += "</tbody></table></div>\n";
        }
        *html += "<p class=\"key\"><span><mark class=\"q\">quotation</mark></span> \
                  <span><span class=\"p\">paraphrase</span></span> <span><span class=\"cue\">cue</span></span> \
                  <span><b class=\"m\">mention</b></span></p>\n";
        let (statements, model) = (self.record.statements.len(), escaped(&self.record.generator.model));
        let _ = writeln!(
            html,
            "<p class=\"end\">{}, read by inquit’s model {model}; rest the pointer on a mark to see what it was read as.</p>",
            counted(statements, "statement")
        );
    }
}

/// A role in one line.
pub(crate) fn role(role: &inquit::output::RoleRecord) -> String {
    match &role.organisation {
        Some(organisation) if !role.title.contains(organisation.as_str()) => {
            format!("{}, {organisation}", role.title)
        }
        _ => role.title.clone(),
    }
}

fn legend_row(html: &mut String, name: &str, role: &str, said: Voice, all: Voice) {
    let _ = writeln!(
        html,
        "<tr><th scope=\"row\">{name}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
        escaped(role),
        number(said.statements as usize),
        number(said.words as usize),
        share(said.words as usize, all.words as usize)
    );
}
