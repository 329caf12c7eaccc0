"""What hostile submissions cost a batch: 180 honest ones alone, then with 20 that hang, flood, fork, hoard.

    python tests/benchmarks/hostile_batch.py
    python tests/benchmarks/hostile_batch.py --honest 45 --hostile 5 --jobs 2 --isolation B

Both batches are graded by `autograder grade` on a copy of the toy course with small limits, each hostile one
before some honest ones. The promise: the batch takes at most the sum of the hostile ones' own limits longer,
every honest one keeps its points, and nothing is left behind: no process, no file, no shared memory. The exit
status is 1 when any of it does not hold.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.isolation import kernel

TOY = Path(__file__).parents[1] / "toy_course"
ASSIGNMENT, MODULE = "01_toy", "toy.py"
CALL_SECONDS, SUBMISSION_SECONDS, MEMORY_MB = 0.5, 2.0, 256
MARK = "left-by-batch"
PR_SET_CHILD_SUBREAPER = 36
_IN_EVERY_CALL = "\n\ndef scale(x, factor=2.0):\n    attack()\n    return x * factor\n\n\ncentre = scale\n"
ATTACKS = {
    "sleeps": "import time\n\ndef attack():\n    time.sleep(300)\n",
    "sleeps at import": "import time\n\ntime.sleep(300)\n\ndef attack():\n    pass\n",
    "hangs": (
        "import signal\nfor number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:\n"
        "    signal.signal(number, signal.SIG_IGN)\n\ndef attack():\n    return 3 ** (10**9)\n"
    ),
    "floods its connection": (
        "import os, stat\n\ndef attack():\n    for n in range(3, 64):\n        try:\n"
        "            socket = stat.S_ISSOCK(os.fstat(n).st_mode)\n"
        "        except OSError:\n            continue\n"
        "        while socket:\n            os.write(n, bytes(2**20))\n"
    ),
    "floods its output": "def attack():\n    while True:\n        print('x' * 2**20)\n",
    "fills the disk": (
        "import os\n\ndef attack():\n    for folder in ('.', '/tmp', '/dev/shm', '/var/tmp'):\n        try:\n"
        f"            with open(os.path.join(folder, '{MARK}'), 'wb') as file:\n"
        "                for _ in range(2**11):\n                    file.write(bytes(2**20))\n"
        "        except OSError:\n            continue\n    raise SystemError\n"
    ),
    "forks": "import os\n\ndef attack():\n    for _ in range(2000):\n        os.fork()\n",
    "starts threads": (
        "import threading, time\n\ndef attack():\n    for _ in range(2000):\n"
        "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    ),
    "hoards memory": (
        "kept = []\n\ndef attack():\n    for _ in range(2**10):\n        kept.append(b'x' * 2**23)\n"
    ),
    "computes in threads": (
        "import threading\n\ndef attack():\n    for _ in range(8):\n"
        "        threading.Thread(target=sum, args=(range(10**12),), daemon=True).start()\n"
        "    sum(range(10**12))\n"
    ),
}


def lay_out(folder: Path, honest: int, hostile: int) -> None:
    """Make the course and a class: honest students, and hostile ones among them, evenly."""
    shutil.copytree(TOY, folder, ignore=shutil.ignore_patterns("submitted", "__pycache__"))
    settings = (folder / "course.toml").read_text()
    for line in ("call_seconds = 2", "import_seconds = 2", "submission_seconds = 20"):
        assert line in settings, f"the toy course's limits have changed: no {line!r}"
        settings = settings.replace(line, "")
    limits = (
        f"[limits]\ncall_seconds = {CALL_SECONDS}\nimport_seconds = {CALL_SECONDS}\n"
        f"submission_seconds = {SUBMISSION_SECONDS}\nmemory_mb = {MEMORY_MB}\n"
    )
    (folder / "course.toml").write_text(settings.replace("[limits]\n", limits))
    text = (folder / "solutions" / ASSIGNMENT / MODULE).read_text()
    kinds = list(ATTACKS)
    for number in range(honest):
        _hand_in(folder, f"s{number * 10:05d}-honest", text)
    for number in range(hostile):
        kind = kinds[number % len(kinds)]
        name = f"s{number * 10 * honest // hostile:05d}-{kind.replace(' ', '-')}-{number}"
        _hand_in(folder, name, ATTACKS[kind] + _IN_EVERY_CALL)


def _hand_in(folder: Path, student: str, text: str) -> None:
    place = folder / "submitted" / student / ASSIGNMENT
    place.mkdir(parents=True)
    (place / MODULE).write_text(text)


def grade(folder: Path, jobs: int, isolation: str) -> float:
    """Grade the class in `folder` with the command; return the seconds it took."""
    command = [sys.executable, "-m", "autograder", "grade", "--force", "--no-gradebook", "--json"]
    command += ["-j", str(jobs), "--isolation", isolation]
    own = folder.parent / f"{folder.name}-tmp"
    own.mkdir()
    start = time.monotonic()
    with (folder / "out").open("wb") as out:
        subprocess.run(command, cwd=folder, env=os.environ | {"TMPDIR": str(own)}, stdout=out, check=True)
    return time.monotonic() - start


def reports(folder: Path) -> dict[str, dict[str, object]]:
    """Return the reports by student."""
    files = (folder / "reports" / ASSIGNMENT).glob("*.json")
    return {file.stem: json.loads(file.read_text()) for file in files}


def living() -> list[int]:
    """Return the processes that outlive the command by more than it takes to die and be waited for."""
    deadline = time.monotonic() + 5
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return []
        if time.monotonic() > deadline:
            return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
        time.sleep(0.05)


def left_behind(folder: Path) -> list[str]:
    """Look for what the grading left: processes that became ours, files, shared memory."""
    found = [f"process {pid}: {Path(f'/proc/{pid}/cmdline').read_text()[:80]!r}" for pid in living()]
    found += [str(path) for path in (folder.parent / f"{folder.name}-tmp").iterdir()]
    for place in (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path.home(), Path.cwd()):
        found += map(str, place.glob(f"*{MARK}*"))
    shared = Path("/proc/sysvipc/shm")
    return found + (shared.read_text().splitlines()[1:] if shared.exists() else [])


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--honest", type=int, default=180, help="honest submissions [180]")
    parser.add_argument("--hostile", type=int, default=20, help="hostile submissions [20]")
    parser.add_argument("--jobs", type=int, default=1, help="lanes [1: the sum of limits is of one lane]")
    parser.add_argument("--isolation", default="auto", choices=["auto", "A", "B"])
    options = parser.parse_args()
    # orphans of the command become our children, where they are seen
    kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
    with tempfile.TemporaryDirectory() as place:
        alone, mixed = Path(place) / "alone", Path(place) / "mixed"
        lay_out(alone, options.honest, 0)
        lay_out(mixed, options.honest, options.hostile)
        without = grade(alone, options.jobs, options.isolation)
        with_them = grade(mixed, options.jobs, options.isolation)
        left = sorted({*left_behind(alone), *left_behind(mixed)})
        graded = reports(mixed)
    allowed = options.hostile * SUBMISSION_SECONDS
    print(f"{options.honest} honest, {options.hostile} hostile submissions, {options.jobs} lane(s)")
    print(f"  without the hostile ones   {without:7.1f} s")
    print(f"  with them                  {with_them:7.1f} s")
    print(f"  longer by                  {with_them - without:7.1f} s")
    print(f"  sum of their limits        {allowed:7.1f} s   ({options.hostile} x {SUBMISSION_SECONDS:g} s)")
    verdicts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    lost = []
    for student, report in graded.items():
        kind = student.partition("-")[2].rpartition("-")[0] or "honest"
        results = report["results"]
        assert isinstance(results, list)
        verdicts[kind].update(result["verdict"] for result in results)
        earned = sum(result["points"] for result in results)
        if (kind == "honest") != (earned == 100) or (kind != "honest" and earned):
            lost.append(f"{student} has {earned:g} points")
    for kind, counts in sorted(verdicts.items()):
        print(f"  {kind:26s} {', '.join(f'{n} {verdict}' for verdict, n in counts.most_common())}")
    wrong = [f"left behind: {what}" for what in left] + lost
    if len(graded) != options.honest + options.hostile:
        wrong.append(f"only {len(graded)} reports")
    if with_them - without > allowed:
        wrong.append("it took more than the sum of their limits longer")
    print("\n".join(wrong) if wrong else "  all honest ones have their points; nothing is left behind")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
