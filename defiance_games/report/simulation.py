"""A simulation as a page: the summary at the end, and the path at some periods."""

from __future__ import annotations

from typing import Any

from .page import Block, Cell, Grid, Heading, Note, Page, fields, values

LINES = 11  # periods that a page shows


def page(simulation: Any) -> Page:
    """Return the page of a simulation."""
    table = simulation.table
    runs = len(simulation.paths)
    several = f", {simulation.runs} runs" if simulation.runs > 1 else ""
    about: list[tuple[str, Cell]] = [
        ("values", values(simulation.values)),
        *simulation.choices.items(),
        ("graph", simulation.graph),
        ("seed", f"{simulation.seed}{several}"),
    ]
    blocks: list[Block] = [Heading(f"{simulation.model}: simulation ({simulation.process})", 1)]
    blocks += [Note(note) for note in simulation.notes]
    blocks += fields(about)
    if not simulation.complete:
        done = f"{table[-1]['period']} of {simulation.periods} periods" if table else "no period"
        whole = f"{runs} of {simulation.runs} runs" if simulation.runs > 1 and runs > 1 else done
        blocks.append(Note(f"Interrupted: what follows is of {whole}."))
    if not table:
        return Page(tuple(blocks))
    field = "mean_field" in table[0]
    blocks.append(_summary(simulation, runs, field))
    blocks.append(_path(simulation, table, field))
    blocks += [Note(sentence) for sentence in _legend(simulation, table, runs, field)]
    return Page(tuple(blocks))


def _summary(simulation: Any, runs: int, field: bool) -> Grid:
    head = ("result", f"mean of {runs} runs" if runs > 1 else "value", *(("mean field",) if field else ()))
    rows = []
    for m in simulation.summary:
        name = m.name if m.runs in (0, runs) else f"{m.name} ({m.runs} of {runs} runs)"
        write = _number if m.name.startswith(("share", "perceived")) else _count
        expected = write(m.mean_field) if write is _count else _expected(m.mean_field, m.sampling_error)
        beside = (expected,) if field else ()
        rows.append((name, write(m.value, m.error), *beside))
    return Grid(head, tuple(rows))


def _path(simulation: Any, table: Any, field: bool) -> Grid:
    learns = "perceived" in table[0]
    head = ["period", "share"]
    head += ["mean field"] if field else []
    head += ["perceived p", "sanctions so far"] if learns else []
    last = len(table) - 1
    rows = []
    for i in dict.fromkeys(round(k * last / (LINES - 1)) for k in range(LINES)):
        at = table[i]
        row = [str(at["period"]), _number(at["share"], at["error"])]
        row += [_expected(at["mean_field"], at["sampling_error"])] if field else []
        row += [_number(at["perceived"]), _count(at["sanctions_total"])] if learns else []
        rows.append(tuple(row))
    return Grid(tuple(head), tuple(rows))


def _legend(simulation: Any, table: Any, runs: int, field: bool) -> list[str]:
    said = [
        f"share: of the localities that are {simulation.acts} in the period. time to half, to all: the first "
        f"period in which that many are; – means not within {table[-1]['period']} periods."
    ]
    if "perceived" in table[0]:
        said[0] += " perceived p: mean over localities of the sanction probability that each expects."
    if runs > 1:
        said.append("± after a mean of runs: its standard error.")
    if field:
        said.append(
            "mean field: what very many localities would show; ± after it: the sampling error, to first "
            f"order: one standard deviation by which a run of {simulation.nodes} localities may be off it by "
            "chance (at most some 40 % too large); – where it is less than one locality."
        )
        if simulation.strays is not None:
            said.append(
                f"From period {simulation.strays} on first order fails (a tipping point is near, or few have "
                "begun), and there is no sampling error: chance may take a run far from the mean field, for "
                "good. --runs 200 shows how far."
            )
    return said


def _number(x: float | None, error: float | None = None) -> str | None:
    """A share or probability."""
    return None if x is None else f"{x:.4f}{_error(error)}"


def _expected(x: float | None, error: float | None) -> str | None:
    """The mean field of a share and its sampling error, or that there is none."""
    return None if x is None else f"{x:.4f} ±{'–' if error is None else f'{error:.2g}'}"


def _count(x: float | None, error: float | None = None) -> str | None:
    """A number of periods or sanctions: whole, or a mean of such."""
    return None if x is None else f"{x:.{0 if x == round(x) else 1}f}{_error(error)}"


def _error(error: float | None) -> str:
    return "" if error is None else f" ±{error:.2g}"


def records(simulation: Any) -> list[dict[str, Any]]:
    """Return a row for each run and period."""
    return [dict(row) for row in simulation.rows]
