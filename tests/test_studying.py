"""Students' verbs: hints one at a time, what a change touches, watching, pictures; on a toy course."""

import contextlib
import queue
import shutil
import threading
import time
from pathlib import Path

import pytest
from support import copy_toy, run_autograder

from autograder.checking.scoreboard import plain, standings, table
from autograder.generating import generate
from autograder.model import Assignment, CourseError
from autograder.studying import hints
from autograder.studying.touching import reached, reached_from, touched
from autograder.studying.watching import Watcher, follow

pytestmark = pytest.mark.slow_tool

RIGHT = """def scale(x, factor=2.0):
    return x * factor


def centre(x):
    return x - x.mean(axis=1, keepdims=True)
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Give what students get, in a folder with a space in its name."""
    root = copy_toy(tmp_path / "my toy", submitted=False)
    (root / "solutions/01_toy/hints.toml").write_text(
        'scale = ["What is asked?", "Multiply."]\ncentre = ["Which axis?"]\n', encoding="utf-8"
    )
    (root / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    generate(root)
    return root


def test_hints_come_one_at_a_time(course):
    """Each call gives the next; after the last all are shown again; --restart begins anew."""
    said = [
        run_autograder("hint", "01", *more, cwd=course).stdout for more in (["sca"], ["scale"], [], ["scale"])
    ]

    assert "hint 1 of 2: What is asked?" in said[0]
    assert "hint 2 of 2: Multiply." in said[1]
    assert "What is asked?" in said[2]
    assert "Multiply." in said[3]
    again = run_autograder("hint", "01", "scale", "--restart", cwd=course).stdout
    assert "hint 1 of 2" in again
    assert "Multiply" not in again


def test_a_name_nobody_knows_is_one_sentence(course):
    """A mistyped exercise names the nearest there is."""
    with pytest.raises(CourseError, match="did you mean centre"):
        hints.find({"scale": ["a"], "centre": ["b"]}, "cetre")


def test_status_shows_what_ran_last(course):
    """Before any test there is nothing; afterwards points, from pytest's cache alone."""
    from test_plugin import run_pytest

    before = run_autograder("status", cwd=course).stdout
    (course / "assignments/01_toy/toy.py").write_text(RIGHT, encoding="utf-8")
    run_pytest("assignments/01_toy", "-p", "cacheprovider", cwd=course)
    after = run_autograder("status", cwd=course).stdout

    assert "no tests run yet" in before
    assert "100 of   100  2 of 2 exercises done" in after


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (RIGHT.replace("x * factor", "factor * x"), {"scale"}),
        (RIGHT + "\n# a remark\n", set()),
        (RIGHT.replace("x.mean(axis=1, keepdims=True)", "scale(x)"), {"centre"}),
        ("import math\n" + RIGHT, None),
        (RIGHT + "def (", None),
    ],
    ids=["one", "none", "other", "top", "broken"],
)
def test_a_change_touches_what_uses_it(after, expected):
    """Only exercises whose functions changed are run again; all of them when the change is at the top."""
    assert expected == touched(RIGHT, after, "", {"scale": ["scale"], "centre": ["centre"]})


def test_a_change_reaches_what_names_it_in_other_files():
    """Test classes are reached through functions, constants and names in strings; others are not."""
    suite = (
        "CALLS = ['double']\n"
        "class TestByName:\n    def test(self, compare):\n        compare('double', 2)\n"
        "class TestByConstant:\n    def test(self, compare):\n        compare(CALLS[0], 2)\n"
        "class TestThroughAnother:\n    def test(self, submission):\n        submission.fourfold(2)\n"
        "class TestApart:\n    def test(self, compare):\n        compare('half', 2)\n"
    )
    before = "def double(x):\n    return 2 * x\n\ndef fourfold(x):\n    return double(double(x))\n"
    after = before.replace("2 * x", "3 * x")

    found = reached(before, after, [suite])

    assert {"TestByName", "TestByConstant", "TestThroughAnother"} == {
        n for n in found if n.startswith("Test")
    }
    assert found | {"SCALE"} == reached(before, f"SCALE = 3\n{after}", [suite])
    assert reached(before, f"SCALE = abs(3)\n{after}", [suite]) is None


