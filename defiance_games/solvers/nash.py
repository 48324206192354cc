"""All Nash equilibria of a two-player game, symbols or numbers: normal forms, and trees with perfect recall.

A player's mixtures are the polytope of realization weights, whose vertices are the pure plans (in a normal
form: the simplex). For faces R and C of the two polytopes let X = {x in R : every plan of C is a best reply
to x} and Y = {y in C : every plan of R is a best reply to y}. If some x in X and some y in Y use all of R and
all of C, then all of X x Y are equilibria, and every maximal Nash subset (a maximal product set of
equilibria) is of this form. X x Y is maximal iff no plan that is always a best reply to Y, and no plan that
is always a best reply to X, can be added to the faces; adding to one side at a time suffices. Both polytopes
carry the parameters only, so each is found by exact cutting with case distinction. With numbers nothing has
to be distinguished, and all vertices are found at once (:mod:`..symbolic.enumeration`).
Source: Winkels (1979); Jansen (1981); von Stengel (1996); Avis, Rosenberg, Savani & von Stengel (2010).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import UnsupportedError
from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm
from ..games.strategic import Choice, Plans, Strategic
from ..solution import Equilibrium, Proposal
from ..symbolic.condition import Condition
from ..symbolic.enumeration import nash_subsets
from ..symbolic.expression import ONE, ZERO, Expression, symbol
from ..symbolic.parametric.explore import Pruned
from ..symbolic.parametric.parametrize import Parametrizer, Ranges, free_names
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.parametric.search import Family, Point, Search, Signs
from ..symbolic.ring import Poly

Face = tuple[int, ...]  # the numbers of its plans
NOBODY = Plans("", (), 1)
MAX_FACES = 100_000


@dataclass(frozen=True)
class NashPiece:
    """A maximal Nash subset: polytopes of the two players' weights, and where it is one."""

    row: Family
    column: Family
    cells: list[Signs]
    faces: tuple[Face, Face]


def search_of(game: NormalForm | ExtensiveForm, generic: bool, deadline: float | None) -> Search:
    """Return the workbench for a game."""
    names = [p.name for p in game.parameters]
    if isinstance(game, NormalForm):
        expressions = [u for payoffs in game.payoffs.values() for u in payoffs]
    else:
        expressions = [e for _, e in game.expressions()]
    return Search(names, expressions, game.domain, generic, deadline)


def propose(
    game: NormalForm | ExtensiveForm,
    *,
    generic: bool = False,
    first: bool = False,
    deadline: float | None = None,
) -> Proposal:
    """Return every Nash equilibrium (or the ``first``) of a game in which at most two players have a choice.

    An entry is a maximal Nash subset. In a tree, information sets that the player's own strategy does not
    reach are None.
    """
    search = search_of(game, generic, deadline)
    strategic = Strategic.of(game)
    sides = _sides(strategic, search)
    pieces: dict[tuple, list[NashPiece]] = {}
    proposal = Proposal("nash", record=search.record, search=search)
    with proposal.until_time_runs_out("supports not yet tried"):
        found = _enumerated(search, *sides) if search.numeric and not first else None
        for piece in found or maximal_nash_subsets(search, *sides):
            pieces.setdefault((piece.row.vertices, piece.column.vertices), []).append(piece)
            if first:
                break
    search.wind_up()
    writer = _Writer(game, strategic, search, sides)
    for same in pieces.values():
        cells = [d for piece in same for d in piece.cells]
        for part in search.open_and_ties(search.short(cells) if len(same) > 1 else cells):
            tools = Parametrizer(search, part)
            proposal.add(writer.entry(same[0], tools), tools.simplified)
    return proposal


class _Writer:
    """Writes pieces as Equilibria."""

    def __init__(self, game: Any, strategic: Strategic, search: Search, sides: Sequence[_Side]):
        self.game, self.strategic, self.search, self.sides = game, strategic, search, sides

    def entry(self, piece: NashPiece, tools: Parametrizer) -> Equilibrium:
        names = free_names([*self.game.symbols, *self.game.values])
        players, movers = self.strategic.players, movers_of(self.strategic)
        families: list[Family] = [_idle(plans) for plans in players]
        found: dict[int, tuple[Any, Ranges]] = {}
        for i, family, side, best in zip(
            movers, (piece.row, piece.column), self.sides, piece.faces[::-1], strict=False
        ):
            families[i] = family
            point, bounds = tools.polytope(family.vertices, side.forms(best), names)
            found[i] = _behavior(players[i], point, bounds, family.vertices, tools)
        mixtures = [
            found[i][0] if i in found else plans.mixture(families[i].vertices[0])
            for i, plans in enumerate(players)
        ]
        ranges = {name: bounds for i in found for name, bounds in found[i][1].items()}
        corners = list(itertools.product(*([tools.turned(v) for v in f.vertices] for f in families)))
        pure = len(corners) == 1 and all(e.is_number and e.value in (0, 1) for p in corners[0] for e in p)
        return Equilibrium(
            name=", ".join(
                filter(None, (_used(plans, f.vertices) for plans, f in zip(players, families, strict=True)))
            ),
            kind="pure" if pure else "mixed",
            strategies={p.player: m for p, m in zip(players, mixtures, strict=True)},
            region=self.search.region(tools.cells),
            free_variables=ranges,
            extreme_points=tuple(self.strategic.strategies(c) for c in corners) if ranges else (),
        )


