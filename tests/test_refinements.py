"""Refinements and their reasons: known examples, brute force by the definitions, symbols against numbers."""

import functools
import itertools
import random
from fractions import Fraction
from pathlib import Path

import pytest
from peers import FOLDER as PEERS
from referee.linear import feasible

import defiance_games as dg
from defiance_games.errors import InputError
from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.signaling import SignalingGame
from defiance_games.games.tree import end, move
from defiance_games.refinements import applicable, check, judge
from defiance_games.refinements.parts import passing
from defiance_games.solution import Equilibrium
from defiance_games.symbolic.condition import Region
from defiance_games.symbolic.expression import as_expression, number
from defiance_games.symbolic.parser import parse_condition

ROOT = Path(__file__).parents[1]

EXAMPLES = ROOT / "examples" / "games"
F = Fraction


def peer(name):
    if not (PEERS / name).exists():
        pytest.skip("the peer's games are not here")
    return dg.load(str(PEERS / name)).at()


@functools.cache
def solved(name):
    return dg.solve(dg.load(name).at())


SPENCE, BEER_QUICHE = (str(EXAMPLES / f"{name}.toml") for name in ("spence", "beer_quiche"))


def verdicts(name, game, equilibria):
    return [judge(name, game, e, tuple(equilibria))[0] for e in equilibria]


# -- intuitive and D1 ---------------------------------------------------------------------------
def test_which_breakfast_fails_and_why():
    found = solved(BEER_QUICHE)
    e = found["pooling on quiche"]
    assert e.refinements == {"intuitive": False, "d1": False}
    assert e.reasons["intuitive"] == (
        "After beer, weak (at most d, against b + d in equilibrium) can only lose; the reply to anyone else "
        "is retreat, so that strong gains by sending it (b + d, against d)."
    )
    assert e.reasons["d1"] == (
        "After beer, strong would gain from more replies than weak, so that only strong can be believed to "
        "send it; the reply is then retreat, and strong gains (b + d, against d in equilibrium)."
    )
    assert found["pooling on beer"].reasons == {}
    assert e.to_dict()["reasons"] == dict(e.reasons)


def test_a_reason_wherever_an_entry_fails_and_nowhere_else():
    for name in ("exemplary_sanction", SPENCE):
        for e in solved(name):
            assert {n for n, v in e.refinements.items() if v is not True} == set(e.reasons), e.name
            for why in e.reasons.values():
                assert why.startswith("After ") and why.endswith(".") and "against" in why


# -- undominated --------------------------------------------------------------------------------
def test_a_strategy_that_only_a_mixture_dominates():
    game = NormalForm.from_arrays([[3, 0], [0, 3], [1, 1], [0, 0]], [[0, 0], [0, 0], [0, 0], [0, 0]])
    profile = {
        "Player 1": dict(zip("1234", map(number, (0, 0, 1, 0)))),
        "Player 2": {"1": number(1), "2": number(0)},
    }
    verdict, why = judge("undominated", game, Equilibrium("3, 1", "pure", profile))
    assert verdict is False and why.startswith("For Player 1, a mixture of 1 and 2 (with weights ")


def test_dominated_equilibria_of_games_without_dominated_strategies():
    game = peer("perfect2.nfg")
    found = dg.solve(game).equilibria
    assert verdicts("undominated", game, found) == [True, False]
    verdict, why = judge("trembling-hand", game, found[1])
    assert verdict is False and "2 does as well as an equal mixture of 1 and 3" in why
    game = peer("perfect1.nfg")
    regions = [str(v) for v in verdicts("undominated", game, dg.solve(game).equilibria)]
    assert sorted(regions)[:5] == ["True"] * 5 and " or " in sorted(regions)[5]


def test_agents_and_players():
    game = peer("badgame1.efg")
    found = dg.solve(game, concept="nash").equilibria
    assert verdicts("undominated", game, found) == [True, False]
    assert "For Player 2, a does as well as b" in judge("undominated", game, found[1])[1]


