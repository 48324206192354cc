"""The page to play with: one HTML file with its style, its script and its data; nothing is fetched.

``page.html``, ``page.css`` and the scripts are files of this folder, put together when a page is written.
What comes from a model or a game file is data: it is written as JSON, shown as text and never read as HTML
or code, and the page's own policy allows no script but the one it was written with.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ...symbolic.condition import Condition, Region
from ...symbolic.expression import Expression
from ..page import Block, Fields, Grid, Heading, Note, Page, conditions
from .compile import exact, fast
from .data import Tables, data

if TYPE_CHECKING:
    from ...explore import Exploration

SCRIPTS = ("numbers.js", "marks.js", "state.js", "map.js", "curves.js", "game.js", "page.js", "selftest.js")
COLUMNS = ("parameter", "low", "high", "step", "start")
Point = Mapping[str, Fraction]


def html(x: Exploration, points: Sequence[Point] = ()) -> str:
    """Return the page as HTML, in ASCII; opened at ``#selftest`` it checks itself at ``points``."""
    script = _script(x, points)
    style = _part("page.css")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    text = _part("page.html")
    for name, value in (("title", escape(x.title)), ("policy", policy), ("style", style), ("script", script)):
        text = text.replace(f"<!-- {name} -->", value, 1)
    return text.encode("ascii", "xmlcharrefreplace").decode()


def _script(x: Exploration, points: Sequence[Point]) -> str:
    found, tables = data(x)
    places = {name: k for k, name in enumerate(x.names)}
    ready = [e for e in tables.expressions if e.symbols <= places.keys()]
    lines = [f"const DATA = {_json(found)};", "const FAST = [], EXACT = [];"]
    for e in ready:  # what holds free variables of a continuum is shown and not computed
        lines.append(f"FAST[{tables.expressions[e]}] = v => {fast(e, places)};")
        lines.append(f"EXACT[{tables.expressions[e]}] = v => {exact(e, places)};")
    lines.append(f"const CHECKS = {_json(_checks(x, tables, points))};")
    first, *rest = (_part(name) for name in SCRIPTS)
    return "\n" + "\n".join([first, *lines, *rest])


def _checks(x: Exploration, tables: Tables, points: Sequence[Point]) -> list[Any]:
    """Python's own values at the points, for the page to compare with."""
    names = frozenset(x.names)
    ready = [(k, e) for e, k in tables.expressions.items() if e.symbols <= names]
    rows = []
    for point in points:
        values = [[k, _at(e, point)] for k, e in ready]
        here = [k for k, e in enumerate(x.entries) if _holds(e.equilibrium.region, point)]
        rows.append([[str(point[n]) for n in x.names], values, here])
    return rows


def _holds(region: Region, point: Point) -> bool:
    """Whether the point lies in the region; a condition that has no value there does not hold."""
    return any(all(_true(c, point) for c in d) for d in region.disjuncts)


def _true(c: Condition, point: Point) -> bool:
    try:
        return c.holds(point)
    except (ZeroDivisionError, ValueError, OverflowError):
        return False


def _at(e: Expression, point: Point) -> str | float | None:
    try:
        value = e.evaluate(point)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return str(value) if isinstance(value, Fraction) else value


def _part(name: str) -> str:
    return files(__name__).joinpath(name).read_text("ascii")


def _json(value: Any) -> str:
    """Data as JavaScript that no HTML reader mistakes for markup."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def page(x: Exploration, ties: bool = False) -> Page:
    """Return what the page holds, for other formats than HTML."""
    blocks: list[Block] = [Heading(x.title, 1)]
    if x.solution is not None:
        said = f"{len(x.entries)} equilibria. {x.solution.status.value}"
        blocks.append(Note(said))
    rows = tuple((s.name, s.low, s.high, s.step, s.start) for s in x.sliders)
    blocks.append(Grid(COLUMNS, rows))
    about = [("domain", conditions(x.domain, "everything")), ("curves", ", ".join(c.name for c in x.curves))]
    return Page((*blocks, Fields(tuple(about)), Note("The page itself: -o page.html.")))


def records(x: Exploration) -> list[dict[str, Any]]:
    """Return one flat row for each parameter that can be moved."""
    return [dict(zip(COLUMNS, (s.name, s.low, s.high, s.step, s.start))) for s in x.sliders]
