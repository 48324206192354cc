// Elements, mathematics and numbers. Text from a model is only ever the text of an element.
function el(tag, fields, ...parts) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(fields || {})) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) node.style.setProperty(key, value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...parts.flat(Infinity).filter(p => p !== null && p !== undefined));
  return node;
}
function svg(tag, fields, ...parts) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(fields || {})) node.setAttribute(key, value);
  node.append(...parts.flat(Infinity));
  return node;
}
const byId = id => document.getElementById(id);
function fill(id, ...parts) {
  const node = typeof id === "string" ? byId(id) : id;
  node.replaceChildren(...parts.flat(Infinity).filter(p => p !== null && p !== undefined));
  return node;
}
function runs(parts) {
  return parts.map(part => {
    if (typeof part === "string") return document.createTextNode(part);
    if ("i" in part) return el(/^.[\u0300-\u036f]?$/u.test(part.i) ? "i" : "span", {}, part.i);
    if ("sub" in part) return el("sub", {}, runs(part.sub));
    if ("sup" in part) return el("sup", {}, runs(part.sup));
    if ("frac" in part) return el("span", { class: "frac" }, part.frac.map(p => el("span", {}, runs(p))));
    return el("span", { class: "root" }, "\u221a", el("span", {}, runs(part.root)));
  });
}
const math = (parts, text) => el("span", { class: "m", title: text }, runs(parts));
const formula = k => math(...DATA.formulas[k]);
const below = text => /^\d+$/.test(text) ? [...text].map(c => String.fromCharCode(0x2080 + Number(c))).join("") : "_" + text;
function plain(parts) {  // one line of text
  return parts.map(p => typeof p === "string" ? p : "i" in p ? p.i : "sub" in p ? below(plain(p.sub))
    : "sup" in p ? (plain(p.sup) === "*" ? "*" : "^" + plain(p.sup)) : "").join("");
}

function decimal(x, digits = 5) {
  if (Number.isNaN(x)) return "not defined";
  if (x === 0) return "0";
  const size = Math.abs(x), text = size >= 1e7 || size < 1e-5 ? x.toExponential(3) : String(Number(x.toPrecision(digits)));
  return text.replace("-", "\u2212");
}
function number(a) {  // a fraction that has no short decimal is shown beside it
  if (!E.isFraction(a)) return (Number.isNaN(a) ? "" : "\u2248\u00a0") + decimal(a);
  const x = E.float(a), text = E.text(a);
  if (10000n % a.d === 0n) return decimal(x, 12);
  return a.d <= 999n ? `${text.replace("-", "\u2212")} \u2248\u00a0${decimal(x, 4)}` : `\u2248\u00a0${decimal(x)}`;
}
function exactText(a) {  // what a number input holds: a decimal where that is exact
  return E.isFraction(a) && 1000000n % a.d === 0n ? String(E.float(a)) : E.text(a);
}
function ticks(low, high, most) {
  const rough = (high - low) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(d => d * power >= rough * 0.999), found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(Number((k * step).toPrecision(10)));
  return found;
}

const COLORS = ["#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#8c96c6", "#a6761d", "#66c2a5",
  "#e78ac3", "#b3de69", "#fb8072"];
const DASHES = ["", "9 4", "2 3", "12 4 2 4", "5 3", "16 4"];
const GROUPS = [];  // equilibria with the same play, under one letter and color; those that open regions have first
for (const open of [true, false]) {
  DATA.equilibria.forEach((e, k) => {
    if (e.thin === open) return;
    let group = GROUPS.find(g => g.key === e.group);
    if (!group) GROUPS.push(group = { key: e.group, index: GROUPS.length, name: e.name, members: [] });
    group.members.push(k);
    e.at = group;
  });
}
const MANY = GROUPS.filter(g => !DATA.equilibria[g.members[0]].thin).length;
for (const g of GROUPS) {  // what exists only at ties has small letters and no color
  const thin = g.index >= MANY, place = thin ? g.index - MANY : g.index;
  g.letter = place < 26 ? String.fromCharCode((thin ? 97 : 65) + place) : String(place + 1);
  g.color = thin ? "#b8c0c8" : COLORS[g.index % COLORS.length];
  g.dash = DASHES[g.index % DASHES.length];
}
const spaced = name => name.replaceAll("_", " ");
const letter = g => el("span", { class: "letter", "--color": g.color }, g.letter);
