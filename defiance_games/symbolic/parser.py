"""The package's own reader: text of a fixed, small grammar to exact expressions and conditions.

::

    condition  = sum (("<" | "<=" | ">" | ">=" | "=" | "==" | "!=" | "≤" | "≥" | "≠") sum)+
    sum        = product (("+" | "-") product)*
    product    = signed (("*" | "/") signed)*
    signed     = ("+" | "-")* power
    power      = atom ("**" signed)?
    atom       = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"

Nothing of the text is ever evaluated as code; whatever is not in the grammar is refused with its column,
the rule, what was given and what to write instead. Every number is exact: "0.1" is 1/10.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from ..errors import InputError, escaped, nearest
from .condition import Condition
from .expand import Size, is_zero, size
from .expression import FUNCTIONS, MINUS_ONE, Expression, add, function, multiply, number, power, symbol
from .names import check_name, name_fault
from .tokens import Token, fault_at, tokens, too_long

__all__ = ["check_name", "parse", "parse_condition"]

MAX_LENGTH = 10_000
MAX_DEPTH = 64
MAX_TERMS = 1_200
MAX_EXPONENT = 1_000
MAX_DIGITS = 300
_COMPARISONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "==": "=", "!=": "!=",
                "≤": "<=", "≥": ">=", "≠": "!="}
_BEFORE_OPERAND = ("number", "name", "(")


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
    defiance_games.errors.InputError: payoffs: column 5: a product must be written with *, got '2p'. Write 2*p.
        f + 2p
            ^
    """
    return _Reader(text, names, where).whole(_Reader.expression)


def parse_condition(text: str, names: Collection[str] | None = None, where: str = "") -> tuple[Condition, ...]:
    """Return the comparisons that ``text`` says; a chain is several.

    >>> parse_condition("0 <= p < p_star")
    (0 <= p, p < p_star)
    """
    return _Reader(text, names, where).whole(_Reader.comparison)


