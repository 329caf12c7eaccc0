"""Remarks on answers: each pattern is named when it is there, and nothing is said when it is not."""

import numpy as np
import pytest

from autograder.checking.assertions import assert_raises
from autograder.checking.causes import cause
from autograder.checking.mismatch import Compared
from autograder.checking.remarks import Given, on_object, remarks_on
from autograder.checking.runners import InProcess
from autograder.checking.tolerance import Rule
from autograder.isolation.loading import Source

RNG = np.random.default_rng(0)
X = RNG.normal(size=(4, 4))
Y = RNG.normal(size=(3, 5))
P = np.exp(Y) / np.exp(Y).sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("mine", "right", "said"),
    [
        (X.T, X, "axes 0 and 1 are exchanged"),
        (Y.T, Y, "right but transposed"),
        (-Y, Y, "the sign is wrong"),
        (5 * Y, Y, "5 times what is expected"),
        (Y / 3, Y, "divided by 3"),
        (np.roll(Y, 1, axis=1), Y, "shifted by 1 along axis 1, towards the end"),
        (Y[:, ::-1].copy(), Y, "backwards along axis 1"),
        (np.exp(Y) / np.exp(Y).sum(axis=0), P, "the wrong axis is normalised"),
        (Y.astype(np.float64), Y.astype(np.float32), "float32 became float64. NumPy 2's rule"),
        (Y.sum(axis=0), Y.sum(), "not yet summed over axis 0"),
        (np.cumprod(X[:3, None] * np.ones((2, 1)), axis=0), X[:2], "there is 1 leading axis too many"),
        (np.arange(24.0).reshape(2, 3, 4), X[0], "there are 2 leading axes too many"),
        (Y**2, Y, "the square of what is expected"),
        (Y + 2.5, Y, "too large by the same 2.5"),
        (np.where(np.arange(3)[:, None] == 2, 0, Y), Y, "only at the last index of axis 0; there yours is 0"),
        ((Y.astype(np.float32) + np.float32(30) - np.float32(30)).astype(float), Y, "went through float32"),
        (None, Y, "ends without `return`"),
        ((X, Y), (Y, X), "stand in each other's place"),
        ([1, 2], [1, 2, 3], "the last one is missing: 3"),
        ((P * [1, 0, 1, 0, 1]), P, "does not sum to 1 along axis 1"),
        (
            np.float64(64.0),
            np.float64(8.0),
            "to the power 2, which is `n`: the exponent is not divided by it",
        ),
        (float(2.0 ** np.log(32.0)), 32.0, "which is ln 2: the power has another base"),
        (np.array([3.0, 2.0, -np.inf, 1.5]), np.array([2.0, -np.inf, 1.5, 3.0]), "in another order"),
        (np.array([3.0, -np.inf, 5.0]), np.array([3.0, 1.0, -np.inf]), "but not the same ones"),
        (
            np.array([3.0, -np.inf, -np.inf]),
            np.array([3.0, 4.0, -np.inf]),
            "2 of 3 values are -inf, 1 should",
        ),
        (np.array(np.inf), np.array(2.0), "infinite where a finite number is expected"),
        (np.array([0.0, -np.inf]), np.array([0.0, -1.0]), "-inf where a finite number is expected: a mask"),
        (["a", "b", "b"], ["a", "b"], "there is one too many at the end: 'b'"),
        (((Y, 1), (2, 3)), ((2 * Y, 1), (2, 3)), "divided by 2"),
        ({("a", "</s>"): 1}, {("a", "</s>"): 1, ("b", "c"): 1}, "1 key missing"),
    ],
    ids=lambda value: value.replace(" ", "_") if isinstance(value, str) else "",
)
def test_a_pattern_is_named(mine, right, said):
    """The kind of mistake is told from the answer and the expected one."""
    found = remarks_on(Compared(mine, right, Rule()), Given((("n", 2),)))

    assert any(said in sentence for sentence in found), found


def test_a_number_of_the_call_is_only_a_perhaps():
    """A factor that is the length of an axis is said to be that perhaps."""
    given = Given((("x", np.zeros((7, 2))),))

    assert [
        "every value is what is expected divided by 7; perhaps the length of axis 0 of `x`"
    ] == remarks_on(Compared(Y / 7, Y, Rule()), given)


