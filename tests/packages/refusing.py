"""Runs a command without some system calls, as in a container: refusing.py CALL,CALL COMMAND..."""

from __future__ import annotations

import errno
import os
import sys

import pyseccomp

_, calls, *command = sys.argv
filter_ = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for call in calls.split(","):
    filter_.add_rule(pyseccomp.ERRNO(errno.EPERM), call)
filter_.load()
os.execvp(command[0], command)
