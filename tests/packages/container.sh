#!/usr/bin/env bash
# Runs the steps of the Containerfile in a private copy of this root, then a command as another user:
# container.sh FOLDER REPOSITORY USER COMMAND...
# FOLDER holds steps.sh, and the folder course/, which becomes /course.
set -euo pipefail
folder=$1 repository=$2 user=$3
shift 3
mount --make-rprivate /
mkdir "$folder/layer"
mount -t tmpfs tmpfs "$folder/layer"
cd "$folder/layer"
mkdir above work root
mount -t overlay overlay -o "lowerdir=/,upperdir=$PWD/above,workdir=$PWD/work" root
for name in proc dev sys tmp; do mount --rbind "/$name" "root/$name"; done
mkdir -p root/engine root/programs
cp "$repository/constraints.txt" root/engine
# What would be fetched is here already, and the base image has no user of this number.
printf '#!/bin/sh\n' >root/programs/apt-get
cat >root/programs/python3 <<EOF
#!/bin/sh
"$PYTHON" "\$@" --without-pip
for folder in /opt/grader/lib/*/site-packages; do printf '%s\n' "$PACKAGES" >"\$folder/needed.pth"; done
printf '#!/bin/sh\n' >/opt/grader/bin/pip
printf '#!/bin/sh\nexec /opt/grader/bin/python -c "import autograder.commands as c; c.main()" "\$@"\n' >/opt/grader/bin/course
chmod +x /opt/grader/bin/*
EOF
chmod +x root/programs/*
sed -i "/:$user:/d" root/etc/passwd root/etc/group
chroot root env PATH="/programs:$PATH" bash -euc 'cd /engine && . "$1"' - "$folder/steps.sh"
mount --bind "$folder/course" root/course
exec chroot --userspec="$user:$user" root env HOME=/home/grader PATH="/opt/grader/bin:$PATH" \
    bash -c 'cd /course && exec "$@"' - "$@"
