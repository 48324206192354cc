"""What a pair of supports asks for: the necessary conditions of an equilibrium in which exactly these are
used.

A solver tries every pair of supports; these are the systems that it solved, written again from the payoffs,
so that what its record excludes can be confirmed and said: which conditions contradict each other.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..games.normal_form import NormalForm
from ..games.signaling import SignalingGame
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, symbol
from .checking import weak
from .normal import payoffs_of


@dataclass(frozen=True)
class Asked:
    """A condition, and who asks it: that ``other`` be no better than ``played``."""

    condition: Condition
    who: str = ""
    played: str = ""
    other: str = ""


@dataclass(frozen=True)
class Case:
    """A choice of supports: how it is called, of which group, and what it asks for."""

    group: str
    name: str
    asked: tuple[Asked, ...]
    used: tuple[frozenset[str], ...] = ()
    unknowns: frozenset[str] = frozenset()


def named(stem: str, labels: tuple[str, ...], k: int, taken: frozenset[str]) -> str:
    """Return ``stem_label``, with the label's number where it is no name, or the name is taken.

    >>> named("rho", ("S", "not S"), 0, frozenset()), named("rho", ("S", "not S"), 1, frozenset())
    ('rho_S', 'rho_2')
    """
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", labels[k])
    own = f"{stem}_{labels[k] if plain else k + 1}"
    while own in taken:
        own += "_"
    return own


def subsets(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the nonempty subsets, small ones first."""
    return [c for k in range(1, len(names) + 1) for c in itertools.combinations(names, k)]


def tried(game: NormalForm | SignalingGame) -> int:
    """How many choices of supports there are."""
    if isinstance(game, NormalForm):
        sizes = [len(s) for s in game.strategies]
    else:
        sizes = [len(game.messages)] * len(game.types) + [len(r) for r in game.responses]
    total = 1
    for n in sizes:
        total *= 2**n - 1
    return total


def _mixture(names: tuple[str, ...], support: tuple[str, ...], stem: str) -> dict[str, Expression]:
    """A mixture with exactly this support, in symbols: ``stem`` for the first of two, numbered where more."""
    found = dict.fromkeys(names, ZERO)
    *first, last = support
    for k, n in enumerate(first, 1):
        found[n] = symbol(f"{stem}_{k}" if len(support) > 2 else stem)
    found[last] = ONE - add(*(found[n] for n in support[:-1]))
    return found


def _positive(mixture: Mapping[str, Expression]) -> Iterator[Asked]:
    for p in mixture.values():
        if p.symbols:
            yield Asked(Condition(p, ">", ZERO))


def _best(who: str, payoffs: Mapping[str, Expression], support: tuple[str, ...]) -> Iterator[Asked]:
    """That all of a support are best."""
    first, *rest = support
    for other in rest:
        yield Asked(Condition(payoffs[first], "=", payoffs[other]), who, first, other)
    for other in payoffs:
        if other not in support:
            yield Asked(Condition(payoffs[first], ">=", payoffs[other]), who, first, other)


def of_table(game: NormalForm) -> Iterator[Case]:
    """Yield every choice of supports of a table."""
    taken = frozenset(p.name for p in game.parameters)
    for supports in itertools.product(*map(subsets, game.strategies)):
        mixes = {
            p: _mixture(names, support, named("x", game.players, i, taken))
            for i, (p, names, support) in enumerate(zip(game.players, game.strategies, supports, strict=True))
        }
        asked = [a for m in mixes.values() for a in _positive(m)]
        for i, (player, support) in enumerate(zip(game.players, supports, strict=True)):
            asked += _best(player, payoffs_of(game, i, mixes), support)
        name = (
            " against ".join(_set(s) for s in supports)
            if len(supports) == 2
            else ", ".join(map(_set, supports))
        )
        unknowns = frozenset(s for m in mixes.values() for p in m.values() for s in p.symbols)
        yield Case("", name, tuple(asked), tuple(map(frozenset, supports)), unknowns)


