"""Every script in ``examples`` runs, every lesson has answers, and every game file is solved completely."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import defiance_games as dg

EXAMPLES = Path(__file__).parent.parent / "examples"
LESSONS = sorted((EXAMPLES / "lessons").glob("*.py"))
ANSWERS = sorted((EXAMPLES / "answers").glob("*.py"))
SCRIPTS = [*LESSONS, *ANSWERS, *sorted(EXAMPLES.glob("*.py"))]
GAMES = sorted((EXAMPLES / "games").glob("*.toml"))
MOST_LINES = 100
# what takes longest comes first, so that it does not come last in a parallel run
GAMES.sort(key=lambda path: -path.stat().st_size)


def _place(path: Path) -> str:
    return path.relative_to(EXAMPLES).as_posix()


@pytest.mark.parametrize("script", SCRIPTS, ids=_place)
def test_runs_by_itself(script: Path, tmp_path: Path) -> None:
    """In a process of its own, in another folder, with warnings as errors: what it claims, it asserts."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "error", str(script)],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_each_lesson_has_answers() -> None:
    assert [path.name for path in LESSONS] == [path.name for path in ANSWERS]
    assert len(LESSONS) >= 12
    for n, path in enumerate(LESSONS, 1):
        assert path.name.startswith(f"{n:02}_")


@pytest.mark.parametrize("lesson", LESSONS, ids=_place)
def test_has_the_parts_of_a_lesson(lesson: Path) -> None:
    text = lesson.read_text(encoding="utf-8")
    cells = [cell.split("\n", 1) for cell in text.split("# %%")[1:]]
    assert text.startswith("# %% [markdown]\n# # ")  # jupytext opens it as a notebook
    assert all(head in (" [markdown]", "") for head, _ in cells)
    for part in (
        "**Question.**",
        "**What it means.**",
        "## Exercises",
        "# 1. ",
        "# 2. ",
        "llustrative",
        "\nassert ",
    ):
        assert part in text, part
    assert f"`examples/answers/{lesson.name}`" in text
    assert text.count("\n") <= MOST_LINES
    for head, body in cells:
        if head:
            assert all(line.startswith("#") for line in body.split("\n") if line), body


@pytest.mark.parametrize("path", GAMES, ids=_place)
def test_game_is_solved_completely(path: Path) -> None:
    model = dg.load(path)
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert any(character.isdigit() for character in model.source) or path.name == "display.toml"
    assert dg.solve(model).complete is True
    assert all(p.default is not None and p.meaning and p.unit for p in model.parameters)
    assert model.parameters == () or model.at(**model.defaults).symbols == frozenset()
