"""A page for each command of ``defiance``, from its own help."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from inspect import cleandoc

import click

from defiance_games.cli import COMMANDS, commands

from . import markdown

_KEPT = "\b"  # click: the lines of this paragraph are kept


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of each command, and one that lists them."""
    context = click.Context(commands, info_name="defiance")
    rows = [f"| {{doc}}`{name}` | {markdown.escaped(says)} |" for name, says in COMMANDS.items()]
    table = "\n".join(["| command | what it does |", "| --- | --- |", *rows])
    parts = ["# Commands", _body(commands, context), table, markdown.toctree(COMMANDS)]
    yield "index.md", "\n\n".join(parts)
    for name in COMMANDS:
        command = commands.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        yield f"{name}.md", f"# {name}\n\n{_body(command, inner)}\n"


def _body(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"```text\n{usage}\n```", *_help(command), f"```{{program}} {context.command_path}\n```"]
    parts += [_option(p, context) for p in command.get_params(context) if isinstance(p, click.Option)]
    if command.epilog:
        parts.append(markdown.escaped(command.epilog))
    return "\n\n".join(parts)


def _help(command: click.Command) -> Iterator[str]:
    """The help of a command: paragraphs, and examples as they are typed."""
    for paragraph in cleandoc(command.help or "").split("\n\n"):
        if not paragraph.startswith(_KEPT):
            yield markdown.escaped(" ".join(paragraph.split()))
            continue
        for block in markdown.runs(paragraph.removeprefix(_KEPT).strip("\n").split("\n")):
            text = textwrap.dedent("\n".join(block))
            yield f"```console\n{text}\n```" if block[0].startswith(" ") else markdown.escaped(text)


def _option(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None
    return f"````{{option}} {record[0]}\n{markdown.escaped(record[1])}\n````"
