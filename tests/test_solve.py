"""The verb solve: known games, ties, limits, refinements, and what must not change an answer."""

import itertools
import random
from fractions import Fraction

import pytest

import defiance_games as dg
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.signaling import SignalingGame
from defiance_games.solution import Status


def rows(solution):
    """The equilibria of a numeric bimatrix game as pairs of tuples of extreme strategies."""
    found = []
    for e in solution:
        points = e.extreme_points or (e.strategies,)
        found.append(
            frozenset(tuple(tuple(x.value for x in mix.values()) for mix in p.values()) for p in points)
        )
    return found


def F(text):
    return tuple(Fraction(x) for x in text.split())


# -- numbers ------------------------------------------------------------------------------------
def test_three_equilibria_of_the_battle_of_the_sexes():
    found = rows(dg.solve(NormalForm.from_arrays([[3, 0], [0, 2]], [[2, 0], [0, 3]])))
    assert set(found) == {
        frozenset([(F("1 0"), F("1 0"))]),
        frozenset([(F("0 1"), F("0 1"))]),
        frozenset([(F("3/5 2/5"), F("2/5 3/5"))]),
    }


def test_where_nothing_matters_everything_is_one_equilibrium():
    (e,) = dg.solve(NormalForm.from_arrays([[0, 0], [0, 0]], [[0, 0], [0, 0]]))
    assert len(e.extreme_points) == 4
    assert len(e.free_variables) == 2


def test_an_equilibrium_that_float_enumeration_misses():
    a, b = [[99, 98, 50], [45, 84, 4], [81, 75, 97]], [[94, 2, 93], [47, 25, 61], [22, 32, 65]]
    assert frozenset([(F("43/44 0 1/44"), F("47/65 0 18/65"))]) in rows(
        dg.solve(NormalForm.from_arrays(a, b))
    )


def test_one_player_decides():
    game = NormalForm.build(
        players=["Official"], strategies={"Official": ["D", "C"]}, payoffs={"D": ["b"], "C": ["1"]}
    )
    above, below, tie = sorted(dg.solve(game), key=lambda e: e.name)[::1]
    found = {str(e.region): e for e in (above, below, tie)}
    assert set(found) == {"b > 1", "b < 1", "b = 1"}
    assert len(found["b = 1"].extreme_points) == 2


def test_three_players_who_match_or_mix():
    game = NormalForm.from_arrays(*([[[[1, 0], [0, 0]], [[0, 0], [0, 1]]]] * 3))
    solution = dg.solve(game)
    assert solution.complete is True
    mixed = [e for e in solution if e.kind == "mixed" and not e.free_variables]
    assert [set(mix.values()) for mix in mixed[0].strategies.values()] == [{Fraction(1, 2)}] * 3


# -- symbols ------------------------------------------------------------------------------------
def test_a_2x2_game_of_symbols_is_covered_with_all_its_ties():
    a, b = ([[f"{c}{i}{j}" for j in range(2)] for i in range(2)] for c in "ab")
    game = NormalForm.from_arrays(a, b)
    solution = dg.solve(game)
    assert solution.complete is True
    assert all(e.verified for e in solution)
    draw = random.Random(1)
    for _ in range(60):
        at = {n: Fraction(draw.randint(0, 2)) for n in sorted(game.symbols)}
        number = dg.solve(game.with_values(at))
        here = [e for e in solution if e.region.contains(at)]
        assert sorted(map(sorted, (points_at(e, at) for e in here))) == sorted(
            map(sorted, (points_at(e, {}) for e in number))
        )


def points_at(e, at):
    return {
        tuple(tuple(x.evaluate(at) for x in mix.values()) for mix in p.values())
        for p in (e.extreme_points or (e.strategies,))
    }


def test_generic_answers_name_the_ties_they_leave_out():
    a, b = ([[f"{c}{i}{j}" for j in range(3)] for i in range(3)] for c in "ab")
    solution = dg.solve(NormalForm.from_arrays(a, b), generic=True)
    assert solution.complete == "generic"
    assert len(solution) == 19  # 9 pure, 9 on two by two, 1 on all
    assert "b00 = b01" in map(str, solution.excepted)
    assert all(e.verified for e in solution)


def test_the_time_limit_is_an_honest_end():
    a, b = ([[f"{c}{i}{j}" for j in range(4)] for i in range(4)] for c in "ab")
    solution = dg.solve(NormalForm.from_arrays(a, b), time_limit=0.3)
    assert solution.status is Status.UNDECIDED
    assert solution.complete is False
    assert solution.undecided


def test_the_record_says_what_ruled_supports_out():
    solution = dg.solve(dg.load("inspection_game"))
    assert {attempt.what[0] for attempt in solution.record} >= {"row", "column"}
    assert any(attempt.ruled_out for attempt in solution.record)


# -- signalling ---------------------------------------------------------------------------------
def test_a_type_of_prior_zero_must_still_be_rational():
    game = SignalingGame.build(
        players=["S", "R"],
        types={"a": "1", "b": "0"},
        messages=["m", "n"],
        responses=["x", "y"],
        payoffs={
            "a": {"m": {"x": (2, 1), "y": (0, 0)}, "n": {"x": (1, 1), "y": (0, 0)}},
            "b": {"m": {"x": (0, 0), "y": (0, 1)}, "n": {"x": (1, 0), "y": (1, 1)}},
        },
    )
    solution = dg.solve(game)
    assert solution.complete is True and len(solution) > 0
    for e in solution:
        if str(e.strategies["S"]["a"]["m"]) == "1":
            assert str(e.strategies["S"]["b"]["n"]) == "1"


