# %% [markdown]
# # 3. Hold to account: an exemplary sanction as a signal
#
# One official has defied. The center is resolute (with probability `q`) or weak, and knows which. It
# sanctions the official in public, at a cost, `k_R` or `k_W`, that is larger for the weak, or lets it pass.
# A second official sees that, and defies if it thinks a resolute center less likely than `p_star`; that
# costs the center `h`. (A resolute center sanctions the second official too, a weak one does not: `p_R = 1`,
# `p_W = 0`.)
#
# **Question.** When does the example deter? And what if sanctions become cheaper?
#
# (After Mei and Pearson; a signaling game as in Spence (1973) and Cho and Kreps (1987). The numbers are
# illustrative.)

# %%
import tempfile
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import defiance_games as dg

model = dg.load("exemplary_sanction")
simple = {"p_R": 1, "p_W": 0, "p_star": "1/2"}
solution = dg.solve(model.at(**simple, k_R="1/2"), refine="d1", generic=True)
for equilibrium in solution:
    print(f"{equilibrium.name}: where {equilibrium.region}, defiance {equilibrium.outcomes['defiance']}")
assert solution.complete == "generic"  # complete but where parameters tie, such as h = k_W
assert str(solution["separating"].outcomes["defiance"]) == "1 - q"

# %% [markdown]
# These are *all* equilibria that survive the refinement D1 (off the path, a deviation is ascribed to the
# type that gains from it under more replies). In their names `R` and `W` are the types of center, resolute
# and weak, `S` is a sanction and `N` none; `S/N` is a mixture. Look at two:
#
# * *separating* (`h < k_W`): only the resolute sanction. The sanction is believed and deters; no sanction,
#   no fear.
# * *semi-separating* (`h > k_W`, `q < p_star`): the weak center bluffs, so often that the second official is
#   indifferent.

# %%
bluff = solution["semi-separating: R S, W S/N"]
print("the weak center sanctions with probability", bluff.outcomes["bluff"])
print("the second official defies with probability", bluff.outcomes["defiance"])
signs = dg.statics(model, outcome=["P_sanction", "D2_after_defiance"], wrt=["k_W", "h", "q"])
print(signs)
assert [row.sign for row in signs.of("D2_after_defiance").rows] == ["-", "+", "-"]
assert [row.sign for row in signs.of("P_sanction").rows] == ["0", "0", "+"]

# %% [markdown]
# A map of what survives D1 (it needs matplotlib); hatched where several equilibria do:

# %%
if find_spec("matplotlib"):  # pip install "defiance-games[plot]"
    picture = dg.plot(model, over="q,h=0:4", values=simple, refine="d1")
    picture.save(path := Path(tempfile.mkdtemp()) / "03_hold_to_account_as_a_signal.png")
    print("picture:", path)

# %% [markdown]
# A paradox, proved for all numbers: where the weak center bluffs, a *cheaper* sanction (lower `k_W`) means
# *more* defiance, and so does a center that cares more (higher `h`). With numbers, and a resolute center
# that likes to sanction (`k_R = -4`), so that the equilibrium is unique:

# %%
along = dg.table(
    model,
    vary={"k_W": "3/5, 1, 3/2, 3"},
    outcomes=["first_stage.P_sanction", "first_stage.D2_after_defiance"],
    values={"q": "1/5", "h": 2, "k_R": -4, **simple},
)
print(along)
sanctions, defiance = (block.cells for block in along.blocks)
assert list(sanctions) == [Fraction(2, 5), Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)]
assert list(defiance) == [Fraction(22, 25), Fraction(4, 5), Fraction(7, 10), Fraction(4, 5)]

# %% [markdown]
# **What it means.** At `k_W = 3` the weak cannot afford to bluff: half as many sanctions (1/5, not 2/5), and
# less defiance than at `k_W = 3/5`. A sanction is a signal, and its cost is what makes it one.
#
# ## Exercises
#
# 1. Let the second official think a resolute center likely: `q = 3/4`, the rest at its default. Which
#    equilibria are there, and in which one does everybody sanction? What has been learned from a sanction
#    then?
# 2. Let even a resolute center sanction the second official rarely, `p_R = 0.08`, and `p_star = 0.1`. What
#    does the exemplary sanction do now?
#
# Answers: `examples/answers/03_hold_to_account_as_a_signal.py`.
