# %% [markdown]
# # Answers to lesson 5
#
# **1.** All comply while `n` or more are left if `q > p_star**n`. With `q > 1/2` even the last one does
# (`n_bar = 1`); with `1/4 < q < 1/2` all but the last (`n_bar = 2`); with `1/8 < q < 1/4` all but the last
# two.

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("sanction_reputation")
priors = ("0.51", "0.49", "0.26", "0.24", "0.13")
cutoffs = {q: model.ask("horizon", T=10, q=q, p_star="1/2")["n_bar"] for q in priors}
print("n_bar by prior:", cutoffs)
assert list(cutoffs.values()) == [1, 2, 2, 3, 3]
assert model.ask("horizon", T=10, q="0.51", p_star="1/2")["expected_defiances"] == 0

# %% [markdown]
# **2.** Up to `e_max` = 9/29, less than a third. At that share the critical discount factor is 0.9.

# %%
hard = {"k": 4, "h": 1, "p_star": "1/2", "delta": "0.9"}
share = model.ask("infinite", e="1/2", **hard)["e_max"]
print("largest share of the undeterred:", share)
assert share == Fraction(9, 29)
assert model.ask("infinite", e=share, **hard)["delta_c"] == Fraction(9, 10)
