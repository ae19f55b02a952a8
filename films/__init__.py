"""The films of the lessons, drawn by code: `make films` writes them to compneuro/films/."""
