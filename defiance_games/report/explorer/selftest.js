// What the tests ask for at #selftest: Python's numbers again, sliders that move, no fault, no request.
const FAULTS = [];
addEventListener("error", event => FAULTS.push(String(event.message)));
addEventListener("unhandledrejection", event => FAULTS.push(String(event.reason)));
addEventListener("securitypolicyviolation", event => FAULTS.push(`${event.violatedDirective} ${event.blockedURI}`));

function agree(mine, theirs) {  // fractions to the letter, floats to nine digits
  if (theirs === null) return Number.isNaN(E.float(mine));
  if (typeof theirs === "string" && E.isFraction(mine)) return E.text(mine) === theirs;
  const x = E.float(mine), y = typeof theirs === "string" ? E.float(E.parse(theirs)) : theirs;
  return Math.abs(x - y) <= 1e-9 * Math.max(1e-9, Math.abs(x), Math.abs(y));
}
function compared() {
  const found = { points: CHECKS.length, numbers: 0, undefined: 0, exact: 0, equilibria: 0, different: [] };
  const kept = state.v;
  for (const [texts, values, there] of CHECKS) {
    const v = texts.map(E.parse), w = v.map(E.float);
    state.v = v;
    known = new Map();
    const here = DATA.equilibria.flatMap((e, k) => inRegion(e.region) ? [k] : []);
    found.equilibria += here.length;
    if (here.join() !== there.join()) found.different.push(["equilibria", texts, there, here]);
    for (const [k, theirs] of values) {
      const mine = EXACT[k](v), fast = FAST[k](w), float = E.float(mine);
      const close = !Number.isFinite(float) || Math.abs(fast - float) <= 1e-6 * Math.max(1, Math.abs(float));
      found.numbers++;
      if (theirs === null) found.undefined++;
      if (E.isFraction(mine)) found.exact++;
      if ((!agree(mine, theirs) || !close) && found.different.length < 20) {
        found.different.push([DATA.formulas[k][1], texts, theirs, E.text(mine), String(fast)]);
      }
    }
  }
  state.v = kept;
  draw();
  return found;
}
function moved() {  // each slider to its end and back: the number beside it follows
  return P.map((p, k) => {
    const before = E.text(state.v[k]);
    p.slider.value = p.slider.max;
    p.slider.dispatchEvent(new Event("input"));
    draw();
    const there = E.text(state.v[k]) === E.text(snapped(p, E.float(p.high))) && p.box.value === exactText(state.v[k]);
    p.box.value = before;
    p.box.dispatchEvent(new Event("change"));
    draw();
    return there && E.text(state.v[k]) === before;
  });
}
function dragged() {  // the point of the map follows the pointer and the keys
  if (!HAS_MAP) return true;
  const canvas = byId("canvas"), box = canvas.getBoundingClientRect(), before = state.v.slice();
  const pointer = { clientX: box.left + box.width * 0.4, clientY: box.top + box.height * 0.4, buttons: 1 };
  canvas.dispatchEvent(new MouseEvent("pointermove", pointer));
  const there = [state.x, state.y].some(k => E.sign(state.v[k], before[k]) !== 0), first = E.text(state.v[state.x]);
  canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  const further = E.text(state.v[state.x]) !== first;
  state.v = before;
  draw();
  return there && further;
}
function selftest() {
  const result = { numbers: compared(), moved: moved(), dragged: dragged() };
  const kept = written(), again = state.v.map(E.text).join();
  start(); read(kept);
  result.restored = state.v.map(E.text).join() === again;
  state.theme = "dark"; theme(); draw();
  result.dark = getComputedStyle(document.body).backgroundColor;
  state.theme = ""; theme(); draw();
  result.here = byId("cards").querySelectorAll("article").length;
  result.unlabeled = [...document.querySelectorAll("input, select, button, canvas")].filter(n =>
    !n.closest("[hidden]") && !(n.labels && n.labels.length) && !n.getAttribute("aria-label") && !n.textContent.trim()).length;
  result.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  result.requests = performance.getEntriesByType("resource").map(r => r.name);
  result.scripts = document.scripts.length;
  result.images = document.images.length;
  result.faults = FAULTS;
  document.body.append(el("pre", { id: "selftest" }, JSON.stringify(result)));
}
build();
if (location.hash === "#selftest") selftest();
