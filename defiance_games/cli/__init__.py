"""The command line: ``defiance COMMAND MODEL [options]``.

Each command is one file of this folder and is imported when it is called, so that ``defiance --help``
costs no more than click does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..errors import InputError, NotVerified, TimeLimitReached, UnsupportedError, escaped, nearest

COMMANDS = {
    "models": "List the models of the catalogue.",
    "show": "Describe a model: players, timing, payoffs, parameters, source.",
    "solve": "Print every equilibrium and where it holds.",
    "ask": "Answer one of a model's questions.",
    "prove": "Prove or refute claims: a model's own, or yours.",
    "statics": "Print how outcomes move with parameters: signs with proofs.",
    "threshold": "Print where behavior changes, solved for a parameter.",
    "table": "Print outcomes along a grid of parameters.",
    "dominance": "Print which strategies are dominated, and what is left.",
    "verify": "Check an equilibrium without the solver.",
    "compare": "Compare the accounts of a model, or cases across models.",
    "cite": "Print what to cite for a model and its method, as BibTeX.",
    "simulate": "Run a model on a graph, period by period.",
    "explore": "Write a page to play with: sliders, region map, curves.",
    "dynamics": "Print how two players learn: replicator, fictitious play, logit.",
    "explain": "Print why: each equilibrium, sign or proposition with its proof.",
    "tree": "Draw a game: its tree or its payoff matrix.",
    "plot": "Draw regions, curves, best responses, beliefs, diffusion.",
    "convert": "Write a game in another file format.",
}
BAD_INPUT, UNDECIDED, INTERRUPTED, BROKEN_PIPE = 2, 4, 130, 141
TRY = "Try first: defiance models, then: defiance statics exemplary_sanction"
SHELLS = ("bash", "zsh", "fish")


class Commands(click.Group):
    """The commands of :data:`COMMANDS`, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return import_module(f".{cmd_name}", __name__).command if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"No command '{args[0]}'. {nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_completion(ctx: click.Context, _: click.Parameter, shell: str | None) -> None:
    if shell:
        from click.shell_completion import get_completion_class

        complete = get_completion_class(shell)
        if complete is not None:
            click.echo(complete(ctx.command, {}, "defiance", "_DEFIANCE_COMPLETE").source())
        ctx.exit()


@click.command(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done; 1 a claim was checked and is false; 2 bad usage or input; 3 no equilibrium "
    "found though the search was not complete; 4 undecided within the limits.",
)
@click.version_option(__version__, prog_name="defiance")
@click.option(
    "--completion",
    type=click.Choice(SHELLS),
    callback=_print_completion,
    expose_value=False,
    is_eager=True,
    help='Print what completes commands in a shell: eval "$(defiance --completion bash)".',
)
@click.pass_context
def commands(ctx: click.Context) -> None:
    """Solve games with symbols: every equilibrium as a formula, with the exact region where it holds.

    MODEL is a name of the catalogue (see: defiance models) or a game file.
    """
    if ctx.invoked_subcommand is None:
        click.echo(f"{TRY}\n\n{ctx.get_help()}")


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(args))


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code. What goes wrong is a sentence on standard error."""
    try:
        code = commands.main(args, prog_name="defiance", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        ctx = getattr(error, "ctx", None)
        if ctx is not None:
            say(f"{ctx.get_usage()}\nTry '{ctx.command_path} --help' for help.\n")
        say(f"Error: {error.format_message()}")
        return BAD_INPUT
    except (InputError, UnsupportedError) as error:
        say(str(error))
        return BAD_INPUT
    except NotVerified as error:
        say(f"The answer was refused by the verifier: {error}")
        return UNDECIDED
    except TimeLimitReached as error:
        say(str(error) or "Undecided: the time limit was reached.")
        return UNDECIDED
    except click.Abort:
        say("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    except OSError as error:
        say(f"{error.filename or 'file'}: {error.strerror or error}.")
        return BAD_INPUT


def say(message: str) -> None:
    """Print a message on standard error, with control characters spelled out."""
    click.echo(escaped_lines(message), err=True)


def escaped_lines(message: str) -> str:
    """Return ``message`` with what is not printable spelled out, line by line."""
    return "\n".join(escaped(line) for line in message.split("\n"))
