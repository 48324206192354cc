"""All Nash equilibria of games of three or more players, against a referee that knows only the definition."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from peers import FOLDER as PEERS

from defiance_games.errors import InputError
from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.games.files import read
from defiance_games.games.normal_form import NormalForm
from defiance_games.solution import Equilibrium
from defiance_games.solvers.many_players import propose
from defiance_games.symbolic.balls import sign_at
from defiance_games.symbolic.condition import parameter
from defiance_games.symbolic.expression import as_expression
from defiance_games.symbolic.parser import parse

Profile = tuple[tuple[Any, ...], ...]  # a probability for each strategy of each player
NEAR = 1e-9


# -- the referee ------------------------------------------------------------------------------------
def regret(game: NormalForm, profile: Profile) -> Any:
    """The largest gain from a deviation to a pure strategy, by the definition."""
    worst: Any = 0
    for i in range(len(game.players)):
        values: list[Any] = [0] * len(game.strategies[i])
        for pure, payoffs in game.payoffs.items():
            others = math.prod(profile[j][pure[j]] for j in range(len(pure)) if j != i)
            values[pure[i]] += others * payoffs[i].evaluate()
        average = sum(x * v for x, v in zip(profile[i], values, strict=True))
        worst = max(worst, *(v - average for v in values))
    return worst


def grid(sizes: Sequence[int], parts: int) -> Iterator[Profile]:
    """Every profile of probabilities that are multiples of 1/parts."""
    simplices = [
        [
            tuple(Fraction(x, parts) for x in point)
            for point in itertools.product(range(parts + 1), repeat=n)
            if sum(point) == parts
        ]
        for n in sizes
    ]
    return itertools.product(*simplices)


def profile_of(game: NormalForm, strategies: Any, values: Mapping[str, Any]) -> Profile:
    return tuple(
        tuple(strategies[player][s].evaluate(values) for s in labels)
        for player, labels in zip(game.players, game.strategies, strict=True)
    )


def close(a: Any, b: Any) -> bool:
    return a == b if isinstance(a, Fraction) and isinstance(b, Fraction) else abs(a - b) < NEAR


def contains(game: NormalForm, e: Equilibrium, profile: Profile) -> bool:
    """Whether an entry holds a profile; each free variable is the probability of a strategy."""
    written = [
        (e.strategies[player][s], x)
        for player, labels, row in zip(game.players, game.strategies, profile, strict=True)
        for s, x in zip(labels, row, strict=True)
    ]
    values = {w.args[0]: x for w, x in written if w.op == "symbol"}
    if set(values) != set(e.free_variables):
        raise AssertionError(f"a free variable is not a probability: {e.strategies}")
    for conditions in e.free_variables.values():
        for c in conditions:
            if not c.holds(values):
                return False
    try:
        return all(close(w.evaluate(values), x) for w, x in written)
    except ZeroDivisionError:
        return False


def members(e: Equilibrium, parts: int) -> Iterator[dict[str, Fraction]]:
    """Values of the free variables on a grid that satisfy their conditions."""
    names = list(e.free_variables)
    conditions = [c for cs in e.free_variables.values() for c in cs]
    for point in itertools.product([Fraction(k, parts) for k in range(parts + 1)], repeat=len(names)):
        values = dict(zip(names, point, strict=True))
        if all(c.holds(values) for c in conditions):
            yield values


def random_game(rng: random.Random, sizes: Sequence[int], most: int = 2) -> NormalForm:
    payoffs = {
        p: tuple(parse(str(rng.randint(0, most))) for _ in sizes)
        for p in itertools.product(*(range(n) for n in sizes))
    }
    players = tuple(f"Player {i + 1}" for i in range(len(sizes)))
    return NormalForm(players, tuple(tuple(str(k + 1) for k in range(n)) for n in sizes), payoffs)


def check(game: NormalForm, parts: int) -> None:
    proposal = propose(game)
    assert not proposal.undecided
    found = proposal.equilibria
    assert found  # Nash (1951)
    for e in found:
        for values in members(e, parts):
            profile = profile_of(game, e.strategies, values)
            assert all(close(sum(row), Fraction(1)) and min(row) >= -NEAR for row in profile)
            assert regret(game, profile) <= (0 if isinstance(regret(game, profile), Fraction) else NEAR), e
        for corner in e.extreme_points:
            assert abs(regret(game, profile_of(game, corner, {}))) < NEAR
    sizes = [len(s) for s in game.strategies]
    for profile in grid(sizes, parts):
        if regret(game, profile) == 0:
            assert any(contains(game, e, profile) for e in found), profile
    points = [e for e in found if not e.free_variables]
    for e in points:
        profile = profile_of(game, e.strategies, {})
        assert [other is e for other in found if contains(game, other, profile)] == [True], e


# -- random games with ties ---------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(20))
def test_every_equilibrium_of_games_with_ties(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(8):
        check(random_game(rng, (2, 2, 2)), 6)
    check(random_game(rng, (3, 2, 2)), 4)
    check(random_game(rng, (2, 2, 2), most=1), 6)


# -- games with known answers -------------------------------------------------------------------------

KNOWN = {  # file: number of entries, number of them with free variables
    "mckelvey_mclennan_2x2x2.nfg": (9, 0),
    "vanderlaan_2x2x2.nfg": (1, 0),
    "vanderlaan_2x2x2x2.nfg": (5, 0),
    "fourperson_2x2x2x2.nfg": (3, 0),
    "coord333.nfg": (13, 0),
    "random3x3x3_five.nfg": (5, 0),
    "localmaxcut_2x2x2.nfg": (3, 0),
    "nau2004_sec4_irrational.nfg": (1, 0),
    "nau2004_sec5_continuum.nfg": (4, 3),
    "nau2004_sec6_segment.nfg": (1, 1),
    "mixed_behavior_game.efg": (9, 0),
    "selten_horse.efg": (2, 2),
    "selten1975_fig3.efg": (3, 2),
    "three_player_tree.efg": (1, 1),
}


@pytest.mark.parametrize("name", KNOWN)
def test_games_of_a_peer(name: str) -> None:
    path = PEERS / name
    if not path.exists():
        pytest.skip("the peer's game files are not here")
    game = read(path)
    assert isinstance(game, (NormalForm, ExtensiveForm))
    proposal = propose(game)
    found = proposal.equilibria
    assert not proposal.undecided
    assert (len(found), sum(1 for e in found if e.free_variables)) == KNOWN[name]
    if isinstance(game, NormalForm):
        for e in found:
            for values in members(e, 4):
                assert abs(float(regret(game, profile_of(game, e.strategies, values)))) < 1e-6


def test_an_irrational_equilibrium_is_a_formula() -> None:
    game = three(
        {
            (0, 0, 0): (2, 1, 1),
            (0, 0, 1): (1, 1, 3),
            (0, 1, 0): (1, 2, 0),
            (0, 1, 1): (2, 0, 2),
            (1, 0, 0): (1, 2, 3),
            (1, 0, 1): (2, 1, 0),
            (1, 1, 0): (1, 1, 3),
            (1, 1, 1): (3, 3, 2),
        }
    )
    proposal = propose(game)
    (e,) = proposal.equilibria
    assert [str(mix["1"]) for mix in e.strategies.values()] == [
        "15/26 - sqrt(17)/26",
        "5/4 - sqrt(17)/4",
        "9/16 + sqrt(17)/16",
    ]
    payoff = game.expectation("Player 1", {}, e.strategies)
    assert payoff is not None
    assert len(str(proposal.simplify[0](payoff))) < 40  # in closed form again


def test_numbers_of_higher_degree_are_roots_of_polynomials() -> None:
    game = random_game(random.Random(13), (2, 2, 2, 2), most=1)
    irrational = [e for e in propose(game).equilibria if "root_of" in str(e.strategies)]
    assert len(irrational) == 2
    assert str(irrational[0].strategies["Player 1"]["1"]) == "root_of(2*x**3 + 2*x**2 - 4*x + 1, 1)"
    assert all(regret(game, profile_of(game, e.strategies, {})) < NEAR for e in irrational)


def three(payoffs: Mapping[tuple[int, ...], Sequence[Any]], parameters: Sequence[Any] = ()) -> NormalForm:
    """A 2x2x2 game."""
    written = {p: tuple(parse(str(x)) for x in us) for p, us in payoffs.items()}
    players, labels = ("Player 1", "Player 2", "Player 3"), (("1", "2"),) * 3
    return NormalForm(players, labels, written, parameters=tuple(parameters))


# -- symbols ------------------------------------------------------------------------------------------
def volunteers() -> NormalForm:
    """Who helps pays c; all get 1 if anybody does."""
    payoffs = {
        p: [("1" if 0 in p else "0") + (" - c" if x == 0 else "") for x in p]
        for p in itertools.product(range(2), repeat=3)
    }
    return three(payoffs, [parameter("c", ["0 < c", "c < 1"])])


def test_symbolic_equilibria_and_a_branch() -> None:
    proposal = propose(volunteers())
    assert not proposal.undecided
    found = {e.name: e for e in proposal.equilibria}
    assert len(found) == 7 and all(e.region.always for e in found.values())
    assert str(found["2, {1, 2}, {1, 2}"].strategies["Player 2"]["2"]) == "c"
    branch = found["{1, 2}, {1, 2}, {1, 2}"]
    assert [str(mix["1"]) for mix in branch.strategies.values()] == ["1 - sqrt(c)"] * 3
    for c in ("1/4", "4/9"):
        assert len(propose(volunteers().with_values({"c": c})).equilibria) == 7


def rounded(game: NormalForm, e: Equilibrium, values: Mapping[str, Fraction]) -> Profile:
    return tuple(tuple(round(float(x), 9) for x in row) for row in profile_of(game, e.strategies, values))


def test_regions_agree_with_numbers() -> None:
    """At each point of a grid the entries whose region holds there are those of the numeric game."""
    payoffs = {
        p: [("b" if p.count(0) >= 2 else "0") + (" - c" if x == 0 else "") for x in p]
        for p in itertools.product(range(2), repeat=3)
    }
    game = three(payoffs, [parameter("b", ["b > 0"]), parameter("c", ["c > 0"])])
    entries = [e for e in propose(game).equilibria if not e.free_variables]
    for b, c in itertools.product((1, 2, 3, 4), repeat=2):
        values = {"b": Fraction(b), "c": Fraction(c)}
        there = {rounded(game, e, values) for e in entries if e.region.contains(values)}
        numeric = propose(game.with_values({"b": b, "c": c})).equilibria
        points = {rounded(game, e, {}) for e in numeric if not e.free_variables}
        assert there == points, (b, c)


# -- numbers ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text, simple",
    [
        ("root_of(x**2 - 2, 1)", "sqrt(2)"),
        ("root_of(x**3 - 2*x + 1, 2)", "1"),
        ("root_of(2*x - 1, 0)", "1/2"),
        ("root_of((x**2 - 2)*(x**3 - x - 1), 1)", "root_of(x**3 - x - 1, 0)"),
        ("root_of(x**5 - x - 1, 0)", "root_of(x**5 - x - 1, 0)"),
        ("root_of(t**3 - x*t - 1, 0, t)", "root_of(t**3 - x*t - 1, 0, t)"),
    ],
)
def test_root_of_reads_back(text: str, simple: str) -> None:
    e = parse(text)
    assert str(e) == simple
    assert parse(str(e)) == e
    assert e.latex()
    if not e.symbols:
        assert as_expression(e.to_sympy()) == e
        assert float(e.to_sympy()) == pytest.approx(float(e))


def test_root_of_with_a_parameter() -> None:
    e = parse("root_of(a*x**2 - x + 1/3, 1)")
    assert e.symbols == {"a"}
    assert str(e.subs({"a": "1/2"})) == "1 + sqrt(3)/3"
    assert e.evaluate({"a": Fraction(1, 2)}) == pytest.approx(1 + math.sqrt(3) / 3)
    with pytest.raises(ValueError, match="not differentiated"):
        e.diff("a")
    assert sign_at(parse("root_of(x**3 - 2, 0)**3 - 2"), {}) == 0


@pytest.mark.parametrize(
    "text", ["root_of(x**2 + 1, 0)", "root_of(x**3 - 2)", "root_of(1/x, 0)", "root_of(3, 0)"]
)
def test_root_of_refuses(text: str) -> None:
    with pytest.raises(InputError, match="root_of must have a polynomial in x"):
        parse(text)


def test_what_a_peer_suggests_is_found_exactly_and_never_called_complete(monkeypatch):
    from defiance_games.errors import TimeLimitReached
    from defiance_games.solvers.many_players import finding, peer

    def late(self):
        raise TimeLimitReached("the time limit was reached")
        yield

    game = NormalForm.from_arrays(*([[[[1, 0], [0, 0]], [[0, 0], [0, 2]]]] * 3))
    everything = frozenset((0, 1, 2))
    monkeypatch.setattr(finding.Finder, "profiles", late)
    monkeypatch.setattr(peer, "available", lambda game: True)
    monkeypatch.setattr(peer, "supports", lambda game, deadline: iter([(everything,) * 3]))
    found = propose(game)
    (e,) = found.equilibria
    assert str(e.strategies["Player 1"]["1"]) == "2 - sqrt(2)"
    assert found.undecided
