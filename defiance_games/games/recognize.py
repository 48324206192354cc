"""Recognize a sender-receiver game that is drawn as a tree.

Chance draws the sender's type; each type, at an information set of its own, chooses among the same
messages; after a message the receiver, at one information set that holds exactly the nodes of all types,
responds, and the play ends. A message may also end the play at once for every type: it then has one
response, which nobody chooses.

>>> from .tree import chance, end, move
>>> def reply(t, m):
...     return move("R", {"fight": end(-1, t), "yield": end(1, 0)}, at=m)
>>> def sender(t):
...     return move("S", {"beer": reply(t, "beer"), "quiche": reply(-t, "quiche"), "out": end(0, 0)})
>>> tree = chance({"strong": ("q", sender(-1)), "weak": ("1 - q", sender(1))})
>>> found = as_signaling(ExtensiveForm.build(["S", "R"], tree))
>>> found[0].types, found[0].messages, found[0].responses
(('strong', 'weak'), ('beer', 'quiche', 'out'), (('fight', 'yield'), ('fight', 'yield'), ('end',)))
>>> found[1].senders, found[1].receivers
(('S:1', 'S:2'), ('beer', 'quiche', None))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, Expression, symbol
from .extensive_form import CHANCE, ExtensiveForm
from .signaling import SignalingGame

END = "end"  # the one response where a message ends the play


@dataclass(frozen=True)
class Naming:
    """How the signalling game's words translate back into the tree's."""

    tree: ExtensiveForm
    signaling: SignalingGame
    senders: tuple[str, ...]  # each type's information set
    receivers: tuple[str | None, ...]  # each message's information set; None where the play ends
    nodes: tuple[tuple[int, ...], ...]  # for each message, the node of each type

    def entry(self, e: Any) -> Any:
        """Return an equilibrium of the signalling game as one of the tree."""
        return replace(
            e,
            strategies=self.strategies(e.strategies),
            beliefs=self.beliefs(e.beliefs),
            belief_sets=self.belief_sets(e.belief_sets),
            extreme_points=tuple(map(self.strategies, e.extreme_points)),
        )

    def strategies(self, found: Mapping[str, Any]) -> dict[str, dict[str, Mapping[str, Expression]]]:
        """Return strategies of the signalling game as strategies of the tree."""
        sender, receiver = self.signaling.players
        there = {
            sender: {s: found[sender][t] for s, t in zip(self.senders, self.signaling.types, strict=True)},
            receiver: {s: found[receiver][m] for s, m in self._answered},
        }
        return {player: there[player] for player in self.tree.players}

    @property
    def _answered(self) -> list[tuple[str, str]]:
        pairs = zip(self.receivers, self.signaling.messages, strict=True)
        return [(s, m) for s, m in pairs if s is not None]

    def beliefs(self, found: Mapping[str, Mapping[str, Expression]]) -> dict[str, dict[str, Expression]]:
        """Return beliefs about types as beliefs about nodes, at every information set."""
        tree = self.tree
        of_message = dict(zip(self.signaling.messages, self.nodes, strict=True))
        by_set = {
            tree.nodes[of_message[m][0]].information_set: {
                tree.name_of(x): found[m][t] for x, t in zip(of_message[m], self.signaling.types, strict=True)
            }
            for _, m in self._answered
        }
        return {
            name: by_set.get(s) or {tree.name_of(tree.information_sets[s].nodes[0]): ONE}
            for s, name in tree.belief_names.items()
        }

    def belief_sets(
        self, found: Mapping[str, tuple[tuple[Condition, ...], ...]]
    ) -> dict[str, tuple[tuple[Condition, ...], ...]]:
        """Return sets of beliefs about types as sets of beliefs about nodes."""
        tree = self.tree
        there = {}
        for m, nodes in zip(self.signaling.messages, self.nodes, strict=True):
            if m in found and tree.nodes[nodes[0]].information_set >= 0:
                renamed = {
                    f"mu_{t}": symbol(tree.belief_symbol(x))
                    for t, x in zip(self.signaling.types, nodes, strict=True)
                }
                name = tree.belief_names[tree.nodes[nodes[0]].information_set]
                there[name] = tuple(tuple(c.subs(renamed) for c in d) for d in found[m])
        return there


def as_signaling(tree: ExtensiveForm) -> tuple[SignalingGame, Naming] | None:
    """Return the equivalent signalling game and how to translate back; None where there is none."""
    nodes, sets = tree.nodes, tree.information_sets
    if len(tree.players) != 2 or nodes[0].information_set < 0:
        return None
    drawn = sets[nodes[0].information_set]
    starts = nodes[0].children
    if drawn.player != CHANCE or any(nodes[x].information_set < 0 for x in starts):
        return None
    asked = [sets[nodes[x].information_set] for x in starts]
    sender, messages = asked[0].player, asked[0].actions
    if sender == CHANCE or any(
        s.player != sender or s.actions != messages or len(s.nodes) > 1 for s in asked
    ):
        return None
    after = tuple(tuple(nodes[x].children[m] for x in starts) for m in range(len(messages)))
    answered = [_answer(tree, reached, 1 - sender) for reached in after]
    if any(s is None for s in answered) or all(s == -1 for s in answered):
        return None
    payoffs = {}
    for m, (s, reached) in enumerate(zip(answered, after, strict=True)):
        for t, x in enumerate(reached):
            for r, k in enumerate([x] if s == -1 else nodes[x].children):
                paid = tree.payoffs[k]
                payoffs[t, m, r] = (paid[sender], paid[1 - sender])
    names = (tree.players[sender], tree.players[1 - sender])
    game = SignalingGame(
        names,
        drawn.actions,
        drawn.probabilities,
        messages,
        tuple((END,) if s in (None, -1) else sets[s].actions for s in answered),
        payoffs,
        parameters=tree.parameters,
        title=tree.title,
        source=tree.source,
        values=tree.values,
    )
    receivers = tuple(None if s in (None, -1) else sets[s].label for s in answered)
    return game, Naming(tree, game, tuple(s.label for s in asked), receivers, after)


def _answer(tree: ExtensiveForm, reached: tuple[int, ...], receiver: int) -> int | None:
    """The receiver's information set after a message, -1 where the play ends; None for anything else."""
    found = {tree.nodes[x].information_set for x in reached}
    if len(found) > 1:
        return None
    (s,) = found
    if s == -1:
        return s
    here = tree.information_sets[s]
    ends = all(tree.nodes[k].information_set < 0 for x in reached for k in tree.nodes[x].children)
    return s if here.player == receiver and set(here.nodes) == set(reached) and ends else None
