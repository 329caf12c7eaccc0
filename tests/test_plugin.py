"""The pytest plugin as a student meets it: real runs on copies of the toy course."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support import copy_toy, environment

from autograder.checking.given import start_of
from autograder.generating import generate

SCALE = "def scale(x, factor=2.0):\n    return x * factor\n\n\n"
CENTRE = "def centre(x):\n    return x - x.mean(axis=1, keepdims=True)\n"
Run = Callable[..., subprocess.CompletedProcess[str]]


def run_pytest(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)],
        cwd=cwd,
        env=environment() | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a course with what students get in assignments/."""
    root = copy_toy(tmp_path_factory.mktemp("plugin") / "toy", submitted=False)
    generate(root)
    return root


@pytest.fixture(scope="module")
def stub(course: Path) -> str:
    """Run the public suite on the untouched stub, once."""
    return run_pytest("assignments/01_toy", cwd=course).stdout


@pytest.fixture
def work(course: Path) -> Run:
    """Put a text in the stub's place for one run of the public suite."""
    file = course / "assignments/01_toy/toy.py"
    untouched = file.read_bytes()

    def run(text: str | bytes | None, *arguments: str) -> subprocess.CompletedProcess[str]:
        file.unlink()
        try:
            if text is not None:
                file.write_bytes(text.encode() if isinstance(text, str) else text)
            return run_pytest("assignments/01_toy", *arguments, cwd=course)
        finally:
            file.write_bytes(untouched)

    return run


def test_the_stub_is_quiet(stub):
    """What is not begun is counted, in one line per exercise, and not listed test by test."""
    assert "test_by_hand" not in stub
    assert "Error" not in stub
    assert "3 not implemented yet" in stub.splitlines()[-1]


def test_the_stub_gives_a_table(stub):
    """A bar and points per exercise stand at the end, with what to do next."""
    assert re.search(r"scale   \S{10}      0 of    40  not begun", stub)
    assert re.search(r"all     \S{10}      0 of   100  0 of 2 exercises done", stub)
    assert "next: scale  A number times an array." in stub
    assert "run   pytest assignments/01_toy -k scale" in stub
    assert "read  assignments/01_toy/README.md, line " in stub


def test_half_done_shows_its_points(work):
    """What is done earns its points; the next exercise is named; the run fails."""
    done = work(f"{SCALE}def centre(x):\n    raise NotImplementedError\n")

    assert 1 == done.returncode
    assert "     40 of    40  done" in done.stdout
    assert "      0 of    60  not begun" in done.stdout
    assert "next: centre  Rows that sum to zero." in done.stdout


def test_a_finished_file_is_done(work):
    """Everything right: all points, success, nothing more to do."""
    done = work("\ufeffimport numpy as np\r\n\r\n\r\n" + SCALE + CENTRE)  # as Windows' Notepad saves it

    assert 0 == done.returncode
    assert "    100 of   100  2 of 2 exercises done" in done.stdout
    assert "everything here is done" in done.stdout


def test_a_wrong_answer_shows_values(work):
    """A public test says which call differs, where, by how much, with both numbers and no frames."""
    done = work(f"def scale(x, factor=2.0):\n    return x * 2\n\n\n{CENTRE}")

    assert "scale(x: float64[2], factor=3.0) differs from what is expected" in done.stdout
    assert "worst at [1], off by 2" in done.stdout
    assert ": 4, expected 6" in done.stdout
    assert "test_public.py:12" in done.stdout
    assert "     20 of    40  1 test of 2 to go" in done.stdout
    assert "assert_matches(" not in done.stdout


def test_an_assertion_says_its_sentence(work):
    """A plain assert of a suite shows its sentence after the call."""
    done = work(f"{SCALE}def centre(x):\n    return x\n")

    assert "centre(x: float64[3, 5]): the rows do not sum to zero" in done.stdout


def test_an_exception_keeps_its_traceback(work):
    """An error in the student's code leads to the student's line."""
    docstring = '    """Centre rows.\n\n    Parameters\n    ----------\n    x : array\n    """\n'
    done = work(f"{SCALE}def centre(x):\n{docstring}    rows = x.shape[7]\n    return x - rows\n")

    assert "rows = x.shape[7]" in done.stdout
    assert '"""Centre rows. …"""' in done.stdout
    assert "Parameters" not in done.stdout  # a stub's docstring is longer than its code
    assert "toy.py:12: IndexError" in done.stdout
    assert "autograder/checking" not in done.stdout


