"""The rubric of 03_lstm: 100 points, compared with the reference. Never given to students."""

import numpy as np
import pytest

from autograder.checking import assert_gradient, assert_matches, exercise, points, speed

SIZES = pytest.mark.parametrize(
    "sizes",
    [{"N": 1, "D": 1, "H": 1}, {"N": 1}, {"D": 1}, {"H": 1}, {"N": 5, "D": 5, "H": 5}],
    ids=["all_one", "one_row", "one_feature", "one_unit", "all_equal"],
)


SINGLE = pytest.mark.parametrize(
    "single",
    [(np.float32, np.float64), (np.float64, np.float32)],
    ids=["float32_with_float64_parameters", "float64_with_float32_parameters"],
)


def single_too(compare):
    """Compare where some inputs are float32."""
    return compare.within(1e-5, 1e-5, because="some inputs are float32, so their rounding is too")


def all_single_but(wide, inputs):
    """Inputs of which one is float64 and the others are float32."""
    return [array.astype(np.float64 if i == wide else np.float32) for i, array in enumerate(inputs)]


def small_integers(compare, rng, function, shape):
    """Compare where all inputs, x of this shape first, are integers of one byte."""
    shapes = shape, (3, 7), (3, 7), (28, 4), (28, 7), 28, 28
    for dtype, low, high in ((np.int8, -3, 4), (np.uint8, 0, 4)):
        x, *rest = (rng.integers(low, high, size=shape, dtype=dtype) for shape in shapes)
        compare(function, 30 * x, *rest)


def many_terms(compare, terms):
    """Compare sums over batch and time."""
    return compare.within(reduction=terms)


# ------------------------------------------------------------------------------------------  A  the cell (20)


@exercise("lstm_cell_forward", points=20)
class TestCellForward:
    """One step: four gates, the new cell, the new output."""

    def test_one_step(self, compare, cases, rng):
        compare("lstm_cell_forward", *cases.cell(rng))

    def test_another_step(self, compare, cases, rng):
        compare("lstm_cell_forward", *cases.cell(rng, N=5, D=11, H=2))

    @SIZES
    def test_sizes(self, compare, cases, rng, sizes):
        compare("lstm_cell_forward", *cases.cell(rng, **sizes))

    def test_from_the_zero_state(self, compare, cases, rng):
        x, h, c, *parameters = cases.cell(rng)
        compare("lstm_cell_forward", x, np.zeros_like(h), np.zeros_like(c), *parameters)

    def test_saturated_gates(self, compare, cases, rng):
        compare("lstm_cell_forward", *cases.saturated(rng))

    def test_large_cells(self, compare, cases, rng):
        x, h, c, *parameters = cases.cell(rng)
        compare("lstm_cell_forward", x, h, 1e6 * np.sign(c), *parameters)

    def test_a_cell_that_keeps(self, submission, cases, rng):
        """With the input gate shut and the forget gate open, what is kept is kept."""
        x, h, c, W_ih, W_hh, b_ih, b_hh = cases.cell(rng)
        b_ih[:7], b_ih[7:14] = -1e3, 1e3
        _, c_next = submission.lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh)
        assert_matches(c_next, c)

    @points(1)
    def test_no_rows(self, compare, cases, rng):
        compare("lstm_cell_forward", *cases.cell(rng, N=0))

    @points(1)
    def test_clean_arithmetic(self, compare, cases, rng):
        x, h, c, *parameters = cases.saturated(rng)
        compare.strictly("lstm_cell_forward", x, h, 1e6 * np.sign(c), *parameters)

    @points(0.5)
    def test_clean_arithmetic_in_float32(self, compare, cases, rng):
        """In float32 exp overflows at 89 already."""
        x, h, c, *parameters = (array.astype(np.float32) for array in cases.saturated(rng))
        compare.strictly("lstm_cell_forward", x, h, 1e6 * np.sign(c), *parameters)

    @points(1)
    def test_float32(self, compare, cases, rng):
        compare("lstm_cell_forward", *cases.cell(rng, dtype=np.float32))

    @points(0.25)
    def test_no_rows_in_float32(self, compare, cases, rng):
        compare("lstm_cell_forward", *cases.cell(rng, N=0, dtype=np.float32))

    @SINGLE
    @points(0.25)
    def test_both_floats_make_float64(self, compare, cases, rng, single):
        inputs = cases.cell(rng)
        single_too(compare)("lstm_cell_forward", *(a.astype(single[i > 2]) for i, a in enumerate(inputs)))

    @points(0.25)
    def test_one_float64_makes_float64(self, compare, cases, rng):
        inputs = cases.cell(rng)
        for wide in range(7):
            single_too(compare)("lstm_cell_forward", *all_single_but(wide, inputs))

    @points(0.5)
    def test_two_calls(self, compare, cases, rng):
        compare("lstm_cell_forward_in_turn", cases.cell(rng), cases.cell(rng))

    @points(0.5)
    def test_integers(self, compare, rng):
        shapes = (3, 4), (3, 7), (3, 7), (28, 4), (28, 7), 28, 28
        compare("lstm_cell_forward", *(rng.integers(-2, 3, size=shape) for shape in shapes))

    @points(0.25)
    def test_small_integers(self, compare, rng):
        """Their products and sums are computed in float64 too, where nothing runs over."""
        small_integers(compare, rng, "lstm_cell_forward", (3, 4))

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        x, h, c, *parameters = cases.cell(rng)
        compare.untouched("lstm_cell_forward", x, h, c, *parameters)
        zero = np.broadcast_to(0.0, h.shape)
        compare("lstm_cell_forward", x, zero, zero, *parameters)

    @points(0.5)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("lstm_cell_forward", *cases.cell(rng))


