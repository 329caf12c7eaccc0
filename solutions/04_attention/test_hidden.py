"""The rubric of 04_attention: 100 points, compared with the reference. Never given to students."""

import numpy as np
import pytest

from autograder.checking import assert_gradient, assert_matches, assert_raises, exercise, points, speed

# --------------------------------------------------------------------------- A  masks and the masked softmax
# (16)


@exercise("masks", points=6, functions=("causal_mask", "padding_mask", "combine_masks"))
class TestMasks:
    """Causal mask, padding mask, and several masks made one."""

    @points(0.1)
    def test_no_keys(self, compare):
        compare("causal_mask", 3, 0)

    @points(0.1)
    def test_many_masks(self, compare, cases, rng):
        compare("combine_masks", *(rng.random((5, 7)) < 0.8 for _ in range(6)))

    @pytest.mark.parametrize("shape", [(5,), (4, 7), (7, 4)], ids=["square", "more_keys", "more_queries"])
    def test_causal(self, compare, shape):
        compare("causal_mask", *shape)

    @pytest.mark.parametrize("shape", [(3, 8, 5), (6, 4, 2), (7, 4, -3)], ids=["decoding", "ahead", "behind"])
    def test_causal_with_an_offset(self, compare, shape):
        L, S, offset = shape
        compare("causal_mask", L, S, offset=offset)

    @pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint8], ids=["int64", "int32", "uint8"])
    def test_padding(self, compare, dtype):
        compare("padding_mask", np.array([3, 0, 7, 1], dtype), 7)

    def test_booleans_are_joined_by_and(self, compare, cases, rng):
        compare(
            "combine_masks",
            cases.bool_mask(rng, 3, 1, 7),
            cases.bool_mask(rng, 5, 7),
            cases.bool_mask(rng, 7),
        )

    def test_floats_are_added(self, compare, cases, rng):
        compare("combine_masks", cases.float_mask(rng, 3, 1, 7), cases.float_mask(rng, 5, 7))

    def test_both_kinds_together(self, compare, cases, rng):
        compare(
            "combine_masks",
            cases.bool_mask(rng, 3, 1, 7),
            cases.float_mask(rng, 5, 7),
            cases.bool_mask(rng, 5, 7),
        )

    def test_none_is_skipped(self, compare, cases, rng):
        compare("combine_masks", None, cases.bool_mask(rng, 5, 7), None)
        compare("combine_masks", None, cases.float_mask(rng, 5, 7))
        compare("combine_masks", None, None)
        compare("combine_masks")

    @points(0.1)
    def test_float32_is_kept(self, compare, cases, rng):
        compare("combine_masks", cases.bool_mask(rng, 3, 1, 7), cases.float_mask(rng, 5, 7, dtype=np.float32))

    @points(0.1)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("combine_masks", cases.bool_mask(rng, 5, 7), cases.bool_mask(rng, 5, 7))
        compare.untouched("combine_masks", cases.float_mask(rng, 5, 7), cases.bool_mask(rng, 5, 7))
        compare.untouched("combine_masks", cases.float_mask(rng, 5, 7), cases.float_mask(rng, 5, 7))

    @points(0.1)
    def test_no_sequence_is_full(self, compare):
        compare("padding_mask", np.array([2, 0, 4]), 7)
        compare("padding_mask", np.array([3, 120], np.int8), 200)

    @points(0.1)
    def test_masks_of_one_axis(self, compare):
        compare("combine_masks", np.array([True, True, False]), np.array([True, False, False]))
        compare("combine_masks", np.array([0.5, -np.inf]), np.array([True, True]))
        compare("combine_masks", None)

    @points(0.1)
    def test_float32_and_float64_masks(self, compare, cases, rng):
        single, double = cases.float_mask(rng, 3, 1, 7, dtype=np.float32), cases.float_mask(rng, 3, 5, 7)
        compare("combine_masks", single, double)
        compare("combine_masks", double, single)

    @points(0.1)
    def test_masks_that_change_nothing(self, compare, cases, rng):
        everyone, nobody = np.ones((5, 7), bool), np.zeros(7, bool)
        compare("combine_masks", everyone)
        compare("combine_masks", everyone, cases.bool_mask(rng, 7))
        compare("combine_masks", nobody, cases.bool_mask(rng, 5, 7))
        compare("combine_masks", cases.bool_mask(rng, 5, 7), None)

    @points(0.1)
    def test_more_masks_of_both_kinds(self, compare, cases, rng):
        booleans = [cases.bool_mask(rng, *shape) for shape in [(5, 7), (3, 1, 7), (7,)]]
        compare("combine_masks", *booleans, cases.float_mask(rng, 5, 7))
        single, double = rng.normal(size=7).astype(np.float32), rng.normal(size=(5, 1))
        compare("combine_masks", booleans[0], single, double)

    @points(0.1)
    def test_long_sequences_and_far_offsets(self, compare):
        compare("causal_mask", 150, 300, offset=100)
        compare("causal_mask", 4, 7, offset=-9)

    @points(0.1)
    def test_offset_of_a_square(self, compare):
        compare("causal_mask", 4, offset=1)
        compare("causal_mask", 5, offset=-2)
        compare("causal_mask", 5, 5, offset=2)

    @points(0.1)
    def test_no_queries(self, compare):
        compare("causal_mask", 0, 3)
        compare("causal_mask", 0)

    @points(0.1)
    def test_padding_of_one_sequence(self, compare):
        compare("padding_mask", np.array([2]), 3)
        compare("padding_mask", np.array([6, 0, 6]), 7)

    @points(0.1)
    def test_long_lengths(self, compare):
        compare("padding_mask", np.array([200, 3, 129], np.uint8), 250)
        compare("padding_mask", np.array([0, 299, 300], np.uint64), 300)

    @points(0.1)
    def test_several_float_masks(self, compare, cases, rng):
        first, second, third = (rng.normal(size=shape) for shape in [(3, 1, 7), (5, 7), (7,)])
        compare("combine_masks", first, second, third)
        compare("combine_masks", second, second)
        compare("combine_masks", second, None, cases.bool_mask(rng, 7), third, None)

    @points(0.1)
    def test_both_kinds_where_one_changes_nothing(self, compare, cases, rng):
        compare("combine_masks", np.ones((3, 1, 7), bool), cases.float_mask(rng, 5, 7))
        compare("combine_masks", np.zeros((5, 7)), cases.bool_mask(rng, 5, 7))
        compare.untouched("combine_masks", cases.bool_mask(rng, 5, 7), np.ones((5, 7), bool))
        compare.untouched("combine_masks", cases.float_mask(rng, 5, 7), np.ones(7, bool))

    @points(0.1)
    def test_float32_masks_alone(self, compare, cases, rng):
        first, second = (cases.float_mask(rng, 5, 7, dtype=np.float32) for _ in range(2))
        compare("combine_masks", first)
        compare("combine_masks", first, second)
        compare("combine_masks", first, cases.bool_mask(rng, 3, 1, 7), second)


