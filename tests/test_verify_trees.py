"""The verifier on trees: each concept by its definition, incredible threats, hostile claims, speed."""

from __future__ import annotations

import itertools
import json
import math
import random
import time
from dataclasses import replace
from fractions import Fraction

import pytest
from peers import FOLDER as PEERS

from defiance_games.cli import run
from defiance_games.errors import InputError, UnsupportedError
from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.games.files import dumps, read
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.tree import Branch, chance, end, move
from defiance_games.symbolic.condition import parameter
from defiance_games.symbolic.expression import symbol
from defiance_games.verifier.consistency import requirements
from defiance_games.verify import verify

F = Fraction

CONCEPTS = ("nash", "subgame-perfect", "perfect-bayesian", "sequential")


def play(game, *rows):
    """Strategies from one row of probabilities for each players' information set, in the game's order."""
    found = {p: {} for p in game.players}
    sets = [s for s in game.information_sets if s.player >= 0]
    for s, row in zip(sets, rows, strict=True):
        found[game.players[s.player]][s.label] = row and dict(zip(s.actions, row, strict=True))
    return {"strategies": found}


# -- the definitions, by brute force ----------------------------------------------------------------
class Definition:
    """A tree with numbers; a profile is a list of mixtures, one for each information set (chance's too)."""

    def __init__(self, game, rows):
        self.game, self.sets = game, game.information_sets
        own = iter(rows)
        self.profile = [
            [p.value for p in s.probabilities] if s.player < 0 else [F(x) for x in next(own)]
            for s in self.sets
        ]

    def value(self, node, player, profile):
        n = self.game.nodes[node]
        if n.information_set < 0:
            return self.game.payoffs[node][player].value
        mix = profile[n.information_set]
        return sum(x * self.value(c, player, profile) for x, c in zip(mix, n.children, strict=True) if x)

    def plans(self, player):
        """The profile with every pure strategy of a player."""
        own = [k for k, s in enumerate(self.sets) if s.player == player]
        for chosen in itertools.product(*(range(len(self.sets[k].actions)) for k in own)):
            profile = list(self.profile)
            for k, a in zip(own, chosen, strict=True):
                profile[k] = [F(int(a == b)) for b in range(len(self.sets[k].actions))]
            yield profile

    def gain(self, player, weights):
        """The most that a player gains from nodes with these weights."""

        def worth(profile):
            return sum(w * self.value(k, player, profile) for k, w in weights.items())

        return max(worth(p) for p in self.plans(player)) - worth(self.profile)

    def below(self, node):
        yield node
        for c in self.game.nodes[node].children:
            yield from self.below(c)

    def roots(self):
        """The nodes at which a subgame starts."""
        for k, n in enumerate(self.game.nodes):
            inside = set(self.below(k))
            if n.information_set >= 0 and all(
                s.player < 0 or not inside & set(s.nodes) or set(s.nodes) <= inside for s in self.sets
            ):
                yield k

    def reach(self, node, root):
        p = F(1)
        while node != root:
            n = self.game.nodes[node]
            p *= self.profile[self.game.nodes[n.parent].information_set][n.branch]
            node = n.parent
        return p

    def nash_from(self, root):
        return max(self.gain(i, {root: 1}) for i in range(len(self.game.players)))

    def subgame_perfect(self):
        return all(self.nash_from(k) == 0 for k in self.roots())

    def due(self, s):
        """The belief that Bayes' rule gives in some subgame, or None."""
        for root in self.roots():
            inside = set(self.below(root))
            if set(s.nodes) <= inside:
                weights = [self.reach(k, root) for k in s.nodes]
                if sum(weights):
                    return [w / sum(weights) for w in weights]
        return None

    def perfect_bayesian(self, beliefs):
        """``beliefs``: label -> list."""
        for s in self.sets:
            if s.player >= 0:
                mu = beliefs[s.label] if len(s.nodes) > 1 else [F(1)]
                due = self.due(s)
                if min(mu) < 0 or sum(mu) != 1 or (due is not None and mu != due):
                    return False
                if self.gain(s.player, dict(zip(s.nodes, mu, strict=True))) > 0:
                    return False
        return True

    def somehow_perfect_bayesian(self):
        """Whether some beliefs make it one; information sets have at most two nodes."""
        for s in self.sets:
            if s.player < 0:
                continue
            due = self.due(s) if len(s.nodes) > 1 else [F(1)]
            if due is not None:
                if self.gain(s.player, dict(zip(s.nodes, due, strict=True))) > 0:
                    return False
                continue
            low, high = F(0), F(1)
            for plan in self.plans(s.player):
                a, b = (
                    self.value(k, s.player, self.profile) - self.value(k, s.player, plan) for k in s.nodes
                )  # mu*a + (1 - mu)*b >= 0
                if a == b:
                    low = low if b >= 0 else F(2)
                elif a > b:
                    low = max(low, -b / (a - b))
                else:
                    high = min(high, b / (b - a))
            if low > high:
                return False
        return True


