# %% [markdown]
# # 4. Strength in numbers: the same capacity, obedience or defiance
#
# The center can sanction `K` of `N` officials. If `m` defy at once, each of them is sanctioned with
# probability `min(1, K/m)`: the more defy, the safer each is. An official tolerates the probability
# `p_star`.
#
# **Question.** When do `K` sanctions deter `N` officials?
#
# (After Mei and Pearson, on selective sanctions; global games as in Morris and Shin (2003). The numbers are
# illustrative.)

# %%
import defiance_games as dg

model = dg.load("capacity_defiance")
solution = dg.solve(model.at(N=2, K=1))  # the smallest case, for all p_star
for equilibrium in solution:
    print(f"{equilibrium.name}: where {equilibrium.region}, defiance {equilibrium.outcomes['defiance']}")
assert solution.complete is True
assert str(solution["C, C"].region) == "p_star <= 1"
assert str(solution["D, D"].region) == "2*p_star >= 1"

# %% [markdown]
# For `1/2 < p_star < 1` it is an equilibrium that nobody defies, and an equilibrium that everybody does. (In
# the third all mix; it is a tipping point.) The same is true of a hundred officials and eight sanctions:

# %%
many = model.ask("equilibria", N=100, K=8, p_star="0.3")
print("numbers of defiers in equilibrium:", many["pure_defier_counts"])
print(f"tipping point: each defies with probability {float(many['sigma_mixed']):.4f}")
assert many["pure_defier_counts"] == [0, 100]
assert many["m_crit"] == 27  # so many who defy together protect one another

# %% [markdown]
# Which of the two is played? Suppose that each official knows the common gain from defiance almost, but not
# quite. Then only one strategy survives iterated dominance (a *global game*): defy if `p_star > p_G`, the
# average of `min(1, K/m)` over `m = 1, ..., N`. With `K` fixed that falls as `N` grows.

# %%
for n in (30, 60, 89, 90, 200):
    answer = model.ask("global_game", N=n, K=8, p_star="0.3")
    played = "all defy" if answer["action"] == "D" else "all comply"
    print(f"N = {n:3}  p_G = {float(answer['p_G']):.4f}  {played}")
assert model.ask("N_critical", K=8, p_star="0.3")["N_critical"] == 90
assert model.ask("global_game", N=89, K=8, p_star="0.3")["action"] == "C"

# %% [markdown]
# Eight sanctions deter 89 officials, and not 90. Still, little is enough: to deter `p_star = 0.5` the center
# needs capacity for less than a fifth of the officials, since each fears to be one of few. And if it
# announces a *list*, and sanctions the first who defy in that order, the first on it comply, so the next are
# first: nobody defies.

# %%
share = model.ask("kappa_needed", p_star="0.5")["kappa"]
print(f"capacity needed: {float(share):.2%} of the officials")
assert 0.1866 < float(share) < 0.1867
assert model.ask("priority_list", N=200, K=8, p_star="0.3", n_hard=0)["defiers"] == 0

# %% [markdown]
# **What it means.** That all comply proves no strength, and that all defy no weakness. Not scarcity makes
# selective sanctions weak, but that nobody knows whose turn it is.
#
# ## Exercises
#
# 1. Double the capacity to `K = 16`, with `p_star = 0.3`. How many officials does that deter? Is it twice as
#    many?
# 2. Some officials defy whatever happens, and stand at the head of the announced list. How many of them does
#    a list with `K = 8` survive?
#
# Answers: `examples/answers/04_strength_in_numbers.py`.
