"""Mutation testing of the hidden tests: do they catch a solution with one small mistake?

run                  grades each mutant like a submission, and sums up
mutants              makes all mutants of one exercise's solution
tensor_operators     mistakes with tensors: dims, slices, gradients, arguments changed in place
statement_operators  mistakes with statements: one left out, a loop cut short, values swapped
equivalents          mutants that an author has declared to be right answers
page                 the result as an HTML page
"""

from autograder.errors import CourseError

try:
    import mutmut as mutmut
except ImportError as error:
    raise CourseError(
        "The audit makes its mutants with mutmut, which is not installed; run: "
        "pip install 'course-autograder[audit]'"
    ) from error
