"""All equilibria as one proposition: who plays what where, and a proof by cases.

Entries that differ only off the path of play are one case with parts, as in a paper; a comparison that
recurs is made once and referred to by its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..equilibria.names import heads
from ..solution import Equilibrium, Solution
from .argument import Argument
from .phrases import Phrase, phrased
from .refined import reasons, titles
from .steps import Cases, Cell, Emphasis, Equation, Numbered, Reference, Section, Statement, Step, joined

LONG = 78  # a formula with more characters is displayed


def roman(n: int) -> str:
    """Return a number as a small Roman one.

    >>> roman(14)
    'xiv'
    """
    tens, rest = divmod(n, 10)
    found = "x" * tens
    for value, letters in ((9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while rest >= value:
            found, rest = found + letters, rest - value
    return found


def slug(text: str) -> str:
    """Return text as a label.

    >>> slug("pooling on N (D; S: D/C)")
    'pooling-on-n-d-s-d-c'
    """
    return (
        "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split()) or "game"
    )


def grouped(entries: Sequence[Equilibrium]) -> list[list[Equilibrium]]:
    """The entries, those of one outcome together."""
    groups: dict[object, list[Equilibrium]] = {}
    for e in entries:
        groups.setdefault(("alone", e.name) if e.outcome_class is None else e.outcome_class, []).append(e)
    return list(groups.values())


def references(groups: Sequence[Sequence[Equilibrium]], title: str) -> dict[str, Reference]:
    """The number of each entry: ``(ii)``, or ``(ii)(a)`` where several share an outcome."""
    found: dict[str, Reference] = {}
    for k, group in enumerate(groups, 1):
        for j, e in enumerate(group):
            part = f"({chr(97 + j)})" if len(group) > 1 else ""
            found[e.name] = Reference(f"({roman(k)}){part}", f"{title}:{slug(e.name)}-{roman(k)}{part[1:2]}")
    return found


class Proposition:
    """One proposition about all equilibria, from the argument of each."""

    def __init__(self, title: str, solution: Solution, arguments: Mapping[str, Argument]):
        entries = [e for e in solution if e.name in arguments]
        self.title, self.arguments, self.heads = slug(title), arguments, heads(solution)
        self.groups = grouped(entries)
        self.numbers = references(self.groups, self.title)

    # -- what is claimed --------------------------------------------------------------------------
    def statement(self) -> Cases:
        """The list of equilibria, each with where it exists."""
        return Cases(tuple(self.case(k, group) for k, group in enumerate(self.groups, 1)))

    def case(self, k: int, group: Sequence[Equilibrium]) -> Numbered:
        arguments = [self.arguments[e.name] for e in group]
        name = Emphasis(self.heads[group[0].name] + ".")
        if len(group) == 1:
            (own,) = arguments
            told = (name, " ", *self.played(own, [*own.phrases()]))
            return Numbered(self.numbers[group[0].name], told)
        phrases = [list(a.phrases()) for a in arguments]
        common = [p for p in phrases[0] if all(p in other for other in phrases[1:])]
        parts = []
        for e, own, mine in zip(group, arguments, phrases, strict=True):
            rest = [p for p in mine if p not in common]
            parts.append(Numbered(self.numbers[e.name], self.played(own, rest)))
        head = Reference(f"({roman(k)})", f"{self.title}:{roman(k)}")
        return Numbered(
            head, (name, " ", *phrased(common, capital=True), ", in each of these cases:"), tuple(parts)
        )

    @staticmethod
    def played(own: Argument, phrases: Sequence[Phrase]) -> tuple[Cell, ...]:
        """Where, and what is played there."""
        where = own.condition()
        if not phrases:
            return (*where, "for any ", *own.continuum()[1:]) if own.continuum() else (*where, "as said")
        return (*where, *phrased(phrases, capital=not where), *own.continuum())

    # -- the proof --------------------------------------------------------------------------------
    def cases(self, student: bool) -> Iterator[Step]:
        """The proof of each case; steps that are the same as in a case before refer to it."""
        seen: dict[str, Reference] = {}
        for group in self.groups:
            for e in group:
                label = ("Case ", self.numbers[e.name], ".")
                if student:
                    title = ("Case ", self.numbers[e.name], f": {e.name}")
                    yield Section(title, tuple(self.arguments[e.name].proof()))
                else:
                    yield from self.short(self.arguments[e.name], label, self.numbers[e.name], seen)

    def short(
        self, own: Argument, label: Cell, number: Reference, seen: dict[str, Reference]
    ) -> Iterator[Step]:
        """A case in one paragraph, long formulas displayed."""
        text: list[Cell] = [*own.letters()]
        for who, steps in own.choices:
            key = str((who, steps))
            if key in seen and len(key) > LONG and any(isinstance(s, Equation) for s in steps):
                text.append((Emphasis(str(who)), " As in ", seen[key], ". "))
                continue
            seen.setdefault(key, number)
            text.append((Emphasis(str(who)), " "))
            for step in steps:
                if isinstance(step, Statement):
                    text.append((step.text, " "))
                elif isinstance(step, Equation) and len(str(step.formula)) <= LONG:
                    text.append((step.formula, *((", ", step.reason) if step.reason else ()), ". "))
                else:
                    if text or label:
                        yield Statement(tuple(text), label)
                    yield step
                    text, label = [], ""
        text += [(cell, " ") for cell in own.inside()]
        text += [(s.text, " ") for s in own.unreached()]
        text += [(cell, " ") for cell in own.delimited(self.others(own.e))]
        if text or label:
            yield Statement(tuple(text), label)

    def others(self, e: Equilibrium) -> list[tuple[Equilibrium, Reference]]:
        """The other entries with the same outcome."""
        group = next(g for g in self.groups if any(x.name == e.name for x in g))
        return [(x, self.numbers[x.name]) for x in group if x.name != e.name]

    # -- refinements ------------------------------------------------------------------------------
    def refinements(self) -> tuple[list[Cell], list[Step]]:
        """Which refinements are passed, as a claim, and why not where they are not."""
        entries = [e for g in self.groups for e in g]
        names = list(dict.fromkeys(n for e in entries for n in e.refinements))
        if not names:
            return [], []
        failing = [e for e in entries if any(v is not True for v in e.refinements.values())]
        told: list[Cell] = ["Each passes " if len(entries) > 1 else "It passes ", titles(names)]
        if failing:
            told += [
                ", except as said in the proof of ",
                joined((self.numbers[e.name] for e in failing), last=" and "),
            ]
        why: list[Step] = []
        for e in failing:
            writer = self.arguments[e.name].writer
            why.append(Statement(reasons(e, writer, self.numbers[e.name])))
        return [(*told, ".")], why
