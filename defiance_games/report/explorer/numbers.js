// Arithmetic: fast functions for maps and curves, and E, exact where Python is exact.
// A number is {n, d} (a fraction, d > 0) or a float; NaN means "not defined".
"use strict";
const NEAR = 1e-12;
const finite = x => Number.isFinite(x) ? x : NaN;
const inv = x => x === 0 ? NaN : 1 / x;
const ipow = (x, n) => x === 0 && n < 0 ? NaN : x ** n;
const pow = (x, y) => Number.isInteger(y) ? ipow(x, y) : x < 0 ? NaN : finite(x ** y);
const exp = x => finite(Math.exp(x));
const log = x => x > 0 ? Math.log(x) : NaN;
const root = x => Math.sqrt(x);
function whole(x, round) {  // an integer but for rounding errors is that integer
  const near = Math.round(x);
  return Math.abs(x - near) <= 1e-9 * Math.max(1, Math.abs(x)) ? near : round(x);
}
const floor = x => whole(x, Math.floor);
const ceiling = x => whole(x, Math.ceil);
function harmonic(n) {
  if (!(n >= 0) || !Number.isInteger(n)) return NaN;
  if (n > 1000) return Math.log(n) + 0.5772156649015329 + 1 / (2 * n) - 1 / (12 * n * n);
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += 1 / k;
  return sum;
}
function binomial(n, k) {
  if (!(n >= 0) || !Number.isInteger(n) || !Number.isInteger(k)) return NaN;
  if (k < 0 || k > n) return 0;
  let c = 1;
  for (let i = 1, m = Math.min(k, n - k); i <= m; i++) c = c * (n - m + i) / i;
  return n <= 50 ? Math.round(c) : c;
}
const horner = (c, x) => c.reduceRight((sum, a) => sum * x + a, 0);
function flat(c, x) {  // whether the polynomial is zero at x, but for rounding errors
  const scale = c.reduceRight((sum, a) => sum * Math.abs(x) + Math.abs(a), 0);
  return Math.abs(horner(c, x)) <= 1e-12 * scale;
}
function realRoots(c) {  // ascending, without multiplicity; between two of them lies a root of the derivative
  while (c.length && c[c.length - 1] === 0) c = c.slice(0, -1);
  if (c.length < 2 || c.some(a => !Number.isFinite(a))) return [];
  if (c.length === 2) return [-c[0] / c[1]];
  const bound = 1 + Math.max(...c.slice(0, -1).map(a => Math.abs(a / c[c.length - 1])));
  const turns = realRoots(c.slice(1).map((a, i) => a * (i + 1)));
  const stops = [-bound, ...turns, bound], found = [];
  for (let i = 0; i + 1 < stops.length; i++) {
    let [low, high] = [stops[i], stops[i + 1]];
    if (i > 0 && flat(c, low)) { found.push(low); }
    if (flat(c, low) || (i + 2 < stops.length && flat(c, high))) continue;
    const sign = Math.sign(horner(c, low));
    if (sign === Math.sign(horner(c, high))) continue;
    for (let k = 0; k < 2000; k++) {
      const middle = low + (high - low) / 2;
      if (middle === low || middle === high) break;
      if (Math.sign(horner(c, middle)) === sign) low = middle; else high = middle;
    }
    found.push(low + (high - low) / 2);
  }
  return found.filter((x, i) => i === 0 || x > found[i - 1]);
}
function rootOf(...parts) {
  const index = parts.pop(), found = realRoots(parts)[index];
  return found === undefined ? NaN : found;
}

