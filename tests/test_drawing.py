"""Drawings: nothing lies on anything else, what is played is marked, TeX compiles, tables are right."""

import random
import re
import shutil
import subprocess

import pytest

import defiance_games as dg
from defiance_games import ExtensiveForm, InputError, NormalForm, UnsupportedError, chance, draw, end, move
from defiance_games.equilibria.best_responses import best_responses
from defiance_games.report import render
from defiance_games.report.drawing.layout import laid_out, levels
from defiance_games.report.drawing.measure import rough
from defiance_games.report.drawing.signaling import two_sided
from defiance_games.report.drawing.sketch import of_signaling, of_tree
from defiance_games.report.matrix import Matrix

WORDS = ("comply", "defy", "wait for news", "report")
PAYOFFS = ("a", "-b", "2*c - d/(1 + r**2)", "0", "3", "p_star*(1 - q)")


def grown(leaves, seed):
    """A random tree with this number of plays, with chance and with information sets that interleave."""
    rng = random.Random(seed)

    def part(n, depth):
        if n == 1:
            return end(*(rng.choice(PAYOFFS) for _ in range(2)))
        k = min(n, rng.randint(2, 4))
        cuts = sorted(rng.sample(range(1, n), k - 1))
        sizes = [b - a for a, b in zip([0, *cuts], [*cuts, n])]
        after = {w: part(size, depth + 1) for w, size in zip(WORDS, sizes)}
        if rng.random() < 0.2:
            return chance({w: (f"1/{k}", x) for w, x in after.items()})
        player = rng.choice(("Center", "Local"))
        at = f"{player} at depth {depth}, {k} ways, {rng.randint(0, 1)}" if rng.random() < 0.6 else ""
        return move(player, after, at=at)

    return ExtensiveForm.build(["Center", "Local"], part(leaves, 0), title="A random tree")


# -- places -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("leaves", [1, 2, 5, 13, 24, 40, 60])
@pytest.mark.parametrize("seed", range(6))
def test_no_text_lies_on_another(leaves, seed):
    pytest.importorskip("matplotlib")
    drawing = draw(grown(leaves, seed) if leaves > 1 else ExtensiveForm.build(["A", "B"], end(1, "x")))
    scene = drawing.scene()
    assert [(str(a.cell), str(b.cell)) for a, b in scene.collisions()] == []
    ends = [d for d in scene.dots if d.kind == "end"]
    assert len(ends) == len(drawing.game.ends) == leaves


@pytest.mark.parametrize("leaves, seed", [(2, 0), (5, 1), (13, 2), (24, 3), (40, 4), (60, 5), (60, 6)])
def test_trees_that_grow_downwards_have_no_text_on_another(leaves, seed):
    pytest.importorskip("matplotlib")
    scene = draw(grown(leaves, seed), down=True).scene()
    assert [(str(a.cell), str(b.cell)) for a, b in scene.collisions()] == []
    for here, fork, there in (line.points for line in scene.lines if line.style == "branch"):
        assert here[1] > fork[1] >= there[1] and fork[0] == there[0]
        for text in scene.texts:  # no branch runs through words
            upright = text.box.left + 0.5 < there[0] < text.box.right - 0.5
            assert not (upright and text.box.bottom < fork[1] - 1 and text.box.top > there[1] + 1), text.cell


def test_payoffs_stand_under_one_another_where_a_tree_grows_downwards():
    pytest.importorskip("matplotlib")
    game = dg.load("examples/games/selten_horse.toml").at()
    scene = draw(game, 1, down=True).scene()
    ends = [d for d in scene.dots if d.kind == "end"]
    under = [[t for t in scene.texts if t.anchor == "center" and t.x == d.x and t.y < d.y] for d in ends]
    assert all(len(texts) >= 3 for texts in under)
    with pytest.raises(UnsupportedError, match="grow to the right"):
        draw(game, down=True).to_latex()


@pytest.mark.parametrize("seed", range(12))
def test_no_branch_crosses_another_and_none_runs_through_words(seed):
    pytest.importorskip("matplotlib")
    scene = draw(grown(30, seed)).scene()
    branches = [line.points for line in scene.lines if line.style == "branch"]
    for here, fork, there in branches:
        assert here[0] < fork[0] <= there[0] and fork[1] == there[1]
        for text in scene.texts:
            box = text.box
            level = box.bottom + 0.5 < there[1] < box.top - 0.5
            assert not (level and box.left < there[0] - 1 and box.right > fork[0] + 1), text.cell
    for i, (a, b, _) in enumerate(branches):
        for c, d, _ in branches[i + 1 :]:
            if abs(b[0] - d[0]) < 1e-6:  # forks of one column keep the order of their nodes
                assert (a[1] - c[1]) * (b[1] - d[1]) >= -1e-6


