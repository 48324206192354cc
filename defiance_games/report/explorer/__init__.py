"""The page to play with: one HTML file with its style, its script and its data; nothing is fetched.

``page.html``, ``page.css`` and the scripts are files of this folder, put together when a page is written.
What comes from a model or a game file is data: it is written as JSON, shown as text and never read as HTML
or code, and the page's own policy allows no script but the one it was written with.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..page import Block, Fields, Grid, Heading, Note, Page, conditions
from .compile import exact, fast
from .data import data

if TYPE_CHECKING:
    from ...explore import Exploration

SCRIPTS = ("numbers.js", "marks.js", "state.js", "map.js", "curves.js", "point.js", "game.js", "page.js")
COLUMNS = ("parameter", "low", "high", "step", "start")


def html(x: Exploration) -> str:
    """Return the page as HTML, in ASCII."""
    script = _script(x)
    style = _part("page.css")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    text = _part("page.html")
    for name, value in (("title", escape(x.title)), ("policy", policy), ("style", style), ("script", script)):
        text = text.replace(f"<!-- {name} -->", value, 1)
    return text.encode("ascii", "xmlcharrefreplace").decode()


def _script(x: Exploration) -> str:
    found, tables = data(x)
    places = {name: k for k, name in enumerate(x.names)}
    ready = [e for e in tables.expressions if e.symbols <= places.keys()]
    lines = [
        f"const PAGE = JSON.parse({_quoted(json.dumps(found, separators=(',', ':')))});",
        "const FAST = [], EXACT = [];",
    ]
    for e in ready:  # what holds free variables of a continuum is shown and not computed
        lines.append(f"FAST[{tables.expressions[e]}] = v => {fast(e, places)};")
        lines.append(f"EXACT[{tables.expressions[e]}] = v => {exact(e, places)};")
    first, *rest = (_part(name) for name in SCRIPTS)
    return "\n" + "\n".join([first, *lines, *rest])


def _part(name: str) -> str:
    return files(__name__).joinpath(name).read_text("ascii")


def _quoted(text: str) -> str:
    """Text as a string of JavaScript that no HTML reader mistakes for markup."""
    return json.dumps(text).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


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
