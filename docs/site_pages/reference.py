"""The reference: pages for the public names of the package, from their docstrings."""

from __future__ import annotations

import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import defiance_games as dg
from defiance_games import diffusion, problems

from . import markdown

_GROUPS = {  # heading -> the modules whose public names it has
    "Verbs": (),  # and all that have no other group
    "Models and games": ("model", "games"),
    "Results": ("solution",),
    "Formulas, conditions, regions": ("symbolic",),
    "Errors": ("errors",),
}
_INTRODUCTION = """\
`import defiance_games as dg` gives every name of the first five tables. A verb takes a model or a game and
returns a result; a result prints itself, and has `to_dict()`, `to_latex()` and `to_pandas()`. Games are also
written in {doc}`files </game-files>`, and every result has a {doc}`JSON form </json>`."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of each public name, and one that lists them."""
    listed: dict[str, dict[str, str]] = {heading: {} for heading in _GROUPS}
    parts = ["# Reference", _INTRODUCTION]
    seen: set[type] = set()
    for name, module in dg._HOME.items():
        thing = getattr(dg, name)
        if inspect.isfunction(thing) and hasattr(dg, name.capitalize()):
            continue  # dg.parameter is on the page of dg.Parameter: file names may not differ in case only
        listed[_heading(module)][name] = _sentence(thing)
        own = [_class(f"{c.__module__}.{c.__qualname__}", c) for c in _classes(thing, seen)]
        yield f"{name}.md", _page(f"dg.{name}", [_public(name), *own])
    listed["Problems that are not finite games"] = {}
    for info in pkgutil.iter_modules(problems.__path__):
        module = import_module(f"{problems.__name__}.{info.name}")
        listed["Problems that are not finite games"][f"problems.{info.name}"] = _sentence(module)
        yield f"problems.{info.name}.md", _page(f"problems.{info.name}", [_module(module, "")])
    listed["Diffusion on graphs"] = {}
    for file in dict.fromkeys(diffusion._HOME.values()):
        module = import_module(f"{diffusion.__name__}.{file}")
        members = ", ".join(name for name, home in diffusion._HOME.items() if home == file)
        listed["Diffusion on graphs"][f"diffusion.{file}"] = _sentence(module)
        yield f"diffusion.{file}.md", _page(f"diffusion.{file}", [_module(module, members)])
    for heading, rows in listed.items():
        table = [f"| {{doc}}`{name}` | {markdown.escaped(says)} |" for name, says in rows.items()]
        parts += [f"## {heading}", "\n".join(["| name | what it is |", "| --- | --- |", *table])]
    names = ["/game-files", "/json", *(name for rows in listed.values() for name in rows)]
    yield "index.md", "\n\n".join(parts) + "\n\n" + markdown.toctree(names)


def _heading(module: str) -> str:
    home = module.partition(".")[0]
    return next((heading for heading, homes in _GROUPS.items() if home in homes), "Verbs")


def _sentence(thing: Any) -> str:
    """The first paragraph of a docstring, without its marks."""
    paragraph = (inspect.getdoc(thing) or "").partition("\n\n")[0]
    return re.sub(r":\w+:`~?([^`]*)`|``", r"\1", " ".join(paragraph.split()))


def _classes(thing: Any, seen: set[type]) -> Iterator[type]:
    """The classes that a function returns, and those that they are made of, where they have no page yet."""
    if inspect.isfunction(thing):
        annotations = [inspect.signature(thing).return_annotation]
    elif is_dataclass(thing):
        annotations = [field.type for field in fields(thing)]
    else:
        return
    home = sys.modules[thing.__module__]
    for name in re.findall(r"\w+", " ".join(map(str, annotations))):
        cls = getattr(home, name, None)
        at_home = inspect.isfunction(thing) or getattr(cls, "__module__", "") == thing.__module__
        if not inspect.isclass(cls) or cls in seen or not at_home or name.startswith("_"):
            continue
        if cls.__module__.startswith(dg.__name__) and name not in dg._HOME:
            seen.add(cls)
            yield cls
            yield from _classes(cls, seen)


def _page(title: str, directives: list[str]) -> str:
    text = "\n\n".join(directives)
    return f"# {markdown.escaped(title)}\n\n```{{eval-rst}}\n{text}\n```\n"


def _public(name: str) -> str:
    thing = getattr(dg, name)
    if inspect.isfunction(thing):
        return f".. autofunction:: defiance_games.{name}"
    maker = name.lower()
    also = f"\n\n.. autofunction:: defiance_games.{maker}" if maker in dg._HOME else ""
    return _class(f"defiance_games.{name}", thing) + also


def _class(path: str, cls: type) -> str:
    if issubclass(cls, BaseException):
        return f".. autoexception:: {path}\n   :show-inheritance:"
    return f".. autoclass:: {path}\n   :members:\n   :inherited-members:"


def _module(module: Any, members: str) -> str:
    return f".. automodule:: {module.__name__}\n   :members: {members}".rstrip()
