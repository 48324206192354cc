"""When is defiance rational? The career calculus and the exemplary sanction, from symbols to a proof.

Run it with ``python examples/when_is_defiance_rational.py``.
"""

import defiance_games as dg

# 1. One official weighs the gain from defiance against the chance of a sanction. The solver finds where
#    the official defies; the threshold in the sanction probability p has a closed form.
career = dg.load("career_calculus")
(row,) = [r for r in dg.threshold(career, parameter="p").rows if r.equilibrium == "D"]
print("An official defies below p =", row.value)

# 2. A more valuable promotion can make officials bolder: the sign is proved, not sampled.
paradox = dg.prove(
    "(b + g*V)/(s + L + (pi0 + g)*V) < (b + g*W)/(s + L + (pi0 + g)*W)",
    given=["b = 0", "g > 0", "s > 0", "L > 0", "pi0 >= 0", "V > 0", "W > V"],
)
print("A higher promotion value raises the tolerated risk when b = 0:", paradox.status)
assert paradox.status == "proved"

# 3. The exemplary sanction is a signal. Where a weak center bluffs, cheaper sanctions deter less.
sanction = dg.load("exemplary_sanction")
bluff = dg.solve(sanction, refine="d1")["semi-separating: R S, W S/N"]
print("Bluffing survives D1 where", bluff.region)
print("The next official then defies with probability", bluff.outcomes["defiance"])

# 4. Anyone can check the answer with code that the solver does not share.
verdict = dg.verify(sanction.at(), bluff)
print("Verified independently:", verdict.ok)
assert verdict.ok
