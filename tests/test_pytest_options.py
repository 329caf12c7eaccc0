"""pytest's own options and its front ends, on the public suite of the toy course."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import copy_toy, environment

from autograder.generating import generate

pytestmark = pytest.mark.slow_tool

HALF = "def scale(x, factor=2.0):\n    return x * 4.0\n\n\ndef centre(x):\n    raise NotImplementedError()\n"
SUITE = "assignments/01_toy/test_public.py"
ESCAPE = "\x1b["


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a course as students have it; one function is wrong, another is not written."""
    root = copy_toy(tmp_path_factory.mktemp("options") / "toy", submitted=False)
    public = root / "solutions/01_toy/test_public.py"
    text = public.read_text(encoding="utf-8")
    public.write_text(
        text.replace('@exercise("scale", points=40)', '@exercise("times", points=40, functions=("scale",))'),
        encoding="utf-8",
    )
    generate(root)
    (root / "assignments/01_toy/toy.py").write_text(HALF, encoding="utf-8")
    (root / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return root


def run(course: Path, *arguments: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on the assignment, unless the arguments name something else."""
    where = [] if any("test_public.py" in one for one in arguments) else ["assignments"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *where, *arguments],
        cwd=course,
        env=environment() | {"COLUMNS": "120"} | variables,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_first_failure_can_end_the_run(course):
    """-x stops after the first wrong answer, and what was run stands in the table."""
    done = run(course, "-x", "-p", "no:cacheprovider")

    assert "1 failed" in done.stdout.splitlines()[-1]
    assert re.search(r"times  \S{10}      0 of    20  1 test of 1 to go", done.stdout)
    assert "stopping after 1 failures" in done.stdout


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_the_first_failure_is_no_stub(course, processes):
    """-x goes past what is not written yet; the run has failed all the same when that is all there is."""
    stub_first = HALF.replace("return x * 4.0", "raise NotImplementedError()")
    wrong_last = stub_first.replace(
        "def centre(x):\n    raise NotImplementedError()", "def centre(x):\n    return x"
    )
    file = course / "assignments/01_toy/toy.py"
    try:
        file.write_text(wrong_last, encoding="utf-8")
        wrong = run(course, "-x", "-p", "no:cacheprovider", *processes)
        file.write_text(stub_first, encoding="utf-8")
        stubs = run(course, "-x", "-p", "no:cacheprovider", *processes)
    finally:
        file.write_text(HALF, encoding="utf-8")

    assert "the rows do not sum to zero" in wrong.stdout
    assert "stopping after 1 failures" in wrong.stdout
    assert "3 not implemented yet" in stubs.stdout.splitlines()[-1]
    assert pytest.ExitCode.TESTS_FAILED == stubs.returncode


def test_the_table_stands_below_the_list_of_failures(course):
    """What to do next is the last that is read, whatever number of tests failed."""
    done = run(course, "-p", "no:cacheprovider").stdout

    assert done.index("FAILED ") < done.index("01_toy: test_public.py") < done.index("next: times")


def test_what_failed_last_can_be_run_again(course):
    """--lf runs what did not pass; what is kept of the rest stays."""
    run(course)
    kept = course / ".pytest_cache/v/autograder/standing"
    before = json.loads(kept.read_text(encoding="utf-8"))
    done = run(course, "--lf")
    after = json.loads(kept.read_text(encoding="utf-8"))

    assert "not implemented yet" in done.stdout
    assert set(before["assignments/01_toy"]["tests"]) == set(after["assignments/01_toy"]["tests"])


def test_several_processes_give_one_table(course):
    """-n 2 ends with the same table and the same counts as one process; failures come as they are met."""
    alone = run(course, "-p", "no:cacheprovider").stdout
    both = run(course, "-n", "2", "-p", "no:cacheprovider").stdout
    start = "01_toy: test_public.py"

    assert sorted(line for line in alone.partition(start)[2].splitlines() if " of " in line) == sorted(
        line for line in both.partition(start)[2].splitlines() if " of " in line
    )
    assert re.sub(r" in .*", "", alone.splitlines()[-1].strip("= ")) == re.sub(
        r" in .*", "", both.splitlines()[-1].strip("= ")
    )


@pytest.mark.parametrize("word", ["times", "scale", "TestScale"])
def test_tests_are_chosen_by_exercise_function_or_class(course, word):
    """-k takes the name of the exercise, of a function of its, and of the class."""
    done = run(course, "-k", word, "--co", "-q", "-p", "no:cacheprovider")

    assert "2/3 tests collected (1 deselected)" in done.stdout


def test_an_exercises_name_chooses_that_exercise_alone(tmp_path):
    """Tests of others whose names hold the word are left out; an expression still means what pytest says."""
    root = copy_toy(tmp_path / "toy", submitted=False)
    public = root / "solutions/01_toy/test_public.py"
    text = public.read_text(encoding="utf-8").replace("def test_rows_sum", "def test_scale_of_rows_sum")
    public.write_text(text, encoding="utf-8")
    generate(root)
    collected = [
        run(root, "-k", word, "--co", "-q", "-p", "no:cacheprovider").stdout for word in ("scale", "scal")
    ]

    assert "2/3 tests collected (1 deselected)" in collected[0]
    assert "3 tests collected" in collected[1]


def test_the_debugger_opens_in_the_students_code(course):
    """--pdb stops at what is wrong, and not at what is not written yet."""
    done = run(course, "--pdb", "-p", "no:cacheprovider", typed="c\nc\nc\n")

    assert 2 == done.stdout.count("entering PDB")
    assert "NotImplementedError" not in done.stdout


def test_quiet_and_verbose(course):
    """-q leaves out the header, -v names each test and what became of it; both keep the table."""
    quiet = run(course, "-q", "-p", "no:cacheprovider").stdout
    verbose = run(course, "-v", "-p", "no:cacheprovider").stdout

    assert "platform" not in quiet
    assert "next: times" in quiet
    assert re.search(r"TestCentre::test_rows_sum_to_zero NOT YET", verbose)
    assert re.search(r"TestScale::test_by_hand FAILED", verbose)
    assert "next: times" in verbose


def test_collecting_runs_nothing(course):
    """--co lists the tests, and neither runs nor keeps anything."""
    done = run(course, "--co", "-q", "-p", "no:cacheprovider")

    assert 0 == done.returncode
    assert f"{SUITE}::TestScale::test_by_hand" in done.stdout
    assert "next:" not in done.stdout


def test_without_a_terminal_reporter_the_result_is_the_same(course, tmp_path):
    """-p no:terminal prints nothing and fails as it should; results go to a file for CI."""
    file = tmp_path / "junit.xml"
    done = run(course, "-p", "no:terminal", "-p", "no:cacheprovider", f"--junitxml={file}")
    written = file.read_text(encoding="utf-8")

    assert (1, "", "") == (done.returncode, done.stdout, done.stderr)
    assert 'tests="3"' in written
    assert "scale(x: float64[2], factor=3.0) differs from what is expected" in written
    assert "not implemented yet" in written


@pytest.mark.parametrize(
    ("variables", "arguments", "colours", "blocks"),
    [
        ({"FORCE_COLOR": "1"}, (), True, True),
        ({"NO_COLOR": "1"}, (), False, True),
        ({"TERM": "dumb"}, (), False, False),
        ({"PYTHONIOENCODING": "ascii"}, (), False, False),
        ({"PYTHONIOENCODING": "cp1252"}, ("--color=yes",), True, False),
    ],
    ids=["forced", "NO_COLOR", "dumb", "ascii", "Windows"],
)
def test_terminals_get_what_they_can_show(course, variables, arguments, colours, blocks):
    """Colours where they are wanted, blocks where they can be drawn, plain text elsewhere."""
    own = {key: "" for key in ("NO_COLOR", "FORCE_COLOR") if key in os.environ}
    command = [sys.executable, "-m", "pytest", "assignments", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command,
        cwd=course,
        env=environment() | own | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "120"} | variables,
        capture_output=True,
        timeout=120,
        check=False,
    )
    text = done.stdout.decode(variables.get("PYTHONIOENCODING", "utf-8"))

    assert 1 == done.returncode
    assert colours == (ESCAPE in text)
    assert blocks == ("░░░░" in text)
    assert blocks != ("...." in text.partition("01_toy: test_public.py")[2])
    assert b"" == done.stderr


def test_node_ids_of_editors(course):
    """A test named by its id from another folder, as editors do, has its points and its sentence."""
    one = f"{course / SUITE}::TestScale::test_by_hand"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", f"--rootdir={course}", "-p", "no:cacheprovider", one],
        cwd=course.parent,
        env=environment() | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "scale(x: float64[2], factor=3.0) differs from what is expected" in done.stdout
    assert re.search(r"times  \S{10}      0 of    20  1 test of 1 to go", done.stdout)


def test_an_editors_adapter_gets_every_outcome(course, tmp_path):
    """A plugin that reads reports, as VS Code's does, sees an outcome and a text for each test."""
    (tmp_path / "adapter.py").write_text(
        "import json\n\n\ndef pytest_runtest_logreport(report):\n"
        "    if report.when == 'call' or report.outcome == 'failed':\n"
        "        path, line, name = report.location\n"
        "        with open('seen.jsonl', 'a') as out:\n"
        "            out.write(json.dumps([report.nodeid, report.outcome, report.longreprtext, line]))\n"
        "            out.write('\\n')\n\n\n"
        "def pytest_collection_finish(session):\n"
        "    for item in session.items:\n"
        "        assert item.path.is_file() and item.parent.nodeid and item.nodeid.count('::') == 2\n",
        encoding="utf-8",
    )
    done = run(
        course, "-p", "adapter", f"--rootdir={course}", "-p", "no:cacheprovider", PYTHONPATH=str(tmp_path)
    )
    seen = [json.loads(line) for line in (course / "seen.jsonl").read_text(encoding="utf-8").splitlines()]

    assert 1 == done.returncode
    assert 3 == len(seen)
    assert {f"{SUITE}::TestScale::test_by_hand", f"{SUITE}::TestCentre::test_rows_sum_to_zero"} < {
        s[0] for s in seen
    }
    assert all("failed" == outcome and text and line for _, outcome, text, line in seen)


def test_pycharms_reporter_gets_every_outcome(course):
    """What JetBrains' own plugin writes, with the options of its runner, begins, fails and ends each test."""
    done = run(course, "--teamcity", "--no-header", "--no-summary", "-q", "-p", "no:cacheprovider")
    said = re.findall(r"##teamcity\[(test\w+) .*?name='([^']*)'\]", done.stdout)
    told = re.findall(r"##teamcity\[testFailed .*?details='([^']*)'", done.stdout)

    assert 1 == done.returncode
    assert 3 == len({name for event, name in said if event == "testStarted"})
    assert [3, 3] == [[event for event, _ in said].count(event) for event in ("testFailed", "testFinished")]
    assert "differs from what is expected" in told[0]
    assert "times what is expected|n  reproduce  import toy" in told[0]
    assert "not implemented yet" == told[2].partition("|n")[0]
