"""The tests you have: worked examples of the handout, properties, torch as a second opinion, speed.

Run them with `pytest assignments/04_attention`, one exercise with `-k masked_softmax`. The hidden tests ask
for the same points with more inputs: other sizes, every edge the handout names.
"""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from autograder.checking import assert_gradient, assert_matches, assert_raises, exercise, points, speed

LN3, LN4 = math.log(3), math.log(4)
INF = math.inf


def read_only(*arrays):
    """Copies of the arrays that raise when somebody writes into them."""
    copies = [np.array(array) for array in arrays]
    for copy in copies:
        copy.flags.writeable = False
    return copies


def torchs_attention(q, k, v, **options):
    """What torch's own function says to three arrays."""
    tensors = map(torch.from_numpy, (q, k, v))
    return functional.scaled_dot_product_attention(*tensors, **options).numpy()


# --------------------------------------------------------------------------- A  masks and the masked softmax


@exercise("masks", points=6, functions=("causal_mask", "padding_mask", "combine_masks"))
class TestMasks:
    """Causal mask, padding mask, and several masks made one."""

    def test_causal_square(self, submission):
        assert_matches(submission.causal_mask(3), np.array([[1, 0, 0], [1, 1, 0], [1, 1, 1]], bool))

    def test_causal_is_aligned_to_the_upper_left(self, submission):
        assert_matches(submission.causal_mask(2, 4), np.array([[1, 0, 0, 0], [1, 1, 0, 0]], bool))
        assert_matches(submission.causal_mask(3, 2), np.array([[1, 0], [1, 1], [1, 1]], bool))
        assert submission.causal_mask(3, 0).shape == (3, 0), "S = 0 means no keys: the mask is (3, 0)"

    def test_causal_with_an_offset(self, submission):
        assert_matches(submission.causal_mask(2, 4, offset=2), np.array([[1, 1, 1, 0], [1, 1, 1, 1]], bool))
        assert_matches(submission.causal_mask(3, 2, offset=-1), np.array([[0, 0], [1, 0], [1, 1]], bool))

    def test_padding(self, submission):
        expected = np.array([[[1, 1, 0]], [[0, 0, 0]], [[1, 1, 1]]], bool)
        assert_matches(submission.padding_mask(np.array([2, 0, 3]), 3), expected)

    def test_combine_booleans(self, submission):
        rows, columns = np.array([[True], [False]]), np.array([True, True, False])
        expected = np.array([[True, True, False], [False, False, False]])
        assert_matches(submission.combine_masks(rows, None, columns), expected)

    def test_combine_floats(self, submission):
        first, second = np.array([0.5, -INF, 1.0]), np.array([0.25, 3.0, -INF])
        assert_matches(submission.combine_masks(first, second), np.array([0.75, -INF, -INF]))

    def test_combine_both_kinds(self, submission):
        keep, bias = np.array([True, False]), np.array([0.5, 0.5], np.float32)
        assert_matches(submission.combine_masks(keep, bias), np.array([0.5, -INF], np.float32))

    def test_combine_nothing(self, submission):
        assert submission.combine_masks() is None, "no mask at all is None"
        assert submission.combine_masks(None, None) is None, "None is skipped"


