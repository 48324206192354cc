"""All Nash equilibria of a two-player game in normal form, symbols or numbers.

For supports R and C let X = {x on R : every column of C is a best reply to x} and
Y = {y on C : every row of R is a best reply to y}. If some x in X has support R and some y in Y has
support C, all of X x Y are equilibria, and every maximal Nash subset (a maximal product set of
equilibria) is of this form. X x Y is maximal iff no row that is always a best reply to Y, and no column
that is always a best reply to X, can be added to the supports; adding to one side at a time suffices.
Both polytopes carry the parameters only, so each is found by exact cutting with case distinction.
Source: Winkels (1979); Jansen (1981); Avis, Rosenberg, Savani & von Stengel (2010).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..games.normal_form import NormalForm
from ..solution import Equilibrium, Proposal
from ..symbolic.expression import ZERO, Expression
from ..symbolic.parametric.explore import Pruned
from ..symbolic.parametric.parametrize import Parametrizer, free_names
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.parametric.search import Family, Search, Signs
from ..symbolic.ring import Poly

Support = tuple[int, ...]


@dataclass(frozen=True)
class NashPiece:
    """A maximal Nash subset: polytopes of the two players' strategies, and where it is one."""

    row: Family
    column: Family
    cells: list[Signs]
    supports: tuple[Support, Support]


def search_of(game: NormalForm, generic: bool, deadline: float | None) -> Search:
    """Return the workbench for a game."""
    return Search(
        [p.name for p in game.parameters],
        (u for pay in game.payoffs.values() for u in pay),
        game.domain,
        generic,
        deadline,
    )


def propose(game: NormalForm, search: Search, first: bool = False) -> Proposal:
    """Return every Nash equilibrium (or the ``first``), an entry a maximal Nash subset."""
    sides = _sides(game, search)
    pieces: dict[tuple, list[NashPiece]] = {}
    proposal = Proposal("nash", record=search.record)
    with proposal.until_time_runs_out("supports not yet tried"):
        for piece in maximal_nash_subsets(search, *sides):
            pieces.setdefault((piece.row.vertices, piece.column.vertices), []).append(piece)
            if first:
                break
    search.wind_up()
    for same in pieces.values():
        cells = [d for piece in same for d in piece.cells]
        for part in search.open_and_ties(search.short(cells) if len(same) > 1 else cells):
            tools = Parametrizer(search, part)
            proposal.add(_entry(game, search, same[0], tools, sides), tools.simplified)
    return proposal


def _entry(
    game: NormalForm, search: Search, piece: NashPiece, tools: Parametrizer, sides: Sequence[_Side]
) -> Equilibrium:
    """Write a piece as an Equilibrium."""
    names = free_names([*game.symbols, *game.values])
    families = [piece.row, piece.column][: len(game.players)]
    replies = piece.supports[::-1]
    coordinates, ranges = [], {}
    for family, side, best in zip(families, sides, replies, strict=False):
        point, bounds = tools.polytope(family.vertices, side.forms(best), names)
        coordinates.append(point)
        ranges |= bounds

    def strategies(points: Sequence[Sequence[Expression]]) -> dict[str, dict[str, Expression]]:
        return {
            player: dict(zip(labels, point, strict=True))
            for player, labels, point in zip(game.players, game.strategies, points, strict=True)
        }

    corners = list(itertools.product(*([tools.turned(v) for v in f.vertices] for f in families)))
    pure = len(corners) == 1 and all(e.is_number and e.value in (0, 1) for point in corners[0] for e in point)
    used = [
        [label for k, label in enumerate(labels) if any(v[k] != ZERO for v in family.vertices)]
        for labels, family in zip(game.strategies, families, strict=True)
    ]
    name = ", ".join(u[0] if len(u) == 1 else "{" + ", ".join(u) + "}" for u in used)
    return Equilibrium(
        name=name,
        kind="pure" if pure else "mixed",
        strategies=strategies(coordinates),
        region=search.region(tools.cells),
        free_variables=ranges,
        extreme_points=tuple(strategies(c) for c in corners) if ranges else (),
    )


