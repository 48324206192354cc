// The region map: over two parameters, the equilibria that there are, a stripe for each where several are.
const MAP = { key: "", block: 5, pad: { left: 34, bottom: 22, top: 6, right: 8 } };
const OPEN = DATA.equilibria.filter(e => !e.thin);

function combination(v) {  // the groups present, as text; "-" outside the domain
  if (!allowed(v)) return "-";
  const found = [];
  for (const e of OPEN) if (!found.includes(e.at.index) && existsFast(e, v)) found.push(e.at.index);
  return found.sort((a, b) => a - b).join(",");
}
function chooseAxes() {  // the two parameters whose map shows most
  let best = [0, 1], most = -1;
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) {
    if (i === j) continue;
    const v = floats(), count = new Map();
    for (let a = 1; a < 16; a++) for (let b = 1; b < 16; b++) {
      v[i] = between(P[i], a / 16); v[j] = between(P[j], b / 16);
      const c = combination(v);
      count.set(c, (count.get(c) || 0) + 1);
    }
    let score = 0;  // how much one learns: the entropy of what is there
    for (const [c, n] of count) score -= (c === "-" ? 0.3 : 1) * (n / 225) * Math.log(n / 225);
    for (const p of [P[i], P[j]]) {  // a point on the frame is hard to see
      if (E.sign(p.start, p.low) === 0 || E.sign(p.start, p.high) === 0) score *= 0.8;
    }
    score *= 1 - 0.02 * (i + j);  // a model names first what matters most
    if (score > most + 1e-9) [most, best] = [score, [i, j]];
  }
  return best;
}
const between = (p, t) => E.float(p.low) + t * (E.float(p.high) - E.float(p.low));

function drawMap() {
  if (!HAS_MAP) return;
  const canvas = byId("canvas"), ratio = Math.min(window.devicePixelRatio || 1, 2), width = canvas.clientWidth;
  const height = Math.round(Math.min(width * 0.72, 430));
  const rest = state.v.map((a, k) => k === state.x || k === state.y ? "" : E.text(a)).join();
  const key = [width, ratio, state.x, state.y, state.keep, rest, document.documentElement.dataset.theme].join("|");
  if (key !== MAP.key) {
    Object.assign(MAP, { key, width, height, image: paintMap(width, height, ratio) });
    drawLegend();
  }
  canvas.width = width * ratio; canvas.height = height * ratio; canvas.style.height = height + "px";
  const g = canvas.getContext("2d");
  g.drawImage(MAP.image, 0, 0);
  g.scale(ratio, ratio);
  const [x, y] = position(E.float(state.v[state.x]), E.float(state.v[state.y]));
  for (const [radius, color] of [[9, ink("--card")], [7, ink("--ink")], [3, ink("--card")]]) {
    g.beginPath(); g.arc(x, y, radius, 0, 7); g.fillStyle = color; g.fill();
  }
}
const ink = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
function frame() {
  const { left, right, top, bottom } = MAP.pad;
  return { left, top, width: MAP.width - left - right, height: MAP.height - top - bottom };
}
function position(a, b) {
  const f = frame(), part = (p, x) => (x - E.float(p.low)) / (E.float(p.high) - E.float(p.low));
  return [f.left + f.width * Math.min(1, Math.max(0, part(P[state.x], a))),
    f.top + f.height * (1 - Math.min(1, Math.max(0, part(P[state.y], b))))];
}

