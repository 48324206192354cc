"""The machinery of the exact solver: rings, signs, exploring, cutting, simplifying, parametrizing."""

import itertools
import random
from fractions import Fraction

import pytest

from defiance_games.errors import TimeLimitReached
from defiance_games.symbolic.condition import Condition
from defiance_games.symbolic.expression import ONE, ZERO, as_expression, number, symbol
from defiance_games.symbolic.parametric.explore import Case, Explorer, Pruned
from defiance_games.symbolic.parametric.oracle import Oracle
from defiance_games.symbolic.parametric.parametrize import Parametrizer, free_names
from defiance_games.symbolic.parametric.polytope import Polytope
from defiance_games.symbolic.parametric.search import Search
from defiance_games.symbolic.parametric.simplify import simplified
from defiance_games.symbolic.parser import parse_condition
from defiance_games.symbolic.ring import Ring, simplify


def conditions(*texts: str) -> list[Condition]:
    return [c for t in texts for c in parse_condition(t)]


# -- ring ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("q*(1-p)/((1-q)*p)", "q*(1 - p)/(p*(1 - q))"),
        ("1 - k/h", "(h - k)/h"),
        ("(p**2 - L**2)/(p - L)", "L + p"),
        ("delta**tau*(1-q) - q*delta**tau", "delta**tau*(1 - 2*q)"),
        ("sqrt(x)**2/x", "sqrt(x)**2/x"),
        ("(a - a)*b + 2/4", "1/2"),
    ],
)
def test_formulas_are_short_and_equal(given, shown):
    e = as_expression(given)
    assert str(simplify(e)) == shown
    at = {n: Fraction(k + 2, k + 7) for k, n in enumerate(sorted(e.symbols))}
    assert float(simplify(e).evaluate(at)) == pytest.approx(float(e.evaluate(at)))


def test_a_denominator_that_is_zero_is_refused():
    with pytest.raises(ZeroDivisionError):
        Ring(["p"]).quotient((symbol("p") - symbol("p") * 1 + ZERO) ** -1)


# -- signs --------------------------------------------------------------------------------------
def test_the_oracle_knows_what_the_domain_implies():
    ring = Ring(["p", "q", "r"])
    oracle = Oracle(ring, conditions("0 < p", "p < q", "q < 1", "r > 2"))
    p, q, r = ring.context.gens()

    def possible(f):
        ((index, _),) = ring.factor(f)[1]
        flip = ring.factor(f)[0] < 0
        mask = oracle.possible(oracle.root, index)
        return {1: 4, 4: 1}.get(mask, mask) if flip else mask

    assert possible(p - 1) == 1
    assert possible(r - q) == 4
    assert possible(p * r - q) == 7
    assert possible(p**2 + q**2 - 2 * p * q + 1) == 4
    assert possible(2 * p - q) == 7


def test_a_tie_that_only_an_irrational_point_satisfies_is_possible():
    ring = Ring(["p"])
    oracle = Oracle(ring, conditions("p > 0"))
    (p,) = ring.context.gens()
    ((index, _),) = ring.factor(p**2 - 2)[1]
    assert oracle.possible(oracle.root, index) == 7


def test_exploring_divides_the_space_into_cells_that_cover_it_once():
    ring = Ring(["p", "q"])
    oracle = Oracle(ring, conditions("0 <= p", "p <= 1", "0 <= q", "q <= 1"))
    p, q = ring.context.gens()
    forms = [p - q, 2 * p - 1, p + q - 1, p * q]

    def procedure(case: Case) -> tuple:
        if case.sign(forms[0]) > 0 and case.sign(forms[1]) < 0:
            raise Pruned("a corner")
        return tuple(case.sign(f) for f in forms)

    parts = [(oracle.region([cell.signs]), signs) for cell, signs in Explorer(oracle)(procedure)]
    for a, b in itertools.product(range(9), repeat=2):
        at = {"p": Fraction(a, 8), "q": Fraction(b, 8)}
        found = [signs for region, signs in parts if region.contains(at)]
        values = [at["p"] - at["q"], 2 * at["p"] - 1, at["p"] + at["q"] - 1, at["p"] * at["q"]]
        signs = tuple((v > 0) - (v < 0) for v in values)
        assert found == ([] if signs[0] > 0 and signs[1] < 0 else [signs])


def test_the_time_limit_ends_a_search():
    with pytest.raises(TimeLimitReached):
        search = Search(["p"], [symbol("p")], deadline=0.0)
        list(search.explorer(lambda case: case.sign(search.ring.context.gens()[0])))


