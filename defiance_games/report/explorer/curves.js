// A quantity along a parameter: a line for each equilibrium where it exists, a band where it varies in a continuum;
// dots for the answers of a question, which Python has computed.
const SAMPLES = 300, CHART = { pad: { left: 52, right: 24, top: 30, bottom: 42 } };

function sampled(curve, k, low, high) {
  const v = floats(), lines = curve.branches.map(() => []);
  for (let s = 0; s <= SAMPLES; s++) {
    const x = low + (high - low) * s / SAMPLES;
    v[k] = P[k].integer ? Math.round(x) : x;
    const inside = allowed(v);
    curve.branches.forEach((b, m) => {
      const e = DATA.equilibria[b.equilibrium];
      const there = inside && (e ? !e.thin && existsFast(e, v) : inFast(b.region, v));
      const values = there ? b.formulas.map(f => FAST[f] ? FAST[f](v) : NaN).filter(Number.isFinite) : [];
      lines[m].push(values.length ? [x, Math.min(...values), Math.max(...values)] : null);
    });
  }
  return lines;
}
function pieces(line) {  // the parts of a line between jumps and gaps
  const found = [[]];
  for (const point of line) {
    if (point) found[found.length - 1].push(point);
    else if (found[found.length - 1].length) found.push([]);
  }
  return found.filter(p => p.length);
}
function presentValues(curve) {
  const inside = broken().length === 0;
  return curve.branches.map(b => {
    const e = DATA.equilibria[b.equilibrium], there = inside && (e ? exists(e) : inRegion(b.region));
    const values = there ? b.formulas.map(f => E.float(at(f))).filter(Number.isFinite) : [];
    return { group: e ? e.at : null, values: values.length ? [Math.min(...values), Math.max(...values)] : [] };
  });
}

function drawCurves() {
  if (!CURVES.length || !N) return;
  const curve = CURVES[state.curve], k = state.along, p = P[k], low = E.float(p.low), high = E.float(p.high);
  const answers = curve.along && Object.hasOwn(curve.along, p.name) ? curve.along[p.name] : [];
  const lines = curve.along ? [] : sampled(curve, k, low, high), here = curve.along ? [] : presentValues(curve);
  const all = [...lines.flatMap(l => l.filter(Boolean).flatMap(q => [q[1], q[2]])), ...here.flatMap(h => h.values), ...answers.flatMap(a => a.slice(1))];
  say("curve-note", curveNote(curve, all.length > 0, lines.some(l => l.some(q => q && q[2] - q[1] > 1e-12))));
  if (!all.length) return void fill("chart");
  const view = scales(all, low, high), { width, height, X, Y } = view;
  const parts = [...gridLines(view, low, high, curve, p)], placed = [];
  lines.forEach((line, m) => parts.push(...drawnLine(line, curve.branches[m], X, Y)));
  lines.forEach((line, m) => parts.push(...badge(line, curve.branches[m], view, placed)));
  for (const [x, ...values] of answers) for (const y of values) parts.push(dot(X(x), Y(y), "var(--accent)", 4));
  const now = X(Math.min(high, Math.max(low, E.float(state.v[k])))), { top, bottom } = CHART.pad;
  parts.push(svg("line", { x1: now, x2: now, y1: top, y2: height - bottom, class: "now" }));
  for (const { group, values } of here) for (const y of values) parts.push(dot(now, Y(y), group ? group.color : "var(--accent)", 6));
  const said = here.filter(h => h.values.length).map(h => (h.group ? h.group.letter + " " : "") + h.values.map(x => decimal(x, 4)).join(" to "));
  const label = `${plain(curve.math)} along ${plain(p.math)}; at this point ${said.join(", ") || "none"}`;
  fill("chart", svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, parts));
}
function scales(all, low, high) {
  const { left, right, top, bottom } = CHART.pad, width = Math.max(250, WIDTH.chart);
  const height = Math.round(Math.min(340, width * 0.62));
  let [least, most] = [Math.min(...all), Math.max(...all)];
  if (least >= 0 && most <= 1 && most > 0.3) [least, most] = [0, 1];
  if (least > 0 && least < 0.4 * most) least = 0;
  if (most - least < 1e-9 * Math.max(1, Math.abs(most))) [least, most] = [least - 0.5, most + 0.5];
  const X = x => left + (width - left - right) * (x - low) / (high - low);
  const Y = y => top + (height - top - bottom) * (most - y) / (most - least);
  return Object.assign(CHART, { width, height, X, Y, least, most });
}
function gridLines({ width, height, X, Y, least, most }, low, high, curve, p) {
  const { left, right, bottom } = CHART.pad, parts = [], floor = height - bottom;
  for (const t of ticks(least, most, 5)) {
    parts.push(svg("line", { x1: left, x2: width - right, y1: Y(t), y2: Y(t), class: "grid" }),
      svg("text", { x: left - 7, y: Y(t) + 4, "text-anchor": "end", class: "soft" }, decimal(t)));
  }
  for (const t of ticks(low, high, width / 80)) {
    parts.push(svg("text", { x: X(t), y: floor + 18, "text-anchor": "middle", class: "soft" }, decimal(t)));
  }
  parts.push(svg("line", { x1: left, x2: width - right, y1: floor, y2: floor, class: "axis" }));
  parts.push(svg("text", { x: 2, y: 13 }, plain(curve.math)));
  parts.push(svg("text", { x: width - right, y: height - 5, "text-anchor": "end" }, plain(p.math) + (p.unit ? ` (${p.unit})` : "")));
  return parts;
}
const dot = (cx, cy, fill, r) => svg("circle", { cx, cy, r, class: "dot", style: { fill } });
const groupOf = branch => branch.equilibrium in DATA.equilibria ? DATA.equilibria[branch.equilibrium].at : null;
function drawnLine(line, branch, X, Y) {
  const group = groupOf(branch), stroke = group ? group.color : "var(--accent)", parts = [];
  const path = (points, close) => points.map((q, i) => `${i ? "L" : "M"}${X(q[0]).toFixed(1)} ${Y(q[1]).toFixed(1)}`).join("") + (close ? "Z" : "");
  for (const piece of pieces(line)) {
    const upper = piece.map(q => [q[0], q[2]]), band = piece.some(q => q[2] - q[1] > 1e-12);
    if (band) parts.push(svg("path", { d: path([...piece, ...upper.slice().reverse()], true), style: { fill: stroke, opacity: "0.25" } }));
    for (const edge of band ? [piece, upper] : [piece]) {
      const d = edge.length > 1 ? path(edge) : path([edge[0], [edge[0][0] + 1e-9, edge[0][1]]]);
      const style = { fill: "none", stroke, "stroke-width": "3", "stroke-linecap": "round", "stroke-dasharray": group ? group.dash || "none" : "none" };
      parts.push(svg("path", { d, style }));
    }
  }
  return parts;
}
function badge(line, branch, { X, Y, height }, placed) {  // the letter of an equilibrium beside its line, clear of the others
  const group = groupOf(branch), longest = pieces(line).sort((a, b) => b.length - a.length)[0];
  if (!group || !longest || longest.length < 7 || placed.some(b => b.group === group)) return [];
  for (const part of [0.5, 0.35, 0.65, 0.2, 0.8, 0.08, 0.92]) for (const above of [true, false]) {
    const q = longest[Math.round((longest.length - 1) * part)], x = X(q[0]), y = above ? Y(q[2]) - 14 : Y(q[1]) + 14;
    if (y < 22 || y > height - CHART.pad.bottom - 2 || placed.some(b => Math.hypot(b.x - x, b.y - y) < 24)) continue;
    placed.push({ group, x, y });
    return [svg("rect", { x: x - 9, y: y - 9, width: 18, height: 18, rx: 4, style: { fill: group.color } }),
      svg("text", { x, y: y + 4.5, "text-anchor": "middle", class: "badge" }, group.letter)];
  }
  return [];
}

