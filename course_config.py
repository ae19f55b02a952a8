"""The course: its lessons, its limits, and how nbgrader is set up for it."""

from pathlib import Path

from autograder.gradebook import prepare

c = get_config()  # noqa: F821  # given by nbgrader

# The lessons, in the order in which they are taught.
c.Course.lessons = ["artificial_neurons", "single_neuron", "multilayer_perceptrons"]

# What a student's `pip install` fetches where `compneuro` is missing (the first cell of every
# lesson). This address is a placeholder: put your own copy of this repository here.
c.Course.install = "compneuro @ git+https://github.com/your-school/your-course"

# What a student's code may use up before it is stopped (see autograder/sandbox/limits.py), and
# the weakest wall that you accept around it: 3 namespaces, 2 landlock, 1 a process of its own.
c.Course.limits = {"call_seconds": 5.0, "memory_mb": 1024}
c.Course.minimum_level = 2

# Share of the wrong solutions made by `course audit` that the hidden tests must catch.
c.Course.audit_threshold = 1.0
# When a lesson has to be handed in, with its time zone (Z is UTC). Tests that are marked with
# visible="after_deadline" are shown from then on, and nbgrader's due dates are set to the same.
c.Course.deadlines = {}  # {"artificial_neurons": "2030-01-31T22:00:00Z"}

# nbgrader's name for the course; the exchange and the gradebook use it.
c.CourseDirectory.course_id = "compneuro"

# Lesson sources stay with the instructor; pictures beside them are handed out.
c.CourseDirectory.ignore = ["*.py", "*.pyc", "__pycache__", ".ipynb_checkpoints", "feedback"]

# Releases: nbgrader's own list, except that the notebook is read from the .py source, that the
# stubs stay as they were written (no ClearSolutions), and that a lesson may change while there
# are submissions (SaveLessonCells).
c.GenerateAssignment.preprocessors = [
    "autograder.gradebook.ReadLesson",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "autograder.gradebook.SaveLessonCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Grading: our engine in place of a kernel, for `nbgrader autograde` and the formgrader alike.
c.Autograde.exporter_class = "autograder.gradebook.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["autograder.gradebook.GradeSubmission"]
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

prepare(c, Path(__file__).parent)
