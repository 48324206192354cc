"""Every snippet of the documentation does what the page says, and the site builds without a warning.

The blocks of a page run in order, in one temporary folder that has ``examples`` in it. A block whose first
line is ``# file_name.ext`` (``// file_name.json``) is saved under that name. See docs/contributing.md.
"""

from __future__ import annotations

import doctest
import importlib
import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import defiance_games as dg
from defiance_games import cli

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GENERATED = {"models", "commands", "reference", "lessons", "answers"}  # written when the site is built
PAGES = [p for p in sorted(DOCS.rglob("*.md")) if p.relative_to(DOCS).parts[0] not in GENERATED]
FILE_NAME = re.compile(r"(?:#|//) ([\w.-]+\.(\w+))\n")
EXIT_CODE = re.compile(r"# exit code (\d+)")
HINT = 'the site needs pip install -e ".[docs]"'
DOCTEST = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    "PYTHONUTF8": "1",
    "NO_COLOR": "1",
    "COLUMNS": "80",
}


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks, but for those after a comment ``<!-- not tested: reason -->``.

    >>> list(blocks("```sh\\nls\\n```"))
    [Block(language='sh', text='ls\\n', line=1)]
    """
    before: Token | None = None
    for token in MarkdownIt().parse(page):
        excused = before and before.type == "html_block" and before.content.startswith("<!-- not tested: ")
        if token.type == "fence" and token.map and not excused:
            yield Block(token.info.strip(), token.content, token.map[0] + 1)
        before = token


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block, and the lines that it prints.

    >>> list(commands("$ echo a \\\\\\n>  b\\na b\\n$ ls\\n"))
    [('echo a \\\\\\n b', ['a b']), ('ls', [])]
    """
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *rest = part.rstrip("\n").split("\n")
        while rest and rest[0].startswith("> "):
            command += "\n" + rest.pop(0).removeprefix("> ")
        yield command, rest


def as_shown(shown: list[str]) -> re.Pattern[str]:
    """Return what matches the lines shown; a line ``...`` stands for any lines.

    >>> bool(as_shown(["a", "...", "d"]).fullmatch("a\\nb\\nc\\nd\\n"))
    True
    """
    parts = (r"(?s:.*?)" if s.strip() == "..." else re.escape(s.rstrip()) + "\n" for s in shown)
    return re.compile("".join(parts))


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a command in ``folder``; return its exit code and what it prints, on standard output and error."""
    words = arguments(command)
    if words is not None:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
            code = cli.run(words)
        return code, _trimmed(out.getvalue())
    done = subprocess.run(
        ["sh", "-ec", command],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return done.returncode, _trimmed(done.stdout)


def arguments(command: str) -> list[str] | None:
    """Return the arguments of a plain ``defiance ...``, which needs no shell and no process of its own.

    >>> arguments("defiance prove --claim 'x > 0'  # exit code 1"), arguments("defiance models | wc")
    (['prove', '--claim', 'x > 0'], None)
    """
    if "$" in command or "\\\n" in command:
        return None
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    program, *words = lexer
    plain = program == "defiance" and "\n" not in command.strip()
    return words if plain and not any(set(word) <= set("();<>|&") for word in words) else None


def _trimmed(text: str) -> str:
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def check_console(text: str, folder: Path) -> None:
    for command, shown in commands(text):
        code, printed = run(command, folder)
        expected = EXIT_CODE.search(command)
        assert code == (int(expected[1]) if expected else 0), f"$ {command}\n{printed}"
        assert not any(shown) or as_shown(shown).fullmatch(printed), f"$ {command}\n{printed}"


def check_script(text: str, folder: Path) -> None:
    if re.search(r"^(defiance|python) ", text, re.MULTILINE):
        code, printed = run(text, folder)
        assert code == 0, printed


def check_python(block: Block, folder: Path, names: dict[str, Any]) -> None:
    if ">>>" not in block.text:
        script = folder / "snippet.py"
        script.write_text(block.text, encoding="utf-8")
        names.update(runpy.run_path(str(script), names))
        return
    test = doctest.DocTestParser().get_doctest(block.text, names, "page", "page", block.line)
    test.globs = names  # not a copy: names live on through the page
    faults: list[str] = []
    doctest.DocTestRunner(optionflags=DOCTEST).run(test, out=faults.append, clear_globs=False)
    assert not faults, "".join(faults)


def check_game(text: str, folder: Path, name: str) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    assert dg.solve(dg.load(path)).complete is True


def check(block: Block, folder: Path, names: dict[str, Any]) -> None:
    """Run a block, or save it, by its language."""
    named = FILE_NAME.match(block.text)
    if block.language == "toml":
        check_game(block.text, folder, named[1] if named else "game.toml")
    elif named and block.language != "console":
        text = block.text.removeprefix(named[0]) if named[2] == "json" else block.text
        (folder / named[1]).write_text(text, encoding="utf-8")
    elif block.language == "console":
        check_console(block.text, folder)
    elif block.language == "sh":
        check_script(block.text, folder)
    elif block.language == "python":
        check_python(block, folder, names)
    elif block.language == "json":
        json.loads(block.text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_snippets(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    names: dict[str, Any] = {}
    for block in blocks(page.read_text(encoding="utf-8")):
        try:
            check(block, tmp_path, names)
        except AssertionError as error:
            pytest.fail(f"{page}:{block.line}: {error}", pytrace=False)


def test_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = [b for b in blocks((ROOT / "README.md").read_text(encoding="utf-8")) if b.language == "console"]
    assert shown
    for block in shown:
        check_console(block.text, tmp_path)


def test_machinery(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples in the docstrings of what builds the site."""
    pytest.importorskip("sphinx", reason=HINT)
    monkeypatch.syspath_prepend(DOCS)
    for path in sorted((DOCS / "site_pages").glob("*.py")):
        name = f"site_pages.{path.stem}".removesuffix(".__init__")
        assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_site_builds(tmp_path: Path) -> None:
    """With warnings as errors. The lessons are not run: they have tests of their own."""
    for module in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(module, reason=HINT)
    for name in ("docs", "examples", "CHANGELOG.md"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-D", "run_lessons=0", "docs", "site"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"
    for name in dg.models():
        assert (site / "models" / f"{name}.html").exists()
    text = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    assert "<math" in text
    fetched = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="(?:https?:)?//[^"]*', text)
    assert not fetched, fetched
