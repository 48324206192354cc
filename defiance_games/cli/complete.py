"""What a shell can complete: models and game files, parameters, questions."""

from __future__ import annotations

import os
from typing import Any

import click
from click.shell_completion import CompletionItem, split_arg_string

from ..errors import DefianceError


def files_and_models(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the models of the catalogue, then the files."""
    from ..model import models

    found = [CompletionItem(name) for name in models() if name.startswith(incomplete)]
    return [*found, CompletionItem(incomplete, type="file")]


def parameters_of_model(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return ``NAME=`` for each parameter of the MODEL already typed."""
    model = _model(ctx)
    items = [] if model is None else [CompletionItem(f"{p.name}=", help=p.meaning) for p in model.parameters]
    return [item for item in items if item.value.startswith(incomplete)]


def names_of_parameters(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the names of the parameters of the MODEL already typed."""
    model = _model(ctx)
    return [] if model is None else [p.name for p in model.parameters if p.name.startswith(incomplete)]


def questions_of_model(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the questions of the MODEL already typed."""
    model = _model(ctx)
    return [] if model is None else [q for q in model.questions if q.startswith(incomplete)]


def _model(ctx: click.Context) -> Any:
    """The MODEL typed after the command; click does not tell it while an option awaits its value."""
    from ..model import load

    words = split_arg_string(os.environ.get("COMP_WORDS", ""))
    typed = words[words.index(ctx.info_name) + 1 :] if ctx.info_name in words else []
    name = ctx.params.get("model") or next((w for w in typed if not w.startswith("-")), None)
    try:
        return load(name) if isinstance(name, str) else None
    except (DefianceError, OSError):
        return None
