"""What this host offers for locking submissions in, in lines a person can act on; `autograder doctor`."""

from __future__ import annotations

import os
import platform
import time

from autograder.isolation import kernel, landlock
from autograder.isolation.levels import PROCESS_WARNING, try_level
from autograder.isolation.sandbox import Level

_HOLDS = {
    Level.A: "namespaces, private root and scratch, Landlock, system-call filter, limits",
    Level.B: "Landlock, system-call filter, limits; files elsewhere can be seen to exist; no scratch",
}


def diagnose() -> list[str]:
    """Return the report's lines; everything in it was tried just now."""
    return [
        f"system     {platform.system()} {platform.release()} on {kernel.MACHINE}",
        f"user       {_user()}",
        f"Landlock   {_landlock()}",
        *(line for level in _HOLDS for line in _level(level)),
        f"level process  always; {PROCESS_WARNING}",
    ]


def _user() -> str:
    if not hasattr(os, "geteuid"):
        return "unknown"
    if os.geteuid() == 0:
        return "root; submissions run as a user nobody has"
    return f"ordinary ({os.geteuid()}); submissions run as the same user, in a namespace of their own"


def _landlock() -> str:
    number = landlock.version()
    return f"version {number}" if number else "none (level A needs version 1, level B version 3)"


def _level(level: Level) -> list[str]:
    start = time.perf_counter()
    lacking = try_level(level)
    milliseconds = 1000 * (time.perf_counter() - start)
    if lacking is None:
        how = "" if level is Level.A else " (only with '--isolation B')"
        return [f"level {level}    holds{how}: {_HOLDS[level]}; tried in {milliseconds:.0f} ms"]
    return [f"level {level}    does not hold: {lacking}"]
