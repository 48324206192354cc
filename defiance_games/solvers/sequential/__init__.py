"""All perfect Bayesian and sequential equilibria of a finite tree, symbols or numbers, any number of players.

An *assessment* gives behavior and beliefs at every information set. It is

- *sequentially rational* if at every information set nobody gains, given the beliefs there, by any other
  behavior from there on;
- *perfect Bayesian* if it is sequentially rational and, in every subgame, beliefs follow Bayes' rule at
  the information sets that the subgame reaches with positive probability;
- *sequential* if it is sequentially rational and its beliefs are limits of those that Bayes' rule gives
  for completely mixed behavior (Kreps & Wilson 1982).

For each choice of the actions used (and of the nodes believed in) the conditions are polynomial in the
probabilities and open beliefs; equations linear in one of them are solved, the others stay as implicit
branches. Consistency is decided exactly, by labellings (``symbolic.parametric.consistency``).

>>> from ...games.tree import end, move
>>> from ...games.extensive_form import ExtensiveForm
>>> def reply(*paid):
...     return move("Incumbent", {"fight": end(*paid[0]), "share": end(*paid[1])}, at="entry")
>>> game = ExtensiveForm.build(["Entrant", "Incumbent"], move("Entrant", {
...     "out": end(0, 4), "soft": reply((-1, -1), (1, 2)), "tough": reply((-2, 1), (3, 0))}))
>>> (e,) = propose(game).equilibria
>>> e.name, e.strategies["Incumbent"]["entry"], e.free_variables["x"], e.belief_sets["entry"][0][1]
('out', {'fight': x, 'share': 1 - x}, (x >= 3/5, x <= 1), mu_soft <= 1/4)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...errors import UnsupportedError
from ...games.extensive_form import ExtensiveForm
from ...solution import Proposal
from .entries import Entries
from .pieces import Pieces
from .supports import Supports

CONCEPTS = ("perfect-bayesian", "sequential")
USED = 1e-3  # probability above which a guess counts an action as used


def propose(
    game: ExtensiveForm,
    *,
    concept: str = "sequential",
    generic: bool = False,
    first: bool = False,
    deadline: float | None = None,
    guess: Callable[[ExtensiveForm, float | None], Mapping[str, Any]] | None = None,
) -> Proposal:
    """Return every perfect Bayesian or sequential equilibrium (or the ``first``) of a tree.

    ``guess(game, deadline)`` returns a profile in floats (player -> information set -> action -> probability)
    near which the first one is looked for. It sets the order of the search and nothing else.

    Raises UnsupportedError for a game in which a player forgets.
    """
    if game.forgetful:
        raise UnsupportedError(f"{game.name}: {game.forgetful}.")
    likely = _supports(game, guess(game, deadline)) if guess and first and not game.symbols else {}
    supports = Supports(game, concept, generic, deadline, likely)
    proposal = Proposal(concept, search=supports.search)
    pieces = Pieces(supports)
    found = []
    with proposal.until_time_runs_out("supports not yet tried"):
        for state in supports:
            found.append(pieces.piece(state))
            if first:
                break
    supports.search.wind_up()
    for entry, simplify in Entries(pieces).of(pieces.merged(found)):
        proposal.add(entry, simplify)
    proposal.undecided += [*sorted(supports.left_open), *dict.fromkeys(pieces.left_open)]
    return proposal


def _supports(game: ExtensiveForm, profile: Mapping[str, Any]) -> dict[int, tuple[int, ...]]:
    """Information set -> the actions that a profile in floats uses."""
    found = {}
    for k, s in enumerate(game.information_sets):
        mix = profile.get(game.players[s.player], {}).get(s.label) if s.player >= 0 else None
        if mix:
            found[k] = tuple(a for a, action in enumerate(s.actions) if mix[action] > USED)
    return found
