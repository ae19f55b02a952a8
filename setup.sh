#!/usr/bin/env bash
# Makes the virtual environment that `make` works in: setup.sh PYTHON FOLDER
set -euo pipefail
python=$1
venv=$2
# All that PyPI has of torch for Linux is built for CUDA; PyTorch's own index has it for the CPU.
cpu=https://download.pytorch.org/whl/cpu
index=${TORCH_INDEX-$([ -e /dev/nvidiactl ] || echo "$cpu")}
another="as in \`make demo PYTHON=python3.12\`"

refuse() {
    echo "$1" >&2
    exit 1
}

check_python() {
    version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) ||
        refuse "No Python starts as '$python': install Python 3.11 to 3.14, or name yours, $another."
    case $version in
        3.11.* | 3.12.* | 3.13.* | 3.14.*) ;;
        *) refuse "Python 3.11 to 3.14 is needed, and '$python' is Python $version: name another, $another." ;;
    esac
    "$python" -c 'import ensurepip' 2>/dev/null ||
        refuse "Python $version lacks ensurepip, which makes virtual environments: on Debian and Ubuntu, \`sudo apt install python${version%.*}-venv\` brings it."
}

announce() {
    echo "Setting up $venv with Python $version: two to ten minutes, once."
    if [ -n "$index" ]; then
        echo "About 450 MB to download and 1.8 GB on disk, with torch for the CPU from"
        echo "$index (3 GB and 6 GB from PyPI, if that cannot be reached)."
    else
        echo "About 3 GB to download and 6 GB on disk, with torch for NVIDIA cards from PyPI."
    fi
}

make_folder() {
    if "$venv/bin/python${version%.*}" -m pip --version >/dev/null 2>&1; then
        echo "Bringing $venv up to date."
    else
        announce
        "$python" -m venv --clear "$venv"
    fi
}

install() {
    "$venv/bin/python" -m pip install --disable-pip-version-check "$@"
}

# Of the lines that pip prints for 150 packages, those on megabytes, minutes and what went wrong.
in_short() {
    sed --unbuffered --quiet --regexp-extended \
        -e 's/^ *Downloading (.*\/)?([^-]+-[^-]+)-.* (\([0-9.]+ MB\))$/  \2 \3/p' \
        -e 's/^Installing collected packages:.*/Installing all of them: a minute or two./p' \
        -e '/^The conflict is caused by:/,$p'
}

check_python
make_folder
# First and alone, so that no other package is looked for at the index of PyTorch.
install --no-deps --retries 1 ${index:+--extra-index-url "$index"} "$(grep ^torch== constraints.txt)"
echo "Downloading the other packages, the largest of which are:"
install --progress-bar off --constraint constraints.txt \
    --editable . --editable './autograder[dev]' | in_short