def test_burning_money_and_the_outside_option():
    game = peer("wilson_out_bos.efg")
    found = dg.solve(game, concept="nash").equilibria
    assert verdicts("undominated", game, found) == [True, True]
    assert verdicts("iterated-undominated", game, found) == [True, False]
    assert "after 2 rounds" in judge("iterated-undominated", game, found[1])[1]
    game = peer("vandamme_burning_nf.nfg")
    kept = [e.name for e in dg.solve(game) if judge("iterated-undominated", game, e)[0] is not False]
    assert kept == ["2*1, {11, 21}"]


def free_points(e, grid=4, values=None):
    """Points on a grid of the free variables, in their ranges, with the values of the parameters."""
    names = list(e.free_variables)
    conditions = [c for cs in e.free_variables.values() for c in cs]
    for chosen in itertools.product([F(k, grid) for k in range(grid + 1)], repeat=len(names)):
        point = {**(values or {}), **dict(zip(names, chosen))}
        if all(c.holds(point) for c in conditions):
            yield point


def at(strategies, point):
    """Strategies with numbers in place of symbols."""
    if isinstance(strategies, dict):
        return {k: at(part, point) for k, part in strategies.items()}
    return strategies.subs({k: number(v) for k, v in point.items()})


def holds(verdict, point):
    return verdict if isinstance(verdict, bool) else verdict.contains(point)


def dominated(rows, x):
    """Whether some mixture of the rows dominates x, by the definition."""
    n, columns = len(rows), range(len(rows[0]))
    gains = [[rows[i][j] - sum(w * r[j] for w, r in zip(x, rows)) for i in range(n)] for j in columns]
    simplex = [1] * n + [-1]
    least = [[int(i == k) for i in range(n)] + [0] for k in range(n)] + [[*g, 0] for g in gains]
    # more than nothing in sum: scaled to a unit of weight it is positive iff t > 0 with z on the simplex
    total = [sum(g[i] for g in gains) for i in range(n)]
    return any(feasible(n, [simplex], [*least, [*total, -F(1, big)]]) for big in (1, 10**4))


@pytest.mark.parametrize("seed", range(40))
def test_undominated_by_brute_force(seed):
    random_ = random.Random(seed)
    m, n = random_.choice([(2, 2), (2, 3), (3, 2), (3, 3)])
    A, B = ([[random_.choice((0, 0, 1, 1, 2)) for _ in range(n)] for _ in range(m)] for _ in range(2))
    game = NormalForm.from_arrays(A, B)
    for e in dg.solve(game):
        verdict, why = judge("undominated", game, e)
        assert (why == "") == (verdict is True)
        assert (verdict, why) == judge("trembling-hand", game, e)
        for point in itertools.islice(free_points(e), 12):
            x, y = ([v.value for v in mix.values()] for mix in at(e.strategies, point).values())
            fails = dominated(A, x) or dominated([list(c) for c in zip(*B)], y)
            assert holds(verdict, point) is not fails, (A, B, e.name, point)


def symbols_of(data):
    """The symbols in nested data of expressions."""
    if isinstance(data, dict):
        return {s for part in data.values() for s in symbols_of(part)}
    return set() if data is None else set(data.symbols)


def flat(strategies):
    """Every probability, in order."""
    return [x for mix in strategies.values() for x in mix.values()]


def is_member(e, profile):
    """Whether a profile of numbers is in an entry of a normal form."""
    values = {x.args[0]: y.value for x, y in zip(flat(e.strategies), flat(profile)) if x.op == "symbol"}
    return flat(at(e.strategies, values)) == flat(profile) and all(
        c.holds(values) for cs in e.free_variables.values() for c in cs
    )


