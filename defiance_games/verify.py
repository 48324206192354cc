"""The verb ``verify``: is this an equilibrium? Decided exactly, by code that no solver shares."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

from .errors import InputError, UnsupportedError, escaped, nearest
from .games.extensive_form import ExtensiveForm
from .games.normal_form import NormalForm
from .games.signaling import SignalingGame
from .problems.problem import Problem
from .shown import Shown
from .solution import CONCEPTS
from .symbolic.expression import Expression, as_expression, number
from .verifier import exactly
from .verifier.claimed import read
from .verifier.findings import Findings


@dataclass(frozen=True)
class Verdict(Shown):
    """Whether a claimed equilibrium is one.

    Parameters
    ----------
    ok : True, False, or None where that was not decided within the time limit
    concept : nash, subgame-perfect, perfect-bayesian, sequential, correlated, stackelberg or quantal-response
    regret : the largest gain from a deviation; where ``ok`` is False and there are symbols, at ``witness``
    reasons : a sentence for each fault, or for what is undecided
    witness : values of the parameters (and free variables) at which it fails
    """

    ok: bool | None
    concept: str
    regret: Expression | None
    reasons: tuple[str, ...] = ()
    witness: Mapping[str, Any] | None = None
    name: str = ""
    seconds: float = field(default=0.0, compare=False)

    def __bool__(self) -> bool:
        return self.ok is True

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; numbers are exact text, or floats where ``numeric``."""

        def shown(x: Any) -> Any:
            return None if x is None else float(x) if numeric else str(x)

        return {
            "schema": "defiance-games/verdict/1",
            "ok": self.ok,
            "concept": self.concept,
            **({"name": self.name} if self.name else {}),
            "regret": shown(self.regret),
            "reasons": list(self.reasons),
            "witness": None if self.witness is None else {k: shown(v) for k, v in self.witness.items()},
        }


GAMES = (NormalForm, SignalingGame, ExtensiveForm)


def verify(
    game: Any, equilibrium: Any, time_limit: float = 60, certify: bool = False, concept: str | None = None
) -> Verdict:
    """Return whether ``equilibrium`` is an equilibrium of ``game``.

    Nash in a normal form: no player gains by a pure strategy. Perfect Bayesian in a signalling game: no type
    gains by a message (types without prior probability included), beliefs follow Bayes' rule after every
    message that is sent, and every reply, on the path and off it, is best to the belief stated or, where none
    is, to some belief in the stated set or to some belief at all; every belief in a stated set serves a reply
    of the entry. With symbols this is proved for the whole region.

    In a tree, nash: no player gains by any change of its plan (behavior may be left out at information sets
    that the player's own strategy does not reach). subgame-perfect: nor in any subgame. perfect-bayesian: at
    no information set, reached or not, does a player gain by any change of what it does from there on, given
    its belief; beliefs follow Bayes' rule wherever the information set has a positive probability in the
    smallest subgame that holds it. sequential: beliefs are also consistent, the limit of those of strategies
    that play every action (Kreps and Wilson 1982).

    In both, correlated: ``distribution`` over profiles (in a tree, of its reduced normal form), nobody gains
    by not playing what is drawn. stackelberg: the first player commits, the second replies, ties broken for
    the first. quantal-response: with ``lam``, the profile is the logit response to itself to within 1e-6, a
    numeric check; without, the limit of a branch, of which only that it is a Nash equilibrium is verified.

    Parameters
    ----------
    game : NormalForm and ExtensiveForm (any number of players), SignalingGame, or a Model (its game with all
        its symbols); or a Problem, and then ``equilibrium`` is the answer to it
    equilibrium : Equilibrium; or a mapping in its JSON shape (``strategies`` and optionally ``region``,
        ``beliefs``, ``belief_sets``, ``free_variables``, ``extreme_points``); or a mapping with a list of
        such under ``equilibria``; or the path of a file that holds one of these
    time_limit : seconds
    certify : have each step of a proof checked by a second engine or a certificate
    concept : None takes the one that ``equilibrium`` names, else perfect-bayesian where it states beliefs,
    else
        nash (normal form) or subgame-perfect (tree; perfect-bayesian in the shape of a signalling game)

    Raises InputError for names that the game does not have and texts that cannot be read.

    Examples
    --------
    >>> game = NormalForm.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> verify(game, {"strategies": {"Player 1": {"2": 1}, "Player 2": {"2": 1}}}).ok
    True
    >>> verify(game, {"strategies": {"Player 1": {"1": 1}, "Player 2": {"1": 1}}}).reasons
    ('Player 1 gains 2 by playing 2.', 'Player 2 gains 2 by playing 2.')
    """
    if isinstance(game, Problem):
        return _answered(game, equilibrium)
    if not isinstance(game, GAMES):
        game = game.at() if hasattr(game, "at") else game
    if not isinstance(game, GAMES):
        raise UnsupportedError(f"verify takes a game or a Model, got {type(game).__name__}.")
    begun = time.monotonic()
    if isinstance(equilibrium, (str, Path)):
        equilibrium = _from_file(equilibrium)
    deadline, name = begun + time_limit, _field(equilibrium, "name") or ""
    if isinstance(equilibrium, Mapping) and "equilibria" in equilibrium:
        game, claims = _entries(game, equilibrium)
        findings, found = _all(game, claims, concept or equilibrium.get("concept"), deadline, certify)
    else:
        found = _concept(game, equilibrium, concept)
        findings = _judged(game, equilibrium, found, deadline, certify)
    return _verdict(findings, found, str(name), begun)


