"""Writes the films: `make films`, or `python -m films NAME ...` for some of them."""

from __future__ import annotations

import sys
from pathlib import Path

from films.playbill import FILMS

FOLDER = Path(__file__).parents[1] / "compneuro" / "films"


def main() -> None:
    """Write the films that are named, or all."""
    for name in sys.argv[1:] or FILMS:
        path = FILMS[name]().write(FOLDER)
        print(f"wrote {path} ({path.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    main()
