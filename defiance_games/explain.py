"""The verb ``explain``: the derivation behind an answer, as a person would write it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from .equilibria.names import at_ties
from .errors import InputError, UnsupportedError, escaped, nearest
from .explanation import claims, extensive, normal, signaling, signs
from .explanation.argument import Argument
from .explanation.checking import Court, Refused
from .explanation.elsewhere import elsewhere
from .explanation.ground import Ground
from .explanation.steps import Items, Result, Section, Statement, Step
from .explanation.writing import Writer
from .model import Model, load
from .shown import Shown
from .solution import Equilibrium, Solution
from .solve import solve
from .symbolic.condition import Condition
from .symbolic.expression import symbol

LEVELS = ("student", "paper")
_DECISIONS = {"normal": normal.decisions, "signaling": signaling.decisions, "extensive": extensive.decisions}
_EXPLAINED = ("nash", "perfect-bayesian", "subgame-perfect", "sequential")


_CONCEPTS = {
    "nash": "Nash equilibria",
    "perfect-bayesian": "Perfect Bayesian equilibria",
    "subgame-perfect": "Subgame-perfect equilibria",
    "sequential": "Sequential equilibria",
}
_MEANING = {
    "nash": "In a Nash equilibrium nobody gains by changing a strategy alone. So all that a player "
    "plays with positive probability pays the same, and nothing else pays more: these are the equations and "
    "the inequalities below.",
    "perfect-bayesian": "In a perfect Bayesian equilibrium each type sends what is best for it, given the "
    "replies; each reply is best, given what is believed; and beliefs come from Bayes' rule wherever a "
    "message is sent.",
    "subgame-perfect": "In a subgame-perfect equilibrium each choice is best, given all that is played after "
    "it, also where play does not come: so we start at the end of the tree and go up.",
    "sequential": "In a sequential equilibrium each choice is best, given what is believed and all that is "
    "played after it, and beliefs are limits of what Bayes' rule gives when everything is played with some "
    "probability.",
}


@dataclass(frozen=True)
class Explanation(Shown):
    """A derivation: its steps, and what was ``confirmed`` in the course of writing them.

    Each entry of ``confirmed`` is a claim after all that it was confirmed from, so that it can be confirmed
    again; ``left_out`` names what could not be, and is therefore not derived.
    """

    title: str
    steps: tuple[Step, ...]
    confirmed: tuple[tuple[tuple[Condition, ...], Condition], ...] = field(default=(), repr=False)
    left_out: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form: the tree of steps, formulas as text."""
        return {
            "schema": "defiance-games/explanation/1",
            "title": self.title,
            "steps": _data(self.steps),
            "confirmed": len(self.confirmed),
            "left_out": list(self.left_out),
        }

    def _repr_markdown_(self) -> str:
        from .shown import _render

        return _render(self, "markdown")


def _data(item: Any) -> Any:
    if is_dataclass(item) and not hasattr(item, "latex"):
        return {"step": type(item).__name__.lower()} | {
            f.name: _data(getattr(item, f.name)) for f in fields(item)
        }
    if isinstance(item, tuple):
        return [_data(part) for part in item]
    return str(item)


def explain(
    model_or_game: Any,
    equilibrium: str | None = None,
    outcome: Iterable[str] | str | None = None,
    wrt: Iterable[str] | str | None = None,
    proposition: str | None = None,
    level: str = "paper",
    concept: str | None = None,
    time_limit: float = 120,
    **values: Any,
) -> Explanation:
    """Return the derivation of every equilibrium of a game, of a sign, or of a proposition.

    Every displayed equality and inequality was confirmed in the course of writing it: equalities identically,
    inequalities by proof on the region where they are claimed. What is refused is not derived but
    ``left_out``.

    Parameters
    ----------
    model_or_game : a Model, a game, or what ``load`` takes
    equilibrium : the name of one equilibrium; all of them if not given
    outcome, wrt : explain how an outcome, formula or ``question.result`` moves with parameters
    proposition : the number of a proposition of the model: explain its proof
    level : "paper" is terse; "student" says what each step does, with numbers
    concept : the solution concept; chosen by the kind of game if not given
    values : parameters to fix, exactly

    Raises
    ------
    InputError : an unknown name or level
    UnsupportedError : a concept that is not explained by best replies

    Examples
    --------
    >>> print(explain("inspection_game", level="paper"))  # doctest: +ELLIPSIS
    inspection_game
    ...
    Proposition (mixed).
    ...
    """
    started = time.monotonic()
    model = model_or_game if not isinstance(model_or_game, str) else load(model_or_game)
    _check(level, equilibrium, outcome, proposition)
    if proposition is not None:
        return _of_proposition(model, proposition, time_limit)
    if outcome is not None or wrt is not None:
        steps, court = signs.explained(model, outcome, wrt, values, level == "student", time_limit)
        return Explanation(_name(model), tuple(steps), tuple(court.confirmed))
    if isinstance(model, Model) and not model.is_game:
        return _without_game(model, time_limit)
    game = model.at(**values) if isinstance(model, Model) else model.with_values(values) if values else model
    solution = solve(game, concept=concept, time_limit=time_limit / 2)
    return _Work(model, game, solution, level, started + time_limit).explanation(equilibrium)