def test_what_is_built_on_a_wrong_function_says_so(work):
    """A function of another exercise that fails its own tests is named where it is used, also by helpers."""
    wrong = "def scale(x, factor=2.0):\n    return 2 * x * factor\n\n\n"
    helper = "def half(x):\n    return scale(x, 0.5)\n\n\n"
    built = work(f"{wrong}{helper}def centre(x):\n    return x - 2 * half(x).mean(axis=1, keepdims=True)\n")
    raising = work(f"{wrong}{helper}def centre(x):\n    return [half(x)][1]\n")
    alone = work(f"{wrong}{helper}def centre(x):\n    return 2 * x\n")

    said = "  first      scale, which is used here, fails tests of its own: mend it before you look for more"
    assert [True, True, False] == [said in one.stdout for one in (built, raising, alone)]


def test_of_a_librarys_function_the_end_is_shown(work):
    """The line that raises stands there with a few above it, not the hundred before."""
    done = work(
        f"{SCALE}def centre(x):\n    from collections import namedtuple\n\n    namedtuple('a', 'b b')\n"
    )

    assert "namedtuple('a', 'b b')" in done.stdout
    assert ">               raise ValueError(f'Encountered duplicate" in done.stdout
    assert "    …\n" in done.stdout
    assert "def namedtuple" not in done.stdout


def test_a_hanging_function_is_cut_with_a_sentence(work):
    """A loop without end costs its test alone, with the line it hangs on and no stack of frames."""
    done = work(f"{SCALE}def centre(x):\n    while True:\n        x = x + 1\n", "--timeout=1")

    assert 1 == done.returncode
    assert "centre(x: float64[3, 5]) was still running after 1 s, on line " in done.stdout
    assert "look for a loop that does not end" in done.stdout
    assert "Timeout" not in done.stdout
    assert "Stack of" not in done.stdout + done.stderr
    assert "     40 of    40  done" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="there a sleeping thread is not woken")
def test_a_sleeping_function_is_cut_too(work):
    """Waiting inside a call of the system is interrupted as well."""
    done = work(f"{SCALE}def centre(x):\n    import time\n\n    time.sleep(1000)\n", "--timeout=1")

    assert "was still running after 1 s" in done.stdout


def test_an_exercise_can_be_chosen(work):
    """-k NAME runs the tests of that exercise alone; its points stay what they are."""
    done = work(SCALE, "-k", "scale")

    assert 0 == done.returncode
    assert "2 passed, 1 deselected" in done.stdout
    assert "     40 of    40  done" in done.stdout


def test_a_function_that_is_missing_is_not_implemented(work):
    """A file without the function is no failure in full, and says so."""
    done = work(SCALE)

    assert "1 not implemented yet" in done.stdout
    assert "      0 of    60  there is no centre in toy.py" in done.stdout


def test_a_function_of_another_name_is_recognised(work):
    """Who renames a function is told which name the tests look for."""
    done = work(SCALE + CENTRE.replace("centre", "center"))

    assert "there is no centre in toy.py; is center meant? the tests need the stub's names" in done.stdout


def test_a_syntax_error_is_one_sentence(work):
    """A file that is not Python is named with line and reason, for every test, without frames."""
    done = work(f"{SCALE}def centre(x:\n    return x\n")

    assert 1 == done.returncode
    # in the failure, in the short list of failures, and in what to do next; not once for every test
    assert 3 == done.stdout.count("toy.py cannot be read by Python: line 5: ")
    assert "Traceback" not in done.stdout
    assert "1 failed, 2 not run" in done.stdout
    assert "      0 of   100" in done.stdout


