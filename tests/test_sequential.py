"""Perfect Bayesian and sequential equilibria of trees: by definition, by brute force, and known games."""

import itertools
import random
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from peers import FOLDER as PEERS
from scipy.optimize import linprog

import defiance_games as dg
from defiance_games.games import files
from defiance_games.games.extensive_form import CHANCE, ExtensiveForm
from defiance_games.games.recognize import as_signaling
from defiance_games.games.tree import chance, end, move
from defiance_games.solvers.sequential import propose


# -- the definitions, on numbers ----------------------------------------------------------------
class Numbers:
    """An assessment of a game with numbers, and what the definitions ask of it."""

    def __init__(self, game, strategies, beliefs):
        self.game = game
        self.mix = {}
        self.mu = {}
        for s, here in enumerate(game.information_sets):
            if here.player == CHANCE:
                self.mix[s] = [p.value for p in here.probabilities]
            else:
                given = strategies[game.players[here.player]][here.label]
                self.mix[s] = [given[a] for a in here.actions]
                there = beliefs[game.belief_names[s]]
                self.mu[s] = {x: there[game.name_of(x)] for x in here.nodes}

    def worth(self, node, player, mix):
        n = self.game.nodes[node]
        if n.information_set < 0:
            return self.game.payoffs[node][player].value
        return sum(
            p * self.worth(c, player, mix)
            for p, c in zip(mix[n.information_set], n.children, strict=True)
            if p
        )

    def regret(self, s):
        """The largest gain from a pure change of behavior at a set and after it."""
        game, here = self.game, self.game.information_sets[s]
        later = {game.nodes[k].information_set for x in here.nodes for k in range(x, game.last[x] + 1)}
        own = [t for t in later if t >= 0 and game.information_sets[t].player == here.player]

        def value(mix):
            return sum(mu * self.worth(x, here.player, mix) for x, mu in self.mu[s].items())

        now = value(self.mix)
        best = now
        for choice in itertools.product(*(range(len(game.information_sets[t].actions)) for t in own)):
            changed = {t: [int(a == c) for a in range(len(self.mix[t]))] for t, c in zip(own, choice)}
            best = max(best, value({**self.mix, **changed}))
        return best - now

    def reach(self, mix, start=0):
        """The probability of every node after ``start``, given ``start``."""
        p = {start: Fraction(1)}
        for k in range(start + 1, self.game.last[start] + 1):
            n = self.game.nodes[k]
            p[k] = p[n.parent] * mix[self.game.nodes[n.parent].information_set][n.branch]
        return p

    def bayesian(self):
        """Whether beliefs follow Bayes' rule wherever a subgame gives their set positive probability."""
        for start in self.game.subgames:
            p = self.reach(self.mix, start)
            for mu in self.mu.values():
                total = sum(p.get(x, 0) for x in mu)
                if total and any(mu[x] * total != p.get(x, 0) for x in mu):
                    return False
        return True

    def consistent(self):
        """Whether trembles can be found whose beliefs come close to the stated ones."""
        game = self.game
        unused = [(s, a) for s in self.mu for a, p in enumerate(self.mix[s]) if p == 0]
        paths = {x: [m for m in game.path(x) if m in unused] for s in self.mu for x in self.mu[s]}
        for labels in itertools.product(range(1, 1 + min(4, len(unused) + 1)), repeat=len(unused)):
            label = dict(zip(unused, labels, strict=True))
            total = {x: sum(label[m] for m in path) for x, path in paths.items()}
            if any(
                (mu > 0) != (total[x] == min(total[y] for y in there))
                for there in self.mu.values()
                for x, mu in there.items()
            ):
                continue
            weights = self._weights(unused, paths)
            if weights is not None and self._close(dict(zip(unused, weights)), label):
                return True
        return False

    def _weights(self, unused, paths):
        rows, right = [], []
        for there in self.mu.values():
            first, *rest = [x for x, mu in there.items() if mu > 0]
            for x in rest:
                rows.append([paths[x].count(m) - paths[first].count(m) for m in unused])
                used = [
                    np.prod([float(self.mix[s][a]) for s, a in self.game.path(y) if (s, a) not in unused])
                    for y in (x, first)
                ]
                right.append(np.log(float(there[x] / there[first])) - np.log(used[0] / used[1]))
        if not unused:
            return []
        if not rows:
            return np.ones(len(unused))
        found = np.linalg.lstsq(np.array(rows, dtype=float), np.array(right), rcond=None)[0]
        return np.exp(found) if np.allclose(np.array(rows) @ found, right) else None

    def _close(self, weights, label):
        size = 1e-6
        mix = {}
        for s, ps in self.mix.items():
            if s not in self.mu:
                mix[s] = [float(p) for p in ps]
                continue
            ps = [float(p) if p else weights[s, a] * size ** label[s, a] for a, p in enumerate(ps)]
            mix[s] = [p / sum(ps) for p in ps]
        p = self.reach(mix)
        return all(
            abs(p[x] / sum(p[y] for y in there) - float(mu)) < 1e-3
            for there in self.mu.values()
            for x, mu in there.items()
        )


