"""Where nbgrader keeps its gradebook, and how to open it: every fault of a database as one sentence.

Passwords in a URL are never shown. What is in the tables is `autograder.publishing.gradebook`.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.model import CourseError
from autograder.publishing.nbgrader_api import nbgrader_api

CONFIG = "nbgrader_config.py"
DATABASE = "gradebook.db"
_DEFAULT_COURSE = "default_course"
_PATIENCE = 5  # seconds to wait for whoever is writing
_UPGRADE = "; after an update of nbgrader, run: nbgrader db upgrade"
_BUSY = "; another program is writing to it, so try again in a moment"
_CURES = (
    ("no such column", _UPGRADE),
    ("no such table", _UPGRADE),
    ("does not exist", _UPGRADE),
    ("locked", _BUSY),
    ("lock timeout", _BUSY),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A gradebook: its URL, and the course's id in it."""

    url: str
    course_id: str = _DEFAULT_COURSE

    @property
    def shown(self) -> str:
        """The URL without its password."""
        from sqlalchemy.engine import make_url

        return make_url(self.url).render_as_string(hide_password=True)


def is_nbgrader_course(root: Path) -> bool:
    """Tell whether nbgrader is used in a course: it is installed, and its settings or gradebook are there."""
    known = (root / CONFIG).is_file() or (root / DATABASE).is_file()
    return known and find_spec("nbgrader") is not None


def place_of(root: Path, url: str | None = None) -> Place:
    """Return where a course's gradebook is.

    Parameters
    ----------
    root : Path
        The course's root; its ``nbgrader_config.py`` is read when there is one.
    url : str, optional
        Any URL of SQLAlchemy's, or a file for SQLite. By default what ``nbgrader_config.py`` says, else
        ``gradebook.db`` in the root.

    Raises
    ------
    CourseError
        If nbgrader is not installed, or the settings or the URL cannot be read.
    """
    if find_spec("nbgrader") is None:
        raise CourseError("a gradebook needs nbgrader; install it with: pip install 'dl-by-hand[nbgrader]'")
    settings = _settings(root)
    chosen = url or settings.get("db_url") or f"sqlite:///{(root / DATABASE).absolute()}"
    if "://" not in chosen:
        chosen = f"sqlite:///{Path(chosen).absolute()}"
    place = Place(chosen, settings.get("course_id") or _DEFAULT_COURSE)
    from sqlalchemy.exc import ArgumentError

    try:
        place.shown  # noqa: B018 (parses the URL)
    except ArgumentError:
        raise CourseError(
            "this is no URL of a database; write it as in sqlite:///grades.db or "
            "postgresql+psycopg://user@host/database"
        ) from None
    return place


@contextmanager
def opened(place: Place) -> Iterator[Any]:
    """Open a gradebook, made when it is not there, as nbgrader's own object; nothing is saved on errors.

    Raises
    ------
    CourseError
        For whatever the database, or its driver, does not do.
    """
    with _in_sentences(place):
        with _programs_on_path():
            gradebook = nbgrader_api().Gradebook(place.url, course_id=place.course_id)
        try:
            yield gradebook
        except BaseException:
            gradebook.db.rollback()
            raise
        finally:
            gradebook.close()


@contextmanager
def reading(place: Place) -> Iterator[Any]:
    """Open a gradebook that is there, for reading alone, as a connection of SQLAlchemy's.

    Unlike `opened` it makes no database, no table and no row, and the database itself refuses to write.

    Raises
    ------
    CourseError
        For a database that is not there, is none of nbgrader's, or cannot be read.
    """
    with _in_sentences(place):
        from sqlalchemy import create_engine, inspect, text
        from sqlalchemy.engine import make_url
        from sqlalchemy.pool import NullPool

        url = make_url(place.url)
        if url.get_backend_name() == "sqlite":
            file = _file_of(url.database)
            engine = create_engine("sqlite://", creator=lambda: _read_only(file), poolclass=NullPool)
        else:
            engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execution_options(postgresql_readonly=True)
                connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}s'"))
            if not inspect(connection).has_table("submitted_assignment"):
                raise CourseError(f"{place.shown} is no gradebook of nbgrader's: its tables are not in it")
            yield connection


def _file_of(name: str | None) -> Path:
    if not name or not Path(name).is_file():
        raise CourseError(
            f"there is no gradebook {name or 'in memory'}; autograder gradebook makes one from the reports"
        )
    return Path(name).absolute()


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)


@contextmanager
def _in_sentences(place: Place) -> Iterator[None]:
    """Turn every fault of a database into one sentence."""
    from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

    warnings.filterwarnings("ignore", module=r"nbgrader\..*")
    warnings.filterwarnings("ignore", module=r"sqlalchemy\..*")
    try:
        yield
    except NoSuchModuleError as error:
        raise CourseError(f"{place.shown}: SQLAlchemy knows no such database ({error})") from None
    except ModuleNotFoundError as error:
        raise CourseError(
            f"{place.shown} needs the package {error.name}; for PostgreSQL: "
            "pip install 'dl-by-hand[postgresql]'"
        ) from None
    except DBAPIError as error:
        said = str(error.orig).strip().split("\n")[0]
        cure = next((what for words, what in _CURES if words in said), "")
        raise CourseError(f"the gradebook {place.shown} cannot be used: {said}{cure}") from None
    except SQLAlchemyError as error:
        raise CourseError(f"the gradebook {place.shown} cannot be used: {error}") from None


@contextmanager
def _programs_on_path() -> Iterator[None]:
    """Put this interpreter's programs first on PATH: nbgrader calls alembic by name for a new database."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _settings(root: Path) -> dict[str, str]:
    """Read what ``nbgrader_config.py`` says of the course; it is the instructor's own program and is run."""
    if not (root / CONFIG).is_file():
        return {}
    from traitlets.config.loader import PyFileConfigLoader

    quiet = logging.getLogger("traitlets")
    quiet.addHandler(logging.NullHandler())
    try:
        loaded = PyFileConfigLoader(CONFIG, path=str(root)).load_config().get("CourseDirectory", {})
    except Exception as error:  # noqa: BLE001 (whatever a program can raise)
        raise CourseError(
            f"this cannot be read: {type(error).__name__}: {error}", (root / CONFIG, None)
        ) from None
    return {key: loaded[key] for key in ("db_url", "course_id") if isinstance(loaded.get(key), str)}
