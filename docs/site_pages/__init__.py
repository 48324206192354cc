"""The pages that are written when the site is built: models, commands, lessons and the reference.

A maker is a file of this folder with a function ``pages``, which yields the name and the contents of each
file of one folder of the site. Nothing of it is kept in the repository, and nothing is listed by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from . import commands, lessons, models, reference


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the pages before Sphinx looks for what there is."""
    app.add_config_value("run_lessons", True, "env", bool)
    app.connect("builder-inited", _write_all)
    app.setup_extension("site_pages.docstrings")
    app.setup_extension("site_pages.mathml")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _write_all(app: Sphinx) -> None:
    docs = Path(app.srcdir)
    write(docs / "models", dict(models.pages(docs.parent)))
    write(docs / "commands", dict(commands.pages()))
    write(docs / "reference", dict(reference.pages()))
    cache = Path(app.doctreedir) / "lessons" if app.config.run_lessons else None
    for folder in ("lessons", "answers"):
        write(docs / folder, dict(lessons.pages(docs.parent / "examples", folder, cache)))


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    """Make ``folder`` hold these files and no others; what has not changed is left alone."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, contents in files.items():
        data = contents.encode() if isinstance(contents, str) else contents
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
