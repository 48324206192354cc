"""The worked examples in the help of every command: they are run, and print what they say."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from defiance_games.cli import COMMANDS, commands, run


def shown(command: str) -> str:
    """The help of a command at 80 columns."""
    found = commands.get_command(click.Context(commands), command)
    assert found is not None
    return found.get_help(click.Context(found, info_name=f"defiance {command}", terminal_width=80))


def examples(text: str) -> list[tuple[list[str], list[list[str]]]]:
    """The commands of the example and, for each, the pieces of output that stand between lines of dots."""
    (section,) = re.findall(r"\n  Examples?:\n((?:    .*\n|\n)+)", text)
    found: list[tuple[list[str], list[list[str]]]] = []
    for line in section.splitlines():
        if line.startswith("    $ defiance "):
            found.append((shlex.split(line)[2:], [[]]))
        elif line.strip() == "...":
            found[-1][1].append([])
        elif line.strip():
            found[-1][1][-1].append(line[6:])
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_prints_what_it_says(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    worked = examples(shown(command))
    assert worked and worked[-1][0][0] == command
    for arguments, pieces in worked:
        if arguments[0] in ("plot",) or arguments[-1].endswith(".svg"):
            pytest.importorskip("matplotlib")
        assert run(arguments) in (0, 1, 4)  # 4: undecided in time, on a busy machine
        out, err = capsys.readouterr()
        lines, at = (out + err).splitlines(), 0
        for piece in filter(None, pieces):
            at = next((i for i in range(at, len(lines)) if lines[i : i + len(piece)] == piece), -1)
            assert at >= 0, f"{' '.join(arguments)} does not print:\n" + "\n".join(piece)
            at += len(piece)
        if "-o" in arguments:
            assert (tmp_path / arguments[arguments.index("-o") + 1]).stat().st_size > 0


def test_help_fits_in_80_columns():
    for command in COMMANDS:
        assert max(map(len, shown(command).splitlines())) <= 100, command
