"""Write pieces as equilibria: probabilities as closed forms, what constrains free variables, regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...games.multilinear import Face, reached
from ...solution import Equilibrium
from ...symbolic.condition import Condition, Region
from ...symbolic.deciding import Claim
from ...symbolic.expression import ONE, ZERO, Expression, symbol
from ...symbolic.number_field import NumberField
from ...symbolic.parametric.parametrize import free_names
from ...symbolic.parametric.workbench import Union
from ...symbolic.ring import Poly, simplify
from ...symbolic.surds import plain, simplified
from .branches import Branch, Branches
from .setting import Piece, Setting, negated

Simplify = Callable[[Expression], Expression]
Entry = tuple[Equilibrium, Simplify]
MOST_TERMS = 6  # under a square root; a free variable with an equation reads better than more


class Writer:
    """Writes the pieces of a game."""

    def __init__(self, setting: Setting, game: Any):
        self.setting, self.game = setting, game
        self.branches = Branches(setting, game)

    def entries(self, piece: Piece) -> list[Entry]:
        """Return a piece as Equilibria, each with what writes formulas shortly on it."""
        if piece.point is not None:
            return [self._point_entry(piece)]
        found = self.branches.of(piece, self._needed(piece.claims))
        if found is None:
            return [self._set_entry(piece)]
        if all(b.root and len(b.root.d) <= MOST_TERMS for b in found):
            entries = [self._branch_entry(piece, b) for b in found]
            if all(plain(x) for e, _ in entries for mix in _mixtures(e.strategies) for x in mix.values()):
                return entries
        region = self.branches.united(found)
        return [self._set_entry(piece, region)] if region else []

    def _point_entry(self, piece: Piece) -> Entry:
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
            for _, moves in reached(self.setting.players[i], f)
        )
        e = Equilibrium(self.setting.name(piece.demands.faces), "pure" if pure else "mixed", strategies)
        return e, lambda x: number_field.simplified(x, known)

    def _strategies(
        self, profile: Sequence[Face], share: Callable[[int, int, int], Expression]
    ) -> dict[str, Any]:
        """Strategies in the shape of the game; ``share(player, move, move before)``: its probability."""
        found: dict[str, Any] = {}
        for i, (plans, face) in enumerate(zip(self.setting.players, profile, strict=True)):
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

    def _branch_entry(self, piece: Piece, branch: Branch) -> Entry:
        """A root with a formula: as a point, with a region."""
        assert branch.root is not None
        ring, order = self.setting.ring, list(self.setting.payoffs.parameters)
        at = {ring.symbols[branch.root.i]: branch.root.expression(branch.root.surd)}
        put = self._formulas(piece)

        def nonzero(below: Expression) -> bool:
            zero = Condition(below, "=", ZERO)
            return all(self._never((*d, zero)) for d in branch.region)

        def share(i: int, above: int, below: int) -> Expression:
            w = ring.expression(piece.demands.weights[i, above])
            w = w / ring.expression(piece.demands.weights[i, below]) if below else w
            return simplified(ring.simplified(w.subs(put)).subs(at), order, nonzero)

        strategies = self._strategies(piece.demands.faces, share)
        e = Equilibrium(
            self.setting.name(piece.demands.faces), "mixed", strategies, region=Region(branch.region)
        )
        return e, lambda x: simplified(x, order, nonzero)

    def _never(self, conditions: Sequence[Condition]) -> bool:
        """Whether conditions on the parameters are proved to hold nowhere together."""
        literals = [self.setting.decider.literal(c) for c in conditions]
        return self.setting.decider.possible([(x.poly, x.op) for x in literals], 0.5) is False

    def _set_entry(self, piece: Piece, where: Union | None = None) -> Entry:
        ring, labels = self.setting.ring, self.setting.payoffs.labels
        free = piece.free
        fresh = free_names([*self.game.symbols, *self.game.values])
        names = {labels[i]: symbol(next(fresh)) for i in free}
        order = [*self.setting.payoffs.parameters, *(n.args[0] for n in names.values())]
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
            given = [self.setting.decider.literal(c) for c in where[0]] if where and len(where) == 1 else []
            needed = self._needed(claims, [(x.poly, x.op) for x in given])
            conditions = [self._condition(p, op, names) for p, op in needed]
            unknown = [n.args[0] for n in names.values()]
            region = tuple(c for c in conditions if not c.symbols & set(unknown))
            ranges = _ranges(unknown, [c for c in conditions if c.symbols & set(unknown)])
        moves = [m for i, f in enumerate(piece.demands.faces) for _, m in reached(self.setting.players[i], f)]
        e = Equilibrium(
            name=self.setting.name(piece.demands.faces),
            kind="pure" if all(len(m) == 1 for m in moves) else "mixed",
            strategies=strategies,
            region=Region((region,) if where is None else where),
            free_variables=ranges,
            extreme_points=tuple(corners),
        )
        return e, lambda x: simplify(x, order)

    def _behavior(self, piece: Piece) -> tuple[dict[str, Expression], list[Claim]]:
        """Let free variables after moves of uncertain weight be probabilities: weight = probability * before.

        Returns what to put for each such weight, and the claims so written.
        """
        solved = {i for i, _, _ in piece.solved}
        gens = list(self.setting.ring.context.gens())
        before: dict[str, Poly] = {}
        for i, face in enumerate(piece.demands.faces):
            for choice, moves in reached(self.setting.players[i], face):
                weight = piece.demands.weights[i, choice.before]
                own = [self.setting.payoffs.variable[i, s] for s in moves[:-1]]
                certain = weight.is_constant() or any(weight.degrees()[k] for k in solved)
                if certain or not own or solved & set(own):
                    continue
                weight = weight.compose(*gens)
                for k in own:
                    gens[k] = gens[k] * weight
                for s in moves:
                    q = self.setting.put_in(piece.demands.weights[i, s], piece.component, piece.demands, True)
                    before[str(q)] = weight
        if not before:
            return {}, piece.claims
        claims: list[Claim] = []
        for p, op in piece.claims:
            q = p.compose(*gens)
            claims.append((q / before[str(p)] if op == ">=" and str(p) in before else q, op))
        labels = self.setting.payoffs.labels
        changed = {
            n: self.setting.ring.expression(gens[k])
            for k, n in enumerate(labels)
            if len(gens[k]) > 1 or gens[k].total_degree() > 1
        }
        return changed, claims

    def _needed(self, claims: Sequence[Claim], given: Sequence[Claim] = ()) -> list[Claim]:
        """The claims that the others, and what is given, do not imply; complicated ones go first."""
        turned = [(-p if op in "!=" and p.leading_coefficient() < 0 else p, op) for p, op in claims]
        chosen = list({(str(p), op): (p, op) for p, op in turned}.values())
        for claim in sorted(chosen, key=lambda c: (c[0].total_degree(), len(c[0])), reverse=True):
            rest = [c for c in chosen if c is not claim]
            if self.setting.decider.possible([*given, *rest, negated(claim)], 0.5) is False:
                chosen = rest
        return chosen

    def _condition(self, p: Poly, op: str, names: Mapping[str, Expression]) -> Condition:
        """p op 0 with the terms that are subtracted on the other side; a bound of one symbol as such."""
        if p.total_degree() == 1 and len(self.setting.ring.variables(p)) == 1:
            (i,) = self.setting.ring.variables(p)
            slope = int(p.derivative(i).leading_coefficient())
            x = self.setting.ring.expression(self.setting.generator(i)).subs(names)
            edge = (self.setting.ring.expression(slope * self.setting.generator(i) - p)) / slope
            turned = {">": "<", ">=": "<="}
            return Condition(x, turned.get(op, op) if slope < 0 else op, edge)
        left, right = self.setting.ring.zero, self.setting.ring.zero
        for monomial, c in zip(p.monoms(), p.coeffs(), strict=True):
            term = self.setting.ring.context.from_dict({monomial: abs(int(c))})
            left, right = (left + term, right) if c > 0 else (left, right + term)
        lhs, rhs = (self.setting.ring.expression(q).subs(names) for q in (left, right))
        if lhs.is_number and op in (">", ">="):
            return Condition(rhs, {">": "<", ">=": "<="}[op], lhs)
        return Condition(lhs, op, rhs)

    def _corner(self, piece: Piece, i: int, number_field: NumberField) -> dict[str, Any]:
        """The strategies at an end of an interval, where some moves may have no weight."""
        put = self._formulas(piece)
        at = {i: number_field.generator}
        weights: dict[tuple[int, int], Any] = {}
        for key, p in piece.demands.weights.items():
            q = self.setting.ring.quotient(self.setting.ring.expression(p).subs(put))
            below = number_field.inverse(number_field.value(q.den, at))
            weights[key] = number_field.reduced(number_field.value(q.num, at) * below)

        def share(player: int, above: int, before: int) -> Expression:
            return number_field.expression(
                weights[player, above] * number_field.inverse(weights[player, before])
            )

        profile = [frozenset(s for s in f if weights[k, s] != 0) for k, f in enumerate(piece.demands.faces)]
        return self._strategies(profile, share)

    def _formulas(self, piece: Piece) -> dict[str, Expression]:
        """The solved unknowns as rational functions of the free ones and the parameters."""
        put: dict[str, Expression] = {}
        for i, num, den in reversed(piece.solved):
            quotient = self.setting.ring.expression(num) / self.setting.ring.expression(den)
            put[self.setting.ring.symbols[i]] = self.setting.ring.simplified(quotient.subs(put))
        return put


def _mixtures(table: Any) -> list[dict[str, Expression]]:
    """The mixtures in a player's or a profile's strategies."""
    if table and all(isinstance(x, Expression) for x in table.values()):
        return [table]
    return [mix for part in table.values() if part for mix in _mixtures(part)]


def _ranges(names: Sequence[str], conditions: Sequence[Condition]) -> dict[str, tuple[Condition, ...]]:
    """Each condition with one of the free variables in it, so that each variable has one, if possible."""
    found: dict[str, list[Condition]] = {n: [] for n in names}
    for c in sorted(conditions, key=lambda c: len(c.symbols & set(names))):
        inside = [n for n in names if n in c.symbols]
        bare = [n for n in inside if not found[n]]
        found[(bare or inside)[-1]].append(c)
    return {n: tuple(cs) for n, cs in found.items()}
