"""The rubric of 05: 100 points."""

import math

import numpy as np
import pytest

from autograder.checking import assert_matches, assert_raises, exercise, points, speed


@exercise("sinusoidal_at", points=12)
class TestSinusoidalAt:
    """Sines and cosines at any positions; odd widths; angles in float64; float32 stays float32."""

    @points(0.25)
    def test_any_shape_of_positions(self, compare, cases, rng):
        compare("sinusoidal_at", cases.real_positions(rng, 2, 3, 4), 6)
        compare("sinusoidal_at", 1000 + rng.random(5), 6)

    @points(0.25)
    def test_own_array(self, compare, cases, rng):
        compare("sinusoidal_at_again", cases.real_positions(rng, 5), 6)

    @points(0.25)
    def test_calls_do_not_mix(self, compare, cases, rng):
        p = cases.whole_positions(rng, 6)
        for other in (p.astype(float), p.reshape(2, 3), p.astype(np.float32), p):
            compare("sinusoidal_at", other, 6)
        compare("sinusoidal_at_moved", cases.real_positions(rng, 5), 6)

    @points(0.25)
    def test_many_features(self, compare, cases, rng):
        compare("sinusoidal_at", cases.real_positions(rng, 150), 131)

    @points(0.25)
    def test_negative_integers(self, compare, cases, rng):
        compare("sinusoidal_at", cases.distances(rng, 9), 6)
        compare("sinusoidal_at", cases.distances(rng, 9, high=127, dtype=np.int8), 6)
        compare("sinusoidal_at", cases.distances(rng, 9, high=2_000_000, dtype=np.int32), 6)

    @points(0.25)
    def test_float64_is_not_rounded(self, compare, cases, rng):
        exact = compare.within(rtol=1e-10, atol=1e-11, because="a number that was float32 is good to 6e-8")
        exact("sinusoidal_at", cases.real_positions(rng, 20), 6)

    @points(0.5)
    def test_one_axis(self, compare, cases, rng):
        compare("sinusoidal_at", cases.whole_positions(rng, 7).astype(float), 6)

    @points(1)
    def test_two_axes(self, compare, cases, rng):
        compare("sinusoidal_at", cases.real_positions(rng, 3, 5), 8)

    @points(1)
    def test_fractional_and_negative(self, compare, cases, rng):
        compare("sinusoidal_at", cases.real_positions(rng, 11), 4)

    @points(1)
    @pytest.mark.parametrize("d_model", [1, 2, 7], ids=["one", "two", "odd"])
    def test_width(self, compare, cases, rng, d_model):
        compare("sinusoidal_at", cases.real_positions(rng, 5), d_model)

    @points(1)
    def test_base(self, compare, cases, rng):
        compare("sinusoidal_at", cases.real_positions(rng, 5), 6, base=100)
        compare("sinusoidal_at", cases.real_positions(rng, 5), 12, base=1.5)
        compare("sinusoidal_at", cases.real_positions(rng, 5, dtype=np.float32), 13, base=20.5)

    @points(0.5)
    def test_single_number(self, compare):
        compare("sinusoidal_at", 2.5, 6)
        compare("sinusoidal_at", -3, 6)
        compare("sinusoidal_at", np.array(2.5), 6)

    @points(0.5)
    def test_no_positions(self, compare):
        compare("sinusoidal_at", np.empty((2, 0)), 6)
        compare("sinusoidal_at", np.empty(0, int), 5)
        compare("sinusoidal_at", np.empty((0, 3), np.float32), 4)

    @points(0.5)
    @pytest.mark.parametrize("dtype", [np.int64, np.uint8], ids=["int64", "uint8"])
    def test_integers(self, compare, cases, rng, dtype):
        compare("sinusoidal_at", cases.whole_positions(rng, 9, high=256, dtype=dtype), 7)

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        compare("sinusoidal_at", cases.real_positions(rng, 5, dtype=np.float32), 6)

    @points(0.5)
    def test_float32_far_away(self, compare, cases, rng):
        positions = cases.whole_positions(rng, 9, high=1_000_000) + 1_000_000
        compare("sinusoidal_at", positions.astype(np.float32), 6)

    @points(0.5)
    def test_inputs_untouched(self, compare, cases, rng):
        compare.untouched("sinusoidal_at", cases.real_positions(rng, 4, 3), 6)

    @points(0.5)
    def test_layouts(self, compare, cases, rng):
        compare.layouts("sinusoidal_at", cases.real_positions(rng, 4, 3), 6)


@exercise("sinusoidal_encoding", points=8)
class TestSinusoidalEncoding:
    """The table of positions 0 ... L - 1, in the dtype asked for."""

    @points(0.75)
    def test_values(self, compare):
        compare("sinusoidal_encoding", 11, 6)

    @points(0.25)
    def test_float64_is_not_rounded(self, compare):
        exact = compare.within(rtol=1e-10, atol=1e-11, because="a number that was float32 is good to 6e-8")
        exact("sinusoidal_encoding", 20, 7)

    @points(0.25)
    def test_float16(self, compare):
        compare("sinusoidal_encoding", 5, 6, dtype="float16")

    @points(0.25)
    def test_base_in_float32(self, compare):
        compare("sinusoidal_encoding", 9, 7, base=20.5, dtype="float32")

    @points(1)
    def test_odd_width(self, compare):
        compare("sinusoidal_encoding", 5, 7)
        compare("sinusoidal_encoding", 5, 1)

    @points(1)
    def test_square(self, compare):
        compare("sinusoidal_encoding", 6, 6)

    @points(1)
    def test_base(self, compare):
        compare("sinusoidal_encoding", 7, 6, base=100)
        compare("sinusoidal_encoding", 8, 4, base=1.5)

    @points(0.5)
    def test_one_position(self, compare):
        compare("sinusoidal_encoding", 1, 5)

    @points(0.5)
    def test_no_position(self, compare):
        compare("sinusoidal_encoding", 0, 5)
        compare("sinusoidal_encoding", 0, 4, dtype="float32")

    @points(1)
    def test_float32(self, compare):
        compare("sinusoidal_encoding", 4, 6)
        compare("sinusoidal_encoding", 4, 6, dtype="float32")
        compare("sinusoidal_encoding", 5, 6, dtype="float32")
        compare("sinusoidal_encoding", 5, 6)

    @points(0.5)
    def test_float32_far_away(self, submission, reference):
        mine = submission.sinusoidal_encoding(33011, 30, dtype="float32")
        assert_matches(mine, reference.sinusoidal_encoding(33011, 30, dtype="float32"))

    @points(0.5)
    def test_own_array(self, compare):
        compare("sinusoidal_encoding_again", 5, 6)

    @points(0.5)
    def test_calls_do_not_mix(self, compare):
        compare("sinusoidal_encoding_two_bases", 13, 10)
        compare("sinusoidal_encoding", 3, 10)
        compare("sinusoidal_encoding", 17, 10)
        compare("sinusoidal_encoding", 17, 10, base=2.25)
        compare("sinusoidal_encoding", 17, 10, base=2.75)
        compare("sinusoidal_encoding", 14, 8, dtype="float32")
        exact = compare.within(rtol=1e-10, atol=1e-11, because="a number that was float32 is good to 6e-8")
        exact("sinusoidal_encoding", 12, 8)


