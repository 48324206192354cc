"""The verb ``solve``: every equilibrium of a game, each passed by the independent verifier."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any, overload

from . import refinements
from .equilibria.inhabited import inhabited
from .equilibria.maximal import maximal
from .equilibria.names import in_order, named, renamed
from .equilibria.worth import existing, outcomes, with_values
from .errors import InputError, NotVerified, TimeLimitReached, UnsupportedError, escaped, nearest
from .games.extensive_form import ExtensiveForm
from .games.normal_form import NormalForm
from .games.setting import Setting
from .games.signaling import SignalingGame
from .problems.problem import Found, Problem
from .refinements.called import distinct
from .refinements.parts import passing
from .solution import CONCEPTS, Equilibrium, Proposal, Rejection, Solution, Status

_GAMES = (NormalForm, SignalingGame, ExtensiveForm)
Solver = Callable[..., Proposal]  # (game, generic=, first=, deadline=)


@overload
def solve(
    game: Problem,
    concept: None = ...,
    refine: None = ...,
    find: str = ...,
    generic: bool = ...,
    time_limit: float = ...,
) -> Any: ...
@overload
def solve(
    game: Any,
    concept: str | None = ...,
    refine: str | None = ...,
    find: str = ...,
    generic: bool = ...,
    time_limit: float = ...,
) -> Solution: ...
def solve(
    game: Any,
    concept: str | None = None,
    refine: str | None = None,
    find: str = "all",
    generic: bool = False,
    time_limit: float = 60,
) -> Any:
    """Return every equilibrium of a game, as formulas with the exact region where each holds: a Solution.

    A game with numbers is the special case in which every region is "always". Ties between parameters
    are covered (``complete`` is True) unless ``generic`` is asked for or the time limit is reached; then
    the ties left out are named under ``excepted``.

    Parameters
    ----------
    game : NormalForm, SignalingGame, ExtensiveForm, or a Model (its game with all its symbols); or a Problem
        (:mod:`defiance_games.problems`), whose verified answer is returned
    concept : "nash" (normal form), "perfect-bayesian" (signalling), "subgame-perfect" (tree; a tree with the
        shape of a signalling game: "perfect-bayesian"), "sequential", "correlated", "stackelberg",
        "quantal-response"; None chooses the first that the kind of game has
    refine : "intuitive", "d1", "undefeated" (signalling), "undominated", "iterated-undominated",
        "trembling-hand": keep the equilibria, and the parts of regions, that pass; what does not is
        ``rejected``, with the reason
    find : "all", or "one" to stop at the first
    generic : leave out the ties between parameters
    time_limit : seconds

    Raises
    ------
    InputError : unknown concept, refinement or ``find``
    UnsupportedError : a game for which the package has no solver (a tree without perfect recall)

    Examples
    --------
    >>> from defiance_games.games.normal_form import NormalForm
    >>> game = NormalForm.from_arrays([[0, 0], ["f - c", "-h"]], [[0, 1], [-1, 1]])
    >>> [e.name for e in solve(game.with_values({"f": 3, "c": 1, "h": 1}))]
    ['1, 2']
    """
    if isinstance(game, Problem):
        return _answer(game, concept, refine, time_limit)
    game = _game_of(game)
    concept = concept or game.concept
    if concept in (None, "perfect-bayesian", "sequential") and _signaling(game) is not None:
        return _recognized(game, concept or "perfect-bayesian", refine, find, generic, time_limit)
    _check(concept, refine, find, game)
    solver = _solver(game, concept or CONCEPTS[game.kind][0])
    start = time.monotonic()
    symbolic = bool(game.symbols)
    once = generic or not symbolic or find == "one"
    attempts = [(generic, 0.8)] if once else [(False, 0.5), (True, 0.7)]  # the rest of the time is to verify
    kept: Proposal | None = None
    skipped = False
    for skip_ties, share in attempts:
        first = find == "one" and refine is None
        proposal = solver(game, generic=skip_ties, first=first, deadline=start + share * time_limit)
        if kept is None or not proposal.undecided:
            kept, skipped = proposal, skip_ties
        if not proposal.undecided:
            break
    assert kept is not None
    return _finished(game, kept, skipped, refine, find, start + 0.9 * time_limit, start + time_limit)


def _answer(problem: Problem, concept: str | None, refine: str | None, time_limit: float) -> Found:
    """The answer to a problem; NotVerified where the verifier refuses it."""
    from .verify import verify

    if concept or refine:
        asked = concept or refine
        raise InputError(f"solve: a {problem.kind} problem has no concepts or refinements, got {asked}.")
    found = _file(problem.kind).solve(problem, deadline=time.monotonic() + time_limit)
    verdict = verify(problem, found)
    if not verdict.ok:
        raise NotVerified(f"{problem.kind}: {' '.join(verdict.reasons)}")
    return replace(found, verified=True)


def _game_of(game: Any) -> Any:
    found = game.at() if hasattr(game, "at") else game
    if isinstance(found, Setting):
        asked = getattr(game, "questions", ())
        others = f" Ask it one of its questions: {', '.join(asked)}." if asked else ""
        raise UnsupportedError(f"{found.name}: Cannot solve this model: it is not a finite game.{others}")
    if not isinstance(found, _GAMES):
        remedy = f" Pass load('{escaped(game)}')." if isinstance(game, str) else ""
        raise UnsupportedError(f"solve takes a game or a Model, got {type(game).__name__}.{remedy}")
    if isinstance(found, ExtensiveForm) and found.forgetful:
        raise UnsupportedError(
            f"{found.name}: Cannot solve this game: this is because of {found.forgetful}. "
            "Equilibria in behavior strategies need perfect recall."
        )
    return found


# -- which solver ---------------------------------------------------------------------------------
def _solver(game: Any, concept: str) -> Solver:
    """The solver of a concept for a game. A solver's file is imported when it is needed."""
    if concept == "nash":
        return _nash(game)
    if concept == "subgame-perfect":
        return partial(_file("subgame_perfect").propose, nash=_nash_of)
    if isinstance(game, SignalingGame):
        return _signaling_solver
    if concept in ("perfect-bayesian", "sequential"):
        return partial(_file("sequential").propose, concept=concept, guess=_likely)
    return _file(concept.replace("-", "_")).propose


