"""Correlated, Stackelberg and quantal response equilibria, and dominance: textbooks, brute force."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from defiance_games.cli import run
from defiance_games.dominance import dominance
from defiance_games.errors import InputError, TimeLimitReached, UnsupportedError
from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.signaling import SignalingGame
from defiance_games.games.tree import chance, end, move
from defiance_games.report import render
from defiance_games.solve import solve
from defiance_games.solvers import correlated, quantal_response, stackelberg
from defiance_games.solvers.dominance import dominated
from defiance_games.symbolic.expression import Expression, number
from defiance_games.symbolic.linear import Linear, best
from defiance_games.symbolic.program import Constraint, maximum
from defiance_games.verify import verify


def bimatrix(a: Any, b: Any, **fields: Any) -> NormalForm:
    return NormalForm.from_arrays(a, b, **fields)


def drawn(rng: random.Random, *sizes: int, high: int = 9) -> NormalForm:
    profiles = itertools.product(*map(range, sizes))
    payoffs = {p: [rng.randint(0, high) for _ in sizes] for p in profiles}
    names = [[str(k) for k in range(n)] for n in sizes]
    return NormalForm.build([f"P{i}" for i in range(len(sizes))], names, payoffs)


def named(proposal: Any) -> dict[str, Any]:
    return {e.name: e for e in proposal.equilibria}


def known(x: Expression | None) -> Expression:
    assert x is not None
    return x


def extreme(proposal: Any, what: str) -> Any:
    """The entry that is, for example, the maximum of welfare."""
    word, _, goal = what.partition(" of ")
    for e in proposal.equilibria:
        for part in e.name.split("; "):
            if part.startswith(word) and goal in part.removeprefix(f"{word} of ").split(", "):
                return e
    raise AssertionError(f"{what} not among {list(named(proposal))}")


CHICKEN = bimatrix(
    [[6, 2], [7, 0]],
    [[6, 7], [2, 0]],
    strategies=[["yield", "dare"]] * 2,
    players=["A", "B"],
    outcomes={"crash": "P(A = dare and B = dare)", "daring": "P(A = dare | B = dare)", "E": "2*E(A) - 1"},
)


def inspection(**fields: Any) -> NormalForm:
    return NormalForm.build(
        ["Official", "Center"],
        [["C", "D"], ["I", "O"]],
        {"C, I": ["0", "-k"], "C, O": ["0", "0"], "D, I": ["B - Lambda", "-k - h + a"], "D, O": ["B", "-h"]},
        parameters={
            "B": {"domain": ["B > 0"]},
            "Lambda": {"domain": ["Lambda > B"]},
            "k": {"domain": ["k > 0"]},
            "a": {"domain": ["a > k"]},
            "h": {"domain": ["h >= a"]},
        },
        **fields,
    )


def entry() -> ExtensiveForm:
    fight = move("Incumbent", {"fight": end(-1, -1), "yield": end(1, 1)})
    return ExtensiveForm.build(["Entrant", "Incumbent"], move("Entrant", {"out": end(0, 2), "in": fight}))


@pytest.mark.parametrize("concept", ["correlated", "stackelberg", "quantal-response"])
@pytest.mark.parametrize(
    "game", [CHICKEN, entry(), drawn(random.Random(3), 3, 2)], ids=["chicken", "tree", "3x2"]
)
def test_solve_finds_and_the_verifier_passes_them(game: Any, concept: str) -> None:
    solution = solve(game, concept=concept)
    assert solution.equilibria
    for e in solution:
        verdict = verify(game, e, concept=concept)
        assert verdict.ok is (None if concept == "quantal-response" else True), verdict.reasons


@pytest.mark.parametrize("concept", ["correlated", "stackelberg"])
def test_solve_with_symbols(concept: str) -> None:
    solution = solve(inspection(), concept=concept)
    assert solution.complete is True and all(e.verified for e in solution)


# -- linear programs ------------------------------------------------------------------------------
def test_programs_agree_with_the_exact_simplex_method() -> None:
    rng = random.Random(1)
    for _ in range(150):
        n = rng.randint(1, 5)
        rows = [
            Constraint(
                {k: F(v) for k in range(n) if (v := rng.randint(-3, 3))},
                F(rng.randint(-3, 3)),
                rng.choice([">=", ">=", "="]),
            )
            for _ in range(rng.randint(0, 5))
        ]
        rows.append(Constraint(dict.fromkeys(range(n), F(-1)), F(rng.randint(1, 5))))
        goal = {k: F(rng.randint(-3, 3)) for k in range(n)}
        dense = [Linear([c.coefficients.get(k, F(0)) for k in range(n)], c.constant, c.op) for c in rows]
        got, expected = maximum(goal, n, rows), best([goal[k] for k in range(n)], dense)
        assert (got is None) == (expected is None)
        if got is not None and expected is not None:
            assert got.value == expected[0]
            assert all(c.holds(got.x) for c in rows) and min(got.x) >= 0


def test_a_program_without_bound_is_an_error() -> None:
    with pytest.raises(ValueError, match="no bound"):
        maximum({0: F(1)}, 1, [])


# -- correlated -----------------------------------------------------------------------------------
def test_chicken_has_aumanns_correlated_equilibria() -> None:
    proposal = correlated.propose(CHICKEN)
    assert not proposal.undecided
    top = extreme(proposal, "maximum of welfare")
    assert top.payoffs == {
        "A": F(21, 4),
        "B": F(21, 4),
    }  # 10 1/2 together, more than 10 at (yield, yield) mixes
    assert top.distribution == {
        "yield, yield": F(1, 2),
        "yield, dare": F(1, 4),
        "dare, yield": F(1, 4),
        "dare, dare": 0,
    }
    assert top.outcomes["crash"] == 0
    assert extreme(proposal, "maximum of crash").outcomes["crash"] == F(1, 5)
    assert extreme(proposal, "maximum of daring").outcomes["daring"] == F(1, 3)
    assert extreme(proposal, "minimum of E").outcomes["E"] == 3
    whole = named(proposal)["every correlated equilibrium"]
    assert len(whole.extreme_points) == 5
    assert {"x", "y", "z"} == set(whole.free_variables)


@pytest.mark.parametrize(
    ("game", "distribution"),
    [
        (bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]), {"2, 2": 1}),
        (
            bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]),
            dict.fromkeys(["1, 1", "1, 2", "2, 1", "2, 2"], F(1, 4)),
        ),
    ],
)
def test_one_correlated_equilibrium_only(game: NormalForm, distribution: dict[str, Any]) -> None:
    (e,) = correlated.propose(game).equilibria
    assert e.name == "the only correlated equilibrium" and not e.free_variables
    assert {k: v for k, v in e.distribution.items() if v != 0} == distribution


def test_battle_of_the_sexes_reaches_what_a_coin_reaches() -> None:
    proposal = correlated.propose(bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    assert sum(p.value for p in extreme(proposal, "maximum of welfare").payoffs.values()) == 3
    lowest = extreme(proposal, "minimum of welfare").payoffs
    assert lowest == {"Player 1": F(2, 3), "Player 2": F(2, 3)}


@pytest.mark.parametrize(("tolerated", "most"), [(F(1, 2), 4), (F(1, 5), 0)])
def test_defiers_under_limited_capacity(tolerated: F, most: int) -> None:
    """Model book P3.5: with K/N <= p* <= 1 everything from nobody to all, below nobody."""
    payoffs = {
        p: [tolerated - min(F(1), F(1, sum(p))) if x else 0 for x in p]
        for p in itertools.product((0, 1), repeat=4)
    }
    count = " + ".join(f"P({i} = D)" for i in "abcd")
    game = NormalForm.build(list("abcd"), [["C", "D"]] * 4, payoffs, outcomes={"defiers": count})
    found = [e.outcomes["defiers"] for e in correlated.propose(game).equilibria]
    numbers = [x for x in found if x is not None and x.is_number]
    assert (min(x.value for x in numbers), max(x.value for x in numbers)) == (0, most)


def obedience(game: NormalForm) -> np.ndarray:
    profiles = list(game.profiles)
    rows = []
    for i, own in enumerate(game.strategies):
        for s, t in itertools.permutations(range(len(own)), 2):
            row = [0.0] * len(profiles)
            for k, p in enumerate(profiles):
                if p[i] == s:
                    other = (*p[:i], t, *p[i + 1 :])
                    row[k] = float(game.payoffs[p][i]) - float(game.payoffs[other][i])
            rows.append(row)
    return np.array(rows)


def test_extremes_of_random_games_agree_with_scipy() -> None:
    rng = random.Random(5)
    for sizes in [(2, 2), (2, 3), (3, 3), (4, 4), (2, 2, 2), (3, 2, 2), (6, 5)] * 3:
        game = drawn(rng, *sizes, high=rng.choice([2, 9, 99]))
        rows = obedience(game)
        welfare = np.array([float(sum(x.value for x in game.payoffs[p])) for p in game.profiles])
        proposal = correlated.propose(game)
        for sign, word in ((-1, "maximum"), (1, "minimum")):
            lp = linprog(
                sign * welfare, A_ub=-rows, b_ub=np.zeros(len(rows)), A_eq=np.ones((1, len(welfare))), b_eq=1
            )
            entries = proposal.equilibria
            e = entries[0] if len(entries) == 1 else extreme(proposal, f"{word} of welfare")
            assert float(sum(x.value for x in e.payoffs.values())) == pytest.approx(sign * lp.fun, abs=1e-7)
        for e in proposal.equilibria:
            for point in [e.distribution, *e.extreme_points]:
                if not any(x.symbols for x in point.values()):
                    p = [x.value for x in point.values()]
                    assert sum(p) == 1 and min(p) >= 0
                    assert (rows @ np.array(p, dtype=float)).min() >= -1e-9


def test_every_correlated_equilibrium_of_the_symbolic_inspection_game_is_the_nash_equilibrium() -> None:
    proposal = correlated.propose(inspection(outcomes={"defiance": "P(D)"}))
    (e,) = proposal.equilibria
    assert e.region.always and not proposal.undecided
    point = {"B": 2, "Lambda": 5, "k": F(1, 2), "a": 2, "h": 2}
    assert known(e.outcomes["defiance"]).subs(point) == F(1, 4)


def test_symbolic_extremes_hold_where_they_say() -> None:
    """Chicken with symbols, at random points: the piece that holds there is the numeric extreme."""
    game = NormalForm.build(
        ["A", "B"],
        [["y", "d"]] * 2,
        {"y, y": ("a", "a"), "y, d": ("b", "c"), "d, y": ("c", "b"), "d, d": ("e", "e")},
        parameters={
            "e": {},
            "b": {"domain": ["b > e"]},
            "a": {"domain": ["a > b"]},
            "c": {"domain": ["c > a"]},
        },
    )
    proposal = correlated.propose(game)
    assert not proposal.undecided
    rng = random.Random(2)
    for _ in range(20):
        values: dict[str, Any] = dict(zip("ebac", sorted(rng.sample(range(12), 4)), strict=True))
        numeric = correlated.propose(game.with_values(values))
        for word in ("maximum of welfare", "minimum of welfare", "maximum of the payoff of A"):
            here = [
                e
                for e in proposal.equilibria
                if word.split(" of ", 1)[1] in e.name
                and e.name.startswith(word[:3])
                and e.region.contains(values)
            ]
            goal = extreme(numeric, word).payoffs
            own = [{k: x.subs(values) for k, x in e.payoffs.items()} for e in here if "every" not in e.name]
            pick = (lambda u: u["A"].value) if word.endswith("A") else (lambda u: u["A"].value + u["B"].value)
            assert pick(goal) in [pick(u) for u in own]


def test_a_large_set_is_written_by_its_inequalities() -> None:
    proposal = correlated.propose(drawn(random.Random(1), 2, 2, 2, 2))
    whole = proposal.equilibria[0]
    assert whole.name == "every correlated equilibrium" and not whole.extreme_points
    assert len(whole.free_variables) == 15 and not proposal.undecided


def test_of_a_larger_set_the_extremes_only() -> None:
    proposal = correlated.propose(drawn(random.Random(0), 7, 7))
    assert "49 profiles" in proposal.left_out[0] and not proposal.undecided
    assert extreme(proposal, "maximum of welfare")


def test_an_outcome_that_is_not_linear_is_left_open() -> None:
    game = bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]], outcomes={"both": "P(Player 1 = 1)*P(Player 2 = 1)"})
    assert "both" in correlated.propose(game).undecided[0]


def test_correlated_equilibria_of_a_tree() -> None:
    proposal = correlated.propose(entry())
    assert extreme(proposal, "maximum of the payoff of Entrant").distribution["in, yield"] == 1


def test_no_time_is_said() -> None:
    proposal = correlated.propose(drawn(random.Random(0), 3, 3), deadline=0.0)
    assert proposal.undecided == ["the extremes not listed"]


# -- stackelberg ----------------------------------------------------------------------------------
def test_the_center_that_commits_to_inspect_deters() -> None:
    """Model book P6.3, with symbols."""
    proposal = stackelberg.propose(inspection(), leader="Center")
    (e,) = proposal.equilibria
    assert e.region.always
    assert str(e.strategies["Center"]["I"]) == "B/Lambda" and e.strategies["Official"]["C"] == 1


@pytest.mark.parametrize(
    ("covered", "coverage", "loss"),
    [(1, (F(2, 3), F(1, 3), 0), F(4, 3)), (2, (F(6, 7), F(5, 7), F(3, 7)), F(4, 7))],
)
def test_the_security_game(covered: int, coverage: tuple, loss: F) -> None:
    """Model book P13.1: sites worth 4, 2, 1; a strategy of the leader is the set of sites covered."""
    sets = list(itertools.combinations(range(3), covered))
    worth = (4, 2, 1)
    table = [[0 if j in s else worth[j] for j in range(3)] for s in sets]
    game = bimatrix([[-x for x in row] for row in table], table)
    (e,) = stackelberg.propose(game).equilibria
    played = list(e.strategies["Player 1"].values())
    assert tuple(sum(p.value for p, s in zip(played, sets) if j in s) for j in range(3)) == coverage
    assert stackelberg.guaranteed(game) == -loss


def strong_value(game: NormalForm) -> float:
    m, n = map(len, game.strategies)
    a = np.array([[float(game.payoffs[i, j][0]) for j in range(n)] for i in range(m)])
    b = np.array([[float(game.payoffs[i, j][1]) for j in range(n)] for i in range(m)])
    values = []
    for j in range(n):
        rows = np.array([b[:, k] - b[:, j] for k in range(n)])
        lp = linprog(-a[:, j], A_ub=rows, b_ub=np.zeros(n), A_eq=np.ones((1, m)), b_eq=1)
        values += [-lp.fun] if lp.status == 0 else []
    return max(values)


def test_commitments_of_random_games_agree_with_scipy() -> None:
    rng = random.Random(8)
    for sizes in [(2, 2), (2, 3), (3, 3), (4, 5), (9, 4)] * 6:
        game = drawn(rng, *sizes, high=rng.choice([1, 2, 9]))
        value = strong_value(game)
        proposal = stackelberg.propose(game)
        assert proposal.equilibria
        for e in proposal.equilibria:
            for point in e.extreme_points or (e.strategies,):
                assert float(known(game.expectation("P0", {}, point))) == pytest.approx(value, abs=1e-9)
                replies = [j for j, p in point["P1"].items() if p != 0]
                alone = []
                for j in point["P1"]:
                    reply = {k: number(k == j) for k in point["P1"]}
                    alone.append(known(game.expectation("P1", {}, {"P0": point["P0"], "P1": reply})))
                assert all(alone[int(j)] == max(x.value for x in alone) for j in replies)
        assert float(stackelberg.guaranteed(game)) <= value + 1e-9


def test_symbolic_commitments_hold_where_they_say() -> None:
    game = bimatrix(
        [["a", "b"], ["c", "d"]], [["1", "0"], ["0", "r"]], parameters={"r": {"domain": ["r > 0"]}}
    )
    proposal = stackelberg.propose(game)
    assert not proposal.undecided
    rng = random.Random(4)
    for _ in range(40):
        values = {name: F(rng.randint(0, 3)) for name in "abcd"} | {"r": F(rng.randint(1, 3))}
        here = [e for e in proposal.equilibria if e.region.contains(values)]
        numeric = stackelberg.propose(game.with_values(values))

        def corners(entries: Any, values: Any = values) -> set:
            return {
                tuple(p.subs(values) for mix in point.values() for p in mix.values())
                for e in entries
                for point in (e.extreme_points or (e.strategies,))
            }

        assert corners(here) == corners(numeric.equilibria)


def test_a_follower_that_does_not_care_serves_the_leader_or_not() -> None:
    game = bimatrix([[1, 0]], [[0, 0]])
    (e,) = stackelberg.propose(game).equilibria
    assert e.strategies["Player 2"] == {"1": 1, "2": 0}
    assert stackelberg.guaranteed(game) == 0


def test_a_commitment_in_a_tree_that_leaves_information_sets_open() -> None:
    """The follower moves after either action of the leader, who does not mind what happens after 'left'."""
    left = move("B", {"l": end(1, 0), "r": end(1, 0)}, at="after left")
    right = move("B", {"l": end(0, 1), "r": end(0, 2)}, at="after right")
    game = ExtensiveForm.build(["A", "B"], move("A", {"left": left, "right": right}))
    (e,) = stackelberg.propose(game).equilibria
    assert {str(p) for p in e.strategies["B"]["after left"].values()} == {"x", "1 - x"}
    assert verify(game, e, concept="stackelberg").ok


def test_commitment_in_a_tree() -> None:
    (first,) = stackelberg.propose(entry()).equilibria
    assert first.strategies["Entrant"] == {"Entrant:1": {"out": 0, "in": 1}}
    (e,) = stackelberg.propose(entry(), leader="Incumbent").equilibria
    assert e.strategies["Entrant"]["Entrant:1"]["out"] == 1
    assert [str(c) for c in e.free_variables["x"]] == ["x >= 1/2", "x <= 1"]


def test_who_can_commit() -> None:
    with pytest.raises(UnsupportedError, match="got 3 players"):
        stackelberg.propose(drawn(random.Random(0), 2, 2, 2))
    with pytest.raises(InputError, match="Did you mean 'Center'"):
        stackelberg.propose(inspection(), leader="Centre")
    with pytest.raises(UnsupportedError, match="not rational"):
        stackelberg.guaranteed(inspection())


# -- quantal response -----------------------------------------------------------------------------
def response(game: NormalForm, path: Any) -> float:
    """The distance of the last row from the logit response to it, from the payoffs themselves."""
    profile = path.strategies()
    worst = 0.0
    for i, player in enumerate(game.players):
        pays = []
        for k in range(len(game.strategies[i])):
            total = 0.0
            for p in game.profiles:
                if p[i] == k:
                    weight = 1.0
                    for j, s in enumerate(p):
                        if j != i:
                            weight *= profile[game.players[j]][game.strategies[j][s]]
                    total += weight * float(game.payoffs[p][i])
            pays.append(path.lam[-1] * total)
        e = np.exp(np.array(pays) - max(pays))
        worst = max(worst, float(np.abs(e / e.sum() - np.array(list(profile[player].values()))).max()))
    return worst


def test_the_branch_of_random_games() -> None:
    rng = random.Random(9)
    for sizes in [(2, 2), (3, 3), (2, 2, 2), (5, 4), (3, 2, 2), (2, 2, 2, 2)] * 2:
        game = drawn(rng, *sizes)
        path = quantal_response.branch(game, lam=0.7)
        assert path.lam[-1] == pytest.approx(0.7) and response(game, path) < 1e-9
        assert path.residual.max() < 1e-9
        assert np.allclose(path.probabilities[0], np.concatenate([np.full(n, 1 / n) for n in sizes]))


@pytest.mark.parametrize(
    ("game", "limit"),
    [
        (bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]]), {"1": F(1, 2), "2": F(1, 2)}),
        (bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]), {"1": 0, "2": 1}),
        (bimatrix([[0, 0], [0, 0]], [[0, 0], [0, 0]]), {"1": F(1, 2), "2": F(1, 2)}),
        (bimatrix([[1, 0], [0, 2]], [[1, 0], [0, 2]]), {"1": 0, "2": 1}),  # the risk-dominant equilibrium
    ],
)
def test_limits_are_exact(game: NormalForm, limit: dict[str, Any]) -> None:
    proposal = quantal_response.propose(game)
    (e,) = proposal.equilibria
    assert e.strategies["Player 1"] == limit and not proposal.undecided


def test_a_branch_that_turns_back() -> None:
    """McKelvey's example: the branch bends backwards and ends at (2, 1)."""
    game = bimatrix([[6, 6], ["7.32", 1]], [[7, 7], [6, 4]])
    path = quantal_response.branch(game)
    assert (np.diff(path.lam) < 0).any() and path.residual.max() < 1e-8
    (e,) = quantal_response.propose(game).equilibria
    assert e.strategies["Player 1"]["2"] == 1 and e.strategies["Player 2"]["1"] == 1


