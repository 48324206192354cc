# %% [markdown]
# # Answers to lesson 3
#
# **1.** Three equilibrium outcomes: all sanction, none does, and only the resolute sometimes do. Where all
# sanction the belief stays at `q`: nothing has been learned, the second official complies for what it
# thought before.

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("exemplary_sanction")
found = {e["label"]: e for e in model.ask("equilibria", q="3/4")["equilibria"]}
print(", ".join(found))
assert set(found) == {"pooling_sanction", "pooling_leniency", "resolute_mixes"}
assert found["pooling_sanction"]["mu_S"] == Fraction(3, 4)  # the prior
assert found["pooling_sanction"]["d_S"] == 0

# %% [markdown]
# **2.** Nothing. The belief that would deter is `mu_star = p_star/p_R` = 5/4, and no belief is above 1: even
# a center known to be resolute would not follow through often enough.

# %%
rare = model.ask("first_stage", p_R="0.08", p_star="0.1")
print(f"belief needed: {rare['mu_star']}; probability of defiance: {rare['D2_after_defiance']}")
assert rare["mu_star"] == Fraction(5, 4)
assert rare["D2_after_defiance"] == 1
