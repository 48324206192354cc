"""What a judge says: a verdict, and the words of its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import escaped
from ..symbolic.condition import Condition, Region

Conjunction = tuple[Condition, ...]
# where an entry passes (None: undecided), and why it fails elsewhere
Verdict = tuple["bool | Region | None", str]


def listed(labels: Iterable[object], last: str = "and") -> str:
    """Return labels as people list them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    *rest, end = [escaped(label) for label in labels]
    return f"{', '.join(rest)} {last} {end}" if rest else end


def together(reasons: Iterable[str], most: int = 2) -> str:
    """Return the distinct reasons, shortest first and ``most`` at most, as one text.

    >>> together(["A long reason.", "Short.", "Short."])
    'Short. Elsewhere: A long reason.'
    """
    distinct: Sequence[str] = sorted(dict.fromkeys(reasons), key=len)
    return " Elsewhere: ".join(distinct[:most])
