"""The gradebook's database: opened, or refused in a sentence that says what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from nbgrader.api import Base, Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Inspector, create_engine, inspect, make_url, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from autograder.errors import EngineFault, describe
from autograder.grading import BUSY_SECONDS
from autograder.locks import file_lock
from autograder.text import shown

# Whoever holds this lock of a server writes to our gradebook there; the number is any.
SERVER_LOCK = "SELECT pg_advisory_xact_lock(7271975)"
# What SQLite says, and what that means for a person.
MEANINGS = {
    "database is locked": "is in use by another program and did not become free: end what uses it",
    "readonly database": "may not be written: make it and its folder writable for this user",
    "unable to open": "cannot be opened: make it and its folder writable for this user",
    "not a database": "is damaged or no gradebook: put a copy of it back, or move it away",
    "malformed": "is damaged: put a copy of it back, or move it away",
    "disk is full": "cannot grow, because the disk is full: make room",
}
OLD = (
    "{} was made by another version of nbgrader: keep a copy of it, and run `nbgrader db upgrade` "
    "in its folder."
)


class Database:
    """The database that a course folder's gradebook is in.

    Attributes:
        url: Its address; a SQLite file waits a minute for other programs.
    """

    def __init__(self, places: CourseDirectory, lock: Path) -> None:
        """Find it; nothing is opened yet.

        Args:
            places: nbgrader's folders, and the address.
            lock: A file, for the lock of those who share the folder.

        Raises:
            EngineFault: The driver of a server is not installed.
        """
        self._lock = lock
        url = make_url(places.db_url)
        is_file = url.get_backend_name() == "sqlite" and url.database
        self._path = Path(str(url.database)) if is_file else None
        if is_file and "timeout" not in url.query:
            url = url.update_query_dict({"timeout": str(BUSY_SECONDS)})
        self.url = url.render_as_string(hide_password=False)
        self._name = shown(self._path) if self._path else url.render_as_string()
        self._written = [self._path, Path(places.root, places.autograded_directory)]
        try:
            self._engine = create_engine(self.url, poolclass=NullPool)  # keeps nothing open
        except ModuleNotFoundError as error:
            raise EngineFault(
                f"{self._name} needs the package {error.name}, which is not installed here; "
                "for PostgreSQL it comes with course-autograder[postgresql]."
            ) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Write to it while no other process of ours does, not even on another machine.

        The locks end with this process, however it ends.

        Raises:
            EngineFault: The database, or a file beside it, cannot be used.
        """
        self._require_writable()
        with self.in_sentences(), file_lock(self._lock), ExitStack() as stack:
            if self._engine.dialect.name == "postgresql":
                stack.enter_context(self._engine.begin()).execute(text(SERVER_LOCK))
            yield

    @contextmanager
    def in_sentences(self) -> Iterator[None]:
        """What goes wrong inside as one sentence each.

        Raises:
            EngineFault: The database, or a file beside it, cannot be used.
        """
        try:
            yield
        except DatabaseError as error:
            found = next((MEANINGS[part] for part in MEANINGS if part in str(error.orig)), "")
            meaning = found or f"refuses this ({describe(error.orig or error)}): see its log"
            raise EngineFault(f"{self._name} {meaning}; then run the command again.") from error
        except OSError as error:
            what = (
                f"{shown(Path(error.filename))} cannot be used" if error.filename else "A failure"
            )
            raise EngineFault(f"{what}: {error.strerror}.") from error

    def _require_writable(self) -> None:
        for path in filter(None, self._written):
            there = next(each for each in (path, *path.parents) if each.exists())
            places = [there] if there.is_dir() else [there, there.parent]
            if not all(os.access(place, os.W_OK) for place in places):
                raise EngineFault(
                    f"{shown(there)} may not be written: make it and its folder writable."
                )

    def prepare(self) -> None:
        """Refuse one of another version, and give a new one its version.

        nbgrader would start another Python for that, after it has made the tables. If it was killed
        in between, the tables are those of this version, and have none. Call this while nobody else
        writes.

        Raises:
            EngineFault: It is refused.
        """
        newest = _newest()
        with self._engine.begin() as base:
            tables = inspect(base)
            if tables.has_table("alembic_version"):
                is_new = newest == base.scalar(text("SELECT version_num FROM alembic_version"))
            elif is_new := _are_nbgraders(tables):
                base.execute(
                    text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                )
                base.execute(text("INSERT INTO alembic_version VALUES (:new)"), {"new": newest})
        if not is_new:
            raise EngineFault(OLD.format(self._name))


@contextmanager
def open_gradebook(places: CourseDirectory) -> Iterator[Gradebook]:
    """The gradebook of a folder that has one, to be read.

    Raises:
        EngineFault: It cannot be used, or is of another version.
    """
    database = Database(places, Path())
    with database.in_sentences():
        database.prepare()
        with Gradebook(database.url, places.course_id) as book:
            yield book


@cache
def _newest() -> str | None:
    """The version of this nbgrader's tables."""
    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


def _are_nbgraders(tables: Inspector) -> bool:
    """Whether those tables of nbgrader that are there have all columns of this version."""
    there = set(tables.get_table_names())
    return all(
        {column.name for column in table.columns} <= {c["name"] for c in tables.get_columns(name)}
        for name, table in Base.metadata.tables.items()
        if name in there
    )