def _behavior(
    plans: Plans, weights: Point, ranges: Ranges, vertices: Sequence[Point], tools: Parametrizer
) -> tuple[Any, Ranges]:
    """Return realization weights as behavior, with a value at every member of the piece.

    Where an information set is reached at some members only, free variables that are weights of its
    actions are replaced by the probabilities of those actions: weight = probability times what comes before.
    """
    names = list(ranges)
    moved = False
    for c in plans.choices:
        before = weights[c.before]
        if before.is_number or not any(v[c.before] == ZERO for v in vertices):
            continue
        own = [weights[s].args[0] for s in c.sequences if weights[s].op == "symbol"]
        put = {n: symbol(n) * before for n in own if n in ranges and n not in before.symbols}
        if not put:
            continue
        moved = True
        weights = tuple(w if not put.keys() & w.symbols else tools.simplified(w.subs(put)) for w in weights)
        bounds = [b.subs(put) for bs in ranges.values() for b in bs]
        bounds = [tools.divided(b, before, names) if put.keys() & b.symbols else b for b in bounds]
        ranges = _owned(bounds, names)
    found = {c.label: _shares(c, weights, tools) for c in plans.choices}
    if moved:  # what followed from the weights of later moves has to be said of the probabilities
        bounds = [b for bs in ranges.values() for b in bs]
        for c in plans.choices:
            sometimes = any(v[c.before] == ZERO for v in vertices)
            shares = (found[c.label] or {}).values() if sometimes else [weights[s] for s in c.sequences]
            bounds += [tools.bound(x, names) for x in shares if x.symbols & ranges.keys()]
        ranges = _owned(bounds, names)
    return found.get("", found), ranges


def _shares(c: Choice, weights: Point, tools: Parametrizer) -> dict[str, Expression] | None:
    """The probabilities of the actions at an information set, None where it is not reached."""
    before = weights[c.before]
    if before == ZERO:
        return None
    return {
        a: w if before == ONE or w == ZERO else ONE if w == before else tools.simplified(w / before)
        for a, w in zip(c.actions, (weights[s] for s in c.sequences), strict=True)
    }


def _owned(bounds: Iterable[Condition], names: Sequence[str]) -> Ranges:
    """Each condition under the last free variable that it names."""
    ranges: dict[str, list[Condition]] = {n: [] for n in names}
    for b in dict.fromkeys(bounds):
        ranges[[n for n in names if n in b.symbols][-1]].append(b)
    return {n: tuple(bs) for n, bs in ranges.items()}


def _used(plans: Plans, vertices: Sequence[Point]) -> str:
    """A name for what a player may do: its actions, joined; those between which it varies in braces."""
    parts = []
    for c in plans.choices:
        used = [a for a, s in zip(c.actions, c.sequences, strict=True) if any(v[s] != ZERO for v in vertices)]
        if used:
            parts.append(used[0] if len(used) == 1 else "{" + ", ".join(used) + "}")
    return " ".join(parts)


def _idle(plans: Plans) -> Family:
    """The only mixture of a player without a choice."""
    return Family(((ONE,) * plans.size,), (0,), ({},))


# -- the two players ------------------------------------------------------------------------------
def movers_of(strategic: Strategic) -> list[int]:
    """Return the players who have a choice (the first ones, if that is fewer than two)."""
    found = [i for i, plans in enumerate(strategic.players) if plans.count > 1]
    return sorted({*found, *range(min(2 - len(found), len(strategic.players)))} if len(found) < 2 else found)