@exercise("shift_matrix", points=5)
class TestShiftMatrix:
    """One matrix moves every encoding k positions on."""

    @points(0.5)
    def test_values(self, compare):
        compare("shift_matrix", 3, 8)

    @points(0.25)
    def test_far(self, compare):
        compare("shift_matrix", 1000.5, 14)
        compare("shift_matrix", -20000, 14)

    @points(0.25)
    def test_float64_is_not_rounded(self, compare):
        exact = compare.within(rtol=1e-10, atol=1e-11, because="a number that was float32 is good to 6e-8")
        exact("shift_matrix", 2.3, 10)

    @points(0.25)
    def test_calls_do_not_mix(self, compare):
        compare("shift_matrix_two_bases", 4, 10)
        compare("shift_matrix", 4.5, 12)
        compare("shift_matrix", 4.75, 12)

    @points(0.5)
    def test_back(self, compare):
        compare("shift_matrix", -5, 4)
        compare("shift_matrix", -5.75, 4)

    @points(0.5)
    def test_fractional(self, compare):
        compare("shift_matrix", 2.75, 6)
        compare("shift_matrix", 2.75, 2)

    @points(0.5)
    def test_no_shift(self, compare):
        compare("shift_matrix", 0, 6)

    @points(0.5)
    def test_base(self, compare):
        compare("shift_matrix", 3, 6, base=100)
        compare("shift_matrix", 3, 16, base=1.5)

    @points(0.75)
    def test_moves_encodings(self, submission, reference, cases, rng):
        p = cases.real_positions(rng, 5)
        moved = reference.sinusoidal_at(p, 6) @ submission.shift_matrix(4, 6).T
        assert_matches(moved, reference.sinusoidal_at(p + 4, 6))

    @points(0.5)
    def test_odd_width_refused(self, submission):
        for k, d_model in ((3, 5), (3, 1), (0, 5)):
            assert_raises(ValueError, submission.shift_matrix, k, d_model)

    @points(0.5)
    def test_own_array(self, compare):
        compare("shift_matrix_again", 3, 4)


@exercise("add_positional_encoding", points=5)
class TestAddPositionalEncoding:
    """Word vectors times sqrt(d), plus the first L rows of the table."""

    @points(0.5)
    def test_values(self, compare, cases, rng):
        compare("add_positional_encoding", cases.words(rng, 3, 5, 7), cases.table(rng, 11, 7))
        compare("add_positional_encoding", cases.words(rng, 33, 70, 7), cases.table(rng, 90, 7))

    @points(0.25)
    def test_no_sequences(self, compare, cases, rng):
        compare("add_positional_encoding", cases.words(rng, 0, 3, 2), cases.table(rng, 4, 2))

    @points(0.25)
    def test_inputs_untouched_without_scale(self, compare, cases, rng):
        x, pe = cases.words(rng, 2, 3, 5), cases.table(rng, 7, 5)
        compare.untouched("add_positional_encoding", x, pe, scale=False)

    @points(0.5)
    def test_without_scale(self, compare, cases, rng):
        compare("add_positional_encoding", cases.words(rng, 3, 5, 7), cases.table(rng, 11, 7), scale=False)

    @points(0.25)
    @pytest.mark.parametrize("shape", [(4, 4, 4), (1, 1, 1), (2, 0, 3)], ids=["equal", "one", "empty"])
    def test_sizes(self, compare, cases, rng, shape):
        compare("add_positional_encoding", cases.words(rng, *shape), cases.table(rng, 4, shape[-1]))

    @points(0.25)
    @pytest.mark.parametrize("Lmax", [4, 1], ids=["shorter", "single_row"])
    def test_too_long_refused(self, submission, cases, rng, Lmax):
        assert_raises(
            ValueError,
            submission.add_positional_encoding,
            cases.words(rng, 2, 5, 3),
            cases.table(rng, Lmax, 3),
        )

    @points(0.25)
    def test_more_sequences_than_rows(self, submission, compare, cases, rng):
        compare("add_positional_encoding", cases.words(rng, 9, 3, 5), cases.table(rng, 4, 5))
        x, pe = cases.words(rng, 1, 5, 3), cases.table(rng, 1, 3)
        assert_raises(ValueError, submission.add_positional_encoding, x, pe)

    @points(0.25)
    def test_single_row_refused_without_scale(self, submission, cases, rng):
        x, pe = cases.words(rng, 2, 5, 3), cases.table(rng, 1, 3)
        assert_raises(ValueError, submission.add_positional_encoding, x, pe, scale=False)

    @points(0.25)
    def test_integers_without_scale(self, compare, cases, rng):
        x, pe = cases.words(rng, 2, 3, 5) * 40, cases.table(rng, 7, 5) * 40
        compare("add_positional_encoding", x.astype(int), pe.astype(int), scale=False)
        high = np.full((2, 3, 5), 100, np.int8)
        compare("add_positional_encoding", high, high[0], scale=False)

    @points(0.25)
    def test_float32_without_scale(self, compare, cases, rng):
        x, pe = cases.words(rng, 2, 3, 5), cases.table(rng, 7, 5)
        single = x.astype(np.float32)
        compare("add_positional_encoding", single, pe.astype(np.float32), scale=False)
        compare("add_positional_encoding", single, pe, scale=False)
        compare("add_positional_encoding", single.astype(float), pe.astype(np.float32), scale=False)

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        x, pe = cases.words(rng, 2, 3, 5, np.float32), cases.table(rng, 7, 5, np.float32)
        compare("add_positional_encoding", x, pe)

    @points(0.25)
    def test_mixed_dtypes(self, compare, cases, rng):
        coarse = compare.within(rtol=2e-4, atol=2e-5, because="the enlarged words may be float32")
        coarse("add_positional_encoding", cases.words(rng, 2, 3, 5, np.float32), cases.table(rng, 7, 5))
        coarse("add_positional_encoding", cases.words(rng, 2, 3, 5), cases.table(rng, 7, 5, np.float32))

    @points(0.25)
    def test_integers(self, compare, cases, rng):
        x = cases.whole_positions(rng, 2, 3, 5)
        compare("add_positional_encoding", x, cases.table(rng, 7, 5))

    @points(0.25)
    def test_inputs_untouched(self, compare, cases, rng):
        compare.untouched("add_positional_encoding", cases.words(rng, 2, 3, 5), cases.table(rng, 7, 5))

    @points(0.25)
    def test_layouts(self, compare, cases, rng):
        compare.layouts("add_positional_encoding", cases.words(rng, 2, 3, 5), cases.table(rng, 7, 5))


