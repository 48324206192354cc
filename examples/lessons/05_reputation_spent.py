# %% [markdown]
# # 5. Reputation spent: why sanctioning is not sustainable
#
# A center meets `T` localities, one after another, in view of all. With probability `q` it is resolute and
# sanctions every defiance. Else it is weak: a sanction costs it `k`, an act of defiance `h`, and it may
# pretend. A locality defies if it expects a sanction with less than the probability `p_star`.
#
# **Question.** How long does the fear that the center might be resolute deter?
#
# (After Mei and Pearson; D. M. Kreps and R. Wilson (1982), Reputation and imperfect information, Journal of
# Economic Theory 27, 253-279. The numbers are illustrative.)

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("sanction_reputation")
spent = {}
for length in (10, 20, 40):
    answer = model.ask("horizon", T=length, q="1/10", p_star="1/2")
    spent[length] = answer["expected_defiances"]
    print(
        f"T = {length}: {answer['honeymoon']} comply, of the rest {float(spent[length]):.2f} defy on average"
    )
    assert answer["honeymoon"] == length - 3  # n_bar = 4: all comply while 4 or more are left
assert set(spent.values()) == {Fraction(2045, 729)}

# %% [markdown]
# The same number of defiances at the end, however long the game. While many are left, a weak center would
# sanction to protect the rest, so nobody tests it, however small `q` is. Near the end it is worth less; what
# happens then?

# %%
belief = Fraction(1, 10)
for left in (3, 2, 1):
    stage = model.ask("stage", n=left, mu=belief, p_star="1/2")
    seen = stage["posterior"]
    chance = stage["total_sanction_prob"]
    print(
        f"{left} left, belief {belief}: defiance is sanctioned with probability {chance}; then belief {seen}"
    )
    assert seen == Fraction(1, 2) ** (left - 1)  # a sanction lifts the belief just to the next cutoff
    belief = seen

# %% [markdown]
# The locality with one left: only the resolute still sanction it, and it was not deterred. So sanctions tell
# more and more toward the end, while defiance goes on: visible resolve and visible defiance go together. How
# long the reputation lasts depends on what officials have to gain:

# %%
signs = dg.statics(model, outcome="n_bar_real", wrt=["q", "p_star"])
print(signs)
assert [row.sign for row in signs.rows] == ["-", "+"]
tempted = model.ask("horizon", T=30, q="1/10", p_star="9/10")
print("with p_star = 9/10 the reputation is spent when", tempted["n_bar"], "are left")
assert tempted["n_bar"] == 22

# %% [markdown]
# Is a routine of sanctions possible if the game never ends and everybody knows that the center is weak? Only
# if it is patient enough, `delta >= delta_c`; all then depends on the share `e` that cannot be deterred.

# %%
easy = model.ask("infinite", k=1, h=4, e="0.05", p_star="0.02", delta="0.5")
hard = model.ask("infinite", k=4, h=1, e="0.5", p_star="0.5", delta="0.9")
print("critical discount factors:", easy["delta_c"], "and", hard["delta_c"])
assert easy["sustainable"] and easy["delta_c"] == Fraction(1, 3800)
assert not hard["sustainable"] and hard["delta_c"] == 2  # above 1: no patience is enough

# %% [markdown]
# **What it means.** A reputation protects the early and is spent on the late; high gains from defiance
# shorten it.
#
# ## Exercises
#
# 1. How likely must a resolute center be for all localities to comply, at `p_star = 1/2`? And for all but
#    the last two?
# 2. In the hard case above, how large a share of undeterred officials can the routine bear at `delta = 0.9`?
#
# Answers: `examples/answers/05_reputation_spent.py`.
