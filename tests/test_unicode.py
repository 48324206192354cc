"""Mathematics in Unicode for terminals, plain characters on request, exact numbers beside decimals."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

import defiance_games as dg
from defiance_games.cli import run
from defiance_games.report import render
from defiance_games.report.page import Both, Fields, Page, beside, decimals
from defiance_games.report.unicode import formula, name
from defiance_games.symbolic.parser import parse


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("p_star <= lam", "p* ≤ λ"),
        ("-k*B/Lambda", "−k·B/Λ"),
        ("2*p_star*L**2 - 3*(a + b)", "2p*·L² − 3·(a + b)"),
        ("x_1**10 != a0", "x₁¹⁰ ≠ a0"),
        ("(1 + sqrt(12*p_star - 3))/2", "(1 + √(12p* − 3))/2"),
        ("2*floor(N/2) + delta**(-n)", "2·floor(N/2) + δ^(−n)"),
        ("x0*2/3", "x0·2/3"),
        ("root_of(x**3 - 2, 0)", "root_of(x³ − 2, 0)"),
    ],
)
def test_formulas(typed, shown):
    assert formula(typed) == shown


def test_names_that_differ_never_look_alike():
    names = [
        "p",
        "p_star",
        "p_star_1",
        "p1",
        "p_1",
        "p_prime",
        "pstar",
        "P",
        "pi",
        "Pi",
        "pi0",
        "pi_0",
        "star",
    ]
    assert len({name(n) for n in names}) == len(names)


def test_a_note_says_how_to_type_what_one_could_not_guess():
    plain = render(dg.solve(dg.load("inspection_game")), letters="unicode")
    assert "B/Λ" in plain and "Type" not in plain
    known = render(dg.solve(dg.load("exemplary_sanction").at(q="1/4", p_R=1, p_W=0)), letters="unicode")
    assert known.endswith("Type p* as p_star.")


def test_ascii_is_ascii(capsys):
    for command in (
        ["statics", "inspection_game"],
        ["show", "belief_diffusion"],
        ["solve", "inspection_game"],
    ):
        assert run([*command, "--ascii"]) == 0
        out = capsys.readouterr().out
        assert out.isascii() and "\\u" not in out


def test_what_goes_to_a_file_or_a_pipe_is_as_it_is_typed(capsys, tmp_path):
    assert run(["threshold", "career_calculus", "--parameter", "b"]) == 0
    assert "r*delta**tau" in capsys.readouterr().out
    assert (
        run(["threshold", "career_calculus", "--parameter", "b", "--unicode", "-o", f"{tmp_path}/t.txt"]) == 0
    )
    assert "r·δ^τ" in (tmp_path / "t.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("encoding", "shown"), [("utf-8", "r·δ^τ"), ("ascii", "r*delta**tau")])
def test_a_terminal_gets_what_it_can_show(encoding, shown):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "defiance_games", "threshold", "career_calculus", "--parameter", "b"]
    environment = os.environ | {"PYTHONIOENCODING": encoding, "NO_COLOR": "1", "TERM": "xterm"}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as work:
        os.close(theirs)
        out = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the terminal is closed when the command ends
                break
            if not piece:
                break
            out += piece
        work.wait(timeout=60)
    os.close(ours)
    assert shown in out.decode("utf-8")


def test_exact_numbers_stand_beside_decimals():
    page = Page((Fields((("x", ("is ", parse("1/3"), " or ", parse("2"), " or ", parse("q/3"))),)),))
    (block,) = beside(page).blocks
    assert isinstance(block, Fields)
    assert "".join(map(str, block.rows[0][1])) == "is 1/3 (0.333333) or 2 or q/3"
    (rounded,) = decimals(beside(page)).blocks
    assert isinstance(rounded, Fields)
    assert "".join(map(str, rounded.rows[0][1])) == "is 0.333333 or 2 or q/3"
    assert str(Both(parse("sqrt(2)/2"))) == "sqrt(2)/2 (0.707107)"
    text = str(dg.solve(dg.load("inspection_game").at(**dg.load("inspection_game").defaults)))
    assert "I with probability 2/5 (0.4), otherwise O" in text and "defiance = 1/4 (0.25)" in text