@exercise("masked_softmax", points=10)
class TestMaskedSoftmax:
    """Weights that sum to 1 over the allowed keys; no NaN, no overflow."""

    @points(0.25)
    def test_mask_and_any_axis(self, compare, cases, rng):
        for shape in [(5, 4), (3, 5, 4), (3, 2, 5, 4)]:
            for axis in range(-len(shape), len(shape)):
                compare("masked_softmax", rng.normal(size=shape), cases.bool_mask(rng, *shape), axis=axis)

    def test_no_mask(self, compare, rng):
        compare("masked_softmax", rng.normal(size=(5, 7)))
        compare("masked_softmax", rng.normal(size=(3, 2, 5, 7)))

    def test_boolean_mask(self, compare, cases, rng):
        compare("masked_softmax", rng.normal(size=(5, 7)), cases.bool_mask(rng, 5, 7))
        compare("masked_softmax", rng.normal(size=(6, 6)), cases.bool_mask(rng, 6, 6))

    def test_mask_for_all_heads_and_queries(self, compare, cases, rng):
        scores = rng.normal(size=(3, 2, 5, 7))
        compare("masked_softmax", scores, cases.bool_mask(rng, 3, 1, 5, 7))
        compare("masked_softmax", scores, cases.bool_mask(rng, 3, 1, 1, 7))
        compare("masked_softmax", scores, cases.float_mask(rng, 5, 7))

    def test_finite_bias(self, compare, rng):
        compare("masked_softmax", rng.normal(size=(3, 5, 7)), rng.normal(size=(5, 7)))

    def test_bias_that_blocks(self, compare, cases, rng):
        compare("masked_softmax", rng.normal(size=(3, 5, 7)), cases.float_mask(rng, 3, 5, 7))

    @pytest.mark.parametrize("axis", [0, 1], ids=["first_axis", "middle_axis"])
    def test_other_axis(self, compare, cases, rng, axis):
        mask = np.moveaxis(cases.bool_mask(rng, 3, 5, 7), -1, axis)
        compare("masked_softmax", rng.normal(size=mask.shape), mask, axis=axis)

    def test_queries_without_keys(self, compare, cases, rng):
        compare("masked_softmax", rng.normal(size=(3, 5, 7)), cases.dead_rows_mask(rng, 3, 5, 7))
        bias = np.where(cases.dead_rows_mask(rng, 5, 7), 0.5, -np.inf)
        compare("masked_softmax", rng.normal(size=(3, 5, 7)), bias)

    def test_sequence_of_length_zero(self, compare, rng):
        mask = np.arange(7) < np.array([4, 0, 7])[:, None, None]
        compare("masked_softmax", rng.normal(size=(3, 5, 7)), mask)

    @pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
    def test_huge_scores_at_blocked_keys(self, compare, cases, rng, dtype):
        mask = cases.bool_mask(rng, 5, 7)
        scores = rng.normal(size=(5, 7)).astype(dtype)
        scores[:3] = np.where(mask[:3], scores[:3], 1e30)
        compare.any_dtype("masked_softmax", scores, mask)

    def test_large_scores(self, compare, cases, rng):
        scores = 1e4 * rng.normal(size=(5, 7))
        compare("masked_softmax", scores)
        compare("masked_softmax", rng.normal(size=(5, 7)) + 1e4 * np.arange(5)[:, None])

    def test_very_negative_scores(self, compare, cases, rng):
        honest = compare.within(
            rtol=1e-4, atol=1e-6, because="at 1e10 neighbouring float64 numbers are 2e-6 apart"
        )
        scores = rng.normal(size=(5, 7))
        scores[2:] -= 1e10
        honest("masked_softmax", scores, cases.bool_mask(rng, 5, 7))

    def test_scores_of_minus_infinity(self, compare, cases, rng):
        scores = np.where(cases.dead_rows_mask(rng, 3, 5, 7), rng.normal(size=(3, 5, 7)), -np.inf)
        compare("masked_softmax", scores)
        compare("masked_softmax", scores, cases.bool_mask(rng, 5, 7))

    @points(0.5)
    def test_no_keys_at_all(self, compare):
        compare("masked_softmax", np.zeros((3, 5, 0)))
        compare("masked_softmax", np.zeros((3, 5, 0)), np.ones((5, 0), bool))

    @points(0.5)
    def test_clean_arithmetic(self, compare, cases, rng):
        compare.strictly("masked_softmax", 1e4 * rng.normal(size=(5, 7)), cases.dead_rows_mask(rng, 5, 7))
        compare.strictly("masked_softmax", rng.normal(size=(5, 7)), cases.float_mask(rng, 5, 7))

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        scores = rng.normal(size=(5, 7)).astype(np.float32)
        compare("masked_softmax", scores)
        compare("masked_softmax", scores, cases.dead_rows_mask(rng, 5, 7))
        compare("masked_softmax", scores, cases.float_mask(rng, 5, 7, dtype=np.float32))

    @points(0.25)
    def test_float32_with_a_float64_mask(self, compare, cases, rng):
        compare("masked_softmax", rng.normal(size=(5, 7)).astype(np.float32), cases.float_mask(rng, 5, 7))

    @points(0.25)
    def test_integers(self, compare, cases, rng):
        compare("masked_softmax", rng.integers(-3, 4, size=(5, 7)), cases.bool_mask(rng, 5, 7))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("masked_softmax", rng.normal(size=(5, 7)), cases.bool_mask(rng, 5, 7))
        compare.untouched("masked_softmax", rng.normal(size=(5, 7)), cases.float_mask(rng, 5, 7))
        compare.untouched("masked_softmax", rng.normal(size=(5, 7)))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("masked_softmax", rng.normal(size=(3, 5, 7)), cases.dead_rows_mask(rng, 3, 5, 7))

    @points(0.25)
    def test_bias_of_zeros_and_ones(self, compare, rng):
        scores = rng.normal(size=(3, 5, 7))
        compare("masked_softmax", scores, np.zeros((5, 7)))
        compare("masked_softmax", scores, rng.integers(0, 2, size=(5, 7)).astype(float))

    @points(0.25)
    def test_one_key_blocked_for_some(self, compare, rng):
        compare(
            "masked_softmax", rng.normal(size=(5, 1)), np.array([[True], [False], [True], [False], [True]])
        )

    @points(0.25)
    def test_scores_far_below_zero(self, compare, cases, rng):
        compare("masked_softmax", np.full((5, 7), -1e30), cases.dead_rows_mask(rng, 5, 7))

    @points(0.25)
    def test_integers_without_a_mask(self, compare, rng):
        compare("masked_softmax", rng.integers(-3, 4, size=(5, 7)))
        compare("masked_softmax", np.array([[0, 250, 251], [7, 5, 6]], np.uint8))
        compare("masked_softmax", np.zeros((5, 0), np.float32))

    @points(0.1)
    def test_any_axis_without_a_mask(self, compare, rng):
        for shape in [(5, 4), (3, 5, 4)]:
            for axis in range(-len(shape), len(shape)):
                compare("masked_softmax", rng.normal(size=shape), axis=axis)

    @points(0.1)
    def test_any_axis_with_a_bias(self, compare, cases, rng):
        for shape in [(5, 4), (3, 5, 4)]:
            for axis in range(-len(shape), len(shape)):
                compare("masked_softmax", rng.normal(size=shape), cases.float_mask(rng, *shape), axis=axis)

    @points(0.1)
    def test_smaller_masks_and_any_axis(self, compare, cases, rng):
        scores = rng.normal(size=(3, 4, 4))
        for shape in [(4, 4), (4,), (4, 1), (3, 1, 4)]:
            for axis in (0, 1, 2):
                compare("masked_softmax", scores, rng.random(shape) < 0.6, axis=axis)

    @points(0.1)
    def test_no_keys_on_another_axis(self, compare):
        compare("masked_softmax", np.zeros((3, 0, 5)), axis=1)
        compare("masked_softmax", np.zeros((0, 5), np.float32), axis=0)

    @points(0.1)
    def test_mask_of_one_axis(self, compare, cases, rng):
        compare("masked_softmax", rng.normal(size=(5, 7)), cases.bool_mask(rng, 7))
        compare("masked_softmax", rng.normal(size=(3, 7, 7)), cases.bool_mask(rng, 7))
        compare("masked_softmax", rng.normal(size=(3, 7, 7)), cases.float_mask(rng, 7))

    @points(0.1)
    def test_mask_with_one_column(self, compare, rng):
        scores = rng.normal(size=(3, 5, 7))
        compare("masked_softmax", scores, np.array([True, False, True, True, False])[:, None])
        compare("masked_softmax", scores, np.array([0.0, -np.inf, 2.0, 1.0, -np.inf])[:, None])
        compare("masked_softmax", scores, np.zeros((1, 1), bool))

    @points(0.1)
    def test_large_bias(self, compare, cases, rng):
        scores, bias = rng.normal(size=(5, 7)), 30.0 * np.arange(-3, 4)
        compare("masked_softmax", scores, bias)
        compare("masked_softmax", scores - bias, bias)

    @points(0.1)
    def test_finite_bias_blocks_nobody(self, compare, rng):
        for bias in (-1e5, -1e9, -1e30):
            compare("masked_softmax", np.zeros((2, 5)), np.array([[bias] * 5, [0.0, 1.0, 0.0, bias, bias]]))

    @points(0.1)
    def test_float64_with_a_float32_mask(self, compare, cases, rng):
        mask = cases.float_mask(rng, 5, 7, dtype=np.float32)
        compare("masked_softmax", rng.normal(size=(5, 7)), mask)
        compare("masked_softmax", rng.integers(-3, 4, size=(5, 7)), mask)

    @points(0.1)
    def test_scores_of_minus_infinity_with_a_bias(self, compare, rng):
        scores = rng.normal(size=(4, 6))
        scores[0], scores[1:, 2], scores[2, :3] = -np.inf, -np.inf, -np.inf
        compare("masked_softmax", scores, rng.normal(size=(4, 6)))

    @points(0.1)
    def test_clean_arithmetic_of_other_blocks(self, compare, cases, rng):
        bias = np.where(cases.dead_rows_mask(rng, 5, 7), 0.5, -np.inf)
        compare.strictly("masked_softmax", rng.normal(size=(5, 7)), bias)
        compare.strictly("masked_softmax", bias)
        compare.strictly("masked_softmax", np.where(cases.bool_mask(rng, 5, 7), 0.0, 1e30), np.zeros(7, bool))
        compare.strictly("masked_softmax", np.zeros((2, 0)))


# --------------------------------------------------------------------------- B  scaled dot-product attention
# (24)


LEADS = pytest.mark.parametrize("lead", [(), (3,), (3, 2), (2, 1, 3)], ids=["2d", "3d", "4d", "5d"])
SIZES = pytest.mark.parametrize(
    "sizes",
    [
        {"lead": (1, 1), "L": 1, "S": 1, "E": 1, "Ev": 1},
        {"lead": (1, 2)},
        {"lead": (4, 4), "L": 4, "S": 4, "E": 4, "Ev": 4},
    ],
    ids=["all_one", "one_sequence", "all_equal"],
)
LENGTHS = pytest.mark.parametrize(
    ("L", "S"), [(5, 5), (4, 7), (7, 4)], ids=["square", "more_keys", "more_queries"]
)


