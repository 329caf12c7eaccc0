"""Points of a suite: shared equally unless a test says otherwise."""

import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.checking.suite import PLACE, assign_places, belongs, exercise, points, speed

SUITE = """
from autograder.checking import exercise, points, speed
import pytest

@exercise("one", points=10, functions=("f", "g"))
class TestOne:
    '''The first line.

    And more.
    '''

    @points(4)
    def test_own(self): ...

    @pytest.mark.parametrize("case", ["a", "b"])
    def test_cases(self, case): ...

    def test_rest(self): ...

@exercise("two", points=1)
@speed
class TestTwo:
    @pytest.mark.parametrize("case", ["a", "b", "c"])
    @points("0.25")
    def test_cases(self, case): ...

    def test_rest(self): ...

@exercise("one", points=5)
class TestThree:
    def test_more(self): ...
"""


class Places:
    """A plugin that keeps what a collection came to."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.places = [item.stash[PLACE] for item in items]
        self.keywords = [set(item.listextrakeywords()) for item in items]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Collect the whole suite."""
    return collect(tmp_path_factory.mktemp("suite"))


def collect(root: Path, chosen: str = "") -> Places:
    """Collect the suite, or one test of it, with a pytest of its own in this process."""
    folder = root / "01_points"
    folder.mkdir()
    (folder / "test_hidden.py").write_text(SUITE, encoding="utf-8")
    keeper = Places()
    sys.modules.pop("test_hidden", None)  # of a lane that another test has run in this process
    sys.modules.pop("test_hidden", None)  # another test's suite of the same name
    arguments = [
        "-c",
        "/dev/null",
        "--rootdir",
        str(folder),
        "--disable-plugin-autoload",
        "--collect-only",
    ]
    arguments += ["-p", "autograder.checking.plugin", "-p", "no:terminal", "-p", "no:cacheprovider"]
    assert (
        pytest.main(
            [*arguments, "--import-mode=importlib", f"{folder}/test_hidden.py{chosen}"], plugins=[keeper]
        )
        == 0
    )
    return keeper


def test_points_are_shared_exactly(places):
    """What is left after @points, at least half, is shared equally, each case counting as a test."""
    shares = {place.test: place.points for place in places.places}

    assert {
        "TestOne::test_own": 4,
        "TestOne::test_cases[a]": 2,
        "TestOne::test_cases[b]": 2,
        "TestOne::test_rest": 2,
        "TestTwo::test_cases[a]": Fraction(1, 6),
        "TestTwo::test_cases[b]": Fraction(1, 6),
        "TestTwo::test_cases[c]": Fraction(1, 6),
        "TestTwo::test_rest": Fraction(1, 2),
        "TestThree::test_more": 5,
    } == shares


def test_speed_tests_come_last(places):
    """Marked classes go to the end of the suite; the others keep their order."""
    order = [place.test.partition("::")[0] for place in places.places]

    assert ["TestOne"] * 4 + ["TestThree"] + ["TestTwo"] * 4 == order
    assert [False] * 5 + [True] * 4 == [place.is_speed for place in places.places]


def test_places_name_exercise_functions_and_title(places):
    """Exercise, functions and the line a student reads are kept with each test."""
    first, last = places.places[0], places.places[-1]

    assert ("one", ("f", "g"), "The first line.") == (
        first.exercise.name,
        first.exercise.functions,
        first.title,
    )
    assert ("two", ("two",), "") == (last.exercise.name, last.exercise.functions, last.title)
    assert "one" in places.keywords[0]


def item(path: str, name: str, *, total: float, own: float | None) -> SimpleNamespace:
    """Make as much of a pytest item as points need."""
    mark = SimpleNamespace(kwargs={"name": "one", "points": total, "functions": ("one",), "forbid": ()})
    marks = [] if own is None else [SimpleNamespace(args=(own,))]
    return SimpleNamespace(
        path=Path(path),
        nodeid=f"{path}::TestOne::{name}",
        stash={},
        cls=None,
        extra_keyword_matches=set(),
        get_closest_marker={"exercise": mark}.get,
        iter_markers=lambda _: iter(marks),
    )


@pytest.mark.parametrize(
    ("own", "points"),
    [
        ([2, 3, None, None], [2, 3, 2.5, 2.5]),
        ([4, 4, None, None], [2.5, 2.5, 2.5, 2.5]),
        ([2, 8, None], [1, 4, 5]),
        ([4, 6], [4, 6]),
    ],
)
def test_plain_tests_keep_half_of_the_points(own, points):
    """However many tests have points of their own, those without share at least half of their class's."""
    items = [item("test_hidden.py", f"test_{i}", total=10, own=value) for i, value in enumerate(own)]
    assign_places(items)

    assert points == [one.stash[PLACE].points for one in items]


@pytest.mark.parametrize("own", [[3, 3], [6, 6], [12, None]])
def test_points_that_do_not_add_up_are_refused(own):
    """Points of tests that miss or exceed those of their class are an author's mistake."""
    items = [item("test_hidden.py", f"test_{i}", total=10, own=value) for i, value in enumerate(own)]
    with pytest.raises(pytest.UsageError, match="do not add up to its 10"):
        assign_places(items)


@pytest.mark.parametrize(("name", "worth"), [("test_own", 4), ("test_rest", 2), ("test_cases[b]", 2)])
def test_a_test_that_runs_alone_has_its_usual_points(tmp_path, name, worth):
    """A test chosen by its node id, as an editor does, is not given the points of its whole class."""
    (place,) = collect(tmp_path, f"::TestOne::{name}").places

    assert worth == place.points


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("solutions/04_attention/test_hidden.py", True),
        ("anywhere/04_attention/test_public.py", True),
        ("solutions/04_attention/test_other.py", False),
        ("solutions/attention/test_public.py", False),
        ("tests/test_public.py", False),
    ],
)
def test_suites_are_known_by_name_and_folder(path, ours):
    """Only the two suites in a numbered folder are ours."""
    assert ours is belongs(SimpleNamespace(path=Path(path)))


def test_decorators_leave_tests_as_they_are():
    """A decorated class or test is the same object, so that it can be run by any tool."""

    class Plain:
        def test(self) -> None: ...

    assert exercise("one", points=1)(Plain) is Plain
    assert speed(Plain) is Plain
    assert points(1)(Plain.test) is Plain.test
