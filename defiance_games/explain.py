"""The verb ``explain``: the derivation behind an answer, as a person would write it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from .equilibria.names import at_ties
from .errors import InputError, UnsupportedError, escaped, nearest
from .explanation import claims, commitment, extensive, normal, obedience, plans, signaling, signs
from .explanation.argument import Argument
from .explanation.checking import Court, Refused
from .explanation.elsewhere import elsewhere
from .explanation.ground import Ground
from .explanation.lemma import Lemma, lemmas, stated
from .explanation.payoffs import tabled
from .explanation.proposition import Proposition, slug
from .explanation.refined import exact, titles
from .explanation.steps import Cell, Items, Result, Section, Statement, Step, joined
from .explanation.writing import Writer
from .games.signaling import SignalingGame
from .model import Model, load
from .shown import Shown
from .solution import Equilibrium, Solution
from .solve import solve
from .symbolic.condition import Condition
from .symbolic.expression import symbol

LEVELS = ("student", "paper")
_DECISIONS = {"normal": normal.decisions, "signaling": signaling.decisions, "extensive": extensive.decisions}
_EXPLAINED = ("nash", "perfect-bayesian", "subgame-perfect", "sequential", "correlated", "stackelberg")


_CONCEPTS = {
    "nash": "Nash equilibria",
    "perfect-bayesian": "Perfect Bayesian equilibria",
    "subgame-perfect": "Subgame-perfect equilibria",
    "sequential": "Sequential equilibria",
    "correlated": "Correlated equilibria",
    "stackelberg": "Stackelberg equilibria",
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
    "correlated": "In a correlated equilibrium a profile is drawn, each player is told its own part, and "
    "nobody gains by playing something else, given what the own part says about the rest.",
    "stackelberg": "In a Stackelberg equilibrium one player commits first, also to a mixture; the other "
    "plays a best reply, and among those the one that is best for the first.",
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
    refine: str | None = None,
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
    refine : explain the equilibria that pass this refinement, and why the others do not
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
    Proposition (Nash equilibria).
    There is one Nash equilibrium.
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
    solution = solve(game, concept=concept, refine=refine, time_limit=time_limit / 2)
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
        if solution.concept not in _EXPLAINED:
            raise UnsupportedError(
                f"explain: Cannot explain {solution.concept}: this is because its answers are followed in "
                f"numbers and have no derivation. Explained are: {', '.join(_EXPLAINED)}."
            )
        self.model, self.game, self.solution, self.level = model, game, solution, level
        integers = [p.name for p in game.parameters if p.integer]
        self.court = Court([p.name for p in game.parameters], game.domain, deadline, integers)
        contents = model.contents if isinstance(model, Model) and model.formulas and not game.values else None
        self.writer = Writer(self.court, contents, level == "student")
        if isinstance(game, SignalingGame):
            self.writer.prefer = frozenset(p.args[0] for p in game.priors if p.op == "symbol")
        defaults = (
            model.defaults if isinstance(model, Model) else {p.name: p.default for p in game.parameters}
        )
        self.defaults = {n: v for n, v in defaults.items() if v is not None}
        self.left_out: list[str] = []
        self.lemmas: dict[str, Lemma] = {}

    def explanation(self, name: str | None) -> Explanation:
        """The explanation of all equilibria, or of the one named."""
        name = None if name is None else self.solution.chosen(name).name
        if self.solution.concept == "correlated":
            steps = [
                *obedience.explained(self.game, self.solution, name, self.court, self.writer),
                *self.ties(name),
            ]
        elif self.solution.concept == "stackelberg":
            steps = [*self.commitments(name), *self.ties(name)]
        else:
            steps = self.one(self.solution[name]) if name else self.all()
        steps = (*self.opening(name is not None), *steps)  # the opening comes last: it defines what they use
        return Explanation(_name(self.model), steps, tuple(self.court.confirmed), tuple(self.left_out))

    def argument(self, e: Equilibrium) -> Argument | None:
        """The argument for one equilibrium; None where it could not be confirmed."""
        try:
            of_plans = self.game.kind == "extensive" and self.solution.concept == "nash"
            parts = plans.decisions(self.game, e) if of_plans else _DECISIONS[self.game.kind](self.game, e)
            return Argument(Ground(self.court, self.writer, e, parts, self.defaults, self.lemmas))
        except Refused as what:
            self.left_out.append(f"{e.name}: {what} could not be confirmed in time")
            return None

    def commitments(self, name: str | None) -> Iterator[Step]:
        """Each Stackelberg equilibrium as a proposition."""
        for e in self.solution:
            if e.name == name or (name is None and not at_ties(e)):
                try:
                    parts, normal = commitment.parts(self.game, e)
                    yield commitment.argued(Ground(self.court, self.writer, e, parts, self.defaults), normal)
                except Refused as what:
                    self.left_out.append(f"{e.name}: {what} could not be confirmed in time")

    def one(self, e: Equilibrium) -> list[Step]:
        """The proposition of one equilibrium."""
        own = self.argument(e)
        return [] if own is None else [own.result()]

    def all(self) -> list[Step]:
        """All equilibria as one proposition, and why there is nothing else."""
        student = self.level == "student"
        if isinstance(self.game, SignalingGame) and not student:
            self.lemmas = lemmas(self.game, slug(_name(self.model)), self.court)
        arguments = {
            e.name: a for e in self.solution if not at_ties(e) and (a := self.argument(e)) is not None
        }
        listed = [e for e in self.solution if e.name in arguments]
        rest = elsewhere(self.game, self.solution, self.court, self.writer)
        if not listed:
            return [*self.ties(), Section("Why there is nothing else", tuple(rest))]
        whole = Proposition(_name(self.model), self.solution, arguments)
        passed, failed = whole.refinements()
        complete = self.solution.complete is True and not self.left_out
        claims = [*passed]
        if complete:
            others = (
                f"No others pass {titles([self.solution.refinement])}"
                if self.solution.refinement
                else "There are no others"
            )
            claims.append(
                others + (", ties between parameters apart." if any(map(at_ties, self.solution)) else ".")
            )
        statement: list[Step] = [Statement(self.claim(len(listed))), whole.statement()]
        if claims:
            statement.append(Statement(joined(claims, " ")))
        said = stated(self.game, self.lemmas, self.court, self.writer) if self.lemmas else []
        proof = [*said, *whole.cases(student), *failed, *self.rejected(), *_labeled("No others.", rest)]
        title = _CONCEPTS[self.solution.concept]
        return [Result(title, tuple(statement), tuple(proof), f"{whole.title}"), *self.ties()]

    def rejected(self) -> list[Step]:
        """What the refinement asked for excludes, and why."""
        out = [r for r in self.solution.rejected if not at_ties(r.equilibrium)]
        if not out:
            return []
        items: list[Cell] = []
        for r in out:
            parts = [self.writer.conjunction(d) for d in r.equilibrium.region.disjuncts]
            where = "" if r.equilibrium.region.always else (", where ", *joined(parts, "; or where "))
            items.append((r.equilibrium.name, *where, ": ", *exact(r.reason)))
        return [
            Statement(f"These equilibria do not pass {titles([str(self.solution.refinement)])}:"),
            Items(tuple(items)),
        ]

    def claim(self, n: int) -> str:
        """The sentence before the list."""
        kind = _CONCEPTS[self.solution.concept]
        kind = _inside(kind)
        beliefs = (
            " After a message that is sent, beliefs follow from Bayes' rule; after one that is not, a belief "
            "is given that serves."
            if isinstance(self.game, SignalingGame)
            else ""
        )
        first = f"There is one {kind[:-1]}um." if n == 1 else f"The {kind} are these."
        return first.replace("iaum", "ium") + beliefs

    def opening(self, one: bool) -> list[Step]:
        """What the game is, and what letters stand for."""
        game = self.game
        who = " and ".join(", ".join(game.players).rsplit(", ", 1))
        concept = _CONCEPTS[self.solution.concept]
        kind = _inside(concept)
        these = "This is one of the" if one else "These are the"
        told = f"{these} {kind} of {game.title or 'the game'}, played by {who}."
        steps: list[Step] = [Statement(told), *tabled(game, self.writer)]
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

    def ties(self, name: str | None = None) -> list[Step]:
        """What exists only where parameters are tied."""
        tied = [e.name for e in self.solution if at_ties(e)]
        if not tied or name:
            return []
        told = (
            f"{len(tied)} more {'exists' if len(tied) == 1 else 'exist'} only where an equation between "
            "parameters holds; --equilibrium explains one of them."
        )
        return [Statement(told, "Ties.")]


def _inside(concept: str) -> str:
    """A concept inside a sentence: the names of people keep their capital."""
    return concept if concept.startswith(("Nash", "Stackelberg")) else concept[0].lower() + concept[1:]


def _labeled(label: str, steps: list[Step]) -> list[Step]:
    """The steps, with a label in front of the first sentence."""
    first, *rest = steps
    return (
        [Statement(first.text, label), *rest]
        if isinstance(first, Statement)
        else [Statement("", label), *steps]
    )


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
