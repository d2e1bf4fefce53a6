// What the reader decided: kept in the memory and, if the browser lets us, in its storage; written as TSV.

const COLUMNS = ["file", "sha256", "part", "start", "end", "before", "after", "family", "rule", "kind", "decision"];
const CONTEXT = ["context_before", "context_after"]; // for `thaifix learn`, which learns words from changes of letters
const ESCAPES = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const UNESCAPES = { "\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r" };

const Decisions = (() => {
  const key = `thaifix-decisions-${INDEX.report}`;
  const made = new Map();
  const listeners = [];
  const places = new Map(INDEX.files.map((file, place) => [file.path, place]));

  const keyOf = (row) => [row.file, row.part, row.start, row.end, row.kind, row.after].join("\t");
  const rowOf = (file, change) => ({
    file: file.path,
    sha256: file.sha,
    part: change.part,
    start: change.start,
    end: change.end,
    before: change.before,
    after: change.after,
    family: change.family,
    rule: change.rule,
    kind: change.kind,
    context_before: change.context_before,
    context_after: change.context_after,
  });

  function remember() {
    try {
      localStorage.setItem(key, JSON.stringify([...made.values()]));
      byId("unsaved").hidden = true;
    } catch {
      byId("unsaved").hidden = false; // no storage, or it is full: the export is the only copy
    }
    byId("decided").textContent = number(made.size);
    byId("export").disabled = !made.size;
    for (const listener of listeners) listener();
  }

  function recall() {
    try {
      for (const row of JSON.parse(localStorage.getItem(key) ?? "[]")) made.set(keyOf(row), row);
    } catch {
      made.clear();
    }
    remember();
  }

  /** Decide on changes of a file; the same decision again takes it back, as does `null`. */
  function decide(file, changes, decision) {
    for (const change of changes) {
      const row = rowOf(file, change);
      if (decision) made.set(keyOf(row), { ...row, decision });
      else made.delete(keyOf(row));
    }
    remember();
  }

  const of = (file, change) => made.get(keyOf(rowOf(file, change)))?.decision ?? null;

  function tsv() {
    const order = (one, other) =>
      places.get(one.file) - places.get(other.file) ||
      one.part - other.part ||
      one.start - other.start ||
      one.end - other.end;
    const escaped = (value) => String(value).replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign]);
    const columns = [...COLUMNS, ...CONTEXT];
    const rows = [...made.values()].sort(order).map((row) => columns.map((column) => escaped(row[column] ?? "")));
    return [columns, ...rows].map((row) => `${row.join("\t")}\n`).join("");
  }

  /** Take over an exported file; rows about other files than those of this report are left out. */
  function load(text) {
    const [head, ...lines] = text.replace(/^\ufeff/, "").split(/\r?\n/);
    const columns = head.split("\t");
    if (COLUMNS.some((column, place) => columns[place] !== column))
      throw new Error("This is no decisions.tsv: its first line is not the one expected.");
    let taken = 0;
    for (const line of lines.filter(Boolean)) {
      const cells = line.split("\t").map((cell) => cell.replace(/\\[\\tnr]/g, (sign) => UNESCAPES[sign]));
      const row = Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? ""]));
      for (const column of ["part", "start", "end"]) row[column] = Number(row[column]);
      const file = INDEX.files[places.get(row.file)];
      if (!file || file.sha !== row.sha256 || !["accept", "reject"].includes(row.decision)) continue;
      made.set(keyOf(row), row);
      taken += 1;
    }
    remember();
    return taken;
  }

  function save() {
    const address = URL.createObjectURL(new Blob([tsv()], { type: "text/tab-separated-values" }));
    el("a", { href: address, download: "decisions.tsv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    announce(`${many(made.size, "decision")} exported to decisions.tsv`);
  }

  const changed = (listener) => listeners.push(listener);
  return { changed, decide, load, of, recall, save, tsv };
})();

/** The two buttons; `done` is called after a decision. */
function verdicts(file, change, done) {
  const decision = Decisions.of(file, change);
  const button = (what, label) =>
    el(
      "button",
      {
        type: "button",
        class: `verdict ${what}`,
        "aria-pressed": String(decision === what),
        onclick: () => {
          Decisions.decide(file, [change], decision === what ? null : what);
          done(what);
        },
      },
      label,
    );
  return el("span", { class: "verdicts" }, button("accept", "Accept"), button("reject", "Reject"));
}
