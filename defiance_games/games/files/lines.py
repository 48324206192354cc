"""On which line each field of a TOML text stands, which the standard reader does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import InputError, escaped

Path = tuple[str, ...]
MAX_PARTS = 20  # of a dotted key; more is no game
MAX_FAULTS = 50

_TOKEN = re.compile(  # a string that is never closed runs to the end of its line, or of the text
    r'''"""(?:[^"\\]+|\\.|"(?!""))*"{0,5}|'{3}.*?(?:'{3,5}|\Z)|"(?:[^"\\\n]|\\[^\n])*"?|'[^'\n]*'?'''
    r"""|\#[^\n]*|[\[\]{},=.\n]|[^\s"'\#\[\]{},=.]+""",
    re.DOTALL,
)
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def key_lines(text: str, where: str) -> dict[Path, int]:
    """Return the line (from 1) of every table and key outside inline tables and arrays.

    Raises InputError where keys or tables stand twice, or have very many parts.

    >>> key_lines('title = "x"\\n[parameters]\\nc = { default = "1" }\\n', "game.toml")
    {('title',): 1, ('parameters',): 2, ('parameters', 'c'): 3}
    """
    found: dict[Path, int] = {}
    keys: dict[tuple[bool, Path], int] = {}
    faults: list[str] = []
    table: Path = ()
    for line, tokens in _statements(text, where):
        header = tokens[0] == "["
        name = tokens[1:] if header else tokens
        end = "]" if header else "="
        name = name[: name.index(end)] if end in name else name
        path = (*(() if header else table), *(_unquoted(part) for part in name if part not in (".", "[")))
        if (header, path) in keys and tokens[:2] != ["[", "["]:
            spot = escaped(".".join(path))
            first = keys[header, path]
            faults.append(
                f"{where}: line {line}: '{spot}' is there twice, first on line {first}. Keep one of them."
            )
        if len(faults) == MAX_FAULTS:
            break
        keys.setdefault((header, path), line)
        for n in range(1, len(path) + 1):
            found.setdefault(path[:n], line)
        table = path if header else table
    if faults:
        raise InputError(faults)
    return found


def _statements(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """(line, tokens of the key or of the table's heading) of every statement; values are skipped."""
    line, depth, start, dots, in_value = 1, 0, 1, 0, False
    tokens: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        dots = dots + 1 if token == "." else 0 if token in "[]{},=\n" else dots
        if dots >= MAX_PARTS:
            raise InputError(f"{where}: line {line}: a key must have at most {MAX_PARTS} parts, got more.")
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
    if len(part) < 2 or part[0] not in "\"'":
        return part
    inside = part[1:-1]
    if part[0] == "'":
        return inside
    return re.sub(r"\\(u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|.)", _character, inside)


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _SHORT.get(code, code)
