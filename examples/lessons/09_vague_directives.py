# %% [markdown]
# # 9. Vague directives: when should the center not say what it wants?
#
# The center's line is conservative or, with probability `lam`, liberal; only the center knows. A local
# leader does nothing, reforms cautiously (worth `v1` to it), or boldly: worth `v2` if the line is liberal,
# but criticism `z` if it is conservative. The center likes reform, bold (`w2`) more than cautious (`w1`),
# but bold reform beyond the line costs it `zeta` at the top.
#
# **Question.** What should a directive say?
#
# (After O. Almén's essay on local innovation in China; E. Kamenica and M. Gentzkow (2011), Bayesian
# persuasion, American Economic Review 101, 2590-2615. The numbers are illustrative.)

# %%
from fractions import Fraction

import defiance_games as dg

model = dg.load("vague_directive")
best = model.ask("solve")
print(f"told nothing, the local is bold if lam >= {best['lambda_star']}; here lam = {model.defaults['lam']}")
print(f"clarity is worth {best['U_clear']}, silence {best['U_vague']}, the best directive {best['U_opt']}")
print(f"it encourages under a liberal line, and with probability {best['y_opt']} under the other")
assert best["lambda_star"] == Fraction(2, 3)
assert (best["U_vague"], best["U_clear"], best["U_opt"]) == (1, Fraction(8, 5), Fraction(7, 4))
assert best["y_opt"] == Fraction(3, 14)

# %% [markdown]
# Neither clear nor silent: the best directive also encourages some who should not be, just so many that who
# is encouraged is still willing to be bold. Check that: given encouragement, the line is liberal with
# probability

# %%
lam, often = model.defaults["lam"], best["y_opt"]
posterior = lam / (lam + (1 - lam) * often)
print(posterior)
assert posterior == best["lambda_star"]
signs = dg.statics(model, outcome=["lambda_star", "y_opt", "U_opt"], wrt=["z", "lam"])
print(signs)
assert [row.sign for row in signs.of("y_opt").rows] == ["-", "+"]

# %% [markdown]
# The harsher the criticism `z`, the clearer the center must speak to get any experiments at all.
#
# All this supposes that the center commits to a rule of what it says when. If it simply says what suits it,
# the directive is *cheap talk*, a signaling game in which messages cost nothing. Does anybody listen?

# %%
for zeta in (1, 3):
    game = model.at(**{**model.defaults, "zeta": zeta})
    found = dg.solve(game)
    boldness = {str(e.outcomes["boldness"]) for e in found}
    print(f"zeta = {zeta}: the local is bold with probability", " or ".join(sorted(boldness)))
    assert found.complete is True
    assert boldness == ({"0"} if zeta == 1 else {"0", "3/10"})
assert model.ask("solve", zeta=1)["cheap_talk"] == "babbling_only"
assert model.ask("solve", zeta=3)["cheap_talk"] == "informative_exists"

# %% [markdown]
# With `zeta = 1` both lines want boldness (`w2 - w1 > zeta`), so both would say whatever induces it, and so
# it means nothing. With `zeta = 3` the conservative line does not want it, and can be believed.
#
# **What it means.** The more the center likes reform, the emptier its statements; and the vagueness that is
# best for it is of use only to a center that is known to stick to a rule.
#
# ## Exercises
#
# 1. Let a liberal line be likely, `lam = 0.7`. What is the best directive now, and why?
# 2. Prove that the best rule under partial vagueness is better for the center than full clarity.
#
# Answers: `examples/answers/09_vague_directives.py`.
