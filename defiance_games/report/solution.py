"""A solution as a page: a block for each equilibrium, from where it holds to which refinements it passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..solution import Equilibrium, Solution, Status
from ..symbolic.condition import Region
from ..symbolic.expression import ZERO, Expression, symbol
from .beliefs import telling
from .page import (
    Block,
    Cell,
    Fields,
    Heading,
    Note,
    Page,
    conditions,
    fields,
    flat,
    joined,
    mixture,
    only_at_ties,
    values,
    where,
)
from .tree import at_sets, tree_beliefs

COLUMNS = ("equilibrium", "class", "region")


MANY = 3  # more equilibria than that get an overview


def page(solution: Solution, ties: bool = False) -> Page:
    """Return the page of a solution; what exists only at ties between parameters is on it if ``ties``."""
    game = solution.game
    refined = f", refined by {solution.refinement}" if solution.refinement else ""
    blocks: list[Block] = [
        Heading(game.title or solution.model or "Untitled game", 1),
        Note(flat((f"Concept: {solution.concept}{refined}. ", _ending(solution)))),
    ]
    about = [
        ("values", values(game.values or {})),
        ("free", joined(symbol(p.name) for p in game.parameters)),
        ("domain", conditions(game.domain, "")),
        ("undecided", "; ".join(solution.undecided)),
        ("not listed", "; ".join(solution.left_out)),
    ]
    blocks += fields(about)
    wide = [e for e in solution if not only_at_ties(e.region)]
    thin = [e for e in solution if only_at_ties(e.region)]
    shown = [*wide, *thin] if ties or not wide else wide
    if len(shown) > MANY and game.parameters:
        blocks += [Heading("overview"), Fields(tuple((e.name, where(e.region)) for e in shown))]
    for e in shown:
        if wide and thin and e is thin[0]:
            blocks.append(Note("What follows exists only at ties between parameters."))
        same = [f.name for f in shown if f is not e and f.outcome_class == e.outcome_class is not None]
        blocks += equilibrium_blocks(e, same, bool(game.parameters), game)
    if len(shown) < len(solution):
        blocks.append(Note(_left_out(len(thin))))
    if solution.rejected:
        told = [(r.equilibrium.name, r.reason or "fails everywhere") for r in solution.rejected]
        blocks += [Heading(f"rejected by {solution.refinement}"), *fields(told)]
    return Page(tuple(blocks))


def _left_out(n: int) -> str:
    exist, them = ("exists", "it") if n == 1 else ("exist", "them")
    where_else = f"--ties prints {them}, JSON and CSV have {them}"
    return f"{n} more {exist} only at ties between parameters: {where_else}."


def _ending(solution: Solution) -> Cell:
    """How the search ended, in a sentence."""
    n = len(solution)
    thin = sum(only_at_ties(e.region) for e in solution)
    count = f"{n} equilibri{'um' if n == 1 else 'a'}" + (f" ({thin} of them only at ties)" if thin else "")
    if solution.status is not Status.SOLVED:
        return solution.status.value + (f" {count} found so far." if n else "")
    if solution.complete == "generic":
        off = (
            (", ties aside",)
            if not solution.excepted
            else (" wherever none of these holds: ", joined(solution.excepted))
        )
        return (f"{count}; the list is proved complete", *off, ".")
    if solution.complete:
        return f"{count}; the list is proved complete, ties included."
    return f"{count} found; there may be more, because the search was not complete."


def equilibrium_blocks(
    e: Equilibrium, same_outcome: Sequence[str] = (), with_region: bool = True, game: Any = None
) -> list[Block]:
    """Return the heading and the fields of one equilibrium; ``same_outcome``: those like it on the path."""
    rows: list[tuple[str, Cell]] = [("holds where", where(e.region) if with_region else "")]
    if e.form == "extensive" or isinstance(game, ExtensiveForm):
        rows += [(player, at_sets(plan)) for player, plan in e.strategies.items()]
        beliefs = tree_beliefs(e, game)
    else:
        rows += [(player, _strategy(plan, i)) for i, (player, plan) in enumerate(e.strategies.items())]
        beliefs = [_belief(m, e) for m in e.beliefs]
    drawn = ((f"{profile}: ", x) for profile, x in e.distribution.items() if x != ZERO)
    rows += [("distribution", _lines(drawn))]
    rows += [("where " + v, conditions(c)) for v, c in e.free_variables.items()]
    rows += [
        ("beliefs", _lines(beliefs)),
        ("payoffs", _lines(_payoff(p, v) for p, v in e.payoffs.items())),
        (
            "outcomes",
            _lines((o, " = ", "undefined (null event)" if v is None else v) for o, v in e.outcomes.items()),
        ),
        ("refinements", _lines(_refinement(r, v, e.reasons) for r, v in e.refinements.items())),
        ("verified", "" if e.verified else "no: the verifier has not confirmed it"),
        ("same outcome", "; ".join(same_outcome)),
    ]
    name = e.name if e.kind in e.name else f"{e.name} ({e.kind})"
    return [Heading(name), *fields(rows)]


def _lines(cells: Any) -> Cell:
    return joined(cells, "\n")


def _strategy(plan: Mapping[str, Any], place: int) -> Cell:
    """A mixture, or one for each information set: types first (the sender), then messages."""
    if all(isinstance(p, Expression) for p in plan.values()):
        return mixture(plan)
    word = "type" if place == 0 else "after"
    return _lines((f"{word} {s}: ", mixture(m)) for s, m in plan.items() if m is not None)


def off_path(message: str, e: Equilibrium) -> bool:
    """Whether no type of the sender sends ``message``."""
    sender = next(iter(e.strategies.values()))
    return all(isinstance(m, Mapping) and m.get(message) == 0 for m in sender.values())


def _belief(message: str, e: Equilibrium) -> Cell:
    away = " (off path)" if off_path(message, e) else ""
    types = list(e.beliefs[message].items())
    point = joined((symbol(f"mu_{t}"), " = ", p) for t, p in (types[:1] if len(types) == 2 else types))
    if message not in e.belief_sets:
        return (f"after {message}{away}: ", point)
    sets = [telling(d, [f"mu_{t}" for t, _ in types]) for d in e.belief_sets[message]]
    anything = not all(sets)
    which = ("any belief",) if anything else ("any with ", joined((conditions(d) for d in sets), "; or "))
    if _reply_varies(message, e):  # the sets are those of some reply, and one belief is that of every reply
        which = (*which, " supports some of these replies; ", point, " supports them all")
    elif not anything:
        which = (*which, "; for example ", point)
    return (f"after {message}{away}: ", *which)


def _reply_varies(message: str, e: Equilibrium) -> bool:
    """Whether the entry has several replies to ``message``."""
    _, receiver = e.strategies.values()
    return any(not p.symbols.isdisjoint(e.free_variables) for p in (receiver.get(message) or {}).values())


def _payoff(player: str, payoff: Any) -> Cell:
    if isinstance(payoff, Mapping):
        return _lines((f"{player}, type {t}: ", v) for t, v in payoff.items())
    return (f"{player}: ", payoff)


def _refinement(name: str, verdict: bool | Region, reasons: Mapping[str, str]) -> Cell:
    why = f". {reasons[name]}" if name in reasons else ""
    return (f"{name}: ", _passes(verdict), why)


def _passes(verdict: bool | Region) -> Cell:
    if isinstance(verdict, Region):
        if verdict.always or verdict.never:
            return "passes" if verdict.always else "fails"
        return ("passes where ", where(verdict))
    return "passes" if verdict else "fails"


def records(solution: Solution) -> list[dict[str, Any]]:
    """Return one flat row for each equilibrium: ``strategy:Center/inspect``, ``outcome:defiance``, ..."""
    return [record(e) for e in solution]


def record(e: Equilibrium) -> dict[str, Any]:
    """Return the flat row of one equilibrium."""
    return dict(_record(e))


def _record(e: Equilibrium) -> Iterator[tuple[str, Any]]:
    yield from {"equilibrium": e.name, "class": e.kind, "region": e.region}.items()
    groups = {
        "strategy": e.strategies,
        "belief": e.beliefs,
        "belief_set": e.belief_sets,
        "payoff": e.payoffs,
        "outcome": e.outcomes,
        "refinement": e.refinements,
        "free": e.free_variables,
    }
    for group, found in groups.items():
        yield from _flattened(group + ":", found)
    yield "verified", e.verified


def _flattened(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flattened(f"{prefix}{key}" if prefix.endswith(":") else f"{prefix}/{key}", part)
    elif isinstance(value, tuple):  # conditions, or alternatives of conditions
        yield prefix, Region(value if not value or isinstance(value[0], tuple) else (value,))
    else:
        yield prefix, value
