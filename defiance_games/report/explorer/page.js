// The page: sliders and choices; what changes is drawn again, once a frame.
function control(p, k) {
  const id = `p${k}`, label = `${p.name}${p.meaning ? ": " + p.meaning : ""}`;
  const slider = el("input", { type: "range", id: `${id}-slider`, min: E.float(p.low), max: E.float(p.high), step: E.float(p.step), "aria-label": label,
    "aria-describedby": `${id}-domain`, oninput: () => set(k, snapped(p, Number(slider.value))) });
  const box = el("input", { type: "text", id, autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-domain`,
    onchange: () => typed(k, box), oninput: () => { if (E.parse(box.value)) typed(k, box); } });
  const near = el("span", { class: "near" }), unit = p.unit && p.unit !== p.meaning ? ` (${p.unit})` : "";
  Object.assign(p, { slider, box, near });
  const domain = [p.domain.length ? math(p.domain) : null, p.integer ? (p.domain.length ? ", " : "") + "an integer" : null];
  return el("div", { class: "parameter" }, el("label", { for: id }, math(p.math, p.name), " ", p.meaning, unit), el("div", { class: "move" }, slider, box),
    el("div", { class: "domain" }, el("span", { id: `${id}-domain` }, domain), near));
}
function typed(k, box) {
  const value = E.parse(box.value), fine = fits(P[k], value);
  box.setAttribute("aria-invalid", String(!fine));
  if (fine) set(k, value);
}
function showValue(p, value) {
  p.slider.value = E.float(value);
  p.slider.setAttribute("aria-valuetext", exactText(value));
  p.near.textContent = isDecimal(value) ? "" : `\u2248 ${decimal(E.float(value), 4)}`;
  if (document.activeElement !== p.box) { p.box.value = exactText(value); p.box.setAttribute("aria-invalid", "false"); }
}

// Named settings and the form of the game.
const setting = preset => [preset.v.map(E.text).join(), preset.form].join("|");
function presets() {  // the defaults first
  const own = PAGE.presets.map(([title, values]) => {
    const shape = { ...PAGE.forms[0].shape, ...values };
    const form = PAGE.forms.findIndex(f => Object.keys(f.shape).every(n => f.shape[n] === shape[n]));
    const words = Object.entries(values).map(([n, x]) => `${plain([...P, ...PAGE.choices].find(p => p.name === n).math)} = ${x}`).join(", ");
    return { title: title || words, form, v: P.map(p => Object.hasOwn(values, p.name) ? E.parse(values[p.name]) : p.start) };
  });
  return [{ title: "defaults", form: 0, v: P.map(p => p.start) }, ...own];
}
function take(preset) {
  if (preset.form !== state.form) takeForm(preset.form);
  state.v = preset.v.slice();
}
const PRESETS = presets();
function drawChoices() {
  const here = PRESETS.findIndex(s => setting(s) === setting(state));
  const named = el("select", { onchange: event => { const s = PRESETS[Number(event.target.value)]; if (s) choose(() => take(s)); } },
    here < 0 ? el("option", { value: "-1", selected: true }, "your own") : null, PRESETS.map((s, k) => el("option", { value: k, selected: k === here }, s.title)));
  const sizes = PAGE.choices.map(c => {
    const values = [...new Set(PAGE.forms.map(f => f.shape[c.name]))].sort((a, b) => a - b);
    return el("label", { class: "shape" }, el("span", {}, math(c.math, c.name), " ", c.meaning),
      el("select", { onchange: event => choose(() => takeForm(nearestForm(c.name, event.target.value))) },
        values.map(x => el("option", { value: x, selected: x === DATA.shape[c.name] }, x))));
  });
  const key = [here, state.form].join();
  if (byId("choices").dataset.key === key) return;
  byId("choices").dataset.key = key;
  const place = [...byId("choices").querySelectorAll("select")].indexOf(document.activeElement);
  fill("choices", PRESETS.length > 1 ? el("label", {}, "setting ", named) : null, sizes);
  const again = byId("choices").querySelectorAll("select")[place];
  if (again) again.focus();
}

let waiting = false;
function changed() {
  known = new Map();
  if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; draw(); }); }
}
const WIDTH = {};  // read before anything is written: the browser lays the page out once a frame
function draw() {
  known = new Map();
  for (const id of ["canvas", "chart", "drawing"]) WIDTH[id] = byId(id).clientWidth;
  const faults = broken(), here = faults.length ? [] : DATA.equilibria.filter(exists);
  if (!here.includes(DATA.equilibria[state.shown])) state.shown = here.length ? DATA.equilibria.indexOf(here.find(e => !e.thin) || here[0]) : -1;
  fill("fault", faults.length ? ["Outside the domain, which asks for ", faults.flatMap((k, i) => [i ? ", " : null, math(PAGE.conditions[k][3])]), "."] : null);
  P.forEach((p, k) => showValue(p, state.v[k]));
  drawChoices();
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
function menu(id, items, key, others = () => {}) {
  const select = fill(id, items.map(([value, text]) => el("option", { value }, text)));
  select.value = String(state[key]);
  select.onchange = () => choose(() => {
    state[key] = typeof state[key] === "number" ? Number(select.value) : select.value;
    others();
  });
}
function theme() {
  const dark = state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").textContent = dark ? "Light" : "Dark";
}
function chooseAll() {  // the menus, and what a form has
  const names = P.map((p, k) => [k, plain(p.math) + (p.meaning ? " \u00b7 " + p.meaning : "")]), isGame = DATA.equilibria.length > 0 || DATA.game !== null;
  const apart = (mine, yours) => () => { if (state.x === state.y) state[yours] = P.findIndex((_, k) => k !== state[mine]); };
  if (HAS_MAP) {
    menu("map-x", names, "x", apart("x", "y"));
    menu("map-y", names, "y", apart("y", "x"));
    for (const [id, k] of [["map-across", state.x], ["map-up", state.y]]) fill(id, math(P[k].math, P[k].name), " ", P[k].meaning);
  }
  menu("keep", [["", "nothing"], ...REFINEMENTS.map(r => [r, r])], "keep");
  menu("along", names, "along");
  menu("curve", CURVES.map((c, k) => [k, plain(c.math)]), "curve", () => { if (CURVES[state.curve].along) state.along = chooseAlong(); });
  byId("about").textContent = [PAGE.model === PAGE.title ? "" : PAGE.model + ".", DATA.summary].filter(Boolean).join(" ");
  fill("fixed", DATA.fixed.length ? ["Fixed: ", DATA.fixed.flatMap((f, i) => [i ? ", " : null, math(f)])] : null);
  byId("map").hidden = !HAS_MAP;
  byId("keep-label").hidden = !REFINEMENTS.length;
  for (const id of ["equilibria", "game"]) byId(id).hidden = !isGame;
  byId("list").parentElement.hidden = !isGame;
  byId("curves").hidden = !CURVES.length || !N;
  document.querySelector("main").className = !isGame ? "formulas-only" : N === 0 ? "fixed" : HAS_MAP ? "" : "no-map";
  theme();
}
function restore() {
  clearTimeout(saving);
  start();
  read(location.hash);
  chooseAll();
  changed();
}
function reset() {
  const { theme, x, y, along, curve } = state;
  start();
  Object.assign(state, { theme, x, y, along, curve });
}

function build() {
  byId("title").textContent = PAGE.title;
  fill("parameters", P.map(control));
  for (const id of ["sliders", "reset"]) byId(id).hidden = N === 0;
  if (N === 0) byId("equilibria-title").textContent = "Equilibria";
  byId("definition").textContent = [PAGE.definition, PAGE.source && "Source: " + PAGE.source].filter(Boolean).join("\n\n");
  const asked = PAGE.questions.map(([name, meaning]) => el("li", {}, el("code", {}, `defiance ask ${PAGE.model} ${name}`), meaning ? ": " + meaning : ""));
  fill("questions", asked.length ? [el("p", {}, "Python answers these questions of the model at any values:"), el("ul", {}, asked)] : null);
  byId("theme").onclick = () => { state.theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark"; theme(); changed(); };
  byId("reset").onclick = () => choose(reset);
  byId("share").onclick = share;
  byId("share").hidden = location.protocol === "about:";
  byId("skip").onclick = event => { event.preventDefault(); byId(byId("equilibria").hidden ? "curves" : "equilibria").focus(); };
  byId("list").parentElement.addEventListener("toggle", drawList);
  byId("shown").onchange = event => { state.shown = Number(event.target.value); changed(); };
  listenToMap();
  listenToChart();
  addEventListener("resize", changed);
  addEventListener("popstate", restore);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { theme(); changed(); });
  restore();
}
async function share() {
  address("replaceState");
  const done = text => { say("copied", text); setTimeout(say, 2500, "copied", "Copy link"); };
  try { await navigator.clipboard.writeText(location.href); done("Copied"); } catch { done("It is in the address bar"); }
}
build();
