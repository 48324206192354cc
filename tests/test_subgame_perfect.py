"""Subgame-perfect equilibria: textbook trees, ties, symbols, and random trees against the definition."""

from __future__ import annotations

import itertools
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from peers import FOLDER as PEERS

from defiance_games.games.extensive_form import CHANCE, ExtensiveForm, InformationSet, Node, Result
from defiance_games.games.files import read
from defiance_games.games.tree import Branch, chance, end, move
from defiance_games.solution import Equilibrium, Proposal
from defiance_games.solvers import many_players, nash, subgame_perfect
from defiance_games.symbolic.condition import Parameter, parameter
from defiance_games.symbolic.expression import Expression, number

ROOT = Path(__file__).resolve().parents[1]

Profile = dict[int, tuple[Fraction, ...]]  # information set -> probabilities
GRID = [Fraction(a, b) for a, b in ((0, 1), (1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (1, 1))]


def build(players: Sequence[str], tree: Branch, parameters: Sequence[Parameter] = ()) -> ExtensiveForm:
    return ExtensiveForm.build(players, tree, parameters)


def solved(game: ExtensiveForm, **how: Any) -> Proposal:
    solver = nash if len(game.players) <= 2 else many_players
    return subgame_perfect.propose(game, nash=solver.propose, **how)


def views(game: ExtensiveForm, **how: Any) -> list[tuple[str, str]]:
    """Names and regions."""
    proposal = solved(game, **how)
    assert not proposal.undecided
    return sorted((e.name, str(e.region)) for e in proposal.equilibria)


# -- the definition, in numbers -------------------------------------------------------------------
def worth(game: ExtensiveForm, profile: Profile, start: int) -> list[Fraction]:
    """Expected payoffs from a node on."""
    found: dict[int, list[Fraction]] = {}
    for k in range(game.last[start], start - 1, -1):
        node = game.nodes[k]
        if node.information_set < 0:
            found[k] = [u.value for u in game.payoffs[k]]
        else:
            s = game.information_sets[node.information_set]
            mix = [p.value for p in s.probabilities] if s.player == CHANCE else profile[node.information_set]
            columns = zip(*(found[c] for c in node.children))
            found[k] = [sum((p * u for p, u in zip(mix, c)), Fraction(0)) for c in columns]
    return found[start]


def plans(game: ExtensiveForm, profile: Profile, sets: Sequence[int]) -> Iterator[Profile]:
    """The profile with every pure plan at some information sets."""
    counts = [range(len(game.information_sets[s].actions)) for s in sets]
    for choice in itertools.product(*counts):
        pure = {s: unit(game, s, a) for s, a in zip(sets, choice)}
        yield {**profile, **pure}


def unit(game: ExtensiveForm, s: int, action: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(a == action)) for a in range(len(game.information_sets[s].actions)))


def stable(game: ExtensiveForm, profile: Profile, root: int) -> bool:
    """Whether nobody gains in the subgame at a root by another plan for the whole subgame."""
    within = range(root, game.last[root] + 1)
    here = worth(game, profile, root)
    for player in range(len(game.players)):
        sets = [s for s, x in enumerate(game.information_sets) if x.player == player and x.nodes[0] in within]
        if any(worth(game, other, root)[player] > here[player] for other in plans(game, profile, sets)):
            return False
    return True


def is_perfect(game: ExtensiveForm, profile: Profile) -> bool:
    return all(stable(game, profile, root) for root in game.subgames)


def numbers_of(game: ExtensiveForm, strategies: Any, values: Mapping[str, Any]) -> Profile:
    return {
        s: tuple(Fraction(strategies[game.players[x.player]][x.label][a].evaluate(values)) for a in x.actions)
        for s, x in enumerate(game.information_sets)
        if x.player != CHANCE
    }


def members(
    game: ExtensiveForm, e: Equilibrium, rng: random.Random, parameters: Mapping[str, Any] = {}
) -> Iterator[Profile]:
    """The ends of an entry and some of its other members."""
    for point in e.extreme_points:
        yield numbers_of(game, point, parameters)
    names = list(e.free_variables)
    conditions = [c for cs in e.free_variables.values() for c in cs]
    met = 0
    for _ in range(300 if names else 1):
        values = {**parameters, **{x: rng.choice(GRID) for x in names}}
        if all(c.holds(values) for c in conditions):
            met += 1
            yield numbers_of(game, e.strategies, values)
            if met == 4:
                return


