# %% [markdown]
# # 8. Rival explanations: what would tell them apart?
#
# Officials defy. Why? Four accounts, each a formula for the risk `p` that officials perceive, and so for the
# share `Y` of those who defy:
#
# * *the public record* (Mei and Pearson): they count, `m` sanctions among `M` known defiers;
# * *information asymmetry*: the center detects defiance with probability `eta` only;
# * *factional patronage*: a tie of strength `f` to a patron protects;
# * *declining authority*: each sanction is evidence that authority is still high.
#
# All four are set so that 15.5 percent defy at the start, so a single number cannot tell them apart.
# (Illustrative.)
#
# **Question.** Which observation can?

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("rival_explanations")
ACCOUNTS = ("mei_pearson", "information_asymmetry", "factional_patronage", "declining_authority")
before = {account: model.ask("share", account=account)["Y"] for account in ACCOUNTS}
assert set(before.values()) == {Fraction(31, 200)}
comparison = dg.compare("rival_explanations", time_limit=300)  # it takes a few seconds
print(comparison)

# %% [markdown]
# Each sign is proved for all parameters at which the share is not 0 or 1. Severity `s` lowers the share
# under every account: that harsher sanctions work is evidence for none. The last row is the observation to
# look for, a wave of selective sanctions:

# %%
rows = {row["observation"]: row for row in comparison.to_dict()["rows"]}
wave = {account: sign["sign"] for account, sign in rows["a wave of selective sanctions"]["signs"].items()}
assert wave == dict(zip(ACCOUNTS, "+00-"))
assert rows["s"]["separates"] == []
assert {sign["proof"] for row in rows.values() for sign in row["signs"].values()} == {"proved"}

# %% [markdown]
# After eight sanctions among a hundred known defiers:

# %%
after = {account: model.ask("share", account=account, m=8, M=100)["Y"] for account in ACCOUNTS}
for account in ACCOUNTS:
    print(f"{account:22} {float(before[account]):.3f} -> {float(after[account]):.3f}")
assert after["mei_pearson"] == Fraction(331, 440)
assert after["information_asymmetry"] == after["factional_patronage"] == Fraction(31, 200)
assert after["declining_authority"] == 0

# %% [markdown]
# **What it means.** The same news makes officials bolder under one account, more careful under another, and
# leaves them as they are under two. An explanation is worth what it forbids.
#
# ## Exercises
#
# 1. Which single observation tells patronage apart from the other three, and which way does it go?
# 2. How severe must a sanction be to end all defiance under the public record, before the wave and after it?
#
# Answers: `examples/answers/08_rival_explanations.py`.
