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

from agreement import show
from referee import tree as by_definition
from referee.beliefs import bayes, is_perfect_bayesian, is_rational
from referee.consistent import is_consistent, is_sequential
from referee.perfection import pure_nash, pure_subgame_perfect, random_nash, random_subgame_perfect
from referee.realization import tree_pieces, weights
from referee.tree import Profile, Tree
from tree_entries import CLOSE, Entry, Point, near, specialized

from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.solution import Solution

MANY = 60  # entries, of which so many are looked at where there are more


def tree_disagreements(
    tree: Tree, solution: Solution, random: Random, effort: int = 6, at: Point | None = None
) -> list[str]:
    """Return every way in which a solution of the tree differs from the definitions; [] for none.

    ``at``: the values of the parameters at which the tree is what it is, where the solution has any.
    """
    at = at or {}
    if any(c.holds(at) for c in solution.excepted):
        return []
    here = [e for e in solution.equilibria if e.region.contains(at)]
    entries = [Entry(solution.game, tree, specialized(e, at)) for e in here]
    concept, whole = solution.concept, bool(solution.complete)
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
    if concept in ("perfect-bayesian", "sequential"):  # what lies in another may have more beliefs
        return faults
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
        wrong = [k for k, mix in profile.items() if mix and (not near(sum(mix), 1) or min(mix) < -CLOSE)]
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
        here: Any = tree
        reached = True
        for step in s.nodes[0]:
            if isinstance(here, by_definition.Move) and here.player == s.player:
                reached = reached and bool(profile[here.at][step])
            here = here.after[step]
        found[k] = profile[k] if reached else None
    return found


def _dimension(points: Iterable[tuple[Fraction, ...]]) -> int:
    """Return the dimension of the space that the points span; -1 for none."""
    listed = list(points)
    if not listed:
        return -1
    first, *others = listed
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


def _irrational(profile: Profile) -> bool:
    return any(isinstance(p, float) for mix in profile.values() if mix for p in mix)


def _beliefs(stated: Mapping[int, Any]) -> str:
    return ", ".join(f"h{k}: {' '.join(map(str, mu))}" for k, mu in stated.items() if len(mu) > 1)
