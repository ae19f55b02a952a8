"""The grading engine: lessons to student releases, submissions to grades."""

import sys

# jsonschema checks with it what no notebook holds, and importing it takes two seconds.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # "there is none"
