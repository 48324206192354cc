// The equilibria at the point: strategies, beliefs, payoffs and outcomes, each with its value and its formula.
function probability(e, player, set, action) {  // a number, or [least, greatest] in a continuum; null where not given
  const plan = e && e.plans.find(p => p.player === player), here = plan && plan.sets.find(s => s.name === set);
  return here && Object.hasOwn(here.odds, action) ? range(here.odds[action]) : null;
}
function range(cell) {
  const values = (cell.length > 1 ? cell[1] : [cell[0]]).map(k => at(k)).sort((a, b) => E.sign(a, b));
  if (cell.length > 1 && !values.every(E.defined)) return null;  // not defined at a vertex: no range is known
  return values.length ? [values[0], values[values.length - 1]] : null;
}
function span(pair) {
  if (!pair) return "varies";
  return E.sign(pair[0], pair[1]) === 0 ? short(pair[0]) : `${short(pair[0])} to ${short(pair[1])}`;
}
function cellValue(cell) {
  const pair = range(cell);
  if (!pair) return "varies";
  return E.sign(pair[0], pair[1]) === 0 || !E.defined(pair[0]) ? number(pair[0]) : `${decimal(E.float(pair[0]), 4)} to ${decimal(E.float(pair[1]), 4)}`;
}
const constant = k => /^[-\d/]*$/.test(PAGE.formulas[k][1]);
const entry = (label, ...content) => el("div", { class: "entry" }, el("span", { class: "label" }, label), el("span", { class: "content" }, content));
function row(label, cell, bar = null) {
  if (cell === null) return entry(label, el("span", { class: "soft" }, "not defined: it is conditional on what never happens"));
  const own = constant(cell[0]) ? null : el("span", { class: "formula" }, formula(cell[0]));
  return entry(label, el("span", { class: "value" }, bar, cellValue(cell)), own);
}
const certain = (label, what) => entry(label, el("strong", {}, what));
const part = (title, rows) => rows.length ? [el("h4", {}, title), ...rows] : [];

