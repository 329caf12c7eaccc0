"""What you can run at home: examples of the handout, properties, torch as a second opinion."""

import math

import numpy as np
import pytest
import torch

from autograder.checking import assert_gradient, assert_matches, assert_raises, exercise, speed


@exercise("sinusoidal_at", points=12)
class TestSinusoidalAt:
    """Sines and cosines at any positions; odd widths; angles in float64; float32 stays float32."""

    def test_by_hand(self, submission):
        encoding = submission.sinusoidal_at(np.array([2.0, 5.0]), 4, base=100)
        # frequencies 1 and 1 / 10: sin 2, cos 2, sin 0.2, cos 0.2, and the same of 5 and 0.5
        first = [0.9092974268, -0.4161468365, 0.1986693308, 0.9800665778]
        second = [-0.9589242747, 0.2836621855, 0.4794255386, 0.8775825619]
        assert_matches(
            encoding,
            np.array([first, second]),
            atol=1e-9,
            because="the numbers by hand have ten digits",
        )

    def test_closed_form_in_torch(self, submission, cases, rng):
        p = cases.real_positions(rng, 3, 5)
        pairs = torch.from_numpy(p)[..., None] / 10000.0 ** (torch.arange(0, 8, 2, dtype=torch.float64) / 8)
        expected = torch.stack([pairs.sin(), pairs.cos()], dim=-1).flatten(-2)
        assert_matches(submission.sinusoidal_at(p, 8), expected.numpy())

    def test_odd_width_has_one_sine_more(self, submission):
        p = np.array([0.5, 1.0, 2.5])
        expected = np.stack([np.sin(p), np.cos(p), np.sin(p * 10000 ** (-2 / 3))], axis=-1)
        assert_matches(submission.sinusoidal_at(p, 3), expected)

    def test_single_number_and_width_one(self, submission):
        assert_matches(submission.sinusoidal_at(2.0, 1), np.array([math.sin(2)]))

    def test_integers_give_float64(self, submission):
        expected = np.stack([np.sin([3.0, 250.0]), np.cos([3.0, 250.0])], axis=-1)
        assert_matches(submission.sinusoidal_at(np.array([3, 250], dtype=np.uint8), 2), expected)

    def test_float32_far_away(self, submission):
        p = np.array([1_500_001.0, 1_999_999.0])
        expected = np.stack([np.sin(p), np.cos(p)], axis=-1).astype(np.float32)
        assert_matches(submission.sinusoidal_at(p.astype(np.float32), 2), expected)


@exercise("sinusoidal_encoding", points=8)
class TestSinusoidalEncoding:
    """The table of positions 0 ... L - 1, in the dtype asked for."""

    def test_by_hand(self, submission):
        table = submission.sinusoidal_encoding(3, 2)
        expected = np.array([[0, 1], [math.sin(1), math.cos(1)], [math.sin(2), math.cos(2)]])
        assert_matches(table, expected)

    def test_length_of_rows(self, submission):
        table = submission.sinusoidal_encoding(11, 6)
        assert_matches((table**2).sum(axis=1), np.full(11, 3.0))  # d / 2: sin^2 + cos^2 = 1 for each pair

    def test_products_depend_on_distance_only(self, submission):
        table = submission.sinusoidal_encoding(12, 8)
        products = table @ table.T
        assert_matches(np.diagonal(products, offset=3).copy(), np.full(9, products[0, 3]))

    def test_base(self, submission):
        plain = submission.sinusoidal_encoding(4, 4)
        table = submission.sinusoidal_encoding(4, 4, base=100)
        assert not np.allclose(table, plain), "with another base the second pair of columns is another one"
        assert_matches(table[3, 2], math.sin(3 / 10))

    def test_empty_and_float32(self, submission):
        assert_matches(submission.sinusoidal_encoding(0, 5), np.empty((0, 5)))
        single = np.array([[0, 1], [math.sin(1), math.cos(1)]], dtype=np.float32)
        assert_matches(submission.sinusoidal_encoding(2, 2, dtype="float32"), single)

    def test_own_array(self, submission):
        expected = np.array([[0.0, 1.0]])
        assert_matches(submission.sinusoidal_encoding_again(1, 2), expected)


