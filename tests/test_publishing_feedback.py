"""Feedback pages: what they say, that nothing hidden is in them, and that browser and screen reader agree."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import needs_browser, opened_browser, violations
from support import copy_toy, environment, run_autograder

from autograder.course import find_assignments, load_course
from autograder.grading.policy import grade_of
from autograder.grading.reports import read_report, write_report
from autograder.leaks import leaks
from autograder.model import REPORT_SCHEMA, Report, TestResult, Verdict
from autograder.publishing.feedback import Past, Quartiles, make_feedback, quartiles
from autograder.publishing.handing_out import Page, folder_name
from autograder.publishing.naming import test_names as names_of
from autograder.publishing.pages import fenced, for_markdown, isolated, percent

SEED = 48151623
NAMES = [
    'O\'Neil, "Ann" <b>&amp;</b>',
    "<script>alert(1)</script>",
    "=HYPERLINK(1) 🦊 `code` *x* _y_ [z](http://z)",
    "\u202egnp.exe \u200fשלום",
    "x" * 500,
]
MESSAGE = (
    "scale(x: float64[2, 3]) <differs> & ``` \u202e rest\n  values   3 of 6 differ</pre><script>1</script>"
)


def a_report(**changes: object) -> Report:
    """Make a report with every kind of result."""
    results = (
        TestResult("scale", "TestScale::test_values", Verdict.PASSED, 30.0, 30.0),
        TestResult("scale", "TestScale::test_rows[3-0.5]", Verdict.WRONG, 0.0, 5.0, MESSAGE, "Use `x`.", 0.1),
        TestResult("scale", "TestScale::test_rows[empty_rows]", Verdict.WRONG, 0.0, 5.0, MESSAGE, "Use `x`."),
        TestResult(
            "centre", "TestCentre::test_values", Verdict.PASSED, 50.0, 50.0, "right, given the mistake"
        ),
        TestResult(
            "centre", "TestSpeed::test_time", Verdict.TOO_SLOW, 0.0, 10.0, "took 9 times", "", 0.2, 9.0, 4.5
        ),
    )
    made = datetime(2026, 3, 1, tzinfo=UTC)
    report = Report(
        REPORT_SCHEMA, "ann", "01_toy", 80.0, 100.0, results, "A", SEED, {"torch": "2"}, "k3y", made, made
    )
    return replace(report, **changes)


@pytest.fixture
def page(toy: Path) -> Callable[..., Page]:
    """Give a page of the toy course."""
    course = load_course(toy)
    (assignment,) = find_assignments(toy)

    def make(report: Report | None = None, student: str = "Ann") -> Page:
        report = report or a_report()
        past = [Past("00_before", "Before", 40, 50, Quartiles(0.5, 0.7, 0.9)), Past("01_toy", "Toy", 80, 100)]
        grade = grade_of(report, course)
        told = make_feedback(report, grade, course="Toy", title="01 Toy", student=student, history=past)
        return Page(report.student, assignment, told)

    return make


class _Text(HTMLParser):
    """A page's text, without what stands in style elements, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.text.append(data)


def text_of(html: str) -> str:
    return "".join(_Text(html).text)


def test_a_page_says_what_passed_and_what_did_not(page):
    """Score, exercises, the reason with call and hint, forgiven tests, speed and the past are all there."""
    for text in (text_of(page().files()["toy.html"]), page().files()["toy.md"].replace("\\", "")):
        for said in (
            *(
                "80 of 100 points",
                "values",
                "rows (case 1)",
                "rows (empty rows)",
                "3 of 6 differ",
                "Use `x`.",
            ),
            *("right, given the mistake", "9.0 times the reference's CPU time; 4.5 times is allowed"),
            *("right, but too slow", "Before", "40 of 50", "median"),
        ):
            assert said in text, said


def test_a_reason_common_to_all_is_said_once(page):
    """A file that cannot be imported fills no pages."""
    results = tuple(
        replace(one, verdict=Verdict.RAISED, message="cannot be imported", hint="", points=0.0, ratio=None)
        for one in a_report().results
    )
    untimed = replace(results[-1], message="not timed: the exercise's other tests have to pass first")
    html = page(a_report(results=(*results[:-1], untimed))).files()["toy.html"]

    assert 1 == html.count("cannot be imported")
    assert "not timed" not in html
    assert "All 5 tests ended the same way" in html


