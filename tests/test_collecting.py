"""Submissions: what is taken from a student's folder, and the sentence when nothing can be."""

import json
import os
from datetime import UTC, datetime

import pytest

from autograder.collecting import find_submissions
from autograder.model import Assignment, CourseError
from autograder.notebooks import notebook_from_stub, notebook_text
from autograder.stubs import stub_of

SOLUTION = "def grow(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION\n"
STUB = stub_of(SOLUTION, "grow.py")
ANSWER = "def grow(x):\n    return 1 + x\n"
FROM_A_CELL = f"# the cell of grow\n{ANSWER}"


@pytest.fixture
def assignment(tmp_path):
    """Our side: an assignment with one function."""
    folder = tmp_path / "solutions" / "15_growth"
    folder.mkdir(parents=True)
    (folder / "growth.py").write_text(SOLUTION)
    return Assignment("15_growth", folder)


@pytest.fixture
def submitted(tmp_path):
    """Ann handed in a good file."""
    folder = tmp_path / "submitted"
    hand_in(folder, "ann", ANSWER)
    return folder


def hand_in(submitted, student, content, name="growth.py"):
    """Write one file of a student."""
    folder = submitted / student / "15_growth"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def notebook(answer):
    """Return a notebook with an answer, as bytes."""
    content = notebook_from_stub(STUB, "growth", "# 15 Growth")
    for cell in content["cells"]:
        if cell["id"] == "grow":
            cell["source"] = answer
    return notebook_text(content).encode()


def only(submitted, assignment, student="bob"):
    """Return one student's submission, having seen that Ann's was not touched by it."""
    found = {one.student: one for one in find_submissions(submitted, assignment)}
    assert (ANSWER, None) == (found["ann"].text, found["ann"].problem)
    return found[student]


def test_takes_the_text(submitted, assignment):
    """A good file is taken as text, with where it lies; without timestamp.txt there is no time."""
    (found,) = find_submissions(submitted, assignment)
    assert ("ann", "15_growth", ANSWER, None, None, "") == (
        found.student,
        found.assignment,
        found.text,
        found.problem,
        found.submitted_at,
        found.note,
    )
    assert submitted / "ann" / "15_growth" / "growth.py" == found.path


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbf" + ANSWER.encode(), ANSWER),
        (ANSWER.replace("\n", "\r\n"), ANSWER),
        ("# -*- coding: latin-1 -*-\n# é\n" + ANSWER, "# -*- coding: latin-1 -*-\n# é\n" + ANSWER),
        ("def (((\n", "def (((\n"),
    ],
)
def test_any_text_will_do(submitted, assignment, content, text):
    """A byte order mark and Windows' line ends are taken off; broken Python is the worker's business."""
    hand_in(submitted, "bob", content)
    assert text == only(submitted, assignment).text


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"x = '\xe9'\n", "growth.py is not UTF-8 text (byte 5); save it with the encoding UTF-8"),
        (ANSWER.encode("utf-16"), "growth.py is not UTF-8 text"),
        (b"x = 1\0\n", "growth.py holds a NUL character"),
        (b"", "growth.py is empty"),
        (b" \n\n", "growth.py is empty"),
        (b"#" * (10 << 20), "bob/15_growth/growth.py is larger than the 256 kB allowed"),
    ],
)
def test_bad_text_is_a_problem(submitted, assignment, content, problem):
    """What cannot be Python source is refused with a sentence for the student."""
    hand_in(submitted, "bob", content)
    found = only(submitted, assignment)
    assert found.text is None
    assert found.problem.startswith(problem)


def _link(folder):
    (folder / "growth.py").symlink_to(folder.parents[2] / "solutions" / "15_growth" / "growth.py")


def _folder(folder):
    (folder / "growth.py").mkdir()


def _pipe(folder):
    os.mkfifo(folder / "growth.py")


def _other_names(folder):
    for name in ("Growth.py", "growth (1).py", "a\nb", "c", "d", "e"):
        (folder / name).touch()


def _nothing(folder):
    assert folder.is_dir()


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (_link, "bob/15_growth/growth.py is a link, not a plain file"),
        (_folder, "bob/15_growth/growth.py is a folder, not a plain file"),
        (_pipe, "bob/15_growth/growth.py is a pipe or a device, not a plain file"),
        (
            _other_names,
            "there is no growth.py in bob/15_growth; it holds Growth.py, a%0ab, c, d, e, …",
        ),
        (_nothing, "there is no growth.py in bob/15_growth"),
    ],
)
def test_no_plain_file_is_a_problem(submitted, assignment, make, problem):
    """Links are not followed, pipes are not waited for, and a missing file is told with what there is."""
    folder = submitted / "bob" / "15_growth"
    folder.mkdir(parents=True)
    make(folder)
    found = only(submitted, assignment)
    assert found.text is None
    assert found.problem.startswith(problem)
    assert "\n" not in found.problem


