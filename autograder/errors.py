"""The errors that people see: one sentence each, naming the thing, the rule and the way out."""


class CourseError(Exception):
    """Something in the course or in a command is wrong; the text is what a person reads."""