def _answered(problem: Problem, found: Any) -> Verdict:
    """The verdict on the answer to a problem, by the verifier of its family."""
    begun = time.monotonic()
    if getattr(found, "kind", None) != problem.kind:
        raise InputError(
            f"verify: the answer to a {problem.kind} problem must be what solve returns for it, "
            f"got {type(found).__name__}."
        )
    faults = found.misfits or import_module(f".verifier.{problem.kind}", __package__).faults(problem, found)
    seconds = time.monotonic() - begun
    return Verdict(not faults, problem.kind, None, tuple(faults), None, problem.kind, seconds)


def _field(equilibrium: Any, name: str) -> Any:
    """A field of an Equilibrium, or of a mapping."""
    return equilibrium.get(name) if isinstance(equilibrium, Mapping) else getattr(equilibrium, name, None)


def _concept(game: Any, equilibrium: Any, asked: Any) -> str:
    """What is to be verified: what is asked for, what the claim names, or what suits game and claim."""
    known = CONCEPTS[game.kind]
    asked = asked or _field(equilibrium, "concept") or None
    if asked is None:
        for concept, sign in (("correlated", "distribution"), ("perfect-bayesian", "beliefs")):
            if concept in known and _field(equilibrium, sign):
                return concept
        return "perfect-bayesian" if _signals(game) else known[0]
    if asked not in known:
        raise InputError(
            f"verify: concept of a game of kind {game.kind} must be {' or '.join(known)}, "
            f"got {escaped(asked)}. {nearest(str(asked), known)}"
        )
    return asked


def _signals(game: Any) -> bool:
    """Whether it is a tree in the shape of a signalling game."""
    from .games.recognize import as_signaling

    return isinstance(game, ExtensiveForm) and as_signaling(game) is not None


def _judged(game: Any, equilibrium: Any, concept: str, deadline: float, certify: bool) -> Findings:
    if isinstance(game, ExtensiveForm) and game.forgetful:
        raise UnsupportedError(
            f"{game.name}: cannot verify here: this is because of imperfect recall. {game.forgetful}."
        )
    if concept == "correlated" and isinstance(game, ExtensiveForm):
        game = game.normal_form()
    if concept == "quantal-response":
        return _quantal(game, equilibrium, deadline, certify)
    claimed = read(game, equilibrium, concept)
    if not (_has_symbols(game) or claimed.region.symbols):
        if not any(all(c.holds() for c in d) for d in claimed.region.disjuncts):
            findings = Findings()
            asked = f" (it asks for {claimed.asked})" if claimed.asked else ""
            findings.fail(f"The stated region does not contain the values of the game{asked}.")
            return findings
        with suppress(exactly.OutOfReach):
            return exactly.check(game, claimed)
        with suppress(exactly.OutOfReach):
            from .verifier import roots

            return roots.check(game, claimed)
    from .verifier import everywhere

    return everywhere.check(game, claimed, deadline, certify)


