// Beside the text of a file: what is told of the file, and the panel where a change is looked at and decided.

/** What is told of a file before its text. */
function fileHead({ file, strip }) {
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
    el(
      "dl",
      { class: "facts" },
      ...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
    ),
    failed
      ? el(
          "p",
          { class: "advice failed" },
          el("strong", {}, file.status === "failed" ? "Not repaired. " : "Skipped. "),
          file.reason,
        )
      : el(
          "div",
          { class: `advice ${file.severity}` },
          cause ? el("p", {}, el("strong", {}, "Likely cause. "), `${cause[0].toUpperCase()}${cause.slice(1)}.`) : null,
          el("p", {}, el("strong", {}, "What to do. "), INDEX.severities[file.severity] ?? ""),
        ),
    file.notes.length ? el("ul", { class: "notes" }, ...file.notes.map((note) => el("li", {}, note))) : null,
    strip.length > 1
      ? el(
          "figure",
          { class: "pages" },
          stripOf(strip),
          el("figcaption", {}, `Damage along the file, ${many(file.parts, "part")} from first to last`),
        )
      : null,
  );
}

/** The panel, and the hint at the pointer. `decided` is called after each decision. */
class Panel {
  constructor(opened, decided) {
    this.opened = opened;
    this.file = opened.file;
    this.decided = decided;
    this.change = null;
    this.element = el("aside", { class: "panel", "aria-label": "The change that is looked at" });
    this.tip = el("div", { class: "tip", role: "tooltip", hidden: true });
  }

  shownOf(id) {
    return this.opened.shownOf.get(id) ?? [id, "", ""];
  }

  /** The changes that look the same, with the letters that their marks stand on. */
  alike(change) {
    const key = ({ id, kind }) => [kind, ...this.shownOf(id).slice(1)].join("\t");
    if (!this.groups) {
      this.groups = new Map();
      for (const other of this.opened.changes) {
        const group = this.groups.get(key(other));
        if (group) group.push(other);
        else this.groups.set(key(other), [other]);
      }
    }
    return this.groups.get(key(change));
  }

  show(change) {
    this.change = change;
    this.element.classList.toggle("empty", !change);
    if (!change) {
      fill(
        this.element,
        el("p", { class: "hint" }, "Choose a change in the text, or press ", el("kbd", {}, "n"), " for the first."),
        shortcuts(),
      );
      return;
    }
    const [, before, after] = this.shownOf(change.id);
    const alike = this.alike(change);
    const facts = [
      ["Family", el("span", {}, change.family, el("small", {}, ...mixed(meaning(change.family))))],
      ["Rule", change.rule],
      [
        "Confidence",
        el(
          "span",
          { class: "meter" },
          el("meter", { min: 0, max: 1, value: change.confidence, "aria-label": "Confidence" }),
          sure(change.confidence),
        ),
      ],
      ["Before", codes(change.before) || "nothing"],
      ["After", codes(change.after) || "nothing"],
      ["Place", `letters ${number(change.start)} to ${number(change.end)}`],
    ];
    fill(
      this.element,
      el("p", { class: "eyebrow" }, change.kind === "edit" ? "Edit, made" : "Suggestion, not made"),
      el(
        "p",
        { class: `big ${change.kind}` },
        thai(before || "∅", "del"),
        el("span", { class: "arrow", "aria-hidden": "true" }, "→"),
        thai(after || "∅", "ins"),
      ),
      verdicts(this.file, change, () => this.again()),
      alike.length > 1
        ? el(
            "p",
            { class: "alike" },
            `${number(alike.length)} alike in this file: `,
            el("button", { type: "button", onclick: () => this.decideAll(alike, "accept") }, "accept all"),
            el("button", { type: "button", onclick: () => this.decideAll(alike, "reject") }, "reject all"),
          )
        : null,
      el(
        "dl",
        { class: "facts tall" },
        ...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
      ),
      shortcuts(),
    );
  }

  decide(decision) {
    const { change } = this;
    if (!change) return;
    Decisions.decide(this.file, [change], Decisions.of(this.file, change) === decision ? null : decision);
    this.again();
  }

  decideAll(changes, decision) {
    Decisions.decide(this.file, changes, decision);
    this.again();
  }

  /** Show what is decided now, and leave the focus on the button that was pressed. */
  again() {
    const pressed = this.element.contains(document.activeElement) ? document.activeElement.textContent : null;
    this.show(this.change);
    const same =
      pressed && [...this.element.querySelectorAll("button")].find((button) => button.textContent === pressed);
    if (same) same.focus();
    const decision = this.change && Decisions.of(this.file, this.change);
    announce(decision ? `${decision}ed` : "not decided");
    this.decided();
  }

  hint(node) {
    this.hinted = node;
    this.tip.hidden = !node;
    if (!node) return;
    const change = this.opened.changes[Number(node.dataset.change)];
    const shown = this.shownOf(change.id);
    this.tip.replaceChildren(
      el("span", { class: "pair" }, thai(shown[1] || "∅", "del"), " → ", thai(shown[2] || "∅", "ins")),
      el(
        "span",
        {},
        `${change.kind === "edit" ? "" : "suggested · "}${change.family} · ${change.rule} · ${sure(change.confidence)}`,
      ),
    );
    const box = node.getBoundingClientRect();
    const own = this.tip.getBoundingClientRect();
    const below = box.bottom + own.height + 12 < innerHeight;
    this.tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - own.width - 8))}px`;
    this.tip.style.top = `${below ? box.bottom + 6 : box.top - own.height - 6}px`;
  }
}
