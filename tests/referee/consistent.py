"""Consistent beliefs: limits of Bayes' beliefs of completely mixed profiles (Kreps and Wilson 1982).

Trembles c(a) * epsilon ** k(a), with k a positive whole number where the profile does not play a, and else
c(a) the probability of a and k(a) = 0, are enough. At an information set only the nodes of lowest order are
believed in, in proportion to the products of c and the chances on the way. For given orders these proportions
are linear equations in the logarithms of c, solved here with whole coefficients and exact products.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from random import Random

from .beliefs import Belief, is_perfect_bayesian
from .tree import Chance, Path, Profile, Tree, node, sets

Action = tuple[int, int]  # information set, action
Order = Mapping[Action, int]
MOST = 1000  # choices of orders tried
HIGHEST = 3  # order of a tremble


def is_consistent(tree: Tree, profile: Profile, beliefs: Mapping[int, Belief]) -> bool | None:
    """Return whether the beliefs are consistent with the profile; None where there are too many orders."""
    unused = _unused(profile)
    if HIGHEST ** len(unused) > MOST:
        return None
    choices = product(range(1, HIGHEST + 1), repeat=len(unused))
    orders = (dict(zip(unused, choice, strict=True)) for choice in choices)
    return any(_solvable(_equations(tree, profile, beliefs, order)) for order in orders)


def random_beliefs(tree: Tree, profile: Profile, random: Random) -> dict[int, Belief]:
    """Return consistent beliefs, by random trembles."""
    unused = _unused(profile)
    order = {a: random.randint(1, HIGHEST) for a in unused}
    size = {a: Fraction(random.choice((1, 1, 1, 2, 3, 10)), random.choice((1, 2, 9))) for a in unused}
    found: dict[int, Belief] = {}
    for at, s in sets(tree).items():
        ways = [_way(tree, profile, path) for path in s.nodes]
        lowest = min(sum(order[a] for a in missed) for _, missed in ways)
        chances = []
        for weight, missed in ways:
            for a in missed:
                weight *= size[a]
            chances.append(weight if sum(order[a] for a in missed) == lowest else Fraction(0))
        found[at] = tuple(p / sum(chances) for p in chances)
    return found


def is_sequential(tree: Tree, profile: Profile, random: Random, tries: int = 40) -> bool:
    """Return whether random trembles find beliefs that make the profile a sequential equilibrium."""
    return any(
        is_perfect_bayesian(tree, profile, random_beliefs(tree, profile, random)) for _ in range(tries)
    )


def _unused(profile: Profile) -> list[Action]:
    return [(at, a) for at, mix in profile.items() for a, p in enumerate(mix or ()) if not p]


def _way(tree: Tree, profile: Profile, path: Path) -> tuple[Fraction, list[Action]]:
    """Return the product of the positive probabilities on the way to a node, and the moves never made."""
    here, weight, missed = tree, Fraction(1), []
    for k in path:
        mix = here.probabilities if isinstance(here, Chance) else profile[node(here, ()).at]
        assert mix is not None
        if mix[k]:
            weight *= mix[k]
        else:
            missed.append((node(here, ()).at, k))
        here = node(here, (k,))
    return weight, missed


def _equations(
    tree: Tree, profile: Profile, beliefs: Mapping[int, Belief], order: Order
) -> Iterator[tuple[dict[Action, int], Fraction]] | None:
    """Return what must hold of c: exponents of a product, and its value; None where the orders are wrong."""
    found = []
    for at, s in sets(tree).items():
        ways = [_way(tree, profile, path) for path in s.nodes]
        heights = [sum(order[a] for a in missed) for _, missed in ways]
        if [h == min(heights) for h in heights] != [p > 0 for p in beliefs[at]]:
            return None
        believed = [(w, missed, p) for (w, missed), p in zip(ways, beliefs[at], strict=True) if p]
        weight, moves, share = believed[0]
        for w, missed, p in believed[1:]:
            exponents: dict[Action, int] = {}
            for a in missed:
                exponents[a] = exponents.get(a, 0) + 1
            for a in moves:
                exponents[a] = exponents.get(a, 0) - 1
            found.append((exponents, (p / share) * (weight / w)))
    return iter(found)


def _solvable(equations: Iterator[tuple[dict[Action, int], Fraction]] | None) -> bool:
    """Return whether positive numbers have these products of powers."""
    if equations is None:
        return False
    rows = [({a: n for a, n in exponents.items() if n}, value) for exponents, value in equations]
    while rows:
        exponents, value = rows.pop()
        if not exponents:
            if value != 1:
                return False
            continue
        pivot, n = next(iter(exponents.items()))
        reduced = []
        for others, right in rows:
            m = others.get(pivot, 0)
            both = {a: n * others.get(a, 0) - m * exponents.get(a, 0) for a in {*others, *exponents}}
            reduced.append(
                ({a: k for a, k in both.items() if k}, right**n / value**m) if m else (others, right)
            )
        rows = reduced
    return True
