# %% [markdown]
# # 16. From data to parameters: what counts tell, exactly
#
# The models need a sanction probability `p` and a tolerated one, `p_star`. Suppose you have counts: of `M`
# known cases of defiance `m` were sanctioned. With a Beta(`a0`, `b0`) prior, your belief about `p` is then
# Beta(`a0 + m`, `b0 + M - m`), if cases are alike and independent.
#
# **Question.** Is defiance rational, given the data? And what do the choices of officials tell about them?
#
# (The counts are illustrative. This is Bayes' rule with exact fractions, and what it rests on is in plain
# sight; the package promises no estimator.)

# %%
from fractions import Fraction
from math import comb

import defiance_games as dg

m, M = 3, 40
learned = dg.load("belief_diffusion").ask("posterior", a0=1, b0=1, m=m, M=M)
print(f"expected sanction probability: {learned['p_hat']} (before any data: {learned['prior_mean']})")
assert learned["p_hat"] == Fraction(2, 21) and learned["prior_mean"] == Fraction(1, 2)

# %% [markdown]
# An official with the illustrative career of lesson 1 tolerates 24/229, a little more, so it defies. But how
# sure is it that `p < p_star`? For whole `a` and `b` the Beta distribution is a binomial sum, so that this,
# too, is a fraction:


# %%
def belief_below(x: Fraction, a: int, b: int) -> Fraction:
    """The probability that p < x if the belief is Beta(a, b): of a or more of a + b - 1 draws below x."""
    n = a + b - 1
    return sum((comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1)), Fraction(0))


career = dg.load("career_calculus")
tolerated = career.ask("decide")["p_star"]
sure = belief_below(tolerated, 1 + m, 1 + M - m)
print(f"tolerated {tolerated} = {float(tolerated):.4f}; p is below it with probability {float(sure):.3f}")
assert tolerated == Fraction(24, 229)
assert belief_below(Fraction(1, 2), 1, 1) == Fraction(1, 2) and belief_below(Fraction(1), 4, 38) == 1
assert Fraction(63, 100) < sure < Fraction(64, 100)

# %% [markdown]
# Not quite two in three: the choice is right on average, but by little. What counts for a risk-neutral
# official is the mean alone; from how many sanctions on would it comply?

# %%
enough = min(n for n in range(M + 1) if Fraction(1 + n, 2 + M) >= tolerated)
print("sanctions that would deter:", enough, "of", M)
assert enough == 4

# %% [markdown]
# Now the other way round. You do not know what a sanction costs an official (`s`), but you see what it does.
# One who defies at an expected risk of 2/21 reveals that it tolerates more. So `s` is below a threshold,
# which the package has in closed form:

# %%
known = {name: value for name, value in career.defaults.items() if name not in ("s", "p")}
(row,) = dg.threshold(career, outcome="net", parameter="s", values={**known, "p": learned["p_hat"]}).rows
print("who defies at 2/21 has s below", row.value, "- and who complies above")
assert str(row.value) == "63/20" and row.below == ("> 0",)
for cost, choice in (("3.1", "D"), ("3.2", "C")):
    assert career.ask("decide", s=cost, p="2/21")["action"] == choice

# %% [markdown]
# **What it means.** Counts give the risk, choices give bounds on the rest: never a point, and only under the
# model.
#
# ## Exercises
#
# 1. The same share from ten times the data, 30 of 400: what are the expected `p`, and the belief that it is
#    below 24/229?
# 2. A second official complies after seeing 8 of 40 sanctioned, a third defies at 4 of 60. Which bounds on
#    `p_star` follow if all are alike?
#
# Answers: `examples/answers/16_from_data_to_parameters.py`.