@exercise("shift_matrix", points=5)
class TestShiftMatrix:
    """One matrix moves every encoding k positions on."""

    def test_by_hand(self, submission):
        cosine, sine = 1 / 2, math.sqrt(3) / 2
        expected = np.array([[cosine, sine], [-sine, cosine]])
        assert_matches(submission.shift_matrix(math.pi / 3, 2), expected)

    def test_base(self, submission):
        plain, other = submission.shift_matrix(3, 4), submission.shift_matrix(3, 4, base=100)
        assert not np.allclose(plain, other), "with another base the second pair turns by another angle"
        assert_matches(other[2, 2], math.cos(3 / 10))

    def test_moves_encodings(self, submission, cases, rng):
        p = cases.real_positions(rng, 7)
        here, there = (
            np.stack([wave(q * omega) for omega in (1, 0.1, 0.01) for wave in (np.sin, np.cos)], axis=-1)
            for q in (p, p + 2.5)
        )
        assert_matches(here @ submission.shift_matrix(2.5, 6, base=1000).T, there)

    def test_shifts_add_up(self, submission):
        both = submission.shift_matrix(3, 8) @ submission.shift_matrix(-5, 8)
        assert_matches(both, submission.shift_matrix(-2, 8))

    def test_odd_width_refused(self, submission):
        assert_raises(ValueError, submission.shift_matrix, 1, 3)


@exercise("add_positional_encoding", points=5)
class TestAddPositionalEncoding:
    """Word vectors times sqrt(d), plus the first L rows of the table."""

    x = np.array([[[1.0, 0.0, 0.0, -1.0], [2.0, 2.0, 2.0, 2.0]]])
    pe = np.array([[0.0, 1.0, 0.0, 1.0], [5.0, 5.0, 5.0, 5.0], [9.0, 9.0, 9.0, 9.0]])

    def test_by_hand(self, submission):
        expected = np.array([[[2.0, 1.0, 0.0, -1.0], [9.0, 9.0, 9.0, 9.0]]])
        assert_matches(submission.add_positional_encoding(self.x, self.pe), expected)

    def test_without_scale(self, submission):
        expected = np.array([[[1.0, 1.0, 0.0, 0.0], [7.0, 7.0, 7.0, 7.0]]])
        assert_matches(submission.add_positional_encoding(self.x, self.pe, scale=False), expected)

    def test_too_long_refused(self, submission):
        assert_raises(ValueError, submission.add_positional_encoding, self.x, self.pe[:1])

    def test_float32(self, submission):
        out = submission.add_positional_encoding(self.x.astype(np.float32), self.pe.astype(np.float32))
        assert out.dtype == np.float32, "float32 in, float32 out"


@exercise("learned_positions", points=8, functions=("learned_positions", "learned_positions_backward"))
class TestLearnedPositions:
    """Rows of a trained table, and the gradient that trains it."""

    def test_by_hand(self, submission):
        table = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        assert_matches(submission.learned_positions(table, 2), np.array([[1.0, 2.0], [3.0, 4.0]]))

    def test_too_long_refused(self, submission, cases, rng):
        assert_raises(ValueError, submission.learned_positions, cases.table(rng, 3, 2), 4)

    def test_gradient_by_hand(self, submission):
        dout = np.array([[[1.0, 2.0]], [[10.0, 20.0]]])
        expected = np.array([[11.0, 22.0], [0.0, 0.0], [0.0, 0.0]])
        assert_matches(submission.learned_positions_backward(dout, 3), expected)

    def test_gradient_of_torch(self, submission, cases, rng):
        x, dout = cases.words(rng, 3, 5, 4), cases.words(rng, 3, 5, 4)
        table = torch.tensor(cases.table(rng, 7, 4), requires_grad=True)
        ((torch.from_numpy(x) + table[:5]) * torch.from_numpy(dout)).sum().backward()
        assert_matches(submission.learned_positions_backward(dout, 7), table.grad.numpy())


