"""Games as trees, by the definitions: values, plans, subgames, Nash and subgame-perfect equilibria.

A tree is nested tuples. A profile gives each information set the probabilities of its actions, or None
where the player's own strategy does not reach it. Everything is done by walking the whole tree, once for
every pure plan of every player.

>>> out, fight, share = end(0, 2), end(-1, -1), end(1, 1)
>>> entry = move(0, 1, out, move(1, 2, fight, share))
>>> [is_subgame_perfect(entry, pure(entry, a, b)) for a, b in ((0, 0), (1, 1))]
[False, True]
>>> is_nash(entry, pure(entry, 0, 0))
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

Payoffs = tuple[Fraction, ...]
Mixture = tuple[Fraction, ...]
Profile = Mapping[int, Any]  # information set -> the probability of each action (a Mixture), or None
Path = tuple[int, ...]  # the branches taken from the root: the name of a node


class End(NamedTuple):
    """Where the play ends, with a payoff for each player."""

    payoffs: Payoffs


class Chance(NamedTuple):
    """Where chance chooses."""

    probabilities: Mixture
    after: tuple[Any, ...]


class Move(NamedTuple):
    """Where ``player`` chooses, at the information set numbered ``at``."""

    player: int
    at: int
    after: tuple[Any, ...]


Tree = End | Chance | Move


class Set(NamedTuple):
    """An information set: whose, how many actions, and the paths of its nodes."""

    player: int
    actions: int
    nodes: tuple[Path, ...]


def end(*payoffs: Any) -> End:
    """Return an end with these payoffs."""
    return End(tuple(map(Fraction, payoffs)))


def chance(*outcomes: Any) -> Chance:
    """Return a chance move: each outcome a pair of its probability and what follows."""
    return Chance(tuple(Fraction(p) for p, _ in outcomes), tuple(after for _, after in outcomes))


def move(player: int, at: int, *after: Any) -> Move:
    """Return a move of a player at an information set."""
    return Move(player, at, after)


def nodes(tree: Tree, path: Path = ()) -> Iterator[tuple[Path, Tree]]:
    """Yield every node, the root first, with its path."""
    yield path, tree
    if not isinstance(tree, End):
        for k, after in enumerate(tree.after):
            yield from nodes(after, (*path, k))


def node(tree: Tree, path: Path) -> Any:
    """Return the node at a path."""
    here: Any = tree
    for k in path:
        here = here.after[k]
    return here


def sets(tree: Tree) -> dict[int, Set]:
    """Return the information sets by number."""
    found: dict[int, Set] = {}
    for path, here in nodes(tree):
        if isinstance(here, Move):
            before = found[here.at].nodes if here.at in found else ()
            found[here.at] = Set(here.player, len(here.after), (*before, path))
    return found


def players(tree: Tree) -> int:
    """Return the number of players."""
    return next(len(here.payoffs) for _, here in nodes(tree) if isinstance(here, End))


def value(tree: Tree, profile: Profile) -> Payoffs:
    """Return the expected payoffs."""
    if isinstance(tree, End):
        return tree.payoffs
    weights = tree.probabilities if isinstance(tree, Chance) else profile[tree.at]
    assert weights is not None, "a set that its own player does not reach is reached"
    parts = [(w, value(after, profile)) for w, after in zip(weights, tree.after, strict=True) if w]
    return tuple(sum((w * u[i] for w, u in parts), Fraction(0)) for i in range(len(parts[0][1])))


def plans(tree: Tree, player: int) -> list[dict[int, Mixture]]:
    """Return every pure plan of a player: an action at each of the player's information sets in the tree."""
    own = {k: s.actions for k, s in sets(tree).items() if s.player == player}
    return [
        {k: certain(a, n) for a, (k, n) in zip(choice, own.items(), strict=True)}
        for choice in product(*map(range, own.values()))
    ]


def certain(action: int, actions: int) -> Mixture:
    """Return the mixture that puts probability 1 on one action."""
    return tuple(Fraction(int(k == action)) for k in range(actions))