def test_an_overlay_reaches_what_uses_its_definitions():
    """What stands below a text changes what uses it, a kept name of the old one too."""
    text = "def double(x):\n    return 2 * x\n\ndef fourfold(x):\n    return double(double(x))\n"
    overlay = "_right = double\n\ndef double(x):\n    return -_right(x)\n"
    suite = "class TestBoth:\n    def test(self, submission):\n        submission.fourfold(2)\n"

    assert {"double", "_right", "fourfold", "TestBoth"} == reached_from(overlay, text, [suite])
    assert reached_from(f"print(1)\n{overlay}", text, [suite]) is None


def test_watching_tells_each_save(course):
    """A saved file is tested again, replaced atomically too."""
    assignment = Assignment("01_toy", course / "assignments/01_toy")
    assignment.source.write_text(RIGHT, encoding="utf-8")
    watcher, stop, told = Watcher(course, assignment), threading.Event(), []
    ready = threading.Semaphore(0)

    def show(result):
        told.append(result)
        ready.release()

    thread = threading.Thread(target=follow, args=(watcher, show, stop))
    thread.start()
    try:
        assert ready.acquire(timeout=60)
        swap = assignment.folder / ".toy.swp"
        swap.write_text(RIGHT.replace("x * factor", "x * 2"), encoding="utf-8")
        threading.Event().wait(0.5)  # until the folder is being watched
        swap.replace(assignment.source)
        assert ready.acquire(timeout=60)
    finally:
        stop.set()
        thread.join()
        watcher.close()

    assert 3 == len(told[0].rows)
    assert {"scale"} == {row.exercise for row in told[1].rows.values()}
    assert any("differs from what is expected" in text for text in told[1].texts.values())


def test_an_exception_is_told_while_watching(course):
    """A function that raises fails its tests there too, with the line it raised in."""
    assignment = Assignment("01_toy", course / "assignments/01_toy")
    assignment.source.write_text(RIGHT.replace("x * factor", "x.nothing"), encoding="utf-8")
    watcher = Watcher(course, assignment)
    try:
        result = watcher.run()
    finally:
        watcher.close()

    assert ("", 3) == (result.problem, len(result.rows))
    assert any("'nothing'" in text for text in result.texts.values())


def test_a_loop_is_told_while_watching(course, monkeypatch):
    """A loop without end is cut, and said to be one, with its line."""
    monkeypatch.setattr("autograder.studying.spare.SECONDS", 1)
    assignment = Assignment("01_toy", course / "assignments/01_toy")
    assignment.source.write_text(
        "def scale(x, factor=2.0):\n    while True:\n        pass\n", encoding="utf-8"
    )
    watcher = Watcher(course, assignment)
    try:
        result = watcher.run()
    finally:
        watcher.close()

    assert "" == result.problem
    assert any("was still running after 1 s, on line " in text for text in result.texts.values())


def test_a_loop_saved_while_watching_is_ended(course, monkeypatch):
    """What hangs, whatever it catches, is ended and told; the next save is judged."""
    for name, seconds in (("SECONDS", 1), ("_PATIENCE", 0)):
        monkeypatch.setattr(f"autograder.studying.spare.{name}", seconds)
    assignment = Assignment("01_toy", course / "assignments/01_toy")
    deaf = (
        "import signal\n\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True:\n        pass\n"
    )
    assignment.source.write_text(RIGHT, encoding="utf-8")
    watcher = Watcher(course, assignment)
    try:
        first = watcher.run()
        assignment.source.write_text(RIGHT.partition("def centre")[0] + f"def centre(x):\n    {deaf}")
        hung = watcher.run({"toy.py"})
        assignment.source.write_text(RIGHT, encoding="utf-8")
        again = watcher.run({"toy.py"})
    finally:
        watcher.close()

    assert first is not None
    assert 3 == len(first.rows)
    assert hung is not None
    assert hung.problem.endswith("test_rows_sum_to_zero hung and was ended after 1 s")
    assert again is not None
    assert ("", {"passed"}) == (again.problem, {str(row.verdict) for row in again.rows.values()})


