"""Games with symbols: every equilibrium as a formula, with the exact region where it holds.

A *model* is a function from parameters to a *game*; :func:`solve` finds every equilibrium of a game.

>>> import defiance_games as dg
>>> game = dg.load("inspection_game").at()
>>> (equilibrium,) = dg.solve(game)
>>> print(equilibrium.outcomes["defiance"])
k/a
>>> dg.verify(game, equilibrium).ok
True
>>> dg.prove("k/a < 1", given=["0 < k", "k < a"]).status
'proved'
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import problems as problems
    from .cite import cite as cite
    from .compare import compare as compare
    from .convert import convert as convert
    from .dominance import dominance as dominance
    from .draw import draw as draw
    from .dynamics import dynamics as dynamics
    from .errors import DefianceError as DefianceError
    from .errors import InputError as InputError
    from .errors import NotVerified as NotVerified
    from .errors import TimeLimitReached as TimeLimitReached
    from .errors import UnsupportedError as UnsupportedError
    from .explain import explain as explain
    from .explore import explore as explore
    from .games.exchange import from_gambit as from_gambit
    from .games.exchange import to_gambit as to_gambit
    from .games.exchange import to_nashpy as to_nashpy
    from .games.extensive_form import ExtensiveForm as ExtensiveForm
    from .games.normal_form import NormalForm as NormalForm
    from .games.signaling import SignalingGame as SignalingGame
    from .games.tree import chance as chance
    from .games.tree import end as end
    from .games.tree import move as move
    from .model import Model as Model
    from .model import load as load
    from .model import models as models
    from .plot import plot as plot
    from .prove import prove as prove
    from .simulate import simulate as simulate
    from .solution import Equilibrium as Equilibrium
    from .solution import Solution as Solution
    from .solution import Status as Status
    from .solve import solve as solve
    from .statics import statics as statics
    from .symbolic.condition import Condition as Condition
    from .symbolic.condition import Parameter as Parameter
    from .symbolic.condition import Region as Region
    from .symbolic.condition import parameter as parameter
    from .symbolic.expression import Expression as Expression
    from .table import table as table
    from .threshold import threshold as threshold
    from .verify import verify as verify

__version__ = "0.1.0"

_HOME = {  # public name -> the module it is imported from when it is first used
    "Model": "model",
    "load": "model",
    "models": "model",
    "cite": "cite",
    "compare": "compare",
    "convert": "convert",
    "dominance": "dominance",
    "draw": "draw",
    "dynamics": "dynamics",
    "explain": "explain",
    "DefianceError": "errors",
    "InputError": "errors",
    "NotVerified": "errors",
    "TimeLimitReached": "errors",
    "UnsupportedError": "errors",
    "explore": "explore",
    "from_gambit": "games.exchange",
    "to_gambit": "games.exchange",
    "to_nashpy": "games.exchange",
    "ExtensiveForm": "games.extensive_form",
    "NormalForm": "games.normal_form",
    "SignalingGame": "games.signaling",
    "chance": "games.tree",
    "end": "games.tree",
    "move": "games.tree",
    "Equilibrium": "solution",
    "Solution": "solution",
    "Status": "solution",
    "Condition": "symbolic.condition",
    "Parameter": "symbolic.condition",
    "Region": "symbolic.condition",
    "parameter": "symbolic.condition",
    "Expression": "symbolic.expression",
    "plot": "plot",
    "prove": "prove",
    "simulate": "simulate",
    "solve": "solve",
    "statics": "statics",
    "table": "table",
    "threshold": "threshold",
    "verify": "verify",
}


def __getattr__(name: str) -> Any:
    if name == "problems":
        return import_module(".problems", __name__)
    if name not in _HOME:
        raise AttributeError(f"module 'defiance_games' has no attribute '{name}'")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return ["__version__", *sorted(_HOME)]


class _Package(ModuleType):
    """The package: a verb's name means the verb, also after the file of that name has been imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
