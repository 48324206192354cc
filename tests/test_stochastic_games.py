"""Stochastic games: every pure Markov-perfect equilibrium, against brute force; bad answers; bad input."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from defiance_games.errors import InputError, TimeLimitReached
from defiance_games.problems.decision_process import DecisionProcess
from defiance_games.problems.stochastic_game import StochasticGame
from defiance_games.solve import solve
from defiance_games.solvers.stochastic_game import solve as propose
from defiance_games.verifier.stochastic_game import faults


def random_game(draw, states, players=2):
    stages = {}
    for s in range(states):
        sizes = [draw.randint(1, 2) for _ in range(players)]
        stages[s] = {}
        for profile in itertools.product(*("ab"[:n] for n in sizes)):
            weights = [draw.choice([0, 1, 2]) for _ in range(states)]
            weights[draw.randrange(states)] += 1
            to = {t: Fraction(w, sum(weights)) for t, w in enumerate(weights)}
            stages[s][profile] = (tuple(draw.randint(-2, 2) for _ in range(players)), to)
    delta = [Fraction(draw.randint(0, 9), 10) for _ in range(players)]
    return StochasticGame([f"P{i}" for i in range(players)], stages, delta)


def best_response_value(game, chosen, i):
    """Player i's best value against the others' strategies, as a decision process of its own."""
    choices = {}
    for s, profile in chosen.items():
        choices[s] = {}
        for action in game.actions(s)[i]:
            payoffs, to = game.stages[s][(*profile[:i], action, *profile[i + 1 :])]
            choices[s][action] = (payoffs[i], to)
    if game.delta[i] == 0:
        return {s: max(payoff for payoff, _ in moves.values()) for s, moves in choices.items()}
    process = DecisionProcess(choices, criterion="discounted", delta=game.delta[i])
    return solve(process).value[0]


def test_random_games_against_whole_best_replies():
    """Equilibria are the profiles from which no player has a better *strategy*, not only a better action."""
    draw, counts = random.Random(8), []
    for _ in range(60):
        game = random_game(draw, draw.randint(1, 3))
        found = solve(game)
        listed = {tuple(e.strategies.values()): e for e in found.equilibria}
        for profiles in itertools.product(*game.stages.values()):
            chosen = dict(zip(game.stages, profiles))
            best = [best_response_value(game, chosen, i) for i in range(2)]
            if profiles in listed:
                value = listed[profiles].value
                assert all(value[s][i] == best[i][s] for s in chosen for i in range(2))
            else:
                assert any(worth(game, chosen, i) != best[i] for i in range(2))
        counts.append(len(listed))
    assert 0 in counts and max(counts) > 1


def worth(game, chosen, i):
    """What a profile is worth to player i, as a decision process without a choice."""
    choices = {s: {"play": (game.stages[s][a][0][i], game.stages[s][a][1])} for s, a in chosen.items()}
    if game.delta[i] == 0:
        return {s: moves["play"][0] for s, moves in choices.items()}
    return solve(DecisionProcess(choices, criterion="discounted", delta=game.delta[i])).value[0]


def test_one_state_is_the_stage_game():
    """With one state that never changes: the pure Nash equilibria of the stage game."""
    coordination = {("A", "A"): ((2, 1), 0), ("A", "B"): ((0, 0), 0), ("B", "A"): ((0, 0), 0)}
    game = StochasticGame(["X", "Y"], {0: {**coordination, ("B", "B"): ((1, 2), 0)}}, "3/4")
    assert [e.strategies[0] for e in solve(game).equilibria] == [("A", "A"), ("B", "B")]
    pennies = {("H", "H"): ((1, -1), 0), ("H", "T"): ((-1, 1), 0)}
    game = StochasticGame(["X", "Y"], {0: {**pennies, ("T", "H"): ((-1, 1), 0), ("T", "T"): ((1, -1), 0)}}, 0)
    assert solve(game).equilibria == ()  # only a mixed one, which is not looked for
    assert solve(game).complete == "pure"


def test_three_players_and_ties():
    draw = random.Random(5)
    for _ in range(5):
        assert solve(random_game(draw, 2, players=3)).verified
    flat = {
        ("a", "a"): ((0, 0), 1),
        ("a", "b"): ((0, 0), 1),
        ("b", "a"): ((0, 0), 1),
        ("b", "b"): ((0, 0), 1),
    }
    game = StochasticGame(["X", "Y"], {0: flat, 1: flat}, "1/2")
    assert len(solve(game).equilibria) == 16  # every profile


def test_campaigns_are_markov_perfect():
    """Model 18: a myopic locality deviates while tolerated; the center's cycle is a best reply (P18.3)."""
    A, h, k, Z = 3, 1, 4, 3
    stages = {}
    for z in range(Z + 1):
        stages[z] = {
            ("tolerate", "deviate"): ((A - h * z, 1), min(z + 1, Z)),
            ("tolerate", "comply"): ((-h * z, 0), z),
            ("campaign", "deviate"): ((-k, -1), 0),
            ("campaign", "comply"): ((-k, 0), 0),
        }
    game = StochasticGame(["Center", "Locality"], stages, ["9/10", 0])
    cycle = {z: ("tolerate", "deviate") if z < 3 else ("campaign", "comply") for z in stages}
    assert cycle in [e.strategies for e in solve(game).equilibria]


def test_wrong_answers_are_refused():
    game = StochasticGame(
        ["X", "Y"],
        {
            "on": {
                ("C", "C"): ((2, 2), "on"),
                ("C", "D"): ((0, 3), "off"),
                ("D", "C"): ((3, 0), "off"),
                ("D", "D"): ((1, 1), "off"),
            },
            "off": {("D", "D"): ((0, 0), "off")},
        },
        "1/2",
    )
    right = propose(game)
    assert not faults(game, right) and len(right.equilibria) == 2
    first, second = right.equilibria
    deviating = replace(first, strategies={**first.strategies, "on": ("C", "D")})
    wrong = [
        replace(right, complete="all"),
        replace(right, equilibria=(first,)),
        replace(right, equilibria=(first, first, second)),
        replace(right, equilibria=(deviating, second)),
        replace(right, equilibria=(replace(first, value={**first.value, "on": (4, 5)}), second)),
        replace(right, equilibria=(replace(first, value={}), second)),
        replace(
            right, equilibria=(replace(first, strategies={**first.strategies, "on": ("E", "E")}), second)
        ),
    ]
    assert all(faults(game, answer) for answer in wrong)
    impatient = StochasticGame(["X", "Y"], game.stages, "1/5")
    assert [e.strategies["on"] for e in solve(impatient).equilibria] == [("D", "D")]
    assert faults(impatient, right)


def test_bad_input_and_the_time_limit():
    with pytest.raises(InputError) as told:
        StochasticGame(
            ["X", "Y"],
            {0: {("a",): ((1, 1), 0), ("a", "b"): (1, 0), ("a", "c"): ((1, 2), {0: "1/2"})}},
            [1, 0],
        )
    assert len(told.value.faults) == 4
    with pytest.raises(InputError, match="the profile b, a is missing"):
        StochasticGame(["X", "Y"], {0: {("a", "a"): ((0, 0), 0), ("b", "b"): ((0, 0), 0)}}, 0)
    with pytest.raises(InputError, match="unknown state lwo. Did you mean 'low'"):
        StochasticGame(["X"], {"low": {("a",): ((0,), "lwo")}}, 0)
    with pytest.raises(InputError, match="with one state or more"):
        StochasticGame(["X"], {}, 0)
    with pytest.raises(TimeLimitReached):
        propose(random_game(random.Random(1), 3), deadline=0)
