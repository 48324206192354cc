// The page: sliders, cards, lists; what is chosen is drawn again, once a frame.
function control(p, k) {
  const id = `p${k}`, about = `${id}-domain`;
  const slider = el("input", { type: "range", id: `${id}-slider`, min: E.float(p.low), max: E.float(p.high), step: E.float(p.step), "aria-label": `${p.name}${p.meaning ? ": " + p.meaning : ""}`,
    "aria-describedby": about, oninput: () => set(k, snapped(p, Number(slider.value))) });
  const box = el("input", { type: "text", id, inputmode: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": about,
    onchange: () => typed(k, box), oninput: () => { if (E.parse(box.value)) typed(k, box); } });
  Object.assign(p, { slider, box });
  const domain = p.domain.length ? [math(p.domain)] : [];
  const unit = p.unit && p.unit !== p.meaning ? ` (${p.unit})` : "";
  return el("div", { class: "parameter" }, el("div", { class: "top" },
    el("label", { for: id }, math(p.math, p.name), p.meaning ? el("span", { class: "meaning" }, " " + p.meaning + unit) : unit), box),
  el("div", { class: "bottom" }, slider, el("div", { class: "domain", id: about }, domain, p.integer ? (domain.length ? ", " : "") + "an integer" : null)));
}
function typed(k, box) {
  const value = E.parse(box.value), fine = value !== null && !(P[k].integer && value.d !== 1n);
  box.setAttribute("aria-invalid", String(!fine));
  if (fine) set(k, value);
}

const cellValue = cell => {
  const pair = range(cell);
  if (!pair) return "varies";
  return E.sign(pair[0], pair[1]) === 0 || Number.isNaN(E.float(pair[0])) ? number(pair[0]) : `${decimal(E.float(pair[0]), 4)} to ${decimal(E.float(pair[1]), 4)}`;
};
const constant = k => /^[-\d/]*$/.test(DATA.formulas[k][1]);
const entry = (label, ...rest) => el("div", { class: "entry" }, el("span", { class: "label" }, label), rest);
function row(label, cell, bar = null) {
  const own = cell === null || constant(cell[0]) ? null : el("span", { class: "formula" }, formula(cell[0]));
  return entry(label, el("span", { class: "value" }, bar, cell === null ? "undefined" : cellValue(cell)), own);
}
const part = text => el("h4", {}, text);
const pure = (label, action) => el("div", { class: "entry" }, `${label}: `, el("strong", {}, action));