def test_lateness_is_told_with_its_reason(page):
    """The penalty stands on the page, with the sentences of the policy."""
    late = page(a_report(submitted_at=datetime(2026, 3, 2, 23, tzinfo=UTC))).files()

    assert "Late: −16 points." in late["toy.html"]
    assert "Late: −16 points." in late["toy.md"]
    assert "2 days begun at 10 % each" in late["toy.html"]


@pytest.mark.parametrize("name", NAMES, ids=["quotes", "script", "formula", "bidi", "long"])
def test_names_and_messages_come_through_whole_and_harmless(page, name):
    """Whatever a student is called, the page shows it, isolated, and gets no element from it."""
    plain_tags = _Text(page(student="Ann").files()["toy.html"]).tags
    html = page(student=name).files()["toy.html"]

    assert plain_tags == _Text(html).tags
    assert "script" not in _Text(html).tags
    assert name in text_of(html)
    assert MESSAGE in text_of(html)
    assert re.search(r"<strong><bdi>[^<]*</bdi></strong>", html)


@pytest.mark.parametrize("name", NAMES, ids=["quotes", "script", "formula", "bidi", "long"])
def test_markdown_shows_names_as_they_are(page, name):
    """A real reader of markdown gives the name back, and makes no element of it."""
    markdown = pytest.importorskip("markdown_it", reason="comes with rich")
    html = markdown.MarkdownIt("commonmark").render(page(student=name).files()["toy.md"])

    assert name in text_of(html)
    assert MESSAGE in text_of(html)
    assert not {"script", "b", "a", "em"} & set(_Text(html).tags)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grade the toy course with a seed that would be seen, and write everybody's feedback."""
    toy = copy_toy(tmp_path_factory.mktemp("feedback") / "toy")
    secret = toy / "submitted/ann/01_toy/submission_secret.txt"
    secret.write_text("s3cret", encoding="utf-8")
    for command in (["grade", "-j", "2", "--seed", str(SEED)], ["feedback", "--quartiles"]):
        done = run_autograder(*command, cwd=toy)
        assert done.returncode == 0, done.stderr
    return toy


def test_nothing_hidden_is_in_any_page(graded, tmp_path):
    """No line of the hidden suite, no seed, no name of a known mistake's file, in any student's files."""
    pages = sorted((graded / "feedback").rglob("toy.*"))
    hidden = (graded / "solutions/01_toy/test_hidden.py").read_text(encoding="utf-8")
    shipped = (graded / "solutions/01_toy/test_public.py").read_text(encoding="utf-8")
    telling = [one.strip() for one in hidden.splitlines() if sum(c.isalnum() for c in one) >= 8]
    telling = [one for one in telling if one not in shipped and not one.startswith('"""')]
    mistakes = [file.stem for file in (graded / "solutions/01_toy/wrong").glob("*.py")]

    assert 10 == len(pages)
    assert len(telling) > 5
    for file in pages:
        text = file.read_text(encoding="utf-8")
        shown = text_of(text) if file.suffix == ".html" else text
        assert [] == [one for one in [*telling, *mistakes, str(SEED)] if one in text or one in shown], file
        (tmp_path / "assignments" / file.parts[-3]).mkdir(parents=True, exist_ok=True)
        (tmp_path / "assignments" / file.parts[-3] / f"{file.name}.txt").write_text(shown, encoding="utf-8")
    assert [] == leaks(graded, tmp_path)


def test_nbgraders_files_are_laid_beside_the_page(graded):
    """What nbgrader release_feedback asks for is there when nbgrader had collected the submission."""
    place = graded / "feedback/ann/01_toy"

    assert ["submission_secret.txt", "timestamp.txt", "toy.html", "toy.md"] == sorted(
        one.name for one in place.iterdir()
    )
    assert "s3cret" == (place / "submission_secret.txt").read_text(encoding="utf-8")