@exercise("rope", points=18)
class TestRope:
    """Pairs of features turned by the position's angles, in every pairing and for every kind of position."""

    def test_by_hand(self, submission):
        x, turn = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([math.atan2(4, 3)])
        # base 1: both pairs turn by the angle with cosine 3/5 and sine 4/5
        assert_matches(submission.rope(x, turn, base=1.0), np.array([[-1.0, 2.0, -1.4, 4.8]]))
        halves = submission.rope(x, turn, base=1.0, interleaved=False)
        assert_matches(halves, np.array([[-1.8, -2.0, 2.6, 4.0]]))
        some = submission.rope(x, turn, rotary_dim=2)
        assert_matches(some, np.array([[-1.0, 2.0, 3.0, 4.0]]))

    @pytest.mark.parametrize("rotary_dim", [6, 4], ids=["all", "some"])
    def test_complex_numbers_of_torch(self, submission, cases, rng, rotary_dim):
        x = cases.heads(rng, (2, 3), 5, 6)
        pairs = torch.view_as_complex(torch.from_numpy(x[..., :rotary_dim].reshape(2, 3, 5, -1, 2)))
        frequency = 10000.0 ** (-torch.arange(0, rotary_dim, 2, dtype=torch.float64) / rotary_dim)
        angle = torch.arange(5)[:, None] * frequency
        turned = torch.view_as_real(pairs * torch.polar(torch.ones_like(angle), angle)).flatten(-2).numpy()
        expected = np.concatenate([turned, x[..., rotary_dim:]], axis=-1)
        assert_matches(submission.rope(x, rotary_dim=rotary_dim), expected)

    def test_only_distances_count(self, submission, cases, rng):
        q, k = cases.heads(rng, (), 1, 8), cases.heads(rng, (), 1, 8)

        def score(m, n, **options):
            turned = [submission.rope(x, np.array([p]), **options) for x, p in ((q, m), (k, n))]
            return (turned[0] @ turned[1].T)[0, 0]

        assert_matches(score(3, 7), score(103, 107))
        assert_matches(score(-2.5, 1, interleaved=False), score(0, 3.5, interleaved=False))

    def test_lengths_stay(self, submission, cases, rng):
        x = cases.heads(rng, (2,), 5, 6)
        assert_matches((submission.rope(x) ** 2).sum(axis=-1), (x**2).sum(axis=-1))

    def test_later_words_with_earlier_ones_kept(self, submission, cases, rng):
        x = cases.heads(rng, (2,), 7, 4)
        assert_matches(submission.rope(x[:, 5:], np.array([5, 6])), submission.rope(x)[:, 5:])

    def test_positions_of_each_sequence(self, submission, cases, rng):
        x, positions = cases.heads(rng, (3, 3), 5, 4), cases.whole_positions(rng, 3, 5)
        out = submission.rope(x, positions)
        for n in range(3):
            assert_matches(out[n], submission.rope(x[n], positions[n]))

    def test_nothing_to_turn(self, submission, cases, rng):
        x = cases.heads(rng, (2,), 5, 6)
        assert_matches(submission.rope(x, np.zeros(5)), x)
        assert_matches(submission.rope(x, rotary_dim=0), x)

    def test_base(self, submission, cases, rng):
        plain, other = submission.rope_two_bases(cases.heads(rng, (), 3, 4))
        assert not np.allclose(plain, other), "with another base the second pair turns by other angles"

    def test_refused(self, submission, cases, rng):
        assert_raises(ValueError, submission.rope, cases.heads(rng, (), 2, 5))
        assert_raises(ValueError, submission.rope, cases.heads(rng, (), 2, 4), rotary_dim=6)

    def test_float32(self, submission, cases, rng):
        x, positions = cases.heads(rng, (2,), 5, 6), cases.real_positions(rng, 5)
        expected = submission.rope(x, positions).astype(np.float32)
        assert_matches(submission.rope(x.astype(np.float32), positions), expected)


