// The lists over all files: the files, the suggestions to decide, the names, and what should be scanned again.

const statuses = ["repaired", "sound", "failed", "skipped"];
const linkTo = (file) => thai(file.path, "a", { href: hrefOf(file), class: "path" });
const badge = (kind, text) => el("span", { class: `badge ${kind}` }, text);

function filesPage(place) {
  const familyNames = Object.keys(INDEX.families).filter((name) =>
    INDEX.files.some((file) => file.bands[name] || file.doubts[name]),
  );
  const again = () => list.show(rows());
  const path = search("Name of the file", again);
  const status = choice("Status", [["", "all"], ...statuses.map((name) => [name, name])], again);
  const severity = choice("Damage", [["", "any"], ...Object.keys(INDEX.severities).map((name) => [name, name])], again);
  const family = choice("Family", [["", "all"], ...familyNames.map((name) => [name, name])], again);
  const below = choice(
    "Confidence below",
    [["", "any"], ...INDEX.borders.map((border, at) => [at + 1, border])],
    again,
  );
  const cause = choice("Cause", [["", "any"], ...INDEX.origins.map((says, at) => [at, says.split(":")[0]])], again);
  const form = el(
    "form",
    { class: "filters fields", "aria-label": "Which files to show", onsubmit: (event) => event.preventDefault() },
    ...[path, status, severity, family, below, cause].map((one) => one.field),
  );
  const box = el("div", {});
  place.replaceChildren(el("h1", { tabindex: "-1" }, "Files"), form, box);

  /** Edits of a file that the filters ask for. */
  function edits(file) {
    const upTo = below.select.value ? Number(below.select.value) : undefined;
    const names = family.select.value ? [family.select.value] : Object.keys(file.bands);
    const sum = (values) => values.reduce((all, value) => all + value, 0);
    return sum(names.map((name) => sum((file.bands[name] ?? []).slice(0, upTo))));
  }

  function rows() {
    const asked = path.input.value.trim().toLowerCase();
    const byChange = family.select.value || below.select.value;
    return INDEX.files.filter(
      (file) =>
        (!asked || file.path.toLowerCase().includes(asked)) &&
        (!status.select.value || file.status === status.select.value) &&
        (!severity.select.value || file.severity === severity.select.value) &&
        (!cause.select.value || file.origin === Number(cause.select.value)) &&
        (!byChange || edits(file) || (!below.select.value && file.doubts[family.select.value])),
    );
  }

  const list = table(box, "Files of this batch", [
    { name: "File", first: true, cell: linkTo, value: (file) => file.path },
    { name: "Status", cell: (file) => badge(file.status, file.status), value: (file) => statuses.indexOf(file.status) },
    { name: "Per 1,000", numeric: true, cell: (file) => tenths.format(file.rate), value: (file) => file.rate },
    { name: "Edits", numeric: true, cell: (file) => number(edits(file)), value: edits },
    { name: "To decide", numeric: true, cell: (file) => number(file.suggestions), value: (file) => file.suggestions },
    { name: "Left", numeric: true, cell: (file) => number(file.left), value: (file) => file.left },
    {
      name: "Cause",
      cell: (file) =>
        el(
          "span",
          { class: "cause" },
          file.reason || (file.origin < 0 ? "" : INDEX.origins[file.origin].split(":")[0]),
        ),
      value: (file) => file.origin,
    },
  ]);
  list.show(rows());
  return list;
}

