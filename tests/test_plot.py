"""Pictures: what is on the figures, where the words are, what is written to files, what is refused."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

import defiance_games as dg
from defiance_games.cli import run
from defiance_games.errors import InputError
from defiance_games.report.pictures import style
from defiance_games.scenes.classes import united
from defiance_games.symbolic.condition import Region
from defiance_games.symbolic.parser import parse_condition

matplotlib = pytest.importorskip("matplotlib")

MAPS = [  # model, over, formula, boundaries that must be labeled
    ("career_calculus", "V,p", None, ["$p = p^{*}$"]),
    ("exemplary_sanction", "q,h", None, [r"$q = \mu^{*}$", "$h = k_{R}$", "$h = k_{W}$"]),
    ("leader_rotation", "omega,R", None, [r"$\omega = \omega^{*}$", "$R = R^{*}$"]),
    ("capacity_defiance", "kappa,p_star", "margin", [r"$p^{*} = p_{G,\mathrm{continuum}}$"]),
    ("fire_alarm_media", "B,Lambda", None, []),
    ("inspection_game", "k,B", None, []),
]
OTHERS = [
    ("exemplary_sanction", dict(over="h")),
    ("career_calculus", dict(over="r", outcome="net")),
    ("capacity_defiance", dict(over="K", outcome="global_game.p_G")),
    ("two_audience_cadre", dict(over="v1")),
    ("exemplary_sanction", dict(vary={"q": "0.05:0.95:9", "h": "0.25:3:8"}, outcome="defiance")),
    ("career_calculus", dict(vary={"V": "0:20:9", "L": "0:20:9"}, outcome="p_star")),
    ("inspection_game", dict()),
    ("inspection_game", dict(kind="payoffs")),
    ("exemplary_sanction", dict(kind="beliefs")),
    ("belief_diffusion", dict(kind="phase")),
    (
        "belief_diffusion",
        dict(kind="spread", nodes=50, runs=3, graph="ring", values={"m": 0, "p_star": "0.15"}),
    ),
    ("belief_diffusion", dict(kind="network", nodes=30, values={"m": 0, "p_star": "0.15"})),
]


def words(figure):
    """Every text on a figure."""
    from matplotlib.text import Text

    return [t.get_text() for t in figure.findobj(Text) if t.get_text().strip()]


def lines(figure, gid):
    """The lines and other marks of one kind."""
    return figure.findobj(lambda artist: artist.get_gid() == gid)


# -- region maps ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def maps():
    return {m: dg.plot(m, over=over, outcome=formula) for m, over, formula, _ in MAPS}


@pytest.mark.parametrize("name, over, formula, labels", MAPS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_region_map_says_who_is_where_and_where_it_ends(maps, name, over, formula, labels):
    picture = maps[name]
    said = words(picture.figure)
    assert picture.kind == "regions"
    assert all(label in said for label in labels)
    assert style.overlapping(picture.figure) == []
    assert len(lines(picture.figure, "default")) == 2  # the mark and its word
    assert [t for t in said if t.startswith(picture.scene.x.parameter.meaning[:20])]


def test_each_equilibrium_is_named_inside_its_own_region(maps):
    from matplotlib.offsetbox import AnnotationBbox, TextArea

    for picture in maps.values():
        scene, (axes,) = picture.scene, picture.figure.axes
        named = set()
        for box in (a for a in axes.artists if isinstance(a, AnnotationBbox)):
            here = [t.get_text().replace("\n", " ") for t in box.findobj(TextArea)]
            x = scene.x.low + box.xybox[0] * (scene.x.high - scene.x.low)
            y = scene.y.low + box.xybox[1] * (scene.y.high - scene.y.low)
            point = {scene.x.name: x, scene.y.name: y}
            exist = {a.name for a in scene.areas if a.region.contains(point)}
            found = {a.name for a in scene.areas if a.name in here}
            assert found <= exist and found in (exist, set())
            named |= found
        assert named == {a.name for a in scene.areas if a.name in " ".join(words(picture.figure))}


def test_boundaries_lie_on_their_formulas(maps):
    for picture in maps.values():
        scene = picture.scene
        for line in lines(picture.figure, "boundary"):
            x, y = (v[~np.isnan(v)] for v in line.get_data())
            solved = []
            for edge in scene.edges:
                free, own = (
                    ((scene.x.name, x), y) if edge.parameter == scene.y.name else ((scene.y.name, y), x)
                )
                if not edge.value.symbols - {free[0]}:
                    solved.append(
                        max(
                            abs(float(edge.value.evaluate({free[0]: float(v)})) - o)
                            for v, o in zip(free[1], own)
                        )
                    )
            assert min(solved) < 1e-9


def test_several_equilibria_are_hatched(maps):
    from matplotlib.contour import ContourSet

    def hatches(name):
        sets = maps[name].figure.axes[0].findobj(ContourSet)
        return {h for s in sets for h in s.hatches if h}

    assert hatches("exemplary_sanction") == {"///", "xxx"}
    assert hatches("career_calculus") == set()


def test_a_range_that_is_asked_for_is_shown():
    picture = dg.plot("career_calculus", over="V=5:30, p=0:0.5")
    (axes,) = picture.figure.axes
    assert axes.get_xlim() == (5, 30) and axes.get_ylim() == (0, 0.5)


def test_a_game_from_a_file_has_its_map():
    picture = dg.plot("examples/games/display.toml", over="V,h")
    assert style.overlapping(picture.figure) == []


# -- the rest ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("name, how", OTHERS, ids=lambda v: v if isinstance(v, str) else "-".join(v))
def test_no_words_lie_on_one_another(name, how):
    picture = dg.plot(name, **how)
    assert style.overlapping(picture.figure) == []


def test_a_curve_is_dashed_where_the_equilibrium_fails_d1():
    picture = dg.plot("exemplary_sanction", over="h")
    dashed = lines(picture.figure, "refined away")
    assert [line.get_linestyle() for line in dashed] == ["--"]
    failing = [line.equilibrium for line in picture.scene.lines if not all(line.keeps)]
    assert failing == ["pooling on N (D)"]
    assert "$h = k_{W} = 1$" in words(picture.figure)
    assert {tuple(line.get_ydata()) for line in lines(picture.figure, "jump")} == {(0.75, 1), (0.5, 0.75)}


def test_the_values_of_a_curve_are_those_of_the_table():
    picture = dg.plot("career_calculus", vary={"V": "0:20:5"}, outcome="p_star")
    table = dg.table(dg.load("career_calculus"), {"V": "0:20:5"}, ["p_star"])
    (line,) = lines(picture.figure, "line")
    assert list(line.get_ydata()) == [float(c) for c in table.blocks[0].cells]


def test_best_responses_cross_at_the_equilibrium():
    picture = dg.plot("inspection_game")
    (mark, *_) = lines(picture.figure, "equilibrium")
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (0.4, 0.25)
    assert len(lines(picture.figure, "best response")) == 2


def test_three_equilibria_of_a_coordination_game():
    picture = dg.plot("examples/games/stag_hunt.toml")
    assert len(picture.scene.equilibria) == 3


def test_beliefs_have_the_cutoff_and_stay_between_0_and_1():
    picture = dg.plot("exemplary_sanction")
    assert picture.kind == "beliefs"
    cutoffs = lines(picture.figure, "cutoff")
    assert len(cutoffs) == 2 and all(set(np.unique(c.get_ydata())) == {0.5} for c in cutoffs)
    for line in lines(picture.figure, "belief"):
        y = line.get_ydata()[~np.isnan(line.get_ydata())]
        assert ((y >= 0) & (y <= 1)).all()


def test_the_phase_line_has_its_steady_states():
    picture = dg.plot("belief_diffusion", "phase")
    stable = sorted(float(m.get_xdata()[0]) for m in lines(picture.figure, "stable"))
    assert stable == [0, 0.8]
    assert [float(m.get_xdata()[0]) for m in lines(picture.figure, "unstable")] == [0.2]


def test_bands_lie_around_the_mean():
    scene = dg.plot("belief_diffusion", nodes=100, runs=5, belief="true-risk").scene
    assert (scene.low <= scene.mean + 1e-12).all() and (scene.mean <= scene.high + 1e-12).all()
    assert scene.mean_field is not None


# -- outcomes and sizes -----------------------------------------------------------------------------
def test_equilibria_of_one_outcome_are_one_area():
    scene = dg.plot("exemplary_sanction", over="q,h").scene
    assert {a.name: str(a.region) for a in scene.areas}["pooling on N (D)"] == "2*q < 1"
    assert not [a.name for a in scene.areas if "case" in a.name]
    refined = dg.plot("exemplary_sanction", over="q,h", refine="d1").scene
    assert [a.name for a in refined.areas][-2:] == ["pooling on N (D)", "pooling on N (C)"]


def test_a_union_of_regions_is_the_same_set():
    rng = random.Random(1)
    shorter = 0
    for _ in range(300):
        texts = [
            [f"{rng.choice(('x', '2*x', 'y'))} {rng.choice('<>')} {rng.randint(0, 4)}" for _ in range(k)]
            for k in (rng.randint(1, 3) for _ in range(rng.randint(1, 4)))
        ]
        parts = [Region((tuple(c for t in part for c in parse_condition(t)),)) for part in texts]
        found = united(parts)
        shorter += len(found.disjuncts) < len(parts)
        for x, y in itertools.product([Fraction(k, 4) - Fraction(1, 17) for k in range(0, 19, 2)], repeat=2):
            point = {"x": x, "y": y}
            assert found.contains(point) == any(p.contains(point) for p in parts)
    assert shorter > 50


def test_boundaries_that_part_nothing_are_not_drawn():
    picture = dg.plot("examples/games/display.toml", over="V,h")
    level = [line for line in lines(picture.figure, "boundary") if np.nanmax(line.get_ydata()) < 3.1]
    assert len(level) == 2  # h = k_X and h = k_R end where nobody is left but those who pool on silence
    assert all(abs(np.nanmax(line.get_xdata()) - 5) < 0.1 for line in level)


@pytest.mark.parametrize("inches", [3.4, 9])
@pytest.mark.parametrize(
    "name, how",
    [
        ("exemplary_sanction", dict(over="q,h")),
        ("exemplary_sanction", dict(over="h")),
        ("exemplary_sanction", dict(kind="beliefs")),
        ("exemplary_sanction", dict(vary={"q": "0.1:0.9:5", "h": "0.5:3:5"})),
        ("inspection_game", dict()),
    ],
    ids=lambda v: v if isinstance(v, str) else "-".join(v),
)
def test_a_picture_is_as_wide_as_is_asked_and_can_be_read(name, how, inches):
    from matplotlib.text import Text

    figure = dg.plot(name, width=inches, **how).figure
    assert abs(figure.get_tightbbox().width + 2 * style.PAD - inches) < 0.04 * inches
    assert style.overlapping(figure) == []
    sizes = [t.get_fontsize() for t in figure.findobj(Text) if t.get_text().strip()]
    assert min(sizes) >= style.SMALLEST


def test_names_stand_beside_the_lines():
    picture = dg.plot("exemplary_sanction", over="h")
    assert not picture.figure.legends
    named = {"separating: R S (C), W N (D)", "semi-separating: R S, W S/N", "pooling on N (D)"}
    assert named <= set(words(picture.figure))


# -- color ------------------------------------------------------------------------------------------
def test_colors_differ_in_grey():
    shades = [style.in_grey(c) for c in style.PALETTE]
    assert min(abs(a - b) for a, b in itertools.combinations(shades, 2)) > 4
    assert min(shades) > 48  # black words can be read on each


# -- files and the command line ---------------------------------------------------------------------
STARTS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


@pytest.mark.parametrize("form", STARTS)
def test_files_are_written_by_their_ending(form, tmp_path, capsys):
    file = tmp_path / f"map.{form}"
    assert run(["plot", "career_calculus", "--over", "V,p", "-o", str(file)]) == 0
    assert file.read_bytes().startswith(STARTS[form])
    assert [p.name for p in tmp_path.iterdir()] == [file.name]
    assert capsys.readouterr().out == ""


def test_the_same_picture_is_the_same_file(tmp_path):
    for name in ("a.svg", "b.svg"):
        dg.plot("inspection_game").save(tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_a_picture_shows_itself_in_a_notebook():
    assert dg.plot("inspection_game")._repr_png_().startswith(b"\x89PNG")


def test_a_png_has_300_dots_an_inch(tmp_path):
    from PIL import Image

    dg.plot("inspection_game").save(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert round(image.info["dpi"][0]) == 300


@pytest.mark.parametrize(
    "line, said",
    [
        (["inspection_game"], "give a file"),
        (["inspection_game", "-o", "a.doc"], "must end in .png, .svg or .pdf"),
        (["inspection_game", "--over", "k,zz", "-o", "a.png"], "no parameter 'zz'"),
        (["inspection_game", "--over", "k=3:1,B", "-o", "a.png"], "LOW:HIGH"),
        (["inspection_game", "--over", "k,B,a", "-o", "a.png"], "one or two parameters"),
        (["inspection_game", "--kind", "regions", "-o", "a.png"], "needs"),
        (["inspection_game", "--kind", "phase", "-o", "a.png"], "no mean field"),
        (["inspection_game", "--kind", "beliefs", "-o", "a.png"], "needs a signaling game"),
        (
            ["inspection_game", "--concept", "correlated", "-o", "a.png"],
            "show Nash equilibria, got correlated",
        ),
        (["career_calculus", "--kind", "best-responses", "-o", "a.png"], "two players"),
        (["belief_diffusion", "--over", "kappa,pbar", "-o", "a.png"], "no finite game"),
        (["belief_diffusion", "--set", "seed=1", "-o", "a.png"], "write --seed"),
        (["belief_diffusion", "--kind", "network", "--nodes", "900", "-o", "a.png"], "at most 300"),
        (["leader_rotation", "-o", "a.png"], "what should be drawn"),
        (["inspection_game", "--width", "99", "-o", "a.png"], "width must be from 3 to 14 inches"),
        (["inspection_game", "--nodes", "9", "--over", "k", "-o", "a.png"], "does not matter"),
        (["inspection_game", "--over", "k", "-o", "no/such/folder/a.png"], "cannot be written"),
    ],
    ids=lambda v: v if isinstance(v, str) else None,
)
def test_bad_input_is_a_sentence(line, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["plot", *line]) == 2
    done = capsys.readouterr()
    assert said in done.err and done.out == ""
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_the_extra_is_named(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    assert run(["plot", "inspection_game", "-o", str(tmp_path / "a.png")]) == 2
    assert "defiance-games[plot]" in capsys.readouterr().err


def test_a_range_outside_the_domain_is_refused(capsys, tmp_path):
    assert run(["plot", "exemplary_sanction", "--over", "q=2:3,h", "-o", str(tmp_path / "a.png")]) == 2
    assert "nothing in this range is in the domain" in capsys.readouterr().err


def test_values_may_name_what_is_on_an_axis():
    picture = dg.plot("inspection_game", over="k,B", values={"h": "2*k"})
    assert "$h = 2 k$" in " ".join(words(picture.figure))


THREE_TYPES = """
kind = "signaling"
players = ["S", "R"]
messages = ["m"]
responses = ["u", "d"]
[parameters]
q = { domain = ["q > 0", "q < 1/2"], default = "1/4" }
[types]
a = "q"
b = "q"
c = "1 - 2*q"
"""


def test_beliefs_of_more_than_two_types_are_not_drawn(tmp_path):
    payoffs = "".join(f'[payoffs.{t}.m]\nu = ["0", "1"]\nd = ["1", "0"]\n' for t in "abc")
    (tmp_path / "three.toml").write_text(THREE_TYPES + payoffs)
    with pytest.raises(InputError, match="needs two types of sender, got 3"):
        dg.plot(str(tmp_path / "three.toml"), kind="beliefs")
    with pytest.raises(InputError, match="what should be drawn"):
        dg.plot(str(tmp_path / "three.toml"))
