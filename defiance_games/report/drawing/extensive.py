"""A tree as a scene: it grows to the right; branches fork and then run level, with their names on them."""

from __future__ import annotations

from .layout import END, PAD, Layout, laid_out, paid
from .scene import SMALL, TEXT, Measure, Scene
from .sketch import Branch, Sketch


def scene(sketch: Sketch, measure: Measure) -> Scene:
    """Return the scene of a tree: nodes, branches, dashed information sets, beliefs, payoffs."""
    return drawn(sketch, laid_out(sketch, measure), measure)


def drawn(sketch: Sketch, at: Layout, measure: Measure) -> Scene:
    """Return the scene of a tree whose nodes have their places."""
    made = Scene(measure)
    for nodes in sketch.sets:
        made.line(*((at.x[k], at.y[k]) for k in nodes), style="set")
    moves = [(k, b) for k, s in enumerate(sketch.spots) for b in s.branches]
    for k, b in sorted(moves, key=lambda move: style(move[1]) != "branch"):
        fork = at.fork[at.level[k] + 1]
        here, there = (at.x[k], at.y[k]), (at.x[b.after], at.y[b.after])
        made.line(here, (fork, there[1]), there, style=style(b))
    for _, b in moves:
        fork = at.fork[at.level[sketch.spots[b.after].parent] + 1]
        made.write(b.action, fork + 1, at.y[b.after], "left", "above", TEXT, "italic")
        if b.odds is not None:
            made.write(b.odds, fork + 1, at.y[b.after], "left", "below", SMALL)
    for k, s in enumerate(sketch.spots):
        x, y = at.x[k], at.y[k]
        made.dot(x, y, kind(sketch, k))
        column = min(at.x[j] for j, level in enumerate(at.level) if level == at.level[k])
        edge = column - PAD / 2
        if at.named[k]:
            made.write(s.owner, edge, y, "right", "above", TEXT, "bold")
        if s.belief is not None:
            made.write(("[", s.belief, "]"), edge, y, "right", "below", SMALL)
        if s.payoffs is not None:
            made.write(paid(s.payoffs), x + END, y, "left", "middle")
    return made


def kind(sketch: Sketch, k: int) -> str:
    """What kind of node it is: player, chance or end."""
    s = sketch.spots[k]
    if not s.branches:
        return "end"
    return "chance" if s.chance else "player"


def style(b: Branch) -> str:
    """How a branch is drawn: played on the path of play, played off it, or not."""
    return "played" if b.reached else "planned" if b.played else "branch"
