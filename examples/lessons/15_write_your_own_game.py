# %% [markdown]
# # 15. Write your own game: a file, and a tree in Python
#
# A village suffers a harm; the township deals with it, at cost `k`, or ignores it. The village petitions the
# center, at cost `c`, or keeps quiet. If the township ignored the harm, a petition gets it remedied, worth
# `v` to the village, and costs the township `f`.
#
# **Question.** How often is the harm ignored? And does it matter whether the village sees what the township
# did?
#
# (A game made up for this lesson; the defaults are illustrative. `examples/games` has a dozen classics to
# start from.)
#
# First as a file: parameters with their domains, strategies, payoffs (of township and village), and what you
# want to know as an *outcome*.

# %%
import tempfile
from pathlib import Path

import defiance_games as dg

text = """
title   = "Petition"
kind    = "normal"
players = ["Township", "Village"]
[parameters]
k = { domain = ["k > 0"],      default = "1", meaning = "cost of dealing with the harm", unit = "utility" }
f = { domain = ["f > k"],      default = "4", meaning = "township's loss by a petition", unit = "utility" }
c = { domain = ["c > 0"],      default = "1", meaning = "cost of a petition", unit = "utility" }
v = { domain = ["v > c"],      default = "3", meaning = "value of the remedy", unit = "utility" }
[strategies]
Township = ["deal", "ignore"]
Village  = ["petition", "quiet"]
[payoffs]
"deal, petition"   = ["-k", "v - c"]
"deal, quiet"      = ["-k", "v"]
"ignore, petition" = ["-f", "v - c"]
"ignore, quiet"    = ["0", "0"]
[outcomes]
ignored  = "P(Township = ignore)"
petition = "P(Village = petition)"
"""
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "petition.toml"
    path.write_text(text, encoding="utf-8")
    game = dg.load(path)  # on the command line: defiance solve petition.toml
solution = dg.solve(game)
print(solution)
(equilibrium,) = solution
assert str(equilibrium.outcomes["ignored"]) == "c/v"
assert str(equilibrium.outcomes["petition"]) == "k/f"

# %% [markdown]
# Now every verb works. Here is the paradox of lesson 2 again: a larger loss `f` does not make the township
# deal with harms more often; a cheaper petition does.

# %%
signs = dg.statics(game, outcome="ignored", wrt=["f", "k", "c", "v"])
print(signs)
assert [row.sign for row in signs.rows] == ["0", "0", "+", "-"]

# %% [markdown]
# Second, as a tree: the township moves first, and the village *sees* it. `move`, `chance` and `end` write it
# as it looks.

# %%
dealt = {"petition": dg.end("-k", "v - c"), "quiet": dg.end("-k", "v")}
ignored = {"petition": dg.end("-f", "v - c"), "quiet": dg.end(0, 0)}
then = {
    "deal": dg.move("Village", dealt, at="dealt with"),
    "ignore": dg.move("Village", ignored, at="ignored"),
}
seen = dg.ExtensiveForm.build(
    players=["Township", "Village"],
    tree=dg.move("Township", then),
    parameters=game.parameters,
    outcomes={"ignored": "P(Township = ignore)"},
)
(first,) = dg.solve(seen)
print("where the village sees it, ignored with probability", first.outcomes["ignored"])
assert str(first.outcomes["ignored"]) == "0"
assert dg.verify(seen, first).ok  # by code that the solver does not share

# %% [markdown]
# **What it means.** A harm that the village can see at once is dealt with, as a petition is a credible
# threat; one that it must suspect is ignored in a share `c/v` of cases.
#
# ## Exercises
#
# 1. Let the township care: ignoring an unpetitioned harm costs it `h`. Where is the harm never ignored?
# 2. In the tree, keep the village from seeing (one information set for both nodes). Is the equilibrium that
#    of the table?
#
# Answers: `examples/answers/15_write_your_own_game.py`.
