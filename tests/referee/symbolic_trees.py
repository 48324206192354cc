"""Random small trees with symbols in payoffs and chance moves, which know their value at a point."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from .generators import random_tree
from .symbolic import OWN, Formula, Point
from .tree import Chance, End, Tree


@dataclass(frozen=True)
class SymbolicTree:
    """A tree of formulas; ``own``: parameter -> a key of OWN."""

    own: dict[str, str]
    tree: Tree

    @property
    def domains(self) -> dict[str, list[str]]:
        """Name -> the conditions of its domain, as text."""
        return {name: [text.format(name) for text in OWN[kind][0]] for name, kind in self.own.items()}

    def at(self, point: Point) -> Tree:
        """Return the tree with numbers at a point."""
        return _each(self.tree, lambda formula: formula.at(point))

    def point(self, random: Random, lattice: bool) -> Point:
        """Return a point of the domain: on halves (many ties), or anywhere between -3 and 3."""
        n = 2 if lattice else random.randint(3, 30)
        choices = {
            name: [v for v in (Fraction(k, n) for k in range(-3 * n, 3 * n + 1)) if OWN[kind][1](v)]
            for name, kind in self.own.items()
        }
        return {name: random.choice(values) for name, values in choices.items()}


def random_symbolic_tree(random: Random, players: int = 2, symbols: int = 1) -> SymbolicTree:
    """Return a tree with payoffs 0, 1, 2, a third of them with a parameter; chance may have one, too."""
    names = ["a", "b", "c"][:symbols]
    own = {name: random.choice(list(OWN)) for name in names}
    shape = random_tree(random, "degenerate", players, random.randint(3, 7))

    def payoff(number: Fraction) -> Formula:
        terms: list = [(number, ())] if number else []
        if random.random() < 0.35:
            terms.append((Fraction(random.choice((-1, 1, 1, 2))), (random.choice(names),)))
        return Formula(tuple(terms))

    tree = _each(shape, payoff, lambda p: Formula(((p, ()),)))
    if isinstance(tree, Chance) and len(tree.probabilities) == 2:
        own["q"] = random.choice(("inside", "unit"))
        one, q = (Fraction(1), ()), (Fraction(1), ("q",))
        tree = tree._replace(probabilities=(Formula((q,)), Formula((one, (Fraction(-1), ("q",))))))
    return SymbolicTree(own, tree)


def _each(tree: Any, payoff: Any, chance: Any = None) -> Any:
    """Return the tree with every payoff, and every probability of a chance move, changed."""
    if isinstance(tree, End):
        return End(tuple(map(payoff, tree.payoffs)))
    after = tuple(_each(t, payoff, chance) for t in tree.after)
    if isinstance(tree, Chance):
        return Chance(tuple(map(chance or payoff, tree.probabilities)), after)
    return tree._replace(after=after)
