"""What goes wrong while students work, on a released copy: one friendly sentence, and the rest still runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import copy_toy, environment

from autograder.generating import generate
from autograder.release import release

SCALE = "import numpy as np\n\n\ndef scale(x, factor=2.0):\n    return x * factor\n\n\n"
RIGHT = f"{SCALE}def centre(x):\n    return x - x.mean(axis=1, keepdims=True)\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release the toy course, into a folder with a space in its name."""
    root = copy_toy(tmp_path_factory.mktemp("accidents") / "toy", submitted=False)
    generate(root)
    release(root, root.parent / "my copy")
    return root.parent / "my copy"


def run(copy: Path, text: str | bytes, *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Save a text as the student's file, and run pytest on it, with `code` before pytest is imported."""
    (copy / "assignments/01_toy/toy.py").write_bytes(text.encode() if isinstance(text, str) else text)
    start = f"import sys; {code}\nimport pytest; sys.exit(pytest.main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", start, "assignments/01_toy", "-p", "no:cacheprovider", *arguments],
        cwd=copy,
        env=environment() | {"COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            f"{SCALE}while True:\n    pass\n",
            "toy.py was still busy being imported when it was stopped, on line ",
            id="hangs",
        ),
        pytest.param(
            f"{SCALE}def centre(x):\n    if x:\n\treturn 1\n        return 2\n",
            "toy.py cannot be read by Python: line 10: inconsistent use of tabs and spaces",
            id="tab",
        ),
        pytest.param(
            f'{SCALE}def centre(x):\n    """Half a docstring\n',
            "toy.py cannot be read by Python: line 9: unterminated triple-quoted string",
            id="string",
        ),
        pytest.param(
            f"{RIGHT}\0\0\0".encode(),
            "toy.py cannot be read by Python: it holds NUL characters",
            id="nul",
        ),
        pytest.param(RIGHT.encode("utf-16"), "toy.py: this is not UTF-8 text", id="utf-16"),
        pytest.param(f"exit()\n{RIGHT}", "toy.py ends Python while it is imported (line 1)", id="exit"),
        pytest.param(
            f"{SCALE}<<<<<<< HEAD\n", "line 8: invalid syntax; this mark is left from a merge", id="merge"
        ),
        pytest.param(
            f"raise KeyboardInterrupt\n{RIGHT}",
            "toy.py cannot be imported: RuntimeError: it raises KeyboardInterrupt, which is what Ctrl-C does",
            id="KeyboardInterrupt",
        ),
        pytest.param(
            f"import cases\n{RIGHT}",
            "No module named 'cases' (line 1); only toy.py is handed in",
            id="another file",
        ),
        pytest.param(
            f"import torch\n{RIGHT}",
            "torch is not there when this assignment is graded; write it with numpy (line 1)",
            id="torch",
        ),
        pytest.param(
            f"import os\nos._exit(0)\n{RIGHT}", "toy.py ends Python while it is imported (line 2)", id="_exit"
        ),
        pytest.param(
            f"n = int(input('n? '))\n{RIGHT}",
            "toy.py waits for somebody to type while it is imported (line 1)",
            id="input",
        ),
    ],
)
def test_a_file_that_cannot_be_imported_is_told_once(copy, text, sentence):
    """It is said in the first test's failure and in what to do next; no other test is a failure."""
    done = run(copy, text, "--timeout=1")

    assert pytest.ExitCode.TESTS_FAILED == done.returncode
    assert sentence in done.stdout
    assert re.search(rf"next: mend 01_toy: .*{re.escape(sentence)}", done.stdout)
    assert "1 failed, 2 not run" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "autograder/checking" not in done.stdout


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        pytest.param(
            "(x, axis):\n    return x", ["the tests call it with the parameters of the stub"], id="signature"
        ),
        pytest.param(
            "(x):\n    for i in range(20_000):\n        print('flood', i)\n    return x",
            ["flood 0\n", "... and more: 228,890 characters in all"],
            id="prints",
        ),
        pytest.param("(x):\n    return centre(x)", ["it calls itself without end (line 9)"], id="recursion"),
        pytest.param(
            "(x):\n    try:\n        return centre(x)\n    except RecursionError:\n        return centre(x)",
            ["centre(x: float64[3, 5]) was still running after 1 s, on line "],
            id="recursion caught",
        ),
        pytest.param(
            "(x):\n    while True:\n        try:\n            while True:\n                x = x + 0\n"
            "        except:\n            pass",
            ["centre(x: float64[3, 5]) was still running after 1 s, on line "],
            id="hangs and catches all",
        ),
        pytest.param(
            "(x):\n    return np.ones(30 * 10**9 // 8)",
            ["it asks for more memory than there is (line 9): look at the sizes of what it makes"],
            id="memory",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no limit"),
        ),
        pytest.param(
            "(x):\n    import torch\n\n    return torch.ones(30 * 10**9 // 4)",
            ["it asks for more memory than there is"],
            id="torch's memory",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no limit"),
        ),
        pytest.param("(x):\n    return input()", ["it waits for somebody to type"], id="input"),
        pytest.param("(x):\n    exit()", ["it ends Python: leave exit() and quit() out"], id="exit"),
        pytest.param(
            "(x):\n    import os\n\n    os._exit(0)",
            ["it ends Python: leave exit() and quit() out"],
            id="_exit",
        ),
        pytest.param(
            "(x):\n    raise KeyboardInterrupt", ["it raises KeyboardInterrupt"], id="KeyboardInterrupt"
        ),
        pytest.param(
            "(x):\n    from scipy import special\n\n    return special.expit(x)",
            ["ImportError: scipy is not there when this assignment is graded; write it with numpy"],
            id="scipy",
        ),
        pytest.param(
            "(x):\n    yield x",
            ["remark     a `yield` makes a generator of the whole function"],
            id="generator",
        ),
        pytest.param(
            "(x):\n    return x\n\n\ncentre = None",
            ["centre in toy.py is None, not a function: another line gives that name to something else"],
            id="no function",
        ),
        pytest.param("(x):\n    return 1 / 0", ["ZeroDivisionError: division by zero"], id="raises"),
        pytest.param(
            "(x):\n    import pytest\n\n    pytest.skip('no time')",
            ["pytest.skip() was called: a function returns its answer", "toy.py:"],
            id="skips",
        ),
        pytest.param(
            "(x):\n    import pytest\n\n    pytest.xfail('no time')",
            ["pytest.xfail() was called"],
            id="xfail",
        ),
        pytest.param(
            "(x):\n    import sys\n\n    sys.stdout.close()\n    sys.stderr.close()\n    return x",
            ["the rows do not sum to zero"],
            id="closes its output",
        ),
    ],
)
def test_a_function_that_goes_astray_costs_its_own_tests(copy, body, sentences):
    """The exercise's tests fail with a sentence; the other exercise has its points; pytest goes on."""
    never_ends = "while" in body or "except" in body
    (copy / "assignments/01_toy/harness.py").write_text(
        "import torch\n" if "import torch" in body else "", encoding="utf-8"
    )
    done = run(copy, f"{SCALE}def centre{body}\n", "--timeout=1" if never_ends else "--timeout=30")

    assert pytest.ExitCode.TESTS_FAILED == done.returncode
    assert "1 failed, 2 passed" in done.stdout
    assert "     40 of    40  done" in done.stdout
    for sentence in sentences:
        assert sentence in done.stdout
    assert len(done.stdout) < 8000
    assert "autograder/checking" not in done.stdout