@pytest.mark.parametrize("seed", range(10))
def test_nodes_of_an_information_set_stand_at_one_depth(seed):
    sketch = of_tree(grown(40, seed))
    depth, placed = levels(sketch), laid_out(sketch, rough)
    assert all(depth[k] > depth[s.parent] for k, s in enumerate(sketch.spots) if s.parent >= 0)
    if any(a in path(sketch, b) for s in sketch.sets for a in s for b in s if a != b):
        return  # somebody passes one of its sets twice
    for nodes in sketch.sets:
        assert len({depth[k] for k in nodes}) == 1 and len({placed.x[k] for k in nodes}) == 1


def path(sketch, node):
    found = set()
    while sketch.spots[node].parent >= 0:
        node = sketch.spots[node].parent
        found.add(node)
    return found


def test_dashed_lines_of_interleaved_sets_stand_apart():
    def after(k):
        return move("B", {"x": end(0, k), "y": end(1, 0)}, at="odd" if k % 2 else "even")

    game = ExtensiveForm.build(["A", "B"], move("A", {str(k): after(k) for k in range(6)}))
    sketch = of_tree(game)
    placed = laid_out(sketch, rough)
    first, second = sketch.sets
    assert placed.x[first[0]] != placed.x[second[0]]
    assert all(placed.named[k] for k in (*first, *second))
    alone = of_tree(ExtensiveForm.build(["A", "B"], move("A", {"1": after(1), "3": after(3)})))
    assert sum(laid_out(alone, rough).named) == 2  # the root, and the set once


@pytest.mark.parametrize("name", ["exemplary_sanction", "crowd_screening", "examples/games/beer_quiche.toml"])
def test_signaling_games_have_two_sides(name):
    pytest.importorskip("matplotlib")
    model = dg.load(name)
    game = model.at()
    assert two_sided(of_signaling(game))
    scene = draw(game).scene()
    assert not list(scene.collisions())
    dots = sorted({round(d.x) for d in scene.dots})
    assert dots == [-x for x in reversed(dots)] or len(dots) >= 5
    (root,) = [d for d in scene.dots if d.kind == "chance"]
    assert (root.x, root.y) == (0, 0)


def test_more_messages_or_types_make_a_tree():
    pytest.importorskip("matplotlib")
    sketch = of_signaling(dg.load("examples/games/spence.toml").at())
    assert not two_sided(sketch) and len(sketch.sets) == 3
    assert not list(draw(dg.load("examples/games/spence.toml")).scene().collisions())


# -- equilibria ---------------------------------------------------------------------------------------
def test_played_branches_are_marked_with_their_odds_and_beliefs():
    pytest.importorskip("matplotlib")
    game = dg.load("exemplary_sanction").at()
    solution = dg.solve(game)
    e = next(e for e in solution if e.kind == "semi-separating")
    drawing = draw(game, e)
    scene = drawing.scene()
    styles = [line.style for line in scene.lines]
    played = sum(x != 0 for plan in e.strategies.values() for mix in plan.values() for x in mix.values())
    replies = sum(x != 0 for mix in e.strategies["Official 2"].values() for x in mix.values())
    assert styles.count("played") + styles.count("planned") == played + replies + 2  # replies twice; chance
    assert styles.count("planned") >= 1
    words = [str(t.cell) for t in scene.texts]
    assert sum(w.startswith("('[',") for w in words) == 4  # a belief at each node of both information sets
    assert any("equilibrium" in w for w in words) and not list(scene.collisions())


def test_an_equilibrium_is_found_by_name_or_number():
    game = dg.load("inspection_game")
    (e,) = dg.solve(game)
    assert draw(game, 1).equilibrium == draw(game, e.name).equilibrium == e
    for wrong, said in (("2", "from 1 to 1, got 2"), ("mixd", "Did you mean 'mixed'"), (0, "got 0")):
        with pytest.raises(InputError, match=said):
            draw(game, wrong)
    with pytest.raises(UnsupportedError, match="not a finite game"):
        draw(dg.load("belief_diffusion"))


def test_strategies_that_are_not_reached_are_left_alone():
    pytest.importorskip("matplotlib")
    game = dg.load("examples/games/entry_deterrence.toml").at()
    for e in dg.solve(game, concept="nash"):
        scene = draw(game, e).scene()
        assert any(line.style == "played" for line in scene.lines)


def test_long_probabilities_get_short_names():
    pytest.importorskip("matplotlib")
    long = " + ".join(f"a_{k}*b_{k}" for k in range(12))
    odds = {"left": (f"1/(2 + ({long})**2)", end(1)), "right": (f"1 - 1/(2 + ({long})**2)", end(0))}
    scene = draw(ExtensiveForm.build(["A"], chance(odds))).scene()
    words = [str(t.cell) for t in scene.texts]
    assert "x_1" in words and "x_2" in words and any("x_1 = " in w for w in words)


