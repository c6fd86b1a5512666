// One article: its text, marked; beside it who speaks, and all that is known of the statement one looks at.

const UNSURE = 0.5;
/** The least confidence that is shown, kept from article to article. */
let least = 0;

/** The words of a statement's parts, or of what is quoted of it. */
const partsOf = (article, spans) => spans.map(([start, end]) => article.text.slice(start, end));
const wordsOf = (article, statement) => partsOf(article, statement.content).join(" … ");
const speakersOf = (article, statement) => statement.speakers.map((at) => article.speakers[at]);
const whoSays = (article, statement) =>
  speakersOf(article, statement).map((speaker) => speaker.name).join(" and ") || "nobody named";

/** A statement as a source to cite. */
function citation(article, statement) {
  const who = speakersOf(article, statement).map((speaker) => [speaker.name, speaker.roles[0]].filter(Boolean).join(", "));
  const words = wordsOf(article, statement).replace(/\s+/g, " ");
  const where = [article.headline && `“${article.headline}”`, article.authors.join(", "), article.outlet, article.published, article.url];
  const how = statement.kind === "indirect" ? "paraphrased" : "quoted";
  return `${words} (${who.join(" and ") || "nobody named"}, ${how} in ${where.filter(Boolean).join(", ") || article.id})`;
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that were opened from a file have no clipboard in some browsers.
    const area = el("textarea", { class: "away", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(`${what} copied`);
}

class ArticleView {
  constructor(article, number, index, people) {
    Object.assign(this, { article, number, index, people });
    this.pinned = null;
    this.only = null;
    this.body = el("article", {
      onpointerover: (event) => event.pointerType !== "touch" && this.hover(event),
      onpointerleave: () => this.look(this.pinned),
      onclick: (event) => this.tap(event),
    });
    this.detail = el("div", { class: "detail" });
    this.voices = el("div", { class: "speakers" });
    this.close = el("button", { type: "button", class: "plain close", "aria-label": "Close", onclick: () => this.pin(null) }, "×");
    this.panel = el("div", { class: "panel" }, this.close, this.detail);
    this.side = el("aside", { class: "side", "aria-label": "Statement and speakers" }, this.panel, this.voices);
    this.root = el("div", { class: "reading wide" }, this.tools(), el("div", { class: "columns" }, el("div", { class: "inquit bare" }, this.heading(), this.body), this.side));
    this.draw();
  }

  heading() {
    const { article } = this;
    const address = article.url && webAddress(article.url);
    // A byline says it already.
    const authors = article.blocks.some(([part]) => part === "byline") ? "" : article.authors.join(", ");
    const facts = [article.outlet, authors, article.published].filter(Boolean).join(" · ");
    const link = address ? el("a", { href: address, rel: "noopener noreferrer external" }, "original") : null;
    return el("div", { class: "block" }, el("p", { class: "meta" }, facts || article.id, link ? " · " : null, link));
  }

  tools() {
    const to = (number, sign, name) =>
      number >= 0 && number < this.index.titles.length
        ? el("a", { href: `#/article/${number}`, class: "button", rel: name, "aria-label": `${name === "prev" ? "Previous" : "Next"} article` }, sign)
        : el("span", { class: "button off", "aria-hidden": "true" }, sign);
    const told = el("output", { for: "least" }, least.toFixed(2));
    const slider = el("input", { type: "range", id: "least", min: "0", max: "1", step: "0.05", value: String(least), "aria-label": "Least confidence shown" });
    slider.addEventListener("input", () => {
      least = Number(slider.value);
      told.textContent = least.toFixed(2);
      this.draw();
    });
    return el(
      "div",
      { class: "tools" },
      el("nav", { "aria-label": "Articles" }, to(this.number - 1, "←", "prev"), el("span", { class: "quiet" }, `${written(this.number + 1)} of ${written(this.index.titles.length)}`), to(this.number + 1, "→", "next")),
      el("label", { class: "slider", for: "least" }, el("span", null, "Confidence from"), slider, told),
    );
  }

  /** Whether a statement is sure enough to be shown. */
  shows(at) {
    return this.article.statements[at].confidence >= least;
  }

  draw() {
    const { article } = this;
    this.marks = new Map();
    this.mentions = new Map();
    this.body.replaceChildren(...article.blocks.map((block) => this.block(block)));
    this.order = article.statements.map((_, at) => at).filter((at) => this.shows(at) && this.marks.has(at));
    if (this.pinned !== null && !this.shows(this.pinned)) this.pinned = null;
    this.drawSpeakers();
    this.look(this.pinned);
  }

  block([part, start, runs]) {
    const tag = { headline: "h1", heading: "h2" }[part] ?? "p";
    const text = el(tag, { class: `text ${part}`, tabindex: part === "headline" ? "-1" : null });
    const here = [];
    let at = start;
    for (const run of runs) {
      const [length, statements = [], quoted = 0, cue = -1, mention = -1] = Array.isArray(run) ? run : [run];
      const words = this.article.text.slice(at, at + length);
      at += length;
      const shown = statements.filter((one) => this.shows(one));
      for (const one of shown) if (!here.includes(one)) here.push(one);
      text.append(this.run(words, shown, quoted, cue >= 0 && this.shows(cue) ? cue : -1, mention));
    }
    return el("div", { class: "block" }, this.margin(here), text);
  }

  margin(statements) {
    const who = new Map();
    for (const statement of statements.map((at) => this.article.statements[at]))
      for (const speaker of statement.speakers.length ? statement.speakers : [-1]) who.set(speaker, true);
    const names = [...who.keys()].map((at) => {
      const speaker = this.article.speakers[at];
      return speaker
        ? el("span", { class: `name ${speaker.colour ? `s-${speaker.colour}` : ""}` }, speaker.name)
        : el("span", { class: "name none" }, "nobody named");
    });
    return names.length ? el("div", { class: "who" }, names) : null;
  }

  run(words, statements, quoted, cue, mention) {
    if (!statements.length && cue < 0 && mention < 0) return words;
    const { article } = this;
    const inner = statements.at(-1) ?? -1;
    const of = article.statements[inner >= 0 ? inner : cue];
    const kinds = [];
    if (inner >= 0) kinds.push(quoted ? "q" : "p", of.confidence < UNSURE ? "unsure" : "");
    if (cue >= 0) kinds.push("cue");
    const colour = of && article.speakers[of.speakers[0]]?.colour;
    if (colour) kinds.push(`s-${colour}`);
    if (mention >= 0) kinds.push("m", article.speakers[mention].colour ? `m-${article.speakers[mention].colour}` : "");
    const tag = inner >= 0 && quoted ? "mark" : cue >= 0 ? "u" : mention >= 0 ? "b" : "span";
    const made = el(tag, { class: kinds.filter(Boolean).join(" ") }, words);
    for (const at of new Set([...statements, cue]))
      if (at >= 0) this.marks.set(at, [...(this.marks.get(at) ?? []), made]);
    if (mention >= 0) this.mentions.set(mention, [...(this.mentions.get(mention) ?? []), made]);
    made.statement = inner >= 0 ? inner : cue;
    made.mention = mention;
    return made;
  }

  drawSpeakers() {
    const { article } = this;
    const said = new Map();
    for (const statement of article.statements) {
      if (statement.confidence < least || statement.repeats) continue;
      for (const at of statement.speakers.length ? statement.speakers : [-1]) {
        const [count, words] = said.get(at) ?? [0, 0];
        said.set(at, [count + 1, words + statement.words]);
      }
    }
    const most = Math.max(...[...said.values()].map(([, words]) => words));
    const rows = [...said].sort(([, [, one]], [, [, other]]) => other - one).map(([at, [count, words]]) => {
      const speaker = article.speakers[at];
      const colour = speaker?.colour ? `s-${speaker.colour}` : "";
      return el(
        "li",
        null,
        el(
          "button",
          { type: "button", class: `voice ${colour}`, "aria-pressed": String(this.only === at), onclick: () => this.single(at) },
          el("span", { class: "swatch" }),
          el("span", { class: "label" }, speaker?.name ?? "nobody named", el("span", { class: "quiet" }, speaker?.roles[0] ?? (speaker ? speaker.kind : ""))),
          el("span", { class: "value" }, counted(count, "statement"), el("span", { class: "quiet" }, counted(words, "word"))),
          bar(words, most, "ink"),
        ),
      );
    });
    const list = this.order.map((at) => {
      const statement = article.statements[at];
      return el(
        "li",
        null,
        el("button", { type: "button", class: "plain", "data-statement": at, onclick: () => this.pin(at, true) }, el("b", null, whoSays(article, statement)), ` ${wordsOf(article, statement)}`),
      );
    });
    this.voices.replaceChildren(
      el("h2", null, "Who speaks"),
      rows.length ? el("ul", null, rows) : el("p", { class: "quiet" }, "No statement is as sure as this."),
      el("details", { class: "all" }, el("summary", null, counted(list.length, "statement")), el("ol", null, list)),
    );
    this.dim();
  }

  /** Shows one speaker's words alone, or again everybody's. */
  single(speaker) {
    this.only = this.only === speaker ? null : speaker;
    this.drawSpeakers();
  }

  dim() {
    for (const [at, marks] of this.marks) {
      const { speakers } = this.article.statements[at];
      const others = this.only !== null && !(speakers.includes(this.only) || (this.only === -1 && !speakers.length));
      for (const mark of marks) mark.classList.toggle("dim", others);
    }
  }

  hover({ target }) {
    if (target.statement >= 0) this.look(target.statement);
    else if (target.mention >= 0) this.lookAtSpeaker(target.mention);
    else this.look(this.pinned);
  }

  tap({ target }) {
    if (String(getSelection())) return;
    if (target.statement >= 0) this.pin(target.statement);
    else if (target.mention >= 0) {
      this.pinned = null;
      this.panel.classList.add("open");
      this.lookAtSpeaker(target.mention);
    } else this.pin(null);
  }

  /** Keeps a statement in sight. */
  pin(at, scroll = false) {
    this.pinned = at;
    this.look(at);
    this.panel.classList.toggle("open", at !== null);
    if (at === null) return;
    const mark = this.marks.get(at)?.[0];
    // On a narrow screen the panel lies over the text, and must not lie over what it is about.
    const sheet = getComputedStyle(this.panel).position === "fixed" ? this.panel.offsetHeight : 0;
    if (sheet && mark?.getBoundingClientRect().bottom > innerHeight - sheet) mark.scrollIntoView({ block: "start" });
    else if (scroll) mark?.scrollIntoView({ block: "center" });
    const statement = this.article.statements[at];
    say(`${whoSays(this.article, statement)}: ${wordsOf(this.article, statement)}`, false);
    history.replaceState(null, "", `#/article/${this.number}/${at}`);
  }

  step(by) {
    if (!this.order.length) return;
    const now = this.order.indexOf(this.pinned);
    const next = now < 0 ? (by > 0 ? 0 : this.order.length - 1) : Math.min(Math.max(now + by, 0), this.order.length - 1);
    this.pin(this.order[next], true);
  }

  light(statement, speakers) {
    for (const mark of this.body.querySelectorAll(".hot,.lit")) mark.classList.remove("hot", "lit");
    for (const mark of this.marks.get(statement) ?? []) mark.classList.add("hot");
    for (const speaker of speakers) for (const mark of this.mentions.get(speaker) ?? []) mark.classList.add("lit");
  }

  /** Shows what is known of a statement, its speakers with it. */
  look(at) {
    const statement = at === null ? undefined : this.article.statements[at];
    this.light(at, statement?.speakers ?? []);
    if (!statement) {
      this.detail.replaceChildren(el("p", { class: "hint" }, "Point at a mark, tap it, or press ", el("kbd", null, "j"), " to see who says it and how it was read."));
      return;
    }
    const { article } = this;
    const cue = statement.cue;
    const signs = cue ? [cue.negated && "negated", cue.hedged && "hedged"].filter(Boolean) : [];
    const facts = [
      ["Kind", { direct: "direct quotation", mixed: "quoted in part", indirect: "paraphrase" }[statement.kind]],
      ["Act", cue ? [cue.act, ...signs].join(", ") : "no cue"],
      ["Cue", cue && `“${cue.text}”`],
      ["Said to", statement.addressees?.join(", ")],
      ["Reported by", article.speakers[statement.reported_by]?.name],
      ["Source", statement.source],
      ["Anonymity", statement.note],
      ["Repeats", statement.repeats && `statement ${statement.repeats}`],
      ["Inside", statement.inside && `statement ${statement.inside}`],
      ["Why", statement.why],
    ].filter(([, value]) => value);
    this.detail.replaceChildren(
      ...(statement.speakers.length ? statement.speakers.map((speaker) => this.profile(speaker)) : [el("h2", null, "Nobody named")]),
      el("blockquote", null, wordsOf(article, statement)),
      el("p", { class: "sure" }, "Confidence ", el("b", null, statement.confidence.toFixed(2)), bar(statement.confidence, 1, statement.confidence < UNSURE ? "k-unsure" : "k-words")),
      el("dl", null, facts.map(([name, value]) => [el("dt", null, name), el("dd", null, value)])),
      el("button", { type: "button", class: "button", onclick: () => this.cite(at) }, "Copy as citation"),
    );
  }

  lookAtSpeaker(at) {
    this.light(-1, [at]);
    const speaker = this.article.speakers[at];
    const own = this.order.filter((one) => this.article.statements[one].speakers.includes(at));
    this.detail.replaceChildren(
      this.profile(at),
      el("p", { class: "quiet" }, `${counted(own.length, "statement")}, ${counted(speaker.mentions, "mention")} in this article`),
    );
  }

  profile(at) {
    const speaker = this.article.speakers[at];
    const place = this.people.numbers[speaker.person] ?? -1;
    const gender = speaker.gender === "unknown" ? null : `${speaker.gender}, by the article’s words`;
    const facts = [speaker.roles.slice(0, 3).join(" · ") || speaker.kind, gender].filter(Boolean).join(" · ");
    const also = speaker.aliases.slice(0, 6).join(" · ");
    return el(
      "div",
      { class: `profile ${speaker.colour ? `s-${speaker.colour}` : ""}` },
      el("h2", null, speaker.name),
      el("p", { class: "quiet" }, facts, also ? el("br") : null, also ? `also “${also}”` : null),
      place >= 0 ? el("p", null, el("a", { href: `#/speaker/${place}` }, "All that they say →")) : null,
    );
  }

  cite(at) {
    if (at !== null) copy(citation(this.article, this.article.statements[at]), "Citation");
  }

  key(key) {
    const others = { j: () => this.step(1), k: () => this.step(-1), c: () => this.cite(this.pinned) };
    others.ArrowDown = this.pinned === null ? undefined : others.j;
    others.ArrowUp = this.pinned === null ? undefined : others.k;
    others.ArrowLeft = () => this.go(this.number - 1);
    others.ArrowRight = () => this.go(this.number + 1);
    others.Enter = () => {
      const first = this.pinned === null ? undefined : speakersOf(this.article, this.article.statements[this.pinned])[0];
      const place = first ? (this.people.numbers[first.person] ?? -1) : -1;
      if (place >= 0) location.hash = `#/speaker/${place}`;
    };
    others.Escape = () => {
      if (this.pinned !== null || this.panel.classList.contains("open")) {
        this.pin(null);
        history.replaceState(null, "", `#/article/${this.number}`);
      } else location.hash = "#/articles";
    };
    others[key]?.();
    return key in others && others[key] !== undefined;
  }

  go(number) {
    if (number >= 0 && number < this.index.titles.length) location.hash = `#/article/${number}`;
  }
}
