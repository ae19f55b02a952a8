"""How `make docs` turns these pages, the lessons and the docstrings into a site."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "Neural networks, auto-graded"
author = "the course's authors"
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "myst_nb",
    "films",
    "formulas",
    "lessons",
]
# What known mistakes cost is for instructors, and this site may be shown to students.
exclude_patterns = ["scores.md", "_build"]

default_role = "literal"  # a single backtick in a docstring

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False  # of the lessons, students get the releases

nb_execution_mode = "off"  # outputs are those of the solved notebooks
nb_ipywidgets_js = {}  # comes from a network
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # attacks.md has levels that GitHub shows well

autodoc_member_order = "bysource"
maximum_signature_line_length = 70
autodoc_default_options = {"members": True}
python_use_unqualified_type_names = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
nitpicky = True
# Names of other projects, whose pages are on a network, and our own that no page describes.
nitpick_ignore_regex = [("py:.*", r"(?!autograder\.report\.|autograder\.testing\.expect\.).*")]
