"""A payoff table as a page, with the best responses marked: a matrix for two players, several for more."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..equilibria.best_responses import Found, best_responses
from ..games.normal_form import NormalForm
from ..shown import Shown
from ..solution import Equilibrium
from ..symbolic.condition import Condition
from .page import Block, Cell, Grid, Heading, Marked, Note, Page, conditions, fields, flat, joined, values

Profiles = list[list[tuple[int, ...]]]
MOST = 8  # conditions that are written out
_NUMBERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


@dataclass(frozen=True)
class Matrix(Shown):
    """A game in normal form to be shown with its best responses; with the odds of an equilibrium."""

    game: NormalForm
    equilibrium: Equilibrium | None = None
    time_limit: float = field(default=10.0, repr=False)

    @cached_property
    def responses(self) -> Found:
        """Profile -> for each player where its strategy is a best response."""
        return best_responses(self.game, self.time_limit)

    @cached_property
    def cases(self) -> dict[tuple[Condition, ...], int]:
        """The conditions on which best responses depend, numbered."""
        found = [r.disjuncts[0] for regions in self.responses.values() for r in regions if r.disjuncts]
        return {c: n for n, c in enumerate(dict.fromkeys(c for c in found if c), 1)}

    def case(self, profile: tuple[int, ...], player: int) -> int | None:
        """0 where a strategy is a best response throughout, the number of its condition, None where never."""
        region = self.responses[profile][player]
        if region.never:
            return None
        return 0 if region.always else self.cases[region.disjuncts[0]]

    def payoffs(self, profile: tuple[int, ...]) -> Cell:
        """The payoffs at a profile; best responses marked."""
        cells = []
        for i, x in enumerate(self.game.payoffs[profile]):
            case = self.case(profile, i)
            cells.append(x if case is None else Marked(x, raised(case)))
        return flat(joined(cells))

    def named(self, player: int, k: int) -> Cell:
        """A strategy by name, with its probability in the equilibrium."""
        name = self.game.strategies[player][k]
        plan = (self.equilibrium.strategies if self.equilibrium else {}).get(self.game.players[player])
        return (name, " (", plan[name], ")") if plan else name

    def tables(self) -> Iterator[tuple[Cell, Profiles]]:
        """Yield a matrix of profiles, under its heading, for each choice of all players but the first two."""
        sizes = [range(len(s)) for s in self.game.strategies]
        columns: list[tuple[int, ...]] = [(j,) for j in sizes[1]] if len(sizes) > 1 else [()]
        for rest in itertools.product(*sizes[2:]):
            held = ((self.game.players[i], ": ", self.named(i, k)) for i, k in enumerate(rest, 2))
            yield flat(joined(held, "; ")), [[(i, *column, *rest) for column in columns] for i in sizes[0]]

    def about(self) -> str:
        """What the entries are and what the marks mean."""
        if len(self.game.players) == 1:
            return "The best payoff is marked."
        more = "; one with a number, where its condition holds" if self.cases else ""
        return f"Payoffs: {', '.join(self.game.players)}. Best responses are marked{more}."

    def wheres(self) -> list[tuple[str, Cell]]:
        """The conditions that the numbers at the marks stand for."""
        shown = [(raised(n), conditions(c)) for c, n in list(self.cases.items())[:MOST]]
        left = len(self.cases) - len(shown)
        return [*shown, ("...", f"{left} more conditions")] if left else shown

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form: the game and, for each profile, where each strategy is a best response."""
        labels = self.game.strategies
        return {
            "schema": "defiance-games/matrix/1",
            "game": self.game.to_dict(),
            "best_responses": {
                ", ".join(s[k] for s, k in zip(labels, p, strict=True)): [
                    [[str(c) for c in d] for d in r.disjuncts] for r in regions
                ]
                for p, regions in self.responses.items()
            },
        }


def raised(case: int) -> str:
    """Return a case as a raised number; nothing for 0, which is always."""
    return "".join(_NUMBERS[int(d)] for d in str(case)) if case else ""


def page(matrix: Matrix) -> Page:
    """Return the page of a payoff table."""
    game = matrix.game
    blocks: list[Block] = [Heading(game.title, 1)] if game.title else []
    blocks += fields([("values", values(game.values or {}))])
    for heading, table in matrix.tables():
        if len(game.players) > 1:
            corner, heads = " \\ ".join(game.players[:2]), range(len(game.strategies[1]))
            columns: tuple[Cell, ...] = (corner, *(matrix.named(1, j) for j in heads))
        else:
            columns = (*game.players, "payoff")
        rows = tuple((matrix.named(0, i), *map(matrix.payoffs, row)) for i, row in enumerate(table))
        blocks.append(Grid(columns, rows, caption=heading))
    blocks += [Note(matrix.about()), *fields(matrix.wheres())]
    return Page(tuple(blocks))


def records(matrix: Matrix) -> list[dict[str, Any]]:
    """Return a row for each profile and player."""
    game = matrix.game
    return [
        {
            **{p: s[k] for p, s, k in zip(game.players, game.strategies, profile, strict=True)},
            "payoffs of": player,
            "payoff": game.payoffs[profile][i],
            "best response": matrix.responses[profile][i],
        }
        for profile in game.profiles
        for i, player in enumerate(game.players)
    ]
