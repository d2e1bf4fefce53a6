// How a change is drawn: in its text, quoted in a list, and all of a file as columns.

const LONG = 160; // letters between changes; more are cut in the middle unless the whole text is shown
const KEPT = 60; // of these, at each end

const meaning = (family) => INDEX.families[family] ?? "";
const codes = (text) =>
  [...text].map((sign) => `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
const shortened = (text) => (text.length > LONG ? `${text.slice(0, KEPT)} … ${text.slice(-KEPT)}` : text);

/** One change in its place. `live` ones can be chosen; the others are the text as it is now. */
function mark(opened, [id, before, after], live) {
  const change = opened.changes[id];
  if (!live) return (change.kind === "edit" ? after : before).replaceAll("␣", " ");
  const says = change.kind === "edit" ? "Edit" : "Suggestion";
  const shown = el(
    "span",
    {
      class: `change ${change.kind}`,
      role: "button",
      tabindex: "-1",
      "data-change": id,
      "aria-label": `${says}: ${before || "nothing"} becomes ${after || "nothing"}, ${change.family}, confidence ${sure(change.confidence)}`,
    },
    before ? el("del", {}, before) : null,
    after ? el("ins", {}, after) : el("ins", { class: "gone" }, "∅"),
  );
  judge(opened, shown, change);
  return shown;
}

function judge(opened, shown, change) {
  const decision = Decisions.of(opened.file, change);
  shown.classList.toggle("accepted", decision === "accept");
  shown.classList.toggle("rejected", decision === "reject");
}

/** The line of a change with a little text around it, for lists. */
function quoted(opened, id) {
  const pieces = opened.rowOf.get(id)?.slice(1) ?? [];
  const at = pieces.findIndex((piece) => Array.isArray(piece) && piece[0] === id);
  const plain = (some) => some.map((piece) => (Array.isArray(piece) ? mark(opened, piece, false) : piece)).join("");
  const before = plain(pieces.slice(0, at));
  const after = plain(pieces.slice(at + 1));
  const [, from, to] = pieces[at] ?? [id, "", ""];
  const change = el(
    "span",
    { class: "change suggestion" },
    from ? el("del", {}, from) : null,
    el("ins", {}, to || "∅"),
  );
  const around = [
    before.length > KEPT ? `… ${before.slice(-KEPT)}` : before,
    change,
    after.length > KEPT ? `${after.slice(0, KEPT)} …` : after,
  ];
  return thai(around, "p", { class: "quoted" });
}

/** Columns for the pages of a file, as high as they are damaged; the root keeps the light ones in sight. */
function stripOf(values) {
  const most = Math.max(...values, 1);
  const made = (tag, properties) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(properties)) shape.setAttribute(name, value);
    return shape;
  };
  const drawing = made("svg", {
    viewBox: `0 0 ${values.length * 10} 40`,
    preserveAspectRatio: "none",
    class: "strip",
    "aria-hidden": "true",
  });
  values.forEach((value, place) => {
    const height = value ? Math.max(3, 40 * Math.sqrt(value / most)) : 1;
    drawing.append(
      made("rect", { x: place * 10 + 1, y: 40 - height, width: 8, height, class: value ? "hot" : "cold" }),
    );
  });
  return drawing;
}
