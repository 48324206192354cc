"""Trembling-hand perfection (Selten 1975).

A profile is perfect if fully mixed profiles tend to it to which it is a best reply, agent by agent. In a
normal form the agents are the players; in a tree there is one at every information set (extensive-form
perfection, the perfection of the agent form).

* With two agents a Nash equilibrium is perfect iff neither strategy is weakly dominated (van Damme 1987,
  theorem 3.2.2): decided exactly, with symbols.
* With more, a profile is perfect where curves of trembles show it (``trembles``), and it is not where a
  strategy is dominated in the agent form, or where it is proved that near the profile an action in use is
  worse than another. Where neither is found the verdict is None: undecided.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped
from ..solution import Equilibrium
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, number, symbol
from ..symbolic.parametric.search import Search
from .agents import Agents, Mixes, agents_of
from .trembles import everywhere_perfect
from .undominated import dominated, judged
from .words import Verdict

NEAR = number(Fraction(1, 1000))
SECONDS = 2.0  # a proof


def trembling_hand(game: Any, e: Equilibrium, deadline: float | None = None) -> Verdict:
    """Return whether (and where) an equilibrium is trembling-hand perfect, and why it is not."""
    agents = agents_of(game, e)
    if agents is None:
        return (
            None,
            "Trembles reach every information set, and this equilibrium does not say what is played at each.",
        )
    verdict, why = judged(game, agents.view, agents.equilibrium, dominated, deadline)
    if verdict is False or len(agents.view.players) <= 2:
        return verdict, why
    if verdict is True and not e.free_variables and all(x != ZERO for mix in agents.mixes for x in mix):
        return True, ""
    regions = [
        [*game.domain, *d, *(c for cs in e.free_variables.values() for c in cs)] for d in e.region.disjuncts
    ]
    names = [*(p.name for p in game.parameters), *e.free_variables]
    reasons = [_better_elsewhere(agents, names, domain, deadline) for domain in regions]
    if all(reasons):
        return False, reasons[0]
    if verdict is True and not any(reasons) and _rational(agents):
        expressions = [x for u in agents.view.terms.values() for x in u] + [
            x for m in agents.mixes for x in m
        ]
        searches = [Search(names, expressions, domain, deadline=deadline) for domain in regions]
        if all(everywhere_perfect(agents, search) for search in searches):
            return True, ""
    return None, "Whether small trembles sustain it was not decided within the limits."


def _rational(agents: Agents) -> bool:
    """Whether no roots occur, so that samples are rational."""
    return all(isinstance(x.evaluate(), Fraction) for x in agents.expressions if not x.symbols)


def _better_elsewhere(
    agents: Agents, names: list[str], domain: list[Condition], deadline: float | None
) -> str:
    """Return why the profile is no best reply to fully mixed ones near it, "" where that is not proved."""
    from ..symbolic.proof import prove

    mixes, near = _neighbors(agents, names)
    for j, a, b in _deviations(agents):
        given = [*domain, *near, Condition(agents.mixes[j][a], ">", ZERO)]
        left = SECONDS if deadline is None else min(SECONDS, deadline - time.monotonic())
        if left <= 0:
            return ""
        try:
            proof = prove((Condition(agents.gain(j, b, a, mixes), ">", ZERO),), tuple(given), time_limit=left)
        except InputError:  # nothing is near: the domain is empty
            return ""
        if proof.status == "proved":
            who = agents.view.players[j]
            first, second = (escaped(who.choices[0].actions[k]) for k in (a, b))
            name = escaped(who.player)
            return f"However small the trembles, {name} then does better with {second} than with {first}."
    return ""


def _deviations(agents: Agents) -> Iterator[tuple[int, int, int]]:
    """Yield (agent, an action in use wherever the entry holds, another action)."""
    for j, mix in enumerate(agents.mixes):
        corners = [agents.mixes_of(c)[j] for c in agents.equilibrium.extreme_points]
        for a, b in itertools.permutations(range(len(mix)), 2):
            surely = all(c[a] != ZERO for c in corners) if corners else not mix[a].symbols
            if mix[a] != ZERO and surely:
                yield j, a, b


def _neighbors(agents: Agents, names: list[str]) -> tuple[Mixes, list[Condition]]:
    """Unknown fully mixed strategies near the profile, and the conditions that say so."""
    mixes: list[list[Expression]] = []
    near: list[Condition] = []
    for i, mix in enumerate(agents.mixes):
        unknown = [symbol(f"tremble_{i}_{a}") for a in range(len(mix) - 1)]
        row = [*unknown, ONE - add(*unknown)]
        for x, s in zip(row, mix, strict=True):
            near.append(Condition(x, ">", ZERO))
            if s == ZERO:
                near.append(Condition(x, "<", NEAR))
            else:
                near += [Condition(x, "<", s + NEAR), Condition(x, ">", s - NEAR)]
        mixes.append(row)
    return mixes, near
