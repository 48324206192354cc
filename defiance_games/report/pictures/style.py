"""How every picture looks: type, colors that differ in grey, mathematics, notes; and how it is written."""

from __future__ import annotations

import logging
import os
import re
import tempfile
import textwrap
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...errors import InputError, escaped
from ...symbolic.condition import Parameter
from ...symbolic.latex import latex_name

ENDINGS = (".png", ".svg", ".pdf")
# Hues of Okabe & Ito, safe for the color-blind, each as light as no other; neighbors in the list differ much.
PALETTE = ("#ffedb2", "#76bbe6", "#ffc698", "#779d73", "#c0e6f2", "#c593be", "#c26c57", "#83d0b0")
LINES = ("#000000", "#b34700", "#0072b2", "#007a58", "#a8508b", "#6e6e00", "#5b3a8c", "#8a8a8a")
HATCHES = ("", "///", "xxx", "xxx...")  # of one, two, three and more equilibria
INK, FAINT, OUTSIDE = "#1a1a1a", "#6b6b6b", "#ececec"
WIDTH, HEIGHT, DPI = 6.0, 4.4, 300  # inches; dots an inch
NARROWEST, WIDEST, SMALLEST = 3.0, 14.0, 6.0  # inches of a picture; points of its smallest type
PAD = 0.06  # inches around it
ROW = 21.0  # points from one row of labels over the axes to the next
_CHINESE = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "SimSun", "Songti SC")


def axis_label(p: Parameter) -> str:
    """Return meaning, symbol and unit of a parameter; the unit is left out where the meaning says it.

    >>> from defiance_games.symbolic.condition import parameter
    >>> axis_label(parameter("h", "h > 0", meaning="harm", unit="utility"))
    'harm, $h$ (utility)'
    """
    symbol = f"${latex_name(p.name)}$"
    unit = f" ({plain(p.unit)})" if p.unit and p.unit not in p.meaning else ""
    said = f"{plain(p.meaning)}, {symbol}" if p.meaning else symbol
    return said + unit


def points(size: float) -> float:
    """Return a size of type for the picture that is drawn: smaller on a narrow one, but readable."""
    from matplotlib import rcParams

    return max(SMALLEST, size * rcParams["font.size"] / 10)


def share() -> float:
    """Return how wide the picture that is drawn is, beside the usual one."""
    from matplotlib import rcParams

    return rcParams["figure.figsize"][0] / WIDTH


def flowed(text: str, size: float, inches: float) -> str:
    """Return text in lines that are as wide as there is room; no formula is broken.

    >>> with styled():
    ...     flowed("so that $a < b$ holds", 10, 0.5)
    'so that\\n$a < b$\\nholds'
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    prop, room = FontProperties(size=points(size)), inches * 72
    space = points(size) / 4
    lines, used = [""], 0.0
    for word in re.findall(r"(?:\$[^$]*(?<!\\)\$|\\\$|[^\s$])+", text):
        formula = len(re.findall(r"(?<!\\)\$", word)) > 1
        width = text_to_path.get_text_width_height_descent(word, prop, formula)[0]
        if lines[-1] and used + space + width > room:
            lines.append(word)
            used = width
        else:
            lines[-1] += f" {word}" if lines[-1] else word
            used += space + width
    return "\n".join(lines)


def wrapped(text: str, width: int) -> str:
    """Return text over several lines of so many letters; no formula is broken.

    >>> wrapped("so that $a < b$ holds", 10)
    'so that\\n$a < b$\\nholds'
    """
    whole = re.sub(r"\$[^$]*\$", lambda m: m.group().replace(" ", "\N{NO-BREAK SPACE}"), text)
    filled = textwrap.fill(whole, width, break_long_words=False, break_on_hyphens=False)
    return filled.replace("\N{NO-BREAK SPACE}", " ")


def outcome_label(name: str, meaning: str = "") -> str:
    """Return what stands beside the axis of an outcome.

    >>> outcome_label("p_star", "tolerated probability"), outcome_label("defiance", "P(D)")
    ('tolerated probability, $p^{*}$', 'defiance, $P$(D)')
    """
    meaning = re.sub(r"(?<!\w)([PE])\(", r"$\1$(", plain(meaning))
    called = named(name)
    words = (meaning, called) if called.startswith("$") else (called, meaning)
    return ", ".join(w for w in words if w)


def named(name: str) -> str:
    """Return the name of an outcome, a formula or a result in words or as a symbol.

    >>> named("p_star"), named("defiance_after_sanction"), named("mean_field.purge_min")
    ('$p^{*}$', 'defiance after sanction', 'purge min')
    """
    last = name.rpartition(".")[2] if "(" not in name else name
    first = last.partition("_")[0]
    greek = latex_name(first).startswith("\\") and not latex_name(first).startswith((r"\mathit", r"\mathrm"))
    if last.isidentifier() and (len(first) <= 2 or greek):
        return f"${latex_name(last)}$"
    return plain(last.replace("_", " "))


def plain(text: object) -> str:
    """Return text that matplotlib does not read as mathematics.

    >>> plain("costs $3")
    'costs \\\\$3'
    """
    return "\n".join(escaped(line) for line in str(text).split("\n")).replace("$", r"\$")


def math(item: Any) -> str:
    """Return an expression or a condition as mathematics for matplotlib; as plain text where it has none."""
    from matplotlib.mathtext import MathTextParser

    text = "$" + re.sub(r"\\(le|ge|ne)(?![a-z])", r"\\\1q", item.latex()) + "$"
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return plain(item)
    return text


def in_grey(color: str) -> float:
    """Return how light a color is when printed without color, from 0 to 100.

    >>> round(in_grey("#ffffff")), round(in_grey("#000000"))
    (100, 0)
    """
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


@contextmanager
def styled(width: float = WIDTH) -> Iterator[None]:
    """Draw in the style of the package, whatever the user's own settings are; ``width`` in inches."""
    import matplotlib
    from matplotlib.font_manager import fontManager

    there = {f.name for f in fontManager.ttflist}
    type_ = (width / WIDTH) ** 0.35  # type grows more slowly than the picture
    settings: dict[Any, Any] = {
        "font.family": ["STIXGeneral", "DejaVu Sans", *(name for name in _CHINESE if name in there)],
        "mathtext.fontset": "stix",
        "figure.figsize": (width, HEIGHT * width / WIDTH),
        "font.size": 10 * type_,
        "axes.labelsize": 10.5 * type_,
        "axes.titlesize": 10.5 * type_,
        "axes.linewidth": 0.7,
        "axes.unicode_minus": False,
        "axes.edgecolor": INK,
        "xtick.direction": "out",
        "ytick.direction": "out",
        "xtick.labelsize": 9 * type_,
        "ytick.labelsize": 9 * type_,
        "hatch.linewidth": 0.6,
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": "defiance-games",
        "savefig.dpi": DPI,
        "figure.dpi": 100,
    }
    log = logging.getLogger("matplotlib.mathtext")
    level = log.level
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # said once, by unknown_letters
        log.setLevel(logging.ERROR)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(settings)
        try:
            yield
        finally:
            log.setLevel(level)


