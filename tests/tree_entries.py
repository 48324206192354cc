"""Games and entries of ``defiance_games`` in the shapes of the referee for trees, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from agreement import free_corners
from referee import Piece, extreme
from referee import tree as by_definition
from referee.realization import weights
from referee.symbolic_trees import SymbolicTree
from referee.tree import Profile, Tree

from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.tree import Branch, chance, end, move
from defiance_games.solution import Equilibrium
from defiance_games.symbolic.condition import Condition
from defiance_games.symbolic.expression import Expression, as_expression, symbol
from defiance_games.symbolic.smt import satisfy

CLOSE = 1e-9  # allowed to irrational equilibria, which are checked in floating point
Point = Mapping[str, Fraction]
TreeOrTable = ExtensiveForm | NormalForm


def tree_game(tree: Tree | SymbolicTree) -> ExtensiveForm:
    """Return the referee's tree as a game: players P1, P2; information sets h1, h2; actions a1, a2."""
    if isinstance(tree, SymbolicTree):
        declared = {name: {"domain": domain} for name, domain in tree.domains.items()}
        return _game(tree.tree, declared)
    return _game(tree, {})


def _game(tree: Tree, parameters: dict[str, Any]) -> ExtensiveForm:
    def leaf(x: Any) -> Expression:
        return as_expression(x if isinstance(x, Fraction) else str(x))

    def branch(here: Tree) -> Branch:
        if isinstance(here, by_definition.End):
            return end(*map(leaf, here.payoffs))
        below = {f"a{k + 1}": branch(after) for k, after in enumerate(here.after)}
        if isinstance(here, by_definition.Move):
            return move(f"P{here.player + 1}", below, at=f"h{here.at}")
        outcomes = zip(here.probabilities, below.items(), strict=True)
        return chance({name: (leaf(p), after) for p, (name, after) in outcomes})

    names = [f"P{i + 1}" for i in range(by_definition.players(tree))]
    return ExtensiveForm.build(players=names, tree=branch(tree), title="tree", parameters=parameters)


def tree_of(game: TreeOrTable) -> Tree:
    """Return a game with numbers as the referee's tree; in a table they move one by one, unseen."""
    if isinstance(game, NormalForm):
        return _table(game, ())
    built: dict[int, Tree] = {}
    for k in range(len(game.nodes) - 1, -1, -1):
        n = game.nodes[k]
        if n.information_set < 0:
            built[k] = by_definition.End(tuple(u.value for u in game.payoffs[k]))
            continue
        s, after = game.information_sets[n.information_set], tuple(built[c] for c in n.children)
        if s.player < 0:
            built[k] = by_definition.Chance(tuple(p.value for p in s.probabilities), after)
        else:
            built[k] = by_definition.Move(s.player, n.information_set, after)
    return built[0]


def _table(game: NormalForm, made: tuple[int, ...]) -> Tree:
    if len(made) == len(game.players):
        return by_definition.End(tuple(u.value for u in game.payoffs[made]))
    actions = range(len(game.strategies[len(made)]))
    return by_definition.Move(len(made), len(made), tuple(_table(game, (*made, a)) for a in actions))


def labels(game: TreeOrTable, tree: Tree) -> dict[int, tuple[str, str, tuple[str, ...]]]:
    """Return for each information set of the tree its player, its label ("" in a table) and its actions."""
    if isinstance(game, NormalForm):
        both = zip(game.players, game.strategies, strict=True)
        return {i: (player, "", actions) for i, (player, actions) in enumerate(both)}
    named = {
        tuple(branch for _, branch in game.path(s.nodes[0])): (game.players[s.player], s.label, s.actions)
        for s in game.information_sets
        if s.player >= 0
    }
    return {k: named[s.nodes[0]] for k, s in by_definition.sets(tree).items()}


def specialized(e: Equilibrium, at: Point) -> Equilibrium:
    """Return an entry at values of the parameters."""

    def each(x: Any) -> Any:
        if isinstance(x, Mapping):
            return {k: each(v) for k, v in x.items()}
        if isinstance(x, tuple):
            return tuple(map(each, x))
        return x.subs(at) if isinstance(x, (Expression, Condition)) else x

    if not at:
        return e
    names = ("strategies", "free_variables", "extreme_points", "beliefs", "belief_sets")
    return replace(e, **{name: each(getattr(e, name)) for name in names})


