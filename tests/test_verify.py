"""Proving a course: everything holds on a sound one, and each check fails when its subject is broken."""

from pathlib import Path

import pytest
from support import copy_toy, run_autograder

from autograder.course import find_assignment, load_course
from autograder.generating import generate
from autograder.isolation.levels import choose_level
from autograder.paper_checks import Check
from autograder.verify import verify

CENTRE_ROWS = "def centre(x):\n    return x - x.mean(axis=1, keepdims=True)\n"


def prove(root: Path) -> dict[str, Check]:
    """Verify the toy assignment; return the checks by title, without what is counted in brackets."""
    assignment = find_assignment(root, "toy")
    checks = verify(load_course(root), assignment, level=choose_level(), jobs=1)
    return {check.title.partition(" (")[0]: check for check in checks}


def change(file: Path, old: str, new: str) -> None:
    """Break something; it must have been there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a course with the toy assignment and a new one, as `autograder new` makes it."""
    root = copy_toy(tmp_path_factory.mktemp("sound") / "toy", submitted=False)
    generate(root)
    done = run_autograder("new", "02_second", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def broken_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Check]:
    """Break what lies around a sound hidden suite, each thing in its own way, and verify once."""
    root = copy_toy(tmp_path_factory.mktemp("broken") / "toy", submitted=False)
    folder = root / "solutions/01_toy"
    change(folder / "README.md", "## centre", "centre")
    change(folder / "toy.py", "array([3., 6.])", "array([3., 7.])")
    change(folder / "test_public.py", '"centre", points=60', '"centre", points=50')
    change(
        folder / "test_public.py",
        "    def test_default",
        "    def test_fails(self, submission, cases, rng):\n"
        "        assert_matches(submission.scale(cases.table(rng)), 3)\n\n"
        "    def test_asks_nothing(self):\n        pass\n\n    def test_default",
    )
    change(folder / "right/loops.py", "x[n] - sum", "x[n] + sum")
    wrong = {
        "harmless": ('"""Nothing is wrong; leave it."""\n', CENTRE_ROWS),
        "two_exercises": (
            '"""Both; mend both."""\n',
            "def scale(x, factor=2.0):\n    return x\n\n\ndef centre(x):\n    return x\n",
        ),
        "twin": (
            '"""The same as another in other words."""\n',
            "def centre(x):\n    return x - np.mean(x)\n",
        ),
        "none": ('"""A function that no exercise knows."""\n', "def _inner(x):\n    return x\n"),
        "spills": (
            '"""It spoils the other exercise too."""\n',
            "def centre(x, *rest):\n    return 5 * x\n\n\nscale = centre\n",
        ),
    }
    for name, (hint, text) in wrong.items():
        (folder / f"wrong/{name}.py").write_text(hint + "\n\n" + text, encoding="utf-8")
    (folder / "wrong/scale_adds.py").unlink()
    (folder / "wrong/scale_ignores_factor.py").unlink()
    (folder / "slow").mkdir(exist_ok=True)
    (folder / "slow/not_slow.py").write_text(
        f'"""It is as fast; fine."""\n\n\n{CENTRE_ROWS}', encoding="utf-8"
    )
    (folder / "slow/not_right.py").write_text(
        '"""It is wrong; and not slow."""\n\n\ndef centre(x):\n    return x\n', encoding="utf-8"
    )
    generate(root)
    (root / "assignments/01_toy/cases.py").write_text("edited = True\n", encoding="utf-8")
    (root / "assignments/01_toy/extra.py").touch()
    return prove(root)


@pytest.fixture(scope="module")
def broken_suite(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Check]:
    """Break the hidden suite itself, and take the right files away."""
    root = copy_toy(tmp_path_factory.mktemp("suite") / "toy", submitted=False)
    folder = root / "solutions/01_toy"
    change(
        folder / "test_hidden.py",
        '@exercise("scale", points=40)',
        '@exercise("scale", points=45, functions=("scale", "centre"))',
    )
    change(
        folder / "test_hidden.py",
        "    @points(10)",
        "    def test_asks_nothing(self):\n        pass\n\n"
        "    def test_fails(self, submission, cases, rng):\n"
        "        assert submission.scale(cases.table(rng), 2.0) is None, 'too much'\n\n    @points(10)",
    )
    (folder / "right/loops.py").unlink()
    generate(root)
    return prove(root)


def test_a_sound_course_and_a_new_assignment_hold(sound):
    """Every check passes on the toy course and on what `autograder new` makes; the command ends with 0."""
    done = run_autograder("verify", "-j", "2", cwd=sound)
    titles = [line for line in done.stdout.splitlines() if line.startswith("  ")]

    assert 0 == done.returncode, done.stdout
    assert "everything holds" == done.stdout.splitlines()[-1]
    assert ["01_toy", "02_second"] == [line for line in done.stdout.splitlines() if line[:1] == "0"]
    assert all(line.startswith("  ok ") for line in titles)
    assert 2 == sum("the reference earns every point, in a worker" in line for line in titles)
    assert any("wrong/centre_whole is caught (centre, 3 tests)" in line for line in titles)
    assert any("wrong/sum_not_mean is caught (mean_squared_error" in line for line in titles)


