# %% [markdown]
# # Answers to lesson 13
#
# **1.** From eight periods on; against control alone six are enough.

# %%
import defiance_games as dg

model = dg.load("grievance_response")
answers = {tenure: model.ask("finite", T=tenure) for tenure in range(1, 13)}
first = min(tenure for tenure, answer in answers.items() if answer["overall"] == "root")
print("root causes are best from T =", first)
assert first == 8
assert all(answer["overall"] == "root" for tenure, answer in answers.items() if tenure >= first)
assert min(t for t, answer in answers.items() if answer["costs"]["root"] < answer["costs"]["control"]) == 6

# %% [markdown]
# **2.** From `delta = (R - c)/R` on, where the first period of waiting saves no more than it costs: here
# 11/12.

# %%
(row,) = dg.threshold(model, outcome="t_switch_real", parameter="delta").rows
print("at once from delta =", row.value)
assert str(row.value) == "(R - c)/R" and row.above == ("< 0",)
assert [model.ask("switch", delta=delta)["t_switch"] for delta in ("0.91", "11/12", "0.92")] == [1, 0, 0]
