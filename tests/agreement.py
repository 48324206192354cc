"""Whether a Solution says what the referee says."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any

from bridge import Game, Numeric, Point, exact, flatten
from referee import (
    Bimatrix,
    Piece,
    Signaling,
    bimatrix_pieces,
    extreme,
    outcome_classes,
    passes_d1,
    passes_intuitive,
    posterior,
    signaling_pieces,
    supports,
    vertices,
)
from referee.piece import mean
from referee.signaling import best_replies, sent_messages, serves, values

from defiance_games.games.signaling import SignalingGame
from defiance_games.solution import Equilibrium, Solution
from defiance_games.symbolic.condition import Condition, Region


def entry_piece(game: Game, entry: Equilibrium, at: Point) -> Piece:
    """Return the piece that the entry describes at a point of the parameter space."""
    profiles = entry.extreme_points or (entry.strategies,)
    flat = {flatten(game, s, at) for s in profiles}
    piece = Piece(*(frozenset(side) for side in zip(*flat, strict=True)))
    if len(flat) != len(piece.x) * len(piece.y):
        raise AssertionError(f"{entry.name}: the extreme points are no product")
    return Piece(extreme(piece.x), extreme(piece.y))


def free_corners(entry: Equilibrium, at: Point) -> list[dict[str, Fraction]]:
    """Return the vertices of the polytope of the entry's free variables."""
    names = list(entry.free_variables)
    conditions = dict.fromkeys(c for cs in entry.free_variables.values() for c in cs)
    equal = [_row(c, names, at) for c in conditions if c.op == "="]
    least = [_row(c, names, at) for c in conditions if c.op != "="]
    return [dict(zip(names, z, strict=True)) for z in vertices(len(names), equal, least)]


def _row(condition: Condition, names: list[str], at: Point) -> list[Fraction]:
    """Return the coefficients of a condition that is linear in the names: row . (z, 1) >= 0."""
    sign = {"<=": -1, ">=": 1, "=": 1}[condition.op]
    gap = condition.difference
    origin = {**at, **dict.fromkeys(names, Fraction(0))}
    constant = exact(gap, origin)
    slopes = [exact(gap, {**origin, n: Fraction(1)}) - constant for n in names]
    away = {n: Fraction(97 * k**2 + 3, k + 6) for k, n in enumerate(names)}
    line = constant + sum(slope * x for slope, x in zip(slopes, away.values(), strict=True))
    assert exact(gap, {**origin, **away}) == line, f"{condition} is not linear in {names}"
    return [sign * c for c in (*slopes, constant)]


def disagreements(numeric: Numeric, solution: Solution, random: Random, at: Point | None = None) -> list[str]:
    """Return every way in which the solution, at a point, differs from the referee's answer; [] for none.

    Where the search was not complete nothing may be wrong, but something may be missing; a generic solution
    says nothing on the ties it excepts.
    """
    at = at or {}
    if any(c.holds(at) for c in solution.excepted):
        return []
    game = solution.game
    here = [e for e in solution.equilibria if e.region.contains(at)]
    found: dict[Piece, Equilibrium] = {}
    faults = []
    for entry in here:
        try:
            piece = entry_piece(game, entry, at)
        except (AssertionError, ZeroDivisionError, KeyError) as error:
            faults.append(f"{entry.name}: {type(error).__name__}: {error}")
            continue
        if piece in found:
            faults.append(f"{entry.name}: twice (also {found[piece].name})")
        found[piece] = entry
    right = bimatrix_pieces(numeric) if isinstance(numeric, Bimatrix) else signaling_pieces(numeric)
    if solution.complete:
        faults += [f"missing: {show(piece)}" for piece in right - found.keys()]
    faults += [f"{found[piece].name}: not a piece: {show(piece)}" for piece in found.keys() - right]
    if faults:
        return faults
    for piece, entry in found.items():
        try:
            found_here = _entry_faults(numeric, game, entry, piece, at, random, not solution.complete)
            faults += [f"{entry.name}: {fault}" for fault in found_here]
        except (AssertionError, ZeroDivisionError, KeyError) as error:
            faults.append(f"{entry.name}: {type(error).__name__}: {error}")
    if not at and solution.complete and isinstance(numeric, Signaling):
        ours = outcome_classes(numeric, right)
        theirs: dict[object, set[Piece]] = {}
        for piece, entry in found.items():
            alone = entry.outcome_class is None
            theirs.setdefault(piece if alone else entry.outcome_class, set()).add(piece)
        if ours != frozenset(map(frozenset, theirs.values())):
            groups = [[found[p].name for p in group] for group in ours]
            faults.append(f"outcome classes {[(e.name, e.outcome_class) for e in here]}, not {groups}")
    return faults


def show(piece: Piece) -> str:
    """Return the piece as text."""

    def text(side: frozenset) -> str:
        return " ".join("(" + ", ".join(map(str, p)) + ")" for p in sorted(side))

    return f"{text(piece.x)} x {text(piece.y)}"