def test_linked_folders_are_problems(submitted, assignment):
    """Neither a student's folder nor the one in it may lead elsewhere."""
    (submitted / "bob").symlink_to(submitted / "ann")
    (submitted / "carl").mkdir()
    (submitted / "carl" / "15_growth").symlink_to(submitted / "ann" / "15_growth")
    assert "bob is a link, not a folder; hand in the folder itself" == only(submitted, assignment).problem
    assert "carl/15_growth is a link" in only(submitted, assignment, "carl").problem


def test_students_are_the_folders(submitted, assignment):
    """Hidden folders and loose files are no students; unprintable names are shown printably."""
    (submitted / ".git").mkdir()
    (submitted / "list.csv").touch()
    hand_in(submitted, "b\x1b[31mob", ANSWER)
    assert ["ann", "b%1b[31mob"] == [one.student for one in find_submissions(submitted, assignment)]


def test_nothing_handed_in(submitted, assignment):
    """Who handed in nothing has a problem; where nobody did, the assignment was not collected."""
    (submitted / "bob").mkdir()
    found = only(submitted, assignment)
    assert "nothing was handed in: there is no folder bob/15_growth" == found.problem
    other = Assignment("16_other", assignment.folder.rename(assignment.folder.with_name("16_other")))
    (other.folder / "growth.py").rename(other.source)
    assert [] == find_submissions(submitted, other)


def test_no_submissions_at_all(submitted, assignment):
    """A folder that is not there is the instructor's mistake, and said so."""
    with pytest.raises(CourseError, match=r"there is no folder .*nowhere"):
        find_submissions(submitted / "nowhere", assignment)


def test_our_own_mistake_is_not_a_students(submitted, assignment):
    """A solution that cannot be made a stub stops the run; it is nobody's problem but ours."""
    assignment.source.write_text("def grow(x):\n    return x\n")
    with pytest.raises(CourseError, match="would be the solution"):
        find_submissions(submitted, assignment)


@pytest.mark.parametrize(
    ("content", "time", "note"),
    [
        (b"2026-01-02 03:04:05 UTC\n", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), ""),
        (b"soon", None, "bob/15_growth/timestamp.txt holds no time nbgrader could have written"),
        (b"\xff", None, "bob/15_growth/timestamp.txt cannot be read"),
        (b"2" * 2000, None, "bob/15_growth/timestamp.txt cannot be read"),
    ],
)
def test_time_of_submission(submitted, assignment, content, time, note):
    """A time that cannot be read does not cost the student the grade; the instructor is told."""
    hand_in(submitted, "bob", ANSWER)
    hand_in(submitted, "bob", content, "timestamp.txt")
    found = only(submitted, assignment)
    assert (ANSWER, time, note) == (found.text, found.submitted_at, found.note)


def test_a_notebook_will_do(submitted, assignment):
    """Without a Python file the notebook is turned into one."""
    hand_in(submitted, "bob", notebook(ANSWER), "growth.ipynb")
    found = only(submitted, assignment)
    assert (FROM_A_CELL, "growth.ipynb", "") == (found.text, found.path.name, found.note)


def test_a_notebook_may_be_large_but_not_its_code(submitted, assignment):
    """Pictures have room, code has not."""
    content = json.loads(notebook(ANSWER))
    content["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (1 << 20)}]
    hand_in(submitted, "bob", json.dumps(content), "growth.ipynb")
    hand_in(submitted, "carl", notebook(ANSWER + "#" * (300 << 10)), "growth.ipynb")
    hand_in(submitted, "dora", b" " * (9 << 20), "growth.ipynb")
    assert FROM_A_CELL == only(submitted, assignment).text
    assert "the code in this notebook is longer" in only(submitted, assignment, "carl").problem
    said = only(submitted, assignment, "dora").problem
    assert "larger than the 8192 kB allowed; clear its outputs, save it" in said


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "this notebook is not JSON"),
        (notebook("grow = '\0'"), "growth.ipynb holds a NUL character"),
        (
            json.dumps(json.loads(notebook("grow = 'A'"))).replace("'A'", "'\\ud800'"),
            "growth.ipynb holds half a character",
        ),
    ],
)
def test_a_broken_notebook_is_a_problem(submitted, assignment, content, problem):
    """A notebook that gives no text is told in a sentence."""
    hand_in(submitted, "bob", content, "growth.ipynb")
    assert only(submitted, assignment).problem.startswith(problem)


def test_the_python_file_wins(submitted, assignment):
    """With both, the Python file counts, and the instructor is told."""
    hand_in(submitted, "bob", ANSWER)
    hand_in(submitted, "bob", b"broken", "growth.ipynb")
    found = only(submitted, assignment)
    assert (ANSWER, "growth.py was graded, not growth.ipynb beside it") == (found.text, found.note)


def test_an_untouched_stub_does_not_win(submitted, assignment):
    """Who worked in the notebook and left the stub beside it is graded by the notebook."""
    hand_in(submitted, "bob", STUB.replace("\n", "\r\n"))
    hand_in(submitted, "bob", notebook(ANSWER), "growth.ipynb")
    found = only(submitted, assignment)
    assert (FROM_A_CELL, "growth.ipynb") == (found.text, found.path.name)
    assert "growth.py is the untouched stub, so growth.ipynb was graded" == found.note
