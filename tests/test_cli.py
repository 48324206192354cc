"""The command line: what it prints, where, and with which exit code."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from defiance_games.cli import COMMANDS, run
from defiance_games.report import FORMATS

MODELS = ("career_calculus", "exemplary_sanction", "inspection_game")
MIXED = ("solve", "inspection_game")


@pytest.fixture
def defiance(capsys):
    """Run the command line in this process; return exit code, standard output, standard error."""

    def call(*arguments):
        try:
            code = run([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        done = capsys.readouterr()
        return code, done.out, done.err

    return call


def shell(*arguments, **options):
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "defiance_games", *arguments],
        capture_output=True,
        check=False,
        timeout=120,
        **options,
    )


# -- every command ----------------------------------------------------------------------------------
COMMAND_LINES = [
    ("models",),
    ("show", "exemplary_sanction"),
    MIXED,
    ("solve", "career_calculus"),
    ("ask", "inspection_game", "nash"),
    ("prove", "--claim", "V*(1 - r) > 0", "--given", "V > 0", "--given", "r < 1"),
    ("statics", "inspection_game"),
    ("threshold", "inspection_game", "--parameter", "k", "--set", "B=2"),
    ("table", "inspection_game", "--vary", "Lambda=4:10:3"),
]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("line", COMMAND_LINES, ids=lambda line: line[0])
def test_every_command_in_every_format(defiance, line, form):
    code, out, err = defiance(*line, "--format", form)
    assert (code, err) == (0, "")
    assert out.endswith("\n") and not out.endswith("\n\n")
    if form == "json":
        json.loads(out)
    if form == "table":
        assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(defiance, name):
    code, out, _ = defiance(name, "--help")
    assert code == 0 and out.startswith(f"Usage: defiance {name}")


def test_solve_prints_the_contract(defiance):
    code, out, _ = defiance(*MIXED, "--format", "json")
    found = json.loads(out)
    assert code == 0 and found["schema"] == "defiance-games/solution/1" and found["complete"] is True
    (only,) = found["equilibria"]
    assert only["strategies"]["Official"]["D"] == "k/a" and only["verified"] is True


def test_numeric_prints_floats(defiance):
    _, out, _ = defiance(*MIXED, "--defaults", "--numeric", "--format", "json")
    assert json.loads(out)["equilibria"][0]["strategies"]["Official"]["D"] == 0.25


def test_set_is_exact_and_defaults_do_the_rest(defiance):
    _, out, _ = defiance(*MIXED, "--set", "k=0.1", "--defaults", "--format", "json")
    found = json.loads(out)
    assert found["values"]["k"] == "1/10" and found["free"] == []
    assert found["equilibria"][0]["strategies"]["Official"]["D"] == "1/20"


def test_defaults_leave_what_is_moved_free(defiance):
    game, form = "inspection_game", ("--defaults", "--format", "json")
    code, out, _ = defiance("table", game, "--vary", "Lambda=4,10", "--outcome", "inspection", *form)
    assert code == 0 and json.loads(out)["blocks"][0]["cells"] == ["1/2", "1/5"]
    code, out, _ = defiance("threshold", game, "--parameter", "Lambda", "--outcome", "U_commit", *form)
    assert code == 0 and set(json.loads(out)["values"]) == {"B", "k", "a", "h"}
    code, out, _ = defiance("statics", game, "--wrt", "k", "--outcome", "defiance", *form)
    assert code == 0 and [row["derivative"] for row in json.loads(out)["rows"]] == ["1/2"]
    line = (
        "statics",
        "exemplary_sanction",
        "--outcome",
        "first_stage.D2_after_defiance",
        "--wrt",
        "h",
        *form,
    )
    code, out, _ = defiance(*line)
    assert code == 0 and [row["sign"] for row in json.loads(out)["rows"]] == ["+"]


def test_ask_prints_the_mapping_itself(defiance):
    line = ("ask", "inspection_game", "nash", "--set", "Lambda=6", "--format", "json")
    assert json.loads(defiance(*line)[1])["p_inspect"] == 0.333333333333
    assert json.loads(defiance(*line, "--exact")[1])["p_inspect"] == "1/3"


def test_ask_says_what_it_used(defiance):
    _, out, _ = defiance("ask", "exemplary_sanction", "first_stage", "--set", "q=1/5")
    assert "values  q = 1/5, h = 2, k_R = -4," in out  # the question's own default of k_R
    assert "defaults of its own" in " ".join(defiance("ask", "--help")[1].split())


def test_alone_it_says_what_to_try(defiance):
    code, out, err = defiance()
    assert (code, err) == (0, "")
    assert out.startswith("Try first: defiance models, then: defiance statics exemplary_sanction\n")
    assert "Usage: defiance [OPTIONS] [COMMAND] [ARGS]..." in out and "threshold" in out


def test_ties_are_printed_where_asked_for(defiance):
    _, short, _ = defiance("solve", "career_calculus")
    _, long, _ = defiance("solve", "career_calculus", "--ties")
    assert "--ties prints" in short and "What follows exists only at ties" in long
    assert len(long.splitlines()) > len(short.splitlines())


def test_a_game_without_propositions_says_so(defiance, tmp_path):
    file = tmp_path / "game.toml"
    defiance("convert", "inspection_game", "-o", file)
    code, out, err = defiance("prove", file)
    assert (code, out) == (2, "")
    assert err == "game.toml declares no propositions. Give a claim about it with --claim.\n"
    assert defiance("prove", file, "--claim", "B < Lambda")[0] == 0


def test_prove_says_what_is_refuted(defiance):
    code, out, _ = defiance("prove", "--claim", "p > 0", "--given", "p >= 0")
    assert code == 1 and "refuted" in out and "p = 0" in out


def test_a_solution_verifies_and_a_changed_one_does_not(defiance, tmp_path):
    file = tmp_path / "solution.json"
    values = ("--set", "k=1/2", "--defaults")
    assert defiance(*MIXED, *values, "--format", "json", "-o", file)[0] == 0
    code, out, _ = defiance("verify", "inspection_game", *values, "--equilibrium", file)
    assert code == 0, out
    changed = json.loads(file.read_text())
    changed["equilibria"][0]["strategies"]["Official"] = {"C": "0", "D": "1"}
    file.write_text(json.dumps(changed))
    code, out, _ = defiance("verify", "inspection_game", *values, "--equilibrium", file)
    assert code == 1 and "Center gains 9/10 by playing I." in out


def test_convert_keeps_the_game(defiance, tmp_path):
    file = tmp_path / "game.toml"
    assert defiance("convert", "inspection_game", "-o", file) == (0, "", "")
    _, expected, _ = defiance(*MIXED, "--format", "csv")
    assert defiance("solve", file, "--format", "csv")[1] == expected


def test_convert_says_what_it_leaves_out(defiance, tmp_path):
    code, out, err = defiance("convert", "inspection_game", "--defaults", "-o", tmp_path / "game.nfg")
    assert (code, out) == (0, "") and "left out: defiance, inspection, caught." in err


@pytest.mark.parametrize(
    "line",
    [
        ("solve",),
        ("statics", "--outcome", "defiance"),
        ("threshold", "--parameter", "h"),
        ("table", "--vary", "h=1:2:2"),
        ("prove",),
    ],
    ids=lambda line: line[0],
)
def test_what_is_undecided_in_time_says_so(defiance, line):
    code, out, err = defiance(line[0], "exemplary_sanction", *line[1:], "--time-limit", "0.05")
    assert (code, err) == (4, "")
    assert "time limit" in out or "undecided" in out


# -- bad usage and bad input --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "line, said",
    [
        (("solv",), "Did you mean 'solve'?"),
        (("solve", "inspection_gam"), "Did you mean 'inspection_game'?"),
        ((*MIXED, "--set", "kk=1"), "kk"),
        ((*MIXED, "--set", "k"), "--set must be NAME=VALUE, got 'k'."),
        ((*MIXED, "--set", "k=1", "--set", "k=2"), "--set gives k twice: 1 and 2."),
        ((*MIXED, "--set", "k=__import__('os')"), "k"),
        ((*MIXED, "--set", "k=nan"), "nan"),
        ((*MIXED, "--formt", "json"), "--format"),
        ((*MIXED, "--format", "jsn"), "json"),
        ((*MIXED, "--time-limit", "0"), "more than 0 seconds"),
        ((*MIXED, "--time-limit", "nan"), "more than 0 seconds"),
        ((*MIXED, "-o", "/no such folder/x.json"), "cannot be written"),
        (("ask", "inspection_game", "nsh"), "Did you mean 'nash'?"),
        (("solve", "no such file.toml"), "no such file.toml"),
        (("prove",), "Give a MODEL, or a --claim."),
        (("prove", "--claim", "p >"), "p >"),
        (("statics", "inspection_game", "--outcome", "defance"), "Did you mean 'defiance'?"),
        (("statics", "inspection_game", "--wrt", "kk"), "kk"),
        (("statics", "inspection_game", "--given", "k > a"), "k"),
        (("statics", "inspection_game", "--given", "zz < 0"), "given: column 1: a name must be declared"),
        (("threshold", "inspection_game", "--parameter", "k", "--given", "zz < 0"), "given: column 1"),
        (("prove", "inspection_game", "--claim", "zz < 0"), "claim: column 1"),
        (("threshold", "inspection_game", "--parameter", "zz"), "zz"),
        (("table", "inspection_game", "--vary", "k=0:1"), "k"),
        (("table", "inspection_game"), "--vary"),
        (("verify", "inspection_game", "--equilibrium", "missing.json"), "missing.json"),
        (("convert", "inspection_game", "-o", "game.pdf"), "pdf"),
    ],
)
def test_bad_input_is_a_sentence(defiance, line, said):
    code, out, err = defiance(*line)
    assert (code, out) == (2, "")
    assert said in err and "Traceback" not in err


def test_all_faults_are_reported_at_once(defiance):
    code, _, err = defiance(*MIXED, "--set", "kk=1", "--set", "hh=2")
    assert code == 2 and "kk" in err and "hh" in err


def test_messages_show_hidden_characters(defiance):
    for line in [
        ("solve", "a\u202eb"),
        ("so\x1b[31mlve",),
        (*MIXED, "--set", "k\u200b=1"),
        (*MIXED, "--\x07bell"),
    ]:
        code, out, err = defiance(*line)
        assert (code, out) == (2, "")
        assert not set(err) & set("\u202e\x1b\u200b\x07")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "{}",
        "1",
        '{"strategies": 1}',
        '{"equilibria": []}',
        '{"strategies": {"Official": {"C": "x("}}}',
        "[" * 100_000,
        '{"strategies": ' + "1" * 5000 + "}",
    ],
)
def test_verify_refuses_what_is_no_equilibrium(defiance, tmp_path, text):
    file = tmp_path / "bad.json"
    file.write_text(text)
    code, out, err = defiance("verify", "inspection_game", "--equilibrium", file)
    assert (code, out) == (2, "") and err and "Traceback" not in err


# -- files, terminals, interruptions ------------------------------------------------------------------
def test_output_is_whole_or_not_at_all(defiance, tmp_path):
    file = tmp_path / "out.csv"
    file.write_text("before")
    assert defiance("solve", "inspection_gam", "-o", file)[0] == 2
    assert file.read_text() == "before"
    assert defiance(*MIXED, "--format", "csv", "-o", file) == (0, "", "")
    assert file.read_text().startswith("equilibrium,") and [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_python_dash_m_works():
    done = shell("--version")
    assert done.returncode == 0 and done.stdout.startswith(b"defiance, version")


def test_completion(defiance):
    code, out, _ = defiance("--completion", "zsh")
    assert code == 0 and "_DEFIANCE_COMPLETE" in out
    completed = shell(
        env={
            **os.environ,
            "_DEFIANCE_COMPLETE": "zsh_complete",
            "COMP_CWORD": "2",
            "COMP_WORDS": "defiance solve insp",
        }
    )
    assert b"inspection_game" in completed.stdout
    completed = shell(
        env={
            **os.environ,
            "_DEFIANCE_COMPLETE": "zsh_complete",
            "COMP_CWORD": "4",
            "COMP_WORDS": "defiance solve inspection_game --set La",
        }
    )
    assert b"Lambda=" in completed.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX pipes")
def test_a_reader_that_leaves_is_no_error():
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "defiance_games", "models"],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(write)
    assert done.returncode == 141 and done.stderr == b""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a POSIX shell")
def test_a_closed_output_is_no_traceback():
    line = f'"{sys.executable}" -m defiance_games solve inspection_game >&-'
    done = subprocess.run(["sh", "-c", line], stderr=subprocess.PIPE, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (141, b"")


def test_output_without_unicode_is_readable():
    done = shell("statics", "inspection_game", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0 and b"\\u" not in done.stdout and b"?" not in done.stdout


def test_interruption_is_polite(monkeypatch, defiance):
    import defiance_games.model

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(defiance_games.model, "load", interrupted)
    code, out, err = defiance(*MIXED)
    assert (code, out) == (130, "") and "Interrupted." in err


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX signals")
def test_work_can_be_interrupted():
    work = subprocess.Popen(
        [sys.executable, "-m", "defiance_games", "prove", "exemplary_sanction"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(2)
    while work.poll() is None:  # an interruption inside a destructor of a library is lost: once more, then
        work.send_signal(signal.SIGINT)
        time.sleep(1)
    out, err = work.communicate(timeout=60)
    assert out == b"" and (b"Traceback" not in err or b"Exception ignored" in err)
    # a solver's native code may take the signal itself, and the process ends by it
    assert work.returncode == -signal.SIGINT or (work.returncode == 130 and b"Interrupted." in err)
