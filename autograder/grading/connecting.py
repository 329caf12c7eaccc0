"""Reach the scheduler of a Dask cluster, or say in one sentence why not.

dask.distributed is imported here alone, inside the function that needs it.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

from autograder.model import CourseError

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0
_ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://\S+:[0-9]+")


def connect(address: str) -> Client:
    """Return a client of the scheduler at an address such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    CourseError
        When that is no address, dask.distributed is not installed, or no scheduler answers in time.
    """
    if not _ADDRESS.fullmatch(address):
        raise CourseError(f"{address!r} is no scheduler's address; it looks like tcp://10.0.0.1:8786")
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise CourseError(
            f"a cluster needs dask.distributed ({error}); install it with: pip install 'dl-by-hand[cluster]'"
        ) from None
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is told in sentences
    made: list[Client] = []
    problems = ["what answers there speaks another protocol"]

    def try_it() -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # versions are compared worker by worker, see `ground`
                made.append(Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="autograder"))
        except Exception as error:  # noqa: BLE001 (whatever it is, there is no cluster)
            problems.append(first_line(error))

    # what speaks another protocol may never answer the handshake, for which Dask has no time limit
    within(CONNECT_SECONDS + 2, try_it)
    if not made:
        raise CourseError(f"no Dask scheduler answers at {address}: {problems[-1]}")
    return made[0]


def within(seconds: float, act: Callable[[], object]) -> None:
    """Do something that may hang, or whose other end may be gone, for so long and no longer."""

    def run() -> None:
        with contextlib.suppress(Exception):
            act()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)


def first_line(error: BaseException) -> str:
    """Return what an exception says, in one line of bounded length."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else "without a reason"