# -- random trees -----------------------------------------------------------------------------------
def random_branch(rng, pools, left, players, most):
    """A random tree of at most ``left`` moves; ``pools`` counts the nodes of each information set."""
    if left == 0 or rng.random() < 0.15:
        return end(*(rng.randint(0, 3) for _ in range(players)))
    names = "abc"[: rng.choice((2, 2, 2, 3))]
    after = {a: random_branch(rng, pools, left - 1, players, most) for a in names}
    if rng.random() < 0.2:
        odds = [rng.randint(0, 2) for _ in names]
        odds = odds if any(odds) else [1] * len(names)
        return chance({a: (F(o, sum(odds)), after[a]) for a, o in zip(names, odds, strict=True)})
    player = rng.randrange(players)
    free = [k for k, n in pools.items() if k[:2] == (player, names) and n < most]
    key = rng.choice(free) if free and rng.random() < 0.6 else (player, names, len(pools))
    pools[key] = pools.get(key, 0) + 1
    return move(f"P{player}", after, at=f"h{key[2]}")


def random_tree(rng, players=2, depth=3, most=2):
    """A tree with perfect recall; ``most`` nodes in an information set."""
    while True:
        tree = random_branch(rng, {}, depth, players, most)
        game = ExtensiveForm.build([f"P{i}" for i in range(players)], tree)
        plans = 1
        for s in game.information_sets:
            plans *= len(s.actions) if s.player >= 0 else 1
        if game.information_sets and not game.forgetful and plans <= 300:
            return game


def random_rows(rng, game, pure=0.5):
    rows = []
    for s in game.information_sets:
        if s.player >= 0:
            n = len(s.actions)
            weights = [0] * n
            if rng.random() < pure:
                weights[rng.randrange(n)] = 1
            else:
                weights = [rng.randint(0, 2) for _ in range(n)]
                weights = weights if any(weights) else [1] * n
            rows.append([F(w, sum(weights)) for w in weights])
    return rows


def every_pure(game):
    sizes = [len(s.actions) for s in game.information_sets if s.player >= 0]
    for chosen in itertools.product(*map(range, sizes)):
        yield [[F(int(a == b)) for b in range(n)] for a, n in zip(chosen, sizes, strict=True)]


@pytest.mark.parametrize("players", [2, 3])
def test_nash_and_subgame_perfection_by_definition(players):
    rng = random.Random(players)
    seen = {True: 0, False: 0}
    for _ in range(60):
        game = random_tree(rng, players)
        profiles = [random_rows(rng, game) for _ in range(3)]
        profiles += itertools.islice(every_pure(game), 12)
        for rows in profiles:
            truth = Definition(game, rows)
            verdict = verify(game, play(game, *rows), concept="nash")
            gain = truth.nash_from(0)
            assert verdict.ok is (gain == 0), (game, rows, verdict)
            assert verdict.regret == max(gain if i < 0 else truth.gain(i, {0: 1}) for i in range(-1, players))
            perfect = truth.subgame_perfect()
            assert verify(game, play(game, *rows), concept="subgame-perfect").ok is perfect
            seen[perfect] += 1
    assert min(seen.values()) > 10


def test_perfect_bayesian_by_definition():
    rng = random.Random(7)
    seen = {True: 0, False: 0}
    for _ in range(60):
        game = random_tree(rng, rng.choice((2, 3)))
        for rows in [random_rows(rng, game), *itertools.islice(every_pure(game), 10)]:
            truth = Definition(game, rows)
            beliefs = {}
            for s in game.information_sets:
                if s.player >= 0 and len(s.nodes) > 1:
                    mu = rng.choice((F(0), F(1), F(1, 2), F(1, 3)))
                    due = truth.due(s)
                    beliefs[s.label] = due if due is not None and rng.random() < 0.9 else [mu, 1 - mu]
            named = {
                s.label: {game.name_of(k): x for k, x in zip(s.nodes, beliefs[s.label], strict=True)}
                for s in game.information_sets
                if s.label in beliefs
            }
            claim = play(game, *rows)
            stated = verify(game, {**claim, "beliefs": named}, concept="perfect-bayesian")
            assert stated.ok is truth.perfect_bayesian(beliefs), (game, rows, beliefs, stated)
            found = verify(game, claim, concept="perfect-bayesian")
            assert found.ok is truth.somehow_perfect_bayesian(), (game, rows, found)
            seen[stated.ok is True] += 1
    assert min(seen.values()) > 10


def test_behavior_off_the_own_path_may_be_left_out_of_a_nash_equilibrium():
    rng = random.Random(3)
    for _ in range(40):
        game = random_tree(rng)
        for rows in itertools.islice(every_pure(game), 12):
            truth = Definition(game, rows)
            sets = [s for s in game.information_sets if s.player >= 0]
            given_rows, complete = [], True
            for s, row in zip(sets, rows, strict=True):
                off = any(
                    game.information_sets[t].player == s.player and truth.profile[t][a] == 0
                    for t, a in game.path(s.nodes[0])
                )
                drop = rng.random() < (0.8 if off else 0.02)
                complete = complete and (off or not drop)
                given_rows.append(None if drop else row)
            ok = verify(game, play(game, *given_rows), concept="nash").ok
            assert ok is (complete and truth.nash_from(0) == 0)
            if None in given_rows:
                assert verify(game, play(game, *given_rows), concept="subgame-perfect").ok is False


