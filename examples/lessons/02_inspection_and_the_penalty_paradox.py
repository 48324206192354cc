# %% [markdown]
# # 2. Inspection: why harsher penalties may not reduce defiance
#
# An official complies or defies; the center inspects, at cost `k`, or does not. Neither sees what the other
# does. Hidden defiance brings the official `B`; if it is caught, it loses `Lambda`. Defiance harms the
# center by `h`, of which an inspection recovers `a`.
#
# **Question.** What does a harsher penalty `Lambda` do to the rate of defiance?
#
# (After G. Tsebelis (1989), Penalty has no impact on crime, American Political Science Review 83, 77-91. The
# numbers are illustrative.)

# %%
import tempfile
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import defiance_games as dg

inspection = dg.load("inspection_game")
solution = dg.solve(inspection)
print(solution)
(equilibrium,) = solution
assert solution.complete is True  # it is the only one
assert str(equilibrium.outcomes["inspection"]) == "B/Lambda"
assert str(equilibrium.outcomes["defiance"]) == "k/a"

# %% [markdown]
# Nobody can be sure of the other: where the center always inspects the official complies, where the official
# always complies the center need not inspect. So both mix, and each mixes so that the *other* is
# indifferent. The official's penalty is no part of what makes the center indifferent, and so it is no part
# of the rate of defiance.

# %%
signs = dg.statics(inspection, outcome=["inspection", "defiance"], wrt=["Lambda", "B", "k", "a"])
print(signs)
assert [row.sign for row in signs.of("inspection").rows] == ["-", "+", "0", "0"]
assert [row.sign for row in signs.of("defiance").rows] == ["0", "0", "+", "-"]
assert {row.proof for row in signs.rows} == {"proved"}

# %% [markdown]
# As a picture (it needs matplotlib): each best response as a line, the equilibrium where they cross. A
# harsher penalty moves the dashed line to the left, and the crossing along the solid one.

# %%
if find_spec("matplotlib"):  # pip install "defiance-games[plot]"
    picture = dg.plot(inspection)
    picture.save(path := Path(tempfile.mkdtemp()) / "02_inspection_and_the_penalty_paradox.png")
    print("picture:", path)

# %% [markdown]
# A harsher penalty only lowers the rate of *inspection*. Defiance falls if inspections become cheaper, or
# recover more.
#
# Does the penalty matter at all? It does if the center can commit, say by a law, to how often it inspects.
# Then it inspects just so often that the official complies, and the harsher the penalty, the fewer
# inspections that takes.

# %%
along = dg.table(inspection, vary={"Lambda": "4, 5, 10"}, outcomes=["defiance", "U_center", "U_commit"])
print(along)
cells = {block.outcome: block.cells for block in along.blocks}
assert set(cells["defiance"]) == {Fraction(1, 4)}
assert set(cells["U_center"]) == {Fraction(-1, 2)}
assert list(cells["U_commit"]) == [Fraction(-1, 4), Fraction(-1, 5), Fraction(-1, 10)]
gain = inspection.ask("stackelberg")["gain_over_nash"]
print("What commitment is worth to the center:", gain)
assert gain == Fraction(3, 10)

# %% [markdown]
# **What it means.** To *hold to account* deters more only if it binds the center to look, not because it is
# harsh.
#
# ## Exercises
#
# 1. The center wants to halve the rate of defiance. Which parameter can it work on, and what must its value
#    be?
# 2. Prove that commitment always pays, and the more, the harsher the penalty.
#
# Answers: `examples/answers/02_inspection_and_the_penalty_paradox.py`.
