"""Speed and memory, printed as figures: ``python -m benchmarks``, or ``--smoke`` for a run of seconds.

Each figure is measured in this process (warm), unless it says "cold". A target is printed beside its
figure; nothing is asserted. Figures with a peer are paired in one run and given as ratios.
"""

from __future__ import annotations

import argparse

from . import catalogue, diffusion, peers, solver, startup, trees


def main() -> None:
    """Run the benchmarks and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="small sizes only")
    smoke = parser.parse_args().smoke
    for part in (solver, trees, catalogue, diffusion, peers, startup):
        for figure in part.figures(smoke):
            print(figure, flush=True)


if __name__ == "__main__":
    main()
