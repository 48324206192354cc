"""All subgame-perfect equilibria of a tree: Nash in every subgame, ties between actions included.

Subgames are solved from the last to the first. What has been solved is a *piece*: where in the parameters,
how everyone behaves, and what the players get. A player who is indifferent may mix in any way, so that a
tie makes a piece with *free variables*; they are parameters, with a domain, of the choices before them. A
decision node asks for the set of its best actions: each set that is the set of best actions somewhere makes
a piece, on the part of the parameters and free variables where it is. In the end conditions on free
variables are closed, and the region of a piece is where its free variables have a value. A subgame in which
moves are not observed is solved for Nash, with what follows replaced by its worth.
Source: Selten (1965, 1975); Zermelo (1913) and Kuhn (1953) for backward induction.
"""

from __future__ import annotations

from ...games.extensive_form import ExtensiveForm
from ...solution import Proposal
from .unobserved import Solve
from .walk import Walk
from .written import Writer


def propose(
    game: ExtensiveForm,
    *,
    nash: Solve,
    generic: bool = False,
    first: bool = False,
    deadline: float | None = None,
) -> Proposal:
    """Return every subgame-perfect equilibrium (or the ``first``), behavior given everywhere.

    ``nash(tree, generic=, first=, deadline=)`` proposes the Nash equilibria of a tree.

    >>> from ...games.tree import end, move
    >>> last = move("Incumbent", {"fight": end(-1, "-f"), "share": end(1, "m")})
    >>> game = ExtensiveForm.build(
    ...     ["Entrant", "Incumbent"], move("Entrant", {"out": end(0, 2), "in": last})
    ... )
    >>> found = propose(game, nash=lambda tree, **how: Proposal("nash"))
    >>> [(e.name, str(e.region)) for e in found.equilibria][0]
    ('out, fight', 'f + m < 0')
    """
    proposal = _proposed(game, nash, generic, first, deadline)
    if not proposal.equilibria and not first:  # there is one, and one is quickly found
        one = _proposed(game, nash, generic, True, deadline)
        one.undecided = list(dict.fromkeys((*proposal.undecided, *one.undecided)))
        return one
    return proposal


def _proposed(
    game: ExtensiveForm, nash: Solve, generic: bool, first: bool, deadline: float | None
) -> Proposal:
    walk = Walk(game, nash, generic, first, deadline)
    proposal = Proposal("subgame-perfect", search=walk.bench, record=walk.bench.base.record)
    with proposal.until_time_runs_out("subgames not yet solved"):
        found = walk.pieces()
        walk.bench.wind_up()
        writer = Writer(game, walk.bench)
        for equilibrium, tools in writer.entries(found):
            proposal.add(equilibrium, tools.simplified)
            if first:
                break
        proposal.undecided += writer.undecided
    proposal.undecided += walk.undecided()
    return proposal
