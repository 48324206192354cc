"""The pictures of the gallery: each with what makes it, a command or a function, and what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shown:
    """A picture: its file, a title, a sentence or two, and what makes it, a command without its ``-o``."""

    file: str
    title: str
    caption: str
    made_by: str | Callable[[], Any]


def relay():
    """A local that acts three times, then the center: 54 plays."""
    import defiance_games as dg

    def years(left: int, defied: int):
        if left == 0:
            ends = {"sanction": dg.end(-1, f"{defied} - p"), "forgive": dg.end(-defied, defied)}
            return dg.move("Center", ends)
        actions = ("comply", "feign", "defy")
        return dg.move("Local", {a: years(left - 1, defied + k) for k, a in enumerate(actions)})

    return dg.draw(dg.ExtensiveForm.build(["Center", "Local"], years(3, 0), title="Three years"))


PICTURES: dict[str, tuple[Shown, ...]] = {
    "Which equilibrium holds where": (
        Shown(
            "regions.png",
            "A map of equilibria",
            "Each region has the names of the equilibria that exist there and their conditions. Where "
            "there are several it is hatched. Boundaries are exact, and their formulas stand where they "
            "leave the picture.",
            "defiance plot exemplary_sanction --over q,h",
        ),
        Shown(
            "regions-d1.png",
            "The same after a refinement",
            "Only the equilibria that pass the criterion D1: leniency that invites defiance is left only "
            "where a sanction costs even the resolute center more than the defiance.",
            "defiance plot exemplary_sanction --over q,h --refine d1",
        ),
        Shown(
            "regions-column.png",
            "The same for one column of a paper",
            "3.4 inches wide, as it is printed; what finds no room has a number.",
            "defiance plot exemplary_sanction --over q,h --width 3.4",
        ),
        Shown(
            "regions-career.png",
            "One decision",
            "Whether defiance (D) or compliance (C) is rational for an official, by the size of the prize"
            " and the probability of a sanction.",
            "defiance plot career_calculus --over V,p",
        ),
        Shown(
            "regions-sign.png",
            "The sign of a formula",
            "Models that are not finite games have formulas. Here: where the margin of mass defiance is "
            "positive.",
            "defiance plot capacity_defiance --over kappa,p_star --outcome margin",
        ),
        Shown(
            "regions-beer.png",
            "A classic from a file",
            "Beer and quiche (Cho and Kreps 1987) with letters for its payoffs.",
            "defiance plot examples/games/beer_quiche.toml --over q,d",
        ),
        Shown(
            "regions-file.png",
            "A game of your own",
            "A signaling game that a user wrote in a file. Regions that are too narrow for names have "
            "numbers.",
            "defiance plot examples/games/display.toml --over V,h",
        ),
    ),
    "Comparative statics": (
        Shown(
            "curves.png",
            "An outcome against a parameter",
            "The probability of defiance in each equilibrium. Thresholds stand on top, a dotted line is a"
            " jump, and what is dashed fails D1. Some harm deters. With more of it the weak center "
            "sanctions too, and a sanction says less.",
            "defiance plot exemplary_sanction --over h",
        ),
        Shown(
            "curves-formula.png",
            "A formula of a model",
            "The more likely rehabilitation is, the more risk an official tolerates.",
            "defiance plot career_calculus --over r --outcome p_star",
        ),
        Shown(
            "curves-table.png",
            "Several equilibria of a table",
            "How often the first hunter hunts the stag, in each equilibrium.",
            "defiance plot examples/games/stag_hunt.toml --over r",
        ),
        Shown(
            "heat.png",
            "A heat map of a sweep",
            "One outcome over a grid of two parameters, a panel for each equilibrium.",
            "defiance plot exemplary_sanction --vary q=0.025:0.975:20 --vary h=0.05:3.05:31",
        ),
    ),
    "Games of two players": (
        Shown(
            "best-responses.png",
            "Best responses of an inspection game",
            "What each plays against every mixture of the other; they cross at the equilibrium.",
            "defiance plot inspection_game",
        ),
        Shown(
            "best-responses-three.png",
            "Three equilibria",
            "In the stag hunt the curves cross three times.",
            "defiance plot examples/games/stag_hunt.toml",
        ),
        Shown(
            "payoffs.png",
            "What can be gained",
            "Payoffs of the pure profiles and of the equilibria; lotteries over the profiles can give "
            "what is shaded.",
            "defiance plot examples/games/battle_of_the_sexes.toml --kind payoffs",
        ),
        Shown(
            "matrix.png",
            "A payoff matrix",
            "Best responses are underlined, and the probabilities of the equilibrium stand at the "
            "strategies. The same command writes LaTeX (.tex), HTML, Markdown and text.",
            "defiance tree inspection_game --equilibrium 1",
        ),
        Shown(
            "matrix-three.png",
            "A payoff matrix of three players",
            "One table for each strategy of the third player.",
            "defiance tree examples/games/volunteers_dilemma.toml",
        ),
    ),
    "Beliefs": (
        Shown(
            "beliefs.png",
            "What a receiver believes",
            "The belief after each message against the prior. The receiver changes its response at the "
            "dotted line; after a message that is never sent, any belief in the shaded part will do.",
            "defiance plot exemplary_sanction --kind beliefs",
        ),
    ),
    "Diffusion": (
        Shown(
            "spread.png",
            "An S-curve with its band",
            "The share of localities that defy, period by period, in ten runs on a small-world network.",
            "defiance plot belief_diffusion --set m=0 --set p_star=0.15 --nodes 200 --runs 10",
        ),
        Shown(
            "spread-field.png",
            "Runs beside their mean field",
            "Where a process has a mean field it is drawn beside the runs.",
            "defiance plot belief_diffusion --belief true-risk --graph complete --nodes 1000 --runs 10",
        ),
        Shown(
            "phase.png",
            "The phase line of a mean field",
            "Steady states are where the curve crosses the diagonal: full dots are stable, the open one "
            "is the tipping point.",
            "defiance plot belief_diffusion --kind phase",
        ),
        Shown(
            "network.png",
            "A network at four dates",
            "Who defies at the start, on the way and at the end.",
            "defiance plot belief_diffusion --kind network --set m=0 --set p_star=0.15 --nodes 48",
        ),
    ),
    "Trees": (
        Shown(
            "tree-signaling.png",
            "A signaling game with an equilibrium on it",
            "Moves that are played are thick, those on the path of play blue; beliefs stand in brackets.",
            "defiance tree examples/games/beer_quiche.toml --equilibrium separating",
        ),
        Shown(
            "tree-entry.png",
            "Entry deterrence",
            "The subgame-perfect equilibrium: the threat to fight is empty.",
            "defiance tree examples/games/entry_deterrence.toml --equilibrium 1",
        ),
        Shown(
            "tree-store.png",
            "Two towns and a chain store",
            "Subgame perfection plays something at every node, also where play does not go.",
            "defiance tree examples/games/chain_store.toml --equilibrium 1",
        ),
        Shown(
            "tree-horse.png",
            "Selten's horse",
            "An information set of two nodes, and a continuum of equilibria: what is free has its range "
            "below.",
            "defiance tree examples/games/selten_horse.toml --equilibrium 1",
        ),
        Shown(
            "tree-down.png",
            "Downwards",
            "The same tree as most textbooks draw it, with payoffs under one another.",
            "defiance tree examples/games/selten_horse.toml --equilibrium 1 --down",
        ),
        Shown("tree-large.png", "A tree with 54 plays", "Nothing overlaps up to about 60 plays.", relay),
        Shown(
            "tree.tex",
            "Source for TeX",
            "A file that ends in .tex is TikZ for the package istgame, to be compiled as it is, or to be "
            "put into a paper.",
            "defiance tree examples/games/entry_deterrence.toml --equilibrium 1",
        ),
    ),
}

EVERY: tuple[Shown, ...] = tuple(p for group in PICTURES.values() for p in group)