def test_an_irrational_limit_is_given_in_decimals_with_its_regret() -> None:
    proposal = quantal_response.propose(drawn(random.Random(12), 2, 2, 2, high=2))
    (e,) = proposal.equilibria
    assert "regret" in proposal.undecided[0]
    assert all(sum(p.value for p in mix.values()) == 1 for mix in e.strategies.values())


def test_agents_in_a_tree() -> None:
    """By hand: the incumbent fights with 1/(1 + exp(2 lam)); the entrant replies to that."""
    path = quantal_response.branch(entry(), lam=2)
    fight = 1 / (1 + np.exp(4))
    assert path.strategies()["Incumbent"]["Incumbent:1"]["fight"] == pytest.approx(fight)
    assert path.strategies()["Entrant"]["Entrant:1"]["in"] == pytest.approx(
        1 / (1 + np.exp(-2 * (1 - 2 * fight)))
    )
    (e,) = quantal_response.propose(entry()).equilibria
    assert e.strategies["Incumbent"]["Incumbent:1"]["yield"] == 1


def test_beer_and_quiche_ends_in_pooling_on_beer() -> None:
    def reply(message: str, kind: str) -> Any:
        likes = int((message == "beer") == (kind == "strong"))
        duel, leave = end(likes, int(kind == "weak")), end(likes + 2, int(kind == "strong"))
        return move("R", {"duel": duel, "leave": leave}, at=message)

    def send(kind: str) -> Any:
        return move("S", {m: reply(m, kind) for m in ("beer", "quiche")}, at=kind)

    tree = chance({"strong": ("9/10", send("strong")), "weak": ("1/10", send("weak"))})
    proposal = quantal_response.propose(ExtensiveForm.build(["S", "R"], tree))
    (e,) = proposal.equilibria
    assert not proposal.undecided
    assert e.strategies["S"]["weak"]["beer"] == e.strategies["R"]["quiche"]["duel"] == 1


