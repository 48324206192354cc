"""On which line each field of a TOML text stands; the standard reader does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import InputError, escaped

Path = tuple[str, ...]
MAX_PARTS = 20  # of a dotted key; more is no game

_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\[\]{},=.\n]|[^\s"'#\[\]{},=.]+|\S''',
    re.DOTALL,
)


def key_lines(text: str, where: str) -> dict[Path, int]:
    """Return the line (from 1) of every table and key outside inline tables and arrays.

    Raises InputError where a key stands twice, or has very many parts.

    >>> key_lines('title = "x"\\n[parameters]\\nc = { default = "1" }\\n', "game.toml")
    {('title',): 1, ('parameters',): 2, ('parameters', 'c'): 3}
    """
    found: dict[Path, int] = {}
    keys: set[Path] = set()
    faults: list[str] = []
    table: Path = ()
    for line, tokens in _statements(text):
        header = tokens[:1] == ["["]
        parts = tokens[1:] if header else tokens
        end = "]" if header else "="
        name = parts[:parts.index(end)] if end in parts else parts
        if len(name) > 2 * MAX_PARTS:
            raise InputError(f"{where}: line {line}: a key must have at most {MAX_PARTS} parts, got more.")
        path = (*(() if header else table), *(_unquoted(part) for part in name if part not in (".", "[")))
        if path in keys or (header and path in found and path == table):
            faults.append(f"{where}: line {line}: '{escaped('.'.join(path))}' is there twice, first on line {found[path]}. "
                          "Keep one of them.")
        if header:
            table = path
        else:
            keys.add(path)
        found.setdefault(path, line)
    if faults:
        raise InputError(faults)
    return found


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, tokens of the key or table header) of every statement; values are skipped."""
    line, depth, start, tokens, in_value = 1, 0, 1, [], False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n" and depth == 0:
            if tokens:
                yield start, tokens
            tokens, in_value = [], False
        elif token[0] not in "#\n":
            start = start if tokens else line
            if not in_value:
                tokens.append(token)
                in_value = token == "="
            elif token in "[{":
                depth += 1
            elif token in "]}":
                depth = max(0, depth - 1)
        line += token.count("\n")
    if tokens:
        yield start, tokens


def _unquoted(part: str) -> str:
    """A key without its quotes and escapes."""
    if part[0] == "'" and len(part) > 1:
        return part[1:-1]
    if part[0] != '"' or len(part) < 2:
        return part
    short = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
    return re.sub(
        r"\\(u[0-9a-fA-F]{4}|U000[0-9a-fA-F]{5}|U0010[0-9a-fA-F]{4}|.)",
        lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else short.get(m[1], m[1]), part[1:-1],
    )