function paintMap(width, height, ratio) {
  Object.assign(MAP, { width, height });
  const f = frame(), w = Math.round(f.width * ratio), h = Math.round(f.height * ratio), n = MAP.block;
  const v = floats(), px = P[state.x], py = P[state.y], ids = new Map(), names = [];
  const look = (i, j) => {
    v[state.x] = between(px, Math.min(0.9997, (i + 0.5037) / w)); v[state.y] = between(py, Math.max(0.0003, 1 - (j + 0.5037) / h));
    const c = combination(v);
    if (!ids.has(c)) { ids.set(c, names.length); names.push(c); }
    return ids.get(c);
  };
  const columns = Math.ceil(w / n) + 1, rows = Math.ceil(h / n) + 1, corners = new Int32Array(columns * rows);
  for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) corners[j * columns + i] = look(i * n, j * n);
  const cells = new Int32Array(w * h);
  for (let j = 0; j + 1 < rows; j++) for (let i = 0; i + 1 < columns; i++) {
    const k = j * columns + i, c = corners[k];
    const same = c === corners[k + 1] && c === corners[k + columns] && c === corners[k + columns + 1];
    for (let b = j * n; b < Math.min(h, j * n + n); b++) for (let a = i * n; a < Math.min(w, i * n + n); a++) {
      cells[b * w + a] = same ? c : look(a, b);
    }
  }
  MAP.present = names.filter(c => c !== "-").flatMap(c => c === "" ? [] : c.split(",").map(Number));
  MAP.present = [...new Set(MAP.present)].sort((a, b) => a - b);
  MAP.several = names.some(c => c.includes(","));
  MAP.outside = names.includes("-");
  MAP.empty = names.includes("");
  const canvas = el("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const g = canvas.getContext("2d"), image = g.createImageData(w, h);
  color(image.data, cells, w, h, names, ratio);
  g.putImageData(image, Math.round(f.left * ratio), Math.round(f.top * ratio));
  g.scale(ratio, ratio);
  axes(g, f);
  labels(g, f, corners, columns, rows, names, n / ratio);
  return canvas;
}
const rgb = hex => [1, 3, 5].map(k => parseInt(hex.slice(k, k + 2), 16));
function color(data, cells, w, h, names, ratio) {
  const dark = document.documentElement.dataset.theme === "dark", outside = rgb(ink("--outside")), line = rgb(ink("--ink"));
  const sets = names.map(c => c === "-" || c === "" ? [outside] : c.split(",").map(k => rgb(GROUPS[k].color)));
  const stripe = 7 * ratio;
  for (let j = 0; j < h; j++) for (let i = 0; i < w; i++) {
    const c = cells[j * w + i], set = sets[c], k = 4 * (j * w + i);
    const edge = (i && cells[j * w + i - 1] !== c) || (j && cells[(j - 1) * w + i] !== c);
    let rgb = edge ? line : set[Math.floor((i + j) / stripe) % set.length];
    const dotted = !edge && names[c] === "-" && (i + h - j) % Math.round(6 * ratio) < ratio;
    if (dotted) rgb = rgb.map((x, m) => (3 * x + line[m]) / 4);
    const dim = dark && !edge && names[c] !== "-" && names[c] !== "" ? 0.82 : 1;
    for (let m = 0; m < 3; m++) data[k + m] = rgb[m] * dim;
    data[k + 3] = 255;
  }
}
function axes(g, f) {
  g.font = "12px system-ui, 'DejaVu Sans', sans-serif"; g.fillStyle = ink("--soft"); g.strokeStyle = ink("--soft");
  g.strokeRect(f.left - 0.5, f.top - 0.5, f.width + 1, f.height + 1);
  for (const [p, across] of [[P[state.x], true], [P[state.y], false]]) {
    for (const t of ticks(E.float(p.low), E.float(p.high), across ? Math.max(3, f.width / 70) : 6)) {
      const part = (t - E.float(p.low)) / (E.float(p.high) - E.float(p.low)), text = decimal(t);
      g.textAlign = across ? (part > 0.96 ? "right" : part < 0.03 ? "left" : "center") : "right"; g.textBaseline = across ? "top" : "middle";
      const [x, y] = across ? [f.left + part * f.width, f.top + f.height + 5] : [f.left - 5, f.top + (1 - part) * f.height];
      g.fillText(text, x, Math.max(8, y));
    }
  }
}
function labels(g, f, corners, columns, rows, names, size) {  // a letter where each region is widest
  const far = new Float64Array(columns * rows), best = new Map();
  const near = (i, j, c) => i < 0 || j < 0 || i >= columns || j >= rows || corners[j * columns + i] !== c ? 0 : far[j * columns + i];
  for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) {
    const c = corners[j * columns + i];
    far[j * columns + i] = 1 + Math.min(near(i - 1, j, c), near(i, j - 1, c), near(i - 1, j - 1, c), near(i + 1, j - 1, c));
  }
  for (let j = rows - 1; j >= 0; j--) for (let i = columns - 1; i >= 0; i--) {
    const k = j * columns + i, c = corners[k];
    far[k] = Math.min(far[k], 1 + Math.min(near(i + 1, j, c), near(i, j + 1, c), near(i + 1, j + 1, c), near(i - 1, j + 1, c)));
    const b = best.get(c);
    if (!b || far[k] > b.reach) best.set(c, { reach: far[k], cells: [[i, j]] });
    else if (far[k] === b.reach) b.cells.push([i, j]);
  }
  g.font = "700 14px system-ui, 'DejaVu Sans', sans-serif"; g.textAlign = "center"; g.textBaseline = "middle";
  for (const [c, { reach, cells }] of best) {
    if (names[c] === "-") continue;
    const middle = cells.map(m => [...m]).reduce((a, b) => [a[0] + b[0], a[1] + b[1]]).map(x => Math.round(x / cells.length));
    const [i, j] = cells.find(m => m[0] === middle[0] && m[1] === middle[1]) || cells[Math.floor(cells.length / 2)];
    const text = names[c] === "" ? "none" : names[c].split(",").map(k => GROUPS[k].letter).join(" ");
    const wide = g.measureText(text).width + 10;
    if (reach * size < 13) continue;
    const x = Math.min(f.left + f.width - wide / 2 - 2, Math.max(f.left + wide / 2 + 2, f.left + i * size)), y = f.top + j * size;
    g.fillStyle = "rgba(255,255,255,.88)"; g.beginPath(); g.roundRect(x - wide / 2, y - 11, wide, 22, 5); g.fill();
    g.fillStyle = "#10151a"; g.fillText(text, x, y + 1);
  }
}

