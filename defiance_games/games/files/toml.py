"""Game files in TOML: read strictly, with all faults at once, and written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from ...errors import InputError, escaped, nearest
from ..extensive_form import ExtensiveForm
from ..game import Game
from ..normal_form import NormalForm
from ..reading import Decimal, Reader, shown
from ..signaling import SignalingGame
from .lines import key_lines

_COMMON = ("title", "kind", "players", "source", "values", "parameters", "outcomes")
_KINDS: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    # kind: class, fields that must be there, fields of its own
    "normal": (NormalForm, ("players", "strategies", "payoffs"), ("strategies", "payoffs")),
    "signaling": (
        SignalingGame,
        ("players", "types", "messages", "responses", "payoffs"),
        ("types", "messages", "responses", "payoffs"),
    ),
    "extensive": (ExtensiveForm, ("players", "nodes"), ("nodes",)),
}


def loads(text: str, where: str = "game") -> Game:
    """Return the game that a TOML text describes. Raises InputError with the line of every fault.

    >>> loads('kind = "normal"\\nplayers = ["A"]\\n[strategies]\\nA = ["x"]\\n[payoffs]\\nx = ["1/2"]')
    A | payoffs
    --+--------
    x | 1/2
    """
    text = text.replace("\r\n", "\n")
    lines = key_lines(text, where)
    data = _parsed(text, where)
    reader = Reader(where, lines, strict=True)
    kind = data.get("kind")
    if kind not in _KINDS:
        got = "it is missing" if kind is None else f"got {shown(kind)}"
        reader.add(("kind",), f"must be one of {', '.join(_KINDS)}, {got}. {nearest(str(kind), _KINDS)}")
        reader.finish()
    build, required, own = _KINDS[str(kind)]
    reader.unknown(data, (*_COMMON, *own))
    for field in required:
        if field not in data:
            reader.note(f"{where}: the field '{field}' is missing.")
    fields = {field: data[field] for field in (*_COMMON, *own) if field in data and field != "kind"}
    for field in ("parameters", "values", "payoffs", "outcomes", "types", "nodes"):
        if field in fields:
            fields[field] = reader.table(fields[field], field)
    if any(field not in data for field in required):
        reader.finish()
    return build.build(**fields, reader=reader)


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).partition(" (at ")
        spot = ": ".join(filter(None, [where, place.rstrip(")")]))
        raise InputError(f"{spot}: this is not TOML: {escaped(what)}.") from None
    except RecursionError:
        raise InputError(f"{where}: lists and tables must not be nested this deep.") from None
    except ValueError:  # the only other one is an integer of thousands of digits
        raise InputError(f"{where}: a number must not have thousands of digits.") from None


def dumps(game: Game) -> str:
    """Return the game as TOML text; InputError where a payoff is too large to be read back.

    >>> print(dumps(NormalForm.build(["A"], [["x"]], [["1 - p"]])))
    kind = "normal"
    players = ["A"]
    <BLANKLINE>
    [parameters]
    p = { domain = [] }
    <BLANKLINE>
    [strategies]
    A = ["x"]
    <BLANKLINE>
    [payoffs]
    x = ["1 - p"]
    <BLANKLINE>
    """
    reader = Reader(game.name)
    for path, e in game.expressions():
        reader.expression(str(e), *path)
    reader.finish()
    data = game.to_dict()
    tables = {k: v for k, v in data.items() if isinstance(v, Mapping)}
    lines = [f"{_key(k)} = {_value(v)}" for k, v in data.items() if k not in tables]
    for name, table in tables.items():
        lines += _table((name,), table)
    return "\n".join(lines) + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> list[str]:
    """A table under its heading; the tables inside payoffs and nodes get headings of their own."""
    if path == ("nodes",) or path[0] == "payoffs" and any(isinstance(v, Mapping) for v in table.values()):
        return [line for name, inner in table.items() for line in _table((*path, name), inner)]
    return ["", f"[{'.'.join(map(_key, path))}]", *(f"{_key(k)} = {_value(v)}" for k, v in table.items())]


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    # a JSON string is a TOML string but for DEL, which TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else _value(key)
