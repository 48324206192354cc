"""The scenes of a game of two players: best responses in the unit square, and payoffs in the plane."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..branches.branch import subject_of
from ..errors import InputError
from ..games.normal_form import NormalForm
from ..solution import Equilibrium, Solution
from ..solve import solve
from .axes import shown_values
from .words import called

Point = tuple[float, float]


@dataclass(frozen=True)
class Marked:
    """An equilibrium and its points: one, or the corners of a continuum."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class BestResponses:
    """Two players with two strategies each: what each plays against every mixture of the other.

    ``paths`` are corners of the best responses, (probability of the first player, of the second), for each
    player; None where it is always indifferent.
    """

    heading: str
    players: tuple[str, str]
    strategies: tuple[str, str]  # whose probabilities are on the axes
    paths: tuple[tuple[Point, ...] | None, tuple[Point, ...] | None]
    equilibria: tuple[Marked, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Payoffs:
    """The payoffs of two players: of each pure profile, and of each equilibrium."""

    heading: str
    players: tuple[str, str]
    profiles: tuple[Marked, ...]
    equilibria: tuple[Marked, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


def best_responses(model: Any, values: Mapping[str, Any], seconds: float, **how: Any) -> BestResponses:
    """Return the best responses of a game with two players who have two strategies each.

    >>> import defiance_games as dg
    >>> found = best_responses(dg.load("inspection_game"), {}, 60)
    >>> found.strategies, found.paths[0]
    (('I', 'D'), ((0.0, 0.0), (0.0, 0.25), (1.0, 0.25), (1.0, 1.0)))
    >>> found.equilibria
    (Marked(name='mixed', points=((0.4, 0.25),)),)
    """
    game, solution, shown = _solved(model, values, seconds, how)
    if len(game.players) != 2 or any(len(s) != 2 for s in game.strategies):
        sizes = " x ".join(str(len(s)) for s in game.strategies)
        raise InputError(
            f"{game.name}: best responses are drawn for two players with two strategies each, got {sizes}."
        )
    focus = [_focus(game, i) for i in (0, 1)]
    paths = []
    for player in (0, 1):
        gains = [
            _gain(game, player, focus[player], other) for other in (1 - focus[1 - player], focus[1 - player])
        ]
        corners = _path(*gains)
        paths.append(
            None if corners is None else tuple((r, o) if player == 0 else (o, r) for o, r in corners)
        )
    names = [game.strategies[i][focus[i]] for i in (0, 1)]

    def place(strategies: Any) -> Point:
        one, two = (float(strategies[game.players[i]][names[i]]) for i in (0, 1))
        return one, two

    marked = tuple(Marked(e.name, tuple(map(place, e.extreme_points or (e.strategies,)))) for e in solution)
    first, second = game.players
    return BestResponses(
        f"{called(model)}: best responses",
        (first, second),
        (names[0], names[1]),
        (paths[0], paths[1]),
        marked,
        shown,
    )


def payoffs(model: Any, values: Mapping[str, Any], seconds: float, **how: Any) -> Payoffs:
    """Return the payoffs of every pure profile and every equilibrium of a two-player game.

    >>> import defiance_games as dg
    >>> [(m.name, m.points[0]) for m in payoffs(dg.load("inspection_game"), {}, 60).profiles][:2]
    [('I, C', (-0.5, 0.0)), ('I, D', (-0.5, -3.0))]
    """
    game, solution, shown = _solved(model, values, seconds, how)
    if len(game.players) != 2:
        raise InputError(f"{game.name}: a diagram of payoffs needs two players, got {len(game.players)}.")
    profiles = []
    for profile, pair in game.payoffs.items():
        name = ", ".join(game.strategies[i][k] for i, k in enumerate(profile))
        profiles.append(Marked(name, ((float(pair[0]), float(pair[1])),)))
    found = tuple(Marked(e.name, _worth(game, e)) for e in solution)
    first, second = game.players
    return Payoffs(f"{called(model)}: payoffs", (first, second), tuple(profiles), found, shown)


def _solved(
    model: Any, values: Mapping[str, Any], seconds: float, how: Mapping[str, Any]
) -> tuple[NormalForm, Solution, dict[str, Any]]:
    if how.get("concept") not in (None, "nash"):
        raise InputError(f"plot: best responses and payoffs show Nash equilibria, got {how['concept']}.")
    subject = subject_of(model, values, lambda game: solve(game, time_limit=seconds, **how)).with_defaults(())
    if not isinstance(subject.game, NormalForm):
        raise InputError(f"{subject.name}: this picture needs a game in normal form; this one is none.")
    return subject.game, subject.solution, shown_values(subject, values)


def _focus(game: NormalForm, player: int) -> int:
    """The strategy whose probability is shown: the one that an outcome speaks of, else the first."""
    words = {w for o in game.outcomes for w in re.findall(r"\w+", o.text)}
    named = [k for k, s in enumerate(game.strategies[player]) if s in words]
    return named[0] if len(named) == 1 else 0


def _gain(game: NormalForm, player: int, own: int, other: int) -> Fraction | float:
    """What ``own`` gains over the other strategy against a pure strategy of the other player."""

    def payoff(k: int) -> Any:
        return game.payoffs[(k, other) if player == 0 else (other, k)][player]

    return (payoff(own) - payoff(1 - own)).evaluate()


def _path(at0: Any, at1: Any) -> tuple[Point, ...] | None:
    """Corners (probability of the other, best response), where the gain runs from ``at0`` to ``at1``."""
    if at0 == at1 == 0:
        return None
    start, end = (1.0 if (g or h) > 0 else 0.0 for g, h in ((at0, at1), (at1, at0)))
    corners = [(0.0, start), (1.0, end)]
    if at0 == 0:
        corners = [(0.0, 1 - end), (0.0, end), (1.0, end)]
    elif at1 == 0:
        corners = [(0.0, start), (1.0, start), (1.0, 1 - start)]
    elif start != end:
        turn = float(at0 / (at0 - at1))
        corners = [(0.0, start), (turn, start), (turn, end), (1.0, end)]
    return tuple(corners)


def _worth(game: NormalForm, e: Equilibrium) -> tuple[Point, ...]:
    """The payoffs of an equilibrium, of a continuum at its corners."""
    found = []
    for s in e.extreme_points or (e.strategies,):
        weights = {
            profile: float(s[game.players[0]][game.strategies[0][profile[0]]])
            * float(s[game.players[1]][game.strategies[1][profile[1]]])
            for profile in game.payoffs
        }
        one, two = (sum(w * float(game.payoffs[p][i]) for p, w in weights.items()) for i in (0, 1))
        found.append((one, two))
    return tuple(dict.fromkeys(found))
