"""Running a text as a module with its harness, and calling its functions, in this process."""

import textwrap

import numpy as np
import pytest

from autograder.isolation.loading import Program, Source, shared_arguments

TEXT = """
from __future__ import annotations
import random
import warnings
from dataclasses import dataclass
import numpy as np

HALF = 0.5

@dataclass
class Pair:
    one: int
    two: int = 2

def whole(x):
    return x

def part(x):
    return {"a": [x[1:]]}

def fresh(x):
    return x * HALF

def overflow():
    return np.exp(np.float64(1000.0))

def warn():
    warnings.warn("careful")
    return 1

def draw():
    return random.random(), float(np.random.rand())

def pair():
    return Pair(1).two
"""
HARNESS = """
def pair_sum(module, scale=1):
    pair = module.Pair(3, 4)
    return scale * (pair.one + pair.two)

def fresh(module, x):
    return module.fresh(x) + 1

def reaching(module, name):
    return hasattr(module, name), getattr(module, name)

def _private(module):
    return 1
"""


@pytest.fixture(scope="module")
def program() -> Program:
    return Program(Source("loaded_for_tests", TEXT, "loaded.py", textwrap.dedent(HARNESS)))


def test_a_function_of_the_module_is_called(program):
    """Module-level names, dataclasses and annotations work as in a file."""
    assert 2 == program.call("pair", (), {})


def test_the_harness_drives_what_it_defines(program):
    """A harness function of the same name goes first and is given the module."""
    assert 14 == program.call("pair_sum", (), {"scale": 2})
    assert 2.0 == program.call("fresh", (2.0,), {})


@pytest.mark.parametrize("name", ["missing", "_private"])
def test_what_is_not_there_is_not_implemented(program, name):
    """A function that the file does not define counts as not implemented."""
    with pytest.raises(NotImplementedError, match=f"there is no {name} in"):
        program.call(name, (), {})


def test_what_the_harness_misses_is_not_implemented_either(program):
    """A harness that reaches for what the file lacks finds no attribute, and the call is not implemented."""
    assert (True, 0.5) == program.call("reaching", ("HALF",), {})
    assert not hasattr(program.module, "Missing")
    with pytest.raises(NotImplementedError, match=r"there is no Missing in loaded_for_tests\.py"):
        program.call("reaching", ("Missing",), {})


def test_strictly_makes_warnings_and_overflow_errors(program):
    """`strict` raises on what otherwise passes in silence; afterwards all is as before."""
    with np.errstate(over="ignore"):
        assert np.isinf(program.call("overflow", (), {}))
        with pytest.raises(FloatingPointError):
            program.call("overflow", (), {}, strict=True)
        assert np.isinf(program.call("overflow", (), {}))
    with pytest.raises(UserWarning):
        program.call("warn", (), {}, strict=True)


def test_watching_tells_arguments_and_shared_memory(program):
    """`watch` gives the arguments after the call and which of them the result lies in."""
    x = np.arange(3.0)
    result, (args, kwargs), shared = program.call("part", (x,), {}, watch=True)

    assert [1.0, 2.0] == result["a"][0].tolist()
    assert args[0] is x
    assert ({}, ["0"]) == (kwargs, shared)
    assert ["x"] == program.call("whole", (), {"x": x}, watch=True)[2]


def test_memory_is_shared_or_not():
    """Views share, copies do not, and empty arrays share with nothing."""
    x = np.arange(6.0)

    assert ["0"] == shared_arguments(x[::2], (x, x.copy()), {})
    assert ["k"] == shared_arguments((1, x), (), {"k": {"deep": [x]}})
    assert [] == shared_arguments(x[:0], (x,), {})


def test_every_call_draws_the_same(program):
    """Global random states start from the call's seed, so a test alone sees what it sees among others."""
    assert program.call("draw", (), {}, seed=5) == program.call("draw", (), {}, seed=5)
    assert program.call("draw", (), {}, seed=5) != program.call("draw", (), {}, seed=6)


def test_a_text_that_is_no_python_raises_where_it_is_wrong():
    """The error names the file and line of the text."""
    with pytest.raises(SyntaxError) as caught:
        Program(Source("loaded_for_tests", "x = 1\ndef f(:\n", "loaded.py"))

    assert ("loaded.py", 2) == (caught.value.filename, caught.value.lineno)
