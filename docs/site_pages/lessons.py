"""A page for each lesson and each answer: its words, its code, what it prints, and its pictures.

A lesson is a script whose cells begin with ``# %%`` (code) or ``# %% [markdown]`` (words). It is run once,
as it is, in a process of its own; a mark that is printed before each cell tells their outputs apart.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sphinx.errors import ExtensionError

import defiance_games

from . import markdown

_MARK = "\x1e"
_QUESTION = re.compile(r"\*\*Question\.\*\* (.*?)(?:\n\n|\Z)", re.DOTALL)
_ANSWERS = re.compile(r"`examples/answers/(\w+)\.py`")


@dataclass(frozen=True)
class Output:
    """What a cell printed, and the pictures that it saved: name -> contents."""

    text: str
    pictures: dict[str, bytes]


def pages(examples: Path, folder: str, cache: Path | None) -> Iterator[tuple[str, str | bytes]]:
    """Yield the pages of the scripts in a folder; where ``cache`` is None they are not run."""
    scripts = sorted((examples / folder).glob("*.py"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outputs = list(pool.map(lambda script: _outputs(script, cache), scripts))
    for script, found in zip(scripts, outputs, strict=True):
        yield f"{script.stem}.md", _page(script, folder, found)
        for output in found:
            yield from output.pictures.items()
    yield "index.md", _index(scripts, folder)


def cells(source: str) -> Iterator[tuple[bool, str]]:
    """Yield each cell of a script: whether it is code, and its text without the marks of a comment."""
    for cell in source.split("# %%")[1:]:
        head, _, body = cell.partition("\n")
        if head.strip() == "[markdown]":
            yield False, re.sub(r"^# ?", "", body.strip("\n"), flags=re.MULTILINE)
        else:
            yield True, body.strip("\n")


def _page(script: Path, folder: str, outputs: Sequence[Output]) -> str:
    parts = []
    left = list(outputs)
    for is_code, text in cells(script.read_text(encoding="utf-8")):
        if not is_code:
            parts.append(_ANSWERS.sub(r"{doc}`/answers/\1`", text))
            continue
        parts.append(f"```python\n{text}\n```")
        if left:
            output = left.pop(0)
            if output.text:
                parts.append(f"```{{code-block}} text\n:class: output\n\n{output.text}\n```")
            parts += [f"![What the code above draws]({name})" for name in output.pictures]
    title, _, rest = parts[0].partition("\n")
    links = f"{{download}}`The script <../../examples/{folder}/{script.name}>`"
    links += ", which opens as a notebook with jupytext." if folder == "lessons" else "."
    if folder == "answers":
        links += f" The lesson: {{doc}}`/lessons/{script.stem}`."
    parts[0] = "\n\n".join(filter(None, [title, rest.strip(), links]))
    return "\n\n".join(parts) + "\n"


def _index(scripts: Sequence[Path], folder: str) -> str:
    names = [script.stem for script in scripts]
    if folder == "answers":
        listed = "\n".join(f"* {{doc}}`{name}`" for name in names)
        return f"# Answers\n\n{listed}\n\n{markdown.toctree(names)}"
    rows = []
    for script in scripts:
        (words, *_) = (text for is_code, text in cells(script.read_text(encoding="utf-8")) if not is_code)
        asked = _QUESTION.search(words)
        rows.append(f"| {{doc}}`{script.stem}` | {' '.join(asked[1].split()) if asked else ''} |")
    table = "\n".join(["| lesson | question |", "| --- | --- |", *rows])
    return f"# Lessons\n\n{_INTRODUCTION}\n\n{table}\n\n{markdown.toctree([*names, '/answers/index'])}"


_INTRODUCTION = """\
Each lesson is a script of one idea: a question, the computation, what it means, and two exercises with
answers. One course in game theory is enough to read them. Numbers are illustrative unless a lesson says where
they are from; what is proved holds for all numbers."""


def _outputs(script: Path, cache: Path | None) -> list[Output]:
    """Return what each code cell of a script puts out; it is run only if it or the package has changed."""
    if cache is None:
        return []
    source = script.read_text(encoding="utf-8")
    kept = cache / f"{script.parent.name}-{script.stem}-{_digest(source)}.json"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        found = [
            (o.text, {n: b64encode(p).decode() for n, p in o.pictures.items()}) for o in _run(script, source)
        ]
        kept.write_text(json.dumps(found), encoding="utf-8")
    read = json.loads(kept.read_text(encoding="utf-8"))
    return [Output(text, {n: b64decode(p) for n, p in pictures.items()}) for text, pictures in read]


def _digest(source: str) -> str:
    digest = hashlib.sha256(source.encode())
    for path in sorted(Path(defiance_games.__path__[0]).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _run(script: Path, source: str) -> Iterator[Output]:
    marked = re.sub(r"^# %%$", lambda _: f"print({_MARK!r})", source, flags=re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-W", "error", "-"],
            input=marked,
            cwd=folder,
            env={**os.environ, "TMPDIR": folder},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise ExtensionError(f"{script}: {done.stderr}")
        for printed in done.stdout.split(_MARK)[1:]:
            lines = printed.strip("\n").split("\n")
            saved = [line for line in lines if folder in line]  # "picture: FILE"
            pictures = [Path(line.partition(": ")[2]) for line in saved]
            text = "\n".join(line for line in lines if line not in saved)
            yield Output(text, {p.name: p.read_bytes() for p in pictures})