@exercise("scaled_dot_product_attention", points=13)
class TestScaledDotProductAttention:
    """Output and weights for any leading axes, masks, causal order and scale."""

    @points(0.25)
    def test_one_causal_query(self, compare, cases, rng):
        compare("scaled_dot_product_attention", *cases.attention(rng, L=3), causal=True)
        compare("scaled_dot_product_attention", *cases.attention(rng, L=1), causal=True)

    @LEADS
    def test_leading_axes(self, compare, cases, rng, lead):
        compare("scaled_dot_product_attention", *cases.attention(rng, lead=lead))

    @SIZES
    def test_sizes(self, compare, cases, rng, sizes):
        compare("scaled_dot_product_attention", *cases.attention(rng, **sizes))

    @pytest.mark.parametrize("shape", [(5, 7), (3, 2, 5, 7), (3, 1, 1, 7)], ids=["shared", "full", "padding"])
    def test_boolean_mask(self, compare, cases, rng, shape):
        compare("scaled_dot_product_attention", *cases.attention(rng), mask=cases.bool_mask(rng, *shape))

    def test_additive_mask(self, compare, cases, rng):
        compare("scaled_dot_product_attention", *cases.attention(rng), mask=cases.float_mask(rng, 3, 1, 5, 7))

    @LENGTHS
    def test_causal(self, compare, cases, rng, L, S):
        compare("scaled_dot_product_attention", *cases.attention(rng, L=L, S=S), causal=True)

    @LEADS
    def test_causal_for_any_leading_axes(self, compare, cases, rng, lead):
        compare("scaled_dot_product_attention", *cases.attention(rng, lead=lead), causal=True)

    @pytest.mark.parametrize("kind", ["boolean", "additive"])
    def test_causal_with_a_mask(self, compare, cases, rng, kind):
        mask = cases.bool_mask(rng, 3, 1, 5, 7) if kind == "boolean" else cases.float_mask(rng, 5, 7)
        compare("scaled_dot_product_attention", *cases.attention(rng), mask=mask, causal=True)

    def test_queries_without_keys(self, compare, cases, rng):
        compare(
            "scaled_dot_product_attention", *cases.attention(rng), mask=cases.dead_rows_mask(rng, 3, 1, 5, 7)
        )

    def test_own_scale(self, compare, cases, rng):
        compare("scaled_dot_product_attention", *cases.attention(rng), scale=0.7)

    def test_scale_zero(self, compare, cases, rng):
        mask = cases.bool_mask(rng, 5, 7)
        compare("scaled_dot_product_attention", *cases.attention(rng), mask=mask, scale=0.0)

    def test_large_scores(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        compare("scaled_dot_product_attention", 1e2 * q, 1e2 * k, v)

    @pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
    def test_huge_numbers_at_blocked_keys(self, compare, cases, rng, dtype):
        q, k, v = cases.attention(rng, dtype=dtype)
        k[:, :, 2], v[:, :, 2], v[:, :, 5] = 1e30, 1e30, 3e29
        mask = cases.bool_mask(rng, 5, 7)
        mask[:, 0], mask[:, [2, 5]] = True, False
        compare.any_dtype("scaled_dot_product_attention", q, k, v, mask=mask)

    def test_order_of_keys_does_not_matter(self, compare, submission, cases, rng):
        q, k, v = cases.attention(rng)
        order = rng.permutation(7)
        out, weights = compare("scaled_dot_product_attention", q, k, v)
        shuffled = submission.scaled_dot_product_attention(q, k[..., order, :], v[..., order, :])
        assert_matches(shuffled, (out, weights[..., order]))

    def test_one_key_hands_over_its_value(self, submission, cases, rng):
        q, k, v = cases.attention(rng, S=1)
        expected = np.broadcast_to(v, (3, 2, 5, 6)), np.ones((3, 2, 5, 1))
        assert_matches(submission.scaled_dot_product_attention(q, k, v), expected)

    @points(0.5)
    def test_clean_arithmetic(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        mask = cases.dead_rows_mask(rng, 5, 7)
        compare.strictly("scaled_dot_product_attention", 1e2 * q, 1e2 * k, v, mask=mask, causal=True)

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        q, k, v = cases.attention(rng, dtype=np.float32)
        compare("scaled_dot_product_attention", q, k, v)
        compare(
            "scaled_dot_product_attention", q, k, v, mask=cases.bool_mask(rng, 5, 7), causal=True, scale=0.5
        )

    @points(0.25)
    def test_integers(self, compare, rng):
        q, k, v = (rng.integers(-3, 4, size=size) for size in [(3, 5, 4), (3, 7, 4), (3, 7, 6)])
        compare("scaled_dot_product_attention", q, k, v)

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        inputs = cases.attention(rng)
        compare.untouched(
            "scaled_dot_product_attention", *inputs, mask=cases.bool_mask(rng, 5, 7), causal=True
        )
        compare.untouched(
            "scaled_dot_product_attention", *inputs, mask=cases.float_mask(rng, 5, 7), causal=True
        )

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts(
            "scaled_dot_product_attention", *cases.attention(rng), mask=cases.bool_mask(rng, 5, 7)
        )

    @points(0.25)
    def test_one_query_alone(self, compare, cases, rng):
        compare("scaled_dot_product_attention", *cases.attention(rng, lead=(), L=1))

    @points(0.25)
    def test_no_keys_at_all(self, compare, cases, rng):
        compare("scaled_dot_product_attention", *cases.attention(rng, S=0))

    @points(0.25)
    def test_small_integers(self, compare, rng):
        q, k, v = (rng.integers(60, 128, size=size, dtype=np.int8) for size in [(5, 4), (7, 4), (7, 6)])
        compare("scaled_dot_product_attention", q, k, v, scale=0.01)

    @points(0.25)
    def test_float32_with_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        inputs = cases.attention(rng)
        for narrow in range(3):
            mixed = [x.astype(np.float32) if i == narrow else x for i, x in enumerate(inputs)]
            outputs = close.any_dtype("scaled_dot_product_attention", *mixed)
            assert outputs[0].dtype == np.float64, "float32 and float64 together give float64"
        single = [x.astype(np.float32) for x in inputs]
        close("scaled_dot_product_attention", *single, mask=rng.normal(size=(5, 7)))

    @points(0.1)
    def test_mask_of_three_axes(self, compare, cases, rng):
        compare("scaled_dot_product_attention", *cases.attention(rng), mask=cases.bool_mask(rng, 2, 5, 7))
        inputs = cases.attention(rng, lead=(3,))
        compare("scaled_dot_product_attention", *inputs, mask=cases.bool_mask(rng, 3, 5, 7))
        compare("scaled_dot_product_attention", *inputs, mask=cases.float_mask(rng, 3, 1, 7))

    @points(0.1)
    def test_mask_of_one_row_or_column(self, compare, cases, rng):
        inputs = cases.attention(rng, L=7)
        for shape in [(7,), (1, 7)]:
            compare("scaled_dot_product_attention", *inputs, mask=cases.bool_mask(rng, *shape))
        compare("scaled_dot_product_attention", *inputs, mask=np.arange(7)[:, None] % 3 > 0, causal=True)

    @points(0.1)
    def test_other_scales(self, compare, cases, rng):
        for scale in (1, 1.0, -0.7, 2):
            compare("scaled_dot_product_attention", *cases.attention(rng), scale=scale)

    @points(0.1)
    def test_scale_with_mask_and_causal(self, compare, cases, rng):
        inputs = cases.attention(rng)
        compare("scaled_dot_product_attention", *inputs, mask=cases.bool_mask(rng, 5, 7), scale=0.7)
        compare("scaled_dot_product_attention", *inputs, causal=True, scale=0.7)
        mask = cases.float_mask(rng, 2, 5, 7)
        compare("scaled_dot_product_attention", *inputs, mask=mask, scale=0.7)
        compare("scaled_dot_product_attention", *inputs, mask=mask, causal=True, scale=1.3)

    @points(0.1)
    def test_no_keys_with_options(self, compare, cases, rng):
        compare("scaled_dot_product_attention", *cases.attention(rng, lead=(), S=0))
        inputs = cases.attention(rng, S=0)
        compare("scaled_dot_product_attention", *inputs, mask=np.ones((5, 0), bool))
        compare("scaled_dot_product_attention", *inputs, causal=True)

    @points(0.1)
    def test_queries_that_only_look_ahead(self, compare, cases, rng):
        mask = np.triu(np.ones((5, 7), bool), 1)
        mask[3, 0] = True
        for keep in (mask, np.where(mask, 0.5, -np.inf)):
            compare.strictly("scaled_dot_product_attention", *cases.attention(rng), mask=keep, causal=True)

    @points(0.1)
    def test_float32_with_a_float32_mask(self, compare, cases, rng):
        inputs = cases.attention(rng, dtype=np.float32)
        mask = cases.float_mask(rng, 5, 7, dtype=np.float32)
        compare("scaled_dot_product_attention", *inputs, mask=mask)
        compare("scaled_dot_product_attention", *inputs, mask=mask, causal=True, scale=0)

    @points(0.1)
    def test_long_sequences(self, compare, cases, rng):
        compare("scaled_dot_product_attention", *cases.attention(rng, lead=(2,), L=75, S=139), causal=True)


@exercise("scaled_dot_product_attention", points=3)
@speed
class TestAttentionSpeed:
    """Many small attentions at once, without a loop over sequences and heads."""

    def test_time(self, race, cases):
        race("scaled_dot_product_attention", cases.sdpa_speed_inputs, limit=4.5, tiny=cases.sdpa_tiny_inputs)


@exercise("sdpa_backward", points=11)
class TestSdpaBackward:
    """Gradients of queries, keys and values."""

    @points(0.25)
    def test_negative_scale(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v, scale=-0.7)

    @LEADS
    def test_leading_axes(self, compare, cases, rng, lead):
        q, k, v = cases.attention(rng, lead=lead)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v)

    @SIZES
    def test_sizes(self, compare, cases, rng, sizes):
        q, k, v = cases.attention(rng, **sizes)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v)

    @pytest.mark.parametrize("kind", ["boolean", "additive"])
    def test_masks(self, compare, cases, rng, kind):
        q, k, v = cases.attention(rng)
        mask = cases.bool_mask(rng, 3, 1, 5, 7) if kind == "boolean" else cases.float_mask(rng, 5, 7)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v, mask=mask)

    @LENGTHS
    def test_causal(self, compare, cases, rng, L, S):
        q, k, v = cases.attention(rng, L=L, S=S)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v, causal=True)

    def test_queries_without_keys(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        compare(
            "sdpa_backward", cases.upstream(rng, q, v), q, k, v, mask=cases.dead_rows_mask(rng, 3, 1, 5, 7)
        )

    @pytest.mark.parametrize("scale", [0.7, 0.0], ids=["own_scale", "scale_zero"])
    def test_scale(self, compare, cases, rng, scale):
        q, k, v = cases.attention(rng)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v, scale=scale)

    def test_large_scores(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        compare("sdpa_backward", cases.upstream(rng, q, v), 1e2 * q, 1e2 * k, v)

    def test_huge_numbers_at_blocked_keys(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        k[:, :, 2], v[:, :, 2], v[:, :, 5] = 1e30, -1e30, 1e30
        mask = cases.bool_mask(rng, 5, 7)
        mask[:, 0], mask[:, [2, 5]] = True, False
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v, mask=mask)

    @pytest.mark.parametrize("which", [0, 1, 2], ids=["queries", "keys", "values"])
    def test_central_differences(self, submission, cases, rng, which):
        inputs = list(cases.attention(rng, lead=(2,), L=3, S=4, E=2, Ev=3))
        mask = cases.bool_mask(rng, 3, 4)
        dout = cases.upstream(rng, inputs[0], inputs[2])

        def forward(x):
            moved = [*inputs[:which], x, *inputs[which + 1 :]]
            out, _ = submission.scaled_dot_product_attention(*moved, mask=mask)
            assert getattr(out, "shape", None) == dout.shape, "the output does not have the shape (*, L, Ev)"
            return out

        gradients = submission.sdpa_backward(dout, *inputs, mask=mask)
        assert isinstance(gradients, tuple), "the gradients must be a tuple (dq, dk, dv)"
        assert len(gradients) == 3, "the gradients must be a tuple (dq, dk, dv)"
        assert_gradient(forward, gradients[which], inputs[which], dout, along=rng)

    @points(0.5)
    def test_a_second_backward(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        compare("sdpa_backward_twice", cases.upstream(rng, q, v), q, k, v, causal=True)

    @points(0.5)
    def test_two_caches_at_once(self, compare, cases, rng):
        first, second = cases.attention(rng), cases.attention(rng, lead=(2, 3), L=6, S=5)
        problems = [(cases.upstream(rng, inputs[0], inputs[2]), *inputs) for inputs in (first, second)]
        compare("sdpa_backward_two_caches", *problems)

    @points(0.5)
    def test_clean_arithmetic(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        mask = cases.dead_rows_mask(rng, 5, 7)
        compare.strictly(
            "sdpa_backward", cases.upstream(rng, q, v), 1e2 * q, 1e2 * k, v, mask=mask, causal=True
        )

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        q, k, v = cases.attention(rng, dtype=np.float32)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v, causal=True)

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        compare.untouched("sdpa_backward", cases.upstream(rng, q, v), q, k, v, causal=True)

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        compare.layouts("sdpa_backward", cases.upstream(rng, q, v), q, k, v)

    @points(0.25)
    def test_faint_weights_and_large_gradients(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        bias = np.zeros((5, 7))
        bias[:, [2, 5]] = -18, -25
        compare("sdpa_backward", 1e4 * cases.upstream(rng, q, v), q, k, v, mask=bias)

    @points(0.25)
    def test_one_huge_number_at_a_blocked_key(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        v[:, :, 2] = 1e30
        mask = np.arange(7) != 2
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v, mask=mask)

    @points(0.25)
    def test_two_caches_of_like_problems(self, compare, cases, rng):
        for E in (4, 9):
            first, second = cases.attention(rng), cases.attention(rng, E=E)
            problems = [(cases.upstream(rng, inputs[0], inputs[2]), *inputs) for inputs in (first, second)]
            compare("sdpa_backward_two_caches", *problems)

    @points(0.25)
    def test_float32_gradient_of_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        q, k, v = cases.attention(rng)
        close("sdpa_backward", cases.upstream(rng, q, v).astype(np.float32), q, k, v)

    @points(0.1)
    def test_small_integers(self, compare, rng):
        shapes = (5, 4), (7, 4), (7, 6)
        q, k, v = (rng.integers(60, 128, size=shape, dtype=np.int8) for shape in shapes)
        dout = rng.integers(-128, 128, size=(5, 6), dtype=np.int8)
        compare("sdpa_backward", dout, q, k, v, scale=0.01)

    @points(0.1)
    def test_no_keys_at_all(self, compare, cases, rng):
        q, k, v = cases.attention(rng, S=0)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v)

    @points(0.1)
    def test_one_query_or_one_key(self, compare, cases, rng):
        for sizes in ({"L": 1}, {"S": 1}):
            q, k, v = cases.attention(rng, **sizes)
            compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v)

    @points(0.1)
    def test_all_options_together(self, compare, cases, rng):
        q, k, v = cases.attention(rng)
        dout = cases.upstream(rng, q, v)
        compare("sdpa_backward", dout, q, k, v, causal=True, scale=1.3)
        compare("sdpa_backward", dout, q, k, v, mask=cases.bool_mask(rng, 5, 7), scale=1.3)
        mask = cases.float_mask(rng, 3, 1, 5, 7)
        compare("sdpa_backward", dout, q, k, v, mask=mask, causal=True, scale=-0.7)

    @points(0.1)
    def test_long_sequences(self, compare, cases, rng):
        q, k, v = cases.attention(rng, lead=(2,), L=75, S=139)
        compare("sdpa_backward", cases.upstream(rng, q, v), q, k, v)


# --------------------------------------------------------------------------- C  the family of score functions
# (22)


@exercise("scores", points=5, functions=("score_dot", "score_scaled_dot", "score_general"))
class TestScores:
    """Dot product, scaled dot product and the bilinear form."""

    @pytest.mark.parametrize("name", ["score_dot", "score_scaled_dot"])
    @pytest.mark.parametrize("D", [4, 5, 1], ids=["even_width", "odd_width", "width_one"])
    def test_dot(self, compare, cases, rng, name, D):
        compare(name, *cases.sequences(rng, Dq=D, Dk=D))

    def test_general(self, compare, cases, rng):
        compare("score_general", *cases.sequences(rng), rng.normal(size=(4, 6)))

    def test_general_with_equal_widths(self, compare, cases, rng):
        compare("score_general", *cases.sequences(rng, Dq=5, Dk=5), rng.normal(size=(5, 5)))

    def test_sizes_of_one(self, compare, cases, rng):
        s, h = cases.sequences(rng, N=1, Lq=1, Lk=1, Dq=1, Dk=1)
        compare("score_dot", s, h)
        compare("score_scaled_dot", s, h)
        compare("score_general", s, h, rng.normal(size=(1, 1)))

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=5, Dk=5, dtype=np.float32)
        compare("score_dot", s, h)
        compare("score_scaled_dot", s, h)
        compare("score_general", s, h, rng.normal(size=(5, 5)).astype(np.float32))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=5, Dk=5)
        compare.untouched("score_dot", s, h)
        compare.untouched("score_scaled_dot", s, h)
        compare.untouched("score_general", s, h, rng.normal(size=(5, 5)))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=5, Dk=5)
        compare.layouts("score_scaled_dot", s, h)
        compare.layouts("score_general", s, h, rng.normal(size=(5, 5)))

    @points(0.25)
    def test_one_query_and_all_equal(self, compare, cases, rng):
        for sizes in ({"Lq": 1, "Dq": 5, "Dk": 5}, {"N": 4, "Lq": 4, "Lk": 4, "Dq": 4, "Dk": 4}):
            s, h = cases.sequences(rng, **sizes)
            compare("score_dot", s, h)
            compare("score_scaled_dot", s, h)
            compare("score_general", s, h, rng.normal(size=(sizes["Dq"], sizes["Dk"])))

    @points(0.25)
    def test_small_integers(self, compare, rng):
        s, h, W = (rng.integers(60, 128, size=size, dtype=np.int8) for size in [(3, 5, 4), (3, 7, 4), (4, 4)])
        compare("score_dot", s, h)
        compare("score_scaled_dot", s, h)
        compare("score_general", s, h, W)

    @points(0.25)
    def test_float32_with_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        s, h = cases.sequences(rng, dtype=np.float32)
        W = rng.normal(size=(4, 6))
        close("score_general", s, h, W)
        close("score_general", s, h.astype(np.float64), W)

    @points(0.1)
    def test_dot_of_float32_with_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        for name in ("score_dot", "score_scaled_dot"):
            close(name, s.astype(np.float32), h)
            close(name, s, h.astype(np.float32))

    @points(0.1)
    def test_one_key(self, compare, cases, rng):
        s, h = cases.sequences(rng, Lk=1, Dk=4)
        compare("score_dot", s, h)
        compare("score_scaled_dot", s, h)
        compare("score_general", s, h, rng.normal(size=(4, 4)))


