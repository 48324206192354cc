"""Trembling-hand perfection (Selten 1975).

A profile is perfect if fully mixed profiles tend to it to which it is a best reply, agent by agent. In a
normal form the agents are the players; in a tree there is one at every information set (extensive-form
perfection, the perfection of the agent form).

* With two agents a Nash equilibrium is perfect iff neither strategy is weakly dominated (van Damme 1987,
  theorem 3.2.2): decided exactly, with symbols.
* With more, a profile is perfect where it is a regular equilibrium (``regular``) and where curves of trembles
  show it (``trembles``), and it is not where a strategy is dominated in the agent form, or where it is proved
  that near the profile an action in use is worse than another. Where nothing of it is found the verdict is
  None: undecided.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped
from ..solution import Equilibrium
from ..symbolic.condition import NEVER, Condition, Region
from ..symbolic.expression import ONE, ZERO, Expression, add, number, symbol
from ..symbolic.parametric.search import Search, Signs
from .agents import Agents, Mixes, agents_of
from .regular import regular_cells
from .trembles import perfect_cells
from .undominated import dominated, in_words, judged
from .words import Conjunction, Reason, Verdict, together

NEAR = number(Fraction(1, 1000))
SECONDS = 10.0  # for the proofs that trembles do not sustain an entry
UNDECIDED = "Whether small trembles sustain it was not decided within the limits."


def trembling_hand(game: Any, e: Equilibrium, deadline: float | None = None) -> Verdict:
    """Return whether (and where) an equilibrium is trembling-hand perfect, and why it is not."""
    agents = agents_of(game, e)
    if agents is None:
        return (
            None,
            "Trembles reach every information set, and this entry leaves open what is played at some.",
        )
    verdict, reasons = judged(game, agents.view, agents.equilibrium, dominated, deadline)
    if verdict is False or len(agents.view.players) <= 2:
        return in_words(e, (verdict, reasons))
    if verdict is True and not e.free_variables and all(x != ZERO for mix in agents.mixes for x in mix):
        return True, ""
    if not _rational(agents):
        return None, UNDECIDED
    ranges = [c for cs in e.free_variables.values() for c in cs]
    faces = verdict.disjuncts if isinstance(verdict, Region) else ((),)
    good: list[Conjunction] = []
    for d, face in itertools.product(e.region.disjuncts, faces):
        given = d if len(e.region.disjuncts) > 1 else ()
        found = _perfect_part(game, agents, [*game.domain, *d, *ranges, *face], deadline)
        if found is None:
            return None, UNDECIDED
        here = dict.fromkeys((*given, *face))
        reasons += [
            Reason(text, Region(tuple(tuple(dict.fromkeys((*here, *part))) for part in where.disjuncts)))
            for text, where in found[1]
        ]
        good += [tuple(dict.fromkeys((*here, *part))) for part in found[0].disjuncts]
    if not reasons:
        return True, ""
    return (Region(tuple(good)) if good else False), together(reasons, e.region)


def _perfect_part(
    game: Any, agents: Agents, domain: list[Condition], deadline: float | None
) -> tuple[Region, list[Reason]] | None:
    """Return where in a domain the profile is perfect and why it is not elsewhere; None if undecided."""
    names = [*(p.name for p in game.parameters), *agents.equilibrium.free_variables]
    search = Search(names, agents.expressions, domain, deadline=deadline)
    if not search.numeric and not search.oracle.feasible({}):
        return NEVER, []
    mixes = [search.polynomials(list(mix)) for mix in agents.mixes]
    patterns = search.explorer(lambda case: [[case.sign(s) > 0 for s in mix] for mix in mixes])
    perfect: list[Signs] = []
    failing: dict[str, list[Signs]] = {}

    def worse(d: Signs, used: Sequence[Sequence[bool]]) -> str:
        return _better_elsewhere(agents, [*domain, *search.region([d]).disjuncts[0]], used, deadline)

    cells = list(patterns)
    for cell, used in cells:
        passed, left = regular_cells(agents, search, cell.signs, used)
        perfect += passed
        for part in left:
            rest, first = [part], worse(part, used)
            if not first:
                passed, rest = perfect_cells(agents, search, domain, part)
                perfect += passed
            for d in rest:
                text = first or worse(d, used)
                if not text:
                    return None
                failing.setdefault(text, []).append(d)
    everything = [cell.signs for cell, _ in cells]

    def region(part: list[Signs]) -> Region:
        return search.region(search.short(part, care=everything))

    if not failing:
        return (search.region([{}]) if perfect else NEVER), []
    if not perfect and len(failing) == 1:
        return NEVER, [Reason(text) for text in failing]
    return (search.region(search.short(perfect)) if perfect else NEVER), [
        Reason(text, region(part)) for text, part in failing.items()
    ]


def _rational(agents: Agents) -> bool:
    """Whether no roots occur, so that samples are rational."""
    return all(isinstance(x.evaluate(), Fraction) for x in agents.expressions if not x.symbols)


def _better_elsewhere(
    agents: Agents, domain: list[Condition], used: Sequence[Sequence[bool]], deadline: float | None
) -> str:
    """Return why the profile is no best reply to fully mixed ones near it, "" where that is not proved."""
    mixes, near = _neighbors(agents)
    end = min(time.monotonic() + SECONDS, deadline or math.inf)
    deviations = [d for d in _deviations(used) if not _clearly_worse(agents, *d)]
    best = {j: _best(agents, j, used[j], mixes) for j in range(len(used))}
    for (j, a, b), joint in itertools.product(deviations, (False, True)):
        others = [c for i, cs in best.items() if i != j for c in cs] if joint else []
        claim = Condition(agents.gain(j, b, a, mixes), ">", ZERO)
        if _proved(claim, [*domain, *near, *others], end):
            who = agents.view.players[j]
            first, second = (escaped(who.choices[0].actions[k]) for k in (a, b))
            when = "Where small trembles leave the others no gain" if joint else "However small the trembles"
            return f"{when}, {escaped(who.player)} then does better with {second} than with {first}."
    return ""


def _proved(claim: Condition, given: list[Condition], end: float) -> bool:
    from ..symbolic.proof import prove

    left = min(end - time.monotonic(), SECONDS / 5)
    try:
        return left > 0 and prove((claim,), tuple(given), time_limit=left).status == "proved"
    except InputError:  # what is given holds nowhere
        return False


def _clearly_worse(agents: Agents, j: int, a: int, b: int) -> bool:
    """Whether action b is worse than a in the profile itself, and so near it."""
    gain = agents.gain(j, b, a, agents.mixes)
    return not gain.symbols and float(gain) < -1e-9


def _best(agents: Agents, j: int, used: Sequence[bool], mixes: Mixes) -> list[Condition]:
    """That an agent's actions in use are best replies to ``mixes``."""
    pairs = ((a, b) for a, b in itertools.permutations(range(len(used)), 2) if used[a])
    return [Condition(agents.gain(j, b, a, mixes), "=" if used[b] else "<=", ZERO) for a, b in pairs]


def _deviations(used: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """Yield (agent, an action in use, another action)."""
    for j, mix in enumerate(used):
        for a, b in itertools.permutations(range(len(mix)), 2):
            if mix[a]:
                yield j, a, b


def _neighbors(agents: Agents) -> tuple[Mixes, list[Condition]]:
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
