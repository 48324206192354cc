// What is chosen: the form of the game, parameter values (exact), axes, equilibrium, theme; kept in the address.
const P = PAGE.parameters, N = P.length;
for (const p of P) {
  for (const end of ["low", "high", "step", "start"]) p[end] = E.parse(p[end]);
  Object.assign(p, { from: E.float(p.low), to: E.float(p.high) });
}
for (const form of PAGE.forms) form.groups = grouped(form.equilibria);
const state = {};
let DATA, GROUPS, OPEN, CURVES, REFINEMENTS, HAS_MAP;  // of the form that is shown

function takeForm(k) {
  const curve = CURVES && CURVES[state.curve] && CURVES[state.curve].name;
  state.form = k;
  DATA = PAGE.forms[k];
  GROUPS = DATA.groups;
  OPEN = DATA.equilibria.filter(e => !e.thin);
  CURVES = [...DATA.curves, ...PAGE.answers];
  REFINEMENTS = [...new Set(DATA.equilibria.flatMap(e => Object.keys(e.refinements)))];
  HAS_MAP = OPEN.length > 0 && N >= 2;
  state.curve = Math.max(0, CURVES.findIndex(c => c.name === curve));
  state.shown = -1;
  if (!REFINEMENTS.includes(state.keep)) state.keep = "";
}
function nearestForm(name, value) {  // the form with this value whose other values are most like the present ones
  const alike = form => Object.keys(form.shape).filter(n => form.shape[n] === DATA.shape[n]).length;
  return PAGE.forms.map((form, k) => [k, form]).filter(([, form]) => form.shape[name] === value)
    .sort((a, b) => alike(b[1]) - alike(a[1]))[0][0];
}
function start() {
  Object.assign(state, { v: P.map(p => p.start), x: 0, y: Math.min(1, N - 1), along: 0, curve: 0, keep: "", theme: "" });
  takeForm(0);
  if (HAS_MAP) [state.x, state.y] = chooseAxes();
  if (CURVES.length && N) state.along = chooseAlong();
}

// A pass over the formulas at one point; each is computed once, when it is asked for.
let known = new Map();
const at = k => {
  if (!EXACT[k]) return NaN;
  if (!known.has(k)) known.set(k, EXACT[k](state.v));
  return known.get(k);
};
const holds = k => {
  const [left, op, right] = PAGE.conditions[k];
  return HOLDS[op](E.sign(at(left), at(right)));
};
const inRegion = region => region.some(d => d.every(holds));
const accepted = (e, within) => {
  const verdict = state.keep === "" ? true : e.refinements[state.keep];
  return verdict === undefined || verdict === true || (verdict !== false && within(verdict));
};
const exists = e => inRegion(e.region) && accepted(e, inRegion);
const broken = () => DATA.domain.filter(k => !holds(k));

// The same, fast, for maps and curves: v is an array of floats.
const floats = () => state.v.map(E.float);
const RELATION = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
  "=": (a, b) => Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(a)), "!=": (a, b) => a !== b };
const TESTS = PAGE.conditions.map(([left, op, right]) => {
  const f = FAST[left], g = FAST[right], relation = RELATION[op];
  return f && g ? v => relation(f(v), g(v)) : () => false;
});
const inFast = (region, v) => region.some(d => d.every(k => TESTS[k](v)));
const existsFast = (e, v) => inFast(e.region, v) && accepted(e, region => inFast(region, v));
const allowed = v => DATA.domain.every(k => TESTS[k](v));

const between = (p, t) => p.from + t * (p.to - p.from);
function snapped(p, x) {  // the step nearest to x, exactly
  const steps = BigInt(Math.round((x - E.float(p.low)) / E.float(p.step)));
  const value = E.add(p.low, E.mul(p.step, E.of(steps)));
  return E.sign(value, p.low) < 0 ? p.low : E.sign(value, p.high) > 0 ? p.high : value;
}
const fits = (p, value) => value !== null && !(p.integer && value.d !== 1n);
function set(k, value) {
  if (!fits(P[k], value)) return;
  state.v[k] = value;
  changed();
}

// The address: what is moved replaces what it says; what is chosen adds to the history, so that one can go back.
let saving = 0;
function address(write) {
  clearTimeout(saving);
  try { history[write](null, "", written()); } catch { /* in the frame of a notebook it has none of its own */ }
}
function save() {  // browsers refuse to write addresses many times a second
  clearTimeout(saving);
  saving = setTimeout(address, 300, "replaceState");
}
function choose(change) {
  address("replaceState");
  change();
  address("pushState");
  chooseAll();
  changed();
}
function written() {
  const parts = Object.entries(DATA.shape);
  parts.push(...P.map((p, k) => [p.name, E.text(state.v[k])]));
  if (HAS_MAP) parts.push([".across", P[state.x].name], [".up", P[state.y].name]);
  if (N) parts.push([".along", P[state.along].name]);
  if (CURVES.length) parts.push([".show", CURVES[state.curve].name]);
  if (state.shown >= 0) parts.push([".equilibrium", String(state.shown)]);
  if (state.keep) parts.push([".keep", state.keep]);
  if (state.theme) parts.push([".theme", state.theme]);
  return "#" + parts.map(pair => pair.map(encodeURIComponent).join("=")).join("&");
}
function pairs(fragment) {
  return fragment.replace(/^#/, "").split("&").flatMap(part => {
    try { return [part.split("=").map(decodeURIComponent)]; } catch { return []; }
  }).filter(pair => pair.length === 2);
}
function read(fragment) {  // what is not known, or is no number, is passed over
  const found = pairs(fragment), place = name => P.findIndex(p => p.name === name);
  const shape = Object.fromEntries(found.filter(([name]) => PAGE.choices.some(c => c.name === name)));
  const form = PAGE.forms.findIndex(f => Object.entries({ ...f.shape, ...shape }).every(([n, value]) => f.shape[n] === value));
  if (form > 0) takeForm(form);
  for (const [name, text] of found) {
    const k = place(name), which = place(text);
    if (k >= 0 && fits(P[k], E.parse(text))) state.v[k] = E.parse(text);
    else if (name === ".across" && which >= 0) state.x = which;
    else if (name === ".up" && which >= 0) state.y = which;
    else if (name === ".along" && which >= 0) state.along = which;
    else if (name === ".show") state.curve = Math.max(0, CURVES.findIndex(c => c.name === text));
    else if (name === ".equilibrium" && DATA.equilibria[Number(text)]) state.shown = Number(text);
    else if (name === ".keep" && REFINEMENTS.includes(text)) state.keep = text;
    else if (name === ".theme" && ["light", "dark"].includes(text)) state.theme = text;
  }
  if (N > 1 && state.x === state.y) state.y = state.x === 0 ? 1 : 0;
}
