"""Verification with numbers: every comparison in Fractions, beliefs by exact linear programs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ..errors import escaped
from ..games.extensive_form import ExtensiveForm
from ..symbolic.condition import Condition
from ..symbolic.expression import Expression
from ..symbolic.linear import ONE, ZERO, Linear, affine, best, dot, feasible, vertices
from .claimed import Claimed, belief_symbols, states
from .consistency import NotDecided, requirements
from .findings import Findings
from .play import play_of
from .rationality import Need, Requirement, distributions
from .ways import MANY_WAYS, TooManyWays

Rows = tuple[tuple[Fraction, ...] | None, ...]
MOST_POINTS = 2000
MOST_TRIES = 200  # of beliefs where none are stated


class OutOfReach(Exception):
    """Not a matter of rational numbers and convex pieces alone: the general court has to decide."""


def check(game: Any, claimed: Claimed) -> Findings:
    """Return what is wrong with a claim without parameters; OutOfReach where that takes more than numbers."""
    return _Court(game, claimed).findings


def _rational(e: Expression) -> Fraction:
    value = e.args[0] if e.op == "number" else None if e.symbols else e.evaluate()
    if not isinstance(value, Fraction):
        raise OutOfReach
    return value


class _Court:
    def __init__(self, game: Any, claimed: Claimed):
        self.game, self.claimed, self.findings = game, claimed, Findings()
        self.play = play_of(game, claimed.concept, _rational, ZERO, ONE)
        points = self._points()
        for rows in points:
            self._require(distributions(claimed.sets, rows, ZERO, ONE))
            self._require(self.play.complete(rows))
        if self.findings.failed:  # what is gained against no distribution means nothing
            return
        for rows in points:
            self._require(self.play.requirements(rows))
        for m in set(claimed.belief_sets).difference(self.play.places):
            self.findings.doubts.append(
                f"Undecided: a set of beliefs {self.play.after(m)} has no meaning here."
            )
        for m in set(claimed.beliefs).difference(self.play.places):
            belief = [_rational(x) for x in claimed.beliefs[m]]
            for rows in points:
                self._require(self.play.aside(rows, m, belief))
        try:
            for m in self.play.places:
                self._judge_beliefs(m, [self.play.need(rows, m) for rows in points])
            if claimed.concept == "sequential" and not self.findings.failed:
                self._judge_consistency(points)
        except TooManyWays:
            self.findings.doubts.append(MANY_WAYS)
        except NotDecided as why:
            self.findings.doubts.append(f"Consistency was not decided: {why}.")

    def _judge_consistency(self, points: Sequence[Rows]) -> None:
        """Beliefs are consistent with the profile; a continuum and sets of beliefs take proofs."""
        claimed = self.claimed
        if (
            claimed.ranges
            or claimed.belief_sets
            or any(x.symbols for b in claimed.beliefs.values() for x in b)
        ):
            raise OutOfReach
        stated = {m: [_rational(x) for x in belief] for m, belief in claimed.beliefs.items()}
        for rows in points:
            needs = [self.play.need(rows, m) for m in self.play.places if m not in stated]
            open_ones = {need.place: self._candidates(need) for need in needs if not need.chance}
            if not open_ones:
                mixes, beliefs = self.play.assessment(rows, stated)
                self._require(requirements(self.game, mixes, beliefs, ONE))
            elif not any(
                self._consistent(rows, {**stated, **dict(zip(open_ones, chosen, strict=True))})
                for chosen in itertools.islice(itertools.product(*open_ones.values()), MOST_TRIES)
            ):
                where = " and ".join(self.play.after(m) for m in open_ones)
                raise NotDecided(f"no belief is stated {where}, and of those tried none is consistent")

    def _consistent(self, rows: Rows, stated: dict[int, list[Fraction]]) -> bool:
        mixes, beliefs = self.play.assessment(rows, stated)
        return not any(r.value for r in requirements(self.game, mixes, beliefs, ONE))

    def _candidates(self, need: Need) -> list[list[Fraction]]:
        """Beliefs that serve what is played: one in the middle, and those that hold most of each node."""
        n = len(need.weights)
        serving = [*self._simplex(n), *(Linear(losses, ZERO, ">=") for losses in need.losses)]
        wider = [c._replace(coefficients=[*c.coefficients, ZERO]) for c in serving]
        wider += [Linear([*(ONE if i == k else ZERO for i in range(n)), -ONE], ZERO, ">=") for k in range(n)]
        found = [best([*([ZERO] * n), ONE], wider)]
        found += [best([ONE if i == k else ZERO for i in range(n)], serving) for k in range(n)]
        points = [tuple(f[1][:n]) for f in found if f is not None]
        return [list(p) for p in dict.fromkeys(points)]

    def _require(self, requirements: Iterator[Requirement]) -> None:
        for r in requirements:
            n = r.value.numerator
            if n < 0 or (n and r.op == "="):
                self.findings.fail(r.text, -r.value / (r.weight or 1) if r.is_gain else None)

    # -- points -----------------------------------------------------------------------------------
    def _points(self) -> list[Rows]:
        """The profile, or the extreme points of the continuum: those stated and those its ranges have."""
        claimed = self.claimed
        if not (claimed.ranges or claimed.extreme):
            return [self._rows(claimed.profile)]
        stated = [self._rows(rows) for rows in claimed.extreme]
        inside = self._corners() if claimed.ranges else [self._rows(claimed.profile)]
        return list(dict.fromkeys([*inside, *stated]))

    def _rows(self, rows: Sequence[Sequence[Expression] | None]) -> Rows:
        return tuple(None if row is None else tuple(map(_rational, row)) for row in rows)

    def _corners(self) -> list[Rows]:
        """The profile at every vertex of the free variables' ranges.

        That is enough if it is affine in them and players do not share them (in a tree, information sets):
        the gain from a deviation is then affine in each player's variables, so largest at a vertex.
        """
        groups = self._groups()
        corners: list[list[tuple[Fraction, ...]]] = []
        for names in groups:
            bounds = [self._linear(c, names) for c in self.claimed.bounds if c.symbols & set(names)]
            found = vertices(len(names), bounds)
            if not found or any(b.op == ">" for b in bounds):
                raise OutOfReach
            corners.append(found)
        if math.prod(map(len, corners)) > MOST_POINTS:
            raise OutOfReach
        names = [n for group in groups for n in group]
        forms = [None if row is None else [affine(x, names) for x in row] for row in self.claimed.profile]
        found = []
        for chosen in itertools.product(*corners):
            at = [x for part in chosen for x in part]
            found.append(
                tuple(
                    None if row is None else tuple(dot(f[0], at) + f[1] for f in row if f is not None)
                    for row in forms
                )
            )
        return found

    def _groups(self) -> list[list[str]]:
        """The free variables, in groups that no condition links; each is of one information set."""
        names = list(self.claimed.ranges)
        for row in self.claimed.profile:
            if any(affine(x, names) is None for x in row or ()):
                raise OutOfReach
        groups: list[set[str]] = [{n} for n in names]
        for c in self.claimed.bounds:
            if c.symbols - set(names) or not c.symbols:
                raise OutOfReach
            linked = [g for g in groups if g & c.symbols]
            groups = [g for g in groups if g not in linked] + ([set().union(*linked)] if linked else [])
        for group in groups:
            users = {
                s if isinstance(self.game, ExtensiveForm) else s.player
                for s, row in zip(self.claimed.sets, self.claimed.profile, strict=True)
                for x in row or ()
                if x.symbols & group
            }
            if len(users) > 1:
                raise OutOfReach
        return [sorted(g) for g in groups]

    def _linear(self, c: Condition, names: Sequence[str]) -> Linear:
        found = affine(c.difference, names)
        if found is None or c.op == "!=":
            raise OutOfReach
        coefficients, constant = found
        if c.op in ("<", "<="):
            coefficients, constant = [-x for x in coefficients], -constant
        return Linear(coefficients, constant, {"<": ">", "<=": ">="}.get(c.op, c.op))

    # -- beliefs ----------------------------------------------------------------------------------
    def _judge_beliefs(self, m: int, needs: Sequence[Need]) -> None:
        """A message not sent somewhere needs one belief that serves every reply to it; else Bayes' rule."""
        unsent = [need for need in needs if not need.chance]
        stated = self.claimed.beliefs.get(m)
        sets = self._sets(m)
        if stated is not None and not any(x.symbols for x in stated):
            belief = [_rational(x) for x in stated]
            self._require(self.play.believed(m, belief))
            for need in needs:
                self._require(self.play.bayes(need, belief))
            for need in unsent:
                self._require(self.play.supported(need, belief))
            if sets is not None and not any(all(c.holds(belief) for c in s) for s in sets):
                self.findings.fail(
                    f"The belief stated {self.play.after(m)} is not in the belief set stated there."
                )
        elif stated is not None:
            if len(unsent) == len(needs):  # a formula that no rule of Bayes gives: one for each member
                raise OutOfReach
            self._check_identity(m, stated)
        if unsent and (stated is None or any(x.symbols for x in stated)):
            self._find_belief(m, unsent, sets)
        if unsent and sets is not None and not self.claimed.part:
            self._check_sets(m, unsent, sets)
        if not unsent and sets is not None and not self.claimed.part:
            self._check_only_bayes(m, needs, sets)

    def _sets(self, m: int) -> list[list[Linear]] | None:
        """The belief set stated at a message, as linear conditions on the types' probabilities."""
        if m not in self.claimed.belief_sets:
            return None
        names = belief_symbols(self.game, m)
        return [[self._linear(c, names) for c in conjunction] for conjunction in self.claimed.belief_sets[m]]

    def _check_identity(self, m: int, belief: Sequence[Expression]) -> None:
        """A belief that varies in the continuum must be what Bayes' rule gives, as an identity."""
        from ..symbolic.polynomials import Reader

        rows = self.claimed.profile
        reader = Reader([x for row in rows for x in row or ()] + list(belief))
        one = reader.quotient(Expression("number", (ONE,)))
        play = play_of(self.game, self.claimed.concept, reader.quotient, one - one, one)
        need = play.need([None if row is None else [reader.quotient(x) for x in row] for row in rows], m)
        if any(r.value for r in play.bayes(need, [reader.quotient(x) for x in belief])):
            raise OutOfReach

    def _simplex(self, n: int) -> list[Linear]:
        return [Linear([ONE] * n, -ONE, "=")]

    def _find_belief(self, m: int, unsent: Sequence[Need], sets: list[list[Linear]] | None) -> None:
        """Find a belief (in the stated set, if any) that serves every reply; else note the least gain."""
        serving = [Linear(losses, ZERO, ">=") for need in unsent for losses in need.losses]
        allowed = [[]] if sets is None else sets
        n = len(unsent[0].weights)
        if any(feasible(n, [*self._simplex(n), *s, *serving]) is not None for s in allowed):
            return
        gains = []
        for s in allowed:
            rows = [Linear([*c.coefficients, ZERO], c.constant, c.op) for c in [*self._simplex(n), *s]]
            rows += [Linear([*c.coefficients, ONE], ZERO, ">=") for c in serving]
            found = best([*([ZERO] * n), -ONE], rows)
            gains += [] if found is None else [-found[0]]
        where = "no belief" if sets is None else "no belief in the stated set"
        text = f"{self.play.reply(m)} is best to {where}"
        self.findings.fail(
            f"{text}: it gives up at least {{gain}}." if gains else f"{text}, which is empty.",
            min(gains) if gains else None,
        )

    def _check_sets(self, m: int, unsent: Sequence[Need], sets: list[list[Linear]]) -> None:
        """Every belief in the stated set must serve the reply at some extreme point."""
        replies = list({tuple(map(tuple, need.losses)): need.losses for need in unsent}.values())
        for conjunction in sets:
            simplex = self._simplex(len(unsent[0].weights))
            idle = self._serves_nobody([*simplex, *conjunction], replies)
            if idle is not None:
                self.findings.fail(
                    f"The belief set {self.play.after(m)} is too large: {self._told(m, idle)} serves no "
                    "reply stated there."
                )

    def _check_only_bayes(self, m: int, needs: Sequence[Need], sets: list[list[Linear]]) -> None:
        """After a message that is sent everywhere, the stated set holds Bayes' belief and no other."""
        bayes = list(dict.fromkeys(tuple(w / need.chance for w in need.weights) for need in needs))
        for belief in bayes:
            if not any(all(c.holds(list(belief)) for c in s) for s in sets):
                self.findings.fail(
                    f"The belief set {self.play.after(m)} lacks the belief that Bayes' rule gives: "
                    f"{self._told(m, belief)}."
                )
        if len(bayes) > 1:  # it varies in the continuum
            return
        for conjunction in sets:
            other = self._serves_nobody(
                [*self._simplex(len(bayes[0])), *conjunction],
                [
                    [
                        self._unit(len(bayes[0]), t, s * bayes[0][t], s)
                        for t in range(len(bayes[0]))
                        for s in (ONE, -ONE)
                    ]
                ],
            )
            if other is not None:
                self.findings.fail(
                    f"The belief set {self.play.after(m)} is too large: it holds {self._told(m, other)}, "
                    f"but the message is sent and Bayes' rule gives {self._told(m, bayes[0])}."
                )

    def _unit(self, n: int, t: int, at: Fraction, sign: Fraction) -> list[Fraction]:
        """The form ``at - sign*mu_t`` on beliefs."""
        return [at - (sign if k == t else ZERO) for k in range(n)]

    def _told(self, m: int, belief: Sequence[Fraction]) -> str:
        return ", ".join(f"mu_{escaped(t)} = {x}" for t, x in zip(states(self.game, m), belief, strict=True))

    def _serves_nobody(self, within: list[Linear], replies: Sequence[Any]) -> list[Fraction] | None:
        """A belief within the conditions to which none of the replies is best."""
        found = feasible(len(within[0].coefficients), within)
        if found is None or not replies:
            return found
        for losses in replies[0]:
            if any(x < 0 for x in losses):
                found = self._serves_nobody([*within, Linear([-x for x in losses], ZERO, ">")], replies[1:])
                if found is not None:
                    return found
        return None
