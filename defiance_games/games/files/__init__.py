"""Reading and writing game files: ``.toml`` (games with symbols) and Gambit's ``.nfg``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ...errors import InputError, UnsupportedError, escaped, nearest
from ..game import Game
from . import nfg, toml

MAX_BYTES = 10_000_000
FORMATS = ("toml", "nfg", "efg")


def read(path: str | os.PathLike[str]) -> Game:
    """Return the game in a file, by the ending of its name.

    Raises InputError where it cannot be read, is not text, or is no game; all faults of a file at once.
    """
    where = escaped(Path(path).name)
    form = _format(path)
    try:
        if Path(path).is_dir():
            raise InputError(f"{where}: a game file must be a file, got a folder.")
        if Path(path).exists() and not Path(path).is_file():
            raise InputError(f"{where}: a game file must be a regular file.")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"No file '{escaped(path)}'. {_neighbors(Path(path))}".rstrip()) from None
    except InputError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{where}: cannot be read: {escaped(reason)}.") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"{where}: a game file must have at most {MAX_BYTES // 10**6} MB, got more.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{where}: line {line}: a game file must be text in UTF-8, got the byte "
            f"0x{data[error.start]:02x}. Save it as UTF-8."
        ) from None
    return loads(text, form, where)


def loads(text: str, format: str = "toml", where: str = "game") -> Game:
    """Return the game in a text of the given format.

    >>> loads('NFG 1 R "" { "A" } { 2 } 3 1/2', "nfg")
    A | payoffs
    --+--------
    1 | 3
    2 | 1/2
    """
    if len(text) > MAX_BYTES:
        raise InputError(f"{where}: a game must have at most {MAX_BYTES // 10**6} MB of text, got more.")
    if not text.strip():
        raise InputError(f"{where}: the file is empty.")
    return _module(format, where).loads(text, where)


def dumps(game: Game, format: str = "toml") -> str:
    """Return the game as text of the given format."""
    return _module(format, game.name).dumps(game)


def write(game: Game, path: str | os.PathLike[str], format: str | None = None) -> None:
    """Write a game to a file; the file is replaced as a whole, or left as it was."""
    save(dumps(game, format or _format(path)), path)


def save(text: str, path: str | os.PathLike[str]) -> None:
    """Write text to a file, whole or not at all."""
    where = escaped(Path(path).name)
    target = Path(path)
    try:
        if target.is_dir():
            raise InputError(f"{where}: must be a file, got a folder.")
        if target.exists() and not target.is_file():  # a pipe or a terminal
            target.write_text(text, encoding="utf-8", newline="\n")
        else:
            _replace(Path(os.path.realpath(path)), text)
    except OSError as error:
        raise InputError(f"{where}: cannot be written: {escaped(error.strerror or error)}.") from None


def _replace(target: Path, text: str) -> None:
    """Write beside the target, then put it in its place."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _format(path: str | os.PathLike[str]) -> str:
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise InputError(
            f"{escaped(Path(path).name)}: a game file must end in .toml or .nfg, got "
            f"'.{escaped(ending)}'. {nearest(ending, ('toml', 'nfg'))}"
        )
    return ending


def _module(format: str, where: str):
    if format == "efg":
        raise UnsupportedError(
            f"{where}: Cannot use .efg here: this is because trees come with a later "
            "version. Use .toml or .nfg."
        )
    modules = {"toml": toml, "nfg": nfg}
    if format not in modules:
        raise InputError(
            f"{where}: the format must be toml or nfg, got '{escaped(format)}'. {nearest(format, modules)}"
        )
    return modules[format]


def _neighbors(path: Path) -> str:
    """The remedy for a file that is not there."""
    try:
        names = [p.name for p in path.parent.iterdir() if p.suffix in (".toml", ".nfg")]
    except OSError:
        return f"There is no folder '{escaped(path.parent)}'."
    return nearest(path.name, names) if names else "There is no game file in that folder."