@exercise("masked_softmax", points=10)
class TestMaskedSoftmax:
    """Weights that sum to 1 over the allowed keys; no NaN, no overflow."""

    def test_by_hand(self, submission):
        scores = np.array([[0.0, LN3, LN4]])
        assert_matches(submission.masked_softmax(scores), np.array([[1 / 8, 3 / 8, 1 / 2]]))

    def test_by_hand_with_a_mask(self, submission):
        scores, mask = np.array([[0.0, LN3, LN4]]), np.array([True, True, False])
        assert_matches(submission.masked_softmax(scores, mask), np.array([[1 / 4, 3 / 4, 0.0]]))

    def test_by_hand_with_a_bias(self, submission):
        scores, bias = np.array([[0.0, 0.0, LN4]]), np.array([0.0, LN3, -INF])
        assert_matches(submission.masked_softmax(scores, bias), np.array([[1 / 4, 3 / 4, 0.0]]))

    def test_torch_agrees(self, submission, cases, rng):
        # softmax(scores) is what torch's attention says when keys and values are the identity
        scores, mask = rng.normal(size=(3, 2, 5, 7)), cases.dead_rows_mask(rng, 3, 1, 5, 7)
        eye = np.broadcast_to(np.eye(7), (3, 2, 7, 7)).copy()
        expected = torchs_attention(scores, eye, eye, attn_mask=torch.from_numpy(mask), scale=1.0)
        assert_matches(submission.masked_softmax(scores, mask), expected)

    def test_another_axis(self, submission, rng):
        scores = rng.normal(size=(3, 5))
        assert_matches(
            submission.masked_softmax(scores, axis=0), torch.softmax(torch.from_numpy(scores), 0).numpy()
        )

    def test_a_query_without_keys(self, submission):
        scores, mask = np.array([[1.0, 2.0], [0.0, LN3]]), np.array([[False, False], [True, True]])
        assert_matches(submission.masked_softmax(scores, mask), np.array([[0.0, 0.0], [1 / 4, 3 / 4]]))

    def test_a_constant_changes_nothing(self, submission, rng):
        scores = rng.normal(size=(5, 7))
        assert_matches(submission.masked_softmax(scores + 1e4), submission.masked_softmax(scores))

    def test_huge_score_at_a_blocked_key(self, submission):
        scores, mask = np.array([[1e30, 0.0, LN3]]), np.array([False, True, True])
        assert_matches(submission.masked_softmax(scores, mask), np.array([[0.0, 1 / 4, 3 / 4]]))

    @points(0.5)
    def test_no_keys(self, submission):
        assert_matches(submission.masked_softmax(np.zeros((2, 3, 0))), np.zeros((2, 3, 0)))

    @points(0.5)
    def test_float32_stays_float32(self, submission):
        scores, mask = np.array([[0.0, LN3, 9.0]], np.float32), np.array([True, True, False])
        assert_matches(submission.masked_softmax(scores, mask), np.array([[1 / 4, 3 / 4, 0.0]], np.float32))

    @points(0.5)
    def test_inputs_are_left_alone(self, submission, cases, rng):
        scores, mask = read_only(rng.normal(size=(5, 7)), cases.bool_mask(rng, 5, 7))
        assert_matches(submission.masked_softmax(scores, mask).sum(axis=-1), np.ones(5))


# --------------------------------------------------------------------------- B  scaled dot-product attention


@exercise("scaled_dot_product_attention", points=13)
class TestScaledDotProductAttention:
    """Output and weights for any leading axes, masks, causal order and scale."""

    def test_by_hand(self, submission):
        q, k, v = np.array([[2.0]]), np.array([[0.0], [LN3]]), np.array([[0.0, 4.0], [8.0, 0.0]])
        expected = np.array([[6.0, 1.0]]), np.array([[1 / 4, 3 / 4]])
        assert_matches(submission.scaled_dot_product_attention(q, k, v, scale=0.5), expected)

    @pytest.mark.parametrize("lead", [(), (3,), (3, 2)], ids=["2d", "3d", "4d"])
    def test_torch_agrees(self, submission, cases, rng, lead):
        q, k, v = cases.attention(rng, lead=lead, E=8)
        out, _ = submission.scaled_dot_product_attention(q, k, v)
        assert_matches(out, torchs_attention(q, k, v))

    def test_torch_agrees_with_a_mask(self, submission, cases, rng):
        q, k, v = cases.attention(rng)
        mask = cases.dead_rows_mask(rng, 3, 1, 5, 7)
        out, _ = submission.scaled_dot_product_attention(q, k, v, mask=mask)
        assert_matches(out, torchs_attention(q, k, v, attn_mask=torch.from_numpy(mask)))

    def test_torch_agrees_with_a_float_mask(self, submission, cases, rng):
        q, k, v = cases.attention(rng)
        mask = cases.float_mask(rng, 5, 7)
        out, _ = submission.scaled_dot_product_attention(q, k, v, mask=mask)
        assert_matches(out, torchs_attention(q, k, v, attn_mask=torch.from_numpy(mask)))

    @pytest.mark.parametrize(
        ("L", "S"), [(6, 6), (4, 7), (7, 4)], ids=["square", "more_keys", "more_queries"]
    )
    def test_torch_agrees_on_causal(self, submission, cases, rng, L, S):
        q, k, v = cases.attention(rng, L=L, S=S)
        out, _ = submission.scaled_dot_product_attention(q, k, v, causal=True)
        assert_matches(out, torchs_attention(q, k, v, is_causal=True))

    def test_causal_joins_the_mask(self, submission):
        q, k, v = np.zeros((3, 1)), np.zeros((3, 1)), np.array([[1.0], [2.0], [4.0]])
        mask = np.array([False, True, True])
        out, weights = submission.scaled_dot_product_attention(q, k, v, mask=mask, causal=True)
        assert_matches(weights, np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.5, 0.5]]))
        assert_matches(out, np.array([[0.0], [2.0], [3.0]]))

    def test_scale_zero_is_the_mean(self, submission, cases, rng):
        q, k, v = cases.attention(rng, lead=())
        out, _ = submission.scaled_dot_product_attention(q, k, v, scale=0.0)
        assert_matches(out, np.tile(v.mean(axis=0), (5, 1)))

    def test_one_key_hands_over_its_value(self, submission, cases, rng):
        q, k, v = cases.attention(rng, lead=(), S=1)
        assert_matches(submission.scaled_dot_product_attention(q, k, v)[0], np.tile(v, (5, 1)))

    def test_order_of_keys_does_not_matter(self, submission, cases, rng):
        q, k, v = cases.attention(rng)
        order = rng.permutation(7)
        shuffled, _ = submission.scaled_dot_product_attention(q, k[..., order, :], v[..., order, :])
        assert_matches(shuffled, submission.scaled_dot_product_attention(q, k, v)[0])

    def test_huge_value_at_a_blocked_key(self, submission):
        q, k, v = np.zeros((1, 1)), np.array([[1e30], [0.0]]), np.array([[1e30], [5.0]])
        out, _ = submission.scaled_dot_product_attention(q + 1, k, v, mask=np.array([False, True]))
        assert_matches(out, np.array([[5.0]]))

    @points(0.5)
    def test_float32_stays_float32(self, submission, cases, rng):
        q, k, v = cases.attention(rng, dtype=np.float32)
        out, weights = submission.scaled_dot_product_attention(q, k, v, causal=True)
        assert (out.dtype, weights.dtype) == (np.float32, np.float32), (
            "np.sqrt makes float64, math.sqrt does not"
        )

    @points(0.5)
    def test_inputs_are_left_alone(self, submission, cases, rng):
        inputs = read_only(*cases.attention(rng))
        _, weights = submission.scaled_dot_product_attention(*inputs)
        assert_matches(weights.sum(axis=-1), np.ones((3, 2, 5)))


