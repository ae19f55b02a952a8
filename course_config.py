"""The course: its lessons, its limits, and how nbgrader is set up for it."""

from pathlib import Path

from autograder.gradebook import prepare

c = get_config()  # noqa: F821  # given by nbgrader

# The lessons, in the order in which they are taught, and the folder with their hidden tests.
c.Course.lessons = [
    "artificial_neurons", "single_neuron", "multilayer_perceptrons", "backpropagation",
]  # fmt: skip
c.Course.graders = "autograder/graders"

# The library that the lessons import, and what `pip install` needs to fetch it in the first cell of
# every lesson. This address is a placeholder: publish what `course share` makes, never this
# repository, which holds the solutions, and put the address of that here.
c.Course.library = "compneuro"
c.Course.install = "compneuro @ git+https://github.com/your-school/your-course"

# What student code may use before it is stopped (see docs/reference.md), and the lowest isolation
# level that you accept: 3 namespaces, 2 landlock, 1 a separate process.
c.Course.limits = {"call_seconds": 5.0, "memory_mb": 1024}
c.Course.minimum_level = 2

# The share of the mutants of `course audit` that the hidden tests must catch.
c.Course.audit_threshold = 1.0
# The deadline of each lesson, with its time zone. Tests that are marked with
# visible="after_deadline" are shown afterwards, and nbgrader's due dates follow the deadlines.
c.Course.deadlines = {}  # {"artificial_neurons": "2030-01-31 22:00 Europe/Berlin"}

# nbgrader's name for the course; the exchange and the gradebook use it.
c.CourseDirectory.course_id = "compneuro"

# You can add any other nbgrader setting here; the engine sets the rest.
prepare(c, Path(__file__).parent)