def _sides(game: NormalForm, search: Search) -> tuple[_Side, _Side]:
    m = len(game.strategies[0])
    n = len(game.strategies[1]) if len(game.players) == 2 else 1
    profiles = [(i, j) if len(game.players) == 2 else (i,) for i in range(m) for j in range(n)]
    a = search.polynomials([game.payoffs[p][0] for p in profiles])
    b = search.polynomials([game.payoffs[p][1] if len(p) == 2 else ZERO for p in profiles])
    rows = _Side(search, "row", m, n, lambda i, j: b[i * n + j])
    columns = _Side(search, "column", n, m, lambda j, i: a[i * n + j])
    return rows, columns


def maximal_nash_subsets(search: Search, rows: _Side, columns: _Side) -> Iterator[NashPiece]:
    """Yield every maximal Nash subset, with its region (a subset may come in several parts)."""
    for r in supports(rows.own):
        for c in supports(columns.own):
            search.check_time()
            if len(r) > len(c) and not columns.families(c, r):  # the side with more equations first
                continue
            for x in rows.families(r, c):
                for y in columns.families(c, r):
                    maximal = _maximal(rows, columns, r, c, x, y) if (y.always, x.always) != (r, c) else None
                    cells = search.joined(("pair", r, c), [x.cells, y.cells], maximal)
                    if maximal is not None or not search.independent(x.cells, y.cells):
                        cells = search.short(cells, x.vertices + y.vertices) if cells else []
                    if cells:
                        yield NashPiece(x, y, cells, (r, c))


def _maximal(
    rows: _Side, columns: _Side, r: Support, c: Support, x: Family, y: Family
) -> Callable[[Any], None]:
    def procedure(case: Any) -> None:
        if y.always != r:
            rows.polytope(case, y.always, c, r)
        if x.always != c:
            columns.polytope(case, x.always, r, c)

    return procedure


class _Side:
    """One player: its strategies, and the opponent's payoffs against them."""

    def __init__(self, search: Search, name: str, own: int, other: int, payoff: Callable[[int, int], Poly]):
        self.search, self.name, self.own, self.other, self.payoff = search, name, own, other, payoff

    def families(self, support: Support, replies: Support) -> list[Family]:
        """Families of {strategies with this support, to which all of ``replies`` are best}."""

        def procedure(case: Any) -> tuple[Polytope, Support]:
            return self.polytope(case, support, replies, support)

        return self.search.families((self.name, support, replies), procedure, [range(self.own)])

    def forms(self, replies: Support) -> list[dict[int, Poly]]:
        """The linear forms that are nonnegative where ``replies`` are best."""
        others = [j for j in range(self.other) if j not in replies]
        return [{i: self.payoff(i, replies[0]) - self.payoff(i, j) for i in range(self.own)} for j in others]

    def polytope(
        self, case: Any, allowed: Sequence[int], replies: Support, support: Support
    ) -> tuple[Polytope, Support]:
        """Strategies on ``allowed`` to which ``replies`` are best; pruned unless they fill ``support``."""
        want = sum(1 << i for i in support)
        p = Polytope(case, self.own, [allowed], self.search.one)
        first, *rest = replies
        labels = {}
        for reply in (*rest, *(j for j in range(self.other) if j not in replies)):
            form = {i: self.payoff(i, first) - self.payoff(i, reply) for i in allowed}
            labels[reply] = p.cut(form, equality=reply in rest)
            if want & ~p.support():
                raise Pruned("reply", reply)
        if p.support() != want:
            raise Pruned("larger support")
        always = [j for j in range(self.other) if j in replies or p.always(labels[j])]
        return p, tuple(always)


def supports(n: int) -> list[Support]:
    """Return the nonempty subsets of range(n), small ones first."""
    subsets = [tuple(i for i in range(n) if s >> i & 1) for s in range(1, 1 << n)]
    return sorted(subsets, key=lambda s: (len(s), s))
