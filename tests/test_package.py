"""The package as a whole: light imports, public names, one version, a README that tells the truth."""

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import defiance_games as dg

ROOT = Path(__file__).parent.parent
HEAVY = ("numpy", "scipy", "sympy", "z3", "flint", "cvc5", "rich", "pandas", "matplotlib", "nashpy")


def loaded_by(*arguments):
    """Names of the heavy libraries that a fresh interpreter has loaded at its end."""
    show = f"import atexit, sys; atexit.register(lambda: print('loaded', *({HEAVY} & sys.modules.keys())))"
    code = show.replace(str(HEAVY), f"set({HEAVY})") + "; " + arguments[0]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "code",
    [
        "import defiance_games",
        "import defiance_games as dg; dg.load('exemplary_sanction').at()",
        "import defiance_games.cli as c; c.run(['--help'])",
        "import defiance_games.cli as c; c.run(['solve', '--help'])",
    ],
)
def test_light_things_load_no_heavy_library(code):
    assert loaded_by(code) == []


def test_every_public_name_is_there():
    for name in dir(dg):
        assert getattr(dg, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        dg.nonsense  # noqa: B018


@pytest.mark.parametrize(
    "name", ["solve", "verify", "statics", "threshold", "table", "prove", "models", "convert"]
)
def test_a_verb_stays_a_verb_after_its_file_is_imported(name):
    importlib.import_module(f"defiance_games.{name}")
    assert callable(getattr(dg, name))


def test_the_version_is_said_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"]
    assert f"## {dg.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_models_are_discovered():
    files = {p.stem for p in (ROOT / "defiance_games" / "models").glob("*.py") if not p.stem.startswith("_")}
    assert set(dg.models()) == files


def test_the_readme_has_its_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.*?)\n```", readme, re.DOTALL)
    assert commands[0].endswith("defiance statics exemplary_sanction")
    assert commands[1].endswith("python -m tests")
    assert all(command.startswith("python3 -m venv") for command in commands[:2])


@pytest.mark.parametrize(
    "text", ["eval(", "exec(", "sympify(", "parse_expr(", "lambdify(", "pickle", "NotImplementedError"]
)
def test_no_text_ever_becomes_code(text):
    found = [
        path.name
        for path in (ROOT / "defiance_games").rglob("*.py")
        if re.search(r"(?<![\w.])" + re.escape(text), path.read_text(encoding="utf-8"))
    ]
    assert found == []
