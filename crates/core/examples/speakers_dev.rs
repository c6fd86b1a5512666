//! Scores speaker resolution on gold attributions: `speakers_dev POLNEAR_DEV SPEAKERS SILVER.jsonl.gz [-v]`.
//! Entities come from the silver file, or with ENT=model from the embedded model, which is then also
//! scored end to end; DROP=15 spoils that share of the silver labels; SEED=FILE prints a record.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, HashMap},
    io::BufRead,
    ops::Range,
    path::Path,
};

use inquit::{
    Article, Span, SpeakerKind,
    gold::{self, speakers::GoldSpeaker},
    stages::{Attribution, Scores, speakers},
    text::{OffsetUnit, Offsets, Words},
};

const HONORIFICS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "reverend",
    "president",
    "senator",
    "sen",
    "rep",
    "representative",
    "gov",
    "governor",
    "gen",
    "general",
];

fn article(text: &str) -> Article {
    inquit::input::fields::Fields::from_text(text.to_owned()).into_article(None)
}

fn words_of(text: &str) -> Vec<String> {
    let letters =
        |word: &str| -> String { word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    text.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect()
}

fn name_key(name: &str) -> String {
    let words = words_of(name);
    let n = words.iter().take_while(|word| HONORIFICS.contains(&word.as_str())).count();
    words[n.min(words.len().saturating_sub(1))..].join(" ")
}

fn is_same(wanted: &GoldSpeaker, given: &inquit::Speaker) -> bool {
    if wanted.named {
        return name_key(&given.name) == name_key(&wanted.name);
    }
    let descriptions = given.aliases.iter().filter(|_| !given.named);
    [&given.name].into_iter().chain(descriptions).any(|given| {
        [&wanted.name].into_iter().chain(&wanted.aliases).any(|wanted| name_key(given) == name_key(wanted))
    })
}

fn main() {
    if let Ok(path) = std::env::var("SEED") {
        let record =
            inquit::pipeline::Pipeline::embedded("fast").unwrap().parse(&std::fs::read_to_string(path).unwrap());
        println!("{}", serde_json::to_string(&record).unwrap());
        return;
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let pipeline =
        std::env::var("ENT").is_ok_and(|v| v == "model").then(|| inquit::pipeline::Pipeline::embedded("fast").unwrap());
    let verbose = args.iter().any(|arg| arg == "-v");
    let noise: f32 = std::env::var("SURE").ok().and_then(|v| v.parse().ok()).unwrap_or(0.85);
    let drop: u64 = std::env::var("DROP").ok().and_then(|v| v.parse().ok()).unwrap_or(0);
    let (mut articles, _) = gold::read(Path::new(&args[0])).unwrap();
    gold::speakers::attach(&mut articles, Path::new(&args[1])).unwrap();
    let child = std::process::Command::new("gzip")
        .arg("-dc")
        .arg(&args[2])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut silver: HashMap<String, serde_json::Value> = HashMap::new();
    for line in std::io::BufReader::new(child.stdout.unwrap()).lines() {
        let value: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        silver.insert(value["article"].as_str().unwrap().to_owned(), value);
    }
    if let Some(pipeline) = &pipeline {
        // The whole way, on predicted attributions.
        let pairs: Vec<_> = articles
            .iter()
            .filter(|a| a.speakers.is_some())
            .map(|gold| (gold.clone(), pipeline.parse(&gold.text)))
            .collect();
        let report = gold::score::score(&pairs).unwrap();
        println!("end to end: {}", serde_json::to_string(&report.speakers).unwrap());
        println!("attribution: {}", serde_json::to_string(&report.attribution).unwrap());
    }
    let (mut named, mut all, mut persons, mut roles, mut gender, mut kinds, mut reported, mut addressed) =
        ([0; 2], [0; 2], [0; 2], [0; 2], [0; 3], [0; 2], [0; 3], [0; 3]);
    let mut by_evidence: BTreeMap<String, [f32; 3]> = BTreeMap::new();
    let mut by_bin = [[0f32; 3]; 10];
    let started = std::time::Instant::now();
    let mut spent = std::time::Duration::ZERO;
    for gold in articles.iter().filter(|article| article.speakers.is_some()) {
        let sheet = gold.speakers.as_ref().unwrap();
        let article = article(&gold.text);
        let (words, _) = Words::new(&article);
        let offsets = Offsets::new(words.text, OffsetUnit::Codepoint);
        let mut entities = vec![[0.9f32, 0.025, 0.025, 0.025, 0.025]; words.len()];
        let mut seed = 12345u64;
        for sentence in silver[&gold.name]["sentences"].as_array().unwrap() {
            for token in sentence["tokens"].as_array().unwrap() {
                let (Some(start), Some(end)) = (
                    offsets.to_byte(token[0].as_u64().unwrap() as usize),
                    offsets.to_byte(token[1].as_u64().unwrap() as usize),
                ) else {
                    continue;
                };
                let label = match token[4].as_str().unwrap() {
                    "PERSON" => 1,
                    "ORGANIZATION" => 2,
                    "LOCATION" => 3,
                    "MISC" => 4,
                    _ => 0,
                };
                for word in words.in_span(Span::new(start, end.max(start))) {
                    seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    let mut label = label;
                    if (seed >> 33) % 100 < drop && label != 0 {
                        label = (seed >> 40) as usize % 5;
                    }
                    entities[word] = [(1.0 - noise) / 4.0; 5];
                    entities[word][label] = noise;
                }
            }
        }
        let scores = match &pipeline {
            Some(pipeline) => pipeline.layers(&article, &words).scores,
            None => Scores { labels: vec![[0.0; 7]; words.len()], entities },
        };
        let range = |span: &Span| -> Range<usize> {
            let start = words.words.partition_point(|word| word.span.end <= span.start);
            let end = words.words.partition_point(|word| word.span.start < span.end);
            start..end.max(start)
        };
        let mut ids = Vec::new();
        let mut attributions = Vec::new();
        for attribution in &gold.attributions {
            let ranges = |spans: &[Span]| spans.iter().map(range).filter(|range| !range.is_empty()).collect::<Vec<_>>();
            let content = ranges(&attribution.content);
            if content.is_empty() || !sheet.attributions.contains_key(&attribution.id) {
                continue;
            }
            ids.push(attribution.id.clone());
            attributions.push(Attribution {
                source: ranges(&attribution.source),
                cue: ranges(&attribution.cue).into_iter().next(),
                content,
                evidence: Default::default(),
            });
        }
        let before = std::time::Instant::now();
        let resolution = speakers::resolve(&article, &words, &scores, &attributions);
        spent += before.elapsed();
        if verbose {
            println!("## {}", gold.name);
        }
        for ((id, attribution), found) in ids.iter().zip(&attributions).zip(&resolution.attributions) {
            let of = &sheet.attributions[id];
            let wanted: Vec<&GoldSpeaker> = sheet.speakers.iter().filter(|s| of.speakers.contains(&s.id)).collect();
            let mut given: Vec<&inquit::Speaker> = found.speakers.iter().map(|id| &resolution.speakers[id.0]).collect();
            let shown: Vec<String> = given.iter().map(|s| s.name.clone()).collect();
            let right = given.len() == wanted.len()
                && wanted
                    .iter()
                    .all(|w| given.iter().position(|g| is_same(w, g)).map(|at| given.swap_remove(at)).is_some());
            all[0] += usize::from(right);
            all[1] += 1;
            let is_named = !wanted.is_empty() && wanted.iter().all(|w| w.named);
            if is_named {
                named[0] += usize::from(right);
                named[1] += 1;
            }
            let key = format!("{:?}", found.evidence).split(' ').next().unwrap().to_owned();
            let entry = by_evidence.entry(key).or_default();
            entry[0] += f32::from(right as u8);
            entry[1] += 1.0;
            entry[2] += found.score;
            let bin = &mut by_bin[((found.score * 10.0) as usize).min(9)];
            bin[0] += f32::from(right as u8);
            bin[1] += 1.0;
            bin[2] += found.score;
            let reporter = found.reported_by.map(|id| &resolution.speakers[id.0]);
            let wanted_reporter = of.reported_by.as_ref().and_then(|id| sheet.speakers.iter().find(|s| s.id == *id));
            reported[1] += usize::from(wanted_reporter.is_some());
            reported[2] += usize::from(reporter.is_some());
            reported[0] += usize::from(matches!((reporter, wanted_reporter), (Some(g), Some(w)) if is_same(w, g)));
            addressed[1] += usize::from(!of.addressees.is_empty());
            addressed[2] += usize::from(!found.addressees.is_empty());
            let hit = found.addressees.iter().any(|a| {
                of.addressees.iter().any(|w| {
                    name_key(w).contains(&name_key(a.span.of(words.text)))
                        || name_key(a.span.of(words.text)).contains(&name_key(w))
                })
            });
            addressed[0] += usize::from(hit);
            if verbose && !right {
                let source: Vec<&str> = attribution.source.iter().map(|r| words.slice(r)).collect();
                let names: Vec<&String> = wanted.iter().map(|w| &w.name).collect();
                let at = attribution.source.first().or(attribution.content.first()).unwrap().start;
                let sentence = &words.sentences[words.sentence_of(at)];
                let context: String = words.slice(sentence).chars().take(240).collect();
                println!(
                    "{} {id} src={source:?}\n    want={names:?}\n    got ={shown:?} {:?} {:.2}\n    | {}",
                    if is_named { "NAMED" } else { "other" },
                    found.evidence,
                    found.score,
                    context.replace('\n', " / ")
                );
            }
        }
        for person in sheet.speakers.iter().filter(|s| s.named) {
            let found: Vec<_> =
                resolution.speakers.iter().filter(|s| name_key(&s.name) == name_key(&person.name)).collect();
            kinds[1] += found.len().min(1);
            kinds[0] += usize::from(found.iter().any(|s| s.kind == person.kind));
            if verbose && found.iter().any(|s| s.kind != person.kind) {
                println!("KIND {} want {:?} got {:?}", person.name, person.kind, found[0].kind);
            }
            if person.kind != SpeakerKind::Person {
                continue;
            }
            persons[0] += usize::from(!found.is_empty());
            persons[1] += 1;
            if let Some(f) = found.first() {
                use inquit::Gender;
                gender[2] += usize::from(f.gender != Gender::Unknown);
                gender[1] += usize::from(person.gender != Gender::Unknown);
                gender[0] += usize::from(f.gender == person.gender && f.gender != Gender::Unknown);
                if verbose
                    && f.gender != person.gender
                    && person.gender != Gender::Unknown
                    && f.gender != Gender::Unknown
                {
                    println!("GENDER {} want {:?} got {:?}", person.name, person.gender, f.gender);
                }
            }
            let titles: Vec<String> =
                found.iter().flat_map(|s| &s.roles).map(|r| words_of(&r.title).join(" ")).collect();
            let mut missed = Vec::new();
            for wanted in person.roles.iter().filter_map(|role| role.title.as_deref()) {
                let key = words_of(wanted).join(" ");
                let ok = titles.iter().any(|t| !t.is_empty() && (t.contains(&key) || key.contains(t.as_str())));
                roles[0] += usize::from(ok);
                roles[1] += 1;
                if !ok {
                    missed.push(wanted);
                }
            }
            if verbose {
                let shown: Vec<String> = found
                    .iter()
                    .flat_map(|s| &s.roles)
                    .map(|r| format!("{} @ {}", r.title, r.organisation.as_deref().unwrap_or("-")))
                    .collect();
                println!(
                    "{} {} missed={missed:?} roles={shown:?}",
                    if found.is_empty() { "PERSON?" } else { "person" },
                    person.name
                );
            }
        }
        if verbose {
            for s in &resolution.speakers {
                println!("   S {} {:?} {:?} | {:?}", s.name, s.kind, s.gender, s.aliases);
            }
        }
    }
    let share = |[a, b]: [usize; 2]| format!("{a}/{b} = {:.1}", 100.0 * a as f32 / b.max(1) as f32);
    println!(
        "named {}  all {}  persons {}  roles {}  kinds {}",
        share(named),
        share(all),
        share(persons),
        share(roles),
        share(kinds)
    );
    println!(
        "gender right {} of gold {} of given {}; reported_by right {} gold {} given {}; addressees right {} gold {} given {}",
        gender[0],
        gender[1],
        gender[2],
        reported[0],
        reported[1],
        reported[2],
        addressed[0],
        addressed[1],
        addressed[2]
    );
    for (key, [right, n, score]) in by_evidence {
        println!("  {key}: {:.2} of {n} right, mean score {:.2}", right / n, score / n);
    }
    for (at, [right, n, score]) in by_bin.iter().enumerate().filter(|(_, bin)| bin[1] > 0.0) {
        println!("  bin {at}: {:.2} of {n}, mean {:.2}", right / n, score / n);
    }
    println!("resolve {spent:?} of {:?}", started.elapsed());
}
