"""Cuts the schema of a Job out of that of all of Kubernetes, and writes job.json.

    pip download --no-deps kubernetes-validate==1.37.0
    python -m tests.batch.kubernetes.cut kubernetes_validate-1.37.0-py3-none-any.whl

The package holds the definitions of Kubernetes' own OpenAPI document, in their strict form: what
they do not know is an error. It has 17,000 files, of which one is needed.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

VERSION = "v1.33.0"  # `backoffLimitPerIndex` is stable from here on
FILE = f"kubernetes_validate/kubernetes-json-schema/{VERSION}-local-strict/_definitions.json"
JOB = "io.k8s.api.batch.v1.Job"
HERE = "#/$defs/"
COMMENT = (
    f"The Job of Kubernetes {VERSION}, cut by tests/batch/kubernetes/cut.py, which says of what."
)


def main(wheel: Path) -> None:
    """Write what a Job refers to, without descriptions."""
    with zipfile.ZipFile(wheel) as archive:
        everything = json.loads(archive.read(FILE))["$defs"]
    needed, open_ones = {}, [JOB]
    while open_ones:
        name = open_ones.pop()
        if name not in needed:
            needed[name] = _bare(everything[name])
            open_ones += sorted(_references(needed[name]))
    schema = {"$comment": COMMENT, "$ref": HERE + JOB, "$defs": dict(sorted(needed.items()))}
    Path(__file__).with_name("job.json").write_text(json.dumps(schema, indent=1) + "\n")


def _bare(part: Any) -> Any:
    """A part of the schema in which references lead into this file, without descriptions."""
    if isinstance(part, list):
        return [_bare(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: HERE + value.rpartition("/")[2] if key == "$ref" else _bare(value)
        for key, value in part.items()
        if key not in ("$id", "$schema") and not (key == "description" and isinstance(value, str))
    }


def _references(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_references, part))
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"].removeprefix(HERE)} if isinstance(part.get("$ref"), str) else set()
    return own.union(*map(_references, part.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
