"""A subgame with the subgames inside it replaced by what they are worth: a tree of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..symbolic.condition import Parameter
from .extensive_form import ExtensiveForm, InformationSet, Node, Payoffs, Result


def truncated(
    game: ExtensiveForm,
    inside: Iterable[int],
    worth: Mapping[int, Payoffs],
    parameters: tuple[Parameter, ...],
) -> ExtensiveForm:
    """Return the tree on the nodes ``inside``, which ends where the play ends or ``worth`` says its worth.

    Players, labels and actions are those of the game; ``parameters`` are the symbols in payoffs.

    >>> from defiance_games.games.tree import end, move
    >>> from defiance_games.symbolic.expression import number
    >>> last = move("B", {"l": end(1, 0), "r": end(2, 1)})
    >>> game = ExtensiveForm.build(["A", "B"], move("A", {"stop": end(0, 0), "go": last}))
    >>> first = truncated(game, [0], {2: (number(2), number(1))}, ())
    >>> [first.payoffs[k] for k in first.ends]
    [(0, 0), (2, 1)]
    """
    moves = sorted(inside)
    kept = sorted({*moves, *(c for k in moves for c in game.nodes[k].children)})
    number = {k: i for i, k in enumerate(kept)}
    chosen = set(moves)
    sets: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    nodes: list[Node] = []
    results: list[Result] = []
    for k in kept:
        old = game.nodes[k]
        parent = number[old.parent] if nodes else -1
        branch = old.branch if nodes else -1
        if k in chosen:
            s = sets.setdefault(old.information_set, len(sets))
            members.setdefault(old.information_set, []).append(number[k])
            children = tuple(number[c] for c in old.children)
            nodes.append(Node(parent, branch, s, children, old.label))
        else:
            nodes.append(Node(parent, branch, -1, (), old.label, len(results)))
            results.append(Result("", worth[k] if k in worth else game.payoffs[k]))
    return ExtensiveForm(
        game.players,
        tuple(nodes),
        tuple(_at(game.information_sets[s], members[s]) for s in sets),
        tuple(results),
        parameters=parameters,
        title=game.title,
    )


def _at(s: InformationSet, nodes: list[int]) -> InformationSet:
    return s._replace(nodes=tuple(nodes))
