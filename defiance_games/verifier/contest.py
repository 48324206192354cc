"""Whether efforts are the equilibrium of a lottery contest, from the definition.

Against an effort X > 0 of the others the payoff of another effort y exceeds that of e by (y - e)*(V*X/((y +
X)*(e + X)) - c), whose second factor falls in y. So e is a best reply iff V*X = c*(e + X)**2, or e = 0 and
V <= c*X; against X = 0 there is none, as half the effort wins just as surely. Two equilibria with totals E
< F cannot both be: everybody's share max(0, 1 - c*E/V) would be smaller at F, and they add up to one.
"""

from __future__ import annotations

from fractions import Fraction

from ..problems.contest import Contest, ContestEquilibrium


def faults(problem: Contest, found: ContestEquilibrium) -> list[str]:
    """Return a sentence for everything that is wrong with the efforts found; none if they are right."""
    players = len(problem.costs)
    if {len(found.efforts), len(found.win_probabilities), len(found.payoffs)} != {players}:
        return [f"There must be an effort, a probability and a payoff for each of {players} players."]
    total = sum(found.efforts)
    wrong = [f"Player {i}: the effort {e} is negative." for i, e in enumerate(found.efforts, 1) if e < 0]
    if found.total != total:
        wrong.append(f"The efforts add up to {total}, not to {found.total}.")
    if found.active != tuple(i for i, e in enumerate(found.efforts, 1) if e > 0):
        wrong.append(f"The players who make an effort are not {found.active}.")
    if not found.unique:
        wrong.append("A lottery contest has only one equilibrium.")
    if wrong:
        return wrong
    for i, e in enumerate(found.efforts, 1):
        cost, prize = problem.costs[i - 1], problem.prizes[i - 1]
        others = total - e
        share = e / total if total else Fraction(1, players)
        if found.win_probabilities[i - 1] != share:
            wrong.append(f"Player {i}: wins with probability {share}, not {found.win_probabilities[i - 1]}.")
        if found.payoffs[i - 1] != share * prize - cost * e:
            wrong.append(f"Player {i}: gets {share * prize - cost * e}, not {found.payoffs[i - 1]}.")
        if others == 0:
            wrong.append(f"Player {i}: no effort is a best reply where nobody else makes one.")
            continue
        slope = prize * others - cost * total**2  # has the sign of the payoff's derivative
        if slope > 0 or (slope < 0 and e > 0):
            more = "more" if slope > 0 else "less"
            wrong.append(f"Player {i}: would gain by {more} effort than {e}.")
    return wrong