def members(entry, draw, wanted=6):
    """Some members of an entry with numbers: strategies and beliefs at values of its free variables."""
    names = list(entry.free_variables)
    conditions = [c for cs in entry.free_variables.values() for c in cs]
    found = []
    grid = [Fraction(k, 12) for k in range(13)]
    ends = [c.rhs.value for c in conditions if c.rhs.is_number] + [Fraction(0), Fraction(1)]
    tries = [
        dict(zip(names, values, strict=True))
        for values in itertools.islice(itertools.product(ends, repeat=len(names)), 40)
    ]
    tries += [{n: draw.choice(grid) for n in names} for _ in range(60 if names else 0)]
    for at in tries:
        if all(c.subs(at).holds() for c in conditions):
            strategies = {
                p: {s: {a: e.subs(at).value for a, e in m.items()} for s, m in sets.items()}
                for p, sets in entry.strategies.items()
            }
            beliefs = {h: {x: e.subs(at).value for x, e in b.items()} for h, b in entry.beliefs.items()}
            found.append((strategies, beliefs))
        if len(found) == wanted:
            break
    return found


def check(game, concept, draw=None):
    """Solve, and test members of every entry against the definitions."""
    proposal = propose(game, concept=concept, deadline=time.monotonic() + 60)
    for entry in proposal.equilibria:
        if any(
            e.op == "root_of" for sets in entry.strategies.values() for m in sets.values() for e in m.values()
        ):
            continue
        if not entry.region.contains({}):
            continue
        some = members(entry, draw or random.Random(1))
        implicit = any(c.op == "=" for cs in entry.free_variables.values() for c in cs)
        assert some or implicit, entry
        for strategies, beliefs in some:
            a = Numbers(game, strategies, beliefs)
            for there in [*a.mix.values(), *(list(m.values()) for m in a.mu.values())]:
                assert sum(there) == 1 and min(there) >= 0
            assert all(a.regret(s) <= 0 for s in a.mu), (entry, strategies, beliefs)
            assert a.bayesian(), (entry, strategies, beliefs)
            if concept == "sequential":
                assert a.consistent(), (entry, strategies, beliefs)
    return proposal


def has(entry, strategies):
    """Whether a numeric profile is a member of an entry (by the coordinates that are free variables)."""
    pairs = [
        (e, strategies[p][s][a])
        for p, sets in entry.strategies.items()
        for s, m in sets.items()
        for a, e in m.items()
    ]
    at = {e.args[0]: value for e, value in pairs if e.op == "symbol"}
    try:
        there = [(e.subs(at), value) for e, value in pairs]
    except ZeroDivisionError:  # outside the open piece
        return False
    if any(e.symbols for e, _ in there):
        return True  # not by coordinates: give it the benefit
    if any(e.value != value for e, value in there):
        return False
    conditions = [c.subs(at) for cs in entry.free_variables.values() for c in cs]
    return all(c.symbols or c.holds() for c in conditions)


def pure_perfect_bayesian(game):
    """Every pure profile that some beliefs make perfect Bayesian, by linear programs."""
    own = [s for s, here in enumerate(game.information_sets) if here.player >= 0]
    starts = {}
    for start in game.subgames:
        for s in own:
            if start <= game.information_sets[s].nodes[0] <= game.last[start]:
                starts[s] = start
    for choice in itertools.product(*(range(len(game.information_sets[s].actions)) for s in own)):
        strategies = {p: {} for p in game.players}
        for s, c in zip(own, choice, strict=True):
            here = game.information_sets[s]
            strategies[game.players[here.player]][here.label] = {
                a: Fraction(int(k == c)) for k, a in enumerate(here.actions)
            }
        any_beliefs = {
            game.belief_names[s]: {game.name_of(x): Fraction(0) for x in game.information_sets[s].nodes}
            for s in own
        }
        a = Numbers(game, strategies, any_beliefs)
        if all(_supported(a, s, starts[s]) for s in own):
            yield strategies