@pytest.mark.parametrize(
    ("title", "detail"),
    [
        ("assignments/ is current", "stale: assignments/01_toy/cases.py"),
        ("assignments/ is current", "superfluous: assignments/01_toy/extra.py"),
        ("every exercise has its heading in the handout", "centre: no heading '## centre' in README.md"),
        ("public and hidden suite have the same exercises and points", "centre: 60 hidden, 50 public"),
        ("the docstrings' examples are true", "array([3., 7.])"),
        ("the public suite passes on the reference", "TestScale::test_fails fails"),
        ("every public test fails on the stub, as not implemented", "TestScale::test_asks_nothing passes"),
        ("right/loops earns every point", "loses TestCentre::test_values (wrong)"),
        ("wrong/harmless is caught", "loses nothing of centre"),
        ("wrong/two_exercises is caught", "functions of one exercise, not of 2"),
        ("wrong/none is caught", "functions of one exercise, not of 0"),
        ("wrong/spills is caught", "loses TestScale::test_values of scale too (wrong)"),
        ("slow/not_slow loses its speed test alone", "loses no speed test"),
        ("slow/not_right loses its speed test alone", "loses TestCentre::test_values too (wrong)"),
        ("every exercise has at least 3 known mistakes and a right file", "scale has 2 known mistakes"),
    ],
)
def test_a_broken_file_fails_its_check(broken_files, title, detail):
    """The check that is there for it fails, and says what is wrong."""
    check = broken_files[title]

    assert not check.passed
    assert any(detail in line for line in check.details), check.details


def test_a_hint_that_two_mistakes_share_is_told(broken_files):
    """Of two mistakes with the same answers one cannot show its hint."""
    failed = [name for name in ("twin", "centre_whole") if not broken_files[f"wrong/{name} is caught"].passed]

    assert 1 == len(failed)
    (check,) = [broken_files[f"wrong/{name} is caught"] for name in failed]
    assert any("its hint is not shown, but: " in line for line in check.details), check.details


def test_what_is_sound_still_passes(broken_files):
    """The checks whose subject nobody touched pass beside the broken ones."""
    passed = {title for title, check in broken_files.items() if check.passed}

    assert {
        "points of the hidden suite add up to 100",
        "no function belongs to two exercises",
        "the reference earns every point, in a worker",
        "the stub earns nothing, each test being not implemented",
        "wrong/centre_columns is caught",
        "wrong/centre_upcasts is caught",
        "wrong/scale_in_place is caught",
    } == {title for title in passed if not title.startswith(("wrong/twin", "wrong/centre_whole"))}


@pytest.mark.parametrize(
    ("title", "detail"),
    [
        ("points of the hidden suite add up to 105", "they should add up to 100"),
        ("no function belongs to two exercises", "centre belongs to two"),
        ("the reference earns every point, in a worker", "loses TestScale::test_fails (wrong)"),
        (
            "the stub earns nothing, each test being not implemented",
            "TestScale::test_asks_nothing is passed",
        ),
        ("wrong/centre_columns is caught", "functions of one exercise, not of 2"),
        ("every exercise has at least 3 known mistakes and a right file", "there is no file in right/"),
    ],
)
def test_a_broken_suite_fails_its_check(broken_suite, title, detail):
    """The check that is there for it fails, and says what is wrong."""
    check = broken_suite[title]

    assert not check.passed
    assert any(detail in line for line in check.details), check.details


def test_a_suite_that_cannot_be_collected_ends_the_proof(tmp_path):
    """The command names the suite and the reason, and ends with 1."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    generate(root)
    change(root / "solutions/01_toy/test_hidden.py", "import numpy as np", "import no_such_module")
    done = run_autograder("verify", cwd=root)

    assert 1 == done.returncode
    assert "FAIL  the hidden suite can be collected" in done.stdout
    assert "No module named 'no_such_module'" in done.stdout
    assert "1 checks failed" in done.stdout or "1 check failed" in done.stdout


def test_a_mistake_without_its_hint_is_told(tmp_path):
    """A wrong file without a docstring is named, in one sentence."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    generate(root)
    (root / "solutions/01_toy/wrong/centre_whole.py").write_text(CENTRE_ROWS, encoding="utf-8")
    done = run_autograder("verify", "toy", cwd=root)

    assert 1 == done.returncode
    assert "centre_whole.py:1: the docstring that is its hint is missing" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
