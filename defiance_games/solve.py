"""The verb ``solve``: every equilibrium of a game, each passed by the independent verifier."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

from .errors import InputError, UnsupportedError, escaped, nearest
from .games.extensive_form import ExtensiveForm
from .games.normal_form import NormalForm
from .games.signaling import SignalingGame
from .solution import Equilibrium, Proposal, Solution, Status
from .symbolic.condition import Region
from .symbolic.expression import ZERO, Expression, add

REFINEMENTS = ("intuitive", "d1")
CONCEPTS = {  # kind of game -> the concepts it can be solved for, the default first
    "normal": ("nash", "correlated", "stackelberg", "quantal-response"),
    "signaling": ("perfect-bayesian",),
    "extensive": (
        "subgame-perfect",
        "perfect-bayesian",
        "sequential",
        "nash",
        "correlated",
        "stackelberg",
        "quantal-response",
    ),
}
_CLASSES = ("separating", "partially separating", "semi-separating", "pooling", "pure", "mixed")
_GAMES = (NormalForm, SignalingGame, ExtensiveForm)
Solver = Callable[..., Proposal]  # (game, generic=, first=, deadline=)


def solve(
    game: Any,
    concept: str | None = None,
    refine: str | None = None,
    find: str = "all",
    generic: bool = False,
    time_limit: float = 60,
) -> Solution:
    """Return every equilibrium of a game, as formulas with the exact region where each holds.

    A game with numbers is the special case in which every region is "always". Ties between parameters
    are covered (``complete`` is True) unless ``generic`` is asked for or the time limit is reached; then
    the ties left out are named under ``excepted``.

    Parameters
    ----------
    game : NormalForm, SignalingGame, ExtensiveForm, or a Model (its game with all its symbols)
    concept : "nash" (normal form), "perfect-bayesian" (signalling), "subgame-perfect" (tree; a tree with the
        shape of a signalling game: "perfect-bayesian"), "sequential", "correlated", "stackelberg",
        "quantal-response"; None chooses the first that the kind of game has
    refine : "intuitive" or "d1": keep the equilibria, and the parts of regions, that pass
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
    game = _game_of(game)
    _check(concept, refine, find, game)
    solver = _solver(game, concept or default_concept(game))
    start = time.monotonic()
    symbolic = bool(game.symbols)
    attempts = [(generic, 1.0)] if generic or not symbolic or find == "one" else [(False, 0.5), (True, 0.7)]
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


def default_concept(game: Any) -> str:
    """Return the concept for which a game is solved if none is asked for."""
    if isinstance(game, ExtensiveForm) and _signaling(game) is not None:
        return "perfect-bayesian"
    return CONCEPTS[game.kind][0]


def _game_of(game: Any) -> Any:
    found = game.at() if hasattr(game, "at") else game
    if not isinstance(found, _GAMES):
        raise UnsupportedError(f"solve takes a game or a Model, got {type(game).__name__}.")
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
        if _signaling(game) is not None:
            return partial(_recognized, concept)
        return partial(_file("sequential").propose, concept=concept)
    return _file(concept.replace("-", "_")).propose


def _file(name: str) -> Any:
    return import_module(f".solvers.{name}", __package__)


def _nash(game: Any) -> Solver:
    return _file("nash" if len(game.players) <= 2 else "many_players").propose


def _nash_of(tree: Any, generic: bool, first: bool, deadline: float | None) -> Proposal:
    return _nash(tree)(tree, generic=generic, first=first, deadline=deadline)


def _signaling_solver(game: SignalingGame, *, generic: bool, first: bool, deadline: float | None) -> Proposal:
    from .solvers import perfect_bayesian
    from .refinements.signaling import JUDGES

    search = perfect_bayesian.search_of(game, generic, deadline)
    proposal = perfect_bayesian.propose(game, search, JUDGES, first)
    proposal.search = search
    return proposal


def _signaling(game: Any) -> Any:
    """A tree's signalling game and the way back to its names, or None."""
    from .games.recognize import as_signaling

    return as_signaling(game)


def _recognized(concept: str, game: ExtensiveForm, **how: Any) -> Proposal:
    """Solve a tree that has the shape of a signalling game; every equilibrium of it is sequential."""
    signaling, naming = _signaling(game)
    proposal = _signaling_solver(signaling, **how)
    proposal.concept = concept
    proposal.equilibria = [naming.back(e) for e in proposal.equilibria]
    return proposal