def test_what_quantal_response_refuses() -> None:
    with pytest.raises(UnsupportedError, match="no values: B, Lambda"):
        quantal_response.propose(inspection())
    for lam in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="precision"):
            quantal_response.branch(CHICKEN, lam=lam)
    with pytest.raises(TimeLimitReached):
        quantal_response.branch(CHICKEN, deadline=0.0)
    assert quantal_response.propose(CHICKEN, deadline=0.0).undecided


# -- dominance ------------------------------------------------------------------------------------
def test_the_prisoners_dilemma() -> None:
    found = dominance(bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]))
    assert found.left == {"Player 1": ("2",), "Player 2": ("2",)}
    assert {(r.round, r.strategy, r.strict) for r in found.removals} == {(1, "1", True)}
    assert found.removals[0].by[0].margins == {"1": 2, "2": 1}


def test_round_after_round() -> None:
    """Guess half of the other's number, out of 0 to 4."""
    table = [[-abs(2 * i - j) for j in range(5)] for i in range(5)]
    game = bimatrix(table, [list(c) for c in zip(*table)])
    found = dominance(game)
    assert found.left == {"Player 1": ("1", "2"), "Player 2": ("1", "2")}  # 0 and 1: both are best against 1
    assert max(r.round for r in found.removals) > 1
    assert max(r.round for r in dominance(game, rounds=1).removals) == 1