@exercise("scaled_dot_product_attention", points=3)
@speed
class TestAttentionSpeed:
    """Many small attentions at once: as fast as the bare products in a loop over sequences and heads."""

    def test_time(self, beat, cases):
        beat("scaled_dot_product_attention", cases.sdpa_speed_inputs, slow=cases.loop_over_heads, share=1.0)


@exercise("sdpa_backward", points=11)
class TestSdpaBackward:
    """Gradients of queries, keys and values."""

    def test_by_hand(self, submission):
        q, k, v = np.array([[2.0]]), np.array([[0.0], [LN3]]), np.array([[0.0], [8.0]])
        dq, dk, dv = submission.sdpa_backward(np.array([[1.0]]), q, k, v, scale=0.5)
        assert_matches(dv, np.array([[0.25], [0.75]]))
        assert_matches(dk, np.array([[-1.5], [1.5]]))
        assert_matches(dq, np.array([[0.75 * LN3]]))

    @pytest.mark.parametrize("which", [0, 1, 2], ids=["queries", "keys", "values"])
    def test_central_differences(self, submission, cases, rng, which):
        inputs = list(cases.attention(rng, lead=(2,), L=3, S=4, E=2, Ev=3))
        dout = cases.upstream(rng, inputs[0], inputs[2])

        def forward(x):
            return submission.scaled_dot_product_attention(*inputs[:which], x, *inputs[which + 1 :])[0]

        gradients = submission.sdpa_backward(dout, *inputs)
        assert_gradient(forward, gradients[which], inputs[which], dout)

    @pytest.mark.parametrize("kind", ["plain", "mask", "causal", "scale"])
    def test_torch_agrees(self, submission, cases, rng, kind):
        q, k, v = cases.attention(rng, E=8)
        dout = cases.upstream(rng, q, v)
        mask = cases.dead_rows_mask(rng, 3, 1, 5, 7)
        mine, torchs = {
            "plain": ({}, {}),
            "mask": ({"mask": mask}, {"attn_mask": torch.from_numpy(mask)}),
            "causal": ({"causal": True}, {"is_causal": True}),
            "scale": ({"scale": 0.7}, {"scale": 0.7}),
        }[kind]
        leaves = [torch.from_numpy(x).requires_grad_() for x in (q, k, v)]
        out = functional.scaled_dot_product_attention(*leaves, **torchs)
        expected = torch.autograd.grad((out * torch.from_numpy(dout)).sum(), leaves)
        assert_matches(submission.sdpa_backward(dout, q, k, v, **mine), tuple(g.numpy() for g in expected))

    @points(0.5)
    def test_a_second_backward(self, submission, cases, rng):
        q, k, v = cases.attention(rng)
        dout = cases.upstream(rng, q, v)
        expected = submission.sdpa_backward(dout, q, k, v)
        assert_matches(submission.sdpa_backward_twice(dout, q, k, v), expected)

    @points(0.5)
    def test_two_caches_at_once(self, submission, cases, rng):
        problems = []
        for inputs in (cases.attention(rng), cases.attention(rng, lead=(2, 3), L=6, S=5)):
            problems.append((cases.upstream(rng, inputs[0], inputs[2]), *inputs))
        expected = [submission.sdpa_backward(*problem) for problem in problems]
        assert_matches(submission.sdpa_backward_two_caches(*problems), expected)

    @points(0.5)
    def test_inputs_are_left_alone(self, submission, cases, rng):
        q, k, v = cases.attention(rng)
        inputs = cases.upstream(rng, q, v), q, k, v
        assert_matches(submission.sdpa_backward(*read_only(*inputs)), submission.sdpa_backward(*inputs))


