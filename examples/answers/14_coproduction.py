# %% [markdown]
# # Answers to lesson 14
#
# **1.** It lowers the tipping point from 1/2 to 3/10, so fewer must be won over. But "nobody" remains an
# equilibrium, as the subsidy is below the cost: who is alone still loses 0.6.

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("coproduction_ignition")
small = model.ask("solve", tau="0.4")
print(f"tipping point {small['a_mix']}, nobody is an equilibrium: {small['none_NE']}")
assert small["a_mix"] == Fraction(3, 10)
assert small["none_NE"] and small["all_NE"]

# %% [markdown]
# **2.** Half. The graded subsidies fall from `c` to 0 in equal steps, so their mean is `c/2`.

# %%
saved = {n: model.ask("solve", N=n, beta=1, c=1) for n in (2, 5, 20)}
for n, answer in saved.items():
    print(f"N = {n}: {answer['divide_cost']} instead of {answer['uniform_cost']}")
    assert 2 * answer["divide_cost"] == answer["uniform_cost"] == n
