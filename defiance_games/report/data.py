"""Results as data: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..symbolic.expression import Expression


def json_text(data: Any) -> str:
    """Return ``data`` as JSON.

    >>> print(json_text({"x": [1, None]}))
    {
      "x": [1, null]
    }
    """
    return _json(data, 0)


def _json(value: Any, depth: int) -> str:
    """JSON in which what fits on a line stays on one."""
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not isinstance(value, (dict, list)) or not value or (depth and len(flat) + 2 * depth <= 100):
        return flat
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict):
        parts = [f"{json.dumps(k, ensure_ascii=False)}: {_json(v, depth + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(inner + p for p in parts) + f"\n{outer}}}"
    return "[\n" + ",\n".join(inner + _json(v, depth + 1) for v in value) + f"\n{outer}]"


def csv_text(rows: list[dict[str, Any]], numeric: bool = False, columns: Iterable[str] = ()) -> str:
    """Return flat rows as CSV: the given ``columns``, then any that a row has; empty where a row has not.

    >>> print(csv_text([{"a": 1}, {"a": None, "b": "x, y"}]))
    a,b
    1,
    ,"x, y"
    """
    columns = list(dict.fromkeys([*columns, *(name for row in rows for name in row)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: _csv_cell(v, numeric) for k, v in row.items()})
    return out.getvalue().rstrip("\n")


def _csv_cell(value: Any, numeric: bool) -> Any:
    if isinstance(value, Expression) and numeric and not value.symbols:
        return f"{float(value):.12g}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "; ".join(f"{k} = {v}" for k, v in value.items())
    return "" if value is None else value