@pytest.mark.parametrize("seed", range(60))
def test_the_parts_are_the_undominated_equilibria(seed):
    random_ = random.Random(seed)
    m, n = random_.choice([(2, 3), (3, 3), (2, 4), (3, 2)])
    A, B = ([[random_.choice((0, 0, 0, 1)) for _ in range(n)] for _ in range(m)] for _ in range(2))
    game = NormalForm.from_arrays(A, B)

    def fails(profile):
        x, y = ([v.value for v in mix.values()] for mix in profile.values())
        return dominated(A, x) or dominated([list(c) for c in zip(*B)], y)

    entries = dg.solve(game).equilibria
    parts = [part for e in entries for part in passing(e, judge("undominated", game, e)[0])]
    for part in parts:
        ranges = {s for cs in part.free_variables.values() for c in cs for s in c.symbols}
        there = symbols_of(part.strategies)
        assert there == set(part.free_variables) >= ranges | symbols_of(part.payoffs)
        assert all(part.free_variables.values()) and part.region.always
        assert dg.verify(game, part).ok
        points = list(free_points(part))
        assert points
        for profile in (*(at(part.strategies, p) for p in points[:20]), *part.extreme_points):
            assert not fails(profile) and is_member(part, profile)
            assert any(is_member(e, profile) for e in entries)
        used = [[a for a, p in mix.items() if p != number(0)] for mix in part.strategies.values()]
        assert part.name == "mixed" or part.name.split(", part ")[0] == ", ".join(
            u[0] if len(u) == 1 else "{" + ", ".join(u) + "}" for u in used
        )
        assert (part.kind == "pure") == all(len(u) == 1 for u in used)
    for corner in (c for e in entries for c in e.extreme_points or (e.strategies,)):
        assert fails(corner) or any(is_member(part, corner) for part in parts)


def test_symbols_and_numbers_agree_on_dominance():
    game = NormalForm.build(
        ["Row", "Column"],
        [["a", "b", "c"], ["l", "r"]],
        [[["x", 1], [0, 1]], [[0, "w"], ["y", 0]], [["z", 0], ["z", "w"]]],
    )
    entries = [(e, judge("undominated", game, e)[0]) for e in dg.solve(game)]
    random_ = random.Random(3)
    for _ in range(60):
        values = {n: F(random_.choice((-1, 0, 1, 2))) for n in ("w", "x", "y", "z")}
        fixed = game.with_values(values)
        for e, verdict in entries:
            if e.region.contains(values):
                for point in itertools.islice(free_points(e, 2, values), 5):
                    single = Equilibrium("one", "mixed", at(e.strategies, point))
                    exact = judge("undominated", fixed, single)[0]
                    assert holds(verdict, point) is exact, (point, e.name)


# -- trembling hand -----------------------------------------------------------------------------
def horse():
    def three(left, right):
        return move("3", {"L": end(*left), "R": end(*right)}, at="3")

    below = move("2", {"c": end(1, 1, 1), "d": three((4, 4, 0), (0, 0, 1))}, at="2")
    return ExtensiveForm.build(
        ["1", "2", "3"], move("1", {"D": three((3, 2, 2), (0, 0, 0)), "C": below}, at="1")
    )


def entry(D, d, L, corners=(), **free):
    def mix(first, second, p):
        return {first: as_expression(p), second: 1 - as_expression(p)}

    def profile(D, d, L):
        return {"1": {"1": mix("D", "C", D)}, "2": {"2": mix("d", "c", d)}, "3": {"3": mix("L", "R", L)}}

    ranges = {name: tuple(parse_condition(text)) for name, text in free.items()}
    return Equilibrium(
        "e",
        "pure",
        profile(D, d, L),
        free_variables=ranges,
        extreme_points=tuple(profile(*c) for c in corners),
    )