# -- files --------------------------------------------------------------------------------------------
def test_every_format_is_written_and_no_other(tmp_path):
    pytest.importorskip("matplotlib")
    heads = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF", ".tex": b"\\documentclass"}
    heads |= {".html": b"<!DOCTYPE", ".md": b"```text", ".txt": b"A tree"}
    game = ExtensiveForm.build(["A"], move("A", {"x": end(1), "y_2 & <z>": end("p_star")}), title="A tree")
    for suffix, head in heads.items():
        draw(game).save(tmp_path / f"tree{suffix}")
        assert (tmp_path / f"tree{suffix}").read_bytes().startswith(head), suffix
    with pytest.raises(InputError, match="must end in .svg, .png"):
        draw(game).save(tmp_path / "tree.doc")
    first = draw(game).to_svg()
    assert first == draw(game).to_svg() and "<script" not in first


def test_characters_without_a_font_are_spoken_of_once(recwarn):
    pytest.importorskip("matplotlib")
    game = ExtensiveForm.build(["\U00012000\U00012001"], move("\U00012000\U00012001", {"\U00012002": end(1)}))
    draw(game).to_svg()
    assert len([w for w in recwarn if "no font" in str(w.message)]) == len(recwarn) == 1


def test_large_games_are_refused_with_a_sentence():
    wide = ExtensiveForm.build(["A"], move("A", {str(k): end(k) for k in range(400)}))
    with pytest.raises(UnsupportedError, match="at most 300 plays, this tree has 400"):
        draw(wide).to_latex()
    assert wide._repr_html_().startswith("<pre>")


# -- TeX ----------------------------------------------------------------------------------------------
def signaling():
    game = dg.load("examples/games/beer_quiche.toml").at()
    return draw(game, next(iter(dg.solve(game))))


def hostile():
    ends = {"50% & #1_$x$": end("lam"), "{\\input x}": end("k_R"), "^~|<>": end(1)}
    return draw(ExtensiveForm.build(["A"], move("A", ends), title="_%"))


SOURCES = {
    "signaling": signaling,
    "symbols": lambda: draw(dg.load("crowd_screening")),
    "tree": lambda: draw(dg.load("collusion_chain"), 1, n=2),
    "random": lambda: draw(grown(30, 3)),
    "table": lambda: draw(dg.load("inspection_game"), 1),
    "hostile": hostile,
}


@pytest.mark.parametrize("name", SOURCES)
def test_tex_has_the_structure_of_istgame(name):
    drawing = SOURCES[name]()
    text = drawing.to_latex()
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    if isinstance(drawing.game, NormalForm):
        assert r"\underline{" in text and r"\begin{tabular}" in text
        return
    assert text.count(r"\begin{istgame}") == text.count(r"\end{istgame}") == 1
    assert text.count(r"\istroot") == text.count(r"\endist")
    sketch = drawing._sketch
    branches = len(re.findall(r"\\ist[bB]<", text))
    assert branches == sum(len(s.branches) for s in sketch.spots)
    assert text.count(r"\xtInfoset[dashed]") == sum(len(s) - 1 for s in sketch.sets)
    for a, b in re.findall(r"\\xtInfoset\[dashed\]\((\w+)\)\((\w+)\)", text):
        assert f"({a})" in text and f"({b})" in text
    played = sum(b.reached for s in sketch.spots for b in s.branches)
    assert text.count("[played]") == played


@pytest.mark.parametrize("name", SOURCES)
def test_tex_compiles(name, tmp_path):
    drawing = SOURCES[name]()
    needed = "istgame.sty" if not isinstance(drawing.game, NormalForm) else "booktabs.sty"
    if not shutil.which("pdflatex") or subprocess.run(["kpsewhich", needed], capture_output=True).returncode:
        pytest.skip(f"needs pdflatex with {needed}: apt-get install texlive-latex-base texlive-pictures")
    drawing.save(tmp_path / "game.tex")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "game.tex"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, errors="replace"
    )
    assert done.returncode == 0, done.stdout[-1500:]
    assert "(1 page" in done.stdout


# -- tables -------------------------------------------------------------------------------------------
def test_best_responses_are_those_that_numbers_give():
    rng = random.Random(5)
    for _ in range(30):
        sizes = [rng.randint(1, 3) for _ in range(rng.randint(1, 3))]
        names = [[f"s{k}" for k in range(n)] for n in sizes]
        players = [f"P{i}" for i in range(len(sizes))]
        table = dict.fromkeys(NormalForm.build(players, names, zeros(sizes, len(sizes))).profiles)
        payoffs = {p: [rng.randint(0, 3) for _ in sizes] for p in table}
        game = NormalForm.build(players, names, payoffs)
        for profile, regions in best_responses(game).items():
            for i, region in enumerate(regions):
                others = [(*profile[:i], k, *profile[i + 1 :]) for k in range(sizes[i])]
                best = payoffs[profile][i] == max(payoffs[o][i] for o in others)
                assert region.always is best and region.never is not best