def fitted(draw: Callable[[], Any], width: float | None) -> Any:
    """Return the figure that ``draw`` makes, so wide that with all its words it is ``width`` inches wide."""
    if width is None:
        with styled():
            return draw()
    wide = width
    for _ in range(3):
        with styled(wide):
            made = draw()
            found = made.get_tightbbox().width + 2 * PAD
        if abs(found - width) < 0.02 * width:
            break
        wide *= width / found
    return made


def unknown_letters(made: Any) -> str:
    """Return the letters on a figure that no font has which was found: they are drawn as boxes."""
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.text import Text

    letters = {ch for t in made.findobj(Text) for ch in t.get_text() if ch.isalpha()}
    with styled():
        from matplotlib import rcParams

        fonts = [get_font(findfont(FontProperties(family=name))) for name in rcParams["font.family"]]
    return "".join(sorted(ch for ch in letters if not any(ord(ch) in f.get_charmap() for f in fonts)))


def figure(columns: int = 1, rows: int = 1, width: float = WIDTH, height: float = HEIGHT) -> tuple[Any, Any]:
    """Return a new figure and its axes (an array where there are several)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    tall = share() ** (0.6 if height == HEIGHT else 1)  # narrow pictures of the usual shape are less flat
    made = Figure(figsize=(width * share(), height * tall))
    FigureCanvasAgg(made)
    made.subplots_adjust(0.12, 0.14, 0.97, 0.92, wspace=0.3, hspace=0.5)
    return made, made.subplots(rows, columns)


def title(axes: Any, text: str, rows: int = 0) -> None:
    """Write what the picture shows over the axes, above ``rows`` of labels that stand there."""
    inches = axes.figure.get_figwidth() * (1 - axes.get_position().x0)
    axes.set_title(flowed(text, 10.5, inches), loc="left", pad=8 + points(ROW) * rows)


def row(axes: Any) -> float:
    """Return the height of a row of labels, in shares of the axes."""
    return points(ROW) * axes.figure.dpi / 72 / axes.get_window_extent().height


def labels(axes: Any, x: str, y: str) -> None:
    """Write what is on the axes, in as many lines as there is need for."""
    frame, dpi = axes.get_window_extent(), axes.figure.dpi
    axes.set_xlabel(flowed(x, 10.5, 1.1 * frame.width / dpi))
    axes.set_ylabel(flowed(y, 10.5, 1.1 * frame.height / dpi))


def _bottom(made: Any) -> float:
    """How far down a figure is drawn on, in shares of it."""
    return made.get_tightbbox().y0 / made.get_figheight()


def below(axes: Any, *notes: str) -> None:
    """Write notes in small type under everything."""
    made, gap = axes.figure, 0.09 / axes.figure.get_figheight()
    x = axes.get_position().x0
    text = "\n".join(flowed(note, 8, made.get_figwidth() * (1 - x)) for note in notes if note)
    made.text(x, _bottom(made) - gap, text, fontsize=points(8), color=FAINT, va="top", linespacing=1.35)


def legend(axes: Any, columns: int = 1, handles: Mapping[str, Any] | None = None) -> None:
    """Write the legend under everything drawn so far."""
    made, gap = axes.figure, 0.09 / axes.figure.get_figheight()
    look = {"frameon": False, "fontsize": points(9), "borderaxespad": 0, "handlelength": 2.6}
    place = {"loc": "upper left", "bbox_to_anchor": (axes.get_position().x0, _bottom(made) - gap)}
    lines = handles or dict(zip(*reversed(axes.get_legend_handles_labels())))
    for count in range(columns, 0, -1):
        found = made.legend(lines.values(), lines.keys(), ncols=count, **look, **place)
        if count == 1 or found.get_window_extent().x1 <= made.bbox.x1 + 2:
            return
        found.remove()


def fixed(values: Mapping[str, Any]) -> str:
    """Return a note on what is held fixed.

    >>> from fractions import Fraction
    >>> fixed({"k_R": Fraction(1, 2), "h": 2}), fixed({})
    ('With $k_{R} = 0.5$, $h = 2$.', '')
    """
    texts = {n: v.latex() if getattr(v, "symbols", None) else number(v) for n, v in values.items()}
    said = ", ".join(f"${latex_name(n)} = {v}$" for n, v in texts.items())
    return f"With {said}." if said else ""


def ticks(p: Parameter | None, most: int = 7) -> Any:
    """Return where the ticks of a parameter stand: at whole numbers for one that is whole, or for periods."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=most, integer=p is None or p.integer, steps=[1, 2, 5, 10])