@exercise("score_additive", points=5, functions=("score_additive", "score_concat"))
class TestScoreAdditive:
    """The small network that scores a query with a key, written in two ways."""

    @points(0.25)
    def test_as_many_queries_as_keys(self, compare, cases, rng):
        compare("score_additive", *cases.additive(rng, Lq=9, Lk=9))

    def test_additive(self, compare, cases, rng):
        compare("score_additive", *cases.additive(rng))

    def test_additive_with_equal_sizes(self, compare, cases, rng):
        compare("score_additive", *cases.additive(rng, N=4, Lq=4, Lk=4, Dq=4, Dk=4, A=4))

    def test_sizes_of_one(self, compare, cases, rng):
        compare("score_additive", *cases.additive(rng, N=1, Lq=1, Lk=1, Dq=1, Dk=1, A=1))

    def test_concat(self, compare, cases, rng):
        s, h, Wq, Wk, v = cases.additive(rng)
        compare("score_concat", s, h, np.concatenate([Wq, Wk], axis=1), v)

    def test_concat_with_equal_widths(self, compare, cases, rng):
        s, h, Wq, Wk, v = cases.additive(rng, Dq=5, Dk=5)
        compare("score_concat", s, h, np.concatenate([Wq, Wk], axis=1), v)

    def test_memory(self, submission, reference, cases, rng):
        inputs = cases.additive(rng, N=2, Lq=37, Lk=41, Dq=31, Dk=29, A=13)
        scores, within = submission.score_additive_within(3, *inputs)
        assert_matches(scores, reference.score_additive(*inputs))
        assert within, (
            "more than three arrays of N * Lq * Lk * A numbers were held at once: "
            "project s and h first, then form the pairs"
        )

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        s, h, Wq, Wk, v = cases.additive(rng, dtype=np.float32)
        compare("score_additive", s, h, Wq, Wk, v)
        compare("score_concat", s, h, np.concatenate([Wq, Wk], axis=1), v)

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        s, h, Wq, Wk, v = cases.additive(rng)
        compare.untouched("score_additive", s, h, Wq, Wk, v)
        compare.untouched("score_concat", s, h, np.concatenate([Wq, Wk], axis=1), v)

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        s, h, Wq, Wk, v = cases.additive(rng)
        compare.layouts("score_additive", s, h, Wq, Wk, v)
        compare.layouts("score_concat", s, h, np.concatenate([Wq, Wk], axis=1), v)

    @points(0.25)
    def test_float32_with_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        s, h, Wq, Wk, v = cases.additive(rng, dtype=np.float32)
        close("score_additive", s, h, Wq, Wk, v.astype(np.float64))
        close("score_concat", s, h, np.concatenate([Wq, Wk], axis=1), v.astype(np.float64))

    @points(0.25)
    def test_small_integers(self, compare, rng):
        shapes = (3, 5, 4), (3, 7, 6), (8, 4), (8, 6)
        s, h, Wq, Wk = (rng.integers(-4, 5, size=shape, dtype=np.int8) for shape in shapes)
        s, Wq = 16 * s, 8 * Wq
        compare("score_additive", s, h, Wq, Wk, rng.integers(1, 120, size=8, dtype=np.int8))
        compare("score_additive", s.astype(float) / 300, h, Wq, Wk / 50, rng.normal(size=8))
        compare("score_additive", s, h / 300, Wq / 50, Wk, rng.normal(size=8))

    @points(0.1)
    def test_any_one_in_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        single = cases.additive(rng, dtype=np.float32)
        for wide in range(5):
            mixed = [x.astype(np.float64) if i == wide else x for i, x in enumerate(single)]
            close("score_additive", *mixed)

    @points(0.1)
    def test_concat_with_narrow_queries_or_keys(self, compare, cases, rng):
        for Dq, Dk in [(6, 4), (1, 4), (5, 1), (3, 9)]:
            s, h, Wq, Wk, v = cases.additive(rng, Dq=Dq, Dk=Dk)
            compare("score_concat", s, h, np.concatenate([Wq, Wk], axis=1), v)

    @points(0.1)
    def test_one_query_or_one_key(self, compare, cases, rng):
        for sizes in ({"Lq": 1}, {"Lk": 1}, {"A": 1}, {"N": 1}):
            compare("score_additive", *cases.additive(rng, **sizes))

    @points(0.1)
    def test_clean_arithmetic(self, compare, cases, rng):
        s, h, *rest = cases.additive(rng)
        compare.strictly("score_additive", 1e3 * s, h, *rest)
        compare.strictly("score_additive", s, -1e3 * np.abs(h), *rest)

    @points(0.1)
    def test_large_sums(self, compare, cases, rng):
        s, h, *rest = cases.additive(rng)
        compare("score_additive", 1e3 * s, 1e3 * h, *rest)


