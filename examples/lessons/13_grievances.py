# %% [markdown]
# # 13. Grievances: control, compensation, or root causes?
#
# An official in office for `T` periods meets a grievance in each. Control costs `c` the first time and then
# more and more, as it breeds dissatisfaction (`chi`); compensation costs `m` and then more, as it breeds
# appetite (`alpha`). Or the official deals with the root causes, once and for all, at cost `R`.
#
# **Question.** Which response is cheapest, and who turns to root causes?
#
# (After B. Li and L. Fang (2018), Policy process diffusion: transforming the governance model in Chinese
# cities, UNRISD Working Paper 2018-15. The numbers are illustrative.)

# %%
import defiance_games as dg

model = dg.load("grievance_response")
choices = {}
for tenure in (3, 5, 10):
    answer = model.ask("finite", T=tenure)
    costs = ", ".join(f"{response} {float(cost):.2f}" for response, cost in answer["costs"].items())
    choices[tenure] = (answer["best_pure"], answer["overall"])
    print(f"T = {tenure}: {costs}; best alone: {answer['best_pure']}; mixed {float(answer['mix_cost']):.2f}")
assert choices == {3: ("control", "mix"), 5: ("compensation", "mix"), 10: ("root", "root")}

# %% [markdown]
# A short tenure controls, a middle one compensates, a long one resolves. And sticks *and* carrots are
# cheaper than either alone: each breeds its own resistance, so it pays to take turns. Beyond which horizon
# do root causes beat control?

# %%
horizon = model.ask("finite", T=5)["T_star"]
print("T_star =", horizon, f"= {float(horizon):.3f}")
assert 5.588 < float(horizon) < 5.589
signs = dg.statics(model, outcome="T_star", wrt=["R", "c"])
print(signs)
assert [row.sign for row in signs.rows] == ["+", "-"]

# %% [markdown]
# Now let the official stay, but discount the future by `delta`, with control or root causes only. To wait
# one period more saves `(1 - delta)*R` and costs one more control, dearer each time. So the official
# controls for a while, and turns late:

# %%
along = dg.table(model, vary={"delta": "1/2, 7/10, 4/5, 9/10, 19/20"}, outcomes=["t_switch"])
print(along)
(periods,) = [block.cells for block in along.blocks]
assert list(periods) == [10, 6, 3, 1, 0]
(slope,) = dg.statics(model, outcome="t_switch_real", wrt="delta").rows
assert (slope.sign, slope.proof) == ("-", "proved")

# %% [markdown]
# **What it means.** An impatient official, soon to be moved on, and a patient center agree that root causes
# must be dealt with. They do not disagree about *whether*, but about *when*.
#
# ## Exercises
#
# 1. From which tenure on are root causes better than *any* mixture of control and compensation?
# 2. From which patience on does an official deal with root causes at once? Find the formula, and its value
#    here.
#
# Answers: `examples/answers/13_grievances.py`.
