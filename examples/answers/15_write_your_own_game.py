# %% [markdown]
# # Answers to lesson 15
#
# **1.** Where `h > k`: then dealing with the harm is better whatever the village does. (Tables of numbers
# and letters can also be given as arrays, one a player.)

# %%
import defiance_games as dg

caring = dg.NormalForm.from_arrays(
    [["-k", "-k"], ["-f", "-h"]],
    [["v - c", "v"], ["v - c", 0]],
    players=["Township", "Village"],
    strategies=[["deal", "ignore"], ["petition", "quiet"]],
    parameters=[
        dg.parameter("k", "k > 0"),
        dg.parameter("f", "f > k"),
        dg.parameter("h", "h >= 0"),
        dg.parameter("c", "c > 0"),
        dg.parameter("v", "v > c"),
    ],
    outcomes={"ignored": "P(Township = ignore)"},
)
found = dg.solve(caring, generic=True)
for equilibrium in found:
    print(f"{equilibrium.name}: where {equilibrium.region}, ignored {equilibrium.outcomes['ignored']}")
never = [e for e in found if str(e.outcomes["ignored"]) == "0"]
assert [str(e.region) for e in never] == ["k < h"]

# %% [markdown]
# **2.** Yes: what matters is what is known, not who moves first.

# %%
dealt = {"petition": dg.end("-k", "v - c"), "quiet": dg.end("-k", "v")}
ignored = {"petition": dg.end("-f", "v - c"), "quiet": dg.end(0, 0)}
then = {"deal": dg.move("Village", dealt, at="unsure"), "ignore": dg.move("Village", ignored, at="unsure")}
unseen = dg.ExtensiveForm.build(
    players=["Township", "Village"],
    tree=dg.move("Township", then),
    parameters=[p for p in caring.parameters if p.name != "h"],
    outcomes={"ignored": "P(Township = ignore)"},
)
(only,) = dg.solve(unseen)
print("without seeing, ignored with probability", only.outcomes["ignored"])
assert str(only.outcomes["ignored"]) == "c/v"