def test_selten_s_horse():
    game = horse()
    verdict, why = judge("trembling-hand", game, entry(1, 0, 1))
    assert verdict is False
    assert why == "However small the trembles, 2 then does better with d than with c."
    whole = entry(1, "x", 1, [(1, 0, 1), (1, "2/3", 1)], x="0 <= x <= 2/3")
    assert judge("trembling-hand", game, whole) == (False, why)
    assert judge("trembling-hand", game, entry(0, 0, 0)) == (True, "")
    whole = entry(0, 0, "y", [(0, 0, 0), (0, 0, "1/4")], y="0 <= y <= 1/4")
    assert judge("trembling-hand", game, whole) == (True, "")
    assert judge("undominated", game, entry(1, 0, 1)) == (True, "")  # perfection says more


def test_perfect_in_the_normal_form_only():
    game = peer("selten1975_fig3.efg")
    found = dg.solve(game, concept="sequential").equilibria
    assert verdicts("trembling-hand", game, found) == [True, True]


def test_signaling_games_have_plans_too():
    model = dg.load(BEER_QUICHE)
    game = model.at(**model.defaults)
    found = dg.solve(game)
    why = judge("iterated-undominated", game, found["pooling on quiche"])[1]
    assert why.startswith("For Sender, (beer, beer) does as well as (quiche, quiche) whatever the other does")
    assert judge("undominated", game, found["pooling on quiche"]) == (True, "")
    assert judge("trembling-hand", game, found["pooling on quiche"]) == (True, "")


def test_refined_by_solve():
    solution = dg.solve(horse(), concept="nash", refine="undominated")
    assert len(solution) == 2 and not solution.rejected
    solution = dg.solve(NormalForm.from_arrays([[1, 0], [0, 0]], [[1, 0], [0, 0]]), refine="trembling-hand")
    assert [e.name for e in solution] == ["1, 1"]
    assert [r.reason for r in solution.rejected] == [
        "For Player 1, 1 does as well as 2 whatever the other does, and better against 1. "
        "Also: For Player 2, 1 does as well as 2 whatever the other does, and better against 1."
    ]


def test_an_incredible_threat_trembles():
    tree = move(
        "Entrant",
        {"out": end(0, 2), "enter": move("Incumbent", {"fight": end(-1, "-f"), "share": end(1, 1)})},
    )
    game = ExtensiveForm.build(["Entrant", "Incumbent"], tree, parameters={"f": {"domain": ["f > 0"]}})
    one, zero = number(1), number(0)
    threat = {
        "Entrant": {"Entrant:1": {"out": one, "enter": zero}},
        "Incumbent": {"Incumbent:1": {"fight": one, "share": zero}},
    }
    verdict, why = judge("trembling-hand", game, Equilibrium("threat", "pure", threat))
    assert verdict is False and "For Incumbent, share does as well as fight" in why
    open_ = {**threat, "Incumbent": {"Incumbent:1": None}}
    verdict, why = judge("trembling-hand", game, Equilibrium("threat", "pure", open_))
    assert verdict is None and "leaves open" in why


def test_undominated_and_yet_not_perfect():
    # after van Damme (1987): row b is better only if both others tremble, row a if one of them does
    pay = [[[1, 1], [1, 0]], [[1, 0], [0, 1]]]
    others = [[[1, 1], [0, 0]], [[1, 1], [0, 0]]], [[[1, 0], [1, 0]], [[1, 0], [1, 0]]]
    game = NormalForm.from_arrays(pay, *others)
    found = {e.name: judge("trembling-hand", game, e) for e in dg.solve(game)}
    (verdict, why), *rest = found.values()
    assert not rest and str(verdict) == "x = 1"
    assert why == "Where x < 1: However small the trembles, Player 1 then does better with 1 than with 2."
    (e,) = dg.solve(game)
    assert judge("undominated", game, e) == (True, "")
    (part,) = passing(e, verdict)
    assert part.kind == "pure" and part.free_variables == {} and part.strategies["Player 1"]["1"] == number(1)


