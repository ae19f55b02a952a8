"""The notebook formats of courses; each module reads one of them into the common form."""
