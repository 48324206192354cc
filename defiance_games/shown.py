"""How a result shows itself: as text, in a notebook, in a paper, as a data frame."""

from __future__ import annotations

from typing import Any


class Shown:
    """Gives a result its text, HTML, LaTeX and data frame, all made by :mod:`defiance_games.report`.

    ``report`` stands above every result, so it is imported when a result is shown and not before: this
    file is the one place where an import points up the house.

    >>> from defiance_games.games.normal_form import NormalForm
    >>> from defiance_games.solution import Solution, Status
    >>> game = NormalForm(("A",), (("x",),), {(0,): (0,)}, title="Nothing to decide")
    >>> print(Solution(game, "nash", (), Status.NOT_FOUND, False))
    Nothing to decide
    Concept: nash. No equilibrium was found, but the search was not complete.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return _render(self, "table")

    def to_latex(self) -> str:
        """Return it as LaTeX that needs the package booktabs only."""
        return _render(self, "latex")

    def to_pandas(self) -> Any:
        """Return its rows as a pandas DataFrame; raises ImportError, naming the extra, without pandas."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError(
                'Data frames need pandas: python -m pip install "defiance-games[notebook]".'
            ) from error

        from .report import records

        return pandas.DataFrame(records(self))

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def _repr_html_(self) -> str:
        return _render(self, "html")


class Drawn:
    """Gives a game its picture in notebooks and its source for TeX, made by :mod:`defiance_games.report`."""

    __slots__ = ()

    def to_latex(self) -> str:
        """Return it as LaTeX: a payoff table with booktabs, a tree as TikZ with the package istgame."""
        return _render(self, "latex")

    def _repr_html_(self) -> str:
        return _render(self, "html")


def described(model: Any) -> Shown:
    """Return a model's description: its definition, payoffs, parameters, questions and formulas."""
    from .report import described

    return described(model)


def journal_table(statics: Any) -> str:
    """Return comparative statics as one LaTeX table with panels and notes."""
    from .report import journal_table

    return journal_table(statics)


def _render(result: Any, form: str) -> str:
    from .report import render

    return render(result, form)