# --------------------------------------------------------------------------- C  the family of score functions


@exercise("scores", points=5, functions=("score_dot", "score_scaled_dot", "score_general"))
class TestScores:
    """Dot product, scaled dot product and the bilinear form."""

    def test_dot_by_hand(self, submission):
        s, h = np.array([[[1.0, 2.0]]]), np.array([[[3.0, 4.0], [5.0, 6.0]]])
        assert_matches(submission.score_dot(s, h), np.array([[[11.0, 17.0]]]))

    def test_scaled_dot_by_hand(self, submission):
        s, h = np.ones((1, 1, 4)), np.array([[[1.0, 2.0, 3.0, 4.0]]])
        assert_matches(submission.score_scaled_dot(s, h), np.array([[[5.0]]]))

    def test_general_by_hand(self, submission):
        W = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
        assert_matches(
            submission.score_general(np.ones((1, 1, 2)), np.ones((1, 1, 3)), W), np.array([[[7.0]]])
        )

    def test_one_pair_at_a_time(self, submission, cases, rng):
        s, h = cases.sequences(rng)
        W = rng.normal(size=(4, 6))
        scores = submission.score_general(s, h, W)
        assert_matches(scores[2, 3, 1], s[2, 3] @ W @ h[2, 1])
        assert_matches(scores[0, 4, 6], s[0, 4] @ W @ h[0, 6])

    def test_general_with_the_identity_is_dot(self, submission, cases, rng):
        s, h = cases.sequences(rng, Dq=5, Dk=5)
        assert_matches(submission.score_general(s, h, np.eye(5)), submission.score_dot(s, h))

    @points(0.5)
    def test_float32_stays_float32(self, submission, cases, rng):
        s, h = cases.sequences(rng, Dq=5, Dk=5, dtype=np.float32)
        assert submission.score_scaled_dot(s, h).dtype == np.float32, (
            "np.sqrt makes float64, math.sqrt does not"
        )


@exercise("score_additive", points=5, functions=("score_additive", "score_concat"))
class TestScoreAdditive:
    """The small network that scores a query with a key, written in two ways."""

    def test_by_hand(self, submission):
        s, h, one = np.array([[[0.0], [1.0]]]), np.array([[[0.0], [-1.0]]]), np.array([[1.0]])
        t = 2 * math.tanh(1)
        expected = np.array([[[0.0, -t], [t, 0.0]]])
        assert_matches(submission.score_additive(s, h, one, one, np.array([2.0])), expected)

    def test_one_pair_at_a_time(self, submission, cases, rng):
        s, h, Wq, Wk, v = cases.additive(rng)
        scores = submission.score_additive(s, h, Wq, Wk, v)
        assert_matches(scores[2, 3, 1], v @ np.tanh(Wq @ s[2, 3] + Wk @ h[2, 1]))
        assert_matches(scores[0, 4, 6], v @ np.tanh(Wq @ s[0, 4] + Wk @ h[0, 6]))

    def test_concat_by_hand(self, submission):
        s, h, W = np.array([[[1.0]]]), np.array([[[-1.0], [0.5]]]), np.array([[1.0, 2.0]])
        expected = np.array([[[math.tanh(-1), math.tanh(2)]]])
        assert_matches(submission.score_concat(s, h, W, np.array([1.0])), expected)

    def test_concat_is_additive(self, submission, cases, rng):
        s, h, Wq, Wk, v = cases.additive(rng)
        together = submission.score_concat(s, h, np.concatenate([Wq, Wk], axis=1), v)
        assert_matches(together, submission.score_additive(s, h, Wq, Wk, v))

    def test_memory(self, submission, cases, rng):
        inputs = cases.additive(rng, N=2, Lq=37, Lk=41, Dq=31, Dk=29, A=13)
        _, within = submission.score_additive_within(3, *inputs)
        assert within, (
            "more than three arrays of N * Lq * Lk * A numbers at once: project s and h first, then pair"
        )


