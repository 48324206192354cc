"""Proofs that expressions are defined on a domain, and that probabilities are probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import InputError, escaped
from .condition import Condition
from .expand import is_zero
from .expression import ONE, ZERO, Expression, add
from .smt import satisfy

if TYPE_CHECKING:
    from .domain import Domain

    Where = Domain | Iterable[Condition]

TIME_LIMIT = 10
Demand = tuple[str, Expression, list[Condition]]  # the rule, what it is about, the conditions that break it


def denominators(expression: Expression) -> list[Expression]:
    """Return the sub-expressions that ``expression`` divides by, numbers apart.

    >>> from defiance_games.symbolic.parser import parse
    >>> denominators(parse("a/(b*c) + 1/(1 - d)**2 + a/2"))
    [b, c, 1 - d]
    """
    return [e for e, kind in _partial(expression) if kind == "denominator"]


def _partial(expression: Expression) -> list[tuple[Expression, str]]:
    """What must be in the domain of division, log, sqrt and powers, with the kind of each."""
    found: dict[tuple[Expression, str], None] = {}

    def visit(e: Expression, _: list[Any]) -> None:
        if e.op in ("log", "sqrt"):
            found[e.args[0], "log" if e.op == "log" else "root"] = None
        elif e.op == "**":
            base, exponent = e.args
            if not exponent.is_number:
                found[e, "power"] = None
                return
            if exponent.value.denominator != 1:
                found[base, "root"] = None
            if exponent.value < 0:
                found[base, "denominator"] = None

    expression.fold(visit, {})
    return [(e, kind) for e, kind in found if e.symbols or not e.is_number]


def _demands(e: Expression, kind: str, integers: frozenset[str]) -> list[Demand]:
    """What ``e`` demands of the domain."""
    if kind == "denominator":
        return [(f"the denominator {e} must not be zero on the domain", e, [Condition(e, "=", ZERO)])]
    if kind == "log":
        return [(f"{e} must be > 0 on the domain (its logarithm is taken)", e, [Condition(e, "<=", ZERO)])]
    if kind == "root":
        return [(f"{e} must be >= 0 on the domain (its root is taken)", e, [Condition(e, "<", ZERO)])]
    base, t = e.args
    zero = (
        f"{base} must not be zero on the domain where {t} is negative (its power {e} is taken)",
        base,
        [Condition(base, "=", ZERO), Condition(t, "<", ZERO)],
    )
    if t.op == "symbol" and t.args[0] in integers:
        return [zero]
    rule = f"{base} must be >= 0 on the domain (its power {e} is taken)"
    return [zero, (rule, base, [Condition(base, "<", ZERO)])]


def check_denominators(
    expressions: Iterable[tuple[str, Expression]],
    domain: Where,
    where: str = "",
    time_limit: float = TIME_LIMIT,
) -> None:
    """Prove that no expression divides by zero, or takes a root or logarithm that is not real, on ``domain``.

    Each of ``expressions`` comes with a label that says where it stands. Raises InputError, with a point at
    which it goes wrong where one is found.

    >>> from defiance_games.symbolic.parser import parse, parse_condition
    >>> check_denominators([("h", parse("k/(1 - d)"))], parse_condition("0 < d <= 1"), "game.toml")
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: game.toml: h: the denominator 1 - d must not be zero on the domain,
    but is 0 at d = 1. Exclude such points by a condition.
    """
    conditions, integers = _of(domain)
    judged: dict[tuple[Expression, str], str | None] = {}
    faults = []
    for label, expression in expressions:
        for e, kind in _partial(expression):
            if (e, kind) not in judged:
                judged[e, kind] = _judge(_demands(e, kind, integers), conditions, integers, time_limit)
            if judged[e, kind]:
                faults.append(f"{_head(where, label)}{judged[e, kind]}")
    if faults:
        raise InputError(faults)


def _judge(
    demands: list[Demand], conditions: list[Condition], integers: frozenset[str], time_limit: float
) -> str | None:
    for rule, e, broken in demands:
        found, point = _search(broken, conditions, integers, time_limit)
        if found == "unsat":
            continue
        if point is not None:
            return f"{rule}, but is {_at(e, point)}. Exclude such points by a condition."
        sides = [_search([Condition(e, op, ZERO)], conditions, integers, time_limit)[1] for op in "<>"]
        if sides[0] and sides[1]:
            return f"{rule}, but is {_at(e, sides[0])} and {_at(e, sides[1])}. Narrow the domain."
        if found == "sat":
            return f"{rule}, but is somewhere. Exclude such points by a condition."
        return (
            f"{rule}, which could not be proved. State it as a condition on the parameters: "
            f"{' or '.join(str(c.negated()) for c in broken)}."
        )
    return None


def check_probabilities(
    probabilities: Mapping[str, Expression],
    domain: Where,
    where: str = "",
    thing: str = "probability",
    time_limit: float = TIME_LIMIT,
) -> None:
    """Prove that each of ``probabilities`` lies in [0, 1] on ``domain`` and that they sum to one.

    Raises InputError with a point at which it fails.

    >>> from defiance_games.symbolic.parser import parse, parse_condition
    >>> priors = {"a": parse("q"), "b": parse("2*q")}
    >>> check_probabilities(priors, parse_condition("0 < q <= 1/2"), "game", "prior")
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: game: the values of prior must sum to one, got q + 2*q, which is
    3/2 at q = 1/2. Write the last as 1 minus the others.
    """
    conditions, integers = _of(domain)
    faults = []
    for label, e in probabilities.items():
        for op, bound in (("<", ZERO), (">", ONE)):
            found, point = _search([Condition(e, op, bound)], conditions, integers, time_limit)
            if found != "unsat":
                faults.append(
                    f"{_head(where)}{thing} of {escaped(label)} must be in [0, 1] on the domain, "
                    f"got {e}{_which(e, point, found)}. Correct it or narrow the domain."
                )
                break
    total = add(*probabilities.values())
    if not is_zero(total - 1):
        found, point = _search([Condition(total, "!=", ONE)], conditions, integers, time_limit)
        if found != "unsat":
            which = _which(total, point, found)
            faults.append(
                f"{_head(where)}the values of {thing} must sum to one, got {total}{which}. "
                "Write the last as 1 minus the others."
            )
    if faults:
        raise InputError(faults)


def _search(
    bad: list[Condition], conditions: list[Condition], integers: frozenset[str], time_limit: float
) -> tuple[str, dict[str, Expression] | None]:
    """A point of the domain at which ``bad`` holds; only conditions that share variables matter."""
    if not any(c.symbols for c in bad) and all(c.lhs.is_number and c.rhs.is_number for c in bad):
        return ("sat", {}) if all(c.holds() for c in bad) else ("unsat", None)
    names = {s for c in bad for s in c.symbols}
    rest, near = list(conditions), []
    while joined := [c for c in rest if c.symbols & names]:
        near += joined
        rest = [c for c in rest if c not in joined]
        names |= {s for c in joined for s in c.symbols}
    return satisfy([*bad, *near], time_limit, integers & names)


def _of(domain: Any) -> tuple[list[Condition], frozenset[str]]:
    return list(getattr(domain, "conditions", domain)), frozenset(getattr(domain, "integers", ()))


def _head(*places: str) -> str:
    return "".join(f"{escaped(p)}: " for p in places if p)


def _at(e: Expression, point: Mapping[str, Expression]) -> str:
    value = e.evaluate(point)
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    names = [name for name in point if name in e.symbols]
    return f"{text} at {', '.join(f'{name} = {point[name]}' for name in names)}" if names else text


def _which(e: Expression, point: Mapping[str, Expression] | None, found: str) -> str:
    if found == "unknown":
        return ", which could not be proved"
    return f", which is {_at(e, point)}" if point and e.symbols else ""