const E = (() => {
  const isFraction = a => typeof a === "object";
  const abs = n => n < 0n ? -n : n;
  function gcd(a, b) { while (b) [a, b] = [b, a % b]; return abs(a); }
  function of(n, d = 1n) {
    if (d === 0n) return NaN;
    const g = gcd(n, d) * (d < 0n ? -1n : 1n);
    return { n: n / g, d: d / g };
  }
  const bits = n => abs(n).toString(16).length * 4;
  function float(a) {
    if (!isFraction(a)) return a;
    const over = Math.max(bits(a.n), bits(a.d)) - 1000;
    if (over <= 0) return Number(a.n) / Number(a.d);
    const cut = Math.min(over, Math.max(bits(a.d) - 64, 0), Math.max(bits(a.n) - 64, 0));
    return Number(a.n >> BigInt(cut)) / Number(a.d >> BigInt(cut));
  }
  const both = (exactly, roughly) => (a, b) =>
    isFraction(a) && isFraction(b) ? exactly(a, b) : roughly(float(a), float(b));
  const plus = both((a, b) => of(a.n * b.d + b.n * a.d, a.d * b.d), (a, b) => a + b);
  const times = both((a, b) => of(a.n * b.n, a.d * b.d), (a, b) => a * b);
  function intRoot(n, k) {  // the integer part of the k-th root
    if (n < 2n) return n;
    let low = 0n, high = 1n << BigInt(Math.ceil(bits(n) / k) + 1);
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** BigInt(k) <= n) low = middle; else high = middle - 1n;
    }
    return low;
  }
  function exactRoot(a, k) {
    if (a.n < 0n || bits(a.n) + bits(a.d) > 4000) return null;
    const n = intRoot(a.n, k), d = intRoot(a.d, k);
    return n ** BigInt(k) === a.n && d ** BigInt(k) === a.d ? of(n, d) : null;
  }
  function power(a, b) {
    if (isFraction(b) && isFraction(a) && abs(b.n) <= 4096n && b.d <= 64n) {
      const base = b.d === 1n ? a : exactRoot(a, Number(b.d));
      if (base !== null) {
        const n = abs(b.n);
        return b.n >= 0n ? of(base.n ** n, base.d ** n) : of(base.d ** n, base.n ** n);
      }
    }
    return pow(float(a), float(b));
  }
  function sqrt(a) {
    const found = isFraction(a) ? exactRoot(a, 2) : null;
    return found === null ? root(float(a)) : found;
  }
  function sign(a, b) {  // of a - b; NaN where one is not defined
    if (isFraction(a) && isFraction(b)) {
      const left = a.n * b.d, right = b.n * a.d;
      return left < right ? -1 : left > right ? 1 : 0;
    }
    const x = float(a), y = float(b);
    return Math.abs(x - y) <= NEAR * Math.max(1, Math.abs(x), Math.abs(y)) ? 0 : Math.sign(x - y);
  }
  const chosen = want => (...all) => all.reduce((a, b) =>
    Number.isNaN(float(a)) || Number.isNaN(float(b)) ? NaN : sign(b, a) === want ? b : a);
  const rounded = (round, up) => a => {
    if (!isFraction(a)) return Number.isFinite(a) ? of(BigInt(round(a))) : NaN;
    const q = a.n / a.d, rest = a.n % a.d;
    return of(rest === 0n ? q : up ? (a.n > 0n ? q + 1n : q) : (a.n < 0n ? q - 1n : q));
  };
  const integer = a => isFraction(a) && a.d === 1n;
  function part(low, high) {  // 1/(low + 1) + ... + 1/high, by halves
    if (high - low === 1) return of(1n, BigInt(high));
    const middle = (low + high) >> 1;
    return plus(part(low, middle), part(middle, high));
  }
  function count(a) {
    if (!integer(a) || a.n < 0n) return NaN;
    return a.n === 0n ? of(0n) : a.n > 1000n ? harmonic(Number(a.n)) : part(0, Number(a.n));
  }
  function choose(a, b) {
    if (!integer(a) || !integer(b) || a.n < 0n) return NaN;
    if (b.n < 0n || b.n > a.n) return of(0n);
    const m = b.n < a.n - b.n ? b.n : a.n - b.n;
    if (m > 20000n) return binomial(Number(a.n), Number(b.n));
    let c = 1n;
    for (let i = 1n; i <= m; i++) c = c * (a.n - m + i) / i;
    return of(c);
  }
  function rootOfExact(...parts) {
    const coefficients = parts.slice(0, -1);
    while (coefficients.length && sign(coefficients[coefficients.length - 1], of(0n)) === 0) coefficients.pop();
    if (coefficients.length === 2 && float(parts[parts.length - 1]) === 0) {
      return times(of(-1n), times(coefficients[0], power(coefficients[1], of(-1n))));
    }
    return rootOf(...coefficients.map(float), float(parts[parts.length - 1]));
  }
  function parse(text) {  // "3", "-0.25", "2/7": a fraction; else null
    const m = /^\s*([+-]?)(\d{1,40})?(?:\.(\d{0,40}))?(?:\s*\/\s*(\d{1,40}))?\s*$/.exec(text.replace("\u2212", "-"));
    if (!m || (m[2] === undefined && !m[3])) return null;
    const digits = m[3] || "", n = BigInt((m[2] || "0") + digits), d = BigInt(m[4] || "1");
    return d === 0n ? null : of(m[1] === "-" ? -n : n, d * 10n ** BigInt(digits.length));
  }
  const text = a => isFraction(a) ? (a.d === 1n ? `${a.n}` : `${a.n}/${a.d}`) : String(a);
  return {
    of, float, sign, parse, text, isFraction, add: (...all) => all.reduce(plus), mul: (...all) => all.reduce(times),
    pow: power, sqrt, min: chosen(-1), max: chosen(1), harmonic: count, binomial: choose, rootOf: rootOfExact,
    floor: rounded(floor, false), ceiling: rounded(ceiling, true),
    exp: a => isFraction(a) && a.n === 0n ? of(1n) : exp(float(a)),
    log: a => isFraction(a) && a.n === a.d ? of(0n) : log(float(a)),
    defined: a => !Number.isNaN(float(a)),
  };
})();
const HOLDS = {
  "<": s => s < 0, "<=": s => s <= 0, ">": s => s > 0, ">=": s => s >= 0, "=": s => s === 0,
  "!=": s => s !== 0 && !Number.isNaN(s),
};
