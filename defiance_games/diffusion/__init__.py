"""Learning and diffusion on graphs: who observes whom, what they believe, who defies next, who is sanctioned.

A *process* (:class:`ThresholdLearning`, :class:`TwoChannelAdoption`) runs on a *graph* (read by
:func:`read_graph` or made by :func:`generate`); :func:`run` yields a record a period.

>>> from defiance_games import diffusion
>>> process = diffusion.ThresholdLearning(tolerance="0.15", seeds=[0])
>>> records = diffusion.run(process, diffusion.generate("ring", 21), periods=50)
>>> next(record.period for record in records if record.acting == 21)  # the book's P5.3: 4 * 10
40
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .adoption import TwoChannelAdoption as TwoChannelAdoption
    from .beliefs import Beta as Beta
    from .beliefs import TrueRisk as TrueRisk
    from .beliefs import Types as Types
    from .engine import run as run
    from .generators import GENERATORS as GENERATORS
    from .generators import generate as generate
    from .graph import Complete as Complete
    from .graph import Graph as Graph
    from .learning import ThresholdLearning as ThresholdLearning
    from .observation import Observation as Observation
    from .policies import AnnouncedList as AnnouncedList
    from .policies import Campaign as Campaign
    from .policies import FirstDefiances as FirstDefiances
    from .policies import MostVisible as MostVisible
    from .policies import NoSanctions as NoSanctions
    from .policies import RandomSanctions as RandomSanctions
    from .reading import read_graph as read_graph
    from .record import Record as Record
    from .record import State as State
    from .share import Share as Share
    from .tolerance import Careers as Careers
    from .tolerance import Uniform as Uniform

_HOME = {  # public name -> the file it is imported from when it is first used
    "TwoChannelAdoption": "adoption",
    "Beta": "beliefs",
    "TrueRisk": "beliefs",
    "Types": "beliefs",
    "run": "engine",
    "GENERATORS": "generators",
    "generate": "generators",
    "Complete": "graph",
    "Graph": "graph",
    "ThresholdLearning": "learning",
    "Observation": "observation",
    "AnnouncedList": "policies",
    "Campaign": "policies",
    "FirstDefiances": "policies",
    "MostVisible": "policies",
    "NoSanctions": "policies",
    "RandomSanctions": "policies",
    "read_graph": "reading",
    "Record": "record",
    "State": "record",
    "Share": "share",
    "Careers": "tolerance",
    "Uniform": "tolerance",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'defiance_games.diffusion' has no attribute '{name}'")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(_HOME)