# -- undefeated ---------------------------------------------------------------------------------
def test_spence_pooling_and_separating():
    game = solved(SPENCE).game
    found = solved(SPENCE)
    entries = found.equilibria
    verdict, why = judge("undefeated", game, found["pooling on college"], entries)
    assert verdict is False
    assert why == (
        "Defeated by pooling on school (manager): there school is sent by able and other, and able and other "
        "gain; no belief after school that allows for this deters everyone from sending it."
    )
    assert judge("undefeated", game, found["pooling on school (manager)"], entries) == (True, "")
    name = "pooling on school (clerk; college: manager/clerk)"
    verdict, why = judge("undefeated", game, found[name], entries)
    assert str(verdict) == "w > c_B"
    assert why.startswith("Where w < c_B: Defeated by separating: able college (manager), other school")


def test_both_breakfasts_are_undefeated():
    found = solved(BEER_QUICHE)
    for name in ("pooling on beer", "pooling on quiche"):
        assert judge("undefeated", found.game, found[name], found.equilibria)[0] is True


def random_signaling(random_, types=2, messages=2, responses=2):
    def pair():
        return (random_.choice((0, 1, 2, 3)), random_.choice((0, 1, 2)))

    plays = itertools.product(range(types), range(messages), range(responses))
    payoffs = {(f"t{t}", f"m{m}", f"a{a}"): pair() for t, m, a in plays}
    weights = [random_.choice((1, 2)) for _ in range(types)]
    return SignalingGame.build(
        ["S", "R"],
        {f"t{k}": f"{w}/{sum(weights)}" for k, w in enumerate(weights)},
        [f"m{k}" for k in range(messages)],
        [f"a{k}" for k in range(responses)],
        payoffs,
    )


def values_of(game, profile):
    """What each type gets, and the probability of each message given the type."""
    send = [[profile["S"][t][m].value for m in game.messages] for t in game.types]
    reply = [[profile["R"][m][a].value for a in game.responses[k]] for k, m in enumerate(game.messages)]
    pay = [
        [sum(b * game.payoffs[t, m, a][0].value for a, b in enumerate(reply[m])) for m in range(len(reply))]
        for t in range(len(send))
    ]
    return [max(p) for p in pay], send


def unsent(game, profile):
    """The messages that no type sends."""
    return [m for m in game.messages if all(mix[m] == number(0) for mix in profile["S"].values())]


def defeated(game, profile, others):
    """Whether every completion of the outcome is defeated by one of the other profiles, by the definition."""
    types, prior = range(len(game.types)), [p.value for p in game.priors]
    star, _ = values_of(game, profile)
    for m in map(game.messages.index, unsent(game, profile)):
        n, order = len(game.types), []
        for other in others:
            there, sent = values_of(game, other)
            K = [t for t in types if sent[t][m]]
            G = [t for t in K if there[t] > star[t]]
            if G and all(there[t] >= star[t] for t in K):
                order.append((K, G))
        replies = range(len(game.responses[m]))
        unit = [[int(i == t) for i in types] + [0] for t in types]
        equal, least = [[1] * n + [-1]], list(unit)
        for K, G in order:
            equal += [unit[t] for t in types if t not in K]
            for t in K:
                row = [0] * (n + 1)
                row[G[0]] += prior[t]
                row[t] -= prior[G[0]]
                (equal if t in G else least).append(row)
        fine = False
        for size in range(1, len(replies) + 1):
            for best in itertools.combinations(replies, size):
                v = [[game.payoffs[t, m, a][1].value for a in replies] for t in types]
                more = [[v[t][best[0]] - v[t][a] for t in types] + [0] for a in replies]
                believed = feasible(n, equal + [more[a] for a in best[1:]], least + more)
                k = len(best)
                mixes = [[int(i == j) for i in range(k)] + [0] for j in range(k)]
                mixes += [[-game.payoffs[t, m, a][0].value for a in best] + [star[t]] for t in types]
                fine = fine or (believed and feasible(k, [[1] * k + [-1]], mixes))
        if not fine:
            return True
    return False


