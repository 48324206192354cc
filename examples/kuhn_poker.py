"""Kuhn's poker (1950), written as the tree that it is: all its equilibria are one family.

Run it with ``python examples/kuhn_poker.py``. Each player puts in one and gets one of three cards. The first
bets one more or checks, the second answers; who has bet is called, or the other folds.
"""

from fractions import Fraction
from itertools import permutations

from defiance_games import ExtensiveForm, chance, end, move, solve, verify

CARDS = "JQK"


def shown(first, second, stake):
    """The cards are shown; the better one wins the stake."""
    won = stake if CARDS.index(first) > CARDS.index(second) else -stake
    return end(won, -won)


def dealt(first, second):
    """The play after a deal. Nodes with the same ``at`` look the same to the player, who sees one card."""
    after_a_bet = move(
        "Second", {"fold": end(1, -1), "call": shown(first, second, 2)}, at=f"{second}, after a bet"
    )
    answered = move(
        "First", {"fold": end(-1, 1), "call": shown(first, second, 2)}, at=f"{first}, after check and bet"
    )
    after_a_check = move(
        "Second", {"check": shown(first, second, 1), "bet": answered}, at=f"{second}, after a check"
    )
    return move("First", {"bet": after_a_bet, "check": after_a_check}, at=first)


deals = {a + b: (Fraction(1, 6), dealt(a, b)) for a, b in permutations(CARDS, 2)}
game = ExtensiveForm.build(
    players=["First", "Second"],
    tree=chance(deals),
    title="Kuhn poker",
    source="H. W. Kuhn (1950), A simplified two-person poker, Annals of Mathematics Studies 24, 97-103",
    outcomes={"bluff": "P(J = bet | J)", "value": "E(First)"},
)
print(game)

solution = solve(game, concept="nash")
print(solution)
(family,) = solution
assert solution.complete is True and str(family.outcomes["value"]) == "-1/18"
assert verify(game, family, concept="nash").ok
