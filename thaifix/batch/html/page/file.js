// The page of a file: its text with every change, filters, and the panel where one is looked at and decided.

const CHUNK = 80; // rows made at once
const LONG = 160; // letters between changes; more are cut in the middle unless the whole text is shown
const KEPT = 60; // of these, at each end
const PRINTED = 6000; // rows that are printed

const meaning = (family) => INDEX.families[family] ?? "";
const codes = (text) => [...text].map((sign) => `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
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
  const change = el("span", { class: "change suggestion" }, from ? el("del", {}, from) : null, el("ins", {}, to || "∅"));
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
  const drawing = made("svg", { viewBox: `0 0 ${values.length * 10} 40`, preserveAspectRatio: "none", class: "strip", "aria-hidden": "true" });
  values.forEach((value, place) => {
    const height = value ? Math.max(3, 40 * Math.sqrt(value / most)) : 1;
    drawing.append(made("rect", { x: place * 10 + 1, y: 40 - height, width: 8, height, class: value ? "hot" : "cold" }));
  });
  return drawing;
}

class FilePage {
  constructor(opened, place) {
    this.opened = opened;
    this.file = opened.file;
    this.current = null;
    this.made = 0;
    this.families = new Set(opened.changes.map((change) => change.family));
    this.chosen = new Set(this.families);
    this.text = el("div", { class: "text" });
    this.more = el("button", { type: "button", class: "more", onclick: () => this.append() }, "Show more lines");
    this.panel = el("aside", { class: "panel", "aria-label": "The change that is looked at" });
    this.tip = el("div", { class: "tip", role: "tooltip", hidden: true });
    this.told = el("p", { class: "told", role: "status" });
    place.replaceChildren(this.head(), ...(opened.changes.length ? this.body() : []));
    this.watch();
    this.refresh();
  }

  // ------------------------------------------------------------------ head

  head() {
    const { file } = this;
    const cause = file.origin < 0 ? null : INDEX.origins[file.origin];
    const facts = [
      ["Status", file.status],
      ["Format", file.format],
      ["Edits", number(file.edits)],
      ["To decide", number(file.suggestions)],
      ["Left damaged", number(file.left)],
      ["Damage per 1,000 Thai letters", tenths.format(file.rate)],
    ].filter(([, value]) => value);
    const failed = file.status === "failed" || file.status === "skipped";
    return el(
      "header",
      { class: "file-head" },
      el("p", { class: "eyebrow" }, el("a", { href: "#files" }, "All files")),
      thai(file.path, "h1", { tabindex: "-1" }),
      el("dl", { class: "facts" }, ...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
      failed
        ? el("p", { class: "advice failed" }, el("strong", {}, file.status === "failed" ? "Not repaired. " : "Skipped. "), file.reason)
        : el(
            "div",
            { class: `advice ${file.severity}` },
            cause ? el("p", {}, el("strong", {}, "Likely cause. "), `${cause[0].toUpperCase()}${cause.slice(1)}.`) : null,
            el("p", {}, el("strong", {}, "What to do. "), INDEX.severities[file.severity] ?? ""),
          ),
      file.notes.length ? el("ul", { class: "notes" }, ...file.notes.map((note) => el("li", {}, note))) : null,
      this.opened.strip.length > 1
        ? el("figure", { class: "pages" }, stripOf(this.opened.strip), el("figcaption", {}, `Damage along the file, ${many(file.parts, "part")} from first to last`))
        : null,
    );
  }

  // ------------------------------------------------------------------ filters

  body() {
    const again = () => this.refresh();
    const counts = new Map();
    for (const change of this.opened.changes) counts.set(change.family, (counts.get(change.family) ?? 0) + 1);
    const families = Object.keys(INDEX.families).filter((name) => counts.has(name));
    for (const name of counts.keys()) if (!families.includes(name)) families.push(name);
    this.least = choice("Confidence from", [["0", "any"], ...INDEX.borders.map((border) => [border, border])], again);
    this.most = choice("to below", [["2", "any"], ...[...INDEX.borders].reverse().map((border) => [border, border])], again);
    this.kind = choice("Kind", [["", "edits and suggestions"], ["edit", "edits"], ["suggestion", "suggestions"]], again);
    this.state = choice("Decision", [["", "all"], ["none", "not decided"], ["accept", "accepted"], ["reject", "rejected"]], again);
    this.whole = el("input", { type: "checkbox", onchange: again, disabled: !this.opened.whole });
    const whole = this.opened.whole ? "Show the whole text" : "The whole text is too long for this page; it is in the output";
    const chip = (family) =>
      el(
        "label",
        { class: "chip", title: meaning(family) },
        el("input", { type: "checkbox", checked: true, value: family, onchange: (event) => this.choose(family, event.target.checked) }),
        el("span", {}, family, el("b", {}, number(counts.get(family)))),
      );
    return [
      el(
        "form",
        { class: "filters", "aria-label": "Which changes to show", onsubmit: (event) => event.preventDefault() },
        el("fieldset", { class: "chips" }, el("legend", {}, "Families"), ...families.map(chip)),
        el("div", { class: "fields" }, this.least.field, this.most.field, this.kind.field, this.state.field),
        el("label", { class: "check" }, this.whole, el("span", {}, whole)),
      ),
      el(
        "div",
        { class: "steps" },
        el("button", { type: "button", onclick: () => this.step(-1) }, "Previous", el("kbd", {}, "p")),
        el("button", { type: "button", onclick: () => this.step(1) }, "Next", el("kbd", {}, "n")),
        this.told,
      ),
      el("div", { class: "reading" }, el("div", { class: "column" }, this.text, this.more), this.panel),
      this.tip,
    ];
  }

  choose(family, is) {
    if (is) this.chosen.add(family);
    else this.chosen.delete(family);
    this.refresh();
  }

  matches(change) {
    if (!this.chosen.has(change.family)) return false;
    if (change.confidence < Number(this.least.select.value) || change.confidence >= Number(this.most.select.value)) return false;
    if (this.kind.select.value && change.kind !== this.kind.select.value) return false;
    const state = this.state.select.value;
    return !state || (Decisions.of(this.file, change) ?? "none") === state;
  }

  // ------------------------------------------------------------------ text

  /** Choose rows anew and make the first of them. */
  refresh() {
    if (!this.opened.changes.length) return;
    this.live = new Set(this.opened.changes.filter((change) => this.matches(change)).map((change) => change.id));
    this.order = [];
    this.items = [];
    for (const part of this.opened.parts) this.addPart(part);
    this.itemOf = new Map();
    this.items.forEach((item, place) => {
      for (const id of item.ids ?? []) this.itemOf.set(id, place);
    });
    this.placeOf = new Map(this.order.map((id, place) => [id, place]));
    this.made = 0;
    this.text.replaceChildren();
    this.append();
    if (!this.live.has(this.current)) this.current = null;
    this.mark();
    this.tell();
    this.show();
  }

  addPart([place, name, severity, lost, , rows]) {
    const hot = rows.map((row) => row.slice(1).some((piece) => Array.isArray(piece) && this.live.has(piece[0])));
    const kept = rows.filter((_, at) => this.whole.checked || hot[at] || hot[at - 1] || hot[at + 1]);
    if (!kept.length) return;
    if (name) this.items.push({ title: name, severity, lost, place });
    let last = null;
    for (const row of kept) {
      if (last !== null && row[0] > last + 1) this.items.push({ gap: row[0] - last - 1 });
      last = row[0];
      const ids = row.slice(1).filter((piece) => Array.isArray(piece) && this.live.has(piece[0])).map((piece) => piece[0]);
      this.order.push(...ids);
      this.items.push({ row, ids });
    }
  }

  append(until = this.made + CHUNK) {
    const upTo = Math.min(this.items.length, until);
    if (this.made < upTo) {
      const chunk = el("div", { class: "chunk" }, ...this.items.slice(this.made, upTo).map((item) => this.item(item)));
      this.text.append(chunk);
      this.made = upTo;
    }
    this.more.hidden = this.made >= this.items.length;
  }

  item(item) {
    if (item.title) {
      const judged = item.severity && item.severity !== "none" ? el("span", { class: `severity ${item.severity}` }, item.severity) : null;
      return el("h2", { class: "part" }, thai(item.title), judged);
    }
    if (item.gap) return el("p", { class: "gap" }, many(item.gap, "line"), " without a change");
    const [line, ...pieces] = item.row;
    const whole = this.whole.checked;
    const shown = pieces.map((piece) =>
      Array.isArray(piece) ? mark(this.opened, piece, this.live.has(piece[0])) : whole ? piece : shortened(piece),
    );
    return el("div", { class: item.ids.length ? "row" : "row calm" }, el("span", { class: "line", "aria-hidden": "true" }, line || ""), thai(shown, "p"));
  }

  /** Make more rows as the reader comes to the end of those there are. */
  watch() {
    if (!this.opened.changes.length) return;
    new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.append(), { rootMargin: "1200px" }).observe(this.more);
    const changeAt = (event) => event.target.closest?.(".change[data-change]");
    this.text.addEventListener("focusin", (event) => changeAt(event) && this.look(Number(changeAt(event).dataset.change)));
    this.text.addEventListener("click", (event) => changeAt(event)?.focus());
    this.text.addEventListener("mouseover", (event) => this.hint(changeAt(event)));
    this.text.addEventListener("mouseleave", () => this.hint(null));
    this.text.addEventListener("focusout", () => this.hint(null));
  }

  // ------------------------------------------------------------------ one change

  node(id) {
    return this.text.querySelector(`[data-change="${id}"]`);
  }

  /** Go to the change so many further on; from the ends, round to the other. */
  step(by) {
    if (!this.order.length) return;
    const at = this.placeOf.get(this.current);
    const next = at === undefined ? (by > 0 ? 0 : this.order.length - 1) : (at + by + this.order.length) % this.order.length;
    this.go(this.order[next]);
  }

  go(id) {
    const item = this.itemOf.get(id);
    if (item === undefined) return;
    if (item >= this.made) this.append(item + CHUNK);
    const node = this.node(id);
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: matchMedia("(max-width: 60rem)").matches ? "start" : "center" }); // below is the panel
  }

  look(id) {
    this.current = id;
    this.mark();
    this.show();
    this.tell();
    const change = this.opened.changes[id];
    const decision = Decisions.of(this.file, change);
    announce(`${this.placeOf.get(id) + 1} of ${this.order.length}. ${this.node(id).getAttribute("aria-label")}${decision ? `, ${decision}ed` : ""}`);
  }

  /** Only one change is in the way of the tab key: the current one, or the first. */
  mark() {
    for (const old of this.text.querySelectorAll('.change[tabindex="0"]')) {
      old.tabIndex = -1;
      old.classList.remove("current");
    }
    const node = this.node(this.current ?? this.order[0]);
    if (!node) return;
    node.tabIndex = 0;
    node.classList.toggle("current", this.current !== null);
  }

  tell() {
    const at = this.placeOf.get(this.current);
    const all = this.opened.changes.length;
    const of = this.order.length === all ? many(all, "change") : `${many(this.order.length, "change")} of ${number(all)}`;
    this.told.textContent = at === undefined ? of : `${number(at + 1)} of ${of}`;
  }

  hint(node) {
    this.hinted = node;
    this.tip.hidden = !node;
    if (!node) return;
    const change = this.opened.changes[Number(node.dataset.change)];
    const shown = this.shownOf(change.id);
    this.tip.replaceChildren(
      el("span", { class: "pair" }, thai(shown[1] || "∅", "del"), " → ", thai(shown[2] || "∅", "ins")),
      el("span", {}, `${change.kind === "edit" ? "" : "suggested · "}${change.family} · ${change.rule} · ${sure(change.confidence)}`),
    );
    const box = node.getBoundingClientRect();
    const own = this.tip.getBoundingClientRect();
    const below = box.bottom + own.height + 12 < innerHeight;
    this.tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - own.width - 8))}px`;
    this.tip.style.top = `${below ? box.bottom + 6 : box.top - own.height - 6}px`;
  }

  shownOf(id) {
    return this.opened.rowOf.get(id)?.find((piece) => Array.isArray(piece) && piece[0] === id) ?? [id, "", ""];
  }

  show() {
    const change = this.opened.changes[this.current];
    this.panel.classList.toggle("empty", !change);
    if (!change) {
      fill(this.panel, el("p", { class: "hint" }, "Choose a change in the text, or press ", el("kbd", {}, "n"), " for the first."), shortcuts());
      return;
    }
    const [, before, after] = this.shownOf(change.id);
    const alike = this.opened.changes.filter((other) => other.kind === change.kind && other.before === change.before && other.after === change.after);
    const facts = [
      ["Family", el("span", {}, change.family, el("small", {}, ...mixed(meaning(change.family))))],
      ["Rule", change.rule],
      ["Confidence", el("span", { class: "meter" }, el("meter", { min: 0, max: 1, value: change.confidence, "aria-label": "Confidence" }), sure(change.confidence))],
      ["Before", codes(change.before) || "nothing"],
      ["After", codes(change.after) || "nothing"],
      ["Place", `letters ${number(change.start)} to ${number(change.end)}`],
    ];
    fill(
      this.panel,
      el("p", { class: "eyebrow" }, change.kind === "edit" ? "Edit, made" : "Suggestion, not made"),
      el("p", { class: "big" }, thai(before || "∅", "del"), el("span", { class: "arrow", "aria-hidden": "true" }, "→"), thai(after || "∅", "ins")),
      verdicts(this.file, change, () => this.decided()),
      alike.length > 1
        ? el(
            "p",
            { class: "alike" },
            `${number(alike.length)} alike in this file: `,
            el("button", { type: "button", onclick: () => this.decideAll(alike, "accept") }, "accept all"),
            el("button", { type: "button", onclick: () => this.decideAll(alike, "reject") }, "reject all"),
          )
        : null,
      el("dl", { class: "facts tall" }, ...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
      shortcuts(),
    );
  }

  decide(decision) {
    const change = this.opened.changes[this.current];
    if (!change) return;
    Decisions.decide(this.file, [change], Decisions.of(this.file, change) === decision ? null : decision);
    this.decided();
  }

  decideAll(changes, decision) {
    Decisions.decide(this.file, changes, decision);
    this.decided();
  }

  /** Show what is decided now, in the text and in the panel. */
  decided() {
    const change = this.opened.changes[this.current];
    for (const node of this.text.querySelectorAll(".change[data-change]")) {
      judge(this.opened, node, this.opened.changes[Number(node.dataset.change)]);
    }
    const inPanel = this.panel.contains(document.activeElement) ? document.activeElement.textContent : null;
    this.show();
    const same = inPanel && [...this.panel.querySelectorAll("button")].find((button) => button.textContent === inPanel);
    if (same) same.focus();
    const decision = Decisions.of(this.file, change);
    announce(decision ? `${decision}ed` : "not decided");
  }

  /** Make every row, for the printer. */
  all() {
    if (this.opened.changes.length) this.append(PRINTED);
  }
}