@pytest.mark.parametrize("seed", range(30))
def test_undefeated_by_brute_force(seed):
    random_ = random.Random(seed)
    game = random_signaling(random_, *random_.choice([(2, 2, 2), (2, 2, 2), (2, 3, 2), (3, 2, 2), (2, 2, 3)]))
    entries = dg.solve(game).equilibria
    members = []
    for e in entries:
        corners = e.extreme_points or (e.strategies,)
        members += corners
        for a, b in itertools.islice(itertools.combinations(corners, 2), 40):
            members.append(
                {p: {k: {x: (a[p][k][x] + b[p][k][x]) / 2 for x in a[p][k]} for k in a[p]} for p in a}
            )
    for e in entries:
        verdict, why = judge("undefeated", game, e, entries)
        assert (why == "") == (verdict is True)
        for point in itertools.islice(free_points(e), 6):
            fails = defeated(game, at(e.strategies, point), members)
            assert holds(verdict, point) is not fails, (e.name, point, why)


# -- the registry -------------------------------------------------------------------------------
def test_what_applies_where():
    assert applicable("signaling", "perfect-bayesian")[:3] == ("intuitive", "d1", "undefeated")
    assert applicable("normal", "correlated") == ()
    check("trembling-hand", "extensive", "sequential")
    with pytest.raises(InputError, match="Did you mean 'undominated'"):
        check("undominatd", "normal", "nash")
    with pytest.raises(InputError, match="Here apply: undominated, iterated-undominated, trembling-hand"):
        check("intuitive", "normal", "nash")


def test_past_the_deadline_nothing_is_decided():
    game = NormalForm.from_arrays([["a", 1], [1, 1]], [[1, 1], [1, "b"]])
    for e in dg.solve(game):
        verdict, why = judge("undominated", game, e, deadline=0.0)
        assert verdict is None and why == "The time limit was reached."


