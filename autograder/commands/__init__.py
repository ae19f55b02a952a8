"""What the words after `course` do; a module for each kind of work.

Heavy imports stand inside the functions, so that `course --help` and a mistyped name are fast.
"""
