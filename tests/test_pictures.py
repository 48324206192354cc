"""The gallery: its list, its page and its files agree; the command makes what is there."""

import importlib
import re
import runpy
import sys
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")
GALLERY = Path("docs/gallery")


@pytest.fixture(scope="module")
def gallery():
    """What ``python docs/gallery`` is made of."""
    sys.path.insert(0, str(GALLERY))
    try:
        importlib.import_module("pictures")
        return runpy.run_path(str(GALLERY / "__main__.py"))
    finally:
        sys.path.remove(str(GALLERY))


def test_list_page_and_files_agree(gallery):
    files = {p.file for p in gallery["EVERY"]}
    there = {f.name for f in GALLERY.iterdir() if f.suffix in (".png", ".svg", ".pdf", ".tex")}
    assert files == there
    page = Path("docs/gallery.md").read_text(encoding="utf-8")
    assert page == gallery["page"]()
    assert re.findall(r"\(gallery/(.*?)\)", page) == [
        p.file for p in gallery["EVERY"] if p.file.endswith(".png")
    ]


def test_pictures_are_small(gallery):
    sizes = {p.file: (GALLERY / p.file).stat().st_size for p in gallery["EVERY"]}
    assert max(sizes.values()) < 200_000
    assert sum(sizes.values()) < 1_500_000


@pytest.mark.parametrize("file", ["regions-career.png", "best-responses.png", "tree-entry.png", "tree.tex"])
def test_a_picture_is_made_again(gallery, file, tmp_path):
    (picture,) = [p for p in gallery["EVERY"] if p.file == file]
    made = [tmp_path / f"{k}{Path(file).suffix}" for k in (1, 2)]
    for target in made:
        gallery["make"](picture, target)
    assert made[0].read_bytes() == made[1].read_bytes()
    if file.endswith(".tex"):
        assert made[0].read_text() == (GALLERY / file).read_text()
        return
    from PIL import Image

    with Image.open(made[0]) as new, Image.open(GALLERY / file) as old:
        assert new.width == old.width == 1240
        assert abs(new.height - old.height) <= 0.05 * old.height  # fonts may differ
