"""Trees: reading, subgame perfection, and Nash equilibria against Gambit's exact enumeration."""

from __future__ import annotations

import importlib.util
import random
import time
from collections.abc import Iterator
from typing import Any

import defiance_games as dg
from defiance_games.games.files import efg
from defiance_games.solvers import nash

from .measure import line, seconds


def figures(smoke: bool) -> Iterator[str]:
    """Yield a line a figure."""
    depth = 10 if smoke else 16  # 2,047 nodes; 131,071
    text = perfect_information(depth)
    nodes = 2 ** (depth + 1) - 1
    took, game = seconds(lambda: efg.loads(text), 1)
    target = "" if smoke else "5 s"
    yield line(f"reading an .efg of {nodes:,} nodes", f"{took:.2f} s", target)
    took, found = seconds(lambda: dg.solve(game, concept="subgame-perfect"), 1)
    yield line(f"perfect information, {nodes:,} nodes: {found.status.word}", f"{took:.2f} s", target)
    count = 3 if smoke else 20
    trees = [signaling(seed, 3, 2, 2) for seed in range(count)]
    ours, equilibria = seconds(lambda: [_entries(t) for t in trees], 1)
    yield line(f"all Nash equilibria of {count} two-player trees: {sum(equilibria)}", f"{ours:.2f} s")
    if importlib.util.find_spec("pygambit"):
        gambit = importlib.import_module("pygambit")
        theirs, profiles = 0.0, 0
        for tree in trees:
            peer = gambit.read_efg(_stream(tree))
            start = time.perf_counter()
            profiles += len(gambit.nash.enummixed_solve(peer, rational=True).equilibria)
            theirs += time.perf_counter() - start
        what = f"the same in Gambit, exact: {profiles} profiles; time here / there"
        yield line(what, f"{ours / theirs:.2f} x", "1 x")


def _entries(text: str) -> int:
    return len(nash.propose(efg.loads(text)).equilibria)


def _stream(text: str) -> Any:
    import io

    return io.BytesIO(text.encode())


def perfect_information(depth: int) -> str:
    """A binary tree in which two players alternate and no payoff comes twice, as the text of an .efg file."""
    draw = random.Random(1)
    worth = [list(range(2**depth)) for _ in range(2)]
    for values in worth:
        draw.shuffle(values)
    lines, ends, sets = ['EFG 2 R "perfect information" { "A" "B" }'], 0, [0, 0]
    stack = [0]
    while stack:
        level = stack.pop()
        if level == depth:
            ends += 1
            lines.append(f't "" {ends} "" {{ {worth[0][ends - 1]}, {worth[1][ends - 1]} }}')
            continue
        player = level % 2
        sets[player] += 1
        lines.append(f'p "" {player + 1} {sets[player]} "" {{ "l" "r" }} 0')
        stack += [level + 1, level + 1]
    return "\n".join(lines)


def signaling(seed: int, types: int, messages: int, replies: int) -> str:
    """A sender-receiver tree with random payoffs, as the text of an .efg file."""
    draw = random.Random(seed)
    chance = " ".join(f'"t{t}" 1/{types}' for t in range(types))
    lines, ends = [f'EFG 2 R "signaling" {{ "S" "R" }}\n\nc "" 1 "" {{ {chance} }} 0'], 0
    for t in range(types):
        sent = " ".join(f'"m{m}"' for m in range(messages))
        lines.append(f'p "" 1 {t + 1} "" {{ {sent} }} 0')
        for m in range(messages):
            given = " ".join(f'"a{a}"' for a in range(replies))
            lines.append(f'p "" 2 {m + 1} "" {{ {given} }} 0')
            for _ in range(replies):
                ends += 1
                lines.append(f't "" {ends} "" {{ {draw.randrange(100)}, {draw.randrange(100)} }}')
    return "\n".join(lines)