class Entry:
    """An entry of a solution, in the referee's shapes."""

    def __init__(self, game: TreeOrTable, tree: Tree, equilibrium: Equilibrium):
        self.game, self.tree, self.equilibrium, self.name = game, tree, equilibrium, equilibrium.name
        self.labels = labels(game, tree)
        self.leaves = self._leaves(equilibrium.strategies)
        self.ranges = list(dict.fromkeys(c for cs in equilibrium.free_variables.values() for c in cs))

    def _leaves(self, strategies: Any) -> dict[int, list[Expression] | None]:
        found: dict[int, list[Expression] | None] = {}
        for k, (player, label, actions) in self.labels.items():
            mixture = strategies[player][label] if label else strategies[player]
            assert mixture is None or set(mixture) == set(actions), f"actions {mixture}"
            found[k] = None if mixture is None else [mixture[a] for a in actions]
        return found

    def at(self, point: Point, leaves: Any = None) -> Profile:
        """Return the profile at values of the free variables."""
        return {
            k: None if mix is None else tuple(x.evaluate(point) for x in mix)
            for k, mix in (leaves or self.leaves).items()
        }

    def ends(self) -> list[Profile]:
        """Return its extreme points, or the one point that it is."""
        listed = [self.at({}, self._leaves(s)) for s in self.equilibrium.extreme_points]
        return listed or ([] if self.equilibrium.free_variables else [self.at({})])

    def points(self, random: Random, count: int = 6) -> list[dict[str, Fraction]]:
        """Return values of the free variables: inside, at random, at corners."""
        names = list(self.equilibrium.free_variables)
        if not names:
            return [{}]
        try:
            corners = free_corners(self.equilibrium, {})
        except (AssertionError, KeyError):
            return [p for p in (self._curved(names, random, k % 3 > 0) for k in range(2 * count)) if p]
        shares = [[random.choice((0, 1, 1, 4)) for _ in corners] for _ in range(count)]
        inside = [_combination(corners, w) for w in ([1] * len(corners), *shares) if sum(w)]
        return inside + corners[:64]

    def _curved(self, names: list[str], random: Random, inside: bool) -> dict[str, Fraction]:
        kept = list(self.ranges)
        strict = [Condition(c.lhs, {"<=": "<", ">=": ">"}.get(c.op, c.op), c.rhs) for c in kept]
        if inside and satisfy(strict, 2)[0] == "sat":
            kept = strict
        for name in random.sample(names, len(names)):
            for fine in (12, 100, 100, 100):
                guess = as_expression(Fraction(random.randint(1, fine - 1), fine))
                wish = Condition(symbol(name), "=", guess)
                if satisfy([*kept, wish], 2)[0] == "sat":
                    kept.append(wish)
                    break
        _, point = satisfy(kept, 2)
        return {n: x.value for n, x in (point or {}).items()}

    def members(self, random: Random) -> Iterator[tuple[Point, Profile]]:
        """Yield members, with the values of the free variables that give them; those undefined left out."""
        for point in self.points(random):
            try:
                yield point, self.at(point)
            except ZeroDivisionError:
                continue

    def contains(self, profile: Profile, close: float = CLOSE) -> bool | None:
        """Return whether some values of the free variables give the profile; None where that is not decided.

        Sets at which the profile or the entry says nothing count as equal.
        """
        known: dict[str, Any] = {}
        rest: list[tuple[Expression, Any]] = []
        for k, mix in self.leaves.items():
            given = profile.get(k)
            if mix is None or given is None:
                continue
            for leaf, right in zip(mix, given, strict=True):
                if not leaf.symbols:
                    if not near(leaf.evaluate(), right, close):
                        return False
                elif leaf.op == "symbol":
                    if not near(known.setdefault(leaf.args[0], right), right, close):
                        return False
                else:
                    rest.append((leaf, right))
        if any(isinstance(x, float) for x in (*known.values(), *(x for _, x in rest))):
            return None  # too rough for conditions
        table = {n: as_expression(x) for n, x in known.items()}
        wanted = [Condition(leaf.subs(table), "=", as_expression(right)) for leaf, right in rest]
        wanted += [c.subs(table) for c in self.ranges]
        if not all(c.holds() for c in wanted if not c.symbols):
            return False
        word, _ = satisfy([c for c in wanted if c.symbols], 5)
        return {"sat": True, "unsat": False}.get(word)

    def piece(self) -> Piece:
        """Return the realization weights that its extreme points span (two players)."""
        flat = {tuple(weights(self.tree, i, profile) for i in range(2)) for profile in self.ends()}
        piece = Piece(*(frozenset(side) for side in zip(*flat, strict=True)))
        assert len(flat) == len(piece.x) * len(piece.y), "the extreme points are no product"
        return Piece(extreme(piece.x), extreme(piece.y))


def _combination(corners: list[dict[str, Fraction]], shares: list[int]) -> dict[str, Fraction]:
    total = sum(shares)
    return {
        name: sum((w * c[name] for w, c in zip(shares, corners, strict=True)), Fraction(0)) / total
        for name in corners[0]
    }


def near(a: Any, b: Any, close: float = CLOSE) -> bool:
    """Return whether two numbers are equal, or close where one is in floating point."""
    return abs(a - b) <= close if isinstance(a, float) or isinstance(b, float) else a == b
