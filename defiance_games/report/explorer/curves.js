// A quantity along a parameter: a line for each equilibrium where it exists, a band where it varies in a continuum.
const SAMPLES = 300;

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

function drawCurves() {
  if (!DATA.curves.length || !N) return;
  const curve = DATA.curves[state.curve], k = state.along, p = P[k], low = E.float(p.low), high = E.float(p.high);
  const width = Math.max(260, byId("chart").clientWidth), height = Math.round(Math.min(320, width * 0.62));
  const pad = { left: 46, right: 26, top: 10, bottom: 40 }, lines = sampled(curve, k, low, high);
  const here = presentValues(curve);
  const all = [...lines.flatMap(l => l.filter(Boolean).flatMap(q => [q[1], q[2]])), ...here.flatMap(h => h.values)];
  byId("curve-note").textContent = note(curve, all.length > 0, lines.some(l => l.some(q => q && q[2] - q[1] > 1e-12)));
  if (!all.length) return void fill("chart");
  let [bottom, top] = [Math.min(...all), Math.max(...all)];
  if (bottom >= 0 && top <= 1 && top > 0.3) [bottom, top] = [0, 1];
  if (bottom > 0 && bottom < 0.4 * top) bottom = 0;
  if (top - bottom < 1e-9 * Math.max(1, Math.abs(top))) [bottom, top] = [bottom - 0.5, top + 0.5];
  const X = x => pad.left + (width - pad.left - pad.right) * (x - low) / (high - low);
  const Y = y => pad.top + (height - pad.top - pad.bottom) * (top - y) / (top - bottom);
  const parts = [];
  for (const t of ticks(bottom, top, 5)) {
    parts.push(svg("line", { x1: pad.left, x2: width - pad.right, y1: Y(t), y2: Y(t), class: "grid" }),
      svg("text", { x: pad.left - 6, y: Y(t) + 4, "text-anchor": "end", class: "soft" }, decimal(t)));
  }
  for (const t of ticks(low, high, width / 80)) {
    parts.push(svg("text", { x: X(t), y: height - pad.bottom + 17, "text-anchor": "middle", class: "soft" }, decimal(t)));
  }
  parts.push(svg("line", { x1: pad.left, x2: width - pad.right, y1: height - pad.bottom, y2: height - pad.bottom, class: "axis" }));
  parts.push(svg("text", { x: (pad.left + width - pad.right) / 2, y: height - 5, "text-anchor": "middle" },
    plain(p.math) + (p.unit ? ` (${p.unit})` : "")));
  lines.forEach((line, m) => parts.push(...drawnLine(line, curve.branches[m], X, Y, m)));
  const now = X(Math.min(high, Math.max(low, E.float(state.v[k]))));
  parts.push(svg("line", { x1: now, x2: now, y1: pad.top, y2: height - pad.bottom, class: "now" }));
  for (const { group, values } of here) for (const y of values) {
    const dot = svg("circle", { cx: now, cy: Y(y), r: 5 });
    dot.style.fill = group ? group.color : ink("--accent"); dot.style.stroke = ink("--ink");
    parts.push(dot);
  }
  const label = `${plain(curve.math)} along ${plain(p.math)}`;
  fill("chart", svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, parts));
  Object.assign(CHART, { left: pad.left, width: width - pad.left - pad.right });
}
const CHART = {};
function presentValues(curve) {
  return curve.branches.map(b => {
    const e = DATA.equilibria[b.equilibrium];
    const there = broken().length === 0 && (e ? exists(e) : inRegion(b.region));
    const values = there ? b.formulas.map(f => E.float(at(f))).filter(Number.isFinite) : [];
    return { group: e ? e.at : null, values: values.length ? [Math.min(...values), Math.max(...values)] : [] };
  });
}
function drawnLine(line, branch, X, Y, m) {
  const e = DATA.equilibria[branch.equilibrium], group = e ? e.at : null;
  const stroke = group ? group.color : ink("--accent"), parts = [];
  for (const piece of pieces(line)) {
    const path = (points, close) => points.map((q, i) => `${i ? "L" : "M"}${X(q[0]).toFixed(1)} ${Y(q[1]).toFixed(1)}`).join("") + (close ? "Z" : "");
    const upper = piece.map(q => [q[0], q[2]]), band = piece.some(q => q[2] - q[1] > 1e-12);
    const style = (node, fields) => { for (const [key, value] of Object.entries(fields)) node.style.setProperty(key, value); return node; };
    if (band) parts.push(style(svg("path", { d: path([...piece, ...upper.reverse()], true) }), { fill: stroke, opacity: "0.3" }));
    const edges = band ? [piece, piece.map(q => [q[0], q[2]])] : [piece];
    for (const edge of edges) {
      const line = svg("path", { d: edge.length > 1 ? path(edge) : path([edge[0], [edge[0][0] + 1e-9]]) });
      parts.push(style(line, { fill: "none", stroke, "stroke-width": "3", "stroke-linecap": "round", "stroke-dasharray": group ? group.dash || "none" : "none" }));
    }
    if (group && piece.length > 6) {
      const q = piece[Math.round((piece.length - 1) * (0.25 + 0.5 * ((m * 0.37) % 1)))];
      const y = Y(q[2]) < 34 ? Y(q[1]) + 5 : Y(q[2]) - 22;
      parts.push(style(svg("rect", { x: X(q[0]) - 9, y, width: 18, height: 17, rx: 4 }), { fill: stroke }));
      parts.push(style(svg("text", { x: X(q[0]), y: y + 13, "text-anchor": "middle" }, group.letter), { fill: "#10151a", stroke: "none", "font-weight": "700" }));
    }
  }
  return parts;
}
function chooseAlong() {  // the parameter along which the curve says most
  const curve = DATA.curves[state.curve];
  const scores = P.map((p, k) => {
    const lines = sampled(curve, k, E.float(p.low), E.float(p.high));
    const seen = lines.map(l => l.filter(Boolean).map(q => q[1])).filter(l => l.length);
    const varies = seen.some(l => Math.max(...l) - Math.min(...l) > 1e-9), jumps = lines.some(l => l.some(q => !q)) && seen.length > 1;
    return seen.reduce((sum, l) => sum + l.length, 0) / SAMPLES / lines.length + (varies ? 2 : 0) + (jumps ? 1 : 0);
  });
  return scores.indexOf(Math.max(...scores));
}
function note(curve, any, bands) {
  const said = [curve.meaning && curve.meaning !== curve.name ? curve.meaning : ""];
  if (!any) said.push("It has no value on this line: outside the domain, or conditional on what never happens.");
  if (bands) said.push("A band: it varies inside a continuum of equilibria.");
  return said.filter(Boolean).map(s => /[.?]$/.test(s) ? s : s + ".").join(" ");
}
function listenToChart() {
  const chart = byId("chart");
  const move = event => {
    const part = (event.clientX - chart.getBoundingClientRect().left - CHART.left) / CHART.width, p = P[state.along];
    set(state.along, snapped(p, between(p, Math.min(1, Math.max(0, part)))));
  };
  chart.addEventListener("pointerdown", event => { if (CHART.width) { chart.setPointerCapture(event.pointerId); move(event); } });
  chart.addEventListener("pointermove", event => { if (event.buttons && CHART.width) move(event); });
}
