"""Where in the parameters, and in its free variables, a piece passes each refinement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ...symbolic.condition import Region
from ...symbolic.parametric.parametrize import Parametrizer, free_names
from ...symbolic.parametric.search import Family, Search
from ...symbolic.ring import Quotient
from .polytopes import BayesianPiece, Polytopes

Judgment = tuple[bool | Region, str]  # where an entry passes a refinement, and why it fails elsewhere
Judge = Callable[[Polytopes, BayesianPiece, Any], str]


def judged(p: Polytopes, piece: BayesianPiece, judges: Mapping[str, Judge]) -> dict[str, Judgment]:
    """Return for each refinement True, False or the Region in which the piece passes, and why not."""
    tools = Parametrizer(p.search, piece.cells)
    if not all(_constant(p, tools, t, piece) for t in p.types):
        return _judged_inside(p, piece, tools, judges)
    verdicts: dict[str, Judgment] = {}
    for name, judge in judges.items():
        why: list[str] = []
        passed, failed = p.search.divided(piece.cells, partial(_passes, judge, p, piece, why))
        mixed = passed and failed
        region = p.search.region(p.search.short(passed, care=piece.cells)) if mixed else bool(passed)
        verdicts[name] = region, _together(why)
    return verdicts


def _passes(judge: Judge, p: Polytopes, piece: BayesianPiece, why: list[str], case: Any) -> bool:
    """Whether a piece passes in a case; the reason why not goes to ``why``."""
    reason = judge(p, piece, case)
    if reason:
        why.append(reason)
    return not reason


def _together(reasons: Sequence[str]) -> str:
    """Return the two shortest of the reasons as one text."""
    return " Elsewhere: ".join(sorted(dict.fromkeys(reasons), key=len)[:2])


def _judged_inside(
    p: Polytopes, piece: BayesianPiece, tools: Parametrizer, judges: Mapping[str, Judge]
) -> dict[str, Judgment]:
    """The same where the outcome's payoffs vary inside the entry: a region in its free variables too."""
    beta, ranges = tools.polytope(
        piece.receiver.vertices, p.receiver_forms(p.sent(piece)), _after_sender(p, piece, tools)
    )
    conjunctions = p.search.region(piece.cells).disjuncts
    passed_in: dict[str, list[tuple[Any, ...]]] = {name: [] for name in judges}
    why: dict[str, list[str]] = {name: [] for name in judges}
    for conjunction in conjunctions:
        payoffs = [u for pair in p.game.payoffs.values() for u in pair]
        domain = [*p.game.domain, *conjunction, *(c for cs in ranges.values() for c in cs)]
        names = [*(a.name for a in p.game.parameters), *ranges]
        inner = Search(names, [*payoffs, *p.game.priors, *beta], domain, deadline=p.search.deadline)
        q = Polytopes(p.game, inner)
        q.usable = p.usable
        point = replace(piece, receiver=Family((beta,), None, ()))
        for name, judge in judges.items():
            passed, _ = inner.divided([{}], partial(_passes, judge, q, point, why[name]))
            for extra in inner.region(inner.short(passed)).disjuncts if passed else ():
                passed_in[name].append((*conjunction, *extra) if len(conjunctions) > 1 else extra)
    return {
        name: (Region(tuple(found)) if found and why[name] else bool(found), _together(why[name]))
        for name, found in passed_in.items()
    }


def _constant(p: Polytopes, tools: Parametrizer, t: int, piece: BayesianPiece) -> bool:
    """Whether type t's payoff is the same at every vertex of the receiver's polytope."""
    m = p.message_of(t, piece)
    first, *rest = (p.expected(t, m, v) for v in piece.receiver.vertices)
    return all(
        tools.sign(Quotient(num * first[1] - first[0] * den, tools.ring.one)) == 0
        if not p.search.numeric
        else num * first[1] == first[0] * den
        for num, den in rest
    )


def _after_sender(p: Polytopes, piece: BayesianPiece, tools: Parametrizer) -> Iterator[str]:
    """The names of free variables that are left for the receiver, as in the entry."""
    names = free_names([*p.game.symbols, *p.game.values])
    tools.polytope(piece.sender.vertices, p.sender_forms(piece.replies, piece.on_path), names)
    return names
