"""Students' folders with names that break things, through every verb that prints or writes them."""

import json
import random
import re
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from standings import NASTY, report
from support import copy_toy

from autograder.cli import cli
from autograder.grading.reports import read_reports, write_report
from autograder.plain_files import printable

FOLDERS = [one.replace("/", "\u2215").replace("\0", "")[:120] for one in NASTY]
"""What a file system takes; all else stands as it is."""
STUDENTS = list(map(printable, FOLDERS))
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def code_of(number):
    """Return code that only those of the same number have in common, in its shape and not its names."""
    rng = random.Random(number)
    shapes = (
        "x = x {} x",
        "if x {} x:\n        x = -x",
        "while x {} x: 1",
        "x(x {} x)",
        "x[x {} x] = 1",
    )
    lines = [rng.choice(shapes).format(rng.choice("+-*/<>%@&|^")) for _ in range(60)]
    return "def scale(x):\n" + "".join(f"    {line}\n" for line in lines)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Give a course in which everybody of that name has a report, and two have the same text."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    for student, folder in zip(STUDENTS, FOLDERS, strict=True):
        write_report(root / "reports", report(student, "01_toy", message=f"{student} differs"))
        write_report(root / "old", report(student, "01_toy", 20.0))
        place = root / "submitted" / folder / "01_toy"
        place.mkdir(parents=True)
        (place / "toy.py").write_text(code_of(FOLDERS.index(folder) // 2), encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def run(*arguments):
    """Run a verb in this process, and return what it printed."""
    done = CliRunner().invoke(cli, list(arguments), catch_exceptions=False)
    assert 0 == done.exit_code, done.output
    return done.stdout


class _Page(HTMLParser):
    """A page's elements, their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(page: _Page) -> None:
    assert set() == page.tags & {"script", "img", "iframe", "b", "object", "link"}
    assert set() == {name for name in page.attributes if name.startswith("on")}


def test_reports_come_back(course):
    """Each name has a file of its own, and is whole in it."""
    assert sorted(STUDENTS) == sorted(one.student for one in read_reports(course / "reports", "01_toy"))


def test_terminals_are_told_nothing_but_text(course):
    """Tables, sentences and differences have a line for each student, and no control or turning character."""
    for printed in (run("grades"), run("grades", "--explain"), run("diff", "old", "reports")):
        assert [] == HARMFUL.findall(printed)
    told = [line for line in run("diff", "old", "reports").splitlines() if not line.startswith(" ")]
    assert len(STUDENTS) + 1 == len(told)


def test_json_has_the_names_whole(course):
    """For programs, a line of JSON for each student, whatever they are called."""
    grades = [json.loads(line) for line in run("grades", "--json").splitlines()]
    changed = [json.loads(line) for line in run("diff", "old", "reports", "--json").splitlines()]

    assert sorted(STUDENTS) == sorted(one["student"] for one in grades)
    assert sorted(STUDENTS) == sorted(one["student"] for one in changed)


def test_pages_show_them_as_text(course):
    """In the class report and on the page of similar texts every name is whole and none is a tag."""
    run("similarity", "toy", "-n", "300")
    for student in STUDENTS[:2]:
        write_report(course / "reports", report(student, "01_toy", 0.0))
    run("report")
    alike, report_page = (
        _Page((course / name).read_text(encoding="utf-8"))
        for name in ("similarity/01_toy.html", "report.html")
    )

    assert_harmless(alike)
    assert_harmless(report_page)
    assert [] == [one for one in STUDENTS[: len(STUDENTS) // 2 * 2] if one not in alike.text]
    assert [] == [one for one in STUDENTS if one not in report_page.text]


def test_everybody_has_a_page_of_their_own(course):
    """A folder for each, inside feedback/, with a page that tells the whole name and has no tag of theirs."""
    run("feedback")
    found = {file: _Page(file.read_text(encoding="utf-8")) for file in (course / "feedback").rglob("*.html")}

    assert len(STUDENTS) == len(found)
    assert {4} == {len(file.relative_to(course).parts) for file in found}
    for page in found.values():
        assert_harmless(page)
    for student in STUDENTS:
        assert any(f"Feedback for {student}" in page.text for page in found.values()), student


def test_gradescope_and_junit_keep_inside_their_folder(course):
    """No name leads out of the folder of results, and every submission has its file."""
    before = {one.name for one in course.iterdir()} | {"out", "out.xml"}
    run("export", "gradescope", "-o", "out")
    run("export", "junit", "-o", "out.xml")

    assert len(STUDENTS) == len(list((course / "out").rglob("results.json")))
    assert before == {one.name for one in course.iterdir()}