@exercise("score_additive", points=3)
@speed
class TestAdditiveSpeed:
    """Many queries at once, without a loop over them."""

    def test_time(self, race, cases):
        race("score_additive", cases.additive_speed_inputs, limit=4, tiny=cases.additive_tiny_inputs)


@exercise("score_content", points=4)
class TestScoreContent:
    """The cosine of every query with every key."""

    def test_cosine(self, compare, cases, rng):
        compare("score_content", *cases.sequences(rng, Dq=4, Dk=4))

    def test_equal_sizes(self, compare, cases, rng):
        compare("score_content", *cases.sequences(rng, N=4, Lq=4, Lk=4, Dq=4, Dk=4))

    def test_long_and_short_vectors(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        compare("score_content", s * 10.0 ** np.arange(-2, 3)[:, None], h * 10.0 ** np.arange(-3, 4)[:, None])

    def test_zero_vectors(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        s[0, 1], h[0, 3], h[1, 0] = 0, 0, 0
        compare("score_content", s, h)

    def test_norms_below_eps(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        s[:, 0], h[:, 2] = 0.01 * s[:, 0], 0.02 * h[:, 2]
        s[:, 1:], h[:, 3:] = 50 * s[:, 1:], 50 * h[:, 3:]
        compare("score_content", s, h, eps=0.5)

    @points(0.1)
    def test_clean_arithmetic(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        s[0, 1], h[0, 3] = 0, 0
        compare.strictly("score_content", s, h)

    @points(0.1)
    def test_float32(self, compare, cases, rng):
        compare("score_content", *cases.sequences(rng, Dq=4, Dk=4, dtype=np.float32))

    @points(0.1)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("score_content", *cases.sequences(rng, Dq=4, Dk=4))

    @points(0.1)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("score_content", *cases.sequences(rng, Dq=4, Dk=4))

    @points(0.1)
    def test_default_eps(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        compare("score_content", 1e-7 * s, h)
        compare("score_content", s, 1e-10 * h)

    @points(0.1)
    def test_width_one(self, compare, cases, rng):
        compare("score_content", *cases.sequences(rng, Dq=1, Dk=1))

    @points(0.1)
    def test_small_integers(self, compare, rng):
        s, h = (rng.integers(60, 128, size=size, dtype=np.int8) for size in [(3, 5, 4), (3, 7, 4)])
        compare("score_content", s, h)

    @points(0.1)
    def test_float32_with_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        close("score_content", s.astype(np.float32), h)
        close("score_content", s, h.astype(np.float32))

    @points(0.1)
    def test_tiny_eps_and_tiny_vectors(self, compare, cases, rng):
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        compare("score_content", 1e-10 * s, h, eps=1e-12)
        compare("score_content", 1e-6 * s, 1e-6 * h)
        compare("score_content", 1e-9 * s, 1e10 * h)

    @points(0.1)
    def test_one_query_or_one_key(self, compare, cases, rng):
        for sizes in ({"Lq": 1}, {"Lk": 1}, {"N": 1}):
            compare("score_content", *cases.sequences(rng, Dq=4, Dk=4, **sizes))


@exercise("location_attention", points=4)
class TestLocationAttention:
    """Weights made from the query alone."""

    def test_weights(self, compare, cases, rng):
        s, _ = cases.sequences(rng)
        compare("location_attention", s, rng.normal(size=(7, 4)))

    def test_equal_sizes(self, compare, cases, rng):
        s, _ = cases.sequences(rng, N=4, Lq=4, Dq=4)
        compare("location_attention", s, rng.normal(size=(4, 4)))

    def test_one_place(self, compare, cases, rng):
        s, _ = cases.sequences(rng)
        compare("location_attention", s, rng.normal(size=(1, 4)))

    @pytest.mark.parametrize("kind", ["boolean", "additive", "padding"])
    def test_mask(self, compare, cases, rng, kind):
        s, _ = cases.sequences(rng)
        mask = {
            "boolean": cases.bool_mask(rng, 3, 5, 7),
            "additive": cases.float_mask(rng, 5, 7),
            "padding": cases.bool_mask(rng, 3, 1, 7),
        }[kind]
        compare("location_attention", s, rng.normal(size=(7, 4)), mask)

    def test_queries_without_places(self, compare, cases, rng):
        s, _ = cases.sequences(rng)
        compare("location_attention", s, rng.normal(size=(7, 4)), mask=cases.dead_rows_mask(rng, 3, 5, 7))

    def test_large_scores(self, compare, cases, rng):
        s, _ = cases.sequences(rng)
        compare("location_attention", 1e4 * s, rng.normal(size=(7, 4)))

    @points(0.1)
    def test_float32(self, compare, cases, rng):
        s, _ = cases.sequences(rng, dtype=np.float32)
        compare(
            "location_attention", s, rng.normal(size=(7, 4)).astype(np.float32), cases.bool_mask(rng, 5, 7)
        )

    @points(0.1)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        s, _ = cases.sequences(rng)
        compare.untouched("location_attention", s, rng.normal(size=(7, 4)), cases.bool_mask(rng, 5, 7))

    @points(0.1)
    def test_any_memory_layout(self, compare, cases, rng):
        s, _ = cases.sequences(rng)
        compare.layouts("location_attention", s, rng.normal(size=(7, 4)), cases.bool_mask(rng, 3, 5, 7))

    @points(0.1)
    def test_few_and_many_places(self, compare, cases, rng):
        s, _ = cases.sequences(rng)
        compare("location_attention", s, rng.normal(size=(3, 4)))
        compare("location_attention", s, rng.normal(size=(11, 4)))

    @points(0.1)
    def test_small_integers(self, compare, rng):
        s, W = (rng.integers(-120, 128, size=size, dtype=np.int8) for size in [(3, 5, 4), (7, 4)])
        compare("location_attention", s, W)

    @points(0.1)
    def test_float32_with_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        s, _ = cases.sequences(rng)
        W = rng.normal(size=(7, 4))
        close("location_attention", s.astype(np.float32), W)
        close("location_attention", s, W.astype(np.float32))
        close("location_attention", s.astype(np.float32), W.astype(np.float32), rng.normal(size=(5, 7)))

    @points(0.1)
    def test_mask_of_one_row_or_column(self, compare, cases, rng):
        s, _ = cases.sequences(rng, Lq=7)
        W = rng.normal(size=(7, 4))
        compare("location_attention", s, W, cases.bool_mask(rng, 7))
        compare("location_attention", s, W, cases.bool_mask(rng, 3, 1, 7))
        compare("location_attention", s, W, np.arange(7)[:, None] % 3 > 0)

    @points(0.1)
    def test_huge_scores_at_blocked_places(self, compare, cases, rng):
        s, W = np.abs(cases.sequences(rng)[0]), rng.normal(size=(7, 4))
        W[2], W[5] = 1e30, -1e30
        mask = np.isin(np.arange(7), [2, 5], invert=True)
        compare("location_attention", s, W, mask)
        compare("location_attention", s, W, np.where(mask, 0.5, -np.inf))

    @points(0.1)
    def test_clean_arithmetic(self, compare, cases, rng):
        s, _ = cases.sequences(rng)
        mask = cases.dead_rows_mask(rng, 5, 7)
        for keep in (mask, np.where(mask, 0.0, -np.inf)):
            compare.strictly("location_attention", 1e4 * s, rng.normal(size=(7, 4)), keep)

    @points(0.1)
    def test_very_negative_scores(self, compare, cases, rng):
        mask = cases.dead_rows_mask(rng, 5, 7)
        compare("location_attention", np.ones((3, 5, 4)), np.full((7, 4), -1e10), mask)


@exercise("attend", points=4, functions=("attend", "nadaraya_watson"))
class TestAttend:
    """Scores to weights to averages; kernel regression as the oldest example."""

    def test_attend(self, compare, rng):
        compare("attend", rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4)))
        compare("attend", rng.normal(size=(4, 4, 4)), rng.normal(size=(4, 4, 4)))

    def test_attend_with_a_mask(self, compare, cases, rng):
        scores, values = rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4))
        compare("attend", scores, values, cases.bool_mask(rng, 3, 1, 7))
        compare("attend", scores, values, mask=cases.float_mask(rng, 5, 7))

    def test_attend_without_allowed_keys(self, compare, cases, rng):
        scores, values = rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4))
        compare("attend", scores, values, cases.dead_rows_mask(rng, 3, 5, 7))

    def test_attend_with_large_scores(self, compare, rng):
        compare("attend", 1e4 * rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4)))

    @pytest.mark.parametrize("w", [1.0, 2.5, 0.3], ids=["plain", "sharp", "blunt"])
    def test_regression(self, compare, rng, w):
        xq, xk, y = 2 * rng.normal(size=5), 2 * rng.normal(size=7), rng.normal(size=7)
        compare("nadaraya_watson", xq, xk, y, w=w)

    def test_regression_by_default(self, compare, rng):
        compare("nadaraya_watson", rng.normal(size=5), rng.normal(size=7), rng.normal(size=7))
        compare("nadaraya_watson", rng.normal(size=6), rng.normal(size=6), rng.normal(size=6))
        compare("nadaraya_watson", rng.normal(size=1), rng.normal(size=1), rng.normal(size=1))

    def test_regression_of_the_mean(self, compare, rng):
        compare("nadaraya_watson", rng.normal(size=5), rng.normal(size=7), rng.normal(size=7), w=0.0)

    def test_regression_of_the_nearest(self, compare, rng):
        xk = rng.permutation(7).astype(float)
        compare("nadaraya_watson", rng.uniform(-3, 10, size=5), xk, rng.normal(size=7), w=1e4)

    def test_regression_halfway(self, compare, rng):
        compare("nadaraya_watson", np.array([0.5, 2.5]), np.arange(5.0), rng.normal(size=5), w=1e3)

    @points(0.1)
    def test_clean_arithmetic(self, compare, cases, rng):
        scores, values = 1e4 * rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4))
        compare.strictly("attend", scores, values, cases.dead_rows_mask(rng, 3, 5, 7))
        compare.strictly("nadaraya_watson", rng.normal(size=5), rng.normal(size=7), rng.normal(size=7), w=1e4)

    @points(0.1)
    def test_float32(self, compare, cases, rng):
        scores, values = (
            rng.normal(size=(3, 5, 7)).astype(np.float32),
            rng.normal(size=(3, 7, 4)).astype(np.float32),
        )
        compare("attend", scores, values, cases.bool_mask(rng, 5, 7))
        compare("nadaraya_watson", *(rng.normal(size=n).astype(np.float32) for n in (5, 7, 7)), w=2.0)

    @points(0.1)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched(
            "attend", rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4)), cases.bool_mask(rng, 5, 7)
        )
        compare.untouched("nadaraya_watson", rng.normal(size=5), rng.normal(size=7), rng.normal(size=7))

    @points(0.1)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts(
            "attend", rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4)), cases.bool_mask(rng, 5, 7)
        )
        compare.layouts("nadaraya_watson", rng.normal(size=5), rng.normal(size=7), rng.normal(size=7))

    @points(0.1)
    def test_no_key_for_anyone(self, compare, rng):
        scores, values = rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4))
        compare("attend", scores, values, np.zeros((3, 5, 7), bool))

    @points(0.1)
    def test_float32_with_float64(self, compare, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        close("attend", rng.normal(size=(3, 5, 7)).astype(np.float32), rng.normal(size=(3, 7, 4)))

    @points(0.1)
    def test_scores_that_look_like_weights(self, compare, rng):
        scores = rng.dirichlet(np.ones(7), size=(3, 5))
        compare("attend", scores, rng.normal(size=(3, 7, 4)))

    @points(0.1)
    def test_float64_scores_of_float32_values(self, compare, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        close("attend", rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4)).astype(np.float32))

    @points(0.1)
    def test_small_integers(self, compare, rng):
        scores, values = (
            rng.integers(-3, 4, size=(3, 5, 7)),
            rng.integers(60, 128, size=(3, 7, 4), dtype=np.int8),
        )
        compare("attend", scores, values)
        xq, xk, y = (rng.integers(0, 256, size=n, dtype=np.uint8) for n in (5, 7, 7))
        compare("nadaraya_watson", xq, xk, y, w=0.02)

    @points(0.1)
    def test_regression_at_places_that_come_twice(self, compare, rng):
        xk = rng.integers(0, 4, size=9).astype(float)
        compare("nadaraya_watson", np.arange(5.0), xk, rng.normal(size=9))
        compare("nadaraya_watson", np.arange(5.0), xk, rng.normal(size=9), w=-1.5)

    @points(0.1)
    def test_regression_of_the_nearest_by_little(self, compare, rng):
        compare("nadaraya_watson", np.array([0.4999, 2.5001]), np.arange(5.0), rng.normal(size=5), w=1e4)
        compare("nadaraya_watson", np.array([0.5, 2.5, 9.0]), np.arange(5.0), rng.normal(size=5), w=1e4)
        compare("nadaraya_watson", np.array([0.5001, 2.4998]), np.arange(5.0), rng.normal(size=5), w=-1e4)

    @points(0.1)
    def test_attend_with_a_mask_of_one_row_or_column(self, compare, cases, rng):
        scores, values = rng.normal(size=(3, 7, 7)), rng.normal(size=(3, 7, 4))
        compare("attend", scores, values, cases.bool_mask(rng, 7))
        compare("attend", scores, values, cases.bool_mask(rng, 3, 1, 7))
        compare("attend", scores, values, np.arange(7)[:, None] % 3 > 0)

    @points(0.1)
    def test_attend_with_huge_numbers_at_blocked_keys(self, compare, rng):
        scores, values = rng.normal(size=(3, 5, 7)), rng.normal(size=(3, 7, 4))
        scores[:, :, 2], values[:, 2], values[:, 5] = 1e30, -1e30, 1e30
        mask = np.isin(np.arange(7), [2, 5], invert=True)
        compare("attend", scores, values, mask)
        compare("attend", scores, values, np.where(mask, 0.5, -np.inf))

    @points(0.1)
    def test_attend_with_scores_that_block(self, compare, cases, rng):
        scores = np.where(cases.dead_rows_mask(rng, 3, 5, 7), rng.normal(size=(3, 5, 7)), -np.inf)
        compare("attend", scores, rng.normal(size=(3, 7, 4)))

    @points(0.1)
    def test_attend_with_very_negative_scores(self, compare, cases, rng):
        values = rng.normal(size=(3, 7, 4))
        compare("attend", np.full((3, 5, 7), -1e10), values, cases.dead_rows_mask(rng, 5, 7))

    @points(0.1)
    def test_attend_with_a_float64_mask(self, compare, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        scores, values = (rng.normal(size=size).astype(np.float32) for size in [(3, 5, 7), (3, 7, 4)])
        close("attend", scores, values, rng.normal(size=(5, 7)))

    @points(0.1)
    def test_regression_far_away(self, compare, rng):
        compare("nadaraya_watson", np.array([-100.0, 50.0, 0.3]), rng.normal(size=7), rng.normal(size=7))

    @points(0.1)
    def test_regression_of_float32_with_float64(self, compare, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        single = [rng.normal(size=n).astype(np.float32) for n in (5, 7, 7)]
        for wide in range(3):
            mixed = [x.astype(np.float64) if i == wide else x for i, x in enumerate(single)]
            close("nadaraya_watson", *mixed)

    @points(0.1)
    def test_regression_at_one_place_or_from_one_example(self, compare, rng):
        compare("nadaraya_watson", rng.normal(size=1), rng.normal(size=7), rng.normal(size=7))
        compare("nadaraya_watson", rng.normal(size=5), rng.normal(size=1), rng.normal(size=1))


# --------------------------------------------------------------------------- D  multi-head attention (28)


HEADS = pytest.mark.parametrize("n_heads", [1, 3, 12], ids=["one_head", "some_heads", "heads_of_width_one"])


@exercise("heads", points=4, functions=("split_heads", "merge_heads"))
class TestHeads:
    """Features cut into heads, and put together again."""

    @HEADS
    def test_split(self, compare, rng, n_heads):
        compare("split_heads", rng.normal(size=(2, 5, 12)), n_heads)

    def test_split_of_equal_sizes(self, compare, rng):
        compare("split_heads", rng.normal(size=(3, 3, 6)), 2)

    @HEADS
    def test_merge(self, compare, rng, n_heads):
        compare("merge_heads", rng.normal(size=(2, n_heads, 5, 12 // n_heads)))

    def test_merge_of_equal_sizes(self, compare, rng):
        compare("merge_heads", rng.normal(size=(3, 3, 3, 3)))

    def test_merge_undoes_split(self, submission, rng):
        x = rng.normal(size=(2, 5, 12))
        assert_matches(submission.merge_heads(submission.split_heads(x, 4)), x)

    @points(0.5)
    def test_heads_that_do_not_fit(self, submission, rng):
        assert_raises(ValueError, submission.split_heads, rng.normal(size=(2, 5, 12)), 5)
        assert_raises(ValueError, submission.split_heads, rng.normal(size=(2, 5, 6)), 12)

    @points(0.25)
    def test_float32(self, compare, rng):
        compare("split_heads", rng.normal(size=(2, 5, 12)).astype(np.float32), 3)
        compare("merge_heads", rng.normal(size=(2, 3, 5, 4)).astype(np.float32))

    @points(0.25)
    def test_any_memory_layout(self, compare, rng):
        compare.layouts("split_heads", rng.normal(size=(2, 5, 12)), 3)
        compare.layouts("merge_heads", rng.normal(size=(2, 3, 5, 4)))

    @points(0.1)
    def test_sizes_of_one(self, compare, rng):
        compare("split_heads", rng.normal(size=(1, 1, 12)), 12)
        compare("split_heads", rng.normal(size=(2, 1, 12)), 3)
        compare("split_heads", rng.normal(size=(1, 5, 1)), 1)
        compare("merge_heads", rng.normal(size=(1, 4, 1, 1)))
        compare("merge_heads", rng.normal(size=(2, 3, 1, 4)))


@exercise("multihead_attention", points=13)
class TestMultiheadAttention:
    """Several heads side by side: self-attention, cross-attention, masks."""

    @points(0.25)
    def test_as_many_sequences_as_queries(self, compare, cases, rng):
        inputs = cases.multihead(rng, N=5, L=5, S=7)
        compare("multihead_attention", *inputs, mask=cases.bool_mask(rng, 5, 7))
        compare("multihead_attention", *inputs, mask=cases.bool_mask(rng, 5, 5, 7))

    @HEADS
    def test_cross_attention(self, compare, cases, rng, n_heads):
        compare("multihead_attention", *cases.multihead(rng, n_heads=n_heads))

    @HEADS
    def test_self_attention(self, compare, cases, rng, n_heads):
        x, _, *rest = cases.multihead(rng, n_heads=n_heads)
        compare("multihead_attention", x, x, *rest)

    @pytest.mark.parametrize(
        "sizes",
        [
            {"N": 1, "L": 1, "S": 1, "E": 1, "n_heads": 1},
            {"N": 1},
            {"N": 4, "L": 4, "S": 4, "E": 16, "n_heads": 4},
        ],
        ids=["all_one", "one_sequence", "all_equal"],
    )
    def test_sizes(self, compare, cases, rng, sizes):
        compare("multihead_attention", *cases.multihead(rng, **sizes))

    @pytest.mark.parametrize(
        "shape",
        [(5, 7), (2, 1, 7), (2, 5, 7), (2, 3, 5, 7), (1, 3, 1, 7)],
        ids=["shared", "padding", "per_sequence", "per_head", "per_head_for_all"],
    )
    def test_boolean_mask(self, compare, cases, rng, shape):
        compare("multihead_attention", *cases.multihead(rng), mask=cases.bool_mask(rng, *shape))

    @pytest.mark.parametrize("shape", [(5, 7), (2, 5, 7)], ids=["shared", "per_sequence"])
    def test_additive_mask(self, compare, cases, rng, shape):
        compare("multihead_attention", *cases.multihead(rng), mask=cases.float_mask(rng, *shape))

    def test_mask_per_sequence_with_as_many_heads(self, compare, cases, rng):
        compare("multihead_attention", *cases.multihead(rng, N=3), mask=cases.bool_mask(rng, 3, 5, 7))
        compare("multihead_attention", *cases.multihead(rng, N=3), mask=cases.bool_mask(rng, 3, 1, 7))

    @LENGTHS
    def test_causal(self, compare, cases, rng, L, S):
        compare("multihead_attention", *cases.multihead(rng, L=L, S=S), causal=True)

    def test_causal_with_padding(self, compare, cases, rng):
        mask = np.arange(6) < np.array([6, 4])[:, None, None]
        compare("multihead_attention", *cases.multihead(rng, L=6, S=6), mask=mask, causal=True)

    def test_queries_without_keys(self, compare, cases, rng):
        compare("multihead_attention", *cases.multihead(rng), mask=cases.dead_rows_mask(rng, 2, 5, 7))

    @pytest.mark.parametrize("which", ["none", "input", "output"])
    def test_biases(self, compare, cases, rng, which):
        xq, xkv, W_in, b_in, W_out, b_out, n_heads = cases.multihead(rng)
        b_in = b_in if which == "input" else None
        b_out = b_out if which == "output" else None
        compare("multihead_attention", xq, xkv, W_in, b_in, W_out, b_out, n_heads)

    def test_order_of_tokens_is_carried_along(self, compare, submission, cases, rng):
        x, _, *rest = cases.multihead(rng)
        order = rng.permutation(5)
        out, weights = compare("multihead_attention", x, x, *rest)
        shuffled = submission.multihead_attention(x[:, order], x[:, order], *rest)
        assert_matches(shuffled, (out[:, order], weights[:, :, order][..., order]))

    @points(0.5)
    def test_heads_that_do_not_fit(self, submission, cases, rng):
        *inputs, _ = cases.multihead(rng)
        assert_raises(ValueError, submission.multihead_attention, *inputs, 5)

    @points(0.5)
    def test_clean_arithmetic(self, compare, cases, rng):
        xq, xkv, *rest = cases.multihead(rng)
        mask = cases.dead_rows_mask(rng, 2, 5, 7)
        compare.strictly("multihead_attention", 1e2 * xq, 1e2 * xkv, *rest, mask=mask, causal=True)

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        inputs = cases.multihead(rng, dtype=np.float32)
        compare("multihead_attention", *inputs, mask=cases.bool_mask(rng, 2, 5, 7), causal=True)
        compare("multihead_attention", *cases.multihead(rng, dtype=np.float32, bias=False))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("multihead_attention", *cases.multihead(rng), mask=cases.bool_mask(rng, 2, 5, 7))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("multihead_attention", *cases.multihead(rng), mask=cases.bool_mask(rng, 2, 5, 7))

    @points(0.25)
    def test_no_key_for_anyone(self, compare, cases, rng):
        compare("multihead_attention", *cases.multihead(rng), mask=np.zeros((5, 7), bool))

    @points(0.25)
    def test_masks_with_one_column(self, compare, cases, rng):
        for shape in [(5, 1), (2, 5, 1), (2, 3, 5, 1)]:
            mask = rng.random(shape) < 0.5
            mask[..., 0, :] = False
            compare("multihead_attention", *cases.multihead(rng), mask=mask)

    @points(0.25)
    def test_integers(self, compare, rng):
        shapes = (2, 5, 4), (2, 7, 4), (12, 4), (12,), (4, 4), (4,)
        arrays = [rng.integers(-5, 6, size=shape, dtype=np.int8) for shape in shapes]
        arrays[0], arrays[4] = 20 * arrays[0], 20 * arrays[4]
        compare("multihead_attention", *arrays, 2)

    @points(0.25)
    def test_float32_queries_of_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        xq, *rest = cases.multihead(rng)
        out, _ = close.any_dtype("multihead_attention", xq.astype(np.float32), *rest)
        assert out.dtype == np.float64, "float32 and float64 together give float64"

    @points(0.1)
    def test_masks_of_every_shape_with_ones(self, compare, cases, rng):
        inputs = cases.multihead(rng)
        for shape in [(1, 7), (1, 1), (1, 5, 7), (1, 1, 7), (2, 1, 1), (2, 1, 5, 7), (2, 3, 1, 7)]:
            compare("multihead_attention", *inputs, mask=rng.random(shape) < 0.6)

    @points(0.1)
    def test_biases_of_every_shape(self, compare, cases, rng):
        inputs = cases.multihead(rng)
        for shape in [(2, 1, 7), (1, 5, 7), (2, 3, 5, 7), (1, 3, 5, 1), (2, 1, 1, 7)]:
            compare("multihead_attention", *inputs, mask=rng.normal(size=shape))
        compare("multihead_attention", *cases.multihead(rng, N=3), mask=rng.normal(size=(3, 5, 7)))

    @points(0.1)
    def test_causal_with_every_mask(self, compare, cases, rng):
        inputs = cases.multihead(rng)
        for shape in [(5, 7), (2, 5, 7), (2, 3, 5, 7)]:
            compare("multihead_attention", *inputs, mask=cases.bool_mask(rng, *shape), causal=True)
            compare("multihead_attention", *inputs, mask=cases.float_mask(rng, *shape), causal=True)

    @points(0.1)
    def test_keys_for_some_heads_only(self, compare, cases, rng):
        mask = cases.bool_mask(rng, 2, 3, 5, 7)
        mask[0, 1, 2] = mask[1, :2, 4] = mask[1, :, 0] = False
        compare("multihead_attention", *cases.multihead(rng), mask=mask)
        compare("multihead_attention", *cases.multihead(rng, bias=False), mask=mask)

    @points(0.1)
    def test_huge_numbers_at_blocked_keys(self, compare, cases, rng):
        xq, xkv, *rest = cases.multihead(rng)
        xkv[:, 2] = 1e30
        mask = np.broadcast_to(np.arange(7) != 2, (5, 7))
        compare("multihead_attention", xq, xkv, *rest, mask=mask)
        compare("multihead_attention", xq, xkv, *rest, mask=np.where(mask, 0.5, -np.inf))

    @points(0.1)
    def test_any_one_in_float64(self, compare, cases, rng):
        close = compare.within(rtol=1e-4, atol=1e-5, because="part of it may be computed in float32")
        *single, n_heads = cases.multihead(rng, dtype=np.float32)
        for wide in (0, 1, 2, 4):
            mixed = [x.astype(np.float64) if i == wide else x for i, x in enumerate(single)]
            out, _ = close.any_dtype("multihead_attention", *mixed, n_heads)
            assert out.dtype == np.float64, "float32 and float64 together give float64"

    @points(0.1)
    def test_float32_with_a_float32_mask(self, compare, cases, rng):
        mask = cases.float_mask(rng, 2, 5, 7, dtype=np.float32)
        compare("multihead_attention", *cases.multihead(rng, dtype=np.float32), mask=mask, causal=True)

    @points(0.1)
    def test_more_heads_than_features(self, submission, cases, rng):
        *inputs, _ = cases.multihead(rng)
        assert_raises(ValueError, submission.multihead_attention, *inputs, 24)

    @points(0.1)
    def test_one_query_or_one_key(self, compare, cases, rng):
        compare("multihead_attention", *cases.multihead(rng, L=1))
        compare("multihead_attention", *cases.multihead(rng, S=1), causal=True)


@exercise("multihead_attention_backward", points=11)
class TestMultiheadAttentionBackward:
    """Gradients of both inputs, both weights and both biases."""

    @HEADS
    def test_cross_attention(self, compare, cases, rng, n_heads):
        inputs = cases.multihead(rng, n_heads=n_heads)
        compare("multihead_attention_backward", rng.normal(size=(2, 5, 12)), *inputs)

    def test_self_attention(self, compare, cases, rng):
        x, _, *rest = cases.multihead(rng)
        compare("multihead_attention_backward", rng.normal(size=(2, 5, 12)), x, x, *rest)

    @pytest.mark.parametrize(
        "sizes",
        [
            {"N": 1, "L": 1, "S": 1, "E": 1, "n_heads": 1},
            {"N": 1, "L": 5, "S": 7, "E": 12, "n_heads": 3},
            {"N": 4, "L": 4, "S": 4, "E": 16, "n_heads": 4},
        ],
        ids=["all_one", "one_sequence", "all_equal"],
    )
    def test_sizes(self, compare, cases, rng, sizes):
        dout = rng.normal(size=(sizes["N"], sizes["L"], sizes["E"]))
        compare("multihead_attention_backward", dout, *cases.multihead(rng, **sizes))

    @pytest.mark.parametrize(
        "shape",
        [(5, 7), (2, 1, 7), (2, 5, 7), (2, 3, 5, 7)],
        ids=["shared", "padding", "per_sequence", "per_head"],
    )
    def test_mask(self, compare, cases, rng, shape):
        dout = rng.normal(size=(2, 5, 12))
        compare(
            "multihead_attention_backward", dout, *cases.multihead(rng), mask=cases.bool_mask(rng, *shape)
        )

    def test_causal(self, compare, cases, rng):
        compare(
            "multihead_attention_backward", rng.normal(size=(2, 5, 12)), *cases.multihead(rng), causal=True
        )

    def test_queries_without_keys(self, compare, cases, rng):
        mask = cases.dead_rows_mask(rng, 2, 5, 7)
        compare("multihead_attention_backward", rng.normal(size=(2, 5, 12)), *cases.multihead(rng), mask=mask)

    @pytest.mark.parametrize("which", ["none", "input", "output"])
    def test_biases(self, compare, cases, rng, which):
        xq, xkv, W_in, b_in, W_out, b_out, n_heads = cases.multihead(rng)
        b_in = b_in if which == "input" else None
        b_out = b_out if which == "output" else None
        dout = rng.normal(size=(2, 5, 12))
        compare("multihead_attention_backward", dout, xq, xkv, W_in, b_in, W_out, b_out, n_heads)

    @pytest.mark.parametrize("which", [0, 1, 2, 4], ids=["dxq", "dxkv", "dW_in", "dW_out"])
    def test_central_differences(self, submission, cases, rng, which):
        inputs = list(cases.multihead(rng, N=2, L=2, S=3, E=4, n_heads=2))
        dout = rng.normal(size=(2, 2, 4))

        def forward(x):
            out, _ = submission.multihead_attention(*inputs[:which], x, *inputs[which + 1 :])
            assert getattr(out, "shape", None) == dout.shape, "the output does not have the shape (N, L, E)"
            return out

        gradients = submission.multihead_attention_backward(dout, *inputs)
        name = ["dxq", "dxkv", "dW_in", "db_in", "dW_out"][which]
        assert isinstance(gradients, dict), "the gradients must be a dictionary"
        assert name in gradients, f"the gradients have no key {name!r}"
        assert_gradient(forward, gradients[name], inputs[which], dout, along=rng)

    @points(0.5)
    def test_a_second_backward(self, compare, cases, rng):
        compare("multihead_attention_backward_twice", rng.normal(size=(2, 5, 12)), *cases.multihead(rng))

    @points(0.5)
    def test_two_caches_at_once(self, compare, cases, rng):
        first = (rng.normal(size=(2, 5, 12)), *cases.multihead(rng))
        second = (rng.normal(size=(3, 4, 8)), *cases.multihead(rng, N=3, L=4, S=6, E=8, n_heads=2))
        compare("multihead_attention_backward_two_caches", first, second)

    @points(0.5)
    def test_float32(self, compare, cases, rng):
        dout = rng.normal(size=(2, 5, 12)).astype(np.float32)
        inputs = cases.multihead(rng, dtype=np.float32)
        compare("multihead_attention_backward", dout, *inputs, mask=cases.bool_mask(rng, 2, 5, 7))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("multihead_attention_backward", rng.normal(size=(2, 5, 12)), *cases.multihead(rng))

    @points(0.25)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("multihead_attention_backward", rng.normal(size=(2, 5, 12)), *cases.multihead(rng))

    @points(0.25)
    def test_one_array_for_queries_and_keys(self, compare, cases, rng):
        x, _, *rest = cases.multihead(rng)
        compare("multihead_self_attention_backward", rng.normal(size=(2, 5, 12)), x, *rest)

    @points(0.25)
    def test_two_caches_of_one_size(self, compare, cases, rng):
        first, second = ((rng.normal(size=(2, 5, 12)), *cases.multihead(rng)) for _ in range(2))
        compare("multihead_attention_backward_two_caches", first, second)

    @points(0.1)
    def test_biases_of_the_scores(self, compare, cases, rng):
        dout = rng.normal(size=(2, 5, 12))
        for shape in [(5, 7), (2, 5, 7), (2, 3, 5, 7)]:
            mask = cases.float_mask(rng, *shape)
            compare("multihead_attention_backward", dout, *cases.multihead(rng), mask=mask)

    @points(0.1)
    def test_huge_numbers_at_blocked_keys(self, compare, cases, rng):
        xq, xkv, *rest = cases.multihead(rng)
        xkv[:, 2] = 1e30
        dout, mask = rng.normal(size=(2, 5, 12)), np.broadcast_to(np.arange(7) != 2, (5, 7))
        compare("multihead_attention_backward", dout, xq, xkv, *rest, mask=mask)

    @points(0.1)
    def test_one_query_or_one_key(self, compare, cases, rng):
        compare("multihead_attention_backward", rng.normal(size=(2, 1, 12)), *cases.multihead(rng, L=1))
        compare("multihead_attention_backward", rng.normal(size=(2, 5, 12)), *cases.multihead(rng, S=1))

    @points(0.1)
    def test_integers(self, compare, rng):
        shapes = (2, 5, 4), (2, 7, 4), (12, 4), (12,), (4, 4), (4,)
        arrays = [rng.integers(-5, 6, size=shape, dtype=np.int8) for shape in shapes]
        arrays[1], arrays[2][:4], arrays[3][:4] = 20 * arrays[1], 0, 0  # queries 0 keep the scores small
        compare("multihead_attention_backward", rng.normal(size=(2, 5, 4)), *arrays, 2)

    @points(0.1)
    def test_clean_arithmetic(self, compare, cases, rng):
        xq, xkv, *rest = cases.multihead(rng)
        inputs = rng.normal(size=(2, 5, 12)), 1e2 * xq, 1e2 * xkv, *rest
        mask = cases.dead_rows_mask(rng, 2, 5, 7)
        compare.strictly("multihead_attention_backward", *inputs, mask=mask, causal=True)


# --------------------------------------------------------------------------- E  a walk on foot (4)


@exercise("self_attention_steps", points=4)
class TestSelfAttentionSteps:
    """Every intermediate result of a small self-attention."""

    def test_steps(self, compare, cases, rng):
        compare("self_attention_steps", *cases.walk(rng))

    def test_equal_sizes(self, compare, cases, rng):
        compare("self_attention_steps", *cases.walk(rng, L=4, D=4, E=4, Ev=4))

    def test_one_token(self, compare, cases, rng):
        compare("self_attention_steps", *cases.walk(rng, L=1))

    def test_whole_numbers(self, compare, rng):
        shapes = (3, 4), (2, 4), (2, 4), (5, 4)
        compare.any_dtype("self_attention_steps", *(rng.integers(0, 4, size=shape) for shape in shapes))

    @points(0.25)
    def test_float32(self, compare, cases, rng):
        compare("self_attention_steps", *cases.walk(rng, dtype=np.float32))

    @points(0.25)
    def test_inputs_are_left_alone(self, compare, cases, rng):
        compare.untouched("self_attention_steps", *cases.walk(rng))

    @points(0.25)
    def test_large_scores(self, compare, cases, rng):
        x, *weights = cases.walk(rng)
        compare.strictly("self_attention_steps", 1e3 * x, *weights)

    @points(0.1)
    def test_any_memory_layout(self, compare, cases, rng):
        compare.layouts("self_attention_steps", *cases.walk(rng))

    @points(0.1)
    def test_other_sizes(self, compare, cases, rng):
        compare("self_attention_steps", *cases.walk(rng, L=6, D=2, E=6, Ev=6))
        compare("self_attention_steps", *cases.walk(rng, L=3, D=1, E=1, Ev=1))
        compare("self_attention_steps", *cases.walk(rng, L=40, D=5, E=2, Ev=3))