@exercise("learned_positions", points=8, functions=("learned_positions", "learned_positions_backward"))
class TestLearnedPositions:
    """Rows of a trained table, and the gradient that trains it."""

    @points(1)
    def test_rows(self, compare, cases, rng):
        compare("learned_positions", cases.table(rng, 7, 4), 5)

    @points(0.25)
    @pytest.mark.parametrize("L", [0, 7], ids=["none", "all"])
    def test_number_of_rows(self, compare, cases, rng, L):
        compare("learned_positions", cases.table(rng, 7, 4), L)

    @points(1)
    def test_too_long_refused(self, submission, cases, rng):
        assert_raises(ValueError, submission.learned_positions, cases.table(rng, 7, 4), 8)

    @points(0.5)
    def test_rows_float32(self, compare, cases, rng):
        compare("learned_positions", cases.table(rng, 7, 4, np.float32), 5)

    @points(0.5)
    def test_rows_are_a_copy(self, compare, cases, rng):
        compare.untouched("learned_positions", cases.table(rng, 7, 4), 5)
        compare.untouched("learned_positions", cases.table(rng, 7, 4), 1)

    @points(0.5)
    def test_all_rows_are_a_copy(self, compare, cases, rng):
        compare.untouched("learned_positions", cases.table(rng, 7, 4), 7)

    @points(0.75)
    def test_gradient(self, compare, cases, rng):
        compare("learned_positions_backward", cases.words(rng, 3, 5, 4), 7)
        compare.within(reduction=33)("learned_positions_backward", 30 * cases.words(rng, 33, 40, 4), 50)

    @points(0.25)
    def test_gradient_square_and_empty(self, compare, cases, rng):
        compare("learned_positions_backward", cases.words(rng, 4, 4, 4), 4)
        compare("learned_positions_backward", cases.words(rng, 3, 0, 4), 5)

    @points(0.25)
    def test_gradient_integers(self, compare, cases, rng):
        compare("learned_positions_backward", cases.whole_positions(rng, 3, 5, 4), 7)
        for dtype in (np.int8, np.uint8):
            compare("learned_positions_backward", cases.whole_positions(rng, 9, 5, 4, dtype=dtype), 7)

    @points(0.25)
    def test_gradient_own_array(self, compare, cases, rng):
        compare("learned_positions_backward_again", cases.words(rng, 3, 5, 4), 7)

    @points(0.5)
    def test_gradient_full_length(self, compare, cases, rng):
        compare("learned_positions_backward", cases.words(rng, 3, 5, 4), 5)

    @points(0.5)
    @pytest.mark.parametrize("shape", [(1, 1, 1), (0, 3, 2)], ids=["one", "empty_batch"])
    def test_gradient_sizes(self, compare, cases, rng, shape):
        compare("learned_positions_backward", cases.words(rng, *shape), 4)

    @points(0.5)
    def test_gradient_float32(self, compare, cases, rng):
        compare("learned_positions_backward", cases.words(rng, 3, 5, 4, np.float32), 7)

    @points(0.25)
    def test_gradient_untouched(self, compare, cases, rng):
        compare.untouched("learned_positions_backward", cases.words(rng, 1, 5, 4), 5)

    @points(0.25)
    def test_gradient_layouts(self, compare, cases, rng):
        compare.layouts("learned_positions_backward", cases.words(rng, 3, 5, 4), 7)


