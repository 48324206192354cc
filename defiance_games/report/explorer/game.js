// The game at this point: a payoff table with best responses underlined, or a tree with the play on its branches.
function drawGame(here) {
  const e = DATA.equilibria[state.shown];
  byId("shown-label").hidden = here.length === 0;
  fill("shown", here.map(h => el("option", { value: DATA.equilibria.indexOf(h), selected: h === e }, `${h.at.letter}: ${h.name}`)));
  const game = DATA.game, played = here.includes(e) ? e : null;
  if (!game) {
    fill("drawing");
    return say("game-note", "It is too large to be drawn readably.");
  }
  const draw = { matrix: drawMatrix, profiles: drawProfiles, tree: drawTree }[game.kind], [picture, note] = draw(game, played);
  fill("drawing", picture);
  say("game-note", note);
}

function drawMatrix(game, e) {
  const [rows, columns] = game.strategies, value = game.payoffs.map(r => r.map(u => u.map(k => at(k))));
  const bestRow = columns.map((_, j) => rows.reduce((b, _, i) => E.sign(value[i][j][0], b) > 0 ? value[i][j][0] : b, value[0][j][0]));
  const bestColumn = rows.map((_, i) => columns.reduce((b, _, j) => E.sign(value[i][j][1], b) > 0 ? value[i][j][1] : b, value[i][0][1]));
  const odds = (player, s) => e ? probability(e, game.players[player], "", s) : null;
  const head = (player, s) => el("th", { scope: player ? "col" : "row" }, s, odds(player, s) ? el("small", {}, span(odds(player, s))) : null);
  const mass = (i, j) => {
    const [p, q] = [odds(0, rows[i]), odds(1, columns[j])];
    return p && q ? E.float(p[1]) * E.float(q[1]) : 0;
  };
  const paid = (u, best) => el("span", best ? { class: "best" } : {}, short(u));
  const cell = (i, j) => playedCell(mass(i, j), e, paid(value[i][j][0], E.sign(value[i][j][0], bestRow[j]) === 0), ",\u00a0",
    paid(value[i][j][1], E.sign(value[i][j][1], bestColumn[i]) === 0));
  const body = rows.map((s, i) => el("tr", {}, head(0, s), columns.map((_, j) => cell(i, j))));
  const top = el("tr", {}, el("td", {}, `${game.players[0]} \\ ${game.players[1]}`), columns.map(s => head(1, s)));
  return [el("table", { class: "payoffs" }, el("thead", {}, top), el("tbody", {}, body)),
    `Payoffs: ${game.players.join(", ")}. Underlined: best responses.` + (odds(0, rows[0]) ? " Small: probabilities; shaded: what is played." : "")];
}
function playedCell(share, e, ...content) {  // the more likely, the darker
  return share > 0.004 ? el("td", { class: "played", "--color": e.at.color, "--share": `${Math.round(12 + 38 * Math.min(1, share))}%` }, content) : el("td", {}, content);
}

function drawProfiles(game, e) {
  const share = profile => e ? profile.reduce((x, s, i) => {
    const p = probability(e, game.players[i], "", s);
    return p ? x * E.float(p[1]) : NaN;
  }, 1) : NaN;
  const rows = game.rows.map(r => {
    const p = share(r.profile), cell = text => playedCell(p, e, text);
    return el("tr", {}, r.profile.map(cell), r.payoffs.map(u => cell(short(at(u)))), e ? cell(Number.isNaN(p) ? "" : decimal(p, 3)) : null);
  });
  const top = (text, span) => el("th", { scope: "colgroup", colspan: span }, text), names = game.players.map(p => el("th", { scope: "col" }, p));
  return [el("table", { class: "payoffs" }, el("thead", {}, el("tr", {}, top("strategies", names.length), top("payoffs", names.length), e ? el("th", { scope: "col", rowspan: 2 }, "probability") : null),
    el("tr", {}, names, names.map(n => n.cloneNode(true)))), el("tbody", {}, rows)), e ? "Shaded: what is played." : ""];
}

