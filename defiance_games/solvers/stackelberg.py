"""Stackelberg equilibria of two-player games: one player commits to a mixed strategy, the other replies.

The leader announces x, the follower then plays a best reply, and *where several replies are equally good
for the follower, it plays one that is best for the leader*: the strong Stackelberg equilibrium, the usual
reading, since the leader can come as close as it likes by moving x a little where that is possible (see
:func:`guaranteed`). For each reply j let

    X(j) = {x : j is a best reply to x},   a simplex cut by hyperplanes.

On X(j) the leader's payoff is linear, so that its largest value V is reached at vertices of some X(j), and
the equilibria are exactly the pairs of an x and a mixture of replies j such that x is in X(j) and j pays V.
An entry is a maximal product set of them. Vertices of numeric games that are too large to list are replaced
by one linear program a reply. A tree is solved through its reduced normal form.
Source: Conitzer & Sandholm (2006), theorem 2; von Stengel & Zamir (2010).

>>> from defiance_games.games.normal_form import NormalForm
>>> game = NormalForm.from_arrays([[2, 4], [1, 3]], [[1, 0], [0, 1]])  # von Stengel & Zamir, figure 1
>>> (e,) = propose(game).equilibria
>>> e.strategies
{'Player 1': {'1': 1/2, '2': 1/2}, 'Player 2': {'1': 0, '2': 1}}
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import InputError, UnsupportedError, escaped, nearest
from ..games.normal_form import joined
from ..games.simultaneous import Simultaneous
from ..solution import Equilibrium, Proposal
from ..symbolic.expression import ONE, ZERO, Expression, number
from ..symbolic.parametric.explore import Pruned
from ..symbolic.parametric.parametrize import Parametrizer, free_names
from ..symbolic.parametric.polytope import Polytope, Vertex
from ..symbolic.parametric.search import Point, Search, Signs
from ..symbolic.program import Constraint, Optimum, dot, maximum
from ..symbolic.ring import Poly

MOST_STRATEGIES, MOST_VERTICES = 8, 400  # of the leader, for which every commitment is found
Piece = tuple[tuple[Point, ...], tuple[int, ...]]  # the leader's vertices, the follower's replies


def propose(
    game: Any,
    *,
    generic: bool = False,
    first: bool = False,
    deadline: float | None = None,
    leader: str | None = None,
) -> Proposal:
    """Return every strong Stackelberg equilibrium; the first player leads where no ``leader`` is named."""
    commitment = _commitment(game, leader)
    search = commitment.search_of(generic, deadline)
    proposal = Proposal("stackelberg", search=search, record=search.record)
    with proposal.until_time_runs_out("commitments not yet compared"):
        try:
            pieces = _pieces(commitment, search)
        except Pruned as why:
            pieces = [commitment.by_programs(search)] if search.numeric else []
            rest = "whether other commitments pay the leader as much" if pieces else "every commitment"
            proposal.undecided.append(f"{rest} ({why})")
        for (vertices, replies), cells in pieces[:1] if first else pieces:
            tools = Parametrizer(search, cells)
            for e in commitment.entries(search, vertices, replies, tools, proposal.undecided):
                proposal.add(e, tools.simplified)
    return proposal


def guaranteed(game: Any, leader: str | None = None) -> Fraction:
    """Return what the leader can be sure of, as closely as it likes, whichever way the follower breaks ties.

    The weak Stackelberg value of a game with numbers: over the replies j whose X(j) has an interior, the
    largest payoff that holds against every reply that pays the follower exactly as j does (von Stengel &
    Zamir 2010, theorem 11).

    >>> from defiance_games.games.normal_form import NormalForm
    >>> guaranteed(NormalForm.from_arrays([[1, 0]], [[0, 0]]))
    Fraction(0, 1)
    """
    commitment = _commitment(game, leader)
    if not commitment.search_of(False, None).numeric:
        raise UnsupportedError(
            "Cannot bound the leader's payoff here: this is because some payoffs are not rational numbers."
        )
    return commitment.guaranteed()


def _commitment(game: Any, leader: str | None) -> _Commitment:
    view = Simultaneous.of(game, "stackelberg")
    players = view.normal.players
    if len(players) != 2:
        several = (
            " Several followers play an equilibrium among themselves, and the leader's commitment does not "
            "settle which one."
        )
        raise UnsupportedError(
            f"{view.game.name}: Cannot use stackelberg here: this is because it is for one leader and one "
            f"follower, got {len(players)} player{'s' if len(players) > 1 else ''}."
            + (several if len(players) > 2 else "")
        )
    if leader is not None and leader not in players:
        raise InputError(f"stackelberg: there is no player '{escaped(leader)}'. {nearest(leader, players)}")
    return _Commitment(view, players.index(leader or players[0]))


@dataclass(frozen=True)
class _Commitment:
    """A two-player game in which ``leader`` (0 or 1) commits."""

    view: Simultaneous
    leader: int

    @property
    def sizes(self) -> tuple[int, int]:
        """The numbers of strategies of leader and follower."""
        strategies = self.view.normal.strategies
        return len(strategies[self.leader]), len(strategies[1 - self.leader])

    def payoff(self, player: int, i: int, j: int) -> Expression:
        """What leader (0) or follower (1) gets if the leader plays i and the follower j."""
        profile = (i, j) if self.leader == 0 else (j, i)
        return self.view.normal.payoffs[profile][self.leader if player == 0 else 1 - self.leader]

    def table(self, player: int) -> list[Expression]:
        """The payoffs of leader (0) or follower (1), reply after reply."""
        m, n = self.sizes
        return [self.payoff(player, i, j) for j in range(n) for i in range(m)]

    def search_of(self, generic: bool, deadline: float | None) -> Search:
        """Return the workbench."""
        normal = self.view.normal
        numbers = [*self.table(0), *self.table(1)]
        return Search([p.name for p in normal.parameters], numbers, normal.domain, generic, deadline)

    # -- numbers, by linear programs --------------------------------------------------------------
    def _obeys(self, j: int, besides: Sequence[int] = ()) -> list[Constraint]:
        """x is a mixture to which j is a best reply."""
        m, n = self.sizes
        rows = [Constraint(dict.fromkeys(range(m), Fraction(1)), Fraction(-1), "=")]
        for k in range(n):
            if k != j and k not in besides:
                row = {i: (self.payoff(1, i, j) - self.payoff(1, i, k)).value for i in range(m)}
                rows.append(Constraint({i: c for i, c in row.items() if c}))
        return rows

    def by_programs(self, search: Search) -> tuple[Piece, list[Signs]]:
        """One best commitment, with all the replies that serve it."""
        m, n = self.sizes
        best: Optimum | None = None
        for j in range(n):
            search.check_time()
            goal = {i: self.payoff(0, i, j).value for i in range(m)}
            found = maximum(goal, m, self._obeys(j))
            if found is not None and (best is None or found.value > best.value):
                best = found
        assert best is not None  # every x has a best reply
        columns = [[{i: self.payoff(p, i, j).value for i in range(m)} for j in range(n)] for p in (0, 1)]
        gain = [dot(c, best.x) for c in columns[1]]
        top = max(gain)
        replies = tuple(j for j in range(n) if gain[j] == top and dot(columns[0][j], best.x) == best.value)
        return ((tuple(map(number, best.x)),), replies), [{}]

    def guaranteed(self) -> Fraction:
        m, n = self.sizes
        best: Fraction | None = None
        for j in range(n):
            alike = [
                k for k in range(n) if all(self.payoff(1, i, j) == self.payoff(1, i, k) for i in range(m))
            ]
            if alike[0] != j:
                continue
            rows = self._obeys(j, alike)
            room = [
                c._replace(coefficients={**c.coefficients, m: Fraction(-1)}) for c in rows if c.op == ">="
            ]
            inside = [Constraint({i: Fraction(1), m: Fraction(-1)}) for i in range(m)]
            found = maximum({m: Fraction(1)}, m + 1, [rows[0], *room, *inside])
            if found is None or found.value == 0:
                continue  # no interior: the follower may always do something else
            # largest t = above - below with every reply like j paying at least t
            worth = [
                Constraint(
                    {**{i: self.payoff(0, i, k).value for i in range(m)}, m: Fraction(-1), m + 1: Fraction(1)}
                )
                for k in alike
            ]
            top = maximum({m: Fraction(1), m + 1: Fraction(-1)}, m + 2, [*rows, *worth])
            if top is not None and (best is None or top.value > best):
                best = top.value
        assert best is not None  # some reply is best on an open set
        return best

    # -- out --------------------------------------------------------------------------------------
    def entries(
        self,
        search: Search,
        vertices: tuple[Point, ...],
        replies: tuple[int, ...],
        tools: Parametrizer,
        undecided: list[str],
    ) -> list[Equilibrium]:
        """Write a piece as an Equilibrium; as its corners where a tree has no formula for what is between."""
        if self.view.convex(self.leader, vertices) and self.view.any_of(
            1 - self.leader, replies, free_names(())
        ):
            return [self.entry(search, vertices, replies, tools)]
        undecided.append("the mixtures of the commitments and replies listed that pay the leader as much")
        return [self.entry(search, (v,), (j,), tools) for v in vertices for j in replies]

    def entry(
        self, search: Search, vertices: tuple[Point, ...], replies: tuple[int, ...], tools: Parametrizer
    ) -> Equilibrium:
        """Write a piece as an Equilibrium."""
        normal, (m, n) = self.view.normal, self.sizes
        names = free_names([*normal.symbols, *normal.values])
        table = search.polynomials(self.table(1))
        forms = [
            {i: table[replies[0] * m + i] - table[k * m + i] for i in range(m)}
            for k in range(n)
            if k not in replies
        ]
        alone = [[ONE if k == j else ZERO for k in range(n)] for j in replies]
        corners = [self.view.mixture(1 - self.leader, y) for y in alone]
        x, ranges = tools.polytope(vertices, forms, names)
        reply = self.view.any_of(1 - self.leader, replies, names)
        assert reply is not None
        ranges = {**ranges, **reply[1]}

        def strategies(x: Sequence[Expression], y: Any) -> dict[str, Any]:
            own = self.view.mixture(self.leader, x)
            return {p: own if i == self.leader else y for i, p in enumerate(normal.players)}

        turned = [tools.turned(v) for v in vertices]
        pure = len(vertices) == len(replies) == 1 and ONE in turned[0]
        own, other = normal.strategies[self.leader], normal.strategies[1 - self.leader]
        used = [label for i, label in enumerate(own) if any(v[i] != ZERO for v in vertices)]
        return Equilibrium(
            name=f"commit to {_listed(used)}; reply {_listed([other[j] for j in replies])}",
            kind="pure" if pure else "mixed",
            strategies=strategies(x, reply[0]),
            region=search.region(tools.cells),
            free_variables=ranges,
            extreme_points=tuple(strategies(*c) for c in itertools.product(turned, corners))
            if ranges
            else (),
        )


def _listed(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else "{" + joined(labels) + "}"


# -- every equilibrium, by cutting ----------------------------------------------------------------
def _pieces(commitment: _Commitment, search: Search) -> list[tuple[Piece, list[Signs]]]:
    """The maximal product sets of equilibria, each with where in the parameters it is one."""
    m, n = commitment.sizes
    if m > MOST_STRATEGIES:
        raise Pruned("too many strategies")
    table = search.polynomials([*commitment.table(0), *commitment.table(1)])
    pay = [{i: table[j * m + i] for i in range(m)} for j in range(n)]
    gain = [{i: table[(n + j) * m + i] for i in range(m)} for j in range(n)]

    def procedure(case: Any) -> list[tuple[list[Vertex], tuple[int, ...]]]:
        return _products(_optima(case, search, m, pay, gain))

    found: dict[Piece, list[Signs]] = {}
    large = len(search.explorer.pruned)
    for cell, pieces in search.explorer(procedure):
        for vertices, replies in pieces:
            points = tuple(search.point(v, [range(m)]) for v in vertices)
            found.setdefault((tuple(sorted(points, key=str)), replies), []).append(cell.signs)
    if len(search.explorer.pruned) > large:
        raise Pruned("too many vertices")
    return [
        (piece, part)
        for piece, cells in found.items()
        for part in search.open_and_ties(search.short(cells, piece[0]))
    ]


def _optima(
    case: Any, search: Search, m: int, pay: Sequence[Mapping[int, Poly]], gain: Sequence[Mapping[int, Poly]]
) -> list[tuple[Vertex, frozenset[int]]]:
    """The vertices at which the leader gets most, each with the best replies that give it that much."""
    best: list[tuple[Vertex, frozenset[int]]] = []
    top: tuple[Poly, Poly] | None = None  # the leader's payoff there, and the weight of the vertex
    for j in range(len(pay)):
        search.check_time()
        region = Polytope(case, m, [range(m)], search.one)
        for k in range(len(gain)):
            if k != j:
                region.cut({i: gain[j][i] - gain[k][i] for i in range(m)})
            if len(region.vertices) > MOST_VERTICES:
                raise Pruned("too many vertices")
        for v in region.vertices:
            value, weight = v.sum(pay[j]), _weight(v)
            sign = 1 if top is None else case.sign(value * top[1] - top[0] * weight)
            if sign < 0:
                continue
            if sign > 0:
                best, top = [], (value, weight)
            tied = frozenset(
                k
                for k in range(len(gain))
                if k == j
                or (case.sign(v.sum(gain[j]) - v.sum(gain[k])) == 0 and case.sign(value - v.sum(pay[k])) == 0)
            )
            if j == min(tied):  # else the same vertex was met with a reply before
                best.append((v, tied))
    return best


def _products(optima: Sequence[tuple[Vertex, frozenset[int]]]) -> list[tuple[list[Vertex], tuple[int, ...]]]:
    """The maximal products of a face of commitments and a set of replies that serve all of it."""
    closed = {replies for _, replies in optima}
    while more := {a & b for a in closed for b in closed if a & b} - closed:
        closed |= more
    return [
        ([v for v, r in optima if r >= replies], tuple(sorted(replies)))
        for replies in sorted(closed, key=sorted)
    ]


def _weight(v: Vertex) -> Poly:
    return v.sum(dict.fromkeys(range(len(v.coordinates)), 1))
