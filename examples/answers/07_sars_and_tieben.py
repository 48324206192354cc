# %% [markdown]
# # Answers to lesson 7
#
# **1.** More than 159/2300, about 0.07: a promotion that is seven points more likely.

# %%
from fractions import Fraction

import defiance_games as dg

career = dg.load("career_calculus")
fixed = {name: value for name, value in career.defaults.items() if name != "g"}
(row,) = dg.threshold(career, outcome="net", parameter="g", values=fixed).rows
print("at p = 2/25 defiance pays from g =", row.value, "on")
assert str(row.value) == "159/2300" and row.above == ("> 0",)

# %% [markdown]
# **2.** The critical discount factor falls from 2 to `4*p_star`, about 0.42: the routine is possible for a
# center of ordinary patience. "Impossible" rested on an illustrative number.

# %%
tolerated = career.ask("decide")["p_star"]
routine = dg.load("sanction_reputation").ask("infinite", k=4, h=1, e="1/2", p_star=tolerated, delta="0.9")
print("critical discount factor", routine["delta_c"], "- sustainable at 0.9:", routine["sustainable"])
assert routine["delta_c"] == 4 * tolerated == Fraction(96, 229)
assert routine["sustainable"]
