"""The verb ``dominance``: which strategies are dominated, by what, and what is left after all rounds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import InputError
from .games.extensive_form import ExtensiveForm
from .games.normal_form import NormalForm
from .shown import Shown
from .solution import plain
from .symbolic.condition import Condition

if TYPE_CHECKING:
    from .solvers.dominance import Dominator, Reduction, Removal


@dataclass(frozen=True)
class Dominance(Shown):
    """What iterated elimination removes and leaves, on each region of the parameters.

    ``weak`` says which dominance; ``rounds`` is the limit that was set. Without a limit, what is left after
    strict elimination is what is rationalizable.
    """

    game: Any
    weak: bool
    rounds: int | None
    reductions: tuple[Reduction, ...]
    excepted: tuple[Condition, ...] = ()  # ties that were left out when time was short
    undecided: tuple[str, ...] = ()
    model: str = ""

    def __repr__(self) -> str:
        return f"<Dominance of {self.model or self.game.name!r}: {len(self.reductions)} regions>"

    @property
    def left(self) -> Mapping[str, tuple[str, ...]]:
        """Player -> strategies left, where that is the same for all parameters (else InputError)."""
        found = [r.left for r in self.reductions]
        if not found or any(left != found[0] for left in found):
            raise InputError(
                f"{self.game.name}: what is left depends on the parameters, see reductions. Fix some with "
                "with_values."
            )
        return found[0]

    @property
    def removals(self) -> tuple[Removal, ...]:
        """Every removal, region after region."""
        return tuple(removal for r in self.reductions for removal in r.removals)

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        game = self.game
        return {
            "schema": "defiance-games/dominance/1",
            "model": self.model or game.title,
            "kind": game.kind,
            "dominance": "weak" if self.weak else "strict",
            "rounds": self.rounds,
            "values": plain(game.values or {}),
            "free": [p.name for p in game.parameters],
            "domain": [str(c) for c in game.domain],
            "complete": not self.undecided and ("generic" if self.excepted else True),
            **({"except": [str(c) for c in self.excepted]} if self.excepted else {}),
            **({"undecided": list(self.undecided)} if self.undecided else {}),
            "reductions": [
                {
                    "region": plain(r.region),
                    "removed": [_removal(x, numeric) for x in r.removals],
                    "left": {player: list(labels) for player, labels in r.left.items()},
                }
                for r in self.reductions
            ],
        }


def _removal(x: Removal, numeric: bool) -> dict[str, Any]:
    return {
        "round": x.round,
        "player": x.player,
        "strategy": x.strategy,
        "dominated": "strictly" if x.strict else "weakly",
        "by": [_dominator(d, numeric) for d in x.by],
    }


def _dominator(d: Dominator, numeric: bool) -> dict[str, Any]:
    return {
        "mixture": plain(d.mixture, numeric),
        "margins": plain(d.margins, numeric),
        **({} if d.region.always else {"region": plain(d.region)}),
    }


def dominance(
    model_or_game: Any, weak: bool = False, rounds: int | None = None, time_limit: float = 60
) -> Dominance:
    """Return which strategies iterated elimination removes, round by round, and what it leaves.

    A strategy is dominated where another one, or a mixture of others, pays more whatever the others do among
    what is left (``weak``: never less, and sometimes more). Strict elimination does not depend on the order;
    weak elimination does, and here removes everything dominated at once in each round. With symbols there is
    an answer for each region of the parameters.

    Parameters
    ----------
    model_or_game : a NormalForm, a tree (its reduced normal form), or a Model (its game with all its symbols)
    weak : remove weakly dominated strategies too
    rounds : stop after so many rounds
    time_limit : seconds

    Raises
    ------
    InputError : ``rounds`` is not a positive whole number
    UnsupportedError : a game without a normal form (a signalling game, a tree without perfect recall)

    Examples
    --------
    >>> from defiance_games.games.normal_form import NormalForm
    >>> game = NormalForm.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]], strategies=[["quiet", "talk"]] * 2)
    >>> dominance(game).left
    {'Player 1': ('talk',), 'Player 2': ('talk',)}
    """
    if rounds is not None and (isinstance(rounds, bool) or not isinstance(rounds, int) or rounds < 1):
        raise InputError(f"dominance: rounds must be a whole number above 0, got {rounds}.")
    from .solvers.dominance import eliminate

    game = model_or_game
    if not isinstance(game, (NormalForm, ExtensiveForm)) and hasattr(game, "at"):
        game = game.at()
    start = time.monotonic()
    found = eliminate(game, weak, rounds, deadline=start + time_limit * (0.6 if game.symbols else 1))
    excepted: tuple[Condition, ...] = ()
    if found.undecided and game.symbols and time.monotonic() - start > 0.5 * time_limit:
        found = eliminate(game, weak, rounds, generic=True, deadline=start + time_limit)
        excepted = found.search.excepted
    undecided = [*found.undecided, *found.search.unconfirmed(start + time_limit)]
    return Dominance(game, weak, rounds, tuple(found.reductions), excepted, tuple(undecided))
