# %% [markdown]
# # 11. Collusion: why severity breeds it
#
# A local official has deviated, and its superior knows. The superior may report, for a reward `w`, or cover.
# If the deviation comes out the official loses `Lambda`, and the superior, in whose ranks it happened,
# `phi`; a covered one is discovered anyway with probability `d`, and then the superior loses `s_S` more. For
# silence the official offers all it is worth to it, of which a share `k_c` reaches the superior.
#
# **Question.** The center makes everything more severe. Are more deviations reported?
#
# (After an interview with X. Zhou on the logic of governance in China; J. Tirole (1986), Hierarchies and
# bureaucracies, Journal of Law, Economics, and Organization 2, 181-214. The numbers are illustrative.)

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("collusion_chain")
solution = dg.solve(model, generic=True)
for equilibrium in solution:
    print(f"{equilibrium.name}: where {equilibrium.region}")
assert len(solution) == 3

# %% [markdown]
# In the first case the superior covers for nothing, in the second for favors, in the third it reports.
# (Having offered everything, the official is no better off than reported, hence `{offer, nothing}`: it could
# as well keep a little.) The reward must exceed a threshold for a report:

# %%
rows = dg.threshold(model, parameter="w", solution=solution).rows
(report,) = {str(row.value) for row in rows if row.name == "w_star"}
print("the superior reports if w exceeds", report)
signs = dg.statics(model, outcome="w_star", wrt=["Lambda", "phi", "s_S", "d"])
print(signs)
assert [row.sign for row in signs.rows] == ["+", "+", "-", "-"]
assert {row.proof for row in signs.rows} == {"proved"}

# %% [markdown]
# *Severity breeds collusion.* A harsher loss `Lambda` for the official makes silence worth more to it; more
# joint accountability `phi` makes the superior, too, prefer that nothing comes out. Only the penalty for
# covering, `s_S`, and independent discovery, `d`, work the other way. With numbers, and longer chains, in
# which all must agree:

# %%
along = dg.table(model, vary={"Lambda": "2, 4, 8, 16"}, outcomes=["w_star", "n_max"])
print(along)
reward, longest = (block.cells for block in along.blocks)
assert list(reward) == [Fraction(6, 5), 2, Fraction(18, 5), Fraction(34, 5)]
assert list(longest) == [0, 1, 2, 4]  # of superiors who collude at the reward w = 2

# %% [markdown]
# Then why does the center not pay? It compares the reward with the harm that would stay covered, less what
# the deviation is good for (`h - a`): where one policy fits badly (`a` large), it looks away.

# %%
for adaptive in (0, 1, 3):
    print(f"a = {adaptive}: the center looks away:", model.ask("solve", h=5, a=adaptive)["acquiesce"])
assert [model.ask("solve", h=5, a=a)["acquiesce"] for a in (0, 1, 3)] == [False, True, True]

# %% [markdown]
# **What it means.** Who is to report a failure must not be made to pay for it.
#
# ## Exercises
#
# 1. When does a superior cover for nothing at all? Find the condition on `w`, and the least `s_S` that rules
#    it out for every `w >= 0`.
# 2. From which adaptive value `a` on does the center look away, if `h = 5`?
#
# Answers: `examples/answers/11_collusion_and_severity.py`.