def test_an_import_that_raises_is_one_sentence(work):
    """An error while the file is being imported is named with its line."""
    done = work(f"import package_that_is_not_there\n\n\n{SCALE}")

    assert "toy.py cannot be imported: ModuleNotFoundError" in done.stdout
    assert "(line 1)" in done.stdout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(None, "there is no such file", id="missing"),
        pytest.param(b"# Gr\xfc\xdfe\n" + SCALE.encode(), "this is not UTF-8 text", id="encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(work, text, sentence):
    """A missing file and one of another encoding are no internal errors."""
    done = work(text)

    assert pytest.ExitCode.TESTS_FAILED == done.returncode
    assert f"toy.py: {sentence}" in done.stdout
    assert "Traceback" not in done.stdout
    assert "      0 of   100" in done.stdout


def test_a_result_that_is_no_plain_data_is_refused_at_home(work):
    """What grading would refuse fails at home already."""
    text = "import numpy as np\n\n\nclass Mine(np.ndarray):\n    pass\n\n\n" + SCALE.replace(
        "x * factor", "(x * factor).view(Mine)"
    )
    done = work(text, "-k", "scale")

    assert 1 == done.returncode
    assert "it returned a subclass of numpy.ndarray" in done.stdout


def test_writing_into_an_argument_spoils_no_test(work):
    """It is told once; the test's own input stays, for the code gets copies, and other tests pass."""
    text = f"{SCALE}def centre(x):\n    x -= x.mean(axis=1, keepdims=True)\n    return x\n"
    done = work(text)

    assert "it writes into its argument `x`; work on a copy" in done.stdout
    assert "1 failed, 2 passed" in done.stdout


def test_the_hidden_suite_gives_hints(course):
    """With --submission the hidden suite runs on a file in a worker and explains a known mistake."""
    done = run_pytest(
        *("solutions/01_toy/test_hidden.py", "--submission", "solutions/01_toy/wrong/centre_columns.py"),
        cwd=course,
    )

    assert 1 == done.returncode
    assert "hint     The means are those of the columns" in done.stdout
    assert "expected" not in done.stdout.replace("expected [", "")
    assert "     40 of    40  done" in done.stdout
    assert "      0 of    60  3 tests of 3 to go" in done.stdout


def test_a_missing_submission_is_one_sentence(course):
    """--submission with a path that is not there is no internal error."""
    done = run_pytest("solutions/01_toy/test_hidden.py", "--submission", "nothing.py", cwd=course)

    assert done.returncode not in (0, 1)
    assert "nothing.py: there is no such file" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("suite", "sentence"),
    [
        pytest.param(
            "class TestScale:\n    def test_one(self):\n        pass\n",
            "TestScale has no @exercise(name, points)",
            id="no exercise",
        ),
        pytest.param(
            "from autograder.checking import exercise, points\n\n\n@exercise('scale', points=10)\n"
            "class TestScale:\n    @points(3)\n    def test_one(self):\n        pass\n",
            "the @points of the tests of TestScale do not add up to its 10",
            id="points",
        ),
    ],
)
def test_a_suite_that_does_not_add_up_is_refused(tmp_path, suite, sentence):
    """Authors are told what is missing before anything is run."""
    folder = tmp_path / "solutions/09_small"
    folder.mkdir(parents=True)
    (tmp_path / "course.toml").touch()
    (folder / "small.py").touch()
    (folder / "test_hidden.py").write_text(suite, encoding="utf-8")
    done = run_pytest(folder, cwd=tmp_path)

    assert pytest.ExitCode.USAGE_ERROR == done.returncode
    assert sentence in done.stdout + done.stderr


def test_other_peoples_tests_are_left_alone(tmp_path):
    """Outside of suites nothing changes: names of fixtures, tracebacks, outcomes, the summary."""
    (tmp_path / "test_other.py").write_text(
        "import pytest\n\n\n@pytest.fixture\ndef rng():\n    return 4\n\n\n"
        "def test_right(rng):\n    assert rng == 4\n\n\n"
        "def test_wrong():\n    value = 5\n    assert value == 6\n\n\n"
        "def test_raises():\n    raise NotImplementedError('mine')\n",
        encoding="utf-8",
    )
    done = run_pytest("--strict-markers", cwd=tmp_path)

    assert "2 failed, 1 passed" in done.stdout
    assert "assert 5 == 6" in done.stdout
    assert "NotImplementedError: mine" in done.stdout
    assert "points" not in done.stdout
    assert "not implemented yet" not in done.stdout


def test_draws_depend_on_seed_and_test_alone():
    """A test sees the same numbers alone and among others; another seed or name gives others."""
    draw = np.random.default_rng(start_of(7, "TestA::test_one")).random(3)

    assert draw.tolist() == np.random.default_rng(start_of(7, "TestA::test_one")).random(3).tolist()
    assert draw.tolist() != np.random.default_rng(start_of(8, "TestA::test_one")).random(3).tolist()
    assert draw.tolist() != np.random.default_rng(start_of(7, "TestA::test_two")).random(3).tolist()


def test_an_interrupt_that_has_done_its_work_is_not_sent_again(work, tmp_path):
    """However long the report of a test that was cut takes, no further interrupt reaches pytest itself."""
    (tmp_path / "slow.py").write_text(
        "import time\n\n\ndef pytest_runtest_makereport(call):\n    time.sleep(1 if call.excinfo else 0)\n",
        encoding="utf-8",
    )
    text = f"{SCALE}def centre(x):\n    while True:\n        x = x + 1\n"
    done = work(text, "--timeout=1", "-p", "slow", "--override-ini", f"pythonpath={tmp_path}")

    assert "was still running after 1 s" in done.stdout