def test_nothing_is_said_of_noise():
    """Numbers that have nothing to do with the expected ones get no remark."""
    assert [] == remarks_on(Compared(RNG.normal(size=(3, 5)), Y, Rule()), Given())


def test_parts_that_are_alike_are_not_said_to_be_exchanged():
    """Of [0.5, 1, 1] nothing stands in another's place where three times 1 is expected."""
    found = remarks_on(Compared([0.5, 1.0, 1.0], [1.0, 1.0, 1.0], Rule()), Given())

    assert not any("each other's place" in sentence for sentence in found)


IMAGES = RNG.normal(size=(3, 2, 5, 4))
MASK = np.array([[True, True, False], [False, False, False]])
HALF = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 0.0]])


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (np.full((2, 3), 1 / 3), True),
        (np.array([[0.5, 0.5, 0.0], [1 / 3, 1 / 3, 1 / 3]]), False),
    ],
    ids=["nowhere", "where_all_is_blocked"],
)
def test_a_mask_without_effect_is_told_from_rows_that_it_blocks_in_part(mine, said):
    """A row that is blocked as a whole says nothing: it may have been treated apart."""
    found = remarks_on(Compared(mine, HALF, Rule()), Given((("mask", MASK),)))

    assert said == any("the mask is not applied or misread" in sentence for sentence in found)


def test_an_answer_that_is_hardly_off_is_not_said_to_be_once_the_expected():
    """No factor is named that would be printed as 1."""
    found = remarks_on(Compared(Y * (1 + 1e-6), Y, Rule()), Given())

    assert not any("times what is expected" in sentence for sentence in found)


def test_a_whole_explanation_needs_no_places():
    """Where a factor explains every value, it is not told beside it at which places zeros hide it."""
    found = remarks_on(
        Compared(np.array([0.0, 0.0, 6.0, 8.0]), np.array([0.0, 0.0, 3.0, 4.0]), Rule()), Given()
    )

    assert ["every value is 2 times what is expected"] == found


def test_a_plain_number_goes_before_a_size():
    """A factor of 2 is often a 2 of the formula; that an axis is as long is an accident as likely."""
    given = Given((("x", np.zeros((4, 5))),))
    [said] = remarks_on(Compared(2 * Y, Y, Rule()), given)

    assert said.endswith("; perhaps a plain 2, or the root of 4, the length of axis 0 of `x`")


def test_a_tiny_difference_is_not_explained_by_what_fits_as_badly():
    """What is off by little more than the tolerance is like any number within it; that is no pattern."""
    off = RNG.normal(size=Y.shape) * 1e-8 * np.array([[1.0, 3.0, 1.0, 2.0, 1.0]])
    found = remarks_on(Compared(Y + off, Y, Rule(rtol=0.0, atol=1e-8)), Given((("x", X),)))

    assert not any("`x`" in sentence or "by the same" in sentence for sentence in found), found


def test_a_factor_beside_a_bias_is_named():
    """Averaged where a sum is asked, and the bias added: the factor is told apart from the bias."""
    sums, bias = RNG.normal(size=(3, 5, 4)), RNG.normal(size=5)
    given = Given((("w", np.zeros((5, 7))), ("b", bias)))
    right, mine = (part + bias[:, None] for part in (sums, sums / 7))

    assert [
        "`b` apart, every value is what is expected divided by 7; perhaps the length of axis 1 of `w`"
    ] == remarks_on(Compared(mine, right, Rule()), given)


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("it returned an object of type generator", "a `yield` makes a generator"),
        ("it returned an object of type scale", "`scale` is a class; a function is asked"),
        ("it returned an object of type zip", "zip gives its parts one by one"),
        ("it returned a subclass of numpy.ndarray (matrix)", "np.asarray(...) makes a plain one"),
        ("it returned an array of dtype object", "parts of different lengths"),
        ("it returned an object of type Something", ""),
    ],
)
def test_results_that_are_no_plain_data_are_told(said, remark):
    """What is refused as a result is named with what it usually comes from."""
    assert remark in on_object(said, "scale")
    assert remark or not on_object(said, "scale")