function laidOut(nodes) {  // from left to right, an end a line; text never meets text
  const children = nodes.map(() => []);
  nodes.forEach((n, k) => { if (n.parent >= 0) children[n.parent].push(k); });
  const depth = nodes.map(() => 0), y = nodes.map(() => 0);
  nodes.forEach((n, k) => { if (n.parent >= 0) depth[k] = depth[n.parent] + 1; });
  let row = 0;
  const place = k => {
    if (!children[k].length) y[k] = row++;
    else { children[k].forEach(place); y[k] = (y[children[k][0]] + y[children[k][children[k].length - 1]]) / 2; }
  };
  place(0);
  return { children, depth, y, rows: row };
}
function drawTree(game, e) {
  const { nodes } = game, { children, depth, y, rows } = laidOut(nodes), high = 34, most = Math.max(...depth);
  const label = (k, c) => {
    const n = nodes[k], action = nodes[c].action;
    const p = n.odds ? [at(n.odds[action]), at(n.odds[action])] : probability(e, n.player, n.set, action);
    return { action, p, text: p ? span(p) : "" };
  };
  const size = text => 7.6 * text.length, levels = [];
  for (let d = 0; d < most; d++) {
    const texts = nodes.flatMap((n, k) => n.parent >= 0 && depth[n.parent] === d ? [nodes[k].action + "  " + label(n.parent, k).text] : []);
    const under = nodes.flatMap((n, k) => n.player && depth[k] === d + 1 ? [size(mark(n, e)) + 8] : []);
    levels.push(Math.min(280, Math.max(80, 36 + Math.max(...texts.map(size), ...under))));
  }
  const left = nodes[0].player ? 24 + size(mark(nodes[0], e)) : 20, X = d => left + levels.slice(0, d).reduce((a, b) => a + b, 0), Y = row => 34 + row * high, parts = [], over = [];
  const sets = new Map();
  nodes.forEach((n, k) => {
    if (n.player) {
      const key = n.player + "\n" + n.set;
      sets.set(key, [...(sets.get(key) || []), k]);
    }
    for (const c of children[k]) {
      const { action, p, text } = label(k, c), [x1, y1, x2, y2] = [X(depth[k]), Y(y[k]), X(depth[c]), Y(y[c])];
      const share = p ? E.float(p[1]) : 0, style = e && share > 0 ? { stroke: e.at.color, "stroke-width": String(2 + 3 * share) } : {};
      parts.push(svg("path", { d: `M${x1} ${y1}L${x1 + 26} ${y2}H${x2}`, class: "branch", style }));
      over.push(svg("text", { x: x1 + 30, y: y2 - 5 }, action, text ? svg("tspan", { class: "soft", dx: 6, "font-weight": share > 0 ? "700" : "400" }, text) : ""));
    }
    if (!children[k].length) {
      over.push(svg("text", { x: X(depth[k]) + 8, y: Y(y[k]) + 4 }, n.payoffs.map(u => short(at(u))).join(", ")));
    }
  });
  for (const members of sets.values()) {
    const xs = members.map(k => X(depth[k])), ys = members.map(k => Y(y[k]));
    for (let m = 1; m < members.length; m++) {
      parts.push(svg("path", { class: "set", d: `M${xs[m - 1]} ${ys[m - 1]}C${xs[m - 1] - 14} ${ys[m - 1]} ${xs[m] - 14} ${ys[m]} ${xs[m]} ${ys[m]}` }));
    }
    for (const k of members) over.push(...nodeMarks(nodes[k], e, X(depth[k]), Y(y[k])));
  }
  nodes.forEach((n, k) => { if (n.odds) parts.push(svg("circle", { cx: X(depth[k]), cy: Y(y[k]), r: 4, class: "branch" })); });
  const width = X(most) + 20 + Math.max(60, ...nodes.filter(n => n.payoffs).map(n => size(n.payoffs.map(u => short(at(u))).join(", "))));
  const height = Y(rows - 1) + 24, names = `Payoffs: ${game.players.join(", ")}.`;
  const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Game tree" }, parts, over);
  if (width < 1.15 * WIDTH.drawing) picture.style.maxWidth = "100%";  // else one scrolls
  return [picture, `${names} Dotted: one information set.` + (e ? " On the branches: probabilities; in brackets: beliefs." : "")];
}
function mark(n, e) {  // who moves at a node, and how likely it is thought to be
  const belief = e && n.belief && e.beliefs.find(b => b.set === n.belief[0]);
  return n.player + (belief && belief.odds[n.belief[1]] ? ` [${span(range(belief.odds[n.belief[1]]))}]` : "");
}
function nodeMarks(n, e, x, y) {
  return [svg("circle", { cx: x, cy: y, r: 4.5, style: { fill: "var(--ink)" } }), svg("text", { x: x - 7, y: y + 15, class: "soft", "text-anchor": "end" }, mark(n, e))];
}