# -- incredible threats -----------------------------------------------------------------------------
ENTRY = ExtensiveForm.build(
    ["Entrant", "Incumbent"],
    move(
        "Entrant",
        {"out": end(0, 2), "enter": move("Incumbent", {"fight": end(-1, -1), "accommodate": end(1, 1)})},
    ),
)
HORSE = ExtensiveForm.build(
    ["1", "2", "3"],
    move(
        "1",
        {
            "R": move(
                "2",
                {
                    "R": end(1, 1, 1),
                    "L": move("3", {"R": end(4, 4, 0), "L": end(0, 0, 1)}, at="h", label="x"),
                },
            ),
            "L": move("3", {"R": end(3, 2, 2), "L": end(0, 0, 0)}, at="h", label="y"),
        },
    ),
)


def test_an_incredible_threat_is_refused_with_the_reason():
    threat = play(ENTRY, [1, 0], [1, 0])
    assert verify(ENTRY, threat, concept="nash").ok is True
    for concept in CONCEPTS[1:]:
        verdict = verify(ENTRY, threat, concept=concept)
        assert verdict.ok is False and verdict.regret == 2 and verdict.concept == concept
        assert verdict.reasons == (
            "In the subgame after enter (not reached): "
            "Incumbent gains 2 by playing accommodate at Incumbent:1.",
        )
    assert all(verify(ENTRY, play(ENTRY, [0, 1], [0, 1]), concept=c).ok for c in CONCEPTS)
    reasons = verify(ENTRY, play(ENTRY, [0, 1], [1, 0]), concept="nash").reasons
    assert reasons == (
        "Entrant gains 1 by playing out at Entrant:1.",
        "Incumbent gains 2 by playing accommodate at Incumbent:1.",
    )


def test_seltens_horse():
    unreasonable = play(HORSE, [0, 1], [1, 0], [1, 0])
    assert verify(HORSE, unreasonable, concept="nash").ok is True
    assert verify(HORSE, unreasonable).ok is True and verify(HORSE, unreasonable).concept == "subgame-perfect"
    for concept in CONCEPTS[2:]:
        verdict = verify(HORSE, {**unreasonable, "beliefs": {"h": {"y": 1}}}, concept=concept)
        assert verdict.ok is False and verdict.reasons == ("2 gains 3 by playing L at 2:1 (not reached).",)
    reasonable = {
        **play(HORSE, [1, 0], [1, 0], ["1 - z", "z"]),
        "free_variables": {"z": ["z >= 3/4", "z <= 1"]},
    }
    for concept in CONCEPTS[:3]:
        assert verify(HORSE, reasonable, concept=concept).ok is True
    believed = {**reasonable, "beliefs": {"h": {"x": "2/3", "y": "1/3"}}}
    assert verify(HORSE, believed).concept == "perfect-bayesian"
    assert verify(HORSE, believed, concept="sequential").ok is True
    assert verify(HORSE, {**believed, "beliefs": {"h": {"x": "1/2", "y": "1/2"}}}).ok is False
    wide = {**believed, "free_variables": {"z": ["z >= 1/2", "z <= 1"]}}
    assert [verify(HORSE, wide, concept=c).ok for c in CONCEPTS] == [False] * 4
    for z in ("3/4", "1"):  # where no belief is stated one is looked for
        here = play(HORSE, [1, 0], [1, 0], [f"1 - {z}", z])
        assert verify(HORSE, here, concept="sequential").ok is True
    assert verify(HORSE, reasonable, concept="sequential").ok is None  # in a continuum it is not


def test_a_reply_that_no_belief_supports_is_named():
    game = ExtensiveForm.build(
        ["S", "R"],
        move(
            "S",
            {
                "out": end(2, 2),
                "l": move("R", {"good": end(3, 1), "bad": end(0, 0)}, at="r"),
                "m": move("R", {"good": end(3, 1), "bad": end(0, 0)}, at="r"),
            },
        ),
    )
    threat = play(game, [1, 0, 0], [0, 1])
    assert verify(game, threat).ok is True  # the game has no proper subgame
    verdict = verify(game, threat, concept="perfect-bayesian")
    assert verdict.ok is False and verdict.regret == 1
    assert verdict.reasons == ("The behavior of R at r is best to no belief: it gives up at least 1.",)


# -- consistency ------------------------------------------------------------------------------------
def _twice():
    """Two players after the other see the same choice of the first."""

    def after(third):
        return move(
            "2",
            {"l": end(0, 0, 0), "r": move("3", {"u": end(0, 0, 0), "d": end(1, 0, 1)}, at="h3", label=third)},
            at="h2",
            label=third.upper(),
        )

    return ExtensiveForm.build(
        ["1", "2", "3"], move("1", {"out": end(2, 1, 1), "a": after("x"), "b": after("y")})
    )


