"""The package's own reader: text of a fixed, small grammar to exact expressions and conditions.

::

    condition  = sum (("<" | "<=" | ">" | ">=" | "=" | "==" | "!=" | "≤" | "≥" | "≠") sum)+
    sum        = product (("+" | "-") product)*
    product    = signed (("*" | "/") signed)*
    signed     = ("+" | "-")* power
    power      = atom ("**" signed)?
    atom       = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
               | "root_of" "(" polynomial "," index ("," variable)? ")"        (in x, where none is named)

Nothing of the text is ever evaluated as code; whatever is not in the grammar is refused with its column,
the rule, what was given and what to write instead. Every number is exact: "0.1" is 1/10.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import TypeVar

from ..errors import InputError, escaped, nearest
from .algebraic import coefficients_of
from .condition import Condition
from .expand import Size, is_zero, size
from .expression import FUNCTIONS, MINUS_ONE, Expression, add, function, multiply, number, power, symbol
from .names import check_name, name_fault
from .tokens import Token, fault_at, tokens, too_long

__all__ = ["check_name", "parse", "parse_condition"]

MAX_LENGTH = 10_000
MAX_DEPTH = 64
MAX_TERMS = 1_200
MAX_DEGREE = 1_000
MAX_ROOT_DEGREE = 100
MAX_DIGITS = 300
MAX_UNKNOWN = 10
_COMPARISONS = {
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "=": "=",
    "==": "=",
    "!=": "!=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
_WORDS = ("and", "or", "not")
Rule = TypeVar("Rule")


def parse(text: str, names: Collection[str] | None = None, where: str = "") -> Expression:
    """Return the exact expression that ``text`` says.

    ``names`` are the declared symbols (None: any well-formed name); ``where`` heads each error.
    Raises InputError: not in the grammar, unknown names, zero denominators, constants that are not real, or
    too long, deep or large.

    >>> parse("2*(1 - q)/h**2")
    2*(1 - q)/h**2
    >>> parse("f + 2p", where="payoffs")
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: payoffs: column 5: a product must be written with *, got '2p'.
    Write 2*p.
        f + 2p
            ^
    """
    return _Reader(text, names, where).whole(_Reader.sum)


def parse_condition(
    text: str, names: Collection[str] | None = None, where: str = ""
) -> tuple[Condition, ...]:
    """Return the comparisons that ``text`` says; a chain is several.

    >>> parse_condition("0 <= p < p_star")
    (0 <= p, p < p_star)
    """
    return _Reader(text, names, where).whole(_Reader.condition)


class _Reader:
    """Recursive descent over the tokens of one text; the last methods each read one rule of the grammar."""

    def __init__(self, text: str, names: Collection[str] | None, where: str):
        if not isinstance(text, str):
            head = f"{escaped(where)}: " if where else ""
            raise InputError(f"{head}an expression must be text, got {escaped(repr(text))[:60]}.")
        if len(text) > MAX_LENGTH:
            rule = f"an expression must have at most {MAX_LENGTH:,} characters"
            raise fault_at(text, 0, f"{rule}, got {len(text):,}. Shorten it", where)
        self.text, self.names, self.where = text, names, where
        self.tokens = tokens(text, where, MAX_DIGITS)
        self.at = 0
        self.depth = 0
        self.unknown: dict[str, InputError] = {}
        self.sizes: dict[Expression, Size] = {}

    def whole(self, rule: Callable[[_Reader], Rule]) -> Rule:
        """Read ``rule`` to the end of the text; unknown names are reported together."""
        try:
            found = rule(self)
            if self.token.kind != "end":
                raise self.unexpected()
        except InputError as error:
            raise InputError([*self.undeclared(), *error.faults]) from None
        if self.unknown:
            raise InputError(self.undeclared())
        return found

    # -- tokens ---------------------------------------------------------------------------------
    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def signs(self) -> bool:
        """Take any + and -; whether they amount to a minus."""
        minus = False
        while self.token.kind in ("+", "-"):
            minus ^= self.take().kind == "-"
        return minus

    def since(self, token: Token) -> str:
        """The text from ``token`` to the token just read."""
        return self.text[token.start : self.tokens[self.at - 1].end]

    # -- faults ---------------------------------------------------------------------------------
    def fault(self, token: Token, rule: str, given: str, remedy: str) -> InputError:
        """The fault at ``token``: which rule, what was given (in quotes unless the text ends), what to do."""
        if token.kind == "end" and not given:
            got = "the text ends"
        else:
            got = escaped(given)
            got = f"got '{got if len(got) <= 60 else got[:57] + '...'}'"
        return fault_at(self.text, token.start, f"{rule}, {got}. {remedy}", self.where)

    def undeclared(self) -> list[str]:
        faults = [fault for error in self.unknown.values() for fault in error.faults]
        more = len(faults) - MAX_UNKNOWN
        return faults if more <= 0 else [*faults[:MAX_UNKNOWN], f"{more} more names are not declared."]

    def unexpected(self) -> InputError:
        """The token at hand cannot stand where it does."""
        token, before = self.token, self.tokens[self.at - 1] if self.at else None
        if token.kind in _COMPARISONS and before and before.kind not in _COMPARISONS:
            rule, remedy = "a comparison belongs in a condition", "Give one expression without it"
        elif token.kind in _COMPARISONS:
            rule, remedy = "a comparison must be one of < <= > >= = !=", "Write one of them"
        elif token.kind == ",":
            rule, remedy = "a comma separates the arguments of min and max", "Write decimals with a point"
        elif token.kind == ")":
            rule, remedy = "each ) must close a (", "Remove it, or complete what stands before it"
        elif before and token.kind in ("number", "name", "("):
            return self.no_product(before, token)
        else:
            rule, remedy = "a number, a name or a bracket must stand here", "Complete the expression"
        return self.fault(token, rule, token.text, remedy)

    def no_product(self, before: Token, token: Token) -> InputError:
        """``2p``, ``p q``, ``(a)(b)``: two operands with nothing between them."""
        both = self.text[before.start : token.end]
        if before.text in _WORDS or token.text in _WORDS:
            rule = "a text must be one expression or one comparison"
            return self.fault(token, rule, both, "Give several as a list")
        if before.kind == "number" and token.text in ("i", "j", "I", "J") and token.start == before.end:
            return self.fault(before, "a number must be real", both, "Only real numbers are allowed")
        remedy = f"Write {escaped(before.text)}*{escaped(token.text)}"
        return self.fault(before, "a product must be written with *", both, remedy)

    # -- limits ---------------------------------------------------------------------------------
    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            rule = f"an expression must be nested at most {MAX_DEPTH} deep"
            raise self.fault(token, rule, token.text, "Simplify it")

    def checked(self, e: Expression, first: Token) -> Expression:
        """Return ``e``, read since ``first``, if its numbers, expansion and value are within bounds."""
        if any(too_long(x, MAX_DIGITS) for x in _numbers(e)):
            raise self.too_many_digits(first)
        bound = size(e, self.sizes)
        if bound.terms > MAX_TERMS:
            rule = f"an expression must have at most {MAX_TERMS:,} terms when expanded"
            many = f"{bound.terms:,}" if bound.terms <= 10**6 else "over 1,000,000"
            raise self.fault(first, f"{rule} (this may have {many})", self.since(first), "Simplify it")
        if bound.degree > MAX_DEGREE:
            rule = f"an expression must have degree at most {MAX_DEGREE:,} (this has {bound.degree:,})"
            raise self.fault(first, rule, self.since(first), "Simplify it")
        if not e.is_number and not e.symbols:
            try:
                finite = math.isfinite(float(e))
            except (ArithmeticError, ValueError):
                finite = False
            if not finite:
                raise self.not_real(first)
        return e

    def not_real(self, first: Token) -> InputError:
        return self.fault(
            first, "a constant must be real, finite and below 1e308", self.since(first), "Use another number"
        )

    def too_many_digits(self, first: Token) -> InputError:
        rule = f"a number must have at most {MAX_DIGITS} digits above and below the fraction bar"
        return self.fault(first, rule, self.since(first), "Use smaller numbers")

    def division_by_zero(self, first: Token) -> InputError:
        rule = "a denominator must not be zero"
        return self.fault(first, rule, self.since(first), "Divide by something else")

    def check_power(self, base: Expression, exponent: Expression, first: Token, start: Token) -> None:
        """Refuse what is too large, divides by zero or is not real, before it is computed."""
        n = exponent.value if exponent.is_number else None
        if base.is_number and base.value < 0 and (n is None or n.denominator != 1):
            raise self.fault(
                first,
                "a negative number must have an integer exponent, for powers to be real",
                self.since(first),
                "Only real numbers are allowed",
            )
        if n is None:
            return
        if max(abs(n.numerator), n.denominator) > MAX_DEGREE:
            raise self.fault(
                start,
                f"an exponent must be at most {MAX_DEGREE:,} in size",
                self.since(start),
                "Use a smaller one, or a parameter",
            )
        if n < 0 and is_zero(base):
            raise self.division_by_zero(first)
        bits = max((max(abs(x.numerator), x.denominator).bit_length() - 1 for x in _numbers(base)), default=0)
        if bits * abs(n) > 4 * MAX_DIGITS:
            raise self.too_many_digits(first)

    # -- the grammar ----------------------------------------------------------------------------
    def condition(self) -> tuple[Condition, ...]:
        sides, operators = [self.sum()], []
        while self.token.kind in _COMPARISONS:
            operators.append(_COMPARISONS[self.take().kind])
            sides.append(self.sum())
        if self.token.kind == "end" and not operators:
            raise self.fault(
                self.token,
                "a condition must compare two expressions",
                "",
                "Write one of < <= > >= = !=, e.g. p >= 0",
            )
        return tuple(Condition(a, op, b) for a, op, b in zip(sides, operators, sides[1:]))

    def sum(self) -> Expression:
        first = self.token
        terms = [self.product()]
        while self.token.kind in ("+", "-"):
            minus = self.take().kind == "-"
            term = self.product()
            terms.append(-term if minus else term)
        return terms[0] if len(terms) == 1 else self.checked(add(*terms), first)

    def product(self) -> Expression:
        first, minus, divide = self.token, False, False
        factors: list[Expression] = []
        while True:
            minus ^= self.signs()
            start = self.token
            factor = self.power()
            if divide and is_zero(factor):
                raise self.division_by_zero(start)
            factors.append(power(factor, MINUS_ONE) if divide else factor)
            if self.token.kind not in ("*", "/"):
                break
            divide = self.take().kind == "/"
        if minus:
            factors.insert(0, MINUS_ONE)
        return factors[0] if len(factors) == 1 else self.checked(multiply(*factors), first)

    def power(self) -> Expression:
        first = self.token
        base = self.atom()
        if self.token.kind != "**":
            return base
        self.deeper(self.take())
        start = self.token
        exponent = -self.power() if self.signs() else self.power()
        self.depth -= 1
        self.check_power(base, exponent, first, start)
        return self.checked(power(base, exponent), first)

    def atom(self) -> Expression:
        token = self.token
        if token.kind == "number":
            return number(self.take().value)
        if token.kind == "(":
            return self.bracket(many=False)[0]
        if token.kind != "name":
            raise self.unexpected()
        self.take()
        if self.token.kind != "(":
            return self.name(token)
        if token.text in FUNCTIONS:
            return self.call(token)
        if token.text == "root_of":
            return self.root_of(token)
        if self.names is not None and token.text in self.names:
            raise self.no_product(token, self.token)
        raise self.fault(
            token,
            f"a function must be one of {', '.join(FUNCTIONS)}",
            token.text,
            nearest(token.text, FUNCTIONS),
        )

    def bracket(self, many: bool) -> list[Expression]:
        """Read ``(sum)``, or ``(sum, sum, ...)`` where there may be many."""
        opened = self.take()
        self.deeper(opened)
        found = [self.sum()]
        while many and self.token.kind == ",":
            self.take()
            found.append(self.sum())
        if self.token.kind == "end":
            raise self.fault(opened, "each ( must be closed by a )", self.since(opened), "Close it")
        if self.token.kind != ")":
            raise self.unexpected()
        self.take()
        self.depth -= 1
        return found

    def name(self, token: Token) -> Expression:
        name = "lam" if token.text == "lambda" else token.text
        wrong = name_fault(name)
        if wrong:
            raise fault_at(self.text, token.start, wrong, self.where)
        if self.names is not None and name not in self.names and name not in self.unknown:
            hint = "Only real numbers are allowed. " if name in ("i", "j", "I") else ""
            remedy = hint + nearest(name, self.names)
            self.unknown[name] = self.fault(token, "a name must be declared", name, remedy)
        return symbol(name)

    def call(self, name: Token) -> Expression:
        args = self.bracket(many=True)
        count = 2 if name.text == "binomial" else 1
        if name.text not in ("min", "max") and len(args) != count:
            rule = f"{name.text} must have {'two arguments' if count == 2 else 'one argument'}"
            raise self.fault(
                name,
                rule,
                self.since(name),
                "Remove the others" if len(args) > count else "Write binomial(n, k)",
            )
        try:
            found = function(name.text, *args)
        except (ArithmeticError, ValueError):
            raise self.not_real(name) from None
        return self.checked(found, name)

    def root_of(self, name: Token) -> Expression:
        """Read ``(polynomial in x, index)``; a third argument names another variable than x."""
        declared, variable = self.names, self._variable_at(self.at)
        self.names = None if declared is None else {*declared, variable}
        args = self.bracket(many=True)
        self.names = declared
        try:
            if not 2 <= len(args) <= 3 or args[2:] not in ([], [symbol(variable)]) or not args[1].is_number:
                raise ValueError
            coefficients = coefficients_of(args[0], variable)
            if len(coefficients) > MAX_ROOT_DEGREE + 1:
                raise ValueError
            return self.checked(function("root_of", *coefficients, args[1]), name)
        except (ArithmeticError, ValueError):
            rule = (
                f"root_of must have a polynomial in x of degree at most {MAX_ROOT_DEGREE} and the number "
                "of one of its real roots, from 0"
            )
            raise self.fault(name, rule, self.since(name), "Write root_of(x**3 - 2, 0)") from None

    def _variable_at(self, opened: int) -> str:
        """The variable of the root_of whose bracket is at a token: what follows the last comma, or x."""
        depth, commas = 0, []
        for k in range(opened, len(self.tokens)):
            kind = self.tokens[k].kind
            depth += (kind == "(") - (kind == ")")
            if kind == "," and depth == 1:
                commas.append(k)
            if depth == 0:
                break
        named = self.tokens[commas[1] + 1] if len(commas) == 2 else None
        return named.text if named and named.kind == "name" else "x"


def _numbers(e: Expression) -> list[Fraction]:
    """The numbers at the top of ``e``: itself, or among its parts."""
    if e.op == "symbol":
        return []
    return [e.value] if e.is_number else [a.value for a in e.args if a.is_number]
