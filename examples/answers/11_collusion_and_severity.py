# %% [markdown]
# # Answers to lesson 11
#
# **1.** Where `w < (1 - d)*phi - d*s_S`: what a report costs the superior, net of the risk of covering, is
# more than the reward. It is ruled out for every `w >= 0` if `s_S >= (1 - d)*phi/d`, here 4.

# %%
import defiance_games as dg

model = dg.load("collusion_chain")
free = dg.solve(model, generic=True)["nothing, cover, cover"]
print("covers for nothing where", free.region)
assert str(free.region) == "phi*d + d*s_S + w < phi"
nobody = dg.prove(
    "phi*d + d*s_S + w >= phi", given=["s_S >= (1 - d)*phi/d", "w >= 0", "0 < d", "d < 1", "phi >= 0"]
)
assert nobody.status == "proved"
prices = {s: model.ask("solve", w=0, s_S=s)["price"] for s in (2, 4, 5)}
print("price of silence at w = 0, by s_S:", prices)
assert prices[2] == prices[4] == 0 < prices[5]

# %% [markdown]
# **2.** From `a` = 1/2 on: the reward `w_star` = 18/5 is then more than the harm that stays covered, 4/5 of
# `h - a`.

# %%
fixed = {"Lambda": 8, "phi": 1, "d": "1/5", "s_S": 2, "k_c": "1/2", "h": 5, "n": 1}
(row,) = dg.threshold(model, outcome="looking_away", parameter="a", values=fixed).rows
print("looks away above a =", row.value)
assert str(row.value) == "1/2" and row.above == ("> 0",)
