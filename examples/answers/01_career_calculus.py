# %% [markdown]
# # Answers to lesson 1
#
# **1.** With no way back the tolerated risk is 12/155, about 0.077: just below 0.08, so the official
# complies. Defiance is rational from `r_star` = 5/81, about 6 percent, on: deterrence is easily lost by
# forgiveness.

# %%
from fractions import Fraction

import defiance_games as dg

career = dg.load("career_calculus")
no_way_back = career.ask("decide", r=0)
print("tolerated risk", no_way_back["p_star"], "and the official chooses", no_way_back["action"])
assert no_way_back["p_star"] == Fraction(12, 155) < Fraction(8, 100)
assert no_way_back["action"] == "C"
assert no_way_back["r_star"] == Fraction(5, 81)
assert career.ask("decide", r="5/80")["action"] == "D"

# %% [markdown]
# **2.** The tolerated risk falls to 4/209, about 0.019. A more valuable promotion now lowers it, wherever
# there is a gain `b` at all: it is only something to lose.

# %%
hidden = career.ask("decide", g=0)
print("tolerated risk without a growth dividend", hidden["p_star"])
assert hidden["p_star"] == Fraction(4, 209)
(row,) = dg.statics(career, outcome="p_star", wrt="V", values={"g": 0}, given=["b > 0", "pi0 > 0"]).rows
print("sign of the effect of V:", row.sign, row.proof)
assert (row.sign, row.proof) == ("-", "proved")
