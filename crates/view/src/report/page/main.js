// Addresses to views, keys to what they do.

const corpus = document.getElementById("corpus");
const view = document.getElementById("view");
const help = document.getElementById("help");
const title = document.title;
let reading = null;
let turn = 0;

async function viewOf([name, number, statement]) {
  reading = null;
  if (name === "articles") return showArticles();
  if (name === "speakers") return showSpeakers();
  if (name === "speaker") return showSpeaker(Number(number));
  if (name === "downloads") return showDownloads();
  if (name !== "article") return null;
  const [article, index, people] = await Promise.all([getArticle(Number(number)), getIndex(), getPeople()]);
  if (!article) return null;
  const made = new ArticleView(article, Number(number), index, people);
  made.wanted = statement === undefined ? null : Number(statement);
  return made;
}

/** What is shown where a browser cannot unpack, or a file was cut off. */
function unreadable(error) {
  return el("div", { class: "wide" }, el("h1", { tabindex: "-1" }, "This cannot be shown"), el("p", null, `What is packed in this file cannot be read: ${error.message}. The file may be cut off, or the browser too old.`));
}

async function route() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const parts = location.hash.slice(2).split("/").filter(Boolean);
  const mine = ++turn;
  const made = parts.length ? await viewOf(parts).catch(unreadable) : null;
  // Somebody may have gone on while it was unpacked.
  if (mine !== turn) return;
  reading = made instanceof ArticleView ? made : null;
  const shown = reading?.root ?? made;
  corpus.hidden = Boolean(shown);
  view.hidden = !shown;
  view.replaceChildren(...(shown ? [shown] : []));
  const heading = (shown ?? corpus).querySelector("h1");
  document.title = shown && heading ? `${heading.textContent} – ${title}` : title;
  for (const link of document.querySelectorAll(".top nav a")) {
    const here = link.getAttribute("href") === `#/${{ article: "articles", speaker: "speakers" }[parts[0]] ?? parts[0] ?? ""}`;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (mine > 1 || parts.length) {
    scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
  }
  const wanted = reading?.wanted;
  if (wanted !== null && wanted !== undefined && reading.article.statements[wanted]) reading.pin(wanted, true);
  document.documentElement.dataset.view = parts[0] ?? "overview";
}

/** Goes down or up the links of a list. */
function walk(by) {
  const links = [...view.querySelectorAll("tbody a, .said a")];
  const now = links.indexOf(document.activeElement);
  links[Math.min(Math.max(now + by, 0), links.length - 1)]?.focus();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const { target, key } = event;
  const typing = target.matches("input, select, textarea");
  if (key === "Escape" && typing) return target.blur();
  if (typing) return;
  // Enter belongs to whatever has the focus and can be pressed.
  if (key === "Enter" && target.matches("a, button, summary")) return;
  let done = true;
  if (key === "?") help.showModal();
  else if (key === "/" && view.querySelector("#search")) view.querySelector("#search").focus();
  else if (reading) done = reading.key(key);
  else if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
  else if (key === "Escape" && !view.hidden) history.length > 1 ? history.back() : (location.hash = "#/");
  else done = false;
  if (done) event.preventDefault();
});

document.getElementById("ask").addEventListener("click", () => help.showModal());
addEventListener("beforeprint", () => {
  for (const table of document.querySelectorAll("#corpus .variants")) table.parentElement.open = true;
});
addPictures();
addEventListener("hashchange", route);
route();
