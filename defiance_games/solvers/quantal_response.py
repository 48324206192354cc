"""Logit quantal response equilibria of any finite game: the principal branch, and where it ends.

Every player chooses each action with a probability that grows with what it pays: at precision lam, where
u(a) is what a pays against the others' probabilities,

    p(a) = exp(lam * u(a)) / sum over b of exp(lam * u(b)).

In a tree this holds at each information set, u(a) being expected given that it is reached (the agent form;
every information set is reached, so beliefs are Bayes'). At lam = 0 all actions are equally likely; the
branch that starts there is followed by predictor and corrector steps in the length of the arc, so that it
may turn back in lam. Its limit as lam grows is a Nash equilibrium (in a tree a sequential one). The end of
the branch is rounded to exact probabilities, which are kept if exact arithmetic finds no profitable
deviation; otherwise they are decimals, with the regret. Floating point appears in this file only as such
a guess, and in the branch itself. Source: McKelvey & Palfrey (1995, 1998); Turocy (2005), who works with
the logarithms of the probabilities as this file does.

>>> from defiance_games.games.normal_form import NormalForm
>>> game = NormalForm.from_arrays([[9, 0], [0, 1]], [[0, 1], [1, 0]])
>>> path = branch(game, lam=1)
>>> print(path.lam[0], path.lam[-1], path.strategies()["Player 1"]["1"].round(4))
0.0 1.0 0.8936
>>> (e,) = propose(game).equilibria
>>> e.strategies
{'Player 1': {'1': 1/2, '2': 1/2}, 'Player 2': {'1': 1/10, '2': 9/10}}
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, UnsupportedError
from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm
from ..games.strategic import Strategic
from ..solution import Equilibrium, Proposal
from ..symbolic.continuation import followed
from ..symbolic.expression import number
from ..symbolic.program import solved

Floats = NDArray[np.float64]
LARGE = 1e6  # the precision, in units of the range of payoffs, that stands for the limit
ENOUGH = 1e3  # and the one that will do where the steps become too short
USED = 1e-5  # probability above which an action counts as used in the limit


@dataclass(frozen=True)
class Branch:
    """The principal branch: a row for each point followed, in the order of the path.

    ``residual`` is the largest difference between a probability and the response to the row. ``lam`` need not
    rise all along the path.
    """

    actions: tuple[tuple[str, ...], ...]  # (player, strategy), or (player, information set, action)
    lam: Floats  # (points,)
    probabilities: Floats  # (points, actions)
    residual: Floats  # (points,)

    def strategies(self, row: int = -1) -> dict[str, Any]:
        """Return the profile of a row (the last) in the shape of ``Equilibrium.strategies``, in floats."""
        return _nested(self.actions, self.probabilities[row])


def branch(game: Any, lam: float | None = None, deadline: float | None = None) -> Branch:
    """Follow the principal branch from lam = 0 to where it first has precision ``lam``, or to its end.

    Raises UnsupportedError where parameters are free or memory is imperfect, InputError for a ``lam`` that is
    negative or not finite, TimeLimitReached past the deadline.
    """
    if lam is not None and not (np.isfinite(lam) and lam >= 0):
        raise InputError(f"quantal-response: lam (precision) must be a number from 0 on, got {lam}.")
    responses = _responses(game)
    return responses.branch(responses.points(lam, deadline))


def propose(
    game: Any, *, generic: bool = False, first: bool = False, deadline: float | None = None
) -> Proposal:
    """Return the limit of the principal branch: exact where exact arithmetic confirms it."""
    proposal = Proposal("quantal-response")
    proposal.left_out.append("limits of other branches than the principal one")
    responses = _responses(game)
    with proposal.until_time_runs_out("the limit of the principal branch"):
        points = responses.points(None, deadline)
        end = proposal.record = responses.branch(points)
        if points[-1, -1] < ENOUGH:
            proposal.undecided.append(
                f"the limit of the principal branch, followed up to lam = {end.lam[-1]:.6g}"
            )
            return proposal
        exact = responses.rounded(points[-1, :-1])
        if exact is None:
            nearest = np.exp(responses.polished(points[-1, :-1]))
            exact = [Fraction(f"{p:.12f}") for p in nearest]
            exact = responses.summing_to_one(exact)
            regret = responses.regret(exact)
            if regret > 1e-6 * min(1.0, responses.scale):
                proposal.undecided.append(
                    f"the limit of the principal branch: at lam = {end.lam[-1]:.6g} regret is {regret:.3g}"
                )
                return proposal
            proposal.undecided.append(
                f"the exact limit of the principal branch: the decimals listed have regret {regret:.3g}"
            )
        shown = _nested(responses.actions, [number(p) for p in exact])
        kind = "pure" if all(p in (0, 1) for p in exact) else "mixed"
        name = "limit of the principal branch"
        proposal.add(Equilibrium(name, kind, shown), lambda e: e)
    return proposal


def _nested(actions: Sequence[tuple[str, ...]], values: Sequence[Any] | Floats) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (*path, action), value in zip(actions, values, strict=True):
        place = found
        for key in path:
            place = place.setdefault(key, {})
        place[action] = value
    return found


# -- what actions pay -----------------------------------------------------------------------------
def _responses(game: Any) -> _Responses:
    if not isinstance(game, (NormalForm, ExtensiveForm)):
        raise UnsupportedError(
            "Cannot use quantal-response here: this is because it is for games in normal form and trees, "
            f"got a {getattr(game, 'kind', type(game).__name__)} game."
        )
    if game.symbols:
        raise UnsupportedError(
            f"{game.name}: Cannot use quantal-response here: this is because the branch is followed in "
            f"numbers, and these have no values: {', '.join(sorted(game.symbols))}. Fix them."
        )
    if isinstance(game, ExtensiveForm) and not any(s.player >= 0 for s in game.information_sets):
        raise UnsupportedError(
            f"{game.name}: Cannot use quantal-response here: this is because nobody has a choice."
        )
    return _OfTree(game) if isinstance(game, ExtensiveForm) else _OfNormalForm(game)


class _Responses(ABC):
    """A game as groups of actions (one a player, or one an information set) and what each action pays."""

    def __init__(self, game: NormalForm | ExtensiveForm):
        self.view = Strategic.of(game)
        self.groups: list[slice] = []
        self.owner: list[int] = []
        actions: list[tuple[str, ...]] = []
        for i, plans in enumerate(self.view.players):
            for c in plans.choices:
                self.groups.append(slice(len(actions), len(actions) + len(c.actions)))
                self.owner.append(i)
                place = (plans.player, c.label) if isinstance(game, ExtensiveForm) else (plans.player,)
                actions += [(*place, a) for a in c.actions]
        self.actions = tuple(actions)
        payoffs = [x for u in self.view.terms.values() for x in u]
        self.rational = all(x.is_number for x in payoffs)
        spread = self.spread(game)
        self.scale = spread if spread > 0 else 1.0

    def spread(self, game: Any) -> float:
        """The range of the payoffs."""
        table = np.array([[float(x) for x in u] for u in game.payoffs.values()])
        return float((table.max(axis=0) - table.min(axis=0)).max(initial=0.0))

    @abstractmethod
    def pays(self, logs: Floats) -> tuple[Floats, Floats]:
        """What each action pays, and its derivatives in the logarithms of the probabilities."""

    # -- the branch -----------------------------------------------------------------------------
    def points(self, lam: float | None, deadline: float | None) -> Floats:
        """Points of the branch: the logarithms of all probabilities, then lam times the scale."""
        sizes = [g.stop - g.start for g in self.groups]
        center = np.concatenate([np.full(w, -np.log(w)) for w in sizes])
        goal = LARGE if lam is None else lam * self.scale
        return followed(self.equations, np.append(center, 0.0), goal, deadline)

    def equations(self, y: Floats) -> tuple[Floats, Floats]:
        """What is zero on the branch, with its derivatives in y."""
        logs, lam = y[:-1], y[-1]
        u, slopes = self.pays(logs)
        first = np.concatenate([np.full(g.stop - g.start, g.start) for g in self.groups])
        h = logs - logs[first] - lam * (u - u[first])
        same = np.eye(len(logs))
        jacobian = np.hstack([same - same[first] - lam * (slopes - slopes[first]), (u[first] - u)[:, None]])
        for g in self.groups:
            h[g.start] = np.exp(logs[g]).sum() - 1
            jacobian[g.start] = 0
            jacobian[g.start, g] = np.exp(logs[g])
        return h, jacobian

    def branch(self, points: Floats) -> Branch:
        """Return points as a Branch."""
        residual = []
        for y in points:
            u, _ = self.pays(y[:-1])
            gap = 0.0
            for g in self.groups:
                e = y[-1] * u[g]
                e = np.exp(e - e.max())
                gap = max(gap, float(np.abs(e / e.sum() - np.exp(y[:-1][g])).max()))
            residual.append(gap)
        return Branch(self.actions, points[:, -1] / self.scale, np.exp(points[:, :-1]), np.array(residual))

    # -- exact ----------------------------------------------------------------------------------
    def regrets(self, p: Sequence[Fraction]) -> list[Fraction]:
        """What each player could gain by the best deviation: exact."""
        weights, k = [], 0
        for plans in self.view.players:
            own = [Fraction(1)] * plans.size
            for c in plans.choices:
                for s in c.sequences:
                    own[s] = own[c.before] * p[k]
                    k += 1
            weights.append(own)
        found = []
        for i, plans in enumerate(self.view.players):
            paid = [Fraction(0)] * plans.size
            for key, u in self.view.terms.items():
                weight = u[i].value
                for j, s in enumerate(key):
                    if j != i and weight:
                        weight *= weights[j][s]
                paid[key[i]] += weight
            best = list(paid)
            for s in range(plans.size - 1, -1, -1):
                for c in plans.after[s]:
                    best[s] += max(best[t] for t in c.sequences)
            found.append(best[0] - sum(x * w for x, w in zip(paid, weights[i], strict=True)))
        return found

    def regret(self, p: Sequence[Fraction]) -> float:
        """The largest gain from a deviation, in floats where payoffs are not rational."""
        if self.rational:
            return float(max(self.regrets(p)))
        floats = np.array([float(x) for x in p])
        u, _ = self.pays(np.log(np.maximum(floats, 1e-300)))
        return self.scale * max(float(u[g].max() - u[g] @ floats[g]) for g in self.groups)

    def summing_to_one(self, p: Sequence[Fraction]) -> list[Fraction]:
        """Return the probabilities with the largest of each group set to what is left by the others."""
        out = list(p)
        for g in self.groups:
            part = out[g]
            k = part.index(max(part))
            out[g.start + k] = 1 - sum(part) + part[k]
        return out

    def rounded(self, logs: Floats) -> list[Fraction] | None:
        """Exact probabilities near the end of the branch against which nobody gains; None if not found."""
        if not self.rational:
            return None
        for candidate in self.candidates(logs):
            if min(candidate) >= 0 and not any(self.regrets(candidate)):
                return candidate
        return None

    def candidates(self, logs: Floats) -> Iterator[list[Fraction]]:
        """Exact profiles near the end of the branch."""
        p = np.exp(self.polished(logs))
        for denominator in (100, 10_000, 1_000_000):
            near = [Fraction(float(x)).limit_denominator(denominator) for x in p]
            yield self.summing_to_one(near)

    def polished(self, logs: Floats) -> Floats:
        """The end of the branch, moved to where used actions of a group pay the same, if that converges."""
        used = np.flatnonzero(logs > np.log(USED))
        y = np.where(logs > np.log(USED), logs, np.minimum(logs, -800.0))
        for _ in range(30):
            u, slopes = self.pays(y)
            rows, right = [], []
            for g in self.groups:
                mine = used[(used >= g.start) & (used < g.stop)]
                rows += [slopes[k] - slopes[mine[0]] for k in mine[1:]]
                right += [u[mine[0]] - u[k] for k in mine[1:]]
                sums = np.zeros(len(y))
                sums[mine] = np.exp(y[mine])
                rows.append(sums)
                right.append(1 - sums.sum())
            step = np.linalg.lstsq(np.array(rows)[:, used], np.array(right), rcond=1e-12)[0]
            if not np.all(np.isfinite(step)) or np.abs(step).max() > 1:
                return logs
            y[used] += step
            if np.abs(step).max() < 1e-15:
                break
        return y


class _OfNormalForm(_Responses):
    def __init__(self, game: NormalForm):
        super().__init__(game)
        shape = tuple(len(s) for s in game.strategies)
        tables = np.zeros((len(shape), *shape))
        for profile, u in game.payoffs.items():
            tables[(slice(None), *profile)] = [float(x) / self.scale for x in u]
        self.tables = tables
        self.game = game

    def pays(self, logs: Floats) -> tuple[Floats, Floats]:
        p = [np.exp(logs[g]) for g in self.groups]
        n = len(p)
        u = np.zeros(len(logs))
        slopes = np.zeros((len(logs), len(logs)))
        for i, mine in enumerate(self.groups):
            for j, other in enumerate(self.groups):
                if i != j:
                    pair = _contracted(self.tables[i], p, (i, j))
                    pair = pair if i < j else pair.T
                    slopes[mine, other] = pair * p[j]
                    u[mine] = pair @ p[j]
            if n == 1:
                u[mine] = self.tables[i]
        return u, slopes

    def candidates(self, logs: Floats) -> Iterator[list[Fraction]]:
        if len(self.groups) == 2:
            exact = self._on_support(logs)
            if exact is not None:
                yield exact
        yield from super().candidates(logs)

    def _on_support(self, logs: Floats) -> list[Fraction] | None:
        """The only probabilities on the actions used that make them pay the same (two players)."""
        used = [[k for k in range(g.stop - g.start) if logs[g.start + k] > np.log(USED)] for g in self.groups]
        out = [Fraction(0)] * len(self.actions)
        for i, mine in enumerate(used):
            opponent, theirs = 1 - i, used[1 - i]

            def pay(k: int, j: int, i: int = i, opponent: int = opponent) -> Fraction:
                return self.game.payoffs[(k, j) if i == 0 else (j, k)][opponent].value

            rows = [{k: pay(k, j) - pay(k, theirs[0]) for k in mine} for j in theirs[1:]]
            rows.append(dict.fromkeys(mine, Fraction(1)))
            found = solved(rows, [*([Fraction(0)] * (len(rows) - 1)), Fraction(1)], mine)
            if found is None:
                return None
            for k, x in found.items():
                out[self.groups[i].start + k] = x
        return out


def _contracted(table: Floats, p: Sequence[Floats], kept: Sequence[int]) -> Floats:
    """The expectation of a table over the players that are not ``kept``."""
    for axis in range(len(p) - 1, -1, -1):
        if axis not in kept:
            table = np.tensordot(table, p[axis], axes=([axis], [0]))
    return table


class _OfTree(_Responses):
    """The agent form, in logarithms: beliefs stay right however unlikely an information set becomes."""

    def __init__(self, game: ExtensiveForm):
        super().__init__(game)
        place = {action: k for k, action in enumerate(self.actions)}
        moves = np.zeros((len(game.nodes), len(self.actions)))  # which actions lead to a node
        chance = np.zeros(len(game.nodes))
        for k, node in enumerate(game.nodes[1:], 1):
            s = game.information_sets[game.nodes[node.parent].information_set]
            moves[k], chance[k] = moves[node.parent], chance[node.parent]
            if s.player < 0:
                chance[k] += np.log(max(float(s.probabilities[node.branch]), 1e-300))
            else:
                moves[k, place[game.players[s.player], s.label, s.actions[node.branch]]] = 1
        self.moves, self.chance = moves, chance
        self.ends = np.array(game.ends)
        worth = np.array([[float(x) / self.scale for x in game.payoffs[z]] for z in game.ends])
        column = np.concatenate([np.full(g.stop - g.start, i) for g, i in zip(self.groups, self.owner)])
        self.worth = (
            worth[:, column] * moves[self.ends]
        )  # what the owner of an action gets at an end after it
        label = {(game.players[s.player], s.label): s.nodes for s in game.information_sets if s.player >= 0}
        self.nodes = [np.array(label[self.actions[g.start][:2]]) for g in self.groups]

    def pays(self, logs: Floats) -> tuple[Floats, Floats]:
        reach = self.chance + self.moves @ logs
        u = np.zeros(len(logs))
        slopes = np.zeros((len(logs), len(logs)))
        after = self.moves[self.ends]
        for g, nodes in zip(self.groups, self.nodes, strict=True):
            top = reach[nodes].max()
            belief = np.exp(reach[nodes] - top)
            total = top + np.log(belief.sum())
            gone = (belief / belief.sum()) @ self.moves[nodes]
            for k in range(g.start, g.stop):
                weight = after[:, k] * np.exp(np.minimum(reach[self.ends] - logs[k] - total, 0.0))
                paid = weight * self.worth[:, k]
                u[k] = paid.sum()
                slopes[k] = paid @ after - u[k] * gone
                slopes[k, k] -= u[k]
        return u, slopes
