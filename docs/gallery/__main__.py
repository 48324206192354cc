"""Make the pictures of the gallery and its page: ``python docs/gallery [FILE ...]``.

Each picture is written by the very command that stands under it. It is then put on a white page as wide as a
text, so that all have letters of one size, on light and on dark pages, and are small files.
"""

from __future__ import annotations

import inspect
import os
import shlex
import sys
import tempfile
import textwrap
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from pictures import EVERY, PICTURES, Shown

from defiance_games.cli import run

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
WIDE, DOTS, MADE_WITH = 1240, 200, 300  # pixels; dots an inch here, and as the commands write them
COLORS, SHADES = 96, 8  # of a picture, and of one in black and white

INTRODUCTION = """
Each picture is made by the command under it; a file may end in `.png`, `.svg` or `.pdf`. All of them are made
again by `python docs/gallery` in a clone of the repository. Some commands name games in its `examples/games`.
"""


def main(wanted: list[str]) -> None:
    """Make the pictures that are named, or all, and then the page."""
    unknown = set(wanted) - {p.file for p in EVERY}
    if unknown:
        raise SystemExit(f"No such picture: {', '.join(sorted(unknown))}.")
    for picture in EVERY:
        if not wanted or picture.file in wanted:
            print(picture.file, flush=True)
            make(picture, HERE / picture.file)
    (HERE.parent / "gallery.md").write_text(page(), encoding="utf-8")


def make(picture: Shown, target: Path) -> None:
    """Write the file of a picture."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / picture.file
        if callable(picture.made_by):
            picture.made_by().save(made)
        elif _run([*shlex.split(picture.made_by)[1:], "-o", str(made)]):
            raise SystemExit(f"{picture.file}: the command failed.")
        if made.suffix == ".png":
            _on_white(made, target)
        else:
            target.write_bytes(made.read_bytes())


def _run(arguments: list[str]) -> int:
    """Run a command of ``defiance`` from the root of the repository."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return run(arguments)
    finally:
        os.chdir(before)


def _on_white(made: Path, target: Path) -> None:
    """Write a picture as wide as a text, in few colors."""
    with Image.open(made) as image:
        scale = min(DOTS / MADE_WITH, WIDE / image.width)
        size = round(image.width * scale), round(image.height * scale)
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    page = Image.new("RGB", (WIDE, small.height), "white")
    page.paste(small, ((WIDE - small.width) // 2, 0))
    grey = page.convert("L")
    plain = grey.convert("RGB").tobytes() == page.tobytes()
    few = Image.Quantize.MAXCOVERAGE  # small patches keep their color
    (grey.quantize(SHADES) if plain else page.quantize(COLORS, few)).save(target, optimize=True)


def page() -> str:
    """Return the text of the page of the gallery."""
    parts = ["# Gallery", textwrap.fill(INTRODUCTION.strip(), 118)]
    for heading, group in PICTURES.items():
        parts.append(f"## {heading}")
        for picture in group:
            parts += [f"### {picture.title}", textwrap.fill(picture.caption, 118), *_made(picture)]
    return "\n\n".join(parts) + "\n"


def _made(picture: Shown) -> list[str]:
    """The picture and what makes it."""
    if callable(picture.made_by):
        call = f'{picture.made_by.__name__}().save("{picture.file}")'
        source = f"```python\n{inspect.getsource(picture.made_by)}\n\n{call}\n```"
    else:
        source = f"```sh\n{picture.made_by} -o {picture.file}\n```"
    if not picture.file.endswith(".png"):
        text = (HERE / picture.file).read_text(encoding="utf-8").rstrip()
        return [source, f"```latex\n{text}\n```"]
    return [f"![{picture.title}](gallery/{picture.file})", source]


if __name__ == "__main__":
    main(sys.argv[1:])