def _check(concept: str | None, refine: str | None, find: str, game: Any) -> None:
    faults = []
    known = CONCEPTS[game.kind]
    if concept not in (None, *known):
        faults.append(
            f"solve: concept of a game of kind {game.kind} must be {' or '.join(known)}, "
            f"got {escaped(concept)}. {nearest(str(concept), known)}"
        )
    if refine is not None and refine not in REFINEMENTS:
        remedy = nearest(str(refine), REFINEMENTS)
        faults.append(f"solve: refine must be intuitive or d1, got {escaped(refine)}. {remedy}")
    elif refine is not None and game.kind != "signaling":
        faults.append(f"solve: {refine} refines signaling games, got a {game.kind} game. Leave refine out.")
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
    """Add payoffs and outcomes, refine, name, verify."""
    search = proposal.search
    excepted = search.excepted if generic and search is not None else ()
    entries = [_with_values(game, e, f) for e, f in zip(proposal.equilibria, proposal.simplify, strict=True)]
    entries, doubtful = _existing(game, entries, search, verify_by)
    entries = _named(game, sorted(entries, key=_order))
    if find == "one" and refine is None:
        entries = entries[:1]
    passed, refused = _verified(game, proposal.concept, entries, verify_by)
    if refine is not None:
        passed = [e for e in (_refined(e, refine) for e in passed) if e is not None]
    undecided = [*proposal.undecided, *doubtful, *refused]
    if find == "all" and search is not None:
        undecided += search.unconfirmed(deadline)
    whole = not undecided and find == "all"
    complete: bool | str = ("generic" if excepted else True) if whole else False
    return Solution(
        game=game,
        concept=proposal.concept,
        equilibria=tuple(passed[:1] if find == "one" else passed),
        status=_status(passed, complete, bool(undecided)),
        complete=complete,
        refinement=refine,
        excepted=excepted,
        undecided=tuple(undecided),
        record=proposal.record,
    )


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
        if verdict is not None and verdict.ok is False:
            faults.append(f"{e.name} (proposed, but the verifier refused it: {' '.join(verdict.reasons)})")
            continue
        sure = verdict is not None and verdict.ok is True
        passed.append(replace(e, verified=sure))
        left_open += [] if sure else [e.name]
    if left_open:
        faults.append(
            f"the verification of {len(left_open)} of the equilibria listed: {', '.join(left_open[:5])}"
        )
    return passed, faults


def _verdict(game: Any, e: Equilibrium, concept: str, seconds: float) -> Any:
    from .verify import verify

    return verify(game, e, concept=concept, time_limit=seconds)


def _status(found: Sequence[Equilibrium], complete: bool | str, undecided: bool) -> Status:
    if undecided:
        return Status.UNDECIDED
    if found:
        return Status.SOLVED
    return Status.NONE_EXISTS if complete is True else Status.NOT_FOUND


def _existing(
    game: Any, entries: Sequence[Equilibrium], search: Any, deadline: float
) -> tuple[list[Equilibrium], list[str]]:
    """Where functions such as exp occur, drop the parts of regions that have no point; name the unknown.

    The search takes a function's value for a number of its own, within what is known about it, so that it
    may list what no parameters bring about.
    """
    if search is None or search.ring is None or not search.ring.atoms:
        return list(entries), []
    from .symbolic.smt import satisfy

    integers = [p.name for p in game.parameters if p.integer]
    kept: list[Equilibrium] = []
    doubtful: list[str] = []
    for e in entries:
        bounds = [c for cs in e.free_variables.values() for c in cs]
        found = []
        for d in e.region.disjuncts:
            left = min(2.0, max(0.01, deadline - time.monotonic()))
            word, _ = satisfy([*game.domain, *d, *bounds], left, integers)
            if word != "unsat":
                found.append((d, word))
        if found:
            kept.append(replace(e, region=Region(tuple(d for d, _ in found))))
            if all(word != "sat" for _, word in found) and not _at_ties(e):
                doubtful.append(f"whether any values of the parameters satisfy {e.region}")
    return kept, doubtful


def _with_values(game: Any, e: Equilibrium, simplify: Callable[[Expression], Expression]) -> Equilibrium:
    """Return the entry with its payoffs and outcomes."""

    def value(x: Expression | None) -> Expression | None:
        return None if x is None else simplify(x)

    payoffs: dict[str, Any] = {
        player: value(game.expectation(player, {}, e.strategies)) for player in game.players
    }
    if isinstance(game, SignalingGame):
        payoffs[game.players[0]] = {
            t: _payoff_of_type(game, e, k, simplify) for k, t in enumerate(game.types)
        }
    outcomes = {o.name: value(o.evaluate(game, e.strategies)) for o in game.outcomes}
    return replace(e, payoffs=payoffs, outcomes=outcomes)


