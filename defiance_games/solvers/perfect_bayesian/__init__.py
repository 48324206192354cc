"""All perfect Bayesian equilibria of a signalling game, symbols or numbers.

Fix supports: S[t], the messages type t may send, and C[m], the replies the receiver may give to m. Let

    X = {sigma on S : every reply in C[m] is best against the weights prior(t) sigma(m|t), for each m},
    Y = {beta on C : every message in S[t] is best for t},
    B[m] = {beliefs against which all of C[m] are best replies}.

If some sigma in X has support S, some beta in Y has support C, and B[m] is not empty for each message m
off the path, then X x Y are equilibria; every maximal product piece is of this form. The conditions of
X have no Bayes denominator, so each block is linear given the parameters. A piece is maximal iff neither
side alone can be enlarged: S by messages that are always best, C by replies always best against X, or,
off the path, by replies that share a supporting belief with C[m].
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from ...games.signaling import SignalingGame
from ...solution import Proposal
from ...symbolic.parametric.belief_set import BeliefSets
from ...symbolic.parametric.parametrize import Parametrizer
from ...symbolic.parametric.search import Search
from .entries import entry_of
from .judging import Judge, Judgment, judged
from .pieces import maximal_pieces
from .polytopes import BayesianPiece, Polytopes


def search_of(game: SignalingGame, generic: bool, deadline: float | None) -> Search:
    """Return the workbench for a game."""
    payoffs = (u for pair in game.payoffs.values() for u in pair)
    return Search([p.name for p in game.parameters], [*payoffs, *game.priors], game.domain, generic, deadline)


def propose(
    game: SignalingGame, search: Search, judges: Mapping[str, Judge], first: bool = False
) -> Proposal:
    """Return every perfect Bayesian equilibrium (or the first), an entry a maximal product piece.

    ``judges`` are the refinements, each a procedure that says why a piece fails in a case ("": it passes).
    """
    p = Polytopes(game, search)
    proposal = Proposal("perfect-bayesian", record=search.record)
    pieces: dict[tuple, list[BayesianPiece]] = {}
    with proposal.until_time_runs_out("supports not yet tried"):
        for piece in maximal_pieces(p):
            key = (piece.sender.vertices, piece.receiver.vertices, piece.replies, piece.on_path)
            pieces.setdefault(key, []).append(piece)
            if first:
                break
    search.wind_up()
    classes: dict[tuple, int] = {}
    for key, same in pieces.items():
        cells = [d for piece in same for d in piece.cells]
        cells = search.short(cells) if len(same) > 1 else cells
        on_path = frozenset(
            tuple(v[p.y[m, a]] for m in same[0].on_path for a in p.replies[m])
            for v in same[0].receiver.vertices
        )
        number = classes.setdefault((key[0], on_path), len(classes) + 1)
        sets = BeliefSets(p, same[0].on_path, same[0].replies)
        for part in itertools.chain.from_iterable(sets.parts(some) for some in search.open_and_ties(cells)):
            piece = BayesianPiece(
                same[0].sender, same[0].receiver, same[0].replies, same[0].on_path, part.cells
            )
            refinements: dict[str, Judgment] = {}
            with proposal.until_time_runs_out(f"refinements of outcome class {number}"):
                refinements = judged(p, piece, judges)
            tools = Parametrizer(search, part.cells)
            proposal.add(entry_of(p, piece, part, number, refinements, tools), tools.simplified)
    return proposal