def test_consistency_is_decided():
    game = _twice()
    base = play(game, [1, 0, 0], [1, 0], [0, 1])

    def verdict(p, q, concept="sequential", **more):
        beliefs = {"h2": {"X": p, "Y": f"1 - {p}"}, "h3": {"x": q, "y": f"1 - {q}"}}
        return verify(game, {**base, "beliefs": beliefs, **more}, concept=concept)

    assert (
        verdict("1/2", "1/2").ok is True and verdict("1", "1").ok is True and verdict("1/7", "1/7").ok is True
    )
    for p, q in (("1/2", "1/3"), ("1", "0"), ("1", "1/2")):
        assert verdict(p, q, "perfect-bayesian").ok is True
        assert verdict(p, q).ok is False and "not consistent" in verdict(p, q).reasons[0]
    assert verify(game, base, concept="sequential").ok is True
    free = {"z": ["0 <= z", "z <= 1"]}
    assert verdict("z", "z", free_variables=free).ok is True
    assert verdict("z", "z**2", free_variables=free).ok is False
    sets = {"h2": [["mu_X >= 1/3", "mu_X <= 1/2"]]}
    assert verdict("1/2", "1/2", belief_sets=sets).ok is False  # h3 believes the same
    assert verdict("1/2", "1/2", "perfect-bayesian", belief_sets=sets).ok is True


def test_limits_of_mistakes_are_consistent():
    """Beliefs are computed from mistakes of random orders and weights; others are mostly not consistent."""
    rng = random.Random(11)
    refused = 0
    for _ in range(80):
        game = random_tree(rng, 3, 4, most=3)
        sets = game.information_sets
        profile = Definition(game, random_rows(rng, game, pure=0.8)).profile
        order = [[0 if x else rng.randint(1, 3) for x in mix] for mix in profile]
        weight = [[x or F(rng.randint(1, 4)) for x in mix] for mix in profile]
        beliefs = {}
        for m, s in enumerate(sets):
            if s.player >= 0 and len(s.nodes) > 1:
                paths = [game.path(k) for k in s.nodes]
                orders = [sum(order[t][a] for t, a in path) for path in paths]
                weights = [math.prod((weight[t][a] for t, a in path), start=F(1)) for path in paths]
                weights = [w if o == min(orders) else F(0) for w, o in zip(weights, orders, strict=True)]
                beliefs[m] = [w / sum(weights) for w in weights]
        assert not any(r.value for r in requirements(game, profile, beliefs, F(1)))
        if beliefs:
            m = rng.choice(list(beliefs))
            beliefs[m] = beliefs[m][1:] + beliefs[m][:1]
            refused += any(r.value for r in requirements(game, profile, beliefs, F(1)))
    assert refused > 5


def test_consistency_of_the_horse_with_a_set_of_beliefs():
    reasonable = {**play(HORSE, [1, 0], [1, 0], [0, 1]), "beliefs": {"h": {"x": "1"}}}
    sets = {"belief_sets": {"h": [["mu_x >= 2/3"]]}}
    for concept in CONCEPTS[2:]:
        assert verify(HORSE, {**reasonable, **sets}, concept=concept).ok is True
    sets = {"belief_sets": {"h": [["mu_x >= 1/2"]]}}
    for concept in CONCEPTS[2:]:
        assert verify(HORSE, {**reasonable, **sets}, concept=concept).ok is False


# -- symbols ----------------------------------------------------------------------------------------
PARAMETRIC = ExtensiveForm.build(
    ["Entrant", "Incumbent"],
    move(
        "Entrant",
        {
            "out": end(0, "m"),
            "enter": move("Incumbent", {"fight": end(-1, "-f"), "accommodate": end(1, "m/2")}),
        },
    ),
    parameters={"m": {"domain": ["m > 0"]}, "f": {"domain": []}},
)


def test_regions_are_proved():
    threat = play(PARAMETRIC, [1, 0], [1, 0])
    assert verify(PARAMETRIC, threat, concept="nash").ok is True
    for concept in CONCEPTS[1:]:
        assert verify(PARAMETRIC, {**threat, "region": [["f <= -m/2"]]}, concept=concept).ok is True
        verdict = verify(PARAMETRIC, {**threat, "region": [["f <= 0"]]}, concept=concept)
        assert verdict.ok is False and verdict.witness is not None
        at = {k: str(v) for k, v in verdict.witness.items()}
        assert verify(PARAMETRIC.with_values(at), threat, concept=concept).regret == verdict.regret
        tie = play(PARAMETRIC, ["1 - x", "x"], ["1/2", "1/2"])
        tie |= {"free_variables": {"x": ["x >= 0", "x <= 1"]}, "region": [["f = -m/2"]]}
        assert verify(PARAMETRIC, tie, concept=concept).ok is True
        assert verify(PARAMETRIC, {**tie, "region": [["f <= -m/2"]]}, concept=concept).ok is False


