"""Write pieces as entries: strategies, beliefs and belief sets, and the ranges of free variables."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...solution import Equilibrium
from ...symbolic.condition import Condition
from ...symbolic.expression import ONE, ZERO, Expression, add, symbol
from ...symbolic.parametric.parametrize import Parametrizer, free_names
from ...symbolic.parametric.polytope import Polytope
from ...symbolic.parametric.search import Signs
from ...symbolic.parametric.signs import ANY, NEG, POS, ZERO_
from ...symbolic.ring import Quotient
from .pieces import Piece, Pieces, Row
from .roots import Root, roots_of
from .supports import View

Belief = dict[int, Quotient]
Simplify = Callable[[Expression], Expression]
Conjunction = tuple[Condition, ...]


@dataclass(frozen=True)
class Written:
    """A part of a piece with one belief stated at each information set where they are free."""

    piece: Piece
    cells: tuple[Signs, ...]
    members: Mapping[int, Belief]


class Entries:
    """Writes the pieces of one search."""

    def __init__(self, pieces: Pieces):
        self.pieces = pieces
        self.game, self.search, self.system = pieces.game, pieces.search, pieces.system
        self.ring, self.math = pieces.ring, pieces.math

    def of(self, found: Sequence[Piece]) -> Iterator[tuple[Equilibrium, Simplify]]:
        """Yield the entries; pieces that read the same are one entry on the union of their regions."""
        groups: dict[tuple[Any, ...], list[tuple[Equilibrium, list[Signs]]]] = {}
        for piece in found:
            roots = roots_of(self.pieces, piece)
            for part in self._with_members(piece):
                for root in roots or ():
                    yield self._entry(part, root), root.simplified
                if roots is None:
                    e, cells = self._entry(part), list(part.cells)
                    key = (str(e.strategies), str(e.beliefs), str(e.belief_sets), str(e.free_variables))
                    groups.setdefault(key, []).append((e, cells))
        for same in groups.values():
            cells = self.search.short([d for _, some in same for d in some])
            e = replace(same[0][0], region=self.search.region(cells))
            yield e, Parametrizer(self.search, cells).simplified

    # -- beliefs that are free --------------------------------------------------------------------
    def _with_members(self, piece: Piece) -> Iterator[Written]:
        """Divide a piece as little as possible so that one stated belief a set serves throughout."""
        parts = [Written(piece, tuple(piece.cells), {})]
        for s, (view, rows) in piece.free.items():
            parts = [
                Written(piece, tuple(cells), {**old.members, s: belief})
                for old in parts
                for cells, belief in self._members(piece, list(old.cells), view, rows)
            ]
        yield from parts

    def _members(
        self, piece: Piece, cells: list[Signs], view: View, rows: list[Row]
    ) -> Iterator[tuple[list[Signs], Belief]]:
        inside = [self._both(piece.part.signs, d) for d in cells]
        unit = [{x: self.math.one} for x in view.nodes]
        for belief in unit:
            if self._serves(inside, belief, rows):
                yield cells, belief
                return
        corners: list[tuple[Signs, list[Belief]]] = []
        for d in inside:
            for cell, p in self.search.explorer(
                lambda case: self.pieces.supports.beliefs(case, piece.part, view, rows), self._cell(d)
            ):
                corners.append((cell.signs, [self._belief(view, v.coordinates) for v in p.vertices]))
        for _, vertices in corners:
            for belief in vertices:
                if self._serves(inside, belief, rows):
                    yield cells, belief
                    return
        for signs, vertices in corners:
            yield [self._on_parameters(signs)], vertices[0]

    @staticmethod
    def _cell(signs: Signs) -> Any:
        from ...symbolic.parametric.oracle import Cell

        return Cell(signs)

    def _belief(self, view: View, coordinates: Sequence[Any]) -> Belief:
        entries = {
            x: self.ring.constant(c) if isinstance(c, int) else c
            for x, c in zip(view.nodes, coordinates, strict=True)
        }
        total = sum(entries.values(), self.ring.zero)
        return {x: self.ring.reduced(c, total) for x, c in entries.items() if c != 0}

    def _serves(self, cells: Sequence[Signs], belief: Belief, rows: Sequence[Row]) -> bool:
        """Whether everything used is best to a belief, wherever the signs hold."""
        for d in cells:
            for q in belief.values():
                if self.system.possible(d, q) & NEG:
                    return False
            for form, equality in rows:
                total = self.math.zero
                for x, q in belief.items():
                    total = self.math.plus(total, self.math.times(q, form[x]))
                if self.system.possible(d, total) & (NEG | POS if equality else NEG):
                    return False
        return True

    def _both(self, a: Signs, b: Signs) -> Signs:
        return {i: a.get(i, ANY) & b.get(i, ANY) for i in {**a, **b}}

    def _on_parameters(self, signs: Signs) -> Signs:
        return {i: m for i, m in signs.items() if not self.pieces.has_unknown(i)}

    # -- writing ----------------------------------------------------------------------------------
    def _entry(self, written: Written, root: Root | None = None) -> Equilibrium:
        piece, game = written.piece, self.game
        names = free_names([*game.symbols, *game.values])
        tools = Parametrizer(
            self.search, [self._both(piece.part.signs, d) for d in written.cells] or [piece.part.signs]
        )
        called = {self.system.unknowns[i]: symbol(next(names)) for i in piece.owners}
        if root is not None:
            called = {self.system.unknowns[i]: root.field.expression(x) for i, x in root.at.items()}

        def formula(q: Quotient) -> Expression:
            if root is not None:
                return root.formula(q)
            return tools.formula(q).subs(called) if called else tools.formula(q)

        strategies = self._strategies(piece, formula)
        beliefs: dict[str, dict[str, Expression]] = {}
        for s, name in game.belief_names.items():
            there = piece.beliefs[s] if s in piece.beliefs else written.members[s]
            zero = self.math.zero
            nodes = game.information_sets[s].nodes
            beliefs[name] = {game.name_of(x): formula(there.get(x, zero)) for x in nodes}
        ranges = {} if root is not None else self._ranges(piece, tools, called)
        return Equilibrium(
            name=self._name(piece),
            kind="pure" if all(_is_pure(mix) for mix in piece.mixes.values()) else "mixed",
            strategies=strategies,
            beliefs=beliefs,
            belief_sets=self._belief_sets(piece, tools, called),
            free_variables=ranges,
            extreme_points=self._extreme_points(piece, strategies, ranges, tools),
        )

    def _strategies(self, piece: Piece, formula: Any) -> dict[str, dict[str, dict[str, Expression]]]:
        found: dict[str, dict[str, dict[str, Expression]]] = {player: {} for player in self.game.players}
        for s, mix in piece.mixes.items():
            here = self.game.information_sets[s]
            values = dict(zip(here.actions, map(formula, mix), strict=True))
            found[self.game.players[here.player]][here.label] = values
        return found

    def _name(self, piece: Piece) -> str:
        """What is used at the information sets that are reached."""
        used = {s: [a for a, p in enumerate(mix) if p.num != 0] for s, mix in piece.mixes.items()}
        reached, stack = set(), [0]
        while stack:
            n = self.game.nodes[stack.pop()]
            if n.information_set >= 0:
                reached.add(n.information_set)
                stack += [n.children[a] for a in used.get(n.information_set, range(len(n.children)))]
        words = []
        for s in sorted(reached & used.keys()):
            labels = [self.game.information_sets[s].actions[a] for a in used[s]]
            words.append(labels[0] if len(labels) == 1 else "{" + ", ".join(labels) + "}")
        return ", ".join(words)

    # -- ranges -----------------------------------------------------------------------------------
    def _ranges(
        self, piece: Piece, tools: Parametrizer, called: Mapping[str, Expression]
    ) -> dict[str, Conjunction]:
        """The conditions on each free variable; a condition on several is put with the last of them."""
        asked: dict[int, dict[int, int]] = {i: {} for i in piece.owners}
        for index, mask in self.search.short([piece.part.signs])[0].items():
            within = [i for i in piece.owners if self.pieces.has(index, i)]
            if within:
                asked[within[-1]][index] = mask
        found = {}
        for i, literals in asked.items():
            x = called[self.system.unknowns[i]]
            low: list[tuple[Quotient, bool]] = []
            high: list[tuple[Quotient, bool]] = []
            rest: list[Condition] = []
            strict = not piece.closed
            for index, mask in literals.items():
                pair = self.system.coefficients(self.ring.factors[index], i)
                sign = tools.sign(Quotient(pair[1], self.ring.one)) if len(pair) == 2 else None
                others = [j for j in piece.owners if j != i and self.pieces.has(index, j)]
                if sign in (1, -1) and mask not in (ZERO_, NEG | POS) and not others:
                    edge = self.ring.reduced(-pair[0], pair[1])
                    (low if (sign == 1) == (mask & POS > 0) else high).append((edge, not mask & ZERO_))
                else:
                    rest.append(self.search.oracle.condition((index, mask)).subs(called))
            low.append((self.math.zero, strict))
            high.append((self.math.one, strict))
            low, high = self._binding(low, tools, 1), self._binding(high, tools, -1)
            conditions = [Condition(x, ">" if s else ">=", tools.formula(q)) for q, s in low]
            conditions += [Condition(x, "<" if s else "<=", tools.formula(q)) for q, s in high]
            found[str(x)] = (*conditions, *rest)
        return found

    def _binding(
        self, bounds: list[tuple[Quotient, bool]], tools: Parametrizer, direction: int
    ) -> list[tuple[Quotient, bool]]:
        """Drop the bounds that another one makes redundant on the whole region."""
        kept: list[tuple[Quotient, bool]] = []
        for k, (q, strict) in enumerate(bounds):
            redundant = False
            for r, too in kept + bounds[k + 1 :]:
                gap = self.math.minus(r, q) if direction > 0 else self.math.minus(q, r)
                sign = tools.sign(gap)
                redundant |= sign == 1 or (tools.nonnegative(gap) and (too or not strict))
            if not redundant:
                kept.append((q, strict))
        return kept

    def _extreme_points(
        self, piece: Piece, strategies: dict[str, Any], ranges: Mapping[str, Conjunction], tools: Parametrizer
    ) -> tuple[dict[str, Any], ...]:
        """The corners, where each free variable has two bounds of its own that name no other."""
        if not ranges or len(ranges) > 4:
            return ()
        ends = []
        for name, conditions in ranges.items():
            bare = all(c.lhs == symbol(name) and not c.rhs.symbols & ranges.keys() for c in conditions)
            if not bare or sorted(c.op for c in conditions) != ["<=", ">="]:
                return ()
            ends.append([(name, c.rhs) for c in conditions])
        points = []
        for corner in itertools.product(*ends):
            points.append(_mapped(strategies, dict(corner), tools))
        unique = [p for k, p in enumerate(points) if p not in points[:k]]
        return tuple(unique) if len(unique) > 1 else ()

    # -- belief sets ------------------------------------------------------------------------------
    def _belief_sets(
        self, piece: Piece, tools: Parametrizer, called: Mapping[str, Expression]
    ) -> dict[str, tuple[Conjunction, ...]]:
        """The serving beliefs where they are not one point: of the piece, and of those put into it."""
        found = {}
        for s, (view, rows) in piece.free.items():
            alternatives: list[Conjunction] = []
            own = [a for a, p in enumerate(piece.mixes[s]) if p.num != 0]
            for other in piece.absorbed:
                mine = [a for a, p in enumerate(other.mixes[s]) if p.num != 0]
                if len(mine) < len(own):
                    renamed = {
                        self.system.unknowns[i]: self._value(piece, owner)
                        for i, owner in other.owners.items()
                    }
                    there, its = other.free[s]
                    alternatives += self._conjunction(s, there, self._renamed(its, renamed), tools, called)
            if not alternatives and self._single(piece, tools, view, rows):
                continue
            if not alternatives or self._depends(rows):
                alternatives = [*self._conjunction(s, view, rows, tools, called), *alternatives]
            found[self.game.belief_names[s]] = _united(list(dict.fromkeys(alternatives)))
        return found

    def _value(self, piece: Piece, owner: tuple[int, int]) -> Expression:
        s, a = owner
        q = piece.mixes[s][a] if s >= 0 else self.pieces.belief(piece, a)
        return self.ring.formula(q)

    def _renamed(self, rows: list[Row], values: Mapping[str, Expression]) -> list[Row]:
        if not values:
            return rows
        return [
            ({x: self.ring.quotient(self.ring.formula(q).subs(values)) for x, q in form.items()}, e)
            for form, e in rows
        ]

    def _depends(self, rows: Sequence[Row]) -> bool:
        """Whether what a belief is worth depends on free variables."""
        unknown = self.system.unknowns.keys()
        return any(self.ring.variables(q.num) & unknown for form, _ in rows for q in form.values())

    def _single(self, piece: Piece, tools: Parametrizer, view: View, rows: list[Row]) -> bool:
        """Whether there is one serving belief only."""
        counts = set()
        for d in tools.cells:
            for _, p in self.search.explorer(
                lambda case: self.pieces.supports.beliefs(case, piece.part, view, rows), self._cell(d)
            ):
                counts.add(self._is_point(p))
        return counts == {True}

    @staticmethod
    def _is_point(p: Polytope) -> bool:
        return len(p.vertices) == 1

    def _conjunction(
        self, s: int, view: View, rows: list[Row], tools: Parametrizer, called: Mapping[str, Expression]
    ) -> list[Conjunction]:
        """The linear conditions on the beliefs at an information set."""
        nodes = self.game.information_sets[s].nodes
        mu = {x: symbol(self.game.belief_symbol(x)) for x in nodes}
        never = [Condition(mu[x], "=", ZERO) for x in nodes if x not in view.nodes]
        whole = Condition(add(*mu.values()), "=", ONE)
        if len(view.nodes) == 2:
            return [(*self._interval(view, rows, tools, called, mu), *never, whole)]
        conditions = [Condition(mu[x], ">=", ZERO) for x in view.nodes]
        for form, equality in rows:
            scaled = self.pieces.supports.row([form[x] for x in view.nodes])
            terms = [self.ring.expression(c).subs(called) * mu[x] for x, c in zip(view.nodes, scaled)]
            lhs = add(*(t for t in terms if t != ZERO))
            if lhs.symbols & {str(m) for m in mu.values()}:
                conditions.append(Condition(lhs, "=" if equality else ">=", ZERO))
        return [(*conditions, *never, whole)]

    def _interval(
        self,
        view: View,
        rows: list[Row],
        tools: Parametrizer,
        called: Mapping[str, Expression],
        mu: Mapping[int, Expression],
    ) -> list[Condition]:
        """Two nodes: bounds on the probability of the first."""
        first, second = view.nodes
        low, high = [(self.math.zero, False)], [(self.math.one, False)]
        other: list[Condition] = []
        for form, equality in rows:
            slope = self.math.minus(form[first], form[second])
            sign = tools.sign(slope)
            if sign == 0:
                continue
            if sign is None:
                if not equality and tools.nonnegative(form[first]) and tools.nonnegative(form[second]):
                    continue  # holds for every belief
                a, b = self.pieces.supports.row([form[first], form[second]])
                lhs = add(
                    self.ring.expression(a).subs(called) * mu[first],
                    self.ring.expression(b).subs(called) * mu[second],
                )
                other.append(Condition(lhs, "=" if equality else ">=", ZERO))
                continue
            edge = self.math.over(Quotient(-form[second].num, form[second].den), slope)
            if sign > 0 or equality:
                low.append((edge, False))
            if sign < 0 or equality:
                high.append((edge, False))
        low, high = self._binding(low, tools, 1), self._binding(high, tools, -1)

        def formula(q: Quotient) -> Expression:
            return tools.formula(q).subs(called)

        return [
            *(Condition(mu[first], ">=", formula(q)) for q, _ in low),
            *(Condition(mu[first], "<=", formula(q)) for q, _ in high),
            *other,
        ]


def _united(pieces: list[Conjunction]) -> tuple[Conjunction, ...]:
    """Join intervals that meet: [0, a] and [a, 1] are [0, 1]."""
    for a, b in itertools.permutations(pieces, 2):
        tops = [c for c in a if c.op == "<="]
        bottoms = [c for c in b if c.op == ">="]
        if len(tops) == len(bottoms) == 1 and len(a) == len(b) and tops[0].rhs == bottoms[0].rhs:
            joined = (*(c for c in a if c.op == ">="), *(c for c in b if c.op != ">="))
            return _united([joined, *(p for p in pieces if p not in (a, b))])
    return tuple(pieces)


def _is_pure(mix: Sequence[Quotient]) -> bool:
    return sum(p.num != 0 for p in mix) == 1


def _mapped(
    strategies: Mapping[str, Any], at: Mapping[str, Expression], tools: Parametrizer
) -> dict[str, Any]:
    def change(e: Expression) -> Expression:
        return tools.simplified(e.subs(at)) if e.symbols else e

    return {
        player: {s: {a: change(e) for a, e in mix.items()} for s, mix in sets.items()}
        for player, sets in strategies.items()
    }
