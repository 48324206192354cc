"""Whether the entries of a tree's solution are what the definitions say.

Every entry, at its extreme points and at others, is an equilibrium; every equilibrium that the referee finds
is a member of an entry; no entry lies in another. Nash equilibria of two players are compared as sets: the
maximal Nash subsets, in realization weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from agreement import free_corners, show
from referee import Piece, extreme
from referee import tree as by_definition
from referee.beliefs import bayes, is_perfect_bayesian, is_rational
from referee.consistent import is_consistent, is_sequential
from referee.perfection import pure_nash, pure_subgame_perfect, random_nash, random_subgame_perfect
from referee.realization import tree_pieces, weights
from referee.tree import Profile, Tree

from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.tree import Branch, chance, end, move
from defiance_games.solution import Equilibrium, Solution
from defiance_games.symbolic.condition import Condition
from defiance_games.symbolic.expression import Expression, as_expression, symbol
from defiance_games.symbolic.smt import satisfy

MANY = 60  # entries, of which so many are looked at where there are more
CLOSE = 1e-9  # regret allowed to irrational equilibria, which are checked in floating point
Point = Mapping[str, Fraction]
Game = ExtensiveForm | NormalForm


def tree_game(tree: Tree) -> ExtensiveForm:
    """Return the referee's tree as a game: players P1, P2; information sets h1, h2; actions a1, a2."""

    def branch(here: Tree) -> Branch:
        if isinstance(here, by_definition.End):
            return end(*map(as_expression, here.payoffs))
        below = {f"a{k + 1}": branch(after) for k, after in enumerate(here.after)}
        if isinstance(here, by_definition.Move):
            return move(f"P{here.player + 1}", below, at=f"h{here.at}")
        outcomes = zip(here.probabilities, below.items(), strict=True)
        return chance({name: (as_expression(p), after) for p, (name, after) in outcomes})

    names = [f"P{i + 1}" for i in range(by_definition.players(tree))]
    return ExtensiveForm.build(players=names, tree=branch(tree), title="tree")


def tree_of(game: Game) -> Tree:
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


def labels(game: Game, tree: Tree) -> dict[int, tuple[str, str, tuple[str, ...]]]:
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


class Entry:
    """An entry of a solution, in the referee's shapes."""

    def __init__(self, game: Game, tree: Tree, equilibrium: Equilibrium):
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

    def contains(self, profile: Profile) -> bool | None:
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
                    if not _near(leaf.evaluate(), right):
                        return False
                elif leaf.op == "symbol":
                    if not _near(known.setdefault(leaf.args[0], right), right):
                        return False
                else:
                    rest.append((leaf, right))
        if any(isinstance(x, float) for x in (*known.values(), *(x for _, x in rest))):
            return None
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


def tree_disagreements(tree: Tree, solution: Solution, random: Random, effort: int = 6) -> list[str]:
    """Return every way in which a solution of the tree differs from the definitions; [] for none."""
    entries = [Entry(solution.game, tree, e) for e in solution.equilibria if e.region.contains({})]
    concept, whole = solution.concept, solution.complete is True
    looked_at = entries if len(entries) < MANY else random.sample(entries, MANY)
    faults = [f for e in looked_at for f in _member_faults(tree, e, concept, random)]
    if faults:
        return faults
    if concept == "nash" and by_definition.players(tree) == 2:
        faults += _set_faults(tree, entries, whole, random)
    elif whole:
        for profile in equilibria(tree, concept, random, effort):
            found = [e.contains(profile) for e in entries]
            if not any(found) and None not in found:
                faults.append(f"missing: {text(profile)}")
    return faults + (list(_nested(entries, random)) if whole else [])