# -----------------------------------------------------------------------------  B  back through the cell (25)


@exercise("lstm_cell_backward", points=25)
class TestCellBackward:
    """The gradients of one step, with respect to everything that went in."""

    def test_one_step(self, compare, cases, rng):
        inputs = cases.cell(rng)
        compare("lstm_cell_backward", *cases.cell_upstream(rng, inputs), *inputs)

    def test_another_step(self, compare, cases, rng):
        inputs = cases.cell(rng, N=5, D=11, H=2)
        compare("lstm_cell_backward", *cases.cell_upstream(rng, inputs), *inputs)

    @SIZES
    def test_sizes(self, compare, cases, rng, sizes):
        inputs = cases.cell(rng, **sizes)
        compare("lstm_cell_backward", *cases.cell_upstream(rng, inputs), *inputs)

    def test_only_the_output_matters(self, compare, cases, rng):
        inputs = cases.cell(rng)
        dh_next, dc_next = cases.cell_upstream(rng, inputs)
        compare("lstm_cell_backward", dh_next, np.zeros_like(dc_next), *inputs)

    def test_only_the_cell_matters(self, compare, cases, rng):
        inputs = cases.cell(rng)
        dh_next, dc_next = cases.cell_upstream(rng, inputs)
        compare("lstm_cell_backward", np.zeros_like(dh_next), dc_next, *inputs)

    def test_from_the_zero_state(self, compare, cases, rng):
        x, h, c, *parameters = inputs = cases.cell(rng)
        upstream = cases.cell_upstream(rng, inputs)
        compare("lstm_cell_backward", *upstream, x, np.zeros_like(h), np.zeros_like(c), *parameters)

    @pytest.mark.parametrize("size", [5.0, 1e3], ids=["nearly", "fully"])
    def test_saturated_gates(self, compare, cases, rng, size):
        inputs = cases.saturated(rng, size=size)
        compare("lstm_cell_backward", *cases.cell_upstream(rng, inputs), *inputs)

    def test_large_cells(self, compare, cases, rng):
        x, h, c, *parameters = inputs = cases.cell(rng)
        compare("lstm_cell_backward", *cases.cell_upstream(rng, inputs), x, h, 1e3 * c, *parameters)

    @points(0.5)
    def test_large_gradients(self, compare, cases, rng):
        inputs = cases.cell(rng)
        compare("lstm_cell_backward", *(1e3 * each for each in cases.cell_upstream(rng, inputs)), *inputs)

    @pytest.mark.parametrize("which", [(0, 1, 2), (3, 4), (5, 6)], ids=["state", "weights", "biases"])
    def test_central_differences(self, submission, cases, rng, which):
        inputs = cases.cell(rng, N=3, D=3, H=2)
        dh_next, dc_next = cases.cell_upstream(rng, inputs)
        gradients = submission.lstm_cell_backward(dh_next, dc_next, *inputs)
        for i in which:

            def forward(array, i=i):
                return np.stack(submission.lstm_cell_forward(*inputs[:i], array, *inputs[i + 1 :]))

            assert_gradient(forward, gradients[i], inputs[i], np.stack([dh_next, dc_next]), along=rng)

    @points(0.5)
    def test_no_rows(self, compare, cases, rng):
        inputs = cases.cell(rng, N=0)
        compare("lstm_cell_backward", *cases.cell_upstream(rng, inputs), *inputs)

    @points(1)
    def test_a_second_backward(self, compare, cases, rng):
        inputs = cases.cell(rng)
        compare("lstm_cell_backward_twice", *cases.cell_upstream(rng, inputs), *inputs)

    @points(0.5)
    def test_two_upstreams(self, compare, cases, rng):
        """What a second backward call computes does not replace what the first one returned."""
        inputs = cases.cell(rng)
        first, second = (cases.cell_upstream(rng, inputs) for _ in range(2))
        compare("lstm_cell_backward_two_upstreams", first, second, *inputs)

    @pytest.mark.parametrize("last_first", [False, True], ids=["first_to_last", "last_to_first"])
    @points(0.5)
    def test_two_caches_at_once(self, compare, cases, rng, last_first):
        inputs = cases.cell(rng), cases.cell(rng)
        problems = [(*cases.cell_upstream(rng, one), *one) for one in inputs]
        compare("lstm_cell_backward_two_caches", *problems, last_first=last_first)

    @points(0.5)
    def test_clean_arithmetic(self, compare, cases, rng):
        x, h, c, *parameters = inputs = cases.saturated(rng)
        upstream = cases.cell_upstream(rng, inputs)
        compare.strictly("lstm_cell_backward", *upstream, x, h, 1e6 * np.sign(c), *parameters)

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        inputs = cases.cell(rng, dtype=np.float32)
        many_terms(compare, 28)("lstm_cell_backward", *cases.cell_upstream(rng, inputs), *inputs)

    @points(0.25)
    def test_no_rows_in_float32(self, compare, cases, rng):
        inputs = cases.cell(rng, N=0, dtype=np.float32)
        compare("lstm_cell_backward", *cases.cell_upstream(rng, inputs), *inputs)

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        inputs = cases.cell(rng)
        dh_next, dc_next = cases.cell_upstream(rng, inputs)
        compare.untouched("lstm_cell_backward", dh_next, dc_next, *inputs)
        one = np.broadcast_to(1.0, dh_next.shape)
        compare("lstm_cell_backward", one, one, *inputs)

    @points(0.5)
    def test_any_memory_layout(self, compare, cases, rng):
        inputs = cases.cell(rng)
        compare.layouts("lstm_cell_backward", *cases.cell_upstream(rng, inputs), *inputs)