@pytest.mark.parametrize("seed", range(4))
def test_symbols_and_numbers_agree(seed):
    """With one payoff a symbol the claim holds on a region iff it does at the points of the region."""
    rng = random.Random(seed)
    for _ in range(5):
        game = random_tree(rng, 2, 3)
        ends = [k for k, n in enumerate(game.nodes) if n.information_set < 0]
        chosen = game.nodes[rng.choice(ends)].result
        results = tuple(
            r._replace(payoffs=(symbol("s"), r.payoffs[1])) if k == chosen else r
            for k, r in enumerate(game.results)
        )
        symbolic = replace(game, results=results, parameters=(parameter("s"),))
        for rows in itertools.islice(every_pure(game), 4):
            claim = play(game, *rows)
            for concept in CONCEPTS[:3]:
                at = {
                    s: verify(symbolic.with_values({"s": s}), claim, concept=concept).ok
                    for s in ("-1", "0", "1/2", "1", "3/2", "2", "3", "4")
                }
                whole = verify(symbolic, {**claim, "region": [["s >= -1", "s <= 4"]]}, concept=concept)
                assert whole.ok is not None
                assert whole.ok <= all(at.values())
                if whole.ok is False and whole.witness:
                    there = {"s": str(whole.witness["s"])}
                    assert verify(symbolic.with_values(there), claim, concept=concept).ok is False
                for s, ok in at.items():
                    point = verify(symbolic, {**claim, "region": [[f"s = {s}"]]}, concept=concept)
                    assert point.ok is ok, (game, rows, concept, s, point)


def kuhn_poker():
    """Kuhn (1950): three cards, one bet."""
    cards = "JQK"

    def deal(one, two):
        win = 1 if cards.index(one) > cards.index(two) else -1
        called = {"fold": end(-1, 1), "call": end(2 * win, -2 * win)}
        bet = {"fold": end(1, -1), "call": end(2 * win, -2 * win)}
        check = {"check": end(win, -win), "bet": move("1", called, at=f"{one} after bet")}
        return move(
            "1",
            {"check": move("2", check, at=f"{two} checked"), "bet": move("2", bet, at=f"{two} bet")},
            at=one,
        )

    deals = {one + two: ("1/6", deal(one, two)) for one in cards for two in cards if one != two}
    return ExtensiveForm.build(["1", "2"], chance(deals))


def test_kuhn_poker_has_a_family_of_equilibria():
    game = kuhn_poker()
    one = {
        "J": {"bet": "a", "check": "1 - a"},
        "Q": {"check": 1},
        "K": {"bet": "3*a", "check": "1 - 3*a"},
        "J after bet": {"fold": 1},
        "Q after bet": {"call": "a + 1/3", "fold": "2/3 - a"},
        "K after bet": {"call": 1},
    }
    two = {
        "J checked": {"bet": "1/3", "check": "2/3"},
        "Q checked": {"check": 1},
        "K checked": {"bet": 1},
        "J bet": {"fold": 1},
        "Q bet": {"call": "1/3", "fold": "2/3"},
        "K bet": {"call": 1},
    }
    claim = {"strategies": {"1": one, "2": two}, "free_variables": {"a": ["a >= 0", "a <= 1/3"]}}
    for concept in ("nash", "subgame-perfect"):
        assert verify(game, claim, concept=concept).ok is True
    wrong = {**claim, "strategies": {"1": {**one, "K": {"bet": "2*a", "check": "1 - 2*a"}}, "2": two}}
    verdict = verify(game, wrong, concept="nash")
    assert verdict.ok is False and verdict.reasons
    at_end = {**claim, "free_variables": {"a": ["a > 0", "a < 1/3"]}}
    assert verify(game, at_end, concept="perfect-bayesian").ok is True


# -- hostile claims ---------------------------------------------------------------------------------
def test_what_is_missing_or_wrong_is_not_passed():
    good = play(HORSE, [1, 0], [1, 0], [0, 1])["strategies"]
    assert all(verify(HORSE, {"strategies": good}, concept=c).ok for c in CONCEPTS[:3])

    def ok(concept="nash", **more):
        return verify(HORSE, {"strategies": good, **more}, concept=concept).ok

    for concept in CONCEPTS:
        for broken in ({"h": {"L": "1/2"}}, {"h": {}}, {"h": {"L": 2, "R": -1}}, {"h": None}, {}):
            assert verify(HORSE, {"strategies": {**good, "3": broken}}, concept=concept).ok is False
        assert ok(concept, region=[]) is False
        assert ok(concept, region=[["1 > 2"]]) is False
        assert ok(concept, free_variables={"z": ["z > 1", "z < 0"]}) is False
        assert ok(concept, free_variables={"z": ["z*z = -1"]}) is False
        assert ok(concept, free_variables={"z": ["0 <= z", "z <= 1", "1 > 2"]}) is False
        unbounded = {
            "strategies": {**good, "3": {"h": {"L": "z", "R": "1 - z"}}},
            "free_variables": {"z": []},
        }
        assert verify(HORSE, unbounded, concept=concept).ok is False
        for beliefs in ({"h": {"x": "1/2"}}, {"h": {"x": 2, "y": -1}}, {"2:1": {"R": "1/2"}}, {"h": {}}):
            assert ok(concept, beliefs={"h": {"x": 1}, **beliefs}) is not True
    for sets in ({"h": []}, {"h": [["mu_x > 1"]]}, {"h": [["mu_y >= 1/2"]]}):
        assert ok("perfect-bayesian", belief_sets=sets) is False
        assert ok("perfect-bayesian", beliefs={"h": {"x": 1}}, belief_sets=sets) is False
    assert ok("nash", belief_sets={"h": [["mu_x >= 2/3"]]}) is None  # no part of the concept


