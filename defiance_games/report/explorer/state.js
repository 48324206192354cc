// What is chosen: parameter values (exact), axes, equilibrium, theme; kept in the fragment of the address.
const P = DATA.parameters, N = P.length;
for (const p of P) for (const end of ["low", "high", "step", "start"]) p[end] = E.parse(p[end]);
const REFINEMENTS = [...new Set(DATA.equilibria.flatMap(e => Object.keys(e.refinements)))];
const HAS_MAP = DATA.equilibria.some(e => !e.thin) && N >= 2;
const state = {};
function start() {
  Object.assign(state, { v: P.map(p => p.start), x: 0, y: Math.min(1, N - 1), along: 0, curve: 0, shown: -1, keep: "", theme: "" });
}

// A pass over the formulas at one point; each is computed once, when it is asked for.
let known = new Map();
const at = k => {
  if (!EXACT[k]) return NaN;
  if (!known.has(k)) known.set(k, EXACT[k](state.v));
  return known.get(k);
};
const holds = k => {
  const [left, op, right] = DATA.conditions[k];
  return HOLDS[op](E.sign(at(left), at(right)));
};
const inRegion = region => region.some(d => d.every(holds));
const passes = e => {
  const verdict = state.keep === "" ? true : e.refinements[state.keep];
  return verdict === undefined || verdict === true || (verdict !== false && inRegion(verdict));
};
const exists = e => inRegion(e.region) && passes(e);
const broken = () => DATA.domain.filter(k => !holds(k));

// The same, fast, for maps and curves: v is an array of floats.
const floats = () => state.v.map(E.float);
const RELATION = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
  "=": (a, b) => Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(a)), "!=": (a, b) => a !== b };
const TESTS = DATA.conditions.map(([left, op, right]) => {
  const f = FAST[left], g = FAST[right], relation = RELATION[op];
  return f && g ? v => relation(f(v), g(v)) : () => false;
});
const inFast = (region, v) => region.some(d => d.every(k => TESTS[k](v)));
const passesFast = (e, v) => {
  const verdict = state.keep === "" ? true : e.refinements[state.keep];
  return verdict === undefined || verdict === true || (verdict !== false && inFast(verdict, v));
};
const existsFast = (e, v) => inFast(e.region, v) && passesFast(e, v);
const allowed = v => DATA.domain.every(k => TESTS[k](v));

function snapped(p, x) {  // the step nearest to x, exactly
  const steps = BigInt(Math.round((x - E.float(p.low)) / E.float(p.step)));
  const value = E.add(p.low, E.mul(p.step, E.of(steps)));
  return E.sign(value, p.low) < 0 ? p.low : E.sign(value, p.high) > 0 ? p.high : value;
}
function set(k, value) {
  if (P[k].integer && value.d !== 1n) return;
  state.v[k] = value;
  changed();
}

function written() {
  const parts = P.map((p, k) => [p.name, E.text(state.v[k])]);
  if (HAS_MAP) parts.push([".across", P[state.x].name], [".up", P[state.y].name]);
  if (N) parts.push([".along", P[state.along].name]);
  if (DATA.curves.length) parts.push([".show", DATA.curves[state.curve].name]);
  if (state.shown >= 0) parts.push([".equilibrium", String(state.shown)]);
  if (state.keep) parts.push([".keep", state.keep]);
  if (state.theme) parts.push([".theme", state.theme]);
  return "#" + parts.map(pair => pair.map(encodeURIComponent).join("=")).join("&");
}
function read(fragment) {  // what is not known, or is no number, is passed over
  for (const part of fragment.replace(/^#/, "").split("&")) {
    let name, text;
    try { [name, text] = part.split("=").map(decodeURIComponent); } catch { continue; }
    if (text === undefined) continue;
    const place = P.findIndex(p => p.name === name), which = P.findIndex(p => p.name === text);
    if (place >= 0) {
      const value = E.parse(text);
      if (value && !(P[place].integer && value.d !== 1n)) state.v[place] = value;
    } else if (name === ".across" && which >= 0) state.x = which;
    else if (name === ".up" && which >= 0) state.y = which;
    else if (name === ".along" && which >= 0) state.along = which;
    else if (name === ".show") state.curve = Math.max(0, DATA.curves.findIndex(c => c.name === text));
    else if (name === ".equilibrium" && DATA.equilibria[Number(text)]) state.shown = Number(text);
    else if (name === ".keep" && REFINEMENTS.includes(text)) state.keep = text;
    else if (name === ".theme" && ["light", "dark"].includes(text)) state.theme = text;
  }
  if (N > 1 && state.x === state.y) state.y = state.x === 0 ? 1 : 0;
}
