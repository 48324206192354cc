// The region map: over two parameters, the equilibria that there are, a stripe for each where several are.
const MAP = { key: "", block: 5, pad: { left: 36, bottom: 22, top: 6, right: 8 }, near: 36 };

function slice(v, x, y) {  // what is left to test where only x and y move
  const moves = PAGE.conditions.map(c => c[4].includes(P[x].name) || c[4].includes(P[y].name));
  const left = region => region.filter(d => d.every(k => moves[k] || TESTS[k](v))).map(d => d.filter(k => moves[k]));
  const entries = OPEN.flatMap(e => {
    const verdict = state.keep === "" ? true : e.refinements[state.keep];
    const regions = [e.region, ...(Array.isArray(verdict) ? [verdict] : [])].map(left);
    return verdict === false || regions.some(r => !r.length) ? [] : [{ index: e.at.index, regions }];
  });
  return { domain: left([DATA.domain]), entries };
}
function combination(v, { domain, entries }) {  // the groups present, as text; "-" outside the domain
  if (!inFast(domain, v)) return "-";
  const found = [];
  for (const { index, regions } of entries) if (!found.includes(index) && regions.every(r => inFast(r, v))) found.push(index);
  return found.sort((a, b) => a - b).join(",");
}
function chooseAxes() {  // the two parameters whose map shows most
  let best = [0, 1], most = -1;
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) {
    if (i === j) continue;
    const v = floats(), count = new Map(), left = slice(v, i, j);
    for (let a = 1; a < 16; a++) for (let b = 1; b < 16; b++) {
      v[i] = between(P[i], a / 16); v[j] = between(P[j], b / 16);
      const c = combination(v, left);
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

function drawMap() {
  if (!HAS_MAP || WIDTH.canvas <= MAP.pad.left + MAP.pad.right) return;  // not laid out
  const canvas = byId("canvas"), ratio = Math.min(window.devicePixelRatio || 1, 2), width = WIDTH.canvas;
  const height = Math.round(Math.min(width * 0.72, 420));
  const rest = state.v.map((a, k) => k === state.x || k === state.y ? "" : E.text(a)).join();
  const key = [width, ratio, state.form, state.x, state.y, state.keep, rest, document.documentElement.dataset.theme].join("|");
  if (key !== MAP.key) {
    Object.assign(MAP, { key, width, height, image: paintMap(width, height, ratio) });
    drawLegend();
  }
  canvas.width = width * ratio; canvas.height = height * ratio; canvas.style.height = height + "px";
  const g = canvas.getContext("2d");
  g.drawImage(MAP.image, 0, 0);
  g.scale(ratio, ratio);
  const [x, y] = position(E.float(state.v[state.x]), E.float(state.v[state.y]));
  for (const [radius, color] of [[10, ink("--card")], [8, ink("--ink")], [3.5, ink("--card")]]) {
    g.beginPath(); g.arc(x, y, radius, 0, 7); g.fillStyle = color; g.fill();
  }
  const where = [state.x, state.y].map(k => `${plain(P[k].math)} = ${exactText(state.v[k])}`).join(", ");
  canvas.setAttribute("aria-label", `Region map at ${where}. Drag the point, or move it with the arrow keys.`);
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
  const v = floats(), px = P[state.x], py = P[state.y], ids = new Map(), names = [], left = slice(v, state.x, state.y);
  const look = (i, j) => {
    v[state.x] = between(px, Math.min(0.9997, (i + 0.5037) / w)); v[state.y] = between(py, Math.max(0.0003, 1 - (j + 0.5037) / h));
    const c = combination(v, left);
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
const packed = c => (255 << 24 | Math.round(c[2]) << 16 | Math.round(c[1]) << 8 | Math.round(c[0])) >>> 0;  // as an image has it
function color(data, cells, w, h, names, ratio) {
  const card = rgb(ink("--card")), dark = rgb(ink("--ink")), outside = rgb(ink("--outside")), part = parseFloat(ink("--tint")) / 100;
  const mixed = (a, b, t) => a.map((x, m) => t * x + (1 - t) * b[m]);
  const line = packed(dark), hatch = packed(mixed(outside, dark, 0.8)), plain = packed(outside);
  const sets = names.map(c => c === "-" || c === "" ? [plain] : c.split(",").map(k => packed(mixed(rgb(ink(`--c${k % COLORS}`)), card, part))));
  const pixels = new Uint32Array(data.buffer), stripe = 8 * ratio, dots = Math.round(7 * ratio);
  for (let j = 0, k = 0; j < h; j++) for (let i = 0; i < w; i++, k++) {
    const c = cells[k], set = sets[c];
    if ((i && cells[k - 1] !== c) || (j && cells[k - w] !== c)) pixels[k] = line;
    else if (names[c] === "-" && (i + h - j) % dots < ratio) pixels[k] = hatch;
    else pixels[k] = set.length === 1 ? set[0] : set[Math.floor((i + j) / stripe) % set.length];
  }
}
function axes(g, f) {
  g.font = "13px system-ui, 'DejaVu Sans', sans-serif"; g.fillStyle = ink("--soft"); g.strokeStyle = ink("--soft");
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
    g.fillStyle = ink("--card"); g.beginPath(); g.roundRect(x - wide / 2, y - 11, wide, 22, 5); g.fill();
    g.fillStyle = ink("--ink"); g.fillText(text, x, y + 1);
  }
}

function drawLegend() {
  fill("legend", MAP.present.map(k => el("li", { "data-group": String(k) }, letter(GROUPS[k]), GROUPS[k].name)));
  const notes = [MAP.several ? "Stripes: several equilibria." : "", MAP.outside ? "Hatched: outside the domain." : "",
    MAP.empty ? "Plain grey: none of the equilibria found." : "", "What exists only at ties between parameters has no area here."];
  say("map-note", notes.filter(Boolean).join(" "));
}
function markLegend(here) {
  for (const li of byId("legend").querySelectorAll("[data-group]")) {
    li.classList.toggle("here", here.some(e => String(e.at.index) === li.dataset.group));
  }
}

function listenToMap() {  // a finger moves the point by dragging it or by a tap; elsewhere it scrolls the page
  const canvas = byId("canvas");
  let dragging = false;
  const near = event => {
    const box = canvas.getBoundingClientRect(), [x, y] = position(E.float(state.v[state.x]), E.float(state.v[state.y]));
    return Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y) < MAP.near;
  };
  const move = event => {
    const box = canvas.getBoundingClientRect(), f = frame();
    const part = [(event.clientX - box.left - f.left) / f.width, 1 - (event.clientY - box.top - f.top) / f.height];
    [state.x, state.y].forEach((k, m) => { state.v[k] = snapped(P[k], between(P[k], Math.min(1, Math.max(0, part[m])))); });
    changed();
  };
  canvas.addEventListener("touchstart", event => { if (event.cancelable && near(event.touches[0])) event.preventDefault(); }, { passive: false });
  canvas.addEventListener("pointerdown", event => {
    dragging = event.pointerType !== "touch" || near(event);
    if (dragging) { canvas.setPointerCapture(event.pointerId); move(event); }
  });
  canvas.addEventListener("pointermove", event => { if (dragging) move(event); });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { dragging = false; });
  canvas.addEventListener("click", move);
  canvas.addEventListener("keydown", event => {
    const to = { ArrowLeft: [state.x, -1], ArrowRight: [state.x, 1], ArrowDown: [state.y, -1], ArrowUp: [state.y, 1] }[event.key];
    if (!to) return;
    event.preventDefault();
    const [k, sign] = to, p = P[k], step = E.float(p.step) * (event.shiftKey ? 10 : 1);
    set(k, snapped(p, E.float(state.v[k]) + sign * step));
  });
}
