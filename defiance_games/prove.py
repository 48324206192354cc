"""The verb ``prove``: one comparison, or every proposition of a model.

A claim about the equilibria of a model is proved against what ``solve`` finds with every parameter a symbol:
"exists exactly on this region" is shown both ways, each step as "these conditions exclude one another".
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, overload

from .errors import InputError, TimeLimitReached, escaped, nearest
from .games.definition import BranchClaim, Claim, Exhaustive, Proposition
from .model import Model
from .shown import Shown
from .solution import Equilibrium, Solution
from .symbolic.condition import ALWAYS, NEVER, Condition, Region
from .symbolic.domain import check_consistent
from .symbolic.expression import ZERO, as_expression, symbol
from .symbolic.proof import Proof
from .symbolic.proof import prove as prove_condition
from .symbolic.smt import satisfy


@dataclass(frozen=True)
class Finding:
    """One claim with the proofs that together show it; ``fault`` says what is wrong where no proof can."""

    claim: str
    given: tuple[str, ...]
    proofs: tuple[Proof, ...] = ()
    fault: str = ""
    undecided: bool = False

    @property
    def status(self) -> str:
        """proved | refuted | undecided."""
        if self.undecided or self.fault:
            return "undecided" if self.undecided else "refuted"
        return _worst(p.status for p in self.proofs)

    @property
    def witness(self) -> Mapping[str, Any] | None:
        """Values at which the claim is false, where it is."""
        return next((p.witness for p in self.proofs if p.status == "refuted"), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        witness = self.witness
        return {
            "claim": self.claim,
            "given": list(self.given),
            "status": self.status,
            "witness": None if witness is None else {n: str(v) for n, v in witness.items()},
            **({"fault": self.fault} if self.fault else {}),
            "proofs": [p.to_dict() for p in self.proofs],
        }


@dataclass(frozen=True)
class Theorem:
    """A proposition of a model with a finding for each of its claims."""

    proposition: Proposition
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """Its number in the source."""
        return self.proposition.name

    @property
    def statement(self) -> str:
        """The proposition in words."""
        return self.proposition.statement

    @property
    def status(self) -> str:
        """proved (in part: the rest is tested), refuted where a claim is, tested (no claims) or undecided."""
        if not self.findings:
            return "tested"
        found = _worst(f.status for f in self.findings)
        return "proved in part" if found == "proved" and self.proposition.in_part else found

    @property
    def witness(self) -> Mapping[str, Any] | None:
        """Values at which a claim is false, where one is."""
        return next((f.witness for f in self.findings if f.witness is not None), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        findings = [f.to_dict() for f in self.findings]
        return {"name": self.name, "statement": self.statement, "status": self.status, "claims": findings}


@dataclass(frozen=True)
class Proofs(Shown):
    """Every proposition of a model, each with its proof."""

    model: str
    theorems: tuple[Theorem, ...]

    def __iter__(self) -> Iterator[Theorem]:
        return iter(self.theorems)

    def __len__(self) -> int:
        return len(self.theorems)

    def __getitem__(self, key: int | str) -> Theorem:
        return {t.name: t for t in self.theorems}[key] if isinstance(key, str) else self.theorems[key]

    @property
    def statuses(self) -> tuple[str, ...]:
        """The status of each proposition, in order."""
        return tuple(t.status for t in self.theorems)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        propositions = [t.to_dict() for t in self.theorems]
        return {"schema": "defiance-games/proofs/1", "model": self.model, "propositions": propositions}


@overload
def prove(claim: Model, given: Any = (), time_limit: float = 60) -> Proofs: ...
@overload
def prove(claim: str | Condition, given: Any = (), time_limit: float = 60) -> Proof: ...
def prove(claim: Any, given: Any = (), time_limit: float = 60) -> Proof | Proofs:
    """Return the proof of a comparison wherever ``given`` holds, or of every proposition of a model.

    A proof is "proved", "refuted" (with a witness) or "undecided" within the time limit, in seconds.

    Examples
    --------
    >>> prove("V*(1 - r) > 0", given=["V > 0", "0 < r", "r < 1"]).status
    'proved'
    >>> prove("x**2 > 0").status
    'refuted'

    Raises InputError if the claim cannot be read or what is given holds nowhere.
    """
    if isinstance(claim, Model):
        prover = _Prover(claim, _domain(claim, given), time_limit)
        findings = (tuple(f for c in p.claims for f in prover.findings(c)) for p in claim.propositions)
        return Proofs(claim.name, tuple(map(Theorem, claim.propositions, findings)))
    return prove_condition(claim, given, time_limit)


def _domain(model: Model, given: Any) -> tuple[Condition, ...]:
    """The model's domain and what is given besides, tested for consistency."""
    items = [given] if isinstance(given, (str, Condition)) else list(given)
    read = [c for g in items for c in ([g] if isinstance(g, Condition) else model.contents.conditions([g]))]
    found = tuple(dict.fromkeys([*(c for p in model.parameters for c in p.domain), *read]))
    check_consistent(found, model.name, [p.name for p in model.parameters if p.integer])
    return found