function conditionList(region, judged) {
  if (region.some(d => d.length === 0)) return [el("span", {}, "everywhere on the domain")];
  return region.flatMap((d, k) => [
    k ? el("span", { class: "or" }, "or") : null,
    ...d.map((c, m) => el("span", judged ? { class: holds(c) ? "yes" : "no" } : {}, math(DATA.conditions[c][3]), m + 1 < d.length ? "," : "")),
  ]);
}
function drawLegend() {
  const rows = MAP.present.map(k => {
    const g = GROUPS[k], members = g.members.map(m => DATA.equilibria[m]).filter(e => !e.thin);
    return el("li", { "data-group": String(k) }, letter(g), el("div", {}, el("span", { class: "name" }, g.name),
      members.slice(0, 3).map(e => el("div", { class: "conditions" }, conditionList(e.region, false))),
      members.length > 3 ? el("div", { class: "conditions" }, `and in ${members.length - 3} more cases, below`) : null));
  });
  const notes = [MAP.several ? "Stripes: several equilibria." : "", MAP.outside ? "Grey, dotted: outside the domain." : "",
    MAP.empty ? "Grey: none of the equilibria found." : "", "Ties between parameters have no area: they are not on the map."];
  fill("legend", rows, el("li", {}, el("span"), el("span", { class: "soft" }, notes.filter(Boolean).join(" "))));
}
function markLegend(here) {
  for (const li of byId("legend").querySelectorAll("[data-group]")) {
    li.classList.toggle("here", here.some(e => String(e.at.index) === li.dataset.group));
  }
}

function listenToMap() {
  const canvas = byId("canvas");
  const move = event => {
    const box = canvas.getBoundingClientRect(), f = frame();
    const part = [(event.clientX - box.left - f.left) / f.width, 1 - (event.clientY - box.top - f.top) / f.height];
    [state.x, state.y].forEach((k, m) => { state.v[k] = snapped(P[k], between(P[k], Math.min(1, Math.max(0, part[m])))); });
    changed();
  };
  canvas.addEventListener("pointerdown", event => { canvas.setPointerCapture(event.pointerId); move(event); });
  canvas.addEventListener("pointermove", event => { if (event.buttons) move(event); });
  canvas.addEventListener("keydown", event => {
    const to = { ArrowLeft: [state.x, -1], ArrowRight: [state.x, 1], ArrowDown: [state.y, -1], ArrowUp: [state.y, 1] }[event.key];
    if (!to) return;
    event.preventDefault();
    const [k, sign] = to, p = P[k], step = E.float(p.step) * (event.shiftKey ? 10 : 1);
    set(k, snapped(p, E.float(state.v[k]) + sign * step));
  });
}
