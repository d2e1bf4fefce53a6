// Which page is shown, the keys, and the printer.

const PAGES = { files: filesPage, decide: decidePage, names: namesPage, scan: scanPage };
const TITLE = document.title;
const built = new Map();
let filePage = null;
let shown = "overview";
const scrolled = new Map(); // how far down the lists were when they were left

function shortcuts() {
  const on = el("input", { type: "checkbox", checked: keysOn, onchange: (event) => setKeys(event.target.checked) });
  const key = (name, what) => el("span", {}, el("kbd", {}, name), what);
  return el(
    "details",
    { class: "keys" },
    el("summary", {}, "Keys"),
    el(
      "p",
      {},
      key("n", "next"),
      key("p", "previous"),
      key("← →", "likewise, on a change"),
      key("a", "accept"),
      key("r", "reject"),
      key("Esc", "close the hint"),
    ),
    el("label", { class: "check" }, on, el("span", {}, "Use these keys")),
  );
}

let keysOn = true;
try {
  keysOn = localStorage.getItem("thaifix-keys") !== "off";
} catch {
  // no storage: the keys are on
}

function setKeys(on) {
  keysOn = on;
  try {
    localStorage.setItem("thaifix-keys", on ? "on" : "off");
  } catch {
    // no storage: it holds until the page is left
  }
}

async function route(event) {
  if (event && PAGES[shown]) scrolled.set(shown, scrollY);
  const [name, ...rest] = location.hash.replace(/^#/, "").split("/");
  shown = name === "file" || PAGES[name] ? name : "overview";
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== `page-${shown}`;
  for (const link of document.querySelectorAll(".top nav a")) {
    const is = link.hash === `#${shown}` || (shown === "file" && link.hash === "#files");
    if (is) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const section = byId(`page-${shown}`);
  if (shown === "file") await openFile(section, rest);
  else if (PAGES[shown]) {
    if (!built.has(shown)) built.set(shown, PAGES[shown](section));
    else built.get(shown).again();
  }
  const heading = section.querySelector("h1");
  document.title = shown === "overview" ? TITLE : `${heading?.textContent ?? shown} · ${TITLE}`;
  if (event) {
    const anchor = shown === "overview" && byId(name);
    if (anchor) anchor.scrollIntoView();
    else scrollTo(0, scrolled.get(shown) ?? 0);
    (anchor || heading)?.focus({ preventScroll: true });
  }
  document.documentElement.dataset.ready = location.hash || "#overview";
}

async function openFile(section, steps) {
  filePage = null;
  let path = "";
  try {
    path = steps.map(decodeURIComponent).join("/");
    const place = INDEX.files.findIndex((file) => file.path === path);
    if (place < 0) throw new Error("This report has no such file.");
    filePage = new FilePage(await unpack(place), section);
  } catch (wrong) {
    section.replaceChildren(
      el("h1", { tabindex: "-1" }, path || "No file"),
      el("p", { class: "advice failed" }, wrong.message),
    );
  }
}

addEventListener("hashchange", route);
addEventListener("scroll", () => filePage?.panel.hinted && filePage.panel.hint(filePage.panel.hinted), {
  passive: true,
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && filePage) filePage.panel.hint(null);
  if (shown !== "file" || !filePage || event.ctrlKey || event.metaKey || event.altKey) return;
  const onChange = Boolean(event.target.closest?.(".change"));
  const act = {
    n: () => filePage.step(1),
    p: () => filePage.step(-1),
    a: () => filePage.panel.decide("accept"),
    r: () => filePage.panel.decide("reject"),
  };
  const onIt = {
    ArrowRight: act.n,
    ArrowLeft: act.p,
    Enter: () => filePage.panel.element.querySelector("button")?.focus(),
  };
  const typed = event.target.closest?.("input, select, textarea");
  const wanted = (onChange && onIt[event.key]) || (keysOn && !typed && act[event.key]);
  if (!wanted) return;
  event.preventDefault();
  wanted();
});

addEventListener("beforeprint", () => (shown === "file" ? filePage?.all() : built.get(shown)?.all()));
addEventListener("afterprint", () => built.get(shown)?.again());

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId(`page-${shown}`).querySelector("h1")?.focus();
});
byId("export").addEventListener("click", Decisions.save);
byId("load").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  try {
    announce(`${many(Decisions.load(await file.text()), "decision")} taken over`);
    await route();
  } catch (wrong) {
    announce(wrong.message);
    byId("unsaved").hidden = false;
    byId("unsaved").textContent = wrong.message;
  }
});

Decisions.recall();
route().then(() => performance.mark("thaifix-ready"));
