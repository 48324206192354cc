"""The verb ``cite``: what to cite for a model and for the method that solves it, as BibTeX.

The entries are those of ``bibliography.bib``, a file of plain BibTeX beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from .errors import InputError, escaped, nearest
from .model import Model, load
from .shown import Shown
from .solution import CONCEPTS

SOURCES = ("MeiPearson", "Almen", "KeepingInTouch", "Zhou", "LiFang2018")  # of the catalogue
PACKAGE = "DefianceGames"
CUTTING = ("MotzkinEtAl1953", "FukudaProdon1996")  # polytopes with symbols, face by face

# concept, refinement, family of problems or part of the package -> keys
METHODS: Mapping[str, tuple[str, ...]] = {
    "nash": ("Winkels1979", "Jansen1981", "VonStengel1996", "AvisEtAl2010", *CUTTING),
    "many-players": ("VonStengel1996", "McKelveyMcLennan1996"),
    "subgame-perfect": ("Zermelo1913", "Kuhn1953", "Selten1965", "Selten1975"),
    "perfect-bayesian": ("KrepsWilson1982Sequential", "ChoKreps1987", "BanksSobel1987", *CUTTING),
    "sequential": ("KrepsWilson1982Sequential", "Streufert2006", *CUTTING),
    "stackelberg": ("ConitzerSandholm2006", "VonStengelZamir2010"),
    "correlated": ("Aumann1974", "Aumann1987", "CharnesCooper1962"),
    "quantal-response": ("McKelveyPalfrey1995", "McKelveyPalfrey1998", "Turocy2005", "AllgowerGeorg1990"),
    "intuitive": ("ChoKreps1987",),
    "d1": ("BanksSobel1987", "ChoKreps1987"),
    "undefeated": ("MailathEtAl1993",),
    "trembling-hand": ("Selten1975", "VanDamme1987"),
    "undominated": ("VanDamme1987",),
    "iterated-undominated": ("LuceRaiffa1957", "VanDamme1987"),
    "dominance": ("Bernheim1984", "Pearce1984", "LuceRaiffa1957"),
    "congestion": ("Rosenthal1973", "MondererShapley1996"),
    "contagion": ("Morris2000", "Sah1991", "Lochner2007"),
    "contest": ("Tullock1980", "SzidarovszkyOkuguchi1997", "CornesHartley2005"),
    "correlated-count": ("Aumann1987", "PapadimitriouRoughgarden2008"),
    "decision-process": ("Howard1960", "Puterman1994", "Tarjan1972"),
    "delegation": ("Holmstrom1984", "MelumadShibano1991", "AlonsoMatouschek2008"),
    "fixed-points": ("CollinsAkritas1976", "Moore1966", "Krawczyk1969"),
    "global-game": ("CarlssonVanDamme1993", "FrankelEtAl2003", "MorrisShin2003", "Johansson2018"),
    "persuasion": ("KamenicaGentzkow2011", "Appa2002"),
    "repeated": ("Friedman1971", "Abreu1988"),
    "reputation": ("KrepsWilson1982", "MilgromRoberts1982", "Selten1978"),
    "security-game": ("ConitzerSandholm2006", "KiekintveldEtAl2009", "Tambe2011"),
    "stochastic-game": ("Shapley1953", "Fink1964", "MaskinTirole2001"),
    "stopping": ("ChowEtAl1971", "Ferguson2008", "Tarjan1972"),
    "stopping-time": ("ChowEtAl1971", "Ferguson2008"),
    "symmetric-game": ("Schelling1973", "PalfreyRosenthal1984", "Segal2003"),
    "dynamics": ("TaylorJonker1978", "Brown1951", "HofbauerSandholm2002", "KnightCampbell2018"),
    "drawing": ("ReingoldTilford1981", "Kennedy1996"),
    "diffusion": ("Granovetter1978", "VanKampen2007", "SteeleEtAl2014", "SalmonEtAl2011"),
    "graphs": ("WattsStrogatz1998", "BarabasiAlbert1999", "BatageljBrandes2005"),
    "regions": ("BraytonEtAl1984", "BasuEtAl2006"),
    "verification": ("Farkas1902", "Motzkin1936", "KrepsWilson1982Sequential", "Streufert2012"),
    "proofs": ("Handelman1988", "Krivine1964", "CimattiEtAl2018", "DeMouraBjorner2008", "BarbosaEtAl2022"),
}


@dataclass(frozen=True)
class Entry:
    """One entry of a bibliography; the values of ``fields`` are LaTeX.

    >>> print(Entry("book", "Dixit1996", {"author": "Dixit, Avinash K.", "year": "1996"}).to_bibtex())
    @book{Dixit1996,
      author = {Dixit, Avinash K.},
      year = {1996}
    }
    """

    kind: str
    key: str
    fields: Mapping[str, str]

    def to_bibtex(self) -> str:
        """Return it as BibTeX."""
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in self.fields.items())
        return f"@{self.kind}{{{self.key},\n{lines}\n}}"


@dataclass(frozen=True)
class Citation(Shown):
    """What to cite: role (sources, related, method, software) -> entries, none of them twice."""

    model: str
    roles: Mapping[str, tuple[Entry, ...]]

    def __iter__(self) -> Iterator[Entry]:
        return (entry for entries in self.roles.values() for entry in entries)

    def to_bibtex(self) -> str:
        """Return all entries as BibTeX, each role under a comment."""
        parts = (["% " + role, *(e.to_bibtex() for e in entries)] for role, entries in self.roles.items())
        return "\n\n".join(block for part in parts for block in part)

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        entries = [
            {"role": role, "key": e.key, "type": e.kind, **e.fields}
            for role, own in self.roles.items()
            for e in own
        ]
        return {"schema": "defiance-games/citation/1", "model": self.model, "entries": entries}


def cite(model: Model | str, method: Iterable[str] | str | None = None) -> Citation:
    """Return what to cite for a model: its sources, related literature, its method, the package.

    Parameters
    ----------
    model : a model, or its name or file
    method : names of what was used (a concept, a refinement, a family of problems, "proofs"); where not
        given, the usual concept of the model's game, its families of problems, and the proofs

    Raises InputError for unknown models and methods.

    Examples
    --------
    >>> [entry.key for entry in cite("career_calculus").roles["related"]]
    ['Becker1968', 'AllinghamSandmo1972', 'BeckerStigler1974']
    """
    loaded = model if isinstance(model, Model) else load(model)
    used = _methods(loaded) if method is None else _named(method)
    keys = {
        "sources": [k for k in loaded.references if k in SOURCES],
        "related": [k for k in loaded.references if k not in SOURCES],
        "method": [key for name in used for key in METHODS[name]],
        "software": [PACKAGE],
    }
    table, told, roles = bibliography(), set[str](), {}
    for role, own in keys.items():
        roles[role] = tuple(_entry(table, key, loaded.name) for key in dict.fromkeys(own) if key not in told)
        told.update(own)
    if not keys["sources"] and loaded.source:
        roles["sources"] = (_of_file(loaded),)
    return Citation(loaded.name, {role: entries for role, entries in roles.items() if entries})


def _methods(model: Model) -> list[str]:
    """What solves a model: a concept for each game, families of problems, diffusion, proofs."""
    problems = [model.problem(name) for name in model.contents.problem_table]
    subjects = [model.at(), *problems] if model.is_game else problems
    found = [name for subject in subjects for name in _method(subject, model.contents.concept)]
    found += ["diffusion"] if model.contents.process else []
    return [*dict.fromkeys(found), "proofs"]


def _method(subject: Any, concept: str | None) -> list[str]:
    """What solves a game or a problem; a player alone needs no method."""
    if subject.kind not in CONCEPTS:
        return [subject.kind.replace("_", "-")]
    players, usual = len(subject.players), concept or CONCEPTS[subject.kind][0]
    many = usual == "nash" and players > 2
    return ["many-players"] if many else [usual] if players > 1 else []


def _named(method: Iterable[str] | str) -> list[str]:
    names = [method] if isinstance(method, str) else list(method)
    faults = [f"No method '{escaped(n)}'. {nearest(str(n), METHODS)}" for n in names if n not in METHODS]
    if faults:
        raise InputError(faults)
    return names


def _entry(table: Mapping[str, Entry], key: str, model: str) -> Entry:
    if key not in table:
        raise InputError(f"{model}: the bibliography has no '{escaped(key)}'. {nearest(key, table)}")
    return table[key]


def _of_file(model: Model) -> Entry:
    """The entry of a game file: its title, and its source as a note."""
    key = re.sub(r"[^A-Za-z0-9]+", "", Path(model.name).stem.title()) or "Game"
    return Entry("misc", key, {"title": latex(model.title), "note": latex(model.source)})


_SPECIAL = {c: "\\" + c for c in "$&#%_"} | {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


def latex(text: str) -> str:
    r"""Return words as LaTeX that is safe inside an entry.

    >>> latex("R&D, 50 % of p_star {x")
    'R\\&D, 50 \\% of p\\_star \\textbraceleft{}x'
    """
    words = escaped(" ".join(text.split()))
    return "".join(_SPECIAL.get(c, c) for c in words)


# -- the file ---------------------------------------------------------------------------------------
@cache
def bibliography() -> Mapping[str, Entry]:
    """Return every entry of the package's bibliography by its key."""
    from . import __version__

    text = Path(__file__).with_name("bibliography.bib").read_text("ascii")
    table = {entry.key: entry for entry in entries(text)}
    own = table[PACKAGE]
    return table | {PACKAGE: replace(own, fields={**own.fields, "version": __version__})}