def test_domination_by_a_mixture_only() -> None:
    game = bimatrix([[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 0]])
    found = dominated(game, "Player 1", "3", weak=False)
    assert found is not None and found.strict and found.mixture == {"1": F(1, 2), "2": F(1, 2)}
    assert dominated(game, "Player 1", "1") is None
    with_symbol = bimatrix(
        [["t", 0], [0, "t"], [1, 1]], [[1, 0], [0, 1], [0, 0]], parameters={"t": {"domain": ["t > 0"]}}
    )
    regions = {
        str(r.region): {x.strategy for x in r.removals if x.player == "Player 1"}
        for r in dominance(with_symbol).reductions
    }
    assert regions["t > 2"] == {"3"}


def test_weak_dominance_depends_on_the_order_and_says_so() -> None:
    game = bimatrix([[1, 1], [1, 0]], [[1, 1], [1, 0]])
    assert dominance(game).left["Player 1"] == ("1", "2")
    weak = dominance(game, weak=True)
    assert weak.left == {"Player 1": ("1",), "Player 2": ("1",)}
    assert "another order" in str(weak) and not weak.removals[0].strict


def brute(game: NormalForm, left: list[list[int]], i: int, s: int, strict: bool) -> bool:
    """Whether s is dominated among what is left, by scipy."""
    rest = [k for k in left[i] if k != s]
    if not rest:
        return False
    others = list(itertools.product(*(own for j, own in enumerate(left) if j != i)))
    gains = np.array(
        [
            [float(game.payoffs[(*r[:i], k, *r[i:])][i] - game.payoffs[(*r[:i], s, *r[i:])][i]) for k in rest]
            for r in others
        ]
    )
    n = len(rest)
    if strict:
        rows = np.hstack([-gains, np.ones((len(others), 1))])
        cost = np.append(np.zeros(n), -1.0)
        lp = linprog(
            cost,
            A_ub=rows,
            b_ub=np.zeros(len(others)),
            A_eq=[[1] * n + [0]],
            b_eq=1,
            bounds=[(0, None)] * n + [(None, None)],
        )
    else:
        lp = linprog(
            -gains.sum(axis=0), A_ub=-gains, b_ub=np.zeros(len(others)), A_eq=np.ones((1, n)), b_eq=1
        )
    return lp.status == 0 and -lp.fun > 1e-7


