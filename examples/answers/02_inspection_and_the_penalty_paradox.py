# %% [markdown]
# # Answers to lesson 2
#
# **1.** The rate is `k/a` = 1/4. Half of it takes an inspection at half the cost, `k` = 1/4, or one that
# recovers twice as much, `a` = 4 (which is possible only where the harm `h` is at least as large).

# %%
from fractions import Fraction

import defiance_games as dg

inspection = dg.load("inspection_game")
assert inspection.ask("nash")["d_defy"] == Fraction(1, 4)
for changed in ({"k": "1/4"}, {"a": 4, "h": 4}, {"Lambda": 1000}):
    print(changed, "defiance", inspection.ask("nash", **changed)["d_defy"])
assert inspection.ask("nash", k="1/4")["d_defy"] == Fraction(1, 8)
assert inspection.ask("nash", a=4, h=4)["d_defy"] == Fraction(1, 8)
assert inspection.ask("nash", Lambda=1000)["d_defy"] == Fraction(1, 4)

# %% [markdown]
# **2.** The gain is `U_commit - U_center = k*(h/a - B/Lambda)`. It is positive, as `h >= a` and `B <
# Lambda`, and a penalty `M` harsher than `Lambda` makes it larger.

# %%
domain = ["0 < B", "B < Lambda", "0 < k", "k < a", "a <= h"]
pays = dg.prove("-k*B/Lambda > -h*k/a", given=domain)
rises = dg.prove("k*(h/a - B/M) > k*(h/a - B/Lambda)", given=[*domain, "M > Lambda"])
print("commitment pays:", pays.status, "- the more, the harsher:", rises.status)
assert pays.status == rises.status == "proved"