@exercise("score_additive", points=3)
@speed
class TestAdditiveSpeed:
    """Many queries at once: well below the bare products in a loop over them."""

    def test_time(self, beat, cases):
        beat("score_additive", cases.additive_speed_inputs, slow=cases.loop_over_queries, share=0.5)


@exercise("score_content", points=4)
class TestScoreContent:
    """The cosine of every query with every key."""

    def test_by_hand(self, submission):
        s, h = np.array([[[3.0, 4.0]]]), np.array([[[4.0, 3.0], [-6.0, -8.0]]])
        assert_matches(submission.score_content(s, h), np.array([[[0.96, -1.0]]]))

    def test_zero_vectors(self, submission):
        s, h = np.array([[[3.0, 4.0], [0.0, 0.0]]]), np.array([[[0.0, 0.0], [3.0, 4.0]]])
        assert_matches(submission.score_content(s, h), np.array([[[0.0, 1.0], [0.0, 0.0]]]))

    def test_length_does_not_matter(self, submission, cases, rng):
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        assert_matches(submission.score_content(1000 * s, 0.01 * h), submission.score_content(s, h))

    @pytest.mark.parametrize("eps", [1e-8, 0.5], ids=["tiny_eps", "large_eps"])
    def test_torch_agrees(self, submission, cases, rng, eps):
        s, h = cases.sequences(rng, Dq=4, Dk=4)
        s[:, 0], h[:, 2] = 0.01 * s[:, 0], 0.02 * h[:, 2]
        s[:, 1:], h[:, 3:] = 50 * s[:, 1:], 50 * h[:, 3:]
        pairs = torch.from_numpy(s)[:, :, None], torch.from_numpy(h)[:, None]
        expected = functional.cosine_similarity(*pairs, dim=-1, eps=eps)
        assert_matches(submission.score_content(s, h, eps=eps), expected.numpy())


@exercise("location_attention", points=4)
class TestLocationAttention:
    """Weights made from the query alone."""

    def test_by_hand(self, submission):
        s, W = np.array([[[1.0]]]), np.array([[0.0], [LN3]])
        assert_matches(submission.location_attention(s, W), np.array([[[1 / 4, 3 / 4]]]))

    def test_a_linear_layer_and_a_softmax(self, submission, cases, rng):
        s, _ = cases.sequences(rng)
        W = rng.normal(size=(7, 4))
        expected = torch.softmax(functional.linear(torch.from_numpy(s), torch.from_numpy(W)), dim=-1)
        assert_matches(submission.location_attention(s, W), expected.numpy())

    def test_mask(self, submission):
        s, W = np.array([[[1.0], [2.0]]]), np.array([[0.0], [LN3], [LN4]])
        mask = np.array([[True, True, False], [False, False, False]])
        expected = np.array([[[1 / 4, 3 / 4, 0.0], [0.0, 0.0, 0.0]]])
        assert_matches(submission.location_attention(s, W, mask), expected)


@exercise("attend", points=4, functions=("attend", "nadaraya_watson"))
class TestAttend:
    """Scores to weights to averages; kernel regression as the oldest example."""

    def test_attend_by_hand(self, submission):
        scores, values = np.array([[[0.0, LN3]]]), np.array([[[0.0, 4.0], [8.0, 0.0]]])
        assert_matches(
            submission.attend(scores, values), (np.array([[[6.0, 1.0]]]), np.array([[[0.25, 0.75]]]))
        )

    def test_attend_without_allowed_keys(self, submission):
        scores, values = np.zeros((1, 2, 2)), np.array([[[1.0], [3.0]]])
        mask = np.array([[False, False], [True, True]])
        context, _ = submission.attend(scores, values, mask)
        assert_matches(context, np.array([[[0.0], [2.0]]]))

    def test_scaled_dot_product_from_its_parts(self, submission, cases, rng):
        q, k, v = cases.attention(rng, lead=(3,))
        context, _ = submission.attend(submission.score_scaled_dot(q, k), v)
        assert_matches(context, torchs_attention(q, k, v))

    def test_regression_by_hand(self, submission):
        xk, y = np.array([0.0, 2.0]), np.array([10.0, 20.0])
        far = math.exp(-2) / (1 + math.exp(-2))
        assert_matches(
            submission.nadaraya_watson(np.array([1.0, 0.0]), xk, y), np.array([15.0, 10 + 10 * far])
        )

    def test_regression_of_the_mean(self, submission, rng):
        y = rng.normal(size=7)
        predicted = submission.nadaraya_watson(rng.normal(size=5), rng.normal(size=7), y, w=0.0)
        assert_matches(predicted, np.full(5, y.mean()))

    def test_regression_of_the_nearest(self, submission):
        xk, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([5.0, 7.0, 11.0, 13.0])
        predicted = submission.nadaraya_watson(np.array([-9.0, 1.2, 2.5, 40.0]), xk, y, w=1e4)
        assert_matches(predicted, np.array([5.0, 7.0, 12.0, 13.0]))


