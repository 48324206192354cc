"""Simplify a union of cells: two-level logic minimisation with an exact oracle.

The same region, with literals dropped or weakened while the conjunction still implies the union, and
conjunctions dropped that the others cover (Espresso's expand and irredundant steps, Brayton et al.
1984, with a decision procedure for the reals in place of Boolean containment).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .oracle import Oracle, conjunctions
from .signs import ANY, ZERO_

Signs = dict[int, int]


def simplified(
    oracle: Oracle,
    union: Sequence[Signs],
    hints: Sequence[int] = (),
    care: Sequence[Signs] = ({},),
    apart: Iterable[int] = (),
) -> list[Signs]:
    """Return a short union of conjunctions equal to ``union`` on the domain (within ``care``).

    ``hints`` are factors in which the answer is likely to be short (those of the closed forms): for each
    conjunction their signs in it are tried in place of its literals; where a factor in ``apart`` is zero
    (the ties that a generic search leaves out) they may say more than the union does.
    """
    inside = _Inside(oracle, care)
    cells = _distinct([{i: m for i, m in d.items() if m != ANY} for d in union])
    if hints and len(cells) > 1:
        generic = [{**d, **{i: d.get(i, ANY) & ~ZERO_ for i in apart}} for d in care]
        cells = _hinted(oracle, _Inside(oracle, generic), cells, hints)
    cells = _joined(cells)
    cells = _distinct([inside.without_implied(d) for d in cells])
    if len(cells) > 1:
        grown: list[Signs] = []
        for k, d in enumerate(cells):
            if not any(_implies(d, g) for g in grown):
                grown.append(_expanded(oracle, inside, d, grown + cells[k:]))
        cells = _irredundant(inside, _distinct(grown))
    cells = [{i: m & oracle.possible_in({}, i) for i, m in d.items()} for d in cells]  # q >= 1 as q = 1
    return sorted(cells, key=lambda d: (len(d), sorted(d.items())))


class _Inside:
    """Containment in a union, within ``care``."""

    def __init__(self, oracle: Oracle, care: Sequence[Signs]):
        self.oracle, self.care = oracle, care

    def __call__(self, d: Signs, union: Sequence[Signs]) -> bool:
        return all(self.oracle.inside_union(both, union) for both in conjunctions([d], self.care))

    def without_implied(self, d: Signs) -> Signs:
        """Drop the literals that the domain, ``care`` and the other literals imply."""
        d = dict(d)
        for i in sorted(d, key=lambda i: _cost(self.oracle, i), reverse=True):
            rest = {j: m for j, m in d.items() if j != i}
            if all(self.oracle.possible_in(both, i) & ~d[i] == 0 for both in conjunctions([rest], self.care)):
                d = rest
        return d


def _distinct(cells: Sequence[Signs]) -> list[Signs]:
    seen: dict[frozenset, Signs] = {}
    for d in cells:
        seen.setdefault(frozenset(d.items()), d)
    unique = list(seen.values())
    return [
        d for d in unique if not any(e is not d and _implies(d, e) and not (_implies(e, d)) for e in unique)
    ]


def _implies(d: Signs, e: Signs) -> bool:
    """Whether d implies e by form."""
    return all(d.get(i, ANY) & ~m == 0 for i, m in e.items())


def _joined(cells: list[Signs]) -> list[Signs]:
    """Join pairs that differ in the sign of one factor only, as long as there are any."""
    work = list(cells)
    merged = True
    while merged:
        merged = False
        table: dict[tuple[int, frozenset], Signs] = {}
        for d in list(work):
            if not any(d is w for w in work):
                continue
            for i in list(d):
                rest = frozenset((j, m) for j, m in d.items() if j != i)
                other = table.get((i, rest))
                if other is not None and other is not d and any(other is w for w in work):
                    union = dict(rest)
                    mask = d[i] | other[i]
                    if mask != ANY:
                        union[i] = mask
                    work = [w for w in work if w is not d and w is not other] + [union]
                    merged = True
                    break
                table[(i, rest)] = d
    return _distinct(work)


def _hinted(oracle: Oracle, inside: _Inside, cells: list[Signs], hints: Sequence[int]) -> list[Signs]:
    """Replace conjunctions by larger ones in the hinted factors that still lie in the union."""
    out: list[Signs] = []
    for d in cells:
        if any((_implies(d, e) or inside(d, [e])) for e in out):
            continue
        candidate = {i: m for i in hints if (m := oracle.possible_in(d, i)) != ANY}
        out.append(candidate if inside(candidate, cells) else d)
    return out


def _cost(oracle: Oracle, index: int) -> tuple[int, int]:
    f = oracle.ring.factors[index]
    return (f.total_degree(), len(f))


def _expanded(oracle: Oracle, inside: _Inside, d: Signs, union: Sequence[Signs]) -> Signs:
    """Drop or weaken literals of d while it stays inside the union."""
    for i in sorted(d, key=lambda i: _cost(oracle, i), reverse=True):
        rest = {j: m for j, m in d.items() if j != i}
        if inside(rest, union):
            d = rest
            continue
        for b in (1, 2, 4):
            if not d[i] & b:
                wider = {**d, i: d[i] | b}
                if wider[i] != ANY and inside(wider, union):
                    d = wider
                    break
    return d


def _irredundant(inside: _Inside, cells: list[Signs]) -> list[Signs]:
    kept = sorted(cells, key=lambda d: -len(d))
    for d in list(kept):
        others = [e for e in kept if e is not d]
        if others and inside(d, others):
            kept = others
    return kept
