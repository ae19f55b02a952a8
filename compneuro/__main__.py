"""The commands of the library: `python -m compneuro check NOTEBOOK`."""

from compneuro.check.command import main

main()