@exercise("rope", points=18)
class TestRope:
    """Pairs of features turned by the position's angles, in every pairing and for every kind of position."""

    @points(0.5)
    def test_two_axes(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (), 5, 8))
        compare("rope", cases.heads(rng, (), 130, 4))

    @points(0.5)
    def test_all_options_together(self, compare, cases, rng):
        for lead, L in (((2, 3), (2, 5)), ((2, 3), (5,)), ((), (5,))):
            x, p = 30 * cases.heads(rng, lead, 5, 10), cases.real_positions(rng, *L)
            compare("rope", x, p, base=20.5, interleaved=False, rotary_dim=6)
            compare("rope", x, p, base=20.5, rotary_dim=4)

    @points(0.25)
    def test_all_options_in_float32(self, compare, cases, rng):
        x, p = cases.heads(rng, (2, 3), 5, 10, np.float32), cases.real_positions(rng, 2, 5)
        compare("rope", x, p, base=20.5, interleaved=False, rotary_dim=6)
        compare("rope", x, p, base=20.5, rotary_dim=4)

    @points(0.25)
    def test_whole_width_named(self, compare, cases, rng):
        for interleaved in (True, False):
            compare("rope", cases.heads(rng, (3,), 5, 8), interleaved=interleaved, rotary_dim=8)

    @points(0.25)
    def test_refused_in_halves(self, submission, cases, rng):
        for d, r in ((5, None), (8, 3), (4, 6), (5, 6)):
            x = cases.heads(rng, (2,), 3, d)
            assert_raises(ValueError, submission.rope, x, interleaved=False, rotary_dim=r)

    @points(0.25)
    def test_negative_integer_positions(self, compare, cases, rng):
        x = cases.heads(rng, (2,), 5, 6)
        compare("rope", x, cases.distances(rng, 5))
        compare("rope", x, np.array([-128, -1, 0, 5, 127], np.int8))
        compare("rope", x, cases.distances(rng, 5, high=20_000))

    @points(0.25)
    def test_float64_is_not_rounded(self, compare, cases, rng):
        exact = compare.within(rtol=1e-10, atol=1e-11, because="a number that was float32 is good to 6e-8")
        exact("rope", cases.heads(rng, (2,), 11, 6))

    @points(0.25)
    def test_own_array(self, compare, cases, rng):
        compare("rope_again", cases.heads(rng, (2,), 5, 6))
        compare.untouched("rope", cases.heads(rng, (2,), 5, 6), np.zeros(5))

    @points(0.25)
    def test_five_axes(self, compare, cases, rng):
        x = cases.heads(rng, (2, 3, 2), 5, 4)
        compare("rope", x)
        compare("rope", x, cases.whole_positions(rng, 2, 3, 2, 5))

    @points(0.25)
    @pytest.mark.parametrize("interleaved", [True, False], ids=["pairs", "halves"])
    def test_even_part_of_odd_width(self, compare, cases, rng, interleaved):
        compare("rope", cases.heads(rng, (2,), 5, 7), interleaved=interleaved, rotary_dim=4)

    @points(0.75)
    def test_four_axes(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (2, 3), 5, 8))
        compare("rope", cases.heads(rng, (2, 12), 5, 8))

    @points(0.25)
    def test_one_position_and_all_zero(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (2,), 1, 6), np.array([7]))
        compare("rope", cases.heads(rng, (2,), 5, 6), np.zeros(5, int))

    @points(1)
    def test_halves(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (3,), 5, 8), interleaved=False)

    @points(0.75)
    @pytest.mark.parametrize("rotary_dim", [2, 6], ids=["one_pair", "most"])
    def test_some_features(self, compare, cases, rng, rotary_dim):
        compare("rope", cases.heads(rng, (3,), 5, 10), rotary_dim=rotary_dim)

    @points(0.75)
    def test_some_features_in_halves(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (3,), 5, 10), interleaved=False, rotary_dim=6)

    @points(0.5)
    def test_no_features(self, compare, cases, rng):
        compare.untouched("rope", cases.heads(rng, (3,), 5, 4), rotary_dim=0)

    @points(0.25)
    def test_no_features_of_other_dtypes(self, compare, cases, rng):
        compare("rope", cases.whole_positions(rng, 3, 5, 4), rotary_dim=0)
        compare("rope", cases.heads(rng, (3,), 5, 4, np.float32), rotary_dim=0)

    @points(0.75)
    def test_own_positions(self, compare, cases, rng):
        for lead in ((2,), (), (2, 3)):
            compare("rope", cases.heads(rng, lead, 5, 6), cases.whole_positions(rng, 5))

    @points(0.75)
    def test_fractional_and_negative(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (2,), 5, 6), cases.real_positions(rng, 5))
        compare("rope", cases.heads(rng, (2,), 5, 6), cases.real_positions(rng, 5, dtype=np.float16))

    @points(0.75)
    def test_positions_of_each_sequence(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (3,), 5, 6), cases.whole_positions(rng, 3, 5))

    @points(1)
    def test_positions_of_each_sequence_with_heads(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (2, 3), 5, 6), cases.whole_positions(rng, 2, 5))
        compare("rope", cases.heads(rng, (1, 3), 5, 6), cases.whole_positions(rng, 1, 5))
        compare("rope", cases.heads(rng, (3, 1), 5, 6), cases.whole_positions(rng, 3, 5))

    @points(0.5)
    def test_as_many_heads_as_sequences(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (3, 3), 5, 6), cases.whole_positions(rng, 3, 5))

    @points(0.5)
    def test_positions_of_each_head(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (2, 3), 5, 6), cases.whole_positions(rng, 2, 3, 5))

    @points(0.5)
    def test_base(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (2,), 7, 6), base=100)
        compare("rope", cases.heads(rng, (2,), 9, 6), base=1.5)

    @points(0.25)
    @pytest.mark.parametrize("size", [(4, 4, 4), (1, 1, 2), (2, 0, 4)], ids=["equal", "one", "no_positions"])
    def test_sizes(self, compare, cases, rng, size):
        compare("rope", cases.heads(rng, size[:1], *size[1:]))

    @points(0.25)
    def test_no_sequences(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (0,), 5, 4))
        compare("rope", cases.heads(rng, (0, 3), 5, 4, np.float32), np.empty((0, 5)), interleaved=False)

    @points(0.25)
    @pytest.mark.parametrize(
        ("d", "rotary_dim"), [(5, None), (8, 3), (4, 6)], ids=["odd_width", "odd_part", "part_too_large"]
    )
    def test_refused(self, submission, cases, rng, d, rotary_dim):
        assert_raises(ValueError, submission.rope, cases.heads(rng, (2,), 3, d), rotary_dim=rotary_dim)

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (2,), 5, 6, np.float32))

    @points(0.5)
    def test_float32_far_away(self, compare, cases, rng):
        positions = cases.whole_positions(rng, 5, high=1_000_000) + 1_000_000
        for p in (positions.astype(np.float32), positions + 0.3, positions):
            compare("rope", cases.heads(rng, (2,), 5, 6, np.float32), p)

    @points(0.5)
    def test_dtype_of_features_decides(self, compare, cases, rng):
        compare("rope", cases.heads(rng, (2,), 5, 6, np.float32), cases.real_positions(rng, 5))

    @points(0.25)
    def test_integers(self, compare, cases, rng):
        compare("rope", cases.whole_positions(rng, 2, 5, 6), cases.whole_positions(rng, 5, dtype=np.uint8))

    @points(0.25)
    def test_small_integers(self, compare, cases, rng):
        x, p = 1 + cases.whole_positions(rng, 2, 5, 6), cases.whole_positions(rng, 5)
        for dtype, interleaved in ((np.uint8, True), (np.uint8, False), (np.int16, True)):
            compare("rope", x.astype(dtype), p, interleaved=interleaved)

    @points(0.25)
    def test_inputs_untouched(self, compare, cases, rng):
        compare.untouched("rope", cases.heads(rng, (2,), 5, 6), cases.real_positions(rng, 5))

    @points(0.5)
    def test_calls_do_not_mix(self, compare, cases, rng):
        compare("rope_two_bases", cases.heads(rng, (2,), 13, 10))
        compare("rope_after_float32", cases.heads(rng, (2,), 12, 10))
        for order in ([3, 1, 4, 1, 5], [3, 4, 1, 1, 5], [3, 4, 1, 1, 5.5]):
            compare("rope", cases.heads(rng, (2,), 5, 10), np.array(order))
        compare("rope_moved", cases.heads(rng, (2,), 5, 10), cases.real_positions(rng, 5))

    @points(0.5)
    def test_layouts(self, compare, cases, rng):
        compare.layouts("rope", cases.heads(rng, (2, 3), 5, 6), cases.real_positions(rng, 5))