def _quantal(game: Any, equilibrium: Any, deadline: float, certify: bool) -> Findings:
    """Logit responses at the precision ``lam`` that is stated; else a Nash equilibrium, as limits are."""
    from .verifier import quantal

    given = _field(equilibrium, "lam")
    if given is None:
        findings = _judged(game, equilibrium, "nash", deadline, certify)
        if findings.ok:
            findings.doubts.append(
                "It is a Nash equilibrium; whether logit responses lead to it was not verified."
            )
        return findings
    precision = as_expression(given)
    value = None if precision.symbols else precision.evaluate()
    if value is None or value < 0:
        raise InputError(f"equilibrium: lam (precision) must be a number from 0 on, got {escaped(given)}.")
    return quantal.check(game, read(game, equilibrium, "quantal-response"), Fraction(value))


def _has_symbols(game: Any) -> bool:
    return any(not e.is_number for _, e in game.expressions())


def _verdict(findings: Findings, concept: str, name: str, begun: float) -> Verdict:
    known = findings.ok is True or (findings.ok is False and findings.regret)
    return Verdict(
        findings.ok,
        concept,
        number(findings.regret) if known and concept != "quantal-response" else None,
        tuple(findings.failures or findings.doubts),
        findings.witness,
        name,
        time.monotonic() - begun,
    )


def _all(
    game: Any, equilibria: Sequence[Any], concept: Any, deadline: float, certify: bool
) -> tuple[Findings, str]:
    """What is found about several claims: every one of them must hold."""
    whole, concepts = Findings(), {}
    for k, e in enumerate(equilibria):
        name = escaped(e.get("name", k + 1) if isinstance(e, Mapping) else k + 1)
        concepts[_concept(game, e, concept)] = None
        findings = _judged(game, e, _concept(game, e, concept), deadline, certify)
        if findings.failed and findings.regret >= whole.regret:
            whole.witness, whole.regret = findings.witness, findings.regret
        whole.failed += findings.failed
        whole.failures += [f"{name}: {text}" for text in findings.failures]
        whole.doubts += [f"{name}: {text}" for text in findings.doubts]
    return whole, " and ".join(concepts)


def _entries(game: Any, solution: Mapping[str, Any]) -> tuple[Any, list[Any]]:
    """The game at the values for which a solution was found, and the entries of the solution."""
    values, entries = solution.get("values") or {}, solution["equilibria"]
    faults = (
        [] if isinstance(values, Mapping) else ["equilibrium: values must be a table of names and numbers."]
    )
    if not isinstance(entries, list) or not entries:
        faults.append("equilibrium: equilibria must be a list of at least one equilibrium.")
    if faults:
        raise InputError(faults)
    left = {name: value for name, value in values.items() if name not in (game.values or {})}
    return (game.with_values(left) if left else game), entries


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, in which no name may stand twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for i, (name, _) in enumerate(pairs) if name in dict(pairs[:i]))
        raise InputError(f"equilibrium: a name must stand once in a table, got '{escaped(twice)}' twice.")
    return found


def _from_file(path: str | Path) -> Any:
    try:
        text = sys.stdin.read() if str(path) == "-" else Path(path).read_text("utf-8")
        found = json.loads(text, parse_float=str, object_pairs_hook=_table)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{escaped(path)}: the file must be readable text, got {escaped(error)}.") from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"{escaped(path)}: the file must hold JSON, got a fault in line {error.lineno}, column "
            f"{error.colno}: {escaped(error.msg)}."
        ) from None
    except InputError:
        raise
    except ValueError:  # the only other one is an integer of thousands of digits
        raise InputError(f"{escaped(path)}: a number must not have thousands of digits.") from None
    except RecursionError:
        raise InputError(
            f"{escaped(path)}: the file must hold one equilibrium, got a nesting too deep."
        ) from None
    if not isinstance(found, Mapping):
        raise InputError(f'{escaped(path)}: the file must hold one equilibrium, an object with "strategies".')
    return found
