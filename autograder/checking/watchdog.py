"""End this run of pytest with a sentence when a call into C keeps Python to itself and never returns.

``sum(range(10**13))`` holds Python's lock: no thread and no signal handler of ours runs while it lasts. The
clock is faulthandler's, which is a thread of C. It writes where Python stands into the pipe of a small second
Python that waits beside this one, and that one says the sentence and ends us.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import subprocess
import sys
from typing import Any

_WAITING = r"""
import json, os, re, signal, sys, threading

parent, said, name, place = int(sys.argv[1]), "", "", ""
lock = threading.Lock()

def end():
    with lock:
        os.write(2, said.replace("{place}", place).encode(errors="replace"))
        os.kill(parent, getattr(signal, "SIGKILL", signal.SIGTERM))
        os._exit(0)

late = False
for line in sys.stdin:
    if line.startswith("{"):
        news = json.loads(line)
        said, name, place, late = news["said"], news["name"], "", False
    elif line.startswith("Timeout ("):
        late = True
        threading.Timer(0.5, end).start()
    elif late and not place and (found := re.search(r'[/\\]' + re.escape(name) + r'", line (\d+)', line)):
        place = f", on line {found[1]} of {name}"
"""


class Watchdog:
    """The second Python; started once, and told before each test."""

    def __init__(self, capture: Any = None) -> None:
        shown = capture.global_and_fixture_disabled() if capture is not None else contextlib.nullcontext()
        with shown:  # what it says goes where pytest's own output goes
            self._process = subprocess.Popen(  # noqa: S603 (our own command)
                [sys.executable, "-I", "-S", "-c", _WAITING, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
            )

    def begin(self, seconds: float, said: str, name: str) -> None:
        """Count from here; ``{place}`` in the sentence becomes the line of the file called `name`."""
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 (for the type checker)
        try:
            stream.write(json.dumps({"said": said, "name": name}).encode() + b"\n")
            stream.flush()
            faulthandler.dump_traceback_later(seconds, file=stream.fileno())
        except (OSError, ValueError):
            return  # it has ended, or was ended: then such a call is not cut

    def stop(self) -> None:
        """Count no longer."""
        faulthandler.cancel_dump_traceback_later()

    def close(self) -> None:
        """End the second Python."""
        self.stop()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process.wait()
