"""Correlated equilibria of any finite game: the whole set, and the extremes of whatever matters.

A distribution p over pure profiles is a *correlated equilibrium* if nobody who is told only the own part
of the profile drawn gains by another strategy: for each player i and strategies s, t of i

    sum over the others' strategies r of  p(s, r) * (u_i(s, r) - u_i(t, r)) >= 0.

These are linear inequalities, so the set is a polytope (never empty, and it holds every Nash equilibrium),
and the largest and smallest value of a payoff, of their sum ("welfare"), or of an outcome that is linear
in p is found at a vertex, by a linear program. A conditional probability is a ratio of linear forms; its
extremes are those of a linear program on the cone over the polytope (Charnes & Cooper 1962). A tree is
solved through its reduced normal form. With symbols the polytope is cut exactly, with case distinction.
Source: Aumann (1974, 1987).

>>> from defiance_games.games.normal_form import NormalForm
>>> chicken = NormalForm.from_arrays([[6, 2], [7, 0]], [[6, 7], [2, 0]], strategies=[["yield", "dare"]] * 2)
>>> best = {e.name: e for e in propose(chicken).equilibria}["maximum of welfare"]
>>> best.distribution["yield, yield"], best.distribution["yield, dare"], sum(best.payoffs.values())
(1/2, 1/4, 21/2)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import TimeLimitReached, escaped
from ..games.outcome import Event, Outcome
from ..games.simultaneous import Joint, Simultaneous
from ..solution import Equilibrium, Proposal
from ..symbolic.condition import ALWAYS, Condition, Region
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol
from ..symbolic.parametric.explore import Pruned
from ..symbolic.parametric.parametrize import Parametrizer, Ranges, free_names
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.parametric.search import Family, Point, Search, Signs
from ..symbolic.program import Constraint, dot, maximum
from ..symbolic.ring import Poly

MOST_PROFILES, MOST_WITH_SYMBOLS = 36, 9  # for which the set is written by its vertices,
MOST_VERTICES, MOST_FAMILIES = 120, 4  # if these are not more, and the same on most of the domain
MOST_WRITTEN = 20  # profiles for which the set is written by its inequalities


@dataclass(frozen=True)
class Goal:
    """What is made large and small: ``above`` over ``below``, both linear in p (``below`` None: 1)."""

    name: str
    above: tuple[Expression, ...]  # one coefficient a profile
    below: tuple[Expression, ...] | None = None


def propose(
    game: Any, *, generic: bool = False, first: bool = False, deadline: float | None = None
) -> Proposal:
    """Return the set of correlated equilibria as an entry, and the extremes of each goal as further entries.

    The set is written by its vertices where they are few (then ``extreme_points`` lists them), else by its
    inequalities; that of a large game is left out, and this is said under ``left_out``. Goals are welfare,
    each player's payoff, and the game's outcomes (one called welfare takes the place of the sum of payoffs).
    """
    view = Simultaneous.of(game, "correlated")
    proposal = Proposal("correlated")
    goals = list(_goals(view, proposal))
    work = _Work(view, goals, generic, deadline)
    proposal.search, proposal.record = work.search, work.search.record
    with proposal.until_time_runs_out("the extremes not listed"):
        whole = [] if first else list(work.whole())
        for e, tools in whole:
            proposal.add(e, tools.simplified)
        if not whole and not first:
            n = len(work.profiles)
            proposal.left_out.append(f"the set between the extremes (of distributions over {n} profiles)")
        if not whole or any(e.free_variables for e, _ in whole):
            for e, tools in work.extremes(first):
                proposal.add(e, tools.simplified)
    if first:
        del proposal.equilibria[1:], proposal.simplify[1:]
    return proposal


# -- what is made large and small -----------------------------------------------------------------
def _goals(view: Simultaneous, proposal: Proposal) -> Iterator[Goal]:
    payoffs = [view.normal.payoffs[p] for p in view.normal.profiles]
    if all(outcome.name != "welfare" for outcome in view.game.outcomes):  # else the game says what it is
        yield Goal("welfare", tuple(add(*u) for u in payoffs))
    for i, player in enumerate(view.normal.players):
        yield Goal(f"the payoff of {player}", tuple(u[i] for u in payoffs))
    for outcome in view.game.outcomes:
        goal = _goal(view, outcome)
        if goal is None:
            name, text = escaped(outcome.name), escaped(outcome.text)
            proposal.undecided.append(f"the extremes of {name}: {text} is no ratio of linear forms")
        else:
            yield goal


class _Names(Joint):
    """Answers with a symbol for each probability and expectation, and remembers what it stands for."""

    def __init__(self, view: Simultaneous):
        super().__init__(view, ())
        self.found: dict[str, tuple[list[Expression], Event]] = {}
        taken = {*view.game.symbols, *view.game.values}
        self._fresh = (n for k in range(10_000) if (n := f"Q{k}") not in taken)

    def _named(self, values: list[Expression], given: Event) -> Expression:
        name = next(self._fresh)
        self.found[name] = (values, dict(given))
        return symbol(name)

    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        return self._named(self.both(event, given), given)

    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        return self._named(self.amounts(player, given), given)


def _goal(view: Simultaneous, outcome: Outcome) -> Goal | None:
    """An outcome as a ratio of linear forms in p; None where it is not one."""
    names = _Names(view)
    formula = outcome.evaluate(names, None)
    conditions = {tuple(sorted(given.items())) for _, given in names.found.values()}
    if formula is None or len(conditions) > 1:
        return None
    try:
        slopes = {n: formula.diff(n) for n in names.found}
        constant = formula.subs(dict.fromkeys(names.found, ZERO))
    except (ValueError, ZeroDivisionError):
        return None
    if any(s.symbols & names.found.keys() for s in slopes.values()):
        return None
    given = dict(next(iter(conditions), ()))
    below = tuple(names.chances(given)) if given else None
    n = len(list(view.normal.profiles))
    above = [
        add(constant * (below[k] if below else ONE), *(slopes[m] * v[k] for m, (v, _) in names.found.items()))
        for k in range(n)
    ]
    return Goal(outcome.name, tuple(above), below)


# -- the polytope ---------------------------------------------------------------------------------
@dataclass
class _Work:
    """One game's obedience constraints, and what is found at their vertices."""

    view: Simultaneous
    goals: Sequence[Goal]
    generic: bool
    deadline: float | None
    search: Search = field(init=False)

    def __post_init__(self) -> None:
        normal = self.view.normal
        self.profiles = list(normal.profiles)
        place = {p: k for k, p in enumerate(self.profiles)}
        rows: list[list[tuple[int, Expression]]] = []
        for i, strategies in enumerate(normal.strategies):
            for s in range(len(strategies)):
                for t in range(len(strategies)):
                    if s != t:
                        row = []
                        for r in self.view.others(i):
                            here, there = (*r[:i], s, *r[i:]), (*r[:i], t, *r[i:])
                            gain = normal.payoffs[here][i] - normal.payoffs[there][i]
                            row.append((place[here], gain))
                        rows.append(row)
        self.obedience = rows
        numbers = [x for row in rows for _, x in row]
        numbers += [x for g in self.goals for x in (*g.above, *(g.below or ()))]
        self.search = Search(
            [p.name for p in normal.parameters], numbers, normal.domain, self.generic, self.deadline
        )

    @cached_property
    def forms(self) -> list[dict[int, Poly]]:
        """The obedience constraints as linear forms, those that matter to few profiles first."""
        found = self.search.polynomials([x for row in self.obedience for _, x in row])
        forms, k = [], 0
        for row in self.obedience:
            forms.append({p: found[k + j] for j, (p, _) in enumerate(row) if found[k + j] != 0})
            k += len(row)
        return sorted(forms, key=len)

    def _polytope(self, case: Any) -> tuple[Polytope, None]:
        n = len(self.profiles)
        polytope = Polytope(case, n, [range(n)], self.search.one)
        for form in self.forms:
            self.search.check_time()
            polytope.cut(form)
            if len(polytope.vertices) > MOST_VERTICES:
                raise Pruned("too many vertices")
        return polytope, None

    def whole(self) -> Iterator[tuple[Equilibrium, Parametrizer]]:
        """The whole set: by its vertices where they are few, else by its inequalities; not if too large."""
        families: list[Family] = []
        if len(self.profiles) <= (MOST_PROFILES if self.search.numeric else MOST_WITH_SYMBOLS):
            with suppress(TimeLimitReached):
                families = self._families()
        if not families:
            if len(self.profiles) <= MOST_WRITTEN:
                yield self._by_inequalities(), Parametrizer(self.search, [{}])
            return
        for family in families:
            tools = Parametrizer(self.search, family.cells)
            names = free_names([*self.view.game.symbols, *self.view.game.values])
            point, ranges = tools.polytope(family.vertices, self.forms, names)
            name = "every correlated equilibrium" if ranges else "the only correlated equilibrium"
            points = tuple(self._labelled(tools.turned(v)) for v in family.vertices)
            region = self.search.region(family.cells)
            yield self._entry(name, point, region, ranges, points if ranges else (), tools), tools

    def _families(self) -> list[Family]:
        """The families of the polytope; none where they are too many to be read."""
        blocks = [range(len(self.profiles))]
        seen: set[frozenset[Point]] = set()
        before = len(self.search.explorer.pruned)
        for _, (polytope, _) in self.search.explorer(self._polytope):
            seen.add(frozenset(self.search.point(v, blocks) for v in polytope.vertices))
            if len(seen) > MOST_FAMILIES:
                return []
        pruned = len(self.search.explorer.pruned) > before
        return [] if pruned else self.search.families(("obedience",), self._polytope, blocks)

    def _by_inequalities(self) -> Equilibrium:
        names = free_names([*self.view.game.symbols, *self.view.game.values])
        free = [next(names) for _ in self.profiles[1:]]
        point = (*map(symbol, free), ONE - add(*map(symbol, free)))
        ranges: dict[str, list[Condition]] = {n: [Condition(symbol(n), ">=", ZERO)] for n in free}
        if free:
            ranges[free[-1]].append(Condition(add(*map(symbol, free)), "<=", ONE))
        for row in self.obedience:
            total = add(*(x * point[p] for p, x in row))
            named = [n for n in free if n in total.symbols]
            if named:
                ranges[named[-1]].append(Condition(total, ">=", ZERO))
        bounds = {n: tuple(c) for n, c in ranges.items()}
        return self._entry("every correlated equilibrium", point, ALWAYS, bounds, ())

    # -- extremes ---------------------------------------------------------------------------------
    def extremes(self, first: bool) -> Iterator[tuple[Equilibrium, Parametrizer]]:
        """One entry for each vertex that is extreme for some goal, named after all of them."""
        found: dict[tuple[Point, tuple], list[tuple[str, str]]] = {}
        late: TimeLimitReached | None = None
        try:
            for word, goal in [("maximum", self.goals[0])] if first else self._wanted():
                self.search.check_time()
                reach = self._by_program if self.search.numeric else self._by_cutting
                for point, cells in reach(goal, 1 if word == "maximum" else -1, [p for p, _ in found]):
                    key = point, tuple(tuple(sorted(d.items())) for d in cells)
                    found.setdefault(key, []).append((word, goal.name))
        except TimeLimitReached as error:
            late = error
        self.search.wind_up()
        for (point, cells), reached in found.items():
            signs = [dict(d) for d in cells]
            tools = Parametrizer(self.search, signs)
            words = {word: [name for w, name in reached if w == word] for word in ("maximum", "minimum")}
            name = "; ".join(f"{word} of {', '.join(names)}" for word, names in words.items() if names)
            yield self._entry(name, tools.turned(point), self.search.region(signs), {}, (), tools), tools
        if late is not None:
            raise late

    def _wanted(self) -> Iterator[tuple[str, Goal]]:
        return ((word, goal) for goal in self.goals for word in ("maximum", "minimum"))

    def _by_program(
        self, goal: Goal, direction: int, known: Sequence[Point]
    ) -> Iterator[tuple[Point, list[Signs]]]:
        """The vertex at which a goal is extreme, by a linear program; one found before if it will do."""
        from ..symbolic.expression import number

        above = {k: direction * x.value for k, x in enumerate(goal.above) if x != ZERO}
        below = {k: x.value for k, x in enumerate(goal.below or [ONE] * len(goal.above)) if x != ZERO}
        constraints = [Constraint({k: x.value for k, x in row if x != ZERO}) for row in self.obedience]
        constraints.append(Constraint(below, -ONE.value, "="))
        best = maximum(above, len(self.profiles), constraints)
        if best is None:
            return  # the condition of a conditional probability never happens
        for point in known:
            x = [e.value for e in point]
            weight = dot(below, x)
            if weight > 0 and dot(above, x) == best.value * weight:
                yield point, [{}]
                return
        total = sum(best.x)
        yield tuple(number(v / total) for v in best.x), [{}]

    def _by_cutting(
        self, goal: Goal, direction: int, known: Sequence[Point]
    ) -> Iterator[tuple[Point, list[Signs]]]:
        """The vertices at which a goal is extreme, each with where in the parameters it is."""
        polys = self.search.polynomials([*goal.above, *(goal.below or [ONE])])
        n = len(goal.above)
        above = [direction * c for c in polys[:n]]
        below = polys[n:] if goal.below else polys[n:] * n

        def procedure(case: Any) -> tuple[Polytope, None]:
            polytope, _ = self._polytope(case)
            polytope.vertices = [_best(case, polytope, above, below)]
            return polytope, None

        what = ("extreme", goal.name, direction)
        for family in self.search.families(what, procedure, [range(n)]):
            yield family.vertices[0], [dict(d) for d in family.cells]

    # -- out --------------------------------------------------------------------------------------
    def _labelled(self, point: Sequence[Expression]) -> dict[str, Expression]:
        return {self.view.key(p): x for p, x in zip(self.profiles, point, strict=True)}

    def _entry(
        self,
        name: str,
        point: Sequence[Expression],
        region: Region,
        ranges: Ranges,
        points: tuple[Mapping[str, Expression], ...],
        tools: Parametrizer | None = None,
    ) -> Equilibrium:
        joint = Joint(self.view, point)

        def shortly(x: Expression | None) -> Expression | None:
            return x if x is None or x.is_number or tools is None else tools.simplified(x)

        payoffs = {
            player: shortly(joint.sum([self.view.normal.payoffs[p][i] for p in self.profiles]))
            for i, player in enumerate(self.view.normal.players)
        }
        return Equilibrium(
            name=name,
            kind="correlated",
            strategies={},
            distribution=self._labelled(point),
            region=region,
            payoffs=payoffs,
            outcomes={o.name: shortly(o.evaluate(joint, None)) for o in self.view.game.outcomes},
            free_variables=ranges,
            extreme_points=points,
        )


def _best(case: Any, polytope: Polytope, above: Sequence[Poly], below: Sequence[Poly]) -> Any:
    """The first vertex at which above/below is largest; signs that vary split the case."""
    chosen: Any = None
    value: Poly = 0
    weight: Poly = 0
    for v in sorted(polytope.vertices, key=lambda v: v.support().bit_count()):
        there = [i for i in range(polytope.n) if not v.tight >> i & 1]
        w = _total(below[i] * v.coordinates[i] for i in there)
        if case.sign(w) <= 0:
            continue
        x = _total(above[i] * v.coordinates[i] for i in there)
        if chosen is None or case.sign(x * weight - value * w) > 0:
            chosen, value, weight = v, x, w
    if chosen is None:
        raise Pruned("the condition never happens")
    return chosen


def _total(terms: Iterator[Poly] | Any) -> Poly:
    total: Poly = 0
    for t in terms:
        total = t if isinstance(total, int) and total == 0 else total + t
    return total