def test_too_many_plans_to_compare(monkeypatch):
    monkeypatch.setattr("defiance_games.refinements.dominance.MAX_PROFILES", 3)
    game = NormalForm.from_arrays([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    verdict, why = judge("undominated", game, dg.solve(game)[0])
    assert verdict is None and why.startswith(
        "Cannot compare plans here: this is because there are 4 profiles"
    )


def test_parts_that_pass():
    game = NormalForm.from_arrays([["a", 1], [1, 1]], [[1, 1], [1, "b"]])
    whole = next(e for e in dg.solve(game) if e.free_variables and "a" in e.region.symbols)
    verdict, _ = judge("undominated", game, whole)
    assert isinstance(verdict, Region)
    parts = passing(whole, verdict)
    assert len(parts) == len({p.name for p in parts}) == 3
    assert [len(p.free_variables) for p in parts] == [1, 0, 0]
    assert passing(whole, True) == (whole,) and passing(whole, False) == passing(whole, None) == ()


def test_what_a_part_is_called():
    game = NormalForm.from_arrays([[1, 1, 1], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]])
    (whole,) = dg.solve(game)
    verdict, why = judge("undominated", game, whole)
    assert str(verdict) == "x = 0 and x + y = 1"
    assert why == (
        "Where x > 0: For Player 2, 2 does as well as 1 whatever the other does, and better against 2. "
        "Where x + y < 1: For Player 2, 2 does as well as 3 whatever the other does, and better against 2."
    )
    (part,) = passing(whole, verdict, game)
    assert (whole.name, part.name, part.kind) == ("1, {1, 2, 3}", "1, 2", "pure")
    assert flat(part.strategies) == [1, 0, 0, 1, 0] and not part.free_variables and not part.extreme_points


def test_a_part_of_what_an_equation_leaves_free():
    x, y = as_expression("x"), as_expression("y")
    mix = {"A": {"l": x, "m": y, "r": 1 - x - y}}
    ranges = {
        "x": tuple(parse_condition("x >= 0")),
        "y": (*parse_condition("y >= 0"), *parse_condition("x + y <= 1")),
    }
    whole = Equilibrium("{l, m, r}", "mixed", mix, free_variables=ranges)
    equation = tuple(parse_condition("2*x + y = a"))
    (part,) = passing(whole, Region((equation,)))
    assert str(part.strategies["A"]) == "{'l': x, 'm': a - 2*x, 'r': 1 + x - a}"
    assert str(part.free_variables) == "{'x': (x >= 0, a >= 2*x, a <= 1 + x)}"
    assert passing(whole, Region((tuple(parse_condition("x = 2")),))) == ()
    (part,) = passing(whole, Region((tuple(parse_condition("x + 2*y >= 2")),)))  # a corner
    assert part.name == "m" and part.free_variables == {}
    (part,) = passing(whole, Region((tuple(parse_condition("x = a")),)))
    assert str(part.region) == "a >= 0" and set(part.free_variables) == {"y"}
    (part,) = passing(whole, Region((tuple(parse_condition("x*y = 1/8")),)))  # so x is not 0
    assert set(part.free_variables) == {"x"} and part.strategies["A"]["m"].evaluate({"x": F(1, 4)}) == F(1, 2)
    (part,) = passing(whole, Region((tuple(parse_condition("x**2 + y**2 = 1/2")),)))  # it stays a condition
    assert set(part.free_variables) == {"x", "y"}


TWO_MESSAGES = {  # both types like m; the reply d gives up what only c with H is worth
    ("H", "m", "c"): (3, 1),
    ("H", "m", "d"): (0, 0),
    ("H", "n", "c"): (2, 1),
    ("H", "n", "d"): (0, 0),
    ("L", "m", "c"): (3, 0),
    ("L", "m", "d"): (0, 1),
    ("L", "n", "c"): (2, 0),
    ("L", "n", "d"): (0, 1),
}


def test_the_end_at_which_nobody_sends_a_message():
    game = SignalingGame.build(["S", "R"], {"H": "2/3", "L": "1/3"}, ["m", "n"], ["c", "d"], TWO_MESSAGES)
    solution = dg.solve(game, refine="undefeated")
    assert [e.name for e in solution] == ["semi-separating: H m/n, L m/n", "pooling on m (c)"]
    assert str(solution[0].free_variables) == "{'x': (x <= 1/2, x > 0)}"
    reasons = {r.equilibrium.name: r.reason for r in solution.rejected}
    assert reasons[solution[0].name].startswith("Where x = 0: Defeated by pooling on m (c): there m is sent")
    assert reasons["pooling on n (c; m: c/d)"].startswith("Defeated by pooling on m (c): there m is sent by")


def test_what_two_mixtures_have_in_common_is_left_out():
    game = peer("wilson_out_bos.efg")
    reasons = [judge("iterated-undominated", game, e)[1] for e in dg.solve(game, concept="nash")]
    model = dg.load(BEER_QUICHE)
    game = model.at(**model.defaults)
    reasons += [judge("iterated-undominated", game, e)[1] for e in dg.solve(game)]
    for why in filter(None, reasons):
        better, worse = why.split(" whatever")[0].split(" does as well as ")
        assert better.split(", ", 1)[-1] not in worse


@pytest.mark.parametrize("seed", range(12))
def test_parts_of_signaling_games_are_equilibria(seed):
    game = random_signaling(random.Random(seed), 2, 2, 3)
    entries = dg.solve(game).equilibria
    for e, name in itertools.product(entries, ("undefeated", "undominated", "iterated-undominated")):
        for part in passing(e, judge(name, game, e, entries)[0], game):
            ranges = {s for cs in part.free_variables.values() for c in cs for s in c.symbols}
            assert ranges | symbols_of(part.strategies) | symbols_of(part.beliefs) <= set(part.free_variables)
            assert dg.verify(game, part).ok, (name, part)
