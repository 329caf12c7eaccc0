"""A course of thirty students and three assignments, from init to every export, by the README's commands."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import copy_toy, environment, run_autograder

pytestmark = pytest.mark.slow_tool

pytest.importorskip("nbgrader")
ASSIGNMENTS = {"01_toy": "toy", "02_rows": "rows", "03_tables": "tables"}
SCALE = "def scale(x, factor=2.0):\n    return x * factor"
CENTRE = {
    "right": "def centre(x):\n    return x - x.mean(axis=1, keepdims=True)",
    "wrong": "def centre(x):\n    return x - x.mean(axis=0)",
    "half": "def centre(x):\n    raise NotImplementedError()",
}
EARNED = {"right": 100, "wrong": 40, "half": 40}
KINDS = list(CENTRE)
FOLDERS = [f"student{i:02d}" for i in range(24)] + [
    "=1+1",
    'o"neill',
    "smith, jo",
    "zoë 🎓",
    "<b>bold",
    "x" * 120,
]
NAMES = {
    "student00": "\u202eevil",
    "student01": "N" * 500,
    "student02": "=HYPERLINK(1)",
    "student03": "<script>x",
}
EXPORTS = ["csv", "nbgrader", "canvas", "moodle", "gradescope", "github", "junit"]


def kind_of(student: str, turn: int) -> str:
    return KINDS[(FOLDERS.index(student) + turn) % 3]


def make_course(folder: Path) -> Path:
    """Write a course of three assignments, which are the toy's by other names."""
    root = copy_toy(folder / "sources", submitted=False)
    for name, module in list(ASSIGNMENTS.items())[1:]:
        made = shutil.copytree(root / "solutions/01_toy", root / "solutions" / name)
        (made / "toy.py").rename(made / f"{module}.py")
        handout = (made / "README.md").read_text(encoding="utf-8")
        (made / "README.md").write_text(
            handout.replace("01_toy", name).replace("toy.py", f"{module}.py"), "utf-8"
        )
    return root


def hand_in(root: Path) -> None:
    """Let every student hand in every assignment: odd ones the released notebook, even ones the file."""
    for turn, (name, module) in enumerate(ASSIGNMENTS.items()):
        released = json.loads((root / f"release/{name}/{module}.ipynb").read_text(encoding="utf-8"))
        for i, student in enumerate(FOLDERS):
            answers = {"scale": SCALE, "centre": CENTRE[kind_of(student, turn)]}
            folder = root / "submitted" / student / name
            folder.mkdir(parents=True)
            if i % 2:
                for cell in released["cells"]:
                    grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
                    cell["source"] = answers.get(grade_id, cell["source"])
                (folder / f"{module}.ipynb").write_text(json.dumps(released), encoding="utf-8")
            else:
                (folder / f"{module}.py").write_text("\n\n".join(answers.values()) + "\n", encoding="utf-8")


