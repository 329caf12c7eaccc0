"""Running a student's file at home: copies, sentences, and what is written down of each call."""

from pathlib import Path

import numpy as np
import pytest
import torch

from autograder.checking.habits import changed
from autograder.checking.mismatch import Mismatch
from autograder.checking.runners import (
    Called,
    Functions,
    ImportFailedError,
    InProcess,
    describe_call,
    read_source,
)
from autograder.isolation.loading import Source
from autograder.model import CourseError

TEXT = "def double(x, /, *, by=2):\n    x *= by\n    return x\n\n\ndef kind(x):\n    return {1, 2}\n"


@pytest.fixture
def runner() -> InProcess:
    return InProcess(
        Source("mine", TEXT, "mine.py", "def driven(module, x, y):\n    return module.double(x)\n")
    )


def test_arguments_and_results_are_copies(runner):
    """What a function writes into its input does not reach the test, nor later the result."""
    x = np.ones(3)
    first = Functions(runner).double(x)
    second = Functions(runner).double(x, by=3)

    assert ([1, 1, 1], [2, 2, 2], [3, 3, 3]) == (x.tolist(), first.tolist(), second.tolist())


def test_every_call_is_written_down(runner):
    """Function, arguments, result or error of each call can be looked up afterwards."""
    functions = Functions(runner)
    functions.driven(np.ones(1), 5)
    with pytest.raises(TypeError):
        functions.double()
    one, two = runner.calls

    assert ("driven", 2.0, None) == (one.function, one.result[0], one.error)
    assert ("double", None) == (two.function, two.result)
    assert isinstance(two.error, TypeError)
    assert two.error is runner.raised
    assert one.cpu_seconds >= 0


def test_private_names_are_not_asked_of_the_student(runner):
    """Attributes that Python itself looks for are not taken for functions of the file."""
    with pytest.raises(AttributeError):
        Functions(runner).__wrapped__  # noqa: B018


def test_no_plain_data_is_a_mismatch(runner):
    """A result that could not cross is told at home already."""
    with pytest.raises(Mismatch, match="it returned an object"):
        Functions(runner).kind(1)


def test_a_file_that_fails_is_imported_once(tmp_path):
    """Every test is told the same sentence, and the file is not run again for it."""
    trace = tmp_path / "trace"
    text = f"from pathlib import Path\n\nwith Path({str(trace)!r}).open('a') as f:\n    f.write('x')\nboom\n"
    runner = InProcess(Source("mine", text, "mine.py"))
    for _ in range(3):
        with pytest.raises(ImportFailedError, match=r"mine.py cannot be imported: NameError: .* \(line 5\)"):
            Functions(runner).f()

    assert "x" == trace.read_text(encoding="utf-8")
    assert [] == runner.parameters("f")


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "there is no such file"), (b"\xff\xff", "this is not UTF-8 text")]
)
def test_a_file_that_cannot_be_read(tmp_path, content, sentence):
    """A missing file, or one that is no text, is a sentence for authors and for students."""
    file = tmp_path / "mine.py"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CourseError, match=sentence):
        read_source(file, Path("harness.py"))
    with pytest.raises(ImportFailedError, match=sentence):
        Functions(InProcess.of(file, Path("harness.py"))).f()


def test_calls_are_described_by_types(runner):
    """Hidden tests name the call with shapes and dtypes; public ones show simple numbers as well."""
    call = Called("f", (np.zeros((2, 3)), 4, None), {"on": True, "rate": 0.5})
    names = ["x", "n"]

    assert "f(x: float64[2, 3], n: int, None, on=True, rate: float)" == describe_call(
        call, names, values=False
    )
    assert "f(x: float64[2, 3], n=4, None, on=True, rate=0.5)" == describe_call(call, names, values=True)
    assert ["x", "by"] == runner.parameters("double")
    assert ["x", "y"] == runner.parameters("driven")
    assert [] == runner.parameters("missing")


@pytest.mark.parametrize(
    ("before", "after", "differ"),
    [
        (np.zeros(2), np.zeros(2), False),
        (np.array([np.nan]), np.array([np.nan]), False),
        (np.array([0.0]), np.array([-0.0]), True),
        (np.zeros(2), np.zeros(2, np.float32), True),
        (np.zeros((1, 2)), np.zeros((2, 1)), True),
        ([1, [np.ones(1)]], [1, [np.zeros(1)]], True),
        ([1], [1, 2], True),
        ({"a": 1}, {"b": 1}, True),
        ({"a": (1, 2)}, {"a": (1, 2)}, False),
        (1, True, True),
        (torch.ones(2), torch.ones(2), False),
        (torch.ones(2), torch.zeros(2), True),
    ],
)
def test_changes_are_found_bit_for_bit(before, after, differ):
    """An argument that came back different in any bit, type or shape has been written into."""
    assert differ is changed(before, after)


def test_a_short_tuple_is_shown_and_a_long_one_counted():
    """A stride or a shape stands in the call of a public test; nothing of it in that of a hidden one."""
    call = Called(
        "f", (np.zeros(2), (3, 2, 8, 7), [(5, 1, 1), (2, 2, 1)], list(range(50))), {"stride": (2, 3)}
    )

    assert "f(float64[2], (3, 2, 8, 7), [(5, 1, 1), (2, 2, 1)], list of 50, stride=(2, 3))" == describe_call(
        call, [], values=True
    )
    assert "f(float64[2], tuple of 4, list of 2, list of 50, stride: tuple of 2)" == describe_call(
        call, [], values=False
    )
