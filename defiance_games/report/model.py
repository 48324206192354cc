"""A model as a page: what it says before it is solved, and what can be asked of it."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..shown import Shown
from ..symbolic.expression import symbol
from . import parameters as parameters_of
from .page import (
    Block,
    Cell,
    Fields,
    Grid,
    Heading,
    Note,
    Page,
    Verbatim,
    conditions,
    fields,
    flat,
    joined,
    values,
)


@dataclass(frozen=True)
class Description(Shown):
    """A model to describe, and its game at the values given."""

    model: Any
    game: Any

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        model = self.model
        return {
            "schema": "defiance-games/model/1",
            "name": model.name,
            "title": model.title,
            "definition": model.definition.strip(),
            "source": model.source,
            "game": self.game.to_dict(),
            "questions": {name: q.meaning for name, q in model.questions.items()},
            "formulas": {name: str(formula) for name, formula in model.formulas.items()},
            "propositions": {p.name: p.statement for p in model.propositions},
        }


def page(description: Description) -> Page:
    """Return the page of a model."""
    model, game = description.model, description.game
    blocks: list[Block] = [Heading(model.name, 1), *_words(model.definition)]
    source = "" if "Source:" in model.definition else model.source
    if game.kind == "none":
        blocks += fields([("values", values(game.values or {})), ("source", source)])
        blocks.append(Note("This model is no finite game: it has questions (defiance ask) and formulas."))
    else:
        shape = {n: v for n, v in (game.values or {}).items() if n in model.contents.shape}
        given = {n: v for n, v in (game.values or {}).items() if n not in shape}
        about = [
            ("players", ", ".join(game.players)),
            ("timing", _timing(game)),
            (
                "form",
                flat((values(shape), " in the game as it is written out; --set gives another"))
                if shape
                else "",
            ),
            ("values", values(given)),
            ("source", source),
        ]
        blocks += fields(about)
        blocks += [Heading("tree" if game.kind == "extensive" else "payoffs"), *_payoffs(game)]
    parameters = _parameters(model, game)
    if parameters:
        blocks += [Heading("parameters"), parameters_of.grid(parameters)]
    lists: list[tuple[str, list[tuple[str, Cell]]]] = [
        ("outcomes", [(o.name, o.text) for o in game.outcomes]),
        ("questions", [(n, _question(q)) for n, q in model.questions.items()]),
        (
            "formulas",
            [(n, (f, f"\n{model.contents.formula_table[n].meaning}")) for n, f in model.formulas.items()],
        ),
        ("propositions", [(p.name, p.statement) for p in model.propositions]),
    ]
    for title, items in lists:
        if items:
            blocks += [Heading(title), Fields(tuple(items))]
    return Page(tuple(blocks))


def _parameters(model: Any, game: Any) -> tuple[Any, ...]:
    """The free parameters of the game, and what else the model declares."""
    free = {p.name: p for p in game.parameters}
    fixed = (game.values or {}).keys() - model.contents.shape.keys()
    return tuple(free.get(p.name, p) for p in model.parameters if p.name not in fixed)


def _question(question: Any) -> Cell:
    """What is asked, and the parameters that it has of its own."""
    own = []
    for p in question.parameters:
        default = () if p.default is None else (", default ", parameters_of.default(p))
        said = conditions(p.domain) if p.domain and not p.many else symbol(p.name)
        own.append((said, *default))
    return flat((question.meaning, "\nits own: ", joined(own, "; "))) if own else question.meaning


def _words(text: str) -> Iterator[Block]:
    """The paragraphs of a docstring; indented ones are kept as they are."""
    for paragraph in textwrap.dedent(text).strip().split("\n\n"):
        if paragraph.startswith(" "):
            yield Verbatim(textwrap.indent(textwrap.dedent(paragraph.strip("\n")), "  "))
        else:
            yield Note(" ".join(paragraph.split()).replace("::", ":").replace("``", ""))


def _timing(game: Any) -> str:
    if game.kind == "signaling":
        sender, receiver = game.players
        return (
            f"nature draws the type of {sender} ({', '.join(game.types)}), which only {sender} learns; "
            f"{sender} sends {' or '.join(game.messages)}; {receiver} sees the message and responds"
        )
    if game.kind == "extensive":
        return f"a tree of {len(game.nodes)} nodes, at most {game.depth} moves deep"
    return "one player chooses" if len(game.players) == 1 else "the players choose at the same time"


def _payoffs(game: Any) -> Iterator[Block]:
    if game.kind == "extensive":
        yield Verbatim(game.drawing())
    elif game.kind == "signaling":
        rows = tuple(
            (game.types[t], game.messages[m], game.responses[m][r], *u)
            for (t, m, r), u in game.payoffs.items()
        )
        yield Fields(
            (("prior", flat(joined((f"{t}: ", q) for t, q in zip(game.types, game.priors, strict=True)))),)
        )
        yield Grid(("type", "message", "response", *game.players), rows, keys=3)
    elif len(game.players) == 2:
        (down, across), (rows_, columns) = game.players, game.strategies
        body = tuple(
            (r, *(flat(joined(game.payoffs[i, j])) for j in range(len(columns)))) for i, r in enumerate(rows_)
        )
        yield Grid((f"{down} \\ {across}", *columns), body)
    else:
        profiles = itertools.product(*(range(len(s)) for s in game.strategies))
        body = tuple(
            (*(s[i] for s, i in zip(game.strategies, profile, strict=True)), *game.payoffs[profile])
            for profile in profiles
        )
        heads = game.players if len(game.players) > 1 else ("strategy",)
        yield Grid((*heads, *(f"payoff of {p}" for p in game.players)), body, keys=len(game.players))


def records(description: Description) -> list[dict[str, Any]]:
    """Return a row for each parameter."""
    return parameters_of.records(_parameters(description.model, description.game))
