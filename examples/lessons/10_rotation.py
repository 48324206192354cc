# %% [markdown]
# # 10. Rotation: who builds institutions that last?
#
# A leader has an innovation and may turn it into an institution, at cost `c`. In each period it is moved on
# with probability `omega`. The successor would rather have a brand of its own, worth `v_n - c_n > v_k`, but
# must pay `R` to replace an institution. While its innovation is kept, a departed founder enjoys a legacy,
# `l` per period; it dies with probability `eps` in each.
#
# **Question.** Does frequent rotation help institutions, or hurt them?
#
# (After O. Almén's essay on local innovation in China. The numbers are illustrative.)

# %%
import defiance_games as dg

model = dg.load("leader_rotation")
solution = dg.solve(model, generic=True)
for equilibrium in solution:
    print(f"{equilibrium.name}: institutions {equilibrium.outcomes['institutions']}")
assert len(solution) == 3

# %% [markdown]
# Three cases. If `R` is too small the successor replaces even an institution, and none is built. Else the
# successor keeps it, and the founder builds one if it is worth the cost. Where is that? The names say what
# founder and successor do: the founder at the start; the successor with an institution, and without.

# %%
(begin,) = [row for row in dg.threshold(model, parameter="omega", solution=solution).rows if row.begins]
print("institutions begin at omega =", begin.value)
assert begin.name == "omega_star" and begin.equilibrium == "institutionalize, keep, replace"
(row,) = dg.statics(model, outcome="c_star", wrt="omega").rows
print("effect of rotation on the cost that a founder would bear:", row.sign, f"({row.proof})")
assert (row.sign, row.proof) == ("+", "proved")

# %% [markdown]
# *Rotation builds institutions.* A leader who is soon to be moved on is soon to be a founder with a legacy;
# one who stays need not make rules to see its innovation kept. But rotation also ends what is not
# institutionalized. The expected life of the innovation shows both:

# %%
along = dg.table(
    model, vary={"omega": "1/20, 1/10, 1/5, 1/2, 1"}, outcomes=["solve.institutionalise", "solve.life"]
)
print(along)
built, life = (block.cells for block in along.blocks)
assert list(built) == [False, True, True, True, True]
assert list(life) == [20, 20, 15, 12, 11]
assert str(model.ask("solve")["omega_star"]) == "19/279"

# %% [markdown]
# It falls with `omega` on both sides of `omega_star` = 19/279, about 0.068, and jumps up there, by `1/eps` =
# 10 periods.
#
# **What it means.** "Leaders change too often" is half of the story: those who never change build nothing to
# last.
#
# ## Exercises
#
# 1. How large must `R` be for institutions to be kept, and what happens to the innovation of the default if
#    it is smaller?
# 2. At which rotation does an innovation live longest: just above `omega_star`, or at 1/20? Compute both.
#
# Answers: `examples/answers/10_rotation.py`.
