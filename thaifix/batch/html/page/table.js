// A table of many rows, a page of them at a time, sorted by its headings.

/**
 * Show rows in `place`. A column has `name`, `cell(row)` (a text or an element), and may have `value(row)` to sort
 * by, `numeric`, and `first: true` if it heads the row. Returns `show(rows)`, and `all()` for the printer.
 */
function table(place, caption, columns, size = 50) {
  let rows = [];
  let page = 0;
  let sorted = null;
  let down = false;

  const heads = columns.map((column) => {
    const label = column.value
      ? el("button", { type: "button", class: "sorter", onclick: () => sortBy(column) }, column.name)
      : column.name;
    return el("th", { scope: "col", role: "columnheader", class: column.numeric ? "numeric" : null }, label);
  });
  const body = el("tbody", { role: "rowgroup" });
  const told = el("p", { class: "told", role: "status" });
  const back = el("button", { type: "button", onclick: () => turn(-1) }, "Previous");
  const on = el("button", { type: "button", onclick: () => turn(1) }, "Next");
  const pager = el("nav", { class: "pager", "aria-label": `Pages of the table: ${caption}` }, back, on);
  place.replaceChildren(
    told,
    el(
      "table",
      { class: "cards", role: "table" },
      el("caption", { class: "heard" }, caption),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...heads)),
      body,
    ),
    pager,
  );

  function sortBy(column) {
    down = sorted === column ? !down : Boolean(column.numeric);
    sorted = column;
    page = 0;
    arrange();
    render();
  }

  function arrange() {
    if (!sorted) return;
    const { value } = sorted;
    const order = (one, other) => (typeof one === "number" ? one - other : String(one).localeCompare(other, "th"));
    rows = [...rows].sort((one, other) => order(value(one), value(other)) * (down ? -1 : 1));
  }

  function turn(by) {
    page += by;
    render();
    place.scrollIntoView({ block: "start" });
  }

  function render(whole = false) {
    const shown = whole ? rows : rows.slice(page * size, (page + 1) * size);
    body.replaceChildren(...shown.map(line));
    heads.forEach((head, place) => {
      const is = columns[place] === sorted;
      if (is) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const first = page * size + 1;
    told.textContent = rows.length
      ? `${number(first)}–${number(first + shown.length - 1)} of ${number(rows.length)}`
      : "Nothing to show.";
    back.disabled = page === 0;
    on.disabled = (page + 1) * size >= rows.length;
    pager.hidden = whole || rows.length <= size;
  }

  const line = (row) =>
    el(
      "tr",
      { role: "row" },
      ...columns.map((column) => {
        const kind = column.first ? "th" : "td";
        const role = column.first ? "rowheader" : "cell";
        const properties = { role, scope: column.first ? "row" : null, "data-label": column.name };
        return el(kind, { ...properties, class: column.numeric ? "numeric" : null }, column.cell(row));
      }),
    );

  return {
    show(next) {
      rows = next;
      page = 0;
      arrange();
      render();
    },
    all: () => render(true),
    again: () => render(),
  };
}

/** A labelled field of a form of filters. */
function choice(label, options, onchange) {
  const select = el("select", { onchange }, ...options.map(([value, text]) => el("option", { value }, text)));
  return { select, field: el("label", { class: "field" }, el("span", {}, label), select) };
}

function search(label, oninput) {
  const input = el("input", { type: "search", autocomplete: "off", spellcheck: "false", oninput });
  return { input, field: el("label", { class: "field wide" }, el("span", {}, label), input) };
}
