"use strict";
// What the rest stands on: the index of the files, elements, numbers, and the packed texts.
// Text only ever becomes text: nothing here or below parses HTML.

/** A file of which nothing is told. */
const FILE = {
  reason: "",
  format: "",
  sha: "",
  parts: 0,
  edits: 0,
  suggestions: 0,
  left: 0,
  rate: 0,
  severity: "none",
  origin: -1,
  notes: [],
  bands: {},
  doubts: {},
};
const INDEX = JSON.parse(document.getElementById("index").textContent);
INDEX.files = INDEX.files.map((file) => ({ ...FILE, ...file }));
const byId = (id) => document.getElementById(id);

/** Make an element; a property that begins with "on" is a listener, `false` and `null` are left out. */
function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const counted = new Intl.NumberFormat("en");
const number = (value) => counted.format(value);
const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const sure = (confidence) => confidence.toFixed(3).replace(/0$/, "");

/** Replace what is in an element; what is missing is left out. */
const fill = (place, ...children) =>
  place.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== ""));

/** Text in two languages: each run of Thai in an element that says so. */
const mixed = (text) => text.split(/([\u0e00-\u0e7f]+)/).map((run, at) => (at % 2 ? thai(run) : run));

/** One noun, many nouns. */
const many = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Thai in an element of its own; `content` is a text, or texts and elements. */
const thai = (content, tag = "span", properties = {}) => el(tag, { lang: "th", ...properties }, ...[content].flat());

const hrefOf = (file) => `#file/${file.path.split("/").map(encodeURIComponent).join("/")}`;

/** Say something to those who listen to the page. */
function announce(text) {
  byId("announcer").textContent = text;
}

/** The texts and changes of a file; the last few stay unpacked. */
const unpacked = new Map();
async function unpack(place) {
  if (unpacked.has(place)) return unpacked.get(place);
  const packed = byId(`packed-${place}`);
  const told = packed ? await inflated(packed.textContent.trim()) : { parts: [], changes: [], whole: false, strip: [] };
  if (unpacked.size > 8) unpacked.delete(unpacked.keys().next().value);
  const opened = { ...told, file: INDEX.files[place], place, rowOf: new Map(), shownOf: new Map() };
  opened.changes = told.changes.map(changeOf);
  for (const part of opened.parts) {
    for (const row of part[5]) {
      for (const piece of row.slice(1)) {
        if (!Array.isArray(piece)) continue;
        opened.rowOf.set(piece[0], row);
        opened.shownOf.set(piece[0], piece);
      }
    }
  }
  unpacked.set(place, opened);
  return opened;
}

async function inflated(text) {
  if (!window.DecompressionStream)
    throw new Error("This browser is too old to open the texts; any of 2023 or later can.");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

function changeOf([part, start, end, before, after, family, rule, confidence, suggested, ...around], id) {
  const kind = suggested ? "suggestion" : "edit";
  const [context_before = "", context_after = ""] = around;
  return { id, part, start, end, before, after, family, rule, confidence, kind, context_before, context_after };
}
