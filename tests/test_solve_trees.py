"""The verb solve on trees: which concept, what is refined and why, names, ties, and what must not change."""

import random
from fractions import Fraction

import pytest

import defiance_games as dg
from defiance_games import ExtensiveForm, end, move

GAMES = "examples/games"


def entry(fight=-1):
    last = move("Incumbent", {"fight": end(-1, fight), "share": end(1, 1)}, at="entry")
    return ExtensiveForm.build(["Entrant", "Incumbent"], move("Entrant", {"out": end(0, 2), "in": last}))


def chain(n):
    """Players in turn end the play with (1, 2) or go on; whoever goes on to the end gets less."""
    tree = end(0, 1)
    for k in range(n - 1, -1, -1):
        tree = move("AB"[k % 2], {"stop": end(1, 2), "on": tree}, at=f"h{k}")
    return ExtensiveForm.build(["A", "B"], tree)


# -- concepts -----------------------------------------------------------------------------------
def test_the_incredible_threat_is_nash_and_not_subgame_perfect():
    game = entry()
    nash = dg.solve(game, concept="nash")
    assert [e.name for e in nash] == ["in, share", "out, {fight, share}"]
    assert nash.complete is True and all(e.verified for e in nash)
    (perfect,) = dg.solve(game)
    assert perfect.name == "in, share"
    threat = {"strategies": {"Entrant": {"Entrant:1": {"out": 1}}, "Incumbent": {"entry": {"fight": 1}}}}
    assert dg.verify(game, threat, concept="nash").ok is True
    verdict = dg.verify(game, threat, concept="subgame-perfect")
    assert verdict.ok is False and verdict.regret == 2
    assert verdict.reasons == (
        "In the subgame after in (not reached): Incumbent gains 2 by playing share at entry.",
    )


def test_a_refinement_says_why_it_rejects_the_threat():
    solution = dg.solve(entry(), concept="nash", refine="undominated")
    assert [e.name for e in solution] == ["in, share"]
    (rejected,) = solution.rejected
    assert "fight" in rejected.reason and "share" in rejected.reason
    assert rejected.reason in " ".join(str(solution).split())


def test_a_tree_without_memory_is_refused_with_its_information_set():
    def later(sign):
        return move("A", {"x": end(sign), "y": end(0)}, at="later")

    game = ExtensiveForm.build(["A"], move("A", {"l": later(1), "r": later(2)}, at="first"))
    with pytest.raises(dg.UnsupportedError, match="information set 'later' of A: the player forgets"):
        dg.solve(game)


def test_a_signaling_tree_has_the_answers_of_its_twin():
    twin, tree = (dg.load(f"{GAMES}/{name}.toml") for name in ("beer_quiche", "beer_quiche_tree"))
    for refine in (None, "intuitive"):
        one, other = (dg.solve(m, refine=refine) for m in (twin, tree))
        assert one.complete is other.complete is True
        assert len(one) == len(other)
        assert [e.kind for e in one] == [e.kind for e in other]
        assert all(e.verified for e in other)


@pytest.mark.parametrize("concept", ["perfect-bayesian", "sequential"])
def test_the_horse_keeps_its_reasonable_equilibrium_only(concept):
    solution = dg.solve(dg.load(f"{GAMES}/selten_horse.toml"), concept=concept)
    (e,) = solution
    assert solution.complete is True and e.verified
    assert str(e.free_variables["x"][1]) == "x <= 1/4"
    assert "mu_after_d >= 2/3" in str(solution)


def test_statics_and_thresholds_take_a_solution():
    game = dg.load(f"{GAMES}/entry_deterrence.toml").at()
    nash = dg.solve(game, concept="nash")
    assert {r.equilibrium for r in dg.statics(game, outcome="entry", solution=nash).rows} <= {
        e.name for e in nash
    }