const playedOf = odds => Object.entries(odds).filter(([, cell]) => {
  const r = range(cell);
  return !r || E.sign(r[1], E.of(0n)) !== 0;
});
function strategyRows(e) {
  const rows = [];
  for (const { player, sets } of e.plans) {
    const plain = sets.length === 1 && !sets[0].name && playedOf(sets[0].odds);
    if (plain && plain.length === 1 && constant(plain[0][1][0])) {
      rows.push(pure(player, plain[0][0]));
      continue;
    }
    rows.push(part(player));
    for (const { name, word, odds } of sets) {
      const played = playedOf(odds);
      const head = name ? `${word} ${name}` : player;
      const [first] = played;
      if (played.length === 1 && constant(first[1][0])) {
        rows.push(pure(head, first[0]));
        continue;
      }
      for (const [action, cell] of played) {
        const r = range(cell), bar = el("span", {});
        bar.style.width = `${r ? 100 * E.float(r[1]) : 100}%`;
        rows.push(row(name ? `${head}: ${action}` : action, cell, el("span", { class: "mix", "aria-hidden": "true" }, bar)));
      }
    }
  }
  return rows;
}
function beliefRows(e) {
  if (!e.beliefs.length) return [];
  const rows = [part("beliefs")];
  for (const b of e.beliefs) {
    const away = b.away ? " (off the path)" : "";
    if (b.any.length) {
      const which = b.any.flatMap((c, k) => [k ? " or " : null, c.length ? math(c) : "any belief"]);
      rows.push(entry(`${b.word} ${b.set}${away}`, el("span", { class: "formula" }, which)));
      continue;
    }
    for (const [name, cell] of Object.entries(b.odds)) rows.push(row(`${b.word} ${b.set}${away}: ${name}`, cell));
  }
  return rows;
}
function card(e) {
  const k = DATA.equilibria.indexOf(e), passed = Object.entries(e.refinements).map(([name, verdict]) =>
    `${name} ${verdict === true || (verdict !== false && inRegion(verdict)) ? "\u2713" : "\u2717"}`);
  const drawn = e.distribution.map(([profile, cell]) => row(profile, cell));
  const shown = k === state.shown, body = !shown ? [strategyRows(e), drawn] : [strategyRows(e), drawn, beliefRows(e), e.payoffs.length ? [part("payoffs"), ...e.payoffs.map(([who, cell]) => row(who, cell))] : [],
    e.outcomes.length ? [part("outcomes"), ...e.outcomes.map(([name, cell]) => row(spaced(name), cell))] : []];
  return el("article", { class: "card" + (shown ? " shown" : ""), "--color": e.at.color },
    el("div", { class: "head" }, letter(e.at), el("h3", {}, e.name),
      el("button", { type: "button", "aria-pressed": String(shown), onclick: () => { state.shown = k; changed(); } }, shown ? "Shown" : "Show")),
    el("p", { class: "soft" }, e.thin ? "Only at this tie between parameters. " : "", e.name.includes(e.class) ? "" : e.class + ". ",
      passed.length ? `Passes: ${passed.join(", ")}. ` : "", e.verified ? "" : "Not confirmed by the verifier. ",
      e.free.length ? ["A continuum: ", e.free.flatMap((c, i) => [i ? "; " : null, math(c)])] : null),
    body);
}
function drawCards(here, outside) {
  if (outside) return void fill("cards", el("p", { class: "none" }, "This point is outside the domain."));
  if (!here.length) return void fill("cards", el("p", { class: "none" }, state.keep ? `No equilibrium here passes ${state.keep}.` : "None of the equilibria found is here."));
  const open = here.filter(e => !e.thin), ties = here.filter(e => e.thin);
  fill("cards", open.map(card), ties.length ? el("p", { class: "none" }, "Exactly at this tie there are also:") : null, ties.map(card));
}
function drawList() {
  if (!byId("list").parentElement.open) return;
  const rows = DATA.equilibria.map(e => el("div", {}, letter(e.at), " ", el("strong", {}, e.name), e.thin ? " (only at ties)" : "", " ",
    el("span", { class: "conditions" }, conditionList(e.region, true))));
  fill("list", el("p", { class: "soft" }, "\u2713 holds at this point, \u2717 does not."), rows);
}
function drawFormulas() {
  const shown = DATA.curves.filter(c => c.branches.length === 1 && c.branches[0].equilibrium < 0);
  byId("formulas").hidden = !shown.length;
  const rows = shown.map(c => {
    const { formulas: [k], region } = c.branches[0], means = broken().length === 0 && inRegion(region);
    const where = region.some(d => d.length) ? el("div", { class: "conditions" }, "where ", conditionList(region, true)) : null;
    return el("tr", {}, el("th", { scope: "row" }, math(c.math, c.name), c.meaning ? el("div", { class: "soft" }, c.meaning) : null),
      el("td", { class: "value" }, means ? number(at(k)) : "does not apply"), el("td", { class: "formula" }, formula(k), where));
  });
  fill("formula-table", el("table", {}, el("tbody", {}, rows)));
}

