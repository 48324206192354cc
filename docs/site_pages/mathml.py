"""Formulas as MathML, written when the site is built: no script and no network is needed to read them."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging

_LOG = logging.getLogger(__name__)
_BAR = re.compile(r'<mover accent="true">((?:(?!</?mover).)*)<mo stretchy="false">ˉ</mo>', re.DOTALL)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the renderer, and the way formulas are written in the built page."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(_mathml(node, as_block=False))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="formula">{_mathml(node, as_block=True)}</div>\n')
    raise nodes.SkipNode


def _mathml(node: nodes.math | nodes.math_block, as_block: bool) -> str:
    text = re.sub(r"\\dots\b", r"\\ldots", node.astext())  # the one common command that docutils lacks
    try:
        found = tex2mathml(text, as_block=as_block)
    except MathError as error:
        _LOG.warning("formula cannot be read: %s: %s", error, node.astext(), location=node)
        return f"<code>{escape(node.astext())}</code>"
    return _BAR.sub(r'<mover>\1<mo stretchy="false">¯</mo>', found)  # as an accent it touches the letter
