"""Grade every hostile submission at one level and print what became of each, a JSON line per submission.

    python run.py LEVEL [NAME …]

A program of its own, so that it can be run as root, as an ordinary user, and as in a container (see
`ordinary`). After each submission a control submission is graded, and what is left behind is looked for.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from autograder.course import find_assignment, load_course  # noqa: E402
from autograder.grading.lane import Lane, budget_of  # noqa: E402
from autograder.isolation.forking import Zygote  # noqa: E402
from autograder.isolation.sandbox import Level  # noqa: E402

MARK = "left-by-submission"
_FORBIDDEN = ("torch.nn.functional.scaled_dot_product_attention",)
_CONTROL = "def double(x):\n    return 2 * x\n"


@dataclass(frozen=True)
class Ended:
    """How one hostile submission was graded."""

    name: str
    verdict: str
    score: float
    message: str
    errors: tuple[str, ...]
    seconds: float
    limits: float
    """Seconds of the limits it could use up: one import and one call that hang."""
    control: str
    control_seconds: float
    left: tuple[str, ...]


def header(file: Path) -> dict[str, str]:
    """Read the ``# key: value`` lines a submission opens with."""
    lines = file.read_text().splitlines()
    pairs = (line[1:].split(":", 1) for line in lines[:8] if line.startswith("# ") and ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def submissions() -> list[Path]:
    """Return all of them, by name."""
    return sorted((HERE / "submissions").glob("*.py"))


def left_behind(zygote: Zygote) -> tuple[str, ...]:
    """Look for processes, files, shared memory and sockets."""
    found = [
        str(path)
        for folder in ("/tmp", "/var/tmp", "/dev/shm", str(Path.home()), str(HERE), str(HERE / "submissions"))
        for path in _glob(Path(folder))
    ]
    process = zygote._process
    assert process is not None
    below = [child for pid in _children(process.pid) for child in _children(pid)]
    found += [f"process {pid}" for pid in below]
    shared = Path("/proc/sysvipc/shm")
    found += [f"shared memory: {line}" for line in (_lines(shared)[1:])]
    found += [f"socket: {line}" for line in _lines(Path("/proc/net/unix")) if MARK in line]
    return tuple(found)


def _glob(folder: Path) -> list[Path]:
    try:
        return list(folder.glob(f"*{MARK}*"))
    except OSError:
        return []


def _lines(file: Path) -> list[str]:
    return file.read_text(errors="replace").splitlines() if file.exists() else []


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def main(level: Level, chosen: list[str]) -> None:
    """Grade them."""
    root = HERE / "course"
    course = load_course(root)
    budget = budget_of(course.limits)
    with Lane(find_assignment(root, "01_target"), course, seed=1) as lane:
        lane.start()
        zygotes: dict[str, Zygote] = {}
        for file in submissions():
            if chosen and file.stem not in chosen:
                continue
            kind = header(file).get("kind", "numpy")
            if kind not in zygotes:
                zygotes[kind] = Zygote(kind, budget, level, _FORBIDDEN if kind == "torch" else ())
                zygotes[kind].reap(zygotes[kind].fork())
            lane.zygote = zygotes[kind]
            start = time.monotonic()
            graded = lane.grade(file.read_text())
            seconds = time.monotonic() - start
            left = left_behind(lane.zygote)
            start = time.monotonic()
            (control,) = lane.grade(_CONTROL).results
            control_seconds = time.monotonic() - start
            (result,) = graded.results
            ended = Ended(
                file.stem,
                str(result.verdict),
                result.points,
                result.message,
                graded.errors,
                seconds,
                budget.import_seconds + budget.call_seconds,
                str(control.verdict),
                control_seconds,
                left,
            )
            print(json.dumps(asdict(ended)), flush=True)
        for zygote in zygotes.values():
            zygote.close()


if __name__ == "__main__":
    main(Level(sys.argv[1]), sys.argv[2:])
