"""How a call into the sandbox can end, other than with a value.

StudentError    the student's code raised an exception
Stopped         the box has ended: a limit, a crash, an exit, a broken protocol
SandboxFault    an error of the engine or the host, never the student's
└─ SandboxRefused    this host does not support the isolation level that the course requires
"""

from __future__ import annotations

from typing import TypedDict

from autograder.errors import EngineFault

MESSAGE_LENGTH, CODE_LENGTH, NAME_LENGTH = 300, 200, 100


class ErrorData(TypedDict):
    """An exception as it is sent through the pipe: plain data of limited length."""

    type: str
    message: str
    cell: int | None
    line: int | None
    code: str
    stub: bool


def error_data(value: object) -> ErrorData:
    """Check that a value from a box is an exception's data, and limit its length.

    Raises:
        ValueError: It is something else.
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
        cell: Number of the student's cell that raised it, if any.
        line: Line number in that cell.
        code: The text of that line.
        is_stub: Whether it is the `NotImplementedError` of an untouched stub.
    """

    def __init__(self, data: ErrorData) -> None:
        """Copy the fields of an exception's data."""
        super().__init__(f"{data['type']}: {data['message']}")
        self.type_name = data["type"]
        self.message = data["message"]
        self.cell = data["cell"]
        self.line = data["line"]
        self.code = data["code"]
        self.is_stub = data["stub"]


class Stopped(Exception):
    """The box has ended and answers no more calls.

    Attributes:
        reason: "time", "memory", "exit", "protocol", or "signal" and the signal's name.
        detail: A sentence that says what happened.
        starved: Whether time ran out only because no core was free; it may be enough on a machine
            that does nothing else.
    """

    def __init__(self, reason: str, detail: str, *, starved: bool = False) -> None:
        """Store the reason for programs and the sentence for people."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.starved = starved


class SandboxFault(EngineFault):
    """The sandbox failed, through no fault of the student: no isolation, or no parent process."""


class SandboxRefused(SandboxFault):
    """This host supports only a weaker isolation level than the course accepts."""
