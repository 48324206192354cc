# %% [markdown]
# # Answers to lesson 8
#
# **1.** The strength `f` of ties: it raises the share of defiers under patronage, and does nothing under the
# others. (Each account has an observation of its own: known defiers `M`, detection `eta`, and authority
# `q`.)

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("rival_explanations")
signs = dg.statics(model, outcome=["Y_MP", "Y_IA", "Y_FP", "Y_DA"], wrt=["M", "eta", "f", "q"])
print(signs)
moved = {row.parameter: (row.outcome, row.sign) for row in signs.rows if row.sign != "0"}
assert moved == {"M": ("Y_MP", "+"), "eta": ("Y_IA", "-"), "f": ("Y_FP", "+"), "q": ("Y_DA", "-")}

# %% [markdown]
# **2.** 71/20 before, 371/20 after, five times as much: eight examples among a hundred outrun any severity,
# as the severity that is needed grows with each defier who is seen to get away with it.

# %%
needed = {
    news: model.formulas["s_req_MP"].evaluate({**model.defaults, "m": news[0], "M": news[1]})
    for news in ((0, 0), (8, 100))
}
for (sanctioned, defiers), cost in needed.items():
    print(f"after {sanctioned} of {defiers}: s = {cost}")
assert list(needed.values()) == [Fraction(71, 20), Fraction(371, 20)]