# -- players ------------------------------------------------------------------------------------
def test_a_player_who_never_moves_changes_nothing():
    def tree(idle):
        payoff = (lambda a, b: end(a, b, 7)) if idle else end
        later = move("B", {"l": payoff(0, 0), "r": payoff("-b", 0)}, at="n")
        return move("A", {"in": later, "out": payoff(-1, 0)}, at="root")

    two, three = (
        dg.solve(ExtensiveForm.build(players, tree(idle)), concept="nash")
        for players, idle in ((["A", "B"], False), (["A", "B", "C"], True))
    )
    assert two.complete is three.complete is True
    assert [(e.name, str(e.region), str(e.free_variables)) for e in two] == [
        (e.name, str(e.region), str(e.free_variables)) for e in three
    ]
    assert all(e.payoffs["C"] == 7 for e in three)


def test_a_game_in_which_nobody_moves_has_one_equilibrium():
    for concept in ("nash", "subgame-perfect", "sequential"):
        (e,) = dg.solve(ExtensiveForm.build(["A", "B"], end(1, 2)), concept=concept)
        assert [str(x) for x in e.payoffs.values()] == ["1", "2"]
    with pytest.raises(dg.UnsupportedError, match="nobody has a choice"):
        dg.solve(ExtensiveForm.build(["A", "B"], end(1, 2)), concept="quantal-response")


# -- ties ---------------------------------------------------------------------------------------
def test_interchangeable_ties_are_one_entry_however_many():
    solution = dg.solve(chain(40))
    (e,) = solution
    assert solution.complete is True and e.verified
    assert len(e.free_variables) == 39
    assert [str(x) for x in e.payoffs.values()] == ["1", "2"]


def test_no_entry_lies_inside_another():
    def second(k, *payoffs):
        return move("B", {f"a{i}": end(*p) for i, p in enumerate(payoffs)}, at=f"b{k}")

    draw = random.Random(4)
    for _ in range(15):
        cells = [[(draw.randint(0, 1), draw.randint(0, 1)) for _ in range(2)] for _ in range(2)]
        tree = move("A", {f"m{k}": second(k, *cells[k]) for k in range(2)}, at="a")
        solution = dg.solve(ExtensiveForm.build(["A", "B"], tree))
        assert solution.complete is True
        for e in solution:
            for f in solution:
                if e is not f and not e.free_variables:
                    assert not inside(e, f)


def inside(e, f):
    """Whether a point lies in an entry whose free variables are probabilities themselves."""
    at = {}
    for player, sets in f.strategies.items():
        for s, mix in sets.items():
            for a, x in mix.items():
                if x.op == "symbol":
                    at[x.args[0]] = e.strategies[player][s][a].evaluate()
    bounds = [c for cs in f.free_variables.values() for c in cs]
    return all(c.holds(at) for c in bounds) and all(
        x.evaluate(at) == e.strategies[player][s][a].evaluate()
        for player, sets in f.strategies.items()
        for s, mix in sets.items()
        for a, x in mix.items()
    )


# -- symbols ------------------------------------------------------------------------------------
def test_bounds_point_the_right_way_where_a_denominator_is_negative():
    reply = move("B", {"l": end(0, "a"), "r": end("a", 0)}, at="b")
    other = move("B", {"l": end("1 + a", 0), "r": end(0, 1)}, at="b")
    game = ExtensiveForm.build(["A", "B"], move("A", {"u": reply, "d": other}, at="a"))
    solution = dg.solve(game, concept="nash")
    assert solution.complete is True
    assert all(e.verified for e in solution)


def test_one_sequential_equilibrium_is_found_near_the_logit_branch():
    from test_sequential import chain_store

    solution = dg.solve(chain_store(3, Fraction(1, 10)), concept="sequential", find="one")
    (e,) = solution
    assert e.verified
    assert str(e.strategies["I"]["weak:"]["fight"]) == "1/3"  # Kreps & Wilson: beliefs rise to b**2