@exercise("rope_backward", points=8)
class TestRopeBackward:
    """The same pairs turned the other way."""

    def test_by_hand(self, submission):
        turn = np.array([math.atan2(4, 3)])  # cosine 3/5, sine 4/5
        dx = submission.rope_backward(np.array([[1.0, 2.0]]), turn)
        assert_matches(dx, np.array([[2.2, 0.4]]))
        dx = submission.rope_backward(np.array([[1.0, 2.0]]), turn, rotary_dim=0)
        assert_matches(dx, np.array([[1.0, 2.0]]))

    @pytest.mark.parametrize(
        "options",
        [{}, {"interleaved": False}, {"rotary_dim": 2}, {"base": 100.0}],
        ids=["plain", "halves", "some_features", "base"],
    )
    def test_central_differences(self, submission, cases, rng, options):
        x, dout, p = cases.heads(rng, (), 3, 4), cases.heads(rng, (), 3, 4), cases.real_positions(rng, 3)
        dx = submission.rope_backward(dout, p, **options)
        assert_gradient(lambda moved: submission.rope(moved, p, **options), dx, x, dout)

    def test_turns_back(self, submission, cases, rng):
        x, positions = cases.heads(rng, (2, 3), 5, 6), cases.whole_positions(rng, 2, 5, dtype=np.uint8)
        assert_matches(submission.rope_backward(submission.rope(x, positions), positions), x)


@exercise("alibi_slopes", points=5)
class TestAlibiSlopes:
    """One slope for each head; other numbers of heads than powers of two."""

    def test_by_hand(self, submission):
        assert_matches(submission.alibi_slopes(4), np.array([1 / 4, 1 / 16, 1 / 64, 1 / 256]))

    def test_six_heads(self, submission):
        # those of four heads, then the 1st and 3rd of eight
        expected = np.array([1 / 4, 1 / 16, 1 / 64, 1 / 256, 1 / 2, 1 / 8])
        assert_matches(submission.alibi_slopes(6), expected)


@exercise("alibi_bias", points=7)
class TestAlibiBias:
    """A penalty that grows with the distance; queries are the last positions."""

    def test_by_hand(self, submission):
        inf = math.inf
        expected = np.array([[[0, -inf, -inf], [-1, 0, -inf], [-2, -1, 0]]]) / 256
        assert_matches(submission.alibi_bias(1, 3, 3), expected)

    def test_last_query_alone(self, submission):
        all_queries, last = submission.alibi_bias(3, 5, 5), submission.alibi_bias(3, 1, 5)
        assert np.isfinite(last).all(), "a single query is the last position: no key is later than it"
        assert_matches(last, all_queries[:, -1:])

    def test_both_ways(self, submission):
        distance = abs(np.arange(5) - np.arange(5)[:, None])
        expected = np.stack([-distance / 16, -distance / 256])
        assert_matches(submission.alibi_bias(2, 5, 5, causal=False), expected)

    def test_same_weights_as_slope_times_key(self, submission):
        bias = torch.from_numpy(submission.alibi_bias(4, 5, 5))
        later = torch.ones(5, 5, dtype=torch.bool).triu(1)
        slope = torch.tensor([1 / 4, 1 / 16, 1 / 64, 1 / 256], dtype=torch.float64)
        by_key = (slope[:, None, None] * torch.arange(5)).expand(4, 5, 5).masked_fill(later, -math.inf)
        assert_matches(bias.softmax(-1).numpy(), by_key.softmax(-1).numpy())


@exercise("relative_index", points=4)
class TestRelativeIndex:
    """Distances clipped on both sides and counted from 0; any integer dtype."""

    def test_by_hand(self, submission):
        index = submission.relative_index(3, 5, 2)
        expected = np.array([[2, 3, 4, 4, 4], [1, 2, 3, 4, 4], [0, 1, 2, 3, 4]])
        assert_matches(index, expected, dtype=False)
        assert index.dtype.kind in "iu", "it is used as an index: it must have an integer dtype"

    def test_all_alike(self, submission):
        assert_matches(submission.relative_index(2, 3, 0), np.zeros((2, 3), dtype=int), dtype=False)

    def test_far_on_both_sides(self, submission):
        index = submission.relative_index(9, 9, 3)
        assert (index.min(), index.max()) == (0, 6), "the numbers run from 0 to 2 max_dist"


