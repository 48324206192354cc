// Python's values at random points against the page's: fractions to the letter, floats to nine digits.
rows => {
  const agree = (mine, theirs) => {
    if (theirs === null) return Number.isNaN(E.float(mine));
    if (typeof theirs === "string" && E.isFraction(mine)) return E.text(mine) === theirs;
    const x = E.float(mine), y = typeof theirs === "string" ? E.float(E.parse(theirs)) : theirs;
    return Math.abs(x - y) <= 1e-9 * Math.max(1e-3, Math.abs(x), Math.abs(y));
  };
  const found = { points: rows.length, numbers: 0, undefined: 0, exact: 0, equilibria: 0, different: [] };
  const kept = state.v, note = what => { if (found.different.length < 20) found.different.push(what); };
  for (const [texts, values, there] of rows) {
    const v = texts.map(E.parse), w = v.map(E.float);
    state.v = v;
    known = new Map();
    PAGE.forms.forEach((form, m) => {
      const here = form.equilibria.flatMap((e, k) => inRegion(e.region) ? [k] : []);
      found.equilibria += here.length;
      if (here.join() !== there[m].join()) note(["equilibria", m, texts, there[m], here]);
    });
    for (const [k, theirs] of values) {
      const mine = EXACT[k](v), fast = FAST[k](w), float = E.float(mine);
      const close = !Number.isFinite(float) || Math.abs(fast - float) <= 1e-6 * Math.max(1, Math.abs(float));
      found.numbers++;
      if (theirs === null) found.undefined++;
      if (E.isFraction(mine)) found.exact++;
      if (!agree(mine, theirs) || !close) note([PAGE.formulas[k][1], texts, theirs, E.text(mine), String(fast)]);
    }
  }
  state.v = kept;
  draw();
  return found;
}
