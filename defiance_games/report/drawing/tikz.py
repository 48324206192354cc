"""A tree as source for TeX: TikZ with the package istgame, every node where the layout puts it.

istgame draws a tree as simple trees of one node and its branches; here each branch has the distances of its
own that the layout gives it. Branches fork and then run level, as in the pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..latex import cell as tex
from ..page import Cell
from .extensive import style
from .frame import NARROW, Words
from .layout import Layout, laid_out, paid
from .measure import rough
from .scene import TEXT
from .signaling import FAN, places, two_sided
from .sketch import Branch, Sketch

_HEAD = r"""\setistmathTF000
\setistgamefontsize{\small}
\newcommand*\fork{0pt}
\tikzset{edge from parent path={(\tikzparentnode)
    -- ([xshift=\fork]\tikzparentnode |- \tikzchildnode) -- (\tikzchildnode)},
  played/.style={line width=1.6pt,draw=blue!60!black}, planned/.style={line width=1.6pt}}"""
_STYLES = {"branch": "", "played": "played", "planned": "planned"}


def document(body: str, width: float, height: float, packages: Sequence[str]) -> str:
    """Return a whole document of one page around ``body``; sizes in points."""
    used = "\n".join(rf"\usepackage{{{name}}}" for name in packages)
    size = f"paperwidth={width + 80:.0f}bp,paperheight={height + 80:.0f}bp,margin=30bp"
    return rf"""\documentclass{{article}}