def _supported(a, s, start):
    """Whether some belief that Bayes' rule allows makes what is done at a set best."""
    game, here = a.game, a.game.information_sets[s]
    p = a.reach(a.mix, start)
    total = sum(p[x] for x in here.nodes)
    later = {game.nodes[k].information_set for x in here.nodes for k in range(x, game.last[x] + 1)}
    own = [t for t in later if t >= 0 and game.information_sets[t].player == here.player]
    rows = []
    for choice in itertools.product(*(range(len(game.information_sets[t].actions)) for t in own)):
        changed = {t: [int(k == c) for k in range(len(a.mix[t]))] for t, c in zip(own, choice)}
        rows.append(
            [
                a.worth(x, here.player, {**a.mix, **changed}) - a.worth(x, here.player, a.mix)
                for x in here.nodes
            ]
        )
    if total:
        return all(sum(r * p[x] for r, x in zip(row, here.nodes)) <= 0 for row in rows)
    n = len(here.nodes)
    found = linprog(
        np.zeros(n), np.array(rows, dtype=float), np.zeros(len(rows)), np.ones((1, n)), [1.0], bounds=(0, 1)
    )
    return found.status == 0


# -- random trees -------------------------------------------------------------------------------
def random_tree(draw, players, depth, most=3):
    """A random tree with perfect recall and integer payoffs, some nodes joined to information sets."""
    names = [f"P{k + 1}" for k in range(players)]
    while True:
        counter = itertools.count()

        def grow(level, counter=counter):
            if level == depth or (level and draw.random() < 0.25):
                return end(*(draw.randint(0, most) for _ in names))
            if draw.random() < 0.15:
                return chance({"u": ("1/3", grow(level + 1)), "d": ("2/3", grow(level + 1))})
            player = draw.choice(names)
            at = f"{player}-{level}" if draw.random() < 0.6 else f"{player}-{level}-{next(counter)}"
            return move(player, {a: grow(level + 1) for a in ("l", "r")}, at=at)

        game = ExtensiveForm.build(names, grow(0))
        sets = [s for s in game.information_sets if s.player >= 0]
        if not game.forgetful and 2 <= len(sets) <= 6 and any(len(s.nodes) > 1 for s in sets):
            return game


@pytest.mark.parametrize("seed", range(12))
def test_random_trees_by_definition_and_against_brute_force(seed):
    draw = random.Random(seed)
    game = random_tree(draw, draw.choice((2, 2, 3)), draw.choice((2, 3)), draw.choice((1, 3, 9)))
    found = check(game, "perfect-bayesian", draw)
    assert not found.undecided
    for strategies in pure_perfect_bayesian(game):
        assert any(has(e, strategies) for e in found.equilibria), strategies
    consistent = check(game, "sequential", draw)
    assert consistent.equilibria or consistent.undecided


# -- known games --------------------------------------------------------------------------------
def shown(entry):
    return {
        s: {a: str(e) for a, e in m.items()} for sets in entry.strategies.values() for s, m in sets.items()
    }


def horse(high: object = 1):
    def third(*u):
        return move("3", {"R": end(*u[0]), "L": end(*u[1])}, at="third")

    after = move("2", {"R": end(high, 1, 1), "L": third((4, 4, 0), (0, 0, 1))})
    return ExtensiveForm.build(["1", "2", "3"], move("1", {"R": after, "L": third((3, 2, 2), (0, 0, 0))}))


def test_the_unreasonable_equilibrium_of_seltens_horse_is_rejected():
    for concept in ("perfect-bayesian", "sequential"):
        (e,) = check(horse(), concept).equilibria
        assert shown(e)["1:1"] == {"R": "1", "L": "0"} and shown(e)["2:1"] == {"R": "1", "L": "0"}
        assert [str(c) for c in e.free_variables["x"]] == ["x >= 0", "x <= 1/4"]
        ((low, *_),) = e.belief_sets["third"]
        assert str(low.rhs) == "2/3"


def agree(found, values, numeric):
    """Whether the entries with symbols have, at some values, the members of the entries with numbers."""
    here = [
        replace(
            e,
            strategies={
                p: {s: {a: x.subs(values) for a, x in m.items()} for s, m in sets.items()}
                for p, sets in e.strategies.items()
            },
            free_variables={n: tuple(c.subs(values) for c in cs) for n, cs in e.free_variables.items()},
        )
        for e in found.equilibria
        if e.region.contains(values)
    ]
    for some, others in ((numeric.equilibria, here), (here, numeric.equilibria)):
        for e in some:
            for strategies, _ in members(replace(e, beliefs={}), random.Random(1)):
                assert any(has(o, strategies) for o in others), (values, e, strategies)