def _entry_faults(
    numeric: Numeric, game: Game, entry: Equilibrium, piece: Piece, at: Point, random: Random, undecided: bool
) -> Iterator[str]:
    if not (entry.verified or undecided):
        yield "not verified"
    corners = free_corners(entry, at)
    written = {flatten(game, entry.strategies, {**at, **corner}) for corner in corners}
    if set(map(extreme, zip(*written, strict=True))) != {piece.x, piece.y}:
        yield f"the free variables {entry.free_variables} do not span the extreme points"
        return
    samples = [_combination(corners, random) for _ in range(4)] + corners[:4] + [_combination(corners)]
    for k, free in enumerate(samples):
        here = {**at, **free}
        x, y = flatten(game, entry.strategies, here)
        if not piece.contains(x, y):
            yield f"{free} gives {x}, {y}, outside"
        yield from _payoff_faults(numeric, game, entry, x, y, here)
        if isinstance(numeric, Signaling) and isinstance(game, SignalingGame):
            yield from _refinement_faults(numeric, entry, x, y, here, undecided)
            inside = k == len(samples) - 1
            if inside:
                yield from _belief_faults(numeric, game, entry, piece, x, here, random)


def _combination(corners: list[dict[str, Fraction]], random: Random | None = None) -> dict[str, Fraction]:
    """Return a random convex combination of the corners, or their mean."""
    weights = [Fraction(random.choice((0, 1, 3)) if random else 1) for _ in corners]
    weights = weights if any(weights) else [Fraction(1)] * len(corners)
    names = list(corners[0])
    return {
        n: sum((w * c[n] for w, c in zip(weights, corners, strict=True)), Fraction(0)) / sum(weights)
        for n in names
    }


def _payoff_faults(
    numeric: Numeric, game: Game, entry: Equilibrium, x: Any, y: Any, here: Point
) -> Iterator[str]:
    first, second = (entry.payoffs[p] for p in game.players)
    if isinstance(numeric, Bimatrix):
        for player, got, matrix in ((0, first, numeric.A), (1, second, numeric.B)):
            right = sum(p * q * matrix[i][j] for i, p in enumerate(x) for j, q in enumerate(y))
            if exact(got, here) != right:
                yield f"payoff of {game.players[player]}: {got}, not {right}"
        return
    for name, row in zip(first, values(numeric, y), strict=True):
        if exact(first[name], here) != max(row):
            yield f"payoff of {name}: {first[name]}, not {max(row)}"
    replies = dict(zip(numeric.replies, y, strict=True))
    right = sum(
        numeric.priors[t] * p * replies[m, a] * numeric.receiver[t][m][a]
        for (t, m), p in zip(numeric.sends, x, strict=True)
        for a in range(len(numeric.sender[0][m]))
    )
    if exact(second, here) != right:
        yield f"payoff of {game.players[1]}: {second}, not {right}"


def _refinement_faults(
    numeric: Signaling, entry: Equilibrium, x: Any, y: Any, here: Point, undecided: bool
) -> Iterator[str]:
    for name, judge in (("intuitive", passes_intuitive), ("d1", passes_d1)):
        said = entry.refinements.get(name)
        if said is None and undecided:
            continue
        said = said.contains(here) if isinstance(said, Region) else said
        if said is not judge(numeric, x, y):
            yield f"{name} is {entry.refinements.get(name)}, not {not said}, at {x}, {y}"


def _belief_faults(
    numeric: Signaling,
    game: SignalingGame,
    entry: Equilibrium,
    piece: Piece,
    x: Any,
    here: Point,
    random: Random,
) -> Iterator[str]:
    sent = sent_messages(numeric, piece)
    for m, name in enumerate(game.messages):
        said = tuple(exact(entry.beliefs[name][t], here) for t in game.types)
        if m in sent:
            right = posterior(numeric, x, m)
            if said != right:
                yield f"belief after {name} is {said}, not {right}"
            continue
        used = {a for y in piece.y for (n, a), q in zip(numeric.replies, y, strict=True) if n == m and q}
        if not supports(numeric, m, used, said) or sum(said) != 1 or min(said) < 0:
            yield f"the belief {said} after {name} does not support {used}"
        disjuncts = entry.belief_sets.get(name)
        for belief in _belief_tests(numeric, m, random):
            mu = {f"mu_{t}": p for t, p in zip(game.types, belief, strict=True)}
            listed = belief == said
            if disjuncts is not None:
                listed = any(all(c.holds({**here, **mu}) for c in d) for d in disjuncts)
            if listed is not serves(numeric, piece, m, belief):
                yield f"belief set after {name}: {disjuncts}, wrong at {belief} (replies {used})"
                break


def _belief_tests(numeric: Signaling, m: int, random: Random) -> list[tuple[Fraction, ...]]:
    """Return corners of the simplex and of its best-reply regions, their midpoints, and random beliefs."""
    T = numeric.T
    corners = [belief for belief, _ in best_replies(numeric, m)]
    corners += [tuple(Fraction(t == s) for s in range(T)) for t in range(T)]
    weights = [[random.randint(0, 6) for _ in range(T)] for _ in range(6)]
    others = [tuple(Fraction(w, sum(ws)) for w in ws) for ws in weights if sum(ws)]
    return [*corners, *map(mean, combinations(corners, 2)), mean(corners), *others]