def _check(level: str, equilibrium: Any, outcome: Any, proposition: Any) -> None:
    faults = []
    if level not in LEVELS:
        faults.append(f"explain: level must be {' or '.join(LEVELS)}, got {escaped(level)}.")
    asked = [
        n for n, v in (("equilibrium", equilibrium), ("outcome", outcome), ("proposition", proposition)) if v
    ]
    if len(asked) > 1:
        faults.append(
            f"explain: give one of equilibrium, outcome and proposition, got {' and '.join(asked)}."
        )
    if faults:
        raise InputError(faults)


def _name(model: Any) -> str:
    return model.name if isinstance(model, Model) else model.title or "Game"


class _Work:
    """What the explanations of one game's equilibria share."""

    def __init__(self, model: Any, game: Any, solution: Solution, level: str, deadline: float):
        if solution.concept not in _EXPLAINED or (solution.concept == "nash" and game.kind == "extensive"):
            raise UnsupportedError(
                f"explain: Cannot explain {solution.concept} of a game of kind {game.kind}: this is because "
                f"it is not argued choice by choice. Explained are: {', '.join(_EXPLAINED)} (nash of tables)."
            )
        self.model, self.game, self.solution, self.level = model, game, solution, level
        integers = [p.name for p in game.parameters if p.integer]
        self.court = Court([p.name for p in game.parameters], game.domain, deadline, integers)
        contents = model.contents if isinstance(model, Model) and model.formulas and not game.values else None
        self.writer = Writer(self.court, contents, level == "student")
        defaults = (
            model.defaults if isinstance(model, Model) else {p.name: p.default for p in game.parameters}
        )
        self.defaults = {n: v for n, v in defaults.items() if v is not None}
        self.left_out: list[str] = []

    def explanation(self, name: str | None) -> Explanation:
        """The explanation of all equilibria, or of the one named."""
        if name is not None and name not in {e.name for e in self.solution}:
            known = nearest(name, [e.name for e in self.solution])
            raise InputError(f"{_name(self.model)}: no equilibrium '{escaped(name)}'. {known}")
        chosen = [e for e in self.solution if (e.name == name if name else not at_ties(e))]
        results = [r for e in chosen if (r := self.result(e)) is not None]
        rest = () if name else (*self.ties(), *elsewhere(self.game, self.solution, self.court, self.writer))
        steps = (*results, *rest)  # the opening comes last: it defines what they use
        steps = (*self.opening(), *steps)
        return Explanation(_name(self.model), steps, tuple(self.court.confirmed), tuple(self.left_out))

    def result(self, e: Equilibrium) -> Result | None:
        """The proposition of one equilibrium; None where it could not be confirmed."""
        try:
            parts = _DECISIONS[self.game.kind](self.game, e)
            return Argument(Ground(self.court, self.writer, e, parts, self.defaults)).result()
        except Refused as what:
            self.left_out.append(f"{e.name}: {what} could not be confirmed in time")
            return None

    def opening(self) -> list[Step]:
        """What the game is, and what letters stand for."""
        game = self.game
        who = " and ".join(", ".join(game.players).rsplit(", ", 1))
        concept = _CONCEPTS[self.solution.concept]
        steps: list[Step] = [Statement(f"{concept} of {game.title or 'the game'}; the players are {who}.")]
        if game.domain:
            steps.append(Statement(("Throughout, ", self.writer.conjunction(game.domain), ".")))
        if self.level == "student":
            steps.append(Statement(_MEANING[self.solution.concept]))
            items = tuple((symbol(p.name), f": {p.meaning}") for p in game.parameters if p.meaning)
            steps += [Statement("What the letters mean:"), Items(items)] if items else []
        steps += self.writer.definitions()
        for text in self.left_out:
            steps.append(Statement(f"Not derived here: {text}."))
        return steps

    def ties(self) -> list[Step]:
        """What exists only where parameters are tied."""
        tied = [e.name for e in self.solution if at_ties(e)]
        if not tied:
            return []
        told = (
            f"{len(tied)} more {'exists' if len(tied) == 1 else 'exist'} only where an equation between "
            "parameters holds; one is explained when its name is given."
        )
        return [Section("At ties between parameters", (Statement(told),))]


def _of_proposition(model: Any, name: str, time_limit: float) -> Explanation:
    """The proof of one proposition of a model."""
    known = {p.name: p for p in model.propositions} if isinstance(model, Model) else {}
    if name not in known:
        raise InputError(f"{_name(model)}: no proposition '{escaped(name)}'. {nearest(name, known)}")
    one = replace(model, contents=replace(model.contents, propositions=(known[name],)))
    return Explanation(model.name, tuple(claims.explained(one, time_limit)))


def _without_game(model: Model, time_limit: float) -> Explanation:
    """Formulas and propositions of a model that is no finite game."""
    steps = [*claims.formulas(model), *claims.explained(model, time_limit)]
    if not steps:
        raise UnsupportedError(
            f"{model.name}: Cannot explain this model: it has no formulas or propositions."
        )
    return Explanation(model.name, tuple(steps))