let waiting = false;
function changed() {
  known = new Map();
  if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; draw(); }); }
}
let saving = 0;
function save() {  // browsers refuse to write addresses many times a second
  clearTimeout(saving);
  saving = setTimeout(() => { if (location.hash !== "#selftest") history.replaceState(null, "", written()); }, 300);
}
function draw() {
  known = new Map();
  const faults = broken(), here = faults.length ? [] : DATA.equilibria.filter(exists);
  if (!here.includes(DATA.equilibria[state.shown])) state.shown = here.length ? DATA.equilibria.indexOf(here.find(e => !e.thin) || here[0]) : -1;
  fill("fault", faults.length ? ["Outside the domain, which asks for ", faults.flatMap((k, i) => [i ? ", " : null, math(DATA.conditions[k][3])]), "."] : null);
  P.forEach((p, k) => {
    p.slider.value = E.float(state.v[k]);
    p.slider.setAttribute("aria-valuetext", exactText(state.v[k]));
    if (document.activeElement !== p.box) { p.box.value = exactText(state.v[k]); p.box.setAttribute("aria-invalid", "false"); }
  });
  drawMap();
  if (DATA.equilibria.length || DATA.game) {
    if (HAS_MAP) markLegend(here);
    drawCards(here, faults.length > 0);
    drawGame(here);
    drawList();
  }
  drawCurves();
  drawFormulas();
  save();
}
function choose(id, items, key, whenChosen = () => {}) {
  const select = fill(id, items.map(([value, text]) => el("option", { value }, text)));
  select.value = String(state[key]);
  select.onchange = () => { state[key] = typeof state[key] === "number" ? Number(select.value) : select.value; whenChosen(); changed(); };
}
function theme() {
  const dark = state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").textContent = dark ? "Light" : "Dark";
}
function chooseAll() {
  const names = P.map((p, k) => [k, plain(p.math)]);
  const other = (mine, yours) => () => {
    if (state.x === state.y) state[yours] = P.findIndex((_, k) => k !== state[mine]);
    chooseAll();
  };
  if (HAS_MAP) {
    choose("map-x", names, "x", other("x", "y"));
    choose("map-y", names, "y", other("y", "x"));
    for (const [id, k] of [["map-across", state.x], ["map-up", state.y]]) fill(id, math(P[k].math, P[k].name));
  }
  choose("keep", [["", "nothing"], ...REFINEMENTS.map(r => [r, r])], "keep");
  choose("along", names, "along");
  choose("curve", DATA.curves.map((c, k) => [k, plain(c.math)]), "curve");
  theme();
}
function begin() {
  start();
  if (HAS_MAP) [state.x, state.y] = chooseAxes();
  if (DATA.curves.length && N) state.along = chooseAlong();
}
function restore() { begin(); read(location.hash); chooseAll(); changed(); }

function build() {
  byId("title").textContent = DATA.title;
  byId("about").textContent = [DATA.model === DATA.title ? "" : DATA.model + ".", DATA.summary, ...DATA.notes].filter(Boolean).join(" ");
  fill("parameters", P.length ? P.map(control) : el("p", { class: "none" }, "Every parameter is fixed."));
  fill("fixed", DATA.fixed.length ? ["Fixed: ", DATA.fixed.flatMap((f, i) => [i ? ", " : null, math(f)])] : null);
  byId("map").hidden = !HAS_MAP;
  byId("keep-label").hidden = !REFINEMENTS.length;
  const isGame = DATA.equilibria.length > 0 || DATA.game !== null;
  for (const id of ["equilibria", "game"]) byId(id).hidden = !isGame;
  byId("list").parentElement.hidden = !isGame;
  byId("curves").hidden = !DATA.curves.length || !N;
  document.querySelector("main").classList.toggle("formulas-only", !isGame);
  byId("definition").textContent = [DATA.definition, DATA.source && "Source: " + DATA.source].filter(Boolean).join("\n\n");
  const asked = DATA.questions.map(([name, meaning]) => el("li", {}, el("code", {}, `defiance ask ${DATA.model} ${name}`), meaning ? ": " + meaning : ""));
  fill("questions", asked.length ? [el("p", {}, "Questions of the model are computed by Python and not in this page:"), el("ul", {}, asked)] : null);
  byId("theme").onclick = () => { state.theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark"; theme(); changed(); };
  byId("reset").onclick = () => { const chosen = state.theme; begin(); state.theme = chosen; chooseAll(); changed(); };
  byId("share").onclick = share;
  byId("skip").onclick = event => { event.preventDefault(); byId("equilibria").focus(); };
  byId("list").parentElement.addEventListener("toggle", drawList);
  byId("shown").onchange = event => { state.shown = Number(event.target.value); changed(); };
  listenToMap();
  listenToChart();
  addEventListener("resize", changed);
  addEventListener("hashchange", restore);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { theme(); changed(); });
  restore();
}
async function share() {
  history.replaceState(null, "", written());
  const done = text => { byId("share").textContent = text; setTimeout(() => { byId("share").textContent = "Copy link"; }, 2000); };
  try { await navigator.clipboard.writeText(location.href); done("Copied"); } catch { done("It is in the address bar"); }
}
