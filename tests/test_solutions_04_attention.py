"""The reference of 04_attention against oracles that are not ours: torch, its autograd, and brute force."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own habit)
from hypothesis import given, settings
from hypothesis import strategies as st

FILE = Path(__file__).parents[1] / "solutions" / "04_attention" / "attention.py"


def load(file):
    """Import a file by its path."""
    spec = importlib.util.spec_from_file_location(f"solution_{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


attention = load(FILE)

SEED = st.integers(0, 2**32 - 1)
SIZE = st.integers(1, 5)
LEAD = st.lists(st.integers(1, 3), max_size=3).map(tuple)
modest = settings(max_examples=40, deadline=None)


def close(actual, expected, rtol=1e-7, atol=1e-9):
    """Compare an array of ours with a tensor of torch's."""
    np.testing.assert_allclose(actual, expected.detach().numpy(), rtol=rtol, atol=atol)


def some_mask(rng, *shape):
    """A boolean mask that leaves every query a key: torch's layers give NaN where none is left."""
    mask = rng.random(shape) < 0.6
    mask[..., 0] = True
    return mask


@given(SEED, LEAD, SIZE, SIZE, SIZE, SIZE, st.sampled_from(["none", "bool", "float", "causal"]))
@modest
def test_scaled_dot_product_attention(seed, lead, L, S, E, Ev, kind):
    """Output and all three gradients are torch's, with every kind of mask."""
    rng = np.random.default_rng(seed)
    q, k, v = (rng.normal(size=(*lead, *shape)) for shape in ((L, E), (S, E), (S, Ev)))
    mask = {"bool": some_mask(rng, L, S), "float": rng.normal(size=(L, S))}.get(kind)
    out, _, cache = attention.scaled_dot_product_attention(q, k, v, mask, causal=kind == "causal")

    leaves = [torch.tensor(array, requires_grad=True) for array in (q, k, v)]
    theirs = F.scaled_dot_product_attention(
        *leaves, attn_mask=None if mask is None else torch.tensor(mask), is_causal=kind == "causal"
    )
    upstream = rng.normal(size=out.shape)
    theirs.backward(torch.tensor(upstream))

    close(out, theirs)
    for mine, leaf in zip(attention.sdpa_backward(upstream, cache), leaves, strict=True):
        close(mine, leaf.grad, rtol=1e-6, atol=1e-8)


@given(SEED, LEAD, SIZE, SIZE)
@modest
def test_masked_softmax(seed, lead, L, S):
    """Allowed keys share the weight as in torch's softmax; a query without keys has none."""
    rng = np.random.default_rng(seed)
    scores, mask = 10 * rng.normal(size=(*lead, L, S)), rng.random((L, S)) < 0.5
    weights = attention.masked_softmax(scores, mask)
    theirs = torch.softmax(torch.tensor(np.where(mask, scores, -np.inf)), -1).nan_to_num(0.0)

    close(weights, theirs)
    np.testing.assert_allclose(weights.sum(-1), np.broadcast_to(mask.any(-1), (*lead, L)), atol=1e-12)


