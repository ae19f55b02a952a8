#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: Python, the engine, and what the
# lesson imports, in the versions that it was checked with.
set -euo pipefail
cd "$(dirname "$0")"
export DEBIAN_FRONTEND=noninteractive

find_python() {
    for name in python{python} python3.14 python3.13 python3.12 python3.11; do
        "$name" -c 'import ensurepip' 2>/dev/null && command -v "$name" && return
    done
}

if [ -z "$(find_python)" ] || ! ldconfig -p | grep libseccomp >/dev/null; then
    apt-get update
    apt-get install --yes --no-install-recommends libseccomp2
    if [ -z "$(find_python)" ]; then
        apt-get install --yes --no-install-recommends python{python} python{python}-venv || {
            # Ubuntu 22.04 has none that the engine runs on.
            apt-get install --yes software-properties-common
            add-apt-repository --yes ppa:deadsnakes/ppa
            apt-get install --yes --no-install-recommends python{python} python{python}-venv
        }
    fi
fi

"$(find_python)" -m venv /autograder/venv
install() {
    /autograder/venv/bin/python -m pip install --disable-pip-version-check --no-cache-dir "$@"
}
# torch first and alone, for the CPU, so that no other package is looked for at PyTorch's index.
install --no-deps --extra-index-url https://download.pytorch.org/whl/cpu "$(grep ^torch== constraints.txt)"
install --constraint constraints.txt --requirement requirements.txt wheels/*.whl
