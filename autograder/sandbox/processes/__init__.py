"""The processes that start, watch and end isolated ones."""
