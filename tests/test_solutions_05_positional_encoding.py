"""The reference of 05 against oracles that are not ours: torch, complex numbers, whole numbers, loops."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

FILE = Path(__file__).parents[1] / "solutions" / "05_positional_encoding" / "positional_encoding.py"
_SPEC = importlib.util.spec_from_file_location("reference_05", FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
reference = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(reference)

few = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 2**32 - 1)
bases = st.floats(1.5, 1e5)


def waves(p, width, base):
    """Angles in torch, one for each pair."""
    exponent = torch.arange(0, width, 2, dtype=torch.float64) / width
    return (
        torch.as_tensor(p, dtype=torch.float64)[..., None]
        / torch.tensor(base, dtype=torch.float64) ** exponent
    )


@few
@given(st.lists(st.floats(-1e4, 1e4), max_size=6), st.integers(1, 9), bases)
def test_sinusoids_are_torch_s_closed_form(positions, width, base):
    """Sines and cosines side by side, cut to the width."""
    p = np.array(positions, dtype=np.float64)
    angle = waves(p, width, base)
    expected = torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(-2)[..., :width]
    np.testing.assert_allclose(reference.sinusoidal_at(p, width, base), expected.numpy(), atol=1e-9)


@few
@given(st.integers(0, 9), st.integers(1, 9), bases)
def test_table_is_number_by_number_what_the_paper_says(L, width, base):
    """Every entry from Python's own sine and cosine."""
    table = reference.sinusoidal_encoding(L, width, base)
    assert (L, width) == table.shape
    for p in range(L):
        for c in range(width):
            angle = p / base ** (2 * (c // 2) / width)
            assert math.isclose(math.cos(angle) if c % 2 else math.sin(angle), table[p, c], abs_tol=1e-12)


@few
@given(st.integers(0, 2_000_000), st.integers(1, 8))
def test_float32_positions_keep_their_angles(position, width):
    """A float32 position far away is encoded as exactly as a float64 one, up to the cast."""
    p = np.float32(position)
    single = reference.sinusoidal_at(np.array([p]), width)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, reference.sinusoidal_at(np.array([float(p)]), width), atol=1e-7)


@few
@given(st.floats(-50, 50), st.floats(-50, 50), st.integers(1, 5), bases)
def test_shift_matrix_moves_and_is_a_rotation(p, k, pairs, base):
    """M PE(p) = PE(p + k), and M is orthogonal."""
    M = reference.shift_matrix(k, 2 * pairs, base)
    moved = M @ reference.sinusoidal_at(p, 2 * pairs, base)
    np.testing.assert_allclose(moved, reference.sinusoidal_at(p + k, 2 * pairs, base), atol=1e-9)
    np.testing.assert_allclose(M @ M.T, np.eye(2 * pairs), atol=1e-12)


@few
@given(seeds, st.integers(0, 3), st.integers(0, 5), st.integers(1, 5), st.booleans())
def test_adding_and_learning_agree_with_autograd(seed, N, L, d, scale):
    """Forward as torch adds; the table's gradient from autograd."""
    rng = np.random.default_rng(seed)
    x, table, dout = rng.normal(size=(N, L, d)), rng.normal(size=(L + 2, d)), rng.normal(size=(N, L, d))
    weights = torch.tensor(table, requires_grad=True)
    rows = torch.nn.functional.embedding(torch.arange(L), weights)
    out = torch.from_numpy(x) * (math.sqrt(d) if scale else 1) + rows
    (out * torch.from_numpy(dout)).sum().backward()
    np.testing.assert_allclose(
        reference.add_positional_encoding(x, table, scale), out.detach().numpy(), atol=1e-12
    )
    np.testing.assert_array_equal(reference.learned_positions(table, L), rows.detach().numpy())
    np.testing.assert_allclose(
        reference.learned_positions_backward(dout, L + 2), weights.grad.numpy(), atol=1e-12
    )


def rope_in_torch(x, positions, base, interleaved, r):
    """Rotate by multiplying complex numbers."""
    turning, rest = x[..., :r], x[..., r:]
    if interleaved:
        pairs = turning.unflatten(-1, (r // 2, 2))
    else:
        pairs = turning.unflatten(-1, (2, r // 2)).transpose(-1, -2)
    angle = waves(positions, r, base)
    turned = torch.view_as_complex(pairs.contiguous()) * torch.polar(torch.ones_like(angle), angle)
    turned = torch.view_as_real(turned)
    turned = turned if interleaved else turned.transpose(-1, -2)
    return torch.cat([turned.flatten(-2), rest], dim=-1)


@few
@given(
    seed=seeds,
    lead=st.sampled_from([(), (2,), (2, 3), (3, 3)]),
    L=st.integers(1, 5),
    pairs=st.integers(1, 4),
    rest=st.integers(0, 3),
    interleaved=st.booleans(),
    own=st.booleans(),
    base=bases,
)
def test_rope_is_complex_multiplication_and_its_gradient_autograd_s(
    seed, lead, L, pairs, rest, interleaved, own, base
):
    """Forward and backward for every pairing, part of the features, shared and own positions."""
    rng = np.random.default_rng(seed)
    r = 2 * pairs
    x, dout = rng.normal(size=(2, *lead, L, r + rest))
    positions = rng.uniform(-30, 30, size=(*lead, L) if own else L)
    if own and len(lead) == 2:
        positions = positions[:, 0]
    for_torch = positions[:, None] if own and len(lead) == 2 else positions
    options = {"base": base, "interleaved": interleaved, "rotary_dim": r}
    leaf = torch.tensor(x, requires_grad=True)
    expected = rope_in_torch(leaf, for_torch, base, interleaved, r)
    (expected * torch.from_numpy(dout)).sum().backward()
    np.testing.assert_allclose(reference.rope(x, positions, **options), expected.detach().numpy(), atol=1e-10)
    np.testing.assert_allclose(
        reference.rope_backward(dout, positions, **options), leaf.grad.numpy(), atol=1e-10
    )


@few
@given(seeds, st.floats(-100, 100), st.booleans())
def test_rope_s_products_depend_on_distance_only(seed, shift, interleaved):
    """Moving query and key together changes nothing."""
    rng = np.random.default_rng(seed)
    (q, k), (m, n) = rng.normal(size=(2, 1, 6)), rng.uniform(-50, 50, size=2)

    def product(move):
        turned = [
            reference.rope(x, np.array([p + move]), interleaved=interleaved) for x, p in ((q, m), (k, n))
        ]
        return (turned[0] * turned[1]).sum()

    assert math.isclose(product(0.0), product(shift), rel_tol=1e-9, abs_tol=1e-9)


def slopes_by_recursion(n):
    """The rule of the ALiBi paper's repository, written with a recursion."""
    if math.log2(n).is_integer():
        start = 2 ** (-(2 ** -(math.log2(n) - 3)))
        return [start * start**i for i in range(n)]
    lower = 2 ** math.floor(math.log2(n))
    return slopes_by_recursion(lower) + slopes_by_recursion(2 * lower)[0::2][: n - lower]


def test_alibi_slopes_follow_the_paper_s_rule():
    """For all numbers of heads up to 70."""
    for n in range(1, 71):
        np.testing.assert_allclose(reference.alibi_slopes(n), slopes_by_recursion(n), rtol=1e-12)


@few
@given(st.integers(1, 5), st.integers(0, 6), st.integers(0, 6), st.booleans())
def test_alibi_bias_is_entry_by_entry_the_definition(n, Lq, Lk, causal):
    """Distances counted from the query's place among the keys."""
    bias = reference.alibi_bias(n, Lq, Lk, causal)
    assert (n, Lq, Lk) == bias.shape
    for h, slope in enumerate(slopes_by_recursion(n)):
        for i in range(Lq):
            for j in range(Lk):
                distance = i + Lk - Lq - j
                expected = -math.inf if causal and distance < 0 else -slope * abs(distance)
                assert math.isclose(expected, bias[h, i, j], rel_tol=1e-12)


@few
@given(seeds, st.sampled_from([(), (2,), (2, 3)]), st.integers(0, 6), st.integers(0, 6), st.integers(0, 4))
def test_relative_scores_are_the_laid_out_sum(seed, lead, Lq, Lk, reach):
    """Against torch with a vector for each pair, looked up by an embedding."""
    rng = np.random.default_rng(seed)
    q, k = rng.normal(size=(*lead, Lq, 3)), rng.normal(size=(*lead, Lk, 3))
    table = rng.normal(size=(2 * reach + 1, 3))
    offset = torch.arange(Lk)[None] - torch.arange(Lq)[:, None]
    index = offset.clamp(-reach, reach) + reach
    np.testing.assert_array_equal(reference.relative_index(Lq, Lk, reach), index.numpy())
    vectors = torch.nn.functional.embedding(index, torch.from_numpy(table))
    sums = torch.from_numpy(k)[..., None, :, :] + vectors
    expected = (torch.from_numpy(q)[..., :, None, :] * sums).sum(-1) / math.sqrt(3)
    np.testing.assert_allclose(reference.relative_scores(q, k, table), expected.numpy(), atol=1e-12)


def bucket_in_whole_numbers(rel, bidirectional, num_buckets, max_distance):
    """Find the bucket without a logarithm: (n / e)^c >= (max_distance / e)^m, in Python's integers."""
    B = num_buckets // 2 if bidirectional else num_buckets
    n = abs(rel) if bidirectional else max(-rel, 0)
    e = B // 2
    c = B - e
    bucket = n
    if n >= e:
        m = 0
        while m < c - 1 and n**c * e ** (m + 1) >= max_distance ** (m + 1) * e**c:
            m += 1
        bucket = e + m
    return bucket + (B if bidirectional and rel > 0 else 0)


@few
@given(st.booleans(), st.integers(2, 20), st.integers(1, 200))
def test_t5_buckets_in_whole_numbers(bidirectional, half, beyond):
    """Every distance, borders included, against exact arithmetic."""
    num_buckets = 2 * half
    B = num_buckets // 2 if bidirectional else num_buckets
    max_distance = B // 2 + beyond
    rel = np.arange(-max_distance - 5, max_distance + 6)
    expected = [bucket_in_whole_numbers(int(r), bidirectional, num_buckets, max_distance) for r in rel]
    np.testing.assert_array_equal(
        reference.t5_bucket(rel, bidirectional, num_buckets, max_distance), expected
    )


def test_t5_buckets_of_the_published_setting():
    """32 buckets up to 128, one way: exact to 15, the last from 113 on; both ways the same halved."""
    one_way = reference.t5_bucket(-np.arange(200), bidirectional=False)
    assert list(range(16)) == one_way[:16].tolist()
    np.testing.assert_equal(np.argmax(one_way == 31), 113)
    both = reference.t5_bucket(np.array([-8, -16, -32, -64, 8, 16, 32, 64]))
    np.testing.assert_array_equal(both, [8, 10, 12, 14, 24, 26, 28, 30])