def of_signaling(game: SignalingGame) -> Iterator[tuple[Case, list[Case]]]:
    """Yield for each choice of messages the case with any replies, and those with each support of them."""
    for sent in itertools.product(*(subsets(game.messages) for _ in game.types)):
        group = ", ".join(f"{t} sends {_set(s)}" for t, s in zip(game.types, sent, strict=True))
        yield (
            _signaling_case(game, sent, None, group, "any replies"),
            [
                _signaling_case(game, sent, replies, group, _replies(game, replies))
                for replies in itertools.product(*map(subsets, game.responses))
            ],
        )


def _signaling_case(
    game: SignalingGame,
    sent: tuple[tuple[str, ...], ...],
    replies: tuple[tuple[str, ...], ...] | None,
    group: str,
    name: str,
) -> Case:
    taken = frozenset(p.name for p in game.parameters)
    sigma = {
        t: _mixture(game.messages, sent[k], named("sigma", game.types, k, taken))
        for k, t in enumerate(game.types)
    }
    chosen = replies or game.responses
    rho = {
        m: _mixture(game.responses[k], chosen[k], named("rho", game.messages, k, taken))
        for k, m in enumerate(game.messages)
    }
    asked = [a for m in sigma.values() for a in _positive(m)]
    if replies is None:  # any mixture of all replies, faces included
        asked += [Asked(weak(a.condition)) for m in rho.values() for a in _positive(m)]
    else:
        asked += [a for m in rho.values() for a in _positive(m)]
    for t, kind in enumerate(game.types):
        payoffs = {
            message: add(
                *(
                    multiply(rho[message][r], game.payoffs[t, m, a][0])
                    for a, r in enumerate(game.responses[m])
                )
            )
            for m, message in enumerate(game.messages)
        }
        asked += _best(f"type {kind}", payoffs, sent[t])
    used = tuple(map(frozenset, sent))
    if replies is not None:
        used += tuple(map(frozenset, replies))
        for m in range(len(game.messages)):
            asked += _replied(game, m, sigma, replies[m])
    unknowns = frozenset(s for a in asked for s in a.condition.symbols) - {p.name for p in game.parameters}
    return Case(group, name, tuple(asked), used, unknowns)


def _replied(
    game: SignalingGame, m: int, sigma: Mapping[str, Mapping[str, Expression]], replies: tuple[str, ...]
) -> Iterator[Asked]:
    """That the replies to a message are best: to what Bayes' rule gives, or to some belief."""
    message = game.messages[m]
    joint = [multiply(p, sigma[t][message]) for t, p in zip(game.types, game.priors, strict=True)]
    sent = tuple(t for t, w in zip(game.types, joint, strict=True) if w != ZERO)
    stem = named("mu", game.messages, m, frozenset(p.name for p in game.parameters))
    if all(w in (ZERO, p) for w, p in zip(joint, game.priors, strict=True)) and len(sent) == len(game.types):
        weights = list(game.priors)
    else:
        weights = list(_mixture(game.types, sent or game.types, stem).values())
        op = ">" if sent else ">="
        yield from (Asked(Condition(w, op, ZERO)) for w in weights if w.symbols)
        if len(sent) > 1:
            for w, j in zip(weights, joint, strict=True):
                if w.op == "symbol":
                    yield Asked(Condition(w * add(*joint), "=", j), "Bayes' rule")
    payoffs = {
        r: add(*(multiply(w, game.payoffs[t, m, a][1]) for t, w in enumerate(weights) if w != ZERO))
        for a, r in enumerate(game.responses[m])
    }
    yield from _best(f"{game.players[1]} after {message}", payoffs, replies)


def _replies(game: SignalingGame, replies: tuple[tuple[str, ...], ...]) -> str:
    return ", ".join(f"{_set(r)} after {m}" for m, r in zip(game.messages, replies, strict=True))


def _set(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else "{" + ", ".join(names) + "}"
