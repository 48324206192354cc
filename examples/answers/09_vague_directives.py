# %% [markdown]
# # Answers to lesson 9
#
# **1.** Complete vagueness (`y_opt` = 1): as `lam` is above `lambda_star` = 2/3 a local who is told nothing
# is bold already, and any news could only stop it.

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("vague_directive")
likely = model.ask("solve", lam="0.7")
print(f"y_opt = {likely['y_opt']}, worth {likely['U_opt']}; silence is worth {likely['U_vague']}")
assert likely["y_opt"] == 1
assert likely["U_opt"] == likely["U_vague"] == Fraction(27, 10)

# %% [markdown]
# **2.** The difference is `lam*(v2 - v1)*(w2 - zeta - w1)/(v1 + z)`: positive where `w2 - w1 > zeta`, which
# is where partial vagueness is best. We hand `dg.prove` the two formulas of the model, as text.

# %%
better = dg.prove(
    f"{model.formulas['U_opt']} > {model.formulas['U_clear']}",
    given=[
        "0 < lam",
        "lam < 1",
        "0 < v1",
        "v1 < v2",
        "z > 0",
        "0 < w1",
        "w1 < w2",
        "zeta > 0",
        "w2 - w1 > zeta",
    ],
)
print("partial vagueness is better than clarity:", better.status)
assert better.status == "proved"
