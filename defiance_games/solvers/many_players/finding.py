"""Find the parts of K(F) for every profile of faces: points, intervals, and sets that conditions describe."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from ...games.multilinear import Demands, Face, dimension, faces, number_of_faces, reached
from ...symbolic.deciding import Claim
from ...symbolic.elimination import AlgebraicPoint, Component, Elimination, Unsettled
from ...symbolic.factors import factored
from ...symbolic.intervals import where
from ...symbolic.number_field import NumberField
from ...symbolic.ring import Poly
from .setting import Piece, Setting

MOST_FACES = 20_000  # of one player
MOST_SPLITS = 3  # of one component, one after the other
MOST_DEGREE = 24  # of a resultant


class Finder:
    """Finds pieces; supports that it cannot settle are named in ``undecided``."""

    def __init__(self, setting: Setting, undecided: list[str]):
        self.setting, self.undecided = setting, undecided

    def profiles(self) -> Iterator[tuple[Face, ...]]:
        """Every profile of faces, those of low dimension first; pure ones only where there are too many."""
        tables: list[dict[int, list[Face]]] = []
        for plans in self.setting.players:
            table: dict[int, list[Face]] = {}
            if number_of_faces(plans) > MOST_FACES:
                self.undecided.append(f"mixed equilibria in which {plans.player} uses more than one plan")
                table[0] = [frozenset(p) for p in plans.plans]
            else:
                for face in faces(plans):
                    table.setdefault(dimension(plans, face), []).append(face)
            tables.append(table)
        shapes = sorted(itertools.product(*tables), key=lambda d: (sum(d), max(d), d))
        for shape in shapes:
            for profile in itertools.product(*(t[d] for t, d in zip(tables, shape, strict=True))):
                self.setting.check_time()
                yield profile

    # -- one profile of faces -------------------------------------------------------------------
    def pieces(self, profile: tuple[Face, ...]) -> list[Piece]:
        """Return the parts of K(F) in which all of F has weight."""
        demands = self.setting.payoffs.demands(profile)
        if demands is None:
            return []
        try:
            return self._solved(demands, demands.equations)
        except (Unsettled, ArithmeticError):
            self.undecided.append(f"equilibria on the support {self.setting.name(profile)}")
            return []

    def _solved(
        self, demands: Demands, equations: Sequence[Poly], tight: frozenset[int] = frozenset()
    ) -> list[Piece]:
        """The pieces that solve the equations; ``tight``: the deviations that are among these."""
        parameters = range(self.setting.count, len(self.setting.ring.names))
        elimination = Elimination(
            demands.unknowns, demands.definite, self.setting.check_time, parameters=parameters
        )
        found: list[Piece] = []
        for component in elimination.components(equations):
            for part in self._split(elimination, component):
                found += self._finished(demands, elimination, part, tight)
        return found

    def _split(self, elimination: Elimination, component: Component, depth: int = 0) -> Iterator[Component]:
        """Split a component where what follows from two of its equations has factors, as by symmetry."""
        follows = None if self.setting.numeric or depth == MOST_SPLITS else self._consequence(component)
        if follows is None:
            yield component
            return
        for part in elimination.components([*component.equations, follows]):
            whole = Component((*component.solved, *part.solved), part.equations)
            yield from self._split(elimination, whole, depth + 1)

    def _consequence(self, component: Component) -> Poly | None:
        """A difference or a resultant of two equations that has factors, all of them new."""
        known = {str(s * e) for e in component.equations for s in (1, -1)}
        for p, q in itertools.combinations(component.equations, 2):
            if p == q:
                continue
            shared = [i for i in range(self.setting.count) if p.degrees()[i] and q.degrees()[i]]
            small = p.total_degree() * q.total_degree() <= MOST_DEGREE
            for r in (p - q, *(p.resultant(q, i) for i in shared if small)):
                parts = [] if r == 0 or r.is_constant() else factored(r)[1]
                if len(parts) > 1 and not any(str(f) in known for f, _ in parts):
                    return r
        return None

    def _finished(
        self, demands: Demands, elimination: Elimination, component: Component, tight: frozenset[int]
    ) -> list[Piece]:
        solved = {i for i, _, _ in component.solved}
        left = [i for i in demands.unknowns if i not in solved]
        used = [i for i in left if any(e.degrees()[i] for e in component.equations)]
        if self.setting.numeric and len(component.equations) >= len(used):
            if used == left:
                points = elimination.points(component)
                return [Piece(demands, p) for p in points if self._holds(demands, p)]
            try:
                among = Elimination(used, elimination.sign, self.setting.check_time)
                points = among.points(Component((), component.equations))
                if not any(_defined(component, p) for p in points):
                    return []
            except Unsettled:
                pass
        if self.setting.numeric and len(left) == 1:
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
                q = self.setting.put_in(p, component, demands, bound=k == 0)
                sign = demands.definite(q)
                if sign == -1 or (k == 0 and q == 0):
                    return None
                if not (sign == 1 and k) and not q.is_constant() and not any(q == r for r in found[k]):
                    found[k].append(q)
        return found[0], found[1]

    def _on_line(self, demands: Demands, component: Component, i: int) -> list[Piece]:
        """One unknown is left and nothing binds it but inequalities: intervals, and single points."""
        constraints = self._constraints(demands, component)
        if constraints is None:
            return []
        positive, nonnegative = ([self._univariate(p, i) for p in polys] for polys in constraints)
        found = where(positive, nonnegative)
        pieces = []
        equalities = tuple(den * self.setting.generator(k) - num for k, num, den in component.solved)
        for ends in found.intervals:
            claims: list[Claim] = [(p, ">=") for polys in constraints for p in polys]
            pieces.append(Piece(demands, None, component.solved, equalities, (), ends, claims))
        for root in found.points:
            number_field = NumberField(*root)
            values = {i: number_field.generator}
            try:
                for k, num, den in reversed(component.solved):
                    below = number_field.inverse(number_field.value(den, values))
                    values[k] = number_field.reduced(number_field.value(num, values) * below)
            except ZeroDivisionError:
                continue
            pieces.append(Piece(demands, AlgebraicPoint(number_field, values)))
        return pieces

    @staticmethod
    def _univariate(p: Poly, i: int) -> list[int]:
        coefficients = [0] * (int(p.degrees()[i]) + 1)
        for monomial, c in zip(p.monoms(), p.coeffs(), strict=True):
            coefficients[int(monomial[i])] = int(c)
        return coefficients

    def _implicit(self, demands: Demands, component: Component, tight: frozenset[int]) -> list[Piece]:
        """A set of several free variables, or with parameters: what constrains them."""
        constraints = self._constraints(demands, component)
        if constraints is None:
            return []
        positive, nonnegative = constraints
        inside = [*self._ties(demands, component), *((p, ">=") for p in nonnegative)]
        inside += [(p, ">") for p in positive]
        inside += [(self.setting.put_in(den, component, demands), "!=") for _, _, den in component.solved]
        free = self.setting.numeric and not (component.solved or component.equations or nonnegative)
        possible = free or self.setting.decider.possible(inside, 10, confirm=True)
        if possible is False:
            return []
        if possible is None:
            self.undecided.append(
                f"whether there are equilibria on the support {self.setting.name(demands.faces)}"
            )
        equalities = (
            *(den * self.setting.generator(k) - num for k, num, den in component.solved),
            *component.equations,
        )
        for k, deviation in enumerate(demands.deviations):
            p = self.setting.put_in(deviation, component, demands)
            if k in tight or p not in nonnegative:
                continue
            if self.setting.decider.possible([*inside, (p, ">")], confirm=True) is False:
                return self._solved(demands, [*equalities, p], tight | {k})
        if not self._is_branch(demands, component):
            component = self._without_poles(demands, component)
        positive, nonnegative = self._constraints(demands, component) or ([], [])
        closed = [*self._ties(demands, component), *((p, ">=") for p in (*positive, *nonnegative))]
        for _, _, den in component.solved:
            below = self.setting.put_in(den, component, demands, bound=True)
            if (
                not below.is_constant()
                and self.setting.decider.possible([*closed, (below, "=")]) is not False
            ):
                closed.append((below, "!="))
        closed += [
            (self.setting.put_in(p, component, demands), ">") for p in self._divisors(demands, component)
        ]
        return [Piece(demands, None, component.solved, equalities, component.equations, None, closed)]

    def _is_branch(self, demands: Demands, component: Component) -> bool:
        """Whether one equation ties the one unknown left; zeros of denominators are other components."""
        solved = {i for i, _, _ in component.solved}
        left = [i for i in demands.unknowns if i not in solved]
        return len(left) == 1 and sum(e.degrees()[left[0]] > 0 for e in component.equations) == 1

    def _divisors(self, demands: Demands, component: Component) -> Iterator[Poly]:
        """The weights of moves by which behavior after them is found: where they are not free variables."""
        solved = {i for i, _, _ in component.solved}
        for i, face in enumerate(demands.faces):
            for choice, moves in reached(self.setting.players[i], face):
                weight = demands.weights[i, choice.before]
                own = {self.setting.payoffs.variable[i, s] for s in moves[:-1]}
                if own and not weight.is_constant():
                    if own & solved or any(weight.degrees()[k] for k in solved):
                        yield weight

    def _ties(self, demands: Demands, component: Component) -> list[Claim]:
        """The equations that are left, and those that tie parameters."""
        solved = [
            den * self.setting.generator(i) - num
            for i, num, den in component.solved
            if i >= self.setting.count
        ]
        return [(e, "=") for e in (*component.equations, *solved)]

    def _without_poles(self, demands: Demands, component: Component) -> Component:
        """Leave an unknown unsolved where its denominator can vanish for some values of the unknowns."""
        kept: list[tuple[int, Poly, Poly]] = []
        equations = list(component.equations)
        closed: list[Claim] = [(p, ">=") for p in (*demands.weights.values(), *demands.deviations)]
        closed += [(e, "=") for e in component.equations]
        closed += [(den * self.setting.generator(i) - num, "=") for i, num, den in component.solved]
        for i, num, den in reversed(component.solved):
            below = Component(tuple(kept), ())
            pole = any(d for d in den.degrees()[: self.setting.count]) and not demands.definite(den)
            if pole and self.setting.decider.possible([*closed, (den, "=")]) is not False:
                equations.append(self.setting.put_in(den * self.setting.generator(i) - num, below, demands))
            else:
                kept.insert(0, (i, num, den))
        opened = Component(tuple(kept), tuple(equations))
        if len(kept) < len(component.solved):  # where a denominator is zero the equations say more
            more = (self.setting.put_in(e, opened, demands) for e in demands.equations)
            opened = Component(tuple(kept), (*equations, *(e for e in more if e != 0)))
        return opened


def _defined(component: Component, point: AlgebraicPoint) -> bool:
    """Whether no denominator in the unknowns of a point vanishes there."""
    for _, _, den in component.solved:
        if all(not d or i in point.values for i, d in enumerate(den.degrees())):
            if point.field.reduced(point.field.value(den, point.values)) == 0:
                return False
    return True
