"""The verifier on trees: each concept by its definition, incredible threats, hostile claims, speed."""

from __future__ import annotations

import itertools
import random
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defiance_games.errors import InputError, UnsupportedError
from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.games.tree import Branch, chance, end, move
from defiance_games.verify import verify

F = Fraction
PEERS = Path("/work/shared/peer-games")
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
            [p.value for p in s.probabilities] if s.player < 0 else [F(x) for x in next(own)] for s in self.sets
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
def random_tree(rng, players=2, depth=3, most=2):
    """A tree with perfect recall; ``most`` nodes in an information set."""
    while True:
        pools = {}

        def grow(left):
            if left == 0 or rng.random() < 0.15:
                return end(*(rng.randint(0, 3) for _ in range(players)))
            width = rng.choice((2, 2, 2, 3))
            names = "abc"[:width]
            if rng.random() < 0.2:
                odds = [rng.randint(0, 2) for _ in names]
                odds = odds if any(odds) else [1] * width
                return chance({a: (F(o, sum(odds)), grow(left - 1)) for a, o in zip(names, odds, strict=True)})
            player = rng.randrange(players)
            free = [k for k, n in pools.items() if k[:2] == (player, width) and n < most]
            if free and rng.random() < 0.6:
                key = rng.choice(free)
            else:
                key = (player, width, len(pools))
            pools[key] = pools.get(key, 0) + 1
            return move(f"P{player}", {a: grow(left - 1) for a in names}, at=f"h{key[2]}")

        tree = grow(depth)
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
            assert verdict.regret == max(
                gain if i < 0 else truth.gain(i, {0: 1}) for i in range(-1, players)
            )
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
            seen[stated.ok] += 1
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
                {"R": end(1, 1, 1), "L": move("3", {"R": end(4, 4, 0), "L": end(0, 0, 1)}, at="h", label="x")},
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
            "In the subgame after enter (not reached): Incumbent gains 2 by playing accommodate at Incumbent:1.",
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
    reasonable = {**play(HORSE, [1, 0], [1, 0], ["1 - z", "z"]), "free_variables": {"z": ["z >= 3/4", "z <= 1"]}}
    for concept in CONCEPTS[:3]:
        assert verify(HORSE, reasonable, concept=concept).ok is True
    believed = {**reasonable, "beliefs": {"h": {"x": "2/3", "y": "1/3"}}}
    assert verify(HORSE, believed).concept == "perfect-bayesian"
    assert verify(HORSE, believed, concept="sequential").ok is True
    assert verify(HORSE, {**believed, "beliefs": {"h": {"x": "1/2", "y": "1/2"}}}).ok is False
    wide = {**believed, "free_variables": {"z": ["z >= 1/2", "z <= 1"]}}
    assert [verify(HORSE, wide, concept=c).ok for c in CONCEPTS] == [False] * 4
    assert verify(HORSE, reasonable, concept="sequential").ok is None  # which belief? it is not stated


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

    return ExtensiveForm.build(["1", "2", "3"], move("1", {"out": end(2, 1, 1), "a": after("x"), "b": after("y")}))


def test_consistency_is_decided():
    game = _twice()
    base = play(game, [1, 0, 0], [1, 0], [0, 1])

    def verdict(p, q, concept="sequential", **more):
        beliefs = {"h2": {"X": p, "Y": f"1 - {p}"}, "h3": {"x": q, "y": f"1 - {q}"}}
        return verify(game, {**base, "beliefs": beliefs, **more}, concept=concept)

    assert verdict("1/2", "1/2").ok is True and verdict("1", "1").ok is True and verdict("1/7", "1/7").ok is True
    for p, q in (("1/2", "1/3"), ("1", "0"), ("1", "1/2")):
        assert verdict(p, q, "perfect-bayesian").ok is True
        assert verdict(p, q).ok is False and "not consistent" in verdict(p, q).reasons[0]
    free = {"z": ["0 <= z", "z <= 1"]}
    assert verdict("z", "z", free_variables=free).ok is True
    assert verdict("z", "z**2", free_variables=free).ok is False
    sets = {"h2": [["mu_X >= 1/3", "mu_X <= 1/2"]]}
    assert verdict("1/2", "1/2", belief_sets=sets).ok is False  # h3 believes the same
    assert verdict("1/2", "1/2", "perfect-bayesian", belief_sets=sets).ok is True


def test_consistency_of_the_horse_with_a_set_of_beliefs():
    reasonable = {**play(HORSE, [1, 0], [1, 0], [0, 1]), "beliefs": {"h": {"x": "1"}}}
    sets = {"belief_sets": {"h": [["mu_x >= 2/3"]]}}
    for concept in CONCEPTS[2:]:
        assert verify(HORSE, {**reasonable, **sets}, concept=concept).ok is True
    sets = {"belief_sets": {"h": [["mu_x >= 1/2"]]}}
    for concept in CONCEPTS[2:]:
        assert verify(HORSE, {**reasonable, **sets}, concept=concept).ok is False
