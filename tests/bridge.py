"""Between ``defiance_games`` and ``referee``: the same game, profile and number in the shape of each."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from referee import Bimatrix, Signaling
from referee.symbolic import Symbolic

from defiance_games.games.normal_form import NormalForm
from defiance_games.games.signaling import SignalingGame
from defiance_games.symbolic.condition import parameter
from defiance_games.symbolic.expression import as_expression

Game = NormalForm | SignalingGame
Numeric = Bimatrix | Signaling
Point = Mapping[str, Fraction]


def to_game(game: Numeric | Symbolic) -> Game:
    """Return the referee's game as one of ``defiance_games``."""
    if isinstance(game, Symbolic):
        declared = tuple(parameter(name, domain) for name, domain in game.domains.items())
        if not game.priors:
            return _normal_form(game.first, game.second, declared)
        return _signaling(game.priors, game.first, game.second, declared)
    if isinstance(game, Bimatrix):
        return _normal_form(game.A, game.B)
    return _signaling(game.priors, game.sender, game.receiver)


def at_point(game: Game, at: Point) -> Numeric:
    """Return the referee's numeric game of a game with symbols, at a point."""

    payoffs: Mapping[Any, Any] = game.payoffs

    def payoff(*play: int) -> tuple[Fraction, ...]:
        return tuple(exact(u, at) for u in payoffs[play])

    if isinstance(game, NormalForm):
        rows, columns = (range(len(s)) for s in game.strategies)
        return Bimatrix.of(*([[payoff(i, j)[k] for j in columns] for i in rows] for k in range(2)))
    sides = (
        [
            [[payoff(t, m, a)[k] for a in range(len(r))] for m, r in enumerate(game.responses)]
            for t in range(len(game.types))
        ]
        for k in range(2)
    )
    return Signaling.of([exact(p, at) for p in game.priors], *sides)


def random_point(game: Game, random: Random, lattice: bool) -> dict[str, Fraction]:
    """Return a point of the game's domain, by rejection: on quarters (many ties), or anywhere in [0, 3]."""
    while True:
        n = 4 if lattice else random.randint(5, 40)
        at = {p.name: Fraction(random.randint(0, random.choice((1, 3)) * n), n) for p in game.parameters}
        if all(c.holds(at) for c in game.domain):
            return at


def _normal_form(A: Any, B: Any, parameters: tuple = ()) -> NormalForm:
    cells = product(range(len(A)), range(len(A[0])))
    return NormalForm(
        players=("Row", "Column"),
        strategies=(_names("r", len(A)), _names("c", len(A[0]))),
        payoffs={(i, j): (_leaf(A[i][j]), _leaf(B[i][j])) for i, j in cells},
        parameters=parameters,
    )


def _signaling(priors: Any, sender: Any, receiver: Any, parameters: tuple = ()) -> SignalingGame:
    return SignalingGame(
        players=("Sender", "Receiver"),
        types=_names("t", len(priors)),
        priors=tuple(_leaf(p) for p in priors),
        messages=_names("m", len(sender[0])),
        responses=tuple(_names("a", len(replies)) for replies in sender[0]),
        payoffs={
            (t, m, a): (_leaf(u), _leaf(receiver[t][m][a]))
            for t, row in enumerate(sender)
            for m, replies in enumerate(row)
            for a, u in enumerate(replies)
        },
        parameters=parameters,
    )


def _names(letter: str, n: int) -> tuple[str, ...]:
    return tuple(f"{letter}{k + 1}" for k in range(n))


def _leaf(value: Any):
    return as_expression(value if isinstance(value, Fraction) else str(value))


def claim(game: Game, x: Any, y: Any, beliefs: Any = ()) -> dict[str, Any]:
    """Return a profile, and a belief after each message where there are beliefs, as ``verify`` reads them."""

    def mixture(names: Any, numbers: Any) -> dict[str, str]:
        return {name: str(next(numbers)) for name in names}

    first, second = iter(x), iter(y)
    if isinstance(game, NormalForm):
        rows, columns = game.strategies
        sides = mixture(rows, first), mixture(columns, second)
    else:
        replies = zip(game.messages, game.responses, strict=True)
        sides = (
            {t: mixture(game.messages, first) for t in game.types},
            {m: mixture(r, second) for m, r in replies},
        )
    said = {"strategies": dict(zip(game.players, sides, strict=True))}
    if isinstance(game, SignalingGame) and beliefs:
        said["beliefs"] = {
            m: mixture(game.types, iter(mu)) for m, mu in zip(game.messages, beliefs, strict=True)
        }
    return said


def flatten(game: Game, strategies: Mapping[str, Any], at: Point) -> tuple[tuple[Fraction, ...], ...]:
    """Return the two players' probabilities in the referee's order."""

    def probabilities(mixture: Mapping[str, Any], actions: tuple[str, ...]) -> list[Fraction]:
        assert set(mixture) == set(actions), f"actions {sorted(mixture)} for {actions}"
        return [exact(mixture[a], at) for a in actions]

    first, second = (strategies[p] for p in game.players)
    if isinstance(game, NormalForm):
        rows, columns = game.strategies
        return tuple(probabilities(first, rows)), tuple(probabilities(second, columns))
    x = [p for t in game.types for p in probabilities(first[t], game.messages)]
    y = [p for m, r in zip(game.messages, game.responses, strict=True) for p in probabilities(second[m], r)]
    return tuple(x), tuple(y)


def exact(expression: Any, at: Point) -> Fraction:
    """Return the value of an expression, which must be rational."""
    value = as_expression(expression).evaluate(at)
    assert isinstance(value, Fraction), f"{expression} is not exact"
    return value
