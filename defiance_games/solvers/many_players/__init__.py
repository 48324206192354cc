"""All Nash equilibria of a game of three or more players, numbers or symbols: normal forms and trees.

For a profile F of faces (supports) let K(F) be the profiles of mixtures on F against which every move of F is
a best reply. All of K(F) are equilibria, each equilibrium lies in K(F) of its own support, and K(F) is given
by polynomial equations and inequalities in realization weights, of degree one in each player's own. Faces
that conditional dominance rules out are skipped; the equations of the others are solved by cases
(:mod:`..symbolic.elimination`). Finitely many solutions are exact algebraic numbers. A continuum is an entry
with free variables: with one, an interval with exact ends; with more, or with symbols, what constrains them.
An entry that lies in another one is dropped. Of a game too large to search, what is on the supports that
Gambit suggests is found too, if it is installed (:mod:`.peer`).
Source: von Stengel (1996); McKelvey & McLennan (1996).
"""

from __future__ import annotations

import time

from ...games.extensive_form import ExtensiveForm
from ...games.multilinear import Face
from ...games.normal_form import NormalForm
from ...solution import Proposal
from . import peer
from .finding import Finder
from .setting import Setting
from .within import maximal
from .writing import Writer


def propose(
    game: NormalForm | ExtensiveForm,
    *,
    generic: bool = False,
    first: bool = False,
    deadline: float | None = None,
) -> Proposal:
    """Return every Nash equilibrium (or the ``first``) of a game of any number of players.

    Entries are points, intervals of one free variable, and sets that polynomial conditions describe. With
    symbols, equilibria have their exact regions: as formulas with at most a square root, else as branches in
    which an equation ties a free variable to the parameters; branches that several such equations tie are
    left with these equations. Ties are always covered, ``generic`` or not.

    >>> game = NormalForm.from_arrays(
    ...     [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
    ...     [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
    ...     [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
    ... )
    >>> [e.kind for e in propose(game).equilibria]
    ['pure', 'pure', 'mixed']
    """
    proposal = Proposal("nash")
    now = time.monotonic()
    helped = isinstance(game, NormalForm) and peer.available(game)
    half = deadline if deadline is None or not helped else now + (deadline - now) / 2
    setting = Setting.of(game, half)
    finder, found = Finder(setting, proposal.undecided), []
    tried: set[tuple[Face, ...]] = set()
    with proposal.until_time_runs_out("equilibria on supports not yet tried"):
        for profile in finder.profiles():
            tried.add(profile)
            found += finder.pieces(profile)
            if first and found:
                break
    if isinstance(game, NormalForm) and helped and proposal.undecided and not (first and found):
        setting.deadline = deadline
        with proposal.until_time_runs_out("what Gambit suggests"):
            for profile in set(peer.supports(game, deadline)) - tried:
                found += finder.pieces(profile)
    writer = Writer(setting, game)
    for piece in maximal(setting, found):
        for entry in writer.entries(piece):
            proposal.add(*entry)
    proposal.undecided += dict.fromkeys(writer.branches.unconfirmed)
    if setting.decider.unconfirmed:
        n = setting.decider.unconfirmed
        proposal.undecided.append(
            f"{n} steps of the proof that nothing is missing, which no second engine has confirmed"
        )
    return proposal