def zeros(sizes, n):
    return [0] * n if not sizes else [zeros(sizes[1:], n) for _ in range(sizes[0])]


def test_the_domain_decides_best_responses_and_the_rest_is_said():
    game = dg.load("inspection_game").at()
    found = best_responses(game)
    always = {p: [r.always for r in regions] for p, regions in found.items()}
    assert always == {
        (0, 0): [False, True],
        (0, 1): [True, False],
        (1, 0): [True, False],
        (1, 1): [False, True],
    }
    open_ = NormalForm.from_arrays([["a - k", 1], [0, 1]], [[1, 0], [0, 1]])
    assert [str(r) for r in best_responses(open_)[0, 0]] == ["a >= k", "always"]
    shown = str(draw(open_))
    assert "[a - k]¹, [1]" in shown and "a >= k" in shown


@pytest.mark.parametrize(
    "form, mark",
    [("html", "<u>$0$</u>"), ("latex", r"\underline{$0$}"), ("markdown", "**$0$**"), ("table", "[0]")],
)
def test_best_responses_are_marked_in_every_format(form, mark):
    assert mark in render(Matrix(dg.load("inspection_game").at()), form)


def test_three_players_have_a_list_of_matrices():
    pytest.importorskip("matplotlib")
    game = NormalForm.build(["A", "B", "C"], [["u", "d"], ["l", "r"], ["x", "y", "z"]], zeros([2, 2, 3], 3))
    text = str(draw(game))
    assert [line for line in text.splitlines() if line.startswith("C: ")] == ["C: x", "C: y", "C: z"]
    scene = draw(game).scene()
    assert not list(scene.collisions())
    assert sum(line.style == "strong" for line in scene.lines) >= 36  # every payoff is a best response
    assert len(Matrix(game).to_pandas()) == 36


# -- notebooks ----------------------------------------------------------------------------------------
def test_notebooks_show_models_games_regions_and_parameters():
    pytest.importorskip("matplotlib")
    model = dg.load("exemplary_sanction")
    page = model._repr_html_()
    assert "<h3>exemplary_sanction" in page and "$q$" in page and "mu_star" in page
    assert r"\toprule" in model._repr_latex_()
    assert model.at()._repr_html_().startswith('<svg role="img"') and "$p_{R}$" in model.at()._repr_html_()
    assert "istgame" in model.at().to_latex()
    table = dg.load("inspection_game").at()
    assert "<u>" in table._repr_html_() and r"\underline" in table.to_latex()
    assert list(model.parameters.to_pandas()["parameter"]) == [p.name for p in model.parameters]
    assert model.parameters == model.contents.parameters and "<table" in model.parameters._repr_html_()
    condition = model.parameters[1].domain[0]
    assert condition._repr_latex_() == r"$\displaystyle h > 0$"
    (e,) = dg.solve(dg.load("inspection_game"))
    assert e.region._repr_latex_() == r"$\displaystyle \text{always}$"


def test_every_model_shows_itself():
    for name in dg.models():
        model = dg.load(name)
        assert model._repr_html_().startswith("<h3>") and model.to_latex()


def test_the_sign_table_of_a_journal():
    table = dg.statics(dg.load("inspection_game"), outcome="defiance")
    text = table.to_latex(journal=True)
    assert text.count(r"\begin{table}") == text.count(r"\caption{") == text.count(r"\label{") == 1
    assert "Panel A. defiance" in text and r"\textit{Notes.}" in text
    row = next(line for line in text.splitlines() if line.startswith(r"\quad"))
    assert [s.strip(" \\") for s in row.split("&")[1:]] == ["0", "0", "+", "$-$", "0"]
    assert table.to_latex() != text and r"\section*" in table.to_latex()


# -- command line -------------------------------------------------------------------------------------
def test_the_command(tmp_path, capsys):
    from defiance_games.cli import run

    assert run(["tree", "inspection_game", "--set", "k=1/2"]) == 0
    assert "Best responses are marked." in capsys.readouterr().out
    assert run(["tree", "collusion_chain", "--equilibrium", "1", "-o", str(tmp_path / "tree.tex")]) == 0
    assert capsys.readouterr().out == "" and "[played]" in (tmp_path / "tree.tex").read_text()
    for wrong in (["--equilibrium", "no"], ["-o", "x.doc"], ["--set", "k=-1"]):
        assert run(["tree", "inspection_game", *wrong]) == 2
        assert capsys.readouterr().out == ""
