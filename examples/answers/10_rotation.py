# %% [markdown]
# # Answers to lesson 10
#
# **1.** At least `R_star = v_n - c_n - v_k`, here 1: what a successor gains by a brand of its own. Below, no
# institution is built, and the innovation lives as long as its founder stays, `1/omega` = 5 periods instead
# of 15.

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("leader_rotation")
solution = dg.solve(model, generic=True)
values = {row.name for row in dg.threshold(model, parameter="R", solution=solution).rows}
print("threshold of R:", *values, "=", model.ask("solve")["R_star"])
assert values == {"R_star"} and model.ask("solve")["R_star"] == 1
lives = {extra: model.ask("solve", R=extra)["life"] for extra in ("1/2", "2")}
print("expected life by R:", lives)
assert list(lives.values()) == [5, 15]

# %% [markdown]
# **2.** Just above `omega_star` it lives `1/omega_star + 1/eps`, nearly 24.7 periods; at 1/20 only 20,
# though its founder stays longer. (With still less rotation it lives longer again, as long as its founder
# stays.)

# %%
star = model.ask("solve")["omega_star"]
above = model.ask("solve", omega=star + Fraction(1, 10**6))
rarely = model.ask("solve", omega="1/20")
print(f"just above omega_star: {float(above['life']):.2f}, at 1/20: {float(rarely['life']):.2f}")
assert above["institutionalise"] and not rarely["institutionalise"]
assert Fraction(1, star) + 10 == Fraction(469, 19)
assert above["life"] > 24 > rarely["life"] == 20
