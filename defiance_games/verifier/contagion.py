"""Checks when localities begin to defy, from the definition: each is ready just then, and not before.

The counts of a locality are written out from the dates of those whom it watches. Between two dates at which
one of them begins, or is sanctioned for the last time, both counts grow evenly, so that a locality which
stays deterred at both ends of such a stretch is deterred all along it.
"""

from __future__ import annotations

from ..problems.contagion import Contagion, Spread


def faults(problem: Contagion, found: Spread) -> list[str]:
    """Return a sentence for everything that is wrong; an empty list if nothing is.

    >>> pair = Contagion(watches=([1], [0]), sources=[0], tolerance="0.15", prior=(2, 8))
    >>> faults(pair, Spread((0, 4), 4)), faults(pair, Spread((0, 5), 5))
    ([], ['Locality 1 begins in period 5, but is ready to defy after period 3.'])
    """
    n = len(problem.watches)
    if len(found.begins) != n:
        return [f"There must be a date for each of {n} localities, got {len(found.begins)}."]
    wrong = [fault for i in range(n) if (fault := _fault(problem, found.begins, i))]
    dates = [date for date in found.begins if date is not None]
    full = max(dates) if len(dates) == n else None
    if found.full_time != full:
        wrong.append(f"Everybody defies from period {full}, not {found.full_time}.")
    return wrong


def _fault(problem: Contagion, begins: tuple[int | None, ...], i: int) -> str | None:
    date = begins[i]
    if i in problem.sources:
        return None if date == 0 else f"Locality {i} is a source and begins in period 0, not {date}."
    if date is not None and date < 1:
        return f"Locality {i} is no source and cannot begin in period {date}."
    (a, b), tolerance = problem.prior[i], problem.tolerance[i]
    watched = [
        (start, weight, problem.sanctions.get(j, 0))
        for j, weight in problem.watches[i]
        if (start := begins[j]) is not None
    ]

    def ready(period: int) -> bool:
        """Whether it is ready to defy, having seen this period and all before."""
        times = [(max(0, period - start + 1), weight, limit) for start, weight, limit in watched]
        seen = sum(weight * k for k, weight, _ in times)
        sanctioned = sum(weight * min(k, limit) for k, weight, limit in times)
        return (a + sanctioned) / (a + b + seen) < tolerance

    ends = {0} | {d for start, _, limit in watched for d in (start - 1, start + limit - 1)}
    if date is None:
        early = next((d for d in sorted(ends) if d >= 0 and ready(d)), None)
        if early is None and watched and tolerance > 0:
            return f"Locality {i} never begins, but watches defiance that goes unpunished for ever."
    else:
        if not ready(date - 1):
            return f"Locality {i} begins in period {date}, but is not ready to defy after period {date - 1}."
        ends.add(date - 2)
        early = next((d for d in sorted(ends) if 0 <= d <= date - 2 and ready(d)), None)
    if early is None:
        return None
    begun = "never begins" if date is None else f"begins in period {date}"
    return f"Locality {i} {begun}, but is ready to defy after period {early}."