def _payoff_of_type(
    game: SignalingGame, e: Equilibrium, k: int, simplify: Callable[[Expression], Expression]
) -> Expression:
    """What type k gets: the same from every message it sends, so the shortest formula will do."""
    sender, receiver = game.players
    found = []
    for m, message in enumerate(game.messages):
        if e.strategies[sender][game.types[k]][message] != ZERO:
            replies = e.strategies[receiver][message]
            terms = (replies[a] * game.payoffs[k, m, i][0] for i, a in enumerate(game.responses[m]))
            found.append(simplify(add(*terms)))
    return min(found, key=lambda x: (len(x.symbols), len(str(x))))


def _refined(e: Equilibrium, name: str) -> Equilibrium | None:
    """Return the part of an entry that passes a refinement, or None."""
    verdict = e.refinements.get(name)
    if verdict is None or verdict is False:
        return None
    if verdict is True:
        return e
    assert isinstance(verdict, Region)
    free = set(e.free_variables)
    on_parameters = [[c for c in d if not c.symbols & free] for d in verdict.disjuncts]
    bounds = [[c for c in d if c.symbols & free] for d in verdict.disjuncts]
    both = [(*a, *(c for c in b if c not in a)) for a in e.region.disjuncts for b in on_parameters]
    if not any(bounds):
        return replace(e, region=Region(tuple(both)))
    if len(bounds) > 1:
        return replace(e, region=Region(tuple(both)))
    ranges = dict(e.free_variables)
    for c in bounds[0]:
        last = [n for n in ranges if n in c.symbols][-1]
        ranges[last] = (*ranges[last], c)
    return replace(e, region=Region(tuple(both)), free_variables=ranges, extreme_points=())


def _order(e: Equilibrium) -> tuple:
    """Equilibria on open regions first, then those that hold at ties only."""
    return (_at_ties(e), _CLASSES.index(e.kind) if e.kind in _CLASSES else len(_CLASSES))


def _at_ties(e: Equilibrium) -> bool:
    """Whether an entry exists at ties between parameters only."""
    return all(any(c.op == "=" for c in d) for d in e.region.disjuncts) and not e.region.always


def _named(game: Any, entries: Sequence[Equilibrium]) -> list[Equilibrium]:
    """Return the entries with unique names, as short as they can be.

    The class alone where that is enough, else who sends what, else with the replies, else a number;
    entries that exist at ties only are numbered apart.
    """
    names: list[str] = []
    ladders = [_ladder(game, e) for e in entries]
    clear = [k for k, e in enumerate(entries) if not _at_ties(e)]
    for k, e in enumerate(entries):
        if _at_ties(e):
            names.append(f"{ladders[k][min(1, len(ladders[k]) - 1)]}, tie")
            continue
        rivals = [ladders[j] for j in clear if j != k]
        unique = (n for i, n in enumerate(ladders[k]) if all(n != r[min(i, len(r) - 1)] for r in rivals))
        names.append(next(unique, ladders[k][-1]))
    seen: dict[str, int] = {}
    out = []
    for e, name in zip(entries, names, strict=True):
        seen[name] = seen.get(name, 0) + 1
        number = f" {seen[name]}" if _at_ties(e) else "" if seen[name] == 1 else f", case {seen[name]}"
        out.append(replace(e, name=name + number))
    return out


def _ladder(game: Any, e: Equilibrium) -> list[str]:
    """Names of an entry, each more exact than the one before."""
    if not isinstance(game, SignalingGame):
        return ["mixed", e.name] if e.kind == "mixed" else [e.name]
    replies = e.strategies[game.players[1]]
    sent = [m for m in game.messages if any(mix[m] != ZERO for mix in e.strategies[game.players[0]].values())]
    given = {m: "/".join(a for a, x in replies[m].items() if x != ZERO) for m in sent}
    if e.kind == "pooling":
        return [e.name, f"{e.name} ({given[sent[0]]})"]
    exact = f"{e.name}; " + ", ".join(f"{a} after {m}" for m, a in given.items())
    return [e.kind, e.name, f"{e.kind} ({', '.join(f'{m}: {a}' for m, a in given.items())})", exact]