SLOW = "import time\n\n\n{}\n\ndef leisurely(x):\n    time.sleep({})\n    return scale(x)\n"
SUITE = """

@exercise("leisurely", points=10)
class TestLeisurely:
    def test_twice(self, beat):
        beat("leisurely", lambda rng: ((3.0,), {}), slow=lambda x: sum(range(100_000)))

    def test_three(self, submission):
        assert submission.leisurely(3.0) == 6.0

    def test_nothing(self, submission):
        assert submission.leisurely(0.0) == 0.0
"""


@pytest.fixture
def leisurely(course) -> Assignment:
    """Give an assignment with an exercise whose tests take as long as the student's file says."""
    assignment = Assignment("01_toy", course / "assignments/01_toy")
    assignment.public.write_text(assignment.public.read_text(encoding="utf-8") + SUITE, encoding="utf-8")
    return assignment


def test_slow_tests_come_last_and_the_rest_is_told_before_them(course, leisurely):
    """What measures time, or took long before, is shown as running once all else has ended."""
    leisurely.source.write_text(SLOW.format(RIGHT, 0.3), encoding="utf-8")
    watcher, early, tables = Watcher(course, leisurely), [], []

    def look(result):
        early.append(result)
        tables.append("\n".join(plain(table(standings(watcher.rows.values())))))

    try:
        whole = [watcher.run(early=look)]
        leisurely.source.write_text(SLOW.format(RIGHT, 0.31), encoding="utf-8")
        whole.append(watcher.run({"toy.py"}, early=look))
        leisurely.source.write_text(SLOW.format(RIGHT.replace("x.mean", "1 * x.mean"), 0.31))
        whole.append(watcher.run({"toy.py"}, early=look))
        leisurely.source.write_text("def scale(", encoding="utf-8")
        broken = watcher.run({"toy.py"}, early=look)
    finally:
        watcher.close()

    assert ["raised"] * 6 == [row.verdict for row in broken.rows.values()]
    assert [6, 3, 1] == [len(result.rows) for result in whole]
    # one time measured at first; then all three are known to be slow, and nothing is left to be told before
    assert [1] == [result.running for result in early]
    assert {"TestLeisurely::test_twice"} == {t for t, r in early[0].rows.items() if r.verdict == "running"}
    assert "1 slow test still running" in tables[0]
    assert {"passed"} == {row.verdict for result in whole for row in result.rows.values()}


@contextlib.contextmanager
def following(watcher):
    """Follow the folder in a thread; give what is told, and end both."""
    stop, told = threading.Event(), queue.SimpleQueue()
    thread = threading.Thread(target=follow, args=(watcher, told.put, stop))
    thread.start()
    try:
        yield told
    finally:
        stop.set()
        thread.join()
        watcher.close()


def test_a_newer_save_breaks_a_run_off(course, leisurely):
    """What a run that was broken off had to tell is told by the next, with what the newer save touches."""
    leisurely.source.write_text(SLOW.format(RIGHT, 0), encoding="utf-8")
    watcher = Watcher(course, leisurely)
    with following(watcher) as told:
        while told.get(timeout=60).running:
            pass
        leisurely.source.write_text(SLOW.format(RIGHT, 5), encoding="utf-8")
        while watcher._running is None:
            time.sleep(0.01)
        time.sleep(0.3)
        leisurely.source.write_text(SLOW.format(RIGHT.replace("axis=1", "axis=0"), 0), encoding="utf-8")
        found = [told.get(timeout=60)]
        while found[-1].running:
            found.append(told.get(timeout=60))

    assert {"centre", "leisurely"} == {row.exercise for row in found[-1].rows.values()}
    assert not any(result.is_outdated for result in found)
    verdicts = {row.exercise: row.verdict for row in watcher.rows.values()}
    assert {"scale": "passed", "centre": "wrong", "leisurely": "passed"} == verdicts


