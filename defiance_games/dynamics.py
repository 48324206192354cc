"""The verb ``dynamics``: how two populations of players learn or imitate their way through a bimatrix game.

* ``replicator``: in two large populations a strategy grows at the rate by which its payoff exceeds the mean
of its population: dx_i/dt = x_i*((A y)_i - x'A y), and alike for the other player. * ``fictitious-play``:
every period each player plays a best reply to how often the other has played what; ties are drawn. The path
is that of the frequencies. * ``logit``: as fictitious play, but with noise: each strategy is drawn with a
probability proportional to exp(payoff/noise) (stochastic fictitious play).

A path has a state for the start, period 0, and for each of the periods asked for. All three are computed by
Nashpy, in floating-point numbers. Source: Taylor & Jonker (1978); Brown (1951); Hofbauer & Sandholm (2002).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from .errors import Faults, InputError, UnsupportedError, escaped, nearest
from .model import Model, load
from .shown import Shown

if TYPE_CHECKING:
    from .games.normal_form import NormalForm

KINDS = ("replicator", "fictitious-play", "logit")
State = Mapping[str, Mapping[str, float]]  # player -> strategy -> probability
LONGEST, NEAR = 100_000, 1e-9


@dataclass(frozen=True)
class Dynamics(Shown):
    """A path of mixed strategies: a state for each period from 0 on.

    A state is player -> strategy -> share (``replicator``) or frequency so far. ``average`` is their mean
    over the path; ``equilibria`` are the isolated Nash equilibria, for comparison.
    """

    model: str
    kind: str
    path: tuple[State, ...]
    average: State
    equilibria: tuple[State, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    noise: float | None = None

    def __repr__(self) -> str:
        return f"<Dynamics of {self.model!r}: {self.kind}, {len(self.path) - 1} periods>"

    @property
    def end(self) -> State:
        """The state of the last period."""
        return self.path[-1]

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "schema": "defiance-games/dynamics/1",
            "model": self.model,
            "kind": self.kind,
            "values": {name: str(v) for name, v in self.values.items()},
            "seed": self.seed,
            "noise": self.noise,
            "average": self.average,
            "equilibria": list(self.equilibria),
            "path": list(self.path),
        }


def dynamics(
    game: Any,
    /,
    kind: str = "replicator",
    *,
    periods: Any = 100,
    start: Mapping[str, Mapping[str, Any]] | None = None,
    noise: Any = None,
    seed: Any = 0,
    **values: Any,
) -> Dynamics:
    """Return the path of a learning dynamic in a game of two players.

    Parameters
    ----------
    game : a model or its name (what is not in ``values`` has its default), or a game of numbers
    kind : ``replicator``, ``fictitious-play`` or ``logit``
    periods : how many; units of time for ``replicator``
    start : player -> strategy -> probability; strategies that are left out have 0, players that are left out
        start evenly (all of them if there is no ``start``). For fictitious play and logit the start counts as
        one observed period.
    noise : of ``logit``, in units of payoff (0.1 if not given)
    seed : of the draws of fictitious play and logit

    Raises InputError for faults of what is given, UnsupportedError for other numbers of players, ImportError,
    naming the extra, without Nashpy.

    >>> path = dynamics("inspection_game", periods=400, start={"Official": {"C": "0.6", "D": "0.4"}})
    >>> round(path.average["Center"]["I"], 2), path.equilibria[0]["Center"]["I"]
    (0.4, 0.4)
    """
    return prepare(game, kind, periods=periods, start=start, noise=noise, seed=seed, **values)()


def prepare(
    game: Any,
    /,
    kind: str = "replicator",
    *,
    periods: Any = 100,
    start: Mapping[str, Mapping[str, Any]] | None = None,
    noise: Any = None,
    seed: Any = 0,
    **values: Any,
) -> Callable[[], Dynamics]:
    """Check all that is given to :func:`dynamics`; return what computes it. InputError tells all faults."""
    faults = Faults()
    game = load(game) if isinstance(game, str) else game
    found = faults.of(lambda: _table(game, values))
    if found is None and values:  # the names in ``start`` may still be checked
        found = Faults().of(lambda: _table(game, {}))
    if found is None:
        raise InputError(faults.found)
    name, given, table = found
    if kind not in KINDS:
        faults.add(f"dynamics: no kind '{escaped(kind)}'. {nearest(str(kind), KINDS)}")
    if noise is not None and kind in KINDS and kind != "logit":
        faults.add(f"dynamics: {kind} has no noise; logit has.")
    length = _whole("periods", periods, 1, faults)
    drawn = _whole("seed", seed, 0, faults)
    spread = _positive("noise", "0.1" if noise is None else noise, faults)
    first = _start(table, start or {}, faults)
    faults.tell()
    return partial(_dynamics, name, given, table, kind, length, first, spread, drawn)


def _dynamics(
    name: str,
    given: Mapping[str, Any],
    table: NormalForm,
    kind: str,
    periods: int,
    start: list[list[float]],
    noise: float,
    seed: int,
) -> Dynamics:
    rows = _run(table, kind, periods, start, noise, seed)
    path = tuple(_state(table, row) for row in rows)
    mean = [[sum(row[p][i] for row in rows) / len(rows) for i in range(len(rows[0][p]))] for p in (0, 1)]
    return Dynamics(
        name,
        kind,
        path,
        _state(table, mean),
        _equilibria(table),
        given,
        seed,
        noise if kind == "logit" else None,
    )


def _table(game: Any, values: Mapping[str, Any]) -> tuple[str, dict[str, Any], NormalForm]:
    """The name, the values used, and the game in normal form."""
    from .games.normal_form import NormalForm
    from .games.trees import tree_of

    if isinstance(game, Model):
        if not game.is_game:
            raise InputError(f"{game.name}: this model is no finite game; dynamics needs one of two players.")
        used = game.completed(values)
        name, game = game.name, game.at(**used)
        values = {n: v for n, v in used.items() if n in (game.values or {})}
    else:
        name, game = game.name, game.with_values(values) if values else game
    return name, dict(values), game if isinstance(game, NormalForm) else tree_of(game).normal_form()


def _whole(name: str, value: Any, least: int, faults: Faults) -> int:
    text = str(value).strip()
    if not isinstance(value, bool) and text.isascii() and text.isdigit() and least <= int(text) <= LONGEST:
        return int(text)
    faults.add(f"dynamics: {name} must be an integer from {least} to {LONGEST}, got {escaped(value)}.")
    return least


def _positive(name: str, value: Any, faults: Faults) -> float:
    number = _number(value)
    if number is not None and 0 < number < math.inf:
        return number
    faults.add(f"dynamics: {name} must be a positive number, got {escaped(value)}.")
    return 1.0


def _number(value: Any) -> float | None:
    from .symbolic.expression import as_expression

    try:
        number = as_expression(value)
    except InputError:
        return None
    return float(number) if number.is_number else None


def _start(table: NormalForm, start: Mapping[str, Mapping[str, Any]], faults: Faults) -> list[list[float]]:
    """The first state, a row for each player."""
    faults.found += [
        f"dynamics: start: no player '{escaped(p)}'. {nearest(str(p), table.players)}"
        for p in start
        if p not in table.players
    ]
    rows = []
    for player, strategies in zip(table.players, table.strategies):
        given = start.get(player, dict.fromkeys(strategies, f"1/{len(strategies)}"))
        faults.found += [
            f"dynamics: start of {escaped(player)}: no strategy '{escaped(s)}'. {nearest(str(s), strategies)}"
            for s in given
            if s not in strategies
        ]
        numbers = [_number(given.get(s, 0)) for s in strategies]
        row = [x if x is not None else math.nan for x in numbers]
        if not (all(x >= 0 for x in row) and abs(sum(row) - 1) < NEAR):
            shown = ", ".join(f"{escaped(s)} = {escaped(v)}" for s, v in given.items())
            faults.add(
                f"dynamics: start of {escaped(player)}: must be probabilities that sum to 1, got {shown}."
            )
        rows.append(row)
    return rows


def _run(
    table: NormalForm, kind: str, periods: int, start: list[list[float]], noise: float, seed: int
) -> list[tuple[list[float], list[float]]]:
    """The mixed strategies of both players by period."""
    import warnings

    import numpy as np

    from .games.exchange import to_nashpy

    game = to_nashpy(table)
    first = [np.array(row) for row in start]
    if kind == "replicator":
        times = np.arange(periods + 1.0)
        x0, y0 = first
        _shift(game, above=True)  # with positive payoffs rounding errors in the sum of the shares die out
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                rows, columns = game.asymmetric_replicator_dynamics(x0=x0, y0=y0, timepoints=times)
            except Warning as error:
                raise UnsupportedError(
                    "dynamics: the replicator equation could not be integrated that far: payoffs are too far "
                    "apart or the time is too long. Ask for fewer periods."
                ) from error
        return [(_shares(x), _shares(y)) for x, y in zip(rows, columns)]
    with _seeded(seed), np.errstate(all="ignore"):
        if kind == "fictitious-play":
            plays = list(game.fictitious_play(iterations=periods, play_counts=first))
        else:
            _shift(game, above=False)  # exp(payoff/noise) cannot become too large
            draws = game.stochastic_fictitious_play(
                iterations=periods, play_counts=first, etha=noise, epsilon_bar=0
            )
            try:
                plays = [counts for counts, _ in draws]
            except ValueError as error:
                raise UnsupportedError(
                    f"dynamics: noise {noise:g} is too small for these payoffs: exp(payoff/noise) leaves the "
                    "range of floating-point numbers. Give more noise, or use fictitious-play."
                ) from error
    return [(_shares(x), _shares(y)) for x, y in plays]


def _shift(game: Any, above: bool) -> None:
    """Add to a player's payoffs a number for each strategy of the other, which changes no comparison.

    All become positive (``above``), at least their largest difference; else none is positive, the best is 0.
    """
    shifted = []
    for matrix, axis in zip(game.payoff_matrices, (0, 1)):
        low, high = (end(axis=axis, keepdims=True) for end in (matrix.min, matrix.max))
        shifted.append(matrix - low + max(1e-9, (high - low).max()) if above else matrix - high)
    game.payoff_matrices = tuple(shifted)


def _shares(weights: Any) -> list[float]:
    """Numbers as shares of their sum, rounding below 0 left out."""
    kept = [max(0.0, float(w)) for w in weights]
    return [w / sum(kept) for w in kept]


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Nashpy draws from numpy's global generator: seed it, and leave it as it was."""
    import numpy as np

    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)


def _state(table: NormalForm, row: Any) -> State:
    return {
        player: dict(zip(strategies, shares))
        for player, strategies, shares in zip(table.players, table.strategies, row)
    }


def _equilibria(table: NormalForm) -> tuple[State, ...]:
    """The isolated Nash equilibria, where they are found in seconds."""
    from .solve import solve

    found = solve(table, time_limit=5)
    return tuple(
        {p: {s: float(x) for s, x in e.strategies[p].items()} for p in table.players}
        for e in found
        if not e.free_variables
    )
