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
function svg(tag, fields, ...parts) {  // "style" is a list of properties: the page's policy wants no style as text
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag), { style = {}, ...rest } = fields || {};
  for (const [key, value] of Object.entries(rest)) node.setAttribute(key, value);
  for (const [key, value] of Object.entries(style)) node.style.setProperty(key, value);
  node.append(...parts.flat(Infinity));
  return node;
}
const byId = id => document.getElementById(id);
function fill(id, ...parts) {
  const node = typeof id === "string" ? byId(id) : id;
  node.replaceChildren(...parts.flat(Infinity).filter(p => p !== null && p !== undefined));
  return node;
}
function say(id, text) {  // only what is new is written: it is read aloud
  if (byId(id).textContent !== text) byId(id).textContent = text;
}
function runs(parts) {
  return parts.map(part => {
    if (typeof part === "string") return document.createTextNode(part);
    if ("i" in part) return el(/^.[\u0300-\u036f]?$/u.test(part.i) ? "i" : "span", {}, part.i);
    if ("sub" in part) return el("sub", {}, runs(part.sub));
    if ("sup" in part) return part.sup.join() === "*" ? document.createTextNode("*") : el("sup", {}, runs(part.sup));
    if ("frac" in part) return el("span", { class: "frac" }, part.frac.map(p => el("span", {}, runs(p))));
    return el("span", { class: "root" }, "\u221a", el("span", {}, runs(part.root)));
  });
}
const math = (parts, text) => parts.length === 1 && typeof parts[0] === "string" ? el("span", { title: text }, parts[0])
  : el("span", { class: "m", title: text }, runs(parts));
const formula = k => math(...PAGE.formulas[k]);
const below = text => /^\d+$/.test(text) ? [...text].map(c => String.fromCharCode(0x2080 + Number(c))).join("") : "_" + text;
function plain(parts) {  // one line of text
  return parts.map(p => typeof p === "string" ? p : "i" in p ? p.i : "sub" in p ? below(plain(p.sub))
    : "sup" in p ? (plain(p.sup) === "*" ? "*" : "^" + plain(p.sup)) : "").join("");
}
const spaced = name => name.replaceAll("_", " ");
const sentence = text => /[.?!]$/.test(text) ? text : text + ".";

function decimal(x, digits = 5) {
  if (Number.isNaN(x)) return "not defined";
  if (Math.abs(x) < NEAR) return "0";
  const size = Math.abs(x), text = size >= 1e7 || size < 1e-5 ? x.toExponential(3) : String(Number(x.toPrecision(digits)));
  return text.replace("-", "\u2212");
}
const isShort = a => E.isFraction(a) && a.d === 1n && a.n < 10000000n && a.n > -10000000n;
const short = a => a === null ? "" : decimal(E.float(a), isShort(a) ? 7 : 3);
const isDecimal = a => E.isFraction(a) && 10000n % a.d === 0n;
function number(a) {  // exact and decimal: a fraction that has no short decimal has one beside it
  if (!E.isFraction(a)) return (Number.isNaN(a) ? "" : "\u2248\u00a0") + decimal(a);
  if (isDecimal(a)) return decimal(E.float(a), 12);
  return a.d <= 999n ? `${E.text(a).replace("-", "\u2212")} \u2248\u00a0${decimal(E.float(a), 4)}` : `\u2248\u00a0${decimal(E.float(a))}`;
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

const COLORS = 12, DASHES = ["", "9 4", "2 3", "12 4 2 4", "5 3", "16 4"];
function grouped(equilibria) {  // those with the same play, under one letter and color; those that open regions have first
  const groups = [];
  for (const thin of [false, true]) {
    equilibria.forEach((e, k) => {
      if (e.thin !== thin) return;
      let group = groups.find(g => g.key === e.group);
      if (!group) groups.push(group = { key: e.group, index: groups.length, name: e.head, thin, members: [] });
      group.members.push(k);
      e.at = group;
    });
  }
  const many = groups.filter(g => !g.thin).length;
  for (const g of groups) {  // what exists only at ties has small letters and no color
    const place = g.thin ? g.index - many : g.index;
    g.letter = place < 26 ? String.fromCharCode((g.thin ? 97 : 65) + place) : String(place + 1);
    g.color = g.thin ? "var(--soft)" : `var(--c${g.index % COLORS})`;
    g.dash = DASHES[g.index % DASHES.length];
  }
  return groups;
}
const letter = g => el("span", { class: "letter", "--color": g.color }, g.letter);