\usepackage[T1]{{fontenc}}
\usepackage{{amsmath}}
{used}
\usepackage[{size}]{{geometry}}
\pagestyle{{empty}}
\begin{{document}}
\noindent
{body}
\end{{document}}
"""


def tree(sketch: Sketch, words: Words) -> str:
    r"""Return the istgame environment of a tree or a signaling game, to \input in a paper.

    >>> from .sketch import Branch, Spot
    >>> root = Spot("A", branches=(Branch("in", 1), Branch("out", 2)))
    >>> drawn = Sketch((root, Spot(parent=0, payoffs=(1,)), Spot(parent=0, payoffs=(0,))), (), ("A",))
    >>> source = tree(drawn, Words("", ()))
    >>> source.count(r"\istroot"), source.count(r"\istb"), source.count(r"\endist")
    (1, 2, 1)
    """
    lines = ["% \\usepackage{istgame} and \\usepackage{amsmath}", r"\begin{istgame}", _HEAD]
    lines += _two_sided(sketch) if two_sided(sketch) else _growing(sketch, laid_out(sketch, rough))
    for nodes in sketch.sets:
        lines += [rf"\xtInfoset[dashed](n{a})(n{b})" for a, b in zip(nodes, nodes[1:])]
    lines.append(r"\end{istgame}")
    notes = [tex(note) for note in words.notes]
    heading = [rf"\textbf{{{tex(words.heading)}}}\par\medskip"] if words.heading else []
    small = [rf"\par\medskip{{\footnotesize\raggedright {r' '.join(notes)}\par}}"] if notes else []
    return "\n".join([*heading, *lines, *small])


def extent(sketch: Sketch) -> tuple[float, float]:
    """Return about how wide and high the drawing of a tree becomes, in points."""
    if two_sided(sketch):
        found = places(sketch, rough)
        xs, ys = zip(*found, strict=True)
    else:
        placed = laid_out(sketch, rough)
        xs, ys = placed.x, placed.y
    paying = [(x, s.payoffs) for x, s in zip(xs, sketch.spots, strict=True) if s.payoffs]
    ends = [abs(x) + rough(paid(payoffs), TEXT, "plain").width for x, payoffs in paying]
    width = 2 * max(ends) if two_sided(sketch) else max([*ends, 0.0]) + 60
    return max(width, NARROW), max(ys) - min(ys) + 140


# -- trees --------------------------------------------------------------------------------------------
def _growing(sketch: Sketch, at: Layout) -> Iterator[str]:
    for k, s in enumerate(sketch.spots):
        if not s.branches:
            continue
        shape = "[chance node]" if s.chance else ""
        fork = at.fork[at.level[k] + 1] - at.x[k]
        yield rf"\renewcommand*\fork{{{fork:.1f}pt}}"
        yield rf"\istroot'[east](n{k})({at.x[k]:.1f}pt,{at.y[k]:.1f}pt){shape}"
        for i, b in enumerate(s.branches):
            along, aside = at.x[b.after] - at.x[k], at.y[k] - at.y[b.after]
            yield _branch(sketch, b, along, _apart(aside, i, len(s.branches)), "right")
        yield r"\endist"
        edge = min(at.x[j] for j, level in enumerate(at.level) if level == at.level[k])
        place = f"n{k}" if edge == at.x[k] else f"{edge:.1f}pt,{at.y[k]:.1f}pt"
        if at.named[k]:
            yield rf"\xtOwner*({place}){{{_owner(s.owner)}}}[above left]"
        if s.belief is not None:
            yield rf"\xtOwner*({place}){{{_belief(s.belief)}}}[below left]"


def _apart(aside: float, i: int, n: int) -> float:
    """The distance between siblings that puts branch ``i`` of ``n`` at ``aside``."""
    place = i + 1 - (n + 1) / 2
    return aside / place if place else 0.0


def _branch(sketch: Sketch, b: Branch, along: float, apart: float, side: str, fork: str = "pos=0") -> str:
    """One branch: where it goes, how it is drawn, its name above it, its probability below, what it pays."""
    spot = sketch.spots[b.after]
    pays = "" if spot.payoffs is None else rf"{{{tex(paid(spot.payoffs))}}}[{side}]"
    where = f"<level distance={along:.1f}pt,sibling distance={apart:.1f}pt>"
    name = rf"{{{_action(b.action)}}}[above {side},{fork},inner sep=2pt]"
    pen = f"[{_STYLES[style(b)]}]"
    if b.odds is None:
        return rf"  \istb{where}{pen}{name}{pays}"
    odds = rf"{{{_small(b.odds)}}}[below {side},{fork},inner sep=2pt]"
    return rf"  \istB{where}{pen}{name}{odds}{pays}"


def _owner(name: str) -> str:
    return rf"\textbf{{{tex(name)}}}"


def _action(name: str) -> str:
    return rf"\textit{{{tex(name)}}}"


def _small(cell: Cell) -> str:
    return rf"\footnotesize {tex(cell)}"


def _belief(cell: Cell) -> str:
    return rf"\footnotesize [{tex(cell)}]"


# -- signaling games ----------------------------------------------------------------------------------
def _two_sided(sketch: Sketch) -> Iterator[str]:
    at, spots = places(sketch, rough), sketch.spots
    yield rf"\istroot[north](n0)(0pt,0pt)[chance node]<right>{{{_owner(spots[0].owner)}}}\endist"
    for b in spots[0].branches:
        y = at[b.after][1]
        grow, outward = ("north", "above") if y > 0 else ("south", "below")
        yield r"\renewcommand*\fork{0pt}"
        yield rf"\istroot[{grow}](c{b.after})(n0)[chance node]"
        yield rf"  \istb<level distance={abs(y):.1f}pt>[{_STYLES[style(b)]}]"
        yield r"\endist"
        name = _owner(spots[b.after].owner)
        for message in spots[b.after].branches:
            side = "right" if at[message.after][0] > 0 else "left"
            root = f"n{b.after}" if side == "right" else f"m{b.after}"
            owner = name if side == "right" else ""
            edge = 0.6 * len(spots[b.after].owner) * 5 + 6
            yield rf"\renewcommand*\fork{{{edge if side == 'right' else -edge:.1f}pt}}"
            grow = "east" if side == "right" else "west"
            yield rf"\istroot[{grow}]({root})(0pt,{y:.1f}pt)<{outward}>{{{owner}}}"
            yield _branch(sketch, message, abs(at[message.after][0]), 0.0, side)
            yield r"\endist"
            yield from _replies(sketch, message, at, side)
        yield rf"\xtActionLabel*(n0)(n{b.after}){{{_action(b.action)}}}[r]"
        yield rf"\xtActionLabel*(n0)(n{b.after}){{{_small(b.odds)}}}[l]"
    for nodes in sketch.sets:
        side = "left" if at[nodes[0]][0] > 0 else "right"
        yield rf"\xtInfosetOwner*(n{nodes[0]})(n{nodes[-1]}){{{_owner(spots[nodes[0]].owner)}}}[{side}]"


def _replies(sketch: Sketch, message: Branch, at: list[tuple[float, float]], side: str) -> Iterator[str]:
    k = message.after
    x, y = at[k]
    grow, swap, fork = ("east", "'", FAN) if side == "right" else ("west", "", -FAN)
    yield rf"\renewcommand*\fork{{{fork:.1f}pt}}"
    yield rf"\istroot{swap}[{grow}](n{k})({x:.1f}pt,{y:.1f}pt)"
    branches = sketch.spots[k].branches
    for i, b in enumerate(branches):
        along, aside = abs(at[b.after][0] - x), y - at[b.after][1]
        yield _branch(sketch, b, along, _apart(aside, i, len(branches)), side)
    yield r"\endist"
    belief = sketch.spots[k].belief
    if belief is not None:
        outward = "above" if y > 0 else "below"
        inward = "left" if side == "right" else "right"
        yield rf"\xtOwner*(n{k}){{{_belief(belief)}}}[{outward} {inward}]"