def _file(name: str) -> Any:
    return import_module(f".solvers.{name}", __package__)


def _nash(game: Any) -> Solver:
    return _file("nash" if len(game.players) <= 2 or _choosers(game) <= 2 else "many_players").propose


def _choosers(game: Any) -> int:
    """How many players have a choice."""
    if isinstance(game, NormalForm):
        return sum(len(s) > 1 for s in game.strategies)
    return len({s.player for s in game.information_sets if s.player >= 0 and len(s.actions) > 1})


def _nash_of(tree: Any, generic: bool, first: bool, deadline: float | None) -> Proposal:
    return _nash(tree)(tree, generic=generic, first=first, deadline=deadline)


def _likely(game: ExtensiveForm, deadline: float | None) -> dict[str, Any]:
    """Where the logit branch of a tree tends to: a sequential equilibrium, in floats; {} if that fails."""
    now = time.monotonic()
    half = None if deadline is None else now + (deadline - now) / 2
    try:
        return _file("quantal_response").branch(game, deadline=half).strategies()
    except (UnsupportedError, TimeLimitReached):
        return {}


def _signaling_solver(game: SignalingGame, *, generic: bool, first: bool, deadline: float | None) -> Proposal:
    from .refinements.signaling import JUDGES
    from .solvers import perfect_bayesian

    search = perfect_bayesian.search_of(game, generic, deadline)
    proposal = perfect_bayesian.propose(game, search, JUDGES, first)
    proposal.search = search
    return proposal


def _signaling(game: Any) -> Any:
    """A tree's signalling game and the way back to its names; None where it has not that shape."""
    from .games.recognize import as_signaling

    return as_signaling(game) if isinstance(game, ExtensiveForm) else None


def _recognized(
    game: ExtensiveForm, concept: str, refine: str | None, find: str, generic: bool, time_limit: float
) -> Solution:
    """Solve a tree that has the shape of a signalling game as one; each of its equilibria is sequential."""
    start = time.monotonic()
    signaling, naming = _signaling(game)
    _check(None, refine, find, signaling)
    found = solve(signaling, None, None, "all" if refine else find, generic, 0.8 * time_limit)
    there = [replace(e, outcomes={}) for e in found]
    passed, refused = _verified(game, concept, [naming.entry(e) for e in there], start + 0.9 * time_limit)
    rejected: list[Rejection] = []
    open_: list[str] = []
    if refine is not None:
        sure = {e.name: e.verified for e in passed}
        judged = [replace(e, verified=sure[e.name]) for e in there if e.name in sure]
        parts, rejected, open_ = _refined(signaling, judged, refine, start + time_limit)
        passed = [replace(naming.entry(e), form=game.kind, concept=concept) for e in parts]
    passed = [replace(e, outcomes=outcomes(game, e)) for e in passed]
    undecided = (*found.undecided, *refused, *open_)
    complete = found.complete if not undecided and find == "all" else False
    return replace(
        found,
        game=game,
        concept=concept,
        equilibria=tuple(passed[:1] if find == "one" else passed),
        refinement=refine,
        undecided=undecided,
        complete=complete,
        status=_status(passed, complete, bool(undecided)),
        rejected=tuple(replace(r, equilibrium=naming.entry(r.equilibrium)) for r in rejected),
    )


def _check(concept: str | None, refine: str | None, find: str, game: Any) -> None:
    faults = []
    known = CONCEPTS[game.kind]
    if concept not in (None, *known):
        faults.append(
            f"solve: concept of a game of kind {game.kind} must be {', '.join(known)}, "
            f"got {escaped(concept)}. {nearest(str(concept), known)}"
        )
    if refine is not None:
        try:
            refinements.check(refine, game.kind, concept if concept and concept in known else known[0])
        except InputError as error:
            faults += error.faults
    if find not in ("all", "one"):
        faults.append(f"solve: find must be all or one, got {find}.")
    if faults:
        raise InputError(faults)


