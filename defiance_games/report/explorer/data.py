"""An exploration as the data of the page: plain JSON that points into a table of expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...equilibria.names import heads
from ...games.extensive_form import ExtensiveForm
from ...symbolic.condition import Condition, Parameter, Region
from ...symbolic.expression import Expression, as_expression, symbol
from ..page import only_at_ties
from ..solution import off_path
from ..tree import reached_sets
from . import notation
from .game import drawn

if TYPE_CHECKING:
    from ...explore import Answered, Curve, Entry, Exploration, Slider


_PLACES = ("after", "at", "before", "if", "in", "when", "with")  # a label that begins so needs no "at"
_UNNAMED = re.compile(r":\d+$")  # an information set that its author gave no label


class Tables:
    """Every expression and condition of the page, each once; the rest of the data has their numbers."""

    def __init__(self) -> None:
        self.expressions: dict[Expression, int] = {}
        self.conditions: dict[Condition, int] = {}

    def expression(self, e: Expression) -> int:
        """Return the number of an expression."""
        return self.expressions.setdefault(e, len(self.expressions))

    def condition(self, c: Condition) -> int:
        """Return the number of a condition."""
        for side in (c.lhs, c.rhs):
            self.expression(side)
        return self.conditions.setdefault(c, len(self.conditions))

    def region(self, region: Region) -> list[list[int]]:
        """Return a region as numbers of conditions: a list of alternatives."""
        return [[self.condition(c) for c in d] for d in region.disjuncts]

    def written(self) -> dict[str, Any]:
        """Return the formulas as written, and the comparisons with the numbers of their sides."""
        sides = [
            [self.expressions[c.lhs], c.op, self.expressions[c.rhs], notation.condition(c), sorted(c.symbols)]
            for c in self.conditions
        ]
        texts = [[notation.math(e), str(e)] for e in self.expressions]
        return {"conditions": sides, "formulas": texts}


def data(x: Exploration) -> tuple[dict[str, Any], Tables]:
    """Return the data of the page and the expressions that it points to."""
    tables = Tables()
    found: dict[str, Any] = {
        "model": x.model,
        "title": x.title,
        "definition": x.definition,
        "source": x.source,
        "parameters": [_slider(s) for s in x.sliders],
        "choices": [_parameter(p) for p in x.choices],
        "forms": [_form(f, tables) for f in (x, *x.forms)],
        "presets": [[p.title, {n: str(v) for n, v in p.values.items()}] for p in x.presets],
        "answers": [_answered(a) for a in x.answers],
        "questions": [[n, meaning] for n, meaning in x.questions.items()],
    }
    return {**found, **tables.written()}, tables


def _form(x: Exploration, tables: Tables) -> dict[str, Any]:
    """What is different where the game has another form."""
    places = {e.equilibrium.name: k for k, e in enumerate(x.entries)}
    fixed = {n: v for n, v in x.values.items() if n not in x.shape}
    head = {} if x.solution is None else heads(x.solution)
    return {
        "shape": {n: str(v) for n, v in x.shape.items()},
        "summary": _summary(x),
        "fixed": [_fixed(n, v) for n, v in fixed.items()],
        "domain": [tables.condition(c) for c in x.domain],
        "equilibria": [_equilibrium(e, x, tables, head) for e in x.entries],
        "curves": [_curve(c, places, tables) for c in x.curves],
        "game": None if x.solution is None else drawn(x.solution.game, tables.expression),
    }


def _summary(x: Exploration) -> str:
    if x.solution is None:
        return " ".join(("Not a finite game: its formulas can be explored here.", *x.notes))
    said = (
        f" {x.solution.status.value}" if x.solution.complete is True else ""
    )  # else the notes say what is missing
    return " ".join((f"Concept: {x.solution.concept}.{said}", *x.notes))


def _parameter(p: Parameter) -> dict[str, Any]:
    return {"name": p.name, "math": notation.name(p.name), "meaning": p.meaning, "unit": p.unit}


def _slider(s: Slider) -> dict[str, Any]:
    p = s.parameter
    return {
        **_parameter(p),
        "integer": p.integer,
        "domain": notation.listed(p.domain),
        **{end: str(getattr(s, end)) for end in ("low", "high", "step", "start")},
    }


def _fixed(name: str, value: Any) -> list[Any]:
    return [*notation.math(symbol(name)), " = ", *notation.math(as_expression(value))]


def _curve(c: Curve, places: Mapping[str, int], tables: Tables) -> dict[str, Any]:
    branches = []
    for b in c.branches:
        if b.ranges or None in b.formulas or not b.formulas:
            continue  # a range that was not computed, or conditional on what never happens
        formulas = [tables.expression(f) for f in b.formulas if f is not None]
        own = {"equilibrium": places.get(b.equilibrium or "", -1), "formulas": formulas}
        branches.append(own if b.equilibrium else {**own, "region": tables.region(b.region)})
    return {"name": c.name, "math": _label(c.name), "meaning": c.meaning, "branches": branches}


def _answered(a: Answered) -> dict[str, Any]:
    """The answers of a question: where it was asked, and the numbers there."""
    along = {n: [[float(x), *values] for x, values in line] for n, line in a.along.items()}
    return {
        "name": a.name,
        "math": [a.name.replace(".", ": ").replace("_", " ")],
        "meaning": a.meaning,
        "along": along,
    }


def _label(name: str) -> list[Any]:
    """How a quantity is called: a short symbol as mathematics, words as words."""
    payoff = re.fullmatch(r'E\("(.*)"\)', name)
    if payoff:
        return [f"expected payoff of {payoff[1]}"]
    found = notation.name(name)
    return found if len(found[0]["i"]) <= 2 else [name.replace("_", " ")]


# -- equilibria -----------------------------------------------------------------------------------
def _equilibrium(entry: Entry, x: Exploration, tables: Tables, head: Mapping[str, str]) -> dict[str, Any]:
    e = entry.equilibrium
    group = f"class {e.outcome_class}" if e.outcome_class is not None else e.name
    return {
        "name": e.name,
        "class": e.kind,
        "group": group,
        "head": head.get(e.name, e.name),
        "thin": only_at_ties(e.region),
        "region": tables.region(e.region),
        "plans": [_plan(p, plan, entry, tables) for p, plan in e.strategies.items()],
        "distribution": [[p, _value(v, entry, tables)] for p, v in e.distribution.items()],
        "free": [notation.listed(c) for c in e.free_variables.values()],
        "beliefs": _beliefs(entry, x, tables),
        "payoffs": _payoffs(entry, tables),
        "outcomes": [[n, None if v is None else _value(v, entry, tables)] for n, v in e.outcomes.items()],
        "refinements": {
            n: tables.region(v) if isinstance(v, Region) else v for n, v in e.refinements.items()
        },
        "verified": e.verified,
    }


def _value(e: Expression, entry: Entry, tables: Tables) -> list[Any]:
    """The formula, and between which formulas it lies where it varies in the entry."""
    over = entry.over(e)
    if over == (e,):
        return [tables.expression(e)]
    return [tables.expression(e), [] if over is None else [tables.expression(f) for f in over]]


def _plan(player: str, plan: Mapping[str, Any], entry: Entry, tables: Tables) -> dict[str, Any]:
    flat = all(isinstance(v, Expression) for v in plan.values())
    sets = {"": plan} if flat else plan
    e = entry.equilibrium
    word = "at" if e.form == "extensive" else "type" if player == next(iter(e.strategies)) else "after"
    alone = len(sets) == 1
    said = [
        {
            "name": s,
            "said": "" if alone and _UNNAMED.search(s) else _where(word, s),
            "odds": {a: _value(v, entry, tables) for a, v in mix.items()},
        }
        for s, mix in sets.items()
        if mix is not None
    ]
    return {"player": player, "sets": said}


def _where(word: str, label: str) -> str:
    """How an information set is spoken of: its label, if that already says where play is."""
    return label if not label or label.split()[0].lower() in _PLACES else f"{word} {label}"


def _beliefs(entry: Entry, x: Exploration, tables: Tables) -> list[dict[str, Any]]:
    e = entry.equilibrium
    return [
        {
            "set": name,
            "said": _where("at" if e.form == "extensive" else "after", name),
            "away": name in away,
            "odds": {n: _value(v, entry, tables) for n, v in belief.items()},
            "any": [notation.listed(d) for d in e.belief_sets.get(name, ())],
        }
        for away in [_away(entry, x)]
        for name, belief in e.beliefs.items()
        if len(belief) > 1
    ]


def _away(entry: Entry, x: Exploration) -> set[str]:
    """The information sets with beliefs that play does not reach."""
    e = entry.equilibrium
    game = None if x.solution is None else x.solution.game
    if isinstance(game, ExtensiveForm):
        reached = {game.belief_names[k] for k in reached_sets(e, game) if k in game.belief_names}
        return e.beliefs.keys() - reached
    return {m for m in e.beliefs if off_path(m, e)}


def _payoffs(entry: Entry, tables: Tables) -> list[list[Any]]:
    rows = []
    for player, payoff in entry.equilibrium.payoffs.items():
        parts = payoff.items() if isinstance(payoff, Mapping) else [("", payoff)]
        rows += [
            [player + (f", type {t}" if t else ""), _value(v, entry, tables)]
            for t, v in parts
            if isinstance(v, Expression)
        ]
    return rows