def contains(
    game: ExtensiveForm, e: Equilibrium, profile: Profile, parameters: Mapping[str, Any] = {}
) -> bool:
    """Whether an entry has this profile among its members."""
    values: dict[str, Any] = dict(parameters)
    entries: list[tuple[Expression, Fraction]] = []
    for s, mix in profile.items():
        x = game.information_sets[s]
        written = e.strategies[game.players[x.player]][x.label]
        entries += [(written[a], p) for a, p in zip(x.actions, mix)]
    for formula, p in entries:
        if formula.op == "symbol" and formula.args[0] in e.free_variables:
            if values.setdefault(formula.args[0], p) != p:
                return False
    if set(e.free_variables) - values.keys():
        return False
    if not e.region.contains(parameters):
        return False
    conditions = (c for cs in e.free_variables.values() for c in cs)
    return all(c.holds(values) for c in conditions) and all(f.evaluate(values) == p for f, p in entries)


def some_perfect(game: ExtensiveForm, rng: random.Random, tries: int = 5) -> Iterator[Profile]:
    """Subgame-perfect profiles met by trying mixtures of the grid, from the last subgame to the first."""
    for _ in range(tries):
        profile: Profile = {}
        for s, x in enumerate(game.information_sets):
            if x.player != CHANCE:
                profile[s] = unit(game, s, 0)
        for root in reversed(game.subgames):
            inner = [r for r in game.subgames if root < r <= game.last[root]]
            own = {
                game.nodes[k].information_set
                for k in range(root, game.last[root] + 1)
                if not any(r <= k <= game.last[r] for r in inner) and game.nodes[k].information_set >= 0
            }
            own = {s for s in own if game.information_sets[s].player != CHANCE}
            for _ in range(40):
                profile.update({s: random_mixture(game, s, rng) for s in own})
                if stable(game, profile, root):
                    break
            else:
                break
        else:
            yield dict(profile)


def random_mixture(game: ExtensiveForm, s: int, rng: random.Random) -> tuple[Fraction, ...]:
    n = len(game.information_sets[s].actions)
    if rng.random() < 0.5:
        return unit(game, s, rng.randrange(n))
    k, j = rng.sample(range(n), 2) if n > 1 else (0, 0)
    p = rng.choice(GRID)
    return tuple(Fraction(p * (i == k) + (1 - p) * (i == j)) for i in range(n))


def pure_perfect(game: ExtensiveForm) -> Iterator[Profile]:
    sets = [s for s, x in enumerate(game.information_sets) if x.player != CHANCE]
    return (p for p in plans(game, {}, sets) if is_perfect(game, p))


def agrees(
    game: ExtensiveForm,
    rng: random.Random,
    values: Mapping[str, Any] | None = None,
    proposal: Proposal | None = None,
) -> None:
    """Compare entries with the definition both ways; a game with symbols at some values of them."""
    proposal = proposal or solved(game)
    assert not proposal.undecided
    at = game.with_values(values) if values else game
    here = [e for e in proposal.equilibria if e.region.contains(values or {})]
    assert here
    for e in here:
        for profile in members(at, e, rng, values or {}):
            assert is_perfect(at, profile), (e, e.strategies, e.free_variables, profile)
    for profile in itertools.chain(pure_perfect(at), some_perfect(at, rng)):
        assert any(contains(at, e, profile, values or {}) for e in here), profile


# -- random trees ---------------------------------------------------------------------------------
def random_tree(
    rng: random.Random, players: Sequence[str], depth: int, simultaneous: bool, payoffs: Sequence[Any]
) -> Branch:
    """A tree with payoffs 0, 1, 2; sometimes chance, sometimes two players who move at once."""
    if depth == 0 or rng.random() < 0.15:
        return end(*(rng.choice(payoffs) for _ in players))

    def below(less: int = 1) -> Branch:
        return random_tree(rng, players, max(0, depth - less), simultaneous, payoffs)

    what = rng.random()
    if what < 0.12:
        return chance({"u": ("1/2", below()), "d": ("1/2", below())})
    if simultaneous and what < 0.4 and depth > 1:
        one, two = rng.sample(list(players), 2)
        label = f"set{rng.randrange(10**9)}"
        return move(one, {a: move(two, {b: below(2) for b in "lr"}, at=label) for a in "LR"})
    actions = ["a", "b", "c"][: rng.choice([2, 2, 3])]
    return move(rng.choice(list(players)), {a: below() for a in actions})


