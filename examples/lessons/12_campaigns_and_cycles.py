# %% [markdown]
# # 12. Campaigns and cycles: why tolerate, and then crack down?
#
# Local adaptation is worth `A` per period to the center. But what is tolerated accumulates: after `z`
# tolerated periods the harm is `h*z`. A campaign costs `k` and takes the deviation back to zero; there is no
# adaptation in its period.
#
# **Question.** How many periods should the center tolerate before it runs a campaign? Does that ever end?
#
# (After an interview with X. Zhou on the logic of governance in China, on perpetual cycles of centralization
# and decentralization. The numbers are illustrative.)

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("campaign_cycle")
best = model.ask("average")
print(f"tolerate {best['n']} periods, then a campaign: {best['avg']} per period on average")
assert (best["n"], best["period"], best["avg"]) == (3, 4, Fraction(1, 2))


def average(n: int) -> Fraction:
    """What a cycle of n tolerated periods and a campaign brings per period, at A = 3, h = 1, k = 4."""
    return (sum((3 - Fraction(z) for z in range(n)), Fraction(0)) - 4) / (n + 1)


assert max(range(100), key=average) == 3 and average(3) == Fraction(1, 2)  # by hand: the same

# %% [markdown]
# The first tolerated period brings 3, the second 2, the third 1, the fourth would bring nothing. A campaign
# each time would bring -4. The center does not tolerate because it is weak, nor crack down because it is
# strong: both are parts of one best policy. How long the cycle is:

# %%
signs = dg.statics(model, outcome="n_real", wrt=["A", "k", "h"])
print(signs)
assert [row.sign for row in signs.rows] == ["+", "+", "-"]
assert {row.proof for row in signs.rows} == {"proved"}
along = dg.table(model, vary={"k": "1, 4, 8, 16"}, outcomes=["average.n", "average.avg"])
print(along)
tolerated, value = (block.cells for block in along.blocks)
assert list(tolerated) == [2, 3, 4, 5]
assert list(value) == [Fraction(4, 3), Fraction(1, 2), Fraction(-2, 5), Fraction(-11, 6)]

# %% [markdown]
# A costlier campaign is run less often, and so is one where adaptation is worth more, or does less harm.
#
# No state lasts, so the cycle never ends; unless the deviation cannot grow without bound. Let it stop at
# `Z`, and let the center discount:

# %%
for largest in (2, 3, 20):
    answer = model.ask("discounted", Z=largest)
    when = f"at deviation {answer['n']}" if answer["campaigns"] else "never"
    print(f"Z = {largest}: a campaign {when}; worth {float(answer['V0']):.2f}")
assert [model.ask("discounted", Z=z)["n"] for z in (2, 3, 20)] == [None, 3, 3]

# %% [markdown]
# **What it means.** A society that can bear all the deviation there may be has no campaigns. Where deviation
# would go too far they come back for ever, and each one that succeeds prepares the next.
#
# ## Exercises
#
# 1. Only the sum `A + k` matters for the length of the cycle. Check it at sums of 7, and say why.
# 2. With the default numbers, what is the largest `Z` without campaigns? And if the center were impatient,
#    `delta = 1/2`?
#
# Answers: `examples/answers/12_campaigns_and_cycles.py`.