# -----------------------------------------------------------------------------------------  C  sequences (35)

LENGTHS = pytest.mark.parametrize(
    "lengths",
    [[2, 5, 1], [3, 0, 4], [5, 5, 5], [0, 0, 0]],
    ids=["unsorted", "with_an_empty_row", "all_full", "all_empty"],
)
LONG_AND_SHORT = pytest.mark.parametrize(
    "sizes",
    [{"N": 1, "T": 1, "D": 1, "H": 1}, {"N": 1}, {"T": 1}, {"N": 4, "T": 4, "D": 4, "H": 4}, {"N": 5}],
    ids=["all_one", "one_row", "one_step", "all_equal", "rows_equal_steps"],
)


@exercise("lstm_forward", points=11)
class TestForward:
    """The cell carried over a sequence; rows of different length."""

    def test_sequence(self, compare, cases, rng):
        compare("lstm_forward", *cases.sequence(rng))

    def test_longer_sequence(self, compare, cases, rng):
        compare("lstm_forward", *cases.sequence(rng, N=2, T=13, D=5, H=3))

    @LONG_AND_SHORT
    def test_sizes(self, compare, cases, rng, sizes):
        compare("lstm_forward", *cases.sequence(rng, **sizes))

    def test_from_the_zero_state(self, compare, cases, rng):
        x, h0, c0, *parameters = cases.sequence(rng)
        compare("lstm_forward", x, np.zeros_like(h0), np.zeros_like(c0), *parameters)

    @LENGTHS
    def test_lengths(self, compare, cases, rng, lengths):
        x, *rest = cases.sequence(rng)
        compare("lstm_forward", cases.pad(x, lengths), *rest, lengths=np.array(lengths))

    def test_as_many_rows_as_steps_with_lengths(self, compare, cases, rng):
        x, *rest = cases.sequence(rng, N=5)
        lengths = rng.permutation(5) + 1
        compare("lstm_forward", cases.pad(x, lengths), *rest, lengths=lengths)

    @pytest.mark.parametrize("dtype", [np.int32, np.uint8], ids=["int32", "uint8"])
    @points(0.25)
    def test_lengths_of_other_integers(self, compare, cases, rng, dtype):
        x, *rest = cases.sequence(rng)
        lengths = np.array([3, 0, 4], dtype)
        compare("lstm_forward", cases.pad(x, lengths), *rest, lengths=lengths)

    @points(0.25)
    def test_lengths_of_one_row(self, compare, cases, rng):
        x, *rest = cases.sequence(rng, N=1)
        compare("lstm_forward", cases.pad(x, [2]), *rest, lengths=np.array([2]))

    @points(0.25)
    def test_many_steps(self, compare, cases, rng):
        inputs = cases.sequence(rng, N=2, T=300, D=2, H=3)
        many_terms(compare, 25)("lstm_forward", *inputs, lengths=np.array([300, 40]))

    def test_chunks(self, compare, cases, rng):
        compare("lstm_forward_in_chunks", 2, *cases.sequence(rng))

    @points(0.5)
    def test_no_steps(self, compare, cases, rng):
        compare("lstm_forward", *cases.sequence(rng, T=0))

    @points(0.25)
    def test_no_steps_with_lengths(self, compare, cases, rng):
        compare("lstm_forward", *cases.sequence(rng, T=0), lengths=np.array([0, 0, 0]))

    @points(0.25)
    def test_no_rows(self, compare, cases, rng):
        compare("lstm_forward", *cases.sequence(rng, N=0))
        compare("lstm_forward", *cases.sequence(rng, N=0), lengths=np.array([], int))

    @points(0.25)
    def test_two_calls(self, compare, cases, rng):
        first, second = ((*cases.sequence(rng), np.array(lengths)) for lengths in ([2, 5, 3], [4, 1, 5]))
        compare("lstm_forward_in_turn", first, second)

    @points(0.25)
    def test_clean_arithmetic(self, compare, cases, rng):
        x, *rest = cases.sequence(rng)
        compare.strictly("lstm_forward", 1e3 * x, *rest, lengths=np.array([2, 5, 0]))

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        inputs = cases.sequence(rng, dtype=np.float32)
        many_terms(compare, 25)("lstm_forward", *inputs)
        many_terms(compare, 25)("lstm_forward", *inputs, lengths=np.array([2, 5, 0]))

    @points(0.25)
    def test_nothing_in_float32(self, compare, cases, rng):
        compare("lstm_forward", *cases.sequence(rng, T=0, dtype=np.float32))
        compare("lstm_forward", *cases.sequence(rng, N=0, dtype=np.float32))

    @SINGLE
    @points(0.25)
    def test_both_floats_make_float64(self, compare, cases, rng, single):
        inputs = cases.sequence(rng)
        single_too(compare)("lstm_forward", *(a.astype(single[i > 2]) for i, a in enumerate(inputs)))

    @points(0.25)
    def test_one_float64_makes_float64(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        for wide in range(7):
            single_too(compare)("lstm_forward", *all_single_but(wide, inputs))

    @points(0.25)
    def test_integers(self, compare, rng):
        shapes = (3, 5, 4), (3, 7), (3, 7), (28, 4), (28, 7), 28, 28
        compare("lstm_forward", *(rng.integers(-2, 3, size=shape) for shape in shapes))

    @points(0.25)
    def test_small_integers(self, compare, rng):
        """Their products and sums are computed in float64 too, where nothing runs over."""
        small_integers(compare, rng, "lstm_forward", (3, 5, 4))

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        x, h0, _, *parameters = inputs = cases.sequence(rng)
        compare.untouched("lstm_forward", *inputs)
        compare.untouched("lstm_forward", *inputs, lengths=np.array([2, 5, 0]))
        zero = np.broadcast_to(0.0, h0.shape)
        compare("lstm_forward", x, zero, zero, *parameters)

    @points(0.25)
    def test_the_state_handed_back_is_new(self, compare, cases, rng):
        compare.untouched("lstm_forward", *cases.sequence(rng, T=0))
        compare.untouched("lstm_forward", *cases.sequence(rng), lengths=np.array([0, 0, 0]))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("lstm_forward", *cases.sequence(rng), lengths=np.array([2, 5, 3]))


@exercise("lstm_forward", points=5)
@speed
class TestForwardSpeed:
    """All rows in one step at a time, without a loop over rows or units."""

    def test_time(self, race, cases):
        race("lstm_forward", cases.forward_speed_inputs, limit=4.5, tiny=cases.forward_tiny_inputs)


@exercise("lstm_backward", points=14)
class TestBackward:
    """Backpropagation through time."""

    def test_sequence(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        compare("lstm_backward", *cases.sequence_upstream(rng, inputs), *inputs)

    def test_longer_sequence(self, compare, cases, rng):
        inputs = cases.sequence(rng, N=2, T=13, D=5, H=3)
        compare("lstm_backward", *cases.sequence_upstream(rng, inputs), *inputs)

    @LONG_AND_SHORT
    def test_sizes(self, compare, cases, rng, sizes):
        inputs = cases.sequence(rng, **sizes)
        compare("lstm_backward", *cases.sequence_upstream(rng, inputs), *inputs)

    @pytest.mark.parametrize("kept", [0, 1, 2], ids=["outputs", "final_output", "final_cell"])
    def test_one_source_alone(self, compare, cases, rng, kept):
        inputs = cases.sequence(rng)
        upstream = [
            gradient if i == kept else np.zeros_like(gradient)
            for i, gradient in enumerate(cases.sequence_upstream(rng, inputs))
        ]
        compare("lstm_backward", *upstream, *inputs)

    def test_only_the_first_output_matters(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        dhs, dhT, dcT = cases.sequence_upstream(rng, inputs)
        dhs[:, 1:] = 0
        compare("lstm_backward", dhs, np.zeros_like(dhT), np.zeros_like(dcT), *inputs)

    def test_from_the_zero_state(self, compare, cases, rng):
        x, h0, c0, *parameters = inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        compare("lstm_backward", *upstream, x, np.zeros_like(h0), np.zeros_like(c0), *parameters)

    @LENGTHS
    def test_lengths(self, compare, cases, rng, lengths):
        inputs = cases.sequence(rng)
        dhs, dhT, dcT = cases.sequence_upstream(rng, inputs)
        compare("lstm_backward", cases.pad(dhs, lengths), dhT, dcT, *inputs, lengths=np.array(lengths))

    def test_large_numbers_in_the_padding(self, compare, cases, rng):
        x, *rest = inputs = cases.sequence(rng)
        dhs, dhT, dcT = cases.sequence_upstream(rng, inputs)
        lengths = np.array([4, 1, 2])
        compare(
            "lstm_backward", cases.pad(dhs, lengths), dhT, dcT, cases.pad(x, lengths), *rest, lengths=lengths
        )

    def test_final_state_of_short_rows_alone(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        dhs, dhT, dcT = cases.sequence_upstream(rng, inputs)
        compare("lstm_backward", np.zeros_like(dhs), dhT, dcT, *inputs, lengths=np.array([2, 4, 1]))

    def test_chunks(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        compare("lstm_backward_in_chunks", 2, *cases.sequence_upstream(rng, inputs), *inputs)

    @pytest.mark.parametrize("which", [(0, 1, 2), (3, 4, 5, 6)], ids=["inputs", "parameters"])
    def test_central_differences(self, submission, cases, rng, which):
        inputs = cases.sequence(rng, N=2, T=3, D=1, H=2)
        dhs, dhT, dcT = cases.sequence_upstream(rng, inputs)
        lengths = np.array([2, 3])
        gradients = submission.lstm_backward(dhs, dhT, dcT, *inputs, lengths=lengths)
        upstream = np.concatenate([dhs, dhT[:, None], dcT[:, None]], axis=1)
        for i in which:

            def forward(array, i=i):
                given = *inputs[:i], array, *inputs[i + 1 :]
                hs, (hT, cT) = submission.lstm_forward(*given, lengths=lengths)
                assert hs.shape == dhs.shape, "hs must be (N, T, H) for its gradient to be looked at"
                return np.concatenate([hs, hT[:, None], cT[:, None]], axis=1)

            assert_gradient(forward, gradients[i], inputs[i], upstream, along=rng)

    @points(0.25)
    def test_large_gradients(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        compare("lstm_backward", *(1e3 * each for each in cases.sequence_upstream(rng, inputs)), *inputs)

    @points(0.5)
    def test_a_long_way_back(self, compare, cases, rng):
        """With the forget gates open the last step is still felt at the first."""
        *others, b_hh = cases.sequence(rng, T=130)
        b_hh[7:14] += 8
        dhs, dhT, dcT = cases.sequence_upstream(rng, (*others, b_hh))
        many_terms(compare, 130)("lstm_backward", np.zeros_like(dhs), dhT, dcT, *others, b_hh)

    @points(0.25)
    def test_lengths_of_one_row(self, compare, cases, rng):
        inputs = cases.sequence(rng, N=1)
        compare("lstm_backward", *cases.sequence_upstream(rng, inputs), *inputs, lengths=np.array([2]))

    @pytest.mark.parametrize("dtype", [np.int32, np.uint8], ids=["int32", "uint8"])
    @points(0.25)
    def test_lengths_of_other_integers(self, compare, cases, rng, dtype):
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        compare("lstm_backward", *upstream, *inputs, lengths=np.array([3, 0, 4], dtype))

    @points(0.25)
    def test_clean_arithmetic(self, compare, cases, rng):
        x, *rest = inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        compare.strictly("lstm_backward", *upstream, 1e3 * x, *rest)
        compare.strictly("lstm_backward", *upstream, 1e3 * x, *rest, lengths=np.array([2, 5, 0]))

    @points(0.5)
    def test_a_second_backward(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        compare("lstm_backward_twice", *upstream, *inputs, lengths=np.array([2, 5, 0]))

    @points(0.25)
    def test_two_upstreams(self, compare, cases, rng):
        """What a second backward call computes does not replace what the first one returned."""
        inputs = cases.sequence(rng)
        first, second = (cases.sequence_upstream(rng, inputs) for _ in range(2))
        compare("lstm_backward_two_upstreams", first, second, *inputs)

    @pytest.mark.parametrize("last_first", [False, True], ids=["first_to_last", "last_to_first"])
    @points(0.25)
    def test_two_caches_at_once(self, compare, cases, rng, last_first):
        inputs = cases.sequence(rng), cases.sequence(rng)
        problems = [(*cases.sequence_upstream(rng, one), *one) for one in inputs]
        compare("lstm_backward_two_caches", *problems, last_first=last_first)

    @points(0.25)
    def test_two_caches_of_other_lengths(self, compare, cases, rng):
        inputs = cases.sequence(rng), cases.sequence(rng)
        problems = [(*cases.sequence_upstream(rng, one), *one) for one in inputs]
        lengths = np.array([2, 5, 3]), np.array([4, 1, 5])
        compare("lstm_backward_two_caches", *problems, lengths=lengths)

    @points(0.5)
    def test_no_steps(self, compare, cases, rng):
        inputs = cases.sequence(rng, T=0)
        compare("lstm_backward", *cases.sequence_upstream(rng, inputs), *inputs)

    @points(0.25)
    def test_no_steps_with_lengths(self, compare, cases, rng):
        inputs = cases.sequence(rng, T=0)
        upstream = cases.sequence_upstream(rng, inputs)
        compare("lstm_backward", *upstream, *inputs, lengths=np.array([0, 0, 0]))

    @points(0.25)
    def test_no_rows(self, compare, cases, rng):
        inputs = cases.sequence(rng, N=0)
        upstream = cases.sequence_upstream(rng, inputs)
        compare("lstm_backward", *upstream, *inputs)
        compare("lstm_backward", *upstream, *inputs, lengths=np.array([], int))

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        inputs = cases.sequence(rng, dtype=np.float32)
        upstream = cases.sequence_upstream(rng, inputs)
        many_terms(compare, 25)("lstm_backward", *upstream, *inputs)
        many_terms(compare, 25)("lstm_backward", *upstream, *inputs, lengths=np.array([2, 5, 0]))

    @points(0.25)
    def test_nothing_in_float32(self, compare, cases, rng):
        for inputs in (
            cases.sequence(rng, T=0, dtype=np.float32),
            cases.sequence(rng, N=0, dtype=np.float32),
        ):
            compare("lstm_backward", *cases.sequence_upstream(rng, inputs), *inputs)

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        compare.untouched("lstm_backward", *upstream, *inputs)
        compare.untouched("lstm_backward", *upstream, *inputs, lengths=np.array([2, 4, 0]))
        one = np.broadcast_to(1.0, upstream[0].shape)
        compare("lstm_backward", one, one[:, 0], one[:, 0], *inputs)

    @points(0.25)
    def test_the_gradient_of_a_state_that_stood_still_is_new(self, compare, cases, rng):
        inputs = cases.sequence(rng, T=0)
        compare.untouched("lstm_backward", *cases.sequence_upstream(rng, inputs), *inputs)
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        compare.untouched("lstm_backward", *upstream, *inputs, lengths=np.array([0, 0, 0]))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        inputs = cases.sequence(rng)
        upstream = cases.sequence_upstream(rng, inputs)
        compare.layouts("lstm_backward", *upstream, *inputs, lengths=np.array([2, 5, 3]))


@exercise("lstm_backward", points=5)
@speed
class TestBackwardSpeed:
    """All rows in one step at a time on the way back, without a loop over rows or units."""

    def test_time(self, race, cases):
        race("lstm_backward_repeated", cases.backward_speed_inputs, limit=4, tiny=cases.backward_tiny_inputs)


# -----------------------------------------------------------------------------------  D  around the cell (20)


@exercise("init_lstm", points=6)
class TestInit:
    """Parameters drawn in order, and a forget gate that starts open."""

    @pytest.mark.parametrize("sizes", [(4, 7), (11, 2), (5, 5), (1, 1)], ids=["some", "wide", "equal", "one"])
    def test_parameters(self, compare, rng, sizes):
        compare("init_lstm_as_drawn", *sizes, int(rng.integers(1000)))

    @pytest.mark.parametrize(
        "bias",
        [{}, *({"forget_bias": bias} for bias in (0.0, 2.5, -1.0, 3))],
        ids=["default", "zero", "open", "shut", "whole"],
    )
    def test_forget_bias(self, compare, rng, bias):
        compare("init_lstm_forget_bias", 4, 7, int(rng.integers(1000)), **bias)

    @points(0.5)
    def test_two_from_one_generator(self, compare, rng):
        compare("init_lstm_again", 4, 7, int(rng.integers(1000)))

    @points(0.5)
    def test_the_global_generator_is_left_alone(self, compare, rng):
        compare("init_lstm_leaves_global_generator", 4, 7, int(rng.integers(1000)))


@exercise("lstm_param_count", points=4)
class TestParamCount:
    """How many numbers an LSTM learns."""

    @pytest.mark.parametrize("sizes", [(4, 7), (11, 2), (1, 1)], ids=["some", "wide", "one"])
    def test_one_layer(self, compare, sizes):
        compare("lstm_param_count", *sizes)

    @points(0.25)
    def test_whole_number(self, submission):
        count = submission.lstm_param_count(4, 7, layers=2)
        assert isinstance(count, (int, np.integer)), "a count must be a whole number (int)"

    @pytest.mark.parametrize("layers", [2, 5], ids=["two", "more"])
    def test_layers(self, compare, layers):
        compare("lstm_param_count", 4, 7, layers=layers)
        compare("lstm_param_count", 11, 3, layers)

    @pytest.mark.parametrize("layers", [1, 2, 4], ids=["one", "two", "more"])
    def test_both_directions(self, compare, layers):
        compare("lstm_param_count", 4, 7, layers=layers, bidirectional=True)

    @pytest.mark.parametrize("layers", [1, 3], ids=["one", "more"])
    def test_projection(self, compare, layers):
        compare("lstm_param_count", 4, 7, layers=layers, proj=3)

    def test_everything_together(self, compare):
        compare("lstm_param_count", 4, 7, layers=3, bidirectional=True, proj=2)
        compare("lstm_param_count", 5, 6, 2, True, 1)
        compare("lstm_param_count", 4, 7, bidirectional=True, proj=3)


@exercise("cell_path_gradient", points=4)
class TestCellPathGradient:
    """What is left of a gradient that travels along the cells."""

    def test_path(self, compare, cases, rng):
        compare("cell_path_gradient", cases.gates(rng))

    @pytest.mark.parametrize("sizes", [(4, 4, 4), (1, 3, 7), (1, 1, 1)], ids=["equal", "one_step", "one"])
    def test_sizes(self, compare, cases, rng, sizes):
        compare("cell_path_gradient", cases.gates(rng, *sizes))

    def test_many_steps(self, compare, rng):
        compare("cell_path_gradient", rng.uniform(0.98, 1.0, size=(300, 3, 7)))

    def test_small_products(self, compare, cases, rng):
        tight = compare.within(rtol=1e-9, atol=1e-16, because="a product of few factors is exact to rounding")
        tight("cell_path_gradient", cases.gates(rng, T=20))

    def test_open_gates(self, compare):
        exactly = compare.within(rtol=0, atol=1e-15, because="1 times 1 is exactly 1")
        exactly("cell_path_gradient", np.ones((300, 3, 7)))

    def test_shut_gates(self, compare, cases, rng):
        f = cases.gates(rng)
        f[rng.random(f.shape) < 0.1] = 0
        f[2, 1] = 0
        exactly = compare.within(rtol=1e-7, atol=1e-16, because="a shut gate leaves exactly 0")
        exactly("cell_path_gradient", f)

    @points(0.25)
    def test_clean_arithmetic(self, compare, cases, rng):
        f = cases.gates(rng)
        f[2, 1] = 0
        compare.strictly("cell_path_gradient", f)

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        compare("cell_path_gradient", cases.gates(rng).astype(np.float32))

    @points(0.25)
    def test_integers(self, compare, rng):
        for dtype in (int, np.int8, np.uint8):
            compare("cell_path_gradient", (rng.random((3, 5, 7)) < 0.9).astype(dtype))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("cell_path_gradient", cases.gates(rng))
        compare.untouched("cell_path_gradient", cases.gates(rng, T=1))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("cell_path_gradient", cases.gates(rng))

    @points(0.25)
    def test_two_calls(self, compare, cases, rng):
        compare("cell_path_gradient_in_turn", cases.gates(rng), cases.gates(rng))


@exercise("clip_by_global_norm", points=6)
class TestClip:
    """All gradients shortened together."""

    @staticmethod
    def roughly(compare):
        return compare.within(rtol=1e-4, because="the 1e-6 below the fraction may be left out")

    @pytest.mark.parametrize("norm", [3.0, 1e3, 1e25], ids=["long", "very_long", "exploded"])
    def test_too_long(self, compare, cases, rng, norm):
        self.roughly(compare)("clipped_by_global_norm", cases.gradients(rng, norm), 1.0)

    @pytest.mark.parametrize("max_norm", [0.25, 40.0], ids=["small_limit", "large_limit"])
    def test_other_limits(self, compare, cases, rng, max_norm):
        self.roughly(compare)("clipped_by_global_norm", cases.gradients(rng, 50.0), max_norm)

    def test_small_gradients_and_a_smaller_limit(self, compare, cases, rng):
        self.roughly(compare)("clipped_by_global_norm", cases.gradients(rng, 0.05), 0.01)

    @pytest.mark.parametrize("norm", [1e-9, 0.1, 4.0], ids=["tiny", "short", "almost"])
    def test_short_enough(self, compare, cases, rng, norm):
        self.roughly(compare)("clipped_by_global_norm", cases.gradients(rng, norm), 5.0)

    def test_other_names_and_shapes(self, compare, rng):
        grads = {"kernel": rng.normal(size=(2, 3, 5)), "scale": rng.normal(size=1)}
        self.roughly(compare)("clipped_by_global_norm", grads, 0.5)

    def test_one_alone(self, compare, rng):
        self.roughly(compare)("clipped_by_global_norm", {"W": 3 * rng.normal(size=(4, 4))}, 2)

    @pytest.mark.parametrize("norm", [0.1, 3.0, 1e25], ids=["short", "long", "exploded"])
    def test_norm_itself(self, submission, reference, cases, rng, norm):
        """The norm is that of the gradients as they came; nothing is added to it."""
        grads = cases.gradients(rng, norm)
        assert_matches(
            submission.clip_by_global_norm(grads, 1.0)[1], reference.clip_by_global_norm(grads, 1.0)[1]
        )

    @points(0.25)
    def test_all_zero(self, compare):
        zeros = {"W": np.zeros((2, 3)), "b": np.zeros(2)}
        self.roughly(compare).strictly("clip_by_global_norm", zeros, 1.0)
        self.roughly(compare).untouched("clip_by_global_norm", zeros, 1.0)

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        self.roughly(compare)("clipped_by_global_norm", cases.gradients(rng, 3.0, np.float32), 1.0)
        self.roughly(compare)("clipped_by_global_norm", cases.gradients(rng, 0.3, np.float32), 1.0)

    @points(0.25)
    def test_integers(self, compare):
        grads = {"W": np.array([[1, -2], [3, 0]]), "b": np.array([4, 5])}
        self.roughly(compare)("clipped_by_global_norm", grads, 1.0)
        self.roughly(compare)("clipped_by_global_norm", grads, 50.0)

    @points(0.25)
    def test_no_entries(self, compare, rng):
        grads = {"W": rng.normal(size=(0, 3)), "b": 3 * rng.normal(size=4)}
        self.roughly(compare)("clipped_by_global_norm", grads, 1.0)

    @points(0.25)
    def test_a_single_number(self, compare, rng):
        """Shape () is a shape too."""
        grads = {"W": rng.normal(size=(3, 4)), "temperature": np.array(2.5)}
        self.roughly(compare)("clipped_by_global_norm", grads, 1.0)

    @points(0.25)
    def test_two_calls(self, compare, cases, rng):
        first, second = cases.gradients(rng, 3.0), cases.gradients(rng, 7.0)
        self.roughly(compare)("clip_by_global_norm_in_turn", first, second, 1.0)

    @points(0.5)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        roughly = self.roughly(compare)
        roughly.untouched("clip_by_global_norm", cases.gradients(rng, 3.0), 1.0)
        roughly.untouched("clip_by_global_norm", cases.gradients(rng, 0.3), 1.0)
