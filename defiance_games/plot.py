"""The verb ``plot``: a picture of a model, chosen by what is asked for.

* ``regions``: where in the plane of two parameters each equilibrium exists, or what sign a formula has.
* ``curves``: an outcome against one parameter. * ``heat``: an outcome over a grid of two.
* ``best-responses`` and ``payoffs`` of two players. * ``beliefs`` of a signaling game.
* ``spread``, ``phase``, ``network``: diffusion over time, the steady states of its mean field, the graph.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from .errors import InputError, escaped, nearest
from .games.game import Game
from .games.normal_form import NormalForm
from .games.signaling import SignalingGame
from .model import Model, load
from .symbolic.expression import as_expression

KINDS = {  # kind -> what it can be given beside values
    "regions": {"over", "outcome", "concept", "refine"},
    "curves": {"over", "vary", "outcome", "concept", "refine"},
    "heat": {"vary", "outcome", "concept", "refine"},
    "best-responses": {"concept", "refine"},
    "payoffs": {"concept", "refine"},
    "beliefs": {"over", "concept", "refine"},
    "spread": {"runs"},
    "phase": set(),
    "network": set(),
}
RUNNING = ("nodes", "graph", "directed", "labels", "periods", "seed", "belief", "policy", "observe")
for _kind in ("spread", "network"):
    KINDS[_kind] |= set(RUNNING)


@dataclass(frozen=True)
class Picture:
    """A picture: ``scene`` is what it shows, ``figure`` the matplotlib figure."""

    kind: str
    scene: Any
    figure: Any = field(repr=False)

    def save(self, path: Any, dpi: int = 300) -> None:
        """Write it to a file that ends in .png, .svg or .pdf, whole or not at all."""
        from .report.pictures.style import save

        save(self.figure, path, dpi)

    @property
    def unknown_letters(self) -> str:
        """The letters on it that no font has which was found."""
        from .report.pictures.style import unknown_letters

        return unknown_letters(self.figure)

    def _repr_png_(self) -> bytes:
        from .report.pictures.style import styled

        buffer = BytesIO()
        with styled():
            self.figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight")
        return buffer.getvalue()


def plot(
    model: Any,
    kind: str | None = None,
    *,
    over: Any = None,
    vary: Mapping[str, Any] | None = None,
    outcome: str | None = None,
    values: Mapping[str, Any] | None = None,
    concept: str | None = None,
    refine: str | None = None,
    time_limit: float = 60,
    width: Any = None,
    **settings: Any,
) -> Picture:
    """Return a picture of a model or a game; its method ``save`` writes it to a file.

    Parameters
    ----------
    model : a model, its name, or a game
    kind : one of the kinds above; where it is not given: ``regions`` over two parameters, ``curves`` over
        one, ``heat`` where two vary, else ``best-responses`` of a game of 2 x 2, ``beliefs`` of a signaling
        game, ``spread`` of what happens on a graph
    over : one or two parameters, as ``"q,h"``, each with a range where wanted: ``"q=0:1,h=0:3"``
    vary : parameter -> grid, as in ``table``
    outcome : an outcome of the equilibria, a formula, or a result of a question (``question.result``)
    values : parameters held fixed; the rest have their defaults
    concept, refine : as in ``solve``
    width : in inches, as 3.4 for one column of a paper; type is then smaller, but can be read
    settings : as in ``simulate``

    Raises
    ------
    InputError : unknown names; what the kind does not take, or the model does not have
    ImportError : without matplotlib, naming the extra

    Examples
    --------
    >>> picture = plot("career_calculus", over="V,p")
    >>> picture.kind, [area.name for area in picture.scene.areas]
    ('regions', ['D', 'C'])
    """
    _fail_without_matplotlib()
    model = model if isinstance(model, (Model, Game)) else load(model)
    given = {"over": over, "vary": vary, "outcome": outcome, "concept": concept, "refine": refine, **settings}
    given = {name: value for name, value in given.items() if value not in (None, False, {}, ())}
    kind = kind or _chosen(model, given)
    _fail_if_not_taken(kind, given)
    inches = _inches(width)
    scene, draw = _scene(model, kind, given, dict(values or {}), float(time_limit))
    from .report.pictures.style import fitted

    return Picture(kind, scene, fitted(lambda: draw(scene), inches))


def _inches(width: Any) -> float | None:
    """The width of a picture; InputError where it is none."""
    from .report.pictures.style import NARROWEST, WIDEST

    try:
        found = None if width is None else float(as_expression(width).value)
    except (InputError, ValueError):
        found = 0.0
    if found is not None and not NARROWEST <= found <= WIDEST:
        given = escaped(width)
        raise InputError(f"plot: width must be from {NARROWEST:g} to {WIDEST:g} inches, got {given}.")
    return found


def _fail_without_matplotlib() -> None:
    try:
        importlib.import_module("matplotlib")
    except ImportError as error:
        raise ImportError(
            'Pictures need matplotlib: python -m pip install "defiance-games[plot]".'
        ) from error


def _chosen(model: Any, given: Mapping[str, Any]) -> str:
    """The kind of picture that the arguments ask for."""
    from .scenes.axes import read_over

    if "vary" in given:
        return "heat" if len(given["vary"]) == 2 else "curves"
    if "over" in given:
        return "regions" if len(read_over(given["over"])) == 2 else "curves"
    if given.keys() & {*RUNNING, "runs"}:
        return "spread"
    game = model if isinstance(model, Game) else model.at()
    if isinstance(game, NormalForm) and [len(s) for s in game.strategies] == [2, 2]:
        return "best-responses"
    if isinstance(game, SignalingGame) and len(game.types) == 2:
        return "beliefs"
    if isinstance(model, Model) and model.contents.process:
        return "spread"
    raise InputError(
        f"{model.name}: what should be drawn? Name two parameters (--over X,Y: regions), one (--over X: "
        f"curves), or vary two (a heat map). Parameters: {', '.join(p.name for p in model.parameters)}."
    )


def _fail_if_not_taken(kind: str, given: Mapping[str, Any]) -> None:
    if kind not in KINDS:
        raise InputError(f"plot: no kind '{escaped(kind)}'. {nearest(str(kind), KINDS)}")
    faults = [
        f"plot: {name} does not matter to a picture of {kind}." for name in given if name not in KINDS[kind]
    ]
    wrong = {"regions": "over=X,Y, two parameters", "heat": "vary, two grids: X=0:1:51 and Y=0:1:51"}
    if kind == "regions" and _count(given) != 2 or kind == "heat" and len(given.get("vary", ())) != 2:
        faults.append(f"plot: a picture of {kind} needs {wrong[kind]}.")
    if (
        kind == "curves"
        and ("over" in given) + ("vary" in given) != 1
        or kind == "curves"
        and _count(given) > 1
    ):
        faults.append("plot: a picture of curves needs one parameter: over=X, or vary with one grid.")
    if kind == "beliefs" and _count(given) > 1:
        faults.append("plot: a picture of beliefs needs one parameter.")
    if faults:
        raise InputError(faults)


def _count(given: Mapping[str, Any]) -> int:
    """How many parameters are named to draw over."""
    from .scenes.axes import read_over

    return len(read_over(given["over"])) if "over" in given else len(given.get("vary", ()))


def _scene(
    model: Any, kind: str, given: dict[str, Any], values: dict[str, Any], seconds: float
) -> tuple[Any, Any]:
    """What is shown, and the function that draws it."""
    from .scenes.axes import read_over

    over = read_over(given["over"]) if "over" in given else None
    how = {name: given[name] for name in ("concept", "refine") if name in given}
    outcome = given.get("outcome")
    if kind == "regions":
        from .report.pictures.regions import draw
        from .scenes.regions import region_map

        assert over is not None
        return region_map(model, over, outcome, values, seconds, **how), draw
    if kind == "curves":
        from .report.pictures.curves import draw
        from .scenes.curves import curves

        grid = next(iter(given["vary"].values())) if "vary" in given else None
        axis = over or dict.fromkeys(read_over(list(given["vary"])))
        return curves(model, axis, outcome, values, seconds, grid, **how), draw
    if kind == "heat":
        from .report.pictures.heat import draw
        from .scenes.heat import heat

        return heat(model, given["vary"], outcome, values, seconds, **how), draw
    if kind in ("best-responses", "payoffs"):
        from .report.pictures import best_responses as pictures
        from .scenes import replies

        if kind == "payoffs":
            return replies.payoffs(model, values, seconds, **how), pictures.draw_payoffs
        return replies.best_responses(model, values, seconds, **how), pictures.draw
    if kind == "beliefs":
        from .report.pictures.beliefs import draw
        from .scenes.beliefs import beliefs

        return beliefs(model, over, values, seconds, **how), draw
    from .report.pictures import diffusion as pictures
    from .scenes import diffusion

    _fail_if_a_game(model, kind)
    if kind == "phase":
        return diffusion.phase_line(model, values, seconds), pictures.draw_phase
    running = {name: given[name] for name in (*RUNNING, "runs") if name in given}
    if kind == "network":
        return diffusion.snapshots(model, values, **running), pictures.draw_network
    return diffusion.spread(model, values, **running), pictures.draw_spread


def _fail_if_a_game(model: Any, kind: str) -> None:
    if not isinstance(model, Model):
        raise InputError(f"plot: a picture of {kind} needs a model of the catalogue, got a game.")