def _finished(
    game: Any,
    proposal: Proposal,
    generic: bool,
    refine: str | None,
    find: str,
    verify_by: float,
    deadline: float,
) -> Solution:
    """Add payoffs and outcomes, name, verify, refine."""
    search = proposal.search
    excepted = search.excepted if generic and search is not None else ()
    entries = [with_values(game, e, f) for e, f in zip(proposal.equilibria, proposal.simplify, strict=True)]
    if search is None and game.symbols:  # branches that a search has not cut to where they exist
        entries = [e for e in (inhabited(game, e, verify_by) for e in entries) if e is not None]
    entries, doubtful = existing(game, entries, search, verify_by)
    if isinstance(game, ExtensiveForm) and not any(e.beliefs for e in entries):
        entries = maximal(game, entries, verify_by)
    entries = named(game, sorted(entries, key=in_order))
    if find == "one" and refine is None:
        entries = entries[:1]
    passed, refused = _verified(game, proposal.concept, entries, verify_by)
    undecided = [*proposal.undecided, *doubtful, *refused]
    rejected: list[Rejection] = []
    if refine is not None:
        passed, rejected, open_ = _refined(game, passed, refine, deadline)
        undecided += open_
        if not any(e.beliefs for e in passed):
            passed = maximal(game, passed, deadline)
        passed = distinct(passed)
    if find == "all" and search is not None:
        undecided += search.unconfirmed(deadline)
    whole = not undecided and not proposal.left_out and find == "all"
    complete: bool | str = ("generic" if excepted else True) if whole else False
    return Solution(
        game=game,
        concept=proposal.concept,
        equilibria=tuple(passed[:1] if find == "one" else passed),
        status=_status(passed, complete, bool(undecided)),
        complete=complete,
        refinement=refine,
        rejected=tuple(rejected),
        excepted=excepted,
        undecided=tuple(undecided),
        left_out=tuple(proposal.left_out),
        record=proposal.record,
    )


def _refined(
    game: Any, entries: Sequence[Equilibrium], name: str, deadline: float
) -> tuple[list[Equilibrium], list[Rejection], list[str]]:
    """Return what passes a refinement, what it rejects (with the reason), and what is undecided."""
    kept: list[Equilibrium] = []
    rejected: list[Rejection] = []
    undecided: list[str] = []
    for e in entries:
        verdict, reason = refinements.judge(name, game, e, entries, deadline=deadline)
        if verdict is None:
            undecided.append(f"whether {e.name} passes {name}" + (f" ({reason})" if reason else ""))
            continue
        judged = replace(e, refinements={**e.refinements, name: verdict})
        judged = replace(judged, reasons={**e.reasons, name: reason}) if reason else judged
        if verdict is True:
            kept.append(judged)
            continue
        rejected.append(Rejection(judged, name, reason))
        found = (inhabited(game, part, deadline) for part in passing(judged, verdict, game))
        parts, refused = _verified(game, e.concept, [part for part in found if part is not None], deadline)
        kept += [renamed(game, part) for part in parts]  # other formulas, so the verifier has seen them again
        undecided += refused
    return kept, rejected, undecided


def _verified(
    game: Any, concept: str, entries: Sequence[Equilibrium], deadline: float
) -> tuple[list[Equilibrium], list[str]]:
    """Return the entries that the verifier does not refuse, and what it refused or did not decide."""
    passed: list[Equilibrium] = []
    left_open: list[str] = []
    faults: list[str] = []
    for e in entries:
        left = deadline - time.monotonic()
        verdict = _verdict(game, e, concept, left) if left > 0 else None
        if verdict is not None and verdict.ok is False and concept != "quantal-response":
            faults.append(f"{e.name} (proposed, but the verifier refused it: {' '.join(verdict.reasons)})")
            continue
        sure = verdict is not None and verdict.ok is True
        passed.append(replace(e, verified=sure, concept=concept, form=game.kind))
        left_open += [] if sure else [e.name]
    if left_open:
        faults.append(
            f"the verification of {len(left_open)} of the equilibria listed: {', '.join(left_open[:5])}"
        )
    return passed, faults


def _verdict(game: Any, e: Equilibrium, concept: str, seconds: float) -> Any:
    from .verify import verify

    if concept == "quantal-response":  # the limit of a branch: what can be checked is that it is Nash
        concept = "nash"
    return verify(game, e, concept=concept, time_limit=seconds)


def _status(found: Sequence[Equilibrium], complete: bool | str, undecided: bool) -> Status:
    if undecided:
        return Status.UNDECIDED
    if found:
        return Status.SOLVED
    return Status.NONE_EXISTS if complete is True else Status.NOT_FOUND