def nbgrader(root: Path, *arguments: str) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", *arguments]
    env = environment() | {"PATH": path, "HOME": str(root)}
    done = subprocess.run(
        command, cwd=root, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert 0 == done.returncode, done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Make, release, collect and grade; tests look at what came of it."""
    folder = tmp_path_factory.mktemp("course")
    sources, root = make_course(folder), folder / "autumn"
    said = run_autograder("init", "../autumn", cwd=sources)
    assert 0 == said.returncode, said.stderr
    assert 0 == run_autograder("generate", cwd=root).returncode
    for name in ASSIGNMENTS:
        nbgrader(root, "generate_assignment", name)
    hand_in(root)
    roster = [["id", "first_name", "last_name", "email"]]
    roster += [[one, NAMES.get(one, "Ann"), "Öz, Jr.", f"s{i}@example.org"] for i, one in enumerate(FOLDERS)]
    with (root / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(roster)
    settings = (root / "course.toml").read_text(encoding="utf-8")
    (root / "course.toml").write_text(
        settings.replace("[course]\n", '[course]\nroster = "roster.csv"\n', 1), "utf-8"
    )
    return root, run_autograder("grade", "-j", "2", cwd=root)


def test_everybody_has_the_grade_of_their_answers(course):
    """Files and notebooks alike are graded, in every assignment, whatever the student is called."""
    root, done = course
    assert 0 == done.returncode, done.stderr
    for turn, name in enumerate(ASSIGNMENTS):
        scores = {
            file.stem: json.loads(file.read_text(encoding="utf-8"))["score"]
            for file in (root / "reports" / name).glob("[!.]*.json")
        }
        assert {student: EARNED[kind_of(student, turn)] for student in FOLDERS} == scores


def test_a_manual_grade_survives_two_regrades(course):
    """What an instructor wrote into the gradebook stands; nbgrader's own export tells it."""
    from nbgrader.api import Gradebook

    root, _ = course
    url, student = f"sqlite:///{root / 'gradebook.db'}", "student01"

    def book(change=None):
        with Gradebook(url, "course_id") as gradebook:
            submission = gradebook.find_submission("01_toy", student)
            grade = next(g for n in submission.notebooks for g in n.grades if "centre" in g.cell.name)
            if change is not None:
                grade.manual_score = change
                gradebook.db.commit()
            return len(gradebook.students), submission.score

    students, before = book()
    assert (30, EARNED[kind_of(student, 0)]) == (students, before)
    assert (30, 40 + 55.5) == book(55.5)
    for _ in range(2):
        assert 0 == run_autograder("grade", "--force", "-s", student, cwd=root).returncode
    assert (30, 95.5) == book()
    nbgrader(root, "export", "--to=out.csv")
    with (root / "out.csv").open(encoding="utf-8", newline="") as file:
        # nbgrader leaves names with commas unquoted, so the score is counted from the end
        rows = [line.rstrip().split(",") for line in file][1:]
    assert 95.5 == next(float(row[-2]) for row in rows if row[0] == "01_toy" and student in row)
    assert len(FOLDERS) * len(ASSIGNMENTS) == len(rows)


def test_everybody_has_feedback_and_the_class_a_report(course):
    """A page for each submission, one for the class, and the pairs that are too alike."""
    root, _ = course
    for arguments in (["feedback"], ["report"], ["similarity", "01_toy"], ["grades"]):
        done = run_autograder(*arguments, cwd=root)
        assert 0 == done.returncode, done.stderr
    for name, module in ASSIGNMENTS.items():
        for student in FOLDERS:
            page = (root / "feedback" / student / name / f"{module}.html").read_text(encoding="utf-8")
            assert "<script>x" not in page
            assert "<b>bold" not in page
    report = (root / "report.html").read_text(encoding="utf-8")
    assert len(ASSIGNMENTS) == report.count("<h2 id=")
    assert "<b>bold" not in report
    assert (root / "similarity/01_toy.html").is_file()


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_export_has_everybody(course, kind):
    """Each format is written at once for the whole course, names with commas, quotes and formulas whole."""
    root, _ = course
    done = run_autograder("export", kind, "-o", f"exported-{kind}", cwd=root)
    assert 0 == done.returncode, done.stderr
    made = root / f"exported-{kind}"
    if kind in ("csv", "nbgrader", "canvas"):
        with made.open(encoding="utf-8-sig", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert set(FOLDERS) <= cells
    elif kind == "moodle":
        assert all(f"s{i}@example.org" in made.read_text(encoding="utf-8-sig") for i in range(30))
    elif kind == "gradescope":
        assert 90 == len(list(made.rglob("*.json")))
    else:
        assert made.stat().st_size > 0 if made.is_file() else list(made.rglob("*.yml"))


def test_the_course_can_be_released(course):
    """The students' copy is made from a course's folder as well as from the tool's own."""
    root, _ = course
    assert 0 == run_autograder("generate", cwd=root).returncode
    done = run_autograder("release", "../students", cwd=root)

    assert 0 == done.returncode, done.stderr
    assert {"pyproject.toml", "course.toml", "README.md", "assignments", "autograder"} <= {
        path.name for path in (root.parent / "students").iterdir()
    }


def test_the_gradescope_zip_holds_its_two_scripts(course):
    """What Gradescope runs stands at the top of the zip."""
    root, _ = course
    done = run_autograder("export", "gradescope-autograder", "-a", "01_toy", "-o", "grader.zip", cwd=root)

    assert 0 == done.returncode, done.stderr
    assert {"setup.sh", "run_autograder"} <= set(zipfile.ZipFile(root / "grader.zip").namelist())
