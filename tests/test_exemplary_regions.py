"""The regions of exemplary_sanction, proved again from the definition of perfect Bayesian equilibrium.

Nothing of the solver is used but its answer. The definition is written down for z3 directly, with the
sender's and receiver's probabilities and the beliefs as unknowns:

* soundness: in the region of an entry every profile of the entry has beliefs that make it an equilibrium;
* completeness: no equilibrium lies outside the listed entries, ties between parameters included;
* each once: no equilibrium of the interior of one entry lies in another one.
"""

import itertools

import pytest
import z3

import defiance_games as dg
from defiance_games.symbolic.condition import Condition
from defiance_games.symbolic.expression import symbol
from defiance_games.symbolic.smt import Translator

MIX = ("a_R", "a_W", "d_S", "d_N")


@pytest.fixture(scope="module")
def solution():
    return dg.solve(dg.load("exemplary_sanction"))


@pytest.fixture(scope="module")
def words():
    return Words()


class Words:
    """The definition, in z3."""

    def __init__(self):
        self.reader = Translator()
        names = ("q", "h", "k_R", "k_W", "p_star", "p_R", "p_W", *MIX, "mu_S", "mu_N")
        self.v = {n: self.reader.real(n) for n in names}
        v = self.v
        self.domain = [
            v["q"] > 0,
            v["q"] < 1,
            v["h"] > 0,
            v["k_R"] < v["k_W"],
            v["k_W"] > 0,
            v["p_star"] > 0,
            v["p_W"] >= 0,
            v["p_W"] < v["p_R"],
            v["p_R"] <= 1,
        ]
        self.mixes = [z3.And(v[n] >= 0, v[n] <= 1) for n in (*MIX, "mu_S", "mu_N")]

    def sender(self):
        v, out = self.v, []
        for a, k in (("a_R", "k_R"), ("a_W", "k_W")):
            gain = v["h"] * (v["d_N"] - v["d_S"]) - v[k]  # of the sanction
            out += [z3.Implies(v[a] > 0, gain >= 0), z3.Implies(v[a] < 1, gain <= 0)]
        return out

    def receiver(self, signal):
        v = self.v
        d, mu = v[f"d_{signal}"], v[f"mu_{signal}"]
        gain = v["p_star"] - mu * v["p_R"] - (1 - mu) * v["p_W"]  # of defiance
        r, w = (v["a_R"], v["a_W"]) if signal == "S" else (1 - v["a_R"], 1 - v["a_W"])
        total = v["q"] * r + (1 - v["q"]) * w
        return [z3.Implies(d > 0, gain >= 0), z3.Implies(d < 1, gain <= 0), mu * total == v["q"] * r]

    def equilibrium(self):
        return [*self.domain, *self.mixes, *self.sender(), *self.receiver("S"), *self.receiver("N")]

    def read(self, condition):
        return self.reader.condition(condition)

    def region(self, entry):
        return z3.Or([z3.And([self.read(c) for c in d]) for d in entry.region.disjuncts])

    def profile(self, entry):
        """The profile (a_R, a_W, d_S, d_N) is one of the entry's: free variables are coordinates."""
        center, official = entry.strategies["Center"], entry.strategies["Official 2"]
        play = dict(zip(MIX, (center["R"]["S"], center["W"]["S"], official["S"]["D"], official["N"]["D"])))
        rename = {str(e): n for n, e in play.items() if e.op == "symbol" and str(e) in entry.free_variables}
        assert set(rename) == set(entry.free_variables)
        rename = {free: symbol(n) for free, n in rename.items()}
        parts = []
        for name, e in play.items():
            parts.append(self.read(Condition(symbol(name), "=", e.subs(rename))))
        for bounds in entry.free_variables.values():
            parts += [self.read(c.subs(rename)) for c in bounds]
        return z3.And(parts)


def holds(*facts):
    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.set("timeout", 60_000)
    solver.add(*facts)
    answer = solver.check()
    assert answer != z3.unknown
    return answer == z3.sat


def test_every_profile_of_every_entry_is_an_equilibrium_in_its_region(solution, words):
    v = words.v
    for entry in solution:
        there = [*words.domain, words.region(entry), words.profile(entry)]
        assert holds(*there), f"{entry.name}: the region is empty"
        inside = [z3.And(v[n] >= 0, v[n] <= 1) for n in MIX]
        assert not holds(*there, z3.Not(z3.And(inside))), entry.name
        assert not holds(*there, z3.Not(z3.And(words.sender()))), entry.name
        for signal in "SN":
            # some belief serves: among the vertices 0 and 1, Bayes' rule, and indifference
            mu, p, top, low = v[f"mu_{signal}"], v["p_star"], v["p_R"], v["p_W"]
            r, w = (v["a_R"], v["a_W"]) if signal == "S" else (1 - v["a_R"], 1 - v["a_W"])
            total = v["q"] * r + (1 - v["q"]) * w
            for sent in (True, False):
                beliefs = (
                    [mu * total == v["q"] * r] if sent else [mu == 0, mu == 1, mu * (top - low) == p - low]
                )
                fails = [z3.Implies(b, z3.Not(serves(words, signal, mu))) for b in beliefs]
                sending = total > 0 if sent else total == 0
                # mu is renamed apart in each belief: one of them must serve
                fails = [z3.substitute(f, (mu, z3.Real(f"mu_{k}"))) for k, f in enumerate(fails)]
                defined = [z3.substitute(b, (mu, z3.Real(f"mu_{k}"))) for k, b in enumerate(beliefs)]
                assert not holds(*there, sending, *defined, *fails), (entry.name, signal, sent)


def serves(words, signal, mu):
    """The belief mu after a signal makes every reply that is used best."""
    v, d = words.v, words.v[f"d_{signal}"]
    gain = v["p_star"] - mu * v["p_R"] - (1 - mu) * v["p_W"]
    return z3.And(mu >= 0, mu <= 1, z3.Implies(d > 0, gain >= 0), z3.Implies(d < 1, gain <= 0))


@pytest.mark.parametrize("pattern", list(itertools.product((0, None, 1), repeat=4)), ids=str)
def test_no_equilibrium_is_missing(solution, words, pattern):
    v = words.v
    support = [
        z3.And(v[n] > 0, v[n] < 1) if end is None else v[n] == end
        for n, end in zip(MIX, pattern, strict=True)
    ]
    listed = [z3.And(words.region(e), words.profile(e)) for e in solution]
    assert not holds(*words.equilibrium(), *support, z3.Not(z3.Or(listed)))


def test_no_isolated_equilibrium_lies_inside_another_entry(solution, words):
    for one, other in itertools.permutations(solution, 2):
        if not one.free_variables:
            both = [words.region(one), words.profile(one), words.region(other), words.profile(other)]
            assert not holds(*words.domain, *both), (one.name, other.name)
