# %% [markdown]
# # 1. The career calculus: at what risk is defiance rational?
#
# An official complies or defies. Defiance brings `b` at once and makes promotion more likely, by `g`;
# promotion is worth `V`, on top of the career `L`. With probability `p` the center sanctions the defiance:
# the official pays `s`, loses career and promotion, and with probability `r` comes back after `tau` years.
#
# **Question.** Below which sanction probability does a rational official defy? And does a more valuable
# promotion make officials more careful?
#
# The numbers are illustrative, the formulas and the signs hold for all numbers. (`defiance show
# career_calculus` is the definition; after Mei and Pearson, on policy defiance among Chinese local
# officials.)

# %%
import tempfile
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import defiance_games as dg

career = dg.load("career_calculus")
(end,) = [row for row in dg.threshold(career, parameter="p").rows if row.equilibrium == "D"]
print("Defiance ends at p =", end.value)
assert end.name == "p_star"  # the model's formula of that name

# %% [markdown]
# So an official tolerates the risk `p_star = B/Lambda`: what defiance brings, `B = b + g*V`, over all that a
# sanction takes away, `Lambda = s + (1 - r*delta**tau)*L + (pi0 + g)*V`. With the illustrative numbers of
# the model:

# %%
official = career.ask("decide")
print(f"B = {official['B']}, Lambda = {official['Lambda']}, tolerated risk {float(official['p_star']):.4f}")
print(f"at p = {career.defaults['p']} the official chooses {official['action']}")
assert official["p_star"] == Fraction(24, 229)
assert official["action"] == "D"  # a sanction of 8 in 100 is not enough

# %% [markdown]
# Now the second question. Promotion is the center's trump: an official who defies may lose it. But defiance
# is also a way to it. Which is stronger?

# %%
signs = dg.statics(career, outcome="p_star", wrt=["V", "L", "s", "r"], given=["p_star < 1"])
print(signs)
assert [row.sign for row in signs.rows if not row.within] == ["mixed", "-", "-", "+"]

# %% [markdown]
# The career `L` and the cost `s` deter, a way back `r` emboldens: all proved. The promotion value `V` can do
# either; the note below the table says when. At the illustrative numbers it emboldens:

# %%
along = dg.table(career, vary={"V": "0, 10, 20, 40"}, outcomes=["p_star"])
print(along)
(cells,) = [block.cells for block in along.blocks]
assert list(cells) == sorted(cells)
assert career.formulas["paradox"].evaluate(career.defaults) == Fraction(29, 40)  # positive: V emboldens

# %% [markdown]
# A map of it (a picture needs matplotlib): below the line defiance is rational.

# %%
if find_spec("matplotlib"):  # pip install "defiance-games[plot]"
    picture = dg.plot(career, over="V=0:40,p=0:1/4")
    picture.save(path := Path(tempfile.mkdtemp()) / "01_career_calculus.png")
    print("picture:", path)

# %% [markdown]
# **What it means.** Where the promotion system rewards the fruits of defiance, such as growth, a more
# valuable promotion makes officials bolder: the center's trump works against it. All four propositions of
# the model are proved by `dg.prove(career)`.
#
# ## Exercises
#
# 1. Suppose that nobody comes back (`r = 0`). Does the official still defy at `p = 0.08`? How likely must
#    the way back be for defiance to be rational?
# 2. To hide an epidemic earns no promotion (`g = 0`). What risk is tolerated then, and what does a more
#    valuable promotion do to it?
#
# Answers: `examples/answers/01_career_calculus.py`.
