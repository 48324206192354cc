"""A learning dynamic as a page: the path at some periods, its average, and the equilibria."""

from __future__ import annotations

from typing import Any

from .page import Block, Cell, Grid, Heading, Note, Page, fields, values

FIRST, LINES = 10, 11  # a page shows the first periods one by one, and so many over the whole path
NOTABLE = 0.01  # a peak is so much above the average
_ABOUT = {
    "replicator": "Shares in two large populations. A strategy grows at the rate by which its payoff exceeds "
    "the mean payoff of its population.",
    "fictitious-play": "How often each strategy has been played so far. Every period each player plays a "
    "best reply to these frequencies of the other; ties are drawn.",
    "logit": "How often each strategy has been played so far. Every period each player plays a noisy best "
    "reply to these frequencies of the other: a strategy is drawn with a probability proportional to "
    "exp(payoff/noise).",
}


def page(dynamics: Any) -> Page:
    """Return the page of a dynamic."""
    about: list[tuple[str, Cell]] = [("values", values(dynamics.values))]
    if dynamics.kind != "replicator":
        about.append(("seed", str(dynamics.seed)))
    if dynamics.noise is not None:
        about.append(("noise", f"{dynamics.noise:g}"))
    head = ("period", *(f"{player}: {s}" for player, row in dynamics.end.items() for s in row))
    last = len(dynamics.path) - 1
    evenly = (round(i * last / (LINES - 1)) for i in range(LINES))
    shown = sorted({*range(min(FIRST, last) + 1), *evenly})
    rows = [(str(t), *_numbers(dynamics.path[t])) for t in shown]
    rows.append(("average", *_numbers(dynamics.average)))
    rows += [("equilibrium", *_numbers(e)) for e in dynamics.equilibria]
    blocks: list[Block] = [Heading(f"{dynamics.model}: {dynamics.kind}", 1), Note(_ABOUT[dynamics.kind])]
    blocks += fields(about)
    blocks.append(Grid(head, tuple(rows)))
    more = "average: over all periods. "
    if not dynamics.equilibria:
        more += "No isolated Nash equilibrium was found, within seconds, to compare with."
    else:
        more += "equilibrium: each isolated Nash equilibrium, for comparison."
    turn = _turn(dynamics) if dynamics.kind == "replicator" else None
    if turn and 2 * last > turn * (LINES - 1):
        more += (
            f" The path goes around about every {turn:.3g} periods, so that the later rows, "
            f"{last / (LINES - 1):.3g} apart, do not show its course."
        )
    if any(", " in s for row in dynamics.end.values() for s in row):
        more += (
            " A strategy that is a list says what the player does at each of its information sets, in order."
        )
    blocks.append(Note(more))
    return Page(tuple(blocks))


def _turn(dynamics: Any) -> float | None:
    """Periods from one peak of the first share to the next, on average; None where there are not three."""
    player, row = next(iter(dynamics.average.items()))
    strategy, mean = next(iter(row.items()))
    x = [state[player][strategy] for state in dynamics.path]
    peaks = [t for t in range(1, len(x) - 1) if x[t - 1] < x[t] >= x[t + 1] and x[t] > mean + NOTABLE]
    return (peaks[-1] - peaks[0]) / (len(peaks) - 1) if len(peaks) > 2 else None


def _numbers(state: Any) -> list[str]:
    return [f"{x:.4f}" for row in state.values() for x in row.values()]


def records(dynamics: Any) -> list[dict[str, Any]]:
    """Return a row for each period."""
    return [
        {"period": t} | {f"{player}: {s}": x for player, row in state.items() for s, x in row.items()}
        for t, state in enumerate(dynamics.path)
    ]
