"""What playing some actions asks for, whatever else is played: the conditions that make cases impossible.

A *premise* says of one chooser (a player, a type, or the receiver after a message) that an action is played
with positive probability, or that it is not. A case of the solver's search settles this for every action; a
few premises that contradict each other exclude every case that contains them.
"""

from __future__ import annotations

import itertools
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..games.normal_form import NormalForm
from ..games.signaling import SignalingGame
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, symbol
from .normal import LETTERS, payoffs_of, swapped
from .steps import Cell, joined


@dataclass(frozen=True)
class Asked:
    """A condition, and who asks it: that ``other`` be no better than ``played``."""

    condition: Condition
    who: str = ""
    played: str = ""
    other: str = ""


@dataclass(frozen=True)
class Chooser:
    """Who chooses among actions somewhere; ``stem`` names the probabilities."""

    who: str
    actions: tuple[str, ...]
    stem: str
    place: str = ""
    verb: str = "plays"

    @property
    def named(self) -> str:
        """Who it is, with the place."""
        return f"{self.who} {self.place}".rstrip()


Premise = tuple[int, str, bool]  # chooser, action, whether it is played
Weights = Sequence[Mapping[str, Expression]]


class Supports(ABC):
    """The choosers of a game, and what premises about them ask for."""

    choosers: tuple[Chooser, ...]

    @abstractmethod
    def best(self, k: int, weights: Weights, played: frozenset[Premise]) -> Iterator[Asked]:
        """What makes the actions best that the premises say a chooser plays."""

    def unchanged(self, places: tuple[int, ...]) -> bool:
        """Whether the game stays as it is when the choosers change places so."""
        return places == tuple(range(len(self.choosers)))

    def cases(self) -> Iterator[frozenset[Premise]]:
        """Every choice of what is played, small sets first."""
        for used in itertools.product(*(subsets(c.actions) for c in self.choosers)):
            yield frozenset(
                (k, a, a in some)
                for k, (c, some) in enumerate(zip(self.choosers, used, strict=True))
                for a in c.actions
            )

    def tried(self) -> int:
        """How many cases there are."""
        total = 1
        for c in self.choosers:
            total *= 2 ** len(c.actions) - 1
        return total

    def asked(self, premises: frozenset[Premise]) -> tuple[list[Asked], frozenset[str]]:
        """What premises ask for, and the names of the unknown probabilities in it."""
        weights = [self._weights(k, premises) for k in range(len(self.choosers))]
        found: list[Asked] = []
        for k, mixture in enumerate(weights):
            for a, p in mixture.items():
                if p.symbols:
                    found.append(Asked(Condition(p, ">" if (k, a, True) in premises else ">=", ZERO)))
        for k in range(len(self.choosers)):
            if any(j == k and used for j, _, used in premises):
                found += self.best(k, weights, premises)
        return found, frozenset(s for a in found for s in a.condition.symbols)

    def _weights(self, k: int, premises: frozenset[Premise]) -> dict[str, Expression]:
        """A mixture of all that the premises do not exclude, in symbols."""
        c = self.choosers[k]
        left = tuple(a for a in c.actions if (k, a, False) not in premises)
        return mixture(c.actions, left, c.stem)

    def meanings(self) -> dict[str, str]:
        """What each unknown probability is the probability of."""
        found = {}
        for c in self.choosers:
            for a, p in mixture(c.actions, c.actions, c.stem).items():
                if p.op == "symbol":
                    found[str(p)] = f"that {c.who} {c.verb} {a} {c.place}".rstrip()
        return found

    def compared(
        self, k: int, payoffs: Mapping[str, Expression], premises: frozenset[Premise]
    ) -> Iterator[Asked]:
        """That what a chooser plays pays alike, and nothing else more."""
        c = self.choosers[k]
        first, *rest = [a for a in c.actions if (k, a, True) in premises]
        for other in c.actions:
            if other != first:
                op = "=" if other in rest else ">="
                yield Asked(Condition(payoffs[first], op, payoffs[other]), c.named, first, other)

    def words(self, premises: Iterable[Premise]) -> Cell:
        """Premises as a clause."""
        premises = frozenset(premises)
        parts: list[Cell] = []
        last = ""
        for k, c in enumerate(self.choosers):
            own = [(a, used) for j, a, used in sorted(premises) if j == k]
            out = {a for a, used in own if not used}
            left = [a for a in c.actions if a not in out]
            played = [a for a, used in own if used]
            if len(left) == 1:
                told = f"{c.verb} only {left[0]} {c.place}".rstrip()
            elif own:
                never = [f"never {c.verb} {_listed([a for a in c.actions if a in out], 'or')}"] if out else []
                does = [f"{c.verb} {_listed(played, 'and')}"] if played else []
                told = f"{' but '.join([*does, *never])} {c.place}".rstrip()
            else:
                continue
            parts.append(told if parts and c.who == last else f"{c.who} {told}")
            last = c.who
        return joined(parts, last=" and ")