def test_two_equal_parts_are_not_said_to_be_exchanged():
    """Parts that are equal by right, such as the gradients of two biases, stand in nobody's place."""
    mine, right = (2 * X, Y, Y.copy()), (X, Y, Y.copy())

    assert not any(
        "each other's place" in sentence for sentence in remarks_on(Compared(mine, right, Rule()), Given())
    )


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (IMAGES.transpose(1, 0, 2, 3).reshape(IMAGES.shape), "a reshape was used where axes"),
        (
            np.pad(IMAGES, ((0, 0), (0, 0), (1, 0), (1, 0)))[:, :, :-1, :-1],
            "it is shifted by 1 and 1 along its last two axes",
        ),
        (
            np.random.default_rng(1).permuted(IMAGES, axis=None),
            "all the right values are there, in other places",
        ),
    ],
    ids=["reshaped", "moved", "shuffled"],
)
def test_places_are_told_after_a_look_at_them(mine, said):
    """A reshape is named where it makes the very answer, a shift where the rest of the image is right."""
    [found] = remarks_on(Compared(mine, IMAGES, Rule()), Given())

    assert found.startswith(said)


def test_few_values_do_not_tell_by_an_inputs_signs():
    """With eight values some input has its signs at the wrong places by accident."""
    right = np.arange(8.0).reshape(2, 4)
    mine = right + np.array([[0, 0, 0.3, 0], [0, 0.7, 0, 0]])
    given = Given((("b", np.array([[1.0, 1, -1, 1], [1, -1, -1, 1]])),))

    assert not any("`b`" in sentence for sentence in remarks_on(Compared(mine, right, Rule()), given))


def test_that_zeros_are_right_is_no_news():
    """Weights that are 0 where a mask blocks differ where it does not, whatever is wrong with them."""
    keep = np.arange(20).reshape(4, 5) % 3 > 0
    right = np.where(keep, np.arange(1.0, 21.0).reshape(4, 5), 0)
    found = remarks_on(Compared(np.where(keep, np.sin(right), 0), right, Rule()), Given((("mask", keep),)))

    assert not any("`mask`" in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FloatingPointError("overflow encountered in exp"), "exp of a large number"),
        (FloatingPointError("divide by zero encountered in log"), "the logarithm of 0 is taken"),
        (FloatingPointError("invalid value encountered in divide"), "such as 0/0, inf - inf"),
        (
            TypeError("'numpy.ndarray' object is not callable"),
            "what stands before the parentheses is no function",
        ),
    ],
)
def test_an_exception_is_told_by_what_it_comes_from(error, said):
    """Numpy's warnings that a test turns into errors, and calls of what is no function."""
    assert said in cause(error, None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((slice(14, 21),), "it differs only from index 14 to 20 of axis 0"),
        (([0, 1, 5, 9, 27], slice(1, None)), "along axis 1 only the first one is right throughout"),
        ((slice(7, None),), "it differs only from index 7 of axis 0 on"),
    ],
)
def test_ranges_of_indices_are_told(wrong, said):
    """A block in the middle, such as a gate's, is named; one right slice is not called all the rest."""
    right = np.random.default_rng(3).normal(size=(28, 5))
    mine = right.copy()
    mine[wrong] += np.random.default_rng(4).normal(size=mine[wrong].shape)
    found = remarks_on(Compared(mine, right, Rule()), Given())

    assert any(sentence.startswith(said) for sentence in found), found
    assert not any("everywhere but" in sentence for sentence in found)


def test_zeros_are_no_factor():
    """Where a border is 0 and the rest right, nothing is off by a factor of its slice."""
    right = np.random.default_rng(3).normal(size=(4, 5)) + 5
    mine = right.copy()
    mine[0] = 0.0
    found = remarks_on(Compared(mine, right, Rule()), Given())

    assert not any("factor" in sentence for sentence in found), found
    assert any("first index of axis 0; there yours is 0" in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (Y * (1 - P), "yours is `dout` * (1 - `out`)"),
        (Y * (1 - np.tanh(P) ** 2), "yours is `dout` times the slope of tanh at `out`"),
        (np.exp(Y), "yours is exp(`dout`)"),
    ],
    ids=["product", "slope", "function"],
)
def test_a_short_formula_of_the_arguments_is_named(mine, said):
    """Where an answer is a product or a function of what was given, it is told which."""
    given = Given((("dout", Y), ("out", P)))

    assert [said] == remarks_on(Compared(mine, Y * (1 - P**2), Rule()), given)


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (np.array([[1.0, 0.0], [0.0, -1.0]]), "; turned by 180 degrees in its last two axes"),
        (np.array([[0.0, 1.0], [-1.0, 0.0]]), "; transposed, it would be right as well"),
        (Y, ""),
    ],
    ids=["turned", "transposed", "neither"],
)
def test_what_a_wrong_sign_may_be_as_well_is_told(right, said):
    """Numbers that are their own negative when moved do not tell a sign from a transpose."""
    [found] = remarks_on(Compared(-right, right, Rule()), Given())

    assert found.startswith("the sign is wrong: it is what is expected times -1" + said)


