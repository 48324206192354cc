# %% [markdown]
# # 14. Co-production: whom to pay, and for how long?
#
# `N` residents take part in a service or stay out. To take part costs `c`, and is worth the more the more
# others do: `beta` times the share of the others. The state may pay a subsidy `tau`.
#
# **Question.** What does it cost to get everybody to take part, and can the state stop paying afterwards?
#
# (After B. Li and L. Fang (2018), UNRISD Working Paper 2018-15; I. Segal (2003), Coordination and
# discrimination in contracting with externalities, Journal of Economic Theory 113, 147-181. The numbers are
# illustrative.)

# %%
import tempfile
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import defiance_games as dg

model = dg.load("coproduction_ignition")
solution = dg.solve(model.at(N=3))  # three residents, everything else a symbol
for e in solution:
    print(f"{e.name}: where {e.region}, participation {e.outcomes['participation']}")
assert solution.complete is True
assert str(solution["mixed"].outcomes["participation"]) == "(c - tau)/beta"

# %% [markdown]
# Nobody and everybody can both be equilibria, if the subsidy is less than the cost and the cost less than
# the subsidy and `beta` together. The mixed one between is a tipping point, `a_mix`: with more than that
# share of the others it pays to take part. A subsidy lowers it:

# %%
signs = dg.statics(model, outcome="a_mix", wrt=["tau", "c", "beta"])
print(signs)
assert [row.sign for row in signs.rows] == ["-", "+", "-"]

# %% [markdown]
# As a picture (it needs matplotlib):

# %%
if find_spec("matplotlib"):  # pip install "defiance-games[plot]"
    picture = dg.plot(model, over="tau=0:2", outcome="participation")
    picture.save(path := Path(tempfile.mkdtemp()) / "14_coproduction.png")
    print("picture:", path)

# %% [markdown]
# To be *sure* that everybody takes part the bad equilibrium must go. An equal subsidy must then be `c` for
# each. But only the first need so much: the second may count on the first, the third on two, and so on.

# %%
for residents in (2, 5, 10):
    answer = model.ask("solve", N=residents)
    print(f"N = {residents:2}: all alike {answer['uniform_cost']}, graded {answer['divide_cost']}")
answer = model.ask("solve", N=5)
graded = [max(Fraction(0), 1 - 2 * Fraction(i, 4)) for i in range(5)]  # c - beta*(i - 1)/(N - 1), if positive
print("graded subsidies, first mover first:", *graded)
assert sum(graded) == answer["divide_cost"] == Fraction(3, 2)
assert answer["uniform_cost"] == 5

# %% [markdown]
# For how long? While all are subsidized, a fourth of the rest joins in each period (`lam`). The state may
# stop as soon as the share is above the tipping point:

# %%
share, periods = Fraction(0), 0
while share < answer["a_mix"]:
    share, periods = share + Fraction(1, 4) * (1 - share), periods + 1
print(f"after {periods} periods {float(share):.3f} take part; the tipping point is {answer['a_mix']}")
assert periods == answer["T_ignite"] == 3

# %% [markdown]
# **What it means.** Equal treatment is dear: pay the first movers, and pay for a while. Where taking part
# costs more than it is worth even if all do (`c > beta`), it collapses whatever was spent.
#
# ## Exercises
#
# 1. What does a small subsidy for all, `tau = 0.4`, do to the equilibria, and what does it not do?
# 2. Let `beta = c`. What does grading save, whatever the number of residents?
#
# Answers: `examples/answers/14_coproduction.py`.
