"""Parts of results: where they stand, and what the docstring calls them."""

import numpy as np
import pytest

from autograder.checking.assertions import assert_matches
from autograder.checking.explaining import on_mismatch
from autograder.checking.mismatch import Mismatch
from autograder.checking.parts import Parts
from autograder.checking.run import Run
from autograder.checking.runners import InProcess
from autograder.isolation.loading import Source

DOC = """Gradients.

    Parameters
    ----------
    x : (N,) float

    Returns
    -------
    dx : (N,) float
        Of the loss.
    dh, dc : (N,) float
    (hT, cT) : tuple of (N,) float

    Notes
    -----
    never : mind
    """


@pytest.mark.parametrize(
    ("way", "said"),
    [((0,), "[0] (dx)"), ((2,), "[2] (dc)"), ((3,), "[3] (hT, cT)"), ((3, 1), "[3][1] (cT)")],
)
def test_a_part_of_a_tuple_has_the_name_of_the_docstring(way, said):
    """Names stand in the order of the results, several on a line, those of a tuple in parentheses."""
    result = (np.zeros(1), np.zeros(2), np.zeros(3), (np.zeros(4), np.zeros(5)))
    value = result
    for key in way:
        value = value[key]

    assert said == Parts(result, value, DOC).where()


def test_without_as_many_names_there_is_the_place_alone():
    """A docstring that was changed, or names something else, gives no name."""
    words, gradient = ["a"], np.zeros(2)
    result = (words, {"W": (1, gradient)})

    assert "[0]" == Parts(result, words, DOC).where()
    assert "[1]['W'][1]" == Parts(result, gradient, "").where()


def test_what_is_all_of_a_result_or_nowhere_in_it_has_no_place():
    """Equal numbers and words may stand anywhere, and equal arrays are other arrays."""
    result = (["a"], {"W": (1, np.zeros(2))})

    assert "" == Parts(result, result, DOC).where()
    assert "" == Parts(result, 1, DOC).where()
    assert "" == Parts(result, np.zeros(2), DOC).where()


def test_places_in_a_sentence_get_their_names():
    """Places are counted from what is compared, which may itself be a part."""
    inner = (np.zeros(4), np.zeros(5))
    result = (np.zeros(1), np.zeros(2), np.zeros(3), inner)

    assert "in [1] (dh): 2 of 2 differ" == Parts(result, result, DOC).named("in [1]: 2 of 2 differ")
    assert "in [3][0] (hT): shape" == Parts(result, result, DOC).named("in [3][0]: shape")
    assert "in [1] (cT): shape" == Parts(result, inner, DOC).named("in [1]: shape")
    assert "in ['W']: shape; in [1]: x" == Parts({"W": 1}, None, DOC).named("in ['W']: shape; in [1]: x")


def test_a_public_failure_names_the_part_that_differs():
    """The headline names what a test compared, the lines below it what lies inside."""
    text = f'import numpy as np\n\n\ndef both(x):\n    """{DOC}"""\n    return x, 2 * x, x, (x, x)\n'
    run = Run(InProcess(Source("toy", text, "toy.py")), shows_values=True)
    x = np.arange(3.0)
    found = run.runner.call("both", x)
    said = []
    for mine, right in ((found[1], x), (found, (x, x, x, (x, x)))):
        with pytest.raises(Mismatch) as caught:
            assert_matches(mine, right)
        said.append(on_mismatch(run, caught.value))

    assert "both(x: float64[3])[1] (dh) differs from what is expected\n  values     2 of 3" in said[0]
    assert "both(x: float64[3]) differs from what is expected\n  values     in [1] (dh): 2 of 3" in said[1]
    assert "remark     in [1] (dh): every value is 2 times" in said[1]
