# %% [markdown]
# # Answers to lesson 4
#
# **1.** 181 officials, against 89: a little more than twice as many. What counts is nearly the share `K/N`.

# %%
import defiance_games as dg

model = dg.load("capacity_defiance")
critical = {k: model.ask("N_critical", K=k, p_star="0.3")["N_critical"] for k in (8, 16)}
print("fails from N =", critical)
assert critical == {8: 90, 16: 182}

# %% [markdown]
# **2.** Seven. With seven of them the other 93 comply, for there is still a sanction left for the next in
# line; with eight there is none, and everybody defies.

# %%
defiers = [model.ask("priority_list", N=100, K=8, p_star="0.3", n_hard=n)["defiers"] for n in (0, 7, 8)]
print("defiers with 0, 7 and 8 hard cases:", defiers)
assert defiers == [0, 7, 100]
