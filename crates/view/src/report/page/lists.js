// All articles, all speakers, one speaker: lists that are drawn as far as one looks.

const ROWS = 100;

/** A list with a box to search it and choices to narrow it; `row` draws one of what `wanted` leaves. */
function browse({ title, note, count, matches, choices, row, head }) {
  const search = el("input", { type: "search", id: "search", placeholder: "Search", "aria-label": `Search ${title.toLowerCase()}`, autocomplete: "off", spellcheck: "false" });
  const selects = choices.map(({ name, options }) =>
    el("select", { "aria-label": name }, options.map(([value, label]) => el("option", { value }, label))),
  );
  const told = el("p", { class: "quiet found", role: "status" });
  const body = el("tbody");
  const more = el("button", { type: "button", class: "button" }, "Show more");
  let found = [];
  let drawn = 0;
  const extend = () => {
    body.append(...found.slice(drawn, drawn + ROWS).map(row));
    drawn = Math.min(drawn + ROWS, found.length);
    more.hidden = drawn >= found.length;
  };
  const draw = () => {
    found = matches(search.value.trim().toLowerCase(), ...selects.map((select) => select.value));
    told.textContent = found.length === count ? counted(count, title.toLowerCase().slice(0, -1)) : `${written(found.length)} of ${counted(count, title.toLowerCase().slice(0, -1))}`;
    body.replaceChildren();
    drawn = 0;
    extend();
  };
  search.addEventListener("input", draw);
  for (const select of selects) select.addEventListener("change", draw);
  more.addEventListener("click", extend);
  draw();
  const cells = head.map((name, at) => el("th", { scope: "col", class: at > 1 ? "n" : null }, name));
  return el(
    "div",
    { class: "wide browse" },
    el("h1", { tabindex: "-1" }, title),
    note ? el("p", { class: "dek" }, note) : null,
    el("div", { class: "filters" }, search, selects),
    told,
    el("table", { class: "rows" }, el("caption", { class: "hidden" }, title), el("thead", null, el("tr", null, cells)), body),
    more,
  );
}

async function showArticles() {
  const index = await getIndex();
  const days = index.published.map((date) => date ?? "");
  const numbers = index.titles.map((_, at) => at);
  const titles = index.titles.map((title) => title.toLowerCase());
  const orders = {
    given: numbers,
    newest: null,
    most: null,
  };
  const ordered = (order) => {
    orders[order] ??= [...numbers].sort(
      order === "newest" ? (one, other) => (days[other] > days[one]) - (days[other] < days[one]) || one - other : (one, other) => index.statements[other] - index.statements[one] || one - other,
    );
    return orders[order];
  };
  const choices = [
    { name: "Order", options: [["given", "as they came"], ["newest", "newest first"], ["most", "most statements first"]] },
  ];
  if (index.outlets.length > 1) choices.push({ name: "Outlet", options: [["", "all outlets"], ...index.outlets.map((name, at) => [String(at), name])] });
  return browse({
    title: "Articles",
    count: numbers.length,
    choices,
    head: ["Article", "Outlet and date", "Statements", "Words said"],
    matches: (text, order, outlet = "") =>
      ordered(order).filter((at) => titles[at].includes(text) && (outlet === "" || index.outlet[at] === Number(outlet))),
    row: (at) =>
      el(
        "tr",
        null,
        el("th", { scope: "row" }, el("a", { href: `#/article/${at}` }, index.titles[at] || "without a title")),
        el("td", null, [index.outlets[index.outlet[at]], index.published[at]].filter(Boolean).join(" · ")),
        el("td", { class: "n", "data-name": "statements" }, written(index.statements[at])),
        el("td", { class: "n", "data-name": "words" }, written(index.words[at])),
      ),
  });
}

