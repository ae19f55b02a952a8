"""What `course --help` and `course COMMAND --help` show in a terminal of 80 columns."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from autograder.commands.app import app
from autograder.errors import CourseError

COMMANDS = {str(command.name): command for command in typer.main.get_group(app).commands.values()}
EXAMPLE = re.compile(r"^ +Example: course (.+)$", re.MULTILINE)
WIDTH = 80


# Commands that write nothing but the files that their options name.
WRITE_NOTHING = {"check", "audit", "explain"}
# It does what `course feedback` does, which has a dry run, for whatever will come.
NOT_YET_KNOWN = {"watch"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="course", env={"COLUMNS": str(WIDTH)})


def test_the_list_of_commands_shows_each_description_whole() -> None:
    shown = run("--help").output
    assert "..." not in shown.partition("Commands:")[2]
    for name, command in COMMANDS.items():
        first_line, *_ = str(command.help).split("\n")
        assert re.search(rf"^  {name} +{re.escape(first_line)}$", shown, re.MULTILINE), name


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_fits_and_says_what_its_options_do(name: str) -> None:
    shown = run(name, "--help").output
    assert max(map(len, shown.splitlines())) <= WIDTH
    assert "None" not in shown
    for parameter in COMMANDS[name].params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name} has no help"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_a_command_can_be_typed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no course: a command reads its line, and stops
    examples = EXAMPLE.findall(run(name, "--help").output)
    assert examples, f"{name} has no line that begins with `Example: course {name}`"
    for example in examples:
        first, *words = shlex.split(example)
        assert first == name
        for word in words:
            if word.endswith((".json", ".ipynb", ".zip", ".csv")):
                (tmp_path / word).touch()
            elif word.endswith("/"):
                (tmp_path / word).mkdir(exist_ok=True)
        done = run(first, *words)
        assert "Usage:" not in done.output, done.output
        assert done.exception is None or isinstance(done.exception, CourseError)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_json_a_dry_run_where_it_writes_and_says_its_exit_status(name: str) -> None:
    command = COMMANDS[name]
    options = {option for parameter in command.params for option in parameter.opts}
    assert "--json" in options
    assert ("--dry-run" in options) == (name not in WRITE_NOTHING | NOT_YET_KNOWN)
    assert re.search(r"^ *Exit status: 0 .*2 ", str(command.help), re.MULTILINE | re.DOTALL)