# -- polytopes ----------------------------------------------------------------------------------
def brute_force_vertices(blocks, cuts, n):
    """Vertices of the cut product of simplices, from all choices of tight constraints."""
    rows = [([int(i in b) for i in range(n)], 1) for b in blocks]
    zero = [([int(i == j) for i in range(n)], 0) for j in range(n)]
    halves = [([c.get(i, 0) for i in range(n)], 0) for c, _ in cuts]
    must = rows + [h for h, (_, equality) in zip(halves, cuts) if equality]
    found = set()
    for choice in itertools.combinations(zero + halves, n - len(rows)):
        point = solve_square([*rows, *choice], n)
        if point is None or any(x < 0 for x in point):
            continue
        values = [sum(a * x for a, x in zip(row, point)) for row, _ in halves]
        if all(v == 0 if equality else v >= 0 for v, (_, equality) in zip(values, cuts)):
            found.add(point)
    assert must
    return found


def solve_square(system, n):
    rows = [[Fraction(a) for a in row] + [Fraction(b)] for row, b in system]
    for column in range(n):
        pivot = next((r for r in range(column, len(rows)) if rows[r][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [x / rows[column][column] for x in rows[column]]
        for r in range(len(rows)):
            if r != column and rows[r][column]:
                rows[r] = [x - rows[r][column] * y for x, y in zip(rows[r], rows[column])]
    if any(row[n] for row in rows[n:]):
        return None
    return tuple(row[n] for row in rows[:n])


@pytest.mark.parametrize("seed", range(60))
def test_cutting_finds_the_vertices_that_brute_force_finds(seed):
    draw = random.Random(seed)
    blocks = draw.choice([[[0, 1, 2]], [[0, 1], [2, 3]], [[0, 1, 2], [3, 4]], [[0, 1, 2, 3]]])
    n = sum(map(len, blocks))
    most = draw.choice([1, 3])
    cuts = [
        ({i: draw.randint(-most, most) for i in range(n)}, draw.random() < 0.3)
        for _ in range(draw.randint(1, 3))
    ]
    p = Polytope(Case(None, None), n, blocks, 1)
    for form, equality in cuts:
        p.cut(form, equality)
    ours = {
        tuple(Fraction(x, sum(v.coordinates[i] for i in blocks[0])) for x in v.coordinates)
        for v in p.vertices
    }
    assert len(ours) == len(p.vertices)
    assert ours == brute_force_vertices(blocks, cuts, n)


# -- simplifying --------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(15))
def test_simplified_regions_are_the_same_set(seed):
    draw = random.Random(seed)
    ring = Ring(["a", "b", "c"])
    oracle = Oracle(ring, conditions("a > 0", "b >= a"))
    a, b, c = ring.context.gens()
    indices = [ring.factor(f)[1][0][0] for f in (a - c, b - 2 * c, a * c - b, c, a + b - 3)]
    union = [
        {i: draw.choice([1, 2, 4, 3, 5, 6]) for i in draw.sample(indices, draw.randint(1, 4))}
        for _ in range(6)
    ]
    before = oracle.region(union)
    after = oracle.region(simplified(oracle, union))
    assert sum(map(len, after.disjuncts)) <= sum(map(len, before.disjuncts))
    for values in itertools.product([Fraction(1, 2), 1, 2, 3], [1, 2, 3], [-1, 0, Fraction(1, 2), 1, 3]):
        at = dict(zip("abc", values))
        if at["b"] >= at["a"]:
            assert before.contains(at) == after.contains(at), at


# -- parametrizing ------------------------------------------------------------------------------
def test_a_segment_is_written_in_one_of_its_coordinates():
    search = Search(["h", "k"], [symbol("k") / symbol("h")], conditions("0 < k", "k < h"))
    tools = Parametrizer(search, [{}])
    low = as_expression("(h - k)/h")
    vertices = [(ONE, ZERO), (low, as_expression("k/h"))]
    point, ranges = tools.polytope(vertices, [], free_names(["h", "k"]))
    assert [str(e) for e in point] == ["x", "1 - x"]
    assert [str(c) for c in ranges["x"]] == ["x >= (h - k)/h", "x <= 1"]


def test_a_square_is_written_with_its_facets():
    search = Search([], [])
    tools = Parametrizer(search, [{}])
    corners = [tuple(map(number, (a, 1 - a, b, 1 - b))) for a in (0, 1) for b in (0, 1)]
    point, ranges = tools.polytope(corners, [], free_names(["x"]))
    assert [str(e) for e in point] == ["y", "1 - y", "z", "1 - z"]
    assert {k: sorted(map(str, v)) for k, v in ranges.items()} == {
        "y": ["y <= 1", "y >= 0"],
        "z": ["z <= 1", "z >= 0"],
    }