def test_names_that_the_game_does_not_have_are_input_errors():
    good = play(HORSE, [1, 0], [1, 0], [0, 1])["strategies"]
    for claim in (
        {"strategies": {**good, "4": {}}},
        {"strategies": {**good, "3": {"H": {"L": 1}}}},
        {"strategies": {**good, "3": {"h": {"M": 1}}}},
        {"strategies": {**good, "3": 7}},
        {"strategies": {k: good[k] for k in "12"}},
        {"strategies": good, "beliefs": {"H": {"x": 1}}},
        {"strategies": good, "beliefs": {"h": {"z": 1}}},
        {"strategies": good, "belief_sets": {"h": [["mu_z > 0"]]}},
        {"strategies": good, "region": [["m > 0"]]},
        {"strategies": good, "concept": "perfect"},
        {},
    ):
        with pytest.raises(InputError):
            verify(HORSE, claim)
    with pytest.raises(InputError, match="Did you mean 'subgame-perfect'"):
        verify(HORSE, {"strategies": good}, concept="subgame perfect")


def test_a_player_who_forgets_is_refused():
    again = {a: move("A", {"u": end(0), "d": end(1)}, at="later") for a in "lr"}
    game = ExtensiveForm.build(["A"], move("A", again))
    with pytest.raises(UnsupportedError, match="later"):
        verify(game, play(game, [1, 0], [1, 0]))


# -- other concepts ---------------------------------------------------------------------------------
def test_a_whole_solution_says_its_concept():
    threat, good = play(ENTRY, [1, 0], [1, 0]), play(ENTRY, [0, 1], [0, 1])
    assert verify(ENTRY, {"concept": "nash", "equilibria": [threat, good]}).ok is True
    verdict = verify(ENTRY, {"concept": "subgame-perfect", "equilibria": [good, threat]})
    assert verdict.ok is False and verdict.regret == 2 and verdict.reasons[0].startswith("2: In the subgame")
    assert (
        verify(ENTRY, {"concept": "subgame-perfect", "equilibria": [good, threat]}, concept="nash").ok is True
    )


def test_commitment_in_a_tree():
    assert verify(ENTRY, play(ENTRY, [0, 1], [0, 1]), concept="stackelberg").ok is True
    verdict = verify(ENTRY, play(ENTRY, [1, 0], [0, 1]), concept="stackelberg")
    assert verdict.ok is False and verdict.reasons == (
        "Entrant gains 1 by committing to enter: 1; Incumbent then replies accommodate.",
    )


# -- games of others --------------------------------------------------------------------------------
@pytest.mark.skipif(not PEERS.exists(), reason="the peers' game files are not here")
@pytest.mark.parametrize(
    "name",
    [
        "entry_accommodation",
        "badgame1",
        "bagwell1995",
        "kohlberg_mertens_1",
        "kohlberg_mertens_3",
        "kohlberg_mertens_6",
        "selten_horse",
        "selten1975_fig2",
        "selten1975_fig3",
        "trust_sww1",
        "watson_ex29_6",
        "watson_fig29_1",
        "vandamme_burning",
        "wilson_out_bos",
        "win_lose_perfect_info",
        "myerson_fig4_2",
    ],
)
def test_pure_profiles_of_the_peers_games(name):
    game = read(PEERS / f"{name}.efg")
    assert isinstance(game, ExtensiveForm)
    threats = 0
    for rows in every_pure(game):
        truth, claim = Definition(game, rows), play(game, *rows)
        nash, perfect = truth.nash_from(0) == 0, truth.subgame_perfect()
        assert verify(game, claim, concept="nash").ok is nash
        verdict = verify(game, claim, concept="subgame-perfect")
        assert verdict.ok is perfect
        if nash and not perfect:
            threats += 1
            assert verdict.reasons and all(
                "In the subgame after" in r and "gains" in r for r in verdict.reasons
            )
        believed = verify(game, claim, concept="perfect-bayesian")
        if max(len(s.nodes) for s in game.information_sets if s.player >= 0) <= 2:
            assert believed.ok is truth.somehow_perfect_bayesian()
        assert (perfect or believed.ok is False) and (believed.ok or believed.reasons)
    if name in ("entry_accommodation", "selten1975_fig2", "trust_sww1", "win_lose_perfect_info"):
        assert threats


# -- speed ------------------------------------------------------------------------------------------
def _deep(n) -> Branch:
    tree = end(0, 0)
    for k in range(n):
        tree = move("AB"[k % 2], {"stop": end(k, k + 1), "go": tree})
    return tree


