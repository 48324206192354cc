"""Graphs: read from every source, checked, and generated."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from defiance_games.diffusion import GENERATORS, Complete, Graph, generate, read_graph
from defiance_games.errors import InputError


def pairs(graph: Graph | Complete) -> set[tuple[int, int]]:
    """Who observes whom."""
    return {(i, int(j)) for i in range(graph.n) for j in graph.neighbors(i)}


def both(*edges: tuple[int, int]) -> set[tuple[int, int]]:
    """The edges in both directions."""
    return {*edges, *((j, i) for i, j in edges)}


EDGES = both((0, 1), (1, 2), (4, 0))


@pytest.mark.parametrize(
    "text",
    [
        "0 1\n1 2\n4 0\n",
        "# a comment\n\n0,1\n1,2 # another\n4,0",
        "source\ttarget\n0\t1\n1\t2\n4\t0\n",
        "i;j\r\n0;1\r\n1;2\r\n4;0\r\n",
        "\ufeff0 1\n2 1\n4 0\n",
        "county,neighbor\n0,1\n1,2\n4,0\n",
    ],
)
def test_files_of_edges(tmp_path: Path, text: str) -> None:
    path = tmp_path / "graph.txt"
    path.write_text(text, encoding="utf-8")
    for graph in (read_graph(path), read_graph(str(path), nodes=5)):
        assert graph.n == 5 and pairs(graph) == EDGES and graph.symmetric and graph.weights is None
    assert read_graph(path, labels=True).labels is not None
    assert pairs(read_graph(path, nodes=6, directed=True)) < EDGES


def test_weights_and_names(tmp_path: Path) -> None:
    path = tmp_path / "graph.csv"
    path.write_text("from,to,weight\nTieben,Changzhou,2\nChangzhou,Nanjing,0.5\n", encoding="utf-8")
    graph = read_graph(path)
    assert graph.labels == ("Tieben", "Changzhou", "Nanjing") and graph.n == 3
    assert graph.weights is not None and graph.weights.tolist() == [2, 2, 0.5, 0.5]
    assert graph.strength.tolist() == [2, 2.5, 0.5]
    numbered = read_graph([(0, 1, 2.0), (1, 2, 0.5)])
    assert numbered.weights is not None and numbered.weights.tolist() == graph.weights.tolist()


def test_pairs_arrays_matrices_and_networkx_graphs() -> None:
    edges = [(0, 1), (1, 2), (4, 0)]
    networkx = pytest.importorskip("networkx")
    drawn = networkx.Graph()
    drawn.add_nodes_from(range(5))
    drawn.add_edges_from(edges)
    matrix = scipy.sparse.coo_array((np.ones(3), ([0, 1, 4], [1, 2, 0])), shape=(5, 5))
    for source in (edges, iter(edges), np.array(edges), np.array(edges, float), drawn):
        assert pairs(read_graph(source)) == EDGES
    assert pairs(read_graph(edges, directed=True)) == set(edges) == pairs(read_graph(matrix))
    assert pairs(read_graph(matrix.tocsr(), nodes=5)) == set(edges)
    arrows = networkx.DiGraph([(4, 0), (2, 1), (1, 3)])
    assert pairs(read_graph(arrows)) == {(4, 0), (2, 1), (1, 3)} and read_graph(arrows).labels is None
    named = read_graph(networkx.Graph([("a", "b"), ("b", "c")]))
    assert named.labels == ("a", "b", "c") and pairs(named) == both((0, 1), (1, 2))
    weighted = networkx.Graph()
    weighted.add_edge(0, 1, weight=3)
    weighted.add_edge(1, 2)
    assert np.asarray(read_graph(weighted).weights).tolist() == [3, 3, 1, 1]


def test_repeated_edges_are_merged_and_noted() -> None:
    graph = read_graph([(0, 1), (1, 0), (0, 1), (1, 2)])
    assert pairs(graph) == both((0, 1), (1, 2)) and graph.notes[0].startswith("2 edges occur more than once")
    assert not read_graph([(0, 1), (1, 0)], directed=True).notes
    weighted = read_graph([(0, 1, 1), (1, 0, 3)])
    assert np.asarray(weighted.weights).tolist() == [3, 3]


def test_reverse_visibility_and_degree() -> None:
    random = np.random.default_rng(1)
    matrix = scipy.sparse.random_array((30, 30), density=0.1, rng=random, format="lil")
    matrix.setdiag(0)
    matrix = matrix.tocsr()
    matrix.eliminate_zeros()
    graph = read_graph(matrix)
    assert pairs(graph.reverse) == {(j, i) for i, j in pairs(graph)}
    assert graph.visibility.tolist() == graph.reverse.degree.tolist()
    assert sum(graph.degree) == graph.edges == matrix.nnz
    assert graph.strength.tolist() == pytest.approx(matrix.sum(axis=1).tolist())


@pytest.mark.parametrize(
    "text, nodes, faults",
    [
        ("0 1\n1 1\n2 x y z\n3\n0 9\n", 5,
         ["line 2: locality 1", "line 3: there must be", "line 4: there must be", "line 5: 9"]),
        ("0 1 -1\n1 2 0\n2 3 nan\n# -\n3 4 inf\n0 0 1", None,
         ["line 6: locality 0", *(f"line {k}: the weight" for k in (1, 2, 3, 5))]),
        ("0 1 big\n1 2\n", None, ["line 1: the weight must be a number > 0, got big"]),
        ("0.5 1\n1 2\n", None, ["0.5 is no id"]),
        ("-1 2\n", None, ["line 1: -1 is no id"]),
        ("0 1\n7 x\n3 3\n", None,
         ["line 2: x is no id: ids are all whole numbers or all names", "line 3: locality 3"]),
        ("# nothing\n", None, ["there is no edge"]),
        ("a b\nc d\n", 3, ["4 names appear, more than the 3 localities"]),
        ("0 99999999999999999999999\n", None, ["too large"]),
        ("0 3000000000\n", None, ["at most 10000000 localities"]),
    ],
)  # fmt: skip
def test_faulty_files_are_told_with_their_lines(
    tmp_path: Path, text: str, nodes: int | None, faults: list[str]
) -> None:
    path = tmp_path / "graph.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_graph(path, nodes=nodes)
    told = caught.value.faults
    assert all(sentence.startswith("graph graph.txt: ") for sentence in told)
    lines = [int(found[1]) for sentence in told if (found := re.search(r"line (\d+):", sentence))]
    assert lines == sorted(lines)
    assert [any(fault in sentence for sentence in told) for fault in faults] == [True] * len(faults), told
    assert len(told) == len(faults), told


@pytest.mark.parametrize(
    "source, options, fault",
    [
        ("no such file", {}, "cannot be read"),
        ([], {}, "at least 2 localities, got 0"),
        ([(0, 1)], {"nodes": 1}, "nodes (number of localities) must be an integer of at least 2, got 1"),
        ([(0, 1)], {"nodes": "2.5"}, "got 2.5"),
        ([(0, 1), 5, (1,)], {}, "edge 2: there must be a pair"),
        (np.array([[0, 1], [1, math.nan]]), {}, "nan is no id"),
        (np.array([[0, 1], [1, 1e300]]), {}, "is too large for an id"),
        ([(0.0, 1), (1, 2.5)], {}, "2.5 is no id"),
        (np.zeros((2, 4)), {}, "got shape (2, 4)"),
        (7, {}, "must be a file, pairs"),
        (scipy.sparse.csr_array((2, 3)), {}, "square, got 2 x 3"),
        (
            scipy.sparse.csr_array(np.array([[0, -2.0], [1, 0]])),
            {},
            "the weight must be a number > 0, got -2",
        ),
        (scipy.sparse.csr_array(np.eye(2)), {}, "observes itself"),
        (scipy.sparse.csr_array(np.eye(2)), {"nodes": 3}, "nodes is 3, but the matrix has 2 rows"),
    ],
)
def test_faulty_sources(source: Any, options: dict[str, Any], fault: str) -> None:
    with pytest.raises(InputError) as caught:
        read_graph(source, **options)
    assert any(fault in sentence for sentence in caught.value.faults), caught.value.faults


def test_many_faults_are_counted() -> None:
    with pytest.raises(InputError) as caught:
        read_graph([(k, k) for k in range(100)])
    assert len(caught.value.faults) == 20 and caught.value.faults[-1].endswith("And 80 more like this.")


@pytest.mark.parametrize("name", list(GENERATORS))
def test_generated_graphs_are_simple_and_depend_on_the_seed_alone(name: str) -> None:
    few = {"degree": 2} if name in ("ring", "small-world", "scale-free") else {}
    few |= {"degree": 1} if name == "random" else {}
    for n, parameters in ((2, few), (3, few), (7, few), (10, {}), (101, {})):
        graph = generate(name, n, seed=3, **parameters)
        edges = pairs(graph)
        assert graph.n == n and len(edges) == graph.edges and all(i != j for i, j in edges)
        assert edges == pairs(generate(name, str(n), seed=3, **parameters))
        if name != "hierarchy":
            assert graph.symmetric and edges == {(j, i) for i, j in edges}


def test_what_the_generators_are() -> None:
    assert pairs(generate("ring", 6, degree=4)) == {
        (i, j) for i in range(6) for j in range(6) if (i - j) % 6 in (1, 2, 4, 5)
    }
    assert pairs(generate("grid", 7, columns=3)) == both(
        (0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5), (3, 6)
    )
    assert pairs(generate("star", 5)) == both(*((0, k) for k in range(1, 5)))
    assert pairs(generate("complete", 4)) == {(i, j) for i in range(4) for j in range(4) if i != j}
    assert generate("random", 500, degree="3.2").edges == 1600
    assert pairs(generate("random", 6, degree=5)) == pairs(Complete(6))
    same = generate("small-world", 50, degree=4, rewire=0)
    assert pairs(same) == pairs(generate("ring", 50, degree=4))
    mixed = generate("small-world", 5000, seed=2, degree=6, rewire="0.3")
    kept = len(pairs(mixed) & pairs(generate("ring", 5000, degree=6))) / 30_000
    assert mixed.edges == 30_000 and abs(kept - 0.7) < 0.02
    assert generate("small-world", 6, seed=1, degree=4, rewire=1).edges == 24


def test_scale_free_graphs_have_a_heavy_tail() -> None:
    graph = generate("scale-free", 50_000, seed=4, degree=6)
    degree = graph.degree
    assert degree.min() >= 1 and 5.9 < degree.mean() <= 6
    for k in (6, 12, 24):  # P(degree >= k) = m(m + 1)/(k(k + 1)), m = 3
        expected = 12 / (k * (k + 1))
        assert abs((degree >= k).mean() - expected) < 5 * math.sqrt(expected / 50_000) + 0.002


def test_hierarchies_know_their_levels() -> None:
    graph = generate("hierarchy", 31 + 31 * 11 + 31 * 11 * 9, branching="31,11,9")
    assert graph.level is not None and np.bincount(graph.level).tolist() == [31, 341, 3069]
    assert graph.degree[[0, 31, 372]].tolist() == [30, 11, 9]
    assert set(graph.neighbors(31 + 11).tolist()) == {
        1,
        *range(43, 53),
    }  # the first city of the second province
    assert graph.visibility[0] == 30 + 11
    assert generate("hierarchy", 10**3, levels=3).degree.max() <= 10


def test_large_graphs_are_not_listed_where_all_observe_all() -> None:
    assert generate("complete", 10**7).edges == 10**7 * (10**7 - 1)


def test_a_hierarchy_has_the_fewest_subordinates_that_are_enough() -> None:
    for nodes in (2, 3, 10, 39, 40, 1000):
        for levels in (1, 2, 3, 7):
            b = 1
            while sum(b**k for k in range(1, levels + 1)) < nodes:
                b += 1
            same = generate("hierarchy", nodes, branching=",".join([str(b)] * levels))
            assert pairs(generate("hierarchy", nodes, levels=levels)) == pairs(same)
    assert generate("hierarchy", 5, branching="999999999999999999,9").edges == 20


@pytest.mark.parametrize(
    "name, nodes, parameters, faults",
    [
        ("rings", 5, {}, ["Did you mean 'ring'"]),
        ("ring", "x", {"degre": 2}, ["no parameter 'degre'", "nodes"]),
        ("ring", 5, {"degree": 3}, ["must be even"]),
        ("ring", 5, {"degree": 6}, ["at most N - 1 = 4"]),
        ("small-world", 50, {"degree": 5, "rewire": 2}, ["must be even", "rewire"]),
        ("small-world", 50, {"degree": "2.5", "wire": 2}, ["no parameter 'wire'", "degree"]),
        ("random", 50, {"degree": 50}, ["at most N - 1 = 49"]),
        ("grid", 50, {"columns": 0}, ["columns"]),
        ("hierarchy", 50, {"branching": "2,0"}, ["branching ("]),
        ("hierarchy", 50, {"branching": "3x"}, ["branching ("]),
        ("hierarchy", 50, {"branching": "2,2"}, ["has places for 6"]),
        ("hierarchy", 50, {"branching": [1] * 101}, ["at most 100 levels, got 101"]),
        ("hierarchy", 50, {"levels": 0}, ["levels"]),
        ("hierarchy", 10, {"levels": 10**9}, ["at most 100, got 1000000000"]),
        ("hierarchy", 10**7, {"levels": 1}, ["at most 100000000 observe-relations"]),
        ("complete", 2**31, {}, ["at most 10000000, got 2147483648"]),
        ("ring", 10**9, {}, ["at most 10000000, got 1000000000"]),
        ("ring", 10**7, {"degree": 12}, ["these would be 120000000"]),
        ("small-world", 10**6, {"degree": 999998}, ["observe-relations"]),
        ("scale-free", 10**6, {"degree": 1000}, ["observe-relations"]),
        ("random", 10**7, {"degree": "10.5"}, ["these would be 105000000"]),
        ("star", 1, {}, ["at least 2"]),
        ("star", 5, {"seed": -1}, ["seed"]),
    ],
)
def test_faulty_parameters_of_generators(
    name: str, nodes: Any, parameters: dict[str, Any], faults: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        generate(name, nodes, **parameters)
    told = caught.value.faults
    assert [any(fault in sentence for sentence in told) for fault in faults] == [True] * len(faults), told
    assert len(told) == len(faults), told


def test_ids_that_count_from_one_leave_a_locality_alone_and_this_is_said(tmp_path):
    file = tmp_path / "edges.txt"
    file.write_text("1 2\n2 3\n3 1\n")
    for source in (file, [(1, 2), (2, 3), (3, 1)]):
        graph = read_graph(source)
        assert graph.n == 4 and graph.notes == (
            "No edge has 0: 1 of the 4 localities 0..3 observe nobody. If the ids are not positions "
            "0, 1, ..., give labels=True (--labels).",
        )
        assert read_graph(source, nodes=4).notes == () and read_graph(source, labels=True).n == 3
    assert read_graph([(0, 9)]).notes[0].startswith("No edge has 1, 2, 3, ...: 8 of the 10 localities 0..9")
    assert read_graph([(0, 1), (1, 2)]).notes == ()
