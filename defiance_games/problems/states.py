"""Problems with states that one side knows: what is read alike for all of them."""

from __future__ import annotations

from typing import Any

from ..symbolic.exact import exact_row, exact_table, names_of


def read_states(problem: Any, *tables: str) -> tuple[list[str], dict[str, Any]]:
    """Return the faults of a problem's states, prior, actions and ``tables`` of payoffs, and these as read.

    A table has a row for each state, with a number for each action; a prior is positive and sums to one.
    """
    kind, faults = problem.kind, list[str]()
    states = names_of(problem.states, f"{kind}: states", faults)
    actions = names_of(problem.actions, f"{kind}: actions", faults)
    prior = exact_row(problem.prior, f"{kind}: prior", faults, len(states))
    payoffs = {
        name: exact_table(getattr(problem, name), f"{kind}: {name}", faults, states, len(actions))
        for name in tables
    }
    if not faults:
        if any(p <= 0 for p in prior):
            faults.append(f"{kind}: prior: must be positive, got {', '.join(map(str, prior))}.")
        if sum(prior) != 1:
            faults.append(f"{kind}: prior: must sum to 1, got {sum(prior)}.")
    return faults, {"states": states, "actions": actions, "prior": prior, **payoffs}