def test_a_save_during_the_first_run_is_not_lost(course, leisurely):
    """The folder is watched from the beginning."""
    leisurely.source.write_text(SLOW.format(RIGHT, 8), encoding="utf-8")
    watcher = Watcher(course, leisurely)
    with following(watcher) as told:
        while watcher._running is None:
            time.sleep(0.01)
        time.sleep(1)
        leisurely.source.write_text(RIGHT, encoding="utf-8")
        first = told.get(timeout=60)
        while first.running or first.is_outdated:
            first = told.get(timeout=60)

    assert 6 == len(first.rows)
    assert {"scale": "passed", "centre": "passed", "leisurely": "not_implemented"} == {
        row.exercise: row.verdict for row in first.rows.values()
    }


def test_a_folder_that_is_gone_ends_watching(course, leisurely):
    """It is an error that can be told, not a wait for ever."""
    watcher = Watcher(course, leisurely)
    shutil.rmtree(leisurely.folder)
    try:
        with pytest.raises(FileNotFoundError):
            follow(watcher, lambda result: None, threading.Event())
    finally:
        watcher.close()


def test_pictures_say_what_is_missing(course):
    """A page is drawn from what is there; a sentence stands where a function is not written yet."""
    (course / "assignments/01_toy/pictures.py").write_text(
        "from autograder.studying.pictures import picture\n\n\n"
        "@picture('One', ('scale',), 'A line by `scale`.')\ndef one(module, figure):\n"
        "    figure.subplots().plot(module.scale(1.0 * __import__('numpy').arange(3)))\n\n\n"
        "@picture('Two', ('centre',), 'Another.')\ndef two(module, figure):\n    module.centre(None)\n\n\n"
        "@picture('Three', ('leave',), 'A third.')\ndef three(module, figure):\n    module.leave()\n",
        encoding="utf-8",
    )
    stub = (course / "assignments/01_toy/toy.py").read_text(encoding="utf-8")
    text = stub.replace("raise NotImplementedError()", "return x * factor", 1)
    text += "\n\ndef leave():\n    import os\n\n    os._exit(1)\n"
    (course / "assignments/01_toy/toy.py").write_text(text, encoding="utf-8")
    done = run_autograder("show", "01", cwd=course)
    page = (course / ".pytest_cache/d/autograder/01_toy.html").read_text(encoding="utf-8")

    assert "1 of 3 pictures" in done.stdout
    assert "Three: your code ends Python; leave exit() and quit() out" in done.stdout
    assert "A line by <code>scale</code>." in page
    assert 1 == page.count("<svg")
    assert "No picture yet: it needs centre" in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    ).replace("https://matplotlib.org", "")


def test_an_exercise_has_the_functions_of_all_its_classes(course):
    """A class that names other functions than an earlier one of the same exercise adds them."""
    assignment = Assignment("01_toy", course / "assignments/01_toy")
    suite = assignment.public.read_text(encoding="utf-8")
    more = '@exercise("scale", points=0, functions=("scale_all",))\n'
    more += "class TestAll:\n    def test_one(self):\n        pass\n"
    assignment.public.write_text(f"{suite}\n\n{more}", encoding="utf-8")
    watcher = Watcher(course, assignment)
    try:
        watcher.run()
        assert ["scale", "scale_all"] == watcher.exercises["scale"]
    finally:
        watcher.close()