class _Reader:
    """Recursive descent over the tokens of one text; each method reads one rule of the grammar."""

    def __init__(self, text: str, names: Collection[str] | None, where: str):
        if not isinstance(text, str):
            raise InputError(f"{where + ': ' if where else ''}an expression must be text, got {escaped(repr(text))}.")
        self.text, self.names, self.where = text, names, where
        if len(text) > MAX_LENGTH:
            raise self.fault(0, f"an expression must have at most {MAX_LENGTH:,} characters, got {len(text):,}. "
                                "Write it as several, or simplify it")
        self.tokens = tokens(text, where, MAX_DIGITS)
        self.at = 0
        self.depth = 0
        self.unknown: dict[str, InputError] = {}
        self.sizes: dict[Expression, Size] = {}

    # -- helpers --------------------------------------------------------------------------------
    def fault(self, column: int, sentence: str) -> InputError:
        return fault_at(self.text, column, sentence, self.where)

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def whole(self, rule):
        """Read ``rule`` to the end of the text; unknown names are reported together."""
        try:
            found = rule(self)
            if self.token.kind != "end":
                raise self.unexpected()
        except InputError as error:
            raise InputError([*_faults(self.unknown), *error.faults]) from None
        if self.unknown:
            raise InputError(_faults(self.unknown))
        return found

    def unexpected(self) -> InputError:
        token = self.token
        shown = f"got '{escaped(token.text)}'" if token.kind != "end" else "the text ends"
        before = self.tokens[self.at - 1] if self.at else None
        if token.kind in _COMPARISONS:
            return self.fault(token.start, f"a comparison belongs in a domain or a condition, {shown}. "
                                           "Give one expression without it")
        if token.kind == ",":
            return self.fault(token.start, "a comma separates the arguments of a function, got ','. "
                                           "Write decimals with a point, and one expression at a time")
        if token.kind == ")":
            return self.fault(token.start, "each ) must close a (, got one too many. Remove it or open a bracket")
        if before and token.kind in _BEFORE_OPERAND:
            return self.product_fault(before, token)
        return self.fault(token.start, f"an operand (a number, a name or a bracket) must stand here, {shown}. "
                                       "Complete the expression")

    def product_fault(self, before: Token, token: Token) -> InputError:
        """``2p``, ``p q``, ``(a)(b)``: two operands with nothing between them."""
        both = self.text[before.start:token.start + len(token.text)]
        if before.kind == "number" and token.text in ("i", "j", "I", "J") and token.start == before.end:
            return self.fault(before.start, f"a number must be real, got '{escaped(both)}'. "
                                            "Payoffs and probabilities are real numbers")
        if before.kind == "name" and token.kind == "(":
            return self.fault(before.start, f"a function must be one of {', '.join(FUNCTIONS)}, "
                                            f"got '{escaped(before.text)}'. For a product write {before.text}*(...)")
        if before.text in ("and", "or", "not") or token.text in ("and", "or", "not"):
            return self.fault(token.start, f"a text must be one expression or one comparison, got '{escaped(token.text)}'. "
                                           "Write the conditions separately")
        return self.fault(before.start, f"a product must be written with *, got '{escaped(both)}'. "
                                        f"Write {escaped(before.text)}*{escaped(token.text)}")

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault(token.start, f"an expression must be nested at most {MAX_DEPTH} deep, got deeper. "
                                          "Simplify it")

    def checked(self, e: Expression, token: Token) -> Expression:
        """Return ``e`` if its numbers, its expansion and its constants are within bounds."""
        if any(too_long(a.value, MAX_DIGITS) for a in (e, *e.args) if isinstance(a, Expression) and a.is_number):
            raise self.number_fault(token)
        bound = size(e, self.sizes)
        if bound.terms > MAX_TERMS:
            raise self.fault(token.start, f"an expression must have at most {MAX_TERMS:,} terms when expanded, got "
                                          f"{_count(bound.terms)}. Simplify it")
        if bound.degree > MAX_EXPONENT:
            raise self.fault(token.start, f"an expression must have degree at most {MAX_EXPONENT:,}, got "
                                          f"{_count(bound.degree)}. Simplify it")
        if not e.is_number and not e.symbols:
            try:
                value = float(e)
            except (OverflowError, ZeroDivisionError, ValueError):
                value = math.nan
            if not math.isfinite(value):
                raise self.fault(token.start, "a constant must be real, finite and within the range of floating-point "
                                              f"numbers, got '{self.since(token)}'. Use another number")
        return e

    def number_fault(self, token: Token) -> InputError:
        return self.fault(token.start, f"a number must have at most {MAX_DIGITS} digits above and below the fraction "
                                       f"bar, got '{self.since(token)}'. Use smaller numbers")

    def since(self, token: Token) -> str:
        """The text from ``token`` to the token just read, escaped and short."""
        text = escaped(self.text[token.start:self.tokens[self.at - 1].end])
        return text if len(text) <= 60 else text[:57] + "..."

    # -- the grammar ----------------------------------------------------------------------------
    def comparison(self) -> tuple[Condition, ...]:
        sides, operators = [self.expression()], []
        while self.token.kind in _COMPARISONS:
            operators.append(_COMPARISONS[self.take().kind])
            sides.append(self.expression())
        if self.token.kind == "end" and not operators:
            raise self.fault(self.token.start, "a condition must compare two expressions, the text ends. "
                                               "Write one of < <= > >= = !=, e.g. p >= 0")
        return tuple(Condition(a, op, b) for a, op, b in zip(sides, operators, sides[1:]))

    def expression(self) -> Expression:
        first = self.token
        terms = [self.product()]
        while self.token.kind in ("+", "-"):
            minus = self.take().kind == "-"
            term = self.product()
            terms.append(-term if minus else term)
        return terms[0] if len(terms) == 1 else self.checked(add(*terms), first)

    def product(self) -> Expression:
        first = self.token
        minus, factors = False, []
        divide = False
        while True:
            while self.token.kind in ("+", "-"):
                minus ^= self.take().kind == "-"
            start = self.token
            factor = self.power()
            factors.append(self.inverse(factor, start) if divide else factor)
            if self.token.kind not in ("*", "/"):
                break
            divide = self.take().kind == "/"
        if minus:
            factors.insert(0, MINUS_ONE)
        return factors[0] if len(factors) == 1 else self.checked(multiply(*factors), first)

    def inverse(self, e: Expression, start: Token) -> Expression:
        if is_zero(e):
            raise self.fault(start.start, f"a denominator must not be zero, got '{self.since(start)}', which is zero. "
                                          "Divide by something else")
        return power(e, MINUS_ONE)

    def power(self) -> Expression:
        first = self.token
        base = self.atom()
        if self.token.kind != "**":
            return base
        self.deeper(self.take())
        start, minus = self.token, False
        while self.token.kind in ("+", "-"):
            minus ^= self.take().kind == "-"
        exponent = -self.power() if minus else self.power()
        self.depth -= 1
        self.check_power(base, exponent, first, start)
        return self.checked(power(base, exponent), first)

    def check_power(self, base: Expression, exponent: Expression, first: Token, start: Token) -> None:
        """Refuse what is too large, divides by zero or is not real, before it is computed."""
        n = exponent.value if exponent.is_number else None
        if base.is_number and base.value < 0 and (n is None or n.denominator != 1):
            raise self.fault(first.start, "a power must be real: a negative number needs an integer exponent, "
                                          f"got '{self.since(first)}'. Only real numbers are allowed")
        if n is None:
            return
        if max(abs(n.numerator), n.denominator) > MAX_EXPONENT:
            raise self.fault(start.start, f"an exponent must be at most {MAX_EXPONENT:,} in size, "
                                          f"got '{self.since(start)}'. Use a smaller one, or a parameter")
        if n < 0 and is_zero(base):
            raise self.fault(first.start, f"a denominator must not be zero, got '{self.since(first)}'. "
                                          "Divide by something else")
        inside = [a.value for a in (base, *base.args) if isinstance(a, Expression) and a.is_number]
        if any((max(abs(x.numerator), x.denominator).bit_length() - 1) * abs(n) > 4 * MAX_DIGITS for x in inside):
            raise self.number_fault(first)

    def atom(self) -> Expression:
        token = self.token
        if token.kind == "number":
            self.take()
            return number(token.value)
        if token.kind == "(":
            self.deeper(self.take())
            inside = self.expression()
            self.close(token)
            return inside
        if token.kind != "name":
            raise self.unexpected()
        self.take()
        if token.text in FUNCTIONS and self.token.kind == "(":
            return self.call(token)
        if self.token.kind == "(" and (self.names is None or token.text not in self.names):
            raise self.fault(token.start, f"a function must be one of {', '.join(FUNCTIONS)}, got "
                                          f"'{escaped(token.text)}'. {nearest(token.text, FUNCTIONS)}")
        return self.name(token)

    def close(self, opened: Token) -> None:
        if self.token.kind != ")":
            if self.token.kind == "end":
                raise self.fault(opened.start, "each ( must be closed by a ), the text ends. Close it")
            raise self.unexpected()
        self.take()
        self.depth -= 1

    def name(self, token: Token) -> Expression:
        name = "lam" if token.text == "lambda" else token.text
        fault = name_fault(name)
        if fault:
            raise self.fault(token.start, fault)
        if self.names is not None and name not in self.names and name not in self.unknown:
            hint = "Only real numbers are allowed. " if name in ("i", "j", "I") else ""
            self.unknown[name] = self.fault(
                token.start, f"a name must be declared, got '{escaped(name)}'. {hint}"
                             f"{nearest(name, self.names)}")
        return symbol(name)

    def call(self, name: Token) -> Expression:
        opened = self.take()
        self.deeper(opened)
        starts, args = [self.token], [self.expression()]
        while self.token.kind == ",":
            self.take()
            starts.append(self.token)
            args.append(self.expression())
        self.close(opened)
        op = name.text
        if op not in ("min", "max") and len(args) > 1:
            raise self.fault(starts[1].start, f"{op} must have one argument, got {len(args)}. Remove the others")
        x = args[0]
        if op in ("log", "sqrt") and x.is_number and (x.value < 0 or (op == "log" and x.value == 0)):
            rule = "log needs a positive number" if op == "log" else "sqrt needs a number that is not negative"
            raise self.fault(name.start, f"a constant must be real: {rule}, got '{self.since(name)}'. "
                                         "Only real, finite numbers are allowed")
        try:
            return self.checked(function(op, *args), name)
        except (OverflowError, ValueError):
            raise self.fault(name.start, "a constant must be real and finite, got "
                                         f"'{self.since(name)}'. Use another number") from None


def _faults(errors: dict[str, InputError]) -> list[str]:
    return [fault for error in errors.values() for fault in error.faults]


def _count(n: int) -> str:
    return f"{n:,}" if n <= 10**6 else "more than 1,000,000"