def pure(tree: Tree, *actions: int) -> Profile:
    """Return the profile that takes these actions at the information sets in ascending order."""
    found = sorted(sets(tree).items())
    return {k: certain(a, s.actions) for (k, s), a in zip(found, actions, strict=True)}


def pure_profiles(tree: Tree) -> Iterator[Profile]:
    """Yield every profile of pure strategies."""
    for choice in product(*(plans(tree, i) for i in range(players(tree)))):
        yield {k: mixture for plan in choice for k, mixture in plan.items()}


def regret(tree: Tree, profile: Profile) -> Fraction:
    """Return the largest gain of any player from any pure plan."""
    now = value(tree, profile)
    return max(
        value(tree, {**profile, **plan})[i] - now[i] for i in range(players(tree)) for plan in plans(tree, i)
    )


def is_nash(tree: Tree, profile: Profile) -> bool:
    """Return whether no player gains from any pure plan."""
    return not regret(tree, profile)


def subgames(tree: Tree) -> list[tuple[Path, Tree]]:
    """Return the nodes, not ends, below which no information set is cut; the root is first."""
    whole = {k: set(s.nodes) for k, s in sets(tree).items()}
    found = []
    for path, here in nodes(tree):
        below = {(*path, *more): n for more, n in nodes(here)}
        met = {n.at for n in below.values() if isinstance(n, Move)}
        if not isinstance(here, End) and all(whole[k] <= below.keys() for k in met):
            found.append((path, here))
    return found


def is_subgame_perfect(tree: Tree, profile: Profile) -> bool:
    """Return whether the profile is a Nash equilibrium in every subgame; it must be given everywhere."""
    return all(is_nash(here, profile) for _, here in subgames(tree))


def show(tree: Tree) -> str:
    """Return Python that builds the tree again with ``end``, ``chance`` and ``move``."""
    if isinstance(tree, End):
        return f"end({', '.join(map(_number, tree.payoffs))})"
    below = [show(after) for after in tree.after]
    if isinstance(tree, Move):
        return f"move({', '.join([str(tree.player), str(tree.at), *below])})"
    outcomes = zip(tree.probabilities, below, strict=True)
    return f"chance({', '.join(f'({_number(p)}, {b})' for p, b in outcomes)})"


def plain(tree: Tree) -> Any:
    """Return the tree as JSON data."""
    if isinstance(tree, End):
        return [str(u) for u in tree.payoffs]
    after = [plain(t) for t in tree.after]
    if isinstance(tree, Move):
        return {"player": tree.player, "at": tree.at, "after": after}
    return {"chance": [str(p) for p in tree.probabilities], "after": after}


def unplain(data: Any) -> Tree:
    """Return the tree that ``plain`` wrote."""
    if isinstance(data, list):
        return end(*data)
    after = [unplain(t) for t in data["after"]]
    if "chance" in data:
        return chance(*zip(data["chance"], after, strict=True))
    return move(data["player"], data["at"], *after)


def efg(tree: Tree) -> str:
    """Return the tree in Gambit's .efg format; players, sets and actions are P1, h1, a1 and so on."""
    numbers: dict[int, dict[int, int]] = {}
    found = sets(tree)
    for k, s in found.items():
        own = numbers.setdefault(s.player, {})
        own[k] = len(own) + 1
    names = " ".join(f'"P{i + 1}"' for i in range(players(tree)))
    lines = [f'EFG 2 R "tree" {{ {names} }}']
    for k, (_, here) in enumerate(nodes(tree), 1):
        if isinstance(here, End):
            lines.append(f't "" {k} "" {{ {", ".join(map(str, here.payoffs))} }}')
        elif isinstance(here, Chance):
            moves = " ".join(f'"a{a + 1}" {p}' for a, p in enumerate(here.probabilities))
            lines.append(f'c "" {k} "" {{ {moves} }} 0')
        else:
            moves = " ".join(f'"a{a + 1}"' for a in range(len(here.after)))
            number = numbers[here.player][here.at]
            lines.append(f'p "" {here.player + 1} {number} "h{here.at}" {{ {moves} }} 0')
    return "\n".join(lines) + "\n"


def _number(x: Any) -> str:
    return str(x) if isinstance(x, Fraction) and x.denominator == 1 else repr(str(x))