class TableSupports(Supports):
    """A table: each player chooses a strategy."""

    def __init__(self, game: NormalForm):
        self.game = game
        taken = frozenset(p.name for p in game.parameters)
        letters = (n for n in (*LETTERS, *(f"x_{k}" for k in range(1, 100))) if n not in taken)
        self.choosers = tuple(
            Chooser(p, names, next(letters)) for p, names in zip(game.players, game.strategies, strict=True)
        )

    def best(self, k: int, weights: Weights, played: frozenset[Premise]) -> Iterator[Asked]:
        mixes = dict(zip(self.game.players, weights, strict=True))
        return self.compared(k, payoffs_of(self.game, k, mixes), played)

    def unchanged(self, places: tuple[int, ...]) -> bool:
        moved = [(k, p) for k, p in enumerate(places) if k != p]
        return not moved or all(swapped(self.game, k, p) for k, p in moved)


class SignalingSupports(Supports):
    """A signaling game: each type chooses a message, the receiver a reply after each."""

    def __init__(self, game: SignalingGame):
        self.game = game
        self.taken = frozenset(p.name for p in game.parameters)
        receiver = game.players[1]
        types = [
            Chooser(f"type {t}", game.messages, named("sigma", game.types, k, self.taken), verb="sends")
            for k, t in enumerate(game.types)
        ]
        replies = [
            Chooser(receiver, game.responses[m], named("rho", game.messages, m, self.taken), f"after {label}")
            for m, label in enumerate(game.messages)
        ]
        self.choosers = (*types, *replies)

    def best(self, k: int, weights: Weights, played: frozenset[Premise]) -> Iterator[Asked]:
        game, n = self.game, len(self.game.types)
        if k < n:
            replies = weights[n:]
            payoffs = {
                message: add(
                    *(
                        multiply(replies[m][r], game.payoffs[k, m, a][0])
                        for a, r in enumerate(game.responses[m])
                    )
                )
                for m, message in enumerate(game.messages)
            }
            yield from self.compared(k, payoffs, played)
            return
        m = k - n
        belief: list[Expression] = []
        yield from self._belief(m, weights, played, belief)
        payoffs = {
            r: add(*(multiply(w, game.payoffs[t, m, a][1]) for t, w in enumerate(belief) if w != ZERO))
            for a, r in enumerate(game.responses[m])
        }
        yield from self.compared(k, payoffs, played)

    def meanings(self) -> dict[str, str]:
        found = super().meanings()
        for m, message in enumerate(self.game.messages):
            stem = named("mu", self.game.messages, m, self.taken)
            for t, p in mixture(self.game.types, self.game.types, stem).items():
                if p.op == "symbol":
                    found[str(p)] = f"of {t} after {message}, as it is believed"
        return found

    def _belief(
        self, m: int, weights: Weights, played: frozenset[Premise], belief: list[Expression]
    ) -> Iterator[Asked]:
        """Fill in the belief after a message; yield what Bayes' rule asks of it."""
        game, message = self.game, self.game.messages[m]
        joint = [multiply(p, weights[t][message]) for t, p in enumerate(game.priors)]
        sent = [k for k, w in enumerate(joint) if w != ZERO]
        sure = any((k, message, True) in played for k in sent)
        if list(joint) == list(game.priors):
            belief += game.priors
            return
        stem = named("mu", game.messages, m, self.taken)
        about = tuple(t for k, t in enumerate(game.types) if k in sent or not sure)
        shares = mixture(game.types, about, stem) if about else {}
        belief += [shares.get(t, ZERO) for t in game.types]
        yield from (Asked(Condition(w, ">=", ZERO)) for w in belief if w.symbols)
        if sent and len(about) > 1:
            for w, j in zip(belief, joint, strict=True):
                if w.op == "symbol":
                    yield Asked(Condition(w * add(*joint), "=", j), "Bayes' rule")


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


def mixture(names: tuple[str, ...], left: tuple[str, ...], stem: str) -> dict[str, Expression]:
    """A mixture of some of the names, in symbols: ``stem`` for the first of two, numbered where more."""
    found = dict.fromkeys(names, ZERO)
    *first, last = left
    for n in first:
        found[n] = symbol(stem if len(names) == 2 else f"{stem}_{names.index(n) + 1}")
    found[last] = ONE - add(*(found[n] for n in first))
    return found


def _listed(names: Sequence[str], word: str) -> str:
    return f" {word} ".join(", ".join(names).rsplit(", ", 1)) if len(names) < 3 else ", ".join(names)