@exercise("rope_backward", points=8)
class TestRopeBackward:
    """The same pairs turned the other way."""

    @points(0.25)
    @pytest.mark.parametrize("interleaved", [True, False], ids=["pairs", "halves"])
    def test_partly_rotated_in_either_layout(self, compare, rng, interleaved):
        compare("rope_backward", rng.normal(size=(3, 5, 8)), interleaved=interleaved)
        compare("rope_backward", rng.normal(size=(3, 5, 8)), interleaved=interleaved, rotary_dim=4)

    @points(0.5)
    def test_values(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2, 3), 5, 8))
        compare("rope_backward", cases.heads(rng, (2, 12), 130, 4))

    @points(0.25)
    def test_all_options_together(self, compare, cases, rng):
        for lead, L in (((2, 3), (2, 5)), ((2, 3), (5,)), ((), (5,))):
            dout, p = 30 * cases.heads(rng, lead, 5, 10), cases.real_positions(rng, *L)
            compare("rope_backward", dout, p, base=20.5, interleaved=False, rotary_dim=6)
            compare("rope_backward", dout, p, base=20.5, rotary_dim=4)

    @points(0.25)
    def test_all_options_in_float32(self, compare, cases, rng):
        dout, p = cases.heads(rng, (2, 3), 5, 10, np.float32), cases.real_positions(rng, 2, 5)
        compare("rope_backward", dout, p, base=20.5, interleaved=False, rotary_dim=6)
        compare("rope_backward", dout, p, base=20.5, rotary_dim=4)

    @points(0.25)
    def test_whole_width_named(self, compare, cases, rng):
        for interleaved in (True, False):
            compare("rope_backward", cases.heads(rng, (3,), 5, 8), interleaved=interleaved, rotary_dim=8)

    @points(0.25)
    def test_negative_integer_positions(self, compare, cases, rng):
        dout = cases.heads(rng, (2,), 5, 6)
        compare("rope_backward", dout, cases.distances(rng, 5))
        compare("rope_backward", dout, np.array([-128, -1, 0, 5, 127], np.int8))
        compare("rope_backward", dout, cases.distances(rng, 5, high=20_000))

    @points(0.25)
    def test_own_array(self, compare, cases, rng):
        compare("rope_backward_again", cases.heads(rng, (2,), 5, 6))
        compare.untouched("rope_backward", cases.heads(rng, (2,), 5, 6), np.zeros(5))

    @points(0.25)
    def test_even_part_of_odd_width(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2,), 5, 7), rotary_dim=4)

    @points(0.25)
    def test_part_refused(self, submission, cases, rng):
        for d, rotary_dim in ((8, 3), (4, 6), (5, 6)):
            dout = cases.heads(rng, (2,), 3, d)
            assert_raises(ValueError, submission.rope_backward, dout, rotary_dim=rotary_dim)
            halves = {"rotary_dim": rotary_dim, "interleaved": False}
            assert_raises(ValueError, submission.rope_backward, dout, **halves)

    @points(0.25)
    def test_no_features(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (3,), 5, 4), rotary_dim=2)
        compare.untouched("rope_backward", cases.heads(rng, (3,), 5, 4), rotary_dim=0)
        compare("rope_backward", cases.heads(rng, (3,), 5, 4, np.float32), rotary_dim=0)

    @points(0.75)
    def test_own_positions(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2,), 5, 6), cases.real_positions(rng, 5))
        compare("rope_backward", cases.heads(rng, (), 5, 6), cases.real_positions(rng, 5))

    @points(0.25)
    def test_integers(self, compare, cases, rng):
        compare("rope_backward", cases.whole_positions(rng, 2, 5, 6))
        compare("rope_backward", cases.whole_positions(rng, 2, 5, 6), rotary_dim=0)
        for dtype in (np.uint8, np.int16):
            compare("rope_backward", cases.whole_positions(rng, 2, 5, 6, dtype=dtype), interleaved=False)

    @points(0.25)
    def test_as_many_heads_as_sequences(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (3, 3), 5, 6), cases.whole_positions(rng, 3, 5))

    @points(0.75)
    def test_halves(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2,), 5, 6), interleaved=False)

    @points(0.25)
    def test_float32_far_away(self, compare, cases, rng):
        dout = cases.heads(rng, (2,), 5, 6, np.float32)
        positions = cases.whole_positions(rng, 5, high=1_000_000) + 1_000_000
        for p in (positions.astype(np.float32), positions + 0.3, positions):
            compare("rope_backward", dout, p)

    @points(0.5)
    def test_some_features(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2,), 5, 6), rotary_dim=4)

    @points(0.25)
    def test_base(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2,), 7, 6), base=100)
        compare("rope_backward", cases.heads(rng, (2,), 9, 6), base=1.5)

    @points(0.5)
    def test_positions_of_each_sequence_with_heads(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2, 3), 5, 6), cases.whole_positions(rng, 2, 5))
        compare("rope_backward", cases.heads(rng, (1, 3), 5, 6), cases.whole_positions(rng, 1, 5))
        compare("rope_backward", cases.heads(rng, (3, 1), 5, 6), cases.whole_positions(rng, 3, 5))
        compare("rope_backward", cases.heads(rng, (2, 3), 5, 6), cases.whole_positions(rng, 2, 3, 5))
        compare("rope_backward", cases.heads(rng, (2, 3, 2), 5, 4), cases.whole_positions(rng, 2, 3, 2, 5))

    @points(0.25)
    def test_unsigned_positions(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2,), 5, 6), cases.whole_positions(rng, 5, dtype=np.uint8))

    @points(0.25)
    def test_no_positions(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2,), 0, 6))
        compare("rope_backward", cases.heads(rng, (0, 3), 5, 4, np.float32), np.empty((0, 5)))

    @points(0.25)
    def test_odd_width_refused(self, submission, cases, rng):
        assert_raises(ValueError, submission.rope_backward, cases.heads(rng, (2,), 5, 3))

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        compare("rope_backward", cases.heads(rng, (2,), 5, 6, np.float32))

    @points(0.25)
    def test_inputs_untouched(self, compare, cases, rng):
        compare.untouched("rope_backward", cases.heads(rng, (2,), 5, 6), cases.real_positions(rng, 5))

    @points(0.25)
    def test_layouts(self, compare, cases, rng):
        compare.layouts("rope_backward", cases.heads(rng, (2, 3), 5, 6), cases.real_positions(rng, 5))