def test_nbgrader_hands_the_page_out(graded, tmp_path):
    """Everybody's pages are released, also of those nbgrader had not collected; ann finds hers."""
    pytest.importorskip("nbgrader", reason="needs nbgrader, from the extra nbgrader")
    (graded / "source/01_toy").mkdir(parents=True, exist_ok=True)
    command = ["-m", "nbgrader", "release_feedback", "01_toy", "--course=toy"]
    done = subprocess.run(
        [sys.executable, *command, f"--Exchange.root={tmp_path}"],
        cwd=graded,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    released = tmp_path / "toy/feedback" / f"{hashlib.md5(b's3cret' + b'toy').hexdigest()}.html"

    assert 0 == done.returncode, done.stderr
    assert (graded / "feedback/ann/01_toy/toy.html").read_bytes() == released.read_bytes()
    assert 5 == len(list(released.parent.iterdir()))


def test_pages_that_say_the_same_are_left_alone(graded):
    """A second run writes nothing; one student's changed report changes one page."""
    again = run_autograder("feedback", "--quartiles", cwd=graded)
    report = read_report(graded / "reports/01_toy/ben.json")
    write_report(graded / "reports", replace(report, score=report.score - 1))
    after = run_autograder("feedback", cwd=graded)
    write_report(graded / "reports", report)

    assert "5 pages" in again.stdout
    assert " 0 of them new or changed" in again.stdout
    assert " 1 of them new or changed" in after.stdout


@pytest.mark.parametrize(
    ("arguments", "said"), [(["-s", "anne"], "did you mean ann?"), (["-a", "02"], "01_toy")]
)
def test_names_nobody_has_are_refused(graded, arguments, said):
    """A misspelt student or assignment is a sentence."""
    done = run_autograder("feedback", *arguments, cwd=graded)

    assert 1 == done.returncode
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_folders_are_called_as_students_are_where_that_is_safe():
    """Names that lead elsewhere, or are too long, get a folder of their own and no other's."""
    odd = ["..", ".", ".hidden", "a/b", "a\\b", "x" * 500, "x" * 501, "a\nb", "~", "é" * 200, ""]

    assert ["ann", "O'Neil, Ann", "=1+1"] == [folder_name(one) for one in ("ann", "O'Neil, Ann", "=1+1")]
    assert len(odd) == len({folder_name(one) for one in odd})
    for name in map(folder_name, odd):
        assert re.fullmatch(r"[\w.@+ -]+-[0-9a-f]{12}", name)
        assert Path(name).name == name


def test_names_of_tests_keep_values_to_themselves():
    """Cases named by their author are shown, those made of values are numbered."""
    tests = ["TestA::test_some_rows[3-0.5]", "TestA::test_some_rows[4-1.5]", "TestA::test_x[no_rows-float32]"]

    assert ["some rows (case 1)", "some rows (case 2)", "x (no rows, float32)"] == list(
        names_of(tests).values()
    )


def test_small_classes_have_no_quartiles():
    """Seven students' scores could be told from three numbers."""
    assert None is quartiles([0.5] * 7)
    assert Quartiles(0.25, 0.5, 0.75) == quartiles([i / 8 for i in range(9)])


def test_texts_are_written_for_their_place():
    """Isolates are closed, fences are longer than what they hold, shares are never rounded to a lie."""
    assert "\u2068a\u202e\u2067b\u2069\u2069" == isolated("a\u202e\u2067b")
    assert "````text\n```\n````" == fenced("```")
    assert r"a\*b\<c\> snake_case \_x\_" == for_markdown("a*b<c> snake_case _x_")
    assert ["0 %", "< 1 %", "50 %", "> 99 %", "100 %"] == [percent(one) for one in (0, 1e-4, 0.5, 0.9999, 1)]


def test_more_than_all_points_do_not_overflow_the_bar(page):
    """Extra credit beyond the maximum is told as it is, and the bar ends where it ends."""
    report = a_report(score=104.0)
    html = page(report).files()["toy.html"]

    assert "104 of 100 points" in html
    assert max(map(float, re.findall(r'class="full"[^>]* width="([0-9.]+)"', html))) <= 398.0


@needs_browser
def test_a_browser_and_axe_find_nothing_wrong(page, tmp_path):
    """On a phone and a desktop, light and dark: accessible, nothing asked of the network, nothing cut off."""
    file = tmp_path / "toy.html"
    file.write_text(page(student=NAMES[-1]).files()["toy.html"], encoding="utf-8")
    with opened_browser() as browser:
        for width, scheme in ((390, "light"), (390, "dark"), (1100, "light"), (1100, "dark")):
            seen = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            asked: list[str] = []
            seen.on("request", lambda request, asked=asked: asked.append(request.url))
            seen.goto(file.as_uri())

            assert [] == violations(seen)
            assert [file.as_uri()] == asked
            assert width == seen.evaluate("document.documentElement.scrollWidth")
        assert seen.pdf(format="A4").startswith(b"%PDF")