async function showSpeakers() {
  const { people } = await getPeople();
  const order = people.map((_, at) => at).sort((one, other) => people[other].words - people[one].words || one - other);
  const names = people.map((person) => [person.name, ...person.others, person.role].join("\n").toLowerCase());
  const kinds = [...new Set(people.map((person) => person.kind))].sort();
  return browse({
    title: "Speakers",
    note: "Those who have a full name, folded over all articles.",
    count: people.length,
    choices: [{ name: "Kind", options: [["", "all kinds"], ...kinds.map((kind) => [kind, kind])] }],
    head: ["Speaker", "Role", "Articles", "Statements", "Words"],
    matches: (text, kind) => order.filter((at) => names[at].includes(text) && (!kind || people[at].kind === kind)),
    row: (at) =>
      el(
        "tr",
        null,
        el("th", { scope: "row" }, el("a", { href: `#/speaker/${at}` }, people[at].name)),
        el("td", null, people[at].role || people[at].kind),
        el("td", { class: "n", "data-name": "articles" }, written(people[at].articles.length)),
        el("td", { class: "n", "data-name": "statements" }, written(people[at].statements)),
        el("td", { class: "n", "data-name": "words" }, written(people[at].words)),
      ),
  });
}

const AT_ONCE = 10;

async function showSpeaker(at) {
  const [{ people, edges, numbers }, index] = await Promise.all([getPeople(), getIndex()]);
  const person = people[at];
  if (!person) return null;
  const links = (pairs) =>
    el("ul", { class: "names" }, pairs.slice(0, 12).map(([other, times]) => el("li", null, el("a", { href: `#/speaker/${other}` }, people[other].name), ` ${written(times)}`)));
  const speaksOf = edges.filter(([of]) => of === at).map(([, about, times]) => [about, times]);
  const spokenOfBy = edges.filter(([, about]) => about === at).map(([of, , times]) => [of, times]);
  const facts = [
    [person.articles.length === 1 ? "article" : "articles", written(person.articles.length)],
    [person.statements === 1 ? "statement" : "statements", written(person.statements)],
    [person.words === 1 ? "word" : "words", written(person.words)],
    ["in quotation marks", percent(person.quoted, person.words)],
  ];
  const said = el("div", { class: "said" });
  const more = el("button", { type: "button", class: "button" }, "Show more");
  let next = 0;
  const extend = async () => {
    more.disabled = true;
    const part = person.articles.slice(next, (next += AT_ONCE));
    for (const [number] of part) said.append(saidIn(await getArticle(number), number, index, (speaker) => numbers[speaker.person] === at));
    more.disabled = false;
    more.hidden = next >= person.articles.length;
  };
  more.addEventListener("click", extend);
  await extend();
  return el(
    "div",
    { class: "wide person" },
    el("h1", { tabindex: "-1" }, person.name),
    el("p", { class: "dek" }, [person.role, person.kind].filter(Boolean).join(" · ")),
    person.others.length ? el("p", { class: "quiet" }, `Also called ${person.others.slice(0, 12).join(" · ")}`) : null,
    el("dl", { class: "strip" }, facts.map(([name, value]) => el("div", null, el("dt", null, name), el("dd", null, value)))),
    speaksOf.length ? el("section", null, el("h2", null, "Speaks of"), links(speaksOf)) : null,
    spokenOfBy.length ? el("section", null, el("h2", null, "Is spoken of by"), links(spokenOfBy)) : null,
    el("section", null, el("h2", null, "Says"), said, more),
  );
}

/** What somebody says in one article. */
function saidIn(article, number, index, isThem) {
  const own = article.statements.map((statement, at) => [statement, at]).filter(([statement]) => speakersOf(article, statement).some(isThem));
  const facts = [index.outlets[index.outlet[number]], index.published[number]].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "from" },
    el("h3", null, el("a", { href: `#/article/${number}` }, index.titles[number]), el("span", { class: "quiet" }, facts)),
    el("ul", null, own.map(([statement, at]) => el("li", { class: statement.kind }, el("a", { href: `#/article/${number}/${at}` }, wordsOf(article, statement)), el("span", { class: "quiet" }, ` ${statement.cue?.act ?? ""} ${statement.confidence.toFixed(2)}`)))),
  );
}
