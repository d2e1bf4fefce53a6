// The page of a file: its text with every change, and the filters.

const CHUNK = 80; // rows made at once
const PRINTED = 6000; // rows that are printed

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
    this.panel = new Panel(opened, () => this.judge());
    this.told = el("p", { class: "told", role: "status" });
    place.replaceChildren(fileHead(opened), ...(opened.changes.length ? this.body() : []));
    this.watch();
    this.refresh();
  }

  // ------------------------------------------------------------------ filters

  body() {
    const again = () => this.refresh();
    const counts = new Map();
    for (const change of this.opened.changes) counts.set(change.family, (counts.get(change.family) ?? 0) + 1);
    const families = Object.keys(INDEX.families).filter((name) => counts.has(name));
    for (const name of counts.keys()) if (!families.includes(name)) families.push(name);
    this.least = choice(
      "Confidence at least",
      [["0", "any"], ...INDEX.borders.map((border) => [border, border])],
      again,
    );
    this.most = choice(
      "and below",
      [["2", "any"], ...[...INDEX.borders].reverse().map((border) => [border, border])],
      again,
    );
    this.kind = choice(
      "Kind",
      [
        ["", "edits and suggestions"],
        ["edit", "edits"],
        ["suggestion", "suggestions"],
      ],
      again,
    );
    this.state = choice(
      "Decision",
      [
        ["", "all"],
        ["none", "not decided"],
        ["accept", "accepted"],
        ["reject", "rejected"],
      ],
      again,
    );
    this.whole = el("input", { type: "checkbox", onchange: again, disabled: !this.opened.whole });
    const whole = this.opened.whole
      ? "Show the whole text"
      : "The whole text is too long for this page; it is in the output";
    const chip = (family) =>
      el(
        "label",
        { class: "chip", title: meaning(family) },
        el("input", {
          type: "checkbox",
          checked: true,
          value: family,
          onchange: (event) => this.choose(family, event.target.checked),
        }),
        el("span", {}, family, el("b", {}, number(counts.get(family)))),
      );
    return [
      el(
        "details",
        { class: "filters", open: !matchMedia("(max-width: 40rem)").matches },
        el("summary", {}, "Filters"),
        el(
          "form",
          { "aria-label": "Which changes to show", onsubmit: (event) => event.preventDefault() },
          el("fieldset", { class: "chips" }, el("legend", {}, "Families"), ...families.map(chip)),
          el(
            "div",
            { class: "fields" },
            this.least.field,
            this.most.field,
            this.kind.field,
            this.state.field,
            el("label", { class: "check" }, this.whole, el("span", {}, whole)),
          ),
        ),
      ),
      el(
        "div",
        { class: "steps" },
        el("button", { type: "button", onclick: () => this.step(-1) }, "Previous", el("kbd", {}, "p")),
        el("button", { type: "button", onclick: () => this.step(1) }, "Next", el("kbd", {}, "n")),
        this.told,
      ),
      el("div", { class: "reading" }, el("div", { class: "column" }, this.text, this.more), this.panel.element),
      this.panel.tip,
    ];
  }

  choose(family, is) {
    if (is) this.chosen.add(family);
    else this.chosen.delete(family);
    this.refresh();
  }

  matches(change) {
    if (!this.chosen.has(change.family)) return false;
    if (change.confidence < Number(this.least.select.value) || change.confidence >= Number(this.most.select.value))
      return false;
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
    this.panel.show(this.opened.changes[this.current]);
  }

  addPart([, name, severity, , , rows]) {
    const hot = rows.map((row) => row.slice(1).some((piece) => Array.isArray(piece) && this.live.has(piece[0])));
    const kept = rows.filter((_, at) => this.whole.checked || hot[at] || hot[at - 1] || hot[at + 1]);
    if (!kept.length) return;
    if (name) this.items.push({ title: name, severity, small: rows.length === 1 });
    let last = null;
    for (const row of kept) {
      if (last !== null && row[0] > last + 1) this.items.push({ gap: row[0] - last - 1 });
      last = row[0];
      const ids = row
        .slice(1)
        .filter((piece) => Array.isArray(piece) && this.live.has(piece[0]))
        .map((piece) => piece[0]);
      this.order.push(...ids);
      this.items.push({ row, ids, alone: name && rows.length === 1 });
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
      const judged =
        !item.small && item.severity !== "none"
          ? el("span", { class: `severity ${item.severity}` }, item.severity)
          : null;
      return el("h2", { class: item.small ? "part small" : "part" }, el("span", {}, ...mixed(item.title)), judged);
    }
    if (item.gap) return el("p", { class: "gap" }, many(item.gap, "line"), " without a change");
    const [line, ...pieces] = item.row;
    const whole = this.whole.checked;
    const shown = pieces.map((piece) =>
      Array.isArray(piece) ? mark(this.opened, piece, this.live.has(piece[0])) : whole ? piece : shortened(piece),
    );
    return el(
      "div",
      { class: item.ids.length ? "row" : "row calm" },
      el("span", { class: "line", "aria-hidden": "true" }, item.alone ? "" : line || ""),
      thai(shown, "p"),
    );
  }

  /** Make more rows as the reader comes to the end of those there are. */
  watch() {
    if (!this.opened.changes.length) return;
    new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.append(), {
      rootMargin: "1200px",
    }).observe(this.more);
    const changeAt = (event) => event.target.closest?.(".change[data-change]");
    this.text.addEventListener(
      "focusin",
      (event) => changeAt(event) && this.look(Number(changeAt(event).dataset.change)),
    );
    this.text.addEventListener("click", (event) => changeAt(event)?.focus());
    this.text.addEventListener("mouseover", (event) => this.panel.hint(changeAt(event)));
    this.text.addEventListener("mouseleave", () => this.panel.hint(null));
    this.text.addEventListener("focusout", () => this.panel.hint(null));
  }

  // ------------------------------------------------------------------ one change

  node(id) {
    return this.text.querySelector(`[data-change="${id}"]`);
  }

  /** Go to the change so many further on; from the ends, round to the other. */
  step(by) {
    if (!this.order.length) return;
    const at = this.placeOf.get(this.current);
    const next =
      at === undefined ? (by > 0 ? 0 : this.order.length - 1) : (at + by + this.order.length) % this.order.length;
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
    this.panel.show(this.opened.changes[this.current]);
    this.tell();
    const change = this.opened.changes[id];
    const decision = Decisions.of(this.file, change);
    announce(
      `${this.placeOf.get(id) + 1} of ${this.order.length}. ${this.node(id).getAttribute("aria-label")}${decision ? `, ${decision}ed` : ""}`,
    );
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
    const of =
      this.order.length === all ? many(all, "change") : `${many(this.order.length, "change")} of ${number(all)}`;
    this.told.textContent = at === undefined ? of : `${number(at + 1)} of ${of}`;
  }

  /** Show in the text what is decided now. */
  judge() {
    for (const node of this.text.querySelectorAll(".change[data-change]")) {
      judge(this.opened, node, this.opened.changes[Number(node.dataset.change)]);
    }
  }

  /** Make every row, for the printer. */
  all() {
    if (this.opened.changes.length) this.append(PRINTED);
  }
}
