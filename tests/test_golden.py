"""Reports of every kind of submission, held whole against those in ``golden/``.

After a change that is meant, ``WRITE_GOLDEN=1 pytest tests/test_golden.py`` writes them anew; read the
difference before committing it.
"""

import json
import os
from pathlib import Path

import pytest
from support import copy_toy, run_autograder

GOLDEN = Path(__file__).parent / "golden"
CHANGING = ("graded_at", "versions", "key", "base", "suite", "isolation")
MEASURED = ("cpu_seconds", "ratio", "limit")
RIGHT_SCALE = "def scale(x, factor=2.0):\n    return x * factor\n\n\n"
RIGHT = f"{RIGHT_SCALE}def centre(x):\n    return x - x.mean(axis=1, keepdims=True)\n"

TEXTS = {
    "right": RIGHT,
    "wrong_known": f"{RIGHT_SCALE}def centre(x):\n    return x - x.mean()\n",
    "wrong_unknown": f"{RIGHT_SCALE}def centre(x):\n    return 3 * (x - x.mean(axis=1, keepdims=True))\n",
    "wrong_shape": f"{RIGHT_SCALE}def centre(x):\n    return (x - x.mean(axis=1, keepdims=True))[:, :1]\n",
    "wrong_dtype": f"{RIGHT_SCALE}def centre(x):\n    return (x - x.mean(1)[:, None]).astype('float64')\n",
    "wrong_type": f"{RIGHT_SCALE}def centre(x):\n    return 'an essay'\n",
    "not_a_number": f"{RIGHT_SCALE}def centre(x):\n    return x * float('nan')\n",
    "writes_into_input": RIGHT.replace("return x * factor", "x *= factor\n    return x"),
    "raises": f"{RIGHT_SCALE}def centre(x):\n    raise ValueError(str(x))\n",
    "misspelt": RIGHT.replace("def centre", "def center"),
    "half_done": f"{RIGHT_SCALE}def centre(x):\n    raise NotImplementedError\n",
    "empty": "",
    "syntax_error": "def broken(:\n    return 1\n",
    "import_raises": "import package_that_is_not_there\n",
    "hangs_at_import": "while True:\n    pass\n",
    "hangs_in_a_call": f"{RIGHT_SCALE}def centre(x):\n    while True:\n        pass\n",
    "exits": f"import os\n\n\n{RIGHT_SCALE}def centre(x):\n    os._exit(0)\n",
    "exits_at_import": "import sys\n\nsys.exit(0)\n",
    "prints_a_lot": f"for _ in range(20_000):\n    print('passed ' * 20)\n\n\n{RIGHT}",
    "takes_all_memory": f"{RIGHT_SCALE}def centre(x):\n    return bytearray(2**40)\n",
    "endless_recursion": f"{RIGHT_SCALE}def centre(x):\n    return centre(x)\n",
    "equal_to_everything": (
        "class Anything:\n    def __eq__(self, other):\n        return True\n\n    __hash__ = None\n\n\n"
        f"{RIGHT_SCALE}def centre(x):\n    return Anything()\n"
    ),
    "array_of_its_own_kind": (
        "import numpy as np\n\n\nclass Anything(np.ndarray):\n    def __eq__(self, other):\n"
        "        return True\n\n\n"
        f"{RIGHT_SCALE}def centre(x):\n    return x.view(Anything)\n"
    ),
}
BYTES = {
    "other_encoding": "# Grüße\n".encode("latin-1") + RIGHT.encode(),
    "too_large": RIGHT.encode() + b"#" * (10 << 20),
    "holds_nul": RIGHT.encode() + b"\0",
}
ODD = ("folder", "link", "nothing", "linked_folder", "pipe")
KINDS = sorted([*TEXTS, *BYTES, *ODD, "stub"])


def hand_in(toy: Path, stub: str) -> None:
    """Write a submission of each kind."""
    for student in KINDS:
        file = toy / "submitted" / student / "01_toy" / "toy.py"
        file.parent.mkdir(parents=True)
        if student in BYTES:
            file.write_bytes(BYTES[student])
        elif student in TEXTS:
            file.write_text(TEXTS[student], encoding="utf-8")
    submitted = toy / "submitted"
    (submitted / "stub/01_toy/toy.py").write_text(stub, encoding="utf-8")
    (submitted / "folder/01_toy/toy.py").mkdir()
    (submitted / "link/01_toy/toy.py").symlink_to(submitted / "right/01_toy/toy.py")
    (submitted / "linked_folder/01_toy").rmdir()
    (submitted / "linked_folder/01_toy").symlink_to(submitted / "right/01_toy")
    (submitted / "nothing/01_toy").rmdir()
    os.mkfifo(submitted / "pipe/01_toy/toy.py")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Grade one submission of each kind, all in one run."""
    toy = copy_toy(tmp_path_factory.mktemp("golden") / "toy", submitted=False)
    done = run_autograder("generate", cwd=toy)
    assert done.returncode == 0, done.stderr
    hand_in(toy, (toy / "assignments/01_toy/toy.py").read_text(encoding="utf-8"))
    done = run_autograder("grade", "--seed", "7", "-j", "2", cwd=toy)
    assert done.returncode == 0, done.stderr + done.stdout
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in (toy / "reports/01_toy").glob("*.json")
    }


def steady(report: dict) -> dict:
    """Leave out what changes from run to run and from machine to machine."""
    kept = {key: value for key, value in report.items() if key not in CHANGING}
    kept["results"] = [
        {key: value for key, value in result.items() if key not in MEASURED} for result in report["results"]
    ]
    return kept


@pytest.mark.parametrize("kind", KINDS)
def test_report_is_the_golden_one(graded, kind):
    """Every kind of submission gets a report, and it says what it always said."""
    file = GOLDEN / f"{kind}.json"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(json.dumps(steady(graded[kind]), indent=2) + "\n", encoding="utf-8")

    assert json.loads(file.read_text(encoding="utf-8")) == steady(graded[kind])


def test_nothing_golden_is_left_over():
    """A golden report without its submission would be held against nothing."""
    assert KINDS == sorted(file.stem for file in GOLDEN.glob("*.json"))


def test_every_report_has_the_documented_fields(graded):
    """The fields that other programs read are there, for every kind of submission."""
    fields = (
        *("schema", "student", "assignment", "score", "max_score", "results"),
        *("isolation", "seed", "versions", "key", "base", "suite", "graded_at"),
    )
    of_results = (
        *("exercise", "test", "verdict", "points", "max_points"),
        *("message", "hint", "cpu_seconds", "ratio", "limit", "mistakes"),
    )
    for report in graded.values():
        assert set(fields) <= set(report)
        assert report["score"] == sum(result["points"] for result in report["results"])
        for result in report["results"]:
            assert sorted(of_results) == sorted(result)


def test_only_right_answers_earn(graded):
    """Whatever a submission prints, exits with or compares equal to, it earns what its values earn."""
    whole = {kind for kind, report in graded.items() if report["score"] == 100}

    assert {"right", "prints_a_lot"} == whole
    for report in graded.values():
        for result in report["results"]:
            assert (result["max_points"] if result["verdict"] == "passed" else 0) == result["points"]


def test_words_of_students_stay_in(graded):
    """A hidden test's message never repeats an exception's text, which could carry the inputs out."""
    assert "array" not in json.dumps(graded["raises"]).replace("ndarray", "")
    assert "raised ValueError on line" in graded["raises"]["results"][2]["message"]