@exercise("alibi_slopes", points=5)
class TestAlibiSlopes:
    """One slope for each head; other numbers of heads than powers of two."""

    @points(0.25)
    def test_many_heads(self, compare):
        for n in (33, 48, 64, 100, 128):
            compare("alibi_slopes", n)

    @points(0.25)
    def test_float64_is_not_rounded(self, compare):
        exact = compare.within(rtol=1e-10, atol=1e-12, because="a number that was float32 is good to 6e-8")
        exact("alibi_slopes", 11)

    @points(0.5)
    def test_power_of_two(self, compare):
        compare("alibi_slopes", 8)

    @points(0.5)
    @pytest.mark.parametrize("n", [1, 2, 16], ids=["one", "two", "many"])
    def test_other_powers(self, compare, n):
        compare("alibi_slopes", n)

    @points(0.5)
    @pytest.mark.parametrize("n", [3, 6, 12, 15], ids=["few", "some", "more", "one_missing"])
    def test_between_powers(self, compare, n):
        compare("alibi_slopes", n)
        compare("alibi_slopes", n + 2 if n % 2 else n - 1)

    @points(0.5)
    def test_own_array(self, compare):
        compare("alibi_slopes_again", 4)


@exercise("alibi_bias", points=7)
class TestAlibiBias:
    """A penalty that grows with the distance; queries are the last positions."""

    def check(self, compare, n, Lq, Lk, causal=True):
        bias = compare("alibi_bias", n, Lq, Lk, causal=causal)
        later = np.arange(Lk) > np.arange(Lq)[:, None] + Lk - Lq
        expected = np.broadcast_to(later & causal, bias.shape)
        assert np.array_equal(np.isneginf(bias), expected), "later keys have -inf if causal, and only they"

    @points(0.5)
    def test_values(self, compare):
        self.check(compare, 4, 5, 5)

    @points(0.25)
    def test_own_array(self, compare):
        compare("alibi_bias_again", 2, 3, 4)

    @points(0.25)
    def test_calls_do_not_mix(self, compare):
        compare("alibi_bias_two_numbers_of_heads", 3, 8)
        for Lq, Lk in ((3, 8), (4, 8), (4, 9)):
            self.check(compare, 4, Lq, Lk)
            self.check(compare, 4, Lq, Lk, causal=False)

    @points(0.25)
    def test_far(self, compare):
        self.check(compare, 2, 3, 301)
        self.check(compare, 1, 2, 40_001)
        self.check(compare, 1, 150, 150, causal=False)

    @points(0.75)
    def test_both_ways(self, compare):
        self.check(compare, 4, 5, 5, causal=False)

    @points(1)
    def test_more_keys(self, compare):
        self.check(compare, 2, 3, 7)

    @points(1)
    def test_more_keys_both_ways(self, compare):
        self.check(compare, 2, 3, 7, causal=False)

    @points(0.5)
    @pytest.mark.parametrize("causal", [True, False], ids=["causal", "both_ways"])
    def test_more_queries(self, compare, causal):
        self.check(compare, 2, 7, 3, causal=causal)

    @points(0.5)
    def test_heads_not_a_power(self, compare):
        self.check(compare, 3, 4, 5)
        self.check(compare, 6, 4, 5, causal=False)

    @points(0.5)
    def test_one_of_each(self, compare):
        self.check(compare, 1, 1, 1)

    @points(0.25)
    @pytest.mark.parametrize("sizes", [(2, 0, 3), (2, 3, 0)], ids=["no_queries", "no_keys"])
    def test_empty(self, compare, sizes):
        self.check(compare, *sizes)
        self.check(compare, *sizes, causal=False)

    @points(0.5)
    def test_no_warnings(self, compare):
        compare.strictly("alibi_bias", 4, 3, 5)
        compare.strictly("alibi_bias", 4, 5, 3)
        compare.strictly("alibi_bias", 4, 3, 5, causal=False)


