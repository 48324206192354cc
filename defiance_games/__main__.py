"""``python -m defiance_games``: the command line."""

from .cli import main

main()
