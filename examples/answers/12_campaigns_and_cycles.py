# %% [markdown]
# # Answers to lesson 12
#
# **1.** A campaign costs `k` and also the adaptation `A` of its period, so `A + k` is its whole price. (The
# length is the same; what the cycle is worth is not.)

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("campaign_cycle")
for gain, cost in ((1, 6), (3, 4), (6, 1)):
    answer = model.ask("average", A=gain, k=cost)
    print(f"A = {gain}, k = {cost}: {answer['n']} tolerated periods, {answer['avg']} per period")
    assert answer["n"] == 3
    assert answer["avg"] == Fraction(3 * gain - (0 + 1 + 2) - cost, 4)  # 3 tolerated, 1 campaign

# %% [markdown]
# **2.** `Z = 2` with patience 0.9. An impatient center puts the campaign off, and so lives without one also
# where deviation may go further.

# %%
never = {
    delta: max(z for z in range(1, 20) if model.ask("discounted", Z=z, delta=delta)["n"] is None)
    for delta in ("9/10", "1/2")
}
print("largest Z without campaigns:", never)
assert never == {"9/10": 2, "1/2": 3}
