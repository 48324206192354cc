"""Where the game files of a peer are: beside the repository, or where DEFIANCE_PEER_GAMES says."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("DEFIANCE_PEER_GAMES", ROOT.parent / "shared" / "peer-games"))
