"""All Nash equilibria of a game of three or more players, numbers or symbols: normal forms and trees.

For a profile F of faces (supports) let K(F) be the profiles of mixtures on F against which every move of F is
a best reply. All of K(F) are equilibria, each equilibrium lies in K(F) of its own support, and K(F) is given
by polynomial equations and inequalities in realization weights, of degree one in each player's own. Faces
that conditional dominance rules out are skipped; the equations of the others are solved by cases
(:mod:`..symbolic.elimination`). Finitely many solutions are exact algebraic numbers. A continuum is an entry
with free variables: with one, an interval with exact ends; with more, or with symbols, what constrains them.
An entry that lies in another one is dropped. Source: von Stengel (1996); McKelvey & McLennan (1996).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import TimeLimitReached
from ..games.extensive_form import ExtensiveForm
from ..games.multilinear import Demands, Face, Multilinear, dimension, faces, reached
from ..games.normal_form import NormalForm
from ..games.strategic import Strategic
from ..solution import Equilibrium, Proposal
from ..symbolic.condition import Condition, Region
from ..symbolic.deciding import Claim, Decider
from ..symbolic.elimination import AlgebraicPoint, Component, Elimination, Unsettled, substituted
from ..symbolic.expression import ONE, ZERO, Expression, symbol
from ..symbolic.factors import factored
from ..symbolic.intervals import Root, where
from ..symbolic.number_field import NumberField
from ..symbolic.parametric.parametrize import free_names
from ..symbolic.ring import Poly, simplify

Game = NormalForm | ExtensiveForm


def propose(
    game: Game, *, generic: bool = False, first: bool = False, deadline: float | None = None
) -> Proposal:
    """Return every Nash equilibrium (or the ``first``) of a game of any number of players.

    Entries are points, intervals of one free variable, and sets that polynomial conditions describe. With
    symbols, pure equilibria have their exact regions and mixed ones are implicit branches, solved where
    rational functions can. Ties are always covered, ``generic`` or not.

    >>> game = NormalForm.from_arrays(
    ...     [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
    ...     [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
    ...     [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
    ... )
    >>> [e.kind for e in propose(game).equilibria]
    ['pure', 'pure', 'mixed']
    """
    proposal = Proposal("nash")
    work = _Work(game, deadline, proposal.undecided)
    found: list[_Piece] = []
    with proposal.until_time_runs_out("equilibria on supports not yet tried"):
        for profile in work.profiles():
            found += work.pieces(profile)
            if first and found:
                break
    for piece in work.maximal(found):
        proposal.add(*work.entry(piece))
    if work.decider.unconfirmed:
        n = work.decider.unconfirmed
        proposal.undecided.append(f"a second proof of {n} impossibilities on which completeness rests")
    return proposal


@dataclass
class _Piece:
    """A part of K(F): a point, or a set of values of the unknowns that are not solved."""

    demands: Demands
    point: AlgebraicPoint | None = None
    solved: tuple[tuple[int, Poly, Poly], ...] = ()
    equalities: tuple[Poly, ...] = ()  # everything that vanishes on it, in the unknowns of its face
    equations: tuple[Poly, ...] = ()  # what is left of that, in what is not solved
    ends: tuple[Root, Root] | None = None  # of the one free variable
    claims: list[Claim] = field(default_factory=list)  # what constrains the free variables and parameters


class _Work:
    """The tools of one solve."""

    def __init__(self, game: Game, deadline: float | None, undecided: list[str]):
        self.game, self.deadline, self.undecided = game, deadline, undecided
        self.strategic = Strategic.of(game)
        self.players = self.strategic.players
        names = [p.name for p in game.parameters]
        self._domain: Decider | None = None
        self.payoffs = Multilinear(self.strategic, names, self._sign)
        self.ring = self.payoffs.ring
        self.count = len(self.payoffs.labels)
        self.numeric = len(self.ring.symbols) == self.count
        self.decider = self._domain or self._decider(self.ring)

    def _decider(self, ring: Any) -> Decider:
        domain = [c for c in self.game.domain if c.symbols <= set(ring.names)]
        self._domain = Decider(ring, domain, self.deadline)
        return self._domain

    def _sign(self, ring: Any, p: Poly) -> int | None:
        return (self._domain or self._decider(ring)).sign(p)

    def check_time(self) -> None:
        """Raise TimeLimitReached past the deadline."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeLimitReached("the time limit was reached")

    def profiles(self) -> Iterator[tuple[Face, ...]]:
        """Every profile of faces, those of low dimension first."""
        tables: list[dict[int, list[Face]]] = []
        for plans in self.players:
            table: dict[int, list[Face]] = {}
            for face in faces(plans):
                table.setdefault(dimension(plans, face), []).append(face)
            tables.append(table)
        shapes = sorted(itertools.product(*tables), key=lambda d: (sum(d), max(d), d))
        for shape in shapes:
            for profile in itertools.product(*(t[d] for t, d in zip(tables, shape, strict=True))):
                self.check_time()
                yield profile

    # -- one profile of faces -------------------------------------------------------------------
    def pieces(self, profile: tuple[Face, ...]) -> list[_Piece]:
        """Return the parts of K(F) in which all of F has weight."""
        demands = self.payoffs.demands(profile)
        if demands is None:
            return []
        try:
            return self._solved(demands, demands.equations)
        except (Unsettled, ArithmeticError):
            self.undecided.append(f"equilibria on the support {self._name(profile)}")
            return []

    def _solved(
        self, demands: Demands, equations: Sequence[Poly], tight: frozenset[int] = frozenset()
    ) -> list[_Piece]:
        """The pieces that solve the equations; ``tight``: the deviations that are among these."""
        parameters = range(self.count, len(self.ring.symbols))
        elimination = Elimination(demands.unknowns, demands.definite, self.check_time, parameters=parameters)
        found: list[_Piece] = []
        for component in elimination.components(equations):
            found += self._finished(demands, elimination, component, tight)
        return found

    def _finished(
        self, demands: Demands, elimination: Elimination, component: Component, tight: frozenset[int]
    ) -> list[_Piece]:
        solved = {i for i, _, _ in component.solved}
        left = [i for i in demands.unknowns if i not in solved]
        used = [i for i in left if any(e.degrees()[i] for e in component.equations)]
        if self.numeric and len(component.equations) >= len(used):
            if used == left:
                points = elimination.points(component)
                return [_Piece(demands, p) for p in points if self._holds(demands, p)]
            try:
                among = Elimination(used, elimination.sign, self.check_time)
                points = among.points(Component((), component.equations))
                if not any(_defined(component, p) for p in points):
                    return []
            except Unsettled:
                pass
        if self.numeric and len(left) == 1:
            return self._on_line(demands, component, left[0])
        return self._implicit(demands, component, tight)

    def _holds(self, demands: Demands, point: AlgebraicPoint) -> bool:
        """Whether the weights are positive and no deviation pays, at a point that solves the equations."""
        return all(self._sign_at(p, point) > 0 for p in demands.weights.values()) and all(
            self._sign_at(p, point) >= 0 for p in demands.deviations
        )

    @staticmethod
    def _sign_at(p: Poly, point: AlgebraicPoint) -> int:
        return point.field.sign(point.field.value(p, point.values))

    # -- continua -------------------------------------------------------------------------------
    def _constraints(self, demands: Demands, component: Component) -> tuple[list[Poly], list[Poly]] | None:
        """Weights (> 0) and deviations (>= 0) with the solved unknowns put in, signs kept; None: never.

        Deviations that never pay, by their terms, are left out.
        """
        found: list[list[Poly]] = [[], []]
        for k, polys in enumerate((demands.weights.values(), demands.deviations)):
            for p in polys:
                q = self._put_in(p, component, demands, bound=k == 0)
                sign = demands.definite(q)
                if sign == -1 or (k == 0 and q == 0):
                    return None
                if not (sign == 1 and k) and not q.is_constant() and not any(q == r for r in found[k]):
                    found[k].append(q)
        return found[0], found[1]

    def _put_in(self, p: Poly, component: Component, demands: Demands, bound: bool = False) -> Poly:
        """p with the solved unknowns put in, up to a factor that is positive inside the face; zero as such.

        ``bound``: p bounds the face, so that only parameters may be left out.
        """
        for i, numerator, denominator in component.solved:
            p, n = substituted(p, i, numerator, denominator)
            if n % 2:
                p = p * denominator
        if p == 0 or p.is_constant():
            return p
        constant, parts = factored(p)
        total = self.ring.constant(1 if constant > 0 else -1)
        for f, n in parts:
            if any(f == e or f == -e for e in component.equations):
                return self.ring.zero
            sign = None if bound and any(f.degrees()[: self.count]) else demands.definite(f)
            total = total * (sign**n if sign else f if n % 2 else f * f)
        return total

    def _on_line(self, demands: Demands, component: Component, i: int) -> list[_Piece]:
        """One unknown is left and nothing binds it but inequalities: intervals, and single points."""
        constraints = self._constraints(demands, component)
        if constraints is None:
            return []
        positive, nonnegative = ([self._univariate(p, i) for p in polys] for polys in constraints)
        found = where(positive, nonnegative)
        pieces = []
        equalities = tuple(den * self._generator(k) - num for k, num, den in component.solved)
        for ends in found.intervals:
            claims: list[Claim] = [(p, ">=") for polys in constraints for p in polys]
            pieces.append(_Piece(demands, None, component.solved, equalities, (), ends, claims))
        for root in found.points:
            number_field = NumberField(*root)
            values = {i: number_field.generator}
            try:
                for k, num, den in reversed(component.solved):
                    below = number_field.inverse(number_field.value(den, values))
                    values[k] = number_field.reduced(number_field.value(num, values) * below)
            except ZeroDivisionError:
                continue
            pieces.append(_Piece(demands, AlgebraicPoint(number_field, values)))
        return pieces

    def _generator(self, i: int) -> Poly:
        return self.ring.context.gens()[i]

    @staticmethod
    def _univariate(p: Poly, i: int) -> list[int]:
        coefficients = [0] * (int(p.degrees()[i]) + 1)
        for monomial, c in zip(p.monoms(), p.coeffs(), strict=True):
            coefficients[int(monomial[i])] = int(c)
        return coefficients

    def _implicit(self, demands: Demands, component: Component, tight: frozenset[int]) -> list[_Piece]:
        """A set of several free variables, or with parameters: what constrains them."""
        constraints = self._constraints(demands, component)
        if constraints is None:
            return []
        positive, nonnegative = constraints
        inside = [*self._ties(demands, component), *((p, ">=") for p in nonnegative)]
        inside += [(p, ">") for p in positive]
        inside += [(self._put_in(den, component, demands), "!=") for _, _, den in component.solved]
        free = self.numeric and not (component.solved or component.equations or nonnegative)
        possible = free or self.decider.possible(inside, 10, confirm=True)
        if possible is False:
            return []
        if possible is None:
            self.undecided.append(f"whether there are equilibria on the support {self._name(demands.faces)}")
        equalities = (
            *(den * self._generator(k) - num for k, num, den in component.solved),
            *component.equations,
        )
        for k, deviation in enumerate(demands.deviations):
            p = self._put_in(deviation, component, demands)
            if k in tight or p not in nonnegative:
                continue
            if self.decider.possible([*inside, (p, ">")], confirm=True) is False:
                return self._solved(demands, [*equalities, p], tight | {k})
        component = self._without_poles(demands, component)
        positive, nonnegative = self._constraints(demands, component) or ([], [])
        closed = [*self._ties(demands, component), *((p, ">=") for p in (*positive, *nonnegative))]
        for _, _, den in component.solved:
            if not demands.definite(den) and not any(den.degrees()[: self.count]):
                closed.append((den, "!="))
        return [_Piece(demands, None, component.solved, equalities, component.equations, None, closed)]

    def _ties(self, demands: Demands, component: Component) -> list[Claim]:
        """The equations that are left, and those that tie parameters."""
        solved = [den * self._generator(i) - num for i, num, den in component.solved if i >= self.count]
        return [(e, "=") for e in (*component.equations, *solved)]

    def _without_poles(self, demands: Demands, component: Component) -> Component:
        """Leave an unknown unsolved where its denominator can vanish for some values of the unknowns."""
        kept: list[tuple[int, Poly, Poly]] = []
        equations = list(component.equations)
        closed: list[Claim] = [(p, ">=") for p in (*demands.weights.values(), *demands.deviations)]
        closed += [(e, "=") for e in component.equations]
        closed += [(den * self._generator(i) - num, "=") for i, num, den in component.solved]
        for i, num, den in reversed(component.solved):
            below = Component(tuple(kept), ())
            pole = any(d for d in den.degrees()[: self.count]) and not demands.definite(den)
            if pole and self.decider.possible([*closed, (den, "=")]) is not False:
                equations.append(self._put_in(den * self._generator(i) - num, below, demands))
            else:
                kept.insert(0, (i, num, den))
        opened = Component(tuple(kept), tuple(equations))
        if len(kept) < len(component.solved):  # where a denominator is zero the equations say more
            more = (self._put_in(e, opened, demands) for e in demands.equations)
            opened = Component(tuple(kept), (*equations, *(e for e in more if e != 0)))
        return opened

    # -- maximal pieces -------------------------------------------------------------------------
    def maximal(self, found: list[_Piece]) -> list[_Piece]:
        """Drop the pieces that lie in another one, and ties at which they do."""
        kept = sorted(found, key=lambda p: -len(p.demands.unknowns))
        for piece in sorted(found, key=lambda p: len(p.demands.unknowns)):
            rivals = [p for p in kept if p is not piece and self._wider(p, piece)]
            if any(self._inside(piece, rival) for rival in rivals):
                kept = [p for p in kept if p is not piece]
            elif piece.point is None and piece.ends is None:
                self._without_ties(piece, rivals)
        return [p for p in found if any(p is q for q in kept)]

    @staticmethod
    def _wider(a: _Piece, b: _Piece) -> bool:
        """Whether b could lie in a: a set of wider support, or one like it."""
        pairs = list(zip(a.demands.faces, b.demands.faces, strict=True))
        return all(g <= f for f, g in pairs) and (a.point is None or b.point is not None)

    def _inside(self, piece: _Piece, rival: _Piece) -> bool:
        """Whether a piece lies in a piece of wider support (or is the same point)."""
        if rival.point is not None:
            return piece.demands is rival.demands and self._closed(piece) == self._closed(rival)
        if piece.point is not None:
            values = self._values(piece, rival)
            number_field = piece.point.field
            if any(number_field.sign(number_field.value(e, values)) for e in rival.equalities):
                return False
            if rival.ends is None:
                return all(self._claimed(number_field, c, values) for c in rival.claims)
            i = self._free(rival)[0]
            x = number_field.ball(values[i], 512)
            ends = [NumberField(*root) for root in rival.ends]
            low, high = (f.ball(f.generator, 512) for f in ends)
            return not (x < low or x > high)
        if piece.ends is not None and rival.ends is not None:
            return False
        differences = [(self._carried(e, piece, rival), "!=") for e in rival.equalities]
        exact = piece.ends is not None or (self.numeric and not piece.equations)
        if exact and any(d != 0 for d, _ in differences):
            return False
        outside = [*differences, *(_negated((self._carried(p, piece, rival), op)) for p, op in rival.claims)]
        return all(self.decider.possible([*piece.claims, claim], confirm=True) is False for claim in outside)

    def _claimed(self, number_field: NumberField, claim: Claim, values: Mapping[int, Any]) -> bool:
        sign = number_field.sign(number_field.value(claim[0], values))
        return {">": sign > 0, ">=": sign >= 0, "=": sign == 0, "!=": sign != 0}[claim[1]]

    def _without_ties(self, piece: _Piece, rivals: Sequence[_Piece]) -> None:
        """Make a condition on parameters strict where the piece lies in another one at the tie."""
        for k, (p, op) in enumerate(piece.claims):
            if op != ">=" or any(p.degrees()[: self.count]):
                continue
            tie: list[Claim] = [*piece.claims, (p, "=")]
            for rival in rivals:
                outside: list[Claim] = [(self._carried(e, piece, rival), "!=") for e in rival.equalities]
                outside += [_negated((self._carried(q, piece, rival), o)) for q, o in rival.claims]
                if all(self.decider.possible([*tie, c], confirm=True) is False for c in outside):
                    piece.claims[k] = (p, ">")
                    break

    def _values(self, piece: _Piece, rival: _Piece) -> dict[int, Any]:
        """The values, at a point, of the unknowns of a wider face."""
        assert piece.point is not None
        number_field, found = piece.point.field, {}
        for i, s in rival.demands.weights:
            if s:
                p = piece.demands.weights.get((i, s))
                value = 0 * number_field.one if p is None else number_field.value(p, piece.point.values)
                found[self.payoffs.variable[i, s]] = number_field.reduced(value)
        return found

    def _carried(self, p: Poly, piece: _Piece, rival: _Piece) -> Poly:
        """A polynomial in the unknowns of a wider face, at a piece: in what is not solved there."""
        gens = list(self.ring.context.gens())
        for i, s in rival.demands.weights:
            if s:
                gens[self.payoffs.variable[i, s]] = piece.demands.weights.get((i, s), self.ring.zero)
        return self._put_in(p.compose(*gens), _component(piece), piece.demands)

    def _free(self, piece: _Piece) -> list[int]:
        solved = {i for i, _, _ in piece.solved}
        return [i for i in piece.demands.unknowns if i not in solved]

    def _closed(self, piece: _Piece) -> list[Expression]:
        assert piece.point is not None
        number_field, values = piece.point.field, piece.point.values
        return [
            number_field.expression(number_field.value(p, values)) for p in piece.demands.weights.values()
        ]

    # -- writing --------------------------------------------------------------------------------
    def entry(self, piece: _Piece) -> tuple[Equilibrium, Callable[[Expression], Expression]]:
        """Return a piece as an Equilibrium, and what writes formulas shortly on it."""
        if piece.point is not None:
            return self._point_entry(piece)
        return self._set_entry(piece)

    def _name(self, profile: Sequence[Face]) -> str:
        names = []
        for plans, face in zip(self.players, profile, strict=True):
            for choice, moves in reached(plans, face):
                used = [a for a, s in zip(choice.actions, choice.sequences, strict=True) if s in moves]
                names.append(used[0] if len(used) == 1 else "{" + ", ".join(used) + "}")
        return ", ".join(names)

    def _point_entry(self, piece: _Piece) -> tuple[Equilibrium, Callable[[Expression], Expression]]:
        assert piece.point is not None
        number_field, values = piece.point.field, piece.point.values
        known: dict[Expression, Any] = {}

        def share(i: int, above: int, below: int) -> Expression:
            w = number_field.reduced(number_field.value(piece.demands.weights[i, above], values))
            if below:
                w = number_field.reduced(
                    w * number_field.inverse(number_field.value(piece.demands.weights[i, below], values))
                )
            e = number_field.expression(w)
            known[e] = w
            return e

        strategies = self._strategies(piece.demands.faces, share)
        pure = all(
            len(moves) == 1
            for i, f in enumerate(piece.demands.faces)
            for _, moves in reached(self.players[i], f)
        )
        e = Equilibrium(self._name(piece.demands.faces), "pure" if pure else "mixed", strategies)
        return e, lambda x: number_field.simplified(x, known)

    def _strategies(
        self, profile: Sequence[Face], share: Callable[[int, int, int], Expression]
    ) -> dict[str, Any]:
        """Strategies in the shape of the game; ``share(player, move, move before)``: its probability."""
        found: dict[str, Any] = {}
        for i, (plans, face) in enumerate(zip(self.players, profile, strict=True)):
            mixtures: dict[str, Any] = {}
            for c in plans.choices:
                moves = [s for s in c.sequences if s in face]
                if c.before not in face:
                    mixtures[c.label] = None
                    continue
                chances = [
                    ZERO if s not in face else ONE if len(moves) == 1 else share(i, s, c.before)
                    for s in c.sequences
                ]
                mixtures[c.label] = dict(zip(c.actions, chances, strict=True))
            found[plans.player] = mixtures.get("", mixtures)
        return found

    def _set_entry(self, piece: _Piece) -> tuple[Equilibrium, Callable[[Expression], Expression]]:
        ring, labels = self.ring, self.payoffs.labels
        free = self._free(piece)
        fresh = free_names([*self.game.symbols, *self.game.values])
        names = {labels[i]: symbol(next(fresh)) for i in free}
        order = [*self.payoffs.parameters, *(n.args[0] for n in names.values())]
        put = self._formulas(piece)
        behavior, claims = self._behavior(piece)

        def share(i: int, above: int, below: int) -> Expression:
            w = ring.expression(piece.demands.weights[i, above])
            w = w / ring.expression(piece.demands.weights[i, below]) if below else w
            return simplify(ring.simplified(w.subs(put).subs(behavior)).subs(names), order)

        strategies = self._strategies(piece.demands.faces, share)
        ranges: dict[str, tuple[Condition, ...]] = {}
        region: tuple[Condition, ...] = ()
        corners: list[Any] = []
        if piece.ends is not None:
            x = names[labels[free[0]]]
            fields = [NumberField(*root) for root in piece.ends]
            low, high = (f.expression(f.generator) for f in fields)
            ranges = {x.args[0]: (Condition(x, ">=", low), Condition(x, "<=", high))}
            corners = [self._corner(piece, free[0], f) for f in fields]
        else:
            conditions = [self._condition(p, op, names) for p, op in self._needed(claims)]
            unknown = [n.args[0] for n in names.values()]
            region = tuple(c for c in conditions if not c.symbols & set(unknown))
            ranges = _ranges(unknown, [c for c in conditions if c.symbols & set(unknown)])
        moves = [m for i, f in enumerate(piece.demands.faces) for _, m in reached(self.players[i], f)]
        e = Equilibrium(
            name=self._name(piece.demands.faces),
            kind="pure" if all(len(m) == 1 for m in moves) else "mixed",
            strategies=strategies,
            region=Region((region,)),
            free_variables=ranges,
            extreme_points=tuple(corners),
        )
        return e, lambda x: simplify(x, order)

    def _behavior(self, piece: _Piece) -> tuple[dict[str, Expression], list[Claim]]:
        """Let free variables after moves of uncertain weight be probabilities: weight = probability * before.

        Returns what to put for each such weight, and the claims so written.
        """
        solved = {i for i, _, _ in piece.solved}
        gens = list(self.ring.context.gens())
        before: dict[int, Poly] = {}
        for i, face in enumerate(piece.demands.faces):
            for choice, moves in reached(self.players[i], face):
                weight = piece.demands.weights[i, choice.before]
                own = [self.payoffs.variable[i, s] for s in moves[:-1]]
                certain = weight.is_constant() or any(weight.degrees()[k] for k in solved)
                if certain or not own or solved & set(own):
                    continue
                weight = weight.compose(*gens)
                for k in own:
                    gens[k] = gens[k] * weight
                for s in moves:
                    q = self._put_in(piece.demands.weights[i, s], _component(piece), piece.demands, True)
                    before[str(q)] = weight
        if not before:
            return {}, piece.claims
        claims: list[Claim] = []
        for p, op in piece.claims:
            q = p.compose(*gens)
            claims.append((q / before[str(p)] if op == ">=" and str(p) in before else q, op))
        labels = self.payoffs.labels
        changed = {
            n: self.ring.expression(gens[k])
            for k, n in enumerate(labels)
            if len(gens[k]) > 1 or gens[k].total_degree() > 1
        }
        return changed, claims

    def _needed(self, claims: Sequence[Claim]) -> list[Claim]:
        """The claims that the others do not imply; complicated ones go first."""
        turned = [(-p if op in "!=" and p.leading_coefficient() < 0 else p, op) for p, op in claims]
        chosen = list({(str(p), op): (p, op) for p, op in turned}.values())
        for claim in sorted(chosen, key=lambda c: (c[0].total_degree(), len(c[0])), reverse=True):
            rest = [c for c in chosen if c is not claim]
            if self.decider.possible([*rest, _negated(claim)], 0.5) is False:
                chosen = rest
        return chosen

    def _condition(self, p: Poly, op: str, names: Mapping[str, Expression]) -> Condition:
        """p op 0 with the terms that are subtracted on the other side; a bound of one symbol as such."""
        if p.total_degree() == 1 and len(self.ring.variables(p)) == 1:
            (i,) = self.ring.variables(p)
            slope = int(p.derivative(i).leading_coefficient())
            x = self.ring.expression(self._generator(i)).subs(names)
            edge = (self.ring.expression(slope * self._generator(i) - p)) / slope
            turned = {">": "<", ">=": "<="}
            return Condition(x, turned.get(op, op) if slope < 0 else op, edge)
        left, right = self.ring.zero, self.ring.zero
        for monomial, c in zip(p.monoms(), p.coeffs(), strict=True):
            term = self.ring.context.from_dict({monomial: abs(int(c))})
            left, right = (left + term, right) if c > 0 else (left, right + term)
        lhs, rhs = (self.ring.expression(q).subs(names) for q in (left, right))
        if lhs.is_number and op in (">", ">="):
            return Condition(rhs, {">": "<", ">=": "<="}[op], lhs)
        return Condition(lhs, op, rhs)

    def _corner(self, piece: _Piece, i: int, number_field: NumberField) -> dict[str, Any]:
        """The strategies at an end of an interval, where some moves may have no weight."""
        put = self._formulas(piece)
        at = {i: number_field.generator}
        weights: dict[tuple[int, int], Any] = {}
        for key, p in piece.demands.weights.items():
            q = self.ring.quotient(self.ring.expression(p).subs(put))
            below = number_field.inverse(number_field.value(q.den, at))
            weights[key] = number_field.reduced(number_field.value(q.num, at) * below)

        def share(player: int, above: int, before: int) -> Expression:
            return number_field.expression(
                weights[player, above] * number_field.inverse(weights[player, before])
            )

        profile = [frozenset(s for s in f if weights[k, s] != 0) for k, f in enumerate(piece.demands.faces)]
        return self._strategies(profile, share)

    def _formulas(self, piece: _Piece) -> dict[str, Expression]:
        """The solved unknowns as rational functions of the free ones and the parameters."""
        put: dict[str, Expression] = {}
        for i, num, den in reversed(piece.solved):
            quotient = self.ring.expression(num) / self.ring.expression(den)
            put[self.ring.symbols[i]] = self.ring.simplified(quotient.subs(put))
        return put


def _defined(component: Component, point: AlgebraicPoint) -> bool:
    """Whether no denominator in the unknowns of a point vanishes there."""
    for _, _, den in component.solved:
        if all(not d or i in point.values for i, d in enumerate(den.degrees())):
            if point.field.reduced(point.field.value(den, point.values)) == 0:
                return False
    return True


def _negated(claim: Claim) -> Claim:
    p, op = claim
    return {">": (-p, ">="), ">=": (-p, ">"), "=": (p, "!="), "!=": (p, "=")}[op]


def _component(piece: _Piece) -> Component:
    return Component(piece.solved, piece.equations)


def _ranges(names: Sequence[str], conditions: Sequence[Condition]) -> dict[str, tuple[Condition, ...]]:
    """Each condition with one of the free variables in it, so that each variable has one, if possible."""
    found: dict[str, list[Condition]] = {n: [] for n in names}
    for c in sorted(conditions, key=lambda c: len(c.symbols & set(names))):
        inside = [n for n in names if n in c.symbols]
        bare = [n for n in inside if not found[n]]
        found[(bare or inside)[-1]].append(c)
    return {n: tuple(cs) for n, cs in found.items()}