def test_seltens_horse_with_a_symbol_agrees_with_its_values():
    found = propose(horse("a"))
    assert not found.undecided
    for a in (Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(4)):
        agree(found, {"a": a}, propose(horse(a)))


def entry_game(soft_fight: object = "f", tough: object = "v"):
    def reply(*u):
        return move("Incumbent", {"fight": end(*u[0]), "share": end(*u[1])}, at="entry")

    return ExtensiveForm.build(
        ["Entrant", "Incumbent"],
        move(
            "Entrant",
            {"out": end(0, 4), "soft": reply((-1, soft_fight), (1, 2)), "tough": reply((-2, 1), (tough, 0))},
        ),
    )


def test_an_entry_game_with_symbols_agrees_with_its_values():
    found = propose(entry_game())
    assert not found.undecided
    for f, v in [(1, "1/2"), (1, 1), (1, "3/2"), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2)]:
        values = {"f": Fraction(f), "v": Fraction(v)}
        agree(found, values, check(entry_game(*values.values()), "sequential"))


def test_entry_with_perfect_information_is_backward_induction():
    tree = move(
        "Entrant",
        {"out": end(0, "m"), "enter": move("Incumbent", {"fight": end(-1, "-f"), "share": end(1, "m/2")})},
    )
    game = ExtensiveForm.build(
        ["Entrant", "Incumbent"], tree, parameters={"m": {"domain": ["m > 0"]}, "f": {"domain": ["f > 0"]}}
    )
    (e,) = propose(game).equilibria
    assert e.name == "enter, share" and e.region.always


def chain_store(entrants, prior, b=Fraction(1, 2), a=2):
    def stage(k, kind, history, paid, incumbent):
        if k == entrants:
            return end(*paid, incumbent)
        fight, share = (-1, 0) if kind == "weak" else (0, -1)
        return move(
            f"E{k + 1}",
            {
                "out": stage(k + 1, kind, history + "o", [*paid, 0], incumbent + a),
                "in": move(
                    "I",
                    {
                        "fight": stage(k + 1, kind, history + "f", [*paid, b - 1], incumbent + fight),
                        "share": stage(k + 1, kind, history + "s", [*paid, b], incumbent + share),
                    },
                    at=f"{kind}:{history}",
                ),
            },
            at=f"E{k + 1}:{history}",
        )

    return ExtensiveForm.build(
        [*(f"E{k + 1}" for k in range(entrants)), "I"],
        chance(
            {"tough": (prior, stage(0, "tough", "", [], 0)), "weak": (1 - prior, stage(0, "weak", "", [], 0))}
        ),
    )


@pytest.mark.parametrize(
    ("prior", "first", "fights"), [(Fraction(1, 10), "in", "1/9"), (Fraction(1, 3), "out", "1/2")]
)
def test_the_chain_store_of_kreps_and_wilson(prior, first, fights):
    game = chain_store(2, prior)
    found = propose(game)
    assert not found.undecided
    (e,) = found.equilibria
    play = shown(e)
    assert play["E1:"][first] == "1"  # the prior against b**2
    assert play["weak:"]["fight"] == fights  # so that the posterior is b
    assert play["E2:f"] == {"out": "1/2", "in": "1/2"} and play["E2:s"]["in"] == "1"
    ((strategies, beliefs),) = members(e, random.Random(1), 1)
    a = Numbers(game, strategies, beliefs)
    assert all(a.regret(s) <= 0 for s in a.mu) and a.bayesian()


def test_probabilities_that_are_roots():
    """Nau, Gomez Canovas & Hansen (2004), section 4, as a tree: the only equilibrium is irrational."""
    paid = iter([(3, 0, 2), (0, 1, 0), (0, 2, 0), (1, 0, 0), (1, 0, 0), (0, 3, 0), (0, 1, 0), (2, 0, 3)])
    table = {(i, j, k): next(paid) for k in "ab" for j in "lr" for i in "tb"}

    def third(i, j):
        return move("3", {k: end(*table[i, j, k]) for k in "ab"}, at="third")

    def second(i):
        return move("2", {j: third(i, j) for j in "lr"}, at="second")

    game = ExtensiveForm.build(["1", "2", "3"], move("1", {i: second(i) for i in "tb"}))
    (e,) = dg.solve(game, concept="sequential")
    assert e.verified and not e.free_variables
    assert str(e.strategies["3"]["third"]["a"]) == "-23/4 + sqrt(601)/4"


