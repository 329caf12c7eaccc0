"""The class report and its numbers: against a plain computation, in a browser, with odd names."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser import needs_browser, opened_browser, violations
from support import copy_toy, run_autograder

from autograder.course import find_assignments, load_course
from autograder.grading.reports import write_report
from autograder.model import REPORT_SCHEMA, Report, TestResult, Verdict
from autograder.publishing.class_report import report_on
from autograder.publishing.item_analysis import FEW, discrimination, items_of
from autograder.publishing.plots import histogram

ODD = '<b>\u202eO\'Neil, "Ann"</b>'


def a_report(student: str, verdicts: list[Verdict], message: str = "") -> Report:
    """Make a report of four tests in two exercises."""
    results = tuple(
        TestResult(
            f"exercise{i // 2}",
            f"TestA::test_{i}",
            verdict,
            25.0 * (verdict is Verdict.PASSED),
            25.0,
            message,
            "a hint <i>" * (verdict is Verdict.WRONG),
            0.01 * i,
            mistakes=("a_mistake",) if verdict is Verdict.WRONG else (),
        )
        for i, verdict in enumerate(verdicts)
    )
    score = sum(one.points for one in results)
    now = datetime(2026, 2, 1, tzinfo=UTC)
    return Report(REPORT_SCHEMA, student, "01_toy", score, 100.0, results, "A", 1, {}, "k", now, now)


def a_class(size: int) -> list[Report]:
    """Make students of whom some know more than others."""
    rng = random.Random(5)

    def verdict(student: int, test: int) -> Verdict:
        right = rng.random() < (student / size + 0.3) / (1 + test / 8)
        return Verdict.PASSED if right else Verdict.WRONG

    return [a_report(f"s{i:04}", [verdict(i, test) for test in range(4)]) for i in range(size)]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Give the toy course with reports of a class, one refused, one odd, one without any."""
    toy = copy_toy(tmp_path / "toy", submitted=False)
    nothing = "nothing was handed in: there is no folder"
    for report in (
        *a_class(30),
        a_report("refused", [Verdict.REFUSED] * 4, "toy.py is empty"),
        a_report("absent", [Verdict.REFUSED] * 4, nothing),
        a_report("odd", [Verdict.WRONG] * 4),
    ):
        write_report(toy / "reports", report)
    (toy / "submitted/ungraded/01_toy").mkdir(parents=True)
    (toy / "people.csv").write_text(
        f'id,first_name\nodd,"{ODD.replace(chr(34), chr(34) * 2)}"\n', encoding="utf-8"
    )
    settings = toy / "course.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[course]\n", '[course]\nroster = "people.csv"\n'), encoding="utf-8")
    return toy


def test_discrimination_is_pearsons_correlation():
    """The numbers are those of the textbook's formula for the point-biserial correlation."""
    passed = [True] * 6 + [False] * 4
    rest = [9.0, 8, 7, 9, 6, 8, 3, 5, 4, 6]
    ones = [r for p, r in zip(passed, rest, strict=True) if p]
    zeros = [r for p, r in zip(passed, rest, strict=True) if not p]
    mean = sum(rest) / 10
    spread = (sum((r - mean) ** 2 for r in rest) / 10) ** 0.5
    by_hand = (sum(ones) / 6 - sum(zeros) / 4) / spread * (0.6 * 0.4) ** 0.5

    assert pytest.approx(by_hand) == discrimination(passed, rest)
    assert None is discrimination([True] * 10, rest)
    assert None is discrimination(passed, [1.0] * 10)
    assert None is discrimination(passed[: FEW - 1], rest[: FEW - 1])


def test_items_count_passes_and_name_the_commonest_mistake():
    """Each test has its pass rate, and what most of those who failed did."""
    reports = [
        a_report(f"s{i}", [Verdict.PASSED, Verdict.WRONG if i < 3 else Verdict.RAISED, *[Verdict.PASSED] * 2])
        for i in range(5)
    ]
    items = items_of(reports)

    assert [1.0, 0.0, 1.0, 1.0] == [item.share for item in items]
    assert ("a_mistake", 3, "a hint <i>") == (items[1].mistake, items[1].mistaken, items[1].hint)
    assert ("", 0) == (items[0].mistake, items[0].mistaken)


def test_who_could_not_be_graded_is_told_apart(course):
    """Refused, absent and never graded are three lists, and do not blur the numbers about tests."""
    (assignment,) = find_assignments(course)
    reports = [
        *a_class(12),
        a_report("r", [Verdict.REFUSED] * 4, "empty"),
        a_report("x", [Verdict.REFUSED] * 4),
    ]
    told = report_on(assignment, reports, {"s0001", "later"}, load_course(course))

    assert (("r", "empty"), ("x", "no reason is given")) == told.refused
    assert ("later",) == told.ungraded
    assert {12} == {item.students for item in told.items}
    assert 14 == len(told.shares)


def test_the_page_holds_everything_and_stands_alone(course):
    """One file, written by the command; odd names come through whole and harmless."""
    done = run_autograder("report", cwd=course)
    html = (course / "report.html").read_text(encoding="utf-8")

    assert 0 == done.returncode, done.stderr
    assert "1 assignment, 32 submissions" in done.stdout
    for said in ("a_mistake", "toy.py is empty", "ungraded", "absent", "Who is stuck where", "Slowest tests"):
        assert said in html
    assert "<b>" not in html
    assert "&lt;b&gt;\u202eO&#39;Neil, &#34;Ann&#34;&lt;/b&gt;" in html
    assert "<script" not in html
    assert "http://" not in html.replace("http://www.w3.org/", "")


def test_without_reports_the_command_says_what_makes_them(toy):
    """There is nothing to tell before anything was graded."""
    done = run_autograder("report", cwd=toy)

    assert 1 == done.returncode
    assert "make them with: autograder grade" in done.stderr


def test_a_plot_takes_the_pages_colours_and_is_the_same_each_time():
    """No colour of its own, no date, a name for screen readers."""
    svg = histogram([0.1, 0.5, 0.5, 1.0], 'four "scores"')

    assert svg == histogram([0.1, 0.5, 0.5, 1.0], 'four "scores"')
    assert svg.startswith("<svg")
    assert "var(--bar)" in svg
    assert "#0" not in svg.replace('"#', "")
    assert 'aria-label="four &#34;scores&#34;"' in svg


@needs_browser
def test_a_browser_and_axe_find_nothing_wrong(course):
    """Accessible on a phone and a desktop, light and dark; the page itself never scrolls sideways."""
    assert 0 == run_autograder("report", cwd=course).returncode
    with opened_browser() as browser:
        for width, scheme in ((390, "dark"), (1100, "light")):
            seen = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            seen.goto((course / "report.html").as_uri())

            assert [] == violations(seen)
            assert width == seen.evaluate("document.documentElement.scrollWidth")
