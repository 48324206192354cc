"""Games with continua of equilibria: with extreme points, at a tie, curved, and given by an equation."""

from __future__ import annotations

from itertools import product
from typing import Any

from defiance_games.games.files import loads
from defiance_games.games.normal_form import NormalForm
from defiance_games.symbolic.condition import parameter

# I is indifferent; `left` pays E the parameter m
INDIFFERENT_TREE = """
kind = "extensive"
players = ["E", "I"]
[parameters]
m = { domain = ["m > 1"], default = "2" }
[nodes.root]
player = "I"
actions = { left = "l", right = "r" }
[nodes.l]
payoffs = ["m", "1"]
[nodes.r]
payoffs = ["0", "1"]
[outcomes]
gain = "E(E)"
left = "P(left)"
"""

INDIFFERENT_MATRIX = """
kind = "normal"
players = ["E", "I"]
[parameters]
m = { domain = ["m > 1"], default = "2" }
[strategies]
E = ["stay", "go"]
I = ["left", "right"]
[payoffs]
"stay, left" = ["m", "1"]
"stay, right" = ["0", "1"]
"go, left" = ["-1", "1"]
"go, right" = ["-1", "1"]
[outcomes]
gain = "E(E)"
"""

# entry against an incumbent of unknown type, who can build first; the weak type is indifferent if 1 + c = m
ENTRY = """
kind = "extensive"
players = ["Entrant", "Incumbent"]
[parameters]
t = { domain = ["0 < t < 1"], default = "1/4", meaning = "chance that the incumbent is tough" }
m = { domain = ["m > 2"], default = "5" }
f = { domain = ["f > 0"], default = "1" }
c = { domain = ["c > 0"], default = "1/2", meaning = "what building costs the weak" }
[nodes.root]
chance = { tough = ["t", "T"], weak = ["1 - t", "W"] }
[nodes.T]
player = "Incumbent"
actions = { build = "Tb", wait = "Tw" }
[nodes.W]
player = "Incumbent"
actions = { build = "Wb", wait = "Ww" }
[nodes.Tb]
player = "Entrant"
information_set = "built"
actions = { out = "Tbo", enter = "Tbe" }
[nodes.Wb]
player = "Entrant"
information_set = "built"
actions = { out = "Wbo", enter = "Wbe" }
[nodes.Tw]
player = "Entrant"
information_set = "waited"
actions = { out = "Two", enter = "Twe" }
[nodes.Ww]
player = "Entrant"
information_set = "waited"
actions = { out = "Wwo", enter = "Wwe" }
[nodes]
Tbo = { payoffs = ["0", "m"] }
Tbe = { payoffs = ["-f", "1"] }
Two = { payoffs = ["0", "m"] }
Twe = { payoffs = ["-f", "1"] }
Wbo = { payoffs = ["0", "m - c"] }
Wbe = { player = "Incumbent", information_set = "built, met", actions = { fight = "Wbf", accept = "Wba" } }
Wbf = { payoffs = ["-f", "1 - f - c"] }
Wba = { payoffs = ["1", "1 - c"] }
Wwo = { payoffs = ["0", "m"] }
Wwe = { player = "Incumbent", information_set = "waited, met", actions = { fight = "Wwf", accept = "Wwa" } }
Wwf = { payoffs = ["-f", "1 - f"] }
Wwa = { payoffs = ["1", "1"] }
[outcomes]
entry = "P(enter)"
bluff = "P(build | weak)"
"""


def game(text: str) -> Any:
    """Read a game."""
    return loads(text)


def _three(payoffs: Any, parameters: tuple[Any, ...], outcomes: dict[str, str]) -> NormalForm:
    return NormalForm.build(
        players=("A", "B", "C"),
        strategies=(("a", "b"),) * 3,
        payoffs={profile: payoffs(*profile) for profile in product("ab", repeat=3)},
        parameters=parameters,
        outcomes=outcomes,
    )


def pennies_with_a_stranger() -> NormalForm:
    """Matching pennies for stakes k if a third player, who does not care, says a, else for 1."""

    def payoffs(x: str, y: str, z: str) -> tuple[str, str, str]:
        stake = "k" if z == "a" else "1"
        return (stake, "0", "0") if x == y else ("0", stake, "0")

    return _three(payoffs, (parameter("k", "k > 1"),), {"u": 'E("A")'})


def volunteers() -> NormalForm:
    """Three may volunteer at cost c; one is enough. All mix: each volunteers with probability 1 - sqrt(c)."""

    def payoffs(*profile: str) -> tuple[str, ...]:
        return tuple("1 - c" if own == "a" else "1" if "a" in profile else "0" for own in profile)

    return _three(payoffs, (parameter("c", "0 < c < 1"),), {"help": "P(A = a)"})