def number(x: Any, digits: int = 4) -> str:
    """Return a number as people read it.

    >>> number("1/3"), number(1e-7), number(2.0)
    ('0.3333', '10^{-7}', '2')
    """
    from ...symbolic.expression import as_expression

    text = f"{float(as_expression(x)) if not isinstance(x, float) else x:.{digits}g}"
    head, e, power = text.partition("e")
    if not e:
        return text
    return (f"{head} \\times " if head != "1" else "") + f"10^{{{int(power)}}}"


def overlapping(made: Any) -> list[tuple[str, str]]:
    """Return the pairs of texts of a figure that lie on one another; there should be none."""
    from matplotlib.text import Text

    with styled():
        made.canvas.draw()
    shown = [t for t in made.findobj(Text) if t.get_visible() and t.get_text().strip()]
    hidden = [t for a in made.axes for axis in (a.xaxis, a.yaxis) for t in _unseen(axis)]
    boxes = [(t.get_text(), t.get_window_extent()) for t in shown if not any(t is h for h in hidden)]
    found = []
    for i, (a, box) in enumerate(boxes):
        for b, other in boxes[i + 1 :]:
            if (
                min(box.x1, other.x1) - max(box.x0, other.x0)
                > 0.5
                < min(box.y1, other.y1) - max(box.y0, other.y0)
            ):
                found.append((a, b))
    return found


def _unseen(axis: Any) -> list[Any]:
    """The labels of ticks that are outside the view."""
    low, high = sorted(axis.get_view_interval())
    return [
        t
        for tick in axis.get_major_ticks()
        for t in (tick.label1, tick.label2)
        if not low <= tick.get_loc() <= high
    ]


def ending(path: Any) -> str:
    """Return the ending of a picture's file; InputError where it is none that can be written.

    >>> ending("map.PDF")
    '.pdf'
    >>> ending("map.doc")
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: map.doc: a picture must end in .png, .svg or .pdf, got '.doc'.
    """
    found = Path(path).suffix.lower()
    if found not in ENDINGS:
        where = escaped(Path(path).name)
        raise InputError(f"{where}: a picture must end in .png, .svg or .pdf, got '{escaped(found)}'.")
    return found


def save(made: Any, path: Any, dpi: int = DPI) -> None:
    """Write a figure to a file by its ending, whole or not at all."""
    form, where = ending(path)[1:], escaped(Path(path).name)
    target = Path(os.path.realpath(path))
    metadata = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[form]
    try:
        if target.is_dir():
            raise InputError(f"{where}: must be a file, got a folder.")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        try:
            with styled(), open(handle, "wb") as file:
                made.savefig(
                    file, format=form, dpi=dpi, metadata=metadata, bbox_inches="tight", pad_inches=PAD
                )
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
            os.chmod(temporary, mode)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise InputError(f"{where}: cannot be written: {escaped(error.strerror or error)}.") from None