def equilibria(tree: Tree, concept: str, random: Random, effort: int) -> Iterator[Profile]:
    """Yield equilibria that the referee finds: pure ones, and random ones that mix."""
    if concept == "nash":
        found = [*pure_nash(tree)[:40], *(random_nash(tree, random) for _ in range(effort))]
        yield from (_reduced(tree, p) for p in found if p is not None)
        return
    found = [*pure_subgame_perfect(tree)[:40], *(random_subgame_perfect(tree, random) for _ in range(effort))]
    for profile in found:
        if profile is None:
            continue
        if (
            concept == "subgame-perfect"
            or (concept == "perfect-bayesian" and is_perfect_bayesian(tree, profile))
            or (concept == "sequential" and is_sequential(tree, profile, random))
        ):
            yield profile


def text(profile: Profile) -> str:
    """Return a profile as text."""
    shown = {k: None if mix is None else [str(p) for p in mix] for k, mix in profile.items()}
    return ", ".join(f"h{k}: {' '.join(mix) if mix else '-'}" for k, mix in sorted(shown.items()))


def _member_faults(tree: Tree, entry: Entry, concept: str, random: Random) -> Iterator[str]:
    """Say which members are no equilibria."""
    profiles: list[tuple[Point | None, Profile]] = [(None, p) for p in entry.ends()]
    profiles += entry.members(random)
    if not profiles:
        yield f"{entry.name}: no member of it could be computed"
    below = by_definition.subgames(tree)[:1] if concept == "nash" else by_definition.subgames(tree)
    for point, whole in profiles:
        profile = _reduced(tree, whole) if concept == "nash" else whole
        wrong = [k for k, mix in profile.items() if mix and (not _near(sum(mix), 1) or min(mix) < -CLOSE)]
        lost = [] if wrong else [by_definition.regret(here, profile) for _, here in below]
        if wrong or max(lost) > (CLOSE if _irrational(profile) else 0):
            yield f"{entry.name}: no equilibrium at {text(profile)} (regrets {[str(x) for x in lost]})"
        elif concept not in ("nash", "subgame-perfect") and not _irrational(profile):
            yield from _belief_faults(tree, entry, concept, profile, point, random)


def _belief_faults(
    tree: Tree, entry: Entry, concept: str, profile: Profile, point: Point | None, random: Random
) -> Iterator[str]:
    """Say where the beliefs of an entry do not support its strategies."""
    if point is None:
        if not is_perfect_bayesian(tree, profile):
            yield f"{entry.name}: no beliefs support {text(profile)}"
        return
    game = entry.game
    assert isinstance(game, ExtensiveForm)
    stated: dict[int, Any] = {}
    where = {(game.players[s.player], s.label): k for k, s in enumerate(game.information_sets)}
    numbers = {at: where[player, label] for at, (player, label, _) in entry.labels.items()}
    for at, k in numbers.items():
        belief = entry.equilibrium.beliefs[game.belief_names[k]]
        names = [game.name_of(n) for n in game.information_sets[k].nodes]
        try:
            stated[at] = tuple(belief[name].evaluate(point) for name in names)
        except ZeroDivisionError:
            return
    if not is_perfect_bayesian(tree, profile, stated):
        yield f"{entry.name}: the beliefs {_beliefs(stated)} do not support {text(profile)}"
    elif concept == "sequential" and is_consistent(tree, profile, stated) is False:
        yield f"{entry.name}: the beliefs {_beliefs(stated)} are not consistent with {text(profile)}"
    if concept == "sequential" or entry.equilibrium.free_variables:
        return
    for at, k in numbers.items():
        s = game.information_sets[k]
        if len(s.nodes) == 1 or bayes(tree, profile, at):
            continue
        listed = entry.equilibrium.belief_sets.get(game.belief_names[k])
        names = [game.belief_symbol(n) for n in s.nodes]
        for _ in range(8):
            tried = [random.choice((0, 0, 1, 2, 3)) for _ in names]
            belief = [Fraction(w, sum(tried)) for w in tried] if sum(tried) else []
            if not belief:
                continue
            said = tuple(belief) == stated[at]
            if listed is not None:
                here = dict(zip(map(str, names), belief, strict=True))
                said = any(all(c.holds(here) for c in d) for d in listed)
            if said is not is_rational(tree, profile, at, belief) and entry.equilibrium.beliefs:
                yield f"{entry.name}: belief set at h{at}: {listed}, wrong at {[str(b) for b in belief]}"
                break