def entries(text: str) -> Iterator[Entry]:
    """Yield the entries of a BibTeX text in which each field is ``name = {value}``.

    What stands between entries is a comment. Raises InputError, with the line, where it is written otherwise.

    >>> [e.fields["title"] for e in entries("% note\\n@misc{Key, title = {The {Nash} Way}}")]
    ['The {Nash} Way']
    """
    head, name = re.compile(r"@(\w+)\s*\{\s*([^\s,{}]+)\s*"), re.compile(r"\s*,\s*(\w+)\s*=\s*(?=\{)")
    at = 0
    while found := head.search(text, at):
        at, fields = found.end(), dict[str, str]()
        while field := name.match(text, at):
            at = _closing(text, field.end())
            fields[field[1].lower()] = text[field.end() + 1 : at - 1]
        end = re.compile(r"\s*,?\s*\}").match(text, at)
        if end is None:
            line = text.count("\n", 0, at) + 1
            raise InputError(
                f"BibTeX, line {line}: '{found[2]}' must go on with ', name = {{value}}' or end."
            )
        at = end.end()
        yield Entry(found[1].lower(), found[2], fields)


def _closing(text: str, start: int) -> int:
    """Return the place after the brace that closes the one at ``start``."""
    depth = 0
    for brace in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    raise InputError(f"BibTeX, line {text.count(chr(10), 0, start) + 1}: a brace is not closed.")