def small(game: ExtensiveForm, most: int = 100) -> bool:
    """Whether the referee can list the pure profiles."""
    sizes = (len(s.actions) for s in game.information_sets if s.player != CHANCE)
    return math.prod(sizes) <= most


def random_game(
    rng: random.Random, players: str, simultaneous: bool, payoffs: Sequence[Any] = (0, 1, 2)
) -> ExtensiveForm:
    while True:
        tree = random_tree(rng, players, 3, simultaneous, payoffs)
        if tree.branches:
            game = build(list(players), tree)
            if small(game):
                return game


@pytest.mark.parametrize(
    ("players", "simultaneous", "seed"),
    [
        *(("AB", False, k) for k in range(8)),
        *(("AB", True, k) for k in range(6)),
        *(("ABC", False, k) for k in range(6)),
    ],
)
def test_random_trees_agree_with_the_definition(players: str, simultaneous: bool, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(10):
        agrees(random_game(rng, players, simultaneous), rng)


@pytest.mark.parametrize("seed", range(6))
def test_random_trees_with_symbols_agree_with_the_definition_at_values(seed: int) -> None:
    rng = random.Random(seed)
    numbers = [0, 1, 2, -1, Fraction(1, 2), Fraction(1, 3), 3]
    game = random_game(rng, "AB", seed % 2 == 1, (0, 1, 2, 0, 1, "a", "b", "a + b", "2*a", "1 - a"))
    proposal = solved(game)
    for _ in range(6):
        values = {x: rng.choice(numbers) for x in sorted(game.symbols)}
        agrees(game, rng, values, proposal)


# -- trees with known answers ---------------------------------------------------------------------
def test_entry_game_with_symbols() -> None:
    after = move("Incumbent", {"fight": end("-k", "-f"), "share": end("m", "m")})
    game = build(
        ["Entrant", "Incumbent"],
        move("Entrant", {"out": end(0, 2), "in": after}),
        [parameter("k", "k > 0"), parameter("m", "m > 0"), parameter("f")],
    )
    assert views(game) == [
        ("in, share", "m + f > 0"),
        ("in, {fight, share}", "m + f = 0"),
        ("out, fight", "m + f < 0"),
        ("out, {fight, share}", "m + f = 0"),
        ("{out, in}, {fight, share}", "m + f = 0"),
    ]
    tie = next(e for e in solved(game).equilibria if e.name == "out, {fight, share}")
    assert str(tie.free_variables) == "{'x': (x <= 1, k*x + m*x >= m)}"
    assert [str(p["Incumbent"]["Incumbent:1"]["fight"]) for p in tie.extreme_points] == ["1", "m/(k + m)"]


def test_a_tied_last_mover_decides_for_the_first() -> None:
    last = move("B", {"l": end(3, 0), "r": end(0, 0)})
    game = build(["A", "B"], move("A", {"out": end(1, 1), "in": last}))
    found = {e.name: e for e in solved(game).equilibria}
    assert {n: str(e.free_variables) for n, e in found.items()} == {
        "out, {l, r}": "{'x': (x >= 0, x <= 1/3)}",
        "{out, in}, {l, r}": "{'x': (x >= 0, x <= 1)}",
        "in, {l, r}": "{'x': (x >= 1/3, x <= 1)}",
    }
    assert str(found["{out, in}, {l, r}"].strategies["B"]["B:1"]["l"]) == "1/3"
    assert all(len(e.extreme_points) == 2 for e in found.values())


def test_a_tied_last_mover_with_symbols() -> None:
    last = move("B", {"l": end("a", 0), "r": end(0, 0)})
    tree = move("A", {"out": end("c", 1), "in": last})
    game = build(["A", "B"], tree, [parameter("a", "a > 0"), parameter("c", "c > 0")])
    found = {e.name: (str(e.region), str(e.free_variables)) for e in solved(game).equilibria}
    assert found == {
        "out, {l, r}": ("always", "{'x': (x >= 0, x <= 1, a*x <= c)}"),
        "{out, in}, {l, r}": ("a >= c", "{'x': (x >= 0, x <= 1)}"),
        "in, {l, r}": ("a > c", "{'x': (x <= 1, a*x >= c)}"),
    }


def test_free_variables_that_no_strategy_names_leave_a_region() -> None:
    """Two tied nodes must together make entry worthwhile: the region is a projection of products."""
    one = move("B", {"l": end("a", 0), "r": end(0, 0)})
    two = move("B", {"L": end("b", 0), "R": end(0, 0)})
    both = chance({"u": ("1/2", one), "d": ("1/2", two)})
    game = build(
        ["A", "B"],
        move("A", {"out": end(1, 0), "in": both}),
        [parameter("a", "a > 0"), parameter("b", "b > 0")],
    )
    assert views(game) == [
        ("in, {l, r}, {L, R}", "a + b > 2"),
        ("out, {l, r}, {L, R}", "always"),
        ("{out, in}, {l, r}, {L, R}", "a + b >= 2"),
    ]


def test_ultimatum() -> None:
    offers = {str(k): move("B", {"yes": end(2 - k, k), "no": end(0, 0)}) for k in range(3)}
    game = build(["A", "B"], move("A", offers))
    found = solved(game).equilibria
    assert {e.name for e in found} == {
        "0, {yes, no}, yes, yes",
        "1, {yes, no}, yes, yes",
        "{0, 1}, {yes, no}, yes, yes",
    }
    agrees(game, random.Random(0))


def test_centipede() -> None:
    tree: Branch = end(64, 16)
    for k in range(5, -1, -1):
        big, low = 4 * 2**k, 2**k
        stop = end(big, low) if k % 2 == 0 else end(low, big)
        tree = move("AB"[k % 2], {"stop": stop, "go": tree})
    (only,) = solved(build(["A", "B"], tree)).equilibria
    assert only.name == ", ".join(["stop"] * 6) and only.kind == "pure"


def test_chain_store_with_three_entrants() -> None:
    """Selten (1978): by backward induction every entrant enters and is never fought."""

    def stage(k: int, history: tuple[int, ...]) -> Branch:
        if k == 3:
            entrants = [(1, -1, 2)[h] for h in history]
            return end(sum((5, 0, 2)[h] for h in history), *entrants)
        fought = {"fight": stage(k + 1, (*history, 1)), "share": stage(k + 1, (*history, 2))}
        return move(f"E{k + 1}", {"out": stage(k + 1, (*history, 0)), "in": move("Store", fought)})

    (only,) = solved(build(["Store", "E1", "E2", "E3"], stage(0, ()))).equilibria
    assert only.kind == "pure"
    for player, sets in only.strategies.items():
        chosen = {a for mix in sets.values() for a, x in mix.items() if x == 1}
        assert chosen == ({"share"} if player == "Store" else {"in"})


def test_unobserved_moves_with_symbols() -> None:
    """An outside option before a battle of the sexes: the worth of the option decides."""
    one = move("B", {"l": end(3, 1), "r": end(0, 0)}, at="B")
    two = move("B", {"l": end(0, 0), "r": end(1, 3)}, at="B")
    game = build(
        ["A", "B"],
        move("A", {"out": end("v", 2), "in": move("A", {"U": one, "D": two})}),
        [parameter("v", "v >= 0")],
    )
    regions: dict[str, list[str]] = {}
    for name, region in views(game):
        regions.setdefault(name, []).append(region)
    assert regions == {
        "in, D, r": ["v < 1"],
        "in, U, l": ["v < 3"],
        "in, {U, D}, {l, r}": ["4*v < 3"],
        "out, D, r": ["v > 1"],
        "out, U, l": ["v > 3"],
        "out, {U, D}, {l, r}": ["4*v > 3"],
        "{out, in}, D, r": ["v = 1"],
        "{out, in}, U, l": ["v = 3"],
        "{out, in}, {U, D}, {l, r}": ["4*v = 3"],
    }


def test_behavior_is_given_where_the_own_strategy_does_not_reach() -> None:
    """Player A chooses x, y or z without seeing B's answer, and then moves again after y and after z."""
    game = build(
        ["A", "B"],
        move(
            "A",
            {
                "x": move("B", {"l": end(2, 2), "r": end(0, 0)}, at="B"),
                "y": move(
                    "B", {"l": move("A", {"p": end(1, 0), "q": end(1, 0)}, at="A2"), "r": end(0, 1)}, at="B"
                ),
                "z": move(
                    "B", {"l": move("A", {"p": end(0, 0), "q": end(1, 0)}, at="A3"), "r": end(0, 1)}, at="B"
                ),
            },
        ),
    )
    for e in solved(game).equilibria:
        assert all(mix is not None for sets in e.strategies.values() for mix in sets.values())
    agrees(game, random.Random(0))


def test_interchangeable_ties_are_one_entry() -> None:
    """In a game with two outcomes ties do not matter to anybody: the ties are free, the entry is one."""
    rng = random.Random(3)

    def grown(depth: int) -> Branch:
        if depth == 0:
            return end(*((1, -1) if rng.random() < 0.5 else (-1, 1)))
        return move("AB"[depth % 2], {a: grown(depth - 1) for a in "abc"})

    (only,) = solved(build(["A", "B"], grown(4))).equilibria
    assert len(only.free_variables) > 10


def test_peers() -> None:
    if not PEERS.exists():
        pytest.skip("the peer games are not here")
    names = {
        "wilson_out_bos.efg": {"2, B, a", "Out, A, b", "Out, {A, B}, {a, b}"},
        "kohlberg_mertens_1.efg": {"2, 1", "1, {1, 2}"},
        "nim5.efg": {"Take 2, Take 1, {Take 1, Take 2}, Take 2, Take 2, {Take 1, Take 2}, Take 2"},
        "entry_accommodation.efg": None,
        "win_lose_perfect_info.efg": None,
    }
    for file, expected in names.items():
        game = read(PEERS / file)
        assert isinstance(game, ExtensiveForm)
        found = {e.name for e in solved(game).equilibria}
        assert expected is None or found == expected, (file, found)
        agrees(game, random.Random(0))


# -- limits ---------------------------------------------------------------------------------------
def numeric_tree(n: int, spread: int, deep: bool = False, seed: int = 0) -> ExtensiveForm:
    """A perfect-information tree of about n nodes, built node by node."""
    rng = random.Random(seed)
    places: list[tuple[int, int, bool]] = []
    children: list[list[int]] = []
    stack = [(-1, -1)]
    while stack:
        parent, branch = stack.pop()
        k = len(places)
        if parent >= 0:
            children[parent].append(k)
        children.append([])
        room = len(places) + len(stack) + 2 < n
        inner = room and (branch != 0 if deep else rng.random() < 0.75 or len(stack) < 5)
        places.append((parent, branch, inner))
        if inner:
            stack += [(k, 1), (k, 0)]
    sets, nodes, results = [], [], []
    for k, (parent, branch, inner) in enumerate(places):
        if inner:
            nodes.append(Node(parent, branch, len(sets), tuple(children[k])))
            sets.append(InformationSet(rng.randrange(2), str(k), ("a", "b"), (k,)))
        else:
            nodes.append(Node(parent, branch, -1, (), "", len(results)))
            results.append(Result("", (number(rng.randrange(spread)), number(rng.randrange(spread)))))
    return ExtensiveForm(("A", "B"), tuple(nodes), tuple(sets), tuple(results))


@pytest.mark.parametrize("deep", [False, True])
def test_a_hundred_thousand_nodes(deep: bool) -> None:
    game = numeric_tree(100_000, 10**9, deep)
    before = time.process_time()
    (only,) = solved(game).equilibria
    assert only.kind == "pure" and time.process_time() - before < 10


def test_ties_without_end_are_cut_and_said() -> None:
    game = numeric_tree(3_000, 3)
    proposal = solved(game, deadline=time.monotonic() + 4)
    assert proposal.equilibria
    assert "not every way to break ties was followed up" in proposal.undecided[-1]


def test_first_is_quick_and_one() -> None:
    game = numeric_tree(20_000, 3)
    proposal = solved(game, first=True)
    assert len(proposal.equilibria) == 1 and proposal.equilibria[0].kind == "pure"


def test_generic_leaves_out_ties_of_parameters_only() -> None:
    last = move("B", {"l": end("a", 0), "r": end(0, 0)})
    game = build(["A", "B"], move("A", {"out": end("c", 1), "in": last}), [parameter("a"), parameter("c")])
    proposal = solved(game, generic=True)
    assert [e.name for e in proposal.equilibria] == ["out, {l, r}", "{out, in}, {l, r}", "in, {l, r}"]
    assert [str(c) for c in proposal.search.excepted] == ["a = 0"]
    assert len(solved(game).equilibria) > 3