function decidePage(place) {
  const size = 40;
  const waiting = INDEX.files.map((file, at) => at).filter((at) => INDEX.files[at].suggestions);
  const names = Object.keys(INDEX.families).filter((name) => waiting.some((at) => INDEX.files[at].doubts[name]));
  const restart = () => start();
  const family = choice("Family", [["", "all"], ...names.map((name) => [name, name])], restart);
  const state = choice(
    "Decision",
    [
      ["none", "not decided"],
      ["", "all"],
      ["accept", "accepted"],
      ["reject", "rejected"],
    ],
    restart,
  );
  const list = el("div", { class: "suggestions" });
  const more = el("button", { type: "button", class: "more", onclick: () => further() }, "Show more suggestions");
  const told = el("p", { class: "told", role: "status" });
  place.replaceChildren(
    el("h1", { tabindex: "-1" }, "To decide"),
    el(
      "p",
      { class: "lead" },
      "Changes that the text alone does not settle. None of them was made. Compare with the print where you can, then export your decisions and hand them to the next run.",
    ),
    el(
      "form",
      {
        class: "filters fields",
        "aria-label": "Which suggestions to show",
        onsubmit: (event) => event.preventDefault(),
      },
      family.field,
      state.field,
    ),
    told,
    list,
    more,
  );

  let queue = null;
  let run = 0;

  async function* suggestions() {
    for (const at of waiting) {
      const file = INDEX.files[at];
      if (family.select.value && !file.doubts[family.select.value]) continue;
      const opened = await unpack(at);
      for (const change of opened.changes) {
        if (change.kind !== "suggestion" || (family.select.value && change.family !== family.select.value)) continue;
        if (!state.select.value || (Decisions.of(file, change) ?? "none") === state.select.value)
          yield [opened, change];
      }
    }
  }

  function start() {
    queue = suggestions();
    run += 1;
    list.replaceChildren();
    more.hidden = false;
    return further();
  }

  async function further() {
    const mine = run;
    more.disabled = true;
    for (let left = size; left > 0; left -= 1) {
      const { value, done } = await queue.next();
      if (mine !== run) return;
      if (done) {
        more.hidden = true;
        break;
      }
      add(...value);
    }
    more.disabled = false;
    const shown = list.querySelectorAll(".suggestion-card").length;
    const all = waiting.reduce((sum, at) => sum + INDEX.files[at].suggestions, 0);
    told.textContent = shown ? `${number(shown)} shown of ${many(all, "suggestion")}` : "Nothing left to decide here.";
  }

  function add(opened, change) {
    let group = list.lastElementChild;
    if (group?.dataset.file !== opened.file.path) {
      group = el("section", { class: "group", "data-file": opened.file.path }, el("h2", {}, linkTo(opened.file)));
      list.append(group);
    }
    const card = el("div", { class: "suggestion-card" });
    const draw = () => {
      const place = opened.parts.find((part) => part[0] === change.part)?.[1];
      card.className = `suggestion-card ${Decisions.of(opened.file, change) ?? ""}`;
      card.replaceChildren(
        quoted(opened, change.id),
        el(
          "p",
          { class: "about" },
          place ? el("span", {}, ...mixed(place)) : null,
          el("span", {}, `${change.family} · ${change.rule}`),
        ),
        verdicts(opened.file, change, (what) => {
          draw();
          card.querySelector(`.verdict.${what}`).focus();
          announce(Decisions.of(opened.file, change) ? `${what}ed` : "not decided");
        }),
      );
    };
    draw();
    group.append(card);
  }

  start();
  return { all: () => {}, again: start };
}

function namesPage(place) {
  const kinds = [...new Set(INDEX.names.map((name) => name[0]))].sort();
  const again = () => list.show(rows());
  const asked = search("Name", again);
  const kind = choice("Kind", [["", "all"], ...kinds.map((name) => [name, name])], again);
  const box = el("div", {});
  place.replaceChildren(
    el("h1", { tabindex: "-1" }, "Names found"),
    el(
      "p",
      { class: "lead" },
      "Known places and agencies in the repaired texts, in the form in which they are listed.",
    ),
    el(
      "form",
      { class: "filters fields", "aria-label": "Which names to show", onsubmit: (event) => event.preventDefault() },
      asked.field,
      kind.field,
    ),
    box,
  );
  const rows = () =>
    INDEX.names.filter(
      (name) => name[2].includes(asked.input.value.trim()) && (!kind.select.value || name[0] === kind.select.value),
    );
  const list = table(box, "Names found", [
    { name: "Name", first: true, cell: (name) => thai(name[2]), value: (name) => name[2] },
    { name: "Kind", cell: (name) => name[0], value: (name) => name[0] },
    { name: "Id", cell: (name) => el("code", {}, name[1]), value: (name) => name[1] },
    { name: "Times", numeric: true, cell: (name) => number(name[3]), value: (name) => name[3] },
    { name: "Files", numeric: true, cell: (name) => number(name[4]), value: (name) => name[4] },
  ]);
  list.show(rows());
  return list;
}

function scanPage(place) {
  const box = el("div", {});
  const noted = INDEX.files.filter((file) => file.notes.length && file.status !== "skipped");
  fill(
    place,
    el("h1", { tabindex: "-1" }, "Scan again"),
    el(
      "p",
      { class: "lead" },
      "The pages that lost most or stay damaged, worst first. What is lost no repair gives back: read these pages again from their image (OCR), or extract them with another program.",
    ),
    box,
    noted.length
      ? el(
          "section",
          {},
          el("h2", {}, "What the files themselves have to tell"),
          el(
            "ul",
            { class: "notes" },
            ...noted.slice(0, 500).map((file) => el("li", {}, linkTo(file), ": ", file.notes.slice(0, 20).join(" "))),
          ),
        )
      : "",
  );
  const list = table(box, "Pages to scan again", [
    {
      name: "File",
      first: true,
      cell: (part) => linkTo(INDEX.files[part[0]]),
      value: (part) => INDEX.files[part[0]].path,
    },
    { name: "Page or place", cell: (part) => el("span", {}, ...(part[1] ? mixed(part[1]) : ["the whole file"])) },
    {
      name: "Damage",
      cell: (part) => badge(part[2], part[2]),
      value: (part) => Object.keys(INDEX.severities).indexOf(part[2]),
    },
    { name: "Lost per 1,000", numeric: true, cell: (part) => tenths.format(part[6]), value: (part) => part[6] },
    { name: "Left damaged per 1,000", numeric: true, cell: (part) => tenths.format(part[7]), value: (part) => part[7] },
    { name: "Lost", numeric: true, cell: (part) => number(part[3]), value: (part) => part[3] },
    { name: "Thai letters", numeric: true, cell: (part) => number(part[5]), value: (part) => part[5] },
  ]);
  list.show(INDEX.worst);
  return list;
}
