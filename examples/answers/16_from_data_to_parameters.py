# %% [markdown]
# # Answers to lesson 16
#
# **1.** The expected `p` falls to 31/402, about 0.077, as the prior counts for less; and the belief that it
# is below 24/229 is now nearly certain. More data of the same kind turn a guess into knowledge.

# %%
from fractions import Fraction
from math import comb

import defiance_games as dg


def belief_below(x: Fraction, a: int, b: int) -> Fraction:
    """The probability that p < x when the belief is Beta(a, b), for whole a and b."""
    n = a + b - 1
    return sum((comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1)), Fraction(0))


learning = dg.load("belief_diffusion")
more = learning.ask("posterior", a0=1, b0=1, m=30, M=400)["p_hat"]
sure = belief_below(Fraction(24, 229), 31, 371)
print(f"expected {more}, below 24/229 with probability {float(sure):.3f}")
assert more == Fraction(31, 402)
assert Fraction(97, 100) < sure < Fraction(99, 100)

# %% [markdown]
# **2.** Who complies at 9/42 tolerates no more than that; who defies at 5/62 tolerates more than that. So
# 5/62 < `p_star` <= 9/42, about 0.081 to 0.214: wide, but the illustrative 24/229 is inside.

# %%
complied = learning.ask("posterior", a0=1, b0=1, m=8, M=40)["p_hat"]
defied = learning.ask("posterior", a0=1, b0=1, m=4, M=60)["p_hat"]
print(f"{defied} < p_star <= {complied}")
assert (defied, complied) == (Fraction(5, 62), Fraction(3, 14))
assert defied < dg.load("career_calculus").ask("decide")["p_star"] <= complied
