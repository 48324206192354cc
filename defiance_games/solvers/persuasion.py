"""The sender-optimal obedient rule, by three exact linear programs.

The unknowns are the joint probabilities P(s)*x(a | s). The first program maximizes the sender's payoff, the
second the receiver's among the rules that pay the sender as much. The rule is a vertex, hence the only
optimum iff no optimum uses a recommendation, or leaves slack in an obedience constraint, where it does not
(third). Source: Kamenica & Gentzkow (2011); uniqueness: Appa (2002).

>>> from defiance_games.problems.persuasion import Persuasion
>>> found = solve(Persuasion(("innocent", "guilty"), ("0.7", "0.3"), ("acquit", "convict"),
...                          receiver=((1, 0), (0, 1)), sender=((0, 1), (0, 1))))
>>> found.rule["innocent"]["convict"], found.value, found.posteriors["convict"]["guilty"]
(Fraction(3, 7), Fraction(3, 5), Fraction(1, 2))
"""

from __future__ import annotations

from fractions import Fraction

from ..problems.persuasion import Disclosure, Persuasion
from ..symbolic.clock import fail_if_late
from ..symbolic.exact import Table
from ..symbolic.program import Constraint, Optimum, dot, maximum

ONE = Fraction(1)


def solve(problem: Persuasion, deadline: float | None = None) -> Disclosure:
    """Return the rule; TimeLimitReached where the deadline passes between the programs."""
    states, actions = range(len(problem.states)), range(len(problem.actions))
    n = len(states) * len(actions)
    place = {(s, a): s * len(actions) + a for s in states for a in actions}
    sender = {k: problem.sender[s][a] for (s, a), k in place.items()}
    receiver = {k: problem.receiver[s][a] for (s, a), k in place.items()}
    plausible = [Constraint({place[s, a]: ONE for a in actions}, -problem.prior[s], "=") for s in states]
    obedient = [
        Constraint({place[s, a]: problem.receiver[s][a] - problem.receiver[s][b] for s in states})
        for a in actions
        for b in actions
        if a != b
    ]

    def best(goal: dict[int, Fraction], *besides: Constraint) -> Optimum:
        fail_if_late(deadline, "the linear programs of the optimal rule")
        found = maximum(goal, n, [*plausible, *obedient, *besides])
        assert found is not None  # telling everything is obedient
        return found

    top = best(sender)
    as_good = Constraint(sender, -top.value, "=")
    chosen = best(receiver, as_good)
    x = chosen.x
    spare: dict[int, Fraction] = {k: ONE for k in range(n) if not x[k]}
    for c in obedient:
        if c.value(x) == 0:
            for k, coefficient in c.coefficients.items():
                spare[k] = spare.get(k, Fraction(0)) + coefficient
    elsewhere = best(spare, as_good)
    return _written(problem, x, top.value, dot(receiver, x), elsewhere.value == 0)


def _written(
    problem: Persuasion, x: list[Fraction], value: Fraction, receiver_value: Fraction, unique: bool
) -> Disclosure:
    states, actions, prior = problem.states, problem.actions, problem.prior
    joint = {s: dict(zip(actions, x[i * len(actions) :], strict=False)) for i, s in enumerate(states)}
    rule = {s: {a: joint[s][a] / p for a in actions} for s, p in zip(states, prior, strict=True)}
    said = {a: sum(joint[s][a] for s in states) for a in actions}
    posteriors = {a: {s: joint[s][a] / said[a] for s in states} for a in actions if said[a]}
    uninformed = _reply(problem, prior)
    informed = [_reply(problem, [Fraction(t == s) for t in range(len(states))]) for s in range(len(states))]
    return Disclosure(
        rule=rule,
        posteriors=posteriors,
        value=value,
        receiver_value=receiver_value,
        uninformed=actions[uninformed],
        value_uninformed=_expected(prior, problem.sender, uninformed),
        value_informed=sum((p * problem.sender[s][informed[s]] for s, p in enumerate(prior)), Fraction(0)),
        unique=unique,
    )


def _expected(belief: list[Fraction], payoffs: Table, action: int) -> Fraction:
    return sum((p * row[action] for p, row in zip(belief, payoffs, strict=True)), Fraction(0))


def _reply(problem: Persuasion, belief: list[Fraction]) -> int:
    """The receiver's best reply to a belief, in ties the one that the sender likes best."""
    tables = problem.receiver, problem.sender
    return max(range(len(problem.actions)), key=lambda a: [_expected(belief, t, a) for t in tables])