@exercise("relative_index", points=4)
class TestRelativeIndex:
    """Distances clipped on both sides and counted from 0; any integer dtype."""

    def check(self, compare, *sizes):
        index = compare.any_dtype("relative_index", *sizes)
        assert index.dtype.kind in "iu", "the numbers are used as an index: they must have an integer dtype"

    @points(0.5)
    def test_values(self, compare):
        self.check(compare, 6, 7, 2)
        self.check(compare, 1, 7, 2)

    @points(0.25)
    def test_far(self, compare):
        for sizes in ((3, 301, 200), (301, 3, 200), (3, 301, 150), (2, 601, 500)):
            self.check(compare, *sizes)

    @points(0.25)
    def test_own_array(self, compare):
        compare.any_dtype("relative_index_again", 3, 4, 2)

    @points(1)
    @pytest.mark.parametrize("sizes", [(3, 8), (8, 3)], ids=["more_keys", "more_queries"])
    def test_sizes(self, compare, sizes):
        self.check(compare, *sizes, 4)

    @points(0.5)
    def test_nothing_is_far(self, compare):
        self.check(compare, 3, 4, 9)

    @points(0.25)
    def test_all_alike(self, compare):
        self.check(compare, 3, 4, 0)

    @points(0.25)
    def test_empty(self, compare):
        for sizes in ((0, 4), (4, 0), (0, 0)):
            self.check(compare, *sizes, 2)


@exercise("relative_scores", points=7)
class TestRelativeScores:
    """Content and distance together, scaled."""

    @points(0.25)
    def test_own_array(self, compare, cases, rng):
        compare("relative_scores_again", *cases.relative(rng, (2,)))

    @points(0.25)
    def test_calls_do_not_mix(self, compare, cases, rng):
        for max_dist in (2, 3, 1):
            compare.within(reduction=6)("relative_scores", *cases.relative(rng, (2,), max_dist=max_dist))

    @points(0.25)
    def test_many_and_large(self, compare, cases, rng):
        q, k, table = cases.relative(rng, (2,), 70, 90, max_dist=40)
        compare.within(reduction=6)("relative_scores", 30 * q, k, 30 * table)

    @points(0.25)
    def test_many_leading_axes(self, compare, rng):
        q, k = rng.normal(size=(2, 3, 2, 5, 4)), rng.normal(size=(2, 3, 2, 7, 4))
        compare("relative_scores", q, k, rng.normal(size=(5, 4)))

    @points(0.25)
    def test_no_sequences(self, compare, cases, rng):
        compare("relative_scores", *cases.relative(rng, (0,)))

    @points(0.75)
    def test_two_axes(self, compare, cases, rng):
        compare.within(reduction=6)("relative_scores", *cases.relative(rng, ()))

    @points(0.75)
    def test_four_axes(self, compare, cases, rng):
        compare.within(reduction=6)("relative_scores", *cases.relative(rng, (2, 3)))

    @points(0.25)
    def test_more_queries(self, compare, cases, rng):
        compare.within(reduction=5)("relative_scores", *cases.relative(rng, (2,), 8, 3, 5))

    @points(0.5)
    def test_square(self, compare, cases, rng):
        compare.within(reduction=5)("relative_scores", *cases.relative(rng, (5,), 5, 5, 5))

    @points(0.5)
    def test_nothing_is_far(self, compare, cases, rng):
        compare.within(reduction=6)("relative_scores", *cases.relative(rng, (2,), 3, 4, max_dist=9))

    @points(0.5)
    def test_all_alike(self, compare, cases, rng):
        compare.within(reduction=6)("relative_scores", *cases.relative(rng, (2,), max_dist=0))

    @points(0.25)
    def test_one_of_each(self, compare, cases, rng):
        compare("relative_scores", *cases.relative(rng, (1,), 1, 1, 1, 1))

    @points(0.25)
    @pytest.mark.parametrize("sizes", [(0, 4), (4, 0)], ids=["no_queries", "no_keys"])
    def test_empty(self, compare, cases, rng, sizes):
        compare("relative_scores", *cases.relative(rng, (2,), *sizes))
        compare("relative_scores", *cases.relative(rng, (2,), *sizes, dtype=np.float32))
        compare("relative_scores", *cases.relative(rng, (), 0, 0))

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        compare.within(reduction=6)("relative_scores", *cases.relative(rng, (2,), dtype=np.float32))

    @points(0.25)
    def test_mixed_dtypes(self, compare, cases, rng):
        q, k, _ = cases.relative(rng, (2,), dtype=np.float32)
        coarse = compare.within(rtol=2e-4, atol=2e-5, because="the product of q and k may be float32")
        coarse("relative_scores", q, k, cases.table(rng, 5, 6))
        coarse("relative_scores", q.astype(float), k, cases.table(rng, 5, 6, np.float32))
        coarse("relative_scores", q, k.astype(float), cases.table(rng, 5, 6, np.float32))

    @points(0.25)
    def test_integers(self, compare, cases, rng):
        q, k = cases.distances(rng, 2, 5, 6, high=9), cases.distances(rng, 2, 7, 6, high=9)
        compare("relative_scores", q, k, cases.distances(rng, 5, 6, high=9))
        for dtype in (np.int8, np.int32):
            shapes = ((5, 6), (7, 6), (5, 6))
            small = (cases.distances(rng, *shape, high=99, dtype=dtype) for shape in shapes)
            compare("relative_scores", *small)

    @points(0.5)
    def test_inputs_untouched(self, compare, cases, rng):
        compare.within(reduction=6).untouched("relative_scores", *cases.relative(rng, (2,)))

    @points(0.25)
    def test_layouts(self, compare, cases, rng):
        compare.within(reduction=6).layouts("relative_scores", *cases.relative(rng, (2,)))


def off_borders(rel, bidirectional=True, num_buckets=32, max_distance=128):
    """Move distances by one where the logarithm is exactly whole: how it is written decides how it rounds."""
    B = num_buckets // 2 if bidirectional else num_buckets
    e = B // 2
    n = np.clip(np.abs(np.asarray(rel, np.int64)), e, max_distance)
    steps = (B - e) * np.log(n / e) / math.log(max_distance / e)
    border = (e < n) & (n < max_distance) & (np.abs(steps - np.round(steps)) < 1e-6)
    return np.where(border, rel + 1, rel) if border.any() else rel