def test_large_and_deep_trees_take_seconds():
    level = [end(k * 7 % 13, k * 5 % 11) for k in range(2**11)]
    depth = 0
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [move("AB"[depth % 2], {"l": x, "r": y}) for x, y in pairs]
        depth += 1
    for tree in (level[0], _deep(8_000)):
        game = ExtensiveForm.build(["A", "B"], tree)
        worth = [[x.value for x in game.payoffs.get(k, ())] for k in range(len(game.nodes))]
        rows = [[]] * len(game.information_sets)
        for k in range(len(game.nodes) - 1, -1, -1):
            n = game.nodes[k]
            if n.children:
                player = game.information_sets[n.information_set].player
                best = max(range(2), key=lambda a, n=n, i=player: worth[n.children[a]][i])
                worth[k], rows[n.information_set] = worth[n.children[best]], [1 - best, best]
        for concept in CONCEPTS:
            begun = time.monotonic()
            assert verify(game, play(game, *rows), concept=concept).ok is True
            assert time.monotonic() - begun < 20
    rows[-2] = rows[-2][::-1]
    assert verify(game, play(game, *rows), concept="nash").ok is True  # nobody comes there
    assert verify(game, play(game, *rows), concept="subgame-perfect").ok is False


# -- algebraic numbers ------------------------------------------------------------------------------
def test_roots_of_polynomials_are_exact():
    """A payoff is the cube root r of 2; the second mixes with 1/(1 + r), a root of another polynomial."""
    r = "root_of(x**3 - 2, 0)"
    game = NormalForm.from_arrays([[r, 0], [0, 1]], [[1, 0], [0, 1]])
    half = {"1": "1/2", "2": "1/2"}

    def ok(one, two, **more):
        return verify(game, {"strategies": {"Player 1": half, "Player 2": {"1": one, "2": two}}, **more}).ok

    root = "root_of(3*x**3 - 3*x**2 + 3*x - 1, 0)"
    assert ok(f"1/(1 + {r})", f"{r}/(1 + {r})") is True and ok(root, f"1 - {root}") is True
    assert ok(root, f"1 - 1/(1 + {r})") is True
    near = "442493/1000000"
    assert ok(near, f"1 - {near}") is False and ok(root, root) is False
    assert ok("sqrt(2) - 1", "2 - sqrt(2)") is False  # not in the field: the general court decides
    tree = ExtensiveForm.build(["A"], move("A", {"in": end(f"{r}**3"), "out": end(2)}))
    for concept in CONCEPTS:
        assert verify(tree, play(tree, [root, f"1 - {root}"]), concept=concept).ok is True
    worse = ExtensiveForm.build(["A"], move("A", {"in": end(r), "out": end("63/50")}))
    assert verify(worse, play(worse, [0, 1]), concept="nash").ok is True
    assert verify(worse, play(worse, [1, 0]), concept="nash").reasons == ("A gains by playing out at A:1.",)


def test_a_curved_continuum_of_three_players():
    """C is indifferent where A and B come to 1 with a probability of 1/2."""
    payoffs = {
        (a, b, c): (0, 0, (1 if a == b == 0 else 0) if c == 0 else "1/2")
        for a, b, c in itertools.product(range(2), repeat=3)
    }
    rows = [[[payoffs[a, b, c] for c in range(2)] for b in range(2)] for a in range(2)]
    game = NormalForm.build(["A", "B", "C"], [["1", "2"]] * 3, rows)
    strategies = {"A": {"1": "x", "2": "1 - x"}, "B": {"1": "y", "2": "1 - y"}, "C": {"1": "z", "2": "1 - z"}}
    curve = {"x": ["1/2 <= x <= 1"], "y": ["x*y = 1/2"], "z": ["0 <= z <= 1"]}
    assert verify(game, {"strategies": strategies, "free_variables": curve}).ok is True
    for wrong in ({"y": ["x*y >= 1/2", "y <= 1"]}, {"x": ["0 <= x <= 1"]}, {"y": ["x*y = 2"]}):
        assert verify(game, {"strategies": strategies, "free_variables": {**curve, **wrong}}).ok is False


def test_a_continuum_must_have_points_for_all_parameters():
    game = NormalForm.build(
        ["A", "B"], [["1", "2"], ["1"]], [[(0, 0)], [(0, "p")]], parameters={"p": {"domain": ["p > -1"]}}
    )
    claim = {"strategies": {"A": {"1": "x", "2": "1 - x"}, "B": {"1": 1}}}
    for ranges, region, ok in (
        (["x >= 0", "x <= 1"], [[]], True),
        (["x >= 0", "x <= 1", "x <= p"], [[]], False),
        (["x >= 0", "x <= 1", "x <= p"], [["p >= 0"]], True),
        (["x >= 0", "x**2 = p"], [["p >= 0"]], False),
        (["x >= 0", "x**2 = p"], [["p >= 0", "p <= 1"]], True),
        (["x >= 0", "x <= 1", "x**2 = p"], [["p >= 0", "p <= 2"]], False),
    ):
        verdict = verify(game, {**claim, "free_variables": {"x": ranges}, "region": region})
        assert verdict.ok is ok, (ranges, region, verdict)


