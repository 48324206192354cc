"""A dose that is adjusted step by step to the act that it provokes.

In each period somebody answers dose z_t with an act a(z_t), and the dose is changed by the step of that act,
z_{t+1} = z_t + step(a(z_t)); where that would leave the open interval ``within``, the dose stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Zigzag:
    """Doses and acts by period; ``cycle`` are the two doses that the last period has entered, each of which
    leads to the other, else None.
    """

    doses: tuple[Fraction, ...]
    acts: tuple[str, ...]
    cycle: tuple[Fraction, Fraction] | None


def zigzag(
    act: Callable[[Fraction], str],
    steps: Mapping[str, Fraction],
    dose: Fraction,
    periods: int,
    within: tuple[Fraction, Fraction],
) -> Zigzag:
    """Return the doses and acts of ``periods`` periods, exact; an act without a step leaves the dose.

    >>> half = Fraction(1, 2)
    >>> path = zigzag(lambda z: "freeze" if z <= half else "frenzy",
    ...               {"freeze": Fraction(1, 4), "frenzy": Fraction(-1, 4)}, Fraction(1, 4), 4, (0, 1))
    >>> path.acts, path.cycle
    (('freeze', 'freeze', 'frenzy', 'freeze'), (Fraction(1, 2), Fraction(3, 4)))
    """
    doses: list[Fraction] = []
    acts: list[str] = []
    low, high = within
    for _ in range(periods + 2):  # two more, to see whether the last one comes back
        doses.append(dose)
        acts.append(act(dose))
        moved = dose + steps.get(acts[-1], 0)
        dose = moved if low < moved < high else dose
    last, other, again = doses[-3:]
    cycle = (min(last, other), max(last, other)) if last == again != other else None
    return Zigzag(tuple(doses[:periods]), tuple(acts[:periods]), cycle)