class _Side:
    """One player: its plans and faces, and the opponent's payoffs against its weights."""

    def __init__(self, search: Search, name: str, plans: Plans, other: Plans, payoffs: dict):
        self.search, self.name, self.size = search, name, plans.size
        self.plans, self.replies = plans.plans, other.plans
        self.sets = plans
        rows: list[dict[int, Poly]] = []  # for each plan of the opponent, its payoff from each own sequence
        for plan in other.plans:
            row: dict[int, Poly] = {}
            for theirs in plan:
                for mine, x in payoffs.get(theirs, ()):
                    row[mine] = row[mine] + x if mine in row else x
            rows.append(row)
        self.payoff = rows

    def difference(self, first: int, reply: int) -> dict[int, Poly]:
        """What the opponent gains by one plan rather than another, as a form on the weights."""
        form = dict(self.payoff[first])
        for s, x in self.payoff[reply].items():
            form[s] = form[s] - x if s in form else -x
        return form

    def families(self, face: Face, replies: Face) -> list[Family]:
        """Families of {weights that use all of a face, to which all of ``replies`` are best}."""

        def procedure(case: Any) -> tuple[Polytope, Face]:
            return self.polytope(case, face, replies, face)

        return self.search.families((self.name, face, replies), procedure, None)

    def forms(self, replies: Face) -> list[dict[int, Poly]]:
        """The linear forms that are nonnegative where ``replies`` are best."""
        return [self.difference(replies[0], j) for j in range(len(self.replies)) if j not in replies]

    def polytope(self, case: Any, allowed: Face, replies: Face, face: Face) -> tuple[Polytope, Face]:
        """Weights on the face ``allowed`` to which ``replies`` are best; pruned unless they use ``face``."""
        want = self.sequences(face)
        p = Polytope.spanned(case, self.size, [self.plans[k] for k in allowed], self.search.one)
        first, *rest = replies
        labels = {}
        for reply in (*rest, *(j for j in range(len(self.replies)) if j not in replies)):
            labels[reply] = p.cut(self.difference(first, reply), equality=reply in rest)
            if want & ~p.support():
                raise Pruned("reply", reply)
        if p.support() != want:
            raise Pruned("larger support")
        return p, tuple(j for j in range(len(self.replies)) if j in replies or p.always(labels[j]))

    def sequences(self, face: Face) -> int:
        """Bit mask of the sequences that a face uses."""
        mask = 0
        for k in face:
            for s in self.plans[k]:
                mask |= 1 << s
        return mask


def _sides(strategic: Strategic, search: Search) -> tuple[_Side, _Side]:
    movers = movers_of(strategic)
    players = (*(strategic.players[i] for i in movers), NOBODY)[:2]
    keys = list(strategic.terms)
    tables = [search.polynomials([strategic.terms[k][i] for k in keys]) for i in movers]
    tables += [search.polynomials([ZERO for _ in keys])] * (2 - len(tables))
    by_column: dict[int, list[tuple[int, Poly]]] = {}
    by_row: dict[int, list[tuple[int, Poly]]] = {}
    for key, a, b in zip(keys, *tables, strict=True):
        row, column = (*(key[i] for i in movers), 0)[:2]
        by_column.setdefault(column, []).append((row, b))
        by_row.setdefault(row, []).append((column, a))
    rows = _Side(search, "row", players[0], players[1], by_column)
    columns = _Side(search, "column", players[1], players[0], by_row)
    return rows, columns


# -- numbers --------------------------------------------------------------------------------------
def _enumerated(search: Search, rows: _Side, columns: _Side) -> Iterator[NashPiece]:
    """Yield every maximal Nash subset of a game with numbers."""
    polytopes = [(s.size, s.plans, s.payoff) for s in (rows, columns)]
    for xs, ys, faces in nash_subsets(polytopes, search.check_time):
        families = [Family(tuple(search.weights(side)), faces[k], ({},)) for k, side in ((1, xs), (0, ys))]
        yield NashPiece(families[0], families[1], [{}], faces)


# -- symbols --------------------------------------------------------------------------------------
def maximal_nash_subsets(search: Search, rows: _Side, columns: _Side) -> Iterator[NashPiece]:
    """Yield every maximal Nash subset, with its region (a subset may come in several parts)."""
    for r in faces(rows.sets):
        for c in faces(columns.sets):
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


def _maximal(rows: _Side, columns: _Side, r: Face, c: Face, x: Family, y: Family) -> Callable[[Any], None]:
    def procedure(case: Any) -> None:
        if y.always != r:
            rows.polytope(case, y.always, c, r)
        if x.always != c:
            columns.polytope(case, x.always, r, c)

    return procedure


def faces(plans: Plans) -> list[Face]:
    """Return the nonempty faces of a player's polytope of weights, small ones first.

    Raises UnsupportedError where there are too many.

    >>> from defiance_games.games.strategic import Choice
    >>> faces(Plans("A", (Choice("", 0, ("x", "y"), (1, 2)),), 3))
    [(0,), (1,), (0, 1)]
    """
    counts: dict[int, int] = {}
    for sequence in range(plans.size - 1, -1, -1):
        uses = (math.prod(1 + counts[s] for s in c.sequences) - 1 for c in plans.after[sequence])
        counts[sequence] = math.prod(uses)
    if counts[0] > MAX_FACES:
        raise UnsupportedError(
            f"Cannot list what {plans.player} may use here: this is because there are {counts[0]:,} "
            f"supports, more than {MAX_FACES:,}. Fix the symbols (numbers need no such list), or solve for "
            "subgame-perfect."
        )
    below: dict[int, list[frozenset[int]]] = {}
    for sequence in range(plans.size - 1, -1, -1):
        ways = []
        for c in plans.after[sequence]:
            parts = [[None, *below[s]] for s in c.sequences]
            ways.append(
                [
                    frozenset().union(*(p for p in chosen if p))
                    for chosen in itertools.product(*parts)
                    if any(chosen)
                ]
            )
        below[sequence] = [frozenset((sequence,)).union(*chosen) for chosen in itertools.product(*ways)]
    numbered = [frozenset(p) for p in plans.plans]
    found = [tuple(k for k, p in enumerate(numbered) if p <= used) for used in below[0]]
    return sorted(found, key=lambda f: (len(f), f))
