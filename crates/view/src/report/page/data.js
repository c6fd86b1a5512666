"use strict";
// What is packed in the page, unpacked when it is asked for; and elements, which hold text and never mark-up.

/** Fulfilled when the whole page has been read. */
const whole = new Promise((done) => {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", done, { once: true });
  else done();
});

/** The value that is packed in the element of an id. */
async function unpack(id) {
  let packed = document.getElementById(id);
  // One that nothing follows yet may not be there to its end.
  if (!packed?.nextSibling) {
    await whole;
    packed = document.getElementById(id);
  }
  const letters = packed.textContent;
  const bytes = Uint8Array.fromBase64
    ? Uint8Array.fromBase64(letters)
    : Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(unpacked).text());
}

const once = new Map();

/** The same, kept. */
function kept(id) {
  if (!once.has(id)) once.set(id, unpack(id));
  return once.get(id);
}

const getIndex = () => kept("index");
const getPeople = () => kept("people");

/** Parcels at hand, the last used last. */
const atHand = new Map();

async function getParcel(number) {
  const parcel = atHand.get(number) ?? unpack(`parcel-${number}`);
  atHand.delete(number);
  atHand.set(number, parcel);
  if (atHand.size > 8) atHand.delete(atHand.keys().next().value);
  return parcel;
}

/** An article by its number. */
async function getArticle(number) {
  const { firsts } = await getIndex();
  let parcel = 0;
  for (let step = 1 << 20; step; step >>= 1) if (firsts[parcel + step] <= number) parcel += step;
  return (await getParcel(parcel))[number - firsts[parcel]];
}

/** An element with attributes and children, texts or elements. What is null is left out. */
function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

/** A bar that is filled so far, drawn as those of the overview are. */
function bar(part, most, kind = "k-words") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ class: "bar", viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" }))
    svg.setAttribute(name, value);
  for (const [name, value] of Object.entries({ class: kind, width: ((100 * part) / Math.max(most, 1)).toFixed(2), height: "1" }))
    rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}

const written = new Intl.NumberFormat("en").format;
const counted = (count, noun) => `${written(count)} ${noun}${count === 1 ? "" : "s"}`;
const percent = (part, all) => (all ? `${Math.round((100 * part) / all)}%` : "–");

/** A link's target if it is one of the web, else null. */
function webAddress(address) {
  try {
    const { protocol, href } = new URL(address);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}

/** Says something to whoever cannot see it; `aloud` for a moment to everybody. */
function say(message, aloud = true) {
  const status = document.getElementById("status");
  status.textContent = message;
  status.classList.toggle("shown", aloud);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => status.classList.remove("shown"), 2500);
}
