"""A signaling game as a scene of two sides: chance in the middle, a message to each side, replies outward."""

from __future__ import annotations

from .extensive import style
from .layout import END, PAD, paid
from .scene import GAP, SMALL, TEXT, Measure, Scene
from .sketch import Branch, Sketch

FAN, AIR = 30.0, 10.0


def two_sided(sketch: Sketch) -> bool:
    """Whether a sketch has the usual form of a signaling game: two types, two messages, one reply to each."""
    spots = sketch.spots
    types = [spots[b.after] for b in spots[0].branches]
    if not spots[0].chance or len(types) != 2 or any(len(t.branches) != 2 or t.chance for t in types):
        return False
    asked = {tuple(t.branches[m].after for t in types) for m in (0, 1)}
    alike = [b.action for b in types[0].branches] == [b.action for b in types[1].branches]
    replies = [spots[b.after] for pair in asked for k in pair for b in spots[k].branches]
    ends = all(s.payoffs is not None for s in replies)
    return alike and ends and set(sketch.sets) == asked and types[0].owner == types[1].owner


def scene(sketch: Sketch, measure: Measure) -> Scene:
    """Return the scene of a signaling game with two types and two messages; the first goes to the left."""
    at = places(sketch, measure)
    made = Scene(measure)
    for nodes in sketch.sets:
        made.line(*(at[k] for k in nodes), style="set")
    moves = [(k, b) for k, s in enumerate(sketch.spots) for b in s.branches]
    for k, b in sorted(moves, key=lambda move: style(move[1]) != "branch"):
        (x, y), (end, height) = at[k], at[b.after]
        elbow = x if x in (0.0, end) else x + (FAN if end > x else -FAN)
        made.line((x, y), (elbow, height), (end, height), style=style(b))
    _words(made, sketch, at)
    for k, s in enumerate(sketch.spots):
        made.dot(*at[k], "chance" if s.chance else "player" if s.branches else "end")
    return made


def _words(made: Scene, sketch: Sketch, at: list[tuple[float, float]]) -> None:
    root = sketch.spots[0]
    made.write(root.owner, 6, 0, "left", "middle", TEXT, "bold")
    for b in root.branches:
        y = at[b.after][1]
        outward = "above" if y > 0 else "below"
        made.write(b.action, 5, y / 2, "left", "middle", TEXT, "italic")
        made.write(b.odds, -5, y / 2, "right", "middle", SMALL)
        made.write(sketch.spots[b.after].owner, 0, y, "center", outward, TEXT, "bold")
        for message in sketch.spots[b.after].branches:
            _message(made, sketch, message, at)
    for nodes in sketch.sets:
        x = at[nodes[0]][0]
        inward = x - PAD if x > 0 else x + PAD
        owner = sketch.spots[nodes[0]].owner
        made.write(owner, inward, 0, "right" if x > 0 else "left", "middle", TEXT, "bold")


def _message(made: Scene, sketch: Sketch, message: Branch, at: list[tuple[float, float]]) -> None:
    """The words along a message: its name and probability, the belief of who receives it, the replies."""
    (x, y), spot = at[message.after], sketch.spots[message.after]
    side = 1.0 if x > 0 else -1.0
    begin = "left" if side > 0 else "right"
    edge = made.measure(sketch.spots[spot.parent].owner, TEXT, "bold").width / 2
    believed = 0.0 if spot.belief is None else made.measure(("[", spot.belief, "]"), SMALL, "plain").width
    middle = side * (edge + abs(x) - believed) / 2
    made.write(message.action, middle, y, "center", "above", TEXT, "italic")
    if message.odds is not None:
        made.write(message.odds, middle, y, "center", "below", SMALL)
    if spot.belief is not None:
        outward = "above" if y > 0 else "below"
        end = "right" if side > 0 else "left"
        made.write(("[", spot.belief, "]"), x - side * PAD / 2, y, end, outward, SMALL)
    for b in spot.branches:
        far, height = at[b.after]
        made.write(b.action, x + side * (FAN + 1), height, begin, "above", TEXT, "italic")
        if b.odds is not None:
            made.write(b.odds, x + side * (FAN + 1), height, begin, "below", SMALL)
        payoffs = sketch.spots[b.after].payoffs or ()
        made.write(paid(payoffs), far + side * END, height, begin, "middle")


def places(sketch: Sketch, measure: Measure) -> list[tuple[float, float]]:
    """Return the place of each node."""
    spots = sketch.spots
    types = [b.after for b in spots[0].branches]
    length, reach, step, most = 90.0, 0.0, 0.0, 1
    for k in types:
        name = measure(spots[k].owner, TEXT, "bold").width / 2
        for message in spots[k].branches:
            words = measure(message.action, TEXT, "italic").width
            if message.odds is not None:
                words = max(words, measure(message.odds, SMALL, "plain").width)
            asked = spots[message.after]
            belief = 0.0 if asked.belief is None else measure(("[", asked.belief, "]"), SMALL, "plain").width
            receiver = measure(asked.owner, TEXT, "bold").width + 2 * PAD
            chance = measure(spots[0].owner, TEXT, "bold").width + 6
            length = max(length, name + words + belief + 3 * PAD, receiver + chance + 2 * PAD)
            most = max(most, len(asked.branches))
            for b in asked.branches:
                above = measure(b.action, TEXT, "italic")
                below = measure(b.odds, SMALL, "plain") if b.odds is not None else measure("", SMALL, "plain")
                reach = max(reach, above.width + PAD, below.width + PAD)
                payoffs = measure(paid(spots[b.after].payoffs or ()), TEXT, "plain").height
                lines = above.height + GAP + (below.height + GAP if b.odds is not None else 0)
                step = max(step, lines + AIR, payoffs + AIR)
    half = max(58.0, (most - 1) * step / 2 + step)
    at = [(0.0, 0.0)] * len(spots)
    for k, y in zip(types, (half, -half), strict=True):
        at[k] = (0.0, y)
        for message, x in zip(spots[k].branches, (-length, length), strict=True):
            at[message.after] = (x, y)
            replies = spots[message.after].branches
            far = x + (FAN + reach if x > 0 else -FAN - reach)
            for i, b in enumerate(replies):
                at[b.after] = (far, y + ((len(replies) - 1) / 2 - i) * step)
    return at