@pytest.mark.parametrize("weak", [False, True])
def test_elimination_in_random_games_agrees_with_scipy(weak: bool) -> None:
    rng = random.Random(11)
    for sizes in [(3, 3), (4, 4), (3, 2, 2), (5, 3), (2, 2, 2)] * 5:
        game = drawn(rng, *sizes, high=rng.choice([1, 2, 5]))
        left = [list(range(n)) for n in sizes]
        while True:
            gone = {(i, s) for i, own in enumerate(left) for s in own if brute(game, left, i, s, not weak)}
            if not gone:
                break
            left = [[s for s in own if (i, s) not in gone] for i, own in enumerate(left)]
        found = dominance(game, weak=weak)
        assert [list(map(int, own)) for own in found.left.values()] == left
        for removal in found.removals:
            (by,) = removal.by
            margins = [x.value for x in by.margins.values()]
            assert sum(x.value for x in by.mixture.values()) == 1
            assert min(margins) > 0 if removal.strict else min(margins) == 0 < max(margins)


def test_symbolic_elimination_agrees_with_numbers() -> None:
    game = bimatrix([["a", 0], [0, "b"], [1, "c"]], [["a", "c"], [1, 0], [0, "b"]])
    for weak in (False, True):
        found = dominance(game, weak=weak)
        assert not found.undecided
        for values in itertools.product((0, 1, 3), repeat=3):
            point: dict[str, Any] = dict(zip("abc", values, strict=True))
            (here,) = [r for r in found.reductions if r.region.contains(point)]
            numeric = dominance(game.with_values(point), weak=weak).reductions[0]
            assert here.left == numeric.left
            for removal, other in zip(here.removals, numeric.removals, strict=True):
                assert (removal.round, removal.strategy, removal.strict) == (
                    other.round,
                    other.strategy,
                    other.strict,
                )
                by = next(d for d in removal.by if d.region.contains(point))
                margins = [x.subs(point).value for x in by.margins.values()]
                assert min(margins) > 0 if removal.strict else min(margins) == 0 < max(margins)


