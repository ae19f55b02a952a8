"""`course share`: what students may have, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring import placeholder, share
from autograder.course import Course, load_course
from autograder.errors import CourseError
from tests.commands.commands import course as course_command
from tests.commands.commands import small_course


@pytest.mark.slow
def test_the_tree_holds_releases_library_and_wheel_and_nothing_of_a_solution(
    course: Course, tmp_path: Path
) -> None:
    foreseen = share(course, tmp_path / "public", is_dry=True)
    assert not (tmp_path / "public").exists()
    files = {str(path) for path in share(course, tmp_path / "public")}
    assert files == {str(path) for path in foreseen}
    wheel = next(file for file in files if file.startswith("wheels/"))
    assert {f"release/{name}/{name}.ipynb" for name in course.lessons} <= files
    assert {"README.md", "LICENSE", "pyproject.toml", "compneuro/mlp.py", wheel} <= files
    tops = {file.partition("/")[0] for file in files}
    assert tops == {"README.md", "LICENSE", "pyproject.toml", "compneuro", "release", "wheels"}
    done = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", tmp_path / "public" / wheel],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "compneuro/mlp.py" in done.stdout
    assert "autograder" not in done.stdout and "solutions" not in done.stdout


def test_a_library_with_a_solution_in_it_is_not_shared(tmp_path: Path) -> None:
    folder = small_course(tmp_path / "course")
    library = folder / "helpers"
    library.mkdir()
    solution = (folder / "solutions" / "first_steps.py").read_text()
    (library / "__init__.py").write_text(f"{solution}\n\nanswer_of_the_lesson = double(2 * 3)\n")
    hidden = "answer_of_the_lesson = double(2 * 3)"
    (folder / "solutions" / "first_steps.py").write_text(f"{solution}\n\n_ = 0\n{hidden}\n")
    config = folder / "course_config.py"
    config.write_text(
        config.read_text().replace(
            "prepare(",
            "c.Course.library = 'helpers'\n"
            "c.Course.install = 'helpers @ https://example.org/helpers.whl'\nprepare(",
        )
    )
    with pytest.raises(CourseError, match=r"helpers/__init__\.py holds the hidden line"):
        share(load_course(folder), tmp_path / "public")
    assert not (tmp_path / "public").exists()


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    folder = small_course(tmp_path / "course")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "letter.txt").write_text("Dear diary")
    with pytest.raises(CourseError, match="public is not empty"):
        share(load_course(folder), tmp_path / "public")
    (tmp_path / "public" / ".git").mkdir()
    assert share(load_course(folder), tmp_path / "public")
    (tmp_path / ".git").mkdir()  # of a repository with a course in it
    for place in (folder, tmp_path, shutil.copytree(folder, tmp_path / "public" / "clone")):
        (place / ".git").mkdir(exist_ok=True)
        with pytest.raises(CourseError, match="holds a course with its solutions"):
            share(load_course(folder), place)
        assert not (place / "README.md").exists()
    shutil.rmtree(folder / "release")
    with pytest.raises(CourseError, match="There is no release of first_steps"):
        share(load_course(folder), tmp_path / "other")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("git+https://github.com/your-school/your-library", True),
        ("git+https://github.com/OWNER/REPO", True),
        ("git+https://github.com/<your name>/x", True),
        ("https://example.org/helpers.whl", True),
        ("git+https://github.com/murtylab/neurolib", False),
        ("helpers==1.2", False),
        ("https://owner.github.io/repo/helpers.whl", False),
    ],
)
def test_an_address_that_stands_for_another_is_known(address: str, is_one: bool) -> None:
    own = Course(Path(), library="helpers", install=f"helpers @ {address}")
    assert bool(placeholder(own)) == is_one


def test_a_placeholder_is_noted_at_a_build_and_refused_at_a_release(tmp_path: Path) -> None:
    folder = small_course(tmp_path / "course")
    config = folder / "course_config.py"
    config.write_text(
        config.read_text().replace(
            "prepare(",
            "c.Course.library = 'helpers'\nc.Course.install = "
            "'helpers @ git+https://github.com/your-school/x'\n"
            f"c.Exchange.root = '{tmp_path}/ex'\nprepare(",
        )
    )
    assert "`course share FOLDER`" in placeholder(load_course(folder))
    done = course_command("build", cwd=folder)
    assert (done.returncode, "is a placeholder" in done.stderr) == (0, True), done.stderr
    nbgrader = Path(sys.executable).with_name("nbgrader")
    release = [nbgrader, "release_assignment", "first_steps"]
    refused = subprocess.run(release, cwd=folder, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "is a placeholder" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not list((tmp_path / "ex").glob("*/outbound/first_steps"))
    config.write_text(config.read_text().replace("your-school", "a-school"))
    done = subprocess.run(release, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