def test_what_is_nearly_right_is_not_called_reordered():
    """Rows that stand where they belong are in no other order, even if they are a little off."""
    mine = X + 1e-8 * np.sign(X)
    found = remarks_on(Compared(mine, X, Rule(rtol=0, atol=8e-9)), Given())

    assert not any("in another order" in sentence for sentence in found), found


def test_a_single_number_is_near_others_by_accident():
    """Of one number a small difference says nothing about where it comes from."""
    assert [] == remarks_on(Compared(2.0004, 2.0, Rule()), Given())
    [found] = remarks_on(Compared(X + 1e-5 * np.sin(X), X, Rule()), Given())
    assert found.startswith("it is nearly right")


def test_the_number_of_a_word_is_no_factor():
    """A factor of 3 is not the number that stands for the end of a sentence."""
    given = Given((("eos", 3), ("setup['eos']", 3)))

    assert ["every value is 3 times what is expected"] == remarks_on(Compared(3 * Y, Y, Rule()), given)


def test_a_count_is_told_by_what_it_counts():
    """A whole number that is how many values an argument has is said to be that."""
    given = Given((("targets", np.zeros((4, 6))),))

    assert ["it is the number of all values of `targets`"] == remarks_on(Compared(24, 16, Rule()), given)


@pytest.mark.parametrize("inputs", [True, False], ids=["integers", "floats"])
def test_integers_are_blamed_on_inputs_only_if_there_are_any(inputs):
    """A sum of nothing is an integer too."""
    given = Given((("x", np.zeros(3, int if inputs else float)),))
    [found] = remarks_on(Compared(np.array([0, 1]), np.array([0.0, 0.5]), Rule()), given)

    assert inputs == found.endswith("an integer input has to become float first")


@pytest.mark.parametrize("text", ["raise ValueError('x')", "1 / 0\n    raise ValueError('x')"])
def test_a_raise_of_ones_own_is_told_by_its_line(text):
    """An exception that the file raises itself refuses an input that is to be answered."""
    runner = InProcess(Source("toy", f"def f():\n    {text}\n", "toy.py"))
    with pytest.raises((ValueError, ZeroDivisionError)) as caught:
        runner.call("f")

    own = "line 2 raises this itself; what the test calls it with is to be answered"
    assert (own == cause(caught.value, runner)) == text.startswith("raise")


def test_an_exception_of_another_kind_is_told_from_one_too_many():
    """Where a test asks for a ValueError, a raise of the file's own is of the wrong kind, not wrong."""
    runner = InProcess(Source("toy", "def f():\n    raise KeyError('x')\n", "toy.py"))
    with pytest.raises(KeyError) as caught:
        assert_raises(ValueError, runner.call, "f")

    said = "ValueError is asked for here, not KeyError: look at this input first, and raise"
    assert said == cause(caught.value, runner)


@pytest.mark.parametrize(
    ("rows", "said"),
    [([0, 3, 3, 1], True), ([0, 3, 1, 4], False), ([2, 2, 0, 1], False)],
    ids=["once_and_twice", "once_each", "another_row"],
)
def test_rows_that_were_added_once_only_are_told_by_their_numbers(rows, said):
    """`a[i] += b` is named where exactly the rows that come several times are wrong."""
    right = RNG.normal(size=(5, 3))
    mine = right.copy()
    mine[3] = RNG.normal(size=3)

    found = remarks_on(Compared(mine, right, Rule()), Given((("rows", np.array(rows)),)))

    assert said == any("more than once in `rows`: `a[i] += b`" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("mine", "said"),
    [([-np.inf, 3.0, 1.0, 2.0], True), ([1.0, -np.inf, 1.0, 2.0], False), ([1.0, 3.0, 1.0, 2.0], False)],
    ids=["the_other_of_two", "another_value", "both"],
)
def test_the_other_of_two_equal_values_is_a_matter_of_order(mine, said):
    """What keeps the wrong one of equal values is asked which comes first."""
    right, logits = np.array([1.0, 3.0, -np.inf, 2.0]), np.array([1.0, 3.0, 1.0, 2.0])

    found = remarks_on(Compared(np.array(mine), right, Rule()), Given((("logits", logits),)))

    assert said == any("values of `logits` are equal: which" in sentence for sentence in found)