def _worst(statuses: Iterable[str]) -> str:
    found = set(statuses)
    return next((s for s in ("refuted", "undecided") if s in found), "proved")


@dataclass
class _Prover:
    """What the proofs of one model share: its domain, its solution, and the time that is left."""

    model: Model
    domain: tuple[Condition, ...]
    time_limit: float
    started: float = field(default_factory=time.monotonic)
    tested: dict[frozenset[Condition], bool] = field(default_factory=dict)
    shown: dict[tuple[Condition, ...], Proof] = field(default_factory=dict)

    @property
    def left(self) -> float:
        """Seconds left (TimeLimitReached where there are none)."""
        seconds = self.time_limit - (time.monotonic() - self.started)
        if seconds <= 0:
            raise TimeLimitReached("the time limit was reached")
        return seconds

    @cached_property
    def integers(self) -> frozenset[str]:
        return frozenset(p.name for p in self.model.parameters if p.integer)

    @cached_property
    def solution(self) -> Solution:
        from .solve import solve

        return solve(self.model.at(), time_limit=self.left)

    def view(self, equilibrium: Equilibrium) -> Mapping[str, Any]:
        """An equilibrium as the model sees it."""
        view = self.model.contents.view
        return view(equilibrium) if view else {"label": equilibrium.kind}

    @cached_property
    def views(self) -> list[tuple[Equilibrium, Mapping[str, Any]]]:
        return [(e, self.view(e)) for e in self.solution]

    def findings(self, claim: Claim | BranchClaim | Exhaustive) -> Iterator[Finding]:
        """The findings of one claim: one for each thing that it says."""
        try:
            if isinstance(claim, Claim):
                yield self.comparison(claim)
            elif isinstance(claim, Exhaustive):
                yield self.exhaustive(claim)
            else:
                yield from self.branch(claim)
        except TimeLimitReached:
            text = claim.text if isinstance(claim, Claim) else "what is claimed of the equilibria"
            yield Finding(text, claim.given, fault="the time limit was reached", undecided=True)

    # -- claims about formulas ------------------------------------------------------------------
    def comparison(self, claim: Claim) -> Finding:
        extra = {name: symbol(name) for name in claim.unknowns}
        text = claim.text
        if claim.slope:
            formula, parameter = claim.slope
            extra["slope"] = self.model.formulas[formula].diff(parameter)
            text = re.sub(r"\bslope\b", f"d({formula})/d({parameter})", text)
        given = self.model.contents.conditions(claim.given, extra)
        shown = self.model.contents.conditions([claim.text], extra)
        return Finding(text, claim.given, tuple(self.excluded([*given, c.negated()]) for c in shown))

    # -- claims about equilibria ----------------------------------------------------------------
    def exhaustive(self, claim: Exhaustive) -> Finding:
        given = self.model.contents.conditions(claim.given)
        others = [e for e, seen in self.views if seen["label"] not in claim.labels]
        proofs = tuple(self.excluded([*given, *d]) for e in others for d in e.region.disjuncts)
        text = f"every equilibrium is {' or '.join(claim.labels)}"
        return Finding(text, claim.given, proofs, undecided=self.solution.complete is not True)

    def branch(self, claim: BranchClaim) -> Iterator[Finding]:
        contents = self.model.contents
        given = contents.conditions(claim.given)
        label = claim.label or "an equilibrium"
        partial = self.solution.complete is not True
        own: list[tuple[Equilibrium, Mapping[str, Any]]] = []
        absent: list[Proof] = []
        for e, seen in self.views:
            if claim.label in (None, seen["label"]):
                here = tuple(d for d in e.region.disjuncts if not self.empty([*given, *d]))
                absent += [self.excluded([*given, *d]) for d in e.region.disjuncts if d not in here]
                own += [(replace(e, region=Region(here)), seen)] if here else []
        fault = "" if own else "there is no such equilibrium"
        told = f"{label} is only: {'; '.join(e.name for e, _ in own)}" if own else f"{label} exists"
        if absent or fault or partial:
            yield Finding(told, claim.given, tuple(absent), fault, undecided=partial)
        if claim.region is not None:
            region = contents.region(claim.region)
            found = Region(tuple(d for e, _ in own for d in e.region.disjuncts))
            proofs = (*self.implied(given, found, region), *self.implied(given, region, found))
            yield Finding(f"{label} exists{_text(claim.region)}", claim.given, proofs)
        for name, text in claim.values.items():
            yield self.value(f"{label}: {name} = {text}", claim.given, own, name, f"0 = {text}")
        for name, (low, high) in claim.spans.items():
            told = f"{label}: {name} ranges from {low} to {high}"
            yield self.span(told, claim.given, own, name, (low, high))
        for refinement, disjuncts in claim.passes.items():
            region, proofs = contents.region(disjuncts), []
            for e, _ in own:
                passes = _region(e.refinements[refinement])
                for d in e.region.disjuncts:
                    case = (*given, *d)
                    proofs += [*self.implied(case, passes, region), *self.implied(case, region, passes)]
            yield Finding(f"{label} passes {refinement}{_text(disjuncts)}", claim.given, tuple(proofs))

    def value(
        self,
        told: str,
        texts: tuple[str, ...],
        own: list[tuple[Equilibrium, Mapping[str, Any]]],
        name: str,
        equation: str,
    ) -> Finding:
        """The finding that a quantity of the equilibria is what the right-hand side of the equation says."""
        *given, value = self.model.contents.conditions([*texts, equation])
        proofs = []
        for e, seen in own:
            self.fail_if_unknown(name, seen)
            if seen[name] is None:
                return Finding(told, texts, fault=f"{name} does not exist in {e.name}")
            differs = Condition(as_expression(seen[name]), "!=", value.rhs)
            free = [c for conditions in e.free_variables.values() for c in conditions]
            proofs += [self.excluded([*given, *d, *free, differs]) for d in e.region.disjuncts]
        return Finding(told, texts, tuple(proofs))

    def span(
        self,
        told: str,
        texts: tuple[str, ...],
        own: list[tuple[Equilibrium, Mapping[str, Any]]],
        name: str,
        ends: tuple[str, str],
    ) -> Finding:
        """The finding that a quantity stays between its ends, and attains them wherever the branch exists."""
        equations = [f"0 = {end}" for end in ends]
        *given, least, greatest = self.model.contents.conditions([*texts, *equations])
        everywhere = Region(tuple(d for e, _ in own for d in e.region.disjuncts))
        values = []
        for e, seen in own:
            self.fail_if_unknown(name, seen)
            for corner in e.extreme_points or (e.strategies,):
                values.append((e.region, as_expression(self.view(replace(e, strategies=corner))[name])))
        proofs = []
        for end, beyond in ((least.rhs, "<"), (greatest.rhs, ">")):
            attained = Region(
                tuple((*d, Condition(v, "=", end)) for region, v in values for d in region.disjuncts)
            )
            proofs += self.implied(given, everywhere, attained)
            for region, v in values:
                outside = Condition(v, beyond, end)
                proofs += [self.excluded([*given, *d, outside]) for d in region.disjuncts]
        return Finding(told, texts, tuple(proofs))

    def fail_if_unknown(self, name: str, seen: Mapping[str, Any]) -> None:
        if name not in seen:
            fault = f"unknown quantity '{escaped(name)}'. {nearest(name, seen)}"
            raise InputError(f"{self.model.name}: {fault}")

    # -- regions --------------------------------------------------------------------------------
    def implied(self, given: Iterable[Condition], a: Region, b: Region) -> list[Proof]:
        """Proofs that ``a`` lies in ``b``: each part of ``a`` excludes the denial of every part of ``b``."""
        proofs = []
        for conjunction in a.disjuncts:
            case = [*given, *conjunction]
            parts = [d for d in b.disjuncts if not self.empty([*case, *d])]
            proofs += self.covered(case, parts)
        return proofs

    def covered(self, case: list[Condition], parts: list[tuple[Condition, ...]]) -> list[Proof]:
        """Proofs that the case lies in the union of the parts: deny one condition of each in turn."""
        if not parts or self.empty(case):
            return [self.excluded(case)]
        proofs = []
        first, *rest = parts
        for c in first:
            if c not in case:
                proofs += self.covered([*case, c.negated()], rest)
        return proofs

    def empty(self, conditions: Iterable[Condition]) -> bool:
        """Whether z3 finds that the conditions hold together nowhere in the domain."""
        key = frozenset(conditions)
        if key not in self.tested:
            word, _ = satisfy([*self.domain, *conditions], self.left, self.integers, tries=0)
            self.tested[key] = word == "unsat"
        return self.tested[key]

    def excluded(self, conditions: list[Condition]) -> Proof:
        """Prove that the conditions hold together nowhere in the domain.

        That is: the last of them that still adds something is false wherever those before it hold.
        """
        if self.empty(conditions):
            while len(conditions) > 1 and self.empty(conditions[:-1]):
                conditions = conditions[:-1]
        key = tuple(conditions)
        if key not in self.shown:
            *before, last = conditions or [Condition(ZERO, "=", ZERO)]
            given = (*self.domain, *before)
            self.shown[key] = prove_condition(last.negated(), given, self.left, integers=self.integers)
        return self.shown[key]


def _text(disjuncts: Iterable[Iterable[str]]) -> str:
    """The end of a sentence: where."""
    parts = [" and ".join(d) for d in disjuncts]
    return " nowhere" if not parts else " everywhere" if "" in parts else f" iff {' or '.join(parts)}"


def _region(value: bool | Region) -> Region:
    return value if isinstance(value, Region) else ALWAYS if value else NEVER
