load_subconfig("course_config.py")  # noqa: D100, F821  # nbgrader looks for this file name only