@exercise("t5_bucket", points=7)
class TestT5Bucket:
    """Fine buckets near by, coarse ones far away, in one or both directions; any integer dtype."""

    def check(self, compare, rel, **options):
        bucket = compare.any_dtype("t5_bucket", off_borders(rel, **options), **options)
        assert np.asarray(bucket).dtype.kind in "iu", "buckets number rows of a table: give an integer dtype"

    @points(0.75)
    def test_both_ways(self, compare):
        self.check(compare, np.arange(-150, 151))

    @points(0.25)
    def test_exact_border(self, compare):
        compare.any_dtype("t5_bucket", np.arange(-9, 10), num_buckets=8, max_distance=8)

    @points(0.25)
    def test_own_array_and_calls_that_do_not_mix(self, compare, cases, rng):
        rel = off_borders(cases.distances(rng, 40))
        compare.any_dtype("t5_bucket_again", rel)
        for other in (rel.reshape(5, 8), rel):
            compare.any_dtype("t5_bucket_two_distances", other)
            self.check(compare, other, bidirectional=False, num_buckets=20, max_distance=50)

    @points(0.75)
    def test_one_way(self, compare):
        self.check(compare, np.arange(-150, 11), bidirectional=False)
        self.check(compare, np.arange(-40, 6), bidirectional=False, num_buckets=10, max_distance=29)
        self.check(compare, np.arange(-40, 6), bidirectional=False, num_buckets=6, max_distance=29)

    @points(0.25)
    def test_very_far_and_very_many(self, compare):
        rel = np.array([-(2**40), -(2**31) - 1, -40000, -1, 40000, 2**31, 2**40])
        for both in (True, False):
            self.check(compare, rel, bidirectional=both)
            self.check(compare, rel, bidirectional=both, num_buckets=512, max_distance=1000)

    @points(0.75)
    @pytest.mark.parametrize("both", [True, False], ids=["both_ways", "one_way"])
    def test_other_numbers(self, compare, both):
        self.check(compare, np.arange(-70, 71), bidirectional=both, num_buckets=16, max_distance=64)

    @points(0.25)
    def test_odd_half(self, compare):
        self.check(compare, np.arange(-40, 41), num_buckets=10, max_distance=29)

    @points(0.5)
    def test_few_buckets(self, compare):
        self.check(compare, np.arange(-9, 10), num_buckets=4, max_distance=5)
        self.check(compare, np.arange(-9, 3), bidirectional=False, num_buckets=2, max_distance=5)

    @points(0.25)
    def test_two_axes(self, compare, cases, rng):
        self.check(compare, cases.distances(rng, 5, 7))
        self.check(compare, cases.distances(rng, 2, 3, 4))

    @points(0.25)
    def test_single_number(self, compare):
        self.check(compare, -11)
        self.check(compare, 5)
        self.check(compare, 5, bidirectional=False)

    @points(0.25)
    def test_empty(self, compare):
        self.check(compare, np.empty((0, 3), np.int64))
        self.check(compare, np.empty(0, np.int64), bidirectional=False)

    @points(0.5)
    def test_int8(self, compare):
        rel = np.arange(-128, 128).astype(np.int8)
        self.check(compare, rel)
        self.check(compare, rel, bidirectional=False)
        self.check(compare, rel, num_buckets=512, max_distance=1000)

    @points(0.25)
    def test_most_negative(self, compare):
        for dtype in (np.int16, np.int32):
            rel = np.array([np.iinfo(dtype).min, -5, 7, np.iinfo(dtype).max], dtype)
            self.check(compare, rel)
            self.check(compare, rel, bidirectional=False)

    @points(0.25)
    def test_no_warnings(self, compare):
        compare.any_dtype.strictly("t5_bucket", np.arange(-3, 4))

    @points(0.25)
    def test_no_warnings_one_way(self, compare):
        compare.any_dtype.strictly("t5_bucket", np.arange(-3, 4), bidirectional=False)

    @points(0.25)
    def test_inputs_untouched(self, compare, cases, rng):
        compare.any_dtype.untouched("t5_bucket", off_borders(cases.distances(rng, 5, 7)))

    @points(0.25)
    def test_layouts(self, compare, cases, rng):
        compare.any_dtype.layouts("t5_bucket", off_borders(cases.distances(rng, 5, 7)))


@exercise("sinusoidal_encoding", points=2)
@speed
class TestSinusoidalEncodingSpeed:
    """30000 positions at once, without a Python loop over them."""

    def test_many_positions(self, race, cases):
        race("sinusoidal_encoding", cases.sinusoids_speed_inputs, limit=4, tiny=cases.sinusoids_tiny_inputs)


@exercise("rope", points=2)
@speed
class TestRopeSpeed:
    """1000 positions at once: no loop over them, no rotation matrices."""

    def test_many_positions(self, race, cases):
        race("rope", cases.rope_speed_inputs, limit=3.5, tiny=cases.rope_tiny_inputs)


@exercise("relative_scores", points=1)
@speed
class TestRelativeScoresSpeed:
    """No time for a vector for each pair of query and key."""

    def test_time(self, race, cases):
        race("relative_scores", cases.relative_speed_inputs, limit=6, tiny=cases.relative_tiny_inputs)


@exercise("relative_scores", points=1)
class TestRelativeScoresMemory:
    """No array with a vector for each pair of query and key."""

    def test_memory(self, submission, cases, rng):
        q, k, table = cases.relative(rng, (), 251, 257, 64, 16)
        _, peak = submission.relative_scores_peak(q, k, table)
        allowed = 12 * q.itemsize * len(q) * len(k)
        assert peak <= allowed, (
            f"it holds {math.ceil(peak / (q.itemsize * len(q) * len(k)))} arrays of Lq * Lk numbers at once "
            "(allowed are 12): multiply the queries with the table first, then look up"
        )