@exercise("relative_scores", points=7)
class TestRelativeScores:
    """Content and distance together, scaled."""

    def test_by_hand(self, submission):
        q, k = np.array([[2.0], [1.0]]), np.array([[5.0], [7.0]])
        scores = submission.relative_scores(q, k, np.array([[100.0], [200.0], [300.0]]))
        assert_matches(scores, np.array([[410.0, 614.0], [105.0, 207.0]]))

    def test_vector_by_vector(self, submission, cases, rng):
        q, k, table = cases.relative(rng, (2, 3))
        far = cases.relative_by_vectors
        expected = np.array(
            [[far(*pair, table) for pair in zip(*both, strict=True)] for both in zip(q, k, strict=True)]
        )
        assert_matches(submission.relative_scores(q, k, table), expected, reduction=6)

    def test_empty_table_is_plain_attention(self, submission, cases, rng):
        q, k, table = cases.relative(rng, (2,))
        expected = torch.from_numpy(q) @ torch.from_numpy(k).mT / math.sqrt(6)
        assert_matches(submission.relative_scores(q, k, np.zeros_like(table)), expected.numpy(), reduction=6)

    def test_float32(self, submission, cases, rng):
        scores = submission.relative_scores(*cases.relative(rng, (2,), dtype=np.float32))
        assert scores.dtype == np.float32, "float32 in, float32 out"


@exercise("t5_bucket", points=7)
class TestT5Bucket:
    """Fine buckets near by, coarse ones far away, in one or both directions; any integer dtype."""

    def test_by_hand(self, submission):
        # 4 buckets for each side, e = 2: 0, 1 exact; 2, 3 up to 2 * (8 / 2)^(1/2) = 4; 4 and more
        bucket = submission.t5_bucket(np.arange(-9, 10), num_buckets=8, max_distance=8)
        behind = [3, 3, 3, 3, 3, 3, 2, 2, 1]
        expected = np.array([*behind, 0, *[4 + b for b in behind[::-1]]])
        assert_matches(bucket, expected, dtype=False)

    def test_one_way(self, submission):
        rel = np.array([5, 0, -15, -16, -20, -126, -127, -1000])
        bucket = submission.t5_bucket(rel, bidirectional=False)
        assert_matches(bucket, np.array([0, 0, 15, 16, 17, 31, 31, 31]), dtype=False)

    def test_never_falls_with_distance(self, submission):
        bucket = submission.t5_bucket(np.arange(0, -300, -1))
        assert (np.diff(bucket) >= 0).all(), "farther away is never a lower bucket"
        assert np.array_equal(np.unique(bucket), np.arange(16)), "every bucket of this side is used"

    def test_max_distance(self, submission):
        near, far = submission.t5_bucket_two_distances(np.arange(-200, 0))
        assert not np.array_equal(near, far), "another max_distance has other coarse buckets"

    def test_int8(self, submission):
        bucket = submission.t5_bucket(np.array([-128, 127], dtype=np.int8))
        assert_matches(bucket, np.array([15, 31]), dtype=False)


@exercise("sinusoidal_encoding", points=2)
@speed
class TestSinusoidalEncodingSpeed:
    """30000 positions at once, without a Python loop over them."""

    def test_many_positions(self, beat, cases):
        beat("sinusoidal_encoding", cases.sinusoids_speed_inputs, slow=cases.sinusoids_by_number, share=0.35)


@exercise("rope", points=2)
@speed
class TestRopeSpeed:
    """1000 positions at once: no loop over them, no rotation matrices."""

    def test_many_positions(self, beat, cases):
        beat("rope", cases.rope_speed_inputs, slow=cases.rope_by_matrix, share=0.6)


@exercise("relative_scores", points=1)
@speed
class TestRelativeScoresSpeed:
    """No time for a vector for each pair of query and key."""

    def test_time(self, beat, cases):
        beat("relative_scores", cases.relative_speed_inputs, slow=cases.relative_by_vectors, share=0.4)


@exercise("relative_scores", points=1)
class TestRelativeScoresMemory:
    """No array with a vector for each pair of query and key."""

    def test_memory(self, submission, cases, rng):
        q, k, table = cases.relative(rng, (), 251, 257, 64, 16)
        _, peak = submission.relative_scores_peak(q, k, table)
        arrays = peak / (8 * 251 * 257)
        assert arrays <= 12, f"it holds {arrays:.0f} arrays of Lq * Lk numbers at once, 12 are allowed"