def test_what_cannot_be_interrupted_ends_the_run_with_a_sentence(copy):
    """Where no interrupt helps, the test, its line and a way around it are named, and pytest ends."""
    deaf = (
        "import signal\n\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True:\n        pass\n"
    )
    code = "import autograder.checking.timeouts as t; t.PATIENCE = 0.5"
    done = run(copy, f"{SCALE}def centre(x):\n    {deaf}", "--timeout=0.5", code=code)

    assert 1 == done.returncode
    assert (
        "TestCentre::test_rows_sum_to_zero: what it calls was still running after 0.5 s, on line 1"
        in done.stderr
    )
    assert "and cannot be stopped" in done.stderr
    assert "-k 'not centre'" in done.stderr


def test_a_call_that_keeps_pythons_lock_ends_the_run_with_a_sentence(copy):
    """No thread of ours runs meanwhile: a second Python says which test and line it was, and ends the run."""
    code = "import autograder.checking.timeouts as t; t.PATIENCE = t.SPARE = 0.25"
    done = run(copy, f"{SCALE}def centre(x):\n    return sum(range(10**13))\n", "--timeout=0.5", code=code)

    assert 0 != done.returncode
    assert (
        "TestCentre::test_rows_sum_to_zero: what it calls was still running after 0.5 s, on line 9 of toy.py,"
        " and cannot be stopped"
    ) in done.stderr
    assert "-k 'not centre'" in done.stderr


def test_a_traceback_shows_the_students_arguments_and_not_the_tests(copy):
    """Pytest's list of a test's arguments holds objects of ours, which tell a student nothing."""
    done = run(copy, RIGHT.replace("return x * factor", "return x.shape[9]"))

    assert "factor = 3.0" in done.stdout
    assert "submission = <" not in done.stdout
    assert "self = <" not in done.stdout


def test_an_exception_on_the_same_line_is_shown_once(copy):
    """Further tests that fail on that line say which test shows the traceback."""
    text = RIGHT.replace("return x * factor", "return x.shape[9]")
    done = run(copy, text)

    assert "2 failed, 1 passed" in done.stdout
    assert 1 == done.stdout.count("    return x.shape[9]\n")
    assert "traceback  shown with TestScale::" in done.stdout


def test_what_uses_a_missing_function_is_not_begun_either(copy):
    """A function that was renamed is one line, in the exercises that call it, too."""
    text = "def double(x, factor=2.0):\n    return x * factor\n\n\ndef centre(x):\n    return scale(x)\n"
    done = run(copy, text)

    assert "3 not implemented yet" in done.stdout
    assert "there is no scale in toy.py" in done.stdout
    assert "NameError" not in done.stdout


def test_a_system_without_signals_is_served_too(copy):
    """Without what Windows lacks (alarms, signals to threads, limits) a loop is cut all the same."""
    lacks = (
        "import os, signal\n"
        "for name in ('SIGALRM', 'setitimer', 'pthread_kill', 'pthread_sigmask'): delattr(signal, name)\n"
        "for name in ('O_NOFOLLOW', 'O_DIRECTORY', 'getuid', 'sysconf', 'fork'): delattr(os, name)\n"
        "for name in ('resource', 'fcntl', 'pwd', 'grp', 'termios', 'readline'): sys.modules[name] = None\n"
        "sys.platform = 'win32'\n"
    )
    code = f"import pytest_timeout, sysconfig, zoneinfo, numpy; sysconfig.get_config_vars()\n{lacks}"
    loop = f"{SCALE}def centre(x):\n    while True:\n        x = x + 1\n"
    done = run(copy, loop, "--timeout=1", "-s", code=code)

    assert "centre(x: float64[3, 5]) was still running after 1 s, on line " in done.stdout, done.stderr
    assert "     40 of    40  done" in done.stdout