const likely = odds => Object.entries(odds).filter(([, cell]) => {  // what has probability zero is left out
  const r = range(cell);
  return !r || E.sign(r[1], E.of(0n)) !== 0;
});
function mixture(label, odds, bars) {
  const there = likely(odds);
  if (there.length === 1 && constant(there[0][1][0])) return [certain(label, there[0][0])];
  return there.map(([action, cell]) => {
    const r = range(cell), bar = el("span", {});
    bar.style.width = `${r ? 100 * E.float(r[1]) : 100}%`;
    return row(label ? `${label}: ${action}` : action, cell, bars ? el("span", { class: "mix", "aria-hidden": "true" }, bar) : null);
  });
}
function strategies(e) {
  const single = e.plans.every(p => p.sets.length === 1 && !p.sets[0].said);
  const own = e.plans.map(p => [p.player, p.sets.flatMap(s => mixture(single ? p.player : s.said, s.odds, true))]);
  return single ? part("Strategies", own.flatMap(([, rows]) => rows)) : own.map(([player, rows]) => part(player, rows));
}
function beliefs(e) {
  return part("Beliefs", e.beliefs.flatMap(b => {
    const label = b.said + (b.away ? " (off the path)" : "");
    if (!b.any.length) return mixture(label, b.odds, false);
    return [entry(label, el("span", { class: "formula" }, b.any.flatMap((c, k) => [k ? " or " : null, c.length ? math(c) : "any belief"])))];
  }));
}
function about(e) {  // what it is, which refinements it passes, and the region in which its formulas hold
  const verdict = wanted => Object.keys(e.refinements).filter(name => {
    const found = e.refinements[name];
    return wanted === (found === true || (found !== false && inRegion(found)));
  }).join(", ");
  const [passed, failed] = [verdict(true), verdict(false)], kind = e.class.slice(0, 1).toUpperCase() + e.class.slice(1);
  const said = [e.thin ? "Only at this tie between parameters. " : null, e.name.includes(e.class) ? null : `${kind}. `,
    passed ? `Passes ${passed}. ` : null, failed ? `Fails ${failed}. ` : null, e.verified ? null : "Not confirmed by the verifier. ",
    e.free.length ? ["A continuum: ", e.free.flatMap((c, i) => [i ? ", " : null, math(c)]), ". "] : null];
  const always = e.region.some(d => d.length === 0), where = el("span", { class: "conditions" }, conditionList(e.region, false));
  return el("p", { class: "soft" }, said, N === 0 ? null : [always ? "Holds " : "Holds where ", where]);
}
function card(e, alone) {
  const k = DATA.equilibria.indexOf(e), open = k === state.shown, heading = [letter(e.at), el("h3", {}, e.name)];
  const head = alone ? el("div", { class: "head" }, heading) : el("button", { type: "button", class: "head", "aria-expanded": String(open),
    onclick: () => { state.shown = k; changed(); } }, heading);
  const drawn = part("Profiles", e.distribution.filter(([, cell]) => likely({ x: cell }).length).map(([profile, cell]) => row(profile, cell)));
  const more = () => [about(e), strategies(e), drawn, beliefs(e), part("Payoffs", e.payoffs.map(([who, cell]) => row(who, cell))),
    part("Outcomes", e.outcomes.map(([name, cell]) => row(spaced(name), cell)))];
  return el("article", { class: "card", "--color": e.at.color }, head, open ? more() : [strategies(e), drawn]);
}
function drawCards(here, outside) {
  const ties = here.filter(e => e.thin), cards = [...here.filter(e => !e.thin), ...ties].map(e => card(e, here.length === 1));
  say("here", summary(here.length, ties.length, outside));
  keepFocus(byId("cards"), () => fill("cards", cards));
}
function summary(count, ties, outside) {
  if (outside) return "This point is outside the domain: the model says nothing here.";
  if (!count) return state.keep ? `No equilibrium here passes ${state.keep}.` : "None of the equilibria found is here.";
  const said = count === 1 ? "One equilibrium." : `${count} equilibria.`;
  const which = ties === count ? (count === 1 ? "It exists" : "They exist") : ties === 1 ? "One exists" : `${ties} exist`;
  return ties ? `${said} ${which} only at this tie between parameters.` : said;
}
function keepFocus(within, redraw) {  // the button that was pressed is drawn again: it keeps the focus
  const place = [...within.querySelectorAll("button")].indexOf(document.activeElement);
  redraw();
  const button = within.querySelectorAll("button")[place];
  if (button) button.focus({ preventScroll: true });
}
function conditionList(region, judged) {
  if (region.some(d => d.length === 0)) return [el("span", {}, "everywhere on the domain")];
  return region.flatMap((d, k) => [
    k ? el("span", { class: "or" }, "or") : null,
    ...d.map((c, m) => el("span", judged ? { class: holds(c) ? "yes" : "no" } : {}, math(PAGE.conditions[c][3]), m + 1 < d.length ? "," : "")),
  ]);
}
function drawList() {
  if (!byId("list").parentElement.open) return;
  const rows = DATA.equilibria.map(e => el("div", {}, letter(e.at), " ", el("strong", {}, e.name), e.thin ? " (only at ties)" : "", " ",
    el("div", { class: "conditions" }, conditionList(e.region, true))));
  fill("list", el("p", { class: "soft" }, "\u2713 holds at this point, \u2717 does not."), rows);
}
const KNOWN = new Map();  // rows of formulas that are drawn: name -> what they say, and the row
function drawFormulas() {
  const shown = DATA.curves.filter(c => c.branches.length === 1 && c.branches[0].equilibrium < 0), inside = broken().length === 0;
  const rows = shown.map(c => {
    const { formulas: [k], region } = c.branches[0], text = inside && inRegion(region) ? number(at(k)) : "does not apply here";
    const said = [k, text, ...region.flat().map(holds)].join(), old = KNOWN.get(c.name);
    if (old && old.said === said) return old.row;
    const where = region.some(d => d.length) ? el("div", { class: "conditions" }, "where ", conditionList(region, true)) : null;
    const row = el("div", { class: "known" }, el("div", {}, el("span", { class: "name" }, math(c.math, c.name)), c.meaning ? el("div", { class: "soft" }, sentence(c.meaning)) : null),
      el("div", { class: "value" }, text), el("div", {}, el("div", { class: "formula" }, formula(k)), where));
    KNOWN.set(c.name, { said, row });
    return row;
  });
  byId("formulas").hidden = !rows.length;
  if (rows.some((row, k) => row !== byId("formula-table").children[k]) || rows.length !== byId("formula-table").children.length) fill("formula-table", rows);
}
