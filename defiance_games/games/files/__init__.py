"""Reading and writing game files: ``.toml`` (games with symbols), Gambit's ``.nfg`` and ``.efg``."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import InputError, escaped, nearest
from ..game import Game
from . import efg, nfg, toml

MAX_BYTES = {"toml": 20_000_000, "nfg": 10_000_000, "efg": 60_000_000}
FORMATS = tuple(MAX_BYTES)


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
            data = file.read(MAX_BYTES[form] + 1)
    except FileNotFoundError:
        raise InputError(f"No file '{escaped(path)}'. {_neighbors(Path(path))}".rstrip()) from None
    except InputError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{where}: cannot be read: {escaped(reason)}.") from None
    _fail_if_large(data, form, where)
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
    module = _module(format, where)
    _fail_if_large(text, format, where)
    if not text.strip():
        raise InputError(f"{where}: the file is empty.")
    with _no_garbage():
        return module.loads(text, where)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Let the collector of cycles rest: a game is many objects and no cycle, and looking doubles the time."""
    resting = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not resting:
            gc.enable()


def dumps(game: Game, format: str = "toml") -> str:
    """Return the game as text of the given format."""
    text = _module(format, game.name).dumps(game)
    _fail_if_large(text, format, game.name)
    return text


def _fail_if_large(contents: str | bytes, format: str, where: str) -> None:
    if len(contents) > MAX_BYTES[format]:
        limit = MAX_BYTES[format] // 10**6
        raise InputError(f"{where}: a game in a .{format} file must have at most {limit} MB, got more.")


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
            f"{escaped(Path(path).name)}: a game file must end in .toml, .nfg or .efg, got "
            f"'.{escaped(ending)}'. {nearest(ending, FORMATS)}"
        )
    return ending


def _module(format: str, where: str):
    modules = {"toml": toml, "nfg": nfg, "efg": efg}
    if format not in modules:
        raise InputError(
            f"{where}: the format must be toml, nfg or efg, got '{escaped(format)}'. "
            f"{nearest(format, modules)}"
        )
    return modules[format]


def _neighbors(path: Path) -> str:
    """The remedy for a file that is not there."""
    try:
        names = [p.name for p in path.parent.iterdir() if p.suffix in (".toml", ".nfg", ".efg")]
    except OSError:
        return f"There is no folder '{escaped(path.parent)}'."
    return nearest(path.name, names) if names else "There is no game file in that folder."
