// What people take away: the table of statements, and the network of who speaks of whom.

const COLUMNS = (
  "article_id,url,outlet,published,headline,statement_id,kind,act,negated,speaker_id,speaker,speaker_kind,role," +
  "organisation,source,cue,text,quoted_text,start,end,place,paragraph,words,confidence,inside,nested,repeats," +
  "reported_by_id,reported_by,gender,named,date"
).split(",");

/** A cell of RFC 4180. */
function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The statements of an article, as `inquit convert -t csv` writes them. */
function rowsOf(article, attributes) {
  const joined = (values) => (values.length ? values.join("; ") : null);
  return article.statements.map((statement) => {
    const speakers = speakersOf(article, statement);
    const { cue } = statement;
    return [
      article.id, article.url, article.outlet, article.published, article.headline, statement.id, statement.kind,
      cue?.act, cue?.negated, joined(speakers.map(({ id }) => id)), joined(speakers.map(({ name }) => name)),
      joined(speakers.map(({ kind }) => kind)), statement.role, statement.organisation, statement.source, cue?.text,
      partsOf(article, statement.content).join(" "),
      statement.quoted.length ? partsOf(article, statement.quoted).join(" ") : null,
      statement.start, statement.end, statement.place, statement.paragraph, statement.words, statement.confidence,
      statement.inside, statement.inside !== undefined, statement.repeats,
      article.speakers[statement.reported_by]?.id, article.speakers[statement.reported_by]?.name,
      joined(speakers.map(({ gender }) => gender)), speakers.length ? speakers.some(({ named }) => named) : null, article.date,
      ...attributes.map((name) => joined(speakers.map((speaker) => speaker.attributes?.[name]).filter((value) => value !== undefined && value !== null))),
    ].map(cell).join(",");
  });
}

async function makeCsv(progress) {
  const { firsts, titles, attributes } = await getIndex();
  const heads = [...COLUMNS, ...attributes.map((name) => `people.${name}`)];
  const parts = [`${heads.map(cell).join(",")}\r\n`];
  for (let parcel = 0; parcel < firsts.length; parcel++) {
    for (const article of await unpack(`parcel-${parcel}`)) parts.push(...rowsOf(article, attributes).map((row) => `${row}\r\n`));
    progress((firsts[parcel + 1] ?? titles.length) / titles.length);
  }
  return new Blob(parts, { type: "text/csv;charset=utf-8" });
}

/** Text in XML; what no document of XML may hold is replaced. */
const inXml = (text) =>
  String(text)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

async function makeGraph() {
  const { people, edges } = await getPeople();
  const { attributes } = await getIndex();
  const keys = { name: "string", kind: "string", role: "string", articles: "int", statements: "int", words: "int" };
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'];
  for (const [key, type] of Object.entries(keys)) lines.push(`<key id="${key}" for="node" attr.name="${key}" attr.type="${type}"/>`);
  attributes.forEach((name, at) => lines.push(`<key id="people-${at}" for="node" attr.name="${inXml(`people.${name}`)}" attr.type="string"/>`));
  lines.push('<key id="weight" for="edge" attr.name="weight" attr.type="int"/>', '<graph id="speaks-of" edgedefault="directed">');
  people.forEach((person, at) => {
    const values = { ...person, articles: person.articles.length };
    const data = Object.keys(keys).map((key) => `<data key="${key}">${inXml(values[key])}</data>`);
    attributes.forEach((name, at) => {
      const value = person.attributes?.[name] ?? null;
      if (value !== null) data.push(`<data key="people-${at}">${inXml(value)}</data>`);
    });
    lines.push(`<node id="n${at}">${data.join("")}</node>`);
  });
  for (const [of, about, times] of edges) lines.push(`<edge source="n${of}" target="n${about}"><data key="weight">${times}</data></edge>`);
  return new Blob([`${lines.join("\n")}\n</graph>\n</graphml>\n`], { type: "application/graphml+xml" });
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

async function showDownloads() {
  const { titles } = await getIndex();
  const { people, edges } = await getPeople();
  const button = (label, name, make) => {
    const made = el("button", { type: "button", class: "button" }, label);
    made.addEventListener("click", async () => {
      made.disabled = true;
      save(await make((part) => (made.textContent = part < 1 ? `${label} ${Math.round(part * 100)}%` : label)), name);
      made.disabled = false;
      made.textContent = label;
      say(`${name} is made`);
    });
    return made;
  };
  return el(
    "div",
    { class: "wide browse" },
    el("h1", { tabindex: "-1" }, "Downloads"),
    el("p", { class: "dek" }, "Made here, from what is in this page. Nothing is sent or fetched."),
    el("dl", { class: "downloads" },
      el("div", null, el("dt", null, "Statements as a table"), el("dd", null, `A row per statement, from ${counted(titles.length, "article")}, with article, speaker, role, act, words and confidence; the columns of “inquit convert -t csv”. To count as the figures do, keep the rows whose “repeats” is empty.`), el("dd", null, button("Save CSV", "statements.csv", makeCsv))),
      el("div", null, el("dt", null, "Who speaks of whom"), el("dd", null, `A directed network of ${counted(people.length, "speaker")} and ${counted(edges.length, "tie")} in GraphML, for Gephi, igraph or NetworkX.`), el("dd", null, button("Save GraphML", "speaks-of.graphml", makeGraph))),
    ),
  );
}
