"""Mutants of reference solutions: a solution with one small mistake in it, for graders to catch.

mutants      one exercise's solution -> all of its mutants
tensors      mistakes with tensors: dims, slices, gradients, arguments changed in place
steps        mistakes with whole statements: one left out, a loop cut short, values swapped
equivalents  mutants that are right answers all the same, as an author declares them
"""

from autograder.errors import CourseError

try:
    import mutmut as mutmut
except ImportError as error:
    raise CourseError(
        "The audit makes its mutants with mutmut, which is not installed; run: "
        "pip install 'course-autograder[audit]'"
    ) from error
