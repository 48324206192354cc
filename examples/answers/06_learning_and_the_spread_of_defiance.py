# %% [markdown]
# # Answers to lesson 6
#
# **1.** Ten: 12/110 is about 0.109, just above the tolerated 0.1048.

# %%
import tempfile
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import defiance_games as dg

model = dg.load("belief_diffusion")
actions = {m: model.ask("posterior", m=m, M=100)["action"] for m in (8, 9, 10, 11)}
print(actions)
assert actions == {8: "D", 9: "D", 10: "C", 11: "C"}

# %% [markdown]
# **2.** Nobody defies (stable), one fifth does (the tipping point, unstable), or four fifths do (stable).
# From 0.15 defiance dies out, from 0.25 it grows to 0.8. From there a campaign must convert more than 0.6 of
# *all* localities, to bring the share below the tipping point; after a smaller one defiance grows back.

# %%
field = model.ask("mean_field", kappa="0.08", pbar="0.5")
print("steady states", *field["steady"], *field["stability"], "- campaign needed:", field["purge_min"])
assert field["steady"] == [0, Fraction(1, 5), Fraction(4, 5)]
assert field["stability"] == ["stable", "unstable", "stable"]
assert field["purge_min"] == Fraction(3, 5)
ends = []
for start in ("0.15", "0.25"):
    run = dg.simulate(
        model,
        nodes=2000,
        graph="complete",
        periods=80,
        belief="true-risk",
        kappa="0.08",
        pbar="0.5",
        x0=start,
    )
    ends.append(run.rows[-1]["share"])
    print(f"from {start}: {ends[-1]:.3f} after 80 periods")
assert ends[0] < 0.01 and 0.75 < ends[1] < 0.85

# %% [markdown]
# As a picture (it needs matplotlib): where the line is above the diagonal, defiance grows.

# %%
if find_spec("matplotlib"):  # pip install "defiance-games[plot]"
    picture = dg.plot(model, "phase", values={"kappa": "0.08", "pbar": "0.5", "x0": "0.25"})
    picture.save(path := Path(tempfile.mkdtemp()) / "mean_field.png")
    print("picture:", path)