# -- other concepts in normal form ------------------------------------------------------------------
CHICKEN = NormalForm.from_arrays([[6, 2], [7, 0]], [[6, 7], [2, 0]], strategies=[["yield", "dare"]] * 2)


def test_correlated_equilibria():
    def verdict(yy, yd, dy, dd=0, **more):
        chances = {"yield, yield": yy, "yield, dare": yd, "dare, yield": dy, "dare, dare": dd}
        return verify(CHICKEN, {"distribution": chances, **more})

    assert verdict("1/2", "1/4", "1/4").ok is True and verdict("1/3", "1/3", "1/3").concept == "correlated"
    assert verdict(1, 0, 0).reasons == (
        "Player 1, told to play yield, gains 1 by playing dare.",
        "Player 2, told to play yield, gains 1 by playing dare.",
    )
    assert verdict("1/2", "1/4", "1/5").ok is False and verdict(0, "3/2", "-1/2").ok is False
    assert verdict("1 - 2*x", "x", "x", free_variables={"x": ["x >= 1/4", "x <= 1/2"]}).ok is True
    assert verdict("1 - 2*x", "x", "x", free_variables={"x": ["x >= 1/5", "x <= 1/2"]}).ok is False
    with pytest.raises(InputError):
        verify(CHICKEN, {"distribution": {"yield": 1}})
    with pytest.raises(InputError):
        verify(CHICKEN, {"strategies": {}}, concept="correlated")


def test_stackelberg_equilibria():
    game = NormalForm.from_arrays([[2, "a"], [1, 3]], [[1, 0], [0, 1]])

    def verdict(x, y, a=None, **more):
        strategies = {"Player 1": {"1": x, "2": f"1 - {x}"}, "Player 2": {"1": y, "2": f"1 - {y}"}}
        here = game if a is None else game.with_values({"a": a})
        return verify(here, {"strategies": strategies, **more}, concept="stackelberg")

    assert verdict("1/2", "0", 4).ok is True
    assert verdict("1", "1", 4).regret == F(3, 2)
    assert "committing to 1: 1/2, 2: 1/2; Player 2 then replies 2" in verdict("1", "1", 4).reasons[0]
    assert verdict("1/2", "1", 4).ok is False  # the follower's tie is not broken for the leader
    assert verdict("1/2", "0", region=[["a >= 3"]]).ok is True
    assert verdict("0", "0", region=[["a <= 3"]]).ok is True
    assert verdict("1/2", "0", region=[["a >= 2"]]).ok is False


def test_quantal_responses_are_checked_numerically():
    game = NormalForm.from_arrays([[1, 0], [0, 0]], [[0, 0], [0, 0]])
    p = 1 / (1 + math.exp(-1))  # at precision 2 against 1/2, 1/2

    def ok(x, lam):
        strategies = {"Player 1": {"1": x, "2": 1 - x}, "Player 2": {"1": "1/2", "2": "1/2"}}
        more = {} if lam is None else {"lam": lam}
        return verify(game, {"strategies": strategies, **more}, concept="quantal-response").ok

    assert ok(p, 2) is True and ok(p + 1e-4, 2) is False and ok(F(1, 2), 0) is True and ok(F(1), 2) is False
    assert ok(F(1), None) is None and ok(F(1, 2), None) is False
    with pytest.raises(InputError):
        ok(p, -1)
    tree = ExtensiveForm.build(["A"], move("A", {"u": end(1), "d": end(0)}))
    mixed = play(tree, [F(repr(1 / (1 + math.exp(-2)))), 1 - F(repr(1 / (1 + math.exp(-2))))])
    assert verify(tree, {**mixed, "lam": 2}, concept="quantal-response").ok is True
    assert verify(tree, {**mixed, "lam": 1}, concept="quantal-response").ok is False


# -- the command ------------------------------------------------------------------------------------
def test_the_command_takes_a_concept(tmp_path, capsys):
    game, claim = tmp_path / "entry.toml", tmp_path / "claim.json"
    game.write_text(dumps(ENTRY))
    claim.write_text(json.dumps(play(ENTRY, [1, 0], [1, 0])))
    asked = ["verify", str(game), "--equilibrium", str(claim), "--format", "json"]
    for concept, code in (("nash", 0), ("subgame-perfect", 1), ("sequential", 1), ("perfect", 2)):
        assert run([*asked, "--concept", concept]) == code
        said = capsys.readouterr().out
        assert code == 2 or json.loads(said)["concept"] == concept
    assert run(asked) == 1  # subgame-perfect


def test_each_step_can_be_certified():
    threat = play(PARAMETRIC, [1, 0], [1, 0])
    for concept in CONCEPTS[1:]:
        claim = {**threat, "region": [["f <= -m/2"]]}
        assert verify(PARAMETRIC, claim, concept=concept, certify=True).ok is True
        assert verify(PARAMETRIC, threat, concept=concept, certify=True).ok is False