def test_refine_keeps_the_part_that_passes():
    whole = dg.solve(dg.load("exemplary_sanction"))
    kept = dg.solve(dg.load("exemplary_sanction"), refine="d1")
    assert kept.refinement == "d1"
    assert 0 < len(kept) < len(whole)
    at = {"q": "1/4", "h": 2, "k_R": "1/2", "k_W": 1, "p_star": "1/2", "p_R": 1, "p_W": 0}
    at = {k: Fraction(v) for k, v in at.items()}
    assert [e.kind for e in whole if e.region.contains(at)] == ["semi-separating", "pooling"]
    assert [e.kind for e in kept if e.region.contains(at)] == ["semi-separating"]


def test_find_one_stops_early_and_says_so():
    solution = dg.solve(dg.load("exemplary_sanction"), find="one")
    assert len(solution) == 1
    assert solution.complete is False


def test_names_are_unique():
    names = [e.name for e in dg.solve(dg.load("exemplary_sanction"))]
    assert len(set(names)) == len(names)


def test_bad_options_are_all_named_at_once():
    with pytest.raises(dg.InputError) as caught:
        dg.solve(dg.load("inspection_game"), concept="perfect", refine="d2", find="some")
    assert len(caught.value.faults) == 3


# -- what must not matter -----------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(25))
def test_relabeling_and_positive_affine_changes_keep_the_equilibria(seed):
    draw = random.Random(seed)
    m, n = draw.randint(1, 4), draw.randint(1, 3)
    a, b = ([[draw.randint(0, 2 + seed % 3) for _ in range(n)] for _ in range(m)] for _ in "ab")
    before = set(rows(dg.solve(NormalForm.from_arrays(a, b))))
    p, s = draw.sample(range(m), m), draw.sample(range(n), n)
    shift = [draw.randint(-3, 3) for _ in range(max(m, n))]
    a2 = [[3 * a[p[i]][s[j]] + shift[j] for j in range(n)] for i in range(m)]
    b2 = [[Fraction(b[p[i]][s[j]], 7) + shift[i] for j in range(n)] for i in range(m)]
    after = {
        frozenset(
            (tuple(x[p.index(i)] for i in range(m)), tuple(y[s.index(j)] for j in range(n))) for x, y in e
        )
        for e in rows(dg.solve(NormalForm.from_arrays(a2, b2)))
    }
    assert before == after


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_types_messages_and_responses_does_not_matter(seed):
    draw = random.Random(seed)
    types, messages, responses = ["r", "w"], ["s", "n"], ["d", "c"]
    pay = {k: (draw.randint(0, 2), draw.randint(0, 2)) for k in itertools.product(types, messages, responses)}

    def solved(ts, ms, rs):
        game = SignalingGame.build(
            players=["S", "R"],
            types={t: {"r": "1/3", "w": "2/3"}[t] for t in ts},
            messages=ms,
            responses=rs,
            payoffs={t: {m: {r: pay[t, m, r] for r in rs} for m in ms} for t in ts},
        )
        return {
            frozenset(
                frozenset(
                    (player, place, action, x.value)
                    for player, sets in p.items()
                    for place, mix in sets.items()
                    for action, x in mix.items()
                )
                for p in (e.extreme_points or (e.strategies,))
            ): tuple(
                e.refinements[k] if isinstance(e.refinements[k], bool) else "part"
                for k in ("intuitive", "d1")
            )
            for e in dg.solve(game)
        }

    assert solved(types, messages, responses) == solved(types[::-1], messages[::-1], responses[::-1])


# -- functions ----------------------------------------------------------------------------------
def test_irrational_numbers_are_kept_exact():
    solution = dg.solve(NormalForm.from_arrays([["sqrt(2)", 0], [0, "exp(1)"]], [[1, 0], [0, "log(2)"]]))
    assert solution.complete is True and len(solution) == 3
    assert all(e.region.always and e.verified for e in solution)
    assert str(solution["mixed"].strategies["Player 2"]["1"]) == "exp(1)/(sqrt(2) + exp(1))"


def test_numbers_are_compared_not_listed_as_cases():
    (e,) = dg.solve(NormalForm.from_arrays([["exp(1)"], [2]], [[0], [0]]))
    assert e.region.always and e.name == "1, 1"


def test_parts_of_regions_that_no_parameters_bring_about_are_dropped():
    game = NormalForm.from_arrays(
        [["d**t"], [0]],
        [[0], [0]],
        parameters={"d": {"domain": ["d > 0", "d < 1"]}, "t": {"domain": ["t > 0"]}},
    )
    assert [str(e.region) for e in dg.solve(game)] == ["always"]


def test_each_free_variable_has_a_range_of_its_own():
    a, b = [["a", 1, 0], [0, 2, 2], [1, 1, "a"]], [[1, "b", 0], [0, 2, 2], [1, 1, "b"]]
    for e in dg.solve(NormalForm.from_arrays(a, b)):
        assert all(e.free_variables.values())