def test_dominance_in_a_tree() -> None:
    assert dominance(entry()).left["Incumbent"] == ("fight", "yield")
    assert dominance(entry(), weak=True).left == {"Entrant": ("in",), "Incumbent": ("yield",)}


def test_dominance_shows_itself() -> None:
    found = dominance(
        bimatrix(
            [["a", 0], [0, 1]], [[1, 0], [0, 1]], title="A game", parameters={"a": {"domain": ["a != 0"]}}
        )
    )
    for form in ("table", "json", "csv", "latex", "markdown", "html"):
        assert "dominated" in render(found, form)
    assert max(map(len, str(found).splitlines())) <= 80
    assert found.to_dict()["schema"] == "defiance-games/dominance/1"
    with pytest.raises(InputError, match="depends on the parameters"):
        assert found.left


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dominance", "career_calculus", "--weak"]) == 0
    assert "strictly dominated by D" in capsys.readouterr().out
    assert run(["dominance", "inspection_game", "--rounds", "0"]) == 2


def test_what_dominance_refuses() -> None:
    with pytest.raises(InputError, match="whole number"):
        dominance(CHICKEN, rounds=0)
    with pytest.raises(InputError, match="Did you mean 'dare'"):
        dominated(CHICKEN, "A", "darr")
    with pytest.raises(InputError, match="no player"):
        dominated(CHICKEN, "Z", "dare")
    with pytest.raises(InputError, match="free parameters"):
        dominated(inspection(), "Center", "I")
    signal = SignalingGame.build(["S", "R"], {"t": 1}, ["m"], ["a"], {"t": {"m": {"a": [0, 0]}}})
    for use in (dominance, correlated.propose, stackelberg.propose, quantal_response.propose):
        with pytest.raises(UnsupportedError, match="signaling"):
            use(signal)


def test_imperfect_recall_is_refused() -> None:
    second = {k: move("A", {"l": end(int(k == "L")), "r": end(int(k == "R"))}, at="later") for k in "LR"}
    game = ExtensiveForm.build(["A"], move("A", second))
    for use in (dominance, correlated.propose, quantal_response.propose):
        with pytest.raises(UnsupportedError, match="later"):
            use(game)