def test_an_input_with_values_left_out_is_no_overflow():
    """-inf in the place of an input's own values was put there, it did not grow."""
    logits = np.array([40.0, 0.0, 0.0])
    mine = np.array([40.0, -np.inf, -np.inf])

    found = remarks_on(Compared(mine, logits, Rule()), Given((("logits", logits),)))

    assert "`logits` should come back as it is" in found
    assert not any("beyond a float" in sentence for sentence in found)


def test_two_words_in_each_others_place_are_told_once():
    """That all the right ones are there in another order is said already."""
    mine, right = ["a", "c", "b", "d", "e"], ["a", "b", "c", "d", "e"]

    assert ["[1] and [2] stand in each other's place"] == remarks_on(Compared(mine, right, Rule()), Given())


GAMMA = RNG.normal(size=(5, 1, 1)) + 3


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (
            lambda right: right / GAMMA,
            "each index of axis 1 has a factor of its own for all its values: it is 1 / `gamma`",
        ),
        (
            lambda right: right * GAMMA,
            "each index of axis 1 has a factor of its own for all its values: it is `gamma`",
        ),
        (
            lambda right: right + np.array([1, 2, 4, 8, 9])[:, None, None],
            "the difference changes along axis 1 only",
        ),
    ],
    ids=["gamma_forgotten", "gamma_twice", "a_term_for_each_channel"],
)
def test_what_is_off_by_channels_names_their_axis(mine, said):
    """A factor or a term for each channel is told by the axis of the channels, and by the input it is."""
    right = RNG.normal(size=(3, 5, 4, 2))
    [found, *_] = remarks_on(Compared(mine(right), right, Rule()), Given((("gamma", GAMMA.ravel()),)))

    assert found.startswith(said)


@pytest.mark.parametrize(("times", "said"), [(3, "`k`"), (9, "the square of `k`")])
def test_a_factor_is_looked_for_among_the_numbers_of_the_call_first(times, said):
    """A window of k by k is nearer than an axis that happens to be as long."""
    given = Given((("x", np.zeros((9, 3))), ("k", 3)))
    [found] = remarks_on(Compared(times * Y, Y, Rule()), given)

    assert found.startswith(f"every value is {times} times what is expected; perhaps {said} or the length of")


def test_a_factor_may_be_the_pixels_of_an_image():
    """Rows times columns is nearer than the root of the number of all values."""
    given = Given((("dout", np.zeros((2, 3, 3, 2))),))

    assert [
        "every value is what is expected divided by 6; perhaps the last two axes of `dout` together"
    ] == remarks_on(Compared(Y / 6, Y, Rule()), given)


def test_two_rows_have_no_diagonal_worth_telling():
    """That two values of a picture of two rows are right, one below the other, is an accident."""
    right = np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 110.0, 0.0]])
    mine = np.array([[0.0, 0.0, 1.0, 2.0], [7.0, 0.0, 3.0, 4.0]])

    assert not any("diagonal" in one for one in remarks_on(Compared(mine, right, Rule()), Given()))


def test_weights_that_never_move_say_nothing_about_the_others():
    """A filter whose gradient is 0 is right after a wrong step, too."""
    start = RNG.normal(size=(8, 3))
    gradient = RNG.normal(size=start.shape) * (np.arange(8) != 1)[:, None]
    compared = Compared(start - 0.1 * gradient, start - 0.2 * gradient, Rule())

    assert any("only index 1 is right" in one for one in remarks_on(compared, Given()))
    assert not any("only index 1 is right" in one for one in remarks_on(compared, Given((("W", start),))))


def test_a_slice_that_leaves_nothing_is_told():
    """[p:-p] cuts off everything where p is 0."""
    found = remarks_on(Compared(Y[:, 0:-0], Y, Rule()), Given())

    assert ["nothing is left along axis 1: a slice such as [p:-p] is empty where p is 0"] == found


def test_a_remark_on_two_numbers_does_not_repeat_them():
    """The difference is shown already; where only one of two whole numbers is off nothing is added."""
    assert [] == remarks_on(Compared((7, 2), (6, 2), Rule()), Given())