def _set_faults(tree: Tree, entries: list[Entry], whole: bool, random: Random) -> Iterator[str]:
    """Compare the entries with the maximal Nash subsets of a two-player tree."""
    right, found = tree_pieces(tree), {}
    for entry in entries:
        try:
            piece = entry.piece()
        except AssertionError as error:
            yield f"{entry.name}: {error}"
            continue
        if piece in found:
            yield f"{entry.name}: twice (also {found[piece]})"
        found[piece] = entry.name
        sampled: list[tuple] = []
        spans: list[int] = []
        for _ in range(4):
            found_here = [p for _, p in entry.members(random)]
            sampled += [tuple(weights(tree, i, p) for i in range(2)) for p in found_here]
            spans = [_dimension(p[i] for p in sampled) for i in range(2)]
            if spans == [_dimension(piece.x), _dimension(piece.y)]:
                break
        yield from (f"{entry.name}: {x}, {y} is outside" for x, y in sampled if not piece.contains(x, y))
        if spans != [_dimension(piece.x), _dimension(piece.y)]:
            yield f"{entry.name}: the free variables do not fill what the extreme points span"
    if whole:
        yield from (f"missing: {show(piece)}" for piece in right - found.keys())
    yield from (f"{found[piece]}: not a maximal set: {show(piece)}" for piece in found.keys() - right)


def _nested(entries: list[Entry], random: Random) -> Iterator[str]:
    """Say which entries lie in others."""
    for one in entries:
        members = [*one.ends(), *(profile for _, profile in one.members(random))]
        for other in entries:
            if one is not other and members and all(other.contains(p) for p in members):
                yield f"{one.name}: lies in {other.name}"


def _reduced(tree: Tree, profile: Profile) -> Profile:
    """Return the profile with None at sets that the player's own strategy does not reach."""
    found = {}
    for k, s in by_definition.sets(tree).items():
        here, reached = tree, True
        for step in s.nodes[0]:
            mine = isinstance(here, by_definition.Move) and here.player == s.player
            mixture = profile[here.at] if mine and isinstance(here, by_definition.Move) else None
            reached = reached and not (mine and (mixture is None or not mixture[step]))
            here = here.after[step]
        found[k] = profile[k] if reached else None
    return found


def _dimension(points: Iterable[tuple[Fraction, ...]]) -> int:
    """Return the dimension of the space that the points span; -1 for none."""
    first, *others = list(points) or [None]
    if first is None:
        return -1
    rows = [[a - b for a, b in zip(p, first, strict=True)] for p in others]
    rank = 0
    for column in range(len(first)):
        pivot = next((r for r in rows if r[column]), None)
        if pivot is None:
            continue
        rank += 1
        rows = [
            [a - b * r[column] / pivot[column] for a, b in zip(r, pivot, strict=True)]
            for r in rows
            if r is not pivot
        ]
    return rank


def _combination(corners: list[dict[str, Fraction]], shares: list[int]) -> dict[str, Fraction]:
    total = sum(shares)
    return {
        name: sum((w * c[name] for w, c in zip(shares, corners, strict=True)), Fraction(0)) / total
        for name in corners[0]
    }


def _near(a: Any, b: Any) -> bool:
    return abs(a - b) <= CLOSE if isinstance(a, float) or isinstance(b, float) else a == b


def _irrational(profile: Profile) -> bool:
    return any(isinstance(p, float) for mix in profile.values() if mix for p in mix)


def _beliefs(stated: Mapping[int, Any]) -> str:
    return ", ".join(f"h{k}: {' '.join(map(str, mu))}" for k, mu in stated.items() if len(mu) > 1)