def test_beliefs_that_trembles_tie_together():
    """The same trembles lead to both sets of player 3: beliefs agree there, though Bayes' rule is silent."""

    def third(at, left, right):
        return move("3", {"l": end(0, 0, left), "r": end(0, 0, right)}, at=at)

    def second(x):
        return move("2", {"u": third("up", x, "2/3"), "d": third("down", x, "1/3")}, at="second")

    tree = move("1", {"out": end(1, 1, 1), "a": second(1), "b": second(0)})
    game = ExtensiveForm.build(["1", "2", "3"], tree)
    bayesian, sequential = (check(game, c) for c in ("perfect-bayesian", "sequential"))
    apart = {
        "1": {"1:1": {"out": 1, "a": 0, "b": 0}},
        "2": {"second": {"u": 1, "d": 0}},
        "3": {"up": {"l": 1, "r": 0}, "down": {"l": 0, "r": 1}},
    }
    assert any(has(e, apart) for e in bayesian.equilibria)
    assert sequential.equilibria and not any(has(e, apart) for e in sequential.equilibria)


# -- the shape of a signalling game -------------------------------------------------------------
def beer_quiche(prior="q"):
    def reply(t, m):
        duel = 1 if t == "wimp" else 0
        likes = 1 if (t == "strong") == (m == "beer") else 0
        return move("B", {"duel": end(likes, duel), "not": end(likes + 2, 1 - duel)}, at=m)

    def sender(t):
        return move("A", {m: reply(t, m) for m in ("beer", "quiche")}, at=t)

    tree = chance({"strong": (prior, sender("strong")), "wimp": (f"1 - {prior}", sender("wimp"))})
    return ExtensiveForm.build(
        ["A", "B"], tree, parameters={"q": {"domain": ["0 < q", "q < 1"]}} if prior == "q" else ()
    )


def test_beer_and_quiche_is_recognized_and_solved_alike():
    tree = beer_quiche("9/10")
    recognized = as_signaling(tree)
    assert recognized is not None
    game, naming = recognized
    assert game.types == ("strong", "wimp") and naming.senders == ("strong", "wimp")
    twin = dg.solve(game)
    for e in twin:
        play = naming.strategies(e.strategies)
        beliefs = naming.beliefs(e.beliefs)
        assert beliefs["beer"].keys() == {
            tree.name_of(x) for x in tree.information_sets[tree.nodes[2].information_set].nodes
        }
        assert set(naming.belief_sets(e.belief_sets)) == set(e.belief_sets)
        free = {n: c[0].rhs for n, c in e.free_variables.items()}
        there = {
            p: {s: {a: x.subs(free).value for a, x in m.items()} for s, m in sets.items()}
            for p, sets in play.items()
        }
        numbers = {h: {x: v.subs(free).value for x, v in b.items()} for h, b in beliefs.items()}
        a = Numbers(tree, there, numbers)
        assert all(a.regret(s) <= 0 for s in a.mu) and a.bayesian()
    assert len(propose(tree).equilibria) == len(twin)


def test_other_shapes_are_not_recognized():
    assert as_signaling(horse()) is None
    assert as_signaling(chain_store(2, Fraction(1, 3))) is None
    apart = chance(
        {
            "a": ("1/2", move("A", {"m": move("B", {"x": end(0, 0), "y": end(1, 1)})})),
            "b": ("1/2", move("A", {"m": move("B", {"x": end(0, 0), "y": end(1, 1)})})),
        }
    )
    assert as_signaling(ExtensiveForm.build(["A", "B"], apart)) is None


# -- games of a peer ----------------------------------------------------------------------------
@pytest.mark.skipif(not PEERS.is_dir(), reason="the peer's games are not here")
@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("entry_accommodation", 1),
        ("kohlberg_mertens_1", 2),
        ("kohlberg_mertens_3", 2),
        ("kohlberg_mertens_6", 2),
        ("selten1975_fig2", 1),
        ("selten1975_fig3", 2),
        ("myerson_fig4_2", 3),
        ("vonstengel_fig10_1", 1),
        ("bagwell1995", 3),
        ("three_player_tree", 1),
        ("mixed_behavior_game", 9),
    ],
)
def test_games_of_a_peer(name, entries):
    found = check(files.read(str(PEERS / f"{name}.efg")), "sequential")
    assert not found.undecided
    assert len(found.equilibria) == entries