function chooseAlong() {  // the parameter along which the curve says most
  const curve = CURVES[state.curve];
  if (curve.along) return Math.max(0, P.findIndex(p => Object.hasOwn(curve.along, p.name)));
  const scores = P.map((p, k) => {
    const lines = sampled(curve, k, E.float(p.low), E.float(p.high));
    const seen = lines.map(l => l.filter(Boolean).map(q => q[1])).filter(l => l.length);
    const varies = seen.some(l => Math.max(...l) - Math.min(...l) > 1e-9), jumps = lines.some(l => l.some(q => !q)) && seen.length > 1;
    return seen.reduce((sum, l) => sum + l.length, 0) / SAMPLES / lines.length + (varies ? 2 : 0) + (jumps ? 1 : 0) + (k === state.x ? 0.4 : 0);
  });
  return scores.indexOf(Math.max(...scores));
}
function curveNote(curve, any, bands) {
  const said = [curve.meaning && curve.meaning !== curve.name ? curve.meaning : ""];
  if (curve.along) said.push("The dots are Python's answers when this page was written, with every other parameter at its default");
  if (curve.along && !any) said.push("They do not vary along this parameter");
  else if (!any) said.push("It has no value on this line: outside the domain, or conditional on what never happens");
  if (bands) said.push("A band: it varies inside a continuum of equilibria");
  return said.filter(Boolean).map(sentence).join(" ");
}
function listenToChart() {
  const chart = byId("chart");
  const move = event => {
    const { left, right } = CHART.pad, p = P[state.along];
    const part = (event.clientX - chart.getBoundingClientRect().left - left) / (CHART.width - left - right);
    set(state.along, snapped(p, between(p, Math.min(1, Math.max(0, part)))));
  };
  chart.addEventListener("pointerdown", event => { if (CHART.width) { chart.setPointerCapture(event.pointerId); move(event); } });
  chart.addEventListener("pointermove", event => { if (event.buttons && CHART.width) move(event); });
}
