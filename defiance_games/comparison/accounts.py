"""The competing accounts of a model: what moves the quantity that all of them explain, and which way.

An account is a formula for the same observed quantity. What an analyst sees move, one parameter or several at
once, tells two accounts apart where they give the quantity another sign; each sign is proved in the domain of
the model wherever the formula means what it says.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..branches.effects import PROVED, REFUTED, UNDECIDED
from ..branches.signs import Signs
from ..games.definition import Change, SignTable
from ..model import Model
from ..shown import Shown
from ..statics import statics
from ..symbolic.condition import Condition, Region
from ..symbolic.parser import parse, parse_condition


@dataclass(frozen=True)
class Sign:
    """Which way an account says that the quantity moves: + - 0, mixed or undecided, and its proof.

    ``+`` and ``-`` include 0 unless ``strict``; a mixed sign is one that every constant sign is refuted by.
    """

    sign: str
    proof: str
    strict: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"sign": self.sign, "strict": self.strict, "proof": self.proof}


@dataclass(frozen=True)
class Observation:
    """What is seen to move, wherever ``given`` holds, and which way each account says the quantity goes."""

    name: str
    meaning: str
    signs: Mapping[str, Sign]
    given: tuple[Condition, ...] = ()

    @property
    def separates(self) -> tuple[tuple[str, ...], ...]:
        """The accounts in groups of one sign; no group where it tells nothing apart."""
        groups: dict[str, list[str]] = {}
        for account, found in self.signs.items():
            if found.sign in "+-0":
                groups.setdefault(found.sign, []).append(account)
        return tuple(map(tuple, groups.values())) if len(groups) > 1 else ()

    @property
    def proof(self) -> str:
        """proved where every sign is; else the first status that is another."""
        return next((s.proof for s in self.signs.values() if s.proof != PROVED), PROVED)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "observation": self.name,
            "meaning": self.meaning,
            "given": [str(c) for c in self.given],
            "signs": {account: sign.to_dict() for account, sign in self.signs.items()},
            "separates": [list(group) for group in self.separates],
        }


@dataclass(frozen=True)
class AccountComparison(Shown):
    """Competing accounts: the formula of each and what it measures; a row is an observation."""

    model: str
    accounts: Mapping[str, str]
    meanings: Mapping[str, str]
    rows: tuple[Observation, ...]

    def __getitem__(self, name: str) -> Observation:
        return {row.name: row for row in self.rows}[name]

    @property
    def undecided(self) -> bool:
        """Whether a sign is left open."""
        return any(row.proof == UNDECIDED for row in self.rows)

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "schema": "defiance-games/accounts/1",
            "model": self.model,
            "accounts": dict(self.accounts),
            "rows": [row.to_dict() for row in self.rows],
        }


def compare_accounts(model: Model, time_limit: float = 60) -> AccountComparison:
    """Return what moves the quantity under each account of a model: its sign tables' rows, and its changes.

    >>> from ..model import load
    >>> compare_accounts(load("rival_explanations"))["M"].signs["mei_pearson"]
    Sign(sign='+', proof='proved', strict=True)
    """
    deadline = time.monotonic() + time_limit
    accounts, rows = model.contents.accounts, list[Observation]()
    measured = {account: model.contents.formula_table[f].meaning for account, f in accounts.items()}
    meanings = {p.name: p.meaning for p in model.parameters}
    for table in model.signs:
        if set(accounts.values()) <= set(table.columns):
            found = {a: _slopes(model, formula, table, deadline) for a, formula in accounts.items()}
            for name in table.rows:
                signs = {account: own[name] for account, own in found.items() if name in own}
                rows.append(Observation(name, meanings.get(name, ""), signs))
    for change in model.contents.changes:
        signs = {a: _moved(model, formula, change, deadline) for a, formula in accounts.items()}
        given = model.contents.conditions(change.given)
        rows.append(Observation(change.name, "", signs, given))
    return AccountComparison(model.name, accounts, measured, tuple(rows))


def _slopes(model: Model, formula: str, table: SignTable, deadline: float) -> dict[str, Sign]:
    """The sign of the derivative of one formula in each parameter of a table."""
    others = {*model.contents.accounts.values()} - {formula}
    given = [text for text in table.given if not others & _named(text)]
    left = max(1, deadline - time.monotonic())
    found = statics(model, formula, list(table.rows), given, left, values=table.values)
    return {r.parameter: Sign(r.sign, r.proof, r.strict) for r in found.rows if not r.within}


def _named(text: str) -> set[str]:
    """The names in a condition."""
    return {name for c in parse_condition(text) for name in c.symbols}


def _moved(model: Model, formula: str, change: Change, deadline: float) -> Sign:
    """The sign of what several parameters, moved at once, do to a formula."""
    contents, after = model.contents, model.formulas[formula]
    before = after.subs({name: parse(text) for name, text in change.before.items()})
    domain = [c for p in contents.symbols for c in p.domain]
    integers, order = [p.name for p in contents.symbols if p.integer], [p.name for p in contents.symbols]
    signs = Signs(domain, integers, deadline, order)
    where = Region(((*contents.conditions(change.given), *model.formula_region(formula)),))
    found = signs.of(after - before, signs.cells(where))
    proof = {"mixed": REFUTED, "undecided": UNDECIDED}.get(found.sign, PROVED)
    return Sign(found.sign, proof, found.strict)
