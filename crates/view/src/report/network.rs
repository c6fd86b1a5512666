//! Who speaks of whom: names under each other, arcs between them.
//!
//! An arc diagram, because names stay legible in it on any screen and nothing in it is chance, as where the nodes of a
//! force layout come to lie is. Down the list an arc is drawn whole, up the list dashed; its width is how often.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Write as _};

use super::charts::{figure, here, table};
use crate::{
    across::People,
    html::{counted, escaped, number},
};

/// People shown.
const NODES: usize = 16;
/// Arcs shown.
const ARCS: usize = 40;
/// Height of a name, in pixels, as the sheet has it.
const ROW: usize = 30;
/// Width of the arcs' place.
const WIDTH: usize = 150;

/// The figure, of `edges` with most first; nothing where nobody speaks of anybody.
pub(super) fn arcs(people: &People, edges: &[(usize, usize, usize)], link: impl Fn(usize) -> String) -> Option<String> {
    let edges: Vec<_> = edges.iter().filter(|(of, about, _)| shared(people, *of) && shared(people, *about)).collect();
    let nodes = nodes(&edges);
    let among = |(of, about, _): &(usize, usize, usize)| nodes.contains(of) && nodes.contains(about);
    let shown: Vec<(usize, usize, usize)> = edges.iter().copied().copied().filter(among).take(ARCS).collect();
    let most = shown.first()?.2;
    let name = |at: usize| &people.all()[at].name;
    let mut html = String::from("<div class=\"arcs\"><ol>");
    for node in &nodes {
        let _ = write!(html, "<li>{}</li>", link(*node));
    }
    let height = nodes.len() * ROW;
    let alt = format!(
        "Arcs from those who speak to those they speak of. Most often, {} times, {} speaks of {}.",
        number(most),
        name(shown[0].0),
        name(shown[0].1)
    );
    let _ = write!(
        html,
        "</ol><svg role=\"img\" aria-label=\"{}\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" focusable=\"false\">\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
         <path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>",
        escaped(&alt)
    );
    for (of, about, times) in &shown {
        let row = |one: &usize| nodes.iter().position(|node| node == one).unwrap_or(0);
        let (from, to) = (row(of), row(about));
        let class = if to > from { "down" } else { "up" };
        // Arcs leave and reach a name a little apart, so that both directions can be seen.
        let (leave, reach) = if to > from { (4.0, -4.0) } else { (-4.0, 4.0) };
        let (start, end) = ((from * ROW + ROW / 2) as f64 + leave, (to * ROW + ROW / 2) as f64 + reach);
        let reach_out = 24.0 + (WIDTH as f64 - 40.0) * from.abs_diff(to) as f64 / nodes.len().max(1) as f64;
        let out = reach_out * 4.0 / 3.0;
        let width = 1.0 + 2.0 * *times as f64 / most as f64;
        let _ = write!(
            html,
            "<path class=\"{class}\" d=\"M2 {start:.1}C{out:.1} {start:.1} {out:.1} {end:.1} 5 {end:.1}\" stroke-width=\"{width:.1}\" marker-end=\"url(#tip)\"><title>{} speaks of {}: {}</title></path>",
            escaped(name(*of)),
            escaped(name(*about)),
            number(*times)
        );
    }
    html += "</svg></div>";
    html += "<p class=\"key\">";
    for (class, said) in [("down", "speaks of somebody below"), ("up", "speaks of somebody above")] {
        let _ = write!(
            html,
            "<span><svg class=\"sample\" width=\"26\" height=\"4\" viewBox=\"0 0 26 4\" aria-hidden=\"true\" focusable=\"false\">\
             <path class=\"{class}\" d=\"M0 2H26\" stroke-width=\"2.5\"/></svg>{said}</span>"
        );
    }
    html += "</p>";
    let rows: Vec<Vec<String>> = edges
        .iter()
        .take(ARCS)
        .map(|(of, about, times)| vec![name(*of).clone(), name(*about).clone(), number(*times)])
        .collect();
    let table = table("Who speaks of whom", &["Who", "Of whom", "Statements"], &rows);
    let note = "An arrow goes from whoever speaks to whomever the statement mentions; the thicker, the more often. Both speak, \
                or are spoken to, in the same article."
        .to_owned()
        + &here(" The whole network is in the GraphML download.");
    let said = format!(
        "<p><strong>{}</strong> speaks of <strong>{}</strong> most often: {}.</p>\n",
        escaped(name(shown[0].0)),
        escaped(name(shown[0].1)),
        counted(most, "statement")
    );
    Some(said + &figure("Who speaks of whom", &html, &note, &table))
}

/// Those who speak most of others and are most spoken of, the first first.
fn nodes(edges: &[&(usize, usize, usize)]) -> Vec<usize> {
    let mut times_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (of, about, times) in edges {
        *times_of.entry(*of).or_default() += times;
        *times_of.entry(*about).or_default() += times;
    }
    let mut nodes: Vec<(usize, usize)> = times_of.into_iter().collect();
    nodes.sort_by_key(|&(node, times)| (Reverse(times), node));
    nodes.into_iter().take(NODES).map(|(node, _)| node).collect()
}

fn shared(people: &People, at: usize) -> bool {
    people.all()[at].shared
}
