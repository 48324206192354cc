"""Mixed equilibria with symbols of three and more players: closed forms, regions, none missing."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest

import defiance_games as dg
from defiance_games.games.normal_form import NormalForm
from defiance_games.solution import Equilibrium
from defiance_games.symbolic.condition import parameter
from defiance_games.symbolic.counting import Counter
from defiance_games.symbolic.parser import parse
from defiance_games.symbolic.ring import Ring
from defiance_games.symbolic.surds import roots

NEAR = 1e-7
Values = dict[str, Any]


def random_game(rng: random.Random, names: str, sizes: tuple[int, ...] = (2, 2, 2)) -> NormalForm:
    """Payoffs from 0 to 3, some of them symbols."""
    plays = list(itertools.product(*(range(n) for n in sizes)))
    paid = {p: [str(rng.randint(0, 3)) for _ in sizes] for p in plays}
    places = rng.sample([(p, i) for p in plays for i in range(len(sizes))], len(names))
    for name, (p, i) in zip(names, places, strict=True):
        paid[p][i] = name
    players = tuple(f"P{i + 1}" for i in range(len(sizes)))
    labels = tuple(tuple(str(k + 1) for k in range(n)) for n in sizes)
    payoffs = {p: tuple(parse(x) for x in row) for p, row in paid.items()}
    return NormalForm(players, labels, payoffs, parameters=tuple(parameter(n) for n in names))


def profile(e: Equilibrium, values: Values) -> list[float]:
    return [float(x.evaluate(values)) for mix in e.strategies.values() for x in mix.values()]


def close(a: list[float], b: list[float]) -> bool:
    return all(abs(x - y) < NEAR for x, y in zip(a, b, strict=True))


def holds(c: Any, values: Values) -> bool:
    gap = float(c.lhs.evaluate(values)) - float(c.rhs.evaluate(values))
    weak = {"=": abs(gap) < NEAR, ">=": gap > -NEAR, "<=": gap < NEAR}
    strict = {"!=": abs(gap) > NEAR, ">": gap > NEAR, "<": gap < -NEAR}
    return {**weak, **strict}[c.op]


def contains(e: Equilibrium, point: list[float], values: Values) -> bool:
    """Whether an entry holds a profile; a free variable is the probability of a strategy."""
    written = [x for mix in e.strategies.values() for x in mix.values()]
    at = dict(values)
    for x, number in zip(written, point, strict=True):
        if x.op == "symbol" and x.args[0] in e.free_variables:
            at[x.args[0]] = number
    try:
        inside = all(holds(c, at) for cs in e.free_variables.values() for c in cs)
        return inside and close(profile(e, at), point)
    except ZeroDivisionError:
        return False


def agrees(game: NormalForm, solution: Any, values: Values) -> None:
    """The entries that hold at a point are the equilibria of the game with these numbers."""
    numeric = dg.solve(game.with_values(values))
    assert numeric.complete is True
    here = [e for e in solution if e.region.contains(values)]
    continua = [e for e in numeric if e.free_variables]
    points = [profile(e, {}) for e in numeric if not e.free_variables]
    for point in points:
        assert any(contains(e, point, values) for e in here), (values, point)
    for e in here:
        if not e.free_variables:
            point = profile(e, values)
            found = any(close(point, q) for q in points) or any(contains(c, point, {}) for c in continua)
            assert found, (values, e.name, point)


@pytest.mark.parametrize("seed", range(24))
def test_random_games_with_a_symbol(seed: int) -> None:
    rng = random.Random(seed)
    game = random_game(rng, "a")
    solution = dg.solve(game)
    assert solution.complete is True and all(e.verified for e in solution)
    for _ in range(12):
        agrees(game, solution, {"a": Fraction(rng.randint(-8, 24), rng.choice((1, 2, 3, 4, 7)))})


@pytest.mark.parametrize("seed", [0, 1, 5, 8])
def test_random_games_with_two_symbols(seed: int) -> None:
    rng = random.Random(seed)
    game = random_game(rng, "ab")
    solution = dg.solve(game)
    assert not any("refused" in fault for fault in solution.undecided)
    for _ in range(12):
        agrees(game, solution, {n: Fraction(rng.randint(-8, 24), rng.choice((1, 2, 3, 4))) for n in "ab"})


def test_a_branch_of_a_symmetric_game_is_a_formula() -> None:
    solution = dg.solve(dg.load("capacity_defiance"))
    assert solution.complete is True
    (mixed,) = (e for e in solution if e.kind == "mixed")
    assert str(mixed.region) == "3*p_star >= 1 and p_star <= 1"
    assert {str(mix["C"]) for mix in mixed.strategies.values()} == {"(sqrt(12*p_star - 3) - 1)/2"}


def test_a_branch_of_degree_three_stays_implicit_with_its_region() -> None:
    solution = dg.solve(dg.load("capacity_defiance").at(N=4, K=1))
    assert solution.complete is True
    (mixed,) = (e for e in solution if e.kind == "mixed")
    assert str(mixed.region) == "4*p_star >= 1 and p_star <= 1"
    assert [str(c) for cs in mixed.free_variables.values() for c in cs][0] == "x**3 + x**2 + x + 1 = 4*p_star"


def test_two_branches_and_the_tie_between_them() -> None:
    solution = dg.solve(dg.load("participatory_budgeting"))
    assert solution.complete is True
    branches = [e for e in solution if "sqrt" in str(e.strategies)]
    assert [str(e.region) for e in branches] == ["2*c < v"] * 2
    assert {str(e.strategies["Resident 1"]["H"]) for e in branches} == {
        "(v + sqrt(v**2 - 2*c*v))/(2*v)",
        "(v - sqrt(v**2 - 2*c*v))/(2*v)",
    }


def signs(value: Fraction) -> Any:
    """The sign of a polynomial in one parameter p, the second variable, at a value."""

    def sign(p: Any) -> int:
        total = sum(
            (int(c) * value ** int(m[1]) for m, c in zip(p.monoms(), p.coeffs(), strict=True)), Fraction()
        )
        return (total > 0) - (total < 0)

    return sign


@pytest.mark.parametrize("seed", range(30))
def test_roots_are_counted_like_numbers(seed: int) -> None:
    rng = random.Random(seed)
    ring = Ring(["x", "p"])
    x, p = ring.context.gens()
    zeros = [Fraction(rng.randint(-2, 6), 4) for _ in range(rng.randint(1, 4))]
    f = ring.one
    for z in zeros:
        f = f * (4 * x - int(4 * z) + rng.randint(0, 1) * (4 * p - 4))
    edge = Fraction(rng.randint(0, 4), 4)
    op = rng.choice([">", ">=", "=", "!="])
    counter = Counter(ring, 0, signs(Fraction(1)))
    compare = {">": lambda z: z > edge, ">=": lambda z: z >= edge, "=": lambda z: z == edge}
    wanted = any(0 <= z <= 1 and compare.get(op, lambda z: z != edge)(z) for z in zeros)
    assert counter.any_root(f, [(4 * x - int(4 * edge), op)]) == wanted


@pytest.mark.parametrize("seed", range(30))
def test_signs_at_the_roots_of_a_quadratic(seed: int) -> None:
    rng = random.Random(seed)
    ring = Ring(["x", "p"])
    x, p = ring.context.gens()
    value = Fraction(rng.randint(1, 9), rng.randint(1, 4))
    a, b, q0, q1 = (rng.choice((-3, -2, -1, 1, 2, 3)) for _ in range(4))
    f = a * p * x**2 + b * x - a * (p + 1)
    q = q1 * x * (x + p) + q0 * p
    for root in roots(ring, f, 0):
        exact = float(root.expression(root.surd).evaluate({"p": value}))
        at = q1 * exact * (exact + float(value)) + q0 * float(value)
        wanted = 0 if abs(at) < NEAR else 1 if at > 0 else -1
        assert root.sign(q, signs(value)) == wanted
