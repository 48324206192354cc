# %% [markdown]
# # 6. Learning, and how defiance spreads
#
# An official does not know the probability `p` of a sanction. It has a Beta prior (as if it had seen `a0`
# sanctions and `b0` defiers let off), sees that `m` of `M` defiers are sanctioned, and expects `p_hat = (a0
# + m)/(a0 + b0 + M)`. It defies if that is less than it tolerates, `p_star`.
#
# **Question.** Do exemplary sanctions, seen by all, frighten? And how does defiance travel from one to the
# next?
#
# (After Mei and Pearson: eight officials were disciplined; that they were eight of a hundred is
# illustrative, and so are the prior, 2 of 10, and the networks.)

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("belief_diffusion")
seen = model.ask("posterior", m=8, M=100)
print(
    f"expected before: {seen['prior_mean']}, after 8 of 100: {seen['p_hat']}; the official: {seen['action']}"
)
assert seen["prior_mean"] == Fraction(1, 5) and seen["p_hat"] == Fraction(1, 11)
assert seen["action"] == "D"

# %% [markdown]
# Eight sanctions have *lowered* the fear: officials also see the ninety-two. That is so whenever the share
# sanctioned is smaller than was expected:

# %%
selective = ["a0 > 0", "b0 > 0", "M > 0", "m/M < a0/(a0 + b0)"]
news = dg.prove("(a0 + m)/(a0 + b0 + M) < a0/(a0 + b0)", given=selective)
print("selective sanctions are good news for defiers:", news.status)
assert news.status == "proved"
signs = dg.statics(model, outcome="p_hat", wrt=["m", "M"])
assert [row.sign for row in signs.rows] == ["+", "-"]

# %% [markdown]
# Now a ring of 21 localities, in which each sees its two neighbors. One defies from the start, and each that
# has seen enough defies for ever after. We simulate it, and compare with the exact time.

# %%
for sanctions in (0, 1):
    run = dg.simulate(model, nodes=21, graph="ring", periods=60, p_star="3/20", m=sanctions)
    shares = [f"{row['share']:.2f}" for row in run.rows[::10]]
    print(f"sanctions of the pioneer: {sanctions}; share that defies, every 10 periods:", *shares)
    exact = model.ask("network", kind="ring", N=21, p_star="3/20", m=sanctions)
    (simulated,) = [measure.value for measure in run.summary if measure.name == "time to all"]
    print(f"  all defy in period {exact['full_time']}; each follows a neighbor after {exact['delay']}")
    assert simulated == exact["full_time"] == (40, 47)[sanctions]
    assert exact["delay"] == 4

# %% [markdown]
# One sanction of the pioneer delays the front by seven periods, once. It does not slow it down: behind the
# pioneer each locality sees unpunished defiance only.
#
# **What it means.** Examples deter those who look at the example, and embolden those who count.
#
# ## Exercises
#
# 1. How many of 100 known defiers must be sanctioned for an official with the default tolerance to comply?
# 2. Now let everybody know the true risk, `min(1, kappa/x)` if a share `x` defies, with tolerances spread
#    evenly over [0, 1/2] and `kappa = 0.08`. Find the steady states, and simulate from `x0` = 0.15 and 0.25.
#    How many must a campaign convert to end defiance?
#
# Answers: `examples/answers/06_learning_and_the_spread_of_defiance.py`.
