#!/usr/bin/env bash
# Lays out /autograder as Gradescope does, in a private mount namespace, and runs a command there:
# gradescope.sh FOLDER ROOT COMMAND...
# FOLDER becomes /autograder; ROOT, an empty folder, becomes a root with everything else of this one.
set -euo pipefail
folder=$1 root=$2
shift 2
mount --make-rprivate /
mount -t tmpfs tmpfs "$root"
cd "$root"
for entry in /*; do
    name=${entry#/}
    if [ -L "$entry" ]; then
        cp -P "$entry" "$name"
    elif [ -d "$entry" ]; then
        mkdir "$name"
        mount --rbind "$entry" "$name"
    fi
done
mkdir autograder .old
mount --bind "$folder" autograder
pivot_root . .old
cd /autograder
umount -l /.old
exec "$@"