@given(SEED, SIZE, SIZE, SIZE, st.integers(1, 3), st.integers(1, 3), st.booleans(), st.booleans())
@modest
def test_multihead_attention(seed, N, L, S, h, d, masked, biased):
    """Output, weights of each head and all gradients are those of torch's layer."""
    rng = np.random.default_rng(seed)
    E = h * d
    xq, xkv = rng.normal(size=(N, L, E)), rng.normal(size=(N, S, E))
    W_in, W_out = rng.normal(size=(3 * E, E)), rng.normal(size=(E, E))
    b_in, b_out = (rng.normal(size=3 * E), rng.normal(size=E)) if biased else (None, None)
    mask = some_mask(rng, L, S) if masked else None
    out, weights, cache = attention.multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, h, mask)

    layer = torch.nn.MultiheadAttention(E, h, bias=biased, batch_first=True, dtype=torch.float64)
    ours = {"in_proj_weight": W_in, "out_proj.weight": W_out, "in_proj_bias": b_in, "out_proj.bias": b_out}
    layer.load_state_dict({name: torch.tensor(w) for name, w in ours.items() if w is not None})
    tq, tkv = (torch.tensor(array, requires_grad=True) for array in (xq, xkv))
    blocked = None if mask is None else torch.tensor(~mask)
    theirs, their_weights = layer(tq, tkv, tkv, attn_mask=blocked, average_attn_weights=False)
    upstream = rng.normal(size=out.shape)
    theirs.backward(torch.tensor(upstream))
    grads = attention.multihead_attention_backward(upstream, cache)

    close(out, theirs)
    close(weights, their_weights)
    expected = {"dxq": tq.grad, "dxkv": tkv.grad, "dW_in": layer.in_proj_weight.grad}
    expected["dW_out"] = layer.out_proj.weight.grad
    if biased:
        expected |= {"db_in": layer.in_proj_bias.grad, "db_out": layer.out_proj.bias.grad}
    else:
        assert grads["db_in"] is None
        assert grads["db_out"] is None
    for name, gradient in expected.items():
        close(grads[name], gradient, rtol=1e-6, atol=1e-8)


@given(SEED, SIZE, SIZE, SIZE, SIZE, SIZE, SIZE)
@modest
def test_scores_are_their_formulas(seed, N, Lq, Lk, Dq, Dk, A):
    """Each score function gives, pair by pair, what its formula says."""
    rng = np.random.default_rng(seed)
    s, h = rng.normal(size=(N, Lq, Dq)), rng.normal(size=(N, Lk, Dk))
    W, Wq, Wk, v = (rng.normal(size=shape) for shape in ((Dq, Dk), (A, Dq), (A, Dk), (A,)))
    pairs = [(n, i, j) for n in range(N) for i in range(Lq) for j in range(Lk)]
    general, additive = attention.score_general(s, h, W), attention.score_additive(s, h, Wq, Wk, v)
    concat = attention.score_concat(s, h, np.hstack([Wq, Wk]), v)

    for n, i, j in pairs:
        assert math.isclose(s[n, i] @ W @ h[n, j], general[n, i, j], rel_tol=1e-9, abs_tol=1e-12)
        right = v @ np.tanh(Wq @ s[n, i] + Wk @ h[n, j])
        assert math.isclose(right, additive[n, i, j], rel_tol=1e-9, abs_tol=1e-12)
    np.testing.assert_allclose(concat, additive, rtol=1e-9, atol=1e-12)


@given(SEED, SIZE, SIZE, SIZE, SIZE)
@modest
def test_content_score_is_the_cosine(seed, N, Lq, Lk, D):
    """The content score is torch's cosine similarity of all pairs."""
    rng = np.random.default_rng(seed)
    s, h = rng.normal(size=(N, Lq, D)), rng.normal(size=(N, Lk, D))
    theirs = F.cosine_similarity(torch.tensor(s)[:, :, None], torch.tensor(h)[:, None], dim=-1)

    close(attention.score_content(s, h), theirs)


@given(SEED, SIZE, SIZE, st.floats(0, 5))
@modest
def test_kernel_regression_is_a_weighted_mean(seed, M, n, w):
    """Nadaraya and Watson's estimate is the mean of y under Gaussian weights, added up one by one."""
    rng = np.random.default_rng(seed)
    xq, xk, y = rng.normal(size=M), rng.normal(size=n), rng.normal(size=n)
    mine = attention.nadaraya_watson(xq, xk, y, w)

    for query, value in zip(xq, mine, strict=True):
        weights = [math.exp(-0.5 * (w * (query - key)) ** 2) for key in xk]
        right = sum(a * b for a, b in zip(weights, y, strict=True)) / sum(weights)
        assert math.isclose(right, value, rel_tol=1e-9, abs_tol=1e-12)