# --------------------------------------------------------------------------- D  multi-head attention


@exercise("heads", points=4, functions=("split_heads", "merge_heads"))
class TestHeads:
    """Features cut into heads, and put together again."""

    def test_split_by_hand(self, submission):
        x = np.arange(8.0).reshape(1, 2, 4)
        expected = np.array([[[[0.0, 1.0], [4.0, 5.0]], [[2.0, 3.0], [6.0, 7.0]]]])
        assert_matches(submission.split_heads(x, 2), expected)

    def test_merge_by_hand(self, submission):
        x = np.array([[[[0.0, 1.0], [4.0, 5.0]], [[2.0, 3.0], [6.0, 7.0]]]])
        assert_matches(submission.merge_heads(x), np.arange(8.0).reshape(1, 2, 4))

    @pytest.mark.parametrize("h", [1, 3, 12], ids=["one_head", "three_heads", "heads_of_width_one"])
    def test_merge_undoes_split(self, submission, rng, h):
        x = rng.normal(size=(2, 5, 12))
        heads = submission.split_heads(x, h)
        assert_matches(heads[1, h - 1, 4], x[1, 4, -(12 // h) :])
        assert_matches(submission.merge_heads(heads), x)

    @points(0.5)
    def test_heads_that_do_not_fit(self, submission):
        assert_raises(ValueError, submission.split_heads, np.zeros((2, 5, 12)), 5)


def torchs_multihead(cases, rng, **options):
    """Inputs of multihead_attention and torch's layer with the same weights."""
    inputs = cases.multihead(rng, **options)
    _, _, W_in, b_in, W_out, b_out, n_heads = inputs
    layer = torch.nn.MultiheadAttention(len(W_out), n_heads, batch_first=True, dtype=torch.float64)
    weights = {"in_proj_weight": W_in, "in_proj_bias": b_in, "out_proj.weight": W_out, "out_proj.bias": b_out}
    layer.load_state_dict({name: torch.from_numpy(weight) for name, weight in weights.items()})
    return inputs, layer


@exercise("multihead_attention", points=13)
class TestMultiheadAttention:
    """Several heads side by side: self-attention, cross-attention, masks."""

    def test_by_hand(self, submission):
        x, eye = np.array([[[1.0, 0.0], [0.0, 2.0]]]), np.eye(2)
        W_in = np.concatenate([np.zeros((2, 2)), eye, eye])
        expected = np.array([[[10.5, 1.0], [10.5, 1.0]]]), np.full((1, 2, 2, 2), 0.5)
        answer = submission.multihead_attention(x, x, W_in, None, eye, np.array([10.0, 0.0]), 2)
        assert_matches(answer, expected)

    @pytest.mark.parametrize("n_heads", [1, 3, 12], ids=["one_head", "three_heads", "heads_of_width_one"])
    def test_torch_agrees(self, submission, cases, rng, n_heads):
        inputs, layer = torchs_multihead(cases, rng, n_heads=n_heads)
        xq, xkv = map(torch.from_numpy, inputs[:2])
        with torch.no_grad():
            out, weights = layer(xq, xkv, xkv, average_attn_weights=False)
        assert_matches(submission.multihead_attention(*inputs), (out.numpy(), weights.numpy()))

    @pytest.mark.parametrize("N", [2, 3], ids=["fewer_sequences_than_heads", "as_many_sequences_as_heads"])
    def test_torch_agrees_with_a_mask_per_sequence(self, submission, cases, rng, N):
        inputs, layer = torchs_multihead(cases, rng, N=N, n_heads=3)
        mask = cases.bool_mask(rng, N, 5, 7)
        # torch wants one mask per sequence and head, and reads True as blocked
        blocked = torch.from_numpy(~mask).repeat_interleave(3, dim=0)
        xq, xkv = map(torch.from_numpy, inputs[:2])
        with torch.no_grad():
            out, weights = layer(xq, xkv, xkv, attn_mask=blocked, average_attn_weights=False)
        assert_matches(submission.multihead_attention(*inputs, mask=mask), (out.numpy(), weights.numpy()))

    def test_blocking_in_every_shape(self, submission, cases, rng):
        inputs = cases.multihead(rng)
        row = cases.bool_mask(rng, 7)
        full = np.broadcast_to(row, (2, 3, 5, 7)).copy()
        expected = submission.multihead_attention(*inputs, mask=full)
        for shape in [(5, 7), (2, 1, 7), (2, 5, 7), (1, 1, 1, 7)]:
            mask = np.broadcast_to(row, shape).copy()
            assert_matches(submission.multihead_attention(*inputs, mask=mask), expected)

    def test_causal(self, submission, cases, rng):
        xq, _, *rest = cases.multihead(rng)
        out, weights = submission.multihead_attention(xq, xq, *rest, causal=True)
        assert not np.triu(weights, 1).any(), "a query looks at a later key"
        changed = xq.copy()
        changed[:, 3:] += 1
        later, _ = submission.multihead_attention(changed, changed, *rest, causal=True)
        assert_matches(later[:, :3], out[:, :3])

    def test_a_query_without_keys(self, submission, cases, rng):
        inputs = cases.multihead(rng)
        mask = np.ones((2, 5, 7), bool)
        mask[1, 2] = False
        out, weights = submission.multihead_attention(*inputs, mask=mask)
        assert_matches(out[1, 2], inputs[5])
        assert_matches(weights[1, :, 2], np.zeros((3, 7)))

    def test_no_bias_is_a_bias_of_zero(self, submission, cases, rng):
        xq, xkv, W_in, _, W_out, _, n_heads = cases.multihead(rng)
        expected = submission.multihead_attention(xq, xkv, W_in, np.zeros(36), W_out, np.zeros(12), n_heads)
        assert_matches(submission.multihead_attention(xq, xkv, W_in, None, W_out, None, n_heads), expected)

    def test_order_of_tokens_is_carried_along(self, submission, cases, rng):
        x, _, *rest = cases.multihead(rng)
        order = rng.permutation(5)
        shuffled, _ = submission.multihead_attention(x[:, order], x[:, order], *rest)
        assert_matches(shuffled, submission.multihead_attention(x, x, *rest)[0][:, order])

    @points(0.5)
    def test_heads_that_do_not_fit(self, submission, cases, rng):
        *inputs, _ = cases.multihead(rng)
        assert_raises(ValueError, submission.multihead_attention, *inputs, 5)

    @points(0.5)
    def test_float32_stays_float32(self, submission, cases, rng):
        out, weights = submission.multihead_attention(*cases.multihead(rng, dtype=np.float32))
        assert (out.dtype, weights.dtype) == (np.float32, np.float32), "something on the way is float64"


@exercise("multihead_attention_backward", points=11)
class TestMultiheadAttentionBackward:
    """Gradients of both inputs, both weights and both biases."""

    def test_by_hand(self, submission):
        x, one = np.array([[[1.0], [2.0]]]), np.array([[1.0]])
        W_in = np.array([[0.0], [0.0], [3.0]])
        expected = {
            "dxq": np.zeros((1, 2, 1)),
            "dxkv": np.full((1, 2, 1), 3.0),
            "dW_in": np.array([[0.0], [0.0], [3.0]]),
            "db_in": None,
            "dW_out": np.array([[9.0]]),
            "db_out": np.array([2.0]),
        }
        dout = np.ones((1, 2, 1))
        assert_matches(
            submission.multihead_attention_backward(dout, x, x, W_in, None, one, np.zeros(1), 1), expected
        )

    @pytest.mark.parametrize("masked", [False, True], ids=["plain", "mask"])
    def test_torch_agrees(self, submission, cases, rng, masked):
        inputs, layer = torchs_multihead(cases, rng, n_heads=4)
        dout = rng.normal(size=(2, 5, 12))
        mask = cases.bool_mask(rng, 5, 7) if masked else None
        xq, xkv = (torch.from_numpy(x).requires_grad_() for x in inputs[:2])
        out, _ = layer(xq, xkv, xkv, attn_mask=torch.from_numpy(~mask) if masked else None)
        leaves = [
            xq,
            xkv,
            layer.in_proj_weight,
            layer.in_proj_bias,
            layer.out_proj.weight,
            layer.out_proj.bias,
        ]
        gradients = torch.autograd.grad((out * torch.from_numpy(dout)).sum(), leaves)
        names = ["dxq", "dxkv", "dW_in", "db_in", "dW_out", "db_out"]
        expected = {name: gradient.numpy() for name, gradient in zip(names, gradients, strict=True)}
        assert_matches(submission.multihead_attention_backward(dout, *inputs, mask=mask), expected)

    @pytest.mark.parametrize("which", [0, 1, 2, 4], ids=["dxq", "dxkv", "dW_in", "dW_out"])
    def test_central_differences(self, submission, cases, rng, which):
        inputs = list(cases.multihead(rng, N=2, L=2, S=3, E=4, n_heads=2))
        dout = rng.normal(size=(2, 2, 4))

        def forward(x):
            return submission.multihead_attention(*inputs[:which], x, *inputs[which + 1 :])[0]

        gradients = submission.multihead_attention_backward(dout, *inputs)
        name = ["dxq", "dxkv", "dW_in", "db_in", "dW_out"][which]
        assert_gradient(forward, gradients[name], inputs[which], dout)

    def test_keys_need_no_bias(self, submission, cases, rng):
        gradients = submission.multihead_attention_backward(
            rng.normal(size=(2, 5, 12)), *cases.multihead(rng)
        )
        assert_matches(gradients["db_in"][12:24], np.zeros(12))

    @points(0.5)
    def test_a_second_backward(self, submission, cases, rng):
        inputs = rng.normal(size=(2, 5, 12)), *cases.multihead(rng)
        expected = submission.multihead_attention_backward(*inputs)
        assert_matches(submission.multihead_attention_backward_twice(*inputs), expected)

    @points(0.5)
    def test_two_caches_at_once(self, submission, cases, rng):
        first = (rng.normal(size=(2, 5, 12)), *cases.multihead(rng))
        second = (rng.normal(size=(3, 4, 8)), *cases.multihead(rng, N=3, L=4, S=6, E=8, n_heads=2))
        expected = [submission.multihead_attention_backward(*problem) for problem in (first, second)]
        assert_matches(submission.multihead_attention_backward_two_caches(first, second), expected)


# --------------------------------------------------------------------------- E  a walk on foot


@exercise("self_attention_steps", points=4)
class TestSelfAttentionSteps:
    """Every intermediate result of a small self-attention."""

    def test_by_hand(self, submission):
        x, one = np.array([[0.0], [1.0]]), np.array([[1.0]])
        expected = {
            "q": np.array([[0.0], [1.0]]),
            "k": np.array([[0.0], [LN3]]),
            "v": np.array([[0.0], [4.0]]),
            "scores": np.array([[0.0, 0.0], [0.0, LN3]]),
            "weights": np.array([[1 / 2, 1 / 2], [1 / 4, 3 / 4]]),
            "weighted_values": np.array([[[0.0], [2.0]], [[0.0], [3.0]]]),
            "out": np.array([[2.0], [3.0]]),
        }
        assert_matches(submission.self_attention_steps(x, one, LN3 * one, 4 * one), expected)

    def test_whole_numbers(self, submission):
        x = np.array([[1, 0, 2], [0, 1, 1]])
        Wq, Wk = np.array([[1, 0, 0], [0, 1, 0]]), np.array([[0, 0, 1], [0, 2, 0]])
        steps = submission.self_attention_steps(x, Wq, Wk, np.array([[1, 1, 1]]))
        assert_matches(steps["scores"], np.array([[2, 1], [0, 2]]), dtype=False)
        assert_matches(steps["v"], np.array([[3], [2]]), dtype=False)
        sharp = 1 / (1 + math.exp(-1)), 1 / (1 + math.exp(-2))
        assert_matches(
            steps["weights"], np.array([[sharp[0], 1 - sharp[0]], [1 - sharp[1], sharp[1]]]), dtype=False
        )

    def test_the_parts_fit_together(self, submission, cases, rng):
        steps = submission.self_attention_steps(*cases.walk(rng))
        assert_matches(steps["weights"].sum(axis=1), np.ones(5))
        assert_matches(steps["weights"] @ steps["v"], steps["out"])
        assert_matches(steps["weighted_values"][1, 3], steps["weights"][1, 3] * steps["v"][3])
