"""The ways in which a call into the sandbox can end other than with a value.

StudentError    the student's code raised an exception
Stopped         the box is dead: a limit, a crash, an exit, a broken protocol
SandboxFault    our own fault, never the student's
└─ SandboxRefused    this host cannot build the wall that the course asks for
"""

from __future__ import annotations

from typing import TypedDict

from autograder.errors import EngineFault

MESSAGE_LENGTH, CODE_LENGTH, NAME_LENGTH = 300, 200, 100


class ErrorData(TypedDict):
    """An exception as it crosses the pipe: plain data with capped lengths."""

    type: str
    message: str
    cell: int | None
    line: int | None
    code: str
    stub: bool


def error_data(value: object) -> ErrorData:
    """The value, which came out of a box, as an exception's data.

    Raises:
        ValueError: It is none.
    """
    match value:
        case {
            "type": str(name),
            "message": str(message),
            "cell": int() | None as cell,
            "line": int() | None as line,
            "code": str(code),
            "stub": bool(stub),
            **rest,
        } if not rest:
            return {
                "type": name[:NAME_LENGTH],
                "message": message[:MESSAGE_LENGTH],
                "cell": cell,
                "line": line,
                "code": code[:CODE_LENGTH],
                "stub": stub,
            }
    raise ValueError("this is no exception's data")


class StudentError(Exception):
    """An exception raised by student code, as data.

    Attributes:
        type_name: Name of the exception's class.
        message: Its text, cut at 300 characters.
        cell: Number of the student's cell in which it arose, if any.
        line: Line inside that cell.
        code: The student's own line.
        is_stub: Whether it is the `NotImplementedError` of an untouched stub.
    """

    def __init__(self, data: ErrorData) -> None:
        """Take the parts from an exception's data."""
        super().__init__(f"{data['type']}: {data['message']}")
        self.type_name = data["type"]
        self.message = data["message"]
        self.cell = data["cell"]
        self.line = data["line"]
        self.code = data["code"]
        self.is_stub = data["stub"]


class Stopped(Exception):
    """The box is dead and answers nothing more.

    Attributes:
        reason: "time", "memory", "exit", "protocol", or "signal" and the signal's name.
        detail: A sentence that says what happened.
    """

    def __init__(self, reason: str, detail: str) -> None:
        """Keep the reason for programs and the sentence for people."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class SandboxFault(EngineFault):
    """The wall could not be built or its parent process died: a fault on our side."""


class SandboxRefused(SandboxFault):
    """This host gives a weaker wall than the course accepts."""
